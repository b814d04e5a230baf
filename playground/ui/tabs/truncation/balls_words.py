"""The ball explorer in English and French."""

HINT = (
    "Click a point to see whose ball admits it. Then remove the outlier: precision had believed it,"
    " coverage not."
)

WITHOUT = (
    "Click a point to see whose ball admits it. Then add the outlier: which measure believes it?"
)
LITTLE = (
    "Click a point to see whose ball admits it. Here the outlier changes precision by {precision},"
    " coverage by {coverage}: it lets in what lies near it, noisy images above all."
)

FRENCH = {
    "Balls": "Boules",
    WITHOUT: (
        "Cliquez un point : quelle boule l'admet ? Puis ajoutez l'intrus : quelle mesure le croit ?"
    ),
    LITTLE: (
        "Cliquez un point : quelle boule l'admet ? Ici l'intrus change la précision de {precision},"
        " la couverture de {coverage} : il fait entrer ce qui est près de lui, surtout les images"
        " bruitées."
    ),
    HINT: (
        "Cliquez un point : quelle boule l'admet ? Puis ôtez l'intrus : la précision l'avait cru,"
        " la couverture non."
    ),
    "Outlier among the reals": "Un intrus parmi les réels",
    "Noisy images, %": "Images bruitées, %",
    "Classes drawn": "Classes dessinées",
    "psi of the generator": "psi du générateur",
    "k of the nearest neighbours": "k des plus proches voisins",
    "Images of each kind": "Images de chaque sorte",
    "Noise": "Bruit",
    "Image looked at": "Image regardée",
    "Its number": "Son numéro",
    "generated": "générée",
    "real": "réelle",
    "The images that the generator was trained on.": "Les images qui ont entraîné le générateur.",
    "The generator draws the first so many classes only.": (
        "Le générateur ne dessine que les premières classes, en ce nombre."
    ),
    "Percent of the generated images that noise is added to.": (
        "Pour cent des images générées auxquelles du bruit est ajouté."
    ),
    "One real image is replaced by a real image with noise.": (
        "Une image réelle est remplacée par une image réelle bruitée."
    ),
    "Toward the mean of w: 1 as trained, 0 one image a class.": (
        "Vers la moyenne de w : 1 comme entraîné, 0 une image par classe."
    ),
    "So many images of each kind.": "Nombre d'images de chaque sorte.",
    "Standard deviation of the noise; a pixel goes to 1.": (
        "Écart type du bruit ; un pixel va jusqu'à 1."
    ),
    "Any whole number; each gives other images.": (
        "Un nombre entier ; chacun donne d'autres images."
    ),
    "Which kind of image is looked at.": "La sorte d'image regardée.",
    "Which image is looked at: a number below the images' own.": (
        "L'image regardée : un numéro inférieur au nombre d'images."
    ),
    "Features in their main plane": "Caractéristiques, dans leur plan principal",
    "first principal component": "première composante principale",
    "second principal component": "deuxième composante principale",
    "real, covered": "réelle, couverte",
    "real, missed": "réelle, manquée",
    "fake, admitted": "fausse, admise",
    "fake, outside": "fausse, dehors",
    "outlier": "intrus",
    "ball's shadow": "ombre de la boule",
    "chosen": "choisie",
    "Chosen": "Choisie",
    "On its border": "À son bord",
    "In its ball": "Dans sa boule",
    "Balls that hold it": "Boules qui la tiennent",
    "Its ball": "Sa boule",
    "Missed ball": "Boule manquée",
    "Other balls": "Autres boules",
    "{kind} {index}: {name}": "{kind} {index} : {name}",
    "real {index}: the outlier": "réelle {index} : l'intrus",
    "{shown} of {count}": "{shown} sur {count}",
    "Fréchet distance": "Distance de Fréchet",
    "Of the generated images to the reals.": "Des images générées aux réelles.",
    "Fréchet distance, without → with": "Distance de Fréchet, sans → avec",
    "Of the generated images to the reals, without and with the outlier.": (
        "Des images générées aux réelles, sans puis avec l'intrus."
    ),
    "Variance in the plane": "Variance dans le plan",
    "Balls live in 128 dimensions. All that is in a ball lies over its shadow, not all that lies"
    " over the shadow is in the ball.": (
        "Les boules vivent en 128 dimensions. Tout ce qui est dans une boule est au-dessus de son"
        " ombre, mais l'inverse est faux."
    ),
    "inside {count} of {all} real balls": "dans {count} de {all} boules réelles",
    "radius {radius} around real {index}, {distance} away": (
        "rayon {radius} autour de la réelle {index}, à {distance}"
    ),
    "The ball": "La boule",
    "The one that holds it deepest, or fails by least.": (
        "Celle qui la contient le plus profondément, ou la manque de peu."
    ),
    "Realism": "Réalisme",
    "Realism R": "Réalisme R",
    "Largest radius over distance among the smaller half of the real balls.": (
        "Le plus grand rapport rayon sur distance parmi la plus petite moitié des boules réelles."
    ),
    "Precision": "Précision",
    "Recall": "Rappel",
    "Coverage": "Couverture",
    "its ball holds {count} of {all} generated": "sa boule tient {count} de {all} générées",
    "inside {count} of {all} generated balls": "dans {count} de {all} boules générées",
    "radius {radius}": "rayon {radius}",
    "Most realistic": "Les plus réalistes",
    "Least realistic": "Les moins réalistes",
    "generated {index}: R = {score}": "générée {index} : R = {score}",
    "What one outlier changes": "Ce que change un intrus",
    "without the outlier": "sans l'intrus",
    "with it": "avec lui",
    "Which measure notices lost classes?": "Quelle mesure remarque les classes perdues ?",
    "classes that the generator draws": "classes que dessine le générateur",
    "All that was measured": "Tout ce qui a été mesuré",
    "classes drawn": "classes dessinées",
    "noisy images, %": "images bruitées, %",
    "noise": "bruit",
    "images": "images",
    "yes": "oui",
    "no": "non",
}
