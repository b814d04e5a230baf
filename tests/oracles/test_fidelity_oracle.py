"""Fidelity measures against prdc, torch-fidelity, scipy's matrix root and the PRD formula."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.core.fidelity import (
    frechet_distance,
    prd_curve,
    prd_from_histograms,
    precision_recall,
)
from playground.core.prd import kmeans


def sets(seed: int, n: int, m: int, d: int, scale: float) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    real = torch.randn(n, d, generator=generator)
    return real, scale * torch.randn(m, d, generator=generator) + 0.1


CASES = [(0, 500, 400, 8, 0.8), (1, 300, 700, 64, 1.1), (2, 1200, 1100, 3, 1.0)]


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("case", CASES)
def test_prdc(case: tuple[int, int, int, int, float], k: int) -> None:
    """Its strict < and our <= agree where no two distances are equal."""
    prdc = pytest.importorskip("prdc")
    real, fake = sets(*case)
    expected = prdc.compute_prdc(real.double().numpy(), fake.double().numpy(), nearest_k=k)
    found = precision_recall(real, fake, k=k)
    assert vars(found) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("case", CASES)
def test_torch_fidelity(case: tuple[int, int, int, int, float], k: int) -> None:
    """Its first set is the generated one."""
    prc = pytest.importorskip("torch_fidelity.metric_prc")
    real, fake = sets(*case)
    precision, recall = prc.calculate_precision_recall_full(fake.double(), real.double(), k)
    found = precision_recall(real, fake, k=k)
    assert (found.precision, found.recall) == pytest.approx((precision, recall), abs=1e-6)


def frechet_by_root(real: Tensor, fake: Tensor) -> float:
    linalg = pytest.importorskip("scipy.linalg")
    a, b = real.double().numpy(), fake.double().numpy()
    s1, s2 = np.atleast_2d(np.cov(a.T)), np.atleast_2d(np.cov(b.T))
    # The root of the symmetric S1^½ S2 S1^½ has the trace of the root of S1 S2.
    values, axes = linalg.eigh(s1)  # sqrtm loses half of the digits where S1 is singular
    half = axes * np.sqrt(values.clip(0)) @ axes.T
    middle = half @ s2 @ half
    root = np.sqrt(linalg.eigvalsh((middle + middle.T) / 2).clip(0)).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(s1 + s2) - 2 * root)


@pytest.mark.parametrize(("d", "scale", "offset"), [(1, 1.5, 0), (16, 0.7, 0), (64, 1.2, 1e3)])
def test_frechet_by_matrix_root(d: int, scale: float, offset: float) -> None:
    linalg = pytest.importorskip("scipy.linalg")
    real, fake = sets(0, 900, 800, d, scale)
    real, fake = real.double() + offset, fake.double() + offset
    assert frechet_distance(real, fake) == pytest.approx(frechet_by_root(real, fake), rel=1e-8)
    s1, s2 = (np.atleast_2d(np.cov(x.T.numpy())) for x in (real, fake))
    trace = np.trace(s1 + s2 - 2 * linalg.sqrtm(s1 @ s2).real)
    plain = float((real.mean(0) - fake.mean(0)).square().sum()) + trace
    assert frechet_distance(real, fake) == pytest.approx(plain, rel=1e-6)


@pytest.mark.parametrize(("n", "m"), [(20, 30), (2, 40), (40, 2)])
def test_frechet_of_fewer_samples_than_dimensions(n: int, m: int) -> None:
    real, fake = sets(3, n, m, 50, 1.3)
    assert frechet_distance(real, fake) == pytest.approx(frechet_by_root(real, fake), rel=1e-6)


def test_frechet_is_blind_to_empty_dimensions() -> None:
    """Five dimensions turned into fifty: singular covariances, and the matrix root in five."""
    linalg = pytest.importorskip("scipy.linalg")
    real, fake = (x.double() for x in sets(4, 200, 300, 5, 1.4))
    s1, s2 = np.cov(real.T.numpy()), np.cov(fake.T.numpy())
    mean = float((real.mean(0) - fake.mean(0)).square().sum())
    expected = mean + np.trace(s1 + s2 - 2 * linalg.sqrtm(s1 @ s2).real)
    wide = torch.linalg.qr(sets(5, 50, 1, 5, 1.0)[0].double()).Q.T
    assert frechet_distance(real @ wide, fake @ wide) == pytest.approx(expected, rel=1e-9)


def test_frechet_of_sets_in_different_planes() -> None:
    """Orthogonal planes share no variance: tr S1 + tr S2 and nothing else."""
    real, fake = torch.zeros(100, 6), torch.zeros(100, 6)
    real[:, :3], fake[:, 3:] = (x - x.mean(0) for x in sets(4, 100, 100, 3, 1.0))
    expected = float(real.double().var(0).sum() + fake.double().var(0).sum())
    assert frechet_distance(real, fake) == pytest.approx(expected, rel=1e-6)


def prd_by_the_authors(fake: np.ndarray, real: np.ndarray, angles: int) -> tuple:
    """Sajjadi et al.'s compute_prd: slopes, minima, sums."""
    slopes = np.tan(np.linspace(1e-10, np.pi / 2 - 1e-10, num=angles))
    precision = np.minimum(real * slopes[:, None], fake).sum(axis=1)
    return np.clip(precision, 0, 1), np.clip(precision / slopes, 0, 1)


