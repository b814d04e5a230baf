"""A question as a value: each field carries its own rule, and everything else is derived from it.

Controls take their bounds from the rules, links are written and read by them, and every endpoint
checks what it is sent with them, so that a bound is written once.
"""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playground.arrays import Image8
from playground.engine import pictures
from playground.errors import BadValue, Filled, Own, UnknownName

T = TypeVar("T", bound="Request")


@dataclass(frozen=True)
class Rule(ABC):
    """What a field may hold. `check` takes a typed value, `parse` the text of a link.

    label: what the page calls the field; without one it has no control of its own.
    """

    help: str
    label: str

    @abstractmethod
    def check(self, name: str, value: Any) -> Any:
        """The value, in the field's own type. Raises BadValue or UnknownName."""

    def parse(self, name: str, text: str) -> Any:
        return self.check(name, text)


@dataclass(frozen=True)
class Whole(Rule):
    """An integer in [low, high]."""

    low: int
    high: int

    def check(self, name: str, value: Any) -> int:
        ok = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not ok or not self.low <= value <= self.high or value != int(value):
            allowed = Filled("a whole number from {low} to {high}", low=self.low, high=self.high)
            raise BadValue(name, value, allowed, self.help)
        return int(value)

    def parse(self, name: str, text: str) -> int:
        return self.check(name, _number_or_text(text))


@dataclass(frozen=True)
class Die(Whole):
    """A whole number of which any is as good as another: a page offers a die for it."""


@dataclass(frozen=True)
class Number(Rule):
    """A finite real number in [low, high]."""

    low: float
    high: float
    step: float

    def check(self, name: str, value: Any) -> float:
        ok = isinstance(value, (int, float)) and not isinstance(value, bool)
        # No NaN passes a comparison; `isfinite` overflows at an integer of 400 digits.
        if not ok or not self.low <= value <= self.high:
            low, high = f"{self.low:g}", f"{self.high:g}"
            allowed = Filled("a number from {low} to {high}", low=low, high=high)
            raise BadValue(name, value, allowed, self.help)
        return float(value)

    def parse(self, name: str, text: str) -> float:
        return self.check(name, _number_or_text(text))


@dataclass(frozen=True)
class Choice(Rule):
    """One of a table's names."""

    options: tuple[str, ...]

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise UnknownName(name, value, self.options)
        return value


@dataclass(frozen=True)
class Flag(Rule):
    """Yes or no; `true` or `false` in a link."""

    def check(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadValue(name, value, "true or false", self.help)
        return value

    def parse(self, name: str, text: str) -> bool:
        return self.check(name, {"true": True, "false": False}.get(text, text))


@dataclass(frozen=True)
class Text(Rule):
    """A text of at most `longest` characters."""

    longest: int

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.longest:
            allowed = Filled("a text of at most {most} characters", most=self.longest)
            raise BadValue(name, value, allowed, self.help)
        return value


@dataclass(frozen=True)
class Picture(Rule):
    """A picture of the visitor's own, as `pictures.read` takes it, or "" for none."""

    allowed = Filled("a PNG of {side} x {side} pixels", side=pictures.SIDE)
    read = staticmethod(pictures.read)

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue(name, value, self.allowed, self.help)
        try:
            if value:
                self.read(value)
        except ValueError as error:
            way_out = Filled("{why} {help}", why=error.args[0], help=self.help)
            raise BadValue(name, value, self.allowed, way_out) from error
        return value


@dataclass(frozen=True)
class Photo(Picture):
    """A photograph of the visitor's own, as `pictures.read_photo` takes it, or "" for none."""

    allowed = Filled(
        "a JPEG or PNG of {least} to {most} pixels a side and at most {size} kB",
        least=pictures.SMALLEST,
        most=pictures.LARGEST,
        size=pictures.kilobytes(pictures.LONGEST_PHOTO),
    )
    read = staticmethod(pictures.read_photo)


def whole(default: int, low: int, high: int, help: str, label: str = "") -> Any:
    """A field that holds an integer in [low, high]."""
    return field(default=default, metadata={"rule": Whole(help, label, low, high)})


def die(default: int, low: int, high: int, help: str, label: str = "") -> Any:
    """A field that holds a seed, or which of many: an integer in [low, high]."""
    return field(default=default, metadata={"rule": Die(help, label, low, high)})


def number(
    default: float, low: float, high: float, help: str, label: str = "", *, step: float = 0.01
) -> Any:
    """A field that holds a finite number in [low, high]; `step` is the control's."""
    return field(default=default, metadata={"rule": Number(help, label, low, high, step)})


def choice(default: str, options: tuple[str, ...], help: str, label: str = "") -> Any:
    """A field that holds one of the options."""
    return field(default=default, metadata={"rule": Choice(help, label, options)})


def flag(default: bool, help: str, label: str = "") -> Any:
    """A field that holds true or false."""
    return field(default=default, metadata={"rule": Flag(help, label)})


def text(default: str, longest: int, help: str, label: str = "") -> Any:
    """A field that holds a text of at most `longest` characters."""
    return field(default=default, metadata={"rule": Text(help, label, longest)})


def picture(help: str, label: str = "") -> Any:
    """A field that holds "" or a picture of the visitor's own, as text."""
    return field(default="", metadata={"rule": Picture(help, label)})


def photo(help: str, label: str = "") -> Any:
    """A field that holds "" or a photograph of the visitor's own, as text."""
    return field(default="", metadata={"rule": Photo(help, label)})


def picture_pixels(text: str) -> Image8 | None:
    """The picture that such a field holds, uint8 [28, 28]; None for none. ValueError."""
    return pictures.read(text) if text else None


@dataclass(frozen=True)
class Request:
    """Base of every tab's question. Building one checks each field (BadValue, UnknownName)."""

    def __post_init__(self) -> None:
        for name, rule in rules(type(self)).items():
            object.__setattr__(self, name, rule.check(name, getattr(self, name)))

    @property
    def seconds(self) -> float:
        """CPU seconds of an answer, roughly (`python -m benchmarks.seconds` measures them): what is
        long waits apart from what is quick, and what is too long for one question is refused."""
        return 0.5

    @classmethod
    def parse(cls: type[T], query: Mapping[str, str]) -> T:
        """The question that a link's query string holds; what it leaves out takes its default."""
        known = rules(cls)
        for name in query:
            if name not in known:
                raise UnknownName("field", name, tuple(map(Own, known)))
        return cls(**{name: known[name].parse(name, text) for name, text in query.items()})

    def to_query(self) -> dict[str, str]:
        """The fields that differ from their defaults, as a link writes them."""
        differing = {
            f.name: getattr(self, f.name)
            for f in dataclasses.fields(self)
            if getattr(self, f.name) != f.default
        }
        return {name: _as_text(value) for name, value in differing.items()}


def rules(request: type[Request]) -> dict[str, Rule]:
    """The rule of each field, in order."""
    return {f.name: f.metadata["rule"] for f in dataclasses.fields(request)}


def default(request: type[Request], name: str) -> Any:
    """A field's default value."""
    return next(f.default for f in dataclasses.fields(request) if f.name == name)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number_or_text(text: str) -> float | str:
    """The number that a text holds, or the text itself, for the error to show."""
    try:
        found = float(text)
        return int(found) if found.is_integer() else found
    except ValueError:
        return text
