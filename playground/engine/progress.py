"""Progress of a question under way: engines report it, and whoever listens shows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Listener = Callable[[int, int, Picture | None], object]

#: Steps that one of several parts is told in.
FINE = 100

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


@contextmanager
def part(index: int, parts: int) -> Iterator[None]:
    """Within this context, work reports its own progress as the index-th of so many equal parts."""
    whole = _listener.get()
    if whole is None:
        yield
        return

    def scaled(done: int, total: int, picture: Picture | None) -> None:
        whole(index * FINE + done * FINE // max(total, 1), parts * FINE, picture)

    with listening(scaled):
        yield


def report(done: int, total: int, picture: Picture | None = None) -> None:
    """Step `done` of `total` is finished; `picture`: what there is to see, [H, W] or [H, W, 3]."""
    listener = _listener.get()
    if listener:
        listener(done, total, picture)
