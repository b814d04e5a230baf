"""The page's own protocol spoken by hand, and what a stranger might say in it."""

import json
import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest

from playground.engine.request import Choice, Flag, Number, Request, Rule, Text, Whole, rules
from playground.ui import site
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

ROOT = Path(__file__).parent.parent.parent
#: Cheap questions, one a tab; another for the second visitor.
SMALL, OTHER = ({tab.endpoint.name: dict(tab.examples[place]) for tab in TABS} for place in (0, 1))
FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
#: One tab a subject, where one tab speaks for all: what is tested hangs on no tab's own code.
FIRST = [subject.pages[subject.path] for subject in site.subjects(TABS)]
#: Without Truncation's, whose opening takes ten seconds: for what asks what a page opens with.
QUICK = FIRST[:-1]
by_quick = pytest.mark.parametrize("tab", QUICK, ids=lambda tab: tab.endpoint.name)
by_tab = pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.endpoint.name)
by_first = pytest.mark.parametrize("tab", FIRST, ids=lambda tab: tab.endpoint.name)


class Visitor:
    """A session of the page's own protocol, spoken by hand."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.session = uuid.uuid4().hex

    def tell(self, event: int, *calls: list[Any], **more: Any) -> list[tuple[bool, Any]]:
        """Each call's success and its output, in order."""
        return self.tell_all([(event, data, more) for data in calls])

    def tell_all(
        self, calls: Sequence[tuple[int, list[Any], Mapping[str, Any]]]
    ) -> list[tuple[bool, Any]]:
        """Calls (event, data, more of the body), heard over one stream."""
        ids = [self._join(*call) for call in calls]
        ends: dict[str, tuple[bool, Any]] = {}
        where = f"/gradio_api/queue/data?session_hash={self.session}"
        with self.http.stream("GET", where) as stream:
            for line in stream.iter_lines():
                said = json.loads(line[5:]) if line.startswith("data:") else {"msg": ""}
                if said["msg"] == "process_completed":
                    ends[said["event_id"]] = (said["success"], clean(said["output"]))
        return [ends[one] for one in ids]

    def _join(self, event: int, data: list[Any], more: Mapping[str, Any]) -> str:
        body = {"fn_index": event, "data": data, "session_hash": self.session, **more}
        # Python's writer, unlike httpx's, writes NaN and infinity.
        sent = {"content": json.dumps(body), "headers": {"content-type": "application/json"}}
        answer = self.http.post("/gradio_api/queue/join", **sent)
        assert answer.status_code == 200, answer.text
        return answer.json()["event_id"]


def clean(output: Any) -> Any:
    """The output, once it is sure that it shows nothing of the machine."""
    text = json.dumps(output)
    assert "Traceback" not in text
    assert str(ROOT) not in text
    return output


def events(config: dict[str, Any], name: str = "") -> list[dict[str, Any]]:
    """The page's own events that reach Python, by the start of their name."""
    backend = [d for d in config["dependencies"] if d["backend_fn"]]
    return [
        d
        for d in backend
        if d["api_visibility"] == "private" and str(d["api_name"]).startswith(name)
    ]


def endpoint(config: dict[str, Any], tab: Tab) -> int:
    return next(d["id"] for d in config["dependencies"] if d["api_name"] == tab.endpoint.name)


def event_of(config: dict[str, Any], tab: Tab, name: str) -> dict[str, Any]:
    """The tab's own event of that name; each tab wires one of them, in the page's order."""
    return events(config, name)[TABS.index(tab)]


def sent(event: dict[str, Any], shown: Sequence[Any] = (), current: str = "") -> list[Any]:
    """What the page sends: the question that it shows, and what its controls say."""
    data = [current, *shown] if event["inputs"] else []
    assert len(event["inputs"]) == len(data)
    return data


def carried(event: dict[str, Any], output: Any, config: dict[str, Any]) -> str:
    """The question that the page shows after an answer."""
    [place] = [n for n, one in enumerate(event["outputs"]) if one in questions(config)]
    return output["data"][place]


def questions(config: dict[str, Any]) -> set[int]:
    """The components in which pages carry their questions."""
    boxes = (one for one in config["components"] if one["type"] == "textbox")
    return {one["id"] for one in boxes if one["props"].get("visible") == "hidden"}


def shown(tab: Tab, request: Request) -> list[Any]:
    """What the tab's controls show, in the order of the page: those of "More settings" last."""
    controls = sorted(tab.controls, key=lambda control: control.more)
    return [getattr(request, control.field) for control in controls]


def values(request: Request) -> list[Any]:
    return [getattr(request, name) for name in rules(type(request))]


def small(tab: Tab, which: dict[str, dict[str, Any]] = SMALL) -> Request:
    return tab.request(**which[tab.endpoint.name])


def expected(tab: Tab, request: Request) -> Any:
    return json.loads(json.dumps(tab.endpoint.numbers(tab.answer(request)), allow_nan=False))


def kept(output: Any) -> list[Any]:
    """The session's question, as "Numbers as JSON" writes it."""
    return list(json.loads(output["data"][0]["text"])["request"].values())


def wrong(rule: Rule) -> list[Any]:
    """What the field may not hold."""
    odd = [None, [1], {"a": 1}, FILE, [FILE], "x" * 50_000, math.nan, math.inf, -math.inf]
    odd += [10**400, -(10**30), "\x00\ud800<script>alert(1)</script>"]
    if isinstance(rule, (Whole, Number)):
        odd += [True, False, "", str(rule.low), rule.low - 1, rule.high + 1, 1e308]
    if isinstance(rule, Whole):
        odd += [rule.low + 0.5]
    if isinstance(rule, Choice):
        odd += [True, 0, "", "no such name", rule.options[0] + " ", list(rule.options[:1])]
    if isinstance(rule, Flag):
        odd += [0, 1, "true", ""]
    if isinstance(rule, Text):
        odd = [one for one in odd if not isinstance(one, str)]
        odd += [True, 7, "a" * (rule.longest + 1), "the " * 25_000]
    return odd


def said(words: Any, french: Mapping[str, str] | None = None) -> str:
    """What the page makes of words: the twin of `kit.words`."""
    if isinstance(words, list):
        parts = [said(one, french) for one in words]
        return ("; " if any("," in one for one in parts) else ", ").join(parts)
    if not isinstance(words, dict):
        return (french or {}).get(words, str(words))
    if "own" in words:
        return str(words["own"])
    template = (french or {}).get(words["t"], words["t"])
    return template.format(**{key: said(one, french) for key, one in words["args"].items()})


def told(answer: Iterable[Any]) -> str:
    """What the page says of an answer that is a notice."""
    [notice] = [one for one in answer if isinstance(one, dict) and "turn" in one]
    return said(notice["text"])


def turned_away(demo: gr.Blocks, event: int, data: list[Any]) -> str:
    """What the guard before an event says of these values; fails where it lets them pass."""
    with pytest.raises(gr.Error) as error:
        demo.validate_inputs(demo.fns[event], data)
    return str(error.value.message)


def refused(output: Any, name: str, value: Any) -> None:
    """The message names the field and the value, and does not echo a book."""
    said = output if isinstance(output, str) else output["error"]
    assert said.startswith(f"{name} = "), (said, value)
    if isinstance(value, (bool, int, float)) and len(repr(value)) < 40:
        assert said.startswith(f"{name} = {value!r} is not allowed"), said
    assert len(said) < 600
