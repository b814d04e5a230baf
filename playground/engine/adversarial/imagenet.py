"""Networks of ImageNet attacked on a photograph, in pixels of [0, 1]."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from playground import data
from playground.arrays import Image8
from playground.core.attacks import ATTACKS
from playground.device import generator, pick
from playground.engine import progress
from playground.engine.adversarial import classifiers
from playground.engine.adversarial.classifiers import at_radii
from playground.engine.adversarial.outcome import Outcome, chance, judged, pictured
from playground.engine.pictures import read_photo
from playground.engine.request import Request, choice, die, flag, photo, whole
from playground.engine.result import Result, answering
from playground.models import imagenet
from playground.models.hub import SWITCH
from playground.models.imagenet import SHIPPED, TORCHVISION

#: Radii: a large network gives way to less than a grey level of 255.
RADII = {
    "linf": tuple(level / 255 for level in (0, 0.25, 0.5, 1, 2, 4)),
    "l2": (0.0, 0.125, 0.25, 0.5, 1.0, 2.0),
}
#: Where there are no weights: for good, or until a visitor asks for them.
OFFERED = (
    "The weights of this network are not on this machine yet: tick “Fetch the weights” ({size} MB)"
    " and press the button."
)
ABSENT = (
    "The weights of this network are not on this machine, and it fetches none. Whoever runs it can"
    " put {file} into torchvision's folder of checkpoints, or set {switch}=1."
)
#: Whether it is worth asking for weights at all.
FETCHABLE = any(map(imagenet.fetchable, TORCHVISION))
#: CPU seconds of an image forward and back.
PASS = {SHIPPED: 0.04, "resnet50": 0.2, "vit_b_16": 0.65}


@dataclass(frozen=True)
class ImagenetRequest(Request):
    """Which network, which photograph, which attack. The radius is no field: all are tried."""

    model: str = choice(
        SHIPPED,
        imagenet.NETWORKS,
        "Trained on ImageNet. The first ships, the others are torchvision's.",
        "Network",
    )
    photo: str = photo(
        "Any photograph: its shorter side becomes 256 pixels, before it is sent.", "Your photograph"
    )
    example: int = die(
        0, 0, len(data.PHOTOGRAPHS) - 1, "In its place: a photograph that ships.", "Example"
    )
    attack: str = choice(
        "pgd-linf", tuple(ATTACKS), "FGSM takes one step, the others several.", "Attack"
    )
    targeted: bool = flag(
        False, "Toward a chosen class, or only away from what is read.", "Toward a class"
    )
    target: int = whole(
        859,
        0,
        999,
        "As ImageNet counts: 207 golden retriever, 859 toaster, 954 banana.",
        "Target class",
    )
    steps: int = whole(10, 1, 20, "Steps of PGD; FGSM always takes one.", "Steps of PGD")
    seed: int = die(0, 0, 2**31 - 1, "Draws the noise.", "Seed")
    fetch: bool = flag(
        False, "Where they are not on this machine yet: from torchvision's address, once."
    )

    @property
    def radii(self) -> tuple[float, ...]:
        return RADII[ATTACKS[self.attack].norm]

    @property
    def seconds(self) -> float:
        steps = self.steps if ATTACKS[self.attack].iterated else 1
        return 0.3 + PASS[self.model] * len(self.radii) * (steps + 2)


@dataclass(frozen=True)
class Shown:
    """The photograph uint8 [h, w, 3], and the square of it that the network gets, uint8
    [H, W, 3]; box: left, top, right, bottom of the square in pixels of the photograph; credit: the
    author and licence of one that ships."""

    photo: Image8
    crop: Image8
    box: tuple[float, float, float, float]
    source: str
    credit: str = ""


@dataclass(frozen=True)
class ImagenetResult(Result):
    """What is shown, and what was found: the ends of the attack alone, S = 1. Without weights
    nothing is, and `lacking` says why, with blanks for `blanks`."""

    request: ImagenetRequest
    shown: Shown
    found: Outcome | None
    lacking: str = ""

    @property
    def blanks(self) -> dict[str, str | int]:
        known = imagenet.facts(self.request.model)
        return {"file": known.file.name, "switch": SWITCH, "size": known.megabytes}

    def numbers(self) -> dict[str, Any]:
        """Lists run along eps."""
        asked, found = self.request, self.found
        common = {
            "model": asked.model,
            "photo": self.shown.source,
            "credit": self.shown.credit or None,
            "example": None if asked.photo else asked.example,
            "crop": self.shown.box,
            "missing": self.lacking.format(**self.blanks) or None,
        }
        if found is None:
            return common
        named, unrounded = found.probabilities[:, -1].argmax(-1), found.unrounded.argmax(-1)
        return common | {
            "attack": asked.attack,
            "norm": ATTACKS[asked.attack].norm,
            "goal": found.goal,
            "clean_predicted": found.names[int(found.clean.argmax())],
            "predicted_on_png": [found.names[i] for i in named],
            "probability_on_png": found.probabilities[:, -1].max(-1),
            "predicted_before_rounding": [found.names[i] for i in unrounded],
            **found.numbers(),
        }


def answer(request: ImagenetRequest) -> ImagenetResult:
    """The attack at every radius; without weights the photograph alone, and why.

    Raises DataError or WeightsError where the weights are broken, or cannot be fetched.
    """
    shown, lacking = prepared(request), _lacking(request)
    if lacking:
        return ImagenetResult(request, shown, None, lacking)
    file = imagenet.fetch(request.model, lambda done, total: progress.report(done, total))
    return ImagenetResult(request, shown, attacked(request, file, file.stat().st_mtime_ns))


def _lacking(request: ImagenetRequest) -> str:
    """Why there are no weights, and none are fetched; nothing where they are, or are asked for."""
    if request.model == SHIPPED or imagenet.facts(request.model).file.is_file():
        return ""
    if not imagenet.fetchable(request.model):
        return ABSENT
    return "" if request.fetch else OFFERED


def prepared(request: ImagenetRequest) -> Shown:
    """The photograph as the network's authors prepare it: resized, its middle cut out."""
    known = imagenet.facts(request.model)
    taken, source, credit = _photo(request)
    height, width = taken.shape[:2]
    crop = cut(taken, known.resize, known.crop, known.bicubic)
    half = known.crop * min(height, width) / known.resize / 2
    middle_x, middle_y = width / 2, height / 2
    box = (middle_x - half, middle_y - half, middle_x + half, middle_y + half)
    return Shown(taken, crop, box, source, credit)


