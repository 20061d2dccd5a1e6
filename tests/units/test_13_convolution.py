"""What unit 13 claims beyond its own exercises: agreement with the library, and numbers in its text."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import Course
from gradschool import backend, nn
from gradschool.experiments import convnets, sensitivities
from gradschool.experiments.convnets import centered, right, trained


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def solved() -> Mapping[str, Any]:
    return Course(Path(__file__).parents[2]).unit("13-convolution").solution.definitions


def agree(own: Any, other: Any) -> None:
    np.testing.assert_allclose(own, other, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("stride", "padding"), list(product((1, 2, 3), (0, 1, 2))))
def test_convolution_is_the_library_s(solved: Mapping[str, Any], stride: int, padding: int) -> None:
    rng = np.random.default_rng(0)
    x, weight, bias = rng.standard_normal((2, 3, 7, 6)), rng.standard_normal((4, 3, 3, 2)), rng.standard_normal(4)
    y, cache = nn.conv2d_forward(x, weight, bias, stride=stride, padding=padding)
    agree(solved["conv2d_forward"](x, weight, bias, stride, padding), y)
    upstream = rng.standard_normal(y.shape)
    both = zip(
        solved["conv2d_backward"](upstream, x, weight, stride, padding),
        nn.conv2d_backward(upstream, weight, cache),
        strict=True,
    )
    for own, other in both:
        agree(own, other)
    assert y.shape[2:] == tuple(
        solved["output_size"](n, k, stride, padding) for n, k in zip((7, 6), (3, 2), strict=True)
    )


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (3, 1), (2, 3)])
def test_pooling_is_the_library_s_with_ties_too(solved: Mapping[str, Any], size: int, stride: int) -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 3, (2, 3, 7, 8)).astype(float)
    y, cache = nn.max_pool_forward(x, size, stride)
    agree(solved["max_pool_forward"](x, size, stride), y)
    upstream = rng.standard_normal(y.shape)
    agree(solved["max_pool_backward"](upstream, x, size, stride), nn.max_pool_backward(upstream, cache))


def test_global_average_pooling_is_the_library_s_there_and_back(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, upstream = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((2, 3))
    y, backward = solved["global_average_pool"](x)
    expected, cache = nn.global_average_pool_forward(x)
    agree(y, expected)
    agree(backward(upstream), nn.global_average_pool_backward(upstream, cache))


def test_a_residual_block_is_the_library_s_there_and_back(solved: Mapping[str, Any]) -> None:
    rng, f = np.random.default_rng(0), nn.Sequential(nn.Dense(4, 4), nn.Sigmoid())
    whole = nn.Residual(f, scale=0.3)
    whole.build(rng=0, dtype="float64")
    x, upstream = rng.standard_normal((2, 3, 4))
    expected, gradient = whole(x), whole.backward(upstream)
    y, backward = solved["residual_block"](x, lambda h: (f(h), f.backward), scale=0.3)
    agree(y, expected)
    agree(backward(upstream), gradient)


def test_a_residual_block_with_a_module_around_it_has_the_gradient_of_differences(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, dx, weight, around = *rng.standard_normal((2, 3, 4)), *rng.standard_normal((2, 4, 2))

    def f(h: np.ndarray) -> Any:
        return np.sin(h @ weight), lambda u: (u * np.cos(h @ weight)) @ weight.T

    block = partial(solved["residual_block"], f=f, shortcut=lambda h: (h @ around, lambda u: u @ around.T), scale=1.7)
    upstream, step = rng.standard_normal((3, 2)), 1e-6
    ends = [(upstream * block(x + sign * step * dx)[0]).sum() for sign in (1, -1)]
    assert (block(x)[1](upstream) * dx).sum() == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-7)


@pytest.mark.parametrize(("stride", "padding"), list(product((1, 2, 3), (0, 1, 2))))
def test_col2im_is_the_transpose_of_im2col(solved: Mapping[str, Any], stride: int, padding: int) -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 3, 6, 5))
    windows = solved["im2col"](x, (3, 2), stride, padding)
    other = rng.standard_normal(windows.shape)
    back = solved["col2im"](other, x.shape, (3, 2), stride, padding)
    assert (windows * other).sum() == pytest.approx((x * back).sum())


def test_the_broken_col2im_shows_only_where_windows_overlap_or_there_is_padding(solved: Mapping[str, Any]) -> None:
    broken = solved["broken_col2im"]

    def same(shape: Any, kernel: Any, *settings: int) -> bool:
        matrix = solved["im2col"](np.random.default_rng(0).random(shape), kernel, *settings)
        return np.allclose(broken(matrix, shape, kernel, *settings), solved["col2im"](matrix, shape, kernel, *settings))

    assert same((2, 3, 4, 6), (2, 2), 2)
    assert not same((1, 1, 4, 4), (3, 3), 1)  # overlaps
    assert not same((1, 1, 4, 4), (2, 2), 2, 1)  # padding
    assert not same((1, 1, 5, 5), (2, 2), 2)  # a pixel in no window


@pytest.mark.parametrize(("size", "padding", "times"), [(5, 1, [1, 2, 1, 2, 1]), (6, 0, [1, 1, 2, 1, 1, 0])])
def test_pixels_come_back_as_often_as_the_text_says(
    solved: Mapping[str, Any], size: int, padding: int, times: list[int]
) -> None:
    x = np.arange(1, size**2 + 1).reshape(1, 1, size, size)
    back = solved["col2im"](solved["im2col"](x, (3, 3), 2, padding), x.shape, (3, 3), 2, padding)
    np.testing.assert_array_equal(back[0, 0], x[0, 0] * np.outer(times, times))


def test_weights_of_dense_local_and_shared_layers_are_counted(solved: Mapping[str, Any]) -> None:
    assert (3072 * 8192, 27 * 8192, 27 * 8) == (25_165_824, 221_184, 216)
    count = solved["count_parameters_and_multiplications"]
    assert count((3, 32, 32), 8, (3, 3), padding=1) == (216 + 8, 216 * 1024)
    for channels in (1, 8, 256):
        shape, outputs = (channels, 32, 32), channels * 1024
        full, mixing = count(shape, channels, (3, 3), padding=1)[1], count(shape, channels, (1, 1))[1]
        depthwise = count(shape, channels, (3, 3), padding=1, groups=channels)[1]
        assert (full, depthwise + mixing) == (9 * channels * outputs, (9 + channels) * outputs)


@pytest.mark.parametrize(
    ("make", "weights", "in_order", "mixed"),
    [(convnets.dense, 2410, 96.1, 96.4), (convnets.convolutional, 1898, 97.6, 94.1)],
)
def test_only_the_convolutional_network_notices_the_order_of_pixels(
    make: Callable[[], nn.Module], weights: int, in_order: float, mixed: float
) -> None:
    order = np.random.default_rng(0).permutation(64)
    for places, percent in ((None, in_order), (order, mixed)):
        learn, held = centered(order=places)
        models = trained(make, *learn)
        assert right(models, *held).mean() == pytest.approx(percent, abs=0.8)
        assert models[0].parameters.values.size == weights


def test_the_convolutional_network_reads_shuffled_digits_after_more_updates() -> None:
    learn, held = centered(order=np.random.default_rng(0).permutation(64))
    assert right(trained(convnets.convolutional, *learn, updates=800), *held).mean() == pytest.approx(96.6, abs=0.8)


def test_sharing_costs_no_accuracy_and_the_shared_layer_has_64_times_fewer_weights() -> None:
    learn, held = centered()
    local, shared = (trained(make, *learn) for make in (convnets.local, convnets.shared))
    assert abs(right(local, *held).mean() - right(shared, *held).mean()) < 1
    assert (local[0].parameters.values.size, shared[0].parameters.values.size) == (5120 + 1290, 80 + 1290)
    assert 5120 == 64 * 80


def shifted(solved: Mapping[str, Any], models: Any, held: Any) -> np.ndarray:
    """Mean percent read right after shifts of 0 to 4 pixels to the right."""
    measure = solved["accuracy_when_shifted"]
    readers = [partial(convnets.reads, model) for model in models]
    return 100 * np.array([[measure(reader, *held, 0, shift) for shift in range(5)] for reader in readers]).mean(axis=0)


def test_the_convnet_reads_even_shifts_and_loses_twenty_points_at_odd_ones(solved: Mapping[str, Any]) -> None:
    learn, held = centered(side=16)
    models = trained(convnets.everywhere, *learn, updates=300, seeds=range(3))
    found = shifted(solved, models, held)
    np.testing.assert_allclose(found, [95.5, 73.7, 95.5, 73.6, 94.6], atol=4)
    assert models[0].parameters.values.size == 1418


def test_dense_networks_lose_all_at_two_pixels_unless_they_saw_shifts(solved: Mapping[str, Any]) -> None:
    learn, held = centered(side=16)
    few, many = (partial(convnets.dense, units, 16) for units in (6, 32))
    learned = partial(trained, x=learn[0], labels=learn[1], updates=300, seeds=range(3))
    np.testing.assert_allclose(shifted(solved, learned(many), held), [96.6, 49, 13, 15, 17.5], atol=4)
    np.testing.assert_allclose(shifted(solved, learned(few), held)[:3], [87, 40, 14], atol=4)
    taught = shifted(solved, learned(many, change=convnets.shifted_at_random), held)
    assert 40 < taught.min() < taught.max() < 66
    assert taught.argmin() == 0
    assert [trained(make, *learn, updates=1, seeds=[0])[0].parameters.values.size for make in (few, many)] == [
        1612,
        8554,
    ]


@pytest.mark.parametrize(
    ("stack", "layers"), [("c", [(3, 1, 1)]), ("cpcpc", [(3, 1, 1), (2, 2, 1), (3, 1, 1), (2, 2, 1), (3, 1, 1)])]
)
def test_a_receptive_field_is_what_gradients_reach(solved: Mapping[str, Any], stack: str, layers: Any) -> None:
    seen = np.argwhere(sensitivities.sensitivity(stack, draws=3) > 0)
    assert (np.ptp(seen, axis=0) + 1 == solved["receptive_field"](layers)[0]).all()


def test_the_middle_of_a_deep_field_counts_most() -> None:
    seen = sensitivities.sensitivity("cccccc")
    assert seen[16, 16] > 100 * seen[10, 10] > 0


def test_bare_sums_explode_and_scaled_ones_double() -> None:
    plain = sensitivities.gradient_lengths(30, shortcut=False)
    assert plain[0] == pytest.approx(0.29, abs=0.1)
    assert 2e5 < sensitivities.gradient_lengths(30)[0] < 8e5
    for blocks in (10, 30):
        assert 1.4 < sensitivities.gradient_lengths(blocks, scale=blocks**-0.5)[0] < 2.6


def test_gradients_shatter_without_shortcuts() -> None:
    assert sensitivities.gradient_agreement(32, shortcut=False).mean() == pytest.approx(0.27, abs=0.1)
    assert sensitivities.gradient_agreement(1, shortcut=False).mean() == pytest.approx(0.81, abs=0.04)
    few, many = (sensitivities.gradient_agreement(blocks).mean() for blocks in (1, 32))
    assert 0.8 < few < many


@pytest.mark.parametrize(
    ("blocks", "shortcut", "rate", "percent"),
    [
        (16, False, 0.001, 58),
        (16, True, 0.001, 44),
        (16, False, 0.003, 67),
        (16, True, 0.003, 64),
        (16, False, 0.01, 9),
        (16, True, 0.01, 79),
        (4, False, 0.01, 91),
        (4, True, 0.01, 91),
        (32, False, 0.001, 19),
        (32, True, 0.01, 71),
    ],
)
def test_shortcuts_let_deep_networks_learn_at_larger_rates(
    blocks: int, shortcut: bool, rate: float, percent: float
) -> None:
    learn, held = centered()
    models = trained(
        partial(convnets.deep, blocks, shortcut=shortcut), *learn, lr=rate, updates=60, batch=32, seeds=range(3)
    )
    assert right(models, *held).mean() == pytest.approx(percent, abs=5)


@pytest.mark.parametrize(("shortcut", "rate", "percent"), [(False, 0.003, 91), (True, 0.01, 96)])
def test_after_300_updates_shortcuts_are_still_ahead(shortcut: bool, rate: float, percent: float) -> None:
    learn, held = centered()
    models = trained(
        partial(convnets.deep, 16, shortcut=shortcut), *learn, lr=rate, updates=300, batch=32, seeds=range(2)
    )
    assert right(models, *held).mean() == pytest.approx(percent, abs=2.5)


def test_the_reader_s_own_convolution_learns(solved: Mapping[str, Any]) -> None:
    learn, held = centered()
    mine = partial(convnets.Own, solved["conv2d_forward"], solved["conv2d_backward"])
    own = trained(partial(convnets.convolutional, mine), *learn, updates=60, seeds=range(2))
    other = trained(convnets.convolutional, *learn, updates=60, seeds=range(2))
    np.testing.assert_allclose(right(own, *held), right(other, *held), atol=1)


def of_first_layers(make: Callable[[], nn.Module], models: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    """The first layer's filters before and after training, a row each."""
    starts = [make() for _ in models]
    for seed, start in enumerate(starts):
        start.build(rng=seed)
    both = ([model.layers[0].parameter("weight").reshape(8, 9) for model in each] for each in (starts, models))
    before, after = (np.concatenate(filters) for filters in both)
    return before, after


