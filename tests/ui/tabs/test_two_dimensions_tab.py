"""The plane's picture is made of what the network says of each cell."""

import numpy as np

from playground.engine.adversarial.two_dimensions import Attack2dRequest, answer
from playground.ui.tabs.adversarial.two_dimensions_picture import CLASS_COLOURS, regions_as_pixels


def test_a_cell_is_white_where_the_network_wavers_and_its_colour_where_it_is_sure() -> None:
    side = answer(Attack2dRequest(shape="own", steps=2)).standard
    pixels = regions_as_pixels(side)[::-1].astype(int)  # y = 0 first, as in the probabilities
    certainty = side.probabilities.max(-1)
    darkness = (255 - pixels).sum(-1)
    for label, colour in enumerate(CLASS_COLOURS[:2]):
        inside = side.probabilities.argmax(-1) == label
        assert inside.any()
        order = certainty[inside].argsort()
        assert (np.diff(darkness[inside][order]) >= -2).all()
        full = np.array([255 - int(colour[i : i + 2], 16) for i in (1, 3, 5)])
        surest = 255 - pixels[inside][order[-1]]
        np.testing.assert_allclose(surest / surest.max(), full / full.max(), atol=0.02)
