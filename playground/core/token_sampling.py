"""Drawing the next token: temperature, top-k and top-p, as every language model is sampled."""

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue

_COLDEST, _HOTTEST = 1e-6, 1e6


def probabilities(
    logits: Tensor, *, temperature: float = 1.0, top_k: int | None = None, top_p: float = 1.0
) -> Tensor:
    """What the next token is drawn from: logits [..., V] -> probabilities [..., V], sum 1.

    p_i ~ exp(l_i / temperature) on the tokens that are kept, else 0. temperature >= 0 (Ackley et
    al. 1985), 0 takes the likeliest; top_k keeps the k likeliest (Fan et al. 2018), None all; of
    these, top_p in (0, 1] the smallest set of likeliest whose mass is at least top_p (Holtzman
    et al. 2020, eq. 2 and 3). Of equally likely tokens the first is kept. Raises BadValue.

    >>> import torch
    >>> logits = torch.tensor([[2.0, 1.0, 0.0]])
    >>> probabilities(logits, temperature=1.0, top_k=2)
    tensor([[0.7311, 0.2689, 0.0000]])
    """
    if checks.floats("logits", logits).ndim == 0:
        raise checks.refuse("logits", logits, "[..., V]", "Give one for each token.")
    way_out = "0 takes the likeliest token, 1 is the model's own."
    temperature = checks.number("temperature", temperature, 0.0, _HOTTEST, way_out)
    top_p = checks.number("top_p", top_p, 0.0, 1.0, "1 keeps all tokens.")
    if top_p == 0:
        raise BadValue("top_p", top_p, "more than 0", "Some token must be left.")
    if top_k is not None:
        top_k = checks.whole("top_k", top_k, 1, "None keeps all tokens.")
    if temperature < _COLDEST:
        temperature, top_k = 1.0, 1
    wide = checks.widened(logits)
    chances = ((wide - wide.amax(-1, keepdim=True)) / temperature).softmax(-1)
    if top_k is not None or top_p < 1:
        chances = _cut(chances, top_k, top_p)
    return chances.to(logits.dtype)


def _cut(chances: Tensor, top_k: int | None, top_p: float) -> Tensor:
    """The likeliest alone, renormalised."""
    ranked, order = chances.sort(dim=-1, descending=True, stable=True)
    if top_k is not None:
        ranked = ranked * (torch.arange(ranked.shape[-1], device=ranked.device) < top_k)
        ranked = ranked / ranked.sum(-1, keepdim=True)
    before = ranked.cumsum(-1) - ranked
    kept = ranked * (before < top_p)
    return torch.zeros_like(chances).scatter(-1, order, kept / kept.sum(-1, keepdim=True))


def draw(
    logits: Tensor,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float = 1.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    """A token for each row: logits [N, V] -> int64 [N], on their device. Raises as `probabilities`.

    generator: of the CPU, so that a seed draws the same tokens on every device; None: of seed 0.
    """
    if checks.kind("logits", logits).ndim != 2:
        raise checks.refuse("logits", logits, "[N, V]", "One row: logits[None].")
    wide = checks.widened(logits.cpu())
    chances = probabilities(wide, temperature=temperature, top_k=top_k, top_p=top_p)
    generator = checks.generator_or_default(generator)
    return torch.multinomial(chances, 1, generator=generator)[:, 0].to(logits.device)
