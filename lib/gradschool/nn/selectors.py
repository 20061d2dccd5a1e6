"""Which parameters are meant: by a name, by the first components of names, or by a test of a name."""

from collections.abc import Callable, Iterable, Sequence

from gradschool.settings import checked_text

Selector = str | Iterable[str] | Callable[[str], bool]


def decayed(name: str) -> bool:
    """Select all but biases and norms, the usual group for weight decay: names that end in ``weight``.

    A bias, a norm's scale and shift, and a learned slope say where and how large, and are not what overfits; decay
    would pull a scale of 1 toward 0. A layer of your own belongs to this group through the names that it gives.

    Examples
    --------
    >>> from gradschool import nn
    >>> parameters = nn.Sequential(nn.Dense(2, 3), nn.BatchNorm(3)).build(rng=0)
    >>> parameters.names(nn.decayed), parameters.names(nn.undecayed)
    (['0.weight'], ['0.bias', '1.scale', '1.shift'])
    """
    return checked_text("decayed", "name", name).endswith("weight")


def undecayed(name: str) -> bool:
    """Select biases, norms and learned slopes: what `decayed` leaves out."""
    return not decayed(name)


def selected(which: Selector, names: Sequence[str]) -> list[str]:
    """Return the names that are selected, in their own order.

    Parameters
    ----------
    which : str, iterable of str or callable
        A name or its first components (``"1"`` or ``"1."`` is all of layer 1 and nothing of layer 10), several of
        these, or a test of a name.
    names : sequence of str
        All that there are.

    Raises
    ------
    KeyError
        If a string selects nothing; the names that there are stand in the error.
    TypeError
        If `which` is neither.

    Examples
    --------
    >>> selected("1", ["1.weight", "1.bias", "10.weight"])
    ['1.weight', '1.bias']
    """
    if callable(which):
        return [name for name in names if which(name)]
    found: set[str] = set()
    for selector in [which] if isinstance(which, str) or not isinstance(which, Iterable) else which:
        if not isinstance(selector, str):
            raise TypeError(f"{selector!r} selects no parameters; give a name such as {names[0]!r}, or a test")
        chosen = {name for name in names if _selects(selector, name)}
        if not chosen:
            raise KeyError(f"no parameter is {selector!r} or stands in it; there are {', '.join(names)}")
        found |= chosen
    return [name for name in names if name in found]


def _selects(selector: str, name: str) -> bool:
    whole = selector.removesuffix(".")
    return whole in ("", name) or name.startswith(f"{whole}.")
