"""How the exercises of `09-second-order` are driven; what is right is the same on the solution. This file ships.

Single steps, directions and updates are compared number by number. Long runs are judged by what they reach.
"""

import numpy as np

from gradschool.checks import probe, quiz


def turned(rng, *curvatures):
    """A symmetric matrix with these eigenvalues, along random directions."""
    basis = np.linalg.qr(rng.standard_normal((len(curvatures), len(curvatures))))[0]
    matrix = basis @ np.diag(np.array(curvatures, dtype=float)) @ basis.T
    return (matrix + matrix.T) / 2


def pairs_of(rng, hessian, count):
    """Steps on a bowl, with the changes of the gradient."""
    steps = rng.standard_normal((count, len(hessian)))
    return [(s, hessian @ s) for s in steps]


def mixed(rng, *bends):
    """A step, and a change of the gradient whose entries are these multiples of the step's, in random order."""
    s = rng.uniform(0.7, 1.3, len(bends)) * rng.choice([-1.0, 1.0], len(bends))
    return s, s * rng.permutation(np.array(bends))


# --- newton_step ----------------------------------------------------------------------------------------------


@probe("newton_step", points=0.75)
def without_damping(student, rng):
    """Bowls with one weight and with four, and a saddle with three; no damping."""
    cases = {"one weight": (2.7,), "four weights": (5.3, 2.1, 0.8, 0.31), "a saddle": (3.1, 0.9, -1.7)}
    steps = {}
    for name, curvatures in cases.items():
        hessian = turned(rng, *curvatures) * rng.uniform(0.8, 1.2)
        steps[name] = student.newton_step(rng.standard_normal(len(hessian)), hessian)
    return steps


@probe("newton_step", points=0.75)
def with_damping(student, rng):
    """The same with a damping of about 0.4, and of about 30."""
    steps = {}
    for name, curvatures in {"one weight": (2.7,), "four weights": (5.3, 2.1, -0.8, 0.31)}.items():
        hessian = turned(rng, *curvatures) * rng.uniform(0.8, 1.2)
        gradient = rng.standard_normal(len(hessian))
        for words, damping in {"a small": rng.uniform(0.3, 0.5), "a large": rng.uniform(25, 35)}.items():
            steps[f"{name}, {words} damping"] = student.newton_step(gradient, hessian, damping=float(damping))
    return steps


def solved_to_rounding(outputs, inputs):
    """Whether the equations hold to many more digits than an inverse leaves."""
    hessian, gradient, step = inputs["hessian"], inputs["gradient"], np.asarray(outputs["step"])
    if step.shape != gradient.shape:
        return f"the step has shape {step.shape}; expected {gradient.shape}"
    left = np.linalg.norm(hessian @ step + gradient) / np.linalg.norm(gradient)
    if left < 1e-12:
        return None
    half_lost = 1e-10 < left < 1e-6
    found = "half of the digits are lost: is it an inverse?" if half_lost else f"{left:.0e} of the gradient is left"
    return f"hessian @ step + gradient should be 0 to rounding, and {found}"


@probe("newton_step", points=0.5, verify=solved_to_rounding)
def nearly_singular(student, rng, inputs):
    """Forty weights and a condition number of 1e10: the equations have to hold to rounding."""
    hessian = turned(rng, *np.logspace(0, -10, 40))
    inputs["hessian"], inputs["gradient"] = hessian, -hessian @ rng.standard_normal(40)
    return {"step": student.newton_step(inputs["gradient"], hessian)}


# --- hessian_vector_product -----------------------------------------------------------------------------------


