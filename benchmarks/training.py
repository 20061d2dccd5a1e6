"""This library beside PyTorch and SciPy on a CPU, alternated in one run; ratios of medians.

PyTorch is no dependency of the project. Make an environment for this benchmark alone and run it there, from the root:

    python3 -m venv .bench && .bench/bin/pip install torch==2.13.0 dezero ./lib scipy click rich
    OMP_NUM_THREADS=2 .bench/bin/python benchmarks/training.py

Both sides get the same shapes, dtype (float32) and number of threads, and do the whole step: forward, loss, backward,
update. DeZero is timed where it is installed.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")

import click
import numpy as np
from rich.console import Console
from rich.table import Table

Step = Callable[[], object]
console = Console(width=110, highlight=False)
LIMITS = {
    "mlp": 1.0,
    "convnet": 1.5,
    "convnet with batch norm": 1.5,
    "adam, 10 million": 1.2,
    "lbfgs, digits": 1.5,
    "convnet memory": 1.5,
}
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
IMAGES, ROWS = (64, 3, 32, 32), (128, 784)


def our_step(name: str) -> Step:
    """Return one training step of this library."""
    from gradschool import backend, optim, train

    backend.use("numpy")
    optim.kernels.COMPILE_AFTER = 0  # the state of a run of more than a second, if Numba is installed
    if name == "adam, 10 million":
        w, g = np.ones(10_000_000, "float32"), np.full(10_000_000, 0.1, "float32")
        rule = optim.Adam(lr=1e-3)
        state = rule.start(w)
        return lambda: rule.step_in_place(w, g, state)
    model = our_model(name)
    model.build(rng=0)
    trainer = train.Trainer(model, optim.Adam(lr=1e-3))
    x, labels = a_batch(name)
    return lambda: trainer.step(x, labels)


def minimizers() -> dict[str, Step]:
    """Return logistic regression on the digits to a gradient of 1e-6, by this library's L-BFGS and by SciPy's."""
    import scipy.optimize

    from gradschool import backend, data, nn, optim

    backend.use("numpy")
    x, labels = data.digits(dtype="float64").flat
    start = np.zeros(640)

    def objective(w: np.ndarray) -> tuple[float, np.ndarray]:
        loss, upstream = nn.softmax_cross_entropy(x @ w.reshape(64, 10), labels)
        return float(loss) + 5e-4 * float(w @ w), (x.T @ upstream).ravel() + 1e-3 * w

    options = {"gtol": 1e-6, "ftol": 0, "maxiter": 5000, "maxcor": 10}
    return {
        "gradschool": lambda: optim.minimize_lbfgs(objective, start, tolerance=1e-6, most=5000),
        "SciPy": lambda: scipy.optimize.minimize(objective, start, jac=True, method="L-BFGS-B", options=options),
    }


def our_model(name: str):
    """Return the model of this name, not built yet."""
    from gradschool import nn

    if name == "mlp":
        return nn.Sequential(nn.Dense(784, 512), nn.ReLU(), nn.Dense(512, 256), nn.ReLU(), nn.Dense(256, 10))
    normalized = "batch norm" in name

    def block(channels: int, filters: int) -> list[nn.Module]:
        norm = [nn.BatchNorm(filters)] if normalized else []
        return [nn.Conv2d(channels, filters, 3, padding=1, bias=not normalized), *norm, nn.ReLU(), nn.MaxPool(2)]

    return nn.Sequential(*block(3, 32), *block(32, 64), nn.Flatten(), nn.Dense(64 * 8 * 8, 10))


def torch_step(name: str) -> Step:
    """Return one training step of PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    if name == "adam, 10 million":
        w = torch.ones(10_000_000, requires_grad=True)
        w.grad = torch.full((10_000_000,), 0.1)
        return torch.optim.Adam([w], lr=1e-3, fused=True).step
    if name == "mlp":
        layers = [nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10)]
    else:
        normalized = "batch norm" in name
        layers = []
        for channels, filters in ((3, 32), (32, 64)):
            layers.append(nn.Conv2d(channels, filters, 3, padding=1, bias=not normalized))
            layers += [nn.BatchNorm2d(filters)] if normalized else []
            layers += [nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Flatten(), nn.Linear(64 * 8 * 8, 10)]
    model = nn.Sequential(*layers)
    optimizer, loss = torch.optim.Adam(model.parameters(), lr=1e-3), nn.CrossEntropyLoss()
    x, labels = (torch.tensor(part) for part in a_batch(name))

    def step() -> float:
        optimizer.zero_grad()
        value = loss(model(x), labels)
        value.backward()
        optimizer.step()
        return float(value.detach())

    return step


