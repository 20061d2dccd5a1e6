# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1 · From perceptrons to networks
#
# *Take the four corners of a square, and give opposite corners the same color. No straight line parts the colors, so no
# single artificial neuron can. Three of them together can. At the end of this unit a few hundred, driven by your own
# functions, read the digits that you draw with your mouse or your finger.*
#
# **After this unit you can**
#
# - compute what a perceptron says, let it learn from its mistakes, and say when that comes to an end;
# - show why no single unit computes XOR, and why two hidden units do;
# - write the forward pass of a network of any depth for a whole batch, and say what it would be without its
#   non-linearities;
# - measure how wrong a prediction is: squared error for numbers, cross-entropy for classes, at any size of the scores;
# - train the last layer of a network with the gradient of its loss.
#
# **You need** Python with NumPy (arrays, shapes, `@`), the derivative of a function of one variable, and unit 00.
#
# **It takes** four to five hours: one and a half to read and run, two for the exercises, one for the experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. You can check as often as you like. The grader runs the same checks with
# other numbers and a few more of its own.
#
# Hints are folded away, the gentlest first. In front of a figure you may be asked to **predict**: write your guess into
# the cell below the question before you run the figure. What there was to see is folded away below it.

# %%
import itertools
from functools import partial

import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ### Four points
#
# Try it before you read on. The sliders turn and shift a straight line; one of its sides is the color of class 1. Move
# it until all four points lie on the side of their color.


# %% tags=["demo"]
four = data.xor(dtype="float64")


def line(w1, w2, b):
    """Color the plane by one unit, and count the points that it gets right."""

    def said(x):
        return (x @ np.array([w1, w2]) + b > 0).astype(int)

    right = np.sum(said(np.asarray(four.x)) == np.asarray(four.y))
    return plots.decision_boundary(said, four, title=f"{right} of 4 right")


plots.explore(line, w1=(-2.0, 2.0, 1.0), w2=(-2.0, 2.0, -1.0), b=(-2.0, 2.0, 0.5))

# %% [markdown]
# How many did you get? Section 1.4 says why nobody gets more, and how three units together do. Then the same idea reads
# digits. First comes the unit itself, and where it came from.

# %% [markdown]
# ## 1.1 Seventy years in one figure
#
# The ideas of this unit are older than most computers. Each answered what the one before it could not do. Four words
# are enough to read the figure:
#
# - a **unit**, or artificial neuron, adds up the numbers that come in, and answers with one number;
# - its **weights** say how much each of those numbers counts in the sum. A unit *learns* when its weights are changed
#   after looking at examples;
# - a **layer** is a row of units side by side;
# - a layer is **hidden** if it stands between the inputs and the units that give the answer.
#
# The first artificial neuron was described on paper. In which decade? And how many years lie between the first one that
# learned and a way to train hidden layers that everybody took up?

# %% tags=["demo"]
history = [
    (1943, "McCulloch, Pitts", "a unit with a threshold\ncomputes logic"),
    (1958, "Rosenblatt", "the perceptron learns\nits own weights"),
    (1960, "Widrow, Hoff", "learning from the size\nof the error"),
    (1969, "Minsky, Papert", "what one layer cannot do:\nXOR"),
    (1986, "Rumelhart, Hinton, Williams", "backpropagation trains\nhidden layers (unit 02)"),
    (1995, "Cortes, Vapnik", "support vector machines:\nno hidden layer at all"),
    (2006, "Hinton, Salakhutdinov", "deep networks, trained\nlayer by layer"),
    (2012, "Krizhevsky and others", "deep networks win at\nrecognizing photographs"),
]
plots.timeline(history, title="From the threshold unit to deep networks")

# %% [markdown]
# Four chapters. **Units** (1943): McCulloch and Pitts add up signals, and their unit says 1 if the sum reaches a
# certain value, the *threshold*. Somebody has to decide by hand which signal goes where. **Learning** (1958, 1960):
# Rosenblatt's perceptron finds its weights and its threshold from examples, and so does the unit of Widrow and Hoff.
# **The wall** (1969): Minsky and Papert prove what one layer of learned weights cannot do. It takes 28 years from the
# first unit that learned to hidden layers that everybody learned to train (1986). **The detour** (1995) had causes:
# hidden layers were slow to train on the computers of the day, nobody could say that they would not end in a poor local
# minimum (unit 06), and with little data they learned it by heart (unit 11). The support vector machines of Cortes and
# Vapnik need no hidden layer, but a person has to say for them when two examples are alike. Hinton and Salakhutdinov
# (2006) let many layers find that out for themselves again.
#
# Two details that are often told wrong. McCulloch and Pitts' unit has no weights that could change: all inputs that
# excite it count the same, and a single one that inhibits it is a veto. And 1986 was not the first time that hidden
# layers learned. Ivakhnenko and Lapa (1965) trained networks of several layers, one layer after the other, and Amari
# (1967) trained hidden units in small steps, one example at a time, much as it is done today. Few people heard of it.

# %% [markdown]
# ## 1.2 The perceptron: a sum and a threshold
#
# A **perceptron** takes $m$ numbers $x_1, \dots, x_m$, multiplies each by a weight, adds a **bias** $b$, and decides:
#
# $$ z = b + \sum_{i=1}^m x_i w_i, \qquad \hat y = \begin{cases} 1 & z > 0 \\ 0 & \text{otherwise.} \end{cases} $$
#
# Many books write $\theta_0$ for the bias and $\hat y = g(\theta_0 + x^T \theta)$, with any function $g$ in place of
# the step: that is today's unit. With the step it is Rosenblatt's. (A threshold $t$ and a bias are the same thing:
# $\sum x_i w_i > t$ says $b = -t$.)
#
# With two inputs, $z = 0$ is a straight line in the plane. The weights are an arrow that stands on it at a right angle
# and points to the side of class 1; the bias moves the line along the arrow.
#
# **Predict.** The weights $w = (1, 1)$ with the bias $-1.5$: for which of the four corners of the unit square is $\hat
# y = 1$? With the bias $-0.5$? Then move the sliders: which weights and bias say 1 for $(1, 0)$ alone? Which for all
# corners but $(1, 1)$?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
gates = {"AND": ((1, 1), -1.5), "OR": ((1, 1), -0.5), "$x_1$ AND NOT $x_2$": ((1, -1), -0.5)}
plots.threshold_units(gates, corners).show()


def unit(w1, w2, b):
    return plots.threshold_units({"your unit": ((w1, w2), b)}, corners)


plots.explore(unit, w1=(-2.0, 2.0, 1.0), w2=(-2.0, 2.0, 1.0), b=(-3.0, 3.0, -1.5))

# %% [markdown] tags=["seen"]
# With the bias $-1.5$ only $(1, 1)$ gets a 1, with $-0.5$ all corners but $(0, 0)$: the same weights make an AND or an
# OR, and the bias decides. The panel on the right says 1 for $(1, 0)$ alone. For all corners but $(1, 1)$, turn the AND
# around: $w = (-1, -1)$ and $b = 1.5$. This is McCulloch and Pitts' insight of 1943: units with a threshold compute
# logic, and enough of them anything that logic can say.

# %% [markdown]
# In code we treat many examples at once. They are the rows of an array, the **batch**: `x` has the shape `(batch,
# features)`, and `x @ w + b` gives one $z$ for each row.

# %% [markdown]
# ### Exercise 1: what a perceptron says


# %%
def perceptron(x, w, b):
    """Decisions of a perceptron (Rosenblatt 1958): 1 where x w + b > 0, else 0.

    Parameters
    ----------
    x : array, shape (batch, features)
        One example a row.
    w : array, shape (features,)
        Weights.
    b : float
        Bias.

    Returns
    -------
    array of int, shape (batch,)
        1 or 0 for each example; 0 where z is exactly zero.
    """
    ### BEGIN SOLUTION
    return (x @ w + b > 0).astype(int)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: many sums at once</summary>
