"""Random networks of every layer, here and in PyTorch: the same weights and batches, stepped alike, must stay the same.

PyTorch is no dependency of the project: ``make frameworks`` installs it into ``.bench``. A network is drawn from its
seed, so a row of the second table can be looked at again: ``--first SEED --networks 1``.

    .bench/bin/python benchmarks/fuzz.py --networks 1000
"""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict

import click
import numpy as np
from random_networks import Case, drawn, our_loss
from rich.console import Console
from rich.table import Table

from gradschool import backend

try:
    import torch
    from pytorch_twin import Twin, their_loss
except ImportError:
    sys.exit("fuzz.py needs PyTorch: make frameworks, then .bench/bin/python benchmarks/fuzz.py")

console = Console(width=140, highlight=False)
BEYOND = 1e12
"""A network whose weights have grown to this has diverged; what it overflows to says nothing of either side."""


def compare(case: Case, steps: int, lr: float) -> Case:
    """Train both networks by gradient descent, and note the differences."""
    parameters, theirs = case.model.parameters, Twin(case.model)
    descent = torch.optim.SGD(theirs.parameters.values(), lr=lr)
    rng, x = backend.default_rng(case.seed), torch.tensor(case.x)
    for step in range(steps):
        if not torch.stack([value.detach().abs().max() for value in theirs.parameters.values()]).max() < BEYOND:
            case.diverged = step
            return case
        output = case.model.forward(case.x, training=True, rng=rng)
        case.model.backward(our_loss(case, output)[1], input_gradient=False)
        descent.zero_grad()
        their_loss(case, theirs.forward(x, training=True)).backward()
        for name, value in theirs.parameters.items():
            slope = np.zeros(value.shape) if value.grad is None else value.grad.numpy()
            case.gradient = max(case.gradient, difference(parameters.gradient(name), slope))
        parameters.values -= lr * parameters.gradients
        descent.step()
    for name, value in theirs.parameters.items():
        case.weights = difference(parameters[name], value.detach().numpy(), case.weights)
    with torch.no_grad():
        output = case.model.forward(case.x)
        case.output = difference(output, theirs.forward(x, training=False).numpy())
    return case


def difference(ours: np.ndarray, theirs: np.ndarray, least: float = 0.0) -> float:
    """Return the largest difference of two arrays over their largest entry or over 1; infinity where it is NaN."""
    apart = float(np.max(np.abs(ours - theirs)) / max(1.0, float(np.max(np.abs(theirs)))))
    return np.inf if np.isnan(apart) else max(least, apart)


def tables(cases: list[Case], steps: int) -> None:
    """Print the differences by layer, and the networks that are furthest apart."""
    by_kind: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for kind in case.kinds:
            by_kind[kind].append(case)
    table = Table("in the network", title=f"{len(cases)} networks, {steps} steps, PyTorch {torch.__version__}, float64")
    for column in ("networks", "median", "largest: gradient", "weights", "output"):
        table.add_column(column, justify="right")
    for kind, own in [*sorted(by_kind.items()), ("all", cases)]:
        figures = [max(getattr(case, part) for case in own) for part in ("gradient", "weights", "output")]
        median = float(np.median([case.worst for case in own]))
        table.add_row(kind, str(len(own)), *(f"{figure:.1e}" for figure in (median, *figures)))
    console.print(table)
    if diverged := [f"{case.seed} before step {case.diverged}" for case in cases if case.diverged is not None]:
        console.print(f"diverged, and compared up to there: {', '.join(diverged)}")
    worst = Table("seed", "difference", "layers", title="furthest apart")
    for case in sorted(cases, key=lambda case: -case.worst)[:5]:
        worst.add_row(str(case.seed), f"{case.worst:.1e}", ", ".join(layer.settings() for layer in case.model.layers))
    console.print(worst)


@click.command()
@click.option("--networks", default=1000, show_default=True, help="How many are drawn.")
@click.option("--first", default=0, show_default=True, help="The first network's seed; the others follow.")
@click.option("--steps", default=20, show_default=True, help="Steps of gradient descent.")
@click.option("--lr", default=0.02, show_default=True, help="Learning rate.")
@click.option("--limit", default=1e-9, show_default=True, help="The largest difference that is rounding.")
def main(networks: int, first: int, steps: int, lr: float, limit: float) -> None:
    """Compare random networks with PyTorch; exit with 1 if one differs by more than the limit."""
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", message="Using padding='same'")
    with backend.use("numpy"):
        cases = [compare(drawn(seed), steps, lr) for seed in range(first, first + networks)]
    tables(cases, steps)
    apart = [case.seed for case in cases if not case.worst <= limit]
    if apart:
        sys.exit(f"{len(apart)} networks differ by more than {limit:g}: seeds {', '.join(map(str, apart))}")


if __name__ == "__main__":
    main()
