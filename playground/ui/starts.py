"""What the start page says of each subject, and the views that it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class View:
    """A page at a setting worth seeing. title: what is seen. query: fields of the question, and
    cursors, as links name them."""

    title: str
    tab: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """about: what one does there, and sees. picture: what is seen of the first page's opening."""

    about: str
    picture: str
    views: tuple[View, ...]


#: By the name of a subject's first tab.
STARTS: Mapping[str, Start] = {
    "latent": Start(
        "Drag from one image to another: pixels only fade, while an autoencoder, a VAE and a GAN"
        " draw what lies between.",
        "A handwritten 9 turns into a 6, four times: faded in pixels, and by way of the codes of an"
        " autoencoder, a VAE and a GAN.",
        (
            View(
                "An ankle boot becomes a bag",
                "latent",
                {"dataset": "fashion", "class_a": "9", "class_b": "8"},
            ),
            View("A map of clothes, each point a picture", "latent-plane", {"dataset": "fashion"}),
            View("What random codes decode to", "latent-prior"),
            View("3 − 3 + 8: a 3 closes into an 8", "latent-arithmetic"),
            View("Between four pieces of clothing", "latent-four-corners", {"dataset": "fashion"}),
        ),
    ),
    "diffusion-forward": Start(
        "Drag time: noise drowns an image. Then go back, and watch a network make new images out of"
        " nothing but noise.",
        "A handwritten 3 fades, noise grows, and their sum becomes pure noise; so does the 3 with"
        " four other noises.",
        (
            View("Nine sevens out of noise", "diffusion", {"label": "7"}),
            View("A 3 is redrawn as an 8", "diffusion-redraw"),
            View("Half a digit is painted anew", "diffusion-inpaint"),
            View("Particles flow to a spiral", "diffusion-flow-2d", {"data": "spiral"}),
            View("A denoiser that repeats its training images", "diffusion-exact-denoiser"),
        ),
    ),
    "attention": Start(
        "Drag through a translation: for each word that it writes, see which words the network"
        " looks at. Then open its heads.",
        "The attention of a translation as a map: a line for each French word in turn, bright where"
        " it looks among the English words.",
        (
            View(
                "A queen in the king's place",
                "attention",
                {"sentence": "her beautiful tired queen draws it"},
            ),
            View("How 5/3/2024 is read, digit by digit", "attention-dates", {"date": "5/3/2024"}),
            View("What a small GPT says as Romeo", "attention-gpt", {"prompt": "ROMEO:\n"}),
            View(
                "Where a Transformer looks at a boot",
                "attention-images",
                {"dataset": "fashion", "label": "9"},
            ),
            View(
                "Heads that go on with what repeats",
                "attention-induction",
                {"letters": "PLAYGROUNDPLAYGROUND"},
            ),
        ),
    ),
    "adversarial": Start(
        "Add a change made on purpose and raise its size: a network reads another class; random"
        " noise of that size fools it far less often.",
        "A handwritten 7, an attack's perturbation, the 7 under attack and the 7 under noise, while"
        " eps grows.",
        (
            View("A network that withstands an attack", "adversarial", {"model": "mnist-robust"}),
            View(
                "A 7 that is read as a 3",
                "adversarial",
                {"targeted": "true", "target": "3", "at.eps": "8"},
            ),
            View(
                "A ship that is taken for an airplane",
                "adversarial",
                {"model": "cifar10-classifier", "label": "8"},
            ),
            View("A boundary in the plane, and the way to it", "adversarial-two-dimensions"),
            View("The loss as a landscape", "adversarial-loss-slice"),
        ),
    ),
    "truncation": Start(
        "Pull a GAN's latents toward their mean: its images grow cleaner and more alike. Measure"
        " what is gained, and what is lost.",
        "Digits that a GAN draws while psi goes from 0 to 1.5: at 0 all of a class are one image,"
        " then they differ more and more.",
        (
            View(
                "At psi 0 a class is one picture",
                "truncation",
                {"dataset": "fashion", "samples": "100", "at.strength": "0"},
            ),
            View("All generators on one plane", "truncation-generators"),
            View("Whose ball admits an image?", "truncation-balls"),
            View("Few points make large balls", "truncation-supports"),
            View("A generator that forgets modes", "truncation-modes", {"at.kept": "2"}),
        ),
    ),
}
