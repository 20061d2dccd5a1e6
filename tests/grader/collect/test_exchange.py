"""nbgrader's exchange in a folder of its own: nbgrader's commands release, fetch and submit, ours collects."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from traitlets.config import Config

from grader import audit
from grader.cli import main
from grader.collect import Refused, read_exchange
from grader.roster import Classlist

UNIT = "01-small"
COURSE = "gradschool"

Submit = Callable[..., Path]


@pytest.fixture
def exchange(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exchange that the course's settings name; students may be called otherwise than their files' owner."""
    root = tmp_path / "exchange"
    root.mkdir(mode=0o777)
    root.chmod(0o777)
    settings = desk.course.root / "nbgrader_config.py"
    lines = [f'\nc.Exchange.root = "{root}"', "c.ExchangeCollect.check_owner = False", ""]
    settings.write_text(settings.read_text() + "\n".join(lines))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return root


def run_nbgrader(app: Any, settings: Config, *arguments: str) -> None:
    """One of nbgrader's commands, in this process."""
    from nbgrader.apps import NbGrader

    NbGrader.clear_instance()
    command = app(config=settings)
    command.initialize(list(arguments))
    command.start()


def at_home(student: str, exchange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Config]:
    """A student's own folder, which becomes the current one, and settings; nbgrader keeps their submissions there."""
    home = tmp_path / f"home-{student}"
    home.mkdir(exist_ok=True)
    monkeypatch.chdir(home)
    settings = Config()
    settings.Exchange.root, settings.Exchange.cache = str(exchange), str(home / "cache")
    settings.CourseDirectory.course_id, settings.CourseDirectory.student_id = COURSE, student
    return home, settings


