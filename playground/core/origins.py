"""Where to put the origin, so that squared distances from products keep the digits that matter.

softmax_i(-|x - p_i|^2 / (2 sigma^2)) is the same around any origin, but x . p_i - |p_i|^2 / 2 loses
as many digits as its terms are larger than sigma^2.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from playground.core import checks

#: An error of a logarithm of a weight that is accepted: a weight is then right to seven digits.
_SEEN = 1e-7
_ROWS = 1024


class Cloud:
    """Points [M, D] under a softmax of their distances. Raises BadValue."""

    def __init__(self, name: str, points: Tensor) -> None:
        checks.squarable(name, points)
        self.points = points
        sums = sum(block.double().sum(0) for block in points.split(_ROWS))
        self.centre = torch.as_tensor(sums) / len(points)
        away = [(block.double() - self.centre).norm(dim=1).max() for block in points.split(_ROWS)]
        self.reach = torch.stack(away).max()

    def origins(self, x: Tensor, sigma: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """Rows of x [N, D] float64, and the origin [D] around which their weights are right.

        sigma [N]. That is the points' mean where it will do, else a row's own nearest point.
        """
        sizes = self.reach * ((x - self.centre).norm(dim=1) + self.reach)
        lost = 4 * torch.finfo(torch.float64).eps * sizes / sigma / sigma > _SEEN
        if not lost.all():
            yield (~lost).nonzero()[:, 0], self.centre
        for row in lost.nonzero():
            yield row, self._nearest(x[row])

    def _nearest(self, x: Tensor) -> Tensor:
        """Of one row [1, D], by differences: [D]."""
        away = [(block.double() - x).norm(dim=1) for block in self.points.split(_ROWS)]
        return self.points[torch.cat(away).argmin()].double()
