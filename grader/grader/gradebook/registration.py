"""Registering a released notebook's cells in the gradebook, by nbgrader's own `SaveCells`.

`SaveCells` refuses a notebook whose cells have changed once there are submissions. A course mends its lecture and its
probes while it runs, so the cells that no person has graded are first brought up to date here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from grader.cells import marks
from grader.course import Course
from grader.gradebook.database import GradebookError, alone, open_gradebook

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, Notebook


def register(course: Course, unit: str, notebook: NotebookNode, database_url: str | None = None) -> None:
    """Make the gradebook know a released notebook: its cells, their points and their text.

    Nothing is written where the gradebook knows it already. Grades of cells that stay are kept.

    Parameters
    ----------
    course : Course
    unit : str
        Name of the assignment and of its one notebook.
    notebook : NotebookNode
        As released.
    database_url : str, optional
        By default the course's own gradebook.

    Raises
    ------
    GradebookError
        If a cell has gone for which somebody gave a grade or a comment by hand.
    """
    with open_gradebook(course, database_url) as book, alone(database_url or course.database_url):
        if is_registered(book, unit, notebook):
            return
        book.update_or_create_assignment(unit)
        if known := _known(book, unit):
            _bring_up_to_date(book, known, notebook)
        _save_cells(book, unit, notebook)


def is_registered(book: Gradebook, unit: str, notebook: NotebookNode) -> bool:
    """Whether the gradebook knows a released notebook as it is."""
    known = _known(book, unit)
    if known is None:
        return False
    texts = {cell.name: cell.checksum for cell in known.source_cells}
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    return texts == {m.grade_id: m.checksum for m in _marks(notebook)} and points == {
        m.grade_id: float(m.points) for m in _marks(notebook) if m.grade
    }


def _known(book: Gradebook, unit: str) -> Notebook | None:
    from nbgrader.api import MissingEntry

    try:
        return book.find_notebook(unit, unit)
    except MissingEntry:
        return None


def _marks(notebook: NotebookNode) -> list[NotebookNode]:
    """nbgrader's metadata, cell by cell, of those that it keeps in its gradebook."""
    return [mark for cell in notebook.cells if _is_kept(mark := marks(cell))]


def _is_kept(mark: NotebookNode) -> bool:
    """Whether nbgrader keeps a cell: it leaves those out that are open to everybody, such as the lecture."""
    return any(mark.get(key) for key in ("grade", "solution", "locked"))


def _save_cells(book: Gradebook, unit: str, notebook: NotebookNode) -> None:
    """nbgrader's `SaveCells`, through the gradebook that is open (its own would wait for the disk at each cell)."""
    from nbgrader.preprocessors import SaveCells

    save = SaveCells()
    save.gradebook, save.notebook_id, save.assignment_id = book, unit, unit
    save.new_grade_cells, save.new_solution_cells = {}, {}
    save.new_task_cells, save.new_source_cells = {}, {}
    for number, cell in enumerate(notebook.cells):
        save.preprocess_cell(cell, {}, number)
    save._create_notebook(notebook)


def _bring_up_to_date(book: Gradebook, known: Notebook, notebook: NotebookNode) -> None:
    """Give the gradebook the notebook's set of cells; `SaveCells` then fills them in."""
    names = {mark.grade_id for mark in _marks(notebook)}
    gone = [cell for cell in known._base_cells if cell.name not in names]
    _refuse_loss(known.name, gone)
    for cell in gone:
        for row in (*cell.grades, *cell.comments, cell):
            book.db.delete(row)
    for source in known.source_cells:
        if source.name not in names:
            book.db.delete(source)
    _add_new(book, known, notebook)
    book.db.commit()


def _refuse_loss(unit: str, gone: Iterable[Any]) -> None:
    for cell in gone:
        graded = [grade for grade in cell.grades if grade.manual_score is not None or grade.extra_credit]
        if graded or [comment for comment in cell.comments if comment.manual_comment]:
            raise GradebookError(
                f"{unit} no longer has {cell.name!r}, but the gradebook holds grades or comments given by hand for it; "
                f"keep it under that name, or set the gradebook aside and grade {unit} anew"
            )


def _add_new(book: Gradebook, known: Notebook, notebook: NotebookNode) -> None:
    """Cells that the gradebook does not know yet, with a grade and a comment for every earlier submission."""
    from nbgrader.api import Comment, Grade, GradeCell, SolutionCell, SourceCell

    sources = {cell.name for cell in known.source_cells}
    graded = {cell.name for cell in known.grade_cells}
    solutions = {cell.name for cell in known.solution_cells}
    for cell in notebook.cells:
        if not _is_kept(mark := marks(cell)):
            continue
        if mark.grade_id not in sources:
            new = SourceCell(name=mark.grade_id, cell_type=cell.cell_type, locked=mark.locked, notebook=known)
            book.db.add(new)
        if mark.grade and mark.grade_id not in graded:
            place = GradeCell(
                name=mark.grade_id, cell_type=cell.cell_type, max_score=float(mark.points), notebook=known
            )
            book.db.add(place)
            book.db.add_all(Grade(cell=place, notebook=submission) for submission in known.submissions)
        if mark.solution and mark.grade_id not in solutions:
            answer = SolutionCell(name=mark.grade_id, notebook=known)
            book.db.add(answer)
            book.db.add_all(Comment(cell=answer, notebook=submission) for submission in known.submissions)
