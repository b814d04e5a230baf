"""A network without one of its heads."""

import copy
from collections.abc import Iterator
from typing import TypeVar, cast

from torch import nn

from playground.engine import progress
from playground.models.layers import Attend

M = TypeVar("M", bound=nn.Module)


def silenced(network: M, path: str, head: int) -> M:
    """A copy in which what that head of the `Attend` at `path` adds is 0.

    A head writes through its own columns of its layer's output matrix.
    """
    one = copy.deepcopy(network)
    attend = cast(Attend, one.get_submodule(path))
    width = attend.out.weight.shape[1] // attend.heads
    attend.out.weight.data[:, head * width : (head + 1) * width] = 0
    return one


def each_silenced(network: M) -> Iterator[M]:
    """The network without each of its heads, in the order of `heads_of`. Reports progress."""
    heads = heads_of(network)
    for number, (path, head) in enumerate(heads):
        yield silenced(network, path, head)
        progress.report(number + 1, len(heads))


def heads_of(network: nn.Module) -> list[tuple[str, int]]:
    """Every head, as `silenced` takes it: the path of its `Attend`, and its number there."""
    layers = [(path, one) for path, one in network.named_modules() if isinstance(one, Attend)]
    return [(path, head) for path, one in layers for head in range(one.heads)]
