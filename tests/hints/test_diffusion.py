"""What the pages on diffusion say: as each opens, and elsewhere."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.toys import TOYS
from playground.engine import flows
from playground.engine.classes import class_names
from playground.engine.diffusion import network
from playground.engine.diffusion.flow_2d import journey
from playground.engine.diffusion.plane_data import OWN, Plane
from playground.models import catalog
from playground.ui.tab import Tab
from playground.ui.tabs.diffusion import (
    branch,
    exact_denoiser,
    flow_2d,
    forward,
    guidance,
    inpaint,
    latent,
    measure,
    race,
    redraw,
    reverse,
)

thorough = pytest.mark.thorough
both = pytest.mark.parametrize("dataset", network.DATASETS)


def answered(tab: Tab, **fields: Any) -> Any:
    """The answer to the page's opening question, or to another."""
    return tab.answer(tab.request(**fields))


def said(tab: Tab, result: Any) -> dict[str, Any]:
    """The values in the sentence that follows this answer."""
    told = tab.seen(result.request, result)
    assert isinstance(told, dict)
    return told["args"]


# --- forward --------------------------------------------------------------------------------------


def lost(**fields: Any) -> list[Any]:
    return [answered(forward.TAB, schedule=name, **fields) for name in forward.forward.SCHEDULES]


def test_diffusion_forward_as_it_opens() -> None:
    results = lost()
    assert len({result.lost for result in results}) == 3
    ratios = [result.weights.log_snr[result.lost] for result in results]
    assert max(ratios) - min(ratios) < 0.15
    assert all(result.still_read[0] == 1 for result in results)
    assert all((result.still_read[result.lost + 2 :] < 0.5).all() for result in results)
    assert said(forward.TAB, results[0])["name"] == "3"


@thorough
@pytest.mark.parametrize("dataset", forward.forward.DATASETS)
def test_diffusion_forward_elsewhere(dataset: str) -> None:
    """The ratio is within a factor of 2; a class that noise itself is read as is said to stay."""
    for digit in range(10):
        fields = {"dataset": dataset, "label": str(digit), "index": 3 * digit, "seed": 70 * digit}
        results = lost(samples=8, **fields)
        assert all(result.mean[-1] == pytest.approx(0, abs=0.06) for result in results)
        assert all(result.spread[-1] == pytest.approx(1, abs=0.06) for result in results)
        if None in (found := [result.lost for result in results]):
            assert found == [None] * 3
            assert results[0].still_read[-1] >= 0.5
            continue
        ratios = [float(said(forward.TAB, result)["snr"]) for result in results]
        assert max(ratios) - min(ratios) < 0.3
        assert len(set(found)) == 3 or ratios[0] < -5


# --- reverse --------------------------------------------------------------------------------------


def early(result: Any) -> int:
    """Samples decided while noise is the greater part of x_t."""
    return sum(result.weights.alpha_bar[step] < 0.5 for step in result.decided)


def test_diffusion_as_it_opens() -> None:
    result = answered(reverse.TAB)
    assert early(result) > result.request.samples / 2
    assert said(reverse.TAB, result) == {"k": early(result), "n": 9}
    named = answered(reverse.TAB, label="3")
    assert (named.decided == 0).sum() > 9 / 2
    assert said(reverse.TAB, named) == {"k": (named.decided == 0).sum(), "n": 9}


@thorough
@both
def test_diffusion_elsewhere(dataset: str) -> None:
    """With a class named, samples decide earlier than those of the same noise without one."""
    for digit in range(0, 10, 2):
        fields = {"dataset": dataset, "seed": 50 * digit + 7, "samples": 6}
        free = answered(reverse.TAB, **fields)
        named = answered(reverse.TAB, label=str(digit), **fields)
        assert said(reverse.TAB, free)["k"] == early(free)
        assert said(reverse.TAB, named)["k"] == (named.decided == 0).sum()
        assert named.decided.mean() < free.decided.mean()


# --- race -----------------------------------------------------------------------------------------


def sharpness(images: NDArray[np.uint8]) -> float:
    """Mean square of a pixel's difference from the next."""
    return float(np.square(np.diff(images.astype(float), axis=-1)).mean())


