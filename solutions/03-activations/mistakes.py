"""Known wrong implementations of `03-activations`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake

# --- sigmoid --------------------------------------------------------------------------------------------------


@mistake("sigmoid", hint="This slope is y * y. Differentiate once more: one factor is y, the other is 1 - y.")
def sigmoid_slope_squared(solution):
    return solution.edited("sigmoid", ("return y, y * (1 - y)", "return y, y * y"))


@mistake("sigmoid", hint="The slope is built from x where it wants y: y (1 - y).")
def sigmoid_slope_of_x(solution):
    return solution.edited("sigmoid", ("return y, y * (1 - y)", "return y, x * (1 - x)"))


@mistake("sigmoid", hint="The sign in the exponent is turned around: your values fall from 1 to 0, and should rise.")
def sigmoid_falling(solution):
    return solution.edited("sigmoid", ("return y, y * (1 - y)", "return 1 - y, y * (1 - y)"))


@mistake("sigmoid", hint="exp(x) / (1 + exp(x)) is inf / inf for large x, which is nan. See hint 2.")
def sigmoid_overflows_right(solution):
    def sigmoid(x):
        y = np.exp(x) / (1 + np.exp(x))
        return y, y * (1 - y)

    return sigmoid


@mistake(
    "sigmoid",
    hint="The values are right. The slope exp(-x) / (1 + exp(-x))**2 is inf / inf for very negative x: write it with "
    "y.",
)
def sigmoid_slope_overflows_left(solution):
    return solution.edited("sigmoid", ("return y, y * (1 - y)", "return y, np.exp(-x) / (1 + np.exp(-x)) ** 2"))


@mistake(
    "sigmoid", hint="Something turns float32 into float64 on the way. Plain Python numbers do not; np.float64 does."
)
def sigmoid_in_float64(solution):
    return solution.edited("sigmoid", ("np.exp(-np.abs(x))", "np.exp(-np.abs(x.astype(np.float64)))"))


# --- scaled_tanh ----------------------------------------------------------------------------------------------


@mistake("scaled_tanh", hint="The slope lacks the steepness: the input is multiplied by it first (chain rule).")
def tanh_without_steepness(solution):
    return solution.edited("scaled_tanh", ("amplitude * steepness * (1 - t * t)", "amplitude * (1 - t * t)"))


@mistake("scaled_tanh", hint="The slope lacks the amplitude: what multiplies the value multiplies its slope.")
def tanh_without_amplitude(solution):
    return solution.edited("scaled_tanh", ("amplitude * steepness * (1 - t * t)", "steepness * (1 - t * t)"))


@mistake("scaled_tanh", hint="1 - y**2 takes the square after the amplitude. It should be the square of the bare tanh.")
def tanh_squares_the_amplitude(solution):
    return solution.edited("scaled_tanh", ("(1 - t * t)", "(1 - (amplitude * t) ** 2)"))


@mistake("scaled_tanh", hint="The exponentials overflow for large inputs, and inf / inf is nan. np.tanh is allowed.")
def tanh_by_exponentials(solution):
    return solution.edited(
        "scaled_tanh",
        (
            "np.tanh(steepness * x)",
            "(np.exp(steepness * x) - np.exp(-steepness * x)) / (np.exp(steepness * x) + np.exp(-steepness * x))",
        ),
    )


@mistake("scaled_tanh", hint="This is the sigmoid's slope, t (1 - t). For tanh it is 1 - t**2.")
def tanh_with_the_slope_of_sigmoid(solution):
    return solution.edited("scaled_tanh", ("(1 - t * t)", "t * (1 - t)"))


# --- leaky_relu -----------------------------------------------------------------------------------------------


@mistake(
    "leaky_relu",
    hint="max(alpha x, x) takes the wrong piece when alpha is larger than 1. The sign of x decides, not the size.",
)
def leaky_as_a_maximum(solution):
    return solution.edited("leaky_relu", ("return slope * x, slope", "return np.maximum(alpha * x, x), slope"))


@mistake(
    "leaky_relu", hint="The slope on the left is 0: this is the slope of ReLU. A nudge on the left moves y by alpha."
)
def leaky_with_the_slope_of_relu(solution):
    return solution.edited("leaky_relu", ("return slope * x, slope", "return slope * x, 1.0 * (x > 0)"))


@mistake("leaky_relu", hint="On the left y is alpha itself; it should be alpha times x.")
def leaky_constant(solution):
    return solution.edited("leaky_relu", ("return slope * x, slope", "return np.where(x > 0, x, alpha), slope"))


@mistake("leaky_relu", hint="At x = 0 your slope is 1. The docstring wants alpha there: x > 0, not >=.")
def leaky_open_at_zero(solution):
    return solution.edited("leaky_relu", ("np.where(x > 0, 1, alpha)", "np.where(x >= 0, 1, alpha)"))


@mistake(
    "leaky_relu",
    hint="The slopes are float64 (or whole numbers) whatever x is, because np.where chooses between plain numbers. "
    "Give the result the dtype of x.",
)
def leaky_slopes_in_float64(solution):
    return solution.edited(
        "leaky_relu", (".astype(x.dtype)", ".astype(float)"), ("slope * x,", "(slope * x).astype(x.dtype),")
    )


@mistake("leaky_relu", hint="Left and right have changed places: alpha belongs where x is not positive.")
def leaky_sides_swapped(solution):
    return solution.edited("leaky_relu", ("np.where(x > 0, 1, alpha)", "np.where(x > 0, alpha, 1)"))


# --- elu ------------------------------------------------------------------------------------------------------


@mistake("elu", hint="The slope on the left keeps the -1 of the values. A constant has no slope.")
def elu_slope_keeps_the_constant(solution):
    return solution.edited("elu", ("np.where(x > 0, 1, alpha * fade)", "np.where(x > 0, 1, alpha * (fade - 1))"))


@mistake("elu", hint="The slope lacks the scale: what multiplies the values multiplies the slopes.")
def elu_slope_without_scale(solution):
    return solution.edited("elu", ("(scale * slope)", "slope"))


@mistake("elu", hint="The slope lacks alpha on the left: it is scale * alpha * exp(x).")
def elu_slope_without_alpha(solution):
    return solution.edited("elu", ("1, alpha * fade)", "1, fade)"))


@mistake("elu", hint="The scale multiplies the left piece only; it stands before both.")
def elu_scale_on_the_left_only(solution):
    return solution.edited(
        "elu",
        ("np.where(x > 0, x, alpha * (fade - 1))", "np.where(x > 0, x / scale, alpha * (fade - 1))"),
        ("np.where(x > 0, 1, alpha * fade)", "np.where(x > 0, 1 / scale, alpha * fade)"),
    )


@mistake("elu", hint="The -1 is outside the product with alpha: alpha multiplies (exp(x) - 1), both terms.")
def elu_parentheses(solution):
    return solution.edited("elu", ("alpha * (fade - 1)", "alpha * fade - 1"))


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


@mistake("elu", hint="Values and slopes are float64 whatever x is: give them the dtype of x.")
def elu_in_float64(solution):
    return solution.edited("elu", (".astype(x.dtype)", ".astype(float)"), everywhere=True)


# --- softplus -------------------------------------------------------------------------------------------------


@mistake("softplus", hint="log(1 + exp(x)) overflows to inf for large x. See hint 2.")
def softplus_overflows(solution):
    return solution.edited("softplus", ("np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))", "np.log(1 + np.exp(x))"))


@mistake("softplus", hint="The slope exp(x) / (1 + exp(x)) is inf / inf for large x. You have a function that is safe.")
def softplus_slope_overflows(solution):
    return solution.edited("softplus", ("sigmoid(x)[0]", "np.exp(x) / (1 + np.exp(x))"))


@mistake("softplus", hint="The slope is 1 / (1 + exp(x)): it falls, while softplus gets steeper. Check the sign of x.")
def softplus_slope_falling(solution):
    return solution.edited("softplus", ("sigmoid(x)[0]", "sigmoid(-x)[0]"))


@mistake("softplus", hint="You return the slope of the sigmoid. Softplus's slope is the sigmoid itself.")
def softplus_slope_of_sigmoid(solution):
    return solution.edited("softplus", ("sigmoid(x)[0]", "sigmoid(x)[1]"))


@mistake("softplus", hint="The positive part is missing: this is right for negative x only.")
def softplus_left_half(solution):
    return solution.edited("softplus", ("np.maximum(x, 0) + ", ""))


# --- swish ----------------------------------------------------------------------------------------------------


@mistake("swish", hint="The slope is the gate alone. x stands inside the gate as well: a second term is missing.")
def swish_gate_only(solution):
    return solution.edited("swish", ("gate + beta * x * gate_slope", "gate"))


@mistake("swish", hint="The slope lacks beta: the gate's input is beta times x (chain rule).")
def swish_without_inner_beta(solution):
    return solution.edited("swish", ("beta * x * gate_slope", "x * gate_slope"))


@mistake("swish", hint="Beta does not reach the gate: it should be sigmoid(beta x).")
def swish_gate_without_beta(solution):
    return solution.edited("swish", ("sigmoid(beta * x)", "sigmoid(x)"))


@mistake("swish", hint="Beta multiplies x outside of the gate as well: y = x sigmoid(beta x).")
def swish_beta_twice(solution):
    return solution.edited("swish", ("return x * gate, gate + beta * x * gate_slope",
                                     "return beta * x * gate, beta * (gate + beta * x * gate_slope)"))  # fmt: skip


@mistake("swish", hint="The slope lacks the gate itself: x is a factor too, and its slope is 1 times the gate.")
def swish_inner_term_only(solution):
    return solution.edited("swish", ("gate + beta * x * gate_slope", "beta * x * gate_slope"))


# --- dead_fraction --------------------------------------------------------------------------------------------


@mistake(
    "dead_fraction", hint="This is the share of closed entries. A unit is dead only if it is closed for *all* examples."
)
def dead_entries(solution):
    return solution.edited("dead_fraction", ("np.all(z <= 0, axis=0)", "z <= 0"))


@mistake("dead_fraction", hint="You ask which *examples* close all units. Go over the examples for each unit: axis 0.")
def dead_examples(solution):
    return solution.edited("dead_fraction", ("axis=0", "axis=1"))


@mistake("dead_fraction", hint="Closed for one example is enough for you. Dead means closed for all.")
def dead_any(solution):
    return solution.edited("dead_fraction", ("np.all(", "np.any("))


@mistake("dead_fraction", hint="A unit that is given exactly zero everywhere has slope zero everywhere: count it (<=).")
def dead_strictly(solution):
    return solution.edited("dead_fraction", ("z <= 0", "z < 0"))


@mistake("dead_fraction", hint="A negative mean does not make a unit dead: it may be open for some examples.")
def dead_on_average(solution):
    return solution.edited("dead_fraction", ("np.all(z <= 0, axis=0)", "z.mean(axis=0) <= 0"))


@mistake("dead_fraction", hint="You return how many are dead; asked is their share, from 0 to 1.")
def dead_count(solution):
    return solution.edited("dead_fraction", ("np.mean(", "np.sum("))


# --- prelu_gradients ------------------------------------------------------------------------------------------


@mistake("prelu_gradients", hint="grad_a lacks upstream: the chain rule multiplies by it.")
def prelu_without_upstream(solution):
    return solution.edited("prelu_gradients", ("(upstream * np.minimum(x, 0))", "np.minimum(x, 0)"))


@mistake("prelu_gradients", hint="grad_a is a mean over the batch. Each example adds its share: take the sum.")
def prelu_mean(solution):
    return solution.edited("prelu_gradients", (".sum(axis=0)", ".mean(axis=0)"))


@mistake("prelu_gradients", hint="grad_a is one number. Each unit has its own slope: add up over the batch only.")
def prelu_shared(solution):
    return solution.edited("prelu_gradients", (".sum(axis=0)", ".sum()"))


@mistake("prelu_gradients", hint="grad_a has a row for each example; add them up, so that it has the shape of a.")
def prelu_not_summed(solution):
    return solution.edited("prelu_gradients", (".sum(axis=0)", ""))


@mistake("prelu_gradients", hint="In grad_a positive inputs count too. Where x > 0, a has no effect on y.")
def prelu_all_inputs(solution):
    return solution.edited("prelu_gradients", ("np.minimum(x, 0)", "x"))


@mistake("prelu_gradients", hint="The slope of a x with respect to a is x. You multiply by a once more.")
def prelu_with_a(solution):
    return solution.edited("prelu_gradients", ("np.minimum(x, 0)", "a * np.minimum(x, 0)"))


@mistake("prelu_gradients", hint="grad_x is that of ReLU: on the left the slope is a, not 0.")
def prelu_closed(solution):
    return solution.edited("prelu_gradients", ("np.where(x > 0, 1, a)", "(x > 0)"))


# --- maxout ---------------------------------------------------------------------------------------------------


@mistake("maxout_forward", hint="The biases come after the maximum; each piece has its own, so add them before.")
def maxout_late_bias(solution):
    return solution.edited(
        "maxout_forward",
        ('np.einsum("ni,pij->npj", x, w) + b', 'np.einsum("ni,pij->npj", x, w)'),
        ("return z.max(axis=1), z.argmax(axis=1)", "return z.max(axis=1) + b.max(axis=0), z.argmax(axis=1)"),
    )


@mistake("maxout_forward", hint="The biases are missing.")
def maxout_without_bias(solution):
    return solution.edited("maxout_forward", (" + b\n", "\n"))


@mistake("maxout_forward", hint="This is the smallest piece; asked is the largest.")
def maxout_smallest(solution):
    return solution.edited("maxout_forward", ("z.max(axis=1), z.argmax(axis=1)", "z.min(axis=1), z.argmin(axis=1)"))


@mistake("maxout_forward", hint="The maximum runs over the units. Each unit takes the largest of its own pieces.")
def maxout_over_units(solution):
    return solution.edited("maxout_forward", ("z.max(axis=1), z.argmax(axis=1)", "z.max(axis=2), z.argmax(axis=2)"))


@mistake(
    "maxout_forward", hint="The winner is the piece that is largest in size, sign aside. Compare the values themselves."
)
def maxout_by_size(solution):
    return solution.edited(
        "maxout_forward",
        (
            "return z.max(axis=1), z.argmax(axis=1)",
            "winner = np.abs(z).argmax(axis=1)\n    return np.take_along_axis(z, winner[:, None], 1)[:, 0], winner",
        ),
    )


@mistake("maxout_backward", hint="Every piece gets the gradient. Only the winner has an effect on y: route it there.")
def maxout_to_all(solution):
    return solution.edited("maxout_backward", (" * (winner[:, None, :] == pieces[:, None])", " + 0 * pieces[:, None]"))


@mistake("maxout_backward", hint="The upstream gradient is lost: the routed entries are ones. Multiply by upstream.")
def maxout_without_upstream(solution):
    return solution.edited("maxout_backward", ("upstream[:, None, :] *", "1.0 *"))


@mistake("maxout_backward", hint="grad_w and grad_b are means over the batch: add the examples' shares up.")
def maxout_means(solution):
    return solution.edited(
        "maxout_backward",
        ('np.einsum("ni,npj->pij", x, routed)', 'np.einsum("ni,npj->pij", x, routed) / len(x)'),
        ("routed.sum(axis=0)", "routed.mean(axis=0)"),
    )


@mistake("maxout_backward", hint="grad_b is a mean over the batch: add the examples' shares up.")
def maxout_bias_mean(solution):
    return solution.edited("maxout_backward", ("routed.sum(axis=0)", "routed.mean(axis=0)"))


@mistake(
    "maxout_backward", hint="grad_x holds one piece's share only: all pieces use the same x, so their shares add up."
)
def maxout_input_of_one_piece(solution):
    return solution.edited("maxout_backward", ('np.einsum("npj,pij->ni", routed, w)', "routed[:, 0] @ w[0].T"))


# --- softmax_backward -----------------------------------------------------------------------------------------


@mistake(
    "softmax_backward",
    hint="This is the diagonal alone, p (1 - p). Raising one input lowers all other outputs: those paths are missing.",
)
def softmax_diagonal(solution):
    return solution.edited(
        "softmax_backward",
        ("p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))", "upstream * p * (1 - p)"),
    )


@mistake("softmax_backward", hint="The sum lacks p: it is the sum of upstream times p over the row.")
def softmax_plain_sum(solution):
    return solution.edited("softmax_backward", ("(upstream * p).sum", "upstream.sum"))


@mistake("softmax_backward", hint="You subtract a mean over the row; it is the sum of upstream times p.")
def softmax_mean(solution):
    return solution.edited("softmax_backward", ("(upstream * p).sum", "(upstream * p).mean"))


@mistake(
    "softmax_backward", hint="The sum runs over the whole array. Each row is a softmax of its own: the last axis only."
)
def softmax_over_everything(solution):
    return solution.edited("softmax_backward", (".sum(axis=-1, keepdims=True)", ".sum()"))


@mistake("softmax_backward", hint="The sum runs down the batch. A softmax runs along the last axis.")
def softmax_down_the_batch(solution):
    return solution.edited("softmax_backward", ("axis=-1", "axis=0"))


@mistake(
    "softmax_backward",
    hint="p - t (or p - upstream) is the gradient of softmax *with* cross-entropy. Here softmax stands alone.",
)
def softmax_with_cross_entropy(solution):
    return solution.edited(
        "softmax_backward", ("p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))", "p - upstream")
    )


@mistake(
    "softmax_backward", hint="p before the parentheses is missing: the sum's term carries p_j, and so does the first."
)
def softmax_without_factor(solution):
    return solution.edited("softmax_backward", ("p * (upstream -", "(upstream -"))


# --- Erratum --------------------------------------------------------------------------------------------------


@mistake("erratum_prelu", hint="This is the formula as printed: for a larger than 1 it takes the wrong piece.")
def prelu_as_printed(solution):
    return solution.edited("erratum_prelu", ("np.maximum(x, 0) + a * np.minimum(x, 0)", "np.maximum(a * x, x)"))


@mistake(
    "erratum_prelu",
    hint="A minimum instead of the maximum is right for a larger than 1 and wrong below. Ask the sign of x.",
)
def prelu_as_a_minimum(solution):
    return solution.edited("erratum_prelu", ("np.maximum(x, 0) + a * np.minimum(x, 0)", "np.minimum(a * x, x)"))


@mistake("erratum_prelu", hint="The slope a stands on the right side; it belongs where x is negative.")
def prelu_sides_swapped(solution):
    return solution.edited(
        "erratum_prelu", ("np.maximum(x, 0) + a * np.minimum(x, 0)", "a * np.maximum(x, 0) + np.minimum(x, 0)")
    )


@mistake(
    "erratum_prelu", hint="The left piece comes out with its sign turned around: a x is negative for x < 0 and a > 0."
)
def prelu_folded(solution):
    return solution.edited("erratum_prelu", ("+ a * np", "- a * np"))


# --- Quiz: each wrong option ----------------------------------------------------------------------------------


@mistake("quiz_ten_sigmoids", hint="Slopes along one path multiply; they do not add up.")
def ten_sigmoids_added(solution):
    return lambda: "a"


@mistake("quiz_ten_sigmoids", hint="One half is the sigmoid's value at zero. What is its largest slope?")
def ten_sigmoids_by_value(solution):
    return lambda: "c"


@mistake("quiz_ten_sigmoids", hint="Even an unsaturated sigmoid has a slope well below 1.")
def ten_sigmoids_unsaturated(solution):
    return lambda: "d"


@mistake("quiz_batch_of_two", hint="You added the inputs; each is multiplied by its own upstream gradient first.")
def batch_without_upstream(solution):
    return lambda: "a"


@mistake("quiz_batch_of_two", hint="That holds for one example. Add the two gradients up and look.")
def batch_always_one_sign(solution):
    return lambda: "b"


@mistake(
    "quiz_batch_of_two", hint="The upstream gradients cancel, but they multiply different inputs before they are added."
)
def batch_cancels(solution):
    return lambda: "d"


@mistake("quiz_revival", hint="A lower rate times a gradient of exactly zero is zero.")
def revival_by_a_lower_rate(solution):
    return lambda: "a"


@mistake("quiz_revival", hint="Each step of each epoch is exactly zero for this unit.")
def revival_by_epochs(solution):
    return lambda: "b"


@mistake("quiz_revival", hint="The unit is closed on every example, so also on every batch of them.")
def revival_by_batches(solution):
    return lambda: "c"


@mistake("quiz_maxout_parameters", hint="That is one piece for each unit. How many has a maxout unit?")
def parameters_of_one_piece(solution):
    return lambda: "b"


@mistake("quiz_maxout_parameters", hint="Each piece has a bias of its own.")
def parameters_with_few_biases(solution):
    return lambda: "c"


@mistake("quiz_maxout_parameters", hint="You counted three biases a unit, but only one set of weights.")
def parameters_with_few_weights(solution):
    return lambda: "d"


@mistake("quiz_shifted_row", hint="Saturation is about differences within the row, and those have not changed.")
def shifted_row_saturates(solution):
    return lambda: "a"


@mistake("quiz_shifted_row", hint="The gradient is made of p and upstream alone, and p has not changed.")
def shifted_row_shrinks(solution):
    return lambda: "c"


@mistake(
    "quiz_shifted_row", hint="A shift is no scaling: the factor exp(1000) stands above and below the fraction line."
)
def shifted_row_flattens(solution):
    return lambda: "d"
