"""Polyak averaging: a running mean of the weights, often better than the last of them."""

from gradschool.backend.arrays import Array, floating
from gradschool.settings import Share, checked_values


class PolyakAverage:
    """Keeps an average of weights over training (Polyak and Juditsky 1992).

    The running statistics of batch normalization are not averaged: they belong to the weights that were trained. After
    ``model.parameters.values[...] = average.weights`` call `gradschool.train.refresh_statistics`, or the model is
    judged by the statistics of other weights.

    Parameters
    ----------
    decay : float or None, default None
        None is the plain mean of all that was seen; else an exponential average, ``decay`` of the old and
        ``1 - decay`` of the new, divided by ``1 - decay ** count``, so that its shares add up to 1 from the first
        weights on (as Adam's averages are corrected: Kingma and Ba 2015, section 3).

    Examples
    --------
    >>> import numpy as np
    >>> average = PolyakAverage()
    >>> for w in (1.0, 2.0, 6.0):
    ...     average.update(np.array([w]))
    >>> average.weights
    array([3.])
    """

    def __init__(self, decay: Share | None = None) -> None:
        self.decay = checked_values("PolyakAverage", {"decay": Share | None}, {"decay": decay})["decay"]
        self.count = 0
        self._average: Array | None = None

    @property
    def weights(self) -> Array:
        """The average so far."""
        if self._average is None:
            raise ValueError("no weights were averaged yet; call update(w) first")
        return self._average

    def update(self, w: Array) -> None:
        """Take in the weights as they are now (they are copied), of one shape and dtype every time."""
        floating(w, "the weights", like=self._average)
        if self._average is not None and tuple(w.shape) != tuple(self._average.shape):
            raise ValueError(f"the weights have shape {tuple(w.shape)}; their average has {tuple(self._average.shape)}")
        self.count += 1
        if self._average is None:
            self._average = +w
            return
        share = 1 / self.count if self.decay is None else (1 - self.decay) / (1 - self.decay**self.count)
        self._average = self._average + share * (w - self._average)
