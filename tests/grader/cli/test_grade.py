"""``grader grade`` and ``grader try``: scores, results, gradebook, and what bad input becomes."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook

from grader import audit
from grader.gradebook import autograded_path, write_executed
from grader.results import Result, timeless
from grader.run import record

pytestmark = pytest.mark.sandbox
UNIT = "01-small"


def solved(course):
    return audit.solved(course, course.unit(UNIT))


def release_of(course):
    return audit.blank(course, course.unit(UNIT))


def scores_in_gradebook(course):
    with Gradebook(course.database_url) as book:
        return {s.student.id: s.score for s in book.assignment_submissions(UNIT)}


def put(course, student, text, name=f"{UNIT}.ipynb"):
    path = course.submitted / student / UNIT / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_solution_earns_all_points_and_the_release_none(grader, built_course, hand_in, documents):
    hand_in("ada", solved(built_course))
    hand_in("alan", release_of(built_course))
    done = grader("grade", UNIT)
    assert done.exit_code == 0, done.stderr
    assert {student: (d["score"], d["max_score"]) for student, d in documents().items()} == {
        "ada": (8.0, 8.0),
        "alan": (0.0, 8.0),
    }
    assert scores_in_gradebook(built_course) == {"ada": 8.0, "alan": 0.0}


def test_the_executed_notebook_lies_where_formgrader_looks(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    shown = nbformat.read(built_course.autograded / "ada" / UNIT / f"{UNIT}.ipynb", as_version=4)
    assert any("4 of 4 points" in str(cell.get("outputs")) or "4.0" in str(cell.get("outputs")) for cell in shown.cells)


@pytest.mark.parametrize(
    "stamp", ["0001-01-01 00:00:00 +14:00", "9999-12-31 23:59:59 -12:00", "soon", "2026-03-01 12:00 XYZT"]
)
def test_a_time_that_can_not_be_used_is_told_and_stops_nobody(grader, built_course, hand_in, documents, stamp):
    for student in ("ada", "eve"):
        hand_in(student, solved(built_course))
    (built_course.submitted / "ada" / UNIT / "timestamp.txt").write_text(stamp)
    done = grader("grade", UNIT)
    assert done.exit_code == 0, done.stderr
    assert f"ada: timestamp.txt holds no time that can be used: '{stamp}'" in done.stderr
    assert scores_in_gradebook(built_course) == {"ada": 8.0, "eve": 8.0}


def test_a_time_that_was_mended_after_grading_reaches_the_gradebook(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    stamp = built_course.submitted / "ada" / UNIT / "timestamp.txt"
    stamp.write_text("2026-03-01 12:00 UTC")
    grader("grade", UNIT)
    stamp.write_text("2026-03-02 13:00 UTC")
    assert "1 kept" in grader("grade", UNIT).output
    with Gradebook(built_course.database_url) as book:
        assert book.find_submission(UNIT, "ada").timestamp == datetime(2026, 3, 2, 13, 0)


def test_what_nobody_foresaw_in_recording_costs_one_student(grader, built_course, hand_in, monkeypatch):
    for student in ("ada", "eve"):
        hand_in(student, solved(built_course))

    def fails_over_ada(course, unit, result, submission):
        if result.student == "ada":
            raise KeyError("a cell")
        return write_executed(course, unit, result, submission)

    monkeypatch.setattr(record, "write_executed", fails_over_ada)
    done = grader("grade", UNIT)
    assert done.exit_code == 1
    assert "ada: the result is kept, but it is not in the gradebook: the grader itself failed" in done.stderr
    assert scores_in_gradebook(built_course) == {"eve": 8.0}
    monkeypatch.undo()
    assert grader("grade", UNIT).exit_code == 0
    assert scores_in_gradebook(built_course) == {"ada": 8.0, "eve": 8.0}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_no_more_ends_the_command_in_words(grader, built_course, hand_in, monkeypatch, number):
    hand_in("ada", solved(built_course))

    def full(*_):
        raise OSError(number, os.strerror(number), "autograded/ada")

    monkeypatch.setattr(record, "write_executed", full)
    done = grader("grade", UNIT)
    assert done.exit_code == 2
    assert f"can't write autograded/ada: {os.strerror(number)}. What was done so far is kept" in done.stderr
    monkeypatch.undo()
    assert "1 kept" in grader("grade", UNIT).output


def test_a_run_leaves_the_environment_of_its_process_as_it_was(grader, built_course, hand_in):
    hand_in("alan", release_of(built_course))
    before = dict(os.environ)
    assert grader("grade", UNIT).exit_code == 0
    assert dict(os.environ) == before


def test_written_answers_wait_for_a_person(grader, built_course, hand_in):
    notebook = solved(built_course)
    for cell in notebook.cells:
        if cell.metadata.nbgrader.grade and cell.cell_type == "markdown":
            cell.source = "Because the average starts at zero."
    hand_in("ada", notebook)
    grader("grade", UNIT)
    with Gradebook(built_course.database_url) as book:
        assert book.find_submission(UNIT, "ada").needs_manual_grade


def test_a_second_run_keeps_what_has_not_changed(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    again = grader("grade", UNIT).stdout
    assert "1 student: 1 graded; 0 examined in" in again
    assert "1 kept from before" in again


def test_the_numbers_of_the_last_line_add_up(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    put(built_course, "cut", '{"cells": [')
    (built_course.submitted / "away" / UNIT).mkdir(parents=True)
    assert "3 students: 1 graded, 1 could not be read, 1 not handed in; 2 examined in" in grader("grade", UNIT).stdout


def test_a_worked_copy_beside_the_blank_release_is_graded_and_both_are_told_so(
    grader, built_course, hand_in, documents
):
    path = hand_in("ada", solved(built_course))
    path.rename(path.with_name("my copy.ipynb"))
    nbformat.write(release_of(built_course), path)
    done = grader("grade", UNIT)
    assert documents()["ada"]["score"] == 8.0
    assert f"ada: {UNIT}.ipynb is as it was released, so my copy.ipynb is graded" in " ".join(done.stderr.split())
    grader("feedback", UNIT)
    page = (built_course.root / "feedback" / "ada" / UNIT / f"{UNIT}.html").read_text(encoding="utf-8")
    assert "so my copy.ipynb is graded" in page


def test_a_changed_submission_is_graded_again(grader, built_course, hand_in, documents):
    path = hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    nbformat.write(release_of(built_course), path)
    grader("grade", UNIT)
    assert documents()["ada"]["score"] == 0.0
    assert scores_in_gradebook(built_course)["ada"] == 0.0


def test_a_mended_probe_is_used_on_what_was_graded_before(grader, built_course, hand_in, documents):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    probes = built_course.solutions / UNIT / "hidden_probes.py"
    probes.write_text(re.sub(r"points=1\b", "points=2", probes.read_text(), count=1))
    grader("grade", UNIT)
    assert documents()["ada"]["max_score"] == 9.0
    assert documents()["ada"]["score"] == 9.0


@pytest.mark.parametrize(
    ("name", "right", "probe"),
    [("hidden_probes.py", "standard_normal(50)", "a_long_walk"), ("probes.py", "standard_normal(5)", "five_values")],
)
def test_a_broken_probe_stops_the_run_and_what_was_graded_before_stays(
    grader, built_course, hand_in, documents, name, right, probe
):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    before = documents()
    path = built_course.solutions / UNIT / name
    path.write_text(path.read_text().replace(f"rng.{right}", f"rgn.{right}"))
    for command in (["grade", UNIT], ["try", UNIT, str(built_course.submitted / "ada" / UNIT / f"{UNIT}.ipynb")]):
        done = grader(*command)
        assert done.exit_code == 2
        assert f"probe '{probe}' of 'forgetful_average' fails on the solution: NameError: name 'rgn'" in done.stderr
        assert "nothing was graded" in done.stderr
    assert documents() == before
    assert scores_in_gradebook(built_course) == {"ada": 8.0}


def test_a_gradebook_that_was_deleted_is_filled_again_from_the_results(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    for file in built_course.root.glob("gradebook.db*"):
        file.unlink()
    grader("grade", UNIT)
    # The marks say that the old gradebook had the results; a new one must get them all the same.
    assert scores_in_gradebook(built_course) == {"ada": 8.0}


def test_an_executed_notebook_that_was_deleted_is_there_again(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT)
    autograded_path(built_course, UNIT, "ada").unlink()
    grader("grade", UNIT)
    assert autograded_path(built_course, UNIT, "ada").is_file()


def test_the_same_submission_earns_the_same_numbers_twice(grader, built_course, hand_in, documents):
    notebook = solved(built_course)
    for cell in notebook.cells:
        cell.source = cell.source.replace("1 - beta) * value", "1 - beta) * value * 1.1")
    hand_in("ada", notebook)
    grader("grade", UNIT)
    first = timeless(Result.from_json(documents()["ada"]))
    grader("grade", UNIT, "--force")
    assert timeless(Result.from_json(documents()["ada"])) == first


def test_a_class_with_every_kind_of_bad_file_is_graded_to_its_end(grader, built_course, hand_in, documents):
    hand_in("Émilie du Châtelet", solved(built_course))
    put(built_course, "cut", nbformat.writes(solved(built_course))[:3000])
    put(built_course, "old", json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": []}]}))
    put(built_course, "empty", nbformat.writes(nbformat.v4.new_notebook()))
    heavy = solved(built_course)
    heavy.cells.append(new_code_cell("1", outputs=[new_output("stream", text="a" * 50 * 2**20)]))
    put(built_course, "heavy", nbformat.writes(heavy))
    put(built_course, "misnamed", "{}", "my notebook.ipynb")
    done = grader("grade", UNIT)
    found = documents()
    assert done.exit_code == 1
    assert {student: (d["status"], d["score"]) for student, d in found.items()} == {
        "Émilie du Châtelet": ("graded", 8.0),
        "cut": ("unreadable", 0.0),
        "old": ("graded", 0.0),
        "empty": ("graded", 0.0),
        "heavy": ("graded", 8.0),
        "misnamed": ("unreadable", 0.0),
    }
    assert "cut off" in found["cut"]["problems"][0]["message"]
    assert "old format 3" in found["old"]["problems"][0]["message"]
    assert "has no cells" in found["empty"]["problems"][0]["message"]
    assert "my notebook.ipynb" in found["misnamed"]["problems"][0]["message"]


def test_an_unknown_unit_is_told_with_a_suggestion(grader):
    done = grader("grade", "01-smal")
    assert done.exit_code == 2
    assert "did you mean '01-small'?" in done.stderr


def test_a_unit_never_built_says_how_to_build_it(grader, small_course):
    done = grader("grade", UNIT, course=small_course.root)
    assert done.exit_code == 2
    assert "grader build" in done.stderr


def test_outside_a_course_the_command_says_what_it_looked_for(grader, tmp_path):
    done = grader("grade", UNIT, course=tmp_path)
    assert done.exit_code == 2
    assert "no course around" in done.stderr


def test_a_course_of_nbgrader_s_quickstart_is_told_what_it_lacks(grader, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    done = grader("build", course=tmp_path)
    assert done.exit_code == 2
    assert "but no solutions/" in done.stderr
    assert "grader new unit" in done.stderr


def test_where_nobody_has_handed_in_the_command_says_where_it_looked(grader):
    assert f"Submissions lie as submitted/STUDENT/{UNIT}/{UNIT}.ipynb" in grader("grade", UNIT).stderr


def test_a_named_student_who_is_not_there_is_an_error(grader, built_course, hand_in):
    hand_in("ada", solved(built_course))
    done = grader("grade", UNIT, "--student", "adda")
    assert done.exit_code == 2
    assert "did you mean 'ada'?" in done.stderr


def test_results_can_be_had_as_one_json_array(grader, built_course, hand_in, tmp_path):
    hand_in("ada", solved(built_course))
    grader("grade", UNIT, "--json", str(tmp_path / "out.json"))
    (document,) = json.loads((tmp_path / "out.json").read_text())
    assert (document["student"], document["score"]) == ("ada", 8.0)


def test_try_prints_one_result_and_records_nothing(grader, built_course, tmp_path):
    nbformat.write(solved(built_course), tmp_path / "mine.ipynb")
    done = grader("try", UNIT, str(tmp_path / "mine.ipynb"))
    assert json.loads(done.stdout)["score"] == 8.0
    assert not built_course.results(UNIT).exists()


def test_try_on_what_is_no_notebook_ends_with_1_and_a_result(grader, tmp_path):
    (tmp_path / "mine.ipynb").write_text("nonsense")
    done = grader("try", UNIT, str(tmp_path / "mine.ipynb"))
    assert done.exit_code == 1
    assert json.loads(done.stdout)["status"] == "unreadable"


def test_a_known_mistake_is_named_in_the_result(grader, built_course, tmp_path):
    notebook = solved(built_course)
    for cell in notebook.cells:
        cell.source = cell.source.replace("smooth / (1 - beta**t)", "smooth")
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    (exercise, *_) = json.loads(grader("try", UNIT, str(tmp_path / "mine.ipynb")).stdout)["exercises"]
    wrong = [probe for probe in exercise["probes"] if not probe["passed"]]
    assert {probe["mistake"] for probe in wrong} == {"no_correction"}
    assert all(probe["hint"] for probe in wrong)
    assert "expected" in wrong[0]["message"]


def test_without_a_sandbox_the_command_warns_loudly(grader, built_course, tmp_path):
    nbformat.write(solved(built_course), tmp_path / "mine.ipynb")
    done = grader("try", UNIT, str(tmp_path / "mine.ipynb"), "--sandbox", "none")
    assert "WARNING" in done.stderr
    assert json.loads(done.stdout)["score"] == 8.0


def start(course):
    command = [sys.executable, "-m", "grader", "grade", UNIT, "--workers", "2"]
    return subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(condition):
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_after_kill_9_the_same_command_finishes_grades_nobody_twice_and_loses_nobody(
    grader, built_course, hand_in, documents, gate
):
    students = [f"s{number}" for number in range(6)]
    for student in students:
        notebook = solved(built_course)
        hand_in(student, notebook if student < "s2" else gate.hold(notebook))
    run = start(built_course)
    wait_for(lambda: len(list(built_course.results(UNIT).glob("*.json"))) == 2)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    gate.open()
    wait_for(lambda: not processes_below(built_course.root))
    before = {path: path.stat().st_mtime_ns for path in built_course.results(UNIT).glob("*.json")}
    done = grader("grade", UNIT)
    assert done.exit_code == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert "2 kept from before" in done.stdout
    assert sorted(documents()) == students
    assert scores_in_gradebook(built_course) == dict.fromkeys(students, 8.0)


def test_two_runs_at_once_on_one_course_the_second_is_refused_and_the_first_finishes(
    grader, built_course, hand_in, documents, gate
):
    hand_in("ada", gate.hold(solved(built_course)))
    run = start(built_course)
    wait_for((built_course.state / "lock").exists)
    wait_for(lambda: (built_course.state / "lock").read_text())
    refused = grader("grade", UNIT)
    assert refused.exit_code == 2
    assert "is being graded already" in refused.stderr
    gate.open()
    assert run.wait() == 0
    assert documents()["ada"]["score"] == 8.0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_how_to_go_on_and_leaves_no_process_behind(built_course, hand_in, gate, sent):
    for number in range(4):
        notebook = solved(built_course)
        hand_in(f"s{number}", gate.hold(notebook) if number else notebook)
    run = start(built_course)
    wait_for(lambda: list(built_course.results(UNIT).glob("*.json")))
    run.send_signal(sent)
    gate.open()  # what is under way is finished, for nobody
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "the same command goes on from there" in said
    assert "warn" not in said.lower()
    wait_for(lambda: not processes_below(built_course.root))


def processes_below(folder):
    """Processes whose current folder is a course's: the command, its workers and their sandboxes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            found += [path] if path.readlink() == folder else []
        except OSError:
            continue
    return found
