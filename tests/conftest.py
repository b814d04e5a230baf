"""What all tests share: a worker a core, and the playground served once a worker."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if "PYTEST_XDIST_WORKER" in os.environ:
    # A worker a core: threads of their own would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
# What a test computes, it computes; and it leaves nothing among the user's files.
os.environ["PLAYGROUND_ANSWERS"] = ""

import hypothesis
import pytest
import torch
from xdist.scheduler import LoadScopeScheduling

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "ui"))


#: Files whose tests ask the whole playground, or its pages' examples: it is served once a folder.
WHOLE = re.compile(
    r"tests/(browser/test_(fold|latent|pages|wire)_browser|ui/test_(answer_files|contract|endpoints|"
    r"hostile_values|limits|openings|page_events|preloads|ready|site|start|view_files))[.]py"
)
#: Files whose tests share nothing that takes long.
APART = re.compile(
    r"tests/(devices/test_every_page|engine/truncation/test_bands|models/test_cards)"
)
#: What takes long begins first, so that no worker is left alone with it in the end.
ORDER = ("ui", "browser", "tests/browser", "tests/hints", "tests/ui", "tests/engine")


def group(nodeid: str) -> str:
    """Of what one worker tests: a file; what the whole playground serves, and what asks what its
    pages open with; a page's sentence."""
    file = nodeid.partition("::")[0]
    if nodeid.endswith("_as_it_opens"):
        return "ui"
    if WHOLE.match(file):
        return file.split("/")[1]
    if APART.match(file):
        return nodeid
    return re.sub(r"_elsewhere\b.*", "", nodeid) if "/hints/" in file else file


def place(item: pytest.Item) -> int:
    own = group(item.nodeid)
    starts = (n for n, start in enumerate(ORDER) if own == start or own.startswith(f"{start}/"))
    return next(starts, len(ORDER))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)


class Groups(LoadScopeScheduling):
    """Tests of a group go to one worker, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("gpu") and not torch.cuda.is_available():
        pytest.skip("needs a CUDA device, which this machine does not have")


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """The playground itself, as it is launched."""
    import app

    _, url, _ = app.demo.launch(
        prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", **app.launch_settings()
    )
    yield url.rstrip("/")
    app.demo.close(verbose=False)
