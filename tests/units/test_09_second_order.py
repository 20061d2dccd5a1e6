"""What unit 09 claims beyond its own exercises: agreement with the library, and numbers in its text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_demo
from grader.course import Course
from gradschool import backend, optim
from gradschool.data import surfaces
from gradschool.optim.line_search import backtracking


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def solved() -> Mapping[str, Any]:
    return Course(Path(__file__).parents[2]).unit("09-second-order").solution.definitions


def test_directions_and_updates_are_the_library_s(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    pairs = [(s, np.arange(1.0, 6.0) * s) for s in rng.standard_normal((3, 5))]
    g = rng.standard_normal(5)
    own = solved["lbfgs_direction"](g, pairs)
    np.testing.assert_allclose(own, optim.quasi_newton.lbfgs_direction(g, pairs), rtol=1e-10)
    updated = solved["bfgs_update"](np.eye(5), *pairs[0])
    np.testing.assert_allclose(updated, optim.quasi_newton.bfgs_update(np.eye(5), *pairs[0]), rtol=1e-10)


@pytest.mark.parametrize("lowest", [0.7, 0.3, 0.02])
def test_a_search_finds_the_library_s_length(solved: Mapping[str, Any], lowest: float) -> None:
    def loss(t: float) -> float:
        return (t - lowest) ** 2

    own = solved["backtracking_line_search"](loss, loss(0), -2 * lowest)
    assert own == backtracking(loss, loss(0), -2 * lowest)


def test_gradient_descent_needs_a_thousand_and_five_steps_in_the_first_valley() -> None:
    valley, steps = surfaces.valley(540, angle=30), 0
    w = np.array(valley.start)
    while np.linalg.norm(w) > 0.1:
        w, steps = w - 2 / 541 * valley.gradient(w), steps + 1
    assert steps == 1005


def test_newton_as_printed_walks_to_the_saddle_point() -> None:
    y = 0.3
    for _ in range(20):
        y = 2 * y**3 / (3 * y**2 - 1)
    assert abs(y) < 1e-12


def test_it_leads_to_the_other_minimum_from_nearly_everywhere_between_and_from_0_5_in_one_step() -> None:
    ends = [newtons_across(start)[-1] for start in np.linspace(0.45, 0.57, 13)]
    assert sum(end == pytest.approx(-1) for end in ends) >= 11
    assert newtons_across(0.5)[1] == pytest.approx(-1)


def newtons_across(y: float, steps: int = 20) -> list[float]:
    """The second weight of Newton's steps as printed, from y."""
    found = [y]
    for _ in range(steps):
        y = found[-1]
        found.append(2 * y**3 / (3 * y**2 - 1))
    return found


@pytest.mark.parametrize("start", [0.01, 0.3, 0.44])
def test_newton_as_printed_ends_at_the_saddle_point_up_to_0_44(start: float) -> None:
    assert abs(newtons_across(start)[-1]) < 1e-12


@pytest.mark.parametrize("start", [0.45, 0.5, 0.57])
def test_newton_as_printed_goes_to_the_other_side_between_0_44_and_0_58(start: float) -> None:
    assert newtons_across(start)[-1] == pytest.approx(-1)


def test_newton_as_printed_overshoots_to_42_from_0_58_and_needs_a_dozen_steps_back() -> None:
    path = newtons_across(0.58)
    assert path[1] == pytest.approx(42, abs=0.5)
    assert next(i for i, y in enumerate(path) if abs(y - 1) < 0.1) == 12


@pytest.mark.parametrize("start", [0.7, 0.9, 1.2])
def test_newton_as_printed_needs_three_steps_from_0_7_on(start: float) -> None:
    assert abs(newtons_across(start)[3] - 1) < 0.1


def test_a_step_on_the_root_loss_leads_to_minus_the_cube() -> None:
    w, seen = 0.5, []
    for _ in range(3):
        w = w - (w / np.sqrt(1 + w**2)) / (1 + w**2) ** -1.5
        seen.append(w)
    assert seen == [pytest.approx(-0.125), pytest.approx(0.00195, abs=1e-5), pytest.approx(-7e-9, abs=1e-9)]


