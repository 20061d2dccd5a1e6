"""More probes of `16-tuning-and-diagnosis`: edges of each promise, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz

# --- three_way_split ------------------------------------------------------------------------------------------


def leaves_nothing_out(outputs, inputs):
    """Classes of one, two and three examples: each example once, each class within one example of its shares."""
    for name, parts in outputs.items():
        labels, shares = inputs[name]
        arrays = [np.asarray(part, dtype=int) for part in parts]
        if any(part.ndim != 1 for part in arrays) or sorted(np.concatenate(arrays).tolist()) != list(
            range(len(labels))
        ):
            return "each position is to be in exactly one of the three sets"
        for part, share in zip(arrays[1:], shares, strict=True):
            for kind in np.unique(labels):
                size, got = (labels == kind).sum(), (labels[part] == kind).sum()
                if abs(got - share * size) > 1 - 1e-9:
                    return "a small class is not split by its shares, rounded up or down"
    return None


@probe("three_way_split", points=0.5, verify=leaves_nothing_out)
def small_classes(student, rng, inputs):
    """Classes of one to five examples, shares that add up to nearly one, twelve classes, and a single one."""
    sizes = {4: 1, 0: 2, 7: 3, 2: 5, 5: 4}
    inputs["small"] = rng.permutation(np.repeat(list(sizes), list(sizes.values()))), (0.45, 0.5)
    inputs["many classes"] = rng.permutation(np.repeat(np.arange(12), np.arange(23, 35))), (0.3, 0.25)
    inputs["one class"] = np.full(int(rng.integers(30, 40)), 3), (0.1, 0.7)
    return {
        name: list(student.three_way_split(labels, *shares, np.random.default_rng(int(rng.integers(2**31)))))
        for name, (labels, shares) in inputs.items()
    }


# --- compare_on_test ------------------------------------------------------------------------------------------


@probe("compare_on_test", points=0.75)
def ties_and_certainties(student, rng):
    """No difference, with and without pairs that differ; a always right and b never; two examples."""
    n = int(rng.integers(12, 20))
    tied = rng.permutation(np.repeat([(True, False), (False, True), (True, True)], (4, 4, n), axis=0)).T
    alike, ones, two = rng.random(n) < 0.5, np.ones(n, dtype=bool), np.array([True, False])
    return {
        "tied": student.compare_on_test(tied[0].copy(), tied[1].copy()),
        "alike": student.compare_on_test(alike, alike.copy()),
        "certain": student.compare_on_test(ones, ~ones),
        "two": student.compare_on_test(two, np.zeros(2, dtype=bool)),
    }


# --- k_folds --------------------------------------------------------------------------------------------------


def holds_each_once(outputs, inputs):
    """Each example once, whole groups, numbers that differ by one at most."""
    for name, folds in outputs.items():
        n, k, groups = inputs[name]
        arrays = [np.asarray(fold, dtype=int) for fold in folds]
        if len(arrays) != k or sorted(np.concatenate(arrays).tolist()) != list(range(n)):
            return "each example is to be in exactly one of k folds"
        names = np.arange(n) if groups is None else groups
        sizes = [len(np.unique(names[fold])) for fold in arrays]
        if sum(sizes) > len(np.unique(names)):
            return "a group is cut"
        if max(sizes) - min(sizes) > 1:
            return "the folds are not as alike as they could be"
    return None


@probe("k_folds", points=0.5, verify=holds_each_once)
def ends_of_the_range(student, rng, inputs):
    """As many folds as examples or groups, two folds of two, a large group, negative numbers of groups."""
    large = rng.permutation(np.repeat([-7, 40, 12, 3], (20, 1, 2, 1)))
    inputs |= {
        "one each": (6, 6, None),
        "two": (2, 2, None),
        "a group each": (24, 4, large),
        "two of four groups": (24, 2, large),
        "groups of one": (11, 3, rng.permutation(11) * 5),
    }
    return {
        name: student.k_folds(n, k, np.random.default_rng(int(rng.integers(2**31))), groups)
        for name, (n, k, groups) in inputs.items()
    }


# --- cross_validate -------------------------------------------------------------------------------------------


def noting(seen):
    """A model whose answers hang on the last digits of its inputs, and which notes what it is asked."""

    def fit(x, y):
        kinds, own = np.unique(y), x.std() + (x * (y - y.mean())[:, None]).mean()

        def predict(new):
            seen.append(float((new**3).mean() + own))
            z = np.floor(1000 * (new.sum(axis=1) + own))
            return np.where(np.isfinite(z), kinds[np.nan_to_num(z % len(kinds)).astype(int)], -1)

        return predict

    return fit


@probe("cross_validate", points=0.75)
def constant_in_training(student, rng):
    """A feature that changes in one fold alone; one feature; folds of one; labels that are not 0 and 1."""
    n = 18
    y = rng.permutation(np.repeat([3, 8, 5], 6))
    x = rng.standard_normal((n, 2)) * [1, 40] + 0.7 * y[:, None]
    folds = np.split(rng.permutation(n), [1, 5, 11])
    odd = np.full(n, 2.5)
    odd[folds[1]] = rng.uniform(2.4, 2.6, 4)
    seen = {}
    for name, given in (("odd", np.column_stack([x, odd])), ("one feature", x[:, :1])):
        asked = []
        accuracy, scores = student.cross_validate(given, y, folds, noting(asked))
        seen |= {f"{name}: accuracy": accuracy, f"{name}: scores": np.asarray(scores), f"{name}: cubes": sorted(asked)}
    return seen


# --- log_uniform ----------------------------------------------------------------------------------------------


def lies_as_it_should(outputs, inputs):
    """Judge draws by their distance from what is to be expected."""
    for name, draws in outputs.items():
        low, high, n, whole = inputs[name]
        draws = np.asarray(draws)
        if draws.shape != (n,) or draws.dtype.kind not in ("iu" if whole else "f"):
            return f"{name}: the shape or the dtype is not what the docstring says"
        if draws.min() < low or draws.max() > high * (1 + 1e-12):
            return f"{name}: a draw lies outside of the range"
        if n == 1:
            continue
        if whole:
            below = np.log(np.arange(low + 1, high + 2) / low) / np.log((high + 1) / low)
            far = np.abs(np.cumsum(np.bincount(draws - low, minlength=high - low + 1)) / n - below).max()
        else:
            steps, u = np.arange(n + 1) / n, np.sort(np.log(draws / low) / np.log(high / low))
            far = max(np.abs(u - steps[:-1]).max(), np.abs(u - steps[1:]).max())
        if far > 2.9 / n**0.5:
            return f"{name}: the draws do not lie as the docstring says"
    return None


@probe("log_uniform", points=0.25, verify=lies_as_it_should)
def narrow_wide_and_single(student, rng, inputs):
    """A narrow range above 100, a wide one, whole numbers far from 1, and single draws."""
    seed = int(rng.integers(2**31))
    inputs |= {"narrow": (130.0, 170.0, 1500, False), "wide": (1e-9, 1e6, 1500, False)}
    inputs |= {"whole": (40, 43, 6000, True), "one": (2.0, 3.0, 1, False), "one whole": (2, 3, 1, True)}
    return {
        name: student.log_uniform(low, high, n, np.random.default_rng(seed), whole)
        for name, (low, high, n, whole) in inputs.items()
    }


# --- random_search --------------------------------------------------------------------------------------------

WIDE = {"a": (-3.0, 5.0, "linear"), "b": (2.0, 2000.0, "log")}
SIZES = [4, 8, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362]


def obeys(outputs, inputs):
    """Judge a search over a negative range and over a list, and who is the best of each."""
    tried, scores = outputs["tried"], np.array(outputs["scores"])
    if len(tried) != inputs["n"] or len(outputs["sizes tried"]) != inputs["n"]:
        return "the number of trials is not n"
    a, b = np.asarray(tried).T
    u, v = (a + 3) / 8, np.log(b / 2) / np.log(1000)
    steps = (np.arange(len(u)) + 0.5) / len(u)
    for name, places in (("a", u), ("b", v)):
        if np.abs(np.sort(places) - steps).max() > 2.9 / len(u) ** 0.5:
            return f"the draws of {name} are not as its scale says"
    at = int(scores.argmax())
    if any(not np.isclose(outputs["settings"][knob], tried[at][i]) for i, knob in enumerate("ab")):
        return "the settings are not those of the best trial"
    shares = [(np.asarray(outputs["sizes tried"]) == size).mean() for size in SIZES]
    if not np.isclose(sum(shares), 1) or min(shares) < 0.02 or max(shares) > 0.16:
        return "the values of a list do not come as they should"
    if outputs["the best size"] != {"size": 362} or list(outputs["edges of a list"]):
        return "of a list the last value is the best, and a list has no edges"
    edges = [knob for knob, one in (("a", u[at]), ("b", v[at])) if not 0.1 <= one <= 0.9]
    return None if list(outputs["edges"]) == edges else "the knobs at an edge are others"


@probe("random_search", points=0.75, verify=obeys)
def a_range_below_zero_and_a_list(student, rng, inputs):
    """600 trials over a range that begins below 0 and a log range of three powers of ten; as many over a list."""
    inputs["n"], goal, tried, scores, sizes = 600, float(rng.uniform(-2.9, -2.7)), [], [], []

    def score(settings):
        tried.append([float(settings["a"]), float(settings["b"])])
        scores.append(1e4 - abs(settings["a"] - goal) - 100 * (not 15 < settings["b"] < 150))
        return scores[-1]

    def by_size(settings):
        sizes.append(settings["size"])
        return float(settings["size"])

    settings, edges = student.random_search(score, WIDE, 600, np.random.default_rng(int(rng.integers(2**31))))
    best, none = student.random_search(by_size, {"size": SIZES}, 600, np.random.default_rng(int(rng.integers(2**31))))
    return {
        "tried": np.array(tried),
        "scores": np.array(scores),
        "settings": settings,
        "edges": edges,
        "sizes tried": np.array(sizes),
        "the best size": best,
        "edges of a list": none,
    }


# --- successive_halving ---------------------------------------------------------------------------------------


@probe("successive_halving", points=0.5)
def numbers_that_do_not_divide(student, rng):
    """Five, ten and twenty trials by factors of 2, 3 and 7, with losses that change order, and all nan."""
    seen = {}
    for n, factor in ((5, 2), (10, 3), (20, 7), (2, 2)):
        table = rng.random((n, 200))
        calls = []

        def train(trial, updates, table=table, calls=calls):
            calls.append(updates)
            return float(table[trial, updates % 200])

        rounds, spent = student.successive_halving(list(range(n)), train, int(rng.integers(1, 6)), factor)
        seen[f"{n} by {factor}"] = {"rounds": rounds, "spent": spent, "calls": sorted(calls)}
    trials = rng.permutation(4).tolist()
    seen["all nan"] = student.successive_halving(trials, lambda trial, updates: float("nan"), 5, 2)
    return seen


# --- loss_at_start --------------------------------------------------------------------------------------------


@probe("loss_at_start", points=0.5)
def two_classes_and_one_example(student, rng):
    """Two classes, a single example, equal scores, and a hundred classes."""
    seen = {}
    for name, n, k in (("two classes", 11, 2), ("one example", 1, 5), ("a hundred classes", 6, 100)):
        scores, labels = 1.3 * rng.standard_normal((n, k)), rng.integers(0, k, n)
        labels[0] = k - 1
        seen[name] = list(student.loss_at_start(scores, labels))
    equal = np.full((4, 3), float(rng.uniform(5, 9)))
    return seen | {"equal scores": list(student.loss_at_start(equal, np.array([0, 2, 1, 2])))}


# --- diagnose -------------------------------------------------------------------------------------------------


@probe("diagnose", points=0.3)
def exactly_at_a_rule(student, rng):
    """Values exactly at a rule, two values alone, two classes and a hundred, in random order."""
    cases = [
        (([1.0, 0.9, 2.0], [1.0, 0.5, 0.5]), 10),
        (([2.0, 0.5, 0.125], [2.0, 0.5, 0.5]), 10),
        (([2.0, 0.5, 0.25], [2.0, 0.5, 0.625]), 10),
        (([2.0, 0.5, 0.25], [2.0, 0.5, 0.63]), 10),
        (([2.0, 0.12], [2.0, 0.5]), 10),
        (([0.7, 0.66], [0.7, 0.66]), 2),
        (([0.7, 0.3], [0.7, 0.3]), 2),
        (([1.5, 0.1], [1.5, 0.1]), 2),
        (([4.8, 1.1], [4.8, 1.2]), 100),
        (([4.8, 4.0], [4.8, 4.0]), 100),
        (([4.8, 9.5], [4.8, 9.5]), 100),
        (([4.8, 9.7], [4.8, 9.7]), 100),
    ]
    said = []
    for i in rng.permutation(len(cases)):
        (training, validation), classes = cases[i]
        said.append(student.diagnose({"training": training, "validation": validation}, classes))
    return {"diagnoses": said}


# --- quizzes --------------------------------------------------------------------------------------------------


def of_patients(student, letters):
    """The diagnoses of some patients."""
    answer = student.quiz_ward()
    return {letter: answer[letter] for letter in letters}


@probe("quiz_ward", points=0.1)
def patient_a(student, rng):
    """The answer."""
    return of_patients(student, "A")


@probe("quiz_ward", points=0.1)
def patient_b(student, rng):
    """The answer."""
    return of_patients(student, "B")


@probe("quiz_ward", points=0.1)
def patient_c(student, rng):
    """The answer."""
    return of_patients(student, "C")


@probe("quiz_ward", points=0.1)
def patient_d(student, rng):
    """The answer."""
    return of_patients(student, "D")


@probe("quiz_ward", points=0.1)
def patient_e(student, rng):
    """The answer."""
    return of_patients(student, "E")


@probe("quiz_ward", points=0.1)
def patient_f(student, rng):
    """The answer."""
    return of_patients(student, "F")


@probe("quiz_ward", points=0.1)
def patient_g(student, rng):
    """The answer."""
    return of_patients(student, "G")


@probe("quiz_ward", points=0.1)
def patient_h(student, rng):
    """The answer."""
    return of_patients(student, "H")


@probe("quiz_ward", points=0.1)
def patient_i(student, rng):
    """The answer."""
    return of_patients(student, "I")


@probe("quiz_ward", points=0.1)
def patient_j(student, rng):
    """The answer."""
    return of_patients(student, "J")


@probe("quiz_ward", points=0.1)
def patient_k(student, rng):
    """The answer."""
    return of_patients(student, "K")


@probe("quiz_ward", points=0.1)
def patient_l(student, rng):
    """The answer."""
    return of_patients(student, "L")


quiz_best = quiz("quiz_best", points=0.4)
quiz_draws = quiz("quiz_draws", points=0.4)
quiz_halving = quiz("quiz_halving", points=0.4)
quiz_checks = quiz("quiz_checks", points=0.4)
quiz_knobs = quiz("quiz_knobs", points=0.4)
