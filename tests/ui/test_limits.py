"""What one client may hold: bodies, sessions' names, streams, connections."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from loops import run
from starlette.types import Message, Receive, Scope, Send

from playground.ui import connections
from playground.ui.limits import FewStreams, WholeBodies

GOOD = "a" * 64
BAD = ["", "a" * 65, "a b", "é", "a\n", "../x", "\x00", "<script>", "x" * 2_000_000]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def asked(app: Any, parts: list[bytes], pause: float = 0, **scope: Any) -> tuple[int, bytes]:
    """The status and the body of the answer to a POST whose body comes in parts."""
    sent: list[Message] = []
    left = list(parts)

    async def receive() -> Message:
        await asyncio.sleep(pause)
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message: Message) -> None:
        sent.append(message)

    whole = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    run(app({**whole, **scope}, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])


# --- bodies -----------------------------------------------------------------------------------


def test_a_body_arrives_as_it_was_sent() -> None:
    assert asked(WholeBodies(echo), [b"ab", b"", b"cd"]) == (200, b"abcd")


@pytest.mark.parametrize(
    "declared", [[], [(b"content-length", b"11")], [(b"content-length", b"x")]]
)
def test_a_body_over_the_limit_is_refused_in_words(declared: list[tuple[bytes, bytes]]) -> None:
    status, said = asked(WholeBodies(echo, largest=10), [b"x" * 6, b"x" * 5], headers=declared)
    assert status == 413
    assert b"body = 11 is not allowed: it must be at most 10 bytes" in said
    assert asked(WholeBodies(echo, largest=10), [b"x" * 6, b"x" * 4])[0] == 200


def test_a_body_that_drips_is_given_up() -> None:
    status, said = asked(WholeBodies(echo, patience=0.05), [b"x"] * 10_000, pause=0.001)
    assert status == 408
    assert b"it must be sent within 0.05 seconds" in said


@pytest.mark.parametrize("named", [*BAD, 5, [GOOD], {"a": 1}, True], ids=lambda one: repr(one)[:12])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_session_named_otherwise_is_refused(named: Any, coding: str) -> None:
    body = json.dumps({"data": [], "session_hash": named}).encode(coding)
    status, said = asked(WholeBodies(echo), [body])
    assert status == 400
    assert b"it must be 1 to 64 letters, digits, - and _." in said
    assert len(said) < 300


@pytest.mark.parametrize("named", [GOOD, "_-09az", None])
def test_a_session_as_pages_name_it_passes(named: str | None) -> None:
    body = json.dumps({"session_hash": named}).encode()
    assert asked(WholeBodies(echo), [body]) == (200, body)


def test_the_last_of_two_names_counts_as_it_does_for_gradio() -> None:
    body = b'{"session_hash": "a", "session_hash": "a b"}'
    assert asked(WholeBodies(echo), [body])[0] == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff\xfe\x00"])
def test_what_is_no_question_is_left_to_gradio(body: bytes) -> None:
    assert asked(WholeBodies(echo), [body]) == (200, body)


@pytest.mark.parametrize("query", [b"session_hash=a%20b", b"session_hash=a&session_hash=%00"])
def test_a_session_of_a_query_too(query: bytes) -> None:
    assert asked(WholeBodies(echo), [b""], method="GET", query_string=query)[0] == 400
    assert asked(WholeBodies(echo), [b""], method="GET", query_string=b"session_hash=a")[0] == 200


@pytest.mark.parametrize("named", BAD[:-1])
def test_the_server_knows_no_session_by_another_name(http: httpx.Client, named: str) -> None:
    told = [
        http.get("/gradio_api/queue/data", params={"session_hash": named}),
        *(
            http.post(f"/gradio_api/{path}", json={"data": [], "session_hash": named, **more})
            for path, more in (
                ("queue/join", {"fn_index": 0}),
                ("call/diffuse", {}),
                ("run/predict", {"fn_index": 0}),
                ("cancel", {"fn_index": 0, "event_id": "a"}),
            )
        ),
    ]
    assert [one.status_code for one in told] == [400] * 5
    assert all("session_hash = " in one.json()["detail"] for one in told)


def test_a_heartbeat_of_another_name_is_not_found(http: httpx.Client) -> None:
    for named in ("a" * 65, "a%20b", "a%00"):
        assert http.get(f"/gradio_api/heartbeat/{named}").status_code == 404


@pytest.mark.parametrize("value", ["\ud800", "x" * 100_000, "1"])
def test_what_gradio_cannot_read_is_not_sent_back(http: httpx.Client, value: str) -> None:
    sent = http.post(
        "/gradio_api/queue/join",
        content=json.dumps({"data": [], "session_hash": "a", "fn_index": [value]}),
        headers={"content-type": "application/json"},
    )
    assert sent.status_code == 422
    assert "fn_index" in sent.text
    assert len(sent.text) < 300


@pytest.mark.parametrize("number", [-1, 10**6, 10**30])
def test_an_event_of_no_page_is_said_so(http: httpx.Client, number: int) -> None:
    for path in ("queue/join", "run/predict"):
        body = {"data": [], "session_hash": "a", "fn_index": number}
        sent = http.post(f"/gradio_api/{path}", json=body)
        assert sent.status_code == 404
        assert f"fn_index = {number} is not allowed" in sent.json()["detail"]


def test_a_refusal_past_the_queue_is_no_error_of_the_server(
    http: httpx.Client, config: dict[str, Any]
) -> None:
    past = next(d for d in config["dependencies"] if d["backend_fn"] and not d["queue"])
    body = {"data": [1] * 9, "session_hash": "a", "fn_index": past["id"]}
    sent = http.post("/gradio_api/run/predict", json=body)
    assert sent.status_code == 422
    assert "number of values = 9 is not allowed" in sent.json()["error"]


def test_two_lengths_of_one_body_are_refused(http: httpx.Client) -> None:
    headers = {"transfer-encoding": "chunked", "content-length": "5"}
    sent = http.post("/gradio_api/reset", content=b"0\r\n\r\n", headers=headers)
    assert sent.status_code == 400
    assert sent.headers["connection"] == "close"


# --- streams ----------------------------------------------------------------------------------


def test_streams_are_counted_in_all_and_by_address() -> None:
    """Four in all: two of one address, two of others; the place of one that ends is free."""

    async def scenario() -> list[int]:
        done, statuses = asyncio.Event(), []

        async def held(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await done.wait()
            await send({"type": "http.response.body", "body": b""})

        few = FewStreams(held, most=4)

        async def opened(address: str, path: str = "queue/data") -> None:
            async def send(message: Message) -> None:
                if "status" in message:
                    statuses.append(message["status"])

            scope = {"type": "http", "method": "GET", "path": f"/gradio_api/{path}"}
            await few({**scope, "headers": [], "client": (address, 1)}, None, send)  # type: ignore[arg-type]

        tasks = []
        for address in "aaabbc":
            tasks.append(asyncio.create_task(opened(address, "heartbeat/x")))
            await asyncio.sleep(0)
        tasks.append(asyncio.create_task(opened("a", "info")))
        await asyncio.sleep(0)
        done.set()
        await asyncio.gather(*tasks)
        await opened("a", "call/diffuse/x")
        assert few.open == {}
        return statuses

    assert run(scenario()) == [200, 200, 503, 200, 200, 503, 200, 200]


def test_a_stream_of_nobody_ends_without_an_error_of_the_server(
    http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("queue/data?session_hash=nobody", "call/diffuse/nobody"):
        sent = http.get(f"/gradio_api/{path}")
        assert (sent.status_code, "404" in sent.text) == (200, True)
    assert "Traceback" not in caplog.text
    assert "Exception in ASGI" not in caplog.text


# --- connections ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """Any application under the bounds, with little patience; ten megabytes at /large."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        size = 10_000_000 if scope["path"] == "/large" else 0
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b",".join(hosts) + b"x" * size})

    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off")
    config.load()
    connections.bound(config, most=10, patience=0.2)
    made = uvicorn.Server(config)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    while not made.started:
        time.sleep(0.01)
    port = made.servers[0].sockets[0].getsockname()[1]
    yield SimpleNamespace(port=port, held=made.server_state.connections)
    made.should_exit = True
    thread.join()