@pytest.fixture
def submit(desk: Any, exchange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Submit:
    """``submit(student, data)`` does as a student does: fetches the unit, writes into the notebook, submits it."""
    from nbgrader.apps import FetchAssignmentApp, ReleaseAssignmentApp, SubmitApp

    monkeypatch.chdir(desk.course.root)
    run_nbgrader(ReleaseAssignmentApp, Config(), UNIT)

    def do(student: str, data: bytes) -> Path:
        home, settings = at_home(student, exchange, tmp_path, monkeypatch)
        if not (home / UNIT).exists():
            run_nbgrader(FetchAssignmentApp, settings, UNIT)
        (home / UNIT / f"{UNIT}.ipynb").write_bytes(data)
        before = set((exchange / COURSE / "inbound").iterdir())
        run_nbgrader(SubmitApp, settings, UNIT)
        (made,) = set((exchange / COURSE / "inbound").iterdir()) - before
        return made

    return do


def test_what_was_submitted_by_nbgrader_is_collected(desk: Any, submit: Submit, made: Any) -> None:
    submit("ada", made.notebook("a"))
    submit("bo", made.notebook("b"))
    result = desk.collect("--exchange")
    assert result.exit_code == 0, result.output
    assert desk.submitted() == {"ada": made.notebook("a"), "bo": made.notebook("b")}


def test_the_last_submission_counts_and_its_time_is_nbgraders(desk: Any, submit: Submit, made: Any) -> None:
    first = submit("ada", made.notebook("first"))
    first.rename(first.with_name(f"ada+{UNIT}+2026-03-01 10:00:00.123456 UTC+0"))
    last = submit("ada", made.notebook("last"))
    last.rename(last.with_name(f"ada+{UNIT}+2026-03-02 10:00:00.123456 UTC+1"))
    desk.collect("--exchange")
    assert desk.submitted() == {"ada": made.notebook("last")}
    assert (desk.course.submitted / "ada" / UNIT / "timestamp.txt").read_text() == "2026-03-02 10:00:00 UTC\n"


def test_a_second_collection_takes_what_is_new_and_keeps_the_rest(desk: Any, submit: Submit, made: Any) -> None:
    submit("ada", made.notebook("a"))
    submit("bo", made.notebook("b"))
    desk.collect("--exchange")
    newer = submit("ada", made.notebook("a2"))
    newer.rename(newer.with_name(f"ada+{UNIT}+2036-03-02 10:00:00.123456 UTC+1"))
    result = desk.collect("--exchange")
    assert "1 newer, 1 the same as before" in result.output
    assert desk.submitted() == {"ada": made.notebook("a2"), "bo": made.notebook("b")}


def test_what_nbgrader_collected_itself_is_the_same_submission(
    desk: Any, submit: Submit, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbgrader.apps import CollectApp

    submit("ada", made.notebook("a"))
    monkeypatch.chdir(desk.course.root)
    run_nbgrader(CollectApp, Config(), UNIT)
    assert "1 the same as before; nothing was changed" in desk.collect("--exchange").output


def test_a_link_to_anothers_work_is_not_followed(desk: Any, submit: Submit, made: Any) -> None:
    victim = submit("bo", made.notebook("b"))
    folder = submit("ada", made.notebook("a"))
    (folder / f"{UNIT}.ipynb").unlink()
    (folder / f"{UNIT}.ipynb").symlink_to(victim / f"{UNIT}.ipynb")
    result = desk.collect("--exchange")
    assert result.exit_code == 1
    assert "it is a symbolic link" in result.output
    assert desk.submitted() == {"bo": made.notebook("b")}


@pytest.mark.parametrize("name", ["homework.ipynb", f"{UNIT}.IPYNB", f"{UNIT}.ipynb.txt", "week 1/mine.ipynb"])
def test_a_notebook_under_another_name_is_collected(desk: Any, submit: Submit, made: Any, name: str) -> None:
    folder = submit("ada", made.notebook("a"))
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / f"{UNIT}.ipynb").rename(folder / name)
    result = desk.collect("--exchange")
    assert result.exit_code == 0, result.output
    assert name in "".join(result.output.split("\n")).replace("  ", "")
    assert desk.submitted() == {"ada": made.notebook("a")}


def test_a_worked_copy_beside_the_blank_notebook_is_collected_and_told(desk: Any, submit: Submit, made: Any) -> None:
    folder = submit("ada", blank(desk))
    (folder / "copy.ipynb").write_bytes(made.notebook("a"))
    result = desk.collect("--exchange")
    assert f"/{UNIT}.ipynb: it holds no work; copy.ipynb is taken" in result.output
    assert desk.submitted() == {"ada": made.notebook("a")}


def test_the_notebook_under_its_name_goes_before_a_worked_copy_which_is_told(
    desk: Any, submit: Submit, made: Any
) -> None:
    folder = submit("ada", made.notebook("a"))
    (folder / f"{UNIT} (1).ipynb").write_bytes(made.notebook("b"))
    assert f"/{UNIT} (1).ipynb: {UNIT}.ipynb is taken" in desk.collect("--exchange").output
    assert desk.submitted() == {"ada": made.notebook("a")}


def test_a_subfolder_that_is_a_link_to_anothers_work_is_not_followed(desk: Any, submit: Submit, made: Any) -> None:
    victim = submit("bo", made.notebook("b"))
    folder = submit("ada", made.notebook("a"))
    (folder / f"{UNIT}.ipynb").unlink()
    (folder / "work").symlink_to(victim)
    assert "no notebook was handed in" in desk.collect("--exchange").output
    assert desk.submitted() == {"bo": made.notebook("b")}


def test_a_subfolder_that_becomes_a_link_while_it_is_collected_is_not_followed(
    desk: Any, submit: Submit, made: Any
) -> None:
    victim = submit("bo", made.notebook("b"))
    folder = submit("ada", made.notebook("a"))
    (folder / "work").mkdir()
    (folder / f"{UNIT}.ipynb").rename(folder / "work" / f"{UNIT}.ipynb")
    (ada,) = (one for one in read_exchange(desk.course, UNIT, Classlist(()), desk.course.database_url).handed_in
              if one.by == "ada")  # fmt: skip
    shutil.rmtree(folder / "work")
    (folder / "work").symlink_to(victim)
    with pytest.raises(Refused, match="is a link"):
        ada.read()


def test_a_folder_that_is_a_link_is_not_followed(desk: Any, submit: Submit, exchange: Path, made: Any) -> None:
    victim = submit("bo", made.notebook("b"))
    (exchange / COURSE / "inbound" / f"ada+{UNIT}+2026-03-01 10:00:00.1 UTC+x").symlink_to(victim)
    desk.collect("--exchange")
    assert desk.submitted() == {"bo": made.notebook("b")}


@pytest.mark.parametrize(
    "name",
    [
        f"x+{UNIT}+",
        f"x+{UNIT}+no time+y",
        f"x+{UNIT}+99999-01-01 00:00:00 UTC+y",
        f"x+{UNIT}+2026-11-29 12800:0{'8' * 50}.1 UTC+y",
    ],
)
def test_a_folder_with_a_name_of_no_submission_stops_nobody(
    desk: Any, submit: Submit, exchange: Path, made: Any, name: str
) -> None:
    submit("ada", made.notebook("a"))
    (exchange / COURSE / "inbound" / name).mkdir()
    result = desk.collect("--exchange")
    assert "its name is not that of a submission" in result.output
    assert desk.submitted() == {"ada": made.notebook("a")}


def test_a_pipe_in_place_of_the_notebook_does_not_hang(desk: Any, submit: Submit, made: Any) -> None:
    folder = submit("ada", made.notebook("a"))
    (folder / f"{UNIT}.ipynb").unlink()
    os.mkfifo(folder / f"{UNIT}.ipynb")
    assert "it is not a file" in desk.collect("--exchange").output


def test_whoever_hands_in_for_somebody_else_is_found_by_the_files_owner(desk: Any, submit: Submit, made: Any) -> None:
    settings = desk.course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace("check_owner = False", "check_owner = True"))
    submit("ada", made.notebook("a"))
    result = desk.collect("--exchange")
    assert "it says that ada handed it in, but it belongs to" in result.output
    assert desk.submitted() == {}


