"""What the playground costs, as ratios to what it cannot cost less than.

Each file is run from the repository's root: `python -m benchmarks.NAME`.
"""
