"""The engine on Ray Serve: the page's machine only asks, those of a Ray cluster compute.

    pip install "ray[serve]" && python -m deploy.ray_serve

What is sent is the question, a frozen `Request`, and what comes back is its `Result`: nothing of
the page. RAY_ADDRESS names a cluster; without it one starts on this machine.
"""

import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ray
from ray import serve
from ray.exceptions import RayTaskError
from ray.serve.handle import DeploymentHandle

from playground.engine.request import Request
from playground.ui.tab import Tab

#: What a cluster's machines get of this folder.
SENT = {
    "working_dir": str(Path(__file__).parent.parent),
    "excludes": [".git", ".venv", "tests", "data", "runs"],
}


class Engine:
    """One copy of the engine, with the models that it was asked for and its own cache."""

    def ask(self, request: Request) -> Any:
        return sys.modules[type(request).__module__].answer(request)


def start(replicas: int = 1, cpus: float = 1, gpus: float = 0) -> DeploymentHandle:
    """Copies of the engine, each with so many processors."""
    actor = {"num_cpus": cpus, "num_gpus": gpus}
    settings = {"num_replicas": replicas, "max_ongoing_requests": 2, "ray_actor_options": actor}
    return serve.run(serve.deployment(**settings)(Engine).bind(), route_prefix=None)


def answered_by(engine: DeploymentHandle, tabs: Sequence[Tab]) -> tuple[Tab, ...]:
    """The tabs, their questions answered there. An error arrives as it was raised."""

    def answer(request: Request) -> Any:
        try:
            return engine.ask.remote(request).result()
        except RayTaskError as error:
            raise error.cause from None

    return tuple(dataclasses.replace(tab, answer=answer) for tab in tabs)


def main() -> None:
    import app
    from playground.ui import shell
    from playground.ui.tabs import TABS

    ray.init(runtime_env=SENT)
    engine = start(int(os.environ.get("REPLICAS", "1")), gpus=float(os.environ.get("GPUS", "0")))
    shell.build(answered_by(engine, TABS)).demo.launch(**app.launch_settings())


if __name__ == "__main__":
    main()
