"""The moving average: its closed form, for weights and for batch norm's statistics."""

import pytest
import torch
from torch import nn

from playground.training.averaging import Average


def test_the_average_follows_its_formula() -> None:
    network = nn.BatchNorm1d(1)
    average = Average(network, decay=0.5)
    expected = 1.0
    for n, value in enumerate([3.0, -2.0, 7.0, 1.0, 0.5, 4.0, 2.0, 8.0, 9.0, 1.0]):
        with torch.no_grad():
            network.weight.fill_(value)
            network.running_var.fill_(value)
            network.num_batches_tracked.fill_(n)
        average.update(network, n)
        decay = min(0.5, (1 + n) / (10 + n))
        expected = decay * expected + (1 - decay) * value
        kept = average.network.state_dict()
        assert kept["weight"].item() == pytest.approx(expected, rel=1e-5)
        assert kept["running_var"].item() == pytest.approx(expected, rel=1e-5)
        assert kept["num_batches_tracked"].item() == n


def test_the_average_is_a_network_of_its_own() -> None:
    network = nn.Linear(2, 2)
    average = Average(network, decay=0.9)
    with torch.no_grad():
        network.weight.add_(1)
    assert not torch.equal(average.network.weight, network.weight)
    assert not any(p.requires_grad for p in average.network.parameters())