def raced(**fields: Any) -> None:
    laps = answered(race.TAB, **fields).laps
    assert sharpness(laps["euler"][2].images) > 1.2 * sharpness(laps["ddim"][2].images)
    ends = {name: each[10].distance for name, each in laps.items()}
    astray = ends.pop("ddpm")
    for name, end in ends.items():
        assert end < laps[name][5].distance, name
        assert end < min(0.5, astray), name


def test_diffusion_race_as_it_opens() -> None:
    raced()


@thorough
@both
def test_diffusion_race_elsewhere(dataset: str) -> None:
    for digit in ("0", "4", "5", "8", "any"):
        raced(dataset=dataset, label=digit, samples=2, seed=100 + ord(digit[0]))


# --- measure --------------------------------------------------------------------------------------


def test_diffusion_measure_as_it_opens() -> None:
    """Of the 100 images that ship; the lead in precision is beyond its standard error."""
    result = answered(measure.TAB)
    read = {name: each[2].values("agreement").mean() for name, each in result.runs.items()}
    assert result.request.samples == 100
    assert read["euler"] > read["ddim"] + 0.3
    ten = {name: each[10] for name, each in result.runs.items()}
    for other in ("ddim", "euler"):
        lead = ten["ddpm"].values("precision").mean() - ten[other].values("precision").mean()
        assert lead > np.hypot(*(ten[name].error("precision", 100) for name in ("ddpm", other)))


@thorough
@both
def test_diffusion_measure_elsewhere(dataset: str) -> None:
    """The sentence names who is best of the samplers that were asked, with its own figures."""
    for racers, seeds in (("three", range(3)), ("flow", (3,)), ("diffusion", (4,))):
        for seed in seeds:
            fields = {"racers": racers, "samples": 10, "most": "5", "seed": 90 * seed}
            result = answered(measure.TAB, dataset=dataset, **fields)
            told, numbers = said(measure.TAB, result), result.report()
            for name, who, value, place in (
                ("agreement", "first", "read", 0),
                ("precision", "second", "precision", 1),
            ):
                means = {
                    flows.SAMPLERS[racer].short: np.mean(numbers[racer][place][name])
                    for racer in result.runs
                    if numbers[racer][place]
                }
                assert means[told[who]] == max(means.values())
                assert f"{max(means.values()):.2f} ± " in told[value]
                assert not told[value].endswith("0.00")


# --- guidance -------------------------------------------------------------------------------------


def guided(result: Any) -> None:
    read, spread = result.measure("agreement"), result.measure("spread")
    assert read[0] < 0.5 < 0.75 < read[1]
    assert spread[-1] < spread[1]
    told = said(guidance.TAB, result)
    assert (told["none"], told["plain"]) == tuple(f"{share:.0%}" for share in read[:2])
    assert (told["varied"], told["alike"]) == (f"{spread[1]:.1f}", f"{spread[-1]:.1f}")
    after = result.measure("precision")[[1, -1]]
    assert (told["before"], told["after"]) == tuple(f"{value:.2f}" for value in after)


def test_diffusion_guidance_as_it_opens() -> None:
    result = answered(guidance.TAB)
    guided(result)
    assert (np.diff(result.measure("spread")[1:]) < 0).all()


@thorough
@both
def test_diffusion_guidance_elsewhere(dataset: str) -> None:
    for digit in ("1", "3", "5", "7", "9"):
        guided(answered(guidance.TAB, dataset=dataset, label=digit, seed=100 * int(digit)))


# --- latent diffusion -----------------------------------------------------------------------------


def neighbours(images: NDArray[np.uint8]) -> float:
    """The correlation of a pixel with the next."""
    away = images - images.mean((-1, -2), keepdims=True)
    return float((away[..., 1:] * away[..., :-1]).mean() / np.square(away).mean())


def compared(result: Any) -> None:
    """Noise is smooth where it is decoded, and the sentence counts whom it sees decided first."""
    assert neighbours(result.latent.noisy[0]) > 0.5
    assert abs(neighbours(result.pixel.noisy[0])) < 0.15
    sooner = result.pixel.decided - result.latent.decided
    told = said(latent.TAB, result)
    assert (told["sooner"], told["later"]) == ((sooner > 0).sum(), (sooner < 0).sum())
    assert told["ratio"] == f"{result.ratio:.2f}"


