"""A whole submission, from the file to its result, in the real sandbox."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from grader import audit
from grader.course import Course, Unit
from grader.demo import misbehaving
from grader.judge import Judge
from grader.judge.remarks import STRANGE
from grader.results import timeless
from grader.sandbox import Limits

pytestmark = pytest.mark.sandbox
UNIT = "01-small"
QUICK = Limits(cell_seconds=1.0, submission_seconds=15.0, memory=512 * 2**20)


@pytest.fixture(scope="module")
def judge(_built_once):
    """One judge with one warm examiner for all tests here, as a worker has for a class."""
    unit = Course(_built_once).unit(UNIT)
    with Judge(unit, b"s" * 32, QUICK) as judge:
        yield judge


@pytest.fixture
def graded(judge, _built_once, tmp_path):
    """Changes the solved notebook, grades it, and returns its result."""

    def run(change):
        notebook = audit.solved(Course(_built_once), judge.unit)
        change(notebook)
        path = tmp_path / f"{UNIT}.ipynb"
        nbformat.write(notebook, path)
        return judge.grade("ada", path)

    return run


def scores(result):
    return {exercise.name: exercise.score for exercise in result.exercises}


FULL = {"forgetful_average": 4.0, "Tally": 3.0, "quiz_limit": 1.0}


def test_split_moved_copied_and_retyped_cells_cost_nobody_a_point(graded):
    def moved(notebook):
        notebook.cells[1:] = notebook.cells[1:][::-1]

    def retyped(notebook):
        for cell in notebook.cells:
            cell.metadata = {}
            cell.id = f"retyped-{notebook.cells.index(cell)}"

    changes = [
        lambda notebook: misbehaving.split(notebook, "Tally"),
        lambda notebook: misbehaving.duplicated(notebook, "Tally"),
        moved,
        retyped,
    ]
    assert [scores(graded(change)) for change in changes] == [FULL] * 4


def test_a_deleted_import_costs_nobody_a_point(graded):
    def without_imports(notebook):
        notebook.cells = [cell for cell in notebook.cells if "import numpy" not in cell.source]

    result = graded(without_imports)
    assert (scores(result), result.problems) == (FULL, ())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("syntax_error", "error"),
        ("endless_function", "timeout"),
        ("memory_bomb", None),
        ("sudden_exit", "crash"),
        ("hostile", None),
        ("delegating", "error"),
    ],
)
def test_what_goes_wrong_in_one_exercise_costs_that_exercise_alone(graded, name, kind):
    result = graded(lambda notebook: getattr(misbehaving, name)(notebook, "Tally"))
    assert scores(result) == FULL | {"Tally": 0.0}
    assert kind is None or kind in {problem.kind for problem in result.problems}


@pytest.mark.parametrize("name", ["endless_loop", "fork_bomb"])
def test_a_cell_that_runs_wild_after_the_work_costs_nothing(graded, name):
    result = graded(lambda notebook: getattr(misbehaving, name)(notebook, "Tally"))
    assert scores(result) == FULL
    assert result.problems


def test_what_a_submission_prints_and_warns_never_changes_its_score(graded):
    def loud(notebook):
        noise = "import sys, warnings; print('x' * 10**6); print('y', file=sys.stderr); warnings.warn('z')"
        notebook.cells.insert(2, new_code_cell(noise, id="noise"))

    assert scores(graded(loud)) == FULL


def test_an_answer_made_of_the_grader_s_own_names_earns_nothing(graded):
    def sly(notebook):
        source = (
            "import gradschool.checks, gradschool.checks.verdict as v\n"
            "gradschool.checks.observe = gradschool.checks.judge = lambda *a, **k: None\n"
            "v.fault = lambda *a: ''\n"
            "def forgetful_average(values, beta=0.9):\n    return values * float('nan')"
        )
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "forgetful_average":
                cell.source = source

    assert scores(graded(sly))["forgetful_average"] == 0.0


def test_the_result_is_the_same_to_the_last_digit_every_time(graded):
    def wrong(notebook):
        for cell in notebook.cells:
            cell.source = cell.source.replace("(1 - beta) * value", "(1 - beta) * value * 1.01")

    first, second = graded(wrong), graded(wrong)
    assert timeless(first) == timeless(second)
    assert first.score < first.max_score


def test_a_result_says_how_long_each_exercise_took(graded):
    result = graded(lambda notebook: None)
    took = [exercise.seconds for exercise in result.exercises]
    assert all(seconds > 0 for seconds in took)
    assert sum(took) < result.seconds


ADVICE = "`helper` is made in a cell with a figure, which grading skips; make it in a cell of your own"


@pytest.fixture
def leaning(graded):
    """Grades a notebook in which a demonstration makes what some code needs; its result."""

    def run(source, *more):
        def change(notebook):
            for cell in notebook.cells:
                if cell.id.startswith("demo-"):
                    cell.source = "helper = 42"
                if cell.id == "quiz_limit":
                    cell.source = source
            notebook.cells += [new_code_cell(text) for text in more]

        return graded(change)

    return run


def messages(result, exercise):
    return [verdict.message for one in result.exercises if one.name == exercise for verdict in one.verdicts]


def test_a_function_that_needs_a_demonstration_is_told_so(leaning):
    result = leaning("def quiz_limit():\n    return helper")
    assert scores(result) == FULL | {"quiz_limit": 0.0}
    message, _ = messages(result, "quiz_limit")
    assert message.startswith("quiz_limit raised NameError")
    assert message.endswith(ADVICE)


def test_a_cell_that_needs_a_demonstration_is_told_so(leaning):
    result = leaning("def quiz_limit():\n    return 42", "print(helper)")
    (problem,) = result.problems
    assert problem.message.startswith("NameError: name 'helper' is not defined (line 1")
    assert problem.message.endswith(ADVICE)


def test_an_exercise_that_is_made_otherwise_in_a_demonstration_is_told_so(graded):
    def change(notebook):
        for cell in notebook.cells:
            if cell.id == "quiz_limit":
                cell.source = "quiz_limit = lambda: 42"
                cell.metadata["tags"] = ["demo"]

    message, _ = messages(graded(change), "quiz_limit")
    assert message == f"quiz_limit is not defined in the notebook. {ADVICE.replace('helper', 'quiz_limit')}"


def test_who_misses_what_a_refused_import_would_have_made_reads_the_reason_once_and_where_it_stands(graded):
    def change(notebook):
        (cell,) = (cell for cell in notebook.cells if cell.id == "quiz_limit")
        cell.source = "from gradschool import optim\n\n\ndef quiz_limit():\n    return 42"

    result = graded(change)
    (problem,) = result.problems
    assert "gradschool.optim is not available while your work is graded" in problem.message
    reason = f"`quiz_limit` is made in {problem.where}, which stopped at an error; what is told of that cell says why"
    assert messages(result, "quiz_limit") == [reason, reason]


def test_a_module_that_was_refused_in_a_cell_of_its_own_is_not_called_a_slip_of_the_pen(graded):
    def change(notebook):
        (cell,) = (cell for cell in notebook.cells if cell.id == "quiz_limit")
        cell.source = "def quiz_limit():\n    return optim.LIMIT"
        notebook.cells.append(new_code_cell("from gradschool import optim"))

    message, hidden = messages(graded(change), "quiz_limit")
    assert message.startswith("`optim` is made in cell ")
    assert "optim" not in hidden


@pytest.mark.parametrize(("source", "told"), [("def adam_step(w):\n    return w", True), ("check(Tally)", False)])
def test_the_notebook_of_another_unit_is_called_one(graded, source, told):
    def change(notebook):
        notebook.cells = [new_code_cell(source)]

    said = [problem.message for problem in graded(change).problems]
    assert (STRANGE in said) == told


def test_a_class_that_is_not_written_is_said_to_be(graded):
    def change(notebook):
        (cell,) = (cell for cell in notebook.cells if cell.id == "Tally")
        cell.source = 'class Tally:\n    """Counts."""\n\n    raise NotImplementedError("your code here")'

    result = graded(change)
    (tally,) = (one for one in result.exercises if one.name == "Tally")
    assert {verdict.to_do for verdict in tally.verdicts} == {True}
    assert all("not written yet: Tally still holds its line" in message for message in messages(result, "Tally"))


def test_a_name_that_is_made_again_in_a_cell_of_ones_own_is_found(leaning):
    result = leaning("def quiz_limit():\n    return helper", "helper = 42")
    assert (scores(result), result.problems) == (FULL, ())


def test_a_hidden_probe_does_not_say_which_name_was_missed(graded, judge):
    def change(notebook):
        for cell in notebook.cells:
            if cell.id.startswith("demo-"):
                cell.source = "helper = 42"
            if cell.id == "forgetful_average":
                cell.source = "def forgetful_average(values, beta=0.9):\n    return helper"

    (result,) = (one for one in graded(change).exercises if one.name == "forgetful_average")
    hidden = {probe.name for probe in judge.unit.exercise("forgetful_average").hidden}
    assert hidden
    assert all((ADVICE in verdict.message) != (verdict.probe in hidden) for verdict in result.verdicts)


SPOILS = {
    "np": "np = None",
    "forgetful_average": "def forgetful_average(values, beta=0.9):\n    return 0.0",
    "the stub": "def forgetful_average(values, beta=0.9):\n    raise NotImplementedError",
    "what is in a list": "limits.clear()",
    "what a builtin is": "sum = zip = enumerate = range = len = reversed = None",
}


@pytest.mark.parametrize("source", SPOILS.values(), ids=SPOILS)
def test_what_passed_under_its_check_is_not_lost_by_what_comes_after(graded, source):
    def change(notebook):
        cell = next(cell for cell in notebook.cells if cell.id == "quiz_limit")
        cell.source = "limits = [42]\n\n\ndef quiz_limit():\n    return limits[0]"
        notebook.cells.append(new_code_cell(source))

    assert scores(graded(change)) == FULL


def test_which_cell_changed_what_is_told(graded):
    result = graded(lambda notebook: notebook.cells.append(new_code_cell(SPOILS["np"])))
    (problem,) = [problem for problem in result.problems if problem.kind == "changed"]
    assert problem.where == "forgetful_average"
    assert "4 where it is checked and 0 at the notebook's end" in problem.message
    assert "changes 'np'; what it earned at its check counts" in problem.message


def test_an_answer_that_was_wrong_at_its_check_and_is_right_at_the_end_counts(graded):
    def mended_later(notebook):
        cell = next(cell for cell in notebook.cells if cell.source.startswith("def forgetful_average"))
        notebook.cells.append(new_code_cell(cell.source))
        cell.source = SPOILS["forgetful_average"]

    assert scores(graded(mended_later)) == FULL


def test_an_honest_wrong_answer_is_run_once(graded, judge, monkeypatch):
    jobs = []
    examine = judge.examiner.examine
    monkeypatch.setattr(judge.examiner, "examine", lambda job, deadline: jobs.append(job) or examine(job, deadline))

    def wrong(notebook):
        cell = next(cell for cell in notebook.cells if cell.source.startswith("def forgetful_average"))
        cell.source = SPOILS["forgetful_average"]

    assert scores(graded(wrong))["forgetful_average"] < 4
    assert len(jobs) == 1


def test_an_exercise_that_was_made_a_text_earns_its_points_and_its_student_is_told(graded):
    def turned(notebook):
        place = next(i for i, cell in enumerate(notebook.cells) if "class Tally" in cell.source)
        notebook.cells[place] = nbformat.v4.new_markdown_cell(notebook.cells[place].source)

    result = graded(turned)
    assert scores(result) == FULL
    assert any("it writes an exercise and is a markdown cell" in problem.message for problem in result.problems)


@pytest.mark.parametrize(("patience", "earns"), [(30.0, 4.0), (3.0, 0.0)], ids=["in time", "but not for the hasty"])
def test_an_honest_loop_a_dozen_times_slower_than_the_solution_earns_its_points(small_unit, tmp_path, patience, earns):
    work, line = "sum(range(2_000_000))", "    smooth, averages = 0.0, []"
    source = small_unit.source.read_text()
    assert line in source
    notebook = audit.solved(Course(small_unit.folder.parents[1]), small_unit)
    for cell in notebook.cells:
        cell.source = cell.source.replace(line, f"{line}\n    for _ in range(12):\n        {work}")
    nbformat.write(notebook, tmp_path / "slow.ipynb")
    small_unit.source.write_text(source.replace(line, f"{line}\n    {work}"))
    with Judge(Unit(small_unit.folder), b"s" * 32, Limits(probe_seconds=0.05, patience=patience)) as judge:
        assert scores(judge.grade("ada", tmp_path / "slow.ipynb"))["forgetful_average"] == earns
