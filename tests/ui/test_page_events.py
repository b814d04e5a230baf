"""A hostile client of the page: its events called by hand, and what must not be served."""

import json
import math
import uuid
from typing import Any

import gradio as gr
import httpx
import pytest
from loops import run
from visitor import (
    FILE,
    FIRST,
    ROOT,
    SMALL,
    Visitor,
    by_quick,
    by_tab,
    carried,
    event_of,
    events,
    kept,
    questions,
    refused,
    sent,
    shown,
    small,
    told,
    turned_away,
    values,
    wrong,
)

from playground.engine.request import rules
from playground.ui import controls
from playground.ui.tab import Tab
from playground.ui.tabs import TABS


def test_events_refuse_a_wrong_number_of_values(demo: gr.Blocks) -> None:
    for event in events(demo.get_config_file()):
        count = len(event["inputs"])
        for call in ([None] * many for many in {count + 1, max(count - 1, 0)} - {count}):
            said = turned_away(demo, event["id"], call)
            assert said.startswith(f"number of values = {len(call)} is not allowed")


def test_a_control_refuses_what_its_field_refuses(visitor: Visitor, config: dict[str, Any]) -> None:
    """Raw values past what a control can show; the rules themselves are tested tab by tab."""
    tab = TABS[0]
    change = event_of(config, tab, "change")
    good = shown(tab, small(tab))
    for place, control in enumerate(sorted(tab.controls, key=lambda control: control.more)):
        bad = wrong(rules(tab.request)[control.field])
        calls = [sent(change, [*good[:place], one, *good[place + 1 :]]) for one in bad]
        for one, (success, output) in zip(bad, visitor.tell(change["id"], *calls), strict=True):
            assert success is not isinstance(one, (dict, list)), (control.field, one)
            if success:
                refused(told(output["data"]), control.label, one)
            else:
                refused(output["error"], "control", one)
                assert "<script>" not in output["error"]
    assert visitor.tell(change["id"], sent(change, good))[0][0]


@by_tab
def test_what_a_control_sends_meets_the_rule_of_its_field(
    demo: gr.Blocks, laid_out: dict[str, Any], tab: Tab
) -> None:
    """The tab's own event, called as Gradio calls it once the guard has let the values pass."""
    change = demo.fns[event_of(laid_out, tab, "change")["id"]]
    good = shown(tab, small(tab))
    for place, control in enumerate(sorted(tab.controls, key=lambda control: control.more)):
        for one in wrong(rules(tab.request)[control.field]):
            asked = [*good[:place], one, *good[place + 1 :]]
            answer = run(change.fn("", *asked))
            assert len(answer) == 1, "all that is on show stays"
            refused(told(answer.values()), control.label, one)


FORGED = ['{"seed": "-1"}', '{"no": "such"}', "forged", "[1]", "[" * 10_000, "7", '"x"', "NaN"]
FORGED += ['{"dataset": ["mnist"]}', '{"dataset": {"a": 1}}', 3, True, 1e9]


@by_quick
def test_a_forged_question_is_judged_by_its_rules(
    visitor: Visitor, config: dict[str, Any], tab: Tab
) -> None:
    keep = event_of(config, tab, "keep")
    for (success, output), forged in zip(
        visitor.tell(keep["id"], *([one] for one in FORGED)), FORGED, strict=True
    ):
        assert success, forged
        assert "is not allowed" in told(output["data"]), forged
    for (success, _), forged in zip(visitor.tell(keep["id"], [FILE], [[1]]), "ab", strict=True):
        assert not success, forged
    [(success, output)] = visitor.tell(keep["id"], sent(keep))
    assert success
    assert kept(output) == values(tab.request())


CLICKS = [
    None,
    [],
    {},
    "x",
    3,
    True,
    FILE,
    {"group": "x", "option": 1},
    {"group": [], "option": {}},
]
CLICKS += [{"group": math.inf, "option": 0}, {"group": 10**9, "option": 0}]
CLICKS += [{"at": {"u": 0.5, "v": one}} for one in (math.nan, -0.1, True, "x", [])]
CLICKS += [{"at": 3}, {"at": {"u": 0.5}}]
CLICKS += [{"group": -1, "option": 0}, {"group": 0, "option": -1}]
CLICKS += [{"group": 0, "option": 10**9}, {"group": 1.7, "option": 0}, {"group": 1, "option": True}]


def clicked(config: dict[str, Any], event: dict[str, Any], click: Any) -> list[Any]:
    """The click as it is, and as one on each of the tab's views that may be clicked."""
    component, _ = event["targets"][0]
    [stage] = [one for one in config["components"] if one["id"] == component]
    [tab] = [tab for tab in TABS if tab.name == stage["props"]["props"]["group"]]
    return [click, *({"view": view.name, "data": click} for view in tab.each() if view.pick)]


@pytest.mark.parametrize("click", CLICKS, ids=lambda click: json.dumps(click)[:40])
def test_a_click_on_nothing_is_refused(
    visitor: Visitor, config: dict[str, Any], click: Any
) -> None:
    picks = [event for name in ("pick", "rest") for event in events(config, name)]
    assert picks
    calls = [
        (pick["id"], sent(pick), {"event_data": data, "trigger_id": trigger})
        for pick in picks
        for data in clicked(config, pick, click)
        # Whatever is clicked, an event of no such view is refused: one click tells.
        for trigger in (pick["targets"][0][0], *([999_999] if click is None else []))
    ]
    for call in calls:  # one by one: of several at a time only the newest is answered
        [(success, output)] = visitor.tell_all([call])
        text = told(output["data"]) if success else output["error"]
        assert "is not allowed" in text or "cannot be accessed" in text


