"""What a latent space is: one module a page of the subject."""
