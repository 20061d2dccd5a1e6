"""Known wrong implementations of `16-tuning-and-diagnosis`, each with the hint that it earns. They never ship."""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- three_way_split ------------------------------------------------------------------------------------------


@mistake("three_way_split", hint="The shares are right in all, not in each class: a small class may be missing from "
         "a set.")
def split_without_classes(solution):
    def three_way_split(labels, validation, test, rng):
        order = rng.permutation(len(labels))
        first, second = round(validation * len(labels)), round(test * len(labels))
        return order[first + second :], order[:first], order[first : first + second]

    return three_way_split


slip("three_way_split", "split_rounded_down_in_floats", "round(validation * len(rows)), round(test * len(rows))",
     "int(validation * len(rows)), int(test * len(rows))",
     hint="0.29 * 100 is a little less than 29 in floating point, and `int` makes 28 of it. Which function takes the "
     "nearest whole number?")

slip("three_way_split", "split_what_is_left_over", "round(test * len(rows))",
     "round(test * (len(rows) - round(validation * len(rows))))",
     hint="Your test set is a share of what validation has left over. Both are shares of the whole class.")

slip("three_way_split", "split_without_shuffling", "rng.permutation(np.flatnonzero(labels == kind))",
     "np.flatnonzero(labels == kind)",
     hint="Each call gives the same split, whatever generator it is handed. Where does chance come in?")

slip("three_way_split", "split_by_bootstrap", "rng.permutation(np.flatnonzero(labels == kind))",
     "rng.choice(np.flatnonzero(labels == kind), (labels == kind).sum())",
     hint="You draw with replacement: some examples come more than once, others never. What shuffles without losing "
     "any?")

slip("three_way_split", "split_by_its_own_dice", "rng.permutation(np.flatnonzero(labels == kind))",
     "np.random.permutation(np.flatnonzero(labels == kind))",
     hint="The same seed gives another split each time. Whose dice do you throw?")

slip("three_way_split", "split_test_inside_of_validation", "rows[first : first + second]", "rows[:second]",
     hint="The test set begins where the validation set begins, so they share examples, and others are lost.")

slip("three_way_split", "split_training_has_all", "rows[first + second :]", "rows",
     hint="Your training set holds all examples, those that are held out, too.")

slip("three_way_split", "split_training_overlaps", "rows[first + second :]", "rows[first:]",
     hint="The test examples are in your training set as well.")

slip("three_way_split", "split_in_another_order", "return tuple(np.concatenate(part) for part in parts)",
     "a, b, c = (np.concatenate(part) for part in parts)\n    return a, c, b",
     hint="Your validation set has the share of the test, and the test that of the validation: have the sets changed "
     "places, or their shares?")

slip("three_way_split", "split_share_of_the_rest_rounded_down",
     "first, second = round(validation * len(rows)), round(test * len(rows))",
     "first = int(validation * len(rows))\n        second = int(test * (len(rows) - first))",
     hint="Your test set is a share of what validation left over. The share is of the whole class.")

slip("three_way_split", "split_equal_numbers_of_each_class",
     "first, second = round(validation * len(rows)), round(test * len(rows))",
     "smallest = np.unique(labels, return_counts=True)[1].min()\n        "
     "first, second = round(validation * smallest), round(test * smallest)",
     hint="You take equally many of each class. The sets are to have the classes in the *same proportions* as the "
     "data.")

slip("three_way_split", "split_counts_classes_from_zero", "for kind in np.unique(labels):",
     "for kind in range(len(np.unique(labels))):",
     hint="Labels are not always counted from 0 without gaps: examples of some classes are lost.")


slip("three_way_split", "split_validation_first", "return tuple(np.concatenate(part) for part in parts)",
     "a, b, c = (np.concatenate(part) for part in parts)\n    return b, c, a",
     hint="What you return first is the validation set, and last the training set. Which order does the docstring ask "
     "for?")

slip("three_way_split", "split_returns_labels", "np.concatenate(part) for part in parts",
     "labels[np.concatenate(part)] for part in parts",
     hint="The same numbers come back several times: are they labels, or positions within a class? The docstring asks "
     "for each example's position in `labels`.")

slip("three_way_split", "split_positions_within_a_class", "rng.permutation(np.flatnonzero(labels == kind))",
     "rng.permutation((labels == kind).sum())",
     hint="Your positions are counted within each class, from 0 each time. The docstring asks for each example's "
     "position in `labels`.")


# --- compare_on_test ------------------------------------------------------------------------------------------

slip("compare_on_test", "compare_over_n", "ddof=1", "ddof=0",
     hint="Your deviation divides by n. The docstring wants the sample deviation.")

slip("compare_on_test", "compare_deviation_for_error", "deviation / np.sqrt(len(pairs))", "deviation",
     hint="That is the spread of a single pair, not that of the mean of n of them.")

slip("compare_on_test", "compare_divides_by_n", "np.sqrt(len(pairs))", "len(pairs)",
     hint="You divide the deviation by n. A *variance* of a mean is divided by n; what follows for its root?")

slip("compare_on_test", "compare_b_minus_a", "right_a.astype(float) - right_b.astype(float)",
     "right_b.astype(float) - right_a.astype(float)",
     hint="The difference has the wrong sign: which of the two is subtracted?")

slip("compare_on_test", "compare_one_error", "(2 * deviation / difference) ** 2", "(deviation / difference) ** 2",
     hint="So many examples make the difference *one* standard error.")

slip("compare_on_test", "compare_needed_not_squared", "(2 * deviation / difference) ** 2",
     "2 * deviation / abs(difference)",
     hint="Solve for the number itself; you have stopped at its root.")

slip("compare_on_test", "compare_needed_from_error", "(2 * deviation / difference) ** 2",
     "(2 * deviation / np.sqrt(len(pairs)) / difference) ** 2",
     hint="For the last number you take the standard error where the formula has the deviation of a single pair.")

slip("compare_on_test", "compare_needed_with_a_sign", "(2 * deviation / difference) ** 2", "2 * deviation / difference",
     hint="Solve for the number itself; you have stopped at its root, with the sign of the difference.")

