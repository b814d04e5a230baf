"""A hostile public client of the endpoints: every answer is right, or a refusal in words."""

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr
import httpx
import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image
from visitor import (
    FIRST,
    OTHER,
    SMALL,
    Visitor,
    by_first,
    by_tab,
    clean,
    endpoint,
    expected,
    refused,
    small,
    turned_away,
    values,
    wrong,
)

from playground.engine.request import (
    Choice,
    Die,
    Flag,
    Number,
    Photo,
    Picture,
    Request,
    Rule,
    Text,
    Whole,
    default,
    rules,
)
from playground.ui.endpoint import allowed
from playground.ui.limits import LARGEST
from playground.ui.tab import Tab
from playground.ui.tabs import TABS


def first_with_each_rule() -> list[tuple[Tab, list[str]]]:
    """Few tabs, and of each the fields that are the first of their kind."""
    known: set[type[Rule]] = set()
    found = []
    for tab in TABS:
        first = {type(rule): name for name, rule in [*rules(tab.request).items()][::-1]}
        if new := [name for kind, name in first.items() if kind not in known]:
            found.append((tab, new))
        known |= first.keys()
    return found


# --- good questions ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    return Client(url, verbose=False, download_files=False)


def ask(client: Client, tab: Tab, request: Request, **fields: Any) -> None:
    """The endpoint's answer to `fields` is that to `request`: its numbers, and its pictures."""
    answered = client.predict(**fields, api_name=f"/{tab.endpoint.name}")
    assert answered["numbers"] == expected(tab, request)
    pictures = tab.endpoint.images(tab.answer(request))
    assert set(answered["images"]) == set(pictures)
    assert pictures
    for name, picture in pictures.items():
        png = httpx.get(answered["images"][name]["url"])
        assert png.headers["content-type"] == "image/png"
        pixels = np.asarray(Image.open(io.BytesIO(png.content)))
        assert pixels.tobytes() == picture.tobytes()
        assert pixels.shape[-1] == picture.shape[-1]


@by_tab
def test_questions_are_answered_with_numbers_and_pictures(client: Client, tab: Tab) -> None:
    ask(client, tab, small(tab), **SMALL[tab.endpoint.name])


@pytest.mark.thorough
@by_tab
def test_an_endpoint_without_arguments_answers_what_its_page_opens_with(
    client: Client, tab: Tab
) -> None:
    ask(client, tab, tab.request())


def test_questions_are_documented_with_their_types(client: Client) -> None:
    known = client.view_api(return_format="dict")["named_endpoints"]
    assert set(known) == {f"/{tab.endpoint.name}" for tab in TABS}
    for tab in TABS:
        entry = known[f"/{tab.endpoint.name}"]
        assert tab.endpoint.description in entry["description"]
        shown = {p["parameter_name"]: p for p in entry["parameters"]}
        assert list(shown) == list(rules(tab.request))
        for name, rule in rules(tab.request).items():
            assert shown[name]["parameter_default"] == default(tab.request, name)
            assert shown[name]["type"] == json_type(rule)
            assert f"{name}: {allowed(rule)}" in entry["description"]
            assert f". {rule.help}" in entry["description"]


def json_type(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Choice):
        one, *others = rule.options
        return {"enum": [one, *others]} if others else {"const": one}
    return {
        "type": {
            Whole: "integer",
            Die: "integer",
            Number: "number",
            Flag: "boolean",
            Text: "string",
            Picture: "string",
            Photo: "string",
        }[type(rule)]
    }


# --- bad values -------------------------------------------------------------------------------


@by_tab
def test_the_guard_refuses_what_a_field_may_not_hold(
    demo: gr.Blocks, laid_out: dict[str, Any], tab: Tab
) -> None:
    event, good = endpoint(laid_out, tab), values(small(tab))
    for place, (name, rule) in enumerate(rules(tab.request).items()):
        for one in wrong(rule):
            said = turned_away(demo, event, [*good[:place], one, *good[place + 1 :]])
            refused(said, name, one)
            assert allowed(rule) in said
    demo.validate_inputs(demo.fns[event], good)


@by_tab
def test_a_list_too_short_or_too_long_is_told_what_belongs_in_it(
    demo: gr.Blocks, laid_out: dict[str, Any], tab: Tab
) -> None:
    good = values(small(tab))
    for call in (good[:-1], [*good, 1], [], [*good, *good]):
        said = turned_away(demo, endpoint(laid_out, tab), call)
        start = f"number of values = {len(call)} is not allowed: it must be {len(good)}"
        assert said.startswith(start)
        assert ", ".join(rules(tab.request)) in said


