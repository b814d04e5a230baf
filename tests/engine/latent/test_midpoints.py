"""Midpoints are measured as said: against real images, beside a floor, over the same pairs."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground import data
from playground.core.fidelity import frechet_distance
from playground.engine import progress
from playground.engine.images import tensor, to_bytes
from playground.engine.latent import midpoints as engine
from playground.engine.latent.midpoints import Measured, MidpointsRequest, MidpointsResult, answer
from playground.models import catalog

SMALL = MidpointsRequest(samples=100)


def way(result: MidpointsResult, kind: str, path: str) -> Measured:
    return next(one for one in result.ways if (one.kind, one.path) == (kind, path))


def drawn(request: MidpointsRequest) -> tuple[torch.Tensor, torch.Tensor]:
    """The real images, and those at the ends of the pairs."""
    pool = data.reference(request.dataset).images
    order = torch.randperm(len(pool), generator=torch.Generator().manual_seed(request.seed))
    real, mine = order[: request.samples], order[request.samples : 2 * request.samples]
    return tuple(tensor(pool[part.numpy()], torch.device("cpu")) for part in (real, mine))  # type: ignore[return-value]


@torch.inference_mode()
def test_the_floor_and_the_blend_are_frechet_distances_of_features() -> None:
    result = answer(SMALL)
    real, mine = drawn(SMALL)
    features: Any = catalog.load("mnist-classifier").features  # type: ignore[union-attr]
    assert result.floor == pytest.approx(frechet_distance(features(real), features(mine)), rel=1e-4)
    blend = (mine + mine.roll(1, 0)) / 2
    expected = frechet_distance(features(real), features(blend))
    assert way(result, "pixels", "lerp").halfway == pytest.approx(expected, rel=1e-4)
    assert way(result, "pixels", "lerp").ends == result.floor


@torch.inference_mode()
def test_what_is_shown_lies_halfway_between_what_is_shown() -> None:
    result = answer(SMALL)
    blend = (result.a.astype(float) + result.b) / 2
    assert np.abs(way(result, "pixels", "lerp").pictures - blend).max() <= 0.5
    network: Any = catalog.load("mnist-ae16")
    a, b = (network.encode(tensor(end, torch.device("cpu"))) for end in (result.a, result.b))
    middle = to_bytes(network.decode((a + b) / 2)).astype(int)
    assert np.abs(middle - way(result, "ae16", "lerp").pictures).max() <= 1
    for one in result.ways:
        assert one.pictures.shape == (engine.SHOWN, 28, 28)


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", engine.DATASETS)
def test_an_arc_beats_the_line_and_between_digits_pixels_are_worst(dataset: str) -> None:
    """At n = 1,000: 58 for pixels, 28 and 12 for the VAE of MNIST; 25, 44 and 23 of Fashion-MNIST,
    whose garments lie over each other, and whose VAE blurs."""
    result = answer(MidpointsRequest(dataset=dataset))
    for kind in ("ae16", "vae16"):
        line, arc = way(result, kind, "lerp"), way(result, kind, "slerp")
        assert arc.halfway < line.halfway
        assert line.norm < 0.9 * arc.norm
        assert arc.norm == pytest.approx(1, abs=0.03)
        assert line.ends == arc.ends < arc.halfway
    worst = max(result.ways, key=lambda one: one.halfway)
    assert worst.kind == {"mnist": "pixels", "fashion": "vae16"}[dataset]
    assert all(0 < result.floor < one.halfway for one in result.ways)


def test_the_same_question_gives_the_same_answer_and_another_seed_another() -> None:
    ask = answer.__wrapped__  # type: ignore[attr-defined]
    first, again = ask(SMALL), ask(SMALL)
    assert first.report() == again.report()
    assert ask(MidpointsRequest(samples=100, seed=1)).floor != first.floor


def test_it_tells_its_steps_and_stops_when_wished() -> None:
    steps: list[tuple[int, int]] = []
    ask = answer.__wrapped__  # type: ignore[attr-defined]
    with progress.listening(lambda done, total, *_: steps.append((done, total))):
        ask(MidpointsRequest(samples=130))
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert {total for _, total in steps} == {len(steps)}

    def stop(done: int, total: int, *_: Any) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError), progress.listening(stop):
        answer(MidpointsRequest(samples=131))
    assert len(answer(MidpointsRequest(samples=131)).ways) == len(engine.WAYS)


def test_the_report_is_json() -> None:
    report = json.loads(json.dumps(answer(SMALL).report(), allow_nan=False))
    assert [(one["model"], one["path"]) for one in report["ways"]][:2] == [
        ("pixels", "lerp"),
        ("mnist-ae16", "lerp"),
    ]
    assert report["samples"] == 100
    assert "training images" in report["real_source"]


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    pairs = zip(*on_both(lambda: answer.__wrapped__(SMALL).ways), strict=True)  # type: ignore[attr-defined]
    for one, other in pairs:
        assert one.halfway == pytest.approx(other.halfway, rel=1e-3)
