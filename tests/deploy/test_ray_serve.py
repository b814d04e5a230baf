"""The engine's answers are the same from another process, and so are its errors."""

from collections.abc import Iterator

import pytest

pytest.importorskip("ray.serve", reason='pip install "ray[serve]"')

import ray
from ray import serve

from deploy import ray_serve
from playground.engine.diffusion.reverse import DiffusionRequest
from playground.engine.latent.arithmetic import ArithmeticRequest
from playground.errors import BadValue
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def remote() -> Iterator[dict[type, Tab]]:
    ray.init(num_cpus=1, include_dashboard=False, runtime_env=ray_serve.SENT)
    yield {tab.request: tab for tab in ray_serve.answered_by(ray_serve.start(cpus=0), TABS)}
    serve.shutdown()
    ray.shutdown()


def test_an_answer_is_the_engines_own(remote: dict[type, Tab]) -> None:
    local = {tab.request: tab for tab in TABS}
    question = DiffusionRequest(steps=3, samples=2)
    answered = [one[DiffusionRequest].answer(question).report() for one in (remote, local)]
    assert answered[0] == answered[1]


def test_a_refusal_arrives_with_its_parts(remote: dict[type, Tab]) -> None:
    question = ArithmeticRequest(class_b=3, class_c=3)
    with pytest.raises(BadValue, match="choose another one") as error:
        remote[ArithmeticRequest].answer(question)
    assert error.value.name == "class_c"
    assert error.value.allowed.template == "another class than b's {own}"
