"""Real images, on a CPU: how well the library's networks do on MNIST and CIFAR-10, and in what time.

    GRADSCHOOL_DATA=FOLDER OMP_NUM_THREADS=2 .venv/bin/python benchmarks/images.py

The networks and how they are trained stand in ``recipes.py``.
"""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

import click
import numpy as np
from recipes import EPOCHS, run
from rich.console import Console
from rich.table import Column, Table

from gradschool import backend, data

GOALS = {"mnist": 0.96, "dense": 0.50, "convnet": 0.70}
MOST_SECONDS = 30 * 60


def show(found: dict[str, dict[str, Any]]) -> None:
    """Print one line a network."""
    table = Table(Column("network", no_wrap=True), "trained on", "tested on", "epochs", "accuracy", "goal", "time")
    for name, result in found.items():
        reached = result["test accuracy"] >= GOALS[name] and result["wall seconds"] <= MOST_SECONDS
        table.add_row(
            name,
            *(result[key] for key in ("training images", "test images")),
            str(result["epochs"]),
            f"[{'green' if reached else 'red'}]{result['test accuracy']:.1%}[/]",
            f"{GOALS[name]:.0%}",
            f"{result['wall seconds']:.0f} s by the wall clock, {result['processor seconds']:.0f} s of the processor",
        )
    console = Console(width=140, highlight=False)
    threads = os.environ.get("OMP_NUM_THREADS", "as many as cores")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    console.print(f"Python {platform.python_version()}, numpy {np.__version__}, {cores} cores, threads: {threads}")
    console.print(table)
    console.print(f"Green: the goal within {MOST_SECONDS // 60} minutes by the wall clock.")


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(GOALS)), help="What to train; all by default.")
@click.option("--epochs", type=int, help="Instead of each network's own number.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here too.")
def main(only: tuple[str, ...], epochs: int | None, target: Path | None) -> None:
    """Train, and print what was reached."""
    backend.use("numpy")
    found = {}
    for name in only or GOALS:
        try:
            found[name] = run(name, epochs or EPOCHS[name], 128)
        except data.DataError as error:
            print(f"{name}: left out, its images are not here. {error}")
    if found:
        show(found)
    if target is not None:
        target.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
