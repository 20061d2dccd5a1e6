"""How the exercises of `16-tuning-and-diagnosis` are driven; the solution says what is right. This file ships.

Splits and folds are judged as sets, draws by how evenly they lie (a Kolmogorov bound) under fixed seeds.
"""

import numpy as np

from gradschool.checks import outcome, probe, quiz
from gradschool.experiments import ward
from gradschool.experiments.illnesses import ILLNESSES


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


def seed_of(rng):
    """A seed for a source of one's own, which can be made twice."""
    return int(rng.integers(2**31))


def not_positions(name, part, n):
    """What is wrong with an array of positions, or None."""
    part = np.asarray(part)
    if part.ndim != 1 or (part.size and part.dtype.kind not in "iu"):
        return f"{name} is no array of whole numbers with one axis"
    if part.size and (part.min() < 0 or part.max() >= n):
        return f"{name} holds a position outside of 0 to {n - 1}"
    return None


# --- three_way_split ------------------------------------------------------------------------------------------


def is_a_split(outputs, inputs):
    """Judge three sets: nothing twice, nothing lost, each class by its shares."""
    for name, parts in outputs.items():
        labels, shares = inputs[name]
        if not isinstance(parts, list) or len(parts) != 3:
            return f"{name}: three arrays are to be returned"
        for which, part in zip(("training", "validation", "test"), parts, strict=True):
            if wrong := not_positions(f"{name}: {which}", part, len(labels)):
                return wrong
        parts = [np.asarray(part) for part in parts]
        sets = dict(zip(("training", "validation", "test"), parts, strict=True))
        if any(len(np.unique(part)) < len(part) for part in parts):
            return f"{name}: a position is twice in one set"
        pairs = [("training", "validation"), ("training", "test"), ("validation", "test")]
        if shared := [f"{a} and {b}" for a, b in pairs if len(np.intersect1d(sets[a], sets[b]))]:
            return f"{name}: positions are in two sets at once: in {'; in '.join(shared)}"
        rows = np.concatenate([part.astype(int) for part in parts])
        if len(rows) < len(labels):
            return f"{name}: {len(labels) - len(rows)} of {len(labels)} positions are in none of the sets"
        for kind in np.unique(labels):
            size, got = (labels == kind).sum(), [int((labels[part.astype(int)] == kind).sum()) for part in parts]
            if max(abs(got[i] - shares[i - 1] * size) for i in (1, 2)) > 1 - 1e-9:
                return (
                    f"{name}: of the {size} examples of class {kind}, {got[0]} are for training, {got[1]} for "
                    f"validation and {got[2]} for the test; of all {size} shares are {shares[0]:g} and {shares[1]:g}"
                )
    return None


def mixed_labels(rng, sizes):
    """Labels with so many examples of each class, in random order."""
    return rng.permutation(np.concatenate([np.full(size, kind) for kind, size in sizes.items()]))


@probe("three_way_split", points=0.75, verify=is_a_split)
def classes_of_any_size(student, rng, inputs):
    """Classes of 60, 23 and 7 examples in mixed order; with numbers that do not begin at 0; 0.29 of a hundred."""
    inputs["three classes"] = mixed_labels(rng, {0: 60, 1: 23, 2: 7}), (0.2, 0.1)
    inputs["other numbers"] = mixed_labels(rng, {3: 41, 9: 12, 4: 31}), (0.15, 0.3)
    inputs["hundreds"] = mixed_labels(rng, {0: 100, 1: 100}), (0.29, 0.58)
    return {
        name: list(student.three_way_split(labels, *shares, np.random.default_rng(seed_of(rng))))
        for name, (labels, shares) in inputs.items()
    }


def gives_each_its_chance(outputs, inputs):
    """Judge how often each example came into validation and test."""
    labels, shares = inputs["labels"], inputs["shares"]
    for which, share in zip(("validation", "test"), shares, strict=True):
        times = np.asarray(outputs[f"times in {which}"])
        if times.shape != labels.shape:
            return f"times in {which}: some position is outside of the labels"
        chance = times / outputs["calls"]
        if abs(chance.mean() - share) > 1e-9:
            return f"each example comes into {which} in about {chance.mean():.0%} of the calls, expected {share:.0%}"
        if np.abs(chance - share).max() > 6 * (share * (1 - share) / outputs["calls"]) ** 0.5:
            return f"some examples come into {which} far more often than others"
    for which in ("validation", "test"):
        if not outputs[f"the same {which} from the same seed"]:
            return "the same generator in the same state gave two different splits: draw from `rng` alone"
    return None


