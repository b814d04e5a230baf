"""Four corners in French."""

#: In the hint's place, where a data set behaves otherwise.
SEEN = {
    "fashion": "Drag in a square: A and B stand on top, C and D below, everything else is between"
    " them. In pixels four garments overlap; straight lines between the codes are as blurred, arcs"
    " much less."
}
