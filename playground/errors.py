"""One small tree of errors. Each message names the value, the limit and the way out."""

import reprlib

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


class PlaygroundError(Exception):
    """Anything the playground refuses or cannot do, in words that a visitor can act on."""


class BadValue(PlaygroundError, ValueError):
    """An argument outside what is allowed.

    >>> str(BadValue("eps", 2.0, "a number in [0, 1]", "Pixels live in [0, 1]; try 0.3."))
    'eps = 2.0 is not allowed: it must be a number in [0, 1]. Pixels live in [0, 1]; try 0.3.'
    """

    def __init__(self, name: str, value: object, allowed: str, way_out: str) -> None:
        self.name, self.shown = name, _SHORT.repr(value)
        self.allowed, self.way_out = allowed, way_out
        super().__init__(f"{name} = {self.shown} is not allowed: it must be {allowed}. {way_out}")


class UnknownName(BadValue):
    """A name that is not in a table (model, sampler, attack, data set)."""

    def __init__(self, name: str, value: object, known: "list[str] | tuple[str, ...]") -> None:
        super().__init__(name, value, f"one of {', '.join(known)}", "Choose a name of that list.")


class WeightsError(PlaygroundError):
    """A shipped file is missing, truncated or altered, or does not fit its card."""


class DeviceError(PlaygroundError):
    """The device that was asked for is not there, or its memory is full."""


class DataError(PlaygroundError):
    """Images or texts that should be on disk are missing or broken."""
