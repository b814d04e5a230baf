"""Choices that need no seed."""

import hashlib


def one_in(n: int, text: str) -> bool:
    """Whether a text is among the one in n that its own characters choose, on every machine."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") % n == 0
