"""What fills views, of every kind, for one import; each kind's own module makes the view."""

# ruff: noqa: F401 - handed on
from playground.ui.chart import Chart, Cursor, Frames, Grips
from playground.ui.facts import Fact, Facts, Tone
from playground.ui.heads import Heads
from playground.ui.machine import Machine, Part
from playground.ui.particles import Particles
from playground.ui.step_by_step import StepByStep
from playground.ui.strip import Axis, Row, Strip
from playground.ui.table import Cell, Table
from playground.ui.tiles import Group, Tiles
from playground.ui.token_text import TokenText
from playground.ui.view import Asked, View
