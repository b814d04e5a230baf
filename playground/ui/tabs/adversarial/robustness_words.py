"""The page on robustness in French."""

from playground.ui.tabs.adversarial import common

FRENCH = {
    **common.FRENCH,
    "Robustness": "Robustesse",
    "Drag eps: once PGD has fooled a plainly trained network on nine images in ten, noise of"
    " that size fools it on fewer than one in ten, and the network trained under attack keeps most"
    " of its own. Measure more images for narrower bands.": (
        "Faites glisser eps : dès que PGD a trompé un réseau entraîné simplement sur neuf images"
        " sur dix, un bruit de cette taille le trompe sur moins d'une sur dix, et le réseau"
        " entraîné sous attaque garde la plupart des siennes. Mesurez plus d'images pour des"
        " bandes plus étroites."
    ),
    "Measure": "Mesurer",
    "Data set": "Données",
    "MNIST": "MNIST",
    "Fashion-MNIST": "Fashion-MNIST",
    "Norm": "Norme",
    "Images": "Images",
    "Restarts": "Redémarrages",
    "Test images of this set.": "Images de test de cet ensemble.",
    "What eps measures.": "Ce que mesure eps.",
    "The first so many shipped test images.": "Autant des premières images de test fournies.",
    "Steps of PGD, each 2.5 eps / steps long.": "Pas de PGD, de longueur 2,5 eps / pas.",
    "The first starts at the image, others anywhere in the ball; the worst counts.": (
        "Le premier part de l'image, les autres de n'importe où dans la boule ; le pire compte."
    ),
    "The convolutional network, trained plainly.": "Le réseau convolutif, entraîné simplement.",
    "The same trained under attack, where one ships.": (
        "Le même entraîné sous attaque, s'il est fourni."
    ),
    "Momentum PGD": "PGD à inertie",
    "PGD with momentum beside it; the attack then takes twice as long.": (
        "PGD à inertie en plus ; l'attaque prend alors deux fois plus de temps."
    ),
    "The Vision Transformer, where one ships. It takes longer.": (
        "Le Vision Transformer, s'il est fourni. Il prend plus de temps."
    ),
    "Draws the noise and the random starts.": "Tire le bruit et les départs aléatoires.",
    "fooled on {n} of these {shown}": "trompé sur {n} de ces {shown}",
    "orange frame: read rightly until the attack": "cadre orange : bien lu jusqu'à l'attaque",
    "Accuracy against eps": "Exactitude selon eps",
    "accuracy": "exactitude",
    "Does the attack carry over?": "L'attaque se transmet-elle ?",
    "tested on": "testé sur",
    "attacked on": "attaqué sur",
    "Plain CNN: PGD": "CNN simple : PGD",
    "Plain CNN: momentum PGD": "CNN simple : PGD à inertie",
    "Plain CNN: FGSM": "CNN simple : FGSM",
    "Plain CNN: one step": "CNN simple : un pas",
    "Plain CNN: noise": "CNN simple : bruit",
    "Robust CNN: PGD": "CNN robuste : PGD",
    "Robust CNN: momentum PGD": "CNN robuste : PGD à inertie",
    "Robust CNN: FGSM": "CNN robuste : FGSM",
    "Robust CNN: one step": "CNN robuste : un pas",
    "Robust CNN: noise": "CNN robuste : bruit",
    "ViT: PGD": "ViT : PGD",
    "ViT: momentum PGD": "ViT : PGD à inertie",
    "ViT: FGSM": "ViT : FGSM",
    "ViT: one step": "ViT : un pas",
    "ViT: noise": "ViT : bruit",
    "{name}: clean": "{name} : sans attaque",
    "{name}: after PGD at most": "{name} : après PGD au plus",
    "{name}: fooled on": "{name} : trompé sur",
    "{p} [{low}, {high}]": "{p} [{low}, {high}]",
    "{p} of the correctly read": "{p} des bien lus",
    "Accuracy without an attack, with the 95 % interval of so many images (Wilson).": (
        "Exactitude sans attaque, avec l'intervalle à 95 % pour tant d'images (Wilson)."
    ),
    "An upper bound of robust accuracy: a better attack may lower it.": (
        "Une borne supérieure de l'exactitude robuste : une meilleure attaque peut la baisser."
    ),
    "Only on an image that it read rightly can an attack fool a network.": (
        "Une attaque ne peut tromper un réseau que sur une image qu'il lisait bien."
    ),
}
