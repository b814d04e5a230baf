"""The playground's own page over HTTP, and the guard before its events."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
import httpx
import pytest
from visitor import Visitor


@pytest.fixture(scope="session")
def url(app_url: str) -> str:
    return app_url


@pytest.fixture(scope="session")
def demo() -> gr.Blocks:
    """The whole site, built once and not served."""
    import app

    return app.demo


@pytest.fixture(scope="session")
def laid_out(demo: gr.Blocks) -> dict[str, Any]:
    """What the site is made of, as Gradio tells a page."""
    return demo.get_config_file()


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
