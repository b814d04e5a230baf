"""What the pages on latent spaces say is so: as they open, and elsewhere."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from pages import elsewhere

from playground import data
from playground.core.interpolation import lerp, slerp
from playground.engine import codes
from playground.engine.classes import class_names
from playground.engine.latent import spaces
from playground.engine.latent.path import PathRequest
from playground.engine.latent.paths import VAE
from playground.ui import messages
from playground.ui.tab import Tab
from playground.ui.tabs.latent import (
    arithmetic,
    four_corners,
    midpoints,
    path,
    plane,
    prior,
    reparameterisation,
    traversals,
)

CPU = torch.device("cpu")
DATASETS = ("mnist", "fashion")


def opened(tab: Tab) -> Any:
    return tab.answer(tab.request())


def told(tab: Tab, **asked: Any) -> tuple[Any, dict[str, Any]]:
    """The answer, and what is said of it, in both languages."""
    request = tab.request(**asked)
    result = tab.answer(request)
    words = tab.seen(request, result)
    assert isinstance(words, dict)
    assert words["t"] in messages.words("fr", tab.name)
    return result, words


def half_lit(pictures: Any) -> Any:
    """Of each picture [..., H, W], the share of inked pixels that are neither dark nor bright."""
    lit = ((pictures > 85) & (pictures < 171)).sum((-1, -2))
    return lit / np.maximum((pictures > 30).sum((-1, -2)), 1)


def test_latent_as_it_opens() -> None:
    arc = opened(path.TAB)
    line = path.TAB.answer(PathRequest(path="lerp"))
    middle = len(arc.alphas) // 2
    assert (arc.a.label, arc.b.label) == (9, 6)
    blend, *coded = arc.rows[:3]
    for row in coded:
        assert row.probabilities[middle].argmax() == 5
        assert row.probabilities[middle].max() > 0.95
        assert half_lit(blend.frames[middle]) > 1.5 * half_lit(row.frames[middle])
    shell, norms = arc.rows[2].latents.prior, arc.rows[2].latents.norms
    assert shell.low < norms.min() <= norms.max() < shell.high
    assert f"{line.rows[2].latents.norms[middle]:.1f}" == "1.7"
    assert f"{line.rows[2].probabilities[middle][8]:.2f}" == "0.57"
    assert all(told in path.TAB.hint for told in ("falls to 1.7", "an 8 with p = 0.57"))


def pairs(dataset: str, count: int) -> tuple[Any, Any]:
    """Codes of the VAE [2, N, D] of pairs of two classes, and which pairs lie in the shell."""
    everyone = spaces.of_kind(dataset, "vae", 16).examples()
    labels = data.examples(dataset).labels
    drawn = np.random.default_rng(0).integers(0, len(labels), (2, 2 * count))
    two = torch.from_numpy(drawn[:, labels[drawn[0]] != labels[drawn[1]]][:, :count])
    ends = everyone[two]
    return ends, within(ends.norm(dim=2)).all(0)


def within(norms: Any) -> Any:
    shell = codes.prior_band(16)
    return (norms >= shell.low) & (norms <= shell.high)


@pytest.mark.parametrize("dataset", DATASETS)
def test_latent_elsewhere(dataset: str) -> None:
    """A straight line is shorter halfway, and leaves the shell more often; an arc hardly ever."""
    (a, b), inside = pairs(dataset, 500)
    line, arc = (way(a, b, torch.linspace(0, 1, 17)).norm(dim=2) for way in (lerp, slerp))
    assert (line[1:-1] < arc[1:-1]).all()
    stays = [float(within(way).all(0)[inside].float().mean()) for way in (line, arc)]
    assert stays[0] < 0.5
    assert stays[1] > 0.95
    kinds = set()
    for index, way in itertools.product(range(0, 50, 5), ("lerp", "slerp")):
        asked = {"class_a": index // 5, "class_b": (index // 5 + 3) % 10, "index_a": index}
        small = {"frames": 9, "gan": "seeds"}
        result, words = told(path.TAB, dataset=dataset, path=way, **asked, **small)
        norms = next(row.latents.norms for row in result.rows if row.kind == VAE)
        assert words["args"]["least"] == f"{norms.min():.2f}"
        stay = within(norms)
        where = "inside" if stay.all() else "leaves" if stay[[0, -1]].all() else "outside"
        assert words["t"] == path.SEEN[where]
        kinds.add(where)
    assert len(kinds) > 1


def test_latent_four_corners_as_it_opens() -> None:
    result = opened(four_corners.TAB)
    blend, *coded = result.sheets
    middle = len(blend.frames) // 2
    for sheet in coded:
        assert half_lit(blend.frames[middle]) > 1.5 * half_lit(sheet.frames[middle])
        sure = [(one.probabilities.max(1) > 0.9).mean() for one in (blend, sheet)]
        assert sure[0] < 0.5
        assert sure[1] > 0.8


def blurred(dataset: str, way: str, seed: int) -> list[float]:
    """How much of the blend, and of both models' sheets, is half-lit; four classes by the seed."""
    random = np.random.default_rng(seed)
    classes, numbers = random.choice(10, 4, replace=False), random.integers(0, 100, 4)
    asked: dict[str, Any] = {"dataset": dataset, "path": way, "side": 5}
    for letter, label, index in zip("abcd", classes, numbers, strict=True):
        asked |= {f"class_{letter}": int(label), f"index_{letter}": int(index)}
    result = four_corners.answer(four_corners.CornersRequest(**asked))
    return [float(half_lit(sheet.frames).mean()) for sheet in result.sheets]


