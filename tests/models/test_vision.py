"""Vision Transformers of other people: tiny ones, saved here in the hub's format."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground import data
from playground.engine.attention import images
from playground.engine.attention.images import HUB, ImageRequest
from playground.errors import BadValue, DataError
from playground.models import hub, vision

transformers = pytest.importorskip("transformers", reason="pip install transformers")

COLOURS = {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.25, 0.5]}
NAMES = ["cat", "dog", "a" * 99]


def saved(kind: str, folder: Path, colours: Any = COLOURS, **more: Any) -> Path:
    """A network of two layers and two heads, untrained, as `save_pretrained` writes it."""
    torch.manual_seed(0)
    small = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "patch_size": 4}
    names = {"id2label": dict(enumerate(NAMES))}
    if kind == "dinov2":
        config = transformers.Dinov2Config(**{**small, "image_size": 56, "mlp_ratio": 2, **more})
        network = transformers.Dinov2Model(config)
    else:
        sizes = {**small, **names, "image_size": 24, "intermediate_size": 32, **more}
        config = transformers.ViTConfig(**sizes)
        named = kind == "vit"
        network = (transformers.ViTForImageClassification if named else transformers.ViTModel)(
            config
        )
    network.save_pretrained(folder)
    (folder / hub.PREPROCESSOR).write_text(json.dumps(colours))
    return folder


@pytest.mark.parametrize("kind", ["vit", "dino", "dinov2"])
def test_weights_are_transformers_own(kind: str, tmp_path: Path) -> None:
    folder = saved(kind, tmp_path)
    model = vision.opened(folder)
    image = torch.rand(28, 28, 3, generator=torch.Generator().manual_seed(1))
    weights, logits = vision.read(model, image)
    pictures = vision.prepared(model, image)
    assert pictures.shape == (1, 3, 32, 32)
    own = type(model.network).from_pretrained(folder, attn_implementation="eager").eval()
    more = {} if kind == "dinov2" else {"interpolate_pos_encoding": True}
    with torch.inference_mode():
        expected = own(pictures, output_attentions=True, **more)
    torch.testing.assert_close(weights, torch.cat(list(expected.attentions)))
    assert weights.shape == (2, 2, 65, 65)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 2, 65))
    if kind == "vit":
        torch.testing.assert_close(logits, expected.logits[0])
        assert model.classes == ("cat", "dog", "a" * vision.LONGEST)
    else:
        assert not model.classes
        assert not len(logits)


def test_a_picture_is_read_in_the_colours_that_the_network_knows(tmp_path: Path) -> None:
    model = vision.opened(saved("vit", tmp_path))
    flat = torch.tensor([0.7, 0.4, 0.8]).expand(28, 28, 3)
    found = vision.prepared(model, flat)
    torch.testing.assert_close(found[0, :, 5, 7], torch.tensor([1.0, 0.0, 1.0]))
    assert found.std((-2, -1)).max() < 1e-5
    grey = vision.prepared(model, torch.full((28, 28), 0.5))
    torch.testing.assert_close(grey[0, :, 0, 0], torch.tensor([0.0, 0.4, 0.4]))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"colours": {}}, "do not fit"),
        ({"colours": {"image_mean": [0, 0, 0], "image_std": [1, 0, 1]}}, "colours"),
        ({"colours": {"image_mean": [0, 0], "image_std": [1, 1]}}, "do not fit"),
        ({"num_channels": 1}, "colours"),
    ],
)
def test_what_does_not_fit_is_refused(more: dict[str, Any], why: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"{why}.*go on working"):
        vision.opened(saved("vit", tmp_path, **more))


def test_another_kind_is_refused(tmp_path: Path) -> None:
    folder = saved("vit", tmp_path)
    path = folder / hub.CONFIG
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model_type": "bert"}))
    with pytest.raises(DataError, match="of the kind bert"):
        vision.opened(folder)


def test_the_page_asks_the_hub_for_its_three_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetch(*what: Any) -> Path:
        asked.append(what)
        return folder

    folder = saved("vit", tmp_path)
    monkeypatch.setattr(hub, "fetch", fetch)
    result = images.answer(ImageRequest(model=HUB, label=3, index=2, name="a/b"))
    assert asked == [("a/b", hub.IMAGES)]
    shipped = data.examples("cifar10")
    assert np.array_equal(result.image, shipped.images[shipped.of_class(3)[2]])
    assert (result.model, result.label, result.side) == ("a/b", "cat", vision.SIDE)
    assert set(result.classes) == {name[: vision.LONGEST] for name in NAMES}
    assert result.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert (np.diff(result.probabilities) <= 0).all()
    json.dumps(result.report(), allow_nan=False)


def test_nothing_is_fetched_unless_it_was_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(hub.SWITCH, raising=False)
    with pytest.raises(BadValue, match=f"{hub.SWITCH}=1.*go on working"):
        images.answer(ImageRequest(model=HUB))
