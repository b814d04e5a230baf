"""The ball explorer in a real Chromium: points, tiles and the outlier."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs.truncation import balls

Visits = Callable[..., Any]
SERVED = (balls.TAB,)
PLOTS = "document.querySelectorAll('.js-plotly-plot')"


def opened(v: Any, query: str) -> Page:
    """The page with its three charts drawn, and its last requests sent."""
    page: Page = v.open(f"?tab=truncation-balls&samples=150{query}")
    page.wait_for_function(f"{PLOTS}.length === 3", timeout=90_000)
    v.settle()
    return page


def place(page: Page, name: str) -> tuple[float, float]:
    """Where the first point of a trace of the plane stands on the screen."""
    x, y = page.evaluate(
        f"""name => {{
          const plot = {PLOTS}[0], {{ xaxis, yaxis }} = plot._fullLayout;
          const trace = plot._fullData.find((one) => one.name === name);
          const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
          return [box.left + xaxis.d2p(trace.x[0]), box.top + yaxis.d2p(trace.y[0])];
        }}""",
        name,
    )
    return x, y


def fact(page: Page, label: str) -> Any:
    return page.locator(".pg-fact", has=page.locator("dt", has_text=label)).first


def test_a_click_on_a_real_and_a_press_on_a_fake_look_at_them(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "")
        expect(fact(page, "Precision")).to_contain_text("of 150 real balls")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        page.mouse.click(*place(page, "outlier"))
        page.wait_for_function("location.search.includes('index=149')")
        expect(fact(page, "Coverage")).to_contain_text("its ball holds")
        expect(page.get_by_text("real 149: the outlier")).to_be_visible()
        page.locator(".pg-tile-picture").first.click()
        page.wait_for_function("!location.search.includes('side=real')")
        expect(fact(page, "Realism")).to_have_class(re.compile("pg-good"))


def test_without_the_outlier_precision_falls_and_the_curve_is_pressed_for_fewer_classes(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v, "&index=0")
        lengths = f"() => {PLOTS}[1]._fullData.map((one) => one.x[0])"
        before, after = page.evaluate(lengths)
        assert after > before + 0.1
        page.locator("input[type=checkbox]:visible").first.click()
        page.wait_for_function("location.search.includes('outlier=false')")
        page.wait_for_function(f"({lengths})().length === 1")
        assert page.evaluate(lengths) == [before]

        chart = page.locator(".js-plotly-plot").nth(2)
        chart.scroll_into_view_if_needed()
        v.settle()
        area = chart.locator(".nsewdrag").bounding_box()
        assert area is not None
        x = page.evaluate(f"{PLOTS}[2]._fullLayout.xaxis.d2p(3)")
        page.mouse.click(area["x"] + x, area["y"] + area["height"] / 2)
        page.wait_for_function("location.search.includes('classes=3')")
        expect(page.get_by_label("number input for Classes drawn")).to_have_value("3")


def test_the_measures_are_kept_as_csv(visit: Visits, url: str, tmp_path: Path) -> None:
    with visit(url) as v:
        page = opened(v, "&seed=3")
        with page.expect_download() as download:
            page.get_by_role("button", name="Table as CSV").locator("visible=true").click()
        assert download.value.suggested_filename == "balls.csv"
        download.value.save_as(tmp_path / "kept.csv")
    rows = list(csv.DictReader((tmp_path / "kept.csv").open(encoding="utf-8", newline="")))
    scene = balls.TAB.answer(balls.TAB.request(samples=150, seed=3)).scene
    assert [row["outlier"] for row in rows] == ["no"] * 10 + ["yes"]
    assert [float(row["coverage"]) for row in rows[:10]] == scene.curve["coverage"].tolist()
    assert float(rows[10]["precision"]) == scene.after["precision"]
    assert [rows[0][name] for name in ("images", "k", "seed")] == ["150", "3", "3"]
