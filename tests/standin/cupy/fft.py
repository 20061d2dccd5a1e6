"""`cupy.fft`: NumPy's, on device arrays."""

import numpy as np

from cupy import _functions

__all__ = list(np.fft.__all__)
globals().update(_functions.like(np.fft))
