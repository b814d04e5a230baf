"""A page of HTML as it leaves: its own parts and words alone, and the kit before all else."""

import json
import re
from html import escape
from typing import Any

import httpx
from kit_example import example
from loops import run
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp

from playground.ui.finishing import Finished

CONFIG = {
    "title": "</script><b>&",
    "page": {"": {"components": [1]}, "rings": {"components": [2]}},
    "i18n_translations": {"en": {"waves\x04Noise": "Noise", "rings\x04Noise": "Noise"}},
    "current_page": "rings",
    "root": "http://host/play",
}
WRITTEN = json.dumps(CONFIG).replace("</", "<\\/")
META = """<meta
    property="og:title" content="x" /><meta name="twitter:title" content="Click to try" />"""
PAGE = f"<html><head>{META}<script>window.gradio_config = {WRITTEN};</script></head></html>"


def sent(app: ASGIApp) -> httpx.Response:
    pages = {"": example("waves"), "rings": example("rings")}
    transport = httpx.ASGITransport(Finished(app, "<link href=kit>", pages))

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://nobody") as client:
            return await client.get("/")

    return run(asked())


def test_a_page_holds_its_own_parts_and_words_and_begins_with_the_kit() -> None:
    answer = sent(HTMLResponse(PAGE))
    assert answer.text.index("<link href=kit>") < answer.text.index("<script>")
    assert int(answer.headers["content-length"]) == len(answer.content)
    [told] = re.findall("gradio_config = (.*);</script>", answer.text)
    own: dict[str, Any] = json.loads(told)
    assert own["page"] == {"rings": CONFIG["page"]["rings"]}  # type: ignore[index]
    assert own["i18n_translations"] == {"en": {"rings\x04Noise": "Noise"}}
    assert own["title"] == CONFIG["title"]


def test_a_configuration_cannot_end_its_script_early() -> None:
    assert sent(HTMLResponse(PAGE)).text.count("</script>") == 1


def test_a_page_says_what_it_is_where_its_link_is_shared() -> None:
    tab, text = example("rings"), sent(HTMLResponse(PAGE)).text
    assert f"<title>{tab.title} · {escape(str(CONFIG['title']))}</title>" in text
    assert f'<meta property="og:description" content="{escape(tab.hint)}">' in text
    assert "Click to try" not in text
    assert text.count("og:title") == 1
    assert f'og:image" content="http://host/play/kit/previews/{tab.name}.png"' in text


def test_what_is_no_page_passes_as_it_is() -> None:
    assert sent(PlainTextResponse(PAGE)).text == PAGE
    bare = "<html><head></head>no configuration</html>"
    assert sent(HTMLResponse(bare)).text == bare
