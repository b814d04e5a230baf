"""The pages on latent spaces in a real Chromium: painted, scrubbed, clicked, linked."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from playground.engine.latent.plane import here
from playground.ui.tabs import TABS
from playground.ui.tabs.latent import plane

PLOT = ".js-plotly-plot:visible"
SHEET = ".pg-all:visible .pg-frame"
#: A canvas -> its brightest value, alpha left out.
BRIGHTEST = """canvas => Math.max(...canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 < 3))"""

#: A canvas -> its grey values, in reading order.
GREY = """canvas => [...canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0)"""

Visits = Callable[..., Any]
SERVED = tuple(tab for tab in TABS if tab.name.startswith("latent-"))


def open_(v: Any, query: str) -> Page:
    """The page, with its last chart drawn."""
    page: Page = v.open(f"?tab={query}")
    expect(page.locator(f"{PLOT} .main-svg").last).to_be_attached(timeout=30_000)
    v.settle(600)
    return page


def canvas(page: Page, label: str) -> Locator:
    """The first single picture of that label."""
    figures = page.locator("figure.pg-one:visible").filter(
        has=page.locator("figcaption").get_by_text(label, exact=True)
    )
    return figures.first.locator("canvas")


def drawn(page: Page, label: str) -> str:
    return str(canvas(page, label).evaluate("canvas => canvas.toDataURL()"))


def slider(page: Page, label: str) -> Locator:
    return page.locator(f".pg-axis input[type=range][aria-label='{label}']:visible").first


def changed(page: Page, label: str, before: str) -> None:
    """Wait until the picture shows something else."""
    node = canvas(page, label).element_handle()
    page.wait_for_function("([node, old]) => node.toDataURL() !== old", arg=[node, before])


#: A drag over the first map, told at once, so that no pause in it counts as rest.
DRAG = """([from, to, lift]) => {
    const seen = (one) => one.getBoundingClientRect().width;
    const area = [...document.querySelectorAll(".pg-drag .nsewdrag")].find(seen);
    const box = area.getBoundingClientRect();
    const tell = (kind, [x, y], node) => node.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, button: 0, pointerId: 1,
        clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
    const between = (k, i) => from[k] + (to[k] - from[k]) * i / 10;
    tell("pointerdown", from, area);
    for (let i = 1; i <= 10; i++) tell("pointermove", [between(0, i), between(1, i)], document);
    if (lift) tell("pointerup", to, document);
}"""
#: Shares of the map, from its left and from its top; the second is no point of the lattice.
FROM, TO = (0.3, 0.6), (0.951, 0.037)


def places(page: Page) -> list[int]:
    return [page.evaluate(f"playground.at('latent-plane', '{axis}')") for axis in ("u", "v")]


def note(page: Page) -> Locator:
    """What is said below the VAE's picture."""
    figures = page.locator("figure.pg-one:visible").filter(
        has=page.locator("figcaption").get_by_text("VAE", exact=True)
    )
    return figures.first.locator(".pg-note")


def asked(v: Any, sent: int) -> list[str]:
    """The questions among the requests since `sent`."""
    return [url for url in v.requests[sent:] if "/queue/join" in url]


def test_a_drag_decodes_what_it_passes_and_asks_where_it_rests_lifted_or_held(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = open_(v, "latent-plane")
        before, sent = drawn(page, "VAE"), len(v.requests)
        last = plane.LatentPlaneRequest().side - 1
        expect(note(page)).to_contain_text("nearest point")
        page.evaluate(DRAG, [FROM, TO, True])
        changed(page, "VAE", before)
        across, down = places(page)
        assert across >= 0.9 * last
        assert down <= 0.1 * last
        expect(note(page)).to_contain_text("exactly at")
        expect(page.locator(".pg-exact:visible")).to_have_count(2)
        v.settle(300)
        assert len(asked(v, sent)) == 1, "once, where it rests, and never on the way"

        at = page.evaluate("playground.exact('latent-plane').at")
        exact = here(plane.LatentPlaneRequest(), at["u"], at["v"])[-1]
        assert canvas(page, "VAE").evaluate(GREY) == exact.image.flatten().tolist()
        expect(note(page)).to_contain_text(f"({exact.x:.2f}, {exact.y:.2f})")
        sent = len(v.requests)
        slider(page, "across").fill("3")
        expect(note(page)).to_contain_text("nearest point")
        expect(page.locator(".pg-exact:visible")).to_have_count(0)
        v.settle(300)
        assert len(v.requests) == sent
        page.evaluate(DRAG, [FROM, TO, False])
        expect(note(page)).to_contain_text("exactly at")
        v.settle(300)
        sent = len(v.requests)
        page.evaluate("document.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1 }))")
        v.settle(300)
        assert asked(v, sent) == [], "it has been answered"


def test_a_drag_in_the_sheet_chooses_latent_and_value(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "latent-traversals")
        box = page.locator(SHEET).first.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.01 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.02 * box["width"], box["y"] + 0.5 * box["height"])
        page.mouse.up()
        v.settle(200)
        places = [
            page.evaluate(f"playground.at('latent-traversals', '{axis}')")
            for axis in ("latent", "value")
        ]
        assert places == [8, 0]


def test_without_temperature_the_spread_is_black(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "latent-reparameterisation")
        slider(page, "T").fill("0")
        v.settle(200)
        assert canvas(page, "Spread").evaluate(BRIGHTEST) == 0
        slider(page, "T").fill("4")
        v.settle(200)
        assert canvas(page, "Spread").evaluate(BRIGHTEST) > 20


def test_a_link_opens_its_view_and_its_cursor(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = open_(v, "latent-arithmetic&start=mean&class_a=4&class_b=1&class_c=7&at.s=0")
        expect(page.locator(".pg-caption:visible", has_text="mean of 4")).to_be_visible(
            timeout=30_000
        )
        assert page.evaluate("playground.at('latent-arithmetic', 's')") == 0
