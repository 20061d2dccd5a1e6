"""Other right implementations of `15-transfer-learning`: each must earn full points. They never ship."""

import hashlib
import io
import json

import numpy as np

from grader.author import accepted

# --- extract_features -----------------------------------------------------------------------------------------


@accepted("extract_features")
def features_by_default_mode(solution):
    def extract_features(layers, x, batch=256, average=True):
        def through(h):
            for layer in layers:
                h = layer(h)
            if not average:
                return h.reshape(h.shape[0], -1)
            return h.reshape(*h.shape[:2], -1).mean(axis=-1) if h.ndim > 2 else h

        starts = np.arange(0, x.shape[0], batch)
        return np.vstack([through(x[start : start + batch]) for start in starts])

    return extract_features


@accepted("extract_features")
def features_into_one_array(solution):
    def extract_features(layers, x, batch=256, average=True):
        out, begin = None, 0
        while begin < len(x):
            h = x[begin : begin + batch]
            for layer in layers:
                h = layer(h, training=False)
            if h.ndim == 4 and average:
                h = h.mean(axis=3).mean(axis=2)
            elif h.ndim == 4:
                h = np.array([image.ravel() for image in h])
            if out is None:
                out = np.empty((len(x), h.shape[1]), h.dtype)
            out[begin : begin + len(h)] = h
            begin += batch
        return out

    return extract_features


@accepted("extract_features")
def features_by_splitting(solution):
    def extract_features(layers, x, batch=256, average=True):
        parts = np.split(x, range(batch, len(x), batch))
        for layer in layers:
            parts = [layer(part, training=False) for part in parts]
        h = np.concatenate(parts)
        if h.ndim == 2:
            return h
        n, filters, height, width = h.shape
        return h.mean((-1, -2)) if average else h.reshape(n, filters * height * width)

    return extract_features


# --- linear_probe ---------------------------------------------------------------------------------------------


@accepted("linear_probe")
def probe_by_images(solution):
    """The dual form: a system of n equations instead of d."""

    def linear_probe(features, labels, classes, decay=0.3):
        f, n = np.asarray(features, "float64"), len(features)
        mean, deviation = f.mean(axis=0), f.std(axis=0)
        varies = f.max(axis=0) > f.min(axis=0)
        z = np.zeros_like(f)
        z[:, varies] = (f[:, varies] - mean[varies]) / deviation[varies]
        targets = (labels[:, None] == np.arange(classes)).astype(float)
        average = targets.mean(axis=0)
        v = z.T @ np.linalg.solve(z @ z.T + n * decay * np.eye(n), targets - average)
        weight = np.zeros_like(v)
        weight[varies] = v[varies] / deviation[varies][:, None]
        return weight.astype(features.dtype), (average - mean @ weight).astype(features.dtype)

    return linear_probe


@accepted("linear_probe")
def probe_by_least_squares(solution):
    """The penalty as additional rows."""

    def linear_probe(features, labels, classes, decay=0.3):
        n, d = features.shape
        mean = features.mean(axis=0)
        constant = (features == features[0]).all(axis=0)
        deviation = np.where(constant, 1, features.std(axis=0))
        z = np.where(constant, 0, (features - mean) / deviation)
        targets = np.zeros((n, classes))
        targets[np.arange(n), labels] = 1
        average = targets.mean(axis=0)
        rows = np.vstack([z, np.sqrt(n * decay) * np.eye(d)])
        goals = np.vstack([targets - average, np.zeros((d, classes))])
        weight = np.linalg.lstsq(rows, goals, rcond=None)[0] / deviation[:, None]
        return weight.astype(features.dtype), (average - mean @ weight).astype(features.dtype)

    return linear_probe


