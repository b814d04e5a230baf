"""How far what was counted or measured on n samples may lie from the truth."""

import numpy as np
from numpy.typing import ArrayLike

from playground.arrays import F64
from playground.core.checks import SQUARABLE, number, whole
from playground.errors import BadValue


def wilson(successes: ArrayLike, n: float, z: float = 1.959963984540054) -> tuple[F64, F64]:
    """(p + z^2/2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2/n) with p = successes / n.

    Both ends of the interval, in [0, 1], shaped like `successes`; z = 1.96 covers 95 %. n = 0 says
    nothing: 0 and 1. Unlike p -+ z sqrt(p (1 - p) / n) it keeps a width at p = 0 and 1.
    Wilson 1927; Brown, Cai & DasGupta 2001.

    >>> [round(float(end), 3) for end in wilson(0, 10)]  # of 0 in 10, not a band of no width
    [0.0, 0.278]
    """
    counted = np.asarray(successes, np.float64)
    number("n", n, 0 if n == 0 else 1e-100, SQUARABLE, "It counts samples.")
    number("z", z, 0, 1e6, "1.96 covers 95 %.")
    if not ((counted >= 0) & (counted <= n)).all():
        raise BadValue("successes", successes, f"from 0 to n = {n}", "Count them again.")
    if n == 0:
        return np.zeros_like(counted), np.ones_like(counted)
    share, spread = counted / n, z * z / n
    middle = share + spread / 2
    half = z * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    # Rounding would leave the ends a hair inside a share of exactly 0 or 1, or outside [0, 1].
    low = np.where(counted == 0, 0.0, ((middle - half) / (1 + spread)).clip(0, 1))
    high = np.where(counted == n, 1.0, ((middle + half) / (1 + spread)).clip(0, 1))
    return low, high


def effective(n: int, groups: ArrayLike) -> float:
    """As many coins as n samples are worth, whose share depends on a second random set as well.

    n over the design effect: how many times a share varies as one of as many coins does (Kish 1965,
    section 8.2). groups [R, G]: the share in each of G disjoint groups of m = n / G samples of both
    sets, in each of R random groupings, which tell it with R (G - 1) degrees of freedom (Wolter
    2007, chapter 2): mean var_g over mean p_g (1 - p_g) / (m - 1). It is never below 1: given
    the second set, samples are coins.
    """
    shares = _finite(groups, 1)
    if shares.ndim != 2 or not ((shares >= 0) & (shares <= 1)).all():
        raise BadValue("groups", groups, "shares [R, G] in [0, 1]", "Measure again.")
    size = shares.shape[1]
    if whole("n", n, 2, "It counts samples.") <= size or size < 2:
        allowed = "2 or more groups of more than one sample each"
        raise BadValue("groups", f"{size} of {n} samples", allowed, "Take other groups.")
    binomial = (shares * (1 - shares)).mean() / (n / size - 1)
    spread = max(shares.var(axis=1, ddof=1).mean(), binomial)
    return n * float(binomial / spread) if spread > 0 else float(n)


#: Student's t: 97.5 % lie below it, by degrees of freedom from 1 on.
STUDENT = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622)


def student(values: ArrayLike) -> tuple[F64, F64]:
    """mean +- t s / sqrt(R): the mean of R runs and half the width of its 95 % interval.

    values [R, ...], 2 <= R <= 10 -> two arrays [...]. Student 1908.
    """
    runs = _finite(values, 2)
    count = len(runs)
    if count > len(STUDENT) + 1:
        raise BadValue("values", f"{count} runs", f"at most {len(STUDENT) + 1}", "Take fewer.")
    half = STUDENT[count - 2] * runs.std(axis=0, ddof=1) / np.sqrt(count)
    return runs.mean(axis=0), half


def group_error(values: ArrayLike) -> F64:
    """sqrt(var_g / G): the standard error of what was measured on n samples.

    values [G, ...]: the same measured on each of G disjoint random groups of n / G of them, G >= 2
    -> [...]. Exact in expectation for a mean; assumes an error that falls as 1 / sqrt(n).
    Wolter 2007, chapter 2 (random groups).
    """
    groups = _finite(values, 2)
    return np.sqrt(groups.var(axis=0, ddof=1) / len(groups))


def _finite(values: ArrayLike, least: int) -> F64:
    """As an array whose squares float64 holds, of at least so many rows. Raises BadValue."""
    found = np.asarray(values, np.float64)
    if found.ndim == 0 or len(found) < least or not (np.abs(found) <= SQUARABLE).all():
        allowed = f"{least} or more rows of finite numbers of at most {SQUARABLE:g}"
        raise BadValue("values", values, allowed, "Measure again.")
    return found
