"""Models of other people: tiny ones, saved here in the hub's format."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from playground.engine.attention import external_models
from playground.errors import BadValue, DataError
from playground.models import pretrained

transformers = pytest.importorskip("transformers", reason="pip install transformers")

WORDS = ["the", "cat", "sees", "dog", "a", "##s", "."]
SPECIAL = {"pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"}
TEXT = "the cat sees a [MASK] ."


def tokenizer(framed: bool) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    made = Tokenizer(models.WordPiece({w: i for i, w in enumerate(names)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    if framed:
        pair = [("[CLS]", 2), ("[SEP]", 3)]
        made.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=pair
        )
    ends = {"cls_token": "[CLS]", "sep_token": "[SEP]"} if framed else {}
    return transformers.PreTrainedTokenizerFast(tokenizer_object=made, **SPECIAL, **ends)


def saved(kind: str, folder: Path, **more: int) -> Path:
    """A network of two layers and two heads, untrained, as `save_pretrained` writes it."""
    torch.manual_seed(0)
    small = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    if kind == "gpt":
        sizes = {"vocab_size": 12, "n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 128}
        config: Any = transformers.GPT2Config(**{**sizes, **more})
        network = transformers.GPT2LMHeadModel(config)
    else:
        config = transformers.BertConfig(vocab_size=12, intermediate_size=32, **small)
        network = {"bert": transformers.BertForMaskedLM, "plain": transformers.BertModel}[kind](
            config
        )
    network.save_pretrained(folder)
    tokenizer(kind != "gpt").save_pretrained(folder)
    return folder


@pytest.mark.parametrize("kind", ["gpt", "bert", "plain"])
def test_weights_are_transformers_own(kind: str, tmp_path: Path) -> None:
    folder = saved(kind, tmp_path / kind)
    found = external_models.reading(folder, TEXT)
    own = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    ids = tokenizer(kind != "gpt")(TEXT, return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        expected = torch.cat(list(own(ids, output_attentions=True).attentions))
    assert found.weights.shape == (2, 2, len(found.keys), len(found.keys))
    torch.testing.assert_close(found.weights, expected)
    assert found.causal == (kind == "gpt")
    assert bool((found.weights.triu(1) == 0).all()) == (kind == "gpt")
    assert found.sinks == ((0,) if kind == "gpt" else (0, len(found.keys) - 1))


def test_a_bert_says_what_is_masked_and_a_gpt_what_comes(tmp_path: Path) -> None:
    bert = saved("bert", tmp_path / "bert")
    (said,) = external_models.reading(bert, TEXT).said
    network = transformers.AutoModelForMaskedLM.from_pretrained(bert).eval()
    ids = tokenizer(True)(TEXT, return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        best = network(ids).logits[0, 5].softmax(-1).max()
    assert said.about == "[MASK]"
    assert said.answers[0][1] == pytest.approx(float(best), abs=1e-5)
    (said,) = external_models.reading(saved("gpt", tmp_path / "gpt"), "the cat").said
    assert said.about == "Next token"
    assert external_models.reading(saved("plain", tmp_path / "plain"), TEXT).said == ()


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "the " * 65, "\ud800"])
def test_what_is_no_text_or_too_long_is_refused(text: str, tmp_path: Path) -> None:
    folder = saved("gpt", tmp_path / "gpt")
    with pytest.raises(BadValue, match="passage = "):
        external_models.reading(folder, text)


def changed(folder: Path, **claims: Any) -> Path:
    """The folder, with other claims in its configuration."""
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | claims))
    return folder


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"model_type": "rag"}, "kind rag"),
        ({"quantization_config": {"quant_method": "fp8"}}, "quantised"),
        ({"n_layer": 10**9}, "layers"),
        ({"n_embd": 2**16}, "million parameters"),
        ({"n_layer": 3}, "lacks the weights"),
        ({"n_embd": 32}, "do not fit"),
        ({"vocab_size": 11}, "do not fit"),
    ],
)
def test_a_configuration_that_claims_something_else_is_refused(
    claims: dict[str, Any], why: str, tmp_path: Path
) -> None:
    folder = changed(saved("gpt", tmp_path / "gpt"), **claims)
    with pytest.raises(DataError, match=f"{why}.*go on working"):
        pretrained.opened(folder)


def test_neither_code_nor_a_kernel_is_loaded(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    folder = changed(
        saved("gpt", tmp_path / "gpt"),
        auto_map={"AutoConfig": "evil.Config", "AutoModelForCausalLM": "evil.Model"},
        attn_implementation="someone/kernel",
        _attn_implementation="someone/kernel",
        _attn_implementation_internal="someone/kernel",
    )
    (folder / "evil.py").write_text(f"open({str(proof)!r}, 'w')")
    (folder / "tokenizer_config.json").write_text('{"vocab_file": "/etc/passwd"}')
    found = external_models.reading(folder, TEXT)
    assert found.keys[:2] == ("the", "cat")
    assert not proof.exists()
    assert pretrained.opened(folder).network.config._attn_implementation == "eager"


def test_more_tokens_than_the_network_has_places_for_are_refused(tmp_path: Path) -> None:
    folder = saved("gpt", tmp_path / "gpt", n_positions=4)
    with pytest.raises(BadValue, match="1 to 4 tokens"):
        external_models.reading(folder, TEXT)


def test_a_tokenizer_with_more_tokens_than_the_network_is_refused(tmp_path: Path) -> None:
    folder = saved("gpt", tmp_path / "gpt", vocab_size=11)
    with pytest.raises(DataError, match="knows more tokens"):
        pretrained.opened(folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="go on working"):
        pretrained.opened(tmp_path)


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    folder = saved("gpt", tmp_path / "gpt")
    weights = folder / "model.safetensors"
    network = transformers.AutoModelForCausalLM.from_pretrained(folder)
    torch.save(network.state_dict(), folder / "pytorch_model.bin")
    weights.unlink()
    with pytest.raises(DataError):
        pretrained.opened(folder)


def test_without_transformers_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(DataError, match="pip install transformers"):
        pretrained.opened(tmp_path / "other")


def test_a_page_that_nobody_asks_imports_no_transformers() -> None:
    code = "import sys, playground.engine.attention.all_heads; print('transformers' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
