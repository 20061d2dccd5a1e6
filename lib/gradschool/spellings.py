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
from collections.abc import Iterator
from typing import Any


def missing(name: str, owner: str, package: str) -> str:
    """Say that a package or an object has no such name, and what it is called there if the package's table knows it.

    Examples
    --------
    >>> from gradschool import nn
    >>> missing("Linear", "my model", "gradschool.nn")
    'my model has no Linear; it is Dense(fan_in, fan_out) here (the weight is (inputs, outputs))'
    >>> missing("Transformer", "gradschool.nn", "gradschool.nn")
    'gradschool.nn has no Transformer'
    """
    for here, there, remark in _rows(package):
        if name in re.findall(r"`(?:model\.)?(\w+)", there):
            return f"{owner} has no {name}; it is {_bare(here)} here{f' ({_bare(remark)})' if remark else ''}"
    return f"{owner} has no {name}"


def refuse_settings_from_elsewhere(package: str, kind: type, settings: dict[str, Any]) -> None:
    """Refuse settings that a class does not take; say how those of its namesake in the table are written here.

    The namesake is the class's row, or another's that PyTorch calls so: its ``SGD(momentum)`` is our ``Momentum(mu)``.

    Examples
    --------
    >>> from gradschool import nn
    >>> refuse_settings_from_elsewhere("gradschool.nn", nn.Dropout, {"p": 0.2})
    Traceback (most recent call last):
    ...
    TypeError: Dropout takes no p: PyTorch's Dropout(p, inplace=True), Dropout2d(p) is Dropout(rate) here
    """
    for here, there, _ in _rows(package):
        if not re.search(rf"\b{kind.__name__}\(", f"{here} {there}"):
            continue
        for name in settings:
            if not re.search(rf"[(,] ?{name}\b", here) and re.search(rf"[(,] ?{name}\b", there):
                raise TypeError(f"{kind.__name__} takes no {name}: PyTorch's {_bare(there)} is {_bare(here)} here")
    takes = inspect.signature(kind).parameters
    unknown = [name for name in settings if name not in takes]
    if unknown and not any(each.kind is each.VAR_KEYWORD for each in takes.values()):
        known = f"it takes {', '.join(takes)}" if takes else "it takes nothing"
        raise TypeError(f"{kind.__name__} takes no {unknown[0]}; {known}")


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
