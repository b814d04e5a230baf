"""How small a change makes a network wrong, and how is it found?"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import data
from playground.caching import stage
from playground.core.attacks import ATTACKS
from playground.core.noise import noise_of_size
from playground.core.norms import NORMS
from playground.device import accelerated, generator
from playground.engine import progress
from playground.engine.adversarial import victims
from playground.engine.adversarial.climbing import (
    NORM_OF,
    Attempt,
    Ends,
    Victim,
    climb,
    ended,
    ends,
)
from playground.engine.request import Request, choice, flag, picture, whole
from playground.errors import BadValue

#: The cards of all classifiers that ship.
MODELS = tuple(f"{name}-{kind}" for name in victims.datasets() for kind in victims.kinds(name))
#: A picture that is drawn is grey, and means nothing to a network of photographs.
DRAWABLE = tuple(name for name in MODELS if name.partition("-")[0] not in data.COLOUR)
#: Noise is drawn this often per radius; the draw that hurts most is what an attack must beat.
DRAWS = 8

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class AttackRequest(Request):
    """Which image, which attack, toward what. The radius is no field: all are tried."""

    digit: int = whole(7, 0, 9, "The class that the image shows, counted from 0.")
    index: int = whole(0, 0, 99, "Examples of each class are numbered from 0 to 99.")
    model: str = choice("mnist-classifier", MODELS, "The network under attack.")
    attack: str = choice("pgd-linf", tuple(ATTACKS), "FGSM, PGD in l∞ or l2, or with momentum.")
    targeted: bool = flag(False, "Toward a chosen class, or only away from the true one.")
    target: int = whole(3, 0, 9, "The class to reach; read only when targeted.")
    steps: int = whole(20, 1, 40, "Steps of PGD; FGSM always takes one.")
    random_start: bool = flag(False, "PGD may start anywhere in the ball; FGSM never does.")
    seed: int = whole(0, 0, 2**31 - 1, "Draws the random starts and the noise.")
    restarts: int = whole(
        1, 1, 10, "Starts of PGD, all but the first at random; at each eps the strongest counts."
    )
    own: str = picture("Draw or upload an image of the class above, to attack in place of ours.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.targeted and self.target == self.digit:
            allowed = f"another class than the image's own, {self.digit}"
            raise BadValue("target", self.target, allowed, "Choose another, or attack untargeted.")
        if self.own and self.model not in DRAWABLE:
            allowed = "nothing: a drawn picture is grey, and this network names photographs"
            raise BadValue("own", "a picture", allowed, "Clear it, or choose another network.")

    @property
    def victim(self) -> Victim:
        # All pictures of one's own are one example to the cache, whatever number stands there.
        return Victim(self.model, self.own, self.digit, 0 if self.own else self.index)

    @property
    def attempt(self) -> Attempt:
        goal = self.target if self.targeted else self.digit
        starts = (self.random_start, self.restarts, self.seed)
        return Attempt(self.attack, goal, self.targeted, self.steps, *starts)


@dataclass(frozen=True)
class Noise:
    """Chance at the same size as each radius: `images` [E, H, W(, 3)], the first of DRAWS draws,
    and `probabilities` [E, DRAWS, 10] of all of them, after rounding to 8 bits."""

    images: Bytes
    probabilities: Floats


@dataclass(frozen=True)
class AttackResult:
    """The whole grid: E radii, S steps (S + 1 states, from the start to the result).

    Pictures [..., H, W] are [..., H, W, 3] in colour. adversarial: uint8 [E, S+1, H, W].
    perturbation: int8 [E, S+1, H, W], where 127 is `peaks` [E], the largest change of a pixel at
    that radius. probabilities [E, S+1, 10] are of the 8-bit
    pictures; unrounded [E, 10] of the results before rounding. losses (nats), l2, linf, low, high
    [E, S+1] are measured on each unrounded state, the losses for `goal`.
    """

    request: AttackRequest
    norm: str
    goal: int  # the class to reach when targeted, else the class to leave
    eps: NDArray[np.float64]
    original: Bytes
    clean: Floats  # [10] probabilities
    adversarial: Bytes
    perturbation: NDArray[np.int8]
    peaks: Floats
    probabilities: Floats
    unrounded: Floats
    losses: Floats
    l2: Floats
    linf: Floats
    low: Floats
    high: Floats
    zero_gradients: NDArray[np.bool_]
    noise: Noise
    ends: Mapping[str, Ends]  # of every attack, this one's too, from the same start
    names: tuple[str, ...]
    source: str

    @property
    def steps(self) -> int:
        return self.losses.shape[1] - 1

    @property
    def success(self) -> NDArray[np.bool_]:
        """[E, S+1]: the 8-bit picture is read as the target, or as anything but the truth."""
        return self.reached(self.probabilities)

    def reached(self, probabilities: Floats) -> NDArray[np.bool_]:
        """Whether [..., 10] names what the attacker wants."""
        named = probabilities.argmax(-1)
        return named == self.goal if self.request.targeted else named != self.goal

    @property
    def levels(self) -> NDArray[np.int64]:
        """[E, S+1]: the largest change of a pixel of the 8-bit picture, in grey levels of 255."""
        change = self.adversarial.astype(np.int64) - self.original
        return np.abs(change).max(tuple(range(2, change.ndim)))

    @property
    def smallest(self) -> float | None:
        """The least radius of the grid that worked, an upper bound on the image's robustness."""
        worked = np.flatnonzero(self.success[:, -1])
        return float(self.eps[worked[0]]) if len(worked) else None

    def report(self) -> dict[str, Any]:
        """The numbers, JSON-able; lists run along eps."""
        asked = self.request
        return {
            "image": {
                "digit": asked.digit,
                "index": None if asked.own else asked.index,
                "source": self.source,
            },
            "model": asked.model,
            "attack": asked.attack,
            "norm": self.norm,
            "target": self.goal if asked.targeted else None,
            "steps": self.steps,
            "clean": {"predicted": int(self.clean.argmax()), "probabilities": self.clean.tolist()},
            "eps": self.eps.tolist(),
            "eps_255": (self.eps * 255).tolist(),
            "predicted_on_png": self.probabilities[:, -1].argmax(-1).tolist(),
            "probabilities_on_png": self.probabilities[:, -1].tolist(),
            "predicted_before_rounding": self.unrounded.argmax(-1).tolist(),
            "success": self.success[:, -1].tolist(),
            "smallest_successful_eps": self.smallest,
            "l2": self.l2[:, -1].tolist(),
            "linf": self.linf[:, -1].tolist(),
            "linf_on_png": (self.levels[:, -1] / 255).tolist(),
            "pixel_min": self.low[:, -1].tolist(),
            "pixel_max": self.high[:, -1].tolist(),
            "zero_gradient": self.zero_gradients.tolist(),
            "losses": self.losses.tolist(),
            "noise_predicted": self.noise.probabilities.argmax(-1).tolist(),
            "noise_success": self.reached(self.noise.probabilities).mean(-1).tolist(),
            "side_by_side": {
                name: {
                    "eps": one.eps.tolist(),
                    "predicted_on_png": one.probabilities.argmax(-1).tolist(),
                    "success": self.reached(one.probabilities).tolist(),
                }
                for name, one in self.ends.items()
            },
        }


