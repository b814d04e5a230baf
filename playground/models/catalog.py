"""The catalog: one card per trained model, and networks with verified weights."""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import safetensors
import safetensors.torch
import torch
from torch import nn

from playground.caching import cached
from playground.errors import Filled, Own, UnknownName, WeightsError
from playground.models.compact import unpack
from playground.shipped import catalog_table, verified_bytes

M = TypeVar("M", bound=nn.Module)

_ARCHITECTURE = re.compile(r"[a-z_]+\.[A-Za-z]+")
UNBUILT = "{architecture} cannot be built: {why}."


@dataclass(frozen=True)
class Metric:
    """A figure that the publish step measured: on n samples, drawn with `seed`.

    floor: what real data, or chance, scores in the same measurement.
    """

    name: str
    value: float
    n: int
    seed: int
    floor: float | None = None


@dataclass(frozen=True)
class ModelCard:
    """What a model is, where its weights are, and what was measured."""

    name: str
    task: str
    dataset: str
    architecture: str
    arguments: Mapping[str, Any]
    weights: str
    sha256: str
    value_range: str
    command: str
    cost: str
    licence: str
    metrics: tuple[Metric, ...]
    notes: str = ""

    def metric(self, name: str) -> Metric:
        """The metric of that name. Raises UnknownName."""
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise UnknownName("metric", name, [m.name for m in self.metrics])


def cards() -> dict[str, ModelCard]:
    """All cards by name. Raises WeightsError where the catalog is broken."""
    return {name: _card(name, table) for name, table in catalog_table("models").items()}


def has(name: str) -> bool:
    """Whether there is a card of that name. Raises WeightsError where the catalog is broken."""
    return name in catalog_table("models")


def card(name: str) -> ModelCard:
    """The card of that name. Raises UnknownName, and WeightsError where it is incomplete."""
    tables = catalog_table("models")
    if name not in tables:
        raise UnknownName("model", name, sorted(tables))
    return _card(name, tables[name])


def _card(name: str, table: dict[str, Any]) -> ModelCard:
    try:
        metrics = tuple(Metric(**metric) for metric in table.get("metrics", ()))
        return ModelCard(name=name, **{**table, "metrics": metrics})
    except TypeError as error:
        raise WeightsError(
            Filled("The card of {name} is incomplete: {why}.", name=name, why=Own(error))
        ) from error


def load(name: str, device: torch.device | str | None = None) -> nn.Module:
    """The network of a card, in eval mode, its weights verified by sha256.

    device: None for the CPU. Networks are shared between threads: do not change them.
    Raises UnknownName, and WeightsError for a missing, truncated, altered or unfitting file.
    """
    return _network(name, card(name).sha256, str(torch.device(device or "cpu")))


def load_as(kind: type[M], name: str, device: torch.device | str | None = None) -> M:
    """`load`, for a card whose network is of that kind. Raises WeightsError where it is not."""
    network = load(name, device)
    if not isinstance(network, kind):
        template = "The card of {name} names a {found} where a {kind} belongs."
        found = type(network).__name__
        raise WeightsError(Filled(template, name=name, found=found, kind=kind.__name__))
    return network


@cached
@torch.inference_mode(False)  # weights born in inference mode could never carry a gradient
def _network(name: str, sha256: str, device: str) -> nn.Module:
    found = card(name)
    network = build(found.architecture, found.arguments)
    try:
        packed = safetensors.torch.load(verified_bytes(found.weights, sha256))
        network.load_state_dict(unpack(packed))
    except (safetensors.SafetensorError, RuntimeError) as error:
        template = "{file} does not fit the card of {name}: {why}"
        told = Filled(template, file=found.weights, name=name, why=Own(error))
        raise WeightsError(told) from error
    return network.to(device).eval().requires_grad_(False)


def kind(architecture: str) -> type[nn.Module]:
    """The class of "module.Class" of this package. Raises WeightsError."""
    if not _ARCHITECTURE.fullmatch(architecture):
        template = "architecture = {said} is not of the form module.Class."
        raise WeightsError(Filled(template, said=repr(architecture)))
    module, _, name = architecture.partition(".")
    try:
        found = getattr(importlib.import_module(f"playground.models.{module}"), name)
    except (ImportError, AttributeError) as error:
        raise WeightsError(Filled(UNBUILT, architecture=architecture, why=Own(error))) from error
    return cast(type[nn.Module], found)


def build(architecture: str, arguments: Mapping[str, Any]) -> nn.Module:
    """An untrained network from "module.Class" of this package. Raises WeightsError."""
    try:
        return kind(architecture)(**arguments)
    except TypeError as error:
        raise WeightsError(Filled(UNBUILT, architecture=architecture, why=Own(error))) from error
