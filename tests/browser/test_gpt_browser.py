"""The page on GPT in a real Chromium: every step is in the answer; a press asks the next one."""

from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from playground.engine.attention import gpt
from playground.engine.attention.gpt import GPTRequest
from playground.ui.tabs.attention.gpt import TAB

SERVED = (TAB,)
PLOT = ".js-plotly-plot"
NAME = TAB.name
Visits = Callable[..., Any]
expect.set_options(timeout=30_000)


def opened(v: Any, query: str = "") -> Page:
    page: Page = v.open(f"?tab={NAME}{query}")
    expect(page.locator(f"{PLOT} .nsewdrag")).to_have_count(4)
    return page


def shown(page: Page, plot: int, trace: int, name: str) -> np.ndarray:
    values = (
        page.locator(PLOT)
        .nth(plot)
        .evaluate("(p, [trace, name]) => p.data[trace][name]", [trace, name])
    )
    return np.array(values, dtype=float)


def becomes(v: Any, read: Callable[[], np.ndarray], expected: np.ndarray) -> None:
    v.until(lambda: np.allclose(read(), expected, atol=1e-5, equal_nan=True))


def shades(page: Page) -> np.ndarray:
    """By how many percent each token of the GPT's text is shaded."""
    tokens = page.locator(".pg-token-text").first.locator(".pg-token")
    script = "all => all.map(one => parseFloat(one.style.getPropertyValue('--pg-looked')))"
    return np.array(tokens.evaluate_all(script))


def now(page: Page) -> list[str | None]:
    """The token at the cursor in both texts."""
    return [one.text_content() for one in page.locator(".pg-token-now").all()]


def test_every_step_and_every_head_is_there_without_a_request(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "&at.token=3")
        v.until(lambda: page.evaluate(f"playground.at({NAME!r}, 'token')") == 3)
        v.settle()
        sent = len(v.requests)
        for look in (shaded, stepped, pressed):
            look(v, gpt.answer(GPTRequest()))
            v.settle()
            assert v.requests[sent:] == [], look.__name__


def shaded(v: Any, result: Any) -> None:
    """A head shades the text by its weights, and is chosen in its chart."""
    page = v.page
    page.get_by_label("Shaded by").select_option(index=1 + 4 * 2 + 1)
    weights = result.weights[3, 2, 1]
    end = len(result.prompt) + 3
    v.until(lambda: np.allclose(shades(page)[:end], 100 * np.sqrt(weights[:end]), atol=1))
    assert not shades(page)[end:].any()
    best = result.prompt + result.by_gpt
    expect(page.locator(".pg-token-text-said")).to_contain_text(best[weights.argmax()].strip())
    assert page.evaluate(f"playground.at({NAME!r}, 'head')") == 10
    page.locator(PLOT).nth(3).scroll_into_view_if_needed()
    box = page.locator(f"{PLOT} .nsewdrag").nth(3).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] * 4.5 / 17)
    v.until(lambda: page.evaluate(f"playground.at({NAME!r}, 'head')") == 4)


def stepped(v: Any, result: Any) -> None:
    """Texts, bars and facts follow the step."""
    page = v.page
    for step in (17, 4):
        page.locator(".pg-axis input[type=range]").fill(str(step))
        both = [result.by_gpt[step], result.by_markov[step]]
        v.until(lambda both=both: now(page) == both)
        becomes(v, lambda step=step: shown(page, 0, 0, "x"), result.gpt.own[step])
        becomes(v, lambda step=step: shown(page, 0, 1, "x"), result.gpt.drawn[step])
        becomes(v, lambda step=step: shown(page, 1, 0, "x"), result.markov.own[step])
        becomes(v, lambda step=step: shown(page, 2, 0, "y"), result.gpt_context.moved[step])
        place = result.gpt.came[step]
        expect(page.locator(".pg-fact").first).to_contain_text(f"{result.gpt.own[step, place]:.3f}")


def pressed(v: Any, result: Any) -> None:
    """A written token moves the cursor, and the link follows."""
    page = v.page
    page.locator(".pg-token-text").nth(1).locator(".pg-token-new").nth(6).click()
    v.until(lambda: page.evaluate(f"playground.at({NAME!r}, 'token')") == 6)
    v.until(lambda: "at.token=6" in page.url)


def test_a_press_on_a_bar_writes_on_from_there_and_a_tile_begins_another_text(
    visit: Visits, url: str
) -> None:
    result = gpt.answer(GPTRequest())
    with visit(url) as v:
        page = opened(v)
        place = page.locator(PLOT).first.evaluate(
            """p => {
              const { xaxis, yaxis } = p._fullLayout, box = p.getBoundingClientRect();
              return [box.x + xaxis._offset + xaxis.l2p(0.01),
                box.y + yaxis._offset + yaxis.l2p(2)];
            }"""
        )
        page.mouse.click(*place)
        expected = "".join(result.prompt) + result.gpt.tokens[0][2]
        expect(page.get_by_label("Prompt")).to_have_value(expected)
        words = page.locator(".pg-token-text").first.locator(".pg-token")
        expect(words.nth(len(result.prompt))).to_have_text(result.gpt.tokens[0][2].strip())

        page.get_by_role("button", name="A king asks").click()
        expect(page.get_by_label("Prompt")).to_have_value(
            "KING RICHARD III:\nWhat is thy name?\n\n"
        )
        expect(page.locator(".pg-token-text-words").first).to_contain_text("What is thy name?")


def test_what_a_visitor_writes_is_text_and_what_is_no_prompt_is_told(
    visit: Visits, url: str
) -> None:
    """After a refusal the next prompt works."""
    typed = "<img src=x onerror=alert(1)> <b>&amp;"
    with visit(url) as v:
        page = opened(v, "&tokens=3&prompt=O")
        box, words = page.get_by_label("Prompt"), page.locator(".pg-token-text-words")

        def write(text: str) -> None:
            box.fill(text)
            box.press("Enter")

        write(typed)
        expect(words.first).to_contain_text(typed)
        assert words.locator("img, b").count() == 0
        for bad, good in (("", "HAMLET:"), ("word " * 100, "ROMEO:")):
            write(bad)
            expect(page.get_by_role("alert")).to_contain_text("1 to 88 tokens")
            write(good)
            expect(words.first).to_contain_text(good)
            expect(page.get_by_role("alert")).to_have_count(0)
