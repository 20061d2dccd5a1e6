"""Which modules are kept from graded work, and where on this machine their files lie."""

from __future__ import annotations

import site
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

KEPT_AWAY = (
    *("gradschool.optim", "gradschool.nn", "gradschool.train", "grader.sandbox", "grader.judge", "grader.course"),
    *("nbgrader", "nbclient", "nbconvert", "jupytext", "scipy", "sklearn", "skimage", "statsmodels", "sympy"),
    *("torch", "torchvision", "torchaudio", "functorch", "lightning", "pytorch_lightning", "fastai", "timm"),
    *("tensorflow", "tensorflow_probability", "keras", "tf_keras", "jax", "jaxlib", "flax", "optax", "equinox"),
    *("haiku", "cupy", "cupyx", "numba", "autograd", "tinygrad", "micrograd", "minitorch", "mxnet", "paddle"),
    *("chainer", "theano", "pytensor", "aesara", "caffe2", "onnx", "onnxruntime", "transformers", "albumentations"),
    *("xgboost", "lightgbm", "catboost", "numdifftools", "algopy", "casadi", "nlopt", "imgaug", "kornia", "cv2"),
)
FOREIGN_PACKAGES = ("/usr/lib/python3/dist-packages", "/usr/local/lib/python3*/dist-packages")


def module_files(names: Sequence[str], packages: Sequence[Path]) -> Iterator[Path]:
    """Folders and files that hold the named modules, in folders of packages.

    Parameters
    ----------
    names : sequence of str
        Dotted names.
    packages : sequence of Path
        Folders such as ``site-packages``.
    """
    for folder in packages:
        for name in names:
            where = folder.joinpath(*name.split("."))
            if where.is_dir():
                yield where
            stem = where.name
            yield from where.parent.glob(f"{stem}.py")
            yield from where.parent.glob(f"{stem}.*.so")
            yield from where.parent.glob(f"__pycache__/{stem}.*.pyc")


def package_folders() -> list[Path]:
    """Every folder on this interpreter's path, and the usual ones beside it, that may hold packages."""
    named = [*sys.path, *site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return list(dict.fromkeys(Path(name).resolve() for name in named if name and Path(name).is_dir()))


def foreign_folders() -> Iterator[Path]:
    """Folders with packages that are not this interpreter's: hidden whole."""
    own = set(package_folders())
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    usual = [Path(sys.base_prefix) / "lib" / version / "site-packages"]
    for pattern in FOREIGN_PACKAGES:
        usual += Path("/").glob(pattern.lstrip("/"))
    yield from (folder for folder in usual if folder.is_dir() and folder.resolve() not in own)