@probe("hessian_vector_product", points=0.75, rtol=1e-6)
def of_a_bowl(student, rng):
    """A turned bowl with five weights, for a vector and for one with three zeros; a single weight; to six digits."""
    hessian, w, h = turned(rng, 6.0, 2.5, -1.0, 0.3, 0.1), rng.standard_normal(5), rng.uniform(2, 3)
    one, along_axes = rng.standard_normal((2, 1)), rng.standard_normal(5) * np.array([1, 0, 1, 0, 0])
    return {
        "product": student.hessian_vector_product(lambda w: hessian @ w, w, rng.standard_normal(5)),
        "some entries 0": student.hessian_vector_product(lambda w: hessian @ w, w, along_axes),
        "one weight": student.hessian_vector_product(lambda w: h * w, one[0], one[1]),
    }


@probe("hessian_vector_product", points=0.75, rtol=1e-6)
def long_and_short_vectors(student, rng):
    """The loss w^4 / 4 of each weight, with epsilon 0.1: vectors of length 3, 1/7 and 1, from the same point."""
    w, v = rng.uniform(0.5, 2, 4), rng.permutation([1.0, -1.0, 1.0, -1.0]) * rng.uniform(0.5, 2, 4)
    v = v / np.linalg.norm(v)
    lengths = {"3": 3.1, "1/7": 0.14, "1": 1.0}
    products = {}
    for name, length in lengths.items():
        products[f"length {name}"] = student.hessian_vector_product(lambda w: w**3, w, length * v, epsilon=0.1)
    return products


@probe("hessian_vector_product", points=0.25, rtol=1e-6)
def of_zeros_and_of_hardly_anything(student, rng):
    """A vector of zeros, for which no gradient may be asked, and one with a length of about 1e-15."""
    h, w, v, asked = rng.uniform(2, 3), rng.uniform(1, 2, 3), rng.uniform(0.5, 1, 3), []

    def gradient(w):
        asked.append(0)
        return h * w

    zeros = student.hessian_vector_product(gradient, w, np.zeros(3))
    looks, tiny = len(asked), student.hessian_vector_product(gradient, w, 1e-15 * v)
    return {"of zeros": zeros, "gradients asked for it": looks, "of hardly anything, times 1e15": tiny * 1e15}


@probe("hessian_vector_product", points=0.25)
def where_gradients_are_asked(student, rng):
    """The points at which the gradient is asked, sorted by their first entry; epsilon 0.25."""
    asked = []

    def gradient(w):
        asked.append(w * 1.0)
        return 3.0 * w

    student.hessian_vector_product(gradient, rng.standard_normal(3), rng.standard_normal(3), epsilon=0.25)
    return {"points": sorted(tuple(point) for point in asked)}


# --- downhill_step --------------------------------------------------------------------------------------------


@probe("downhill_step", points=0.5)
def beside_saddles(student, rng):
    """Hessians with one and with two negative eigenvalues, the largest in size positive, then negative."""
    steps = {}
    for name, curvatures in {
        "one negative": (4.1, 1.3, -0.7),
        "two negative": (4.1, -1.3, -0.7, 0.4),
        "the largest is negative": (1.9, 0.8, -5.2),
    }.items():
        hessian = turned(rng, *curvatures) * rng.uniform(0.8, 1.2)
        gradient = hessian @ hessian @ rng.standard_normal(len(hessian))  # steepest where the curvature is largest
        steps[name] = student.downhill_step(gradient, hessian, share=0.23)
    return steps


@probe("downhill_step", points=0.5)
def in_bowls(student, rng):
    """Bowls, a round one and one with a curvature far below the share: Newton's own step."""
    steps = {}
    for name, curvatures in {"round": (2.0, 2.0), "some": (3.0, 1.0, 0.4), "long": (5.0, 1.0, 0.0007)}.items():
        hessian = turned(rng, *curvatures) * rng.uniform(0.8, 1.2)
        steps[name] = student.downhill_step(rng.standard_normal(len(hessian)), hessian, share=0.1)
    return steps


