"""What unit 12 claims beyond its own exercises: agreement with the library, and numbers in its text."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_demo
from grader.course import Course
from gradschool import backend
from gradschool.backend import default_rng
from gradschool.data import augment, mixing, sampling
from gradschool.experiments import few_shapes, overfit
from gradschool.experiments.few_labels import Readers, learn, parted, train_few

SIZES, PRICES = (10, 20, 50, 100, 200, 400, 600), (63.6, 75.7, 85.5, 89.7, 92.7, 94.2, 94.9)
"""Numbers of labels, and the percentages that the text's price list names for them."""


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    """Everything that the solved notebook defines outside of its demonstrations."""
    unit = Course(Path(__file__).parents[2]).unit("12-augmentation")
    names: dict[str, Any] = {}
    for cell in unit.notebook.cells:
        if cell.cell_type == "code" and not is_demo(cell) and not cell.source.startswith("check("):
            exec(cell.source, names)
    return names


@pytest.fixture(scope="module")
def plain() -> Readers:
    """Readers that learned from fifty digits as they are."""
    return train_few(50)


def points(fit: Readers, other: Readers) -> tuple[float, float]:
    """Mean and sample deviation of the points that one gains over the other, on the test set."""
    gain = 100 * (fit.right(parted().test) - other.right(parted().test))
    return float(gain.mean()), float(gain.std(ddof=1))


def test_reading_is_the_library_s(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    images, (y, x) = rng.standard_normal((3, 2, 5, 4)), rng.uniform(-2, 6, (2, 3, 5, 4))
    np.testing.assert_allclose(cells["read_between"](images, y, x), sampling.sample(images, y, x), atol=1e-12)


def test_ten_windows_are_the_library_s(cells: Mapping[str, Any], plain: Readers) -> None:
    images, predict = np.random.default_rng(0).random((4, 1, 11, 9)), plain.reader()
    own = cells["predict_over_crops"](predict, images, 8)
    np.testing.assert_allclose(own, mixing.predict_over_crops(predict, images, 8), rtol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_the_window_that_is_pasted_is_the_library_s(cells: Mapping[str, Any], seed: int) -> None:
    share = float(np.random.default_rng(seed + 100).random())
    top, bottom, left, right = mixing.cutmix_box(12, 16, share, default_rng(seed))
    twin = np.random.default_rng(seed)
    center = int(twin.integers(12)), int(twin.integers(16))
    images = np.stack([np.zeros((1, 12, 16)), np.ones((1, 12, 16))])
    mixed, _ = cells["repaired_mix"](images, np.eye(2), np.array([1, 0]), share, center)
    expected = np.zeros((12, 16))
    expected[top:bottom, left:right] = 1
    np.testing.assert_array_equal(mixed[0, 0], expected)


def test_mixup_is_the_library_s(cells: Mapping[str, Any]) -> None:
    images, targets = np.random.default_rng(0).random((5, 2, 3, 4)), np.eye(5)
    twin = np.random.default_rng(3)
    share, order = float(twin.beta(0.4, 0.4)), twin.permutation(5)
    own = cells["repaired_mix"](images, targets, order, share)
    for part, other in zip(own, mixing.mixup(images, targets, default_rng(3), alpha=0.4), strict=True):
        np.testing.assert_allclose(part, other)


def test_jitter_is_the_library_s(cells: Mapping[str, Any]) -> None:
    images, twin = np.random.default_rng(0).random((4, 3, 5, 6)), np.random.default_rng(1)
    factors = 1 + twin.uniform(-1, 1, (3, 4)) * [[0.9], [0.8], [0.7]]
    expected = augment.color_jitter(images, default_rng(1), 0.9, 0.8, 0.7)
    np.testing.assert_allclose(cells["color_jitter"](images, *factors), expected)
    assert 0 in expected
    assert 1 in expected


def test_the_order_of_light_and_color_makes_no_difference_until_values_are_cut_off(cells: Mapping[str, Any]) -> None:
    images, one = np.random.default_rng(0).uniform(0.4, 0.6, (4, 3, 5, 6)), np.ones(4)
    bright, contrast, color = np.random.default_rng(1).uniform(0.7, 1.3, (3, 4))
    jitter = cells["color_jitter"]
    turned = jitter(jitter(jitter(images, one, one, color), one, contrast, one), bright, one, one)
    np.testing.assert_allclose(jitter(images, bright, contrast, color), turned)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 30])
