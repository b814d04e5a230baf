"""The page on robustness in French."""

FRENCH = {
    "Robustness": "Robustesse",
    "Drag eps: PGD empties the plainly trained network long before noise of the same size"
    " does, and the one trained under attack stands. Measure more images for narrower bands.": (
        "Faites glisser eps : PGD vide le réseau entraîné simplement bien avant un bruit de même"
        " taille, et celui entraîné sous attaque tient. Mesurez plus d'images pour des bandes"
        " plus étroites."
    ),
    "Measure": "Mesurer",
    "Data set": "Données",
    "MNIST": "MNIST",
    "Fashion-MNIST": "Fashion-MNIST",
    "Norm": "Norme",
    "Images": "Images",
    "Plain CNN": "CNN simple",
    "Robust CNN": "CNN robuste",
    "ViT": "ViT",
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
    "{n} of these {shown} taken": "{n} sur ces {shown} pris",
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
    "{name}: attack works on": "{name} : l'attaque réussit sur",
    "{p} [{low}, {high}]": "{p} [{low}, {high}]",
    "{p} of the correctly read": "{p} des bien lus",
    "Accuracy without an attack, with the 95 % interval of so many images (Wilson).": (
        "Exactitude sans attaque, avec l'intervalle à 95 % pour tant d'images (Wilson)."
    ),
    "An upper bound of robust accuracy: a better attack may lower it.": (
        "Une borne supérieure de l'exactitude robuste : une meilleure attaque peut la baisser."
    ),
    "Only images that were read rightly can be attacked with success.": (
        "Seules les images bien lues peuvent être attaquées avec succès."
    ),
}
