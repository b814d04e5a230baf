"""One cache for the whole process, bounded in bytes; a question is computed once, however many
ask at a time."""

import dataclasses
import functools
import os
import sys
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache

from playground import settings

P = ParamSpec("P")
R = TypeVar("R")

#: What is kept takes this much memory at most [MB]; a class asks the same questions for an hour.
BUDGET_MB = 384


class Abandoned(BaseException):
    """Nobody waits for the answer any more: raised in the midst of its computation."""


@dataclass(frozen=True)
class _Kept:
    value: Any
    size: int


class Cache:
    """Answers by their question, of `budget` bytes in all: the least recently used go first.

    What is kept is shared between visitors: treat it as read-only.
    """

    def __init__(self, budget: int) -> None:
        self._kept: LRUCache[Hashable, _Kept] = LRUCache(budget, getsizeof=lambda kept: kept.size)
        self._under_way: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Bytes that are kept."""
        return int(self._kept.currsize)

    def ask(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The answer that is kept or under way, or a new one.

        Threads that ask for an answer under way wait for it, and take it up where it is abandoned.
        An error is raised to all that wait, and is not kept; nor is an answer larger than the
        budget.
        """
        while True:
            with self._lock:
                kept = self._kept.get(key)
                if kept is not None:
                    return kept.value
                answer = self._under_way.get(key)
                mine = self._under_way.setdefault(key, Future())
            if answer is None:
                return self._computed(key, compute, mine)
            with suppress(Abandoned):
                return answer.result()

    def _computed(self, key: Hashable, compute: Callable[[], Any], mine: Future[Any]) -> Any:
        try:
            value = compute()
            self._keep(key, _Kept(value, size(value)))
            mine.set_result(value)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[key]
        return value

    def clear(self, but: type | tuple[type, ...] = ()) -> None:
        """Keep nothing but values of these types."""
        with self._lock:
            for key in [k for k, kept in self._kept.items() if not isinstance(kept.value, but)]:
                del self._kept[key]

    def keeps(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._kept

    def follow_forks(self) -> None:
        """A fork has what is kept, whole; but nobody there works on what is under way here."""
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=lambda: self._lock.acquire(),
                after_in_parent=lambda: self._lock.release(),
                after_in_child=self._alone,
            )

    def _alone(self) -> None:
        self._lock, self._under_way = threading.Lock(), {}

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            if kept.size <= self._kept.maxsize:
                self._kept[key] = kept


CACHE = Cache(settings.whole("PLAYGROUND_CACHE_MB", BUDGET_MB) * 2**20)
CACHE.follow_forks()


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the function's answers, by its (hashable) arguments, in the process's one cache."""

    @functools.wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answer: R = CACHE.ask(_key(ask, *args, **kwargs), lambda: function(*args, **kwargs))
        return answer

    return ask


def keeps(function: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether the `cached` function has its answer to these arguments ready."""
    return CACHE.keeps(_key(function, *args, **kwargs))


def _key(function: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> Hashable:
    return function, args, tuple(sorted(kwargs.items()))


def size(value: Any) -> int:
    """Bytes that a value holds, each array, text or network within it counted once."""
    return _size(value, set())


def _size(value: Any, seen: set[int]) -> int:
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(held := getattr(value, "nbytes", None), int):  # of an array or a tensor
        return held
    if callable(weights := getattr(value, "state_dict", None)):  # of a network
        return _size(weights(), seen)
    own = sys.getsizeof(value)
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], (int, float)):
        return own + len(value) * sys.getsizeof(1.0)
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = list(value)
    elif dataclasses.is_dataclass(value) or hasattr(value, "__dict__"):
        parts = list(vars(value).values())
    else:
        return own
    return own + sum(_size(part, seen) for part in parts)
