"""What must be there before the site can serve: judged once, at its start."""

import logging
import os
from pathlib import Path

from playground import device
from playground.errors import PlaygroundError
from playground.shipped import absent, trained_dir

log = logging.getLogger(__name__)


def check() -> None:
    """Raises PlaygroundError where no question could be answered; logs what some will lack.

    What it says is for who runs the server: it may name folders.
    """
    if os.environ.get("PLAYGROUND_DEVICE"):
        device.pick()
    named = os.environ.get("PLAYGROUND_DATA")
    if named and not Path(named).is_dir():
        raise PlaygroundError(
            f"PLAYGROUND_DATA = {named!r} is no folder. Create it, or leave it out."
        )
    try:
        lacking = absent()
    except PlaygroundError as error:
        raise PlaygroundError(f"{error} It is looked for in {trained_dir()}.") from error
    if lacking:
        template = (
            "%d files are missing in %s, or are pointers of Git LFS (git lfs pull), and the pages"
            " that need them will say so: %s"
        )
        log.warning(template, len(lacking), trained_dir(), ", ".join(lacking))
