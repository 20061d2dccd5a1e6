# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 · Two of three are wrong
#
# *Three networks learn handwritten digits. The code of two of them has a bug in its gradient. All three learn. How
# would you ever know which two?*
#
# **By the end of this unit your own code will**
#
# - compute 2,410 slopes in one walk backward, for the price of two more passes;
# - train a digit reader from nothing, with nobody else's calculus in it;
# - check any backward pass against plain nudging, and find three bugs that were planted in layers you have never seen.
#
# **You need** derivatives of functions of one variable, with the chain rule; matrix products in NumPy; and the layers
# and losses of unit 01 (`x @ w + b`, ReLU, softmax cross-entropy).
#
# **It takes** about four hours: one to read and play, two for the exercises, half an hour each for the experiment and
# for an exercise that you may leave out.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Hints are folded away, the gentlest first. Before a figure there is a
# question and an empty cell: write your guess into it, then run the figure. "What you saw" opens with a click. Some
# figures are drawn with your own functions. Until you have written them, they say which one they wait for. Change the
# numbers at the top of a figure's cell and run it again.

# %%
import time
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from gradschool import backend, data, plots
from gradschool.experiments import planted
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 2.1 Three networks
#
# A network with 64 inputs (the pixels of a digit), 32 hidden units and ten outputs has 2,410 **parameters**: the
# weights and biases. Its loss is one number. The **gradient** is a list of 2,410 slopes, one for each parameter. It
# says how fast the loss changes as that parameter does. Training subtracts a small multiple of it from the
# parameters, 120 times here, and the loss falls. (Unit 06 is about that step.) `train_digits` does so with any
# function that returns the loss and the gradients.
#
# **Predict.** The gradients of A, B and C were written by three people. One is right. Each network is trained from five
# starts. Can you tell from the curves who made a mistake?


# %%
def train_digits(gradients_of, epochs=120, lr=0.5, seed=0):
    """Train on 1,348 digits by gradient descent with the gradients of `gradients_of(x, labels, w1, b1, w2, b2)`.

    Returns `losses` (before each step), `accuracy` (on 449 digits that are held back), and the trained `weights`.
    """
    train, held_back = data.digits("float64").flat.split(0.25, rng=0)
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
    accuracy = float(np.mean(predicted == np.asarray(held_back.y)))
    return SimpleNamespace(losses=np.array(losses), accuracy=accuracy, weights=weights)


# %% [markdown] tags=["guess"]

# %% tags=["demo"]
SEEDS, curves = range(5), {}
for name, gradients in planted.networks.items():
    runs = [train_digits(gradients, seed=seed) for seed in SEEDS]
    curves[name] = np.stack([run.losses for run in runs])
    ends, right = curves[name][:, -1], 100 * np.array([run.accuracy for run in runs])
    print(f"{name}: loss {ends.mean():.4f} ± {ends.std(ddof=1):.4f}, ", end="")
    print(f"held-back digits right {right.mean():.1f} ± {right.std(ddof=1):.1f} %")
plots.bands(curves, xlabel="step", title="Two of these gradients are wrong")

# %% [markdown] tags=["seen"]
# Nobody can tell. C ends lowest, A highest, and all three read 95 digits of a hundred. (± is the sample standard
# deviation over the five starts.) The right one is B. In A the gradient forgets the ReLU on its way back. In C one
# matrix is multiplied by the wrong array. Neither crashed, neither warned, and C even looks better. **A loss that falls
# does not show that a gradient is right.** In this unit you write the gradient yourself, and then the instrument that
# tells B from A and C at once.

# %% [markdown]
# ## 2.2 Nudge and look
#
# How does a small change of one weight change the loss? You can find out by trying. Take the smallest network there
# is: one input $x$, one weight $w$, one bias $b$, a **sigmoid** $\sigma$ (it squashes any number into the interval from
# 0 to 1), and a squared error against a target $t$:
#
# $$ z = w x + b, \qquad a = \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad L = (a - t)^2. $$
#
# Nudge $w$ by a small $h$ and see by how much $L$ changes, per unit of nudge. What comes out is a **numerical
# gradient**, and there are two ways to ask for it:
#
# $$ \text{forward difference:}\quad \frac{L(w + h) - L(w)}{h}, \qquad\qquad
#    \text{central difference:}\quad \frac{L(w + h) - L(w - h)}{2h}. $$
#
# Both become the derivative as $h \to 0$. The first is the slope of a line through the point where you are and one on
# its right. The second is the slope of a line through one point on each side.
#
# **Predict.** Which of the two lines has more nearly the slope of the curve at the middle dot? Then move $h$. Which of
# the two slopes settles first?

# %% [markdown] tags=["guess"]


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

# %% [markdown] tags=["seen"]
# The central line does not even pass through the dot, but it is nearly parallel to the tangent. Taylor's series says
# why. With $L''$ and $L'''$ taken at $w$,
#
# $$ L(w \pm h) = L \pm h L' + \tfrac{h^2}{2} L'' \pm \tfrac{h^3}{6} L''' + \dots $$
#
# The forward difference is wrong by $\frac h2 L''$. In the central difference the terms with $L''$ cancel, and
# $\frac{h^2}{6} L'''$ is left. An $h$ ten times smaller makes it a **hundred** times better.

# %% [markdown]
# So take $h$ as small as you can? A computer keeps about 16 digits in float64, and 7 in float32. $L(w + h)$ and
# $L(w - h)$ agree in almost all of them, and the digits that agree are lost in the subtraction.
#
# **Predict.** At which $h$ is each of the four at its best, and how many digits are right there?

# %% [markdown] tags=["guess"]

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