@probe("three_way_split", points=0.75, verify=gives_each_its_chance)
def drawn_by_lot(student, rng, inputs):
    """400 splits of 40 examples: how often each comes into validation and into test; and the same seed twice."""
    inputs["labels"], inputs["shares"] = mixed_labels(rng, {0: 20, 1: 20}), (0.2, 0.3)
    seed, times = seed_of(rng), np.zeros((2, 40), dtype=int)
    source = np.random.default_rng(seed)
    for call in range(400):
        _, *parts = student.three_way_split(inputs["labels"], *inputs["shares"], source)
        first = parts if call == 0 else first  # noqa: F821
        for i, part in enumerate(parts):
            times[i] += np.bincount(np.asarray(part, dtype=int), minlength=40)
    _, *again = student.three_way_split(inputs["labels"], *inputs["shares"], np.random.default_rng(seed))
    same = [bool(np.array_equal(np.sort(a), np.sort(b))) for a, b in zip(first, again, strict=True)]
    return {
        "times in validation": times[0],
        "times in test": times[1],
        "calls": 400,
        "the same validation from the same seed": same[0],
        "the same test from the same seed": same[1],
    }


# --- compare_on_test ------------------------------------------------------------------------------------------


def answers(rng, both, only_a, only_b, neither):
    """Who is right about what, in random order."""
    counts = (both, only_a, only_b, neither)
    pairs = np.repeat([(True, True), (True, False), (False, True), (False, False)], counts, axis=0)
    return rng.permutation(pairs).T.copy()


def compared(student, a, b):
    """The three numbers by name."""
    return dict(zip(("difference", "error", "needed"), student.compare_on_test(a, b), strict=True))


@probe("compare_on_test", points=0.75)
def a_lead(student, rng):
    """About 300 examples; a is ahead."""
    return compared(student, *answers(rng, int(rng.integers(200, 230)), 31, 14, int(rng.integers(40, 70))))


@probe("compare_on_test", points=0.5)
def behind_and_few(student, rng):
    """About 60 examples, and b is ahead; then nine examples."""
    many = compared(student, *answers(rng, 33, int(rng.integers(3, 6)), int(rng.integers(9, 13)), 7))
    return {"b is ahead": many, "nine": compared(student, *answers(rng, int(rng.integers(1, 4)), 3, 1, 2))}


# --- k_folds --------------------------------------------------------------------------------------------------


def repeated(folds, n):
    """How examples come more than once."""
    if any(len(np.unique(fold)) < np.size(fold) for fold in folds):
        return "some examples are twice in one fold"
    times = np.bincount(np.concatenate([np.asarray(fold, dtype=int) for fold in folds]), minlength=n)
    return f"each example is in {times[0]} folds" if len(set(times)) == 1 else "some examples are in two folds or more"


def are_folds(outputs, inputs):
    """Judge folds as sets: each example once, sizes alike, no group cut."""
    for name, folds in outputs.items():
        n, k, groups = inputs[name]
        if not isinstance(folds, list) or len(folds) != k:
            return f"{name}: a list of {k} arrays is to be returned"
        for i, fold in enumerate(folds):
            if wrong := not_positions(f"{name}: fold {i}", fold, n):
                return wrong
        rows = np.concatenate([np.asarray(fold, dtype=int) for fold in folds])
        if len(np.unique(rows)) < len(rows):
            return f"{name}: {repeated(folds, n)}"
        if len(rows) < n:
            return f"{name}: {n - len(rows)} of {n} examples are in no fold"
        names = np.arange(n) if groups is None else groups
        held = [np.unique(names[np.asarray(fold, dtype=int)]) for fold in folds]
        if sum(map(len, held)) > len(np.unique(names)):
            return f"{name}: a group is cut: its examples are in two folds"
        sizes, what = [len(one) for one in held], "examples" if groups is None else "groups"
        if max(sizes) - min(sizes) > 1:
            return f"{name}: the folds hold {', '.join(map(str, sizes))} {what}; they may differ by one"
    return None


@probe("k_folds", points=0.5, verify=are_folds)
def without_groups(student, rng, inputs):
    """Five folds of 23, four of 20, and three of 8 examples."""
    inputs |= {"23 in 5": (23, 5, None), "20 in 4": (20, 4, None), "8 in 3": (8, 3, None)}
    return {name: student.k_folds(n, k, np.random.default_rng(seed_of(rng))) for name, (n, k, _) in inputs.items()}


