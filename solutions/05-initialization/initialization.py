# %% [markdown]
# # 5 · The same answer to every digit
#
# *Here is a network of twenty layers. Its data are good, its code is right, its learning rate is fine. It gives every
# handwritten digit the same ten probabilities, before training and after it. Only one thing is wrong with it: the size
# that its weights had at the start.*
#
# **By the end of this unit your own code will**
#
# - measure what each layer does to the signals that pass through it, forward and backward;
# - draw first weights by the rules of LeCun, Glorot, and He, and as rotations that keep lengths;
# - revive this dead network, layer by layer, without any rule, until it reads 95 digits of a hundred.
#
# **You need** layers and the forward pass (unit 01), backpropagation (unit 02), tanh and ReLU (unit 03); mean and
# variance, and that variances of independent numbers add up.
#
# **It takes** about four and a half hours: one and a half to read and play, two for the exercises and the quiz, one for
# the experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Hints are folded away, the gentlest first. Before a figure there may be a
# question and an empty cell: write your guess into it, then run the figure. "What you saw" opens with a click. Many
# figures are drawn with your own functions. Until you have written them, they say which one they wait for. Change the
# numbers at the top of a figure's cell and run it again.

# %%
from functools import partial
from itertools import pairwise, product

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.experiments import deep
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4


def relu(z):
    """Rectified linear unit."""
    return np.maximum(z, 0)


def network(draw, rng, depth=20, width=50):
    """First weights of a network that reads digits, layer by layer: 64 pixels, hidden layers, ten scores.

    `draw(rng, fan_in, fan_out)` makes one matrix, of shape (fan_in, fan_out).
    """
    return [draw(rng, n, m) for n, m in pairwise([64, *[width] * depth, 10])]


def of_size(size):
    """A way to draw weights: normal numbers with this standard deviation, whatever the layer."""
    return lambda rng, fan_in, fan_out: size * rng.standard_normal((fan_in, fan_out))


digits, held_back = data.digits("float64").flat.split(0.2, 0)
shown = [int(np.argmax(np.asarray(held_back.y) == k)) for k in range(10)]  # the first digit of each kind
pictures = np.asarray(held_back.x)[shown].reshape(10, 8, 8)

# %% [markdown]
# ## 5.1 The patient
#
# The network has 20 hidden layers of 50 tanh units. Its first weights are random numbers of size 0.01. "Start with
# small random numbers" is good old advice. `deep.train` trains it for 15 epochs on 1,438 digits, and asks it about 359
# others. The figure shows ten of these. Below each stand ten bars, for the probabilities of 0 to 9 that the network
# gives. The right one is orange.

# %% tags=["demo"]
size = 0.01  # try 0.05, 0.1, 0.15 and 1
said = {}
for epochs in (0, 15):
    rng = np.random.default_rng(0)
    run = deep.train(network(of_size(size), rng), "tanh", rng=rng, epochs=epochs)
    print(f"after {epochs:2} epochs it reads {run.accuracy:.0%} of the digits held back")
    said[f"{epochs} epochs"] = run.probabilities[shown]
plots.answers(pictures, np.arange(10), said)

# %% [markdown] tags=["seen"]
# It says the same about all, before training and after it: each digit with about ten percent. Training went through
# all the digits fifteen times and changed nothing that you can see. (One class wins by a hair. It is right about that
# one, and about eight of a hundred digits in all.) The learning rate, 0.1, is not to blame. With another size of the
# first weights the same code learns: try 0.15 in the first line. Then you know the cure by luck. This unit is about
# knowing it by arithmetic, and, where there is no arithmetic, by measuring.

# %% [markdown]
# ## 5.2 Two starts that never get anywhere
#
# Why not start with all weights at zero? Biases do start at zero, and nothing is wrong with that. Weights are
# different. In a network with one hidden layer, $h = \tanh(x W_1 + b_1)$ and logits $h W_2 + b_2$, the gradients are
#
# $$ \frac{\partial L}{\partial W_2} = h^\top \delta, \qquad
#    \frac{\partial L}{\partial W_1} = x^\top \big( (\delta W_2^\top) \odot (1 - h^2) \big), $$
#
# where $\delta$ is the gradient at the logits, and $\odot$ multiplies entry by entry. If $W_1 = 0$ then $h = 0$, so
# $W_2$ gets no gradient. If $W_2 = 0$ then $W_1$ gets none. Each waits for the other, forever.
#
# And if all weights are the same constant $c$? Then every hidden unit computes the same number, gets the same
# gradient, and makes the same step. They stay equal for all time: however many there are, they are one.
#
# **Predict.** A network with 32 hidden units learns the digits: from weights that are all 0, all 0.01, all 0.1, and
# from random ones. A network with one hidden unit learns them from random weights. How many digits will each of the
# five read? (A linear model reads 96 in a hundred. Guessing reads ten.) For the third and the fourth the figure shows
# the weights of eight hidden units, a row each, as pictures of 8 × 8 pixels, after training. What will the rows look
# like?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
from gradschool import nn, optim, train

EPOCHS, RATE = 30, 0.3
starts = {f"all {c:g}": partial(nn.initializers.constant, value=c) for c in (0.0, 0.01, 0.1)}
rows = {}
starts |= dict.fromkeys(("random", "one unit, random"), nn.initializers.lecun_normal)
for name, start in starts.items():
    width = 1 if name == "one unit, random" else 32
    layers = nn.Dense(64, width, init=start), nn.Tanh(), nn.Dense(width, 10, init=start)
    model = nn.Sequential(*layers)
    model.build(rng=0, dtype="float64")
    train.Trainer(model, optim.SGD(lr=RATE)).fit(data.Loader(digits, 32, rng=0), EPOCHS)
    weights, right = model.parameters["0.weight"], train.evaluate(model, held_back)["accuracy"]
    different = np.unique(weights.round(9), axis=1).shape[1]
    print(f"{name}: {different} different hidden units, {right:.0%} right")
    if name in ("all 0.1", "random"):
        rows[name] = weights.T[:8].reshape(8, 8, 8)
plots.image_rows(rows)

# %% [markdown] tags=["seen"]
# From a constant all units are one unit, with one picture. The network reads 35 to 40 digits in a hundred, some more
# than a single unit from random weights. (That one reads 21 to 26 over five seeds. The steps of 32 equal units add up:
# together they are one unit whose output weights take steps 32 times as large.) From zeros nothing was learned. (The
# output biases move, toward how frequent the classes are.) Some books say that equal weights make a network "behave
# like a linear model". It is worse than that. A linear model has 64 × 10 weights of its own. Here all that is known of
# the picture goes through one number. (A linear model may start at zero: each class has a gradient of its own. It is
# between two layers that zeros wait.)
#
# Random numbers break the symmetry: each unit begins somewhere else, and learns a picture of its own. So weights
# should be random and centered at zero. One question is left: **how large?**

# %% [markdown]
# ## 5.3 What a deep network does to its input
#
# A layer's number of inputs is called its **fan-in**, that of its outputs its **fan-out**. Its weights have the shape
# `(fan_in, fan_out)`, so that a layer is `x @ w`.
#
# An experiment from Stanford's course CS231n has become a classic. The input is 1,000 random vectors with 500
# features. It goes through ten hidden layers of 500 units without biases. For each layer one prints the mean and the
# standard deviation over all its activations. You will repeat the experiment, compare with the printed tables, and
# see how much they owe to the draw of the random numbers.

# %% [markdown]
# ### Exercise 1: activation statistics


# %%
def activation_statistics(x, weights, activation):
    """Mean and standard deviation of the activations, layer by layer (Glorot and Bengio 2010, section 3).

    Parameters
    ----------
    x : array, shape (batch, features)
        The input.
    weights : list of arrays, shapes (fan_in, fan_out)
        One matrix a layer, the first layer first. A layer computes activation(h @ w); there are no biases.
    activation : function
        Elementwise, such as np.tanh.

    Returns
    -------
    array, shape (len(weights) + 1, 2)
        One row for the input and one for each layer's activations: the mean, and the standard deviation (the root
        of the mean squared distance from the mean), each over all examples and units.
    """
    ### BEGIN SOLUTION
    rows = [(x.mean(), x.std())]
    for w in weights:
        x = activation(x @ w)
        rows.append((x.mean(), x.std()))
    return np.array(rows)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which numbers?</summary>
