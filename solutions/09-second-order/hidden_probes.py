"""Hidden probes of `09-second-order`: other sizes, edges, limits, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import outcome, probe, quiz


def turned(rng, *curvatures):
    """A symmetric matrix with these eigenvalues, along random directions."""
    basis = np.linalg.qr(rng.standard_normal((len(curvatures), len(curvatures))))[0]
    matrix = basis @ np.diag(np.array(curvatures, dtype=float)) @ basis.T
    return (matrix + matrix.T) / 2


@probe("newton_step", points=0.5)
def many_weights(student, rng):
    """Thirty weights, damped and not."""
    hessian, gradient = turned(rng, *rng.uniform(0.5, 4, 30)), rng.standard_normal(30)
    return {
        "plain": student.newton_step(gradient, hessian),
        "damped": student.newton_step(gradient, hessian, float(rng.uniform(0.5, 2))),
    }


@probe("hessian_vector_product", points=0.5, rtol=1e-6)
def the_zero_vector_and_extreme_ones(student, rng):
    """Zeros, for which no gradient may be asked; vectors a million times as long and as short; the default epsilon."""
    hessian, w, asked = turned(rng, 5.0, 2.0, -1.0), rng.uniform(1, 2, 3), []
    v = rng.permutation([1.0, 1.0, -1.0]) * rng.uniform(1, 1.5, 3)

    def gradient(w):
        asked.append(0)
        return hessian @ w + 2 * w**3

    zeros = student.hessian_vector_product(gradient, w, np.zeros(3))
    return {
        "zeros": zeros,
        "gradients asked": len(asked),
        "long": student.hessian_vector_product(gradient, w, 1e6 * v),
        "short, times a million": 1e6 * student.hessian_vector_product(gradient, w, 1e-6 * v),
    }


@probe("downhill_step", points=0.5)
def at_the_edge(student, rng):
    """All eigenvalues negative, and a bowl just above zero; an eigenvalue of exactly 0 and the default share."""
    small = 1e-7 * rng.uniform(1, 9)
    diagonals = {"all negative": (-1.1, -3.4, -0.2), "just above": (1.0, small)}
    steps = {
        name: student.downhill_step(rng.standard_normal(len(curvatures)), np.diag(curvatures), share=0.05)
        for name, curvatures in diagonals.items()
    }
    flat = np.diag([2.0 + rng.uniform(0, 1), 0.0])
    return steps | {"one is zero": outcome(student.downhill_step, rng.standard_normal(2), flat)}


@probe("backtracking_line_search", points=0.5)
def not_a_number(student, rng):
    """Losses that are nan, infinite, or minus infinite at the first lengths; one that is exactly good enough."""
    found, edge, first = {}, 0.2 + float(rng.uniform(0, 0.04)), float(rng.uniform(0.9, 1))
    for name, bad in {"nan": np.nan, "infinite": np.inf, "minus infinite": -np.inf}.items():
        asked = []

        def loss(t, bad=bad, asked=asked):
            asked.append(float(t))
            return bad if t > edge else 1 - t + t**2

        found[name] = student.backtracking_line_search(loss, 1.0, -1.0, step=first), asked
    exact = student.backtracking_line_search(lambda t: 1 - 0.25 * t, 1.0, -1.0, share=0.25)
    return {name: list(asked) for name, (_, asked) in found.items()} | {
        "lengths": [length for length, _ in found.values()],
        "exactly good enough": exact,
    }


@probe("bfgs_update", points=0.5)
def many_updates(student, rng):
    """Ten weights and six steps, every third of which bends down, each from a belief of its own."""
    beliefs = []
    for i in range(6):
        s = rng.uniform(0.7, 1.3, 10) * rng.choice([-1.0, 1.0], 10)
        y = s * rng.permutation(np.append(np.linspace(0.3, 6, 9), -0.4))
        beliefs.append(student.bfgs_update(turned(rng, *np.linspace(0.2, 3, 10)), s, -y if i % 3 == 2 else y))
    return {"beliefs": beliefs}


@probe("lbfgs_direction", points=0.75)
def more_pairs_than_weights(student, rng):
    """Three weights and seven pairs, of steps of very different lengths; thirty weights and ten pairs."""
    small, large = turned(rng, 4.0, 1.0, 0.3), turned(rng, *rng.uniform(0.5, 4, 30))
    few = [(s, small @ s) for s in rng.standard_normal((7, 3)) * np.logspace(0, -3, 7)[:, None]]
    many = [(s, large @ s) for s in rng.standard_normal((10, 30))]
    return {
        "seven pairs": student.lbfgs_direction(rng.standard_normal(3), few),
        "thirty weights": student.lbfgs_direction(rng.standard_normal(30), many),
    }


@probe("minimize_lbfgs", points=0.5)
def when_it_ends(student, rng):
    """No steps; starts that are flat enough, nearly, and exactly; a ramp; a loss that rises along its own step."""
    w, looks = rng.uniform(0.9, 1.1, 3) * rng.choice([-1.0, 1.0], 3), []

    def bowl(w):
        looks.append(0)
        return float(w @ w), 2 * w

    def upside_down(w):
        return float(w @ w), -2 * w

    none, first = student.minimize_lbfgs(bowl, w, steps=0), len(looks)
    flat = student.minimize_lbfgs(bowl, w, tolerance=2 * float(np.linalg.norm(w)) * (1 + 1e-9))
    way = student.minimize_lbfgs(bowl, w, tolerance=1.6 * float(np.linalg.norm(w)))
    corner = float(rng.choice([0.5, 1.0, 2.0, 4.0])) * np.array([3.0, 4.0])
    exactly = student.minimize_lbfgs(bowl, corner, tolerance=2 * float(corner[1]) * 1.25)
    ramp = student.minimize_lbfgs(lambda v: (float(w @ v), w * 1.0), 2 * w, steps=3)
    lost = student.minimize_lbfgs(upside_down, w)
    return {"no steps": none, "looks": first, "flat": flat, "on the way": way, "lost": lost} | {
        "exactly flat enough": exactly,
        "a ramp": ramp,
    }


quiz_promise = quiz("quiz_promise", points=0.4)
quiz_price = quiz("quiz_price", points=0.4)
quiz_saddle_step = quiz("quiz_saddle_step", points=0.4)
quiz_pairs = quiz("quiz_pairs", points=0.4)
quiz_job = quiz("quiz_job", points=0.4)
