"""Modules that would do a student's work: blocked while work is graded, with a message that says so.

The one list of them is enforced twice. The sandbox hides their files; the import hook here says why in friendly words,
and is all there is without a sandbox.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

from gradschool import withheld
from gradschool.withheld import WITHHELD

BLOCKED = (
    *(*WITHHELD, "grader.sandbox", "grader.judge", "grader.course"),
    *("nbgrader", "nbclient", "nbconvert", "jupytext", "scipy", "sklearn", "skimage", "statsmodels", "sympy"),
    *("torch", "torchvision", "torchaudio", "functorch", "lightning", "pytorch_lightning", "fastai", "timm"),
    *("tensorflow", "tensorflow_probability", "keras", "tf_keras", "jax", "jaxlib", "flax", "optax", "equinox"),
    *("haiku", "cupy", "cupyx", "numba", "autograd", "tinygrad", "micrograd", "minitorch", "mxnet", "paddle"),
    *("chainer", "theano", "pytensor", "aesara", "caffe2", "onnx", "onnxruntime", "transformers", "albumentations"),
    *("xgboost", "lightgbm", "catboost", "numdifftools", "algopy", "casadi", "nlopt", "imgaug", "kornia", "cv2"),
)
_blocked: frozenset[str] = frozenset()


class BlockedModule(ModuleNotFoundError):
    """A module that is blocked for graded work."""


# What a student reads is the name that they know.
BlockedModule.__name__ = BlockedModule.__qualname__ = "ImportError"
BlockedModule.__module__ = "builtins"


class _Refusal:
    """Finder and loader of modules that must not load."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if is_blocked(name) else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        raise BlockedModule(reason(spec.name))  # without its name, which `from gradschool import optim` would swallow

    def exec_module(self, module: ModuleType) -> None:
        raise BlockedModule(reason(module.__name__))


def is_blocked(name: str) -> bool:
    """Whether a module, or a package that it is in, is blocked."""
    parts = name.split(".")
    return any(".".join(parts[:end]) in _blocked for end in range(1, len(parts) + 1))


def reason(name: str) -> str:
    """Why a module is not there."""
    if withheld.is_withheld(name):
        return withheld.reason(name)
    return f"{name} is not available while your work is graded: NumPy is there; write the rest yourself"


def block(names: Sequence[str]) -> None:
    """Refuse the named modules from now on, and forget those that are loaded already."""
    global _blocked
    _blocked = frozenset(names)
    sys.meta_path.insert(0, _Refusal())
    for name in [name for name in sys.modules if is_blocked(name)]:
        del sys.modules[name]
