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
from playground.core import samplers

samplers.SAMPLERS["toy"] = samplers.Sampler(samplers.EULER, "Toy, Euler", "Toy", "nobody")
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
}


@pytest.mark.parametrize("kind", TOYS)
def test_a_toy_row_works_on_every_page_that_lists_it(kind: str) -> None:
    row, small, whole = TOYS[kind]
    code = START + row + ASK.format(toy="toy", small=small, whole=whole)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3
