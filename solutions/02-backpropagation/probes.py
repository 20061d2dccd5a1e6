"""Probes of `02-backpropagation`: how each exercise is run. What is right is what the solution returns.

A probe hands your function arrays, graphs or other functions, and keeps what comes out. Read them freely: they hold no
answers.
"""

import itertools
from collections import namedtuple

import numpy as np

from gradschool.checks import probe, quiz

Node = namedtuple("Node", ["name", "parents", "forward", "backward"])


# --- numerical_gradient ---------------------------------------------------------------------------------------


@probe("numerical_gradient", points=1)
def a_matrix_and_a_long_step(student, rng):
    """A sum of cubes of a (2, 3) matrix, with h = 0.1: long enough to see which formula you use."""
    scale = rng.uniform(0.5, 2.0, (2, 3))
    gradient = student.numerical_gradient(lambda x: np.sum(scale * x**3), rng.standard_normal((2, 3)), h=0.1)
    return {"gradient": gradient}


@probe("numerical_gradient", points=0.75)
def entries_that_depend_on_each_other(student, rng):
    """A product of all entries, with the default h: only one entry may be away from its place at a time."""
    return {"gradient": student.numerical_gradient(lambda x: np.prod(x), rng.uniform(0.5, 1.5, (2, 1, 3)))}


@probe("numerical_gradient", points=0.25, exact_dtype=True)
def whole_numbers_and_float32(student, rng):
    """Whole numbers and float32 are nudged in float64, and the gradient is float64."""
    whole, single = rng.integers(1, 9, 4), rng.standard_normal(3).astype("float32")
    return {
        "gradient at whole numbers": student.numerical_gradient(lambda x: np.sum(x * x), whole),
        "gradient at float32": student.numerical_gradient(lambda x: np.sum(x * x * x), single),
    }


# --- relu_backward --------------------------------------------------------------------------------------------


@probe("relu_backward", points=0.5)
def a_random_upstream(student, rng):
    """A random upstream gradient of shape (4, 3)."""
    return {"grad_x": student.relu_backward(rng.standard_normal((4, 3)), rng.standard_normal((4, 3)))}


@probe("relu_backward", points=0.25)
def gates_at_zero(student, rng):
    """Inputs of exactly zero: the gate is closed there."""
    x = rng.permutation(np.array([0.0, 0.0, -1.0, 2.0, -3.0, 0.5]))
    return {"grad_x": student.relu_backward(rng.uniform(1, 2, 6), x)}


# --- linear_backward ------------------------------------------------------------------------------------------


def linear_gradients(student, rng, batch, inputs, outputs, dtype="float64"):
    """The three gradients for a random upstream."""
    upstream, x = rng.standard_normal((batch, outputs)), rng.standard_normal((batch, inputs))
    w = rng.standard_normal((inputs, outputs))
    grads = student.linear_backward(upstream.astype(dtype), x.astype(dtype), w.astype(dtype))
    return dict(zip(("grad_x", "grad_w", "grad_b"), grads, strict=True))


@probe("linear_backward", points=1.5)
def five_examples_from_four_to_three(student, rng):
    """A batch of 5, from 4 inputs to 3 outputs."""
    return linear_gradients(student, rng, 5, 4, 3)


@probe("linear_backward", points=0.5)
def one_output(student, rng):
    """A batch of 6, from 2 inputs to 1 output: the bias gradient is an array with one entry."""
    return linear_gradients(student, rng, 6, 2, 1)


@probe("linear_backward", points=0.25)
def linear_in_float32(student, rng):
    """Arrays in single precision."""
    return linear_gradients(student, rng, 2, 3, 5, "float32")


# --- backward_through_graph -----------------------------------------------------------------------------------


def gate(name, parents, forward, *slopes):
    """A node whose module multiplies upstream by a slope for each parent."""
    return Node(name, parents, forward, lambda upstream, *inputs: tuple(upstream * slope(*inputs) for slope in slopes))


def add(name, a, b):
    """A sum; it sends one and the same array to both parents."""
    return Node(name, (a, b), lambda x, y: x + y, lambda upstream, x, y: (upstream, upstream))


def multiply(name, a, b):
    """A product, entry by entry."""
    return gate(name, (a, b), lambda x, y: x * y, lambda x, y: y, lambda x, y: x)


