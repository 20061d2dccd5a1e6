"""On the pages of all units: each exercise has its own solution behind a fold, each choice of a quiz an answer."""

import re
from pathlib import Path

import pytest

from book.links import Linked, Targets
from book.outline import Outline
from book.outputs import Figures
from book.units import Page
from grader.course import Course

pytestmark = pytest.mark.xdist_group("pages of the book")

COURSE = Course(Path(__file__).parents[2])
FOLD = re.compile(r"<details class=\"(\w+)\"><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


@pytest.fixture(scope="module", params=COURSE.unit_names)
def page(request: pytest.FixtureRequest, units: list[Outline], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A unit's page without what its cells put out."""
    (outline,) = (one for one in units if one.name == request.param)
    folder = tmp_path_factory.mktemp("figures")
    page = Page(COURSE, outline.unit, Linked(outline, Targets.of(units)), Figures(folder, "", folder))
    code = [cell for cell in outline.unit.notebook.cells if cell.cell_type == "code"]
    return request.param + "\n" + "\n".join(page.blocks([[] for _ in code]))


def test_each_check_has_the_solution_of_its_exercise(page: str) -> None:
    folds = [text for kind, _, text in FOLD.findall(page) if kind == "solution"]
    checked = [re.findall(r"^check\((\w+)", text, re.MULTILINE)[-1] for text in folds]
    wanted = [exercise.name for exercise in COURSE.unit(page.splitlines()[0]).exercises if not exercise.is_quiz]
    assert sorted(checked) == sorted(wanted)
    lost = [name for name, text in zip(checked, folds, strict=True) if not re.search(rf"(def|class) {name}\b", text)]
    assert lost == []


def test_each_choice_of_each_quiz_has_words_and_one_is_right(page: str) -> None:
    unit = COURSE.unit(page.splitlines()[0])
    quizzes = [one.name for one in unit.exercises if one.is_quiz]
    by_letter = [name for name in quizzes if re.search(r'return "[a-d]"', unit.solution.source(name))]
    found = re.findall(r'<div class="choices">(.*?)</div>', page, re.DOTALL)
    assert len(found) == len(by_letter)
    for said in found:
        answers = [text for _, summary, text in FOLD.findall(said) if summary.startswith("My answer is ")]
        assert len(answers) == 4
        assert sum("**Right.**" in text for text in answers) == 1
        assert [text for text in answers if len(text.split()) < 5] == []
