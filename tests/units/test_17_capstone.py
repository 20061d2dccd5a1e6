"""What unit 17 claims beyond its own exercises: what its reference reaches, who earns what, and numbers in its text."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.audit.notebooks import solved as solved_sheet
from grader.audit.notebooks import write
from grader.cells import is_demo
from grader.course import Course
from grader.judge import Judge
from grader.judge.seeds import seeds_of
from grader.submission import read_submission
from gradschool import backend, data
from gradschool.checks import judge, load_probes, observe
from gradschool.checks.explain import explain
from gradschool.data import Dataset
from gradschool.experiments.capstone import attempt, image_sets
from gradschool.notebook import check_notebook

COLORS_IN = ("images.mean(axis=1).reshape(len(images), 16, 2, 16, 2).mean(axis=(2, 4)).reshape(len(images), 256)",)
PLAIN = {COLORS_IN[0]: "images.reshape(len(images), 3072)"}
ONE_LAYER = {
    "256, 128, classes": "100, classes",
    "if layer == 3": "if layer == 2",
    "(1, 2, 3)": "(1, 2)",
    "(3, 2, 1)": "(2, 1)",
    "layer in (1, 2):\n        h": "layer in (1,):\n        h",
    'model["w3"] + model["b3"]': 'model["w2"] + model["b2"]',
}
LINEAR = {
    "256, 128, classes": "classes",
    "if layer == 3": "if layer == 1",
    "(1, 2, 3)": "(1,)",
    "(3, 2, 1)": "(1,)",
    "layer in (1, 2):\n        h": "layer in ():\n        h",
    'model["w3"] + model["b3"]': 'model["w1"] + model["b1"]',
}


STEP = "adam_step(model[name], gradient, states.get(name), rate)"
FIFTY = {**ONE_LAYER, "256, 128, classes": "50, classes"}
ROOT = Path(__file__).parents[2]
PROBES = {one.name: one for one in load_probes((ROOT / "solutions/17-capstone/probes.py").read_text())}


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


def solved(edits: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything that the solved notebook defines outside of its demonstrations, with its text changed in places."""
    unit = Course(ROOT).unit("17-capstone")
    sources = [one.source for one in unit.notebook.cells if one.cell_type == "code" and not is_demo(one)]
    whole = "\n\n".join(source for source in sources if not source.startswith("check("))
    for old, new in (edits or {}).items():
        assert old in whole
        whole = whole.replace(old, new)
    names: dict[str, Any] = {}
    exec(whole, names)
    return names


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    return solved()


def named(cells: Mapping[str, Any], seed: int) -> float:
    """The share of unseen shapes that the notebook's functions name, as the grader asks."""
    learn, new = (data.shapes(n, rng=7 * seed + i) for n, i in ((2000, 3), (1000, 5)))
    model = cells["build_model"](learn.x, 10, np.random.default_rng(seed))
    source = np.random.default_rng(seed + 1)
    model = cells["train"](model, cells["loss_and_gradients"], learn.x, learn.y, 400, source)
    return float(np.mean(cells["predict"](model, new.x) == new.y))


def test_the_reference_is_far_above_the_last_step(cells: Mapping[str, Any]) -> None:
    shares = [named(cells, seed) for seed in range(3)]  # of ten the worst was 0.781, their mean 0.798
    assert min(shares) > 0.76
    assert np.mean(shares) == pytest.approx(0.80, abs=0.02)


@pytest.mark.parametrize(
    ("edits", "low", "high"),
    [(LINEAR, 0.10, 0.25), (ONE_LAYER, 0.65, 0.78), (ONE_LAYER | PLAIN, 0.5, 0.64)],
    ids=["linear", "one hidden layer", "one hidden layer on all colors"],
)
def test_plainer_networks_stand_between_chance_and_the_reference(
    edits: Mapping[str, str], low: float, high: float
) -> None:
    plainer = solved(edits)
    assert low < named(plainer, 0) < high