@probe("k_folds", points=0.5, verify=are_folds)
def with_groups(student, rng, inputs):
    """Seven groups of one to eight examples in three folds, eight of equal size in four; 24, numbered with gaps."""
    uneven_ones = mixed_labels(rng, {5: 1, 0: 8, 11: 3, 2: 4, 9: 2, 3: 6, 7: 5})
    even_ones = mixed_labels(rng, dict.fromkeys(range(8), 3))
    with_gaps = mixed_labels(rng, dict.fromkeys(range(0, 168, 7), 1))
    inputs |= {"7 groups in 3": (29, 3, uneven_ones), "8 groups in 4": (24, 4, even_ones)}
    inputs["24 groups in 6"] = 24, 6, with_gaps
    return {
        name: student.k_folds(n, k, np.random.default_rng(seed_of(rng)), groups)
        for name, (n, k, groups) in inputs.items()
    }


def are_drawn(outputs, inputs):
    """Judge by how often two examples share a fold, and by where each one lands."""
    for name, calls in (("examples", 300), ("groups", 300)):
        where = np.asarray(outputs[f"folds of {name}"])
        for one in where.T:
            if (shares := np.bincount(one, minlength=3) / calls).min() < 0.2:
                return f"one of the {name} is in some fold in {shares.min():.0%} of the calls; expected about a third"
        together = [(where[:, i] == where[:, j]).mean() for i in range(where.shape[1]) for j in range(i)]
        if max(together) - min(together) > 0.25:
            return f"some {name} share a fold in {max(together):.0%} of the calls, others in {min(together):.0%}"
    return None if outputs["same seed, same folds"] else "two generators of one seed give other folds: draw from `rng`"


@probe("k_folds", points=0.25, verify=are_drawn)
def folds_by_lot(student, rng, inputs):
    """300 calls for nine examples, and for six groups of two: who is together how often; and the same seed twice."""
    seed, groups, seen = seed_of(rng), np.repeat(rng.permutation(6), 2), {}
    for name, n, given in (("examples", 9, None), ("groups", 12, groups)):
        source, rows = np.random.default_rng(seed), []
        for _ in range(300):
            where = np.zeros(n, dtype=int)
            for i, fold in enumerate(student.k_folds(n, 3, source, given)):
                where[np.asarray(fold, dtype=int)] = i
            rows.append(where if given is None else where[::2])
        seen[f"folds of {name}"] = np.array(rows)
    twice = [student.k_folds(9, 3, np.random.default_rng(seed)) for _ in range(2)]
    same = [sorted(np.asarray(a).tolist()) == sorted(np.asarray(b).tolist()) for a, b in zip(*twice, strict=True)]
    return seen | {"same seed, same folds": all(same)}


@probe("k_folds", points=0.25)
def too_many_folds(student, rng):
    """More folds than examples, more folds than groups, and as many folds as examples."""
    n, source = int(rng.integers(5, 9)), np.random.default_rng(seed_of(rng))
    groups = rng.permutation(np.repeat([0, 1, 2], 6))
    return {
        "examples": outcome(student.k_folds, n, n + 13, source, naming=[n + 13, n]),
        "groups": outcome(student.k_folds, 18, n + 4, source, groups, naming=[n + 4, 3]),
        "one each": [len(fold) for fold in student.k_folds(n, n, source)],
    }


# --- cross_validate -------------------------------------------------------------------------------------------


def touchy(x, y):
    """A model whose answers hang on the last digits of what it was fitted to, and of what it is asked."""
    kinds, own = np.unique(y), x.std() + (x * (y - y.mean())[:, None]).mean()

    def predict(new):
        z = np.floor(1000 * (new.sum(axis=1) + own))
        return np.where(np.isfinite(z), kinds[np.nan_to_num(z % len(kinds)).astype(int)], -1)

    return predict


def points(rng, n, d, apart=1.2):
    """Points of two classes that overlap, features on different scales, labels."""
    y = rng.permutation(np.arange(n) % 2)
    return (rng.standard_normal((n, d)) + apart * y[:, None]) * 10.0 ** np.arange(d) + 3.3, y


def told(student, x, y, folds):
    """What cross-validation says, and the mean cubes of what its models saw and were asked."""
    seen, asked = [], []

    def fit(x, y):
        seen.append(float((x**3).mean()))
        answer = touchy(x, y)

        def predict(new):
            asked.append(float((new**3).mean()))
            return answer(new)

        return predict

    accuracy, scores = student.cross_validate(x, y, folds, fit)
    return {"accuracy": accuracy, "scores": scores, "cubes seen": sorted(seen), "cubes asked": sorted(asked)}


