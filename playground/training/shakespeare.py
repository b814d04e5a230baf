"""The text that the language model learns: its source, its two parts, its tokens."""

import bz2
import hashlib
import json
import urllib.request
from pathlib import Path

from playground.errors import DataError
from playground.models.bpe import LETTERS, PATTERN
from playground.training import publish

DATASET = "shakespeare"
LICENCE = "William Shakespeare, public domain"
#: 40,000 lines of his plays, as chosen by A. Karpathy for char-rnn ("tiny Shakespeare").
URL = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"
_SHA256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"
#: The last tenth is held out: plays' ends that training never sees.
_HELD_OUT = 0.1
#: Tokens, 256 of which are bytes; and characters of the held-out part that ship.
TOKENS, _SHIPPED = 2048, 20_000


def load(root: Path) -> tuple[str, str]:
    """Training text and held-out text, from root/shakespeare.txt: downloaded where absent.

    Raises DataError where the file cannot be had, or is another text.
    """
    path = root / "shakespeare.txt"
    if not path.exists():
        _download(path)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise DataError(f"{path} is another text than {URL}. Delete it to download it again.")
    text = data.decode()
    cut = round(len(text) * (1 - _HELD_OUT))
    return text[:cut], text[cut:]


def _download(path: Path) -> None:
    try:
        with urllib.request.urlopen(URL, timeout=60) as answer:
            publish.write_bytes(path, answer.read())
    except OSError as error:
        raise DataError(f"{URL} cannot be read ({error}). Save it as {path}.") from error


def learn_tokens(text: str, size: int) -> list[str]:
    """Byte-level BPE tokens of a text, in the order of learning (with the tokenizers library)."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=list(LETTERS), show_progress=False
    )
    tokenizer.train_from_iterator([text], trainer)
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def ship(root: Path) -> Path:
    """Write examples/shakespeare.json: the tokens, and the start of the held-out text; and beside
    it the training text, for models that count."""
    train, held_out = load(root)
    content = {"tokens": learn_tokens(train, TOKENS), "held_out": held_out[:_SHIPPED]}
    packed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    files = {
        f"{DATASET}-text": ("txt.bz2", bz2.compress(train.encode())),
        DATASET: ("json", packed),
    }
    for name, (kind, data) in files.items():
        path = publish.ship(name, DATASET, f"{DATASET}.{kind}", data, LICENCE, source=URL)
    return path
