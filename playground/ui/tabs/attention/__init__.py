"""The pages on attention."""
