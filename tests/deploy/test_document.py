"""The page on serving names every variable that the package reads."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_variable_is_explained() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "playground").rglob("*.py"))
    read = {name for text in sources for name in re.findall(r"\bPLAYGROUND_[A-Z_]+", text)}
    table = re.findall(r"`(PLAYGROUND_[A-Z_]+)` \|", (ROOT / "docs" / "DEPLOY.md").read_text())
    assert "PLAYGROUND_DEVICE" in read
    assert sorted(table) == sorted(read)
