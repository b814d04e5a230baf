"""The words of the interpolation tab: what its rows are, and all of it in French."""

NOTES = {
    "pixels": "the two pictures, faded",
    "ae16": "16 numbers; RMS error {a} at A, {b} at B",
    "vae16": "16 numbers near N(0, I); RMS error {a} at A, {b} at B",
    "gan": "w found for A, B; RMS error {a} at A, {b} at B",
}

#: What is said of the VAE's code, by where it goes.
WAY = "Drag alpha: the VAE's |z| is {a} at A, {b} at B, and from {least} to {most} on the way. "
SEEN = {
    "inside": WAY + "It stays in the shell of N(0, I), {low} to {high}; a straight line is shorter"
    " halfway than an arc, and leaves it more often.",
    "leaves": WAY + "It leaves the shell of N(0, I), {low} to {high}; an arc between such ends"
    " stays in it nearly always.",
    "outside": WAY + "One end, or both, lies outside the shell of N(0, I), {low} to {high}: images"
    " at the edge of the data do.",
}
CHEMIN = "Faites glisser alpha : |z| du VAE est {a} en A, {b} en B, et de {least} à {most} en"
CHEMIN += " chemin. "
