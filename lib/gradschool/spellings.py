"""What a name from PyTorch is called here, for the error that it earns: read from the table in a package's docstring.

The table's columns are: here, in PyTorch, and, if the header says so, what differs.

>>> from gradschool import nn
>>> nn.Linear
Traceback (most recent call last):
...
AttributeError: gradschool.nn has no Linear; it is Dense(fan_in, fan_out) here (the weight is (inputs, outputs))
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, Self, TypeVar

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


class _Settings:
    """The signature of a class whose settings are told by its ``__init__``, and not by the ``__new__`` before it."""

    def __get__(self, instance: object, kind: type) -> inspect.Signature:
        takes = inspect.signature(kind.__init__)  # type: ignore[misc]
        return takes.replace(parameters=[*takes.parameters.values()][1:])


class Translated:
    """Answers settings and attributes as PyTorch has them by their names here; any other by what there is.

    Attributes
    ----------
    table : str
        The package whose docstring holds the table.
    """

    table: ClassVar[str]
    __signature__ = _Settings()

    def __new__(cls, *arguments: Any, **settings: Any) -> Self:
        """Refuse settings that the class does not take, before Python does so without a way out."""
        if not settings.keys() <= _taken(cls):  # type: ignore[arg-type]  # a class may be a key
            refuse_settings_from_elsewhere(cls.table, cls, settings)
        return super().__new__(cls)

    if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every attribute

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(missing(name, type(self).__name__, self.table))


def translated(function: Callable[_P, _Result]) -> Callable[_P, _Result]:
    """Let a function answer keywords as PyTorch has them by their names here, as `Translated` does for a class.

    The table is that of the function's package, such as `gradschool.optim` for a schedule.

    Examples
    --------
    >>> from gradschool.optim import schedules
    >>> schedules.cosine(0.1, T_max=90)
    Traceback (most recent call last):
    ...
    TypeError: cosine takes no T_max: PyTorch's CosineAnnealingLR(T_max, eta_min) is
    schedules.cosine(total, lowest) in steps here
    """
    takes = inspect.signature(function).parameters
    package = ".".join(function.__module__.split(".")[:2])

    @wraps(function)
    def call(*given: _P.args, **settings: _P.kwargs) -> _Result:
        if not settings.keys() <= takes.keys():
            refuse_settings_from_elsewhere(package, function, settings)
        return function(*given, **settings)

    return call


def missing(name: str, owner: str, package: str) -> str:
    """Say that a package or an object has no such name, and what it is called there if the package's table knows it.

    Examples
    --------
    >>> from gradschool import nn
    >>> missing("Linear", "my model", "gradschool.nn")
    'my model has no Linear; it is Dense(fan_in, fan_out) here (the weight is (inputs, outputs))'
    >>> missing("Transformer", "gradschool.nn", "gradschool.nn")
    'gradschool.nn has no Transformer'

    What is a function of the package rather than a method is found as well:

    >>> from gradschool import train
    >>> missing("evaluate", "my trainer", "gradschool.train")
    'my trainer has no evaluate; there is gradschool.train.evaluate(model, dataset)'
    """
    for here, there, remark in _rows(package):
        if name in re.findall(r"`(?:model\.|optimizer\.)?(\w+)", there):
            return f"{owner} has no {name}; it is {_bare(here)} here{f' ({_bare(remark)})' if remark else ''}"
        if function := re.search(rf"`({re.escape(name)}\([^`]*\))`", here):
            return f"{owner} has no {name}; there is {package}.{function[1]}"
    return f"{owner} has no {name}"


def refuse_settings_from_elsewhere(package: str, kind: Callable[..., Any], settings: Mapping[str, Any]) -> None:
    """Refuse settings that a class or function does not take; say how those of its namesake are written here.

    The namesake is its row in the table, or another's that PyTorch calls so: its ``SGD(momentum)`` is our
    ``Momentum(mu)``.

    Examples
    --------
    >>> from gradschool import nn
    >>> refuse_settings_from_elsewhere("gradschool.nn", nn.Dropout, {"p": 0.2})
    Traceback (most recent call last):
    ...
    TypeError: Dropout takes no p: PyTorch's Dropout(p, inplace=True), Dropout2d(p) is Dropout(rate) here
    """
    takes = inspect.signature(kind).parameters
    unknown = [name for name in settings if name not in takes]
    rows = [row for row in _rows(package) if re.search(rf"\b{kind.__name__}\(", f"{row[0]} {row[1]}")]
    for name, (here, there, _) in product(unknown, rows):
        asked = rf"[(,] ?{re.escape(name)}\b"
        if not re.search(asked, here) and re.search(asked, there):
            raise TypeError(f"{kind.__name__} takes no {name}: PyTorch's {_bare(there)} is {_bare(here)} here")
    if unknown and not any(each.kind is each.VAR_KEYWORD for each in takes.values()):
        known = f"it takes {', '.join(takes)}" if takes else "it takes nothing"
        raise TypeError(f"{kind.__name__} takes no {unknown[0]}; {known}")


@cache
def _taken(kind: type) -> frozenset[str]:
    """Return the names of a class's settings; asking its signature costs more than a small optimizer's step."""
    return frozenset(inspect.signature(kind).parameters)


def _rows(package: str) -> Iterator[tuple[str, str, str]]:
    """Go through the table, without what may stand in further columns."""
    differs = False
    for line in (sys.modules[package].__doc__ or "").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if line.startswith("| here"):
            differs = cells[2:3] == ["what differs"]
        elif line.startswith("| `") and len(cells) >= 2:
            yield cells[0], cells[1], cells[2] if differs and len(cells) > 2 else ""


def _bare(cell: str) -> str:
    return cell.replace("`", "")
