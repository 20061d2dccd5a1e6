"""A unit's page, as MyST Markdown: from its source, its release in ``notebooks/``, and what its cells put out.

An exercise stands there as a student finds it; hints, what answers a guess, the solution with its check, a quiz's
answer with its reasons, and model answers are each a click away.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import nbformat
from nbformat import NotebookNode

from book import downloads
from book.execute import Outputs, executed
from book.links import Linked, Targets
from book.measured import NOTE, reads_a_clock
from book.outline import Outline
from book.outputs import Figures, as_html
from book.reference import in_the_library
from grader.build.source import cell_role
from grader.cells import checked_name, explained, is_guess, is_seen, model_answer
from grader.course import Course, Unit
from grader.course.unit import exercise_names
from grader.files import replace
from gradschool.checks.probes import is_quiz

GUESS = '<p class="guess">Make your guess before you go on.</p>'
READ_HERE = (
    '<p class="live">On this page every cell has run. Hints, solutions, answers, and what follows a guess open by a '
    'click, once you have tried. To run cells and write your own, <a href="../index.html#three-ways-to-start">install '
    "the course</a>; this notebook is in it.</p>\n"
    '<p class="live guesses" hidden><button type="button" aria-pressed="false">Always show what follows a guess'
    "</button></p>"
)
_MARKERS = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
_PUBLISHED = re.compile(r'^repository-code: *["\']?([^"\'\s]+)', re.MULTILINE)
_HEADING = re.compile(r"^#", re.MULTILINE)
_TITLE = re.compile(r"^# .*$", re.MULTILINE)
_SUMMARY = re.compile(r"(?<=<summary>)(.*?)(?=</summary>)", re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_CHOICE = re.compile(r"^- \*\*([a-z])\*\*: ", re.MULTILINE)


def write_unit(course: Course, name: str, source: Path, targets: Targets) -> None:
    """Write a unit's page, its figures, and its downloads below the folder that Sphinx reads.

    Raises
    ------
    book.execute.ExecutionError
        If a cell of the solved unit fails.
    """
    unit, extra = course.unit(name), source / "extra"
    figures = Figures(extra / "figures" / name, f"../figures/{name}", course.state / "book" / "figures")
    page = Page(course, unit, Linked(Outline.of(unit), targets), figures)
    text = "\n\n".join(page.blocks(executed(course, name)))
    replace(source / "units" / f"{name}.md", text.encode())
    figures.drop_others()
    for filename, data in downloads.unit(course.notebooks / name):
        replace(extra / "notebooks" / filename, data)


class Page:
    """The page of one unit, cell by cell.

    Parameters
    ----------
    course : Course
    unit : Unit
    linked : Linked
        Puts links into the unit's prose.
    figures : Figures
        Keeps the figures as files.
    """

    def __init__(self, course: Course, unit: Unit, linked: Linked, figures: Figures) -> None:
        self._unit, self._linked, self._figures = unit, linked, figures
        self._repository = _repository(course)
        released = nbformat.read(course.notebooks / unit.name / f"{unit.name}.ipynb", as_version=4)
        self._stubs = {cell.id: cell.source for cell in released.cells}
        self._asked = self._latest = ""
        self._solved: dict[str, str] = {}
        self._is_guessed = False  # whether the next output answers a guess

    def blocks(self, outputs: Sequence[Outputs]) -> Iterator[str]:
        """Blocks of Markdown, in the page's order."""
        put_out = iter(outputs)
        for cell in self._unit.notebook.cells:
            found = next(put_out) if cell.cell_type == "code" else []
            if text := self._block(cell, found).strip():
                yield text

    def _block(self, cell: NotebookNode, outputs: Outputs) -> str:
        role = cell_role(cell)
        if role == "text":
            goes_on = self._is_guessed and not is_seen(cell) and not _HEADING.search(cell.source)
            self._is_guessed = is_guess(cell) or goes_on
            self._asked = cell.source
            return "" if explained(cell) else self._text(cell)
        if role == "written":
            return _folded("answer", "Show a model answer, and how it is graded", self._linked(model_answer(cell)))
        if role == "raw":
            return ""
        shown = _html(as_html(outputs, self._figures) + NOTE * reads_a_clock(cell))
        if role == "exercise":
            return self._exercise(cell, shown)
        if role == "check":
            return self._check(cell, shown)
        if shown and self._is_guessed:
            shown = _folded("happens", "Show what happens", shown, is_open=True)  # guess.js closes it
        code = _code(cell.source)
        return "\n\n".join([_folded("code", "Show the code", code) if role == "demo" else code, shown])

    def _text(self, cell: NotebookNode) -> str:
        if is_guess(cell):
            return GUESS
        text = _SUMMARY.sub(lambda found: _CODE.sub(r"<code>\1</code>", found[0]), cell.source)
        text = self._linked(text)
        if is_seen(cell):
            return _folded("seen", "What you saw", text)
        return _TITLE.sub(lambda title: f"{title[0]}\n\n{self._buttons()}", text, count=1)

    def _buttons(self) -> str:
        place, name = "../notebooks", self._unit.name
        links = [
            (f"{place}/{name}.ipynb", "This unit as a notebook", " download"),
            (f"{place}/{name}.zip", "Notebook and checks (zip)", " download"),
            *((address, f"Run it on {where}", "") for where, address in _elsewhere(self._repository, name)),
        ]
        taken = " ".join(f"<a href={quoteattr(to)}{how}>{words}</a>" for to, words, how in links)
        return f'<p class="take">{taken}</p>\n{READ_HERE}'

    def _exercise(self, cell: NotebookNode, shown: str) -> str:
        """The student's skeleton; the solution waits for the check, which comes below the hints."""
        (name,) = (one for one in exercise_names(cell) if one in {e.name for e in self._unit.exercises})
        self._latest, self._solved[name] = name, "\n\n".join([_code(_MARKERS.sub("", cell.source)), shown])
        return "" if is_quiz(name) else _code(self._stubs[name])

    def _check(self, cell: NotebookNode, shown: str) -> str:
        name = checked_name(cell) or ""
        if is_quiz(name):
            return self._quiz(name)
        solved = "\n\n".join([self._solved[name], _code(cell.source), shown])
        whose = "" if name == self._latest else f" of <code>{name}</code>"  # checks may follow several exercises
        fold = _folded("solution", f"Show a solution{whose}, and its check", solved)
        entry = in_the_library().get(name)
        return f"{fold}\n\n*The library's own, when yours is right: {entry.link}.*" if entry else fold

    def _quiz(self, name: str) -> str:
        """A fold for each choice of the question before, as the check answers each; one for an answer that is none."""
        answer, reason = _returned(self._solved[name]), self._linked(self._unit.explanations.get(name, ""))
        choices = _CHOICE.findall(self._asked)
        if answer not in choices:
            return _folded("quiz", "Show the answer", f"{answer}\n\n{reason}")
        said = {letter: f"**No.** {self._against(name, letter)}" for letter in choices}
        said[answer] = f"**Right.** {reason}"
        folds = [_folded("quiz", f"My answer is {letter}", words) for letter, words in said.items()]
        return "\n\n".join(['<div class="choices">', *folds, "</div>"])

    def _against(self, name: str, letter: str) -> str:
        """What is true of the thought that leads to a wrong answer, and where it breaks; nothing where nobody says."""
        return next((one.hint for one in self._unit.mistakes_of(name) if one.name == f"{name}_{letter}"), "")