def test_a_network_of_the_student_s_is_the_library_s(cells: Mapping[str, Any]) -> None:
    from gradschool import nn

    images, labels = data.shapes(6, rng=1, dtype="float64").x, np.array([0, 1, 2, 3, 2, 1])
    model = cells["build_model"](images, 4, np.random.default_rng(0))
    twin = nn.Sequential(nn.Dense(256, 256), nn.ReLU(), nn.Dense(256, 128), nn.ReLU(), nn.Dense(128, 4))
    twin.build(rng=0, dtype="float64")
    names = [f"{kind}{layer}" for layer in (1, 2, 3) for kind in "wb"]
    for own, theirs in zip(names, twin.parameters, strict=True):
        twin.parameters[theirs][...] = model[own]
    x = (cells["features"](images) - model["mean"]) / model["std"]
    loss, gradients = cells["loss_and_gradients"](model, images, labels)
    expected, upstream = nn.softmax_cross_entropy(twin(x), labels)
    twin.backward(upstream)
    assert loss == pytest.approx(float(expected))
    for own, theirs in zip(names, twin.parameters, strict=True):
        np.testing.assert_allclose(gradients[own], twin.parameters.gradient(theirs), atol=1e-7)
    np.testing.assert_array_equal(cells["predict"](model, images), twin(x).argmax(axis=1))


def test_the_circulating_split_has_what_the_text_says(cells: Mapping[str, Any]) -> None:
    values = np.arange(20)
    gray = np.broadcast_to(values[:, None, None, None], (20, 3, 4, 4)).astype(float).copy()
    before = gray.copy()
    (x, y), (held, _) = cells["found_split"](gray, values.copy(), 0.25, np.random.default_rng(0))
    assert not np.array_equal(gray, before)
    assert y[np.argsort(x[:, 0, 0, 0])].tolist() != sorted(y.tolist())
    assert len(np.intersect1d(x[:, 0, 0, 0], held[:, 0, 0, 0])) == 1
    assert abs(x.mean()) > 0.01


@pytest.fixture(scope="module")
def sets() -> tuple[Dataset, Dataset]:
    training, validation, _ = image_sets()
    return training, validation


TABLES: list[tuple[dict[str, Any], str, list[float]]] = [
    ({"way": "small", "hidden": ()}, "0.151 ± 0.008", [0.151, 0.152, 0.147, 0.143, 0.164]),
    ({"way": "color", "hidden": (100,)}, "0.409 ± 0.023", [0.416, 0.408, 0.392, 0.385, 0.443]),
    ({"way": "gray", "hidden": (100,)}, "0.611 ± 0.016", [0.619, 0.604, 0.589, 0.61, 0.631]),
    ({"way": "small", "hidden": (100,)}, "0.565 ± 0.012", [0.572, 0.573, 0.568, 0.543, 0.567]),
    ({}, "0.732 ± 0.009", [0.742, 0.723, 0.742, 0.728, 0.724]),
    ({"standardize": False}, "0.328 ± 0.018", [0.316, 0.303, 0.338, 0.337, 0.346]),
    ({"first": "small"}, "0.477 ± 0.044", [0.402, 0.511, 0.48, 0.496, 0.498]),
    ({"hidden": (256,)}, "0.662 ± 0.014", [0.658, 0.67, 0.645, 0.655, 0.681]),
    ({"schedule": False}, "0.760 ± 0.037", [0.795, 0.701, 0.763, 0.752, 0.788]),
    ({"schedule": False, "lr": 0.001}, "0.726 ± 0.008", [0.739, 0.724, 0.723, 0.719, 0.726]),
    ({"schedule": False, "lr": 0.004}, "0.746 ± 0.030", [0.757, 0.76, 0.693, 0.758, 0.764]),
    ({"lr": 0.004}, "0.776 ± 0.014", [0.78, 0.751, 0.783, 0.786, 0.779]),
    ({"optimizer": "momentum", "lr": 0.03}, "0.771 ± 0.014", [0.782, 0.75, 0.771, 0.786, 0.764]),
    ({"optimizer": "sgd", "lr": 0.3}, "0.755 ± 0.029", [0.776, 0.706, 0.767, 0.772, 0.754]),
    ({"normalize": True, "lr": 0.005}, "0.777 ± 0.017", [0.786, 0.751, 0.769, 0.792, 0.787]),
    ({"activation": "tanh", "lr": 0.002}, "0.254 ± 0.013", [0.247, 0.246, 0.257, 0.246, 0.276]),
    ({"activation": "sigmoid", "lr": 0.005}, "0.502 ± 0.020", [0.524, 0.478, 0.509, 0.484, 0.516]),
]
"""Settings of the text, what it says of them (as precisely as the model answer does), and the five runs behind it."""


@pytest.mark.parametrize(("setting", "told", "shares"), TABLES, ids=[str(row[0]) for row in TABLES])
def test_a_mean_of_the_tables_is_that_of_five_runs(setting: dict[str, Any], told: str, shares: list[float]) -> None:
    mean, deviation = map(float, told.split(" ± "))
    assert np.mean(shares) == pytest.approx(mean, abs=6e-4)
    assert np.std(shares, ddof=1) == pytest.approx(deviation, abs=6e-4)


