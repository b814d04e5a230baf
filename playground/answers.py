"""`python -m playground.answers` answers the openings that ship, and writes them to trained/."""

import io

import numpy as np

from playground.engine import kept
from playground.engine.diffusion import measure
from playground.shipped import trained_dir
from playground.training.publish import write_bytes, write_entry


def main() -> None:
    """Write answers/NAME.npz and its catalog entry: what it rests on, and its hash."""
    request = measure.MeasureRequest()
    packed = io.BytesIO()
    np.savez_compressed(packed, **measure.packed(measure.runs(request)))
    file = f"answers/{measure.NAME}.npz"
    sha256 = write_bytes(trained_dir() / file, packed.getvalue())
    entry = {"file": file, "sha256": sha256, "command": "python -m playground.answers"}
    write_entry(kept.SECTION, measure.NAME, entry | measure.rests_on(request))


if __name__ == "__main__":
    main()
