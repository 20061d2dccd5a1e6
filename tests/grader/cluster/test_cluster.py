"""``grader grade --cluster``: a real scheduler and real workers, each a process of its own, some of them killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

import grader as package
from grader import audit
from grader.results import Results, timeless

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("cluster")]
UNIT = "01-small"
PATIENCE = 180.0
ONE_THREAD = ("--nthreads", "1", "--no-dashboard")


def wait_for(condition, run=None):
    """Wait until something holds, but not for a command that has ended."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        assert run is None or run.poll() is None, run.communicate()
        time.sleep(0.02)


class Processes:
    """A Dask scheduler and its workers, as an administrator starts them."""

    def __init__(self, folder):
        self.folder = folder
        self.running = {}
        self.contact = folder / "scheduler.json"

    def start(self, name, program, *options, python=(), **environment):
        command = [sys.executable, *python, "-m", f"distributed.cli.{program}", *options]
        with open(self.folder / f"{name}.log", "wb") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=self.folder, env=os.environ | environment, stdout=log, stderr=log
            )

    def scheduler(self, **environment):
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", self.contact)
        self.start("scheduler", "dask_scheduler", *options, **environment)
        wait_for(self.contact.is_file)
        wait_for(lambda: self.contact.read_text().rstrip().endswith("}"))

    def worker(self, name, nanny="--no-nanny", **settings):
        options = (*ONE_THREAD, nanny, "--scheduler-file", self.contact, "--local-directory", self.folder / name)
        self.start(name, "dask_worker", *options, "--name", name, **settings)

    @property
    def url(self):
        return json.loads(self.contact.read_text())["address"]

    def await_workers(self, count):
        from distributed import Client

        with Client(self.url, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=PATIENCE)

    def children(self, name):
        """The processes that a worker has started: its sandbox."""
        number = self.running[name].pid
        return "".join(path.read_text() for path in Path(f"/proc/{number}/task").glob("*/children"))

    def end(self):
        """Workers first: one whose scheduler goes away while it takes its leave may wait for it forever."""
        workers = [process for name, process in self.running.items() if name != "scheduler"]
        for group in (workers, [self.running[name] for name in self.running if name == "scheduler"]):
            for process in group:
                process.terminate()
            for process in group:
                process.wait(timeout=PATIENCE)


@pytest.fixture
def cluster(tmp_path):
    (tmp_path / "cluster").mkdir()
    processes = Processes(tmp_path / "cluster")
    yield processes
    processes.end()


def hand_in_class(course, hand_in, size, gate=None, free=2):
    """Right and wrong solutions, of which only the first few get past a gate, and a file that is no notebook."""
    for number in range(size):
        notebook = audit.solved(course, course.unit(UNIT))
        for cell in notebook.cells if number % 2 else []:
            cell.source = cell.source.replace("smooth / (1 - beta**t)", "smooth").replace("6 * limit", f"{number}")
        notebook.cells.append(new_code_cell(f"print({number})", id=f"s{number}"))
        hand_in(f"s{number}", gate.hold(notebook) if gate and number >= free else notebook)
    hand_in("cut", audit.blank(course, course.unit(UNIT))).write_text('{"cells": [')


def begin(course, *options):
    command = [sys.executable, "-m", "grader", "grade", UNIT, *options]
    return subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(run):
    printed, said = run.communicate(timeout=PATIENCE)
    return run.returncode, printed, said


def results(course):
    """The results, without the time that each took."""
    return {result.student: timeless(result) for result in Results(course.results(UNIT)).all()}


def scores_in_gradebook(course):
    with Gradebook(course.database_url) as book:
        return {s.student.id: (s.score, s.needs_manual_grade) for s in book.assignment_submissions(UNIT)}


def test_a_cluster_that_loses_a_worker_in_mid_run_gives_the_results_of_local_processes(
    built_course, hand_in, cluster, gate
):
    hand_in_class(built_course, hand_in, 5, gate)
    cluster.scheduler()
    cluster.worker("one")
    cluster.worker("two")
    cluster.await_workers(2)
    run = begin(built_course, "--cluster", cluster.url)
    wait_for(lambda: len(results(built_course)) == 3, run)
    cluster.running["one"].send_signal(signal.SIGKILL)
    gate.open()
    status, printed, said = finish(run)
    assert status == 1, said  # the file that is no notebook
    assert "6 students: 5 graded, 1 could not be read; 6 examined" in printed
    from_cluster, in_gradebook = results(built_course), scores_in_gradebook(built_course)
    wait_for(lambda: not cluster.children("two"))

    (built_course.root / "gradebook.db").unlink()
    assert finish(begin(built_course, "--force"))[0] == 1
    assert results(built_course) == from_cluster
    assert scores_in_gradebook(built_course) == in_gradebook


