"""`python -m playground.export TAB` writes a page's view as one HTML file that needs no server.

python -m playground.export diffusion-race --query "seed=3" --lang fr -o race.html
python -m playground.export --site DIR
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from playground.errors import PlaygroundError
from playground.ui import saved_page
from playground.ui.tabs import TABS


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 2 where something was refused, in one sentence."""
    words = _parser().parse_args(arguments)
    try:
        if words.site:
            _site(words.site, words.lang, words.home)
        else:
            _view(words)
    except (PlaygroundError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("tab", nargs="?", default="", help="a page's name, as diffusion-race")
    parser.add_argument("--query", default="", help="the question, as in a page's link")
    parser.add_argument("--lang", default="en", help="the language of the file")
    parser.add_argument("--home", default="", help="the address of a live site to link to")
    parser.add_argument("-o", "--output", type=Path, help="the file; else TAB.html")
    parser.add_argument("--site", type=Path, help="write what every page opens with into a folder")
    return parser


def _view(words: argparse.Namespace) -> None:
    tab, request = saved_page.asked(TABS, words.tab, words.query)
    live = saved_page.live(TABS, tab, request, words.lang, words.home)
    text = saved_page.saved(tab, request, words.lang, live, words.query)
    _write(words.output or Path(f"{tab.name}.html"), text)


def _site(folder: Path, language: str, home: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for tab in TABS:
        live = saved_page.live(TABS, tab, tab.request(), language, home)
        text = saved_page.saved(tab, tab.request(), language, live)
        _write(folder / f"{tab.name}.html", text)
    _write(folder / "index.html", saved_page.catalogue(TABS, language))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    print(f"{file}: {len(text.encode()) / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
