"""Hidden probes of `07-optimizers`: other shapes, other numbers, default settings, and the quiz. They never ship."""

from gradschool.checks import probe


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


@probe("adagrad_step", points=0.25, exact_dtype=True)
def adagrad_in_turn(student, rng):
    """A number and a vector in turn, huge and tiny gradients, a column in single precision; the default settings."""
    extreme = walk(student.adagrad_step, rng.standard_normal(2), rng.standard_normal((3, 2)) * [[1e9, 1e-9]])
    single = walk(student.adagrad_step, column(rng, 4, 1), column(rng, 3, 4, 1))
    return walk_in_turn(student.adagrad_step, rng, bowl) | {"huge and tiny": extreme, "column": single}


@probe("rmsprop_step", points=0.25, exact_dtype=True)
def rmsprop_in_turn(student, rng):
    """A number and a vector in turn, huge and tiny gradients, a column in single precision; the default settings."""
    extreme = walk(student.rmsprop_step, rng.standard_normal(2), rng.standard_normal((3, 2)) * [[1e9, 1e-9]], lr=0.1)
    single = walk(student.rmsprop_step, column(rng, 4, 1), column(rng, 3, 4, 1))
    return walk_in_turn(student.rmsprop_step, rng, bowl) | {"huge and tiny": extreme, "column": single}


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


@probe("erratum_momentum_loop", points=0.25)
def another_bowl(student, rng):
    """Three iterations on a column."""
    return {"x after each iteration": student.erratum_momentum_loop(rng.standard_normal((3, 1)), bowl, 0.2, 0.5, 3)}


@probe("erratum_nesterov_rearranged", points=0.25)
def another_bowl_ahead(student, rng):
    """Three iterations on a column, one weight of which lies at the bottom already."""
    x = rng.standard_normal((3, 1))
    x[1] = 0
    path = student.erratum_nesterov_rearranged(x, bowl, 0.2, 0.5, 3)
    return {"x after each iteration": path}


@probe("erratum_adagrad_loop", points=0.25)
def adagrad_on_a_column(student, rng):
    """Three iterations on a column."""
    x = rng.standard_normal((3, 1))
    x[0] = 1.001
    return {"x after each iteration": student.erratum_adagrad_loop(x, bowl, 0.3, 3)}


@probe("erratum_adam_loop", points=0.25)
def adam_on_a_column(student, rng):
    """Three iterations on a column, with other betas."""
    x = rng.standard_normal((3, 1))
    x[0] = 1.001
    path = student.erratum_adam_loop(x, bowl, 0.3, 3, beta1=0.5, beta2=0.8)
    return {"x after each iteration": path}


@probe("quiz_coasting_speed", points=0.5)
def speed(student, rng):
    """The answer."""
    return {"answer": student.quiz_coasting_speed()}


@probe("quiz_hundredth_adagrad_step", points=0.5)
def hundredth_step(student, rng):
    """The answer."""
    return {"answer": student.quiz_hundredth_adagrad_step()}


@probe("quiz_scaled_loss", points=0.5)
def scaled_loss(student, rng):
    """The answer."""
    return {"answer": student.quiz_scaled_loss()}


@probe("quiz_uncorrected_first_step", points=0.5)
def first_step(student, rng):
    """The answer."""
    return {"answer": student.quiz_uncorrected_first_step()}


@probe("quiz_exponent", points=0.5)
def exponent(student, rng):
    """The answer."""
    return {"answer": student.quiz_exponent()}
