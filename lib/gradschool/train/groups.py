"""Which optimizer steps which parameters, and its state of each: kept by name, whatever is frozen meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn.parameters import Parameters
from gradschool.nn.selectors import Selector
from gradschool.optim import Optimizer
from gradschool.optim.schedules import listeners

_EXAMPLE = "optim.Adam(lr=0.001)"

Rules = Optimizer | Mapping[str, Optimizer] | Sequence[tuple[Selector, Optimizer]]


@dataclass(frozen=True)
class Run:
    """Neighbors that are stepped at once: where they lie in the model's buffers, and where in the group's slots."""

    names: tuple[str, ...]
    buffer: slice
    slots: slice
    shape: tuple[int, ...]

    def joined_with(self, following: "Run") -> "Run":
        """Return both as one flat run."""
        buffer = slice(self.buffer.start, following.buffer.stop)
        slots = slice(self.slots.start, following.slots.stop)
        return Run((*self.names, *following.names), buffer, slots, (buffer.stop - buffer.start,))


class Group:
    """Parameters that one optimizer steps.

    Parameters
    ----------
    name : str
        What the group is called in errors and in the history: its selector, the name of a function that selects, or
        its number.
    optimizer : Optimizer
        Its rule. One with ``shaped = True`` is handed each parameter in its own shape; any other all neighbors that
        learn as one flat array.
    parameters : Parameters
        Of the model.
    names : sequence of str
        Those of the group.

    Attributes
    ----------
    slots : dict of array, shape (size of the group,)
        The optimizer's state: of all parameters of the group end to end, the frozen included.
    taken : dict of int
        Steps that each parameter has taken. A frozen one takes none, so Adam's bias correction is right after a thaw;
        the learning rate follows the trainer's steps all the same.
    """

    def __init__(self, name: str, optimizer: Optimizer, parameters: Parameters, names: Sequence[str]) -> None:
        self.name, self.optimizer = name, optimizer
        self.taken = dict.fromkeys(names, 0)
        self._shaped = bool(getattr(optimizer, "shaped", False))
        self._runs: tuple[frozenset[str], list[Run]] | None = None
        self._places, end = {}, 0
        for place in parameters.layout(names):
            size = place.where.stop - place.where.start
            self._places[place.name] = Run((place.name,), place.where, slice(end, end + size), place.shape)
            end += size
        xp = array_namespace(parameters.values)
        starts = [optimizer.start(parameters[name]) for name in names]
        self.slots: dict[str, Array] = {
            slot: xp.concat([xp.reshape(start[slot], (-1,)) for start in starts]) for slot in optimizer.slots
        }

    def step(self, values: Array, gradients: Array, frozen: frozenset[str], steps: int) -> None:
        """Step all parameters that are not frozen, in place, by the rate after so many steps of the trainer."""
        for run in self.runs(frozen):
            taken = self.taken[run.names[0]]
            state: dict[str, Any] = {"steps": taken}
            state |= {slot: self._handed(array[run.slots], run) for slot, array in self.slots.items()}
            w, g = (self._handed(array[run.buffer], run) for array in (values, gradients))
            _delayed(self.optimizer, steps - taken).step_in_place(w, g, state)
            self.taken.update(dict.fromkeys(run.names, taken + 1))

    def _handed(self, array: Array, run: Run) -> Array:
        return _in_shape(array, run.shape) if self._shaped else array

    def rate(self, steps: int) -> float:
        """Return the learning rate after so many steps of the trainer."""
        return self.optimizer.rate(steps)

    def runs(self, frozen: frozenset[str]) -> list[Run]:
        """Return what learns, in as few pieces as can be: one, in most models. They last until another is frozen."""
        if self._runs is None or self._runs[0] != frozen:
            self._runs = frozen, self._merged(frozen)
        return self._runs[1]

    def _merged(self, frozen: frozenset[str]) -> list[Run]:
        runs: list[Run] = []
        for name, place in self._places.items():
            if name in frozen or place.buffer.start == place.buffer.stop:
                continue
            last = runs[-1] if runs else None
            if last is not None and self._continues(last, place):
                runs[-1] = last.joined_with(place)
            else:
                runs.append(place)
        return runs

    def _continues(self, last: Run, place: Run) -> bool:
        """Say whether two neighbors may be stepped as one."""
        joined = last.buffer.stop == place.buffer.start and last.slots.stop == place.slots.start
        as_one = self.taken[last.names[0]] == self.taken[place.names[0]]
        return joined and as_one and not self._shaped

    def resume(self, taken: Mapping[str, int]) -> None:
        """Go on from these counts of steps; the slots are written through `state_of`."""
        self.taken, self._runs = {name: taken[name] for name in self.taken}, None

    def state_of(self, name: str) -> dict[str, Array]:
        """Return views of a parameter's slots, in its shape."""
        place = self._places[name]
        return {slot: _in_shape(array[place.slots], place.shape) for slot, array in self.slots.items()}


