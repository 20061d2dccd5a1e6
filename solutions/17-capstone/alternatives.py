"""Other right implementations of `17-capstone`: each must earn full points. They never ship."""

import numpy as np

from grader.author import accepted

# --- repaired_split -------------------------------------------------------------------------------------------


@accepted("repaired_split")
def split_by_a_mask(solution):
    def repaired_split(images, labels, share, rng):
        held = np.zeros(len(images), dtype=bool)
        held[rng.choice(len(images), round(share * len(images)), replace=False)] = True
        mean = images[~held].mean(axis=(0, 2, 3))[:, None, None]
        std = images[~held].std(axis=(0, 2, 3))[:, None, None]
        return ((images[~held] - mean) / std, labels[~held]), ((images[held] - mean) / std, labels[held])

    return repaired_split


@accepted("repaired_split")
def split_copies_channel_by_channel(solution):
    def repaired_split(images, labels, share, rng):
        order = np.argsort(rng.random(len(images)))
        x, y = images[order].copy(), labels[order].copy()
        cut = len(x) - round(share * len(x))
        for channel in range(x.shape[1]):
            part = x[:cut, channel]
            middle, spread = part.mean(), np.sqrt(((part - part.mean()) ** 2).mean())
            x[:, channel] = (x[:, channel] - middle) / spread
        return (x[:cut], y[:cut]), (x[cut:], y[cut:])

    return repaired_split


@accepted("repaired_split")
def split_by_lists(solution):
    def repaired_split(images, labels, share, rng):
        n = len(images)
        numbers = list(range(n))
        rng.shuffle(numbers)
        hold, learn = numbers[: round(share * n)], numbers[round(share * n) :]
        flat = np.moveaxis(images[learn], 1, 0).reshape(images.shape[1], -1)
        mean, std = flat.mean(axis=1).reshape(1, -1, 1, 1), flat.std(axis=1).reshape(1, -1, 1, 1)
        return ((images[learn] - mean) / std, labels[learn]), ((images[hold] - mean) / std, labels[hold])

    return repaired_split


# --- build_model ----------------------------------------------------------------------------------------------


@accepted("build_model")
def model_with_zeros_in_the_last_layer(solution):
    def build_model(images, classes, rng):
        x = solution.features(images)
        model = {"mean": x.mean(axis=0), "std": x.std(axis=0) + 1e-12 * np.abs(x).max()}
        for layer, (n, m) in enumerate([(256, 256), (256, 128)], start=1):
            model[f"w{layer}"] = rng.standard_normal((n, m)) * (2 / n) ** 0.5
            model[f"b{layer}"] = np.zeros(m)
        return model | {"w3": np.zeros((128, classes)), "b3": np.zeros(classes)}

    return build_model


@accepted("build_model")
def model_of_uniform_weights(solution):
    def build_model(images, classes, rng):
        x = solution.features(images)
        model = {"mean": x.mean(), "std": x.std()}
        for layer, (n, m) in enumerate([(256, 300), (300, 100), (100, classes)], start=1):
            bound = (6 / n) ** 0.5 * (1 if layer < 3 else 0.03)
            model[f"w{layer}"] = rng.uniform(-bound, bound, (n, m)).astype("float32")
            model[f"b{layer}"] = np.zeros(m, dtype="float32")
        return model

    return build_model


# --- loss_and_gradients ---------------------------------------------------------------------------------------


@accepted("loss_and_gradients")
def loss_by_hand(solution):
    def loss_and_gradients(model, images, labels):
        x = (solution.features(images) - model["mean"]) / model["std"]
        z1 = x @ model["w1"] + model["b1"]
        h1 = z1 * (z1 > 0)
        z2 = h1 @ model["w2"] + model["b2"]
        h2 = z2 * (z2 > 0)
        z3 = h2 @ model["w3"] + model["b3"]
        highest = z3.max(axis=1)
        log_total = highest + np.log(np.exp(z3 - highest[:, None]).sum(axis=1))
        losses = log_total - np.take_along_axis(z3, labels[:, None], axis=1)[:, 0]
        u3 = (np.exp(z3 - log_total[:, None]) - np.eye(z3.shape[1])[labels]) / len(labels)
        u2 = (u3 @ model["w3"].T) * (z2 > 0)
        u1 = (u2 @ model["w2"].T) * (z1 > 0)
        gradients = {"w3": h2.T @ u3, "w2": h1.T @ u2, "w1": x.T @ u1}
        return float(losses.mean()), gradients | {"b3": u3.sum(0), "b2": u2.sum(0), "b1": u1.sum(0)}

    return loss_and_gradients


@accepted("loss_and_gradients")
def loss_image_by_image(solution):
    def loss_and_gradients(model, images, labels):
        total, sums = 0.0, {}
        for image, label in zip(images, labels, strict=True):
            loss, gradients = solution.loss_and_gradients(model, image[None], np.array([label]))
            total += loss / len(labels)
            for name, one in gradients.items():
                sums[name] = sums.get(name, 0) + one / len(labels)
        return total, sums

    return loss_and_gradients


@accepted("loss_and_gradients")
def loss_with_scores_that_are_capped_nowhere(solution):
    def loss_and_gradients(model, images, labels):
        h, kept = (solution.features(images) - model["mean"]) / model["std"], []
        for layer in (1, 2, 3):
            kept.append(h)
            z = np.einsum("ni,ij->nj", h, model[f"w{layer}"]) + model[f"b{layer}"]
            h = np.where(z > 0, z, 0)
        logs = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
        u = np.exp(logs)
        u[np.arange(len(u)), labels] -= 1
        u, gradients = u / len(u), {}
        for layer in (3, 2, 1):
            gradients[f"b{layer}"] = np.ones(len(u)) @ u
            gradients[f"w{layer}"] = np.einsum("ni,nj->ij", kept[layer - 1], u)
            u = np.where(kept[layer - 1] > 0, u @ model[f"w{layer}"].T, 0)
        return -np.mean([logs[i, label] for i, label in enumerate(labels)]), gradients

    return loss_and_gradients


