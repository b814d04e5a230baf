"""Attention against torch's own: the functional form, and a whole multi-head layer."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.core.attention import attention

MASKS = {
    "none": None,
    "causal": torch.ones(7, 7, dtype=torch.bool).tril(),
    "padding": torch.arange(7).expand(2, 1, 1, 7) < torch.tensor([7, 4]).reshape(2, 1, 1, 1),
}


def randn(*shape: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("temperature", [0.25, 1.0, 3.0])
def test_it_is_scaled_dot_product_attention(
    mask: str, dtype: torch.dtype, temperature: float
) -> None:
    q, k, v = (
        randn(2, 3, 7, width, seed=seed, dtype=dtype) for seed, width in enumerate((8, 8, 5))
    )
    ours = attention(q, k, v, mask=MASKS[mask], temperature=temperature).output
    scale = 1 / (8**0.5 * temperature)
    theirs = F.scaled_dot_product_attention(q, k, v, attn_mask=MASKS[mask], scale=scale)
    torch.testing.assert_close(ours, theirs)


def test_queries_and_keys_may_differ_in_number() -> None:
    q, k, v = randn(2, 4, 8, seed=0), randn(2, 9, 8, seed=1), randn(2, 9, 3, seed=2)
    ours = attention(q, k, v)
    assert ours.weights.shape == (2, 4, 9)
    torch.testing.assert_close(ours.output, F.scaled_dot_product_attention(q, k, v))


def test_gradients_are_those_of_scaled_dot_product_attention() -> None:
    ours, theirs = ([randn(5, 4, seed=seed).requires_grad_() for seed in range(3)] for _ in "ab")
    mask = torch.ones(5, 5, dtype=torch.bool).tril()
    attention(*ours, mask=mask).output.square().sum().backward()
    F.scaled_dot_product_attention(*theirs, attn_mask=mask).square().sum().backward()
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a.grad, b.grad)


def test_every_head_is_that_of_a_multi_head_layer() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.MultiheadAttention(12, 3, batch_first=True, bias=False).double().eval()
    x = randn(2, 6, 12, seed=0)
    theirs, their_weights = layer(x, x, x, average_attn_weights=False)
    parts = (x @ layer.in_proj_weight.T).reshape(2, 6, 3, 3, 4).permute(2, 0, 3, 1, 4)
    ours = attention(*parts)
    torch.testing.assert_close(ours.weights, their_weights)
    joined = ours.output.transpose(1, 2).reshape(2, 6, 12) @ layer.out_proj.weight.T
    torch.testing.assert_close(joined, theirs)
