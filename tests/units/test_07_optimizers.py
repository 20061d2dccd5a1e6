"""What unit 07 claims beyond its own exercises: agreement with the library, the errata's symptoms, numbers in its text.

That solutions pass, blanks fail and mistakes earn their hints is the audit's business.
"""

import contextlib
import io
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_solution
from grader.course import Course, Unit
from gradschool import optim

ROOT = Path(__file__).parents[2]
STEPS = 50


@pytest.fixture(scope="module")
def unit() -> Unit:
    return Course(ROOT).unit("07-optimizers")


@pytest.fixture(scope="module")
def solved(unit: Unit) -> Mapping[str, Any]:
    return unit.solution.definitions


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


def test_the_changed_variables_are_the_look_ahead_points(solved: Mapping[str, Any]) -> None:
    asked = []

    def noting(w: np.ndarray) -> np.ndarray:
        asked.append(w)
        return bowl(w)

    walked(lambda w, g, state: solved["nesterov_step"](w, noting, state, lr=0.1, mu=0.8))
    shifted = walked(solved["nesterov_shifted_step"], lr=0.1, mu=0.8)
    np.testing.assert_allclose(shifted[:-1], asked[1:], rtol=1e-9, atol=1e-12)


def mistaken(unit: Unit, name: str) -> Any:
    """The wrong function that a known mistake makes."""
    return next(mistake for mistake in unit.mistakes if mistake.name == name).make(unit.solution)


def test_the_printed_sign_makes_the_loss_grow_at_every_iteration(unit: Unit) -> None:
    losses = [float(np.sum(x**2)) for x in mistaken(unit, "momentum_loop_as_printed")(start(), bowl, 0.01, 0.9, 10)]
    assert all(later > earlier for earlier, later in pairwise(losses))


def test_the_printed_rearrangement_leaves_the_look_ahead_points_at_the_first_step(
    unit: Unit, solved: Mapping[str, Any]
) -> None:
    printed = mistaken(unit, "rearranged_as_printed")(start(), bowl, 0.1, 0.9, 1)[0]
    x, v = start(), -0.1 * bowl(start())
    right = solved["erratum_nesterov_rearranged"](start(), bowl, 0.1, 0.9, 1)[0]
    np.testing.assert_allclose(right, x + v + 0.9 * v)
    assert np.abs(printed - right).max() > 0.01


@pytest.mark.parametrize("name", ["adagrad_loop_as_printed", "adam_loop_jumps"])
def test_a_printed_assignment_forgets_where_it_was(unit: Unit, name: str) -> None:
    far = mistaken(unit, name)(np.array([100.0, -5.0]), lambda x: x, 0.1, 1)[0]
    np.testing.assert_allclose(np.abs(far), 0.1, rtol=1e-6)


def test_printed_adam_has_no_number_after_its_first_iteration(unit: Unit) -> None:
    with pytest.raises(ZeroDivisionError):
        mistaken(unit, "adam_loop_as_printed")(1.0, lambda x: x, 0.1, 1)
    with np.errstate(all="ignore"):
        assert np.isnan(mistaken(unit, "adam_loop_as_printed")(start(), bowl, 0.1, 1)[0]).all()


def test_adam_without_correction_first_steps_three_times_too_far(unit: Unit) -> None:
    w, _ = mistaken(unit, "adam_without_bias_correction")(np.zeros(3), np.array([1.0, -20.0, 0.3]), None, lr=1.0)
    np.testing.assert_allclose(np.abs(w), 10**0.5, rtol=1e-5)


@pytest.mark.parametrize(("name", "rate", "loss"), [("momentum_step", 0.1, 0.117), ("adam_step", 0.03, 0.074)])
def test_the_model_answer_reports_what_the_code_gives(
    solved: Mapping[str, Any], name: str, rate: float, loss: float
) -> None:
    runs = [solved["train_digits"](solved[name], rate, seed=seed)["loss"] for seed in range(3)]
    assert np.mean(runs) == pytest.approx(loss, rel=0.1)


def test_the_unit_holds_what_the_syllabus_promises(unit: Unit) -> None:
    quizzes = [exercise for exercise in unit.exercises if exercise.name.startswith("quiz")]
    written = [cell.metadata.points for cell in unit.notebook.cells if "written" in cell.metadata.get("tags", [])]
    assert unit.points == 20
    assert 3 <= len(quizzes) <= 5
    assert sum(written) == 6
    for exercise in unit.exercises:
        others = [one for one in unit.alternatives if one.exercise == exercise.name]
        assert len(unit.mistakes_of(exercise.name)) >= 3, exercise.name
        assert len(others) >= 2 or exercise in quizzes, exercise.name


def test_every_figure_is_drawn_in_a_notebook_that_nobody_has_begun(unit: Unit) -> None:
    def blank(*args: Any, **settings: Any) -> None:
        raise NotImplementedError

    namespace: dict[str, Any] = dict.fromkeys((one.name for one in unit.exercises), blank)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in unit.notebook.cells:
            graded = is_solution(cell) or cell.source.startswith("check(")
            if cell.cell_type == "code" and not graded:
                exec(compile(cell.source, f"<{cell.source[:40]}>", "exec"), namespace)
    assert printed.getvalue().count("is still to be written") == 7
