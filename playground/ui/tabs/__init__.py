"""The tabs, in the order of the page. `ui/tab.py` shows what a tab is made of."""

from playground.ui.tab import Tab
from playground.ui.tabs.adversarial import image, masking, robustness, surface
from playground.ui.tabs.adversarial import plane as attacked_plane
from playground.ui.tabs.attention import (
    dates,
    deletion,
    explanation,
    gallery,
    gpt,
    hand,
    images,
    induction,
    order,
    translation,
)
from playground.ui.tabs.diffusion import (
    branch,
    exact,
    forward,
    guidance,
    inpaint,
    lab,
    measure,
    race,
    redraw,
    reverse,
)
from playground.ui.tabs.diffusion import latent as latent_diffusion
from playground.ui.tabs.latent import (
    arithmetic,
    corners,
    midpoints,
    path,
    plane,
    prior,
    reparameterisation,
    traversals,
)
from playground.ui.tabs.truncation import balls, compare, improve, psi, supports, trust

TABS: tuple[Tab, ...] = (
    path.TAB,
    plane.TAB,
    prior.TAB,
    traversals.TAB,
    corners.TAB,
    arithmetic.TAB,
    reparameterisation.TAB,
    midpoints.TAB,
    forward.TAB,
    reverse.TAB,
    race.TAB,
    measure.TAB,
    guidance.TAB,
    latent_diffusion.TAB,
    branch.TAB,
    redraw.TAB,
    inpaint.TAB,
    lab.TAB,
    exact.TAB,
    translation.TAB,
    dates.TAB,
    hand.TAB,
    gallery.TAB,
    gpt.TAB,
    order.TAB,
    induction.TAB,
    images.TAB,
    deletion.TAB,
    explanation.TAB,
    image.TAB,
    attacked_plane.TAB,
    robustness.TAB,
    surface.TAB,
    masking.TAB,
    psi.TAB,
    compare.TAB,
    trust.TAB,
    improve.TAB,
    balls.TAB,
    supports.TAB,
)
