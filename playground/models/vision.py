"""Vision Transformers of other people, read as `playground.models.pretrained` reads text models."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from playground.caching import cached
from playground.errors import DataError, Filled
from playground.models.hub import IMAGES, PREPROCESSOR, STAYS, UNSHOWN
from playground.models.pretrained import configured, filled, reading, unread

#: Architectures that are read: a class token, then the patches. DeiT and DINO are of the first.
KINDS = ("vit", "dinov2")
#: Patches a line: a picture of few pixels needs no more, and all heads are sent to the page.
SIDE = 8
#: Characters of a class's name.
LONGEST = 32


@dataclass(frozen=True, eq=False)
class Vision:
    """A network; mean and deviation [3] of the colours that it knows; what its classes are called,
    none where it names nothing."""

    network: Any
    mean: Tensor
    deviation: Tensor
    classes: tuple[str, ...]


@cached
@torch.inference_mode(False)
def opened(folder: Path, device: str = "cpu") -> Vision:
    """The model of a folder with hub.IMAGES, as `save_pretrained` writes it, with eager attention.

    Raises DataError where transformers is missing, or cannot read the folder.
    """
    with reading(KINDS):
        import transformers

        config = configured(folder, IMAGES, KINDS)
        named = str(next(iter(config.architectures or ()), "")).endswith("ForImageClassification")
        kind = transformers.AutoModelForImageClassification if named else transformers.AutoModel
        network = filled(folder, config, kind)
        mean, deviation = _colours(folder)
        classes = tuple(str(config.id2label[i])[:LONGEST] for i in range(config.num_labels))
        if config.num_channels != 3 or not torch.all(deviation > 0):
            raise unread("it does not read colours", KINDS)
    return Vision(network.to(device), mean, deviation, classes if named else ())


def _colours(folder: Path) -> tuple[Tensor, Tensor]:
    """Mean and deviation of each colour."""
    found = json.loads((folder / PREPROCESSOR).read_text(encoding="utf-8"))
    both = torch.tensor([found["image_mean"], found["image_std"]], dtype=torch.float32)
    mean, deviation = both.view(2, 3)
    return mean, deviation


def prepared(model: Vision, image: Tensor) -> Tensor:
    """A picture [H, W] or [H, W, 3] in [0, 1] as the network reads it, [1, 3, side, side]."""
    x = (image[..., None] if image.dim() == 2 else image).expand(*image.shape[:2], 3)
    side = SIDE * model.network.config.patch_size
    x = x.permute(2, 0, 1)[None].to(model.network.device)
    x = torch.nn.functional.interpolate(x, (side, side), mode="bicubic", antialias=True).clamp(0, 1)
    mean, deviation = (one.to(x.device)[:, None, None] for one in (model.mean, model.deviation))
    return (x - mean) / deviation


def read(model: Vision, image: Tensor) -> tuple[Tensor, Tensor]:
    """All attention [L, H, 1 + SIDE^2, 1 + SIDE^2] over a picture, and the classes' logits [C].

    The places that the network learned are interpolated to SIDE patches a line. Raises DataError.
    """
    more = {"interpolate_pos_encoding": True} if model.network.config.model_type == "vit" else {}
    with torch.inference_mode():
        found = model.network(prepared(model, image), output_attentions=True, **more)
    if not len(found.attentions or ()):
        raise DataError(Filled(UNSHOWN, stays=STAYS))
    weights = torch.cat(list(found.attentions))
    return weights, found.logits[0] if model.classes else weights.new_zeros(0)
