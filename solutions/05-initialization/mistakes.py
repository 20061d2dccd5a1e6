"""Known wrong implementations of `05-initialization`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip

NO_ROOT = "You scale by the variance. A number of variance 1 times s has variance s^2: scale by the root."
FAN_OUT = "You count the outputs. The sum in a unit runs over the inputs of its layer."
UNIFORM = "These numbers are drawn evenly from an interval: asked for is the normal distribution."
NORMAL = "These numbers are drawn from a normal distribution: asked for is the uniform one."
TRANSPOSED = "The shape is (fan_out, fan_in). In this course a layer is x @ w, so the inputs are the rows."
GLOBAL = "The numbers do not come from `rng`, so a seed does not repeat the experiment."
DTYPE = "You ignore `dtype`: weights in another precision change the precision of all that is computed from them."
FIXED = "A generator made inside the function with a fixed seed gives every layer the same weights. Use `rng`."
BOUND_IS_DEVIATION = (
    "Your bound is the standard deviation, so the variance is three times too small: a uniform distribution on (-a, a) "
    "has variance a^2 / 3."
)
ONE_SIDED = "All your weights are positive: draw from both sides of zero."


def of_another_generator(solution, name, method):
    """An initializer that draws from a generator of its own, as one that draws from `np.random` does.

    Its numbers are the same in every build, which those of `np.random` are not.
    """
    return solution.edited(
        name,
        (f"def {name}", f"elsewhere = np.random.default_rng(0)\n\n\ndef {name}"),
        (f"rng.{method}", f"elsewhere.{method}"),
    )


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

slip("gradient_norms", "norms_squared", "np.linalg.norm(h.T @ through)", "np.sum((h.T @ through) ** 2)",
     hint="These are the squared norms: take the root.")

slip("gradient_norms", "norms_of_preactivations", "h.T @ through", "through",
     hint="These are the norms of the gradients at the pre-activations. Asked for are those of the weights.")

slip("gradient_norms", "norms_with_outputs", "h.T @ through", "activation(z).T @ through",
     hint="The gradient of a layer's weights uses the input of that layer, not its output.")

slip("gradient_norms", "norms_averaged", "h.T @ through", "h.T @ through / len(h)",
     hint="You divide by the number of examples. The upstream gradient is that of the loss already.")


# --- lecun_normal ---------------------------------------------------------------------------------------------

slip("lecun_normal", "lecun_without_root", "np.sqrt(fan_in)", "fan_in", hint=NO_ROOT)

slip("lecun_normal", "lecun_by_outputs", "np.sqrt(fan_in)", "np.sqrt(fan_out)", hint=FAN_OUT)

slip("lecun_normal", "lecun_multiplied", "/ np", "* np",
     hint="You multiply by the root of fan_in: more inputs must mean smaller weights.")


@mistake("lecun_normal", hint=UNIFORM)
def lecun_uniform(solution):
    def lecun_normal(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(3 / fan_in)
        return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)

    return lecun_normal


slip("lecun_normal", "lecun_transposed", "(fan_in, fan_out)) /", "(fan_out, fan_in)) /", hint=TRANSPOSED)

slip("lecun_normal", "lecun_in_double", ".astype(dtype)", "", hint=DTYPE)


@mistake("lecun_normal", hint=GLOBAL)
def lecun_of_global_chance(solution):
    return of_another_generator(solution, "lecun_normal", "standard_normal")

slip("lecun_normal", "lecun_of_a_fixed_seed", "rng.standard_normal", "np.random.default_rng(0).standard_normal",
     hint=FIXED)


# --- glorot ---------------------------------------------------------------------------------------------------

slip("glorot_normal", "glorot_without_root", "np.sqrt(2 / (fan_in + fan_out))", "2 / (fan_in + fan_out)", hint=NO_ROOT)

slip("glorot_normal", "glorot_is_lecun", "2 / (fan_in + fan_out)", "1 / fan_in",
     hint="This is LeCun's rule: Glorot's has the mean of fan_in and fan_out in place of fan_in.")

slip("glorot_normal", "glorot_without_two", "2 / (fan_in", "1 / (fan_in",
     hint="The 2 is missing: the variance is one over the *mean* of fan_in and fan_out, not over their sum.")

slip("glorot_normal", "glorot_without_parentheses", "2 / (fan_in + fan_out)", "2 / fan_in + fan_out",
     hint="Python divides before it adds: put the sum into parentheses.")

slip("glorot_normal", "glorot_with_six", "2 / (fan_in", "6 / (fan_in",
     hint="The 6 is for the bound of the uniform distribution; the variance has a 2.")


@mistake("glorot_normal", hint=UNIFORM)
def glorot_normal_uniform(solution):
    def glorot_normal(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)

    return glorot_normal


slip("glorot_normal", "glorot_transposed", "standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))",
     hint=TRANSPOSED)

slip("glorot_normal", "glorot_in_single", ".astype(dtype)", '.astype("float32")', hint=DTYPE)


@mistake("glorot_normal", hint=GLOBAL)
def glorot_of_global_chance(solution):
    return of_another_generator(solution, "glorot_normal", "standard_normal")

slip("glorot_uniform", "uniform_bound_is_deviation", "6 / (fan_in", "2 / (fan_in", hint=BOUND_IS_DEVIATION)

slip("glorot_uniform", "uniform_one_sided", "uniform(-bound, bound,", "uniform(0, bound,", hint=ONE_SIDED)

slip("glorot_uniform", "uniform_without_root", "np.sqrt(6 / (fan_in + fan_out))", "6 / (fan_in + fan_out)",
     hint="You scale by the square of the bound: its root is missing.")

slip("glorot_uniform", "uniform_of_lecun", "6 / (fan_in + fan_out)", "3 / fan_in",
     hint="Your bound is that of LeCun's rule, the root of 3 / fan_in: fan_out counts too.")

slip("glorot_uniform", "uniform_of_he", "6 / (fan_in + fan_out)", "6 / fan_in",
     hint="Your bound is that of He's rule, the root of 6 / fan_in: fan_out counts too.")

slip("glorot_uniform", "uniform_of_half_the_width", "6 / (fan_in", "24 / (fan_in",
     hint="The variance of a uniform distribution is the squared width over 12. The width is 2 a, not a, so that is a^2"
     " / 3.")

slip("glorot_uniform", "uniform_normal", ("6 / (fan_in", "2 / (fan_in"),
     ("rng.uniform(-bound, bound, (fan_in, fan_out))", "(bound * rng.standard_normal((fan_in, fan_out)))"),
     hint=NORMAL)

slip("glorot_uniform", "uniform_transposed", "bound, (fan_in, fan_out))", "bound, (fan_out, fan_in))", hint=TRANSPOSED)

slip("glorot_uniform", "uniform_in_double", ".astype(dtype)", "", hint=DTYPE)


@mistake("glorot_uniform", hint=GLOBAL)
def uniform_of_global_chance(solution):
    return of_another_generator(solution, "glorot_uniform", "uniform")


# --- he -------------------------------------------------------------------------------------------------------

slip("he_normal", "he_is_lecun", "2 / fan_in", "1 / fan_in",
     hint="This is LeCun's rule. ReLU drops half of the second moment: the factor 2 makes up for it.")

slip("he_normal", "he_without_root", "np.sqrt(2 / fan_in)", "2 / fan_in", hint=NO_ROOT)

slip("he_normal", "he_by_outputs", "2 / fan_in)", "2 / fan_out)", hint=FAN_OUT)

slip("he_normal", "he_is_glorot", "2 / fan_in)", "2 / (fan_in + fan_out))",
     hint="This is Glorot's variance (as in the slip of notes 002): He's rule has the fan-in alone.")

slip("he_normal", "he_upside_down", "np.sqrt(2 / fan_in)", "1 / np.sqrt(2 / fan_in)",
     hint="You divide by the root where you should multiply (the slip of notes 003): these weights are huge.")

slip("he_normal", "he_two_outside", "np.sqrt(2 / fan_in)", "2 / np.sqrt(fan_in)",
     hint="The 2 stands outside the root, where it counts as a 4.")


@mistake("he_normal", hint=UNIFORM)
def he_normal_uniform(solution):
    def he_normal(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(6 / fan_in)
        return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)

    return he_normal


slip("he_normal", "he_transposed", "standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))",
     hint=TRANSPOSED)

slip("he_normal", "he_in_single", ".astype(dtype)", '.astype("float32")', hint=DTYPE)


@mistake("he_normal", hint=GLOBAL)
def he_of_global_chance(solution):
    return of_another_generator(solution, "he_normal", "standard_normal")

slip("he_uniform", "he_bound_is_deviation", "6 / fan_in", "2 / fan_in", hint=BOUND_IS_DEVIATION)

slip("he_uniform", "he_bound_of_glorot", "6 / fan_in", "6 / (fan_in + fan_out)",
     hint="This is the printed bound of notes 002, which is Glorot's: He's rule has the fan-in alone.")

slip("he_uniform", "he_bound_of_lecun", "6 / fan_in", "3 / fan_in",
     hint="This bound has the variance 1 / fan_in, LeCun's. He's is twice that.")

slip("he_uniform", "he_bound_by_outputs", "6 / fan_in", "6 / fan_out", hint=FAN_OUT)

slip("he_uniform", "he_bound_one_sided", "uniform(-bound, bound,", "uniform(0, bound,", hint=ONE_SIDED)

slip("he_uniform", "he_bound_without_root", "np.sqrt(6 / fan_in)", "6 / fan_in",
     hint="You scale by the square of the bound: its root is missing.")

slip("he_uniform", "he_uniform_normal", ("6 / fan_in", "2 / fan_in"),
     ("rng.uniform(-bound, bound, (fan_in, fan_out))", "(bound * rng.standard_normal((fan_in, fan_out)))"),
     hint=NORMAL)

slip("he_uniform", "he_uniform_transposed", "bound, (fan_in, fan_out))", "bound, (fan_out, fan_in))", hint=TRANSPOSED)


@mistake("he_uniform", hint=GLOBAL)
def he_uniform_of_global_chance(solution):
    return of_another_generator(solution, "he_uniform", "uniform")


# --- prelu_gain -----------------------------------------------------------------------------------------------

slip("prelu_gain", "gain_without_root", "np.sqrt(2 / (1 + slope**2))", "2 / (1 + slope**2)",
     hint="This is the gain's square: sigma is the root of the variance.")

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


# --- errata ---------------------------------------------------------------------------------------------------

slip("erratum_relu_weights", "relu_weights_as_printed", "noise *", "noise /",
     hint="This is the printed line: it divides by the root of 2 / fan_in, so the weights are huge.")

slip("erratum_relu_weights", "relu_weights_of_xavier", "2 / noise", "1 / noise",
     hint="This line belongs to the table before, the one that sinks: 'note additional 2/'.")

slip("erratum_relu_weights", "relu_weights_halved", "2 / noise.shape[0]", "1 / (2 * noise.shape[0])",
     hint="The 2 has ended up on the wrong side: this variance is 1 / (2 fan_in).")

slip("erratum_relu_weights", "relu_weights_by_outputs", "shape[0]", "shape[1]", hint=FAN_OUT)

slip("erratum_relu_weights", "relu_weights_without_root", "np.sqrt(2 / noise.shape[0])", "(2 / noise.shape[0])",
     hint=NO_ROOT)


@mistake("erratum_he_rules", hint="These are the printed formulas, which are Glorot's: fan_out does not belong here.")
def he_rules_as_printed(solution):
    return lambda fan_in, fan_out: (2 / (fan_in + fan_out), np.sqrt(6 / (fan_in + fan_out)))


@mistake("erratum_he_rules", hint="The variance is right; the bound is still the printed one, Glorot's.")
def he_rules_half_corrected(solution):
    return lambda fan_in, fan_out: (2 / fan_in, np.sqrt(6 / (fan_in + fan_out)))


@mistake(
    "erratum_he_rules",
    hint="The bound is right; the first number is the standard deviation where the variance is asked for.",
)
def he_rules_with_deviation(solution):
    return lambda fan_in, fan_out: (np.sqrt(2 / fan_in), np.sqrt(6 / fan_in))


@mistake(
    "erratum_he_rules",
    hint="The variance is right; the bound has the variance 1 / fan_in: a^2 / 3 must be 2 / fan_in.",
)
def he_rules_with_bound_of_lecun(solution):
    return lambda fan_in, fan_out: (2 / fan_in, np.sqrt(3 / fan_in))


@mistake(
    "erratum_he_rules",
    hint="Your bound is the standard deviation: a uniform distribution on (-a, a) has variance a^2 / 3.",
)
def he_rules_with_deviation_as_bound(solution):
    return lambda fan_in, fan_out: (2 / fan_in, np.sqrt(2 / fan_in))


@mistake("erratum_he_rules", hint="n_(k-1) is the layer's number of inputs; you took its outputs.")
def he_rules_by_outputs(solution):
    return lambda fan_in, fan_out: (2 / fan_out, np.sqrt(6 / fan_out))


# --- quiz -----------------------------------------------------------------------------------------------------


@mistake(
    "quiz_different_units",
    hint="They start equal and get equal gradients. Which update could tell two of them apart?",
)
def different_units_all(solution):
    return lambda: "a"


@mistake("quiz_different_units", hint="The outputs differ, but each hidden unit feeds all ten of them in the same way.")
def different_units_by_class(solution):
    return lambda: "b"


@mistake("quiz_different_units", hint="A larger step is still the same step for every unit.")
def different_units_by_rate(solution):
    return lambda: "d"


@mistake("quiz_twenty_layers", hint="That is what the variance does; the standard deviation is its root.")
def twenty_layers_of_variance(solution):
    return lambda: "b"


@mistake("quiz_twenty_layers", hint="The factors of the layers multiply, they do not add up.")
def twenty_layers_added(solution):
    return lambda: "c"


@mistake("quiz_twenty_layers", hint="1/n is right for linear units. What does ReLU do to the second moment?")
def twenty_linear_layers(solution):
    return lambda: "d"


@mistake("quiz_he_deviation", hint="That is the variance.")
def he_deviation_squared(solution):
    return lambda: "a"


@mistake("quiz_he_deviation", hint="You counted the outputs: He's rule has the inputs, of which there are 200.")
def he_deviation_by_outputs(solution):
    return lambda: "c"


@mistake("quiz_he_deviation", hint="That is Glorot's rule, with the sum of inputs and outputs.")
def he_deviation_of_glorot(solution):
    return lambda: "d"


@mistake("quiz_typed_as_printed", hint="That is the root of 1/300. What does Python do with the `-1` after it?")
def typed_without_minus(solution):
    return lambda: "a"


@mistake("quiz_typed_as_printed", hint="That is the root of 1/299. Python divides before it subtracts.")
def typed_as_meant(solution):
    return lambda: "b"


@mistake("quiz_typed_as_printed", hint="The number under the root is 1/300 - 1. Mind its sign.")
def typed_without_sign(solution):
    return lambda: "c"


@mistake(
    "quiz_steady_deviation",
    hint="Steady it is. But how must numbers between -1 and 1 lie to have a standard deviation of 0.98?",
)
def steady_and_perfect(solution):
    return lambda: "a"


@mistake("quiz_steady_deviation", hint="Small weights would make the activations collapse to zero.")
def steady_and_small(solution):
    return lambda: "c"


@mistake("quiz_steady_deviation", hint="tanh is nearly linear near zero; these numbers are nearly all at -1 or 1.")
def steady_and_linear(solution):
    return lambda: "d"
