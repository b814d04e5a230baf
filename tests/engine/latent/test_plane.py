"""The map: every point decodes as it does alone, codes and paths stand where they belong."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground import caching, data
from playground.core.interpolation import lerp
from playground.engine import progress
from playground.engine.images import pixels, tensor
from playground.engine.latent import paths, spaces
from playground.engine.latent import plane as engine
from playground.engine.latent.plane import LatentPlaneRequest, answer, here
from playground.errors import BadValue, UnknownName
from playground.models import catalog

CPU = torch.device("cpu")
FLAT = LatentPlaneRequest(side=9)
DEEP = LatentPlaneRequest(side=9, latents="16")


@torch.inference_mode()
@pytest.mark.parametrize("request_", [FLAT, DEEP], ids=["2", "16"])
def test_a_point_of_the_lattice_is_what_it_decodes_to_alone(request_: LatentPlaneRequest) -> None:
    result = answer(request_)
    for found in result.maps:
        network: Any = catalog.load(found.model)
        classifier: Any = catalog.load(f"{request_.dataset}-classifier")
        ends = network.encode(pixels(result.pictures, CPU))
        i, j = 2, 6
        z = _point(ends, torch.tensor([[found.xs[i], found.ys[j]]]))
        alone = network.decode(z)
        shown = found.frames[i * 9 + j].astype(float) / 255
        assert np.abs(shown - alone[0, 0].numpy()).max() <= 0.5 / 255 + 1e-4
        read = classifier(alone).softmax(1)[0].numpy()
        assert np.allclose(found.probabilities[i * 9 + j], read, atol=1e-3)


@torch.inference_mode()
@pytest.mark.parametrize("request_", [FLAT, DEEP], ids=["2", "16"])
def test_any_place_decodes_as_it_does_alone(request_: LatentPlaneRequest) -> None:
    for found, place in zip(answer(request_).maps, here(request_, 0.3, 0.85), strict=True):
        assert place.x == pytest.approx(0.7 * found.xs[0] + 0.3 * found.xs[-1], rel=1e-5)
        assert place.y == pytest.approx(0.15 * found.ys[0] + 0.85 * found.ys[-1], rel=1e-5)
        network: Any = catalog.load(found.model)
        classifier: Any = catalog.load(f"{request_.dataset}-classifier")
        ends = network.encode(pixels(answer(request_).pictures, CPU))
        alone = network.decode(_point(ends, torch.tensor([[place.x, place.y]])))
        assert np.abs(place.image / 255 - alone[0, 0].numpy()).max() <= 0.5 / 255 + 1e-4
        assert np.allclose(place.probabilities, classifier(alone).softmax(1)[0], atol=1e-3)


def test_a_place_of_the_lattice_is_the_lattices() -> None:
    for found, place in zip(answer(FLAT).maps, here(FLAT, 2 / 8, 6 / 8), strict=True):
        there = found.frames[2 * 9 + 6].astype(int)
        assert np.abs(place.image - there).max() <= 1


def _point(ends: torch.Tensor, place: torch.Tensor) -> torch.Tensor:
    """The point of the space, by QR instead of Gram-Schmidt."""
    if ends.shape[1] == 2:
        return place
    basis, size = torch.linalg.qr((ends[1:] - ends[0]).T)
    return ends[0] + place @ (basis * size.diagonal().sign()).T


@torch.inference_mode()
def test_codes_and_marks_are_the_encoders() -> None:
    result = answer(FLAT)
    shipped = data.examples("mnist")
    for found in result.maps:
        network: Any = catalog.load(found.model)
        codes = network.encode(tensor(shipped.images[:50], CPU)).numpy()
        assert np.allclose(found.codes[:50], codes, atol=1e-4)
        assert np.allclose(found.marked, network.encode(pixels(result.pictures, CPU)), atol=1e-5)
        assert found.distances.max() == 0
    assert result.labels.tolist() == shipped.labels.tolist()


def test_the_path_of_a_flat_space_is_the_codes_own() -> None:
    for found in answer(FLAT).maps:
        a, b = torch.from_numpy(found.marked)
        straight = lerp(a, b, torch.linspace(0, 1, engine.PATH_POINTS))
        assert np.allclose(found.path, straight, atol=1e-5)


@pytest.mark.parametrize("path", paths.LINES)
def test_paths_run_from_a_to_b_in_every_plane(path: str) -> None:
    for latents in engine.LATENTS:
        for found in answer(LatentPlaneRequest(side=9, latents=latents, path=path)).maps:
            assert np.allclose(found.path[[0, -1]], found.marked[:2], atol=1e-4)


def test_most_codes_and_all_marks_stand_in_the_window() -> None:
    for found in answer(LatentPlaneRequest(side=9, class_a=1, index_a=4)).maps:
        low = np.array([found.xs[0], found.ys[-1]])
        high = np.array([found.xs[-1], found.ys[0]])
        inside = ((found.codes >= low) & (found.codes <= high)).all(1)
        assert inside.mean() > 0.95
        assert ((found.marked >= low) & (found.marked <= high)).all()


@torch.inference_mode()
def test_distances_over_a_plane_of_sixteen_latents_are_euclidean() -> None:
    result = answer(DEEP)
    for found in result.maps:
        network: Any = catalog.load(found.model)
        ends = network.encode(pixels(result.pictures, CPU))
        codes = network.encode(tensor(data.examples("mnist").images[:20], CPU))
        feet = _point(ends, torch.from_numpy(found.codes[:20]))
        assert np.allclose(found.distances[:20], (codes - feet).norm(dim=1), atol=1e-3)
        spans = found.xs[-1] - found.xs[0], found.ys[0] - found.ys[-1]
        assert spans[0] == pytest.approx(spans[1], rel=1e-5)


def test_another_path_decodes_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    # What other tests left may have been kept in part.
    caching.CACHE.clear()
    straight = answer(FLAT)

    def no(*_: object) -> spaces.Decoded:
        raise AssertionError("decoded again")

    monkeypatch.setattr(spaces, "decoded", no)
    arc = answer(LatentPlaneRequest(side=9, path="slerp"))
    assert arc.maps[0].frames is straight.maps[0].frames


def test_progress_counts_every_decoded_point() -> None:
    seen: list[tuple[int, int]] = []
    with progress.listening(lambda done, total, *_: seen.append((done, total))):
        result = answer(LatentPlaneRequest(side=13))
    assert seen[-1] == (169 * len(result.maps), 169 * len(result.maps))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_the_same_question_alone_or_after_others_has_one_answer() -> None:
    first = json.dumps(answer(FLAT).report(), allow_nan=False)
    answer(LatentPlaneRequest(side=9, class_a=8))
    assert json.dumps(answer(FLAT).report(), allow_nan=False) == first


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"class_b": 3, "index_b": 27}, "index_b = 27"),
        ({"latents": "16", "class_c": 6, "index_c": 34}, "index_c = 34"),
    ],
)
def test_one_image_twice_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        answer(LatentPlaneRequest(side=9, **asked))


def test_what_no_model_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownName):
        LatentPlaneRequest(latents="3")
    with pytest.raises(UnknownName):
        LatentPlaneRequest(dataset="imagenet")
    with pytest.raises(BadValue, match="one with 5 latents"):
        spaces.required("mnist", 5)


@pytest.mark.gpu
def test_the_gpu_gives_the_answer_of_the_cpu(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: answer.__wrapped__(LatentPlaneRequest(side=10)))  # type: ignore[attr-defined]
    for one, other in zip(there.maps, here.maps, strict=True):
        assert np.allclose(one.codes, other.codes, atol=1e-3)
        assert np.abs(one.frames.astype(int) - other.frames).max() <= 2