def test_filters_that_begin_small_are_learned_and_a_few_of_them_die() -> None:
    learn, held = centered()
    small = partial(nn.Conv2d, padding=1, init=partial(nn.initializers.normal, std=0.03))
    make = partial(convnets.convolutional, first=small)
    models = trained(make, *learn, seeds=range(3))
    before, after = (np.linalg.norm(filters, axis=1) for filters in of_first_layers(make, models))
    assert np.median(after / before) == pytest.approx(14, abs=3)
    assert right(models, *held).mean() == pytest.approx(96.8, abs=0.8)
    silent = [np.asarray(model.layers[0](learn[0])).max(axis=(0, 2, 3)) <= 0 for model in models]
    assert 2 <= np.sum(silent) <= 7


def test_filters_that_begin_as_usual_stay_near_the_draw() -> None:
    before, after = of_first_layers(convnets.convolutional, trained(convnets.convolutional, *centered()[0]))
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    assert ((before * after).sum(axis=1) / lengths).mean() == pytest.approx(0.92, abs=0.03)


@pytest.fixture(scope="module")
def on_shapes() -> tuple[Any, list[Any]]:
    """A network that has learned nothing, and two that learned shapes."""
    small = partial(nn.initializers.normal, std=0.03)
    make = partial(convnets.everywhere, channels=3, first=partial(nn.Conv2d, kernel=5, padding=2, init=small))
    start, models = make(), trained(make, *convnets.small_shapes()[0], seeds=range(2))
    start.build(rng=0)
    return start, models


