"""The words of the comparison page: what its ways are called, and all of it in French."""

NAMES = {
    ("pixels", "lerp"): "Pixel blend",
    ("ae16", "lerp"): "Autoencoder, line",
    ("ae16", "slerp"): "Autoencoder, arc",
    ("vae16", "lerp"): "VAE, line",
    ("vae16", "slerp"): "VAE, arc",
    ("gan", "lerp"): "GAN, line in w",
}
NOTES = {"gan": "GAN, line in w, between images of its own of the same classes"}

#: In the hint's place, where a data set behaves otherwise.
SEEN = {
    "fashion": "Halfway between two garments the straight lines, whose codes are too short, are"
    " farther from real images than the pixel blend; the arcs come about as near as it, and the"
    " line in the GAN's w nearest."
}
