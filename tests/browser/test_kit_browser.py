"""The kit in a real Chromium, on synthetic pictures."""

import io
import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import gradio as gr
import pytest
import uvicorn
from fastapi import FastAPI
from kit_example import example
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from playground.ui import figures, request_guard, shell
from playground.ui.chart import Chart
from playground.ui.page import launch_settings as page_settings

PICTURE = ".pg-one .pg-frame[role=slider]:visible"
RANGE = ".pg-axis input[type=range]:visible"
SHEET = ".pg-all .pg-frame:visible"
PLOT = ".pg-plot .main-svg:visible"

Visits = Callable[..., Any]


def at(page: Page, axis: str = "phase", group: str = "waves") -> int:
    return page.evaluate(f"playground.at({group!r}, {axis!r})")


def pixels(page: Page, index: int = 0) -> str:
    """What the index-th picture shows."""
    return page.evaluate(f"document.querySelectorAll('.pg-one canvas')[{index}].toDataURL()")


def drag(page: Page, start: float, end: float) -> None:
    box = page.locator(PICTURE).first.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=12)
    page.mouse.up()


def begin(page: Page) -> None:
    """Both cursors where the page opens, wherever they were left."""
    page.evaluate("playground.move('waves', 'phase', 3); playground.move('waves', 'size', 0)")


def test_it_opens_finished_and_is_scrubbed_typed_and_played(visit: Visits, kit_url: str) -> None:
    """No request goes to another host, and none at all while a cursor moves."""
    with visit(kit_url) as v:
        page = v.open()
        expect(page.locator(PICTURE)).to_have_count(2)
        expect(page.locator(PLOT).first).to_be_visible()
        assert at(page) == 3
        assert len({pixels(page, i) for i in range(3)}) == 3
        assert any("/kit/plotly" in url for url in v.requests)
        v.settle(1000)
        sent = len(v.requests)
        for look in (scrubbed, typed, played, followed):
            begin(page)
            look(v)
        v.settle(600)
        assert v.requests[sent:] == []


def scrubbed(v: Any) -> None:
    page = v.page
    before = pixels(page)
    drag(page, 0.1, 0.95)
    assert at(page) == 11
    v.until(lambda: pixels(page) != before)
    page.locator(RANGE).nth(1).fill("4")
    assert at(page, "size") == 4
    page.locator(SHEET).click(position={"x": 5, "y": 5})
    assert at(page) == 0


def typed(v: Any) -> None:
    page = v.page
    picture = page.locator(PICTURE).first
    picture.focus()
    for key, phase, size in [
        ("ArrowRight", 4, 0),
        ("ArrowLeft", 3, 0),
        ("End", 11, 0),
        ("ArrowRight", 11, 0),
        ("Home", 0, 0),
        ("ArrowDown", 0, 1),
        ("ArrowUp", 0, 0),
    ]:
        page.keyboard.press(key)
        assert (at(page), at(page, "size")) == (phase, size), key
    expect(picture).to_have_attribute("aria-valuetext", "Phase 0, Size 2, hello, frame 0")
    assert picture.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


def played(v: Any) -> None:
    page = v.page
    page.get_by_role("button", name="Play: Phase").click()
    page.wait_for_function("playground.at('waves', 'phase') !== 3")
    page.get_by_role("button", name="Pause: Phase").click()
    v.settle(100)
    stopped = at(page)
    v.settle(900)
    assert at(page) == stopped


def followed(v: Any) -> None:
    """A chart shows the frame under the cursor."""
    page = v.page
    heights = "Array.from(document.querySelectorAll('.pg-plot')[1].data[0].y)"
    first = page.evaluate(heights)
    page.locator(RANGE).first.fill("9")
    page.wait_for_function(f"JSON.stringify({heights}) !== {json.dumps(json.dumps(first))}")
    assert sum(page.evaluate(heights)) == pytest.approx(1, abs=1e-5)


def test_a_chart_is_clicked_another_answer_keeps_its_place_and_all_is_saved(
    visit: Visits, kit_url: str
) -> None:
    with visit(kit_url) as v:
        v.open()
        for look in (clicked, answered, ticked, kept):
            look(v)


def clicked(v: Any) -> None:
    """A click on a chart moves the strip."""
    page = v.page
    plot = page.locator(".pg-plot:visible").first
    page.locator(PLOT).first.wait_for()
    before = pixels(page)
    plot.scroll_into_view_if_needed()
    drags = plot.locator(".nsewdrag").first
    box = drags.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    # plotly clicks the point that it has found under the pointer.
    page.wait_for_function("(document.querySelector('.pg-plot')._hoverdata || []).length")
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function("playground.at('waves', 'phase') > 7")
    v.until(lambda: pixels(page) != before)
    line = "document.querySelector('.pg-plot').layout.shapes[0].x0"
    v.until(lambda: page.evaluate(line) == pytest.approx(at(page) / 12))