def test_an_exchange_that_is_not_there_is_named(desk: Any, exchange: Path) -> None:
    exchange.rmdir()
    result = desk.collect("--exchange")
    assert result.exit_code == 2
    assert "name the folder in nbgrader_config.py: c.Exchange.root" in " ".join(result.output.split())


def test_one_members_submission_counts_for_the_group(desk: Any, submit: Submit, made: Any) -> None:
    with desk.gradebook() as book:
        for student in ("ada", "bo"):
            book.update_or_create_student(student)
    submit("ada", made.notebook("a"))
    groups = desk.file("groups.csv", "group,student\nred,ada\nred,bo\n")
    desk.collect("--exchange", "--groups", groups)
    assert desk.submitted() == {"ada": made.notebook("a"), "bo": made.notebook("a")}


@pytest.fixture
def fetched(exchange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """``fetched(student)`` does as a student does: fetches feedback, and returns the pages, the newest last."""
    from nbgrader.apps import FetchFeedbackApp

    def do(student: str, notebook: str = UNIT) -> list[str]:
        home, settings = at_home(student, exchange, tmp_path, monkeypatch)
        run_nbgrader(FetchFeedbackApp, settings, UNIT)
        return [page.read_text() for page in sorted((home / UNIT / "feedback").glob(f"*/{notebook}.html"))]

    return do


@pytest.fixture
def return_feedback(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Does as an instructor does: collects, grades, writes feedback, and releases it through the exchange."""
    from nbgrader.apps import ReleaseFeedbackApp

    def do() -> None:
        desk.collect("--exchange")
        for command in ("grade", "feedback"):
            done = CliRunner().invoke(main, [command, "--course", str(desk.course.root), UNIT], catch_exceptions=False)
            assert done.exit_code == 0, done.output
        monkeypatch.chdir(desk.course.root)
        run_nbgrader(ReleaseFeedbackApp, Config(), UNIT)

    return do


def solved(desk: Any) -> bytes:
    return nbformat.writes(audit.solved(desk.course, desk.course.unit(UNIT))).encode()


def blank(desk: Any) -> bytes:
    return nbformat.writes(audit.blank(desk.course, desk.course.unit(UNIT))).encode()


@pytest.mark.sandbox
def test_grader_return_brings_feedback_home_by_the_exchange(desk: Any, submit: Submit, fetched: Any) -> None:
    submit("ada", solved(desk))
    desk.collect("--exchange")
    for command in ("grade", "feedback", "return"):
        more = ["--provisional"] if command == "return" else []
        called = [command, "--course", str(desk.course.root), UNIT, *more]
        done = CliRunner().invoke(main, called, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert "1 page: 1 exchange" in done.output
    (to_ada,) = fetched("ada")
    assert "8 of 8" in to_ada


@pytest.mark.sandbox
def test_grader_return_brings_feedback_on_a_renamed_notebook_home(desk: Any, submit: Submit, fetched: Any) -> None:
    folder = submit("ada", solved(desk))
    for kept in (folder, *desk.downloads.parent.glob(f"home-ada/cache/*/ada+{UNIT}+*")):
        (kept / f"{UNIT}.ipynb").rename(kept / "homework.ipynb")
    desk.collect("--exchange")
    for command in ("grade", "feedback", "return"):
        more = ["--provisional"] if command == "return" else []
        called = [command, "--course", str(desk.course.root), UNIT, *more]
        done = CliRunner().invoke(main, called, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    (to_ada,) = fetched("ada", "homework")
    assert "8 of 8" in to_ada


@pytest.mark.sandbox
def test_grader_return_keeps_back_what_waits_for_a_person(desk: Any, submit: Submit, fetched: Any) -> None:
    waiting = nbformat.reads(solved(desk).decode(), as_version=4)
    next(cell for cell in waiting.cells if cell.id == "experiment").source = "Because it begins at zero."
    submit("ada", solved(desk))
    submit("bo", nbformat.writes(waiting).encode())
    desk.collect("--exchange")
    for command in ("grade", "feedback", "return"):
        called = [command, "--course", str(desk.course.root), UNIT]
        done = CliRunner().invoke(main, called, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert "2 pages: 1 exchange, 1 waiting for a person's grade" in done.output
    assert "Grade what waits in formgrader" in done.output
    assert len(fetched("ada")) == 1
    assert fetched("bo") == []


@pytest.mark.sandbox
def test_feedback_goes_back_to_everybody_s_own_home(
    desk: Any, submit: Submit, fetched: Any, return_feedback: Any
) -> None:
    submit("ada", solved(desk))
    submit("bo", blank(desk))
    return_feedback()
    (to_ada,), (to_bo,) = fetched("ada"), fetched("bo")
    assert "8 of 8" in to_ada
    assert "0 of 8" in to_bo


@pytest.mark.sandbox
def test_feedback_on_a_later_submission_goes_back_beside_the_first(
    desk: Any, submit: Submit, fetched: Any, return_feedback: Any
) -> None:
    submit("bo", blank(desk))
    return_feedback()
    submit("bo", solved(desk))
    return_feedback()
    first, second = fetched("bo")
    assert "0 of 8" in first
    assert "8 of 8" in second


@pytest.mark.sandbox
def test_who_handed_in_another_way_keeps_nobody_s_feedback_back(
    desk: Any, submit: Submit, fetched: Any, return_feedback: Any
) -> None:
    submit("ada", solved(desk))
    by_mail = desk.course.submitted / "mia" / UNIT / f"{UNIT}.ipynb"
    by_mail.parent.mkdir(parents=True)
    by_mail.write_bytes(solved(desk))
    return_feedback()
    assert len(fetched("ada")) == 1


@pytest.mark.sandbox
def test_a_secret_that_is_a_link_is_not_followed_to_another_s(
    desk: Any, submit: Submit, fetched: Any, return_feedback: Any
) -> None:
    victims = submit("ada", solved(desk))
    attackers = submit("eve", blank(desk))
    (attackers / "submission_secret.txt").unlink()
    (attackers / "submission_secret.txt").symlink_to(victims / "submission_secret.txt")
    return_feedback()
    assert ["8 of 8" in page for page in fetched("ada")] == [True]


@pytest.mark.sandbox
def test_no_secret_comes_into_the_sandbox_or_a_result(desk: Any, submit: Submit, return_feedback: Any) -> None:
    folder = submit("ada", solved(desk))
    secret = (folder / "submission_secret.txt").read_text()
    return_feedback()
    shutil.rmtree(desk.course.submitted)
    holders = [path for path in desk.course.root.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert {path.relative_to(desk.course.root).parts[0] for path in holders} == {"autograded", "feedback"}
