"""Text models of other people, over a visitor's own text."""

from pathlib import Path

import torch

from playground import device
from playground.engine.attention.attention_maps import LIKELIEST, Reading, Said, visible
from playground.engine.attention.generation import plain_text
from playground.errors import BadValue, Filled
from playground.models import hub, pretrained
from playground.models.pretrained import NEXT, Pretrained

#: By name from the hub, and MiniLM from its own package.
HUB, MINILM = "hub", "minilm"
#: Tokens of a text at most: their square times all heads travels to the page.
LONGEST = 64
EXAMPLE = "The animal did not cross the street because it was too [MASK]."
#: Masked tokens that are answered at most.
MASKS = 3


def there() -> tuple[str, ...]:
    """What may be asked on this machine."""
    return (HUB,) if pretrained.packaged() is None else (MINILM, HUB)


def offered() -> tuple[str, ...]:
    """What of that can be answered: nothing of the hub, where no model is fetched."""
    return tuple(model for model in there() if model != HUB or hub.serves())


def folder_of(model: str, name: str) -> Path:
    """Where the files of a model of other people are. Raises as `hub.fetch`."""
    packaged = pretrained.packaged()
    return packaged if model == MINILM and packaged is not None else hub.fetch(name)


def reading(folder: Path, text: str) -> Reading:
    """All attention of the model of a folder over a text. Raises BadValue for what is no text, and
    for too much of it, and DataError for what is no model."""
    model = pretrained.opened(folder, str(device.pick()))
    text = plain_text("passage", text)
    if not text.strip():
        way_out = Filled("Try “{example}”", example=EXAMPLE)
        raise BadValue("passage", text, "at least one word", way_out)
    read = pretrained.read(model, text, LONGEST)
    names, causal = _names(model, read.ids), model.head == NEXT
    special = tuple(i for i, one in enumerate(read.ids.tolist()) if one in model.special)
    return Reading(
        queries=names,
        keys=names,
        weights=read.weights,
        scores=None,
        causal=causal,
        said=_said(model, read),
        ids=read.ids,
        sinks=(0,) if causal else special or (0,),
    )


def _names(model: Pretrained, ids: torch.Tensor) -> tuple[str, ...]:
    """Tokens as they are shown."""
    return tuple(visible(name) for name in model.names(ids))


def _said(model: Pretrained, read: pretrained.Read) -> tuple[Said, ...]:
    if read.logits is None:
        return ()
    if model.head == NEXT:
        places, about = [len(read.ids) - 1], "Next token"
    else:
        about = str(model.mask)
        masks = (read.ids == (model.tokenizer.token_to_id(about) if model.mask else -1)).nonzero()
        places = masks.flatten()[:MASKS].tolist()
    said = []
    for place in places:
        best = read.logits[place].softmax(-1).topk(LIKELIEST)
        answers = zip(_names(model, best.indices.cpu()), best.values.tolist(), strict=True)
        said.append(Said(about, tuple(answers)))
    return tuple(said)
