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


@accepted("lecun_normal")
def lecun_by_normal(solution):
    def lecun_normal(rng, fan_in, fan_out, dtype="float32"):
        return rng.normal(0.0, fan_in**-0.5, size=(fan_in, fan_out)).astype(dtype)

    return lecun_normal


@accepted("lecun_normal")
def lecun_turned(solution):
    """Draws outputs first and turns the matrix."""

    def lecun_normal(rng, fan_in, fan_out, dtype="float32"):
        return np.asarray(rng.standard_normal((fan_out, fan_in)).T * np.sqrt(1 / fan_in), dtype=dtype)

    return lecun_normal


@accepted("glorot_normal")
def glorot_by_the_mean_fan(solution):
    def glorot_normal(rng, fan_in, fan_out, dtype="float32"):
        mean_fan = (fan_in + fan_out) / 2
        return rng.normal(scale=1 / np.sqrt(mean_fan), size=(fan_in, fan_out)).astype(dtype)

    return glorot_normal


@accepted("glorot_normal")
def glorot_drawn_in_the_dtype(solution):
    def glorot_normal(rng, fan_in, fan_out, dtype="float32"):
        weights = rng.standard_normal((fan_in, fan_out), dtype=dtype)
        weights *= np.sqrt(2 / (fan_in + fan_out))
        return weights

    return glorot_normal


@accepted("glorot_uniform")
def uniform_by_random(solution):
    def glorot_uniform(rng, fan_in, fan_out, dtype="float32"):
        bound = (6 / (fan_in + fan_out)) ** 0.5
        return ((2 * rng.random((fan_in, fan_out)) - 1) * bound).astype(dtype)

    return glorot_uniform


@accepted("glorot_uniform")
def uniform_by_deviation(solution):
    def glorot_uniform(rng, fan_in, fan_out, dtype="float32"):
        deviation = np.sqrt(2 / (fan_in + fan_out))
        return (deviation * rng.uniform(-np.sqrt(3), np.sqrt(3), size=(fan_in, fan_out))).astype(dtype)

    return glorot_uniform


@accepted("he_normal")
def he_by_normal(solution):
    def he_normal(rng, fan_in, fan_out, dtype="float32"):
        return rng.normal(0, np.sqrt(2.0 / fan_in), (fan_in, fan_out)).astype(dtype)

    return he_normal


@accepted("he_normal")
def he_by_division(solution):
    def he_normal(rng, fan_in, fan_out, dtype="float32"):
        return np.array(rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in / 2), dtype=dtype)

    return he_normal


@accepted("he_uniform")
def he_uniform_by_random(solution):
    def he_uniform(rng, fan_in, fan_out, dtype="float32"):
        return (np.sqrt(24 / fan_in) * (rng.random((fan_in, fan_out)) - 0.5)).astype(dtype)

    return he_uniform


@accepted("he_uniform")
def he_uniform_by_rows(solution):
    def he_uniform(rng, fan_in, fan_out, dtype="float32"):
        bound = np.sqrt(3) * np.sqrt(2 / fan_in)
        return np.stack([rng.uniform(-bound, bound, fan_out) for _ in range(fan_in)]).astype(dtype)

    return he_uniform


@accepted("prelu_gain")
def gain_by_the_second_moment(solution):
    def prelu_gain(slope):
        kept = (1 + slope * slope) / 2
        return kept**-0.5

    return prelu_gain


@accepted("prelu_gain")
def gain_by_hypot(solution):
    return lambda slope: np.sqrt(2) / np.hypot(1, slope)


@accepted("erratum_relu_weights")
def relu_weights_by_division(solution):
    def erratum_relu_weights(noise):
        fan_in, _ = noise.shape
        return noise / np.sqrt(fan_in / 2)

    return erratum_relu_weights


@accepted("erratum_relu_weights")
def relu_weights_in_two_steps(solution):
    return lambda noise: noise / np.sqrt(len(noise)) * 2**0.5


@accepted("erratum_he_rules")
def he_rules_from_the_variance(solution):
    def erratum_he_rules(fan_in, fan_out):
        variance = 2 / fan_in
        return variance, (3 * variance) ** 0.5

    return erratum_he_rules


@accepted("erratum_he_rules")
def he_rules_as_an_array(solution):
    return lambda fan_in, fan_out: np.array([2 / fan_in, (6 / fan_in) ** 0.5])
