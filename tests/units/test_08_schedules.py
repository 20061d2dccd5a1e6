"""What unit 08 claims beyond its own exercises: agreement with the library, the bug's symptom, numbers in its text.

That solutions pass, blanks fail and mistakes earn their hints is the audit's business.
"""

import contextlib
import io
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_solution
from grader.course import Course, Unit
from gradschool import backend, optim
from gradschool.experiments.patient import train_under
from gradschool.optim import schedules

ROOT = Path(__file__).parents[2]
STEPS = range(90)


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def unit() -> Unit:
    return Course(ROOT).unit("08-schedules")


@pytest.fixture(scope="module")
def solved(unit: Unit) -> Mapping[str, Any]:
    return unit.solution.definitions


@pytest.mark.parametrize(
    ("name", "arguments", "library"),
    [
        ("staircase", {"rate": 0.1, "factor": 0.5, "every": 10}, schedules.step_decay(0.1, every=10, factor=0.5)),
        ("staircase", {"rate": 0.1, "factor": 0.2, "at": [7, 40]}, schedules.milestones(0.1, at=[7, 40], factor=0.2)),
        ("power_decay", {"rate": 0.3, "k": 0.1, "power": math.inf}, schedules.exponential(0.3, 0.1)),
        ("power_decay", {"rate": 0.3, "k": 0.1}, schedules.inverse_time(0.3, 0.1)),
        ("cosine", {"highest": 0.1, "total": 60, "lowest": 0.01}, schedules.cosine(0.1, total=60, lowest=0.01)),
        ("warm_restarts", {"highest": 0.1, "first": 5}, schedules.warm_restarts(0.1, first=5)),
        ("warm_restarts", {"highest": 0.1, "first": 7, "growth": 1}, schedules.warm_restarts(0.1, first=7, growth=1)),
        ("triangular", {"low": 0.01, "high": 0.1, "half": 12}, schedules.cyclic(0.01, 0.1, half=12)),
    ],
)
def test_a_solution_agrees_with_the_library_at_every_step(
    solved: Mapping[str, Any], name: str, arguments: dict[str, Any], library: Callable[[int], float]
) -> None:
    own = [solved[name](step, **arguments) for step in STEPS]
    np.testing.assert_allclose(own, [library(step) for step in STEPS], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("gradual", [True, False])
def test_a_warm_up_agrees_with_the_library_at_every_step(solved: Mapping[str, Any], gradual: bool) -> None:
    after = schedules.cosine(0.1, total=40)
    library = schedules.warm_up(after, steps=10, start=0.02, gradual=gradual)
    own = [solved["warm_up"](step, after, 10, 0.02, gradual) for step in STEPS]
    np.testing.assert_allclose(own, [library(step) for step in STEPS], rtol=1e-12)


def test_a_range_test_asks_for_the_library_s_rates(solved: Mapping[str, Any]) -> None:
    asked: list[float] = []

    def train(schedule: Callable[[int], float], updates: int) -> list[float]:
        asked.extend(schedule(step) for step in range(updates))
        return [1.0] * updates

    solved["range_test"](train, 0.001, 10.0, 50)
    library = schedules.range_test(0.001, 10.0, total=49)
    np.testing.assert_allclose(asked, [library(step) for step in range(50)], rtol=1e-12)


def test_a_scaled_rate_is_the_library_s(solved: Mapping[str, Any]) -> None:
    assert solved["scale_rate"](0.1, 1024, 256) == schedules.scale_rate(0.1, 1024)


def test_one_run_is_the_warm_up_before_the_cosine_a_step_ahead(solved: Mapping[str, Any]) -> None:
    ahead = [solved["warm_up"](step, lambda t: solved["cosine"](t, 2.0, 60), 40) for step in range(1, 101)]
    np.testing.assert_allclose([solved["one_run"](step, 2.0, 40, 100) for step in range(100)], ahead, atol=1e-15)


def test_the_example_of_milestones_is_as_told(solved: Mapping[str, Any]) -> None:
    rates = [solved["staircase"](step, 0.1, 0.5, at=[10 * i for i in range(1, 9)]) for step in (0, 9, 10, 19, 20, 29)]
    assert rates == pytest.approx([0.1, 0.1, 0.05, 0.05, 0.025, 0.025])


def cell_of(unit: Unit, words: str) -> str:
    (found,) = [cell.source for cell in unit.notebook.cells if cell.cell_type == "code" and words in cell.source]
    return str(found)


@pytest.fixture(scope="module")
def noisy_bowl(unit: Unit) -> Any:
    names: dict[str, Any] = {"np": np}
    exec(cell_of(unit, "def noisy_bowl"), names)
    return names["noisy_bowl"]


def test_the_noise_floor_is_that_of_the_formula_before_and_after_a_drop(noisy_bowl: Any) -> None:
    losses = noisy_bowl(lambda step: 0.5 if step < 200 else 0.05)
    assert losses[100:200].mean() == pytest.approx(0.5 / 3, rel=0.03)
    assert losses[300:].mean() == pytest.approx(0.05 / 3.9, rel=0.05)
    assert 1 / 12 > losses[300:].mean() / losses[100:200].mean() > 1 / 14
    assert losses[220] < 4 * losses[300:].mean()


@pytest.mark.parametrize(("large_steps", "there"), [(0, 80), (10, 46), (200, 237)])
def test_a_few_large_steps_first_bring_a_small_rate_to_its_floor_sooner(
    noisy_bowl: Any, large_steps: int, there: int
) -> None:
    losses = noisy_bowl(lambda step: 0.5 if step < large_steps else 0.05)
    assert abs(int(np.argmax(losses < 1.25 * 0.05 / 3.9)) - there) <= 3


@pytest.mark.parametrize(
    ("rate", "gain", "dead"), [(2.0, 1.0, 0.856), (2.0, 3.0, 0.722), (1.4, 1.0, 0.09), (1.4, 3.0, 0.4)]
)
def test_he_s_own_start_does_not_save_the_patient_at_this_rate_but_bears_a_large_one(
    rate: float, gain: float, dead: float
) -> None:
    run = train_under(rate, updates=100, gain=gain)
    assert run.dead[:, -1].mean() == pytest.approx(dead, abs=0.02)


def test_with_he_s_start_gradients_are_shorter_and_units_die_later() -> None:
    he, patient = (train_under(2.0, 20, gain=gain, look=5) for gain in (1.0, 3.0))
    assert np.median(patient.gradients[:, 0]) / np.median(he.gradients[:, 0]) == pytest.approx(6, abs=0.3)
    assert he.dead.mean(axis=0)[[1, 2, 4]] == pytest.approx([0.15, 0.35, 0.61], abs=0.03)
    assert 100 * patient.dead[:, 1].min() == pytest.approx(38, abs=1)
    assert 100 * patient.dead[:, 1].max() == pytest.approx(64, abs=1)


def test_a_rule_that_waits_for_a_plateau_needs_some_patience_and_not_too_much(unit: Unit) -> None:
    names: dict[str, Any] = {"np": np, "optim": optim}
    exec(cell_of(unit, "def waiting"), names)
    ends = {p: [np.mean(names["waiting"](p, seed)[1][-20:]) for seed in range(5)] for p in (0, 3, 20)}
    means = [np.mean(end) for end in ends.values()]
    assert means == pytest.approx([0.010, 0.0014, 0.014], rel=0.05)


def test_the_plateau_of_the_question_is_left_where_its_answer_says() -> None:
    rate, rates = optim.schedules.ReduceOnPlateau(1.0, patience=1), []
    for loss in (2.0, 1.5, 1.6, 1.4, 1.4, 1.5, 1.3):
        rate.observe(loss)
        rates.append(rate(0))
    assert rates == pytest.approx([1, 1, 1, 1, 1, 0.1, 0.1])


def test_exponential_rates_freeze_where_one_over_t_goes_on(noisy_bowl: Any, solved: Mapping[str, Any]) -> None:
    last = {}
    for power in (0.5, 1, math.inf):
        last[power] = noisy_bowl(lambda step, p=power: solved["power_decay"](step, 0.5, 0.2, p), steps=4000)[-1]
    assert last[math.inf] > 10 * last[0.5] > 10 * last[1]
    assert sum(0.5 * math.exp(-0.2 * step) for step in range(4000)) == pytest.approx(2.8, abs=0.05)
    assert last[0.5] == pytest.approx(solved["power_decay"](3999, 0.5, 0.2, 0.5) / 4, rel=0.1)


def test_half_the_rate_has_half_the_floor_for_every_optimizer_and_momentum_s_is_that_of_ten_times_the_rate(
    unit: Unit,
) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(cell_of(unit, "for kind in (optim.SGD"), {"np": np})
    lines = (line.split(":") for line in printed.getvalue().splitlines()[1:])
    floors = {name.strip(): [float(number) for number in numbers.split()] for name, numbers in lines}
    for found in floors.values():
        assert np.array(found[1:3]) / found[:2] == pytest.approx(0.5, abs=0.02)
    assert np.array(floors["Momentum"]) / floors["SGD"] == pytest.approx(10, rel=0.1)
    assert floors["Momentum"][3] == pytest.approx(floors["SGD"][0], rel=0.1)
    assert floors["Adam"] == pytest.approx(floors["SGD"], rel=0.1)


def test_a_drop_reads_more_noisy_digits_than_any_constant_rate() -> None:
    tried = (0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4)
    constant = {rate: train_under(rate, 400, batch=16, noise=0.5, seeds=range(10)) for rate in tried}
    drop = train_under(lambda step: 0.4 if step < 240 else 0.04, 400, batch=16, noise=0.5, seeds=range(10))
    best = min(constant.values(), key=lambda run: run.loss.mean())
    assert best is constant[0.15]
    assert best.loss[:5].mean() == pytest.approx(drop.loss[:5].mean(), abs=0.01)
    assert best.loss[:5].std(ddof=1) > 2 * drop.loss[:5].std(ddof=1)
    assert 100 * drop.accuracy.mean() == pytest.approx(93.0, abs=0.3)
    assert 100 * best.accuracy.mean() == pytest.approx(90.8, abs=0.3)
    assert drop.accuracy.mean() > 0.01 + max(run.accuracy.mean() for run in constant.values())


def test_half_of_the_patient_s_units_die_within_five_updates_and_a_few_more_later() -> None:
    run = train_under(2.0, 60, gain=3.0, look=5)
    assert run.closed[1].mean() > 0.5
    assert run.dead[:, 1].mean() == pytest.approx(0.5, abs=0.03)
    assert run.dead[:, -1].mean() - run.dead[:, 1].mean() < 0.25
    assert train_under(0.5, 60, gain=3.0).dead[:, -1].mean() < 0.05


@pytest.fixture(scope="module")
def warmed() -> dict[str, Any]:
    starts = {
        "none": lambda step: 2.0,
        "constant": lambda step: 0.2 if step < 80 else 2.0,
        "gradual": lambda step: 2.0 * min((step + 1) / 80, 1),
    }
    return {name: train_under(rate, 120, gain=3.0, look=5) for name, rate in starts.items()}


def test_a_gradual_warm_up_saves_the_patient_and_a_constant_one_does_not(warmed: dict[str, Any]) -> None:
    dead = {name: run.dead[:, -1].mean() for name, run in warmed.items()}
    assert dead["none"] > 0.6
    assert dead["constant"] > 0.5
    assert dead["gradual"] < 0.1


def test_with_a_constant_warm_up_units_die_right_after_the_jump_though_the_gradients_are_short(
    warmed: dict[str, Any],
) -> None:
    run = warmed["constant"]
    before, after = (run.dead[:, list(run.watched).index(step)].mean() for step in (80, 100))
    assert before < 0.05
    assert after > 0.5
    lengths = np.median(run.gradients, axis=0)
    assert lengths[79] / lengths[0] == pytest.approx(1 / 15, rel=0.15)


def test_the_first_step_of_two_makes_the_patient_s_gradient_three_times_as_long(warmed: dict[str, Any]) -> None:
    lengths = np.median(warmed["none"].gradients, axis=0)
    assert lengths[0] == pytest.approx(4.3, abs=0.2)
    assert lengths[1] / lengths[0] == pytest.approx(3, abs=0.3)


@pytest.fixture(scope="module")
def by_peak() -> dict[tuple[float, int], Any]:
    """Accuracy and dead units, five seeds at each peak of 1, 1.4, 2 and 3, by gain and length of the warm-up."""
    each, seeds, found = np.repeat([1.0, 1.4, 2.0, 3.0], 5), [*range(5)] * 4, {}
    for gain in (3.0, 1.0):
        for length in (1, 40):
            run = train_under(lambda step, n=length: each * min((step + 1) / n, 1), 100, gain=gain, seeds=seeds)
            found[gain, length] = run.accuracy.reshape(4, 5), run.dead[:, -1].reshape(4, 5)
    return found


def test_a_gradual_warm_up_moves_the_patient_s_cliff_from_one_to_two_and_no_further(by_peak: Any) -> None:
    none, gradual = by_peak[3.0, 1][1].mean(axis=1), by_peak[3.0, 40][1]
    assert none[0] == pytest.approx(0.19, abs=0.03)
    assert gradual[:3].mean(axis=1).max() < 0.1 < none[0]
    assert gradual[3].min() > 0.8


def test_with_he_s_start_a_warm_up_gains_nothing_below_the_cliff_and_little_at_it(by_peak: Any) -> None:
    none, gradual = by_peak[1.0, 1][0].mean(axis=1), by_peak[1.0, 40][0].mean(axis=1)
    assert [none[1], gradual[1]] == pytest.approx([0.96, 0.96], abs=0.01)
    assert none[2] + 0.1 < gradual[2] < 0.85
    assert by_peak[1.0, 40][0][2].std(ddof=1) > 0.2
    assert max(none[3], gradual[3]) < 0.2
    assert by_peak[3.0, 40][0].mean(axis=1)[2] == pytest.approx(none[1], abs=0.01)


@pytest.mark.parametrize(
    ("warm", "start", "gradual", "fewest", "most", "loss"),
    [
        (10, 0.0, True, 0.2, 0.5, 0.054), (20, 0.0, True, 0.04, 0.2, 0.034), (40, 0.0, True, 0.02, 0.2, 0.034),
        (80, 0.0, True, 0.02, 0.2, 0.059), (40, 0.7, False, 0.3, 1.0, None),
    ],
)  # fmt: skip
def test_a_warm_up_may_be_too_short_or_too_long_and_no_constant_one_saves_the_patient(
    solved: Mapping[str, Any], warm: int, start: float, gradual: bool, fewest: float, most: float, loss: float | None
) -> None:
    run = train_under(lambda t: solved["warm_up"](t, lambda _: 2.0, warm, start, gradual), 120, gain=3.0)
    assert fewest < run.dead[:, -1].mean() < most
    assert loss is None or run.loss.mean() == pytest.approx(loss, abs=0.006)


def test_a_saddle_is_left_at_any_rate_and_a_cycle_helps_as_its_mean_does(unit: Unit) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(cell_of(unit, "steps to leave the saddle"), {})
    small, large, cycling = (int(line.split(":")[1].split()[0]) for line in printed.getvalue().splitlines())
    assert (small, large) == (695, 73)
    assert cycling == pytest.approx(math.log(1000) / 0.055, rel=0.1)


def test_the_answer_of_the_saddle_s_question_is_about_1400() -> None:
    assert math.log(1e6) / math.log(1.01) == pytest.approx(1390, abs=5)


def test_the_ball_leaves_the_deeper_dip_for_the_wider_valley_from_0_72_on(
    unit: Unit, solved: Mapping[str, Any]
) -> None:
    names: dict[str, Any] = {"np": np}
    source = cell_of(unit, "def slope(w)")
    exec(source[: source.index("@drawn_by")], names)
    slope, height = names["slope"], names["height"]
    w = 2.0
    for _ in range(3000):
        w -= 0.05 * slope(w)
    assert (slope(w + 1e-5) - slope(w - 1e-5)) / 2e-5 == pytest.approx(6.5, abs=0.05)
    assert height(w) < height(0.0) - 0.2
    assert (height(w + 1e-5) - height(w - 1e-5)) / 2e-5 == pytest.approx(slope(w), abs=1e-6)

    def way(high: float) -> list[float]:
        path = [2.1]
        for step in range(240):
            path.append(path[-1] - solved["triangular"](step, 0.02, high, 40) * slope(path[-1]))
        return path

    assert max(abs(at - w) for high in (0.3, 0.5, 0.55) for at in way(high)[20:]) < 0.01
    assert way(0.6)[-1] == pytest.approx(w, abs=1e-3)
    assert all(abs(way(high / 100)[-1]) < 0.01 for high in range(72, 101))


def test_the_range_test_s_lowest_points_lie_in_one_of_two_dips_within_a_factor_of_three() -> None:
    rates = 1e-3 * 1e4 ** (np.arange(100) / 99)
    lowest = rates[train_under(lambda step: rates[step], 100).losses.argmin(axis=1)]
    assert lowest.max() / lowest.min() < 3
    assert all(0.6 < rate < 0.8 or 1.1 < rate < 1.8 for rate in lowest)


@pytest.fixture(scope="module")
def after_three_epochs() -> np.ndarray:
    """Loss by batch (2 to 1,024) and rate (1/512 to 4), each twice the one before."""
    rates, seeds = np.repeat(2.0 ** np.arange(-9, 3), 5), [*range(5)] * 12
    runs = [
        train_under(rates, round(3 * 1348 / batch), batch=batch, hidden=(32,), seeds=seeds)
        for batch in 2 ** np.arange(1, 11)
    ]
    return np.array([np.nan_to_num(run.loss, nan=9).reshape(-1, 5).mean(axis=1) for run in runs])


def test_linear_scaling_holds_within_a_percent_from_batch_2_to_256_and_then_ends(after_three_epochs: Any) -> None:
    line = after_three_epochs.diagonal()
    assert np.allclose(line[:8], line[0], rtol=0.01)
    assert line[8:] / line[0] == pytest.approx([1.02, 1.11], abs=0.01)


def test_best_rates_double_with_the_batch_up_to_16_and_then_go_level(after_three_epochs: Any) -> None:
    best = 2.0 ** (after_three_epochs.argmin(axis=1) - 9)
    assert best[:4].tolist() == [1 / 16, 1 / 8, 1 / 4, 1 / 2]
    assert set(best[4:]) == {0.5, 1.0}


def test_along_the_best_rates_the_loss_stays_and_then_blows_up(after_three_epochs: Any) -> None:
    line = after_three_epochs.diagonal(5)
    assert line[:4].min() > 0.095
    assert line[:4].max() < 0.13
    assert line[4] == pytest.approx(0.22, abs=0.02)
    assert line[5] > 0.25


def test_the_printed_rule_kills_every_unit_where_the_corrected_one_learns(
    unit: Unit, solved: Mapping[str, Any]
) -> None:
    printed = next(one for one in unit.mistakes if one.name == "scaled_as_printed").make(unit.solution)
    assert printed(0.05, 32, 16) == pytest.approx(16.05)
    bad, good = (train_under(rule(0.05, 32, 16), 126, batch=32) for rule in (printed, solved["scale_rate"]))
    assert bad.dead[:, -1].min() == 1.0
    reference = train_under(0.05, 252, batch=16)
    assert good.loss.mean() == pytest.approx(reference.loss.mean(), rel=0.05)


def rescued(solved: Mapping[str, Any], lowest: float, noise: float) -> Any:
    return train_under(lambda step: solved["one_run"](step, 2.0, 40, 100, lowest), 100, gain=3.0, noise=noise)


def test_the_finale_needs_half_the_updates_of_the_best_constant_rate(solved: Mapping[str, Any]) -> None:
    level, fallen = rescued(solved, 2.0, 0.0), rescued(solved, 0.0, 0.0)
    constant = {n: [train_under(rate, n, gain=3.0) for rate in (0.5, 0.7, 1.0, 1.4)] for n in (100, 200)}
    best = {n: min(runs, key=lambda run: run.loss.mean()) for n, runs in constant.items()}
    assert level.loss.mean() == pytest.approx(0.046, abs=0.004)
    assert fallen.loss.mean() == pytest.approx(0.075, abs=0.006)
    assert best[100].loss.mean() == pytest.approx(0.093, abs=0.006)
    assert 0.04 < best[200].loss.mean() < 0.05
    assert level.accuracy.mean() >= best[200].accuracy.mean() - 0.006
    assert 0.15 < best[200].dead[:, -1].mean() < 0.45


def test_with_noise_the_end_has_to_be_small(solved: Mapping[str, Any]) -> None:
    level, half, fallen = (100 * rescued(solved, lowest, 0.5).accuracy.mean() for lowest in (2.0, 1.0, 0.0))
    assert level == pytest.approx(88.3, abs=0.6)
    assert half == pytest.approx(92.2, abs=0.6)
    assert fallen == pytest.approx(92.2, abs=0.6)
    assert rescued(solved, 0.0, 0.5).dead[:, -1].mean() == pytest.approx(0.25, abs=0.04)
    constant = [train_under(rate, 100, gain=3.0, noise=0.5) for rate in (0.25, 0.35, 0.5)]
    assert min(constant, key=lambda run: run.loss.mean()).accuracy.mean() == pytest.approx(0.876, abs=0.01)


@pytest.mark.parametrize("peak", [0.7, 1.0, 1.4, 2.8])
def test_with_noise_no_other_peak_does_better_without_a_fall(solved: Mapping[str, Any], peak: float) -> None:
    level, two = (
        train_under(lambda step, p=p: solved["one_run"](step, p, 40, 100, p), 100, gain=3.0, noise=0.5).accuracy.mean()
        for p in (peak, 2.0)
    )
    assert level < two + 0.002


@pytest.mark.parametrize(
    ("noise", "kind", "peak", "loss"),
    [
        (0.0, "constant", 0.7, 0.066), (0.0, "cosine", 0.7, 0.065), (0.0, "linear", 1.0, 0.058),
        (0.5, "constant", 0.2, 0.326), (0.5, "cosine", 0.4, 0.280), (0.5, "linear", 0.4, 0.276),
    ],
)  # fmt: skip
def test_the_model_answer_reports_what_the_code_gives(
    solved: Mapping[str, Any], noise: float, kind: str, peak: float, loss: float
) -> None:
    shapes = {
        "constant": lambda step: peak,
        "cosine": lambda step: solved["cosine"](step, peak, 400),
        "linear": lambda step: peak * (1 - step / 400),
    }
    run = train_under(shapes[kind], 400, batch=16, noise=noise)
    assert run.loss.mean() == pytest.approx(loss, rel=0.05)


def test_the_unit_holds_what_the_syllabus_promises(unit: Unit) -> None:
    quizzes = [exercise for exercise in unit.exercises if exercise.is_quiz]
    written = [cell.metadata.points for cell in unit.notebook.cells if "written" in cell.metadata.get("tags", [])]
    assert unit.points == 20
    assert 3 <= len(quizzes) <= 5
    assert 4 <= len(unit.exercises) - len(quizzes) <= 9
    assert sum(written) == 6
    for exercise in unit.exercises:
        others = [one for one in unit.alternatives if one.exercise == exercise.name]
        assert len(unit.mistakes_of(exercise.name)) >= (3 if exercise in quizzes else 8), exercise.name
        assert len(others) >= 3 or exercise in quizzes, exercise.name


def test_every_reference_is_cited_in_the_text(unit: Unit) -> None:
    text = " ".join(cell.source for cell in unit.notebook.cells if cell.cell_type == "markdown")
    body, references = text.split("## References")
    for line in references.split("## Sources")[0].splitlines():
        if line.startswith("- "):
            assert line[2:].split(",")[0] in body, line


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
    assert printed.getvalue().count("still to do") == 7
