"""Other right implementations of `16-tuning-and-diagnosis`, which must earn full points. They never ship."""

import math

import numpy as np

from grader.author import accepted

# --- three_way_split ------------------------------------------------------------------------------------------


@accepted("three_way_split")
def split_rounding_down(solution):
    def three_way_split(labels, validation, test, rng):
        chosen = {"validation": [], "test": [], "training": []}
        for kind in sorted(set(labels.tolist())):
            rows = [i for i, label in enumerate(labels) if label == kind]
            rng.shuffle(rows)
            a, b = int(validation * len(rows) + 1e-9), int(test * len(rows) + 1e-9)
            chosen["validation"] += rows[:a]
            chosen["test"] += rows[a : a + b]
            chosen["training"] += rows[a + b :]
        return tuple(np.array(chosen[name], dtype=int) for name in ("training", "validation", "test"))

    return three_way_split


@accepted("three_way_split")
def split_by_marks(solution):
    def three_way_split(labels, validation, test, rng):
        mark = np.zeros(len(labels), dtype=int)
        for kind in np.unique(labels):
            (rows,) = np.where(labels == kind)
            drawn = rng.choice(
                rows,
                size=math.floor(validation * len(rows) + 1e-9) + math.floor(test * len(rows) + 1e-9),
                replace=False,
            )
            mark[drawn] = 2
            mark[drawn[: math.floor(validation * len(rows) + 1e-9)]] = 1
        return tuple(np.flatnonzero(mark == i) for i in range(3))

    return three_way_split


@accepted("three_way_split")
def split_after_one_shuffle(solution):
    def three_way_split(labels, validation, test, rng):
        order = rng.permutation(len(labels))
        order = order[np.argsort(labels[order], kind="stable")]
        pieces = np.split(order, np.cumsum(np.unique(labels, return_counts=True)[1])[:-1])
        cut = [
            np.split(piece, [round(test * len(piece)), round(test * len(piece)) + int(validation * len(piece) + 1e-9)])
            for piece in pieces
        ]
        test_rows, validation_rows, training = (np.concatenate(parts) for parts in zip(*cut, strict=True))
        return training, validation_rows, test_rows

    return three_way_split


@accepted("three_way_split")
def split_by_random_keys(solution):
    def three_way_split(labels, validation, test, rng):
        keys = rng.random(len(labels))
        rank = np.array([((labels == label) & (keys < key)).sum() for label, key in zip(labels, keys, strict=True)])
        sizes = np.array([(labels == label).sum() for label in labels])
        a, b = np.floor(validation * sizes + 1e-9), np.floor(test * sizes + 1e-9)
        held, tested = rank < a, (rank >= a) & (rank < a + b)
        return np.flatnonzero(~held & ~tested), np.flatnonzero(held), np.flatnonzero(tested)

    return three_way_split


# --- compare_on_test ------------------------------------------------------------------------------------------


@accepted("compare_on_test")
def compare_by_counts(solution):
    def compare_on_test(right_a, right_b):
        n = len(right_a)
        only_a, only_b = int((right_a & ~right_b).sum()), int((~right_a & right_b).sum())
        mean = (only_a - only_b) / n
        variance = (only_a + only_b - n * mean**2) / (n - 1)
        needed = math.inf if only_a == only_b else 4 * variance / mean**2
        return mean, math.sqrt(max(variance, 0) / n), needed

    return compare_on_test


@accepted("compare_on_test")
def compare_by_integers(solution):
    def compare_on_test(right_a, right_b):
        d = right_a.astype("int64") - right_b.astype("int64")
        error = np.std(d, ddof=1) / len(d) ** 0.5
        if d.sum() == 0:
            return 0.0, error, float("inf")
        return d.mean(), error, len(d) * (2 * error / abs(d.mean())) ** 2

    return compare_on_test


@accepted("compare_on_test")
def compare_by_a_loop(solution):
    def compare_on_test(right_a, right_b):
        pairs = [float(a) - float(b) for a, b in zip(right_a, right_b, strict=True)]
        mean = sum(pairs) / len(pairs)
        s = math.sqrt(sum((d - mean) ** 2 for d in pairs) / (len(pairs) - 1))
        return mean, s / math.sqrt(len(pairs)), (2 * s / mean) ** 2 if mean != 0 else math.inf

    return compare_on_test