#
# `h.mean()` and `h.std()` of the whole array, not along an axis: two numbers a layer.
# </details>
# <details><summary>Hint 2: which h?</summary>
#
# The activations, after the activation function. The first row is about the input itself.
# </details>

# %%
check(activation_statistics)

# %% [markdown]
# ### The first table: small random numbers
#
# The next cell repeats the experiment with eight seeds, with tanh and `W = 0.01 * np.random.randn(D, H)`. It draws the
# printed figures over ours, as crosses. (The five tables are those of CS231n; `data.activation_tables()` has all 110
# figures.)
#
# **Predict.** The input has a standard deviation of 1. A unit of the first layer adds up 500 of these numbers, each
# times a random number of size 0.01. What is the standard deviation of the sum? What will be left after ten layers?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
SEEDS = 8
UNITS = {"tanh": np.tanh, "ReLU": relu}
SIZES = {"0.01": 0.01, "1": 1.0, "sqrt(1/500)": (1 / 500) ** 0.5, "sqrt(2/500)": (2 / 500) ** 0.5}
printed, ours = data.activation_tables(), {}


def reproduce(table):
    """Repeat one of the tables with several seeds, and draw it beside the printed one."""
    unit, size = table.split(", ")
    ours[table] = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((1000, 500), dtype="float32")
        noise = rng.standard_normal((10, 500, 500), dtype="float32")
        weights = list(np.float32(SIZES[size]) * noise)
        ours[table].append(activation_statistics(x, weights, UNITS[unit]))
    title = f"{unit}, weights of size {size}"
    return plots.against_printed(ours[table], printed[table], title=title)


with drawn_by("activation_statistics"):
    reproduce("tanh, 0.01").show()

# %% [markdown] tags=["seen"]
# **Collapse.** A sum of 500 independent numbers of variance $0.01^2$ has variance $500 \cdot 10^{-4} = 0.05$, so a
# standard deviation of 0.224. tanh takes off a little more: 0.213. Every layer repeats it, and nearly a quarter to
# the power of ten is less than a millionth. Whatever the input was, the output is zero. That is what happened to the
# patient of 5.1: its last layer sees twenty times nothing. The printed figures are ours to within the spread over
# seeds.

# %% [markdown]
# ### The second table: not so small random numbers
#
# **Predict.** The same with weights of size 1. The sums now have a standard deviation of $\sqrt{500} \approx 22$. What
# does tanh make of them?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("tanh, 1").show()

# %% [markdown] tags=["seen"]
# A standard deviation of 0.98 in each layer looks steady and healthy. It is the opposite. Numbers between $-1$ and 1
# can spread that far only if nearly all of them are *at* $-1$ or 1. This is **saturation**. The mean and the standard
# deviation alone do not tell it. A histogram does.

# %% [markdown]
# Here are the histograms of a network 1,024 units wide. The weights grow from 0.1 to 30 times $1/\sqrt{1024}$. At
# which size do the activations of layer 3 fill the range evenly? And those of layer 10? Move the slider.

# %% tags=["demo"]
rng = np.random.default_rng(0)
x = rng.standard_normal((100, 1024), dtype="float32")
noise = rng.standard_normal((10, 1024, 1024), dtype="float32") / np.float32(1024**0.5)


def spread(factor):
    """Histograms of the activations of three layers, for weights of size factor / sqrt(1024)."""
    layers = [x]
    for w in noise:
        layers.append(np.tanh(layers[-1] @ w * np.float32(factor)))
    shown = {f"layer {k}": layers[k] for k in (1, 3, 10)}
    title = f"weights of size {factor:.3g} / $\\sqrt{{1024}}$"
    return plots.histograms(shown, limits=(-1, 1), title=title)


plots.explore(spread, factor=(0.1, 30.0, 0.1))

# %% [markdown] tags=["seen"]
# Small weights collapse: a spike at zero, narrower in each layer. Large ones saturate: two spikes, at $-1$ and 1.
# Between them lies a range of sizes around $1/\sqrt{1024}$ that uses the whole range of tanh. The deeper you look, the
# narrower it is. Section 5.5 shows why it is there.

# %% [markdown]
# ## 5.4 And backward?
#
# Training needs gradients. What do those of the collapsed network look like? The backward pass of $z = h W$ has two
# products,
#
# $$ \frac{\partial L}{\partial W} = h^\top \frac{\partial L}{\partial z}, \qquad
#    \frac{\partial L}{\partial h} = \frac{\partial L}{\partial z} \, W^\top. $$
#
# If $h$ is nearly zero, so is the gradient of $W$. If $W$ is small, then the gradient shrinks with every layer on its
# way back: a **vanishing gradient**. If $W$ is large it grows: an **exploding gradient**. One thing can stop that. In a
# saturated layer $\partial L / \partial z = \partial L / \partial h \odot (1 - h^2)$ is close to zero.

# %% [markdown]
# ### Exercise 2: gradient norms


# %%
def gradient_norms(x, weights, upstream, activation, derivative):
    """Norms of the weights' gradients, layer by layer, by backpropagation (Glorot and Bengio 2010, section 4).

    Parameters
    ----------
    x : array, shape (batch, features)
        The input.
    weights : list of arrays, shapes (fan_in, fan_out)
        One matrix a layer, the first layer first. A layer computes z = h @ w, then activation(z); there are no biases.
    upstream : array, shape (batch, fan_out of the last layer)
        Gradient of the loss with respect to the last layer's activations.
    activation, derivative : functions
        Both elementwise, of the pre-activations: activation(z), and its derivative at z.

    Returns
    -------
    array, shape (len(weights),)
        For each layer, the first layer first, the root of the sum of squares of the gradient of the loss with
        respect to its weights.
    """
    ### BEGIN SOLUTION
    inputs, sums = [], []
    for w in weights:
        inputs.append(x)
        sums.append(x @ w)
        x = activation(sums[-1])
    norms = []
    for w, h, z in zip(reversed(weights), reversed(inputs), reversed(sums), strict=True):
        through = upstream * derivative(z)
        norms.append(np.linalg.norm(h.T @ through))
        upstream = through @ w.T
    return np.array(norms[::-1])
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two loops</summary>
#
# The forward loop keeps, for each layer, its input `h` and its pre-activation `z`. The backward loop goes through the
# layers in reverse.
# </details>
# <details><summary>Hint 2: one layer backward</summary>
#
# First through the activation: `upstream * derivative(z)`. Then the two products of the text. One is the gradient of
# `w`, the other is the upstream gradient for the layer before.
# </details>
# <details><summary>Hint 3: the order and the norm</summary>
#
# `np.linalg.norm(matrix)` is the root of the sum of squares. You collect the norms from the last layer to the first:
# turn the list around.
# </details>

# %%
check(gradient_norms)

# %% [markdown]
# **Predict.** The sizes 0.01 and 1 of 5.3 and two in between, in ten layers of 500 units, with a random gradient of
# size 1 at the top. For tanh with weights of size 1: does the gradient shrink or grow on its way down, and how far?
# (Sigmoid and ReLU stand beside it to compare.)

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def sigmoid(z):
    """Logistic function, written so that no exponential overflows (unit 03)."""
    return 0.5 * (1 + np.tanh(z / 2))


slopes = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "ReLU": (relu, lambda z: (z > 0).astype(z.dtype)),
}
rng = np.random.default_rng(0)
x, upstream = rng.standard_normal((2, 300, 500), dtype="float32")
noise = rng.standard_normal((10, 500, 500), dtype="float32")
with drawn_by("gradient_norms"):
    norms = {unit: {} for unit in slopes}
    for unit, size in product(slopes, SIZES):
        weights = list(np.float32(SIZES[size]) * noise)
        norms[unit][f"size {size}"] = gradient_norms(x, weights, upstream, *slopes[unit])
    look = {"xlabel": "layer", "ylabel": "norm of the weights' gradient"}
    plots.curve_panels(norms, "log y", share=True, marks=True, height=4.0, **look).show()

# %% tags=["demo"]
slope = slopes["tanh"][1](np.tanh(x @ noise[0]) @ noise[1])
print(f"tanh, size 1, layer 2: {np.mean(slope < 0.1):.0%} of the slopes are below 0.1, ", end="")
print(f"500 times their mean square is {500 * np.mean(slope**2):.1f}")

