"""Reading a corpus of attacks: one Python file a family."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.audit.attacks.attack import Attack


class CorpusError(ValueError):
    """A corpus can't be used; the message names the folder or the file and what to do."""


def load_corpus(folder: Path, chosen: tuple[str, ...] = ()) -> list[Attack]:
    """The attacks of a folder, family by family, in the order of each file.

    Parameters
    ----------
    folder : Path
        Its Python files are run, but those of tests (``test_*.py``, ``conftest.py``).
    chosen : tuple of str, optional
        Only these families or attacks.

    Raises
    ------
    CorpusError
        If there is no attack, a file can't be run, or a name stands for two attacks or for none.
    """
    files = [path for path in sorted(folder.glob("*.py")) if not path.name.startswith(("test_", "conftest", "_"))]
    attacks = [attack for path in files for attack in _attacks(path)]
    names = [attack.name for attack in attacks]
    if twice := [name for name in names if names.count(name) > 1]:
        raise CorpusError(f"{folder} has two attacks {twice[0]!r}; rename one")
    for name in chosen:
        if name not in names and name not in {attack.family for attack in attacks}:
            raise CorpusError(f"{folder} has no family and no attack {name!r}")
    found = [attack for attack in attacks if not chosen or {attack.name, attack.family} & set(chosen)]
    if not found:
        raise CorpusError(f"no attacks in {folder}: name a folder of files with functions under @attack")
    return found


def _attacks(path: Path) -> list[Attack]:
    namespace: dict[str, Any] = {"__name__": f"attacks/{path.name}", "__file__": str(path)}
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    except Exception as error:
        raise CorpusError(f"{path} can't be run: {type(error).__name__}: {error}") from error
    return [replace(value, family=path.stem) for value in namespace.values() if isinstance(value, Attack)]
