"""Which of somebody's files is the notebook: the one that is named like the unit, or the only one."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.collect.model import Refused
from grader.collect.zipped import read_zip
from grader.text import shown

COPIES = re.compile(r"(-\d+|\s?\(\d+\)|_\d+)?\.ipynb$", re.IGNORECASE)
PACKED = 32 * 2**20
LITTER = ("__MACOSX/", ".ipynb_checkpoints/")


@dataclass(frozen=True)
class File:
    """One of the files that somebody handed in.

    Attributes
    ----------
    where : str
        The entry, as it may be shown.
    title : str
        The file's own name, or its path in a zip file that was handed in.
    read : callable
    order : int
        The later file has the greater one.
    entry : str
        The entry's path in the download, as the platform gave it.
    """

    where: str
    title: str
    read: Callable[[], bytes]
    order: int = 0
    entry: str = ""


def the_notebook(files: Sequence[File], unit: str) -> File:
    """The notebook of a unit among the files of one submission; a zip file among them is looked into, once.

    Raises
    ------
    Refused
        If there is none, or it can't be told which; the message says what there is.
    """
    notebooks = [file for file in files if _is_notebook(file.title)]
    packed = [file for file in files if file.title.casefold().endswith(".zip")]
    if not notebooks and len(packed) == 1:
        notebooks = _unpacked(packed[0])
    if not notebooks:
        what = ", ".join(shown(file.title) for file in files[:3])
        raise Refused(f"no notebook was handed in, only {what}; ask for {unit}.ipynb")
    named = [file for file in notebooks if _is_called(file.title, unit)]
    chosen = named or notebooks
    if len(chosen) > 1 and len({file.order for file in chosen}) < len(chosen):
        what = ", ".join(shown(file.title) for file in chosen[:3])
        raise Refused(f"{len(chosen)} notebooks were handed in ({what}), and it can't be told which is {unit}; put the "
                      f"right one into submitted/STUDENT/{unit}/{unit}.ipynb")  # fmt: skip
    if len(chosen) > 1 and not named:
        what = ", ".join(shown(file.title) for file in chosen[:3])
        raise Refused(f"{len(chosen)} notebooks were handed in ({what}), none called {unit}.ipynb; put the right one "
                      f"into submitted/STUDENT/{unit}/{unit}.ipynb")  # fmt: skip
    return max(chosen, key=lambda file: file.order)


def _is_notebook(title: str) -> bool:
    return title.casefold().endswith(".ipynb")


def _is_called(title: str, unit: str) -> bool:
    """Whether a file has the unit's name, but for what platforms and browsers append to second copies."""
    stem = COPIES.sub("", title.rsplit("/", 1)[-1])
    whole = title.rsplit("/", 1)[-1].removesuffix(".ipynb")
    return _plain(unit) in (_plain(stem), _plain(whole))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name).casefold())


def _unpacked(packed: File) -> list[File]:
    """The notebooks in a zip file that somebody handed in."""
    data = packed.read()
    if len(data) > PACKED:
        raise Refused(f"the zip file that was handed in has {len(data) / 2**20:,.0f} MiB; at most "
                      f"{PACKED // 2**20} MiB are looked into; ask for the notebook alone")  # fmt: skip
    inner = read_zip(io.BytesIO(data), shown(packed.title))
    if inner.refusals:
        first = inner.refusals[0]
        raise Refused(f"in the zip file that was handed in, {first.where}: {first.reason}; ask for the notebook alone")
    return [
        replace(packed, where=f"{packed.where} → {shown(entry.name)}", title=entry.name, read=entry.read)
        for entry in inner.entries
        if _is_notebook(entry.name) and not any(litter in entry.name for litter in LITTER)
    ]
