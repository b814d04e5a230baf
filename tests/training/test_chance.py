"""Choices that need no seed."""

from playground.training.chance import one_in


def test_one_in_n_texts_is_chosen_and_always_the_same() -> None:
    chosen = [text for text in map(str, range(4000)) if one_in(40, text)]
    assert 60 < len(chosen) < 140
    assert chosen == [text for text in map(str, range(4000)) if one_in(40, text)]
    assert all(one_in(1, text) for text in "abc")
