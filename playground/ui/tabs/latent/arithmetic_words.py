"""Arithmetic with codes in French."""

from playground.ui.tabs.latent import common

_AT_ONE = "minus the mean {b} plus the mean {c}: at s = 1 the classifier reads {read}, and the"
_AT_ONE += " nearest class mean is {near}. The chart says where the classifier changes its mind."
SEEN = {"image": f"This {{a}} {_AT_ONE}", "mean": f"The mean {{a}} {_AT_ONE}"}
_EN_UN = (
    "moins la moyenne de {b}, plus la moyenne de {c} : à s = 1 le classifieur lit {read}, et la"
)
_EN_UN += " moyenne de classe la plus proche est {near}. La courbe dit où il change d'avis."

FRENCH = {
    SEEN["image"]: f"Cette image ({{a}}), {_EN_UN}",
    SEEN["mean"]: f"La moyenne de {{a}}, {_EN_UN}",
    **common.FRENCH,
    "Arithmetic": "Arithmétique",
    "A 3 minus the mean 3 plus the mean 8: drag s from 0 to 1 and the 3 closes into an 8 of"
    " its own slant and stroke. The chart says where the classifier changes its mind.": (
        "Un 3, moins le 3 moyen, plus le 8 moyen : faites glisser s de 0 à 1 et le 3 se referme en"
        " un 8 de même pente et de même trait. La courbe dit où le classifieur change d'avis."
    ),
    "a is": "a est",
    "An image": "Une image",
    "A class's mean": "La moyenne d'une classe",
    "Class of a": "Classe de a",
    "Class of b": "Classe de b",
    "Class of c": "Classe de c",
    "a": "a",
    "− b": "− b",
    "+ c": "+ c",
    "this image": "cette image",
    "mean of {name}": "moyenne de {name}",
    "a + s (c - b)": "a + s (c - b)",
    "s": "s",
    "decoded": "décodé",
    "Nearest mean": "Moyenne la plus proche",
    "{name}, {far} away": "{name}, à {far}",
    "strength s": "force s",
    "l2 distance of codes": "distance l2 des codes",
    "Distance to the class means": "Distance aux moyennes des classes",
    "Every strength": "Toutes les forces",
    "a: the code of one image, or a class's mean.": (
        "a : le code d'une image, ou la moyenne d'une classe."
    ),
    "a is of this class.": "a est de cette classe.",
    "The mean code of this class is taken away.": "Le code moyen de cette classe est retranché.",
    "The mean code of this class is added.": "Le code moyen de cette classe est ajouté.",
}