def grouped(rules: Rules, parameters: Parameters) -> list[Group]:
    """Return the groups that a trainer's `optimizer` stands for.

    Parameters
    ----------
    rules : Optimizer, dict of Optimizer, or sequence of (selector, Optimizer)
        One for all parameters; one for each name, or first components of names; or one for each selection, as
        `gradschool.nn.Parameters.names` takes it (a name, several, or a test of a name).
    parameters : Parameters
        Of the model.

    Raises
    ------
    TypeError
        If an optimizer is none, or a class instead of an instance; or a group is no pair of a selector and one.
    ValueError
        If there is no group, a group is empty, or two hold the same parameter.
    """
    pairs = _pairs(rules)
    chosen = parameters.groups([selector for selector, _ in pairs])
    groups = []
    for number, ((selector, optimizer), names) in enumerate(zip(pairs, chosen, strict=True)):
        name = _called(selector, number, pairs)
        if not names:
            raise ValueError(f"{name} selects no parameter; there are {', '.join(parameters)}")
        groups.append(Group(name, _checked(optimizer), parameters, names))
    return groups


def _checked(optimizer: Any) -> Optimizer:
    if isinstance(optimizer, type) or not isinstance(optimizer, Optimizer):
        call = f"{optimizer.__name__}(lr=...)" if isinstance(optimizer, type) else _EXAMPLE
        raise TypeError(f"{optimizer!r} is no optimizer; pass an instance, such as {call}")
    if getattr(optimizer, "form", None) == "look-ahead":
        raise ValueError(
            "Nesterov's look-ahead form asks for gradients ahead of the weights, and a trainer takes them at the "
            'weights; use form="shifted"'
        )
    return optimizer


def rates(groups: Sequence[Group], steps: int) -> dict[str, float]:
    """Return the learning rate of the last of so many steps, one for each group, by its name in the history."""
    last = max(steps - 1, 0)
    if len(groups) == 1:
        return {"learning_rate": groups[0].rate(last)}
    return {f"learning_rate:{group.name}": group.rate(last) for group in groups}


def watching_rates(groups: Sequence[Group]) -> list[Any]:
    """Return the schedules that are told each epoch's figure, such as `ReduceOnPlateau`; each once."""
    found = {id(rate): rate for group in groups for rate in listeners(group.optimizer.lr)}
    return list(found.values())


def rule_of(optimizer: Optimizer) -> str:
    """Return what the state of an optimizer means: its class, and the settings that are words (a convention, a form).

    Examples
    --------
    >>> from gradschool import optim
    >>> rule_of(optim.Momentum(lr=0.1)), rule_of(optim.Adam())
    ("Momentum(convention='gradient')", 'Adam()')
    """
    settings = ((each.name, getattr(optimizer, each.name)) for each in fields(optimizer))
    words = [f"{name}={value!r}" for name, value in settings if isinstance(value, str)]
    return f"{type(optimizer).__name__}({', '.join(words)})"


def _pairs(rules: Rules) -> list[tuple[Selector, Optimizer]]:
    if isinstance(rules, Mapping):
        pairs: list[tuple[Selector, Optimizer]] = list(rules.items())
    else:
        pairs = list(rules) if isinstance(rules, list | tuple) else [("", rules)]  # type: ignore[list-item]
    if not pairs:
        raise ValueError(f"the optimizer is {rules!r}, so nothing would learn; pass one, such as optim.Adam(lr=0.001)")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or isinstance(pair[0], int | float | Optimizer):
            raise TypeError(
                f"{pair!r} is no group; a dict gives an optimizer for each beginning of names, "
                f'{{"0": {_EXAMPLE}}}, and a list pairs of a selector and an optimizer, [("0", {_EXAMPLE})]'
            )
    return pairs


def _called(selector: Selector, number: int, pairs: Sequence[tuple[Selector, Optimizer]]) -> str:
    """Return a group's name; a lambda has none, and two of one name would be one column of the history."""
    if isinstance(selector, str):
        return selector
    name = getattr(selector, "__name__", "<lambda>")
    names = [getattr(other, "__name__", other) for other, _ in pairs]
    return f"group {number}" if name == "<lambda>" or names.count(name) > 1 else name


def _in_shape(array: Array, shape: tuple[int, ...]) -> Array:
    return array_namespace(array).reshape(array, shape)


def _delayed(optimizer: Optimizer, steps: int) -> Optimizer:
    """Return the optimizer with the rate of so many steps later: its own steps are fewer than the trainer's."""
    rate = optimizer.lr
    if steps == 0 or not callable(rate):
        return optimizer
    return replace(optimizer, lr=lambda taken: rate(taken + steps))
