"""Networks of the catalog as they compute fastest: batch norms folded, channels_last."""

import copy
from typing import Any

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from playground.caching import cached
from playground.models import catalog


def load(name: str, device: torch.device | str) -> nn.Module:
    """The network of a card: the same answers to rounding, a tenth sooner. Raises as catalog.load.

    Networks are shared between threads: do not change them.
    """
    return _fused(name, catalog.card(name).sha256, str(device))


@cached
@torch.inference_mode(False)
def _fused(name: str, sha256: str, device: str) -> nn.Module:
    """A copy whose batch norms are part of the convolutions before them."""
    network = copy.deepcopy(catalog.load(name, device))
    for layers in network.modules():
        if isinstance(layers, nn.Sequential):
            for place, one in enumerate(layers):
                if isinstance(one, nn.Conv2d):
                    _fuse(layers, place, one)
    last: Any = network.requires_grad_(False)
    found: nn.Module = last.to(memory_format=torch.channels_last)
    return found


def _fuse(layers: nn.Sequential, place: int, convolution: nn.Conv2d) -> None:
    """With the norm behind it, or behind its maxima: where a norm does not turn the order of its
    inputs round, the largest stays the largest."""
    after = list(layers)[place + 1 : place + 3]
    norm = next((one for one in after if not isinstance(one, nn.MaxPool2d)), None)
    if not isinstance(norm, nn.BatchNorm2d):
        return
    if norm is after[0] or bool((norm.weight >= 0).all()):
        layers[place] = fuse_conv_bn_eval(convolution, norm)
        layers[place + 1 + after.index(norm)] = nn.Identity()