# %% [markdown] tags=["seen"]
# Four different things, though the textbook names are two.
#
# **Vanishing, in all layers alike.** With weights of 0.01 the gradients of tanh and ReLU are level and tiny: a hundred
# thousand times and more below those of the good sizes. They are level because two effects meet. Toward the top $h$
# shrinks, toward the bottom $\partial L / \partial z$ does, and each layer's gradient is a product of the two.
#
# **Vanishing toward the input.** This is the case that books describe: layers near the input learn slowest. Sigmoid
# units show it. Their activations stay around 0.5, so nothing collapses on the way up. But their slope is at most
# $\tfrac14$, and each layer takes its share on the way down.
#
# **Exploding.** ReLU with weights of size 1: $4 \cdot 10^{14}$ in every layer. (Level again: here $h$ grows toward the
# top as fast as $\partial L / \partial z$ grows toward the bottom.)
#
# **And the saturated network?** One often reads that its gradients are zero. Most of its *slopes* are: 93% of the
# tanh units have a slope below 0.1. The gradient is not. It is a thousand at the top and *grows* on its way down, to
# $10^8$. The units that are not saturated pass their gradient on to 500 inputs, times weights of size 1, and that more
# than makes up for the others. The squared gradient is multiplied by $n \sigma^2 \, \mathbb E \big[ (1 - h^2)^2 \big]
# \approx 12$ in each layer: the last number of the output. Such a network learns badly (5.9 measures how badly),
# but not because it has no gradients.

# %% [markdown]
# ## 5.5 Keep the variance: LeCun
#
# Take one unit, $z = \sum_{j=1}^{n} x_j w_j$, with fan-in $n$. Let the weights be independent of each other and of the
# inputs, with mean zero and variance $\sigma^2$. Then each term has mean zero and the variance $\mathrm{Var}(x_j w_j) =
# \mathbb E(x_j^2) \, \sigma^2$. ($\mathbb E$ is the mean over all that chance could draw.) The inputs may depend on
# each other, as neighboring pixels do. The variances of the terms add up all the same, because the mean product of two
# terms is zero: $\mathbb E(x_j w_j \, x_k w_k) = \mathbb E(x_j x_k) \, \mathbb E(w_j) \, \mathbb E(w_k) = 0$. So
#
# $$ \mathrm{Var}(z) = n \, \sigma^2 \, \mathbb E(x^2), $$
#
# where $\mathbb E(x^2)$ is averaged over the $n$ inputs.
# Only the *second moment* of the inputs counts, $\mathbb E(x^2)$. For inputs with mean zero it is their variance.
#
# **Predict.** Units with ten inputs, and units with three thousand. How does the spread of $z$ grow with the fan-in if
# all weights have size 0.01? How must the weights shrink so that it does not grow?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
fans, rng, curves = np.array([10, 30, 100, 300, 1000, 3000]), np.random.default_rng(0), {}
sizes = {"size 0.01": 0.01 + 0 * fans, "size 0.1": 0.1 + 0 * fans, "size 1 / root of n": fans**-0.5}
for name, size in sizes.items():
    spreads = []
    for n, s in zip(fans, size, strict=True):
        z = rng.standard_normal((200, n)) @ (s * rng.standard_normal((n, 200)))
        spreads.append(z.std())
    curves[name] = fans, spreads
look = {"xlabel": "fan-in n", "ylabel": "standard deviation of z"}
plots.curve_panels({"what a unit adds up": curves}, "log", marks=True, **look)

# %% [markdown] tags=["seen"]
# With weights of one size the spread grows like $\sqrt n$, a line of slope $\tfrac12$ on two logarithmic axes: from
# 0.03 to 0.55 for weights of 0.01. A number that suits one layer is wrong for the next. With $1/\sqrt n$ the line is
# level at 1: a unit with more inputs needs smaller weights.

# %% [markdown]
# If the activation function is close to the identity, as tanh is near zero, then the $x$ of the next layer is the $z$
# of this one. The variance stays as it is if $n \sigma^2 = 1$. This is **LeCun initialization** (LeCun et al. 1998, eq.
# 16):
#
# $$ \sigma^2 = \frac{1}{n_{\text{in}}}. $$
#
# No experiment was needed to find the size. It follows from asking for no change.
#
# **Predict.** The third table: tanh with `np.random.randn(fan_in, fan_out) / np.sqrt(fan_in)`. Will the standard
# deviation stay at 1? If not, which way does it go, and how fast?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("tanh, sqrt(1/500)").show()
    rng = np.random.default_rng(0)
    weights = list(rng.standard_normal((10, 500, 500)) / 500**0.5)
    x = rng.standard_normal((1000, 500))
    stretched = activation_statistics(x, weights, lambda z: 1.7159 * np.tanh(2 * z / 3))
    print("with 1.7159 tanh(2 z / 3), std at layers 1, 5, 10:", stretched[[1, 5, 10], 1].round(3))

# %% [markdown] tags=["seen"]
# 0.63, 0.49, 0.41, ... 0.23: far better than the two before, and still sinking. The derivation took tanh for the
# identity, but tanh is always a little smaller. It takes off much where the numbers are large, and less and less as
# they shrink. After the first layers the decline is slow, like $1/\sqrt{\text{layer}}$, not like a power. (LeCun et al.
# knew it. Their paper recommends the stretched $1.7159 \tanh(2z/3)$ for this reason. The last line of the output
# shows what it does: 0.87 at layer 1, 0.63 at layer 10.)

# %% [markdown]
# ## 5.6 ReLU throws half away: He
#
# **Predict.** The fourth table: weights of variance $1/n$ again, but ReLU in place of tanh. ReLU is exactly the
# identity for positive numbers. Is it kinder to the variance than tanh?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("ReLU, sqrt(1/500)").show()

# %% [markdown] tags=["seen"]
# It is not. From 0.58 down to 0.026, and this time by the same factor in each layer: 0.7.

# %% [markdown]
# The formula of 5.5 tells why. What counts is the second moment of a layer's inputs: $\mathrm{Var}(z_k) = n \sigma^2
# \, \mathbb E(h_{k-1}^2)$. Our weights are as likely negative as positive, at every size, so $z_{k-1}$ is too. ReLU
# sets the negative half to zero, so $\mathbb E(h_{k-1}^2) = \tfrac12 \mathrm{Var}(z_{k-1})$. Therefore
#
# $$ \mathrm{Var}(z_k) = \tfrac12 \, n \, \sigma^2 \, \mathrm{Var}(z_{k-1}). $$
#
# With $\sigma^2 = 1/n$ the variance halves, and the standard deviation falls by $1/\sqrt2 = 0.71$. Twice the variance
# makes up for it. This is **He initialization** (He et al. 2015, eq. 10):
#
# $$ \sigma^2 = \frac{2}{n_{\text{in}}}. $$
#
# (Mind the second number where you see $\mathcal N(0, \cdot)$. Some write the variance $2/n$ there, others the
# standard deviation $\sqrt{2/n}$.)
#
# **Predict.** The fifth table, with this variance. Look at the spread over seeds as well: is it as small as in the
# tables before?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("ReLU, sqrt(2/500)").show()
    distances = []
    for table, runs in ours.items():
        spread = np.maximum(np.std(runs, axis=0, ddof=1), 0.5e-6)  # half of the last decimal
        distances.extend(np.ravel(np.abs(printed[table] - np.mean(runs, axis=0)) / spread))
    within = [np.mean(np.array(distances) < bound) for bound in (2, 3)]
    print(f"{len(distances)} printed figures: {within[0]:.0%} in 2 spreads, {within[1]:.0%} in 3")
    print(f"the farthest is {max(distances):.1f} spreads away")

# %% [markdown] tags=["seen"]
# The standard deviation starts at 0.83 and stays there. (Not at 1: it is $\sqrt{1 - 1/\pi}$, because ReLU's output
# has a mean, 0.56. The *second moment* is what stays at 1.) But look at the band. After one layer two seeds differ by
# 0.1%, after ten by more than 10%. So not even the first digit of the printed 0.844523 is a property of the method. All
# six belong to one draw.
#
# You have reproduced five tables of 22 figures. All 110 lie within three spreads of ours, 96% within two, as they
# should if the only difference is the draw. A table that is given with its spread can be checked. One without can only
# be believed.

# %% [markdown]
# ### A random walk
#
# Each layer multiplies the size by a random factor near 1, since no layer is infinitely wide. Twenty networks by He's
# rule, 100 layers deep: each thin line is the length of one example's activations in one of them, the thick one their
# mean. On a logarithmic axis a product of random factors is a walk of random steps. What does the width do to it?
# Choose one.


