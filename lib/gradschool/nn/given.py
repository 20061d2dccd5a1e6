"""What layers and their functions are given, asked at the entrance: one value a channel, a cache, drawn weights."""

from collections.abc import Callable
from typing import Any

from gradschool.backend import Generator
from gradschool.backend.arrays import Array, floating


def one_each(what: str, count: int, **named: Array) -> None:
    """Refuse an array that does not hold one value for each of so many channels.

    Examples
    --------
    >>> import numpy as np
    >>> one_each("dense_forward", 3, bias=np.zeros(4))
    Traceback (most recent call last):
    ...
    ValueError: dense_forward: bias has shape (4,); one value for each of 3 is (3,)
    """
    for name, array in named.items():
        if tuple(array.shape) != (count,):
            raise ValueError(
                f"{what}: {name} has shape {tuple(array.shape)}; one value for each of {count} is {(count,)}"
            )


def with_axes(what: str, name: str, array: Array, shape: tuple[Any, ...]) -> Array:
    """Return an array of so many axes, those that are numbers of that length; the others are words for an error.

    Examples
    --------
    >>> import numpy as np
    >>> with_axes("dense_forward", "x", np.zeros((2, 3)), ("batch", 4))
    Traceback (most recent call last):
    ...
    ValueError: dense_forward: x has shape (2, 3); it must be (batch, 4)
    """
    found = tuple(array.shape)
    if len(found) != len(shape) or any(isinstance(n, int) and n != m for n, m in zip(shape, found, strict=True)):
        raise ValueError(f"{what}: {name} has shape {found}; it must be ({', '.join(map(str, shape))})")
    return array


def left_by(forward: str, cache: Any, upstream: Array) -> tuple[Any, ...]:
    """Return what a forward left for its backward; refuse anything else, and an upstream of whole numbers."""
    floating(upstream, f"{forward.replace('forward', 'backward')}: upstream")
    if not isinstance(cache, tuple):
        raise TypeError(
            f"{forward.replace('forward', 'backward')}: cache is {cache!r}; pass what {forward} returned last"
        )
    return cache


def drawn(
    owner: str, init: Callable[..., Array], rng: Generator, *fans: int, dtype: str, shape: tuple[int, int] | None = None
) -> Array:
    """Return what an initializer draws for a layer; another shape would train, but not what it looks like."""
    weight = init(rng, *fans, dtype) if shape is None else init(rng, *fans, dtype, shape=shape)
    found, wanted = tuple(getattr(weight, "shape", ())), fans if shape is None else shape
    if found != wanted:
        raise ValueError(f"{owner}: init returned shape {found}; it returns {wanted}, as initializers.he_normal does")
    return weight
