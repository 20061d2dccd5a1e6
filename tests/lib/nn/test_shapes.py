"""Layers and losses over drawn shapes, strides and batches, empty and single ones too, against what defines them."""

import numpy as np
import pytest

from gradschool import backend, nn

hypothesis = pytest.importorskip("hypothesis", reason="it draws the shapes")
st = pytest.importorskip("hypothesis.strategies")
drawn = hypothesis.settings(max_examples=25, deadline=None)

FEATURES = {
    "dense": lambda: nn.Dense(6, 4),
    "prelu": lambda: nn.PReLU(6),
    "maxout": lambda: nn.Maxout(3),
    "residual": lambda: nn.Residual(nn.Dense(6, 6)),
    "swiglu": nn.SwiGLU,
    "gelu": nn.GELU,
    "layer norm": lambda: nn.LayerNorm(6),
    "rms norm": lambda: nn.RMSNorm(6),
    "group norm": lambda: nn.GroupNorm(3, 6),
    **{
        kind.__name__: kind
        for kind in (nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU, nn.SELU, nn.Swish, nn.Softplus, nn.Softmax)
    },
}
IMAGES = {
    "convolution": lambda: nn.Conv2d(6, 2, 3, padding=1),
    "strided convolution": lambda: nn.Conv2d(6, 2, 2, stride=2),
    "depthwise convolution": lambda: nn.DepthwiseConv2d(6, (3, 2), padding="same"),
    "group norm of images": lambda: nn.GroupNorm(2, 6),
    "global average pooling": nn.GlobalAveragePool,
    "padded max pooling": lambda: nn.MaxPool(3, 2, padding=1),
    "padded average pooling": lambda: nn.AveragePool(3, 2, padding=1),
    "max pooling": nn.MaxPool,
    "overlapping max pooling": lambda: nn.MaxPool(3, 1),
    "average pooling": nn.AveragePool,
    "fractional max pooling": lambda: nn.FractionalMaxPool(2, 3),
    "flatten": nn.Flatten,
    "batch normalization": lambda: nn.BatchNorm(6),
}
LOSSES = {
    "cross-entropy": (nn.softmax_cross_entropy, lambda rng, n, k: rng.integers(0, k, n)),
    "soft cross-entropy": (nn.softmax_cross_entropy, lambda rng, n, k: rng.dirichlet(np.ones(k), n)),
    "binary cross-entropy": (nn.binary_cross_entropy, lambda rng, n, k: rng.random((n, k))),
    "mean squared error": (nn.mean_squared_error, lambda rng, n, k: rng.standard_normal((n, k))),
}


@pytest.fixture(autouse=True, scope="module")
def _on_numpy():
    with backend.use("numpy"):
        yield


@st.composite
def laid_out(draw, *shape):
    """Draw the same numbers twice: one array plain, one with its axes in any order and any stride in memory."""
    plain = np.random.default_rng(draw(st.integers(0, 99))).standard_normal(shape)
    order = draw(st.permutations(range(len(shape))))
    steps = [draw(st.sampled_from([1, -1, 2, -3])) for _ in shape]
    memory = np.empty([shape[axis] * abs(steps[axis]) for axis in order])
    view = memory.transpose(np.argsort(order))[tuple(slice(None, None, step) for step in steps)]
    view = view[tuple(slice(length) for length in shape)]
    view[...] = plain
    return plain, view


def built(make):
    model = nn.Sequential(make())
    if any(module.initial(backend.default_rng(0), "float64") for _, module in model.modules()):
        model.build(rng=0, dtype="float64")
    return model


def both_ways(model, x, upstream_seed=1):
    y = model(x, training=True, rng=backend.default_rng(2))
    upstream = np.random.default_rng(upstream_seed).standard_normal(y.shape)
    return y, model.backward(upstream)


