# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 · Backpropagation
#
# *One pass forward computes the loss. One pass backward computes its slope with respect to every weight at once.*
#
# **After this unit you can**
#
# - say what a gradient is by nudging a weight, and compute it that way, to ten digits and no more;
# - take a computation apart into steps, and multiply slopes backward through them;
# - handle a value that is used twice, the case in which most first attempts fail;
# - write the backward pass of a layer for a whole batch, and of a two-layer network, without ever building a Jacobian;
# - check any backward pass against numbers, and avoid the checks that pass when the code is wrong.
#
# **You need** derivatives of functions of one variable, with the chain rule; matrix products in NumPy; and the layers
# and losses of unit 01 (`x @ w + b`, ReLU, softmax cross-entropy).
#
# **It takes** about three hours: one to read and run, one and a half for the exercises, half an hour for the
# experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. You can check as often as you like. The grader runs the same checks with
# other numbers and a few more of its own.
#
# Hints are folded away, the gentlest first. The text in front of a figure asks you to **predict**: write your guess
# down before you run the cell. "Notes 001" and the like are the lecture notes that this course grew from; they stand at
# the end.

# %%
import time
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 2.1 What a gradient is: nudge and look
#
# Notes 004 ask the question that all of training rests on: *how does a small change in one weight affect the final
# loss?* You can find out by trying. Take the smallest network there is: one input $x$, one weight $w$, one bias $b$, a
# sigmoid, and a squared error against a target $t$:
#
# $$ z = w x + b, \qquad a = \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad L = (a - t)^2. $$
#
# Nudge $w$ by a small $h$ and see by how much $L$ changes, per unit of nudge. Two ways to ask:
#
# $$ \text{forward difference:}\quad \frac{L(w + h) - L(w)}{h}, \qquad\qquad
#    \text{central difference:}\quad \frac{L(w + h) - L(w - h)}{2h}. $$
#
# Both become the derivative as $h \to 0$. The first is the slope of a line through the point where we are and one on
# its right. The second is the slope of a line through one point on each side.
#
# > **Predict, then run.** Which of the two lines has more nearly the slope of the curve at the middle dot? Then move
# > $h$: which of the two slopes settles first?


# %% tags=["demo"]
def tiny_loss(w, x=1.5, b=-0.5, t=1.0):
    """Loss of the smallest network."""
    a = 1 / (1 + np.exp(-(w * x + b)))
    return (a - t) ** 2


w, grid = 0.2, np.linspace(-1.6, 2.2, 200)
a = 1 / (1 + np.exp(-(w * 1.5 - 0.5)))
true_slope = 2 * (a - 1.0) * a * (1 - a) * 1.5


def straight_lines(h):
    """The tangent, and the lines that the two differences draw."""
    left, here, right = tiny_loss(w - h), tiny_loss(w), tiny_loss(w + h)
    forward, central = (right - here) / h, (right - left) / (2 * h)
    lines = {"loss $L(w)$": (grid, tiny_loss(grid))}
    lines[f"tangent, slope {true_slope:.3f}"] = grid, here + true_slope * (grid - w)
    lines[f"forward, slope {forward:.3f}"] = grid, here + forward * (grid - w)
    lines[f"central, slope {central:.3f}"] = grid, left + central * (grid - w + h)
    dots = {"Which line has the slope of the curve?": ([w - h, w, w + h], [left, here, right])}
    return plots.curve_panels(dict.fromkeys(dots, lines), ylim=(-0.1, 1), xlabel="$w$", dots=dots)


plots.explore(straight_lines, h=(0.01, 1.6, 0.7))

# %% [markdown]
# *What you saw.* The central line does not even pass through the dot, but it is nearly parallel to the tangent.
# Taylor's series says why. With $L'' $ and $L'''$ taken at $w$,
#
# $$ L(w \pm h) = L \pm h L' + \tfrac{h^2}{2} L'' \pm \tfrac{h^3}{6} L''' + \dots $$
#
# The forward difference is wrong by $\frac h2 L''$. In the central difference the terms with $L''$ cancel, and what is
# left is $\frac{h^2}{6} L'''$: ten times smaller an $h$ makes it a **hundred** times better.
#
# So take $h$ as small as you can? A computer keeps about 16 digits (float64; 7 in float32). $L(w + h)$ and $L(w - h)$
# agree in almost all of them, and the digits that agree are lost in the subtraction.
#
# > **Predict, then run.** At which $h$ is each of the four at its best, and how many digits are right there?

# %% tags=["demo"]
steps = np.logspace(-13, 0, 53)


def difference_errors(dtype, central):
    """Relative error of a finite difference for every step size, computed in one precision."""
    number, errors = np.dtype(dtype).type, []
    x, b, t, one, two = (number(value) for value in (1.5, -0.5, 1, 1, 2))
    for step in steps:
        h = number(step)
        right = tiny_loss(number(w) + h, x, b, t)
        left = tiny_loss(number(w) - (h if central else number(0)), x, b, t)
        slope = (right - left) / ((two if central else one) * h)
        errors.append(max(abs(float(slope) / true_slope - 1), 1e-12))
    return steps, np.array(errors)


errors = {
    f"{'central' if central else 'forward'}, {dtype}": difference_errors(dtype, central)
    for dtype in ("float64", "float32")
    for central in (True, False)
}
look = {"xlabel": "step size $h$", "ylabel": "relative error of the slope", "ylim": (1e-12, 30)}
plots.curve_panels({"Too long a step, too short a step": errors}, "log", **look)

# %% [markdown]
# *What you saw.* Every curve is a valley. On the right wall the formula is to blame: slope 1 for the forward
# difference, slope 2 for the central one. On the left wall the computer is: the rounding error, about $\epsilon =
# 10^{-16}$, is divided by $h$. They meet near $h \approx \sqrt{\epsilon} \approx 10^{-8}$ for the forward difference,
# and near $h \approx \sqrt[3]{\epsilon} \approx 10^{-5}$ for the central one, which has ten or eleven good digits
# there. In float32 four or five good digits are the best you get, at steps some hundred times longer. **Check gradients
# in float64, with central differences, and $h$ near $10^{-5}$.**

# %% [markdown]
# ### Exercise 1: the gradient by nudging
#
# With many weights, nudge one at a time and leave the others alone. The slopes, one for each entry, are the
# **gradient**; it has the shape of $x$.