@accepted("compare_on_test")
def compare_by_covariance(solution):
    def compare_on_test(right_a, right_b):
        table = np.cov(right_a, right_b)
        variance = max(table[0, 0] + table[1, 1] - 2 * table[0, 1], 0.0)
        variance = 0.0 if variance < 1e-14 else variance
        lead = np.mean(right_a) - np.mean(right_b)
        needed = 4 * variance / lead**2 if right_a.sum() != right_b.sum() else np.inf
        return lead, np.sqrt(variance / right_a.size), needed

    return compare_on_test


# --- k_folds --------------------------------------------------------------------------------------------------


@accepted("k_folds")
def folds_by_array_split(solution):
    def k_folds(n, k, rng, groups=None):
        names = np.arange(n) if groups is None else np.unique(groups)
        if len(names) < k:
            raise ValueError(f"there are only {len(names)}, too few for {k} folds")
        pieces = np.array_split(rng.permutation(names), k)
        return [piece if groups is None else np.flatnonzero(np.isin(groups, piece)) for piece in pieces]

    return k_folds


@accepted("k_folds")
def folds_by_strides(solution):
    def k_folds(n, k, rng, groups=None):
        groups = range(n) if groups is None else groups.tolist()
        names = sorted(set(groups))
        if k > len(names):
            raise ValueError(f"k={k}, but {len(names)} to deal")
        rng.shuffle(names)
        return [np.array([i for i, g in enumerate(groups) if g in names[start::k]]) for start in range(k)]

    return k_folds


@accepted("k_folds")
def folds_by_dealing(solution):
    def k_folds(n, k, rng, groups=None):
        member = {i: i for i in range(n)} if groups is None else {i: int(groups[i]) for i in range(n)}
        names = list(dict.fromkeys(member.values()))
        if k > len(names):
            raise ValueError(f"{len(names)} groups do not fill {k} folds")
        folds = [[] for _ in range(k)]
        for turn, place in enumerate(rng.permutation(len(names))):
            folds[turn % k] += [i for i in range(n) if member[i] == names[place]]
        return [np.asarray(fold) for fold in folds]

    return k_folds


@accepted("k_folds")
def folds_by_sorted_keys(solution):
    def k_folds(n, k, rng, groups=None):
        _, member = np.unique(np.arange(n) if groups is None else groups, return_inverse=True)
        count = member.max() + 1
        if k > count:
            raise ValueError(f"can't make {k} folds out of {count}")
        fold = np.argsort(np.argsort(rng.random(count))) % k
        return [np.where(fold[member] == i)[0] for i in range(k)]

    return k_folds


# --- cross_validate -------------------------------------------------------------------------------------------


@accepted("cross_validate")
def validate_by_masks(solution):
    def cross_validate(x, y, folds, fit):
        hits, scores = 0, np.zeros(len(folds))
        for i, held in enumerate(folds):
            inside = np.ones(len(x), dtype=bool)
            inside[held] = False
            mean, spread = np.mean(x[inside], axis=0), np.std(x[inside], axis=0)
            spread[spread == 0] = 1.0
            model = fit((x[inside] - mean) / spread, y[inside])
            good = np.sum(model((x[held] - mean) / spread) == y[held])
            hits, scores[i] = hits + good, good / len(held)
        return hits / len(x), scores

    return cross_validate


@accepted("cross_validate")
def validate_joining_other_folds(solution):
    def cross_validate(x, y, folds, fit):
        scores = []
        for i in range(len(folds)):
            rest = np.concatenate([fold for j, fold in enumerate(folds) if j != i])
            mean = x[rest].mean(axis=0)
            deviation = np.sqrt(((x[rest] - mean) ** 2).mean(axis=0))
            deviation = np.where(deviation == 0, 1.0, deviation)
            predict = fit((x[rest] - mean) / deviation, y[rest])
            scores.append(np.mean(predict((x[folds[i]] - mean) / deviation) == y[folds[i]]))
        sizes = [len(fold) for fold in folds]
        return float(np.average(scores, weights=sizes)), np.array(scores)

    return cross_validate


