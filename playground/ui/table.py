"""Table: everything that was measured, a row a run, to read and to keep as CSV.

Table(
    columns=["psi", "precision", "precision SE", "recall"],
    rows=[[0.5, 0.99, 0.01, 0.21], [1.0, 0.87, 0.02, 0.71]],
    constants={"samples": 2000, "k": 3, "seed": 0},
    file="truncation",
    errors={"precision": "precision SE"},
    axis="strength",
)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.ui.view import Answered, Asked, Draw, View

Cell = str | float | int


@dataclass(frozen=True)
class Table:
    """Measured rows. ValueError where a row and the columns do not fit together.

    constants: what all rows share; the file repeats it in each. Headers are translated on the
    page, and stay English in the file. errors: columns with the column of their standard error,
    which the page shows as one. axis: the cursor that stands on a row.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    constants: Mapping[str, Cell]
    file: str
    errors: Mapping[str, str] = field(default_factory=dict)
    axis: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns")
        twice = set(self.columns) & set(self.constants)
        if twice or len(set(self.columns)) < len(self.columns):
            raise ValueError(f"columns of one name: {sorted(twice) or list(self.columns)}")
        unknown = {name for pair in self.errors.items() for name in pair} - set(self.columns)
        if unknown:
            raise ValueError(f"no columns {sorted(unknown)}")

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        return dict(vars(self))


def asked(request: Any, **columns: str) -> dict[str, Cell]:
    """Constants: fields of the question, each under a column, where _ stands for a blank."""
    return {column.replace("_", " "): getattr(request, name) for column, name in columns.items()}


def view(heading: str, draw: Draw[Asked, Answered, Table], **more: Any) -> View[Asked, Answered]:
    """A table."""
    return View(heading, draw, "table", **more)
