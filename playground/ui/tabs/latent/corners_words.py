"""Four corners in French."""

from playground.ui.tabs.latent import common, gallery

#: In the hint's place, where a data set behaves otherwise.
SEEN = {
    "fashion": "Drag in a square: A and B stand on top, C and D below, everything else is between"
    " them. In pixels four garments overlap; straight lines between the codes are as blurred, arcs"
    " much less."
}

FRENCH = {
    SEEN["fashion"]: (
        "Faites glisser dans un carré : A et B sont en haut, C et D en bas, tout le reste est entre"
        " eux. En pixels, quatre vêtements se superposent ; les droites entre les codes sont aussi"
        " floues, les arcs bien moins."
    ),
    **common.FRENCH,
    **gallery.FRENCH,
    "Four corners": "Quatre coins",
    "Drag in a square: A and B stand on top, C and D below, everything else is between them."
    " In pixels four ghosts overlap; in the latent spaces one digit turns into another.": (
        "Faites glisser dans un carré : A et B sont en haut, C et D en bas, tout le reste est entre"
        " eux. En pixels, quatre fantômes se superposent ; dans les espaces latents, un chiffre en"
        " devient un autre."
    ),
    "Between the codes": "Entre les codes",
    "Straight lines (bilinear)": "Droites (bilinéaire)",
    "Arcs (spherical)": "Arcs (sphérique)",
    "Pictures a side": "Images par côté",
    "At the cursor": "Au curseur",
    "The corners": "Les coins",
    "across": "largeur",
    "down": "hauteur",
    "Straight lines, or arcs, between the codes.": "Des droites, ou des arcs, entre les codes.",
    "Pictures along each side.": "Images le long de chaque côté.",
}
