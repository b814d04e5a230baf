"""What pages open with is kept on disk: the very same, whole or not at all, and never stale."""

import base64
import dataclasses
import io
import json
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kit_example import example
from PIL import Image

from playground.answers import SHIPPED
from playground.engine import kept
from playground.engine.adversarial.loss_slice import LossSliceRequest
from playground.ui import openings
from playground.ui.openings import FAILED, shown
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.tabs.attention.dates import TAB as DATES

PNG = "data:image/png;base64,"
REFRESH = "python -m playground.answers"
HERE = "playground.ui.tabs.attention.dates"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where openings are kept; nothing ships."""
    empty = kept.Folder(tmp_path / "none")
    monkeypatch.setattr(kept, "ships", lambda: empty)
    monkeypatch.setenv("PLAYGROUND_ANSWERS", str(tmp_path / "kept"))
    monkeypatch.setattr(kept, "own", kept.own.__wrapped__)
    return tmp_path / "kept"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The questions that are computed."""
    computed: list[Any] = []
    paint = openings.painted

    def painted(tab: Tab, request: Any) -> dict[str, Any]:
        computed.append(request)
        return paint(tab, request)

    monkeypatch.setattr(openings, "painted", painted)
    return computed


def plain(values: Any) -> Any:
    """As a page gets them."""
    return json.loads(json.dumps(values))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_an_opening_is_computed_once_and_read_the_very_same(folder: Path, asked: list[Any]) -> None:
    first = plain(shown(DATES, DATES.request()))
    assert plain(shown(DATES, DATES.request())) == first
    assert plain(openings.painted(DATES, DATES.request())) == first
    assert asked == [DATES.request()] * 2  # the second by this test
    assert len(files(folder)) == 1


def test_another_question_is_not_kept(folder: Path, asked: list[Any]) -> None:
    other = DATES.request(**DATES.examples[1])
    for _ in range(2):
        shown(DATES, other)
    assert asked == [other] * 2
    assert not files(folder)


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_file_is_computed_anew(
    folder: Path, asked: list[Any], damage: bytes | None
) -> None:
    first = plain(shown(DATES, DATES.request()))
    (file,) = files(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] if damage is None else damage)
    assert plain(shown(DATES, DATES.request())) == first
    assert len(asked) == 2
    assert file.read_bytes() == whole


