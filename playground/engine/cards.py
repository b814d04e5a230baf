"""Model cards as plain values, for the page to show. Needs no torch."""

from typing import Any

from playground.errors import UnknownName
from playground.shipped import catalog_table


def describe(name: str) -> dict[str, Any]:
    """A card's fields as JSON-able values. Raises UnknownName."""
    known = catalog_table("models")
    if name not in known:
        raise UnknownName("model", name, sorted(known))
    return {"name": name, **known[name]}
