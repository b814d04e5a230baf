"""The pages on quality against diversity."""
