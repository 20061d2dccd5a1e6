"""What all optimizers share: state that the caller keeps, a step that copies, and a step in place."""

from collections.abc import Iterable
from dataclasses import FrozenInstanceError, dataclass, fields
from math import inf
from typing import Any, ClassVar, NoReturn, Self

from gradschool.backend import array_namespace, elementwise
from gradschool.backend.arrays import Array, floating, floating_namespace
from gradschool.settings import Rate, checked_values
from gradschool.spellings import Translated, missing

State = dict[str, Any]


@dataclass(frozen=True)
class Optimizer(Translated):
    """An update rule with its settings, which stay: ``dataclasses.replace(optimizer, lr=0.01)`` is another optimizer.

    A subclass has a field for each setting, names its slots, and writes its rule as its paper has it; the same rule
    runs over small blocks on a CPU and as one kernel on a GPU (`gradschool.backend.elementwise`).

    Parameters
    ----------
    lr : float or callable
        The learning rate, or a schedule: called with the number of steps taken so far, it returns the rate. It may
        come first without its name; all other settings have theirs.

    Raises
    ------
    TypeError, ValueError
        If a setting is not what its annotation says (see `gradschool.settings`).

    Examples
    --------
    >>> import numpy as np
    >>> @dataclass(frozen=True, kw_only=True)
    ... class SignDescent(Optimizer):
    ...     lr: Rate = 0.1
    ...
    ...     @staticmethod
    ...     def rule(w, g, *, lr):
    ...         return (w - lr * elementwise.sign(g),)
    >>> optimizer, w = SignDescent(), np.array([1.0, -2.0])
    >>> optimizer.step(w, w, optimizer.start(w))[0]
    array([ 0.9, -1.9])
    """

    lr: Rate
    slots: ClassVar[tuple[str, ...]] = ()
    shaped: ClassVar[bool] = False
    """Whether the rule needs each parameter in its own shape, rather than many in one long array."""
    table = __package__

    def __new__(cls, *arguments: Any, **settings: Any) -> Self:
        """Refuse settings as PyTorch writes them with their names here, and parameters, which a trainer has."""
        # Each frozen dataclass has a __setattr__ of its own, whose error says nothing of another rate.
        cls.__setattr__ = _refused  # type: ignore[method-assign, assignment]
        if arguments and ("lr" in settings or _holds_several(arguments[0])):
            raise TypeError(
                f"{cls.__name__} takes its rate, other settings by name, and no parameters: a trainer hands it those "
                f"of its model, Trainer(model, {cls.__name__}(lr=0.1))"
            )
        return super().__new__(cls, **settings)

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        annotations = {field.name: field.type for field in fields(self)}
        values = {name: getattr(self, name) for name in annotations}
        for name, value in checked_values(type(self).__name__, annotations, values).items():
            object.__setattr__(self, name, value)

    def start(self, w: Array) -> State:
        """Return the state before the first step: the step count and one array of zeros a slot."""
        xp = array_namespace(floating(w, "the weights"))
        return {"steps": 0, **{slot: xp.zeros_like(w) for slot in self.slots}}

    def gradient_point(self, w: Array, state: State) -> Array:
        """Return where the next gradient is to be taken: at `w`, but for Nesterov's look-ahead."""
        return w

    def rate(self, steps: int) -> float:
        """Return the learning rate after so many steps; refuse what a schedule may not return."""
        if not callable(self.lr):
            return self.lr
        given = self.lr(steps)
        try:
            rate = float(given)
        except TypeError as error:
            raise TypeError(
                f"{type(self).__name__}: lr gives {given!r} after {steps} steps; a schedule returns a number, and what "
                "makes one is called first, as in schedules.constant(0.1)"
            ) from error
        if not 0 <= rate < inf:
            raise ValueError(
                f"{type(self).__name__}: the schedule gives the rate {rate} after {steps} steps; a rate is at least 0"
            )
        return rate

    def step(self, w: Array, gradient: Array, state: State) -> tuple[Array, State]:
        """Take one step, leaving weights, gradient and state as they are.

        Parameters
        ----------
        w : array, any shape
            Weights.
        gradient : array, same shape
            Of the loss, at `gradient_point`.
        state : dict
            From `start` or from the step before.

        Returns
        -------
        (array, dict)
            New weights, of the dtype of `w`, and the new state.
        """
        self._check(w, gradient, state)
        steps = state["steps"] + 1
        slots = [state[slot] for slot in self.slots]
        new = self.rule(w, gradient, *slots, **self.numbers(steps))
        return new[0], {"steps": steps, **dict(zip(self.slots, new[1:], strict=True))}

    def step_in_place(self, w: Array, gradient: Array, state: State) -> None:
        """Take one step, overwriting weights and state; the fast way, in one pass over memory.

        Parameters are those of `step`. Arrays that are not contiguous work too, more slowly.
        """
        self._check(w, gradient, state)
        steps = state["steps"] + 1
        arrays = {"w": w, "g": gradient, **{slot: state[slot] for slot in self.slots}}
        elementwise.run(self.rule, arrays, self.numbers(steps), written=("w", *self.slots))
        state["steps"] = steps

    def numbers(self, steps: int) -> dict[str, Any]:
        """Return what the rule is given by name for the step number `steps`, counted from 1.

        By default these are the fields that hold a number, and the rate at this step.
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {name: float(x) for name, x in values.items() if isinstance(x, int | float) and not isinstance(x, bool)}
        return plain | {"lr": self.rate(steps - 1)}

    @staticmethod
    def rule(*arrays: Any, **numbers: Any) -> tuple[Any, ...]:
        """Return the new weights and slots, given ``w``, ``g`` and the slots in order, and the numbers by name."""
        raise NotImplementedError("an optimizer defines its rule")

    def _check(self, w: Array, gradient: Array, state: State) -> None:
        if not isinstance(state, dict):
            raise TypeError(f"state is {state!r}; {type(self).__name__} needs the state of its own start(w)")
        missing = [name for name in ("steps", *self.slots) if name not in state]
        if missing:
            raise ValueError(
                f"the state has no {', '.join(missing)}; {type(self).__name__} needs the state of its own start(w)"
            )
        others = {"the gradient": gradient, **{slot: state[slot] for slot in self.slots}}
        floating_namespace(**{"the weights": w}, **others)
        for name, x in others.items():
            if tuple(x.shape) != tuple(w.shape):
                raise ValueError(f"{name} has shape {tuple(x.shape)}; the weights have shape {tuple(w.shape)}")


def _refused(optimizer: Optimizer, name: str, value: Any) -> NoReturn:
    kind = type(optimizer).__name__
    if name not in {field.name for field in fields(optimizer)}:
        raise AttributeError(missing(name, kind, optimizer.table))
    raise FrozenInstanceError(
        f"{kind}: {name} can't be set, since settings stay; dataclasses.replace(optimizer, {name}={value!r}) is "
        "another optimizer, which a trainer takes as trainer.groups[0].optimizer"
    )


def _holds_several(given: Any) -> bool:
    return isinstance(given, Iterable) and getattr(given, "ndim", 1) > 0