@pytest.mark.parametrize(
    ("tab", "names"), first_with_each_rule(), ids=lambda one: getattr(one, "name", "")
)
def test_the_guard_stands_before_the_server(
    visitor: Visitor, config: dict[str, Any], tab: Tab, names: list[str]
) -> None:
    """Every kind of field over HTTP: refused in words, and the next question answered."""
    good, fields = values(small(tab)), rules(tab.request)
    bad = [(name, one) for name in names for one in wrong(fields[name])]
    places = [list(fields).index(name) for name, _ in bad]
    pairs = zip(places, bad, strict=True)
    calls = [[*good[:place], one, *good[place + 1 :]] for place, (_, one) in pairs]
    *refusals, last = visitor.tell(endpoint(config, tab), *calls, good)
    for (name, one), (success, output) in zip(bad, refusals, strict=True):
        assert not success, one
        refused(output, name, one)
    assert last[0]


@by_first
def test_arguments_by_name(http: httpx.Client, tab: Tab) -> None:
    path = f"/gradio_api/call/v2/{tab.endpoint.name}"
    unknown = http.post(path, json={"no_such_field": 1})
    assert unknown.status_code == 422
    assert "argument = 'no_such_field' is not allowed" in unknown.json()["detail"]
    assert ", ".join(rules(tab.request)) in unknown.json()["detail"]
    asked = http.post(path, json=SMALL[tab.endpoint.name]).json()["event_id"]
    told = http.get(f"/gradio_api/call/{tab.endpoint.name}/{asked}").text
    event, data = told.rstrip().splitlines()[-2:]
    assert event == "event: complete"
    assert json.loads(data[5:])[0]["numbers"] == expected(tab, small(tab))


def test_the_python_client_shows_the_refusal(client: Client) -> None:
    with pytest.raises(AppError, match=r"steps = 1000 is not allowed: .* from 2 to 100"):
        client.predict(steps=1000, api_name="/diffuse")
    with pytest.raises(AppError, match="word = 'xylophone' is not allowed"):
        client.predict(sentence="the xylophone", api_name="/attend")
    with pytest.raises(TypeError, match="nonsense"):
        client.predict(nonsense=1, api_name="/attend")


def test_unknown_endpoints_are_named(http: httpx.Client) -> None:
    for path in ("/gradio_api/call/nope", "/gradio_api/call/v2/nope"):
        answer = http.post(path, json={"data": []})
        assert answer.status_code == 404
        assert "endpoint = 'nope' is not allowed" in answer.json()["detail"]
        assert all(tab.endpoint.name in answer.json()["detail"] for tab in TABS)


# --- bodies -----------------------------------------------------------------------------------

BROKEN = [
    "",
    "null",
    "[]",
    "{}",
    '{"data": null}',
    '{"data": {}}',
    '{"data": [1',
    '{"data": ["3"], "session_hash": {}}',
    '{"data": [' + "[" * 100_000 + "]" * 100_000 + "]}",
    '{"data": ["3", "ddim", ' + "9" * 6000 + "]}",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: body[:30])
def test_a_broken_body_is_the_senders_fault(http: httpx.Client, body: str) -> None:
    headers = {"content-type": "application/json"}
    answer = http.post("/gradio_api/call/diffuse", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    clean(answer.text)


def test_a_megabyte_of_text_is_refused_by_the_rule(
    visitor: Visitor, config: dict[str, Any]
) -> None:
    tab = next(tab for tab in TABS if tab.endpoint.name == "attend")
    good = values(small(tab))
    place = list(rules(tab.request)).index("sentence")
    long = [*good[:place], "the " * 250_000, *good[place + 1 :]]
    [refusal, last] = visitor.tell(endpoint(config, tab), long, good)
    refused(refusal[1]["error"], "sentence", None)
    assert last[0]


def test_a_body_over_the_limit_is_not_read(http: httpx.Client) -> None:
    large = b'{"data": ["' + b"x" * LARGEST + b'"]}'
    chunks = (large[i : i + 65536] for i in range(0, len(large), 65536))
    for content in (large, chunks):
        answer = http.post(
            "/gradio_api/call/diffuse",
            content=content,
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 413
        assert f"at most {LARGEST} bytes" in answer.json()["detail"]


# --- two visitors -----------------------------------------------------------------------------


def test_visitors_who_ask_at_once_get_their_own_answers(url: str) -> None:
    """Both ask all five main questions in the same moments, three times over."""
    together = threading.Barrier(2)

    def ask(which: dict[str, dict[str, Any]]) -> list[Any]:
        client = Client(url, verbose=False, download_files=False)
        answers = []
        for tab in FIRST * 3:
            together.wait(timeout=60)
            name = tab.endpoint.name
            answers.append(client.predict(**which[name], api_name=f"/{name}")["numbers"])
        return answers

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(ask, (SMALL, OTHER)))
    for which, answers in zip((SMALL, OTHER), got, strict=True):
        assert answers == [expected(tab, small(tab, which)) for tab in FIRST] * 3
