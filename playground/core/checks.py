"""What tensors and numbers must satisfy before any mathematics: each refusal names the way out."""

import contextlib
import math
import numbers

import torch
from torch import Tensor

from playground.errors import BadValue, Filled

DTYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
#: How far from 1 a row of weights may sum: float16 weights over some hundred keys stay inside.
ROW_SUM = 1e-2
#: More than that of anything would outlast memory, or patience.
MANY = 10_000_000
#: The largest number whose square, summed over any width, float64 still holds.
SQUARABLE = 1e140


def describe(value: object) -> str:
    """A tensor in a few words (its numbers would drown the message); anything else as it is."""
    if isinstance(value, Tensor):
        return f"tensor({str(value.dtype).removeprefix('torch.')}, shape {list(value.shape)})"
    return repr(value)


class _Said:
    """A value that an error message shows by its description."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def refuse(name: str, value: object, allowed: str, way_out: str) -> BadValue:
    """The error for `value`, with a tensor shown by its dtype and shape."""
    return BadValue(name, _Said(describe(value)), allowed, way_out)


def kind(name: str, value: object) -> Tensor:
    """`value`, if it is a tensor of floats with at least one element."""
    if not isinstance(value, Tensor) or value.dtype not in DTYPES or value.numel() == 0:
        raise refuse(name, value, "a tensor of floats, not empty", "Convert it with .float().")
    return value


def floats(name: str, value: object) -> Tensor:
    """`value`, if it is a finite tensor of floats with at least one element."""
    extremes(name, value)
    return kind(name, value)


def extremes(name: str, value: object) -> tuple[float, float]:
    """The least and the largest number of a finite tensor of floats with at least one element."""
    # They are NaN where anything is: one pass, and one word from the device.
    low, high = torch.stack(kind(name, value).aminmax()).tolist()
    if not (math.isfinite(low) and math.isfinite(high)):
        raise refuse(name, value, "finite everywhere", "Look for NaN or infinity where it is made.")
    return low, high


def squarable(name: str, value: object) -> Tensor:
    """`value` in float64, if it is floats that may be squared there."""
    largest, found = max(map(abs, extremes(name, value))), kind(name, value)
    if largest > SQUARABLE:
        allowed = f"at most {SQUARABLE:g} in size: its squares would overflow"
        raise refuse(name, value, allowed, "Scale it down.")
    return found.double()


def widened(value: Tensor) -> Tensor:
    """`value` at least in float32."""
    return value.to(torch.promote_types(value.dtype, torch.float32))


def finite(name: str, value: object, made: Tensor, what: str = "what is made of it") -> Tensor:
    """`made`, if it is finite everywhere; else the refusal of `value`, `what` of which it is."""
    if not made.isfinite().all():
        largest = torch.finfo(made.dtype).max
        allowed = f"such that {what} stays below {largest:.3g}, the largest {made.dtype}"
        raise refuse(name, value, allowed, "Scale it down, or convert it with .double().")
    return made


def features(name: str, value: Tensor, other: Tensor | None = None) -> Tensor:
    """`value` at least in float32, if it is finite floats [N, D], with D and device of `other`."""
    squarable(name, value)
    if value.ndim != 2:
        raise refuse(name, value, "features [N, D]", "Flatten each sample with .flatten(1).")
    if other is not None and (value.shape[1], value.device) != (other.shape[1], other.device):
        allowed = f"features [N, {other.shape[1]}] on {other.device}, like the real ones"
        raise refuse(name, value, allowed, "Take both from the same network.")
    return widened(value.detach())


def shares(name: str, value: object) -> Tensor:
    """`value` [..., K], if its rows are at least 0 and sum to 1."""
    weights = kind(name, value)
    if weights.ndim == 0:
        raise refuse(name, value, "rows [..., K]", "Pass what attention() returns as .weights.")
    sums = weights.sum(-1, dtype=torch.float64).aminmax()
    # One word from the device, not three.
    least, low, high = torch.stack([weights.min().double(), *sums]).tolist()
    # What is not finite fails one of these: it is asked for only then.
    if least >= 0 and low >= 1 - ROW_SUM and high <= 1 + ROW_SUM:
        return weights
    way_out = "Pass what attention() returns as .weights."
    floats(name, value)
    if least < 0:
        raise BadValue(name, least, "at least 0", way_out)
    worst = max(low, high, key=lambda one: abs(one - 1))
    raise BadValue(name, f"a row sum of {worst:.4g}", "rows that sum to 1", way_out)


def matching(name: str, value: object, other_name: str, other: Tensor) -> Tensor:
    """`value`, if it is a finite float tensor of the dtype and device of `other`."""
    return alike(name, floats(name, value), other_name, other)


def alike(name: str, value: object, other_name: str, other: Tensor) -> Tensor:
    """The same of a tensor whose values nobody looks at."""
    checked = kind(name, value)
    kind(other_name, other)
    if checked.dtype != other.dtype or checked.device != other.device:
        here = f"{other.dtype} on {other.device}, like {other_name}"
        raise refuse(name, value, here, f"Convert it with .to({other_name}).")
    return checked


def number(
    name: str, value: object, low: float = -math.inf, high: float = math.inf, way_out: str = ""
) -> float:
    """`value`, if it is a real number (not NaN, no bool) in [low, high]."""
    found = math.nan
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):  # a whole number beyond every float
            found = float(value)
    if not low <= found <= high:
        raise BadValue(name, value, _a_number(low, high), way_out or "Change it.")
    return found


def _a_number(low: float, high: float) -> str:
    if math.isinf(high) and math.isinf(low):
        return "a number"
    least, most = f"{low:g}", f"{high:g}"
    if math.isinf(high):
        return Filled("a number of at least {low}", low=least)
    return Filled("a number from {low} to {high}", low=least, high=most)


def numbers_of(
    name: str,
    value: object,
    like: Tensor,
    low: float = -math.inf,
    high: float = math.inf,
    way_out: str = "",
) -> Tensor:
    """A number, a list or a one-dimensional tensor of finite numbers in [low, high], as a tensor.

    In float64 on the device of `like`: 0-dimensional for a number, else [T].
    """
    if not isinstance(value, Tensor):
        for one in value if isinstance(value, (list, tuple)) else [value]:
            number(name, one, low, high, way_out)
        value = torch.tensor(value, dtype=torch.float64)
    inside = value.dtype != torch.bool and not value.is_complex() and value.ndim <= 1
    if not inside or not value.numel() or not _all_inside(value, low, high):
        allowed = f"{_a_number(low, high)}, finite, or a tensor of such"
        shown = value if value.numel() > 8 else value.tolist()
        raise refuse(name, shown, allowed, way_out or "Change it.")
    if value.device.type == "cpu" and not value.ndim:  # written there: nothing travels
        return torch.full((), value.item(), dtype=torch.float64, device=like.device)
    return value.to(device=like.device, dtype=torch.float64)


def _all_inside(value: Tensor, low: float, high: float) -> bool:
    return bool((value.isfinite() & (value >= low) & (value <= high)).all())


def whole(name: str, value: object, low: int, way_out: str, high: int = MANY) -> int:
    """`value`, if it is an integer (no bool) from `low` to `high`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or int(value) < low:
        raise BadValue(name, value, Filled("a whole number of at least {low}", low=low), way_out)
    if int(value) > high:
        raise BadValue(name, value, Filled("at most {most}", most=high), way_out)
    return int(value)


def generator_or_default(generator: object) -> torch.Generator:
    """The generator given; without one, a fresh one of seed 0: never the global generator."""
    if generator is None:
        return torch.Generator().manual_seed(0)
    if not isinstance(generator, torch.Generator):
        raise refuse(
            "generator",
            generator,
            "a torch.Generator or None",
            "Build it with torch.Generator().manual_seed(seed).",
        )
    return generator