# --- predict --------------------------------------------------------------------------------------------------


@accepted("predict")
def predict_by_probabilities(solution):
    def predict(model, images):
        h = (solution.features(images) - model["mean"]) / model["std"]
        for layer in (1, 2, 3):
            z = h @ model[f"w{layer}"] + model[f"b{layer}"]
            h = np.maximum(z, 0)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        return np.argmax(p / p.sum(axis=1, keepdims=True), axis=1)

    return predict


@accepted("predict")
def predict_image_by_image(solution):
    def predict(model, images):
        answers = np.empty(len(images), dtype="int32")
        for i in range(len(images)):
            h = (solution.features(images[i : i + 1]) - model["mean"]) / model["std"]
            for layer in (1, 2):
                h = np.maximum(h @ model[f"w{layer}"] + model[f"b{layer}"], 0)
            answers[i] = np.argmax(h @ model["w3"] + model["b3"])
        return answers

    return predict


@accepted("predict")
def predict_in_batches(solution):
    def predict(model, images):
        parts = [solution.predict(model, images[start : start + 7]) for start in range(0, len(images), 7)]
        return np.concatenate([np.zeros(0, dtype=int), *parts])

    return predict


# --- train ----------------------------------------------------------------------------------------------------


@accepted("train")
def train_by_momentum(solution):
    def train(model, look, images, labels, updates, rng):
        model = {name: np.array(array) for name, array in model.items()}
        velocity = {}
        order = np.zeros(0, dtype=int)
        for step in range(updates):
            if len(order) < 32:
                order = np.concatenate([order, rng.permutation(len(images))])
            rows, order = order[:64], order[64:]
            _, gradients = look({name: array.copy() for name, array in model.items()}, images[rows], labels[rows])
            for name, g in gradients.items():
                velocity[name] = 0.9 * velocity.get(name, 0) + g
                model[name] = model[name] - 0.03 * (1 - step / updates) * velocity[name]
        return model

    return train


@accepted("train")
def train_on_images_drawn_with_replacement(solution):
    def train(model, look, images, labels, updates, rng):
        states, new = {}, dict(model)
        for step in range(updates):
            rows = rng.integers(0, len(images), 100)
            _, gradients = look(new, images[rows], labels[rows])
            rate = 0.003 if step < 0.6 * updates else 0.0006 if step < 0.85 * updates else 0.0001
            changed = {name: solution.adam_step(new[name], g, states.get(name), rate) for name, g in gradients.items()}
            states = {name: state for name, (_, state) in changed.items()}
            new = new | {name: w for name, (w, _) in changed.items()}
        return new

    return train


@accepted("train")
def train_with_flips_and_decay(solution):
    def train(model, look, images, labels, updates, rng):
        model, states = dict(model), {}
        for step in range(updates):
            rows = rng.permutation(len(images))[:64]
            batch = images[rows].copy()
            turned = rng.random(len(batch)) < 0.5
            batch[turned] = batch[turned, :, :, ::-1]
            _, gradients = look(model, batch, labels[rows])
            rate = 0.004 * min(1.0, 10 * (step + 1) / updates) * (1 - step / updates)
            for name, g in gradients.items():
                w, states[name] = solution.adam_step(model[name], g, states.get(name), rate)
                model = {**model, name: w - rate * 0.01 * model[name]}
        return model

    return train


@accepted("train")
def train_keeps_the_best_on_a_part_held_back(solution):
    def train(model, look, images, labels, updates, rng):
        order = rng.permutation(len(images))
        hold, learn = order[: len(order) // 10], order[len(order) // 10 :]
        best, most, states, now = dict(model), -1.0, {}, dict(model)
        for step in range(updates):
            rows = learn[rng.permutation(len(learn))[:64]]
            _, gradients = look(dict(now), images[rows], labels[rows])
            for name, g in gradients.items():
                rate = solution.cosine(step, 0.004, updates)
                now[name], states[name] = solution.adam_step(now[name], g, states.get(name), rate)
            if step % 20 == 19 or step == updates - 1:
                right = np.mean(solution.predict(now, images[hold]) == labels[hold])
                if right >= most:
                    best, most = dict(now), right
        return best

    return train


# --- compare_runs ---------------------------------------------------------------------------------------------


@accepted("compare_runs")
def compare_by_sums(solution):
    def compare_runs(baseline, changed):
        n = len(baseline)
        d = [float(after) - float(before) for before, after in zip(baseline, changed, strict=True)]
        mean = sum(d) / n
        variance = sum((one - mean) ** 2 for one in d) / (n - 1)
        return mean, (variance / n) ** 0.5, sum(1 if one > 0 else 0.5 if one == 0 else 0 for one in d) / n

    return compare_runs


@accepted("compare_runs")
def compare_by_signs(solution):
    def compare_runs(baseline, changed):
        d = changed - baseline
        return d.mean(), np.sqrt(d.var(ddof=1) / d.size), (1 + np.sign(d).mean()) / 2

    return compare_runs


@accepted("compare_runs")
def compare_means(solution):
    def compare_runs(baseline, changed):
        difference = float(changed.mean() - baseline.mean())
        error = float(np.std(changed - baseline, ddof=1)) / len(changed) ** 0.5
        ties = np.count_nonzero(changed == baseline)
        return difference, error, (np.count_nonzero(changed > baseline) + ties / 2) / len(changed)

    return compare_runs
