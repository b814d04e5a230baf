"""The diffusion pages in a real Chromium: scrubbed without a request, clicked, stopped, linked."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from playground.ui.tabs.diffusion import forward, guidance, race, reverse

RANGE = ".pg-axis input[type=range]:visible"
PLOT = ".js-plotly-plot:visible"
SERVED = (forward.TAB, reverse.TAB, race.TAB, guidance.TAB)

Visits = Callable[..., Any]

# A machine may have other things to do; what is so is seen as soon as it is so.
expect.set_options(timeout=30_000)


def open_(v: Any, name: str, query: str = "") -> Page:
    page: Page = v.open(f"?tab={name}{query}")
    charts = sum(
        view.script == "chart"
        for tab in SERVED
        if tab.name == name
        for line in tab.views
        for view in line
    )
    expect(page.locator(PLOT)).to_have_count(charts)
    expect(page.locator(f"{PLOT} .main-svg").last).to_be_attached()
    return page


def fact(page: Page, label: str) -> Locator:
    return page.locator(".pg-fact:visible").filter(has_text=label)


def at(page: Page, group: str, axis: str) -> int:
    return int(page.evaluate(f"playground.at({group!r}, {axis!r})"))


def test_forward_scrubs_the_formula_without_a_request_and_writes_another_schedules(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = open_(v, "diffusion-forward")
        box = page.locator(RANGE).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768  # pictures and cursor are seen without scrolling
        formula = fact(page, "x_t =")
        page.locator(RANGE).fill("0")
        expect(formula).to_contain_text("1.000 · x_0 + 0.000 · ε")
        expect(fact(page, "still read as 3")).to_contain_text("100%")
        sent = len(v.requests)
        page.locator(RANGE).fill("50")
        expect(formula).to_contain_text("0.006 · x_0 + 1.000 · ε")
        expect(fact(page, "still read as 3")).to_contain_text("0%")
        assert len(v.requests) == sent

        page.get_by_label("Flow (straight line)").check()
        page.wait_for_url("**schedule=flow**")
        expect(fact(page, "x_t =").first).to_contain_text("(1 − t) · ε")


def test_reverse_is_stopped_and_answers_the_next_question(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "diffusion", "&steps=100&sampler=euler&samples=6")
        assert page.evaluate("playground.length('diffusion', 'step')") == 101
        page.get_by_label("number input for Steps").fill("99")
        page.wait_for_url("**steps=99**")
        page.get_by_role("combobox", name="Sampler").click()
        page.get_by_role("option", name="Flow, RK4").click()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        page.get_by_role("combobox", name="Sampler").click()
        page.get_by_role("option", name="DDIM").click()
        page.wait_for_function("playground.length('diffusion', 'step') === 100")


def test_a_hidden_guidance_does_not_count(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "diffusion", "&label=7&guidance=3&steps=3&samples=1")
        page.get_by_role("combobox", name="Class").click()
        page.get_by_role("option", name="any").click()
        page.wait_for_function("!location.search.includes('guidance')")
        assert "guidance" not in page.url


def test_a_cell_of_the_race_is_clicked(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "diffusion-race", "&samples=1")
        sent = len(v.requests)
        area = page.locator(f"{PLOT} .nsewdrag").first.bounding_box()
        assert area is not None
        across = 8.5 / 9  # the last of nine samplers
        page.mouse.click(area["x"] + across * area["width"], area["y"] + 0.5 * area["height"])
        page.wait_for_function("playground.at('diffusion-race', 'sampler') === 8")
        assert at(page, "diffusion-race", "calls") == 1
        expect(page.get_by_text("1 steps, 4 calls")).to_be_visible()
        assert len(v.requests) == sent


def test_guidance_leads_to_truncation(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "diffusion-guidance")
        page.locator(RANGE).fill("0")
        page.wait_for_function("playground.at('diffusion-guidance', 'scale') === 0")
        link = page.get_by_role("link", name="Such a bargain with a GAN")
        expect(link).to_have_attribute("href", "/?tab=truncation")
