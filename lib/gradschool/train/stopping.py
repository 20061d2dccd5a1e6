"""Early stopping: when a figure has not improved for a while, and which weights were the best."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from gradschool.backend.arrays import Array
from gradschool.nn import Module
from gradschool.settings import NotNegative, checked_values, whole
from gradschool.spellings import Translated

FIGURES = ("epoch", "step", "learning_rate", "training_loss", "validation_")
"""How the names of a history's figures begin."""


@dataclass
class EarlyStopping(Translated):
    """Stops when a figure has not improved for some epochs, and keeps the best weights seen (Prechelt 1998).

    Where it stops a run, the trainer puts the best weights back. Where the epochs run out first, the model is as the
    last epoch left it, so that `fit` goes on as if there had been no pause; `restore` puts the best weights back then.

    Parameters
    ----------
    patience : int, default 5
        Epochs in a row without an improvement after which it stops, at least 1. With 1, the first epoch that is no
        better than the best is the last.
    monitor : str, default "validation_loss"
        The figure, as the history calls it: "training_loss", or "validation_" and the loss or a metric. One that no
        epoch will have is refused by `fit`, before a step.
    margin : float, default 0
        An improvement is more than this; PyTorch Lightning's ``min_delta``.
    grows : bool, optional
        Whether larger is better: True for its ``mode="max"``, False for ``mode="min"``. By default so
        for a name that ends in "accuracy", and not for one that ends in "loss" or "error"; for any other it must be
        said.

    Attributes
    ----------
    best : float or None
        The best value so far; NaN never is.
    best_epoch : int
        Its epoch, counted from 1.
    waited : int
        Epochs since.
    snapshot : dict of array or None
        The model at that epoch, running statistics included.
    run : object
        What stands for the run that it watches; `fit` of another trainer refuses it once it has seen an epoch.

    Examples
    --------
    >>> from gradschool import data, nn, optim, train
    >>> training, held_back = data.digits().flat.split(0.2, rng=0)
    >>> model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
    >>> parameters = model.build(rng=0)
    >>> stopping = train.EarlyStopping(patience=2)
    >>> trainer = train.Trainer(model, optim.Adam(lr=0.05), stopping=stopping)
    >>> history = trainer.fit(data.Loader(training, 64, rng=0), 100, held_back)
    >>> len(history.epochs) == stopping.best_epoch + 2
    True
    >>> trainer.stopped == f"validation_loss was best in epoch {stopping.best_epoch} and no better in the 2 after it"
    True
    """

    patience: int = 5
    monitor: str = "validation_loss"
    margin: float = 0.0
    grows: bool | None = None
    best: float | None = field(default=None, init=False)
    best_epoch: int = field(default=0, init=False)
    waited: int = field(default=0, init=False)
    snapshot: dict[str, Array] | None = field(default=None, init=False, repr=False)
    run: object = field(default=None, init=False, repr=False, compare=False)
    table = __package__

    def __post_init__(self) -> None:
        self.patience = whole("EarlyStopping", "patience", self.patience)
        self.margin = checked_values("EarlyStopping", {"margin": NotNegative}, {"margin": self.margin})["margin"]
        if not isinstance(self.monitor, str):
            raise TypeError(f'EarlyStopping: monitor is {self.monitor!r}; name a figure: "validation_loss"')
        if not self.monitor.startswith(FIGURES):
            raise ValueError(
                f"EarlyStopping: monitor is {self.monitor!r}, which no history has; its figures are training_loss, "
                "validation_loss and each metric as validation_NAME, such as validation_accuracy"
            )
        if self.grows is None:
            self.grows = _direction(self.monitor)
        if not isinstance(self.grows, bool):
            raise TypeError(f"EarlyStopping: grows is {self.grows!r}; True if larger is better, False if smaller is")

    def check(self, rates: Iterable[str], validated: Sequence[str]) -> None:
        """Refuse to wait for a figure that no epoch will have, given the names of the rates and of what is judged."""
        columns = ["training_loss", *(f"validation_{name}" for name in validated)]
        if self.monitor not in ("epoch", "step", *rates, *columns):
            raise ValueError(
                f"early stopping watches {self.monitor!r}, but an epoch here has only {', '.join(columns)}"
            )

    @property
    def watched(self) -> bool:
        """Whether it has seen an epoch; then it belongs to that run, which `run` stands for, and to no other."""
        return bool(self.waited or self.best_epoch)

    def see(self, row: Mapping[str, float], model: Module) -> None:
        """Take in an epoch's figures, and keep a copy of the model if it is the best so far."""
        if self.monitor not in row:
            raise ValueError(f"early stopping watches {self.monitor!r}, but the epoch has only {', '.join(row)}")
        value = row[self.monitor]
        if self._improves(value):
            self.best, self.best_epoch, self.waited = value, int(row["epoch"]), 0
            self.snapshot = model.snapshot()
        else:
            self.waited += 1

    def _improves(self, value: float) -> bool:
        if isnan(value) or self.best is None:
            return not isnan(value)
        return value > self.best + self.margin if self.grows else value < self.best - self.margin

    @property
    def reason(self) -> str | None:
        """Why to stop now, in words; None where there is no reason."""
        if self.waited < self.patience:
            return None
        if self.best is None:
            return f"{self.monitor} was not a number in {self.waited} epochs"
        return f"{self.monitor} was best in epoch {self.best_epoch} and no better in the {self.waited} after it"

    def restore(self, model: Module) -> None:
        """Put the best weights back, if any epoch had a number."""
        if self.snapshot is not None:
            model.restore(self.snapshot)

    def resume(self, data: Mapping[str, Any], snapshot: dict[str, Array] | None) -> None:
        """Go on from what `as_data` gave; patience, margin and direction stay as they are here."""
        self.best, self.best_epoch, self.waited = data["best"], data["best_epoch"], data["waited"]
        self.snapshot = snapshot

    def as_data(self) -> dict[str, Any]:
        """Return settings and state but for the snapshot as plain data, to be stored."""
        names = ("patience", "monitor", "margin", "grows", "best", "best_epoch", "waited")
        return {name: getattr(self, name) for name in names}


def _direction(monitor: str) -> bool:
    if monitor.endswith("accuracy"):
        return True
    if monitor.endswith(("loss", "error")):
        return False
    raise ValueError(
        f"whether a larger {monitor!r} is better can't be told by its name; pass grows=True or grows=False"
    )
