"""What the pages say, for whoever translates: `python -m playground.ui.extract fr` adds to
`locale/fr.po` what its catalogue lacks of all that the pages declare and show as they open.

What is added has no translation yet, and the page stays English there. It takes some minutes.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import polib

from playground.engine.request import Request, rules
from playground.ui import messages
from playground.ui.tab import Tab
from playground.ui.tabs import TABS


def declared(tab: Tab) -> set[str]:
    """The texts of a tab that stand before any answer."""
    texts = {tab.title, tab.hint, tab.button}
    for control in tab.controls:
        texts |= {control.label, rules(tab.request)[control.field].help, *control.names.values()}
        offered = getattr(rules(tab.request).get(control.like), "options", ())
        texts |= {name for one in offered for name in control.named.get(one, {}).values()}
    return {*texts, *(view.heading for view in tab.each())}


def shown(tab: Tab, request: Request) -> set[str]:
    """The texts of the answer; of a phrase with values in it, its template."""
    result = tab.answer(request)
    values = tab.painted(request, result)
    more = [tab.seen(request, result), *(link.text for link in tab.see(request, result))]
    return {
        *said(values),
        *templates([values, more]),
        *(one for one in more if isinstance(one, str)),
    }


def templates(value: Any) -> Iterator[str]:
    """Every phrase with values in it, wherever it stands in a painted value."""
    if isinstance(value, dict):
        if set(value) == {"t", "args"}:
            yield value["t"]
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for inner in value:
            yield from templates(inner)


def said(values: Any) -> Iterator[str]:
    """Every text of painted strips, charts, facts and tables."""
    for value in (value or {} for value in values.values()):
        texts = [axis["label"] for axis in value.get("axes", ()) if isinstance(axis, dict)]
        for row in value.get("rows", ()):
            if isinstance(row, dict):
                texts += [row.get("label"), row.get("note"), *row.get("captions", ())]
            elif isinstance(row, list):  # of a table
                texts += row
        for fact in value.get("facts", ()):
            texts += [fact["label"], fact["help"], *fact["texts"]]
        errors = value.get("errors", {}).values()
        texts += [name for name in value.get("columns", ()) if name not in errors]
        texts += value.get("constants", ())
        if "figure" in value:
            texts += _of_figure(json.loads(value["figure"]))
        yield from (text for text in texts if isinstance(text, str))


def _of_figure(figure: dict[str, Any]) -> Iterator[str]:
    layout = figure["layout"]
    for name, axis in layout.items():
        if re.fullmatch(r"[xy]axis\d*", name):
            yield axis.get("title", {}).get("text", "")
    yield from (one["text"] for one in layout.get("annotations", ()) if "<b>" not in one["text"])
    yield from (trace.get("name", "") for trace in figure["data"])


def reads(text: str) -> bool:
    """Whether it is to be translated: three small letters in a row are no formula."""
    return re.search(r"[a-z]{3}", re.sub(r"{\w+}", "", text)) is not None


def main(language: str) -> None:
    path = messages.LOCALE / f"{language}.po"
    catalogue = polib.pofile(str(path), wrapwidth=98)
    for tab in TABS:
        for text in sorted(declared(tab) | shown(tab, tab.request())):
            if reads(text) and messages.translated(language, text, tab.name) is None:
                catalogue.append(polib.POEntry(msgctxt=tab.name, msgid=text))
    catalogue.save(str(path))
    print(f"{path}: {catalogue.percent_translated()} % translated")


if __name__ == "__main__":
    main(*sys.argv[1:])