def test_events_without_python_answer_nothing(visitor: Visitor, config: dict[str, Any]) -> None:
    silent = [d for d in config["dependencies"] if not d["backend_fn"]]
    event = next(d["id"] for d in silent if not d["inputs"])
    assert visitor.tell(event, []) == [(False, {"error": None})]


def test_nobody_passes_the_queue(http: httpx.Client) -> None:
    for path in ("/gradio_api/run/diffuse", "/gradio_api/api/diffuse", "/gradio_api/run/keep"):
        assert http.post(path, json={"data": []}).status_code == 404


def with_die(tab: Tab) -> list[str]:
    ruled = rules(tab.request)
    return [c.field for c in tab.controls if controls.kind(ruled[c.field], c) == "dice"]


WITH_DICE = [tab for tab in FIRST if with_die(tab)]


@pytest.mark.parametrize("tab", WITH_DICE, ids=lambda tab: tab.endpoint.name)
def test_a_die_throws_within_its_rule(
    visitor: Visitor, config: dict[str, Any], tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, keep = (event_of(config, tab, name) for name in ("change", "keep"))
    rolls = [e for e in events(config, "roll") if keep["inputs"][0] in e["inputs"]]
    assert len(rolls) == len(with_die(tab)) > 0
    thrown: list[int] = []

    def throw(low: int, high: int) -> int:
        thrown.append(high - 1)
        return high - 1

    monkeypatch.setattr(controls.random, "randint", throw)
    [(_, answer)] = visitor.tell(change["id"], sent(change, shown(tab, small(tab))))
    current = carried(change, answer, config)
    [(success, answer)] = visitor.tell(rolls[0]["id"], sent(rolls[0], current=current))
    assert success
    rolled_to = carried(rolls[0], answer, config)
    [(_, output)] = visitor.tell(keep["id"], sent(keep, current=rolled_to))
    rolled = small(
        tab, {tab.endpoint.name: {**SMALL[tab.endpoint.name], with_die(tab)[0]: thrown[0]}}
    )
    assert kept(output) == values(rolled)


# --- what a page carries, and the server does not ----------------------------------------------


@by_quick
def test_a_pages_question_travels_with_it(
    http: httpx.Client, config: dict[str, Any], tab: Tab
) -> None:
    """In whichever session it is asked: none holds anything that could be lost, or another's."""
    change, keep = (event_of(config, tab, name) for name in ("change", "keep"))
    [(_, answer)] = Visitor(http).tell(change["id"], sent(change, shown(tab, small(tab))))
    current = carried(change, answer, config)
    assert tab.request.parse(json.loads(current)) == small(tab)
    for question, expected in ((current, small(tab)), ("", tab.request())):
        [(success, output)] = Visitor(http).tell(keep["id"], sent(keep, current=question))
        assert success
        assert kept(output) == values(expected)


def test_no_state_is_held(http: httpx.Client) -> None:
    assert http.get(f"/gradio_api/deep_link?session_hash={uuid.uuid4().hex}").status_code == 404
    config = http.get("/config").json()
    assert [one for one in config["components"] if one["type"] == "state"] == []
    assert len(questions(config)) == len(TABS)


def test_a_refused_question_leaves_what_is_shown(visitor: Visitor, config: dict[str, Any]) -> None:
    tab = TABS[0]
    change = event_of(config, tab, "change")
    good = shown(tab, small(tab))
    place = sorted(tab.controls, key=lambda control: control.more).index(
        next(control for control in tab.controls if control.field == "frames")
    )
    bad = [*good[:place], 100_000, *good[place + 1 :]]
    [(_, refusal)] = visitor.tell(change["id"], sent(change, bad))
    assert "= 100000 is not allowed" in told(refusal["data"])
    assert carried(change, refusal, config) == {"__type__": "update"}


# --- what is not served -----------------------------------------------------------------------

SECRETS = [
    "/etc/passwd",
    "/proc/self/environ",
    "app.py",
    "trained/catalog.toml",
    str(ROOT / "app.py"),
    str(ROOT / "README.md"),
    str(ROOT / "trained" / "catalog.toml"),
    str(ROOT / "playground" / "ui" / "runtime.js"),
    str(ROOT / ".git" / "config"),
    "..%2f..%2fetc%2fpasswd",
    f"{ROOT}/playground/../app.py",
]


@pytest.mark.parametrize("path", SECRETS)
@pytest.mark.parametrize("door", ["/gradio_api/file=", "/gradio_api/file/", "/file=", "/static/"])
def test_files_of_the_project_are_not_served(http: httpx.Client, door: str, path: str) -> None:
    answer = http.get(door + path)
    assert answer.status_code in (400, 403, 404)
    assert len(answer.content) < 300


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring",
        "/monitoring/summary",
        "/monitoring/key",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/gradio_api/profiling/traces",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/file=http://127.0.0.1:1/one.png",
        "/gradio_api/component_server",
        "/gradio_api/custom_component/1/client/component/index.js",
        "/gradio_api/upload_progress?upload_id=1",
        "/docs",
    ],
)
def test_gradios_back_rooms_are_closed(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404
    assert http.post(path, json={}).status_code == 404


def test_nothing_is_uploaded(http: httpx.Client) -> None:
    sent = http.post("/gradio_api/upload", files={"files": ("a.png", b"\x89PNG", "image/png")})
    assert sent.status_code == 404


def test_a_broken_range_is_no_error(http: httpx.Client) -> None:
    sent = http.get("/static/img/logo.svg", headers={"range": "bytes=9-x", "cookie": "mine=1"})
    assert sent.status_code < 500
    assert "mine" not in str(sent.headers)
