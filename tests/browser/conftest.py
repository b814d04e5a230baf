"""A server, a real Chromium, and a record of every request that a page makes."""

import gc
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

pytest.importorskip("playwright", reason="pip install playwright, for the browser tests")

import gradio as gr
from playwright.sync_api import (
    Browser,
    CDPSession,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from playground.ui import page as ui_page
from playground.ui import request_guard, shell
from playground.ui.tab import Tab
from tests.deploy.front import front as front

# The shell of old headless Chromium opens no windows, and takes half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
# A condition is waited for, however slow the machine is.
expect.set_options(timeout=30_000)
TWO_FRAMES = "new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))"
WAYS = "apt-get install chromium-headless-shell, or set CHROMIUM to its path"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A real browser on a busy machine: a test fails when it fails twice.
            item.add_marker(pytest.mark.flaky(reruns=1))


def chromium() -> str | None:
    """The path of a Chromium: CHROMIUM, one on the PATH, or playwright's own."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Chromium: {WAYS}")
        pytest.skip(f"no Chromium: {WAYS}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


#: Asked for at the server's root, wherever the page is; and what Gradio's client says of its event
#: stream when the page is left meanwhile.
HARMLESS = re.compile(
    r"/(manifest\.json|favicon\.ico)\)$|^(Abort|\S+ Abort)Error: signal is aborted"
)


@pytest.fixture(scope="session")
def new_page(browser: Browser) -> Callable[..., Page]:
    """new_page(url, **settings): a page as a new visitor meets it. It is opened by another one of
    its kind that stays, so that scripts are fetched and compiled once, and no process begins."""
    kinds: dict[str, tuple[Page, CDPSession]] = {}

    def first(url: str, settings: dict[str, Any]) -> tuple[Page, CDPSession]:
        opener = browser.new_context(**settings).new_page()
        opener.goto(urljoin(url, "/kit/none"))
        return opener, opener.context.new_cdp_session(opener)

    def opened(url: str, **settings: Any) -> Page:
        whole = {"viewport": {"width": 1366, "height": 768}, "locale": "en-US", **settings}
        kind = repr(sorted(whole.items()))
        opener, driver = kinds.get(kind) or kinds.setdefault(kind, first(url, whole))
        forget = {"origin": url, "storageTypes": "cookies,local_storage"}
        driver.send("Storage.clearDataForOrigin", forget)
        with opener.expect_popup() as popup:
            opener.evaluate("() => { window.open() }")
        return popup.value

    return opened


class Visit:
    """A page, with its requests and its errors on record."""

    def __init__(self, page: Page, url: str) -> None:
        self.url, self.page, self.context = url, page, page.context
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.set_default_timeout(30_000)
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.requests.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")

    def open(self, query: str = "") -> Page:
        """Go there, and wait for the first picture of the open tab, or a notice in its place, and
        for what comes with it: controls moved before that are set back to the link's values."""
        self.page.goto(self.url + query)
        kinds = (".pg-frame", ".pg-plane", ".pg-axis", ".pg-large-head", ".pg-error", ".pg-told")
        self.page.wait_for_selector(", ".join(f"{kind}:visible" for kind in kinds))
        self.settle()
        return self.page

    def settle(self, milliseconds: int = 300) -> None:
        """Until the page has sent nothing for so long, and has drawn what it was told to."""
        for _ in range(40):
            sent = len(self.requests)
            self.page.wait_for_timeout(milliseconds)
            if len(self.requests) == sent:
                break
        self.page.evaluate(TWO_FRAMES)

    def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Until it is true. Fails when it does not become so, however slow the machine is."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not so within {seconds} s"
            self.page.wait_for_timeout(50)

    def foreign(self) -> list[str]:
        """The requests that went to any other host."""
        return [url for url in self.requests if urlsplit(url).netloc != urlsplit(self.url).netloc]

    def __enter__(self) -> "Visit":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What is under way when the page is closed fails of that; it is no fault of the page.
        if error is None and not self.page.is_closed():
            self.page.wait_for_timeout(1)  # until what has been said so far is heard
        said, foreign = list(self.errors), self.foreign()
        self.page.close()
        if error is None:
            assert foreign == []
            assert [e for e in said if not HARMLESS.search(e)] == []


@pytest.fixture(scope="session")
def visit(new_page: Callable[..., Page]) -> Callable[..., Visit]:
    """`with visit(url) as v: v.open()`: fails if the page logged an error or left this host."""
    return lambda url, **settings: Visit(new_page(url, **settings), url)


def serve(tabs: tuple[Tab, ...]) -> tuple[gr.Blocks, str]:
    """The page of these tabs, served by this process on a free port."""
    built = shell.build(tabs)
    settings = ui_page.launch_settings()
    _, url, _ = built.demo.launch(
        prevent_thread_lock=True,
        quiet=True,
        footer_links=[],
        _frontend=False,
        server_name="127.0.0.1",
        app_kwargs=request_guard.app_settings(tabs),
        **settings,
    )
    # A test meets pages that are ready, however slow the machine is.
    built.warm_up().join()
    gc.unfreeze()  # these stand for a file's tests, not for good
    return built.demo, url


@pytest.fixture(scope="session")
def kit_url() -> Iterator[str]:
    """Two tabs on synthetic pictures."""
    from kit_example import example

    demo, url = serve((example("waves"), example("rings")))
    yield url
    demo.close(verbose=False)


@pytest.fixture(scope="session")
def subject_url() -> Iterator[str]:
    """A subject of its own, to draw and to drag on."""
    from kit_example import example
    from kit_subject import plane, sketch

    demo, url = serve((sketch(), plane(), example("waves")))
    yield url
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The tabs that a test file names in `SERVED`, without the rest of the playground."""
    demo, url = serve(request.module.SERVED)
    yield url
    demo.close(verbose=False)


@pytest.fixture(scope="session")
def app_url(app_url: str) -> str:
    """The playground with all that its pages open with, so that no test waits for another's."""
    import app

    app.built.warm_up().join()
    return app_url