def sine(name, a):
    """A sine, entry by entry."""
    return gate(name, (a,), np.sin, np.cos)


def run(student, graph, inputs, output, upstream):
    """Go forward through the graph, and backward with the student's function."""
    values = dict(inputs)
    for node in graph:
        values[node.name] = node.forward(*(values[parent] for parent in node.parents))
    gradients = student.backward_through_graph(graph, values, output, upstream)
    return {f"gradient of {name}": gradients[name] for name in values}


@probe("backward_through_graph", points=0.75)
def a_chain(student, rng):
    """A chain of three steps, from the loss: p = x y, q = sin(p), L = q z."""
    graph = [multiply("p", "x", "y"), sine("q", "p"), multiply("L", "q", "z")]
    inputs = {name: float(rng.uniform(0.5, 2)) for name in "xyz"}
    return run(student, graph, inputs, "L", 1.0)


@probe("backward_through_graph", points=1)
def a_shared_value(student, rng):
    """x is used by two steps, and s by two others: s = x + y, p = x s, q = sin(s), L = p q."""
    graph = [add("s", "x", "y"), multiply("p", "x", "s"), sine("q", "s"), multiply("L", "p", "q")]
    inputs = {"x": float(rng.uniform(0.5, 1)), "y": float(rng.uniform(0.5, 1))}
    return run(student, graph, inputs, "L", 1.0)


@probe("backward_through_graph", points=0.5)
def the_same_parent_twice(student, rng):
    """p = x x, L = sin(p): one step has the same parent twice."""
    return run(student, [multiply("p", "x", "x"), sine("L", "p")], {"x": float(rng.uniform(0.5, 2))}, "L", 1.0)


@probe("backward_through_graph", points=0.5)
def arrays_and_an_upstream_gradient(student, rng):
    """Arrays of shape (2, 3), with an upstream gradient of that shape: s = x + y, p = x s, L = p + s."""
    graph = [add("s", "x", "y"), multiply("p", "x", "s"), add("L", "p", "s")]
    inputs = {"x": rng.standard_normal((2, 3)), "y": rng.standard_normal((2, 3))}
    return run(student, graph, inputs, "L", rng.standard_normal((2, 3)))


@probe("backward_through_graph", points=0.25)
def a_branch_that_leads_elsewhere(student, rng):
    """Shapes (3, 2); d = sin(x) and e = d z do not lead to the output L = x y: they, and z, have gradients of zeros."""
    graph = [sine("d", "x"), multiply("L", "x", "y"), multiply("e", "d", "z")]
    return run(student, graph, {name: rng.uniform(0.5, 2, (3, 2)) for name in "xyz"}, "L", rng.standard_normal((3, 2)))


@probe("backward_through_graph", points=0.5)
def each_module_once(student, rng):
    """Twelve sums in a row, each of a value with itself: 4,096 paths, but each module is asked once."""
    asked = []

    def doubling(name, parent):
        def backward(upstream, x, y):
            asked.append(name)
            if len(asked) > 100:
                raise RuntimeError("modules are asked again and again: finish a node before its parents")
            return upstream, upstream

        return Node(name, (parent, parent), lambda x, y: x + y, backward)

    names = ["x", *(f"n{i}" for i in range(12))]
    graph = [doubling(name, parent) for parent, name in itertools.pairwise(names)]
    gradients = run(student, graph, {"x": float(rng.uniform(0.5, 2))}, names[-1], float(rng.uniform(0.5, 2)))
    return {"gradient of x": gradients["gradient of x"], "modules asked": len(asked)}


# --- two_layer_gradients --------------------------------------------------------------------------------------


def two_layers(rng, batch, inputs, hidden, classes, dtype="float64"):
    """Random arguments of two_layer_gradients."""
    shapes = [(inputs, hidden), (hidden,), (hidden, classes), (classes,)]
    labels = rng.integers(0, classes, batch)
    x, w1, b1, w2, b2 = (rng.standard_normal(shape).astype(dtype) for shape in [(batch, inputs), *shapes])
    b1 = b1 + rng.permutation(np.resize([-2.0, 2.0], hidden)).astype(dtype)  # so that biases decide about gates
    return x, labels, w1, b1, w2, b2


def loss_and_gradients(answer):
    """The answer, each gradient under its name."""
    loss, gradients = answer
    return {"loss": loss, **{f"gradient of {name}": gradients[name] for name in ("w1", "b1", "w2", "b2")}}


