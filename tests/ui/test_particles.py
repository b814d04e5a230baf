"""The plane's value: what travels is what was given."""

import base64

import numpy as np
import pytest

from playground.ui import particles
from playground.ui.particles import Particles


def value(frames: int = 3, **more: object) -> dict:
    rng = np.random.default_rng(0)
    given = {
        "particles": rng.normal(size=(frames, 7, 2)),
        "density": rng.integers(0, 255, (frames, 8, 8), dtype=np.uint8),
        "arrows": rng.normal(size=(frames, 9, 2)),
        "points": rng.normal(size=(4, 2)),
    }
    return Particles("step", edge=3.0, **{**given, **more}).value()  # type: ignore[arg-type]


def unpacked(packed: dict) -> np.ndarray:
    whole = np.frombuffer(base64.b64decode(packed["int16"]), "<i2").reshape(packed["shape"])
    return whole / particles.FINE


def test_positions_travel_to_a_pixel() -> None:
    given = np.random.default_rng(1).uniform(-3, 3, (3, 7, 2))
    sent = value(particles=given)
    assert np.abs(3 * unpacked(sent["particles"]) - given).max() < 3e-4
    assert sent["frames"] == 3
    assert sent["density"]["count"] == 3


def test_what_leaves_the_plane_far_behind_is_cut_and_never_wraps() -> None:
    sent = unpacked(value(particles=np.full((3, 7, 2), -1e9))["particles"])
    assert (sent == -4).all()


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="2 positions, 3 densities"):
        value(particles=np.zeros((2, 7, 2)))
