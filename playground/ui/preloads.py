"""Which of Gradio's own files a page needs, told at its head: a browser fetches them at once, which
it would else learn of in four turns, each from a script of the one before."""

import json
import re
from functools import cache
from pathlib import Path

import gradio as gr

ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
#: The script that a page names itself.
FIRST = re.compile(r'"\./assets/(index-[\w-]+\.js)"')
#: The files that a script may import, by number, and those of each kind of component.
LISTED = re.compile(r"m\.f=(\[[^\]]*\])")
KIND = re.compile(r"\b(\w+):\{((?:base|example|component):[^}]*)\}")
NEEDED = re.compile(r"__vite__mapDeps\(\[([\d,]*)\]\)")
USED = re.compile(r'"type": ?"(\w+)"')


def links(page: str) -> str:
    """For the head of a page of HTML; none where Gradio's scripts are built in another way."""
    first, kinds = FIRST.search(page), frozenset(USED.findall(page))
    return _links(first[1], kinds) if first else ""


@cache
def _links(first: str, kinds: frozenset[str]) -> str:
    listed = _listed(first)
    files = dict.fromkeys(listed)
    for name in listed:
        if name.startswith("./Index-") and name.endswith(".js"):  # all that is laid out
            files |= dict.fromkeys(_listed(name))
        if name.startswith("./core-") and name.endswith(".js"):
            files |= dict.fromkeys(_of_kinds(name, kinds))
    return "".join(_link(f"./assets{name[1:]}") for name in files)


def _link(address: str) -> str:
    how = 'rel="preload" as="style"' if address.endswith(".css") else 'rel="modulepreload"'
    return f'<link {how} crossorigin href="{address}">'


def _of_kinds(name: str, kinds: frozenset[str]) -> list[str]:
    listed, script = _listed(name), _read(name)
    parts = [inside for kind, inside in KIND.findall(script) if kind in kinds]
    numbers = ",".join(found for part in parts for found in NEEDED.findall(part)).split(",")
    return [listed[int(number)] for number in numbers if number]


def _listed(name: str) -> list[str]:
    found = LISTED.search(_read(name))
    return json.loads(found[1]) if found else []


def _read(name: str) -> str:
    path = ASSETS / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
