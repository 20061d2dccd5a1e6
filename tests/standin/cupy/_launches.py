"""How often the device would be asked to work: kernels and copies, counted by name.

A view asks for nothing, nor does memory without values. Anything else counts once, a matrix product once more for each
operand or result that is not laid out as its library wants it, which CuPy copies first (``_routines_linalg.pyx``).
Reductions over several axes and sorting take more than one kernel in CuPy; here they count once too.
"""

from collections import Counter

import numpy as np

counted = Counter()
WITHOUT_VALUES = ("empty", "empty_like")


def note(name, result, operands):
    """Count one call, by what it made of what."""
    made = [x for x in (result if isinstance(result, (tuple, list)) else [result]) if isinstance(x, np.ndarray)]
    operands = [x for x in operands if isinstance(x, np.ndarray)]
    if name in WITHOUT_VALUES or any(np.may_share_memory(x, y) for x in made for y in operands):
        return
    counted[name] += 1
    if name == "matmul":
        counted["copy for matmul"] += sum(not _laid_out(x) for x in operands)


def _laid_out(x):
    """Whether a product takes it as it lies: contiguous, or a matrix that is one's transpose."""
    return x.flags.c_contiguous or (x.ndim == 2 and x.flags.f_contiguous)
