"""Known wrong implementations of `14-generalization-and-ensembles`, each with its hint. They never ship."""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- diagnose_pair --------------------------------------------------------------------------------------------


@mistake("diagnose_pair", hint="Your variance is judged by the validation error itself. A model may be bad on new "
         "examples because it is as bad on those it knows: what does the gap compare?")
def by_the_validation_error(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        bias, gap = training - target, validation - training
        word = {(0, 0): "good", (1, 0): "bias", (0, 1): "variance", (1, 1): "both"}
        return bias, gap, word[bias > tolerance, validation > tolerance]

    return diagnose_pair


@mistake("diagnose_pair", hint="Your variance is judged by validation error minus target. That holds the bias, too: "
         "what would it be for a model that does equally badly on both sets?")
def by_the_distance_to_the_target(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        bias, gap = training - target, validation - training
        word = {(0, 0): "good", (1, 0): "bias", (0, 1): "variance", (1, 1): "both"}
        return bias, gap, word[bias > tolerance, validation - target > tolerance]

    return diagnose_pair


slip("diagnose_pair", "gap_from_the_target", "validation - training", "validation - target",
     hint="Your gap is measured from the target. The gap is between the two errors of the model.")

slip("diagnose_pair", "gap_the_wrong_way_round", "validation - training", "training - validation",
     hint="Your gap has the wrong sign: a model that does worse on new examples has a positive one.")

slip("diagnose_pair", "bias_without_target", "training - target", "training",
     hint="Your bias is the training error itself. If nobody can do better than 30 %, is a model with 30 % biased?")

slip("diagnose_pair", "bias_the_wrong_way_round", "training - target", "target - training",
     hint="Your bias has the wrong sign: it is positive where the model falls short of the target.")

slip("diagnose_pair", "tolerance_included", ("if bias > tolerance and gap > tolerance",
     "if bias >= tolerance and gap >= tolerance"),
     ("if bias > tolerance:", "if bias >= tolerance:"),
     ('if gap > tolerance else "good"', 'if gap >= tolerance else "good"'),
     hint="A difference that equals the tolerance counts as large in your rule. Which of the two is it, by the "
     "docstring?")

slip("diagnose_pair", "without_tolerance", ("if bias > tolerance and gap > tolerance", "if bias > 0 and gap > 0"),
     ("if bias > tolerance:", "if bias > 0:"), ('if gap > tolerance else "good"', 'if gap > 0 else "good"'),
     hint="Every positive difference counts as large in your rule, however small it is.")

slip("diagnose_pair", "by_absolute_values", ("if bias > tolerance and gap > tolerance",
     "if abs(bias) > tolerance and abs(gap) > tolerance"),
     ("if bias > tolerance:", "if abs(bias) > tolerance:"),
     ('if gap > tolerance else "good"', 'if abs(gap) > tolerance else "good"'),
     hint="A model that beats its target, or does better on new examples, is called ill by your rule. Which sign has a "
     "difference that is bad?")

slip("diagnose_pair", "differences_without_sign", "bias, gap = training - target, validation - training",
     "bias, gap = abs(training - target), abs(validation - training)",
     hint="Your differences have lost their signs. A model that beats its target is not ill: what is returned for it?")

slip("diagnose_pair", "differences_cut_at_zero", "bias, gap = training - target, validation - training",
     "bias, gap = max(0.0, training - target), max(0.0, validation - training)",
     hint="Your differences are cut off at 0. Both may be negative, and are returned as they are.")

slip("diagnose_pair", "differences_rounded", "bias, gap = training - target, validation - training",
     "bias, gap = round(training - target, 6), round(validation - training, 6)",
     hint="Your differences are rounded. They are returned as they are, and floats decide what is large.")

slip("diagnose_pair", "words_exchanged", ('return bias, gap, "bias"', 'return bias, gap, "variance"'),
     ('"variance" if gap', '"bias" if gap'),
     hint="Your two words are exchanged. Which of them belongs to the training error?")

slip("diagnose_pair", "never_both", 'return bias, gap, "both"', 'return bias, gap, "bias"',
     hint="Your rule never says that a model has both. With both differences large, which word is due?")

# --- bias_variance --------------------------------------------------------------------------------------------

slip("bias_variance", "mean_over_the_places", ("predictions.mean(axis=0)", "predictions.mean(axis=1, keepdims=True)"),
     hint="Your mean prediction is a mean over the places, one for each training set. Which luck is to be averaged "
     "away?")

slip("bias_variance", "sets_less_one", "((predictions - middle) ** 2).mean()", "predictions.var(axis=0, ddof=1).mean()",
     hint="Your variance is divided by the number of sets less one. Then bias and variance no longer add up to the "
     "mean "
     "squared error.")

slip("bias_variance", "variance_around_the_truth", "(predictions - middle)", "(predictions - truth)",
     hint="Your second number is the mean squared distance from the truth, which holds the bias as well. From what do "
     "single fits scatter?")

slip("bias_variance", "bias_before_the_mean", "((middle - truth) ** 2).mean()", "((predictions - truth) ** 2).mean()",
     hint="Your bias squares the error of each single fit. Then the luck of each draw is still in it: what has to be "
     "averaged first?")

slip("bias_variance", "bias_not_squared", "((middle - truth) ** 2).mean()", "np.abs(middle - truth).mean()",
     hint="Your bias is a mean of absolute values. Whoever adds it to a variance needs the same unit.")

slip("bias_variance", "bias_with_its_sign", "((middle - truth) ** 2).mean()", "(middle - truth).mean()",
     hint="In your bias a place where the fits lie too high makes up for one where they lie too low.")

slip("bias_variance", "bias_squared_late", "((middle - truth) ** 2).mean()", "(middle - truth).mean() ** 2",
     hint="Your bias is averaged over the places first and squared then, so errors of both signs cancel.")

slip("bias_variance", "deviation", "((predictions - middle) ** 2).mean()", "predictions.std(axis=0).mean()",
     hint="Your variance is a standard deviation: its square is missing.")

slip("bias_variance", "root_of_the_whole", "((predictions - middle) ** 2).mean()",
     "np.sqrt(((predictions - middle) ** 2).mean())",
     hint="Your variance is the root of what was asked for.")

slip("bias_variance", "one_mean_for_all", "predictions.mean(axis=0)", "predictions.mean()",
     hint="Your mean prediction is one number for all places. Each place has a mean of its own.")

slip("bias_variance", "sums", ("((middle - truth) ** 2).mean()", "((middle - truth) ** 2).sum()"),
     ("((predictions - middle) ** 2).mean()", "((predictions - middle) ** 2).mean(axis=0).sum()"),
     hint="Both of your numbers are sums over the places, where means are asked for.")

slip("bias_variance", "order_exchanged", "return squared_bias, variance", "return variance, squared_bias",
     hint="Your two numbers come in the other order.")

slip("bias_variance", "variance_of_all_numbers", "((predictions - middle) ** 2).mean()", "predictions.var()",
     hint="Your bias is right. Your variance is that of all predictions together, so it also counts how the places "
     "differ.")

slip("bias_variance", "variance_over_the_places", "((predictions - middle) ** 2).mean()",
     "predictions.var(axis=1).mean()",
     hint="Your bias is right. Your variance says how one fit differs from place to place, not one place from fit to "
     "fit.")

slip("bias_variance", "root_of_the_bias", "((middle - truth) ** 2).mean()", "np.sqrt(((middle - truth) ** 2).mean())",
     hint="Your bias is the root of what was asked for: then it does not have the unit of a variance.")

# --- min_norm_fit ---------------------------------------------------------------------------------------------


@mistake("min_norm_fit", hint="Your normal equations have no inverse where there are more features than examples, or "
         "where columns repeat. What is there in the place of an inverse?")
def by_normal_equations(solution):
    def min_norm_fit(x, y, ridge=0.0):
        gram = x.T @ x + ridge * np.eye(x.shape[1])
        if np.linalg.matrix_rank(gram) < len(gram):
            raise np.linalg.LinAlgError("Singular matrix")
        return np.linalg.solve(gram, x.T @ y)

    return min_norm_fit


@mistake("min_norm_fit", hint="You return all that np.linalg.lstsq gives: weights, residuals, rank, and singular "
         "values. The weights are the first of these four.")
def all_of_lstsq(solution):
    def min_norm_fit(x, y, ridge=0.0):
        return solution.min_norm_fit(x, y, ridge) if ridge > 0 else np.linalg.lstsq(x, y, rcond=None)

    return min_norm_fit


@mistake("min_norm_fit", hint="Your ridge is added to every entry of X^T X. It belongs on the diagonal alone.")
def ridge_everywhere(solution):
    def min_norm_fit(x, y, ridge=0.0):
        return solution.min_norm_fit(x, y) if ridge == 0 else np.linalg.solve(x.T @ x + ridge, x.T @ y)

    return min_norm_fit


@mistake("min_norm_fit", hint="Your identity has a row for each example. X^T X has one for each feature.")
def identity_of_the_examples(solution):
    def min_norm_fit(x, y, ridge=0.0):
        if ridge == 0:
            return solution.min_norm_fit(x, y)
        return np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[0]), x.T @ y)

    return min_norm_fit