@pytest.mark.parametrize("place", range(len(TABLES)), ids=[str(row[0]) for row in TABLES])
def test_a_run_of_the_tables_comes_out_again(sets: tuple[Dataset, Dataset], place: int) -> None:
    setting, _, shares = TABLES[place]
    seed = place % len(shares)
    assert attempt(*sets, **setting, seeds=[seed]).validation[0] == pytest.approx(shares[seed], abs=0.03)


def test_runs_of_one_seed_share_their_luck(cells: Mapping[str, Any], sets: tuple[Dataset, Dataset]) -> None:
    slow, fast = (attempt(*sets, hidden=(64,), updates=300, lr=lr, seeds=range(8)).validation for lr in (0.002, 0.004))
    _, error, _ = cells["compare_runs"](slow, fast)
    assert 3 < np.sqrt((slow.var(ddof=1) + fast.var(ddof=1)) / 8) / error < 5


def brighter_than_its_ground(images: Dataset) -> Dataset:
    gray = images.x.mean(axis=1)
    border = np.concatenate([gray[:, 0], gray[:, -1], gray[:, :, 0], gray[:, :, -1]], axis=1).mean(axis=1)
    dark = (gray - border[:, None, None]).mean(axis=(1, 2)) < 0
    return Dataset(np.where(dark[:, None, None, None], 1 - images.x, images.x), images.y, images.classes)


@pytest.mark.parametrize(("activation", "lr", "mean"), [("relu", 0.004, 0.83), ("tanh", 0.004, 0.672)])
def test_tanh_gains_most_where_all_shapes_are_bright(
    sets: tuple[Dataset, Dataset], activation: Any, lr: float, mean: float
) -> None:
    turned = [brighter_than_its_ground(part) for part in sets]
    found = attempt(turned[0], turned[1], activation=activation, lr=lr, seeds=range(2))
    assert found.validation.mean() == pytest.approx(mean, abs=0.02)


def test_the_quiz_s_numbers(cells: Mapping[str, Any]) -> None:
    compare: Callable[..., Any] = cells["compare_runs"]
    before, after = np.array([0.70, 0.74, 0.68, 0.72, 0.71]), np.array([0.71, 0.75, 0.70, 0.73, 0.71])
    assert compare(before, after)[:2] == (pytest.approx(0.010), pytest.approx(0.00316, abs=1e-4))
    assert np.sqrt(0.64 * 0.36 / 1000) == pytest.approx(0.015, abs=2e-4)
    assert len(cells["minibatches"](2000, 64, np.random.default_rng(0))) == 32


def test_luck_alone_can_look_like_three_standard_errors(
    cells: Mapping[str, Any], sets: tuple[Dataset, Dataset]
) -> None:
    first, second = (
        attempt(*sets, way="small", hidden=(32,), updates=200, seeds=range(start, start + 5)).validation
        for start in (0, 5)
    )
    difference, error, wins = cells["compare_runs"](first, second)
    assert 2.5 < difference / error < 4.5
    assert wins == 1


def said(probe: str, edits: Mapping[str, str], seed: int = 0) -> str:
    """What a public probe says of the notebook with its text changed in places; empty where it passes."""
    seen = observe(PROBES[probe], solved(edits), seed)
    return judge(PROBES[probe], seen, seen).message


@pytest.mark.parametrize(
    "probe",
    ["ten_classes", "against_differences", "in_any_company", "pairs_and_what_comes_back", "under_one_gradient"],
)
def test_a_network_with_other_arrays_than_the_reference_is_judged_by_what_it_is(probe: str) -> None:
    seen, expected = (observe(PROBES[probe], solved(edits), 0) for edits in (FIFTY, {}))
    assert judge(PROBES[probe], seen, expected).message == ""


def test_a_gradient_that_is_no_number_is_not_called_zero() -> None:
    dead = {"upstream = upstream * (below > 0)": "gradients['w3'] = gradients['w3'] * np.nan"}
    assert "the gradient of w3 holds nan" in said("ten_classes", dead)


