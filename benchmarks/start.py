"""The app's start over that of a bare Gradio page beside torch.

`python -m benchmarks.start`; the bar is 1.3. Each start is a process of its own: import, build,
launch, first answer to a request for the page. Modules are compiled already, as after the first
start, whatever PYTHONDONTWRITEBYTECODE says here.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.common import Row, compare

BAR = 1.3

KEEPING = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
OPTIONS = "prevent_thread_lock=True, server_port={port}, quiet=True"
BARE = f"""
import os
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr, torch
with gr.Blocks() as demo:
    gr.Slider(label="a bare page")
demo.launch({OPTIONS})
"""
APP = f"""
import app
app.demo.launch({OPTIONS}, **app.launch_settings())
"""
FETCH = """
import urllib.request
urllib.request.urlopen("http://127.0.0.1:{port}/").read()
"""


def start(program: str, port: int) -> Callable[[], None]:
    code = (program + FETCH).format(port=port) + "\nimport os; os._exit(0)"

    def run() -> None:
        subprocess.run([sys.executable, "-c", code], check=True, env=KEEPING)

    return run


def main() -> list[Row]:
    """Print the ratio."""
    return compare(
        {"bare Gradio and torch": start(BARE, 7991), "the playground": start(APP, 7992)},
        "bare Gradio and torch",
        repeats=5,
        title=f"Import, build, launch, first page (bar: {BAR})",
        clock=time.perf_counter,
    )


if __name__ == "__main__":
    main()