def cut(photo: Image8, resize: int, crop: int, bicubic: bool = False) -> Image8:
    """Its shorter side resized, its middle: [H, W, 3] -> [crop, crop, 3]."""
    from PIL import Image

    picture = Image.fromarray(photo)
    short = min(picture.size)
    width, height = (int(resize * side / short) for side in picture.size)
    left, top = (round((side - crop) / 2) for side in (width, height))
    how = Image.Resampling.BICUBIC if bicubic else Image.Resampling.BILINEAR
    resized = picture.resize((width, height), how)
    return np.array(resized.crop((left, top, left + crop, top + crop)))


def _photo(request: ImagenetRequest) -> tuple[Image8, str, str]:
    """Its pixels, what it is called, and whose it is."""
    if request.photo:
        return read_photo(request.photo), "your own photograph", ""
    name = data.PHOTOGRAPHS[request.example]
    shipped = data.photograph(name)
    return shipped.pixels, name, shipped.credit


@answering
def attacked(request: ImagenetRequest, file: Path, changed: int) -> Outcome:
    """The attack with the weights of a file, `changed` last at that time. Raises DataError."""
    device = pick()
    network = imagenet.opened(request.model, file, str(device))
    radii, attack = request.radii, ATTACKS[request.attack]
    each = request.steps + 1 if attack.iterated else 2
    # On a CPU one image after the other: nothing is won by more, and a visitor may stop sooner.
    at_once = 1 if device.type == "cpu" else len(radii)
    parts = len(radii) // at_once
    model = classifiers.Watched(network, parts * (each + 2) + 1)
    crop = prepared(request).crop
    clean = classifiers.pixels(crop[None])
    before = model(clean).softmax(1)[0]
    goal = request.target if request.targeted else int(before.argmax())
    starts = range(0, len(radii), at_once)
    how: dict[str, Any] = {"steps": request.steps} if attack.iterated else {}
    how["targeted"] = request.targeted
    made = [at_radii(attack, model, clean, goal, radii[i : i + at_once], **how) for i in starts]
    pictures = pictured(torch.cat([one.adversarial for one in made])[:, None], clean[0])
    noise = chance(
        model,
        clean[0],
        radii,
        norm=attack.norm,
        draws=1,
        generator=generator(request.seed),
        at_once=at_once,
    )
    return Outcome(
        goal=goal,
        targeted=request.targeted,
        names=imagenet.classes(),
        eps=np.asarray(radii),
        original=crop,
        clean=before.cpu().numpy(),
        probabilities=judged(model, pictures["adversarial"], at_once),
        unrounded=torch.cat([one.logits for one in made]).softmax(1).cpu().numpy(),
        losses=torch.cat([one.losses for one in made], 1).T.cpu().numpy(),
        zero_gradients=torch.cat([one.zero_gradients for one in made]).cpu().numpy(),
        noise=noise,
        **pictures,
    )
