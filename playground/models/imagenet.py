"""Networks of photographs: one that ships, and torchvision's, where their weights can be had.

Torchvision's are read from its own folder on this machine, or fetched into it where whoever runs
the server allows it. They are pickles, of which only tensors are read.
"""

import functools
import hashlib
import os
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor, nn

from playground.caching import cached
from playground.errors import DataError, Filled
from playground.models import catalog, fused
from playground.models.hub import LARGEST, NEEDED, PATIENCE, STAYS, allowed, fetching, may
from playground.shipped import catalog_table, trained_dir, verified_bytes

#: Tan & Le 2019.
SHIPPED = "efficientnet-lite0"
#: As torchvision calls them. He et al. 2016; Dosovitskiy et al. 2021.
TORCHVISION = ("resnet50", "vit_b_16")
NETWORKS = (SHIPPED, *TORCHVISION)
#: The catalog's entry of the names of what they all read.
CLASSES = "imagenet-classes"
#: Under these names they are allowed, one by one or by a pattern such as torchvision/*.
KNOWN = tuple(f"torchvision/{name}" for name in TORCHVISION)
#: Bytes read between two reports.
PIECE = 1 << 20
ALTERED = (
    "{file} is not what its name says: its sha256 is {sha256}. Delete it, so that it is fetched"
    " again. {stays}"
)

Told = Callable[[int, int], object]


@dataclass(frozen=True, eq=False)
class Facts:
    """Where a network's weights are, and what they read.

    url: where torchvision has them, with their size; of those that ship, none. resize, crop: pixels
    of the shorter side, and of the square cut from the middle; bicubic: how it is resized, else
    bilinearly; mean and std of the three channels, in units of [0, 1].
    """

    url: str
    megabytes: int
    resize: int
    crop: int = 224
    bicubic: bool = False
    mean: tuple[float, ...] = (0.485, 0.456, 0.406)
    std: tuple[float, ...] = (0.229, 0.224, 0.225)

    @property
    def file(self) -> Path:
        """Where the weights are; torchvision's have a name that ends in the start of their
        sha256."""
        if not self.url:
            return trained_dir() / f"{SHIPPED}.safetensors"
        return Path(torch.hub.get_dir()) / "checkpoints" / Path(self.url).name

    @property
    def sha256(self) -> str:
        return self.file.stem.rpartition("-")[2]


_GREY, _SPAN = 127 / 255, 128 / 255
#: As Google evaluates the first; the others as torchvision has them (a test compares them), whose
#: import costs two seconds and 120 MB.
FACTS = {
    SHIPPED: Facts("", 5, 256, bicubic=True, mean=(_GREY,) * 3, std=(_SPAN,) * 3),
    "resnet50": Facts("https://download.pytorch.org/models/resnet50-11ad3fa6.pth", 98, 232),
    "vit_b_16": Facts("https://download.pytorch.org/models/vit_b_16-c867db91.pth", 330, 256),
}


def facts(name: str) -> Facts:
    """Of the default weights of one of NETWORKS."""
    return FACTS[name]


@functools.cache
def classes() -> tuple[str, ...]:
    """The 1,000 names of what the networks read. Raises WeightsError."""
    entry = catalog_table("data")[CLASSES]
    return tuple(verified_bytes(entry["file"], entry["sha256"]).decode().split("\n"))


def _torchvision() -> Any:
    """Its networks, which load torch's compiler: not before they are asked for."""
    try:
        from torchvision import models
    except ImportError as error:
        raise DataError(Filled(NEEDED, name="torchvision", stays=STAYS)) from error
    return models


def fetchable(name: str) -> bool:
    """Whether this server may fetch the weights of one of NETWORKS."""
    return may(f"torchvision/{name}", KNOWN)


def fetch(name: str, told: Told = lambda done, total: None) -> Path:
    """The file of weights, as they ship, from this machine, else from torchvision's own address.

    told(bytes, all) follows the way, and stops it by raising. Raises BadValue where this server
    may not fetch it, DataError where it cannot be had, and WeightsError where what ships is broken.
    """
    wanted = facts(name)
    if name == SHIPPED:
        catalog.load(name)
    if wanted.file.is_file():
        return wanted.file
    allowed(f"torchvision/{name}", KNOWN)
    with fetching(name, OSError):
        _download(wanted, told)
    return wanted.file


def _download(wanted: Facts, told: Told) -> None:
    """Beside its place first: what is there under its own name is whole."""
    wanted.file.parent.mkdir(parents=True, exist_ok=True)
    beside = wanted.file.with_suffix(".part")
    try:
        with (
            urllib.request.urlopen(wanted.url, timeout=PATIENCE) as source,
            open(beside, "wb") as to,
        ):
            total = int(source.headers.get("Content-Length") or LARGEST)
            if total > LARGEST:
                template = "These weights have {total} bytes: more than {most}. {stays}"
                raise DataError(Filled(template, total=total, most=LARGEST, stays=STAYS))
            for done in range(0, total, PIECE):
                to.write(source.read(min(PIECE, total - done)))
                told(min(done + PIECE, total), total)
        _verify(beside, wanted.sha256)
        os.replace(beside, wanted.file)
    finally:
        beside.unlink(missing_ok=True)


def _verify(file: Path, sha256: str) -> None:
    with open(file, "rb") as opened_file:
        found = _digest(opened_file)
    if not found.startswith(sha256):
        raise DataError(Filled(ALTERED, file=file.name, sha256=found, stays=STAYS))


def _digest(file: BinaryIO) -> str:
    found = hashlib.sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()


class Pixels(nn.Module):
    """A network behind its normalisation: forward([N, 3, H, W] in [0, 1]) -> logits [N, 1000]."""

    mean: Tensor
    std: Tensor

    def __init__(self, network: nn.Module, mean: tuple[float, ...], std: tuple[float, ...]) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.tensor(mean).reshape(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(std).reshape(1, -1, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.network((images - self.mean) / self.std)
        return logits


@cached
@torch.inference_mode(False)
def opened(name: str, file: Path, device: str) -> Pixels:
    """The network, in eval mode, with a file's weights. Raises DataError where they do not fit."""
    known = facts(name)
    network = fused.load(name, device) if name == SHIPPED else _from_torchvision(name, file)
    found = Pixels(network, known.mean, known.std).to(device)
    return found.eval().requires_grad_(False)


def _from_torchvision(name: str, file: Path) -> nn.Module:
    known, models = facts(name), _torchvision()
    _verify(file, known.sha256)
    with torch.device("meta"):
        network: nn.Module = models.get_model(name, weights=None)
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
        network.load_state_dict(state, assign=True)
    except Exception as error:  # a broken pickle fails in many ways
        template = "{file} holds no weights of {name}. {stays}"
        raise DataError(Filled(template, file=file.name, name=name, stays=STAYS)) from error
    return network
