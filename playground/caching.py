"""A bounded, thread-safe cache: the same question is computed once, however many ask at a time."""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def stage(maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's `maxsize` most recently used answers, by its (hashable) arguments.

    Threads that ask for an answer under way wait for it. An error is raised to all that wait,
    and is not kept. What is kept is shared between visitors: treat it as read-only.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: OrderedDict[Hashable, Future[R]] = OrderedDict()
        lock = threading.Lock()

        @functools.wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (args, tuple(sorted(kwargs.items())))
            with lock:
                answer = kept.get(key)
                first = answer is None
                if answer is None:
                    answer = kept[key] = Future()
                kept.move_to_end(key)
                while len(kept) > maxsize:
                    kept.popitem(last=False)
            if first:
                try:
                    answer.set_result(function(*args, **kwargs))
                except BaseException as error:
                    with lock:
                        if kept.get(key) is answer:
                            del kept[key]
                    answer.set_exception(error)
            return answer.result()

        return ask

    return decorate