def test_cutout_is_the_library_s(cells: Mapping[str, Any], size: int) -> None:
    images, twin = np.random.default_rng(0).random((40, 3, 7, 9)), np.random.default_rng(2)
    own = cells["cutout"](images, twin, size)
    np.testing.assert_array_equal(own, augment.cutout(images, default_rng(2), size=size))


def test_a_lens_moves_the_middle_of_an_image_nowhere(cells: Mapping[str, Any]) -> None:
    images = np.random.default_rng(0).random((3, 1, 5, 5))
    seen = cells["through_a_lens"](images, np.random.default_rng(1), 0.4)
    np.testing.assert_allclose(seen[:, :, 2, 2], images[:, :, 2, 2])
    assert (seen[:, :, 0, 0] != images[:, :, 0, 0]).all()


def test_a_cross_turned_by_45_degrees_is_nearly_a_saltire(cells: Mapping[str, Any]) -> None:
    side = np.arange(33) - 16
    y, x = np.meshgrid(side, side, indexing="ij")
    cross = (np.minimum(abs(y), abs(x)) < 4) & (np.maximum(abs(y), abs(x)) < 13)
    saltire = (np.minimum(abs(y + x), abs(y - x)) < 4 * 2**0.5) & (np.maximum(abs(y + x), abs(y - x)) < 13 * 2**0.5)
    half = np.array([[[1.0, -1.0], [1.0, 1.0]]]) / 2**0.5
    places = cells["affine_places"](33, 33, half, np.zeros((1, 2)))
    turned = cells["read_between"](cross[None, None].astype(float), *places)[0, 0]
    assert np.abs(turned - saltire).mean() < 0.05 < np.abs(cross - saltire * 1.0).mean()


def test_a_turn_is_against_the_clock(cells: Mapping[str, Any]) -> None:
    image = np.zeros((1, 1, 3, 3))
    image[0, 0, 1, 2] = 1  # right of the middle
    matrix = cells["drawn_matrices"](np.random.default_rng(0), 1)
    np.testing.assert_allclose(matrix, np.eye(2)[None])
    quarter = np.array([[[0.0, -1.0], [1.0, 0.0]]])
    turned = cells["read_between"](image, *cells["affine_places"](3, 3, quarter, np.zeros((1, 2))))
    assert turned[0, 0, 0, 1] == pytest.approx(1)  # above it


def test_a_photograph_has_2178_windows(cells: Mapping[str, Any]) -> None:
    assert 2 * (256 - 224 + 1) ** 2 == 2178
    seen = {
        cells["random_window"](np.arange(9.0).reshape(1, 1, 3, 3) + 1, np.random.default_rng(i)).tobytes()
        for i in range(400)
    }
    assert len(seen) == 2 * 3**2


@pytest.fixture(scope="module")
def curve() -> np.ndarray:
    """The price list of 12.1: the share of the test set that is read right, a row for each seed."""
    return np.stack([train_few(n, seeds=range(10)).right(parted().test) for n in SIZES], axis=1)


def test_labels_have_the_price_that_is_told(curve: np.ndarray) -> None:
    np.testing.assert_allclose(100 * curve.mean(axis=0), PRICES, atol=0.3)
    assert 100 * curve[:, 2].std(ddof=1) == pytest.approx(1.9, abs=0.3)


@pytest.mark.parametrize(
    ("own", "settings", "gain", "deviation"),
    [
        ("random_window", {"margin": 0}, -5.4, 2.0),
        ("random_window", {"flip": 0.0}, -1.5, 0.7),
        ("bent", {"strength": 0.5}, 2.1, 1.4),
        ("bent", {"strength": 1.0}, -7.3, 4.1),
        ("moved", {"degrees": 10}, -0.2, 0.8),
        ("moved", {"degrees": 45}, -5.7, 2.2),
        ("moved", {"degrees": 180}, -17.3, 3.6),
    ],
)
def test_a_change_brings_what_is_told(
    cells: Mapping[str, Any], plain: Readers, own: str, settings: dict[str, float], gain: float, deviation: float
) -> None:
    told = points(train_few(50, cells["ready"](cells[own], **settings)), plain)
    assert told == (pytest.approx(gain, abs=0.4), pytest.approx(deviation, abs=0.4))


@pytest.fixture(scope="module")
def flipped(cells: Mapping[str, Any]) -> Readers:
    """Readers that learned from the same digits, half of them mirrored."""
    return train_few(50, cells["ready"](cells["random_window"], margin=0, flip=0.5))


