"""The pages on attention in a real Chromium: everything after the answer is done in the page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from playground.core.attention import attention, rollout
from playground.engine.attention import ablation, all_heads, by_hand, images, sentences
from playground.models import hub
from playground.ui.tabs import TABS

PLOT = ".js-plotly-plot:visible"
HEAD = ".pg-head:visible"
RANGE = ".pg-axis input[type=range]:visible"

Visits = Callable[..., Any]
SERVED = tuple(tab for tab in TABS if tab.subject == "Attention")
expect.set_options(timeout=30_000)


def at(page: Page, group: str, axis: str) -> int:
    return int(page.evaluate(f"playground.at({group!r}, {axis!r})"))


def numbers(page: Page, column: int) -> list[float]:
    """A column of the table by hand, without its sum."""
    table = page.locator(".pg-step-by-step table:visible").first
    cells = table.locator(f"tbody tr:not(.pg-sum) td:nth-child({column})")
    return [float(text.replace("−", "-")) for text in cells.all_inner_texts()]


def open_(v: Any, tab: str, first: str) -> Page:
    v.page.goto(f"{v.url}?tab={tab}")
    v.page.wait_for_selector(first)
    v.settle(500)
    page: Page = v.page
    return page


# --- translation ----------------------------------------------------------------------------


def test_the_alignment_the_tiles_and_the_sentence_choose_words(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "attention", f"{PLOT} .nsewdrag")
        box = page.locator(f"{PLOT} .nsewdrag").first.bounding_box()
        assert box is not None
        sent = len(v.requests)
        page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.08 * box["height"])
        expect(page.locator(f"{PLOT} .gtitle").first).to_contain_text("“son”")
        assert at(page, "attention", "word") == 0
        assert len(v.requests) == sent
        said = page.locator(".pg-fact:visible").first
        expect(said).to_contain_text("son beau roi fatigué le dessine")
        place = page.get_by_role("button", name="king", exact=True).first
        place.click()
        expect(place).to_have_attribute("aria-pressed", "true")
        page.get_by_label("Find a word").fill("queen")
        expect(page.get_by_role("button", name="king", exact=True)).to_have_count(1)
        page.get_by_label("Find a word").press("Enter")
        expect(said).to_contain_text("sa belle reine fatiguée le dessine")
        sentence = page.get_by_label("English sentence").first
        expect(sentence).to_have_value("her beautiful tired queen draws it")
        sentence.fill("the catt sleeps")
        sentence.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean cat")
        sentence.fill("the cat sleeps")
        sentence.press("Enter")
        expect(said).to_contain_text("le chat dort")


# --- by hand --------------------------------------------------------------------------------


def test_the_page_computes_what_the_core_does(visit: Visits, url: str) -> None:
    """Other queries, heads and temperatures, without a request."""
    opened = by_hand.answer(by_hand.ByHandRequest())
    q, k, v_ = (torch.from_numpy(x) for x in (opened.q, opened.k, opened.v))
    with visit(url) as v:
        page = open_(v, "attention-by-hand", ".pg-step-by-step tbody tr:visible")
        sent = len(v.requests)
        for layer, head, query, place, temperature in ((0, 2, 3, 6, 1.0), (1, 3, 0, 10, 5.0)):
            for axis, value in (("layer", layer), ("head", head), ("query", query)):
                page.locator(f"button[data-axis={axis}]:visible").nth(value).click()
            page.get_by_label("Softmax temperature").fill(str(place))
            parts = (x[layer, head] for x in (q, k, v_))
            found = attention(*parts, temperature=temperature)
            v.settle(150)
            assert np.allclose(numbers(page, 3), found.scores[query], atol=0.06)
            assert np.allclose(numbers(page, 5), found.weights[query], atol=6e-4)
        assert len(v.requests) == sent


def test_what_may_not_be_seen_weighs_nothing(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "attention-by-hand&part=decoder", ".pg-step-by-step tbody tr:visible")
        page.locator("button[data-axis=query]:visible").nth(1).click()
        v.settle(150)
        assert numbers(page, 5)[2:] == [0, 0, 0, 0]
        expect(page.get_by_text("hidden").first).to_be_visible()


# --- all heads ------------------------------------------------------------------------------


def test_heads_scale_order_and_rollout_need_no_request(visit: Visits, url: str) -> None:
    result = all_heads.answer(all_heads.AllHeadsRequest())
    with visit(url) as v:
        page = open_(v, "attention-all-heads", HEAD)
        sent = len(v.requests)
        page.locator(HEAD).nth(2).click()
        expect(page.locator(".pg-head-title:visible")).to_have_text("Layer 1, head 3")
        large = page.locator(".pg-large-head:visible")
        one = large.evaluate("c => c.toDataURL()")
        page.get_by_label("Scale").select_option("row")
        v.settle(150)
        assert large.evaluate("c => c.toDataURL()") != one
        page.get_by_label("Order").select_option("next one")
        best = int(result.heads.numbers["next"].argmax())
        expect(page.locator(HEAD).first).to_contain_text(f"{best // 4 + 1}·{best % 4 + 1}")
        page.get_by_label("Show").select_option("rollout")
        expect(page.locator(".pg-head-title:visible")).to_have_text("Rollout, layers 1 to 2")
        page.get_by_text("Without the first word").click()
        expect(page.locator(".pg-head-title:visible")).to_contain_text("renormalised")
        assert len(v.requests) == sent


def test_lines_join_the_words(visit: Visits, url: str) -> None:
    found = all_heads.answer(all_heads.AllHeadsRequest()).heads.weights[1, 3]
    with visit(url) as v:
        page = open_(v, "attention-all-heads", HEAD)
        sent = len(v.requests)
        page.get_by_label("Drawn as").select_option("lines")
        expect(page.get_by_text("A line is as wide as its weight.")).to_be_visible()
        canvas = page.locator(".pg-large-head:visible")
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 20, box["y"] + 26 + 3.5 * 30)  # the fourth word of the left
        v.until(lambda: at(page, "attention-all-heads", "query") == 3)
        best = int(found[3].argmax())
        words = sentences.EXAMPLE.split()
        page.mouse.move(box["x"] + 20, box["y"] + 5)
        expect(page.locator(".pg-head-said strong:visible")).to_have_text(
            f"king → {words[best]}: {found[3, best]:.3f}"
        )
        assert len(v.requests) == sent


def test_a_links_settings_are_those_of_the_view(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "attention-all-heads", HEAD)
        chosen = {"Drawn as": "lines", "Scale": "row", "Mask": "causal", "Order": "next one"}
        chosen |= {"Show": "rollout", "Heads as one": "max"}
        for label, value in chosen.items():
            page.get_by_label(label).select_option(value)
        page.get_by_label("Residual").fill("0.25")
        page.get_by_label("Softmax temperature").fill("8")
        page.get_by_text("Without the first word").click()
        page.wait_for_url("**set.hide=true*")
        v.settle(600)
        large = page.locator(".pg-large-head:visible")
        before, linked = large.evaluate("c => c.toDataURL()"), page.url
        page.goto("about:blank")
        page.goto(linked)
        page.wait_for_selector(HEAD)
        for label, value in chosen.items():
            expect(page.get_by_label(label)).to_have_value(value)
        expect(page.get_by_label("Residual")).to_have_value("0.25")
        expect(page.get_by_label("Softmax temperature")).to_have_value("8")
        expect(page.get_by_label("Without the first word")).to_be_checked()
        v.until(lambda: large.evaluate("c => c.toDataURL()") == before)
        assert page.url == linked


def test_settings_that_no_control_offers_are_left_out(visit: Visits, url: str) -> None:
    wrong = "set.look=<img src=x onerror=alert(1)>&set.to=99&set.temperature=1e9&set.residual=NaN"
    with visit(url) as v:
        page = open_(v, f"attention-all-heads&{wrong}&set.__proto__=1&set.mask=own&set.x=2", HEAD)
        expect(page.get_by_label("Drawn as")).to_have_value("matrix")
        expect(page.get_by_label("Softmax temperature")).to_have_value("5")
        expect(page.locator(".pg-head-title:visible")).to_have_text("Layer 2, head 4")
        v.settle(600)
        assert "set." not in page.url
        assert page.locator("img[src=x]").count() == 0


def test_mask_and_temperature_are_redone_in_the_page(visit: Visits, url: str) -> None:
    """As `core.attention` weighs the same scores."""
    result = all_heads.answer(all_heads.AllHeadsRequest(model="gpt"))
    assert result.scores is not None
    scores, size = torch.from_numpy(result.scores[1, 2]), len(result.queries)
    identity, query = torch.eye(size), size - 6
    with visit(url) as v:
        page = open_(v, "attention-all-heads&model=gpt", HEAD)
        sent = len(v.requests)
        page.locator(HEAD).nth(4 + 2).click()
        page.evaluate(f"playground.move('attention-all-heads', 'query', {query})")
        said = page.locator(".pg-head-said strong:visible")
        slider = page.get_by_label("Softmax temperature")
        for mask, place, temperature in (("none", 5, 1.0), ("none", 2, 0.3), ("own", 8, 3.0)):
            page.get_by_label("Mask").select_option(mask)
            slider.fill(str(place))
            seen = torch.ones(size, size, dtype=torch.bool)
            seen = seen if mask == "none" else seen.tril()
            weights = attention(
                scores, identity * size**0.5, identity, mask=seen, temperature=temperature
            ).weights[query]
            v.until(lambda: "Redone" in page.locator(".pg-head-redone:visible").inner_text())
            v.settle(150)
            text, _, number = said.inner_text().rpartition(": ")
            assert text.endswith(result.keys[int(weights.argmax())])
            assert float(number) == pytest.approx(float(weights.max()), abs=2e-3)
        assert len(v.requests) == sent


def test_a_model_that_may_not_be_fetched_is_told_and_the_others_go_on(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = open_(v, "attention-all-heads&model=hub", ".pg-told:visible")
        expect(page.get_by_text("PLAYGROUND_HUB=1").first).to_be_visible()
        page = open_(v, "attention-all-heads&model=induction", HEAD)
        expect(page.locator(".pg-head:visible")).to_have_count(8)


# --- images ---------------------------------------------------------------------------------


def test_a_click_on_a_patch_asks_from_there_and_the_rollout_is_the_cores(
    visit: Visits, url: str
) -> None:
    weights = images.answer(images.ImageRequest()).heads.weights
    with visit(url) as v:
        page = open_(v, "attention-images", HEAD)
        flat = [[head.ravel().tolist() for head in layer] for layer in weights]
        script = "([layers, fusion]) => [...playground.attention.rollout(layers, 50, fusion, 0.3)]"
        for fusion in ("mean", "max", "min"):
            expected = rollout(torch.from_numpy(weights), residual=0.3, fusion=fusion).numpy()
            found = np.array(page.evaluate(script, [flat, fusion])).reshape(50, 50)
            assert np.allclose(found, expected, atol=1e-5), fusion
        sent = len(v.requests)
        canvas = page.locator(".pg-large-head:visible")
        before = canvas.evaluate("c => c.toDataURL()")
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 2.5 / 7 * box["width"], box["y"] + 3.5 / 7 * box["height"])
        v.settle(150)
        assert at(page, "attention-images", "query") == 1 + 3 * 7 + 2
        assert canvas.evaluate("c => c.toDataURL()") != before
        page.get_by_role("button", name="Ask from CLS").click()
        v.settle(150)
        assert at(page, "attention-images", "query") == 0
        assert len(v.requests) == sent


def test_a_photograph_is_seen_by_a_model_of_the_hub(
    visit: Visits, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transformers = pytest.importorskip("transformers", reason="pip install transformers")
    small = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "patch_size": 4}
    config = transformers.ViTConfig(**small, image_size=32, intermediate_size=32)
    transformers.ViTForImageClassification(config).save_pretrained(tmp_path)
    (tmp_path / hub.PREPROCESSOR).write_text('{"image_mean": [0, 0, 0], "image_std": [1, 1, 1]}')
    monkeypatch.setattr(hub, "fetch", lambda name, files: tmp_path)
    with visit(url) as v:
        page = open_(v, "attention-images&model=hub&label=3", HEAD)
        expect(page.locator(HEAD)).to_have_count(4)
        expect(page.get_by_text("8 × 8 patches")).to_be_visible()
        canvas = page.locator(".pg-large-head:visible")
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 2.5 / 8 * box["width"], box["y"] + 3.5 / 8 * box["height"])
        v.until(lambda: at(page, "attention-images", "query") == 1 + 3 * 8 + 2)


# --- order, and the deletion test --------------------------------------------------------------


def test_the_position_moves_without_a_request(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "attention-word-order", f"{PLOT} .nsewdrag")
        expect(page.locator(PLOT)).to_have_count(3)
        sent = len(v.requests)
        page.locator(RANGE).fill("40")
        script = "plot => plot.data[0].y[40]"
        v.settle(400)
        assert page.locator(PLOT).nth(2).evaluate(script) == pytest.approx(1, abs=1e-5)
        assert len(v.requests) == sent
        page.locator("#tab-attention-word-order .pg-die:visible").click()
        page.wait_for_url("**seed=**")


def test_patches_go_without_a_request(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "attention-deletion", f"{PLOT} .nsewdrag")
        picture = page.locator("figure.pg-one:visible canvas").first
        sent, before = len(v.requests), picture.evaluate("c => c.toDataURL()")
        page.locator(RANGE).fill("2")
        v.settle(200)
        assert picture.evaluate("c => c.toDataURL()") != before
        assert len(v.requests) == sent


# --- take one away ----------------------------------------------------------------------------


def test_the_output_moves_without_a_request_and_a_head_is_asked_for(
    visit: Visits, url: str
) -> None:
    found = ablation.answer(ablation.AblationRequest()).series[0]
    with visit(url) as v:
        page = open_(v, "attention-ablation", f"{PLOT} .nsewdrag")
        sent = len(v.requests)
        page.locator(RANGE).fill("3")
        script = "plot => plot.data[1].y[3]"
        plot = page.locator(PLOT).first
        v.until(lambda: abs(plot.evaluate(script) - found.change[3, 3]) < 1e-4)
        assert len(v.requests) == sent
        page.get_by_label("each head in turn").click()
        expect(page.locator(PLOT).first).to_contain_text("cross-attention heads")
        page.wait_for_url("**away=head**")


@pytest.mark.parametrize("tab", ["attention", "attention-all-heads"])
def test_a_french_reader_sees_commas_and_a_visitors_words_as_they_are(
    visit: Visits, url: str, tab: str
) -> None:
    texts = """() => [...document.querySelectorAll("text, p, td, dd, dt, strong, button, span")]
        .filter((n) => n.checkVisibility() && !n.children.length).map((n) => n.textContent)"""
    with visit(url, locale="fr-FR") as v:
        query = f"?tab={tab}&source=written&sentence=the+cat+sleeps"
        page = v.open(query if tab == "attention" else query.replace("source=written&", ""))
        # Elsewhere it is the name of a class.
        v.until(lambda: "cat" in page.locator(".pg-hint:visible").inner_text())
        v.settle()
        shown = page.evaluate(texts)
        assert [text for text in shown if re.search(r"\d\.\d", text)] == []
        assert any(re.search(r"\d,\d", text) for text in shown)