@probe("downhill_step", points=0.75)
def negative_between_the_axes(student, rng):
    """A positive diagonal and yet a negative eigenvalue, by the default share; one weight; a diagonal matrix."""
    much, little = rng.uniform(1.5, 3), rng.uniform(0.5, 1)
    hessian = np.array([[little, much], [much, little]])
    single = np.array([[-rng.uniform(1, 3)]])
    along = np.diag([rng.uniform(0.5, 1), -rng.uniform(1.5, 3)])
    return {
        "two weights": student.downhill_step(rng.standard_normal(2), hessian),
        "one weight": student.downhill_step(rng.standard_normal(1), single),
        "along the axes": student.downhill_step(rng.uniform(1, 2) * np.array([1.0, 0.5]), along),
    }


@probe("downhill_step", points=0.25)
def one_is_zero(student, rng):
    """A Hessian with an eigenvalue of exactly 0, which is not positive."""
    flat = np.diag([2.0 + rng.uniform(0, 1), 0.0])
    return {"the step": student.downhill_step(rng.standard_normal(2), flat, share=0.3)}


# --- backtracking_line_search ---------------------------------------------------------------------------------


class Line:
    """A loss along a direction that notes the lengths at which it is asked."""

    def __init__(self, loss):
        self.loss, self.asked = loss, []

    def __call__(self, t):
        """Return the loss at one length."""
        self.asked.append(float(t))
        if len(self.asked) > 300:
            raise RuntimeError("the loss was asked for 300 times: the search has no end")
        return self.loss(t)


def searched(student, loss, slope, **settings):
    """What comes back, and at which lengths it was asked."""
    line = Line(loss)
    value = loss(0.0)
    found = student.backtracking_line_search(line, value, slope, **settings)
    return {"length": found, "tried": line.asked}


@probe("backtracking_line_search", points=0.5)
def along_parabolas(student, rng):
    """Parabolas with their lowest point at 0.7, 0.3, and 0.02 of the step, and so that the whole step hardly falls."""
    found = {}
    for lowest in (0.7, 0.500025, 0.3, 0.02):
        deep = float(rng.uniform(0.5, 2))
        loss = lambda t, c=lowest, d=deep: d * (t - c) ** 2  # noqa: E731
        found[f"lowest at {lowest}"] = searched(student, loss, -2 * deep * lowest)
    first = float(rng.uniform(0.8, 0.9))
    return found | {"another first length": searched(student, loss, -2 * deep * lowest, step=first)}


@probe("backtracking_line_search", points=0.75)
def with_other_settings(student, rng):
    """A share of 0.3, 0.6 and 0.9 of the promise, another first length, shrinking by 0.8; a loss on the very line."""
    found, deep = {}, float(rng.uniform(0.5, 2))
    loss = lambda t: deep * (t - 0.4) ** 2  # noqa: E731
    for share in (0.3, 0.6, 0.9):
        settings = {"step": float(rng.uniform(1.7, 1.9)), "shrink": 0.8, "share": share}
        found[f"share {share}"] = searched(student, loss, -0.8 * deep, **settings)
    slope = float(rng.choice([-1.0, -2.0, -4.0]))
    for step in (0.5, 2.0):
        exact = searched(student, lambda t: 1 + 0.25 * t * slope, slope, step=step, share=0.25)
        found[f"exactly good enough at {step}"] = exact
    return found


@probe("backtracking_line_search", points=0.5)
def where_nothing_is_good_enough(student, rng):
    """A loss that rises, whatever its slope says: at most so many tries, and then None; 50 by default, then 7 and 1."""
    rise = float(rng.uniform(0.5, 2))
    loss = lambda t: 1 + rise * t  # noqa: E731
    found = {"by default": searched(student, loss, -1.0)}
    for most in (7, 1):
        found[f"most {most}"] = searched(student, loss, -1.0, step=float(rng.uniform(0.8, 0.9)), most=most)
    return found


