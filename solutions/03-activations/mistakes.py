"""Known wrong implementations of `03-activations`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- sigmoid --------------------------------------------------------------------------------------------------

slip("sigmoid", "sigmoid_slope_squared", "return y, y * (1 - y)", "return y, y * y",
     hint="This slope is y * y. Differentiate once more: one factor is y, the other is 1 - y.")

slip("sigmoid", "sigmoid_slope_of_x", "return y, y * (1 - y)", "return y, x * (1 - x)",
     hint="The slope is built from x where it wants y: y (1 - y).")

slip("sigmoid", "sigmoid_falling", "return y, y * (1 - y)", "return 1 - y, y * (1 - y)",
     hint="The sign in the exponent is turned around: your values fall from 1 to 0, and should rise.")


@mistake("sigmoid", hint="exp(x) / (1 + exp(x)) is inf / inf for large x, which is nan. See hint 2.")
def sigmoid_overflows_right(solution):
    def sigmoid(x):
        y = np.exp(x) / (1 + np.exp(x))
        return y, y * (1 - y)

    return sigmoid


slip("sigmoid", "sigmoid_slope_overflows_left", "return y, y * (1 - y)",
     "return y, np.exp(-x) / (1 + np.exp(-x)) ** 2",
     hint="The values are right. The slope exp(-x) / (1 + exp(-x))**2 is inf / inf for very negative x: write it with "
     "y.")

slip("sigmoid", "sigmoid_folded", "np.where(x >= 0, 1, small)", "1",
     hint="Your values never fall below one half: for negative x they are those of -x. There the sigmoid "
          "is s / (1 + s).")

slip("sigmoid", "sigmoid_value_alone", "return y, y * (1 - y)", "return y",
     hint="You return the values alone. Return two arrays, values and slopes.")

slip("sigmoid", "sigmoid_in_float64", "np.exp(-np.abs(x))", "np.exp(-np.abs(x.astype(np.float64)))",
     hint="Something turns float32 into float64 on the way. Plain Python numbers do not; np.float64 does.")


slip("sigmoid", "sigmoid_clipped", "np.exp(-np.abs(x))", "np.exp(-np.minimum(np.abs(x), 10))",
     hint="You cut x off before the exponential, so the values stay away from 0 and 1. Hint 2 keeps the exponential "
     "from overflowing without a limit.")

slip("sigmoid", "sigmoid_slope_of_tanh", "y, y * (1 - y)", "y, 1 - y**2",
     hint="Your slope is 1 - y^2. That is the slope of tanh.")

slip("sigmoid", "sigmoid_slope_of_the_power", "y, y * (1 - y)", "y, small * (1 - small)",
     hint="The values are right. Your slope is built from the power e^-|x| where it wants y: y (1 - y).")


# --- scaled_tanh ----------------------------------------------------------------------------------------------


# --- leaky_relu -----------------------------------------------------------------------------------------------

slip("leaky_relu", "leaky_as_a_maximum", "return slope * x, slope", "return np.maximum(alpha * x, x), slope",
     hint="max(alpha x, x) takes the wrong piece when alpha is larger than 1. The sign of x decides, not the size.")

slip("leaky_relu", "leaky_with_the_slope_of_relu", "return slope * x, slope", "return slope * x, 1.0 * (x > 0)",
     hint="The slope on the left is 0: this is the slope of ReLU. A nudge on the left moves y by alpha.")

slip("leaky_relu", "leaky_turned_around", "return slope * x, slope", "return np.where(x > 0, x, -alpha * x), slope",
     hint="On the left your values have the wrong sign: alpha times x is negative there, for a positive alpha.")

slip("leaky_relu", "leaky_constant", "return slope * x, slope", "return np.where(x > 0, x, alpha), slope",
     hint="On the left y is alpha itself; it should be alpha times x.")

slip("leaky_relu", "leaky_open_at_zero", "np.where(x > 0, 1, alpha)", "np.where(x >= 0, 1, alpha)",
     hint="At x = 0 your slope is 1. The docstring wants alpha there: x > 0, not >=.")

slip("leaky_relu", "leaky_slopes_in_float64", (".astype(x.dtype)", ".astype(float)"),
     ("slope * x,", "(slope * x).astype(x.dtype),"),
     hint="The slopes are float64 (or whole numbers) whatever x is, because np.where chooses between plain numbers. "
     "Give the result the dtype of x.")

slip("leaky_relu", "leaky_sides_swapped", "np.where(x > 0, 1, alpha)", "np.where(x > 0, alpha, 1)",
     hint="Left and right have changed places: alpha belongs where x is not positive.")


@mistake(
    "leaky_relu",
    hint="Your slope asks for the sign of y. With a negative alpha, y is positive on the left, too: ask for the "
    "sign of x.",
)
def leaky_slope_by_the_value(solution):
    def leaky_relu(x, alpha=0.01):
        y = np.where(x > 0, x, alpha * x).astype(x.dtype)
        slope = np.where(y > 0, 1.0, alpha).astype(x.dtype)
        return y, slope

    return leaky_relu


# --- elu ------------------------------------------------------------------------------------------------------

slip("elu", "elu_slope_keeps_the_constant", "np.where(x > 0, 1, alpha * fade)",
     "np.where(x > 0, 1, alpha * (fade - 1))",
     hint="The slope on the left keeps the -1 of the values. A constant has no slope.")

slip("elu", "elu_slope_without_scale", "(scale * slope)", "slope",
     hint="The slope lacks the scale: what multiplies the values multiplies the slopes.")

slip("elu", "elu_slope_without_alpha", "1, alpha * fade)", "1, fade)",
     hint="The slope lacks alpha on the left: it is scale * alpha * exp(x).")

slip("elu", "elu_scale_on_the_left_only",
     ("np.where(x > 0, x, alpha * (fade - 1))", "np.where(x > 0, x / scale, alpha * (fade - 1))"),
     ("np.where(x > 0, 1, alpha * fade)", "np.where(x > 0, 1 / scale, alpha * fade)"),
     hint="The scale multiplies the left piece only; it stands before both.")

slip("elu", "elu_parentheses", "alpha * (fade - 1)", "alpha * fade - 1",
     hint="The -1 is outside the product with alpha: alpha multiplies (exp(x) - 1), both terms.")


@mistake(
    "elu",
    hint="0 * inf is nan: the exponential overflows where it is then multiplied by zero. Keep its argument from being "
    "positive, and choose with np.where.",
)
def elu_masks_by_multiplication(solution):
    def elu(x, alpha=1.0, scale=1.0):
        left = (x <= 0).astype(x.dtype)
        y = (1 - left) * x + left * alpha * (np.exp(x) - 1)
        return scale * y, scale * ((1 - left) + left * alpha * np.exp(x))

    return elu


@mistake(
    "elu",
    hint="`(x > 0) * x + (x <= 0) * ...` is 0 * inf for large x, which is nan, and a truth value times a float is "
         "float64. Choose with `np.where`, and take the exponential of `np.minimum(x, 0)`.",
)
def elu_with_truth_values(solution):
    def elu(x, alpha=1.0, scale=1.0):
        y = scale * ((x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1))
        return y, scale * np.where(x > 0, 1, alpha * np.exp(x))

    return elu


slip("elu", "elu_in_float64", ".astype(x.dtype)", ".astype(float)", everywhere=True,
     hint="Values and slopes are float64 whatever x is: give them the dtype of x.")


slip("elu", "elu_slope_from_the_scaled_value",
     ("slope = np.where(x > 0, 1, alpha * fade)", "slope = np.where(x > 0, scale, scale * y + alpha)"),
     ("(scale * slope).astype", "slope.astype"),
     hint="On the left your slope is y + alpha. That holds without a scale: your y has the scale in it already, and "
     "alpha does not.")


@mistake("elu", hint="The scale multiplies the right piece only; it stands before both.")
def elu_scale_on_the_right_only(solution):
    def elu(x, alpha=1.0, scale=1.0):
        e = np.exp(np.minimum(x, 0))
        y = np.where(x > 0, scale * x, alpha * (e - 1)).astype(x.dtype)
        slope = np.where(x > 0, scale, alpha * e).astype(x.dtype)
        return y, slope

    return elu


@mistake(
    "elu",
    hint="At x = 0 your slope is that of the right piece. The docstring wants the left one: x > 0, not >=.",
)
def elu_slope_at_zero_from_the_right(solution):
    def elu(x, alpha=1.0, scale=1.0):
        e = np.exp(np.minimum(x, 0))
        y = np.where(x >= 0, scale * x, scale * alpha * (e - 1)).astype(x.dtype)
        slope = np.where(x >= 0, scale, scale * alpha * e).astype(x.dtype)
        return y, slope

    return elu


# --- softplus -------------------------------------------------------------------------------------------------


# --- swish ----------------------------------------------------------------------------------------------------

slip("swish", "swish_gate_only", "gate + beta * x * gate_slope", "gate",
     hint="The slope is the gate alone. x stands inside the gate as well: a second term is missing.")

slip("swish", "swish_without_inner_beta", "beta * x * gate_slope", "x * gate_slope",
     hint="The slope lacks beta: the gate's input is beta times x (chain rule).")

slip("swish", "swish_gate_without_beta", "sigmoid(beta * x)", "sigmoid(x)",
     hint="Beta does not reach the gate: it should be sigmoid(beta x).")

slip("swish", "swish_without_beta", ("sigmoid(beta * x)", "sigmoid(x)"), ("beta * x * gate_slope", "x * gate_slope"),
     hint="This is swish for beta = 1, whatever beta is. Beta stands inside the gate.")

slip("swish", "swish_beta_in_front", ("sigmoid(beta * x)", "sigmoid(x)"),
     ("return x * gate, gate + beta * x * gate_slope", "return beta * x * gate, beta * (gate + x * gate_slope)"),
     hint="Beta multiplies x outside of the gate and is missing inside: y = x sigmoid(beta x).")

slip("swish", "swish_beta_twice", "return x * gate, gate + beta * x * gate_slope",
     "return beta * x * gate, beta * (gate + beta * x * gate_slope)",
     hint="Beta multiplies x outside of the gate as well: y = x sigmoid(beta x).")

slip("swish", "swish_inner_term_only", "gate + beta * x * gate_slope", "beta * x * gate_slope",
     hint="The slope lacks the gate itself: x is a factor too, and its slope is 1 times the gate.")


@mistake(
    "swish",
    hint="y (1 - y) is the slope of a sigmoid y. Your y is x times one; the gate's own slope is gate (1 - gate).",
)
def swish_slope_of_itself(solution):
    def swish(x, beta=1.0):
        s = solution.sigmoid(beta * x)[0]
        y = x * s
        slope = s + beta * x * y * (1 - y)
        return y, slope

    return swish


@mistake(
    "swish",
    hint="For the slope you ask the gate at x. It stands at beta x, there as in the value.",
)
def swish_slope_of_another_gate(solution):
    def swish(x, beta=1.0):
        y = x * solution.sigmoid(beta * x)[0]
        gate, gate_slope = solution.sigmoid(x)
        return y, gate + beta * x * gate_slope

    return swish

@mistake(
    "swish",
    hint="Your gate is exp(z) / (1 + exp(z)) with z = beta x. That is inf / inf for large z, which is nan: see hint 2 "
    "of exercise 1.",
)
def swish_gate_overflows(solution):
    def swish(x, beta=1.0):
        power = np.exp(beta * x)
        gate = power / (1 + power)
        return x * gate, gate + beta * x * gate * (1 - gate)

    return swish


# --- dead_fraction --------------------------------------------------------------------------------------------

slip("dead_fraction", "dead_entries", "np.all(z <= 0, axis=0)", "z <= 0",
     hint="This is the share of closed entries. A unit is dead only if it is closed for *all* examples.")

slip("dead_fraction", "dead_examples", "axis=0", "axis=1",
     hint="You ask which *examples* close all units. Go over the examples for each unit: axis 0.")

slip("dead_fraction", "dead_any", "np.all(", "np.any(",
     hint="Closed for one example is enough for you. Dead means closed for all.")

slip("dead_fraction", "dead_strictly", "z <= 0", "z < 0",
     hint="A unit that is given exactly zero everywhere has slope zero everywhere: count it (<=).")

slip("dead_fraction", "dead_on_average", "np.all(z <= 0, axis=0)", "z.mean(axis=0) <= 0",
     hint="A negative mean does not make a unit dead: it may be open for some examples.")

slip("dead_fraction", "dead_count", "np.mean(", "np.sum(",
     hint="You return how many are dead; asked is their share, from 0 to 1.")


@mistake(
    "dead_fraction",
    hint="You divide the number of dead units by the number of examples. It is a share of the units.",
)
def share_of_the_examples(solution):
    def dead_fraction(z):
        dead = np.all(z <= 0, axis=0)
        return float(np.sum(dead) / len(z))

    return dead_fraction


# --- prelu_gradients ------------------------------------------------------------------------------------------

slip("prelu_gradients", "prelu_without_upstream", "(upstream * np.minimum(x, 0))", "np.minimum(x, 0)",
     hint="grad_a lacks upstream: the chain rule multiplies by it.")

slip("prelu_gradients", "prelu_mean", ".sum(axis=0)", ".mean(axis=0)",
     hint="grad_a is a mean over the batch. Each example adds its share: take the sum.")

slip("prelu_gradients", "prelu_mean_of_the_left", "(upstream * np.minimum(x, 0)).sum(axis=0)",
     "(upstream * np.minimum(x, 0)).sum(axis=0) / np.maximum((x <= 0).sum(axis=0), 1)",
     hint="You divide the gradient of a by the number of examples on its left. All of them share one a: add up.")

slip("prelu_gradients", "prelu_shared", ".sum(axis=0)", ".sum()",
     hint="grad_a is one number. Each unit has its own slope: add up over the batch only.")

slip("prelu_gradients", "prelu_not_summed", ".sum(axis=0)", "",
     hint="grad_a has a row for each example; add them up, so that it has the shape of a.")

slip("prelu_gradients", "prelu_all_inputs", "np.minimum(x, 0)", "x",
     hint="In grad_a positive inputs count too. Where x > 0, a has no effect on y.")

slip("prelu_gradients", "prelu_with_a", "np.minimum(x, 0)", "a * np.minimum(x, 0)",
     hint="The slope of a x with respect to a is x. You multiply by a once more.")

slip("prelu_gradients", "prelu_value_for_slope", "np.where(x > 0, 1, a)", "np.where(x > 0, x, a * x)",
     hint="grad_x multiplies upstream by the value of PReLU. It wants the slope: 1, or a.")

slip("prelu_gradients", "prelu_closed", "np.where(x > 0, 1, a)", "(x > 0)",
     hint="grad_x is that of ReLU: on the left the slope is a, not 0.")


slip("prelu_gradients", "prelu_without_x", "np.minimum(x, 0)", "(x <= 0)",
     hint="grad_a adds up the upstream of the closed inputs. On the left y is a x: what is its slope with respect to "
     "a?")


@mistake(
    "prelu_gradients",
    hint="You sum the gradient of a over all units. Each unit has its own slope: sum over the batch alone.",
)
def prelu_one_slope_for_all(solution):
    def prelu_gradients(upstream, x, a):
        grad_x = np.where(x > 0, upstream, a * upstream)
        grad_a = np.sum(upstream * np.minimum(x, 0)) * np.ones_like(a)
        return grad_x, grad_a

    return prelu_gradients


# --- maxout ---------------------------------------------------------------------------------------------------

slip("maxout_backward", "maxout_counts_the_winners", ("np.arange(len(w))", "np.arange(winner.max() + 1)"),
     ("routed, w)", "routed, w[: len(pieces)])"),
     hint="You take the number of pieces from the winners. A piece may never win, the last one too: ask w.")

slip("maxout_backward", "maxout_to_all", " * (winner[:, None, :] == pieces[:, None])", " + 0 * pieces[:, None]",
     hint="Every piece gets the gradient. Only the winner has an effect on y: route it there.")

slip("maxout_backward", "maxout_without_upstream", "upstream[:, None, :] *", "1.0 *",
     hint="The upstream gradient is lost: the routed entries are ones. Multiply by upstream.")

slip("maxout_backward", "maxout_means",
     ('np.einsum("ni,npj->pij", x, routed)', 'np.einsum("ni,npj->pij", x, routed) / len(x)'),
     ("routed.sum(axis=0)", "routed.mean(axis=0)"),
     hint="grad_w and grad_b are means over the batch: add the examples' shares up.")

slip("maxout_backward", "maxout_bias_mean", "routed.sum(axis=0)", "routed.mean(axis=0)",
     hint="grad_b is a mean over the batch: add the examples' shares up.")

slip("maxout_backward", "maxout_input_of_the_last_piece", 'np.einsum("npj,pij->ni", routed, w)',
     "routed[:, -1] @ w[-1].T",
     hint="grad_x holds the last piece's share alone: each round of the loop overwrites it. All pieces share x, so "
          "add.")

slip("maxout_backward", "maxout_input_of_one_piece", 'np.einsum("npj,pij->ni", routed, w)', "routed[:, 0] @ w[0].T",
     hint="grad_x holds one piece's share only: all pieces use the same x, so their shares add up.")


slip("maxout_backward", "maxout_bias_of_all_pieces", "routed.sum(axis=0)",
     "np.tile(upstream.sum(axis=0), (len(w), 1))",
     hint="In grad_b every piece gets the whole sum of its unit. Only the piece that won has an effect on y.")


@mistake(
    "maxout_backward",
    hint="`grad_b[winner, units] += ...` takes an index that comes twice only once. `np.add.at` adds all, or sum "
    "what you have routed for grad_w.",
)
def maxout_repeated_indices(solution):
    def maxout_backward(upstream, x, w, winner):
        pieces, _, units = w.shape
        one_hot = (winner[:, None, :] == np.arange(pieces)[None, :, None]) * upstream[:, None, :]
        grad_x = np.einsum("npj,pij->ni", one_hot, w)
        grad_w = np.einsum("ni,npj->pij", x, one_hot)
        grad_b = np.zeros((pieces, units))
        grad_b[winner, np.arange(units)] += upstream
        return grad_x, grad_w, grad_b

    return maxout_backward


@mistake(
    "maxout_backward",
    hint="The gradient of x goes through all pieces. Only the one that won sends any back: use what you have "
    "routed for w.",
)
def maxout_x_through_all_pieces(solution):
    def maxout_backward(upstream, x, w, winner):
        grad_x = np.zeros_like(x)
        grad_w = np.zeros_like(w)
        grad_b = np.zeros((w.shape[0], w.shape[2]), dtype=w.dtype)
        for p in range(w.shape[0]):
            won = np.where(winner == p, upstream, 0)
            grad_x = grad_x + upstream @ w[p].T
            grad_w[p] = x.T @ won
            grad_b[p] = won.sum(axis=0)
        return grad_x, grad_w, grad_b

    return maxout_backward


# --- softmax_backward -----------------------------------------------------------------------------------------

slip("softmax_backward", "softmax_diagonal", "p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))",
     "upstream * p * (1 - p)",
     hint="This is the diagonal alone, p (1 - p). Raising one input lowers all other outputs: those paths are missing.")

slip("softmax_backward", "softmax_plain_sum", "(upstream * p).sum", "upstream.sum",
     hint="The sum lacks p: it is the sum of upstream times p over the row.")

slip("softmax_backward", "softmax_mean", "(upstream * p).sum", "(upstream * p).mean",
     hint="You subtract a mean over the row; it is the sum of upstream times p.")

slip("softmax_backward", "softmax_over_everything", ".sum(axis=-1, keepdims=True)", ".sum()",
     hint="The sum runs over the whole array. Each row is a softmax of its own: the last axis only.")

slip("softmax_backward", "softmax_down_the_batch", "axis=-1", "axis=0",
     hint="The sum runs down the batch. A softmax runs along the last axis.")

slip("softmax_backward", "softmax_along_axis_one", "axis=-1", "axis=1",
     hint="The sum runs along axis 1. That is the last axis of a matrix, and no longer of an array with three "
          "axes: -1.")

slip("softmax_backward", "softmax_with_cross_entropy", "p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))",
     "p - upstream",
     hint="p - t (or p - upstream) is the gradient of softmax *with* cross-entropy. Here softmax stands alone.")

slip("softmax_backward", "softmax_without_factor", "p * (upstream -", "(upstream -",
     hint="p before the parentheses is missing: the sum's term carries p_j, and so does the first.")


@mistake(
    "softmax_backward",
    hint="The sum is subtracted as it is. Each entry loses its share of it: p_j times the sum.",
)
def softmax_sum_without_its_share(solution):
    def softmax_backward(upstream, p):
        up = upstream * p
        return up - up.sum(axis=-1, keepdims=True)

    return softmax_backward


# --- revive ---------------------------------------------------------------------------------------------------

slip("revive", "revive_keeps_the_output", "np.where(dead[:, None], 0, w2)", "1.0 * w2",
     hint="What goes out of a revived unit is not zero, so the operation changes what the network computes.")

slip("revive", "revive_keeps_the_bias", "np.where(dead, 0, b1)", "1.0 * b1",
     hint="The dead units keep the biases that they died of.")

slip("revive", "revive_without_scale", " * np.sqrt(2 / len(w1))", "",
     hint="The new weights have standard deviation 1: they are not scaled to the number of inputs.")

slip("revive", "revive_scaled_to_the_outputs", "np.sqrt(2 / len(w1))", "np.sqrt(2 / w1.shape[1])",
     hint="The scale counts the units. Each unit adds up the inputs: count the rows of w1.")

slip("revive", "revive_draws_for_all", "np.where(dead, drawn, w1)", "drawn",
     hint="All units get new weights, the living ones too. These keep theirs.")


@mistake(
    "revive",
    hint="You draw numbers for the dead alone, so they get others than asked. Draw as many as w1 has, then choose.",
)
def revive_draws_for_the_dead(solution):
    def revive(w1, b1, w2, z, rng):
        dead = np.all(z <= 0, axis=0)
        new = w1.copy()
        new[:, dead] = np.sqrt(2 / len(w1)) * rng.standard_normal((len(w1), dead.sum()))
        return new, np.where(dead, 0, b1), np.where(dead[:, None], 0, w2)

    return revive


slip("revive", "revive_any_closed", "np.all(z <= 0, axis=0)", "np.any(z <= 0, axis=0)",
     hint="You operate on units that are closed for one example. Dead means closed for all.")

slip("revive", "revive_everybody", "np.all(z <= 0, axis=0)", "np.ones(len(b1), dtype=bool)",
     hint="You operate on everybody. The living keep their weights.")


slip("revive", "revive_zero_is_alive", "z <= 0", "z < 0",
     hint="A unit that is given exactly 0 for some example counts as alive in your code. Read when the docstring "
     "calls a unit dead.")


# --- Erratum --------------------------------------------------------------------------------------------------

slip("erratum_prelu", "prelu_as_printed", "np.maximum(x, 0) + a * np.minimum(x, 0)", "np.maximum(a * x, x)",
     hint="This is the formula as printed: for a larger than 1 it takes the wrong piece.")

slip("erratum_prelu", "prelu_as_a_minimum", "np.maximum(x, 0) + a * np.minimum(x, 0)", "np.minimum(a * x, x)",
     hint="A minimum instead of the maximum is right for a larger than 1 and wrong below. Ask the sign of x.")

slip("erratum_prelu", "prelu_sides_swapped", "np.maximum(x, 0) + a * np.minimum(x, 0)",
     "a * np.maximum(x, 0) + np.minimum(x, 0)",
     hint="The slope a stands on the right side; it belongs where x is negative.")

slip("erratum_prelu", "prelu_constant", "np.maximum(x, 0) + a * np.minimum(x, 0)", "np.where(x > 0, x, a)",
     hint="On the left you return a itself. It is a slope: y is a times x there.")

slip("erratum_prelu", "prelu_by_size", "np.maximum(x, 0) + a * np.minimum(x, 0)",
     "np.where(np.abs(x) > np.abs(a * x), x, a * x)",
     hint="You compare sizes, so a slope decides by itself which piece is taken. The sign of x decides.")

slip("erratum_prelu", "prelu_folded", "+ a * np", "- a * np",
     hint="The left piece comes out with its sign turned around: a x is negative for x < 0 and a > 0.")


slip("erratum_prelu", "prelu_sum_of_both", "np.maximum(x, 0) + a", "x + a",
     hint="Your left slope is 1 + a: x itself goes on to the left, and a x is added to it.")

slip("erratum_prelu", "prelu_slope_of_the_first", "a * np.minimum", "a[0] * np.minimum",
     hint="All units get the slope of the first. Each column has its own.")


@mistake(
    "erratum_prelu",
    hint="You hold a at 1. It may be any number; choose by the sign of x, and the maximum is not needed.",
)
def prelu_slope_up_to_one(solution):
    def erratum_prelu(x, a):
        return np.maximum(np.minimum(a, 1) * x, x)

    return erratum_prelu


# --- Quiz: each wrong option ----------------------------------------------------------------------------------


wrong_letters(
    "quiz_ten_sigmoids",
    a="0.25 is the largest slope, that is right. But slopes along one path multiply; they add up only over "
      "paths side by side.",
    c="One half is the sigmoid's value at zero. The gradient is multiplied by its slope: how large can that "
      "be?",
    d="Saturation makes it worse, that is true. But even where a sigmoid is steepest its slope is well "
      "below 1.",
)

wrong_letters(
    "quiz_batch_of_two",
    a="(3, 4) is the sum of the inputs. Each input is multiplied by its own upstream gradient first.",
    b="For a single example that holds. The gradient of a batch is a sum over its examples: add the two up "
      "and look.",
    d="The upstream gradients do cancel. But they multiply different inputs before they are added.",
)

wrong_letters(
    "quiz_gated_unit",
    a="The output is 0, as with a dead ReLU. But nudge g: the gate opens or closes, and v is there to be "
      "let through.",
    b="One half is the sigmoid at 0. The gate is swish, which is g times the sigmoid: what is it at g = 0?",
    c="The output is 0, that is right. Now the slopes: how steep is swish at 0? And what multiplies v: the "
      "gate, or the gate's slope?",
)

wrong_letters(
    "quiz_maxout_parameters",
    b="20 x 101 counts one linear piece for each unit. A maxout unit takes the largest of several, each "
      "with numbers of its own.",
    c="20 x 3 x 100 weights are right, and then you gave each unit one bias. How many does a unit with "
      "three pieces have?",
    d="You gave each piece a bias and let the three pieces of a unit share their weights. Then all three "
      "would be parallel.",
)

wrong_letters(
    "quiz_shifted_row",
    a="Large inputs do saturate a sigmoid. A softmax saturates where one input is far above the others, and "
      "the differences in the row are what they were.",
    c="A scaling by 1,000 could do that; this is a shift. The gradient is made of p and the upstream "
      "gradient alone: which of the two has changed?",
    d="1,001 and 1,002 do look nearly equal. But a softmax takes exponentials, and exp(1000) is a factor "
      "that all of them share.",
)
