"""Networks of ImageNet under attack: the one that ships, and torchvision's own, untrained, saved as
torchvision saves them."""

import base64
import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from playground.engine import progress
from playground.engine.adversarial import imagenet as page
from playground.engine.adversarial.imagenet import ImagenetRequest, ImagenetResult, answer
from playground.errors import BadValue, DataError
from playground.models import hub, imagenet
from playground.ui import messages
from playground.ui.extract import reads, said, templates
from playground.ui.tabs.adversarial.imagenet import TAB
from playground.ui.view import ABSENT

FEW = {"linf": (0.0, 4 / 255), "l2": (0.0, 2.0)}


def save(name: str, folder: Path) -> Path:
    """An untrained network's weights, under a name that ends in the start of their sha256."""
    from torchvision import models

    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = models.get_model(name, weights=None)
        for part in network.modules():  # a ViT's last layer starts at zero, and so does its slope
            if isinstance(part, torch.nn.Linear) and part.out_features == 1000:
                torch.nn.init.normal_(part.weight, std=0.3)
    file = folder / "hub" / "checkpoints" / "weights.pth"
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), file)
    starts = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return file.rename(file.with_name(f"{name}-{starts}.pth"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """torchvision's folder with weights of both networks."""
    folder = tmp_path_factory.mktemp("torch")
    real = imagenet.facts
    urls = {name: f"http://127.0.0.1/{save(name, folder).name}" for name in imagenet.TORCHVISION}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TORCH_HOME", str(folder))
        patch.delenv(hub.SWITCH, raising=False)
        patch.setattr(page, "RADII", FEW)
        patch.setattr(
            imagenet,
            "facts",
            lambda name: dataclasses.replace(real(name), url=urls.get(name, "")),
        )
        yield folder


def photo(width: int = 320, height: int = 256, kind: str = "JPEG") -> str:
    y, x = np.mgrid[:height, :width]
    waves = [128 + 100 * np.sin(x / 40), 128 + 100 * np.cos(y / 30), (x + y) / 5]
    pixels = np.stack(waves, -1).clip(0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return f"data:image/{kind.lower()};base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(
    scope="module",
    params=[
        {"steps": 2},
        {"model": "resnet50", "photo": photo(), "attack": "fgsm"},
        {"model": "resnet50", "attack": "pgd-l2", "steps": 2, "targeted": True},
        {"model": "vit_b_16", "photo": photo(240, 300), "attack": "fgsm"},
    ],
    ids=["EfficientNet", "ResNet", "toward a class", "ViT"],
)
def result(home: Path, request: pytest.FixtureRequest) -> ImagenetResult:
    return answer(ImagenetRequest(**request.param))


def test_attacks_stay_in_the_ball_and_the_box_of_pixels(result: ImagenetResult) -> None:
    found = result.found
    assert found is not None
    size = (found.l2 if result.request.attack == "pgd-l2" else found.linf)[:, -1]
    assert (size <= found.eps * (1 + 1e-5) + 1e-7).all()
    assert size[1] > 0.5 * found.eps[1]
    assert found.low.min() >= 0
    assert found.high.max() <= 1
    assert not found.zero_gradients.any()
    assert np.array_equal(found.adversarial[0, -1], result.shown.crop)
    assert not found.perturbation[0].any()
    gained = found.losses[1, -1] - found.losses[1, 0]
    assert (gained < 0) == result.request.targeted
    json.dumps(result.report(), allow_nan=False)


def test_what_is_said_is_what_torchvision_says_of_the_picture(
    home: Path, result: ImagenetResult
) -> None:
    from torchvision import models

    found, name = result.found, result.request.model
    assert found is not None
    if name == imagenet.SHIPPED:
        pytest.skip("It is not torchvision's.")
    network = models.get_model(name, weights=None).eval()
    network.load_state_dict(torch.load(imagenet.facts(name).file, weights_only=True))
    shown = models.get_model_weights(name).DEFAULT.transforms()
    prepared = shown(Image.fromarray(result.shown.photo))
    same = torch.from_numpy(found.adversarial[1, -1]).permute(2, 0, 1).float() / 255
    mean, std = (torch.tensor(one)[:, None, None] for one in (shown.mean, shown.std))
    with torch.inference_mode():
        said = network(torch.stack([prepared, (same - mean) / std])).softmax(1).numpy()
    np.testing.assert_allclose(found.clean, said[0], atol=1e-4)
    np.testing.assert_allclose(found.probabilities[1, -1], said[1], atol=1e-4)


def test_the_frame_is_what_is_cut_out(result: ImagenetResult) -> None:
    left, top, right, bottom = result.shown.box
    height, width = result.shown.photo.shape[:2]
    known = imagenet.facts(result.request.model)
    side = known.crop * min(height, width) / known.resize
    found = [right - left, bottom - top, left + right, top + bottom]
    np.testing.assert_allclose(found, [side, side, width, height])
    own = Image.fromarray(result.shown.photo)
    cut = own.resize((known.crop, known.crop), box=result.shown.box)
    # Resized before it is cut, or after: the same to a pixel's rounding.
    assert np.abs(np.asarray(cut).astype(int) - result.shown.crop).mean() < 4


def test_every_view_and_file_is_painted(result: ImagenetResult) -> None:
    painted = TAB.painted(result.request, result)
    assert set(painted) == {view.name for view in TAB.each()}
    assert TAB.endpoint.images(result)["adversarial"].shape == (2, 224, 224, 3)
    sentence = TAB.seen(result.request, result)
    texts = {*said(painted), *templates([painted, sentence])}
    wanted = {one for one in texts if reads(one) and not re.match(r"p\(|eps", one)}
    assert wanted
    for language in messages.catalogues():
        named = {one for one in wanted if messages.translated(language, one, TAB.name)}
        assert wanted - named == set()


def test_every_pass_is_told(home: Path) -> None:
    told: list[tuple[int, int]] = []
    with progress.listening(lambda done, total, picture: told.append((done, total))):
        answer(ImagenetRequest(attack="pgd-linf", steps=1, seed=3))
    assert told == [(step, told[0][1]) for step in range(1, len(told) + 1)]
    assert told[-1][0] == told[-1][1]


def test_the_picture_that_is_delivered_fools_the_network_that_reads_it(home: Path) -> None:
    result = answer(ImagenetRequest(steps=3))
    assert result.found is not None
    buffer = io.BytesIO()
    Image.fromarray(TAB.endpoint.images(result)["adversarial"][1]).save(buffer, "PNG")
    read = torch.from_numpy(np.array(Image.open(buffer))).permute(2, 0, 1)[None]
    network = imagenet.opened(imagenet.SHIPPED, imagenet.fetch(imagenet.SHIPPED), "cpu")
    named = imagenet.classes()[int(network(read / 255).argmax())]
    told = result.report()
    assert told["predicted_on_png"] == ["espresso", named]
    assert named != "espresso"
    assert told["linf_on_png"][1] <= FEW["linf"][1] + 1e-6
    assert (told["photo"], told["credit"]) == ("coffee", "Rachel Michetti, CC0")
    assert told["missing"] is None


def test_what_ships_is_read_without_torchvision(nowhere: None) -> None:
    """Nor is anything fetched."""
    code = (
        "import sys; from playground.engine.adversarial.imagenet import ImagenetRequest, answer;"
        "print(answer(ImagenetRequest(attack='fgsm')).report()['clean_predicted']);"
        "print('torchvision' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["espresso", "False"]


# --- without weights ---------------------------------------------------------------------------


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.delenv(hub.SWITCH, raising=False)


@pytest.mark.parametrize("model", imagenet.TORCHVISION)
@pytest.mark.parametrize("asked", [False, True])
def test_without_weights_a_sentence_says_what_is_missing(
    nowhere: None, model: str, asked: bool
) -> None:
    result = answer(ImagenetRequest(model=model, photo=photo(), fetch=asked))
    assert result.found is None
    said = result.report()["missing"]
    assert imagenet.facts(model).file.name in said
    assert hub.SWITCH in said
    assert result.shown.crop.shape == (224, 224, 3)
    painted = TAB.painted(result.request, result)
    assert set(painted) == {view.name for view in TAB.each()}
    said = TAB.lacking(result.request, result)
    assert said["args"]["why"]["args"]["switch"] == hub.SWITCH
    assert painted["facts"] == painted["classes"] == painted["confidence"] == ABSENT
    json.dumps(result.report())
    assert set(TAB.endpoint.images(result)) == {"photo", "crop"}


def test_weights_are_fetched_only_where_they_are_asked_for(
    nowhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(name: str, told: Any) -> Path:
        raise DataError(f"{name} is asked for")

    monkeypatch.setattr(imagenet, "fetch", fetch)
    monkeypatch.setenv(hub.SWITCH, "1")
    result = answer(ImagenetRequest(model="resnet50"))
    assert result.found is None
    assert "(98 MB)" in result.report()["missing"]
    with pytest.raises(DataError, match="resnet50 is asked for"):
        answer(ImagenetRequest(model="resnet50", fetch=True))


def test_a_broken_file_is_told_of_and_the_page_goes_on(nowhere: None) -> None:
    file = imagenet.facts("resnet50").file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not whole")
    with pytest.raises(DataError, match="Delete it"):
        answer(ImagenetRequest(model="resnet50"))
    file.unlink()
    assert answer(ImagenetRequest(model="resnet50")).found is None


def test_photographs_come_as_small_jpeg_and_png() -> None:
    for kind in ("JPEG", "PNG"):
        taken = page.prepared(ImagenetRequest(photo=photo(60, 40, kind))).photo
        assert taken.shape == (40, 60, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        "cat.jpg",
        "data:image/gif;base64,AAAA",
        "data:image/png;base64,AAAA",
        "data:image/jpeg;base64,é",
        photo(8, 8),
        photo(1100, 20),
        photo()[:-400],
        photo() + "A" * 50_000,
    ],
)
def test_what_is_no_small_photograph_is_refused(wrong: str) -> None:
    with pytest.raises(BadValue, match="photo"):
        ImagenetRequest(photo=wrong)