@mistake("min_norm_fit", hint="Your formula for more features than examples is used always, or fails where rows "
         "repeat. Try it on twelve examples of three features.")
def by_the_rows_alone(solution):
    def min_norm_fit(x, y, ridge=0.0):
        gram = x @ x.T + ridge * np.eye(len(x))
        if np.linalg.matrix_rank(gram) < len(gram):
            raise np.linalg.LinAlgError("Singular matrix")
        return x.T @ np.linalg.solve(gram, y)

    return min_norm_fit


@mistake("min_norm_fit", hint="You add a little ridge where none was asked for. That is near the shortest fit, but it "
         "is not it.")
def with_a_little_ridge(solution):
    return lambda x, y, ridge=0.0: np.linalg.solve(x.T @ x + (ridge + 1e-3) * np.eye(x.shape[1]), x.T @ y)


@mistake("min_norm_fit", hint="Your fit ignores the ridge.")
def without_ridge(solution):
    return lambda x, y, ridge=0.0: np.linalg.pinv(x) @ y


@mistake("min_norm_fit", hint="Your ridge is multiplied by the number of examples. It belongs to a sum of squares "
         "here, "
         "not to a mean.")
def ridge_of_a_mean(solution):
    return lambda x, y, ridge=0.0: solution.min_norm_fit(x, y, ridge * len(x))


