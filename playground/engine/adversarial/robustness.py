"""Accuracy under attack: how it falls with eps, for whom, and whether an attack carries over."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.arrays import F64, Image8
from playground.core.attacks import pgd
from playground.core.intervals import wilson
from playground.core.noise import noise_of_size
from playground.core.norms import NORMS
from playground.device import generator
from playground.engine import progress
from playground.engine.adversarial import classifiers
from playground.engine.request import Request, choice, die, flag, whole
from playground.engine.result import Result, answering
from playground.errors import BadValue, Filled

#: Radii measured, in units of the pixel range: closer together where curves fall.
RADII = {
    "linf": (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3),
    "l2": (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
}
#: Attacks in the order of the result's rows; the last is chance.
WAYS = ("pgd", "one-step", "noise")
#: Pictures kept to be looked at.
SHOWN = 16

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class RobustnessRequest(Request):
    """Which networks, how many images, how hard the attacker tries."""

    dataset: str = choice("mnist", classifiers.datasets(), "Test images of this set.", "Data set")
    norm: str = choice("linf", tuple(NORMS), "What eps measures.", "Norm")
    samples: int = whole(30, 10, 1000, "The first so many shipped test images.", "Images")
    steps: int = whole(10, 1, 100, "Steps of PGD, each 2.5 eps / steps long.", "Steps of PGD")
    restarts: int = whole(
        1,
        1,
        10,
        "The first starts at the image, others anywhere in the ball; the worst counts.",
        "Restarts",
    )
    classifier: bool = flag(True, "The convolutional network, trained plainly.", "Plain CNN")
    robust: bool = flag(True, "The same trained under attack, where one ships.", "Robust CNN")
    vit: bool = flag(False, "The Vision Transformer, where one ships. It takes longer.", "ViT")
    momentum: bool = flag(
        False, "PGD with momentum beside it; the attack then takes twice as long.", "Momentum PGD"
    )
    seed: int = die(0, 0, 2**31 - 1, "Draws the noise and the random starts.", "Seed")

    @property
    def seconds(self) -> float:
        each = 0.045 if self.dataset == "cifar10" else 0.0025
        return 1.5 + each * self.samples * self.steps * self.restarts

    @property
    def radii(self) -> tuple[float, ...]:
        """The grid, to where the data set's images give way."""
        return (classifiers.PHOTO_RADII if self.dataset in data.COLOUR else RADII)[self.norm]

    @property
    def climbs(self) -> dict[str, float]:
        """The iterated attacks asked for, and the weight of past steps in each."""
        return {"pgd": 0.0} | ({"momentum": 1.0} if self.momentum else {})

    @property
    def kinds(self) -> tuple[str, ...]:
        """The networks asked for that ship. Raises BadValue where none does."""
        there = classifiers.kinds(self.dataset)
        found = tuple(kind for kind in there if getattr(self, kind))
        if not found:
            allowed = Filled("one or more of {known}", known=tuple(there))
            raise BadValue("networks", "none", allowed, "Tick one.")
        return found


@dataclass(frozen=True)
class Trial:
    """One network under every attack at E radii on N images.

    right [N]: clean images read rightly; kept: way -> [E, N], still read rightly at that radius.
    All is judged on pictures as PNG files hold them: those of PGD [E, N, H, W], and what is `read`
    [E, N] in them. An image that PGD took at one radius stays taken at every larger one, with the
    picture that was found, which lies in their balls too.
    """

    kind: str
    right: Bools
    kept: dict[str, Bools]
    pictures: Image8
    read: NDArray[np.int64]


@dataclass(frozen=True)
class RobustnessResult(Result):
    """All trials, and how attacks carry over.

    transfer [E, M, M]: the share of images that network j reads rightly when clean and wrongly
    after PGD on network i, judged on 8-bit pictures; NaN where j reads none rightly.
    """

    request: RobustnessRequest
    eps: F64
    labels: NDArray[np.int64]
    originals: Image8
    trials: tuple[Trial, ...]
    transfer: F64
    source: str

    def accuracy(self, kept: Bools) -> F64:
        return kept.mean(-1)

    def band(self, kept: Bools) -> tuple[F64, F64]:
        """The 95 % interval of the accuracy, were other images of the kind drawn."""
        return wilson(kept.sum(-1), kept.shape[-1])

    def success(self, trial: Trial, way: str) -> F64:
        """[E]: of the images that are read rightly when clean, the share that no longer is."""
        lost = trial.right & ~trial.kept[way]
        return lost.sum(-1) / max(int(trial.right.sum()), 1)

    def numbers(self) -> dict[str, Any]:
        """Lists run along eps."""
        shares: Any = self.transfer.astype(object)
        shares[np.isnan(self.transfer)] = None
        return {
            "dataset": self.request.dataset,
            "images": len(self.labels),
            "source": self.source,
            "norm": self.request.norm,
            "eps": self.eps,
            "eps_255": 255 * self.eps,
            "networks": {trial.kind: self._trial(trial) for trial in self.trials},
            "transfer": shares,
            "note": "Accuracy under attack bounds robust accuracy from above.",
        }

    def _trial(self, trial: Trial) -> dict[str, Any]:
        found: dict[str, Any] = {"clean_accuracy": trial.right.mean()}
        for way, kept in trial.kept.items():
            low, high = self.band(kept)
            found[way] = {
                "accuracy": self.accuracy(kept),
                "accuracy_low": low,
                "accuracy_high": high,
                "success_among_correct": self.success(trial, way),
            }
        return found


