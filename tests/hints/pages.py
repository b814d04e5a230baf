"""A page asked, and what it says above its answer."""

from collections.abc import Callable
from typing import Any

from playground.ui.tab import Tab


def asked(tab: Tab, request: Any) -> tuple[Any, str | dict[str, Any]]:
    """The answer, and the sentence above it."""
    result = tab.answer(request)
    return result, tab.seen(request, result) or tab.hint


def hinted(tab: Tab, request: Any) -> Any:
    """The answer, under the page's hint."""
    result, said = asked(tab, request)
    assert said == tab.hint
    return result


def opened(tab: Tab) -> Any:
    """The page's own answer, under its hint."""
    return hinted(tab, tab.request())


def elsewhere(tab: Tab, claim: Callable[[Any], None], **fields: Any) -> Any:
    """The claim of the hint holds of five other seeds; the last question."""
    for seed in range(1, 6):
        request = tab.request(seed=seed, **fields)
        claim(hinted(tab, request))
    return request
