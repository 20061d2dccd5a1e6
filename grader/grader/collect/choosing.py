"""Which of somebody's files is the notebook: the one that is named like the unit, or the only one.

Where there are several, those in which nobody has worked are left, so that a blank copy is not taken for the answer.
What lies in ``submitted/`` already is chosen in the same way by `grader.run.Inbox`.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from grader.collect.model import Refusal, Refused
from grader.collect.zipped import read_zip
from grader.submission import NOTEBOOK, Unreadable, is_worked, parse_submission
from grader.text import shown

COPIES = re.compile(r"(-\d+|\s?\(\d+\)|_\d+)$")
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


def the_notebook(files: Sequence[File], unit: str, released: Collection[str] = ()) -> tuple[File, list[Refusal]]:
    """The notebook of a unit among the files of one submission; a zip file among them is looked into, once.

    Parameters
    ----------
    files : sequence of File
    unit : str
    released : collection of str, optional
        The texts of the released notebook's cells, without blanks around them.

    Returns
    -------
    File
    list of Refusal
        The other notebooks, each with what is taken in its place.

    Raises
    ------
    Refused
        If there is none, or it can't be told which; the message says what there is.
    """
    notebooks = [file for file in files if _is_notebook(file)]
    packed = [file for file in files if file.title.casefold().endswith(".zip")]
    if not notebooks and len(packed) == 1:
        notebooks = _unpacked(packed[0])
    if not notebooks:
        what = ", ".join(shown(file.title) for file in files[:3]) or "nothing"
        raise Refused(f"no notebook was handed in, only {what}; ask for {unit}.ipynb")
    worked = [file for file in notebooks if _is_worked(file, released)] if len(notebooks) > 1 else notebooks
    likely = worked or notebooks
    named = [file for file in likely if _is_called(file.title, unit)]
    chosen = named or likely
    taken = max(chosen, key=lambda file: file.order)
    if len(chosen) > 1 and not (named and sum(file.order == taken.order for file in chosen) == 1):
        what = ", ".join(shown(file.title) for file in chosen[:3])
        why = f"and it can't be told which is {unit}" if named else f"none called {unit}.ipynb"
        raise Refused(f"{len(chosen)} notebooks were handed in ({what}), {why}; put the right one into "
                      f"submitted/STUDENT/{unit}/{unit}.ipynb")  # fmt: skip
    return taken, [_passed_over(file, taken, file in likely) for file in notebooks if file is not taken]


def _passed_over(file: File, taken: File, is_worked: bool) -> Refusal:
    why = "" if is_worked else "it holds no work; "
    return Refusal(file.where, f"{why}{shown(taken.title)} is taken")


def _is_notebook(file: File) -> bool:
    """Whether a file is called a notebook, or may be one by its name and holds the cells of one."""
    if file.title.casefold().endswith(".ipynb"):
        return True
    return bool(NOTEBOOK.search(file.title)) and _is_worked(file, ())


def _is_worked(file: File, released: Collection[str]) -> bool:
    """Whether somebody has worked in a file; what can't be read is left to those who want it."""
    try:
        return is_worked(parse_submission(file.read()), released)
    except (Refused, Unreadable):
        return False


def _is_called(title: str, unit: str) -> bool:
    """Whether a file has the unit's name, but for what platforms and browsers append to second copies."""
    name = NOTEBOOK.sub("", title.rsplit("/", 1)[-1])
    return _plain(unit) in (_plain(name), _plain(COPIES.sub("", name)))


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
    files = [
        replace(packed, where=f"{packed.where} → {shown(entry.name)}", title=entry.name, read=entry.read)
        for entry in inner.entries
        if not any(litter in entry.name for litter in LITTER)
    ]
    return [file for file in files if _is_notebook(file)]
