"""The import rules of the house: who may know whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "playground"
EVERYONE = {
    *("playground.arrays", "playground.errors", "playground.caching"),
    *("playground.settings", "playground.STARTED"),
}
SHIPPED = {"playground.shipped"}
STANDARD = set(sys.stdlib_module_names)

#: For each room: the playground modules, and the heavy libraries, that it may import.
RULES: dict[str, tuple[set[str], set[str]]] = {
    "core": ({"playground.core"}, {"torch", "numpy"}),
    "models": (
        {"playground.models"} | SHIPPED,
        # The last four only where models of other people are asked for.
        {
            *("torch", "numpy", "safetensors"),
            *("huggingface_hub", "tokenizers", "transformers", "torchvision"),
        },
    ),
    "engine": (
        {
            "playground.engine",
            "playground.core",
            "playground.models",
            "playground.device",
            "playground.data",
        }
        | SHIPPED,
        {"torch", "numpy", "PIL"},
    ),
    "ui": (
        {"playground.ui", "playground.engine"},
        {
            "gradio",
            "fastapi",
            "brotli",
            "cachetools",
            "starlette",
            "numpy",
            "orjson",
            "plotly",
            "polib",
            "segno",
            "tomli",
            "PIL",
        },
    ),
    "training": (
        {
            "playground.training",
            "playground.core",
            "playground.models",
            "playground.device",
            "playground.data",
        }
        | SHIPPED,
        {"torch", "torchvision", "numpy", "safetensors", "tomlkit", "tqdm", "PIL", "tokenizers"},
    ),
}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "playground":
            names |= {f"playground.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def under(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


@pytest.mark.parametrize("room", RULES)
def test_rooms_import_only_what_they_may(room: str) -> None:
    mine, libraries = RULES[room]
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for name in imported(path):
            top = name.partition(".")[0]
            allowed = mine | EVERYONE if top == "playground" else libraries | STANDARD
            assert under(name, allowed), f"{path.relative_to(PACKAGE)} may not import {name}"


def test_app_knows_only_the_ui() -> None:
    names = imported(PACKAGE.parent / "app.py")
    allowed = {"playground.ui", "playground.errors", "playground.installation"}
    assert all(under(n, allowed) for n in names if n.startswith("playground"))


def test_importing_the_ui_does_not_import_torchvision_or_scipy() -> None:
    code = "import sys, playground.ui.shell; print({'torchvision', 'scipy'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


SUBJECTS = ("latent", "diffusion", "attention", "adversarial", "truncation")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_imports_from_the_shared_room_and_not_from_another(subject: str) -> None:
    others = {f"playground.engine.{other}" for other in SUBJECTS if other != subject}
    for path in sorted((PACKAGE / "engine" / subject).rglob("*.py")):
        assert not [name for name in imported(path) if under(name, others)], path
