"""What ``training.py`` and ``gpu.py`` measure: the same work in this library, PyTorch, DeZero and SciPy.

Every side gets the same shapes, dtype (float32) and number of threads, and does the whole step: forward, loss,
backward, update. Each function imports what it needs, so that a missing framework is missed only where it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

Step = Callable[[], object]
IMAGES, ROWS = (64, 3, 32, 32), (128, 784)


def contestants(name: str) -> dict[str, Callable[[], Step]]:
    """Return who takes part in a line of the table, by name; each makes its step when it is called."""
    if name == "lbfgs, digits":
        return {"gradschool": our_minimizer, "SciPy": scipy_minimizer}
    sides: dict[str, Callable[[], Step]] = {"gradschool": lambda: our_step(name), "PyTorch": lambda: torch_step(name)}
    return sides | ({"DeZero": lambda: dezero_step(name)} if name in ("mlp", "convnet") else {})


def our_step(name: str, where: str = "numpy") -> Step:
    """Return one training step of this library, on a backend."""
    from gradschool import backend, optim, train
    from gradschool.backend.elementwise import compiled

    backend.use(where)
    compiled.COMPILE_AFTER = 0  # the state of a run of more than a second, if Numba is installed
    if size := weights_of(name):
        w, g = (backend.to_device(np.full(size, value, "float32")) for value in (1.0, 0.1))
        rule = optim.Adam(lr=1e-3)
        state = rule.start(w)
        return lambda: rule.step_in_place(w, g, state)
    model = our_model(name)
    model.build(rng=0)
    trainer = train.Trainer(model, optim.Adam(lr=1e-3))
    x, labels = map(backend.to_device, a_batch(name))
    return lambda: trainer.step(x, labels)


def our_minimizer() -> Step:
    """Return logistic regression on the digits, to a gradient of 1e-6, by this library's L-BFGS."""
    from gradschool import optim

    objective, start = logistic_regression()
    return lambda: optim.minimize_lbfgs(objective, start, tolerance=1e-6, most=5000)


def scipy_minimizer() -> Step:
    """Return the same by SciPy's L-BFGS-B."""
    import scipy.optimize

    objective, start = logistic_regression()
    options = {"gtol": 1e-6, "ftol": 0, "maxiter": 5000, "maxcor": 10}
    return lambda: scipy.optimize.minimize(objective, start, jac=True, method="L-BFGS-B", options=options)


def logistic_regression() -> tuple[Callable[[np.ndarray], tuple[float, np.ndarray]], np.ndarray]:
    """Return loss and gradient on the digits, and the weights to start from."""
    from gradschool import backend, data, nn

    backend.use("numpy")
    x, labels = data.digits(dtype="float64").flat

    def objective(w: np.ndarray) -> tuple[float, np.ndarray]:
        loss, upstream = nn.softmax_cross_entropy(x @ w.reshape(64, 10), labels)
        return float(loss) + 5e-4 * float(w @ w), (x.T @ upstream).ravel() + 1e-3 * w

    return objective, np.zeros(640)


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


def weights_of(name: str) -> int:
    """Return how many weights "adam, 10 million" moves; 0 for a line that trains a network."""
    return int(name.split()[1]) * 1_000_000 if name.startswith("adam") else 0


def torch_step(name: str, where: str = "cpu") -> Step:
    """Return one training step of PyTorch, run as it is written, on a device."""
    import torch
    from torch import nn

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    if size := weights_of(name):
        w = torch.ones(size, requires_grad=True, device=where)
        w.grad = torch.full((size,), 0.1, device=where)
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
    model = nn.Sequential(*layers).to(where)
    optimizer, loss = torch.optim.Adam(model.parameters(), lr=1e-3), nn.CrossEntropyLoss()
    x, labels = (torch.tensor(part, device=where) for part in a_batch(name))

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