slip("compare_on_test", "compare_ignores_ties", "pairs = right_a.astype(float) - right_b.astype(float)",
     "pairs = right_a.astype(float) - right_b.astype(float)\n    "
     "pairs = pairs[pairs != 0] if (pairs != 0).sum() > 1 else pairs",
     hint="You leave out the examples on which both agree. They say little, but they are among the n.")

slip("compare_on_test", "compare_no_difference_needs_none", "if difference else np.inf", "if difference else 0.0",
     hint="With no difference, no number of examples is enough. What does the docstring ask for?")

slip("compare_on_test", "compare_deviation_of_the_sizes", "pairs.std(ddof=1)", "np.abs(pairs).std(ddof=1)",
     hint="The difference is right. Your deviation is that of pairs without their signs: a lead of a and one of b are "
     "two different values.")

slip("compare_on_test", "compare_keeps_the_size", "return difference,", "return abs(difference),",
     hint="The difference has lost its sign: who is ahead?")

slip("compare_on_test", "compare_rounds_up", "return difference, deviation / np.sqrt(len(pairs)), needed",
     "return difference, deviation / np.sqrt(len(pairs)), np.ceil(needed)",
     hint="The number of examples is to stay as it is, not rounded.")


@mistake("compare_on_test", hint="You add up the errors of the two accuracies, as if each model had examples of its "
         "own. "
         "They were tested on the same: look at the difference of each pair.")
def compare_not_in_pairs(solution):
    def compare_on_test(right_a, right_b):
        n, p, q = len(right_a), right_a.mean(), right_b.mean()
        error = np.sqrt((p * (1 - p) + q * (1 - q)) / n)
        return p - q, error, (2 * error / (p - q)) ** 2 * n if p != q else np.inf

    return compare_on_test


@mistake("compare_on_test", hint="Your error treats the two models as if they had been tested on different examples. "
         "They were tested on the same: look at the difference of each pair.")
def compare_not_in_pairs_by_the_sample(solution):
    def compare_on_test(right_a, right_b):
        n, p, q = len(right_a), right_a.mean(), right_b.mean()
        error = np.sqrt((p * (1 - p) + q * (1 - q)) / (n - 1))
        return p - q, error, (2 * error / (p - q)) ** 2 * n if p != q else np.inf

    return compare_on_test


# --- k_folds --------------------------------------------------------------------------------------------------

@mistake("k_folds", hint="You deal out all numbers up to the largest, and some are no group's, so your folds get "
         "unlike numbers of groups. Which numbers occur?")
def folds_of_numbers_that_do_not_occur(solution):
    def k_folds(n, k, rng, groups=None):
        groups = np.arange(n) if groups is None else groups
        count = groups.max() + 1
        if k > count:
            raise ValueError(f"k = {k} is larger than {count}")
        dealt = np.arange(count) % k
        rng.shuffle(dealt)
        return [np.flatnonzero(dealt[groups] == i) for i in range(k)]

    return k_folds


slip("k_folds", "folds_not_shuffled", "fold[rng.permutation(len(names))] = np.arange(len(names)) % k",
     "fold[:] = np.arange(len(names)) % k",
     hint="Each call gives the same folds, whatever generator it is handed. Where does chance come in?")

slip("k_folds", "folds_with_dice_of_their_own", "rng.permutation", "np.random.permutation",
     hint="The same seed gives other folds each time. Whose dice do you throw?")

@mistake("k_folds", hint="You draw with replacement: some examples come more than once, others never. What shuffles "
         "without losing any?")
def folds_by_bootstrap(solution):
    def k_folds(n, k, rng, groups=None):
        names = np.arange(n) if groups is None else np.unique(groups)
        if k > len(names):
            return solution.k_folds(n, k, rng, groups)
        pieces = np.array_split(rng.choice(names, len(names)), k)
        return pieces if groups is None else [np.concatenate([np.flatnonzero(groups == g) for g in p]) for p in pieces]

    return k_folds


@mistake("k_folds", hint="You take k for the number of examples in a fold. It is the number of folds.")
def folds_of_size_k(solution):
    def k_folds(n, k, rng, groups=None):
        names, member = np.unique(np.arange(n) if groups is None else groups, return_inverse=True)
        if k > len(names):
            return solution.k_folds(n, k, rng, groups)
        order = rng.permutation(len(names))
        return [np.flatnonzero(np.isin(member, order[i : i + k])) for i in range(0, len(names), k)]

    return k_folds


slip("k_folds", "folds_of_any_size", "fold[rng.permutation(len(names))] = np.arange(len(names)) % k",
     "fold[:] = rng.integers(0, k, len(names))",
     hint="Each example throws a die of its own, so the folds have any size. Shuffle, then deal.")

slip("k_folds", "folds_drop_the_rest", "fold[rng.permutation(len(names))] = np.arange(len(names)) % k",
     "fold[:] = k\n    fold[rng.permutation(len(names))[: len(names) // k * k]] = np.arange(len(names) // k * k) % k",
     hint="Where k does not divide the number, the examples that are left over are in no fold.")


@mistake("k_folds", hint="Your groups are cut: examples of one group are in two folds. What are you dealing, "
         "examples or "
         "groups?")
def folds_ignore_groups(solution):
    def k_folds(n, k, rng, groups=None):
        return solution.k_folds(n, k, rng)

    return k_folds


@mistake("k_folds", hint="You return the training part of each round. A fold is what is held out.")
def folds_of_training(solution):
    def k_folds(n, k, rng, groups=None):
        return [np.setdiff1d(np.arange(n), fold) for fold in solution.k_folds(n, k, rng, groups)]

    return k_folds


@mistake("k_folds", hint="The last fold takes all that is left over, so it may be larger than the others by more "
         "than one.")
