"""Every page's questions on a pretended CUDA device: no tensors mix, the answer is the CPU's, and
the CPU waits for the device no oftener than `waits.toml` says."""

import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli
from examples import questions
from pretended import marked, pretended

from playground.caching import CACHE
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

BOUNDS = tomli.loads((Path(__file__).parent / "waits.toml").read_text(encoding="utf-8"))
#: Questions of a page that take ways of their own.
MORE: dict[str, dict[str, dict[str, Any]]] = {
    "attention-all-heads": {"gpt": {"model": "gpt"}, "letters": {"model": "induction"}}
}
#: Of what a page opens with, fewer images where they are thousands: several batches all the same.
FEWER = {"truncation": {"samples": 600}}
#: What an answer tells of the clock.
CLOCK = {"seconds", "seconds_a_sample", "seconds_per_image", "time_ratio"}
#: Relative and absolute: batches of other sizes round otherwise.
NEAR = {"rtol": 1e-3, "atol": 1e-4}
#: Of pages that take the sign of a deep network's gradient: where it is nearly zero, rounding turns
#: it, and ten steps lead elsewhere.
NEARLY = {"adversarial-imagenet": {"rtol": 0.05, "atol": 0.02}}


def cases() -> Iterator[Any]:
    """Two cheap questions of every page, and what it opens with."""
    for tab in TABS:
        cheap = questions(tab)
        opening, more = (table.get(tab.name, {}) for table in (FEWER, MORE))
        each = {"first": cheap[0], "last": cheap[-1], "opening": opening, **more}
        for place, asked in each.items():
            slow = place in BOUNDS[tab.name].get("thorough", ())
            marks = [pytest.mark.thorough] if slow else []
            yield pytest.param(tab, place, asked, id=f"{tab.name}-{place}", marks=marks)


def answered(tab: Tab[Any, Any], asked: dict[str, Any]) -> Any:
    """Computed from the start."""
    CACHE.clear()
    try:
        return tab.answer(tab.request(**asked))
    finally:
        CACHE.clear()


@pytest.mark.parametrize(("tab", "place", "asked"), [*cases()])
def test_a_question_on_cuda(tab: Tab[Any, Any], place: str, asked: dict[str, Any]) -> None:
    with pretended() as device:
        there = answered(tab, asked)
    Plain(io.BytesIO()).dump(there)
    waits, copies = BOUNDS[tab.name][place]
    assert device.count.waits.total() <= waits, device.count.waits.most_common(9)
    assert device.count.copies.total() <= copies, device.count.copies.most_common(9)
    here = answered(tab, asked)
    near = NEARLY.get(tab.name, NEAR)
    alike(tab.endpoint.numbers(here), tab.endpoint.numbers(there), near)
    pictures = tab.endpoint.images(there)
    for name, image in tab.endpoint.images(here).items():
        assert np.abs(image.astype(float) - pictures[name]).mean() < 0.5, name


class Plain(pickle.Pickler):
    """Refuses what another process without the device could not read."""

    def reducer_override(self, value: Any) -> Any:
        assert not marked(value), "the answer holds a tensor of the device"
        return NotImplemented


def alike(here: Any, there: Any, near: dict[str, float], name: str = "") -> None:
    """The same numbers but for rounding."""
    assert type(here) is type(there), name
    if isinstance(here, dict):
        assert here.keys() == there.keys(), name
        for key in here.keys() - CLOCK:
            alike(here[key], there[key], near, f"{name}.{key}")
    elif isinstance(here, (list, tuple)):
        assert len(here) == len(there), name
        for one, other in zip(here, there, strict=True):
            alike(one, other, near, name)
    elif isinstance(here, float):
        assert np.isclose(here, there, **near, equal_nan=True), (name, here, there)
    else:
        assert here == there, name