# %% [markdown] tags=["seen"]
# Every curve is a valley. On the right wall the formula is to blame: the error grows like $h$ for the forward
# difference and like $h^2$ for the central one. On the left wall the computer is to blame: the rounding error
# $\epsilon$, about $10^{-16}$, is divided by $h$. The walls meet near $h \approx \sqrt{\epsilon} \approx 10^{-8}$ for
# the forward difference. For the central one they meet near $h \approx \sqrt[3]{\epsilon} \approx 10^{-5}$, where ten
# digits or so are right. In float32 four or five right digits are the best you get, at much longer steps: near
# $10^{-2}$ for the central difference, near $3 \cdot 10^{-4}$ for the forward one. **Check gradients in float64, with
# central differences, and $h$ near $10^{-5}$.**

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
        Takes an array in the shape of x, leaves it as it is, and returns one number.
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
# take two million passes for one step of training. **Backpropagation** gets all slopes for about the price of two
# further passes. It took a while to be noticed. Linnainmaa (1970) wrote down the method for rounding errors. Werbos
# (1974) used it to fit models. Rumelhart, Hinton and Williams (1986) showed what hidden units learn with it.

# %% [markdown]
# ## 2.3 Slopes multiply
#
# Look at the smallest network as a chain of three steps: $w \to z \to a \to L$. A nudge of $w$ travels along it. If $z$
# moves 1.5 times as far as $w$, and $a$ a quarter as far as $z$, then $a$ moves $1.5 \cdot 0.25$ times as far as $w$.
# That is the **chain rule**:
#
# $$ \frac{\partial L}{\partial w} =
#    \frac{\partial L}{\partial a} \cdot \frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial w}
#    = 2 (a - t) \cdot a (1 - a) \cdot x. $$
#
# Each factor is the slope of *one* step, at the value that came along in the forward pass. Each is easy. Which of the
# three steps below has the smallest slope? Move the weight. Where does the chain starve?


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

# %% [markdown] tags=["seen"]
# The product of the three slopes is the slope of the whole, to the last printed digit. The smallest of the three is
# that of the sigmoid: a quarter at most, wherever you are. At the ends of the slider the sigmoid is flat, its slope is
# nearly zero, and so is the product: one tiny factor starves everything behind it. (Unit 03 begins there.)

# %% [markdown]
# Now the bias. Its chain is $b \to z \to a \to L$. The last two factors are the same as for $w$. So do not start anew
# for each weight. Walk **backward once**, and keep at every value the product so far:
#
# | step | product so far | what it is |
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
# ## 2.4 Modules: a forward and a backward
#
# So a layer is a **module** with two functions. `forward` takes the input and returns the output. `backward` takes the
# upstream gradient and returns the gradient for the input, and for the module's own parameters.
#
# With arrays one rule prevents most mistakes. The loss is one number, so
#
# > **the gradient of the loss with respect to an array has the shape of that array.**
#
# `upstream` has the shape of the module's output, and what `backward` returns has the shape of its input. Start with
# the simplest module, ReLU: $y = \max(0, x)$, entry by entry. Entry $i$ of the output depends on entry $i$ of the input
# alone. So the chain rule is a multiplication, entry by entry: by 1 where the gate is open ($x > 0$) and by 0 where it
# is closed. (At $x = 0$ ReLU has a kink and no derivative. Like most libraries we take 0 there.)

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
# Now $Y = X W + b$ for a batch: $X$ is $(n, d)$, $W$ is $(d, k)$, $b$ is $(k,)$, and $Y$ is $(n, k)$. Every output
# depends on many inputs, and every input reaches many outputs. The full table of slopes has a row for each entry of the
# output and a column for each entry of the input. It is called the **Jacobian**. For a small layer you can draw it.
#
# **Predict.** A batch of 5, from 4 features to 3: how many entries does the Jacobian have? How many of them are zero?

# %% [markdown] tags=["guess"]

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

# %% [markdown] tags=["seen"]
# 15 rows and 20 columns make 300 entries, and four in five are zero. What is left are five copies of one small block,
# which is $W^\top$. Nobody builds this matrix. For a layer of ordinary size it would not fit into the memory of
# nearly any GPU.

# %% [markdown]
# You never need it alone. The chain rule wants *upstream times Jacobian*, a row vector times a matrix. That is a
# **vector-Jacobian product**, and for each kind of layer it has a short form. Find it by writing one entry out. The
# input $x_{il}$ reaches the outputs $y_{ij} = \sum_l x_{il} w_{lj} + b_j$ of its own row, each with slope $w_{lj}$. A
# nudge has an effect along every path, and **effects along different paths add up**. With $u$ for the upstream
# gradient,
#
# $$ \frac{\partial L}{\partial x_{il}} = \sum_j u_{ij} \, w_{lj}. $$
#
# A sum over a shared index is a matrix product. Which index is shared, and what must be transposed so that the shapes
# fit? The weight $w_{lj}$ reaches output $j$ of *every* example $i$, with slope $x_{il}$. The bias $b_j$ reaches output
# $j$ of every example, with slope 1:
#
# $$ \frac{\partial L}{\partial w_{lj}} = \sum_i x_{il} \, u_{ij}, \qquad
#    \frac{\partial L}{\partial b_j} = \sum_i u_{ij}. $$

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
# ## 2.5 Graphs: a value that is used twice
#
# A network is not always a chain. A way around a layer, a weight that is shared, or $x \cdot x$ uses one value in two
# places. Draw every value as a circle, and an arrow from what goes into a step to what comes out of it. This is a
# **computational graph**. Since nothing feeds back into itself, it is a directed *acyclic* graph (DAG). In this one $x$
# is used twice:
#
# $$ s = x + y, \qquad p = x \cdot s, \qquad L = p^2. $$
#
# **Predict.** $x = 3$ and $y = -4$. Work the values out forward, then the slopes backward, on paper. What is
# $\partial L / \partial x$? Two numbers arrive at $x$. Then move the sliders: when does $x$ get no gradient?

