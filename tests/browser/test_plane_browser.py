"""A plane to drag over, in a real Chromium: mouse, finger and keys move two cursors at once."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

AREA = ".pg-plot .nsewdrag:visible"
LINK = "?tab=plane"

Visits = Callable[..., Any]


def opened(v: Any) -> Page:
    page: Page = v.open(LINK)
    page.locator(AREA).wait_for()
    v.settle(600)
    return page


def at(page: Page) -> list[int]:
    return [page.evaluate(f"playground.at('plane', {axis!r})") for axis in "uv"]


def place(page: Page, u: int, v: int) -> tuple[float, float]:
    """Where a position of the two cursors stands on the screen."""
    found = page.evaluate(
        """([u, v]) => {
            const plot = [...document.querySelectorAll(".pg-plot")].find((one) => one.clientWidth);
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const { xaxis, yaxis } = plot._fullLayout;
            return [box.left + xaxis.d2p(-2 + u / 2), box.top + yaxis.d2p(-2 + v / 2)];
        }""",
        [u, v],
    )
    return found[0], found[1]


def pixels(page: Page) -> str:
    return page.locator(".pg-one canvas:visible").evaluate("canvas => canvas.toDataURL()")


def test_keys_and_a_drag_move_both_cursors_and_the_picture(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = opened(v)
        page.locator(".pg-drag:visible").focus()
        for key, found in [
            ("ArrowRight", [5, 4]),
            ("ArrowUp", [5, 5]),
            ("ArrowLeft", [4, 5]),
            ("ArrowDown", [4, 4]),
        ]:
            page.keyboard.press(key)
            assert at(page) == found, key
        v.settle()
        assert at(page) == [4, 4]
        middle, sent = pixels(page), len(v.requests)
        page.mouse.move(*place(page, 1, 7))
        page.mouse.down()
        v.until(lambda: at(page) == [1, 7])
        page.mouse.move(*place(page, 6, 2), steps=8)
        v.until(lambda: at(page) == [6, 2])
        page.mouse.up()
        v.until(lambda: pixels(page) != middle)
        ring = "document.querySelector('.pg-drag').layout.shapes.at(-1)"
        v.until(lambda: page.evaluate(f"{ring}.xanchor") == 1.0)
        assert page.evaluate(f"[{ring}.type, {ring}.yanchor]") == ["circle", -1.0]
        page.mouse.move(*place(page, 3, 3))
        v.settle(600)
        assert at(page) == [6, 2], "it is let go"
        assert v.requests[sent:] == []


def test_a_finger_drags_too(visit: Visits, subject_url: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visit(subject_url, **phone) as v:
        page = opened(v)
        page.locator(AREA).scroll_into_view_if_needed()
        touch = v.context.new_cdp_session(page)

        def send(kind: str, *positions: tuple[int, int]) -> None:
            points = [{"x": x, "y": y} for x, y in (place(page, *one) for one in positions)]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        send("touchStart", (1, 1))
        for step in range(2, 8):
            send("touchMove", (step, 1))
        send("touchEnd")
        v.until(lambda: at(page) == [7, 1])


def test_work_under_way_shows_its_pictures(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = opened(v)
        glimpse = page.locator("img.pg-glimpse:visible")
        work = page.get_by_label("Work", exact=True)
        work.fill("80")
        work.press("Enter")
        glimpse.wait_for()
        first = glimpse.get_attribute("src")
        assert glimpse.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [28, 28]
        v.until(lambda: glimpse.get_attribute("src") != first)
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        expect(glimpse).to_have_count(0)
        work.fill("20")
        work.press("Enter")
        glimpse.wait_for()
        page.wait_for_url("**work=20**")
        expect(glimpse).to_have_count(0)
