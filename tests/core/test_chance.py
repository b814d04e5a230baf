"""Streams of chance are independent, and a seed that the generator would not read is refused."""

import ast
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.chance import LARGEST, generator, sequence
from playground.core.prd import prd_curve
from playground.errors import BadValue

PACKAGE = Path(__file__).parents[2] / "playground"


def draw(seed: int, *stream: int | str) -> torch.Tensor:
    return torch.randn(1000, generator=generator(seed, *stream))


def test_streams_and_seeds_draw_independent_numbers_and_the_same_ones_again() -> None:
    streams = [(), *((row,) for row in range(1, 20)), ("noise",), ("starts",), ("noise", 1)]
    numbers = torch.stack([draw(seed, *one) for seed in (0, 1, 2**31, LARGEST) for one in streams])
    apart = torch.corrcoef(numbers) - torch.eye(len(numbers))
    assert apart.abs().max() < 5 / 1000**0.5
    assert torch.equal(draw(3, 5, "noise"), draw(3, 5, "noise"))


def test_stream_0_is_the_seeds_own() -> None:
    own = torch.randn(1000, generator=torch.Generator().manual_seed(7))
    for stream in ((), (0,), (0, 0)):
        assert torch.equal(draw(7, *stream), own)
    assert torch.equal(draw(7, 3, 0), draw(7, 3))
    assert np.random.default_rng(sequence(7, 0)).random() == np.random.default_rng(7).random()


@pytest.mark.parametrize("seed", [-1, LARGEST + 1, 2**40, 1.5, True, "0", None])
def test_a_seed_that_no_generator_reads_is_refused(seed: int) -> None:
    with pytest.raises(BadValue, match="seed"):
        generator(seed)
    points = torch.randn(30, 2, generator=torch.Generator().manual_seed(0))
    with pytest.raises(BadValue, match="seed"):
        prd_curve(points, points, clusters=2, seed=seed)


def of_a_seed(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return name.lower().endswith("seed")


def test_no_stream_is_made_by_reckoning_with_a_seed() -> None:
    """Sums of seeds meet, and what lies beyond 32 bits is not read. A shift leaves room for a
    number below it: Python's own generator reads every bit."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.BinOp | ast.AugAssign) and not isinstance(node.op, ast.LShift)
        for side in ((node.left, node.right) if isinstance(node, ast.BinOp) else (node.target,))
        if of_a_seed(side)
    ]
    assert not found


def named_streams() -> set[str]:
    """Every name that the package gives to a stream, where it makes one or passes it on."""
    makers = {"generator", "sequence", "drawn", "_noisy"}
    return {
        argument.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in makers
        for one in node.args
        for argument in ast.walk(one)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_every_named_stream_is_independent_of_the_others_and_of_the_seeds_own() -> None:
    names = named_streams()
    assert {"held out", "fitted", "starts", "noise", "branch", "fresh"} <= names
    numbers = torch.stack([draw(0), draw(0, 1), *(draw(0, name) for name in sorted(names))])
    apart = torch.corrcoef(numbers) - torch.eye(len(numbers))
    assert apart.abs().max() < 5 / 1000**0.5
