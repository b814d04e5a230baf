"""Progress of a question under way: engines report it, and whoever listens shows it."""

import atexit
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Listener = Callable[[int, int, Picture | None], object]

#: Steps that one of several parts is told in.
FINE = 100
#: Seconds that a program which ends waits for work under way, to stop at its next step.
PATIENCE = 10

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class _Work:
    """Work under way. A thread that is inside torch while Python shuts down aborts the process."""

    def __init__(self) -> None:
        self.changed, self.under_way, self.ended = threading.Condition(), 0, False

    def add(self, more: int) -> None:
        with self.changed:
            self.under_way += more
            self.changed.notify_all()

    def end(self) -> None:
        """No further step is taken; returns once none is under way."""
        with self.changed:
            self.ended = True
            self.changed.wait_for(lambda: not self.under_way, PATIENCE)


_work = _Work()
atexit.register(_work.end)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Within this context, `listener(done, total, picture)` follows each step.

    What it raises stops the work; so does the program's end, by SystemExit.
    """
    token = _listener.set(listener)
    _work.add(1)
    try:
        yield
    finally:
        _work.add(-1)
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
    if _work.ended:
        raise SystemExit
    listener = _listener.get()
    if listener:
        listener(done, total, picture)
