"""Known wrong implementations of `17-capstone`, each with the hint that it earns. They never ship."""

from grader.author import mistake, slip, wrong_letters

# --- repaired_split -------------------------------------------------------------------------------------------

slip("repaired_split", "split_statistics_of_all", ("images[learn].mean(", "images.mean("),
     ("images[learn].std(", "images.std("),
     hint="Mean and deviation are taken over all images, so the training set knows of those that are held back.")

slip("repaired_split", "split_each_by_its_own",
     "((images[hold] - mean) / std, labels[hold])",
     "((images[hold] - images[hold].mean(axis=(0, 2, 3), keepdims=True))"
     " / images[hold].std(axis=(0, 2, 3), keepdims=True), labels[hold])",
     hint="The validation images are standardized by their own numbers. Then the same image would come out "
     "otherwise in "
     "other company. Whose numbers are they to get?")

slip("repaired_split", "split_overlaps", "order[held:], order[:held]", "order[held - 1 :], order[:held]",
     hint="One image lies in both parts. Where does the one slice end, and where does the other begin?")

slip("repaired_split", "split_labels_shuffled_apart", "labels[learn])", "labels[rng.permutation(learn)])",
     hint="The training images are in one order, their labels in another.")

slip("repaired_split", "split_always_the_same", "rng.permutation(len(images))",
     "np.random.default_rng(0).permutation(len(images))",
     hint="Your split is the same for every seed. Who is to draw the order?")

slip("repaired_split", "split_in_order", "rng.permutation(len(images))", "np.arange(len(images))",
     hint="Nothing is drawn: the images at one end are held back, whatever the seed. If the file is sorted by "
     "class, some "
     "classes are never learned.")

slip("repaired_split", "split_channels_together", "axis=(0, 2, 3)", "axis=(0, 1, 2, 3)", everywhere=True,
     hint="One mean and one deviation for all channels together. Each channel is to have its own.")

slip("repaired_split", "split_pixel_by_pixel", "axis=(0, 2, 3)", "axis=0", everywhere=True,
     hint="Every pixel has a mean and a deviation of its own here. Per channel means: over the images and over their "
     "pixels.")

slip("repaired_split", "split_by_n_minus_one", "std(axis=(0, 2, 3), keepdims=True)",
     "std(axis=(0, 2, 3), keepdims=True, ddof=1)",
     hint="Your deviation divides by one less than the number of values. The docstring says which of the two it is.")

slip("repaired_split", "split_exchanged", "learn, hold = order[held:], order[:held]",
     "hold, learn = order[held:], order[:held]",
     hint="The two parts have changed places: the share is what is held back.")

slip("repaired_split", "split_rounded_down", "round(share * len(images))", "int(share * len(images))",
     hint="`int` cuts off what stands behind the point. The docstring rounds.")

slip("repaired_split", "split_by_the_variance", "- mean) / std", "- mean) / std**2", everywhere=True,
     hint="You divide by the square of the deviation.")

slip("repaired_split", "split_not_scaled", "- mean) / std", "- mean)", everywhere=True,
     hint="Your images have mean 0, and still their old deviation.")

# --- build_model ----------------------------------------------------------------------------------------------

slip("build_model", "model_without_statistics", "mean, std = fit_standardizer(x)",
     "mean, std = np.zeros(x.shape[1]), np.ones(x.shape[1])",
     hint="The units of the images matter to your model: nothing is measured on the training images. What do you "
     "have to "
     "know of them to undo a factor of 255?")

slip("build_model", "model_centered_alone", '"std": std}', '"std": np.ones_like(std)}',
     hint="Your model knows the mean of its training images and not how far they spread, so a factor of 255 gets "
     "through.")

slip("build_model", "model_divides_by_zero", "mean, std = fit_standardizer(x)",
     "mean, std = x.mean(axis=0), x.std(axis=0)",
     hint="A pixel that is the same in all training images has the deviation 0 in your model, and 0 / 0 is nan.")

slip("build_model", "model_of_zeros", "* initial_weights(rng, fan_in, fan_out)",
     "* 0 * initial_weights(rng, fan_in, fan_out)",
     hint="All weights are zero at first. Then all units of a layer compute the same, get the same gradient, and stay "
     "alike for ever.")

slip("build_model", "model_with_a_dead_first_layer", "0.1 if layer == 3 else 1.0", "0.0 if layer == 1 else 0.1",
     hint="The first layer is 0, so its ReLUs give 0 for every image, and no slope: nothing but the last biases will "
     "ever change.")

