"""Two supports, in English and French."""

HINT = (
    "Drag N, or take the disc by its grips into the ring's hole: few points make balls so large"
    " that they reach into it."
)
OTHERS = (
    "Drag N, or a shape by its grips: few points make large balls. At k = {k} precision is {few}"
    " with {least} points and {many} with {most}; by area it is {exact}."
)
