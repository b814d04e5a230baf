"""A class arrives: N visitors within ten seconds, each with five questions, as browsers send them.

`python -m benchmarks.classroom [--visitors 1 40 100] [--think 6] [--arrive 10]` serves the site,
then a bare Gradio page, each in a process of its own, and visits it from another process on the
same machine. Bars for a hundred on two cores: page and its ratio, first and later answers below.

A visitor opens a subject's page with a fresh browser's requests (the page, its files over six
connections, the heartbeat, the event that the page opens with), then changes one control, reads the
answer for about `think` seconds, and so on: POST queue/join, then the stream of queue/data. What a
control holds is read off the page. A class asks partly the same: what `CLASS_ASKS` has for a page.
"""

import argparse
import asyncio
import json
import os
import random
import re
import socket
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

QUESTIONS = 5
#: Fields to set by the tab that has them: what its visitors ask.
Asks = Mapping[str, Sequence[Mapping[str, Any]]]
#: What a class turns on the first page of each subject, of which each visitor takes some.
CLASS_ASKS: Asks = {
    "latent": [{"class_a": one} for one in range(5)] + [{"path": "lerp"}, {"frames": 17}],
    "diffusion-forward": [{"label": one} for one in "0124"] + [{"schedule": "cosine"}, {"seed": 1}],
    "attention": [{"place": one} for one in range(5)] + [{"model": "translator-heads"}],
    "adversarial": [{"label": one} for one in range(4)] + [{"attack": "fgsm"}, {"steps": 10}],
    "truncation": [{"samples": 200, "label": one} for one in "012345"] + [{"samples": 100}],
}
#: Made once: it reads the system's certificates.
CONTEXT = ssl.create_default_context()
#: Seconds after which a visitor gives a question up for lost.
PATIENCE = 60
#: p95 of a hundred on two cores [s].
BARS = {"page": 0.5, "first answer": 1.5, "later answers": 1.5}

BARE = """
import gradio as gr
with gr.Blocks(analytics_enabled=False) as demo:
    asked, answer = gr.Slider(0, 20, 0, step=1, label="Seed"), gr.HTML()
    demo.load(lambda: "ready", None, answer, api_name="open_", api_visibility="private")
    asked.input(lambda n: f"<b>{n}</b>", asked, answer, api_name="change", api_visibility="private")
demo.launch(server_name="127.0.0.1", server_port=int(__import__("sys").argv[1]), quiet=True)
"""
OURS = """
import sys
import app
app.demo.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True,
                prevent_thread_lock=True, **app.launch_settings())
app.built.warm_up().join()
print("warm", flush=True)
app.demo.block_thread()
"""


# --- the server, and what it costs ---------------------------------------------------------------


