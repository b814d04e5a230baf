"""Resident memory of the server while 500 visitors open every subject, and after they have left.

`python -m benchmarks.memory [--visitors 500] [--asking 100]`: visitors come in groups of 20, each
opens all five subjects; of them `asking` ask each subject a question of their own besides (one of
ten in Attention), so that the cache fills. Bar: 1,600 MB after all of them; what it takes for a
moment while they compute is printed beside it.
"""

import argparse
import asyncio
import random
import time

from benchmarks.classroom import OURS, Asks, Record, Visitor, browser, read, served
from playground.ui import site
from playground.ui.tabs import TABS

TOGETHER = 20
#: Resident memory after all visitors [MB].
BAR = 1600
#: Seconds after which what nobody fetched is given back.
REST = 90


def own(number: int) -> Asks:
    """What one visitor alone asks."""
    return {
        "latent": [{"index_a": number}],
        "diffusion-forward": [{"seed": number}],
        "attention": [{"place": number % 10}],
        "adversarial": [{"index": number}],
        "truncation": [{"samples": 100, "seed": number}],
    }


async def tour(url: str, paths: list[str], visitors: range, asking: int) -> Record:
    """Each visitor on every page; those below `asking` ask a question of their own there."""
    record = Record()

    async def one(number: int) -> None:
        async with browser(url) as http:
            for path in paths:
                page = await read(http, path, own(number))
                visitor = Visitor(http, page, record, random.Random(number))
                await visitor.ask("opening", page.opening)
                if number < asking:
                    visitor.values |= page.questions[0]
                    await visitor.ask("own question", page.change)

    await asyncio.gather(*(one(number) for number in visitors))
    return record


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=500)
    parser.add_argument("--asking", type=int, default=100, help="with questions of their own")
    flags = parser.parse_args()
    paths = [f"/{one.path}" for one in site.subjects(TABS)]
    print("| visitors | MB now | MB at most | errors | lost |\n|---:|---:|---:|---:|---:|")
    with served(OURS) as server:
        print(f"| 0 | {server.megabytes()} | {server.megabytes('VmHWM')} | | |", flush=True)
        for begin in range(0, flags.visitors, TOGETHER):
            visitors = range(begin, min(begin + TOGETHER, flags.visitors))
            server.forget()
            record = asyncio.run(tour(server.url, paths, visitors, flags.asking))
            told = server.megabytes(), server.megabytes("VmHWM")
            cells = (visitors.stop, *told, len(record.errors), record.lost)
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
            for error in dict.fromkeys(record.errors):
                print(f"  {error}", flush=True)
        time.sleep(REST)
        print(f"| after {REST} s | {server.megabytes()} | | | |\n\nBar: {BAR} MB after all")


if __name__ == "__main__":
    main()
