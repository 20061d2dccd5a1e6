"""Rules that work element by element, such as an optimizer's step: written once as arithmetic, fast everywhere.

>>> import numpy as np
>>> def rule(w, g, s, *, lr):
...     s = s + g**2
...     return w - lr * g / sqrt(s), s
>>> w, g, s = np.array([1.0, 1.0]), np.array([3.0, -4.0]), np.zeros(2)
>>> run(rule, {"w": w, "g": g, "s": s}, {"lr": 0.1}, written=("w", "s"))
>>> w.tolist(), s.tolist()
([0.9, 1.1], [9.0, 16.0])
"""

from gradschool.backend.elementwise.fused import fused
from gradschool.backend.elementwise.in_place import run
from gradschool.backend.elementwise.trace import sign, sqrt

__all__ = ["fused", "run", "sign", "sqrt"]
