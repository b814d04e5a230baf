"""Waiting, asking anew and leaving, as a visitor does them."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kit_subject import plane
from playwright.sync_api import Locator, Page, expect

from playground.ui.line import LINE, WORKERS, Asker

SERVED = (plane(),)
Visits = Callable[..., Any]


def work(page: Page) -> Locator:
    return page.get_by_label("Work")


def under_way() -> bool:
    return bool(LINE._under_way)


@pytest.fixture
def busy() -> Iterator[threading.Event]:
    """All that works on quick questions is held, until it is set."""
    free, held = threading.Event(), threading.Semaphore(0)

    def hold() -> None:
        held.release()
        free.wait(60)

    for worker in range(WORKERS["quick"]):
        LINE.ask(Asker(session=f"another {worker}"), object(), 0, hold, lambda *step: None)
    for _ in range(WORKERS["quick"]):
        assert held.acquire(timeout=60)
    yield free
    free.set()


def test_a_question_asked_anew_calls_the_long_one_off(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open()
        sent: list[str] = []
        page.on("framenavigated", lambda frame: sent.append(frame.url))
        work(page).fill("80")
        stop = page.get_by_role("button", name="Stop")
        expect(stop).to_be_visible()
        page.wait_for_timeout(1200)  # what is asked within a second waits for the answer
        assert under_way()
        work(page).fill("1")
        page.wait_for_url("**work=1*")
        assert not any("work=80" in one for one in sent)
        expect(page.locator(".pg-told:visible")).to_have_count(0)
        expect(work(page)).to_have_value("1")
        expect(stop).not_to_be_visible()


def test_who_waits_is_told_its_place(visit: Visits, url: str, busy: threading.Event) -> None:
    with visit(url) as v:
        page = v.open()  # its opening is ready, and waits for nobody
        place = page.locator(".pg-before")
        work(page).fill("3")
        expect(place).to_have_text("Your question is next.")
        expect(place).to_be_visible()
        busy.set()
        page.wait_for_url("**work=3*")
        expect(place).not_to_be_visible()


def test_a_closed_page_ends_its_work(visit: Visits, url: str) -> None:
    with visit(url) as v, visit(url) as other:
        page = v.open()
        work(page).fill("79")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        assert under_way()
        other.open()
        page.close()
        other.until(lambda: not under_way(), seconds=3)


def test_one_visitors_stop_ends_nobody_elses_answer(visit: Visits, url: str) -> None:
    with visit(url) as v, visit(url) as other:
        pages = [v.open(), other.open()]
        for page in pages:
            work(page).fill("60")
        expect(pages[1].get_by_role("button", name="Stop")).to_be_visible()
        pages[0].get_by_role("button", name="Stop").click()
        expect(pages[0].locator(".pg-told:visible")).to_contain_text("Stopped, as you asked.")
        pages[1].wait_for_url("**work=60*")
        expect(pages[1].locator(".pg-told:visible")).to_have_count(0)
