"""Where submissions are put: nothing is lost, whatever happens in between."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.collect import Origin, Refused, SubmittedFolder
from grader.run import course_lock

UNIT = "01-small"


def moodle(desk: Any, made: Any, data: bytes, name: str) -> Path:
    """A download of Moodle, whose files have neither numbers nor times."""
    with desk.gradebook() as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    return desk.zip((made.moodle_name("Ada Lovelace", 71, "01-small.ipynb"), data), name=name)


def test_without_times_what_was_replaced_does_not_come_back(desk: Any, made: Any) -> None:
    first, second = moodle(desk, made, b"1", "first.zip"), moodle(desk, made, b"2", "second.zip")
    for download in (first, second, first):
        result = desk.collect(download)
    assert "1 replaced earlier; nothing was changed" in result.output
    assert desk.submitted() == {"ada": b"2"}


def test_without_times_the_later_of_two_downloads_counts(desk: Any, made: Any) -> None:
    downloads = [moodle(desk, made, b"1", "first.zip"), moodle(desk, made, b"2", "second.zip")]
    desk.collect(*downloads)
    assert desk.submitted() == {"ada": b"2"}


@pytest.mark.parametrize("student", ["../../evil", "a/b", ".grader"])
def test_a_student_whose_id_is_a_path_gets_no_folder(desk: Any, student: str) -> None:
    with desk.gradebook() as book:
        book.update_or_create_student(student, lms_user_id="101")
    before = desk.tree()
    result = desk.collect(desk.canvas(("Lovelace, Ada", 101, 9001, b"a")))
    assert result.exit_code == 1
    assert "it can't be the name of a folder" in result.output
    assert desk.tree().keys() - before.keys() == {"downloads/submissions.zip"}


def test_what_changed_since_it_was_read_is_not_placed(desk: Any) -> None:
    store = SubmittedFolder(desk.course, UNIT)
    with pytest.raises(Refused, match="it changed while it was collected"):
        store.place("ada", b"other", Origin("0" * 64), None)
    assert desk.submitted() == {}


def test_a_time_is_never_written_over_another(desk: Any) -> None:
    folder = desk.course.submitted / "ada" / UNIT
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("by hand")
    with pytest.raises(FileExistsError):
        SubmittedFolder(desk.course, UNIT).date("ada", Origin("0" * 64), datetime.now(UTC))
    assert (folder / "timestamp.txt").read_text() == "by hand"


def test_a_run_that_stops_between_old_and_new_is_made_good_by_the_next(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = ("--roster", desk.canvas_roster)
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9001, b"first")), *roster)
    later = desk.canvas(("Lovelace, Ada", 101, 9002, b"second"), name="later.zip")

    def stop(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stop)
        stopped = desk.collect(later, *roster)
    assert stopped.exit_code == 2
    assert "the same command goes on from there" in " ".join(stopped.output.split())
    desk.collect(later, *roster)
    assert desk.submitted() == {"ada": b"second"}
    (kept,) = (desk.course.state / "earlier" / UNIT / "ada").glob(f"*/{UNIT}/*.ipynb")
    assert kept.read_bytes() == b"first"
    assert [path.name for path in desk.course.submitted.iterdir()] == ["ada"]


def test_a_course_that_is_being_graded_is_left_alone_but_for_a_dry_run(desk: Any) -> None:
    arguments = (desk.canvas(("Lovelace, Ada", 101, 9001, b"a")), "--roster", desk.canvas_roster)
    with course_lock(desk.course.state):
        refused, tried = desk.collect(*arguments), desk.collect(*arguments, "--dry-run")
    assert (refused.exit_code, tried.exit_code) == (2, 0)
    assert desk.submitted() == {}


def test_text_typed_into_canvas_is_no_notebook(desk: Any) -> None:
    result = desk.collect(desk.zip(("lovelaceada_101_text.html", b"hi")), "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert "ada typed text into Canvas and handed in no file" in result.output


def test_a_notebook_that_nobody_can_be_told_for_is_no_mere_note(desk: Any) -> None:
    download = desk.zip(("lovelaceada_101_9001_x.ipynb", b"a"), ("x.ipynb", b"b"), ("readme.txt", b""))
    result = desk.collect(download, "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert "x.ipynb: it is not named as Canvas names submissions" in result.output


def test_a_download_that_cant_be_read_does_not_stop_the_other(desk: Any) -> None:
    broken, good = desk.file("broken.zip", "x"), desk.canvas(("Lovelace, Ada", 101, 9001, b"a"))
    result = desk.collect(broken, good, "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert desk.submitted() == {"ada": b"a"}
