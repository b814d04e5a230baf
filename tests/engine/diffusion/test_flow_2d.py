"""The two-dimensional lab: what is carried, what is learned, what is measured."""

import json

import numpy as np
import pytest
import torch

from playground.engine import progress
from playground.engine.diffusion import flow_2d, plane, plane_training
from playground.engine.diffusion.flow_2d import Flow2dRequest
from playground.engine.diffusion.plane_data import Plane, parse, written
from playground.errors import BadValue

RING = Plane("ring", (), 0.1)
EXACT = [way for way in plane.WAYS if way not in ("learned", "reflow")]


def go(way: str, steps: int = 20, particles: int = 200, seed: int = 0) -> flow_2d.Journey:
    return flow_2d.journey(RING, way, steps, particles, seed)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane_training, "STEPS", 600)


@pytest.mark.parametrize("way", EXACT)
def test_every_way_ends_on_the_data(way: str) -> None:
    journey = go(way, steps=40, particles=flow_2d.MOST)  # of fewer the distance is mostly chance
    assert journey.states.shape == (41, flow_2d.MOST, 2)
    assert journey.density.shape == (41, flow_2d.CELLS, flow_2d.CELLS)
    assert journey.arrows.shape == (41, flow_2d.ARROWS**2, 2)
    assert journey.on_data > 0.9
    assert abs(journey.distance).max() < 0.05


def test_all_ways_begin_in_the_same_noise() -> None:
    starts = [go(way).states[0] for way in ("ddpm", "ddim", "langevin", "flow")]
    assert all(np.array_equal(starts[0], start) for start in starts)


def test_the_ode_and_the_flow_join_the_same_points() -> None:
    """One map from noise to data: the routes differ by a rescaling of space alone."""
    ends = [go(way, steps=100).states[-1] for way in ("ddim", "flow")]
    apart = np.linalg.norm(ends[0] - ends[1], axis=-1)
    assert np.median(apart) < 0.02
    far = np.linalg.norm(go("ddpm", steps=100).states[-1] - ends[0], axis=-1)
    assert np.median(far) > 0.5  # the SDE forgets where it came from


def test_pairs_of_flow_are_straight_and_pairs_of_diffusion_are_not() -> None:
    lines, arcs = go("lines"), go("arcs")
    assert lines.excess == pytest.approx(0, abs=1e-5)
    assert lines.curvature == pytest.approx(0, abs=1e-5)
    assert arcs.excess > 0.05
    assert arcs.curvature > 0.5
    assert lines.calls == arcs.calls == 0


def test_a_particle_is_the_same_alone_or_among_others() -> None:
    for way in ("ddpm", "langevin", "lines"):
        few, many = go(way, particles=50), go(way, particles=200)
        assert np.array_equal(few.states, many.states[:, :50])


def test_the_same_question_has_the_same_answer_after_others() -> None:
    request = Flow2dRequest(left="ddpm", right="langevin", steps=8, seed=3)
    first = flow_2d.answer(request)
    flow_2d.journey.__wrapped__(RING, "ddpm", 5, 50, 1)  # type: ignore[attr-defined]
    ask = (request.plane, "ddpm", 8, request.samples, 3)
    again = flow_2d.journey.__wrapped__(*ask)  # type: ignore[attr-defined]
    assert np.array_equal(first.left.states, again.states)
    assert np.array_equal(first.left.density, again.density)
    json.dumps(first.report(), allow_nan=False)


@pytest.mark.thorough
def test_what_is_learned_is_close_to_the_exact_field_and_improves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    errors = []
    for steps in (30, 600):
        monkeypatch.setattr(plane_training, "STEPS", steps)
        velocity = plane_training.learned.__wrapped__(RING)  # type: ignore[attr-defined]
        errors.append(flow_2d.field_error(velocity, RING.mixture()).mean())
    assert errors[1] < 0.1
    assert errors[1] < 0.25 * errors[0]


def test_training_is_seeded_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane_training, "STEPS", 60)
    x, t = torch.randn(9, 2, dtype=torch.float64), torch.full((9,), 0.4)
    ask = plane_training.learned.__wrapped__  # type: ignore[attr-defined]
    assert torch.equal(ask(RING)(x, t), ask(RING)(x, t))
    with torch.inference_mode():  # as it is asked on the page
        assert torch.equal(ask(RING)(x, t), ask(RING)(x, t))
    seen: list[tuple[int, int]] = []

    class Stop(Exception):
        pass

    def stop(done: int, total: int, *_: object) -> None:
        seen.append((done, total))
        raise Stop

    with progress.listening(stop), pytest.raises(Stop):
        go("learned", seed=11)
    assert seen == [(50, 60)]


def test_straightening_makes_one_step_enough(quick: None) -> None:
    again = plane_training.straightened.__wrapped__(RING)  # type: ignore[attr-defined]
    start = plane.begin(RING, 300, 1, 0)
    times = torch.linspace(0, 1, 11, dtype=torch.float64)
    path = plane.samplers.flow_sample(again.velocity, start.x, times=times).states
    assert float(flow_2d.paths.curvature(path)) < 0.1 * go("flow", steps=10).curvature
    leap = start.x + again.velocity(start.x, torch.zeros(300, dtype=torch.float64))
    data = RING.mixture().draw(600, torch.Generator().manual_seed(0))
    assert float(flow_2d.paths.energy_distance(leap, data)) < 0.05
    assert go("flow", steps=1).distance[-1] > 0.5


def test_points_are_read_as_they_are_written() -> None:
    points = ((-1.5, 0.0), (0.25, 3.0))
    assert parse("points", written(points)) == points
    assert Flow2dRequest(data="points", points="1,2;").plane.points == ((1.0, 2.0),)
    assert Flow2dRequest(points="1,2").plane == Flow2dRequest().plane, (
        "only asked for where they count"
    )


@pytest.mark.parametrize(
    "text", ["", "hello", "1", "1,2,3", "1,nan", "inf,0", "4,0", "1;2", "0,0;" * 25, "__import__"]
)
def test_bad_points_are_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(BadValue, match=r"points = .*-1\.5,0; 1\.5,0"):
        Flow2dRequest(data="points", points=text)
