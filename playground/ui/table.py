"""Table: everything that was measured, a row a run, to read and to keep as CSV.

table.value(
    columns=["psi", "precision", "precision SE", "recall"],
    rows=[[0.5, 0.99, 0.01, 0.21], [1.0, 0.87, 0.02, 0.71]],
    constants={"samples": 2000, "k": 3, "seed": 0},
    file="truncation",
    errors={"precision": "precision SE"},
    axis="strength",
)
"""

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

Cell = str | float | int


def value(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    constants: Mapping[str, Cell],
    *,
    file: str,
    errors: Mapping[str, str] | None = None,
    axis: str = "",
) -> dict[str, Any]:
    """What the component paints. ValueError where a row and the columns do not fit together.

    constants: what all rows share; the file repeats it in each. Headers are translated on the
    page, and stay English in the file. errors: columns with the column of their standard error,
    which the page shows as one. axis: the cursor that stands on a row.
    """
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"a row of {len(row)} cells under {len(columns)} columns")
    twice = set(columns) & set(constants)
    if twice or len(set(columns)) < len(columns):
        raise ValueError(f"columns of one name: {sorted(twice) or list(columns)}")
    unknown = {name for pair in (errors or {}).items() for name in pair} - set(columns)
    if unknown:
        raise ValueError(f"no columns {sorted(unknown)}")
    return {
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "constants": dict(constants),
        "file": file,
        "errors": dict(errors or {}),
        "axis": axis,
    }


def component(group: str, **html: Any) -> gr.HTML:
    """A table that shares the cursor of `group`."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.table(element, props, trigger, watch);",
        apply_default_css=False,
        group=group,
        **html,
    )
