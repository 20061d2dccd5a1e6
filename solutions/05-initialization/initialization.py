# %% [markdown]
# # 5 · Initialization
#
# *Before the first step of training somebody has to choose the weights. Choose badly, and a deep network passes nothing
# forward, or nothing back. The right size is one line of algebra.*
#
# **After this unit you can**
#
# - say why a network that starts with equal weights never becomes more than one unit wide;
# - measure what a layer's activations and gradients look like, layer by layer, and see collapse, saturation, vanishing,
#   and exploding;
# - derive the variances of LeCun, Glorot, and He, and say which assumption each rests on;
# - write them as normal and as uniform distributions, and adapt them to a leaky ReLU;
# - reproduce a printed table, with its spread over seeds, and use it to find the slip in the line of code printed
#   beside it.
#
# **You need** layers and the forward pass (unit 01), backpropagation (unit 02), tanh and ReLU (unit 03); mean and
# variance, and that variances of independent numbers add up.
#
# **It takes** about three hours: one to read and run, one and a half for the exercises, half an hour for the
# experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Check as often as you like; hints are folded away, the gentlest first.
#
# The text in front of a figure asks you to **predict**: write your guess down before you run the cell. Many figures are
# drawn by the functions that you write. Until you have written them, these cells say which one they wait for. "Notes
# 003" and the like are the lecture notes that this course grew from; they stand at the end.

# %%
from functools import partial
from itertools import pairwise, product

import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4


def relu(z):
    """Rectified linear unit."""
    return np.maximum(z, 0)


# %% [markdown]
# ## 5.1 Two starts that never get anywhere
#
# Why not start with all weights at zero? Biases do start at zero, and nothing is wrong with that. Look at what happens
# to weights. In a network with one hidden layer, $h = \tanh(x W_1 + b_1)$ and logits $h W_2 + b_2$, the gradients are
#
# $$ \frac{\partial L}{\partial W_2} = h^\top \delta, \qquad
#    \frac{\partial L}{\partial W_1} = x^\top \big( (\delta W_2^\top) \odot (1 - h^2) \big), $$
#
# where $\delta$ is the gradient at the logits, and $\odot$ multiplies entry by entry. If $W_1 = 0$ then $h = 0$, so
# $W_2$ gets no gradient; if $W_2 = 0$ then $W_1$ gets none. Both wait for the other, forever.
#
# And if all weights are the same constant $c$? Then every hidden unit computes the same number, gets the same gradient,
# and makes the same step. They stay equal for all time: thirty-two units that are one.
#
# > **Predict, then run.** A network with 32 hidden units learns handwritten digits (8 × 8 pixels, ten
# > classes). How many *different* hidden units does it have after training from zeros, from 0.01, from 0.1, from random
# > numbers? And which accuracy? (A linear model reaches 96 %, as unit 06 measures; guessing, 10 %.)

# %% tags=["demo"]
from gradschool import nn, optim, train

EPOCHS, RATE = 30, 0.3
digits, held_back = data.digits("float64").flat.split(0.2, 0)


def learned(initialize):
    """Train a layer of 32 tanh units; return its weights and the accuracy on digits held back."""
    layers = nn.Dense(64, 32, init=initialize), nn.Tanh(), nn.Dense(32, 10, init=initialize)
    model = nn.Sequential(*layers)
    model.build(rng=0, dtype="float64")
    train.Trainer(model, optim.SGD(lr=RATE)).fit(data.Loader(digits, 32, rng=0), EPOCHS)
    return model.parameters["0.weight"], train.evaluate(model, held_back)["accuracy"]


starts = {f"all {c:g}": partial(nn.initializers.constant, value=c) for c in (0.0, 0.01, 0.1)}
pictures = {}
for name, start in {**starts, "random": nn.initializers.lecun_normal}.items():
    weights, accuracy = learned(start)
    different = np.unique(weights.round(9), axis=1).shape[1]
    pictures[f"{name}\n{different} different, {accuracy:.0%}"] = weights
plots.matrices(pictures, xlabel="hidden unit", ylabel="pixel", limit=1.2)

# %% [markdown]
# *What you saw.* From zeros nothing was learned (only the output biases move, toward the frequencies of the classes).
# From a constant the rows of the picture are stripes: all 32 units are one unit, and 35 to 40 % is what a network
# with a single hidden unit can do. Notes 004 say that such a network "behaves like a linear model". It is worse than
# that: a linear model with its 64 × 10 weights reaches 96 %. One number in the middle is a bottleneck, linear or not.
#
# Random numbers break the symmetry. So weights should be random and centered. The one question left is: **how large?**

# %% [markdown]
# ## 5.2 What a deep network does to its input
#
# A layer's number of inputs is called its **fan-in**, that of its outputs its **fan-out**; its weights have the shape
# `(fan_in, fan_out)`.
#
# Notes 003 ask the question with an experiment that has become a classic: an input of 1,000 random vectors with 500
# features, ten hidden layers of 500 units, no biases, and for each layer the mean and standard deviation over all its
# activations. We will repeat it, check its printed tables to the last digit, and see how much they owe to the draw of
# the random numbers.