def assert_same(ours, others):
    for one, other in zip(ours, others, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", FEATURES)
@drawn
@hypothesis.given(data=st.data(), batch=st.integers(0, 3))
def test_a_layer_of_features_asks_nothing_of_memory(name, data, batch):
    model = built(FEATURES[name])
    plain, view = data.draw(laid_out(batch, 6))
    assert_same(both_ways(model, view), both_ways(model, plain))


@pytest.mark.parametrize("name", IMAGES)
@drawn
@hypothesis.given(data=st.data(), batch=st.integers(0, 3), size=st.tuples(st.integers(3, 7), st.integers(3, 7)))
def test_a_layer_of_images_asks_nothing_of_memory(name, data, batch, size):
    hypothesis.assume(batch > 0 or name != "batch normalization")
    model = built(IMAGES[name])
    plain, view = data.draw(laid_out(batch, 6, *size))
    assert_same(both_ways(model, view), both_ways(model, plain))


@pytest.mark.parametrize("name", [*FEATURES, *(name for name in IMAGES if "batch" not in name)])
@drawn
@hypothesis.given(batch=st.integers(2, 4))
def test_a_batch_gives_what_its_examples_give_one_by_one(name, batch):
    model = built((FEATURES | IMAGES)[name])
    x = np.random.default_rng(0).standard_normal((batch, 6) if name in FEATURES else (batch, 6, 5, 4))
    y = model(x, training=True, rng=backend.default_rng(2))
    dx = model.backward(np.ones_like(y))
    for i in range(batch):
        alone = model(x[i : i + 1], training=True, rng=backend.default_rng(2))
        assert_same((alone, model.backward(np.ones_like(alone))), (y[i : i + 1], dx[i : i + 1]))


@hypothesis.given(
    batch=st.integers(0, 3),
    channels=st.integers(1, 3),
    filters=st.integers(1, 3),
    size=st.tuples(st.integers(3, 7), st.integers(3, 7)),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
)
@hypothesis.settings(max_examples=40, deadline=None)
def test_a_convolution_is_the_sum_that_defines_it(batch, channels, filters, size, kernel, stride, padding):
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((batch, channels, *size)), rng.standard_normal((filters, channels, *kernel))
    y, _ = nn.conv2d_forward(x, w, stride=stride, padding=padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=(2, 3))[:, :, ::stride, ::stride]
    np.testing.assert_allclose(y, np.einsum("ncijhw,fchw->nfij", windows, w), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("pool", "of_window"), [(nn.max_pool_forward, np.max), (nn.average_pool_forward, np.mean)], ids=["max", "mean"]
)
@drawn
@hypothesis.given(
    batch=st.integers(0, 3),
    size=st.tuples(st.integers(3, 7), st.integers(3, 7)),
    window=st.integers(1, 3),
    stride=st.integers(1, 4),
)
def test_pooling_is_what_it_says_of_each_window(pool, of_window, batch, size, window, stride):
    x = np.random.default_rng(0).standard_normal((batch, 2, *size))
    y, _ = pool(x, window, stride)
    windows = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(2, 3))[:, :, ::stride, ::stride]
    np.testing.assert_allclose(y, of_window(windows, axis=(4, 5)), rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
@drawn
@hypothesis.given(data=st.data(), batch=st.integers(1, 4), classes=st.integers(1, 5))
def test_a_loss_asks_nothing_of_memory_and_leaves_its_inputs_alone(name, data, batch, classes):
    loss, labels = LOSSES[name]
    hypothesis.assume(classes > 1 or loss is not nn.softmax_cross_entropy)
    plain, view = data.draw(laid_out(batch, classes))
    target = labels(np.random.default_rng(0), batch, classes)
    kept = target.copy()
    assert_same(loss(view, target), loss(plain.copy(), target))
    np.testing.assert_array_equal(view, plain)
    np.testing.assert_array_equal(target, kept)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_of_float32_is_float32(name):
    loss, labels = LOSSES[name]
    logits, target = np.ones((3, 4), "float32"), labels(np.random.default_rng(0), 3, 4)
    value, gradient = loss(logits, target if target.dtype.kind == "i" else target.astype("float32"))
    assert (value.dtype, gradient.dtype) == (np.float32, np.float32)
