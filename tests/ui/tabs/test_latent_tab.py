"""The interpolation tab: painted from the answer, in two languages, and open as an endpoint."""

import json
import re
from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from playground.engine.latent.path import Interpolation, answer
from playground.errors import BadValue
from playground.ui import shell, strip
from playground.ui.tabs.latent.path import TAB, snippet
from playground.ui.texts import DATASETS, FRENCH, phrase

#: A stroke from corner to corner, as the drawing pad sends it.
DRAWN = strip.png(np.eye(28, dtype=np.uint8) * 255)

QUESTIONS: list[dict[str, Any]] = [
    {"frames": 9, "steps": 10},
    {"from_a": "random", "from_b": "random", "seed": 5, "path": "lerp", "frames": 9},
    {"class_a": 4, "index_a": 0, "class_b": 4, "index_b": 1, "frames": 9, "gan": "seeds"},
    {"path": "curve", "class_c": 8, "frames": 9, "gan": "seeds"},
    {"from_b": "own", "own_b": DRAWN, "frames": 9, "gan": "seeds"},
]


#: A question as the endpoint takes it, in the order of its fields.
ASKED = Interpolation(class_b=8, index_b=0, path="lerp", gan="seeds", frames=9)
GOOD: list[Any] = list(vars(ASKED).values())


@pytest.fixture(params=QUESTIONS, ids=str)
def request_(request: pytest.FixtureRequest) -> Interpolation:
    return Interpolation(**request.param)


def words(value: Any) -> Iterator[str]:
    """Every label, caption and note of a painted strip; of a phrase, its template."""
    for row in value["rows"]:
        for said in [row["label"], row["note"], *row["captions"]]:
            yield said["t"] if isinstance(said, dict) else said


def test_every_view_is_painted_with_json(request_: Interpolation) -> None:
    painted = TAB.paint(request_, answer(request_))
    assert set(painted) == {view.name for line in TAB.views for view in line}
    json.dumps(painted, allow_nan=False)
    for name in ("pictures", "film", "nearest"):
        assert painted[name]["axes"][0]["start"] == request_.frames // 2


def test_probabilities_of_a_chart_add_up_to_one(request_: Interpolation) -> None:
    painted = TAB.paint(request_, answer(request_))
    curves = json.loads(painted["vae16"]["figure"])["data"]
    assert np.allclose(sum(_numbers(curve["y"]) for curve in curves), 1, atol=1e-5)
    assert len({curve["line"]["color"] + curve["line"]["dash"] for curve in curves}) == len(curves)


def _numbers(packed: Any) -> Any:
    """plotly writes an array as base64 of its bytes."""
    import base64

    if isinstance(packed, list):
        return np.array(packed)
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])


def test_every_word_has_its_french(request_: Interpolation) -> None:
    names = {"VAE", "GAN", *DATASETS.values(), "√d", ""}
    known = set(TAB.french) | set(FRENCH) | names
    painted = TAB.paint(request_, answer(request_))
    said = {word for name in ("pictures", "film", "nearest") for word in words(painted[name])}
    said |= {control.label for control in TAB.controls} | {TAB.title, TAB.hint}
    said |= {name for control in TAB.controls for name in control.names.values()}
    said |= {view.label for line in TAB.views for view in line}
    for name in ("pixels", "distance", "speed", "norm", "relative"):
        figure = json.loads(painted[name]["figure"])
        said |= {trace["name"] for trace in figure["data"] if not trace["name"].isdigit()}
        said |= {figure["layout"]["yaxis"]["title"]["text"]} - {"|z|"}
    assert said <= known


def test_a_translation_keeps_the_values_of_its_phrase() -> None:
    for english, french in TAB.french.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))


def test_the_snippet_runs(request_: Interpolation, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(snippet(request_), "snippet", "exec"), {})
    first = float(capsys.readouterr().out.split("[")[1].split(",")[0])
    latents = answer(request_).rows[2].latents
    assert latents is not None
    assert first == pytest.approx(float(latents.norms[0]), abs=1e-3)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = gr.mount_gradio_app(FastAPI(), shell.build((TAB,)).demo, path="")
    with TestClient(app) as client:
        yield client


def ask(client: TestClient, *data: Any) -> tuple[str, Any]:
    """The last event of /interpolate and its data."""
    call = client.post("/gradio_api/call/interpolate", json={"data": list(data)})
    told = client.get(f"/gradio_api/call/interpolate/{call.json()['event_id']}").text
    event, body = re.findall(r"event: (\w+)\ndata: (.*)", told)[-1]
    return event, json.loads(body)


def test_the_endpoint_gives_numbers_and_files(client: TestClient) -> None:
    event, [answered] = ask(client, *GOOD)
    assert event == "complete"
    expected = answer(Interpolation(*GOOD))
    assert answered["numbers"] == json.loads(json.dumps(expected.report()))
    picture = client.get(answered["images"]["mnist-vae16"]["url"])
    assert picture.headers["content-type"] == "image/png"
    assert _pixels(picture.content).tolist() == expected.rows[2].frames.reshape(-1, 28).tolist()


def _pixels(png: bytes) -> Any:
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize(
    ("field", "bad", "said"),
    [
        ("frames", 130, "from 3 to 129"),
        ("frames", 2.5, "from 3 to 129"),
        ("class_a", "three", "class_a"),
        ("index_a", None, "index_a"),
        ("path", "geodesic", "lerp, slerp"),
        ("index_b", 1e99, "index_b"),
        ("dataset", "cifar", "mnist"),
    ],
)
def test_a_bad_value_is_named_and_the_next_question_answered(
    client: TestClient, field: str, bad: Any, said: str
) -> None:
    place = list(vars(ASKED)).index(field)
    event, error = ask(client, *GOOD[:place], bad, *GOOD[place + 1 :])
    assert event == "error"
    assert said in json.dumps(error)
    assert ask(client, *GOOD)[0] == "complete"


def test_a_press_in_the_gallery_chooses_the_image() -> None:
    view = next(view for line in TAB.views for view in line if view.name == "gallery")
    assert view.pick is not None
    request = Interpolation(from_b="random", path="curve")
    assert view.pick(request, {"group": 0, "option": 7}).class_a == 7
    chosen = view.pick(request, {"group": 3, "option": 99})
    assert (chosen.from_b, chosen.index_b, chosen.class_b) == ("chosen", 99, request.class_b)
    assert view.pick(request, {"group": 5, "option": 1}).index_c == 1
    for wrong in ({"group": 6, "option": 0}, {"group": 0, "option": 10}, {"group": 1}):
        with pytest.raises((LookupError, BadValue)):
            view.pick(request, wrong)


def test_the_gallery_shows_the_examples_of_the_classes_asked() -> None:
    request = Interpolation(class_a=4, gan="seeds", frames=9)
    groups = TAB.paint(request, answer(request))["gallery"]["groups"]
    assert [len(group["options"]) for group in groups] == [10, 100, 10, 100]
    assert [group["chosen"] for group in groups] == [4, 96, 6, 17]
    fashion = phrase("{name}", name="Ankle boot")
    assert FRENCH[fashion["args"]["name"]] == "Bottine"
