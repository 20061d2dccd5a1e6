"""The gradebook on PostgreSQL: a real server on a free port, several graders at once, restarts in mid-run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import psycopg
import pytest
from alembic.script import ScriptDirectory
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook, Student
from nbgrader.apps.api import NbGraderAPI
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import insert, text
from traitlets.config import PyFileConfigLoader

from grader import audit
from grader.course import Course
from grader.gradebook import GradebookError, GradebookWriter
from grader.gradebook import database as gradebook_database
from grader.gradebook.autograded import read_executed
from grader.results import Results

pytestmark = [pytest.mark.postgres, pytest.mark.sandbox, pytest.mark.xdist_group("postgres")]
UNIT = "01-small"
PASSWORD = "not-for-messages"
PATIENCE = 180.0


def wait_for(condition, run):
    """Wait until something holds, but not for a command that has ended."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        assert run.poll() is None, run.communicate()
        time.sleep(0.02)


class Server:
    """A PostgreSQL server of our own. It refuses to be run by root, so root runs it as the user that Debian made."""

    def __init__(self, folder, programs):
        self.folder = folder
        self.programs = programs
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def run(self, program, *options):
        another = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [self.programs / program, "--pgdata", self.folder / "data", *options]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **another)

    def make(self):
        (self.folder / "password").write_text(PASSWORD)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            shutil.chown(self.folder / "password", "postgres", "postgres")
        secret = ("--auth", "scram-sha-256", "--pwfile", self.folder / "password")
        self.run("initdb", "--username", "grader", "--encoding", "UTF8", "--locale", "C", *secret)

    def start(self):
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "start", "--wait", "--silent", "--log", self.folder / "log", "--options", settings)

    def restart(self):
        """As after a crash: nobody is asked to leave, and nothing is written down first."""
        self.run("pg_ctl", "restart", "--wait", "--silent", "--mode", "immediate", "--log", self.folder / "log")

    def stop(self):
        self.run("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate")

    def url(self, name):
        return f"postgresql+psycopg://grader:{PASSWORD}@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="module")
def server():
    """A server for this file's tests; nothing of it is left at the end."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")) or [Path(shutil.which("pg_ctl") or "")]
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = Server(folder, found[-1].parent)
    server.make()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def new_database(server, name):
    """An empty database; its URL."""
    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.url(name)


@pytest.fixture
def database(server, request):
    """An empty database of the test's own."""
    return new_database(server, f"of_{abs(hash(request.node.name))}")


def notebook_of(course, number):
    """A student's notebook; every other one holds a known mistake, every third a written answer."""
    notebook = audit.solved(course, course.unit(UNIT))
    for cell in notebook.cells:
        if number % 2:
            cell.source = cell.source.replace("smooth / (1 - beta**t)", "smooth")
        if number % 3 == 0 and cell.cell_type == "markdown" and cell.metadata.nbgrader.grade:
            cell.source = "A small beta follows the jump at once, since it forgets."
    notebook.cells.append(new_code_cell(f"print({number})", id=f"s{number}"))
    return notebook


def begin(course, database, *options):
    command = [sys.executable, "-m", "grader", "grade", UNIT, "--db", database, "--workers", "1", *options]
    return subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(run):
    printed, said = run.communicate(timeout=PATIENCE)
    return run.returncode, printed, said


def kept_in(database):
    """All that a gradebook holds of the unit, student by student."""
    with Gradebook(database, "gradschool") as book:
        return {
            submission.student.id: {
                "score": submission.score,
                "waits": submission.needs_manual_grade,
                "grades": sorted((g.name, g.auto_score, g.max_score, g.needs_manual_grade) for g in notebook.grades),
                "comments": sorted((c.name, c.auto_comment) for c in notebook.comments),
            }
            for submission in book.assignment_submissions(UNIT)
            for notebook in submission.notebooks
        }


@pytest.fixture(scope="module")
def graded(server, _built_once, tmp_path_factory):
    """A course of six students in a database on the server, and the database's URL."""
    course = Course(shutil.copytree(_built_once, tmp_path_factory.mktemp("graded") / "course"))
    for number in range(6):
        path = course.submitted / f"s{number}" / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook_of(course, number), path)
    database = new_database(server, "graded")
    status, _, said = finish(begin(course, database))
    assert status == 0, said
    return course, database


def test_the_scores_are_those_of_sqlite(graded):
    course, database = graded
    assert finish(begin(course, course.database_url))[0] == 0
    kept = kept_in(database)
    assert len(kept) == 6
    assert {student["score"] for student in kept.values()} == {8.0, 4.0}
    assert kept == kept_in(course.database_url)


def test_its_tables_are_those_of_nbgrader_s_own_version(graded):
    with Gradebook(graded[1], "gradschool") as book:
        version = book.db.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert version == [ScriptDirectory(ALEMBIC_DIR).get_current_head()]


def test_two_graders_at_once_on_an_empty_database_keep_all_scores(built_course, hand_in, database, tmp_path):
    hand_in("shared", notebook_of(built_course, 0))
    other = Course(shutil.copytree(built_course.root, tmp_path / "other"))
    for number in range(4):
        hand_in(f"here{number}", notebook_of(built_course, number))
        there = other.submitted / f"there{number}" / UNIT
        shutil.copytree(built_course.submitted / f"here{number}" / UNIT, there)
    runs = [begin(built_course, database), begin(other, database)]
    ends = [finish(run) for run in runs]
    assert [(status, said.strip()) for status, _, said in ends] == [(0, ""), (0, "")]
    assert {student: one["score"] for student, one in kept_in(database).items()} == {
        "shared": 8.0,
        **{f"{where}{number}": 4.0 if number % 2 else 8.0 for where in ("here", "there") for number in range(4)},
    }