def opened(server: Any, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), 30, (source, 0))


def hung_up(one: socket.socket) -> bool:
    """Waits for the end of the connection, and reads nothing else."""
    try:
        return one.recv(1) == b""
    except ConnectionResetError:
        return True


ASK = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.mark.parametrize("begun", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nhost: x\r\nx: "])
def test_who_does_not_ask_is_hung_up_on(server: Any, begun: bytes) -> None:
    with opened(server) as one:
        one.sendall(begun)
        assert hung_up(one)


def test_who_asks_once_and_then_drips_is_hung_up_on(server: Any) -> None:
    with opened(server) as one:
        one.sendall(ASK)
        said = one.recv(1000)
        while not said.endswith(b"\r\n0\r\n\r\n"):
            said += one.recv(1000)
        one.sendall(b"GET")
        assert hung_up(one)


def test_who_does_not_read_is_hung_up_on(server: Any) -> None:
    with opened(server) as one:
        one.sendall(ASK.replace(b"/", b"/large", 1))
        deadline = time.monotonic() + 60
        while server.held and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not server.held


def test_a_large_answer_to_a_reader_is_whole(server: Any) -> None:
    assert len(httpx.get(f"http://127.0.0.1:{server.port}/large").content) > 10_000_000


def test_nobody_takes_all_connections(server: Any) -> None:
    """Ten in all; five of one address, but for a proxy's, whose word is taken."""
    mine = [opened(server, "127.0.0.2") for _ in range(5)]
    with opened(server, "127.0.0.2") as sixth:
        assert hung_up(sixth)
    others = [opened(server, "127.0.0.1") for _ in range(5)]
    with opened(server, "127.0.0.3") as eleventh:
        assert hung_up(eleventh)
    for one in [*mine, *others]:
        assert hung_up(one), "who does not ask gives way"
    assert httpx.get(f"http://127.0.0.1:{server.port}/").status_code == 200


def test_a_link_with_a_photograph_may_come_in_parts(server: Any) -> None:
    with opened(server) as one:
        for part in (b"GET /?photo=" + b"a" * 40_000, b"a" * 20_000 + ASK[5:]):
            one.sendall(part)
            time.sleep(0.02)
        assert b" 200 OK" in one.recv(1000)
    with opened(server) as one:
        one.sendall(b"GET / HTTP/1.1\r\n" + b"x: " + b"a" * connections.LONGEST_HEAD)
        assert b" 400 " in one.recv(1000)


def test_a_request_without_a_host_has_one_to_who_reads_it(server: Any) -> None:
    with opened(server) as one:
        one.sendall(b"GET / HTTP/1.0\r\norigin: http://evil.example\r\n\r\n")
        said = b""
        while part := one.recv(1000):
            said += part
    assert said.endswith(b"localhost")
