"""Models from the hub: what may be fetched, of a hub that is not there, and of one made here."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import huggingface_hub
import pytest

from playground.engine.attention import external_models
from playground.errors import BadValue, DataError
from playground.models import hub

NAME = hub.KNOWN[0]
SMALL = dict.fromkeys((*hub.TEXT, *hub.IMAGES), 700)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "gpt2",
        "a/b/c",
        "http://169.254.169.254/x",
        "/etc/x",
        "a/..",
        "a/b--c",
        "a/b\n",
        "é/b",
        "",
    ],
)
def test_a_name_of_another_form_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hub.SWITCH, "*")
    with pytest.raises(BadValue, match="owner/model"):
        hub.fetch(name)


@pytest.mark.parametrize(
    ("switch", "name", "fine"),
    [
        ("", NAME, False),
        ("0", NAME, False),
        ("1", NAME, True),
        ("1", "someone/large", False),
        ("google-bert/*, a/b", "a/b", True),
        ("google-bert/*, a/b", "google-bert/x", True),
        ("google-bert/*, a/b", NAME, False),
        (",", NAME, False),
    ],
)
def test_nothing_is_fetched_unless_it_was_allowed(
    switch: str, name: str, fine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hub.SWITCH, switch)
    if fine:
        assert hub.allowed(name) == name
    else:
        with pytest.raises(BadValue, match="name = "):
            hub.allowed(name)


@pytest.mark.parametrize(
    ("switch", "name"),
    [("", NAME), ("0", NAME), ("1", NAME), ("a/b, c/*", "a/b"), ("google-bert/*", hub.KNOWN[2])],
)
def test_a_name_to_begin_with_may_be_fetched(
    switch: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hub.SWITCH, switch)
    assert hub.suggested(hub.KNOWN) == name
    monkeypatch.setenv(hub.SWITCH, "c/*")
    assert hub.suggested(hub.KNOWN) == "", "nobody but its owner knows one"


# --- a hub that stands in ---------------------------------------------------------------------


class Hub:
    """Stands for the hub's client: what was asked of it, and which files it knows."""

    def __init__(self, files: dict[str, int] | None, folder: Path) -> None:
        self.files, self.folder = files, folder
        self.asked: list[dict[str, Any]] = []

    def download(self, name: str, **wanted: Any) -> str:
        self.asked.append(wanted)
        if wanted.get("local_files_only"):
            raise FileNotFoundError
        return str(self.folder)

    def api(self, **how: Any) -> "Hub":
        self.asked.append(how)
        return self

    def model_info(self, name: str, **more: Any) -> Any:
        if self.files is None:
            raise ConnectionError("no route")
        siblings = [
            type("Sibling", (), {"rfilename": file, "size": size})()
            for file, size in self.files.items()
        ]
        return type("Info", (), {"siblings": siblings})()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hub:
    made = Hub(SMALL, tmp_path)
    monkeypatch.setenv(hub.SWITCH, "1")
    monkeypatch.setattr(huggingface_hub, "snapshot_download", made.download)
    monkeypatch.setattr(huggingface_hub, "HfApi", made.api)
    return made


def test_three_files_are_fetched_without_the_servers_token(stand_in: Hub, tmp_path: Path) -> None:
    stand_in.files = {**SMALL, "pytorch_model.bin": 10**12, "evil.py": 1}
    assert hub.fetch(NAME) == tmp_path
    assert stand_in.asked[-1]["allow_patterns"] == list(hub.TEXT)
    hub.fetch(hub.KNOWN_FOR_IMAGES[0], hub.IMAGES)
    assert stand_in.asked[-1]["allow_patterns"] == list(hub.IMAGES)
    assert all(one["token"] is False for one in stand_in.asked)