def overlapping(rng, sizes, d):
    """Points and folds of these sizes."""
    n = sum(sizes)
    return *points(rng, n, d), np.split(rng.permutation(n), np.cumsum(sizes)[:-1])


@probe("cross_validate", points=0.5)
def equal_folds(student, rng):
    """65 points of two classes in five folds of thirteen; a model that is sensitive to its inputs."""
    seen = told(student, *overlapping(rng, [13] * 5, 2))
    return seen | {"scores": np.asarray(seen["scores"])}  # a list will do here


@probe("cross_validate", points=0.75)
def what_fit_is_given(student, rng):
    """What reaches the fit, and what its predictor: rows sorted, of three features in two folds."""
    x, y, folds = overlapping(rng, [9, 8], 3)
    seen = []

    def fit(x, y):
        order = np.lexsort(x.T)
        seen.append({"training inputs": x[order], "labels": y[order]})

        def predict(new):
            seen[-1]["held-out inputs"] = np.sort(new, axis=0)
            return np.zeros(len(new), dtype=int)

        return predict

    student.cross_validate(x, y, folds, fit)
    return {"in each round": seen}


@probe("cross_validate", points=0.5)
def unequal_folds(student, rng):
    """Folds of 3, 7 and 15 points, one of which is far away; one feature never changes."""
    x, y, folds = overlapping(rng, [3, 7, 15], 2)
    x[folds[0][0]] *= 50
    return told(student, np.column_stack([x, np.full(25, int(rng.integers(5, 12)) / 4)]), y, folds)


# --- log_uniform ----------------------------------------------------------------------------------------------

TOO_FAR = 2.9  # times the root of 1 / n; right draws are as far from uniform once in ten million times


def far_from_uniform(u):
    """Whether numbers between 0 and 1 lie further from uniform than chance has them (Kolmogorov's distance)."""
    steps = np.arange(len(u) + 1) / len(u)
    return max(np.abs(np.sort(u) - steps[:-1]).max(), np.abs(np.sort(u) - steps[1:]).max()) > TOO_FAR / len(u) ** 0.5


def where_it_lies(u):
    """Where most of the numbers between 0 and 1 lie, in words."""
    below = (u < 0.5).mean()
    half = "lower" if below > 0.6 else "upper" if below < 0.4 else None
    return f"most draws lie in the {half} half of" if half else "the draws lie unevenly on"


def are_log_uniform(outputs, inputs):
    """Judge draws by their places on the logarithmic scale, and that a seed decides them."""
    for name, draws in outputs.items():
        low, high, n = inputs[name]
        draws = np.asarray(draws)
        if draws.shape != (n,) or draws.dtype.kind != "f":
            return f"{name}: an array of {n} floats is to be returned"
        if draws.min() < low * (1 - 1e-12):
            return f"{name}: a draw of {draws.min():g} lies below the range, {low:g} to {high:g}"
        if draws.max() > high * (1 + 1e-12):
            return f"{name}: a draw of {draws.max():g} lies above the range, {low:g} to {high:g}"
        u = np.log(draws / low) / np.log(high / low)
        if u.min() > 0.1:
            return f"{name}: no draw is below {draws.min():.2g}, though the range begins at {low:.2g}"
        if u.max() < 0.9:
            return f"{name}: no draw is above {draws.max():.2g}, though the range ends at {high:.2g}"
        if far_from_uniform(u):
            return f"{name}: not log-uniform: {where_it_lies(u)} that scale"
        if abs(np.corrcoef(u[1:], u[:-1])[0, 1]) > 0.25:
            return f"{name}: a draw goes with the one before"
    return None if np.array_equal(outputs["a rate"], outputs["the same seed"]) else OTHER_DICE


OTHER_DICE = "two generators of one seed give other draws: draw from `rng`"


@probe("log_uniform", points=0.5, verify=are_log_uniform)
def rates_and_factors(student, rng, inputs):
    """A thousand rates over four powers of ten, and factors between 0.3 and 3; and the rates once more, same seed."""
    low, seed = uneven(rng, 1e-4, 3e-4), seed_of(rng)
    inputs |= {"a rate": (low, 1.7, 1000), "a factor": (0.3, 3.1, 1000), "the same seed": (low, 1.7, 1000)}
    return {
        name: student.log_uniform(low, high, n, np.random.default_rng(seed)) for name, (low, high, n) in inputs.items()
    }


