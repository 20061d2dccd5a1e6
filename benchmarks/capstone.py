"""The capstone's reference on CIFAR-10: the solved functions of unit 17, a share of right answers, and the time.

    GRADSCHOOL_DATA=FOLDER OMP_NUM_THREADS=2 .venv/bin/python benchmarks/capstone.py

The network is the one that the grader's shapes are named by: 256 gray values an image, two hidden layers. Beside it
stands the same on all 3,072 numbers, and what ``images.py`` measures with networks of the library (``--beside``).
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np
from recipes import EPOCHS, run
from rich.console import Console
from rich.table import Table

from grader.cells import is_demo
from grader.course import Course
from gradschool import backend, data
from gradschool.experiments.capstone import image_sets

UNIT = "17-capstone"


def solved() -> dict[str, Any]:
    """All that the unit's cells define, demonstrations and checks left out."""
    names: dict[str, Any] = {}
    for cell in Course(Path(__file__).parents[1]).unit(UNIT).notebook.cells:
        if cell.cell_type == "code" and not is_demo(cell) and not cell.source.startswith("check("):
            exec(cell.source, names)
    return names


def measured(cells: Mapping[str, Any], sets: tuple[Any, Any], updates: int, seed: int) -> tuple[float, float, float]:
    """Train once; return the share of right test answers, and the seconds of training and of predicting."""
    learn, test = sets
    began = time.perf_counter()
    model = cells["build_model"](learn.x, 10, np.random.default_rng(seed))
    source = np.random.default_rng(seed)
    model = cells["train"](model, cells["loss_and_gradients"], learn.x, learn.y, updates, source)
    trained = time.perf_counter()
    answers = np.concatenate([cells["predict"](model, test.x[i : i + 500]) for i in range(0, len(test), 500)])
    return float(np.mean(answers == test.y)), trained - began, time.perf_counter() - trained


@click.command()
@click.option("--updates", default=4000, show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--beside", is_flag=True, help="Train the library's dense and convolutional networks too.")
@click.option("--epochs", type=int, help="How long those are trained; by default as in images.py, half an hour.")
def main(updates: int, seeds: int, beside: bool, epochs: int | None) -> None:
    """Train, and print what was reached."""
    backend.use("numpy")
    try:
        learn, _, test = image_sets("cifar10")
    except data.DataError as error:
        print(f"left out, CIFAR-10 is not here. {error}")
        return
    table = Table("network", "updates", "right", "training, s", "predicting, s", title=f"{learn.name}; {test.name}")
    for name in ("the reference, 256 gray values", "the reference, all 3,072 numbers"):
        cells = solved()
        if "all" in name:
            cells["features"].__globals__["features"] = lambda images: images.reshape(len(images), -1)
        right, training, predicting = np.transpose([measured(cells, (learn, test), updates, s) for s in range(seeds)])
        told = f"{right.mean():.1%} ± {right.std(ddof=1):.1%}" if seeds > 1 else f"{right.mean():.1%}"
        table.add_row(name, str(updates), told, f"{training.mean():.0f}", f"{predicting.mean():.1f}")
    for name in ("dense", "convnet") if beside else ():
        found = run(name, epochs or EPOCHS[name], 128)
        right, seconds = f"{found['test accuracy']:.1%}", f"{found['wall seconds']:.0f}"
        table.add_row(f"images.py, {name}", f"{found['epochs']} epochs", right, seconds, "")
    console, threads = Console(width=120, highlight=False), os.environ.get("OMP_NUM_THREADS", "as many as cores")
    console.print(f"Python {platform.python_version()}, numpy {np.__version__}, threads: {threads}")
    console.print(f"{len(learn):,} training images, {len(test):,} test images")
    console.print(table)


if __name__ == "__main__":
    main()
