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

FRENCH = {
    "Comparison": "Comparaison",
    "Halfway between two digits the pixel blend is farthest from real images, and the arc beats the"
    " straight line, whose codes are too short. Measure Fashion-MNIST: its garments lie over each"
    " other, and a blend comes almost as near as an arc.": (
        "À mi-chemin entre deux chiffres, le mélange de pixels est le plus loin des vraies images,"
        " et l'arc bat la droite, dont les codes sont trop courts. Mesurez Fashion-MNIST : ses"
        " vêtements se superposent, et un mélange en est presque aussi près qu'un arc."
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
