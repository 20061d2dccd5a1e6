"""Scaffolds: what they write works as it is or is refused by name, and nothing that is there is overwritten."""

import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from hatchling.builders.wheel import WheelBuilder

from grader.audit import audit, audit_exercise, solved
from grader.audit.blanks import blanks
from grader.build import build
from grader.cli import main
from grader.course import Course
from grader.course.variants import BLANK
from grader.judge import Judge
from grader.new import ScaffoldError, new_course, new_exercise, new_unit

ROOT = Path(__file__).parents[2]


@pytest.fixture
def course(tmp_path):
    """A new course."""
    new_course(tmp_path / "algebra")
    return Course(tmp_path / "algebra")


@pytest.fixture
def unit(course):
    """A new unit of it, without exercises."""
    new_unit(course, "02-linear-maps")
    return course.unit("02-linear-maps")


def texts(folder):
    return {path: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


def run_main(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def run(*arguments):
    return run_main("new", *arguments)


@pytest.mark.sandbox
def test_a_new_course_builds_is_audited_and_grades_as_it_is(course, tmp_path):
    unit = course.unit("01-first")
    (report,) = build(course, [unit])
    assert report.ok, report
    with Judge(unit, course.secret(), cache=tmp_path) as judge:
        assert [finding for finding in audit(course, unit, judge) if not finding.ok] == []
        nbformat.write(solved(course, unit), tmp_path / "ada.ipynb")
        assert judge.grade("ada", tmp_path / "ada.ipynb").score == unit.points


def test_a_new_course_passes_the_audit_by_mutants(course):
    done = run_main("audit", "--mutants", "--course", course.root)
    assert done.exit_code == 0, done.stdout
    assert "9 of 9 mutants caught" in done.stdout


@pytest.mark.sandbox
def test_a_new_unit_builds_again_unchanged_and_grades_what_is_handed_in(course, unit):
    assert build(course, [unit])[0].ok
    (again,) = build(course, [type(unit)(unit.folder)])
    assert (again.ok, again.written) == (True, ()), again.problem
    notebook = nbformat.read(course.notebooks / unit.name / f"{unit.name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if "guess" in cell.metadata.get("tags", []):
            cell.source = "It grows."
    handed_in = course.submitted / "ada" / unit.name / f"{unit.name}.ipynb"
    handed_in.parent.mkdir(parents=True)
    nbformat.write(notebook, handed_in)
    done = run_main("grade", unit.name, "--course", course.root, "--workers", "1")
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "1 student: 1 graded" in done.stdout


def test_the_examples_of_a_new_courses_readme_hold_on_its_first_unit(course):
    unit = course.unit("01-first")
    examples = re.findall(r"```python\n# (\S+)\n(.*?)```", (course.root / "README.md").read_text(), re.DOTALL)
    assert [name for name, _ in examples] == [
        "first.py", "probes.py", "hidden_probes.py", "mistakes.py", "alternatives.py"
    ]  # fmt: skip
    for name, example in examples:
        path = unit.folder / name
        path.write_text(f"{path.read_text()}\n\n{example}")
    unit = type(unit)(unit.folder)
    exercise = unit.exercise("to_one_scale")
    assert (len(exercise.probes), len(unit.mistakes), len(unit.alternatives)) == (5, 5, 3)
    assert [finding for finding in audit_exercise(unit, exercise) if not finding.ok] == []
    (report,) = build(course, [unit])
    assert (report.ok, report.written_points) == (True, 3.0), report


def test_a_new_courses_readme_names_every_command(course):
    text = (course.root / "README.md").read_text()
    assert [name for name in main.list_commands(None) if f"grader {name}" not in text] == ["demo"]


def test_a_new_course_is_called_after_its_folder_in_the_gradebook(course):
    assert 'course_id = "algebra"' in (course.root / "nbgrader_config.py").read_text()


def test_a_new_course_has_the_settings_of_this_one(tmp_path):
    new_course(tmp_path / "gradschool")
    assert (tmp_path / "gradschool/nbgrader_config.py").read_text() == (ROOT / "nbgrader_config.py").read_text()


def test_a_course_is_never_written_where_something_is(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScaffoldError, match="not empty"):
        new_course(tmp_path)
    assert list(texts(tmp_path).values()) == ["mine"]


@pytest.mark.parametrize("name", ["regularization", "08", "8_norms", "08-Norms", "../08-norms", "08-norms/x"])
def test_a_unit_is_called_by_number_and_name(course, name):
    before = texts(course.root)
    with pytest.raises(ScaffoldError, match="by its number and its name"):
        new_unit(course, name)
    assert texts(course.root) == before


def test_a_unit_that_is_there_is_left_alone(course):
    before = texts(course.root)
    with pytest.raises(ScaffoldError, match="there already"):
        new_unit(course, "01-first")
    assert texts(course.root) == before


def test_a_new_exercise_has_all_that_an_exercise_needs(unit):
    new_exercise(unit, "rotate")
    unit = type(unit)(unit.folder)
    exercise = unit.exercise("rotate")
    assert len(exercise.public) == 1
    assert len(unit.mistakes_of("rotate")) == 3
    assert [one.exercise for one in unit.alternatives] == ["rotate"] * 2


@pytest.mark.parametrize("place", ["small", "new"])
def test_exercises_follow_each_other_and_what_was_there_stays(place, small_course, unit):
    unit = small_course.unit("01-small") if place == "small" else unit
    before, known = texts(unit.folder), [exercise.name for exercise in unit.exercises]
    for name in ("rotate", "reflect"):
        new_exercise(type(unit)(unit.folder), name)
    assert [exercise.name for exercise in type(unit)(unit.folder).exercises] == [*known, "rotate", "reflect"]
    for path, text in texts(unit.folder).items():
        left = iter(text.splitlines())
        assert all(line in left for line in before.get(path, "").splitlines()), path


def test_exercises_of_a_new_unit_stand_above_its_experiment(unit):
    new_exercise(unit, "rotate")
    text = unit.source.read_text()
    assert text.index("check(rotate)") < text.index('id="experiment"')


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("lambda", "no name"), ("two words", "no name"), ("to_one_scale", "defines 'to_one_scale' already")],
)
def test_an_exercise_of_no_name_or_of_a_name_that_is_taken_is_refused(course, name, complaint):
    before = texts(course.root)
    with pytest.raises(ScaffoldError, match=complaint):
        new_exercise(course.unit("01-first"), name)
    assert texts(course.root) == before


def test_every_blank_is_refused_by_name(course, unit, tmp_path):
    new_exercise(unit, "rotate")
    unit = type(unit)(unit.folder)
    places = [
        f"{path.name}, line {number}"
        for path in sorted(unit.folder.iterdir())
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if BLANK in line
    ]
    with Judge(unit, course.secret(), cache=tmp_path) as judge:
        found = list(audit(course, unit, judge))
    assert [(finding.kind, finding.name, finding.ok) for finding in found] == [("unwritten", p, False) for p in places]
    assert len(places) > 20
    assert all(len(blank.wanted) > 10 for blank in blanks(unit))


def test_the_command_that_a_new_exercise_names_next_lists_the_blanks_and_ends_with_one(course, unit):
    new_exercise(unit, "rotate")
    done = run_main("audit", unit.name, "--exercise", "rotate", "--course", course.root)
    assert done.exit_code == 1
    assert "unwritten probes.py, line 8" in done.stdout
    assert "fails on the solution" in done.stdout


def test_a_unit_whose_exercise_is_not_written_is_not_built(course, unit):
    new_exercise(unit, "rotate")
    (report,) = build(course, [course.unit(unit.name)])
    assert not report.ok
    assert "rotate" in report.problem


def test_an_exercise_whose_blanks_are_written_is_clean_and_its_unit_builds(course, unit):
    new_exercise(unit, "rotate")
    written = {
        'raise NotImplementedError("BLANK: the solution")': "return x @ np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])",
        "rng.standard_normal((3, 4))": "rng.standard_normal((4, 3))",
        'raise NotImplementedError("BLANK: the same by another formula")': "return solution.rotate(x)",
        'raise NotImplementedError("BLANK: the same in a loop, in place, or in another dtype")': (
            "return solution.rotate(x.copy())"
        ),
    }
    slips = iter([("[0, -1, 0]", "[0, 1, 0]"), ("[1, 0, 0]", "[-1, 0, 0]"), ("x @", "2 * x @")])
    for path, text in texts(unit.folder).items():
        for old, new in written.items():
            text = text.replace(old, new)
        for old, new in slips if path.name == "mistakes.py" else ():
            text = text.replace("BLANK: what stands once in the solution of rotate", old, 1)
            text = text.replace("BLANK: what a student writes there", new, 1)
        path.write_text(re.sub(r"BLANK: ", "", text))
    unit = type(unit)(unit.folder)
    assert [finding for finding in audit_exercise(unit, unit.exercise("rotate")) if not finding.ok] == []
    (report,) = build(course, [unit])
    assert (report.ok, report.exercises, report.written_points) == (True, 1, 2.0), report


def test_the_command_goes_from_a_course_to_an_exercise(tmp_path, monkeypatch):
    assert "next: grader build" in run("course", tmp_path / "course").stdout
    assert "new exercise" in run("unit", "02-more", "--course", tmp_path / "course").stdout
    monkeypatch.chdir(tmp_path / "course/solutions/02-more")
    done = run("exercise", "rotate")
    assert done.exit_code == 0
    assert "grader audit 02-more --exercise rotate --watch" in done.stdout


def test_an_exercise_of_no_unit_asks_for_one(course, monkeypatch):
    monkeypatch.chdir(course.root)
    done = run("exercise", "rotate")
    assert done.exit_code == 2
    assert "--unit UNIT, one of 01-first" in done.stderr


def test_the_command_says_what_is_in_the_way(course):
    done = run("course", course.root)
    assert done.exit_code == 2
    assert "not empty" in done.stderr


def test_the_wheel_holds_every_template():
    shipped = {file.distribution_path for file in WheelBuilder(str(ROOT / "grader")).recurse_included_files()}
    templates = [path for path in (ROOT / "grader/grader/new/templates").rglob("*") if path.is_file()]
    assert len(templates) >= 16
    assert {path.relative_to(ROOT / "grader").as_posix() for path in templates} <= shipped
