"""torchvision's ImageNet networks attacked on a visitor's own photograph, in pixels of [0, 1]."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import data
from playground.caching import stage
from playground.core.attacks import ATTACKS, Attack
from playground.core.noise import noise_of_size
from playground.core.norms import NORMS
from playground.device import accelerated, generator, pick
from playground.engine import progress
from playground.engine.adversarial import victims
from playground.engine.adversarial.climbing import NORM_OF
from playground.engine.adversarial.image import signed_change
from playground.engine.pictures import read_photo
from playground.engine.request import Request, choice, flag, photo, whole
from playground.errors import BadValue, DataError
from playground.models import imagenet
from playground.models.hub import SWITCH

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

#: Radii: a large network gives way to less than a grey level of 255.
RADII = {
    "linf": tuple(level / 255 for level in (0, 0.25, 0.5, 1, 2, 4)),
    "l2": (0.0, 0.125, 0.25, 0.5, 1.0, 2.0),
}
#: Where there are no weights.
ABSENT = (
    "The weights of this network are not on this machine, and it fetches none. Whoever runs it can"
    " put {file} into torchvision's folder of checkpoints, or set {switch}=1."
)
#: Shown until a photograph is there: small ones ship.
STAND_IN = "cifar10"


@dataclass(frozen=True)
class ImagenetRequest(Request):
    """Which network, which photograph, which attack. The radius is no field: all are tried."""

    model: str = choice("resnet50", imagenet.NETWORKS, "torchvision's, trained on ImageNet.")
    own: str = photo("Any photograph: its shorter side becomes 256 pixels, before it is sent.")
    example: int = whole(0, 0, 999, "In its place: a shipped photograph of 32 x 32, enlarged.")
    attack: str = choice("fgsm", tuple(ATTACKS), "FGSM takes seconds, the others their steps.")
    targeted: bool = flag(False, "Toward a chosen class, or only away from what is read.")
    target: int = whole(
        859, 0, 999, "As ImageNet counts: 207 golden retriever, 859 toaster, 954 banana."
    )
    steps: int = whole(5, 1, 20, "Steps of PGD; FGSM always takes one.")
    seed: int = whole(0, 0, 2**31 - 1, "Draws the noise.")

    @property
    def radii(self) -> tuple[float, ...]:
        return RADII[NORM_OF[self.attack]]


@dataclass(frozen=True)
class Shown:
    """The photograph uint8 [h, w, 3], and the square of it that the network gets, uint8
    [H, W, 3]; box: left, top, right, bottom of the square in pixels of the photograph."""

    photo: Bytes
    crop: Bytes
    box: tuple[float, float, float, float]
    source: str


@dataclass(frozen=True)
class Found:
    """The attack at E radii, S steps. Pictures are uint8 [E, H, W, 3], `probabilities` [E, 1000]
    are of these and `unrounded` of the results before rounding; perturbation int8 in 127ths of
    `peaks` [E]. goal: the class to reach when targeted, else the one read in the clean picture.
    losses [E, S+1] (nats) are for `goal`; l2, linf, low, high [E] are measured before rounding."""

    goal: int
    eps: NDArray[np.float64]
    clean: Floats  # [1000]
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
    noise: Bytes
    noise_probabilities: Floats


@dataclass(frozen=True)
class ImagenetResult:
    """What is shown, and what was found; `missing` says why nothing was, `absent` that it is for
    want of the weights' file, which may not be fetched."""

    request: ImagenetRequest
    shown: Shown
    classes: tuple[str, ...]
    found: Found | None
    missing: str = ""
    absent: bool = False

    @property
    def file(self) -> str:
        return imagenet.facts(self.request.model).file.name

    def reached(self, probabilities: Floats) -> NDArray[np.bool_]:
        """Whether [..., 1000] names what the attacker wants."""
        assert self.found is not None
        named = probabilities.argmax(-1)
        return named == self.found.goal if self.request.targeted else named != self.found.goal

    def report(self) -> dict[str, Any]:
        """The numbers, JSON-able; lists run along eps."""
        asked, found = self.request, self.found
        common = {
            "model": asked.model,
            "photo": self.shown.source,
            "example": None if asked.own else asked.example,
            "crop": list(self.shown.box),
            "missing": self.missing or None,
        }
        if found is None:
            return common
        named = found.probabilities.argmax(-1)
        return common | {
            "attack": asked.attack,
            "norm": NORM_OF[asked.attack],
            "goal": found.goal,
            "clean_predicted": self.classes[int(found.clean.argmax())],
            "eps": found.eps.tolist(),
            "eps_255": (255 * found.eps).tolist(),
            "predicted_on_png": [self.classes[i] for i in named],
            "probability_on_png": found.probabilities.max(-1).tolist(),
            "predicted_before_rounding": [self.classes[i] for i in found.unrounded.argmax(-1)],
            "success": self.reached(found.probabilities).tolist(),
            "noise_success": self.reached(found.noise_probabilities).tolist(),
            "l2": found.l2.tolist(),
            "linf": found.linf.tolist(),
            "pixel_min": found.low.tolist(),
            "pixel_max": found.high.tolist(),
            "zero_gradient": found.zero_gradients.tolist(),
            "losses": found.losses.tolist(),
        }


