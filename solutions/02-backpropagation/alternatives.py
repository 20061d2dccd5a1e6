"""Other right implementations of `02-backpropagation`: each must earn full points. They never ship.

They differ in what a student is free to choose: loops or matrix products, recursion or a list, in place or not.
"""

import numpy as np

from grader.author import accepted


@accepted("numerical_gradient")
def numerical_by_basis_vectors(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.asarray(x).astype(float)
        slopes = []
        for k in range(x.size):
            nudge = np.zeros(x.size)
            nudge[k] = h
            nudge = nudge.reshape(x.shape)
            slopes.append((f(x + nudge) - f(x - nudge)) / (2 * h))
        return np.array(slopes, dtype=float).reshape(x.shape)

    return numerical_gradient


@accepted("numerical_gradient")
def numerical_with_nditer(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.float64(1.0) * x
        gradient = np.empty(x.shape)
        walk = np.nditer(x, flags=["multi_index"])
        for _ in walk:
            above, below = x.copy(), x.copy()
            above[walk.multi_index] += h
            below[walk.multi_index] -= h
            gradient[walk.multi_index] = 0.5 / h * f(above) - 0.5 / h * f(below)
        return gradient

    return numerical_gradient


@accepted("numerical_gradient")
def numerical_over_a_flat_view(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.array(x, dtype="float64", order="C")
        flat, gradient = x.reshape(-1), np.zeros(x.size)
        for k, kept in enumerate(flat.copy()):
            flat[k] = kept + h
            gradient[k] = f(x)
            flat[k] = kept - h
            gradient[k] -= f(x)
            flat[k] = kept
        return gradient.reshape(x.shape) / h / 2

    return numerical_gradient


@accepted("relu_backward")
def relu_where(solution):
    return lambda upstream, x: np.where(x > 0, upstream, np.zeros_like(upstream))


@accepted("relu_backward")
def relu_by_indexing(solution):
    def relu_backward(upstream, x):
        grad_x = upstream.copy()
        grad_x[~(x > 0)] = 0
        return grad_x

    return relu_backward


@accepted("relu_backward")
def relu_from_the_output(solution):
    return lambda upstream, x: np.sign(np.maximum(0, x)) * upstream


@accepted("linear_backward")
def linear_with_einsum(solution):
    def linear_backward(upstream, x, w):
        grad_x = np.einsum("kj,lj->kl", upstream, w)
        return grad_x, np.einsum("kl,kj->lj", x, upstream), np.einsum("kj->j", upstream)

    return linear_backward


@accepted("linear_backward")
def linear_example_by_example(solution):
    def linear_backward(upstream, x, w):
        grad_w, grad_b = np.zeros_like(w), np.zeros_like(w[0])
        for one, u in zip(x, upstream, strict=True):
            grad_w += np.outer(one, u)
            grad_b += u
        return np.stack([w @ u for u in upstream]), grad_w, grad_b

    return linear_backward


@accepted("linear_backward")
def linear_transposed_products(solution):
    def linear_backward(upstream, x, w):
        return [np.dot(w, upstream.T).T, np.dot(upstream.T, x).T, np.ones(len(x), dtype=x.dtype) @ upstream]

    return linear_backward


@accepted("backward_through_graph")
def graph_lists_of_arrivals(solution):
    """Keeps a list of what arrives at each name and adds it up when the name's turn has come."""

    def backward_through_graph(graph, values, output, upstream):
        arrivals = {name: [] for name in values}
        arrivals[output].append(upstream)
        totals = {}
        for node in graph[::-1]:
            totals[node.name] = total = sum(arrivals[node.name], np.zeros_like(values[node.name]))
            if arrivals[node.name]:
                sent_back = node.backward(total, *[values[parent] for parent in node.parents])
                for k, parent in enumerate(node.parents):
                    arrivals[parent].append(sent_back[k])
        return {name: totals.get(name, sum(arrivals[name], np.zeros_like(values[name]))) for name in values}

    return backward_through_graph


@accepted("backward_through_graph")
def graph_asks_its_users(solution):
    """From the inputs' side: a name's gradient is the sum of what its users send, each of which is asked once."""

    def backward_through_graph(graph, values, output, upstream):
        users = {name: [node for node in graph if name in node.parents] for name in values}
        sent, totals = {}, {}

        def total(name):
            if name not in totals:
                gradient = np.zeros_like(values[name]) + (upstream if name == output else 0.0)
                for node in users[name]:
                    if node.name not in sent:
                        inputs = [values[parent] for parent in node.parents]
                        sent[node.name] = node.backward(total(node.name), *inputs)
                    for parent, share in zip(node.parents, sent[node.name], strict=True):
                        if parent == name:
                            gradient = gradient + share
                totals[name] = gradient
            return totals[name]

        return {name: total(name) for name in values}

    return backward_through_graph


@accepted("backward_through_graph")
def graph_in_place_on_its_own_arrays(solution):
    def backward_through_graph(graph, values, output, upstream):
        gradients = {name: np.zeros(np.shape(value)) for name, value in values.items()}
        gradients[output] += upstream
        for node in reversed(graph):
            sent = node.backward(gradients[node.name].copy(), *(values[parent] for parent in node.parents))
            for parent, gradient in zip(node.parents, sent, strict=True):
                gradients[parent] += gradient
        return gradients

    return backward_through_graph


@accepted("two_layer_gradients")
def layers_written_out(solution):
    def two_layer_gradients(x, labels, w1, b1, w2, b2):
        z = x.dot(w1) + b1
        a = z * (z > 0)
        logits = a.dot(w2) + b2
        logits = logits - logits.max(axis=1)[:, None]
        p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
        n = x.shape[0]
        loss = np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(n), labels])
        d2 = (p - np.eye(p.shape[1])[labels]) / n
        d1 = (d2 @ w2.T) * (z > 0)
        return loss, {"b2": d2.sum(0), "w2": a.T @ d2, "b1": d1.sum(0), "w1": x.T @ d1}

    return two_layer_gradients


@accepted("two_layer_gradients")
def layers_as_a_graph(solution):
    """The network as a graph, walked backward by exercise 4."""

    def two_layer_gradients(x, labels, w1, b1, w2, b2):
        def layer(name, *parents):
            return solution.Node(
                name, parents, lambda x, w, b: x @ w + b, lambda u, x, w, b: solution.linear_backward(u, x, w)
            )

        graph = [
            layer("z", "x", "w1", "b1"),
            solution.Node("a", ("z",), lambda z: np.maximum(z, 0), lambda u, z: (solution.relu_backward(u, z),)),
            layer("logits", "a", "w2", "b2"),
        ]
        inputs = {"x": x, "w1": w1, "b1": b1, "w2": w2, "b2": b2}
        values = solution.forward_through_graph(graph, inputs)
        loss, upstream = solution.softmax_cross_entropy(values["logits"], labels)
        gradients = solution.backward_through_graph(graph, values, "logits", upstream)
        return loss, {name: gradients[name] for name in ("w1", "b1", "w2", "b2")}

    return two_layer_gradients


@accepted("gradient_check")
def check_along_the_way(solution):
    """Nudges entry by entry, without the other exercise."""

    def gradient_check(forward, backward, x, rng, h=1e-5):
        x = np.array(x, dtype=float)
        upstream = rng.standard_normal(size=np.shape(forward(x)))
        a, n = backward(upstream, x), np.zeros_like(x)
        for i in np.ndindex(*x.shape):
            step = np.zeros_like(x)
            step[i] = h
            n[i] = np.sum(upstream * (forward(x + step) - forward(x - step))) / (2 * h)
        total = np.sqrt((a**2).sum()) + np.sqrt((n**2).sum())
        return 0.0 if total == 0 else np.sqrt(((a - n) ** 2).sum()) / total

    return gradient_check


@accepted("gradient_check")
def check_with_a_flat_view(solution):
    def gradient_check(forward, backward, x, rng, h=1e-5):
        upstream = rng.standard_normal(forward(x).size).reshape(forward(x).shape)
        n = solution.numerical_gradient(lambda v: np.vdot(upstream, forward(v)), x, h=h).ravel()
        a = np.ravel(backward(upstream, x))
        return np.linalg.norm(a - n) / max(np.linalg.norm(a) + np.linalg.norm(n), 1e-300)

    return gradient_check


@accepted("two_pass_check")
def short_by_dot_products(solution):
    def two_pass_check(forward, backward, x, rng, h=1e-5):
        u = rng.standard_normal(size=np.shape(forward(x)))
        v = rng.standard_normal(size=x.shape)
        nudged = np.vdot(u, (forward(x + h * v) - forward(x - h * v)) / (2 * h))
        carried = np.vdot(backward(u, x), v)
        return abs(nudged - carried) / max(abs(nudged) + abs(carried), 1e-300)

    return two_pass_check


@accepted("two_pass_check")
def short_by_two_losses(solution):
    def two_pass_check(forward, backward, x, rng, h=1e-5):
        u, v = rng.standard_normal(forward(x).shape), rng.standard_normal(x.shape)
        above, below = (u * forward(x + h * v)).sum(), (u * forward(x - h * v)).sum()
        pair = np.array([(above - below) / h / 2, (backward(u, x) * v).sum()])
        size = np.abs(pair).sum()
        return 0.0 if size == 0 else float(abs(pair[0] - pair[1]) / size)

    return two_pass_check


@accepted("penalty_with_gradient")
def penalty_by_norms(solution):
    def penalty_with_gradient(weights, lam, squared=True):
        norms = [np.linalg.norm(w.ravel()) for w in weights]
        if squared:
            return float(lam * sum(n**2 for n in norms)), tuple(2 * lam * w for w in weights)
        return float(lam * sum(norms)), tuple(lam / n * w for n, w in zip(norms, weights, strict=True))

    return penalty_with_gradient


@accepted("penalty_with_gradient")
def penalty_by_the_chain(solution):
    def penalty_with_gradient(weights, lam, squared=True):
        total, gradients = 0.0, []
        for w in weights:
            q = np.vdot(w, w)
            total += lam * (q if squared else q**0.5)
            gradients.append(lam * (1 if squared else 0.5 * q**-0.5) * 2 * w)
        return total, gradients

    return penalty_with_gradient


@accepted("Value")
def value_with_closures(solution):
    """Remembers a function that sends gradients back, in place of slopes."""

    class Value:
        def __init__(self, data, send=lambda gradient: (), parents=()):
            self.data, self.grad, self.send, self.parents = data, 0.0, send, parents

        def __add__(self, other):
            return Value(self.data + other.data, lambda g: (g, g), (self, other))

        def __mul__(self, other):
            return Value(self.data * other.data, lambda g: (g * other.data, g * self.data), (self, other))

        def tanh(self):
            t = np.tanh(self.data)
            return Value(t, lambda g: (g * (1 - t**2),), (self,))

        def backward(self):
            order = []

            def visit(value):
                if value not in order:
                    for parent in value.parents:
                        visit(parent)
                    order.append(value)

            visit(self)
            self.grad = 1.0
            for value in order[::-1]:
                for parent, gradient in zip(value.parents, value.send(value.grad), strict=True):
                    parent.grad += gradient

    return Value


@accepted("Value")
def value_told_by_its_users(solution):
    """Counts its users first, and hands on once all of them have sent."""

    class Value(solution.Value):
        def backward(self):
            waiting, todo, seen = {}, [self], {id(self)}
            while todo:
                for parent in todo.pop().parents:
                    waiting[id(parent)] = waiting.get(id(parent), 0) + 1
                    if id(parent) not in seen:
                        seen.add(id(parent))
                        todo.append(parent)
            self.grad, todo = 1.0, [self]
            while todo:
                value = todo.pop()
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    parent.grad += slope * value.grad
                    waiting[id(parent)] -= 1
                    if not waiting[id(parent)]:
                        todo.append(parent)

    return Value
