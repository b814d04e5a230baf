"""The first picture of each of the site's pages in a browser, over that of a bare Gradio page.

`python -m benchmarks.first_picture` wants Chromium (or `CHROMIUM`, its path). The server has warmed
up, the browser has not: each opening is a fresh visitor's. The bar is 2: beside its one picture the
bare page has no controls, no charts and no other tabs.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, sync_playwright

from benchmarks.common import Row, compare
from playground.ui import site
from playground.ui.tabs import TABS

BAR = 2
BARE, OURS = 7991, 7992
PICTURE = ".pg-frame, .pg-plane, .pg-axis, .pg-large-head"
#: Looks at every frame, and writes down when the first with the picture was painted [ms].
LOOK = """
const look = () => [...document.querySelectorAll("SELECTOR")].some((one) => one.offsetWidth)
  ? setTimeout(() => (window.seen = performance.now())) : requestAnimationFrame(look);
look();
"""

PROGRAMS = {
    BARE: f"""
import gradio as gr
import numpy as np
with gr.Blocks(analytics_enabled=False) as demo:
    picture = gr.Image()
    demo.load(lambda: np.zeros((28, 28), np.uint8), None, picture)
demo.launch(server_port={BARE}, quiet=True)
""",
    OURS: f"""
import app
app.demo.launch(server_port={OURS}, quiet=True, prevent_thread_lock=True, **app.launch_settings())
app.built.warm_up().join()
print("warm", flush=True)
app.demo.block_thread()
""",
}


@contextmanager
def served(port: int) -> Iterator[None]:
    """The program of this port, up and warm."""
    command = [sys.executable, "-c", PROGRAMS[port]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if port == OURS:
                assert process.stdout is not None
                while process.stdout.readline() != "warm\n":
                    assert process.poll() is None, "the server ended"
            for _ in range(300):
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
                    break
                time.sleep(0.2)
            yield
        finally:
            process.terminate()


class Seen:
    """The visits so far, by the browser's own clock: asking from outside waits for its pauses."""

    seconds = 0.0


def opening(browser: Browser, url: str, selector: str) -> Callable[[], None]:
    """A fresh visitor comes, and stays until the first picture."""

    def run() -> None:
        with browser.new_context(viewport={"width": 1366, "height": 768}) as context:
            page = context.new_page()
            page.add_init_script(LOOK.replace("SELECTOR", selector))
            page.goto(url, wait_until="commit")
            Seen.seconds += page.wait_for_function("window.seen").json_value() / 1000

    return run


def main(repeats: int = 5) -> list[Row]:
    """Print the ratios."""
    names = filter(None, [os.environ.get("CHROMIUM"), shutil.which("chromium")])
    with served(BARE), served(OURS), sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=next(names, None), args=flags)
        bare = opening(browser, f"http://127.0.0.1:{BARE}/", "img")
        ours = {
            page.title: opening(browser, f"http://127.0.0.1:{OURS}/{page.path}", PICTURE)
            for page in site.subjects(TABS)
        }
        return compare(
            {"bare Gradio page": bare, **ours},
            "bare Gradio page",
            repeats=repeats,
            title=f"From the address to the first picture (bar: {BAR})",
            clock=lambda: Seen.seconds,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
