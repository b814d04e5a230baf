"""The map of a latent space in French."""

from playground.ui.tabs.latent import common, gallery

SEEN = (
    "Drag in a map: the lattice's point is decoded at once, the very place when you let go. The"
    " paler a place, the less sure the classifier is of what is decoded there: below p = {sure} in"
    " {ae} % of the autoencoder's map, in {vae} % of the VAE's."
)

FRENCH = {
    **common.FRENCH,
    **gallery.FRENCH,
    "Plane": "Plan",
    "Drag in a map: the lattice's point is decoded at once, the very place when you let go."
    " The paler a place, the less sure the classifier is of what is decoded there: here more of the"
    " autoencoder's map is unsure than of the VAE's.": (
        "Glissez dans une carte : le point de la grille est décodé aussitôt, l'endroit même quand"
        " vous lâchez. Plus un endroit est pâle, moins le classifieur est sûr de ce qui y est"
        " décodé : ici, la carte de l'auto-encodeur est moins sûre que celle du VAE."
    ),
    SEEN: (
        "Glissez dans une carte : le point de la grille est décodé aussitôt, l'endroit même quand"
        " vous lâchez. Plus un endroit est pâle, moins le classifieur est sûr de ce qui y est"
        " décodé : sous p = {sure} dans {ae} % de la carte de l'auto-encodeur, dans {vae} % de"
        " celle du VAE."
    ),
    "at the lattice's nearest point": "au point le plus proche de la grille",
    "exactly at ({x}, {y})": "exactement en ({x}, {y})",
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
    "across": "largeur",
    "down": "hauteur",
    "along A to B": "de A vers B",
    "towards C": "vers C",
    "%{fullData.name}, %{customdata} from the plane<extra></extra>": (
        "%{fullData.name}, à %{customdata} du plan<extra></extra>"
    ),
    "The marked images": "Les images marquées",
    "2: the whole space. 16: the plane through A, B and C.": (
        "2 : tout l'espace. 16 : le plan qui passe par A, B et C."
    ),
    "A straight line, or an arc, between the codes.": "Une droite, ou un arc, entre les codes.",
    "Decoded points along each side of the map.": "Points décodés le long de chaque côté.",
}
