"""Other right implementations of `01-perceptrons-to-networks`: each must earn full points. They never ship.

They differ in what a student is free to choose: loops or matrix products, stacks or sums, in place or not.
"""

import numpy as np

from grader.author import accepted


@accepted("perceptron")
def perceptron_where(solution):
    return lambda x, w, b: np.where(np.dot(x, w) + b > 0, 1, 0)


@accepted("perceptron")
def perceptron_row_by_row(solution):
    return lambda x, w, b: np.array([1 if sum(row * w) > -b else 0 for row in x])


@accepted("perceptron")
def perceptron_heaviside(solution):
    return lambda x, w, b: np.heaviside((x * w).sum(axis=1) + b, 0).astype("int32")


@accepted("perceptron_rule")
def rule_by_cases(solution):
    def perceptron_rule(x, y, w, b, lr=1.0):
        w = np.array(w, dtype=float)
        wrong = 0
        for i in range(len(x)):
            z = np.dot(w, x[i]) + b
            if y[i] == 1 and z <= 0:
                w += lr * x[i]
                b += lr
                wrong += 1
            elif y[i] == 0 and z > 0:
                w -= lr * x[i]
                b -= lr
                wrong += 1
        return w, b, wrong

    return perceptron_rule


@accepted("perceptron_rule")
def rule_with_one_more_input(solution):
    """The bias as a weight on an input that is always 1."""

    def perceptron_rule(x, y, w, b, lr=1.0):
        extended, weights, mistakes = np.column_stack([x, np.ones(len(x))]), np.append(w, b), 0
        for row, target in zip(extended, y, strict=True):
            error = int(target) - int(row @ weights > 0)
            weights = weights + lr * error * row
            mistakes += abs(error)
        return [weights[:-1], weights[-1], mistakes]

    return perceptron_rule


@accepted("xor_layers")
def xor_by_difference(solution):
    def xor_layers(low, high, score=1.0):
        hidden = np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2)
        return [hidden, (np.full((2, 1), 2 * score / (high - low)), np.array([-score]))]

    return xor_layers


@accepted("xor_layers")
def xor_scaled_at_the_output(solution):
    def xor_layers(low, high, score=1.0):
        hidden = np.ones((2, 2)), np.array([-2 * low, -low - high])
        return hidden, (2 * score / (high - low) * np.array([[1.0], [-2.0]]), np.array([-score]))

    return xor_layers


@accepted("xor_layers")
def xor_units_exchanged(solution):
    def xor_layers(low, high, score=1.0):
        (w, b), (v, c) = solution.xor_layers(low, high, score)
        return [(w[:, ::-1], b[::-1]), (v[::-1], c)]

    return xor_layers


@accepted("dense")
def dense_einsum(solution):
    return lambda x, w, b: np.einsum("nj,ji->ni", x, w) + b[None, :]


@accepted("dense")
def dense_unit_by_unit(solution):
    return lambda x, w, b: np.stack([x @ w[:, i] + b[i] for i in range(len(b))], axis=1)


@accepted("dense")
def dense_with_one_more_input(solution):
    return lambda x, w, b: np.hstack([x, np.ones_like(x[:, :1])]) @ np.vstack([w, b])


@accepted("mlp_forward")
def mlp_counting(solution):
    def mlp_forward(x, layers, activation=solution.relu):
        h = x
        for k, (w, b) in enumerate(layers):
            h = np.dot(h, w) + b
            if k < len(layers) - 1:
                h = activation(h)
        return h

    return mlp_forward


@accepted("mlp_forward")
def mlp_by_recursion(solution):
    def mlp_forward(x, layers, activation=lambda z: z * (z > 0)):
        (w, b), *others = layers
        z = solution.dense(x, w, b)
        return mlp_forward(activation(z), others, activation) if others else z

    return mlp_forward


@accepted("mean_squared_error")
def mse_square(solution):
    def mean_squared_error(predictions, targets):
        error = predictions - targets
        if not predictions.shape == error.shape == targets.shape:
            raise ValueError(f"shapes {predictions.shape} and {targets.shape} differ")
        return np.sum(np.square(error)) / error.size

    return mean_squared_error


@accepted("mean_squared_error")
def mse_inner_product(solution):
    def mean_squared_error(predictions, targets):
        if list(predictions.shape) != list(targets.shape):
            raise ValueError("{} is not {}".format(*(list(array.shape) for array in (targets, predictions))))
        error = (targets - predictions).ravel()
        return float(error @ error) / len(error)

    return mean_squared_error


@accepted("binary_cross_entropy")
def bce_logaddexp(solution):
    return lambda logits, targets: (np.logaddexp(0, logits) - targets * logits).mean()


@accepted("binary_cross_entropy")
def bce_both_log_sigmoids(solution):
    def binary_cross_entropy(logits, targets):
        def minus_log_sigmoid(z):
            return np.maximum(-z, 0) + np.log(1 + np.exp(-abs(z)))

        return np.mean(targets * minus_log_sigmoid(logits) + (1 - targets) * minus_log_sigmoid(-logits))

    return binary_cross_entropy


@accepted("binary_cross_entropy")
def bce_by_cases(solution):
    def binary_cross_entropy(logits, targets):
        total = 0.0
        for z, t in zip(np.ravel(logits), np.ravel(targets), strict=True):
            total += (z + np.log1p(np.exp(-z)) if z > 0 else np.log1p(np.exp(z))) - t * z
        return total / logits.size

    return binary_cross_entropy


@accepted("softmax_cross_entropy")
def softmax_by_one_hot(solution):
    def softmax_cross_entropy(logits, labels):
        target = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
        shifted = logits - np.max(logits, axis=1)[:, None]
        log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, None]
        return -(target * log_p).sum() / len(logits), (np.exp(log_p) - target) / len(logits)

    return softmax_cross_entropy


@accepted("softmax_cross_entropy")
def softmax_row_by_row(solution):
    def softmax_cross_entropy(logits, labels):
        loss, gradient = 0.0, np.zeros_like(logits)
        for n, (row, label) in enumerate(zip(logits, labels, strict=True)):
            log_total = np.logaddexp.reduce(row)
            loss += log_total - row[label]
            gradient[n] = np.exp(row - log_total)
            gradient[n, label] -= 1
        return loss / len(labels), gradient / len(labels)

    return softmax_cross_entropy


@accepted("erratum_binary_cross_entropy")
def erratum_by_choice(solution):
    return lambda p, y: -np.log(np.where(y == 1, p, 1 - p)).mean()


@accepted("erratum_binary_cross_entropy")
def erratum_two_signs(solution):
    return lambda p, y: np.sum(-y * np.log(p) - (1 - y) * np.log1p(-p)) / p.size


@accepted("erratum_two_scores")
def two_scores_halves(solution):
    return lambda logits: np.column_stack([-logits / 2, logits / 2])


@accepted("erratum_two_scores")
def two_scores_to_zero(solution):
    return lambda logits: np.array([[-z, 0.0] for z in logits])
