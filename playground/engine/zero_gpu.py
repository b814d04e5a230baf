"""Questions that another process answers, to which a Space lends its shared GPU for some seconds:
Hugging Face's ZeroGPU, https://huggingface.co/docs/hub/spaces-zerogpu.

That process is a fork. The question and its answer cross as plain values, a refusal as its error
with all its parts, each step that is told, and back the wish that the work stop.
"""

import contextlib
import contextvars
import functools
import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Client, Listener
from typing import Any, ParamSpec, TypeVar, cast

import torch

from playground.arrays import Image8
from playground.caching import Abandoned
from playground.engine import progress
from playground.errors import PlaygroundError

P = ParamSpec("P")
R = TypeVar("R")

#: Seconds of the GPU beyond what the question is said to take: networks have to come to it.
START = 15.0
#: What is asked for at most; a GPU takes fewer seconds than the estimate, which is a CPU's.
MOST = 120.0
#: Seconds between two steps that cross.
PACE = 0.2

#: Whether this is the process that has the GPU, in the midst of a question.
_there: contextvars.ContextVar[bool] = contextvars.ContextVar("there", default=False)


@dataclass(frozen=True)
class Refused:
    """In an answer's place: why there is none. An error itself would cross as its name alone."""

    error: BaseException


def seconds(*args: Any, **kwargs: Any) -> int:
    """How long a question asks for the GPU, by its own estimate (`Request.seconds`)."""
    said = [getattr(one, "seconds", 0.0) for one in (*args, *kwargs.values())]
    return math.ceil(min(MOST, START + max(said, default=0.0)))


def lent(function: Callable[P, R], gpu: Callable[..., Any]) -> Callable[P, R]:
    """The function, run where the GPU is. gpu: `spaces.GPU`, or what stands for it."""

    @gpu(duration=seconds)
    def there(door: str, *args: P.args, **kwargs: P.kwargs) -> R | Refused:
        torch.set_num_threads(1)  # a fork has none of the threads that OpenMP counts on
        token = _there.set(True)
        try:
            with _telling(door):
                return function(*args, **kwargs)
        except (PlaygroundError, Abandoned) as error:
            return Refused(error)
        finally:
            _there.reset(token)

    @functools.wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        if _there.get():
            return function(*args, **kwargs)
        with _listening() as door:
            answer = there(door, *args, **kwargs)
        if isinstance(answer, Refused):
            raise answer.error
        return cast(R, answer)

    return ask


@contextlib.contextmanager
def _telling(door: str) -> Iterator[None]:
    """Within this context steps cross to the process that asked; its word ends the work."""
    with Client(door, "AF_UNIX") as asker:
        told = -math.inf

        def step(done: int, total: int, paint: progress.Painter | None) -> None:
            nonlocal told
            if asker.poll():
                raise Abandoned
            if time.monotonic() - told >= PACE:
                told = time.monotonic()
                asker.send((done, total, paint and paint()))

        try:
            with progress.listening(step):
                yield
        finally:
            asker.send(None)


@contextlib.contextmanager
def _listening() -> Iterator[str]:
    """A door at which the process that answers tells its steps, while this one waits."""
    with Listener(family="AF_UNIX") as door:
        heard = contextvars.copy_context().run
        thread = threading.Thread(target=heard, args=(_repeat, door), daemon=True)
        thread.start()
        address = str(door.address)
        try:
            yield address
        finally:
            with Client(address, "AF_UNIX") as nobody:  # where none came, the thread still waits
                nobody.send(None)
            thread.join()


def _repeat(door: Listener) -> None:
    """Reports the steps here; once whoever listens wants no more, the other process is told so."""
    wanted = True
    with door.accept() as there, contextlib.suppress(EOFError):
        while (step := there.recv()) is not None:
            try:
                if wanted:
                    _report(*step)
            except BaseException:
                wanted = False
                there.send(None)


def _report(done: int, total: int, picture: Image8 | None) -> None:
    progress.report(done, total, None if picture is None else lambda: picture)
