"""The image that an editing page starts from, and the class that it is turned into."""

from dataclasses import dataclass

from torch import Tensor

from playground.engine import flows
from playground.engine.diffusion import fields, imaging, network
from playground.engine.images import Picture, given, index_field
from playground.engine.networks import Networks
from playground.engine.request import choice, picture

#: Edits of one image side by side.
SAMPLES = 4


@dataclass(frozen=True)
class EditRequest(fields.Guided):
    """An example or a drawing, and what to make of it."""

    toward = "into"
    dataset: str = fields.dataset_field()
    label: str = choice("3", network.LABELS, "The image shows this class.", "Class of the image")
    index: int = index_field(27)
    into: str = choice(
        "8", (flows.ANY, *network.LABELS), "What it becomes; any leaves it open.", "Becomes"
    )
    guidance: float = fields.guidance_field()
    seed: int = fields.seed_field()
    image: str = picture("A picture of your own takes the example's place.", "Your own picture")

    @property
    def original(self) -> Picture:
        """The visitor's own, or else the example."""
        return given(self.dataset, int(self.label), self.index, self.image)

    def known(self) -> Tensor:
        """The original once for each sample, in [-1, 1]: [SAMPLES, 1, H, W]."""
        return imaging.model_space(self.original.image).repeat(SAMPLES, 1, 1, 1)

    def velocity(self) -> flows.Velocity:
        """The guided velocity toward the class asked for, for SAMPLES rows."""
        flow = Networks(self.dataset).flow
        labels = flows.labels_of(flow, self.into, SAMPLES)
        guidance = 1.0 if self.into == flows.ANY else self.guidance
        return flows.guided_velocity(flow, labels, guidance)
