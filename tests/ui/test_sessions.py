"""A session's cost does not grow with the number of pages, and it holds its states as ever."""

from typing import Any

import gradio as gr
import pytest
from gradio.blocks import BlocksConfig
from gradio.state_holder import SessionState

from playground.ui import sessions


def blocks(count: int) -> gr.Blocks:
    with gr.Blocks(analytics_enabled=False) as demo:
        gr.State([1])
        for _ in range(count):
            gr.Number()
    return demo


def test_no_configuration_is_made_for_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions.slim()
    demo, made = blocks(20), []
    ask = BlocksConfig.config_for_block

    def counted(self: Any, *args: Any) -> Any:
        made.append(args)
        return ask(self, *args)

    monkeypatch.setattr(BlocksConfig, "config_for_block", counted)
    session = SessionState(demo)
    number = next(key for key, one in demo.blocks.items() if isinstance(one, gr.Number))
    session._update_value_in_config(number, 3)
    assert made == []
    assert list(session.components) == []


def test_states_are_each_sessions_own() -> None:
    sessions.slim()
    demo = blocks(1)
    one, other = SessionState(demo), SessionState(demo)
    state = next(key for key, block in demo.blocks.items() if isinstance(block, gr.State))
    one[state].append(2)
    assert (one[state], other[state]) == ([1, 2], [1])
    other[state] = "mine"
    assert (one[state], other[state]) == ([1, 2], "mine")
