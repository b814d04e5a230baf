"""The tabs, in the order of the page. `ui/tab.py` shows what a tab is made of."""

from playground.ui.tab import Tab
from playground.ui.tabs import attention, truncation
from playground.ui.tabs.adversarial import image
from playground.ui.tabs.diffusion import reverse
from playground.ui.tabs.latent import path

TABS: tuple[Tab, ...] = (
    path.TAB,
    reverse.TAB,
    attention.TAB,
    image.TAB,
    truncation.TAB,
)