@pytest.mark.parametrize("bins", [2, 20])
def test_prd_formula(bins: int) -> None:
    real, fake = np.random.default_rng(bins).dirichlet(np.ones(bins), size=2)
    curve = prd_from_histograms(torch.from_numpy(real), torch.from_numpy(fake))
    precision, recall = prd_by_the_authors(fake, real, 1001)
    np.testing.assert_allclose(curve.precision, precision, atol=1e-12)
    np.testing.assert_allclose(curve.recall, recall, atol=1e-12)


def test_prd_closed_form() -> None:
    """p = (1/2, 1/2), q = (1, 0): alpha = min(lambda / 2, 1), beta = min(1/2, 1 / lambda)."""
    angles = 9
    curve = prd_from_histograms(torch.tensor([5, 5]), torch.tensor([7, 0]), angles=angles)
    slopes = [math.tan(min(max(i * math.pi / 16, 1e-10), math.pi / 2 - 1e-10)) for i in range(9)]
    assert curve.precision == pytest.approx([min(s / 2, 1) for s in slopes])
    assert curve.recall == pytest.approx([min(0.5, 1 / s) for s in slopes])


def test_kmeans_finds_what_scikit_learn_finds() -> None:
    cluster = pytest.importorskip("sklearn.cluster")
    centres = 20 * torch.randn(6, 5, generator=torch.Generator().manual_seed(0))
    points = centres[torch.arange(600) % 6] + sets(5, 600, 1, 5, 1.0)[0]
    bins = kmeans(points, 6, torch.Generator().manual_seed(0))
    theirs = cluster.KMeans(6, n_init=10, random_state=0).fit_predict(points.numpy())
    pairs = set(zip(bins.tolist(), theirs.tolist(), strict=True))
    assert len(pairs) == 6  # one to one


def test_prd_curve_is_the_formula_over_kmeans_bins() -> None:
    """Well-separated modes: every good clustering gives these histograms."""
    modes = 100 * torch.eye(5)
    real, fake = sets(6, 500, 500, 5, 1.0)
    which = torch.arange(500)
    real, fake = real + modes[which % 5], fake + modes[(which % 7) % 5]
    p = np.bincount((which % 5).numpy(), minlength=5) / 500
    q = np.bincount((which % 7 % 5).numpy(), minlength=5) / 500
    curve = prd_curve(real, fake, clusters=5)
    precision, recall = prd_by_the_authors(q, p, 1001)
    np.testing.assert_allclose(curve.precision, precision, atol=1e-12)
    np.testing.assert_allclose(curve.recall, recall, atol=1e-12)
