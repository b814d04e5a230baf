"""What one CUDA device takes, beside the CPU and the bare networks in the same run: absolute times.

`python -m benchmarks.gpu` asks 16 images in 50 steps with guidance, PGD-40 on 128 and on 10,000
images, precision and recall of 50,000 points, a sweep of 21 strengths, and what each page opens
with. It stops after eight minutes, between two rows, and says what is left. `--device cpu` tries
the same in a small form, without a GPU. Of a page's questions nothing is kept but networks.
"""

import argparse
import math
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

from benchmarks.attacks import EPS, MODEL, passes
from benchmarks.fidelity import products
from playground import caching, data, device
from playground.core import fidelity
from playground.core.attacks import pgd
from playground.engine import flows
from playground.engine.adversarial import classifiers
from playground.engine.networks import Networks
from playground.engine.truncation import truncation
from playground.engine.truncation.truncation import TruncationRequest
from playground.ui.tabs import TABS

#: Seconds after which no further row is begun.
MOST = 8 * 60
GUIDANCE, DATASET = 2.0, "mnist"
#: Times that each is taken; the median counts.
REPEATS = 3

Work = Callable[[], object]


@dataclass(frozen=True)
class Size:
    """How much is asked."""

    steps: int = 50
    images: int = 16
    attacked: tuple[int, ...] = (128, 10_000)
    points: int = 50_000
    samples: int = 2000
    pages: int | None = None  # how many open; None: all


#: To be tried on a CPU in a minute.
SMALL = Size(steps=5, images=4, attacked=(16,), points=500, samples=100, pages=5)


@dataclass(frozen=True)
class Row:
    """A question as the pages ask it, and the least that it needs, where that is plain."""

    name: str
    whole: Work
    floor: Work | None = None


def rows(size: Size) -> Iterator[Row]:
    """Each is made on the device that `device.pick()` names at that moment."""
    yield _sampling(size)
    for count in size.attacked:
        yield _attack(count)
    yield _fidelity(size.points)
    sweep = TruncationRequest(samples=size.samples, fine=True)
    yield Row(f"21 strengths x {size.samples}", partial(_anew, truncation.answer, sweep))
    for tab in TABS[: size.pages]:
        yield Row(f"opens: {tab.name}", partial(_anew, tab.answer, tab.request()))


def _anew(answer: Callable[[Any], object], request: object) -> object:
    """The answer, of which nothing is kept but networks."""
    caching.CACHE.clear(nn.Module)
    return answer(request)


def _sampling(size: Size) -> Row:
    network = Networks(DATASET).flow
    labels = flows.labels_of(network, "3", size.images)
    velocity = flows.guided_velocity(network, labels, GUIDANCE)
    start = flows.noise_of(network, 0, size.images)
    t = torch.zeros(size.images, device=labels.device)

    @torch.inference_mode()
    def whole() -> object:
        return flows.sampled(velocity, start, "ddim", size.steps).states[-1].cpu()

    @torch.inference_mode()
    def bare() -> object:
        doubled = (start.x.repeat(2, 1, 1, 1), t.repeat(2), labels.repeat(2))
        return [network(*doubled) for _ in range(size.steps)][-1].cpu()

    return Row(f"{size.images} images x {size.steps} steps, guided", whole, bare)


def _attack(count: int) -> Row:
    shown = data.reference(DATASET)
    images = classifiers.pixels(shown.images[:count]).contiguous(memory_format=torch.channels_last)
    labels = torch.from_numpy(shown.labels[:count]).to(images.device)
    model = classifiers.load_fused(MODEL)
    eps = EPS["linf"]
    return Row(
        f"PGD-40, {len(images)} images",
        lambda: pgd(model, images, labels, eps=eps, steps=40).adversarial.cpu(),
        lambda: passes(model, images, labels, len(images)),
    )


def _fidelity(count: int) -> Row:
    draw = torch.Generator().manual_seed(0)
    real, fake = (torch.randn(count, 64, generator=draw).to(device.pick()) for _ in range(2))
    three = products([(real, fake), (real, real), (fake, fake)])
    whole = partial(fidelity.precision_recall, real, fake)
    return Row(f"precision, recall, N = {count}", whole, three)


def seconds(name: str, work: Work | None) -> float:
    """The median of some calls, after one that sets everything up; of slow work the first alone."""
    if work is None:
        return math.nan
    os.environ["PLAYGROUND_DEVICE"], took = name, list[float]()
    for _ in range(1 + REPEATS):
        begin = time.perf_counter()
        work()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        took.append(time.perf_counter() - begin)
        if took[0] > MOST / 60:
            return took[0]
    return statistics.median(took[1:])


def measured(names: tuple[str, ...], size: Size) -> None:
    """Print a row for each question: its seconds on each device, and its floor's on the first."""
    print("| question | " + " | ".join([*(f"{one} [s]" for one in names), "floor [s]"]) + " |")
    print("|---|" + "---:|" * (len(names) + 1))
    begin, each = time.perf_counter(), {name: rows(size) for name in names}
    total = len(size.attacked) + 3 + len(TABS[: size.pages])
    for done in range(total):
        if time.perf_counter() - begin > MOST:
            print(f"\n{total - done} rows are left: {MOST} s are over.")
            break
        made = [(name, _made(name, each[name])) for name in names]
        told = [seconds(name, row.whole) for name, row in made]
        told.append(seconds(names[0], made[0][1].floor))
        print(f"| {made[0][1].name} | " + " | ".join(map("{:.3f}".format, told)) + " |", flush=True)


def _made(name: str, each: Iterator[Row]) -> Row:
    os.environ["PLAYGROUND_DEVICE"] = name
    return next(each)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or cpu for a small trial")
    name = parser.parse_args().device
    where = device.pick(name)
    kind = torch.cuda.get_device_name(where) if where.type == "cuda" else "no GPU: a small trial"
    print(f"{kind}; torch {torch.__version__}, {torch.get_num_threads()} threads on the CPU\n")
    if where.type == "cpu":
        measured((name,), SMALL)
    else:
        measured((name, "cpu"), Size())


if __name__ == "__main__":
    main()
