"""The files that ship with the playground: where they are, what the catalog says of them, and
whether they are still the bytes that were published."""

import functools
import hashlib
import os
from pathlib import Path
from typing import Any

import tomli

from playground.errors import Filled, Own, PlaygroundError, WeightsError

_TRAINED = Path(__file__).parent.parent / "trained"
UNREAD = "{file} cannot be read ({why}). Reinstall the playground."
CATALOG = "catalog.toml"
#: What a file holds that Git LFS keeps elsewhere.
POINTER = b"version https://git-lfs.github.com/spec/v1"


def trained_dir() -> Path:
    """The folder of catalog.toml, weights and examples; PLAYGROUND_TRAINED overrides it."""
    named = os.environ.get("PLAYGROUND_TRAINED")
    return Path(named) if named else _TRAINED


def catalog_table(section: str) -> dict[str, Any]:
    """One section of catalog.toml ("models" or "data") as plain values.

    Raises WeightsError where the catalog is missing or is not TOML.
    """
    try:
        path = trained_dir() / CATALOG
        return _read(path, path.stat().st_mtime_ns).get(section, {})
    except OSError as error:
        raise _unread(CATALOG, error) from error
    except ValueError as error:  # no TOML, or no text at all
        raise WeightsError(
            Filled("{file} is not valid TOML ({why}). Restore it.", file=CATALOG, why=Own(error))
        ) from error


def _unread(file: str, error: OSError) -> WeightsError:
    """Without the path: visitors read it."""
    return WeightsError(Filled(UNREAD, file=file, why=Own(error.strerror)))


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> dict[str, Any]:
    """`changed` is the file's time stamp: a newly published card is seen without a restart."""
    return tomli.loads(path.read_text(encoding="utf-8"))


def verified_bytes(file: str, sha256: str) -> bytes:
    """The bytes of a shipped file, once their SHA-256 is the one that the catalog states.

    Raises WeightsError where the file is missing, truncated or altered.
    """
    try:
        data = (trained_dir() / file).read_bytes()
    except OSError as error:
        raise _unread(file, error) from error
    if data.startswith(POINTER):
        template = (
            "{file} is a pointer of Git LFS, and what it points to was not downloaded with it."
            " Whoever runs this server can do so: git lfs pull"
        )
        raise WeightsError(Filled(template, file=file))
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        template = (
            "{file} is truncated or altered: its sha256 is {found}…, the catalog says {known}…."
            " Restore the file, or publish the model again."
        )
        raise WeightsError(Filled(template, file=file, found=found[:12], known=sha256[:12]))
    return data


def absent() -> list[str]:
    """The catalog's files that are missing, or pointers of Git LFS.

    Raises PlaygroundError where the catalog cannot be read, or names no models.
    """
    cards, sets = catalog_table("models").values(), catalog_table("data").values()
    if not cards:
        raise PlaygroundError(f"{CATALOG} names no models. Reinstall the playground.")
    files = [*(card["weights"] for card in cards), *(one["file"] for one in sets)]
    return [file for file in files if not _there(trained_dir() / file)]


def _there(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(POINTER)) != POINTER