@mistake("min_norm_fit", hint="Your ridge is squared somewhere on its way. Put the gradient of both sums to zero on "
         "paper, and compare.")
def ridge_squared(solution):
    return lambda x, y, ridge=0.0: solution.min_norm_fit(x, y, ridge**2)


@mistake("min_norm_fit", hint="Your ridge acts half as strongly as it should. Neither of the two sums has a half in "
         "front of it here.")
def half_the_ridge(solution):
    return lambda x, y, ridge=0.0: solution.min_norm_fit(x, y, ridge / 2)


@mistake("min_norm_fit", hint="Your ridge acts twice as strongly as it should. Neither of the two sums has a half in "
         "front of it here.")
def twice_the_ridge(solution):
    return lambda x, y, ridge=0.0: solution.min_norm_fit(x, y, 2 * ridge)


@mistake("min_norm_fit", hint="Your ridge is added to the singular values themselves. In which power do they stand in "
         "the sum of squares?")
def ridge_on_singular_values(solution):
    def min_norm_fit(x, y, ridge=0.0):
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        kept = s > 1e-10 * s[0]
        factors = np.where(kept, 1 / (s + ridge + (~kept)), 0)
        return vt.T @ (factors[:, None] * (u.T @ y))

    return min_norm_fit


@mistake("min_norm_fit", hint="You drop singular values that are small but not zero. What is left is no longer the "
         "best "
         "fit: compare with the largest one, and drop what rounding alone explains.")
def drops_too_much(solution):
    def min_norm_fit(x, y, ridge=0.0):
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        factors = np.where(s > 0.6 * s[0], s / (s**2 + ridge + (s == 0)), 0)
        return vt.T @ (factors[:, None] * (u.T @ y))

    return min_norm_fit


slip("min_norm_fit", "absolute_cut_off", "s > 1e-10 * s[0]", "s > 1e-10",
     hint="You call a singular value zero where it is below a fixed number. Multiply x and y by 1e-12: the fit should "
     "stay, and yours is all zeros. With which number can each be compared?")


@mistake("min_norm_fit", hint="Your fit has targets and weights the wrong way round: one row for each target. The "
         "weights have a row for each feature.")
def weights_transposed(solution):
    return lambda x, y, ridge=0.0: solution.min_norm_fit(x, y, ridge).T


@mistake("min_norm_fit", hint="Your fit first takes the mean off the features. Nobody asked for that: x is used as "
         "it comes.")
def centers_first(solution):
    return lambda x, y, ridge=0.0: solution.min_norm_fit(x - x.mean(axis=0), y, ridge)


@mistake("min_norm_fit", hint="You choose your formula by the shape of x. What if rows or columns repeat, so that "
         "neither "
         "of the two matrices has an inverse?")
def by_shape(solution):
    def min_norm_fit(x, y, ridge=0.0):
        wide = x.shape[0] < x.shape[1]
        gram = (x @ x.T if wide else x.T @ x) + ridge * np.eye(min(x.shape))
        if np.linalg.matrix_rank(gram) < len(gram):
            raise np.linalg.LinAlgError("Singular matrix")
        return x.T @ np.linalg.solve(gram, y) if wide else np.linalg.solve(gram, x.T @ y)

    return min_norm_fit


@mistake("min_norm_fit", hint="You add a small ridge where none is asked for, so that the system can be solved. The "
         "answer is then near the right one, and not it: what gives the shortest of all best fits exactly?")
def with_a_little_ridge_at_least(solution):
    return lambda x, y, ridge=0.0: np.linalg.solve(x.T @ x + max(ridge, 1e-3) * np.eye(x.shape[1]), x.T @ y)


# --- ensemble_predict -----------------------------------------------------------------------------------------

slip("ensemble_predict", "averages_logits",
     ("grown = np.exp(logits - logits.max(axis=2, keepdims=True))",
     "mean = logits.mean(axis=0)\n    grown = np.exp(mean - mean.max(axis=1, keepdims=True))"),
     ("members = grown / grown.sum(axis=2, keepdims=True)", ""), ("members.mean(axis=0)",
     "grown / grown.sum(axis=1, keepdims=True)"),
     hint="You average the logits. There a single member that is very sure outweighs all others: which comes first, "
     "the "
     "softmax or the mean?")


