"""The traversals in French."""

SEEN = (
    "Each line changes one latent of the code from -3 to 3 and leaves the others: drag in the"
    " sheet. Of the {all} latents {changing} make it another class on their way."
)