# %%
def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by central differences, one entry at a time.

        gradient[i] = (f(x with x[i] + h) - f(x with x[i] - h)) / (2 h)

    Parameters
    ----------
    f : function
        Takes an array in the shape of x and returns one number.
    x : array of any shape
        Where to take the gradient. It may be float32 or hold whole numbers; do the nudging in float64.
    h : float
        The nudge, in units of x.

    Returns
    -------
    array of float64, shape of x
        The slope of f in each entry. Leave x itself as it is.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: how do I visit every entry of an array of any shape?</summary>
#
# `for i in np.ndindex(x.shape):` gives index tuples, and `x[i]` is one entry.
# </details>
# <details><summary>Hint 2: my gradient of an array of whole numbers is zero</summary>
#
# `3 + 1e-5`, stored in an array of integers, is 3 again. Make a float64 copy first: `np.array(x, dtype=np.float64)`. A
# copy also keeps the caller's array safe.
# </details>
# <details><summary>Hint 3: only the first entry is right</summary>
#
# Put the old value back before you go on to the next entry.
# </details>

# %%
check(numerical_gradient)

# %% [markdown]
# Nudging is honest, and it is slow: **two** forward passes for **each** weight. A network with a million weights would
# take two million passes for one step of training. Backpropagation gets all of them for about the price of two or
# three. It took a while to be noticed: Linnainmaa wrote down the method for rounding errors in 1970, Werbos used it
# to fit models in 1974, and Rumelhart, Hinton and Williams (1986) showed what hidden units learn with it. (Notes 004
# start the story there.)

# %% [markdown]
# ## 2.2 Slopes multiply
#
# Look at the smallest network as a chain of three steps: $w \to z \to a \to L$. A nudge of $w$ travels along it. If $z$
# moves 1.5 times as far as $w$, and $a$ a quarter as far as $z$, then $a$ moves $1.5 \cdot 0.25$ times as far as $w$.
# That is the **chain rule**:
#
# $$ \frac{\partial L}{\partial w} =
#    \frac{\partial L}{\partial a} \cdot \frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial w}
#    = 2 (a - t) \cdot a (1 - a) \cdot x. $$
#
# Each factor is the slope of *one* step, at the value that came along in the forward pass. Each is easy.
#
# > **Predict, then run.** In the figure below, which of the three steps has the smallest slope? What happens to the
# > slope of the whole chain if it becomes ten times smaller? Then move the weight: where does the chain starve?


# %% tags=["demo"]
def chain(w, x=1.5, b=-0.5, t=1.0):
    """Each step of the chain with its slope, at the values that come along from w."""
    z = w * x + b
    a = 1 / (1 + np.exp(-z))
    steps = {
        "$z = wx + b$": (w, w + np.linspace(-2.5, 2.5, 100), lambda v: v * x + b, x),
        "$a = \\sigma(z)$": (z, np.linspace(-6, 6), lambda v: 1 / (1 + np.exp(-v)), a * (1 - a)),
        "$L = (a - t)^2$": (a, np.linspace(0, 1), lambda v: (v - t) ** 2, 2 * (a - t)),
    }
    panels, dots = {}, {}
    for name, (at, near, function, slope) in steps.items():
        title = f"{name}\nslope {slope:.3f}"
        tangent = function(at) + slope * (near - at)
        panels[title] = {"step": (near, function(near)), "tangent": (near, tangent)}
        dots[title] = [at], [function(at)]
    product, nudged = x * a * (1 - a) * 2 * (a - t), tiny_loss(w + 1e-5) - tiny_loss(w - 1e-5)
    print(f"product of the slopes: {product:.6f}      by nudging w: {nudged / 2e-5:.6f}")
    return plots.curve_panels(panels, xlabel=["$w$", "$z$", "$a$"], height=3.0, dots=dots)


plots.explore(chain, w=(-3.0, 4.0, 0.2))

# %% [markdown]
# *What you saw.* The product of three local slopes is the slope of the whole, to the last printed digit. The sigmoid's
# is the smallest (at most 1/4, as unit 03 shows), and since slopes multiply, one tiny factor starves everything behind
# it.
#
# Now the bias. Its chain is $b \to z \to a \to L$: the last two factors are the same as for $w$. So do not start anew
# for each weight. Walk **backward once**, and keep at every value the product so far:
#
# | step | product so far | value |
# | --- | --- | --- |
# | start at the loss | $\partial L / \partial L = 1$ | the *upstream* gradient of the last step |
# | through the square | $\partial L / \partial a = 1 \cdot 2 (a - t)$ | upstream of the sigmoid |
# | through the sigmoid | $\partial L / \partial z = \partial L / \partial a \cdot a (1 - a)$ | upstream of the sum |
# | through the sum, to $w$ | $\partial L / \partial w = \partial L / \partial z \cdot x$ | done |
# | through the sum, to $b$ | $\partial L / \partial b = \partial L / \partial z$ | done |
#
# Each step needs two things only: the gradient that arrives from **upstream** (from the side of the loss), and its own
# local slope. It multiplies them and hands the result on. It need not know what stands before or behind it.

# %% [markdown]
# ## 2.3 Modules: a forward and a backward
#
# So a layer is a **module** with two functions (notes 001): `forward` takes the input and returns the output;
# `backward` takes the upstream gradient and returns the gradient for the input, and for the module's own parameters.
#
# With arrays there is one rule that prevents most mistakes. The loss is one number, so
#
# > **the gradient of the loss with respect to an array has the shape of that array.**
#
# `upstream` has the shape of the module's output, and what `backward` returns has the shape of its input. We start with
# the simplest module, ReLU: $y = \max(0, x)$, entry by entry. Entry $i$ of the output depends on entry $i$ of the input
# alone, so the chain rule is a multiplication, entry by entry: by 1 where the gate is open ($x > 0$) and by 0 where it
# is closed.
#
# (At $x = 0$ ReLU has a kink and no derivative. Like notes 004 and all libraries we take 0 there.)

# %% [markdown]
# ### Exercise 2: back through ReLU


