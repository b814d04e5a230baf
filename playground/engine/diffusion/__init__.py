"""How noise becomes an image: one module a page of the subject."""
