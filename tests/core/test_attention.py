"""Attention: a distribution over keys; rollout and head statistics on heads made by hand."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core import checks
from playground.core.attention import (
    FUSIONS,
    agreement,
    attention,
    head_statistics,
    rollout,
    row_entropy,
)
from playground.errors import BadValue, UnknownName


def randn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def random_weights(*shape: int, seed: int = 0) -> Tensor:
    return (2 * randn(*shape, seed=seed)).softmax(-1)


sizes = st.integers(1, 6)


@given(sizes, sizes, sizes, st.floats(1e-3, 1e3), st.integers(0, 999))
def test_weights_are_the_softmax_of_the_scores(
    queries: int, keys: int, width: int, temperature: float, seed: int
) -> None:
    q, k, v = randn(2, queries, width), randn(2, keys, width, seed=1), randn(2, keys, 3, seed=seed)
    answer = attention(q, k, v, temperature=temperature)
    torch.testing.assert_close(answer.scores, q @ k.transpose(1, 2) / math.sqrt(width))
    torch.testing.assert_close(answer.weights, (answer.scores / temperature).softmax(-1))
    torch.testing.assert_close(answer.weights.sum(-1), torch.ones(2, queries).double())
    torch.testing.assert_close(answer.output, answer.weights @ v)


@given(st.integers(2, 6), st.integers(0, 999))
def test_masked_keys_get_nothing_and_the_others_share_it(size: int, seed: int) -> None:
    mask = torch.rand(size, size, generator=torch.Generator().manual_seed(seed)) < 0.5
    mask |= torch.eye(size, dtype=torch.bool)
    q = randn(3, size, 4, seed=seed)
    seen, free = attention(q, q, q, mask=mask), attention(q, q, q)
    assert (seen.weights[:, ~mask] == 0).all()
    kept = free.weights * mask
    torch.testing.assert_close(seen.weights, kept / kept.sum(-1, keepdim=True))
    assert torch.equal(seen.scores, free.scores)


def test_a_causal_answer_does_not_change_with_the_future() -> None:
    q, later = randn(5, 4), randn(5, 4, seed=1)
    mask = torch.ones(5, 5, dtype=torch.bool).tril()
    changed = torch.cat([q[:3], later[3:]])
    before, after = attention(q, q, q, mask=mask), attention(changed, changed, changed, mask=mask)
    torch.testing.assert_close(before.output[:3], after.output[:3])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_temperature_runs_from_the_best_key_to_all_keys(dtype: torch.dtype) -> None:
    q, k, v = (randn(2, 6, 8, seed=seed).to(dtype) for seed in range(3))
    cold, hot = (attention(q, k, v, temperature=one) for one in (1e-9, 1e9))
    best = torch.nn.functional.one_hot(cold.scores.argmax(-1), 6).to(dtype)
    torch.testing.assert_close(cold.weights, best)
    torch.testing.assert_close(hot.weights, torch.full_like(best, 1 / 6))


def test_adding_to_all_scores_of_a_query_changes_nothing() -> None:
    q, k, v = (randn(4, 3, seed=seed) for seed in range(3))
    shifted = attention(q, k + 1000 * q[:1], v)
    first = attention(q, k, v).weights[0]
    torch.testing.assert_close(shifted.weights[0], first, rtol=1e-8, atol=1e-8)


def test_gradients_flow() -> None:
    q = randn(3, 4).requires_grad_()
    attention(q, q, q, mask=torch.ones(3, 3).tril().bool(), temperature=0.5).output.sum().backward()
    assert q.grad is not None
    assert q.grad.isfinite().all()


BLIND = torch.tensor([[True, False], [False, False]])


@pytest.mark.parametrize(
    ("change", "named"),
    [
        *[({"temperature": bad}, "temperature") for bad in (0, -1.0, math.nan, math.inf, True)],
        ({"mask": BLIND}, "mask"),
        ({"mask": torch.ones(2, 2)}, "mask"),
        ({"mask": torch.ones(3, 3, dtype=torch.bool)}, "mask"),
        ({"mask": torch.ones(5, 2, 2, dtype=torch.bool)}, "mask"),
        ({"q": torch.full((2, 4), math.nan)}, "q"),
        ({"q": torch.ones(4)}, "q"),
        ({"k": torch.ones(2, 3)}, "k"),
        ({"k": torch.ones(0, 4)}, "k"),
        ({"v": torch.ones(3, 4)}, "v"),
        ({"v": [[1.0]]}, "v"),
        ({"k": torch.ones(5, 2, 4), "q": torch.ones(3, 2, 4)}, "shapes"),
    ],
)
def test_what_attention_cannot_take_is_refused(change: dict, named: str) -> None:
    given_ = {name: torch.ones(2, 4) for name in "qkv"} | change
    with pytest.raises(BadValue, match=rf"^{named}\b"):
        attention(**given_)


@pytest.mark.parametrize("fusion", FUSIONS)
@given(layers=st.integers(1, 4), heads=sizes, size=sizes, residual=st.floats(0.01, 1))
@settings(max_examples=30)
def test_rollout_is_a_distribution_over_inputs(
    fusion: str, layers: int, heads: int, size: int, residual: float
) -> None:
    weights = random_weights(layers, heads, size, size)
    flow = rollout(weights, residual=residual, fusion=fusion)
    torch.testing.assert_close(flow.sum(-1), torch.ones(size).double())
    assert (flow >= 0).all()


def test_rollout_is_the_product_of_mixed_layers_last_layer_first() -> None:
    weights = random_weights(3, 2, 5, 5)
    eye = torch.eye(5, dtype=torch.float64)
    one, two, three = (0.7 * layer.mean(0) + 0.3 * eye for layer in weights)
    torch.testing.assert_close(rollout(weights, residual=0.3), three @ two @ one)


@pytest.mark.parametrize(("fusion", "fuse"), [("max", torch.amax), ("min", torch.amin)])
def test_max_and_min_are_normalised_again(fusion: str, fuse) -> None:
    weights = random_weights(1, 3, 4, 4)
    mixed = (fuse(weights[0], 0) + torch.eye(4).double()) / 2
    torch.testing.assert_close(rollout(weights, fusion=fusion), mixed / mixed.sum(1, keepdim=True))


def test_with_nothing_but_residual_every_token_stays() -> None:
    weights = random_weights(3, 2, 5, 5)
    assert torch.equal(rollout(weights, residual=1.0), torch.eye(5).double())


def test_information_that_hops_through_layers_is_followed() -> None:
    """Every layer looks one token back: after three layers, three tokens back."""
    back = torch.eye(5, dtype=torch.float64)[[0, 0, 1, 2, 3]]
    flow = rollout(back.expand(3, 2, 5, 5), residual=0.0)
    assert flow.argmax(1).tolist() == [0, 0, 0, 0, 1]


def test_a_batch_rolls_out_row_by_row() -> None:
    weights = random_weights(3, 2, 4, 5, 5).float()
    flow = rollout(weights)
    assert flow.dtype == torch.float32
    torch.testing.assert_close(flow, torch.stack([rollout(one) for one in weights]))


def hand_made(size: int = 6) -> Tensor:
    """One layer of five heads [1, 5, T, T]: uniform, previous, next, itself, first."""
    eye = torch.eye(size, dtype=torch.float64)
    index = torch.arange(size)
    heads = [
        torch.full_like(eye, 1 / size),
        eye[(index - 1).clamp(min=0)],
        eye[(index + 1).clamp(max=size - 1)],
        eye,
        eye[torch.zeros_like(index)],
    ]
    return torch.stack(heads)[None]


def test_hand_made_heads_are_recognised() -> None:
    found = head_statistics(hand_made())
    close = {"rtol": 1e-12, "atol": 1e-12}
    expected = {
        "entropy": [1, 0, 0, 0, 0],
        "previous": [1 / 6, 1, 0, 0, 1 / 5],
        "next": [1 / 6, 0, 1, 0, 0],
        "diagonal": [1 / 6, 1 / 6, 1 / 6, 1, 1 / 6],
        "first": [1 / 6, 2 / 6, 0, 1 / 6, 1],
    }
    for name, values in expected.items():
        wanted = torch.tensor([values], dtype=torch.float64)
        torch.testing.assert_close(getattr(found, name), wanted, **close)


@given(st.integers(1, 3), sizes, st.integers(1, 9), st.floats(0, 30), st.integers(0, 99))
def test_statistics_are_in_the_unit_interval(
    layers: int, heads: int, size: int, sharpness: float, seed: int
) -> None:
    weights = (sharpness * randn(layers, heads, size, size, seed=seed)).softmax(-1).float()
    found = head_statistics(weights)
    for name in ("entropy", "previous", "next", "diagonal", "first"):
        values = getattr(found, name)
        assert values.shape == (layers, heads)
        assert ((values >= 0) & (values <= 1)).all(), name


def test_one_token_has_neither_entropy_nor_neighbours() -> None:
    found = head_statistics(torch.ones(1, 1, 1, 1))
    assert found.entropy == found.previous == found.next == 0
    assert found.diagonal == found.first == 1


@pytest.mark.parametrize("size", [2, 3, 16, 64])
def test_a_causal_row_is_measured_by_what_it_may_see(size: int) -> None:
    rows = torch.ones(size, size, dtype=torch.float64).tril()
    uniform = rows / rows.sum(-1, keepdim=True)
    everywhere = torch.full_like(uniform, 1 / size)
    found = head_statistics(torch.stack([uniform, everywhere, torch.eye(size).double()]))
    torch.testing.assert_close(found.entropy, torch.tensor([1.0, 1.0, 0.0]).double())
    # Told that it might have looked on, a causal head is not spread out.
    told = head_statistics(uniform, mask=torch.ones(size, size, dtype=torch.bool))
    expected = sum(math.log(n) for n in range(2, size + 1)) / size / math.log(size)
    assert told.entropy.item() == pytest.approx(expected)


def test_padding_counts_for_nothing_in_the_entropy() -> None:
    weights = random_weights(2, 3, 5, 5)
    padded = torch.nn.functional.pad(weights, (0, 3))
    mask = torch.arange(8) < 5
    torch.testing.assert_close(row_entropy(padded, mask), row_entropy(weights))


@pytest.mark.parametrize("dtype", checks.DTYPES)
@given(size=st.integers(1, 5), exponent=st.integers(-160, 160), seed=st.integers(0, 99))
@settings(max_examples=30)
def test_scores_anywhere_in_the_range_are_right_or_refused(
    dtype: torch.dtype, size: int, exponent: int, seed: int
) -> None:
    q, k, v = ((randn(3, size, seed=seed + i) * 2.0**exponent).to(dtype) for i in range(3))
    if not all(one.isfinite().all() for one in (q, k, v)):
        return
    exact = q.double() @ k.double().mT / math.sqrt(size)
    if exact.abs().max() > torch.finfo(dtype).max:
        with pytest.raises(BadValue, match="Scale it down"):
            attention(q, k, v)
        return
    found = attention(q, k, v)
    assert {found.scores.dtype, found.weights.dtype, found.output.dtype} == {dtype}
    eps = max(torch.finfo(dtype).eps, 1e-7 if dtype != torch.float64 else 0)
    slack = 4 * eps * exact.abs().max().item() + torch.finfo(dtype).smallest_normal
    torch.testing.assert_close(found.scores.double(), exact, rtol=4 * eps, atol=slack)
    if slack < 1e-2:
        torch.testing.assert_close(
            found.weights.double(), exact.softmax(-1), rtol=0, atol=4 * slack + 4 * eps
        )


def test_half_precision_scores_that_fit_are_right_where_their_product_does_not() -> None:
    q = torch.full((1, 64), 100.0, dtype=torch.float16)  # q . k = 640,000, over 8: 80,000
    with pytest.raises(BadValue, match=r"6.55e\+04"):
        attention(q, q, q)
    found = attention(q, q / 2, q)  # 320,000, over 8: 40,000
    assert found.scores.item() == 40_000
    assert found.weights.item() == 1


@pytest.mark.parametrize(
    "weights",
    [
        torch.rand(2, 2, 3, 3) + 1,
        torch.full((1, 1, 2, 2), math.nan),
        torch.tensor([[[[2.0, -1.0], [0.5, 0.5]]]]),
        torch.ones(1, 1, 2, 3) / 3,
        torch.ones(1, 1, 0, 0),
        torch.ones(1, 1, 1, 1, dtype=torch.int64),
        torch.ones(3),
    ],
)
def test_what_is_no_attention_is_refused(weights: Tensor) -> None:
    for call in (rollout, head_statistics):
        with pytest.raises(BadValue, match=r"^weights\b"):
            call(weights)


@pytest.mark.parametrize("residual", [-0.1, 1.1, math.nan, "0.5"])
def test_residuals_outside_the_unit_interval_are_refused(residual) -> None:
    with pytest.raises(BadValue, match="residual"):
        rollout(random_weights(1, 1, 2, 2), residual=residual)


def test_fusions_that_cannot_be_are_refused() -> None:
    with pytest.raises(UnknownName, match="mean, max, min"):
        rollout(random_weights(1, 1, 2, 2), fusion="median")
    disjoint = torch.stack([torch.eye(2), torch.eye(2).flip(0)])[None]
    with pytest.raises(BadValue, match="residual"):
        rollout(disjoint, residual=0.0, fusion="min")
    with pytest.raises(BadValue, match="weights"):
        rollout(torch.eye(2)[None])


def test_an_alignment_agrees_with_gold_by_its_top_and_by_its_mass() -> None:
    gold = torch.tensor([[True, False, False], [False, True, True]])
    perfect = torch.tensor([[1.0, 0, 0], [0, 0.5, 0.5]])
    wrong = torch.tensor([[0.2, 0.8, 0], [0.6, 0.2, 0.2]])
    found = agreement(torch.stack([perfect, wrong]), gold)
    torch.testing.assert_close(found.top, torch.tensor([1.0, 0.0]))
    torch.testing.assert_close(found.mass, torch.tensor([1.0, 0.3]))


def test_chance_agrees_as_much_as_gold_is_wide() -> None:
    gold = torch.rand(5, 7, generator=torch.Generator().manual_seed(0)) < 0.3
    found = agreement(torch.full((5, 7), 1 / 7), gold)
    torch.testing.assert_close(found.mass, gold.float().mean())


@pytest.mark.parametrize(
    "gold", [torch.ones(2, 2), torch.ones(3, 2) > 0, torch.ones(0, 2) > 0, torch.ones(2) > 0]
)
def test_what_is_no_alignment_is_refused(gold: Tensor) -> None:
    with pytest.raises(BadValue, match="gold"):
        agreement(torch.ones(2, 2) / 2, gold)