def test_latent_four_corners_elsewhere() -> None:
    for seed in range(10):
        for way in ("bilinear", "spherical"):
            blend, *coded = blurred("mnist", way, seed)
            assert max(coded) < blend
    found = [[blurred("fashion", way, s) for s in range(10)] for way in ("bilinear", "spherical")]
    (blend, *lines), (_, *arcs) = np.mean(found, 1)
    assert min(lines) > 0.95 * blend
    assert max(arcs) < 0.9 * blend


def unsure(result: Any) -> list[float]:
    return [float((one.probabilities.max(1) < 0.9).mean()) for one in result.maps]


def test_latent_plane_as_it_opens() -> None:
    autoencoder, vae = unsure(opened(plane.TAB))
    assert autoencoder > vae


@pytest.mark.parametrize("latents", ["2", "16"])
@pytest.mark.parametrize("dataset", DATASETS)
def test_latent_plane_elsewhere(dataset: str, latents: str) -> None:
    for shift in range(5):
        asked = {"class_a": shift, "class_b": shift + 3, "class_c": shift + 5, "index_a": shift}
        result, words = told(plane.TAB, dataset=dataset, latents=latents, side=11, **asked)
        said = [words["args"][name] for name in ("ae", "vae")]
        assert said == [f"{100 * share:.0f}" for share in unsure(result)]


def distances(result: Any) -> list[float]:
    """Of N(0, I), the fitted Gaussian and the flow through the autoencoder, and of the VAE."""
    return [one.frechet for one in result.generators]


def comes_nearer(result: Any) -> None:
    scribbles, fitted, learned, vae = distances(result)
    assert max(fitted, vae) < 0.6 * scribbles
    assert learned < 0.7 * min(fitted, vae)


def test_latent_prior_as_it_opens() -> None:
    comes_nearer(opened(prior.TAB))


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", DATASETS)
def test_latent_prior_elsewhere(dataset: str) -> None:
    elsewhere(prior.TAB, comes_nearer, dataset=dataset, samples=300)


def changing(result: Any) -> int:
    return sum(len(set(read)) > 1 for read in result.probabilities.argmax(2).tolist())


def test_latent_traversals_as_it_opens() -> None:
    assert 0 < changing(opened(traversals.TAB)) < traversals.LATENTS


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("model", spaces.KINDS)
def test_latent_traversals_elsewhere(dataset: str, model: str) -> None:
    for label in range(0, 10, 2):
        asked = {"label": label, "index": label, "steps": 7}
        result, words = told(traversals.TAB, dataset=dataset, model=model, **asked)
        assert words["args"] == {"changing": changing(result), "all": 16}


