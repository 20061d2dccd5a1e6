"""Known wrong implementations of `15-transfer-learning`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import hashlib
import io
import json

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- extract_features -----------------------------------------------------------------------------------------

slip("extract_features", "in_training_mode", "training=False", "training=True",
     hint="You call the layers in training mode: they use the batch's statistics, and their own averages move.")

slip("extract_features", "pixels_in_a_row", "h.mean(axis=(2, 3)) if average else h.reshape(len(h), -1)",
     "h.reshape(len(h), -1)",
     hint="You lay all pixels of an output in a row, whatever `average` says.")

slip("extract_features", "average_ignored", "h.mean(axis=(2, 3)) if average else h.reshape(len(h), -1)",
     "h.mean(axis=(2, 3))",
     hint="You average over the pixels, whatever `average` says.")

slip("extract_features", "average_upside_down", "if average else", "if not average else",
     hint="You average where a row is asked for, and the other way round.")

slip("extract_features", "filters_last", "h.reshape(len(h), -1)", "h.transpose(0, 2, 3, 1).reshape(len(h), -1)",
     hint="Your row goes through the filters of one pixel after another. C order goes through all pixels of a filter.")

slip("extract_features", "images_in_one_row", "h.reshape(len(h), -1)", "h.reshape(1, -1)",
     hint="You lay all images of a batch in a single row. Each image has a row of its own.")

slip("extract_features", "largest_pixel", "h.mean(axis=(2, 3))", "h.max(axis=(2, 3))",
     hint="You take the largest pixel of each channel. The docstring asks for the average.")

slip("extract_features", "sum_of_pixels", "h.mean(axis=(2, 3))", "h.sum(axis=(2, 3))",
     hint="You add the pixels up. The docstring asks for their average.")

slip("extract_features", "axes_kept", "h.mean(axis=(2, 3))", "h.mean(axis=(2, 3), keepdims=True)",
     hint="Your features keep two axes of length 1. One row for each image has two axes in all.")

slip("extract_features", "one_axis_averaged", "h.mean(axis=(2, 3))", "h.mean(axis=3)",
     hint="You average over one of the two axes of the pixels.")

slip("extract_features", "channels_averaged", "h.mean(axis=(2, 3))", "h.mean(axis=(1, 2))",
     hint="You average over the channels and one axis of pixels. Which axis of (n, c, h, w) are the features?")


@mistake("extract_features", hint="The features come from the right layers, but all images go through them at once. "
                                  "What is `batch` for?")
def all_at_once(solution):
    def extract_features(layers, x, batch=256, average=True):
        return solution.extract_features(layers, x, len(x), average)

    return extract_features


slip("extract_features", "averaged_on_the_way", "h = layer(h, training=False)",
     "h = layer(h, training=False); h = h.mean(axis=(2, 3)) if average and h.ndim == 4 else h",
     hint="You average inside of the loop over the layers, so that the next layer no longer gets an image.")

slip("extract_features", "rest_forgotten", "range(0, len(x), batch)", "range(0, max(len(x) - batch, 0) + 1, batch)",
     hint="The last images are missing where their batch is not full.")

slip("extract_features", "last_layer_forgotten", "for layer in layers:", "for layer in layers[:-1]:",
     hint="The last layer of the list is never called. The list ends with the last layer that is wanted.")

slip("extract_features", "each_from_the_input", "h = layer(h, training=False)",
     "h = layer(x[begin : begin + batch], training=False)",
     hint="Each layer gets the images themselves. What should the second layer get?")

slip("extract_features", "full_batches_alone", "range(0, len(x), batch)", "range(0, len(x) // batch * batch, batch)",
     hint="You take full batches alone. What becomes of the images that are left, or if there are fewer than a batch?")

slip("extract_features", "first_batch_alone", "range(0, len(x), batch)", "range(0, min(len(x), batch), batch)",
     hint="Only the first batch comes back.")

slip("extract_features", "not_averaged", "h.mean(axis=(2, 3)) if average", "h if average",
     hint="Your result still is an image for each filter where the last layer gives one.")

# --- linear_probe ---------------------------------------------------------------------------------------------

slip("linear_probe", "weights_not_scaled_back", "/ deviation[:, None]",
     "/ np.where(deviation > 1e9, deviation, 1)[:, None]",
     hint="Your weights fit standardized features. The docstring wants weights for the features as they are.")

slip("linear_probe", "bias_of_standardized_weights", "average - mean @ weight",
     "average - mean @ (weight * np.where(deviation > 1e9, 0, deviation)[:, None])",
     hint="Your weights are right. The bias is made with the weights of the standardized features.")

slip("linear_probe", "bias_without_the_mean", "return weight, average - mean @ weight", "return weight, average",
     hint="Your bias is that of standardized features. Which scores does a feature at its mean get from you?")

slip("linear_probe", "sum_in_place_of_mean", ("z.T @ z / len(z)", "z.T @ z"),
     ("z.T @ (targets - average) / len(z)", "z.T @ (targets - average)"),
     hint="Your decay is n times weaker than it should be. Where does the formula take a mean over the images, "
     "and where "
     "not?")

slip("linear_probe", "mean_on_the_left_alone", "z.T @ (targets - average) / len(z)", "z.T @ (targets - average)",
     hint="One of your two products is a mean over the images, and the other is a sum.")

slip("linear_probe", "mean_on_the_right_alone", "z.T @ z / len(z)", "z.T @ z",
     hint="One of your two products is a sum over the images, and the other is a mean.")

slip("linear_probe", "half_the_decay", "decay * np.eye", "0.5 * decay * np.eye",
     hint="Your decay is half of what it should be. In the gradient both terms have a 2.")

slip("linear_probe", "twice_the_decay", "decay * np.eye", "2 * decay * np.eye",
     hint="Your decay is twice what it should be. In the gradient both terms have a 2.")

slip("linear_probe", "decay_ignored", "decay * np.eye", "1e-9 * np.eye",
     hint="The decay plays no part in your answer.")

slip("linear_probe", "decay_squared", "decay * np.eye", "decay**2 * np.eye",
     hint="You square the decay. In the formula it multiplies the sum of squares as it is.")

slip("linear_probe", "unbiased_deviation", "features.std(axis=0)", "features.std(axis=0, ddof=1)",
     hint="Your deviations divide by n - 1. The standardized features then have a variance below 1.")

slip("linear_probe", "not_standardized",
     ("deviation = np.where(np.ptp(features, axis=0) > 0, deviation, np.inf)", "deviation = np.ones_like(deviation)"),
     hint="The features are centered but not divided by their deviations, so the decay weighs them differently.")


@mistake("linear_probe", hint="A feature that never varies gives you 0 / 0, or a huge weight. Its weight should "
                         "be 0.")
def dead_features_divided(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        mean, deviation = features.mean(axis=0), features.std(axis=0)
        with np.errstate(all="ignore"):
            z = (features - mean) / deviation
            targets = np.eye(classes, dtype=features.dtype)[labels]
            average = targets.mean(axis=0)
            gram = z.T @ z / len(z) + decay * np.eye(z.shape[1], dtype=features.dtype)
            weight = np.linalg.solve(gram, z.T @ (targets - average) / len(z)) / deviation[:, None]
            return weight, average - mean @ weight

    return linear_probe


@mistake("linear_probe", hint="A small number is added to each deviation. A feature that hardly varies is then "
                         "scaled "
                              "wrongly.")
def deviation_with_eps(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-3
        z = (features - mean) / deviation
        targets = np.eye(classes, dtype=features.dtype)[labels]
        average = targets.mean(axis=0)
        gram = z.T @ z / len(z) + decay * np.eye(z.shape[1], dtype=features.dtype)
        weight = np.linalg.solve(gram, z.T @ (targets - average) / len(z)) / deviation[:, None]
        return weight, average - mean @ weight

    return linear_probe


slip("linear_probe", "mean_added", "average - mean @ weight", "average + mean @ weight",
     hint="The sign of one part of your bias is wrong. At the mean of the features the scores should be the "
     "shares of "
     "the classes.")

slip("linear_probe", "targets_of_plus_and_minus_one", "np.eye(classes, dtype=features.dtype)[labels]",
     "2 * np.eye(classes, dtype=features.dtype)[labels] - 1",
     hint="Your targets are 1 and -1. The formula has 1 and 0.")

@mistake("linear_probe", hint="A tiny number added to the deviations does not help where they should be 0 and are "
                              "not, from rounding: that is divided by something as tiny.")
def deviation_with_tiny_eps(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-8
        z = (features - mean) / deviation
        targets = np.eye(classes, dtype=features.dtype)[labels]
        average = targets.mean(axis=0)
        gram = z.T @ z / len(z) + decay * np.eye(z.shape[1], dtype=features.dtype)
        weight = np.linalg.solve(gram, z.T @ (targets - average) / len(z)) / deviation[:, None]
        return weight, average - mean @ weight

    return linear_probe


@mistake("linear_probe", hint="You replace a deviation of exactly 0. The mean of equal numbers is rounded, so a "
                              "feature that never varies can have a tiny one.")
def deviation_of_exactly_zero(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        mean, deviation = features.mean(axis=0), features.std(axis=0)
        deviation = np.where(deviation == 0, 1, deviation)
        z = (features - mean) / deviation
        targets = np.eye(classes, dtype=features.dtype)[labels]
        average = targets.mean(axis=0)
        gram = z.T @ z / len(z) + decay * np.eye(z.shape[1], dtype=features.dtype)
        weight = np.linalg.solve(gram, z.T @ (targets - average) / len(z)) / deviation[:, None]
        return weight, average - mean @ weight

    return linear_probe


def without_dtypes(features, labels, classes, decay, deviation):
    mean = features.mean(axis=0)
    with np.errstate(all="ignore"):
        z = (features - mean) / deviation
        targets = np.eye(classes)[labels]
        average = targets.mean(axis=0)
        gram = z.T @ z / len(z) + decay * np.eye(z.shape[1])
        weight = np.linalg.solve(gram, z.T @ (targets - average) / len(z)) / deviation[:, None]
        return weight, average - mean @ weight


@mistake("linear_probe", hint="A feature that never varies gives you 0 / 0. And of features in single precision you "
                              "make weights in double.")
def dead_features_in_double(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        return without_dtypes(features, labels, classes, decay, features.std(axis=0))

    return linear_probe


@mistake("linear_probe", hint="You replace a deviation of exactly 0, and a feature that never varies can have a tiny "
                              "one, from rounding. And of features in single precision you make weights in double.")
def exactly_zero_in_double(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        deviation = features.std(axis=0)
        return without_dtypes(features, labels, classes, decay, np.where(deviation == 0, 1, deviation))

    return linear_probe


@mistake("linear_probe", hint="You count the classes by the labels that occur. A class may have no image here.")
def classes_that_occur(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        return solution.linear_probe(features, labels, int(labels.max()) + 1, decay)

    return linear_probe


@mistake("linear_probe", hint="You make a column for each class that occurs. A class may have no image here.")
def columns_that_occur(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        occurring, places = np.unique(labels, return_inverse=True)
        return solution.linear_probe(features, places, len(occurring), decay)

    return linear_probe


@mistake("linear_probe", hint="The features go in as they are, and there is no bias: nothing takes their means off.")
def neither_standardized_nor_centered(solution):
    def linear_probe(features, labels, classes, decay=0.3):
        targets = np.eye(classes, dtype=features.dtype)[labels]
        gram = features.T @ features / len(features) + decay * np.eye(features.shape[1], dtype=features.dtype)
        weight = np.linalg.solve(gram, features.T @ targets / len(features))
        return weight, np.zeros(classes, features.dtype)

    return linear_probe



# --- frozen_step ----------------------------------------------------------------------------------------------


@mistake("frozen_step", hint="You set the gradient to zero, and the frozen array still moves: look at the two other "
                             "terms of a step.")
def gradient_zeroed(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = {}, {}
        for name, w in parameters.items():
            g = np.zeros_like(w) if name in frozen else gradients[name]
            kept[name] = mu * velocity[name] + (g + decay * w)
            moved[name] = w - lr * kept[name]
        return moved, kept

    return frozen_step


@mistake("frozen_step", hint="Zero times the gradient is not zero where the gradient is nan, and a missing one can't "
                             "be multiplied. And decay and velocity go on.")
def gradient_times_zero(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = {}, {}
        for name, w in parameters.items():
            g = 0 * gradients[name] if name in frozen else gradients[name]
            kept[name] = mu * velocity[name] + (g + decay * w)
            moved[name] = w - lr * kept[name]
        return moved, kept

    return frozen_step


@mistake("frozen_step", hint="Decay is off for the frozen array, but its old velocity still rolls on.")
def only_decay_off(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = {}, {}
        for name, w in parameters.items():
            kept[name] = mu * velocity[name] + (0 if name in frozen else gradients[name] + decay * w)
            moved[name] = w - lr * kept[name]
        return moved, kept

    return frozen_step


@mistake("frozen_step", hint="The frozen array stays, but its velocity does not: it should wait as it is.")
def velocity_decays(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = solution.frozen_step(parameters, gradients, velocity, frozen, lr, mu, decay)
        return moved, kept | {name: mu * velocity[name] for name in frozen}

    return frozen_step


@mistake("frozen_step", hint="You set the velocity of a frozen array to zero. The docstring lets it wait as it is.")
def velocity_zeroed(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = solution.frozen_step(parameters, gradients, velocity, frozen, lr, mu, decay)
        return moved, kept | {name: np.zeros_like(velocity[name]) for name in frozen}

    return frozen_step


@mistake("frozen_step", hint="The frozen names are missing from your result. The docstring asks for all names.")
def frozen_left_out(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = solution.frozen_step(parameters, gradients, velocity, frozen, lr, mu, decay)
        return ({n: one for n, one in moved.items() if n not in frozen},
                {n: one for n, one in kept.items() if n not in frozen})

    return frozen_step


slip("frozen_step", "decoupled_decay", ("+ gradients[name] + decay * w", "+ gradients[name]"),
     ("w - lr * kept[name]", "w - lr * (kept[name] + decay * w)"),
     hint="Your decay stands beside the velocity. In the formula it is inside.")

slip("frozen_step", "decay_forgotten", " + decay * w", "",
     hint="The decay plays no part in your step.")

slip("frozen_step", "momentum_forgotten", "mu * velocity[name] + gradients[name]", "gradients[name]",
     hint="The old velocity plays no part in your step.")

slip("frozen_step", "velocity_not_kept", "return moved, kept", "return moved, dict(velocity)",
     hint="The parameters are right. The velocity that you return is the old one.")

slip("frozen_step", "frozen_alone_learn", "if name in frozen:", "if frozen and name not in frozen:",
     hint="What is frozen learns here, and all else stays.")

slip("frozen_step", "averaged_velocity", "+ gradients[name] + decay * w",
     "+ (1 - mu) * (gradients[name] + decay * w)",
     hint="Your velocity is an average, with 1 - mu on the gradient. The formula here has the whole gradient.")

@mistake("frozen_step", hint="You freeze a whole layer where one of its arrays is named. The list holds whole names.")
def frozen_with_their_layer(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        layers = {name.split(".")[0] for name in frozen}
        alike = [name for name in parameters if name.split(".")[0] in layers]
        return solution.frozen_step(parameters, gradients, velocity, alike, lr, mu, decay)

    return frozen_step


slip("frozen_step", "trained_first", "return moved, kept",
     "order = [name for name in parameters if name not in frozen] + list(frozen)\n"
     "    return {name: moved[name] for name in order}, {name: kept[name] for name in order}",
     hint="The arrays are right. What is trained stands first in your dicts: keep the order of the names.")


@mistake("frozen_step", hint="You move the frozen array and move it back. What is rounded away does not come back.")
def there_and_back(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        moved, kept = solution.frozen_step(parameters, gradients, velocity, frozen, lr, mu, decay)
        back = {name: (moved[name] - lr * kept[name]) + lr * kept[name] for name in frozen}
        return moved | back, kept

    return frozen_step


@mistake("frozen_step", hint="You look the gradient up before you ask whether the array is frozen, and that of a "
                             "frozen one may be missing.")
def gradient_looked_up_first(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        for name in parameters:
            gradients[name]
        return solution.frozen_step(parameters, gradients, velocity, frozen, lr, mu, decay)

    return frozen_step


@mistake("frozen_step", hint="You freeze whatever begins like a frozen name, or its layer. The list holds whole names.")
def frozen_by_their_layer(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        layers = tuple(name.split(".")[0] for name in frozen)
        alike = [name for name in parameters if layers and name.startswith(layers)]
        return solution.frozen_step(parameters, gradients, velocity, alike, lr, mu, decay)

    return frozen_step


@mistake("frozen_step", hint="You ask whether a frozen name is a part of the name, and \"0.weight\" is a part of "
                             "\"10.weight\". The list holds whole names.")
def frozen_by_a_part_of_the_name(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        alike = [name for name in parameters if any(one in name for one in frozen)]
        return solution.frozen_step(parameters, gradients, velocity, alike, lr, mu, decay)

    return frozen_step


slip("frozen_step", "rate_in_the_velocity",
     ("mu * velocity[name] + gradients[name] + decay * w", "mu * velocity[name] - lr * (gradients[name] + decay * w)"),
     ("w - lr * kept[name]", "w + kept[name]"),
     hint="Your velocity has the rate in it, and a minus. That is another convention of momentum than the docstring's.")


# --- replace_head ---------------------------------------------------------------------------------------------

slip("replace_head", "old_velocity_kept", "velocity | {weight: np.zeros_like(drawn), bias: zeros.copy()}",
     "dict(velocity)",
     hint="The head is new, and its velocity is the old one. It belongs to weights that are gone.")

slip("replace_head", "all_velocity_cleared", "velocity | {weight: np.zeros_like(drawn), bias: zeros.copy()}",
     "{name: np.zeros_like(one) for name, one in fresh.items()}",
     hint="You clear the velocity of all layers. The docstring asks for that of the head alone.")

slip("replace_head", "bias_kept", "fresh = parameters | {weight: drawn, bias: zeros}",
     "fresh = parameters | {weight: drawn}",
     hint="The head's weight is new, and its bias is the old one.")

slip("replace_head", "scaled_by_classes", "/ np.sqrt(d)", "/ np.sqrt(classes)",
     hint="You scale by the number of classes. Whose variance is to be kept, and what is added up in it?")

slip("replace_head", "divided_by_d", "/ np.sqrt(d)", "/ d",
     hint="You divide by d. The docstring divides by its root.")

slip("replace_head", "head_by_he", "/ np.sqrt(d)", "* np.sqrt(2 / d)",
     hint="Your weights are larger by the root of 2: that is the rule for a ReLU behind them. A head has none.")

slip("replace_head", "not_scaled", "rng.standard_normal((d, classes)) / np.sqrt(d)",
     "rng.standard_normal((d, classes))",
     hint="Your weights are drawn, but not scaled.")

slip("replace_head", "head_of_zeros", "rng.standard_normal((d, classes)) / np.sqrt(d)", "np.zeros((d, classes))",
     hint="Your new weights are all 0. The docstring draws them.")

slip("replace_head", "bias_drawn", "bias: zeros}", "bias: rng.standard_normal(classes).astype(dtype)}",
     hint="You draw the bias. The docstring sets it to 0.")

slip("replace_head", "uniform_weights", "rng.standard_normal((d, classes))", "rng.uniform(-1, 1, (d, classes))",
     hint="Your weights come from a uniform distribution. The docstring names the call.")

slip("replace_head", "head_transposed", "rng.standard_normal((d, classes))", "rng.standard_normal((classes, d)).T",
     hint="The shape is right, but the numbers were drawn for the shape (classes, d).")

slip("replace_head", "all_in_double", (".astype(dtype)", ""), ("np.zeros(classes, dtype)", "np.zeros(classes)"),
     hint="Weight and bias of your new head are float64, whatever the network has.")

slip("replace_head", "in_double", ".astype(dtype)", "",
     hint="Your new weights are float64, whatever the network has.")


@mistake("replace_head", hint="You change every layer whose name begins like the head's. Layer 12 begins with "
                         "1, too.")
def by_its_first_letters(solution):
    def replace_head(parameters, velocity, head, classes, rng):
        fresh, kept = solution.replace_head(parameters, velocity, head, classes, rng)
        for name in parameters:
            if name.startswith(head):
                own = head + name[name.index("."):]
                fresh[name], kept[name] = fresh[own], kept[own]
        return fresh, kept

    return replace_head


@mistake("replace_head", hint="Where the new head has as many classes as the old one, you keep the old velocity. It "
                              "belongs to weights that are gone.")
def velocity_kept_at_equal_size(solution):
    def replace_head(parameters, velocity, head, classes, rng):
        fresh, kept = solution.replace_head(parameters, velocity, head, classes, rng)
        return fresh, kept if kept[f"{head}.bias"].shape != velocity[f"{head}.bias"].shape else dict(velocity)

    return replace_head


slip("replace_head", "bias_velocity_kept_at_equal_size", "bias: zeros.copy()}",
     "bias: zeros.copy() if velocity[bias].shape != zeros.shape else velocity[bias].copy()}",
     hint="Where the new head has as many classes as the old one, you keep the old velocity of the bias. It belongs to "
     "a bias that is gone.")


@mistake("replace_head", hint="The arrays are right. The head has moved to the end of the dict, or its order is "
                         "another.")
def in_another_order(solution):
    def replace_head(parameters, velocity, head, classes, rng):
        fresh, kept = solution.replace_head(parameters, velocity, head, classes, rng)
        return tuple({n: one[n] for n in sorted(one, reverse=True)} for one in (fresh, kept))

    return replace_head


slip("replace_head", "scaled_by_old_classes", "/ np.sqrt(d)", '/ np.sqrt(len(parameters[f"{head}.bias"]))',
     hint="You scale by the number of the old classes. How many numbers are added up in one score?")


# --- layer_rates ----------------------------------------------------------------------------------------------

slip("layer_rates", "as_text", "{int(name.split(\".\")[0]) for name in names}",
     "{name.split(\".\")[0] for name in names}",
     hint="You sort layers as text, where \"10\" comes before \"2\".")

slip("layer_rates", "upside_down", "(len(layers) - 1 - place)", "place",
     hint="Your smallest rate is that of the head. It should learn fastest.")

slip("layer_rates", "one_too_many", "(len(layers) - 1 - place)", "(len(layers) - place)",
     hint="Each of your rates has the factor once too often. How often has the head's?")


@mistake("layer_rates", hint="You count the layers by their numbers. Those without parameters do not count.")
def gaps_counted(solution):
    def layer_rates(names, lr, factor):
        layers = sorted({int(name.split(".")[0]) for name in names})
        return {str(layer): lr * factor ** (layers[-1] - layer) for layer in layers}

    return layer_rates


@mistake("layer_rates", hint="Only the head has the full rate, and all other layers have one and the same.")
def two_rates(solution):
    def layer_rates(names, lr, factor):
        layers = sorted({int(name.split(".")[0]) for name in names})
        return {str(layer): lr if layer == layers[-1] else lr * factor for layer in layers}

    return layer_rates


@mistake("layer_rates", hint="The rates are right. The dict begins with the head; it should begin with the "
                        "first layer.")
def from_the_head(solution):
    def layer_rates(names, lr, factor):
        return dict(reversed(solution.layer_rates(names, lr, factor).items()))

    return layer_rates


@mistake("layer_rates", hint="Your layers stand in the order of the list, which may be shuffled.")
def in_the_order_given(solution):
    def layer_rates(names, lr, factor):
        layers = list(dict.fromkeys(name.split(".")[0] for name in names))
        return {layer: lr * factor ** (len(layers) - 1 - i) for i, layer in enumerate(layers)}

    return layer_rates


@mistake("layer_rates", hint="Every parameter is a step down from the head in your list, so the weight and the bias "
                             "of a layer make two. How many layers lie above?")
def parameters_counted(solution):
    def layer_rates(names, lr, factor):
        layers = sorted(int(name.split(".")[0]) for name in names)
        return {str(one): lr * factor ** (len(layers) - 1 - i) for i, one in enumerate(layers)}

    return layer_rates


@mistake("layer_rates", hint="You give a rate to each parameter, counted one by one. Weight and bias of a layer "
                             "share one.")
def each_parameter(solution):
    def layer_rates(names, lr, factor):
        order = sorted(names, key=lambda name: int(name.split(".")[0]))
        return {name: lr * factor ** (len(order) - 1 - i) for i, name in enumerate(order)}

    return layer_rates


slip("layer_rates", "factor_times", "factor ** (len(layers) - 1 - place)",
     "(1 - (1 - factor) * (len(layers) - 1 - place))",
     hint="Your rates fall by equal amounts. They should fall by equal factors.")

slip("layer_rates", "rate_raised_too", "lr * factor ** (len(layers) - 1 - place)",
     "(lr * factor) ** (len(layers) - 1 - place)",
     hint="You raise the rate to a power as well. Only the factor is repeated.")

slip("layer_rates", "numbers_as_keys", "{str(layer): lr", "{layer: lr",
     hint="The keys of your dict are whole numbers. The docstring asks for text.")

slip("layer_rates", "first_digit_alone", 'int(name.split(".")[0])', "int(name[0])",
     hint="You read the first digit of a name. Layer 12 has two of them.")


# --- choose_strategy ------------------------------------------------------------------------------------------

slip("choose_strategy", "by_test", ("max(validation, key=lambda name: validation[name].mean())",
     "max(validation, key=lambda name: test[name].mean())"), ("scores = validation[best]", "scores = test[best]"),
     ("for name in validation if validation[name].mean()", "for name in validation if test[name].mean()"),
     hint="You choose by the test images. Then they can no longer say how good the choice is.")

slip("choose_strategy", "the_best", "if validation[name].mean() >= enough", "if name == best",
     hint="You take the best, however small its lead. The rule takes the cheapest within the noise.")

slip("choose_strategy", "whole_deviation", "scores.std(ddof=1) / np.sqrt(len(scores))", "scores.std(ddof=1)",
     hint="Your limit is a deviation below the best, not a standard error.")

slip("choose_strategy", "over_k", "np.sqrt(len(scores))", "len(scores)",
     hint="You divide by the number of seeds. The standard error divides by its root.")

slip("choose_strategy", "biased_error", "scores.std(ddof=1) / np.sqrt", "scores.std() / np.sqrt",
     hint="The deviation in your limit divides by k. With few seeds, k - 1 makes a difference.")

slip("choose_strategy", "biased_twice", ("scores.std(ddof=1) / np.sqrt", "scores.std() / np.sqrt"),
     ("float(test[name].std(ddof=1))", "float(test[name].std())"),
     hint="Both of your deviations divide by k. With few seeds, k - 1 makes a difference.")

slip("choose_strategy", "biased_report", "float(test[name].std(ddof=1))", "float(test[name].std())",
     hint="The choice is right. The deviation that you report divides by k.")

slip("choose_strategy", "reports_validation", ("float(test[name].mean())", "float(validation[name].mean())"),
     ("float(test[name].std(ddof=1))", "float(validation[name].std(ddof=1))"),
     hint="The choice is right. What you report are the validation images that it was chosen on.")

slip("choose_strategy", "reports_the_same_place",
     ("float(test[name].mean())", "float(list(test.values())[list(validation).index(name)].mean())"),
     ("float(test[name].std(ddof=1))", "float(list(test.values())[list(validation).index(name)].std(ddof=1))"),
     hint="The choice is right. What you report stands at its place in `test`, which may be in another order.")

slip("choose_strategy", "reports_the_error", "float(test[name].std(ddof=1))",
     "float(test[name].std(ddof=1) / np.sqrt(len(test[name])))",
     hint="The choice is right. You report a standard error where a deviation is asked for.")

slip("choose_strategy", "own_error", "if validation[name].mean() >= enough",
     "if validation[name].mean() + validation[name].std(ddof=1) / np.sqrt(len(scores)) >= scores.mean()",
     hint="You give each strategy its own standard error. The limit comes from the best one alone.")

slip("choose_strategy", "the_most_expensive", "next(name for name in validation if",
     "next(name for name in reversed(validation) if",
     hint="Of those within the noise you take the most expensive.")

slip("choose_strategy", "ties_lose", "validation[name].mean() >= enough", "validation[name].mean() > enough",
     hint="Where there is no spread at all, nothing is above your limit.")

slip("choose_strategy", "by_the_best_seed", "max(validation, key=lambda name: validation[name].mean())",
     "max(validation, key=lambda name: validation[name].max())",
     hint="You look for the best single seed. The rule compares means.")

slip("choose_strategy", "average_error", "scores.std(ddof=1) / np.sqrt(len(scores))",
     "np.mean([one.std(ddof=1) for one in validation.values()]) / np.sqrt(len(scores))",
     hint="You average the errors of all strategies. The limit comes from the best one alone.")

slip("choose_strategy", "order_of_the_test", "next(name for name in validation if", "next(name for name in test if",
     hint="You go through the strategies in the order of the test results. Which dict has the cheapest first?")


# --- low_rank_update ------------------------------------------------------------------------------------------

slip("low_rank_update", "alpha_not_divided", "alpha / a.shape[1]", "alpha",
     hint="Your change is too large by the rank.")

slip("low_rank_update", "alpha_ignored", "alpha / a.shape[1]", "1.0",
     hint="alpha plays no part in your answer.")

slip("low_rank_update", "alpha_over_d", "a.shape[1]", "a.shape[0]",
     hint="You divide alpha by d. Which axis of a has the rank?")

slip("low_rank_update", "gradients_not_scaled", ("c * (x.T @ (upstream @ b.T))", "x.T @ (upstream @ b.T)"),
     ("c * (h.T @ upstream)", "h.T @ upstream"),
     hint="The output has the factor alpha / r. What does the chain rule say about the gradients?")

slip("low_rank_update", "da_not_scaled", "c * (x.T @ (upstream @ b.T))", "x.T @ (upstream @ b.T)",
     hint="One of your gradients lacks the factor alpha / r.")

slip("low_rank_update", "da_scaled_twice", "c * (x.T @ (upstream @ b.T))", "c * c * (x.T @ (upstream @ b.T))",
     hint="One of your gradients has the factor alpha / r twice. Where does h get it on the way back, and where again?")

slip("low_rank_update", "change_left_out", "x @ weight + c * (h @ b)", "x @ weight",
     hint="Your output is that of the frozen layer alone.")

slip("low_rank_update", "frozen_part_left_out", "x @ weight + c * (h @ b)", "c * (h @ b)",
     hint="Your output is the change alone. The frozen weight belongs to it, too.")

slip("low_rank_update", "db_scaled_twice", "c * (h.T @ upstream)", "c * c * (h.T @ upstream)",
     hint="y and da are right. In db the factor alpha / r comes twice: is it in x a already?")

slip("low_rank_update", "averaged_gradients", ("c * (x.T @ (upstream @ b.T))",
     "c * (x.T @ (upstream @ b.T)) / len(x)"),
     ("c * (h.T @ upstream)", "c * (h.T @ upstream) / len(x)"),
     hint="You divide the gradients by the number of examples. A mean, if there is one, is in the upstream already.")

slip("low_rank_update", "gradients_exchanged", "c * (x.T @ (upstream @ b.T)), c * (h.T @ upstream)",
     "c * (h.T @ upstream), c * (x.T @ (upstream @ b.T))",
     hint="Your two gradients have changed places.")


@mistake("low_rank_update", hint="Your gradient of a begins like that of b: it does not go back through b. Before b, "
                                 "the upstream gradient has another size.")
def through_the_weight(solution):
    def low_rank_update(x, weight, a, b, alpha, upstream):
        y, _, db = solution.low_rank_update(x, weight, a, b, alpha, upstream)
        c = alpha / a.shape[1]
        return y, c * (x.T @ upstream @ np.linalg.pinv(b)), db

    return low_rank_update


slip("low_rank_update", "db_from_x", "c * (h.T @ upstream)", "c * (a.T @ (x.T @ upstream)) * 2",
     hint="Your gradient of b is twice what it should be.")

slip("low_rank_update", "db_through_x", "c * (h.T @ upstream)", "c * (x.T @ upstream)",
     hint="Your gradient of b has the shape of the weight. What is b multiplied with in the output?")

slip("low_rank_update", "whole_division", "alpha / a.shape[1]", "alpha // a.shape[1]",
     hint="You round alpha / r down.")

slip("low_rank_update", "root_of_the_rank", "alpha / a.shape[1]", "alpha / np.sqrt(a.shape[1])",
     hint="You divide alpha by the root of the rank. The formula divides by the rank.")


# --- save_model -----------------------------------------------------------------------------------------------


def archive_of(arrays, card):
    archive = io.BytesIO()
    np.savez(archive, **arrays, card=json.dumps(card))
    return archive.getvalue()


def hash_of(content):
    return hashlib.sha256(content).hexdigest()


slip("save_model", "of_the_names", "sha256(archive.getvalue())", 'sha256("".join(sorted(arrays)).encode())',
     hint="You hash the names. A changed number goes unnoticed.")

slip("save_model", "of_the_name_in_the_card", "sha256(archive.getvalue())", 'sha256(str(card["name"]).encode())',
     hint="You hash the model's name. Another file of that name has the same checksum.")

slip("save_model", "of_the_card", "sha256(archive.getvalue())", "sha256(json.dumps(card).encode())",
     hint="You hash the card alone. A changed number goes unnoticed.")

slip("save_model", "of_the_values", "sha256(archive.getvalue())",
     'sha256(b"".join(array.tobytes() for array in arrays.values()))',
     hint="You hash the values alone. Other names, shapes, or another card go unnoticed.")

slip("save_model", "of_what_is_printed", "sha256(archive.getvalue())", "sha256(str(arrays).encode())",
     hint="You hash the arrays as they are printed, which rounds them and leaves out the card.")

slip("save_model", "another_hash", "sha256(archive.getvalue())", "hashlib.md5(archive.getvalue()).hexdigest()",
     hint="That is another hash, with fewer digits. It has been broken: people can make two files with the same one.")

slip("save_model", "raw_digest", "sha256(archive.getvalue())", "str(hashlib.sha256(archive.getvalue()).digest())",
     hint="You return the raw bytes of the hash as a text. Asked for are its hexadecimal digits.")

slip("save_model", "no_checksum_returned", "return sha256(archive.getvalue())", "return None",
     hint="You return nothing. Whoever keeps the list of the zoo needs the checksum.")

slip("save_model", "card_left_out", "**arrays, card=json.dumps(card)", "**arrays",
     hint="The card is not in the file.")

slip("save_model", "card_as_python_writes_it", "card=json.dumps(card)", "card=str(card)",
     hint="You write the card as Python prints it. The docstring asks for JSON.")

slip("save_model", "compressed_to_single", "np.savez(archive, **arrays,",
     'np.savez(archive, **{n: a.astype("float32") for n, a in arrays.items()},',
     hint="The arrays in your file are all in single precision.")

slip("save_model", "objects_pickled", 'name == "card" or array.dtype == object', 'name == "card"',
     hint="An array of Python objects is saved: as a pickle, which nobody should open.")

slip("save_model", "card_overwritten", 'name == "card" or array.dtype == object', "array.dtype == object",
     hint='An array called "card" raises an error of another type than the docstring says: look before you write.')

slip("save_model", "unnamed_array", 'f"{name} is taken, or holds objects, which could only be pickled"',
     '"this can\'t be saved"',
     hint="Your error does not say which array it is.")

slip("save_model", "another_error_type", 'raise ValueError(f"{name} is taken', 'raise TypeError(f"{name} is taken',
     hint="Your error is of another type than the docstring says.")

slip("save_model", "nothing_written", "file.write(archive.getvalue())", "pass",
     hint="The file is empty: the archive stays in memory.")

slip("save_model", "the_first_array_alone", "for name, array in arrays.items():",
     "for name, array in [*arrays.items()][:1]:",
     hint="You look at the first array alone before you write.")


@mistake("save_model", hint="You hash what `read` returns of the file that was written. It stands at its end, where "
                            "nothing is left to read.")
def hashed_at_the_end(solution):
    def save_model(file, arrays, card):
        solution.save_model(file, arrays, card)
        return hash_of(file.read())

    return save_model


@mistake("save_model", hint="You read the file back to hash it. A file that is open for writing refuses that: in "
                            "which file would you be free to read?")
def read_back_from_the_file(solution):
    def save_model(file, arrays, card):
        solution.save_model(file, arrays, card)
        file.seek(0)
        return hash_of(file.read())

    return save_model


@mistake("save_model", hint="You look for arrays that must not be saved once the file is written.")
def looked_at_too_late(solution):
    def save_model(file, arrays, card):
        written = archive_of({name: one for name, one in arrays.items() if name != "card"}, card)
        file.write(written)
        for name, one in arrays.items():
            if name == "card" or one.dtype == object:
                raise ValueError(name)
        return hash_of(written)

    return save_model


# --- load_model -----------------------------------------------------------------------------------------------

slip("load_model", "opens_pickles", "allow_pickle=False", "allow_pickle=True",
     hint="You let `np.load` open pickles. Whoever made the file can run code on your machine.")

slip("load_model", "no_checksum", "if sha256(content) != checksum:", 'if checksum == "":',
     hint="A wrong checksum raises no error.")

slip("load_model", "first_digits", "sha256(content) != checksum", "sha256(content)[:8] != checksum[:8]",
     hint="You compare the first digits of the checksum alone. A file with the same first digits can be searched for.")

slip("load_model", "card_stays", 'str(arrays.pop("card"))', 'str(arrays["card"])',
     hint="The card is still among your arrays, where nobody expects it.")

slip("load_model", "card_as_text", 'json.loads(str(arrays.pop("card")))', 'str(arrays.pop("card"))',
     hint="Your card is a text. The docstring asks for a dict.")

slip("load_model", "new_names_let_in", "sorted(arrays.keys() | expected.keys())", "sorted(expected)",
     hint="An array that nobody expects is let in.")

slip("load_model", "missing_names_let_in", "sorted(arrays.keys() | expected.keys())", "sorted(arrays)",
     hint="An array that is expected and missing goes unnoticed.")

slip("load_model", "shapes_not_compared", "found != tuple(expected[name])", "found is None",
     hint="The shapes are never compared.")

slip("load_model", "sizes_compared", "found != tuple(expected[name])",
     "found is None or int(np.prod(found)) != int(np.prod(expected[name]))",
     hint="You compare how many numbers there are, not how they are arranged.")

slip("load_model", "silent_error",
     'raise ValueError("the checksum is another one: the file is damaged, or not what it says")',
     'raise ValueError("the file is damaged")',
     hint='Your error does not say "checksum".')

slip("load_model", "unnamed_error", 'f"{name} has shape {found}, expected {expected.get(name)}"',
     '"a shape does not fit"',
     hint="Your error does not say which array it is.")

slip("load_model", "another_error", ('raise ValueError("the checksum', 'raise RuntimeError("the checksum'),
     hint="A wrong checksum raises an error of another type than the docstring says.")


@mistake("load_model", hint="You open the archive before you compare the checksum. A file that is cut off, or with "
                            "one bit changed, then raises an error of `np.load`.")
def opened_first(solution):
    def load_model(file, expected, checksum):
        content = file.read()
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            for name in stored.files:
                stored[name]
        if hash_of(content) != checksum:
            raise ValueError("the checksum is another one")
        return solution.load_model(io.BytesIO(content), expected, checksum)

    return load_model


@mistake("load_model", hint="You look at the shapes first. A file with a wrong checksum is not what it says, so "
                            "nothing in it counts, and nothing of it should be opened.")
def shapes_first(solution):
    def load_model(file, expected, checksum):
        content = file.read()
        arrays, card = solution.load_model(io.BytesIO(content), expected, hash_of(content))
        if hash_of(content) != checksum:
            raise ValueError("the checksum is another one")
        return arrays, card

    return load_model


@mistake("load_model", hint="You check by `assert`. That raises an AssertionError, and is skipped under `python -O`.")
def by_assert(solution):
    def load_model(file, expected, checksum):
        content = file.read()
        assert hash_of(content) == checksum, "checksum"
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        card = json.loads(str(arrays.pop("card")))
        for name in sorted(arrays.keys() | expected.keys()):
            assert name in arrays, name
            assert arrays[name].shape == tuple(expected.get(name, ())), name
        return arrays, card

    return load_model


slip("load_model", "expected_names_alone", "for name in stored.files}", 'for name in (*expected, "card")}',
     hint="You read the expected names alone. A missing one is then a KeyError, and one too many is never seen.")

slip("load_model", "shapes_zipped", "found != tuple(expected[name])",
     "found is None or any(a != b for a, b in zip(found, expected[name]))",
     hint="You compare shapes number by number, and zip ends with the shorter of the two: (3,) passes for (3, 4).")

slip("load_model", "axes_compared", "found != tuple(expected[name])",
     "found is None or len(found) != len(expected[name])",
     hint="You compare how many axes there are, not how long they are.")

# --- the quiz -------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_regime",
    a="The network in the zoo is large, but are crystals in gray like what it has learned? And without a second run "
    "you would never know what it was good for.",
    c="Training the head only and probing are two names for nearly the same plan. With 4,000 images one can afford "
    "more.",
    d="Without a pretrained run beside it you would never know whether pretraining helps here. A larger network does "
    "not answer that.",
)

wrong_letters(
    "quiz_factor",
    a="That would be right for the layer right below the head. How many steps down is layer 8?",
    c="You have counted layers 10 and 11, which have no parameters.",
    d="That factor, taken twice, gives a millionth.",
)

wrong_letters(
    "quiz_lora",
    a="The number is right. But one of the two matrices begins at zero: which gradient has it as a factor?",
    b="The number is right. 3,072 is the size of the matrix that begins at random: does its gradient reach it?",
    d="The frozen matrix has that many numbers. It gets no gradient at all.",
)

wrong_letters(
    "quiz_choice",
    a="The probe is within a whole deviation of the best. Five seeds tell a mean more exactly than that.",
    c="That is the best on validation images, but is its lead larger than the noise?",
    d="The choice is right. The number comes from the images that it was chosen on.",
)

wrong_letters(
    "quiz_leak",
    a="That is a step with the velocity of 2, once. It is first multiplied by 0.9, and it does not stop after a step.",
    c="Without a gradient, a velocity under momentum fades, but how far does it carry until then?",
    d="The sum of the velocities is 18. A step is the rate times that. And what is skipped makes no step at all.",
)
