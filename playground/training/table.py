"""All cards in one table, for readers: trained/README.md, written from the catalog."""

from pathlib import Path

from playground.models.catalog import Metric, ModelCard, cards
from playground.shipped import catalog_table, trained_dir
from playground.training.publish import write_bytes

_HEAD = """# Models and data that ship

Written by `python -m playground.training table` from `catalog.toml`; every figure was measured by
`python -m playground.training publish`. In brackets after a figure: what chance, the mean image or,
for fidelity (FID, precision, recall ...), as many real images score. FID and its companions are
measured in the features of the data set's classifier.

| model | what it does | figures | n | weights | training |
|---|---|---|---|---|---|
"""

_DATA = """
| data | licence | file |
|---|---|---|
"""


def write() -> Path:
    """Write the page; returns its path."""
    path = trained_dir() / "README.md"
    write_bytes(path, text().encode())
    return path


def text() -> str:
    """The page, in Markdown."""
    models = "".join(_model(card) for card in cards().values())
    data = "".join(
        f"| {name} | {entry['licence']} | [{entry['file']}]({entry['file']}) |\n"
        for name, entry in catalog_table("data").items()
    )
    return _HEAD + models + _DATA + data


def _model(card: ModelCard) -> str:
    figures = ", ".join(_figure(metric) for metric in card.metrics)
    counts = ", ".join(sorted({f"{metric.n:,}" for metric in card.metrics}))
    size = (trained_dir() / card.weights).stat().st_size / 1e6
    weights = f"[{size:.1f} MB]({card.weights})"
    training = f"{card.cost}: `{card.command}`"
    return f"| {card.name} | {card.task} | {figures} | {counts} | {weights} | {training} |\n"


def _figure(metric: Metric) -> str:
    floor = "" if metric.floor is None else f" ({metric.floor:.4g})"
    return f"{metric.name.replace('_', ' ')} {metric.value:.4g}{floor}"
