"""The page on a slice of image space in French."""

from playground.ui.tabs.adversarial import common

FRENCH = {
    **common.FRENCH,
    "Slice": "Coupe",
    "Drag over the map, whose unit is the attack's length: along the attack the reading"
    " changes within it, along this random direction it does not.": (
        "Parcourez la carte, dont l'unité est la longueur de l'attaque : le long de l'attaque la"
        " lecture y change, le long de cette direction aléatoire elle n'y change pas."
    ),
    "Drag over the map, whose unit is the attack's length: along the attack the reading changes"
    " at {a}, along this random direction at {b}.": (
        "Parcourez la carte, dont l'unité est la longueur de l'attaque : le long de l'attaque la"
        " lecture change à {a}, le long de cette direction aléatoire à {b}."
    ),
    "no point": "aucun point",
    "Class": "Classe",
    "Network": "Réseau",
    "eps": "eps",
    "The image is one of its test images.": "L'image est une de ses images de test.",
    "The image is of this class; classes count from 0.": (
        "L'image est de cette classe ; les classes se comptent depuis 0."
    ),
    "Examples of each class are numbered from 0.": (
        "Les exemples de chaque classe sont numérotés depuis 0."
    ),
    "MNIST: about 0.1 in l∞, 1.5 in l2; photographs: a tenth.": (
        "MNIST : environ 0,1 en l∞, 1,5 en l2 ; photographies : un dixième."
    ),
    "Draws the slice's second direction.": "Tire la seconde direction de la coupe.",
    "along the attack": "le long de l'attaque",
    "attack": "attaque",
    "random": "hasard",
    "random direction": "direction aléatoire",
    "At the cursor": "Au curseur",
    "{name}, no. {index}": "{name}, n° {index}",
    "at 1, 0": "en 1, 0",
    "Loss of the attack's class (nats)": "Perte de la classe de l'attaque (nats)",
    "probability": "probabilité",
    "image": "image",
    "Loss": "Perte",
    "read as {name} (p = {p})": "lu comme {name} (p = {p})",
    "What the network reads in the 8-bit picture shown, rightly (✓) or wrongly (✗).": (
        "Ce que le réseau lit dans l'image 8 bits affichée, bien (✓) ou mal (✗)."
    ),
    "Of the attack's class, in nats.": "De la classe de l'attaque, en nats.",
    "Cut by the box": "Coupé par la boîte",
    "Pixels outside 0 to 1 are cut: so many do not lie on the plane.": (
        "Les pixels hors de 0 à 1 sont coupés : autant ne sont pas dans le plan."
    ),
    "At the attack's end, before rounding.": "À la fin de l'attaque, avant l'arrondi.",
    "Length of the attack (l2)": "Longueur de l'attaque (l2)",
    "One unit of both axes; both directions are as long, and orthogonal.": (
        "Une unité des deux axes ; les deux directions ont cette longueur et sont orthogonales."
    ),
    "Path beside the plane, at most": "Chemin hors du plan, au plus",
    "{share} of that length": "{share} de cette longueur",
    "PGD moves in all dimensions; drawn is its shadow on this plane.": (
        "PGD bouge dans toutes les dimensions ; c'est son ombre sur ce plan qui est tracée."
    ),
}