def answered(v: Any) -> None:
    """Another answer keeps the cursor and the focus."""
    page = v.page
    before = pixels(page)
    page.locator(RANGE).first.fill("7")
    v.until(lambda: pixels(page) != before)
    before = pixels(page)
    tile = page.locator(".pg-tile:visible", has_text="ring")
    tile.click()
    expect(tile).to_have_attribute("aria-pressed", "true")
    v.until(lambda: pixels(page) != before)
    assert at(page) == 7
    assert tile.evaluate("node => node === document.activeElement")
    expect(page.get_by_label("ring").first).to_be_checked()


def put(page: Page, figure: Any) -> Any:
    """A chart that is put on the page, in place of the one before."""
    page.evaluate(
        """(value) => {
          document.getElementById("apart")?.remove();
          const { make, chart } = playground;
          const bar = make("div", {}), holder = make("div", {}, make("div", { class: "pg-mount" }));
          document.body.prepend(make("div", { id: "apart" }, make("div", {}, bar), holder));
          chart(holder, { group: "none", height: 400, value, bar }, () => {}, () => {});
        }""",
        Chart(figure).value(),
    )
    page.locator("#apart .scatterlayer path").first.wait_for(state="attached")
    return page.locator("#apart")


def ticks(page: Page, axis: str, values: list[float]) -> list[str]:
    """What the ticks of a logarithmic axis say."""
    drawn = figures.lines(values, {"a": values}, log_x=axis == "x", log_y=axis == "y")
    said = put(page, drawn).locator(f".{axis}tick text").all_text_contents()
    return [one.replace("\u200b", "") for one in said]


def ticked(v: Any) -> None:
    """Ticks of a logarithmic axis say their whole value; those of a long one are powers of ten."""
    whole = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200]
    for axis in ("x", "y"):
        assert sorted(map(float, ticks(v.page, axis, [0.04, 3.0, 300.0]))) == whole
        assert {"10−6", "10−4", "1"} <= {*ticks(v.page, axis, [1e-7, 1e-4, 1e-2, 20.0])}


def kept(v: Any) -> None:
    """Pictures, their film and numbers are saved."""
    page = v.page
    with page.expect_download() as picture:
        page.get_by_role("button", name="Save PNG").first.click()
    with Image.open(picture.value.path()) as one:
        assert one.format == "PNG"
        assert one.width > 3 * 280, "a row is kept as a row"
        width = one.width
    stood = at(page)
    with page.expect_download() as film:
        page.get_by_role("button", name="Save GIF").first.click()
    with Image.open(film.value.path()) as all_:
        assert (all_.format, all_.width) == ("GIF", width)
        positions = range(page.evaluate("playground.length('waves', 'phase')"))
        assert len({frame(all_, index) for index in positions}) == all_.n_frames == len(positions)
    expect(page.locator(".pg-saves .pg-note").first).to_contain_text("kB")
    assert at(page) == stood
    with page.expect_download() as numbers:
        page.get_by_role("button", name="Numbers as JSON").first.click()
    said = json.loads(numbers.value.path().read_text())
    assert said["request"]["shape"] == "ring"
    assert len(said["curve"]) == 12


def frame(film: Image.Image, index: int) -> bytes:
    film.seek(index)
    return film.convert("RGB").tobytes()


def test_few_curves_are_named_at_their_ends(visit: Visits, kit_url: str) -> None:
    """In place of a legend, where they stand still and apart."""
    xs = [0.0, 1.0, 2.0]
    with visit(kit_url) as v:
        page = v.open()
        page.locator(PLOT).first.wait_for()
        for curves, named in (
            ({"low": [0, 1, 1], "high": [5, 6, 7]}, True),
            ({"low": [0, 1, 6.9], "high": [5, 6, 7]}, False),
            ({str(i): [i, i, i] for i in range(5)}, False),
            (
                {"a name that takes all the room of this chart" * 3: [0, 1, 1], "b": [5, 6, 7]},
                False,
            ),
        ):
            there = put(page, figures.lines(xs, curves))
            v.settle()
            assert there.locator(".legend").count() == (not named)
            said = there.locator(".scatterlayer text").all_text_contents()
            assert [one.strip() for one in said if one.strip()] == ([*curves] if named else [])


