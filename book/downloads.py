"""What a reader takes along: a unit as a notebook, a unit with its checks, the course with the library that it runs on.

Two builds pack the same bytes: files in their order, all with one date.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import gradschool
from grader.course import Course

COURSE = "gradschool.zip"
OF_A_UNIT = ("cases.npz", "probes.py")
"""What a notebook's checks need."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def unit(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of a unit's downloads, from its folder of ``notebooks/``: the notebook, and a zip of all."""
    yield f"{folder.name}.ipynb", (folder / f"{folder.name}.ipynb").read_bytes()
    yield f"{folder.name}.zip", _packed(_of_a_unit(folder))


def whole_course(course: Course) -> bytes:
    """A zip of all that students are given: ``lib/`` and ``notebooks/``, in a folder ``gradschool/``."""
    library = Path(gradschool.__file__).parent
    files = {f"lib/{name}": library.parent / name for name in ("LICENSE", "README.md", "pyproject.toml")}
    inner = (path for path in sorted(library.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    files |= {f"lib/{path.relative_to(library.parent).as_posix()}": path for path in inner}
    for one in course.units():
        files |= {f"notebooks/{name}": path for name, path in _of_a_unit(course.notebooks / one.name)}
    return _packed((f"gradschool/{name}", path) for name, path in files.items())


def _of_a_unit(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in (f"{folder.name}.ipynb", *OF_A_UNIT):
        yield f"{folder.name}/{name}", folder / name


def _packed(files: Iterable[tuple[str, Path]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, path in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
