"""Eight-bit weights: near the original, the same when packed again, refused when incomplete."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from playground.errors import WeightsError
from playground.models import catalog
from playground.models.compact import LARGEST, SMALLEST, SUFFIX, pack, unpack


def weights(seed: int, magnitude: float = 1.0) -> Tensor:
    """[64, 8, 3, 3], rows of very different sizes, the first of zeros."""
    generator = torch.Generator().manual_seed(seed)
    sizes = torch.linspace(-3, 3, 64).exp() * magnitude
    sizes[0] = 0
    return sizes[:, None, None, None] * torch.randn(64, 8, 3, 3, generator=generator)


@given(seed=st.integers(0, 2**31), magnitude=st.sampled_from([1e-12, 1e-6, 1.0, 1e4]))
def test_an_error_is_at_most_half_a_step_of_its_row(seed: int, magnitude: float) -> None:
    there = weights(seed, magnitude)
    packed = pack({"w": there})
    scale = packed["w" + SUFFIX].float()
    assert packed["w"].dtype == torch.int8
    missed = (unpack(packed)["w"] - there).abs().flatten(1).amax(dim=1)
    assert (missed <= scale / 2 * (1 + 1e-4)).all()
    assert packed["w"].flatten(1).abs().amax(dim=1)[1:].eq(LARGEST).all(), "no code is wasted"


@given(seed=st.integers(0, 2**31), magnitude=st.sampled_from([1e-12, 1.0, 1e4]))
def test_packing_what_was_unpacked_changes_nothing(seed: int, magnitude: float) -> None:
    once = pack({"w": weights(seed, magnitude), "b": torch.randn(5)})
    again = pack(unpack(once))
    assert once.keys() == again.keys()
    assert all(torch.equal(once[name], again[name]) for name in once)


def test_small_tensors_vectors_and_whole_numbers_stay() -> None:
    state = {
        "small": torch.randn(8, SMALLEST // 8 - 1),
        "vector": torch.randn(SMALLEST),
        "count": torch.tensor(7),
    }
    packed = pack(state)
    assert packed.keys() == state.keys()
    assert torch.equal(packed["count"], state["count"])
    for name in ("small", "vector"):
        assert torch.equal(packed[name], state[name].half())
    assert all(torch.equal(packed[name], value) for name, value in unpack(packed).items())


def test_weights_that_were_never_packed_stay() -> None:
    """Among them a parameter whose own name ends like that of scales."""
    state = {"w": weights(0).half(), "norm.scale": torch.ones(4)}
    assert unpack(state).keys() == state.keys()
    assert all(torch.equal(unpack(state)[name], value) for name, value in state.items())


@pytest.mark.parametrize("scale", [None, torch.ones(63), torch.tensor(1.0)])
def test_codes_without_a_scale_for_each_row_are_refused(scale: Tensor | None) -> None:
    packed = pack({"w": weights(0)})
    packed.pop("w" + SUFFIX)
    if scale is not None:
        packed["w" + SUFFIX] = scale
    with pytest.raises(WeightsError, match="w are eight-bit codes"):
        unpack(packed)


def test_a_packed_network_is_a_quarter_and_answers_alike() -> None:
    torch.manual_seed(0)
    network = catalog.build("classifier.Classifier", {}).eval().requires_grad_(False)
    images = torch.rand(20, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    packed = pack(network.state_dict())
    stored, full = (
        sum(value.nbytes for value in state.values()) for state in (packed, network.state_dict())
    )
    assert stored < 0.27 * full
    before = network(images)
    network.load_state_dict(unpack(packed))
    torch.testing.assert_close(network(images), before, rtol=0, atol=0.001)