def are_whole_and_log_uniform(outputs, inputs):
    """Judge whole numbers by how often each of them comes."""
    for name, draws in outputs.items():
        low, high, n = inputs[name]
        draws = np.asarray(draws)
        if draws.shape != (n,) or draws.dtype.kind not in "iu":
            return f"{name}: an array of {n} whole numbers, of an int dtype, is to be returned"
        if draws.min() < low or draws.max() > high:
            return f"{name}: numbers from {draws.min()} to {draws.max()} came, expected {low} to {high}"
        below = np.log(np.arange(low + 1, high + 2) / low) / np.log((high + 1) / low)
        shares = np.cumsum(np.bincount(draws - low, minlength=high - low + 1)) / n
        if np.abs(shares - below).max() > TOO_FAR / n**0.5:
            at = int(np.abs(shares - below).argmax())
            return f"{name}: {shares[at]:.0%} of the draws are {low + at} or less, expected {below[at]:.0%}"
    return None if np.array_equal(outputs["layers"], outputs["the same seed"]) else OTHER_DICE


@probe("log_uniform", points=0.5, verify=are_whole_and_log_uniform)
def whole_numbers(student, rng, inputs):
    """Six thousand times 1 to 6 layers, and 3 to 4; units from 16 to 1,024; and the layers once more, same seed."""
    seed = seed_of(rng)
    inputs |= {"layers": (1, 6, 6000), "three or four": (3, 4, 6000)}
    inputs |= {"units": (16, 1024, 1000), "the same seed": (1, 6, 6000)}
    return {
        name: student.log_uniform(low, high, n, np.random.default_rng(seed), whole=True)
        for name, (low, high, n) in inputs.items()
    }


# --- random_search --------------------------------------------------------------------------------------------

SPACE = {
    "rate": (1e-4, 0.7, "log"),
    "optimizer": ["plain", "momentum", "Adam"],
    "dropout": (0.05, 0.85, "linear"),
    "width": (9.0, 1100.0, "log"),
    "layers": [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20],
}
RANGES = [name for name, values in SPACE.items() if isinstance(values, tuple)]


def place(knob, value):
    """Where a value lies in its range, from 0 to 1, on its own scale."""
    low, high, scale = knob
    return (value - low) / (high - low) if scale == "linear" else np.log(value / low) / np.log(high / low)


def as_number(values, value):
    """A value as a float: itself, or its place in a list; nan where it is none of these."""
    if isinstance(values, list):
        return float(values.index(value)) if value in values else np.nan
    return float(value)


def searched(student, n, source, score, space):
    """A search that notes what it tries, and what it is told."""
    tried, scores, knobs = [], [], dict.fromkeys(space)

    def noted(settings):
        knobs.update(settings)
        tried.append([as_number(space[knob], settings.get(knob, np.nan)) for knob in space])
        scores.append(score(len(tried) - 1, settings))
        return scores[-1]

    settings, edges = student.random_search(noted, space, n, source)
    return {
        "knobs": list(knobs),
        "tried": np.array(tried),
        "scores": np.array(scores),
        "settings": settings,
        "edges": edges,
    }


def draws_lie_evenly(outputs, inputs):
    """Judge the draws of each knob on its own scale, and whether knobs are drawn by themselves."""
    tried = np.asarray(outputs["tried"])
    if len(tried) != inputs["n"]:
        return f"{len(tried)} trials were made, expected {inputs['n']}"
    if outputs["knobs"] != list(SPACE) or np.isnan(tried).any():
        return "each trial is to get a value for each knob of the space, and nothing else"
    table = []
    for (name, knob), values in zip(SPACE.items(), tried.T, strict=True):
        if isinstance(knob, list):
            shares = np.bincount(values.astype(int), minlength=len(knob)) / len(values)
            if np.abs(shares - 1 / len(knob)).max() > TOO_FAR / len(values) ** 0.5:
                seldom = ", ".join(str(knob[i]) for i in np.flatnonzero(shares < 0.6 / len(knob)))
                return f"of the values of {name} some come far too seldom: {seldom or 'all but a few'}"
            table.append(values)
            continue
        low, high, _ = knob
        if values.min() < low * (1 - 1e-9) or values.max() > high * (1 + 1e-9):
            return f"a value of {name} lies outside of its range"
        u = place(knob, values)
        if far_from_uniform(u):
            return f"the draws of {name} are not {knob[2]}-uniform: {where_it_lies(u)} that scale"
        table.append(u)
    if np.abs(np.corrcoef(table) - np.eye(len(SPACE))).max() > 0.25:
        return "the knobs of one trial go together; each is to be drawn by itself"
    if max(abs(np.corrcoef(u[1:], u[:-1])[0, 1]) for u in table) > 0.25:
        return "one trial's values go with those of the trial before"
    return None if np.array_equal(tried, outputs["again"]) else OTHER_DICE


