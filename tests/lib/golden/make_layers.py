"""Make layers.npz: outputs of PyTorch's layers and losses in float64, on inputs that are stored beside them.

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
    target = Path(__file__).with_name("layers.npz")
    np.savez_compressed(target, torch=torch.__version__, **{name: x.numpy() for name, x in found.items()})
    print(f"{target.name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