# %% [markdown]
# ### Exercise 1: activation statistics


# %%
def activation_statistics(x, weights, activation):
    """Mean and standard deviation of the activations, layer by layer (notes 003).

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
# "First idea: small random numbers", say the notes: `W = 0.01 * np.random.randn(D, H)`, with tanh. The next cell
# repeats the experiment with eight seeds and draws the printed figures over it, as crosses. (The five tables are those
# of Stanford's course CS231n; `data.activation_tables()` has all 110 figures.)
#
# > **Predict, then run.** The input has a standard deviation of 1. A unit of the first layer adds up 500 of these
# > numbers, each times a random number of size 0.01. What is the standard deviation of the sum? What will be left after
# > ten layers?

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

# %% [markdown]
# *What you saw.* **Collapse.** A sum of 500 independent numbers of variance $0.01^2$ has variance $500 \cdot 10^{-4} =
# 0.05$, so a standard deviation of 0.224, and tanh takes off a little more: 0.213. Every layer repeats it: ten times
# nearly a quarter is a millionth. Whatever the input was, the output is zero. The printed figures are ours to within
# the spread over seeds.
#
# ### The second table: not so small random numbers
#
# > **Predict, then run.** The same with weights of size 1. The sums now have a standard deviation of $\sqrt{500}
# > \approx 22$. What does tanh make of them?

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("tanh, 1").show()

# %% [markdown]
# *What you saw.* A standard deviation of 0.98 in each layer, steady and healthy to look at. It is the opposite. Numbers
# between $-1$ and 1 can only spread that far if nearly all of them are *at* $-1$ or 1: **saturation**. The mean and the
# standard deviation alone don't tell; a histogram does. Notes 002 draw it for a network 1,024 units wide.
#
# > **Predict, then move the slider.** The weights grow from $0.1$ to 30 times $1/\sqrt{1024}$. At which size do the
# > activations of layer 3 fill the range evenly? And those of layer 10?

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

# %% [markdown]
# *What you saw.* With small weights collapse: a spike at zero, narrower in each layer. With large ones saturation: two
# spikes, at $-1$ and 1. Between them lies a range of sizes around $1/\sqrt{1024}$ that uses the activation function's
# whole range, and the deeper you look, the narrower it is. Section 5.4 shows why it is there.

# %% [markdown]
# ## 5.3 And backward?
#
# Training needs gradients. Notes 003 ask about the collapsed network: "What do the gradients look like?", with the hint
# to think of the backward pass of $z = h W$. It has two products,
#
# $$ \frac{\partial L}{\partial W} = h^\top \frac{\partial L}{\partial z}, \qquad
#    \frac{\partial L}{\partial h} = \frac{\partial L}{\partial z} \, W^\top. $$
#
# If $h$ is nearly zero, so is the gradient of $W$. If $W$ is small, then the gradient shrinks with every layer on its
# way back: it **vanishes**. If $W$ is large it grows, it **explodes**, unless something else stops it: in a saturated
# layer $\partial L / \partial z = \partial L / \partial h \odot (1 - h^2)$ is close to zero.

# %% [markdown]
# ### Exercise 2: gradient norms


# %%
def gradient_norms(x, weights, upstream, activation, derivative):
    """Norms of the weights' gradients, layer by layer, by backpropagation (Glorot and Bengio 2010).

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
# First through the activation: `upstream * derivative(z)`. Then the two products of the text: one is the gradient of
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
# > **Predict, then run.** The sizes 0.01 and 1 of 5.2 and two in between, in ten layers of 500 units, with a random
# > gradient of size 1 at the top. For tanh: how many orders of magnitude lie between the gradients of the last and the
# > first layer? (Sigmoid and ReLU stand beside it to compare.)


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

# %% [markdown]
# *What you saw.* Four different things, though the textbook names are two.
#
# **Vanishing, in all layers alike.** With weights of 0.01 the gradients of tanh and ReLU are level and tiny: a hundred
# thousand times and more below those of the good sizes. Level, because two effects meet: toward the top $h$ shrinks,
# toward the bottom $\partial L / \partial z$ does, and each layer's gradient is a product of the two.
#
# **Vanishing toward the input.** This is the case that notes 004 describe: layers near the input learn slowest. Sigmoid
# units show it. Their activations stay around 0.5, so nothing collapses on the way up, but their slope is at most
# $\tfrac14$, and each layer takes its share on the way down.
#
# **Exploding.** ReLU with weights of size 1: $4 \cdot 10^{14}$ in every layer.
#
# **And the saturated network?** Of tanh with weights of size 1 notes 003 say: "Almost all neurons completely saturated.
# Gradients will be all zero." The first half is right: 93 % of the units have a slope below 0.1. The second is not. The
# gradient is a thousand at the top and *grows* on its way down, to $10^8$. The few units that are not saturated have
# weights so large that they more than make up for the others: the squared gradient is multiplied by $n \sigma^2 \,
# \mathbb E \big[ (1 - h^2)^2 \big] \approx 12$ in each layer. Such a network learns badly (section 5.7 measures it),
# because its gradients are huge and come from a handful of units, not because there are none.

