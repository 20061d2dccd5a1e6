"""The executed notebook for formgrader: no fate of a cell costs anything, and nothing that was written runs."""

import copy
import io
import json
import re
from base64 import b64encode
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, determine_grade
from PIL import Image

from grader.course import Course
from grader.gradebook import executed_notebook
from grader.gradebook.answers import digests
from grader.results import CellRun, ExerciseResult, Output, Problem, Result, Status
from grader.submission import SubmittedCell as Cell
from gradschool.checks import Verdict

UNIT = "01-small"
GRADED = ["check-forgetful_average", "check-Tally", "check-quiz_limit", "experiment"]


WRONG = Verdict(
    "another_beta",
    "Another beta.",
    2.0,
    False,
    "averages[0]: expected <b>1</b>, got $2$",
    "m",
    "Divide by 1 - beta**t.",
)


def result(wrong: Verdict = WRONG, **more: Any) -> Result:
    """A result in which one exercise of three is half right."""
    exercises = (
        ExerciseResult("forgetful_average", 4.0, (Verdict("five_values", "Five values.", 2.0, True), wrong)),
        ExerciseResult("Tally", 3.0, (Verdict("tallies", "Tallies.", 3.0, True),)),
        ExerciseResult("quiz_limit", 1.0, (Verdict("guess", "A guess.", 1.0, False),)),
    )
    return Result(UNIT, "ada", **{"status": Status.GRADED, "exercises": exercises, **more})


@pytest.fixture(scope="session")
def released(_built_once: Any) -> NotebookNode:
    """The release."""
    return nbformat.read(Course(_built_once).notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)


@pytest.fixture
def cells(released: NotebookNode) -> list[Cell]:
    """The release as it is handed in untouched."""
    return [Cell(cell.cell_type, cell.source, cell.metadata.nbgrader.grade_id) for cell in released.cells]


