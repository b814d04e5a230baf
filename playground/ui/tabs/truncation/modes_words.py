"""Dropped modes, in English and French."""

HINT = (
    "Drag the modes kept: the curve falls back to the left, recall and coverage with it; precision"
    " notices nothing."
)

INVENTED = (
    "Drag the modes kept: the curve falls back to the left, recall and coverage with it. The"
    " invented modes cost precision: {all} with all modes kept, {some} with one."
)

FRENCH = {
    INVENTED: (
        "Changez les modes gardés : la courbe recule à gauche, rappel et couverture avec elle. Les"
        " modes inventés coûtent en précision : {all} avec tous les modes, {some} avec un seul."
    ),
    "Modes": "Modes",
    HINT: (
        "Changez les modes gardés : la courbe recule à gauche, rappel et couverture avec elle ; la"
        " précision ne remarque rien."
    ),
    "modes kept": "modes gardés",
    "Real modes": "Modes réels",
    "Real Gaussians, evenly on a circle.": "Gaussiennes réelles, réparties sur un cercle.",
    "Invented modes": "Modes inventés",
    "Modes inside the circle, where nothing is real.": (
        "Modes à l'intérieur du cercle, où rien n'est réel."
    ),
    "Generated spread": "Étalement généré",
    "Generated spread over the real one; 1 is right.": (
        "Étalement généré sur étalement réel ; 1 est juste."
    ),
    "Bins": "Classes",
    "k-means bins of the PRD curve; the authors take 20.": (
        "Classes k-means de la courbe PRD ; les auteurs en prennent 20."
    ),
    "Real spread": "Étalement réel",
    "Standard deviation of each real Gaussian.": "Écart type de chaque gaussienne réelle.",
    "Points of each set": "Points de chaque ensemble",
    "Points of each set.": "Points de chaque ensemble.",
    "Any whole number; each gives other points.": (
        "Un nombre entier ; chacun donne d'autres points."
    ),
    "Real and generated points": "Points réels et générés",
    "real points": "points réels",
    "generated points": "points générés",
    "Precision and recall of distributions (PRD)": "Précision et rappel de distributions (PRD)",
    "k-means bins, each draw": "classes k-means, chaque tirage",
    "by density": "par la densité",
    "k-NN, each draw": "k-NN, chaque tirage",
    "Which measure notices dropped modes?": "Quelle mesure remarque les modes perdus ?",
    "k-NN precision": "précision k-NN",
    "k-NN recall": "rappel k-NN",
    "k-NN density": "densité k-NN",
    "k-NN coverage": "couverture k-NN",
    "{bins} by bins, {density} by density": "{bins} par classes, {density} par la densité",
    "Best of the curve where recall counts 8 times as much as precision.": (
        "Le meilleur de la courbe où le rappel compte 8 fois autant que la précision."
    ),
    "Best of the curve where precision counts 8 times as much as recall.": (
        "Le meilleur de la courbe où la précision compte 8 fois autant que le rappel."
    ),
    "Mean of the draws.": "Moyenne des tirages.",
    "modes": "modes",
    "invented modes": "modes inventés",
    "points": "points",
    "clusters": "groupes",
    "draws": "tirages",
    "F8 by density": "F8 par densité",
    "F1/8 by density": "F1/8 par densité",
}
