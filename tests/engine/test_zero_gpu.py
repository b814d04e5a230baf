"""Questions that a fork answers: what crosses, and what does not."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import forking_gpu
import numpy as np
import pytest

from playground.caching import Abandoned, Cache, cached
from playground.engine import progress, zero_gpu
from playground.errors import BadValue, Filled

HERE = Path(__file__).parent
#: Seconds in which anything that is waited for has come.
PATIENCE = 60


@dataclass(frozen=True)
class Question:
    seconds: float = 2.5


def lent(function: Any) -> Any:
    return zero_gpu.lent(function, forking_gpu.GPU)


def test_another_process_answers_and_asks_nobody_else() -> None:
    inner = lent(os.getpid)
    theirs, same = lent(lambda: (os.getpid(), inner()))()
    assert theirs == same != os.getpid()


def test_a_refusal_keeps_its_words() -> None:
    allowed = Filled("at most {most}", most=3)

    def refuse() -> None:
        raise BadValue("steps", 9, allowed, "Ask for fewer.")

    with pytest.raises(BadValue, match=r"steps = 9 .* at most 3. Ask for fewer") as caught:
        lent(refuse)()
    assert caught.value.allowed.template == allowed.template  # type: ignore[attr-defined]
    assert (caught.value.value, caught.value.way_out) == (9, "Ask for fewer.")


@pytest.mark.parametrize(("said", "asked"), [(0.5, 16), (20.2, 36), (1000.0, 120)])
def test_a_question_asks_for_its_own_seconds(said: float, asked: int) -> None:
    lent(lambda question: None)(Question(said))
    assert forking_gpu.asked[-1] == asked


def test_steps_and_pictures_cross() -> None:
    picture = np.arange(4, dtype=np.uint8).reshape(2, 2)
    told: list[Any] = []
    work = lent(lambda: progress.report(1, 3, lambda: picture))
    with progress.listening(lambda *step: told.append(step)):
        work()
    (done, total, paint) = told[0]
    assert (done, total) == (1, 3)
    assert np.array_equal(paint(), picture)


def test_who_wants_no_more_is_heard_in_the_other_process() -> None:
    def work() -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            progress.report(1, 2)
            time.sleep(0.01)
        raise AssertionError("nobody stopped it")

    def stop(*step: object) -> None:
        raise Abandoned

    with progress.listening(stop), pytest.raises(Abandoned):
        lent(work)()


def test_a_fork_waits_for_nothing_that_is_under_way_in_its_parent() -> None:
    """It computes for itself what another thread there is computing."""
    begun, go_on = threading.Event(), threading.Event()
    parent = os.getpid()

    @cached
    def slow() -> int:
        if os.getpid() == parent:
            begun.set()
            assert go_on.wait(PATIENCE)
        return os.getpid()

    other = threading.Thread(target=slow)
    other.start()
    assert begun.wait(PATIENCE)
    try:
        assert lent(slow)() != parent
    finally:
        go_on.set()
        other.join()
    assert slow() == parent


def test_a_fork_takes_no_lock_with_it() -> None:
    """However often others hold it at that moment."""
    cache, ended = Cache(2**20), threading.Event()
    cache.follow_forks()

    def busy() -> None:
        while not ended.is_set():
            cache.ask("kept", lambda: 1)

    others = [threading.Thread(target=busy) for _ in range(4)]
    for one in others:
        one.start()
    try:
        assert [lent(lambda: cache.ask("kept", lambda: 2))() for _ in range(5)] == [1] * 5
    finally:
        ended.set()
        for one in others:
            one.join()


ASKED = """
import json, os, pickle, sys
sys.path[:0] = sys.argv[1:]
import forking_gpu
sys.modules["spaces"] = forking_gpu
from playground.caching import CACHE
from playground.errors import PlaygroundError
from playground.ui.tabs import TABS
tabs = {tab.name: tab for tab in TABS}
for name, asked in json.loads(sys.stdin.read()):
    CACHE.clear()
    question = tabs[name].request(**asked)
    try:
        print(json.dumps(tabs[name].endpoint.numbers(tabs[name].answer(question)), sort_keys=True))
    except PlaygroundError as error:
        print(json.dumps(str(error)))
    print(len(forking_gpu.asked), file=sys.stderr)
"""
#: One of each subject, a page of several lendings, and what only the network refuses.
QUESTIONS = [
    ("latent-traversals", {}),
    ("diffusion", {"steps": 3, "samples": 1}),
    ("attention-all-heads", {"model": "gpt"}),
    ("attention", {"sentence": "xylophone"}),
    ("truncation-balls", {}),
]


@pytest.mark.thorough
def test_pages_answer_the_same_from_another_process() -> None:
    told = []
    for space in ("", "true"):
        known = {**os.environ, "SPACES_ZERO_GPU": space, "PLAYGROUND_DEVICE": "cpu"}
        ran = subprocess.run(
            [sys.executable, "-c", ASKED, str(HERE), str(HERE.parents[1])],
            input=json.dumps(QUESTIONS),
            capture_output=True,
            text=True,
            env={**known, "OMP_NUM_THREADS": "1"},
            timeout=300,
        )
        assert ran.returncode == 0, ran.stderr
        told.append(ran.stdout)
        lendings = [*map(int, ran.stderr.split()[-len(QUESTIONS) :])]
        assert (lendings[-1] >= len(QUESTIONS)) == bool(space)
    assert told[0] == told[1]
    assert "is not allowed" in told[0]


REAL = """
import os, sys, types
sys.path[:0] = sys.argv[1:]
os.environ |= {"SPACES_ZERO_GPU": "true", "SPACES_ZERO_DEVICE_API_URL": "http://127.0.0.1:9"}
import spaces
from spaces.zero import client, wrappers
lent = types.SimpleNamespace(allowToken="", nvidiaIndex=0, nvidiaUUID="", idle=True)
client.schedule = lambda *args, **kwargs: lent
client.get_duration_seconds = lambda *args: 60
client.release = client.allow = lambda *args, **kwargs: None
wrappers.torch.unpatch = wrappers.torch.init = wrappers.torch.move = lambda *args, **kwargs: None
wrappers.torch.size = lambda: 0
from playground.caching import Abandoned
from playground.engine import progress
from playground.engine.attention import translation
from playground.engine.diffusion.reverse import DiffusionRequest, answer
from playground.errors import BadValue
told = []
with progress.listening(lambda done, total, paint: told.append(paint().shape)):
    print(answer(DiffusionRequest(steps=4, samples=1)).noisy.shape, told[0])
try:
    translation.translate(translation.MODELS[0], ("xylophone",))
except BadValue as error:
    print(error.name, error.value)
def stop(*step):
    raise Abandoned
try:
    with progress.listening(stop):
        answer(DiffusionRequest(steps=50, seed=3))
except Abandoned:
    print("stopped")
"""


@pytest.mark.thorough
def test_the_real_decorator_before_a_scheduler_that_always_lends() -> None:
    """What `pip install spaces` brings, but for its scheduler and its look at CUDA."""
    pytest.importorskip("spaces")
    ran = subprocess.run(
        [sys.executable, "-c", REAL, str(HERE.parents[1])],
        capture_output=True,
        text=True,
        env={**os.environ, "PLAYGROUND_DEVICE": "cpu", "OMP_NUM_THREADS": "1"},
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    said = [one for one in ran.stdout.splitlines() if not one.startswith("SPACES_")]
    assert said == ["(5, 1, 28, 28) (30, 60)", "word xylophone", "stopped"]
