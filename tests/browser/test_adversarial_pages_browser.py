"""The further pages on adversarial attacks in a real Chromium."""

import dataclasses
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from playground.engine.pictures import read_photo
from playground.models import imagenet
from playground.ui.tabs import TABS
from playground.ui.tabs.adversarial.imagenet import FETCH

Visits = Callable[..., Any]
SLIDERS = ".pg-axis input[type=range]:visible"


def allowed_to_fetch(tab: Any) -> Any:
    """The page as a server shows it that may fetch weights, which these tests' need not."""
    if tab.name != "adversarial-imagenet" or FETCH in tab.controls:
        return tab
    return dataclasses.replace(tab, controls=(*tab.controls, FETCH))


SERVED = tuple(allowed_to_fetch(tab) for tab in TABS if tab.name.startswith("adversarial"))


def opened(v: Any, tab: str, query: str = "") -> Page:
    """The tab with all its charts drawn, and its last requests sent."""
    page: Page = v.page
    page.goto(f"{v.url}?tab={tab}{query}")
    views = f".pg-views-{tab}"
    plots = f"[...document.querySelectorAll('{views} .pg-plot')].filter(n => n.offsetWidth)"
    painted = f"document.querySelector('{views} .pg-fact, {views} .pg-axis, {views} .pg-frame')"
    drawn = f"{painted} && {plots}.every(n => n.querySelector('.main-svg'))"
    page.wait_for_function(drawn, timeout=90_000)  # it trains and attacks on one busy core
    v.settle(600)
    return page


def trace(page: Page, chart: int, name: str) -> list[list[float]]:
    """x and y of a chart's trace, by its name."""
    found = f"document.querySelectorAll('.js-plotly-plot')[{chart}]._fullData"
    wanted = f"{found}.find(t => t.name === {name!r})"
    return page.evaluate(f"[Array.from({wanted}.x), Array.from({wanted}.y)]")


def test_in_the_plane_ball_and_path_follow_the_sliders_and_a_click_attacks_another_point(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial-two-dimensions")
        sent = len(v.requests)
        ball, path = trace(page, 0, "ball"), trace(page, 0, "PGD")
        assert max(ball[0]) - min(ball[0]) == pytest.approx(0.16, abs=1e-3)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        page.locator(SLIDERS).first.fill("0")
        v.settle()
        assert trace(page, 0, "PGD") != path
        assert len(set(trace(page, 0, "ball")[0])) == 1
        expect(page.locator(".pg-fact", has_text="Trained plainly")).to_contain_text("reads 0")
        assert len(v.requests) == sent
        area = page.locator(".js-plotly-plot .nsewdrag:visible").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 0.8 * area["width"], area["y"] + 0.6 * area["height"])
        page.wait_for_function("location.search.includes('x=')")
        expect(page.locator(".pg-fact", has_text="The point")).to_contain_text("class 1")


def offers(page: Page, *goals: str) -> None:
    """So many goals stand on the page of two dimensions."""
    labels = page.locator(".pg-field-adversarial-two-dimensions-goal label:has(input[type=radio])")
    expect(labels).to_have_text(goals)


