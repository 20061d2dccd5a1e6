"""What unit 07 claims beyond its own exercises: agreement with the library, and every number in its text.

That solutions pass, blanks fail and mistakes earn their hints is the audit's business.
"""

import contextlib
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.cells import is_guess, is_solution
from grader.course import Course, Unit
from gradschool import backend, data, optim
from gradschool.experiments.contest import train_digits, walk

ROOT = Path(__file__).parents[2]
STEPS = 50
VALLEY = data.surfaces.valley(400)
BEST = {"gradient descent": 1, "momentum": 0.2, "Nesterov": 0.3, "AdaGrad": 0.1, "RMSProp": 0.0125, "Adadelta": 5}
BEST |= {"Adam": 0.05}
RUNNERS = {
    "gradient descent": ("momentum_step", {"mu": 0}),
    "momentum": ("momentum_step", {}),
    "Nesterov": ("nesterov_step", {}),
    "AdaGrad": ("adagrad_step", {}),
    "RMSProp": ("rmsprop_step", {}),
    "Adadelta": ("adadelta_step", {}),
    "Adam": ("adam_step", {}),
}


@pytest.fixture(scope="module")
def unit() -> Unit:
    return Course(ROOT).unit("07-optimizers")


@pytest.fixture(scope="module")
def solved(unit: Unit) -> Mapping[str, Any]:
    backend.use("numpy")
    return unit.solution.definitions


@pytest.fixture(scope="module")
def prose(unit: Unit) -> str:
    text = " ".join(cell.source for cell in unit.notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"\s+", " ", text)


def mistaken(unit: Unit, name: str) -> Any:
    """The wrong function that a known mistake makes."""
    return next(mistake for mistake in unit.mistakes if mistake.name == name).make(unit.solution)


# --- The rules are those of the library -----------------------------------------------------------------------


def bowl(w: np.ndarray) -> np.ndarray:
    """Gradient of a bowl with curvatures from 0.5 to 3."""
    return np.linspace(0.5, 3.0, w.size).reshape(w.shape) * w


def start() -> np.ndarray:
    return np.random.default_rng(7).standard_normal((3, 4))


def walked(step: Any, **settings: Any) -> np.ndarray:
    """The points that one of the unit's functions visits in a bowl."""
    w, state, points = start(), None, []
    for _ in range(STEPS):
        w, state = step(w, bowl(w), state, **settings)
        points.append(w)
    return np.array(points)


def walked_by_library(optimizer: optim.Optimizer) -> np.ndarray:
    w = start()
    state, points = optimizer.start(w), []
    for _ in range(STEPS):
        w, state = optimizer.step(w, bowl(optimizer.gradient_point(w, state)), state)
        points.append(w)
    return np.array(points)


@pytest.mark.parametrize(
    ("name", "optimizer", "settings"),
    [
        ("momentum_step", optim.Momentum(lr=0.1, mu=0.8), {"lr": 0.1, "mu": 0.8}),
        ("nesterov_shifted_step", optim.Nesterov(lr=0.1, mu=0.8), {"lr": 0.1, "mu": 0.8}),
        ("adagrad_step", optim.AdaGrad(lr=0.3, eps=1e-3), {"lr": 0.3, "eps": 1e-3}),
        ("rmsprop_step", optim.RMSProp(lr=0.01, rho=0.8, eps=1e-3), {"lr": 0.01, "rho": 0.8, "eps": 1e-3}),
        ("adadelta_step", optim.Adadelta(lr=2.0, rho=0.8, eps=1e-3), {"lr": 2.0, "rho": 0.8, "eps": 1e-3}),
        ("adam_step", optim.Adam(lr=0.1, beta1=0.8, eps=1e-3), {"lr": 0.1, "beta1": 0.8, "eps": 1e-3}),
    ],
)
def test_a_solution_walks_with_the_library_for_fifty_steps(
    solved: Mapping[str, Any], name: str, optimizer: optim.Optimizer, settings: dict[str, float]
) -> None:
    np.testing.assert_allclose(walked(solved[name], **settings), walked_by_library(optimizer), rtol=1e-9, atol=1e-12)