@probe("backtracking_line_search", points=0.25)
def what_is_not_finite(student, rng):
    """Losses that are nan, infinite, or minus infinite beyond a quarter of the step."""
    found, deep = {}, float(rng.uniform(0.5, 2))
    for name, bad in {"nan": np.nan, "infinite": np.inf, "minus infinite": -np.inf}.items():
        loss = lambda t, bad=bad: bad if t > 0.25 else deep * (1 - t + t**2 / 9)  # noqa: E731
        found[name] = searched(student, loss, -deep, step=float(rng.uniform(0.8, 0.9)))
    return found


# --- bfgs_update ----------------------------------------------------------------------------------------------


@probe("bfgs_update", points=0.75)
def one_update(student, rng):
    """Beliefs about four weights and about one; short and tiny steps; s and y nearly at right angles, s y > 0."""
    found = {}
    for name, curvatures, bends in (
        ("four weights", (3.0, 1.2, 0.7, 0.2), (2.1, 1.2, 0.8, -0.3)),
        ("one weight", (1.7,), (2.3,)),
    ):
        found[name] = student.bfgs_update(turned(rng, *curvatures), *mixed(rng, *bends))
    for name, length in {"short": 0.1, "tiny": 1e-8}.items():
        parts = [length * part for part in mixed(rng, 2.1, -0.3)]
        found[f"a {name} step"] = student.bfgs_update(turned(rng, 1.9, 0.6), *parts)
    s = rng.uniform(0.7, 1.3, 2)
    found["nearly at right angles"] = student.bfgs_update(turned(rng, 1.9, 0.6), s, np.array([-s[1], s[0]]) + 1e-3 * s)
    return found


@probe("bfgs_update", points=0.75)
def three_in_a_row(student, rng):
    """Three updates, each of what the one before returned; some entries of y have the sign opposite to those of s."""
    inverse, found = np.eye(3) * rng.uniform(0.4, 0.9), {}
    for i in (1, 2, 3):
        inverse = student.bfgs_update(inverse, *mixed(rng, 2.1, 0.9, -0.3))
        found[f"after {i}"] = inverse
    return found


@probe("bfgs_update", points=0.5)
def where_the_ground_bends_down(student, rng):
    """Steps with s y > 0, with s y < 0 (in every entry; in the sum alone), and with s y = 0: the first alone counts."""
    inverse, s = turned(rng, 3.0, 1.2, 0.7), rng.standard_normal(3)
    a, b = rng.uniform(1, 2, 2)
    return {
        "s y > 0": student.bfgs_update(inverse, *mixed(rng, 2.1, 0.9, -0.3)),
        "s y < 0, in every entry": student.bfgs_update(inverse, s, -rng.uniform(0.5, 2, 3) * s),
        "s y < 0, some entries alike": student.bfgs_update(inverse, *mixed(rng, -2.1, 0.3, 0.2)),
        "s y = 0": student.bfgs_update(inverse, np.array([a, 0.0, 0.0]), np.array([0.0, b, -a])),
    }


# --- lbfgs_direction ------------------------------------------------------------------------------------------


@probe("lbfgs_direction", points=1)
def from_several_pairs(student, rng):
    """Four pairs and six weights; two pairs and one weight."""
    hessian, single = turned(rng, 9.0, 4.0, 2.0, 1.0, 0.5, 0.2), turned(rng, 2.3)
    six, one = pairs_of(rng, hessian, 4), [(s, y * rng.uniform(0.5, 2)) for s, y in pairs_of(rng, single, 2)]
    return {
        "six weights": student.lbfgs_direction(rng.standard_normal(6), six),
        "one weight": student.lbfgs_direction(rng.standard_normal(1), one),
    }


@probe("lbfgs_direction", points=0.75)
def from_one_pair(student, rng):
    """One pair, for any gradient, and for the gradient y of the pair itself."""
    ((s, y),) = pairs_of(rng, turned(rng, 5.0, 2.0, 0.6), 1)
    return {
        "any gradient": student.lbfgs_direction(rng.standard_normal(3), [(s, y)]),
        "gradient y": student.lbfgs_direction(y.copy(), [(s, y)]),
    }


