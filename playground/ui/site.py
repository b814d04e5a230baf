"""The site: a page for each subject. A browser takes seconds over the controls of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from playground.engine.request import rules
from playground.ui.tab import Tab

#: Tabs that links made before name otherwise.
FORMER = {
    "latent-corners": "latent-four-corners",
    "latent-sampling": "latent-reparameterisation",
    "diffusion-lab": "diffusion-flow-2d",
    "diffusion-exact": "diffusion-exact-denoiser",
    "attention-hand": "attention-by-hand",
    "attention-heads": "attention-all-heads",
    "attention-order": "attention-word-order",
    "attention-explanation": "attention-ablation",
    "adversarial-plane": "adversarial-two-dimensions",
    "adversarial-slice": "adversarial-loss-slice",
    "adversarial-masking": "adversarial-gradient-masking",
    "truncation-trust": "truncation-metric-checks",
    "truncation-improve": "truncation-sample-selection",
}
#: Fields that links made before name otherwise, with what they may be called now.
FORMER_FIELDS = {
    "digit": ("label",),
    "own": ("image", "photo"),
    "own_a": ("image_a",),
    "own_b": ("image_b",),
    "drawing": ("image",),
    "photograph": ("photo",),
    **dict.fromkeys(("count", "images", "pairs", "noises", "particles"), ("samples",)),
    "knobs": ("methods",),
    "pace": ("relative_step",),
}


@dataclass(frozen=True)
class Subject:
    """Neighbouring tabs of one subject, on a page of their own. `path`: "" is the site's root."""

    title: str
    path: str
    tabs: tuple[Tab, ...]


def subjects(tabs: Sequence[Tab]) -> tuple[Subject, ...]:
    """The pages of these tabs, in their order; the first one is the root."""
    groups = [(title, tuple(group)) for title, group in groupby(tabs, _title)]
    paths = ["", *(title.lower().replace(" ", "-") for title, _ in groups[1:])]
    return tuple(
        Subject(title, path, group) for path, (title, group) in zip(paths, groups, strict=True)
    )


def field(tab: Tab, name: str) -> str:
    """What a field that a link names is called now."""
    known = rules(tab.request)
    now = (one for one in FORMER_FIELDS.get(name, ()) if one in known)
    return name if name in known else next(now, name)


def described(tabs: Sequence[Tab]) -> list[dict[str, Any]]:
    """The pages as the browser needs to know them."""
    return [
        {"title": one.title, "path": one.path, "tabs": {tab.name: tab.title for tab in one.tabs}}
        for one in subjects(tabs)
    ]


def _title(tab: Tab) -> str:
    return tab.subject or tab.title
