"""What the two-dimensional lab says, and its French."""

DATA = {
    "ring": "Ring of 8",
    "moons": "Two moons",
    "spiral": "Spiral",
    "checkerboard": "Checkerboard",
    "points": "Your own points",
}

WAYS = {
    "ddim": "DDIM (ODE)",
    "ddpm": "DDPM (SDE)",
    "langevin": "Annealed Langevin",
    "flow": "Flow matching",
    "learned": "Flow, learned now",
    "reflow": "Reflow, learned now",
    "arcs": "Pairs of diffusion",
    "lines": "Pairs of flow",
}

#: Above each plane there is room for more.
TITLES = {
    "ddim": "Diffusion, ODE (DDIM)",
    "ddpm": "Diffusion, SDE (DDPM)",
    "langevin": "Annealed Langevin dynamics",
    "flow": "Flow matching",
    "learned": "Flow matching, learned now",
    "reflow": "Flow straightened (reflow), learned now",
    "arcs": "Training pairs of diffusion",
    "lines": "Training pairs of flow matching",
}

#: What the arrows are, by the field that carries or would carry the particles.
SCORE = "Arrows: σ × exact score. Shade: exact density."
VELOCITY = "Arrows: exact velocity. Shade: exact density."
LEARNED = "Arrows: learned velocity. Shade: exact density."
STRAIGHT = "Arrows: learned velocity. Shade: density of the pairs it learned from."
NOTES = {
    **dict.fromkeys(("ddim", "ddpm", "langevin", "arcs"), SCORE),
    **dict.fromkeys(("flow", "lines"), VELOCITY),
    "learned": LEARNED,
    "reflow": STRAIGHT,
}

HINT = (
    "Press play: the same noise (same colour) flows to the same points, by other routes. Then take"
    " 3 steps: which one still finds the data? Straighten the flow: one step lands most on it."
)
SEEN = (
    "Press play: the same noise (same colour) goes two ways. Their ends lie {apart} apart in the"
    " median; {left} of the particles end on the data on the left, {right} on the right."
)

FRENCH = {
    "2-D lab": "Laboratoire 2D",
    HINT: (
        "Lancez la lecture : le même bruit (même couleur) coule vers les mêmes points, par d'autres"
        " routes. Puis 3 étapes : laquelle trouve encore les données ? Redressez le flot : une"
        " seule étape y mène la plupart."
    ),
    SEEN: (
        "Lancez la lecture : le même bruit (même couleur) prend deux voies. Leurs bouts sont à"
        " {apart} l'un de l'autre en médiane ; {left} des particules finissent sur les données à"
        " gauche, {right} à droite."
    ),
    "Ring of 8": "Anneau de 8",
    "Two moons": "Deux lunes",
    "Spiral": "Spirale",
    "Checkerboard": "Damier",
    "Your own points": "Vos propres points",
    "DDIM (ODE)": "DDIM (EDO)",
    "DDPM (SDE)": "DDPM (EDS)",
    "Annealed Langevin": "Langevin recuit",
    "Flow, learned now": "Flot appris ici",
    "Reflow, learned now": "Reflow appris ici",
    "Pairs of diffusion": "Paires de diffusion",
    "Pairs of flow": "Paires de flot",
    "Diffusion, ODE (DDIM)": "Diffusion, EDO (DDIM)",
    "Diffusion, SDE (DDPM)": "Diffusion, EDS (DDPM)",
    "Annealed Langevin dynamics": "Dynamique de Langevin recuite",
    "Flow matching": "Flow matching (appariement de flot)",
    "Flow matching, learned now": "Flow matching, appris maintenant",
    "Flow straightened (reflow), learned now": "Flot redressé (reflow), appris maintenant",
    "Training pairs of diffusion": "Paires d'entraînement de la diffusion",
    "Training pairs of flow matching": "Paires d'entraînement du flow matching",
    SCORE: "Flèches : σ × score exact. Teinte : densité exacte.",
    VELOCITY: "Flèches : vitesse exacte. Teinte : densité exacte.",
    LEARNED: "Flèches : vitesse apprise. Teinte : densité exacte.",
    STRAIGHT: "Flèches : vitesse apprise. Teinte : densité des paires apprises.",
    "Data": "Données",
    "Points x,y; x,y": "Points x,y; x,y",
    "Left": "À gauche",
    "Right": "À droite",
    "On the left": "À gauche",
    "On the right": "À droite",
    "Steps": "Étapes",
    "step": "étape",
    "Particles": "Particules",
    "Width of the data": "Largeur des données",
    "Seed of the noise": "Graine du bruit",
    "A press on a plane adds a point of your own.": (
        "Un appui sur un plan ajoute un point à vous."
    ),
    'Your own points: "x,y; x,y; x,y".': "Vos points : « x,y; x,y; x,y ».",
    "Spread of the data around each of its points.": (
        "Étalement des données autour de chacun de leurs points."
    ),
    "What carries the particles on the left.": "Ce qui porte les particules à gauche.",
    "The same noise, carried another way.": "Le même bruit, porté autrement.",
    "With 2 to 5 the ways differ most.": "Avec 2 à 5, les voies diffèrent le plus.",
    "How many points of noise are carried.": "Combien de points de bruit sont portés.",
    "Any whole number; each gives other noise.": "Un nombre entier ; chacun donne un autre bruit.",
    "calls of the field": "appels du champ",
    "excess length": "longueur en trop",
    "Length of the way over the distance of its ends, minus 1; 0: a straight line.": (
        "Longueur du chemin sur la distance de ses bouts, moins 1 ; 0 : une droite."
    ),
    "curvature": "courbure",
    "0: straight, at constant speed (Lee et al. 2023).": (
        "0 : droit, à vitesse constante (Lee et al. 2023)."
    ),
    "ends on the data": "arrivées sur les données",
    "Share of particles where the density is above that of the rarest 1 % of real samples.": (
        "Part des particules où la densité dépasse celle du 1 % le plus rare des vraies données."
    ),
    "energy distance": "distance énergétique",
    "Between the particles of this step and samples of the density behind them, with its"
    " standard error; 0: alike. An estimate below 0 is shown as 0.": (
        "Entre les particules de cette étape et des tirages de la densité derrière elles, avec son"
        " erreur type ; 0 : semblables. Une estimation sous 0 est montrée comme 0."
    ),
    "left": "gauche",
    "right": "droite",
    "mean speed": "vitesse moyenne",
    "relative squared error": "erreur quadratique relative",
    "t (0: noise, 1: data)": "t (0 : bruit, 1 : données)",
    "Particles against the density": "Particules contre densité",
    "Speed along the way": "Vitesse le long du chemin",
    "Learned against exact field": "Champ appris contre champ exact",
    "No side is learned": "Aucun côté n'est appris",
}