@stage(maxsize=32)
@accelerated
def answer(request: AttackRequest) -> AttackResult:
    """The attack at every radius, with its path. Raises BadValue for a number without image."""
    victim, attempt = request.victim, request.attempt
    model, norm = victims.swift(request.model), NORM_OF[request.attack]
    shown = victim.image()
    clean = victims.pixels(shown[None])
    with progress.part(0, len(ATTACKS)):
        made = climb(victim, attempt)
    assert made.path is not None
    path = made.path.transpose(0, 1)
    peaks, perturbation = signed_change(path - clean[0])
    adversarial = victims.rounded(path)
    return AttackResult(
        request=request,
        norm=norm,
        goal=attempt.goal,
        eps=np.asarray(victim.radii(request.attack)),
        original=shown,
        clean=_judged(model, shown[None, None])[0, 0],
        adversarial=adversarial,
        perturbation=perturbation,
        peaks=peaks,
        probabilities=_judged(model, adversarial),
        unrounded=made.logits.softmax(1).cpu().numpy(),
        losses=made.losses.T.cpu().numpy(),
        zero_gradients=made.zero_gradients.cpu().numpy(),
        noise=_noise(victim, victim.radii(request.attack), norm, request.seed),
        ends=_side_by_side(victim, attempt, made.adversarial),
        names=data.CLASSES[victim.dataset],
        source=_source(request),
        **_measures(path, clean[0]),
    )


def _side_by_side(victim: Victim, attempt: Attempt, adversarial: Tensor) -> dict[str, Ends]:
    """The ends of every attack, of which this one's are there already."""
    found = {attempt.attack: ended(victim, attempt, adversarial)}
    others = [name for name in ATTACKS if name != attempt.attack]
    for done, name in enumerate(others, start=1):
        with progress.part(done, len(ATTACKS)):
            found[name] = ends(victim, dataclasses.replace(attempt, attack=name))
    return {name: found[name] for name in ATTACKS}


def _source(request: AttackRequest) -> str:
    if request.own:
        return "your own picture"
    dataset = request.victim.dataset
    return f"{data.examples(dataset).source} of {data.DATASETS[dataset]}"


@stage(maxsize=64)
def _noise(victim: Victim, radii: tuple[float, ...], norm: str, seed: int) -> Noise:
    """Noise reads neither the attack nor its steps: another attack of that norm finds it here."""
    images = victims.pixels(victim.image()[None]).expand(len(radii), -1, -1, -1)
    noisy = noise_of_size(
        images,
        torch.tensor(radii),
        norm=norm,
        draws=DRAWS,
        generator=generator(seed + victims.STREAM),
    )
    rounded = victims.rounded(noisy.transpose(0, 1))
    judged = _judged(victims.swift(victim.model), rounded)
    return Noise(rounded[:, 0], judged)


def _judged(model: nn.Module, delivered: Bytes) -> Floats:
    """Class probabilities of pictures as delivered: uint8 [E, F, H, W(, 3)] -> [E, F, 10]."""
    images = victims.pixels(delivered).flatten(0, 1)
    found = victims.logits(model, images).softmax(1).unflatten(0, delivered.shape[:2])
    return found.cpu().numpy()


def signed_change(delta: Tensor) -> tuple[Floats, NDArray[np.int8]]:
    """The largest |delta| of each radius [E], and delta in 127ths of it [E, S+1, H, W(, 3)]."""
    peaks = delta.abs().flatten(1).amax(1)
    unit = delta / peaks.clamp_min(1e-12).reshape(-1, 1, 1, 1, 1)
    return peaks.cpu().numpy(), victims.laid_out((unit * 127).round().to(torch.int8))


def _measures(path: Tensor, clean: Tensor) -> dict[str, Floats]:
    """Norms of the change and range of the pixels, at every state of the path [E, S+1]."""
    flat = path.flatten(0, 1)
    found = {name: NORMS[name].size(flat - clean) for name in NORMS}
    found |= {"low": flat.flatten(1).amin(1), "high": flat.flatten(1).amax(1)}
    return {name: value.unflatten(0, path.shape[:2]).cpu().numpy() for name, value in found.items()}
