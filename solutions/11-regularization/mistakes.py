"""Known wrong implementations of `11-regularization`, each with the hint that it earns. They never ship."""

import math

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- elastic_net ----------------------------------------------------------------------------------------------

slip("elastic_net", "net_without_the_half", ("l2 / 2 * np.sum(w**2)", "l2 * np.sum(w**2)"),
     ("+ l2 * w", "+ 2 * l2 * w"),
     hint="Value and gradient of your L2 fit together, but both are twice as large as asked for. Look at the factor in "
     "front of the squares.")

slip("elastic_net", "net_half_in_the_value_alone", "+ l2 * w", "+ 2 * l2 * w",
     hint="Your L2 gradient is twice what the value says. What does the half in front of the square do when you take "
     "the derivative?")

slip("elastic_net", "net_no_half_in_the_value", "l2 / 2 * np", "l2 * np",
     hint="The gradient of your L2 is right, the value is twice too large.")

slip("elastic_net", "net_half_in_both", "+ l2 * w", "+ l2 / 2 * w",
     hint="The half stands in your L2 gradient, too. Take the derivative of one half of a square on paper.")

slip("elastic_net", "net_half_of_l1", ("l1 * np.sum", "l1 / 2 * np.sum"), ("l1 * np.sign", "l1 / 2 * np.sign"),
     hint="Your L1 is half as large as it should be. Its half would have no square to go with.")

slip("elastic_net", "net_l1_gradient_of_ones", "l1 * np.sign(w)", "l1 * np.ones_like(w)",
     hint="Your L1 gradient is the same for positive and negative weights. Which way does |w| grow on the left of 0?")

slip("elastic_net", "net_zeros_count_as_positive", "l1 * np.sign(w)", "l1 * np.where(w >= 0, 1, -1).astype(w.dtype)",
     hint="Your L1 pulls at weights that are 0 already. The docstring says what a 0 adds.")

slip("elastic_net", "net_gradient_by_the_absolute_value", "l1 * np.sign(w)", "l1 * w / np.abs(w)",
     hint="Your gradient is not a number where a weight is 0.")

slip("elastic_net", "net_by_the_norm", "l1 * np.sum(np.abs(w))", "l1 * np.sqrt(np.sum(w**2))",
     hint="Your L1 value is the root of the sum of squares: that is another norm.")

slip("elastic_net", "net_by_the_matrix_norm", "np.sum(np.abs(w))", "np.linalg.norm(w, 1)",
     hint="`np.linalg.norm(w, 1)` of a matrix is the largest sum of a column. All sizes are to be added up.")

slip("elastic_net", "net_sum_of_weights", "np.sum(np.abs(w))", "np.sum(w)",
     hint="In your L1 value positive and negative weights cancel.")

slip("elastic_net", "net_in_brackets",
     ("l1 * np.sum(np.abs(w)) + l2 / 2 * np.sum(w**2)", "l1 * (np.sum(np.abs(w)) + l2 / 2 * np.sum(w**2))"),
     ("l1 * np.sign(w) + l2 * w", "l1 * (np.sign(w) + l2 * w)"),
     hint="l1 multiplies your squares, too: with an l1 of 0 nothing is left of them.")

slip("elastic_net", "net_by_means", ("np.sum(np.abs(w))", "np.mean(np.abs(w))"), ("np.sum(w**2)", "np.mean(w**2)"),
     hint="Your value is a mean over the weights. The mean goes over examples; over weights it is a sum.")

slip("elastic_net", "net_rows_apart", "l1 * np.sum(np.abs(w)) + l2 / 2 * np.sum(w**2)",
     "l1 * np.sum(np.abs(w), axis=0) + l2 / 2 * np.sum(w**2, axis=0)",
     hint="Your value is an array, a number for each column. The sum goes over all weights.")

slip("elastic_net", "net_strengths_exchanged", "l1=0.0, l2=0.0", "l2=0.0, l1=0.0",
     hint="Called with the strengths in order, L1's comes first.")


slip("elastic_net", "net_half_of_l1_in_the_value", "l1 * np.sum", "l1 / 2 * np.sum",
     hint="The gradient of your L1 is right, its value is half as large as it should be. The half belongs to the "
     "squares alone.")

slip("elastic_net", "net_half_of_l1_in_the_gradient", "l1 * np.sign", "l1 / 2 * np.sign",
     hint="The value of your L1 is right, its gradient is half as large as it should be.")

slip("elastic_net", "net_zeros_count_as_negative", "l1 * np.sign(w)", "l1 * np.where(w > 0, 1, -1).astype(w.dtype)",
     hint="Where a weight is 0, your L1 gradient is negative, as if the weight were below 0. The docstring says what a "
     "0 adds.")

