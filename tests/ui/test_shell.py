"""The page without a browser: controls, links, notices, and the endpoint through its client."""

import json
from collections.abc import Iterator
from typing import Any

import gradio as gr
import httpx
import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from kit_example import PHASES, SIZES, Question, answer, example
from kit_subject import sketch
from loops import run
from PIL import Image

from playground.engine.request import rules
from playground.errors import BadValue
from playground.ui import (
    answer_files,
    controls,
    endpoint,
    messages,
    page,
    request_guard,
    shell,
    small_components,
    texts,
)
from playground.ui.error_notices import APOLOGY, noticed
from playground.ui.events import linked, picked
from playground.ui.tab import Control


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    tabs = (example("waves"), example("rings"))
    demo = shell.build(tabs).demo
    served = {**page.launch_settings(), "app_kwargs": request_guard.app_settings(tabs)}
    _, url, _ = demo.launch(prevent_thread_lock=True, quiet=True, _frontend=False, **served)
    yield Client(url, verbose=False)
    demo.close(verbose=False)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("shape", gr.Radio),
        ("seed", gr.Number),
        ("noise", gr.Slider),
        ("words", gr.Textbox),
        ("broken", gr.Checkbox),
    ],
)
def test_a_rule_becomes_its_control(field: str, kind: type) -> None:
    built = controls.build(Question, Control(field, "Label"), "g")
    assert type(built) is kind
    assert built.value == getattr(Question(), field)


def test_a_slider_has_the_bounds_of_its_rule() -> None:
    built: Any = controls.build(Question, Control("noise", "Noise"), "g")
    assert (built.minimum, built.maximum, built.step) == (0.0, 1.0, 0.01)


def test_a_die_stays_within_its_rule() -> None:
    rule = rules(Question)["seed"]
    for _ in range(100):
        rule.check("seed", controls.draw(rule))


def test_only_the_endpoints_are_documented(client: Client) -> None:
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/waves", "/rings"}


def test_the_endpoint_is_typed(client: Client) -> None:
    api = client.view_api(return_format="dict")["named_endpoints"]["/waves"]
    found = {p["parameter_name"]: p for p in api["parameters"]}
    assert list(found) == list(rules(Question))
    assert found["shape"]["type"]["enum"] == ["wave", "ring"]
    assert found["noise"]["type"]["type"] == "number"
    assert found["noise"]["parameter_default"] == 0.1
    assert "noise: number from 0 to 1" in api["description"]


def test_the_endpoint_answers_numbers_and_files(client: Client) -> None:
    found = client.predict(shape="ring", seed=3, api_name="/waves")
    expected = answer(Question(shape="ring", seed=3))
    assert found["numbers"] == json.loads(json.dumps(expected.report()))
    stacked = np.asarray(Image.open(found["images"]["frames"]))
    np.testing.assert_array_equal(stacked.reshape(PHASES * SIZES, 28, 28), expected.frames)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"noise": 2}, "noise = 2 is not allowed"),
        ({"noise": True}, "noise = True is not allowed"),
        ({"noise": [0.1]}, r"noise = \[0.1\] is not allowed"),
        ({"noise": None}, "noise = None is not allowed"),
        ({"noise": "0.5"}, "noise = '0.5' is not allowed"),
        ({"seed": 1.5}, "seed = 1.5 is not allowed"),
        ({"shape": "square"}, "shape = 'square' is not allowed: it must be one of wave, ring"),
        ({"shape": ["wave"]}, "shape = "),
        ({"words": "x" * 1000}, "words = "),
        ({"words": {"path": "/etc/passwd"}}, "words = "),
        ({"broken": "yes"}, "broken = 'yes' is not allowed"),
    ],
)
def test_the_endpoint_refuses_and_goes_on(client: Client, sent: dict[str, Any], said: str) -> None:
    with pytest.raises((AppError, ValueError), match=said):
        client.predict(**sent, api_name="/waves")
    assert client.predict(api_name="/waves")["numbers"]["words"] == "hello"


def test_the_endpoint_refuses_nan(client: Client) -> None:
    url = f"{client.src}gradio_api/call/waves"
    body = '{"data": ["wave", 0, NaN, "", false]}'
    sent = httpx.post(url, content=body, headers={"Content-Type": "application/json"})
    told = httpx.get(f"{url}/{sent.json()['event_id']}").text
    assert "event: error" in told
    assert "noise = nan is not allowed" in told


def test_private_events_cannot_be_called_by_name(client: Client) -> None:
    with pytest.raises(ValueError, match="Cannot find a function"):
        client.predict(api_name="/change")


def test_an_unexpected_error_is_an_apology_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise RuntimeError("secret")

    with pytest.raises(gr.Error) as raised:
        run(noticed(fail)())
    assert raised.value.message == APOLOGY
    assert "secret" in caplog.text


def test_a_refusal_of_an_endpoint_is_said_as_it_is() -> None:
    async def fail() -> None:
        raise BadValue("word", "<b>", "a word", "Type one.")

    with pytest.raises(gr.Error) as raised:
        run(noticed(fail)())
    assert raised.value.message == "word = '<b>' is not allowed: it must be a word. Type one."


def test_a_link_is_read_without_what_others_put_there() -> None:
    query = {"noise": "0.5", "__theme": "dark", "at.phase": "3"}
    assert linked(example(), query) == (Question(noise=0.5), None)


@pytest.mark.parametrize("query", [{"noise": "nan"}, {"noise": "9"}, {"other": "1"}, {"shape": ""}])
def test_a_bad_link_is_said_and_the_default_shown(query: dict[str, str]) -> None:
    shown, told = linked(example(), query)
    assert shown == Question()
    assert told is not None
    assert "is not allowed" in told["text"]["t"]
    assert told["field"] == "", "its control shows the default"


@pytest.mark.parametrize("data", [None, {}, {"option": 9}, {"option": "x"}, [], 3])
def test_a_forged_click_is_refused(data: Any) -> None:
    with pytest.raises(BadValue):
        picked(example("waves"), Question(), {"view": "shapes", "data": data})


@pytest.mark.parametrize("click", [None, 3, {}, {"view": "shapes"}, {"view": [], "data": {}}])
def test_a_click_on_no_view_is_refused(click: Any) -> None:
    with pytest.raises(BadValue):
        picked(example("waves"), Question(), click)


def test_a_card_that_cannot_be_read_says_why() -> None:
    (card,) = small_components.described(["no-such-model"])
    assert "no-such-model" in card["error"]


def test_labels_have_no_braces_and_both_languages() -> None:
    with pytest.raises(ValueError, match="braces"):
        texts.label("a {b}")
    assert '"Stop": "Arrêter"' in messages.script("fr")
    assert "Stop" not in messages.for_gradio().translations["en"], "it is its own English"


def test_a_label_with_words_of_its_tab_s_own_has_a_key_of_its_own() -> None:
    example("waves")
    assert messages.key("Phase", "waves") == "waves\x04Phase"
    assert messages.key("Phase", "rings of no tab") == "Phase"
    assert messages.for_gradio().translations["en"]["waves\x04Phase"] == "Phase"


def test_an_endpoint_says_what_a_picture_is_and_refuses_the_rest() -> None:
    tab = sketch()
    assert 'drawn: a PNG of 28 x 28 pixels, as data URL; "" for none.' in endpoint.description(tab)
    ask = endpoint.function(tab, answer_files.shared())
    assert run(ask("mnist", "", True))["numbers"]["ink"] > 0
    with pytest.raises(gr.Error, match="It holds no PNG"):
        run(ask("mnist", "data:image/png;base64,AAAA", True))
