"""Sessions that cost what they hold.

For each session Gradio makes a copy of the configuration of every component of every page, and
keeps in it what each was last sent, so that a "deep link" can write them down. This site has none:
its links hold the question (`Request.to_query`). The states of a session are held as before.
"""

from types import SimpleNamespace
from typing import Any

from gradio.state_holder import SessionState

_whole = SessionState.__init__


class _Unkept(dict[Any, Any]):
    """Holds nothing, and says that it holds all, so that nothing is made for it."""

    def __contains__(self, key: object) -> bool:
        return True

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __missing__(self, key: Any) -> dict[str, Any]:
        return {}


def _slim(self: SessionState, blocks: Any) -> None:
    _whole(self, SimpleNamespace(default_config=blocks.default_config, blocks=()))  # type: ignore[arg-type]
    self.config_values = _Unkept()


def slim() -> None:
    """From now on, in this process, a session's cost does not grow with the number of pages."""
    SessionState.__init__ = _slim  # type: ignore[method-assign]