def test_shifted_shapes_are_read_by_the_convnet_and_never_by_a_dense_network_with_as_many_weights(
    solved: Mapping[str, Any], on_shapes: tuple[Any, list[Any]]
) -> None:
    learn, _, judge = convnets.small_shapes()
    few = trained(partial(convnets.dense, 3, 16, channels=3), *learn, lr=0.1, seeds=range(2))
    many = trained(partial(convnets.dense, 32, 16, channels=3), *learn, lr=0.03, seeds=range(2))
    assert [models[0].parameters.values.size for models in (on_shapes[1], few, many)] == [1946, 2347, 24938]
    np.testing.assert_allclose(shifted(solved, on_shapes[1], judge), [82, 81, 78, 75, 72], atol=8)
    assert shifted(solved, few, judge).max() < 25
    np.testing.assert_allclose(shifted(solved, many, judge)[[0, 4]], [38, 14], atol=6)


def test_filters_on_shapes_lose_their_color(on_shapes: tuple[Any, list[Any]]) -> None:
    start, models = on_shapes
    gray = []
    for model in (start, *models):
        weight = model.layers[0].parameter("weight")
        gray.append((3 * weight.mean(axis=1) ** 2).sum(axis=(1, 2)) / (weight**2).sum(axis=(1, 2, 3)))
    assert gray[0].mean() == pytest.approx(1 / 3, abs=0.05)
    assert np.mean(gray[1:]) == pytest.approx(0.94, abs=0.03)


