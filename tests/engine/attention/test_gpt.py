"""The GPT and the Markov model write: what was drawn from what, who looked where, who forgets."""

import json

import numpy as np
import pytest
import torch

from playground.core.divergence import relative_entropy, total_variation
from playground.core.token_sampling import probabilities
from playground.engine.attention import generation, gpt
from playground.engine.attention.generation import LONGEST, MODEL, MOST
from playground.engine.attention.gpt import EXAMPLE, TOP, GPTRequest, Written
from playground.errors import BadValue
from playground.models import catalog
from playground.models.gpt import GPT

SHORT = GPTRequest(prompt="ROMEO:\nBut soft, what light", tokens=6, top_p=0.9, seed=3)


@pytest.fixture(scope="module")
def short() -> Written:
    return gpt.answer(SHORT)


def after(ids: tuple[int, ...]) -> torch.Tensor:
    """Logits of the next token, by the plain network."""
    with torch.inference_mode():
        return catalog.load_as(GPT, MODEL)(torch.tensor([ids]))[0, -1]


def test_every_step_is_the_plain_network_on_the_text_so_far(short: Written) -> None:
    for step, token in enumerate(short.said):
        logits = after(short.prompt_ids + short.said[:step])
        own = logits.softmax(-1)
        drawn = probabilities(logits, temperature=SHORT.temperature, top_p=SHORT.top_p)
        ids = short.gpt.ids[step]
        assert np.allclose(short.gpt.own[step], own[ids], atol=1e-5)
        assert np.allclose(short.gpt.drawn[step], drawn[ids], atol=1e-4)
        assert set(own.topk(TOP).indices.tolist()) <= set(ids.tolist())
        assert ids[short.gpt.came[step]] == token
        assert short.gpt.drawn[step, short.gpt.came[step]] > 0
        assert short.gpt.ranks[step].tolist()[:TOP] == list(range(1, TOP + 1))
        assert (own > own[token]).sum() + 1 == short.gpt.ranks[step, short.gpt.came[step]]


def test_the_same_tokens_are_weighed_by_counting(short: Written) -> None:
    model = generation.counted()
    for step, token in enumerate(short.said):
        ids = torch.tensor(short.prompt_ids + short.said[:step])
        own = model.next(ids, SHORT.order)
        assert np.allclose(short.markov.own[step], own[short.markov.ids[step]], atol=1e-6)
        assert short.markov.ids[step, short.markov.came[step]] == token
        assert short.seen[step] == model.seen(ids, SHORT.order)


def test_attention_is_the_networks_and_sees_nothing_to_come(short: Written) -> None:
    text = torch.tensor([short.prompt_ids + short.said])
    with torch.inference_mode():
        weights = catalog.load_as(GPT, MODEL).attend(text)[1][:, 0].numpy()
    start = len(short.prompt_ids)
    assert short.weights.shape == (6, 4, 4, start + 5)
    assert np.allclose(short.weights.sum(-1), 1, atol=1e-5)
    for step in range(6):
        row = weights[:, :, start + step - 1]
        assert np.allclose(short.weights[step], row[..., : start + 5], atol=1e-5)
        assert not short.weights[step, ..., start + step :].any()


def test_forgetting_is_the_network_on_the_last_tokens(short: Written) -> None:
    context = short.gpt_context
    assert context.lengths[-1] == context.available[-1] == len(short.prompt) + 5
    for step, column in ((0, 0), (2, 3), (5, 4)):
        ids = short.prompt_ids + short.said[:step]
        full, cut = (
            after(ids[-n:]).double().softmax(-1) for n in (len(ids), int(context.lengths[column]))
        )
        moved, bits = total_variation(full, cut).item(), relative_entropy(full, cut).item()
        assert context.moved[step, column] == pytest.approx(moved, abs=1e-5)
        assert context.bits[step, column] == pytest.approx(bits, abs=1e-4)
    for one in (context, short.markov_context):
        enough = one.lengths[None] >= one.available[:, None]
        assert not one.moved[enough].any()
        assert not one.bits[enough].any()


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_markov_model_forgets_all_but_its_order(order: int) -> None:
    found = gpt.answer(GPTRequest(prompt=SHORT.prompt, tokens=3, order=order)).markov_context
    assert not found.moved[:, found.lengths >= order].any()
    assert (found.moved[:, found.lengths < order] > 0).any() == (order > 1)


