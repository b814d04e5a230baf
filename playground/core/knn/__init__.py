"""Nearest neighbours: exact radii, membership and realism, at the price of float32 products."""
