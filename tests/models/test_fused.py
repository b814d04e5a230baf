"""Networks with their norms folded: the same answers and slopes, and the card's own untouched."""

import pytest
import torch

from playground import data
from playground.models import catalog, fused


@pytest.mark.parametrize("kind", ["classifier", "robust", "vit"])
@pytest.mark.parametrize("dataset", ["mnist", "cifar10"])
def test_the_fused_network_is_the_card_s_to_rounding(dataset: str, kind: str) -> None:
    name = f"{dataset}-{kind}"
    if name not in catalog.cards():
        pytest.skip("this network does not ship")
    card = catalog.load(name)
    before = {name: value.clone() for name, value in card.state_dict().items()}
    swift = fused.load(name, "cpu")
    there = torch.from_numpy(data.examples(dataset).images[:16]) / 255
    images = there.movedim(-1, 1) if dataset in data.COLOUR else there[:, None]
    slopes = []
    for network in (card, swift):
        leaf = images.clone().requires_grad_()
        logits = network(leaf)
        slopes.append((logits.detach(), *torch.autograd.grad(logits.logsumexp(1).sum(), leaf)))
    for mine, theirs in zip(slopes[1], slopes[0], strict=True):
        torch.testing.assert_close(mine, theirs, atol=1e-4, rtol=1e-4)
    assert not any(parameter.requires_grad for parameter in swift.parameters())
    assert not swift.training
    for name, value in card.state_dict().items():
        assert torch.equal(value, before[name]), name
    assert not any(isinstance(one, torch.nn.BatchNorm2d) for one in swift.modules())
