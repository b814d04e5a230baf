"""The page on gradient masking in French."""

from playground.ui.tabs.adversarial import common

FRENCH = {
    **common.FRENCH,
    "Gradient masking": "Gradient masqué",
    "Drag the scale of the logits: the network names the same classes, yet here the naive"
    " attack fails from × 10 on, because its gradient is exactly zero. The margin's never is.": (
        "Faites glisser l'échelle des logits : le réseau nomme les mêmes classes, mais ici"
        " l'attaque naïve échoue dès × 10, car son gradient est exactement nul. Celui de la marge"
        " jamais."
    ),
    "Drag the scale of the logits: the network names the same classes, yet at × {k} the"
    " gradient of cross-entropy is exactly zero on {a} of these {count} images, where the naive"
    " attack stays; the margin's is on {b}.": (
        "Faites glisser l'échelle des logits : le réseau nomme les mêmes classes, mais à × {k} le"
        " gradient de l'entropie croisée est exactement nul sur {a} de ces {count} images, où"
        " l'attaque naïve reste immobile ; celui de la marge l'est sur {b}."
    ),
    "Radius of the attack in l∞.": "Rayon de l'attaque en l∞.",
    "Cross-entropy PGD (naive)": "PGD sur l'entropie croisée (naïf)",
    "Carlini-Wagner margin PGD": "PGD sur la marge de Carlini et Wagner",
    "{n} of these {count} misread": "{n} sur ces {count} mal lus",
    "logits": "logits",
    "logits times": "logits fois",
    "share of the images": "part des images",
    "p of the true class rounds to 1": "p de la vraie classe s'arrondit à 1",
    "image, sorted": "image, triée",
    "largest gradient entry": "plus grande composante du gradient",
    "Still read rightly after the attack": "Encore bien lu après l'attaque",
    "Gradient at the clean image": "Gradient à l'image propre",
    "Clean accuracy": "Exactitude propre",
    "The same at every scale: the classes named do not change.": (
        "La même à toute échelle : les classes nommées ne changent pas."
    ),
    "{name}: accuracy after it": "{name} : exactitude après",
    "{name}: zero gradients": "{name} : gradients nuls",
    "{n} of {count} images": "{n} sur {count} images",
    "An upper bound of robust accuracy, as loose as the attack is weak.": (
        "Une borne supérieure de l'exactitude robuste, d'autant plus lâche que l'attaque est"
        " faible."
    ),
    "Images whose gradient was exactly zero at some step: there the attack stays.": (
        "Images dont le gradient fut exactement nul à un pas : l'attaque y reste immobile."
    ),
}
