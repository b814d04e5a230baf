"""Architectures, one file each, and the catalog that loads their verified weights."""