# %% [markdown] tags=["guess"]

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

# %% [markdown] tags=["seen"]
# Blue is the forward pass, from left to right. Orange is the backward pass, from right to left, and the number on an
# arrow is what a step sends back along it. Along its upper path $x$ receives $6$, along its lower path $-18$. A nudge
# of $x$ takes both paths, and effects add up: $6 + (-18) = -12$. Code that *stores* what arrives, instead of adding it
# up, ends with 6 or with $-18$, depending on who comes last. And $x$ gets no gradient where $p = 0$, since the square
# is flat there, and where the two arrivals cancel: at $y = -2x$.

# %% [markdown]
# Each kind of step has a habit of its own, worth knowing by heart:
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
# turn. Any order that is the reverse of a forward order does that. So the algorithm is:
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
# dozen lines work on the graph of the figure above and on the largest network on Earth.


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
        depend on it. Call each node's `backward` once at most; where nothing reaches a node, that call may be left out.
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
# ## 2.6 Forward or backward?
#
# Nothing forces you to walk backward. A chain of three layers has the Jacobian $J = J_3 J_2 J_1$, a product of
# matrices, and products can be taken in any order.
#
# - **Reverse mode** starts with a row $u^\top$ on the left: $((u^\top J_3) J_2) J_1$. Each step is a vector-Jacobian
#   product. One sweep gives $u^\top J$: how *one* output depends on *all* inputs. This is backpropagation.
# - **Forward mode** starts with a column $v$ on the right: $J_3 (J_2 (J_1 v))$. Each step is a **Jacobian-vector
#   product**: if the input moves along $v$, where does the output move? One sweep gives $J v$: how *all* outputs depend
#   on *one* direction of the input. It goes along with the forward pass and keeps nothing.
#
# A nudge is a rough forward mode: $\frac{f(x + h v) - f(x - h v)}{2h}$ is close to $J v$.
#
# To fill a whole Jacobian with $m$ rows and $n$ columns takes $m$ sweeps backward or $n$ sweeps forward. The figure
# counts the multiplications for three layers with 300 units between them.
#
# **Predict.** At how many outputs do the two cost the same? On which side of the figure is training?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
outputs = np.logspace(0, 5, 60)


def two_modes(inputs):
    """Multiplications for the whole Jacobian, one sweep after the other."""
    one_sweep = inputs * 300 + 300 * 300 + 300 * outputs
    costs = {
        "forward mode": (outputs, inputs * one_sweep),
        "reverse mode": (outputs, outputs * one_sweep),
    }
    title = f"The whole Jacobian of {inputs:,.0f} inputs"
    return plots.curve_panels({title: costs}, "log", xlabel="outputs", ylabel="multiplications")


plots.explore(two_modes, inputs=(1.0, 100_000.0, 1000.0))

# %% [markdown] tags=["seen"]
# The lines cross where there are as many outputs as inputs. Training has one output, the loss, and as many inputs as
# parameters. It stands at the far left, where reverse mode is cheaper by a factor of $n$. With one input and many
# outputs it is the other way round. How does a rocket's whole path change with one angle at the start? Forward mode
# answers in one sweep. (An order in between may be cheaper still. To find the best one is hard in general: Naumann
# 2008.)

# %% [markdown]
# Both modes know the same Jacobian, so they have to agree. For any $u$ and any $v$
#
# $$ u^\top (J v) = (u^\top J) \, v. $$
#
# The left side takes one nudge, the right side one backward pass. Keep this line in mind. In 2.9 it becomes a check
# that costs the same however many weights there are.

# %% [markdown]
# ## 2.7 A network, from nothing
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
# | $Z = X W_1 + b_1$ | (n, hidden) | ↓ ↑ | gradients for $W_1$, $b_1$ (and $X$, not needed) | |
# | $A = \max(0, Z)$ | (n, hidden) | ↓ ↑ | gradient for $Z$ | (n, hidden) |
# | logits $= A W_2 + b_2$ | (n, classes) | ↓ ↑ | gradients for $W_2$, $b_2$ and for $A$ | (n, hidden) |
# | loss | one number | ↓ ↑ | gradient for the logits | (n, classes) |
#
# Read the left column down and the right one up. Each backward step needs the *input* of its forward step, so the
# forward pass keeps $X$, $Z$ and $A$.

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
# Does it train? Here is the network of 2.1 with **your** gradients in it.

# %% tags=["demo", "clock"]
with drawn_by("two_layer_gradients"):
    started = time.perf_counter()
    run = train_digits(two_layer_gradients)
    seconds = (time.perf_counter() - started) / len(run.losses)
    print(f"one forward and backward pass: {1000 * seconds:.1f} ms")
    print(f"nudging 2,410 parameters, 4,820 forward passes: about {4820 * seconds / 3:.0f} s")
    title = f"Your gradients at work: {run.accuracy:.1%} of the held-back digits right"
    plots.loss_curves({"training loss": run.losses}, xlabel="step", log=False, title=title).show()

# %% [markdown] tags=["seen"]
# The loss falls from above $\ln 10 \approx 2.3$, that of a guess among ten classes, to below 0.2. More than nine in ten
# of the digits that were held back are right. All 2,410 slopes came out of one walk backward. A matrix product backward
# is two products of the same size, so the rule of thumb is: **forward and backward together cost about three forward
# passes**, however many parameters there are. (Griewank and Walther 2008 prove a small constant for any function.)
# Nudging costs 4,820 forward passes here, and two trillion for a model with a trillion parameters.

