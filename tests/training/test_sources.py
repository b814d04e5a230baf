"""Batches: every image once an epoch, in an order that only the seed decides."""

import io
import zipfile
from pathlib import Path

import pytest
import torch
from PIL import Image

from playground.errors import UnknownName
from playground.training.sources import (
    ARCHIVE,
    PHOTOS,
    ImageSource,
    load,
    random_affine,
    random_crop,
    remark,
)


def source() -> ImageSource:
    images = torch.arange(30, dtype=torch.uint8).reshape(30, 1, 1, 1).expand(30, 1, 2, 2)
    return ImageSource(images, torch.arange(30))


def test_every_image_comes_once_an_epoch() -> None:
    there = source()
    for epoch in range(3):
        labels = [there.batch(10, 3 * epoch + i, seed=0)[1] for i in range(3)]
        assert sorted(torch.cat(labels).tolist()) == list(range(30))


def test_pixels_belong_to_their_labels_and_are_in_the_unit_interval() -> None:
    pixels, labels = source().batch(10, 4, seed=2)
    assert torch.equal((pixels[:, 0, 0, 0] * 255).round().long(), labels)


def test_a_batch_depends_on_its_number_and_the_seed_alone() -> None:
    there = source()
    later = there.batch(10, 7, seed=3)[1]
    assert torch.equal(later, source().batch(10, 7, seed=3)[1])
    there.batch(10, 0, seed=3)
    assert torch.equal(later, there.batch(10, 7, seed=3)[1])
    assert not torch.equal(later, source().batch(10, 7, seed=4)[1])


def test_two_seeds_of_one_source_do_not_share_an_order() -> None:
    there = source()
    first = there.batch(10, 0, seed=3)[1]
    assert not torch.equal(first, there.batch(10, 0, seed=4)[1])


def test_no_augmentation_is_the_identity() -> None:
    images = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    same = random_affine(images, torch.Generator(), shift=0.0, degrees=0.0, scale=0.0)
    torch.testing.assert_close(same, images, rtol=0, atol=1e-5)


def test_a_shift_moves_ink_by_no_more_than_it_says() -> None:
    images = torch.zeros(200, 1, 28, 28)
    images[:, :, 14, 14] = 1
    moved = random_affine(images, torch.Generator(), shift=2.0, degrees=0.0, scale=0.0)
    place = torch.arange(28.0)
    for dimension in (2, 3):
        centre = (moved.sum(dim=5 - dimension)[:, 0] * place).sum(dim=1)
        assert (centre - 14).abs().max() <= 2.001
        assert (centre - 14).abs().max() > 1.5


def test_augmented_images_stay_images_and_differ_from_each_other() -> None:
    images = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0)).repeat(4, 1, 1, 1)
    found = random_affine(images, torch.Generator(), shift=2.0, degrees=10.0, scale=0.1)
    assert found.min() >= 0
    assert found.max() <= 1 + 1e-6
    assert (found[0] - found[1]).abs().max() > 0.1


def test_an_unknown_set_is_named() -> None:
    with pytest.raises(UnknownName, match="imagenet"):
        load("imagenet", Path("nowhere"), True)


def test_a_crop_without_shift_is_the_identity_and_a_mirror_flips() -> None:
    images = torch.rand(5, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    assert torch.equal(random_crop(images, torch.Generator(), shift=0, mirror=0.0), images)
    assert torch.equal(random_crop(images, torch.Generator(), shift=0, mirror=1.0), images.flip(3))


def test_a_crop_moves_by_whole_pixels_up_to_the_shift() -> None:
    images = torch.zeros(200, 1, 32, 32)
    images[:, :, 16, 16] = 1
    moved = random_crop(images, torch.Generator().manual_seed(1), shift=3, mirror=0.0)
    _, _, rows, columns = moved.nonzero(as_tuple=True)
    for places in (rows, columns):
        assert set((places - 16).tolist()) == set(range(-3, 4))


def test_photographs_are_read_from_an_archive_where_one_lies(tmp_path: Path) -> None:
    colours = {"train/dog/0000.jpg": (200, 30, 40), "train/airplane/0000.jpg": (20, 60, 220)}
    with zipfile.ZipFile(tmp_path / ARCHIVE, "w") as packed:
        for name, colour in colours.items():
            picture = io.BytesIO()
            Image.new("RGB", (32, 32), colour).save(picture, "JPEG")
            packed.writestr(name, picture.getvalue())
    images, labels = load(PHOTOS, tmp_path, train=True)
    assert images.shape == (2, 3, 32, 32)
    assert labels.tolist() == [0, 5], "classes count by their names"
    assert (images[1].float().mean((1, 2)) - torch.tensor([200.0, 30, 40])).abs().max() < 6
    assert "JPEG" in remark(PHOTOS, tmp_path)
    assert remark("mnist", tmp_path) == ""