def test_diffusion_latent_as_it_opens() -> None:
    result = answered(latent.TAB)
    compared(result)
    assert catalog.card("mnist-latent-flow").metric("time_over_pixel_flow").value < 0.6


@thorough
@pytest.mark.parametrize("dataset", latent.latent.DATASETS)
def test_diffusion_latent_elsewhere(dataset: str) -> None:
    for seed in range(0, 400, 80):
        compared(answered(latent.TAB, dataset=dataset, seed=seed, samples=8))


# --- branch ---------------------------------------------------------------------------------------


def branched(result: Any) -> None:
    """Undecided at first, decided at the last branching at the latest, details open before."""
    read = result.probabilities.argmax(-1)
    agreed = [len(set(row)) == 1 for row in read.tolist()]
    assert agreed[-1]
    assert not agreed[0]
    assert result.undecided[-1] < 0.1 < result.undecided[0]
    first = len(agreed) - int(np.argmin([*agreed[::-1], False]))
    assert result.spread[min(first, len(agreed) - 2)] > 0.02


def test_diffusion_branch_as_it_opens() -> None:
    branched(answered(branch.TAB))


@thorough
@both
def test_diffusion_branch_elsewhere(dataset: str) -> None:
    for seed in range(100, 600, 100):
        branched(answered(branch.TAB, dataset=dataset, seed=seed))
    still = answered(branch.TAB, dataset=dataset, eta=0.0, seed=3)
    assert branch.TAB.seen(still.request, still) == branch.STILL
    assert still.spread == pytest.approx(0, abs=1e-3)


# --- redraw ---------------------------------------------------------------------------------------


def resemblance(result: Any) -> NDArray[np.float64]:
    """Mean correlation of the results' pixels with the image's, by strength."""
    image = result.original.ravel()
    each = result.results.reshape(*result.results.shape[:2], -1)
    return np.array([[np.corrcoef(image, one)[0, 1] for one in row] for row in each]).mean(1)


def redrawn(result: Any) -> None:
    """The sentence's names and numbers are those of the results."""
    told, read = said(redraw.TAB, result), result.probabilities.argmax(-1)
    names = class_names(result.request.dataset)
    assert told["kept"] == sum(names[label] == told["before"] for label in read[0]) >= 2
    most = [sum(names[label] == told["after"] for label in row) > 2 for row in read]
    if "taken" in told:
        place = result.taken.index(told["taken"])
        assert all(most[place:])
        assert place == 0 or not most[place - 1]
    else:
        assert told["before"] == told["after"] or not most[-1]


def test_diffusion_redraw_as_it_opens() -> None:
    result = answered(redraw.TAB)
    redrawn(result)
    read, alike = result.probabilities.argmax(-1), resemblance(result)
    assert (read[0] == 3).all()
    assert (read[-1] == 8).sum() >= 3
    assert (read[redraw.START] == 8).sum() > 2
    assert alike[0] > 0.9
    assert alike[redraw.START] > alike[-1] + 0.15
    assert said(redraw.TAB, result)["before"] == "3"