@probe("random_search", points=0.75, verify=draws_lie_evenly)
def draws(student, rng, inputs):
    """The draws of 1,000 trials over five knobs, by how evenly they lie on their scales; and the same seed twice."""
    inputs["n"], seed = 1000, seed_of(rng)
    score = lambda i, settings: -abs(settings["rate"] - 0.01)  # noqa: E731
    search, again = (searched(student, 1000, np.random.default_rng(seed), score, SPACE) for _ in range(2))
    return {"tried": search["tried"], "knobs": search["knobs"], "again": again["tried"]}


def whose(search, settings):
    """Which trial has these settings, in words."""
    places = [as_number(SPACE[knob], settings[knob]) for knob in search["knobs"]]
    same = np.flatnonzero(np.isclose(search["tried"], places, rtol=1e-9).all(axis=1))
    if not len(same):
        return "no trial"
    scores = np.asarray(search["scores"])
    if np.isnan(scores[same[0]]):
        return "a trial that failed"
    if same[-1] == len(scores) - 1:
        return "the last trial"
    return "the trial with the smallest score" if scores[same[0]] == np.nanmin(scores) else "another trial"


def first_with_the_largest_score(name, search):
    """The settings of the best trial, and what is wrong with those that came back, or None."""
    scores = np.array(search["scores"], dtype=float)
    if len(scores) == 0:
        return {}, f"{name}: score was never called"
    at = int(np.nanargmax(scores))
    best, got = dict(zip(search["knobs"], np.asarray(search["tried"])[at].tolist(), strict=True)), search["settings"]
    if not isinstance(got, dict) or set(got) != set(best):
        return best, f"{name}: the settings are to be a dict with a value for each knob"
    if any(not np.isclose(as_number(SPACE[knob], got[knob]), best[knob], rtol=1e-9) for knob in best):
        return best, f"{name}: the settings are those of {whose(search, got)}, not of the first with the largest score"
    return best, None


def is_the_best(outputs, inputs):
    """Judge the settings by what was tried."""
    for name, search in outputs.items():
        if wrong := first_with_the_largest_score(name, search)[1]:
            return wrong
    return None


def is_the_best_with_its_edges(outputs, inputs):
    """Judge the settings, and which of them lie at an edge."""
    told = []
    for name, search in outputs.items():
        best, wrong = first_with_the_largest_score(name, search)
        if wrong:
            return wrong
        u = {knob: place(SPACE[knob], best[knob]) for knob in inputs[name] if knob in RANGES}
        if list(search["edges"]) != [knob for knob in u if not 0.1 <= u[knob] <= 0.9]:
            outer = [f"{knob} {'low' if u[knob] < 0.1 else 'high'}" for knob in u if not 0.1 <= u[knob] <= 0.9]
            where = f"the best has {', '.join(outer) or 'no knob'} in an outer tenth of its scale"
            told.append(f"{name}: {where}, and edges is {search['edges']!r}")
    return "; ".join(told) or None


def toward(**goals):
    """A score that is best where the knobs lie at these places of their ranges."""
    return lambda i, settings: -sum(abs(place(SPACE[knob], settings[knob]) - goal) for knob, goal in goals.items())


@probe("random_search", points=0.5, verify=is_the_best_with_its_edges)
def the_best_and_the_edges(student, rng, inputs):
    """150 trials each, where the best is in the middle, near an edge, or at the end of a list; then ten times three."""
    cases = {
        "in the middle": toward(rate=0.5, dropout=0.5, width=0.3),
        "at a lower edge": toward(dropout=0.0),
        "near a lower edge": toward(rate=0.07),
        "near an upper edge": toward(width=0.93),
        "low, and no edge": toward(rate=0.14),
        "high, and no edge": toward(dropout=0.86),
        "the end of a list": lambda i, settings: -10.0 * (settings["layers"] != 20) - abs(settings["dropout"] - 0.45),
    }
    inputs["in the middle"] = list(SPACE)
    inputs |= {"at a lower edge": ["dropout"], "near a lower edge": ["rate"], "near an upper edge": ["width"]}
    inputs |= {"low, and no edge": ["rate"], "high, and no edge": ["dropout"]}
    inputs["the end of a list"] = ["layers", "dropout"]
    found = {}
    for name, score in cases.items():
        space = {knob: SPACE[knob] for knob in inputs[name]}
        found[name] = searched(student, 150, np.random.default_rng(seed_of(rng)), score, space)
    for number in range(10):
        name = f"three trials, {number}"
        inputs[name], score = list(SPACE), lambda i, settings: -float(i != 1)
        found[name] = searched(student, 3, np.random.default_rng(seed_of(rng)), score, SPACE)
    return found