@accepted("linear_probe")
def probe_without_centering_the_targets(solution):
    """The columns of Z have mean 0, so the mean of the targets has no effect on the weights."""

    def linear_probe(features, labels, classes, decay=0.3):
        f = features.astype("float64")
        mean, deviation = f.mean(axis=0), f.std(axis=0)
        z = np.where(np.ptp(f, axis=0) > 0, (f - mean) / np.where(deviation > 0, deviation, 1), 0)
        targets = np.eye(classes)[labels]
        v = np.linalg.inv(z.T @ z / len(z) + decay * np.eye(z.shape[1])) @ (z.T @ targets / len(z))
        weight = v / np.where(np.ptp(f, axis=0) > 0, deviation, 1)[:, None]
        bias = np.bincount(labels, minlength=classes) / len(z) - mean @ weight
        return weight.astype(features.dtype), bias.astype(features.dtype)

    return linear_probe


# --- frozen_step ----------------------------------------------------------------------------------------------


@accepted("frozen_step")
def step_by_comprehension(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        def pace(name):
            if name in frozen:
                return velocity[name]
            return mu * velocity[name] + (gradients[name] + decay * parameters[name])

        kept = {name: pace(name) for name in velocity}
        moved = {name: w if name in frozen else w - lr * kept[name] for name, w in parameters.items()}
        return moved, kept

    return frozen_step


@accepted("frozen_step")
def step_on_copies(solution):
    def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
        w = {name: one.copy() for name, one in parameters.items()}
        v = {name: one.copy() for name, one in velocity.items()}
        for name in set(w) - set(frozen):
            v[name] *= mu
            v[name] += gradients[name]
            v[name] += decay * w[name]
            w[name] -= lr * v[name]
        return w, v

    return frozen_step


# --- replace_head ---------------------------------------------------------------------------------------------


@accepted("replace_head")
def head_layer_by_layer(solution):
    def replace_head(parameters, velocity, head, classes, rng):
        fresh, kept = {}, {}
        for name, one in parameters.items():
            layer, kind = name.split(".")
            if layer != head:
                fresh[name], kept[name] = one.copy(), velocity[name].copy()
                continue
            if kind == "weight":
                new = rng.standard_normal((one.shape[0], classes)) * one.shape[0] ** -0.5
            else:
                new = np.zeros(classes)
            fresh[name] = new.astype(one.dtype)
            kept[name] = 0 * fresh[name]
        return fresh, kept

    return replace_head


@accepted("replace_head")
def head_into_copies(solution):
    def replace_head(parameters, velocity, head, classes, rng):
        fresh, kept = dict(parameters), dict(velocity)
        old = fresh[head + ".weight"]
        new = rng.standard_normal(size=(old.shape[0], classes)) / np.sqrt(old.shape[0])
        fresh[head + ".weight"] = new.astype(old.dtype)
        fresh[head + ".bias"] = np.zeros(classes, old.dtype)
        kept[head + ".weight"] = np.zeros((old.shape[0], classes), old.dtype)
        kept[head + ".bias"] = np.zeros(classes, old.dtype)
        return fresh, kept

    return replace_head


# --- layer_rates ----------------------------------------------------------------------------------------------


@accepted("layer_rates")
def rates_from_the_top(solution):
    def layer_rates(names, lr, factor):
        rates = {}
        for layer in sorted({int(name.partition(".")[0]) for name in names}, reverse=True):
            rates[str(layer)] = lr
            lr = lr * factor
        return dict(reversed(rates.items()))

    return layer_rates


@accepted("layer_rates")
def rates_by_counting(solution):
    def layer_rates(names, lr, factor):
        layers = np.unique([int(name[: name.index(".")]) for name in names])
        powers = np.power(float(factor), np.arange(len(layers))[::-1])
        return dict(zip(map(str, layers), (float(lr * p) for p in powers), strict=True))

    return layer_rates


# --- choose_strategy ------------------------------------------------------------------------------------------


@accepted("choose_strategy")
def choice_in_a_loop(solution):
    def choose_strategy(validation, test):
        best_mean, best = -np.inf, None
        for name, scores in validation.items():
            if np.mean(scores) > best_mean:
                best_mean, best = np.mean(scores), name
        error = np.sqrt(np.var(validation[best], ddof=1) / len(validation[best]))
        for name, scores in validation.items():
            if np.mean(scores) >= best_mean - error:
                return name, float(np.mean(test[name])), float(np.std(test[name], ddof=1))
        return best, float(np.mean(test[best])), float(np.std(test[best], ddof=1))

    return choose_strategy


@accepted("choose_strategy")
def choice_by_arrays(solution):
    def choose_strategy(validation, test):
        names = list(validation)
        means = np.array([validation[name].mean() for name in names])
        k = len(validation[names[0]])
        errors = np.array([validation[name].std(ddof=1) for name in names]) / k**0.5
        best = int(means.argmax())
        name = names[int(np.argmax(means >= means[best] - errors[best]))]
        return name, test[name].mean(), test[name].std(ddof=1)

    return choose_strategy


# --- low_rank_update ------------------------------------------------------------------------------------------


@accepted("low_rank_update")
def update_merged(solution):
    def low_rank_update(x, weight, a, b, alpha, upstream):
        scale = alpha / b.shape[0]
        full = x.T @ upstream
        return x @ (weight + scale * a @ b), scale * full @ b.T, scale * a.T @ full

    return low_rank_update


@accepted("low_rank_update")
def update_by_einsum(solution):
    def low_rank_update(x, weight, a, b, alpha, upstream):
        scaled = upstream * (alpha / a.shape[-1])
        y = np.einsum("nd,dk->nk", x, weight) + np.einsum("nd,dr,rk->nk", x, a, b) * (alpha / a.shape[-1])
        return y, np.einsum("nd,nk,rk->dr", x, scaled, b), np.einsum("nd,dr,nk->rk", x, a, scaled)

    return low_rank_update


# --- save_model -----------------------------------------------------------------------------------------------


@accepted("save_model")
def saved_and_read_back(solution):
    def save_model(file, arrays, card):
        if "card" in arrays:
            raise ValueError("card")
        for name in arrays:
            if arrays[name].dtype.hasobject:
                raise ValueError(f"{name} holds objects")
        archive = io.BytesIO()
        np.savez(archive, card=np.array(json.dumps(card, sort_keys=True)), **arrays)
        archive.seek(0)
        file.write(archive.getbuffer())
        return hashlib.sha256(archive.read()).hexdigest()

    return save_model


@accepted("save_model")
def saved_in_pieces(solution):
    def save_model(file, arrays, card):
        bad = [name for name, one in arrays.items() if name == "card" or one.dtype.kind == "O"]
        if bad:
            raise ValueError(f"not to be saved: {bad}")
        archive, digest = io.BytesIO(), hashlib.new("sha256")
        np.savez_compressed(archive, **{name: arrays[name] for name in sorted(arrays)}, card=json.dumps(card))
        archive.seek(0)
        while piece := archive.read(64):
            digest.update(piece)
            file.write(piece)
        return digest.hexdigest()

    return save_model


# --- load_model -----------------------------------------------------------------------------------------------


@accepted("load_model")
def load_in_two_passes(solution):
    def load_model(file, expected, checksum):
        content = file.read()
        if not hashlib.sha256(content).hexdigest() == checksum:
            raise ValueError("checksum does not fit")
        archive = np.load(io.BytesIO(content))
        card = json.loads(archive["card"].item())
        arrays = {name: archive[name] for name in archive if name != "card"}
        for name, shape in expected.items():
            if name not in arrays:
                raise ValueError(f"{name} is missing")
            if arrays[name].shape != tuple(shape):
                raise ValueError(f"{name} has another shape")
        for name in arrays:
            if name not in expected:
                raise ValueError(f"{name} is not expected")
        return arrays, card

    return load_model


@accepted("load_model")
def load_by_comparing_sets(solution):
    def load_model(file, expected, checksum):
        digest = hashlib.sha256()
        for piece in iter(lambda: file.read(100), b""):
            digest.update(piece)
        if digest.hexdigest() != checksum:
            raise ValueError("wrong checksum")
        file.seek(0)
        with np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
        card = json.loads(str(arrays.pop("card")))
        if strange := set(arrays) ^ set(expected):
            raise ValueError(f"these do not fit: {', '.join(sorted(strange))}")
        wrong = [name for name in arrays if arrays[name].shape != expected[name]]
        if wrong:
            raise ValueError(f"other shapes: {wrong}")
        return arrays, card

    return load_model
