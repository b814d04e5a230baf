"""Attacks in two dimensions, where everything can be seen: boundary, ball, gradient and path."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.arrays import F32, F64
from playground.caching import cached
from playground.core.attacks import pgd
from playground.core.norms import NORMS
from playground.engine.adversarial import boundary, points
from playground.engine.adversarial.boundary import Plane, as_images
from playground.engine.adversarial.classifiers import at_radii
from playground.engine.adversarial.points import CLASSES, SHAPES, Points
from playground.engine.request import Request, choice, die, number, text, whole
from playground.engine.result import Result, tells
from playground.errors import BadValue, Filled

#: Radii tried at once, in units of the square's side.
RADII = tuple(i / 100 for i in range(16))
#: Cells a side of the picture of the plane.
CELLS = 100
#: Steps of the attack that robust accuracy is measured with.
MEASURING = 10
#: What an own set starts from.
OWN = "0.22,0.68,0;0.3,0.8,0;0.38,0.62,0;0.45,0.75,0;0.55,0.25,1;0.62,0.38,1;0.7,0.22,1;0.78,0.35,1"
GOALS = ("away", *(str(k) for k in range(CLASSES)))


@dataclass(frozen=True)
class Attack2dRequest(Request):
    """Which points, which networks learn them, and which point is attacked how."""

    shape: str = choice(
        "moons", (*SHAPES, "own"), "Points to learn: a shape, or your own.", "Points"
    )
    points: str = text(
        OWN, 1200, "x,y,class; ... from 0 to 1. Clicks into the plane add to them.", "My points"
    )
    click: str = choice(
        "attack",
        ("attack", *(str(k) for k in range(CLASSES))),
        "On the page, a click attacks the nearest point or adds one of a class.",
        "A click",
    )
    noise: float = number(0.05, 0.0, 0.15, "Spread of the points around their shape.", "Noise")
    norm: str = choice(
        "linf", tuple(NORMS), "What eps measures: a disc in l2, a square in l∞.", "Norm"
    )
    x: float = number(0.346, 0.0, 1.0, "The data point nearest to (x, y) is attacked.", "x")
    y: float = number(0.677, 0.0, 1.0, "The data point nearest to (x, y) is attacked.", "y")
    goal: str = choice(
        "away", GOALS, "Away from the point's class, or toward a chosen one.", "Goal"
    )
    steps: int = whole(12, 1, 20, "Steps of PGD; each is 2.5 eps / steps long.", "Steps of PGD")
    train_eps: float = number(
        0.08,
        0.01,
        0.15,
        "The second network learns from points moved this far by an attacker.",
        "eps in training",
    )
    seed: int = die(0, 0, 2**31 - 1, "Draws the points and the networks' first weights.", "Seed")

    @property
    def seconds(self) -> float:
        return 3.0


@dataclass(frozen=True)
class Side(Result):
    """One network, and the attack on it at E radii in S steps; K classes, G cells a side.

    probabilities [G, G, K] of each cell, rows from y = 0 up; gradient [2]: the unit direction in
    which the loss grows fastest, zero where there is none; path [E, S+1, 2] of PGD and read
    [E, S+1, K] along it; jump [E, 2] of the one step (FGSM in l∞) and read there [E, K].
    accuracy [E]: share of test points still read rightly after PGD in that radius.
    """

    probabilities: F32 = field(metadata=tells())
    gradient: F32
    path: F32 = field(metadata=tells())
    read: F32 = field(metadata=tells())
    jump: F32 = field(metadata=tells("one_step"))
    jump_read: F32 = field(metadata=tells())
    losses: F32 = field(metadata=tells())
    accuracy: F64 = field(metadata=tells("accuracy_under_pgd"))
    zero_gradients: NDArray[np.bool_] = field(metadata=tells("zero_gradient"))


@dataclass(frozen=True)
class Attack2dResult(Result):
    """The points learned, the point attacked, and both networks."""

    request: Attack2dRequest
    points: Points
    tested: int
    index: int
    eps: F64
    standard: Side
    robust: Side

    @property
    def sides(self) -> dict[str, Side]:
        return {"standard": self.standard, "robust": self.robust}

    @property
    def label(self) -> int:
        return int(self.points.labels[self.index])

    @property
    def goal(self) -> int:
        """The class to reach when targeted, else the class to leave."""
        return self.label if self.request.goal == "away" else int(self.request.goal)

    def reached(self, probabilities: F32) -> NDArray[np.bool_]:
        """Whether [..., K] names what the attacker wants."""
        named = probabilities.argmax(-1)
        return named != self.label if self.request.goal == "away" else named == self.goal

    def numbers(self) -> dict[str, Any]:
        """Lists run along eps."""
        x, y = self.points.xy[self.index].tolist()
        return {
            "point": {"x": x, "y": y, "class": self.label},
            "target": None if self.request.goal == "away" else self.goal,
            "points": len(self.points.labels),
            "test_points": self.tested,
            "eps": self.eps,
            **{name: self._side(side) for name, side in self.sides.items()},
        }

    def _side(self, side: Side) -> dict[str, Any]:
        return side.numbers() | {
            "clean_accuracy": side.accuracy[0],
            "pgd": side.path[:, -1],
            "pgd_success": self.reached(side.read[:, -1]),
            "one_step_success": self.reached(side.jump_read),
        }


@dataclass(frozen=True)
class Lesson:
    """All that a network depends on. `train_eps` 0 is plain training, whatever the norm."""

    shape: str
    own: str
    noise: float
    seed: int
    train_eps: float
    norm: str

    @classmethod
    def of(cls, request: Attack2dRequest, train_eps: float) -> "Lesson":
        own = request.points if request.shape == "own" else ""
        norm = request.norm if train_eps else "l2"
        return cls(request.shape, own, request.noise, request.seed, train_eps, norm)

    def points(self, *, test: bool = False) -> Points:
        """Own points have no others of their kind to test with: they are tested themselves."""
        if self.shape == "own":
            return points.read(self.own)
        return points.drawn(self.shape, self.noise, self.seed, test=test)


@cached
def answer(request: Attack2dRequest) -> Attack2dResult:
    """Both networks trained, one point attacked at every radius. Raises BadValue.

    On the CPU: thousands of passes through a network this small would wait for a GPU's launches.
    """
    plain, hardened = Lesson.of(request, 0.0), Lesson.of(request, request.train_eps)
    learned = plain.points()
    index = learned.nearest(request.x, request.y)
    _check_goal(request)
    return Attack2dResult(
        request=request,
        points=learned,
        tested=len(plain.points(test=True).labels),
        index=index,
        eps=np.asarray(RADII),
        standard=_side(request, plain, index),
        robust=_side(request, hardened, index),
    )


def goals(request: Attack2dRequest) -> tuple[str, ...]:
    """What can be asked of the point attacked: away, or another class that there is."""
    learned = Lesson.of(request, 0.0).points()
    label = learned.labels[learned.nearest(request.x, request.y)]
    return ("away", *(str(k) for k in range(learned.classes) if k != label))


def _check_goal(request: Attack2dRequest) -> None:
    away, *others = goals(request)
    if request.goal not in (away, *others):
        label = next(k for k in GOALS[1:] if k not in others)
        template = "away, or one of {others} for this point of class {own}"
        allowed = Filled(template, others=tuple(others), own=label)
        raise BadValue("goal", request.goal, allowed, "Click another point, or choose away.")


def _side(request: Attack2dRequest, lesson: Lesson, index: int) -> Side:
    network, learned = _network(lesson), lesson.points()
    victim, label = as_images(learned.xy[index]), int(learned.labels[index])
    goal = label if request.goal == "away" else int(request.goal)
    with torch.no_grad():
        how = {"norm": request.norm, "targeted": request.goal != "away", "record": True}
        made = at_radii(pgd, network, victim, goal, RADII, **how, steps=request.steps)
        how |= {"steps": 1, "step_size": torch.tensor(RADII)}
        jump = at_radii(pgd, network, victim, goal, RADII, **how)
        assert made.path is not None
        path = made.path.flatten(2).transpose(0, 1)
        read = network(path.flatten(0, 1)).softmax(1).unflatten(0, path.shape[:2])
    return Side(
        probabilities=_regions(lesson),
        gradient=_direction(network, victim, goal, request.goal != "away"),
        path=path.numpy(),
        read=read.numpy(),
        jump=jump.adversarial.flatten(1).numpy(),
        jump_read=jump.logits.softmax(1).numpy(),
        losses=made.losses.T.numpy(),
        accuracy=_accuracy(lesson, request.norm),
        zero_gradients=made.zero_gradients.numpy(),
    )


def _direction(network: Plane, victim: Tensor, goal: int, targeted: bool) -> F32:
    """Where a tiny l2 step goes that does not feel the square's edges.

    Of the margin: cross-entropy's gradient has its direction, but rounds to zero sooner.
    """
    x = victim.clone().requires_grad_()
    with torch.enable_grad():
        logits = network(x)[0]
        others = torch.cat([logits[:goal], logits[goal + 1 :]]).logsumexp(0)
        margin = others - logits[goal]
        (slope,) = torch.autograd.grad(-margin if targeted else margin, x)
    return NORMS["l2"].ascend(slope).flatten().numpy()


@cached
def _network(lesson: Lesson) -> Plane:
    done = boundary.STEPS if lesson.train_eps else 0
    return boundary.trained(
        lesson.points(),
        eps=lesson.train_eps,
        norm=lesson.norm,
        seed=lesson.seed,
        done=done,
        total=2 * boundary.STEPS,
    )


@cached
def _regions(lesson: Lesson) -> F32:
    """Class probabilities at the centre of every cell."""
    centres = (np.arange(CELLS) + 0.5) / CELLS
    cells = np.stack(np.meshgrid(centres, centres), -1)
    with torch.no_grad():
        found = _network(lesson)(as_images(cells)).softmax(1)
    return found.reshape(CELLS, CELLS, -1).numpy()


@cached
def _accuracy(lesson: Lesson, norm: str) -> F64:
    """Share of the test points that stay right within each radius, all in one batch.

    A point lost within a small radius is lost within every larger one.
    """
    tested = lesson.points(test=True)
    images = as_images(tested.xy).repeat(len(RADII), 1, 1, 1)
    labels = torch.from_numpy(tested.labels).repeat(len(RADII))
    eps = torch.tensor(RADII).repeat_interleave(len(tested.labels))
    with torch.no_grad():
        made = pgd(_network(lesson), images, labels, eps=eps, norm=norm, steps=MEASURING)
    right = (made.logits.argmax(1) == labels).reshape(len(RADII), -1)
    return right.int().cummin(0).values.double().mean(1).numpy()
