"""Truncation in a real Chromium: methods under the cursor, the table and its file, noise, paths."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from playground.engine.truncation import real
from playground.engine.truncation.truncation_methods import TRUNCATION_METHODS
from playground.ui.tabs.truncation import compare, metric_checks, truncation

SERVED = (truncation.TAB, metric_checks.TAB, compare.TAB)
RANGE = ".pg-axis input[type=range]:visible"

Visits = Callable[..., Any]


def drawn(page: Page, label: str) -> str:
    """What the first picture of that label shows."""
    figures = page.locator("figure.pg-picture:visible").filter(
        has=page.locator("figcaption").get_by_text(label, exact=True)
    )
    return str(figures.first.locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def here(page: Page) -> list[str]:
    """The first cells of the table's marked rows."""
    return page.locator(".pg-table tr[data-here]:visible td:first-child").all_text_contents()


def test_samples_and_the_tables_row_follow_the_strength(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation&samples=100")
        label = TRUNCATION_METHODS["mean"].label
        v.until(lambda: here(page) == ["0.7"])
        before, sent = drawn(page, label), len(v.requests)
        page.locator(RANGE).fill("0")
        v.until(lambda: drawn(page, label) != before and here(page) == ["0"])
        page.locator(".pg-table tbody tr:visible").nth(3).click()
        v.until(lambda: page.locator(RANGE).input_value() == "3")
        assert len(v.requests) == sent


def test_the_table_is_kept_as_csv(visit: Visits, url: str, tmp_path: Path) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation&samples=100&method=vae&k=5")
        with page.expect_download() as download:
            page.get_by_role("button", name="Table as CSV").locator("visible=true").click()
        assert download.value.suggested_filename == "truncation.csv"
        file = tmp_path / "kept.csv"
        download.value.save_as(file)
        rows = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
        result = truncation.TAB.answer(truncation.TruncationRequest(samples=100, method="vae", k=5))
        assert [float(row["recall"]) for row in rows[:-1]] == result.values("recall").tolist()
        assert [float(row["FID SE"]) for row in rows[:-1]] == result.errors("frechet").tolist()
        asked = {name: rows[0][name] for name in ("method", "images", "k", "features", "seed")}
        assert list(asked.values()) == ["vae", "100", "5", "classifier", "0"]
        assert rows[-1]["psi"] == "real against real"


def test_an_old_link_opens_its_view(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation&label=3&method=hard&samples=100&k=5&seed=7&at.strength=2")
        expect(page.get_by_text(TRUNCATION_METHODS["hard"].label, exact=True).first).to_be_visible()
        assert page.evaluate("playground.at('truncation', 'strength')") == 2
        expect(page.locator(".pg-value:visible").first).to_have_text("0.5")


def test_noise_is_shown_and_measured_under_one_cursor(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-metric-checks&most=500")
        label = "Real images with noise"
        before, sent = drawn(page, label), len(v.requests)
        page.locator(RANGE).first.fill("0")
        v.until(lambda: drawn(page, label) != before)
        assert len(v.requests) == sent


def test_paths_are_compared_on_request(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-compare&methods=w&samples=100")
        expect(page.locator("figure.pg-picture:visible")).to_have_count(2)
        page.locator("#tab-truncation-compare").get_by_label("Seed").first.fill("5")
        page.get_by_role("button", name="Measure").click()
        page.wait_for_url("**seed=5**")
        expect(page.locator("figure.pg-picture:visible")).to_have_count(2)


def test_where_the_pointer_rests_more_images_are_measured(visit: Visits, url: str) -> None:
    """One class has 500 pairs of real images: so many are measured, at the pointer's own psi."""
    with visit(url) as v:
        page = v.open("?tab=truncation&label=3&samples=100&method=vae")
        chart = "document.querySelector('.js-plotly-plot')"
        page.wait_for_function(f"{chart} && {chart}._fullLayout")
        v.settle()
        box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 0.37 * box["width"], box["y"] + 0.5 * box["height"])
        page.wait_for_function(
            f"{chart}._fullData.at(-1).y.filter(Number.isFinite).length === 3", timeout=90_000
        )
        most = real.most("mnist", "3")
        expect(page.get_by_text(f"of {most} that are measured").first).to_be_visible()


def test_a_slider_let_go_rests_as_the_pointer_does(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation&label=3&samples=100&method=vae")
        page.locator(".pg-frame:visible").first.wait_for()
        page.locator(".pg-plot .xtick text").first.wait_for()
        page.get_by_role("slider", name="psi").first.fill("3")
        expect(page.locator(".pg-note", has_text="exactly at psi = 0.40")).to_be_visible()
        page.get_by_role("slider", name="psi").first.fill("2")
        expect(page.locator(".pg-note", has_text="exactly at psi = 0.30")).to_be_visible()
