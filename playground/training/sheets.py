"""Contact sheets: one picture per model, to look at before it is published."""

import numpy as np
from PIL import Image, ImageDraw
from torch import Tensor

from playground.arrays import Image8


def grid(images: Tensor, columns: int) -> Image8:
    """Images [N, C, H, W] in [0, 1] as one picture, row by row, with a black line between.

    Returns uint8 [H', W'] or [H', W', 3]. N is a multiple of `columns`.
    """
    n, channels, height, width = images.shape
    pixels = (images.detach().float().clamp(0, 1) * 255).round().byte().cpu().numpy()
    framed = np.pad(pixels, ((0, 0), (0, 0), (0, 1), (0, 1)))
    rows = framed.reshape(n // columns, columns, channels, height + 1, width + 1)
    sheet = rows.transpose(0, 3, 1, 4, 2).reshape(n // columns * (height + 1), -1, channels)
    return sheet[..., 0] if channels == 1 else sheet


def page(columns: list[list[str]], width: int = 520) -> Image8:
    """Texts as one picture, each column from top to bottom. Returns uint8 [H, W]."""
    blocks = ["\n\n- - -\n\n".join(column) for column in columns]
    height = 30 + 15 * max(block.count("\n") + 1 for block in blocks)
    picture = Image.new("L", (width * len(blocks), height), 255)
    draw = ImageDraw.Draw(picture)
    for place, block in enumerate(blocks):
        draw.multiline_text((10 + place * width, 10), block, fill=0, spacing=3)
    return np.asarray(picture)
