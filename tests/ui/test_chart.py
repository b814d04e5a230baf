"""The chart's value, and the figures that look alike."""

import base64
import json
import subprocess
import sys

import numpy as np
import pytest

from playground.ui import figures
from playground.ui.chart import Chart, Cursor, Frames


def test_the_figure_travels_whole() -> None:
    drawn = figures.lines([0, 1, 2], {"a": [1, 2, 3], "b": [3, 2, 1]}, x="time", y="height")
    found = json.loads(Chart(drawn).value()["figure"])
    assert [trace["name"] for trace in found["data"]] == ["a", "b"]
    assert found["layout"]["xaxis"]["title"]["text"] == "time"
    assert found["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_frames_travel_as_float32() -> None:
    bars = np.random.default_rng(0).random((7, 10))
    packed = Chart(
        figures.bars("0123456789", {"p": bars[0]}), frames=Frames("i", {0: {"y": bars}})
    ).value()
    found = packed["frames"]["data"]["0"]["y"]
    assert found["shape"] == [7, 10]
    back = np.frombuffer(base64.b64decode(found["float32"]), "<f4").reshape(7, 10)
    np.testing.assert_array_equal(back, bars.astype(np.float32))
    assert packed["frames"]["count"] == 7


def test_frames_of_texts_stay_lists() -> None:
    packed = Chart(
        figures.figure(), frames=Frames(("i", "k"), {0: {"text": [["a"], ["b"]]}})
    ).value()
    assert packed["frames"]["data"]["0"]["text"] == [["a"], ["b"]]
    assert packed["frames"]["axes"] == ["i", "k"]


def test_frames_of_different_lengths_are_refused() -> None:
    frames = Frames("i", {0: {"y": np.zeros((3, 2))}, 1: {"y": np.zeros((4, 2))}})
    with pytest.raises(ValueError, match=r"\[3, 4\]"):
        Chart(figures.figure(), frames=frames).value()


def test_a_cursor_stands_on_its_own_axis() -> None:
    found = Chart(figures.figure(), [Cursor("i", [0.5, 1]), Cursor("k", ["a"], along="y")]).value()
    assert [(c["refs"], c["along"]) for c in found["cursors"]] == [(["x"], "x"), (["y"], "y")]


def test_heatmaps_keep_equal_words_apart_and_the_first_row_on_top() -> None:
    drawn = figures.heatmap(np.eye(3), ["the", "cat", "the"], ["a", "b", "c"])
    assert list(drawn.layout.xaxis.ticktext) == ["the", "cat", "the"]
    assert list(drawn.layout.xaxis.tickvals) == [0, 1, 2]
    assert drawn.layout.yaxis.autorange == "reversed"


def test_importing_the_kit_does_not_import_plotly_or_torch() -> None:
    code = (
        "import sys, playground.ui.chart, playground.ui.figures, playground.ui.strip;"
        "print({'plotly.graph_objects', 'plotly.graph_objs', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_dragged_cursor_says_so() -> None:
    cursors = [Cursor("u", [0, 1], drag=True), Cursor("v", [0, 1], along="y")]
    packed = Chart(figures.figure(), cursors).value()["cursors"]
    assert [(one["axis"], one["along"], one["drag"]) for one in packed] == [
        ("u", "x", True),
        ("v", "y", False),
    ]