# %% [markdown]
# ## 5.4 Keep the variance: LeCun
#
# Take one unit, $z = \sum_{j=1}^{n} x_j w_j$, with `fan_in` $n$. Let the weights be independent of each other and of
# the inputs, with mean zero and variance $\sigma^2$. Then the terms have mean zero, their variances add up, and
# $\mathrm{Var}(x_j w_j) = \mathbb E(x_j^2) \, \sigma^2$ ($\mathbb E$ is the mean over all that chance could draw):
#
# $$ \mathrm{Var}(z) = n \, \sigma^2 \, \mathbb E(x^2). $$
#
# Only the *second moment* of the inputs counts; for inputs with mean zero it is their variance. If the activation
# function is close to the identity, as tanh is near zero, $x$ of the next layer is $z$ of this one, and the variance
# stays as it is if $n \sigma^2 = 1$ (LeCun et al. 1998):
#
# $$ \sigma^2 = \frac{1}{n_{\text{in}}}. $$
#
# A layer with more inputs starts with smaller weights. No experiment was needed to find the size: it follows
# from asking for no change.

# %% [markdown]
# ### Exercise 3: LeCun's rule
#
# The weights in this course have the shape `(fan_in, fan_out)`, so that a layer is `x @ w`. `rng` is what
# `np.random.default_rng(seed)` returns; `rng.standard_normal(shape)` and `rng.uniform(low, high, shape)` are two of its
# methods. It is the only source of chance: a seed then repeats the whole experiment.


