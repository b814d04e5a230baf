"""What whoever runs the server sets: whole numbers in environment variables."""

import os

from playground.errors import PlaygroundError


def whole(name: str, default: int) -> int:
    """The variable's number. Raises PlaygroundError for what is no whole number from 1."""
    said = os.environ.get(name, str(default))
    if not said.isdecimal() or int(said) < 1:
        raise PlaygroundError(
            f"{name} = {said!r} is not allowed: it must be a whole number from 1."
            f" Leave it out for {default}."
        )
    return int(said)
