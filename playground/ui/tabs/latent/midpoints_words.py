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

FRENCH = {
    "Comparison": "Comparaison",
    "Halfway between two digits the pixel blend is farthest from real images, and the arc is"
    " nearer than the straight line, whose codes are too short. Measure Fashion-MNIST: there the"
    " straight lines are farther than the blend.": (
        "À mi-chemin entre deux chiffres, le mélange de pixels est le plus loin des vraies images,"
        " et l'arc en est plus près que la droite, dont les codes sont trop courts. Mesurez"
        " Fashion-MNIST : les droites y sont plus loin que le mélange."
    ),
    SEEN["fashion"]: (
        "À mi-chemin entre deux vêtements, les droites, dont les codes sont trop courts, sont plus"
        " loin des vraies images que le mélange de pixels ; les arcs en sont à peu près aussi près"
        " que lui, et la droite dans le w du GAN le plus près."
    ),
    "Measure": "Mesurer",
    "Pairs": "Paires",
    "250 answer in seconds; distances compare only at equal n.": (
        "250 répondent en quelques secondes ; ne comparer qu'à n égal."
    ),
    "Draws the pairs, and the real images beside them.": (
        "Tire les paires, et les vraies images à côté."
    ),
    "Distance to real images": "Distance aux vraies images",
    "Fréchet distance": "distance de Fréchet",
    "at the ends": "aux extrémités",
    "halfway": "à mi-chemin",
    "real against real": "vraies contre vraies",
    "All that was measured": "Tout ce qui a été mesuré",
    "way": "chemin",
    "norm": "norme",
    "measure": "mesure",
    "dataset": "données",
    "pairs": "paires",
    "seed": "graine",
    "real images": "images réelles",
    "Halfway, for 16 pairs": "À mi-chemin, pour 16 paires",
    "Images A": "Images A",
    "Images B": "Images B",
    "Pixel blend": "Mélange de pixels",
    "Autoencoder, line": "Auto-encodeur, droite",
    "Autoencoder, arc": "Auto-encodeur, arc",
    "VAE, line": "VAE, droite",
    "VAE, arc": "VAE, arc",
    "GAN, line in w": "GAN, droite en w",
    "GAN, line in w, between images of its own of the same classes": (
        "GAN, droite en w, entre des images à lui des mêmes classes"
    ),
}
