"""Both translators: what may depend on what, and attention that means what it says."""

import pytest
import torch

from playground.errors import BadValue, PlaygroundError
from playground.models import catalog
from playground.models.layers import Block
from playground.models.recurrent import GRUTranslator
from playground.models.sequences import END, PAD, START, SequenceToSequence, Vocabulary
from playground.models.translator import Translator

SOURCE = ["the", "cat", "dog", "sees", "white", "sleeps"]
TARGET = ["le", "chat", "chien", "voit", "blanc", "dort"]


def transformer() -> Translator:
    return Translator(SOURCE, TARGET, width=32, heads=2, cross_heads=2, decoder_layers=2)


def recurrent() -> GRUTranslator:
    return GRUTranslator(SOURCE, TARGET, width=32)


@pytest.fixture(scope="module", params=[transformer, recurrent])
def network(request: pytest.FixtureRequest) -> SequenceToSequence:
    torch.manual_seed(0)
    made: SequenceToSequence = request.param()
    return made.eval().requires_grad_(False)


def test_a_word_does_not_depend_on_later_words(network: SequenceToSequence) -> None:
    memory = network.encode(network.source_ids([["the", "cat", "sleeps"]]))
    said = torch.tensor([[START, 3, 4, 5, 6]])
    changed = said.clone()
    changed[0, 3:] = 8
    before, after = network.decode(memory, said), network.decode(memory, changed)
    torch.testing.assert_close(before.logits[:, :3], after.logits[:, :3])
    torch.testing.assert_close(before.cross[:, :, :, :3], after.cross[:, :, :, :3])
    assert (before.logits[:, 3:] - after.logits[:, 3:]).abs().max() > 1e-3
    assert not before.decoder.triu(1).any()


def test_every_source_word_matters(network: SequenceToSequence) -> None:
    said = torch.tensor([[START, 3]])
    base = network(network.source_ids([["the", "cat", "sleeps"]]), said)
    for other in (["white", "cat", "sleeps"], ["the", "dog", "sleeps"], ["the", "cat", "sees"]):
        assert (network(network.source_ids([other]), said) - base).abs().max() > 1e-3


def test_word_order_matters(network: SequenceToSequence) -> None:
    said = torch.tensor([[START]])
    one = network(network.source_ids([["cat", "sees", "dog"]]), said)
    other = network(network.source_ids([["dog", "sees", "cat"]]), said)
    assert (one - other).abs().max() > 1e-3


def test_without_places_the_words_are_a_bag() -> None:
    torch.manual_seed(0)
    network = transformer().eval()
    words, order = ["the", "white", "cat", "sleeps"], [2, 0, 3, 1]
    one, other = (network.source_ids([w]) for w in (words, [words[i] for i in order]))
    bag, shuffled = (network.encode(ids, ordered=False).states[0] for ids in (one, other))
    torch.testing.assert_close(shuffled, bag[order])
    line, moved = (network.encode(ids).states[0] for ids in (one, other))
    assert (moved - line[order]).abs().max() > 1e-3


def test_the_weights_are_those_of_the_projections() -> None:
    network = transformer()
    layer = network.encoder[0]
    assert isinstance(layer, Block)
    x = network.norm(network.enter(network.source_ids([["the", "cat", "sleeps"]])))
    q, k, v = layer.attend.project(x, x)
    _, weights = layer.attend(x, x, torch.ones(1, 3, 3, dtype=torch.bool))
    assert q.shape == k.shape == v.shape == (1, 2, 3, 16)
    torch.testing.assert_close(weights, (q @ k.mT / 4).softmax(-1))


def test_every_row_sums_to_one(network: SequenceToSequence) -> None:
    for translation in network.translate([["the", "cat"], ["the", "dog", "sees", "the", "cat"]]):
        length = len(translation.words)
        assert translation.alignment.shape[0] == length
        for table in (translation.cross, translation.encoder, translation.decoder):
            torch.testing.assert_close(table.sum(dim=-1), torch.ones(table.shape[:-1]))
        torch.testing.assert_close(translation.alignment, translation.cross[-1].mean(dim=0))
        assert ((translation.probabilities > 0) & (translation.probabilities <= 1)).all()


def test_a_sentence_alone_or_in_a_batch_has_one_translation(network: SequenceToSequence) -> None:
    sentences = [["cat"], ["the", "white", "cat", "sees", "the", "dog"], ["the", "dog", "sleeps"]]
    for sentence, together in zip(sentences, network.translate(sentences), strict=True):
        (alone,) = network.translate([sentence])
        assert alone.words == together.words
        assert alone.alignment.shape == (len(alone.words), len(sentence))
        for name in ("alignment", "encoder", "decoder", "probabilities"):
            torch.testing.assert_close(getattr(alone, name), getattr(together, name))


def test_alignment_is_bahdanaus_formula() -> None:
    """Appendix A.1.2 written out with loops, for the first word: e_j = v . tanh(W s_0 + U h_j)."""
    torch.manual_seed(0)
    net = recurrent().requires_grad_(False)
    memory = net.encode(net.source_ids([["the", "white", "cat"]]))
    s = torch.tanh(net.begin(memory.states[0, 0, 32:]))
    hidden, query = memory.states[0], net.query.weight
    e = [
        (net.score.weight[0] * torch.tanh(query @ s + net.key.weight @ h + net.key.bias)).sum()
        for h in hidden
    ]
    expected = torch.stack(e).exp() / torch.stack(e).exp().sum()
    found = net.decode(memory, torch.tensor([[START]])).cross[0, 0, 0, 0]
    torch.testing.assert_close(found, expected)


def test_the_backward_reader_starts_at_each_sentences_own_end(network: SequenceToSequence) -> None:
    long = ["the", "cat", "sees", "the", "dog"]
    alone = network.encode(network.source_ids([["cat", "sleeps"]]))
    both = network.encode(network.source_ids([["cat", "sleeps"], long]))
    torch.testing.assert_close(alone.states[0], both.states[0, :2])


def test_an_endless_answer_is_cut_off_and_says_so(network: SequenceToSequence) -> None:
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
    network: SequenceToSequence, sentences: list[list[str]], message: str
) -> None:
    with pytest.raises(BadValue, match=message):
        network.translate(sentences)


@pytest.mark.parametrize(
    ("typed", "close"),
    [("cats", "cat or eats"), ("hores", "horse"), ("zebra", ""), ("chein", ""), ("x", "")],
)
def test_a_word_is_suggested_where_one_slip_leads_to_it(typed: str, close: str) -> None:
    words = Vocabulary(("brave", "her", "kitchen", "clean", "child", "cat", "eats", "horse", "a"))
    with pytest.raises(BadValue) as refused:
        words.ids([[typed]])
    said = f"Did you mean {close}?" if close else "Choose another one."
    assert str(refused.value).endswith(said)


def test_training_ids_are_framed_and_padded(network: SequenceToSequence) -> None:
    ids = network.target_ids([("le", "chat"), ("dort",)])
    assert ids.tolist() == [[START, 3, 4, END], [START, 8, END, PAD]]


def shipped() -> Translator:
    return catalog.load_as(Translator, "translator")


def test_messages_speak_of_characters_where_a_word_is_one() -> None:
    dates = GRUTranslator(list("0123"), list("012-"), width=8, longest=(4, 4), unit="character")
    with pytest.raises(BadValue, match="character = 'x'"):
        dates.translate([["x"]])
    with pytest.raises(BadValue, match="1 to 4 characters"):
        dates.translate([list("01230")])


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
