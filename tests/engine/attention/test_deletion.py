"""The deletion test on the vision Transformer: its ends, its order, and what it finds."""

import json

import numpy as np
import pytest
import torch

from playground import data
from playground.engine.attention import deletion
from playground.engine.attention.deletion import COUNTS, ORDERS, DeletionRequest, importance
from playground.engine.attention.images import DATASETS
from playground.errors import BadValue
from playground.models import catalog
from playground.models.vit import ViT

FEW = 12


@pytest.mark.parametrize("dataset", DATASETS)
def test_all_orders_start_and_end_alike(dataset: str) -> None:
    result = deletion.answer(DeletionRequest(dataset=dataset, samples=FEW))
    assert tuple(curve.name for curve in result.curves) == ORDERS
    for curve in result.curves:
        assert np.isclose(curve.mean[0], result.curves[0].mean[0], atol=1e-5)
        assert np.isclose(curve.mean[-1], result.curves[0].mean[-1], atol=1e-5)
        assert curve.pictures.shape == (len(COUNTS), 28, 28)
        assert curve.pictures[-1].max() == 0
        assert np.array_equal(curve.pictures[0], result.curves[0].pictures[0])
        assert curve.drop == pytest.approx(curve.mean[0] - curve.mean[COUNTS.index(8)], abs=1e-6)
    json.dumps(result.report(), allow_nan=False)


def test_the_gradient_is_torchs() -> None:
    network = catalog.load_as(ViT, "mnist-vit")
    shipped = data.examples("mnist")
    x = torch.from_numpy(shipped.images[:1]).float()[:, None] / 255
    y = torch.from_numpy(shipped.labels[:1])
    said = importance(network, "gradient", x, y, torch.zeros(1, 49)).argmax().item()
    pixels = x.clone().double().requires_grad_()
    wide = catalog.build(catalog.cards()["mnist-vit"].architecture, {}).double().eval()
    wide.load_state_dict(network.state_dict())
    wide(pixels).log_softmax(-1)[0, y[0]].backward()
    assert pixels.grad is not None
    share = (pixels.grad * pixels).abs().unfold(2, 4, 4).unfold(3, 4, 4).sum((0, 1, 4, 5))
    assert share.flatten().argmax().item() == said


def test_the_same_seed_gives_the_same_curves() -> None:
    ask = deletion.answer.__wrapped__  # type: ignore[attr-defined]
    one, again = (ask(DeletionRequest(samples=FEW, seed=3)).report() for _ in range(2))
    assert one == again
    assert ask(DeletionRequest(samples=FEW, seed=4)).report() != one


def test_bad_values_are_refused() -> None:
    with pytest.raises(BadValue, match="samples"):
        DeletionRequest(samples=5)
