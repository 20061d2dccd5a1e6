"""How a change of a batch is called: a Loader hands over the batch and a generator, settings are fixed before."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from gradschool.backend import Generator
from gradschool.settings import checked

P = ParamSpec("P")
Result = TypeVar("Result")


def handed_a_batch(change: Callable[P, Result]) -> Callable[P, Result]:
    """Check settings, and answer a call with settings alone, ``mixup(alpha=0.4)``, by the way to fix them."""
    change = checked(change)
    parameters = inspect.signature(change).parameters.values()
    needed = [each.name for each in parameters if each.default is each.empty]

    @wraps(change)
    def call(*given: P.args, **settings: P.kwargs) -> Result:
        missing = [name for name in needed[len(given) :] if name not in settings]
        if missing:
            name = change.__name__
            fixed = ", ".join([name, *(f"{setting}={value!r}" for setting, value in settings.items())])
            raise TypeError(
                f"{name}: {' and '.join(missing)} missing, which a Loader hands over with each batch; to give it "
                f"settings only, write functools.partial({fixed})"
            )
        return change(*given, **settings)

    return call


def checked_generator(what: str, rng: Any) -> Generator:
    """Return what a Loader hands over with a batch, or say how to make it."""
    if not hasattr(rng, "host"):
        raise TypeError(f"{what}: rng is {rng!r}; pass gradschool.backend.default_rng(seed)")
    return rng
