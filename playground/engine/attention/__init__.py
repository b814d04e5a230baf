"""What attention looks at: one module a page of the subject."""
