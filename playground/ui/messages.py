"""The page's words in other languages: a gettext catalogue a language, `locale/LANGUAGE.po`.

English stands in the code and is its own key. An entry without a context is the whole site's; one
whose context (`msgctxt`) is a tab's name is that tab's, and goes before.
"""

import functools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import gradio as gr
import polib

LOCALE = Path(__file__).parent / "locale"
#: The context of what all tabs share.
SHARED = ""
#: What parts a context from its text in a key, as in gettext's own files.
EOT = "\x04"


@functools.cache
def catalogues() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Language -> context -> English -> translation."""
    return {path.stem: _read(path) for path in sorted(LOCALE.glob("*.po"))}


def _read(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {SHARED: {}}
    for entry in polib.pofile(str(path)).translated_entries():
        found.setdefault(entry.msgctxt or SHARED, {})[entry.msgid] = entry.msgstr
    return found


def names() -> dict[str, str]:
    """What each language calls itself."""
    return {"en": "English", **_headers("X-Language-Name")}


def decimals() -> dict[str, str]:
    """The mark before the decimals, where it is no point."""
    return _headers("X-Decimal")


def _headers(name: str) -> dict[str, str]:
    files = {path.stem: polib.pofile(str(path)) for path in sorted(LOCALE.glob("*.po"))}
    return {one: po.metadata[name] for one, po in files.items() if name in po.metadata}


def translated(language: str, text: str, tab: str = SHARED) -> str | None:
    """The text in a language, in a tab's words or the site's; None where there is none."""
    known = catalogues()[language]
    return known.get(tab, {}).get(text, known[SHARED].get(text))


def words(language: str, tab: str = SHARED) -> dict[str, str]:
    """All that a tab can say in a language."""
    known = catalogues()[language]
    return {**known[SHARED], **known.get(tab, {})}


def key(text: str, tab: str) -> str:
    """By what Gradio looks a label up: the text, or the tab's own where its words differ."""
    own = any(text in known.get(tab, {}) for known in catalogues().values())
    return f"{tab}{EOT}{text}" if tab and own else text


def for_gradio() -> gr.I18n:
    """English by those keys, for `launch(i18n=...)`; `script` adds another language.

    What has no context is its own English: Gradio shows a key that it does not find.
    """
    keys = {one for words in catalogues().values() for one, _ in _flat(words) if EOT in one}
    return gr.I18n(en={one: one.rpartition(EOT)[2] for one in sorted(keys)})


@functools.cache
def script(language: str) -> str:
    """What gives a page the words of a language."""
    words = json.dumps(dict(_flat(catalogues()[language])), ensure_ascii=False)
    return f"window.gradio_config.i18n_translations[{language!r}] = {words};"


def _flat(words: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    for tab, own in words.items():
        for text, said in own.items():
            yield (f"{tab}{EOT}{text}" if tab else text), said
