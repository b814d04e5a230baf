"""The pages on adversarial attacks."""