#
# `x @ w` multiplies each row of x with w and adds up: it has the shape (batch,). Adding a number adds it to each entry.
# </details>
# <details><summary>Hint 2: truth values are not whole numbers</summary>
#
# `z > 0` is an array of `True` and `False`; `.astype(int)` makes ones and zeros of them.
# </details>

# %%
check(perceptron)

# %% [markdown]
# ## 1.3 Learning from mistakes
#
# Where do the weights come from? Rosenblatt's error-correction rule (1960, 1962) looks at one example after another.
# Where the answer is right, nothing happens. Where it is wrong, the example itself is added to the weights or taken
# away from them, so that next time the sum comes out a little more to the right side:
#
# $$ w \leftarrow w + \eta \, (y - \hat y) \, x, \qquad b \leftarrow b + \eta \, (y - \hat y), $$
#
# with the target $y$ (0 or 1) and a rate $\eta$. Look at one mistake: $y = 1$, but $z = x w + b \le 0$. After the
# update, the same example has $z' = z + \eta (\lVert x \rVert^2 + 1)$, where $\lVert x \rVert^2 = \sum_i x_i^2$ is the
# squared length of $x$. It moved up. It may take more than one update,
# and other examples may have become wrong meanwhile. One run through all examples is an **epoch**.

# %% [markdown]
# ### Exercise 2: one epoch of the perceptron rule


# %%
def perceptron_rule(x, y, w, b, lr=1.0):
    """One epoch of Rosenblatt's rule: go through the examples in order, and update after each mistake.

        w = w + lr (y[i] - said) x[i],   b = b + lr (y[i] - said)

    where said is what the perceptron with the weights of this moment says about example i (1 if z > 0, else 0).

    Parameters
    ----------
    x : array, shape (batch, features)
        One example a row.
    y : array of int, shape (batch,)
        Targets, 0 or 1.
    w : array, shape (features,)
        Weights before the epoch; leave this array as it is.
    b : float
        Bias before the epoch.
    lr : float
        Rate, eta.

    Returns
    -------
    w : array, shape (features,)
        Weights after the epoch.
    b : float
        Bias after the epoch.
    mistakes : int
        Number of examples that were wrong when their turn came.
    """
    ### BEGIN SOLUTION
    mistakes = 0
    for features, target in zip(x, y, strict=True):
        error = target - int(features @ w + b > 0)
        if error != 0:
            w = w + lr * error * features
            b = b + lr * error
            mistakes += 1
    return w, b, mistakes
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one example at a time</summary>
#
# `for features, target in zip(x, y):` walks along the rows. Decide with the weights as they are *now*, not with those
# from before the epoch.
# </details>
# <details><summary>Hint 2: what the error can be</summary>
#
# `target - said` is 1, 0 or -1. It is 0 where the answer was right, and then nothing must change.
# </details>
# <details><summary>Hint 3: the caller's weights have changed</summary>
#
# `w += ...` writes into the array that was handed to you. `w = w + ...` makes a new one.
# </details>

# %%
check(perceptron_rule)

# %% [markdown]
# When does it end? Novikoff (1962) answered with a short proof. Write the bias as one more weight, on an input that is
# always 1. If *some* line separates the classes so that every example keeps a distance $\gamma$ from it, and no
# example is longer than $R$, then the rule, started from zero, makes at most
#
# $$ \left( \frac{R}{\gamma} \right)^2 $$
#
# mistakes, however many examples there are, and then never one again. The **margin** $\gamma$ decides: data with a wide
# empty strip between the classes are easy.
#
# **Predict.** The strip becomes ten times narrower. By what factor does the bound grow? Will the true number of
# mistakes grow as fast?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
SETS, POINTS = 5, 200
margins = np.array([0.01, 0.02, 0.05, 0.1, 0.2, 0.4])
true_line = np.array([0.8, -0.6, 0.1]) / np.linalg.norm([0.8, -0.6, 0.1])


def separable(margin, seed):
    """Points of the square, with a strip of this half width left empty around a line."""
    points = np.random.default_rng(seed).uniform(-1, 1, (20 * POINTS, 2))
    z = points @ true_line[:2] + true_line[2]
    far = np.abs(z) >= margin
    return points[far][:POINTS], (z[far] > 0).astype(int)[:POINTS]


with drawn_by("perceptron_rule"):
    counts = np.zeros((SETS, len(margins)))
    for seed, k in itertools.product(range(SETS), range(len(margins))):
        points, sides = separable(margins[k], seed)
        w, b, mistakes = np.zeros(2), 0.0, 1
        while mistakes:
            w, b, mistakes = perceptron_rule(points, sides, w, b)
            counts[seed, k] += mistakes
    bound = 3 / margins**2 * np.ones((2, 1))  # the longest example has the length root 3
    curves = {"bound $(R/\\gamma)^2$": (margins, bound), "mistakes made": (margins, counts)}
    plots.bands(curves, xlabel="margin $\\gamma$", ylabel="mistakes", log_x=True).show()

# %% [markdown] tags=["seen"]
# The bound grows a hundredfold for a strip ten times narrower. The rule itself makes more mistakes there too, but far
# fewer than the bound allows, and its curve flattens on the left: 200 points leave gaps of their own, so some other
# line has a wider margin than the one we drew. The bound is for the worst set of examples. Notice what it does *not*
# contain: the number of examples, and the rate $\eta$. (From zero weights, another $\eta$ scales $w$ and $b$ alike and
# changes no decision.)

# %% [markdown]
# And if no line separates the classes? Then the rule never ends: there is a mistake in every epoch, and each one throws
# the line somewhere else. Widrow and Hoff (1960) take the error *before* the threshold, $y - z$, which says by how much
# the sum is off. They update after every example, right or wrong:
#
# $$ w \leftarrow w + \eta \, (y - z) \, x, \qquad b \leftarrow b + \eta \, (y - z). $$

# %% [markdown]
# **Predict.** Two classes that overlap, drawn five times. Which of the two rules makes fewer mistakes in the end? Which
# one settles?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
SETS, EPOCHS, RATE = 5, 40, 0.01


def delta_rule(x, y, w, b):
    """One epoch of Widrow and Hoff's rule; the decision is at z = 1/2, between the targets."""
    for features, target in zip(x, y, strict=True):
        push = RATE * (target - (features @ w + b))
        w, b = w + push * features, b + push
    return w, b


with drawn_by("perceptron_rule"):
    wrong = np.zeros((2, SETS, EPOCHS))
    for seed in range(SETS):
        x, y = (np.asarray(a) for a in data.gaussian_mixture(200, rng=seed, dtype="float64"))
        w, b, v, c = np.zeros(2), 0.0, np.zeros(2), 0.0
        for k in range(EPOCHS):
            w, b, _ = perceptron_rule(x, y, w, b)
            v, c = delta_rule(x, y, v, c)
            wrong[:, seed, k] = np.mean((x @ w + b > 0) != y), np.mean((x @ v + c > 0.5) != y)
    first = {}
    for name, runs in zip(("perceptron rule", "delta rule"), wrong, strict=True):
        first[name], late = 100 * runs[0], runs[:, 20:]
        print(f"{name}: {late.mean():.1%} wrong, jumps by {late.std(1, ddof=1).mean():.1%}")
    plots.curve_panels({"Wrong in the first set (%)": first}, xlabel="epoch").show()

# %% [markdown] tags=["seen"]
# The figure shows the first set. The perceptron rule only hears "wrong", and jumps from epoch to epoch, between 7.5 and
# 12.5 % here. The delta rule hears "wrong by so much", and settles at 8 %. The printed numbers are for all five sets,
# three of which are much harder: over the last twenty epochs the delta rule is wrong in 19 %, the perceptron rule in 24
# %.

# %% [markdown]
# The delta rule goes downhill on the squared error $(y - z)^2$: its update is minus half of the slope, times $\eta$.
# That is the idea on which the rest of this course stands: **choose a loss that says how wrong you are, and follow its
# slope down.**