slip("elastic_net", "net_exchanged_in_the_value", "l1 * np.sum(np.abs(w)) + l2 / 2 * np.sum(w**2)",
     "l2 * np.sum(np.abs(w)) + l1 / 2 * np.sum(w**2)",
     hint="In your value `l1` and `l2` have changed places; in the gradient they are right.")

slip("elastic_net", "net_exchanged_in_the_gradient", "l1 * np.sign(w) + l2 * w", "l2 * np.sign(w) + l1 * w",
     hint="In your gradient `l1` and `l2` have changed places; in the value they are right.")

slip("elastic_net", "net_exchanged_in_both", ("l1 * np.sum(np.abs(w)) + l2 / 2 * np.sum(w**2)",
     "l2 * np.sum(np.abs(w)) + l1 / 2 * np.sum(w**2)"), ("l1 * np.sign(w) + l2 * w", "l2 * np.sign(w) + l1 * w"),
     hint="In your value and in your gradient `l1` and `l2` have changed places.")


slip("elastic_net", "net_l2_by_the_norm", "l2 / 2 * np.sum(w**2)", "l2 / 2 * np.sqrt(np.sum(w**2))",
     hint="The gradient is right. In the value of your L2 there is a root, as in a norm: the docstring takes the sum "
     "of the squares as it is.")


# --- max_norm -------------------------------------------------------------------------------------------------

LIMITED = "w * (limit / np.maximum(lengths, limit)).astype(w.dtype)"

slip("max_norm", "norm_of_rows", ("axis=0)", "axis=1, keepdims=True)"),
     hint="Your limit holds for each row. Which weights come into one unit?")

slip("max_norm", "norm_of_the_whole", ("np.sum(w**2, axis=0)", "np.sum(w**2)"),
     hint="You measure all weights together. Each unit has a length of its own.")

slip("max_norm", "norm_of_the_longest", LIMITED,
     "w * (limit / np.maximum(np.max(lengths), limit)).astype(w.dtype)",
     hint="Where one column is too long, all of yours are scaled by its factor. Each has a factor of its own.")

slip("max_norm", "norm_always_scaled", "np.maximum(lengths, limit)", "np.maximum(lengths, 1e-12)",
     hint="All your columns end with the length of the limit, the short ones too. What happens to a column that is "
     "short enough?")

slip("max_norm", "norm_scales_the_short", "np.maximum(lengths", "np.minimum(lengths + 1e-12",
     hint="You make short columns longer and leave the long ones as they are.")

slip("max_norm", "norm_without_the_root", "np.sqrt(np.sum(w**2, axis=0))", "np.sum(w**2, axis=0)",
     hint="Your columns are measured by the sum of their squares. Their length is the root of it.")

slip("max_norm", "norm_of_absolute_values", "np.sqrt(np.sum(w**2, axis=0))", "np.sum(np.abs(w), axis=0)",
     hint="Your columns are measured by the sum of absolute values. That is another norm.")

slip("max_norm", "norm_of_the_largest", "np.sqrt(np.sum(w**2, axis=0))", "np.max(np.abs(w), axis=0)",
     hint="Your columns are measured by their largest entry. It is the length of the whole column that is limited.")

slip("max_norm", "norm_by_means", "np.sqrt(np.sum(w**2, axis=0))", "np.sqrt(np.mean(w**2, axis=0))",
     hint="You take the mean of the squares, so a column with many inputs may be longer than it should.")

slip("max_norm", "norm_clips_entries", LIMITED, "np.clip(w, -limit, limit)",
     hint="You limit each entry by itself. It is the length of the whole column that is limited, and its direction "
     "stays.")

slip("max_norm", "norm_divides_alone", LIMITED,
     "w * np.where(lengths > limit, 1 / np.maximum(lengths, 1e-12), 1).astype(w.dtype)",
     hint="Your long columns end with length 1, whatever the limit is.")

slip("max_norm", "norm_squares_the_factor", LIMITED, "w * ((limit / np.maximum(lengths, limit)) ** 2).astype(w.dtype)",
     hint="Your long columns end shorter than the limit. By which factor does a column of length 5 come down to 2?")


# --- decayed_adam ---------------------------------------------------------------------------------------------

slip("decayed_adam", "adam_decays_biases", "decay if w.ndim > 1 else 0.0", "decay",
     hint="You decay vectors, too. What stands in an array with one axis?")

slip("decayed_adam", "adam_decays_biases_through_the_gradient", "g = g + shrink * w", "g = g + decay * w",
     hint="With decoupled=False you decay vectors, too. What stands in an array with one axis?")

slip("decayed_adam", "adam_decays_biases_beside_the_step", "beside = shrink * w", "beside = decay * w",
     hint="With decoupled=True you decay vectors, too. What stands in an array with one axis?")

