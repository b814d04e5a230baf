"""Whatever a stranger sends to an endpoint or an event of a page: an answer, or a refusal in words;
and the next question is answered as ever."""

import json
import random
import resource
from collections.abc import Sequence
from typing import Any

import gradio as gr
import hostile
import httpx
import pytest
from gradio.state_holder import SessionState
from loops import run
from visitor import (
    FIRST,
    ROOT,
    Visitor,
    by_tab,
    clean,
    endpoint,
    events,
    expected,
    small,
    values,
)

from playground.engine.request import Choice, Flag, Number, Picture, Rule, Text, Whole, rules
from playground.ui.error_notices import APOLOGY
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

pytestmark = pytest.mark.thorough
#: Of chance, per field of an endpoint.
COUNT = 60
SECRET = ("Traceback", 'File "', str(ROOT), "site-packages", "/tmp/", "object at 0x")


def in_words(said: str, value: Any) -> None:
    """It can be sent, it is short, and it tells nothing of the machine."""
    assert len(said.encode("utf-8")) < 1000, hostile.short(value)
    for one in SECRET:
        assert one not in said, hostile.short(value)
    assert said != APOLOGY, hostile.short(value)


def may_hold(rule: Rule, value: Any) -> bool:
    """What the field's kind allows, told without the rule's own check."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(rule, (Whole, Number)):
        within = plain and rule.low <= value <= rule.high
        return within and (isinstance(rule, Number) or value % 1 == 0)
    if isinstance(rule, Choice):
        return isinstance(value, str) and value in rule.options
    if isinstance(rule, Flag):
        return value is True or value is False
    longest = rule.longest if isinstance(rule, Text) else 50_000
    return isinstance(value, str) and len(value) <= longest


@by_tab
def test_the_guard_lets_pass_what_a_field_may_hold_and_refuses_the_rest_in_words(
    demo: gr.Blocks, laid_out: dict[str, Any], tab: Tab
) -> None:
    event, good = demo.fns[endpoint(laid_out, tab)], values(small(tab))
    for place, (name, rule) in enumerate(rules(tab.request).items()):
        chance = hostile.by_chance(rule, f"{tab.name} {name}", COUNT)
        for value in [*hostile.of(rule), *chance]:
            try:
                demo.validate_inputs(event, [*good[:place], value, *good[place + 1 :]])
            except gr.Error as error:
                said = str(error.message)
                in_words(said, value)
                assert said.startswith(f"{name} = "), hostile.short(value)
                limit, _, way_out = said.partition(" is not allowed: it must be ")[2].partition(
                    ". "
                )
                assert limit, hostile.short(value)
                assert way_out, hostile.short(value)
            else:
                assert may_hold(rule, value), hostile.short(value)


TEXTUAL = [
    (tab, name)
    for tab in TABS
    for name, rule in rules(tab.request).items()
    if isinstance(rule, (Text, Picture))
]


@pytest.mark.parametrize(("tab", "name"), TEXTUAL, ids=lambda one: getattr(one, "name", one))
def test_a_text_that_may_be_asked_is_answered_or_refused_in_words(
    demo: gr.Blocks, laid_out: dict[str, Any], tab: Tab, name: str
) -> None:
    """Past the guard: the endpoint's own function."""
    ask = demo.fns[endpoint(laid_out, tab)].fn
    rule, good = rules(tab.request)[name], values(small(tab))
    place = list(rules(tab.request)).index(name)
    chance = hostile.by_chance(rule, name, 12)
    asked = [one for one in [*hostile.of(rule), *chance] if may_hold(rule, one)]
    for value in random.Random(tab.name).sample(asked, 12):
        try:
            clean(run(ask(*good[:place], value, *good[place + 1 :]))["numbers"])
        except gr.Error as error:
            in_words(str(error.message), value)