def answer(request: ImagenetRequest) -> ImagenetResult:
    """The attack at every radius; without weights the photograph alone, and a sentence."""
    known = imagenet.facts(request.model)
    shown = prepared(request)
    try:
        file = imagenet.fetch(request.model, lambda done, total: progress.report(done, total))
        found = attacked(request, file, file.stat().st_mtime_ns)
    except (BadValue, DataError) as error:
        absent = isinstance(error, BadValue)
        absence = ABSENT.format(file=known.file.name, switch=SWITCH)
        said = absence if absent else str(error)
        return ImagenetResult(request, shown, known.classes, None, said, absent)
    return ImagenetResult(request, shown, known.classes, found)


def prepared(request: ImagenetRequest) -> Shown:
    """The photograph as torchvision prepares it: its shorter side resized, its middle cut out."""
    from PIL import Image

    known = imagenet.facts(request.model)
    taken, source = _photo(request)
    height, width = taken.shape[:2]
    crop = np.array(known.cut(Image.fromarray(taken)))
    half = known.crop * min(height, width) / known.resize / 2
    middle_x, middle_y = width / 2, height / 2
    box = (middle_x - half, middle_y - half, middle_x + half, middle_y + half)
    return Shown(taken, crop, box, source)


def _photo(request: ImagenetRequest) -> tuple[Bytes, str]:
    if request.own:
        return read_photo(request.own), "your own photograph"
    there = data.examples(STAND_IN)
    return there.images[request.example], f"{there.source} of {data.DATASETS[STAND_IN]}"


@stage(maxsize=8)
@accelerated
def attacked(request: ImagenetRequest, file: Path, changed: int) -> Found:
    """The attack with the weights of a file, `changed` last at that time. Raises DataError."""
    device = pick()
    network = imagenet.opened(request.model, file, str(device))
    radii, each = request.radii, 2 if request.attack == "fgsm" else request.steps + 1
    # On a CPU one image after the other: nothing is won by more, and a visitor may stop sooner.
    at_once = 1 if device.type == "cpu" else len(radii)
    parts = len(radii) // at_once
    model = victims.Watched(network, parts * (each + 2) + 1)
    clean = victims.pixels(prepared(request).crop[None])
    before = model(clean).softmax(1)[0]
    goal = request.target if request.targeted else int(before.argmax())
    made = [_climb(request, model, clean, goal, part) for part in _split(radii, at_once)]
    adversarial = torch.cat([one.adversarial for one in made])
    noise = noise_of_size(
        clean.expand(len(radii), -1, -1, -1),
        torch.tensor(radii),
        norm=NORM_OF[request.attack],
        draws=1,
        generator=generator(request.seed),
    )[0]
    peaks, perturbation = signed_change((adversarial - clean)[:, None])
    pictures, noisy = victims.rounded(adversarial), victims.rounded(noise)
    return Found(
        goal=goal,
        eps=np.asarray(radii),
        clean=before.cpu().numpy(),
        adversarial=pictures,
        perturbation=perturbation[:, 0],
        peaks=peaks,
        probabilities=_judged(model, pictures, at_once),
        unrounded=torch.cat([one.logits for one in made]).softmax(1).cpu().numpy(),
        losses=torch.cat([one.losses for one in made], 1).T.cpu().numpy(),
        zero_gradients=torch.cat([one.zero_gradients for one in made]).cpu().numpy(),
        noise=noisy,
        noise_probabilities=_judged(model, noisy, at_once),
        **_measures(adversarial, clean),
    )


def _split(radii: tuple[float, ...], at_once: int) -> list[tuple[float, ...]]:
    return [radii[i : i + at_once] for i in range(0, len(radii), at_once)]


def _climb(
    request: ImagenetRequest, model: nn.Module, clean: Tensor, goal: int, radii: tuple[float, ...]
) -> Attack:
    more: dict[str, Any] = {} if request.attack == "fgsm" else {"steps": request.steps}
    return ATTACKS[request.attack](
        model,
        clean.expand(len(radii), -1, -1, -1).contiguous(),
        torch.full((len(radii),), goal, device=clean.device),
        eps=torch.tensor(radii, device=clean.device),
        targeted=request.targeted,
        **more,
    )


def _judged(model: nn.Module, delivered: Bytes, at_once: int) -> Floats:
    """Class probabilities [E, 1000] of pictures as they are delivered."""
    parts = victims.pixels(delivered).split(at_once)
    found: Floats = torch.cat([model(part) for part in parts]).softmax(1).cpu().numpy()
    return found


def _measures(adversarial: Tensor, clean: Tensor) -> dict[str, Floats]:
    found = {name: NORMS[name].size(adversarial - clean) for name in ("l2", "linf")}
    flat = adversarial.flatten(1)
    found |= {"low": flat.amin(1), "high": flat.amax(1)}
    return {name: value.cpu().numpy() for name, value in found.items()}
