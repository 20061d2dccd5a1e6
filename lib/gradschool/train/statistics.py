"""The running statistics of batch normalization, taken anew for weights that no step has led to."""

from gradschool import nn
from gradschool.backend import Generator, default_rng
from gradschool.data import Loader
from gradschool.train.entrance import checked_loader, checked_model
from gradschool.train.interrupts import UndoneByErrors


def refresh_statistics(model: nn.Module, loader: Loader, rng: int | Generator = 0) -> None:
    """Let the training data pass once more, and take the running statistics of batch normalization from it alone.

    They belong to the weights that were trained. After weights were averaged or written, a model is judged by other
    layers' statistics until this was called (Izmailov et al. 2018, section 3.2; PyTorch's ``update_bn``). Nothing
    learns. A layer whose scale and shift are frozen keeps its statistics.

    Parameters
    ----------
    model : Module
        Built. Without batch normalization nothing is done.
    loader : Loader
        Its first epoch is gone through; each batch counts by its examples.
    rng : int or Generator, default 0
        Source of what is random in the model (dropout).

    Raises
    ------
    TypeError, ValueError
        If the model does not take the data; its statistics are then as they were.

    Examples
    --------
    >>> from gradschool import data, optim, train
    >>> digits = data.digits().flat
    >>> model = nn.Sequential(nn.Dense(64, 32), nn.BatchNorm(32), nn.ReLU(), nn.Dense(32, 10))
    >>> parameters, average = model.build(rng=0), optim.PolyakAverage()
    >>> trainer, loader = train.Trainer(model, optim.Adam(lr=0.05)), data.Loader(digits)
    >>> history = trainer.fit(loader, 3, hook=lambda trainer: average.update(parameters.values))
    >>> parameters.values[...] = average.weights
    >>> before = train.evaluate(model, digits)["loss"]
    >>> train.refresh_statistics(model, loader)
    >>> train.evaluate(model, digits)["loss"] < before
    True
    """
    modules = [module for _, module in checked_model("refresh_statistics", model).modules()]
    norms = [module for module in modules if isinstance(module, nn.BatchNorm) and not module.frozen]
    batches, rng = checked_loader("refresh_statistics", loader).batches(0), default_rng(rng)
    momenta, seen = [norm.momentum for norm in norms], 0
    try:
        with UndoneByErrors(rng, [norm.buffers for norm in norms]):
            for x, _ in batches if norms else ():
                seen += x.shape[0]
                for norm in norms:
                    norm.momentum = x.shape[0] / seen
                model.forward(x, training=True, rng=rng)
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
