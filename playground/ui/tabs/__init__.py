"""The tabs, in the order of the page. `ui/tab.py` shows what a tab is made of."""

from playground.ui.tab import Tab

TABS: tuple[Tab, ...] = ()
