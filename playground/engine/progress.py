"""Progress of a question under way: engines report it, and whoever listens shows it."""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from playground.arrays import Image8

#: Paints what there is to see, [H, W] or [H, W, 3]: only for a listener that shows it.
Painter = Callable[[], Image8]
Listener = Callable[[int, int, Painter | None], object]

#: Steps that one of several parts is told in.
FINE = 100
#: Seconds that a program which ends waits for work under way, to stop at its next step.
PATIENCE = 10
#: And for its thread to end, once the work has stopped.
LAST = 1

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class _Work:
    """Work under way. A thread that is inside torch while Python shuts down aborts the process."""

    def __init__(self) -> None:
        self.changed, self.ended = threading.Condition(), False
        self.under_way: list[threading.Thread] = []

    def begin(self) -> None:
        with self.changed:
            self.under_way.append(threading.current_thread())

    def done(self) -> None:
        with self.changed:
            self.under_way.remove(threading.current_thread())
            self.changed.notify_all()

    def end(self) -> None:
        """No further step is taken; returns once none is under way, and what it held is freed."""
        with self.changed:
            self.ended = True
            stopped = [one for one in self.under_way if one is not threading.current_thread()]
            self.changed.wait_for(lambda: not set(stopped) & set(self.under_way), PATIENCE)
        for thread in stopped:
            thread.join(LAST)  # a server's own threads go on, at rest


_work = _Work()
atexit.register(_work.end)
if hasattr(os, "register_at_fork"):  # a fork has none of the threads, but might have their lock
    os.register_at_fork(after_in_child=_work.__init__)  # type: ignore[misc]


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Within this context, `listener(done, total, paint)` follows each step.

    What it raises stops the work; so does the program's end, by SystemExit.
    """
    token = _listener.set(listener)
    _work.begin()
    try:
        yield
    finally:
        _work.done()
        _listener.reset(token)


@contextmanager
def part(index: int, parts: int) -> Iterator[None]:
    """Within this context, work reports its own progress as the index-th of so many equal parts."""
    whole = _listener.get()
    if whole is None:
        yield
        return

    def scaled(done: int, total: int, paint: Painter | None) -> None:
        whole(index * FINE + done * FINE // max(total, 1), parts * FINE, paint)

    with listening(scaled):
        yield


def report(done: int, total: int, paint: Painter | None = None) -> None:
    """Step `done` of `total` is finished."""
    if _work.ended:
        raise SystemExit
    listener = _listener.get()
    if listener:
        listener(done, total, paint)