# %% [markdown]
# ## 1.4 The wall: XOR
#
# *Exclusive or* (**XOR**) is 1 if exactly one of two inputs is 1. Minsky and Papert (1969) made it famous, because no
# single threshold unit on $x_1$ and $x_2$ computes it. (Rosenblatt's whole machine, with its fixed units in between,
# can.) The proof takes four lines. It would need a $w$ and a $b$ with
#
# $$ b \le 0, \qquad w_2 + b > 0, \qquad w_1 + b > 0, \qquad w_1 + w_2 + b \le 0. $$
#
# Add the second and the third: $w_1 + w_2 + 2b > 0$. Add the first and the fourth: $w_1 + w_2 + 2b \le 0$. Both cannot
# hold.
#
# **Predict.** A hundred thousand lines drawn at random: how many of the four corners does the best one get right? What
# share of the lines gets exactly two right?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
LINES = 100_000
xor = data.xor(dtype="float64")
xor_x, xor_y = np.asarray(xor.x), np.asarray(xor.y)
rng = np.random.default_rng(1)
lines_w, lines_b = rng.standard_normal((2, LINES)), rng.standard_normal(LINES)
right = ((xor_x @ lines_w + lines_b > 0) == xor_y[:, None]).sum(axis=0)
shares = [100 * np.mean(right == k) for k in range(5)]
look = {"xlabel": "corners of XOR right", "ylabel": "share of the lines (%)"}
plots.bars({f"{LINES:,} random perceptrons on XOR": shares}, digits=1, **look)

# %% [markdown] tags=["seen"]
# Three at best, never four. Two is by far the most likely. A line that gets three right can be turned around ($-w$,
# $-b$) and then gets one right, so these two bars are alike.

# %% [markdown]
# The way out was known even in 1969: put units in between. Two **hidden** units, with ReLU, $\max(0, z)$, in place of
# the step, and one output (the solution is that of Goodfellow, Bengio and Courville 2016, section 6.1):
#
# $$ h_1 = \max(0,\; x_1 + x_2), \qquad h_2 = \max(0,\; x_1 + x_2 - 1), \qquad z = h_1 - 2 h_2 - \tfrac12. $$

# %% [markdown]
# **Predict.** Work out $(h_1, h_2)$ for the four corners on paper. Two of the corners fall on the same point. Which?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
hidden_w, hidden_b = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
output_w, output_b = np.array([1.0, -2.0]), -0.5


def hidden(x):
    return np.maximum(x @ hidden_w + hidden_b, 0)


def output(h):
    return h @ output_w + output_b


planes = {
    "what goes in": (lambda x: output(hidden(x)), xor_x),
    "what the output unit sees": (output, hidden(xor_x)),
}
print("z at the four corners:", output(hidden(xor_x)))
axes = [("$x_1$", "$x_2$"), ("$h_1$", "$h_2$")]
plots.cut_planes(planes, xor_y, ("same: 0", "different: 1"), labels=axes)

# %% [markdown] tags=["seen"]
# The output unit is still a perceptron and still draws a straight line. But it draws it in another plane. The hidden
# units have folded the square so that the two corners of class 1 lie on top of each other, and in the folded plane a
# line is enough.

# %% [markdown]
# **A hidden layer changes the representation until the last layer's straight cut works.** Here is the network, with an
# arrow for each weight. Its numbers were found by hand. Unit 02 is about the way in which most networks *learn* their
# fold today.

# %% tags=["demo"]
layers = [(hidden_w, hidden_b), (output_w[:, None], np.array([output_b]))]
plots.network(layers, {0: ["$x_1$", "$x_2$"], 1: ["$h_1$", "$h_2$"], 2: ["$z$"]})

# %% [markdown]
# ### Exercise 3: XOR by hand
#
# These weights are made for inputs that are 0 or 1. Sensors are not so polite: off may be 0.2 volts, and on 4.8. Find
# the weights for any two levels. A pencil helps.


# %%
def xor_layers(low, high, score=1.0):
    """Weights of a network of two hidden ReLU units and one output that computes XOR of two inputs with two levels.

        h = max(0, x w + b),   z = h v + c

    Parameters
    ----------
    low, high : float
        What an input is when it is off, and when it is on; low < high, and either may be negative.
    score : float, default 1.0
        More than 0. z is to be `score` where exactly one input is on, and -`score` where both or none are.

    Returns
    -------
    list of pairs
        [(w, b), (v, c)], arrays of shape (2, 2), (2,), (2, 1) and (1,). There is more than one right answer.
    """
    ### BEGIN SOLUTION
    step = high - low
    w, b = np.ones((2, 2)) / step, np.array([0.0, -1.0]) - 2 * low / step
    return [(w, b), (np.array([[2.0], [-4.0]]) * score, np.array([-score]))]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: back to 0 and 1</summary>
#
# $(x - \text{low}) / (\text{high} - \text{low})$ is 0 for off and 1 for on. A unit computes $x_1 w_1 + x_2 w_2 + b$:
# which weights and which bias turn its two inputs into the *number of inputs that are on*?
# </details>
# <details><summary>Hint 2: the scores</summary>
#
# With the hidden values $(0, 0)$, $(1, 0)$, $(2, 1)$ for none, one, and two inputs on, you look for $v_1$, $v_2$, and
# $c$ with three equations: $c = -s$, $v_1 + c = s$, and $2 v_1 + v_2 + c = -s$.
# </details>

# %%
check(xor_layers)

# %% [markdown]
# ## 1.5 Layers, and why they must not be linear
#
# ### Many outputs
#
# Put several units side by side on the same inputs. Unit $i$ has its own weights $w_{ji}$ and its own bias $b_i$:
#
# $$ z_i = b_i + \sum_{j=1}^m x_j w_{ji}, \qquad\text{for all units at once:}\quad z = x w + b. $$
#
# The weights form a matrix with one **column** for each unit. With a batch of $n$ rows, $x$ is $(n, m)$, $w$ is $(m,
# k)$, $b$ is $(k,)$, and $z$ is $(n, k)$. Because every output is connected with every input, the layer is called
# **dense**, or fully connected, or linear.

# %% [markdown]
# ### Exercise 4: a dense layer


# %%
def dense(x, w, b):
    """Output of a dense layer: z[n, i] = b[i] + sum over j of x[n, j] w[j, i].

    Parameters
    ----------
    x : array, shape (batch, inputs)
        One example a row.
    w : array, shape (inputs, outputs)
        Weights, one column for each unit.
    b : array, shape (outputs,)
        Biases.

    Returns
    -------
    array, shape (batch, outputs)
    """
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the shapes lead</summary>
#
# (batch, inputs) times (inputs, outputs) gives (batch, outputs): no transposition is needed.
# </details>
# <details><summary>Hint 2: the bias</summary>
#
# NumPy adds an array of shape (outputs,) to every row of an array of shape (batch, outputs). This is *broadcasting*.
# </details>

# %%
check(dense)

# %% [markdown]
# ### Many layers
#
# The outputs of one layer are the inputs of the next. Between them stands an **activation function** $g$, applied to
# each entry. With $h_0 = x$ the network is
#
# $$ h_k = g(h_{k-1} w_k + b_k) \quad (k = 1, \dots, K-1), \qquad\qquad z = h_{K-1} w_K + b_K. $$

# %% tags=["demo"]
SIZES = (8, 5, 5, 3)  # inputs, two hidden layers, scores: the weights are random
rng = np.random.default_rng(0)
drawn = [(rng.standard_normal((m, k)), np.zeros(k)) for m, k in itertools.pairwise(SIZES)]
plots.network(drawn, {0: [f"$x_{i}$" for i in range(1, 9)]})

# %% [markdown]
# Blue arrows are positive weights, dashed ones negative, thick ones large. The last layer has no $g$: its outputs are
# **scores** (or *logits*), which may be any numbers. What is made of them is the business of the loss, in section 1.6.
# One hidden layer is $K = 2$; "deep" is anything with more. A network of this kind is called a multi-layer perceptron
# (MLP), although none of its units has Rosenblatt's step. The step is flat almost everywhere, so its slope teaches
# nothing. We use the **ReLU**, $g(z) = \max(0, z)$; unit 03 compares the others.


