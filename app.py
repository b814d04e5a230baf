"""The playground's door: flags and environment -> the page -> launch."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

# Before Gradio is imported: it asks for its own latest version at import.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

from playground.errors import PlaygroundError

try:
    from playground import installation

    installation.check()
    from playground.ui import page, request_guard, shell
    from playground.ui.tabs import TABS
except PlaygroundError as error:
    sys.exit(f"The playground cannot start. {error}")

ROOT = Path(__file__).resolve().parent
#: What Gradio may never serve, even if it came to believe otherwise.
PRIVATE = (
    *("playground", "lectures", "trained", "tests", "benchmarks", "data", "runs"),
    *(".git", "app.py"),
)


def launch_settings() -> dict[str, Any]:
    """What the page is served with."""
    return {
        **page.launch_settings(),
        "app_kwargs": request_guard.app_settings(TABS),
        # Gradio calls its own door with a time limit, and gives up on a busy machine.
        "_frontend": False,
        "share": False,
        "show_error": False,
        "ssr_mode": False,
        "run_history": False,
        "enable_monitoring": False,
        "strict_cors": True,
        "max_file_size": "4mb",
        "allowed_paths": [],
        "blocked_paths": [str(ROOT / name) for name in PRIVATE],
        "state_session_capacity": 500,
        "footer_links": [],
    }


def arguments() -> argparse.Namespace:
    """The command line; each flag's default may come from the environment."""
    parser = argparse.ArgumentParser(description="A visual playground for deep learning.")
    parser.add_argument("--host", default=os.environ.get("GRADIO_SERVER_NAME"))
    parser.add_argument("--port", type=int, help="the first free one from 7860, unless given")
    parser.add_argument("--root-path", help="the path under which a proxy serves the page")
    parser.add_argument("--browser", action="store_true", help="open the page in a browser")
    return parser.parse_args()


def main() -> None:
    """Serve the page until interrupted."""
    flags = arguments()
    demo.launch(
        server_name=flags.host,
        server_port=flags.port,
        root_path=flags.root_path,
        inbrowser=flags.browser,
        prevent_thread_lock=True,
        **launch_settings(),
    )
    # Once the door is open: a visitor who comes first shares the computation under way.
    built.warm_up()
    demo.block_thread()


built = shell.build(TABS)
#: The name that Spaces and Gradio's reloader look for.
demo = built.demo

if __name__ == "__main__":
    main()
