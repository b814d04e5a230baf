"""How far a share that was counted on n samples may lie from the true one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def wilson(
    successes: ArrayLike, n: int, z: float = 1.959963984540054
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(p + z^2/2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2/n) with p = successes / n.

    Both ends of the interval, in [0, 1], shaped like `successes`; z = 1.96 covers 95 %. n = 0 says
    nothing: 0 and 1. Unlike p -+ z sqrt(p (1 - p) / n) it keeps a width at p = 0 and 1.
    Wilson 1927; Brown, Cai & DasGupta 2001, eq. 4.
    """
    counted = np.asarray(successes, np.float64)
    if n == 0:
        return np.zeros_like(counted), np.ones_like(counted)
    share, spread = counted / n, z * z / n
    middle = share + spread / 2
    half = z * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    # Rounding would leave the ends a hair inside a share of exactly 0 or 1.
    low = np.where(counted == 0, 0.0, (middle - half) / (1 + spread))
    high = np.where(counted == n, 1.0, (middle + half) / (1 + spread))
    return low, high