@probe("random_search", points=0.5, verify=is_the_best)
def failed_and_equal_trials(student, rng, inputs):
    """Trials that fail, with and without the first among them; scores that are all equal; a single trial."""
    high = uneven(rng, 3, 4)
    cases = {
        "failed later": (12, lambda i, settings: float("nan") if i in (4, 9) else high - (i - 6) ** 2),
        "failed": (12, lambda i, settings: float("nan") if i in (0, 3, 11) else high - (i - 6) ** 2),
        "equal": (9, lambda i, settings: high),
        "one trial": (1, lambda i, settings: -high),
    }
    return {
        name: searched(student, n, np.random.default_rng(seed_of(rng)), score, SPACE)
        for name, (n, score) in cases.items()
    }


# --- successive_halving ---------------------------------------------------------------------------------------


def halved(student, trials, losses, updates, **settings):
    """Rounds and updates, and who was trained how far, in order of length."""
    calls = []

    def train(trial, updates):
        calls.append((int(updates), str(trial)))
        return losses(trial, updates)

    rounds, spent = student.successive_halving(trials, train, updates, **settings)
    return {"rounds": rounds, "spent": spent, "calls": [[n, name] for n, name in sorted(calls)]}


def falling(rng, n):
    """Curves that fall at different speeds to different ends, so that they cross."""
    start, end, speed = rng.uniform(2, 3, n), rng.uniform(0.1, 1, n), rng.uniform(0.01, 0.3, n)
    return lambda trial, updates: float(end[trial] + start[trial] * np.exp(-speed[trial] * updates))


@probe("successive_halving", points=0.5, exact_dtype=True)
def by_thirds(student, rng):
    """27 trials by thirds, whose curves cross; updates and calls are counted."""
    return halved(student, list(range(27)), falling(rng, 27), int(rng.integers(4, 9)))


@probe("successive_halving", points=0.5)
def by_halves(student, rng):
    """Eleven trials by halves, which leaves five, two, and one."""
    return halved(student, list(range(11)), falling(rng, 11), int(rng.integers(4, 9)), factor=2)


@probe("successive_halving", points=0.5)
def nan_ties_and_one(student, rng):
    """Losses that are nan or equal; a single trial; a factor larger than the number of trials."""
    names = [str(name) for name in rng.host.permutation(["ada", "bob", "cyd", "dan", "eve", "flo", "gus", "hal"])]
    table = dict(zip(names, [0.7, np.nan, 0.4, 0.4, 0.9, 0.4, np.nan, 0.8], strict=True))
    same, updates = lambda trial, updates: table[trial], int(rng.integers(3, 9))
    return {
        "eight": halved(student, names, same, updates, factor=2),
        "one": halved(student, names[:1], same, updates),
        "three": halved(student, names[1:4], same, updates, factor=4),
    }


# --- loss_at_start --------------------------------------------------------------------------------------------


def first_scores(rng, n, k, spread):
    """Scores of examples that lie at different heights, and labels without the second and the last class."""
    heights = rng.uniform(-2, 2, (n, 1))
    there = np.delete(np.arange(k), [1, k - 1])
    return heights + spread * rng.standard_normal((n, k)), rng.permutation(there[np.arange(n) % len(there)])


def told_at_start(student, scores, labels):
    """The two numbers by name."""
    return dict(zip(("loss", "expected"), student.loss_at_start(scores, labels), strict=True))


@probe("loss_at_start", points=0.5)
def seven_classes(student, rng):
    """Twenty-two examples, seven classes of which two do not occur, with small scores and with larger ones."""
    return {
        "small": told_at_start(student, *first_scores(rng, 22, 7, 0.3)),
        "larger": told_at_start(student, *first_scores(rng, 22, 7, 2.3)),
    }


@probe("loss_at_start", points=0.25)
def large_scores(student, rng):
    """Scores around 3,000 and -3,000, a row each, and rows of small ones between them."""
    scores, labels = first_scores(rng, 9, 4, 1.1)
    scores[0] += 3000
    scores[1] -= 3000
    scores[2], labels[2] = scores[2] + np.array([-600, -5, 20, 200]), 0  # the label has the lowest score
    return told_at_start(student, scores, labels)


# --- diagnose -------------------------------------------------------------------------------------------------


def line(rng, *points):
    """A curve of 13 values through these."""
    return (np.interp(np.arange(13), np.linspace(0, 12, len(points)), points) * rng.uniform(0.99, 1.01)).tolist()


