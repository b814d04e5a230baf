"""Measurements shared by several models, and the choice of images that ship."""

import pytest
import torch
from torch import Tensor, nn

from playground.training.evaluation import accuracy, compare, in_batches
from playground.training.examples import balanced
from playground.training.sheets import grid


class Reader(nn.Module):
    """Reads the class off the first pixel."""

    def forward(self, images: Tensor) -> Tensor:
        classes = (images[:, 0, 0, 0] * 10).round().long()
        return nn.functional.one_hot(classes, 11).float()


def test_accuracy_counts_what_is_right() -> None:
    labels = torch.arange(20) % 10
    images = (labels / 10).reshape(20, 1, 1, 1)
    labels[:5] = 10
    assert accuracy(Reader(), images, labels) == pytest.approx(0.75)


def test_chunks_do_not_change_the_answer() -> None:
    numbers = torch.arange(17.0)
    assert torch.equal(in_batches(torch.square, numbers, size=5), numbers.square())


def test_a_comparison_carries_the_floor_of_real_against_real() -> None:
    generator = torch.Generator().manual_seed(0)
    real, other = torch.randn(2, 600, 8, generator=generator)
    narrow = 0.5 * torch.randn(600, 8, generator=generator)
    found = {metric.name: metric for metric in compare(real, narrow, other, seed=0)}
    fid, precision, recall = found["fid"], found["precision"], found["recall"]
    assert fid.floor is not None
    assert precision.floor is not None
    assert recall.floor is not None
    # 8 coordinates whose spread is off by one half: FID = 8 (1 - 0.5)^2 = 2, plus a small bias.
    assert fid.value == pytest.approx(2, abs=0.4)
    assert fid.floor < 0.2
    assert precision.value > precision.floor
    assert recall.value < recall.floor


def test_shipped_images_hold_every_class_equally_often() -> None:
    labels = torch.cat([torch.zeros(50), torch.ones(20), torch.full((9,), 2)]).long()
    chosen = balanced(labels, 9, seed=0)
    assert labels[chosen].bincount().tolist() == [9, 9, 9]
    assert len(set(chosen.tolist())) == 27
    assert labels[chosen][:9].unique().numel() > 1, "classes are mixed"


def test_a_sheet_places_images_row_by_row() -> None:
    images = torch.linspace(0, 1, 6).reshape(6, 1, 1, 1).expand(6, 1, 2, 2)
    sheet = grid(images, columns=3)
    assert sheet.shape == (6, 9)
    assert sheet[0, [0, 3, 6]].tolist() == [0, 51, 102]
    assert sheet[3, [0, 3, 6]].tolist() == [153, 204, 255]
