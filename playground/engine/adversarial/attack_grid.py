"""One image attacked at every radius of a grid in one batch, by any attack, from the same start."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import data
from playground.arrays import F32, F64, Image8
from playground.core.attacks import ATTACKS, Attack
from playground.device import generator
from playground.engine.adversarial import classifiers
from playground.engine.images import example
from playground.engine.request import picture_pixels
from playground.engine.result import answering
from playground.models import catalog

#: Radii tried at once, in units of the pixel range: from nothing to where MNIST gives way.
RADII = {"linf": tuple(i / 50 for i in range(17)), "l2": tuple(i / 4 for i in range(17))}


@dataclass(frozen=True)
class Victim:
    """The network, and the image: a visitor's own, or a shipped one by class and number."""

    model: str
    own: str
    label: int
    index: int

    @property
    def dataset(self) -> str:
        return catalog.card(self.model).dataset

    def radii(self, attack: str) -> tuple[float, ...]:
        """The grid of the attack's norm, to where the data set's images give way."""
        grid = classifiers.PHOTO_RADII if self.dataset in data.COLOUR else RADII
        return grid[ATTACKS[attack].norm]

    def image(self) -> Image8:
        """uint8 [H, W] or [H, W, 3]. Raises BadValue for a number without image."""
        if self.own and self.dataset in data.COLOUR:
            return classifiers.small(self.own)
        own = picture_pixels(self.own)
        return example(self.dataset, self.label, self.index).image if own is None else own


@dataclass(frozen=True)
class Attempt:
    """How the image is attacked; FGSM reads neither steps nor starts."""

    attack: str
    goal: int
    targeted: bool
    steps: int
    relative_step: float  # the length of a step, in eps / steps
    random_start: bool
    restarts: int
    seed: int


@dataclass(frozen=True)
class Ends:
    """Where an attack ends at each radius: uint8 [E, H, W(, 3)], and class probabilities [E, K] of
    these 8-bit pictures."""

    eps: F64
    images: Image8
    probabilities: F32


def attacked(victim: Victim, attempt: Attempt) -> Attack:
    """The attack's whole path at every radius of its grid; of several starts the strongest."""
    attack, clean = ATTACKS[attempt.attack], classifiers.pixels(victim.image()[None])
    radii = torch.tensor(victim.radii(attempt.attack), device=clean.device)
    passes = (attempt.steps + 1) * attempt.restarts if attack.iterated else 2
    model = classifiers.Watched(classifiers.load_fused(victim.model), passes)
    climb = partial(classifiers.at_radii, attack, model, clean, attempt.goal, radii)
    climb = partial(climb, targeted=attempt.targeted, record=True)
    if not attack.iterated:
        return climb()
    pace = radii * (attempt.relative_step / attempt.steps)
    climb = partial(climb, steps=attempt.steps, step_size=pace, generator=generator(attempt.seed))
    # The first start is the image itself unless chance is asked for; the others never are.
    starts = (attempt.random_start or restart > 0 for restart in range(attempt.restarts))
    made = [climb(random_start=start) for start in starts]
    return strongest(made, attempt.targeted)


def strongest(made: Sequence[Attack], targeted: bool) -> Attack:
    """Image by image the attack that ends at the highest loss, or the lowest when targeted.

    zero_gradients: those of the attack that is kept.
    """
    if len(made) == 1:
        return made[0]
    ends = torch.stack([one.losses[-1] for one in made])
    best = (ends.argmin(0) if targeted else ends.argmax(0)).tolist()

    def kept(name: str, axis: int) -> Tensor:
        each = [getattr(one, name).movedim(axis, 0) for one in made]
        rows = [each[index][row] for row, index in enumerate(best)]
        return torch.stack(rows).movedim(0, axis)

    axes = {"adversarial": 0, "logits": 0, "losses": 1, "zero_gradients": 0, "path": 1}
    found: dict[str, Any] = {name: kept(name, axis) for name, axis in axes.items()}
    return dataclasses.replace(made[0], **found)


@answering
def ends(victim: Victim, attempt: Attempt) -> Ends:
    """The ends of one attack, for attacks side by side."""
    return ended(victim, attempt, attacked(victim, attempt).adversarial)


def ended(victim: Victim, attempt: Attempt, adversarial: Tensor) -> Ends:
    pictures = classifiers.delivered(adversarial, classifiers.pixels(victim.image()))
    read = classifiers.logits(
        classifiers.load_fused(victim.model), classifiers.pixels(pictures)
    ).softmax(1)
    eps = np.asarray(victim.radii(attempt.attack))
    return Ends(eps, pictures, read.cpu().numpy())
