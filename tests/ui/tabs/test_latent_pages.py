"""What the pages on latent spaces keep to."""

import itertools

import numpy as np

from playground.ui.tabs.latent.plane_figures import HEIGHT, LETTER, MARGIN, apart


def test_names_on_the_map_do_not_cover_each_other() -> None:
    random = np.random.default_rng(0)
    letters = [1, 11, 7, 8, 5, 4, 6, 5, 7, 3]
    for places in (random.normal(0.5, 0.1, (10, 2)), np.zeros((10, 2))):
        moved = apart(places, letters)
        assert (moved[:, 0] == places[:, 0]).all()
        for i, j in itertools.combinations(range(10), 2):
            across, up = abs(moved[j] - moved[i])
            wide = (letters[i] + letters[j]) * LETTER / 2 + MARGIN
            assert across >= wide or up > 0.9 * HEIGHT
    alone = np.array([[0.1, 0.5], [0.9, 0.5]])
    assert (apart(alone, [3, 3]) == alone).all()
