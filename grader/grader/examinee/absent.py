"""Modules that would do a student's work: not there while work is graded, with a message that says so.

The sandbox hides them from the file system; this says why in friendly words, and is all there is without a sandbox.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

OURS = "gradschool"
_absent: frozenset[str] = frozenset()


class AbsentModule(ModuleNotFoundError):
    """A module that is kept away from graded work."""


# What a student reads is the name that they know.
AbsentModule.__name__ = AbsentModule.__qualname__ = "ImportError"
AbsentModule.__module__ = "builtins"


class _Refusal:
    """Finder and loader of modules that must not load."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if is_absent(name) else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        raise AbsentModule(reason(spec.name))  # without its name, which `from gradschool import optim` would swallow

    def exec_module(self, module: ModuleType) -> None:
        raise AbsentModule(reason(module.__name__))


def is_absent(name: str) -> bool:
    """Whether a module, or a package that it is in, is kept away."""
    parts = name.split(".")
    return any(".".join(parts[:end]) in _absent for end in range(1, len(parts) + 1))


def reason(name: str) -> str:
    """Why a module is not there."""
    todo = "write the step yourself" if name.startswith(OURS) else "NumPy is there; write the rest yourself"
    return f"{name} is not available while your work is graded: {todo}"


def keep_away(names: Sequence[str]) -> None:
    """Refuse the named modules from now on, and forget those that are loaded already."""
    global _absent
    _absent = frozenset(names)
    sys.meta_path.insert(0, _Refusal())
    for name in [name for name in sys.modules if is_absent(name)]:
        del sys.modules[name]