def test_nesterov_looking_ahead_walks_with_the_library_for_fifty_steps(solved: Mapping[str, Any]) -> None:
    points = walked(lambda w, g, state: solved["nesterov_step"](w, bowl, state, lr=0.1, mu=0.8))
    library = walked_by_library(optim.Nesterov(lr=0.1, mu=0.8, form="look-ahead"))
    np.testing.assert_allclose(points, library, rtol=1e-9, atol=1e-12)


def looked_ahead(solved: Mapping[str, Any]) -> np.ndarray:
    asked = []

    def noting(w: np.ndarray) -> np.ndarray:
        asked.append(w)
        return bowl(w)

    walked(lambda w, g, state: solved["nesterov_step"](w, noting, state, lr=0.1, mu=0.8))
    return np.array(asked)


def test_the_changed_variables_are_the_look_ahead_points(solved: Mapping[str, Any]) -> None:
    shifted = walked(solved["nesterov_shifted_step"], lr=0.1, mu=0.8)
    np.testing.assert_allclose(shifted[:-1], looked_ahead(solved)[1:], rtol=1e-9, atol=1e-12)


def test_nesterov_s_velocity_is_the_sum_of_the_gradients_at_the_look_ahead_points(solved: Mapping[str, Any]) -> None:
    points = walked(lambda w, g, state: solved["nesterov_step"](w, bowl, state, lr=0.1, mu=0.8))
    velocity = sum(0.8**age * bowl(ahead) for age, ahead in enumerate(looked_ahead(solved)[::-1]))
    np.testing.assert_allclose(points[-2] - points[-1], 0.1 * velocity, rtol=1e-9, atol=1e-12)


# --- Steps in the valley --------------------------------------------------------------------------------------


def arrival(solved: Mapping[str, Any], name: str, surface: Any = VALLEY, steps: int = 3000, **settings: float) -> int:
    return solved["measure_path"](walk(solved[name], surface, steps, **settings))[0]


def test_gradient_descent_needs_744_steps_and_the_formula_of_momentum_73(solved: Mapping[str, Any]) -> None:
    assert arrival(solved, "momentum_step", lr=2 / 401, mu=0) == 744
    assert arrival(solved, "momentum_step", lr=4 / 21**2, mu=(19 / 21) ** 2) == 73
    assert pytest.approx(0.82, abs=0.005) == (19 / 21) ** 2


def test_a_fine_grid_finds_42_steps_for_momentum_and_62_for_nesterov(solved: Mapping[str, Any]) -> None:
    rates, momenta = np.meshgrid(np.linspace(0.04, 4, 100), np.linspace(0.8, 0.98, 10))
    starts = np.ones((*rates.shape, 1)) * VALLEY.start
    for name, fewest, place in (("momentum_step", 42, (3.24, 0.86)), ("nesterov_step", 62, (1.2, 0.92))):
        paths = walk(solved[name], VALLEY, 200, starts, lr=rates[..., None] / 400, mu=momenta[..., None])
        with np.errstate(all="ignore"):
            close = np.linalg.norm(paths, axis=-1) <= 0.1
        late = np.where(close[-1], len(paths) - np.argmin(close[::-1], axis=0), 10**6)
        i, j = np.unravel_index(late.argmin(), late.shape)
        assert late.min() == fewest
        assert (rates[i, j], momenta[i, j]) == pytest.approx(place)


def test_with_momentum_the_best_rate_of_gradient_descent_arrives_in_fewer_than_a_hundred_steps(
    solved: Mapping[str, Any],
) -> None:
    assert arrival(solved, "momentum_step", lr=2 / 401, mu=0.9) < 100
    assert arrival(solved, "momentum_step", lr=0.008, mu=0.86) < 50


def test_momentum_is_sixteen_times_as_fast_at_one_rate(solved: Mapping[str, Any]) -> None:
    slow, fast = (arrival(solved, "momentum_step", lr=0.004, mu=mu) for mu in (0, 0.9))
    assert slow / fast == pytest.approx(16, abs=0.5)
    assert not np.isfinite(walk(solved["momentum_step"], VALLEY, 1000, lr=0.04, mu=0)[-1]).all()


