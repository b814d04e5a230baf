"""The examples of the mathematics' docstrings give what they say."""

import doctest
import importlib
import pkgutil

import pytest

from playground import core

MODULES = [one.name for one in pkgutil.walk_packages(core.__path__, "playground.core.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_contract_shows_how_it_is_used() -> None:
    """What other people import first has an example."""
    modules = (
        "attacks.fgsm attacks.pgd interpolation.lerp interpolation.slerp samplers.sample"
        " samplers.flow_sample schedules.linear_betas schedules.cosine_betas"
        " schedules.alphas_cumprod schedules.snr denoisers.exact_denoiser attention.attention"
        " attention.rollout attention.head_statistics truncation.soft truncation.hard"
        " truncation.toward_mean fidelity.precision_recall frechet.frechet_distance"
        " prd.prd_from_histograms"
    )
    for path in modules.split():
        module, name = path.split(".")
        shown = getattr(importlib.import_module(f"playground.core.{module}"), name).__doc__
        assert ">>>" in shown, path
