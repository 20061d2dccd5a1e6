"""Newton, BFGS and L-BFGS: against SciPy, against their defining equations, on another device; Polyak averaging."""

import numpy as np
import pytest

from gradschool import backend, data, nn, optim
from gradschool.data import surfaces
from gradschool.optim.line_search import Point


def rosenbrock(w):
    """Return value and gradient of the extended Rosenbrock function."""
    a, b = w[:-1], w[1:]
    gradient = 0 * w
    gradient[:-1] = -400 * a * (b - a**2) - 2 * (1 - a)
    gradient[1:] += 200 * (b - a**2)
    xp = backend.array_namespace(w)
    return xp.sum(100 * (b - a**2) ** 2 + (1 - a) ** 2), gradient


def rosenbrock_hessian(w):
    x, y = float(w[0]), float(w[1])
    return backend.to_device(np.array([[1200 * x**2 - 400 * y + 2, -400 * x], [-400 * x, 200.0]]), w)


def logistic_regression():
    """Return the loss of logistic regression on some digits, with an L2 penalty, and its start."""
    x, y = data.digits(dtype="float64").flat.take(np.arange(300))

    def objective(w):
        xp = backend.array_namespace(w)
        weight = xp.reshape(w, (64, 10))
        loss, upstream = nn.softmax_cross_entropy(x @ weight, y)
        return loss + 5e-3 * xp.vecdot(w, w), xp.reshape(x.T @ upstream, (-1,)) + 1e-2 * w

    return objective, backend.to_device(np.zeros(640))


def by_scipy(objective, start, **settings):
    """Return SciPy's minimum; it is not needed where a GPU alone is tried."""
    optimize = pytest.importorskip("scipy.optimize", reason="SciPy is what these are held against")
    return optimize.minimize(objective, start, jac=True, **settings)


@pytest.fixture(params=["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def device(request):
    with backend.use(request.param) as chosen:
        yield chosen


@pytest.mark.parametrize("minimize", [optim.minimize_lbfgs, optim.minimize_bfgs])
@pytest.mark.parametrize("start", [[-1.2, 1.0], [0.0] * 8], ids=["2 weights", "8 weights"])
def test_the_bottom_of_rosenbrock_s_valley_is_found_on_either_device(minimize, start, device):
    start = backend.to_device(np.array(start))
    found = minimize(rosenbrock, start, tolerance=1e-8)
    assert found.converged
    assert found.w.device == start.device
    reference = by_scipy(rosenbrock, backend.to_numpy(start), method="BFGS", tol=1e-8)
    np.testing.assert_allclose(backend.to_numpy(found.w), reference.x, atol=1e-6)
    assert found.evaluations < 2 * reference.nfev


def test_newton_finds_it_in_a_few_steps(device):
    start = backend.to_device(np.array([-1.2, 1.0]))
    found = optim.minimize_newton(rosenbrock, rosenbrock_hessian, start, tolerance=1e-10, keep_path=True)
    assert found.converged
    assert found.iterations < 40
    np.testing.assert_allclose(backend.to_numpy(found.w), [1, 1], atol=1e-9)
    assert len(found.path) == found.iterations + 1


def test_newton_solves_a_quadratic_in_one_step():
    matrix, target = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])

    def objective(w):
        return w @ matrix @ w / 2 - target @ w, matrix @ w - target

    found = optim.minimize_newton(objective, lambda w: matrix, np.zeros(2), tolerance=1e-10)
    assert found.iterations == 1
    np.testing.assert_allclose(found.w, np.linalg.solve(matrix, target), rtol=1e-12)


def test_newton_leaves_a_saddle_downhill():
    surface = surfaces.saddle()
    found = optim.minimize_newton(
        lambda w: (surface(w), surface.gradient(w)),
        lambda w: np.array([[1.0, 0.0], [0.0, 3 * w[1] ** 2 - 1]]),
        np.array([-1.0, 0.01]),
    )
    np.testing.assert_allclose(found.w, [0, 1], atol=1e-6)


@pytest.mark.parametrize("minimize", [optim.minimize_lbfgs, optim.minimize_bfgs])
def test_logistic_regression_agrees_with_scipy(minimize):
    with backend.use("numpy"):
        objective, start = logistic_regression()
    reference = by_scipy(objective, start, method="L-BFGS-B", options={"gtol": 1e-7, "ftol": 0, "maxiter": 2000})
    found = minimize(objective, start, tolerance=1e-6)
    assert found.converged
    assert found.gradient_norm <= 1e-6
    np.testing.assert_allclose(found.value, reference.fun, rtol=1e-8)
    np.testing.assert_allclose(found.w, reference.x, atol=1e-4)


