"""One small tree of errors. Each message names the value, the limit and the way out."""

import copyreg
import reprlib
from typing import Any

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


class Own(str):
    """A word that no language changes: a visitor's, or a model's."""


class Filled(str):
    """A template with its blanks filled in, by texts, numbers or tuples of them. It is a text like
    any other, and keeps the template: a page says that in the reader's language.

    >>> Filled("one of {known}, or {more}", known=("ddim", "ddpm"), more=3)
    'one of ddim, ddpm, or 3'
    """

    template: str
    blanks: dict[str, object]

    def __new__(cls, template: str, **blanks: object) -> "Filled":
        plain = {k: ", ".join(v) if isinstance(v, tuple) else v for k, v in blanks.items()}
        filled = super().__new__(cls, template.format(**plain))
        filled.template, filled.blanks = template, blanks
        return filled

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.blanks


class PlaygroundError(Exception):
    """Anything the playground refuses or cannot do, in words that a visitor can act on."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process that answers raises the same error, with its parts."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class BadValue(PlaygroundError, ValueError):
    """An argument outside what is allowed. Its parts are its data: name, value, allowed, way_out;
    `shown` is the value, cut short.

    >>> str(BadValue("eps", 2.0, "a number in [0, 1]", "Pixels live in [0, 1]; try 0.3."))
    'eps = 2.0 is not allowed: it must be a number in [0, 1]. Pixels live in [0, 1]; try 0.3.'
    """

    def __init__(self, name: str, value: object, allowed: str, way_out: str) -> None:
        self.name, self.value, self.shown = name, value, _cut(_SHORT.repr(value))
        self.allowed, self.way_out = allowed, way_out
        super().__init__(f"{name} = {self.shown} is not allowed: it must be {allowed}. {way_out}")


def _cut(said: str, longest: int = 90) -> str:
    """A list of lists is long even when each part of it is short."""
    return said if len(said) <= longest else f"{said[: longest // 2]}...{said[-longest // 2 :]}"


class UnknownName(BadValue):
    """A name that is not in a table (model, sampler, attack, data set)."""

    def __init__(self, name: str, value: object, known: "list[str] | tuple[str, ...]") -> None:
        allowed = Filled("one of {known}", known=tuple(known))
        super().__init__(name, value, allowed, "Choose a name of that list.")


class WeightsError(PlaygroundError):
    """A shipped file is missing, truncated or altered, or does not fit its card."""


class DeviceError(PlaygroundError):
    """The device that was asked for is not there, or its memory is full."""


class DataError(PlaygroundError):
    """Images or texts that should be on disk are missing or broken."""
