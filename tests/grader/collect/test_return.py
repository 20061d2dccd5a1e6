"""``grader return``: each page finds the way back that its submission came, once, and nothing is written over."""

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result

from grader import audit
from grader.cli import main
from grader.collect import canvas, moodle

UNIT = "01-small"
pytestmark = pytest.mark.sandbox


def run(desk: Any, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, [command, "--course", str(desk.course.root), UNIT, *arguments], catch_exceptions=False
    )


@pytest.fixture
def solved(desk: Any) -> bytes:
    return nbformat.writes(audit.solved(desk.course, desk.course.unit(UNIT))).encode()


@pytest.fixture
def returned(desk: Any, made: Any, solved: bytes) -> Any:
    """A class that handed in by Canvas, by Moodle and by hand, graded, with pages."""
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9, solved)), "--roster", desk.canvas_roster)
    moodled = desk.zip((made.moodle_name("Zoë O'Neill-Smith", 72, f"{UNIT}.ipynb"), solved), name="moodle.zip")
    desk.collect(moodled, "--roster", desk.worksheet)
    path = desk.course.submitted / "bo" / UNIT / f"{UNIT}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(solved)
    for command in ("grade", "feedback"):
        assert run(desk, command).exit_code == 0
    return desk


def bundles(desk: Any) -> dict[str, list[str]]:
    folder = desk.course.root / ".grader" / "returned"
    return {path.name: zipfile.ZipFile(path).namelist() for path in sorted(folder.glob("*.zip"))}


def test_pages_go_into_a_bundle_a_platform_under_the_names_that_it_knows(returned: Any) -> None:
    done = run(returned, "return", "--provisional")
    assert done.exit_code == 0, done.output
    assert "1 canvas, 1 moodle, 1 by hand" in done.stdout
    found = bundles(returned)
    (to_ada,), (to_zoe,) = found[f"{UNIT}-canvas-1.zip"], found[f"{UNIT}-moodle-1.zip"]
    assert {(one.user, one.file, one.title) for one in canvas.readings(to_ada)} == {
        ("101", "9", f"{UNIT}-feedback.html")
    }
    reading = moodle.reading(to_zoe)
    assert reading is not None
    assert (reading.number, reading.title) == ("72", f"{UNIT}-feedback.html")


def test_a_bundle_holds_the_pages_themselves(returned: Any) -> None:
    run(returned, "return", "--provisional")
    bundle = zipfile.ZipFile(returned.course.root / ".grader" / "returned" / f"{UNIT}-canvas-1.zip")
    page = returned.course.feedback / "ada" / UNIT / f"{UNIT}.html"
    assert bundle.read(bundle.namelist()[0]) == page.read_bytes()


def test_a_page_that_is_older_than_a_grade_by_hand_stays_until_it_is_written_anew(returned: Any) -> None:
    with returned.gradebook() as book:
        book.find_grade("experiment", UNIT, UNIT, "ada").manual_score = 1.5
        book.find_grade("check-Tally", UNIT, UNIT, "zoe@x.org").manual_score = 0
        book.find_comment("experiment", UNIT, UNIT, "bo").manual_comment = "Read it again."
        book.db.commit()
    done = run(returned, "return", "--provisional")
    assert "3 older than its grades" in done.stdout
    assert f"grader feedback {UNIT}" in done.stdout
    assert bundles(returned) == {}
    run(returned, "feedback")
    assert "1 canvas, 1 moodle, 1 by hand" in run(returned, "return", "--provisional").stdout


def test_a_second_run_brings_only_what_is_new(returned: Any) -> None:
    run(returned, "return", "--provisional")
    assert "2 went back already" in run(returned, "return", "--provisional").stdout
    assert len(bundles(returned)) == 2
    page = returned.course.feedback / "ada" / UNIT / f"{UNIT}.html"
    page.write_text(page.read_text() + "<!-- another -->")
    run(returned, "return", "--provisional")
    assert list(bundles(returned)) == [f"{UNIT}-canvas-1.zip", f"{UNIT}-canvas-2.zip", f"{UNIT}-moodle-1.zip"]


def test_a_dry_run_does_nothing(returned: Any) -> None:
    assert "this was a dry run" in run(returned, "return", "--dry-run", "--provisional").stdout
    assert bundles(returned) == {}
    assert "1 canvas" in run(returned, "return", "--provisional").stdout


def test_a_dry_run_knows_a_late_penalty_that_is_new_and_writes_none(returned: Any) -> None:
    settings = returned.course.root / "nbgrader_config.py"
    settings.write_text(f'{settings.read_text()}\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with returned.gradebook() as book:
        book.find_submission(UNIT, "bo").timestamp = datetime(2026, 3, 2)
        book.update_or_create_assignment(UNIT, duedate="2026-03-01 11:00 UTC")
    told = run(returned, "return", "--dry-run", "--provisional").stdout
    assert "older than its grades" in told
    with returned.gradebook() as book:
        assert not book.find_submission_notebook(UNIT, UNIT, "bo").late_submission_penalty
    assert bundles(returned) == {}


def test_who_handed_in_what_can_not_be_read_is_told_so(desk: Any) -> None:
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9, b"{")), "--roster", desk.canvas_roster)
    assert run(desk, "grade").exit_code == 1
    run(desk, "feedback")
    assert "1 page: 1 canvas" in run(desk, "return").stdout
    (name,) = bundles(desk)[f"{UNIT}-canvas-1.zip"]
    packed = zipfile.ZipFile(desk.course.root / ".grader" / "returned" / f"{UNIT}-canvas-1.zip")
    assert "Your notebook could not be read" in packed.read(name).decode()


def test_of_a_large_class_only_what_goes_nowhere_is_listed(returned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.cli.return_.FULL_TABLE", 2)
    assert "zoe@x.org" in run(returned, "return", "--provisional", "--dry-run").stdout
    done = run(returned, "return", "--provisional").stdout
    assert "zoe@x.org" not in done
    assert "by hand" in done.split("upload it")[0]
    assert "1 canvas, 1 moodle, 1 by hand" in done


def test_without_pages_it_says_how_to_make_them(desk: Any, solved: bytes) -> None:
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9, solved)), "--roster", desk.canvas_roster)
    run(desk, "grade")
    done = run(desk, "return")
    assert "1 no page yet" in done.stdout
    assert f"grader feedback {UNIT}" in done.stdout


def test_without_results_it_is_refused(desk: Any) -> None:
    done = run(desk, "return")
    assert (done.exit_code, Path(UNIT).name in done.stderr) == (2, True)
