"""Loading: verified, cached, safe under threads, and clear about what is wrong."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from playground.errors import UnknownName, WeightsError
from playground.models import catalog

CARD = """
[models.tiny]
task = "classifier"
dataset = "mnist"
architecture = "{architecture}"
arguments = {arguments}
weights = "tiny.safetensors"
sha256 = "{sha256}"
value_range = "[0, 1]"
command = "python -m playground.training tiny"
cost = "none"
licence = "none"
metrics = [{{ name = "accuracy", value = 0.1, n = 10, seed = 0, floor = 0.1 }}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAYGROUND_TRAINED", str(tmp_path))
    return tmp_path


def publish(
    folder: Path, architecture: str = "classifier.Classifier", arguments: str = "{}"
) -> bytes:
    network = catalog.build("classifier.Classifier", {})
    data = save({name: value.half() for name, value in network.state_dict().items()})
    (folder / "tiny.safetensors").write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    card = CARD.format(sha256=sha256, architecture=architecture, arguments=arguments)
    (folder / "catalog.toml").write_text(card, encoding="utf-8")
    return data


def test_a_card_becomes_a_network_in_eval_mode(folder: Path) -> None:
    publish(folder)
    network = catalog.load("tiny")
    assert not network.training
    assert not any(p.requires_grad for p in network.parameters())
    assert {p.dtype for p in network.parameters()} == {torch.float32}
    assert catalog.load("tiny") is network
    assert catalog.cards()["tiny"].metric("accuracy").floor == 0.1


def test_a_network_loaded_in_inference_mode_still_carries_gradients(folder: Path) -> None:
    publish(folder)
    with torch.inference_mode():
        network = catalog.load("tiny")
    image = torch.zeros(1, 1, 28, 28, requires_grad=True)
    network(image).sum().backward()
    assert image.grad is not None


def test_threads_get_one_network(folder: Path) -> None:
    publish(folder)
    with ThreadPoolExecutor(8) as pool:
        networks = list(pool.map(lambda _: catalog.load("tiny"), range(16)))
    assert len({id(network) for network in networks}) == 1


def test_unknown_names_are_refused(folder: Path) -> None:
    publish(folder)
    with pytest.raises(UnknownName, match="tiny"):
        catalog.load("huge")
    with pytest.raises(UnknownName, match="accuracy"):
        catalog.cards()["tiny"].metric("beauty")


@pytest.mark.parametrize("damage", ["missing", "truncated", "altered"])
def test_damaged_weights_are_refused(folder: Path, damage: str) -> None:
    data = publish(folder)
    path = folder / "tiny.safetensors"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(data[:-100] if damage == "truncated" else data[:-1] + b"\x7f")
    with pytest.raises(WeightsError, match=r"tiny\.safetensors"):
        catalog.load("tiny")


def test_weights_of_another_network_are_refused(folder: Path) -> None:
    publish(folder, arguments="{ classes = 7 }")
    with pytest.raises(WeightsError, match="does not fit"):
        catalog.load("tiny")


@pytest.mark.parametrize("architecture", ["os.system", "classifier.Nothing", "a.b.C", ""])
def test_an_architecture_comes_from_the_package_alone(folder: Path, architecture: str) -> None:
    publish(folder, architecture=architecture)
    with pytest.raises(WeightsError):
        catalog.load("tiny")


def test_a_broken_catalog_is_said_clearly(folder: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        catalog.cards()
    (folder / "catalog.toml").write_text("[models.tiny\n", encoding="utf-8")
    with pytest.raises(WeightsError, match="not valid TOML"):
        catalog.cards()
    (folder / "catalog.toml").write_text("[models.tiny]\ntask = 'x'\n", encoding="utf-8")
    with pytest.raises(WeightsError, match="incomplete"):
        catalog.cards()
