"""The training loop: batches in, steps out, figures written down."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from math import isfinite
from typing import Any

from gradschool import nn
from gradschool.backend import Generator, default_rng
from gradschool.backend.arrays import Array
from gradschool.backend.memory import keep_freed_memory
from gradschool.data import Dataset, Loader
from gradschool.train.bar import bar_over
from gradschool.train.clipping import checked_limit, clip_by_value, norm, shortened
from gradschool.train.evaluation import Loss, Metric, checked_dataset, evaluate, metrics_of
from gradschool.train.gradients import Batch, DivergenceError, differentiated, divergence
from gradschool.train.groups import Rules, grouped, watching_rates
from gradschool.train.history import History, Progress
from gradschool.train.interrupts import Uninterrupted, undone_by_errors
from gradschool.train.stopping import EarlyStopping

Penalty = Callable[[Array], tuple[Array, Array]]
Hook = Callable[["Trainer"], bool | None]


class Trainer:
    """Trains a model; everything that a run consists of is an attribute, so that it can be saved and resumed.

    A step is taken whole or not at all. After an error, a divergence or Ctrl-C in the midst of one, weights, running
    statistics and random state are what they were before it, and `fit` goes on with the batch that it had not learned
    from. So ``fit(loader, 1)`` twelve times is ``fit(loader, 12)``, to the last bit, interrupted or not.

    Parameters
    ----------
    model : Module
        Built (``model.build(rng)``).
    optimizer : Optimizer, dict of Optimizer, or list of (selector, Optimizer)
        One for all parameters; or one for each group: by the beginning of its parameters' names, or by a selector
        as `gradschool.nn.Parameters.names` takes it (``[(nn.decayed, AdamW(...)), (nn.undecayed, Adam(...))]``).
        Groups must not overlap. Parameters in no group, and frozen ones, stay as they are. A rate that is lowered on a
        plateau is told each epoch's validation loss, or its training loss where nothing is validated.
    loss : callable, default `gradschool.nn.softmax_cross_entropy`
        Takes the model's output and the labels; returns the loss, a mean over the batch, and its gradient.
    metrics : dict of callable, optional
        What is measured on validation data beside the loss: each takes all outputs and all labels, and returns a
        number. By default accuracy where the loss is a cross entropy, and nothing elsewhere.
    rng : int or Generator, default 0
        Source of what is random in the model (dropout).
    penalty : callable, optional
        Takes all weights in one array; returns a value and a gradient, added to those of the loss.
    clip : float, optional
        Largest norm of the gradient of all parameters that are stepped (`clip_by_norm`); frozen ones don't count.
    clip_value : float, optional
        Largest size of a gradient's element (`clip_by_value`); with `clip`, it comes first.
    accumulate : int, default 1
        Batches a step. Their gradients are averaged over all their examples, which is the step on one large batch but
        for rounding, at the memory of a small one. Not so where a layer looks at its batch as a whole: batch
        normalization takes the statistics of each small batch, dropout draws anew for each, and a loss that weights
        classes divides by the weights of each. What is left at the end of an epoch makes a smaller step.
    stopping : EarlyStopping, optional
        Stops `fit` early, and then puts the best weights back.
    progress : bool, default False
        Whether to show a progress bar.

    Attributes
    ----------
    model, loss, metrics, penalty, clip, clip_value, accumulate, stopping, progress
        As given; `metrics` with its default filled in.
    groups : list of Group
        The optimizers with their parameters and their state, by name.
    rng : Generator
        Its state is part of the run.
    steps : int
        Taken so far.
    history : History
        Losses and figures so far.
    under_way : Progress
        How far the epoch under way has come; all zero between epochs.
    stopped : str or None
        Why the last `fit` ended before its epochs were over, in words; None where it did not.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: Rules,
        loss: Loss = nn.softmax_cross_entropy,
        *,
        metrics: Mapping[str, Metric] | None = None,
        rng: int | Generator = 0,
        penalty: Penalty | None = None,
        clip: float | None = None,
        clip_value: float | None = None,
        accumulate: int = 1,
        stopping: EarlyStopping | None = None,
        progress: bool = False,
    ) -> None:
        if not isinstance(accumulate, int) or accumulate < 1:
            raise ValueError(f"accumulate is {accumulate!r}; a step takes a whole number of batches, at least 1")
        if stopping is not None and (stopping.waited or stopping.best_epoch):
            raise ValueError("this EarlyStopping has watched another run already; make a new one for this trainer")
        self.model, self.loss, self.penalty, self.progress = model, loss, penalty, progress
        self.metrics = metrics_of(loss) if metrics is None else dict(metrics)
        self.clip = None if clip is None else checked_limit("clip", clip)
        self.clip_value = None if clip_value is None else checked_limit("clip_value", clip_value)
        self.accumulate, self.stopping = accumulate, stopping
        self.groups = grouped(optimizer, model.parameters)
        self.rng = default_rng(rng)
        self.history, self.steps, self.under_way = History(), 0, Progress()
        self.stopped: str | None = None
        self._built = model.parameters, _with_buffers(model)
        keep_freed_memory()

    def step(self, x: Array, labels: Array) -> float:
        """Take one step on one batch, and return its loss, penalty included."""
        with Uninterrupted():
            return self._take([(x, labels)])

    def _take(self, batches: Sequence[Batch]) -> float:
        """Take one step on some batches; if it fails, nothing has changed."""
        with undone_by_errors(self.rng, [module.buffers for module in self._buffered()]):
            value, gradients = self._measured(batches)
            parameters = self.model.parameters
            for group in self.groups:
                group.step(parameters.values, gradients, parameters.frozen, self.steps)
            self.steps += 1
        self.history.losses.append(value)
        return value

    def _buffered(self) -> list[nn.Module]:
        """Return the modules with running statistics; looked for again only where the model was built anew."""
        parameters = self._built[0]
        if parameters is not self.model.parameters:
            if self.model.parameters.layout() != parameters.layout():
                raise RuntimeError("the model was built anew with other parameters; make a new trainer for it")
            self._built = self.model.parameters, _with_buffers(self.model)
        return self._built[1]

    def _measured(self, batches: Sequence[Batch]) -> tuple[float, Array]:
        """Return the loss over some batches and its gradient, clipped."""
        loss, gradients = differentiated(self.model, self.loss, batches, self.rng)
        if self.penalty is not None:
            extra, slope = self.penalty(self.model.parameters.values)
            loss, gradients = loss + extra, gradients + slope
        length, value = self._length(gradients), float(loss)
        if not (isfinite(value) and isfinite(length)):
            raise DivergenceError(divergence(self.model.parameters, value, gradients, self.steps + 1))
        if self.clip_value is not None:
            gradients = clip_by_value(gradients, self.clip_value)
            length = self._length(gradients)
        return value, gradients if self.clip is None else shortened(gradients, length, self.clip)

    def _length(self, gradients: Array) -> float:
        """Return the norm of what is stepped; finite only if all of it is."""
        frozen = self.model.parameters.frozen
        return norm(*[gradients[run.buffer] for group in self.groups for run in group.runs(frozen)])

    def fit(
        self, loader: Loader, epochs: int, validation: Dataset | None = None, *, hook: Hook | None = None
    ) -> History:
        """Train for some epochs more.

        Parameters
        ----------
        loader : Loader
            The batches; its epochs go on from where this trainer's history ends. An epoch that was interrupted is
            taken up at its next batch, and counts as one of `epochs`.
        epochs : int
            At most so many. None are left where early stopping has already said stop.
        validation : Dataset, optional
            Judged after each epoch.
        hook : callable, optional
            Called with the trainer after each epoch, whose row is the last of ``trainer.history.epochs``; if it
            returns True, that was the last epoch. It may save a checkpoint, draw, freeze or thaw.

        Returns
        -------
        History

        Raises
        ------
        DivergenceError
            If the loss or a gradient is no longer a number; before the step is taken.
        """
        if not isinstance(loader, Loader):
            raise TypeError(f"fit takes a Loader, not a {type(loader).__name__}: data.Loader(dataset, batch_size=128)")
        if validation is not None:
            checked_dataset(validation)
        if self.stopping is not None:
            self.stopping.check(["loss", *self.metrics] if validation is not None else [])
        self.stopped = self.stopping.reason if self.stopping else None
        goal = len(self.history.epochs) + epochs
        with closing(bar_over(epochs * len(loader), self.under_way.batches, self.progress)) as bar:
            while len(self.history.epochs) < goal and not self.stopped:
                self._go_through(loader, bar.update)
                self._conclude(validation)
                bar.set_postfix(self.history.epochs[-1])
                if hook is not None and hook(self) and not self.stopped:
                    self.stopped = f"the hook said so after epoch {len(self.history.epochs)}"
        return self.history

    def _go_through(self, loader: Loader, tick: Callable[[int], Any]) -> None:
        """Learn from what is left of the epoch under way."""
        done = self.under_way
        if done.batches and done.of != len(loader):
            raise ValueError(
                f"the epoch under way was interrupted after {done.batches} of {done.of} batches, and this loader has "
                f"{len(loader)}; pass the loader as it was, or set trainer.under_way = train.Progress() to begin anew"
            )
        done.of = len(loader)
        left = loader.batches(len(self.history.epochs), done.batches)
        with Uninterrupted() as held:
            while batches := list(islice(left, self.accumulate)):
                value = self._take(batches)
                done.add(len(batches), sum(int(x.shape[0]) for x, _ in batches), value)
                tick(len(batches))
                held.let_through()

    def _conclude(self, validation: Dataset | None) -> None:
        """Judge the epoch, write its row, and see whether it was the last."""
        row = {"epoch": len(self.history.epochs) + 1, "step": self.steps, **self._rates()}
        row["training_loss"] = self.under_way.loss / self.under_way.examples
        if validation is not None:
            figures = evaluate(self.model, validation, self.loss, self.metrics)
            row |= {f"validation_{name}": value for name, value in figures.items()}
        with Uninterrupted():
            if self.stopping is not None:
                self.stopping.see(row, self.model)
                self.stopped = self.stopping.reason
            for rate in watching_rates(self.groups):
                rate.observe(row.get("validation_loss", row["training_loss"]))
            self.history.epochs.append(row)
            self.under_way = Progress()
            if self.stopped and self.stopping is not None:
                self.stopping.restore(self.model)

    def _rates(self) -> dict[str, float]:
        """Return the learning rate of the last step, one for each group."""
        last = max(self.steps - 1, 0)
        if len(self.groups) == 1:
            return {"learning_rate": self.groups[0].rate(last)}
        return {f"learning_rate:{group.name}": group.rate(last) for group in self.groups}


def _with_buffers(model: nn.Module) -> list[nn.Module]:
    return [module for _, module in model.modules() if module.buffers]
