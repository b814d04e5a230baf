"""Answers as files: what views show is written and compressed once, and fetched under its hash by
every page that is told of it."""

import gzip
import hashlib
from collections import deque
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import brotli
import orjson

#: Where they are served.
FOLDER = "/kit/answers/"
#: Answers that can be fetched although the cache has let them go, or never took them.
LATEST = 32
#: Levels of brotli and gzip: higher ones take a multiple of the time for 1 %.
BROTLI, GZIP = 5, 6


@dataclass(frozen=True, eq=False)
class ViewFile:
    """Its bytes, in brotli, and the address under which a page fetches them."""

    address: str
    packed: bytes

    @cached_property
    def gzipped(self) -> bytes:
        """The same for a browser that takes no brotli, as over plain HTTP."""
        return gzip.compress(self.plain, GZIP, mtime=0)

    @property
    def plain(self) -> bytes:
        return brotli.decompress(self.packed)

    def told(self) -> dict[str, str]:
        """In the place of the views' values: where these are."""
        return {"from": self.address}


_files: WeakValueDictionary[str, ViewFile] = WeakValueDictionary()
_latest: deque[ViewFile] = deque(maxlen=LATEST)
#: What pages open with, by the names of their tabs.
_openings: dict[str, ViewFile] = {}
#: Answers that are still kept, by tab and question.
_answered: WeakValueDictionary[tuple[str, Hashable], ViewFile] = WeakValueDictionary()


def write(values: Mapping[str, Any]) -> ViewFile:
    """JSON-able values by view, to be fetched for as long as the file is kept."""
    plain = orjson.dumps(values, option=orjson.OPT_NON_STR_KEYS)
    address = f"{FOLDER}{hashlib.sha256(plain).hexdigest()[:32]}.json"
    file = _files.get(address) or ViewFile(address, brotli.compress(plain, quality=BROTLI))
    _files[address] = file
    _latest.append(file)
    return file


def find(address: str) -> ViewFile | None:
    return _files.get(address)


def open_with(tab: str, file: ViewFile) -> None:
    """From now on, this is what a tab's page opens with."""
    _openings[tab] = file


def opening(tab: str) -> ViewFile | None:
    """What a tab's page opens with; None while it is not known."""
    return _openings.get(tab)


def answer_with(tab: str, request: Hashable, file: ViewFile) -> None:
    """This is what a tab answers to that question, for as long as it is kept."""
    _answered[tab, request] = file


def answered(tab: str, request: Hashable) -> ViewFile | None:
    return _answered.get((tab, request))