# %% tags=["demo"]
def wander(width):
    """Lengths of the activations of one example in twenty networks of 100 layers by He's rule."""
    walks = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        h, length = rng.standard_normal(width), []
        for _ in range(100):
            h = relu(h @ rng.standard_normal((width, width)) * (2 / width) ** 0.5)
            length.append(max(np.linalg.norm(h) / width**0.5, 1e-300))
        walks.append(np.log10(length))
    steps = np.array(walks)
    end = steps[:, -1]
    print(f"log10 of the length after 100 layers: {end.mean():.2f} ± {end.std(ddof=1):.2f}")
    look = {"xlabel": "layer", "ylabel": "log10 of the length"}
    return plots.bands({f"{width} units wide": steps}, log=False, each=True, **look)


plots.explore(wander, width=[100, 20, 50, 200])

# %% [markdown] tags=["seen"]
# The band opens like $\sqrt{\text{layers}}$, as that of every random walk does, and the walk drifts downward. Both are
# worse in narrow networks: with 20 units a typical signal has lost three powers of ten after 100 layers. Sussillo and
# Abbott (2014) describe this walk, and propose a factor a little above He's that takes the drift away. The spread
# remains. Section 5.10 knows a start without any walk, 5.11 measures it and takes it back.

# %% [markdown]
# ### How exact does it have to be?
#
# The first slider multiplies He's variance by a factor, `mult`. The second one makes another kind of mismatch: leaky
# units, which keep a share $a$ of the negative half, with He's rule for plain ReLU.
#
# 30 layers of 256 units. With `mult` = 1.25, a quarter too much variance, how large are the activations at layer 30?
# Which slope $a$ does as much harm, with `mult` = 1? Which `mult` takes it back?

# %% tags=["demo"]
rng = np.random.default_rng(0)
x = rng.standard_normal((100, 256), dtype="float32")
noise = rng.standard_normal((30, 256, 256), dtype="float32")


def sizes(mult, slope):
    """Root mean square of the activations of 30 layers of 256 leaky units, layer by layer."""
    h, size = x, [1.0]
    for w in noise * np.float32(mult * 2 / 256) ** 0.5:
        z = h @ w
        h = np.maximum(z, np.float32(slope) * z)
        size.append(np.sqrt(np.mean(h * h)))
    return np.arange(31), np.array(size)


def mismatch(mult, slope):
    curves = {"He's rule, ReLU": sizes(1.0, 0.0)}
    curves[f"mult {mult:.3g}, slope {slope:.3g}"] = sizes(mult, slope)
    look = {"xlabel": "layer", "ylabel": "root mean square", "ylim": (1e-6, 1e6)}
    return plots.curve_panels({"size of the activations": curves}, "log y", **look)


plots.explore(mismatch, mult=(0.25, 4.0, 1.05), slope=(0.0, 1.0, 0.0))

# %% [markdown] tags=["seen"]
# The factor acts once in each layer, so 30 layers raise it to the power of 30: $1.25^{15} = 28$ for the standard
# deviation, and with `mult` = 2 it is $2^{15} \approx 33{,}000$. In shallow networks any reasonable size works. In
# deep ones a quarter too much is too much. Forgetting the slope of a leaky unit is the same mistake. With $a = 0.5$
# the second moment kept is $\tfrac12 (1 + a^2) = 0.625$ instead of 0.5, a factor of 1.25, and `mult` = 0.8 takes it
# back.

# %% [markdown]
# ### Exercise 3: the gain of a leaky unit
#
# For PReLU and leaky ReLU, $f(z) = z$ for $z > 0$ and $a z$ otherwise, the negative half keeps $a^2$ of its second
# moment. He et al. (2015, eq. 15) ask for
#
# $$ \tfrac12 \, (1 + a^2) \, n \, \sigma^2 = 1. $$
#
# The **gain** is the factor before $1/\sqrt{n}$: $\sigma = \text{gain} / \sqrt{n}$. It is 1 for a linear unit. Work
# out the rest.


# %%
def prelu_gain(slope):
    """The gain of leaky units: weights get the standard deviation gain / sqrt(fan_in) (He et al. 2015, eq. 15).

    Parameters
    ----------
    slope : float, or array of any shape
        Slope a of the activation for negative inputs: 0 is ReLU, 1 is linear.

    Returns
    -------
    float, or array in the shape of slope
        The gain.
    """
    ### BEGIN SOLUTION
    return np.sqrt(2 / (1 + slope**2))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two cases that you know</summary>
#
# For $a = 0$ the standard deviation is He's, $\sqrt{2/n}$. For $a = 1$ it is LeCun's, $\sqrt{1/n}$.
# </details>
# <details><summary>Hint 2: solve</summary>
#
# Solve the condition for $\sigma^2$, take the root, and leave $1/\sqrt{n}$ out.
# </details>

# %%
check(prelu_gain)

# %% [markdown]
# ## 5.7 Both ways: Glorot
#
# What is good for the activations need not be good for the gradients. On the way back an input $h_j$ gets its gradient
# from all the units that it feeds, each through its own weight:
#
# $$ \frac{\partial L}{\partial h_j} = \sum_{i=1}^{n_{\text{out}}} \frac{\partial L}{\partial z_i} \, w_{ji}. $$
#
# That is the sum of 5.5 once more, with gradients in the place of inputs. But it has $n_{\text{out}}$ terms, where the
# sum on the way up has $n_{\text{in}}$. So the variance of the gradients stays as it is if $n_{\text{out}} \, \sigma^2
# = 1$, and that of the activations if $n_{\text{in}} \, \sigma^2 = 1$. Both can hold only in a square layer. Glorot and
# Bengio (2010, eq. 12) compromise. **Glorot initialization** puts the mean of the two numbers in the place of each:
#
# $$ \sigma^2 = \frac{2}{n_{\text{in}} + n_{\text{out}}}. $$
#
# Many call it *Xavier* initialization, by its author's first name, and many give that name to LeCun's
# $1/n_{\text{in}}$. In square layers the two agree.
#
# **Predict.** A network of linear layers narrows from 1,024 to 8 units, halving at each layer. Forward and backward,
# which rule keeps which size? What does the compromise do?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
widths = 2 ** np.arange(10, 2, -1)
rules = {
    "$1 / n_{in}$": lambda a, b: 1 / a,
    "$1 / n_{out}$": lambda a, b: 1 / b,
    "Glorot": lambda a, b: 2 / (a + b),
}
rng, forward, backward = np.random.default_rng(0), {}, {}
for name, rule in rules.items():
    h, g = [rng.standard_normal((400, 1024))], [rng.standard_normal((400, 8))]
    weights = [rule(a, b) ** 0.5 * rng.standard_normal((a, b)) for a, b in pairwise(widths)]
    for w, back in zip(weights, reversed(weights), strict=True):
        h.append(h[-1] @ w)
        g.append(g[-1] @ back.T)
    forward[name] = np.arange(8), [layer.std() for layer in h]
    backward[name] = np.arange(8), [layer.std() for layer in reversed(g)]
panels = {"activations, on their way up": forward, "gradients, on their way down": backward}
look = {"xlabel": "layer (from 1,024 units to 8)", "ylabel": "standard deviation"}
plots.curve_panels(panels, "log y", share=True, marks=True, **look)

# %% [markdown] tags=["seen"]
# Each rule keeps what it was made for, and the other goes off by a factor of about ten (the root of 1024/8 is 11).
# Glorot's rule is off by about 3 forward and 4 backward. It splits the damage. In a network of square layers there is
# none to split.

# %% [markdown]
# ### Normal or uniform
#
# Each rule names a variance, not a distribution. Numbers drawn evenly from an interval $(-a, a)$ have the variance
# $a^2 / 3$, so an interval can have any variance that you like: $a = \sqrt{3 \sigma^2}$. Normal or uniform hardly
# matters. The variance does.
#
# ### Exercise 4: three rules, two distributions
#
# `rng` is what `np.random.default_rng(seed)` returns. `rng.standard_normal(shape)` and `rng.uniform(low, high, shape)`
# are two of its methods. It is the only source of chance: a seed then repeats the whole experiment.


