"""A method is one row: a toy added to a table works on every page that lists it."""

import subprocess
import sys

import pytest

START = "import torch\n"
ASK = """
from playground.engine.request import Choice, rules
from playground.ui.tabs import TABS

asked = 0
for tab in TABS:
    for name, rule in rules(tab.request).items():
        if isinstance(rule, Choice) and {toy!r} in rule.options:
            request = tab.request(**{{name: {toy!r}, **{small}.get(tab.endpoint.name, {{}})}})
            tab.painted(request, tab.answer(request))
            asked += 1
    if tab.endpoint.name in {whole}:
        request = tab.request(**{whole}[tab.endpoint.name])
        assert "Toy" in str(tab.painted(request, tab.answer(request))), tab.name
        asked += 1
print(asked)
"""
TOYS = {
    "sampler": (
        """
from playground.core import sampler_rules

toy = sampler_rules.Sampler(sampler_rules.EULER, "Toy, Euler", "Toy", "nobody")
sampler_rules.SAMPLERS["toy"] = toy
""",
        {"diffuse": {"steps": 2}, "guidance_sweep": {"steps": 2}},
        {
            "compare_samplers": {"samples": 1},
            "measure_samplers": {"most": "5", "racers": "all", "samples": 10},
        },
    ),
    "attack": (
        """
from playground.core import attacks

attacks.ATTACKS["toy"] = attacks.Method(attacks.pgd, "linf", "Toy", "nobody")
""",
        {"attack": {"steps": 2}, "attack_imagenet": {"steps": 1}},
        {"attack": {"attack": "fgsm", "steps": 2}},
    ),
    "truncation": (
        """
from playground.engine.truncation import truncation_methods
from playground.engine.truncation.selection_methods import SELECTION_METHODS, SelectionMethod
from playground.engine.truncation.truncation_methods import GAN, PSI, TruncationMethod, _soft

toy = TruncationMethod("Toy", PSI, "nobody", GAN, lambda draw, psi: _soft(draw, psi / 2))
truncation_methods.TRUNCATION_METHODS["toy"] = toy
SELECTION_METHODS["toy"] = SelectionMethod("Toy: plain", "nobody", SELECTION_METHODS["sir"].part)
""",
        {"truncate": {"samples": 100}},
        {
            "truncate": {"samples": 100, "method": "toy"},
            "compare_truncation": {"samples": 100, "methods": "fast"},
            "select_samples": {"samples": 100, "calls": 2, "runs": 2},
        },
    ),
    "way in the plane": (
        """
from playground.engine.diffusion import plane

plane.WAYS["toy"] = plane.Way(plane.flow, "Toy", "Toy, flow", "Arrows: exact velocity.")
""",
        {"flow_2d": {"steps": 2, "samples": 50}},
        {"flow_2d": {"left": "toy", "steps": 2, "samples": 50}},
    ),
}


@pytest.mark.parametrize("kind", TOYS)
def test_a_toy_row_works_on_every_page_that_lists_it(kind: str) -> None:
    row, small, whole = TOYS[kind]
    code = START + row + ASK.format(toy="toy", small=small, whole=whole)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3
