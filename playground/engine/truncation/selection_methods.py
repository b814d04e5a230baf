"""The methods that improve a trained generator's samples without training it, a row each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from playground.core import refinement, rejection
from playground.engine.truncation.selection_run import SHOWN, Budget, Logit, Part, Run

#: DGflow's temperature, as in Ansari et al. 2021.
GAMMA = 0.01
#: DOT's step has a length of its own; the others' grows with the gradient.
DOT_SHARE = 0.5


# --- what each asks of the mathematics ----------------------------------------------------------


def _drs(run: Run) -> Tensor:
    highest = float(run.estimate.generated.max())
    gamma = rejection.drs_gamma(run.pool.d, highest, 1 / run.budget.calls)
    return rejection.drs_acceptance(run.pool.d, highest, gamma)


def _obrs(run: Run) -> Tensor:
    return rejection.obrs_acceptance(run.pool.d, run.budget.calls)


def _mh(run: Run, groups: Tensor) -> tuple[Tensor, float]:
    real = run.estimate.real
    start = real[torch.randint(len(real), (len(groups),), generator=run.chance)]
    chains = rejection.mh_gan(groups, start, torch.rand(groups.shape, generator=run.chance))
    return chains.last, float(chains.accepted.double().mean())


def _sir(run: Run, groups: Tensor) -> tuple[Tensor, float]:
    uniforms = torch.rand(len(groups), generator=run.chance)
    return rejection.importance_resampling(groups, uniforms), 1 / run.budget.calls


def _dot(run: Run, logit: Logit, z: Tensor, slopes: Tensor) -> Tensor:
    rate = DOT_SHARE * run.budget.step
    return refinement.dot(logit, z, steepness=slopes, steps=run.budget.steps, rate=rate)


def _dgflow(run: Run, logit: Logit, z: Tensor, slopes: Tensor) -> Tensor:
    steps, eta = run.budget.steps, run.budget.step
    return refinement.dgflow(logit, z, steps=steps, eta=eta, gamma=GAMMA, noise=run.noise(z))


def _ddls(run: Run, logit: Logit, z: Tensor, slopes: Tensor) -> Tensor:
    steps, step = run.budget.steps, run.budget.step
    return refinement.ddls(logit, z, steps=steps, step=step, noise=run.noise(z))


def _once(budget: Budget) -> int:
    return budget.samples


def _refined(budget: Budget) -> int:
    return budget.samples * budget.refined


@dataclass(frozen=True)
class SelectionMethod:
    """A row of the table: how it is called, who published it, and what it makes of a run.

    more(budget): the calls that it makes beside the pool's. left: what those that it does not keep
    are called. gradients: made only where these are asked for.
    """

    label: str
    source: str
    part: Callable[[Run, str], Part]
    more: Callable[[Budget], int] = lambda budget: 0
    left: str = "left out"
    gradients: bool = False

    @property
    def short(self) -> str:
        """For a legend."""
        return self.label.split(":")[0].removeprefix("Truncation, ")


BEFORE = "the same latents before"
_MEAN = "w toward its class mean (Karras et al. 2019)"

#: In this order they draw from a run's chance.
SELECTION_METHODS = {
    "plain": SelectionMethod(
        "Plain generator", "one call, one sample", Run.plain, left="nothing is left out"
    ),
    "psi-0.85": SelectionMethod(
        "Truncation, psi 0.85", _MEAN, partial(Run.truncated, psi=0.85), _once, BEFORE
    ),
    "psi-0.7": SelectionMethod(
        "Truncation, psi 0.7", _MEAN, partial(Run.truncated, psi=0.7), _once, BEFORE
    ),
    "drs": SelectionMethod(
        "DRS: discriminator rejection",
        "Azadi et al. 2019; gamma spends the budget",
        partial(Run.accepted, acceptance=_drs),
    ),
    "obrs": SelectionMethod(
        "OBRS: budgeted rejection",
        "Verine et al. 2024: min(1, c r / M)",
        partial(Run.accepted, acceptance=_obrs),
    ),
    "mh": SelectionMethod(
        "MH-GAN: Metropolis-Hastings",
        "Turner et al. 2019: chains begun at real images",
        partial(Run.chosen, choose=_mh),
    ),
    "sir": SelectionMethod(
        "SIR: importance resampling",
        "Rubin 1988: one of each group, in proportion to r",
        partial(Run.chosen, choose=_sir),
    ),
    "latent": SelectionMethod(
        "LRW: latent reweighting",
        "Issenhuth et al. 2022: latents refused by w, before they are drawn",
        Run.reweighted,
        lambda budget: budget.samples + SHOWN,
    ),
    "dot": SelectionMethod(
        "DOT: optimal transport",
        "Tanaka 2019: climb d / k_eff, pay for the way",
        partial(Run.refined, move=_dot),
        _refined,
        BEFORE,
        gradients=True,
    ),
    "dgflow": SelectionMethod(
        "DGflow: gradient flow",
        "Ansari et al. 2021: z follows grad d, with noise",
        partial(Run.refined, move=_dgflow),
        _refined,
        BEFORE,
        gradients=True,
    ),
    "ddls": SelectionMethod(
        "DDLS: Langevin in z",
        "Che et al. 2020: Langevin, energy |z|² / 2 - d",
        partial(Run.refined, move=_ddls),
        _refined,
        BEFORE,
        gradients=True,
    ),
}


def asked(budget: Budget) -> dict[str, SelectionMethod]:
    """The methods that a budget pays for, the plain generator first."""
    return {n: one for n, one in SELECTION_METHODS.items() if budget.gradients or not one.gradients}


def total(budget: Budget) -> int:
    """Calls of a whole run."""
    pool = budget.samples * budget.calls
    return pool + sum(one.more(budget) for one in asked(budget).values())
