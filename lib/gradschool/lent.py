"""What the library lends: its own version of an exercise, called as the exercise is called.

`gradschool collect` puts one in the place of a function that is not written yet, so that a network can be built early.
Each is a call of `gradschool.nn` or `gradschool.optim`, which are not there while work is graded: what is borrowed runs
on a student's machine, and nowhere else. An exercise that is not here has no version in the library.

>>> import numpy as np
>>> w, state = adam_step(np.array([1.0, -1.0]), np.array([1e-3, -50.0]), lr=0.1)
>>> w.round(4)
array([ 0.9, -0.9])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import Any

import numpy as np

from gradschool import nn, optim
from gradschool.backend.arrays import Array
from gradschool.backend.random import Generator
from gradschool.data.mixing import predict_over_crops
from gradschool.nn import activations, initializers
from gradschool.nn.activations import softmax as row_softmax
from gradschool.nn.losses import softmax_cross_entropy
from gradschool.nn.planes import output_size
from gradschool.nn.prelu import prelu_backward
from gradschool.optim import schedules
from gradschool.optim.quasi_newton import lbfgs_direction

Rng = np.random.Generator
Pair = tuple[Array, Array]
Slopes = tuple[Array, Array]
"""Values of an activation, and its slopes."""

__all__ = [
    "adadelta_step",
    "adagrad_step",
    "adam_step",
    "batchnorm_backward",
    "batchnorm_forward",
    "batchnorm_inference",
    "bfgs_update",
    "binary_cross_entropy",
    "conv2d_backward",
    "conv2d_forward",
    "cosine",
    "decayed_adam",
    "dense",
    "dropout",
    "elastic_net",
    "elu",
    "fold_batchnorm",
    "global_average_pool",
    "initial_weights",
    "lbfgs_direction",
    "leaky_relu",
    "linear_backward",
    "max_pool_backward",
    "max_pool_forward",
    "mean_squared_error",
    "mlp_forward",
    "momentum_step",
    "nesterov_shifted_step",
    "nesterov_step",
    "normalize_each",
    "one_run",
    "orthogonal",
    "output_size",
    "power_decay",
    "predict_over_crops",
    "prelu_gain",
    "prelu_gradients",
    "relu_backward",
    "rmsprop_step",
    "row_softmax",
    "scale_rate",
    "sigmoid",
    "softmax_backward",
    "softmax_cross_entropy",
    "spatial_batchnorm",
    "staircase",
    "swish",
    "triangular",
    "update_running_statistics",
    "warm_restarts",
    "warm_up",
]


def dense(x: Array, w: Array, b: Array) -> Array:
    """Unit 01: `nn.dense_forward`."""
    return nn.dense_forward(x, w, b)


def mlp_forward(x: Array, layers: Sequence[Pair], activation: Callable[[Array], Array] = activations.relu) -> Array:
    """Unit 01: `nn.dense_forward`, layer by layer."""
    for w, b in layers[:-1]:
        x = activation(nn.dense_forward(x, w, b))
    return nn.dense_forward(x, *layers[-1])


def mean_squared_error(predictions: Array, targets: Array) -> Array:
    """Unit 01: the value of `nn.mean_squared_error`."""
    return nn.mean_squared_error(predictions, targets)[0]


def binary_cross_entropy(logits: Array, targets: Array) -> Array:
    """Unit 01: the value of `nn.binary_cross_entropy`."""
    return nn.binary_cross_entropy(logits, targets)[0]


def relu_backward(upstream: Array, x: Array) -> Array:
    """Unit 02: `nn.activations.relu_backward`."""
    return activations.relu_backward(upstream, x, activations.relu(x))


def linear_backward(upstream: Array, x: Array, w: Array) -> tuple[Array, Array, Array]:
    """Unit 02: `nn.dense_backward`."""
    return nn.dense_backward(upstream, x, w)


def sigmoid(x: Array) -> Slopes:
    """Unit 03: `nn.activations.sigmoid` with its slope."""
    return _with_slope(x, activations.sigmoid, activations.sigmoid_backward)


def leaky_relu(x: Array, alpha: float = 0.01) -> Slopes:
    """Unit 03: `nn.activations.leaky_relu` with its slope."""
    return _with_slope(x, activations.leaky_relu, activations.leaky_relu_backward, alpha)


def elu(x: Array, alpha: float = 1.0, scale: float = 1.0) -> Slopes:
    """Unit 03: `nn.activations.elu` with its slope, both times `scale`."""
    y, slope = _with_slope(x, activations.elu, activations.elu_backward, alpha)
    return scale * y, scale * slope


def swish(x: Array, beta: float = 1.0) -> Slopes:
    """Unit 03: `nn.activations.swish` with its slope."""
    return _with_slope(x, activations.swish, activations.swish_backward, beta)


def softmax_backward(upstream: Array, p: Array) -> Array:
    """Unit 03: `nn.activations.softmax_backward`."""
    return activations.softmax_backward(upstream, p, p)


def _with_slope(x: Array, forward: Callable[..., Array], backward: Callable[..., Array], *settings: float) -> Slopes:
    y = forward(x, *settings)
    return y, backward(np.ones_like(x), x, y, *settings)


def prelu_gradients(upstream: Array, x: Array, a: Array) -> Pair:
    """Unit 03: `nn.prelu.prelu_backward`."""
    return prelu_backward(upstream, x, a)


def prelu_gain(slope: Any) -> Any:
    """Unit 05: `nn.initializers.prelu_gain`, of an array too."""
    return np.vectorize(initializers.prelu_gain)(slope) if np.ndim(slope) else initializers.prelu_gain(float(slope))


def initial_weights(
    rng: Rng, fan_in: int, fan_out: int, rule: str = "he", uniform: bool = False, dtype: Any = "float32"
) -> Array:
    """Unit 05: the initializer of that rule in `nn.initializers`."""
    draw = getattr(initializers, f"{rule}_{'uniform' if uniform else 'normal'}")
    return draw(Generator(rng, "numpy"), fan_in, fan_out, dtype)


def orthogonal(rng: Rng, fan_in: int, fan_out: int, gain: float = 1.0) -> Array:
    """Unit 05: `nn.initializers.orthogonal`, in float64."""
    return initializers.orthogonal(Generator(rng, "numpy"), fan_in, fan_out, "float64", gain=gain)


def momentum_step(w: Array, g: Array, state: Any = None, lr: float = 0.01, mu: float = 0.9) -> tuple[Array, Any]:
    """Unit 07: `optim.Momentum`."""
    return _step(optim.Momentum(lr, mu=mu), w, g, state)


def nesterov_step(
    w: Array, gradient: Callable[[Array], Array], state: Any = None, lr: float = 0.01, mu: float = 0.9
) -> tuple[Array, Any]:
    """Unit 07: `optim.Nesterov` that looks ahead."""
    optimizer = optim.Nesterov(lr, mu=mu, form="look-ahead")
    state = optimizer.start(w) if state is None else state
    return optimizer.step(w, gradient(optimizer.gradient_point(w, state)), state)


def nesterov_shifted_step(
    u: Array, g: Array, state: Any = None, lr: float = 0.01, mu: float = 0.9
) -> tuple[Array, Any]:
    """Unit 07: `optim.Nesterov` on the look-ahead point."""
    return _step(optim.Nesterov(lr, mu=mu), u, g, state)


def adagrad_step(w: Array, g: Array, state: Any = None, lr: float = 0.01, eps: float = 1e-8) -> tuple[Array, Any]:
    """Unit 07: `optim.AdaGrad`."""
    return _step(optim.AdaGrad(lr, eps=eps), w, g, state)


def rmsprop_step(
    w: Array, g: Array, state: Any = None, lr: float = 0.001, rho: float = 0.9, eps: float = 1e-8
) -> tuple[Array, Any]:
    """Unit 07: `optim.RMSProp`."""
    return _step(optim.RMSProp(lr, rho=rho, eps=eps), w, g, state)


def adadelta_step(
    w: Array, g: Array, state: Any = None, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
) -> tuple[Array, Any]:
    """Unit 07: `optim.Adadelta`."""
    return _step(optim.Adadelta(lr, rho=rho, eps=eps), w, g, state)


def adam_step(
    w: Array,
    g: Array,
    state: Any = None,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    correct: bool = True,
) -> tuple[Array, Any]:
    """Unit 07: `optim.Adam`."""
    return _step(optim.Adam(lr, beta1=beta1, beta2=beta2, eps=eps, correct_bias=correct), w, g, state)


def decayed_adam(
    w: Array,
    g: Array,
    state: Any = None,
    lr: float = 0.001,
    decay: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    decoupled: bool = True,
) -> tuple[Array, Any]:
    """Unit 11: `optim.AdamW`, or `optim.Adam` on the penalized loss."""
    decay = decay if w.ndim > 1 else 0.0
    settings: dict[str, Any] = {"beta1": beta1, "beta2": beta2, "eps": epsilon}
    if decoupled:
        return _step(optim.AdamW(lr, weight_decay=decay, **settings), w, g, state)
    return _step(optim.Adam(lr, **settings), w, g + decay * w, state)


def _step(optimizer: optim.Optimizer, w: Array, g: Array, state: Any) -> tuple[Array, Any]:
    return optimizer.step(w, g, optimizer.start(w) if state is None else state)


def staircase(step: int, rate: float, factor: float, every: int | None = None, at: Sequence[int] = ()) -> float:
    """Unit 08: `schedules.step_decay`, or `schedules.milestones`."""
    if every:
        return schedules.step_decay(rate, every, factor)(step)
    return schedules.milestones(rate, list(at), factor)(step)


def power_decay(step: int, rate: float, k: float, power: float = 1.0) -> float:
    """Unit 08: `schedules.exponential`, or `schedules.inverse_time` raised to the power."""
    if power == inf:
        return schedules.exponential(rate, k)(step)
    return rate * schedules.inverse_time(1.0, k / power)(step) ** power


def cosine(step: int, highest: float, total: int, lowest: float = 0.0) -> float:
    """Unit 08: `schedules.cosine`."""
    return schedules.cosine(highest, total, lowest)(step)


def warm_restarts(step: int, highest: float, first: int, growth: int = 2, lowest: float = 0.0) -> float:
    """Unit 08: `schedules.warm_restarts`."""
    return schedules.warm_restarts(highest, first, growth, lowest)(step)


def triangular(step: int, low: float, high: float, half: int, factor: float = 1.0) -> float:
    """Unit 08: `schedules.cyclic`, whose height is multiplied by the factor from cycle to cycle."""
    return low + (schedules.cyclic(low, high, half)(step) - low) * factor ** (step // (2 * half))


def warm_up(step: int, after: Callable[[int], float], warm: int, start: float = 0.0, gradual: bool = True) -> float:
    """Unit 08: `schedules.warm_up`."""
    return schedules.warm_up(after, warm, start, gradual=gradual)(step)


def scale_rate(rate: float, batch: int, reference: int, adaptive: bool = False, limit: int | None = None) -> float:
    """Unit 08: `schedules.scale_rate`, or its root for an adaptive optimizer, up to a limit."""
    times = schedules.scale_rate(1.0, batch if limit is None else min(batch, limit), reference)
    return rate * (times**0.5 if adaptive else times)


def one_run(step: int, peak: float, warm: int, total: int, lowest: float = 0.0) -> float:
    """Unit 08: `schedules.warm_up` before `schedules.cosine`."""
    return schedules.warm_up(schedules.cosine(peak, total - warm, lowest), warm)(step + 1)


def bfgs_update(inverse: Array, s: Array, y: Array) -> Array:
    """Unit 09: `optim.bfgs_update`, where the step keeps the belief positive."""
    return optim.bfgs_update(inverse, s, y) if s @ y > 0 else inverse


def batchnorm_forward(x: Array, scale: Array, shift: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    """Unit 10: `nn.batchnorm_forward` without its cache."""
    y, (mean, variance), _ = nn.batchnorm_forward(x, scale, shift, eps=eps)
    return y, mean, variance


spatial_batchnorm = batchnorm_forward


def update_running_statistics(running: Pair, batch: Pair, count: int, momentum: float = 0.1) -> Pair:
    """Unit 10: `nn.update_running_statistics`."""
    return nn.update_running_statistics(running, batch, count, momentum=momentum)


def batchnorm_inference(x: Array, scale: Array, shift: Array, mean: Array, variance: Array, eps: float = 1e-5) -> Array:
    """Unit 10: `nn.batchnorm_inference`."""
    return nn.batchnorm_inference(x, scale, shift, mean, variance, eps=eps)


def batchnorm_backward(upstream: Array, x: Array, scale: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    """Unit 10: `nn.batchnorm_backward`, which goes forward first."""
    return nn.batchnorm_backward(upstream, nn.batchnorm_forward(x, scale, np.zeros_like(scale), eps=eps)[-1])


def fold_batchnorm(
    weight: Array, bias: Array, scale: Array, shift: Array, mean: Array, variance: Array, eps: float = 1e-5
) -> Pair:
    """Unit 10: `nn.fold_batchnorm`."""
    return nn.fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=eps)


def normalize_each(
    x: Array, scale: Array, shift: Array | None = None, centered: bool = True, eps: float = 1e-5
) -> Array:
    """Unit 10: `nn.layernorm_forward`, or `nn.rmsnorm_forward`."""
    if centered:
        return nn.layernorm_forward(x, scale, np.zeros_like(scale) if shift is None else shift, eps=eps)[0]
    y = nn.rmsnorm_forward(x, scale, eps=eps)[0]
    return y if shift is None else y + shift


def elastic_net(w: Array, l1: float = 0.0, l2: float = 0.0) -> Pair:
    """Unit 11: `nn.elastic_net`."""
    return nn.elastic_net(w, l1, l2)


def dropout(
    x: Array, rate: float, rng: Rng, training: bool, inverted: bool = True
) -> tuple[Array, Callable[[Array], Array]]:
    """Unit 11: `nn.dropout_forward`, and `nn.dropout_backward` with its mask."""
    y, mask = nn.dropout_forward(x, rate, training=training, rng=Generator(rng, "numpy"), inverted=inverted)
    if mask is None:
        return y, lambda upstream: upstream if inverted else (1 - rate) * upstream
    return y, lambda upstream: nn.dropout_backward(upstream, mask)


def conv2d_forward(x: Array, weight: Array, bias: Array, stride: int = 1, padding: int = 0) -> Array:
    """Unit 13: `nn.conv2d_forward` without its cache."""
    return nn.conv2d_forward(x, weight, bias, stride=stride, padding=padding)[0]


def conv2d_backward(
    upstream: Array, x: Array, weight: Array, stride: int = 1, padding: int = 0
) -> tuple[Array | None, Array, Array | None]:
    """Unit 13: `nn.conv2d_backward`, which goes forward first."""
    return nn.conv2d_backward(upstream, weight, nn.conv2d_forward(x, weight, stride=stride, padding=padding)[1])


def max_pool_forward(x: Array, size: int = 2, stride: int = 2) -> Array:
    """Unit 13: `nn.max_pool_forward` without its cache."""
    return nn.max_pool_forward(x, size, stride)[0]


def max_pool_backward(upstream: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
    """Unit 13: `nn.max_pool_backward`, which goes forward first."""
    return nn.max_pool_backward(upstream, nn.max_pool_forward(x, size, stride)[1])


def global_average_pool(x: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Unit 13: `nn.global_average_pool_forward`, and `nn.global_average_pool_backward` with its cache."""
    y, cache = nn.global_average_pool_forward(x)
    return y, lambda upstream: nn.global_average_pool_backward(upstream, cache)
