"""Known wrong implementations of `07-optimizers`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

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
     hint="This is another convention of momentum (B or C of the box): the learning rate is inside the velocity, so "
     "old gradients "
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

slip("momentum_step", "momentum_keeps_what_friction_takes", "mu * v + g", "(1 - mu) * v + g",
     hint="The old velocity is multiplied by 1 - mu here. mu is not the friction: it is the share that survives.")

slip("momentum_step", "momentum_rate_twice", "mu * v + g", "mu * v + lr * g",
     hint="The learning rate comes in twice, where g enters the velocity and where the velocity moves w. The velocity "
     "holds bare gradients.")

slip("momentum_step", "momentum_starts_with_a_gradient", "np.zeros_like(w) if", "g * 1 if",
     hint="The velocity begins as the first gradient, and then that gradient is added once more. Before the first step "
     "nothing moves.")

slip("momentum_step", "momentum_friction_on_both", "mu * v + g", "mu * (v + g)",
     hint="mu multiplies the new gradient too: only the old velocity loses speed.")

slip("momentum_step", "momentum_mu_in_the_step", ("mu * v + g", "v + g"), ("lr * v", "lr * mu * v"),
     hint="The velocity never loses speed; the step is scaled by mu instead, the newest gradient too. Friction works "
     "on the old velocity.")

slip("momentum_step", "momentum_exchanged", "return w - lr * v, v", "return v, w - lr * v",
     hint="The two results have changed places: the weights come first.")


@mistake(
    "momentum_step",
    hint="The first gradient moves w and is then forgotten: the state that comes back after the first step must hold "
    "it.",
)
def momentum_forgets_the_first(solution):
    def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
        if state is None:
            return w - lr * g, np.zeros_like(w)
        v = mu * state + g
        return w - lr * v, v

    return momentum_step


slip("momentum_step", "momentum_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))",
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64 in the first sum. "
     "`np.zeros_like(w)` takes shape and dtype from w.")

slip("momentum_step", "momentum_without_a_start", "np.zeros_like(w) if state is None else state", "state",
     hint="Before the first step there is no state yet: it is None. Ask `if state is None`, and start with a velocity "
     "of zeros.")

slip("momentum_step", "momentum_asks_if_not_state", "state is None else state", "not state else state",
     hint="`if not state` asks an array whether it is true, and an array is neither true nor false. Ask whether the "
     "state is None.")

slip("momentum_step", "momentum_steps_by_the_gradient_too", "return w - lr * v, v", "return w - lr * (v + g), v",
     hint="The new gradient is in v already; adding it once more to the step counts it twice.")

slip("momentum_step", "momentum_returns_no_state", "return w - lr * v, v", "return w - lr * v",
     hint="You return the weights alone. Return two values, `w, v`: what you need at the next step comes back to you "
     "as state.")


# --- measure_path ---------------------------------------------------------------------------------------------

slip("measure_path", "arrival_at_first_touch", "int(away[-1]) + 1 if away.size else 0",
     "int(np.argmax(close)) if close.any() else len(path)",
     hint="This is the first time that the path is close. It may fly through and leave again: what counts is the step "
     "from which on it stays.")

slip("measure_path", "arrival_is_the_last_point_outside", "int(away[-1]) + 1", "int(away[-1])",
     hint="This is the last point that is not close; the path has arrived one step later.")

slip("measure_path", "arrival_one_step_early", ("int(away[-1]) + 1 if", "int(away[-1]) if"),
     ("arrival < len(path) else", "arrival < len(path) - 1 else"),
     hint="You name the last point that is not close; the path has arrived one step later.")

slip("measure_path", "arrival_counts_the_points_outside", "int(away[-1]) + 1 if away.size else 0", "int(away.size)",
     hint="You count the points that are not close. A path that is close for a while and leaves again has fewer of "
     "them than the step at which it arrives.")

slip("measure_path", "arrival_of_nan", ("<= tolerance", "> tolerance"), ("np.flatnonzero(~close)",
     "np.flatnonzero(close)"),
     hint="Every comparison with nan is false, so a point that has exploded counts as close here. Ask which points are "
     "close, and turn that around.")

slip("measure_path", "arrival_without_a_root", "np.sqrt(np.sum(path * path, axis=1))", "np.sum(path * path, axis=1)",
     hint="The sum of squares is compared with the tolerance: the distance is its root.")

slip("measure_path", "arrival_weight_by_weight", "np.sqrt(np.sum(path * path, axis=1))", "np.max(abs(path), axis=1)",
     hint="You compare the largest weight with the tolerance. The distance from the minimum is the root of the sum of "
     "the squares of all weights.")

slip("measure_path", "arrival_by_the_mean_square", "np.sum(path * path, axis=1)", "np.mean(path * path, axis=1)",
     hint="You take the mean of the squares, which makes the distance depend on how many weights there are. Its root "
     "is asked of their sum.")

slip("measure_path", "arrival_by_the_mean_size", "np.sqrt(np.sum(path * path, axis=1))", "np.mean(abs(path), axis=1)",
     hint="You take the mean size of the weights. The distance from the minimum is the root of the sum of their "
     "squares.")

slip("measure_path", "arrival_by_the_sum_of_sizes", "np.sqrt(np.sum(path * path, axis=1))", "np.sum(abs(path), axis=1)",
     hint="You add up the sizes of the weights, which is the way along the axes. The straight distance is the root of "
     "the sum of squares.")

slip("measure_path", "arrival_of_one_weight", "np.sqrt(np.sum(path * path, axis=1))", "abs(path[:, 0])",
     hint="You look at one weight of each point. A point is close when all of its weights together are: what is its "
     "distance from zero?")

slip("measure_path", "arrival_must_be_closer", "<= tolerance", "< tolerance",
     hint="A point exactly as far away as the tolerance counts as far here. It is close if its distance is at most "
     "the tolerance.")

slip("measure_path", "arrival_beyond_the_end", "arrival if arrival < len(path) else None, overshoot",
     "arrival, overshoot",
     hint="A path whose last point is not close has not arrived: return None, not the number of points.")

slip("measure_path", "arrival_of_a_single_distance", "axis=1", "axis=0",
     hint="You add up over the steps. Each point of the path has one distance: add up over its weights, along axis 1.")

slip("measure_path", "overshoot_by_sign", "-path / path[0]", "-path",
     hint="You look for the lowest weight. Which side is the other one depends on where the weight started, and the "
     "overshoot is a share of that start: divide by path[0].")

slip("measure_path", "overshoot_in_units_of_w", "-path / path[0]", "-path * np.sign(path[0])",
     hint="The overshoot has the size of a weight here. It is asked as a share of the distance at which the weight "
     "started.")

slip("measure_path", "overshoot_of_the_whole_start", "-path / path[0]",
     "-path * np.sign(path[0]) / np.linalg.norm(path[0])",
     hint="You divide by the distance of the whole start from zero. Each weight's overshoot is a share of its own "
     "start.")

slip("measure_path", "overshoot_on_either_side", "np.max(-path / path[0], axis=0)",
     "np.max(abs(path / path[0])[1:], axis=0)",
     hint="You take the largest distance on either side. Only the side where the path did not start counts.")

slip("measure_path", "overshoot_of_the_lowest", "-path / path[0]", "-path / abs(path[0])",
     hint="You look for the lowest weight. For a weight that starts below zero the other side is above it.")

slip("measure_path", "overshoot_with_the_start", "np.max(-path / path[0], axis=0)",
     "np.max(abs(path / path[0]), axis=0)",
     hint="You take the largest distance on either side, and the start is one of them: it makes at least 1. Only the "
     "other side counts.")

slip("measure_path", "overshoot_below_zero", "np.maximum(np.max(-path / path[0], axis=0), 0)",
     "np.max(-path / path[0], axis=0)",
     hint="A weight that never changes sides has an overshoot of 0, not a negative one.")

slip("measure_path", "overshoot_of_the_last_point", "np.max(-path / path[0], axis=0)", "-path[-1] / path[0]",
     hint="You look at the last point alone. The farthest point on the other side may come earlier.")

slip("measure_path", "overshoot_of_all_weights", "np.max(-path / path[0], axis=0)", "np.max(-path / path[0])",
     hint="There is one overshoot for each weight: take the maximum over the steps, along axis 0.")

slip("measure_path", "measure_exchanged", "return arrival if arrival < len(path) else None, overshoot",
     "return overshoot, arrival if arrival < len(path) else None",
     hint="The two results have changed places: the arrival comes first.")


slip("measure_path", "arrival_at_first_touch_if_it_ends_close", "int(away[-1]) + 1 if away.size else 0",
     "int(np.argmax(close)) if close[-1] else len(path)",
     hint="This is the first time that the path is close. It may fly through and leave again: what counts is the step "
     "from which on it stays.")


# --- nesterov_step --------------------------------------------------------------------------------------------

slip("nesterov_step", "nesterov_uphill", "return w - lr * v", "return w + lr * v", hint=UPHILL)

slip("nesterov_step", "nesterov_does_not_look_ahead", "w - lr * mu * v", "w",
     hint="The gradient is taken at w: this is plain momentum. Take it where the velocity alone would carry w.")

slip("nesterov_step", "nesterov_looks_back", "w - lr * mu * v", "w + lr * mu * v",
     hint="You look back instead of ahead: the coming step subtracts lr * v, so the look-ahead point lies at minus, "
     "not plus. (Texts that write a plus keep a velocity that already carries the minus sign.)")

slip("nesterov_step", "nesterov_look_ahead_without_rate", "w - lr * mu * v", "w - mu * v",
     hint="The look-ahead lacks the learning rate. In conventions B and C the rate is inside the velocity; in this "
     "course's "
     "convention the velocity carries w by lr * mu * v.")

slip("nesterov_step", "nesterov_look_ahead_without_friction", "w - lr * mu * v", "w - lr * v",
     hint="Before the gradient is known, only mu * v of the velocity survives: look ahead by that.")

slip("nesterov_step", "nesterov_steps_from_ahead", "v = mu * v + gradient(w - lr * mu * v)",
     "w = w - lr * mu * v\n    v = mu * v + gradient(w)",
     hint="The step starts from the look-ahead point, so the old velocity is spent twice. Ask for the gradient there, "
     "but step from w.")

slip("nesterov_step", "nesterov_rate_inside", ("mu * v + gradient(w - lr * mu * v)",
     "mu * v + lr * gradient(w - mu * v)"),
     ("return w - lr * v", "return w - v"),
     hint="The learning rate is inside the velocity (convention B or C), so old gradients keep the old "
     "rate when the rate changes. Here v holds gradients alone.")


slip("nesterov_step", "nesterov_keeps_what_friction_takes", "v = mu * v +", "v = (1 - mu) * v +",
     hint="The old velocity is multiplied by 1 - mu here. mu is not the friction: it is the share that survives.")

slip("nesterov_step", "nesterov_averages", "mu * v + gradient(w - lr * mu * v)",
     "mu * v + (1 - mu) * gradient(w - lr * mu * v)",
     hint="The new gradient enters with weight 1 - mu, which makes v an average. It enters whole.")

slip("nesterov_step", "nesterov_steps_by_the_gradient",
     "    v = mu * v + gradient(w - lr * mu * v)\n    return w - lr * v, v",
     "    g = gradient(w - lr * mu * v)\n    return w - lr * g, mu * v + g",
     hint="The step follows the new gradient alone. The velocity serves to look ahead, and it moves w as well.")

slip("nesterov_step", "nesterov_takes_the_other_form",
     "    v = mu * v + gradient(w - lr * mu * v)\n    return w - lr * v, v",
     "    g = gradient(w)\n    v = mu * v + g\n    return w - lr * (g + mu * v), v",
     hint="This is the shifted form, whose weights are the look-ahead points. Here w is the ball: ask ahead of it.")

slip("nesterov_step", "nesterov_asks_twice", "mu * v + gradient(w - lr * mu * v)",
     "mu * v + gradient(w - lr * mu * v) + 0 * gradient(w)",
     hint="The gradient is asked more than once a step. It is the expensive part: ask at the look-ahead point alone.")

slip("nesterov_step", "nesterov_asks_at_w_first", "v = mu * v + gradient(w - lr * mu * v)",
     "v = 0 * gradient(w) + mu * v + gradient(w - lr * mu * v)",
     hint="The gradient is asked more than once a step. It is the expensive part: ask at the look-ahead point alone.")

slip("nesterov_step", "nesterov_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))",
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64 in the first sum. "
     "`np.zeros_like(w)` takes shape and dtype from w.")


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

slip("nesterov_shifted_step", "shifted_keeps_what_friction_takes", "v = mu * v + g", "v = (1 - mu) * v + g",
     hint="The old velocity is multiplied by 1 - mu here. mu is not the friction: it is the share that survives.")

slip("nesterov_shifted_step", "shifted_dampened", "mu * v + g", "mu * v + (1 - mu) * g",
     hint="The new gradient enters with weight 1 - mu, which makes v an average. It enters whole.")

slip("nesterov_shifted_step", "shifted_swapped", "lr * (g + mu * v)", "lr * (v + mu * g)",
     hint="g and v have changed places: mu multiplies the new velocity, not the gradient.")

slip("nesterov_shifted_step", "shifted_rate_inside", ("v = mu * v + g", "v = mu * v + lr * g"),
     ("lr * (g + mu * v)", "(lr * g + mu * v)"),
     hint="The learning rate is inside the velocity (convention B or C), so old gradients keep the old "
     "rate when the rate changes. Here v holds gradients alone.")


slip("nesterov_shifted_step", "shifted_in_float64", "np.zeros_like(u)", "np.zeros(np.shape(u))",
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64. `np.zeros_like(u)` takes shape and "
     "dtype from u.")


slip("nesterov_shifted_step", "shifted_without_the_gradient", "(g + mu * v)", "mu * v",
     hint="Of the new velocity only its share mu moves u. The look-ahead point moves with w as well, and w gets the "
     "gradient whole.")

slip("nesterov_shifted_step", "shifted_looks_back", "(g + mu * v)", "(g - mu * v)",
     hint="g and mu v pull u apart here. The ball's step and its look-ahead both go against v: mind the signs "
     "on paper.")

slip("nesterov_shifted_step", "shifted_change_turned_around",
     "v = mu * v + g\n    return u - lr * (g + mu * v), v",
     "before, v = v, mu * v + g\n    return u - lr * (v - mu * (v - before)), v",
     hint="The change of the velocity enters with the wrong sign. u lies lr mu v ahead of w: in which direction does "
     "it move when v grows?")


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

slip("adagrad_step", "adagrad_adds_up_sizes", ("s + g * g", "s + np.abs(g)"), ("np.sqrt(s)", "s"),
     hint="You divide by the sum of the gradients' sizes. What is added up are their squares, and the root of that sum "
     "divides.")

slip("adagrad_step", "adagrad_decays", "s + g * g", "0.9 * s + 0.1 * g * g",
     hint="This s decays: that is RMSProp, the other function of this exercise. AdaGrad only ever adds.")


slip("adagrad_step", "adagrad_epsilon_beside", "/ (np.sqrt(s) + eps)", "/ np.sqrt(s) + eps",
     hint="At a gradient of zero this divides zero by zero. Epsilon belongs to the root before the division: division "
     "comes before addition, unless there are parentheses.")

slip("adagrad_step", "adagrad_starts_with_a_square", "np.zeros_like(w) if", "g * g if",
     hint="The sum begins as the first square, which is then added once more. Before the first step it is zero.")

slip("adagrad_step", "adagrad_without_gradient", "lr * g /", "lr /",
     hint="The gradient is missing above the line: the step has no direction.")

slip("adagrad_step", "adagrad_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))",
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64. `np.zeros_like(w)` takes shape and "
     "dtype from w.")


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


slip("rmsprop_step", "rmsprop_starts_with_a_square", "np.zeros_like(w) if", "g * g if",
     hint="The average begins as the first square, so the first step is one rate long. It begins at zero, and the "
     "first square enters with its own weight.")

slip("rmsprop_step", "rmsprop_squares_too_late", "(1 - rho) * g * g", "(1 - rho) * g",
     hint="The average is one of gradients here, and its root may be nan: average their squares.")

slip("rmsprop_step", "rmsprop_squares_the_weight_too", "(1 - rho) * g * g", "((1 - rho) * g) ** 2",
     hint="You square 1 - rho along with the gradient. The weights of old and new are to add up to one.")

slip("rmsprop_step", "rmsprop_squares_the_mean", ("(1 - rho) * g * g", "(1 - rho) * g"), ("np.sqrt(s)", "abs(s)"),
     hint="You average the gradients and square the average, where gradients of unlike sign cancel. Square each of "
     "them first, then average.")

slip("rmsprop_step", "rmsprop_epsilon_beside", "/ (np.sqrt(s) + eps)", "/ np.sqrt(s) + eps",
     hint="At a gradient of zero this divides zero by zero. Epsilon belongs to the root before the division: division "
     "comes before addition, unless there are parentheses.")

slip("rmsprop_step", "rmsprop_one_rate_for_all", "(1 - rho) * g * g", "(1 - rho) * np.mean(g * g)",
     hint="All weights share one mean square, so they share one rate. The mean runs over steps, for each weight by "
     "itself.")

slip("rmsprop_step", "rmsprop_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))",
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64. `np.zeros_like(w)` takes shape and "
     "dtype from w.")


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
    hint="Each update is the bare gradient here, since both memories stand at the same moment and cancel. s takes in "
    "this gradient before the update is computed; r takes in the update after it.",
)
def adadelta_stale_gradients(solution):
    def adadelta_step(w, g, state=None, lr=1.0, rho=0.9, eps=1e-6):
        s, r = (np.zeros_like(w), np.zeros_like(w)) if state is None else state
        delta = np.sqrt(r + eps) / np.sqrt(s + eps) * g
        return w - lr * delta, (rho * s + (1 - rho) * g * g, rho * r + (1 - rho) * delta * delta)

    return adadelta_step


slip("adadelta_step", "adadelta_steps_by_the_new_memory", "return w - lr * delta",
     "return w - lr * np.sqrt(r + eps) / np.sqrt(s + eps) * g",
     hint="The step is divided up with the memory of updates that already holds this update. Read the indices: what "
     "stands above the line is from the step before.")

slip("adadelta_step", "adadelta_remembers_no_squares", "(1 - rho) * delta * delta", "(1 - rho) * delta",
     hint="The memory of updates takes in the update itself, with its sign: it is an average of squares.")

slip("adadelta_step", "adadelta_never_remembers", "r = rho * r + (1 - rho) * delta * delta", "r = rho * r",
     hint="The memory of updates stays at zero: it takes in the square of each update, after the step.")

slip("adadelta_step", "adadelta_memories_exchanged", "lr * delta, (s, r)", "lr * delta, (r, s)",
     hint="The two memories come back in each other's place: take the state apart in the order in which you put it "
     "together.")

slip("adadelta_step", "adadelta_never_forgets", "rho * r + (1 - rho) * delta * delta", "r + delta * delta",
     hint="The memory of updates never decays: give r the same rho as s.")

slip("adadelta_step", "adadelta_in_float64", "(np.zeros_like(w), np.zeros_like(w))", "(0.0, 0.0)",
     hint="The root of a Python number is a float64 in NumPy, and so your float32 weights become float64. Start both "
     "memories as `np.zeros_like(w)`.")


# --- adam_step ------------------------------------------------------------------------------------------------

slip("adam_step", "adam_uphill", "return w - lr", "return w + lr", hint=UPHILL)

slip("adam_step", "adam_without_bias_correction", "(m / (1 - beta1**t), s / (1 - beta2**t)) if correct else (m, s)",
     "(m, s)",
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

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        clock["t"] = 1 if state is None else clock["t"] + 1
        m, s = (np.zeros_like(w), np.zeros_like(w)) if state is None else state
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
        one, two = (1 - beta1 ** clock["t"], 1 - beta2 ** clock["t"]) if correct else (1, 1)
        return w - lr * m / one / (np.sqrt(s / two) + eps), (m, s)

    return adam_step


@mistake(
    "adam_step",
    hint="The count of steps is never set back: it goes on from one array, and from one run, to the next. Where does "
    "this function keep what belongs to one array?",
)
def adam_counts_all_calls(solution):
    """A global count, as it stands when the public probes run in their order on a cell that was run just before."""
    clock = {"t": 0}

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        begun = {(3, 4): 5 if correct else 0, (4,): 10, (5, 2): 15, (3, 2): 20}
        clock["t"] = begun.get(w.shape, clock["t"]) if state is None else clock["t"]
        clock["t"] += 1
        m, s = (np.zeros_like(w), np.zeros_like(w)) if state is None else state
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
        one, two = (1 - beta1 ** clock["t"], 1 - beta2 ** clock["t"]) if correct else (1, 1)
        return w - lr * m / one / (np.sqrt(s / two) + eps), (m, s)

    return adam_step


slip("adam_step", "adam_epsilon_inside", "(np.sqrt(second) + eps)", "np.sqrt(second + eps)", hint=INSIDE)

slip("adam_step", "adam_epsilon_before_correction", "lr * first / (np.sqrt(second) + eps)",
     "lr * first * ((1 - beta2**t) ** 0.5 if correct else 1) / (np.sqrt(s) + eps)",
     hint="Epsilon is added before the second moment is corrected. The paper has that form too, with an epsilon of its "
     "own (written with a hat); here it is added to the root of the corrected moment.")


@mistake(
    "adam_step", hint="beta1 and beta2 have changed places: beta1 belongs to the gradients, beta2 to their squares."
)
def adam_betas_swapped(solution):
    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        return solution.adam_step(w, g, state, lr, beta2, beta1, eps, correct)

    return adam_step


slip("adam_step", "adam_averages_with_the_other_beta", ("beta1 * m + (1 - beta1) * g", "beta2 * m + (1 - beta2) * g"),
     ("beta2 * s + (1 - beta2) * g * g", "beta1 * s + (1 - beta1) * g * g"),
     hint="Each moment is averaged with the other one's beta. beta1 belongs to the gradients, beta2 to their squares.")

slip("adam_step", "adam_keeps_corrected_moments", "(t, m, s)\n    ###", "(t, first, second)\n    ###",
     hint="The corrected moments are kept as the state, so the next step corrects them a second time. Keep m and s as "
     "they were, and correct copies.")

slip("adam_step", "adam_squares_the_mean", "(1 - beta2) * g * g", "(1 - beta2) * m * m",
     hint="The second moment averages the square of m: it should average the squares of the gradients.")

slip("adam_step", "adam_forgets_the_square", "(1 - beta2) * g * g", "(1 - beta2) * g",
     hint="The second moment averages the gradients themselves, so it may be negative, and its root is nan. What "
          "does it average in RMSProp?")

slip("adam_step", "adam_sums_instead_of_averages", ("(1 - beta1) * g", "g"), ("(1 - beta2) * g * g", "g * g"),
     hint="The new gradient enters the moments whole: give it the weight that the past has lost, 1 - beta.")

slip("adam_step", "adam_sums_gradients", "(1 - beta1) * g", "g",
     hint="m is momentum's sum here, up to 1 / (1 - beta1) times a steady gradient. Adam's first moment is an average: "
     "its weights add up to one.")

slip("adam_step", "adam_sums_squares", "(1 - beta2) * g * g", "g * g",
     hint="The squares are summed, not averaged: give the new one the weight that the past has lost.")

slip("adam_step", "adam_corrects_by_the_other_beta", "(m / (1 - beta1**t), s / (1 - beta2**t))",
     "(m / (1 - beta2**t), s / (1 - beta1**t))",
     hint="Each moment is corrected with the other one's beta: what m lacks at the start depends on beta1.")

slip("adam_step", "adam_multiplies_by_the_correction", "(m / (1 - beta1**t), s / (1 - beta2**t))",
     "(m * (1 - beta1**t), s * (1 - beta2**t))",
     hint="The moments are multiplied by what they lack, and get smaller still. They are too small: divide.")

slip("adam_step", "adam_divides_by_the_power", "(m / (1 - beta1**t), s / (1 - beta2**t))",
     "(m / beta1**t, s / beta2**t)",
     hint="The power of beta is the share that is still missing. Divide by the share that is there.")

slip("adam_step", "adam_power_of_the_rest", "(m / (1 - beta1**t), s / (1 - beta2**t))",
     "(m / (1 - beta1) ** t, s / (1 - beta2) ** t)",
     hint="The power is taken of 1 - beta. It is beta that has the power t.")

slip("adam_step", "adam_corrects_the_root", ("s / (1 - beta2**t)", "s / (1 - beta2**t) ** 2"),
     hint="The root is corrected, not what stands under it: correct the second moment, then take its root.")

slip("adam_step", "adam_multiplies_beta", ("beta1**t", "beta1 * t"), ("beta2**t", "beta2 * t"),
     hint="The correction has beta times t. It is the power, beta**t, that says how much of the start is left.")

slip("adam_step", "adam_starts_with_a_gradient", "(0, np.zeros_like(w), np.zeros_like(w))", "(0, g * 1, g * g)",
     hint="The moments begin as the first gradient and its square, and the correction, made for a start at zero, then "
     "enlarges them.")

slip("adam_step", "adam_steps_along_the_gradient", "lr * first /", "lr * g /",
     hint="The step takes the bare gradient, as RMSProp does: it should take the corrected first moment.")

slip("adam_step", "adam_without_root", "np.sqrt(second)", "second", hint=NO_ROOT)

slip("adam_step", "adam_in_float64", "np.zeros_like(w)", "np.zeros(np.shape(w))", everywhere=True,
     hint="`np.zeros(shape)` is float64, and it turns float32 weights into float64. `np.zeros_like(w)` takes shape and "
     "dtype from w.")

slip("adam_step", "adam_always_corrects", "if correct else (m, s)", "if True else (m, s)",
     hint="You correct the moments even where `correct` is False: almost Adam uses them as they are.")

slip("adam_step", "adam_corrects_the_wrong_way_around", "if correct else", "if not correct else",
     hint="The two cases have changed places: you correct where `correct` is False.")

slip("adam_step", "adam_never_counts", "t = t + 1", "t = max(t, 1)",
     hint="Every step is corrected as if it were the first: the clock stands at 1, or the power of beta is missing. "
     "Count the steps in the state.")


# --- adaptive_loop --------------------------------------------------------------------------------------------

ONE_ARRAY = (
    "All points of your path are one array: `x -= ...` writes into it, and every entry of the list shows the last "
    "point. Write `x = x - ...`, or append a copy."
)

slip("adaptive_loop", "loop_as_it_circulates", ("x = x - learning_rate * dx", "x = learning_rate * dx"),
     ("range(1, num_iterations + 1)", "range(num_iterations)"),
     hint="This is the code as it circulates, with both bugs. Look at AdaGrad's first point and at Adam's first "
     "divisor.")

slip("adaptive_loop", "loop_still_jumps", "x = x - learning_rate * dx", "x = learning_rate * dx",
     hint="AdaGrad's x is still replaced by the step, wherever it was. The step is a change of x.")

slip("adaptive_loop", "loop_adagrad_uphill", "x = x - learning_rate * dx", "x = x + learning_rate * dx", hint=UPHILL)

slip("adaptive_loop", "loop_jumps_with_a_minus", "x = x - learning_rate * dx", "x = -learning_rate * dx",
     hint="AdaGrad's step has its minus now, but x is still replaced by it: take it off x.")

slip("adaptive_loop", "loop_clock_at_zero", "range(1, num_iterations + 1)", "range(num_iterations)",
     hint="Adam's t still starts at 0, where both divisors are 1 - 1 = 0: the first point is not a number.")

slip("adaptive_loop", "loop_stops_early", "range(1, num_iterations + 1)", "range(1, num_iterations)",
     hint="range(1, n) has only n - 1 numbers, so the loop stops one iteration early.")

slip("adaptive_loop", "loop_clock_runs_ahead", "range(1, num_iterations + 1)", "range(2, num_iterations + 2)",
     hint="Adam's clock runs one ahead: the first step is corrected with t = 2.")

slip("adaptive_loop", "loop_without_correction", (" / (1 - 0.9**t)", ""), (" / (1 - 0.999**t)", ""),
     hint="Adam's division by zero is gone because the correction is: it has to stay, from t = 1 on.")

slip("adaptive_loop", "loop_clock_never_zero", ("range(1, num_iterations + 1)", "range(num_iterations)"),
     ("(1 - 0.9**t)", "(1 - 0.9 ** max(t, 1))"), ("(1 - 0.999**t)", "(1 - 0.999 ** max(t, 1))"),
     hint="You keep the clock from being 0, and it stays one behind: your second iteration has t = 1 again.")

slip("adaptive_loop", "loop_hides_the_zero", ("(1 - 0.9**t)", "(1 - 0.9**t + 1e-8)"),
     ("(1 - 0.999**t)", "(1 - 0.999**t + 1e-8)"), ("range(1, num_iterations + 1)", "range(num_iterations)"),
     hint="A small number in the divisor hides Adam's division by zero and leaves its cause: the clock still starts at "
     "0, and every correction is that of one step before.")

slip("adaptive_loop", "loop_spares_the_first", ("range(1, num_iterations + 1)", "range(num_iterations)"),
     ("/ (1 - 0.9**t)", "/ (1 - 0.9**t if t else 1)"), ("/ (1 - 0.999**t)", "/ (1 - 0.999**t if t else 1)"),
     hint="You leave Adam's first point uncorrected, where it matters most, and every later correction is that of one "
     "step before. The clock still starts at 0.")

slip("adaptive_loop", "loop_adagrad_forgets", "second_moment = second_moment + dx * dx", "second_moment = dx * dx",
     hint="AdaGrad's sum of squares no longer grows: each step adds to it.")

slip("adaptive_loop", "loop_keeps_the_start", "path, first_moment, second_moment = []",
     "path, first_moment, second_moment = [x]",
     hint="You return one point too many: the start is not an iteration.")


@mistake("adaptive_loop", hint=ONE_ARRAY)
def loop_one_array(solution):
    def adaptive_loop(x, compute_gradient, learning_rate, num_iterations, method):
        mended = solution.adaptive_loop(x, compute_gradient, learning_rate, num_iterations, method)
        return mended[-1:] * len(mended)

    return adaptive_loop


slip("adaptive_loop", "loop_begins_with_the_start",
     ("        dx = compute_gradient(x)\n", "        path.append(x)\n        dx = compute_gradient(x)\n"),
     ("        path.append(x)\n    return path", "    return path"),
     hint="Your list begins with the start and lacks the last point. It is to hold x after each iteration.")


# --- my_step --------------------------------------------------------------------------------------------------


@mistake("my_step", hint="Your rule does not get ahead of Adam at its default rate: in 100 updates a rate of 0.001 "
         "moves no weight by more than about 0.1. Take a larger one.")
def entry_at_the_default(solution):
    return lambda w, g, state=None: solution.adam_step(w, g, state)


@mistake("my_step", hint="The run has diverged: some weights are no longer finite numbers. Do your steps go downhill? "
         "How long are they, and do they grow? A rate that depends on the step must read its count from the state: "
         "five networks train.")
def entry_that_explodes(solution):
    def my_step(w, g, state=None):
        return (w + 1) * 1e6, None

    return my_step


@mistake("my_step", hint="One network trains, and five that train in turn diverge. If your rule counts its steps, each "
         "network must have a count of its own: keep it in the state. If it does not, some seed can't bear the rate.")
def entry_with_one_clock_for_all(solution):
    clock = {"t": 0, "running": False}

    def my_step(w, g, state=None):
        clock["t"] = 1 if state is None and clock["running"] else clock["t"] + 1  # a new contest begins
        clock["running"] = state is not None
        v = g if state is None else 0.9 * state + g
        return w - 0.5 * (1 - clock["t"] / 100) * (g + 0.9 * v), v

    return my_step


@mistake("my_step", hint="This is plain gradient descent, ahead of Adam's default and behind Adam at its best. What "
         "does "
         "memory add, and which method of the table in 7.15 was in front?")
def entry_without_memory(solution):
    return lambda w, g, state=None: (w - 0.5 * g, None)


@mistake("my_step", hint="The contest hands you the gradient at w, an array. `nesterov_step` asks for a function. "
         "Which form of Nesterov's method takes an array?")
def entry_of_the_look_ahead_form(solution):
    return lambda w, g, state=None: solution.nesterov_step(w, g, state, lr=0.3)


@mistake("my_step", hint="The rule climbs: the gradient points uphill, so the step must be subtracted.")
def entry_uphill(solution):
    return lambda w, g, state=None: (w + 0.05 * g, None)


# --- Quiz: each wrong option ----------------------------------------------------------------------------------


wrong_letters(
    "quiz_same_speed_same_floor",
    a="One new gradient does enter with the rate 0.01. But every earlier one is still in v, with weight mu, "
      "mu^2, and so on: the steps are longer.",
    b="0.95 is what survives of the old velocity. But a new gradient comes on top at every step: add the "
      "series up.",
    d="Ten times the rate is what a momentum of 0.9 is worth. This one keeps more: add its series up.",
)

wrong_letters(
    "quiz_who_stays_stable",
    a="At small rates all three are. At this rate eta h is 2.5: where is the cliff of gradient descent?",
    c="Momentum moves the cliff outward, that is right. But the look ahead brakes only up to eta h = 1: "
      "section 7.6 draws where Nesterov ends.",
    d="Nesterov does brake in steep directions, but only up to eta h = 1. Which of the two maps of 7.6 goes "
      "on farther?",
)

wrong_letters(
    "quiz_adagrad_after_a_change",
    a="0.1 is the length of the very first step, when the sum holds one square. What has the sum become?",
    c="The root of the sum is 10, that is right. How large is the gradient of this step?",
    d="The sum of squares is 100, that is right. But the step is divided by its root.",
)

wrong_letters(
    "quiz_first_rmsprop_step",
    a="So it would be if the average were corrected, or its state kept. It begins at zero again: how much "
      "of g^2 is in it after one gradient?",
    b="The root of 10 belongs to the first step with rho = 0.9. Compute it for the rho of the question.",
    c="The root of s is a tenth of the gradient's size, that is right. But it stands below the fraction "
      "line.",
)

wrong_letters(
    "quiz_how_far_adam_gets",
    b="0.001 is the rate with which everybody begins. At that rate each of 200 steps is at most about 0.001 "
      "long: how far is that in all?",
    c="For gradient descent that is so. Adam divides each gradient by its own size: see 'Early Adam is a "
      "sign'.",
    d="At 0.5 two steps are enough. You have two hundred, and the smallest rate is asked for.",
)
