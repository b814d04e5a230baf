"""Several methods on one plane: each is measured as on its own page."""

import json

import pytest

from playground.engine.truncation import compare, truncation, truncation_methods
from playground.engine.truncation.compare import SETS, CompareRequest
from playground.engine.truncation.truncation import TruncationRequest
from playground.engine.truncation.truncation_methods import TRUNCATION_METHODS
from playground.errors import BadValue


def test_a_path_is_the_methods_own_page_at_its_strengths() -> None:
    asked = {"samples": 100, "seed": 2}
    result = compare.answer(CompareRequest(methods="w", **asked))
    alone = truncation.answer(TruncationRequest(method="global", **asked))
    path = result.paths["global"]
    assert list(result.paths) == ["mean", "global"]
    for strength, one in zip(path.strengths, path.scored, strict=True):
        assert one == alone.scored[alone.strengths.index(strength)]
    assert result.ceiling == alone.ceiling
    assert path.samples.shape == (len(path.strengths), compare.SHOWN, 28, 28)
    json.dumps(result.report(), allow_nan=False)


def test_coarse_grids_are_as_long_as_each_other_and_lie_on_the_pages_own() -> None:
    assert len({len(method.range.coarse) for method in TRUNCATION_METHODS.values()}) == 1
    for name, method in TRUNCATION_METHODS.items():
        assert method.range.untouched in method.range.coarse, name
        assert set(method.range.coarse) <= set(method.range.grid), name


def test_a_method_without_its_model_is_left_out() -> None:
    assert compare.compared("all", "mnist") == SETS["all"]
    there = set(compare.compared("models", "fashion"))
    assert there == {
        name for name in SETS["models"] if truncation_methods.available(name, "fashion")
    }
    assert {"mean", "vae"} <= there


def test_an_unknown_set_is_refused_by_name() -> None:
    with pytest.raises(BadValue, match="methods"):
        CompareRequest(methods="none")