# %% [markdown]
# ## 2.8 What going backward costs is memory
#
# The backward pass needs the values of the forward pass, so they have to be kept until it comes by. With a thousand
# layers that is a thousand arrays. Memory runs out before time does. But there is a trade. Keep only every $k$-th
# value, a **checkpoint**. On the way back, compute the values between two checkpoints once more, from the nearer one,
# use them and drop them (Griewank and Walther 2000; Chen et al. 2016).
#
# **Predict.** A chain of 64 layers. With a checkpoint at every $k$-th layer, how many arrays are in memory at the worst
# moment? Which $k$ is best? Does the gradient suffer?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
DEPTH = 64
chain_weights = np.random.default_rng(0).standard_normal((DEPTH, 32, 32)) / np.sqrt(32)


def back_to_the_input(every):
    """Gradient of a chain of tanh layers by its input, and the most arrays kept at once."""
    kept, a = {}, np.ones((1, 32))
    for k in range(DEPTH):
        if k % every == 0:
            kept[k] = a
        a = np.tanh(a @ chain_weights[k])
    upstream, most = np.ones_like(a), 0
    for start in sorted(kept, reverse=True):
        between, stretch = [kept[start]], range(start, min(start + every, DEPTH))
        for k in stretch:
            between.append(np.tanh(between[-1] @ chain_weights[k]))
        most = max(most, len(kept) + len(between) - 1)  # the checkpoint itself is in both
        for k in reversed(stretch):
            upstream = (upstream * (1 - between.pop() ** 2)) @ chain_weights[k].T
        del kept[start]
    return upstream, most


# %% tags=["demo"]
distances = np.arange(1, DEPTH + 1)
results = [back_to_the_input(k) for k in distances]
first = results[0][0]
print("all gradients equal:", all(np.array_equal(first, gradient) for gradient, _ in results))
curves = {"arrays kept": (distances, [most for _, most in results])}
axes = {"xlabel": "layers from one checkpoint to the next", "ylabel": "arrays at the worst moment"}
plots.curve_panels({"A chain of 64 layers": curves}, marks=True, ylim=(0, 70), **axes)

# %% [markdown] tags=["seen"]
# At the left all 64 values are checkpoints. At the right there is one, and all others are computed again at once. Both
# ends keep 65 arrays. The valley lies around $k = \sqrt{64} = 8$, with 16: eight checkpoints and the eight values of
# one stretch. (Its floor is flat, from 6 to 11.) The gradients are the same to the last bit, since the same numbers are
# computed from the same numbers. The price is one more forward pass: four units of work in place of three. So a network
# of $n$ layers can be trained in the memory of about $2 \sqrt n$ values.

# %% [markdown]
# ## 2.9 Checking gradients, and how checks go wrong
#
# Back to the puzzle of 2.1. You want to compare a backward pass with nudging, on a small case, once, before you train:
# a **gradient check**. The output of a module is an array, and nudging wants one number. Multiply each output by a
# number of its own and add up: $L = \sum_i u_i y_i$. Then $u$ *is* the upstream gradient, and `backward(u, x)` must
# equal the numerical gradient of $L$.
#
# Compare by **relative error**, now of whole arrays by their lengths (unit 00's went entry by entry). A gap of
# $10^{-4}$ is nothing between two gradients of size 1000 and everything between two of size $10^{-4}$.
#
# $$ \text{relative error} = \frac{\lVert a - n \rVert}{\lVert a \rVert + \lVert n \rVert} $$
#
# Here $a$ is the gradient that `backward` returns and $n$ is the numerical one, and $\lVert a \rVert = \sqrt{\sum
# a_i^2}$ over all entries. It lies between 0 and 1. In float64, below $10^{-7}$ is right, above $10^{-3}$ is wrong, and
# in between there is usually a kink (below).
#
# Which $u$? Random numbers. Write the check first. Then try what the easy choice, all ones, would have told you.

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
    x : array of float64, any shape
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
# your `gradient_check` a generator that "draws" ones only, and a proper one. It lets both judge four wrong backward
# passes and two right ones.
#
# **Predict.** Which wrong passes look right with all ones? Think of what each gets wrong, and whether ones can show it.
# And does a right pass ever look wrong?

# %% [markdown] tags=["guess"]


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

# %% [markdown] tags=["seen"]
# With all ones three of the four wrong passes look perfect. A pass that forgets to multiply by upstream forgot to
# multiply by one. A pass that mixes entries up, or averages them, did so with equal numbers. And the right softmax
# looks *wrong*: its outputs add up to 1 in each row, so the sum of the outputs has gradient zero, and the check
# compares rounding noise with rounding noise. **Use a random upstream.** It costs one line.

# %% [markdown]
# The second trap is a kink. Nudging by $h$ looks from $x - h$ to $x + h$. If a ReLU switches in between, the numerical
# gradient sees a part of each side.
#
# **Predict.** What does the central difference with $h = 0.1$ say about ReLU at $x = 0$? At $x = 0.05$? Then move the
# slider.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
x = np.linspace(-0.3, 0.3, 601)


def kink(h):
    slope = (np.maximum(0, x + h) - np.maximum(0, x - h)) / (2 * h)
    curves = {"derivative of ReLU": (x, 1.0 * (x > 0)), f"central, $h$ = {h:.3f}": (x, slope)}
    return plots.curve_panels({"Nudging across a kink": curves}, xlabel="input $x$ of ReLU")


plots.explore(kink, h=(0.005, 0.25, 0.1))

# %% [markdown] tags=["seen"]
# One half at the kink, which is neither side's slope, and a wrong answer wherever $|x| < h$. In a network with a
# thousand ReLUs a few inputs lie that close. So if a check fails at a few entries by a few percent, try a smaller $h$.
# An error of the backward pass stays, a kink goes away.