def named(notebook: NotebookNode, name: str) -> NotebookNode:
    """The one cell that has a grade id."""
    (found,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
    return found


def number(cells: list[Cell], name: str) -> int:
    """Where a cell is, counted from 0."""
    return next(i for i, cell in enumerate(cells) if cell.grade_id == name)


def without_claim(cells: list[Cell]) -> list[Cell]:
    """The cells as an editor leaves them that drops metadata."""
    return [replace(cell, grade_id="") for cell in cells]


def names_of(notebook: NotebookNode) -> list[str]:
    """The grade ids in order, other cells left out."""
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_an_untouched_notebook_is_the_release_with_verdicts(released: NotebookNode, cells: list[Cell]) -> None:
    shown = executed_notebook(released, cells, result())
    assert names_of(shown) == [cell.id for cell in released.cells]
    assert [cell.source for cell in shown.cells] == [cell.source for cell in released.cells]


def test_a_student_s_own_is_shown_only_as_far_as_anybody_reads(released: NotebookNode, cells: list[Cell]) -> None:
    long = [Cell("code", "??\n" * 6_000) for _ in range(30)]
    shown = executed_notebook(released, [*cells, *long], result())
    assert sum(len(cell.source) for cell in shown.cells) < 160_000 + sum(len(cell.source) for cell in released.cells)


def test_stock_nbgrader_reads_the_judges_score(released: NotebookNode, cells: list[Cell]) -> None:
    shown = executed_notebook(released, cells, result())
    scores = [determine_grade(named(shown, name))[0] for name in GRADED[:3]]
    assert scores == [2.0, 3.0, 0.0]


def test_a_verdict_shows_message_and_hint_as_plain_text(released: NotebookNode, cells: list[Cell]) -> None:
    outputs = named(executed_notebook(released, cells, result()), "check-forgetful_average").outputs
    assert [output.output_type for output in outputs] == ["stream", "execute_result"]
    assert "wrong  Another beta. (2 points)\n         averages[0]: expected <b>1</b>, got $2$" in outputs[0].text
    assert "hint   Divide by 1 - beta**t." in outputs[0].text


def test_a_long_verdict_is_wrapped(released: NotebookNode, cells: list[Cell]) -> None:
    long = result(replace(WRONG, message="a long story " * 30))
    text = named(executed_notebook(released, cells, long), "check-forgetful_average").outputs[0].text
    assert max(map(len, text.splitlines())) <= 110


def test_a_notebook_without_metadata_is_recognized(released: NotebookNode, cells: list[Cell]) -> None:
    shown = executed_notebook(released, without_claim(cells), result())
    assert names_of(shown) == [cell.id for cell in released.cells]


def test_an_exercise_is_found_by_what_it_defines(released: NotebookNode, cells: list[Cell]) -> None:
    mine = "def forgetful_average(values, beta=0.9):\n    return values"
    cells[number(cells, "forgetful_average")] = Cell("code", "notes = 1", "forgetful_average")
    cells.append(Cell("code", mine))
    shown = executed_notebook(released, cells, result())
    assert named(shown, "forgetful_average").source == mine


def test_of_two_definitions_the_later_counts(released: NotebookNode, cells: list[Cell]) -> None:
    mine = "def forgetful_average(values, beta=0.9):\n    return 2 * values"
    cells.append(Cell("code", mine, "forgetful_average"))
    shown = executed_notebook(released, cells, result())
    assert named(shown, "forgetful_average").source == mine


def test_an_exercise_with_a_syntax_error_is_found(released: NotebookNode, cells: list[Cell]) -> None:
    cells[number(cells, "Tally")] = Cell("code", "class Tally:\n    def add(self, value:", "")
    assert "add(self, value:" in named(executed_notebook(released, cells, result()), "Tally").source


def test_a_split_exercise_shows_both_parts(released: NotebookNode, cells: list[Cell]) -> None:
    where = number(cells, "quiz_limit")
    first = Cell("code", "def quiz_limit():\n    return LIMIT", "quiz_limit")
    cells[where : where + 1] = [Cell("code", "LIMIT = 42", "quiz_limit"), first]
    shown = executed_notebook(released, cells, result())
    sources = [cell.source for cell in shown.cells]
    assert sources.index("LIMIT = 42") + 1 == sources.index("def quiz_limit():\n    return LIMIT")
    assert named(shown, "quiz_limit").source == first.source


def test_a_copied_check_cell_loses_its_grade(released: NotebookNode, cells: list[Cell]) -> None:
    cells.append(cells[number(cells, "check-Tally")])
    shown = executed_notebook(released, cells, result())
    assert names_of(shown).count("check-Tally") == 1
    assert len(shown.cells) == len(released.cells) + 1


def test_a_deleted_check_cell_is_put_back_below_its_exercise(released: NotebookNode, cells: list[Cell]) -> None:
    del cells[number(cells, "check-Tally")]
    names = names_of(executed_notebook(released, cells, result()))
    assert names.index("check-Tally") == names.index("Tally") + 1


def test_all_that_is_graded_is_there_when_everything_was_deleted(released: NotebookNode) -> None:
    shown = executed_notebook(released, [], result())
    assert names_of(shown) == GRADED


def test_a_check_cell_that_was_changed_is_put_back(released: NotebookNode, cells: list[Cell]) -> None:
    where = number(cells, "check-Tally")
    cells[where] = replace(cells[where], source="print('full marks')")
    shown = executed_notebook(released, cells, result())
    assert named(shown, "check-Tally").source == "check(Tally)"
    assert "print('full marks')" in [cell.source for cell in shown.cells]


def test_lecture_that_was_changed_is_put_back_and_the_change_shown(released: NotebookNode, cells: list[Cell]) -> None:
    cells[0] = replace(cells[0], source="# My own title")
    shown = executed_notebook(released, cells, result())
    assert [cell.source for cell in shown.cells[:2]] == [released.cells[0].source, "# My own title"]


def test_a_demonstration_that_was_changed_stands_below_the_released_one(
    released: NotebookNode, cells: list[Cell]
) -> None:
    where = next(i for i, cell in enumerate(cells) if cell.grade_id.startswith("demo-"))
    cells[where] = replace(cells[where], source="DEMONSTRATED = []")
    shown = executed_notebook(released, cells, result()).cells
    assert [cell.source for cell in shown[where : where + 2]] == [released.cells[where].source, "DEMONSTRATED = []"]


def test_a_guess_is_shown_as_it_was_written(released: NotebookNode, cells: list[Cell]) -> None:
    prompt = nbformat.v4.new_markdown_cell("**My guess:**", id="text-guess", metadata={"tags": ["guess"]})
    release = NotebookNode(released, cells=[*released.cells, prompt])
    shown = executed_notebook(release, [*cells, Cell("markdown", "It falls at once.", "text-guess")], result()).cells
    assert [cell.source for cell in shown if cell.id == "text-guess"] == ["It falls at once."]


def test_a_written_answer_keeps_its_place_for_a_grade(released: NotebookNode, cells: list[Cell]) -> None:
    where = number(cells, "experiment")
    cells[where] = replace(cells[where], source=cells[where].source + "\n\nThe small one.")
    assert named(executed_notebook(released, cells, result()), "experiment").source.endswith("The small one.")


def test_a_written_answer_without_metadata_is_found_by_its_question(released: NotebookNode, cells: list[Cell]) -> None:
    where = number(cells, "experiment")
    cells[where] = Cell("markdown", cells[where].source + "\n\nThe small one.")
    assert named(executed_notebook(released, cells, result()), "experiment").source.endswith("The small one.")


def test_of_a_copied_answer_the_part_that_was_written_is_graded(released: NotebookNode, cells: list[Cell]) -> None:
    where = number(cells, "experiment")
    cells.insert(where, Cell("markdown", "The small one.", "experiment"))
    assert named(executed_notebook(released, cells, result()), "experiment").source == "The small one."


def test_an_answer_that_became_code_is_text_again(released: NotebookNode, cells: list[Cell]) -> None:
    where = number(cells, "experiment")
    cells[where] = Cell("code", "The small one.", "experiment")
    assert named(executed_notebook(released, cells, result()), "experiment").cell_type == "markdown"


def test_a_blank_exercise_keeps_its_checksum(released: NotebookNode, cells: list[Cell]) -> None:
    blank = named(executed_notebook(released, cells, result()), "Tally")
    assert compute_checksum(blank) == blank.metadata.nbgrader.checksum


def test_outputs_stand_below_the_cell_that_showed_them(released: NotebookNode, cells: list[Cell]) -> None:
    cells.insert(0, Cell("code", "print(1)"))
    runs = {
        1: CellRun((Output("stream", "1\n", "stdout"), Output("text", "[1]"))),
        3: CellRun((Output("png", data=b"\x89PNG\r\n\x1a\n"),)),
        6: CellRun((Output("error", "ValueError: no\nline 2", "ValueError"),), ok=False),
    }
    shown = executed_notebook(released, cells, result(cells=runs))
    kinds = [[output.output_type for output in cell.get("outputs", [])] for cell in shown.cells[:6]]
    assert kinds == [["stream", "display_data"], [], ["display_data"], [], [], ["error"]]
    assert shown.cells[2].outputs[0].data == {"image/png": "iVBORw0KGgo="}
    assert shown.cells[5].outputs[0].traceback == ["ValueError: no", "line 2"]


def test_problems_are_told_at_the_top(released: NotebookNode, cells: list[Cell]) -> None:
    stopped = Problem("timeout", "cell 14", "stopped after 20 s")
    shown = executed_notebook(released, cells, result(problems=(stopped,)))
    assert "cell 14: stopped after 20 s" in shown.cells[0].source


def test_a_submission_that_cant_be_read_shows_the_reason_and_what_is_graded(released: NotebookNode) -> None:
    empty = Problem("unreadable", "01-small.ipynb", "the file is empty")
    shown = executed_notebook(released, [], result(status=Status.UNREADABLE, exercises=(), problems=(empty,)))
    assert "the file is empty" in shown.cells[0].source
    assert [determine_grade(named(shown, name))[0] for name in GRADED[:3]] == [0.0, 0.0, 0.0]


def test_the_release_itself_is_left_alone(released: NotebookNode, cells: list[Cell]) -> None:
    before = copy.deepcopy(released)
    executed_notebook(released, cells, result())
    assert released == before


HOSTILE = {
    "a script": "<script>window.hacked = 1</script>",
    "an image that fails": "<img src=x onerror=hacked()>",
    "a script in a comment": "<!-- --><svg/onload=hacked()>",
    "a link": "[click](javascript:hacked())",
    "a link with an entity": "[click](&#106;avascript:hacked())",
    "a link by reference": "[click][1]\n\n[1]: javascript:hacked()",
    "an autolink": "<javascript:hacked()>",
    "an image": "![x](http://evil.example/track.png)",
    "a fence that is left": "~~~~\n<script>hacked()</script>\n~~~~",
    "a tag over two lines": "<img\nsrc=x\nonerror=hacked()>",
    "a processing instruction": "<?xml <script>hacked()</script> ?>",
}


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_student_wrote_becomes_html(
    released: NotebookNode, cells: list[Cell], text: str, kind: str
) -> None:
    problem = Problem("error", "cell 1", HOSTILE[text])
    run = CellRun(tuple(Output(one, HOSTILE[text]) for one in ("stream", "text", "error")))
    written = replace(cells[number(cells, "experiment")], source=HOSTILE[text])
    told = result(replace(WRONG, message=HOSTILE[text]), problems=(problem,), cells={2: run})
    shown = executed_notebook(released, [Cell(kind, HOSTILE[text]), *cells[1:], written], told)
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(shown)
    lowered = page.lower()
    assert not any(tag in lowered for tag in ("<script", "<img", "<svg", "<!--", "<?xml", "<javascript"))
    assert set(re.findall(r'href="(#|http:|[^"]*)', lowered)) <= {"#", "http:"}


@pytest.mark.parametrize(
    "command",
    [
        *("href{javascript:hacked()}{x}", "require{html}", "style{x}{y}", "cssId{a}{b}"),
        *("mmlToken{mi}[href='javascript:hacked()']{x}", "bbox[border:9px]{x}"),
    ],
)
def test_mathjax_commands_that_reach_into_the_page_are_cut(
    released: NotebookNode, cells: list[Cell], command: str
) -> None:
    shown = executed_notebook(released, [*cells, Cell("markdown", f"$\\{command}$")], result())
    assert f"\\{command}" not in json.dumps([cell.source for cell in shown.cells], ensure_ascii=False)


@pytest.mark.parametrize("text", ["$a_1 \\le b$ and **bold**", "- one\n- two", "`x[0](1)` is odd", "a < b, b > a"])
def test_honest_text_reads_as_it_was_written(released: NotebookNode, cells: list[Cell], text: str) -> None:
    shown = executed_notebook(released, [*cells, Cell("markdown", text)], result())
    assert text in [cell.source.replace("\N{ZERO WIDTH SPACE}", "") for cell in shown.cells]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_to_cells_everything_graded_is_there_once(
    released: NotebookNode, cells: list[Cell], data: st.DataObject
) -> None:
    strange = [
        Cell("code", "x ="),
        Cell("raw", "<b>", "Tally"),
        Cell("markdown", "", "experiment"),
        Cell("code", "check(Tally)", "no-such"),
        Cell("markdown", "hm", cells[0].grade_id),
    ]
    shuffled = data.draw(st.lists(st.sampled_from([*cells, *strange]), max_size=30))
    shown = executed_notebook(released, shuffled, result())
    names = names_of(shown)
    assert len(set(names)) == len(names)
    assert set(GRADED) <= set(names)
    assert len({cell.id for cell in shown.cells}) == len(shown.cells)
    nbformat.validate(shown)
    MetadataValidator().validate_nb(shown)


def test_a_picture_pasted_into_an_answer_is_on_formgrader_s_page(released: NotebookNode, cells: list[Cell]) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(file, "JPEG")
    pasted = (("plot.jpg", b64encode(file.getvalue()).decode()),)
    place = next(i for i, cell in enumerate(cells) if cell.grade_id == "experiment")
    cells[place] = replace(cells[place], source="See ![plot](attachment:plot.jpg).", attachments=pasted)
    page, _ = HTMLExporter().from_notebook_node(executed_notebook(released, cells, result()))
    assert 'src="data:image/png;base64,' in page


def test_another_picture_makes_another_answer(released: NotebookNode) -> None:
    notebook = copy.deepcopy(released)
    place = next(cell for cell in notebook.cells if cell.id == "experiment")
    place.attachments = {"picture-1.png": {"image/png": "abc"}}
    before = digests(notebook)["experiment"]
    place.attachments = {"picture-1.png": {"image/png": "abd"}}
    assert digests(notebook)["experiment"] != before
