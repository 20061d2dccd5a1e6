"""Hidden probes of `02-backpropagation`: other shapes, other numbers, another graph, and the quiz. They never ship."""

from collections import namedtuple

import numpy as np

from gradschool.checks import probe, quiz

Node = namedtuple("Node", ["name", "parents", "forward", "backward"])


@probe("numerical_gradient", points=0.25)
def a_function_of_a_cube(student, rng):
    """A smooth function of a (2, 2, 3) array with a long step, and a column with the default one."""
    mix, x = rng.standard_normal((2, 2, 3)), rng.standard_normal((2, 2, 3))
    cube = student.numerical_gradient(lambda x: np.tanh(np.sum(mix * x) / 4), x, h=0.3)
    column = student.numerical_gradient(lambda x: float(np.exp(x).sum()), rng.standard_normal((4, 1)))
    return {"cube": cube, "column": column}


@probe("relu_backward", points=0.25)
def a_batch_of_images(student, rng):
    """Images with one channel, in single precision and in another order of memory."""
    upstream, x = (np.asfortranarray(rng.standard_normal((2, 1, 4, 5)).astype("float32")) for _ in range(2))
    return {"grad_x": student.relu_backward(upstream, x)}


@probe("linear_backward", points=0.75)
def one_example_and_many(student, rng):
    """One example with many features, many examples with one feature, and as many of all."""
    answers, cases = {}, {"one example": (1, 7, 2), "many examples": (9, 1, 4), "as many of all": (3, 3, 3)}
    for name, (batch, inputs, outputs) in cases.items():
        upstream, x = rng.standard_normal((batch, outputs)), rng.standard_normal((batch, inputs))
        answers[name] = list(student.linear_backward(upstream, x, rng.standard_normal((inputs, outputs))))
    return answers


@probe("backward_through_graph", points=0.5)
def a_small_network(student, rng):
    """A linear layer, tanh, and the same weights once more: the matrix is shared by two layers."""
    product = (lambda x, w: x @ w, lambda u, x, w: (u @ w.T, x.T @ u))
    graph = [
        Node("z1", ("x", "w"), *product),
        Node("a1", ("z1",), np.tanh, lambda u, z: (u * (1 - np.tanh(z) ** 2),)),
        Node("z2", ("a1", "w"), *product),
        Node("y", ("z2", "x"), lambda a, b: a + b, lambda u, a, b: (u, u)),
        Node("L", ("y",), lambda y: np.sum(y * y), lambda u, y: (u * 2 * y,)),
    ]
    values = {"x": rng.standard_normal((4, 3)), "w": 0.5 * rng.standard_normal((3, 3))}
    for node in graph:
        values[node.name] = node.forward(*(values[parent] for parent in node.parents))
    gradients = student.backward_through_graph(graph, values, "L", 0.5)
    return {name: gradients[name] for name in values}


@probe("two_layer_gradients", points=1)
def a_narrow_network(student, rng):
    """7 examples, 2 inputs, 3 hidden units, 4 classes, the last of them nobody's; and one example alone."""
    answers = {}
    for name, labels in {"seven examples": [0, 1, 2, 2, 1, 0, 1], "one example": [int(rng.integers(4))]}.items():
        labels, batch = rng.permutation(np.array(labels)), len(labels)
        shapes = [(batch, 2), (2, 3), (3,), (3, 4), (4,)]
        x, w1, b1, w2, b2 = (rng.standard_normal(shape) for shape in shapes)
        b1 = b1 + rng.permutation(np.array([0.5, -2.0, 3.0]))
        loss, gradients = student.two_layer_gradients(x, labels, w1, b1, w2, b2)
        answers[name] = {"loss": loss, **{key: gradients[key] for key in ("w1", "b1", "w2", "b2")}}
    return answers


@probe("gradient_check", points=0.25, atol=1e-7)
def a_layer_that_changes_shape(student, rng):
    """A matrix product from (3, 4) to (3, 2), right and with a neighbor's gradients; below 1e-7 is rounding."""
    w, x = rng.standard_normal((4, 2)), rng.standard_normal((3, 4))
    first, second = (np.random.default_rng(int(seed)) for seed in rng.integers(2**31, size=2))
    return {
        "right": student.gradient_check(lambda x: x @ w, lambda u, x: u @ w.T, x, first),
        "wrong": student.gradient_check(lambda x: x @ w, lambda u, x: u[::-1] @ w.T, x, second),
    }


@probe("two_pass_check", points=0.25, atol=1e-7)
def a_direction_through_a_product(student, rng):
    """A matrix product from (3, 4) to (3, 2), right and with rows too long; below 1e-7 is rounding."""
    w, x = rng.standard_normal((4, 2)), rng.standard_normal((3, 4))
    first, second = (np.random.default_rng(int(seed)) for seed in rng.integers(2**31, size=2))
    return {
        "right": student.two_pass_check(lambda x: x @ w, lambda u, x: u @ w.T, x, first),
        "wrong": student.two_pass_check(
            lambda x: x @ w, lambda u, x: (u * np.array([[1.1], [1.3], [1.5]])) @ w.T, x, second
        ),
    }


@probe("penalty_with_gradient", points=0.25)
def penalties_of_three(student, rng):
    """Three arrays of very different sizes; for the squared penalty, one of them a vector and one all zeros."""
    weights = [scale * rng.standard_normal((2, 4)) for scale in (1e-3, 1.0, 1e3)]
    with_zeros = [rng.standard_normal((4, 2)), rng.standard_normal(3), np.zeros((2, 2))]
    norms, lengths = student.penalty_with_gradient(weights, 0.05, squared=False)
    squares, gradients = student.penalty_with_gradient(with_zeros, 0.05)
    return {"norms": [norms, list(lengths)], "squares": [squares, list(gradients)]}


quiz_three_uses = quiz("quiz_three_uses", points=0.5)
quiz_smaller_step = quiz("quiz_smaller_step", points=0.5)
quiz_unseen_mistake = quiz("quiz_unseen_mistake", points=0.5)
quiz_cheaper_mode = quiz("quiz_cheaper_mode", points=0.5)
quiz_checkpoints = quiz("quiz_checkpoints", points=0.5)
