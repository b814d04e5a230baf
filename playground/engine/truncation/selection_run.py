"""One draw of latents, of which selection methods make what they can.

A call is one pass of one latent through the generator, forward or back.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import Image8
from playground.core import refinement, rejection, truncation
from playground.engine.images import to_bytes
from playground.engine.networks import Networks
from playground.engine.truncation.ratio import (
    CHUNK,
    CLASSES,
    Drawn,
    Ratio,
    drawn,
    traits,
)

#: Shown of what is kept and of what is not: three of each class.
SHOWN = 3 * CLASSES

Logit: TypeAlias = Callable[[Tensor], Tensor]
#: run, logit of z, z [n, D], slopes k_eff [n] -> z moved.
Move: TypeAlias = Callable[["Run", Logit, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Budget:
    """calls: for a kept sample. step: of a gradient method, in its own units."""

    dataset: str
    samples: int
    calls: int
    step: float
    gradients: bool

    @property
    def steps(self) -> int:
        """Gradient steps: each passes forward and back, and one more pass draws the sample."""
        return (self.calls - 1) // 2

    @property
    def refined(self) -> int:
        """Calls of a refined sample: the budget, or one less."""
        return 2 * self.steps + 1


@dataclass(frozen=True)
class Made:
    """images uint8 [N, H, W], in labels [N]; d [N]; seconds: of the networks, for all."""

    images: Image8
    labels: Tensor
    d: Tensor
    seconds: float

    def __getitem__(self, which: Tensor) -> "Made":
        """Those of an index or a mask; the seconds stay those of all."""
        return Made(self.images[which.numpy()], self.labels[which], self.d[which], self.seconds)

    def sheet(self) -> Image8:
        """The first three of each class, a class a column: [SHOWN, H, W]; black where none is."""
        sheet = np.zeros((SHOWN, *self.images.shape[1:]), np.uint8)
        for label in range(CLASSES):
            members = self.images[(self.labels == label).numpy()][: SHOWN // CLASSES]
            sheet[label::CLASSES][: len(members)] = members
        return sheet


@dataclass(frozen=True)
class Part:
    """One way's samples. rate: the share of the draws that is kept (of Metropolis-Hastings, of the
    proposals that is accepted), -1 where nothing is refused. seconds: a sample. left: [SHOWN, H, W]
    what was refused, or what the same latents gave before."""

    name: str
    kept: Made
    calls: int
    rate: float
    seconds: float
    left: Image8


class Run:
    """One draw of latents, `calls` for each sample; the first of them are the plain generator's."""

    def __init__(
        self,
        budget: Budget,
        estimate: Ratio,
        stream: tuple[int, int],
        spend: Callable[[int], None],
    ) -> None:
        """stream: seed and run. `spend(calls)` follows each batch."""
        self.budget, self.estimate, self.spend = budget, estimate, spend
        self.network = Networks(budget.dataset).gan
        self.chance = device.generator(*stream, "choices")
        # Draw i of group n has the label of n, so that a group's draws compete for one place.
        self.labels = torch.arange(budget.samples).repeat(budget.calls) % CLASSES
        self.z = drawn(budget.dataset, len(self.labels), *stream).z

    # --- one call a draw -------------------------------------------------------------------

    @cached_property
    def pool(self) -> Made:
        """All draws."""
        return self._drawn(torch.arange(len(self.z)))

    @cached_property
    def untouched(self) -> Made:
        """The first draw of each group."""
        return self.pool[torch.arange(self.budget.samples)]

    def plain(self, name: str) -> Part:
        """One call, one sample."""
        once = self.pool.seconds / len(self.pool.d)
        return Part(name, self.untouched, 1, -1, once, np.zeros_like(self.untouched.sheet()))

    def truncated(self, name: str, *, psi: float) -> Part:
        """w_mean + psi (w - w_mean), of the class."""

        def draw(z: Tensor, labels: Tensor) -> Tensor:
            w = self.network.mapping(z, labels)
            moved = truncation.toward_mean(w, self.network.w_mean[labels], psi)
            return self.network.synthesis(moved)

        return self._again(name, draw, 1)

    def _again(self, name: str, draw: Callable[[Tensor, Tensor], Tensor], calls: int) -> Part:
        """The plain generator's latents drawn otherwise."""
        n = self.budget.samples
        made = self._made(self.z[:n], self.labels[:n], draw, calls)
        return Part(name, made, calls, -1, made.seconds / n, self.untouched.sheet())

    def _made(
        self, z: Tensor, labels: Tensor, draw: Callable[[Tensor, Tensor], Tensor], calls: int
    ) -> Made:
        """In batches; `calls` for each sample. Images are rounded as the real ones are."""
        where, begin = device.pick(), time.perf_counter()
        images, d = [], []
        parts = zip(z.to(where).split(CHUNK), labels.to(where).split(CHUNK), strict=True)
        for part, kinds in parts:
            made = draw(part, kinds)
            d.append(self.estimate.of(made, kinds))
            images.append(to_bytes(made))
            self.spend(calls * len(part))
        seconds = time.perf_counter() - begin
        return Made(np.concatenate(images), labels, torch.cat(d).cpu(), seconds)

    def reweighted(self, name: str) -> Part:
        """Of the same latents as many as the others keep, by what their traits say of them."""
        said = traits(self.budget.dataset, Drawn(self.z, self.labels))
        kept = self._by_lot(
            rejection.obrs_acceptance(self.estimate.latent.of(said), self.budget.calls)
        )
        refused = (~kept).nonzero().squeeze(1)
        first = [refused[self.labels[refused] == label] for label in range(CLASSES)]
        shown = torch.cat([some[: SHOWN // CLASSES] for some in first])
        made, left = (self._drawn(which) for which in (kept.nonzero().squeeze(1), shown))
        seconds = made.seconds / self.budget.samples
        return Part(name, made, 1, 1 / self.budget.calls, seconds, left.sheet())

    def _drawn(self, which: Tensor) -> Made:
        return self._made(self.z[which], self.labels[which], self.network, 1)

    def _by_lot(self, acceptance: Tensor) -> Tensor:
        return rejection.systematic(acceptance, float(torch.rand((), generator=self.chance)))

    # --- some of the draws -----------------------------------------------------------------

    def accepted(self, name: str, *, acceptance: Callable[["Run"], Tensor]) -> Part:
        """Every draw by itself, with an acceptance that spends the budget."""
        return self._some(name, self._by_lot(acceptance(self)), 1 / self.budget.calls)

    def chosen(self, name: str, *, choose: Callable[["Run", Tensor], tuple[Tensor, float]]) -> Part:
        """One of each group's draws: `choose(run, d [N, calls])` gives its place and a rate."""
        n = self.budget.samples
        place, rate = choose(self, self.pool.d.reshape(self.budget.calls, n).T)
        kept = torch.zeros(len(self.pool.d), dtype=torch.bool)
        kept[place * n + torch.arange(n)] = True
        return self._some(name, kept, rate)

    def _some(self, name: str, kept: Tensor, rate: float) -> Part:
        seconds = self.pool.seconds / self.budget.samples
        left = self.pool[~kept].sheet()
        return Part(name, self.pool[kept], self.budget.calls, rate, seconds, left)

    # --- the draws moved -------------------------------------------------------------------

    def refined(self, name: str, *, move: Move) -> Part:
        """Along the estimate's gradient."""
        slopes = self._slopes()

        def draw(z: Tensor, labels: Tensor) -> Tensor:
            with torch.inference_mode(False), torch.no_grad():
                kinds = labels.clone()  # of inference mode, it could not enter a gradient

                def logit(z: Tensor) -> Tensor:
                    return self.estimate.of(self.network(z, kinds), kinds)

                moved = move(self, logit, z, slopes.to(z)[kinds])
            return self.network(moved, labels)

        return self._again(name, draw, self.budget.refined)

    def _slopes(self) -> Tensor:
        """k_eff of each class [CLASSES], from the plain samples."""
        plain, z = self.untouched, self.z[: self.budget.samples]
        of = [plain.labels == label for label in range(CLASSES)]
        return torch.tensor([refinement.steepness(plain.d[one], z[one]) for one in of])

    def noise(self, z: Tensor) -> Callable[[int], Tensor]:
        """Of each step, like z."""
        return lambda step: torch.randn(z.shape, generator=self.chance).to(z)
