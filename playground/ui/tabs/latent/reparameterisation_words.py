"""The reparameterisation in French."""

from playground.ui.tabs.latent import common

SEEN = (
    "z = μ + T σ ε: the encoder gives μ and σ, chance gives ε, so that gradients pass through μ and"
    " σ. Drag T: at 0 all samples are the mean's picture; of {n}, {one} are read as another class"
    " than it at 1, and {last} at 3."
)

FRENCH = {
    SEEN: (
        "z = μ + T σ ε : l'encodeur donne μ et σ, le hasard donne ε, si bien que les gradients"
        " passent par μ et σ. Faites glisser T : à 0 tous les échantillons sont l'image de la"
        " moyenne ; sur {n}, {one} sont lus comme une autre classe à 1, et {last} à 3."
    ),
    **common.FRENCH,
    "Reparameterisation": "Reparamétrisation",
    "z = μ + T σ ε: the encoder gives μ and σ, chance gives ε, so that gradients pass through"
    " μ and σ. Drag T: at 0 all samples are the mean's picture, at 3 some are another digit.": (
        "z = μ + T σ ε : l'encodeur donne μ et σ, le hasard donne ε, si bien que les gradients"
        " passent par μ et σ. Faites glisser T : à 0 tous les échantillons sont l'image de la"
        " moyenne, à 3 certains sont un autre chiffre."
    ),
    "Latents": "Dimensions latentes",
    "Seed of ε": "Graine de ε",
    "Samples": "Échantillons",
    "Mean μ": "Moyenne μ",
    "Spread": "Dispersion",
    "drawn at twice its size": "dessinée au double de sa valeur",
    "{grey} of 255 a pixel": "{grey} sur 255 par pixel",
    "{percent} % read alike": "{percent} % lus de même",
    "ε: what chance gives": "ε : ce que donne le hasard",
    "z = μ + T σ ε": "z = μ + T σ ε",
    "μ ± 2 σ: what the encoder gives": "μ ± 2 σ : ce que donne l'encodeur",
    "KL of each latent from N(0, 1)": "KL de chaque dimension à N(0, 1)",
    "Samples that stay in the class": "Échantillons qui restent dans la classe",
    "temperature T": "température T",
    "share read as the mean is": "part lue comme la moyenne",
    "share": "part",
    "2 deviations": "2 écarts-types",
    "2 T σ": "2 T σ",
    "samples": "échantillons",
    "means of test images": "moyennes des images de test",
    "prior ± 2": "loi a priori ± 2",
    "KL (nats)": "KL (nats)",
    "Numbers in a code.": "Nombres dans un code.",
    "Samples around the image's mean.": "Échantillons autour de la moyenne de l'image.",
    "Draws eps, which no network has a part in.": "Tire ε, auquel aucun réseau ne prend part.",
}