# %%
def initial_weights(rng, fan_in, fan_out, rule="he", uniform=False, dtype="float32"):
    """First weights of a layer, with the variance that a rule asks for.

    The rules are those of LeCun et al. (1998, eq. 16), Glorot and Bengio (2010, eq. 12), and He et al. (2015, eq. 10).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    rule : str, default "he"
        "lecun", "glorot", or "he".
    uniform : bool, default False
        Whether to draw evenly from an interval (-a, a) in place of a normal distribution. Derive a from the variance.
    dtype : str, default "float32"
        Of the weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Independent random numbers with mean 0 and the rule's variance, in the dtype asked for.
    """
    ### BEGIN SOLUTION
    variance = {"lecun": 1 / fan_in, "glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[rule]
    if uniform:
        bound = np.sqrt(3 * variance)
        weights = rng.uniform(-bound, bound, (fan_in, fan_out))
    else:
        weights = np.sqrt(variance) * rng.standard_normal((fan_in, fan_out))
    return weights.astype(dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: first the variance, then the draw</summary>
#
# The rules differ in the variance alone, and the distributions in the draw alone. So find the variance first (a
# dictionary, or three cases), then draw.
# </details>
# <details><summary>Hint 2: variance or standard deviation?</summary>
#
# Numbers of variance 1 times $s$ have the *standard deviation* $s$ and the variance $s^2$. So multiply by a root.
# </details>
# <details><summary>Hint 3: the interval, and the dtype</summary>
#
# `rng.uniform(-a, a, shape)` with both signs. `rng` returns float64; `.astype(dtype)` turns it into what is asked for,
# at the end.
# </details>

# %%
check(initial_weights)

# %% [markdown]
# ## 5.8 Spot the bug: weights as they circulate
#
# This function is put together from lines that stand in lecture notes and blogs. It promises He's variance, $2 /
# n_{\text{in}}$. `noise` is drawn by the caller.
#
# ```python
# def he_weights(noise, uniform=False):
#     fan_in, fan_out = noise.shape
#     if uniform:  # noise drawn evenly from (-1, 1)
#         return noise * np.sqrt(6 / (fan_in + fan_out))
#     return noise / np.sqrt(2 / fan_in)  # noise from a normal distribution of variance 1
# ```
#
# Does it keep its promise? Read it first, and write down which lines you suspect and why. The experiment comes after
# that: ten ReLU layers of 500 units, once with normal noise, once with uniform. By the end of 5.6 you know what He's
# weights do there.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
sources = {"normal": lambda rng: rng.standard_normal((500, 500))}
sources["uniform"] = lambda rng: rng.uniform(-1, 1, (500, 500))
circulating = {"normal": lambda noise: noise / np.sqrt(2 / 500)}
circulating["uniform"] = lambda noise: noise * np.sqrt(6 / (500 + 500))
told = printed["ReLU, sqrt(2/500)"][:, 1]
for name, draw in sources.items():
    rng = np.random.default_rng(0)
    h = rng.standard_normal((1000, 500))
    for layer in range(1, 11):
        h = relu(h @ circulating[name](draw(rng)))
        if layer in (1, 2, 5, 10):
            print(f"{name:7}, layer {layer:2}: std {h.std():.4g} (He's table: {told[layer]:.2f})")

# %% [markdown] tags=["seen"]
# Neither case keeps the promise. From normal noise the activations grow by a factor of 250 in each layer, to $10^{24}$.
# From uniform noise they shrink by 0.7 in each, as they did in the fourth table of 5.6. So there is a bug in each of
# the two lines that return.

# %% [markdown]
# ### Exercise 5: repair it


# %%
def repaired_he(noise, uniform=False):
    """He's weights made from noise: the function above, with its two bugs repaired (He et al. 2015, eq. 10).

    Parameters
    ----------
    noise : array, shape (fan_in, fan_out)
        Independent numbers: normal with variance 1, or, where `uniform`, drawn evenly from (-1, 1).
    uniform : bool, default False
        Which of the two the noise is.

    Returns
    -------
    array, shape (fan_in, fan_out)
        The noise times a positive number that depends on fan_in and `uniform` alone, so that the variance that the
        numbers are drawn with is the one of He's rule.
    """
    ### BEGIN SOLUTION
    fan_in, _ = noise.shape
    return noise * np.sqrt((6 if uniform else 2) / fan_in)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: how large are the normal ones?</summary>
#
# For `fan_in = 500`, dividing by $\sqrt{2/500} = 0.063$ makes the weights 16 times *larger* than the noise. What
# should be their size?
# </details>
# <details><summary>Hint 2: whose interval is that?</summary>
#
# Square the bound and divide by three: that is the variance. Which rule of 5.7 has it?
# </details>

# %%
check(repaired_he)

# %% [markdown]
# ### Explain the bugs
#
# For each of the two: what would somebody notice who trains a deep ReLU network with the line as it circulates, and
# how is the correction derived or recognized? And a third claim that circulates, which you have met in 5.4: of tanh
# units with weights of size 1 one reads that "gradients will be all zero". What is true about that, what is not, and
# which number of this notebook shows it? *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="errata-explained"
# === BEGIN MODEL ANSWER ===
#
# **1 (the normal ones, upside down).** Dividing by $\sqrt{2/n}$ multiplies by $\sqrt{n/2}$: for 500 inputs the weights
# have standard deviation 15.8 instead of 0.063, 250 times too large. The activations grow by 250 in each layer, to
# $10^{24}$ after ten. The first loss is astronomical or nan, and the first gradient step throws everything away.
# Multiply by $\sqrt{2/n}$, or divide by $\sqrt{n/2}$. One recognizes it by the variance: $n \sigma^2 / 2$ must be 1.
#
# **2 (the uniform ones, Glorot's interval).** Its variance is $1/n$ for square layers, half of what ReLU needs.
# Activations and gradients shrink by 0.7 a layer, to 1/32 after ten: a deep network learns late or not at all. The
# derivation gives $\sigma^2 = 2/n_{\text{in}}$, and $a^2/3 = \sigma^2$ then gives $a = \sqrt{6 / n_{\text{in}}}$.
#
# **3 (all zero?).** Most units are saturated, so most *slopes* are close to zero (93% are below 0.1). The gradient is
# not: its norm is about 1,300 at layer 10 and about $10^8$ at layer 1. The weights are so large that the few units
# with a slope outweigh the rest: $500 \cdot \mathbb E[(1 - h^2)^2] \approx 12$ a layer for the square, 3.5 for the
# size. It explodes.
#
# *Rubric, for each:* half a point for a symptom or a number that is right and specific, half for the reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 5.9 Does it matter for training?
#
# Ten hidden layers of 50 units learn the digits, by mini-batches of 64 and a learning rate of 0.1, from five seeds
# each. `network` draws the first weights, `deep.train` does the rest.
#
# **Predict.** Two starts for tanh, three for ReLU. Which of them learn anything at all in 15 epochs? LeCun's rule is
# a factor of $\sqrt2$ a layer too small for ReLU. What does that cost?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
lecun = partial(initial_weights, rule="lecun", dtype="float64")
he = partial(initial_weights, rule="he", dtype="float64")
trials = {
    "tanh": {"1": of_size(1.0), "LeCun": lecun},
    "relu": {"0.01": of_size(0.01), "LeCun": lecun, "He": he},
}
with drawn_by("initial_weights", seconds=300):
    todo = [(unit, name, draw) for unit in trials for name, draw in trials[unit].items()]
    losses = {unit: {} for unit in trials}
    for unit, name, draw in tqdm(todo):
        runs = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            runs.append(deep.train(network(draw, rng, depth=10), unit, rng=rng))
        right = 100 * np.array([run.accuracy for run in runs])
        print(f"{unit}, {name:5}: {right.mean():.0f} ± {right.std(ddof=1):.0f}% right")
        losses[unit][name] = [run.losses for run in runs]
    for unit, runs in losses.items():
        plots.bands(runs, xlabel="epoch", title=f"{unit}, ten layers of 50").show()

# %% [markdown] tags=["seen"]
# (Before you read the bands: a band goes as far down as up, one deviation each, but on a logarithmic axis the lower
# half looks longer. Where the deviation is nearly as large as the mean, it is cut off.)
#
# ReLU with weights of 0.01: the loss stays at 2.303, which is $\ln 10$, the loss of guessing. There is no progress at
# all in 345 updates, as with the patient of 5.1. tanh with weights of size 1 starts with a loss of 9, worse than
# guessing, since its scores are far apart, and so sure of wrong answers. It learns, badly: after 15 epochs it reads $36
# \pm 6$ digits of a hundred. LeCun's rule suits tanh. For ReLU it is a factor of $\sqrt2$ a layer too small, and that
# costs ten layers about eight epochs: the loss of He's start falls below 0.5 in epoch 4 or 5, that of LeCun's in epochs
# 11 to 15. It gets there, late.

# %% [markdown]
# ## 5.10 Nothing left to chance: rotations
#
# The rules keep lengths on average. A **rotation** keeps the length of every vector, exactly. (Mirrors count as
# rotations here. A layer with fewer outputs than inputs cannot keep every length: it drops directions, and keeps the
# lengths within those that are left.) Its matrix is called **orthogonal**: its columns have length 1 and stand at right
# angles, $W^\top W = I$. Its entries have the mean square $1/n$, which is LeCun's variance. But a rotation after a
# rotation is a rotation, however deep the network is. Saxe, McClelland and Ganguli (2014) start deep networks from
# random rotations.
#
# A matrix turns the unit sphere into an ellipsoid. The lengths of its axes are the **singular values** of the matrix:
# they say how much it stretches, direction by direction. All those of a rotation are 1.

# %% [markdown]
# ### Exercise 6: a random rotation
#
# `q, r = np.linalg.qr(noise)` takes a tall matrix of random numbers apart: $Q$ has as many orthonormal columns, $R$ is
# triangular, and $Q R$ is the noise. One thing is left to see to. $Q$ and $R$ may change sign together, column by
# column, and the algorithm has habits: with NumPy's, the number in the top left corner of $Q$ is never positive. So
# multiply each column of $Q$ by the sign of its number on the diagonal of $R$. Then all rotations are equally likely
# (Mezzadri 2007).


# %%
def orthogonal(rng, fan_in, fan_out, gain=1.0):
    """A random rotation as the weights of a layer (Saxe, McClelland and Ganguli 2014, section 3).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    gain : float, default 1
        A positive factor on all weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Gain times a matrix whose columns are orthonormal where fan_out is at most fan_in, and whose rows are elsewhere.
        All such matrices are equally likely: changing the sign of a column or a row makes none of them rarer.
    """
    ### BEGIN SOLUTION
    noise = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    q, r = np.linalg.qr(noise)
    q = q * np.sign(np.diagonal(r))
    return gain * (q if fan_in >= fan_out else q.T)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin with fan_in at least fan_out</summary>
#
# Then the noise has the shape of the weights, and $Q$ has it too. Fix the signs, multiply by the gain, done.
# </details>
# <details><summary>Hint 2: more outputs than inputs</summary>
#
# Only `fan_in` vectors can be orthonormal in so few dimensions: the rows. Draw the tall matrix, of shape `(fan_out,
# fan_in)`, and turn $Q$ around at the end.
# </details>
# <details><summary>Hint 3: the signs</summary>
#
# `np.diagonal(r)` has one number a column. An array of that shape times `q` multiplies column by column.
# </details>

# %%
check(orthogonal)

# %% [markdown]
# Linear layers of 100 units, one on top of the other. The figure shows the singular values of the whole product,
# sorted. With LeCun's rule each layer keeps lengths on average. What does the product of 2, 10, 50 layers do to its
# best and to its worst direction? And the product of your rotations?


# %% tags=["demo"]
@drawn_by("orthogonal")
def stretched_by(layers):
    """The singular values of products of so many layers, sorted."""
    curves = {}
    starts = {"normal, variance 1/n": of_size(0.1), "your rotations": orthogonal}
    for name, draw in starts.items():
        rng, product = np.random.default_rng(0), np.eye(100)
        for _ in range(layers):
            product = product @ draw(rng, 100, 100)
        values = np.linalg.svd(product, compute_uv=False)
        curves[name] = np.arange(1, 101), np.maximum(values, 1e-16)
    panels = {f"a product of {layers} layers": curves}
    look = {"xlabel": "direction, the most stretched first", "ylabel": "singular value"}
    return plots.curve_panels(panels, "log y", ylim=(1e-16, 1e3), **look)


plots.explore(stretched_by, layers=(1, 50, 2))

# %% [markdown] tags=["seen"]
# LeCun's layers keep lengths on average only. Already two of them stretch the best direction two and a half times,
# and nearly lose the worst. After ten layers 23 directions of a hundred have a tenth of the best one's length or
# more. After fifty a handful is left, and half of all are smaller by a factor of a hundred million. Whatever goes in
# comes out along that handful. The rotations stay at 1. (tanh and ReLU bend the signal between the rotations, so a
# real network is no rotation. The next section shows what is left of the advantage.)

# %% [markdown]
# ## 5.11 Revive the patient
#
# Every rule so far rests on assumptions: weights that are independent of the inputs, inputs with mean zero, one kind
# of activation function. Measuring rests on none. Mishkin and Matas (2016) take a batch of real data through the
# network. At each layer they look at the pre-activations $z = h W$ and divide $W$ by their standard deviation. Now
# this layer is right. Its outputs are the inputs of the next layer, and on they go, to the last. (Krähenbühl et al.
# 2016 do so unit by unit, and also even out how fast the layers learn.)
#
# ### Exercise 7: revive


# %%
def revive(x, weights, activation):
    """First weights rescaled layer by layer, until each layer's pre-activations have standard deviation 1.

    That is the scaling of layer-sequential unit-variance initialization (Mishkin and Matas 2016, algorithm 1).

    Parameters
    ----------
    x : array, shape (batch, fan_in of the first layer)
        A batch of real inputs.
    weights : list of arrays, shapes (fan_in, fan_out)
        One matrix a layer, the first layer first. A layer computes z = h @ w, then activation(z); there are no biases.
    activation : function
        Elementwise, such as np.tanh.

    Returns
    -------
    list of arrays, shapes (fan_in, fan_out)
        Each is its layer's weights divided by one positive number. With it, and with all layers below it as returned,
        the standard deviation of z over all examples and units is 1. A layer whose z are all exactly 0 stays as it is.
    """
    ### BEGIN SOLUTION
    revived = []
    for w in weights:
        size = (x @ w).std()
        if size > 0:
            w = w / size
        revived.append(w)
        x = activation(x @ w)
    return revived
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one loop</summary>
#
# Keep one variable for the input of the layer that you are at. In each round: measure, divide, keep the new weights,
# and compute the input of the next layer.
# </details>
# <details><summary>Hint 2: which weights does the next layer see?</summary>
#
# The input of the next layer comes out of the *new* weights. With the old ones the signal would die on the way, as it
# did in the patient.
# </details>
# <details><summary>Hint 3: nan</summary>
#
# All zeros have the standard deviation 0, and dividing by it gives nan. Leave such a layer alone.
# </details>

# %%
check(revive)

# %% [markdown]
# The patient of 5.1 is on the table, all 21 matrices of size 0.01. Your function operates on the first few layers,
# with 256 digits as the batch. Then the network is trained exactly as before: 15 epochs, rate 0.1.
#
# **Predict.** How many of the 21 matrices must you revive before it reads half of the digits? Then move the slider.
# (Each training takes a second or two.)

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
@drawn_by("revive")
def operate(layers):
    """Revive so many layers of the patient, the first ones first, then train it."""
    rng = np.random.default_rng(0)
    weights = network(of_size(0.01), rng)
    (x, _), _ = deep.pixels()
    weights = revive(x[:256], weights[:layers], np.tanh) + weights[layers:]
    before = deep.train(weights, "tanh", rng=rng, epochs=0)
    after = deep.train(weights, "tanh", rng=rng)
    print(f"{layers} of 21 revived: it reads {after.accuracy:.0%} of the digits held back")
    said = {"untrained": before.probabilities[shown], "trained": after.probabilities[shown]}
    return plots.answers(pictures, np.arange(10), said)


plots.explore(operate, layers=(0, 21, 10))

# %% [markdown] tags=["seen"]
# Sixteen layers of 21 are healthy, and still nothing happens at all. With 18 it reads one digit in five, with 19 most
# of them, and with 20 or 21 it reads about 95 of a hundred: the same digits, by the same code as in 5.1. Each layer
# that is left takes all but a fourteenth of the signal, on the way up and again on the way down. A handful of them is
# enough to part the digits from the loss. That is why one bad layer in a deep network is hard to find by looking at
# the loss, and easy to find by measuring layer by layer.

# %% [markdown]
# ### How good is it?
#
# Twenty layers of tanh again, five seeds: LeCun's rule, the patient with all its layers revived, and the full recipe
# of Mishkin and Matas, which begins with rotations and revives those.

# %% tags=["demo"]
with drawn_by("initial_weights", "orthogonal", "revive", seconds=300):
    (x, _), _ = deep.pixels()
    lecun = partial(initial_weights, rule="lecun", dtype="float64")
    starts = {"LeCun": lecun, "revived": of_size(0.01), "rotations, revived": orthogonal}
    losses = {}
    for name, draw in tqdm(starts.items()):
        runs = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            weights = network(draw, rng)
            if name != "LeCun":
                weights = revive(x[:256], weights, np.tanh)
            runs.append(deep.train(weights, "tanh", rng=rng))
        right = 100 * np.array([run.accuracy for run in runs])
        end = np.array([run.losses[-1] for run in runs])
        print(f"{name:18}: loss {end.mean():.3f} ± {end.std(ddof=1):.3f}, ", end="")
        print(f"{right.mean():.1f} ± {right.std(ddof=1):.1f}% right")
        losses[name] = [run.losses for run in runs]
    plots.bands(losses, xlabel="epoch", title="Twenty layers of 50 tanh units").show()

# %% [markdown] tags=["seen"]
# All three read 95 or 96 digits of a hundred. Over five seeds no difference between them can be told there. The
# training loss tells more: about 0.07 for LeCun's rule, and 0.008 for the revived rotations, nearly the same from
# every seed. The revived patient lies between, and its spread is about as large as its mean.
#
# LeCun's rule was made for such units. `revive` knew nothing of them. It was handed weights of size 0.01 and one
# batch of digits, and it came at least as far. You will want it where nobody has derived a rule.

# %% [markdown]
# ## 5.12 Ahead: a way around each layer
#
# All of this was trouble with depth: a factor in each layer, to the power of the number of layers. Networks with a
# hundred layers and more have a way around each layer (He et al. 2016). A **residual** layer adds to its input in
# place of replacing it: $h_k = h_{k-1} + s \, \mathrm{relu}(h_{k-1}) \, W_k$. With He's rule each layer adds as much
# second moment as there was, times $s^2$, so $\mathbb E(h_k^2) = (1 + s^2) \, \mathbb E(h_{k-1}^2)$.
#
# **Predict.** With $s = 1$, what is the root mean square after 64 layers? And with $s = 1 / \sqrt{64}$?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
LAYERS, curves = 64, {}
for name, s in {"s = 1": 1.0, "s = 1 / root of the depth": LAYERS**-0.5}.items():
    rng = np.random.default_rng(0)
    h = rng.standard_normal((100, 200))
    sizes_by_layer = [1.0]
    for _ in range(LAYERS):
        h = h + s * relu(h) @ (rng.standard_normal((200, 200)) * (2 / 200) ** 0.5)
        sizes_by_layer.append(np.sqrt(np.mean(h * h)))
    curves[name] = np.arange(LAYERS + 1), sizes_by_layer
look = {"xlabel": "layer", "ylabel": "root mean square"}
plots.curve_panels({f"{LAYERS} residual layers": curves}, "log y", **look)

# %% [markdown] tags=["seen"]
# With $s = 1$ the second moment doubles in each layer: $2^{64}$, so a root mean square of some billions. With
# $1/\sqrt L$ it is $(1 + 1/L)^L$, which tends to $e$ however deep the network is: a root mean square of about $\sqrt
# e = 1.65$. (It varies by a few percent with the draw.) A way around each layer, and branches that shrink with the
# root of the depth, make depth harmless.

# %% [markdown]
# ## 5.13 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.

# %% [markdown]
# **Question 1.** A network with 100 hidden tanh units starts with all weights 0.5 and is trained for 1,000 updates on
# random mini-batches. How many different functions do its hidden units compute?
#
# - **a**: 100
# - **b**: 10, one for each class
# - **c**: 1
# - **d**: It depends on the learning rate.


# %%
def quiz_different_units():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_different_units)

# %% [markdown] explains="quiz_different_units"
# All hidden units begin equal, get equal gradients at every update, and stay equal, so they compute one function.
# Random batches change nothing: each batch treats all units alike. Only different starting weights break the tie.

# %% [markdown]
# **Question 2.** Square ReLU layers with weights of variance $1/n$. By which factor does the standard deviation of the
# activations change from layer 1 to layer 21, twenty layers on?
#
# - **a**: about 1/1,000
# - **b**: about 1/1,000,000
# - **c**: 1/20
# - **d**: none


# %%
def quiz_twenty_layers():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_twenty_layers)