def test_a_view_that_failed_or_an_answer_that_lacks_something_is_not_kept(
    folder: Path, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = dataclasses.replace(DATES, lacking=_lacking)
    monkeypatch.setattr(openings, "named", lambda tab: "x")
    shown(lacking, DATES.request())
    (first, *rest), *lines = DATES.views
    failing = dataclasses.replace(
        DATES, views=((dataclasses.replace(first, draw=_broken, name=first.name), *rest), *lines)
    )
    assert shown(failing, DATES.request())[first.name] == {"error": FAILED}
    assert not files(folder)
    shown(DATES, DATES.request())
    assert len(files(folder)) == 1


def _lacking(request: Any, result: Any) -> str:
    return "Something is missing."


def _broken(request: Any, result: Any) -> None:
    raise RuntimeError


def test_a_folder_that_cannot_be_written_is_said_once_and_pages_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PLAYGROUND_ANSWERS", str(tmp_path / "file" / "folder"))
    kept.own.cache_clear()
    try:
        assert [kept.own() for _ in range(3)] == [None] * 3
        assert shown(DATES, DATES.request())
    finally:
        monkeypatch.undo()
        kept.own.cache_clear()
    assert caplog.text.count("No answers are kept") == 1


def test_a_folder_is_bounded_and_leaves_other_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LARGEST", 500)
    (tmp_path / "mine.txt").write_text("x" * 1000)
    folder = kept.Folder(tmp_path)
    for index in range(5):
        folder.write(f"{index}", np.random.default_rng(index).bytes(75).hex())
        os.utime(tmp_path / f"{index}{kept.ENDING}", (index, index))
    assert [folder.read(f"{index}") is None for index in range(5)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert (tmp_path / "mine.txt").exists()


# --- What an opening rests on ---------------------------------------------------------------------


def test_the_key_follows_the_question_the_code_the_models_and_the_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def key(**changed: Any) -> str | None:
        return kept.key(LossSliceRequest(**changed), {HERE})

    keys = [key(), key(seed=1), kept.key(LossSliceRequest(), {"playground.ui.tabs.latent.path"})]
    models = {name: dict(card) for name, card in kept.catalog_table("models").items()}
    models["gpt"]["sha256"] = "0" * 64
    with monkeypatch.context() as patch:
        patch.setattr(kept, "catalog_table", lambda section: models if section == "models" else {})
        keys.append(key())
    (tmp_path / "MNIST").mkdir()
    (tmp_path / "MNIST" / "file").write_text("")
    with monkeypatch.context() as patch:
        patch.setenv("PLAYGROUND_DATA", str(tmp_path))
        keys.append(key())
    assert None not in keys
    assert len(set(keys)) == 5
    assert key() == keys[0]


def test_code_that_changed_since_the_start_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert openings.named(DATES)
    monkeypatch.setattr(kept, "STARTED", 0.0)
    assert openings.named(DATES) is None


def test_a_changed_source_is_another(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text("from playground.core import samplers\nimport playground.data, os\n")
    first = kept._parsed(source, 1.0)
    assert first.imports == {"playground.core", "playground.core.samplers", "playground.data"}
    source.write_text(source.read_text() + "x = 1\n")
    assert kept._parsed(source, 2.0).sha256 != first.sha256


def test_a_page_from_elsewhere_is_not_kept() -> None:
    assert openings.named(example()) is None


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_a_page_rests_on_its_own_modules_the_mathematics_and_all_models(tab: Tab) -> None:
    *_, subject, page = tab.request.__module__.split(".")
    found = kept.code({openings.__name__, tab.page})
    own = {f"playground.engine.{subject}.{page}", f"playground.ui.tabs.{subject}.{page}"}
    assert tab.page in own
    assert own | {"playground.ui.view", "playground.models.unet", "playground.data"} <= set(found)
    assert not any(name.startswith("playground.training") for name in found)
    assert "playground.ui.events" not in found


# --- What ships -----------------------------------------------------------------------------------


def fitting() -> Iterator[tuple[Tab, Any]]:
    for tab in (tab for tab in TABS if tab.name in SHIPPED):
        found = kept.ships().read(openings.named(tab) or "")
        if found is not None:
            yield tab, found


def test_what_ships_is_one_small_file_a_page_and_stale_ones_are_told() -> None:
    there = files(kept.ships().path)
    assert sorted(one.name.split(".")[0] for one in there) == sorted(
        [*SHIPPED, "diffusion-measure"]
    )
    assert sum(one.stat().st_size for one in there) < 3.2e6
    stale = len(SHIPPED) - len(list(fitting()))
    if stale:
        # Not an error: such a page computes what it opens with.
        warnings.warn(f"{stale} openings that ship no longer fit the code: {REFRESH}", stacklevel=1)


#: Another machine, or another number of threads, rounds otherwise, and what follows from a rounding
#: may grow: so many parts of an opening are the same all the same.
MOST = 0.9


def agree(one: Any, other: Any) -> bool:
    """The same but for rounding: most parts, and every part's kind."""
    parts = list(compared(one, other))
    return sum(parts) >= MOST * len(parts)


def compared(one: Any, other: Any) -> Iterator[bool]:
    """Part by part: numbers to a hundredth, in texts too, pixels to 2 of 255 in the mean."""
    if isinstance(one, str) and one.startswith('{"'):
        one, other = json.loads(one), json.loads(other)
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        for key in one:
            yield from compared(one[key], other[key])
    elif isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        yield len(one) == len(other)
        for pair in zip(one, other, strict=False):
            yield from compared(*pair)
    elif isinstance(one, str) and one.startswith(PNG):
        first, second = (pixels(image) for image in (one, other))
        yield first.shape == second.shape and abs(first - second).mean() <= 2
    elif isinstance(one, str) and isinstance(other, str):
        numbers = [[float(n) for n in re.findall(r"\d+\.?\d*", text)] for text in (one, other)]
        yield re.sub(r"[\d.]+", "", one) == re.sub(r"[\d.]+", "", other) and bool(
            len(numbers[0]) == len(numbers[1]) and np.allclose(*numbers, rtol=1e-2, atol=1e-2)
        )
    elif isinstance(one, float) and isinstance(other, (int, float)):
        yield bool(np.isclose(one, other, rtol=1e-2, atol=1e-2, equal_nan=True))
    else:
        yield bool(one == other)


def pixels(image: str) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(image.removeprefix(PNG)))), int)


def test_what_differs_does_not_agree() -> None:
    assert agree({"a": [1.0, "p = 0.5001"]}, {"a": [1.0001, "p = 0.5"]})
    for other in ({"a": [1.1, "p = 0.5"]}, {"a": [1.0, "p = 0.6"]}, {"a": [1.0, "q = 0.5"]}):
        assert not agree({"a": [1.0, "p = 0.5"]}, other)
    with pytest.raises(AssertionError):
        agree({"a": 1}, {})


def recomputed(sample: tuple[str, ...]) -> None:
    for tab, found in fitting():
        if tab.name in sample:
            anew = plain(openings.painted(tab, tab.request()))
            assert agree(found, anew), f"{tab.name}: {REFRESH}"


def test_a_sample_of_what_ships_is_what_the_code_computes() -> None:
    recomputed(("attention-ablation", "truncation-modes", "latent-midpoints"))


@pytest.mark.thorough
def test_all_that_ships_is_what_the_code_computes() -> None:
    recomputed(SHIPPED)
