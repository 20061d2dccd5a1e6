"""What unit 10 claims beyond its own exercises: agreement with the library, and numbers in its text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import Course
from gradschool import backend
from gradschool.experiments.side_by_side import Networks, Own, split_digits
from gradschool.nn import batchnorm, layernorm

FIVE, SHAPE = (32,) * 5, (32, 32, 32)


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def solved() -> Mapping[str, Any]:
    return Course(Path(__file__).parents[2]).unit("10-batch-normalization").solution.definitions


@pytest.fixture(scope="module")
def patient() -> Networks:
    networks = Networks(SHAPE, normalize="batch")
    networks.train(0.3, 200)
    return networks


def right(**settings: Any) -> np.ndarray:
    """Percent of the held-back digits that five networks read after training."""
    rate, updates = settings.pop("rate"), settings.pop("updates", 200)
    batch, jolt = settings.pop("batch", 64), settings.pop("jolt", 0.0)
    networks = Networks(settings.pop("hidden", SHAPE), **settings)
    networks.train(rate, updates, batch=batch, jolt=jolt)
    return 100 * networks.accuracy()


def agree(own: Any, other: Any) -> None:
    for a, b in zip(own, other, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def test_forward_and_backward_are_the_library_s(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, upstream, (scale, shift) = rng.normal(2, 3, (7, 4)), rng.standard_normal((7, 4)), rng.uniform(0.5, 2, (2, 4))
    y, (mean, variance), cache = batchnorm.batchnorm_forward(x, scale, shift)
    agree(solved["batchnorm_forward"](x, scale, shift), (y, mean, variance))
    agree(solved["batchnorm_backward"](upstream, x, scale), batchnorm.batchnorm_backward(upstream, cache))
    kept = scale, shift, mean, variance
    agree([solved["batchnorm_inference"](x, *kept)], [batchnorm.batchnorm_inference(x, *kept)])


def test_images_are_normalized_as_in_the_library(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, own = rng.normal(2, 3, (2, 3, 4, 5)), rng.uniform(0.5, 2, (2, 3))
    y, statistics, _ = batchnorm.batchnorm_forward(x, *own)
    agree(solved["spatial_batchnorm"](x, *own), (y, *statistics))


@pytest.mark.parametrize("shape", [(4, 3), (3, 2, 3, 3)])
def test_folding_and_averaging_are_the_library_s(solved: Mapping[str, Any], shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    weight, each = rng.standard_normal(shape), rng.uniform(0.5, 2, (5, 3))
    agree(solved["fold_batchnorm"](weight, *each), batchnorm.fold_batchnorm(weight, *each))
    pair = (each[0], each[1]), (each[2], each[3])
    own = solved["update_running_statistics"](*pair, 5, 0.3)
    agree(own, batchnorm.update_running_statistics(*pair, 5, momentum=0.3))


def test_each_example_is_normalized_as_in_the_library(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, (scale, shift) = rng.normal(2, 3, (2, 5, 4)), rng.uniform(0.5, 2, (2, 4))
    agree(solved["normalize_each"](x, scale, shift), layernorm.layernorm_forward(x, scale, shift)[0])
    agree(solved["normalize_each"](x, scale, centered=False), layernorm.rmsnorm_forward(x, scale)[0])


@pytest.mark.parametrize(("batch", "percent"), [(449, 97.7), (64, 96), (4, 67), (2, 36), (1, 11)])
def test_the_patient_is_right_together_and_wrong_alone(patient: Networks, batch: int, percent: float) -> None:
    x, labels = split_digits()[1]
    parts = [patient.read(x[i : i + batch], training=True) for i in range(0, 449, batch)]
    found = 100 * (np.concatenate(parts, axis=1) == labels).mean(axis=1)
    assert found.mean() == pytest.approx(percent, abs=2)
    assert 100 * patient.accuracy().mean() == pytest.approx(97.6, abs=0.7)


def test_sorted_by_class_the_patient_reads_a_sixth(patient: Networks) -> None:
    x, labels = split_digits()[1]
    order = np.argsort(labels, kind="stable")
    parts = [patient.read(x[order][i : i + 44], training=True) for i in range(0, 449, 44)]
    found = 100 * (np.concatenate(parts, axis=1) == labels[order]).mean(axis=1)
    assert found.mean() == pytest.approx(16, abs=2)


def test_after_ten_updates_evaluation_mode_is_the_worse_one() -> None:
    networks, (x, labels) = Networks(SHAPE, normalize="batch"), split_digits()[1]
    networks.train(0.3, 10)
    together = 100 * (networks.read(x, training=True) == labels).mean()
    assert together == pytest.approx(77, abs=2)
    assert 100 * networks.accuracy().mean() == pytest.approx(67, abs=2)


@pytest.mark.parametrize("kind", ["layer", "rms"])
def test_layer_and_rms_normalization_answer_alike_alone(kind: Any) -> None:
    networks, (x, _) = Networks(SHAPE, normalize=kind), split_digits()[1]
    networks.train(0.3, 200)
    alone = np.concatenate([networks.read(digit, training=True) for digit in x[:100, None]], axis=1)
    np.testing.assert_array_equal(alone, networks.read(x[:100], training=True))


def test_the_printed_lines_spoil_spreads_and_divide_zero_by_zero() -> None:
    x = np.random.default_rng(1).normal(0.0, [10.0, 0.1, 0.0], (64, 3))
    with np.errstate(invalid="ignore"):
        out = (x - x.mean(axis=0)) / ((x - x.mean(axis=0)) ** 2).mean(axis=0)
    assert out[:, 0].std() < 0.2 < 5 < out[:, 1].std()
    assert np.isnan(out[:, 2]).all()


def test_without_eps_the_identity_is_missed_where_the_spread_is_small() -> None:
    z = np.random.default_rng(0).normal(3.0, 0.001, 64)
    normalized = (z - z.mean()) / np.sqrt(z.var() + 1e-5)
    assert np.abs(z.std() * normalized + z.mean() - z).max() > z.std()
    np.testing.assert_allclose(np.sqrt(z.var() + 1e-5) * normalized + z.mean(), z)


def test_a_variance_of_two_values_is_half_the_true_one_on_average() -> None:
    variance = np.random.default_rng(0).normal(0.0, 2.0, (100_000, 2)).var(axis=1).mean()
    assert variance == pytest.approx(2, abs=0.05)


def wrong(solved: Mapping[str, Any], centered: bool) -> Own:
    """The gradient without the path through the deviation, or with the direct one alone."""

    def backward(upstream: Any, x: Any, scale: Any) -> Any:
        dx = scale * upstream / np.sqrt(x.var(axis=0) + 1e-5)
        return dx - dx.mean(axis=0) if centered else dx, *solved["batchnorm_backward"](upstream, x, scale)[1:]

    return Own(solved["batchnorm_forward"], backward)


def test_a_forgotten_deviation_passes_with_ones_alone(solved: Mapping[str, Any]) -> None:
    x, one = np.random.default_rng(0).standard_normal((8, 3)), np.ones(3)
    forgets, true = wrong(solved, centered=True).backward, solved["batchnorm_backward"]
    np.testing.assert_allclose(forgets(np.ones((8, 3)), x, one)[0], true(np.ones((8, 3)), x, one)[0], atol=1e-12)
    random = np.random.default_rng(1).standard_normal((8, 3))
    assert np.abs(forgets(random, x, one)[0] - true(random, x, one)[0]).max() > 0.1


@pytest.mark.parametrize("rate", [0.3, 1.0])
def test_a_forgotten_deviation_does_not_show_in_learning_and_a_direct_path_does(
    solved: Mapping[str, Any], rate: float
) -> None:
    true = right(rate=rate, normalize="batch")
    forgets = right(rate=rate, normalize=wrong(solved, centered=True))
    direct = right(rate=rate, normalize=wrong(solved, centered=False))
    assert abs(true.mean() - forgets.mean()) < 1.2
    assert 50 < direct.mean() < true.mean() - 1.5


@pytest.mark.parametrize("rate", [0.3, 1.0])
def test_jolts_cost_nothing_that_shows(rate: float) -> None:
    still, jolted = (right(rate=rate, normalize="batch", jolt=jolt) for jolt in (0.0, 0.5))
    assert still.mean() - jolted.mean() < 1.2
    assert jolted.mean() > right(rate=rate).mean() + 1
    assert 1.5 < still.mean() - right(rate=rate, normalize="batch", jolt=1.0).mean() < 4.5


def test_large_jolts_at_a_small_rate_leave_nothing_of_the_advantage() -> None:
    half, whole = (right(rate=0.1, normalize="batch", jolt=jolt).mean() for jolt in (0.5, 1.0))
    assert half == pytest.approx(95, abs=0.7)
    assert whole == pytest.approx(89.6, abs=1)
    assert whole < right(rate=0.1).mean()


@pytest.mark.parametrize(("kind", "loss", "change"), [(None, 9.3, 1.3), ("batch", 0.5, 0.3)])
def test_with_normalization_the_gradient_can_be_trusted_farther(kind: Any, loss: float, change: float) -> None:
    networks, seen = Networks(SHAPE, normalize=kind), []
    for _ in range(5):
        networks.train(0.1, 20)
        seen.append(networks.ahead([0.1, 0.8]))
    losses, changes = np.mean(seen, axis=(0, 3))
    assert losses[1] == pytest.approx(loss, rel=0.15)
    assert changes[0] == pytest.approx(change, rel=0.15)


def test_the_spread_of_the_fifth_layer_grows_without_normalization() -> None:
    ends: dict[Any, list[np.ndarray]] = {None: [], "batch": []}
    for kind, spreads in ends.items():
        networks = Networks(FIVE, normalize=kind)
        networks.train(0.1, 101, watch=lambda step, n, s=spreads: s.append(n.layers[4].after.std(axis=(1, 2))))
    assert ends[None][0].mean() == pytest.approx(0.52, abs=0.05)
    assert ends[None][100].mean() == pytest.approx(2.1, abs=0.25)
    assert ends["batch"][100].mean() == pytest.approx(1.1, abs=0.05)


def test_the_maps_show_where_networks_learn() -> None:
    rates, gains = [0.01, 0.03, 0.1, 0.3, 1, 3, 10], [0.03, 0.1, 0.3, 1, 3, 10]
    grid = np.stack(np.meshgrid(gains, rates, [0] * 5, indexing="ij"))
    (gain, rate), seeds = grid[:2].reshape(2, -1), np.tile(range(5), 42)
    maps = []
    for kind in (None, "batch"):
        networks = Networks(SHAPE, normalize=kind, gain=gain, seeds=seeds)
        networks.train(rate, 100)
        maps.append(networks.accuracy().reshape(6, 7, 5).mean(axis=2))
    without, normalized = maps
    assert without.max() < 0.9
    assert {tuple(map(int, at)) for at in np.argwhere(without > 0.77)} == {(3, 2), (3, 3)}
    assert 22 <= (normalized > 0.9).sum() <= 26
    assert max(normalized[:, 6].max(), without[:, 6].max()) < 0.2
    for row, column in ((4, 4), (3, 2), (2, 0)):  # a third of the weights, a tenth of the rate
        assert normalized[row, column] == pytest.approx(0.93, abs=0.04)


@pytest.mark.parametrize(("gain", "low", "high"), [(0.3, 1e-6, 2e-5), (3.0, 2e4, 1e5)])
def test_gradients_at_the_start_differ_by_the_gain_with_normalization(gain: float, low: float, high: float) -> None:
    lengths = []
    for kind, factor in ((None, gain), ("batch", gain), ("batch", 1.0)):
        networks = Networks((32,) * 10, normalize=kind, gain=factor)
        slopes = networks.loss_and_gradients(*networks.next_batch(64))[1][0]
        lengths.append([np.linalg.norm(slope, axis=(1, 2)).mean() for slope in slopes])
    without, normalized, plain = np.array(lengths)
    assert (without > low).all()
    assert (without < high).all()
    np.testing.assert_allclose(gain * normalized[:-1], plain[:-1], rtol=0.1)
    assert 6 < normalized[0] / normalized[9] < 10


@pytest.mark.parametrize(("kind", "rate", "percent"), [(None, 0.1, 42), ("batch", 0.1, 61), ("batch", 1, 86)])
def test_a_larger_rate_buys_speed(kind: Any, rate: float, percent: float) -> None:
    assert right(rate=rate, updates=20, hidden=FIVE, normalize=kind).mean() == pytest.approx(percent, abs=4)


def test_four_of_the_plain_networks_end_at_the_loss_of_guessing_and_one_explodes() -> None:
    last = Networks(FIVE).train(1, 200)[:, -1]
    assert sorted(np.isfinite(last)) == [False, True, True, True, True]
    np.testing.assert_allclose(last[np.isfinite(last)], np.log(10), atol=0.05)


def test_at_ten_times_the_best_rate_only_the_reader_s_own_networks_learn(solved: Mapping[str, Any]) -> None:
    plain = {rate: right(rate=rate, hidden=FIVE).mean() for rate in (0.03, 0.1, 0.2, 0.5, 1)}
    assert max(plain, key=lambda rate: plain[rate]) == 0.1
    assert plain[0.1] == pytest.approx(93, abs=1)
    assert plain[1] < 15
    own = right(rate=1, hidden=FIVE, normalize=Own(solved["batchnorm_forward"], solved["batchnorm_backward"]))
    assert own.mean() == pytest.approx(96.7, abs=1)


def test_a_folded_network_reads_the_same_one_by_one(solved: Mapping[str, Any], patient: Networks) -> None:
    x = h = split_digits()[1][0]
    for i, (mean, variance) in enumerate(patient.running):
        own = patient.scales[i][0, 0], patient.shifts[i][0, 0], mean[0, 0], variance[0, 0]
        weight, bias = solved["fold_batchnorm"](patient.weights[i][0], np.zeros(32, "float32"), *own)
        h = np.maximum(h @ weight + bias, 0)
    scores = h @ patient.weights[3][0] + patient.shifts[3][0, 0]
    np.testing.assert_allclose(scores, patient.forward(x)[0], atol=1e-4)


@pytest.mark.parametrize(
    ("batch", "kind", "rate", "percent"),
    [(2, "batch", 0.05, 28), (2, "layer", 0.025, 85), (8, "batch", 0.2, 96), (8, "layer", 0.1, 92)],
)
def test_the_model_answer_is_measured(batch: int, kind: Any, rate: float, percent: float) -> None:
    assert right(rate=rate, updates=600, batch=batch, normalize=kind).mean() == pytest.approx(percent, abs=5)


def test_the_root_with_eps_gives_a_batch_back_and_the_variance_alone_does_not(solved: Mapping[str, Any]) -> None:
    x = np.random.default_rng(0).standard_normal((64, 1))
    x = 3 + np.sqrt(0.99) * (x - x.mean()) / x.std()
    shift = np.array([3.0])
    np.testing.assert_allclose(solved["batchnorm_forward"](x, np.array([1.0]), shift, eps=0.01)[0], x)
    short = solved["batchnorm_forward"](x, np.sqrt([0.99]), shift, eps=0.01)[0]
    np.testing.assert_allclose(short - 3, 0.995 * (x - 3), rtol=1e-4)
    other = solved["batchnorm_forward"](2 * x, np.array([1.0]), shift, eps=0.01)[0]
    assert np.abs(other - 2 * x).max() > 1
