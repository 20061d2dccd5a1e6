"""What training writes down: the loss of every step, and a row of figures for every epoch."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Progress:
    """How far the epoch under way has come; a run that is interrupted goes on from here.

    Attributes
    ----------
    batches, of : int
        Batches that have been learned from, and batches of the epoch.
    examples : int
        Examples in these.
    loss : float
        Sum of their losses.
    """

    batches: int = 0
    of: int = 0
    examples: int = 0
    loss: float = 0.0

    def add(self, batches: int, examples: int, loss: float) -> None:
        """Take in one step: its batches, their examples and the mean of their losses."""
        self.batches += batches
        self.examples += examples
        self.loss += examples * loss


@dataclass
class History:
    """Losses of all steps, and a row of figures an epoch.

    Attributes
    ----------
    losses : list of float
        The training loss of each step, on its own batch, penalty included.
    epochs : list of dict
        For each epoch: ``epoch`` and ``step``, counted from 1; ``learning_rate``, that of its last step (with several
        groups one for each, ``learning_rate:NAME``, by the name selected or that of the function that selects);
        ``training_loss``, the mean over the epoch's examples, each at the weights that met it, penalty included; and
        where there is validation data ``validation_loss``, without penalty but by the same loss, its smoothing
        included, and ``validation_NAME`` for each metric.
    """

    losses: list[float] = field(default_factory=list)
    epochs: list[dict[str, float]] = field(default_factory=list)

    def column(self, name: str) -> list[float]:
        """Return one figure of all epochs, ready to be plotted; NaN for an epoch that has none.

        Raises
        ------
        KeyError
            If no epoch has the figure.
        """
        known = {known for row in self.epochs for known in row}
        if self.epochs and name not in known:
            raise KeyError(f"no epoch has {name!r}; there are {', '.join(sorted(known))}")
        return [row.get(name, float("nan")) for row in self.epochs]

    def as_data(self) -> dict[str, Any]:
        """Return plain data, to be stored."""
        return asdict(self)
