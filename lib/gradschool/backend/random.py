"""Random numbers that are drawn on the host, so one seed gives one result on every backend."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.backend.arrays import Array, to_device, to_numpy
from gradschool.backend.selection import NAMES, Backend, BackendError, current
from gradschool.settings import number, whole

Size = int | Sequence[int] | None
LEAST = -(2**63)
"""The smallest whole number that int64 holds."""
PRECISIONS = ("float64", "float32", "float16")


def default_rng(seed: "int | Generator | None" = None, backend: str | Backend | None = None) -> "Generator":
    """Return a source of random arrays.

    Parameters
    ----------
    seed : int, Generator or None, default None
        A whole number from 0 on, or several; the same seed gives the same numbers on every backend. A generator is
        returned as it is, and one of NumPy's is drawn from; ``None`` takes a seed from the operating system.
    backend : str, Backend or None, default None
        Where the arrays go; ``None`` is the backend in use at the time of each draw.

    Raises
    ------
    TypeError
        If a seed is none: a text, a fraction, a number below 0.

    Examples
    --------
    >>> default_rng(0).integers(10, size=3).tolist()
    [8, 6, 5]
    """
    if isinstance(seed, Generator):
        return seed
    try:
        if isinstance(seed, bool | str):
            raise TypeError
        return Generator(np.random.default_rng(seed), backend)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"rng is {seed!r}; give a seed, a whole number from 0 on, or a generator: backend.default_rng(0)"
        ) from error


class Generator:
    """Draws with `numpy.random.Generator` on the host and hands the arrays to a backend.

    ``size=None`` asks for one plain Python number, a size for an array; a setting that no distribution has (a deviation
    below 0, a size of 2.5) is a ValueError that names it. Arrays of reals are float64 unless `dtype` says otherwise;
    another dtype is the same numbers rounded, so a change of precision does not change the experiment.

    Parameters
    ----------
    host : numpy.random.Generator
        The source.
    backend : str, Backend or None, default None
        Where the arrays go; ``None`` is the backend in use at the time of each draw.
    """

    def __init__(self, host: np.random.Generator, backend: str | Backend | None = None) -> None:
        if not (backend is None or isinstance(backend, Backend) or backend in NAMES):
            raise BackendError(f"backend is {backend!r}; give one of {', '.join(map(repr, NAMES))}, or leave it out")
        self.host = host
        self._backend = backend

    def standard_normal(self, size: Size = None, dtype: str = "float64") -> Any:
        """Draw from the normal distribution with mean 0 and variance 1."""
        return self._reals("standard_normal", size, dtype)

    def normal(self, loc: float = 0.0, scale: float = 1.0, size: Size = None, dtype: str = "float64") -> Any:
        """Draw from the normal distribution with mean `loc` and standard deviation `scale`, which is 0 or more."""
        return self._reals("normal", size, dtype, number("normal", "loc", loc), number("normal", "scale", scale, 0))

    def uniform(self, low: float = 0.0, high: float = 1.0, size: Size = None, dtype: str = "float64") -> Any:
        """Draw evenly from ``[low, high)``; `high` itself is never drawn, though rounding may come near it."""
        low = number("uniform", "low", low)
        high = number("uniform", "high", high, low)
        return self._reals("uniform", size, dtype, low, high, below=high if low < high else None)

    def random(self, size: Size = None, dtype: str = "float64") -> Any:
        """Draw evenly from ``[0, 1)``; never 1, though a number next to it would be rounded so in float32."""
        return self._reals("random", size, dtype, below=1.0)

    def beta(self, a: float, b: float, size: Size = None, dtype: str = "float64") -> Any:
        """Draw from the beta distribution (mixup and cutmix mix by it); `a` and `b` are above 0."""
        above = (number("beta", name, x, 0, without="low") for name, x in (("a", a), ("b", b)))
        return self._reals("beta", size, dtype, *above)

    def integers(self, low: int, high: int | None = None, size: Size = None) -> Any:
        """Draw int64 from ``low`` up to but without ``high``; with one bound, from 0 up to but without it."""
        if high is None:
            low, high = 0, whole("integers", "low", low)
        low = whole("integers", "low", low, LEAST)
        high = whole("integers", "high", high, low + 1)
        return self._hand_over(self.host.integers(low, high, _shape("integers", size)), None)

    def permutation(self, n: "int | Array") -> Array:
        """Return ``0 ... n-1`` in random order, or the rows of an array in random order (a copy)."""
        return self._hand_over(self.host.permutation(_population("permutation", "n", n, 0)), None)

    def choice(self, a: "int | Array", size: Size = None, replace: bool = True, p: "Array | None" = None) -> Any:
        """Draw from ``0 ... a-1`` or from the rows of an array, with probabilities `p` or all alike."""
        population, probabilities = _population("choice", "a", a, 1), None if p is None else to_numpy(p)
        return self._hand_over(self.host.choice(population, _shape("choice", size), replace, probabilities), None)

    def zeros(self, size: Size, dtype: str = "float64") -> Array:
        """Return zeros where this generator's arrays go; nothing is drawn."""
        return self.place(np.zeros(_shape("zeros", () if size is None else size)), dtype)

    def place(self, drawn: np.ndarray, dtype: str) -> Array:
        """Return what was computed from this generator's host where its arrays go, in another dtype."""
        return self._hand_over(drawn, dtype)

    def spawn(self, n: int) -> list["Generator"]:
        """Return `n` new generators whose numbers have nothing to do with one another."""
        return [Generator(child, self._backend) for child in self.host.spawn(whole("spawn", "n", n, 0))]

    @property
    def state(self) -> dict[str, Any]:
        """Where the stream of numbers stands, as plain data: save it, and set it to go on from there."""
        return dict(self.host.bit_generator.state)

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        self.host.bit_generator.state = dict(state)

    def _reals(self, kind: str, size: Size, dtype: str, *settings: float, below: float | None = None) -> Any:
        """Draw by the method of the host that is named so."""
        if dtype not in PRECISIONS:
            raise ValueError(f"{kind}: dtype is {dtype!r}; it must be one of {', '.join(map(repr, PRECISIONS))}")
        return self._hand_over(getattr(self.host, kind)(*settings, size=_shape(kind, size)), dtype, below)

    def _hand_over(self, drawn: Any, dtype: str | None, below: float | None = None) -> Any:
        if np.ndim(drawn) == 0 and not isinstance(drawn, np.ndarray):
            return drawn.item() if isinstance(drawn, np.generic) else drawn
        if dtype is not None:
            drawn = drawn.astype(dtype, copy=False)
        if below is not None:
            bound = drawn.dtype.type(below)
            drawn = np.minimum(drawn, np.nextafter(bound, -np.inf, dtype=drawn.dtype) if bound >= below else bound)
        return to_device(drawn, current() if self._backend is None else self._backend)

    def __repr__(self) -> str:
        where = self._backend or "the one in use"
        return f"Generator({type(self.host.bit_generator).__name__}, backend={where})"


def _shape(kind: str, size: Size) -> Any:
    """Return how many are drawn, as NumPy takes it: None, or whole numbers from 0 on."""
    if size is None:
        return None
    if isinstance(size, Iterable) and not isinstance(size, str):
        return tuple(whole(kind, "size", length, 0) for length in size)
    return whole(kind, "size", size, 0)


def _population(kind: str, name: str, value: "int | Array", least: int) -> Any:
    """Return from what is drawn, as NumPy takes it: a number, or rows."""
    rows = to_numpy(value) if hasattr(value, "shape") else np.asarray(value)
    if rows.ndim and rows.dtype.kind not in "OSU":
        return rows
    return whole(kind, name, value, least)
