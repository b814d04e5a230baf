"""What the pad asks aside: a drawing's reading over HTTP, and what is refused there."""

import httpx
import numpy as np
import pytest

from playground.data import examples
from playground.ui.reading import ADDRESS, LONGEST
from playground.ui.strip import png

PICTURE = png(examples("mnist").images[0])


def test_a_drawing_is_read_by_the_network_that_is_named(app_url: str) -> None:
    for network in ("mnist-classifier", "mnist-vit"):
        asked = {"image": PICTURE, "network": network, "session_hash": "a1"}
        sent = httpx.get(f"{app_url}{ADDRESS}", params=asked, timeout=60)
        told = sent.json()
        assert sent.status_code == 200
        assert sent.headers["cache-control"] == "no-store"
        assert np.argmax(told["probabilities"]) == examples("mnist").labels[0]
        assert sum(told["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert not told["unlike"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"image": ""}, "Draw a few strokes"),
        ({"image": PICTURE, "network": "resnet"}, "mnist-classifier"),
        ({"image": PICTURE, "netwrok": "mnist-vit"}, "netwrok"),
        ({"image": PICTURE[:60]}, "image"),
        ({"image": "data:image/png;base64," + "A" * LONGEST}, str(LONGEST)),
        ({"image": PICTURE, "session_hash": "<b>" * 99}, "session_hash"),
    ],
)
def test_what_is_no_question_is_refused_in_words(
    app_url: str, asked: dict[str, str], said: str
) -> None:
    sent = httpx.get(f"{app_url}{ADDRESS}", params=asked, timeout=60)
    assert sent.status_code == 400
    assert said in sent.json()["detail"]
    assert "Traceback" not in sent.text


def test_it_is_only_read(app_url: str) -> None:
    asked = {"image": PICTURE}
    assert httpx.post(f"{app_url}{ADDRESS}", params=asked, timeout=60).status_code == 404
