"""What k-NN fidelity costs: against its matrix products, prdc and torch-fidelity.

    python -m benchmarks.fidelity [--samples 5000] [--dimensions 64] [--repeats 9]

Promised at 5,000 x 64: at most 1.8 times its three products, and 1.2 times the same three where the
real side is ready, whose own products are two; 15 MB; 7 times faster than either library. One
thread; ratios of CPU time inside interleaved rounds.
"""

import argparse
import contextlib
import ctypes
import gc
import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.common import compare
from playground.core.fidelity import frechet_distance, prd_curve, precision_recall, reference

TILE = 1024  # a product in tiles that stay in the cache: the fastest way found to do it


def products(pairs: list[tuple[Tensor, Tensor]]) -> Callable[[], None]:
    """The floor: inner products of all pairs, tile after tile into the same memory."""
    room = torch.empty(TILE, TILE, device=pairs[0][0].device)

    def run() -> None:
        for x, y in pairs:
            for rows in x.split(TILE):
                for columns in y.split(TILE):
                    torch.mm(rows, columns.T, out=room[: len(rows), : len(columns)])

    return run


def whole_products(pairs: list[tuple[Tensor, Tensor]]) -> Callable[[], None]:
    """The same as one call each, into memory that is already there."""
    room = torch.empty(len(pairs[0][0]), len(pairs[0][1]))

    def run() -> None:
        for x, y in pairs:
            torch.mm(x, y.T, out=room)

    return run


def prdc(real: Tensor, fake: Tensor, k: int) -> Callable[[], object]:
    """Naeem et al.'s library: the four measures."""
    from prdc import compute_prdc

    def run() -> object:
        with contextlib.redirect_stdout(io.StringIO()):
            return compute_prdc(real.numpy(), fake.numpy(), nearest_k=k)

    return run


def torch_fidelity(real: Tensor, fake: Tensor, k: int) -> Callable[[], object]:
    """torch-fidelity: precision and recall only."""
    from torch_fidelity.metric_prc import calculate_precision_recall_full

    return lambda: calculate_precision_recall_full(fake, real, k)


def extra_megabytes(call: Callable[[], object]) -> float:
    """Peak of the resident set above its level before the call, sampled every half millisecond.

    Linux with glibc. A first call loads code and the product's own buffers; what it freed is
    given back, so that the call that is measured pays for its memory again.
    """
    call()
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    statm = Path("/proc/self/statm")

    def resident() -> float:
        return int(statm.read_text().split()[1]) * 4096 / 1e6

    peak, done, base = 0.0, threading.Event(), resident()

    def watch() -> None:
        nonlocal peak
        while not done.is_set():
            peak = max(peak, resident())
            time.sleep(5e-4)

    watcher = threading.Thread(target=watch)
    watcher.start()
    call()
    done.set()
    watcher.join()
    return peak - base


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=9)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    shape, k = (asked.samples, asked.dimensions), 3
    real, fake = (torch.randn(shape, generator=generator) for _ in range(2))
    three, two = [(real, real), (fake, fake), (real, fake)], [(fake, fake), (real, fake)]

    ready = reference(real, k)
    for name, call in {
        "precision_recall": lambda: precision_recall(real, fake, k=k),
        "Reference.compare": lambda: ready.compare(fake),
    }.items():
        print(f"extra memory of {name}: {extra_megabytes(call):.1f} MB")
    title = f"{shape[0]} x {shape[1]}, k = {k}"
    ours: dict[str, Callable[[], object]] = {
        "precision_recall": lambda: precision_recall(real, fake, k=k)
    }
    compare(
        {"three products, tiled": products(three), "three products, whole": whole_products(three)}
        | ours,
        "three products, tiled",
        asked.repeats,
        title=f"{title}: all from nothing",
    )
    compare(
        {
            "three products, tiled": products(three),
            "two products, tiled": products(two),
            "two products, whole": whole_products(two),
            "Reference.compare": lambda: ready.compare(fake),
        },
        "three products, tiled",
        asked.repeats,
        title=f"{title}: real side ready",
    )
    compare(
        ours | {"prdc": prdc(real, fake, k), "torch-fidelity": torch_fidelity(real, fake, k)},
        "precision_recall",
        max(3, asked.repeats // 3),
        title=f"{title}: libraries",
    )
    compare(
        ours
        | {
            "frechet_distance": lambda: frechet_distance(real, fake),
            "prd_curve": lambda: prd_curve(real, fake),
        },
        "precision_recall",
        asked.repeats,
        title=f"{title}: the other measures",
    )


if __name__ == "__main__":
    main()
