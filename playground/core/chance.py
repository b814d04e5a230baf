"""Streams of chance: what must not share its numbers with another draw has a stream of its own."""

import zlib

import numpy as np
import torch

from playground.core.checks import whole

#: torch's CPU generator reads the low 32 bits of a seed, whatever it is given.
LARGEST = 2**32 - 1


def sequence(seed: int, *stream: int | str) -> np.random.SeedSequence:
    """The state of a stream, by its place or its name: independent of the seed's other streams.

    Stream 0 is the seed's own. Raises BadValue for a seed that is not whole, or beyond LARGEST.

    >>> a, b = sequence(0, "real"), sequence(0, "fake")  # streams of one seed, independent
    >>> (a.generate_state(1) != b.generate_state(1)).item()
    True
    """
    seed = whole("seed", seed, 0, "A generator reads 32 bits of it.", LARGEST)
    parts = (zlib.crc32(part.encode()) if isinstance(part, str) else part for part in stream)
    return np.random.SeedSequence((seed, *parts))


def generator(seed: int, *stream: int | str, device: torch.device | str = "cpu") -> torch.Generator:
    """torch's generator of a stream; of the seed's own, what torch makes of the seed itself.

    As it comes, chance is drawn on the CPU: a seed gives the same picture on every device.

    >>> import torch
    >>> one, same = (torch.rand(2, generator=generator(7, "noise")) for _ in range(2))
    >>> one.equal(same)
    True
    """
    mixed = sequence(seed, *stream)
    read = int(mixed.generate_state(1)[0]) if any(stream) else int(seed)
    return torch.Generator(device).manual_seed(read)