# %%
def relu_backward(upstream, x):
    """Gradient of the loss with respect to the input of ReLU, y = max(0, x).

        grad_x = upstream where x > 0, and 0 elsewhere

    Parameters
    ----------
    upstream : array of any shape
        Gradient of the loss with respect to the output y.
    x : array, shape of upstream
        The input of the forward pass.

    Returns
    -------
    array, shape of x
        Gradient with respect to x. Leave upstream and x as they are.
    """
    ### BEGIN SOLUTION
    return upstream * (x > 0)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which array decides, which array is handed on?</summary>
#
# The *input* decides whether the gate is open. What passes through an open gate is `upstream`, whatever its sign.
# </details>
# <details><summary>Hint 2: NumPy</summary>
#
# `x > 0` is an array of truth values; multiplied by an array of floats it acts as ones and zeros.
# </details>

# %%
check(relu_backward)

# %% [markdown]
# ### The linear layer, and the matrix that nobody builds
#
# Now $y = x w + b$ for a batch: $x$ is $(n, d)$, $w$ is $(d, m)$, $b$ is $(m,)$, and $y$ is $(n, m)$. Every output
# depends on many inputs, and every input reaches many outputs. The full table of slopes, $\partial y_{ij} / \partial
# x_{kl}$, is the **Jacobian**. For a small layer we can draw it.
#
# > **Predict, then run.** A batch of 5, from 4 features to 3: how many entries has the Jacobian? How many of them are
# > zero?

# %% tags=["demo"]
batch, inputs, outputs = 5, 4, 3
w_small = np.random.default_rng(2).standard_normal((inputs, outputs))
jacobian = np.zeros((batch * outputs, batch * inputs))
for k in range(batch * inputs):
    nudge = np.zeros(batch * inputs)
    nudge[k] = 1.0
    jacobian[:, k] = (nudge.reshape(batch, inputs) @ w_small).ravel()

size = (64 * 4096) ** 2 * 4 / 1e9
print(f"the same layer with 4,096 units in and out and a batch of 64: {size:,.0f} GB in float32")
rows, columns = jacobian.shape
title = f"Jacobian: {rows} × {columns}, {np.mean(jacobian == 0):.0%} zeros"
axes = {"xlabel": "entry of the input $x$, row by row", "ylabel": "entry of the output $y$"}
plots.matrices({title: jacobian}, **axes)

# %% [markdown]
# *What you saw.* Five copies of the same small block, which is $w^T$, and zeros. Nobody builds this matrix. We never
# need it alone: the chain rule wants *upstream times Jacobian*, and that product is one small matrix product. Find it
# by writing one entry out. The input $x_{kl}$ reaches the outputs $y_{kj} = \sum_l x_{kl} w_{lj} + b_j$ of its own row,
# each with slope $w_{lj}$. A nudge has an effect along every path, and **effects along different paths add up**. With
# $u$ for the upstream gradient,
#
# $$ \frac{\partial L}{\partial x_{kl}} = \sum_j u_{kj} \, w_{lj}. $$
#
# A sum over a shared index is a matrix product. Which index is shared, and what must be transposed so that the shapes
# fit? The weight $w_{lj}$ reaches output $j$ of *every* example $k$, with slope $x_{kl}$; the bias $b_j$ reaches output
# $j$ of every example, with slope 1:
#
# $$ \frac{\partial L}{\partial w_{lj}} = \sum_k x_{kl} \, u_{kj}, \qquad
#    \frac{\partial L}{\partial b_j} = \sum_k u_{kj}. $$

# %% [markdown]
# ### Exercise 3: back through a linear layer


# %%
def linear_backward(upstream, x, w):
    """Gradients of the loss at a linear layer, y = x @ w + b.

        grad_x[k, l] = sum over j of upstream[k, j] w[l, j]
        grad_w[l, j] = sum over k of x[k, l] upstream[k, j]
        grad_b[j]    = sum over k of upstream[k, j]

    Parameters
    ----------
    upstream : array, shape (batch, outputs)
        Gradient of the loss with respect to y. If the loss is a mean over the batch, the factor 1 / batch is already
        in it.
    x : array, shape (batch, inputs)
        The input of the forward pass.
    w : array, shape (inputs, outputs)
        The weights.

    Returns
    -------
    grad_x : array, shape (batch, inputs)
    grad_w : array, shape (inputs, outputs)
    grad_b : array, shape (outputs,)
    """
    ### BEGIN SOLUTION
    grad_x = upstream @ w.T
    grad_w = x.T @ upstream
    grad_b = upstream.sum(axis=0)
    return grad_x, grad_w, grad_b
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: let the shapes lead</summary>
#
# You have (batch, outputs), (batch, inputs) and (inputs, outputs), and want (batch, inputs). Only one product of two of
# them, one transposed, gives that.
# </details>
# <details><summary>Hint 2: the bias</summary>
#
# One bias serves all examples of the batch, so all of them contribute to its gradient: add up over the batch, which is
# axis 0.
# </details>
# <details><summary>Hint 3: everything is too small by the same factor</summary>
#
# Do not divide by the batch size: the loss has done that already, if it is a mean.
# </details>

# %%
check(linear_backward)

# %% [markdown]
# ## 2.4 Graphs: a value that is used twice
#
# A network is not always a chain. A skip connection, a weight that is shared, or $x \cdot x$ uses one value in two
# places. Draw every value as a circle, and an arrow from what goes into a step to what comes out of it: this is a
# **computational graph**, and since nothing feeds back into itself, a directed *acyclic* graph (DAG). In this one $x$
# is used twice:
#
# $$ s = x + y, \qquad p = x \cdot s, \qquad L = p^2. $$
#
# > **Predict, then run.** $x = 3$ and $y = -4$. Work the values out forward, then the slopes backward, on paper. What
# > is $\partial L / \partial x$? Two numbers arrive at $x$. Then move the sliders: when does $x$ get no gradient?

# %% tags=["demo"]
places = {"x": (0, 2), "y": (0, 0), "s = x + y": (2, 0.7)}
places |= {"p = x · s": (4, 1.5), "L = p²": (6, 1.5)}


def graph(x, y):
    """Forward from left to right, backward from right to left."""
    s = x + y
    p = x * s
    values = dict(zip(places, (x, y, s, p, p * p), strict=True))
    to_p = 2 * p  # what the square sends back; p sends on s to x, and x to s
    sent = {("x", "s = x + y"): to_p * x, ("y", "s = x + y"): to_p * x}
    sent |= {("x", "p = x · s"): to_p * s, ("s = x + y", "p = x · s"): to_p * x}
    sent |= {("p = x · s", "L = p²"): to_p}
    return plots.computational_graph(places, values, sent)


