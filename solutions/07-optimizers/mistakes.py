"""Known wrong implementations of `07-optimizers`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip

UPHILL = "Each step goes up the loss: the gradient points uphill, so the step must be subtracted."
INSIDE = (
    "Epsilon stands inside the root here, where it counts as much as its own root (the root of 1e-8 is 1e-4): "
    "add it after taking the root."
)
NO_ROOT = "You divide by the squared gradients themselves: take their root, so that the units of g cancel."
STALE = "The step uses the memory from before this gradient: update the memory first, then divide by it."


# --- momentum_step --------------------------------------------------------------------------------------------

slip("momentum_step", "momentum_uphill", "w - lr * v", "w + lr * v", hint=UPHILL)

slip("momentum_step", "momentum_dampened", "mu * v + g", "mu * v + (1 - mu) * g",
     hint="The new gradient enters with weight 1 - mu, which makes v an average. In this course's convention it "
     "enters whole, and v can grow to 1 / (1 - mu) times a steady gradient.")

slip("momentum_step", "momentum_rate_inside", ("mu * v + g", "mu * v + lr * g"), ("w - lr * v", "w - v"),
     hint="This is the convention of notes 002 and 003: the learning rate is inside the velocity, so old gradients "
     "keep the old rate. Here v holds gradients alone, and the rate multiplies v in the step.")


@mistake("momentum_step", hint="The step uses the velocity from before this gradient: update v first, then step.")
def momentum_stale_velocity(solution):
    def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
        v = np.zeros_like(w) if state is None else state
        return w - lr * v, mu * v + g

    return momentum_step


slip("momentum_step", "momentum_without_memory", "mu * v + g", "g",
     hint="This is plain gradient descent: the velocity of earlier steps never enters the step.")

slip("momentum_step", "momentum_without_friction", "mu * v + g", "v + g",
     hint="The velocity never slows down: multiply the old velocity by mu before adding g.")

slip("momentum_step", "momentum_friction_on_both", "mu * v + g", "mu * (v + g)",
     hint="mu multiplies the new gradient too: only the old velocity loses speed.")

slip("momentum_step", "momentum_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))",
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64 in the first sum. "
     "`np.zeros_like(w)` takes shape and dtype from w.")

slip("momentum_step", "momentum_without_a_start", "np.zeros_like(w) if state is None else state", "state",
     hint="Before the first step there is no state yet: it is None. Ask `if state is None`, and start with a velocity "
     "of zeros.")

slip("momentum_step", "momentum_returns_no_state", "return w - lr * v, v", "return w - lr * v",
     hint="You return the weights alone. Return two values, `w, v`: what you need at the next step comes back to you "
     "as state.")


# --- nesterov_step --------------------------------------------------------------------------------------------

slip("nesterov_step", "nesterov_uphill", "return w - lr * v", "return w + lr * v", hint=UPHILL)

slip("nesterov_step", "nesterov_does_not_look_ahead", "w - lr * mu * v", "w",
     hint="The gradient is taken at w: this is plain momentum. Take it where the velocity alone would carry w.")

slip("nesterov_step", "nesterov_looks_back", "w - lr * mu * v", "w + lr * mu * v",
     hint="You look back instead of ahead: the coming step subtracts lr * v, so the look-ahead point lies at minus, "
     "not plus. (000 writes a plus because its velocity already carries the minus sign.)")

slip("nesterov_step", "nesterov_look_ahead_without_rate", "w - lr * mu * v", "w - mu * v",
     hint="The look-ahead lacks the learning rate. In 002 and 003 the rate is inside the velocity; in this course's "
     "convention the velocity carries w by lr * mu * v.")

slip("nesterov_step", "nesterov_look_ahead_without_friction", "w - lr * mu * v", "w - lr * v",
     hint="Before the gradient is known, only mu * v of the velocity survives: look ahead by that.")

slip("nesterov_step", "nesterov_steps_from_ahead", "g = gradient(w - lr * mu * v)",
     "w = w - lr * mu * v\n    g = gradient(w)",
     hint="The step starts from the look-ahead point, so the old velocity is spent twice. Ask for the gradient there, "
     "but step from w.")

slip("nesterov_step", "nesterov_rate_inside", ("w - lr * mu * v", "w - mu * v"), ("mu * v + g", "mu * v + lr * g"),
     ("return w - lr * v", "return w - v"),
     hint="The learning rate is inside the velocity (the convention of 002 and 003), so old gradients keep the old "
     "rate when the rate changes. Here v holds gradients alone.")


# --- nesterov_shifted_step ------------------------------------------------------------------------------------

slip("nesterov_shifted_step", "shifted_uphill", "u - lr", "u + lr", hint=UPHILL)

slip("nesterov_shifted_step", "shifted_is_plain_momentum", "lr * (g + mu * v)", "lr * v",
     hint="This is plain momentum. u also moves because the look-ahead itself moves: the gradient enters once more, "
     "and the new velocity once more through mu.")

slip("nesterov_shifted_step", "shifted_keeps_the_old_look_ahead", "lr * (g + mu * v)", "lr * (1 + mu) * v",
     hint="You add the new look-ahead but do not take the old one off: of v + mu * v_new - mu * v_old the last term "
     "is missing.")

slip("nesterov_shifted_step", "shifted_without_friction", "lr * (g + mu * v)", "lr * (g + v)",
     hint="mu is missing in the step: the velocity enters it as mu * v.")

slip("nesterov_shifted_step", "shifted_swapped", "lr * (g + mu * v)", "lr * (v + mu * g)",
     hint="g and v have changed places: mu multiplies the new velocity, not the gradient.")

slip("nesterov_shifted_step", "shifted_rate_inside", ("v = mu * v + g", "v = mu * v + lr * g"),
     ("lr * (g + mu * v)", "(lr * g + mu * v)"),
     hint="The learning rate is inside the velocity (the convention of 002 and 003), so old gradients keep the old "
     "rate when the rate changes. Here v holds gradients alone.")


# --- adagrad_step ---------------------------------------------------------------------------------------------

slip("adagrad_step", "adagrad_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("adagrad_step", "adagrad_epsilon_inside", "(np.sqrt(s) + eps)", "np.sqrt(s + eps)", hint=INSIDE)

slip("adagrad_step", "adagrad_without_root", "np.sqrt(s)", "s", hint=NO_ROOT)

slip("adagrad_step", "adagrad_forgets", "s + g * g", "g * g",
     hint="s holds this gradient alone and forgets the earlier ones: add to it.")


@mistake("adagrad_step", hint=STALE)
def adagrad_stale(solution):
    def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
        s = np.zeros_like(w) if state is None else state
        return w - lr * g / (np.sqrt(s) + eps), s + g * g

    return adagrad_step


@mistake(
    "adagrad_step",
    hint="You divide by the root of the mean of the squared gradients; AdaGrad divides by the root of their sum, "
    "which is why its steps shrink.",
)
def adagrad_averages(solution):
    def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
        t, s = (0, np.zeros_like(w)) if state is None else state
        t, s = t + 1, s + g * g
        return w - lr * g / (np.sqrt(s / t) + eps), (t, s)

    return adagrad_step


slip("adagrad_step", "adagrad_one_rate_for_all", "g * g", "np.sum(g * g)",
     hint="All coordinates share one sum, so they share one learning rate. Keep a sum for each coordinate: `g * g` "
     "without adding up.")

slip("adagrad_step", "adagrad_returns_the_step", "w - lr * g", "lr * g",
     hint="You return the step instead of the weights after the step: subtract it from w.")

slip("adagrad_step", "adagrad_decays", "s + g * g", "0.9 * s + 0.1 * g * g",
     hint="This s decays: that is RMSProp, the next exercise. AdaGrad only ever adds.")


# --- rmsprop_step ---------------------------------------------------------------------------------------------

slip("rmsprop_step", "rmsprop_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("rmsprop_step", "rmsprop_epsilon_inside", "(np.sqrt(s) + eps)", "np.sqrt(s + eps)", hint=INSIDE)

slip("rmsprop_step", "rmsprop_without_root", "np.sqrt(s)", "s", hint=NO_ROOT)

slip("rmsprop_step", "rmsprop_never_forgets", "rho * s + (1 - rho) * g * g", "s + g * g",
     hint="Nothing is forgotten: that is AdaGrad. Let the old s decay by rho.")

slip("rmsprop_step", "rmsprop_is_no_average", "(1 - rho) * g * g", "g * g",
     hint="s decays, but the new square enters whole, so s settles at 1 / (1 - rho) times the mean square. In an "
     "average the weights add up to one.")

slip("rmsprop_step", "rmsprop_swapped", "rho * s + (1 - rho) * g * g", "(1 - rho) * s + rho * g * g",
     hint="rho and 1 - rho have changed places: rho is the share of the past that is kept.")


@mistake("rmsprop_step", hint=STALE)
def rmsprop_stale(solution):
    def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
        s = np.zeros_like(w) if state is None else state
        return w - lr * g / (np.sqrt(s) + eps), rho * s + (1 - rho) * g * g

    return rmsprop_step


@mistake(
    "rmsprop_step",
    hint="s is divided by 1 - rho**t: a bias correction. That comes with Adam; RMSProp as Tieleman and Hinton give "
    "it has none.",
)
def rmsprop_corrects_bias(solution):
    def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
        t, s = (0, np.zeros_like(w)) if state is None else state
        t, s = t + 1, rho * s + (1 - rho) * g * g
        return w - lr * g / (np.sqrt(s / (1 - rho**t)) + eps), (t, s)

    return rmsprop_step


# --- adadelta_step --------------------------------------------------------------------------------------------

slip("adadelta_step", "adadelta_uphill", "w - lr * delta", "w + lr * delta", hint=UPHILL)

slip("adadelta_step", "adadelta_epsilon_outside", "np.sqrt(r + eps) / np.sqrt(s + eps)",
     "(np.sqrt(r) + eps) / (np.sqrt(s) + eps)",
     hint="Epsilon stands outside the roots. In Adadelta it stands inside both, by Zeiler's definition of RMS: it is "
     "what gets the first step going.")

slip("adadelta_step", "adadelta_without_update_memory", "np.sqrt(r + eps) / np.sqrt(s + eps)", "1 / np.sqrt(s + eps)",
     hint="The memory of past updates is missing: this is RMSProp with its learning rate. The numerator is the root "
     "mean square of earlier updates.")

slip("adadelta_step", "adadelta_remembers_gradients", "(1 - rho) * delta * delta", "(1 - rho) * g * g",
     hint="The memory of updates takes in the gradient instead of the update. It should hold the squares of delta.")

slip("adadelta_step", "adadelta_remembers_scaled_updates", "(1 - rho) * delta * delta",
     "(1 - rho) * (lr * delta) ** 2",
     hint="The memory of updates takes in lr * delta. Zeiler's rule has no rate; ours scales only what is subtracted "
     "from w, so r holds the squares of delta itself.")

slip("adadelta_step", "adadelta_upside_down", "np.sqrt(r + eps) / np.sqrt(s + eps)",
     "np.sqrt(s + eps) / np.sqrt(r + eps)",
     hint="The ratio is upside down: large recent gradients must make the step smaller.")

slip("adadelta_step", "adadelta_without_roots", "np.sqrt(r + eps) / np.sqrt(s + eps)", "(r + eps) / (s + eps)",
     hint="The roots are missing: the rule divides root mean squares, not mean squares.")


@mistake(
    "adadelta_step",
    hint="The order is wrong: s must take in this gradient before the update is computed (and r must take in the "
    "update after it).",
)
def adadelta_stale_gradients(solution):
    def adadelta_step(w, g, state=None, lr=1.0, rho=0.9, eps=1e-6):
        s, r = (np.zeros_like(w), np.zeros_like(w)) if state is None else state
        delta = np.sqrt(r + eps) / np.sqrt(s + eps) * g
        return w - lr * delta, (rho * s + (1 - rho) * g * g, rho * r + (1 - rho) * delta * delta)

    return adadelta_step


slip("adadelta_step", "adadelta_never_forgets", "rho * r + (1 - rho) * delta * delta", "r + delta * delta",
     hint="The memory of updates never decays: give r the same rho as s.")

slip("adadelta_step", "adadelta_in_float64", "(np.zeros_like(w), np.zeros_like(w))", "(0.0, 0.0)",
     hint="The root of a Python number is a float64 in NumPy, and so your float32 weights become float64. Start both "
     "memories as `np.zeros_like(w)`.")


# --- adam_step ------------------------------------------------------------------------------------------------

slip("adam_step", "adam_uphill", "return w - lr", "return w + lr", hint=UPHILL)

slip("adam_step", "adam_without_bias_correction", ("m / (1 - beta1**t)", "m"), ("s / (1 - beta2**t)", "s"),
     hint="This is Adam without bias correction ('almost' Adam). Both moments start at zero and are too small at "
     "first, the second far more than the first: divide each by one minus its beta to the power t.")

slip("adam_step", "adam_corrects_first_only", "s / (1 - beta2**t)", "s",
     hint="Only the first moment is corrected: the second starts at zero too.")

slip("adam_step", "adam_corrects_second_only", "m / (1 - beta1**t)", "m",
     hint="Only the second moment is corrected: the first starts at zero too.")

slip("adam_step", "adam_clock_starts_at_zero", ("beta1**t)", "beta1 ** (t - 1))"), ("beta2**t)", "beta2 ** (t - 1))"),
     hint="The clock starts at zero: 1 - beta**0 is 0, and dividing by it gives nan. Count the step before correcting, "
     "so that the first one has t = 1.")

slip("adam_step", "adam_clock_runs_ahead", ("beta1**t)", "beta1 ** (t + 1))"), ("beta2**t)", "beta2 ** (t + 1))"),
     hint="The clock runs one ahead: your first step is corrected with t = 2.")


@mistake(
    "adam_step",
    hint="All arrays share one clock (a global, or an attribute of the function). t must live in the state, so that "
    "each array counts its own steps.",
)
def adam_shares_one_clock(solution):
    clock = {"t": 0}

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        clock["t"] = 1 if state is None else clock["t"] + 1
        m, s = (np.zeros_like(w), np.zeros_like(w)) if state is None else state
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
        m_hat, s_hat = m / (1 - beta1 ** clock["t"]), s / (1 - beta2 ** clock["t"])
        return w - lr * m_hat / (np.sqrt(s_hat) + eps), (m, s)

    return adam_step


slip("adam_step", "adam_epsilon_inside", "(np.sqrt(s_hat) + eps)", "np.sqrt(s_hat + eps)", hint=INSIDE)

slip("adam_step", "adam_epsilon_before_correction", "lr * m_hat / (np.sqrt(s_hat) + eps)",
     "lr * m_hat * (1 - beta2**t) ** 0.5 / (np.sqrt(s) + eps)",
     hint="Epsilon is added before the second moment is corrected. The paper has that form too, with an epsilon of its "
     "own (written with a hat); here it is added to the root of the corrected moment.")


@mistake(
    "adam_step", hint="beta1 and beta2 have changed places: beta1 belongs to the gradients, beta2 to their squares."
)
def adam_betas_swapped(solution):
    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        return solution.adam_step(w, g, state, lr, beta2, beta1, eps)

    return adam_step


slip("adam_step", "adam_keeps_corrected_moments", "(t, m, s)\n    ###", "(t, m_hat, s_hat)\n    ###",
     hint="The corrected moments are kept as the state, so the next step corrects them a second time. Keep m and s as "
     "they were, and correct copies.")

slip("adam_step", "adam_squares_the_mean", "(1 - beta2) * g * g", "(1 - beta2) * m * m",
     hint="The second moment averages the square of m: it should average the squares of the gradients.")

slip("adam_step", "adam_sums_instead_of_averages", ("(1 - beta1) * g", "g"), ("(1 - beta2) * g * g", "g * g"),
     hint="The new gradient enters the moments whole: give it the weight that the past has lost, 1 - beta.")

slip("adam_step", "adam_steps_along_the_gradient", "lr * m_hat /", "lr * g /",
     hint="The step takes the bare gradient, as RMSProp does: it should take the corrected first moment.")

slip("adam_step", "adam_without_root", "np.sqrt(s_hat)", "s_hat", hint=NO_ROOT)

slip("adam_step", "adam_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))", everywhere=True,
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64. `np.zeros_like(w)` takes shape and "
     "dtype from w.")


# --- Errata ---------------------------------------------------------------------------------------------------

ONE_ARRAY = (
    "All points of your path are one array: `x -= ...` writes into it, and every entry of the list shows the last "
    "point. Write `x = x - ...`, or append a copy."
)

slip("erratum_momentum_loop", "momentum_loop_as_printed", "x - learning_rate", "x + learning_rate",
     hint="This is the loop as printed: the loss grows with every iteration. Look at the sign.")

slip("erratum_momentum_loop", "momentum_loop_loses_velocity", "learning_rate * vx", "learning_rate * dx",
     hint="The sign is right now, but the velocity is gone: step along vx, not along dx.")

slip("erratum_momentum_loop", "momentum_loop_keeps_the_start", "path, vx = []", "path, vx = [x]",
     hint="You return one step too many: the start is not an iteration.")

slip("erratum_momentum_loop", "momentum_loop_one_array", "x = x - learning_rate * vx", "x -= learning_rate * vx",
     hint=ONE_ARRAY)

slip("erratum_nesterov_rearranged", "rearranged_as_printed", "gamma * (v_next - v)",
     "gamma * (compute_gradient(v_next) - compute_gradient(v))",
     hint="The nablas are still there: you compare gradients at V, but V is a velocity, not a place. Derive the last "
     "term from the definition of x tilde.")

slip("erratum_nesterov_rearranged", "rearranged_without_last_term", "v_next + gamma * (v_next - v)", "v_next",
     hint="The last term is gone: x tilde moves with x, and its lead on x changes too.")

slip("erratum_nesterov_rearranged", "rearranged_backwards", "gamma * (v_next - v)", "gamma * (v - v_next)",
     hint="The two velocities have changed places: the new lead comes in, the old one goes out.")

slip("erratum_nesterov_rearranged", "rearranged_keeps_old_lead", "gamma * (v_next - v)", "gamma * v_next",
     hint="The old lead, gamma * V_t, is never taken off.")

slip("erratum_nesterov_rearranged", "rearranged_one_array", "x_tilde = x_tilde + ", "x_tilde += ", hint=ONE_ARRAY)

slip("erratum_adagrad_loop", "adagrad_loop_as_printed", "x - learning_rate", "learning_rate",
     hint="This is the line as printed: x is replaced by the step, wherever it was. The step is a change of x.")

slip("erratum_adagrad_loop", "adagrad_loop_uphill", "x - learning_rate", "x + learning_rate", hint=UPHILL)

slip("erratum_adagrad_loop", "adagrad_loop_forgets", "grad_squared + dx * dx", "dx * dx",
     hint="The line is mended, but grad_squared no longer grows: keep `+=`.")

slip("erratum_adagrad_loop", "adagrad_loop_epsilon_inside", "(np.sqrt(grad_squared) + 1e-7)",
     "np.sqrt(grad_squared + 1e-7)",
     hint=INSIDE.replace("1e-8 is 1e-4", "1e-7 is 3e-4"))

slip("erratum_adagrad_loop", "adagrad_loop_one_array", "x = x - learning_rate", "x -= learning_rate", hint=ONE_ARRAY)

slip("erratum_adam_loop", "adam_loop_as_printed", "range(1, num_iterations + 1)", "range(num_iterations)",
     hint="t still starts at 0, where both denominators are 1 - 1 = 0: the first point is not a number.")

slip("erratum_adam_loop", "adam_loop_jumps", "x - learning_rate", "learning_rate",
     hint="The clock is right, but x is still replaced by the step: the line lacks its minus.")

slip("erratum_adam_loop", "adam_loop_stops_early", "range(1, num_iterations + 1)", "range(1, num_iterations)",
     hint="range(1, n) has only n - 1 numbers, so the loop stops one iteration early (004 prints it so).")

slip("erratum_adam_loop", "adam_loop_without_correction", (" / (1 - beta1**t)", ""), (" / (1 - beta2**t)", ""),
     hint="The division by zero is gone because the bias correction is: it has to stay, from t = 1 on.")

slip("erratum_adam_loop", "adam_loop_one_array", "x = x - learning_rate", "x -= learning_rate", hint=ONE_ARRAY)


# --- Quiz: each wrong option ----------------------------------------------------------------------------------


@mistake(
    "quiz_coasting_speed",
    hint="That is a step of gradient descent. Write out v: every earlier gradient is still in it, with weight "
    "mu, mu^2, and so on.",
)
def speed_of_gradient_descent(solution):
    return lambda: "a"


@mistake(
    "quiz_coasting_speed",
    hint="0.9 is what survives of the old velocity, but a new gradient comes on top at every step: add the series up.",
)
def speed_of_one_survivor(solution):
    return lambda: "b"


@mistake(
    "quiz_coasting_speed",
    hint="It would grow forever if nothing were lost. Friction takes a tenth of the velocity each step, so gain and "
    "loss balance at some speed.",
)
def speed_without_limit(solution):
    return lambda: "d"


@mistake(
    "quiz_hundredth_adagrad_step",
    hint="So it would be if the root of the *average* square stood below, as the sentence says. AdaGrad takes the sum.",
)
def hundredth_step_by_the_average(solution):
    return lambda: "a"


@mistake("quiz_hundredth_adagrad_step", hint="The sum of squares is 100, but the step is divided by its root.")
def hundredth_step_without_root(solution):
    return lambda: "c"


@mistake(
    "quiz_hundredth_adagrad_step", hint="The sum of squares stands below the fraction line: it makes steps shorter."
)
def hundredth_step_upside_down(solution):
    return lambda: "d"


@mistake(
    "quiz_scaled_loss",
    hint="Their steps are sums of gradients, so they are 1,000 times longer now. Which rules divide by something that "
    "has grown by the same factor?",
)
def scaled_loss_momentum(solution):
    return lambda: "b"


@mistake("quiz_scaled_loss", hint="Not all: momentum's velocity is a sum of gradients and grows 1,000 times with them.")
def scaled_loss_all(solution):
    return lambda: "c"


@mistake(
    "quiz_scaled_loss",
    hint="Bias correction is not what does it: other rules divide g by the root of a mean or sum of squares of g too.",
)
def scaled_loss_adam_alone(solution):
    return lambda: "d"


@mistake(
    "quiz_uncorrected_first_step",
    hint="You have the first moment, a tenth of g. The second is too small as well, and it stands below the "
    "fraction line.",
)
def first_step_numerator_only(solution):
    return lambda: "a"


@mistake("quiz_uncorrected_first_step", hint="You divided by the second moment itself; the rule divides by its root.")
def first_step_without_root(solution):
    return lambda: "b"


@mistake(
    "quiz_uncorrected_first_step",
    hint="That is the number in the figure, where beta2 is 0.999. Compute it for the beta2 of the question.",
)
def first_step_of_the_figure(solution):
    return lambda: "c"


@mistake("quiz_exponent", hint="At the first step t is 0, and 1 - beta^0 is 0: the formula divides by zero.")
def exponent_as_printed(solution):
    return lambda: "a"


@mistake("quiz_exponent", hint="At the first step that is minus one, and 1 - 1/beta is negative: the step goes uphill.")
def exponent_one_less(solution):
    return lambda: "c"


@mistake(
    "quiz_exponent",
    hint="The correction undoes the start at zero of the average itself, before any root is taken; and at t = 0 this "
    "divides by zero too.",
)
def exponent_halved(solution):
    return lambda: "d"