@pytest.mark.parametrize(("kind", "loss", "taken_for", "more"), [(5, 18, 2, 5), (7, 15, 5, 11), (2, 13, 3, 13)])
def test_flips_cost_the_digits_that_a_mirror_changes(
    plain: Readers, flipped: Readers, kind: int, loss: int, taken_for: int, more: int
) -> None:
    own = parted().test.x[np.asarray(parted().test.y) == kind]
    before, after = (fit.answers(own).argmax(axis=-1) for fit in (plain, flipped))
    assert 100 * ((before == kind).mean() - (after == kind).mean()) == pytest.approx(loss, abs=1.5)
    assert 100 * ((after == taken_for).mean() - (before == taken_for).mean()) == pytest.approx(more, abs=1.5)


def test_each_class_is_told_with_what_it_is_called_instead(
    cells: Mapping[str, Any], plain: Readers, flipped: Readers, capsys: pytest.CaptureFixture[str]
) -> None:
    gains = cells["by_class"](plain, flipped)
    told = capsys.readouterr().out.splitlines()
    assert [line[:17] for line in told][2] == "2: -12.9 ± 11.6; "
    assert "now called more often: 3 (+13.2 ± 10.5)" in told[2]
    assert "now called more often: 2 (+5.1 ± 5.1), 3 (" in told[5]
    assert 100 * gains["0"].mean() == pytest.approx(0.5, abs=0.1)
    assert 100 * gains["8"].mean() == pytest.approx(6, abs=0.5)


@pytest.mark.parametrize(("settings", "gain"), [({"flip": 0.0}, -1.5), ({"margin": 0}, -5.4)])
def test_another_order_of_draws_changes_windows_and_flips_by_a_point_at_most(
    cells: Mapping[str, Any], plain: Readers, settings: dict[str, float], gain: float
) -> None:
    def last_first(images: Any, rng: Any, **settings: float) -> Any:
        return cells["random_window"](images[::-1], rng, **settings)[::-1]

    told, _ = points(train_few(50, cells["ready"](last_first, **settings)), plain)
    assert told == pytest.approx(gain, abs=1.2)


def test_a_bend_of_strength_1_moves_a_place_by_more_than_a_pixel(cells: Mapping[str, Any]) -> None:
    field = cells["smooth_field"](np.random.default_rng(0).standard_normal((9, 2, 8, 8)), 1, 1.0)
    assert np.sqrt((field**2).sum(axis=1).mean()) == pytest.approx(2**0.5)


def test_mixing_as_it_circulates_shows_less_than_its_labels_say(cells: Mapping[str, Any]) -> None:
    visible, label = cells["let_white_in"](cells["found_mix"], paste=True)
    assert (visible.mean(), label.mean()) == (pytest.approx(0.11, abs=0.01), pytest.approx(0.50, abs=0.015))
    assert (visible == 0).any()
    visible, label = cells["let_white_in"](cells["found_mix"], paste=False)
    assert visible.max() == pytest.approx(0.25, abs=0.001)
    np.testing.assert_allclose(visible, label * (1 - label))


def test_mixing_repaired_shows_what_its_labels_say(cells: Mapping[str, Any]) -> None:
    for paste in (False, True):
        visible, label = cells["let_white_in"](cells["repaired_mix"], paste=paste)
        np.testing.assert_allclose(visible, label)
    assert visible.mean() == pytest.approx(0.28, abs=0.01)


@pytest.mark.parametrize(("paste", "gain", "deviation"), [(False, -1.9, 1.7), (True, -1.2, 0.7)])
def test_mixing_costs_a_bit_on_digits(
    cells: Mapping[str, Any], plain: Readers, paste: bool, gain: float, deviation: float
) -> None:
    told = points(train_few(50, mix=partial(cells["own_mix"], paste=paste)), plain)
    assert told == (pytest.approx(gain, abs=0.4), pytest.approx(deviation, abs=0.4))


@pytest.mark.parametrize(("alpha", "loss", "wrong"), [(None, 0.525, 0.17), (0.05, 0.37, 0.163), (1.0, 0.34, 0.14)])
def test_mixup_makes_the_network_of_unit_11_less_sure(alpha: float | None, loss: float, wrong: float) -> None:
    training, _, unseen = overfit.mixture()
    pair = np.asarray(training.x, "float32"), np.asarray(training.y)
    mix = None if alpha is None else partial(mixing.mixup, alpha=alpha)
    fit = learn([pair] * 5, mix=mix, updates=2000, seeds=range(5))
    logits = np.diff(np.log(fit.answers(np.asarray(unseen.x, "float32")) + 1e-30), axis=-1)[..., 0]
    losses = [overfit.log_loss(row, np.asarray(unseen.y)) for row in logits]
    assert np.mean(losses) == pytest.approx(loss, abs=0.01)
    assert 1 - fit.right(unseen).mean() == pytest.approx(wrong, abs=0.01)


