"""Writing scaffolds from the templates beside this file. Nothing that is there is ever overwritten.

A blank is a text that begins with ``BLANK:``; `grader.audit.blanks` finds those that are left.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.cells import checked_in
from grader.course import Course, CourseError, Unit
from grader.files import replace

UNIT_NAME = re.compile(r"\d+-[a-z0-9]+(-[a-z0-9]+)*")
CELL = re.compile(r"^(?=# %%)", re.MULTILINE)
WRITTEN = re.compile(r"# %%.*tags=\[[^\]]*\"written\"")
NEEDED = {
    "probes.py": ("gradschool.checks", "probe"),
    "mistakes.py": ("grader.author", "slip"),
    "alternatives.py": ("grader.author", "accepted"),
}
"""What an exercise's entry in a file must find imported."""

TEMPLATES = Environment(
    loader=PackageLoader("grader.new"), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
)


class ScaffoldError(CourseError):
    """A scaffold can't be written; the message says what is in the way."""


def new_course(folder: Path) -> list[Path]:
    """Write a course with one small unit that builds, is audited and grades as it is.

    Parameters
    ----------
    folder : Path
        Its name is the course's in the gradebook. It must be empty, or not be there.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    ScaffoldError
        If the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ScaffoldError(f"{folder} is not empty, so nothing was written; name a new folder")
    return _write(folder, _rendered("course", name=folder.resolve().name))


def new_unit(course: Course, name: str) -> list[Path]:
    """Write a unit without exercises: a notebook with the sections that a unit has, and its companions.

    Parameters
    ----------
    course : Course
    name : str
        A number and a name, such as ``08-regularization``.

    Raises
    ------
    ScaffoldError
        If the name is none for a unit, or a folder of that name is there.
    """
    if not UNIT_NAME.fullmatch(name):
        raise ScaffoldError(f"a unit is called by its number and its name, such as 08-regularization; not {name!r}")
    folder = course.solutions / name
    if folder.exists():
        raise ScaffoldError(f"{folder} is there already, so nothing was written")
    number, _, title = name.partition("-")
    files = _rendered("unit", name=name, number=number, title=title.replace("-", " "))
    files[f"{title.replace('-', '_')}.py"] = files.pop("notebook.py")
    return _write(folder, files)


def new_exercise(unit: Unit, name: str) -> list[Path]:
    """Add an exercise to a unit: cell and check below its last check, a probe, three slips and two alternatives.

    Parameters
    ----------
    unit : Unit
    name : str
        The function that students will write.

    Returns
    -------
    list of Path
        The files that were added to.

    Raises
    ------
    ScaffoldError
        If the name is none for a function, or something in the notebook is called so.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ScaffoldError(f"an exercise is called as the function that students write; {name!r} is no name for one")
    text = unit.source.read_text(encoding="utf-8")
    if re.search(rf"^(def|class) {name}\b", text, re.MULTILINE):
        raise ScaffoldError(f"{unit.source} defines {name!r} already; choose another name")
    parts = _rendered("exercise", name=name)
    texts = {unit.source: _with_cells(text, parts.pop("cells.py"))}
    heads = _rendered("unit", name=unit.name, number="", title="")
    for file, part in parts.items():
        path = unit.folder / file
        old = path.read_text(encoding="utf-8") if path.is_file() else heads[file]
        texts[path] = f"{_importing(old, *NEEDED[file]).rstrip()}\n\n\n{part}"
    for path, text in texts.items():
        replace(path, text.encode())
    return list(texts)


def _rendered(kind: str, **names: str) -> dict[str, str]:
    """The files of a kind of scaffold: path to text."""
    found = [path for path in TEMPLATES.list_templates() if path.startswith(f"{kind}/")]
    texts = [TEMPLATES.get_template(path).render(names) for path in found]
    return {path.removeprefix(f"{kind}/").removesuffix(".j2"): text for path, text in zip(found, texts, strict=True)}


def _write(folder: Path, files: Mapping[str, str]) -> list[Path]:
    paths = [folder / (".gitignore" if name == "gitignore" else name) for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    return paths


def _with_cells(text: str, added: str) -> str:
    """A notebook's source with more cells: below its last check, or above its first written answer, or at its end."""
    cells = CELL.split(text)
    checks = [at for at, cell in enumerate(cells) if checked_in(cell.partition("\n")[2])]
    written = [at for at, cell in enumerate(cells) if WRITTEN.match(cell)]
    place = checks[-1] + 1 if checks else written[0] if written else len(cells)
    before, after = "".join(cells[:place]).rstrip(), "".join(cells[place:])
    return f"{before}\n\n{added.rstrip()}\n" + (f"\n{after}" if after else "")


def _importing(text: str, module: str, name: str) -> str:
    """A file's text, importing a name below its other imports, or below its docstring."""
    body = ast.parse(text).body
    imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    if any(name in (alias.asname, alias.name) for node in imports for alias in node.names):
        return text
    lines, above = text.split("\n"), imports or body[:1]
    place = above[-1].end_lineno or 0 if above else 0
    gap = [] if imports else [""]
    return "\n".join([*lines[:place], *gap, f"from {module} import {name}", *lines[place:]])
