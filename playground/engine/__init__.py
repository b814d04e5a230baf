"""One module a tab: a frozen Request in, a frozen Result out."""