@pytest.mark.parametrize(
    ("name", "bound"),
    [("momentum_step", lambda mu: 2 * (1 + mu)), ("nesterov_step", lambda mu: 2 * (1 + mu) / (1 + 2 * mu))],
)
def test_the_cliffs_are_where_the_map_draws_them(
    solved: Mapping[str, Any], name: str, bound: Callable[[float], float]
) -> None:
    parabola = data.surfaces.valley(1)
    for mu in (0.0, 0.5, 0.9):
        below, above = (walk(solved[name], parabola, 3000, lr=share * bound(mu), mu=mu) for share in (0.99, 1.01))
        assert np.abs(below[-1]).max() < 1
        assert np.abs(above[-1]).max() > 100
    assert bound(0.9) == pytest.approx({"momentum_step": 3.8, "nesterov_step": 1.36}[name], abs=0.005)


def test_with_momentum_enough_the_rate_hardly_matters(solved: Mapping[str, Any]) -> None:
    late = [arrival(solved, "momentum_step", lr=share / 400, mu=0.95) for share in np.linspace(0.5, 3.6, 32)]
    assert 120 <= min(late) <= max(late) <= 160


def test_momentum_needs_the_root_of_the_steps(solved: Mapping[str, Any]) -> None:
    rows = []
    for kappa in (400, 1600):
        surface, root, q = data.surfaces.valley(kappa), kappa**0.5, (3 * kappa + 1) ** 0.5
        rows.append(
            [
                arrival(solved, "momentum_step", surface, lr=2 / (kappa + 1), mu=0),
                arrival(solved, "momentum_step", surface, lr=4 / (root + 1) ** 2, mu=((root - 1) / (root + 1)) ** 2),
                arrival(solved, "nesterov_step", surface, lr=4 / (3 * kappa + 1), mu=(q - 2) / (q + 2)),
            ]
        )
    assert rows[1][:2] == [2976, 162]
    assert np.divide(*rows[::-1]) == pytest.approx([4, 2.1, 2.1], abs=0.15)


def test_a_momentum_of_09_is_the_formula_s_for_1440() -> None:
    assert pytest.approx(1440, abs=5) == ((1 + 0.9**0.5) / (1 - 0.9**0.5)) ** 2


def test_a_ball_overshoots_from_the_formula_on_and_by_three_fifths_at_09(solved: Mapping[str, Any]) -> None:
    parabola = data.surfaces.valley(1)
    past = [
        solved["measure_path"](walk(solved["momentum_step"], parabola, 400, (1.0, 1.0), lr=0.1, mu=mu))[1][0]
        for mu in (0.46, 0.48, 0.9)
    ]
    assert past[0] == 0 < past[1]
    assert past[2] == pytest.approx(0.6, abs=0.01)


def test_the_ball_gets_over_the_hill_comes_back_and_gets_over_again(solved: Mapping[str, Any]) -> None:
    ends = {}
    for mu in np.arange(100) / 100:
        w, state = np.array([1.9]), None
        for _ in range(240):
            w, state = solved["momentum_step"](w, w**3 - w + 0.15, state, lr=0.05, mu=mu)
        ends[round(100 * mu)] = w[0] < 0
    assert not any(ends[mu] for mu in range(77))
    assert all(ends[mu] for mu in range(77, 94))
    assert not ends[94]
    assert not ends[95]
    assert ends[96]


@pytest.mark.parametrize("mu", [0.5, 0.9])
def test_momentum_raises_the_floor_by_one_over_what_it_forgets(solved: Mapping[str, Any], mu: float) -> None:
    floors = []
    for lr, share in ((0.02, 0), (0.02, mu), (0.02 / (1 - mu), 0)):
        rng, w, state, late = np.random.default_rng(1), np.full(2000, 3.0), None, []
        for step in range(600):
            w, state = solved["momentum_step"](w, w + rng.standard_normal(2000), state, lr=lr, mu=share)
            if step >= 300:
                late.append(np.mean(w * w))
        floors.append(np.mean(late))
    assert floors[1] / floors[0] == pytest.approx(1 / (1 - mu), rel=0.06)
    assert floors[1] / floors[2] == pytest.approx(1, rel=0.12)


# --- Rules with a rate for each weight ------------------------------------------------------------------------


@pytest.mark.parametrize(("rho", "first"), [(0.9, 3.2), (0.99, 10)])
def test_the_first_step_of_rmsprop_is_longer_than_its_rate(solved: Mapping[str, Any], rho: float, first: float) -> None:
    assert -solved["rmsprop_step"](0.0, 1.0, None, lr=1.0, rho=rho)[0] == pytest.approx(first, rel=0.02)


