"""Ways from A to B, judged: by the classifier, and by the training set."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from playground.arrays import F32, Image8
from playground.engine import neighbours
from playground.engine.images import to_bytes
from playground.engine.latent.paths import PIXELS, Latents, Way
from playground.engine.neighbours import Neighbours
from playground.engine.networks import Networks, card
from playground.engine.result import Result, tells


@dataclass(frozen=True)
class Row(Result):
    """One way from A to B. model: its card, or "pixels"; frames [F, H, W]; probabilities [F, 10];
    speed [F - 1]: change of the classifier's features per unit of alpha; errors: root mean square
    difference of pixels between its ends and A, B (None: the ends are images of its own)."""

    kind: str = field(metadata=tells())
    model: str
    frames: Image8
    probabilities: F32
    speed: F32 = field(metadata=tells("feature_speed"))
    nearest: Neighbours = field(metadata=tells())
    latents: Latents | None
    errors: tuple[float, float] | None = field(metadata=tells("end_errors"))

    def numbers(self) -> dict[str, Any]:
        """Lists run along alpha."""
        return super().numbers() | {
            "predicted": self.probabilities.argmax(1),
            "nearest_distance": self.nearest.distances,
            "nearest_label": self.nearest.labels,
        }


def judged(networks: Networks, ways: Sequence[Way], frames: int) -> tuple[Row, ...]:
    """All ways in one batch."""
    images = torch.cat([way.images for way in ways])
    judge = networks.classifier
    features = judge.features(images)
    probabilities = judge.head(features).softmax(1).cpu().numpy()
    speed = (features[1:] - features[:-1]).norm(dim=1).mul(frames - 1).cpu().numpy()
    pictures = to_bytes(images)
    nearest = neighbours.nearest(networks, images)
    spans = [slice(i * frames, (i + 1) * frames) for i in range(len(ways))]
    return tuple(
        Row(
            kind=way.kind,
            model=way.kind if way.kind == PIXELS else card(networks.dataset, way.kind),
            frames=pictures[span],
            probabilities=probabilities[span],
            speed=speed[span.start : span.stop - 1],  # not from one way's end to the next's start
            nearest=Neighbours(nearest.distances[span], nearest.images[span], nearest.labels[span]),
            latents=way.latents,
            errors=way.errors,
        )
        for way, span in zip(ways, spans, strict=True)
    )
