"""The rubric reaches formgrader's page of a submission, no other page, and follows its author."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from traitlets.utils.importstring import import_item

from grader import formgrader
from grader.course import Course, Unit
from grader.formgrader import ShowRubric

UNIT = "01-small"


@pytest.fixture
def notebook(built_course: Course) -> NotebookNode:
    """The release: the written question and a lecture around it."""
    return nbformat.read(built_course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)


def shown(notebook: NotebookNode, folder: Path, **more: str) -> list[str]:
    """The cells that the preprocessor adds, as text."""
    before = [cell.id for cell in notebook.cells]
    resources = {"metadata": {"path": str(folder)}, "assignment_id": UNIT, **more}
    made, _ = ShowRubric().preprocess(notebook, resources)
    return [cell.source for cell in made.cells if cell.id not in before]


def test_a_model_answer_is_what_stands_between_its_markers(small_unit: Unit) -> None:
    answer = "A small beta forgets quickly, so it follows at once and is noisy.\n\nOne point for the comparison, one"
    assert small_unit.model_answers == {"experiment": f"{answer} for the reason."}


def test_formgraders_page_of_a_submission_has_it(notebook: NotebookNode, built_course: Course) -> None:
    (rubric,) = shown(notebook, built_course.autograded / "ada" / UNIT, submission_id="1")
    assert "\n\nOne point for the comparison, one for the reason.\n\n" in rubric


def test_a_table_in_it_is_shown_as_a_table(notebook: NotebookNode, built_course: Course) -> None:
    source = built_course.unit(UNIT).source
    table = "# | for | points |\n# | --- | --- |\n# | the reason | 1 |\n#\n# One point for the comparison"
    source.write_text(source.read_text().replace("# One point for the comparison", table))
    (rubric,) = shown(notebook, built_course.root, submission_id="1")
    page = BeautifulSoup(markdown2html(rubric), "html.parser")
    assert [cell.get_text() for cell in page.select("blockquote table td")] == ["the reason", "1"]


def test_no_other_page_has_it(notebook: NotebookNode, built_course: Course) -> None:
    assert shown(notebook, built_course.autograded / "ada" / UNIT) == []


def test_it_stands_right_below_its_answer(notebook: NotebookNode, built_course: Course) -> None:
    resources = {"metadata": {"path": str(built_course.root)}, "assignment_id": UNIT, "submission_id": "1"}
    names = [cell.id for cell in ShowRubric().preprocess(notebook, resources)[0].cells]
    assert names[names.index("experiment") + 1] == "rubric-experiment"


def test_a_mended_rubric_shows_at_once(notebook: NotebookNode, built_course: Course) -> None:
    source = built_course.unit(UNIT).source
    source.write_text(source.read_text().replace("One point for the comparison", "Two points for the comparison"))
    (rubric,) = shown(notebook, built_course.root, submission_id="1")
    assert "Two points for the comparison" in rubric


def test_where_the_unit_has_gone_the_page_says_so(notebook: NotebookNode, built_course: Course) -> None:
    (built_course.solutions / UNIT).rename(built_course.solutions / "02-renamed")
    (rubric,) = shown(notebook, built_course.root, submission_id="1")
    assert "It can't be shown: unit '01-small' not found" in rubric


def test_a_question_that_the_source_lacks_is_named(notebook: NotebookNode, built_course: Course) -> None:
    source = built_course.unit(UNIT).source
    source.write_text(source.read_text().replace('id="experiment"', 'id="trial"'))
    (rubric,) = shown(notebook, built_course.root, submission_id="1")
    assert "none for 'experiment'" in rubric


@pytest.mark.parametrize("name", ["grader.gradebook.rubric.ShowRubric", "grader.report.button.FeedbackExporter"])
def test_the_names_that_older_courses_settings_say_lead_to_the_same_classes(name: str) -> None:
    assert import_item(name) is getattr(formgrader, name.rpartition(".")[2])


def test_an_old_home_holds_nothing_else() -> None:
    with pytest.raises(AttributeError, match=r"'grader\.report\.button' has no attribute 'nothing'"):
        import_item("grader.report.button").nothing  # noqa: B018