def folds_with_a_large_last(solution):
    def k_folds(n, k, rng, groups=None):
        names, member = np.unique(np.arange(n) if groups is None else groups, return_inverse=True)
        if k > len(names):
            return solution.k_folds(n, k, rng, groups)
        size, fold = len(names) // k, np.empty(len(names), dtype=int)
        fold[rng.permutation(len(names))] = np.minimum(np.arange(len(names)) // size, k - 1)
        return [np.flatnonzero(fold[member] == i) for i in range(k)]

    return k_folds


@mistake("k_folds", hint="You balance the numbers of examples. With groups, the numbers of *groups* are to differ "
         "by one at "
         "most.")
def folds_balance_examples(solution):
    def k_folds(n, k, rng, groups=None):
        if groups is None:
            return solution.k_folds(n, k, rng)
        names, sizes = np.unique(groups, return_counts=True)
        if k > len(names):
            return solution.k_folds(n, k, rng, groups)
        held, full = [[] for _ in range(k)], np.zeros(k)
        for i in sorted(rng.permutation(len(names)), key=lambda i: -sizes[i]):
            least = int(full.argmin())
            held[least].append(names[i])
            full[least] += sizes[i]
        return [np.flatnonzero(np.isin(groups, one)) for one in held]

    return k_folds


@mistake("k_folds", hint="Neighbors always come into the same fold: you cut a row that nobody shuffled, at places "
         "drawn by lot, "
         "or you shuffle whole pieces. Shuffle the examples.")
def folds_of_neighbors(solution):
    def k_folds(n, k, rng, groups=None):
        names, member = np.unique(np.arange(n) if groups is None else groups, return_inverse=True)
        if k > len(names):
            return solution.k_folds(n, k, rng, groups)
        pieces = np.array_split(np.roll(np.arange(len(names)), int(rng.integers(len(names)))), k)
        return [np.flatnonzero(np.isin(member, pieces[i])) for i in rng.permutation(k)]

    return k_folds


slip("k_folds", "folds_one_too_few_allowed", "if k > len(names):", "if k >= len(names):",
     hint="As many folds as examples is allowed: each is held out by itself.")

slip("k_folds", "folds_never_refuse", "if k > len(names):", "if False:",
     hint="With more folds than examples, or than groups, some folds are empty. The docstring asks for an error.")

slip("k_folds", "folds_count_examples_for_groups", "if k > len(names):", "if k > n:",
     hint="You compare k with the number of examples. With groups it is the groups that have to suffice.")

slip("k_folds", "folds_error_without_numbers",
     "f\"{k} folds can't be filled with {len(names)} examples or groups\"", "'too many folds'",
     hint="The error is right, and its message says too little: the docstring says which two numbers it names.")


# --- cross_validate -------------------------------------------------------------------------------------------

slip("cross_validate", "validate_adds_a_little", "np.where(deviation > 0, deviation, 1)", "deviation + 1e-8",
     hint="You add a little to every deviation. Where a feature is the same in all training examples, a held-out one "
     "is divided by next to nothing then: what does the docstring divide by?")

slip("cross_validate", "validate_standardizes_all", "mean, deviation = x[rest].mean(axis=0), x[rest].std(axis=0)",
     "mean, deviation = x.mean(axis=0), x.std(axis=0)",
     hint="Mean and deviation come from all examples, so the held-out ones have a say. That is a leak.")

slip("cross_validate", "validate_trains_on_all", "predict = fit((x[rest] - mean) / deviation, y[rest])",
     "predict = fit((x - mean) / deviation, y)",
     hint="The model is fitted to all examples, and the held-out ones are not held out.")

slip("cross_validate", "validate_trains_on_inverted_positions", "rest = np.setdiff1d(np.arange(len(x)), held)",
     "rest = ~held",
     hint="`~` turns positions into -1 - position, which count from the end. Of truth values it makes the rest.")

slip("cross_validate", "validate_trains_on_the_fold", "rest = np.setdiff1d(np.arange(len(x)), held)", "rest = held",
     hint="Each model is trained on the fold that it is then asked about.")

slip("cross_validate", "validate_fold_by_its_own_mean", "predict((x[held] - mean) / deviation)",
     "predict((x[held] - x[held].mean(axis=0)) / np.where(x[held].std(axis=0) > 0, x[held].std(axis=0), 1))",
     hint="The held-out examples are standardized by their own mean and deviation. At test time you may have a "
     "single "
     "example: whose numbers do you use?")

slip("cross_validate", "validate_held_out_raw", "predict((x[held] - mean) / deviation)", "predict(x[held])",
     hint="The held-out examples reach the model as they are, though it was trained on standardized ones.")

slip("cross_validate", "validate_mean_of_folds",
     "return right.mean(), np.array([right[held].mean() for held in folds])",
     "scores = np.array([right[held].mean() for held in folds])\n    return scores.mean(), scores",
     hint="Your accuracy is the mean of the folds' shares. If folds differ in size, an example of a small fold "
     "counts more.")

slip("cross_validate", "validate_divides_by_equal_sizes",
     "np.array([right[held].mean() for held in folds])",
     "np.array([right[held].sum() / (len(x) // len(folds)) for held in folds])",
     hint="You divide by the same size for all folds. A share above 1 shows it: sizes may differ.")

slip("cross_validate", "validate_sample_deviation", "x[rest].std(axis=0)", "x[rest].std(axis=0, ddof=1)",
     hint="Your deviation divides by n - 1. The docstring says which one is meant.")

slip("cross_validate", "validate_constant_inputs", "np.where(deviation > 0, deviation, 1)", "deviation",
     hint="An input that never changes has a deviation of 0. The docstring says what to divide by then.")

slip("cross_validate", "validate_adds_a_bit", "np.where(deviation > 0, deviation, 1)", "deviation + 1e-3",
     hint="Something is added to each deviation, also where it is not 0.")

slip("cross_validate", "validate_centers_alone", "deviation = np.where(deviation > 0, deviation, 1)", "deviation = 1",
     hint="You subtract the mean and leave the scale as it is.")

slip("cross_validate", "validate_one_deviation_for_all", "x[rest].std(axis=0)", "x[rest].std() * np.ones(x.shape[1])",
     hint="You divide all inputs by one deviation. Each input has its own.")

slip("cross_validate", "validate_one_mean_for_all", "x[rest].mean(axis=0)", "x[rest].mean()",
     hint="You subtract one mean from all inputs. Each input has its own.")

slip("cross_validate", "validate_errors", "right[held] = predict((x[held] - mean) / deviation) == y[held]",
     "right[held] = predict((x[held] - mean) / deviation) != y[held]",
     hint="You count the wrong answers.")

slip("cross_validate", "validate_without_the_last_fold", "for held in folds:\n        rest",
     "for held in folds[:-1]:\n        rest",
     hint="The last fold is never held out: its share is 0.")

slip("cross_validate", "validate_order_of_the_pair",
     "return right.mean(), np.array([right[held].mean() for held in folds])",
     "return np.array([right[held].mean() for held in folds]), right.mean()",
     hint="The two results have changed places.")


slip("cross_validate", "validate_one_number_for_all", "x[rest].mean(axis=0), x[rest].std(axis=0)",
     "x[rest].mean(), x[rest].std()",
     hint="One mean and one deviation serve all inputs. Each input has units of its own, and is standardized by "
     "itself.")


# --- log_uniform ----------------------------------------------------------------------------------------------

slip("log_uniform", "draws_uniform", "return low * (high / low) ** u", "return low + (high - low) * u",
     hint="Your draws are uniform: nearly all of them lie in the highest power of ten.")

slip("log_uniform", "draws_round_to_nearest", "np.floor(low * ((high + 1) / low) ** u)",
     "np.round(low * (high / low) ** u)",
     hint="You round to the nearest whole number, so the first and the last get only a part of their share.")

slip("log_uniform", "draws_round_to_nearest_up_to_one_more", "np.floor(low", "np.round(low",
     hint="You round to the nearest whole number, so the first gets only a part of its share, and numbers beyond the "
     "last one come.")

slip("log_uniform", "draws_never_the_last", "((high + 1) / low)", "(high / low)",
     hint="Rounded down, your draws never reach the last number.")

slip("log_uniform", "draws_beyond_the_last", "np.floor(low", "np.ceil(low",
     hint="You round up: numbers beyond the last one come, and the first one never does.")

slip("log_uniform", "draws_uniform_whole_numbers", "np.floor(low * ((high + 1) / low) ** u).astype(int)",
     "rng.integers(low, high + 1, n)",
     hint="Your whole numbers all come equally often. On a log scale small ones come more often: by how much?")

slip("log_uniform", "draws_whole_as_floats", ".astype(int)", "",
     hint="With `whole`, numbers of type float come back; the docstring wants an array of int.")

slip("log_uniform", "draws_one_for_all", "u = rng.random(n)", "u = np.full(n, rng.random())",
     hint="All n draws are the same number: chance comes in once.")

slip("log_uniform", "draws_by_its_own_dice", "rng.random(n)", "np.random.random(n)",
     hint="The same seed gives other draws each time. Whose dice do you throw?")

slip("log_uniform", "draws_of_two_bases",
     ("low * ((high + 1) / low) ** u", "np.exp(np.log10(low) + np.log10((high + 1) / low) * u)"),
     ("return low * (high / low) ** u", "return np.exp(np.log10(low) + np.log10(high / low) * u)"),
     hint="You take logarithms to the base 10, and then powers of e. What undoes which?")

slip("log_uniform", "draws_rates_of_two_bases", "return low * (high / low) ** u",
     "return np.exp(np.log10(low) + np.log10(high / low) * u)",
     hint="Whole numbers are right. Else you take logarithms to the base 10, and then powers of e. What undoes which?")

slip("log_uniform", "draws_between_halves_rounded", "np.floor(low * ((high + 1) / low) ** u)",
     "np.clip(np.round((low - 0.5) * ((high + 0.5) / (low - 0.5)) ** u), low, high)",
     hint="You draw from half below `low` to half above `high` and round. The docstring draws from low to high + 1 and "
     "rounds down, which gives other probabilities.")

slip("log_uniform", "draws_exponents", "return low * (high / low) ** u", "return np.log(low) + np.log(high / low) * u",
     hint="These are the logarithms of the draws. What undoes a logarithm?")

slip("log_uniform", "draws_above_the_end", "return low * (high / low) ** u", "return low * ((high + 1) / low) ** u",
     hint="You add 1 to the upper end always, so some of your draws lie above it. When is it due?")

slip("log_uniform", "draws_normal", "u = rng.random(n)", "u = np.clip(0.5 + rng.standard_normal(n) / 6, 0, 1)",
     hint="Your exponents gather in the middle: they are to be uniform.")

slip("log_uniform", "draws_begin_at_zero", ("return low * (high / low) ** u", "return high ** u"),
     hint="Your range begins at 1, wherever `low` is.")


# --- random_search --------------------------------------------------------------------------------------------

slip("random_search", "search_takes_lists_by_length", "isinstance(values, list)", "len(values) != 3", everywhere=True,
     hint="You tell lists from ranges by their length. A list may have three values, too.")

slip("random_search", "search_lists_in_turn", "values[int(u[knob] * len(values))]", "values[_ % len(values)]",
     hint="You take the values of a list in turn, so what a trial gets depends on its number. Draw them.")

slip("random_search", "search_never_the_last_of_a_list", "int(u[knob] * len(values))",
     "int(u[knob] * (len(values) - 1))",
     hint="The last value of a list never comes.")

slip("random_search", "search_rounds_places_in_lists", "int(u[knob] * len(values))",
     "round(u[knob] * (len(values) - 1))",
     hint="Rounded to the nearest place, the first and the last value of a list get half of the chance.")

@mistake("random_search", hint="You name a knob that has a list of values, since its best one stands at an end. A list "
         "has no edges.")
def search_ends_of_lists(solution):
    def random_search(score, space, n, rng):
        best, edges = solution.random_search(score, space, n, rng)
        lists = [knob for knob, values in space.items() if isinstance(values, list)]
        ends = [knob for knob in lists if best[knob] in (space[knob][0], space[knob][-1])]
        return best, [knob for knob in space if knob in edges or knob in ends]

    return random_search


@mistake("random_search", hint="All your trials share one dict, made before the loop: what you kept as the best was "
         "written over by the trials after it.")
def search_one_dict_for_all(solution):
    def random_search(score, space, n, rng):
        settings, best, highest, edges = {}, None, -np.inf, []
        for _ in range(n):
            for knob, values in space.items():
                u = rng.random()
                if isinstance(values, list):
                    settings[knob] = values[int(u * len(values))]
                else:
                    low, high, scale = values
                    settings[knob] = low + (high - low) * u if scale == "linear" else low * (high / low) ** u
            value = score(settings)
            if value > highest:
                best, highest = settings, value
        for knob, values in space.items():
            if not isinstance(values, list):
                low, high, scale = values
                a, b, at = (low, high, best[knob]) if scale == "linear" else np.log([low, high, best[knob]])
                if not 0.1 <= (at - a) / (b - a) <= 0.9:
                    edges.append(knob)
        return best, edges

    return random_search


@mistake("random_search", hint="Scores may be negative: nothing beats the 0 that you begin with, and your best stays "
         "None.")
def search_none_beats_zero(solution):
    def random_search(score, space, n, rng):
        scores = []

        def told(settings):
            scores.append(score(settings))
            return scores[-1]

        best, edges = solution.random_search(told, space, n, rng)
        if not any(one > 0 for one in scores):
            best = None
            for knob, values in space.items():
                if not isinstance(values, list):
                    best[knob]
        return best, edges

    return random_search


slip("random_search", "search_uniform_rates", "low * (high / low) ** u[knob]", "low + (high - low) * u[knob]",
     hint="Your draws are uniform where log-uniform ones are asked for: nearly all of them lie in the highest power "
     "of ten.")

@mistake("random_search", hint="Your draws are uniform where log-uniform ones are asked for: nearly all of them "
         "lie in the highest power of ten.")
def search_uniform_draws_on_every_scale(solution):
    def random_search(score, space, n, rng):
        best, highest, edges = None, -np.inf, []
        for _ in range(n):
            settings = {}
            for knob, values in space.items():
                u = rng.random()
                linear = not isinstance(values, list)
                settings[knob] = values[0] + (values[1] - values[0]) * u if linear else values[int(u * len(values))]
            value = score(settings)
            if value > highest:
                best, highest = settings, value
        for knob, values in space.items():
            if not isinstance(values, list):
                low, high, scale = values
                a, b, at = (low, high, best[knob]) if scale == "linear" else np.log([low, high, best[knob]])
                if not 0.1 <= (at - a) / (b - a) <= 0.9:
                    edges.append(knob)
        return best, edges

    return random_search


slip("random_search", "search_log_everywhere", 'if scale == "linear" else', 'if low <= 0 else',
     hint="Your draws are log-uniform for all knobs whose range allows it. What does the third entry of a knob say?")

slip("random_search", "search_one_draw_for_all_knobs", "{knob: rng.random() for knob in space}",
     "dict.fromkeys(space, rng.random())",
     hint="All knobs of a trial have the same place in their range: you draw once a trial, not once a knob.")

slip("random_search", "search_the_same_trial",
     ("    for _ in range(n):\n        u, settings = {knob: rng.random() for knob in space}, {}\n",
      "    u, settings = {knob: rng.random() for knob in space}, {}\n    for _ in range(n):\n"),
     hint="All trials are one and the same: the draws belong inside of the loop.")

slip("random_search", "search_lowest_score", ("best, highest, at = None, -np.inf, {}",
     "best, highest, at = None, np.inf, {}"),
     ("value > highest", "value < highest"),
     hint="You return the settings with the *smallest* score. Which one is best?")

slip("random_search", "search_last_of_equals", "value > highest", "value >= highest",
     hint="Of equal scores you keep the last. Which one does the docstring want?")

slip("random_search", "search_begins_at_zero", "best, highest, at = None, -np.inf, {}",
     "best, highest, at = {}, 0.0, dict.fromkeys(space, 0.5)",
     hint="Scores may be negative: nothing beats the 0 that you begin with.")


@mistake("random_search", hint="If the first trial fails, its nan stays your best: each comparison with nan is "
         "False.")
def search_nan_stays(solution):
    def random_search(score, space, n, rng):
        seen = []

        def told(settings):
            value = score(settings)
            if not seen and np.isnan(value):
                value = np.inf
            seen.append(value)
            return value

        return solution.random_search(told, space, n, rng)

    return random_search


@mistake("random_search", hint="np.argmax takes nan for the largest of all numbers.")
def search_argmax_of_nan(solution):
    def random_search(score, space, n, rng):
        def told(settings):
            value = score(settings)
            return np.inf if np.isnan(value) else value

        return solution.random_search(told, space, n, rng)

    return random_search


slip("random_search", "search_no_edges", "return best, [knob for knob in ranges if not 0.1 <= at[knob] <= 0.9]",
     "return best, []",
     hint="You name no edges, wherever the best value lies.")

slip("random_search", "search_upper_edges_alone", "if not 0.1 <= at[knob] <= 0.9", "if at[knob] > 0.9",
     hint="A range has two ends; you look at the upper one alone.")

slip("random_search", "search_lower_edges_alone", "if not 0.1 <= at[knob] <= 0.9", "if at[knob] < 0.1",
     hint="A range has two ends; you look at the lower one alone.")

slip("random_search", "search_inside_for_edge", "if not 0.1 <= at[knob] <= 0.9", "if 0.1 <= at[knob] <= 0.9",
     hint="You name the knobs whose best value is *not* at an edge.")

@mistake("random_search", hint="Your tenths are those of the values that were drawn. The range is that of the space, "
         "however few trials there are.")
def search_edges_of_what_was_drawn(solution):
    def random_search(score, space, n, rng):
        tried = []

        def noted(settings):
            tried.append(dict(settings))
            return score(settings)

        best, _ = solution.random_search(noted, space, n, rng)
        edges = []
        for knob in (knob for knob, values in space.items() if not isinstance(values, list)):
            own = np.array([best[knob], *(trial[knob] for trial in tried)])
            own = np.log(own) if space[knob][2] == "log" else own
            width = np.ptp(own)
            edges += [knob] if width == 0 or not 0.1 <= (own[0] - own.min()) / width <= 0.9 else []
        return best, edges

    return random_search


slip("random_search", "search_narrow_edges", "if not 0.1 <= at[knob] <= 0.9", "if not 0.05 <= at[knob] <= 0.95",
     hint="Your edges are too narrow: how wide is a tenth of the range?")


@mistake("random_search", hint="Your tenths are those of the values themselves. On a log scale the lowest tenth of "
         "the "
         "*values* is nearly the whole scale.")
def search_linear_edges(solution):
    def random_search(score, space, n, rng):
        best, _ = solution.random_search(score, space, n, rng)
        ranges = {knob: values for knob, values in space.items() if not isinstance(values, list)}
        places = {knob: (best[knob] - low) / (high - low) for knob, (low, high, _) in ranges.items()}
        return best, [knob for knob in ranges if not 0.1 <= places[knob] <= 0.9]

    return random_search


@mistake("random_search", hint="One trial too few is made: count what range(1, n) holds.")
def search_one_too_few(solution):
    def random_search(score, space, n, rng):
        return solution.random_search(score, space, max(n - 1, 1), rng)

    return random_search


slip("random_search", "search_with_dice_of_its_own", "rng.random()", "np.random.random()",
     hint="The same seed gives other trials each time. Whose dice do you throw?")


@mistake("random_search", hint="You try a grid: only a few different values of each knob occur.")
def search_a_grid(solution):
    class Steps:
        def __init__(self, rng):
            self.rng = rng

        def random(self):
            return (np.floor(4 * self.rng.random()) + 0.5) / 4

    def random_search(score, space, n, rng):
        return solution.random_search(score, space, n, Steps(rng))

    return random_search


# --- successive_halving ---------------------------------------------------------------------------------------

slip("successive_halving", "halving_keeps_the_worst", 'ranked = np.argsort(losses, kind="stable")',
     'ranked = np.argsort(-np.array(losses), kind="stable")',
     hint="The trials with the *highest* losses go on.")

slip("successive_halving", "halving_begins_anew", "spent += len(alive) * (updates - before)",
     "spent += len(alive) * updates",
     hint="You count each round from the beginning. Trials go on from where they stand: what does a round add?")

slip("successive_halving", "halving_asks_for_the_difference", "train(trial, updates) for",
     "train(trial, updates - before) for",
     hint="`train` wants to know how many updates a trial has *in all* then, not how many are to be added.")

slip("successive_halving", "halving_adds_a_round", "before, updates = updates, factor * updates",
     "before, updates = updates, updates + (updates - before)",
     hint="Each round gives the same number of new updates. In each round a trial is to have `factor` times as many "
     "as before.")

slip("successive_halving", "halving_always_doubles", "before, updates = updates, factor * updates",
     "before, updates = updates, 2 * updates",
     hint="The updates double in each round, whatever the factor is.")

slip("successive_halving", "halving_always_keeps_a_third", "len(alive) // factor", "len(alive) // 3",
     hint="A third goes on, whatever the factor is.")

slip("successive_halving", "halving_rounds_up", "max(1, len(alive) // factor)", "-(-len(alive) // factor)",
     hint="You round up how many go on. The docstring has `//`.")

slip("successive_halving", "halving_removes_a_share", "max(1, len(alive) // factor)",
     "max(1, len(alive) - max(1, len(alive) // factor))",
     hint="You remove as many as ought to stay.")

slip("successive_halving", "halving_in_order_of_loss",
     "[alive[i] for i in sorted(ranked[: max(1, len(alive) // factor)])]",
     "[alive[i] for i in ranked[: max(1, len(alive) // factor)]]",
     hint="The trials of a round stand in the order of their losses. Which order does the docstring ask for?")

slip("successive_halving", "halving_stops_before_the_last", "        rounds.append(alive)\n",
     "        rounds.append(alive)\n        if len(alive) <= factor and len(alive) > 1:\n"
     "            spent += len(alive) * (updates - before)\n"
     '            return [*rounds, [alive[np.argsort(losses, kind="stable")[0]]]], spent\n',
     hint="The winner is not trained once it is alone. The round with a single trial is the last, and a round.")

slip("successive_halving", "halving_winner_alone_untrained",
     ("    while True:\n", "    while len(alive) > 1:\n"),
     ("        if len(alive) == 1:\n            return rounds, spent\n", ""),
     ("        before, updates = updates, factor * updates\n",
      "        before, updates = updates, factor * updates\n    return [*rounds, alive], spent\n"),
     hint="You stop as soon as one trial is left. The round with a single trial is the last, and in it the trial is "
     "trained, too.")

slip("successive_halving", "halving_without_the_last_round",
     ("    while True:\n", "    while len(alive) > 1:\n"),
     ("        if len(alive) == 1:\n            return rounds, spent\n", ""),
     ("        before, updates = updates, factor * updates\n",
      "        before, updates = updates, factor * updates\n    return rounds, spent\n"),
     hint="Your last round is the one before the winner stands alone. The round with a single trial is the last, and "
     "belongs to `rounds` and `spent`.")

slip("successive_halving", "halving_all_may_go", ("max(1, len(alive) // factor)", "len(alive) // factor"),
     ("        if len(alive) == 1:", "        if len(alive) <= 1:"),
     hint="With fewer trials than `factor` none goes on. The docstring says how many do at least.")

slip("successive_halving", "halving_none_is_left", ("max(1, len(alive) // factor)", "len(alive) // factor"),
     ("        before, updates = updates, factor * updates\n",
      "        if not alive:\n            return rounds, spent\n        before, updates = updates, factor * updates\n"),
     hint="With fewer trials than `factor` none goes on. The docstring says how many do at least.")

slip("successive_halving", "halving_sorted_with_nan", 'ranked = np.argsort(losses, kind="stable")',
     "ranked = sorted(range(len(losses)), key=lambda i: losses[i])",
     hint="`sorted` compares, and each comparison with nan is False, so a nan stays wherever it stands and parts what "
     "ought to be compared. Where should it go?")

slip("successive_halving", "halving_places_for_trials", "alive = [alive[i] for i in sorted(",
     "alive = [int(i) for i in sorted(",
     hint="What goes on are places within the round before, not the trials themselves.")


@mistake("successive_halving", hint="A loss that is nan counts as the best in your ranking.")
def halving_nan_first(solution):
    def successive_halving(trials, train, updates, factor=3):
        def told(trial, updates):
            loss = train(trial, updates)
            return -np.inf if np.isnan(loss) else loss

        return solution.successive_halving(trials, told, updates, factor)

    return successive_halving


@mistake("successive_halving", hint="Of equal losses yours takes the later trial.")
def halving_last_of_equals(solution):
    def successive_halving(trials, train, updates, factor=3):
        rounds, spent = solution.successive_halving(list(trials)[::-1], train, updates, factor)
        return [one[::-1] for one in rounds], spent

    return successive_halving


slip("successive_halving", "halving_returns_the_winner", "return rounds, spent", "return rounds[-1][0], spent",
     hint="You return the winner alone; the docstring asks for all rounds.")


slip("successive_halving", "halving_keeps_the_end_of_the_list", "ranked[: max(1, len(alive) // factor)]",
     "ranked[-max(1, len(alive) // factor) :]",
     hint="The trials with the *highest* losses go on.")


# --- loss_at_start --------------------------------------------------------------------------------------------

slip("loss_at_start", "start_with_a_floor", "-logs[np.arange(len(labels)), labels]",
     "-np.log(np.exp(logs[np.arange(len(labels)), labels]) + 1e-12)",
     hint="You add something small inside the logarithm, so no example's loss goes beyond 28. The logarithm of a "
     "softmax needs no exponential of it: score minus the log of the sum.")

slip("loss_at_start", "start_of_every_label", "logs[np.arange(len(labels)), labels]", "logs[:, labels]",
     hint="`logs[:, labels]` is a table of every row with every label. Which row goes with which label?")

slip("loss_at_start", "start_overflows", "scores.max(axis=1, keepdims=True)", "0",
     hint="With large scores the exponentials are infinite. Which number can be taken off all scores of an example?")

slip("loss_at_start", "start_largest_of_all", "scores.max(axis=1, keepdims=True)", "scores.max()",
     hint="You take the largest score of *all* examples off. Where a row lies far below it, all of its exponentials "
     "are 0.")

slip("loss_at_start", "start_sum_of_losses", "labels].mean()", "labels].sum()",
     hint="You add up the losses of the examples. The docstring asks for another number.")

slip("loss_at_start", "start_sign", "loss = -logs", "loss = logs",
     hint="A logarithm of a probability is negative, and a loss is not.")

slip("loss_at_start", "start_log_of_ten", "np.log(scores.shape[1])", "np.log(10)",
     hint="You take ten classes for granted.")

slip("loss_at_start", "start_decadic", "np.log(scores.shape[1])", "np.log10(scores.shape[1])",
     hint="Cross-entropy is measured with the natural logarithm, and so is what you expect of it.")

slip("loss_at_start", "start_binary", "np.log(scores.shape[1])", "np.log2(scores.shape[1])",
     hint="Cross-entropy is measured with the natural logarithm, and so is what you expect of it.")

slip("loss_at_start", "start_classes_that_occur", "np.log(scores.shape[1])", "np.log(len(np.unique(labels)))",
     hint="You count the classes that occur among the labels. A network has a score for the others, too.")

slip("loss_at_start", "start_largest_label", "np.log(scores.shape[1])", "np.log(labels.max() + 1)",
     hint="You take the largest label for the number of classes. A network may have scores for more.")

slip("loss_at_start", "start_square_of_mean_deviation", "scores.var(axis=1).mean() / 2",
     "scores.std(axis=1).mean() ** 2 / 2",
     hint="You take the mean of the deviations and square it. The mean of the squares is larger.")

slip("loss_at_start", "start_by_examples", "scores.shape[1]", "len(scores)",
     hint="You take the number of examples for that of classes.")

slip("loss_at_start", "start_without_variance", " + scores.var(axis=1).mean() / 2", "",
     hint="What you expect is the loss of equal scores. By how much do unequal ones raise it?")

slip("loss_at_start", "start_whole_variance", "scores.var(axis=1).mean() / 2", "scores.var(axis=1).mean()",
     hint="The whole variance is added. Look at the last step of the formula.")

slip("loss_at_start", "start_deviation", "scores.var(axis=1).mean() / 2", "scores.std(axis=1).mean() / 2",
     hint="You add half of the standard deviation, not of its square.")

slip("loss_at_start", "start_sample_variance", "scores.var(axis=1)", "scores.var(axis=1, ddof=1)",
     hint="Your variance divides by k - 1. The docstring says which one is meant.")

slip("loss_at_start", "start_variance_of_all", "scores.var(axis=1).mean()", "scores.var()",
     hint="That is the variance of all scores together. A score that is high for all classes of an example changes "
     "nothing: take the variance example by example.")

slip("loss_at_start", "start_variance_of_a_class", "scores.var(axis=1)", "scores.var(axis=0)",
     hint="You take the variance of each class over the examples: the wrong axis.")

slip("loss_at_start", "start_exchanged", "return loss, np.log(scores.shape[1]) + scores.var(axis=1).mean() / 2",
     "return np.log(scores.shape[1]) + scores.var(axis=1).mean() / 2, loss",
     hint="The two results have changed places.")

slip("loss_at_start", "start_loss_of_the_best", "logs[np.arange(len(labels)), labels]", "logs.max(axis=1)",
     hint="You take the class with the largest score, whatever the label is.")


# --- diagnose -------------------------------------------------------------------------------------------------

@mistake("diagnose", hint="Your rules overwrite each other, and the last one that holds wins. Which one should?")
def diagnose_by_the_last_rule(solution):
    def diagnose(history, classes):
        training, validation, chance = history["training"], history["validation"], np.log(classes)
        answer = "healthy"
        if not np.isfinite(training).all() or training[-1] > 2 * training[0]:
            answer = "diverged"
        if training[0] > 2 * chance:
            answer = "bad start"
        if training[-1] > 0.9 * chance:
            answer = "nothing learned"
        if validation[-1] > 1.25 * np.min(validation):
            answer = "overfitting"
        if validation[-1] > 4 * training[-1]:
            answer = "gap"
        return "underfitting" if training[-1] > 0.25 * chance else answer

    return diagnose


slip("diagnose", "diagnose_no_finite_check", "not np.isfinite(training).all() or training[-1]", "training[-1]",
     hint="A run with nan or infinity in its losses is not always noticed: a comparison with nan is False.")

slip("diagnose", "diagnose_last_finite_alone", "np.isfinite(training).all()", "np.isfinite(training[-1])",
     hint="You look for nan and infinity in the last loss alone. A run that was there once has diverged.")

slip("diagnose", "diagnose_infinity_passes", "np.isfinite(training).all()", "(training == training).all()",
     hint="You find nan but not infinity.")

slip("diagnose", "diagnose_any_rise_diverges", "2 * training[0]", "training[0]",
     hint="You call a run diverged as soon as its last training loss is above the first. By how much does it have "
     "to be?")

slip("diagnose", "diagnose_never_a_bad_start", "if training[0] > 2 * chance:", "if False:",
     hint="You never look at the first training loss, before any update.")

slip("diagnose", "diagnose_ten_classes_always", "np.log(classes)", "np.log(10)",
     hint="Your rules take ten classes for granted.")

slip("diagnose", "diagnose_log_of_ten", "np.log(classes)", "np.log10(classes)",
     hint="Cross-entropy is measured with the natural logarithm.")

slip("diagnose", "diagnose_log_of_two", "np.log(classes)", "np.log2(classes)",
     hint="Cross-entropy is measured with the natural logarithm.")

slip("diagnose", "diagnose_compares_with_the_first", "1.25 * validation.min()", "1.25 * validation[0]",
     hint="You compare the last validation loss with the first. With which one does overfitting compare it?")

slip("diagnose", "diagnose_lowest_training", "1.25 * validation.min()", "1.25 * training.min()",
     hint="Overfitting looks at the lowest *validation* loss.")

slip("diagnose", "diagnose_gap_by_difference", "validation[-1] > 4 * training[-1]",
     "validation[-1] - training[-1] > 4",
     hint="The gap is a ratio of losses, not a difference.")

slip("diagnose", "diagnose_never_a_gap", "if validation[-1] > 4 * training[-1]:", "if False:",
     hint="A run whose last validation loss is far above its last training loss passes your fifth rule.")

slip("diagnose", "diagnose_underfits_by_validation", "training[-1] > 0.25 * chance", "validation[-1] > 0.25 * chance",
     hint="Underfitting shows in the *training* loss.")

slip("diagnose", "diagnose_gap_before_overfitting",
     '    if validation[-1] > 1.25 * validation.min():\n        return "overfitting"\n'
     '    if validation[-1] > 4 * training[-1]:\n        return "gap"\n',
     '    if validation[-1] > 4 * training[-1]:\n        return "gap"\n'
     '    if validation[-1] > 1.25 * validation.min():\n        return "overfitting"\n',
     hint="Two rules may hold at once, and the first in the list decides: check the order.")

slip("diagnose", "diagnose_bad_start_first",
     '    if not np.isfinite(training).all() or training[-1] > 2 * training[0]:\n        return "diverged"\n'
     '    if training[0] > 2 * chance:\n        return "bad start"\n',
     '    if training[0] > 2 * chance:\n        return "bad start"\n'
     '    if not np.isfinite(training).all() or training[-1] > 2 * training[0]:\n        return "diverged"\n',
     hint="Two rules may hold at once, and the first in the list decides: check the order of the first two.")

slip("diagnose", "diagnose_at_least", "validation[-1] > 1.25 * validation.min()",
     "validation[-1] >= 1.25 * validation.min()",
     hint="Exactly at the rule of overfitting: \"larger than\" leaves the value itself out.")


# --- quiz -----------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_best",
    a="A third of a point is what one network may well be off by. But you keep the best of 64.",
    b="One point is one standard error, which is how far a single network is off. How far is the luckiest of 64?",
    d="Six points are six standard errors. The best of many is too high, but the excess grows slowly with their "
      "number: look at the first figure of 16.3.",
)