@mistake("ensemble_predict", hint="Your probabilities are shares of votes: each member gives its whole weight to one "
         "class, however unsure it is. What was to be averaged?")
def counts_votes(solution):
    def ensemble_predict(logits):
        votes = np.eye(logits.shape[2], dtype=logits.dtype)[logits.argmax(axis=2)].mean(axis=0)
        return votes, votes.argmax(axis=1)

    return ensemble_predict


@mistake("ensemble_predict", hint="Your probabilities are right, but your labels are the members' majority. The answer "
         "is where the mean probability is largest.")
def labels_by_vote(solution):
    def ensemble_predict(logits):
        votes = np.eye(logits.shape[2])[logits.argmax(axis=2)].sum(axis=0)
        return solution.ensemble_predict(logits)[0], votes.argmax(axis=1)

    return ensemble_predict


@mistake("ensemble_predict", hint="Your probabilities are right, but your labels come from the mean of the logits. The "
         "answer is where the mean probability is largest.")
def labels_by_logits(solution):
    return lambda logits: (solution.ensemble_predict(logits)[0], logits.mean(axis=0).argmax(axis=1))


@mistake("ensemble_predict", hint="You take the mean of the logarithms of the probabilities (a geometric mean). A "
         "member "
         "that thinks a class impossible then has a veto. Average the probabilities themselves.")
def geometric_mean_unscaled(solution):
    def ensemble_predict(logits):
        logs = logits - logits.max(axis=2, keepdims=True)
        logs = logs - np.log(np.exp(logs).sum(axis=2, keepdims=True))
        mean = np.exp(logs.mean(axis=0))
        return mean, mean.argmax(axis=1)

    return ensemble_predict


slip("ensemble_predict", "overflows", "np.exp(logits - logits.max(axis=2, keepdims=True))", "np.exp(logits)",
     hint="Your exponentials leave the range of numbers for large logits. What may be taken off all logits of a row "
     "without changing its softmax?")

slip("ensemble_predict", "softmax_over_the_members", ("logits.max(axis=2", "logits.max(axis=0"), ("grown.sum(axis=2",
     "grown.sum(axis=0"),
     hint="Your softmax goes over the members, so that they share a class among themselves. Which axis holds the "
     "classes?")

slip("ensemble_predict", "softmax_over_the_questions", ("logits.max(axis=2", "logits.max(axis=1"),
     ("grown.sum(axis=2", "grown.sum(axis=1"),
     hint="Your softmax goes over the questions. Which axis holds the classes?")

slip("ensemble_predict", "divided_by_the_members", "grown.sum(axis=2", "grown.sum(axis=0",
     hint="Your exponentials are divided by their sum over the members. Which axis has to add up to 1?")

slip("ensemble_predict", "divided_by_all", "grown.sum(axis=2, keepdims=True)", "grown.sum()",
     hint="Your exponentials are divided by the sum of all of them. Each member's answer to each question adds up to 1 "
     "by itself.")

slip("ensemble_predict", "one_maximum_for_all", "logits.max(axis=2, keepdims=True)", "logits.max()",
     hint="You take one maximum off all the logits. In a row whose logits are far below it every exponential is 0, and "
     "so is their sum.")

slip("ensemble_predict", "mean_over_the_questions", "members.mean(axis=0)", "members.mean(axis=1)",
     hint="Your mean goes over the questions. Which axis holds the members?")

slip("ensemble_predict", "sum_of_members", "members.mean(axis=0)", "members.sum(axis=0)",
     hint="Your probabilities add up to the number of members.")

slip("ensemble_predict", "largest_of_members", "members.mean(axis=0)", "members.max(axis=0)",
     hint="You take each class's largest probability over the members: the surest one decides alone, and the sum is "
     "more than 1.")

slip("ensemble_predict", "median_of_members", "members.mean(axis=0)", "np.median(members, axis=0).astype(logits.dtype)",
     hint="You take the median over the members. Their probabilities are to be averaged.")

slip("ensemble_predict", "first_member_alone", "members.mean(axis=0)", "members[0]",
     hint="Your answer is the first member's alone.")

slip("ensemble_predict", "last_of_equal_ones", "probabilities.argmax(axis=1)",
     "probabilities.shape[1] - 1 - probabilities[:, ::-1].argmax(axis=1)",
     hint="Of equal probabilities you take the last class.")

slip("ensemble_predict", "labels_of_questions", "probabilities.argmax(axis=1)", "probabilities.argmax(axis=0)",
     hint="Your labels say for each class where it is most probable. They were to say for each question which class "
     "is the most probable.")

@mistake("ensemble_predict", hint="You take a softmax of the mean probabilities. They are probabilities already: what "
         "do "
         "they add up to?")
