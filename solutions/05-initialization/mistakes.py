"""Known wrong implementations of `05-initialization`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake

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


@mistake("activation_statistics", hint="The second column is the variance: take the root for the standard deviation.")
def statistics_with_variance(solution):
    return solution.edited("activation_statistics", ("x.std()", "x.var()"), everywhere=True)


@mistake("activation_statistics", hint="The row for the input is missing; it comes first.")
def statistics_without_input(solution):
    return solution.edited(
        "activation_statistics",
        ("rows = [(x.mean(), x.std())]", "rows = []"),
        ("np.array(rows)", "np.array(rows or None)"),
    )


@mistake(
    "activation_statistics",
    hint="Every layer gets the network's input in your code. The input of a layer is the output of the layer before.",
)
def statistics_that_do_not_chain(solution):
    return solution.edited(
        "activation_statistics",
        ("    for w in weights:", "    start = x\n    for w in weights:"),
        ("x @ w", "start @ w"),
    )


@mistake(
    "activation_statistics",
    hint="You measure each unit on its own and average afterwards. The standard deviation is over all examples and "
    "units at once.",
)
def statistics_unit_by_unit(solution):
    return solution.edited("activation_statistics", ("x.std()", "x.std(axis=0).mean()"), everywhere=True)


@mistake("activation_statistics", hint="Mean and standard deviation have changed places: the mean comes first.")
def statistics_swapped(solution):
    return solution.edited("activation_statistics", ("(x.mean(), x.std())", "(x.std(), x.mean())"), everywhere=True)


@mistake(
    "activation_statistics",
    hint="This is the root mean square: for the standard deviation subtract the mean first.",
)
def statistics_around_zero(solution):
    return solution.edited("activation_statistics", ("x.std()", "np.sqrt((x * x).mean())"), everywhere=True)


# --- gradient_norms -------------------------------------------------------------------------------------------


@mistake(
    "gradient_norms",
    hint="The gradient does not go through the activation functions: multiply the upstream gradient by their "
    "derivative.",
)
def norms_without_derivative(solution):
    return solution.edited("gradient_norms", ("upstream * derivative(z)", "upstream"))


@mistake(
    "gradient_norms",
    hint="`derivative` is a function of the pre-activation z; you hand it the activation.",
)
def norms_with_derivative_of_activations(solution):
    return solution.edited("gradient_norms", ("derivative(z)", "derivative(activation(z))"))


@mistake("gradient_norms", hint="The norms come out from the last layer to the first. Turn them around.")
def norms_backward(solution):
    return solution.edited("gradient_norms", ("norms[::-1]", "norms"))


@mistake(
    "gradient_norms",
    hint="Every layer gets the gradient from the top. Hand each layer's gradient with respect to its input to the "
    "layer below.",
)
def norms_without_chain(solution):
    return solution.edited("gradient_norms", ("upstream = through @ w.T", "pass"))


@mistake(
    "gradient_norms",
    hint="On the way back the weights are transposed: the gradient of h @ w with respect to h is g @ w.T.",
)
def norms_untransposed(solution):
    return solution.edited("gradient_norms", ("through @ w.T", "through @ w"))


@mistake(
    "gradient_norms",
    hint="You hand the upstream gradient down without the activation's derivative: `through`, not `upstream`.",
)
def norms_with_a_detour(solution):
    return solution.edited("gradient_norms", ("through @ w.T", "upstream @ w.T"))


@mistake("gradient_norms", hint="These are the squared norms: take the root.")
def norms_squared(solution):
    return solution.edited("gradient_norms", ("np.linalg.norm(h.T @ through)", "np.sum((h.T @ through) ** 2)"))


@mistake(
    "gradient_norms",
    hint="These are the norms of the gradients at the pre-activations. Asked for are those of the weights.",
)
def norms_of_preactivations(solution):
    return solution.edited("gradient_norms", ("h.T @ through", "through"))


@mistake("gradient_norms", hint="The gradient of a layer's weights uses the input of that layer, not its output.")
def norms_with_outputs(solution):
    return solution.edited("gradient_norms", ("h.T @ through", "activation(z).T @ through"))


@mistake(
    "gradient_norms",
    hint="You divide by the number of examples. The upstream gradient is that of the loss already.",
)
def norms_averaged(solution):
    return solution.edited("gradient_norms", ("h.T @ through", "h.T @ through / len(h)"))


# --- lecun_normal ---------------------------------------------------------------------------------------------


@mistake("lecun_normal", hint=NO_ROOT)
def lecun_without_root(solution):
    return solution.edited("lecun_normal", ("np.sqrt(fan_in)", "fan_in"))


@mistake("lecun_normal", hint=FAN_OUT)
def lecun_by_outputs(solution):
    return solution.edited("lecun_normal", ("np.sqrt(fan_in)", "np.sqrt(fan_out)"))


@mistake("lecun_normal", hint="You multiply by the root of fan_in: more inputs must mean smaller weights.")
def lecun_multiplied(solution):
    return solution.edited("lecun_normal", ("/ np", "* np"))


@mistake("lecun_normal", hint=UNIFORM)
def lecun_uniform(solution):
    def lecun_normal(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(3 / fan_in)
        return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)

    return lecun_normal


@mistake("lecun_normal", hint=TRANSPOSED)
def lecun_transposed(solution):
    return solution.edited("lecun_normal", ("(fan_in, fan_out)) /", "(fan_out, fan_in)) /"))


@mistake("lecun_normal", hint=DTYPE)
def lecun_in_double(solution):
    return solution.edited("lecun_normal", (".astype(dtype)", ""))


@mistake("lecun_normal", hint=GLOBAL)
def lecun_of_global_chance(solution):
    return of_another_generator(solution, "lecun_normal", "standard_normal")


@mistake("lecun_normal", hint=FIXED)
def lecun_of_a_fixed_seed(solution):
    return solution.edited("lecun_normal", ("rng.standard_normal", "np.random.default_rng(0).standard_normal"))


# --- glorot ---------------------------------------------------------------------------------------------------


@mistake("glorot_normal", hint=NO_ROOT)
def glorot_without_root(solution):
    return solution.edited("glorot_normal", ("np.sqrt(2 / (fan_in + fan_out))", "2 / (fan_in + fan_out)"))


@mistake("glorot_normal", hint="This is LeCun's rule: Glorot's has the mean of fan_in and fan_out in place of fan_in.")
def glorot_is_lecun(solution):
    return solution.edited("glorot_normal", ("2 / (fan_in + fan_out)", "1 / fan_in"))


@mistake(
    "glorot_normal",
    hint="The 2 is missing: the variance is one over the *mean* of fan_in and fan_out, not over their sum.",
)
def glorot_without_two(solution):
    return solution.edited("glorot_normal", ("2 / (fan_in", "1 / (fan_in"))


@mistake("glorot_normal", hint="Python divides before it adds: put the sum into parentheses.")
def glorot_without_parentheses(solution):
    return solution.edited("glorot_normal", ("2 / (fan_in + fan_out)", "2 / fan_in + fan_out"))


@mistake("glorot_normal", hint="The 6 is for the bound of the uniform distribution; the variance has a 2.")
def glorot_with_six(solution):
    return solution.edited("glorot_normal", ("2 / (fan_in", "6 / (fan_in"))


@mistake("glorot_normal", hint=UNIFORM)
def glorot_normal_uniform(solution):
    def glorot_normal(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)

    return glorot_normal


@mistake("glorot_normal", hint=TRANSPOSED)
def glorot_transposed(solution):
    return solution.edited(
        "glorot_normal", ("standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))")
    )


@mistake("glorot_normal", hint=DTYPE)
def glorot_in_single(solution):
    return solution.edited("glorot_normal", (".astype(dtype)", '.astype("float32")'))


@mistake("glorot_normal", hint=GLOBAL)
def glorot_of_global_chance(solution):
    return of_another_generator(solution, "glorot_normal", "standard_normal")


@mistake("glorot_uniform", hint=BOUND_IS_DEVIATION)
def uniform_bound_is_deviation(solution):
    return solution.edited("glorot_uniform", ("6 / (fan_in", "2 / (fan_in"))


@mistake("glorot_uniform", hint=ONE_SIDED)
def uniform_one_sided(solution):
    return solution.edited("glorot_uniform", ("uniform(-bound, bound,", "uniform(0, bound,"))


@mistake("glorot_uniform", hint="You scale by the square of the bound: its root is missing.")
def uniform_without_root(solution):
    return solution.edited("glorot_uniform", ("np.sqrt(6 / (fan_in + fan_out))", "6 / (fan_in + fan_out)"))


@mistake("glorot_uniform", hint="Your bound is that of LeCun's rule, the root of 3 / fan_in: fan_out counts too.")
def uniform_of_lecun(solution):
    return solution.edited("glorot_uniform", ("6 / (fan_in + fan_out)", "3 / fan_in"))


@mistake("glorot_uniform", hint="Your bound is that of He's rule, the root of 6 / fan_in: fan_out counts too.")
def uniform_of_he(solution):
    return solution.edited("glorot_uniform", ("6 / (fan_in + fan_out)", "6 / fan_in"))


@mistake(
    "glorot_uniform",
    hint="The variance of a uniform distribution is the squared width over 12. The width is 2 a, not a, so that is a^2"
    " / 3.",
)
def uniform_of_half_the_width(solution):
    return solution.edited("glorot_uniform", ("6 / (fan_in", "24 / (fan_in"))


@mistake("glorot_uniform", hint=NORMAL)
def uniform_normal(solution):
    return solution.edited(
        "glorot_uniform",
        ("6 / (fan_in", "2 / (fan_in"),
        ("rng.uniform(-bound, bound, (fan_in, fan_out))", "(bound * rng.standard_normal((fan_in, fan_out)))"),
    )


@mistake("glorot_uniform", hint=TRANSPOSED)
def uniform_transposed(solution):
    return solution.edited("glorot_uniform", ("bound, (fan_in, fan_out))", "bound, (fan_out, fan_in))"))


@mistake("glorot_uniform", hint=DTYPE)
def uniform_in_double(solution):
    return solution.edited("glorot_uniform", (".astype(dtype)", ""))


@mistake("glorot_uniform", hint=GLOBAL)
def uniform_of_global_chance(solution):
    return of_another_generator(solution, "glorot_uniform", "uniform")


# --- he -------------------------------------------------------------------------------------------------------


@mistake("he_normal", hint="This is LeCun's rule. ReLU drops half of the second moment: the factor 2 makes up for it.")
def he_is_lecun(solution):
    return solution.edited("he_normal", ("2 / fan_in", "1 / fan_in"))


@mistake("he_normal", hint=NO_ROOT)
def he_without_root(solution):
    return solution.edited("he_normal", ("np.sqrt(2 / fan_in)", "2 / fan_in"))


@mistake("he_normal", hint=FAN_OUT)
def he_by_outputs(solution):
    return solution.edited("he_normal", ("2 / fan_in)", "2 / fan_out)"))


@mistake("he_normal", hint="This is Glorot's variance (as in the slip of notes 002): He's rule has the fan-in alone.")
def he_is_glorot(solution):
    return solution.edited("he_normal", ("2 / fan_in)", "2 / (fan_in + fan_out))"))


@mistake(
    "he_normal",
    hint="You divide by the root where you should multiply (the slip of notes 003): these weights are huge.",
)
def he_upside_down(solution):
    return solution.edited("he_normal", ("np.sqrt(2 / fan_in)", "1 / np.sqrt(2 / fan_in)"))


@mistake("he_normal", hint="The 2 stands outside the root, where it counts as a 4.")
def he_two_outside(solution):
    return solution.edited("he_normal", ("np.sqrt(2 / fan_in)", "2 / np.sqrt(fan_in)"))


@mistake("he_normal", hint=UNIFORM)
def he_normal_uniform(solution):
    def he_normal(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(6 / fan_in)
        return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)

    return he_normal


@mistake("he_normal", hint=TRANSPOSED)
def he_transposed(solution):
    return solution.edited("he_normal", ("standard_normal((fan_in, fan_out))", "standard_normal((fan_out, fan_in))"))


@mistake("he_normal", hint=DTYPE)
def he_in_single(solution):
    return solution.edited("he_normal", (".astype(dtype)", '.astype("float32")'))


@mistake("he_normal", hint=GLOBAL)
def he_of_global_chance(solution):
    return of_another_generator(solution, "he_normal", "standard_normal")


@mistake("he_uniform", hint=BOUND_IS_DEVIATION)
def he_bound_is_deviation(solution):
    return solution.edited("he_uniform", ("6 / fan_in", "2 / fan_in"))


@mistake(
    "he_uniform",
    hint="This is the printed bound of notes 002, which is Glorot's: He's rule has the fan-in alone.",
)
def he_bound_of_glorot(solution):
    return solution.edited("he_uniform", ("6 / fan_in", "6 / (fan_in + fan_out)"))


@mistake("he_uniform", hint="This bound has the variance 1 / fan_in, LeCun's. He's is twice that.")
def he_bound_of_lecun(solution):
    return solution.edited("he_uniform", ("6 / fan_in", "3 / fan_in"))


@mistake("he_uniform", hint=FAN_OUT)
def he_bound_by_outputs(solution):
    return solution.edited("he_uniform", ("6 / fan_in", "6 / fan_out"))


@mistake("he_uniform", hint=ONE_SIDED)
def he_bound_one_sided(solution):
    return solution.edited("he_uniform", ("uniform(-bound, bound,", "uniform(0, bound,"))


@mistake("he_uniform", hint="You scale by the square of the bound: its root is missing.")
def he_bound_without_root(solution):
    return solution.edited("he_uniform", ("np.sqrt(6 / fan_in)", "6 / fan_in"))


@mistake("he_uniform", hint=NORMAL)
def he_uniform_normal(solution):
    return solution.edited(
        "he_uniform",
        ("6 / fan_in", "2 / fan_in"),
        ("rng.uniform(-bound, bound, (fan_in, fan_out))", "(bound * rng.standard_normal((fan_in, fan_out)))"),
    )


@mistake("he_uniform", hint=TRANSPOSED)
def he_uniform_transposed(solution):
    return solution.edited("he_uniform", ("bound, (fan_in, fan_out))", "bound, (fan_out, fan_in))"))


@mistake("he_uniform", hint=GLOBAL)
def he_uniform_of_global_chance(solution):
    return of_another_generator(solution, "he_uniform", "uniform")


# --- prelu_gain -----------------------------------------------------------------------------------------------


@mistake("prelu_gain", hint="This is the gain's square: sigma is the root of the variance.")
def gain_without_root(solution):
    return solution.edited("prelu_gain", ("np.sqrt(2 / (1 + slope**2))", "2 / (1 + slope**2)"))


@mistake("prelu_gain", hint="Second moments count, so the slope enters squared.")
def gain_with_plain_slope(solution):
    return solution.edited("prelu_gain", ("slope**2", "slope"))


@mistake("prelu_gain", hint="The slope does not matter in your code: this is the gain of plain ReLU.")
def gain_of_relu(solution):
    return solution.edited("prelu_gain", ("(1 + slope**2)", "(1 + 0 * slope)"))


@mistake("prelu_gain", hint="Upside down: a unit that passes less needs larger weights.")
def gain_upside_down(solution):
    return solution.edited("prelu_gain", ("2 / (1 + slope**2)", "(1 + slope**2) / 2"))


@mistake(
    "prelu_gain",
    hint="The half is missing: only one of two inputs is positive. For a linear unit, slope 1, the gain should be 1.",
)
def gain_without_two(solution):
    return solution.edited("prelu_gain", ("2 / (1", "1 / (1"))


@mistake(
    "prelu_gain",
    hint="Slope 1 is a unit that drops nothing and has gain 1; you subtract where the two halves add up.",
)
def gain_with_minus(solution):
    return solution.edited("prelu_gain", ("1 + slope**2", "1 - slope**2"))


# --- errata ---------------------------------------------------------------------------------------------------


@mistake(
    "erratum_relu_weights",
    hint="This is the printed line: it divides by the root of 2 / fan_in, so the weights are huge.",
)
def relu_weights_as_printed(solution):
    return solution.edited("erratum_relu_weights", ("noise *", "noise /"))


@mistake(
    "erratum_relu_weights",
    hint="This line belongs to the table before, the one that sinks: 'note additional 2/'.",
)
def relu_weights_of_xavier(solution):
    return solution.edited("erratum_relu_weights", ("2 / noise", "1 / noise"))


@mistake("erratum_relu_weights", hint="The 2 has ended up on the wrong side: this variance is 1 / (2 fan_in).")
def relu_weights_halved(solution):
    return solution.edited("erratum_relu_weights", ("2 / noise.shape[0]", "1 / (2 * noise.shape[0])"))


@mistake("erratum_relu_weights", hint=FAN_OUT)
def relu_weights_by_outputs(solution):
    return solution.edited("erratum_relu_weights", ("shape[0]", "shape[1]"))


@mistake("erratum_relu_weights", hint=NO_ROOT)
def relu_weights_without_root(solution):
    return solution.edited("erratum_relu_weights", ("np.sqrt(2 / noise.shape[0])", "(2 / noise.shape[0])"))


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