@accepted("cross_validate")
def validate_keeping_predictions(solution):
    def cross_validate(x, y, folds, fit):
        said = np.empty_like(y)
        for held in folds:
            rest = np.delete(np.arange(len(y)), held)
            middle, size = x[rest].mean(0), x[rest].std(0)
            size = size + (size == 0)
            said[held] = fit((x[rest] - middle) / size, y[rest])((x[held] - middle) / size)
        return float((said == y).mean()), np.array([(said[held] == y[held]).mean() for held in folds])

    return cross_validate


@accepted("cross_validate")
def validate_by_sets(solution):
    def cross_validate(x, y, folds, fit):
        counts = []
        for held in folds:
            rest = sorted(set(range(len(x))) - set(held.tolist()))
            train = x[rest]
            mean, sd = train.mean(axis=0), train.std(axis=0)
            scale = np.array([one if one else 1.0 for one in sd])
            predict = fit((train - mean) / scale, y[rest])
            counts.append(int((predict((x[held] - mean) / scale) == y[held]).sum()))
        return sum(counts) / len(x), np.array([count / len(held) for count, held in zip(counts, folds, strict=True)])

    return cross_validate


# --- log_uniform ----------------------------------------------------------------------------------------------


@accepted("log_uniform")
def draws_by_exponents(solution):
    def log_uniform(low, high, n, rng, whole=False):
        end = high + 1 if whole else high
        draws = np.exp(rng.uniform(np.log(low), np.log(end), n))
        return draws.astype(int) if whole else draws

    return log_uniform


@accepted("log_uniform")
def draws_one_by_one(solution):
    def log_uniform(low, high, n, rng, whole=False):
        draws = []
        for _ in range(n):
            power = rng.uniform(math.log10(low), math.log10(high + whole))
            draws.append(math.floor(10**power) if whole else 10**power)
        return np.array(draws)

    return log_uniform


@accepted("log_uniform")
def draws_by_their_probabilities(solution):
    def log_uniform(low, high, n, rng, whole=False):
        if not whole:
            return high * (low / high) ** rng.random(n)
        numbers = np.arange(low, high + 1)
        chances = np.log1p(1 / numbers)
        return rng.choice(numbers, n, p=chances / chances.sum())

    return log_uniform


@accepted("log_uniform")
def draws_by_geometric_mean(solution):
    def log_uniform(low, high, n, rng, whole=False):
        u, top = rng.random(n), high + int(whole)
        draws = low ** (1 - u) * top**u
        return np.floor(draws).astype("int64") if whole else draws

    return log_uniform


# --- random_search --------------------------------------------------------------------------------------------


@accepted("random_search")
def search_by_exponents(solution):
    def random_search(score, space, n, rng):
        def draw(low, high, scale):
            return float(np.exp(rng.uniform(np.log(low), np.log(high)))) if scale == "log" else rng.uniform(low, high)

        trials = []
        for _ in range(n):
            one = {}
            for knob, values in space.items():
                one[knob] = values[rng.integers(len(values))] if type(values) is list else draw(*values)
            trials.append(one)
        values = np.array([score(one) for one in trials])
        best, edges = trials[int(np.nanargmax(values))], []
        for knob, values in space.items():
            if type(values) is list:
                continue
            low, high, scale = values
            a, b, v = np.log([low, high, best[knob]]) if scale == "log" else (low, high, best[knob])
            if v < a + (b - a) / 10 or v > b - (b - a) / 10:
                edges.append(knob)
        return best, edges

    return random_search


@accepted("random_search")
def search_all_draws_at_once(solution):
    def random_search(score, space, n, rng):
        names, u = list(space), rng.random((n, len(space)))
        best, value, where = None, None, None
        for row in u:
            settings = {}
            for name, at in zip(names, row, strict=True):
                if isinstance(space[name], tuple):
                    low, high, scale = space[name]
                    settings[name] = low * (high / low) ** at if scale == "log" else (1 - at) * low + at * high
                else:
                    settings[name] = space[name][math.floor(at * len(space[name]))]
            got = score(settings)
            if got == got and (value is None or got > value):
                best, value, where = settings, got, row
        edges = [name for name, at in zip(names, where, strict=True) if at < 0.1 or at > 0.9]
        return best, [name for name in edges if isinstance(space[name], tuple)]

    return random_search


