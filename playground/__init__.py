"""A visual playground for deep learning: the package behind the five tabs."""