def test_only_goals_that_can_be_reached_are_offered(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial-two-dimensions", "&shape=blobs&goal=1&x=0.5&y=0.8")
        offers(page, "away", "class 1", "class 2")
        expect(page.get_by_role("radio", name="class 1")).to_be_checked()
        page.get_by_role("radio", name="class 2").check()
        page.wait_for_function("location.search.includes('goal=2')")
        page.get_by_role("radio", name="Moons").check()
        page.wait_for_function("!location.search.includes('shape=')")
        offers(page, "away", "class 1")
        expect(page.get_by_role("radio", name="away")).to_be_checked()
        assert page.locator(".toast-body").count() == 0


def listed(page: Page, field: str) -> Locator:
    """What the list of a field offers, opened."""
    box = page.locator(f".pg-field-adversarial-{field} input")
    box.click()
    return page.locator(f"#{box.get_attribute('aria-controls')} [role=option]")


def test_only_classes_that_can_be_reached_are_offered(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial", "&targeted=true&target=3&label=7&steps=5")
        target = page.locator(".pg-field-adversarial-target input")
        expect(target).to_have_value("3")
        expect(listed(page, "target")).to_have_text([re.compile(one) for one in "012345689"])
        page.keyboard.press("Escape")
        listed(page, "label").nth(3).click()
        page.wait_for_function("location.search.includes('label=3')")
        expect(target).to_have_value("0")
        expect(listed(page, "target")).to_have_text([re.compile(one) for one in "012456789"])
        assert page.locator(".toast-body").count() == 0


def fact(page: Page, tab: str, text: str) -> Any:
    """A fact of the tab, by what its label holds."""
    return page.locator(f".pg-views-{tab} .pg-fact", has_text=text).first


def test_the_pictures_and_the_transfer_behind_a_point_follow_its_click(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial-robustness")
        sent = len(v.requests)
        z = "document.querySelector('.pg-views-adversarial-robustness .heatmaplayer')"
        assert page.evaluate(f"!!{z}")
        area = page.locator(".js-plotly-plot .nsewdrag:visible").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 0.93 * area["width"], area["y"] + 0.1 * area["height"])
        page.wait_for_function("playground.at('adversarial-robustness', 'eps') === 9")
        expect(fact(page, "adversarial-robustness", "Plain CNN: after PGD")).to_contain_text("0.0%")
        expect(page.get_by_text("fooled on 16 of these 16").first).to_be_visible()
        page.locator(SLIDERS).first.fill("0")
        expect(page.get_by_text("fooled on 0 of these 16").first).to_be_visible()
        assert len(v.requests) == sent
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_click_into_the_slice_shows_the_image_there(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial-loss-slice")
        sent = len(v.requests)
        picture = page.locator(".pg-views-adversarial-loss-slice .pg-frame canvas").first
        before = picture.evaluate("canvas => canvas.toDataURL()")
        area = page.locator(".js-plotly-plot .nsewdrag:visible").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 0.5 * area["width"], area["y"] + 0.5 * area["height"])
        page.wait_for_function("playground.at('adversarial-loss-slice', 'a') === 14")
        expect(fact(page, "adversarial-loss-slice", "At the cursor")).to_contain_text("read as 7")
        expect(fact(page, "adversarial-loss-slice", "At the cursor")).to_have_class(
            "pg-fact pg-good"
        )
        assert picture.evaluate("canvas => canvas.toDataURL()") != before
        assert len(v.requests) == sent
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_scaled_logits_fool_the_naive_attack_only(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial-gradient-masking")
        sent = len(v.requests)
        naive = fact(page, "adversarial-gradient-masking", "(naive): zero gradients")
        page.locator(SLIDERS).first.fill("0")
        expect(naive).to_contain_text("0 of 30")
        page.locator(SLIDERS).first.fill("4")
        expect(naive).to_contain_text("30 of 30")
        ours = fact(page, "adversarial-gradient-masking", "margin PGD: accuracy after it")
        expect(ours).to_contain_text("0.0%")
        assert len(v.requests) == sent


def colours(page: Page, tab: str) -> int:
    """How many pixels of the tab's first picture are not grey."""
    return page.locator(f".pg-views-{tab} .pg-frame canvas").first.evaluate(
        """canvas => {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            let found = 0;
            for (let i = 0; i < data.length; i += 4) found += data[i] !== data[i + 1] ? 1 : 0;
            return found;
        }"""
    )


@pytest.mark.parametrize(
    ("tab", "query"),
    [
        ("adversarial", "&model=cifar10-classifier&label=2&steps=2"),
        ("adversarial-robustness", "&dataset=cifar10&samples=10&steps=1"),
    ],
)
def test_a_link_to_photographs_paints_them_and_scrubs_them_here(
    visit: Visits, url: str, tab: str, query: str
) -> None:
    with visit(url) as v:
        page = opened(v, tab, query)
        assert colours(page, tab) > 100
        sent = len(v.requests)
        page.locator(SLIDERS).first.fill("9")
        page.wait_for_function(f"playground.at({tab!r}, 'eps') === 9")
        expect(page.locator(".pg-value:visible").first).to_contain_text("16/255")
        assert len(v.requests) == sent
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_what_a_link_hides_is_hidden_in_a_fold_that_is_opened_later(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial", "&model=cifar10-classifier&label=2&steps=2")
        page.get_by_role("button", name="More settings").locator("visible=true").click()
        expect(page.locator(".pg-field-adversarial-photo .pg-mount:visible").first).to_be_visible()
        expect(page.locator(".pg-field-adversarial-image:visible")).to_have_count(0)


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A server without weights, which may fetch none."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.delenv("PLAYGROUND_HUB", raising=False)


def test_a_photograph_is_made_small_here_and_shown_as_the_network_gets_it(
    visit: Visits, url: str, tmp_path: Path, nowhere: None
) -> None:
    tall, wide = np.mgrid[:600, :900]
    waves = np.stack([wide / 4, tall / 3, (wide + tall) / 8], -1).astype(np.uint8)
    Image.fromarray(waves).save(tmp_path / "photo.png")
    with visit(url) as v:
        page = opened(v, "adversarial-imagenet", "&model=resnet50&example=2")
        views = page.locator(".pg-views-adversarial-imagenet")
        expect(views).to_contain_text("The weights of this network are not on this machine")
        expect(views).to_contain_text("256 x 256 pixels")
        expect(views.locator(".pg-chart:visible")).to_have_count(0)
        page.locator(".pg-field-adversarial-imagenet-photo input").set_input_files(
            tmp_path / "photo.png"
        )
        expect(page.locator(".pg-photo:visible")).to_be_visible()
        page.get_by_role("button", name="Attack it").click()
        expect(views).to_contain_text("384 x 256 pixels")
        page.wait_for_function("location.search.includes('photo=')")
        kept = page.url
        # The link brings the photograph back, and Clear takes it away.
        opened(
            v, "adversarial-imagenet", "&model=resnet50&example=2&photo=" + kept.split("photo=")[1]
        )
        expect(views).to_contain_text("384 x 256 pixels")
        page.get_by_role("button", name="Clear").locator("visible=true").click()
        expect(page.locator(".pg-photo:visible")).to_have_count(0)
        page.get_by_role("button", name="Attack it").click()
        expect(views).to_contain_text("256 x 256 pixels")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("adversarial-imagenet", "&model=resnet50"),
        ("adversarial", "&model=cifar10-classifier&label=2&steps=2"),
    ],
)
def test_what_is_said_of_an_unreadable_file_goes_with_the_next_picture(
    visit: Visits, url: str, tmp_path: Path, nowhere: None, name: str, query: str
) -> None:
    """Also where that is the picture that was there, and where none is wished."""
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "text.jpg").write_text("no picture")
    shade = np.mgrid[:300, :400].sum(0)[..., None] // np.array([3, 4, 5])
    Image.fromarray(shade.astype(np.uint8)).save(tmp_path / "photo.png")
    noise = np.random.default_rng(0).integers(0, 2, (512, 256, 3)) * 255
    Image.fromarray(noise.astype(np.uint8)).save(tmp_path / "noise.png")
    with visit(url) as v:
        page = opened(v, name, query)
        if name == "adversarial":
            page.get_by_role("button", name="More settings").locator("visible=true").click()
        field = page.locator(f".pg-field-{name}-photo")
        said, shown = field.locator("[role=status]"), field.locator(".pg-photo")
        for broken, readable in (
            ("broken.png", "photo.png"),
            ("text.jpg", "photo.png"),
            ("broken.png", "noise.png"),
        ):
            field.locator("input").set_input_files(tmp_path / broken)
            expect(said).to_contain_text("no picture that the browser can read")
            field.locator("input").set_input_files(tmp_path / readable)
            expect(said).to_have_text("")
            expect(said).not_to_have_class(re.compile("pg-wrong"))
            expect(shown).to_be_visible()
        # Noise in colour, which JPEG hardly packs, is made small enough as well.
        assert read_photo(shown.get_attribute("src") or "").shape == (256, 128, 3)
        field.get_by_role("button", name="Clear").click()
        field.locator("input").set_input_files(tmp_path / "text.jpg")
        expect(said).to_contain_text("no picture")
        field.get_by_role("button", name="Clear").click()
        expect(said).to_have_text("")


class Slow(BaseHTTPRequestHandler):
    """torchvision's address, made here: 90 MB that come in small pieces."""

    asked: ClassVar[list[str]] = []
    left: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(90 << 20))
        self.end_headers()
        try:
            for _ in range(90 * 16):
                self.wfile.write(bytes(1 << 16))
                time.sleep(0.02)
        except OSError:
            self.left.set()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def slow(nowhere: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Slow]]:
    """Leave to fetch weights, from a slow address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    real = imagenet.facts
    url = f"http://127.0.0.1:{server.server_port}/resnet50-00000000.pth"
    monkeypatch.setattr(imagenet, "facts", lambda name: dataclasses.replace(real(name), url=url))
    monkeypatch.setenv("PLAYGROUND_HUB", "1")
    monkeypatch.setattr(Slow, "asked", [])
    monkeypatch.setattr(Slow, "left", threading.Event())
    yield Slow
    server.shutdown()
    thread.join()
    server.server_close()


def test_weights_are_fetched_at_a_press_and_no_longer_than_one_wants(
    visit: Visits, url: str, slow: type[Slow], tmp_path: Path
) -> None:
    with visit(url) as v:
        page = opened(v, "adversarial-imagenet", "&model=resnet50&example=9")
        views = page.locator(".pg-views-adversarial-imagenet")
        expect(views).to_contain_text("tick “Fetch the weights” (98 MB)")
        page.get_by_label("Fetch the weights").check()
        v.settle()
        assert slow.asked == []
        page.get_by_role("button", name="Attack it").click()
        v.until(lambda: any(tmp_path.rglob("*.part")))
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        assert slow.left.wait(20)
        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
        assert slow.asked == ["/resnet50-00000000.pth"]
        expect(views).to_contain_text("256 x 256 pixels")