def test_an_interrupted_run_goes_on_from_there_and_leaves_no_sandbox_in_a_worker(built_course, hand_in, cluster, gate):
    hand_in_class(built_course, hand_in, 3, gate)
    cluster.scheduler()
    cluster.worker("one")
    run = begin(built_course, "--cluster", cluster.url)
    wait_for(lambda: len(results(built_course)) == 3, run)
    run.send_signal(signal.SIGINT)
    status, _, said = finish(run)
    assert status == 2
    assert "the same command goes on from there" in said
    gate.open()
    wait_for(lambda: not cluster.children("one"))
    kept = results(built_course)
    assert sorted(kept) == ["cut", "s0", "s1"]
    status, printed, said = finish(begin(built_course, "--cluster", cluster.url))
    assert status == 1, said
    assert "; 1 examined" in printed
    assert kept.items() <= results(built_course).items()


def test_without_workers_a_run_waits_and_goes_on_with_one_that_joins(built_course, hand_in, cluster, gate):
    hand_in_class(built_course, hand_in, 3, gate)
    cluster.scheduler()
    cluster.worker("one")
    run = begin(built_course, "--cluster", cluster.url)
    wait_for(lambda: len(results(built_course)) == 3, run)
    cluster.running["one"].send_signal(signal.SIGKILL)
    assert "has no workers now; grading goes on when one joins" in run.stderr.readline()
    gate.open()
    cluster.worker("two")
    status, printed, said = finish(run)
    assert status == 1, said
    assert "4 students: 3 graded, 1 could not be read; 4 examined" in printed


def test_a_scheduler_that_goes_away_ends_the_run_with_what_was_graded(built_course, hand_in, cluster, gate):
    hand_in_class(built_course, hand_in, 3, gate)
    cluster.scheduler()
    cluster.worker("one")
    run = begin(built_course, "--cluster", cluster.url)
    wait_for(lambda: len(results(built_course)) == 3, run)
    cluster.running["scheduler"].send_signal(signal.SIGKILL)
    gate.open()
    status, _, said = finish(run)
    assert status == 2
    assert "the scheduler at tcp://127.0.0.1:" in said
    assert "went away; what was graded is kept" in said
    assert sorted(results(built_course)) == ["cut", "s0", "s1"]


def test_after_a_run_was_killed_and_a_probe_mended_the_workers_use_the_mended_one(built_course, hand_in, cluster, gate):
    hand_in_class(built_course, hand_in, 3, gate)
    cluster.scheduler()
    cluster.worker("one")
    run = begin(built_course, "--cluster", cluster.url)
    wait_for(lambda: len(results(built_course)) == 3, run)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    gate.open()
    probes = built_course.solutions / UNIT / "hidden_probes.py"
    probes.write_text(probes.read_text().replace('"Tally", points=1', '"Tally", points=3'))
    status, _, said = finish(begin(built_course, "--cluster", cluster.url))
    assert status == 1, said
    found = [result for student, result in results(built_course).items() if student != "cut"]
    assert [result.exercises[1].score for result in found] == [5.0] * 3


def test_workers_that_can_not_grade_are_named_with_the_way_out(built_course, hand_in, cluster):
    hand_in_class(built_course, hand_in, 1)
    other = cluster.folder / "other"
    shutil.copytree(Path(package.__file__).parent, other / "grader")
    with open(other / "grader/sandbox/session.py", "a") as file:
        file.write("# mended\n")
    cluster.scheduler()
    cluster.worker("able")
    cluster.worker("bare", python=("-S",), PYTHONPATH=sysconfig.get_path("purelib"))
    cluster.worker("older", PYTHONPATH=str(other))
    cluster.worker("unconfined", PATH="/nowhere")
    cluster.await_workers(4)
    status, _, said = finish(begin(built_course, "--cluster", cluster.url))
    assert status == 2
    assert "3 of 4 workers of tcp://127.0.0.1:" in said
    told = {line.split(" (")[1].split(")")[0]: line for line in said.splitlines() if line.startswith("  tcp://")}
    assert "gradschool-grader is not installed there" in told["bare"]
    assert "pip install" in told["bare"]
    assert "install the same versions there" in told["older"]
    assert "bubblewrap is not installed: sudo apt-get install bubblewrap" in told["unconfined"]
    assert not results(built_course).keys() - {"cut"}
    wait_for(lambda: not cluster.children("able"))


DEADLY = """
    if outputs["answer"] == 13:
        import os
        os._exit(1)
"""


def test_a_submission_that_its_workers_do_not_survive_is_a_result_and_its_neighbors_are_graded(
    built_course, hand_in, cluster
):
    """The judge's own process dies over it: here the unit sees to that, elsewhere a lack of memory would."""
    probes = built_course.solutions / UNIT / "probes.py"
    told = '"""Whether an answer is of the kind that was asked for."""'
    assert told in probes.read_text()
    probes.write_text(probes.read_text().replace(told, told + DEADLY))
    for number in range(5):
        notebook = audit.solved(built_course, built_course.unit(UNIT))
        for cell in notebook.cells:
            cell.source = cell.source.replace("6 * limit", "13" if number == 1 else "6 * limit")
        hand_in(f"s{number}", notebook)
    cluster.scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    cluster.worker("one", nanny="--nanny")
    status, _, said = finish(begin(built_course, "--cluster", cluster.url))
    assert status == 1, said
    found = Results(built_course.results(UNIT)).all()
    assert [result.score for result in found] == [8.0, 0.0, 8.0, 8.0, 8.0]
    assert "the worker that graded it died" in found[1].problems[0].message
