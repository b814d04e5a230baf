"""What a network refuses to read."""

from collections.abc import Sequence

from torch import Tensor

from playground.errors import BadValue


def check(name: str, x: Tensor, shape: Sequence[int], way_out: str = "Resize the images.") -> None:
    """Raises BadValue, about `name`, for what is not [N, *shape]."""
    if x.shape[1:] != tuple(shape):
        allowed = f"[N, {', '.join(map(str, shape))}]"
        raise BadValue(f"{name}.shape", tuple(x.shape), allowed, way_out)
