"""What holds for every layer: dtypes kept, inputs left alone, empty batches, any memory layout; and errors."""

import numpy as np
import pytest

from gradschool import backend, nn
from gradschool.nn import activations

ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "swish", "softplus"]
MODULES = {
    "dense": (lambda: nn.Dense(6, 4), (3, 6)),
    "convolution": (lambda: nn.Conv2d(2, 3, 3, padding=1), (3, 2, 5, 5)),
    "max pooling": (nn.MaxPool, (3, 2, 4, 4)),
    "average pooling": (nn.AveragePool, (3, 2, 4, 4)),
    "fractional max pooling": (lambda: nn.FractionalMaxPool(2, 3), (3, 2, 4, 4)),
    "batch normalization": (lambda: nn.BatchNorm(6), (3, 6)),
    "batch normalization of images": (lambda: nn.BatchNorm(2), (3, 2, 4, 4)),
    "dropout": (lambda: nn.Dropout(0.5), (3, 6)),
    "residual": (lambda: nn.Residual(nn.Dense(6, 6), survival=0.7), (3, 6)),
    "prelu": (lambda: nn.PReLU(6), (3, 6)),
    "maxout": (lambda: nn.Maxout(2), (3, 6)),
    "gelu": (nn.GELU, (3, 6)),
    "swiglu": (nn.SwiGLU, (3, 6)),
    "layer norm": (lambda: nn.LayerNorm(6), (3, 6)),
    "rms norm": (lambda: nn.RMSNorm(6), (3, 6)),
    "group norm": (lambda: nn.GroupNorm(2, 4), (3, 4, 3, 2)),
    "depthwise convolution": (lambda: nn.DepthwiseConv2d(2, padding="same"), (3, 2, 5, 5)),
    "global average pooling": (nn.GlobalAveragePool, (3, 2, 4, 4)),
    "padded max pooling": (lambda: nn.MaxPool(3, 2, padding=1), (3, 2, 4, 4)),
    "flatten": (nn.Flatten, (3, 2, 4, 4)),
    **{
        kind.__name__: (kind, (3, 6))
        for kind in (nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU, nn.SELU, nn.Swish, nn.Softplus, nn.Softmax)
    },
}
each = pytest.mark.parametrize("name", MODULES)


def built(name, dtype="float32"):
    make, shape = MODULES[name]
    model = nn.Sequential(make())
    if any(module.initial(backend.default_rng(0), dtype) for _, module in model.modules()):
        model.build(rng=0, dtype=dtype)
    return model, shape


@each
def test_float32_goes_in_and_float32_comes_out_forward_and_back(name, device):
    model, shape = built(name)
    x = backend.default_rng(1).standard_normal(shape, "float32")
    y = model(x, training=True, rng=backend.default_rng(2))
    dx = model.backward(y)
    assert backend.to_numpy(y).dtype == np.float32
    assert backend.to_numpy(dx).dtype == np.float32
    assert backend.to_numpy(model(x)).dtype == np.float32


@each
def test_neither_pass_touches_its_inputs(name, device):
    model, shape = built(name)
    x = backend.default_rng(1).standard_normal(shape, "float32")
    kept = backend.to_numpy(x).copy()
    upstream = model(x, training=True, rng=backend.default_rng(2)) + 1
    kept_upstream = backend.to_numpy(upstream).copy()
    model.backward(upstream)
    np.testing.assert_array_equal(backend.to_numpy(x), kept)
    np.testing.assert_array_equal(backend.to_numpy(upstream), kept_upstream)


@pytest.mark.parametrize("name", [name for name in MODULES if "batch" not in name])
def test_an_empty_batch_passes_through(name, device):
    model, (_, *rest) = built(name)
    x = backend.to_device(np.zeros((0, *rest), "float32"))
    y = model(x, training=True, rng=backend.default_rng(2))
    assert y.shape[0] == 0
    assert tuple(model.backward(y).shape) == (0, *rest)