wrong_letters(
    "quiz_draws",
    a="That is how many *uniform* draws lie there. On a log scale each power of ten has its equal share.",
    c="You have given the piece a whole power of ten. From 0.001 to 0.003 is less: what is the logarithm of 3?",
    d="The share of a power of ten may be right, but there are too many of them in your range. How many lie between "
      "1e-5 and 0.1?",
)

wrong_letters(
    "quiz_halving",
    a="That is the cost if each round begins anew. Trials go on from where they stand: count what a round adds.",
    b="So much would it cost to train all sixteen to the end. That is what halving avoids.",
    c="You are near. The first round costs as much as any two of the others: how many are there, from 16 to 1?",
)

wrong_letters(
    "quiz_knobs",
    a="A grid *multiplies* the numbers of values, knob after knob; it does not add them.",
    b="You have compared trainings of the grid with settings of the other plan. How many seeds does each get?",
    c="So many trainings has the grid. How many has the other plan?",
)

wrong_letters(
    "quiz_checks",
    a="A wrong backward pass would show in the third number. How far from 1 is 2e-9?",
    c="Weights that are too large give a loss at the start far above the logarithm of the number of classes. What is "
      "the logarithm of 100?",
    d="Ten examples can be learned by heart by nearly any network. After 300 updates this one has hardly begun.",
)