@accepted("random_search")
def search_by_powers_of_ten(solution):
    def random_search(score, space, n, rng):
        def draw(values):
            if isinstance(values, list):
                return values[int(rng.choice(len(values)))]
            low, high, scale = values
            if scale == "linear":
                return rng.uniform(low, high)
            return 10 ** rng.uniform(np.log10(low), np.log10(high))

        trials = [{knob: draw(values) for knob, values in space.items()} for _ in range(n)]
        scores = [score(dict(trial)) for trial in trials]
        at = max((i for i in range(n) if not np.isnan(scores[i])), key=lambda i: (scores[i], -i))

        def share(knob):
            if isinstance(space[knob], list):
                return 0.5
            low, high, scale = space[knob]
            if scale == "linear":
                return (trials[at][knob] - low) / (high - low)
            return np.log10(trials[at][knob] / low) / np.log10(high / low)

        return trials[at], [knob for knob in space if share(knob) < 0.1 or share(knob) > 0.9]

    return random_search


@accepted("random_search")
def search_column_by_column(solution):
    def random_search(score, space, n, rng):
        columns = {}
        for knob, values in space.items():
            if isinstance(values, list):
                columns[knob] = [values[i] for i in rng.integers(0, len(values), n)]
            else:
                low, high, scale = values
                columns[knob] = low * (high / low) ** rng.random(n) if scale == "log" else rng.uniform(low, high, n)
        scores = [score({knob: column[i] for knob, column in columns.items()}) for i in range(n)]
        at = int(np.nanargmax(scores))
        best = {knob: column[at] for knob, column in columns.items()}
        edges = []
        for knob, values in space.items():
            if not isinstance(values, list):
                low, high, scale = values
                ends = np.interp([0.1, 0.9], [0, 1], np.log([low, high]) if scale == "log" else [low, high])
                value = np.log(best[knob]) if scale == "log" else best[knob]
                if value < ends[0] or value > ends[1]:
                    edges.append(knob)
        return best, edges

    return random_search


# --- successive_halving ---------------------------------------------------------------------------------------


