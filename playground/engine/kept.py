"""Answers that are kept, and the costly one that ships: each for as long as what it rests on is the
very same.

What pages open with is kept in a folder: values as JSON, under a name that says what they rest on.
"""

import ast
import contextlib
import functools
import hashlib
import io
import json
import logging
import os
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import STARTED, data
from playground.engine.request import Request
from playground.models import catalog
from playground.shipped import catalog_table, trained_dir, verified_bytes

SECTION = "answers"
#: Names a folder for what is kept; nothing ("") keeps none.
SWITCH = "PLAYGROUND_ANSWERS"
#: Bytes of a folder at most: what several versions open with. The oldest go first.
LARGEST = 64_000_000
ENDING = ".opening"
PACKAGE = Path(__file__).parent.parent

log = logging.getLogger(__name__)


def rests_on(request: Request, cards: Iterable[str], source: str) -> dict[str, Any]:
    """What an answer depends on: the question, the data, and the weights by their hashes."""
    weights = {name: catalog.card(name).sha256 for name in cards}
    return {"question": repr(request), "data": source, "weights": weights}


def shipped(name: str, rests: dict[str, Any]) -> dict[str, NDArray[Any]] | None:
    """The arrays of a shipped answer; None where none ships that rests on the very same."""
    entry = catalog_table(SECTION).get(name)
    if entry is None or any(entry[key] != value for key, value in rests.items()):
        return None
    with np.load(io.BytesIO(verified_bytes(entry["file"], entry["sha256"]))) as arrays:
        return dict(arrays)


def key(request: Request, modules: Iterable[str]) -> str | None:
    """The same only for the same question, code of `modules`, models and data; None where the code
    on disk may no longer be the code that runs."""
    sources = code(modules)
    if max(source.changed for source in sources.values()) >= STARTED:
        return None
    on = [catalog_table("models"), catalog_table("data"), data.stamp()]
    hashes = {name: source.sha256 for name, source in sources.items()}
    told = json.dumps([repr(request), hashes, on], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Source:
    """A module of the package: its hash, what it imports of the package, and when its file was last
    changed [s]."""

    sha256: str
    imports: frozenset[str]
    changed: float


def code(modules: Iterable[str]) -> dict[str, Source]:
    """These modules and all of the package that they import in turn.

    Models are imported by the names in their cards: all of them count.
    """
    models = (f"playground.models.{path.stem}" for path in (PACKAGE / "models").glob("*.py"))
    found: dict[str, Source] = {}
    seen, new = set[str](), {*modules, __name__, *models}
    while new:
        seen |= new
        named = {name: source for name in new if (source := _source(name))}
        new = {other for source in named.values() for other in source.imports} - seen
        found |= named
    return found


def _source(name: str) -> Source | None:
    """None for a name that is no module of the package."""
    place = PACKAGE.parent.joinpath(*name.split("."))
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if file.is_file():
            about = file.stat()
            return _parsed(file, max(about.st_mtime, about.st_ctime))
    return None


@functools.cache
def _parsed(file: Path, changed: float) -> Source:
    source = file.read_bytes()
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    inside = frozenset(one for one in names if one.split(".")[0] == PACKAGE.name)
    return Source(hashlib.sha256(source).hexdigest(), inside, changed)


@dataclass(frozen=True)
class Folder:
    """Values by name, each in a file that holds its own hash. Processes may share it."""

    path: Path

    def read(self, name: str) -> Any:
        """What is kept under this name; None where nothing is, or not all of it."""
        file = self.path / f"{name}{ENDING}"
        try:
            kept = file.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(kept[32:]).digest() != kept[:32]:
            log.warning("%s is damaged: it is computed anew.", file)
            return None
        return json.loads(zlib.decompress(kept[32:]))

    def write(self, name: str, value: Any) -> None:
        """Keep a JSON-able value, whole or not at all. Raises OSError where nothing can be kept."""
        packed = zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9)
        self.path.mkdir(parents=True, exist_ok=True)
        # Under another name until it is whole.
        with tempfile.NamedTemporaryFile(dir=self.path, suffix=ENDING, delete=False) as file:
            file.write(hashlib.sha256(packed).digest() + packed)
        Path(file.name).chmod(
            0o644
        )  # as any other file, which the user of another process may read
        os.replace(file.name, self.path / f"{name}{ENDING}")
        self._bound()

    def _bound(self) -> None:
        with contextlib.suppress(FileNotFoundError):  # another process was faster
            about = {file: file.stat() for file in self.path.glob(f"*{ENDING}")}
            room = LARGEST
            for file in sorted(about, key=lambda one: about[one].st_mtime, reverse=True):
                room -= about[file].st_size
                if room < 0:
                    file.unlink()


def ships() -> Folder:
    """What ships."""
    return Folder(trained_dir() / "answers")


@functools.cache
def own() -> Folder | None:
    """What this machine keeps: in PLAYGROUND_ANSWERS, else among the user's caches. None where
    nothing can be written, which is said once."""
    named = os.environ.get(SWITCH)
    if named == "":
        return None
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = Folder(Path(named) if named else cache / "deep-learning-playground")
        folder.path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder.path).close()
    except (OSError, RuntimeError) as error:
        log.warning("No answers are kept, as nothing can be written (%s): %s", SWITCH, error)
        return None
    return folder
