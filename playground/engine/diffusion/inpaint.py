"""What belongs into the hole? Inpainting by a network that was never taught to."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.arrays import F32, Image8
from playground.core import denoisers
from playground.core.inpainting import repaint
from playground.engine import flows, progress
from playground.engine.diffusion import imaging
from playground.engine.diffusion.source import SAMPLES, EditRequest
from playground.engine.networks import Networks
from playground.engine.request import choice, picture, picture_pixels, whole
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue

SIDE = 28
#: What each mask hides: rows and columns.
MASKS: dict[str, tuple[slice, slice]] = {
    "right": (slice(None), slice(SIDE // 2, None)),
    "left": (slice(None), slice(None, SIDE // 2)),
    "top": (slice(None, SIDE // 2), slice(None)),
    "bottom": (slice(SIDE // 2, None), slice(None)),
    "centre": (slice(SIDE // 4, -SIDE // 4), slice(SIDE // 4, -SIDE // 4)),
}
#: A drawn mask hides where it is brighter than this.
_HALF = 127


@dataclass(frozen=True)
class InpaintRequest(EditRequest):
    """RePaint's question: Lugmayr et al. 2022."""

    mask: str = choice("left", tuple(MASKS), "The part that is hidden and painted anew.", "Hidden")
    steps: int = whole(20, 5, 50, "More steps follow the known part more closely.", "Steps")
    resamplings: int = whole(
        4, 1, 10, "Each step is made so often, so that the parts agree.", "Repeats of each step"
    )
    stroke: str = picture("A mask of your own takes its place: white hides.", "Your own mask")

    @property
    def seconds(self) -> float:
        return 0.5 + 0.03 * self.steps * self.resamplings

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Where the image is painted anew: [SIDE, SIDE]. Raises BadValue where nothing is."""
        stroke = picture_pixels(self.stroke)
        if stroke is None:
            mask = np.zeros((SIDE, SIDE), bool)
            mask[MASKS[self.mask]] = True
            return mask
        if not (stroke > _HALF).any():
            raise BadValue("stroke", "all dark", "white somewhere", "Draw with a brighter stroke.")
        return stroke > _HALF


@dataclass(frozen=True, eq=False)
class InpaintResult(Result):
    """S steps. original, shown uint8 [H, W]: the image, and what of it is known (the rest grey).
    states uint8 [S+1, SAMPLES, H, W], the last the results; probabilities [SAMPLES, 10] of them,
    before [10] of the original."""

    request: InpaintRequest
    original: Image8
    shown: Image8
    states: Image8
    probabilities: F32
    before: F32 = field(metadata=tells("probabilities_before"))
    calls: int = field(metadata=tells("model_calls"))

    def numbers(self) -> dict[str, Any]:
        """A list an edit."""
        predicted = self.probabilities.argmax(-1)
        hidden = int(self.request.hidden.sum())
        return super().numbers() | {"hidden_pixels": hidden, "predicted": predicted}


@answering
def answer(request: InpaintRequest) -> InpaintResult:
    """Each sample has its own stream of noise. Deterministic in the request."""
    known, mask = request.known(), request.hidden
    hidden = torch.from_numpy(mask).to(known.device).expand_as(known)
    start = flows.noise_of(Networks(request.dataset).flow, request.seed, SAMPLES)

    def noise() -> torch.Tensor:
        each = [torch.randn(known.shape[1:], generator=one) for one in start.generators]
        return torch.stack(each).to(known)

    level = flows.alpha_bar()
    states = repaint(
        denoisers.flow_as_eps(request.velocity(), level),
        start.x,
        known,
        hidden,
        alphas_cumprod=level,
        timesteps=flows.timesteps(request.steps),
        resamplings=request.resamplings,
        noise=noise,
        on_step=progress.report,
    )
    original = request.original.image
    return InpaintResult(
        request=request,
        original=original,
        shown=np.where(mask, np.uint8(128), original),
        states=imaging.painted(states),
        probabilities=imaging.probabilities(request.dataset, states[-1]),
        before=imaging.probabilities(request.dataset, known[:1])[0],
        calls=(request.steps - 1) * request.resamplings + 1,
    )
