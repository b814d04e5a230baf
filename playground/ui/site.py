"""The site: a page for each tab, so that none costs a visitor what others hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from playground.engine.request import rules
from playground.ui.tab import Tab

TITLE = "Deep Learning Playground"
TAGLINE = "Drag a slider and see what a network does: real models, real data, computed here."
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
    """Neighbouring tabs of one subject, by the paths of their pages. "" is the site's root."""

    title: str
    pages: Mapping[str, Tab]

    @property
    def path(self) -> str:
        """That of its first page, which is its own."""
        return next(iter(self.pages))


def subjects(tabs: Sequence[Tab]) -> tuple[Subject, ...]:
    """These tabs in their order. A subject's own path, as "diffusion", leads to its first tab; the
    first subject's is the root."""
    groups = [(title, tuple(group)) for title, group in groupby(tabs, _title)]
    own = ["", *(_path(title) for title, _ in groups[1:])]
    return tuple(
        Subject(title, {path if tab is group[0] else _named(tab, own): tab for tab in group})
        for path, (title, group) in zip(own, groups, strict=True)
    )


def pages(tabs: Sequence[Tab]) -> dict[str, Tab]:
    """The tab of each path."""
    return {path: tab for one in subjects(tabs) for path, tab in one.pages.items()}


def _named(tab: Tab, taken: Sequence[str]) -> str:
    return tab.name if tab.name not in taken else f"{tab.name}-{_path(tab.title)}"


def _path(title: str) -> str:
    return title.lower().replace(" ", "-")


def field(tab: Tab, name: str) -> str:
    """What a field that a link names is called now."""
    known = rules(tab.request)
    now = (one for one in FORMER_FIELDS.get(name, ()) if one in known)
    return name if name in known else next(now, name)


def described(tabs: Sequence[Tab]) -> list[dict[str, Any]]:
    """The pages as the browser needs to know them."""
    return [
        {
            "title": one.title,
            "pages": [
                {"path": path, "tab": tab.name, "title": tab.title}
                for path, tab in one.pages.items()
            ],
        }
        for one in subjects(tabs)
    ]


def _title(tab: Tab) -> str:
    return tab.subject or tab.title
