"""Models as they are used: what is asked of a network must not change it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from torch import nn

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def evaluating(*models: object) -> Iterator[None]:
    """Every Module among `models` in eval mode: no dropout, and no batch leaves its statistics.
    Afterwards each of its modules is in the mode that it was in.

    A method of a Module counts as that Module; a function that calls one hides it.
    """
    owners = [getattr(model, "__self__", model) for model in models]
    found = [m for one in owners if isinstance(one, nn.Module) for m in one.modules() if m.training]
    for module in found:
        module.training = False
    try:
        yield
    finally:
        for module in found:
            module.training = True


def evaluates(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with every Module among its arguments in eval mode while it runs."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with evaluating(*args, *kwargs.values()):
            return function(*args, **kwargs)

    return run