# %%
def relu(z):
    """The activation of hidden layers: max(0, z), entry by entry."""
    return np.maximum(z, 0)


# %% [markdown]
# ### Exercise 5: the forward pass of a network


# %%
def mlp_forward(x, layers, activation=relu):
    """Scores of a network of dense layers, with an activation after every layer but the last.

    Parameters
    ----------
    x : array, shape (batch, features)
        One example a row.
    layers : list of pairs (w, b)
        From the first layer to the last, at least one; the w of a layer has as many rows as the layer before has
        outputs.
    activation : function
        Takes an array and returns an array of its shape.

    Returns
    -------
    array, shape (batch, outputs of the last layer)
    """
    ### BEGIN SOLUTION
    for w, b in layers[:-1]:
        x = activation(x @ w + b)
    w, b = layers[-1]
    return x @ w + b
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a loop</summary>
#
# Keep one variable for "what goes into the next layer". It starts as x.
# </details>
# <details><summary>Hint 2: all but the last</summary>
#
# `layers[:-1]` is the list without its last entry; `layers[-1]` is the last one. A list with one layer works too: then
# the loop has nothing to do.
# </details>
# <details><summary>Hint 3: no number of mine is negative</summary>
#
# Then the activation also ran after the last layer. Scores must be free to be negative.
# </details>

# %%
check(mlp_forward)

# %% [markdown]
# ### What if we drop $g$?
#
# **Predict.** Three networks with one input, one output, random weights, and 50 units in each of their hidden layers.
# The first has five layers and no activation. The second has two layers with ReLU, the third five with ReLU. What do
# their curves look like? Then move the slider: does every further layer add turns?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
WIDTH = 50
inputs = np.linspace(-3, 3, 601)


def curve(layers, activation, seed=5):
    """The output of a random network over its one input, by your mlp_forward."""
    rng, sizes = np.random.default_rng(seed), [1, *[WIDTH] * (layers - 1), 1]
    drawn = [
        (rng.standard_normal((m, k)) * np.sqrt(2 / m), 0.5 * rng.standard_normal(k))
        for m, k in itertools.pairwise(sizes)
    ]
    return inputs, mlp_forward(inputs[:, None], drawn, activation)[:, 0]


@drawn_by("mlp_forward")
def networks(layers):
    panels = {"5 layers, no activation": {"": curve(5, lambda z: z)}}
    panels |= {f"{n} layers, ReLU": {"": curve(n, relu)} for n in sorted({2, layers})}
    return plots.curve_panels(panels, xlabel="input $x$", ylabel="output $z$", height=3.0)


plots.explore(networks, layers=(2, 12, 5))

# %% [markdown] tags=["seen"]
# Five linear layers draw a straight line: no bend at all. With ReLU both curves bend. Further layers do not turn this
# curve more often one by one: by our count it has 2, 2, 5, 1, 7, 9, 11, 27, 25, 19, and 21 turning points with 2 to 12
# layers, and other random weights give other counts. But deep ones *can* turn far more often than shallow ones.

# %% [markdown]
# Algebra says what five layers without an activation are:
#
# $$ (x w_1 + b_1) w_2 + b_2 = x \, (w_1 w_2) + (b_1 w_2 + b_2), $$
#
# one dense layer with the weights $w_1 w_2$ and the bias $b_1 w_2 + b_2$, and so on for any number of layers. So the
# identity is a fine activation for the last layer, and adds nothing between layers. ReLU is linear in each of its two
# pieces; its one bend is enough. With ReLU every unit adds a
# bend, and bends in later layers bend what is already bent. With enough hidden units *one* hidden layer comes as near
# to any continuous function (on a bounded region) as you like: Cybenko (1989) and Hornik, Stinchcombe and White (1989)
# for sigmoids, Leshno and others (1993) for every activation that is not a polynomial. How many units that takes, and
# how to find their weights, the theorem does not say.

# %% [markdown]
# ## 1.6 How wrong? Losses
#
# ### Will I pass this class?
#
# Here is a question that interests every student. The inputs are the number of lectures attended, $x_1$, and the
# hours spent on the project, $x_2$; the target is 1 for "passed". Here are 200 invented students.
#
# A student with 4 lectures and 5 hours: pass or fail? And does a straight line suffice here?


# %% tags=["demo"]
def chance(x):
    """The probability to pass, by which the students were invented."""
    return 1 / (1 + np.exp(-(0.9 * (x[:, 0] - 5) + 0.15 * (x[:, 1] - 30))))


axes = {"xlabel": "lectures attended $x_1$", "ylabel": "hours on the project $x_2$"}
students = data.will_i_pass(dtype="float64")
plots.probability_lines(chance, students, mark=(4, 5), title="Will I pass this class?", **axes)

# %% [markdown]
# The lines are the true chance, by which these students were made up. The star, 4 lectures and 5 hours, lies far below
# the line of 5%: almost surely a fail. And a straight line suffices, in the sense that nobody can do better than to
# decide by the line of 50%. Even that is not always right: between the classes lies a zone in which some pass and some
# do not. So a good answer is not yes or no but a **probability**. The sigmoid turns a score into one:
#
# $$ p = \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \sigma(0) = \tfrac12. $$
#
# Suppose an untrained network gives you $p = 0.1$, and you passed. How bad is that? A **loss** $\mathcal L(\hat y, y)$
# says so with a number for one example; the **empirical loss** (or cost, or objective, or empirical risk) is its mean
# over the data:
#
# $$ J(w) = \frac1n \sum_{i=1}^n \mathcal L\bigl(f(x^{(i)}; w),\, y^{(i)}\bigr). $$
#
# Some call it the total loss, but the formula has the mean, which is what libraries take by default. With a mean the
# size of the loss does not depend on how many examples you have.

# %% [markdown]
# ### Numbers as targets: the mean squared error
#
# To predict a grade and not a pass, compare numbers, by the **mean squared error**. With $n$ examples and $k$ outputs
# each,
#
# $$ J = \frac{1}{nk} \sum_{i,j} (\hat y_{ij} - y_{ij})^2. $$
#
# Squares make one error of 10 worse than nine errors of 3, and they have a slope everywhere. One trap costs people
# days: predictions of shape `(batch, 1)` and targets of shape `(batch,)`. NumPy *broadcasts* their difference to a
# `(batch, batch)` table of every prediction against every target. Nothing crashes, and the network learns to predict
# the average.

# %% [markdown]
# ### Exercise 6: the mean squared error


# %%
def mean_squared_error(predictions, targets):
    """Mean of (prediction - target)^2 over all entries.

    Parameters
    ----------
    predictions : array, shape (batch,) or (batch, outputs)
        What the network says.
    targets : array, the same shape
        What is right.

    Returns
    -------
    float
        In the squared unit of the targets.

    Raises
    ------
    ValueError
        If the two shapes differ. The message holds both, as `x.shape` prints them.
    """
    ### BEGIN SOLUTION
    if predictions.shape != targets.shape:
        raise ValueError(f"predictions have shape {predictions.shape}, but targets have shape {targets.shape}")
    return np.mean((predictions - targets) ** 2)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the mean over what?</summary>
#
# Over all entries, examples and outputs alike: `np.mean` without an axis.
# </details>
# <details><summary>Hint 2: refuse what does not fit</summary>
#
# `if predictions.shape != targets.shape: raise ValueError("...")`, before anything is computed.
# </details>

# %%
check(mean_squared_error)

