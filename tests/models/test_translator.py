"""The translator: what may depend on what, and attention that means what it says."""

import pytest
import torch

from playground.errors import BadValue, PlaygroundError
from playground.models import catalog
from playground.models.translator import END, PAD, START, Translator

SOURCE = ["the", "cat", "dog", "sees", "white", "sleeps"]
TARGET = ["le", "chat", "chien", "voit", "blanc", "dort"]


@pytest.fixture(scope="module")
def network() -> Translator:
    torch.manual_seed(0)
    made = Translator(SOURCE, TARGET, width=32, heads=2, cross_heads=2, decoder_layers=2)
    return made.eval().requires_grad_(False)


def test_a_word_does_not_depend_on_later_words(network: Translator) -> None:
    memory = network.encode(network.source_ids([["the", "cat", "sleeps"]]))
    said = torch.tensor([[START, 3, 4, 5, 6]])
    changed = said.clone()
    changed[0, 3:] = 8
    before, after = network.decode(memory, said), network.decode(memory, changed)
    torch.testing.assert_close(before.logits[:, :3], after.logits[:, :3])
    torch.testing.assert_close(before.cross[:, :, :, :3], after.cross[:, :, :, :3])
    assert (before.logits[:, 3:] - after.logits[:, 3:]).abs().max() > 1e-3
    assert before.decoder.triu(1).abs().max() == 0


def test_every_source_word_matters(network: Translator) -> None:
    said = torch.tensor([[START, 3]])
    base = network(network.source_ids([["the", "cat", "sleeps"]]), said)
    for other in (["white", "cat", "sleeps"], ["the", "dog", "sleeps"], ["the", "cat", "sees"]):
        assert (network(network.source_ids([other]), said) - base).abs().max() > 1e-3


def test_word_order_matters(network: Translator) -> None:
    said = torch.tensor([[START]])
    one = network(network.source_ids([["cat", "sees", "dog"]]), said)
    other = network(network.source_ids([["dog", "sees", "cat"]]), said)
    assert (one - other).abs().max() > 1e-3


def test_without_places_the_words_are_a_bag(network: Translator) -> None:
    words, order = ["the", "white", "cat", "sleeps"], [2, 0, 3, 1]
    one, other = (network.source_ids([w]) for w in (words, [words[i] for i in order]))
    bag, shuffled = (network.encode(ids, ordered=False).states[0] for ids in (one, other))
    torch.testing.assert_close(shuffled, bag[order])
    line, moved = (network.encode(ids).states[0] for ids in (one, other))
    assert (moved - line[order]).abs().max() > 1e-3


def test_the_weights_are_those_of_the_projections(network: Translator) -> None:
    layer = network.encoder[0]
    x = network.norm(network.enter(network.source_ids([["the", "cat", "sleeps"]])))
    q, k, v = layer.attend.project(x, x)
    _, weights = layer.attend(x, x, torch.ones(1, 3, 3, dtype=torch.bool))
    assert q.shape == k.shape == v.shape == (1, 2, 3, 16)
    torch.testing.assert_close(weights, (q @ k.mT / 4).softmax(-1))


def test_every_row_sums_to_one(network: Translator) -> None:
    for translation in network.translate([["the", "cat"], ["the", "dog", "sees", "the", "cat"]]):
        length = len(translation.words)
        assert translation.alignment.shape[0] == length
        for table in (translation.cross, translation.encoder, translation.decoder):
            torch.testing.assert_close(table.sum(dim=-1), torch.ones(table.shape[:-1]))
        torch.testing.assert_close(translation.alignment, translation.cross[-1].mean(dim=0))
        assert ((translation.probabilities > 0) & (translation.probabilities <= 1)).all()


def test_a_sentence_alone_or_in_a_batch_has_one_translation(network: Translator) -> None:
    sentences = [["cat"], ["the", "white", "cat", "sees", "the", "dog"], ["the", "dog", "sleeps"]]
    for sentence, together in zip(sentences, network.translate(sentences), strict=True):
        (alone,) = network.translate([sentence])
        assert alone.words == together.words
        assert alone.alignment.shape == (len(alone.words), len(sentence))
        for name in ("alignment", "encoder", "decoder", "probabilities"):
            torch.testing.assert_close(getattr(alone, name), getattr(together, name))


def test_an_endless_answer_is_cut_off_and_says_so(network: Translator) -> None:
    mute = Translator(SOURCE, TARGET, width=32, heads=2, longest=(4, 6)).eval()
    with torch.no_grad():
        mute.choose.bias[END] = -1e4
        mute.choose.bias[PAD] = mute.choose.bias[START] = -1e4
    (translation,) = mute.translate([["cat"]])
    assert not translation.complete
    assert len(translation.words) == 6
    with torch.no_grad():
        mute.choose.bias[END] = 1e4
    (silent,) = mute.translate([["cat"]])
    assert silent.complete
    assert silent.words == ()
    assert silent.alignment.shape == (0, 1)


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ([["the", "cta"]], "Did you mean cat"),
        ([["the", "zzzz"]], "6 words that this model knows"),
        ([[]], "1 to 20 words"),
        ([["cat"] * 21], "1 to 20 words"),
        ([], "one or more"),
    ],
)
def test_what_cannot_be_translated_is_refused(
    network: Translator, sentences: list[list[str]], message: str
) -> None:
    with pytest.raises(BadValue, match=message):
        network.translate(sentences)


def test_training_ids_are_framed_and_padded(network: Translator) -> None:
    ids = network.target_ids([("le", "chat"), ("dort",)])
    assert ids.tolist() == [[START, 3, 4, END], [START, 8, END, PAD]]


def shipped() -> Translator:
    network = catalog.load("translator")
    assert isinstance(network, Translator)
    return network


def test_the_shipped_model_reorders_as_french_does() -> None:
    english = "the clever white cat does not follow her"
    (translation,) = shipped().translate([english.split()])
    assert " ".join(translation.words) == "le chat blanc intelligent ne la suit pas"
    looked = translation.alignment.argmax(dim=1).tolist()
    for word, place in {"chat": 3, "blanc": 2, "intelligent": 1, "suit": 6}.items():
        assert looked[translation.words.index(word)] == place


def test_the_shipped_model_refuses_a_word_that_it_does_not_know() -> None:
    with pytest.raises(PlaygroundError, match="robot"):
        shipped().translate([["the", "robot"]])
