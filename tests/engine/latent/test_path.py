"""Interpolation: rows end on reconstructions, curves are what they claim, requests are checked."""

import base64
import io
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from playground import data
from playground.core.interpolation import slerp, through
from playground.engine import codes, images
from playground.engine.latent import path as engine
from playground.engine.latent import paths, rows
from playground.engine.latent.path import PathRequest, PathResult, answer
from playground.errors import BadValue
from playground.models import catalog

#: The GAN's row joins two drawn images: no search for latents.
SMALL = PathRequest(frames=9, gan="seeds")
AUTOENCODERS = ("mnist-ae16", "mnist-vae16")
CPU = torch.device("cpu")


def row(result: PathResult, model: str) -> rows.Row:
    return next(r for r in result.rows if r.model == model)


def batch(images: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(images).float().div(255)[:, None]


def test_pixel_row_ends_on_the_originals_and_blends_between() -> None:
    result = answer(SMALL)
    frames = row(result, "pixels").frames
    assert np.array_equal(frames[0], result.a.image)
    assert np.array_equal(frames[-1], result.b.image)
    middle = (result.a.image.astype(float) + result.b.image) / 2
    assert np.abs(frames[4] - middle).max() <= 0.5


@pytest.mark.parametrize("model", AUTOENCODERS)
@pytest.mark.parametrize("path", paths.PATHS)
def test_latent_rows_end_on_the_reconstructions(model: str, path: str) -> None:
    result = answer(PathRequest(frames=9, gan="seeds", path=path))
    network: Any = catalog.load(model)
    with torch.inference_mode():
        rebuilt = network.decode(network.encode(batch(np.stack([result.a.image, result.b.image]))))
    ends = row(result, model).frames[[0, -1]]
    assert np.abs(ends / 255 - rebuilt[:, 0].numpy()).max() <= 0.5 / 255 + 1e-4
    assert np.abs(ends[0].astype(int) - ends[1]).max() > 100


def test_a_rows_errors_are_its_ends_distances_from_the_images() -> None:
    result = answer(PathRequest(frames=9, gan="inverted", steps=20))
    for one in result.rows:
        assert one.errors is not None
        for error, frame, end in zip(
            one.errors, one.frames[[0, -1]], (result.a, result.b), strict=True
        ):
            away = (frame / 255.0 - end.image / 255.0) ** 2
            assert error == pytest.approx(away.mean() ** 0.5, abs=0.004)
    # Its ends are its own reconstructions: not nothing, and near the images.
    assert all(0.02 < error < 0.2 for error in row(result, "mnist-gan").errors or ())
    assert row(answer(SMALL), "mnist-gan").errors is None


def as_url(image: np.ndarray) -> str:
    """A picture as the drawing pad sends it."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def test_a_picture_of_ones_own_is_used_pixel_for_pixel() -> None:
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:24, 13:16] = 230
    request = PathRequest(from_a="own", image_a=as_url(drawing), frames=9, gan="seeds")
    result = answer(request)
    assert np.array_equal(result.a.image, drawing)
    assert np.array_equal(row(result, "pixels").frames[0], drawing)
    assert result.report()["a"] == {"class": None, "index": None}
    # Two images of the GAN's: of the class that is read in the drawing.
    read = row(result, "pixels").probabilities[0].argmax()
    assert row(result, "mnist-gan").probabilities[0].argmax() == read
    again = PathRequest.parse(request.to_query())
    assert again == request


def test_nothing_drawn_yet_leaves_the_example_in_place() -> None:
    result = answer(PathRequest(from_a="own", frames=9, gan="seeds"))
    assert result.a == images.example("mnist", 9, 96)


def test_a_drawing_counts_only_where_it_is_asked_for() -> None:
    drawing = as_url(np.eye(28, dtype=np.uint8) * 255)
    result = answer(PathRequest(image_a=drawing, frames=9, gan="seeds"))
    assert result.a == images.example("mnist", 9, 96)


def test_a_blank_or_a_broken_drawing_is_refused() -> None:
    blank = as_url(np.full((28, 28), 255, np.uint8))
    for wrong in (blank, as_url(np.eye(29, dtype=np.uint8)), blank[:-40], "data:,", 7):
        with pytest.raises(BadValue, match="image_b = "):
            PathRequest(from_b="own", image_b=wrong)  # type: ignore[arg-type]


def test_an_example_drawn_after_itself_is_refused() -> None:
    """The pad may be given the very pixels of A."""
    same = as_url(images.example("mnist", 9, 96).image)
    with pytest.raises(BadValue, match=r"image_b = .*another image"):
        engine.ends(PathRequest(from_b="own", image_b=same))


def test_a_curve_passes_the_third_image_halfway() -> None:
    request = PathRequest(path="curve", class_c=8, index_c=2, frames=9, gan="seeds")
    result = answer(request)
    assert result.c == images.example("mnist", 8, 2)
    assert np.array_equal(row(result, "pixels").frames[4], result.c.image)
    z = codes.Space("mnist-vae16", CPU).codes(engine.ends(request))
    network: Any = catalog.load("mnist-vae16")
    with torch.inference_mode():
        expected = network.decode(through(z[0], z[2], z[1], torch.linspace(0, 1, 9)))
    away = row(result, "mnist-vae16").frames / 255 - expected[:, 0].numpy()
    assert np.abs(away).max() <= 0.5 / 255 + 1e-4
    assert json.loads(json.dumps(result.report()))["c"] == {"class": 8, "index": 2}
    assert answer(SMALL).c is None


def test_the_gans_own_images_are_of_the_classes_asked() -> None:
    result = answer(PathRequest(class_a=1, class_b=7, index_b=3, gan="seeds", seed=4, frames=9))
    read = row(result, "mnist-gan").probabilities.argmax(1)
    assert (read[0], read[-1]) == (1, 7)
    other = answer(PathRequest(class_a=1, class_b=7, index_b=3, gan="seeds", seed=5, frames=9))
    gans = [row(one, "mnist-gan").frames for one in (result, other)]
    assert not np.array_equal(*gans)


@pytest.mark.parametrize("dataset", [d for d in engine.DATASETS if d != "mnist"])
def test_another_data_set_has_its_own_models_and_names(dataset: str) -> None:
    result = answer(PathRequest(dataset=dataset, frames=5, gan="seeds"))
    assert [one.model.partition("-")[0] for one in result.rows[1:]] == [dataset] * 3
    assert result.classes == data.CLASSES[dataset]
    assert np.array_equal(result.rows[0].frames[0], result.a.image)


def test_probabilities_are_the_classifiers_at_each_frame() -> None:
    classifier = catalog.load("mnist-classifier")
    for one in answer(SMALL).rows:
        with torch.inference_mode():
            expected = classifier(batch(one.frames)).softmax(1).numpy()
        # The frames came back in 8 bits; the row was judged before that.
        assert np.abs(one.probabilities - expected).max() < 0.02
        assert np.allclose(one.probabilities.sum(1), 1, atol=1e-5)


def test_norms_and_bands() -> None:
    result = answer(PathRequest(frames=9, gan="seeds", path="slerp"))
    z = codes.Space("mnist-vae16", CPU).codes(engine.ends(SMALL))
    expected = slerp(z[0], z[1], torch.linspace(0, 1, 9)).norm(dim=1)
    shown = row(result, "mnist-vae16").latents
    assert shown is not None
    assert shown.dimensions == z.shape[1]
    assert np.allclose(shown.norms, expected.numpy(), rtol=1e-5)
    assert 0 < shown.usual.low < shown.usual.middle < shown.usual.high
    assert shown.prior is not None
    assert shown.prior.middle == math.sqrt(shown.dimensions)
    assert row(result, "pixels").latents is None
    ae = row(result, "mnist-ae16").latents
    assert ae is not None
    assert ae.prior is None


def test_a_straight_line_leaves_the_arc_inward() -> None:
    """|lerp| <= |slerp| in between: the reason why slerp exists."""
    norms = {}
    for path in paths.LINES:
        shown = row(answer(PathRequest(frames=9, gan="seeds", path=path)), "mnist-vae16").latents
        assert shown is not None
        norms[path] = shown.norms
    assert (norms["lerp"][1:-1] < norms["slerp"][1:-1]).all()
    assert np.allclose(norms["lerp"][[0, -1]], norms["slerp"][[0, -1]])


def test_the_nearest_training_image_is_the_nearest() -> None:
    there = data.reference("mnist").images.reshape(-1, 28 * 28) / 255.0
    blend = row(answer(SMALL), "pixels")
    for frame, distance, image, label in zip(
        blend.frames[::4],
        blend.nearest.distances[::4],
        blend.nearest.images[::4],
        blend.nearest.labels[::4],
        strict=True,
    ):
        away = np.linalg.norm(there - frame.reshape(-1) / 255.0, axis=1)
        assert distance == pytest.approx(away.min(), abs=0.02)
        assert np.linalg.norm(frame / 255.0 - image / 255.0) == pytest.approx(distance, abs=0.02)
        assert label in range(10)


def test_speed_adds_up_to_the_length_of_the_path_in_features() -> None:
    classifier: Any = catalog.load("mnist-classifier")
    blend = row(answer(SMALL), "pixels")
    with torch.inference_mode():
        features = classifier.features(batch(blend.frames))
    length = (features[1:] - features[:-1]).norm(dim=1).sum().item()
    assert blend.speed.sum() / 8 == pytest.approx(length, rel=0.02)


def test_the_same_question_alone_or_after_others() -> None:
    first = answer.__wrapped__(SMALL)  # type: ignore[attr-defined]
    answer(PathRequest(frames=9, gan="seeds", path="lerp"))
    again = answer.__wrapped__(SMALL)  # type: ignore[attr-defined]
    for one, other in zip(first.rows, again.rows, strict=True):
        assert np.array_equal(one.frames, other.frames)
        assert np.array_equal(one.probabilities, other.probabilities)


def test_another_path_leaves_the_pixel_blend_as_it_is() -> None:
    straight, arc = (answer(PathRequest(frames=9, gan="seeds", path=path)) for path in paths.LINES)
    assert np.array_equal(row(straight, "pixels").frames, row(arc, "pixels").frames)
    assert not np.array_equal(row(straight, "mnist-ae16").frames, row(arc, "mnist-ae16").frames)


def test_more_frames_refine_the_same_path() -> None:
    coarse, fine = answer(SMALL), answer(PathRequest(frames=17, gan="seeds"))
    for one, other in zip(coarse.rows, fine.rows, strict=True):
        assert np.abs(one.frames.astype(int) - other.frames[::2]).max() <= 1


@pytest.mark.parametrize("seed", [0, 1, 2**31 - 1])
def test_a_seed_draws_images_of_two_classes(seed: int) -> None:
    both = PathRequest(from_a="random", from_b="random", seed=seed, frames=3, gan="seeds")
    result = answer(both)
    assert result.a.label != result.b.label
    one = answer(PathRequest(from_b="random", seed=seed, frames=3, gan="seeds"))
    assert one.b == result.b
    assert one.a == images.example("mnist", 9, 96)


SAME = [
    ({"class_a": 4, "index_a": 5, "class_b": 4, "index_b": 5}, "index_b = 5"),
    ({"path": "curve", "class_c": 9, "index_c": 96}, "index_c = 96"),
    ({"path": "curve", "class_c": 6, "index_c": 17}, "index_c = 17"),
]


@pytest.mark.parametrize(("asked", "said"), SAME)
def test_an_image_and_itself_are_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(BadValue, match=f"{said} .*another image"):
        answer(PathRequest(**asked))
    assert len(answer(SMALL).rows) == 4


def test_the_report_is_json_and_says_what_was_used() -> None:
    report = json.loads(json.dumps(answer(SMALL).report(), allow_nan=False))
    assert [one["model"] for one in report["rows"]] == ["pixels", *AUTOENCODERS, "mnist-gan"]
    assert len(report["alphas"]) == 9
    assert "test images" in report["examples"]
    assert "training images" in report["reference"]
    assert report["rows"][1]["latents"]["norms"]


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    pairs = zip(*on_both(lambda: answer.__wrapped__(SMALL).rows), strict=True)  # type: ignore[attr-defined]
    for one, other in pairs:
        assert np.abs(one.frames.astype(int) - other.frames).max() <= 1
        assert np.abs(one.probabilities - other.probabilities).max() < 1e-3
        assert np.allclose(one.nearest.distances, other.nearest.distances, atol=1e-3)