@probe("two_layer_gradients", points=1.75)
def six_examples(student, rng):
    """6 examples, 4 inputs, 5 hidden units, 3 classes."""
    return loss_and_gradients(student.two_layer_gradients(*two_layers(rng, 6, 4, 5, 3)))


@probe("two_layer_gradients", points=0.75)
def large_inputs(student, rng):
    """Inputs ten thousand times larger, each there with both labels: the exponentials of naive formulas overflow."""
    x, _, *weights = two_layers(rng, 4, 3, 6, 2)
    x = np.repeat(10_000 * np.concatenate([x[:1], -x[:1]]), 2, axis=0)
    return loss_and_gradients(student.two_layer_gradients(x, rng.permutation([[0, 1], [1, 0]]).ravel(), *weights))


# --- gradient_check -------------------------------------------------------------------------------------------


def softmax_rows(x):
    """Softmax of each row."""
    p = np.exp(x - x.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def softmax_back(upstream, x):
    """Back through softmax_rows."""
    p = softmax_rows(x)
    return p * (upstream - (upstream * p).sum(axis=1, keepdims=True))


def squares(x):
    """Squares of all entries."""
    return x * x


def errors(student, rng, cases, shape=(3, 4), **settings):
    """The error of each pair of a forward and a backward pass; each is checked with a generator of its own."""
    x = rng.uniform(0.5, 2.0, shape)
    seeds = {name: int(rng.integers(2**31)) for name in cases}
    return {
        name: student.gradient_check(*passes, x, np.random.default_rng(seeds[name]), **settings)
        for name, passes in cases.items()
    }


ROUNDING = 1e-7
"""The error of a right pass is rounding alone, about 1e-10: it need not agree in any digit."""


@probe("gradient_check", points=0.5, atol=ROUNDING)
def right_passes(student, rng):
    """Three right backward passes, and one that forgot the upstream gradient. (Errors below 1e-7 count as equal.)"""
    cases = {
        "squares": (squares, lambda u, x: 2 * x * u),
        "softmax": (softmax_rows, softmax_back),
        "sum of each row": (lambda x: x.sum(axis=1), lambda u, x: u[:, None] * np.ones_like(x)),
        "squares without upstream": (squares, lambda u, x: 2 * x),
    }
    return errors(student, rng, cases)


@probe("gradient_check", points=0.75, atol=ROUNDING)
def wrong_passes(student, rng):
    """Wrong backward passes: without upstream, entries in the wrong order, a mean for a sum, a sign; and one right."""
    cases = {
        "squares without upstream": (squares, lambda u, x: 2 * x),
        "entries in the wrong order": (squares, lambda u, x: (2 * x * u)[:, ::-1]),
        "softmax with a mean for a sum": (
            softmax_rows,
            lambda u, x: softmax_rows(x) * (u - u.mean(axis=1, keepdims=True)),
        ),
        "the sign turned around": (squares, lambda u, x: -2 * x * u),
        "squares": (squares, lambda u, x: 2 * x * u),
    }
    return errors(student, rng, cases)


@probe("gradient_check", points=0.25, atol=ROUNDING)
def tiny_huge_and_no_gradient(student, rng):
    """Gradients near 1e-6 and near 1e6, where only an error relative to their size tells; and none, where it is 0."""
    cases = {
        "tiny and wrong": (lambda x: 1e-6 * x * x, lambda u, x: 1e-6 * x * x * u),
        "huge and right": (lambda x: 1e6 * x * x, lambda u, x: 2e6 * x * u),
        "a constant": (lambda x: 0 * x + 1, lambda u, x: 0 * x),
        "a constant with a slope": (lambda x: 0 * x + 1, lambda u, x: u),
    }
    return errors(student, rng, cases, (2, 3))


@probe("gradient_check", points=0.25, atol=ROUNDING)
def a_long_nudge(student, rng):
    """Cubes with h = 0.2: the backward pass is right, and the error is that of central differences."""
    return errors(student, rng, {"cubes": (lambda x: x**3, lambda u, x: 3 * x * x * u)}, (2, 3), h=0.2)


# --- two_pass_check -------------------------------------------------------------------------------------------


def rising(upstream):
    """Upstream times 2.1, 2.3, 2.5, ... down the batch, where it should be times 2."""
    return (upstream * (2.1 + 0.2 * np.arange(len(upstream))))[:, None]


def short_errors(student, rng, cases, shape=(3, 4), **settings):
    """The error along one direction of each pair of passes; each is checked with a generator of its own."""
    x = rng.uniform(0.5, 2.0, shape)
    seeds = {name: int(rng.integers(2**31)) for name in cases}
    return {
        name: student.two_pass_check(*passes, x, np.random.default_rng(seeds[name]), **settings)
        for name, passes in cases.items()
    }


@probe("two_pass_check", points=0.5, atol=ROUNDING)
def both_modes(student, rng):
    """Right and wrong backward passes, and a constant, whose error is 0. (Errors below 1e-7 count as equal.)"""
    longer = 2 * float(rng.uniform(1.2, 1.6))
    cases = {
        "squares": (squares, lambda u, x: 2 * x * u),
        "sum of each row": (lambda x: x.sum(axis=1), lambda u, x: u[:, None] * np.ones_like(x)),
        "squares without upstream": (squares, lambda u, x: 2 * x),
        "squares, too long": (squares, lambda u, x: longer * x * u),
        "squares, the sign turned around": (squares, lambda u, x: -2 * x * u),
        "squares of each row, too long": (lambda x: (x * x).sum(axis=1), lambda u, x: rising(u) * x),
        "tiny, too long": (lambda x: 1e-6 * x * x, lambda u, x: 1e-6 * longer * x * u),
        "a constant": (lambda x: 0 * x + 1, lambda u, x: 0 * x),
    }
    return short_errors(student, rng, cases)


@probe("two_pass_check", points=0.25, atol=ROUNDING)
def both_modes_with_a_long_nudge(student, rng):
    """Cubes with h = 0.2: the backward pass is right, and the error is that of central differences."""
    cases = {
        "cubes": (lambda x: x**3, lambda u, x: 3 * x * x * u),
        "squares of each row, too long": (lambda x: (x * x).sum(axis=1), lambda u, x: rising(u) * x),
    }
    return short_errors(student, rng, cases, (2, 3), h=0.2)


# --- penalty_with_gradient ------------------------------------------------------------------------------------


@probe("penalty_with_gradient", points=0.25)
def both_penalties(student, rng):
    """Two arrays of weights of different shapes and sizes."""
    weights, lam = [rng.standard_normal((2, 3)), 5 * rng.standard_normal((3, 1))], float(rng.uniform(0.2, 0.4))
    answers = {}
    for name, settings in {"squared": {}, "not squared": {"squared": False}}.items():
        penalty, gradients = student.penalty_with_gradient(weights, lam, **settings)
        answers[f"penalty, {name}"] = penalty
        answers[f"gradients, {name}"] = list(gradients)
    return answers


# --- Value ----------------------------------------------------------------------------------------------------


class Walked(tuple):
    """Parents that count how often somebody walks to them."""

    walks = 0

    def __iter__(self):
        """Walk to each of them."""
        self.walks += 1
        return super().__iter__()


@probe("Value", points=0.25)
def numbers_that_remember(student, rng):
    """s = x + y, p = x s, q = tanh(p), L = q p + s: the value, and the gradients of L with respect to x, y and s; then
    twelve doublings, 4,096 paths.
    """
    x, y = (student.Value(float(number)) for number in rng.uniform(0.3, 0.9, 2))
    s = x + y
    p = x * s
    loss = p.tanh() * p + s
    loss.backward()
    found = {"L": loss.data, "gradient of x": x.grad, "gradient of y": y.grad, "gradient of s": s.grad}
    value = student.Value(float(rng.uniform(0.3, 0.9)))
    doubled = value + value
    walked = doubled.parents = Walked(doubled.parents)
    for _ in range(11):
        doubled = doubled + doubled
    doubled.backward()
    often = "more than a hundred" if walked.walks > 100 else "a few"
    return {**found, "gradient of what is doubled": value.grad, "walks from the first sum": often}


# --- Quiz: whether an answer is right is judged when the notebook is graded -------------------------------------


quiz_three_uses = quiz("quiz_three_uses")
quiz_smaller_step = quiz("quiz_smaller_step")
quiz_unseen_mistake = quiz("quiz_unseen_mistake")
quiz_cheaper_mode = quiz("quiz_cheaper_mode")
quiz_checkpoints = quiz("quiz_checkpoints")
