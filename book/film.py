"""The picture that moves on the front page: a small network of the library learns to part three spirals.

No word stands in it, and it ends on its last frame. It is drawn anew at each build, from one seed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from gradschool import backend, data, nn, optim, train
from gradschool.plots import COLORS

SIDE, GRID, SHARPER = 480, 96, 3
WINDOW = 1.15
FRAMES, UPDATES = 44, 600
LAST_FOR = 3000
"""Milliseconds; the other frames last 110."""
HUES = ("blue", "orange", "green")
ALT = (
    "A square with three spiral arms of dots, blue, orange and green. Behind them the colors of what a network would "
    "say of each place: first three plain wedges, then the borders bend, until each arm lies in its own color."
)


def frames() -> list[Image.Image]:
    """The frames, each ``SIDE`` pixels wide and high: more of them early on, when most happens."""
    spirals = data.spirals(n=240, arms=3, turns=1.0, noise=0.12, rng=2)
    points, labels = backend.to_numpy(spirals.x), backend.to_numpy(spirals.y)
    axis = np.linspace(-WINDOW, WINDOW, GRID, dtype="float32")
    places = np.stack(np.meshgrid(axis, -axis), axis=-1).reshape(-1, 2)
    hues = np.array([_rgb(COLORS[name]) for name in HUES])
    dots = _dots(points, hues[labels])
    return [_frame(_shares(network, places) @ hues, dots) for network in _learning(points, labels)]


def webp(pictures: list[Image.Image]) -> bytes:
    """The film as an animated WebP that plays once."""
    stream = io.BytesIO()
    durations = [110] * (len(pictures) - 1) + [LAST_FOR]
    first, *others = pictures
    first.save(stream, "WEBP", save_all=True, append_images=others, duration=durations, loop=1, quality=62, method=4)
    return stream.getvalue()


def still(picture: Image.Image) -> bytes:
    """One frame, for whoever wants no motion and for print."""
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=80, method=6)
    return stream.getvalue()


def _learning(points: np.ndarray, labels: np.ndarray) -> Iterator[nn.Sequential]:
    """The network at the moments of the frames."""
    with backend.use("numpy"):
        network = nn.Sequential(nn.Dense(2, 32), nn.Tanh(), nn.Dense(32, 32), nn.Tanh(), nn.Dense(32, 3))
        network.build(rng=1)
        trainer = train.Trainer(network, optim.Adam(lr=0.004))
        moments = np.unique((np.linspace(0, 1, FRAMES) ** 2 * UPDATES).astype(int))
        for update in range(UPDATES + 1):
            if update in moments:
                yield network
            trainer.step(points, labels)


def _shares(network: nn.Sequential, places: np.ndarray) -> np.ndarray:
    """The probabilities of the classes at each place."""
    scores = np.asarray(network(places), dtype="float64")
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _dots(points: np.ndarray, hues: np.ndarray) -> Image.Image:
    """The examples, on glass."""
    side, size = SIDE * SHARPER, 5 * SHARPER
    glass = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    pen = ImageDraw.Draw(glass)
    for (x, y), hue in zip((points / WINDOW + 1) / 2 * side, hues.astype(int).tolist(), strict=True):
        box = (x - size, side - y - size, x + size, side - y + size)
        pen.ellipse(box, fill=tuple(hue), outline="white", width=SHARPER)
    return glass.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def _frame(colors: np.ndarray, dots: Image.Image) -> Image.Image:
    ground = ((colors + 255) / 2).round().astype("uint8").reshape(GRID, GRID, 3)
    picture = Image.fromarray(ground).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    picture.paste(dots, mask=dots)
    return picture


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color.lstrip("#")))
