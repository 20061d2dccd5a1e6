"""`gradschool collect` from end to end: the notebooks that are meant, and what a student reads of what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gradschool.library.collection import Collection, collect
from gradschool.library.keeping import is_for_a_library
from gradschool.library.naming import Unit
from gradschool.notebook import NotebookError, Report, check_notebook, notebooks_below


def collected_from(
    where: Sequence[Path], over: Callable[[Sequence[Any]], Iterable[Any]] = iter
) -> tuple[Collection, list[str]]:
    """Run and check notebooks, and collect what is right in them.

    Parameters
    ----------
    where : sequence of Path
        Folders, below which notebooks lie beside their units' checks, and notebooks.
    over : callable, optional
        Goes through the notebooks, and then through their units, in the place of ``iter``: a progress bar.

    Returns
    -------
    collection : Collection
    unread : list of str
        A line for each notebook that can't be checked.

    Raises
    ------
    NotebookError
        If there is no notebook that can be checked.
    """
    paths = list(dict.fromkeys(path.resolve() for one in where for path in _notebooks(one)))
    last = [path for path in paths if is_for_a_library(path)]
    paths = [path for path in paths if path not in last]
    checked, unread = list[tuple[Path, Report]](), list[str]()
    for path in over(paths):
        try:
            checked.append((path, check_notebook(path)))
        except NotebookError as error:
            unread.append(str(error))
    if not checked:
        raise NotebookError("\n".join([*unread, _nothing(where, last)]))
    return collect(checked, over), unread


def _nothing(where: Sequence[Path], last: Sequence[Path]) -> str:
    """Why there is nothing to collect."""
    places = ", ".join(str(one) for one in where)
    if last:
        return (
            f"nothing to collect yet: {last[0].name} is the notebook that your library goes into, and beside it there "
            f"is none with its unit's checks in {places}. Its cell works as it is, with what it borrows"
        )
    return f"no notebook that lies beside its unit's checks in {places}"


def lines_of(collection: Collection, among: Sequence[str] | None = None) -> Iterator[str]:
    """What a student reads: a line a unit, and a line for each exercise that is not their own.

    Parameters
    ----------
    collection : Collection
    among : sequence of str, optional
        Only exercises of these names get a line.
    """
    for unit in collection.units:
        yield _line(unit)
        for name in (one for one in (*unit.borrowed, *unit.missing) if among is None or one in among):
            what = "borrowed" if name in unit.borrowed else "missing"
            yield f"  {what:8}  {name}: {collection.reasons[unit.name, name]}"
    if collection.notes:
        yield ""
        yield from collection.notes


def _line(unit: Unit) -> str:
    count = len(unit.exercises)
    return f"{unit.name}: {len(unit.own)} of {count} function{'' if count == 1 else 's'} yours"


def _notebooks(one: Path) -> list[Path]:
    return notebooks_below(one) if one.is_dir() else [one]
