"""The recurrent translator in which attention was invented, and where it looked."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from playground.models.sequences import PAD, Memory, Prediction, SequenceToSequence, embedding


class GRUTranslator(SequenceToSequence):
    """A bidirectional GRU reads, a GRU with additive attention writes.

    Bahdanau et al. 2015, appendix A, with torch's GRU, which resets after the product with the
    state (Cho et al. 2014 reset before it). Word i is aligned by the state before it, s_{i-1}:

        e_ij = v . tanh(W s_{i-1} + U h_j),  c_i = sum_j softmax_j(e_ij) h_j           (A.1.2)
        s_i = GRU([E y_{i-1}, c_i], s_{i-1}),  s_0 = tanh(W_s <-h_1)                   (A.2.2)
        p(y_i) = softmax(W_o maxout(U_o s_{i-1} + V_o E y_{i-1} + C_o c_i))            (A.2.2)
    """

    def __init__(
        self,
        source: Sequence[str],
        target: Sequence[str],
        width: int = 96,
        longest: Sequence[int] = (20, 32),
        unit: str = "word",
    ) -> None:
        super().__init__(source, target, longest, unit)
        self.width = width
        self.enter = embedding(self.reads, width)
        self.say = embedding(self.says, width)
        self.read = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.begin = nn.Linear(width, width)
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(2 * width, width)
        self.score = nn.Linear(width, 1, bias=False)
        self.cell = nn.GRUCell(3 * width, width)
        self.deep = nn.Linear(4 * width, 2 * width)
        self.choose = nn.Linear(width, self.says.size)

    def encode(self, source: Tensor) -> Memory:
        known = source != PAD
        packed = nn.utils.rnn.pack_padded_sequence(
            self.enter(source), known.sum(dim=1).cpu(), batch_first=True, enforce_sorted=False
        )
        states, _ = nn.utils.rnn.pad_packed_sequence(
            self.read(packed)[0], batch_first=True, total_length=source.shape[1]
        )
        return Memory(states, known, _no_layers(source))

    def decode(self, memory: Memory, said: Tensor) -> Prediction:
        keys, words = self.key(memory.states), self.say(said)
        state = self.begin(memory.states[:, 0, self.width :]).tanh()
        inputs, weights = [], []
        for word in words.unbind(dim=1):
            looked = self._look(state, keys, memory.known)
            context = (looked[:, None] @ memory.states)[:, 0]
            inputs.append(torch.cat([state, word, context], dim=-1))
            weights.append(looked)
            state = self.cell(inputs[-1][:, self.width :], state)
        deep = self.deep(torch.stack(inputs, dim=1)).unflatten(-1, (-1, 2)).amax(dim=-1)
        cross = torch.stack(weights, dim=1)[:, None, None]
        return Prediction(self.choose(deep), cross, _no_layers(said))

    def _look(self, state: Tensor, keys: Tensor, known: Tensor) -> Tensor:
        """alpha_i [N, S] from s_{i-1} [N, width] and U h_j [N, S, width]."""
        energy: Tensor = self.score((self.query(state)[:, None] + keys).tanh())[..., 0]
        return energy.masked_fill(~known, -torch.inf).softmax(dim=-1)


def _no_layers(ids: Tensor) -> Tensor:
    """Self-attention of ids [N, T] in no layers: [N, 0, 1, T, T]."""
    n, length = ids.shape
    return torch.empty(n, 0, 1, length, length, device=ids.device)
