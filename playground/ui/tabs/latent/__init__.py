"""The pages on latent spaces."""
