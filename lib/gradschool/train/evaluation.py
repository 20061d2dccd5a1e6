"""What a model says about data it does not learn from: predictions, the loss, and metrics."""

from collections.abc import Callable, Mapping
from typing import Any

from gradschool import nn
from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.data import Dataset
from gradschool.settings import whole
from gradschool.train.entrance import Loss, checked_dataset, checked_model

Metric = Callable[[Array, Array], Array | float]


def metrics_of(loss: Loss) -> dict[str, Metric]:
    """Return what is measured beside this loss by default.

    `gradschool.nn.softmax_cross_entropy` has ``"accuracy"``, the share of rows whose largest score is the label's, or
    that of the most probable class where labels are probabilities. `gradschool.nn.binary_cross_entropy` has
    ``"accuracy"`` too, the share on the right side of 0. Any other loss has none, since nothing says that it is about
    classes: not a ``lambda`` around a cross entropy, so fix settings (label smoothing) by `functools.partial`, which
    makes no difference.
    """
    known: dict[Loss, Metric] = {
        nn.softmax_cross_entropy: _accuracy,
        nn.binary_cross_entropy: nn.binary_accuracy,
    }
    plain = getattr(loss, "func", loss)
    return {"accuracy": known[plain]} if plain in known else {}


def checked_loss(loss: Any) -> Loss:
    """Return a loss, which is a function: names of losses are not looked up."""
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(f"loss is {loss!r}; pass a function of outputs and labels, such as nn.mean_squared_error")
    return loss


def checked_metrics(metrics: Any, loss: Loss) -> dict[str, Metric]:
    """Return metrics by name, by default those of the loss; refuse what is none, and the name ``"loss"``."""
    if metrics is None:
        return metrics_of(loss)
    if not isinstance(metrics, Mapping) or not all(callable(metric) for metric in metrics.values()):
        raise TypeError(f'metrics is {metrics!r}; pass functions by name: {{"accuracy": nn.accuracy}}')
    if "loss" in metrics:
        raise ValueError('a metric is called "loss", as the loss itself is; give it another name')
    return dict(metrics)


def _accuracy(outputs: Array, labels: Array) -> Array:
    most_probable = array_namespace(labels).argmax(labels, axis=1) if labels.ndim == 2 else labels
    return nn.accuracy(outputs, most_probable)


def predict(model: nn.Module, x: Array, batch_size: int = 512) -> Array:
    """Return the model's output at test time, batch by batch.

    Parameters
    ----------
    model : Module
        Built.
    x : array, shape (n, ...)
        Inputs; at least one.
    batch_size : int, default 512
        Inputs at a time; the memory needed grows with it, the result is the same.

    Returns
    -------
    array, shape (n, outputs)
    """
    checked_model("predict", model)
    if isinstance(x, Dataset):
        raise TypeError("predict: x is a Dataset; give its inputs, dataset.x, or judge it: evaluate(model, dataset)")
    xp, batch_size = array_namespace(x=x), whole("predict", "batch_size", batch_size)
    shape = tuple(getattr(x, "shape", ()))
    if not shape or shape[0] == 0:
        raise ValueError(
            f"predict: x is {f'of shape {shape}' if shape else repr(x)}; give an array of at least one input"
        )
    parts = [model.forward(x[i : min(i + batch_size, x.shape[0]), ...]) for i in range(0, x.shape[0], batch_size)]
    return xp.concat(parts, axis=0)


def evaluate(
    model: nn.Module,
    dataset: Dataset,
    loss: Loss = nn.softmax_cross_entropy,
    metrics: Mapping[str, Metric] | None = None,
    batch_size: int = 512,
) -> dict[str, float]:
    """Return the mean loss and each metric on a data set, at test time.

    Parameters
    ----------
    model : Module
        Built.
    dataset : Dataset
        Inputs and labels.
    loss : callable, default `gradschool.nn.softmax_cross_entropy`
        Takes outputs and labels; returns the loss and its gradient.
    metrics : dict of callable, optional
        Each takes all outputs and all labels and returns one number. By default accuracy where the loss is one of the
        two cross entropies, and none elsewhere (`metrics_of`).
    batch_size : int, default 512
        Inputs at a time.

    Returns
    -------
    dict of float
        ``"loss"``, and each metric by its name, so none may be called ``"loss"``. The loss is `loss` as it is given,
        its smoothing and its class weights included.

    Examples
    --------
    >>> from gradschool import data, nn
    >>> model = nn.Dense(2, 1)
    >>> parameters = model.build(rng=0)
    >>> squared = data.Dataset(data.xor(100).x, data.xor(100).x[:, :1])
    >>> sorted(evaluate(model, squared, nn.mean_squared_error, {"worst": lambda y, t: abs(y - t).max()}))
    ['loss', 'worst']
    """
    model, dataset = checked_model("evaluate", model), checked_dataset(dataset)
    measured = checked_metrics(metrics, checked_loss(loss))
    output = predict(model, dataset.x, batch_size)
    return {"loss": float(loss(output, dataset.y)[0])} | {
        name: _number(name, metric(output, dataset.y)) for name, metric in measured.items()
    }


def _number(name: str, measured: Any) -> float:
    try:
        return float(measured)
    except (TypeError, ValueError) as error:
        shape = getattr(measured, "shape", None)
        what = f"a {type(measured).__name__}" if shape is None else f"shape {tuple(shape)}"
        raise TypeError(f"the metric {name!r} returned {what}; it returns one number") from error
