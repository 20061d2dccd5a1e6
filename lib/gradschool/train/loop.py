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
from gradschool.settings import truth, whole
from gradschool.spellings import Translated
from gradschool.train import entrance
from gradschool.train.bar import bar_over
from gradschool.train.clipping import checked_limit, clip_by_value, norm, shortened
from gradschool.train.evaluation import Metric, checked_loss, checked_metrics, evaluate
from gradschool.train.gradients import Batch, DivergenceError, Penalty, differentiated, divergence, penalized
from gradschool.train.groups import Rules, Run, grouped, rates, watching_rates
from gradschool.train.history import History, Progress
from gradschool.train.interrupts import UndoneByErrors, Uninterrupted
from gradschool.train.stopping import EarlyStopping
from gradschool.train.subject import Subject

Hook = Callable[["Trainer"], bool | None]


class Trainer(Translated):
    """Trains a model; everything that a run consists of is an attribute, so that it can be saved and resumed.

    A step is taken whole or not at all. After an error, a divergence or Ctrl-C in the midst of one, weights, running
    statistics and random state are what they were before it, and `fit` goes on with the batch that it had not learned
    from. So ``fit(loader, 1)`` twelve times is ``fit(loader, 12)``, to the last bit, interrupted or not.

    Parameters
    ----------
    model : Module
        Built (``model.build(rng)``). One that is built anew, or gets other layers, needs a new trainer.
    optimizer : Optimizer, dict of Optimizer, or list of (selector, Optimizer)
        One for all parameters; or one for each group: by the first components of names (``"0"`` is layer 0 with its
        weight and bias), or by a selector as `gradschool.nn.Parameters.names` takes it (``[(nn.decayed, AdamW(...)),
        (nn.undecayed, Adam(...))]``). Groups must not overlap. Parameters in no group, and frozen ones, stay as they
        are, and a step in which nothing would learn is refused. A rate that is lowered on a plateau is told each
        epoch's validation loss, or its training loss where nothing is validated, and belongs to one run.
    loss : callable, default `gradschool.nn.softmax_cross_entropy`
        Takes the model's output and the labels; returns the loss, a mean over the batch, and its gradient.
    metrics : dict of callable, optional
        What is measured on validation data beside the loss: each takes all outputs and all labels, and returns a
        number. By default accuracy where the loss is a cross entropy, and nothing elsewhere. None is called "loss".
    rng : int or Generator, default 0
        Source of what is random in the model (dropout).
    penalty : callable, optional
        Takes all weights in one array, such as ``functools.partial(nn.l2_penalty, strength=1e-4)``; returns a value and
        a gradient, added to those of the loss.
    clip : float, optional
        Largest norm of the gradient of all parameters that are stepped (`clip_by_norm`); frozen ones don't count.
    clip_value : float, optional
        Largest size of a gradient's element (`clip_by_value`); with `clip`, it comes first.
    accumulate : int, default 1
        Batches a step. Their gradients are averaged over all their examples, which is the step on one large batch but
        for rounding, at the memory of a small one. Not so where a layer looks at its batch as a whole: batch
        normalization takes the statistics of each small batch, dropout draws anew for each, and a loss that weights
        classes divides by the weights of each. What is left at the end of an epoch makes a smaller step. Schedules
        count steps, of which an epoch has ``ceil(len(loader) / accumulate)``.
    stopping : EarlyStopping, optional
        Stops `fit` early, and then puts the best weights back.
    progress : bool, default False
        Whether to show a progress bar.

    Attributes
    ----------
    model, loss, metrics, penalty, clip, clip_value, accumulate, stopping, progress
        As given; `metrics` with its default filled in.
    groups : list of Group
        The optimizers with their parameters and their state, by name. Another rate from now on, where no schedule
        will do: ``group.optimizer = dataclasses.replace(group.optimizer, lr=0.01)``.
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

    table = __package__

    def __init__(
        self,
        model: nn.Module,
        optimizer: Rules,
        loss: entrance.Loss = nn.softmax_cross_entropy,
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
        self.model, self.loss = entrance.checked_model("Trainer", model), checked_loss(loss)
        self.metrics, self.stopping = checked_metrics(metrics, loss), entrance.checked_stopping(stopping)
        self.penalty = entrance.checked_function("penalty", penalty)
        self.progress = truth("Trainer", "progress", progress)
        self.accumulate, self.clip, self.clip_value = accumulate, clip, clip_value
        self.groups = grouped(optimizer, model.parameters)
        self.rng = default_rng(rng)
        self.history, self.steps, self.under_way = History(), 0, Progress()
        self.stopped: str | None = None
        self._run, self._subject = object(), Subject(model)
        self.claim()
        keep_freed_memory()

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse to set what would be without effect: an attribute that there is not, another model."""
        if "_subject" in vars(self):
            if name in ("lr", "optimizer"):
                raise AttributeError(
                    "a Trainer has a rate in each of its groups: group = trainer.groups[0], then "
                    "group.optimizer = dataclasses.replace(group.optimizer, lr=0.01)"
                )
            if name == "model" and value is not self.model:
                raise AttributeError("a Trainer's state belongs to its model; make a new Trainer for another one")
            if name not in vars(self):
                there = ", ".join(sorted(known for known in vars(self) if known[0] != "_"))
                raise AttributeError(f"Trainer has no {name} to set; there are {there}")
        if name == "accumulate":
            value = whole("Trainer", "accumulate", value)
        if name in ("clip", "clip_value") and value is not None:
            value = checked_limit(name, value)
        super().__setattr__(name, value)

    def step(self, x: Array, labels: Array) -> float:
        """Take one step on one batch, and return its loss, penalty included.

        Raises
        ------
        RuntimeError
            If ``accumulate`` is above 1: the batches of such a step are gathered by `fit`.
        """
        if self.accumulate > 1:
            raise RuntimeError(
                f"step takes a step on its one batch, and accumulate is {self.accumulate}: let fit gather the batches, "
                "or set trainer.accumulate = 1"
            )
        self._subject.check_layers()
        with Uninterrupted():
            return self._take([(x, labels)])

    def _take(self, batches: Sequence[Batch]) -> float:
        """Take one step on some batches; if it fails, nothing has changed."""
        with UndoneByErrors(self.rng, self._subject.buffers()):
            value, gradients = self._measured(batches)
            parameters = self.model.parameters
            for group in self.groups:
                group.step(parameters.values, gradients, parameters.frozen, self.steps)
            self.steps += 1
        self.history.losses.append(value)
        return value

    def _measured(self, batches: Sequence[Batch]) -> tuple[float, Array]:
        """Return the loss over some batches and its gradient, clipped."""
        places = [run.buffer for run in self._learning()]
        if not places:
            raise RuntimeError("nothing learns: all parameters of the groups are frozen; model.parameters.thaw()")
        loss, gradients = differentiated(self.model, self.loss, batches, self.rng)
        if self.penalty is not None:
            loss, gradients = penalized(loss, gradients, self.penalty, self.model.parameters.values)
        known = self.penalty is self.clip is self.clip_value is None and len(batches) == 1
        length = 0.0 if known and self.model.surely_finite() else norm(*[gradients[place] for place in places])
        value = float(loss)
        if not (isfinite(value) and isfinite(length)):
            raise DivergenceError(divergence(self.model, batches, value, gradients, self.steps + 1))
        if self.clip_value is not None:
            gradients = clip_by_value(gradients, self.clip_value)
            length = norm(*[gradients[place] for place in places])
        return value, gradients if self.clip is None else shortened(gradients, length, self.clip)

    def _learning(self) -> list[Run]:
        frozen = self._subject.parameters.frozen
        return [run for group in self.groups for run in group.runs(frozen)]

    def claim(self) -> None:
        """Take early stopping, and rates that are lowered on a plateau, for this run; refuse those of another."""
        entrance.claim(self._watchers(), self._run)

    def _watchers(self) -> list[Any]:
        """Return what waits for a figure to improve: early stopping, and rates that are lowered on a plateau."""
        return [*watching_rates(self.groups), *([] if self.stopping is None else [self.stopping])]

    @entrance.handed_a_loader
    def fit(
        self, loader: Loader, epochs: int, validation: Dataset | None = None, *, hook: Hook | None = None
    ) -> History:
        """Train for some epochs more.

        Parameters
        ----------
        loader : Loader
            The batches, as in ``fit(data.Loader(data.Dataset(x, y)), epochs=1)``: no arrays, since a run resumes their
            order. Its epochs go on from where this trainer's history ends. An epoch that was interrupted is taken up at
            its next batch, and counts as one of `epochs`.
        epochs : int
            At most so many more, after `load_checkpoint` too. None are left where early stopping has said stop.
        validation : Dataset, optional
            Judged after each epoch; one of its examples is tried before the first.
        hook : callable, optional
            Called with the trainer after each epoch, whose row is the last of ``trainer.history.epochs``; if it
            returns True, that was the last epoch. It may save a checkpoint, draw, freeze or thaw.

        Returns
        -------
        History

        Raises
        ------
        DivergenceError
            If the loss or a gradient is no longer a number; before the step is taken. It says what is broken.
        RuntimeError
            If the model was built anew or has other layers, or everything is frozen.
        """
        entrance.checked_function("hook", hook)
        goal = len(self.history.epochs) + whole("fit", "epochs", epochs, 0)
        self._subject.check_layers()
        if validation is not None:
            entrance.try_out(self.model, self.loss, validation)
        if self.stopping is not None:
            self.stopping.check(rates(self.groups, 0), ["loss", *self.metrics] if validation is not None else [])
        self.claim()
        self.stopped = self.stopping.reason if self.stopping else None
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
        self._subject.check_layers()
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
        row = {"epoch": len(self.history.epochs) + 1, "step": self.steps, **rates(self.groups, self.steps)}
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
