"""The map of a latent space in French."""

from playground.ui.tabs.latent import common

FRENCH = {
    **common.FRENCH,
    "Plane": "Plan",
    "Drag anywhere in a map: the point under the ring is decoded at once. In the autoencoder's"
    " map look for holes between the classes, where no digit is; the VAE's codes leave few.": (
        "Faites glisser n'importe où dans une carte : le point sous l'anneau est décodé aussitôt."
        " Dans la carte de l'auto-encodeur, cherchez les trous entre les classes, où il n'y a aucun"
        " chiffre ; les codes du VAE en laissent peu."
    ),
    "Latents": "Dimensions latentes",
    "2: the whole space": "2 : tout l'espace",
    "16: a plane in it": "16 : un plan de l'espace",
    "Path from A to B": "Chemin de A à B",
    "Straight line (lerp)": "Droite (lerp)",
    "Arc (slerp)": "Arc (slerp)",
    "Points a side": "Points par côté",
    "Codes: Autoencoder": "Codes : auto-encodeur",
    "Codes: VAE": "Codes : VAE",
    "Manifold: Autoencoder": "Variété : auto-encodeur",
    "Manifold: VAE": "Variété : VAE",
    "Decoded here": "Décodé ici",
    "across": "horizontal",
    "down": "vertical",
    "along A to B": "de A vers B",
    "towards C": "vers C",
    "2: the whole space. 16: the plane through A, B and C.": (
        "2 : tout l'espace. 16 : le plan qui passe par A, B et C."
    ),
    "A straight line, or an arc, between the codes.": "Une droite, ou un arc, entre les codes.",
    "Decoded points along each side of the map.": "Points décodés le long de chaque côté.",
}
