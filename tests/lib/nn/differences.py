"""Central differences in float64: what every backward pass is held against."""

import numpy as np

from gradschool import backend


def numerical_gradient(f, x, upstream, h=1e-6):
    """Return the gradient of ``sum(upstream * f(x))`` with respect to `x`, by central differences."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = np.sum(upstream * (above - below)) / (2 * h)
    return gradient


def check_module(model, x, *, seed=None, atol=1e-6):
    """Compare a module's gradients, with a random upstream, to central differences; `seed` fixes its randomness."""

    def run(value):
        rng = None if seed is None else backend.default_rng(seed)
        y = model.forward(backend.to_device(value.copy()), training=True, rng=rng)
        return backend.to_numpy(y).copy()

    rng = np.random.default_rng(0)
    upstream = rng.standard_normal(run(x).shape)
    run(x)
    dx = backend.to_numpy(model.backward(backend.to_device(upstream)))
    np.testing.assert_allclose(dx, numerical_gradient(run, x, upstream), rtol=1e-6, atol=atol)
    if not any(module.own for _, module in model.modules()):
        return
    parameters = model.parameters
    found = backend.to_numpy(parameters.gradients).copy()
    start = backend.to_numpy(parameters.values).copy()

    def run_with(values):
        parameters.values[...] = backend.to_device(values)
        return run(x)

    numerical = numerical_gradient(run_with, start, upstream)
    np.testing.assert_allclose(found, numerical, rtol=1e-6, atol=atol)
