"""The example tab is importable by name, here and in the browser tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
