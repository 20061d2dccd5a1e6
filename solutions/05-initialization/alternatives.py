"""Other right implementations of `05-initialization`: each must earn full points. They never ship."""

import numpy as np

from grader.author import accepted


@accepted("activation_statistics")
def statistics_after_a_list(solution):
    def activation_statistics(x, weights, activation):
        layers = [x]
        for w in weights:
            layers.append(activation(np.matmul(layers[-1], w)))
        return np.array([[np.mean(h), np.std(h)] for h in layers])

    return activation_statistics


@accepted("activation_statistics")
def statistics_by_hand(solution):
    def activation_statistics(x, weights, activation):
        table = np.zeros((len(weights) + 1, 2))
        for layer in range(len(weights) + 1):
            h = x.astype("float64").ravel()
            mean = h.sum() / h.size
            table[layer] = mean, np.sqrt(((h - mean) ** 2).sum() / h.size)
            if layer < len(weights):
                x = activation(x @ weights[layer])
        return table

    return activation_statistics


@accepted("activation_statistics")
def statistics_by_recursion(solution):
    def activation_statistics(x, weights, activation):
        row = np.array([[x.mean(), x.std()]])
        if not weights:
            return row
        return np.concatenate([row, activation_statistics(activation(x @ weights[0]), weights[1:], activation)])

    return activation_statistics


@accepted("gradient_norms")
def norms_by_recursion(solution):
    def gradient_norms(x, weights, upstream, activation, derivative):
        def descend(h, rest):
            if not rest:
                return upstream, []
            z = h @ rest[0]
            above, norms = descend(activation(z), rest[1:])
            back = above * derivative(z)
            return back @ rest[0].T, [np.sqrt(np.sum(np.square(h.T @ back))), *norms]

        return np.array(descend(x, list(weights))[1])

    return gradient_norms


@accepted("gradient_norms")
def norms_by_index(solution):
    def gradient_norms(x, weights, upstream, activation, derivative):
        hs, zs = [x], []
        for w in weights:
            zs.append(hs[-1] @ w)
            hs.append(activation(zs[-1]))
        norms, g = np.empty(len(weights)), upstream
        for k in range(len(weights) - 1, -1, -1):
            g = derivative(zs[k]) * g
            norms[k] = np.linalg.norm(np.einsum("bi,bo->io", hs[k], g))
            g = np.einsum("bo,io->bi", g, weights[k])
        return norms

    return gradient_norms


@accepted("prelu_gain")
def gain_by_the_second_moment(solution):
    def prelu_gain(slope):
        kept = (1 + slope * slope) / 2
        return kept**-0.5

    return prelu_gain


@accepted("prelu_gain")
def gain_by_hypot(solution):
    return lambda slope: np.sqrt(2) / np.hypot(1, slope)


@accepted("initial_weights")
def weights_by_cases(solution):
    def initial_weights(rng, fan_in, fan_out, rule="he", uniform=False, dtype="float32"):
        if rule == "lecun":
            deviation = fan_in**-0.5
        elif rule == "glorot":
            deviation = 1 / np.sqrt((fan_in + fan_out) / 2)
        else:
            deviation = np.sqrt(2.0 / fan_in)
        if uniform:
            return ((2 * rng.random((fan_in, fan_out)) - 1) * np.sqrt(3) * deviation).astype(dtype)
        return rng.normal(0.0, deviation, size=(fan_in, fan_out)).astype(dtype)

    return initial_weights


@accepted("initial_weights")
def weights_turned(solution):
    """Draws outputs first and turns the matrix."""

    def initial_weights(rng, fan_in, fan_out, rule="he", uniform=False, dtype="float32"):
        fan = {"lecun": fan_in, "glorot": (fan_in + fan_out) / 2, "he": fan_in / 2}[rule]
        shape = fan_out, fan_in
        noise = rng.uniform(-(3**0.5), 3**0.5, size=shape) if uniform else rng.standard_normal(shape)
        return np.asarray(noise.T / np.sqrt(fan), dtype=dtype)

    return initial_weights


@accepted("initial_weights")
def weights_drawn_in_the_dtype(solution):
    def initial_weights(rng, fan_in, fan_out, rule="he", uniform=False, dtype="float32"):
        variance = {"lecun": 1 / fan_in, "glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[rule]
        if uniform:
            weights = 2 * np.sqrt(3 * variance) * (rng.random((fan_in, fan_out), dtype=dtype) - 0.5)
            return weights.astype(dtype)
        weights = rng.standard_normal((fan_in, fan_out), dtype=dtype)
        weights *= np.sqrt(variance)
        return weights

    return initial_weights


@accepted("repaired_he")
def repaired_line_by_line(solution):
    def repaired_he(noise, uniform=False):
        fan_in, _ = noise.shape
        if uniform:
            return noise * np.sqrt(6 / fan_in)
        return noise / np.sqrt(fan_in / 2)

    return repaired_he


@accepted("repaired_he")
def repaired_in_two_steps(solution):
    def repaired_he(noise, uniform=False):
        normal = noise * 3**0.5 if uniform else noise
        return normal / np.sqrt(len(noise)) * 2**0.5

    return repaired_he


@accepted("orthogonal")
def rotation_by_singular_vectors(solution):
    """The nearest rotation to random noise."""

    def orthogonal(rng, fan_in, fan_out, gain=1.0):
        u, _, v = np.linalg.svd(rng.standard_normal((fan_in, fan_out)), full_matrices=False)
        return gain * (u @ v)

    return orthogonal


@accepted("orthogonal")
def rotation_by_gram_and_schmidt(solution):
    def orthogonal(rng, fan_in, fan_out, gain=1.0):
        found = []
        while len(found) < min(fan_in, fan_out):
            v = rng.standard_normal(max(fan_in, fan_out))
            for _ in range(2):
                for u in found:
                    v = v - (u @ v) * u
            found.append(v / np.linalg.norm(v))
        rows = gain * np.array(found)
        return rows if fan_in < fan_out else rows.T

    return orthogonal


@accepted("orthogonal")
def rotation_with_coins(solution):
    """Signs by coin: any draw that prefers none will do."""

    def orthogonal(rng, fan_in, fan_out, gain=1.0):
        tall, thin = max(fan_in, fan_out), min(fan_in, fan_out)
        q, _ = np.linalg.qr(rng.standard_normal((tall, thin)))
        q = gain * q * rng.choice([-1.0, 1.0], thin)
        return q.T if fan_out > fan_in else q

    return orthogonal


@accepted("revive")
def revived_by_index(solution):
    def revive(x, weights, activation):
        new = [w.copy() for w in weights]
        h = x
        for k in range(len(new)):
            z = h @ new[k]
            deviation = np.sqrt(np.mean((z - z.mean()) ** 2))
            if deviation != 0:
                new[k] /= deviation
                z = z / deviation
            h = activation(z)
        return new

    return revive


@accepted("revive")
def revived_by_recursion(solution):
    def revive(x, weights, activation):
        if not weights:
            return []
        w, *rest = weights
        size = np.std(x @ w)
        w = w / (size if size else 1.0)
        return [w, *revive(activation(x @ w), rest, activation)]

    return revive
