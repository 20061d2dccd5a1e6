"""Which backend new arrays go to: ``use`` chooses it, ``current`` tells it.

Arrays that exist already keep their own home; ``arrays`` beside this file looks after those.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any

from gradschool.backend.driver import fitting_package, gpu_count

VARIABLE = "GRADSCHOOL_BACKEND"
NAMES = ("auto", "numpy", "cupy", "strict")


class BackendError(RuntimeError):
    """A backend that does not exist, or that cannot work on this machine."""


@dataclass(frozen=True)
class Backend:
    """A home for arrays.

    Attributes
    ----------
    name : str
        ``"numpy"``, ``"cupy"`` or ``"strict"``.
    xp : module
        Its array namespace, as the Python array API standard has it.
    device : object
        The device that its new arrays are put on.
    """

    name: str
    xp: ModuleType
    device: Any


_current: Backend | None = None


def current() -> Backend:
    """Return the backend in use; the first question settles what ``"auto"`` means."""
    global _current
    if _current is None:
        _current = resolve("auto")
    return _current


class use:
    """Choose the backend for new arrays, for good or for the length of a ``with`` block.

    Called as a function, ``use("cupy")`` holds until the next call. As a context manager it restores on
    leaving, error or not, what held before; blocks nest. The choice is the process's, not the thread's.

    Parameters
    ----------
    name : {"auto", "numpy", "cupy", "strict"}, default "auto"
        ``"auto"`` is CuPy where a GPU answers and NumPy elsewhere; the environment variable
        ``GRADSCHOOL_BACKEND`` overrides what it means. ``"strict"`` is array-api-strict on a second device:
        it stands in for a GPU in tests, and refuses what a GPU would refuse.

    Raises
    ------
    BackendError
        If the name is unknown or the backend does not work here; the message says what to do.

    Examples
    --------
    >>> with use("numpy") as backend:
    ...     backend.name
    'numpy'
    """

    def __init__(self, name: str = "auto") -> None:
        global _current
        backend = resolve(name)
        self._before = [_current]
        self._entered = False
        self.backend = _current = backend

    def __enter__(self) -> Backend:
        global _current
        if self._entered:
            self._before.append(_current)
        self._entered = True
        _current = self.backend
        return self.backend

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _current
        _current = self._before.pop()

    def __repr__(self) -> str:
        return f"use({self.backend.name!r})"


def resolve(name: str) -> Backend:
    """Make the backend of this name, without choosing it."""
    if name == "auto":
        return _automatic()
    return _maker(name, f"backend {name!r}")()


def _maker(name: str, what: str) -> Callable[[], Backend]:
    makers = {"numpy": _numpy, "cupy": _cupy, "strict": _strict}
    if name not in makers:
        raise BackendError(f"{what} does not exist; choose one of {', '.join(NAMES)}")
    return makers[name]


def _automatic() -> Backend:
    wish = os.environ.get(VARIABLE, "").strip().lower()
    if wish and wish != "auto":
        return _maker(wish, f"{VARIABLE}={wish!r}")()
    if not (cupy_is_installed() and gpu_count()):
        return _numpy()
    try:
        return _cupy()
    except BackendError:
        return _numpy()


def _numpy() -> Backend:
    import array_api_compat.numpy as xp

    return Backend("numpy", xp, "cpu")


def _strict() -> Backend:
    try:
        import array_api_strict as xp
    except ImportError as error:
        raise BackendError(
            "backend 'strict' needs the package array-api-strict: pip install array-api-strict"
        ) from error
    return Backend("strict", xp, xp.Device("device1"))


def _cupy() -> Backend:
    """CuPy, proved by one small computation: a driver may be there and still not work."""
    fallback = 'to go on without a GPU: use("numpy"), or set GRADSCHOOL_BACKEND=numpy'
    if not cupy_is_installed():
        raise BackendError(f"backend 'cupy': CuPy is not installed; pip install {fitting_package()}; {fallback}")
    try:
        xp: Any = importlib.import_module("array_api_compat.cupy")
        xp.sum(xp.ones(2))
        device = xp.cuda.Device()
    except Exception as error:
        raise BackendError(
            f"backend 'cupy': no GPU answers ({type(error).__name__}: {error}); see that `nvidia-smi` lists "
            f"one; the CuPy that fits its driver: pip install {fitting_package()}; {fallback}"
        ) from error
    return Backend("cupy", xp, device)


def cupy_is_installed() -> bool:
    """Say whether CuPy can be imported, without importing it (an import takes about a second)."""
    return "cupy" in sys.modules or importlib.util.find_spec("cupy") is not None
