"""Data sources, one loop, one recipe per model, and publishing with a measured card."""
