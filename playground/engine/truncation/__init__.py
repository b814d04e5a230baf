"""Quality against diversity: one module a page of the subject."""