def test_adagrad_s_hundredth_step_is_a_tenth_of_its_rate(solved: Mapping[str, Any]) -> None:
    w, state = 0.0, None
    for _ in range(100):
        before = w
        w, state = solved["adagrad_step"](w, 1.0, state, lr=1.0)
    assert before - w == pytest.approx(0.1)


def test_adagrad_moves_a_rare_weight_five_times_as_far(solved: Mapping[str, Any]) -> None:
    w, state, before = np.zeros(2), None, np.zeros(2)
    for t in range(1, 201):
        before = w
        w, state = solved["adagrad_step"](w, np.array([1.0, float(t % 25 == 0)]), state, lr=0.1)
    np.testing.assert_allclose(before - w, [0.1 / 200**0.5, 0.1 / 8**0.5])


@pytest.mark.parametrize(("rho", "least", "most"), [(0.9, 85, 101), (0.99, 1, 3)])
def test_rmsprop_notices_a_plain_within_a_hundred_steps_at_09_but_not_at_099(
    solved: Mapping[str, Any], rho: float, least: float, most: float
) -> None:
    w, state, moved = 0.0, None, []
    for step in range(250):
        size = 1.0 if step < 100 else 0.01
        after, state = solved["rmsprop_step"](w, size, state, lr=0.01, rho=rho)
        moved.append((w - after) / size)
        w = after
    assert least < moved[-51] / moved[99] < most


def test_adadelta_begins_with_the_root_of_ten_epsilons_and_grows_about_threefold(solved: Mapping[str, Any]) -> None:
    for eps in (1e-8, 1e-6, 1e-4):
        w, state, path = 0.0, None, [0.0]
        for _ in range(1000):
            w, state = solved["adadelta_step"](w, 1.0, state, eps=eps)
            path.append(w)
        lengths = -np.diff(path)
        assert lengths[0] == pytest.approx((10 * eps) ** 0.5, rel=0.01)
        assert lengths[-1] / lengths[0] == pytest.approx(3.3, abs=0.2)


def test_almost_adam_is_too_long_for_thousands_of_steps(unit: Unit) -> None:
    step = mistaken(unit, "adam_without_bias_correction")
    w, state, path = 0.0, None, [0.0]
    for _ in range(3000):
        w, state = step(w, 1.0, state, lr=1.0)
        path.append(w)
    lengths = -np.diff(path)
    assert lengths[0] == pytest.approx(3.2, abs=0.05)
    assert lengths[:30].max() > 6
    assert lengths[1000] > 1.2
    assert lengths[-1] < 1.03


def test_adam_s_first_step_is_the_sign_and_a_hundred_at_1e_5_go_no_farther_than_a_thousandth(
    solved: Mapping[str, Any],
) -> None:
    g = np.array([-1000.0, -1.0, 0.01, 1e-4, 5.0])
    np.testing.assert_allclose(solved["adam_step"](np.zeros(5), g, lr=0.001)[0], -0.001 * np.sign(g), rtol=1e-3)
    weights = train_digits(solved["adam_step"], [0], lr=1e-5).weights
    begun = train_digits(solved["adam_step"], [0], updates=1, lr=0.0).weights
    assert 0.0005 < np.abs(weights - begun).max() < 0.00115
    assert begun[0, :2048].std() == pytest.approx(0.18, abs=0.01)


def test_adagrad_wins_the_straight_valley_in_four_steps_whatever_its_condition(solved: Mapping[str, Any]) -> None:
    for kappa in (25, 100, 400):
        assert arrival(solved, "adagrad_step", data.surfaces.valley(kappa), 300, lr=2 * 2**0.5) == 4


@pytest.mark.parametrize("start", [(-3.7, 1.1), (-3.3, 0.8), (-2.9, 1.3), (-5.0, 1.0)])
def test_adagrad_needs_three_or_four_steps_from_other_starts(
    solved: Mapping[str, Any], start: tuple[float, float]
) -> None:
    rates = 2.0 ** np.arange(-13, 7, 0.5)
    paths = walk(solved["adagrad_step"], data.surfaces.valley(100), 300, np.ones((40, 2)) * start, lr=rates[:, None])
    late = [solved["measure_path"](paths[:, i])[0] for i in range(40)]
    assert min(step for step in late if step is not None) in (3, 4)