def softmax_twice(solution):
    def ensemble_predict(logits):
        mean = np.exp(solution.ensemble_predict(logits)[0])
        mean = mean / mean.sum(axis=1, keepdims=True)
        return mean, mean.argmax(axis=1)

    return ensemble_predict


@mistake("ensemble_predict", hint="Your two results come in the other order.")
def labels_first(solution):
    return lambda logits: solution.ensemble_predict(logits)[::-1]


@mistake("ensemble_predict", hint="You weigh each member by how sure it is. Every member counts alike here.")
def weighted_by_confidence(solution):
    def ensemble_predict(logits):
        grown = np.exp(logits - logits.max(axis=2, keepdims=True))
        members = grown / grown.sum(axis=2, keepdims=True)
        weights = members.max(axis=2, keepdims=True)
        mean = (weights * members).sum(axis=0) / weights.sum(axis=0)
        return mean, mean.argmax(axis=1)

    return ensemble_predict


slip("ensemble_predict", "divided_by_the_questions", "grown.sum(axis=2", "grown.sum(axis=1",
     hint="Your exponentials are divided by their sum over the questions. Which axis has to add up to 1?")


# --- disagreement ---------------------------------------------------------------------------------------------

slip("disagreement", "pairs_with_oneself", "for j in range(i)]", "for j in range(members)]",
     hint="Your mean also pairs every member with itself, and nobody disagrees with oneself.")

slip("disagreement", "agreement", "labels[i] != labels[j]", "labels[i] == labels[j]",
     hint="Your number is how often two members agree.")

slip("disagreement", "neighbors_alone", "for j in range(i)]", "for j in range(i - 1, i) if j >= 0]",
     hint="You compare each member with the one before it. How many pairs do five members have?")

slip("disagreement", "first_against_all", "for i in range(members) for j in range(i)]",
     "for i in range(1, members) for j in [0]]",
     hint="You compare all members with the first one. How many pairs do five members have?")

slip("disagreement", "sums_over_questions", "(labels[i] != labels[j]).mean()", "(labels[i] != labels[j]).sum()",
     hint="Your number counts questions. Ask for a share of them.")

slip("disagreement", "sums_over_pairs", "float(np.mean(pairs))", "float(np.sum(pairs))",
     hint="Your number is a sum over the pairs. Ask for their mean.")

slip("disagreement", "distance_of_labels", "labels[i] != labels[j]", "abs(labels[i] - labels[j])",
     hint="You subtract class numbers. Is a 7 more unlike a 1 than a 2 is?")


@mistake("disagreement", hint="Your number is the share of the questions on which not all agree. One dissenter counts "
         "there as much as chaos: average over pairs.")
def not_unanimous(solution):
    return lambda labels: float((labels != labels[0]).any(axis=0).mean())


@mistake("disagreement", hint="You compare each member with the majority. Two members at random were asked for.")
def against_the_majority(solution):
    def disagreement(labels):
        majority = np.array([np.bincount(column).argmax() for column in labels.T])
        return float((labels != majority).mean())

    return disagreement


@mistake("disagreement", hint="You compare the questions in pairs, for each member. Which axis holds the members?")
def questions_paired(solution):
    def disagreement(labels):
        pairs = [np.mean(labels[:, i] != labels[:, j]) for i in range(labels.shape[1]) for j in range(i)]
        return float(np.mean(pairs)) if pairs else 0.0

    return disagreement


# --- snapshot_epochs ------------------------------------------------------------------------------------------

slip("snapshot_epochs", "counted_from_zero", "ends.append(end)", "ends.append(end - 1)",
     hint="Your epochs are one too early. Count them from 1: the first snapshot is after epoch number `cycle`.")

slip("snapshot_epochs", "begins_of_cycles", "ends.append(end)", "ends.append(end - cycle)",
     hint="Your snapshots are taken at the beginning of each cycle, where the rate is highest.")

slip("snapshot_epochs", "the_end_left_out", "while end <= epochs", "while end < epochs",
     hint="A cycle that ends with the very last epoch has ended. Your list leaves it out.")

slip("snapshot_epochs", "broken_off_too", "return ends if keep",
     "ends = ends if ends and ends[-1] == epochs else [*ends, epochs]\n    return ends if keep",
     hint="You also keep the weights at the end of a cycle that was broken off. How high is its rate there?")

slip("snapshot_epochs", "the_first_ones_kept", "ends[-keep:]", "ends[:keep]",
     hint="You keep the first snapshots. The last ones come from networks that trained longer.")

slip("snapshot_epochs", "without_growth", "cycle = cycle * growth", "cycle = cycle * 1",
     hint="All of your cycles have the same length, whatever `growth` is.")

slip("snapshot_epochs", "grows_by_adding", "cycle = cycle * growth", "cycle = cycle + growth - 1",
     hint="Your cycles get longer by adding. Each is `growth` times as long as the one before it.")