above, below = (3.001 * (3.001 - 4)) ** 2, (2.999 * (2.999 - 4)) ** 2
print(f"at x = 3, y = -4, by nudging x: {(above - below) / 0.002:.4f}")
plots.explore(graph, x=(-5, 5, 3), y=(-5, 5, -4))

# %% [markdown]
# *What you saw.* Blue is the forward pass, from left to right. Orange is the backward pass, from right to left, and the
# number on an arrow is what a step sends back along it. Along its upper path $x$ receives $6$, along its lower path
# $-18$. A nudge of $x$ takes both paths, and effects add up: $6 + (-18) = -12$. Code that *stores* what arrives,
# instead of adding it up, ends with 6 or with $-18$, depending on who comes last.
#
# Each kind of step has its manners, worth knowing by heart:
#
# | step | sends back | so it is |
# | --- | --- | --- |
# | $a + b$ | upstream to both | a distributor |
# | $a \cdot b$ | upstream · $b$ to $a$, upstream · $a$ to $b$ | a swapper: one's size is the other's slope |
# | $\max(a, b)$ | upstream to the larger one, 0 to the other | a router |
# | use a value $k$ times | the *sum* of the $k$ arrivals | a collector |
# | sum over a batch | upstream to every summand | the collector turned around |
# | broadcast over a batch (a bias) | the sum over the batch | a collector again |
#
# The last rows are one insight: **copying forward means adding backward, and adding forward means copying backward**.
#
# When may a value pass on its gradient? When *all* arrivals are in, that is, after everything that uses it has had its
# turn. Any order that is the reverse of a forward order does that. So the algorithm (notes 001) is:
#
# 1. **Forward**, from the inputs to the output: compute every value and keep it.
# 2. Start with gradient zero everywhere, and `upstream` at the output.
# 3. **Backward**, through the nodes in reverse order: ask the node's module what it sends to each of its parents, and
#    *add* that to what the parents have.
#
# Here is a graph as code. A node has a name, its parents' names, and a module: `forward(*inputs)` gives its value,
# `backward(upstream, *inputs)` gives a tuple with one gradient for each parent, in the parents' order.


# %%
class Node(NamedTuple):
    """One step of a computation.

    `forward(*inputs)` returns its value; `backward(upstream, *inputs)` returns a tuple, one gradient for each parent.
    """

    name: str
    parents: tuple
    forward: object
    backward: object


def forward_through_graph(graph, inputs):
    """Compute all values: a dict from names, inputs included, to values. Nodes stand after their parents."""
    values = dict(inputs)
    for node in graph:
        values[node.name] = node.forward(*(values[parent] for parent in node.parents))
    return values


example_graph = [
    Node("s", ("x", "y"), lambda x, y: x + y, lambda upstream, x, y: (upstream, upstream)),
    Node("p", ("x", "s"), lambda x, s: x * s, lambda upstream, x, s: (upstream * s, upstream * x)),
    Node("L", ("p",), lambda p: p**2, lambda upstream, p: (upstream * 2 * p,)),
]
example_values = forward_through_graph(example_graph, {"x": 3.0, "y": -4.0})

# %% [markdown]
# ### Exercise 4: backpropagation
#
# Your function knows nothing about sums or products: whatever a module does, its `backward` takes care of. The same
# dozen lines run through the figure above and through the largest network on Earth.


# %%
def backward_through_graph(graph, values, output, upstream):
    """Backpropagation (Rumelhart, Hinton and Williams 1986) on a directed acyclic graph.

    Parameters
    ----------
    graph : list of Node
        In forward order: every node stands after its parents. A parent may be named twice, as in x * x.
    values : dict
        From the name of each input and node to its value, a float or an array: what `forward_through_graph` returned.
    output : str
        Name of the node to go backward from. Nodes that it does not depend on may stand before or behind it.
    upstream : float or array, shape of the output's value
        Gradient of the loss with respect to the output; 1.0 if the output is the loss.

    Returns
    -------
    dict
        From each name in values to the gradient of the loss, in the shape of the value; zeros where the output does not
        depend on it. Call each node's `backward` once at most.
    """
    ### BEGIN SOLUTION
    gradients = {name: np.zeros_like(value) for name, value in values.items()}
    gradients[output] = gradients[output] + upstream
    for node in reversed(graph):
        inputs = [values[parent] for parent in node.parents]
        sent_back = node.backward(gradients[node.name], *inputs)
        for parent, gradient in zip(node.parents, sent_back, strict=True):
            gradients[parent] = gradients[parent] + gradient
    return gradients
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin</summary>
#
# A dict with `np.zeros_like(value)` for every value; then add `upstream` at `output`.
# </details>
# <details><summary>Hint 2: the loop</summary>
#
# `for node in reversed(graph):` look up the values of its parents, call `node.backward(gradient of this node, *those
# values)`, and go through `zip(node.parents, what came back)`.
# </details>
# <details><summary>Hint 3: right for numbers, wrong for arrays</summary>
#
# The module of a sum may send *one and the same array* to both parents. `gradients[parent] += ...` on that array
# changes it for both. `gradients[parent] = gradients[parent] + ...` makes a new one.
# </details>
# <details><summary>Hint 4: x * x is off by a factor of two</summary>
#
# Its parents are `("x", "x")`. Both arrivals count, so do not collect them in a dict on the way.
# </details>

# %%
check(backward_through_graph)

# %% tags=["demo"]
with drawn_by("backward_through_graph"):
    for name, gradient in backward_through_graph(example_graph, example_values, "L", 1.0).items():
        print(f"{name}: value {example_values[name]:5.1f}, gradient {float(gradient):6.1f}")

# %% [markdown]
# ## 2.5 A network, and what it costs
#
# Now put modules together: linear, ReLU, linear, and softmax cross-entropy on top, averaged over the batch. The loss
# and its gradient are those of unit 01 and given here. The gradient is $(p - t) / n$, with $p =
# \text{softmax}(\text{logits})$ and $t$ the **one-hot** targets: 1 at the right class, 0 elsewhere.


