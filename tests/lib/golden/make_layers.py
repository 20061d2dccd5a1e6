"""Make layers.npz: outputs of PyTorch's layers and losses in float64, on inputs that are stored beside them.

Where the backward pass is the point, "NAME gradient of PART" is that of the sum of squares of the output, halved, with
respect to one input: the upstream gradient is then the output itself.

Usage, where PyTorch 2.13.0 is installed (the tests themselves do not need it):
    python tests/lib/golden/make_layers.py
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F


def main() -> None:
    """Write the file beside this script."""
    rng = np.random.default_rng(11)
    grid, images = torch.tensor(np.linspace(-6, 6, 25)), torch.tensor(rng.standard_normal((2, 3, 7, 6)))
    filters, bias = torch.tensor(rng.standard_normal((4, 3, 3, 2))), torch.tensor(rng.standard_normal(4))
    rows, labels = torch.tensor(rng.standard_normal((5, 4))), torch.tensor(rng.integers(0, 4, 5))
    channel = torch.tensor(rng.standard_normal((2, 3)))
    mean, variance = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    found = {
        "grid": grid,
        "images": images,
        "filters": filters,
        "bias": bias,
        "rows": rows,
        "labels": labels,
        "channel": channel,
        "sigmoid": torch.sigmoid(grid),
        "tanh": torch.tanh(grid),
        "relu": F.relu(grid),
        "leaky_relu": F.leaky_relu(grid, 0.01),
        "elu": F.elu(grid),
        "selu": F.selu(grid),
        "swish": F.silu(grid),
        "softplus": F.softplus(grid),
        "softmax": F.softmax(rows, dim=1),
        "conv": F.conv2d(images, filters, bias),
        "conv stride 2 padding 1": F.conv2d(images, filters, bias, stride=2, padding=1),
        "max pool": F.max_pool2d(images, 2),
        "max pool 3 by 2": F.max_pool2d(images, 3, 2),
        "average pool": F.avg_pool2d(images, 2),
        "batch norm": F.batch_norm(images, mean, variance, channel[0], channel[1], training=True, momentum=0.1),
        "running mean": mean,
        "running variance": variance,
        "cross entropy": F.cross_entropy(rows, labels),
        "binary cross entropy": F.binary_cross_entropy_with_logits(rows, torch.sigmoid(2 * rows)),
    }
    found |= newer(rng, grid, images, rows, labels, channel)
    target = Path(__file__).with_name("layers.npz")
    np.savez_compressed(target, torch=torch.__version__, **{name: x.numpy() for name, x in found.items()})
    print(f"{target.name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


def newer(rng, grid, images, rows, labels, channel) -> dict[str, torch.Tensor]:
    """Return what was added later, drawn after the rest, so that the rest stays as it is."""
    taps, six = torch.tensor(rng.standard_normal((3, 3, 2))), torch.tensor(rng.standard_normal((2, 6)))
    wide = torch.tensor(rng.standard_normal((2, 6, 3, 4)))
    filters = torch.tensor(rng.standard_normal((4, 3, 4, 3)))
    weights = torch.tensor([0.5, 2.0, 1.0, 0.25], dtype=torch.float64)
    found = {"taps": taps, "six": six, "wide": wide, "wide filters": filters, "class weights": weights}
    runs = {
        "gelu": (F.gelu, {"x": grid}),
        "gelu tanh": (lambda x: F.gelu(x, approximate="tanh"), {"x": grid}),
        "swiglu": (lambda x: F.silu(x[:, :2]) * x[:, 2:], {"x": rows}),
        "layer norm": (
            lambda x, scale, shift: F.layer_norm(x, (4,), scale, shift),
            {"x": rows, "scale": rows[0], "shift": rows[1]},
        ),
        "rms norm": (lambda x, scale: F.rms_norm(x, (4,), scale, eps=1e-5), {"x": rows, "scale": rows[0]}),
        "group norm": (
            lambda x, scale, shift: F.group_norm(x, 3, scale, shift),
            {"x": wide, "scale": six[0], "shift": six[1]},
        ),
        "depthwise": (
            lambda x, weight, bias: F.conv2d(x, weight[:, None], bias, stride=2, padding=1, groups=3),
            {"x": images, "weight": taps, "bias": channel[0]},
        ),
        "conv same": (lambda x, weight: F.conv2d(x, weight, padding="same"), {"x": images, "weight": filters}),
        "max pool padded": (lambda x: F.max_pool2d(x, 3, 2, padding=1), {"x": images}),
        "average pool padded": (lambda x: F.avg_pool2d(x, 3, 2, padding=1), {"x": images}),
        "global average pool": (lambda x: F.adaptive_avg_pool2d(x, 1)[:, :, 0, 0], {"x": images}),
    }
    for name, (run, inputs) in runs.items():
        leaves = {part: value.clone().requires_grad_() for part, value in inputs.items()}
        found[name] = run(**leaves)
        (found[name] ** 2).sum().div(2).backward()
        found |= {f"{name} gradient of {part}": leaf.grad for part, leaf in leaves.items()}
    losses = {
        "smoothed": {"label_smoothing": 0.1},
        "weighted": {"weight": weights},
        "weighted and smoothed": {"weight": weights, "label_smoothing": 0.1},
    }
    for name, settings in losses.items():
        leaf = rows.clone().requires_grad_()
        found[name] = F.cross_entropy(leaf, labels, **settings)
        found[name].backward()
        found[f"{name} gradient of x"] = leaf.grad
    return {name: value.detach() for name, value in found.items()}


if __name__ == "__main__":
    main()
