"""The causal Transformer: nothing looks ahead, and what it shows is what it does."""

import pytest
import torch
from torch import Tensor

from playground.core.token_sampling import draw
from playground.errors import BadValue
from playground.models.gpt import GPT


@pytest.fixture(scope="module", params=[True, False], ids=["mlp", "attention only"])
def network(request: pytest.FixtureRequest) -> GPT:
    torch.manual_seed(0)
    made = GPT(20, width=16, layers=3, heads=2, context=12, mlp=request.param, dropout=0.5)
    torch.nn.init.normal_(made.enter.weight)
    return made.eval().requires_grad_(False)


@pytest.fixture
def ids() -> Tensor:
    return torch.randint(20, (3, 12), generator=torch.Generator().manual_seed(1))


def test_later_tokens_change_nothing_before(network: GPT, ids: Tensor) -> None:
    changed = ids.clone()
    changed[:, 7:] = (ids[:, 7:] + 1) % 20
    before, after = network.attend(ids), network.attend(changed)
    torch.testing.assert_close(before[0][:, :7], after[0][:, :7])
    torch.testing.assert_close(before[1][..., :7, :], after[1][..., :7, :])
    assert (before[0][:, 7:] - after[0][:, 7:]).abs().max() > 1e-2


def test_earlier_tokens_and_their_order_matter(network: GPT, ids: Tensor) -> None:
    swapped = ids.clone()
    swapped[:, [2, 5]] = ids[:, [5, 2]]
    assert (network(ids)[:, -1] - network(swapped)[:, -1]).abs().max() > 1e-3


def test_attention_is_shown_as_it_is(network: GPT, ids: Tensor) -> None:
    logits, weights = network.attend(ids)
    assert torch.equal(logits, network(ids))
    assert weights.shape == (3, 3, 2, 12, 12)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(3, 3, 2, 12))
    assert weights.triu(1).abs().max() == 0


def test_what_follows_is_told_alone_too(network: GPT, ids: Tensor) -> None:
    torch.testing.assert_close(network.after(ids), network(ids)[:, -1])


def test_alone_or_in_a_batch_is_the_same(network: GPT, ids: Tensor) -> None:
    together, _ = network.attend(ids)
    torch.testing.assert_close(network(ids[1:2]), together[1:2])


def test_the_likeliest_continuation_is_built_token_by_token(network: GPT, ids: Tensor) -> None:
    said = network.generate(ids[:, :4], 20, lambda logits: logits.argmax(-1))
    assert said.shape == (3, 24)
    assert torch.equal(said[:, :4], ids[:, :4])
    for end in range(4, 24):
        best = network(said[:, max(0, end - 12) : end])[:, -1].argmax(dim=-1)
        assert torch.equal(said[:, end], best)


@pytest.mark.parametrize("cuts", [(12,), (5, 7), (1,) * 12, (4, 1, 6, 1)])
def test_a_text_read_in_parts_is_the_text_read_at_once(
    network: GPT, ids: Tensor, cuts: tuple[int, ...]
) -> None:
    past = network.nothing_read()
    found = torch.cat([network.read(part, past) for part in ids.split(cuts, dim=1)], dim=1)
    torch.testing.assert_close(found, network(ids))
    assert [len(one) for one in past] == [12] * 3
    with pytest.raises(BadValue, match="1 to 0"):
        network.read(ids[:, :1], past)


def test_what_is_drawn_follows_the_networks_own_chances(network: GPT) -> None:
    start = torch.zeros(2000, 1, dtype=torch.int64)

    def draw_(seed: int, temperature: float) -> Tensor:
        chance = torch.Generator().manual_seed(seed)
        said = network.generate(
            start, 1, lambda logits: draw(logits, temperature=temperature, generator=chance)
        )
        return said[:, 1]

    assert torch.equal(draw_(0, 1.0), draw_(0, 1.0))
    assert not torch.equal(draw_(0, 1.0), draw_(1, 1.0))
    for temperature in (1.0, 3.0):
        expected = (network(start[:1])[0, -1] / temperature).softmax(dim=-1)
        found = draw_(0, temperature).bincount(minlength=20) / 2000
        assert (found - expected).abs().max() < 0.05


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (torch.zeros(1, 13, dtype=torch.int64), "1 to 12"),
        (torch.zeros(1, 0, dtype=torch.int64), "1 to 12"),
        (torch.zeros(4, dtype=torch.int64), "1 to 12"),
        (torch.tensor([[3, 20]]), "0 to 19"),
        (torch.tensor([[-1]]), "0 to 19"),
    ],
)
def test_unknown_tokens_and_shapes_are_refused(network: GPT, ids: Tensor, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        network(ids)


def test_fewer_than_no_tokens_are_refused(network: GPT, ids: Tensor) -> None:
    with pytest.raises(BadValue, match="count"):
        network.generate(ids, -1, lambda logits: logits.argmax(-1))