# %%
def softmax_cross_entropy(logits, labels):
    """Mean cross-entropy of integer labels, and its gradient with respect to the logits, shape (batch, classes)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    gradient = np.exp(log_p)
    gradient[rows, labels] -= 1.0
    return -log_p[rows, labels].mean(), gradient / len(labels)


# %% [markdown]
# | forward | shape | | backward | shape |
# | --- | --- | --- | --- | --- |
# | $z = x w_1 + b_1$ | (n, hidden) | ↓ ↑ | gradients for $w_1$, $b_1$ (and $x$, not needed) | |
# | $a = \max(0, z)$ | (n, hidden) | ↓ ↑ | gradient for $z$ | (n, hidden) |
# | logits $= a w_2 + b_2$ | (n, classes) | ↓ ↑ | gradients for $w_2$, $b_2$ and for $a$ | (n, hidden) |
# | loss | one number | ↓ ↑ | gradient for the logits | (n, classes) |
#
# Read the left column down and the right one up. Each backward step needs the *input* of its forward step, so the
# forward pass keeps $x$, $z$ and $a$. That is the price of backpropagation: memory for every value until the backward
# pass has used it.

# %% [markdown]
# ### Exercise 5: a two-layer network


# %%
def two_layer_gradients(x, labels, w1, b1, w2, b2):
    """Loss of a network with one hidden layer of ReLUs, and its gradients, by backpropagation.

        z = x w1 + b1,   a = max(0, z),   logits = a w2 + b2,   loss = softmax_cross_entropy(logits, labels)

    Parameters
    ----------
    x : array, shape (batch, inputs)
    labels : array of int, shape (batch,)
        Class of each example, 0 ... classes - 1.
    w1, b1 : arrays, shapes (inputs, hidden) and (hidden,)
        First layer.
    w2, b2 : arrays, shapes (hidden, classes) and (classes,)
        Second layer.

    Returns
    -------
    loss : float
        Mean over the batch.
    gradients : dict
        "w1", "b1", "w2", "b2": gradients of the loss, each in the shape of its parameter.
    """
    ### BEGIN SOLUTION
    z = x @ w1 + b1
    a = np.maximum(0, z)
    logits = a @ w2 + b2
    loss, grad_logits = softmax_cross_entropy(logits, labels)
    grad_a, grad_w2, grad_b2 = linear_backward(grad_logits, a, w2)
    grad_z = relu_backward(grad_a, z)
    _, grad_w1, grad_b1 = linear_backward(grad_z, x, w1)
    return loss, {"w1": grad_w1, "b1": grad_b1, "w2": grad_w2, "b2": grad_b2}
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: you have the parts</summary>
#
# `linear_backward` twice, `relu_backward` once, `softmax_cross_entropy` for the loss and the first upstream gradient.
# </details>
# <details><summary>Hint 2: which input?</summary>
#
# The second linear layer's input is `a`, the ReLU's is `z`, the first linear layer's is `x`.
# </details>
# <details><summary>Hint 3: the loss is right, and so is w2; w1 is wrong</summary>
#
# On the way back from `a` to `z` the gradient must pass the ReLU.
# </details>

# %%
check(two_layer_gradients)

# %% [markdown]
# Does it train? Real digits, 8 × 8 pixels, 64 inputs, 32 hidden units, ten classes: 2,410 parameters. Plain gradient
# descent on all 1,348 training images at once; optimizers come in units 06 and 07. You will use `train_digits` in the
# experiment.
#
# > **Predict, then run.** At what loss does a network start that knows nothing about ten classes? And how many of the
# > digits held back will 120 updates get right?


# %%
def train_digits(gradients_of, epochs=120, lr=0.5, seed=0, dtype="float64"):
    """Train on digits by full-batch gradient descent; returns the losses, and the accuracy on digits held back."""
    train, held_back = data.digits(dtype).flat.split(0.25, rng=0)
    x, labels = np.asarray(train.x), np.asarray(train.y)
    rng = np.random.default_rng(seed)
    weights = {
        "w1": rng.standard_normal((64, 32)) * np.sqrt(2 / 64),
        "b1": np.zeros(32),
        "w2": rng.standard_normal((32, 10)) * np.sqrt(2 / 32),
        "b2": np.zeros(10),
    }
    losses = []
    for _ in range(epochs):
        loss, gradients = gradients_of(x, labels, **weights)
        losses.append(float(loss))
        weights = {name: w - lr * gradients[name] for name, w in weights.items()}
    a = np.maximum(0, np.asarray(held_back.x) @ weights["w1"] + weights["b1"])
    predicted = (a @ weights["w2"] + weights["b2"]).argmax(axis=1)
    return np.array(losses), float(np.mean(predicted == np.asarray(held_back.y)))


# %% tags=["demo"]
with drawn_by("two_layer_gradients"):
    started = time.perf_counter()
    losses, accuracy = train_digits(two_layer_gradients)
    seconds = (time.perf_counter() - started) / len(losses)
    print(f"one forward and backward pass: {1000 * seconds:.1f} ms")
    print(f"nudging 2,410 parameters, 4,820 forward passes: about {4820 * seconds / 3:.0f} s")
    title = f"Your gradients at work: {accuracy:.1%} of the held-back digits right"
    curves = {"training loss": losses}
    plots.loss_curves(curves, xlabel="epoch (one update each)", log=False, title=title).show()

# %% [markdown]
# *What you should see.* The loss falls from about $\ln 10 \approx 2.3$, that of a random guess among ten classes, to
# below 0.2, and more than nine in ten of the digits that were held back are right. All 2,410 slopes came out of one
# walk backward. A matrix product backward is two products of the same size, so the rule of thumb is: **forward and
# backward together cost about three forward passes**, however many parameters there are. Nudging costs 4,820 forward
# passes here and two trillion for a model with a trillion parameters.

# %% [markdown]
# ## 2.6 Checking gradients, and how checks go wrong
#
# Backward passes are easy to get subtly wrong, and a network with a slightly wrong gradient still learns, only worse.
# So compare with nudging, on a small case, once, before you train. The output of a module is an array, and nudging
# wants one number: multiply each output by a number of its own and add up, $L = \sum_i u_i y_i$. Then $u$ *is* the
# upstream gradient, and `backward(u, x)` must equal the numerical gradient of $L$.
#
# Compare by **relative error**: a gap of $10^{-4}$ is nothing between two gradients of size 1000 and everything between
# two of size $10^{-4}$.
#
# $$ \text{relative error} = \frac{\lVert a - n \rVert}{\lVert a \rVert + \lVert n \rVert} $$
#
# for the gradient $a$ that `backward` returns and the numerical one, $n$, where $\lVert a \rVert = \sqrt{\sum a_i^2}$
# over all entries. It lies between 0 and 1. In float64, below $10^{-7}$ is right, above $10^{-3}$ is wrong, and in
# between there is usually a kink (below).
#
# Which $u$? Random numbers. Write the check first; then we try what the easy choice, all ones, would have told you.

# %% [markdown]
# ### Exercise 6: the check itself


# %%
def gradient_check(forward, backward, x, rng, h=1e-5):
    """Relative error between a backward pass and central differences, with a random upstream gradient.

        L(x) = sum(upstream * forward(x)),   error = |a - n| / (|a| + |n|)

    where a = backward(upstream, x), n is the numerical gradient of L at x, and |.| is the root of the sum of squares
    over all entries.

    Parameters
    ----------
    forward : function
        `forward(x)` returns an array of any shape.
    backward : function
        `backward(upstream, x)` returns the gradient with respect to x, in the shape of x.
    x : array of any shape
        Where to check.
    rng : numpy.random.Generator or the like
        Draw the upstream gradient from it, once: `rng.standard_normal(shape)`.
    h : float
        Nudge of the central differences.

    Returns
    -------
    float
        Between 0 (equal) and 1. Where both gradients are zero, 0.
    """
    ### BEGIN SOLUTION
    upstream = rng.standard_normal(forward(x).shape)
    analytic = backward(upstream, x)
    numerical = numerical_gradient(lambda v: np.sum(upstream * forward(v)), x, h)
    size = np.linalg.norm(analytic.ravel()) + np.linalg.norm(numerical.ravel())
    return float(np.linalg.norm((analytic - numerical).ravel()) / size) if size > 0 else 0.0
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: draw once</summary>
#
# One `upstream`, in the shape of the output, used in both places: in `backward` and in the loss that you nudge.
# </details>
# <details><summary>Hint 2: a function to nudge</summary>
#
# `numerical_gradient(lambda v: np.sum(upstream * forward(v)), x, h)`.
# </details>
# <details><summary>Hint 3: nan</summary>
#
# A function may ignore its input. Then both gradients are zero, and so is the denominator: return 0.0 in that case.
# </details>

# %%
check(gradient_check)

# %% [markdown]
# ### Why random?
#
# With $u$ all ones, $L$ is the plain sum of the outputs: nothing to draw, nothing to multiply. The next figure gives
# your `gradient_check` a generator that "draws" ones only, and a proper one, and lets both judge four wrong backward
# passes and two right ones.
#
# > **Predict, then run.** Which wrong passes look right with all ones? Think of what each gets wrong, and whether ones
# > can show it. And does a right pass ever look wrong?


# %% tags=["demo"]
def softmax_rows(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def through_softmax(u, p):
    return p * (u - (u * p).sum(axis=1, keepdims=True))


passes = {
    "wrong: ReLU forgets upstream": (lambda x: np.maximum(0, x), lambda u, x: 1.0 * (x > 0)),
    "wrong: ReLU lets all through": (lambda x: np.maximum(0, x), lambda u, x: u),
    "wrong: reversal does not reverse": (lambda x: x[:, ::-1], lambda u, x: u),
    "wrong: square averages upstream": (lambda x: x**2, lambda u, x: 2 * x * u.mean(axis=0)),
    "right: square": (lambda x: x**2, lambda u, x: 2 * x * u),
    "right: softmax": (softmax_rows, lambda u, x: through_softmax(u, softmax_rows(x))),
}
with drawn_by("numerical_gradient", "gradient_check"):
    rng, errors = np.random.default_rng(5), {}
    only_ones = SimpleNamespace(standard_normal=lambda shape=(): np.ones(shape))
    x = rng.standard_normal((4, 6))
    for name, ups in {"all ones": only_ones, "random": rng}.items():
        errors[f"upstream {name}"] = {p: gradient_check(*passes[p], x, ups) for p in passes}
    plots.error_scale(errors, right=1e-7, wrong=1e-3).show()

# %% [markdown]
# *What you saw.* With all ones three of the four wrong passes look perfect. A pass that forgets to multiply by upstream
# forgot to multiply by one. A pass that mixes entries up, or averages them, did so with equal numbers. And the right
# softmax looks *wrong*: its outputs always add up to 1 in each row, so the sum of the outputs has gradient zero, and
# the check compares rounding noise with rounding noise. **Use a random upstream.** It costs one line.
#
# The second trap is a kink. Nudging by $h$ looks from $x - h$ to $x + h$; if a ReLU switches in between, the numerical
# gradient sees half of each side.
#
# > **Predict, then move the slider.** What does the central difference with $h = 0.1$ say about ReLU at $x = 0$? At
# > $x = 0.05$?

# %% tags=["demo"]
x = np.linspace(-0.3, 0.3, 601)


def kink(h):
    slope = (np.maximum(0, x + h) - np.maximum(0, x - h)) / (2 * h)
    curves = {"derivative of ReLU": (x, 1.0 * (x > 0)), f"central, $h$ = {h:.3f}": (x, slope)}
    return plots.curve_panels({"Nudging across a kink": curves}, xlabel="input $x$ of ReLU")


plots.explore(kink, h=(0.005, 0.25, 0.1))

# %% [markdown]
# *What you saw.* One half at the kink, which is neither side's slope, and a wrong answer wherever $|x| < h$. In a
# network with a thousand ReLUs a few inputs lie that close. So if a check fails at a few entries by a few percent, try
# a smaller $h$: an error of the backward pass stays, a kink goes away. More traps, in the order in which people fall
# into them:
#
# - *float32.* At $h = 10^{-5}$ its error is near a percent, and looks like a mistake (2.1). Check in float64.
# - *Forward differences.* Their error is near $10^{-5}$ at the usual $h$, and you can't tell it from a small mistake.
# - *A special point.* Weights of zero, equal weights or sorted inputs hide mistakes as all ones do. Check at random
#   numbers.
# - *Square shapes.* With as many examples as features a missing transposition goes unnoticed. Use shapes like (4, 6).
# - *Randomness.* Dropout (unit 11) draws a new mask in every pass; fix it during the check.
# - *A regularizer that drowns the rest.* A large penalty has a gradient that is easy to get right, and hides the other
#   one. Check both apart.

# %% [markdown]
# ## 2.7 Find the erratum
#
# Lecture notes 002 add a *penalty* on large weights to the loss (what it is good for is the matter of unit 11), and
# give its gradient. As printed:
#
# $$ \mathcal L_R = \mathcal L_B + \lambda \sum_{k=1}^K \lVert W^{(k)} \rVert_F, \qquad\qquad
#    \frac{\partial \mathcal L_R}{\partial w_{ij}^{(k)}} =
#    \frac{\partial \mathcal L_B}{\partial w_{ij}^{(k)}} + 2 \lambda w_{ij}^{(k)}, $$
#
# where $\lVert W \rVert_F = \sqrt{\sum_{ij} w_{ij}^2}$ is the Frobenius norm. The two formulas do not belong together.
# The experiment compares them, as you now know how. (It runs once you have written `numerical_gradient`.)
#
# > **Predict, then run.** All weights become ten times as large. What happens to the printed gradient? To the slope of
# > the penalty?

# %% tags=["demo"]
with drawn_by("numerical_gradient"):
    W, lam = np.random.default_rng(0).standard_normal((2, 3)), 0.1
    for scale in (1.0, 10.0):
        nudged = numerical_gradient(lambda v: lam * np.sqrt(np.sum(v**2)), scale * W)[0, 0]
        printed = 2 * lam * scale * W[0, 0]
        print(f"weights times {scale:g}: as printed {printed:.4f}, by nudging {nudged:.4f}")

# %% [markdown]
# Ten times the weights, ten times the printed gradient; but the true one stays the same. There are two ways to mend it.
# Write both.
#
# **First:** the gradient is what the authors meant, and the penalty has a slip. Which penalty has the gradient $2
# \lambda w_{ij}$?


# %%
def erratum_penalty(weights, lam):
    """The penalty whose gradient is 2 lam w: the first formula of notes 002, corrected.

    Parameters
    ----------
    weights : list of arrays of any shape
        The weight matrices of all layers.
    lam : float
        Strength, lambda.

    Returns
    -------
    float
        The penalty alone (without the loss of the batch); zero for zero weights.
    """
    ### BEGIN SOLUTION
    return lam * sum(np.sum(w**2) for w in weights)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one weight</summary>
#
# With a single weight: which function of $w$ has the derivative $2 \lambda w$?
# </details>

# %%
check(erratum_penalty)

# %% [markdown]
# **Second:** take the penalty as it is printed. What is its gradient?


# %%
def erratum_penalty_gradient(weights, lam):
    """The gradient of the penalty as printed in notes 002, lam times the sum of the Frobenius norms.

    Parameters
    ----------
    weights : list of arrays of any shape
        The weight matrices of all layers; none is all zeros.
    lam : float
        Strength, lambda.

    Returns
    -------
    list of arrays
        One gradient for each matrix, in its shape.
    """
    ### BEGIN SOLUTION
    return [lam * w / np.sqrt(np.sum(w**2)) for w in weights]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a chain of two steps</summary>
#
# $q = \sum w_{ij}^2$, then $\sqrt q$. The slopes are $2 w_{ij}$ and $1 / (2 \sqrt q)$.
# </details>
# <details><summary>Hint 2: one norm or many?</summary>
#
# The penalty adds up the norms of the matrices, so each matrix is divided by its *own* norm.
# </details>

# %%
check(erratum_penalty_gradient)

# %% [markdown]
# ## 2.8 Explain it
#
# In two or three sentences each: **(a)** Why does the bias gradient sum over the batch? **(b)** Why does the backward
# pass need values of the forward pass, and which ones does each of our modules (linear, ReLU) need? **(c)** Why does
# backpropagation start at the loss and not at the inputs? *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **(a)** One bias is added to the output of every example, so a nudge of it reaches the loss along as many paths as the
# batch has examples. Effects along different paths add up; the slope along each path is 1 times that example's upstream
# gradient.
#
# **(b)** The local slope is taken at the value that the forward pass had. The linear layer needs its input $x$ (for
# $w$) and its weights (for $x$), but not its output; ReLU needs the sign of its input (its output would do, since it is
# positive for the same entries).
#
# **(c)** There is one loss and there are many parameters. Backward, one sweep carries "slope of the loss by this value"
# to all of them, sharing the products that they have in common. Forward, one sweep would carry "slope of this value by
# one parameter", and would have to be repeated for each parameter. (With few inputs and many outputs it would be the
# other way round.)
#
# *Rubric:* one point each; half for the right fact without a reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 2.9 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.

# %% [markdown]
# **Question 1.** A value is used in three places. They send back $2$, $-1$ and $4$. What is the gradient at the value?
#
# a) $4$, the last to arrive   b) $5$   c) $5/3$   d) $-8$


# %%
def quiz_three_uses():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_three_uses)

# %% [markdown] explains="quiz_three_uses"
# Each use sends its share of the gradient back, and shares of one value add up: $2 - 1 + 4 = 5$. Whoever keeps only the
# last to arrive has the most frequent mistake of this unit.

# %% [markdown]
# **Question 2.** A check by central differences with $h = 10^{-3}$ has a relative error of $10^{-6}$ on a smooth
# function, far above rounding. About what will it be with $h = 10^{-4}$?
#
# a) $10^{-5}$   b) $10^{-7}$   c) $10^{-8}$   d) the same; it shows a mistake


# %%
def quiz_smaller_step():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_smaller_step)

# %% [markdown] explains="quiz_smaller_step"
# The error of central differences falls with the square of $h$: a step ten times smaller leaves a hundredth of it. That
# goes on until rounding takes over.

# %% [markdown]
# **Question 3.** A linear layer is checked with batch size 1 and a random upstream gradient, at random $x$ and $w$.
# Which mistake can this check *not* see?
#
# a) `grad_x = upstream @ w.T` without the transposition, on a layer from 3 to 3 features   b) `grad_b =
# upstream.mean(axis=0)`   c) `grad_w` without the factor `x` d) `grad_w` with the sign turned around


# %%
def quiz_unseen_mistake():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_unseen_mistake)

# %% [markdown] explains="quiz_unseen_mistake"
# With one example in the batch, a sum over the batch and a mean are the same number. With two examples or more they
# differ, so check with a batch of at least two. The others show at once: a transposition is seen wherever $w$ is not
# symmetric.

# %% [markdown]
# **Question 4.** In $y = w x$ the input $x$ is measured in millimeters instead of meters, so its numbers are 1,000
# times larger. The weight is made 1,000 times smaller, so $y$ and the upstream gradient are as before. What happens to
# the gradient of the loss with respect to $w$?
#
# a) nothing   b) it is 1,000 times smaller   c) it is 1,000 times larger   d) it is a million times larger


# %%
def quiz_millimeters():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_millimeters)

# %% [markdown] explains="quiz_millimeters"
# The gradient of $w$ is the upstream gradient times the input, and the input's numbers are 1,000 times larger. The
# weight that fits is 1,000 times smaller, so of two ways in which the step is out of scale this is one: unit 04 is
# about the cure.

# %% [markdown]
# ## 2.10 Experiment: bugs that learn
#
# A wrong gradient rarely crashes. Find out which mistakes the loss curve gives away, and which only a check can see. In
# new cells below this one (the + above the notebook, or Esc and then B):
#
# 1. Write at least **four** wrong versions of `two_layer_gradients`, each with one mistake that somebody might really
#    make. For example: no ReLU on the way back; the bias gradients zero; the gradient of $w_2$ computed with $z$ in
#    place of $a$; a mean where a sum belongs; the sign of one of them turned around.
# 2. **Write down first**, for each: will training still work? How much worse will it be?
# 3. Train each with `train_digits`, with at least three seeds, and the right version as well. Make one figure of the
#    loss curves (`plots.loss_curves({...})`) and a table: mistake, final loss, held-back accuracy (mean and spread over
#    the seeds), relative error of each gradient against `numerical_gradient` on a small batch.
# 4. Sort the mistakes: visible in the curve, visible only in the check. **Explain why** the invisible ones train at
#    all.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# Measured with the default settings (120 epochs, rate 0.5; mean of three seeds, spread 0.003 in the loss of the right
# version and 0.6 % in its accuracy):
#
# | mistake | final loss | accuracy | relative error | seen in the curve? |
# | --- | --- | --- | --- | --- |
# | none | 0.137 | 95.2 % | 5e-11 at most | |
# | no ReLU on the way back | 0.161 | 95.1 % | 0.36 (w1), 0.40 (b1) | no |
# | bias gradients zero | 0.138 | 95.2 % | 1 (b1, b2) | no |
# | gradient of w2 from z, not a | 0.132 | 95.4 % | 0.37 (w2) | no: it looks better! |
# | first layer never trained | 1.07 | 75 % | 1 (w1, b1) | like a slow rate |
# | divided by the batch twice | 2.42 | 13 % | 0.71 (all) | yes, flat |
# | sign of w2's gradient | 2.30 | 7 % | 1 (w2) | yes, stuck at ln 10 |
# | sign of w1's gradient | overflows | 10 % | 1 (w1) | yes, at once |
#
# Why the invisible ones train: descent needs a direction in which the loss falls, not *the* gradient. A wrong gradient
# that has a positive inner product with the right one still goes downhill; a layer without gradient is a fixed random
# layer, and the others learn on top of it; zero biases are as good as any here. A wrong scale (divided twice: by 1,348)
# is another learning rate. And a lower training loss is no proof either: *w2 from z* lets closed units have a say,
# which happens to work here. So a falling curve shows that *something* learns, not that the code is right.
#
# *Rubric:* 1 point for four realistic mistakes with predictions made beforehand; 1 for a table over at least three
# seeds with relative errors; 1 for a figure with a fair comparison (same rate, epochs, seeds); 1 for an explanation by
# directions (descent needs only a positive inner product), by layers that are left random, or by scale and learning
# rate. Half of the last for "it still works because the other layers learn" alone.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Key points
#
# - A gradient says how far the loss moves for a nudge of each entry; it has the shape of what is nudged.
# - Central differences are good to ten digits in float64, with $h$ near $10^{-5}$; they cost two forward passes an
#   entry.
# - Slopes along a path multiply; effects along different paths add up. That is all of backpropagation.
# - A module needs its upstream gradient and its own local slope. Upstream times Jacobian is computed, the Jacobian
#   never built.
# - Copying forward is adding backward: shared values, biases, broadcasting.
# - One backward pass gives all gradients for about the price of two forward passes, and the memory of all values.
# - Check with a random upstream, in float64, at random points, with shapes that are not square. All ones hide mistakes.
# - A network with a wrong gradient often learns. A falling loss is no proof.
#
# ## What comes next
#
# Unit 03 asks what the activation functions do to the slopes that you multiply; unit 05 what the first weights do. Your
# `linear_backward`, `relu_backward` and `gradient_check` come along: you need them in units 10, 11 and 13, and in the
# capstone.
#
# ## References
#
# - Linnainmaa, S. (1970). *The representation of the cumulative rounding error of an algorithm as a Taylor expansion of
#   the local rounding errors* (in Finnish). Master's thesis, University of Helsinki. In English: Taylor expansion of
#   the accumulated rounding error, *BIT* 16, 146–160 (1976).
# - Werbos, P. J. (1974). *Beyond regression: new tools for prediction and analysis in the behavioral sciences*. PhD
#   thesis, Harvard University.
# - Rumelhart, D. E., Hinton, G. E., Williams, R. J. (1986). Learning representations by back-propagating errors.
#   *Nature* 323, 533–536.
# - Griewank, A., Walther, A. (2008). *Evaluating derivatives*, 2nd edition. SIAM. (Why the price is a small constant.)
# - Baydin, A. G., Pearlmutter, B. A., Radul, A. A., Siskind, J. M. (2018). Automatic differentiation in machine
#   learning: a survey. *JMLR* 18(153), 1–43.
# - Lecture notes 001 (F. Li, *Neural network optimization 1*, after Z. Kira), 002 (S. Rousseau, *AOS 2, lecture 02*),
#   and 004 (Z. Yumak, *Lecture 6*), the numbers by which this course knows its sources.
