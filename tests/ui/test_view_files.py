"""What views show is fetched as a file, the same for all who are told of it."""

import gc
import gzip
import json
from typing import Any

import brotli
import httpx
from visitor import Visitor, event_of, sent, shown, small

from playground.ui import view_files
from playground.ui.tabs import TABS
from playground.ui.view_files import LATEST


def test_a_file_holds_every_view_and_is_written_once() -> None:
    values = {"one": {"xs": [1, 2.5, None]}, "other": {"error": "é"}}
    file = view_files.write(values)
    assert view_files.write(dict(values)) is file
    assert view_files.find(file.address) is file
    packed = brotli.decompress(file.packed), gzip.decompress(file.gzipped), file.plain
    assert [json.loads(one) for one in packed] == [values] * 3


def test_a_file_is_found_as_long_as_somebody_keeps_it() -> None:
    lost, kept = (view_files.write({"view": name}) for name in ("lost", "kept"))
    where = lost.address
    del lost
    for number in range(LATEST):
        view_files.write({"view": number})
    gc.collect()
    assert view_files.find(where) is None
    assert view_files.find(kept.address) is kept


def test_a_page_fetches_what_it_is_told(http: httpx.Client, config: dict[str, Any]) -> None:
    tab = TABS[0]
    request, change = small(tab), event_of(config, tab, "change")
    [(success, output)] = Visitor(http).tell(change["id"], sent(change, shown(tab, request)))
    assert success
    told = [one for one in output["data"] if isinstance(one, dict) and "from" in one]
    [address] = [one["from"] for one in told]
    small_, gzipped, plain = (
        http.get(address, headers={"accept-encoding": coding})
        for coding in ("gzip, br", "gzip", "identity")
    )
    assert small_.headers["content-encoding"] == "br"
    assert gzipped.headers["content-encoding"] == "gzip"
    assert "immutable" in small_.headers["cache-control"]
    assert "private" in small_.headers["cache-control"]
    wanted = json.loads(json.dumps(tab.painted(request, tab.answer(request))))
    assert small_.json() == gzipped.json() == plain.json() == wanted
    assert int(small_.headers["content-length"]) < int(gzipped.headers["content-length"])
    assert http.get("/kit/answers/none.json").status_code == 404


def test_what_a_page_opens_with_is_found_by_its_tab(
    http: httpx.Client, config: dict[str, Any]
) -> None:
    tab = TABS[0]
    assert http.get("/kit/answers/none").status_code == 204
    opened = event_of(config, tab, "open")
    [(success, output)] = Visitor(http).tell(opened["id"], sent(opened))
    assert success
    [address] = [one["from"] for one in output["data"] if isinstance(one, dict) and "from" in one]
    found = http.get(f"/kit/answers/{tab.name}", follow_redirects=False)
    assert found.status_code == 302
    assert found.headers["cache-control"] == "no-store"
    assert httpx.URL("/kit/answers/").join(found.headers["location"]).path == address