# %% [markdown]
# More traps, in the order in which people fall into them:
#
# - *float32.* At $h = 10^{-5}$ its error is near a percent, and looks like a bug (2.2). Check in float64.
# - *Forward differences.* Their error is near $10^{-5}$ at the usual $h$, and you can't tell it from a small bug.
# - *A special point.* Weights of zero, equal weights or sorted inputs hide bugs as all ones do. Take random
#   numbers.
# - *Square shapes.* With as many examples as features a missing transposition goes unnoticed. Use shapes like (4, 6).
# - *Randomness.* Dropout (unit 11) draws a new mask in every pass. Fix it during the check.
# - *A regularizer that drowns the rest.* A large penalty has a gradient that is easy to get right, and it hides the
#   other one. Check each by itself.

# %% [markdown]
# ### A check for large networks
#
# `gradient_check` nudges entry by entry. For a million weights that takes two million passes. But forward mode and
# reverse mode have to agree (2.6): $u^\top (J v) = (u^\top J) \, v$. Draw one $u$ and one $v$, nudge *all* entries at
# once along $v$, and compare two numbers. A wrong pass can agree by chance only, and chance does not hit seven digits.
# Geophysicists know this as the dot-product test (Claerbout 1992).

# %% [markdown]
# ### Exercise 7: a check that costs the same for any size


# %%
def two_pass_check(forward, backward, x, rng, h=1e-5):
    """Relative error between forward mode and reverse mode along one random direction (Claerbout 1992).

        nudged  = sum(upstream * (forward(x + h v) - forward(x - h v)) / (2 h))
        carried = sum(backward(upstream, x) * v)
        error   = |nudged - carried| / (|nudged| + |carried|)

    Parameters
    ----------
    forward : function
        `forward(x)` returns an array of any shape.
    backward : function
        `backward(upstream, x)` returns the gradient with respect to x, in the shape of x.
    x : array of float64, any shape
        Where to check.
    rng : numpy.random.Generator or the like
        Draw two arrays from it, once each: first upstream, in the shape of the output, then v, in the shape of x; both
        by `rng.standard_normal(shape)`.
    h : float
        How far to nudge, in units of v.

    Returns
    -------
    float
        Between 0 (equal) and 1. Where both numbers are zero, 0.
    """
    ### BEGIN SOLUTION
    upstream = rng.standard_normal(forward(x).shape)
    v = rng.standard_normal(x.shape)
    nudged = np.sum(upstream * (forward(x + h * v) - forward(x - h * v))) / (2 * h)
    carried = np.sum(backward(upstream, x) * v)
    size = abs(nudged) + abs(carried)
    return float(abs(nudged - carried) / size) if size > 0 else 0.0
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two arrays, two numbers</summary>
#
# `upstream` belongs to the output and `v` to the input. Each of the two numbers uses both.
# </details>
# <details><summary>Hint 2: nothing to loop over</summary>
#
# `x + h * v` moves all entries at once. The error compares two numbers, so `abs` is enough.
# </details>

# %%
check(two_pass_check)

# %% [markdown]
# Now the verdict on the three networks of 2.1, with all 2,410 parameters in one long array. How much longer does the
# thorough check take?


# %% tags=["demo"]
def as_a_layer(gradients_of, x, labels, shapes):
    """The loss as a function of all parameters in one array, and its gradient in the same order."""
    ends = np.cumsum([np.prod(shape) for shape in shapes.values()])[:-1]

    def unpack(flat):
        parts = zip(shapes.items(), np.split(flat, ends), strict=True)
        return {name: part.reshape(shape) for (name, shape), part in parts}

    def backward(upstream, flat):
        gradients = gradients_of(x, labels, **unpack(flat))[1]
        return upstream * np.concatenate([gradients[name].ravel() for name in shapes])

    return lambda flat: np.array(gradients_of(x, labels, **unpack(flat))[0]), backward


# %% tags=["demo", "clock"]
with drawn_by("numerical_gradient", "two_layer_gradients", "gradient_check", "two_pass_check"):
    rng, found = np.random.default_rng(7), {"gradient_check": {}, "two_pass_check": {}}
    shapes = {"w1": (64, 32), "b1": (32,), "w2": (32, 10), "b2": (10,)}
    pixels, labels = rng.standard_normal((6, 64)), rng.integers(0, 10, 6)
    at = 0.2 * rng.standard_normal(2410)
    for name, gradients in {**planted.networks, "yours": two_layer_gradients}.items():
        for judge in (gradient_check, two_pass_check):
            started = time.perf_counter()
            error = judge(*as_a_layer(gradients, pixels, labels, shapes), at, rng, h=1e-6)
            found[judge.__name__][f"network {name}"] = error
            took = time.perf_counter() - started
            print(f"{name}: {judge.__name__} says {error:.0e} in {took:.4f} s")
    plots.error_scale(found, right=1e-7, wrong=1e-3).show()

# %% [markdown] tags=["seen"]
# Both checks agree: B and yours are right, A and C are wrong, by far. The short one made three forward passes and one
# backward, the thorough one 4,821 forward. The short one says *that* something is wrong and not *where*. To find the
# place, check one parameter array, or one layer, at a time.

