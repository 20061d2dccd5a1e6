"""Hidden probes of `07-optimizers`: other shapes, other numbers, default settings, and the quiz. They never ship."""

import functools

import numpy as np

from gradschool.checks import probe, quiz
from gradschool.experiments.contest import train_digits


def walk(step, w, gradients, **settings):
    """Take one step per gradient, from rest."""
    state, weights = None, []
    for g in gradients:
        w, state = step(w, g, state, **settings)
        weights.append(w)
    return weights


def walk_in_turn(step, rng, gradient, **settings):
    """Train an array of one number and a vector in turn, then the number once more from rest."""
    w = {"number": rng.standard_normal(1), "vector": rng.standard_normal(6)}
    state, weights = {}, {}
    for name in ("vector", "number", "number", "vector", "number"):
        w[name], state[name] = step(w[name], gradient(w[name]), state.get(name), **settings)
        weights.setdefault(name, []).append(w[name])
    again, _ = step(w["number"], gradient(w["number"]), None, **settings)
    return {**weights, "number, from rest again": again}


def bowl(w):
    """Gradient of 3 (w - 1)^2 / 2."""
    return 3.0 * (w - 1.0)


def column(rng, *shape):
    """Random numbers in single precision."""
    return rng.standard_normal(shape).astype("float32")


def probe_paths(rng):
    """A path that is close from the start; one of four weights that flies through; one that ends at the tolerance."""
    early, late = rng.integers(3, 30, 2)
    far = rng.uniform(1, 3, (early + late, 4)) * rng.choice([-1, 1], (early + late, 4))
    near, slow = 0.02 * rng.uniform(0.1, 1, (5, 4)), 0.06 * rng.choice([-1, 1], (1, 4))
    lone = 0.2 * rng.choice([-1, 1]) * rng.permutation(np.eye(4))[:1]
    wild = np.concatenate([far[:early], near[:1], far[early:], lone, slow, near[1:]])
    wild[:, 0] = np.maximum(abs(wild[:, 0]), 0.01)  # never changes sides
    wild[0, 1] = -abs(wild[0, 1])  # starts below zero
    rim = np.array([[2.0, 1.0], [0.5, 0.0], [0.0, -0.5]])
    return {"calm": (0.0125 * rng.standard_normal((4, 1)), 0.1), "wild": (wild, 0.1), "on the rim": (rim, 0.5)}


@probe("measure_path", points=0.25)
def other_paths(student, rng):
    """A path that is close from the start, one of four weights, and one that ends exactly at the tolerance."""
    found = {name: student.measure_path(path, tolerance) for name, (path, tolerance) in probe_paths(rng).items()}
    return {
        f"{name}: {what}": part
        for name, both in found.items()
        for what, part in zip(("arrival", "overshoot"), both, strict=True)
    }


@probe("momentum_step", points=0.25)
def momentum_in_turn(student, rng):
    """A number and a vector in turn, with the default settings."""
    return walk_in_turn(student.momentum_step, rng, bowl)


@probe("nesterov_step", points=0.25, exact_dtype=True)
def nesterov_in_turn(student, rng):
    """A number and a vector in turn, and a column in single precision, with the default settings."""
    single = walk(student.nesterov_step, column(rng, 4, 1), [bowl] * 3)
    return walk_in_turn(student.nesterov_step, rng, lambda w: bowl) | {"column": single}


@probe("nesterov_shifted_step", points=0.25, exact_dtype=True)
def shifted_in_turn(student, rng):
    """A number and a vector in turn, and a column in single precision, with the default settings."""
    single = walk(student.nesterov_shifted_step, column(rng, 4, 1), column(rng, 3, 4, 1))
    return walk_in_turn(student.nesterov_shifted_step, rng, bowl) | {"column": single}


@probe("adagrad_step", points=0.25)
def adagrad_in_turn(student, rng):
    """A number and a vector in turn, huge and tiny gradients, with the default settings."""
    extreme = walk(student.adagrad_step, rng.standard_normal(2), rng.standard_normal((3, 2)) * [[1e9, 1e-9]])
    return walk_in_turn(student.adagrad_step, rng, bowl) | {"huge and tiny": extreme}


