"""Two supports, in English and French."""

HINT = (
    "Drag N, or take the disc by its grips into the ring's hole: few points make balls so large"
    " that they reach into it."
)
OTHERS = (
    "Drag N, or a shape by its grips: few points make large balls. At k = {k} precision is {few}"
    " with {least} points and {many} with {most}; by area it is {exact}."
)

FRENCH = {
    OTHERS: (
        "Faites glisser N, ou une forme par ses poignées : peu de points font de grandes boules. À"
        " k = {k} la précision est {few} avec {least} points et {many} avec {most} ; par l'aire,"
        " {exact}."
    ),
    "Supports": "Supports",
    HINT: (
        "Faites glisser N, ou prenez le disque par ses poignées et mettez-le dans le trou de"
        " l'anneau : peu de points, et les boules y pénètrent."
    ),
    "Real shape": "Forme réelle",
    "Real size": "Taille réelle",
    "Generated shape": "Forme générée",
    "Generated size": "Taille générée",
    "A click moves": "Un clic déplace",
    "Real x": "x réel",
    "Real y": "y réel",
    "Generated x": "x généré",
    "Generated y": "y généré",
    "Draws": "Tirages",
    "Disc": "Disque",
    "Square": "Carré",
    "Ring": "Anneau",
    "generated": "généré",
    "real": "réel",
    "Real points are uniform in this shape.": "Les points réels y sont uniformes.",
    "Generated points are uniform in this shape.": "Les points générés y sont uniformes.",
    "A disc's radius; half a square's side; a ring's hole is 0.6 of it.": (
        "Rayon d'un disque ; demi-côté d'un carré ; le trou d'un anneau en est 0,6."
    ),
    "A click in the plane moves this shape there.": "Un clic dans le plan y déplace cette forme.",
    "From -2.5 to 2.5.": "De -2,5 à 2,5.",
    "Independent draws of both sets: how far chance alone goes.": (
        "Tirages indépendants des deux ensembles : ce que fait le hasard seul."
    ),
    "Any whole number; each gives other points.": (
        "Un nombre entier ; chacun donne d'autres points."
    ),
    "Both supports, and what k-NN balls reach": "Les deux supports, et ce qu'atteignent les boules",
    "k-NN estimate against number of points": "Estimation k-NN selon le nombre de points",
    "points of each set, N": "points de chaque ensemble, N",
    "N points": "N points",
    "real points": "points réels",
    "generated points": "points générés",
    "real support": "support réel",
    "generated support": "support généré",
    "k-NN precision": "précision k-NN",
    "k-NN recall": "rappel k-NN",
    "k-NN density": "densité k-NN",
    "k-NN coverage": "couverture k-NN",
    "precision by area": "précision par l'aire",
    "recall by area": "rappel par l'aire",
    "{knn} by k-NN, {area} by area": "{knn} par k-NN, {area} par l'aire",
    "Common area": "Aire commune",
    "By slices, right to 1e-5.": "Par tranches, juste à 1e-5.",
    "Mean and standard deviation of the draws.": "Moyenne et écart type des tirages.",
    "Green: within two standard deviations of the draws, or 0.02, of the area's share.": (
        "Vert : à moins de deux écarts types des tirages, ou de 0,02, de la part par l'aire."
    ),
    "draws": "tirages",
    "x and y": "x et y",
}