def test_a_machine_of_1e15_operations_a_second_needs_ten_years_for_one_step() -> None:
    seconds = (1e8) ** 3 / 3 / 1e15
    assert seconds / 3600 / 24 / 365 == pytest.approx(10, abs=1)


@pytest.fixture(scope="module")
def rosenbrock() -> Any:
    return surfaces.rosenbrock()


def counted(names: Mapping[str, Any], surface: Any) -> Any:
    return names["Counted"](lambda w: (float(surface(w)), surface.gradient(w)))


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    """Everything that the solved notebook defines outside of its demonstrations."""
    unit = Course(Path(__file__).parents[2]).unit("09-second-order")
    names: dict[str, Any] = {}
    for cell in unit.notebook.cells:
        if cell.cell_type == "code" and not is_demo(cell) and not cell.source.startswith("check("):
            exec(cell.source, names)
    return names


def test_newton_needs_six_steps_on_rosenbrock_and_climbs_the_wall_at_the_second(
    cells: dict[str, Any], rosenbrock: Any
) -> None:
    w = np.array(rosenbrock.start)
    losses = []
    for _ in range(6):
        w = w + cells["newton_step"](rosenbrock.gradient(w), cells["rosenbrock_hessian"](w))
        losses.append(float(rosenbrock(w)))
    assert losses[0] == pytest.approx(4.73, abs=0.01)
    assert losses[1] == pytest.approx(1412, abs=1)
    assert losses[2] == pytest.approx(0.056, abs=0.001)
    assert losses[3] == pytest.approx(0.313, abs=0.001)
    assert losses[4] == pytest.approx(1.9e-11, rel=0.05)
    assert losses[5] < 1e-18


def test_nine_rounds_of_conjugate_gradients_are_right_to_one_percent_and_eight_are_not(cells: dict[str, Any]) -> None:
    zero, reader = np.zeros(640), cells["reader"]

    def product(v: np.ndarray) -> np.ndarray:
        found: np.ndarray = cells["hessian_vector_product"](lambda w: reader(w)[1], zero, v)
        return found

    g = reader(zero)[1]
    hessian = np.stack([product(column) for column in np.eye(640)])
    exact = cells["newton_step"](g, hessian)
    off = [np.linalg.norm(p - exact) / np.linalg.norm(exact) for p in cells["conjugate_gradients"](product, g, 9)]
    assert off[7] > 0.01 > off[8]
    curvatures = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    assert curvatures[-1] / curvatures[0] == pytest.approx(105, abs=1)
    assert 0.4 < np.mean(curvatures < 1.1 * curvatures[0]) < 0.5


@pytest.mark.parametrize(("start", "steps", "descent"), [(1e-3, 2, 79), (1e-6, 3, 152)])
def test_the_repaired_step_leaves_the_saddle_sooner(
    cells: dict[str, Any], start: float, steps: int, descent: int
) -> None:
    saddle, hessian = cells["saddle"], cells["saddle_hessian"]
    yours = cells["walk"](lambda w: cells["downhill_step"](saddle.gradient(w), hessian(w)), (-1.8, start), 40)
    down = cells["walk"](lambda w: -0.1 * saddle.gradient(w), (-1.8, start), 200)
    there = [int(np.argmax(np.hypot(path[:, 0], np.abs(path[:, 1]) - 1) < 0.1)) for path in (yours, down)]
    assert there == [steps, descent]


def test_a_repaired_step_from_0_3_is_far_too_long(cells: dict[str, Any]) -> None:
    saddle, hessian = cells["saddle"], cells["saddle_hessian"]
    path = cells["walk"](lambda w: cells["downhill_step"](saddle.gradient(w), hessian(w)), (-1.8, 0.3), 40)
    assert saddle(path).max() > 1e9


@pytest.mark.parametrize(("share", "tries"), [(0.0001, 2), (0.15, 2), (0.25, 3)])
def test_a_share_above_a_fifth_needs_one_more_try(cells: dict[str, Any], share: float, tries: int) -> None:
    asked: list[float] = []

    def loss_at(t: float) -> float:
        asked.append(t)
        return float(np.sqrt(1 + (1.5 - t * 1.5 * 3.25) ** 2))

    cells["backtracking_line_search"](loss_at, np.sqrt(3.25), -2.25 * np.sqrt(3.25), share=share)
    assert len(asked) == tries


