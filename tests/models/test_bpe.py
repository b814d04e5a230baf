"""Byte pairs: every text comes back, and a reference implementation cuts it the same way."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import UnknownName
from playground.models import bpe
from playground.models.bpe import LETTERS, BytePairs
from playground.shipped import catalog_table

SMALL = BytePairs([*LETTERS, "th", "he", "the", "Ġthe", "Ġt"])
TEXT = "To be, or not to be: that's the question.\n\nHAMLET:\n  What 12 o'clocks! naïve — 'tis\t_x_"


def test_every_byte_has_a_visible_letter_of_its_own() -> None:
    assert len(set(LETTERS)) == 256
    assert all(letter.isprintable() and not letter.isspace() for letter in LETTERS)
    assert LETTERS[ord("A")] == "A"
    assert LETTERS[ord(" ")] == "Ġ"


@given(st.text(max_size=60))
def test_every_text_comes_back(text: str) -> None:
    assert SMALL.decode(SMALL.encode(text)) == text


def test_earlier_tokens_are_merged_first() -> None:
    """In "the", "th" was learned before "he"; behind a space "Ġt" comes too late."""
    cut = [SMALL.tokens[i] for i in SMALL.encode("the the then hen")]
    assert cut == ["the", "Ġthe", "Ġthe", "n", "Ġ", "he", "n"]


def test_half_a_character_is_shown_as_such() -> None:
    assert SMALL.decode(SMALL.encode("é")[:1]) == "�"


def test_every_token_can_be_shown_alone() -> None:
    shown = [SMALL.shown(i) for i in SMALL.encode(" thé")]
    assert shown == [" ", "th", "⟨C3⟩", "⟨A9⟩"]
    assert all("�" not in SMALL.shown(i) for i in range(len(SMALL.tokens)))


def test_shipped_tokens_cut_as_the_reference_does() -> None:
    tokenizers = pytest.importorskip("tokenizers")
    content = bpe.content("shakespeare")
    mine, tokens = bpe.shipped("shakespeare"), content["tokens"]
    known, merges = set(tokens), []
    for token in tokens[256:]:
        parts = BytePairs(tokens[: tokens.index(token)])
        ids = parts._merge(bytes(bpe._BYTES[letter] for letter in token).decode())
        merges.append(tuple(parts.tokens[i] for i in ids))
    assert all(len(pair) == 2 and set(pair) <= known for pair in merges)
    model = tokenizers.models.BPE({token: i for i, token in enumerate(tokens)}, merges)
    theirs = tokenizers.Tokenizer(model)
    pre = tokenizers.pre_tokenizers
    theirs.pre_tokenizer = pre.Sequence(
        [
            pre.Split(tokenizers.Regex(bpe.PATTERN), "isolated"),
            pre.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    for text in (content["held_out"], TEXT):
        assert mine.encode(text) == theirs.encode(text).ids
        assert mine.decode(mine.encode(text)) == text
    assert len(mine.encode(content["held_out"])) < len(content["held_out"]) / 2.5


def test_the_training_text_ships_and_nothing_of_it_is_held_out() -> None:
    text, held_out = bpe.training_text("shakespeare"), bpe.content("shakespeare")["held_out"]
    assert text.startswith("First Citizen:\nBefore we proceed any further, hear me speak.")
    assert len(text) == 1_003_855
    assert not any(held_out[i : i + 100] in text for i in range(0, len(held_out), 100))
    entry = catalog_table("data")["shakespeare-text"]
    assert "public domain" in entry["licence"]


@pytest.mark.parametrize("read", [bpe.shipped, bpe.content, bpe.training_text])
def test_a_text_that_does_not_ship_is_named(read: Callable[[str], object]) -> None:
    for name in ("milton", "grammar", "shakespeare-text"):
        with pytest.raises(UnknownName, match=f"{name}.*one of shakespeare"):
            read(name)
