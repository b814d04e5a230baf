"""The reparameterisation in French."""

SEEN = (
    "z = μ + T σ ε: the encoder gives μ and σ, chance gives ε, so that gradients pass through μ and"
    " σ. Drag T: at 0 all samples are the mean's picture; of {n}, {one} are read as another class"
    " than it at 1, and {last} at 3."
)
