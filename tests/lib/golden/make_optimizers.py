"""Make optimizers.npz: 50 steps of each optimizer of PyTorch, in float64, on gradients that are given.

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
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, eps=1e-10),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.99, eps=1e-8),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0, rho=0.9, eps=1e-6),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
}


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


def main() -> None:
    """Write the file beside this script."""
    rng = np.random.default_rng(7)
    start = rng.standard_normal(SIZE)
    # Sizes from 1e-3 to 1e2, so that a misplaced epsilon or a lost correction shows.
    gradients = rng.standard_normal((STEPS, SIZE)) * 10.0 ** np.linspace(-3, 2, SIZE)
    target = Path(__file__).with_name("optimizers.npz")
    np.savez_compressed(target, start=start, gradients=gradients, torch=torch.__version__, **paths(start, gradients))
    print(f"{target.name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
