"""The page on two dimensions in French."""

FRENCH = {
    "Two dimensions": "Deux dimensions",
    "Drag eps, or click another point: here PGD finds the boundary that one FGSM step misses;"
    " of the network trained under attack it finds none in this ball.": (
        "Faites glisser eps, ou cliquez un autre point : ici PGD trouve la frontière qu'un pas de"
        " FGSM manque ; du réseau entraîné sous attaque, il n'en trouve pas dans cette boule."
    ),
    "Drag eps, or click another point: after PGD in eps = {eps} the network trained plainly"
    " reads {a} of its test points rightly, the one trained under attack {b}.": (
        "Faites glisser eps, ou cliquez un autre point : après PGD à eps = {eps}, le réseau"
        " entraîné simplement lit bien {a} de ses points de test, celui entraîné sous attaque {b}."
    ),
    "Points": "Points",
    "Moons": "Lunes",
    "Circles": "Cercles",
    "Blobs": "Amas",
    "Spiral": "Spirale",
    "My own": "Les miens",
    "A click": "Un clic",
    "attacks there": "attaque là",
    "adds class 0": "ajoute la classe 0",
    "adds class 1": "ajoute la classe 1",
    "adds class 2": "ajoute la classe 2",
    "My points": "Mes points",
    "Norm": "Norme",
    "Goal": "But",
    "away": "s'éloigner",
    "class 0": "classe 0",
    "class 1": "classe 1",
    "class 2": "classe 2",
    "eps in training": "eps à l'entraînement",
    "Noise": "Bruit",
    "x": "x",
    "y": "y",
    "Points to learn: a shape, or your own.": "Points à apprendre : une forme, ou les vôtres.",
    "x,y,class; ... from 0 to 1. Clicks into the plane add to them.": (
        "x,y,classe; ... de 0 à 1. Les clics dans le plan en ajoutent."
    ),
    "On the page, a click attacks the nearest point or adds one of a class.": (
        "Sur la page, un clic attaque le point le plus proche ou en ajoute un d'une classe."
    ),
    "Spread of the points around their shape.": "Dispersion des points autour de leur forme.",
    "What eps measures: a disc in l2, a square in l∞.": (
        "Ce que mesure eps : un disque en l2, un carré en l∞."
    ),
    "The data point nearest to (x, y) is attacked.": (
        "Le point de données le plus proche de (x, y) est attaqué."
    ),
    "Away from the point's class, or toward a chosen one.": (
        "Loin de la classe du point, ou vers une classe choisie."
    ),
    "Steps of PGD; each is 2.5 eps / steps long.": "Pas de PGD ; chacun vaut 2,5 eps / pas.",
    "The second network learns from points moved this far by an attacker.": (
        "Le second réseau apprend de points déplacés d'autant par un attaquant."
    ),
    "Draws the points and the networks' first weights.": (
        "Tire les points et les premiers poids des réseaux."
    ),
    "Trained plainly": "Entraîné simplement",
    "Trained under attack": "Entraîné sous attaque",
    "The point": "Le point",
    "class {label} at ({x}, {y})": "classe {label} en ({x}, {y})",
    "Click into a plane: the nearest data point is attacked.": (
        "Cliquez dans un plan : le point de données le plus proche est attaqué."
    ),
    "reads {label} (p = {p})": "lit {label} (p = {p})",
    "What it reads where PGD stands now, rightly (✓) or wrongly (✗).": (
        "Ce qu'il lit là où PGD se trouve, bien (✓) ou mal (✗)."
    ),
    "One step, plain": "Un pas, simple",
    "One step, under attack": "Un pas, sous attaque",
    "What it reads after one step as long as eps: FGSM in l∞.": (
        "Ce qu'il lit après un pas de longueur eps : FGSM en l∞."
    ),
    "Clean accuracy": "Exactitude propre",
    "{a} plain, {b} under attack": "{a} simple, {b} sous attaque",
    "Share of the test points that each network reads rightly.": (
        "Part des points de test que chaque réseau lit bien."
    ),
    "Accuracy after PGD in this eps": "Exactitude après PGD à cet eps",
    "An upper bound of robust accuracy: a better attack may lower it.": (
        "Une borne supérieure de l'exactitude robuste : une meilleure attaque peut la baisser."
    ),
    "Accuracy against eps": "Exactitude selon eps",
    "accuracy after PGD": "exactitude après PGD",
    "gradient": "gradient",
    "ball": "boule",
    "one step": "un pas",
}
