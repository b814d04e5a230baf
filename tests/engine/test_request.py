"""Rules: what an endpoint lets through, and links that come back as the same question."""

import math
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.request import (
    Request,
    choice,
    default,
    flag,
    number,
    rules,
    text,
    whole,
)
from playground.errors import BadValue, UnknownName


@dataclass(frozen=True)
class Ask(Request):
    steps: int = whole(10, 1, 100, "Fewer steps are faster.")
    eps: float = number(0.3, 0.0, 1.0, "Pixels live in [0, 1].")
    sampler: str = choice("ddim", ("ddim", "ddpm"), "A sampler.")
    targeted: bool = flag(False, "Toward a class.")
    words: str = text("", 20, "A short sentence.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("steps", bad) for bad in (0, 101, 2.5, math.nan, math.inf, True, "10", None, [10])],
        *[("eps", bad) for bad in (-0.1, 1.1, math.nan, -math.inf, True, "0.3", None, {})],
        *[("sampler", bad) for bad in ("heun", "", None, ["ddim"], 0)],
        *[("targeted", bad) for bad in (1, "yes", None)],
        *[("words", bad) for bad in ("x" * 21, None, 5)],
    ],
)
def test_what_does_not_fit_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(BadValue, match=field):
        Ask(**{field: value})


def test_whole_numbers_sent_as_floats_are_taken() -> None:
    assert Ask(steps=10.0) == Ask(steps=10)  # type: ignore[arg-type]
    assert isinstance(Ask(steps=10.0).steps, int)  # type: ignore[arg-type]


@given(
    st.builds(
        Ask,
        steps=st.integers(1, 100),
        eps=st.floats(0, 1),
        sampler=st.sampled_from(["ddim", "ddpm"]),
        targeted=st.booleans(),
        words=st.text(max_size=20),
    )
)
def test_a_link_comes_back_as_the_same_question(ask: Ask) -> None:
    assert Ask.parse(ask.to_query()) == ask


def test_a_link_holds_only_what_differs() -> None:
    assert Ask().to_query() == {}
    assert Ask(targeted=True).to_query() == {"targeted": "true"}


@pytest.mark.parametrize(
    "query",
    [{"steps": "ten"}, {"steps": "1e9"}, {"eps": "nan"}, {"targeted": "1"}, {"sampler": "x"}],
)
def test_a_bad_link_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadValue, match=next(iter(query))):
        Ask.parse(query)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(UnknownName, match="steps, eps"):
        Ask.parse({"stepz": "3"})


def test_rules_and_defaults_can_be_read() -> None:
    assert list(rules(Ask)) == ["steps", "eps", "sampler", "targeted", "words"]
    assert default(Ask, "eps") == 0.3