slip("decayed_adam", "adam_decays_vectors_alone", "w.ndim > 1", "w.ndim == 1",
     hint="You decay the vectors and leave the matrices alone.")

slip("decayed_adam", "adam_decays_matrices_alone", "w.ndim > 1", "w.ndim == 2",
     hint="Arrays with three or four axes, such as the weights of a convolution, are not decayed in your version.")

slip("decayed_adam", "adam_always_beside", "if not decoupled:", "if False:",
     hint="With decoupled=False nothing is decayed. The penalty's gradient has to go through the averages then.")

slip("decayed_adam", "adam_both_ways", "if not decoupled:", "if True:",
     hint="With decoupled=True your decay enters twice: through the gradient, and beside the step.")

slip("decayed_adam", "adam_exchanged", ("if not decoupled:", "if decoupled:"),
     ("shrink * w if decoupled", "shrink * w if not decoupled"),
     hint="The two kinds have changed places.")

slip("decayed_adam", "adam_twice_the_decay", "beside = shrink * w", "beside = 2 * shrink * w",
     hint="Beside the step, w loses twice as much as asked for.")

slip("decayed_adam", "adam_decay_without_the_rate", "w - lr * (step + beside)", "w - lr * step - beside",
     hint="Your decoupled decay does not know the learning rate: it is far too strong.")

slip("decayed_adam", "adam_decay_after_the_division",
     ("    g = g + shrink * w\n", "    pass\n"), ("beside = shrink * w if decoupled else 0.0", "beside = shrink * w"),
     hint="Both kinds are decoupled in your version: with decoupled=False the decay must be a part of the gradient, "
     "before the averages.")

slip("decayed_adam", "adam_uphill_decay", "(step + beside)", "(step - beside)",
     hint="Beside the step, your weights grow.")

slip("decayed_adam", "adam_decays_what_is_new", "return w - lr * (step + beside)",
     "w = w - lr * step\n    beside = shrink * w if decoupled else 0.0\n    return w - lr * beside",
     hint="You shrink the weights after Adam's step has been taken. Decay is taken from the array as it came in.")

slip("decayed_adam", "adam_uncorrected", "m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + epsilon)",
     "m / (np.sqrt(s) + epsilon)",
     hint="The averages begin at zero, and nothing corrects for it.")

slip("decayed_adam", "adam_forgets_the_count", "t + 1, beta1 * m", "1, beta1 * m",
     hint="Every step is corrected as if it were the first.")

slip("decayed_adam", "adam_penalty_in_one_average", "beta2 * s + (1 - beta2) * g * g",
     "beta2 * s + (1 - beta2) * (g - (0 if decoupled else shrink * w)) ** 2",
     hint="With decoupled=False the penalty is in your first average, but not in the second one. The sum goes through "
     "both.")

slip("decayed_adam", "adam_in_double", "return w - lr * (step + beside)",
     "return w.astype(float) - lr * (step + beside)",
     hint="The new weights have another dtype than w.")

slip("decayed_adam", "adam_epsilon_under_the_root", "np.sqrt(s / (1 - beta2**t)) + epsilon",
     "np.sqrt(s / (1 - beta2**t) + epsilon)",
     hint="Your epsilon stands under the root. The docstring says where it is added.")

slip("decayed_adam", "adam_epsilon_before_the_correction",
     "m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + epsilon)",
     "m / (1 - beta1**t) / ((np.sqrt(s) + epsilon) / np.sqrt(1 - beta2**t))",
     hint="Your epsilon is corrected with the average. It is added to the root of what has been corrected.")

slip("decayed_adam", "adam_shares_exchanged", "beta1 * m + (1 - beta1) * g", "(1 - beta1) * m + beta1 * g",
     hint="Your average of the gradients keeps the small share of the past and takes the large one of the new "
     "gradient.")

slip("decayed_adam", "adam_decay_without_its_strength", "shrink = decay if w.ndim > 1 else 0.0",
     "shrink = (1.0 if decay else 0.0) if w.ndim > 1 else 0.0",
     hint="Whatever the decay, as long as it is not 0, your weights lose as much as with a decay of 1.")


slip("decayed_adam", "adam_counts_from_zero", ("t + 1, beta1 * m", "t, beta1 * m"), ("(t, m, s)\n", "(t + 1, m, s)\n"),
     hint="Your weights are no numbers from the first step on. If your first step is number 0, its correction divides "
     "by 1 - beta**0, which is 0. Count from 1.")

slip("decayed_adam", "adam_counts_from_two", "t + 1, beta1 * m", "(t or 1) + 1, beta1 * m",
     hint="Your first step is corrected as if it were the second one.")

slip("decayed_adam", "adam_throws_its_state_away", "(t, m, s)\n", "None\n",
     hint="Each of your steps is as if it were the first: the averages of the steps before are lost. They have to be "
     "in the state that you return, and be taken from the state that you are given.")


