"""This library beside PyTorch, SciPy and DeZero on a CPU: pairs alternated in one run, ratios of medians, peak memory.

PyTorch and DeZero are no dependencies of the project: ``make frameworks`` installs them into ``.bench``, an environment
for this benchmark alone, and ``make bench`` then uses it. What is absent is left out, by name.

OpenMP's threads are told to sleep after their work: else PyTorch's go on spinning for some milliseconds, on the cores
that whoever comes next in the same process needs. PyTorch's own times hardly change by that.

    OMP_NUM_THREADS=2 .bench/bin/python benchmarks/training.py
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

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
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
Medians = dict[str, float]


def measured(name: str, clock: str, seconds: float, rounds: int) -> list[Medians]:
    """Return one line's medians, a dict by contestant for each round."""
    if name == "convnet memory":
        return [{who: found for who in ("gradschool", "PyTorch") if (found := peak_memory(who)) is not None}]
    steps = {}
    for who, make in contestants(name).items():
        try:
            steps[who] = make()
        except ImportError as error:
            console.print(f"{name}: left out, {who} is not here ({error})", style="dim")
    for step in steps.values():
        for _ in range(5):
            step()
    return [alternated(steps, seconds / rounds, clock) for _ in range(rounds)]


def alternated(steps: dict[str, Step], seconds: float, clock: str) -> Medians:
    """Time the steps in turn until the time is up; return the median of each, in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    now, end = CLOCKS[clock], time.perf_counter() + seconds
    while time.perf_counter() < end or not times["gradschool"]:
        for name, step in steps.items():
            began = now()
            step()
            times[name].append(1e3 * (now() - began))
    return {name: statistics.median(found) for name, found in times.items()}


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
@click.option("--seconds", default=15.0, show_default=True, help="Time for each line.")
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
