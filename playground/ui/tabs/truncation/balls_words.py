"""The ball explorer in English and French."""

HINT = (
    "Click a point to see whose ball admits it. Then remove the outlier: precision had believed it,"
    " coverage not."
)

WITHOUT = (
    "Click a point to see whose ball admits it. Then add the outlier: which measure believes it?"
)
LITTLE = (
    "Click a point to see whose ball admits it. Here the outlier changes precision by {precision},"
    " coverage by {coverage}: it lets in what lies near it, noisy images above all."
)
