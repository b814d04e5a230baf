"""The app's own page, served with its own settings on a port of its own.

The example tab is importable by name, here and in the browser tests.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from visitor import Visitor

from playground.ui import shell
from playground.ui.tabs import TABS


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    import app

    demo = shell.build(TABS).demo
    _, url, _ = demo.launch(
        prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", **app.launch_settings()
    )
    yield url.rstrip("/")
    demo.close(verbose=False)


@pytest.fixture(scope="session")
def http(url: str) -> Iterator[httpx.Client]:
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=url, timeout=120, verify=False, limits=limits) as client:
        yield client


@pytest.fixture(scope="session")
def config(http: httpx.Client) -> dict[str, Any]:
    return http.get("/config").json()


@pytest.fixture
def visitor(http: httpx.Client) -> Visitor:
    return Visitor(http)