slip("build_model", "model_of_constants", "initial_weights(rng, fan_in, fan_out)",
     'np.full((fan_in, fan_out), 0.01, dtype="float32")',
     hint="All weights of a layer are alike, so all its units stay alike. What breaks the symmetry?")

slip("build_model", "model_too_sure", "0.1 if layer == 3 else 1.0", "1.0",
     hint="Before any training your model is already sure of itself, and mostly wrong: its loss is above log(classes). "
     "Which layer decides how far apart the scores are?")

slip("build_model", "model_unscaled", "initial_weights(rng, fan_in, fan_out)",
     'rng.standard_normal((fan_in, fan_out)).astype("float32")',
     hint="Your first weights have a deviation of 1, whatever the number of inputs. Scores grow from layer to layer "
     "(unit 05).")

slip("build_model", "model_always_the_same", "initial_weights(rng, fan_in, fan_out)",
     "initial_weights(np.random.default_rng(0), fan_in, fan_out)",
     hint="Another seed gives the same first weights. Whose generator do you draw from?")

slip("build_model", "model_always_ten_classes", "256, 128, classes)", "256, 128, 10)",
     hint="Your model has ten scores, however many classes there are.")

# --- loss_and_gradients ---------------------------------------------------------------------------------------

slip("loss_and_gradients", "gradient_through_closed_units", "upstream = upstream * (below > 0)", "pass",
     hint="On the way back your upstream goes through units that were closed on the way forward. What is the "
     "slope of a "
     "ReLU below 0?")

slip("loss_and_gradients", "gradient_by_half", "(below > 0)", "((below > 0) + 1) / 2",
     hint="Closed units let a half of the upstream through.")

slip("loss_and_gradients", "loss_summed", "return loss, gradients",
     "return loss * len(labels), {name: one * len(labels) for name, one in gradients.items()}",
     hint="Your loss, and your gradients with it, grow with the size of the batch. It is a mean.")

slip("loss_and_gradients", "gradient_summed", "return loss, gradients",
     "return loss, {name: one * len(labels) for name, one in gradients.items()}",
     hint="Your loss is a mean over the batch; your gradients are those of the sum.")

slip("loss_and_gradients", "loss_by_the_batch", 'x = (features(images) - model["mean"]) / model["std"]',
     "x = features(images)\n    x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8)",
     hint="An image has another loss alone than among others: your inputs are standardized by the batch. The model "
     "knows the numbers that it was built with.")

slip("loss_and_gradients", "loss_with_a_penalty", "return loss, gradients",
     'return loss + 1e-3 * sum((model[f"w{i}"] ** 2).sum() for i in (1, 2, 3)), gradients',
     hint="Something is added to the cross-entropy: exp(-loss) under all labels does not add up to 1. Decay belongs to "
     "`train`.")

slip("loss_and_gradients", "gradient_of_rectified_scores", "softmax_cross_entropy(z, labels)",
     "softmax_cross_entropy(inputs[-1], labels)",
     hint="Your scores go through a ReLU before the softmax, so scores below 0 count as 0, while the way back "
     "knows nothing of it. Behind the last layer there is no activation.")

slip("loss_and_gradients", "gradient_uphill", "return loss, gradients",
     "return loss, {name: -one for name, one in gradients.items()}",
     hint="Each of your gradients has the wrong sign.")

slip("loss_and_gradients", "gradient_of_biases_averaged", "    return loss, gradients",
     '    for layer in (1, 2, 3):\n        gradients[f"b{layer}"] = gradients[f"b{layer}"] / len(labels)\n'
     "    return loss, gradients",
     hint="The gradients of your matrices are right. Those of your biases are divided by the batch once too often.")

slip("loss_and_gradients", "loss_in_bits", "return loss, gradients",
     "return loss / np.log(2), {name: one / np.log(2) for name, one in gradients.items()}",
     hint="Your loss is in bits: its logarithm has the base 2.")

slip("loss_and_gradients", "loss_of_naive_softmax", "loss, upstream = softmax_cross_entropy(z, labels)",
     "with np.errstate(all='ignore'):\n"
     "        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)\n"
     "        loss = -np.log(p[np.arange(len(labels)), labels]).mean()\n"
     "    upstream = (p - np.eye(p.shape[1])[labels]) / len(labels)",
     hint="For scores that are far apart your loss is not a finite number. What can be taken off all scores of an "
     "image "
     "without changing a probability?")

