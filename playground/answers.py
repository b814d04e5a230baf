"""`python -m playground.answers` computes the openings that ship, and writes trained/answers.

Those that still rest on the code, the models and the data as they are stay. With `--anew` the
measured runs of one page, which take minutes, are drawn again too.
"""

import argparse
import io

import numpy as np

from playground.engine import kept
from playground.engine.diffusion import measure
from playground.shipped import trained_dir
from playground.training.publish import write_bytes, write_entry
from playground.ui import openings
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

#: What takes longest to compute for its size; none shows a time that was measured.
SHIPPED = (
    "adversarial-gradient-masking",
    "adversarial-imagenet",
    "adversarial-robustness",
    "adversarial-two-dimensions",
    "attention-ablation",
    "attention-deletion",
    "attention-gpt",
    "diffusion-branch",
    "diffusion-exact-denoiser",
    "diffusion-guidance",
    "diffusion-inpaint",
    "diffusion-redraw",
    "latent",
    "latent-midpoints",
    "latent-prior",
    "truncation",
    "truncation-balls",
    "truncation-compare",
    "truncation-generators",
    "truncation-metric-checks",
    "truncation-modes",
    "truncation-supports",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anew", action="store_true", help="draw the measured runs again")
    rests = measure.rests_on(measure.MeasureRequest())
    if parser.parse_args().anew or kept.shipped(measure.NAME, rests) is None:
        _measure()
    for tab in (tab for tab in TABS if tab.name in SHIPPED):
        print(f"{tab.name}: {_opening(tab)}")


def _measure() -> None:
    """Write answers/NAME.npz and its catalog entry: what it rests on, and its hash."""
    request = measure.MeasureRequest()
    packed = io.BytesIO()
    np.savez_compressed(packed, **measure.packed(measure.runs(request)))
    file = f"answers/{measure.NAME}.npz"
    sha256 = write_bytes(trained_dir() / file, packed.getvalue())
    entry = {"file": file, "sha256": sha256, "command": "python -m playground.answers"}
    write_entry(kept.SECTION, measure.NAME, entry | measure.rests_on(request))


def _opening(tab: Tab) -> str:
    """Write what it opens with, in place of a former one; what was done."""
    name, folder = openings.named(tab), kept.ships()
    if name is None:
        return "its code was changed meanwhile"
    if folder.read(name) is not None:
        return "still fits"
    values = openings.painted(tab, tab.request())
    if not openings.whole(values):
        return "not whole: left as it was"
    former = list(folder.path.glob(f"{tab.name}.*{kept.ENDING}"))
    folder.write(name, values)
    for file in former:
        file.unlink()
    return "written"


if __name__ == "__main__":
    main()