# --- stop_early -----------------------------------------------------------------------------------------------

slip("stop_early", "stop_without_a_patience", "waited\"] >= patience", "waited\"] >= 1",
     hint="You stop at the first look that is no improvement, whatever the patience.")

slip("stop_early", "stop_one_look_late", "waited\"] >= patience", "waited\"] > patience",
     hint="You stop one look too late. With a patience of 1 the first look without an improvement is the last.")

slip("stop_early", "stop_never_resets", "\"w\": w.copy(), \"waited\": 0}", "\"w\": w.copy()}",
     hint="Your count goes on after an improvement: the looks without one have to be in a row.")

slip("stop_early", "stop_never_resets_and_goes_on",
     ("\"w\": w.copy(), \"waited\": 0}\n", "\"w\": w.copy()}\n        return False, state\n"),
     hint="Your count goes on after an improvement: the looks without one have to be in a row.")

slip("stop_early", "stop_skips_nan", "state[\"waited\"] += 1", "state[\"waited\"] += not np.isnan(loss)",
     hint="A look whose loss is nan does not count in your version. It is a look without an improvement.")

slip("stop_early", "stop_takes_the_first_unseen", "if loss < state", "if state[\"w\"] is None or loss < state",
     hint="You take the first loss for the best one unseen. If it is nan, nothing is ever lower.")

slip("stop_early", "stop_compares_with_the_last", "        state[\"waited\"] += 1",
     "        state |= {\"loss\": loss, \"waited\": state[\"waited\"] + 1}",
     hint="You compare with the loss before. A loss is an improvement over the *best* one.")

slip("stop_early", "stop_keeps_the_last_weights", "        state[\"waited\"] += 1",
     "        state |= {\"w\": w.copy(), \"waited\": state[\"waited\"] + 1}",
     hint="The loss that you keep is the best one, but the weights are the last ones.")

slip("stop_early", "stop_ties_improve", "loss < state", "loss <= state",
     hint="A loss that equals the best one so far counts as an improvement in your version.")

slip("stop_early", "stop_ignores_the_gain", "state[\"loss\"] - gain", "state[\"loss\"]",
     hint="`gain` changes nothing: a tiny improvement starts your count again.")

slip("stop_early", "stop_gain_the_wrong_way", "- gain", "+ gain",
     hint="Your gain makes it easier to improve: a loss a bit *above* the best one counts.")

slip("stop_early", "stop_counts_small_gains_as_best", "        state[\"waited\"] += 1",
     "        state[\"waited\"] += 1\n        if loss < state[\"loss\"]:\n            state |= {\"loss\": loss, "
     "\"w\": w.copy()}",
     hint="A loss that is lower by less than the gain is no improvement, and yet you remember it as the best one.")

@mistake("stop_early", hint="You compare with the lowest loss of all looks. Gains that are each too small then never "
         "add up: compare with the loss of the last improvement.")
