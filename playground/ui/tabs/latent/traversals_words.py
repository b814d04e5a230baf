"""The traversals in French."""

from playground.ui.tabs.latent import common

SEEN = (
    "Each line changes one latent of the code from -3 to 3 and leaves the others: drag in the"
    " sheet. Of the {all} latents {changing} make it another class on their way."
)

FRENCH = {
    **common.FRENCH,
    "Traversals": "Traversées",
    "Each line changes one latent of the code from -3 to 3 and leaves the others: drag in the"
    " sheet. Some latents make it another class on their way, the others draw the same one anew.": (
        "Chaque ligne change une dimension du code de -3 à 3 sans toucher aux autres : faites"
        " glisser dans la planche. Certaines dimensions changent l'image de classe en chemin, les"
        " autres redessinent la même."
    ),
    SEEN: (
        "Chaque ligne change une dimension du code de -3 à 3 sans toucher aux autres : faites"
        " glisser dans la planche. Des {all} dimensions, {changing} changent l'image de classe en"
        " chemin."
    ),
    "Steps": "Pas",
    "value": "valeur",
    "A line for each latent, from -3 to 3": "Une ligne par dimension, de -3 à 3",
    "the latent with the largest effect on the classifier's features is on top": (
        "en haut, la dimension qui change le plus les caractéristiques du classifieur"
    ),
    "One latent changed": "Une dimension changée",
    "value of the latent": "valeur de la dimension",
    "deviations from the codes' mean": "écarts-types depuis la moyenne des codes",
    "in the classifier's features": "dans les caractéristiques du classifieur",
    "in pixels": "en pixels",
    "effect, largest = 1": "effet, le plus grand = 1",
    "Effect of each latent": "Effet de chaque dimension",
    "Positions of each latent from -3 to 3.": "Positions de chaque dimension, de -3 à 3.",
}
