"""A model as its trainer met it, so that one that was changed under the trainer is noticed."""

from gradschool import nn
from gradschool.backend.arrays import Array


class Subject:
    """Remembers a model's parameters and layers; the trainer's moments and counts belong to these and to no others.

    Parameters
    ----------
    model : Module
        Built.

    Attributes
    ----------
    parameters : Parameters
        Those that the trainer's groups step.
    """

    def __init__(self, model: nn.Module) -> None:
        model.check_whole()
        self._model, self.parameters = model, model.parameters
        modules = [module for _, module in model.modules()]
        self._containers = [(module, children) for module in modules if (children := module.children())]
        self._buffered = [module for module in modules if module.buffers]

    def check(self) -> None:
        """Refuse a model that was built anew: its weights are fresh and thawed, and the optimizer's state is not."""
        if self._model.parameters is not self.parameters:
            raise RuntimeError(
                "the model was built anew, and this trainer's moments and counts are those of the weights before; "
                "make a new Trainer for it"
            )

    def check_layers(self) -> None:
        """Refuse a model that was built anew, or in which a layer was put in, taken out or replaced."""
        self.check()
        for module, children in self._containers:
            if module.children() != children:
                raise RuntimeError(
                    "the model has other layers than when this trainer was made; build it, and make a new Trainer for "
                    "it"
                )

    def buffers(self) -> list[dict[str, Array]]:
        """Return the running statistics of each layer that keeps some; not copied."""
        return [module.buffers for module in self._buffered]