def test_bfgs_updates_fulfil_the_secant_equation_and_stay_symmetric(device):
    rng = np.random.default_rng(0)
    root, s = rng.standard_normal((4, 4)), rng.standard_normal(4)
    hessian = root @ root.T + np.eye(4)
    inverse, y = np.eye(4) * 0.3, hessian @ s
    new = backend.to_numpy(optim.bfgs_update(*(backend.to_device(part) for part in (inverse, s, y))))
    np.testing.assert_allclose(new @ y, s, rtol=1e-10)
    np.testing.assert_allclose(new, new.T, rtol=1e-12)
    assert np.linalg.eigvalsh(new).min() > 0


def test_lbfgs_with_all_pairs_goes_where_bfgs_would():
    rng = np.random.default_rng(0)
    root = rng.standard_normal((5, 5))
    hessian = root @ root.T + np.eye(5)
    pairs = [(s, hessian @ s) for s in rng.standard_normal((3, 5))]
    s, y = pairs[-1]
    inverse = np.eye(5) * (s @ y) / (y @ y)
    for pair in pairs:
        inverse = optim.bfgs_update(inverse, *pair)
    gradient = rng.standard_normal(5)
    np.testing.assert_allclose(optim.lbfgs_direction(gradient, pairs), -inverse @ gradient, rtol=1e-9)


def test_without_pairs_lbfgs_goes_down_the_gradient():
    assert optim.lbfgs_direction(np.array([1.0, -2.0]), []).tolist() == [-1, 2]


def test_backtracking_takes_the_first_step_that_falls_enough():
    def value_at(t):
        return (t - 0.2) ** 2

    assert optim.backtracking(value_at, value_at(0), -0.4) == 0.25
    assert optim.backtracking(lambda t: 1.0 + t, 1.0, -1.0) is None


@pytest.mark.parametrize("first", [1e-3, 0.1, 1.0, 50.0])
def test_the_step_found_fulfils_the_strong_wolfe_conditions(first):
    def along(t):
        return np.cos(t + 0.5) + 0.05 * t**2, -np.sin(t + 0.5) + 0.1 * t

    start = Point(0.0, *along(0.0))
    found = optim.strong_wolfe(along, start, step=first, curvature=0.1)
    assert found.value <= start.value + 1e-4 * found.step * start.slope
    assert abs(found.slope) <= 0.1 * abs(start.slope)


def test_a_wrong_gradient_ends_with_a_reason():
    found = optim.minimize_lbfgs(lambda w: (float(w @ w), -2 * w), np.ones(2))
    assert not found.converged
    assert "its gradient is wrong" in found.reason


def test_the_iterations_can_run_out():
    found = optim.minimize_lbfgs(rosenbrock, np.array([-1.2, 1.0]), most=3)
    assert (found.iterations, found.converged) == (3, False)
    assert "used up" in found.reason


def test_a_start_at_the_minimum_takes_no_step():
    start = np.ones(2)
    found = optim.minimize_lbfgs(rosenbrock, start)
    assert (found.iterations, found.converged) == (0, True)
    assert found.w is not start


def test_polyak_averages_are_the_mean_or_fade(device):
    mean, fading = optim.PolyakAverage(), optim.PolyakAverage(decay=0.5)
    for value in (1.0, 2.0, 6.0):
        w = backend.to_device(np.full(2, value))
        mean.update(w)
        fading.update(w)
        w[...] = 99.0
    np.testing.assert_allclose(backend.to_numpy(mean.weights), 3.0)
    np.testing.assert_allclose(backend.to_numpy(fading.weights), (0.125 * 1 + 0.25 * 2 + 0.5 * 6) / 0.875)


def test_an_average_of_nothing_says_so():
    with pytest.raises(ValueError, match="call update"):
        _ = optim.PolyakAverage().weights


def flat(w):
    return np.eye(len(w), dtype=w.dtype)


MINIMIZERS = {
    "lbfgs": optim.minimize_lbfgs,
    "bfgs": optim.minimize_bfgs,
    "newton": lambda objective, start, **settings: optim.minimize_newton(objective, flat, start, **settings),
}
every_minimizer = pytest.mark.parametrize("minimize", MINIMIZERS.values(), ids=list(MINIMIZERS))


