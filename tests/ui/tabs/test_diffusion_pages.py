"""What is particular to single pages of the subject."""

import numpy as np
import pytest

from playground import data
from playground.engine.diffusion.network import DATASETS
from playground.ui.tabs import TABS
from playground.ui.tabs.diffusion import race

PAGES = [tab for tab in TABS if tab.subject == "Diffusion"]


def test_a_sampler_whose_steps_overshoot_says_so() -> None:
    request = race.TAB.request(samples=1)
    laps = [lap for name in race.TAB.answer(request).laps.values() for lap in name.values() if lap]
    astray = sum(lap.distance > race.ASTRAY for lap in laps)
    rows = race.TAB.painted(request, race.TAB.answer(request))["pictures"]["rows"]
    captions = next(row["captions"] for row in rows if row["label"] == "At the cursor")
    assert 0 < astray < len(laps)
    assert sum("overshoot" in str(caption) for caption in captions) == astray


@pytest.mark.parametrize("dataset", DATASETS)
def test_no_two_real_images_are_as_far_apart_as_what_overshoots(dataset: str) -> None:
    images = data.examples(dataset).images.reshape(1000, -1) / 127.5 - 1
    squares = np.square(images).sum(1)
    apart = squares[:, None] + squares - 2 * images @ images.T
    assert (apart.max() / images.shape[1]) ** 0.5 < race.ASTRAY
