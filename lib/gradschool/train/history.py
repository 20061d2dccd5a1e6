"""What training writes down, and the rule by which it stops."""

from dataclasses import dataclass, field
from typing import Any

from gradschool.backend.arrays import Array
from gradschool.nn import Module


@dataclass
class History:
    """Losses of all steps, and a row of figures an epoch.

    Attributes
    ----------
    losses : list of float
        The training loss of each step, on its own batch.
    epochs : list of dict
        For each epoch: ``epoch``, ``step``, ``training_loss``, and where there is validation data
        ``validation_loss`` and ``validation_accuracy``.
    """

    losses: list[float] = field(default_factory=list)
    epochs: list[dict[str, float]] = field(default_factory=list)

    def column(self, name: str) -> list[float]:
        """Return one figure of all epochs, ready to be plotted."""
        return [row[name] for row in self.epochs]

    def as_data(self) -> dict[str, Any]:
        """Return plain data, to be stored."""
        return {"losses": self.losses, "epochs": self.epochs}


@dataclass
class EarlyStopping:
    """Stops when a figure has not improved for some epochs, and keeps the best weights seen (Prechelt 1998).

    Parameters
    ----------
    patience : int, default 5
        Epochs to wait for an improvement.
    monitor : str, default "validation_loss"
        The figure; an accuracy is to grow, anything else to shrink.
    margin : float, default 0
        What counts as an improvement.

    Attributes
    ----------
    best : float or None
        The best value so far.
    best_epoch : int
        Its epoch, counted from 1.
    snapshot : dict of array or None
        The model at that epoch, running statistics included.

    Examples
    --------
    >>> from gradschool import data, nn, optim, train
    >>> training, held_back = data.digits().flat.split(0.2, rng=0)
    >>> model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
    >>> parameters = model.build(rng=0)
    >>> trainer = train.Trainer(model, optim.Adam(lr=0.05))
    >>> stopping = train.EarlyStopping(patience=2)
    >>> history = trainer.fit(data.Loader(training, 64, rng=0), 100, held_back, stopping)
    >>> len(history.epochs) == stopping.best_epoch + 2
    True
    """

    patience: int = 5
    monitor: str = "validation_loss"
    margin: float = 0.0
    best: float | None = None
    best_epoch: int = 0
    waited: int = 0
    snapshot: dict[str, Array] | None = None

    def should_stop(self, row: dict[str, float], model: Module) -> bool:
        """Look at an epoch's figures; keep a copy of the model if it is the best, and say whether to stop."""
        if self.monitor not in row:
            raise ValueError(f"early stopping watches {self.monitor!r}, but the epoch has only {', '.join(row)}")
        value = row[self.monitor]
        better = self.best is None or (
            value > self.best + self.margin if "accuracy" in self.monitor else value < self.best - self.margin
        )
        if better:
            self.best, self.best_epoch, self.waited = value, int(row["epoch"]), 0
            self.snapshot = model.snapshot()
        else:
            self.waited += 1
        return self.waited >= self.patience
