"""The tabs, in the order of the page. `ui/tab.py` shows what a tab is made of."""

from playground.ui.tab import Tab
from playground.ui.tabs import adversarial, attention, diffusion, latent, truncation

TABS: tuple[Tab, ...] = (
    latent.TAB,
    diffusion.TAB,
    attention.TAB,
    adversarial.TAB,
    truncation.TAB,
)
