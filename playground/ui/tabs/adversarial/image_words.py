"""The adversarial tab in French."""

from playground.ui.tabs.adversarial import common

FRENCH = {
    **common.FRENCH,
    "Adversarial attacks": "Attaques adverses",
    "One image": "Une image",
    "Drag eps: here a small change, made on purpose, fools the network; noise of the same"
    " size does not.": (
        "Faites glisser eps : ici un petit changement, fait exprès, trompe le réseau ; un bruit de"
        " même taille, non."
    ),
    "Drag eps. Without an attack, too, {name} is read here.": (
        "Faites glisser eps. Même sans attaque, {name} est lu ici."
    ),
    "Drag eps: up to {eps} this attack fails here.": (
        "Faites glisser eps : jusqu'à {eps} cette attaque échoue ici."
    ),
    "Drag eps: here a change of {eps} makes the network read {name}; noise of that size"
    " succeeds in {n} of {draws} draws.": (
        "Faites glisser eps : ici un changement de {eps} fait lire {name} au réseau ; un bruit de"
        " cette taille réussit dans {n} tirages sur {draws}."
    ),
    "Other subjects": "Autres sujets",
    "take up grey images only": "ne reprennent que des images grises",
    "The models of interpolation, diffusion and attention that ship know no photographs.": (
        "Les modèles d'interpolation, de diffusion et d'attention fournis ignorent les photos."
    ),
    "Class": "Classe",
    "Your own image": "Votre image",
    "Restarts": "Redémarrages",
    "Step size": "Longueur des pas",
    "Length of a step of PGD, in eps / steps: 2.5 is usual.": (
        "Longueur d'un pas de PGD, en eps / pas : 2,5 est l'usage."
    ),
    "Your photograph": "Votre photographie",
    "One of the class above; the square in its middle, made 32 x 32, is attacked.": (
        "De la classe ci-dessus ; le carré du milieu, ramené à 32 x 32, est attaqué."
    ),
    "Margin": "Marge",
    "ln((1 − p) / p) of the attack's class, which is climbed as it never saturates:"
    " Carlini and Wagner's, its maximum made smooth.": (
        "ln((1 − p) / p) de la classe de l'attaque, gravie car jamais saturée : celle de Carlini"
        " et Wagner, au maximum lissé."
    ),
    "Momentum PGD in l∞": "PGD à inertie en l∞",
    "MNIST: plain CNN": "MNIST : CNN simple",
    "MNIST: robust CNN": "MNIST : CNN robuste",
    "MNIST: ViT": "MNIST : ViT",
    "Fashion: plain CNN": "Fashion : CNN simple",
    "Fashion: robust CNN": "Fashion : CNN robuste",
    "Fashion: ViT": "Fashion : ViT",
    "CIFAR-10: plain CNN": "CIFAR-10 : CNN simple",
    "CIFAR-10: robust CNN": "CIFAR-10 : CNN robuste",
    "amplified: grey is no change": "amplifiée : gris, rien ne change",
    "class": "classe",
    "Walk from the original to the attacked image": "Aller de l'original à l'image attaquée",
    "Purify the attacked image by diffusion": "Purifier l'image attaquée par diffusion",
    "Attention to the original": "Attention sur l'original",
    "Attention to the attacked image": "Attention sur l'image attaquée",
    "your own picture, meant as {name}": "votre image, voulue comme {name}",
    "eps {eps}: read as {digit} (p = {p})": "eps {eps} : lu comme {digit} (p = {p})",
    "Starts of PGD, all but the first at random; at each eps the strongest counts.": (
        "Départs de PGD, tous aléatoires sauf le premier ; à chaque eps le plus fort compte."
    ),
    "Draw or upload an image of the class above, to attack in place of ours.": (
        "Dessinez ou chargez une image de la classe ci-dessus, attaquée à la place de la nôtre."
    ),
    "Example": "Exemple",
    "Attack": "Attaque",
    "FGSM": "FGSM",
    "PGD in l∞": "PGD en l∞",
    "PGD in l2": "PGD en l2",
    "Toward a class": "Vers une classe",
    "Target class": "Classe visée",
    "Steps of PGD": "Pas de PGD",
    "Network": "Réseau",
    "Random start": "Départ aléatoire",
    "Seed": "Graine",
    "The class that the image shows, counted from 0.": (
        "La classe que montre l'image, comptée depuis 0."
    ),
    "Examples of each class are numbered from 0 to 99.": (
        "Les exemples de chaque classe sont numérotés de 0 à 99."
    ),
    "The network under attack.": "Le réseau attaqué.",
    "FGSM, PGD in l∞ or l2, or with momentum.": "FGSM, PGD en l∞ ou l2, ou avec inertie.",
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
    "Draws the random starts and the noise.": "Tire les départs aléatoires et le bruit.",
    "step": "pas",
    "probability": "probabilité",
    "Original": "Original",
    "{digit} no. {index} of the 1,000 shipped test images of MNIST": (
        "{digit} n° {index} des 1 000 images de test MNIST fournies"
    ),
    "{digit} no. {index} of the 1,000 shipped test images of FashionMNIST": (
        "{digit} n° {index} des 1 000 images de test FashionMNIST fournies"
    ),
    "{digit} no. {index} of the 1,000 shipped test images of CIFAR10": (
        "{digit} n° {index} des 1 000 images de test CIFAR10 fournies"
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
    "What it reads in the 8-bit picture shown, not in the unrounded numbers.": (
        "Ce qu'il lit dans l'image 8 bits affichée, non dans les nombres non arrondis."
    ),
    "l∞ norm": "Norme l∞",
    "l2 norm": "Norme l2",
    "{linf} (PNG: {png}/255)": "{linf} (PNG : {png}/255)",
    "The largest change of a pixel, measured; rounding to 8 bits makes none larger.": (
        "Le plus grand changement d'un pixel, mesuré ; l'arrondi à 8 bits n'en agrandit aucun."
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
    "The last step's image is read again with each pixel rounded towards the original, as its PNG"
    " file keeps it: inside the ball.": (
        "L'image du dernier pas est relue, chaque pixel arrondi vers l'original, comme son fichier"
        " PNG la garde : dans la boule."
    ),
    "Noise of this size": "Bruit de cette taille",
    "succeeds in {n} of {draws}": "réussit {n} fois sur {draws}",
    "Random perturbations whose norm, after clipping, is eps, taken for attacks.": (
        "Perturbations aléatoires dont la norme, après écrêtage, est eps, prises pour attaques."
    ),
    "Smallest successful eps": "Plus petit eps qui réussit",
    "none of these": "aucun de ceux-ci",
    "Of the grid. An upper bound on robustness: a better attack may need less.": (
        "De la grille. Une borne supérieure de la robustesse : une meilleure attaque peut demander"
        " moins."
    ),
    "attack": "attaque",
    "every eps": "tous les eps",
    "at eps": "à cet eps",
    "worst noise": "pire bruit",
    "attack, target": "attaque, cible",
    "What the network reads": "Ce que lit le réseau",
    "Probability of the true class": "Probabilité de la vraie classe",
    "Loss along the steps": "Perte le long des pas",
    "Every attack from the same start, at each of its eps": (
        "Toutes les attaques du même départ, à chacun de leurs eps"
    ),
}
