"""Small sets made on the spot, each with one property worth seeing."""

import numpy as np

from gradschool.backend import Generator, default_rng, to_device
from gradschool.data.dataset import Dataset
from gradschool.settings import NotNegative, PositiveCount, Precision, checked


def _host(rng: int | Generator) -> np.random.Generator:
    return default_rng(rng).host


def _dataset(x: np.ndarray, y: np.ndarray, classes: tuple[str, ...], dtype: str, name: str, source: str) -> Dataset:
    return Dataset(to_device(x.astype(dtype)), to_device(y.astype("int64")), classes, name, source)


@checked
def xor(
    n: PositiveCount = 4, noise: NotNegative = 0.0, rng: int | Generator = 0, dtype: Precision = "float32"
) -> Dataset:
    """Make points at the corners of the unit square, labeled by exclusive or (Minsky and Papert 1969).

    No straight line separates the two classes.

    Parameters
    ----------
    n : int, default 4
        Examples; they go round the four corners in turn.
    noise : float, default 0
        Standard deviation of the points around their corner.
    rng : int or Generator, default 0
        Seed of the noise.
    dtype : str, default "float32"
        Of the points.

    Returns
    -------
    Dataset
        Points of shape (n, 2), labels 0 (both coordinates alike) and 1 (they differ).

    Examples
    --------
    >>> xor().y.tolist()
    [0, 1, 1, 0]
    """
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])[np.arange(n) % 4]
    x = corners + noise * _host(rng).standard_normal((n, 2))
    label = corners[:, 0] ^ corners[:, 1]
    return _dataset(x, label, ("same", "different"), dtype, "XOR", f"generated: four corners, noise {noise:g}")


@checked
def spirals(
    n: PositiveCount = 300,
    arms: PositiveCount = 3,
    turns: float = 0.75,
    noise: NotNegative = 0.1,
    rng: int | Generator = 0,
    dtype: Precision = "float32",
) -> Dataset:
    """Make interleaved spiral arms, one a class: easy to see, impossible for a linear classifier.

    Parameters
    ----------
    n : int, default 300
        Examples, shared evenly among the arms.
    arms : int, default 3
        Classes.
    turns : float, default 0.75
        How often an arm winds around the origin.
    noise : float, default 0.1
        Standard deviation of the angle, in radians at radius 1.
    rng : int or Generator, default 0
        Seed.
    dtype : str, default "float32"
        Of the points.

    Returns
    -------
    Dataset
        Points of shape (n, 2) with radius up to 1, labels 0 to ``arms - 1``.

    Examples
    --------
    >>> points = spirals(90, rng=0)
    >>> points.x.shape, points.classes
    ((90, 2), ('arm 0', 'arm 1', 'arm 2'))
    """
    label = np.arange(n) % arms
    radius = np.linspace(0.05, 1, n)
    angle = 2 * np.pi * (turns * radius + label / arms) + noise * _host(rng).standard_normal(n)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    classes = tuple(f"arm {i}" for i in range(arms))
    return _dataset(x, label, classes, dtype, "spirals", f"generated: {arms} arms, {turns:g} turns")


@checked
def gaussian_mixture(
    n: PositiveCount = 200,
    centers: PositiveCount = 5,
    spread: NotNegative = 0.55,
    rng: int | Generator = 0,
    dtype: Precision = "float32",
) -> Dataset:
    """Draw two overlapping classes, each a mixture of Gaussians (after Hastie et al. 2009, section 2.3.3).

    The classes overlap, so a network that fits every example has learned noise.

    Parameters
    ----------
    n : int, default 200
        Examples, the classes in turn.
    centers : int, default 5
        Gaussians a class; the centers are drawn around (1, 0) for class 0 and around (0, 1) for class 1.
    spread : float, default 0.55
        Standard deviation of each Gaussian.
    rng : int or Generator, default 0
        Seed; it draws the centers first, so two sets of one seed and different `n` share their classes.
    dtype : str, default "float32"
        Of the points.

    Returns
    -------
    Dataset
        Points of shape (n, 2), labels 0 and 1.
    """
    host = _host(rng)
    middles = np.array([[1.0, 0.0], [0.0, 1.0]])[:, None] + host.standard_normal((2, centers, 2))
    label = np.arange(n) % 2
    x = middles[label, host.integers(0, centers, n)] + spread * host.standard_normal((n, 2))
    recipe = f"generated: {centers} Gaussians a class, after Hastie, Tibshirani and Friedman 2009, section 2.3.3"
    return _dataset(x, label, ("class 0", "class 1"), dtype, "Gaussian mixture", recipe)


@checked
def will_i_pass(n: PositiveCount = 200, rng: int | Generator = 0, dtype: Precision = "float32") -> Dataset:
    """Draw invented students: lectures attended, hours on the project, and whether they passed.

    The chance to pass is ``sigmoid(0.9 (lectures - 5) + 0.15 (hours - 30))``.

    Parameters
    ----------
    n : int, default 200
        Students.
    rng : int or Generator, default 0
        Seed.
    dtype : str, default "float32"
        Of the inputs.

    Returns
    -------
    Dataset
        Inputs of shape (n, 2): lectures attended (0 to 10) and hours spent (0 to 60); labels 0 (failed), 1 (passed).
    """
    host = _host(rng)
    lectures, hours = host.integers(0, 11, n), host.uniform(0, 60, n)
    chance = 1 / (1 + np.exp(-(0.9 * (lectures - 5) + 0.15 * (hours - 30))))
    label = host.random(n) < chance
    x = np.stack([lectures, hours], axis=1)
    return _dataset(x, label, ("failed", "passed"), dtype, "will I pass this class?", "generated: no real people")
