"""EfficientNet-Lite0 as it ships: what it reads, and how."""

import pytest
import torch
from torch.nn import functional as F

from playground import data
from playground.models import imagenet
from playground.models.efficientnet_lite import Convolution, EfficientNetLite
from playground.shipped import trained_dir
from playground.training.efficientnet_lite import NORMS, converted, middle

#: What it names of each photograph that ships, and how surely.
READINGS = {
    "coffee": ("espresso", 0.775),
    "cat": ("tiger cat", 0.392),
    "camera": ("tripod", 0.945),
    "temple": ("palace", 0.394),
    "flower": ("daisy", 0.292),
    "rocket": ("drilling platform", 0.234),
    "astronaut": ("bobsled", 0.250),
    "clock": ("spotlight", 0.277),
    "coins": ("Petri dish", 0.124),
    "bricks": ("maze", 0.400),
    "grass": ("baseball", 0.049),
    "galaxies": ("flatworm", 0.160),
}


def opened() -> imagenet.Pixels:
    return imagenet.opened(imagenet.SHIPPED, imagenet.fetch(imagenet.SHIPPED), "cpu")


def test_every_photograph_that_ships_is_read() -> None:
    assert tuple(READINGS) == data.PHOTOGRAPHS


@pytest.mark.parametrize("name", READINGS)
def test_photographs_are_read_as_when_it_was_converted(name: str) -> None:
    with torch.inference_mode():
        sure = opened()(middle(name, 224)).softmax(1)[0]
    named, probability = READINGS[name]
    assert imagenet.classes()[int(sure.argmax())] == named
    assert sure.max().item() == pytest.approx(probability, abs=2e-3)


@pytest.mark.parametrize("name", data.PHOTOGRAPHS)
def test_photographs_are_small_and_credited(name: str) -> None:
    found = data.photograph(name)
    assert min(found.pixels.shape[:2]) == 256
    assert "CC" in found.credit or "public domain" in found.credit or "no known" in found.credit
    file = trained_dir() / "examples" / "photographs" / f"{name}.jpg"
    assert file.stat().st_size <= 30_000


def test_gradients_reach_every_pixel() -> None:
    pixels = middle("coffee", 224).requires_grad_()
    opened()(pixels)[0, 967].backward()
    assert pixels.grad is not None
    assert (pixels.grad != 0).float().mean() > 0.99


@pytest.mark.parametrize(("kernel", "stride"), [(1, 1), (3, 1), (5, 1), (3, 2), (5, 2)])
def test_padding_is_tensorflow_s(kernel: int, stride: int) -> None:
    """SAME: the sides are divided by the stride, and the odd zero comes last."""
    layer = Convolution(1, 1, kernel, stride)
    images = torch.rand(1, 1, 8, 8)
    zeros = (8 // stride - 1) * stride + kernel - 8
    padded = F.pad(images, (zeros // 2, zeros - zeros // 2) * 2)
    expected = F.conv2d(padded, layer.weight, layer.bias, stride)
    torch.testing.assert_close(layer(images), expected)
    assert layer(images).shape[-1] == 8 // stride


def test_norms_are_folded_into_the_convolutions_before_them() -> None:
    """A source of one value a tensor but for the first layer, whose norm is applied by hand."""
    network = EfficientNetLite()
    source, chance = {}, torch.Generator().manual_seed(0)
    names = ["_conv_stem"]
    for number, block in enumerate(network.blocks):
        layers = ["_expand_conv", "_depthwise_conv", "_project_conv"]
        convolutions = sum(isinstance(one, Convolution) for one in block.layers)
        names += [f"_blocks.{number}.{layer}" for layer in layers[-convolutions:]]
    shapes = [one.weight.shape for one in network.modules() if isinstance(one, Convolution)]
    for name, shape in zip([*names, "_conv_head"], shapes, strict=True):
        block, _, layer = name.rpartition(".")
        norm = f"{block}.{NORMS[layer]}".lstrip(".")
        source[f"{name}.weight"] = torch.randn(shape, generator=chance)
        for part in ("weight", "bias", "running_mean", "running_var"):
            source[f"{norm}.{part}"] = torch.rand(shape[0], generator=chance) + 0.5
    source |= {"_fc.weight": torch.zeros(1000, 1280), "_fc.bias": torch.arange(1000.0)}
    images = torch.randn(1, 3, 32, 32, generator=chance)
    plain = F.conv2d(F.pad(images, (0, 1, 0, 1)), source["_conv_stem.weight"], stride=2)
    state = [source[f"_bn0.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
    expected = F.batch_norm(plain, *state, eps=1e-3).clamp(0, 6)
    found = converted(source)
    torch.testing.assert_close(found.stem(images), expected, rtol=1e-4, atol=1e-4)
    assert found(images).argmax() == 999