# %%
def lecun_normal(rng, fan_in, fan_out, dtype="float32"):
    """Weights that keep the variance of a layer close to the identity (LeCun et al. 1998).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Normal, with mean 0 and variance 1 / fan_in.
    """
    ### BEGIN SOLUTION
    return (rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)).astype(dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: variance or standard deviation?</summary>
#
# Numbers of variance 1 times $s$ have the *standard deviation* $s$ and the variance $s^2$. So multiply by a root.
# </details>
# <details><summary>Hint 2: the dtype</summary>
#
# `rng.standard_normal` returns float64. `.astype(dtype)` turns it into what is asked for, at the end.
# </details>

# %%
check(lecun_normal)

# %% [markdown]
# ### The third table
#
# > **Predict, then run.** Notes 003 call `np.random.randn(fan_in, fan_out) / np.sqrt(fan_in)` "reasonable". Will the
# > standard deviation stay at 1 in tanh layers? If not, which way does it go, and how fast?

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("tanh, sqrt(1/500)").show()
    rng = np.random.default_rng(0)
    weights = list(rng.standard_normal((10, 500, 500)) / 500**0.5)
    x = rng.standard_normal((1000, 500))
    stretched = activation_statistics(x, weights, lambda z: 1.7159 * np.tanh(2 * z / 3))
    print("with 1.7159 tanh(2 z / 3), std at layers 1, 5, 10:", stretched[[1, 5, 10], 1].round(3))

# %% [markdown]
# *What you saw.* 0.63, 0.49, 0.41, ... 0.23: far better than the two before, and still sinking. The derivation took
# tanh for the identity, but tanh is always a little smaller. The loss is large where the numbers are large, and fades
# as they shrink: after the first layers the decline is slow, like $1/\sqrt{\text{layer}}$, not like a power. (LeCun et
# al. knew: their paper recommends the stretched $1.7159 \tanh(2z/3)$ for this reason. The last line of the output shows
# what it does: 0.87 at layer 1, 0.63 at layer 10.)

# %% [markdown]
# ## 5.5 Both ways: Glorot
#
# What is good for the activations need not be good for the gradients. Backward, $\partial L / \partial h = \partial L /
# \partial z \; W^\top$ is a sum over the $n_{\text{out}}$ outputs. The same algebra asks for $\sigma^2 = 1 /
# n_{\text{out}}$ now. Both can hold only in a square layer. Glorot and Bengio (2010) compromise:
#
# $$ \sigma^2 = \frac{2}{n_{\text{in}} + n_{\text{out}}}. $$
#
# (The harmonic mean of the two, as notes 002 remark: one over the mean of $n_{\text{in}}$ and $n_{\text{out}}$.) Many
# call it *Xavier* initialization, by its author's first name, and many, notes 003 and 004 among them, give that name to
# LeCun's $1/n_{\text{in}}$. In square layers they agree.
#
# They also give it as a **uniform** distribution. Numbers drawn evenly from $(-a, a)$ have the variance $a^2 / 3$, so
# $a = \sqrt{3 \sigma^2}$: here
#
# $$ w \sim \mathcal U\left( -\sqrt{\frac{6}{n_{\text{in}} + n_{\text{out}}}}, \;
#    \sqrt{\frac{6}{n_{\text{in}} + n_{\text{out}}}} \right) $$
#
# Normal or uniform hardly matters (erratum 2 will show it); the variance does.
#
# > **Predict, then run.** A network of linear layers that narrows from 1,024 to 8 units, halving at each layer. Forward
# > and backward, which rule keeps which size? What does the compromise do?

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

# %% [markdown]
# *What you saw.* Each rule keeps what it was made for, and the other goes off by a factor of about ten (the root of
# 1024/8 is 11). Glorot's rule is off by about 3 forward and 4 backward. It splits the damage; in a network of square
# layers there is none to split.

# %% [markdown]
# ### Exercises 4 and 5: Glorot's rule, normal and uniform


# %%
def glorot_normal(rng, fan_in, fan_out, dtype="float32"):
    """Weights that compromise between forward and backward variance (Glorot and Bengio 2010).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Normal, with mean 0 and variance 2 / (fan_in + fan_out).
    """
    ### BEGIN SOLUTION
    return (np.sqrt(2 / (fan_in + fan_out)) * rng.standard_normal((fan_in, fan_out))).astype(dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what changes from exercise 3?</summary>
#
# The variance, and nothing else. Python divides before it adds: mind the parentheses around the sum.
# </details>

# %%
check(glorot_normal)


# %%
def glorot_uniform(rng, fan_in, fan_out, dtype="float32"):
    """Glorot's weights, drawn evenly from an interval around zero (Glorot and Bengio 2010).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Uniform between -a and a, with a such that the variance is that of `glorot_normal`.
    """
    ### BEGIN SOLUTION
    bound = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: from variance to bound</summary>
#
# The variance of a uniform distribution on $(-a, a)$ is $a^2/3$. Set it equal to $2 / (n_{\text{in}} + n_{\text{out}})$
# and solve for $a$.
# </details>
# <details><summary>Hint 2: both signs</summary>
#
# `rng.uniform(-a, a, shape)`. With `rng.random(shape)`, which lies between 0 and 1, you would have to shift and stretch
# it.
# </details>

# %%
check(glorot_uniform)

# %% [markdown]
# ## 5.6 ReLU throws half away: He
#
# > **Predict, then run.** The fourth table: weights of variance $1/n$ again, but ReLU in place of tanh. ReLU is exactly
# > the identity for positive numbers. Is it kinder to the variance than tanh?

# %% tags=["demo"]
with drawn_by("activation_statistics"):
    reproduce("ReLU, sqrt(1/500)").show()

# %% [markdown]
# *What you saw.* It is not. From 0.58 down to 0.026, and this time by the same factor in each layer: 0.7. The formula
# of 5.4 tells why. What counts is the second moment of a layer's inputs, $\mathrm{Var}(z_k) = n \sigma^2 \, \mathbb
# E(h_{k-1}^2)$. The weights have mean zero, so $z_{k-1}$ is as often negative as positive, and ReLU sets the negative
# half to zero: $\mathbb E(h_{k-1}^2) = \tfrac12 \mathrm{Var}(z_{k-1})$. Therefore
#
# $$ \mathrm{Var}(z_k) = \tfrac12 \, n \, \sigma^2 \, \mathrm{Var}(z_{k-1}), $$
#
# with $\sigma^2 = 1/n$ the variance halves and the standard deviation falls by $1/\sqrt2 = 0.71$. Twice the variance
# makes up for it (He et al. 2015, eq. 10):
#
# $$ \sigma^2 = \frac{2}{n_{\text{in}}}. $$
#
# (Mind the second number where you see $\mathcal N(0, \cdot)$: notes 002 write the variance there, notes 003 write
# $\sqrt{2/n}$, the standard deviation.)
#
# > **Predict, then run.** The fifth table, with this variance. Look at the spread over seeds as well: is it as small as
# > in the tables before?

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

# %% [markdown]
# *What you saw.* The standard deviation starts at 0.83 and stays there. (Not at 1: it is $\sqrt{1 - 1/\pi}$, because
# ReLU's output has a mean, 0.56. The *second moment* is what stays at 1.) But look at the band: after one layer two
# seeds differ by 0.1 %, after ten by more than 10 %. Each layer multiplies the size by a random factor near 1, since
# 500 is not infinity, and ten such factors wander off. So of the printed 0.844523 only the first digit is a property of
# the method; the others belong to one draw.
#
# All in all we have reproduced five tables of 22 figures. All 110 lie within three spreads of ours, 96 % within two, as
# they should if the only difference is the draw. A table that is given with its spread can be checked. One without can
# only be believed.

# %% [markdown]
# ### Exercises 6 and 7: He's rule, normal and uniform


# %%
def he_normal(rng, fan_in, fan_out, dtype="float32"):
    """Weights that keep the variance of pre-activations under ReLU (He et al. 2015, eq. 10).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Normal, with mean 0 and variance 2 / fan_in.
    """
    ### BEGIN SOLUTION
    return (np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, fan_out))).astype(dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which fan?</summary>
#
# The sum $z$ runs over the inputs of the layer, so `fan_in` alone.
# </details>

# %%
check(he_normal)


# %%
def he_uniform(rng, fan_in, fan_out, dtype="float32"):
    """He's weights, drawn evenly from an interval around zero (He et al. 2015, eq. 10, as a uniform distribution).

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.

    Returns
    -------
    array, shape (fan_in, fan_out)
        Uniform between -a and a, with a such that the variance is that of `he_normal`. Derive a.
    """
    ### BEGIN SOLUTION
    bound = np.sqrt(6 / fan_in)
    return rng.uniform(-bound, bound, (fan_in, fan_out)).astype(dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the recipe of exercise 5</summary>
#
# $a^2 / 3 = 2 / n_{\text{in}}$.
# </details>

# %%
check(he_uniform)

# %% [markdown]
# ### How exact does it have to be?
#
# Notes 002 multiply He's variance by a factor, `mult`. The second slider below has another kind of mismatch: leaky
# units, which keep a share $a$ of the negative half, with He's rule for plain ReLU.
#
# > **Predict, then move the sliders.** 30 layers of 256 units. With `mult` = 1.25, a quarter too much variance, how
# > large are the activations at layer 30? And which slope $a$ does as much harm, with `mult` = 1? Which `mult` mends
# > it?

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


def depth(mult, slope):
    curves = {"He's rule, ReLU": sizes(1.0, 0.0)}
    curves[f"mult {mult:.3g}, slope {slope:.3g}"] = sizes(mult, slope)
    look = {"xlabel": "layer", "ylabel": "root mean square", "ylim": (1e-6, 1e6)}
    return plots.curve_panels({"size of the activations": curves}, "log y", **look)


plots.explore(depth, mult=(0.25, 4.0, 1.0), slope=(0.0, 1.0, 0.0))

# %% [markdown]
# *What you saw.* The factor acts once in each layer, so 30 layers raise it to the power of 30: $1.25^{15} = 28$ for the
# standard deviation, and $2^{15} \approx 33{,}000$. In shallow networks any reasonable size works; in deep ones a
# quarter too much is too much. And forgetting the slope of a leaky unit is the same mistake: with $a = 0.5$ the second
# moment kept is $\tfrac12 (1 + a^2) = 0.625$ instead of 0.5, a factor of 1.25; `mult` = 0.8 takes it back.

# %% [markdown]
# ### Exercise 8: the gain of a leaky unit
#
# For PReLU and leaky ReLU, $f(z) = z$ for $z > 0$ and $a z$ otherwise, the negative half keeps $a^2$ of its second
# moment. He et al. (2015) ask for
#
# $$ \tfrac12 \, (1 + a^2) \, n \, \sigma^2 = 1. $$
#
# The **gain** is the factor before $1/\sqrt{n}$: $\sigma = \text{gain} / \sqrt{n}$. It is 1 for a linear unit; work out
# the rest.


# %%
def prelu_gain(slope):
    """The gain of leaky units: weights get the standard deviation gain / sqrt(fan_in) (He et al. 2015).

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
# ## 5.7 Does it matter for training?
#
# Ten hidden layers of 50 units learn the digits, by mini-batches of 64 and a learning rate of 0.1. The next cell is all
# there is to it.


# %%
def train_deep(initialize, activation="relu", lr=0.1, epochs=15, depth=10, width=50, seed=0):
    """Train a deep network on the digits; return the training loss of each epoch and the accuracy on digits held back.

    `initialize(rng, fan_in, fan_out)` makes the weights of each layer; biases start at zero.
    """
    rng = np.random.default_rng(seed)
    train, held_back = data.digits("float64").flat.split(0.2, 0)
    center, scale = np.mean(np.asarray(train.x), axis=0), np.std(np.asarray(train.x))
    x, wanted = (np.asarray(train.x) - center) / scale, np.eye(10)[np.asarray(train.y)]
    sizes = [64, *[width] * depth, 10]
    w = [np.asarray(initialize(rng, a, b), dtype="float64") for a, b in pairwise(sizes)]
    b = [np.zeros(size) for size in sizes[1:]]

    def layers(h):
        outputs = [h]
        for i in range(depth + 1):
            z = outputs[-1] @ w[i] + b[i]
            outputs.append(z if i == depth else np.tanh(z) if activation == "tanh" else relu(z))
        return outputs

    losses = []
    for _ in range(epochs):
        seen = []
        for rows in np.array_split(rng.permutation(len(x)), -(-len(x) // 64)):
            h = layers(x[rows])
            p = np.exp(h[-1] - h[-1].max(axis=1, keepdims=True))
            p = p / p.sum(axis=1, keepdims=True)
            seen.append(-np.mean(np.log(np.maximum((p * wanted[rows]).sum(axis=1), 1e-300))))
            delta = (p - wanted[rows]) / len(rows)
            for i in range(depth, -1, -1):
                slope = 1 - h[i] ** 2 if activation == "tanh" else h[i] > 0
                below = (delta @ w[i].T) * slope
                w[i], b[i] = w[i] - lr * h[i].T @ delta, b[i] - lr * delta.sum(axis=0)
                delta = below
        losses.append(np.mean(seen))
    guesses = layers((np.asarray(held_back.x) - center) / scale)[-1].argmax(axis=1)
    return np.array(losses), np.mean(guesses == np.asarray(held_back.y))


# %% [markdown]
# > **Predict, then run.** Six starts. Which of them learn anything at all in 15 epochs? Which one of tanh and ReLU
# > suffers more from its unsuitable rule?


# %% tags=["demo"]
def of_size(variance):
    """Normal weights; `variance(fan_in)` is their variance."""
    return lambda rng, n, m: variance(n) ** 0.5 * rng.standard_normal((n, m))


small, one = of_size(lambda n: 1e-4), of_size(lambda n: 1.0)
lecun, he = of_size(lambda n: 1 / n), of_size(lambda n: 2 / n)
trials = {
    "tanh": {"0.01": small, "1": one, "LeCun": lecun},
    "relu": {"0.01": small, "LeCun": lecun, "He": he},
}
curves = {f"{unit}, ten layers of 50": {} for unit in trials}
for panel, (unit, starts) in zip(curves.values(), trials.items(), strict=True):
    for name, initialize in starts.items():
        losses, accuracy = train_deep(initialize, unit)
        panel[f"{name}: {accuracy:.0%} right"] = losses
plots.curve_panels(curves, "log y", share=True, xlabel="epoch", ylabel="training loss")

# %% [markdown]
# *What you saw.* Weights of 0.01: the loss stays at 2.303, which is $\ln 10$, the loss of guessing. Not one unit of
# progress in 345 updates, with either activation. tanh with weights of size 1 starts with a loss of 9, worse than
# guessing, since its saturated outputs are sure of wrong answers. It learns, badly: after 15 epochs its loss is $2.0
# \pm 0.2$, and it reads $36 \pm 6$ % of the digits held back (five seeds, with their sample deviation). LeCun's rule
# suits tanh. For ReLU it is a factor of $\sqrt2$ a layer too small, and that costs ten layers eight epochs ($8.0 \pm
# 1.6$ until the loss is below 0.5, over the same seeds): it gets there, late.
#
# Ten layers are not deep by today's standards. The experiment below asks what happens with more.

# %% [markdown]
# ## 5.8 Find the errata
#
# ### Erratum 1: a fraction upside down (notes 003)
#
# Beside the fifth table, and the remark "note additional 2/", the notes print this line:
#
# ```python
# W = np.random.randn(fan_in, fan_out) / np.sqrt(2/fan_in) # layer initialization
# ```
#
# > **Predict, then run.** The experiment: the line as printed. Does it give the table that stands beside it?

# %% tags=["demo"]
rng = np.random.default_rng(0)
h, fan_in, fan_out = rng.standard_normal((1000, 500)), 500, 500
for layer in range(1, 11):
    W = rng.standard_normal((fan_in, fan_out)) / np.sqrt(2 / fan_in)
    h = relu(h @ W)
    told = printed["ReLU, sqrt(2/500)"][layer, 1]
    print(f"hidden layer {layer:2}: std {told} in the table, {h.std():.4g} by the printed line")


# %%
def erratum_relu_weights(noise):
    """The line of erratum 1, corrected.

    Parameters
    ----------
    noise : array, shape (fan_in, fan_out)
        What np.random.randn(fan_in, fan_out) returned: normal numbers of variance 1.

    Returns
    -------
    array, shape (fan_in, fan_out)
        The weights W, which make the table that stands beside the line.
    """
    ### BEGIN SOLUTION
    return noise * np.sqrt(2 / noise.shape[0])
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: how large are the printed weights?</summary>
#
# For `fan_in = 500`, dividing by $\sqrt{2/500} = 0.063$ makes the weights 16 times *larger* than the noise. What should
# be their size?
# </details>

# %%
check(erratum_relu_weights)

# %% [markdown]
# ### Erratum 2: He's name, Glorot's numbers (notes 002)
#
# Notes 002 derive, as we did in 5.6, that ReLU needs $\sigma^2 = 2 / n_{k-1}$, where $n_{k-1}$ is the layer's fan-in
# and $n_k$ its fan-out. Right below stands, as He's initialization:
#
# $$ \mathbf w_{ij}^{(k)} \sim \mathcal N\left(0, \frac{2}{n_{k-1} + n_k}\right) \qquad\text{and}\qquad
#    \mathbf w_{ij}^{(k)} \sim \mathcal U\left( -\sqrt{\frac{6}{n_{k-1} + n_k}},
#    \sqrt{\frac{6}{n_{k-1} + n_k}} \right). $$
#
# > **Predict, then run.** The experiment: ten ReLU layers of 500 units with the printed bound. Which of the five tables
# > will this look like?

# %% tags=["demo"]
rng = np.random.default_rng(0)
h = rng.standard_normal((1000, 500))
for _ in range(10):
    bound = np.sqrt(6 / (500 + 500))
    h = relu(h @ rng.uniform(-bound, bound, (500, 500)))
print(f"layer 10, as printed in notes 002: std {h.std():.4f}")
for table in ("ReLU, sqrt(1/500)", "ReLU, sqrt(2/500)"):
    print(f"layer 10, the table for weights of size {table[6:]}: std {printed[table][10, 1]}")


# %%
def erratum_he_rules(fan_in, fan_out):
    """The two distributions of erratum 2, corrected.

    Parameters
    ----------
    fan_in, fan_out : int
        Inputs and outputs of the layer, n_(k-1) and n_k in the notes.

    Returns
    -------
    variance : float
        Of the normal distribution.
    bound : float
        Of the uniform distribution, which lies between -bound and bound and has the same variance.
    """
    ### BEGIN SOLUTION
    return 2 / fan_in, np.sqrt(6 / fan_in)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the derivation is right</summary>
#
# The line above the two formulas says it: $\sigma^2 = 2 / n_{k-1}$. The formulas are copies of those for Glorot.
# </details>
# <details><summary>Hint 2: the bound</summary>
#
# A uniform distribution on $(-a, a)$ has the variance $a^2 / 3$.
# </details>

# %%
check(erratum_he_rules)

# %% [markdown]
# ### Explain the errata
#
# For each of the two: what would somebody notice who trains a deep ReLU network with the line as printed, and how is
# the correction derived or recognized? And **erratum 3**, which you have met in 5.3: notes 003 say of tanh units with
# weights of size 1 that "gradients will be all zero". What is true about that, what is not, and which number of this
# notebook shows it? *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="errata-explained"
# === BEGIN MODEL ANSWER ===
#
# **1 (upside down).** Dividing by $\sqrt{2/n}$ multiplies by $\sqrt{n/2}$: for 500 inputs the weights have standard
# deviation 15.8 instead of 0.063, 250 times too large. The activations grow by 250 in each layer, to $10^{24}$ after
# ten; the first loss is astronomical or nan, and the first gradient step throws everything away. Multiply by
# $\sqrt{2/n}$, or divide by $\sqrt{n/2}$. One recognizes it by the variance: $n \sigma^2 / 2$ must be 1. The table
# beside the line was made with the right code: its figures agree with ours.
#
# **2 (He and Glorot).** The printed variance is $1/n$ for square layers, half of what ReLU needs: activations and
# gradients shrink by 0.7 a layer, to 1/32 after ten; a deep network learns late or not at all. The derivation above
# gives $\sigma^2 = 2/n_{k-1}$, and $a^2/3 = \sigma^2$ then gives $a = \sqrt{6 / n_{k-1}}$.
#
# **3 (all zero?).** Most units are saturated, so most *slopes* are close to zero (93 % are below 0.1). The gradient is
# not: its norm is about 1,300 at layer 10 and about $10^8$ at layer 1. The weights are so large that the few units
# with a slope outweigh the rest: $500 \cdot \mathbb E[(1 - h^2)^2] \approx 12$ a layer for the square, 3.5 for the
# size. It explodes.
#
# *Rubric, for each:* half a point for a symptom or a number that is right and specific, half for the reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 5.9 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.
# Pencil and paper, or an experiment, are allowed.

# %% [markdown]
# **Question 1.** A network with 100 hidden tanh units starts with all weights 0.5 and is trained for 1,000 updates on
# random mini-batches. How many different functions do its hidden units compute?
#
# a) 100   b) 10, one for each class   c) 1   d) It depends on the learning rate.


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
# a) about 1/1,000   b) about 1/1,000,000   c) 1/20   d) none


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
# a) 0.01   b) 0.1   c) 0.05   d) 0.045


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
# **Question 4.** Notes 004 print, for tanh, `np.random.randn(size_l, size_l-1) * np.sqrt(1/size_l-1)`, where `size_l-1`
# is meant as the name of the size of layer $l - 1$. Somebody types it into Python as it stands, with `size_l = 300`.
# What does the root return?
#
# a) 0.0577   b) 0.0578   c) 0.998   d) nan


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
# a) The initialization is nearly perfect.   b) The weights are too large: the units are saturated.   c) The weights are
# too small.   d) The layers are nearly linear.


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
# ## 5.10 Experiment: how deep can you go?
#
# "He initialization worked better" is not a result. Do this instead, with `train_deep` and your own functions, in new
# cells below this one (the + above the notebook, or Esc and then B):
#
# 1. Choose one activation and two ways to initialize. **Write down first** at which depth (2, 5, 10, 20, 40 layers) you
#    expect each of them to stop learning within 15 epochs.
# 2. Train both at each depth, with at least three learning rates (0.03, 0.1, 0.3, say) and five seeds. Give each start
#    its own best rate: a fair comparison is one at the best of both. (That is 150 trainings, a few minutes. A run that
#    explodes warns of an overflow.)
# 3. Before training, measure with `activation_statistics` and `gradient_norms` what the two starts look like at each
#    depth.
# 4. Make a table: depth, start, best rate, final training loss (mean and spread over seeds), accuracy, size of the last
#    layer's activations before training.
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
# | 2 | LeCun | 0.3 | 0.011 ± 0.001 | 98.3 ± 0.3 % | 0.30 ± 0.02 |
# | 2 | He | 0.3 | 0.008 ± 0.001 | 98.2 ± 0.7 % | 0.60 ± 0.05 |
# | 5 | LeCun | 0.3 | 0.0016 ± 0.0002 | 97.5 ± 0.4 % | 0.11 ± 0.04 |
# | 5 | He | 0.3 | 0.0010 ± 0.0003 | 97.3 ± 0.6 % | 0.62 ± 0.21 |
# | 10 | LeCun | 0.1 | 0.24 ± 0.10 | 89 ± 9 % | 0.021 ± 0.011 |
# | 10 | He | 0.1 | 0.013 ± 0.012 | 96.0 ± 0.8 % | 0.66 ± 0.34 |
# | 20 | LeCun | 0.1 | 1.92 ± 0.25 | 22 ± 4 % | 0.0006 ± 0.0008 |
# | 20 | He | 0.03 | 0.46 ± 0.16 | 85 ± 7 % | 0.63 ± 0.77 |
# | 40 | LeCun | 0.03 | 2.302 ± 0.000 | 7.8 ± 0.0 % | below 0.0001 |
# | 40 | He | 0.03 | 1.69 ± 0.23 | 31 ± 6 % | 0.26 ± 0.19 |
#
# Up to 5 layers it makes no difference. At 10 LeCun's start is late, at 20 it barely moves, at 40 not at all. He's
# start gets worse too, from 20 on, and wants a smaller rate: at 0.1 it reads no more digits than LeCun's at 20 layers
# (23 ± 16 %), which is why each start needs a rate of its own. The last digits change with the precision of the
# weights, since training amplifies a rounding error; the deviations say how much.
#
# *Why.* With LeCun's rule the activations and the gradients shrink by 0.7 a layer: to 0.02 at 10 layers, to $10^{-6}$
# at 40, where all inputs look alike and the weights' gradients are too small for 345 updates to change anything (the
# gradient norms before training say the same). So the measurement predicts when LeCun's start fails. It does not
# predict that He's gets worse: its activations have the right size at any depth. But in a deep ReLU network all
# examples come out more and more alike (the mean of the activations is not zero), the size itself wanders with the
# draw, and a step changes all layers at once, so that only small rates are stable. A good start is necessary; it is not
# sufficient. (Unit 10, batch normalization, and residual connections go on from here.)
#
# *Rubric.* **1 point** for a fair protocol: several rates for each start and depth, five seeds, the expectation written
# down before. **1 point** for a complete table, with spreads and the measurement before training. **1 point**
# for a statement of where each start fails, supported by the table. **1 point** for the reason: a factor in each layer
# that is raised to the power of the depth, connected to the numbers measured, and one limit of that explanation. A
# result that contradicts the model answer earns full points where protocol and argument are sound.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Key points
#
# - Zeros learn nothing; equal weights stay equal. Weights start random and centered, biases at zero.
# - Small weights make activations collapse and gradients vanish; large ones saturate tanh and explode ReLU. The harm is
#   a factor a layer, so it grows exponentially with depth.
# - $\mathrm{Var}(z) = n_{\text{in}} \, \sigma^2 \, \mathbb E(x^2)$ is all the theory there is.
# - **LeCun:** $1/n_{\text{in}}$, for nearly linear units. **Glorot:** $2 / (n_{\text{in}} + n_{\text{out}})$, between
#   forward and backward. **He:** $2/n_{\text{in}}$, for ReLU; leaky units with slope $a$: $2 / ((1 + a^2) \,
#   n_{\text{in}})$.
# - Uniform on $(-a, a)$ has the variance $a^2/3$.
# - A steady standard deviation is not health: look at histograms too.
# - Printed tables can be checked. Give your own with the spread over seeds.
#
# ## What comes next
#
# Unit 06 starts from these weights and walks downhill. Unit 10 (batch normalization) enforces in every step what
# initialization arranges once. Other answers to the same question: orthogonal matrices (Saxe, McClelland and Ganguli
# 2014), scales that follow a random walk (Sussillo and Abbott 2014), and measuring on data and rescaling layer by layer
# (Mishkin and Matas 2016; Krähenbühl et al. 2016). Your functions come along: the capstone, unit 17, starts from them.
#
# ## References
#
# - LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R. (1998). Efficient BackProp. In *Neural Networks: Tricks of the
#   Trade*, Springer.
# - Glorot, X., Bengio, Y. (2010). Understanding the difficulty of training deep feedforward neural networks. *AISTATS*.
# - Saxe, A. M., McClelland, J. L., Ganguli, S. (2014). Exact solutions to the nonlinear dynamics of learning in deep
#   linear neural networks. *ICLR*. arXiv:1312.6120.
# - He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers: surpassing human-level performance on
#   ImageNet classification. *ICCV*. arXiv:1502.01852.
# - Sussillo, D., Abbott, L. F. (2014). Random walk initialization for training very deep feedforward networks.
#   arXiv:1412.6558.
# - Mishkin, D., Matas, J. (2016). All you need is a good init. *ICLR*. arXiv:1511.06422.
# - Krähenbühl, P., Doersch, C., Donahue, J., Darrell, T. (2016). Data-dependent initializations of convolutional neural
#   networks. *ICLR*. arXiv:1511.06856.
# - Lecture notes 002 (S. Rousseau, *AOS 2, lecture 02*), 003 (*Training neural networks*), and 004 (Z. Yumak, *Lecture
#   6*), the numbers by which this course knows its sources.
