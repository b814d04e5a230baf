"""Weights in eight bits: large tensors as whole numbers with a scale for each row."""

from collections.abc import Mapping

import torch
from torch import Tensor

from playground.errors import Filled, WeightsError

#: Tensors with fewer elements stay in float16: biases, norms and first layers weigh little.
SMALLEST = 4096
#: Codes run from -LARGEST to LARGEST.
LARGEST = 127
#: What the name of a tensor's scales ends in.
SUFFIX = ".scale"


def pack(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What is stored of a network's state, on the CPU.

    A floating-point tensor of two or more dimensions and SMALLEST or more elements becomes int8
    codes q, and scales s of its rows (first dimension) under its name + SUFFIX:
    s = max |x| / LARGEST, q = round(x / s), so that |x - s q| <= s / 2. Others become float16;
    whole numbers stay. `unpack` after `pack` changes nothing the second time.
    """
    packed: dict[str, Tensor] = {}
    for name, value in state.items():
        value = value.detach().cpu().contiguous()
        if not value.is_floating_point():
            packed[name] = value
        elif value.ndim < 2 or value.numel() < SMALLEST:
            packed[name] = value.half()
        else:
            packed[name], packed[name + SUFFIX] = _codes(value.float())
    return packed


def unpack(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The state that `pack` stored; float16 weights that never were packed stay as they are.

    Raises WeightsError for codes without a scale for each row.
    """
    coded = {name for name, value in packed.items() if value.dtype == torch.int8}
    state = {}
    for name, value in packed.items():
        if name in coded:
            state[name] = value * _rows(packed.get(name + SUFFIX), name, value)
        elif name.removesuffix(SUFFIX) not in coded:
            state[name] = value
    return state


def _codes(value: Tensor) -> tuple[Tensor, Tensor]:
    """Codes int8 and scales bfloat16 [rows].

    A float16 scale would underflow for small rows. Eight bits of it keep the largest code at
    LARGEST, and its product with a code exact.
    """
    largest = value.flatten(1).abs().amax(dim=1)
    scale = (largest / LARGEST).bfloat16()
    rows = scale.float().where(scale > 0, 1.0).reshape(-1, *[1] * (value.ndim - 1))
    return (value / rows).round().clamp(-LARGEST, LARGEST).to(torch.int8), scale


def _rows(scale: Tensor | None, name: str, codes: Tensor) -> Tensor:
    """Scales as float32, ready to be multiplied with the codes."""
    if scale is None or scale.shape != codes.shape[:1]:
        template = "The weights {name} are eight-bit codes without a scale for each row."
        raise WeightsError(Filled(template, name=name))
    return scale.float().reshape(-1, *[1] * (codes.ndim - 1))