slip("snapshot_epochs", "ends_multiplied", ("cycle = cycle * growth", "pass"), ("end = end + cycle",
     "end = end * growth if growth > 1 else end + cycle"),
     hint="You multiply the ends of the cycles. It is their lengths that grow; with 10, 20, 40 epochs, where do they "
     "end?")

slip("snapshot_epochs", "growth_from_the_second", ("cycle = cycle * growth\n        end = end + cycle",
     "end = end + cycle\n        cycle = cycle * growth"),
     hint="Your second cycle is as long as the first one. With 10 epochs first and growth 2, how long is the second?")

slip("snapshot_epochs", "keep_ignored", "return ends if keep is None else ends[-keep:]", "return ends",
     hint="You return all snapshots, whatever `keep` is.")

slip("snapshot_epochs", "latest_first", "return ends if keep is None else ends[-keep:]",
     "return (ends if keep is None else ends[-keep:])[::-1]",
     hint="Your snapshots come in falling order.")

# --- polyak_update --------------------------------------------------------------------------------------------

WRITTEN_OUT = "share = 1 / t if decay is None else (1 - decay) / (1 - decay**t)"

slip("polyak_update", "without_correction", WRITTEN_OUT, "share = 1 / t if decay is None else 1 - decay",
     hint="Your exponential average begins at zero and is not corrected, so it is too small at first. What do its "
     "shares "
     "add up to after t weights?")


@mistake("polyak_update", hint="Your exponential average begins at the first weights, which then keep far too large a "
         "share. The docstring begins at 0 and corrects.")
