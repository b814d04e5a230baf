"""Progress of a question under way: engines report it, and whoever listens shows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Listener = Callable[[int, int, Picture | None], object]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Within this context, `listener(done, total, picture)` follows each step.

    What it raises stops the work.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(done: int, total: int, picture: Picture | None = None) -> None:
    """Step `done` of `total` is finished; `picture`: what there is to see, [H, W] or [H, W, 3]."""
    listener = _listener.get()
    if listener:
        listener(done, total, picture)