@pytest.mark.parametrize(
    "files",
    [
        {**SMALL, hub.WEIGHTS: hub.LARGEST},
        {hub.CONFIG: 700, hub.TOKENIZER: 700, "pytorch_model.bin": 700},
        {hub.CONFIG: 700, hub.WEIGHTS: 700},
        {**SMALL, hub.WEIGHTS: None},
        {},
    ],
)
def test_what_is_too_large_or_not_safe_is_not_fetched(files: dict[str, int], stand_in: Hub) -> None:
    stand_in.files = files
    with pytest.raises(DataError, match="safetensors"):
        hub.fetch(NAME)
    assert not any("etag_timeout" in one for one in stand_in.asked), "nothing was downloaded"


def test_a_full_disk_is_left_alone(stand_in: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SPARE", 10**18)
    with pytest.raises(DataError, match="no room"):
        hub.fetch(NAME)


def test_one_model_is_fetched_at_a_time(stand_in: Hub) -> None:
    with hub._fetching, pytest.raises(DataError, match="in a minute"):
        hub.fetch(NAME)
    hub.fetch(NAME)


def test_without_a_hub_a_sentence_says_so(stand_in: Hub) -> None:
    stand_in.files = None
    for _ in range(2):  # and the next one may fetch again
        with pytest.raises(DataError, match=r"could not be fetched.*go on working"):
            external_models.folder_of(external_models.HUB, NAME)


# --- a hub over HTTP, and the real client -------------------------------------------------------

CLIENT = """
import json, sys
from playground.errors import PlaygroundError
from playground.models import hub
for name in sys.argv[1:]:
    try:
        folder = hub.fetch(name)
        print(json.dumps(sorted((one.name, one.read_text()) for one in folder.iterdir())))
    except PlaygroundError as error:
        print(json.dumps(type(error).__name__ + ": " + str(error)))
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONTENT = {file: f'{{"{file}": 1}}' for file in (*hub.TEXT, "evil.py", "pytorch_model.bin")}


class Answer(BaseHTTPRequestHandler):
    """Answers as the hub does, for the one model a/b."""

    asked: ClassVar[list[str]] = []

    def log_message(self, format: str, *args: Any) -> None:
        self.asked.append(f"{self.path} {self.headers.get('authorization')}")

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        resolved = f"/a/b/resolve/{COMMIT}/"
        files = [{"type": "file", "path": f, "oid": f, "size": len(t)} for f, t in CONTENT.items()]
        if path.startswith("/api/models/a/b/tree/"):
            self.say(json.dumps(files))
        elif path.startswith("/api/models/a/b"):
            siblings = [{"rfilename": one["path"], "size": one["size"]} for one in files]
            self.say(json.dumps({"id": "a/b", "sha": COMMIT, "siblings": siblings}))
        elif path.startswith(resolved):
            self.say(CONTENT[path[len(resolved) :]])
        else:
            self.say("{}", 404)

    do_HEAD = do_GET

    def say(self, text: str, status: int = 200) -> None:
        self.send_response(status)
        for name, value in (
            ("content-length", str(len(text))),
            ("etag", f'"{hash(text)}"'),
            ("x-repo-commit", COMMIT),
            ("content-type", "application/json"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(text.encode())


@pytest.fixture
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def asked(url: str, home: Path, *names: str) -> list[Any]:
    """What the real client, in a process of its own, says of each name."""
    own = {"HF_ENDPOINT": url, "HF_HOME": str(home), hub.SWITCH: "*", "HF_TOKEN": "secret"}
    said = subprocess.run(
        [sys.executable, "-c", CLIENT, *names],
        capture_output=True,
        text=True,
        env={**os.environ, **own},
        check=True,
    )
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_the_real_client_fetches_three_files_once(served: str, tmp_path: Path) -> None:
    Answer.asked.clear()
    wanted = [[file, CONTENT[file]] for file in sorted(hub.TEXT)]
    found, unknown = asked(served, tmp_path, "a/b", "a/c")
    assert found == wanted
    assert unknown.startswith("DataError: a/c could not be fetched")
    assert Answer.asked
    assert not any("secret" in one for one in Answer.asked)
    nowhere = "http://127.0.0.1:9"
    kept, unreachable = asked(nowhere, tmp_path, "a/b", "a/d")
    assert kept == wanted, "from the cache, without a hub"
    assert "is this server online?" in unreachable