# --- predict --------------------------------------------------------------------------------------------------

slip("predict", "predict_by_the_batch", 'h = (features(images) - model["mean"]) / model["std"]',
     "h = features(images)\n    h = (h - h.mean(axis=0)) / (h.std(axis=0) + 1e-8) if len(h) else h",
     hint="Your answers hang on the company: the images that are judged together give the mean and the deviation. The "
     "model keeps those of its training images.")

slip("predict", "predict_not_standardized", 'h = (features(images) - model["mean"]) / model["std"]',
     "h = features(images)",
     hint="In training the network saw standardized inputs. Here it sees others.")

slip("predict", "predict_least_likely", "argmax(axis=1)", "argmin(axis=1)",
     hint="You answer with the class of the lowest score.")

slip("predict", "predict_from_one", "argmax(axis=1)", "argmax(axis=1) + 1",
     hint="Your classes are numbered from 1.")

slip("predict", "predict_real_numbers", "argmax(axis=1)", "argmax(axis=1).astype(float)",
     hint="Your answers are right as numbers, but of a floating dtype. A class number is a whole number.")

slip("predict", "predict_without_relu", 'np.maximum(h @ model[f"w{layer}"] + model[f"b{layer}"], 0)',
     'h @ model[f"w{layer}"] + model[f"b{layer}"]',
     hint="Your forward pass has no activation here, though the loss's has one: it is another network.")

slip("predict", "predict_scores", ".argmax(axis=1)", "",
     hint="You return the scores of all classes. Asked for is the number of the class with the largest one.")

slip("predict", "predict_one_squeezed", 'return (h @ model["w3"] + model["b3"]).argmax(axis=1)',
     'return np.squeeze((h @ model["w3"] + model["b3"]).argmax(axis=1))',
     hint="For one image you return a single number in place of an array of one.")

# --- train ----------------------------------------------------------------------------------------------------

slip("train", "train_at_one_rate", "cosine(step, 4e-3, updates)", "4e-3",
     hint="Your steps do not get shorter: the rate stays what it was at first. Unit 08 has schedules that end near 0.")

slip("train", "train_rate_rises", "cosine(step, 4e-3, updates)", "cosine(updates - 1 - step, 4e-3, updates)",
     hint="Your rate grows from look to look, and ends at its highest.")

slip("train", "train_rate_falls_too_late", "cosine(step, 4e-3, updates)", "cosine(step, 4e-3, 10 * updates)",
     hint="Your rate falls, but so slowly that most of it is left at the end. After how many updates is it to be "
     "near 0?")

slip("train", "train_uphill", "model[name], gradient, states", "model[name], -gradient, states",
     hint="Your network gets worse from update to update. In which direction does a gradient point?")

slip("train", "train_strange_labels", "labels[rows])", "labels[rng.permutation(rows)])",
     hint="The labels of a batch do not belong to its images.")

slip("train", "train_labels_in_file_order", "labels[rows])", "labels[np.sort(rows)])",
     hint="Images come in the drawn order, their labels in the order of the file.")

slip("train", "train_writes_nothing_back", "model[name], states[name] = adam_step", "_, states[name] = adam_step",
     hint="Each step is worked out and thrown away. Where do its new weights go?")

slip("train", "train_first_batch_alone", "look(model, images[rows], labels[rows])",
     "look(model, images[: len(rows)], labels[: len(rows)])",
     hint="Every look is at the same images, the first ones. The others are never used.")

slip("train", "train_one_epoch", "for _ in count()", "for _ in range(1)",
     hint="Your training ends after one epoch, though updates are left.")

slip("train", "train_in_order", "minibatches(len(images), 64, rng)",
     "[np.arange(a, min(a + 64, len(images))) for a in range(0, len(images), 64)]",
     hint="The images come in the order of the file, in every epoch and for every seed.")

slip("train", "train_same_order_always", "minibatches(len(images), 64, rng)",
     "minibatches(len(images), 64, np.random.default_rng(0))",
     hint="Another seed gives the same batches. Which generator is to draw them?")

slip("train", "train_all_images_at_once", "look(model, images[rows], labels[rows])", "look(model, images, labels)",
     hint="You look at all images at once. A look may have 128 at most.")