def slant(picture: Any) -> float:
    """How far the strokes lean: the covariance of x and y over the variance of y."""
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
    weight = picture / picture.sum()
    x, y = x - (weight * x).sum(), y - (weight * y).sum()
    return float((weight * x * y).sum() / (weight * y * y).sum())


def test_latent_arithmetic_as_it_opens() -> None:
    result = opened(arithmetic.TAB)
    one = arithmetic.STRENGTHS.index(1.0)
    read = result.probabilities.argmax(1)
    assert (read[0], read[one]) == (3, 8)
    assert result.distances[one].argmin() == 8
    # Its own slant and stroke: an 8 leans, and is as thick, as the 3 that it was made of.
    made = [arithmetic.TAB.answer(arithmetic.ArithmeticRequest(index_a=i)) for i in range(0, 60, 3)]
    for measure in (slant, np.mean):
        before, after = ([measure(each.frames[at]) for each in made] for at in (0, one))
        assert np.corrcoef(before, after)[0, 1] > 0.9


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("model", spaces.KINDS)
def test_latent_arithmetic_elsewhere(dataset: str, model: str) -> None:
    names, one = class_names(dataset), arithmetic.STRENGTHS.index(1.0)
    for label, start in itertools.product(range(0, 10, 2), ("image", "mean")):
        asked = {"class_a": label, "class_b": label, "class_c": (label + 3) % 10, "start": start}
        result, words = told(arithmetic.TAB, dataset=dataset, model=model, **asked)
        best = result.probabilities[one].argmax()
        assert words["args"]["read"]["args"]["name"] == names[best]
        assert words["args"]["near"] == names[result.distances[one].argmin()]
        assert words["args"]["a"] == names[label]


def test_latent_reparameterisation_as_it_opens() -> None:
    result = opened(reparameterisation.TAB)
    assert result.agreement[0] == 1
    assert result.agreement[-1] < 1


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("latents", ["2", "16"])
def test_latent_reparameterisation_elsewhere(dataset: str, latents: str) -> None:
    for label in range(0, 10, 2):
        asked = {"label": label, "seed": label, "samples": 10}
        result, words = told(reparameterisation.TAB, dataset=dataset, latents=latents, **asked)
        assert (result.frames[0] == result.reconstruction).mean() > 0.99
        left = [round(10 - 10 * float(result.agreement[at])) for at in (0, 4, -1)]
        assert left == [0, words["args"]["one"], words["args"]["last"]]


def far(result: Any) -> dict[str, float]:
    return {f"{way.kind}-{way.path}": way.halfway for way in result.ways}


def digits_are_so(result: Any) -> None:
    """The blend is farthest, an arc nearer than its line, whose codes are too short."""
    away = far(result)
    assert max(away, key=lambda way: away[way]) == "pixels-lerp"
    for kind in ("ae16", "vae16"):
        assert away[f"{kind}-slerp"] < away[f"{kind}-lerp"]
    short = {way.norm for way in result.ways if way.kind in ("ae16", "vae16")}
    assert sorted(short)[1] < 0.8 < 0.95 < sorted(short)[2]


def garments_are_so(result: Any) -> None:
    """The lines are farther than the blend, the arcs about as near, the GAN's line nearest."""
    away = far(result)
    assert min(away, key=lambda way: away[way]) == "gan-lerp"
    for kind in ("ae16", "vae16"):
        assert away[f"{kind}-lerp"] > 1.1 * away["pixels-lerp"]
        assert 0.8 < away[f"{kind}-slerp"] / away["pixels-lerp"] < 1.15


def test_latent_midpoints_as_it_opens() -> None:
    digits_are_so(opened(midpoints.TAB))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(1, 11))
def test_latent_midpoints_elsewhere(seed: int) -> None:
    digits_are_so(midpoints.answer(midpoints.MidpointsRequest(seed=seed)))
    garments_are_so(midpoints.answer(midpoints.MidpointsRequest(dataset="fashion", seed=seed)))


def test_garments_have_sentences_of_their_own() -> None:
    for tab in (four_corners.TAB, midpoints.TAB):
        assert tab.seen(tab.request(), None) is None
        assert tab.seen(tab.request(dataset="fashion"), None) in messages.words("fr", tab.name)
