"""Publishing: what was measured is what ships, and other cards stay as they were."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from playground.errors import DataError
from playground.models import catalog, compact
from playground.models.catalog import Metric
from playground.training import __main__ as command
from playground.training import runs
from playground.training.loop import train
from playground.training.publish import publish, write_entry
from playground.training.recipe import Recipe, Setting

BEFORE = '# A remark.\n[models.other]\ntask = "stays"  # also a remark\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAYGROUND_TRAINED", str(tmp_path / "trained"))
    (tmp_path / "trained").mkdir()
    return tmp_path / "trained"


def trained(tiny: Recipe, setting: Setting) -> Recipe:
    """The recipe after a finished run; its metric is the first logit of a grey image."""

    class Measured(tiny.trainer):
        def measure(self, there: Setting) -> Mapping[str, list[Metric]]:
            logit = self.network(torch.full((1, 1, 8, 8), 0.5))[0, 0].item()
            return {"tiny": [Metric("logit", logit, 1, there.seed, floor=-1 / 3)]}

    run = train(tiny, setting, minutes=None, checkpoint=Path("checkpoint.pt"))
    runs.keep(tiny, run, "python -m playground.training tiny", setting.device, setting.seed)
    return replace(tiny, trainer=Measured)


def test_a_published_model_loads_and_repeats_its_metric(
    tiny: Recipe, setting: Setting, folder: Path
) -> None:
    metrics = publish(trained(tiny, setting), setting)["tiny"]
    network, card = catalog.load("tiny"), catalog.cards()["tiny"]
    again = network(torch.full((1, 1, 8, 8), 0.5))[0, 0].item()
    assert again == metrics[0].value, "measured with the weights that ship"
    assert card.metric("logit").value == pytest.approx(again, rel=1e-3)
    assert card.metric("logit").floor == pytest.approx(-0.3333)
    assert card.command == "python -m playground.training tiny"
    assert "CPU-minutes, 12 steps" in card.cost
    assert dict(card.arguments) == {"channels": 1, "classes": 10, "width": 4, "size": 8}


def test_large_tensors_ship_in_eight_bits(
    tiny: Recipe, setting: Setting, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact, "SMALLEST", 500)
    recipe = trained(tiny, setting)
    publish(recipe, setting)
    there = load_file(folder / "tiny.safetensors")
    eight = [name for name, value in there.items() if value.dtype == torch.int8]
    assert eight
    before = load_file(runs.folder("tiny") / "tiny.safetensors")
    shipped = catalog.load("tiny").state_dict()
    for name in eight:
        torch.testing.assert_close(shipped[name], before[name], rtol=0, atol=1e-2)
        assert not torch.equal(shipped[name], before[name])


def test_publishing_leaves_other_entries_and_remarks_as_they_are(
    tiny: Recipe, setting: Setting, folder: Path
) -> None:
    (folder / "catalog.toml").write_text(BEFORE, encoding="utf-8")
    recipe = trained(tiny, setting)
    publish(recipe, setting)
    once = (folder / "catalog.toml").read_text(encoding="utf-8")
    assert once.startswith(BEFORE.rstrip())
    publish(recipe, setting)
    assert (folder / "catalog.toml").read_text(encoding="utf-8") == once


def test_entries_of_several_sections_live_side_by_side(folder: Path) -> None:
    write_entry("data", "a", {"file": "a.npz"})
    write_entry("models", "m", {"task": "t", "arguments": {"width": 2}})
    write_entry("data", "b", {"file": "b.npz"})
    write_entry("data", "a", {"file": "c.npz"})
    from playground.shipped import catalog_table

    assert catalog_table("data") == {"a": {"file": "c.npz"}, "b": {"file": "b.npz"}}
    assert catalog_table("models") == {"m": {"task": "t", "arguments": {"width": 2}}}


def test_nothing_is_published_before_it_is_trained(
    tiny: Recipe, setting: Setting, folder: Path
) -> None:
    with pytest.raises(DataError, match=r"python -m playground\.training tiny"):
        publish(tiny, setting)


def test_a_failed_measurement_ships_nothing(tiny: Recipe, setting: Setting, folder: Path) -> None:
    class Failing(tiny.trainer):
        def measure(self, there: Setting) -> Mapping[str, list[Metric]]:
            raise RuntimeError("no classifier yet")

    with pytest.raises(RuntimeError):
        publish(replace(trained(tiny, setting), trainer=Failing), setting)
    assert list(folder.iterdir()) == []


def test_the_list_names_every_recipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["training", "--list"])
    command.main()
    shown = capsys.readouterr().out
    assert all(name in shown for name in command.RECIPES)


def test_an_unknown_recipe_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["training", "mnist-gun"])
    with pytest.raises(SystemExit, match="mnist-gun"):
        command.main()


def test_a_common_budget_is_shared_by_need() -> None:
    recipes = list(command.RECIPES.values())
    arguments = command.parser().parse_args(["--all", "--budget", "30"])
    shares = [command.minutes_for(recipe, recipes, arguments) for recipe in recipes]
    assert sum(share for share in shares if share) == pytest.approx(30)
    assert all(share for share in shares)


def test_of_all_each_is_published_before_the_next_is_trained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    monkeypatch.setattr(command, "train_one", lambda recipe, *_: done.append(f"+{recipe.name}"))
    monkeypatch.setattr(command, "publish_one", lambda recipe, _: done.append(recipe.name))
    command.run(command.parser().parse_args(["--all", "--budget", "30", "--device", "cpu"]))
    assert done == [step for name in command.RECIPES for step in (f"+{name}", name)]
