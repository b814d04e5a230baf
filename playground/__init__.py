"""A visual playground for deep learning: the package behind the five tabs."""

import time

#: What changes on disk from then on is not the code that runs [s].
STARTED = time.time()
