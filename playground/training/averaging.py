"""The exponential moving average of a network: what is published."""

import copy

import torch
from torch import nn


class Average:
    """avg <- d avg + (1 - d) net with d = min(decay, (1 + n) / (10 + n)) at update n.

    The rising decay lets the average forget the initial weights. Floating-point buffers are
    averaged too (batch norm's statistics belong to the weights); whole numbers are copied.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module, n: int) -> None:
        """Move towards `network` after its update n (0, 1, ...)."""
        share = 1 - min(self.decay, (1 + n) / (10 + n))
        kept, new = self.network.state_dict(), network.state_dict()
        floating = [name for name, value in kept.items() if value.is_floating_point()]
        torch._foreach_lerp_([kept[f] for f in floating], [new[f] for f in floating], share)
        for name in kept.keys() - set(floating):
            kept[name].copy_(new[name])