def named(student, rng, cases, classes=10):
    """What is said of each case, in random order."""
    said = {}
    for i in rng.permutation(len(cases)):
        training, validation = cases[i]
        lowest = np.nanmin(validation)
        case = f"training {training[0]:.3g} to {training[-1]:.3g}, validation at least {lowest:.3g}"
        case += f" and last {validation[-1]:.3g}"
        said[case] = student.diagnose({"training": training, "validation": validation}, classes)
    return said


@probe("diagnose", points=0.5)
def clear_cases(student, rng):
    """One clear case of each, ten classes, in random order."""
    return named(
        student,
        rng,
        [
            (line(rng, 2.4, 3, 9), line(rng, 2.4, 3, 9)),
            (line(rng, 2.4, 3, 2.5)[:-1] + [float("nan")], line(rng, 2.4, 3, 2.5)),
            (line(rng, 7, 1, 0.4), line(rng, 7, 1, 0.5)),
            (line(rng, 2.4, 2.35, 2.3), line(rng, 2.4, 2.35, 2.3)),
            (line(rng, 2.4, 0.5, 0.2), line(rng, 2.4, 0.4, 0.7)),
            (line(rng, 2.4, 0.2, 0.05), line(rng, 2.4, 0.9, 0.8)),
            (line(rng, 2.4, 1.6, 1.3), line(rng, 2.4, 1.7, 1.4)),
            (line(rng, 2.4, 0.5, 0.2), line(rng, 2.4, 0.6, 0.3)),
        ],
    )


@probe("diagnose", points=0.25)
def the_first_rule_decides(student, rng):
    """Cases in which several rules hold, ten classes, in random order."""
    return named(
        student,
        rng,
        [
            (line(rng, 7, 9, 20), line(rng, 7, 9, 20)),
            (line(rng, 6, 4, 3), line(rng, 6, 3, 9)),
            (line(rng, 2.4, 2.2, 2.2), line(rng, 2.4, 1.1, 9)),
            (line(rng, 2.4, 0.5, 0.1), line(rng, 2.4, 0.5, 1.5)),
            (line(rng, 2.4, 1.5, 1.2), line(rng, 2.4, 1.3, 2.2)),
            (line(rng, 2.4, 1.5, 0.7), line(rng, 9, 5, 4)),
            (line(rng, 2.4, 2.2, 1.9), line(rng, 9, 7, 6.5)),
        ],
    )


@probe("diagnose", points=0.25)
def nan_in_between(student, rng):
    """A run that is infinite or nan for a while and finite at the end, among three others."""
    gone, back = line(rng, 2.4, 1, 0.3), line(rng, 2.4, 1, 0.3)
    gone[5], back[7] = float("inf"), float("nan")
    fine, other = line(rng, 2.4, 1, 0.3), line(rng, 2.4, 1, 0.31)
    return named(
        student, rng, [(gone, fine), (back, other), (fine, fine), (line(rng, 2.4, 4, 1), line(rng, 2.4, 4, 1.1))]
    )


# --- quiz_ward ------------------------------------------------------------------------------------------------


def names_illnesses(outputs, inputs):
    """Judge whether each patient has the name of an illness, and say how many are right."""
    answer = outputs["your diagnoses"]
    if not isinstance(answer, str):
        return "return a dict from patient to illness"
    named = dict(one.split(": ", 1) for one in answer.split("; ") if ": " in one)
    if unknown := [one for one in named if one not in set("ABCDEFGHIJKL")]:
        return f"there is no patient {unknown[0]!r}"
    for patient in "ABCDEFGHIJKL":
        if patient not in named:
            return f"patient {patient} has no diagnosis yet"
        if named[patient] not in ILLNESSES:
            return f"{named[patient]!r} (patient {patient}) is none of the names in ILLNESSES"
    right = ward.right_diagnoses(named)
    return None if right == 12 else f"{right} of 12 are right; an examination may tell two illnesses apart"


@probe("quiz_ward", points=0, verify=names_illnesses)
def all_are_named(student, rng, inputs):
    """Your twelve diagnoses, each one of the names."""
    answer = student.quiz_ward()
    if isinstance(answer, dict):
        answer = "; ".join(f"{patient}: {answer[patient]}" for patient in sorted(answer, key=str))
    return {"your diagnoses": answer}


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_best = quiz("quiz_best")
quiz_draws = quiz("quiz_draws")
quiz_halving = quiz("quiz_halving")
quiz_checks = quiz("quiz_checks")
quiz_knobs = quiz("quiz_knobs")
