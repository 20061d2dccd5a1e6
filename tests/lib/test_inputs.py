"""Functions leave their arguments alone and keep float32: each is given arrays that can't be written."""

import numpy as np
import pytest

from gradschool import backend, nn, train
from gradschool.backend import default_rng
from gradschool.data import mixing, surfaces
from gradschool.nn import activations, gelu, maxout, prelu, swiglu


def drawn(*shape):
    x = np.random.default_rng(sum(shape)).uniform(0.1, 1.0, shape).astype("float32")
    x.flags.writeable = False
    return x


ROWS, IMAGES, FILTERS = drawn(3, 4), drawn(2, 3, 6, 5), drawn(2, 3, 3, 3)
FOUR, THREE = drawn(4), drawn(3)


def there_and_back(forward, backward, x, *arguments):
    y, cache = forward(x, *arguments)
    y.flags.writeable = False
    return y, backward(y, cache)


CALLS = {
    "dense": lambda: (nn.dense_forward(ROWS, drawn(4, 5), drawn(5)), nn.dense_backward(drawn(3, 5), ROWS, drawn(4, 5))),
    "convolution": lambda: there_and_back(
        lambda x: nn.conv2d_forward(x, FILTERS, drawn(2), padding=1),
        lambda upstream, cache: nn.conv2d_backward(upstream, FILTERS, cache),
        IMAGES,
    ),
    "max pooling": lambda: there_and_back(nn.max_pool_forward, nn.max_pool_backward, IMAGES),
    "average pooling": lambda: there_and_back(nn.average_pool_forward, nn.average_pool_backward, IMAGES),
    "fractional max pooling": lambda: there_and_back(
        nn.fractional_max_pool_forward, nn.fractional_max_pool_backward, IMAGES, (3, 2), 0
    ),
    "batch normalization": lambda: there_and_back(
        lambda x: nn.batchnorm_forward(x, THREE, THREE)[::2], nn.batchnorm_backward, IMAGES
    ),
    "batch normalization at test time": lambda: nn.batchnorm_inference(IMAGES, THREE, THREE, THREE, THREE),
    "layer normalization": lambda: there_and_back(
        lambda x: nn.layernorm_forward(x, FOUR, FOUR), nn.layernorm_backward, ROWS
    ),
    "rms normalization": lambda: there_and_back(lambda x: nn.rmsnorm_forward(x, FOUR), nn.rmsnorm_backward, ROWS),
    "group normalization": lambda: there_and_back(
        lambda x: nn.groupnorm_forward(x, THREE, THREE, 3), nn.groupnorm_backward, IMAGES
    ),
    "depthwise convolution": lambda: there_and_back(
        lambda x: nn.depthwise_conv2d_forward(x, drawn(3, 3, 3), THREE, padding="same"),
        lambda upstream, cache: nn.depthwise_conv2d_backward(upstream, drawn(3, 3, 3), cache),
        IMAGES,
    ),
    "global average pooling": lambda: there_and_back(
        nn.global_average_pool_forward, nn.global_average_pool_backward, IMAGES
    ),
    "padded max pooling": lambda: there_and_back(nn.max_pool_forward, nn.max_pool_backward, IMAGES, 3, 2, 1),
    "swiglu": lambda: (swiglu.swiglu(ROWS), swiglu.swiglu_backward(drawn(3, 2), ROWS)),
    "gelu": lambda: (gelu.gelu(ROWS), gelu.gelu_backward(ROWS, ROWS, ROWS)),
    "cross-entropy": lambda: nn.softmax_cross_entropy(ROWS, np.array([0, 1, 2]), smoothing=0.1, class_weights=FOUR),
    "running statistics": lambda: nn.update_running_statistics((THREE, THREE), (THREE, THREE), 8),
    "folding": lambda: nn.fold_batchnorm(drawn(4, 3), THREE, THREE, THREE, THREE, THREE),
    "dropout": lambda: there_and_back(
        lambda x: nn.dropout_forward(x, 0.5, training=True, rng=default_rng(0)), nn.dropout_backward, ROWS
    ),
    "L1": lambda: nn.l1_penalty(FOUR, 0.1),
    "L2": lambda: nn.l2_penalty(FOUR, 0.1),
    "elastic net": lambda: nn.elastic_net(FOUR, 0.1, 0.2),
    "clipping": lambda: (train.clip_by_norm(FOUR, 0.1)[0], train.clip_by_value(FOUR, 0.1)),
    "prelu": lambda: (prelu.prelu(ROWS, FOUR), prelu.prelu_backward(ROWS, ROWS, FOUR)),
    "maxout": lambda: (maxout.maxout(ROWS, 2), maxout.maxout_backward(drawn(3, 2), ROWS, 2)),
    "mixup": lambda: mixing.mixup(IMAGES, drawn(2, 3), default_rng(0)),
    "cutmix": lambda: mixing.cutmix(IMAGES, drawn(2, 3), default_rng(0)),
    "surface": lambda: (surfaces.valley()(drawn(5, 2)), surfaces.valley().gradient(drawn(5, 2))),
    **{
        name: lambda name=name: getattr(activations, f"{name}_backward")(ROWS, ROWS, getattr(activations, name)(ROWS))
        for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "swish", "softplus", "softmax")
    },
}


def arrays_in(result):
    if isinstance(result, np.ndarray | np.generic):
        yield result
    elif isinstance(result, tuple):
        for part in result:
            yield from arrays_in(part)


@pytest.mark.parametrize("name", CALLS)
def test_a_function_writes_into_none_of_its_arguments_and_keeps_float32(name):
    with backend.use("numpy"):
        results = list(arrays_in(CALLS[name]()))
    assert results
    assert {result.dtype for result in results} == {np.dtype("float32")}
