"""What all tests share: a worker a core, and the playground served once a worker."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:
    # A worker a core: threads of their own would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
# What a test computes, it computes; and it leaves nothing among the user's files.
os.environ["PLAYGROUND_ANSWERS"] = ""

import hypothesis
import pytest
import torch

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "ui"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay on one worker, and so do all that the whole playground serves, and those
    that ask what these ask."""
    for item in items:
        served = {"app_url", "url", "demo"} & set(getattr(item, "fixturenames", ()))
        whole = served and not hasattr(getattr(item, "module", None), "SERVED")
        whole = whole or item.path.name == "test_contract.py"
        folder = item.path.parent.name
        group = f"whole-{folder}" if whole else str(item.path.relative_to(HERE))
        item.add_marker(pytest.mark.xdist_group(group))


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
