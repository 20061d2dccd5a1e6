"""What attacks do to others: to a neighbor that is graded meanwhile, to the machine's memory, and for how long.

`grader audit --attacks` says whether an attack earned, read or changed anything. Here each is graded by one worker
while another grades an honest submission over and over. A control group counts all memory of the attacked worker, its
judge's too. An older grader is measured on the same files by its own Python:

    .venv/bin/python benchmarks/attacks.py write hostile
    .venv/bin/python benchmarks/attacks.py measure hostile
    OLD/.venv/bin/python benchmarks/attacks.py measure hostile --course OLD

Control groups of version 1, and root, are needed to count memory; elsewhere that column stays empty.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from grader.course import Course
from grader.judge import Judge
from grader.sandbox import Limits

MiB = 2**20
LIMITS = Limits(cell_seconds=2.0, submission_seconds=15.0, memory=512 * MiB, file_bytes=8 * MiB)
HONEST = "honest.ipynb"
QUIET = 12
"""Gradings of the neighbor before the first attack."""
PATIENCE = 120.0
"""Seconds after which an attacked worker is given up."""
MOST = 4 * 2**30
"""Bytes that an attacked worker is let have, for the sake of the machine that measures."""
GROUPS = Path("/sys/fs/cgroup/memory")
spawned = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Effect:
    """What one attack did: its own seconds, MiB of its worker beyond what that held before, and, of the neighbor, the
    slowest grading over the usual one and whether a score was another.
    """

    family: str
    name: str
    seconds: float
    memory: float | None
    slowest: float
    moved: bool
    ended: bool


@click.group()
def main() -> None:
    """Measure attacks by what they do to others."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--unit", default="07-optimizers", show_default=True)
def write(folder: Path, unit: str) -> None:
    """Write each attack of the corpus that is a notebook to FOLDER, and an honest one."""
    from grader.audit.attacks.corpus import load_corpus
    from grader.audit.attacks.run import staged
    from grader.audit.attacks.stage import hand_in_attacks
    from grader.audit.notebooks import solved
    from grader.audit.notebooks import write as write_notebook

    course = Course.find(Path(__file__).parent)
    attacks = load_corpus(course.root / "tests/attacks", ())
    with tempfile.TemporaryDirectory() as on, staged(course, course.unit(unit), LIMITS, 1, Path(on)) as stage:
        students, _ = hand_in_attacks(stage.course, stage.unit, stage.surroundings, attacks)
        for student, attack in students.items():
            path = stage.course.submitted / student / unit / f"{unit}.ipynb"
            if path.is_file() and not path.is_symlink():
                (folder / attack.family).mkdir(parents=True, exist_ok=True)
                (folder / attack.family / f"{attack.name}.ipynb").write_bytes(path.read_bytes())
        write_notebook(solved(stage.course, stage.unit), folder / HONEST)
    (folder / "unit").write_text(unit)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--course", type=click.Path(path_type=Path, file_okay=False), help="Of the grader that is measured.")
