"""The language model's text, its figures, and the counting model that they are compared with."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from playground.errors import DataError
from playground.models import bpe
from playground.models.bpe import LETTERS, BytePairs
from playground.models.catalog import build
from playground.models.gpt import GPT
from playground.training import language, shakespeare
from playground.training.loop import train
from playground.training.recipe import Recipe, Setting
from playground.training.recipes import find

CONTEXT = 8


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    text = bpe.content("shakespeare")["held_out"]
    monkeypatch.setattr(shakespeare, "load", lambda root: (text, text))
    recipe = find("gpt")
    arguments = {**recipe.networks[0].arguments, "width": 16, "layers": 1, "context": CONTEXT}
    network = replace(recipe.networks[0], card="tiny", arguments=arguments)
    return replace(recipe, networks=(network,), steps=6, batch=4, warmup=2)


def test_counting_pays_for_what_it_has_not_seen() -> None:
    """After four letters of "abcabc..." the next is certain, but for what novelty costs."""
    assert language.counted_bits("abc" * 200, "abc" * 50) < 0.1
    assert language.counted_bits("abc" * 200, "cba" * 50) > 3
    assert language.counted_bits("abc" * 200, "abcx") < float("inf")


class Certain(GPT):
    """Gives the right next byte of "abcabc..." probability 1/2, and shares the rest."""

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        right = torch.full((*ids.shape, 256), math.log(0.5 / 255))
        following = torch.where(ids == ord("c"), ord("a"), ids + 1)
        return right.scatter(2, following[..., None], math.log(0.5))


@pytest.mark.parametrize("length", [1, 3, 4, 5, 30])
def test_bits_are_counted_once_for_each_token(length: int) -> None:
    tokens = BytePairs([LETTERS[i] for i in range(256)])
    network = Certain(256, width=8, layers=1, heads=1, context=CONTEXT)
    text = ("abc" * 20)[2 : 2 + length]
    found = language.bits_per_character(network, tokens, "cab" * 4 + "ab", text)
    assert found == pytest.approx(1.0, rel=1e-4), "one bit for each, whatever the length"


def test_bits_do_not_depend_on_how_the_text_is_cut_into_windows(tiny: Recipe) -> None:
    """Against every token predicted on its own, from the same tokens before it."""
    torch.manual_seed(0)
    network = build("gpt.GPT", tiny.networks[0].arguments).eval()
    assert isinstance(network, GPT)
    torch.nn.init.normal_(network.enter.weight, std=0.3)
    tokens, text = bpe.shipped("shakespeare"), "What news, my lord? The king comes here."
    before = bpe.content("shakespeare")["held_out"][:200]
    half, told = CONTEXT // 2, tokens.encode(text)
    ids = [*tokens.encode(before)[-half - 1 :], *told]
    bits = 0.0
    with torch.no_grad():
        for j, token in enumerate(told):
            start = j // half * half
            seen = torch.tensor([ids[start : half + 1 + j]])
            bits -= network(seen)[0, -1].log_softmax(-1)[token].item() / math.log(2)
        found = language.bits_per_character(network, tokens, before, text)
    assert found == pytest.approx(bits / len(text), rel=1e-4)


def test_words_and_their_share() -> None:
    assert language.words("KING:\nI'll ne'er, gentle-folk 3 times fa") == [
        *("king", "i'll", "ne'er", "gentle", "folk", "times")
    ]
    assert language.share_of_real_words(["a b c x", "b z x"], {"a", "b"}) == (3 / 5, 5)


def test_a_step_reads_windows_of_the_text(tiny: Recipe) -> None:
    setting = Setting(Path(), torch.device("cpu"), 0)
    source = language.TextSource(tiny, setting)
    (ids,), (again,), (other,) = (source.batch(4, step, 0) for step in (5, 5, 6))
    assert ids.shape == (4, CONTEXT + 1)
    assert torch.equal(ids, again)
    assert not torch.equal(ids, other)
    text = shakespeare.load(Path())[0]
    tokens = bpe.shipped("shakespeare")
    assert all(tokens.decode(row) in text for row in ids.tolist())


def test_dropout_follows_the_seed_and_leaves_torchs_generator_alone(
    tiny: Recipe, tmp_path: Path
) -> None:
    def run(seed: int) -> torch.Tensor:
        setting = Setting(tmp_path, torch.device("cpu"), seed)
        done = train(tiny, setting, minutes=None, checkpoint=tmp_path / f"{seed}.pt")
        return done.networks["tiny"].state_dict()["enter.weight"]

    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    first = run(0)
    assert torch.equal(before, torch.random.get_rng_state())
    torch.manual_seed(2)
    assert torch.equal(first, run(0))


def test_another_text_is_refused_and_a_missing_one_is_said_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(url: str, timeout: float) -> None:
        raise OSError("no network")

    monkeypatch.setattr(shakespeare.urllib.request, "urlopen", offline)
    with pytest.raises(DataError, match="Save it as"):
        shakespeare.load(tmp_path)
    (tmp_path / "shakespeare.txt").write_text("Call me Ishmael.")
    with pytest.raises(DataError, match="Delete it"):
        shakespeare.load(tmp_path)