def at_its_best(solved: Mapping[str, Any], rule: str, surface: Any, **settings: float) -> tuple[int, np.ndarray, float]:
    """Arrival, path, and the rate with which a rule arrives first, of the 40 that the race tries."""
    rates = 2.0 ** np.arange(-13, 7, 0.5)
    paths = walk(solved[rule], surface, 300, np.ones((40, 2)) * surface.start, lr=rates[:, None], **settings)
    found = []
    for i in range(40):
        with np.errstate(all="ignore"):
            ends = [solved["measure_path"](paths[:, i] - goal)[0] for goal in surface.minima]
        found.append(min((end for end in ends if end is not None), default=10**6))
    with np.errstate(all="ignore"):
        height = np.nan_to_num(surface(paths[-1]), nan=np.inf)
    best = min(range(40), key=lambda i: (found[i], height[i]))
    return found[best], paths[:, best], float(rates[best])


@pytest.mark.parametrize(
    ("name", "tuned", "kept"),
    [
        ("gradient descent", (235, 235, 235, 235), (235, 235, 235, 235)),
        ("momentum", (60, 60, 60, 60), (60, 60, 60, 60)),
        ("AdaGrad", (4, 30, 64, 276), (4, 31, 69, 317)),
        ("Adam", (57, 60, 57, 73), (57, 73, 88, 225)),
    ],
)
def test_turning_the_valley_costs_each_what_the_text_says(
    solved: Mapping[str, Any], name: str, tuned: tuple[int, ...], kept: tuple[int, ...]
) -> None:
    rule, more = RUNNERS[name]
    turned = [data.surfaces.valley(100, angle=angle) for angle in (0, 5, 10, 45)]
    best = [at_its_best(solved, rule, valley, **more) for valley in turned]
    assert [one[0] for one in best] == list(tuned)
    assert [arrival(solved, rule, valley, 800, lr=best[0][2], **more) for valley in turned] == list(kept)
    assert name != "Adam" or best[3][2] == 4 * best[0][2]


def test_the_race_ends_as_the_text_says(solved: Mapping[str, Any]) -> None:
    surface = data.surfaces.valley(100)
    late = {name: at_its_best(solved, rule, surface, **more)[0] for name, (rule, more) in RUNNERS.items()}
    assert min(late, key=lambda name: late[name]) == "AdaGrad"
    assert late["AdaGrad"] == 4
    assert all(50 <= late[name] <= 60 for name in ("momentum", "Nesterov", "Adam"))
    assert 100 < late["RMSProp"] < late["Adadelta"] < late["gradient descent"] == max(late.values())


def test_rules_with_a_rate_for_each_weight_never_come_near_the_saddle(solved: Mapping[str, Any]) -> None:
    surface = data.surfaces.saddle()
    for name, (rule, more) in RUNNERS.items():
        _, path, _ = at_its_best(solved, rule, surface, **more)
        nearest = np.linalg.norm(path, axis=1).min()
        assert (nearest < 0.15) == (name in ("gradient descent", "momentum", "Nesterov")), name


def test_on_the_plateau_adagrad_is_first_and_on_rosenbrock_momentum_and_adam_alone_arrive(
    solved: Mapping[str, Any],
) -> None:
    plateau, curved = (
        {name: at_its_best(solved, rule, surface, **more)[0] for name, (rule, more) in RUNNERS.items()}
        for surface in (data.surfaces.plateau(), data.surfaces.rosenbrock())
    )
    assert min(plateau, key=lambda name: plateau[name]) == "AdaGrad"
    assert {name for name, step in curved.items() if step < 10**6} == {"momentum", "Adam"}


# --- Spot the bug ---------------------------------------------------------------------------------------------


def test_the_loop_that_circulates_forgets_where_adagrad_was(unit: Unit) -> None:
    path = mistaken(unit, "loop_as_it_circulates")(np.array([100.0, 1.0, -5.0]), lambda x: x, 0.1, 1, "adagrad")
    np.testing.assert_allclose(path[0], [0.1, 0.1, -0.1], rtol=1e-6)


