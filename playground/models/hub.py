"""Models of other people from the Hugging Face Hub: which may be fetched, and where they are then.

Nothing is downloaded unless whoever runs the server allows it. Only safetensors and JSON files are
fetched, without the server's own token, one model at a time.
"""

import contextlib
import fnmatch
import functools
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from playground.errors import BadValue, DataError, Filled

#: "1" allows those that are KNOWN; other values are patterns of names: "google-bert/*,a/b".
SWITCH = "PLAYGROUND_HUB"
KNOWN = (
    "openai-community/gpt2",
    "distilbert/distilgpt2",
    "google-bert/bert-base-uncased",
    "distilbert/distilbert-base-uncased",
    "sentence-transformers/all-MiniLM-L6-v2",
)
KNOWN_FOR_IMAGES = (
    "facebook/deit-tiny-patch16-224",
    "facebook/deit-small-patch16-224",
    "facebook/dino-vits16",
    "facebook/dinov2-small",
    "google/vit-base-patch16-224",
)
CONFIG, WEIGHTS = "config.json", "model.safetensors"
TOKENIZER, PREPROCESSOR = "tokenizer.json", "preprocessor_config.json"
#: What a model is made of, of text and of images.
TEXT, IMAGES = (CONFIG, WEIGHTS, TOKENIZER), (CONFIG, WEIGHTS, PREPROCESSOR)
#: Bytes of a model at most (GPT-2 and BERT have half a gigabyte), and of the disk that stay free.
LARGEST, SPARE = 700_000_000, 2_000_000_000
#: Seconds that the hub may take for an answer.
PATIENCE = 10
STAYS = "The models that ship go on working."
#: Errors with blanks, of networks from elsewhere.
BUSY = "Another model is being fetched: try {name} again in a minute. {stays}"
NEEDED = "This takes the {name} package: pip install {name}. {stays}"
UNSHOWN = "This model does not show its attention weights. {stays}"
UNFETCHED = "{name} could not be fetched ({kind}): is this server online? {stays}"

_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_fetching = threading.Lock()


def allowed(name: str, known: tuple[str, ...] = KNOWN) -> str:
    """The name, if this server may fetch it; "1" allows `known`. Raises BadValue for another."""
    if not _NAME.fullmatch(name) or ".." in name or "--" in name:
        way_out = Filled("Try {example}.", example=known[0])
        raise BadValue("name", name, "of the form owner/model", way_out)
    if not serves():
        template = "Whoever runs it can allow that with {switch}=1. {stays}"
        way_out = Filled(template, switch=SWITCH, stays=STAYS)
        raise BadValue("name", name, "left alone: this server fetches no models", way_out)
    switch = os.environ[SWITCH]
    patterns = known if switch == "1" else tuple(one.strip() for one in switch.split(","))
    if not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
        these = Filled("one that this server may fetch: {known}", known=patterns)
        raise BadValue("name", name, these, STAYS)
    return name


def serves() -> bool:
    """Whether this server fetches any models."""
    return os.environ.get(SWITCH, "") not in ("", "0")


def may(name: str, known: tuple[str, ...]) -> bool:
    """Whether this server may fetch it."""
    try:
        allowed(name, known)
    except BadValue:
        return False
    return True


def suggested(known: tuple[str, ...]) -> str:
    """A name to begin with: one that this server may fetch, where it names any."""
    named = (*known, *(one.strip() for one in os.environ.get(SWITCH, "").split(",")))
    return next((one for one in named if may(one, known)), "" if serves() else known[0])


def fetch(name: str, files: tuple[str, ...] = TEXT) -> Path:
    """The folder of a model's files, TEXT or IMAGES: from this machine's cache, else from the hub.

    Raises BadValue for a name that is not allowed, and DataError where it cannot be had.
    """
    from huggingface_hub import snapshot_download

    allowed(name, KNOWN_FOR_IMAGES if files == IMAGES else KNOWN)
    download = functools.partial(snapshot_download, name, allow_patterns=list(files), token=False)
    try:
        kept = Path(download(local_files_only=True))
    except Exception:  # not there yet, for whichever of the library's many reasons
        kept = None
    if kept and all((kept / file).is_file() for file in files):
        return kept
    with fetching(name, Exception):
        _fits(name, files)
        return Path(download(etag_timeout=PATIENCE))


@contextlib.contextmanager
def fetching(name: str, failure: type[Exception]) -> Iterator[None]:
    """One model at a time: another, and what fails so, is a DataError."""
    if not _fetching.acquire(blocking=False):
        raise DataError(Filled(BUSY, name=name, stays=STAYS))
    try:
        yield
    except DataError:
        raise
    except failure as error:
        kind = type(error).__name__
        raise DataError(Filled(UNFETCHED, name=name, kind=kind, stays=STAYS)) from error
    finally:
        _fetching.release()


def _fits(name: str, files: tuple[str, ...]) -> None:
    """Asks the hub how large the files are. Raises DataError for no safe ones, and too large."""
    from huggingface_hub import HfApi, constants

    info = HfApi(token=False).model_info(name, files_metadata=True, timeout=PATIENCE)
    sizes = {one.rfilename: one.size for one in info.siblings or ()}
    wanted = [sizes.get(file) for file in files]
    total = sum(size or 0 for size in wanted)
    if None in wanted or total > LARGEST:
        template = "{name} has no {files} of at most {most} MB. {stays}"
        most = LARGEST // 10**6
        raise DataError(Filled(template, name=name, files=files, most=most, stays=STAYS))
    cache = Path(constants.HF_HUB_CACHE).expanduser().resolve()
    there = next(folder for folder in (cache, *cache.parents) if folder.exists())
    if shutil.disk_usage(there).free < total + SPARE:
        full = "This server's disk has no room for {name}. {stays}"
        raise DataError(Filled(full, name=name, stays=STAYS))