@pytest.mark.parametrize(
    "rule",
    [
        {"4e-3": "1e-3"},
        {STEP: "(model[name] - 25 * rate * gradient, None)"},
        {STEP: "((model[name] - 2.5 * rate * (v := 0.9 * states.get(name, 0) + gradient)), v)"},
    ],
    ids=["Adam, 0.001", "gradient descent, 0.1", "momentum, 0.01"],
)
def test_fifty_units_and_a_sensible_rule_learn_enough(rule: Mapping[str, str]) -> None:
    assert said("names_more_than_a_guess_does", FIFTY | rule) == ""


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({"model[name], gradient, states": "model[name], -gradient, states"}, "is it uphill that you go, or too far"),
        ({"0.1 if layer == 3 else 1.0": "0.0"}, "hardly moved"),
        ({STEP: "(model[name] - 0 * gradient, None)"}, "hardly moved"),
    ],
    ids=["uphill", "all weights 0", "no step"],
)
def test_who_learns_nothing_is_told_what_the_loss_did(edits: Mapping[str, str], words: str) -> None:
    assert words in said("names_more_than_a_guess_does", edits)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("images[rows]", "1 - images[rows]"),
        ("images[rows]", "np.clip(1.5 * images[rows] - 0.2, 0, 1)"),
        ("images[rows]", "np.roll(images[rows], 3, axis=3)"),
        ("images[rows]", "images[rows].astype('float32')"),
    ],
    ids=["inverted", "contrast", "shifted", "float32"],
)
def test_augmented_images_may_be_looked_at(old: str, new: str) -> None:
    assert said("pairs_and_what_comes_back", {f"look(model, {old}": f"look(model, {new}"}) == ""


@pytest.mark.parametrize(
    "rate",
    ["2e-3 if step < 0.7 * updates else 2e-4", "np.linspace(4e-3, 4e-4, max(updates, 1))[step]"],
    ids=["one step down", "a straight line"],
)
def test_a_rate_that_falls_to_a_tenth_is_enough(rate: str) -> None:
    assert said("under_one_gradient", {"cosine(step, 4e-3, updates)": rate}) == ""


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({"gradient / len(labels)": "gradient"}, "as many times as there are images: is it a sum"),
        ({"gradient[rows, labels] -= 1": "gradient = -gradient"}, "No gradient is right: begin with the last layer"),
        ({"upstream = upstream * (below > 0)": "pass"}, "Right are those of w3, b3; wrong are those of w2, b2, w1, b1"),
        ({"    return loss, gradients\n": "    return loss + 0.01, gradients\n"}, "0.01 is added to the loss of each"),
        ({"    return loss, gradients\n": "    return loss / np.log(2), gradients\n"}, "in bits, not in nats"),
        ({"return loss, gradients\n": "return round(loss, 7), gradients\n"}, "blind to their 14th digit"),
        ({"rows, labels].mean()": "rows, labels]"}, "the loss has shape (7,), expected one number"),
    ],
    ids=[
        "a forgotten mean",
        "softmax of another sign",
        "no mask",
        "a penalty",
        "bits",
        "float32",
        "a loss for each image",
    ],
)
def test_gradients_of_a_free_design_are_told_where_they_break(edits: Mapping[str, str], words: str) -> None:
    assert words in said("against_differences", edits)


def test_a_model_that_holds_a_word_is_told_so() -> None:
    words = said("ten_classes", {'"std": std}': '"std": std, "activation": "relu"}'})
    assert words.startswith("build_model returned dict of 9")
    assert "model['activation'] is 'relu'" in words


def test_a_train_that_returns_nothing_is_not_laid_on_another_function() -> None:
    words = said(
        "pairs_and_what_comes_back", {"        model = dict(model)\n    return model": "        model = dict(model)"}
    )
    assert words == "train returned None; is its return missing?"


@pytest.mark.sandbox
def test_a_training_handed_to_the_library_is_refused_by_both_with_the_line(tmp_path: Path) -> None:
    course = Course(ROOT)
    unit = course.unit("17-capstone")
    sheet = solved_sheet(course, unit)
    (cell,) = (one for one in sheet.cells if one.source.startswith("def train("))
    line = "    from gradschool import optim"
    cell.source = cell.source.replace("    batches =", f"{line}\n    batches =")
    path = write(sheet, tmp_path / "17-capstone.ipynb")
    submission, secret = read_submission(path), b"a secret of the tests, 32 bytes."
    with Judge(unit, secret) as judged:
        answers = judged.answers(submission, seeds_of(unit, secret, submission.fingerprint, ["train"]))["train"]
    for name in ("probes.py", "cases.npz"):
        (tmp_path / name).write_bytes((ROOT / "notebooks/17-capstone" / name).read_bytes())
    here = check_notebook(path).total.scores["train"]
    assert here is not None
    assert here == 0
    graded = {name: explain(seen.error, "train") for name, seen in answers.items() if seen.error}
    assert set(graded) == {probe.name for probe in unit.exercise("train").probes}
    for words in (graded["under_one_gradient"], here.verdicts[0].message):
        assert "gradschool.optim is not available while your work is graded: write the step yourself" in words
        assert "from gradschool import optim" in words
