"""Penalties on the size of weights: value and gradient, to be added to those of the loss.

A strength is a number from 0 on; below 0 it would reward large weights, and training would never end.
"""

from math import inf

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, floating
from gradschool.settings import number


def l2_penalty(w: Array, strength: float) -> tuple[Array, Array]:
    """Return ``strength / 2 sum(w^2)`` and its gradient ``strength w`` (the half makes it weight decay's)."""
    strength, w = number("l2_penalty", "strength", strength, 0, inf), floating(w, "l2_penalty: w")
    return strength / 2 * array_namespace(w).sum(w * w), strength * w


def l1_penalty(w: Array, strength: float) -> tuple[Array, Array]:
    """Return ``strength sum(|w|)`` and the subgradient ``strength sign(w)``, 0 at 0."""
    xp = array_namespace(floating(w, "l1_penalty: w"))
    strength = number("l1_penalty", "strength", strength, 0, inf)
    return strength * xp.sum(xp.abs(w)), strength * xp.sign(w)


def elastic_net(w: Array, l1: float, l2: float) -> tuple[Array, Array]:
    """Return the sum of both penalties and of their gradients (Zou and Hastie 2005)."""
    (a, da), (b, db) = l1_penalty(w, l1), l2_penalty(w, l2)
    return a + b, da + db
