"""The ball explorer: what it says of one image is what the measures count over all of them."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.fidelity import precision_recall
from playground.engine.truncation import balls, class_pool
from playground.engine.truncation.balls import GENERATED, REAL, BallsRequest
from playground.errors import BadValue

SMALL = {"samples": 150, "index": 0}


def asked(**more: object) -> balls.BallsResult:
    return balls.answer(BallsRequest(**{**SMALL, **more}))  # type: ignore[arg-type]


@pytest.mark.parametrize("outlier", [True, False])
@pytest.mark.parametrize("k", [1, 4])
def test_ball_by_ball_is_what_the_measures_count(outlier: bool, k: int) -> None:
    scene = asked(outlier=outlier, k=k).scene
    real, fake = (scene.balls[side].centres for side in (REAL, GENERATED))
    expected = precision_recall(real, fake, k=k)
    looked = [balls._look(scene, GENERATED, i) for i in range(150)]
    covered = [balls._look(scene, REAL, i) for i in range(150)]
    assert scene.after["precision"] == expected.precision == scene.generated.reached.mean()
    assert scene.after["coverage"] == expected.coverage == scene.real.reached.mean()
    assert expected.precision == np.mean([len(one.holders) > 0 for one in looked])
    assert expected.recall == np.mean([len(one.holders) > 0 for one in covered])
    assert expected.coverage == np.mean([len(one.inside) > 0 for one in covered])
    assert expected.density == pytest.approx(sum(len(one.holders) for one in looked) / k / 150)


def test_one_outlier_lets_noise_in_and_coverage_does_not_believe_it() -> None:
    scene = asked(spoiled=30).scene
    assert scene.after["precision"] > scene.before["precision"] + 0.1
    assert abs(scene.after["coverage"] - scene.before["coverage"]) <= 2 / 150
    assert abs(scene.after["recall"] - scene.before["recall"]) <= 2 / 150
    noisy = scene.realism[scene.spoiled]
    assert (noisy < 1).mean() > 0.9, "the realism score leaves large balls out"


def test_the_outlier_is_who_admits_noise() -> None:
    result = asked(spoiled=30)
    admitted = np.flatnonzero(result.scene.spoiled & result.scene.generated.reached)
    by = [balls._look(result.scene, GENERATED, int(i)).best for i in admitted]
    assert len(by) > 15
    assert np.mean(np.array(by) == result.outlier) > 0.8


def test_without_an_outlier_before_and_after_are_one() -> None:
    result = asked(outlier=False)
    assert result.outlier is None
    assert result.scene.before == result.scene.after


def test_lost_classes_are_noticed_by_coverage_and_not_by_precision() -> None:
    curve = asked(spoiled=0, samples=300).scene.curve
    assert curve["coverage"][1] < 0.4 * curve["coverage"][9]
    assert curve["precision"][1] > 0.85 * curve["precision"][9]
    assert (np.diff(curve["coverage"]) > -0.05).all()


def test_classes_and_noise_are_as_asked() -> None:
    scene = asked(classes=3, spoiled=20).scene
    assert set(scene.generated.labels) == {0, 1, 2}
    assert scene.spoiled.mean() == pytest.approx(0.2, abs=0.02)
    assert len(scene.generated.images) == len(scene.real.images) == 150


def test_a_class_keeps_its_images_when_others_are_dropped() -> None:
    pool = class_pool.pool("mnist", 1.0, 100, 0)
    ten, two = (pool.images[class_pool.chosen(n, 100)] for n in (10, 2))
    assert (pool.labels[class_pool.chosen(2, 100)] == np.arange(100) % 2).all()
    assert (ten[0::10] == two[0:20:2]).all()
    assert (ten[1::10] == two[1:21:2]).all()


def test_the_same_question_has_the_same_answer_alone_and_after_others() -> None:
    ask = balls.answer.__wrapped__  # type: ignore[attr-defined]
    asked(index=3, side=REAL)
    first, again = ask(BallsRequest(**SMALL)), ask(BallsRequest(**SMALL))  # type: ignore[arg-type]
    assert first.report() == again.report()
    json.dumps(first.report(), allow_nan=False)


def test_the_chosen_ball_reaches_to_its_border() -> None:
    result = asked(side=REAL, index=7)
    centres = result.scene.balls[REAL].centres
    chosen = result.chosen
    away = (centres - centres[7]).norm(dim=1)
    assert chosen.radius == pytest.approx(float(away[chosen.rim]))
    assert int((away < chosen.radius * (1 - 1e-9)).sum()) == result.request.k  # with itself


def test_places_are_the_feet_of_features_in_the_plane() -> None:
    scene = asked().scene
    away = torch.cdist(scene.balls[REAL].centres, scene.balls[REAL].centres).numpy()
    flat = np.linalg.norm(scene.real.places[:, None] - scene.real.places[None], axis=2)
    assert (flat <= away + 1e-6).all(), "a plane shortens distances: a ball lies over its shadow"
    assert 0.1 < scene.share < 0.9


def test_an_index_beyond_the_images_is_refused() -> None:
    with pytest.raises(BadValue, match="index = 150"):
        asked(index=150)


@pytest.mark.gpu
def test_cuda_gives_the_cpus_images(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: class_pool.pool.__wrapped__("mnist", 0.8, 100, 5))  # type: ignore[attr-defined]
    assert np.abs(here.images.astype(int) - there.images.astype(int)).max() <= 3
