"""What truncation methods turn, and how far: psi, a threshold, a guidance."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Strengths:
    """What a method turns. untouched: where it is the model as trained; opening: where most quality
    is gained and most variety still there; strong: where little is left. `grid` is measured; `fine`
    is one of 21, `coarse` one of 6."""

    symbol: str
    untouched: float
    opening: float
    strong: float
    coarse: tuple[float, ...]
    grid: tuple[float, ...]
    fine: tuple[float, ...]


PSI = Strengths(
    "psi",
    untouched=1.0,
    opening=0.7,
    strong=0.3,
    coarse=(0.0, 0.3, 0.5, 0.7, 1.0, 1.5),
    grid=(0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.5),
    fine=(*(i / 16 for i in range(17)), 1.125, 1.25, 1.375, 1.5),
)
THRESHOLD = Strengths(
    "c",
    untouched=4.0,
    opening=1.0,
    strong=0.5,
    coarse=(0.04, 0.5, 1.0, 1.5, 2.5, 4.0),
    grid=(0.04, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0),
    fine=(0.04, *(i / 8 for i in range(1, 17)), 2.5, 3.0, 3.5, 4.0),
)
GUIDANCE = Strengths(
    "w",
    untouched=1.0,
    opening=2.0,
    strong=5.0,
    coarse=(0.0, 1.0, 1.5, 2.0, 3.0, 5.0),
    grid=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0),
    fine=tuple(i / 4 for i in range(21)),
)