@accepted("successive_halving")
def halving_by_recursion(solution):
    def successive_halving(trials, train, updates, factor=3):
        def go(alive, have, goal):
            losses = {place: train(trials[place], goal) for place in alive}
            cost = len(alive) * (goal - have)
            if len(alive) == 1:
                return [alive], cost
            ranked = sorted(alive, key=lambda place: (math.isnan(losses[place]), losses[place], place))
            rounds, more = go(sorted(ranked[: max(1, len(alive) // factor)]), goal, goal * factor)
            return [alive, *rounds], cost + more

        rounds, spent = go(list(range(len(trials))), 0, updates)
        return [[trials[place] for place in one] for one in rounds], spent

    return successive_halving


@accepted("successive_halving")
def halving_with_infinity(solution):
    def successive_halving(trials, train, updates, factor=3):
        alive, rounds, spent, total = list(trials), [list(trials)], len(trials) * updates, updates
        losses = [train(one, total) for one in alive]
        while len(alive) > 1:
            keys = [float("inf") if loss != loss else loss for loss in losses]
            keep = max(len(alive) // factor, 1)
            best = sorted(range(len(alive)), key=lambda i: keys[i])[:keep]
            alive = [one for i, one in enumerate(alive) if i in best]
            spent, total = spent + len(alive) * (factor - 1) * total, total * factor
            losses = [train(one, total) for one in alive]
            rounds.append(list(alive))
        return rounds, spent

    return successive_halving


@accepted("successive_halving")
def halving_by_counting(solution):
    def successive_halving(trials, train, updates, factor=3):
        done = dict.fromkeys(range(len(trials)), 0)
        alive, rounds = list(done), []
        while True:
            rounds.append([trials[i] for i in alive])
            found = []
            for i in alive:
                loss = train(trials[i], updates)
                found.append((loss if not np.isnan(loss) else np.inf, i))
                done[i] = updates
            if len(alive) < 2:
                return rounds, sum(done.values())
            alive = sorted(i for _, i in sorted(found)[: max(1, len(alive) // factor)])
            updates = updates * factor

    return successive_halving


# --- loss_at_start --------------------------------------------------------------------------------------------


@accepted("loss_at_start")
def start_by_softmax(solution):
    def loss_at_start(scores, labels):
        grown = np.exp(scores - scores.max(1)[:, None])
        total, own = np.log(grown.sum(1)), (scores - scores.max(1)[:, None])[range(len(labels)), labels]
        far = scores - scores.mean(axis=1, keepdims=True)
        return np.mean(total - own), math.log(len(scores[0])) + 0.5 * (far**2).mean()

    return loss_at_start


@accepted("loss_at_start")
def start_row_by_row(solution):
    def loss_at_start(scores, labels):
        losses, variances = [], []
        for row, label in zip(scores.tolist(), labels.tolist(), strict=True):
            top, mean = max(row), sum(row) / len(row)
            losses.append(top - row[label] + math.log(sum(math.exp(one - top) for one in row)))
            variances.append(sum((one - mean) ** 2 for one in row) / len(row))
        n, k = scores.shape
        return sum(losses) / n, math.log(k) + sum(variances) / n / 2

    return loss_at_start


@accepted("loss_at_start")
def start_by_logaddexp(solution):
    def loss_at_start(scores, labels):
        own = np.take_along_axis(scores, labels[:, None], axis=1)[:, 0]
        loss = (np.logaddexp.reduce(scores, axis=1) - own).mean()
        return loss, np.log(scores.shape[-1]) + np.mean(np.var(scores, axis=-1)) / 2

    return loss_at_start


@accepted("loss_at_start")
def start_by_one_hot(solution):
    def loss_at_start(scores, labels):
        n, k = scores.shape
        truth = np.eye(k)[labels]
        shifted = scores - (scores * truth).sum(axis=1, keepdims=True)
        top = shifted.max(axis=1)
        losses = top + np.log(np.exp(shifted - top[:, None]).sum(axis=1))
        return float(losses.mean()), float(np.log(k) + scores.var(axis=1).sum() / (2 * n))

    return loss_at_start


# --- diagnose -------------------------------------------------------------------------------------------------


@accepted("diagnose")
def diagnose_by_a_table(solution):
    def diagnose(history, classes):
        t, v, chance = history["training"], history["validation"], math.log(classes)
        rules = {
            "diverged": not all(map(math.isfinite, t)) or t[-1] > 2 * t[0],
            "bad start": t[0] > 2 * chance,
            "nothing learned": t[-1] > 0.9 * chance,
            "overfitting": v[-1] > 1.25 * min(v),
            "gap": v[-1] > 4 * t[-1],
            "underfitting": t[-1] > 0.25 * chance,
            "healthy": True,
        }
        return next(name for name, holds in rules.items() if holds)

    return diagnose


@accepted("diagnose")
def diagnose_from_behind(solution):
    def diagnose(history, classes):
        t, v = np.asarray(history["training"]), np.asarray(history["validation"])
        said = "healthy"
        if t[-1] / np.log(classes) > 0.25:
            said = "underfitting"
        if v[-1] > 4 * t[-1]:
            said = "gap"
        if v[-1] > 1.25 * np.min(v):
            said = "overfitting"
        if t[-1] > 0.9 * np.log(classes):
            said = "nothing learned"
        if t[0] > 2 * np.log(classes):
            said = "bad start"
        if np.isnan(t).any() or np.isinf(t).any() or t[-1] > 2 * t[0]:
            said = "diverged"
        return said

    return diagnose


@accepted("diagnose")
def diagnose_rule_by_rule(solution):
    def diagnose(history, classes):
        first, last, held = history["training"][0], history["training"][-1], history["validation"][-1]
        if any(loss != loss or abs(loss) == math.inf for loss in history["training"]) or last > first + first:
            return "diverged"
        if first > math.log(classes) * 2:
            return "bad start"
        if last > math.log(classes) * 0.9:
            return "nothing learned"
        if held > min(history["validation"]) * 1.25:
            return "overfitting"
        if held > last * 4:
            return "gap"
        if last > math.log(classes) * 0.25:
            return "underfitting"
        return "healthy"

    return diagnose