@answering
def answer(request: RobustnessRequest) -> RobustnessResult:
    """Every network asked for under every attack. Raises BadValue where no network is chosen."""
    kinds, shown = request.kinds, classifiers.first(request.dataset, request.samples)
    models = {kind: classifiers.network(request.dataset, kind) for kind in kinds}
    trials = []
    for index, (kind, model) in enumerate(models.items()):
        with progress.part(index, len(kinds)):
            trials.append(_trial(request, kind, model, shown))
    return RobustnessResult(
        request=request,
        eps=np.asarray(request.radii),
        labels=shown.labels,
        originals=shown.images,
        trials=tuple(trials),
        transfer=_transfer(models, tuple(trials), shown.labels),
        source=shown.source,
    )


def _trial(
    request: RobustnessRequest, kind: str, model: torch.nn.Module, shown: data.Images
) -> Trial:
    labels = torch.from_numpy(shown.labels).to(classifiers.pick())
    clean = classifiers.pixels(shown.images)
    right = classifiers.read(model, clean) == shown.labels
    climb = _Climb(request, model, clean, labels)
    standing = torch.from_numpy(right).to(clean.device)
    ends = {}
    for index, (way, carried) in enumerate(request.climbs.items()):
        with progress.part(index, len(request.climbs)):
            ends[way] = climb.worst(standing, carried)
    pictures, read = ends["pgd"]
    return Trial(
        kind=kind,
        right=right,
        kept={
            **{way: named == shown.labels for way, (_, named) in ends.items()},
            "one-step": climb.one_step() == shown.labels,
            "noise": _noise(request, model, clean) == shown.labels,
        },
        pictures=pictures,
        read=read,
    )


@dataclass(frozen=True)
class _Climb:
    """Attacks on all images of one network; memory is bounded by the chunk."""

    request: RobustnessRequest
    model: torch.nn.Module
    clean: Tensor
    labels: Tensor

    def worst(self, standing: Tensor, momentum: float) -> tuple[Image8, NDArray[np.int64]]:
        """PGD from the smallest radius up, on the images that still stand.

        standing [N]: whom to attack at all; who is misread when clean is lost at every radius.
        """
        found, read = self.clean.clone(), classifiers.logits(self.model, self.clean).argmax(1)
        pictures, readings = [classifiers.rounded(found, self.clean)], [read.clone()]
        draw = generator(self.request.seed, "starts")
        radii, restarts = self.request.radii[1:], self.request.restarts
        for index, eps in enumerate(radii):
            for restart in range(restarts):
                parts = standing.nonzero()[:, 0].split(classifiers.chunk())
                how = {"eps": eps, "momentum": momentum, "random_start": restart > 0}
                with progress.part(index * restarts + restart, len(radii) * restarts):
                    for number, part in enumerate(parts):
                        if len(part):
                            self._attack(part, found, read, generator=draw, **how)
                        progress.report(number + 1, len(parts))
                standing = standing & (read == self.labels)
            pictures.append(classifiers.rounded(found, self.clean))
            readings.append(read.clone())
        return classifiers.laid_out(torch.stack(pictures)), torch.stack(readings).cpu().numpy()

    def _attack(self, part: Tensor, found: Tensor, read: Tensor, **how: Any) -> None:
        """Writes the result of those images that were taken, or of all at their first start."""
        asked: dict[str, Any] = {"norm": self.request.norm, "steps": self.request.steps}
        made = pgd(self.model, self.clean[part], self.labels[part], **asked, **how)
        pictures, named = _judged(self.model, made.adversarial, self.clean[part])
        write = (named != self.labels[part]) | (not how["random_start"])
        found[part] = torch.where(write[:, None, None, None], pictures, found[part])
        read[part] = torch.where(write, named, read[part])

    def one_step(self) -> NDArray[np.int64]:
        """[E, N]: what is read after one step as long as the radius: FGSM in linf."""
        rows = []
        for eps in self.request.radii:
            settings: dict[str, Any] = {"eps": eps, "step_size": eps, "norm": self.request.norm}
            made = pgd(self.model, self.clean, self.labels, steps=1, **settings)
            rows.append(_judged(self.model, made.adversarial, self.clean)[1])
            progress.report(1, 1)  # short work: nothing to add, but a visitor may wish to stop
        return torch.stack(rows).cpu().numpy()


def _judged(model: torch.nn.Module, images: Tensor, clean: Tensor) -> tuple[Tensor, Tensor]:
    """Images [N, C, H, W] as they are delivered, and what is read in them [N]."""
    pictures = classifiers.rounded(images, clean).float().div(255)
    return pictures, classifiers.logits(model, pictures).argmax(1)


def _noise(request: RobustnessRequest, model: torch.nn.Module, clean: Tensor) -> NDArray[np.int64]:
    """[E, N]: what is read of each image under a random perturbation of its own, of each size."""
    rows = []
    for eps in request.radii:
        draw, found = generator(request.seed), []
        for part in clean.split(classifiers.chunk()):
            gaussian = torch.randn(1, *part.shape, generator=draw)
            sizes = torch.full((len(part),), eps)
            noisy = noise_of_size(part, sizes, gaussian, norm=request.norm)
            found.append(_judged(model, noisy[0], part)[1])
        rows.append(torch.cat(found))
    return torch.stack(rows).cpu().numpy()


def _transfer(
    models: dict[str, torch.nn.Module], trials: tuple[Trial, ...], labels: NDArray[np.int64]
) -> F64:
    shares = np.full((len(trials[0].pictures), len(trials), len(trials)), np.nan)
    for j, (tested, model) in enumerate(zip(trials, models.values(), strict=True)):
        for i, attacked in enumerate(trials):
            pictures = classifiers.pixels(attacked.pictures)
            read = torch.stack([classifiers.logits(model, one).argmax(1) for one in pictures])
            if tested.right.any():
                wrong = read.cpu().numpy() != labels
                shares[:, i, j] = wrong[:, tested.right].mean(1)
    return shares