def _repository(course: Course) -> str:
    """Where the course is published, as ``CITATION.cff`` says; an empty string where it says nothing."""
    found = _PUBLISHED.search((course.root / "CITATION.cff").read_text(encoding="utf-8"))
    return found[1] if found else ""


def _elsewhere(repository: str, name: str) -> Iterator[tuple[str, str]]:
    """Places that run a notebook of a repository on GitHub."""
    if found := re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)(?:\.git)?/?", repository):
        path = f"notebooks/{name}/{name}.ipynb"
        yield "Colab", f"https://colab.research.google.com/github/{found[1]}/blob/main/{path}"
        yield "Binder", f"https://mybinder.org/v2/gh/{found[1]}/main?urlpath=lab/tree/{path}"


def _returned(solved: str) -> str:
    """What the solution of a quiz returns, as Markdown: a letter, a number, or the code where it says more."""
    code = solved.removeprefix("```python\n").partition("\n```")[0]
    (returned,) = (node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Return))
    return str(returned.value) if isinstance(returned, ast.Constant) else _code(code)


def _code(source: str) -> str:
    return f"```python\n{source.strip()}\n```"


def _html(html: str) -> str:
    """A block of HTML that Markdown leaves alone."""
    return f'`````{{raw}} html\n<div class="output">\n{html}\n</div>\n`````' if html else ""


def _folded(kind: str, summary: str, text: str, *, is_open: bool = False) -> str:
    return f'<details class="{kind}"{" open" * is_open}><summary>{summary}</summary>\n\n{text}\n\n</details>'
