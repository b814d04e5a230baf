"""The adversarial tab in a real Chromium: painted, scrubbed, clicked, kept, linked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from playground.engine.adversarial.one_image import AttackRequest, answer
from playground.ui.tabs.adversarial.one_image import TAB, see

Visits = Callable[..., Any]
SERVED = (TAB,)

RANGE = ".pg-axis input[type=range]:visible"
PLOT = ".pg-plot .main-svg:visible"


def opened(v: Any, query: str = "") -> Page:
    """The page with its three charts drawn, and its last requests sent."""
    page: Page = v.open(query)
    page.wait_for_function("document.querySelectorAll('.pg-plot .legend').length === 3")
    v.settle(600)
    return page


def at(page: Page, axis: str) -> int:
    return page.evaluate(f"playground.at('adversarial', {axis!r})")


def pixels(page: Page, label: str) -> str:
    """What the picture of that label shows."""
    picture = page.locator("figure.pg-one", has=page.get_by_text(label, exact=True))
    return picture.locator("canvas").evaluate("canvas => canvas.toDataURL()")


def test_it_opens_on_the_least_eps_that_works_is_kept_scrubbed_and_clicked(
    visit: Visits, url: str, tmp_path: Path
) -> None:
    with visit(url) as v:
        page = opened(v)
        assert at(page, "eps") == 4
        assert at(page, "step") == 20
        expect(page.locator(".pg-fact", has_text="The network")).to_contain_text("is fooled")
        slider = page.locator(RANGE).first.bounding_box()
        assert slider is not None
        assert slider["y"] + slider["height"] <= 768, "pictures and sliders are in view at once"
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        with page.expect_download() as download:
            page.locator(".pg-file").click()
        download.value.save_as(tmp_path / "kept.png")
        sent = len(v.requests)
        scrubbed(v)
        area = page.locator(".js-plotly-plot").nth(1).locator(".nsewdrag").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 0.8 * area["width"], area["y"] + 0.5 * area["height"])
        v.settle(400)
        assert at(page, "eps") > 10
        assert len(v.requests) == sent
        another(v)
    kept = np.asarray(Image.open(tmp_path / "kept.png").convert("L"))
    assert np.array_equal(kept, answer(AttackRequest()).adversarial[4, -1]), "what was judged"


def scrubbed(v: Any) -> None:
    """Pictures, bars and facts follow both sliders."""
    page = v.page
    adversarial = pixels(page, "Adversarial image")
    page.locator(RANGE).first.fill("0")
    v.settle()
    assert pixels(page, "Adversarial image") == pixels(page, "Original") != adversarial
    expect(page.locator(".pg-fact", has_text="The network")).to_contain_text("is not fooled")
    expect(page.locator(".pg-fact", has_text="l2 norm")).to_contain_text("0.000")
    bars = "document.querySelector('.js-plotly-plot')._fullData.map(t => Array.from(t.y))"
    clean, attacked = page.evaluate(bars)
    assert attacked == pytest.approx(clean, abs=1e-4)
    page.locator(RANGE).first.fill("16")
    v.settle()
    assert page.evaluate(bars)[1][7] < 0.01
    page.locator(RANGE).nth(1).fill("0")
    v.settle()
    assert pixels(page, "Adversarial image") == pixels(page, "Original")


def another(v: Any) -> None:
    """Another attack repaints, and its curves stay in their frame."""
    page = v.page
    page.locator(RANGE).first.fill("4")
    page.locator(RANGE).nth(1).fill("20")
    v.settle()
    before = pixels(page, "Perturbation")
    page.get_by_role("radio", name="PGD in l2").check()
    page.wait_for_function("location.search.includes('attack=pgd-l2')")
    expect(page.locator(".pg-value").first).to_contain_text("1 = 255/255")
    assert pixels(page, "Perturbation") != before
    page.locator(RANGE).first.fill("9")
    page.wait_for_function("location.search.includes('at.eps=9')")
    clips = "[...document.querySelectorAll('.pg-plot [clip-path]')]"
    named = page.evaluate(f"{clips}.map(node => node.getAttribute('clip-path'))")
    assert named
    assert all(name.startswith("url(#") for name in named)


def test_a_link_opens_its_view_and_a_bad_one_is_told(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "?tab=adversarial&attack=fgsm&label=4&targeted=true&target=9&at.eps=3")
        assert page.get_by_role("radio", name="FGSM").is_checked()
        assert at(page, "eps") == 3
        assert page.evaluate("playground.length('adversarial', 'step')") == 2
        expect(page.get_by_text("Steps of PGD", exact=True)).to_be_hidden()
        opened(v, "?tab=adversarial&steps=5000")
        expect(page.get_by_role("alert")).to_contain_text(" = 5000")
        assert at(page, "eps") == 4


def test_other_subjects_take_up_the_attacked_image(visit: Visits, url: str) -> None:
    result = answer(AttackRequest(steps=5))
    with visit(url) as v:
        page = opened(v, "?tab=adversarial&steps=5")
        links = page.get_by_role("navigation", name="See also").get_by_role("link")
        expect(links).to_have_count(2)
        for link, mine in zip(links.all(), see(AttackRequest(steps=5), result), strict=True):
            query = parse_qs(urlsplit(link.get_attribute("href")).query)
            assert query == {"tab": [mine.tab], **{k: [text] for k, text in mine.query.items()}}
