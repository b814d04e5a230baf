"""The map of a latent space in French."""

from playground.ui.tabs.latent import common, gallery

FRENCH = {
    **common.FRENCH,
    **gallery.FRENCH,
    "Plane": "Plan",
    "Drag in a map: the lattice's point is decoded at once, the very place when you let go."
    " The autoencoder leaves holes between the classes, where no digit is; the VAE leaves few.": (
        "Glissez dans une carte : le point de la grille est décodé aussitôt, l'endroit même quand"
        " vous lâchez. L'auto-encodeur laisse des trous entre les classes, sans aucun chiffre ; le"
        " VAE en laisse peu."
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
