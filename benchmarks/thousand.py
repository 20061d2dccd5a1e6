"""A thousand submissions: how long they take, whether the grader's memory stays flat, and what hostile ones cost.

The class is graded twice by ``grader grade``, start-up and gradebook included: once all honest, once with some of its
students replaced by loops, bombs, sudden ends and lies. Memory is read twice a second from all of the command's
processes.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil
from classes import BIN, hand_in, stage
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from grader.course import Course
from grader.results import Result, Results

console = Console(width=110, highlight=False)
MiB = 2**20
EVERY = 0.5
"""Seconds between two looks at the memory."""
WARM = 0.2
"""Share of a run after which everything is warm: growth counts from there."""
SECRET = bytes(range(32))
"""Both classes are asked with the same hidden inputs."""
ROLES = ("command", "judges", "sandboxes")


@dataclass
class Run:
    """One grading of a class: seconds, memory by role over time in MiB, and every student's result."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    memory: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    results: dict[str, Result] = field(default_factory=dict)

    def growth(self, role: str) -> float:
        """MiB that a role holds more at the end than when it had become warm, each over a tenth of the run."""
        samples = self.memory[role]
        tenth = max(1, len(samples) // 10)
        warm = samples[int(len(samples) * WARM) :][:tenth]
        late = samples[-2 * tenth : -tenth]
        return sum(late) / len(late) - sum(warm) / len(warm)


@click.command()
@click.option("--unit", default="07-optimizers", show_default=True)
@click.option("--students", default=1000, show_default=True, help="Size of the class.")
@click.option("--hostile", default=50, show_default=True, help="How many of them misbehave in the second run.")
@click.option("--workers", default=2, show_default=True)
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw the memory there.")
def main(unit: str, students: int, hostile: int, workers: int, plot: Path | None) -> None:
    """Grade a large class, honest and not, and look at time, memory and scores."""
    runs = {}
    for kind, wrong in (("honest", 0), ("with hostile ones", hostile)) if hostile else (("honest", 0),):
        with tempfile.TemporaryDirectory() as folder:
            course = stage(Course.find(Path(__file__).parent), unit, Path(folder))
            (course.state / "secret").write_bytes(SECRET)
            kinds = hand_in(course, course.unit(unit), students, 1, wrong)
            runs[kind] = measured(course, unit, workers)
    console.print(table(runs, students, workers))
    if hostile:
        console.print(comparison(*runs.values(), hostile, kinds, workers))
    if plot:
        drawn(runs, students).savefig(plot, dpi=120)


def measured(course: Course, unit: str, workers: int) -> Run:
    """Grade a class with the command, and watch."""
    run, started = Run(), time.perf_counter()
    command = [BIN / "grader", "grade", unit, "--workers", str(workers)]
    with (course.root / "log.txt").open("w+") as log:
        process = subprocess.Popen(command, cwd=course.root, stdout=log, stderr=log)
        while process.poll() is None:
            run.times.append(time.perf_counter() - started)
            for role, size in by_role(psutil.Process(process.pid)).items():
                run.memory[role].append(size / MiB)
            time.sleep(EVERY)
        run.seconds = time.perf_counter() - started
        if process.returncode:
            log.seek(0)
            raise click.ClickException(f"grader grade failed:\n{log.read()[-4000:]}")
    run.results = {result.student: result for result in Results(course.results(unit)).all()}
    return run


def by_role(command: psutil.Process) -> dict[str, int]:
    """Resident bytes of a command's own process, of its judges, and of all that runs in sandboxes."""
    sizes = dict.fromkeys(ROLES, 0)
    queue = [(command, "command")]
    while queue:
        process, role = queue.pop()
        try:
            below = "sandboxes" if role == "sandboxes" or process.name() == "bwrap" else "judges"
            sizes["sandboxes" if below == "sandboxes" else role] += process.memory_info().rss
            queue += [(child, below) for child in process.children()]
        except psutil.NoSuchProcess:
            continue
    return sizes


def table(runs: dict[str, Run], students: int, workers: int) -> Table:
    """Time and memory of the runs."""
    columns = ("class", "s", "s/submission", *(f"{role}: peak MiB (growth)" for role in ROLES))
    shown = Table(*columns, title=f"{students} students, {workers} workers", title_justify="left")
    for kind, run in runs.items():
        memory = (f"{max(run.memory[role]):.0f} ({run.growth(role):+.1f})" for role in ROLES)
        shown.add_row(kind, f"{run.seconds:.1f}", f"{run.seconds / students:.3f}", *memory)
    return shown


def comparison(honest: Run, mixed: Run, hostile: int, kinds: dict[str, str], workers: int) -> str:
    """What the hostile ones cost, and whether anybody else's score moved."""
    wrong = [student for student in kinds if _score(honest, student) != _score(mixed, student)]
    usual = {"right", "partly done", "a mistake"}
    moved = [student for student in wrong if kinds[student] in usual]
    spent = sum(mixed.results[student].seconds for student in kinds if kinds[student] not in usual)
    return (
        f"{hostile} hostile submissions took {spent:.0f} s of their workers' time, {spent / workers:.0f} s with "
        f"{workers} workers; the class took {mixed.seconds - honest.seconds:.0f} s longer. "
        f"Of the {len(kinds) - hostile} others, {len(moved)} have another score"
        + (":\n" if moved else ".")
        + "\n".join(
            f"{student} ({kinds[student]}): {_told(honest, student)}; {_told(mixed, student)}" for student in moved
        )
    )


def _told(run: Run, student: str) -> str:
    """A student's score, what took its time, and why points were lost."""
    result = run.results[student]
    why = [problem.message for problem in result.problems]
    why += [v.message for exercise in result.exercises for v in exercise.verdicts if not v.passed]
    return f"{result.status}, {result.score:g} in {result.seconds:.1f} s [{' | '.join(why)[:300]}]"


def _score(run: Run, student: str) -> tuple[str, float]:
    result = run.results[student]
    return result.status, result.score


def drawn(runs: dict[str, Run], students: int) -> Figure:
    """Memory over time, a panel a run, a line a role."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for axes, (kind, run) in zip(
        figure.subplots(1, len(runs), sharey=True, squeeze=False)[0], runs.items(), strict=True
    ):
        for role, color, dashes in zip(ROLES, ("#0072B2", "#D55E00", "#009E73"), ("-", "--", ":"), strict=True):
            axes.plot(run.times, run.memory[role], dashes, color=color, label=role)
        axes.set(title=f"{students} submissions, {kind}", xlabel="seconds", ylim=(0, None))
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("resident memory, MiB")
    figure.axes[0].legend(frameon=False)
    return figure


if __name__ == "__main__":
    main()
