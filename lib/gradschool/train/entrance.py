"""What a trainer is given, asked at the entrance: a slip is refused by name before a step, not after an epoch."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from gradschool import nn
from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.data import Dataset, Loader
from gradschool.train.stopping import EarlyStopping

Loss = Callable[[Array, Array], tuple[Array, Array]]
P = ParamSpec("P")
Result = TypeVar("Result")


def checked_model(what: str, model: Any) -> nn.Module:
    """Return a model, or say what was passed in its place."""
    if not isinstance(model, nn.Module):
        raise TypeError(f"{what} takes a model, not {_shown(model)}: {what}(trainer.model, ...)")
    return model


def checked_function(name: str, function: Any) -> Any:
    """Return a function, or None where none is wanted."""
    if function is not None and not callable(function):
        raise TypeError(f"{name} is {function!r}; pass a function, or leave it out")
    return function


def checked_stopping(stopping: Any) -> EarlyStopping | None:
    """Return early stopping, an instance, or None."""
    if stopping is not None and not isinstance(stopping, EarlyStopping):
        raise TypeError(f"stopping is {stopping!r}; pass an instance, such as train.EarlyStopping(patience=5)")
    return stopping


def checked_dataset(dataset: Any) -> Dataset:
    """Return a data set to be evaluated on, or say how to make one of a pair."""
    if not isinstance(dataset, Dataset):
        raise TypeError(f"what is evaluated is {_shown(dataset)}; make it a data set: data.Dataset(x, y)")
    return dataset


def checked_loader(what: str, loader: Any) -> Loader:
    """Return what is gone through in batches, or say how to make it."""
    if not isinstance(loader, Loader):
        pair = "dataset" if isinstance(loader, Dataset) else "data.Dataset(x, y)"
        raise TypeError(f"{what} takes a Loader, not {_shown(loader)}: data.Loader({pair}, batch_size=128)")
    return loader


def handed_a_loader(fit: Callable[P, Result]) -> Callable[P, Result]:
    """Say what `fit` takes to who calls it as elsewhere, ``fit(x, y, epochs=1)``, before Python counts arguments."""

    @wraps(fit)
    def call(*given: P.args, **settings: P.kwargs) -> Result:
        loader = given[1] if len(given) > 1 else settings.get("loader", settings.get("x"))
        checked_loader("fit", loader)
        return fit(*given, **settings)

    return call


def unwatched(watcher: Any) -> None:
    """Refuse early stopping, or a rate that waits for a plateau, whose best figure is another run's."""
    if getattr(watcher, "watched", False):
        kind = type(watcher).__name__
        raise ValueError(f"this {kind} has watched another run already; make a new one for this trainer")


def claim(watchers: list[Any], run: object) -> None:
    """Let each watch this run from now on; refuse one that has watched another."""
    for watcher in watchers:
        if getattr(watcher, "run", None) is not run:
            unwatched(watcher)
    for watcher in watchers:
        if hasattr(watcher, "watched"):
            watcher.run = run


def try_out(model: nn.Module, loss: Loss, validation: Dataset) -> None:
    """Refuse validation data that the model or the loss will not take: one example goes through, all labels are seen.

    Raises
    ------
    TypeError, ValueError
        As the model or the loss raises it, with a note that the first example for validation met it.
    """
    x, labels = checked_dataset(validation)
    try:
        output = model.forward(x[:1, ...])
        xp = array_namespace(output)
        rows = xp.broadcast_to(output, (len(validation), *output.shape[1:]))
        loss(xp.asarray(rows, copy=True), labels)  # a copy, for a loss may write into what it is given
    except (TypeError, ValueError) as error:
        error.add_note("met before training, by the first example of the validation data and all of its labels")
        raise


def _shown(given: Any) -> str:
    if isinstance(given, type):
        return f"the class {given.__name__}"
    return "an array" if hasattr(given, "shape") else f"a {type(given).__name__}"
