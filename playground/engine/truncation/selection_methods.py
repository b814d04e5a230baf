"""The ways to improve a trained generator's samples, each on the same draw of latents.

A call is one pass of one latent through the generator, forward or back.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import device
from playground.core import refinement, rejection, truncation
from playground.engine.truncation.ratio import (
    CHUNK,
    CLASSES,
    Drawn,
    Ratio,
    drawn,
    generator,
    traits,
)

PLAIN = "plain"
#: Truncation toward the mean of w, for comparison: one call a sample, whatever the budget.
PSI = {"psi-0.85": 0.85, "psi-0.7": 0.7}
#: Rejection of latents, before anything is drawn: one call a sample.
LATENT = "latent"
REJECTION = ("drs", "mh", "obrs", "sir")
REFINEMENT = ("dot", "dgflow", "ddls")
#: Shown of what is kept and of what is not: three of each class.
SHOWN = 3 * CLASSES
#: DGflow's temperature, as in Ansari et al. 2021.
GAMMA = 0.01
#: DOT's step has a length of its own; the others' grows with the gradient.
DOT_SHARE = 0.5

Bytes = NDArray[np.uint8]


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

    @property
    def total(self) -> int:
        """Calls of a whole run."""
        gradients = self.refined * len(REFINEMENT) if self.gradients else 0
        return self.samples * (self.calls + len(PSI) + 1 + gradients) + SHOWN


@dataclass(frozen=True)
class Made:
    """images uint8 [N, H, W], in labels [N]; d [N]; seconds: of the networks, for all."""

    images: Bytes
    labels: Tensor
    d: Tensor
    seconds: float

    def __getitem__(self, which: Tensor) -> "Made":
        """Those of an index or a mask; the seconds stay those of all."""
        return Made(self.images[which.numpy()], self.labels[which], self.d[which], self.seconds)

    def sheet(self) -> Bytes:
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
    left: Bytes


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
        self.network = generator(budget.dataset)
        self.chance = device.generator(*stream, "choices")
        # Draw i of group n has the label of n, so that a group's draws compete for one place.
        self.labels = torch.arange(budget.samples).repeat(budget.calls) % CLASSES
        self.z = drawn(budget.dataset, len(self.labels), *stream).z

    def parts(self) -> list[Part]:
        """Every way, the plain generator first."""
        pool = self._pool()
        plain = pool[torch.arange(self.budget.samples)]
        once = pool.seconds / len(pool.d)
        before = plain.sheet()
        parts = [Part(PLAIN, plain, 1, -1, once, np.zeros_like(before))]
        parts += [self._truncated(name, psi, before) for name, psi in PSI.items()]
        parts += [self._accepted(name, pool) for name in ("drs", "obrs")]
        parts += [self._chosen(name, pool) for name in ("mh", "sir")]
        parts.append(self._reweighted())
        if self.budget.gradients:
            parts += [self._refined(name, plain, before) for name in REFINEMENT]
        return parts

    # --- one call a draw -------------------------------------------------------------------

    def _pool(self) -> Made:
        return self._drawn(torch.arange(len(self.z)))

    def _truncated(self, name: str, psi: float, before: Bytes) -> Part:
        """w_mean + psi (w - w_mean), of the class."""

        def draw(z: Tensor, labels: Tensor) -> Tensor:
            w = self.network.mapping(z, labels)
            moved = truncation.toward_mean(w, self.network.w_mean[labels], psi)
            return self.network.synthesis(moved)

        n = self.budget.samples
        made = self._made(self.z[:n], self.labels[:n], draw, 1)
        return Part(name, made, 1, -1, made.seconds / n, before)

    def _made(
        self, z: Tensor, labels: Tensor, draw: Callable[[Tensor, Tensor], Tensor], calls: int
    ) -> Made:
        """In batches; `calls` for each sample. Images are rounded as the real ones are."""
        where, begin = device.pick(), time.perf_counter()
        images, d = [], []
        for part, kinds in zip(z.split(CHUNK), labels.split(CHUNK), strict=True):
            here, kinds = part.to(where), kinds.to(where)
            made = draw(here, kinds)
            d.append(self.estimate.of(made, kinds).cpu())
            images.append((made[:, 0] * 255).round().to(torch.uint8).cpu())
            self.spend(calls * len(part))
        seconds = time.perf_counter() - begin
        return Made(torch.cat(images).numpy(), labels, torch.cat(d), seconds)

    def _reweighted(self) -> Part:
        """Of the same latents as many as the others keep, by what their traits say of them."""
        said = traits(self.budget.dataset, Drawn(self.z, self.labels))
        chance = rejection.obrs_acceptance(self.estimate.latent.of(said), self.budget.calls)
        kept = rejection.systematic(chance, float(torch.rand((), generator=self.chance)))
        refused = (~kept).nonzero().squeeze(1)
        first = [refused[self.labels[refused] == label] for label in range(CLASSES)]
        shown = torch.cat([some[: SHOWN // CLASSES] for some in first])
        made, left = (self._drawn(which) for which in (kept.nonzero().squeeze(1), shown))
        seconds = made.seconds / self.budget.samples
        return Part(LATENT, made, 1, 1 / self.budget.calls, seconds, left.sheet())

    def _drawn(self, which: Tensor) -> Made:
        return self._made(self.z[which], self.labels[which], self.network, 1)

    # --- some of the draws -----------------------------------------------------------------

    def _accepted(self, name: str, pool: Made) -> Part:
        """Every draw by itself, with an acceptance that spends the budget."""
        calls, highest = self.budget.calls, float(self.estimate.generated.max())
        if name == "obrs":
            chance = rejection.obrs_acceptance(pool.d, calls)
        else:
            gamma = rejection.drs_gamma(pool.d, highest, 1 / calls)
            chance = rejection.drs_acceptance(pool.d, highest, gamma)
        kept = rejection.systematic(chance, float(torch.rand((), generator=self.chance)))
        return self._some(name, pool, kept, 1 / calls)

    def _chosen(self, name: str, pool: Made) -> Part:
        """One of each group's draws."""
        n, calls = self.budget.samples, self.budget.calls
        groups = pool.d.reshape(calls, n).T
        if name == "sir":
            uniforms = torch.rand(n, generator=self.chance)
            place, rate = rejection.importance_resampling(groups, uniforms), 1 / calls
        else:
            real = self.estimate.real
            start = real[torch.randint(len(real), (n,), generator=self.chance)]
            uniforms = torch.rand(n, calls, generator=self.chance)
            chains = rejection.mh_gan(groups, start, uniforms)
            place, rate = chains.last, float(chains.accepted.double().mean())
        kept = torch.zeros(len(pool.d), dtype=torch.bool)
        kept[place * n + torch.arange(n)] = True
        return self._some(name, pool, kept, rate)

    def _some(self, name: str, pool: Made, kept: Tensor, rate: float) -> Part:
        seconds = pool.seconds / self.budget.samples
        return Part(name, pool[kept], self.budget.calls, rate, seconds, pool[~kept].sheet())

    # --- the draws moved -------------------------------------------------------------------

    def _refined(self, name: str, plain: Made, before: Bytes) -> Part:
        n, calls = self.budget.samples, self.budget.refined
        slopes = self._slopes(plain)

        def draw(z: Tensor, labels: Tensor) -> Tensor:
            with torch.inference_mode(False), torch.no_grad():
                kinds = labels.clone()  # of inference mode, it could not enter a gradient
                moved = self._moved(name, z, kinds, slopes.to(z)[kinds])
            return self.network(moved, labels)

        made = self._made(self.z[:n], self.labels[:n], draw, calls)
        return Part(name, made, calls, -1, made.seconds / n, before)

    def _slopes(self, plain: Made) -> Tensor:
        """k_eff of each class [CLASSES], from the plain samples."""
        z = self.z[: self.budget.samples]
        of = [plain.labels == label for label in range(CLASSES)]
        return torch.tensor([refinement.steepness(plain.d[one], z[one]) for one in of])

    def _moved(self, name: str, z: Tensor, labels: Tensor, slopes: Tensor) -> Tensor:
        def logit(z: Tensor) -> Tensor:
            return self.estimate.of(self.network(z, labels), labels)

        def noise(step: int) -> Tensor:
            return torch.randn(z.shape, generator=self.chance).to(z)

        steps, size = self.budget.steps, self.budget.step
        if name == "dot":
            rate = DOT_SHARE * size
            return refinement.dot(logit, z, steepness=slopes, steps=steps, rate=rate)
        if name == "dgflow":
            return refinement.dgflow(logit, z, steps=steps, eta=size, gamma=GAMMA, noise=noise)
        return refinement.ddls(logit, z, steps=steps, step=size, noise=noise)