@probe("rmsprop_step", points=0.25)
def rmsprop_in_turn(student, rng):
    """A number and a vector in turn, huge and tiny gradients, with the default settings."""
    extreme = walk(student.rmsprop_step, rng.standard_normal(2), rng.standard_normal((3, 2)) * [[1e9, 1e-9]], lr=0.1)
    return walk_in_turn(student.rmsprop_step, rng, bowl) | {"huge and tiny": extreme}


@probe("adadelta_step", points=0.25)
def adadelta_in_turn(student, rng):
    """A number and a vector in turn, huge and tiny gradients, with the default settings and a high rate."""
    extreme = walk(student.adadelta_step, rng.standard_normal(2), rng.standard_normal((3, 2)) * [[1e9, 1e-4]])
    return walk_in_turn(student.adadelta_step, rng, bowl, lr=30.0) | {"huge and tiny": extreme}


@probe("adam_step", points=0.25)
def adam_in_turn(student, rng):
    """A number and a vector in turn, huge and tiny gradients, with the default settings."""
    extreme = walk(student.adam_step, rng.standard_normal(2), rng.standard_normal((3, 2)) * [[1e9, 1e-9]], lr=0.1)
    return walk_in_turn(student.adam_step, rng, bowl) | {"huge and tiny": extreme}


@probe("adam_step", points=0.25)
def forty_steps(student, rng):
    """Forty steps on a column: what the state holds matters longest here."""
    gradients = rng.standard_normal((40, 4, 1))
    gradients[:, 0] *= 1e-5
    weights = walk(student.adam_step, rng.standard_normal((4, 1)), gradients, lr=0.02)
    return {"weights after each tenth step": weights[9::10]}


@probe("adaptive_loop", points=0.25)
def on_a_column(student, rng):
    """Three iterations on a column, a long run of four and none at all."""
    x = rng.standard_normal((3, 1))
    x[0] = 1.001
    return {
        f"{method}, {count} iterations": student.adaptive_loop(x, bowl, 0.3, count, method)
        for method in ("adagrad", "adam")
        for count in (3, 4, 0)
    }


SEEDS = (1000, 1001, 1002, 1003, 1004)
"""Seeds of the hidden contest, the same for a whole class: the solution, Adam and the mistakes train on them once."""


@functools.cache
def loss_of_adam():
    """The mean training loss of the library's Adam at its best rate."""
    from gradschool import optim  # out of reach where a submission runs; there nothing is judged

    adam = optim.Adam(lr=0.05)
    trained = train_digits(lambda w, g, state: adam.step(w, g, adam.start(w) if state is None else state), SEEDS)
    return trained.loss.mean()


def ahead_of_adam(outputs, inputs):
    """Judge the trained networks beside those of the library's Adam, from the same seeds."""
    weights = np.asarray(outputs["trained weights"], dtype="float32")
    if weights.shape != (len(SEEDS), 2410) or not np.isfinite(weights).all():
        return "the weights that came out are not finite numbers: the run has diverged"
    states = iter(weights)
    yours = train_digits(lambda w, g, state: (next(states), None), SEEDS, updates=1).loss.mean()
    its = loss_of_adam()
    return None if yours < 0.999 * its else f"mean training loss {yours:.3f}; Adam at a rate of 0.05 gets to {its:.3f}"


@probe("my_step", points=0.25, verify=ahead_of_adam)
def on_seeds_never_seen(student, rng, inputs):
    """100 updates on the digits, five other seeds, beside Adam at its best rate."""
    return {"trained weights": train_digits(student.my_step, SEEDS).weights}


quiz_same_speed_same_floor = quiz("quiz_same_speed_same_floor", points=0.5)
quiz_who_stays_stable = quiz("quiz_who_stays_stable", points=0.5)
quiz_adagrad_after_a_change = quiz("quiz_adagrad_after_a_change", points=0.5)
quiz_first_rmsprop_step = quiz("quiz_first_rmsprop_step", points=0.5)
quiz_how_far_adam_gets = quiz("quiz_how_far_adam_gets", points=0.5)