def test_the_loop_that_circulates_has_no_number_after_adam_s_first_iteration(unit: Unit) -> None:
    loop = mistaken(unit, "loop_as_it_circulates")
    with np.errstate(all="ignore"):
        assert np.isnan(loop(start(), bowl, 0.1, 1, "adam")[0]).all()
    with pytest.raises(ZeroDivisionError):
        loop(1.0, lambda x: x, 0.1, 1, "adam")


def test_the_code_shown_is_the_mistake_with_both_bugs(unit: Unit) -> None:
    namespace: dict[str, Any] = {"np": np}
    (cell,) = (cell for cell in unit.notebook.cells if cell.source.startswith("def as_it_circulates"))
    with contextlib.redirect_stdout(io.StringIO()):
        exec(cell.source, namespace)
    wrong = mistaken(unit, "loop_as_it_circulates")
    for method in ("adagrad", "adam"):
        with np.errstate(all="ignore"):
            shown, known = (loop(start(), bowl, 0.1, 5, method) for loop in (namespace["as_it_circulates"], wrong))
        np.testing.assert_array_equal(shown, known)


# --- Digits ---------------------------------------------------------------------------------------------------


def test_on_the_digits_nesterov_is_ahead_of_adam_and_adam_of_the_rest_on_ten_seeds(solved: Mapping[str, Any]) -> None:
    settings = {"nesterov_shifted_step": 0.3, "adam_step": 0.05, "momentum_step": 0.2, "adagrad_step": 0.1}
    losses = {name: train_digits(solved[name], range(10), lr=lr).loss for name, lr in settings.items()}
    means = [losses[name].mean() for name in settings]
    assert means == sorted(means)
    assert np.all(losses["nesterov_shifted_step"] < losses["adagrad_step"])


def test_adam_s_default_rate_has_hardly_begun_after_a_hundred_updates(solved: Mapping[str, Any]) -> None:
    default, best = (train_digits(solved["adam_step"], lr=lr).loss.mean() for lr in (0.001, 0.05))
    assert default > 10 * best


def test_the_solution_of_the_contest_ends_below_004_on_the_seeds_of_the_check(solved: Mapping[str, Any]) -> None:
    assert train_digits(solved["my_step"]).loss.mean() < 0.04


def at(step: Any, lr: float) -> Any:
    """An entry of the contest: a rule with its rate."""
    return lambda w, g, state=None: step(w, g, state, lr=lr)


@pytest.mark.parametrize(
    ("rule", "lr", "said"),
    [
        ("momentum_step", 5.0, "guessing gets to 2.303"),
        ("adam_step", 0.05, "the same as Adam's"),
        ("momentum_step", 0.2, "Adam at a rate of 0.05 gets to 0.07"),
    ],
)
def test_the_check_says_where_a_rule_stands_that_loses_the_contest(
    unit: Unit, solved: Mapping[str, Any], rule: str, lr: float, said: str
) -> None:
    assert said in judged_in_the_contest(unit, at(solved[rule], lr))


def test_the_check_says_that_a_rule_remembers_outside_of_its_state(unit: Unit, solved: Mapping[str, Any]) -> None:
    beyond: dict[str, Any] = {"v": None}

    def shared(w: np.ndarray, g: np.ndarray, state: Any = None) -> tuple[np.ndarray, None]:
        w, beyond["v"] = solved["nesterov_shifted_step"](w, g, beyond["v"], lr=0.3)
        return w, None

    assert "outside of its state" in judged_in_the_contest(unit, shared)
    assert judged_in_the_contest(unit, solved["my_step"]) == ""


def judged_in_the_contest(unit: Unit, rule: Any) -> str:
    """What the last check of the contest says of a rule."""
    probe, inputs = unit.exercise("my_step").public[-1], {}
    return probe.verify(probe.run(SimpleNamespace(my_step=rule), np.random.default_rng(0), inputs), inputs) or ""


def test_the_solution_of_the_contest_gets_to_half_of_adam_s_loss_on_thirty_seeds(solved: Mapping[str, Any]) -> None:
    mine, adam = (
        train_digits(step, range(100, 130)).loss.mean()
        for step in (solved["my_step"], lambda w, g, state: solved["adam_step"](w, g, state, lr=0.05))
    )
    assert mine < 0.65 * adam