def test_no_picture_takes_more_memory_than_it_may_show() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for tab, name in TEXTUAL:
        rule = rules(tab.request)[name]
        for text in hostile.pictures().values():
            if isinstance(rule, Picture):
                with pytest.raises(ValueError, match="is not allowed"):
                    rule.check(name, text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


# --- events of pages --------------------------------------------------------------------------


def touchable(demo: gr.Blocks) -> list[Any]:
    """The page's events that read more than a session's state, of which they take nothing sent."""
    found = [demo.fns[one["id"]] for one in events(demo.get_config_file())]
    return [one for one in found if not all(component.stateful for component in one.inputs)]


def answered(demo: gr.Blocks, event: Any, calls: Sequence[list[Any]]) -> list[str]:
    """What Gradio answers to each call, data or the words of a refusal; other errors are raised."""

    async def one(inputs: list[Any]) -> str:
        try:
            asked = gr.Request(session_hash="hostile", query_params={}, client=None)
            sent = await demo.process_api(
                event,
                inputs,
                state=SessionState(demo),
                request=asked,
                event_data=gr.EventData(None, None),
            )
            return json.dumps(sent["data"], default=str)
        except gr.Error as error:
            return str(error.message)

    async def every() -> list[str]:
        return [await one(inputs) for inputs in calls]

    return run(every())


def refusable(component: Any) -> list[Any]:
    """What a component of this kind may never send."""
    huge = [one for one in hostile.NUMBERS if not abs(one) < 1e300]
    odd = [*huge, *hostile.SHAPES, "x" * 100_000]
    if isinstance(component, gr.Checkbox):
        return [*odd, 0.5, *hostile.TEXTS]
    if isinstance(component, gr.Textbox):
        return [*odd, True, False, 0.5]
    return [*odd, True, False, *(one for one in hostile.TEXTS if one)]


def test_no_value_of_a_control_is_an_error_of_its_page(demo: gr.Blocks) -> None:
    found = touchable(demo)
    assert len(found) >= len(TABS)
    chance = random.Random(0)
    for event in found:
        good = [None if one.stateful else one.value for one in event.inputs]
        calls = [
            (component, [*good[:place], value, *good[place + 1 :]])
            for place, component in enumerate(event.inputs)
            for value in refusable(component)
            if value  # nothing stands for the page's opening
        ]
        calls = chance.sample(calls, min(len(calls), 25))
        told = answered(demo, event, [inputs for _, inputs in calls])
        for (component, inputs), said in zip(calls, told, strict=True):
            assert APOLOGY not in said, (component.label, hostile.short(inputs))
            assert not any(one in said for one in SECRET), said[:300]
            if "pg-field" in component.elem_classes:
                assert "is not allowed" in said, (component.label, hostile.short(inputs))


# --- over HTTP --------------------------------------------------------------------------------


def hostile_calls(config: dict[str, Any], count: int) -> list[tuple[int, list[Any]]]:
    """Of each endpoint some calls with one value that its field may not hold."""
    chance, calls = random.Random(1), []
    for tab in TABS:
        good, fields = values(small(tab)), list(rules(tab.request).values())
        for _ in range(count):
            place = chance.randrange(len(fields))
            one = chance.choice(hostile.of(fields[place]))
            if not may_hold(fields[place], one):
                inputs = [*good[:place], one, *good[place + 1 :]]
                calls.append((endpoint(config, tab), inputs))
    return calls


def test_the_server_refuses_over_http_and_goes_on(http: httpx.Client, config: Any) -> None:
    calls = hostile_calls(config, 5)
    pages = [one for one in events(config) if len(one["inputs"]) > 1]
    calls += [(one["id"], [hostile.META] * (len(one["inputs"]) + 1)) for one in pages]
    for start in range(0, len(calls), 30):
        batch = [(event, inputs, {}) for event, inputs in calls[start : start + 30]]
        for success, output in Visitor(http).tell_all(batch):
            assert not success
            in_words(output["error"], output)
    for tab in FIRST:
        [(success, output)] = Visitor(http).tell(endpoint(config, tab), values(small(tab)))
        assert success
        assert output["data"][0]["numbers"] == expected(tab, small(tab))


PLACES = ("queue/join", "call/diffuse", "call/v2/diffuse", "run/predict", "cancel", "reset")
FIELDS = ("session_hash", "fn_index", "trigger_id", "event_id", "event_data", "data", "batched")
FIELDS += ("simple_format", "oauth_token", "request", "no_such_field")


def test_no_body_of_a_call_is_an_error_of_the_server(http: httpx.Client) -> None:
    """Each field of the protocol with hostile values in it, and the others left as they are."""
    chance = random.Random(2)
    good = {"data": [], "fn_index": 10**6, "session_hash": "a", "event_id": "a"}
    headers = {"content-type": "application/json"}
    for path in PLACES:
        for field in FIELDS:
            for value in chance.sample(hostile.VALUES, 6):
                body = json.dumps({**good, field: value})
                sent = http.post(f"/gradio_api/{path}", content=body, headers=headers)
                assert sent.status_code < 500, (path, field, hostile.short(value))
                assert not any(one in sent.text for one in SECRET), sent.text[:300]
    assert http.get("/").status_code == 200


def test_no_query_of_a_page_is_an_error_of_the_server(http: httpx.Client) -> None:
    texts = [one for one in hostile.TEXTS if one.isprintable() and len(one) < 1000]
    for name in ("tab", "lang", "view", "__theme", "deep_link", "page", "session_hash"):
        for text in texts:
            for path in ("/", "/diffusion", "/config", "/gradio_api/info", "/no-such-page"):
                sent = http.get(path, params={name: text})
                assert sent.status_code in (200, 400, 404), (path, name, text)
                quoted = sent.status_code == 400  # in JSON, as what is refused
                assert quoted or len(text) < 10 or text not in sent.text
