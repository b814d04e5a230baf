"""The files that ship with the playground: where they are, what the catalog says of them, and
whether they are still the bytes that were published."""

import functools
import hashlib
import os
from pathlib import Path
from typing import Any

import tomli

from playground.errors import Filled, Own, WeightsError

_TRAINED = Path(__file__).parent.parent / "trained"
UNREAD = "{path} cannot be read ({why}). Reinstall the playground."


def trained_dir() -> Path:
    """The folder of catalog.toml, weights and examples; PLAYGROUND_TRAINED overrides it."""
    named = os.environ.get("PLAYGROUND_TRAINED")
    return Path(named) if named else _TRAINED


def catalog_table(section: str) -> dict[str, Any]:
    """One section of catalog.toml ("models" or "data") as plain values.

    Raises WeightsError where the catalog is missing or is not TOML.
    """
    path = trained_dir() / "catalog.toml"
    try:
        return _read(path, path.stat().st_mtime_ns).get(section, {})
    except OSError as error:
        raise WeightsError(Filled(UNREAD, path=str(path), why=Own(error))) from error
    except tomli.TOMLDecodeError as error:
        raise WeightsError(
            Filled("{path} is not valid TOML ({why}). Restore it.", path=str(path), why=Own(error))
        ) from error


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> dict[str, Any]:
    """`changed` is the file's time stamp: a newly published card is seen without a restart."""
    return tomli.loads(path.read_text(encoding="utf-8"))


def verified_bytes(file: str, sha256: str) -> bytes:
    """The bytes of a shipped file, once their SHA-256 is the one that the catalog states.

    Raises WeightsError where the file is missing, truncated or altered.
    """
    path = trained_dir() / file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WeightsError(Filled(UNREAD, path=str(path), why=Own(error))) from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        template = (
            "{path} is truncated or altered: its sha256 is {found}…, the catalog says {known}…."
            " Restore the file, or publish the model again."
        )
        raise WeightsError(Filled(template, path=str(path), found=found[:12], known=sha256[:12]))
    return data
