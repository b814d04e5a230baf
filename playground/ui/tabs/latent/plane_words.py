"""The map of a latent space in French."""

SEEN = (
    "Drag in a map: the lattice's point is decoded at once, the very place when you let go. The"
    " paler a place, the less sure the classifier is of what is decoded there: below p = {sure} in"
    " {ae} % of the autoencoder's map, in {vae} % of the VAE's."
)
