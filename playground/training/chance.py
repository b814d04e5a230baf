"""Seeds for every step of a run."""

import numpy as np
import torch


def generator(seed: int, step: int, device: torch.device | str = "cpu") -> torch.Generator:
    """The generator of one step of one run: independent of every other step's and run's.

    The two numbers are mixed, since torch's CPU generator reads only the low 32 bits of a seed.
    """
    mixed = np.random.SeedSequence((seed, step)).generate_state(1)
    return torch.Generator(device).manual_seed(int(mixed[0]))
