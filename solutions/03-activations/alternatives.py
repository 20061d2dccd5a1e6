"""Other right implementations of `03-activations`: each must earn full points. They never ship.

They differ in what a student is free to choose: formulas that are equal on paper, masks or np.where, loops or einsum.
"""

import numpy as np

from grader.author import accepted


@accepted("sigmoid")
def sigmoid_as_in_the_notes(solution):
    """Overflows inside for very negative x, harmlessly: 1 / inf is 0."""

    def sigmoid(x):
        y = 1 / (1 + np.exp(-x))
        return y, (1 - y) * y

    return sigmoid


@accepted("sigmoid")
def sigmoid_by_tanh(solution):
    def sigmoid(x):
        y = 0.5 * np.tanh(0.5 * x) + 0.5
        return y, y - y**2

    return sigmoid


@accepted("sigmoid")
def sigmoid_by_masks(solution):
    def sigmoid(x):
        y = np.empty_like(x)
        right = x >= 0
        y[right] = 1 / (1 + np.exp(-x[right]))
        left = np.exp(x[~right])
        y[~right] = left / (1 + left)
        return [y, y * (1 - y)]

    return sigmoid


@accepted("leaky_relu")
def leaky_in_two_parts(solution):
    def leaky_relu(x, alpha=0.01):
        y = np.maximum(x, 0) + alpha * np.minimum(x, 0)
        slope = np.full_like(x, alpha)
        slope[x > 0] = 1
        return y, slope

    return leaky_relu


@accepted("leaky_relu")
def leaky_with_where(solution):
    def leaky_relu(x, alpha=0.01):
        one = np.ones_like(x)
        return np.where(x > 0, x, alpha * x), np.where(x > 0, one, alpha * one)

    return leaky_relu


@accepted("elu")
def elu_with_expm1(solution):
    def elu(x, alpha=1.0, scale=1.0):
        left = alpha * np.expm1(np.minimum(x, 0))
        slope = np.where(x > 0, np.ones_like(x), left + alpha)
        return scale * (np.maximum(x, 0) + left), scale * slope

    return elu


@accepted("elu")
def elu_as_in_the_notes(solution):
    """Overflows inside for large x, harmlessly: np.where drops the inf."""

    def elu(x, alpha=1.0, scale=1.0):
        y = scale * np.where(x > 0, x, alpha * (np.exp(x) - 1))
        return y, np.where(x > 0, scale * np.ones_like(x), y + scale * alpha)

    return elu


@accepted("swish")
def swish_by_its_own_value(solution):
    def swish(x, beta=1.0):
        s = 0.5 * (1 + np.tanh(0.5 * beta * x))
        y = x * s
        return y, beta * y + s * (1 - beta * y)

    return swish


@accepted("swish")
def swish_product_rule(solution):
    def swish(x, beta=1.0):
        gate = 1 / (1 + np.exp(-beta * x))
        return x * gate, gate * (1 + beta * x * (1 - gate))

    return swish


@accepted("dead_fraction")
def dead_by_the_maximum(solution):
    return lambda z: (z.max(axis=0) <= 0).sum() / z.shape[1]


@accepted("dead_fraction")
def dead_by_activations(solution):
    return lambda z: 1 - np.count_nonzero(np.maximum(z, 0).sum(axis=0)) / len(z[0])


@accepted("prelu_gradients")
def prelu_by_masks(solution):
    def prelu_gradients(upstream, x, a):
        closed = x <= 0
        grad_x = upstream * ~closed + upstream * a * closed
        return grad_x, np.einsum("nj,nj->j", upstream, x * closed)

    return prelu_gradients


@accepted("prelu_gradients")
def prelu_unit_by_unit(solution):
    def prelu_gradients(upstream, x, a):
        grad_x, grad_a = upstream.copy(), np.zeros_like(a)
        for j in range(len(a)):
            left = x[:, j] <= 0
            grad_x[left, j] *= a[j]
            grad_a[j] = upstream[left, j] @ x[left, j]
        return grad_x, grad_a

    return prelu_gradients


@accepted("maxout_backward")
def maxout_back_piece_by_piece(solution):
    def maxout_backward(upstream, x, w, winner):
        grad_x, grad_w, grad_b = np.zeros_like(x), np.zeros_like(w), np.zeros((w.shape[0], w.shape[2]))
        for p in range(len(w)):
            routed = np.where(winner == p, upstream, 0.0)
            grad_x += routed @ w[p].T
            grad_w[p] = x.T @ routed
            grad_b[p] = routed.sum(axis=0)
        return grad_x, grad_w, grad_b

    return maxout_backward


@accepted("maxout_backward")
def maxout_back_entry_by_entry(solution):
    def maxout_backward(upstream, x, w, winner):
        grad_x, grad_w, grad_b = 0 * x, 0 * w, np.zeros((w.shape[0], w.shape[2]))
        for n, j in np.ndindex(upstream.shape):
            p, u = winner[n, j], upstream[n, j]
            grad_x[n] += u * w[p, :, j]
            grad_w[p, :, j] += u * x[n]
            grad_b[p, j] += u
        return grad_x, grad_w, grad_b

    return maxout_backward


@accepted("softmax_backward")
def softmax_with_jacobians(solution):
    """Builds the Jacobian of every row after all."""

    def softmax_backward(upstream, p):
        jacobian = p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :])
        return np.einsum("...i,...ij->...j", upstream, jacobian)

    return softmax_backward


@accepted("softmax_backward")
def softmax_in_two_terms(solution):
    def softmax_backward(upstream, p):
        first = upstream * p
        return first - p * np.sum(first, axis=-1)[..., None]

    return softmax_backward


@accepted("revive")
def revive_by_indexing(solution):
    def revive(w1, b1, w2, z, rng):
        w1, b1, w2 = w1.copy(), b1.copy(), w2.copy()
        dead = z.max(axis=0) <= 0
        w1[:, dead] = (rng.standard_normal(w1.shape) * (2 / w1.shape[0]) ** 0.5)[:, dead]
        b1[dead], w2[dead] = 0, 0
        return w1, b1, w2

    return revive


@accepted("revive")
def revive_by_masks(solution):
    def revive(w1, b1, w2, z, rng):
        alive = (z > 0).any(axis=0)
        fresh = np.sqrt(2 / len(w1)) * rng.standard_normal(w1.shape)
        return w1 * alive + fresh * ~alive, b1 * alive, w2 * alive[:, None]

    return revive


@accepted("erratum_prelu")
def prelu_with_where(solution):
    return lambda x, a: np.where(x > 0, x, x * a)


@accepted("erratum_prelu")
def prelu_unit_by_unit_values(solution):
    def erratum_prelu(x, a):
        y = np.copy(x)
        for j, alpha in enumerate(a):
            y[x[:, j] < 0, j] *= alpha
        return y

    return erratum_prelu