@dataclass
class Server:
    url: str
    pid: int

    def megabytes(self, what: str = "VmRSS") -> int:
        """Resident memory now (VmRSS) or at its highest since `forget` (VmHWM)."""
        [line] = re.findall(rf"{what}:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(line) // 1024

    def forget(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def seconds(self) -> float:
        """CPU time so far."""
        user, system = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(program: str) -> Iterator[Server]:
    """The program on a free port, up, and warm where it says so."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", program, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            while "warm" in program and process.stdout.readline() != "warm\n":
                assert process.poll() is None, "the server ended"
            server = Server(f"http://127.0.0.1:{port}", process.pid)
            while True:
                with suppress(OSError), urllib.request.urlopen(server.url):
                    break
                time.sleep(0.2)
            yield server
        finally:
            process.kill()


# --- the page, as its configuration tells it -----------------------------------------------------


@dataclass(frozen=True)
class Site:
    """What a browser knows of a page once it has read it."""

    path: str
    files: tuple[str, ...]
    values: Mapping[int, Any]
    opening: Mapping[str, Any]
    change: Mapping[str, Any]
    questions: tuple[Mapping[int, Any], ...]


async def read(http: httpx.AsyncClient, path: str, asks: Asks = CLASS_ASKS) -> Site:
    page = (await http.get(path)).text
    [written] = re.findall(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)
    config = json.loads(written)
    parts = {one["id"]: one for one in config["components"]}
    events = [one for one in config["dependencies"] if one["backend_fn"]]
    opening = next(one for one in events if one["targets"][0][1] == "load")
    change = next(one for one in events if str(one["api_name"]).startswith("change"))
    values = {one: part["props"].get("value") for one, part in parts.items()}
    files = tuple(dict.fromkeys([*await _files(http, page), *config.get("stylesheets", ())]))
    questions = _questions(config, change["inputs"], asks)
    return Site(path, files, values, opening, change, tuple(questions))


def _questions(config: Mapping[str, Any], asked: Sequence[int], asks: Asks) -> list[dict[int, Any]]:
    """What is asked of this page, by the components that ask it."""
    classes = {
        one["id"]: set(one["props"].get("elem_classes") or ()) for one in config["components"]
    }
    for tab, questions in asks.items():
        fields = {
            name: next(
                iter(_inside(config["layout"], f"pg-field-{tab}-{name}", classes) & {*asked}), 0
            )
            for name in {name for one in questions for name in one}
        }
        if all(fields.values()):
            return [{fields[name]: value for name, value in one.items()} for one in questions]
    return [{asked[0]: value} for value in range(1, 9)]


def _inside(layout: Mapping[str, Any], name: str, classes: Mapping[int, set[str]]) -> set[int]:
    """The components with this class, and all within them."""
    found = set[int]()
    for child in layout.get("children", ()):
        has = name in classes.get(child["id"], ())
        found |= _all(child) if has else _inside(child, name, classes)
    return found


def _all(layout: Mapping[str, Any]) -> set[int]:
    return {layout["id"]}.union(*(_all(child) for child in layout.get("children", ())))


async def _files(http: httpx.AsyncClient, page: str) -> list[str]:
    """The scripts and styles that a browser loads: those of the page, and those that they import
    at once; and the kit's own. Without what the components bring, 50 small files of 60 kB in all:
    a client in Python would spend more on asking for them than the server on sending them."""
    page = re.sub(r"<link rel=\"(?:module)?preload\"[^>]*>", "", page)
    found, waiting = set[str](), re.findall(r"(?:src|href)=\"(\.?/[^\"]+\.(?:js|css)[^\"]*)", page)
    waiting += re.findall(r"/kit/[\w.-]+", page)
    while waiting:
        address = urljoin("/", waiting.pop())
        if address in found or "mask" in address:
            continue
        text = await http.get(address)
        if text.status_code != 200:
            continue
        found.add(address)
        if address.startswith("/assets/") and address.endswith(".js"):
            imports = re.findall(r"(?:from|import)\s*\"(\./[\w.-]+\.js)\"", text.text)
            waiting += [urljoin(address, one) for one in imports]
    return sorted(found)


# --- the visitors --------------------------------------------------------------------------------


@dataclass
class Record:
    """What the visitors of one class met."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lost: int = 0

    def add(self, what: str, seconds: float, page: str) -> None:
        self.times.setdefault(what, []).append(seconds)
        self.times.setdefault(f"{what} of {page}", []).append(seconds)


class Visitor:
    """A browser on a page: its session, and what its components hold."""

    def __init__(self, http: httpx.AsyncClient, site: Site, record: Record, chance: random.Random):
        self.http, self.site, self.record, self.chance = http, site, record, chance
        self.session = uuid.uuid4().hex[:11]
        self.values = dict(site.values)
        self.fetched: set[str] = set()

    async def visit(self, think: float, files: bool) -> None:
        begin = time.perf_counter()
        answer = await self.http.get(self.site.path)
        self.record.add("page", time.perf_counter() - begin, self.site.path)
        if answer.status_code != 200:
            self.record.errors.append(f"page {answer.status_code}")
        if files:
            await asyncio.gather(*(self.http.get(address) for address in self.site.files))
        beat = asyncio.create_task(self._heartbeat())
        await self.ask("first answer", self.site.opening)
        for _ in range(QUESTIONS):
            await asyncio.sleep(think * self.chance.uniform(0.5, 1.5))
            self.values |= self.chance.choice(self.site.questions)
            await self.ask("later answers", self.site.change)
        beat.cancel()

    async def _heartbeat(self) -> None:
        where = f"/gradio_api/heartbeat/{self.session}"
        async with self.http.stream("GET", where, timeout=None) as stream:
            async for _ in stream.aiter_bytes():
                pass

    async def ask(self, what: str, event: Mapping[str, Any]) -> None:
        begin = time.perf_counter()
        try:
            await asyncio.wait_for(self._ask(event), PATIENCE)
            self.record.add(what, time.perf_counter() - begin, self.site.path)
        except (TimeoutError, httpx.TransportError) as error:
            self.record.lost += 1
            self.record.errors.append(f"{what}: {error!r}"[:200])

    async def _ask(self, event: Mapping[str, Any]) -> None:
        body = {
            "data": [self.values.get(one) for one in event["inputs"]],
            "event_data": None,
            "fn_index": event["id"],
            "trigger_id": event["targets"][0][0],
            "session_hash": self.session,
        }
        joined = await self.http.post("/gradio_api/queue/join?", json=body)
        if joined.status_code != 200:
            self.record.errors.append(f"join {joined.status_code}: {joined.text[:200]}")
            return
        where = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.http.stream("GET", where) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:") and '"process_completed"' in line[:60]:
                    said = json.loads(line[5:])
                    break
            else:
                self.record.lost += 1
                return
        self._shown(event, said)
        await self._fetch(said["output"].get("data", ()))

    async def _fetch(self, values: Sequence[Any]) -> None:
        """What the values tell to be files, but for those that the browser has."""
        told = {one["from"] for one in values if isinstance(one, dict) and "from" in one}
        for address in told - self.fetched:
            answer = await self.http.get(address)
            if answer.status_code != 200:
                self.record.errors.append(f"answer {answer.status_code}")
        self.fetched |= told

    def _shown(self, event: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        if not said["success"]:
            self.record.errors.append(str(said["output"])[:200])
            return
        for component, value in zip(event["outputs"], said["output"]["data"], strict=True):
            if isinstance(value, dict) and value.get("__type__") == "update":
                if "value" not in value:
                    continue
                value = value["value"]
            self.values[component] = value


def browser(url: str) -> httpx.AsyncClient:
    """Eight connections, as browsers have them."""
    limits = httpx.Limits(max_connections=8)
    headers = {"accept-encoding": "gzip, deflate, br"}
    return httpx.AsyncClient(
        base_url=url, timeout=PATIENCE, limits=limits, verify=CONTEXT, headers=headers
    )


async def arrive(
    url: str, paths: Sequence[str], visitors: int, within: float, think: float, files: bool
) -> Record:
    """A class's visit, from the first arrival to the last answer."""
    record = Record()
    async with browser(url) as http:
        sites = [await read(http, path) for path in paths]

    async def one(number: int) -> None:
        await asyncio.sleep(within * number / visitors)
        async with browser(url) as http:
            site = sites[number % len(sites)]
            await Visitor(http, site, record, random.Random(number)).visit(think, files)

    await asyncio.gather(*(one(number) for number in range(visitors)))
    return record


# --- the table -----------------------------------------------------------------------------------


def _p(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def told(name: str, visitors: int, record: Record, memory: str, cpu: float) -> str:
    cells = []
    for what in BARS:
        times = record.times.get(what) or [float("nan")]
        times = times * 2 if len(times) == 1 else times
        cells.append(f"{_p(times, 0.5):.3f} / {_p(times, 0.95):.3f}")
    cells += [str(len(record.errors)), str(record.lost), memory, f"{cpu:.1f}"]
    return f"| {name} | {visitors} | {' | '.join(cells)} |"


def by_page(record: Record, paths: Sequence[str]) -> str:
    """The p95 of later answers on each page, and the longest."""
    times = {path: record.times.get(f"later answers of {path}", ()) for path in paths}
    return ", ".join(
        f"{path} {_p(each, 0.95):.2f} ({max(each):.2f})"
        for path, each in times.items()
        if len(each) > 1
    )


def visit(server: Server, name: str, paths: Sequence[str], flags: argparse.Namespace) -> None:
    """Classes of each size at a server, a line of the table each."""
    for visitors in flags.visitors:
        server.forget()
        before, spent = server.megabytes(), server.seconds()
        command = [sys.executable, "-m", "benchmarks.classroom", "--generate", server.url, *paths]
        command += ["--visitors", str(visitors), "--think", str(flags.think)]
        command += ["--arrive", str(flags.arrive), *(["--no-files"] if flags.no_files else [])]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        record = Record(**json.loads(done.stdout))
        cpu = server.seconds() - spent
        memory = f"{before} / {server.megabytes('VmHWM')} / {server.megabytes()}"
        print(told(name, visitors, record, memory, cpu), flush=True)
        print(f"  later answers by page: {by_page(record, paths)}", file=sys.stderr)
        for error, count in _counted(record.errors).items():
            print(f"  {count} x {error}", file=sys.stderr)


def _counted(errors: Sequence[str]) -> dict[str, int]:
    return {one: errors.count(one) for one in dict.fromkeys(errors)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 40, 100])
    parser.add_argument("--think", type=float, default=6, help="seconds between questions")
    parser.add_argument("--arrive", type=float, default=10, help="seconds of the arrivals")
    parser.add_argument("--no-files", action="store_true", help="the page and its events alone")
    parser.add_argument("--generate", nargs="+", help="visit this server's pages, print a record")
    return parser.parse_args()


def main() -> None:
    """Print the table."""
    flags = arguments()
    if flags.generate:
        url, *paths = flags.generate
        [visitors] = flags.visitors
        files = not flags.no_files
        record = asyncio.run(arrive(url, paths, visitors, flags.arrive, flags.think, files))
        print(json.dumps(record.__dict__))
        return
    from playground.ui import site
    from playground.ui.tabs import TABS

    print("| server | visitors | " + " | ".join(f"{what} p50 / p95 [s]" for what in BARS), end="")
    print(" | errors | lost | MB before / peak / after | CPU s |\n|---|" + "---:|" * 8)
    for name, program, paths in (
        ("bare Gradio", BARE, ["/"]),
        ("the playground", OURS, [f"/{one.path}" for one in site.subjects(TABS)]),
    ):
        with served(program) as server:
            visit(server, name, paths, flags)
    print(f"\nBars, p95 of 100 visitors on two cores: {BARS}")


if __name__ == "__main__":
    main()
