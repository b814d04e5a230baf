"""Every step of every run draws its own numbers."""

import torch

from playground.training.chance import generator, one_in


def test_steps_and_seeds_draw_different_numbers_and_the_same_ones_again() -> None:
    def draw(seed: int, step: int) -> float:
        return torch.rand((), generator=generator(seed, step)).item()

    numbers = {draw(seed, step) for seed in range(20) for step in range(20)}
    assert len(numbers) == 400
    assert draw(3, 5) == draw(3, 5)


def test_one_in_n_texts_is_chosen_and_always_the_same() -> None:
    chosen = [text for text in map(str, range(4000)) if one_in(40, text)]
    assert 60 < len(chosen) < 140
    assert chosen == [text for text in map(str, range(4000)) if one_in(40, text)]
    assert all(one_in(1, text) for text in "abc")
