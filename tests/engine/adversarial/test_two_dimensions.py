"""Attacks in two dimensions: inside ball and square, repeatable, and true about both networks."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from playground.core.norms import NORMS
from playground.engine.adversarial import boundary, points, two_dimensions
from playground.engine.adversarial.boundary import as_images
from playground.engine.adversarial.two_dimensions import (
    CELLS,
    Attack2dRequest,
    Attack2dResult,
    Lesson,
    answer,
)
from playground.errors import BadValue

QUESTIONS: list[dict[str, Any]] = [
    {},
    {"shape": "spiral", "norm": "l2", "goal": "2", "x": 0.4, "y": 0.6},
    {"shape": "own", "steps": 3},
]


@pytest.fixture(params=QUESTIONS, ids=str, scope="module")
def result(request: pytest.FixtureRequest) -> Attack2dResult:
    asked = dict(request.param)
    if "goal" in asked:  # a point of class 0, so that 2 is another
        some = points.drawn("spiral", 0.05, 0)
        asked["x"], asked["y"] = (round(float(c), 4) for c in some.xy[some.labels == 0][0])
    return answer(Attack2dRequest(**asked))


def test_every_state_is_in_the_ball_and_in_the_square(result: Attack2dResult) -> None:
    start, size = result.points.xy[result.index], NORMS[result.request.norm].size
    for side in (result.standard, result.robust):
        everywhere = np.concatenate([side.path, side.jump[:, None]], 1)
        moved = size(torch.from_numpy(everywhere - start).flatten(0, 1))
        allowed = np.repeat(result.eps, everywhere.shape[1])
        assert (moved.numpy() <= allowed * (1 + 1e-5) + 1e-6).all()
        assert everywhere.min() >= 0
        assert everywhere.max() <= 1
        assert (side.path[0] == start).all()


def test_a_cell_shows_what_the_network_says_at_its_centre(result: Attack2dResult) -> None:
    lesson = Lesson.of(result.request, result.request.train_eps)
    network = two_dimensions._network(lesson)
    row, column = 17, 80
    centre = (np.array([column, row]) + 0.5) / CELLS
    expected = network(as_images(centre)).softmax(1)[0]
    np.testing.assert_allclose(result.robust.probabilities[row, column], expected, atol=1e-5)


def test_what_is_read_along_the_path_is_what_the_network_reads_there(
    result: Attack2dResult,
) -> None:
    network = two_dimensions._network(Lesson.of(result.request, 0.0))
    found = network(as_images(result.standard.path[-1])).softmax(1)
    np.testing.assert_allclose(result.standard.read[-1], found, atol=1e-5)


def test_the_arrow_is_the_direction_in_which_the_loss_grows(result: Attack2dResult) -> None:
    side, start = result.standard, result.points.xy[result.index].astype(float)
    network = two_dimensions._network(Lesson.of(result.request, 0.0)).double()

    def loss(at: Any) -> float:
        image = torch.from_numpy(np.asarray(at)).reshape(1, 1, 1, 2)
        found = F.cross_entropy(network(image), torch.tensor([result.goal])).item()
        return found if result.request.goal == "away" else -found

    slope = [(loss(start + h) - loss(start - h)) / 2e-6 for h in 1e-6 * np.eye(2)]
    network.float()
    np.testing.assert_allclose(side.gradient, slope / np.linalg.norm(slope), atol=1e-3)


def test_training_under_attack_costs_clean_and_gains_robust_accuracy() -> None:
    result = answer(Attack2dRequest())
    standard, robust = result.standard.accuracy, result.robust.accuracy
    assert 0.9 < robust[0] < standard[0]
    assert robust[8] > standard[8] + 0.1
    for accuracy in (standard, robust):
        assert (np.diff(accuracy) <= 0).all()


def test_the_attacker_in_training_stays_in_its_ball_and_climbs() -> None:
    some = points.drawn("blobs", 0.05, 0)
    network = boundary.trained(some, eps=0, norm="l2", seed=1, done=0, total=1)
    images, labels = as_images(some.xy), torch.from_numpy(some.labels)
    for norm, threat in NORMS.items():
        start = torch.zeros_like(images)
        moved = boundary._attacked(network, images, labels, 0.1, threat, start)
        assert threat.size(moved - images).max() <= 0.1 + 1e-6, norm
        assert F.cross_entropy(network(moved), labels) > F.cross_entropy(network(images), labels)


def test_the_same_question_has_the_same_answer_and_the_global_chance_is_left_alone() -> None:
    lesson = Lesson.of(Attack2dRequest(shape="own", seed=3), 0.05)
    state = torch.random.get_rng_state()
    first, second = (two_dimensions._network.__wrapped__(lesson) for _ in range(2))
    assert torch.equal(torch.random.get_rng_state(), state)
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)
    other = two_dimensions._network.__wrapped__(
        Lesson.of(Attack2dRequest(shape="own", seed=4), 0.05)
    )
    assert not torch.equal(next(first.parameters()), next(other.parameters()))


def test_it_reports_json(result: Attack2dResult) -> None:
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    assert report["robust"]["clean_accuracy"] == report["robust"]["accuracy_under_pgd"][0]
    assert len(report["standard"]["pgd_success"]) == len(report["eps"])


@pytest.mark.parametrize("shape", points.SHAPES)
def test_shapes_lie_in_the_square_and_are_tested_on_other_points(shape: str) -> None:
    learned, tested = (points.drawn(shape, 0.15, 7, test=test) for test in (False, True))
    for some in (learned, tested):
        assert some.xy.min() >= 0
        assert some.xy.max() <= 1
        assert np.bincount(some.labels).min() > 50
    assert not np.isin(learned.xy[:, 0], tested.xy[:, 0]).all()


def test_clicked_points_are_read_back() -> None:
    text = points.added(points.added(" ", 0.25, 0.5, 2), 1.0, 0.0, 0)
    some = points.read(text)
    np.testing.assert_allclose(some.xy, [[0.25, 0.5], [1, 0]])
    assert some.labels.tolist() == [2, 0]
    assert some.classes == 3
    assert some.nearest(0.9, 0.1) == 1


@pytest.mark.parametrize(
    "text",
    ["", ";", "0.1,0.2", "0.1,0.2,3", "0.1,0.2,0.5", "2,0,0", "nan,0,0", "a,b,c", "0,0,0;" * 61],
)
def test_points_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadValue, match="points"):
        answer(Attack2dRequest(shape="own", points=text))


@pytest.mark.parametrize("goal", ["0", "2"])
def test_a_goal_that_is_no_other_class_is_refused(goal: str) -> None:
    with pytest.raises(BadValue, match="goal"):
        answer(Attack2dRequest(goal=goal))
