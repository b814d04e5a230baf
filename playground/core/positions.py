"""Where a token stands, told in sines and cosines."""

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue


def sinusoidal(length: int, width: int, *, base: float = 10_000.0) -> Tensor:
    """[length, width] float64: PE(t, 2i) = sin(t / base^(2i / width)), PE(t, 2i+1) = cos of it.

    width even; base > 1. PE(s) . PE(t) = sum_i cos((s - t) / base^(2i / width)) depends on s - t
    alone. Vaswani et al. 2017, section 3.5. Raises BadValue.

    >>> sinusoidal(2, 4)
    tensor([[0.0000, 1.0000, 0.0000, 1.0000],
            [0.8415, 0.5403, 0.0100, 1.0000]], dtype=torch.float64)
    """
    way_out = "512 is the paper's."
    for name, value in (("length", length), ("width", width)):
        checks.whole(name, value, 1, way_out)
    if width % 2:
        raise BadValue("width", width, "even", way_out)
    base = checks.number("base", base, 1.0 + 1e-9, 1e12, "10,000 is the paper's.")
    rates = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * rates
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)