def test_an_empty_batch_has_nothing_to_normalize_by(device):
    model, _ = built("batch normalization")
    with pytest.raises(ValueError, match="empty batch"):
        model(backend.to_device(np.zeros((0, 6), "float32")), training=True)


@each
def test_a_strided_input_gives_what_a_plain_one_gives(name):
    model, shape = built(name, "float64")
    wide = np.random.default_rng(0).standard_normal((*shape[:-1], 2 * shape[-1]))[::-1]
    strided = wide[..., ::2]
    plain = np.ascontiguousarray(strided)
    results = []
    for x in (strided, plain):
        y = model(x, training=True, rng=backend.default_rng(2))
        results.append((y, model.backward(y)))
    np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("x", [-1e4, -80.0, 0.0, 80.0, 1e4])
@pytest.mark.filterwarnings("error")
def test_nothing_overflows_far_out(x):
    x = np.full((2, 3), x, "float32")
    for name in ACTIVATIONS:
        assert np.isfinite(getattr(activations, name)(x)).all()
    assert np.isfinite(nn.softmax_cross_entropy(x * np.arange(3, dtype="float32"), np.array([0, 1]))[0])
    assert np.isfinite(nn.binary_cross_entropy(x, np.ones((2, 3), "float32"))[0])


def test_equal_pixels_pass_the_gradient_to_the_first(device):
    model = nn.MaxPool(2)
    model(backend.to_device(np.ones((1, 1, 2, 2))))
    dx = backend.to_numpy(model.backward(backend.to_device(np.full((1, 1, 1, 1), 5.0))))
    assert dx.ravel().tolist() == [5, 0, 0, 0]


def test_dropout_drops_the_share_asked_for_and_keeps_the_mean():
    x = np.ones((400, 500), "float32")
    y = nn.Dropout(0.3)(x, training=True, rng=backend.default_rng(0))
    assert abs((y == 0).mean() - 0.3) < 0.005
    assert abs(y.mean() - 1) < 0.01


def test_plain_dropout_scales_at_test_time_and_inverted_dropout_does_not():
    x = np.ones(4)
    np.testing.assert_allclose(nn.Dropout(0.3, inverted=False)(x), 0.7)
    np.testing.assert_allclose(nn.Dropout(0.3)(x), 1.0)


def test_dropout_without_rng_says_what_to_pass():
    with pytest.raises(ValueError, match=r"needs rng: pass gradschool\.backend\.default_rng"):
        nn.Dropout(0.5)(np.ones(3), training=True)


def test_a_batch_normalization_folds_into_the_layer_before_it(device):
    for layer, x in (
        (nn.Dense(4, 3), backend.default_rng(0).standard_normal((5, 4))),
        (nn.Conv2d(2, 3, 3), backend.default_rng(0).standard_normal((5, 2, 4, 4))),
    ):
        model = nn.Sequential(layer, nn.BatchNorm(3))
        parameters = model.build(rng=1, dtype="float64")
        parameters.values[...] = backend.default_rng(2).random(parameters.values.shape[0])
        model(x, training=True)
        norm = model.layers[1]
        expected = backend.to_numpy(model(x))
        folded = nn.fold_batchnorm(*layer.own.values(), *norm.own.values(), *norm.buffers.values())
        layer.own["weight"][...], layer.own["bias"][...] = folded
        np.testing.assert_allclose(backend.to_numpy(layer(x)), expected, rtol=1e-10)


def test_stochastic_depth_leaves_the_branch_out_as_often_as_asked():
    block = nn.Residual(nn.Dense(2, 2), survival=0.8)
    block.build()
    rng, x = backend.default_rng(0), np.ones((1, 2), "float32")
    left_out = sum(block(x, training=True, rng=rng) is x for _ in range(2000)) / 2000
    assert abs(left_out - 0.2) < 0.03
    np.testing.assert_allclose(block(x), x + 0.8 * block.inner(x), rtol=1e-6)