def test_many_views_help_who_has_learned_from_such_and_hurt_who_has_not(
    cells: Mapping[str, Any], plain: Readers
) -> None:
    test, rng = parted().test, np.random.default_rng(0)
    fits = {"plain": plain, "bent": train_few(50, cells["ready"](cells["bent"]))}
    gains = {}
    for name, fit in fits.items():
        views = [test.x, *(cells["bent"](test.x, rng) for _ in range(31))]
        total = sum(fit.answers(view) for view in views)
        gains[name] = 100 * ((total.argmax(axis=-1) == test.y).mean(axis=-1) - fit.right(test)).mean()
    assert gains["plain"] == pytest.approx(-5, abs=1)
    assert gains["bent"] == pytest.approx(1.5, abs=0.7)


@pytest.mark.parametrize(("own", "gain", "tolerance"), [(None, -50, 2), ("bent", -39, 2), ("random_window", 4.7, 0.5)])
def test_ten_windows_help_who_has_learned_from_windows(
    cells: Mapping[str, Any], own: str | None, gain: float, tolerance: float
) -> None:
    fit, test = train_few(50, own and cells["ready"](cells[own])), parted().test
    framed = np.pad(test.x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    ten = [cells["predict_over_crops"](fit.reader(row), framed, 8).argmax(axis=-1) for row in range(5)]
    change = 100 * ((np.stack(ten) == test.y).mean(axis=-1) - fit.right(test)).mean()
    assert change == pytest.approx(gain, abs=tolerance)


def test_fifty_bent_and_noisy_digits_are_worth_about_140_labels(cells: Mapping[str, Any], curve: np.ndarray) -> None:
    sizes, test = np.array(SIZES), parted().test
    right = train_few(50, cells["ready"](cells["bent_and_noisy"]), updates=1600, seeds=range(10)).right(test)
    longer = train_few(50, updates=1600, seeds=range(10)).right(test)
    gain = 100 * (right - longer)
    assert (gain.mean(), gain.std(ddof=1)) == (pytest.approx(5.4, abs=0.4), pytest.approx(2.0, abs=0.4))
    assert (gain > 0).all()
    assert cells["worth_in_labels"](sizes, curve.mean(axis=0), right.mean()) == pytest.approx(140, abs=12)
    each = [cells["worth_in_labels"](sizes, row, share) for row, share in zip(curve, right, strict=True)]
    assert min(each) == pytest.approx(97, abs=15)
    assert max(each) == pytest.approx(360, abs=60)
    assert 100 * right.mean() == pytest.approx(91.2, abs=0.3)
    assert abs(100 * (longer - curve[:, 2]).mean()) < 0.6


def test_250_labels_read_more_than_fifty_bent_ones_and_200_to_choose_by() -> None:
    right = 100 * train_few(250, seeds=range(10)).right(parted().test)
    assert (right.mean(), right.std(ddof=1)) == (pytest.approx(93.0, abs=0.3), pytest.approx(1.5, abs=0.3))


@pytest.fixture(scope="module")
def longer() -> Readers:
    """Readers that learned four times as long from fifty digits as they are."""
    return train_few(50, updates=1600)


@pytest.mark.parametrize(("strength", "gain", "deviation", "labels"), [(0.25, 1.7, 0.4, 74), (0.5, 4.2, 1.2, 118)])
def test_strengths_that_nobody_chose_gain_too(
    cells: Mapping[str, Any], longer: Readers, strength: float, gain: float, deviation: float, labels: int
) -> None:
    fit = train_few(50, cells["ready"](cells["bent"], strength=strength), updates=1600)
    assert points(fit, longer) == (pytest.approx(gain, abs=0.3), pytest.approx(deviation, abs=0.3))
    reached = fit.right(parted().test).mean()
    worth = cells["worth_in_labels"](np.array(SIZES), np.array(PRICES) / 100, reached)
    assert worth == pytest.approx(labels, abs=5)


@pytest.mark.parametrize(
    ("n", "bare", "gain", "errors_gone"), [(50, 86.2, 4.5, 0.33), (200, 93.5, 3.0, 0.46), (600, 95.6, 2.5, 0.57)]
)
def test_more_labels_gain_fewer_points_and_lose_more_of_their_errors(
    cells: Mapping[str, Any], n: int, bare: float, gain: float, errors_gone: float
) -> None:
    test = parted().test
    before = train_few(n, updates=1600).right(test)
    after = train_few(n, cells["ready"](cells["bent_and_noisy"]), updates=1600).right(test)
    assert 100 * before.mean() == pytest.approx(bare, abs=0.3)
    assert 100 * (after - before).mean() == pytest.approx(gain, abs=0.3)
    assert 1 - (1 - after.mean()) / (1 - before.mean()) == pytest.approx(errors_gone, abs=0.04)
    assert n == 50 or after.mean() > 0.96  # more than 600 as they are


@pytest.fixture(scope="module")
def hundred() -> Readers:
    """Readers that learned from a hundred shapes as they are."""
    return few_shapes.train_shapes(100)


def shape_points(fit: Readers, other: Readers) -> tuple[float, float]:
    """Mean and sample deviation of the points that one gains over the other, on shapes held back."""
    held = few_shapes.shapes_in_two()[1]
    gain = 100 * (fit.right(held) - other.right(held))
    return float(gain.mean()), float(gain.std(ddof=1))


def test_fifty_shapes_in_windows_are_worth_a_thousand(cells: Mapping[str, Any]) -> None:
    held, windows = few_shapes.shapes_in_two()[1], cells["ready"](cells["random_window"], margin=2)
    right = 100 * few_shapes.train_shapes(50, windows).right(held)
    bare = 100 * few_shapes.train_shapes(1000).right(held)
    assert (right.mean(), right.std(ddof=1)) == (pytest.approx(73.3, abs=1), pytest.approx(2.3, abs=0.8))
    assert (bare.mean(), bare.std(ddof=1)) == (pytest.approx(72.7, abs=0.3), pytest.approx(1.1, abs=0.3))
    assert 100 * few_shapes.train_shapes(50).right(held).mean() == pytest.approx(33, abs=0.5)


@pytest.mark.parametrize(("n", "right"), [(100, 85), (1000, 92)])
def test_twice_the_updates_read_more_shapes_in_windows(cells: Mapping[str, Any], n: int, right: float) -> None:
    windows = cells["ready"](cells["random_window"], margin=2)
    held = few_shapes.shapes_in_two()[1]
    assert 100 * few_shapes.train_shapes(n, windows, updates=800).right(held).mean() == pytest.approx(right, abs=1)


@pytest.mark.parametrize(
    ("own", "settings", "gain", "deviation"),
    [
        ("random_window", {"margin": 2, "flip": 0}, 37, 2),
        ("random_window", {"margin": 0}, 7, 2),
        ("cutout", {"size": 4}, 3.5, 1),
        ("jittered", {}, 0.7, 0.6),
    ],
)
def test_a_change_of_shapes_brings_what_is_told(
    cells: Mapping[str, Any], hundred: Readers, own: str, settings: dict[str, float], gain: float, deviation: float
) -> None:
    told = shape_points(few_shapes.train_shapes(100, cells["ready"](cells[own], **settings)), hundred)
    assert told == (pytest.approx(gain, abs=1), pytest.approx(deviation, abs=0.6))


@pytest.mark.parametrize("paste", [False, True])
def test_mixing_shapes_brings_no_more_than_the_seeds_scatter(
    cells: Mapping[str, Any], hundred: Readers, paste: bool
) -> None:
    gain, deviation = shape_points(few_shapes.train_shapes(100, mix=partial(cells["own_mix"], paste=paste)), hundred)
    assert abs(gain) < deviation


@pytest.mark.parametrize(("windows", "ten", "all_fifty"), [(False, 0.1, 14.3), (True, 3.6, 5.4)])
def test_crops_of_shapes_help_even_who_never_learned_from_any(
    cells: Mapping[str, Any], hundred: Readers, windows: bool, ten: float, all_fifty: float
) -> None:
    held = few_shapes.shapes_in_two()[1]
    fit = few_shapes.train_shapes(100, cells["ready"](cells["random_window"], margin=2)) if windows else hundred
    views = sum(fit.answers(view) for view in few_shapes.views(held.x))
    crops = [cells["predict_over_crops"](fit.reader(row), held.x, 12).argmax(axis=-1) for row in range(5)]
    gains = [
        100 * ((said == held.y).mean(axis=-1) - fit.right(held)).mean() for said in (np.stack(crops), views.argmax(-1))
    ]
    assert gains == [pytest.approx(ten, abs=0.6), pytest.approx(all_fifty, abs=0.8)]