def somebody_waits(database):
    """Whether some connection to a database waits for what another one holds."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchone()[0] > 0


def test_two_graders_that_make_the_same_student_at_once_both_succeed(graded, database):
    course, _ = graded
    result = replace(Results(course.results(UNIT)).read("s0"), student="twin")
    notebook = read_executed(course, UNIT, "s0")
    with (
        GradebookWriter(course, course.unit(UNIT), database) as ours,
        Gradebook(database, "gradschool") as theirs,
        ThreadPoolExecutor(1) as thread,
    ):
        theirs.db.execute(insert(Student).values(id="twin"))
        writing = thread.submit(ours.write, result, None, notebook)
        while not somebody_waits(database):
            assert not writing.done()
        theirs.db.commit()
        writing.result(timeout=PATIENCE)
    assert kept_in(database)["twin"]["score"] == 8.0


def test_a_database_restarted_in_mid_run_loses_nothing(built_course, hand_in, server, database, gate):
    for number in range(4):
        notebook = notebook_of(built_course, number)
        hand_in(f"s{number}", notebook if number < 2 else gate.hold(notebook))
    run = begin(built_course, database)
    wait_for(lambda: len(list((built_course.results(UNIT) / "recorded").glob("s*"))) == 2, run)
    server.restart()
    gate.open()
    status, printed, said = finish(run)
    assert status == 0, said
    assert "4 students: 4 graded" in printed
    assert {student: one["score"] for student, one in kept_in(database).items()} == {
        f"s{number}": 4.0 if number % 2 else 8.0 for number in range(4)
    }


def test_a_database_that_stays_away_is_told_and_the_next_run_writes_what_it_missed(
    built_course, hand_in, server, database, monkeypatch
):
    hand_in("ada", notebook_of(built_course, 0))
    assert finish(begin(built_course, built_course.database_url))[0] == 0  # graded, and recorded elsewhere
    result = Results(built_course.results(UNIT)).read("ada")
    monkeypatch.setattr(gradebook_database, "PATIENCE", 1.0)
    said = []
    with GradebookWriter(built_course, built_course.unit(UNIT), database, said.append) as book:
        server.stop()
        try:
            with pytest.raises(GradebookError, match=r"can't be written.*Results are kept.*nothing is graded twice"):
                book.write(result)
            assert len(said) == 1
            assert "does not answer; it is waited for" in said[0]
            assert PASSWORD not in said[0]
            status, _, closed = finish(begin(built_course, database))
            assert status == 2
            assert "can't be opened: connection" in closed
            assert "does its server run" in closed
            assert PASSWORD not in closed
        finally:
            server.start()
    status, printed, _ = finish(begin(built_course, database))
    assert status == 0
    assert "0 examined" in printed
    assert kept_in(database)["ada"]["score"] == 8.0


def test_an_interrupted_write_leaves_no_half_of_a_result(built_course, hand_in, database):
    for number in range(4):
        hand_in(f"s{number}", notebook_of(built_course, number))
    run = begin(built_course, database)
    wait_for(lambda: list((built_course.results(UNIT) / "recorded").glob("s*")), run)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert all(len(student["grades"]) == 4 for student in kept_in(database).values())
    assert finish(begin(built_course, database))[0] == 0
    assert len(kept_in(database)) == 4


def test_formgrader_and_the_other_parts_of_nbgrader_read_it(graded):
    course, database = graded
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.db_url = database
    api = NbGraderAPI(config=config)
    students = {student["id"]: student["score"] for student in api.get_students()}
    assert students == {f"s{number}": 4.0 if number % 2 else 8.0 for number in range(6)}
    assert {found["score"] for found in api.get_submissions(UNIT)} == {8.0, 4.0}
    assert {found["needs_manual_grade"] for found in api.get_notebook_submissions(UNIT, UNIT)} == {True, False}
    assert api.get_assignment(UNIT)["average_score"] == pytest.approx(6.0)
    assert [notebook["average_score"] for notebook in api.get_notebooks(UNIT)] == pytest.approx([6.0])


def test_a_unit_that_lost_a_cell_is_registered_anew(graded):
    """PostgreSQL holds to foreign keys, SQLite does not: grades must go before the cell that they are of."""
    course, database = graded
    with Gradebook(database, "gradschool") as book:
        notebook = book.find_notebook(UNIT, UNIT)
        cell = next(cell for cell in notebook.grade_cells if cell.name == "check-quiz_limit")
        cell.name = "check-an_older_name"
        book.db.commit()
    assert finish(begin(course, database, "--force"))[0] == 0
    names = {name for student in kept_in(database).values() for name, *_ in student["grades"]}
    assert "check-an_older_name" not in names
    assert "check-quiz_limit" in names


def test_a_database_that_nbgrader_s_settings_name_needs_no_option(graded):
    course, database = graded
    with open(course.root / "nbgrader_config.py", "a") as settings:
        settings.write(f'c.CourseDirectory.db_url = "{database}"\n')
    assert Course(course.root).database_url == database
