"""The training loop: batches in, steps out, figures written down."""

from collections.abc import Callable, Iterator
from contextlib import closing
from math import isfinite
from typing import Any

from gradschool.backend import Generator, array_namespace, default_rng
from gradschool.backend.arrays import Array
from gradschool.backend.memory import keep_freed_memory
from gradschool.data import Dataset, Loader
from gradschool.nn import Module, softmax_cross_entropy
from gradschool.nn.losses import accuracy
from gradschool.optim import Optimizer, State
from gradschool.train.clipping import clip_by_norm
from gradschool.train.history import EarlyStopping, History

Loss = Callable[[Array, Array], tuple[Array, Array]]
Penalty = Callable[[Array], tuple[Array, Array]]


class DivergenceError(ArithmeticError):
    """The loss is no longer a number."""


class Trainer:
    """Trains a model; everything that a run consists of is an attribute, so that it can be saved and resumed.

    Parameters
    ----------
    model : Module
        Built (``model.build(rng)``).
    optimizer : Optimizer, or dict of Optimizer
        One for all parameters, or one for each group: the beginning of their names, and its optimizer. Parameters
        in no group, and frozen ones, stay as they are.
    loss : callable, default `gradschool.nn.softmax_cross_entropy`
        Takes the model's output and the labels; returns the loss and its gradient.
    rng : int or Generator, default 0
        Source of what is random in the model (dropout).
    penalty : callable, optional
        Takes all weights in one array; returns a value and a gradient, added to those of the loss.
    clip : float, optional
        Largest norm of the gradient.
    progress : bool, default False
        Whether to show a progress bar.
    """

    def __init__(
        self,
        model: Module,
        optimizer: Optimizer | dict[str, Optimizer],
        loss: Loss = softmax_cross_entropy,
        *,
        rng: int | Generator = 0,
        penalty: Penalty | None = None,
        clip: float | None = None,
        progress: bool = False,
    ) -> None:
        self.model, self.loss, self.penalty, self.clip, self.progress = model, loss, penalty, clip, progress
        self.optimizers = {"": optimizer} if isinstance(optimizer, Optimizer) else optimizer
        self.rng = default_rng(rng)
        self.history = History()
        self.steps = 0
        values = model.parameters.values
        keep_freed_memory()
        self.states: list[State] = [rule.start(values[where]) for rule, where in self._groups()]

    def _groups(self) -> Iterator[tuple[Optimizer, slice]]:
        for which, rule in self.optimizers.items():
            for where in self.model.parameters.slices(which):
                yield rule, where

    def step(self, x: Array, labels: Array) -> float:
        """Take one step on one batch, and return its loss."""
        parameters = self.model.parameters
        loss, upstream = self.loss(self.model.forward(x, training=True, rng=self.rng), labels)
        value = float(loss)
        if not isfinite(value):
            raise DivergenceError(
                f"the loss is {value} at step {self.steps + 1}; try a lower learning rate, a warm-up, or clip=1.0"
            )
        self.model.backward(upstream, input_gradient=False)
        gradients = parameters.gradients
        if self.penalty is not None:
            extra, slope = self.penalty(parameters.values)
            value, gradients = value + float(extra), gradients + slope
        if self.clip is not None:
            gradients, _ = clip_by_norm(gradients, self.clip)
        for (rule, where), state in zip(self._groups(), self.states, strict=True):
            rule.step_in_place(parameters.values[where], gradients[where], state)
        self.steps += 1
        self.history.losses.append(value)
        return value

    def fit(
        self,
        loader: Loader,
        epochs: int,
        validation: Dataset | None = None,
        stopping: EarlyStopping | None = None,
    ) -> History:
        """Train for some epochs more.

        Parameters
        ----------
        loader : Loader
            The batches; its epochs go on from where this trainer's history ends.
        epochs : int
            At most so many.
        validation : Dataset, optional
            Judged after each epoch.
        stopping : EarlyStopping, optional
            Stops early, and leaves the model at its best weights.

        Returns
        -------
        History
        """
        first = len(self.history.epochs)
        with closing(self._bar(epochs * len(loader))) as bar:
            for epoch in range(first, first + epochs):
                row = self._epoch(loader, epoch, bar)
                if validation is not None:
                    loss, share = evaluate(self.model, validation, self.loss)
                    row |= {"validation_loss": loss, "validation_accuracy": share}
                self.history.epochs.append(row)
                bar.set_postfix(
                    {name: f"{value:.4g}" for name, value in row.items() if "loss" in name or "acc" in name}
                )
                if stopping is not None and stopping.should_stop(row, self.model):
                    break
        if stopping is not None and stopping.snapshot is not None:
            self.model.restore(stopping.snapshot)
        return self.history

    def _epoch(self, loader: Loader, epoch: int, bar: Any) -> dict[str, float]:
        total, count = 0.0, 0
        for x, labels in loader.batches(epoch):
            total += self.step(x, labels) * x.shape[0]
            count += x.shape[0]
            bar.update()
        return {"epoch": epoch + 1, "step": self.steps, "training_loss": total / count}

    def _bar(self, total: int) -> Any:
        if not self.progress:
            return _NoBar()
        from tqdm.auto import tqdm

        return tqdm(total=total, unit="step")


class _NoBar:
    """Stands where no progress bar is wanted."""

    def update(self) -> None:
        """Show nothing."""

    def set_postfix(self, figures: dict[str, str]) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Leave nothing."""


def predict(model: Module, x: Array, batch_size: int = 512) -> Array:
    """Return the model's output at test time, batch by batch, shape (n, outputs)."""
    xp = array_namespace(x)
    parts = [model.forward(x[i : min(i + batch_size, x.shape[0]), ...]) for i in range(0, x.shape[0], batch_size)]
    return xp.concat(parts, axis=0)


def evaluate(model: Module, dataset: Dataset, loss: Loss = softmax_cross_entropy) -> tuple[float, float]:
    """Return mean loss and accuracy on a data set, at test time."""
    output = predict(model, dataset.x)
    return float(loss(output, dataset.y)[0]), float(accuracy(output, dataset.y))