@probe("lbfgs_direction", points=0.5, exact_dtype=True)
def without_pairs(student, rng):
    """No pair, in double and in single precision; two pairs in single precision."""
    steps = rng.uniform(0.5, 1.5, (2, 3)).astype("float32")
    half = [(s, s * np.array([5.0, 2.0, 0.6], dtype="float32")) for s in steps]
    return {
        "double": student.lbfgs_direction(rng.standard_normal(4), []),
        "single": student.lbfgs_direction(rng.standard_normal(4).astype("float32"), []),
        "single, two pairs": student.lbfgs_direction(rng.uniform(0.5, 1.5, 3).astype("float32"), half),
    }


# --- minimize_lbfgs -------------------------------------------------------------------------------------------


class Watched:
    """A loss with its gradient that counts how often it is asked."""

    def __init__(self, value, gradient):
        self.value, self.gradient, self.calls = value, gradient, 0

    def __call__(self, w):
        """Return loss and gradient at w."""
        self.calls += 1
        if self.calls > 3000:
            raise RuntimeError("the objective was asked for 3,000 times: the search has no end")
        return float(self.value(w)), self.gradient(w)


def rescaled(path, length):
    """The path in units of the start's length, so that a short one is compared as strictly; what is no array stays."""
    return path / length if isinstance(path, np.ndarray) else path


def between_the_axes(hessian, *shares):
    """A start with these shares along the axes of a bowl, flattest first: searches go alike, however it is turned."""
    axes = np.linalg.eigh(hessian)[1]
    return axes * np.where(axes.sum(axis=0) < 0, -1, 1) @ np.array(shares)  # an axis has two signs, and eigh chooses


def rosenbrock():
    """Rosenbrock's function of two weights."""
    return Watched(
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        lambda w: np.array([-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)]),
    )


@probe("minimize_lbfgs", points=0.5)
def the_first_steps_on_a_bowl(student, rng):
    """A bowl with four weights, from near and far, with memories of 10, 2 and 1: six points, as shares of the start."""
    hessian = turned(rng, 8.0, 3.0, 1.0, 0.4)
    w = between_the_axes(hessian, 0.5, 0.7, 0.1, 0.5)
    found = {}
    for memory in (10, 2, 1):
        for name, length in {"far": 9.0, "near": 0.02, "very near": 1e-7}.items():
            bowl = Watched(lambda w: w @ hessian @ w / 2, lambda w: hessian @ w)
            path = student.minimize_lbfgs(bowl, length * w, memory=memory, steps=5, tolerance=1e-11)
            found[f"memory {memory}, {name}"] = rescaled(path, length)
            found[f"looks, memory {memory}, {name}"] = bowl.calls
    return found


def arrives(outputs, inputs):
    """A path that begins at the start, never rises, ends at the minimum, and wastes no looks."""
    path, start = np.asarray(outputs["path"], dtype=float), inputs["start"]
    if path.ndim != 2 or path.shape[1] != len(start):
        return f"the path has shape {path.shape}; expected a row of {len(start)} weights for each point"
    if not np.array_equal(path[0], start):
        return "the first row should be the start"
    if not np.all(np.isfinite(path)):
        return "some weights on the path are not finite"
    losses = (1 - path[:, 0]) ** 2 + 100 * (path[:, 1] - path[:, 0] ** 2) ** 2
    if np.any(np.diff(losses) > 0):
        return f"the loss rises after step {int(np.argmax(np.diff(losses) > 0))}; the search should not allow that"
    if losses[-1] > 1e-10:
        return f"it ends after {len(path) - 1} steps at a loss of {losses[-1]:.1e}; expected less than 1e-10"
    if outputs["looks"] > inputs["looks allowed"]:
        return f"it took {outputs['looks']} looks; {inputs['looks allowed']} are plenty if none is wasted"
    return None