@click.option("--only", multiple=True, help="A family, or a name.")
@click.option(
    "--cell-seconds", default=LIMITS.cell_seconds, show_default=True, help="A cell's; a submission's in step."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write what was measured there, as JSON.")
def measure(folder: Path, course: Path | None, only: tuple[str, ...], cell_seconds: float, out: Path | None) -> None:
    """Grade each notebook of FOLDER beside the honest one, and print a table by family."""
    in_all = LIMITS.submission_seconds * cell_seconds / LIMITS.cell_seconds
    limits = replace(LIMITS, cell_seconds=cell_seconds, submission_seconds=in_all)
    unit = str((course or Path(__file__).parents[1]) / "solutions" / (folder / "unit").read_text())
    paths = [path for path in sorted(folder.glob("*/*.ipynb")) if not only or {path.stem, path.parent.name} & {*only}]
    attacked = Worker(unit, grading, limits, MOST)
    with Worker(unit, GradingForever(folder / HONEST), limits) as neighbor, attacked:
        attacked.ask(folder / HONEST, PATIENCE)
        usual = neighbor.gradings(QUIET)
        seconds, score = statistics.median(end - begun for begun, end, _ in usual), usual[0][2]
        effects = [effect_of(path, attacked, neighbor, seconds, score) for path in paths]
    Console(width=120, highlight=False).print(table(effects))
    if out:
        out.write_text(json.dumps([asdict(effect) for effect in effects], indent=1) + "\n")


def effect_of(path: Path, attacked: Worker, neighbor: Worker, usual: float, score: float) -> Effect:
    """Let one worker grade an attack while its neighbor, which usually takes so many seconds, grades on."""
    held, begun = attacked.memory(), time.monotonic()
    answer = attacked.ask(path, PATIENCE)
    over, peak = attacked.last
    beside = [one for one in neighbor.gradings_until(over) if one[1] > begun]
    memory = (peak - held) / MiB if held is not None and peak is not None else None
    slowest, moved = max(end - start for start, end, _ in beside), any(one[2] != score for one in beside)
    return Effect(path.parent.name, path.stem, over - begun, memory, slowest / usual, moved, answer is not None)


def table(effects: list[Effect]) -> Table:
    """The effects by family: the longest, the largest and the slowest, each with the attack that it was."""
    families = defaultdict[str, list[Effect]](list)
    for effect in effects:
        families[effect.family].append(effect)
    shown = Table(
        "family",
        "attacks",
        "together, s",
        "longest, s",
        "memory, MiB",
        "neighbor: slowest",
        "other scores",
        "did not end",
    )
    for family, own in families.items():
        longest, slowest = (max(own, key=lambda one: getattr(one, what)) for what in ("seconds", "slowest"))
        largest = max(own, key=lambda one: one.memory or 0)
        shown.add_row(
            family,
            str(len(own)),
            f"{sum(one.seconds for one in own):.0f}",
            f"{longest.seconds:.1f} ({longest.name})",
            "" if largest.memory is None else f"{largest.memory:.0f} ({largest.name})",
            f"x {slowest.slowest:.1f} ({slowest.name})",
            str(sum(one.moved for one in own)),
            str(sum(not one.ended for one in own)),
        )
    return shown


Task = Callable[[Judge, Connection], None]


def grading(judge: Judge, line: Connection) -> None:
    """Grade what is asked for."""
    while (path := line.recv()) is not None:
        line.send(_graded(judge, path))


class GradingForever:
    """Grade one submission again and again until told to stop; tell of each when it began and ended, and its score."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, judge: Judge, line: Connection) -> None:
        while not line.poll():
            line.send(_graded(judge, self._path))


def _graded(judge: Judge, path: Path) -> tuple[float, float, float]:
    begun = time.monotonic()
    score = judge.grade("somebody", path).score
    return begun, time.monotonic(), score


def _work(unit: str, task: Task, limits: Limits, line: Connection) -> None:
    from grader.course import Unit

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    line.recv()  # by now this process is in its control group
    with tempfile.TemporaryDirectory() as cache, Judge(Unit(Path(unit)), b"s" * 32, limits, cache=Path(cache)) as judge:
        task(judge, line)


class Worker:
    """A process with a judge of its own, in a control group of its own where that can be had.

    Attributes
    ----------
    last : (float, int or None)
        When what was asked last came to its end, and what its process held at most.
    """

    def __init__(self, unit: str, task: Task, limits: Limits, most: int = 0) -> None:
        self._arguments, self._most = (unit, task, limits), most
        self.last: tuple[float, int | None] = 0.0, None
        self._group = _group()

    def __enter__(self) -> Worker:
        self._line, theirs = spawned.Pipe()
        self._process = spawned.Process(target=_work, args=(*self._arguments, theirs))
        self._process.start()
        theirs.close()
        if self._group:
            if self._most:
                (self._group / "memory.limit_in_bytes").write_text(str(self._most))
            (self._group / "cgroup.procs").write_text(str(self._process.pid))
        self._line.send("begin")
        return self

    def __exit__(self, *_: Any) -> None:
        with contextlib.suppress(EOFError, OSError):
            self._line.send(None)
            while True:  # what it still tells
                self._line.recv()
        self._process.join()
        _remove(self._group)

    def ask(self, path: Path, seconds: float) -> Any:
        """What a grading came to; None where it did not end, after which there is a fresh process."""
        self.memory(peak=True)
        answer = None
        with contextlib.suppress(EOFError, OSError):
            self._line.send(path)
            answer = self._line.recv() if self._line.poll(seconds) else None
        self.last = time.monotonic(), self.memory(peak=True)
        if answer is not None:
            return answer
        self._process.kill()
        self._process.join()
        group, self._group = self._group, _group()
        self.__enter__()
        _remove(group)
        return None

    def gradings(self, count: int) -> list[Any]:
        """The next gradings of one that goes on by itself."""
        return [self._line.recv() for _ in range(count)]

    def gradings_until(self, moment: float) -> list[Any]:
        """All gradings since this was asked last, up to the one that ends after a moment."""
        found = [self._line.recv()]
        while found[-1][1] < moment:
            found.append(self._line.recv())
        return found

    def memory(self, peak: bool = False) -> int | None:
        """Bytes that all of its processes hold, or the most that they held since this was asked last."""
        if not self._group:
            return None
        file = self._group / ("memory.max_usage_in_bytes" if peak else "memory.usage_in_bytes")
        held = int(file.read_text())
        if peak:
            file.write_text("0")
        return held


def _group() -> Path | None:
    """A fresh control group below our own."""
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    own = next((line.split(":", 2)[2] for line in lines if "memory" in line.split(":", 2)[1].split(",")), "")
    try:
        return Path(tempfile.mkdtemp(dir=GROUPS / own.lstrip("/"))) if own else None
    except OSError:
        return None


def _remove(group: Path | None) -> None:
    """Remove a control group and those below it, when all that is in them has ended."""
    until = time.monotonic() + 10
    while group and group.is_dir() and time.monotonic() < until:
        with contextlib.suppress(OSError):
            for folder in (*sorted(path for path in group.iterdir() if path.is_dir()), group):
                folder.rmdir()
        time.sleep(0.1)


if __name__ == "__main__":
    main()
