"""Optimizers: what moves the weights, given a gradient.

An optimizer holds its settings and nothing else. Its state is a plain dictionary that you keep:

>>> import numpy as np
>>> optimizer = Adam(lr=0.1)
>>> w = np.array([1.0, -2.0])
>>> state = optimizer.start(w)
>>> for _ in range(200):
...     w, state = optimizer.step(w, gradient=2 * w, state=state)
>>> bool(np.all(np.abs(w) < 0.1))
True
"""

from gradschool.optim import schedules
from gradschool.optim.adaptive import Adadelta, AdaGrad, Adam, AdamW, RMSProp
from gradschool.optim.averaging import PolyakAverage
from gradschool.optim.first_order import SGD, Momentum, Nesterov
from gradschool.optim.line_search import backtracking, strong_wolfe
from gradschool.optim.minimum import Minimum
from gradschool.optim.newton import minimize_newton
from gradschool.optim.normalized import Lion, Muon
from gradschool.optim.optimizer import Optimizer, State
from gradschool.optim.quasi_newton import bfgs_update, lbfgs_direction, minimize_bfgs, minimize_lbfgs

__all__ = [
    "SGD",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "AdamW",
    "Lion",
    "Minimum",
    "Momentum",
    "Muon",
    "Nesterov",
    "Optimizer",
    "PolyakAverage",
    "RMSProp",
    "State",
    "backtracking",
    "bfgs_update",
    "lbfgs_direction",
    "minimize_bfgs",
    "minimize_lbfgs",
    "minimize_newton",
    "schedules",
    "strong_wolfe",
]
