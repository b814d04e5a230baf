"""Four corners: reconstructions at the corners, blends on the sides, both in every space."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.interpolation import slerp
from playground.engine.images import pixels
from playground.engine.latent.four_corners import PATHS, CornersRequest, answer, between
from playground.errors import BadValue, UnknownName
from playground.models import catalog

CPU = torch.device("cpu")


@torch.inference_mode()
@pytest.mark.parametrize("path", PATHS)
def test_the_corners_are_the_reconstructions(path: str) -> None:
    result = answer(CornersRequest(side=5, path=path))
    plain = pixels(result.pictures, CPU)
    for sheet in result.sheets:
        square = sheet.frames.reshape(5, 5, 28, 28)
        found = square[[0, 0, -1, -1], [0, -1, 0, -1]] / 255
        network: Any = None if sheet.model == "pixels" else catalog.load(sheet.model)
        expected = plain if network is None else network(plain)
        assert np.abs(found - expected[:, 0].numpy()).max() <= 0.5 / 255 + 1e-4


def test_bilinear_weights_are_products() -> None:
    corners = torch.randn(4, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    shares = torch.linspace(0, 1, 7, dtype=torch.float64)
    square = between(corners, shares, "bilinear")
    u, v = shares[None, :, None], shares[:, None, None]
    a, b, c, d = corners
    expected = (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d)
    assert torch.allclose(square, expected, atol=1e-12)


def test_a_spherical_square_keeps_the_norm_and_its_sides_are_arcs() -> None:
    corners = torch.randn(4, 6, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    corners = 3 * corners / corners.norm(dim=1, keepdim=True)
    shares = torch.linspace(0, 1, 5, dtype=torch.float64)
    square = between(corners, shares, "spherical")
    assert torch.allclose(square.norm(dim=2), torch.full((5, 5), 3.0, dtype=torch.float64))
    assert torch.allclose(square[:, 0], slerp(corners[0], corners[2], shares), atol=1e-12)
    assert torch.allclose(square[-1], slerp(corners[2], corners[3], shares), atol=1e-12)


def test_the_pixel_blend_takes_no_arc() -> None:
    straight, arc = (answer(CornersRequest(side=3, path=path)) for path in PATHS)
    assert np.array_equal(straight.sheets[0].frames, arc.sheets[0].frames)
    assert not np.array_equal(straight.sheets[-1].frames, arc.sheets[-1].frames)


def test_the_same_question_has_one_answer() -> None:
    asked = CornersRequest(side=3)
    again = answer.__wrapped__(asked)  # type: ignore[attr-defined]
    assert json.dumps(again.report(), allow_nan=False) == json.dumps(answer(asked).report())


def test_what_is_not_allowed_is_refused() -> None:
    with pytest.raises(UnknownName):
        CornersRequest(path="geodesic")
    with pytest.raises(BadValue, match="side = 99"):
        CornersRequest(side=99)
    with pytest.raises(BadValue, match="index_d = 18"):
        answer(CornersRequest(class_d=7, index_d=18))


@pytest.mark.gpu
def test_the_gpu_gives_the_answer_of_the_cpu(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: answer.__wrapped__(CornersRequest(side=4)))  # type: ignore[attr-defined]
    for one, other in zip(there.sheets, here.sheets, strict=True):
        assert np.abs(one.frames.astype(int) - other.frames).max() <= 2