# %% [markdown] explains="quiz_twenty_layers"
# ReLU halves the mean square, and variance $1/n$ does not make up for it, so each layer multiplies the deviation by
# $\sqrt{1/2}$. Twenty layers multiply it by $2^{-10} = 1/1,024$.

# %% [markdown]
# **Question 3.** A ReLU layer with 200 inputs and 800 outputs, by He's rule. What is the *standard deviation* of its
# weights?
#
# - **a**: 0.01
# - **b**: 0.1
# - **c**: 0.05
# - **d**: 0.045


# %%
def quiz_he_deviation():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_he_deviation)

# %% [markdown] explains="quiz_he_deviation"
# He's variance is $2 / \text{fan-in} = 2 / 200 = 0.01$, and the deviation is its root, 0.1. The 800 outputs play no
# part.

# %% [markdown]
# **Question 4.** For tanh one finds the line `np.random.randn(size_l, size_l-1) * np.sqrt(1/size_l-1)`, where
# `size_l-1` is meant as the name of the size of layer $l - 1$. Somebody types it into Python as it stands, with
# `size_l = 300`. What does the root return?
#
# - **a**: 0.0577
# - **b**: 0.0578
# - **c**: 0.998
# - **d**: nan


# %%
def quiz_typed_as_printed():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_typed_as_printed)

