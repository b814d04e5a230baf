"""The pages on diffusion."""