# %% [markdown]
# ### Two classes: binary cross-entropy
#
# For a probability there is a better loss, **binary cross-entropy**. The network says $p$ for "passed". The probability
# that it gave to what *really* happened is $p$ if $y = 1$ and $1 - p$ if $y = 0$; take minus its logarithm:
#
# $$ \mathcal L = -\bigl[\, y \log p + (1 - y) \log(1 - p) \,\bigr]. $$
#
# Sure and right costs nothing ($-\log 1 = 0$). Half and half costs $\log 2 \approx 0.69$. Sure and wrong costs without
# bound. (The probability of *all* the answers together is the product of these. The weights that make it largest, the
# *maximum likelihood*, are those that make the sum of the losses smallest. So statistics calls this the negative
# log-likelihood. The logarithm is the natural one, its unit the *nat*.)
#
# Why not the squared error of $p$? Look at the slopes, since slopes are what training follows.
#
# **Predict.** A target of 1, and a score $z$ far below zero: sure and wrong. How steep is each of the two losses there?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
z = np.linspace(-8, 8, 321)
p = 1 / (1 + np.exp(-z))
values = {"cross-entropy": (z, np.log1p(np.exp(-z))), "squared error": (z, (p - 1) ** 2)}
slopes = {"cross-entropy": (z, p - 1), "squared error": (z, 2 * (p - 1) * p * (1 - p))}
k = np.searchsorted(z, -6.0)
print("slopes at z = -6:", {name: round(float(slope[k]), 4) for name, (_, slope) in slopes.items()})
panels = {"loss": values, "slope of the loss": slopes}
plots.curve_panels(panels, xlabel="score $z$ (the target is 1)")

# %% [markdown] tags=["seen"]
# Where the answer is worst, the squared error of a sigmoid is flat: a student who is sure and wrong hears nothing.
# Cross-entropy has the slope $\sigma(z) - y$, the plain error, from $-1$ to $1$. The flat part of the sigmoid and the
# steep part of the logarithm cancel. This slope is Rosenblatt's and Widrow and Hoff's $y - \hat y$ once more, with the
# sign turned around.

# %% [markdown]
# Now a matter of craft. The textbook formula takes a probability, so one would compute $\sigma(z)$ and then its
# logarithm. What happens with a large score?

# %% [markdown]
# **Predict.** Target 0 and score $z = 20$ in float32; $z = 40$ in float64. The true loss is almost exactly $z$. What
# will the textbook formula say?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
errors = {}
for dtype in ("float32", "float64"):
    z = np.linspace(0.1, 40, 800).astype(dtype)
    with np.errstate(divide="ignore"):
        naive = -np.log(1 - 1 / (1 + np.exp(-z)))
    true = np.logaddexp(0, z.astype("float64"))
    errors[dtype] = z, np.maximum(np.abs(naive - true) / true, 1e-17)  # ends where it is infinite
    print(f"{dtype}: infinite from z = {z[np.argmax(np.isinf(naive))]:.1f}")
look = {"xlabel": "score $z$ (the target is 0)", "ylabel": "relative error of the loss"}
plots.curve_panels({"The textbook formula": errors}, "log y", ylim=(1e-17, 1), **look)

# %% [markdown] tags=["seen"]
# For both scores it says infinity. From 17 on in `float32`, and from 37 on in `float64`, $\sigma(z)$ is rounded to
# exactly 1, $1 - p$ is 0, and the logarithm is minus infinity. Long before that, digits get lost: $p$ is near 1, and
# $1 - p$ has only a few of them left. Scores of 17 are not rare in training.

# %% [markdown]
# So put the sigmoid *into* the formula and simplify, with $1 - \sigma(z) = \sigma(-z)$:
#
# $$ \mathcal L = \log(1 + e^{z}) - y z. $$
#
# No logarithm of zero is left, but $e^{1000}$ is infinite. Factor the larger term out: $\log(1 + e^z) = z + \log(1 +
# e^{-z})$ is good for $z > 0$, the left side for $z < 0$. Both in one:
#
# $$ \log(1 + e^z) = \max(0, z) + \log\bigl(1 + e^{-|z|}\bigr). $$
#
# The exponent is never positive, so nothing overflows. That is why losses take scores, not probabilities: **give the
# loss the logits**.

# %% [markdown]
# ### Exercise 7: binary cross-entropy from scores


# %%
def binary_cross_entropy(logits, targets):
    """Mean of -[t log p + (1 - t) log(1 - p)] with p = sigmoid(logit), for logits of any size.

        loss of one entry = max(0, z) + log(1 + exp(-|z|)) - t z

    Parameters
    ----------
    logits : array of any shape
        Scores z before the sigmoid; a thousand is as good as one.
    targets : array, shape of logits
        Probabilities of class 1, mostly 0 or 1.

    Returns
    -------
    float
        In nats.
    """
    ### BEGIN SOLUTION
    return np.mean(np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits))))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: nan and inf</summary>
#
# They mean that an exponential overflowed or that a logarithm saw zero. Only ever take the exponential of `-np.abs(z)`.
# </details>
# <details><summary>Hint 2: a logarithm near 1</summary>
#
# `np.log1p(u)` is log(1 + u) with all digits for tiny u.
# </details>
# <details><summary>Hint 3: test it by hand</summary>
#
# `binary_cross_entropy(np.zeros(3), np.array([0, 1, 1]))` is log 2 = 0.693...; with a logit of 1000 and target 1 it is
# 0, with target 0 it is 1000.
# </details>

# %%
check(binary_cross_entropy)

# %% [markdown]
# ### Many classes: softmax cross-entropy
#
# With $k$ classes the network has $k$ scores for each example. **Softmax** makes probabilities of them: positive, and 1
# in sum. Minus the logarithm of the right class's is the **softmax cross-entropy**:
#
# $$ p_j = \frac{e^{z_j}}{\sum_l e^{z_l}}, \qquad\qquad \mathcal L = -\log p_y, $$
#
# where $y$ is the number of the right class. Only differences of scores count: adding the same $c$ to all of them
# multiplies numerator and denominator by $e^c$. So subtract the largest score before you take an exponential. The
# largest exponent is then 0, and nothing overflows. With $s_j = z_j - \max_l z_l$,
#
# $$ \mathcal L = \log \sum_l e^{s_l} - s_y. $$
#
# (Do not take the logarithm of $p_y$: it may have been rounded to 0.) The slope of the loss by each score is as plain
# as in the binary case. ($\partial \mathcal L / \partial z_j$ is the slope when $z_j$ alone is nudged and the other
# scores stay.) The first term has the slope $p_j$, the second one the slope $-1$ for $j = y$ only:
#
# $$ \frac{\partial \mathcal L}{\partial z_j} = p_j - [j = y]. $$
#
# What the network said, minus what it should have said. ($[j = y]$ is 1 where $j = y$ and 0 elsewhere.) For the mean
# over a batch of $n$, divide by $n$.
#
# **Predict.** Four classes with the scores 2, 1, $-1$ and 0.5; the second one, class 1, is right. Which slopes are
# negative? Which is the largest? What do they add up to? Then move the score of class 1: when do all slopes vanish?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def slopes_of(score):
    """Scores, softmax, and slopes of the loss for four classes, of which class 1 is right."""
    z = np.array([2.0, score, -1.0, 0.5])
    p = np.exp(z) / np.exp(z).sum()
    slope = p - np.array([0, 1, 0, 0])
    panels = {"scores $z$": z, "softmax $p$": p, f"slopes (sum {slope.sum():.0e})": slope}
    return plots.bars(panels, xlabel="class (1 is right)")


plots.explore(slopes_of, score=(-5.0, 10.0, 1.0))

# %% [markdown] tags=["seen"]
# One slope is negative, that of the right class. The largest is that of class 0, which has the highest score. They add
# up to zero. So going down the slope lifts the score of the right class and lowers all others, most of all the one that
# was believed most. The slopes vanish as the score of class 1 grows far beyond the others; exactly zero they never are.

# %% [markdown]
# ### Exercise 8: softmax cross-entropy, with its gradient


