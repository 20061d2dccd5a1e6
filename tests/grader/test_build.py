"""What a build makes of a unit: nbgrader's metadata, points, frozen cases, and the same bytes every time."""

from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode

from grader.build import build
from grader.build.freeze import is_same
from grader.cli.build import told
from grader.course import Course
from grader.gradebook import released_notebook
from gradschool.checks import Observation
from gradschool.checks.cases import read_cases, write_cases
from gradschool.checks.observe import ProbeError
from gradschool.checks.seal import Reply, opened

UNIT = "01-small"


def files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Content and time of change of every file below a folder."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def edit(course: Course, name: str, old: str, new: str) -> None:
    """Change a file of the unit's sources."""
    path = course.solutions / UNIT / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rebuilt(course: Course, **options: bool) -> list[str]:
    """Build anew, reading the sources again; the reports in words."""
    return [report.problem for report in build(Course(course.root), Course(course.root).units(), **options)]


@pytest.fixture
def released(built_course: Course) -> NotebookNode:
    """The released notebook."""
    return nbformat.read(built_course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """A cell by its id."""
    return next(one for one in notebook.cells if one.id == name)


def test_a_student_gets_the_notebook_its_probes_and_its_cases(built_course: Course) -> None:
    names = sorted(path.name for path in (built_course.notebooks / UNIT).iterdir())
    assert names == [f"{UNIT}.ipynb", "cases.npz", "probes.py"]


def test_the_notebook_is_valid_and_holds_no_outputs(released: NotebookNode) -> None:
    nbformat.validate(released)
    assert not any(one.get("outputs") for one in released.cells)
    assert released.metadata.kernelspec.name == "python3"


def test_an_exercise_is_a_solution_cell_named_after_its_function(released: NotebookNode) -> None:
    marks = cell(released, "forgetful_average").metadata.nbgrader
    assert (marks.solution, marks.grade, marks.locked) == (True, False, False)


def test_a_class_is_an_exercise_too(released: NotebookNode) -> None:
    assert cell(released, "Tally").metadata.nbgrader.solution


def test_a_solution_becomes_a_stub_under_its_docstring(released: NotebookNode) -> None:
    source = cell(released, "quiz_limit").source
    assert source.endswith('"""A whole number."""\n    raise NotImplementedError("your code here")')


def test_a_check_cell_carries_the_points_of_public_and_hidden_probes(released: NotebookNode) -> None:
    points = {one.id: one.metadata.nbgrader.points for one in released.cells if one.id.startswith("check-")}
    assert points == {"check-forgetful_average": 4.0, "check-Tally": 3.0, "check-quiz_limit": 1.0}


def test_a_written_answer_is_graded_by_hand_and_keeps_its_question(released: NotebookNode) -> None:
    written = cell(released, "experiment")
    assert (written.metadata.nbgrader.grade, written.metadata.nbgrader.solution) == (True, True)
    assert written.metadata.nbgrader.points == 2.0
    assert (
        written.source
        == "Try three values of beta and say which follows a jump fastest, and why.\n\n*Your answer here.*"
    )


def test_only_check_cells_are_locked(released: NotebookNode) -> None:
    checks = [one.id for one in released.cells if one.id.startswith("check-")]
    assert checks
    assert [one.id for one in released.cells if one.metadata.nbgrader.locked] == checks
    assert [one.id for one in released.cells if not one.metadata.get("editable", True)] == checks


def test_a_demonstration_keeps_its_tag(released: NotebookNode) -> None:
    assert [one.metadata.tags for one in released.cells if one.id.startswith("demo-")] == [["demo"]]


def test_a_second_build_touches_no_file(built_course: Course) -> None:
    folders = (built_course.notebooks, built_course.state / "source")
    before = [files(folder) for folder in folders]
    assert rebuilt(built_course) == [""]
    assert [files(folder) for folder in folders] == before


def test_two_courses_build_to_the_same_bytes(small_course: Course, built_course: Course) -> None:
    build(small_course, small_course.units())
    for path in (built_course.notebooks / UNIT).iterdir():
        assert (small_course.notebooks / UNIT / path.name).read_bytes() == path.read_bytes()


def test_the_report_counts_cells_exercises_and_points(small_course: Course) -> None:
    (report,) = build(small_course, small_course.units(), check=False)
    assert (report.cells, report.exercises, report.points, report.written_points) == (14, 3, 8.0, 2.0)
    assert "8 points and 2 by hand" in told(small_course, report)


def test_a_check_changes_nothing_and_names_what_is_stale(small_course: Course) -> None:
    (problem,) = rebuilt(small_course, check=True)
    assert "01-small.ipynb and cases.npz and probes.py" in problem
    assert "grader build 01-small" in problem
    assert not small_course.notebooks.exists()
    assert not (small_course.root / "gradebook.db").exists()


def test_a_check_of_what_was_built_is_content(built_course: Course) -> None:
    assert rebuilt(built_course, check=True) == [""]


def test_a_lecture_that_was_edited_makes_the_notebook_stale(built_course: Course) -> None:
    edit(built_course, "small.py", "must be told how young it is", "must know its age")
    (problem,) = rebuilt(built_course, check=True)
    assert "01-small.ipynb" in problem
    assert "cases.npz" not in problem


def test_a_solution_that_was_edited_makes_the_cases_stale(built_course: Course) -> None:
    edit(built_course, "small.py", "beta=0.9):", "beta=0.8):")
    (problem,) = rebuilt(built_course, check=True)
    assert "cases.npz" in problem


def test_points_that_were_edited_make_notebook_and_cases_stale(built_course: Course) -> None:
    edit(built_course, "hidden_probes.py", '@probe("Tally", points=1)', '@probe("Tally", points=1.5)')
    (problem,) = rebuilt(built_course, check=True)
    assert "01-small.ipynb and cases.npz" in problem


def test_another_machines_rounding_does_not_make_cases_stale(built_course: Course) -> None:
    path = built_course.notebooks / UNIT / "cases.npz"
    before = path.read_bytes()
    edit(built_course, "small.py", "smooth / (1 - beta**t)", "smooth / (1 - beta**t) * (1 + 1e-13)")
    edit(built_course, "mistakes.py", "smooth / (1 - beta**t)", "smooth / (1 - beta**t) * (1 + 1e-13)")
    assert rebuilt(built_course, check=True) == [""]
    assert path.read_bytes() == before


def test_a_damaged_file_of_cases_is_written_anew(built_course: Course) -> None:
    path = built_course.notebooks / UNIT / "cases.npz"
    before = path.read_bytes()
    path.write_bytes(b"no archive")
    assert rebuilt(built_course) == [""]
    assert path.read_bytes() == before


def test_no_answer_is_frozen_where_a_verifier_judges(built_course: Course) -> None:
    frozen = read_cases(built_course.notebooks / UNIT / "cases.npz")["quiz_limit"]
    assert frozen.expected["an_answer"].outputs == {}
    assert not frozen.mistakes
    assert not frozen.hints


def test_a_mistake_that_only_hidden_probes_catch_is_not_frozen(built_course: Course) -> None:
    frozen = read_cases(built_course.notebooks / UNIT / "cases.npz")["Tally"]
    assert list(frozen.mistakes) == list(frozen.hints) == ["off_by_one", "positive_only"]


def test_answers_to_altered_calls_are_frozen_where_answers_are_compared(built_course: Course) -> None:
    frozen = read_cases(built_course.notebooks / UNIT / "cases.npz")
    (default,) = (answers for said, answers in frozen["forgetful_average"].altered.items() if "default of beta" in said)
    assert list(default) == ["another_beta"]
    assert not frozen["quiz_limit"].altered
    other = {**frozen, "forgetful_average": replace(frozen["forgetful_average"], altered={})}
    assert not is_same(built_course.notebooks / UNIT / "cases.npz", other)


def test_a_gradebook_that_was_deleted_is_made_again(built_course: Course) -> None:
    (built_course.root / "gradebook.db").unlink()
    assert rebuilt(built_course) == [""]
    assert (built_course.root / "gradebook.db").stat().st_size > 0


def test_a_quiz_is_explained_to_whoever_gives_its_answer_and_to_nobody_else(
    built_course: Course, released: NotebookNode
) -> None:
    sealed = read_cases(built_course.notebooks / UNIT / "cases.npz")["quiz_limit"].sealed
    assert sealed is not None
    assert opened(sealed, 42) == Reply(True, "An average of sevens is seven, and six times seven is forty-two.")
    assert opened(sealed, 41) is None
    assert not any("forty-two" in one.source for one in released.cells)


def test_the_hint_of_a_quiz_s_mistake_is_told_to_whoever_makes_it_and_to_nobody_else(built_course: Course) -> None:
    path = built_course.notebooks / UNIT / "cases.npz"
    sealed = read_cases(path)["quiz_limit"].sealed
    assert sealed is not None
    assert opened(sealed, 7) == Reply(False, "Read the last sentence of the question again.")
    edit(built_course, "mistakes.py", "the last sentence of the question", "the question's last sentence")
    assert rebuilt(built_course) == [""]
    anew = read_cases(path)["quiz_limit"].sealed
    assert anew is not None
    assert opened(anew, 7) == Reply(False, "Read the question's last sentence again.")


def test_an_explanation_of_what_is_no_quiz_is_refused(small_course: Course) -> None:
    edit(small_course, "small.py", 'explains="quiz_limit"', 'explains="Tally"')
    (problem,) = rebuilt(small_course)
    assert "explains='Tally' stands in one Markdown cell, and names a quiz" in problem


def test_a_guess_is_the_students_to_write_and_what_was_seen_is_folded_away(small_course: Course) -> None:
    cells = '# %% [markdown] tags=["guess"]\n\n# %% [markdown] tags=["seen"]\n# It fell at once.\n\n'
    edit(small_course, "small.py", "# %% [markdown]\n# ## Quiz", cells + "# %% [markdown]\n# ## Quiz")
    assert rebuilt(small_course) == [""]
    notebook = nbformat.read(small_course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)
    (guess,) = (one for one in notebook.cells if "guess" in one.metadata.get("tags", []))
    (seen,) = (one for one in notebook.cells if "seen" in one.metadata.get("tags", []))
    assert "My guess" in guess.source
    assert guess.metadata.get("editable", True)
    assert seen.source.startswith("<details><summary><b>What you saw</b></summary>\n\nIt fell at once.")


def test_a_unit_with_a_guess_can_be_built_again_and_graded(small_course: Course) -> None:
    edit(small_course, "small.py", "# ## Quiz", '# ## Quiz\n\n# %% [markdown] tags=["guess"]\n\n# %% [markdown]')
    assert rebuilt(small_course) == [""]
    assert rebuilt(small_course) == [""]
    assert len(released_notebook(small_course, UNIT).cells) == 16


def test_a_wrong_answer_that_is_rounding_noise_makes_no_new_release(built_course: Course) -> None:
    path = built_course.notebooks / UNIT / "cases.npz"
    noise = {**read_cases(path)}
    frozen = noise["Tally"]
    answers = {name: Observation({"mean": np.array(1.2e16)}) for name in frozen.mistakes["off_by_one"]}
    other = {name: Observation({"mean": np.array(0.9e16)}) for name in frozen.mistakes["off_by_one"]}
    noise["Tally"] = replace(frozen, mistakes={**frozen.mistakes, "off_by_one": answers})
    write_cases(path, noise)
    noise["Tally"] = replace(frozen, mistakes={**frozen.mistakes, "off_by_one": other})
    assert is_same(path, noise)
    smaller = {name: Observation({"mean": np.array(0.9)}) for name in other}
    noise["Tally"] = replace(frozen, mistakes={**frozen.mistakes, "off_by_one": smaller})
    assert not is_same(path, noise)


def test_not_a_number_is_the_same_whatever_sign_a_processor_gives_it(built_course: Course) -> None:
    path = built_course.notebooks / UNIT / "cases.npz"
    cases = {**read_cases(path)}
    for sign in (1, -1):
        nothing = {
            name: Observation({"mean": np.array(sign * np.nan, dtype=np.float32)}) for name in cases["Tally"].expected
        }
        cases["Tally"] = replace(cases["Tally"], altered={"Said of it.": nothing})
        if sign > 0:
            write_cases(path, cases)
    assert is_same(path, cases)


def add_a_mistake_of_rounding(course: Course) -> None:
    noise = "(((3 * smooth + value) / 3 - smooth) * 3 - value + 1e-30)"
    slip = (
        f'\nslip("forgetful_average", "by_noise", "(1 - beta**t)", "{noise}", hint="That is zero, up to rounding.")\n'
    )
    with (course.solutions / UNIT / "mistakes.py").open("a") as mistakes:
        mistakes.write(slip)


def test_what_a_mistake_answers_by_rounding_alone_is_not_shipped(small_course: Course) -> None:
    add_a_mistake_of_rounding(small_course)
    assert rebuilt(small_course) == [""]
    frozen = read_cases(small_course.notebooks / UNIT / "cases.npz")["forgetful_average"]
    assert "five_values" in frozen.mistakes["no_correction"]
    assert "five_values" not in frozen.mistakes.get("by_noise", {})


VERIFIED = '''

def is_the_number(outputs, inputs):
    last = outputs["averages"][-1]
    return None if abs(last - inputs["number"]) < 1e-9 else SAID


@probe("forgetful_average", points=1, verify=is_the_number)
def equal_values(student, rng, inputs):
    """Five times the same number."""
    inputs["number"] = rng.uniform(1, 2)
    return {"averages": student.forgetful_average(np.full(5, inputs["number"]))}
'''


@pytest.mark.parametrize(
    ("said", "shipped"), [('"each should be the number itself"', True), ('f"the last is {last}"', False)]
)
def test_of_an_answer_by_rounding_a_verifier_s_words_are_shipped_where_they_stay(
    small_course: Course, said: str, shipped: bool
) -> None:
    add_a_mistake_of_rounding(small_course)
    with (small_course.solutions / UNIT / "probes.py").open("a") as probes:
        probes.write(VERIFIED.replace("SAID", said))
    edit(small_course, "probes.py", "from gradschool", "import numpy as np\n\nfrom gradschool")
    assert rebuilt(small_course) == [""]
    answers = read_cases(small_course.notebooks / UNIT / "cases.npz")["forgetful_average"].mistakes.get("by_noise", {})
    assert ("equal_values" in answers) is shipped
    assert not shipped or answers["equal_values"].error == ProbeError("judged", message=said.strip('"'))


def test_the_header_of_a_course_s_settings_stands_in_the_release_and_is_the_release_s(small_course: Course) -> None:
    header = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Restart, then run all.")])
    nbformat.write(header, small_course.root / "header.ipynb")
    with (small_course.root / "nbgrader_config.py").open("a") as file:
        file.write('c.IncludeHeaderFooter.header = "header.ipynb"\n')
    assert rebuilt(small_course) == [""]
    first = nbformat.read(small_course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4).cells[0]
    assert first.source == "Restart, then run all."
    before = files(small_course.notebooks)
    assert rebuilt(small_course) == [""]
    assert files(small_course.notebooks) == before
    assert released_notebook(small_course, UNIT).cells[0].id == first.id
