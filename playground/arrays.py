"""The arrays that travel between rooms, by what is in them."""

import numpy as np
from numpy.typing import NDArray

#: Pixels: [..., H, W] or [..., H, W, 3].
Image8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
