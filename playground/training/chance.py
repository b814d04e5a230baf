"""Seeds for every step of a run, and choices that need none."""

import hashlib

import numpy as np
import torch


def generator(seed: int, step: int, device: torch.device | str = "cpu") -> torch.Generator:
    """The generator of one step of one run: independent of every other step's and run's.

    The two numbers are mixed, since torch's CPU generator reads only the low 32 bits of a seed.
    """
    mixed = np.random.SeedSequence((seed, step)).generate_state(1)
    return torch.Generator(device).manual_seed(int(mixed[0]))


def one_in(n: int, text: str) -> bool:
    """Whether a text is among the one in n that its own characters choose, on every machine."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") % n == 0