@thorough
@both
def test_diffusion_redraw_elsewhere(dataset: str) -> None:
    """Other images and classes, and of every other none, as the link to purify an image does."""
    for digit in range(0, 10, 2):
        into = (str((digit + 3) % 10), "any")[(digit // 2 + (dataset == "mnist")) % 2]
        fields = {"index": 7 * digit, "seed": 11 * digit, "into": into, "guidance": 1.0}
        result = answered(redraw.TAB, dataset=dataset, label=str(digit), **fields)
        redrawn(result)
        alike = resemblance(result)
        assert alike[0] > 0.9
        assert alike[-1] < alike[0]


@both
def test_nothing_of_the_image_is_left_at_full_strength(dataset: str) -> None:
    """Two images of one noise end alike."""
    fields = {"dataset": dataset, "into": "4", "steps": 8, "guidance": 1.0}
    ends = [answered(redraw.TAB, label=digit, **fields).results[-1] for digit in "17"]
    assert np.abs(ends[0].astype(float) - ends[1]).mean() < 0.05 * 255


# --- inpaint --------------------------------------------------------------------------------------


def seam(resamplings: int, **fields: Any) -> float:
    """The mean jump across the seam of a half, once what is known was found unchanged."""
    result = answered(inpaint.TAB, resamplings=resamplings, **fields)
    known = ~result.request.hidden
    filled = result.states[-1]
    assert (filled[:, known] == result.original[known]).all()
    upright = filled if result.request.mask in ("left", "right") else filled.swapaxes(-1, -2)
    return float(np.abs(upright[..., 13].astype(float) - upright[..., 14]).mean())


def test_diffusion_inpaint_as_it_opens() -> None:
    assert seam(1) > 1.3 * seam(4)


@thorough
@both
def test_diffusion_inpaint_elsewhere(dataset: str) -> None:
    masks = ("left", "right", "top", "bottom", "left")
    wider = 0
    for digit, mask in zip(range(0, 10, 2), masks, strict=True):
        for into in (str(digit), str((digit + 3) % 10)):
            fields = {"index": 9 * digit, "seed": 11 * digit, "mask": mask, "into": into}
            asked = {"dataset": dataset, "label": str(digit), "steps": 12, **fields}
            wider += seam(1, **asked) > seam(4, **asked)
    assert wider > 5


# --- the plane ------------------------------------------------------------------------------------


def apart(plane: Plane, seed: int) -> float:
    """The median distance of the ends of diffusion's ODE and of flow, in 40 steps."""
    left, right = (journey(plane, way, 40, 100, seed) for way in ("ddim", "flow"))
    return float(np.median(np.linalg.norm(left.states[-1] - right.states[-1], axis=-1)))


def found(plane: Plane, way: str, steps: int, seed: int = 0) -> float:
    return journey(plane, way, steps, 300, seed).on_data


def test_diffusion_flow_2d_as_it_opens() -> None:
    request = flow_2d.TAB.request()
    assert (request.left, request.right) == ("ddim", "flow")
    assert apart(request.plane, 0) < 0.1
    assert found(request.plane, "flow", 3) > found(request.plane, "ddim", 3) + 0.3


@thorough
@pytest.mark.parametrize("name", [*TOYS, OWN])
def test_diffusion_flow_2d_elsewhere(name: str) -> None:
    """One map on all data; a step of the straightened flow lands most on it."""
    own = ((-1.5, -1.0), (1.5, -1.0), (0.0, 1.5))
    plane = Plane(name, own if name == OWN else (), 0.1)
    for seed in (1, 50):
        assert apart(plane, seed) < 0.1
        assert found(plane, "flow", 3, seed) > found(plane, "ddim", 3, seed)
    leap, fall = (journey(plane, way, 1, 300, seed) for way in ("reflow", "flow"))
    assert leap.on_data > 0.7
    assert leap.distance[-1] < 0.1 * fall.distance[-1]


def test_other_ways_in_the_plane_are_told_by_their_ends() -> None:
    for left, steps in (("ddpm", 40), ("langevin", 20), ("ddim", 3)):
        result = answered(flow_2d.TAB, left=left, steps=steps, samples=50)
        told = said(flow_2d.TAB, result)
        ends = [side.states[-1] for side in (result.left, result.right)]
        assert told["apart"] == f"{np.median(np.linalg.norm(ends[0] - ends[1], axis=-1)):.2f}"
        assert told["left"] == f"{result.left.on_data:.0%}"


# --- the exact denoiser ---------------------------------------------------------------------------


def remembered(result: Any) -> None:
    ends = result.distance[:, -1]
    assert (ends[-1] < 1e-2).all()
    assert ends[0].min() > 0.5 * result.unseen
    assert (np.diff(ends.mean(-1)) < 0).all()


def test_diffusion_exact_denoiser_as_it_opens() -> None:
    remembered(answered(exact_denoiser.TAB))


@thorough
@both
def test_diffusion_exact_denoiser_elsewhere(dataset: str) -> None:
    for digit in ("0", "1", "4", "7", "9"):
        remembered(answered(exact_denoiser.TAB, dataset=dataset, label=digit, seed=17 * int(digit)))
