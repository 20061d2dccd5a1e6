"""Known wrong implementations of `01-perceptrons-to-networks`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters


# --- perceptron -----------------------------------------------------------------------------------------------

slip("perceptron", "perceptron_without_bias", "x @ w + b", "x @ w",
     hint="The bias is missing: every line goes through the origin. Add b to the sum.")

slip("perceptron", "perceptron_threshold", "x @ w + b", "x @ w - b",
     hint="You subtract b. It is a bias, not a threshold: add it.")

slip("perceptron", "perceptron_one_on_the_line", "> 0", ">= 0",
     hint="Where z is exactly zero you say 1. By our convention it is 0 there: z > 0, not z >= 0.")


@mistake("perceptron", hint="Your answers are -1 and 1, as in some books. This unit says 0 and 1.")
def perceptron_signs(solution):
    return lambda x, w, b: np.where(x @ w + b > 0, 1, -1)


@mistake("perceptron", hint="`np.sign` says -1, 0 and 1. This unit says 1 where z is positive, and 0 everywhere else.")
def perceptron_by_sign(solution):
    return lambda x, w, b: np.sign(x @ w + b).astype(int)


slip("perceptron", "perceptron_cut_off_sums", "(x @ w + b > 0).astype(int)", "np.clip(x @ w + b, 0, 1).astype(int)",
     hint="A sum between 0 and 1 becomes 0 in your code: `astype(int)` cuts off what stands behind the point. Compare "
     "with 0.")

slip("perceptron", "perceptron_other_side", "> 0", "< 0",
     hint="The sides are exchanged: 1 belongs to the side where z is positive.")


@mistake("perceptron", hint="You return z itself. A perceptron decides: 1 where z is positive, else 0.")
def perceptron_scores(solution):
    return lambda x, w, b: x @ w + b


slip("perceptron", "perceptron_booleans", ".astype(int)", "",
     hint="`True` and `False` are not yet whole numbers: `.astype(int)` makes 1 and 0 of them.")


# --- perceptron_rule ------------------------------------------------------------------------------------------

slip("perceptron_rule", "rule_wrong_sign", "target - int(features @ w + b > 0)", "int(features @ w + b > 0) - target",
     hint="The error has the wrong sign, so every update makes the mistake worse: it is target minus what was said.")

slip("perceptron_rule", "rule_fixed_bias", "b = b + lr * error", "b = b + 0",
     hint="The bias never changes. It is updated at each mistake too, as a weight on input 1.")

slip("perceptron_rule", "rule_without_rate", ("w + lr * error", "w + error"), ("b + lr * error", "b + error"),
     hint="The rate lr is not used, or not in both updates: it scales the step of w and of b.")

slip("perceptron_rule", "rule_bias_without_rate", "b + lr * error", "b + error",
     hint="The rate is missing in the update of the bias.")


@mistake(
    "perceptron_rule",
    hint="All decisions come from the weights before the epoch. Decide about each example with the weights as they are "
    "when its turn comes.",
)
def rule_whole_batch(solution):
    def perceptron_rule(x, y, w, b, lr=1.0):
        error = y - (x @ w + b > 0).astype(int)
        return w + lr * error @ x, b + lr * error.sum(), int(np.abs(error).sum())

    return perceptron_rule


@mistake(
    "perceptron_rule", hint="You update after every example, with y - z. That is Widrow and Hoff's rule: use 0 or 1."
)
def rule_delta(solution):
    def perceptron_rule(x, y, w, b, lr=1.0):
        mistakes = 0
        for features, target in zip(x, y, strict=True):
            z = features @ w + b
            mistakes += int((z > 0) != target)
            w, b = w + lr * (target - z) * features, b + lr * (target - z)
        return w, b, mistakes

    return perceptron_rule


slip("perceptron_rule", "rule_mistakes_cancel", "mistakes += 1", "mistakes += int(error)",
     hint="Mistakes are added up with their signs, so those of the two kinds cancel. Count each as one.")

slip("perceptron_rule", "rule_only_class_one", "error != 0", "error > 0",
     hint="You only learn from examples of class 1. An error of -1 is a mistake as well.")

slip("perceptron_rule", "rule_stops_early", "mistakes += 1", "mistakes += 1\n            break",
     hint="You stop at the first mistake. An epoch goes through all examples.")

slip("perceptron_rule", "rule_looks_at_one_example", "mistakes += 1", "mistakes += 1\n        return w, b, mistakes",
     hint="You return after the first example: the last `return` stands inside of the loop.")

slip("perceptron_rule", "rule_leaves_out_the_last", "zip(x, y, strict=True)", "zip(x[:-1], y[:-1], strict=True)",
     hint="The last example is never looked at. An epoch goes through all of them.")

slip("perceptron_rule", "rule_counts_to_one", "mistakes += 1", "mistakes = 1",
     hint="Your count of mistakes never passes 1: each mistake adds one to it.")

slip("perceptron_rule", "rule_counts_nothing", "mistakes += 1", "pass",
     hint="You learn from mistakes, but you don't count them.")

slip("perceptron_rule", "rule_one_on_the_line", "+ b > 0", "+ b >= 0",
     hint="At z = 0, where the rule starts, a perceptron says 0: compare with z > 0, not z >= 0.")


@mistake(
    "perceptron_rule",
    hint="You count the mistakes with the weights after the epoch. An example counts as it was decided when its "
    "turn came.",
)
def rule_counts_afterwards(solution):
    def perceptron_rule(x, y, w, b, lr=1.0):
        for i in range(len(x)):
            said = int(x[i] @ w + b > 0)
            w = w + lr * (y[i] - said) * x[i]
            b = b + lr * (y[i] - said)
        mistakes = int(np.sum((x @ w + b > 0).astype(int) != y))
        return w, b, mistakes

    return perceptron_rule


# --- xor_layers -----------------------------------------------------------------------------------------------

slip("xor_layers", "xor_of_zero_and_one", ("np.ones((2, 2)) / step", "np.ones((2, 2))"), ("- 2 * low / step", ""),
     hint="These weights are right for the levels 0 and 1. Where do low and high come in?")
slip("xor_layers", "xor_one_low", "- 2 * low / step", "- low / step",
     hint="Two inputs come into a hidden unit, and each brings `low` along when it is off. The bias takes off one.")
slip("xor_layers", "xor_no_shift", "- 2 * low / step", "",
     hint="The size of the step is right, but with both inputs off the hidden units should see 0 and get more.")
slip("xor_layers", "xor_bias_unscaled", "- 2 * low / step", "- 2 * low",
     hint="The hidden weights are divided by the distance of the levels. The bias belongs to the same sum.")
slip("xor_layers", "xor_score_ignored", ("[-4.0]]) * score", "[-4.0]])"), ("np.array([-score])", "np.array([-1.0])"),
     hint="The scores at the corners are 1 and -1 whatever `score` is.")
slip("xor_layers", "xor_half_the_score", "[[2.0], [-4.0]]", "[[1.0], [-2.0]]",
     hint="With one input on, the score is not high enough: the output bias pulls down by `score`, and the hidden "
          "units have to lift it from there.")
slip("xor_layers", "xor_turned_around", ("[[2.0], [-4.0]]", "[[-2.0], [4.0]]"), ("-score", "score"),
     hint="Every score has the wrong sign: this network says whether the two inputs are alike.")
slip("xor_layers", "xor_is_or", "[[2.0], [-4.0]]", "[[2.0], [-2.0]]",
     hint="With both inputs on, the score should come down again: the second hidden unit does not pull enough.")
slip("xor_layers", "xor_alike_units", "np.array([0.0, -1.0]) - 2", "np.zeros(2) - 2",
     hint="Both hidden units compute the same, so the output has only one number to go by, and a line in one number "
          "cannot be up in the middle and down at both ends.")
slip("xor_layers", "xor_no_output_bias", "np.array([-score])", "np.zeros(1)",
     hint="With both inputs off your score is 0. Which number of the output unit decides there?")


slip("xor_layers", "xor_bias_of_one", "np.array([-score])", "np.array([-1.0])",
     hint="The output unit's weights grow with `score`, and its bias is always the same number.")

slip("xor_layers", "xor_score_and_zero", ("[[2.0], [-4.0]]", "[[1.0], [-2.0]]"), ("np.array([-score])", "np.zeros(1)"),
     hint="Your z is `score` where exactly one input is on, and 0 elsewhere. It is to be minus `score` there: with "
          "both inputs off, only the output's bias can pull it down.")


@mistake(
    "xor_layers",
    hint="Your scores are plus and minus half of `score`. The two levels are to be `score` and -`score`, twice as "
    "far apart.",
)
def xor_half_of_what_is_due(solution):
    def xor_layers(low, high, score=1.0):
        d = high - low
        w = np.full((2, 2), 1.0 / d)
        b = np.array([0.0, -1.0]) - 2 * low / d
        v = score * np.array([[1.0], [-2.0]])
        c = score * np.array([-0.5])
        return [(w, b), (v, c)]

    return xor_layers


# --- dense ----------------------------------------------------------------------------------------------------

slip("dense", "dense_without_bias", "x @ w + b", "x @ w", hint="The biases are missing.")

slip("dense", "dense_minus_bias", "x @ w + b", "x @ w - b", hint="The biases are subtracted. Add them.")


@mistake("dense", hint="Each bias is added to a row. A bias belongs to a unit, which is a column.")
def dense_bias_by_row(solution):
    def dense(x, w, b):
        z = x @ w
        return z + b[:, None] if len(b) == len(x) else z + b

    return dense


@mistake("dense", hint="An activation has slipped in: a dense layer is linear, and its outputs may be negative.")
def dense_with_relu(solution):
    return lambda x, w, b: np.maximum(x @ w + b, 0)


@mistake("dense", hint="The result is transposed: one example a row, one unit a column.")
def dense_transposed(solution):
    return lambda x, w, b: (x @ w + b).T


@mistake(
    "dense",
    hint="b is added to the weights before the product, so each input brings it along. It belongs to the sum, once.",
)
def dense_bias_in_the_weights(solution):
    return lambda x, w, b: x @ (w + b)


@mistake(
    "dense",
    hint="You transpose w, as for weights of shape (outputs, inputs), which some libraries keep. Here w has one column "
    "for each unit already.",
)
def dense_weights_transposed(solution):
    return lambda x, w, b: x @ w.T + b


@mistake(
    "dense",
    hint="The bias is added inside the sum over the inputs, so it counts once for each of them. Each unit gets it "
    "once.",
)
def dense_bias_for_each_input(solution):
    def dense(x, w, b):
        return (x[:, :, None] * w[None, :, :] + b).sum(axis=1)

    return dense


# --- mlp_forward ----------------------------------------------------------------------------------------------

LAST = "w, b = layers[-1]\n    return x @ w + b"


slip("mlp_forward", "mlp_activates_scores", LAST, "w, b = layers[-1]\n    return activation(x @ w + b)",
     hint="The activation runs after the last layer too. Scores must be free to be anything.")

slip("mlp_forward", "mlp_linear", "x = activation(x @ w + b)", "x = x @ w + b",
     hint="There is no activation between the layers, so they are all one linear layer.")

slip("mlp_forward", "mlp_always_relu", "x = activation(x @ w + b)", "x = np.maximum(x @ w + b, 0)",
     hint="You use relu, whatever activation was asked for.")

slip("mlp_forward", "mlp_without_hidden_biases", "x = activation(x @ w + b)", "x = activation(x @ w)",
     hint="Only the last layer has its bias: the hidden layers' biases are missing.")

slip("mlp_forward", "mlp_bias_after_activation", "x = activation(x @ w + b)", "x = activation(x @ w) + b",
     hint="Hidden biases are added after the activation: h = g(x w + b), not g(x w) + b.")

slip("mlp_forward", "mlp_without_last_bias", LAST, "w, b = layers[-1]\n    return x @ w",
     hint="The last layer's bias is missing.")


@mistake(
    "mlp_forward",
    hint="You apply the activation to the inputs as well. It stands after a layer, never before the first.",
)
def mlp_activates_inputs(solution):
    def mlp_forward(x, layers, activation=solution.relu):
        for w, b in layers:
            x = activation(x) @ w + b
        return x

    return mlp_forward


# --- mean_squared_error ---------------------------------------------------------------------------------------

slip("mean_squared_error", "mse_sum", "np.mean(", "np.sum(",
     hint="This is the sum of the squares. Divide by their number.")

slip("mean_squared_error", "mse_by_examples", "np.mean((predictions - targets) ** 2)",
     "np.sum((predictions - targets) ** 2) / len(targets)",
     hint="You divide by the number of examples only. The mean is over all entries.")

slip("mean_squared_error", "mse_says_no_shapes",
     'f"predictions have shape {predictions.shape}, but targets have shape {targets.shape}"', '"the shapes differ"',
     hint="You refuse shapes that differ, but your message does not say what they are. Who reads it wants to know.")

slip("mean_squared_error", "mse_names_one_shape",
     'f"predictions have shape {predictions.shape}, but targets have shape {targets.shape}"',
     'f"predictions have shape {predictions.shape}"',
     hint="Your message names one of the two shapes. Who reads it wants to know what they are, both.")

slip("mean_squared_error", "mse_asserts", "raise ValueError(", "raise AssertionError(",
     hint="`assert` raises AssertionError, and Python can be told to skip it. Write `if ...: raise ValueError(...)`.")

slip("mean_squared_error", "mse_counts_axes", "predictions.shape != targets.shape", "predictions.ndim != targets.ndim",
     hint="You compare the number of axes. (9, 1) and (9, 2) have two each, and NumPy would broadcast: compare shapes.")

slip("mean_squared_error", "mse_half", "return np.mean(", "return 0.5 * np.mean(",
     hint="A factor 1/2, which some books add, makes it half as large. Ours has none.")

slip("mean_squared_error", "mse_absolute", "(predictions - targets) ** 2", "np.abs(predictions - targets)",
     hint="This is the mean of the absolute errors. Square them.")

slip("mean_squared_error", "mse_root", "np.mean((predictions - targets) ** 2)",
     "np.sqrt(np.mean((predictions - targets) ** 2))",
     hint="You took the root. The mean squared error has none.")

slip("mean_squared_error", "mse_square_of_mean", "np.mean((predictions - targets) ** 2)",
     "np.mean(predictions - targets) ** 2",
     hint="Errors are added up before they are squared, so they cancel. Square each one first.")

slip("mean_squared_error", "mse_by_columns", "- targets) ** 2)", "- targets) ** 2, axis=0)",
     hint="One number for each output comes back. Take the mean over all entries, without an axis.")


@mistake(
    "mean_squared_error",
    hint="Shapes (4, 1) and (4,) are not refused: NumPy would compare every prediction with every target. Raise "
    "ValueError before anything is computed.",
)
def mse_broadcasts(solution):
    return lambda predictions, targets: np.mean((predictions - targets) ** 2)


# --- binary_cross_entropy -------------------------------------------------------------------------------------


@mistake(
    "binary_cross_entropy",
    hint="The sigmoid is rounded to 0 or 1, and its logarithm is infinite. Use the formula with max(0, z) and |z|.",
)
def bce_textbook(solution):
    def binary_cross_entropy(logits, targets):
        p = 1 / (1 + np.exp(-logits))
        return -np.mean(targets * np.log(p) + (1 - targets) * np.log(1 - p))

    return binary_cross_entropy


@mistake(
    "binary_cross_entropy", hint="`np.exp(logits)` overflows at 710: the largest exponent must be 0, as in exp(-|z|)."
)
def bce_overflows(solution):
    return lambda logits, targets: np.mean(np.log1p(np.exp(logits)) - logits * targets)

slip("binary_cross_entropy", "bce_exchanged", "logits * targets", "logits * (1 - targets)",
     hint="The targets are exchanged: class 1 is treated as class 0. The term is minus t z.")

slip("binary_cross_entropy", "bce_sum", "np.mean(", "np.sum(", hint="This is the sum over the batch. Take the mean.")

slip("binary_cross_entropy", "bce_negative", "return np.mean(", "return -np.mean(",
     hint="The sign is turned around: the loss must be positive, and smaller when better.")

slip("binary_cross_entropy", "bce_without_targets", " - logits * targets", "",
     hint="The term -t z is missing: this loss does not look at the targets at all.")


@mistake("binary_cross_entropy", hint="The logits are taken for probabilities. Put the sigmoid into the formula first.")
def bce_of_probabilities(solution):
    def binary_cross_entropy(logits, targets):
        p = np.clip(logits, 1e-7, 1 - 1e-7)
        return -np.mean(targets * np.log(p) + (1 - targets) * np.log(1 - p))

    return binary_cross_entropy


slip("binary_cross_entropy", "bce_plus", "- logits * targets", "+ logits * targets",
     hint="The last term is minus t z: a high score with the target 1 makes the loss smaller, not larger.")

for floor in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15):
    slip("binary_cross_entropy", f"bce_clipped_at_{-np.log10(floor):.0f}_digits",
         "np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))",
         f"-(targets * np.log(np.clip(1 / (1 + np.exp(-logits)), {floor}, 1 - {floor}))"
         f" + (1 - targets) * np.log(1 - np.clip(1 / (1 + np.exp(-logits)), {floor}, 1 - {floor})))",
         hint="You keep the probability away from 0 and 1, so the loss of a gross error stops growing, and nothing "
              "pulls back. Use the formula with max(0, z) and |z|.")

slip("binary_cross_entropy", "bce_hinge", " + np.log1p(np.exp(-np.abs(logits)))", "",
     hint="Only the large part, max(0, z) - t z, is there: log(1 + exp(-|z|)) is missing.")


slip("binary_cross_entropy", "bce_without_the_maximum", "np.maximum(logits, 0) - logits * targets", "-logits * targets",
     hint="The term max(0, z) is missing: a large score where the target is 0 should cost about z.")


@mistake(
    "binary_cross_entropy",
    hint="You ask whether the target is 1, so a target in between counts as 0. It is a probability: both terms "
    "count, each with its share.",
)
def bce_certain_targets(solution):
    def binary_cross_entropy(logits, targets):
        z = np.where(targets == 1, -logits, logits)
        return float(np.mean(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))))

    return binary_cross_entropy


@mistake("binary_cross_entropy", hint="You divide by the number of rows. The mean is over all entries.")
def bce_over_rows(solution):
    def binary_cross_entropy(logits, targets):
        z = logits
        losses = np.maximum(0, z) + np.log1p(np.exp(-np.abs(z))) - targets * z
        return float(losses.sum() / len(logits))

    return binary_cross_entropy


# --- softmax_cross_entropy ------------------------------------------------------------------------------------

slip("softmax_cross_entropy", "softmax_overflows", "logits - logits.max(axis=1, keepdims=True)", "1 * logits",
     hint="Exponentials of large scores overflow. Subtract the largest score of each row first.")

slip("softmax_cross_entropy", "softmax_one_maximum", "logits.max(axis=1, keepdims=True)", "logits.max()",
     hint="You subtract the largest score of the whole batch. Rows far below it underflow to 0 / 0: one maximum a row.")

slip("softmax_cross_entropy", "softmax_log_of_probability", "np.log(totals[:, 0]) - shifted[rows, labels]",
     "-np.log((exponentials / totals)[rows, labels])",
     hint="A probability was rounded to 0 before its logarithm. Use log(sum) - shifted score.")

slip("softmax_cross_entropy", "softmax_log_of_a_little_more", "np.log(totals[:, 0]) - shifted[rows, labels]",
     "-np.log((exponentials / totals)[rows, labels] + 1e-12)",
     hint="The gradient is right. In the loss you add something small to the probability, so no example costs more "
     "than 28. Its logarithm is a difference: score minus the log of the sum.")

slip("softmax_cross_entropy", "softmax_gradient_of_sum", "gradient / len(labels)", "gradient",
     hint="The gradient is not divided by the batch size, but the loss is a mean.")

slip("softmax_cross_entropy", "softmax_gradient_by_classes", "gradient / len(labels)", "gradient / logits.shape[1]",
     hint="The gradient is divided by the number of classes. Divide by that of the examples.")

slip("softmax_cross_entropy", "softmax_all_rows", ("shifted[rows, labels]", "shifted[:, labels]"),
     ("gradient[rows, labels]", "gradient[:, labels]"),
     hint="`[:, labels]` takes the labels' columns from every row. One entry a row is asked: pair each row with "
          "its label.")

slip("softmax_cross_entropy", "softmax_gradient_without_target", "gradient[rows, labels] -= 1", "pass",
     hint="The gradient is the softmax alone: subtract 1 at the right class of each row.")

slip("softmax_cross_entropy", "softmax_gradient_sign", "gradient / len(labels)", "-gradient / len(labels)",
     hint="The gradient has the wrong sign: it is what was said minus what is right.")

slip("softmax_cross_entropy", "softmax_loss_sum", "np.mean(", "np.sum(",
     hint="The loss is a sum over the batch. Take the mean, which its gradient belongs to.")

slip("softmax_cross_entropy", "softmax_negative", "np.log(totals[:, 0]) - shifted[rows, labels]",
     "shifted[rows, labels] - np.log(totals[:, 0])",
     hint="The loss is negative: it is minus the logarithm of the probability.")


@mistake(
    "softmax_cross_entropy", hint="The softmax runs over the batch (axis 0). Each row is one example: sum over axis 1."
)
def softmax_over_batch(solution):
    def softmax_cross_entropy(logits, labels):
        rows = np.arange(len(labels))
        shifted = logits - logits.max(axis=0)
        p = np.exp(shifted) / np.exp(shifted).sum(axis=0)
        loss = np.mean(np.log(np.exp(shifted).sum(axis=0))[labels] - shifted[rows, labels])
        p[rows, labels] -= 1
        return loss, p / len(labels)

    return softmax_cross_entropy


slip("softmax_cross_entropy", "softmax_gradient_in_whole_columns", "gradient[rows, labels] -= 1",
     "gradient[:, labels] -= 1",
     hint="The loss is right. `gradient[:, labels]` takes 1 off in whole columns, for all examples. One entry a row is "
          "meant: pair each row with its label.")


@mistake(
    "softmax_cross_entropy",
    hint="You take the mean over all entries of a table that is zero but for one entry a row, so you divide by the "
    "number of classes, too. Divide by the batch alone.",
)
def cross_entropy_over_all_entries(solution):
    def softmax_cross_entropy(logits, labels):
        batch = len(logits)
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        one_hot = np.zeros_like(logits)
        one_hot[np.arange(batch), labels] = 1
        loss = float(-np.mean(one_hot * log_p))
        return loss, (np.exp(log_p) - one_hot) / batch

    return softmax_cross_entropy


# --- Errata ---------------------------------------------------------------------------------------------------

slip("erratum_binary_cross_entropy", "erratum_as_printed", "return -np.mean(", "return np.mean(",
     hint="This is the formula with its bug still in it: the better the prediction, the higher.")


@mistake("erratum_binary_cross_entropy", hint="The minus stands before the first summand only. It goes before both.")
def erratum_half_a_sign(solution):
    return lambda p, y: np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake("erratum_binary_cross_entropy", hint="The examples with y = 0 are forgotten: keep the second summand.")
def erratum_one_class(solution):
    return lambda p, y: -np.mean(y * np.log(p))

slip("erratum_binary_cross_entropy", "erratum_mean_over_rows",
     "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))", "-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(p)",
     hint="You divide by the number of rows. The mean is over all entries, also where p is a table.")

slip("erratum_binary_cross_entropy", "erratum_sum", "np.mean(", "np.sum(",
     hint="This is the sum. The formula has 1/n before it.")


@mistake("erratum_two_scores", hint="The columns are exchanged: column 1 must get the probability sigmoid(z).")
def two_scores_exchanged(solution):
    return lambda logits: np.stack([logits, np.zeros_like(logits)], axis=1)


@mistake(
    "erratum_two_scores",
    hint="The two scores are 2 z apart, so softmax gives sigmoid(2 z). What must the difference be?",
)
def two_scores_too_far(solution):
    return lambda logits: np.stack([-logits, logits], axis=1)


@mistake(
    "erratum_two_scores", hint="These are the probabilities themselves. Softmax wants scores, and takes exponentials."
)
def two_scores_probabilities(solution):
    def erratum_two_scores(logits):
        p = 0.5 * (1 + np.tanh(logits / 2))
        return np.stack([1 - p, p], axis=1)

    return erratum_two_scores


slip("erratum_two_scores", "two_scores_in_rows", "axis=1", "axis=0",
     hint="Your two scores of an example stand below each other. An example is a row: stack along axis 1.")


@mistake("erratum_two_scores", hint="Both scores are equal, so both probabilities are 1/2, whatever z is.")
def two_scores_alike(solution):
    return lambda logits: np.stack([logits, logits], axis=1)


slip("erratum_binary_cross_entropy", "erratum_in_bits", "np.log(", "np.log2(", everywhere=True,
     hint="This loss is in bits, by the logarithm to the base 2. The docstring asks for nats.")


@mistake(
    "erratum_two_scores",
    hint="You take 1 - z for the other score, as if scores added up to 1 like probabilities. Softmax looks at the "
    "difference of the two: what must it be?",
)
def two_scores_that_add_up_to_one(solution):
    return lambda logits: np.stack([1 - logits, logits], axis=1)


# --- Quiz -----------------------------------------------------------------------------------------------------


wrong_letters(
    "quiz_same_decisions",
    a="The line keeps its direction, but without the bias it moves to the origin. What lay between the old "
      "line and the new one changes sides.",
    b="The line stays where it is, that is right. But every score changes its sign, so every decision turns "
      "around.",
    d="The line keeps its direction. But the weighted sum grows tenfold and the bias does not, so the line "
      "moves toward the origin.",
)

wrong_letters(
    "quiz_count_weights",
    a="20 x 10 + 10 x 3 = 230 is the number of weights. Each unit has one number more.",
    c="20 + 10 + 3 = 33 counts inputs and units. The numbers to learn sit on the connections between them, "
      "and in the units' biases.",
    d="20 x 10 x 3 = 600 counts the paths from an input to an output. Layers follow one another, so the "
      "numbers of their weights add up.",
)

wrong_letters(
    "quiz_first_loss",
    a="A loss of 0 means that the network is sure of the right class. This one gives all ten classes about "
      "the same probability.",
    b="0.1 is the probability of the right class. The loss is minus its logarithm.",
    c="0.69 is log 2: so much do equal scores cost with two classes. Here there are ten.",
)

wrong_letters(
    "quiz_ten_times",
    b="Only differences count, that is right. But a factor of 10 makes the differences ten times larger, "
      "too.",
    c="A linear function would pass the factor on. Softmax is not linear: the factor goes into exponents, "
      "and a division by their sum follows.",
    d="The exponentials do change a lot. But each is divided by the sum of all, and what is divided by its "
      "sum adds up to 1.",
)

wrong_letters(
    "quiz_delta_rule",
    a="The perceptron rule looks at the decision, and that is right. The delta rule looks at the score: how "
      "far is it from the target?",
    b="Both would raise the score if the decision were 0. Here the decision is right already.",
    c="The two rules do differ here. Work out target minus score for the delta rule, and look at its sign.",
)
