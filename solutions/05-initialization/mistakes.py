"""Known wrong implementations of `05-initialization`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

NO_ROOT = "You scale by the variance. A number of variance 1 times s has variance s^2: scale by the root."
FAN_OUT = "You count the outputs. The sum in a unit runs over the inputs of its layer."


# --- activation_statistics ------------------------------------------------------------------------------------


@mistake("activation_statistics", hint="These are the pre-activations: measure after the activation function.")
def statistics_before_activation(solution):
    def activation_statistics(x, weights, activation):
        rows = [(x.mean(), x.std())]
        for w in weights:
            z = x @ w
            rows.append((z.mean(), z.std()))
            x = activation(z)
        return np.array(rows)

    return activation_statistics


slip("activation_statistics", "statistics_with_variance", "x.std()", "x.var()", everywhere=True,
     hint="The second column is the variance: take the root for the standard deviation.")

slip("activation_statistics", "statistics_without_input", ("rows = [(x.mean(), x.std())]", "rows = []"),
     ("np.array(rows)", "np.array(rows or None)"),
     hint="The row for the input is missing; it comes first.")

slip("activation_statistics", "statistics_that_do_not_chain",
     ("    for w in weights:", "    start = x\n    for w in weights:"), ("x @ w", "start @ w"),
     hint="Every layer gets the network's input in your code. The input of a layer is the output of the layer before.")

slip("activation_statistics", "statistics_unit_by_unit", "x.std()", "x.std(axis=0).mean()", everywhere=True,
     hint="You measure each unit on its own and average afterwards. The standard deviation is over all examples and "
     "units at once.")

slip("activation_statistics", "statistics_swapped", "(x.mean(), x.std())", "(x.std(), x.mean())", everywhere=True,
     hint="Mean and standard deviation have changed places: the mean comes first.")

slip("activation_statistics", "statistics_around_zero", "x.std()", "np.sqrt((x * x).mean())", everywhere=True,
     hint="This is the root mean square: for the standard deviation subtract the mean first.")

slip("activation_statistics", "statistics_by_the_sample", "x.std()", "x.std(ddof=1)", everywhere=True,
     hint="You divide by n - 1 under the root. Asked for is the root of the *mean* squared distance, with n.")

slip("activation_statistics", "statistics_of_sizes", ("x = activation(x @ w)\n        rows.append((x.mean(),",
     "x = activation(x @ w)\n        rows.append((abs(x).mean(),"),
     hint="The first column is the mean of the absolute values. The mean keeps the signs.")

slip("activation_statistics", "statistics_without_activation", "activation(x @ w)", "x @ w",
     hint="The activation function is missing: this is a linear network.")


slip("activation_statistics", "statistics_last_layer_linear",
     ("for w in weights:", "for layer, w in enumerate(weights, 1):"),
     ("activation(x @ w)", "activation(x @ w) if layer < len(weights) else x @ w"),
     hint="The last layer has no activation in your code, and its row is that of its pre-activations.")


@mistake(
    "activation_statistics",
    hint="You measure the activations, but hand on what they were made from. The next layer gets the activations.",
)
def statistics_pass_on_the_sum(solution):
    def activation_statistics(x, weights, activation):
        statistics = [[np.mean(x), np.std(x)]]
        h = x
        for w in weights:
            h = h @ w
            a = activation(h)
            statistics.append([np.mean(a), np.std(a)])
        return np.array(statistics)

    return activation_statistics


# --- gradient_norms -------------------------------------------------------------------------------------------

slip("gradient_norms", "norms_without_derivative", "upstream * derivative(z)", "upstream",
     hint="The gradient does not go through the activation functions: multiply the upstream gradient by their "
     "derivative.")

slip("gradient_norms", "norms_with_derivative_of_activations", "derivative(z)", "derivative(activation(z))",
     hint="`derivative` is a function of the pre-activation z; you hand it the activation.")

slip("gradient_norms", "norms_backward", "norms[::-1]", "norms",
     hint="The norms come out from the last layer to the first. Turn them around.")

slip("gradient_norms", "norms_without_chain", "upstream = through @ w.T", "pass",
     hint="Every layer gets the gradient from the top. Hand each layer's gradient with respect to its input to the "
     "layer below.")

slip("gradient_norms", "norms_untransposed", "through @ w.T", "through @ w",
     hint="On the way back the weights are transposed: the gradient of h @ w with respect to h is g @ w.T.")

slip("gradient_norms", "norms_with_a_detour", "through @ w.T", "upstream @ w.T",
     hint="You hand the upstream gradient down without the activation's derivative: `through`, not `upstream`.")


@mistake("gradient_norms", hint="You begin below the top layer's activation: `upstream` is the gradient at its "
         "activations, so the derivative comes first there too.")
def norms_from_the_top_sums(solution):
    def gradient_norms(x, weights, upstream, activation, derivative):
        inputs, sums = [], []
        for w in weights:
            inputs.append(x)
            sums.append(x @ w)
            x = activation(sums[-1])
        norms = [np.linalg.norm(inputs[-1].T @ upstream)]
        for k in range(len(weights) - 2, -1, -1):
            upstream = (upstream @ weights[k + 1].T) * derivative(sums[k])
            norms.append(np.linalg.norm(inputs[k].T @ upstream))
        return np.array(norms[::-1])

    return gradient_norms


slip("gradient_norms", "norms_squared", "np.linalg.norm(h.T @ through)", "np.sum((h.T @ through) ** 2)",
     hint="These are the squared norms: take the root.")

slip("gradient_norms", "norms_spectral", "np.linalg.norm(h.T @ through)", "np.linalg.norm(h.T @ through, 2)",
     hint="This is the largest singular value of the matrix. Asked for is the root of the sum of its squared entries.")

slip("gradient_norms", "norms_of_the_largest_entry", "np.linalg.norm(h.T @ through)", "np.max(np.abs(h.T @ through))",
     hint="This is the largest entry. Asked for is the root of the sum of all squared entries.")

slip("gradient_norms", "norms_of_preactivations", "h.T @ through", "through",
     hint="These are the norms of the gradients at the pre-activations. Asked for are those of the weights.")

slip("gradient_norms", "norms_with_outputs", "h.T @ through", "activation(z).T @ through",
     hint="The gradient of a layer's weights uses the input of that layer, not its output.")

slip("gradient_norms", "norms_averaged", "h.T @ through", "h.T @ through / len(h)",
     hint="You divide by the number of examples. The upstream gradient is that of the loss already.")


# --- prelu_gain -----------------------------------------------------------------------------------------------

slip("prelu_gain", "gain_without_root", "np.sqrt(2 / (1 + slope**2))", "2 / (1 + slope**2)",
     hint="This is the gain's square: sigma is the root of the variance.")

slip("prelu_gain", "gain_with_root_of_two_alone", "np.sqrt(2 / (1 + slope**2))", "np.sqrt(2) / (1 + slope**2)",
     hint="The root ends too early: 1 + a^2 stands under it too.")

slip("prelu_gain", "gain_with_plain_slope", "slope**2", "slope",
     hint="Second moments count, so the slope enters squared.")

slip("prelu_gain", "gain_of_relu", "(1 + slope**2)", "(1 + 0 * slope)",
     hint="The slope does not matter in your code: this is the gain of plain ReLU.")

slip("prelu_gain", "gain_upside_down", "2 / (1 + slope**2)", "(1 + slope**2) / 2",
     hint="Upside down: a unit that passes less needs larger weights.")

slip("prelu_gain", "gain_without_two", "2 / (1", "1 / (1",
     hint="The half is missing: only one of two inputs is positive. For a linear unit, slope 1, the gain should be 1.")

slip("prelu_gain", "gain_with_minus", "1 + slope**2", "1 - slope**2",
     hint="Slope 1 is a unit that drops nothing and has gain 1; you subtract where the two halves add up.")


slip("prelu_gain", "gain_with_the_size_of_the_slope", "slope**2", "abs(slope)",
     hint="Second moments count, so the slope enters squared.")

slip("prelu_gain", "gain_multiplied", "2 / (1 + slope**2)", "2 * (1 + slope**2)",
     hint="Your gain grows with the slope. A unit that passes more needs smaller weights.")

slip("prelu_gain", "gain_squares_the_sum", "(1 + slope**2)", "(1 + slope) ** 2",
     hint="You square the sum of the two slopes. Each half of the inputs brings a second moment of its own: how large "
     "is each?")


# --- initial_weights ------------------------------------------------------------------------------------------

slip("initial_weights", "weights_without_root", ("np.sqrt(3 * variance)", "3 * variance"),
     ("np.sqrt(variance)", "variance"), hint=NO_ROOT)

slip("initial_weights", "normal_weights_without_root", "np.sqrt(variance)", "variance", hint=NO_ROOT)

slip("initial_weights", "weights_by_outputs", ("1 / fan_in", "1 / fan_out"), ("2 / fan_in}", "2 / fan_out}"),
     hint=FAN_OUT)

slip("initial_weights", "weights_multiplied", "np.sqrt(variance) *", "1 / np.sqrt(variance) *",
     hint="Your normal weights grow with the number of inputs: more inputs must mean smaller weights.")

slip("initial_weights", "he_is_lecun", '"he": 2 / fan_in', '"he": 1 / fan_in',
     hint="Your \"he\" is LeCun's rule. ReLU drops half of the second moment, and something has to make up for it.")

slip("initial_weights", "he_is_glorot", '"he": 2 / fan_in', '"he": 2 / (fan_in + fan_out)',
     hint="Your \"he\" has Glorot's variance: He's rule has the fan-in alone.")

slip("initial_weights", "he_by_outputs", '"he": 2 / fan_in', '"he": 2 / fan_out', hint=FAN_OUT)

slip("initial_weights", "he_with_four", '"he": 2 / fan_in', '"he": 4 / fan_in',
     hint="In your \"he\" the 2 counts as a 4: does it stand outside of a root?")

slip("initial_weights", "glorot_is_lecun", "2 / (fan_in + fan_out)", "1 / fan_in",
     hint="Your \"glorot\" is LeCun's rule: Glorot's has the mean of fan_in and fan_out in place of fan_in.")

slip("initial_weights", "glorot_without_two", "2 / (fan_in", "1 / (fan_in",
     hint="Your \"glorot\" is one over the *sum* of fan_in and fan_out. It should be one over their mean.")

slip("initial_weights", "glorot_without_parentheses", "2 / (fan_in + fan_out)", "2 / fan_in + fan_out",
     hint="In your \"glorot\" Python divides before it adds: put the sum into parentheses.")

slip("initial_weights", "glorot_with_six", "2 / (fan_in", "6 / (fan_in",
     hint="The variance of your \"glorot\" has the 6 that belongs to the bound of an interval.")

slip("initial_weights", "bound_is_deviation", "np.sqrt(3 * variance)", "np.sqrt(variance)",
     hint="Your bound is the standard deviation, so the variance is three times too small: a uniform distribution on "
     "(-a, a) has variance a^2 / 3.")

slip("initial_weights", "bound_with_six", "np.sqrt(3 * variance)", "np.sqrt(6 * variance)",
     hint="Your interval has twice the variance of the rule: 6 / n is the squared bound where the variance is 2 / n.")

slip("initial_weights", "bound_always_of_glorot", "np.sqrt(3 * variance)", "np.sqrt(6 / (fan_in + fan_out))",
     hint="All your intervals are Glorot's. The bound has to follow from the variance of the rule that is asked for.")

slip("initial_weights", "bound_always_of_he", "np.sqrt(3 * variance)", "np.sqrt(6 / fan_in)",
     hint="All your intervals are He's. The bound has to follow from the variance of the rule that is asked for.")

slip("initial_weights", "bound_of_three_deviations", "np.sqrt(3 * variance)", "3 * np.sqrt(variance)",
     hint="Your bound is three standard deviations. From variance = a^2 / 3 follows a: the 3 stands under the root.")

slip("initial_weights", "bound_of_half_the_width", "np.sqrt(3 * variance)", "np.sqrt(12 * variance)",
     hint="The variance of a uniform distribution is the squared width over 12. The width is 2 a, not a.")

slip("initial_weights", "bound_without_root", "np.sqrt(3 * variance)", "3 * variance",
     hint="Your interval ends at the square of the bound: its root is missing.")

slip("initial_weights", "interval_of_one_side", "uniform(-bound, bound,", "uniform(0, bound,",
     hint="All your uniform weights are positive: draw from both sides of zero.")

slip("initial_weights", "always_normal", "if uniform:", "if uniform and False:",
     hint="You ignore `uniform`: these numbers are drawn from a normal distribution either way.")

slip("initial_weights", "always_uniform", "if uniform:", "if True:",
     hint="These numbers are always drawn from an interval: by default they should be normal.")

slip("initial_weights", "uniform_the_wrong_way_round", "if uniform:", "if not uniform:",
     hint="Normal and uniform have changed places.")


@mistake("initial_weights", hint="Your normal numbers end at two standard deviations: a normal distribution has tails.")
def weights_cut_off(solution):
    return solution.edited(
        "initial_weights",
        ("rng.standard_normal((fan_in, fan_out))", "np.clip(rng.standard_normal((fan_in, fan_out)), -2, 2)"),
    )


@mistake("initial_weights", hint="You draw one row and repeat it: every weight should be drawn for itself.")
def weights_of_equal_rows(solution):
    return solution.edited(
        "initial_weights",
        ("rng.standard_normal((fan_in, fan_out))", "np.ones((fan_in, 1)) * rng.standard_normal(fan_out)"),
        ("rng.uniform(-bound, bound, (fan_in, fan_out))", "np.ones((fan_in, 1)) * rng.uniform(-bound, bound, fan_out)"),
    )


slip("initial_weights", "weights_transposed", "(fan_in, fan_out))", "(fan_out, fan_in))", everywhere=True,
     hint="The shape is (fan_out, fan_in). In this course a layer is x @ w, so the inputs are the rows.")

slip("initial_weights", "weights_in_double", ".astype(dtype)", "",
     hint="You ignore `dtype`: weights in another precision change the precision of all that is computed from them.")

slip("initial_weights", "weights_in_single", ".astype(dtype)", '.astype("float32")',
     hint="Your weights are float32 whatever `dtype` says.")


@mistake("initial_weights", hint="The numbers do not come from `rng`, so a seed does not repeat the experiment.")
def weights_of_global_chance(solution):
    def initial_weights(rng, fan_in, fan_out, rule="he", uniform=False, dtype="float32"):
        return solution.initial_weights(elsewhere, fan_in, fan_out, rule, uniform, dtype)

    elsewhere = np.random.default_rng(0)  # as np.random, but with the same numbers in every build
    return initial_weights


slip("initial_weights", "normal_weights_of_global_chance", "rng.standard_normal(", "np.random.standard_normal(",
     hint="Your normal numbers do not come from `rng`, so a seed does not repeat the experiment.")

slip("initial_weights", "weights_of_a_fixed_seed", "    variance =",
     "    rng = np.random.default_rng(0)\n    variance =",
     hint="A generator made inside the function with a fixed seed gives every layer the same weights. Use `rng`.")


# --- repaired_he ----------------------------------------------------------------------------------------------


@mistake("repaired_he", hint="Both lines are as they circulate: neither variance is 2 / fan_in.")
def repaired_nothing(solution):
    def repaired_he(noise, uniform=False):
        fan_in, fan_out = noise.shape
        return noise * np.sqrt(6 / (fan_in + fan_out)) if uniform else noise / np.sqrt(2 / fan_in)

    return repaired_he


@mistake("repaired_he", hint="The uniform weights are right now. The normal ones are huge: look at what divides them.")
def repaired_uniform_alone(solution):
    def repaired_he(noise, uniform=False):
        fan_in, _ = noise.shape
        return noise * np.sqrt(6 / fan_in) if uniform else noise / np.sqrt(2 / fan_in)

    return repaired_he


@mistake("repaired_he", hint="The normal weights are right now. The interval is still Glorot's.")
def repaired_normal_alone(solution):
    def repaired_he(noise, uniform=False):
        fan_in, fan_out = noise.shape
        return noise * np.sqrt(6 / (fan_in + fan_out) if uniform else 2 / fan_in)

    return repaired_he


slip("repaired_he", "repaired_with_bound_of_lecun", "6 if uniform", "3 if uniform",
     hint="The interval has the variance 1 / fan_in, LeCun's. He's is twice that.")

slip("repaired_he", "repaired_with_deviation_as_bound", "(6 if uniform else 2)", "2",
     hint="Noise from (-1, 1) has the variance 1/3, not 1, so the uniform weights are too small.")

slip("repaired_he", "repaired_to_lecun", "else 2)", "else 1)",
     hint="The normal weights have LeCun's variance, 1 / fan_in: the table sinks.")

slip("repaired_he", "repaired_by_outputs", ("fan_in, _", "_, fan_out"), ("/ fan_in", "/ fan_out"), hint=FAN_OUT)

slip("repaired_he", "repaired_normal_without_root", "np.sqrt((6 if uniform else 2) / fan_in)",
     "(np.sqrt(6 / fan_in) if uniform else 2 / fan_in)", hint=NO_ROOT)


@mistake("repaired_he", hint="You measure how far this noise spreads. That moves with the draw. The variance that it "
         "is drawn with is known: 1, or 1/3 between -1 and 1.")
def repaired_by_measuring(solution):
    def repaired_he(noise, uniform=False):
        return noise / noise.std() * np.sqrt(2 / len(noise))

    return repaired_he


slip("repaired_he", "repaired_without_root",
     "np.sqrt((6 if uniform else 2) / fan_in)", "(6 if uniform else 2) / fan_in",
     hint=NO_ROOT)


# --- orthogonal -----------------------------------------------------------------------------------------------

slip("orthogonal", "rotation_without_signs", "    q = q * np.sign(np.diagonal(r))\n", "",
     hint="The signs are those of the algorithm: the top left corner is never positive, so half of the rotations never "
     "come.")

slip("orthogonal", "rotation_with_signs_where_tall", "q * np.sign(np.diagonal(r))",
     "q * np.sign(np.diagonal(r)) if fan_in >= fan_out else q",
     hint="With more outputs than inputs the signs are still those of the algorithm.")

slip("orthogonal", "rotation_with_signs_of_q", "np.diagonal(r)", "np.diagonal(q)",
     hint="You take the signs from the diagonal of Q. Those of R tell what the algorithm chose.")

slip("orthogonal", "rotation_with_diagonal_itself", "np.sign(np.diagonal(r))", "np.diagonal(r)",
     hint="You multiply the columns by the numbers on the diagonal of R: only their signs are wanted.")

slip("orthogonal", "rotation_with_signs_by_rows", "q * np.sign(np.diagonal(r))",
     "q * np.sign(np.diagonal(r).sum())",
     hint="All columns get the same sign. Each has a sign of its own, its number on the diagonal of R.")

slip("orthogonal", "rotation_never_turned", "gain * (q if fan_in >= fan_out else q.T)", "gain * q",
     hint="With more outputs than inputs the shape is (fan_out, fan_in): turn the matrix around there.")

slip("orthogonal", "rotation_of_the_plain_shape", ("(max(fan_in, fan_out), min(fan_in, fan_out))", "(fan_in, fan_out)"),
     ("(q if fan_in >= fan_out else q.T)", "q"),
     hint="With more outputs than inputs Q of a wide matrix is a square of fan_in: begin with the tall one.")

slip("orthogonal", "rotation_without_gain", "gain * (q", "(q",
     hint="You ignore `gain`, or multiply the noise by it: `qr` divides that out again.")

slip("orthogonal", "rotation_without_gain_where_wide", "gain * (q if fan_in >= fan_out else q.T)",
     "gain * q if fan_in >= fan_out else q.T", hint="With more outputs than inputs you ignore `gain`.")

slip("orthogonal", "rotation_scaled_by_the_inputs", "gain * (q", "gain / np.sqrt(fan_in) * (q",
     hint="You divide by the root of fan_in, as for weights that are drawn one by one. Columns of length 1 need no "
     "more: what is the length of a vector after a rotation?")

slip("orthogonal", "rotation_with_gain_squared", "gain * (q", "gain**2 * (q", hint="The gain counts twice.")

slip("orthogonal", "rotation_with_root_of_gain", "gain * (q", "gain**0.5 * (q",
     hint="You multiply by the root of the gain. It is a length already, not a variance.")


@mistake("orthogonal", hint="Your columns have length 1, but they do not stand at right angles.")
def rotation_by_lengths_alone(solution):
    def orthogonal(rng, fan_in, fan_out, gain=1.0):
        w = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
        w = gain * w / np.linalg.norm(w, axis=0)
        return w if fan_in >= fan_out else w.T

    return orthogonal


@mistake("orthogonal", hint="These are normal numbers: they keep lengths on average, not exactly.")
def rotation_of_lecun(solution):
    return lambda rng, fan_in, fan_out, gain=1.0: gain * rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)


@mistake("orthogonal", hint="The identity is a rotation, but not a random one.")
def rotation_by_nothing(solution):
    return lambda rng, fan_in, fan_out, gain=1.0: gain * np.eye(fan_in, fan_out)


@mistake("orthogonal", hint="The numbers do not come from `rng`, so a seed does not repeat the experiment.")
def rotation_of_global_chance(solution):
    elsewhere = np.random.default_rng(0)
    return lambda rng, fan_in, fan_out, gain=1.0: solution.orthogonal(elsewhere, fan_in, fan_out, gain)


slip("orthogonal", "rotation_of_a_fixed_seed", "rng.standard_normal", "np.random.default_rng(0).standard_normal",
     hint="A generator made inside the function with a fixed seed gives every layer the same weights. Use `rng`.")


slip("orthogonal", "rotation_of_positive_noise", "rng.standard_normal((max", "rng.random((max",
     hint="Your noise is never below 0, so it points in some directions more often than in others, and so do the "
     "rotations. Which noise prefers no direction?")


# --- revive ---------------------------------------------------------------------------------------------------

slip("revive", "revived_from_the_dead", "activation(x @ w)", "activation(x @ (w if size == 0 else w * size))",
     hint="The next layer sees what the *old* weights let through. It should see the output of the new ones.")

slip("revive", "revived_without_the_chain", "        x = activation(x @ w)\n", "",
     hint="Every layer is measured on the network's input. The input of a layer is the output of the layer before.")

slip("revive", "revived_without_activation", "activation(x @ w)", "x @ w",
     hint="The next layer gets the pre-activations: apply the activation function on the way.")

slip("revive", "revived_by_activations", "(x @ w).std()", "activation(x @ w).std()",
     hint="You measure the activations. Standard deviation 1 is asked of what goes into the activation function.")

slip("revive", "revived_by_variance", ".std()", ".var()",
     hint="You divide by the variance: dividing by a number divides the standard deviation by the same number.")

slip("revive", "revived_by_root_mean_square", "(x @ w).std()", "np.sqrt(np.mean((x @ w) ** 2))",
     hint="This is the root mean square: for the standard deviation subtract the mean first.")

slip("revive", "revived_unit_by_unit",
     ("(x @ w).std()", "(x @ w).std(axis=0)"), ("if size > 0:", "if np.all(size > 0):"),
     hint="You scale each unit by itself. Asked for is one number a layer, over all examples and units.")

slip("revive", "revived_by_the_sample", ".std()", ".std(ddof=1)",
     hint="You divide by n - 1 under the root. Over all examples and units the mean is meant, with n.")

slip("revive", "revived_by_the_weights", "(x @ w).std()", "w.std()",
     hint="You make the *weights* have standard deviation 1. It is what they do to the data that counts.")

slip("revive", "revived_the_wrong_way", "w / size", "w * size",
     hint="You multiply by the standard deviation: a layer that is too quiet gets quieter.")

slip("revive", "revived_with_nan", "size > 0", "size >= 0",
     hint="Where nothing comes in, all z are 0 and so is their standard deviation: you divide by it.")

slip("revive", "revived_until_dead", "        if size > 0:\n            w = w / size\n",
     "        if size == 0:\n            break\n        w = w / size\n",
     hint="After a layer in which all z are 0 you stop: the layers above it are missing.")


@mistake(
    "revive",
    hint="You add a small number to the deviation. A layer whose z are all 0 is then divided by that number, and "
    "becomes huge: ask whether the deviation is 0.",
)
def revive_guarded_by_a_small_number(solution):
    def revive(x, weights, activation):
        h, new = x, []
        for w in weights:
            w = w / (np.std(h @ w) + 1e-8)
            new.append(w)
            h = activation(h @ w)
        return new

    return revive


# --- quiz -----------------------------------------------------------------------------------------------------


wrong_letters(
    "quiz_different_units",
    a="Random batches look as if they could tell the units apart. But each batch treats all units alike: "
      "they start equal and get equal gradients.",
    b="The ten outputs do differ from each other. But each hidden unit feeds all ten of them in the same "
      "way as its neighbors do.",
    d="A larger rate makes a larger step. It is still the same step for every unit.",
)

wrong_letters(
    "quiz_twenty_layers",
    b="The variance does fall like that: twenty halvings make a millionth. The standard deviation is its "
      "root.",
    c="Twenty layers act one after another, so their factors multiply. They would add up only if each layer "
      "took away the same amount.",
    d="Through linear layers variance 1/n keeps the deviation. Here a ReLU follows each one, and sets half "
      "of the numbers to 0.",
)

wrong_letters(
    "quiz_he_deviation",
    a="2 / 200 = 0.01 is what He's rule says of the variance. The question asks for the deviation.",
    c="0.05 is the root of 2 / 800: you counted the outputs. How many numbers does each unit add up?",
    d="0.045 is the root of 2 / 1,000, inputs and outputs together: that is Glorot's rule. He's rule counts "
      "one of the two.",
)

wrong_letters(
    "quiz_typed_as_printed",
    a="That is the root of 1/300. What does Python do with the `-1` behind it?",
    b="That is the root of 1/299, as it was meant. But Python divides before it subtracts.",
    c="The number under the root has the size 0.997, that is right. Mind its sign.",
)

wrong_letters(
    "quiz_steady_deviation",
    a="Steady it is. But how must numbers between -1 and 1 lie to have a standard deviation of 0.98 around "
      "0?",
    c="Small weights make the activations shrink from layer to layer. A deviation of 0.98 is nearly the "
      "largest that tanh can have.",
    d="Near zero tanh is nearly linear, that is right. But with a deviation of 0.98 hardly any of these "
      "numbers is near zero.",
)
