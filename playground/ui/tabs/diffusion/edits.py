"""What both editing pages ask in the same words: the image, and the class it becomes."""

from playground.engine.diffusion import network
from playground.ui.tab import Control
from playground.ui.tabs.diffusion import words

SOURCE = (
    *words.dataset_control(),
    words.class_control("digit", "Class of the image"),
    Control("index", "Example", kind="dice"),
    words.class_control("into", "Becomes"),
)
MORE = (
    Control("seed", "Seed of the noise", kind="dice", more=True),
    Control("guidance", "Guidance scale", more=True, when=("into", network.DIGITS)),
    Control("drawing", "Your own picture", more=True, like="dataset"),
)
FRENCH = {
    **words.FRENCH,
    "Class of the image": "Classe de l'image",
    "The image shows this class.": "L'image montre cette classe.",
    "Example": "Exemple",
    "Examples of each class are numbered from 0 to 99.": (
        "Les exemples de chaque classe sont numérotés de 0 à 99."
    ),
    "Becomes": "Devient",
    "What it becomes; any leaves it open.": "Ce qu'elle devient ; any laisse libre.",
    "Your own picture": "Votre image",
    "A picture of your own takes the example's place.": "Votre image remplace l'exemple.",
    "The image": "L'image",
    "mean probability": "probabilité moyenne",
}