def stop_compares_with_the_lowest(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        state = dict(state or {"loss": np.inf, "w": None, "waited": 0, "lowest": np.inf})
        improved = loss < state["lowest"] - gain
        state["lowest"] = np.fmin(state["lowest"], loss)
        state |= {"loss": loss, "w": w.copy(), "waited": 0} if improved else {"waited": state["waited"] + 1}
        return state["waited"] >= patience, state

    return stop_early


slip("stop_early", "stop_nan_improves", "if loss < state[\"loss\"] - gain:", "if not loss >= state[\"loss\"] - gain:",
     hint="A loss that is not a number counts as an improvement in your version, and nothing is ever better than it.")

slip("stop_early", "stop_larger_is_better", ("{\"loss\": np.inf", "{\"loss\": -np.inf"),
     ("loss < state[\"loss\"] - gain", "loss > state[\"loss\"] + gain"),
     hint="You wait for a *larger* value, as for an accuracy. This is a loss.")


@mistake("stop_early", hint="Your count starts again whenever a loss is lower than the one *before* it. It starts "
         "again at a loss that is lower than the best one.")
def stop_counts_from_the_last(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        state = dict(state or {"loss": np.inf, "w": None, "waited": 0, "last": np.inf})
        state["waited"] = 0 if loss < state["last"] - gain else state["waited"] + 1
        if loss < state["loss"]:
            state |= {"loss": loss, "w": w.copy()}
        state["last"] = loss
        return state["waited"] >= patience, state

    return stop_early


@mistake("stop_early", hint="You take a new snapshot whenever a loss is lower than the one *before* it, though a "
         "better one has been.")
def stop_snapshots_at_each_fall(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        state = dict(state or {"loss": np.inf, "w": None, "waited": 0, "last": np.inf})
        if loss < state["last"] - gain:
            state |= {"loss": loss, "w": w.copy(), "waited": 0}
        else:
            state["waited"] += 1
        state["last"] = loss
        return state["waited"] >= patience, state

    return stop_early


slip("stop_early", "stop_keeps_the_last_look", "        state[\"waited\"] += 1",
     "        state |= {\"loss\": loss, \"w\": w.copy(), \"waited\": state[\"waited\"] + 1}",
     hint="You return the loss and the weights of the last look, be they better or worse. Keep those of the best one, "
     "and compare with it.")

slip("stop_early", "stop_without_a_copy", "w.copy()", "w",
     hint="Your snapshot is the array that training goes on changing, so it changes with it. Keep a copy.")


# --- dropout --------------------------------------------------------------------------------------------------

slip("dropout", "dropout_keeps_the_rate", "< keep)", "< rate)",
     hint="You keep as many units as you should drop.")

slip("dropout", "dropout_divides_by_the_rate", "/ (keep if inverted", "/ (rate + 1e-9 if inverted",
     hint="You divide by the probability of dropping. With a rate of 0.5 nobody would notice.")

slip("dropout", "dropout_rate_means_keeping", "keep = 1 - rate", "keep = rate",
     hint="All is right if the rate were the probability of *keeping*. Here it is that of dropping.")

slip("dropout", "dropout_scaled_nowhere", ("/ (keep if inverted else 1.0)", "/ 1.0"),
     hint="Inverted dropout is not scaled in training.")

slip("dropout", "dropout_scaled_twice", "1.0 if inverted else keep", "keep",
     hint="Inverted dropout is scaled at test time once more.")

slip("dropout", "dropout_plain_scaled_twice", "keep if inverted else 1.0", "keep",
     hint="Plain dropout is scaled in training, too. It leaves what is kept as it is.")

slip("dropout", "dropout_plain_never_scaled", "1.0 if inverted else keep", "1.0",
     hint="Plain dropout is not scaled at test time. What does the next layer get there, compared with training?")

slip("dropout", "dropout_one_mask_for_all", "rng.random(x.shape) < keep", "rng.random(x.shape[1:]) < keep",
     hint="All examples lose the same units: you draw one mask for the whole batch.")

slip("dropout", "dropout_whole_examples", "rng.random(x.shape) < keep",
     "rng.random((x.shape[0],) + (1,) * (x.ndim - 1)) < keep",
     hint="Whole examples are dropped or kept. Each element needs a draw of its own.")

slip("dropout", "dropout_another_mask_backward", "lambda upstream: upstream * factor",
     "lambda upstream: upstream * (((rng.random(x.shape) < keep) / (keep if inverted else 1.0)) if training "
     "else factor)",
     hint="`backward` draws a mask of its own. The gradient must go where the values went.")

slip("dropout", "dropout_unscaled_backward", "upstream * factor", "upstream * (np.asarray(factor) != 0)",
     hint="On the way back your mask is right, and the scale is missing.")

slip("dropout", "dropout_gradient_untouched", "upstream * factor", "upstream",
     hint="`backward` hands on the upstream as it is: units that were dropped get a gradient.")

slip("dropout", "dropout_gradient_untouched_at_test_time", "upstream * factor",
     "upstream * (factor if training else 1.0)",
     hint="At test time your `backward` hands on the upstream as it is. Where x was multiplied, so is the gradient.")

slip("dropout", "dropout_drops_at_test_time", "if training:", "if True:",
     hint="Units are dropped at test time.")

slip("dropout", "dropout_never_drops", "if training:", "if not training:",
     hint="You have training and test time the wrong way around.")

slip("dropout", "dropout_one_seed", "rng.random(x.shape)", "np.random.default_rng(0).random(x.shape)",
     hint="Each call draws the same mask: take the generator that you are given.")

slip("dropout", "dropout_from_another_source", "rng.random(x.shape)", "np.random.random(x.shape)",
     hint="Your masks don't come from `rng`, so nobody can repeat a run.")

slip("dropout", "dropout_in_double", "factor.astype(x.dtype)", "factor",
     hint="With a float32 x your values come back as float64.")


@mistake("dropout", hint="You find out what was dropped from y itself. An x that was 0 before looks dropped to you.")
def dropout_mask_from_zeros(solution):
    def dropout(x, rate, rng, training, inverted=True):
        y, backward = solution.dropout(x, rate, rng, training, inverted)
        scale = float(backward(np.ones_like(x)).max())
        return y, lambda upstream: (upstream * (y != 0) * scale).astype(x.dtype) if training else backward(upstream)

    return dropout

slip("dropout", "dropout_scaled_by_the_rate", "/ (keep if inverted else 1.0)", "* (1 + rate if inverted else 1.0)",
     hint="You scale up by 1 plus the rate. Try a rate of one half on paper: by how much do you have to multiply?")


slip("dropout", "dropout_plain_scaled_by_the_rate", "1.0 if inverted else keep", "1.0 if inverted else rate",
     hint="At test time your plain dropout multiplies by the probability of dropping.")


# --- average_over_masks ---------------------------------------------------------------------------------------

slip("average_over_masks", "average_all_alike",
     "total += (1 - rate) ** kept * rate ** (len(h) - kept) * unit(mask * h)",
     "total += unit(mask * h) / 2 ** len(h)",
     hint="All your masks count alike. That is right only for a rate of one half.")

slip("average_over_masks", "average_exchanged", "(1 - rate) ** kept * rate ** (len(h) - kept)",
     "rate ** kept * (1 - rate) ** (len(h) - kept)",
     hint="Your probabilities belong to the opposite masks: `rate` is the probability of dropping.")

slip("average_over_masks", "average_of_the_rescaled",
     "    total = 0.0\n", "    return unit((1 - rate) * h)\n    total = 0.0\n",
     hint="You rescale and call the unit once. That is what you are to compare the true average with.")

slip("average_over_masks", "average_inverted", "unit(mask * h)", "unit(mask * h / (1 - rate))",
     hint="You average inverted dropout: here what is kept stays as it is.")

slip("average_over_masks", "average_one_mask_short", "range(2 ** len(h))", "range(2 ** len(h) - 1)",
     hint="The mask that keeps everything is missing.")

slip("average_over_masks", "average_nothing_kept_left_out", "range(2 ** len(h))", "range(1, 2 ** len(h))",
     hint="The mask that drops everything is missing. A unit answers something to zeros, too.")

slip("average_over_masks", "average_without_a_power", "rate ** (len(h) - kept) * unit", "unit",
     hint="The probability of a mask has a factor for each unit that it drops, too.")


slip("average_over_masks", "average_without_probabilities",
     "total += (1 - rate) ** kept * rate ** (len(h) - kept) * unit(mask * h)", "total += unit(mask * h)",
     hint="You add up the answers of all masks, without their probabilities.")


@mistake("average_over_masks", hint="You count each mask as often as there are masks that keep as many. All of those "
         "have their own turn in your loop.")
def average_with_a_binomial_coefficient(solution):
    def average_over_masks(unit, h, rate):
        total = 0.0
        for number in range(2 ** len(h)):
            mask = number >> np.arange(len(h)) & 1
            kept = int(mask.sum())
            chance = math.comb(len(h), kept) * (1 - rate) ** kept * rate ** (len(h) - kept)
            total += chance * unit(mask * h)
        return total

    return average_over_masks


@mistake("average_over_masks", hint="Your average comes from random masks, so it is only roughly right. All masks can "
         "be counted.")
def average_by_sampling(solution):
    def average_over_masks(unit, h, rate):
        rng = np.random.default_rng(0)
        return float(np.mean([unit((rng.random(len(h)) >= rate) * h) for _ in range(500)]))

    return average_over_masks


# --- stochastic_depth -----------------------------------------------------------------------------------------

slip("stochastic_depth", "depth_counts_from_zero", "start=1", "start=0",
     hint="You count the blocks from 0: your first one is always kept, and your last one too often.")

slip("stochastic_depth", "depth_all_alike", "1 - number / len(blocks) * (1 - last)", "last",
     hint="All your blocks have the last one's chance.")

slip("stochastic_depth", "depth_last_is_skipped", "number / len(blocks) * (1 - last)", "number / len(blocks) * last",
     hint="Your `last` is the probability that the last block is *skipped*.")

slip("stochastic_depth", "depth_upside_down", "start=1):\n", "start=1):\n        number = len(blocks) + 1 - number\n",
     hint="Your first block is skipped most often. It feeds all others.")

slip("stochastic_depth", "depth_scaled_twice", "            h = h + block(h)", "            h = h + block(h) / chance",
     hint="In training you multiply what a block says by something. There it takes part as it is, or not at all.")

slip("stochastic_depth", "depth_test_unscaled", "chance * block(h)", "block(h)",
     hint="At test time your blocks are added whole, more than they were on average in training.")

slip("stochastic_depth", "depth_test_scales_all", "h = h + chance * block(h)", "h = chance * (h + block(h))",
     hint="At test time you scale the shortcut as well. Only the block is missing now and then in training.")

slip("stochastic_depth", "depth_without_shortcut", "            h = h + block(h)", "            h = block(h)",
     hint="In training a block that takes part replaces h. It is to be *added*.")

slip("stochastic_depth", "depth_blocks_see_x", ("chance * block(h)", "chance * block(x)"),
     ("            h = h + block(h)", "            h = h + block(x)"),
     hint="All your blocks see x. Each should see what the blocks before it have made.")

slip("stochastic_depth", "depth_blocks_see_x_at_test_time", "chance * block(h)", "chance * block(x)",
     hint="Training is right. At test time all your blocks see x, and not what the blocks before have made.")

slip("stochastic_depth", "depth_blocks_see_x_in_training", "            h = h + block(h)", "            h = h + "
"block(x)",
     hint="Test time is right. In training all your blocks see x, and not what the blocks before have made.")

slip("stochastic_depth", "depth_one_draw_for_all", ("    h = x\n", "    h, draw = x, rng.random()\n"),
     ("elif rng.random() < chance", "elif draw < chance"),
     hint="One draw decides over all your blocks: a late one never takes part without those before it.")

slip("stochastic_depth", "depth_draws_for_rows",
     "        elif rng.random() < chance:\n            h = h + block(h)",
     "        else:\n            h = h + (rng.random((len(h), 1)) < chance) * block(h)",
     hint="You draw for each row. A block is skipped for the whole batch, or no time is saved.")

slip("stochastic_depth", "depth_skips_instead", "rng.random() < chance", "rng.random() >= chance",
     hint="Your blocks take part when they should be skipped.")

slip("stochastic_depth", "depth_from_another_source", "rng.random() < chance", "np.random.random() < chance",
     hint="Your draws don't come from `rng`, so nobody can repeat a run.")

slip("stochastic_depth", "depth_always_training", "not training", "False",
     hint="At test time your blocks are still skipped at random.")


slip("stochastic_depth", "depth_inverted", ("            h = h + block(h)", "            h = h + block(h) / chance"),
     ("chance * block(h)", "block(h)"),
     hint="You scale in training, as inverted dropout does. Here a block takes part in training as it is, and it is "
     "multiplied by its chance at test time.")

slip("stochastic_depth", "depth_replaces_h_in_both", ("            h = h + block(h)", "            h = block(h)"),
     ("h = h + chance * block(h)", "h = chance * block(h)"),
     hint="What a block says replaces h, in training and at test time. It is to be *added* to h.")

slip("stochastic_depth", "depth_stops_at_the_first_skip", "            h = h + block(h)\n",
     "            h = h + block(h)\n        else:\n            break\n",
     hint="The first block that is skipped ends your pass. The blocks behind it have draws of their own.")


# --- smooth_labels --------------------------------------------------------------------------------------------

SMOOTHED = "(1 - share) * np.eye(k)[labels] + share / k"

slip("smooth_labels", "smooth_over_the_others", SMOOTHED,
     "np.where(np.eye(k)[labels] == 1, 1 - share, share / (k - 1))",
     hint="You spread the share over the other classes alone. Here it is spread over all classes, the label's own "
     "among them.")

slip("smooth_labels", "smooth_label_s_own_left_out", SMOOTHED, "np.where(np.eye(k)[labels] == 1, 1 - share, share / k)",
     hint="Your rows do not add up to 1. The label's own class gets its part of the share as well.")


@mistake("smooth_labels", hint="`targets[:, labels]` writes into the columns of all labels in *every* row. Which row "
         "goes with which column? An index for each, both arrays of length n.")
def smooth_in_all_rows(solution):
    def smooth_labels(labels, k, share=0.1):
        targets = np.full((len(labels), k), share / k)
        targets[:, labels] = 1 - share + share / k
        return targets

    return smooth_labels


slip("smooth_labels", "smooth_the_share_each", "+ share / k", "+ share",
     hint="Each class gets the whole share in your version, so your rows add up to more than 1.")

slip("smooth_labels", "smooth_on_top", "(1 - share) * np.eye", "np.eye",
     hint="Your label's own class keeps its whole 1 and gets a part of the share besides.")

slip("smooth_labels", "smooth_exchanged", SMOOTHED, "share * np.eye(k)[labels] + (1 - share) / k",
     hint="Share and rest have changed places: with a share of 0 your rows say nothing about the label.")

slip("smooth_labels", "smooth_not_at_all", SMOOTHED, "np.eye(k)[labels]",
     hint="Your rows are one-hot: the share has no effect.")

slip("smooth_labels", "smooth_as_many_as_were_seen", "share / k", "share / (labels.max() + 1)",
     hint="You take the number of classes from the labels. The last class may be absent: the docstring hands you k.")

slip("smooth_labels", "smooth_for_binary_labels", SMOOTHED, "np.eye(k)[labels] * (1 - share) + share / 2",
     hint="You spread the share over two classes. There are k.")

slip("smooth_labels", "smooth_transposed", SMOOTHED, "((1 - share) * np.eye(k)[labels] + share / k).T",
     hint="Your rows are classes and your columns examples. The docstring wants it the other way round.")

slip("smooth_labels", "smooth_in_single_precision", SMOOTHED,
     "((1 - share) * np.eye(k)[labels] + share / k).astype('float32')",
     hint="Your targets are float32. The docstring promises float64.")


slip("smooth_labels", "smooth_one_hot_as_were_seen", "np.eye(k)", "np.eye(labels.max() + 1)",
     hint="You take the number of classes from the labels. The last class may be absent: the docstring hands you k.")

slip("smooth_labels", "smooth_columns_as_were_seen", "return " + SMOOTHED,
     "k = labels.max() + 1\n    return " + SMOOTHED,
     hint="You take the number of classes from the labels. The last class may be absent: the docstring hands you k.")


# --- fractional_pool_regions ----------------------------------------------------------------------------------

slip("fractional_pool_regions", "cuts_in_order", "rng.permutation(", "np.array(",
     hint="All your calls give the same regions. The order is to be drawn anew, from the generator that you are given.")

slip("fractional_pool_regions", "cuts_from_another_source", "rng.permutation(", "np.random.permutation(",
     hint="Your orders don't come from `rng`, so nobody can repeat a run.")

slip("fractional_pool_regions", "cuts_without_the_first", "np.concatenate([[0], np.cumsum(lengths)])",
     "np.cumsum(lengths)",
     hint="Your places begin with the end of the first region. The place where it begins, 0, is missing in front.")

slip("fractional_pool_regions", "cuts_lengths_alone", "np.concatenate([[0], np.cumsum(lengths)])", "lengths",
     hint="Your answer has one number too few. Asked for are regions + 1 places, from 0 to the size.")

slip("fractional_pool_regions", "cuts_numbers_exchanged", "[short + 1] * longer + [short] * (regions - longer)",
     "[short] * longer + [short + 1] * (regions - longer)",
     hint="You have as many shorter regions as there should be longer ones, so the pixels do not come out right.")

slip("fractional_pool_regions", "cuts_one_long_rest", "[short + 1] * longer + [short] * (regions - longer)",
     "[short + longer] + [short] * (regions - 1)",
     hint="One of your regions gets all pixels that are left over. They are to be spread, one to a region.")

slip("fractional_pool_regions", "cuts_lose_the_rest", "[short + 1] * longer + [short] * (regions - longer)",
     "[short] * regions",
     hint="All your regions have the same length, and the pixels that are left over are lost.")


@mistake("fractional_pool_regions", hint="You choose the places of the cuts freely, so lengths differ by more "
         "than one.")
def cuts_anywhere(solution):
    def fractional_pool_regions(size, regions, rng):
        inner = np.sort(rng.choice(np.arange(1, size), regions - 1, replace=False))
        return np.concatenate([[0], inner, [size]])

    return fractional_pool_regions


@mistake("fractional_pool_regions", hint="Your orders are turns of one single order. Any order of the lengths has "
         "to be possible.")
def cuts_turned_around(solution):
    def fractional_pool_regions(size, regions, rng):
        short, longer = divmod(size, regions)
        lengths = np.roll([short + 1] * longer + [short] * (regions - longer), int(rng.integers(regions)))
        return np.concatenate([[0], np.cumsum(lengths)])

    return fractional_pool_regions


# --- quiz -----------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_weights",
    a="201 and 150 are the numbers for one output. The second one brings weights and a bias of its own.",
    c="The penalty could pull on every parameter. In this unit some are left alone: which?",
    d="251 has one bias for the two outputs. Each has its own.",
)

wrong_letters(
    "quiz_path",
    a="It surprises that a weight grows. But it may take over the work of another input that goes together "
      "with its own, whichever penalty pulls.",
    c="Both do end near zero. But one of the two pulls less and less on a weight as it gets small: can that "
      "bring it to zero exactly?",
    d="A penalty pulls every weight toward zero, that is true. But the loss pulls, too, and it may ask one "
      "weight to do what another has given up.",
)

wrong_letters(
    "quiz_strength",
    a="To divide by 500 is right. Then there is the half in your penalty: which way does it go?",
    b="0.5 / 500 is what stands before the sum of squares. Your penalty has a half there.",
    d="1 makes up for the half in your penalty. But the other program adds 500 losses up where yours takes "
      "their mean.",
)

wrong_letters(
    "quiz_ratio",
    a="0.01 x 2 stands before the squares in the paper, that is right. Your penalty has a half there.",
    b="2 is the paper's beta, which only says how the squares stand to the sizes. What multiplies both "
      "parts?",
    c="beta stands beside the squares, not beside the sizes. Multiply the paper's bracket out, and compare "
      "part by part.",
)

wrong_letters(
    "quiz_limit",
    b="The first half is right: the length 5 is cut to 2. But a limit is only a limit: what does it do to a "
      "column that is shorter?",
    c="You have cut each entry at 2. It is the length of the whole column that is limited, and its "
      "direction stays.",
    d="You have taken 2 off each entry. A column that is too long is scaled, so its entries keep their "
      "ratio.",
)
