"""What unit 05 says in words and figures, as numbers: the tables of notes 003, the slips, factors a layer.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.unit import Unit
from gradschool.data import activation_tables

UNIT = Unit(Path(__file__).parents[2] / "solutions" / "05-initialization")
SCALES = {"0.01": 0.01, "1": 1.0, "sqrt(1/500)": 500**-0.5, "sqrt(2/500)": (2 / 500) ** 0.5}
TABLES = ["tanh, 0.01", "tanh, 1", "tanh, sqrt(1/500)", "ReLU, sqrt(1/500)", "ReLU, sqrt(2/500)"]


@pytest.fixture(scope="module")
def solution() -> Any:
    return UNIT.solution


def relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def square_network(seed: int, scale: float) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1000, 500), dtype="float32")
    return x, [np.float32(scale) * rng.standard_normal((500, 500), dtype="float32") for _ in range(10)]


@pytest.mark.parametrize("table", TABLES)
def test_the_printed_table_lies_within_the_spread_over_seeds(solution: Any, table: str) -> None:
    name, scale = table.split(", ")
    activation: Callable[[np.ndarray], np.ndarray] = np.tanh if name == "tanh" else relu
    runs = [solution.activation_statistics(*square_network(seed, SCALES[scale]), activation) for seed in range(5)]
    spread = np.maximum(np.std(runs, axis=0, ddof=1), 0.5e-6)
    assert np.all(np.abs(activation_tables()[table] - np.mean(runs, axis=0)) < 5 * spread)


def test_the_line_printed_beside_the_fifth_table_does_not_make_it(solution: Any) -> None:
    x, noise = square_network(0, 1.0)
    wrong = solution.activation_statistics(x.astype("float64"), [w / np.sqrt(2 / 500) for w in noise], relu)
    right = solution.activation_statistics(x, [solution.erratum_relu_weights(w) for w in noise], relu)
    assert wrong[10, 1] > 1e23
    assert right[10, 1] == pytest.approx(activation_tables()["ReLU, sqrt(2/500)"][10, 1], rel=0.5)


def test_the_bound_printed_in_notes_002_loses_a_factor_of_32_in_ten_layers(solution: Any) -> None:
    rng = np.random.default_rng(1)
    x, bound = rng.standard_normal((500, 500)), np.sqrt(6 / (500 + 500))
    table = solution.activation_statistics(x, [rng.uniform(-bound, bound, (500, 500)) for _ in range(11)], relu)
    assert table[1, 1] / table[11, 1] == pytest.approx(32, rel=0.4)
    assert solution.erratum_he_rules(500, 500)[1] == pytest.approx(bound * np.sqrt(2))


def test_gradient_norms_agree_with_finite_differences(solution: Any) -> None:
    rng = np.random.default_rng(2)
    x, upstream = rng.standard_normal((4, 3)), rng.standard_normal((4, 2))
    weights = [rng.standard_normal((3, 5)), rng.standard_normal((5, 2))]

    def loss() -> float:
        return float(np.sum(upstream * np.tanh(np.tanh(x @ weights[0]) @ weights[1])))

    norms = []
    for w in weights:
        gradient = np.zeros_like(w)
        for index in np.ndindex(w.shape):
            kept = w[index]
            w[index] = kept + 1e-6
            above = loss()
            w[index] = kept - 1e-6
            gradient[index] = (above - loss()) / 2e-6
            w[index] = kept
        norms.append(np.linalg.norm(gradient))
    got = solution.gradient_norms(x, weights, upstream, np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(got, norms, rtol=1e-6)


def test_gradients_of_a_saturated_network_grow_on_their_way_down(solution: Any) -> None:
    rng = np.random.default_rng(3)
    x, upstream = rng.standard_normal((2, 100, 500))
    weights = list(rng.standard_normal((10, 500, 500)))
    norms = solution.gradient_norms(x, weights, upstream, np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    assert norms[0] > 1e4 * norms[-1]


@pytest.mark.parametrize("slope", [0.0, 0.25, 0.5, 1.0])
def test_the_gain_keeps_the_second_moment_of_leaky_units(solution: Any, slope: float) -> None:
    rng = np.random.default_rng(4)
    h = rng.standard_normal((200, 1000))
    for _ in range(10):
        z = h @ (solution.prelu_gain(slope) / 1000**0.5 * rng.standard_normal((1000, 1000)))
        h = np.maximum(z, slope * z)
    assert np.mean(h * h) == pytest.approx(1, rel=0.25)


def test_equal_weights_stay_equal_in_training(solution: Any) -> None:
    start = solution.train_deep(lambda rng, a, b: np.full((a, b), 0.01), "tanh", epochs=2, depth=1, width=8)
    random = solution.train_deep(solution.lecun_normal, "tanh", epochs=2, depth=1, width=8)
    single = solution.train_deep(lambda rng, a, b: np.full((a, b), 0.01), "tanh", epochs=2, depth=1, width=1)
    assert start[1] < 0.5 < random[1]
    assert single[1] < 0.5
