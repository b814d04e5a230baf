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
