"""Candidates timed side by side in one run, as ratios: the only figure that travels."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Row:
    """One candidate: its median time, and its median ratio to the reference of the same round."""

    name: str
    seconds: float
    ratio: float
    low: float  # quartiles of the ratio: how far to trust it
    high: float


def compare(
    candidates: dict[str, Callable[[], object]],
    reference: str,
    repeats: int = 9,
    *,
    title: str = "",
    clock: Callable[[], float] = time.process_time,
) -> list[Row]:
    """Time every candidate once a round, `repeats` rounds, in one thread; print a Markdown table.

    Rounds are interleaved and each ratio is taken inside its round, so that a slow spell of the
    machine hits both sides. The clock is the CPU time of this process: neighbours do not count.
    Pass `time.perf_counter` for work that waits on something else than its own arithmetic.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        times = _rounds(candidates, repeats, clock)
    finally:
        torch.set_num_threads(threads)
    rows = [_row(name, times[name], times[reference]) for name in candidates]
    print(table(rows, title), flush=True)
    return rows


def _rounds(
    candidates: dict[str, Callable[[], object]], repeats: int, clock: Callable[[], float]
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for call in candidates.values():
        call()  # first calls pay for allocation and kernel selection
    for _ in range(repeats):
        for name, call in candidates.items():
            begin = clock()
            call()
            times[name].append(clock() - begin)
    return times


def _row(name: str, own: list[float], reference: list[float]) -> Row:
    ratios = [mine / theirs for mine, theirs in zip(own, reference, strict=True)]
    low, middle, high = (
        statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    )
    return Row(name, statistics.median(own), middle, low, high)


def table(rows: list[Row], title: str = "") -> str:
    """The rows as a Markdown table."""
    head = ["| candidate | ms | ratio | quartiles |", "|---|---:|---:|---:|"]
    body = [
        f"| {row.name} | {row.seconds * 1e3:.2f} | {row.ratio:.3f} | {row.low:.3f}-{row.high:.3f} |"
        for row in rows
    ]
    return "\n".join([f"\n{title}\n", *head, *body] if title else head + body)
