"""The pictures of endpoints' answers, as files: one of each content, in a folder of bounded size.

Clients know a file by its name, never by where it lies on the server.
"""

import contextlib
import functools
import hashlib
import io
import os
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gradio.utils import get_upload_folder

from playground import settings
from playground.arrays import Image8
from playground.errors import PlaygroundError

#: Bytes of the folder.
BUDGET = settings.whole("PLAYGROUND_FILES_MB", 1024) * 2**20
#: What an answer has offered can be fetched for so long at least, and for an hour at most [s].
OFFERED, LONGEST = 600, 3600
#: A file's name, and where it is served.
NAME = r"[0-9a-f]{40}\.png"
ADDRESS = "/gradio_api/file="
FULL = (
    "The server's folder of pictures is full ({most} MB), and all of them may still be fetched."
    " Ask again in {minutes} minutes, or for fewer pictures."
)


class AnswerFiles:
    """The folder: `keep` writes into it, the oldest go first where room is needed."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder, self.most = folder, most
        self._lock = threading.Lock()
        self._size: int | None = None  # bytes, once they are counted
        self._counted = 0.0

    def keep(self, name: str, image: Image8) -> dict[str, Any]:
        """A PNG of the picture, as an answer offers it. [F, H, W(, 3)] is stacked downwards.

        Raises PlaygroundError where there is no room.
        """
        flat = image
        if image.ndim == 4 or (image.ndim == 3 and image.shape[2] != 3):
            flat = image.reshape(-1, *image.shape[2:])
        digest = hashlib.sha256(f"{flat.shape}".encode() + flat.tobytes()).hexdigest()
        path = self.folder / f"{digest[:40]}.png"
        # A lock, so that nothing goes between its being found here and its being offered.
        with self._lock:
            if not _renewed(path):
                self._write(path, _png(flat))
        return {"path": path.name, "orig_name": f"{name}.png", "mime_type": "image/png"}

    def _write(self, path: Path, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make_room(len(data))
        # Whole or not at all: another answer may offer it in the same moment.
        part = path.with_suffix(f".{uuid.uuid4().hex}")
        part.write_bytes(data)
        os.replace(part, path)
        self._size = (self._size or 0) + len(data)

    def _make_room(self, size: int) -> None:
        now = time.time()
        held = self._size
        if held is not None and held + size <= self.most and now - self._counted < OFFERED:
            return
        files = sorted(self._files())
        held = sum(size for _, size, _ in files)
        # A tenth more than is needed: the folder is not to be looked through at every answer.
        goal = self.most - size - (self.most // 10 if held + size > self.most else 0)
        for changed, freed, file in files:
            if now - changed > LONGEST or (held > goal and now - changed > OFFERED):
                Path(file).unlink(missing_ok=True)
                held -= freed
        self._size, self._counted = held, now
        if held + size > self.most:
            raise PlaygroundError(FULL.format(most=self.most // 2**20, minutes=OFFERED // 60))

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Of each file when it was last offered, its bytes and its path."""
        for one in os.scandir(self.folder):
            # Another process may tidy up as well.
            with contextlib.suppress(FileNotFoundError):
                yield one.stat().st_mtime, one.stat().st_size, one.path


def _renewed(path: Path) -> bool:
    """Whether the file is there; it is then as good as new."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _png(image: Image8) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.fromarray(image).save(written, "PNG")
    return written.getvalue()


def as_file(picture: dict[str, Any]) -> dict[str, Any]:
    """What `keep` returns, as Gradio's clients know a file that they may fetch."""
    return {**picture, "url": ADDRESS + picture["path"], "meta": {"_type": "gradio.FileData"}}


@functools.cache
def shared() -> AnswerFiles:
    """The process's one folder."""
    return AnswerFiles(Path(get_upload_folder()) / "answers", BUDGET)
