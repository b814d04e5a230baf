"""A normalizing flow: noise becomes codes, and codes noise, by exact steps of one network."""

from typing import cast

import torch
from torch import Tensor, nn

from playground.errors import BadValue

#: log-scales stay within this: exp of an unbounded one would overflow early in training.
_STEEPEST = 2.0


class Coupling(nn.Module):
    """y1 = x1, y2 = x2 exp(s(x1)) + t(x1) (Dinh et al. 2017, eqs. 4 and 5).

    x1 is the first half of x [N, D], D even.
    """

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        half = width // 2
        self.body = nn.Sequential(
            nn.Linear(half, hidden),
            nn.SiLU(),
            nn.Linear(hidden, hidden),
            nn.SiLU(),
            nn.Linear(hidden, 2 * half),
        )
        last = cast(nn.Linear, self.body[-1])
        nn.init.normal_(last.weight, std=0.01)  # a fresh step hardly moves anything
        nn.init.zeros_(last.bias)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """y [N, D] and log |det dy/dx| [N] = sum s (eq. 6)."""
        still, moved = x.chunk(2, dim=1)
        scale, shift = self._affine(still)
        return torch.cat([still, moved * scale.exp() + shift], dim=1), scale.sum(dim=1)

    def inverse(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """x [N, D] and log |det dx/dy| [N] (eq. 8)."""
        still, moved = y.chunk(2, dim=1)
        scale, shift = self._affine(still)
        return torch.cat([still, (moved - shift) * (-scale).exp()], dim=1), -scale.sum(dim=1)

    def _affine(self, still: Tensor) -> tuple[Tensor, Tensor]:
        scale, shift = self.body(still).chunk(2, dim=1)
        return _STEEPEST * torch.tanh(scale / _STEEPEST), shift


class CouplingFlow(nn.Module):
    """forward(z) -> codes; inverse(codes) -> z, log |det dz/dcodes|; both [N, latents].

    Real NVP (Dinh et al. 2017) of z ~ N(0, I), with the coordinates turned over between two steps.
    Buffers `mean` and `deviation` [latents]: of the codes that it learned from; it sees codes in
    these units.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, latents: int = 16, steps: int = 10, hidden: int = 128) -> None:
        super().__init__()
        if latents % 2:
            raise BadValue("latents", latents, "even", "A step moves one half by the other.")
        self.latents = latents
        self.steps = nn.ModuleList(Coupling(latents, hidden) for _ in range(steps))
        self.register_buffer("mean", torch.zeros(latents))
        self.register_buffer("deviation", torch.ones(latents))

    def forward(self, z: Tensor) -> Tensor:
        """Codes [N, latents] of z. Raises BadValue for z of another width."""
        x = self._checked("z", z)
        for step in self.steps:
            x = step(x)[0].flip(1)
        return self.mean + self.deviation * x

    def inverse(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """z [N, latents], and log |det dz/dcodes| [N]. Raises BadValue for another width."""
        x = (self._checked("codes", codes) - self.mean) / self.deviation
        volume = -self.deviation.log().sum().expand(len(x))
        for step in reversed(self.steps):
            x, found = cast(Coupling, step).inverse(x.flip(1))
            volume = volume + found
        return x, volume

    def log_density(self, codes: Tensor) -> Tensor:
        """log p(codes) [N] in nats: log N(z; 0, I) + log |det dz/dcodes| (eq. 2)."""
        z, volume = self.inverse(codes)
        normal = -0.5 * (z.square() + torch.log(z.new_tensor(2 * torch.pi))).sum(dim=1)
        return normal + volume

    def _checked(self, name: str, x: Tensor) -> Tensor:
        if x.dim() != 2 or x.shape[1] != self.latents:
            allowed = f"[N, {self.latents}]"
            raise BadValue(f"{name}.shape", tuple(x.shape), allowed, "Draw or encode anew.")
        return x
