"""This library beside PyTorch, SciPy and DeZero on a CPU: alternated in one run, ratios of medians, peak memory.

PyTorch and DeZero are no dependencies of the project: ``make frameworks`` installs them into ``.bench``, an environment
for this benchmark alone, and ``make bench`` then uses it. What is absent is left out, by name.

Each contestant trains in a process of its own, as it would for its user, and they take turns of half a second. In one
process they would share an allocator, which learns from whoever frees the largest block, and each would find its cache
full of the other's arrays and its cores busy with the other's threads, which spin for a while when their work is done.

    OMP_NUM_THREADS=2 .bench/bin/python benchmarks/training.py
"""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")

import click
from contestants import Step, contestants
from rich.console import Console
from rich.table import Column, Table

console = Console(width=140, highlight=False)
LIMITS = {
    "mlp": {"PyTorch": 1.0, "DeZero": 1 / 4},
    "convnet": {"PyTorch": 1.5, "DeZero": 1 / 6},
    "convnet with batch norm": {"PyTorch": 1.5},
    "adam, 10 million": {"PyTorch": 1.2},
    "lbfgs, digits": {"SciPy": 1.5},
    "convnet memory": {"PyTorch": 1.5},
}
TURN = 0.5
"""Seconds for which a contestant works before the next one does."""
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
Medians = dict[str, float]


def measured(name: str, clock: str, seconds: float, rounds: int) -> list[Medians]:
    """Return one line's medians, a dict by contestant for each round."""
    if name == "convnet memory":
        return [{who: found for who in ("gradschool", "PyTorch") if (found := peak_memory(who)) is not None}]
    runners = {who: Runner(name, who, clock) for who in contestants(name)}
    for who, runner in runners.items():
        if runner.missing:
            console.print(f"{name}: left out, {who} is not here ({runner.missing})", style="dim")
    present = {who: runner for who, runner in runners.items() if not runner.missing}
    found = [alternated(present, seconds / rounds) for _ in range(rounds)]
    for runner in runners.values():
        runner.stop()
    return found


def alternated(runners: dict[str, Runner], seconds: float) -> Medians:
    """Let the contestants take turns until the time is up; return the median of each, in milliseconds."""
    times: dict[str, list[float]] = {who: [] for who in runners}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or not times["gradschool"]:
        for who, runner in runners.items():
            times[who] += runner.turn()
    return {who: statistics.median(found) for who, found in times.items()}


class Runner:
    """A contestant in a process of its own, which works when it is its turn."""

    def __init__(self, name: str, who: str, clock: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(name, who, clock, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.missing: str = self.pipe.recv()

    def turn(self) -> list[float]:
        """Return the times of the steps of one turn, in milliseconds."""
        self.pipe.send(TURN)
        times: list[float] = self.pipe.recv()
        return times

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.join()


def serve(name: str, who: str, clock: str, pipe: Connection) -> None:
    """Say what is missing, or nothing; then take steps for as many seconds as asked for, time and again."""
    try:
        step = contestants(name)[who]()
    except ImportError as error:
        pipe.send(str(error))
        return
    pipe.send("")
    now = CLOCKS[clock]
    while True:
        seconds, times = pipe.recv(), []
        until(step, time.perf_counter() + seconds / 5)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or not times:
            began = now()
            step()
            times.append(1e3 * (now() - began))
        pipe.send(times)


def until(step: Step, end: float) -> None:
    """Take steps that do not count: caches fill, and the threads of who came before fall asleep."""
    while True:
        step()
        if time.perf_counter() >= end:
            return


def peak_memory(who: str) -> float | None:
    """Train the ConvNet in a process of its own; return by how many MiB its peak exceeds what it held before."""
    folder = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {folder!r}); from training import grown; print(grown({who!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        console.print(f"convnet memory: left out for {who} ({done.stderr.strip().splitlines()[-1]})", style="dim")
        return None
    return float(done.stdout.split()[-1])


def grown(who: str) -> float:
    """Return how far ten steps raise this process's peak memory above what it holds after a small model, in MiB."""
    contestants("mlp")[who]()()
    held = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    step = contestants("convnet")[who]()
    for _ in range(10):
        step()
    return resident("VmHWM") - held


def resident(entry: str) -> float:
    """Return a line of this process's memory, in MiB (Linux)."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(entry))
    return int(line.split()[1]) / 1024


def row(name: str, rounds: list[Medians]) -> list[str]:
    """Return a line of the table: times, and for each other contestant the ratio, its range and its limit."""
    unit = "MiB" if "memory" in name else "ms"
    cells = [name, f"{statistics.median(medians['gradschool'] for medians in rounds):.2f} {unit}"]
    for group in (("PyTorch", "SciPy"), ("DeZero",)):
        who = next((who for who in group if who in LIMITS[name]), None)
        if who is None or who not in rounds[0]:
            cells += ["-", "-" if who is None else "left out", "-" if who is None else f"{LIMITS[name][who]:.2f}"]
            continue
        ratios = sorted(medians["gradschool"] / medians[who] for medians in rounds)
        ratio, limit = statistics.median(ratios), LIMITS[name][who]
        spread = f" ({ratios[0]:.2f} to {ratios[-1]:.2f})" if len(ratios) > 1 else ""
        cells.append(f"{statistics.median(medians[who] for medians in rounds):.2f} {unit}, {who}")
        cells += [f"[{'green' if ratio <= limit else 'red'}]{ratio:.2f}[/]{spread}", f"{limit:.2f}"]
    return cells


def versions(clock: str) -> str:
    """Say on what the table was made."""
    named = []
    for package in ("numpy", "numba", "torch", "dezero", "scipy"):
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            named.append(f"no {package}")
    return f"{', '.join(named)}; {os.environ['OMP_NUM_THREADS']} threads, {clock} time, {platform.machine()}"


@click.command()
@click.option("--seconds", default=18.0, show_default=True, help="Time for each line.")
@click.option("--rounds", default=3, show_default=True, help="Ratios of medians for each line.")
@click.option("--clock", type=click.Choice(list(CLOCKS)), default="wall", help="Processor time suits a busy machine.")
@click.option("--only", multiple=True, type=click.Choice(list(LIMITS)), help="Lines to run; all by default.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the medians here too.")
def main(seconds: float, rounds: int, clock: str, only: tuple[str, ...], target: Path | None) -> None:
    """Print the table."""
    found = {name: measured(name, clock, seconds, rounds) for name in only or LIMITS}
    table = Table(
        Column("work", no_wrap=True), "gradschool", "beside", "ratio", "at most", "beside", "ratio", "at most"
    )
    for name, medians in found.items():
        table.add_row(*row(name, medians))
    console.print(versions(clock))
    console.print(table)
    console.print("A ratio is the median over rounds (their range behind it) of the ratio of medians in a round.")
    if "left out" in str([row(name, medians) for name, medians in found.items()]):
        console.print("What is left out needs PyTorch 2.13.0 and DeZero: make frameworks")
    if target is not None:
        target.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
