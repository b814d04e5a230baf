"""Temperature, top-k and top-p against the warpers of transformers."""

from typing import Any

import pytest
import torch

from playground.core.token_sampling import probabilities

pytest.importorskip("transformers", reason="pip install transformers, for its logits warpers")

from transformers.generation.logits_process import (
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("top_k", [None, 1, 7, 200])
@pytest.mark.parametrize("top_p", [0.05, 0.5, 0.93, 1.0])
def test_the_same_tokens_are_left_with_the_same_chances(
    temperature: float, top_k: int | None, top_p: float
) -> None:
    logits = 3 * torch.randn((20, 200), generator=torch.Generator().manual_seed(0)).double()
    warpers: list[Any] = [TemperatureLogitsWarper(temperature)]
    warpers += [TopKLogitsWarper(top_k)] if top_k else []
    warpers += [TopPLogitsWarper(top_p)] if top_p < 1 else []
    warped = logits
    for warper in warpers:
        warped = warper(None, warped)
    found = probabilities(logits, temperature=temperature, top_k=top_k, top_p=top_p)
    torch.testing.assert_close(found, warped.softmax(-1))