def test_the_seed_writes_and_settings_change_the_text() -> None:
    def said(**fields: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        result = gpt.answer(GPTRequest(prompt=SHORT.prompt, tokens=12, **fields))  # type: ignore[arg-type]
        return result.by_gpt, result.by_markov

    assert said(seed=1) == said(seed=1)
    assert said(seed=1) != said(seed=2)
    generation.written(generation.prompt_ids("Another text"), 5, SHORT.drawing)
    alone = generation.written.__wrapped__(generation.prompt_ids(SHORT.prompt), 12, SHORT.drawing)  # type: ignore[attr-defined]
    assert alone == generation.written(generation.prompt_ids(SHORT.prompt), 12, SHORT.drawing)
    cold = gpt.answer(GPTRequest(prompt=SHORT.prompt, tokens=12, temperature=0))
    assert (cold.gpt.came == 0).all(), "always the likeliest"
    assert said(seed=1, top_k=1) == said(seed=5, temperature=0) == (cold.by_gpt, cold.by_markov)


def test_the_longest_prompt_and_the_most_tokens_fit_the_network() -> None:
    prompt = "a" * LONGEST
    while len(generation.tokens().encode(prompt + " a")) <= LONGEST:
        prompt += " a"
    result = gpt.answer(GPTRequest(prompt=prompt, tokens=MOST))
    assert len(result.prompt) + len(result.by_gpt) == catalog.load_as(GPT, MODEL).context
    json.dumps(result.report(), allow_nan=False)


def test_one_token_is_enough() -> None:
    result = gpt.answer(GPTRequest(prompt="O", tokens=1))
    assert result.gpt_context.lengths.tolist() == [1]
    assert result.weights.shape == (1, 4, 4, 1)
    json.dumps(result.report(), allow_nan=False)


def test_text_of_any_language_comes_back() -> None:
    result = gpt.answer(GPTRequest(prompt="é 你 <b>&", tokens=2))
    assert "".join(result.prompt).endswith("<b>&")
    assert "⟨C3⟩" in result.prompt


def test_another_token_takes_its_place(short: Written) -> None:
    token = int(short.gpt.ids[2, 4])
    told = gpt.continued(SHORT, 2, token)
    words = [*short.prompt, *short.by_gpt[:2], short.gpt.tokens[2][4]]
    assert told == "".join(words)
    for step, wrong in ((6, 1), (-1, 1), (0, -1), (0, 10**6)):
        with pytest.raises(BadValue, match=r"^token = "):
            gpt.continued(SHORT, step, wrong)
    with pytest.raises(BadValue, match="whole character"):
        gpt.continued(SHORT, 0, generation.tokens().encode("é")[0])


@pytest.mark.parametrize(
    ("prompt", "allowed"),
    [
        ("", "1 to 88 tokens"),
        ("x" * 600, "1 to 88 tokens"),
        ("word " * 100, "1 to 88 tokens"),
        ("a" * 601, "at most 600 characters"),
        ("To be\x00", "without control characters"),
        ("\t", "without control characters"),
        ("\x1b[31m", "without control characters"),
        ("\ud800", "without control characters"),
    ],
)
def test_what_is_no_prompt_is_refused(prompt: str, allowed: str) -> None:
    with pytest.raises(BadValue, match=rf"(?s)^prompt = .*{allowed}"):
        gpt.answer(GPTRequest(prompt=prompt))


def test_line_ends_of_any_machine_are_line_breaks() -> None:
    assert generation.prompt_ids("A\r\nB") == generation.prompt_ids("A\nB")
    assert "".join(gpt.names(generation.prompt_ids(EXAMPLE))) == EXAMPLE


@pytest.mark.gpu
def test_cuda_gives_the_answer_of_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    ids = generation.prompt_ids(SHORT.prompt)
    said = generation.written(ids, 6, SHORT.drawing)
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cpu")
    on_cpu = generation.read.__wrapped__(ids + said, len(ids))  # type: ignore[attr-defined]
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cuda")
    on_gpu = generation.read.__wrapped__(ids + said, len(ids))  # type: ignore[attr-defined]
    assert generation.written.__wrapped__(ids, 6, SHORT.drawing) == said  # type: ignore[attr-defined]
    assert np.allclose(on_gpu.weights, on_cpu.weights, atol=1e-4)
    assert np.allclose(on_gpu.context.moved, on_cpu.context.moved, atol=1e-4)
    torch.testing.assert_close(on_gpu.logits, on_cpu.logits, atol=1e-3, rtol=1e-3)