# %% [markdown]
# ## 2.10 Spot the bug
#
# The next two lines are meant to keep weights small. They add a *penalty* to the loss (unit 11 says what that is good
# for), and its gradient. You can find them in lecture slides and in blogs:
#
# ```python
# penalty = lam * sum(np.linalg.norm(w) for w in weights)
# gradients = [2 * lam * w for w in weights]
# ```
#
# `np.linalg.norm(w)` is $\lVert W \rVert_F = \sqrt{\sum_{ij} w_{ij}^2}$, the **Frobenius norm**. You own the
# instrument. Hold it against the two lines.
#
# **Predict.** All weights become ten times as large. What happens to the second line? To the slope of the first?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("numerical_gradient"):
    W, lam = np.random.default_rng(0).standard_normal((2, 3)), 0.1
    for scale in (1.0, 10.0):
        nudged = numerical_gradient(lambda v: lam * np.linalg.norm(v), scale * W)[0, 0]
        second = 2 * lam * scale * W[0, 0]
        print(f"weights times {scale:g}: second line {second:.4f}, nudging {nudged:.4f}")

# %% [markdown] tags=["seen"]
# Ten times the weights make the second line ten times as large. The slope of the first line stays the same. The two
# lines do not belong together: one of them has to change, and either may.

# %% [markdown]
# ### Exercise 8: two penalties, each with its own gradient


# %%
def penalty_with_gradient(weights, lam, squared=True):
    """A penalty on weights and its gradient, which belong together.

    Parameters
    ----------
    weights : list of arrays of any shape
        The weights of all layers.
    lam : float
        Strength, lambda.
    squared : bool, default True
        True: the penalty whose gradient is 2 lam w. False: lam times the sum of the arrays' Frobenius norms, each the
        root of the sum of its squared entries; no array is all zeros then.

    Returns
    -------
    penalty : float
        Without the loss of the batch; zero for zero weights.
    gradients : list of arrays
        One for each array of weights, in its shape.
    """
    ### BEGIN SOLUTION
    squares = [np.sum(w**2) for w in weights]
    if squared:
        return lam * sum(squares), [2 * lam * w for w in weights]
    norms = [np.sqrt(s) for s in squares]
    return lam * sum(norms), [lam * w / norm for w, norm in zip(weights, norms, strict=True)]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the first penalty, for a single weight</summary>
#
# Which function of one number $w$ has the derivative $2 \lambda w$?
# </details>
# <details><summary>Hint 2: the second gradient is a chain of two steps</summary>
#
# $q = \sum w_{ij}^2$, then $\sqrt q$. The slopes are $2 w_{ij}$ and $1 / (2 \sqrt q)$.
# </details>
# <details><summary>Hint 3: one norm or many?</summary>
#
# The penalty adds up the norms of the arrays, so each array has a norm of its *own* in its gradient.
# </details>

# %%
check(penalty_with_gradient)

# %% [markdown]
# ## 2.11 If you like: the whole idea in forty lines
#
# In exercise 4 somebody had to write the graph down. Autograd libraries do it while you compute. Each number remembers
# which numbers it was made from, and the local slope for each. Then $x \cdot (x + y)$ *is* the graph, and walking
# backward through it takes a dozen lines (after Karpathy's *micrograd*, 2020).
#
# ### Exercise 9, optional: a number that remembers
#
# You may leave this one out. It is worth a quarter of a point, and nothing later needs it.


# %%
class Value:
    """A number that remembers how it was made, for gradients by reverse mode.

    Attributes
    ----------
    data : float
        The number.
    grad : float
        Slope of the value on which `backward` was called with respect to this one; 0.0 before that.
    parents : tuple of Value
        What it was made from.
    slopes : tuple of float
        Its local slope with respect to each parent.
    """

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes

    def __add__(self, other):
        """A new Value: the sum of two Values."""
        ### BEGIN SOLUTION
        return Value(self.data + other.data, (self, other), (1.0, 1.0))
        ### END SOLUTION

    def __mul__(self, other):
        """A new Value: the product of two Values."""
        ### BEGIN SOLUTION
        return Value(self.data * other.data, (self, other), (other.data, self.data))
        ### END SOLUTION

    def tanh(self):
        """A new Value: the hyperbolic tangent."""
        ### BEGIN SOLUTION
        t = np.tanh(self.data)
        return Value(t, (self,), (1 - t * t,))
        ### END SOLUTION

    def backward(self):
        """Fill in `grad` of this value (1.0) and of all it was made from; each hands on once. It is called once."""
        ### BEGIN SOLUTION
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent in value.parents:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.grad += slope * value.grad
        ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the forward half</summary>
#
# `Value(number, (self, other), (slope by self, slope by other))`. For a product, one's data is the other's slope.
# </details>
# <details><summary>Hint 2: the order</summary>
#
# List the values so that each stands after its parents: visit the parents first, then append the value itself, and skip
# what you have seen. Then walk through the list in reverse.
# </details>

# %%
check(Value)

# %% tags=["demo"]
with drawn_by("Value"):
    x, y = Value(3.0), Value(-4.0)
    p = x * (x + y)  # the graph of 2.5, without drawing it
    (p * p).backward()
    print(f"slope by x: {x.grad}, slope by y: {y.grad}")

# %% [markdown]
# ## 2.12 Explain it
#
# In two or three sentences each: **(a)** Why does the bias gradient sum over the batch? **(b)** Why does the backward
# pass need values of the forward pass, and which ones does each of our modules (linear, ReLU) need? **(c)** Why does
# training start at the loss and go backward, and not at the parameters and go forward? *(Graded by hand: 3 points, one
# each.)*

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
# ## 2.13 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.

# %% [markdown]
# **Question 1.** A value is used in three places. They send back $2$, $-1$ and $4$. What is the gradient at the value?
#
# - **a**: $4$, the last to arrive
# - **b**: $5$
# - **c**: $5/3$
# - **d**: $-8$


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
# last to arrive makes the most common mistake of this unit.

