"""The real images that ship: test images to choose from, training images to compare with."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.core.chance import generator
from playground.data import COLOUR
from playground.training import publish
from playground.training.sources import load, remark

#: Images per class: 1,000 test and 10,000 training images of ten classes.
GREY = {"test": 100, "train": 1000}
#: Photographs hardly compress, and nothing is compared with those of training.
PHOTOS = {"test": 100}

LICENCES = {
    "mnist": "MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0",
    "fashion": "Fashion-MNIST by Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando SE, MIT",
    "cifar10": "CIFAR-10 by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton (Krizhevsky 2009),"
    " published without a licence; its authors ask to be cited",
}


def ship(dataset: str, root: Path, seed: int = 0) -> Path:
    """Write examples/<dataset>.npz and its catalog entry; classes equally often, drawn by seed."""
    arrays: dict[str, Any] = {}
    for split, per_class in (PHOTOS if dataset in COLOUR else GREY).items():
        images, labels = load(dataset, root, train=split == "train")
        chosen = balanced(labels, per_class, seed)
        laid_out = images[chosen].permute(0, 2, 3, 1).contiguous()
        arrays[f"{split}_images"] = laid_out.squeeze(3).numpy()
        arrays[f"{split}_labels"] = labels[chosen].numpy().astype(np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    said = remark(dataset, root)
    notes = {"notes": said} if said else {}
    file, licence = f"{dataset}.npz", LICENCES[dataset]
    return publish.ship(dataset, dataset, file, packed.getvalue(), licence, **notes)


def balanced(labels: Tensor, per_class: int, seed: int) -> Tensor:
    """Indices of `per_class` images of each class, in random order."""
    chance = generator(seed)
    order = torch.randperm(len(labels), generator=chance)
    chosen = torch.cat([order[labels[order] == c][:per_class] for c in labels.unique()])
    return chosen[torch.randperm(len(chosen), generator=chance)]
