"""What questions are put through: stopped halfway, and asked on both kinds of device."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.engine import progress


@pytest.fixture
def stopped() -> Callable[..., list[tuple[int, int]]]:
    """stopped(work, after): what was reported, (done, total) each, until a listener stopped it."""

    def run(work: Callable[[], object], after: int = 1) -> list[tuple[int, int]]:
        seen: list[tuple[int, int]] = []

        def stop(done: int, total: int, *picture: object) -> None:
            seen.append((done, total))
            if len(seen) == after:
                raise InterruptedError

        with progress.listening(stop), pytest.raises(InterruptedError):
            work()
        return seen

    return run


@pytest.fixture
def on_both(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], list[Any]]:
    """on_both(work): what it gives on the CPU, and on the CUDA device."""

    def run(work: Callable[[], Any]) -> list[Any]:
        answers = []
        for name in ("cpu", "cuda"):
            monkeypatch.setenv("PLAYGROUND_DEVICE", name)
            answers.append(work())
        return answers

    return run