@every_minimizer
@pytest.mark.parametrize(
    ("objective", "reason"),
    [
        (lambda w: (float("nan"), 0 * w), "the function is nan at the start"),
        (lambda w: (float("inf"), w), "the function is inf at the start"),
        (lambda w: (1.0, w * float("nan")), "the gradient is not finite at the start"),
    ],
)
def test_a_start_that_is_not_finite_is_the_reason(minimize, objective, reason):
    found = minimize(objective, np.ones(2))
    assert (found.iterations, found.converged, found.reason) == (0, False, reason)


@pytest.mark.parametrize("minimize", [optim.minimize_lbfgs, optim.minimize_bfgs])
def test_a_function_without_a_bottom_is_the_reason(minimize):
    slope = minimize(lambda w: (-float(w.sum()), 0 * w - 1), np.ones(2))
    assert not slope.converged
    assert "unbounded below, as far as was looked: it falls from -2 to -7" in slope.reason


@every_minimizer
def test_a_function_that_reaches_minus_infinity_is_the_reason(minimize):
    def abyss(w):
        with np.errstate(over="ignore"):
            return -float(np.exp(w.sum() * 300)), -300 * np.exp(w * 300)

    found = minimize(abyss, np.ones(1))
    assert not found.converged
    assert "unbounded below" in found.reason
    assert found.reason.endswith("times the direction")


def test_newton_on_a_hilltop_says_that_there_is_no_bottom():
    found = optim.minimize_newton(lambda w: (-float(w @ w), -2 * w), lambda w: -2 * np.eye(2), np.ones(2))
    assert not found.converged
    assert found.value < -1e300
    assert "if it has a minimum at all" in found.reason


def test_a_hessian_that_is_not_symmetric_is_the_reason():
    found = optim.minimize_newton(rosenbrock, lambda w: np.array([[3.0, 1.0], [2.0, 3.0]]), np.array([-1.2, 1.0]))
    assert (found.iterations, found.converged) == (0, False)
    assert found.reason == "the Hessian is not symmetric: 1 at (0, 1), 2 at (1, 0)"


def test_a_hessian_that_is_not_finite_is_the_reason():
    found = optim.minimize_newton(rosenbrock, lambda w: np.full((2, 2), np.nan), np.array([-1.2, 1.0]))
    assert (found.iterations, found.reason) == (0, "the Hessian is not finite after 0 iterations")


def test_a_hessian_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"the Hessian has shape \(3, 3\); 2 weights need \(2, 2\)"):
        optim.minimize_newton(rosenbrock, lambda w: np.eye(3), np.array([-1.2, 1.0]))


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
def test_newton_does_the_same_in_any_unit(unit):
    def saddle(w):
        x, y = w
        return unit * (x**2 / 2 - y**2 / 2 + y**4 / 4), unit * np.array([x, y**3 - y])

    def hessian(w):
        return unit * np.array([[1.0, 0.0], [0.0, 3 * w[1] ** 2 - 1]])

    found = optim.minimize_newton(saddle, hessian, np.array([-1.0, 0.01]), tolerance=1e-8 * unit)
    assert found.converged
    assert found.iterations < 15
    np.testing.assert_allclose(found.w, [0, 1], atol=1e-6)


def test_where_nothing_curves_newton_goes_one_step_down():
    found = optim.minimize_newton(lambda w: (float(w.sum()), 0 * w + 1), lambda w: np.zeros((4, 4)), np.ones(4), most=1)
    np.testing.assert_allclose(found.w, 0.5)


@every_minimizer
@pytest.mark.parametrize("start", [np.array([1, 2]), np.ones(2, "float16")])
def test_a_start_of_another_dtype_is_refused(minimize, start):
    with pytest.raises(TypeError, match=f"the start: .*{start.dtype}"):
        minimize(lambda w: (float(w @ w), 2 * w), start)


@every_minimizer
def test_a_gradient_of_another_shape_is_refused(minimize):
    with pytest.raises(ValueError, match=r"the gradient has shape \(2, 1\); the weights have \(2,\)"):
        minimize(lambda w: (float(w @ w), 2 * w[:, None]), np.ones(2))


