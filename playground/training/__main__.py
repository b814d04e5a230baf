"""Train and publish models.

python -m playground.training NAME...            train the recipes of these names
python -m playground.training publish NAME...    measure finished runs; write weights and cards
python -m playground.training examples DATASET   write the images or texts that ship
python -m playground.training table              write trained/README.md from the catalog
python -m playground.training --list             the recipes
"""

import argparse
import sys
from pathlib import Path

import torch

from playground import device
from playground.errors import PlaygroundError
from playground.training import photographs, runs, shakespeare, table, translation
from playground.training.examples import ship
from playground.training.loop import train
from playground.training.publish import publish
from playground.training.recipe import Recipe, Setting
from playground.training.recipes import RECIPES, find


def parser() -> argparse.ArgumentParser:
    """The command line."""
    line = argparse.ArgumentParser(
        prog="python -m playground.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    line.add_argument("names", nargs="*", metavar="NAME", help="recipes; first may stand publish")
    line.add_argument("--list", action="store_true", help="list the recipes")
    line.add_argument("--all", action="store_true", help="train and publish everything by value")
    line.add_argument("--budget", type=float, metavar="MINUTES", help="for all of them together")
    line.add_argument("--minutes", type=float, help="stop by then, still annealed")
    line.add_argument("--data", type=Path, default=Path("data"), metavar="ROOT", help="torchvision")
    line.add_argument("--device", help="auto (default), cpu, cuda or cuda:N")
    line.add_argument("--seed", type=int, default=0)
    line.add_argument("--threads", type=int, default=1, help="CPU threads (default 1)")
    line.add_argument("--publish", action="store_true", help="publish after training")
    return line


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line says."""
    torch.set_num_threads(arguments.threads)
    verb, names = "train", list(arguments.names)
    if names and names[0] in ("publish", "examples", "table"):
        verb, *names = names
    if arguments.list:
        print("\n".join(describe(recipe) for recipe in RECIPES.values()))
    elif verb == "table":
        print(table.write())
    elif verb == "examples":
        for name in names:
            print(ship_examples(name, arguments.data))
    else:
        chosen = list(RECIPES.values()) if arguments.all else [find(name) for name in names]
        setting = Setting(arguments.data, device.pick(arguments.device), arguments.seed)
        for recipe in chosen:
            if verb == "train":
                train_one(recipe, setting, minutes_for(recipe, chosen, arguments))
            # Later models build on earlier ones: on their features, in the space of their codes.
            if verb == "publish" or arguments.publish or arguments.all:
                publish_one(recipe, setting)


def ship_examples(name: str, data: Path) -> Path:
    """Write the examples of a data set: sentences, text, images or photographs."""
    if name == "grammar":
        return translation.ship()
    if name == photographs.DATASET:
        return photographs.ship(data)
    return shakespeare.ship(data) if name == shakespeare.DATASET else ship(name, data)


def describe(recipe: Recipe) -> str:
    """One line of --list."""
    parts = ", ".join(network.architecture for network in recipe.networks)
    return f"{recipe.name:22} {recipe.dataset:9} about {recipe.minutes:3.0f} CPU-minutes   {parts}"


def minutes_for(
    recipe: Recipe, chosen: list[Recipe], arguments: argparse.Namespace
) -> float | None:
    """A model's budget: its share of the common one, by the time that it wants."""
    if arguments.budget is None:
        return arguments.minutes
    return arguments.budget * recipe.minutes / sum(other.minutes for other in chosen)


def train_one(recipe: Recipe, setting: Setting, minutes: float | None) -> None:
    """Train a recipe and keep the run."""
    checkpoint = runs.folder(recipe.name) / "checkpoint.pt"
    result = train(recipe, setting, minutes=minutes, checkpoint=checkpoint)
    command = f"python -m playground.training {recipe.name} --seed {setting.seed}"
    if minutes is not None:
        command += f" --minutes {minutes:g}"
    runs.keep(recipe, result, command, setting.device, setting.seed)


def publish_one(recipe: Recipe, setting: Setting) -> None:
    """Publish a recipe's run and print what was measured."""
    for card, metrics in publish(recipe, setting).items():
        for m in metrics:
            floor = "" if m.floor is None else f"   (floor {m.floor:.4g})"
            print(f"{card:24} {m.name:20} {m.value:.4g}   n={m.n}{floor}")


def main() -> None:
    """Entry point: a mistake of the user's is one line, not a traceback."""
    arguments = parser().parse_args()
    if not (arguments.names or arguments.list or arguments.all):
        parser().print_help()
        return
    try:
        run(arguments)
    except PlaygroundError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
