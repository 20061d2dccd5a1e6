"""How often the device would be asked to work: kernels and copies, counted by name.

A view asks for nothing, nor does memory without values. Anything else counts once, a matrix product once more for each
operand or result that is not laid out as its library wants it, which CuPy copies first (``_routines_linalg.pyx``).
Reductions over several axes and sorting take more than one kernel in CuPy; here they count once too.

Whoever hooks on is told of the memory that each result asks for.
"""

from collections import Counter

import numpy as np

counted = Counter()
hooks = {}
"""Hooks on memory in use, by name (``cupy.cuda.MemoryHook``)."""
WITHOUT_VALUES = ("empty", "empty_like")


def note(name, result, operands):
    """Count one call, by what it made of what."""
    made = [x for x in (result if isinstance(result, (tuple, list)) else [result]) if isinstance(x, np.ndarray)]
    operands = [x for x in operands if isinstance(x, np.ndarray)]
    if any(np.may_share_memory(x, y) for x in made for y in operands):
        return
    allocated(*made)
    if name in WITHOUT_VALUES:
        return
    counted[name] += 1
    if name == "matmul":
        counted["copy for matmul"] += sum(not _laid_out(x) for x in operands)


def allocated(*arrays):
    """Tell hooks of new memory, as CuPy's pool does: in units of 512 bytes."""
    for hook in hooks.values():
        for x in arrays:
            hook.malloc_preprocess(device_id=0, size=x.nbytes, mem_size=-(-x.nbytes // 512) * 512)


def _laid_out(x):
    """Whether a product takes it as it lies: contiguous, or a matrix that is one's transpose."""
    return x.flags.c_contiguous or (x.ndim == 2 and x.flags.f_contiguous)