def test_the_race_on_rosenbrock_ends_as_told(cells: dict[str, Any]) -> None:
    needed = cells["looks_needed"]
    hessians: list[int] = []  # how many looks there were before each

    def newton_run(looks: Any, w: np.ndarray) -> None:
        def hessian(w: np.ndarray) -> np.ndarray:
            hessians.append(len(looks.values))
            bends: np.ndarray = cells["rosenbrock_hessian"](w)
            return bends

        cells["newton_descent"](looks, hessian, w)

    newton = needed(newton_run)
    limited = {m: len(needed(lambda f, w, m=m: cells["minimize_lbfgs"](f, w, m, 300))) for m in (1, 2, 5, 10, 20)}
    assert len(newton) == 28
    assert sum(before < 28 for before in hessians) == 20
    assert len(needed(cells["bfgs"])) == pytest.approx(50, abs=2)
    assert min(limited, key=lambda m: limited[m]) == 5
    assert limited[5] == pytest.approx(52, abs=3)
    assert len(needed(cells["first_order"](optim.Adam(0.7)))) == pytest.approx(825, abs=3)
    assert len(needed(cells["first_order"](optim.SGD(0.002)))) == pytest.approx(13_256, abs=10)


def test_the_learned_hessian_is_right_to_a_tenth_of_a_percent(cells: dict[str, Any], rosenbrock: Any) -> None:
    path, beliefs = cells["bfgs"](counted(cells, rosenbrock), np.array(rosenbrock.start))
    true = cells["rosenbrock_hessian"](path[-1])
    np.testing.assert_allclose(np.linalg.inv(beliefs[-1]), true, rtol=1e-3)


def test_l_bfgs_on_mini_batches_stays_above_sgd_and_the_full_batch_goes_on(cells: dict[str, Any]) -> None:
    reader = cells["reader"]
    looks = cells["Counted"](reader)
    cells["minimize_lbfgs"](looks, np.zeros(640), steps=40)
    full = np.minimum.accumulate(looks.values)[1:31] - cells["lowest"]()
    assert np.mean(full[-5:]) == pytest.approx(1.8e-5, rel=0.1)

    def late(method: str, **settings: Any) -> np.ndarray:
        runs = [cells["above"](cells[method], seed, **settings)[-5:] for seed in range(5)]
        ends: np.ndarray = np.mean(runs, axis=1)
        return ends

    assert late("noisy_lbfgs").mean() == pytest.approx(0.033, abs=0.003)
    fresh = late("noisy_lbfgs", fresh=True)  # rounding alone moves each of them
    assert 0.005 < fresh.min() < fresh.max() < 0.04
    assert late("noisy_descent", rate=0.25).mean() == pytest.approx(0.0029, abs=3e-4)


def test_centered_pixels_bring_the_full_batch_within_2e_8_of_the_minimum_after_13_passes_and_others_need_46(
    cells: dict[str, Any],
) -> None:
    pixels = cells["pixels"]
    needed = [
        int(np.argmax(cells["look_by_look"](digits, 60) < 2e-8)) + 1
        for digits in (pixels, pixels - pixels.mean(axis=0))
    ]
    assert needed == [pytest.approx(46, abs=2), pytest.approx(13, abs=1)]


def test_without_the_mean_of_the_pixels_the_condition_number_is_8(cells: dict[str, Any]) -> None:
    centered, zero = cells["pixels"] - cells["pixels"].mean(axis=0), np.zeros(640)
    hessian = np.stack(
        [
            cells["hessian_vector_product"](lambda w: cells["reader"](w, digits=centered)[1], zero, v)
            for v in np.eye(640)
        ]
    )
    curvatures = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    assert curvatures[-1] / curvatures[0] == pytest.approx(8, abs=0.1)


