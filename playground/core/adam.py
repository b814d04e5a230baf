"""Adam, without what torch.optim loads besides: 1.8 s and 150 MB at its first use in a process."""

from collections.abc import Sequence

import torch
from torch import Tensor

from playground.core import checks

#: Decay of the two means, and what keeps their quotient finite: Kingma & Ba 2015, algorithm 1.
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


class Adam:
    """Kingma & Ba 2015, algorithm 1, on these tensors, in place.

    m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, and
    w = w - rate * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon), of any shape. Raises BadValue.

    >>> w = torch.tensor([1.0, -2.0])
    >>> Adam([w]).step([torch.tensor([3.0, -0.5])], rate=0.1)
    >>> w
    tensor([ 0.9000, -1.9000])
    """

    def __init__(self, weights: Sequence[Tensor]) -> None:
        self.weights = [weight.detach() for weight in weights]
        for weight in self.weights:
            if checks.kind("weights", weight).dtype not in (torch.float32, torch.float64):
                way_out = "Half precision loses small gradients."
                raise checks.refuse("weights", weight, "float32 or float64", way_out)
        self.means = [torch.zeros_like(weight) for weight in self.weights]
        self.squares = [torch.zeros_like(weight) for weight in self.weights]
        #: The roots of v, for where a square overflows.
        self.roots = [torch.zeros_like(weight) for weight in self.weights]
        self.steps = 0

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], rate: float) -> None:
        """One step against the gradients, one for each of the weights."""
        self.steps += 1
        first, second = 1 - BETA_1**self.steps, 1 - BETA_2**self.steps
        moments = zip(self.means, self.squares, self.roots, strict=True)
        every = zip(self.weights, gradients, moments, strict=True)
        for weight, gradient, (mean, square, root) in every:
            mean.lerp_(gradient, 1 - BETA_1)
            square.mul_(BETA_2).addcmul_(gradient, gradient, value=1 - BETA_2)
            torch.hypot(root.mul_(BETA_2**0.5), gradient * (1 - BETA_2) ** 0.5, out=root)
            size = torch.where(square.isfinite(), square.sqrt(), root)
            width = (size / second**0.5).add_(EPSILON)
            weight.addcdiv_(mean, width, value=-rate / first)
