"""The photographs that ship, made small, from where other projects ship them; and the names of
what networks see in them.
"""

import io
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from torchvision import models

from playground.data import PHOTOGRAPHS
from playground.models.imagenet import CLASSES
from playground.training import publish

#: Pixels of the shorter side, and bytes of a file at most.
SHORTER, LARGEST = 256, 30_000
QUALITIES = (90, 85, 80, 75, 70)
DATASET = "photographs"
SCIKIT_IMAGE, SCIKIT_LEARN = "skimage/data", "sklearn/datasets/images"

#: Of the names of classes.
LICENCE = "The names of ImageNet's classes as torchvision has them, BSD 3-Clause"


class Source(NamedTuple):
    folder: str
    file: str
    licence: str


#: As skimage/data/_fetchers.py and sklearn/datasets/images/README.txt tell their licences.
SOURCES = {
    "coffee": Source(SCIKIT_IMAGE, "coffee.png", "Rachel Michetti, CC0"),
    "cat": Source(SCIKIT_IMAGE, "chelsea.png", "Stefan van der Walt, CC0"),
    "camera": Source(SCIKIT_IMAGE, "camera.png", "Lav Varshney, CC0"),
    "temple": Source(SCIKIT_LEARN, "china.jpg", "danielbuechele on Flickr, CC BY 2.0, smaller"),
    "flower": Source(SCIKIT_LEARN, "flower.jpg", "vultilion on Flickr, CC BY 2.0, smaller"),
    "rocket": Source(SCIKIT_IMAGE, "rocket.jpg", "SpaceX, public domain"),
    "astronaut": Source(SCIKIT_IMAGE, "astronaut.png", "NASA, public domain"),
    "clock": Source(SCIKIT_IMAGE, "clock_motion.png", "Stefan van der Walt, public domain"),
    "coins": Source(SCIKIT_IMAGE, "coins.png", "Brooklyn Museum, no known copyright restrictions"),
    "bricks": Source(SCIKIT_IMAGE, "brick.png", "CC0Textures, CC0"),
    "grass": Source(SCIKIT_IMAGE, "grass.png", "linolafett on DeviantArt, CC0"),
    "galaxies": Source(SCIKIT_IMAGE, "hubble_deep_field.jpg", "NASA, public domain"),
}


def ship(root: Path) -> Path:
    """Write examples/photographs, in the order of PHOTOGRAPHS, from root/skimage/data and
    root/sklearn/datasets; and the names of classes."""
    for name in PHOTOGRAPHS:
        folder, file, licence = SOURCES[name]
        data, source = small(root / folder / file), f"{folder}/{file}"
        here = f"{DATASET}/{name}.jpg"
        publish.ship(f"photograph-{name}", DATASET, here, data, licence, source=source)
    names = models.get_model_weights("resnet50").DEFAULT.meta["categories"]
    return publish.ship(CLASSES, DATASET, f"{CLASSES}.txt", "\n".join(names).encode(), LICENCE)


def small(file: Path) -> bytes:
    """As a JPEG, as good as LARGEST allows."""
    picture = Image.open(file).convert("RGB")
    share = SHORTER / min(picture.size)
    size = (round(share * picture.width), round(share * picture.height))
    resized = picture.resize(size, Image.Resampling.LANCZOS)
    return next(data for data in (jpeg(resized, q) for q in QUALITIES) if len(data) <= LARGEST)


def jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()