slip("train", "train_looks_twice", "_, gradients = look(model, images[rows], labels[rows])",
     "look(model, images[rows], labels[rows])\n        _, gradients = look(model, images[rows], labels[rows])",
     hint="The budget of looks is spent before your updates are. How many looks does one update need?")

slip("train", "train_hardly_moves", "cosine(step, 4e-3, updates)", "cosine(step, 4e-6, updates)",
     hint="Your network hardly moves from where it began. Try rates that are ten and a hundred times as large, "
     "and look "
     "at the loss of the first fifty updates.")


@mistake("train", hint="What comes back is the model that you were given. Where does your trained one go?")
def train_returns_the_first(solution):
    def train(model, look, images, labels, updates, rng):
        solution.train(model, look, images, labels, updates, rng)
        return model

    return train


# --- compare_runs ---------------------------------------------------------------------------------------------

slip("compare_runs", "error_by_n", "d.std(ddof=1)", "d.std()",
     hint="Your deviation divides by n. A sample's divides by one less.")

slip("compare_runs", "error_of_one_run", " / np.sqrt(len(d))", "",
     hint="That is the deviation of a single difference. The mean of n of them varies less.")

slip("compare_runs", "error_by_n_for_the_root", "np.sqrt(len(d))", "len(d)",
     hint="Your error falls with the number of seeds. It falls with its root.")

slip("compare_runs", "error_unpaired", "error = d.std(ddof=1) / np.sqrt(len(d))",
     "error = np.sqrt((baseline.var(ddof=1) + changed.var(ddof=1)) / len(d))",
     hint="Your error is that of two groups of strangers. Runs that share a seed share some of their luck: subtract "
     "first.")

slip("compare_runs", "error_of_two_deviations", "d.std(ddof=1) / np.sqrt",
     "abs(changed.std(ddof=1) - baseline.std(ddof=1)) / np.sqrt",
     hint="You take the difference of two deviations. Asked for is the deviation of the differences.")

slip("compare_runs", "difference_the_other_way", "changed - baseline", "baseline - changed",
     hint="You subtract the other way round: an improvement comes out negative.")

slip("compare_runs", "wins_without_ties", " + (d == 0).mean() / 2", "",
     hint="A tie counts nothing in your share of wins.")

slip("compare_runs", "wins_with_ties", "(d > 0).mean() + (d == 0).mean() / 2", "(d >= 0).mean()",
     hint="A tie counts as a whole win in yours.")

slip("compare_runs", "wins_counted", "(d > 0).mean() + (d == 0).mean() / 2", "(d > 0).sum() + (d == 0).sum() / 2",
     hint="You count the wins. Asked for is their share.")

slip("compare_runs", "difference_relative", "d = changed - baseline", "d = (changed - baseline) / baseline",
     hint="Your difference is a share of the baseline, not a difference.")

slip("compare_runs", "difference_summed", "float(d.mean())", "float(d.sum())",
     hint="Your difference is the sum over all seeds.")

slip("compare_runs", "difference_of_medians", "float(d.mean())", "float(np.median(d))",
     hint="You take the median of the differences, not their mean.")

slip("compare_runs", "difference_without_sign", "d = changed - baseline", "d = abs(changed - baseline)",
     hint="Your differences have lost their signs, so losses count as gains.")

# --- the quiz -------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_draw",
    a="That is the variance of the share. A standard deviation has the unit of the share itself.",
    b="That would be the answer for ten thousand images.",
    d="That would be the answer for a hundred images.",
)

wrong_letters(
    "quiz_pairs",
    a="Both rows do scatter by 0.02. But they scatter together, seed by seed. What are the five differences?",
    c="That is the error of two groups that have no seeds in common. What is the deviation of the five differences?",
    d="The five differences add up to that. A sum grows with the number of seeds, whatever the change does.",
)

wrong_letters(
    "quiz_epochs",
    b="This counts every batch as if it had 64 images. How large is the last one of an epoch?",
    c="This leaves the smaller batch out. It is an update like all others.",
    d="2,000 divided by 64 is the length of one epoch in full batches. Asked for is how many epochs the updates fill.",
)

wrong_letters(
    "quiz_company",
    a="The images come in another order, but they are the same ones. Does a mean know their order?",
    b="Each number comes twice in the mean, and their number has doubled, too. What becomes of the mean?",
    d="Both the mean and the deviation of the images grow by the same factor. What is left of it after the division?",
)
