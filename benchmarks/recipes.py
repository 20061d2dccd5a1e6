"""Networks for real images, and how they are trained: what ``images.py`` and ``gpu.py`` measure.

MNIST is its test file alone, split into 8,000 images for training and 2,000 held back. CIFAR-10 is what
`gradschool.data.cifar10` finds; the result says which images these were.
"""

from __future__ import annotations

import time
from typing import Any

from gradschool import data, nn, optim, train
from gradschool.data import augment
from gradschool.optim import schedules

EPOCHS = {"mnist": 12, "dense": 8, "convnet": 6}


def mnist_sets() -> tuple[data.Dataset, data.Dataset]:
    """Return 8,000 and 2,000 of MNIST's test images."""
    train_set, held_back = data.mnist("test").split(0.2, rng=0)
    return train_set, held_back


def cifar_sets() -> tuple[data.Dataset, data.Dataset]:
    """Return CIFAR-10's training and test images, each channel standardized by the training images."""
    train_set, test = data.cifar10("train"), data.cifar10("test")
    mean, std = train_set.x.mean((0, 2, 3), keepdims=True), train_set.x.std((0, 2, 3), keepdims=True)
    for part in (train_set, test):
        part.x[...] -= mean
        part.x[...] /= std
    return train_set, test


def mnist_network() -> nn.Module:
    """Return the network of the speed benchmark."""
    hidden = [nn.Dense(784, 512), nn.ReLU(), nn.Dense(512, 256), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Dense(256, 10))


def dense_network() -> nn.Module:
    """Return two hidden layers with batch normalization."""
    return nn.Sequential(
        nn.Flatten(),
        *[nn.Dense(3072, 512, bias=False), nn.BatchNorm(512), nn.ReLU(), nn.Dropout(0.2)],
        *[nn.Dense(512, 256, bias=False), nn.BatchNorm(256), nn.ReLU(), nn.Dropout(0.2)],
        nn.Dense(256, 10),
    )


def conv_network() -> nn.Module:
    """Return three blocks of convolution, batch normalization, ReLU and pooling."""
    layers: list[nn.Module] = []
    for channels, filters in ((3, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm(filters)]
        layers += [nn.ReLU(), nn.MaxPool(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.3), nn.Dense(128 * 4 * 4, 10))


CHANGES = {
    "mnist": lambda x, rng: augment.random_crop(x, rng, 2),
    "convnet": augment.compose(augment.random_flip, lambda x, rng: augment.random_crop(x, rng, 3)),
}


def run(name: str, epochs: int, batch_size: int) -> dict[str, Any]:
    """Train one network, and return what it reached."""
    sets = mnist_sets() if name == "mnist" else cifar_sets()
    model = {"mnist": mnist_network, "dense": dense_network, "convnet": conv_network}[name]()
    model.build(rng=0)
    loader = data.Loader(sets[0], batch_size, rng=1, augment=CHANGES.get(name))
    total = epochs * len(loader)
    rate = schedules.warm_up(schedules.cosine(2e-3, total - total // 20), total // 20)
    trainer = train.Trainer(model, optim.AdamW(lr=rate, weight_decay=0.02), rng=2)
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(epochs):
        history = trainer.fit(loader, 1, validation=sets[1])
        row = history.epochs[-1]
        print(f"{name} epoch {row['epoch']}: {row['validation_accuracy']:.4f}, {time.perf_counter() - began:.0f} s")
    return {
        "training images": f"{len(sets[0])} of {sets[0].name}",
        "test images": f"{len(sets[1])} of {sets[1].name}",
        "test accuracy": history.epochs[-1]["validation_accuracy"],
        "epochs": epochs,
        "wall seconds": round(time.perf_counter() - began, 1),
        "processor seconds": round(time.process_time() - cpu, 1),
    }
