"""What `gradschool doctor` looks at: Python, packages, backends, figures, data.

>>> from gradschool.doctor import examine
>>> [finding.what for finding in examine()][:2]
['Python', 'numpy']
"""

import importlib
import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import click

from gradschool.backend import BackendError, describe, use
from gradschool.backend.driver import fitting_package, gpu_count
from gradschool.backend.selection import cupy_is_installed
from gradschool.data.downloads import FOLDER

PACKAGES = ("numpy", "array-api-compat", "matplotlib", "ipython", "pillow", "safetensors", "tqdm")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do about it."""

    what: str
    state: Literal["fine", "optional", "wrong"]
    said: str
    advice: str = ""


def examine() -> list[Finding]:
    """Look at everything that the course needs, and at what makes it better."""
    return [_python(), *_packages(), *_backends(), _compiler(), _figures(), _folder()]


def tell(findings: Iterable[Finding]) -> bool:
    """Print findings as they come, each with its advice; whether nothing is wrong."""
    well = True
    for finding in findings:
        mark, color = {"fine": ("ok", "green"), "optional": ("--", None), "wrong": ("!!", "red")}[finding.state]
        click.echo(f"{click.style(mark, fg=color)}  {finding.what}: {finding.said}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
        well &= finding.state != "wrong"
    return well


def _python() -> Finding:
    return Finding("Python", "fine", platform.python_version())


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding(name, "fine", version(name))
        except PackageNotFoundError:
            yield Finding(name, "wrong", "not installed", f"pip install {name}")


def _backends() -> Iterator[Finding]:
    with use("numpy"):
        facts = describe()
    yield Finding("CPU", "fine", f"{facts['device'].removeprefix('CPU: ')}, {facts['memory']}")
    gpus = gpu_count()
    if not gpus:
        yield Finding("GPU", "optional", "no NVIDIA driver answers", "the course runs on the CPU; nothing to do")
    elif not cupy_is_installed():
        yield Finding("GPU", "optional", f"{gpus} found, without CuPy", f"to use it: pip install {fitting_package()}")
    else:
        yield _cupy()


def _cupy() -> Finding:
    try:
        with use("cupy"):
            facts = describe()
    except BackendError as error:
        return Finding("GPU", "wrong", "CuPy is installed and does not work", str(error))
    return Finding("GPU", "fine", f"{facts['device']}, {facts['memory']}, CuPy {facts['cupy']}")


def _compiler() -> Finding:
    try:
        import numba
    except ModuleNotFoundError:
        return Finding("compiler", "optional", "Numba is not installed", "for faster training: pip install numba")
    except ImportError as error:
        return Finding("compiler", "optional", str(error), "training is slower, and right; pip install -U numba")
    return Finding("compiler", "fine", f"Numba {numba.__version__}, for the optimizers of long trainings")


def _figures() -> Finding:
    try:
        plots = importlib.import_module("gradschool.plots")
        figure, ax = plots.subplots()
        ax.plot([0, 1])
        plots.Picture(figure, "A line from 0 to 1.").png()
    except Exception as error:
        return Finding(
            "figures", "wrong", f"{type(error).__name__}: {error}", "pip install --force-reinstall matplotlib"
        )
    return Finding("figures", "fine", "a test figure was drawn")


def _folder() -> Finding:
    folder = os.environ.get(FOLDER)
    if not folder:
        return Finding("data", "optional", "embedded sets; downloads go to a cache", f"{FOLDER} can name a folder")
    if os.path.isdir(folder):
        return Finding("data", "fine", f"{FOLDER}={folder}")
    return Finding("data", "wrong", f"{FOLDER}={folder} is no folder", "correct the variable, or unset it")
