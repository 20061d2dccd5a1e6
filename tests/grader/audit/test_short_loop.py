"""The author's short loop: one exercise tried from its sources, without build and sandbox, and again on each change."""

import os
from itertools import islice

import pytest
from click.testing import CliRunner

from grader.audit import audit_exercise
from grader.cli import main
from grader.cli.watch import changes

UNIT = "01-small"


@pytest.fixture
def findings(small_course):
    """Changes a file of the unit, which was never built, and tries an exercise: (kind, name) to (ok, what was seen)."""

    def run(exercise, filename="mistakes.py", old="", new=""):
        path = small_course.solutions / UNIT / filename
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
        unit = small_course.unit(UNIT)
        return {(f.kind, f.name): (f.ok, f.seen) for f in audit_exercise(unit, unit.exercise(exercise))}

    return run


@pytest.fixture
def audit(small_course):
    """``audit(*arguments)`` runs the command on the small course, which was never built."""

    def run(*arguments):
        words = ["audit", "--course", str(small_course.root), *arguments]
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return run


def test_an_exercise_is_tried_with_all_that_belongs_to_it(findings):
    found = findings("Tally")
    assert {kind for kind, _ in found} == {"solution", "blank", "mistake", "alternative", "contract", "guess"}
    assert {name for kind, name in found if kind == "mistake"} == {"off_by_one", "positive_only", "no_empty_mean"}
    assert all(ok for ok, _ in found.values())


def test_a_solution_that_fails_its_own_probe_is_found(findings):
    found = findings("quiz_limit", "small.py", "return 6 * limit", 'return "no number"')
    assert found["solution", "solution"][0] is False


def test_a_probe_that_pays_for_an_unwritten_cell_is_found(findings):
    probe = '''

@probe("Tally", points=1)
def generous(student, rng):
    """Pays for whatever stands there."""
    try:
        return {"made": student.Tally() is not None}
    except NotImplementedError:
        return {"made": True}
'''
    assert findings("Tally", "hidden_probes.py", new=probe)["blank", "blank"] == (False, "1 of 4 points")


def test_a_slip_that_cant_be_made_is_found_and_hides_no_other(findings):
    found = findings("Tally", old='"self.total / self.count"', new='"self.count"')
    ok, seen = found["mistake", "off_by_one"]
    assert not ok
    assert "slip 'off_by_one'" in seen
    assert "stands in 4 places" in seen
    assert found["mistake", "no_empty_mean"][0]


def test_an_alternative_that_cant_be_made_is_found(findings):
    found = findings("Tally", "alternatives.py", "    class Tally:", "    solution.gone\n\n    class Tally:")
    assert found["alternative", "with_a_list"][0] is False
    assert "defines no 'gone'" in found["alternative", "with_a_list"][1]


def test_a_blank_that_an_author_left_is_found_by_its_line(findings):
    found = findings("Tally", old="An empty tally has a mean too.", new="BLANK: what is wrong")
    ((kind, place),) = [key for key, (ok, _) in found.items() if not ok]
    assert (kind, place) == ("unwritten", "mistakes.py, line 28")
    assert found[kind, place][1] == "blank: what is wrong"


def test_the_command_tries_an_exercise_of_a_unit_that_was_never_built(audit):
    done = audit(UNIT, "--exercise", "Tally", "--exercise", "quiz_limit")
    assert done.exit_code == 0
    assert "solution 2 of 2" in done.stdout


def test_the_command_ends_with_one_where_something_is_wrong(audit, small_course):
    path = small_course.solutions / UNIT / "mistakes.py"
    path.write_text(path.read_text().replace('"self.total / (self.count + 1)"', '"self.total / self.count + 0"'))
    assert audit(UNIT, "--exercise", "Tally", "--brief").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--exercise", "Tally"], "the one unit that holds it"),
        ([UNIT, "--exercise", "tally"], "has no exercise 'tally'; it has forgetful_average, Tally, quiz_limit"),
        ([UNIT, "--watch"], "needs the exercise"),
        ([UNIT, "--accept"], "--mutants --accept"),
    ],
)
def test_options_that_say_too_little_are_refused(audit, arguments, complaint):
    done = audit(*arguments)
    assert done.exit_code == 2
    assert complaint in done.stderr


def test_a_watched_exercise_is_tried_again_after_each_change_until_it_is_ended(audit, small_course, monkeypatch):
    path = small_course.solutions / UNIT / "mistakes.py"
    saved = [path.read_text() + "\nslip(", path.read_text()]

    def saves(folder):
        assert folder == path.parent
        yield
        for text in saved:
            path.write_text(text)
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.cli.audit.changes", saves)
    done = audit(UNIT, "--exercise", "Tally", "--watch")
    assert done.exit_code == 0
    assert done.stdout.count("mistake 3 of 3") == 2
    assert "mistakes.py can't be run: SyntaxError" in done.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: os.utime(folder / "one.py", ns=(1, 1)),
        lambda folder: (folder / "two.py").touch(),
        lambda folder: (folder / "one.py").unlink(),
    ],
)
def test_a_file_that_is_written_comes_or_goes_is_a_change(tmp_path, change):
    (tmp_path / "one.py").touch()
    looks = []

    def wait(seconds):
        looks.append(seconds)
        if len(looks) == 3:
            change(tmp_path)

    assert list(islice(changes(tmp_path, wait), 2)) == [None, None]
    assert len(looks) == 3


@pytest.mark.parametrize(("options", "status"), [(["--exercise", "forgetful_average"], 1), ([], 1), (["--mutants"], 2)])
def test_a_probe_that_the_solution_fails_is_named_with_its_exception(audit, small_course, options, status):
    path = small_course.solutions / UNIT / "hidden_probes.py"
    path.write_text(path.read_text().replace("rng.standard_normal(50)", "rgn.standard_normal(50)"))
    done = audit(UNIT, *options)
    assert done.exit_code == status
    told = " ".join((done.stdout + done.stderr).split())
    assert "probe 'a_long_walk' of 'forgetful_average' fails on the solution: NameError: name 'rgn'" in told
    assert "mistake" not in told
