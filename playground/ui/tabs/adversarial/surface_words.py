"""The page on a slice of image space in French."""

FRENCH = {
    "Slice": "Coupe",
    "Drag over the map: along the attack the reading flips within one step of the grid from"
    " the image, along a random direction it survives the whole width.": (
        "Parcourez la carte : le long de l'attaque la lecture bascule à moins d'un carreau de"
        " l'image ; le long d'une direction aléatoire elle survit à toute la largeur."
    ),
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
    "Radius of the attack: about 0.1 in l∞, 1.5 in l2.": (
        "Rayon de l'attaque : environ 0,1 en l∞, 1,5 en l2."
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
    "What the network reads in the 8-bit picture shown.": (
        "Ce que le réseau lit dans l'image 8 bits affichée."
    ),
    "Of the attack's class, in nats.": "De la classe de l'attaque, en nats.",
    "Cut by the box": "Coupé par la boîte",
    "Pixels outside 0 to 1 are cut: so many do not lie on the plane.": (
        "Les pixels hors de 0 à 1 sont coupés : autant ne sont pas dans le plan."
    ),
    "At its end, before rounding.": "À sa fin, avant l'arrondi.",
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