def test_half_a_rate_and_twice_a_rate_cost_what_the_text_says(solved: Mapping[str, Any]) -> None:
    table = {}
    for name, (rule, settings) in (RUNNERS | {"Nesterov": ("nesterov_shifted_step", {})}).items():
        runs = [train_digits(solved[rule], lr=share * BEST[name], **settings) for share in (0.25, 0.5, 1, 2)]
        table[name] = np.array([run.loss.mean() for run in runs]) / runs[2].loss.mean()
    quarter, half, _, twice = np.array(list(table.values())).T
    assert 1.6 < quarter.min() < quarter.max() < 2.8
    assert 1.14 < half.min() < half.max() < 1.5
    assert table["gradient descent"][3] > 10
    assert {name for name in table if table[name][3] < 1.25} == {"momentum", "Adadelta"}
    assert 1 < np.sort(twice)[:5].max() < 1.7 < 2.5 < table["Nesterov"][3] < 4.5
    assert max(BEST.values()) / min(BEST.values()) == 400


@pytest.mark.parametrize(
    ("name", "rate", "scale", "loss", "accuracy"),
    [
        ("momentum_step", 0.2, 1, 0.104, 0.942),
        ("adam_step", 0.05, 1, 0.074, 0.957),
        ("momentum_step", 0.0003, 100, 1.38, 0.50),
        ("adam_step", 0.01, 100, 0.60, 0.79),
    ],
)
def test_the_model_answer_reports_what_the_code_gives(
    solved: Mapping[str, Any], name: str, rate: float, scale: float, loss: float, accuracy: float
) -> None:
    runs = train_digits(solved[name], lr=rate, scale=scale)
    assert runs.loss.mean() == pytest.approx(loss, rel=0.1)
    assert runs.accuracy.mean() == pytest.approx(accuracy, abs=0.05)


# --- The unit as a whole --------------------------------------------------------------------------------------


def test_the_unit_holds_what_the_syllabus_promises(unit: Unit, prose: str) -> None:
    quizzes = [exercise for exercise in unit.exercises if exercise.name.startswith("quiz")]
    written = [cell.metadata.points for cell in unit.notebook.cells if "written" in cell.metadata.get("tags", [])]
    guesses = [cell for cell in unit.notebook.cells if is_guess(cell)]
    assert unit.points == 20
    assert sum(written) == 6
    assert len(quizzes) == 5
    assert 4 <= prose.count("### Exercise") <= 9
    assert len(guesses) == 10
    for exercise in unit.exercises:
        others = [one for one in unit.alternatives if one.exercise == exercise.name]
        assert len(unit.mistakes_of(exercise.name)) >= 3, exercise.name
        assert len(others) >= 2 or exercise in quizzes, exercise.name


def test_no_docstring_holds_the_code_of_its_exercise(unit: Unit) -> None:
    for cell in unit.notebook.cells:
        if is_solution(cell) and '"""' in cell.source and "### BEGIN SOLUTION" in cell.source:
            docstring = cell.source.split('"""')[1]
            solution = cell.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
            for line in map(str.strip, solution.splitlines()):
                assert len(line) < 8 or line not in docstring, line
                assert not re.search(r"^\s+\w+ = .*[-+*/]", docstring, re.M), docstring


def test_the_text_quarrels_with_no_notes_that_a_reader_does_not_have(prose: str) -> None:
    assert not re.search(r"[Nn]otes 00\d|[Ee]rrat(um|a)\b(?!-)", prose)


def test_every_reference_is_cited(unit: Unit, prose: str) -> None:
    text, _, references = prose.partition("## References")
    for author, year in re.findall(r"- (\w+), [^(]*\((\d{4})\)", references.partition("## Sources")[0]):
        assert re.search(rf"{author}.{{0,80}}?{year}", text + str(unit.solution.definitions["adam_step"].__doc__)), (
            author
        )


def test_every_figure_is_drawn_or_says_what_it_waits_for_in_a_notebook_that_nobody_has_begun(unit: Unit) -> None:
    def blank(*args: Any, **settings: Any) -> None:
        raise NotImplementedError

    namespace: dict[str, Any] = {**dict.fromkeys((one.name for one in unit.exercises), blank), "__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        for cell in unit.notebook.cells:
            graded = is_solution(cell) or cell.source.startswith("check(")
            if cell.cell_type == "code" and not graded:
                exec(compile(cell.source, f"<{cell.source[:40]}>", "exec"), namespace)
    assert printed.getvalue().count("still to do") >= 20