@pytest.mark.parametrize(("layers", "pixels"), [(5, 63), (6, 127), (7, 255)])
def test_doubled_dilations_see_what_the_quiz_says(solved: Mapping[str, Any], layers: int, pixels: int) -> None:
    assert solved["receptive_field"]([(3, 1, 2**k) for k in range(layers)]) == (pixels, 1)


def test_the_exercises_have_nine_numbers() -> None:
    prose = (Path(__file__).parents[2] / "solutions/13-convolution/convolution.py").read_text(encoding="utf-8")
    assert sorted(set(re.findall("### Exercise ([0-9]+)", prose))) == list("123456789")


def ended(*end: nn.Module) -> nn.Module:
    """The network of the model answer with one of its ends."""
    start = [nn.Conv2d(3, 16, padding=1), nn.ReLU(), nn.MaxPool(2), nn.Conv2d(16, 32, padding=1), nn.ReLU()]
    return nn.Sequential(*start, *end)


def test_the_mean_of_the_model_answer_is_far_behind_and_the_largest_is_not() -> None:
    learn, _, judge = convnets.small_shapes()
    ends = {
        "mean": lambda: ended(nn.GlobalAveragePool(), nn.Dense(32, 10)),
        "largest": lambda: ended(nn.MaxPool(8), nn.Flatten(), nn.Dense(32, 10)),
    }
    models = {name: trained(make, *learn, updates=300, seeds=range(2)) for name, make in ends.items()}
    percent = {name: right(each, *judge).mean() for name, each in models.items()}
    assert percent["mean"] < 85 < 87 < percent["largest"]
    assert models["mean"][0].parameters.values.size == models["largest"][0].parameters.values.size == 5418
