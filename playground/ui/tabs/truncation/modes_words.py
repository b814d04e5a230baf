"""Dropped modes, in English and French."""

HINT = (
    "Drag the modes kept: the curve falls back to the left, recall and coverage with it; precision"
    " notices nothing."
)

INVENTED = (
    "Drag the modes kept: the curve falls back to the left, recall and coverage with it. The"
    " invented modes cost precision: {all} with all modes kept, {some} with one."
)