def dezero_step(name: str) -> Step:
    """Return one training step of DeZero (Saitoh 2020), which has no batch normalization backward in float32."""
    setattr(np, "int", int)  # noqa: B010 (DeZero 0.0.13 was written for NumPy before 1.24)
    import dezero
    from dezero import functions as F
    from dezero import layers as L

    if name == "mlp":
        parts = [L.Linear(512, in_size=784), L.Linear(256, in_size=512), L.Linear(10, in_size=256)]
    elif name == "convnet":
        parts = [L.Conv2d(32, 3, pad=1), L.Conv2d(64, 3, pad=1), L.Linear(10)]
    else:
        raise NotImplementedError(name)
    model = dezero.Model()
    for i, part in enumerate(parts):
        setattr(model, f"layer{i}", part)
    optimizer = dezero.optimizers.Adam(alpha=1e-3).setup(model)
    x, labels = a_batch(name)

    def step() -> float:
        y = x
        for i, part in enumerate(parts):
            if name == "convnet" and i == len(parts) - 1:
                y = F.reshape(y, (IMAGES[0], -1))
            y = part(y)
            if i < len(parts) - 1:
                y = F.relu(y)
                y = F.pooling(y, 2, 2) if name == "convnet" else y
        loss = F.softmax_cross_entropy(y, labels)
        model.cleargrads()
        loss.backward()
        optimizer.update()
        return float(loss.data)

    return step


def a_batch(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return random inputs and labels."""
    rng = np.random.default_rng(0)
    shape = ROWS if name == "mlp" else IMAGES
    return rng.standard_normal(shape).astype("float32"), rng.integers(0, 10, shape[0])


def alternate(steps: dict[str, Step], seconds: float, clock: Callable[[], float]) -> dict[str, float]:
    """Time the steps in turn until the time is up; return the median of each, in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for step in steps.values():
        for _ in range(5):
            step()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for name, step in steps.items():
            began = clock()
            step()
            times[name].append(1e3 * (clock() - began))
    return {name: statistics.median(found) for name, found in times.items()}


def peak_memory(who: str) -> float:
    """Train the ConvNet in a process of its own; return by how many MiB its peak exceeds what it held before."""
    code = f"import benchmarks.training as t; print(t.grown({who!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def grown(who: str) -> float:
    """Return how far ten steps raise this process's peak memory above what it holds after a small model, in MiB."""
    make = {"gradschool": our_step, "PyTorch": torch_step}[who]
    make("mlp")()
    held = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    step = make("convnet")
    for _ in range(10):
        step()
    return resident("VmHWM") - held


def resident(entry: str) -> float:
    """Return a line of this process's memory, in MiB (Linux)."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(entry))
    return int(line.split()[1]) / 1024


@click.command()
@click.option("--seconds", default=10.0, show_default=True, help="Time for each line.")
@click.option("--clock", type=click.Choice(list(CLOCKS)), default="wall", help="Processor time suits a busy machine.")
@click.option("--only", multiple=True, help="Lines to run; all by default.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here too.")
def main(seconds: float, clock: str, only: tuple[str, ...], target: Path | None) -> None:
    """Print the table."""
    found = {}
    for name in only or LIMITS:
        if name == "convnet memory":
            found[name] = {who: peak_memory(who) for who in ("gradschool", "PyTorch")}
            continue
        if name == "lbfgs, digits":
            found[name] = alternate(minimizers(), seconds, CLOCKS[clock])
            continue
        steps = {"gradschool": our_step(name), "PyTorch": torch_step(name)}
        try:
            steps["DeZero"] = dezero_step(name)
        except (ImportError, NotImplementedError):
            console.print(f"{name}: without DeZero", style="dim")
        found[name] = alternate(steps, seconds, CLOCKS[clock])
    show(found, clock)
    if target is not None:
        target.write_text(json.dumps(found, indent=1))


def show(found: dict[str, dict[str, float]], clock: str) -> None:
    """Print one line a piece of work."""
    import torch

    threads = os.environ["OMP_NUM_THREADS"]
    versions = (
        f"NumPy {np.__version__}, PyTorch {torch.__version__}, {threads} threads, {clock} time, {platform.machine()}"
    )
    table = Table("work", "gradschool", "reference", "ratio", "at most", "DeZero", title=versions)
    for name, medians in found.items():
        unit = "MiB" if "memory" in name else "ms"
        other = next(who for who in medians if who not in ("gradschool", "DeZero"))
        ratio = medians["gradschool"] / medians[other]
        color = "green" if ratio <= LIMITS[name] else "red"
        dezero = medians.get("DeZero")
        table.add_row(
            name,
            f"{medians['gradschool']:.2f} {unit}",
            f"{medians[other]:.2f} {unit} ({other})",
            f"[{color}]{ratio:.2f}[/]",
            f"{LIMITS[name]:.1f}",
            f"{dezero:.1f} ms ({medians['gradschool'] / dezero:.2f})" if dezero else "-",
        )
    console.print(table)


if __name__ == "__main__":
    main()
