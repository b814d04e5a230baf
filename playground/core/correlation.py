"""Do two rankings agree?"""

import torch
from torch import Tensor

from playground.core import checks


def kendall(a: Tensor, b: Tensor) -> float:
    """Kendall's tau-b: (C - D) / sqrt((C + D + T_a) (C + D + T_b)), in [-1, 1].

    a, b [N]; C and D count the pairs that both order alike, and oppositely, T_a and T_b those that
    tie in b alone, and in a alone. 0 where one of them is all ties: there is no order to agree on.
    Kendall 1945, "The treatment of ties in ranking problems". Raises BadValue.

    >>> import torch
    >>> kendall(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 3.0, 2.0]))
    0.3333333333333333
    """
    x, y = checks.floats("a", a).double(), checks.floats("b", b).double()
    if x.ndim != 1 or x.shape != y.shape:
        raise checks.refuse("b", b, f"as long as a, [{a.numel()}]", "Flatten both.")
    above = torch.ones(len(x), len(x), dtype=torch.bool, device=x.device).triu(1)
    sign_x, sign_y = ((v[:, None] - v[None, :]).sign()[above] for v in (x, y))
    room = (sign_x.abs().sum() * sign_y.abs().sum()).sqrt()
    return float((sign_x * sign_y).sum() / room) if room > 0 else 0.0