# %% [markdown]
# **Question 2.** A check by central differences with $h = 10^{-3}$ has a relative error of $10^{-6}$ on a smooth
# function, far above rounding. About what will it be with $h = 10^{-4}$?
#
# - **a**: $10^{-5}$
# - **b**: $10^{-7}$
# - **c**: $10^{-8}$
# - **d**: the same; it shows a mistake


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
# - **a**: `grad_x = upstream @ w.T` without the transposition, on a layer from 3 to 3 features
# - **b**: `grad_b = upstream.mean(axis=0)`
# - **c**: `grad_w` without the factor `x`
# - **d**: `grad_w` with the sign turned around


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
# **Question 4.** A simulation turns 5 settings into 3,000 numbers. You want its whole Jacobian. How many sweeps does it
# take in the cheaper mode, and which mode is it?
#
# - **a**: 5, forward
# - **b**: 5, reverse
# - **c**: 3,000, forward
# - **d**: 3,000, reverse


# %%
def quiz_cheaper_mode():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_cheaper_mode)

# %% [markdown] explains="quiz_cheaper_mode"
# A forward sweep gives a column of the Jacobian: how all outputs depend on one input. There are five inputs, so five
# sweeps are enough. In reverse mode it would take one for each of the 3,000 outputs.

# %% [markdown]
# **Question 5.** A network has 400 equal layers. You keep a checkpoint at every 20th value. About how many values are
# in memory at the worst moment, and what does a training step cost, if forward costs 1 and backward 2?
#
# - **a**: 20 values, cost 3
# - **b**: 40 values, cost 4
# - **c**: 40 values, cost 3
# - **d**: 400 values, cost 4


# %%
def quiz_checkpoints():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_checkpoints)

# %% [markdown] explains="quiz_checkpoints"
# There are 20 checkpoints, and the 20 values of the stretch that is computed once more: 40. All stretches together are
# one more forward pass, so the cost rises from $1 + 2 = 3$ to 4. It pays a third more time for a tenth of the memory.

# %% [markdown]
# ## 2.14 Experiment: bugs that learn
#
# A wrong gradient rarely crashes. Find out which bugs the loss curve gives away, and which only a check can see. In new
# cells below this one (the + above the notebook, or Esc and then B):
#
# 1. Write at least **four** wrong versions of `two_layer_gradients`, each with one bug that somebody might really make.
#    For example: the bias gradients zero; the gradient of the first layer zero; a mean where a sum belongs; the sign of
#    one of them turned around. (Two more are A and C of 2.1.)
# 2. **Write down first**, for each: will training still work? How much worse will it be?
# 3. Train each with `train_digits`, with at least five seeds, and the right version as well. Make one figure of the
#    loss curves (`plots.bands({...})`) and a table: bug, final loss and held-back accuracy (mean and sample standard
#    deviation over the seeds), relative error of each gradient by your check on a small batch.
# 4. Sort the bugs: visible in the curve, visible only in the check. **Explain why** the invisible ones train at all.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# Measured with the default settings (120 epochs, rate 0.5; mean ± sample standard deviation over five seeds):
#
# | bug | final loss | accuracy in % | relative error | seen in the curve? |
# | --- | --- | --- | --- | --- |
# | none | 0.138 ± 0.003 | 95.1 ± 0.6 | below 1e-7 | |
# | no ReLU on the way back | 0.166 ± 0.012 | 94.7 ± 0.9 | large (w1, b1) | no |
# | bias gradients zero | 0.138 ± 0.003 | 95.1 ± 0.6 | 1 (b1, b2) | no |
# | gradient of w2 from z, not a | 0.133 ± 0.004 | 95.3 ± 0.4 | large (w2) | no: it looks better! |
# | first layer never trained | 1.02 ± 0.10 | 76 ± 3 | 1 (w1, b1) | like a slow rate |
# | divided by the batch twice | 2.45 ± 0.15 | 14 ± 3 | near 1 (all) | yes, flat |
# | sign of w2's gradient | 2.303 ± 0.003 | 8 ± 2 | 1 (w2) | yes, stuck at ln 10 |
# | sign of w1's gradient | explodes | 10 ± 2 | 1 (w1) | yes, at once |
#
# Why the invisible ones train: descent needs a direction in which the loss falls, not *the* gradient. A wrong gradient
# that has a positive inner product with the right one still goes downhill; a layer without gradient is a fixed random
# layer, and the others learn on top of it; zero biases are as good as any here. A wrong scale (divided twice: by 1,348)
# is another learning rate. And a lower training loss is no proof either: *w2 from z* lets closed units have a say,
# which happens to work here. So a falling curve shows that *something* learns, not that the code is right.
#
# *Rubric:* 1 point for four realistic mistakes with predictions made beforehand; 1 for a table over at least five
# seeds with relative errors; 1 for a figure with a fair comparison (same rate, epochs, seeds); 1 for an explanation by
# directions (descent needs only a positive inner product), by layers that are left random, or by scale and learning
# rate. Half of the last for "it still works because the other layers learn" alone.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 2.15 Finale: three planted bugs, and a reader of your own
#
# Somebody hands you six layers, D to I. They run, and a network with any of them learns something. Three have a bug in
# their backward pass. Here is what their authors say that they compute. Your check decides.
#
# **Predict.** Read the six descriptions. Where would *you* have made a mistake?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("numerical_gradient", "gradient_check"):
    rng, verdict = np.random.default_rng(3), {}
    at = rng.standard_normal((7, 5))
    for name, layer in planted.layers.items():
        verdict[f"{name}: {layer.says}"] = gradient_check(layer.forward, layer.backward, at, rng)
    plots.error_scale({"your gradient_check": verdict}, right=1e-7, wrong=1e-3).show()