def begins_at_the_first(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        seen, average = (0, np.zeros_like(w)) if state is None else state
        seen = seen + 1
        t = seen - begin
        if t < 1:
            return w.copy(), (seen, average)
        share = 1 / t if decay is None or t == 1 else 1 - decay
        average = average + share * (w - average)
        return average, (seen, average)

    return polyak_update


@mistake("polyak_update", hint="You correct what you keep, and then correct it again at the next weights. Keep m as it "
         "is, and correct only what you return.")
def corrected_again_and_again(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        if decay is None:
            return solution.polyak_update(w, state, None, begin)
        seen, m = (0, np.zeros_like(w)) if state is None else state
        t = seen + 1 - begin
        if t < 1:
            return w.copy(), (seen + 1, m)
        m = (decay * m + (1 - decay) * w) / (1 - decay**t)
        return m, (seen + 1, m)

    return polyak_update


@mistake("polyak_update", hint="Your shares of old and new are exchanged: `decay` is the share of the past.")
def shares_exchanged(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        return solution.polyak_update(w, state, None if decay is None else 1 - decay, begin)

    return polyak_update


@mistake("polyak_update", hint="Your uniform mean weighs the last weights against all earlier ones, half and half. How "
         "much should each of three weights count?")
def half_and_half(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        if decay is not None:
            return solution.polyak_update(w, state, decay, begin)
        seen, average = (0, np.zeros_like(w)) if state is None else state
        seen = seen + 1
        if seen <= begin:
            return w.copy(), (seen, average)
        average = +w if seen == begin + 1 else (average + w) / 2
        return average, (seen, average)

    return polyak_update


@mistake("polyak_update", hint="Your uniform average is a sum: how many weights are in it?")
def a_sum(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        if decay is not None:
            return solution.polyak_update(w, state, decay, begin)
        seen, total = (0, np.zeros_like(w)) if state is None else state
        seen = seen + 1
        if seen <= begin:
            return w.copy(), (seen, total)
        return total + w, (seen, total + w)

    return polyak_update


slip("polyak_update", "begin_ignored", "t = seen - begin", "t = seen",
     hint="Your average begins with the very first weights, whatever `begin` is.")

slip("polyak_update", "begins_one_late", "t = seen - begin", "t = seen - begin - 1",
     hint="Your average begins one set of weights too late. With `begin=2`, which weights are the first in it?")

slip("polyak_update", "divides_by_all_seen", WRITTEN_OUT,
     "share = 1 / seen if decay is None else (1 - decay) / (1 - decay**seen)",
     hint="You count the weights that were only passed on. In the average there are fewer.")

slip("polyak_update", "nothing_before_the_beginning", "return w.copy(), (seen, average)",
     "return average, (seen, average)",
     hint="Before the average begins you return zeros. The docstring says what is passed on.")

slip("polyak_update", "passes_on_the_array_itself", "return w.copy(), (seen, average)", "return w, (seen, average)",
     hint="Before the average begins you hand back the caller's own array, which training goes on to change.")


@mistake("polyak_update", hint="Your state keeps the caller's own array. Training changes it in place, so your average "
         "changes behind your back.")
def keeps_the_array_itself(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        kept = [*(state or []), w]
        tail = kept[begin:]
        if not tail:
            return w.copy(), kept
        beta = 1.0 if decay is None else decay
        shares = np.array([beta ** (len(tail) - 1 - i) for i in range(len(tail))])
        return np.tensordot(shares / shares.sum(), np.stack(tail), axes=1).astype(w.dtype), kept

    return polyak_update


slip("polyak_update", "corrected_from_the_first_call", WRITTEN_OUT,
     "if decay is not None:\n        m = decay * average + (1 - decay) * w\n        return m / (1 - decay**seen), "
     "(seen, m)\n"
     "    share = 1 / t",
     hint="In your correction t counts from the very first weights. Those that were only passed on are not in the "
     "average.")


@mistake("polyak_update", hint="Your exponential average begins at the first weights and is corrected as well. The "
         "correction is for one that begins at 0.")
def begins_at_the_first_and_corrects(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        if decay is None:
            return solution.polyak_update(w, state, None, begin)
        seen, m = (0, None) if state is None else state
        t = seen + 1 - begin
        if t < 1:
            return w.copy(), (seen + 1, None)
        m = decay * (w if m is None else m) + (1 - decay) * w
        return m / (1 - decay**t), (seen + 1, m)

    return polyak_update


@mistake("polyak_update", hint="You hand out the array that your state goes on to change in place. Whoever collects "
         "the averages has one and the same array each time.")
def hands_out_its_state(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        seen, average = (0, np.zeros_like(w)) if state is None else state
        seen = seen + 1
        t = seen - begin
        if t < 1:
            return w.copy(), (seen, average)
        average += (1 / t if decay is None else (1 - decay) / (1 - decay**t)) * (w - average)
        return average, (seen, average)

    return polyak_update


slip("polyak_update", "corrected_one_step_ahead", WRITTEN_OUT,
     "if decay is not None:\n        m = decay * average + (1 - decay) * w\n        return m / (1 - decay ** (t + "
     "1)), (seen, m)\n"
     "    share = 1 / t",
     hint="Your correction is that of the next weights: with the first weights alone, what should the average be?")

slip("polyak_update", "power_of_the_difference", WRITTEN_OUT,
     "if decay is not None:\n        m = decay * average + (1 - decay) * w\n        return m / (1 - decay) ** t, "
     "(seen, m)\n"
     "    share = 1 / t",
     hint="Your correction divides by a power of 1 - decay. Add up the shares of two weights on paper: what is "
     "missing to 1?")

slip("polyak_update", "corrected_by_decay_alone", WRITTEN_OUT,
     "if decay is not None:\n        m = decay * average + (1 - decay) * w\n        return m / (1 - decay), (seen, m)\n"
     "    share = 1 / t",
     hint="Your correction is right for the first weights alone. How much is missing after the second?")


@mistake("polyak_update", hint="Your shares of old and new are exchanged: `decay` is the share of the past. The "
         "correction is that of the docstring, so it does not fit them.")
def shares_exchanged_in_the_average(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        seen, total = (0, np.zeros(w.shape)) if state is None else state
        t = seen + 1 - begin
        if t < 1:
            return w.copy(), (seen + 1, total)
        total = total + w if decay is None else (1 - decay) * total + decay * w
        return (total / (t if decay is None else 1 - decay**t)).astype(w.dtype), (seen + 1, total)

    return polyak_update


# --- expected_calibration_error -------------------------------------------------------------------------------

slip("expected_calibration_error", "bins_from_a_guess_on",
     "place = np.minimum((confidence * bins).astype(int), bins - 1)",
     "least = 1 / probabilities.shape[1]\n"
     "    place = np.clip(((confidence - least) / (1 - least) * bins).astype(int), 0, bins - 1)",
     hint="Your bins divide the range from 1 / classes to 1. The docstring divides the whole one, from 0 to 1: some "
     "stay empty.")

slip("expected_calibration_error", "bins_without_their_share", "inside.mean() * abs", "abs",
     hint="Each of your bins counts alike, however few answers it has.")

slip("expected_calibration_error", "mean_of_bins", "inside.mean() * abs", "1 / bins * abs",
     hint="You take a plain mean over the bins. A bin with one answer should not count as much as one with fifty.")

slip("expected_calibration_error", "the_worst_bin",
     "total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())",
     "total = max(total, abs(right[inside].mean() - confidence[inside].mean()))",
     hint="Your number is the worst bin's difference. The expected one is a mean, by share of answers.")

slip("expected_calibration_error", "signs_cancel", "abs(right[inside].mean() - confidence[inside].mean())",
     "(confidence[inside].mean() - right[inside].mean())",
     hint="Too sure in one bin and too modest in another cancel in your sum.")

slip("expected_calibration_error", "signs_kept", "abs(right[inside].mean() - confidence[inside].mean())",
     "(right[inside].mean() - confidence[inside].mean())",
     hint="Too modest in one bin and too sure in another cancel in your sum. Which bars of the formula are missing?")

slip("expected_calibration_error", "rounds_to_the_nearest", "(confidence * bins).astype(int)",
     "np.round(confidence * bins).astype(int)",
     hint="You round to the nearest bin. A confidence just below the edge of its bin goes into the next one.")


@mistake("expected_calibration_error", hint="You take a plain mean over the bins that hold an answer. One with a "
         "single answer should not count as much as one with fifty.")
def mean_of_the_filled_bins(solution):
    def expected_calibration_error(probabilities, labels, bins=10):
        confidence = probabilities.max(axis=1)
        right, place = probabilities.argmax(axis=1) == labels, np.minimum((confidence * bins).astype(int), bins - 1)
        gaps = [abs(right[place == b].mean() - confidence[place == b].mean()) for b in np.unique(place)]
        return float(np.mean(gaps))

    return expected_calibration_error


slip("expected_calibration_error", "answer_by_answer", "abs(right[inside].mean() - confidence[inside].mean())",
     "np.abs(right[inside] - confidence[inside]).mean()",
     hint="You take the difference for each answer, which is right or wrong and never 80 % right. What is to be "
     "averaged "
     "before the difference is taken?")

slip("expected_calibration_error", "squared", "abs(right[inside].mean() - confidence[inside].mean())",
     "(right[inside].mean() - confidence[inside].mean()) ** 2",
     hint="You square the differences of the bins. They are to be taken as they are, without their sign.")

slip("expected_calibration_error", "middle_of_the_bin", "confidence[inside].mean())", "(b + 0.5) / bins)",
     hint="You take the middle of each bin for the confidence in it. The answers in it have a mean of their own.")

slip("expected_calibration_error", "a_confidence_of_one_falls_out",
     "np.minimum((confidence * bins).astype(int), bins - 1)",
     "(confidence * bins).astype(int)",
     hint="An answer with a confidence of 1 is in none of your bins.")

slip("expected_calibration_error", "upper_edges", "np.minimum((confidence * bins).astype(int), bins - 1)",
     "np.maximum(np.ceil(confidence * bins).astype(int) - 1, 0)",
     hint="A confidence on the edge between two bins goes into the lower one in your program. See which of the two "
     "comparisons of the docstring has the equals sign.")

slip("expected_calibration_error", "bins_ignored", ("confidence * bins).astype(int), bins - 1)",
     "confidence * 10).astype(int), 9)"),
     ("range(bins)", "range(10)"),
     hint="You always take ten bins.")

slip("expected_calibration_error", "probability_of_the_label", "confidence = probabilities.max(axis=1)",
     "confidence = probabilities[np.arange(len(labels)), labels]",
     hint="Your confidence is the probability of the right class. The model does not know which that is: how sure was "
     "it "
     "of its own answer?")

slip("expected_calibration_error", "empty_bins_too", ("if inside.any():", "if True:"),
     hint="Your number is not a number: the mean of an empty bin is nan.")


@mistake("expected_calibration_error", hint="Your number is the difference of mean confidence and share right over all "
         "answers: a single bin.")
def no_bins(solution):
    return lambda probabilities, labels, bins=10: solution.expected_calibration_error(probabilities, labels, 1)


@mistake("expected_calibration_error", hint="Your bins hold equally many answers each. Bins of equal width were asked "
         "for.")
def bins_of_equal_counts(solution):
    def expected_calibration_error(probabilities, labels, bins=10):
        confidence = probabilities.max(axis=1)
        gap = (probabilities.argmax(axis=1) == labels) - confidence
        parts = np.array_split(gap[np.argsort(confidence, kind="stable")], bins)
        return float(sum(abs(part.sum()) for part in parts) / len(labels))

    return expected_calibration_error

# --- quiz -----------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_money",
    a="More images close the gap between training and validation. How wide is that gap here, and what would be left "
    "after it is closed?",
    c="Decay makes a model do a little worse on its training images for the sake of others. Does this one do too well "
    "on them?",
    d="An ensemble averages away what its members disagree about. What are these networks wrong about already in "
    "training?",
)

wrong_letters(
    "quiz_average",
    a="A third of the variance is what three members without any correlation would have.",
    b="Bias and variance of the average are right, but nobody averages the noise of a new observation away.",
    d="That is the error of one model. Something does get smaller when three are averaged.",
)

wrong_letters(
    "quiz_more_data",
    b="Halving the error by doubling the data may happen far from the threshold. Compare the number of features with "
    "the number of digits, before and after.",
    c="The features stay, but how many solutions fit changes with the number of digits.",
    d="That would be so with a ridge, or far from the threshold. Compare the number of features with the number of "
    "digits.",
)

wrong_letters(
    "quiz_exponential",
    a="That is the average as it is kept, which began at 0. Its shares add up to 0.19 only.",
    b="That average begins at the first weight and gives it nine tenths.",
    c="That is the uniform mean. The exponential one gives the newer weight a little more.",
)
