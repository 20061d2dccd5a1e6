"""What unit 05 says in words and figures, as numbers: the patient, printed tables, slips, factors a layer, revival.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.unit import Unit
from gradschool.data import activation_tables
from gradschool.experiments import deep

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


def test_the_line_that_divides_makes_activations_of_ten_to_the_24(solution: Any) -> None:
    x, noise = square_network(0, 1.0)
    wrong = solution.activation_statistics(x.astype("float64"), [w / np.sqrt(2 / 500) for w in noise], relu)
    right = solution.activation_statistics(x, [solution.repaired_he(w) for w in noise], relu)
    assert 1e23 < wrong[10, 1] < 1e25
    assert right[10, 1] == pytest.approx(activation_tables()["ReLU, sqrt(2/500)"][10, 1], rel=0.5)


def test_glorot_s_interval_loses_a_factor_of_32_in_ten_relu_layers(solution: Any) -> None:
    rng = np.random.default_rng(1)
    x, noise = rng.standard_normal((500, 500)), list(rng.uniform(-1, 1, (11, 500, 500)))
    table = solution.activation_statistics(x, [w * np.sqrt(6 / (500 + 500)) for w in noise], relu)
    assert table[1, 1] / table[11, 1] == pytest.approx(32, rel=0.4)
    kept = solution.activation_statistics(x, [solution.repaired_he(w, uniform=True) for w in noise], relu)
    assert table[1, 1] * 2**0.5 == pytest.approx(kept[1, 1])
    assert kept[11, 1] == pytest.approx(kept[1, 1], rel=0.3)


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


def trained(solution: Any, draw: Any, unit: str, depth: int, seed: int = 0, **settings: Any) -> deep.Run:
    rng = np.random.default_rng(seed)
    return deep.train(solution.network(draw, rng, depth=depth), unit, rng=rng, **settings)


def test_the_patient_says_the_same_about_every_digit_before_and_after_training(solution: Any) -> None:
    for epochs in (0, 15):
        run = trained(solution, solution.of_size(0.01), "tanh", 20, epochs=epochs)
        assert np.ptp(run.probabilities, axis=0).max() < 1e-3
        np.testing.assert_allclose(run.probabilities, 0.1, atol=0.02)


def test_weights_of_a_better_size_let_the_same_network_read(solution: Any) -> None:
    assert trained(solution, solution.of_size(0.15), "tanh", 20).accuracy > 0.9


def operated(solution: Any, layers: int, seed: int) -> float:
    """Share of the digits that the patient reads after so many layers are revived and all are trained."""
    rng, x = np.random.default_rng(seed), deep.pixels()[0][0]
    weights = solution.network(solution.of_size(0.01), rng)
    weights = solution.revive(x[:256], weights[:layers], np.tanh) + weights[layers:]
    return deep.train(weights, "tanh", rng=rng).accuracy


def test_the_patient_reads_once_twenty_layers_are_revived_and_not_with_seventeen(solution: Any) -> None:
    shares = {layers: operated(solution, layers, 0) for layers in (17, 18, 19, 21)}
    assert shares[17] < 0.1 < shares[18] < 0.3 < 0.6 < shares[19]
    assert shares[21] > 0.92


def test_a_revived_network_has_pre_activations_of_deviation_one(solution: Any) -> None:
    x = deep.pixels()[0][0][:256]
    h, rng = x, np.random.default_rng(1)
    for w in solution.revive(x, solution.network(solution.of_size(0.01), rng), np.tanh):
        z = h @ w
        assert z.std() == pytest.approx(1)
        h = np.tanh(z)


def test_revived_rotations_have_the_lowest_training_loss_and_the_steadiest(solution: Any) -> None:
    x, ends = deep.pixels()[0][0], {}
    lecun = partial(solution.initial_weights, rule="lecun", dtype="float64")
    for name, draw in {"LeCun": lecun, "rotations": solution.orthogonal}.items():
        runs = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            weights = solution.network(draw, rng)
            if name == "rotations":
                weights = solution.revive(x[:256], weights, np.tanh)
            runs.append(deep.train(weights, "tanh", rng=rng))
        ends[name] = np.array([run.losses[-1] for run in runs])
        assert np.mean([run.accuracy for run in runs]) == pytest.approx(0.95, abs=0.015)
    assert ends["rotations"].mean() == pytest.approx(0.008, abs=0.001)
    assert ends["rotations"].std(ddof=1) < 0.001
    assert ends["LeCun"].mean() == pytest.approx(0.07, abs=0.02)


def test_lecun_s_rule_costs_ten_relu_layers_about_eight_epochs(solution: Any) -> None:
    late = []
    for seed in range(5):
        starts = [partial(solution.initial_weights, rule=rule, dtype="float64") for rule in ("lecun", "he")]
        slow, quick = (trained(solution, draw, "relu", 10, seed).losses for draw in starts)
        late.append(int(np.argmax(slow < 0.5)) - int(np.argmax(quick < 0.5)))
    assert np.mean(late) == pytest.approx(8, abs=1)


def test_tanh_with_weights_of_size_one_learns_a_third_of_the_digits(solution: Any) -> None:
    runs = [trained(solution, solution.of_size(1.0), "tanh", 10, seed) for seed in range(5)]
    assert np.mean([run.losses[0] for run in runs]) == pytest.approx(9, abs=0.7)
    assert np.mean([run.accuracy for run in runs]) == pytest.approx(0.36, abs=0.06)


@pytest.mark.parametrize(("layers", "left"), [(2, (68, 72)), (10, (20, 25)), (50, (4, 8))])
def test_products_of_lecun_layers_lose_directions_and_those_of_rotations_none(
    solution: Any, layers: int, left: tuple[int, int]
) -> None:
    def stretched(draw: Any, seed: int) -> np.ndarray:
        rng, product = np.random.default_rng(seed), np.eye(100)
        for _ in range(layers):
            product = product @ draw(rng, 100, 100)
        return np.linalg.svd(product, compute_uv=False)

    for seed in range(5):
        values = stretched(solution.of_size(0.1), seed)
        assert left[0] <= np.sum(values > 0.1 * values[0]) <= left[1]
    np.testing.assert_allclose(stretched(solution.orthogonal, 0), 1)


def test_residual_layers_grow_to_the_root_of_e_where_they_shrink_with_the_root_of_depth() -> None:
    def grown(scale: float, seed: int) -> float:
        rng = np.random.default_rng(seed)
        h = rng.standard_normal((100, 200))
        for _ in range(64):
            h = h + scale * relu(h) @ (rng.standard_normal((200, 200)) * (2 / 200) ** 0.5)
        return float(np.sqrt(np.mean(h * h)))

    tamed = [grown(1 / 8, seed) for seed in range(5)]
    assert np.mean(tamed) == pytest.approx(np.e**0.5, rel=0.05)
    assert 1e9 < np.median([grown(1.0, seed) for seed in range(5)]) < 2e10


def test_equal_weights_stay_equal_in_training(solution: Any) -> None:
    def equal(rng: Any, n: int, m: int) -> np.ndarray:
        return np.full((n, m), 0.01)

    lecun = partial(solution.initial_weights, rule="lecun")
    rng = np.random.default_rng(0)
    equals, single, random = (
        deep.train(solution.network(draw, rng, 1, width), "tanh", rng=rng, epochs=2).accuracy
        for draw, width in ((equal, 8), (equal, 1), (lecun, 8))
    )
    assert equals < 0.5 < random
    assert single < 0.5


def test_most_slopes_of_saturated_tanh_units_are_small_and_their_squares_add_up_to_twelve() -> None:
    x, weights = square_network(0, 1.0)
    slope = 1 - np.tanh(np.tanh(x @ weights[0]) @ weights[1]) ** 2
    assert np.mean(slope < 0.1) == pytest.approx(0.93, abs=0.01)
    assert 500 * np.mean(slope**2) == pytest.approx(12, abs=0.5)


def test_a_linear_model_reads_96_digits_of_a_hundred_from_zeros() -> None:
    run = deep.train([np.zeros((64, 10))], rng=np.random.default_rng(0))
    assert run.accuracy == pytest.approx(0.96, abs=0.01)