# %%
def softmax_cross_entropy(logits, labels):
    """Mean of -log softmax(logits)[label] over a batch, and its gradient with respect to the logits.

        gradient[n, j] = (softmax(logits[n])[j] - [j = labels[n]]) / batch

    Parameters
    ----------
    logits : array, shape (batch, classes)
        Scores of any size. Leave this array as it is.
    labels : array of int, shape (batch,)
        The right classes, 0 to classes - 1.

    Returns
    -------
    loss : float
        In nats.
    gradient : array, shape (batch, classes)
        In the dtype of the logits.
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    totals = exponentials.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(totals[:, 0]) - shifted[rows, labels])
    gradient = exponentials / totals
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one maximum for each row</summary>
#
# `logits.max(axis=1, keepdims=True)` has the shape (batch, 1), and so subtracts row by row.
# </details>
# <details><summary>Hint 2: pick one score from each row</summary>
#
# `shifted[np.arange(batch), labels]` has the shape (batch,): entry n is `shifted[n, labels[n]]`.
# </details>
# <details><summary>Hint 3: the gradient</summary>
#
# Start from the softmax, subtract 1 at the right class of each row (the same index pair), and divide everything by the
# number of examples, because the loss is a mean.
# </details>

# %%
check(softmax_cross_entropy)

# %% [markdown]
# ## 1.7 Put together: random hidden units, and a layer that learns
#
# Rosenblatt's machine, the Mark I (around 1960), was not a single layer. Between its camera of 20 by 20 photocells
# and the units that learned stood 512 units with *random, fixed* connections. You now have everything to build its
# modern sister: hidden units with random weights that never change, and a last layer that learns by going down the
# slope of its loss. If the hidden layer gives $h$ and the scores are $z = h w + b$, then a nudge of $w_{li}$ moves
# $z_{ni}$ by $h_{nl}$, in every example $n$. With $u$ for the gradient of exercise 8,
#
# $$ \frac{\partial J}{\partial w} = h^T u, \qquad \frac{\partial J}{\partial b} = \sum_n u_n, \qquad
#    w \leftarrow w - \eta \frac{\partial J}{\partial w}. $$
#
# (Unit 02 derives this, and trains the hidden layer as well.)


# %%
def train_last_layer(x, labels, width, activation=relu, seed=0, updates=1500, lr=3.0):
    """Train the last layer on top of random hidden units; return its network, losses and training accuracy.

    Hidden weights are normal with standard deviation 3, hidden biases with 1.5; the hidden outputs are divided by their
    mean length, so that one rate suits every width.
    """
    rng = np.random.default_rng(seed)
    hidden = 3.0 * rng.standard_normal((x.shape[1], width)), 1.5 * rng.standard_normal(width)
    h = activation(x @ hidden[0] + hidden[1])
    scale = np.sqrt(np.mean(np.sum(h * h, axis=1)))
    h, w, b = h / scale, np.zeros((width, labels.max() + 1)), np.zeros(labels.max() + 1)
    losses = []
    for _ in range(updates):
        loss, upstream = softmax_cross_entropy(h @ w + b, labels)
        w, b = w - lr * h.T @ upstream, b - lr * upstream.sum(axis=0)
        losses.append(loss)
    accuracy = np.mean((h @ w + b).argmax(axis=1) == labels)
    return [hidden, (w / scale, b)], losses, accuracy


# %% [markdown]
# The data are three spiral arms. The two runs below differ in one thing: 100 hidden units without an activation, and
# 100 with ReLU.
#
# **Predict.** Draw the boundaries that you expect for each. With three classes of equal size, guessing is right in a
# third of the cases: what accuracy do you expect without activation?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
spirals = data.spirals(300, dtype="float64")
with drawn_by("mlp_forward", "softmax_cross_entropy"):
    models = {}
    for name, activation in {"no activation": lambda z: z, "ReLU": relu}.items():
        x, labels = np.asarray(spirals.x), np.asarray(spirals.y)
        layers, losses, accuracy = train_last_layer(x, labels, 100, activation)
        title = f"{name}: {accuracy:.0%} right, loss {losses[-1]:.2f}"
        models[title] = partial(mlp_forward, layers=layers, activation=activation)
    plots.decision_boundaries(models, spirals).show()

# %% [markdown] tags=["seen"]
# A hundred hidden units without an activation cut the plane with straight lines, as if they were not there: 47 % are
# right, somewhat more than by guessing, since each arm lies in its sector for a part of its way. With ReLU the same
# number of learned weights follows the arms. And the hidden units were never trained: they only had to offer enough
# different bends to choose from. That is why Rosenblatt's machine worked as well as it did. With 2 inputs a hundred
# random bends cover the plane. A color photograph of 224 by 224 pixels has 150,528 inputs, and random bends rarely fall
# where something is to be told apart; the 64 pixels below show how that begins. *Learned* hidden units look where it
# matters.

# %% [markdown]
# ### It reads
#
# The same function, with data of another kind: images of handwritten digits, 8 by 8 pixels, 64 numbers each. It learns
# from the first 1,500. The other 297 it has never seen. Below are ten that your network reads right and ten that it
# misreads, with what it says.
#
# **Predict.** Nobody tells the hidden units what a digit looks like: their weights are random. How many of a hundred
# new digits will the network read right? Guessing gets ten. The network that opened unit 00 has no hidden units and
# reads 91: will 300 random ones beat it?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
UNITS, SEEN = 300, 1500
digits = data.digits("float64").flat
with drawn_by("mlp_forward", "softmax_cross_entropy"):
    pixels, names = np.asarray(digits.x), np.asarray(digits.y)
    reader, losses, _ = train_last_layer(pixels[:SEEN], names[:SEEN], UNITS, updates=600, lr=10.0)
    new, truth = pixels[SEEN:], names[SEEN:]
    said = mlp_forward(new, reader).argmax(axis=1)
    print(f"new digits read right: {np.mean(said == truth):.0%}")
    shown = np.concatenate([np.flatnonzero(said == truth)[:10], np.flatnonzero(said != truth)[:10]])
    words = [f"{said[i]}" if said[i] == truth[i] else f"{said[i]}, is {truth[i]}" for i in shown]
    plots.image_grid(new[shown].reshape(-1, 1, 8, 8), words, columns=10).show()

# %% [markdown] tags=["seen"]
# Your `mlp_forward` reads handwriting, and your `softmax_cross_entropy` taught it to. In the second row, which of them
# would you have read? Over five seeds $89.6 \pm 0.9$ of a hundred new digits are right (± is the sample standard
# deviation). That does not beat the network without hidden units. Straight cuts part most digits already, and random
# units know no better where to bend. In unit 02 the hidden units learn where.
#
# The last images of the file are harder than the others. Shuffle before you split, and the same network reads 96 of a
# hundred. Most likely the images of one writer stand together in the file, so that without shuffling the network meets
# new hands at the end. You are a new hand, too.

# %% [markdown]
# ### It reads what you draw
#
# Draw a digit by mouse or finger. (By keys: Tab to the pad, the arrow keys move the pen, Space lowers and lifts it.) A
# drawing becomes an image as the makers of the digits made theirs (Alpaydin and Kaynak 1998): it is brought to one size
# in the middle of 32 by 32 pixels, and the ink in each block of 4 by 4 pixels is counted. The 64 counts go through your
# `mlp_forward`.
#
# **Predict.** Which digit that a friend would read at once will your network misread?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("mlp_forward", "softmax_cross_entropy"):
    plots.drawing_pad(partial(mlp_forward, layers=reader)).show()

# %% [markdown] tags=["seen"]
# The round ones, 0, 2, 3, 5, 8, and 9, are read well. A 4 whose arms do not meet at the top is as likely taken for a
# 9, and a slanted 1 for a 3, a 7 or an 8: look at the middle picture, which is all that the network gets. And it never
# says "that is no digit". Draw a letter, and softmax still shares out 100% among the ten.

# %% [markdown]
# ## 1.8 Spot the bug
#
# A formula and a line of code that circulate in lecture notes. The formula is to be the binary cross-entropy:
#
# $$ J = \frac1n \sum_{i=1}^n y^{(i)} \log p^{(i)} + (1 - y^{(i)}) \log(1 - p^{(i)}), $$
#
# and the best weights are those with the lowest $J$. The line of code trains a network that has one output, $z$, for
# "passed". Both `z` and the targets have the shape `(batch, 1)`:
#
# ```python
# loss = -np.mean(np.sum(targets * np.log(softmax(z)), axis=1))
# ```
#
# Each has a bug. Look at both for a minute, and write down what you suspect and why.
#
# Then run two experiments. The first takes three examples, of which two passed, and two sets of predictions: nearly
# right, and nearly all wrong. The second hands scores of one output to your `softmax_cross_entropy`. What would you
# expect of a loss in each of them?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
passed = np.array([1.0, 1.0, 0.0])
for name, said in {"nearly right": [0.9, 0.8, 0.1], "nearly all wrong": [0.1, 0.2, 0.9]}.items():
    p = np.array(said)
    printed = np.mean(passed * np.log(p) + (1 - passed) * np.log(1 - p))
    print(f"{name:>16}: J as printed = {printed:.3f}")
with drawn_by("softmax_cross_entropy"):
    for z in (-5.0, 0.0, 5.0):
        loss, slope = softmax_cross_entropy(np.array([[z]]), np.array([0]))
        print(f"softmax cross-entropy of one score {z:g}: loss {loss:g}, gradient {slope[0, 0]:g}")

# %% [markdown] tags=["seen"]
# **The formula.** The nearly right predictions have the higher $J$. The lower this $J$, the worse the predictions:
# whoever minimizes it learns to be wrong. (Both summands compare what happened with what was predicted: one speaks for
# the examples with $y = 1$, the other for those with $y = 0$. There is nothing wrong with that.)
#
# **The line of code.** The softmax of a single score is 1 whatever the score is: it is divided by itself. So the loss
# is 0 and its gradient is 0, and this network never learns. No error is raised.

# %% [markdown]
# ### Exercise 9: the formula, mended
#
# Write the formula as it should be.


# %%
def erratum_binary_cross_entropy(p, y):
    """Binary cross-entropy of probabilities: the formula of section 1.8, corrected.

    Parameters
    ----------
    p : array of any shape
        Predicted probabilities of class 1, strictly between 0 and 1 and not so near that they round to it.
    y : array, shape of p
        Targets, 0 or 1.

    Returns
    -------
    float
        In nats; the lower, the better.
    """
    ### BEGIN SOLUTION
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the sign</summary>
#
# The logarithm of a probability is negative. Which sign must a loss have that is zero for a perfect answer?
# </details>

# %%
check(erratum_binary_cross_entropy)

# %% [markdown]
# ### Exercise 10: the line of code, mended
#
# Either take a loss made for one score (exercise 7), or give softmax **two** scores for each example. Which two have
# the softmax $(1 - \sigma(z), \sigma(z))$?


# %%
def erratum_two_scores(logits):
    """Two scores for each example, whose softmax is (1 - sigmoid(z), sigmoid(z)).

    Parameters
    ----------
    logits : array, shape (batch,)
        One score z for each example, for the sigmoid; of any size.

    Returns
    -------
    array, shape (batch, 2)
        Scores for the softmax; there is more than one right answer.
    """
    ### BEGIN SOLUTION
    return np.stack([np.zeros_like(logits), logits], axis=1)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: only differences count</summary>
#
# $\frac{e^{z_1}}{e^{z_0} + e^{z_1}} = \frac{1}{1 + e^{-(z_1 - z_0)}}$. What must $z_1 - z_0$ be?
# </details>
# <details><summary>Hint 2: side by side</summary>
#
# `np.stack([a, b], axis=1)` makes two arrays of shape (batch,) the columns of one of shape (batch, 2).
# </details>

# %%
check(erratum_two_scores)

# %% [markdown]
# ## 1.9 Explain it
#
# In two or three sentences each: **(a)** Why does a network of ten dense layers without activation compute nothing that
# one layer could not? **(b)** Why do losses take scores and not probabilities? **(c)** The perceptron rule and the
# gradient of cross-entropy both contain "target minus what was said". What is the difference, and what does it mean for
# classes that overlap? *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **(a)** A dense layer maps $x$ to $x w + b$. Two in a row give $x (w_1 w_2) + (b_1 w_2 + b_2)$, which is again one
# matrix and one bias; repeat this for the other layers. So the decision boundaries stay straight, however many layers
# and units there are.
#
# **(b)** A probability near 0 or 1 has lost the information that the score had: from $z = 37$ on (17 in float32)
# $\sigma(z)$ is exactly 1, and the logarithm of $1 - p$ is infinite. With the score, the logarithm and the exponential
# can be combined so that no exponential overflows and no logarithm sees zero.
#
# **(c)** The perceptron says 0 or 1, so its error is $-1$, 0 or 1: only mistakes count, and a bare mistake counts as
# much as a gross one. Cross-entropy says a probability: every example pulls, by how far it is off. Where classes
# overlap some examples are always wrong, so the perceptron rule never settles, while the pulls of cross-entropy balance
# at its minimum.
#
# *Rubric:* one point each; half for the right fact without a reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 1.10 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.

# %% [markdown]
# **Question 1.** A perceptron has $w = (2, -1)$ and $b = 0.5$. Which of these changes leaves every decision as it is?
#
# - **a**: $b$ becomes 0
# - **b**: $w$ becomes $(-2, 1)$ and $b$ becomes $-0.5$
# - **c**: $w$ becomes $(20, -10)$ and $b$ becomes 5
# - **d**: $w$ becomes $(20, -10)$


# %%
def quiz_same_decisions():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_same_decisions)

# %% [markdown] explains="quiz_same_decisions"
# A decision is the sign of $w \cdot x + b$. Multiplying $w$ and $b$ by the same positive number changes the score's
# size and never its sign. In b) all signs turn around; in a) and d) the line moves.

# %% [markdown]
# **Question 2.** A network has 20 inputs, a hidden layer of 10 units, and 3 outputs, with biases everywhere. How many
# numbers does it have to learn?
#
# - **a**: 230
# - **b**: 243
# - **c**: 33
# - **d**: 600


# %%
def quiz_count_weights():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_count_weights)

# %% [markdown] explains="quiz_count_weights"
# The hidden layer has $20 \cdot 10$ weights and 10 biases, the output layer $10 \cdot 3$ weights and 3 biases: $210 +
# 33 = 243$.

# %% [markdown]
# **Question 3.** An untrained network has scores near zero for each of 10 classes. What is its softmax cross-entropy,
# about?
#
# - **a**: 0
# - **b**: 0.1
# - **c**: 0.69
# - **d**: 2.3


# %%
def quiz_first_loss():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_first_loss)

# %% [markdown] explains="quiz_first_loss"
# Equal scores give each of ten classes the probability 0.1, and $-\log 0.1 = \log 10 \approx 2.3$. It is worth
# remembering: a network for ten classes whose first loss is far from 2.3 has a fault.

# %% [markdown]
# **Question 4.** All scores of an example are multiplied by 10. What happens to its softmax?
#
# - **a**: the largest probability grows, unless all are equal
# - **b**: nothing: only differences count
# - **c**: it is divided by 10
# - **d**: its entries no longer add up to 1


# %%
def quiz_ten_times():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_ten_times)

# %% [markdown] explains="quiz_ten_times"
# Multiplying all scores by 10 multiplies their differences too, and the largest one pulls away. *Adding* 10 to all of
# them would leave the differences, and the softmax, as they are.

# %% [markdown]
# **Question 5.** An example has the target 1. Its score is $z = 3$, so the decision is right. What does one update with
# this example do to its score?
#
# - **a**: both rules leave it
# - **b**: both rules raise it
# - **c**: the perceptron rule leaves it, the delta rule raises it
# - **d**: the perceptron rule leaves it, the delta rule lowers it


# %%
def quiz_delta_rule():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_delta_rule)

# %% [markdown] explains="quiz_delta_rule"
# The perceptron rule looks at the decision, which is right: nothing happens. The delta rule looks at $y - z = 1 - 3 =
# -2$ and pulls the score down toward 1. The squared error punishes an answer for being *too* right, which is one more
# reason for cross-entropy.

# %% [markdown]
# ## 1.11 Experiment: how many bends does a spiral need?
#
# `train_last_layer` learns the spiral arms with random hidden units. How many does it need, and does it matter which
# kind? In new cells below this one (the + above the notebook, or Esc and then B):
#
# 1. **Write down first:** how will the accuracy grow with the width? Which of identity, ReLU, `np.tanh` and the step
#    `lambda z: (z > 0) * 1.0` (Rosenblatt's own) will need the fewest units?
# 2. Train with at least **four widths** (such as 3, 10, 30, 100) and all **four activations**, with at least **five
#    seeds** each. Draw accuracy against width, with the spread over the seeds.
# 3. Make *new* spirals with another seed (`data.spirals(300, rng=1, dtype="float64")`) and measure the accuracy on
#    them, with `mlp_forward`. Compare.
# 4. **Explain why** the curves rise as they do, why the seeds differ more at small widths, and what becomes of the
#    comparison if hidden units could learn.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# Measured with the default settings, mean (and range) of five seeds, in percent of the 300 examples:
#
# | hidden units | identity | ReLU | tanh | step |
# | --- | --- | --- | --- | --- |
# | 3 | 47 (47–47) | 48 (41–57) | 58 (47–71) | 51 (42–59) |
# | 10 | 47 (47–47) | 78 (73–85) | 85 (74–98) | 76 (69–84) |
# | 30 | 47 (47–47) | 91 (87–94) | 97 (95–99) | 97 (94–99) |
# | 100 | 47 (47–47) | 95 (94–95) | 99 (99–100) | 100 (100–100) |
# | 300 | 47 (47–47) | 95 (94–97) | 100 (99–100) | 100 (100–100) |
#
# On new spirals the figures are the same within 3 points: the new set has other noise on the same arms, so nothing is
# lost to overfitting here.
#
# *Why.* Without activation any number of units is one straight cut per pair of classes, whatever the seed: the curve is
# flat, and 47 % is what the straight cuts of lowest loss reach. With an activation each unit offers one bend (or edge,
# or step) at a random place. The last layer can only weigh what is on offer. With 3 bends luck decides; with 100 there
# are some near every place where one is needed, so the seeds agree. ReLU stays behind at this number of updates only:
# with 15,000 it reaches 100 % too (seed 0, 100 units). Its outputs resemble one another more: the tenth principal
# direction of the hidden outputs carries 0.09 % of their sum of squares, with tanh 0.34 %, with the step 0.50 %, and
# the descent is slow along such directions (unit 06). The step does well *because* its layer need not learn: it has no
# slope to learn by. If hidden units could move their bends to where they are needed, far fewer would do.
#
# *Rubric:* 1 point for predictions made beforehand and compared with the result; 1 for a figure over at least four
# widths and four activations with the spread over at least five seeds; 1 for the accuracy on new spirals, measured
# without training on them; 1 for an explanation (straight cuts without activation; a choice among random bends, whose
# luck averages out with their number). Half of the last for "more units are better" alone.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# The dense layer of exercise 4 is still the workhorse. In a language model of 2026 most weights sit in dense layers,
# with a smooth relative of ReLU between them (unit 03), and its last layer is a softmax over some hundred thousand
# words and parts of words, trained with the loss of exercise 8, from scores, for the reason you saw. Hidden weights
# are no longer random: they are learned by backpropagation, which is unit 02.
#
# ## Key points
#
# - A perceptron is a weighted sum, a bias, and a threshold; its boundary is straight. The weights are an arrow at a
#   right angle to it.
# - The perceptron rule learns from mistakes and ends if a line separates the classes; a wide margin makes it fast. If
#   none does, it never ends.
# - XOR is out of reach for one unit. Two hidden units fold the plane so that a straight cut is enough.
# - A dense layer is `x @ w + b`. Without an activation between them, any number of layers is one layer.
# - A loss says how wrong an answer is, and its slope which way to go. Squared error is for numbers, cross-entropy for
#   classes.
# - The slope of cross-entropy by the scores is *what was said minus what is right*, divided by the batch size.
# - Give the loss the scores, not probabilities: then nothing overflows and nothing is infinite.
# - Shapes `(batch, 1)` and `(batch,)` broadcast to a table. Refuse them.
#
# ## What comes next
#
# The last layer learns. How does a hidden one? Unit 02 carries the slope of the loss backward through any number of
# layers. Your `softmax_cross_entropy`, `dense` and `mlp_forward` come along; unit 03 compares activations, unit 05
# explains the size of the first weights, and unit 06 how far to step.
#
# ## References
#
# - McCulloch, W. S., Pitts, W. (1943). A logical calculus of the ideas immanent in nervous activity. *Bulletin of
#   Mathematical Biophysics* 5, 115–133.
# - Rosenblatt, F. (1958). The perceptron: a probabilistic model for information storage and organization in the brain.
#   *Psychological Review* 65, 386–408.
# - Rosenblatt, F. (1960). Perceptron simulation experiments. *Proceedings of the IRE* 48, 301–309.
# - Rosenblatt, F. (1962). *Principles of neurodynamics*. Spartan Books.
# - Ivakhnenko, A. G., Lapa, V. G. (1965). *Cybernetic predicting devices*. CCM Information Corporation.
# - Alpaydin, E., Kaynak, C. (1998). *Optical recognition of handwritten digits*. UCI Machine Learning Repository.
#   doi:10.24432/C50P49.
# - Amari, S. (1967). A theory of adaptive pattern classifiers. *IEEE Transactions on Electronic Computers* EC-16,
#   299–307.
# - Widrow, B., Hoff, M. E. (1960). Adaptive switching circuits. *IRE WESCON Convention Record* 4, 96–104.
# - Novikoff, A. B. J. (1962). On convergence proofs on perceptrons. *Symposium on the Mathematical Theory of Automata*
#   12, 615–622.
# - Minsky, M., Papert, S. (1969). *Perceptrons*. MIT Press.
# - Rumelhart, D. E., Hinton, G. E., Williams, R. J. (1986). Learning representations by back-propagating errors.
#   *Nature* 323, 533–536.
# - Cybenko, G. (1989). Approximation by superpositions of a sigmoidal function. *Mathematics of Control, Signals and
#   Systems* 2, 303–314.
# - Hornik, K., Stinchcombe, M., White, H. (1989). Multilayer feedforward networks are universal approximators. *Neural
#   Networks* 2, 359–366.
# - Leshno, M., Lin, V. Y., Pinkus, A., Schocken, S. (1993). Multilayer feedforward networks with a nonpolynomial
#   activation function can approximate any function. *Neural Networks* 6, 861–867.
# - Cortes, C., Vapnik, V. (1995). Support-vector networks. *Machine Learning* 20, 273–297.
# - Hinton, G. E., Salakhutdinov, R. R. (2006). Reducing the dimensionality of data with neural networks. *Science* 313,
#   504–507.
# - Krizhevsky, A., Sutskever, I., Hinton, G. E. (2012). ImageNet classification with deep convolutional neural
#   networks. *NeurIPS* 25.
# - Goodfellow, I., Bengio, Y., Courville, A. (2016). *Deep learning*. MIT Press. (XOR: section 6.1.)
#
# ## Sources
#
# | section | what comes from elsewhere | from |
# | --- | --- | --- |
# | 1.1 | the order of the history | Z. Yumak, *Lecture 6: Deep neural networks and training* |
# | 1.2, 1.5 | perceptron, several outputs, one hidden layer, many | the same |
# | 1.4 | the two hidden units that fold XOR | Goodfellow, Bengio and Courville 2016 |
# | 1.6 | "Will I pass this class?" | Z. Yumak; the students here are our own |
# | 1.8 | both bugs | lines printed in those slides |