@probe("minimize_lbfgs", points=0.75, verify=arrives)
def to_the_end_of_the_valley(student, rng, inputs):
    """Rosenbrock's function from a hair beside its usual start: the minimum, without a rise, in at most 75 looks."""
    inputs.update(start=np.array([-1.2, 1.0]) * rng.uniform(1, 1 + 1e-11, 2))
    inputs["looks allowed"] = 75
    objective = rosenbrock()
    path = student.minimize_lbfgs(objective, inputs["start"].copy(), steps=200, tolerance=1e-7)
    return {"path": path, "looks": objective.calls}


@probe("minimize_lbfgs", points=0.25)
def as_far_as_the_search_finds(student, rng):
    """Bowls whose first step leads across, a hair higher or lower than its start; one with curvatures near 100,000."""
    w, steep = rng.uniform(0.1, 0.4, 1) * rng.choice([-1.0, 1.0]), turned(rng, 1e5, 3e4)
    across = Watched(lambda w: 2.0001 * w @ w / 2, lambda w: 2.0001 * w)
    lower = Watched(lambda w: 1.95 * w @ w / 2, lambda w: 1.95 * w)
    narrow = Watched(lambda w: w @ steep @ w / 2, lambda w: steep @ w)
    return {
        "across": student.minimize_lbfgs(across, w, steps=1),
        "across and lower": student.minimize_lbfgs(lower, w, steps=1),
        "steep": student.minimize_lbfgs(narrow, between_the_axes(steep, 0.6, 0.8), steps=4),
    }


@probe("minimize_lbfgs", points=0.25)
def where_it_ends(student, rng):
    """A start exactly flat enough, and nearly; a short step; a loss that rises along its step: nothing is found."""
    corner = float(rng.choice([2.0, 4.0, 8.0, 16.0])) * np.array([3.0, 4.0])
    bowl = Watched(lambda w: w @ w, lambda w: 2 * w)
    upside_down = Watched(lambda w: w @ w, lambda w: -2 * w)
    return {
        "nearly flat enough": student.minimize_lbfgs(bowl, corner, steps=1, tolerance=2 * float(corner[1]) * 1.1),
        "exactly flat enough": student.minimize_lbfgs(bowl, corner, steps=2, tolerance=2 * float(corner[1]) * 1.25),
        "a step of length 1": student.minimize_lbfgs(bowl, corner, steps=2, tolerance=1.5),
        "nothing found": student.minimize_lbfgs(upside_down, rng.uniform(0.9, 1.1, 3)),
    }


@probe("minimize_lbfgs", points=0.25)
def where_pairs_are_left_out(student, rng):
    """A start where the ground is curved downward, log(1 + w^2) from beyond 1; 3 w / 2 + sin w; a ramp."""
    w = rng.uniform(1.6, 1.9, 2) * rng.choice([-1, 1], 2)
    bumpy = Watched(lambda w: np.sum(np.log1p(w**2)), lambda w: 2 * w / (1 + w**2))
    far = Watched(lambda w: np.sum(np.log1p(w**2)), lambda w: 2 * w / (1 + w**2))
    ramp, tilt = rng.uniform(0.9, 1.1, 3), rng.uniform(1.9, 2.1)
    waves = Watched(lambda w: np.sum(1.5 * w + np.sin(w)), lambda w: 1.5 + np.cos(w))
    return {
        "a ramp": student.minimize_lbfgs(lambda w: (float(w @ ramp), ramp * 1.0), tilt * ramp, steps=3),
        "waves": student.minimize_lbfgs(waves, rng.uniform(0.0, 0.12, 1), steps=4),
        "two weights": student.minimize_lbfgs(bumpy, w, steps=2),
        "farther": student.minimize_lbfgs(far, np.array([float(rng.uniform(5, 6))]), steps=4),
    }


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_promise = quiz("quiz_promise")
quiz_price = quiz("quiz_price")
quiz_saddle_step = quiz("quiz_saddle_step")
quiz_pairs = quiz("quiz_pairs")
quiz_job = quiz("quiz_job")
