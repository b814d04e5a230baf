"""What the two-dimensional lab says, and its French."""

DATA = {
    "ring": "Ring of 8",
    "moons": "Two moons",
    "spiral": "Spiral",
    "checkerboard": "Checkerboard",
    "points": "Your own points",
}

WAYS = {
    "ddim": "DDIM (ODE)",
    "ddpm": "DDPM (SDE)",
    "langevin": "Annealed Langevin",
    "flow": "Flow matching",
    "learned": "Flow, learned now",
    "reflow": "Reflow, learned now",
    "arcs": "Pairs of diffusion",
    "lines": "Pairs of flow",
}

#: Above each plane there is room for more.
TITLES = {
    "ddim": "Diffusion, ODE (DDIM)",
    "ddpm": "Diffusion, SDE (DDPM)",
    "langevin": "Annealed Langevin dynamics",
    "flow": "Flow matching",
    "learned": "Flow matching, learned now",
    "reflow": "Flow straightened (reflow), learned now",
    "arcs": "Training pairs of diffusion",
    "lines": "Training pairs of flow matching",
}

#: What the arrows are, by the field that carries or would carry the particles.
SCORE = "Arrows: σ × exact score. Shade: exact density."
VELOCITY = "Arrows: exact velocity. Shade: exact density."
LEARNED = "Arrows: learned velocity. Shade: exact density."
STRAIGHT = "Arrows: learned velocity. Shade: density of the pairs it learned from."
NOTES = {
    **dict.fromkeys(("ddim", "ddpm", "langevin", "arcs"), SCORE),
    **dict.fromkeys(("flow", "lines"), VELOCITY),
    "learned": LEARNED,
    "reflow": STRAIGHT,
}

HINT = (
    "Press play: the same noise (same colour) flows to the same points, by other routes. Then take"
    " 3 steps: which one still finds the data? Straighten the flow: one step lands most on it."
)
SEEN = (
    "Press play: the same noise (same colour) goes two ways. Their ends lie {apart} apart in the"
    " median; {left} of the particles end on the data on the left, {right} on the right."
)
