"""Adam is torch's, and loads nothing besides."""

import subprocess
import sys

import pytest
import torch

from playground.core.adam import Adam


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_it_is_that_of_torch(dtype: torch.dtype) -> None:
    chance = torch.Generator().manual_seed(0)
    draw = lambda: [  # noqa: E731
        torch.randn(size, generator=chance, dtype=dtype) for size in ((3, 4), (5,))
    ]
    ours = draw()
    theirs = [one.clone() for one in ours]
    own, reference = Adam(ours), torch.optim.Adam(theirs)
    for step in range(100):
        rate = 0.1 * (1 - step / 100)
        gradients = draw()
        for weight, gradient in zip(theirs, gradients, strict=True):
            weight.grad = gradient
        reference.param_groups[0]["lr"] = rate
        reference.step()
        own.step(gradients, rate)
    for one, other in zip(ours, theirs, strict=True):
        assert torch.equal(one, other)


def test_inversion_and_attacks_load_no_compiler() -> None:
    """torch._dynamo and sympy cost the first answer of a process two seconds."""
    program = """
import sys, torch
from playground.core.attacks import pgd
from playground.core.inversion import invert
x = torch.rand(2, 1, 2, 2)
invert(lambda w: w.unflatten(1, (1, 2, 2)), x, torch.zeros(1, 2, 4), steps=2)
pgd(torch.nn.Flatten().eval(), x, torch.tensor([0, 1]), eps=0.1, norm="linf", steps=2)
loaded = {name for name in ("torch._dynamo", "sympy") if name in sys.modules}
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True)
