"""How small a change makes a network wrong, and how is it found?"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from playground import data
from playground.caching import cached
from playground.core.attacks import ATTACKS
from playground.device import generator
from playground.engine import progress
from playground.engine.adversarial import classifiers
from playground.engine.adversarial.attack_grid import Attempt, Ends, Victim, attacked, ended, ends
from playground.engine.adversarial.outcome import Noise, Outcome, chance, judged, pictured
from playground.engine.request import Request, choice, die, flag, number, photo, picture, whole
from playground.engine.result import answering
from playground.errors import BadValue

#: The cards of all classifiers that ship.
MODELS = tuple(
    f"{name}-{kind}" for name in classifiers.datasets() for kind in classifiers.kinds(name)
)
#: A picture that is drawn is grey, and means nothing to a network of photographs.
DRAWABLE = tuple(name for name in MODELS if name.partition("-")[0] not in data.COLOUR)
PHOTOGRAPHED = tuple(name for name in MODELS if name not in DRAWABLE)
#: Noise is drawn this often per radius; the draw that hurts most is what an attack must beat.
DRAWS = 8


@dataclass(frozen=True)
class AttackRequest(Request):
    """Which image, which attack, toward what. The radius is no field: all are tried."""

    label: int = whole(7, 0, 9, "The class that the image shows, counted from 0.", "Class")
    index: int = die(0, 0, 99, "Examples of each class are numbered from 0 to 99.", "Example")
    model: str = choice("mnist-classifier", MODELS, "The network under attack.", "Network")
    attack: str = choice(
        "pgd-linf", tuple(ATTACKS), "FGSM, PGD in l∞ or l2, or with momentum.", "Attack"
    )
    targeted: bool = flag(
        False, "Toward a chosen class, or only away from the true one.", "Toward a class"
    )
    target: int = whole(3, 0, 9, "The class to reach; read only when targeted.", "Target class")
    steps: int = whole(20, 1, 40, "Steps of PGD; FGSM always takes one.", "Steps of PGD")
    random_start: bool = flag(
        False, "PGD may start anywhere in the ball; FGSM never does.", "Random start"
    )
    seed: int = die(0, 0, 2**31 - 1, "Draws the random starts and the noise.", "Seed")
    restarts: int = whole(
        1,
        1,
        10,
        "Starts of PGD, all but the first at random; at each eps the strongest counts.",
        "Restarts",
    )
    image: str = picture(
        "Draw or upload an image of the class that is chosen, to attack in place of ours.",
        "Your own image",
    )
    relative_step: float = number(
        2.5,
        0.25,
        10.0,
        "Length of a step of PGD, in eps / steps: 2.5 is usual.",
        "Step size",
        step=0.25,
    )
    photo: str = photo(
        "One of the class that is chosen; the square in its middle, made 32 x 32, is attacked.",
        "Your photograph",
    )

    @property
    def seconds(self) -> float:
        each = 0.2 if self.model.startswith("cifar10") else 0.02
        return 0.1 + each * self.steps * self.restarts

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.image and self.model not in DRAWABLE:
            allowed = "nothing: a drawn picture is grey, and this network names photographs"
            raise BadValue("image", "a picture", allowed, "Clear it, or choose another network.")
        if self.photo and self.model in DRAWABLE:
            allowed = "nothing: this network reads grey images of 28 x 28"
            raise BadValue("photo", "one", allowed, "Clear it, or choose another network.")

    @property
    def mine(self) -> str:
        """The visitor's own picture, or nothing."""
        return self.image or self.photo

    @property
    def victim(self) -> Victim:
        # All pictures of one's own are one example to the cache, whatever number stands there.
        return Victim(self.model, self.mine, self.label, 0 if self.mine else self.index)

    @property
    def attempt(self) -> Attempt:
        goal = classifiers.goal(self.targeted, self.target, self.label)
        starts = (self.random_start, self.restarts, self.seed)
        return Attempt(self.attack, goal, self.targeted, self.steps, self.relative_step, *starts)


@dataclass(frozen=True)
class AttackResult(Outcome):
    """The outcome with its whole path, S = steps + 1 states, and every attack side by side."""

    request: AttackRequest
    norm: str
    ends: Mapping[str, Ends]  # of every attack, this one's too, from the same start
    source: str

    @property
    def steps(self) -> int:
        return self.losses.shape[1] - 1

    def numbers(self) -> dict[str, Any]:
        """Lists run along eps."""
        asked = self.request
        index = None if asked.mine else asked.index
        return {
            "image": {"label": asked.label, "index": index, "source": self.source},
            "model": asked.model,
            "attack": asked.attack,
            "norm": self.norm,
            "target": self.goal if asked.targeted else None,
            "steps": self.steps,
            "clean": {"predicted": self.clean.argmax(), "probabilities": self.clean},
            "predicted_on_png": self.probabilities[:, -1].argmax(-1),
            "probabilities_on_png": self.probabilities[:, -1],
            "predicted_before_rounding": self.unrounded.argmax(-1),
            "noise_predicted": self.noise.probabilities.argmax(-1),
            **super().numbers(),
            "side_by_side": {
                name: {
                    "eps": one.eps,
                    "predicted_on_png": one.probabilities.argmax(-1),
                    "success": self.reached(one.probabilities),
                }
                for name, one in self.ends.items()
            },
        }


@answering
def answer(request: AttackRequest) -> AttackResult:
    """The attack at every radius, with its path. Raises BadValue for a number without image."""
    victim, attempt = request.victim, request.attempt
    model, norm = classifiers.load_fused(request.model), ATTACKS[request.attack].norm
    shown, radii = victim.image(), victim.radii(request.attack)
    with progress.part(0, len(ATTACKS)):
        made = attacked(victim, attempt)
    assert made.path is not None
    pictures = pictured(made.path.transpose(0, 1), classifiers.pixels(shown[None])[0])
    return AttackResult(
        request=request,
        norm=norm,
        goal=attempt.goal,
        targeted=attempt.targeted,
        names=data.CLASSES[victim.dataset],
        eps=np.asarray(radii),
        original=shown,
        clean=judged(model, shown[None, None], classifiers.chunk())[0, 0],
        probabilities=judged(model, pictures["adversarial"], classifiers.chunk()),
        unrounded=made.logits.softmax(1).cpu().numpy(),
        losses=made.losses.T.cpu().numpy(),
        zero_gradients=made.zero_gradients.cpu().numpy(),
        noise=_noise(victim, radii, norm, request.seed),
        ends=_side_by_side(victim, attempt, made.adversarial),
        source=_source(request),
        **pictures,
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
    if request.mine:
        return "your own picture"
    dataset = request.victim.dataset
    return f"{data.examples(dataset).source} of {data.DATASETS[dataset]}"


@cached
def _noise(victim: Victim, radii: tuple[float, ...], norm: str, seed: int) -> Noise:
    """Noise reads neither the attack nor its steps: another attack of that norm finds it here."""
    return chance(
        classifiers.load_fused(victim.model),
        classifiers.pixels(victim.image()[None])[0],
        radii,
        norm=norm,
        draws=DRAWS,
        generator=generator(seed, "noise"),
        at_once=classifiers.chunk(),
    )
