"""The adversarial tab's pages are made of the answer, and hand it on."""

import dataclasses
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np
import pytest
import torch
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from playground.engine.adversarial.one_image import AttackRequest, AttackResult, answer
from playground.engine.request import picture_pixels
from playground.models import catalog
from playground.ui import request_guard, shell
from playground.ui.tabs import TABS
from playground.ui.tabs.adversarial.one_image import TAB, see
from playground.ui.tabs.adversarial.outcome import signed

PAGES = {tab.name: tab for tab in TABS}


def test_the_cursor_opens_where_the_attack_first_works() -> None:
    result = answer(AttackRequest())
    eps, step = TAB.painted(result.request, result)["pictures"]["axes"]
    assert result.success[eps["start"], step["start"]]
    assert not result.success[eps["start"] - 1, step["start"]]
    assert step["start"] == result.steps


def test_signed_colours_are_white_at_zero_and_opposite_at_the_ends() -> None:
    grey = np.array([[-127], [0], [127]], np.int8)
    blue, white, orange = signed(grey)[:, 0].tolist()
    assert white == [247, 247, 247]
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]
    colours = np.array([[-127, 0, 127]], np.int8)
    assert signed(colours).tolist() == [[0, 127, 254]]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    site = FastAPI(**request_guard.app_settings((TAB,)))
    app = gr.mount_gradio_app(site, shell.build((TAB,)).demo, path="")
    with TestClient(app) as client:
        yield client


GOOD: dict[str, Any] = {
    "label": 4,
    "index": 2,
    "model": "mnist-classifier",
    "attack": "pgd-l2",
    "targeted": True,
    "target": 9,
    "steps": 5,
    "random_start": True,
    "seed": 1,
    "restarts": 2,
    "image": "",
    "relative_step": 2.0,
    "photo": "",
}


def ask(client: TestClient, values: dict[str, Any]) -> tuple[str, Any]:
    """The last event of /attack and its data."""
    call = client.post("/gradio_api/call/attack", json={"data": list(values.values())})
    told = client.get(f"/gradio_api/call/attack/{call.json()['event_id']}").text
    event, body = re.findall(r"event: (\w+)\ndata: (.*)", told)[-1]
    return event, json.loads(body)


def test_the_endpoint_delivers_the_png_that_its_predictions_are_of(client: TestClient) -> None:
    event, [answered] = ask(client, GOOD)
    assert event == "complete"
    result = answer(AttackRequest(**GOOD))
    assert answered["numbers"] == json.loads(json.dumps(result.report()))
    picture = client.get(answered["images"]["adversarial"]["url"])
    assert picture.headers["content-type"] == "image/png"
    delivered = np.asarray(Image.open(io.BytesIO(picture.content))).reshape(-1, 28, 28)
    assert np.array_equal(delivered, result.adversarial[:, -1])
    pixels = torch.from_numpy(delivered.copy()).float()[:, None] / 255
    again = catalog.load(GOOD["model"])(pixels).argmax(1).tolist()
    assert again == answered["numbers"]["predicted_on_png"]


def asked_of(model: str, digit: int) -> tuple[AttackResult, dict[str, list[Any]]]:
    """An attack, and by tab what its links ask there."""
    asked = AttackRequest(model=model, label=digit, steps=5)
    result = answer(asked)
    questions: dict[str, list[Any]] = {}
    for link in see(asked, result):
        request = PAGES[link.tab].request.parse(link.query)
        questions.setdefault(link.tab, []).append(request)
    return result, questions


@pytest.mark.parametrize(("dataset", "label"), [("mnist", 7), ("fashion", 9)])
def test_attention_is_opened_before_and_after_the_attack(dataset: str, label: int) -> None:
    result, questions = asked_of(f"{dataset}-vit", label)
    assert set(questions) == {"latent", "attention-images"}
    before, after = questions["attention-images"]
    assert np.array_equal(picture_pixels(before.image), result.original)
    assert np.array_equal(picture_pixels(after.image), result.adversarial[result.opening, -1])
    looked = PAGES["attention-images"].answer(after)
    read = result.probabilities[result.opening, -1]
    np.testing.assert_allclose(looked.probabilities, read, atol=1e-4)


@pytest.mark.parametrize(("dataset", "label"), [("mnist", 7), ("fashion", 5)])
def test_the_attacked_image_is_walked_to_and_purified(dataset: str, label: int) -> None:
    result, questions = asked_of(f"{dataset}-classifier", label)
    assert set(questions) == {"latent", "diffusion-redraw"}
    (walk,), (purify,) = questions["latent"], questions["diffusion-redraw"]
    attacked = result.adversarial[result.opening, -1]
    assert np.array_equal(picture_pixels(walk.image_a), result.original)
    assert np.array_equal(picture_pixels(walk.image_b), attacked)
    assert np.array_equal(picture_pixels(purify.image), attacked)
    assert result.success[result.opening, -1]
    redrawn = PAGES["diffusion-redraw"].answer(dataclasses.replace(purify, steps=10))
    right = (redrawn.probabilities.argmax(-1) == label).mean(1)
    assert right.max() >= 0.75  # a little noise washes the attack out,
    assert right[-1] <= 0.25  # and much of it the image too


def test_photographs_are_handed_to_no_other_subject() -> None:
    result, questions = asked_of("cifar10-classifier", 2)
    assert questions == {}
    said = {fact["label"] for fact in TAB.painted(result.request, result)["facts"]["facts"]}
    assert "Other subjects" in said