# %% [markdown] explains="quiz_typed_as_printed"
# Python reads `size_l-1` as a subtraction, and division comes first: $1/300 - 1$ is negative, and its root is `nan`. A
# hyphen in a name becomes a minus sign in code.

# %% [markdown]
# **Question 5.** The activations of every layer have mean 0 and standard deviation 0.98, with tanh. What do you
# conclude?
#
# - **a**: The initialization is nearly perfect.
# - **b**: The weights are too large: the units are saturated.
# - **c**: The weights are too small.
# - **d**: The layers are nearly linear.


# %%
def quiz_steady_deviation():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_steady_deviation)

# %% [markdown] explains="quiz_steady_deviation"
# The outputs of tanh lie between -1 and 1, so a deviation of 0.98 around 0 means that nearly all of them are close to
# one end. Steady is not the same as healthy: the slopes there are close to 0. Look at the histogram, not at the
# deviation alone.

# %% [markdown]
# ## 5.14 Experiment: how deep can you go?
#
# "He initialization worked better" is not a result. Do this instead, in new cells below this one (the + above the
# notebook, or Esc and then B). One training is
#
# ```python
# seed, depth = 0, 10
# rng = np.random.default_rng(seed)
# weights = network(partial(initial_weights, rule="he"), rng, depth)
# run = deep.train(weights, "relu", rng=rng, lr=0.1)  # run.losses, run.accuracy
# ```
#
# 1. Choose one activation and two starts. **Write down first** at which depth (2, 5, 10, 20, 40 layers) you expect
#    each of them to stop learning within 15 epochs.
# 2. Train both at each depth, with at least three learning rates (0.03, 0.1, 0.3, say) and five seeds. Give each start
#    its own best rate: a fair comparison is one at the best of both. (That is 150 trainings, about five minutes. A run
#    that explodes has a loss of nan.)
# 3. Before training, measure with `activation_statistics` what the two starts look like at each depth.
# 4. Make a table: depth, start, best rate, final training loss (mean and sample deviation over seeds), accuracy, size
#    of the last hidden layer's activations before training.
# 5. Explain *why*: can you predict from the measurements before training which networks learn? Where does the
#    prediction fail?
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# ReLU, LeCun's rule against He's, rates 0.03, 0.1, 0.3, five seeds (0 to 4), mean ± sample deviation. Expected: both
# learn at 2 and 5 layers; LeCun's stops at 20, He's nowhere.
#
# | depth | start | best rate | training loss | accuracy | std of the last hidden layer before training |
# | --- | --- | --- | --- | --- | --- |
# | 2 | LeCun | 0.3 | 0.011 ± 0.001 | 98.3 ± 0.3% | 0.30 ± 0.02 |
# | 2 | He | 0.3 | 0.008 ± 0.001 | 98.2 ± 0.7% | 0.61 ± 0.05 |
# | 5 | LeCun | 0.3 | 0.0016 ± 0.0002 | 97.5 ± 0.4% | 0.11 ± 0.04 |
# | 5 | He | 0.3 | 0.0010 ± 0.0003 | 97.3 ± 0.6% | 0.62 ± 0.21 |
# | 10 | LeCun | 0.1 | 0.24 ± 0.10 | 89 ± 9% | 0.021 ± 0.011 |
# | 10 | He | 0.1 | 0.013 ± 0.012 | 96.0 ± 0.8% | 0.66 ± 0.34 |
# | 20 | LeCun | 0.1 | 1.92 ± 0.25 | 22 ± 4% | 0.0006 ± 0.0008 |
# | 20 | He | 0.03 | 0.46 ± 0.16 | 85 ± 7% | 0.63 ± 0.77 |
# | 40 | LeCun | 0.03 | 2.302 ± 0.000 | 7.8 ± 0.0% | below 0.0001 |
# | 40 | He | 0.03 | 1.69 ± 0.23 | 31 ± 6% | 0.26 ± 0.19 |
#
# Up to 5 layers it makes no difference. At 10 LeCun's start is late, at 20 it barely moves, at 40 not at all. He's
# start gets worse too, from 20 on, and wants a smaller rate: at 0.1 it reads no more digits than LeCun's at 20 layers
# (23 ± 16%), which is why each start needs a rate of its own. The last digits change with the precision of the
# weights, since training amplifies a rounding error; the deviations say how much.
#
# *Why.* With LeCun's rule the activations and the gradients shrink by 0.7 a layer: to 0.02 at 10 layers, below
# $10^{-6}$ at 40, where all inputs look alike and the weights' gradients are too small for 345 updates to change
# anything. So the measurement predicts when LeCun's start fails. It does not predict that He's gets worse: its
# activations have the right size at any depth, on average. But in a deep ReLU network all examples come out more and
# more alike (the mean of the activations is not zero), the size itself wanders with the draw (look at its deviation),
# and a step changes all layers at once, so that only small rates are stable. A good start is necessary; it is not
# sufficient. (Unit 10, batch normalization, and residual connections go on from here.)
#
# *Rubric.* **1 point** for a fair protocol: several rates for each start and depth, five seeds, the expectation
# written down before. **1 point** for a complete table, with spreads and the measurement before training. **1 point**
# for a statement of where each start fails, supported by the table. **1 point** for the reason: a factor in each
# layer that is raised to the power of the depth, connected to the numbers measured, and one limit of that
# explanation. A result that contradicts the model answer earns full points where protocol and argument are sound.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# In 2026 most networks have normalization layers (unit 10) and ways around their layers. Both forgive much, and
# frameworks draw the first weights without asking. They draw by the rules of this unit, or nearly: PyTorch's linear
# layer draws evenly from $\pm 1/\sqrt{n_{\text{in}}}$, whose variance is a third of LeCun's. Language models since
# GPT-2 start from normal numbers of size 0.02, and divide the last matrix of each residual branch by the root of the
# number of branches (Radford et al. 2019): the $1/\sqrt{\text{depth}}$ of 5.12. Fixup trains residual networks
# without any normalization, by the start and a few added scalars (Zhang, Dauphin and Ma 2019).
#
# The question of this unit has grown. One asks that not only the first signals but also the first *steps* keep their
# size as a network grows wider. The answer is called **muP** (Yang et al. 2022): sizes of first weights and learning
# rates, layer by layer, as powers of the width. Then the best rate of a small model is the best rate of a large one,
# and nobody tunes a model with billions of weights by trial. With $1/\sqrt{\text{depth}}$ the same holds for depth
# (Yang et al. 2024). And rotations are back, as updates: Muon makes each step orthogonal (unit 07).
#
# ## Key points
#
# - Zeros learn nothing; equal weights stay equal. Weights start random and centered, biases at zero.
# - Small weights make activations collapse and gradients vanish; large ones saturate tanh and explode ReLU. The harm
#   is a factor a layer, so it grows exponentially with depth.
# - $\mathrm{Var}(z) = n_{\text{in}} \, \sigma^2 \, \mathbb E(x^2)$ is all the theory there is.
# - **LeCun:** $1/n_{\text{in}}$, for nearly linear units. **He:** $2/n_{\text{in}}$, for ReLU; leaky units with slope
#   $a$: $2 / ((1 + a^2) \, n_{\text{in}})$. **Glorot:** $2 / (n_{\text{in}} + n_{\text{out}})$, between forward and
#   backward.
# - Uniform on $(-a, a)$ has the variance $a^2/3$.
# - Rules hold on average, rotations exactly, in linear layers that do not narrow. What no rule covers can be measured
#   and rescaled, layer by layer.
# - A steady standard deviation is not health: look at histograms too.
# - A printed table can be checked if it comes with its spread over seeds.
#
# ## What comes next
#
# Unit 06 starts from such weights and walks downhill. Unit 10 (batch normalization) enforces in every step what
# initialization arranges once. Your functions come along: the capstone, unit 17, starts from them.
#
# ## References
#
# - Glorot, X., Bengio, Y. (2010). Understanding the difficulty of training deep feedforward neural networks.
#   *AISTATS*.
# - He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers: surpassing human-level performance on
#   ImageNet classification. *ICCV*. arXiv:1502.01852.
# - He, K., Zhang, X., Ren, S., Sun, J. (2016). Deep residual learning for image recognition. *CVPR*. arXiv:1512.03385.
# - Krähenbühl, P., Doersch, C., Donahue, J., Darrell, T. (2016). Data-dependent initializations of convolutional
#   neural networks. *ICLR*. arXiv:1511.06856.
# - LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R. (1998). Efficient BackProp. In *Neural Networks: Tricks of the
#   Trade*, Springer.
# - Mezzadri, F. (2007). How to generate random matrices from the classical compact groups. *Notices of the AMS* 54(5).
#   arXiv:math-ph/0609050.
# - Mishkin, D., Matas, J. (2016). All you need is a good init. *ICLR*. arXiv:1511.06422.
# - Radford, A., Wu, J., Child, R., Luan, D., Amodei, D., Sutskever, I. (2019). Language models are unsupervised
#   multitask learners. OpenAI.
# - Saxe, A. M., McClelland, J. L., Ganguli, S. (2014). Exact solutions to the nonlinear dynamics of learning in deep
#   linear neural networks. *ICLR*. arXiv:1312.6120.
# - Sussillo, D., Abbott, L. F. (2014). Random walk initialization for training very deep feedforward networks.
#   arXiv:1412.6558.
# - Yang, G., et al. (2022). Tensor programs V: tuning large neural networks via zero-shot hyperparameter transfer.
#   arXiv:2203.03466.
# - Yang, G., Yu, D., Zhu, C., Hayou, S. (2024). Tensor programs VI: feature learning in infinite-depth neural
#   networks. *ICLR*. arXiv:2310.02244.
# - Zhang, H., Dauphin, Y. N., Ma, T. (2019). Fixup initialization: residual learning without normalization. *ICLR*.
#   arXiv:1901.09321.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 5.2 | lecture notes 002, 003, 004; own measurements |
# | 5.3 | notes 003, whose tables and line of code are those of Stanford's CS231n (Li, Karpathy, Johnson); 002 |
# | 5.4 | notes 003, 004; Glorot and Bengio 2010; own measurements |
# | 5.5, 5.7 | notes 002, 003; LeCun et al. 1998; Glorot and Bengio 2010 |
# | 5.6 | notes 002, 003; He et al. 2015; Sussillo and Abbott 2014 |
# | 5.8 | notes 002 (the interval), 003 (the division); notes 004 (quiz, question 4) |
# | 5.10, 5.11 | Saxe et al. 2014; Mezzadri 2007; Mishkin and Matas 2016, from the reading list of notes 004 |
# | 5.9, 5.11, 5.12 | own measurements |
# | Today | the papers named there |
#
# Notes 002 (S. Rousseau, *AOS 2, lecture 02*), 003 (*Training neural networks*), and 004 (Z. Yumak, *Lecture 6*) are
# the course's sources.
