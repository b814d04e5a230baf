"""What stands for Hugging Face's `spaces.GPU`: a fork answers, errors come back as their class's
name, and within the fork a decorated function is itself."""

import functools
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

FORK = multiprocessing.get_context("fork")
#: Seconds that were asked for.
asked: list[float] = []
_forked = False


def GPU(duration: Callable[..., float]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return lambda task: _decorated(task, duration)


def _decorated(task: Callable[..., Any], duration: Callable[..., float]) -> Callable[..., Any]:
    def work(question: bytes, answers: Any) -> None:
        global _forked
        _forked = True
        args, kwargs = pickle.loads(question)

        def run() -> tuple[str, Any]:
            try:
                return "answer", pickle.dumps(task(*args, **kwargs))
            except Exception as error:
                return "error", type(error).__name__

        with ThreadPoolExecutor() as threads:
            answers.send(threads.submit(run).result())

    @functools.wraps(task)
    def ask(*args: Any, **kwargs: Any) -> Any:
        if _forked:
            return task(*args, **kwargs)
        asked.append(duration(*args, **kwargs))
        here, there = FORK.Pipe(duplex=False)
        process = FORK.Process(target=work, args=(pickle.dumps((args, kwargs)), there))
        process.start()
        kind, value = here.recv()
        process.join()
        if kind == "error":
            raise RuntimeError(f"ZeroGPU worker error: {value}")
        return pickle.loads(value)

    return ask