@pytest.mark.thorough
def test_fifty_answers_leak_nothing(visit: Visits, kit_url: str) -> None:
    with visit(kit_url) as v:
        page = v.open()
        page.locator(PLOT).nth(1).wait_for()
        counts = v.context.new_cdp_session(page)
        counts.send("Performance.enable")

        def alive() -> tuple[float, float]:
            counts.send("HeapProfiler.collectGarbage")
            told = counts.send("Performance.getMetrics")["metrics"]
            found = {one["name"]: one["value"] for one in told}
            return found["Nodes"], found["JSEventListeners"]

        def rested() -> tuple[float, float]:
            # Gradio's spinner swings on for some seconds after it has left the page, and holds
            # its 18 nodes: what counts is what stays.
            before, now = None, alive()
            while now != before:
                page.wait_for_timeout(2000)
                before, now = now, alive()
            return now

        def answers(count: int) -> None:
            for turn in range(count):
                name = ["ring", "wave"][turn % 2]
                page.locator(".pg-tile:visible", has_text=name).click()
                page.locator(f".pg-tile[aria-pressed=true]:visible >> text={name}").wait_for()
                page.locator(RANGE).first.fill(str(turn % 12))

        answers(10)
        nodes, listeners = rested()
        answers(50)
        after = rested()
        assert after[0] <= nodes + 100
        assert after[1] <= listeners + 20


def test_dark_and_light_colour_the_charts(visit: Visits, kit_url: str) -> None:
    found = []
    for theme in ("light", "dark"):
        with visit(kit_url) as v:
            page = v.open(f"?__theme={theme}")
            page.locator(PLOT).first.wait_for()
            font = page.evaluate("document.querySelector('.pg-plot').layout.font.color")
            corner = Image.open(io.BytesIO(page.screenshot())).convert("L").getpixel((5, 400))
            found.append((font, corner))
    (light_font, light_paper), (dark_font, dark_paper) = found
    assert light_font != dark_font
    assert light_paper > 200 > 60 > dark_paper


def test_a_phone_shows_everything_within_its_width(visit: Visits, kit_url: str) -> None:
    size = {"width": 390, "height": 844}
    with visit(kit_url, viewport=size, has_touch=True, is_mobile=True) as v:
        page = v.open()
        page.locator(PLOT).first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        seen = page.locator(PICTURE).first.bounding_box()
        assert seen is not None
        assert seen["y"] + seen["height"] <= 844, "the result is in the first screen"
        expect(page.get_by_label("Words").first).to_be_hidden()
        page.get_by_role("button", name="Settings", exact=True).click()
        expect(page.get_by_label("Words").first).to_be_visible()
        page.locator(PICTURE).first.scroll_into_view_if_needed()
        box = page.locator(PICTURE).first.bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + 0.95 * box["width"], box["y"] + 20)
        page.wait_for_function("playground.at('waves', 'phase') === 11")


def test_a_link_reopens_tab_fields_and_cursor(visit: Visits, kit_url: str) -> None:
    with visit(kit_url) as v:
        page = v.open("?tab=rings&noise=0.3&words=salut&at.phase=7")
        rings = page.get_by_role("link", name="Rings", exact=True)
        expect(rings).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("navigation", name="Subjects").get_by_role("link")).to_have_count(2)
        expect(page.get_by_label("number input for Noise").last).to_have_value("0.3")
        expect(page.locator(".pg-caption:visible").first).to_have_text("salut, frame 35")
        page.locator(RANGE).first.fill("2")
        page.wait_for_url(lambda url: "at.phase=2" in url and "noise=0.3" in url and "rings" in url)


def copied(page: Any) -> Any:
    """What is said after the press on the button that copies the link."""
    page.get_by_role("button", name="Copy link to this view").first.click()
    return page.locator(".pg-said:visible").first


def test_copied_is_said_of_what_the_clipboard_holds(visit: Visits, kit_url: str) -> None:
    with visit(kit_url, permissions=["clipboard-read", "clipboard-write"]) as v:
        page = v.open("?tab=waves&noise=0.3")
        expect(copied(page)).to_have_text("Copied")
        assert "noise=0.3" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("sandbox", ["", "sandbox='allow-scripts allow-same-origin'"])