def test_fractional_regions_differ_by_one_pixel_and_cover_the_line():
    starts = nn.fractional.fractional_regions(25, 17, 3)
    lengths = np.diff(starts)
    assert (starts[0], starts[-1], len(lengths)) == (0, 25, 17)
    assert set(lengths) == {1, 2}


def test_wrong_shapes_are_named():
    with pytest.raises(ValueError, match=r"labels have shape \(3,\); for scores of shape \(2, 4\)"):
        nn.softmax_cross_entropy(np.ones((2, 4)), np.zeros(3, int))
    with pytest.raises(ValueError, match=r"the filters take \(batch, 3, height, width\)"):
        nn.conv2d_forward(np.ones((1, 2, 5, 5)), np.ones((4, 3, 3, 3)))
    with pytest.raises(ValueError, match="a window of 5 does not fit into 4 pixels"):
        nn.output_size(4, 5)
    with pytest.raises(ValueError, match="7 features do not divide into groups of 2"):
        nn.Maxout(2)(np.ones((1, 7)))
    with pytest.raises(ValueError, match="empty"):
        nn.mean_squared_error(np.ones((0, 2)), np.ones((0, 2)))


def test_backward_before_forward_says_so():
    with pytest.raises(RuntimeError, match="MaxPool: backward needs a forward"):
        nn.MaxPool().backward(np.ones((1, 1, 1, 1)))


def test_a_layer_without_parameters_yet_says_what_to_call():
    with pytest.raises(RuntimeError, match=r"Dense has no weight yet; call model\.build\(rng\) first"):
        nn.Dense(2, 2)(np.ones((1, 2)))


def test_a_frame_around_an_image_is_never_its_largest_pixel(device):
    images = backend.to_device(np.full((1, 1, 3, 3), -5.0))
    assert (backend.to_numpy(nn.max_pool_forward(images, 2, 2, 1)[0]) == -5).all()


WINDOWS = [(3, 1, 1), (3, 2, 1), (2, 2, 0), (2, 3, 0), (3, 2, 0), (4, 1, 2), (1, 1, 0)]
"""Size, stride and padding: apart, next to each other, overlapping, with pixels left over."""


@pytest.mark.parametrize(("size", "stride", "padding"), WINDOWS)
@pytest.mark.parametrize("kind", ["convolution", "rectangle", "pool"])
def test_windows_on_a_device_give_what_they_give_on_the_host(kind, size, stride, padding, device):
    layers = {
        "convolution": lambda: nn.Conv2d(2, 3, size, stride=stride, padding=padding),
        "rectangle": lambda: nn.Conv2d(2, 3, (size, 2), stride=stride, padding=(padding, 1)),
        "pool": lambda: nn.MaxPool(size, stride, padding=padding),
    }
    rng, found = np.random.default_rng(0), {}
    x, upstream = rng.standard_normal((4, 2, 7, 9)), None
    for name in ("numpy", device.name):
        with backend.use(name):
            layer, here = layers[kind](), backend.to_device(x)
            if kind != "pool":
                layer.build(rng=0, dtype="float64")
            y = layer(here)
            upstream = rng.standard_normal(y.shape) if upstream is None else upstream
            dx = layer.backward(backend.to_device(upstream))
            found[name] = [backend.to_numpy(array) for array in (y, dx, *layer.gradients.values())]
    for ours, theirs in zip(found["numpy"], found[device.name], strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("make", [nn.ReLU, nn.GELU, nn.ELU, nn.Softmax])
def test_an_activation_of_images_on_a_device_gives_what_it_gives_on_the_host(make, device):
    x, upstream = np.random.default_rng(0).standard_normal((2, 3, 4, 2, 5))
    layer, there = make(), make()
    with backend.use("numpy"):
        found = layer(x), layer.backward(upstream)
    y, dx = there(backend.to_device(x)), there.backward(backend.to_device(upstream))
    for ours, theirs in zip(found, (y, dx), strict=True):
        np.testing.assert_allclose(backend.to_numpy(theirs), ours, rtol=1e-12, atol=1e-15)
