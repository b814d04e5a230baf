"""The pretended CUDA device refuses and counts as a real one would."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from pretended import CUDA, pretended
from torch import nn
from torch.nn import functional as F

ON = {"device": "cuda"}
LENGTHS = torch.tensor([3, 2])


def chance() -> torch.Generator:
    return torch.Generator().manual_seed(0)


REFUSED: dict[str, Callable[[], object]] = {
    "add": lambda: torch.ones(2, **ON) + torch.ones(2),
    "a 0-dimensional one beside a CPU tensor": lambda: torch.ones((), **ON) + torch.ones(2),
    "into a CPU tensor": lambda: torch.ones(2).add_(torch.ones(2, **ON)),
    "stack": lambda: torch.stack([torch.ones((), **ON), torch.ones(())]),
    "embedding": lambda: F.embedding(torch.tensor([0]), torch.ones(2, 2, **ON)),
    "a module": lambda: nn.Linear(2, 2).to("cuda")(torch.ones(1, 2)),
    "a CPU table by a CUDA index": lambda: torch.ones(2)[torch.tensor([0], **ON)],
    "a CPU value at CUDA places": lambda: torch.ones(2, **ON).__setitem__(
        torch.tensor([0, 1], **ON), torch.zeros(2)
    ),
    "a CPU generator for CUDA": lambda: torch.randn(2, generator=chance(), **ON),
    "a CPU generator in place": lambda: torch.ones(2, **ON).normal_(generator=chance()),
    "packed by CUDA lengths": lambda: nn.utils.rnn.pack_padded_sequence(
        torch.ones(2, 3, 1, **ON), LENGTHS.to("cuda"), batch_first=True
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_devices_do_not_mix(what: str) -> None:
    with pretended(), pytest.raises(RuntimeError):
        REFUSED[what]()


def test_numpy_reads_no_cuda_tensor() -> None:
    with pretended():
        for read in (torch.Tensor.numpy, np.asarray):
            with pytest.raises(TypeError, match=r"Tensor\.cpu"):
                read(torch.ones(2, **ON))
        with pytest.raises(NotImplementedError):
            torch.histogram(torch.ones(2, **ON), 2)


def test_what_may_stand_beside_each_other_lies_on_cuda() -> None:
    there = nn.GRU(1, 2, batch_first=True)
    with pretended():
        x = torch.ones(2, 3, 1, **ON)
        packed = nn.utils.rnn.pack_padded_sequence(x, LENGTHS, batch_first=True)
        states, _ = nn.utils.rnn.pad_packed_sequence(there.to("cuda")(packed)[0], batch_first=True)
        made = [
            x + torch.tensor(1.0),
            torch.where(x > 0, x, torch.tensor(0.0)),
            x[torch.tensor([0])],
            x.new_zeros(2),
            torch.randn_like(x),
            torch.tensor([1.0], **ON),
            nn.Linear(1, 1).to(CUDA)(x),
            x.cpu().to(x),
            states,
        ]
        assert {one.device for one in made} == {CUDA}
        assert {packed.batch_sizes.device.type, torch.from_numpy(np.ones(2)).device.type} == {"cpu"}
        x.copy_(torch.zeros(2, 3, 1))
        torch.ones(2).copy_(torch.ones(2, **ON))
        assert not x.cpu().numpy().any()


def test_gradients_lie_where_their_tensors_do() -> None:
    with pretended():
        x = torch.ones(2, requires_grad=True, **ON)
        (slope,) = torch.autograd.grad((x * x).sum(), x)
        (x * x).sum().backward()
        assert slope.device == x.grad.device == CUDA  # type: ignore[union-attr]


#: What is done to a mask and values on the device, how often it waits, and how often one travels.
COUNTED: dict[str, tuple[Callable[[torch.Tensor, torch.Tensor], object], int, int]] = {
    "arithmetic": (lambda mask, x: (x * 2).sum() + x[0], 0, 0),
    "item": (lambda mask, x: x.sum().item(), 1, 0),
    "bool": (lambda mask, x: bool(mask.any()), 1, 0),
    "float": (lambda mask, x: float(x[0]), 1, 0),
    "a place in a list": (lambda mask, x: [5, 6, 7][mask.long().sum()], 1, 0),
    "tolist": (lambda mask, x: x.tolist(), 1, 0),
    "iteration": (lambda mask, x: [int(one) for one in x], 2, 0),
    "cpu": (lambda mask, x: x.cpu(), 1, 1),
    "to a device": (lambda mask, x: torch.ones(2).to(x.device), 0, 1),
    "nonzero": (lambda mask, x: mask.nonzero(), 1, 0),
    "chosen by a mask": (lambda mask, x: x[mask], 1, 0),
    "a number at a mask": (lambda mask, x: x.__setitem__(mask, 0.0), 0, 0),
    "values at a mask": (lambda mask, x: x.__setitem__(mask, x[:1].repeat(2)), 1, 0),
    "where": (lambda mask, x: torch.where(mask, x, 0.0), 0, 0),
    "an index of the CPU": (lambda mask, x: x[torch.tensor([1, 0])], 0, 1),
    "made there": (lambda mask, x: torch.arange(3, device=x.device), 0, 0),
    "a list": (lambda mask, x: torch.tensor([1, 2], device=x.device), 0, 1),
    "a module": (lambda mask, x: nn.Linear(2, 2).to(x.device)(x), 0, 0),
}


@pytest.mark.parametrize("what", COUNTED)
def test_waits_and_copies_are_counted(what: str) -> None:
    work, waits, copies = COUNTED[what]
    with pretended() as device:
        mask, x = torch.ones(2, dtype=torch.bool, device="cuda"), torch.ones(2, device="cuda")
        work(mask, x)
    assert (device.count.waits.total(), device.count.copies.total()) == (waits, copies)


def test_outside_of_it_nothing_is_pretended() -> None:
    with pretended():
        pass
    assert torch.ones(2).device.type == "cpu"
