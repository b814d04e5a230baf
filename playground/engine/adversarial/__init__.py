"""How fragile a network is: one module a page of the subject."""