def test_in_a_strangers_frame_the_link_is_selected_to_be_copied(
    browser: Browser, kit_url: str, sandbox: str
) -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            source = f"{kit_url}?noise=0.3"
            self.wfile.write(f"<iframe src='{source}' width=1200 height=700 {sandbox}>".encode())

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}")
    frame = page.frame_locator("iframe")
    frame.locator(PICTURE).first.wait_for()
    said = copied(frame)
    expect(said).to_contain_text("press Ctrl+C")
    expect(said).not_to_contain_text("Copied")
    field = frame.get_by_label("What is to be copied")
    expect(field).to_have_value(re.compile(r"/\?noise=0\.3"))
    assert field.evaluate("f => f.value === f.value.slice(f.selectionStart, f.selectionEnd)")
    assert field.evaluate("f => document.activeElement === f")
    page.close()
    server.shutdown()


def test_what_a_visitor_writes_is_never_html(visit: Visits, kit_url: str) -> None:
    evil = "<img src=x onerror=a()>"[:20]
    with visit(kit_url) as v:
        page = v.open()
        page.get_by_label("Words").first.fill(evil)
        page.get_by_label("Words").first.press("Enter")
        expect(page.locator(".pg-caption:visible").first).to_contain_text("<img src=x")
        assert page.locator(".pg-strip img").count() == 0
        page.goto(f"{kit_url}?tab=waves&shape=<img src=x onerror=alert(1)>")
        told = page.get_by_role("alert")
        expect(told).to_contain_text("<img src=x onerror=alert(1)>")
        assert told.locator("img").count() == 0


def test_the_page_works_under_a_path_of_another_server(visit: Visits) -> None:
    tabs = (example("waves"), example("rings"))
    served = gr.mount_gradio_app(
        FastAPI(),
        shell.build(tabs).demo,
        path="/hall/play",
        **page_settings(),
        app_kwargs=request_guard.app_settings(tabs),
    )
    server = uvicorn.Server(uvicorn.Config(served, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(600):
        if server.started:
            break
        time.sleep(0.05)
    assert server.started, "not so within 30 s"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with visit(f"http://127.0.0.1:{port}/hall/play/") as v:
            page = v.open()
            page.locator(PLOT).first.wait_for()
            assert any("/hall/play/kit/plotly" in url for url in v.requests)
            page.get_by_role("link", name="Rings", exact=True).click()
            page.wait_for_url("**/hall/play/rings*")
            page.locator(PLOT).first.wait_for()
    finally:
        server.should_exit = True
        thread.join(10)


def test_french_readers_read_french_and_the_hint_follows_the_answer(
    visit: Visits, kit_url: str
) -> None:
    """A tab's `seen` takes the hint's place, and gives it back."""
    with visit(kit_url, locale="fr-FR") as v:
        page = v.open()
        expect(page.locator("figcaption:visible").first).to_have_text("Onde bruitée")
        expect(page.locator(".pg-caption:visible").first).to_have_text("hello, image 15")
        expect(page.locator("summary", has_text="Fiche du modèle").first).to_be_visible()
        hint = page.locator(".pg-hint:visible")
        expect(hint).to_contain_text("Drag the phase")
        page.get_by_label("ring").first.click()
        expect(hint).to_have_text("Un anneau au bruit 0,10 : déplacez la phase.")
        page.get_by_label("wave").first.click()
        expect(hint).to_contain_text("Drag the phase")


def test_a_sliders_parts_are_called_in_the_readers_language(visit: Visits, kit_url: str) -> None:
    """Gradio has English names for them alone; and in another tab, opened later, too."""
    with visit(kit_url) as v:
        page = v.open("?lang=fr")
        number = page.get_by_label("Bruit : nombre").locator("visible=true")
        number.fill("0.4")
        number.press("Enter")
        expect(page.get_by_label("Bruit : curseur").locator("visible=true")).to_have_value("0.4")
        page.get_by_label("Revenir à la valeur d'origine").locator("visible=true").click()
        expect(number).to_have_value("0.1")
        names = "nodes => nodes.map(node => node.getAttribute('aria-label')).join()"
        said = page.locator(".pg-field [aria-label]").evaluate_all(names)
        assert not re.search("number input|range slider|Reset", said)


def test_a_link_or_a_choice_sets_the_language(visit: Visits, kit_url: str) -> None:
    """Gradio's own labels too, whatever the browser's language; and the link keeps it."""
    with visit(kit_url) as v:
        page = v.open("?lang=fr")
        expect(page.get_by_label("Bruit").first).to_be_visible()
        expect(page.locator(".pg-caption:visible").first).to_contain_text("image")
        page.get_by_label("Langue").select_option("en")
        expect(page.get_by_label("Noise").first).to_be_visible()
        assert "lang=en" in page.url
        v.settle()
        assert page.evaluate("document.documentElement.lang") == "en"
