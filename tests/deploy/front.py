"""The real nginx, as deploy/nginx.conf has it, before two replicas of a small site."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NAMES = ("one", "other")
#: Where the replicas believe that they are served; nginx need not know.
UNDER = "/playground"
HEALTH = "/gradio_api/app_id"


@dataclass(frozen=True)
class Front:
    """`url` is nginx's; `replicas` and their addresses are by name."""

    url: str
    direct: dict[str, str]
    replicas: dict[str, subprocess.Popen[bytes]]

    def client(self, address: str = "127.0.0.1", **settings: Any) -> httpx.Client:
        """A visitor with a jar for cookies, who comes from this address."""
        transport = httpx.HTTPTransport(local_address=address)
        return httpx.Client(base_url=self.url, transport=transport, timeout=60, **settings)

    def cookie(self, name: str) -> dict[str, str]:
        """One that leads to the replica of that name."""
        while True:
            jar = {"playground": secrets.token_hex(16)}
            with self.client(cookies=jar) as http:
                if http.get(HEALTH).headers["x-replica"] == name:
                    return jar


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("no nginx: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "logs").mkdir()
    own, *ports = _free_ports(1 + len(NAMES))
    direct = {name: f"http://127.0.0.1:{port}" for name, port in zip(NAMES, ports, strict=True)}
    processes = [_replica(name, port) for name, port in zip(NAMES, ports, strict=True)]
    (folder / "nginx.conf").write_text(_with_ports(own, ports, folder))
    command = [
        nginx,
        "-p",
        folder,
        "-c",
        folder / "nginx.conf",
        "-g",
        f"pid {folder}/pid; daemon off;",
    ]
    if os.geteuid() == 0:
        command[-1] += " user root;"  # else its workers may not write to the folder
    try:
        for process, url in zip(processes, direct.values(), strict=True):
            _answers(process, url + HEALTH)
        processes.append(subprocess.Popen(command))
        url = f"http://127.0.0.1:{own}"
        _answers(processes[-1], url + HEALTH)
        yield Front(url, direct, dict(zip(NAMES, processes, strict=False)))
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _replica(name: str, port: int) -> subprocess.Popen[bytes]:
    """As deploy/compose.yaml sets it: told of its path, and believing its proxy."""
    paths = [ROOT, ROOT / "tests" / "ui"]
    own = {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "FORWARDED_ALLOW_IPS": "*",
        "GRADIO_ROOT_PATH": UNDER,
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    return subprocess.Popen([sys.executable, HERE / "replica.py", name], env={**os.environ, **own})


def _with_ports(own: int, replicas: list[int], folder: Path) -> str:
    """The shipped configuration, with this test's ports and a folder that anyone may write to."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    listening = re.sub(r"listen 80;", f"listen 127.0.0.1:{own};", shipped)
    [server] = re.findall(r"server playground:7860 .*;", listening)
    servers = " ".join(server.replace("playground:7860", f"127.0.0.1:{one}") for one in replicas)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return listening.replace(server, servers).replace("http {\n", "http {\n" + temporary)


def _answers(process: subprocess.Popen[bytes], url: str) -> None:
    while process.poll() is None:
        try:
            httpx.get(url).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    pytest.fail(f"{url} never answered: its process ended with {process.returncode}")