@every_minimizer
def test_a_gradient_too_large_for_its_dtype_is_the_reason(minimize):
    found = minimize(lambda w: (1e25, 0 * w + np.float32(1e25)), np.ones(2, "float32"))
    assert (
        found.reason
        == "a gradient of 1e+25 is too large to be squared in float32: scale the function, if it has a minimum at all"
    )


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"tolerance": float("nan")}, "minimize_lbfgs: tolerance is nan; it must be a number of at least 0"),
        ({"most": -1}, "minimize_lbfgs: most is -1; it must be a whole number of at least 0"),
        ({"memory": 0}, "minimize_lbfgs: memory is 0; it must be a whole number of at least 1"),
    ],
)
def test_a_minimizer_refuses_settings_that_can_t_be_meant(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        optim.minimize_lbfgs(rosenbrock, np.array([-1.2, 1.0]), **settings)


def test_averages_take_weights_of_one_shape_and_dtype():
    average = optim.PolyakAverage()
    average.update(np.ones(3))
    with pytest.raises(ValueError, match=r"the weights have shape \(1,\); their average has \(3,\)"):
        average.update(np.ones(1))
    with pytest.raises(TypeError, match="the weights: float32 where the others are float64"):
        average.update(np.ones(3, "float32"))
    assert average.count == 1


@pytest.mark.parametrize("minimize", [optim.minimize_bfgs, optim.minimize_lbfgs])
def test_an_objective_without_its_gradient_and_a_start_that_is_a_list_are_named(minimize):
    with pytest.raises(TypeError, match=r"the objective returned 2\.0; it returns a pair: the value, and its gradient"):
        minimize(lambda w: float(w @ w), np.ones(2))
    with pytest.raises(TypeError, match="the start is a list, not an array"):
        minimize(lambda w: (float(w @ w), 2 * w), [1.0, 1.0])


def one_buffer(curvatures, dtype="float64"):
    """Return a quadratic whose gradients are all written into one array, as a model's are."""
    buffer = np.empty(len(curvatures), dtype)

    def objective(w):
        buffer[...] = curvatures * w
        return float(w @ buffer) / 2, buffer

    return objective


@pytest.mark.parametrize("minimize", [optim.minimize_lbfgs, optim.minimize_bfgs])
def test_an_objective_may_write_its_next_gradient_over_the_last(minimize):
    curvatures = np.geomspace(1, 1e4, 6)
    found = minimize(one_buffer(curvatures), np.ones(6))
    fresh = minimize(lambda w: (float(curvatures @ (w * w)) / 2, curvatures * w), np.ones(6))
    assert found.converged
    assert (found.iterations, found.evaluations) == (fresh.iterations, fresh.evaluations)


def test_a_network_is_minimized_through_its_own_buffers():
    digits = data.digits(dtype="float64").flat.take(range(100))
    model = nn.Sequential(nn.Dense(64, 8), nn.Tanh(), nn.Dense(8, 10))
    parameters = model.build(rng=0, dtype="float64")

    def objective(w):
        parameters.values[...] = w
        loss, upstream = nn.softmax_cross_entropy(model(digits.x), digits.y)
        model.backward(upstream)
        return loss, parameters.gradients

    assert optim.minimize_lbfgs(objective, parameters.values, most=60).value < 0.01


def test_a_gradient_in_another_precision_and_a_start_of_two_axes_are_refused():
    with pytest.raises(TypeError, match="the gradient that the objective returns: float64 where the others are float3"):
        optim.minimize_lbfgs(one_buffer(np.ones(2)), np.ones(2, "float32"))
    with pytest.raises(TypeError, match="the gradient that the objective returns is a list, not an array"):
        optim.minimize_bfgs(lambda w: (0.0, [1.0, 2.0]), np.ones(2))
    with pytest.raises(ValueError, match=r"the start has shape \(2, 2\); weights are one axis: start\.reshape\(-1\)"):
        optim.minimize_lbfgs(rosenbrock, np.ones((2, 2)))


def test_a_singular_hessian_is_damped_where_a_device_would_solve_it_with_nonsense(device):
    flat = backend.to_device(np.diag([1.0, 0.0]))
    found = optim.minimize_newton(lambda w: (w @ flat @ w / 2, flat @ w), lambda w: flat, backend.to_device(np.ones(2)))
    assert found.converged
    np.testing.assert_allclose(backend.to_numpy(found.w), [0.0, 1.0], atol=1e-6)
