"""CPU seconds from a start until everything that pages open with is ready to be sent.

`python -m benchmarks.openings`; the bar is 10 with what was kept by a start before. Each start is a
process of its own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BAR = 10
START = """
import time
import app
built = time.process_time()
app.built.warm_up().join()
print(built, time.process_time() - built)
"""


def start(folder: str) -> tuple[float, float]:
    """CPU seconds until the site is built, and from there until its openings are ready."""
    settings = {**os.environ, "PLAYGROUND_ANSWERS": folder}
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, env=settings, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    built, ready = done.stdout.split()
    return float(built), float(ready)


def main() -> None:
    """Print the seconds of two starts."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"Openings ready (bar: {BAR} CPU s)")
        for name in ("nothing kept but what ships", "kept by the start before"):
            built, ready = start(folder)
            print(f"{name:28} {ready:5.1f} s, after {built:.1f} s of import and build", flush=True)


if __name__ == "__main__":
    main()
