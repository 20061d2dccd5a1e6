"""What all optimizers share: state that the caller keeps, a step that copies, and a step in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.optim import fused

State = dict[str, Any]
Rate = float | Callable[[int], float]


@dataclass(frozen=True, kw_only=True)
class Optimizer:
    """An update rule with its settings.

    A subclass writes its rule once, as arithmetic on ``w``, ``g`` and its slots; the same rule runs over small
    blocks on a CPU and as one kernel on a GPU (`gradschool.optim.fused`).

    Parameters
    ----------
    lr : float or callable
        The learning rate, or a schedule: called with the number of steps taken so far, it returns the rate.
    """

    lr: Rate
    slots: ClassVar[tuple[str, ...]] = ()

    def start(self, w: Array) -> State:
        """Return the state before the first step: the step count and one array of zeros a slot."""
        xp = array_namespace(w)
        return {"steps": 0, **{slot: xp.zeros_like(w) for slot in self.slots}}

    def gradient_point(self, w: Array, state: State) -> Array:
        """Return where the next gradient is to be taken: at `w`, but for Nesterov's look-ahead."""
        return w

    def rate(self, steps: int) -> float:
        """Return the learning rate after so many steps."""
        return float(self.lr(steps)) if callable(self.lr) else float(self.lr)

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
        xp = self._checked(w, gradient, state)
        steps = state["steps"] + 1
        slots = [state[slot] for slot in self.slots]
        new = self.rule(xp.sqrt, w, gradient, *slots, **self.numbers(steps))
        return new[0], {"steps": steps, **dict(zip(self.slots, new[1:], strict=True))}

    def step_in_place(self, w: Array, gradient: Array, state: State) -> None:
        """Take one step, overwriting weights and state; the fast way, in one pass over memory.

        Parameters are those of `step`. Arrays that are not contiguous work too, more slowly.
        """
        self._checked(w, gradient, state)
        state["steps"] += 1
        arrays = {"w": w, "g": gradient, **{slot: state[slot] for slot in self.slots}}
        fused.run(self.rule, arrays, self.numbers(state["steps"]), written=("w", *self.slots))

    def numbers(self, steps: int) -> dict[str, float]:
        """Return the rule's numbers for the step number `steps`, counted from 1."""
        return {"lr": self.rate(steps - 1)}

    @staticmethod
    def rule(sqrt: Callable[[Any], Any], w: Any, g: Any, *slots: Any, **numbers: float) -> tuple[Any, ...]:
        """Return the new weights and slots: arithmetic and `sqrt` alone."""
        raise NotImplementedError("an optimizer defines its rule")

    def _checked(self, w: Array, gradient: Array, state: Mapping[str, Any]) -> Any:
        missing = [name for name in ("steps", *self.slots) if name not in state]
        if missing:
            raise ValueError(
                f"the state has no {', '.join(missing)}; {type(self).__name__} needs the state of its own start(w)"
            )
        xp = array_namespace(w)
        if not xp.isdtype(w.dtype, "real floating"):
            raise TypeError(f"the weights are {w.dtype}; make them float32 or float64: a step is seldom a whole number")
        for name, x in {"gradient": gradient, **{slot: state[slot] for slot in self.slots}}.items():
            if tuple(x.shape) != tuple(w.shape) or x.dtype != w.dtype:
                raise ValueError(
                    f"{name} has shape {tuple(x.shape)} and dtype {x.dtype}; the weights have shape "
                    f"{tuple(w.shape)} and dtype {w.dtype}"
                )
        return array_namespace(w=w, gradient=gradient, **{slot: state[slot] for slot in self.slots})
