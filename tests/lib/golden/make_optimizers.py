"""Make optimizers.npz: 50 steps of each optimizer of PyTorch, in float64, on gradients that are given; two schedules.

Usage, where PyTorch 2.13.0 is installed (the tests themselves do not need it):
    python tests/lib/golden/make_optimizers.py
"""

from pathlib import Path

import numpy as np
import torch

STEPS, SIZE = 50, 7
MAKERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "sgd with decay": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.2),
    "momentum with decay": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.2),
    "nesterov with decay": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.2),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, eps=1e-10),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.99, eps=1e-8),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0, rho=0.9, eps=1e-6),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
}
MATRICES = {"muon, tall": (6, 4), "muon, wide": (3, 5)}
FIGURES = [3.0, 2.0, 2.5, 1.995, 2.5, float("nan"), 1.0, 1.2, 1.2, 1.2, 0.995, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2]


def paths(start: np.ndarray, gradients: np.ndarray) -> dict[str, np.ndarray]:
    """Return the weights of every optimizer after every step, shape (STEPS, SIZE)."""
    found = {}
    for name, make in MAKERS.items():
        w = torch.tensor(start, requires_grad=True)
        optimizer, path = make([w]), []
        for gradient in gradients:
            w.grad = torch.tensor(gradient)
            optimizer.step()
            path.append(w.detach().numpy().copy())
        found[name] = np.array(path)
    return found


def matrix_paths() -> dict[str, np.ndarray]:
    """Return start, gradients and weights of Muon, in float64; our matrices are the transposes of PyTorch's."""
    torch.Tensor.bfloat16 = lambda self: self.double().clone()  # what PyTorch would round to 8 bits
    found, rng = {}, np.random.default_rng(8)
    for name, (fan_in, fan_out) in MATRICES.items():
        start, gradients = rng.standard_normal((fan_in, fan_out)), rng.standard_normal((STEPS, fan_in, fan_out))
        w = torch.tensor(start.T.copy(), requires_grad=True)
        optimizer, path = torch.optim.Muon([w], lr=0.05, weight_decay=0.1, eps=1e-14), []
        for gradient in gradients:
            w.grad = torch.tensor(gradient.T.copy())
            optimizer.step()
            path.append(w.detach().numpy().T.copy())
        found |= {name: np.array(path), f"{name}: start": start, f"{name}: gradients": gradients}
    return found


def rates() -> dict[str, np.ndarray]:
    """Return the rates of one cycle, and of a plateau with its figures."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule, cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=101), []
    for _ in range(101):
        cycle.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(cycle) < 101:
            schedule.step()
    optimizer, plateau = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1), []
    settings = {"factor": 0.5, "patience": 2, "threshold": 0.01, "threshold_mode": "abs", "min_lr": 0.03}
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
    for figure in FIGURES:
        schedule.step(figure)
        plateau.append(optimizer.param_groups[0]["lr"])
    return {"one cycle": np.array(cycle), "figures": np.array(FIGURES), "plateau": np.array(plateau)}


def main() -> None:
    """Write the file beside this script."""
    rng = np.random.default_rng(7)
    start = rng.standard_normal(SIZE)
    # Sizes from 1e-3 to 1e2, so that a misplaced epsilon or a lost correction shows.
    gradients = rng.standard_normal((STEPS, SIZE)) * 10.0 ** np.linspace(-3, 2, SIZE)
    target = Path(__file__).with_name("optimizers.npz")
    found = paths(start, gradients) | matrix_paths() | rates()
    np.savez_compressed(target, start=start, gradients=gradients, torch=torch.__version__, **found)
    print(f"{target.name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