def test_a_damping_far_above_the_curvatures_turns_the_step_into_gradient_descent_s(cells: dict[str, Any]) -> None:
    ground = surfaces.valley(25, angle=30)
    bends, g = ground.gradient(np.eye(2)), ground.gradient(np.array([-3.0, -0.5]))
    assert np.linalg.eigvalsh(bends) == pytest.approx([1, 25])
    step = cells["newton_step"](g, bends, 1000.0)
    ratio = np.linalg.norm(step) / np.linalg.norm(g)
    assert ratio == pytest.approx(0.001, rel=0.05)
    away = np.degrees(np.arccos(-step @ g / np.linalg.norm(step) / np.linalg.norm(g)))
    assert away == pytest.approx(1 / 7, abs=0.01)
    along = np.linalg.eigh(bends)[1][:, 0]
    share = (cells["newton_step"](g, bends, 5.0) @ along) / (cells["newton_step"](g, bends) @ along)
    assert share == pytest.approx(1 / 6)


def test_the_minimum_of_sixty_four_digits_lies_far_above_that_of_all(cells: dict[str, Any]) -> None:
    reader, lowest = cells["reader"], cells["lowest"]()
    above = []
    for seed in range(5):
        rows = np.random.default_rng(seed).choice(1438, 64, replace=False)
        w = optim.minimize_lbfgs(lambda w, rows=rows: reader(w, rows), np.zeros(640), tolerance=1e-8).w
        above.append(reader(w)[0] - lowest)
    assert np.mean(above) == pytest.approx(0.22, abs=0.01)


@pytest.mark.parametrize(
    ("method", "rate", "end"),
    [("noisy_descent", 2, 0.016), ("noisy_lbfgs", 1, 0.0020), ("noisy_lbfgs", None, 0.0018)],
)
def test_the_model_answer_s_full_batches_end_as_its_table_says(
    cells: dict[str, Any], method: str, rate: float | None, end: float
) -> None:
    late = np.mean(cells["above"](cells[method], 0, batch=1438, rate=rate)[-5:])
    assert late == pytest.approx(end, rel=0.05)


def test_thirty_passes_of_the_noisy_minimizer_on_all_digits_are_about_fifteen_steps(cells: dict[str, Any]) -> None:
    looks, steps = 0, 0
    for _, taken in cells["noisy_lbfgs"](lambda: slice(None)):
        looks, steps = looks + taken, steps + 1
        if looks >= 30:
            break
    assert steps == pytest.approx(15, abs=2)


def test_pairs_from_two_batches_have_negative_products_on_a_convex_loss(cells: dict[str, Any]) -> None:
    rng, last, products = np.random.default_rng(0), None, []
    steps = cells["noisy_lbfgs"](lambda: rng.choice(1438, 64, replace=False), fresh=True)
    for w, _ in (next(steps) for _ in range(40)):
        g = cells["reader"](w, rng.choice(1438, 64, replace=False))[1]
        products += [] if last is None else [(w - last[0]) @ (g - last[1])]
        last = w, g
    assert min(products) < 0 < max(products)


@pytest.mark.parametrize(
    ("loss", "gradient", "hessian", "promise", "slope"),
    [(5.0, (2, -1), (4, 1), 4.0, -2.0), (0.0, (1, 1), (2, -0.5), 0.75, 1.5)],
)
def test_the_quiz_s_steps_promise_what_their_explanations_say(
    cells: dict[str, Any], loss: float, gradient: tuple, hessian: tuple, promise: float, slope: float
) -> None:
    g, bends = np.array(gradient, dtype=float), np.diag(np.array(hessian, dtype=float))
    step = cells["newton_step"](g, bends)
    assert g @ step == pytest.approx(slope)
    assert loss + g @ step + step @ bends @ step / 2 == pytest.approx(promise)


def test_l_bfgs_needs_about_as_many_looks_as_scipy_s_and_ends_at_the_same_minimum(cells: dict[str, Any]) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    for n, most in ((2, 60), (10, 100), (100, 650)):
        start = np.tile([-1.2, 1.0], n // 2)
        looks = cells["Counted"](cells["chain"])
        path = cells["minimize_lbfgs"](looks, start, steps=2000, tolerance=1e-7)
        theirs = optimize.minimize(cells["chain"], start, jac=True, method="L-BFGS-B", options={"maxiter": 5000})
        assert int(np.argmax(np.array(looks.values) < 1e-8)) + 1 < most
        np.testing.assert_allclose(path[-1], np.ones(n), atol=1e-6)
        np.testing.assert_allclose(theirs.x, path[-1], atol=1e-2)
