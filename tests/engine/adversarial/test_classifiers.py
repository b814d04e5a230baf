"""Which networks are attacked: all classifiers that ship, and those that will."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from playground.engine.adversarial import classifiers
from playground.engine.adversarial.one_image import MODELS, AttackRequest
from playground.engine.adversarial.robustness import RobustnessRequest
from playground.models import catalog
from playground.shipped import trained_dir
from playground.ui.tabs.adversarial.one_image import NETWORKS

#: Asks every page that takes a network about one trained under attack.
ASK = """
import json
from playground.engine.adversarial import (
    gradient_masking, loss_slice, one_image, robustness, classifiers
)

one = {"dataset": "cifar10", "kind": "robust"}
one_image.AttackRequest(model="cifar10-robust")
gradient_masking.MaskingRequest(**one)
loss_slice.LossSliceRequest(**one, eps=0.03)
asked = robustness.RobustnessRequest(dataset="cifar10", samples=10, steps=1)
report = robustness.answer(asked).report()
networks = {name: found["clean_accuracy"] for name, found in report["networks"].items()}
print(json.dumps({"kinds": classifiers.kinds("cifar10"), "networks": networks}))
"""


def with_another(folder: Path) -> None:
    """The shipped models, and CIFAR-10's classifier once more under the name of a robust one."""
    for file in trained_dir().iterdir():
        if file.name != "catalog.toml":
            (folder / file.name).symlink_to(file)
    text = (trained_dir() / "catalog.toml").read_text()
    if "[models.cifar10-robust]" not in text:
        parts = re.split(r"(?m)^(?=\[+(?:models|data)\.)", text)
        mine = [part for part in parts if part.lstrip("[").startswith("models.cifar10-classifier")]
        text += "\n" + "".join(mine).replace("models.cifar10-classifier", "models.cifar10-robust")
    (folder / "catalog.toml").write_text(text)


@pytest.mark.thorough
def test_a_robust_network_is_taken_up_once_its_card_is_there(tmp_path: Path) -> None:
    with_another(tmp_path)
    settings = {**os.environ, "PLAYGROUND_TRAINED": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=settings, capture_output=True, text=True, check=True
    )
    found = json.loads(said.stdout)
    assert found["kinds"] == ["classifier", "robust"]
    assert set(found["networks"]) == {"classifier", "robust"}
    assert min(found["networks"].values()) > 0.3


def test_every_network_on_offer_ships_and_has_a_name() -> None:
    assert set(MODELS) <= set(catalog.cards())
    assert set(MODELS) <= set(NETWORKS)
    for name in classifiers.datasets():
        assert RobustnessRequest(dataset=name).kinds
        assert f"{name}-classifier" in MODELS
    assert AttackRequest().model in MODELS
