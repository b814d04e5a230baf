"""The adversarial tab in French."""

FRENCH = {
    "Adversarial attacks": "Attaques adverses",
    "One image": "Une image",
    "Drag eps: from 0.08 (20/255) on, the network no longer reads the 7 that you still read,"
    " while noise of that size changes nothing.": (
        "Faites glisser eps : dès 0,08 (20/255), le réseau ne lit plus le 7 que vous lisez"
        " encore, alors qu'un bruit de cette taille ne change rien."
    ),
    "Digit": "Chiffre",
    "Example": "Exemple",
    "Attack": "Attaque",
    "PGD in l∞": "PGD en l∞",
    "PGD in l2": "PGD en l2",
    "Toward a class": "Vers une classe",
    "Target class": "Classe visée",
    "Steps of PGD": "Pas de PGD",
    "Network": "Réseau",
    "Convolutional": "Convolutif",
    "Random start": "Départ aléatoire",
    "Seed": "Graine",
    "The image shows this digit.": "L'image montre ce chiffre.",
    "Examples of each digit are numbered from 0 to 99.": (
        "Les exemples de chaque chiffre sont numérotés de 0 à 99."
    ),
    "The network under attack.": "Le réseau attaqué.",
    "FGSM, or PGD in one of two norms.": "FGSM, ou PGD dans l'une de deux normes.",
    "Toward a chosen class, or only away from the true one.": (
        "Vers une classe choisie, ou seulement loin de la vraie."
    ),
    "The class to reach; read only when targeted.": (
        "La classe à atteindre ; lue seulement si l'attaque est ciblée."
    ),
    "Steps of PGD; FGSM always takes one.": "Pas de PGD ; FGSM n'en fait qu'un.",
    "PGD may start anywhere in the ball; FGSM never does.": (
        "PGD peut partir de n'importe où dans la boule ; FGSM jamais."
    ),
    "Draws the random start and the noise.": "Tire le départ aléatoire et le bruit.",
    "step": "pas",
    "digit": "chiffre",
    "probability": "probabilité",
    "Original": "Original",
    "{digit} no. {index} of the 1,000 shipped test images of MNIST": (
        "{digit} n° {index} des 1 000 images de test MNIST fournies"
    ),
    "original": "original",
    "adversarial": "adverse",
    "Perturbation": "Perturbation",
    "Adversarial image": "Image adverse",
    "Random noise": "Bruit aléatoire",
    "amplified: blue is darker, orange lighter": "amplifiée : bleu assombrit, orange éclaircit",
    "as delivered, in 8 bits": "telle que livrée, en 8 bits",
    "of the same norm": "de même norme",
    "read as {digit} (p = {p})": "lu comme {digit} (p = {p})",
    "× {k}: ± {peak}": "× {k} : ± {peak}",
    "no change": "aucun changement",
    "The attack": "L'attaque",
    "works": "réussit",
    "fails": "échoue",
    "What the network reads in the 8-bit picture shown, not in the unrounded numbers.": (
        "Ce que le réseau lit dans l'image 8 bits affichée, non dans les nombres non arrondis."
    ),
    "l∞ norm": "Norme l∞",
    "l2 norm": "Norme l2",
    "{linf} = {level}/255 (PNG: {png}/255)": "{linf} = {level}/255 (PNG : {png}/255)",
    "The largest change of a pixel, measured; rounding to 8 bits moves it a little.": (
        "Le plus grand changement d'un pixel, mesuré ; l'arrondi à 8 bits le déplace un peu."
    ),
    "Measured on this state.": "Mesurée sur cet état.",
    "Pixel range": "Étendue des pixels",
    "Measured; an image lives in 0 to 1.": "Mesurée ; une image vit entre 0 et 1.",
    "Zero gradient": "Gradient nul",
    "at some step": "à un pas",
    "never": "jamais",
    "An attack cannot move where the gradient is exactly zero: its failure says little.": (
        "Une attaque ne peut bouger où le gradient est exactement nul : son échec en dit peu."
    ),
    "Rounding to 8 bits": "Arrondi à 8 bits",
    "keeps the reading": "garde la lecture",
    "changes {a} to {b}": "change {a} en {b}",
    "The last step's image is read again after it was rounded as its PNG file is.": (
        "L'image du dernier pas est relue après l'arrondi de son fichier PNG."
    ),
    "Noise of this size": "Bruit de cette taille",
    "works {n} times in {draws}": "réussit {n} fois sur {draws}",
    "Random perturbations whose norm, after clipping, is eps.": (
        "Perturbations aléatoires dont la norme, après écrêtage, est eps."
    ),
    "Least eps that works": "Plus petit eps qui réussit",
    "none of these": "aucun de ceux-ci",
    "An upper bound on robustness: a better attack may need less.": (
        "Une borne supérieure de la robustesse : une meilleure attaque peut demander moins."
    ),
    "attack": "attaque",
    "every eps": "tous les eps",
    "at eps": "à cet eps",
    "worst noise": "pire bruit",
    "attack, target": "attaque, cible",
    "What the network reads": "Ce que lit le réseau",
    "Probability of the true digit": "Probabilité du vrai chiffre",
    "Loss along the steps": "Perte le long des pas",
    "Every eps, at the last step": "Tous les eps, au dernier pas",
}