# %% [markdown] tags=["seen"]
# E, G and H are wrong, and all three in the same way: **they have forgotten a path.** E, the shortcut, sends back what
# comes through the tanh and loses what came straight through. G, the softmax, keeps the effect of each input on its own
# output and loses the effect on its neighbors. H, the centering, passes upstream on as if the mean did not move with
# the inputs. D, F and I are right, and F is the hardest of the six. Now mend one: `planted.layers["E"]` has `forward`
# and `backward`. Write a backward of your own in a new cell, and check it.

# %% [markdown]
# And this is what your backward pass has made out of noise: the weights of sixteen hidden units as pictures of 8 × 8
# pixels, before training and after, on one scale: gray is 0, black and white are the largest size that a weight has
# after training, with a minus and with a plus. A few weights have grown far beyond the noise that they began with. What
# do they look for?

# %% tags=["demo"]
with drawn_by("two_layer_gradients"):
    runs = [train_digits(two_layer_gradients, epochs=400, seed=seed) for seed in range(5)]
    right = 100 * np.array([run.accuracy for run in runs])
    print(f"held-back digits read, five starts: {right.mean():.1f} ± {right.std(ddof=1):.1f} %")
    fresh, grown = train_digits(two_layer_gradients, epochs=0).weights["w1"], runs[0].weights["w1"]
    look = {"columns": 8, "limits": (-np.abs(grown[:, :16]).max(), np.abs(grown[:, :16]).max())}
    for title, w in {"Before training": fresh, "After 400 steps": grown}.items():
        plots.image_grid(w.T[:16].reshape(16, 1, 8, 8), title=title, **look).show()

# %% [markdown]
# ## Today
#
# Hardly anybody writes backward passes by hand in 2026, and everybody runs them. PyTorch records the graph while it
# computes, as your `Value` does (Paszke et al. 2019). JAX offers both modes by name, `jax.vjp` and `jax.jvp`
# (Bradbury et al. 2018). Whoever writes a new fast kernel still writes its backward pass, and checks it as you do:
# `torch.autograd.gradcheck` nudges in float64, and its fast mode is your two-pass check. Large language models are
# trained with checkpoints, under the name of activation recomputation, and choose with care which values to keep
# (Korthikanti et al. 2022).
#
# ## Key points
#
# - A gradient says how far the loss moves for a nudge of each entry. It has the shape of what is nudged.
# - Central differences are good to ten digits in float64, with $h$ near $10^{-5}$. They cost two forward
#   passes an entry.
# - Slopes along a path multiply; effects along different paths add up. That is all of backpropagation.
# - A module needs its upstream gradient and its own local slope. Upstream times Jacobian is computed, and the Jacobian
#   is never built.
# - Copying forward is adding backward: shared values, biases, broadcasting.
# - Reverse mode costs one sweep an output, forward mode one sweep an input. A loss is one output.
# - One backward pass gives all gradients for about the price of two forward passes, and the memory of all values.
#   Checkpoints trade that memory for one more forward pass.
# - Check with a random upstream, in float64, at random points, with shapes that are not square. All ones hide bugs.
# - A network with a wrong gradient often learns. A falling loss is no proof.
#
# ## What comes next
#
# Unit 03 asks what the activation functions do to the slopes that you multiply, and unit 05 what the first weights do.
# Your `linear_backward`, `relu_backward` and `gradient_check` come along: you need them in units 10, 11 and 13, and in
# the capstone.
#
# ## References
#
# - Bradbury, J. et al. (2018). *JAX: composable transformations of Python+NumPy programs*. Software.
# - Chen, T., Xu, B., Zhang, C., Guestrin, C. (2016). Training deep nets with sublinear memory cost. arXiv:1604.06174.
# - Claerbout, J. F. (1992). *Earth Soundings Analysis: Processing versus Inversion*. Blackwell.
# - Griewank, A., Walther, A. (2000). Algorithm 799: revolve. *ACM Transactions on Mathematical Software* 26(1), 19–45.
# - Griewank, A., Walther, A. (2008). *Evaluating Derivatives*, 2nd edition. SIAM.
# - Karpathy, A. (2020). *micrograd*. Software.
# - Korthikanti, V. et al. (2022). Reducing activation recomputation in large transformer models. arXiv:2205.05198.
# - Linnainmaa, S. (1970). *The representation of the cumulative rounding error of an algorithm as a Taylor expansion of
#   the local rounding errors* (in Finnish). Master's thesis, University of Helsinki. In English: *BIT* 16, 146–160
#   (1976).
# - Naumann, U. (2008). Optimal Jacobian accumulation is NP-complete. *Mathematical Programming* 112, 427–441.
# - Paszke, A. et al. (2019). PyTorch: an imperative style, high-performance deep learning library. *NeurIPS*.
#   arXiv:1912.01703.
# - Rumelhart, D. E., Hinton, G. E., Williams, R. J. (1986). Learning representations by back-propagating errors.
#   *Nature* 323, 533–536.
# - Werbos, P. J. (1974). *Beyond regression: new tools for prediction and analysis in the behavioral sciences*. PhD
#   thesis, Harvard University.
#
# ## Sources
#
# | section | what comes from elsewhere | from |
# | --- | --- | --- |
# | 2.2, 2.3 | the question of the nudge; the chain rule through output and sum | Z. Yumak, *Lecture 6* |
# | 2.4, 2.5 | modules; the algorithm on a directed acyclic graph | F. Li, *Neural network optimization 1* |
# | 2.8 | checkpoints at every root of n; ours are counted here | Chen et al. 2016 |
# | 2.10 | the two lines | slides by S. Rousseau, *AOS 2*, lecture 02 |
# | 2.11 | a scalar that remembers | Karpathy 2020 |
