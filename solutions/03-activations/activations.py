# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3 · Nine of ten are dead
#
# *Five networks of 64 hidden units each read a third of the digits on average, the worst of them one in eight. An
# autopsy shows that nine units of ten are dead: no image moves them, and no training step ever will. When did they
# die? And can you bring them back?*
#
# **By the end of this unit you can**
#
# - write a dozen activation functions and their derivatives so that no input overflows;
# - say what saturation is, and compute what it does to the gradient of a deep network;
# - explain why inputs and outputs around zero help, and where that argument is overstated;
# - find dead units, say when and how they died, which functions keep units alive, and bring the dead ones back;
# - learn an activation's slope (PReLU) or its whole shape (maxout) by backpropagation;
# - compare activations fairly, and explain the result.
#
# **You need** backward passes and the upstream gradient (unit 02); why a network needs a non-linearity at all (unit
# 01).
#
# **It takes** about three and a half hours: one to read and run, two for the exercises, half an hour for the
# experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Hints are folded away, the gentlest first. Before a figure there is a
# question and an empty cell: write your guess into it, then run the figure. "What you saw" opens with a click. Some
# figures are drawn with your own functions. Until you have written them, they say which one they wait for.
#
# All functions of one variable have the same form here: they take an array `x` and return **two** arrays of its shape
# and dtype, the values $f(x)$ and the slopes $f'(x)$. The backward pass is then `upstream * slope`, as for ReLU in unit
# 02.

# %%
import time
from functools import partial
from itertools import pairwise
from math import erf

import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 3.0 An autopsy
#
# A **ReLU** unit returns $\max(0, z)$ for its input $z$. Where $z$ is negative it returns 0, and its slope is 0 too. A
# unit that is negative for *every* image of the training set is a **dead unit**: its gradient is zero, and no step
# changes its weights again. Here is a network with one hidden layer of 64 such units. It makes 305 updates: five at a
# learning rate of 10, which is far too high, and 300 at a decent 0.1.
#
# **Predict.** When do the units die? How many are dead after one update, after five, after 305?


# %%
def train_one_layer(activation, rates, seed=0, weights=None):
    """Train one hidden layer of 64 units on digits, one update for each rate, from `weights` if there are any.

    Returns the weights (w1, b1, w2, b2), the hidden units' inputs on all training digits before and after each update
    (a list of arrays of shape (1348, 64)), and the share of held-back digits that are read right.
    """
    train, held_back = data.digits("float64").flat.split(0.25, rng=0)
    x_all, labels = np.asarray(train.x), np.asarray(train.y)
    rng = np.random.default_rng(seed)
    first, second = rng.standard_normal((64, 64)) * np.sqrt(2 / 64), rng.standard_normal((64, 10)) * np.sqrt(2 / 64)
    w1, b1, w2, b2 = weights or (first, np.zeros(64), second, np.zeros(10))
    seen = [x_all @ w1 + b1]
    for rate in rates:
        chosen = rng.choice(len(x_all), 64, replace=False)
        a, slope = activation(x_all[chosen] @ w1 + b1)
        scores = a @ w2 + b2
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(64), labels[chosen]] -= 1
        back = (p / 64 @ w2.T) * slope
        w1, b1 = w1 - rate * x_all[chosen].T @ back, b1 - rate * back.sum(axis=0)
        w2, b2 = w2 - rate * a.T @ p / 64, b2 - rate * p.sum(axis=0) / 64
        seen.append(x_all @ w1 + b1)
    scores = activation(np.asarray(held_back.x) @ w1 + b1)[0] @ w2 + b2
    return (w1, b1, w2, b2), seen, float(np.mean(scores.argmax(axis=1) == np.asarray(held_back.y)))


def plain_relu(z):
    """ReLU and its slope."""
    return np.maximum(z, 0), 1.0 * (z > 0)


# %% [markdown] tags=["guess"]


# %% tags=["demo"]
rate, curves, patients, right = 10.0, [], [], []  # try 1, 3 and 30
for seed in range(5):
    weights, seen, read = train_one_layer(plain_relu, [rate] * 5 + [0.1] * 300, seed)
    curves.append([100 * np.mean((z <= 0).all(axis=0)) for z in seen])
    patients.append(weights)
    right.append(100 * read)
shares = np.array(curves)
for update in (0, 1, 2, 3, 5, 305):
    print(f"after {update:3} updates: {shares[:, update].mean():3.0f} % dead")
print(f"held-back digits right: {np.mean(right):.0f} ± {np.std(right, ddof=1):.0f} % (five starts)")
death = {"dead units": (np.arange(9), shares[:, :9])}
plots.bands(death, xlabel="updates", ylabel="dead units (%)", log=False, title="When did they die?")

# %% [markdown] tags=["seen"]
# In the first five updates. The first long step kills a quarter, the fifth leaves one unit in ten alive, and 300 decent
# updates later not one has come back. The cause of death is a step that was too long: it pushed weights and bias so far
# that $z < 0$ for every image. In this unit you meet the functions that stand where ReLU stands here, and at its end
# (3.13) you bring the dead back.

# %% [markdown]
# ## 3.1 The whole family
#
# Here they are, each with its slope. The slopes in the figure are computed by nudging (unit 02), so that finding the
# formulas is left to you.
#
# **Predict.** Which slopes come close to zero on the left? On the right? On both sides? Which function has
# a slope above 1 somewhere?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def slope_by_nudging(f, x, h=1e-5):
    """Slope of a function of one variable, by central differences."""
    return (f(x + h) - f(x - h)) / (2 * h)


def elu_by_hand(x, scale=1.0, alpha=1.0):
    return scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


family = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "ReLU": lambda x: np.maximum(0, x),
    "leaky ReLU (0.1)": lambda x: np.where(x > 0, x, 0.1 * x),
    "ELU": elu_by_hand,
    "SELU": lambda x: elu_by_hand(x, 1.0507009873554805, 1.6732632423543772),
    "softplus": lambda x: np.logaddexp(0, x),
    "swish": lambda x: x / (1 + np.exp(-x)),
    "maxout of 3 lines": lambda x: np.maximum(np.maximum(-0.8 * x - 1, 0.2 * x), 1.2 * x - 1),
}
x = np.linspace(-4, 4, 401)
panels = {n: {"value": (x, f(x)), "slope": (x, slope_by_nudging(f, x))} for n, f in family.items()}
plots.curve_panels(panels, columns=3, height=7.2, share=True, xlabel="input $x$", ylim=(-2.1, 3.1))

# %% [markdown] tags=["seen"]
# Three groups. **Saturating** functions (sigmoid, tanh) are flat on both sides. **Rectifiers** (ReLU
# and what followed it) have slope 1 on the right and differ on the left: nothing, a little, or a smooth fade.
# **Maxout** is piecewise linear, with pieces that are learned. Slopes above 1: SELU on the right (1.05), just left of
# zero (1.76), swish a little (up to 1.10), and maxout where its lines are steep.

# %% [markdown]
# Much is claimed about them, and claims can be measured. Feed each 300,000 standard normal numbers:
#
# **Predict.** Whose outputs have mean zero? An exponential is said to be expensive. How much slower is it
# than ReLU on your machine?

# %% [markdown] tags=["guess"]


# %% tags=["demo", "clock"]
normal = np.random.default_rng(0).standard_normal(300_000)


def seconds_of(f):
    """Fastest of fifty calls on all the numbers."""
    times = []
    for _ in range(50):
        started = time.perf_counter()
        f(normal)
        times.append(time.perf_counter() - started)
    return min(times)


unit_of_time = seconds_of(family["ReLU"])
print(f"{'':18} mean out  std out  mean slope^2  slope < 0.01  time (ReLU = 1)")
for name, f in family.items():
    out, slopes = f(normal), slope_by_nudging(f, normal)
    flat, relative = np.mean(np.abs(slopes) < 0.01), seconds_of(f) / unit_of_time
    row = f"{name:18} {out.mean():8.3f} {out.std():8.3f} {np.mean(slopes**2):13.3f}"
    print(f"{row} {flat:13.1%} {relative:16.1f}")

# %% [markdown] tags=["seen"]
# Only tanh and SELU are centered, SELU by construction: it also returns standard deviation 1. ELU is closer to zero
# than ReLU (0.16 against 0.40). The last column belongs to your machine. Two things cost time in it: an exponential,
# and each array that NumPy stores on the way. But look at what stands beside them. A layer with 512 inputs makes 512
# multiplications for *each number* that its activation is given, so even an exponential that costs as much as twenty
# multiplications adds 4%. Keep the column of mean squared slopes in mind: it says by what a layer multiplies the
# gradient's energy.

# %% [markdown]
# ## 3.2 Saturating functions
#
# The **sigmoid** (also: logistic function) squashes any number into the open interval from 0 to 1:
#
# $$ \sigma(x) = \frac{1}{1 + e^{-x}}, \qquad \sigma'(x) = \sigma(x) \, (1 - \sigma(x)). $$
#
# It was popular early on because it reads as a firing rate, and because its derivative costs nothing once the value is
# there. Its cousin **tanh** is a sigmoid stretched to run from $-1$ to $1$:
#
# $$ \tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2 \sigma(2 x) - 1, \qquad \tanh'(x) = 1 - \tanh(x)^2. $$
#
# LeCun and colleagues (1998) recommended $1.7159 \tanh(\frac23 x)$, which maps $\pm 1$ to $\pm 1$, so that targets of
# $\pm 1$ stay clear of the flat ends.
#
# A unit is **saturated** where its slope is close to zero. What happens at $x = -10$, $0$, and $10$?
#
# **Predict.** On a logarithmic scale, what do the slopes of sigmoid and tanh look like far from zero: do
# they fall like a line, or like a parabola? Which of the two saturates sooner?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
x = np.linspace(-12, 12, 481)
slopes = {
    name: (x, np.maximum(np.abs(slope_by_nudging(family[name], x, h=1e-4)), 1e-9))
    for name in ("sigmoid", "tanh", "softplus", "swish", "ELU")
}
for at in (-10.0, 0.0, 10.0):
    value, slope = family["sigmoid"](at), slope_by_nudging(family["sigmoid"], at, 1e-4)
    print(f"sigmoid at {at:5.1f}: value {value:.6f}, slope {slope:.6f}")
look = {"xlabel": "input $x$", "ylabel": "size of the slope", "ylim": (1e-8, 3)}
plots.curve_panels({"How fast slopes vanish": slopes}, "log y", **look)

# %% [markdown] tags=["seen"]
# Straight lines: the slopes fall exponentially, tanh's like $e^{-2|x|}$. At $x = \pm 10$ the sigmoid's
# slope is 0.000045: of an upstream gradient, 22,000 parts are lost and one gets through. And even at its best, at zero,
# a sigmoid lets a **quarter** through.

# %% [markdown]
# ### A word about overflow
#
# $e^{710}$ is too large for float64, $e^{89}$ for float32. Formulas that are equal on paper behave differently: $e^x /
# (1 + e^x)$ is `inf / inf`, which is `nan`, for $x = 1000$; $1 / (1 + e^{-x})$ is $1 / (1 + 0) = 1$. For $x = -1000$
# the first one is $0 / 1$ and the second one 1 / `inf`: both 0, the second with a warning. One rule helps with all
# functions of this unit: **give `np.exp` only arguments that are not positive**, such as $-|x|$. A `nan` in one unit
# reaches every weight within one step.

# %% [markdown]
# ### Exercise 1: sigmoid


# %%
def sigmoid(x):
    """The logistic function and its slope.

        y = 1 / (1 + exp(-x)),   slope = y (1 - y)

    Parameters
    ----------
    x : array of float, any shape
        Inputs; also such as -1000 and 1000.

    Returns
    -------
    y, slope : arrays
        Values and slopes, in the shape and dtype of x. No nan for any finite x.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(x))
    y = np.where(x >= 0, 1, small) / (1 + small)
    return y, y * (1 - y)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the slope</summary>
#
# Differentiate $(1 + e^{-x})^{-1}$: you get $e^{-x} / (1 + e^{-x})^2$, and that is $\sigma \cdot (1 - \sigma)$. Use the
# second form: the first is `inf / inf` for very negative $x$.
# </details>
# <details><summary>Hint 2: the value for all x</summary>
#
# With $s = e^{-|x|}$, which is never above 1: $\sigma(x) = 1 / (1 + s)$ for $x \ge 0$ and $s / (1 + s)$ for $x < 0$.
# `np.where` chooses.
# </details>

# %%
check(sigmoid)


# %%
def scaled_tanh(x, amplitude=1.0, steepness=1.0):
    """A stretched hyperbolic tangent and its slope (LeCun et al. 1998, with amplitude 1.7159 and steepness 2/3).

        y = amplitude tanh(steepness x)

    Parameters
    ----------
    x : array of float, any shape
        Inputs; also such as -1000 and 1000. `np.tanh` is allowed.
    amplitude, steepness : float
        Stretch of the values and of the inputs.

    Returns
    -------
    y, slope : arrays
        Values and slopes with respect to x, in the shape and dtype of x.
    """
    t = np.tanh(steepness * x)
    return amplitude * t, amplitude * steepness * (1 - t * t)


# %% [markdown]
# ### Twenty layers
#
# Slopes along a path multiply (unit 02). What does that mean for a deep network? Below, 20 layers of 100 units each,
# with random weights as suited to each activation (unit 05 says how; their scale is $\sqrt{g / 100}$ with $g$ in the
# legend). One batch goes forward, a random upstream gradient goes backward, and the figure shows the gradient's root
# mean square at each layer.
#
# **Predict.** By which factor does the gradient shrink from the last layer to the first, with sigmoids?
# With tanh? With ReLU?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
LAYERS, WIDTH, NETWORKS = 20, 100, 5
gains = {"sigmoid": 1, "tanh": 1, "ReLU": 2, "leaky ReLU (0.1)": 2, "ELU": 1.5, "SELU": 1}


def gradient_sizes(f, gain, seed):
    """Root mean square of the gradient at every layer, from the first to the last."""
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal((LAYERS, WIDTH, WIDTH)) * np.sqrt(gain / WIDTH)
    a, slopes = rng.standard_normal((200, WIDTH)), []
    for w in weights:
        z = a @ w
        slopes.append(slope_by_nudging(f, z))
        a = f(z)
    gradient, sizes = rng.standard_normal((200, WIDTH)), []
    for w, slope in zip(weights[::-1], slopes[::-1], strict=True):
        gradient = (gradient * slope) @ w.T
        sizes.append(np.sqrt(np.mean(gradient**2)))
    return sizes[::-1]


curves = {}
for name, gain in {**gains, "swish": 2.4}.items():
    logs = [np.log(gradient_sizes(family[name], gain, seed)) for seed in range(NETWORKS)]
    curves[f"{name}, $g$ = {gain:g}"] = np.exp(np.mean(logs, axis=0))
plots.loss_curves(curves, xlabel="layer (20 is next to the loss)", ylabel="size of the gradient")

# %% [markdown] tags=["seen"]
# With sigmoids each layer keeps less than a quarter, and the first layer of twenty gets one part in
# $10^{12}$: it does not learn. This is the **vanishing gradient** (Hochreiter 1991), and saturation is only half of the
# story: the sigmoid loses three quarters even where it is not saturated. Tanh does much better, since its slope is 1 at
# zero; it loses ground slowly. Rectifiers with the right scale of weights pass the gradient on at nearly full strength
# (SELU and swish let it grow a little), because half of their units have slope 1. That is why deep networks could be
# trained with them. (Glorot, Bordes and Bengio 2011 came to them from biology: real neurons are silent most
# of the time.)
#
# (Two remedies you will meet elsewhere: weights of the right scale, unit 05, and batch normalization, unit 10.)

# %% [markdown]
# ## 3.3 Around zero
#
# The second complaint about the sigmoid: its outputs are all positive, and they are the inputs of
# the next layer. Take one neuron, $z = \sum_i w_i x_i + b$, with all $x_i > 0$ and upstream gradient $u$ at $z$. Then
#
# $$ \frac{\partial L}{\partial w_i} = u \, x_i, $$
#
# and all of these have the sign of $u$. All weights of the neuron go up together, or down together. If one should rise
# and the other fall, they can't do both in one step.
#
# **Predict.** Two weights, a squared error, gradient descent on one example at a time, and a minimum to the
# lower right of the start. Left: inputs between 0 and 1. Right: the same inputs with their means subtracted
# (and four times the rate, as their mean squared length is a quarter). Into which quadrants can the steps point? Who
# arrives sooner?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def error(inputs, targets, w):
    """Mean squared error of the weights w, for a whole grid of them at once."""
    return np.mean((w @ inputs.T - targets) ** 2, axis=-1)


rng, goal, first = np.random.default_rng(4), np.array([1.0, -1.0]), np.array([-1.0, 1.0])
positive, noise = rng.uniform(0, 1, (200, 2)), 0.05 * rng.standard_normal((2, 200))
cases = {"inputs from 0 to 1": (positive, 0.5), "the same, centered": (positive - 0.5, 2.0)}
runs = {}
for k, (name, (inputs, lr)) in enumerate(cases.items()):
    targets, path = inputs @ goal + noise[k], [first]
    for x, t in zip(inputs[:30], targets[:30], strict=True):
        path.append(path[-1] - lr * (path[-1] @ x - t) * x)
    slopes = (inputs @ first - targets)[:, None] * inputs
    runs[name] = slopes, partial(error, inputs, targets), np.array(path)
    same, away = np.mean(slopes[:, 0] * slopes[:, 1] > 0), np.linalg.norm(path[-1] - goal)
    print(f"{name}: {same:.0%} with both entries of one sign, {away:.2f} away after 30 steps")
plots.one_signed(runs, goal)

# %% [markdown] tags=["seen"]
# With positive inputs every gradient lies in one of two quadrants, so every step goes to the upper
# right or to the lower left. The goal lies to the lower right: the only way there is a zigzag. With centered inputs
# about half of the gradients point to the upper left, and a step against them goes to the lower right, where the goal
# is; the level lines are rounder too (unit 04 shows why). This is the reason to center data, and to like activations
# whose outputs lie around zero.
#
# How strong is the argument? "Always all positive or all negative" is exact for *one example*. A mini-batch adds up
# gradients $u_k x_k$ whose $u_k$ differ in sign, and the sum can point anywhere.
# The valley remains, though: with a mean far from zero the loss is much steeper along that mean than across it.

# %% [markdown]
# ## 3.4 Rectifiers
#
# **ReLU**, the rectified linear unit (Nair and Hinton 2010), is $\max(0, x)$. It does not saturate on the right, costs
# one comparison, and made deep networks trainable. Krizhevsky and colleagues (2012) trained a four-layer ConvNet (unit
# 13) on the small photographs of CIFAR-10 with ReLUs to 25 % training error in a sixth of the epochs that tanh took;
# this is the "6x" that slides repeat, from one network and one data set. (3.8 lets you measure your own.)
#
# Its flat left side is its weakness: no slope, no learning. **Leaky ReLU** (Maas, Hannun and Ng 2013) keeps a small
# slope there:
#
# $$ f(x) = \begin{cases} x & x > 0 \\ \alpha x & x \le 0 \end{cases} $$
#
# with $\alpha = 0.01$ or 0.1 (both are in use). $\alpha = 0$ is ReLU,
# $\alpha = 1$ no activation at all.

# %% [markdown]
# ### Exercise 2: the leaky family


# %%
def leaky_relu(x, alpha=0.01):
    """Leaky ReLU and its slope (Maas, Hannun and Ng 2013); ReLU for alpha = 0.

        y = x where x > 0, alpha x elsewhere;   slope = 1 where x > 0, alpha elsewhere

    Parameters
    ----------
    x : array of float, any shape
        Inputs.
    alpha : float
        Slope on the left. Any number: it may be 0, negative, or larger than 1.

    Returns
    -------
    y, slope : arrays
        Values and slopes, in the shape and dtype of x. At x = 0 the slope is alpha.
    """
    ### BEGIN SOLUTION
    slope = np.where(x > 0, 1, alpha).astype(x.dtype)
    return slope * x, slope
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: not a maximum</summary>
#
# `np.maximum(alpha * x, x)` is right for some alphas only. Which of the two is larger for $x = -1$ and $\alpha = 2$?
# Use `np.where(x > 0, ..., ...)`.
# </details>
# <details><summary>Hint 2: dtypes</summary>
#
# `np.where(x > 0, 1, alpha)` is float64 (or even whole numbers, for `alpha=0`). `.astype(x.dtype)` makes it the dtype
# of x.
# </details>

# %%
check(leaky_relu)

# %% [markdown]
# ### ELU and SELU
#
# An **ELU** (Clevert, Unterthiner and Hochreiter 2016) fades out smoothly on the left, to $-\alpha$, which pulls the
# mean of its outputs toward zero:
#
# $$ f(x) = \begin{cases} x & x > 0 \\ \alpha \, (e^x - 1) & x \le 0 \end{cases} $$
#
# **SELU** is the same times a scale $\lambda$, with $\alpha$ = 1.6733 and $\lambda$ = 1.0507. The numbers come from an
# equation: they are chosen so that outputs have mean 0 and variance 1 if the inputs do, and layers that stray are
# pulled back (Klambauer et al. 2017). The next cell tests this, layer by layer.
#
# **Predict.** The inputs have mean 1 and standard deviation 2. After ten layers, where are mean and spread
# with ReLU, ELU and SELU?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
means, spreads = {}, {}
for name, gain in {"SELU": 1, "ELU": 1, "ReLU": 2, "tanh": 1}.items():
    rng = np.random.default_rng(1)
    layers = [1 + 2 * rng.standard_normal((500, 300))]
    for _ in range(10):
        w = rng.standard_normal((300, 300)) * np.sqrt(gain / 300)
        layers.append(family[name](layers[-1] @ w))
    means[name] = np.arange(11), [a.mean() for a in layers]
    spreads[name] = np.arange(11), [a.std() for a in layers]
panels = {"mean of the outputs": means, "standard deviation of the outputs": spreads}
plots.curve_panels(panels, xlabel="layer")

# %% [markdown] tags=["seen"]
# SELU pulls mean and spread to 0 and 1 within ten layers and keeps them there. It is called
# *self-normalizing*, and it needs weights with variance $1 / n$ for it, with $n$ the number of a unit's inputs. The
# others drift: ReLU keeps its large scale and a mean well above zero, ELU and tanh shrink.

# %% [markdown]
# It is said that ELU has all benefits of ReLU. Not quite. It costs an exponential, and far on the left its slope fades:
# a unit pushed out there learns no faster than a saturated sigmoid.
#
# ### Exercise 3: the exponential family


# %%
def elu(x, alpha=1.0, scale=1.0):
    """Exponential linear unit and its slope (Clevert et al. 2016; with a scale, SELU: Klambauer et al. 2017).

        y = scale x where x > 0,   scale alpha (exp(x) - 1) elsewhere

    Parameters
    ----------
    x : array of float, any shape
        Inputs; also such as -1000 and 1000.
    alpha : float
        The value on the far left is -scale alpha.
    scale : float
        Factor of both pieces. SELU: alpha = 1.6732632423543772, scale = 1.0507009873554805.

    Returns
    -------
    y, slope : arrays
        Values and slopes, in the shape and dtype of x; at x = 0 the slope of the left piece. No nan for any finite x.
    """
    ### BEGIN SOLUTION
    fade = np.exp(np.minimum(x, 0))
    y = np.where(x > 0, x, alpha * (fade - 1))
    slope = np.where(x > 0, 1, alpha * fade)
    return (scale * y).astype(x.dtype), (scale * slope).astype(x.dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the slope on the left</summary>
#
# Differentiate $\lambda \alpha (e^x - 1)$: the $-1$ goes, the exponential stays.
# </details>
# <details><summary>Hint 2: nan at x = 1000</summary>
#
# `(x <= 0) * np.exp(x)` is `0 * inf` there, which is nan. Take the exponential of `np.minimum(x, 0)`, and choose with
# `np.where`.
# </details>

# %%
check(elu)

# %% [markdown]
# ### Softplus and swish: smooth rectifiers
#
# **Softplus** (Dugas et al. 2001) is ReLU with a rounded corner, and **swish** a rectifier that dips below zero:
#
# $$ \text{softplus}(x) = \ln(1 + e^x), \qquad\qquad \text{swish}_\beta(x) = x \, \sigma(\beta x). $$
#
# Swish was found by a program that generated functions and tested them by training networks (Ramachandran, Zoph and Le
# 2017; as the sigmoid-weighted linear unit it had been proposed before, by Hendrycks and Gimpel 2016 and by Elfwing and
# others). You can read that it beat all others. The paper's abstract is more careful, and
# claims a tendency to do better than ReLU in deeper models. Whether such an edge outlasts a change of
# network, rate or seed is what 3.8 and your experiment are about.


# %%
def softplus(x):
    """Softplus and its slope (Dugas et al. 2001).

        y = log(1 + exp(x))

    Parameters
    ----------
    x : array of float, any shape
        Inputs; also such as -1000, where y is 0, and 1000, where y is 1000.

    Returns
    -------
    y, slope : arrays
        Values and slopes, in the shape and dtype of x. No inf or nan for any finite x.
    """
    y = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return y, sigmoid(x)[0]


# %% [markdown]
# ### Exercise 4: swish


# %%
def swish(x, beta=1.0):
    """Swish and its slope (Ramachandran, Zoph and Le 2017).

        y = x sigmoid(beta x)

    Parameters
    ----------
    x : array of float, any shape
        Inputs; also such as -1000 and 1000.
    beta : float
        0 or more: 0 gives x / 2, large values approach ReLU.

    Returns
    -------
    y, slope : arrays
        Values and slopes with respect to x, in the shape and dtype of x. No nan for any finite x.
    """
    ### BEGIN SOLUTION
    gate, gate_slope = sigmoid(beta * x)
    return x * gate, gate + beta * x * gate_slope
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the product rule</summary>
#
# $x$ is used twice: as a factor, and inside the gate. Effects add up.
# </details>
# <details><summary>Hint 2: beta</summary>
#
# The slope of $\sigma(\beta x)$ by $x$ is $\beta \, \sigma'(\beta x)$. `sigmoid` returns value and slope.
# </details>

# %%
check(swish)

# %% [markdown]
# ### GELU and SwiGLU: what language models use
#
# Swish is $x$ times a **gate** between 0 and 1. Take another gate, $\Phi(x)$, the probability that a standard normal
# number is below $x$, and you have **GELU** (Hendrycks and Gimpel 2016), the activation of BERT and the early GPTs:
#
# $$ \text{GELU}(x) = x \, \Phi(x), \qquad \text{GELU}'(x) = \Phi(x) + x \, \varphi(x), $$
#
# with $\varphi$ the normal density. How different are the two? Find the $\beta$ at which swish looks like GELU.


# %% tags=["demo"]
@drawn_by("swish")
def gates(beta):
    """Swish beside GELU, and the largest gap between them."""
    x = np.linspace(-4, 4, 401)
    ours, theirs = swish(x, beta)[0], x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2
    curves = {f"swish, $\\beta$ = {beta:.2f}": (x, ours), "GELU": (x, theirs)}
    title = f"largest gap {np.abs(ours - theirs).max():.3f}"
    return plots.curve_panels({title: curves}, xlabel="input $x$", ylim=(-0.6, 4))


plots.explore(gates, beta=(0.3, 4.0, 1.0))

# %% [markdown] tags=["seen"]
# Near $\beta = 1.7$ the two are about 0.02 apart at most: $\sigma(1.702 x)$ is an old approximation of $\Phi(x)$, and
# the GELU paper uses it.

# %% [markdown]
# **SwiGLU** (Shazeer 2020) lets a *second* linear layer decide what passes the gate:
#
# $$ y = \text{swish}(X W) \odot (X V), $$
#
# where $\odot$ multiplies entry by entry. Take one unit: $g$ is what it gets through $W$, and $v$ what it gets through
# $V$, so that $y = \text{swish}(g) \, v$. Draw $y$ over the gate's input $g$, and move the value $v$.
#
# **Predict.** A ReLU unit is silent on the left and passes its input on the right. What can this unit do that no ReLU
# unit can? And where does it not learn?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
@drawn_by("swish")
def gated(value):
    """A SwiGLU unit over its gate's input, and its two slopes."""
    g = np.linspace(-6, 6, 401)
    gate, slope = swish(g)
    output = {"$y$": (g, gate * value), "swish": (g, gate)}
    slopes = {"by the gate's input": (g, slope * value), "by the value": (g, gate)}
    panels = {f"output at value {value:.1f}": output, "slopes of $y$": slopes}
    return plots.curve_panels(panels, xlabel="input of the gate $g$", ylim=(-7, 7))


plots.explore(gated, value=(-3.0, 3.0, 2.0))

# %% [markdown] tags=["seen"]
# It *multiplies* two things that the layer before has computed: with an open gate $y \approx g v$, which no sum of
# weighted inputs gives, and with a negative value the whole curve turns over. Going back, $y$ is a swapper (unit 02):
# each factor is the other one's slope. At $v = 0$ the gate gets no gradient, and at a closed gate ($g$ far below 0) the
# value gets none. The unit needs two matrices where other activations need one, so such layers are made narrower by a
# third to keep the number of parameters.

# %% [markdown]
# ## 3.5 Dead units
#
# You have seen units die in 3.0, at one rate. Two questions are open: which rates kill, and is a leak a cure? Count
# with an instrument of your own. (It is exact for the first hidden layer alone, whose inputs never change. Deeper down
# the layers before may still move a unit's inputs and wake it.)

# %% [markdown]
# ### Exercise 5: count the dead


# %%
def dead_fraction(z):
    """The share of ReLU units that are dead on a set of examples.

    Parameters
    ----------
    z : array, shape (examples, units)
        What each unit's ReLU is given, before it is applied, for every example.

    Returns
    -------
    float
        From 0 to 1: how many of the units have z <= 0 for all examples.
    """
    ### BEGIN SOLUTION
    return float(np.mean(np.all(z <= 0, axis=0)))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two steps</summary>
#
# First one truth value for each unit (is it closed for *all* examples? `np.all` with an axis), then the share of true
# ones.
# </details>

# %%
check(dead_fraction)

# %% [markdown]
# The next cell trains a network on digits, with three hidden layers unless it is told others (the figure below takes
# one), and serves your experiment in 3.12. It takes any function that returns values and slopes, such as yours;
# `gain` scales the first weights as in the figure with twenty layers.


# %%
def train_digits(activation, lr=0.1, updates=300, hidden=(64, 64, 64), gain=2.0, batch=64, seed=0):
    """Train on digits by mini-batch gradient descent; `lr` is a number, or a function of the update 0, 1, 2, ...

    Returns a dict: `losses` (one an update), `accuracy` (on the quarter of the digits that is held back), and
    `z` (what the hidden units' activations are given on all training digits at the end: one array a layer).
    """
    train, held_back = data.digits().flat.split(0.25, rng=0)
    x_all, labels_all = np.asarray(train.x), np.asarray(train.y)
    rng = np.random.default_rng(seed)
    sizes = (64, *hidden, 10)
    weights = [(rng.standard_normal((m, n)) * np.sqrt(gain / m)).astype("float32") for m, n in pairwise(sizes)]
    biases = [np.zeros(n, dtype="float32") for n in sizes[1:]]

    def forward(x):
        inputs, z, slopes = [x], [], []
        for w, b in zip(weights[:-1], biases[:-1], strict=True):
            z.append(inputs[-1] @ w + b)
            a, slope = activation(z[-1])
            inputs.append(a)
            slopes.append(slope)
        return inputs, z, slopes, inputs[-1] @ weights[-1] + biases[-1]

    losses = []
    for t in range(updates):
        rate = lr(t) if callable(lr) else lr
        chosen = rng.choice(len(x_all), batch, replace=False)
        inputs, _, slopes, logits = forward(x_all[chosen])
        logits = logits - logits.max(axis=1, keepdims=True)
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        rows = np.arange(batch)
        losses.append(float(-np.log(p[rows, labels_all[chosen]] + 1e-30).mean()))
        p[rows, labels_all[chosen]] -= 1
        upstream = p / batch
        for k in reversed(range(len(weights))):
            grad_w, grad_b = inputs[k].T @ upstream, upstream.sum(axis=0)
            if k:
                upstream = (upstream @ weights[k].T) * slopes[k - 1]
            weights[k] = weights[k] - rate * grad_w
            biases[k] = biases[k] - rate * grad_b
    _, z, _, _ = forward(x_all)
    predicted = forward(np.asarray(held_back.x))[-1].argmax(axis=1)
    return {"losses": np.array(losses), "accuracy": float(np.mean(predicted == np.asarray(held_back.y))), "z": z}


# %% [markdown]
# Below, one hidden layer of 64 units. The first **five** updates are made at the rate on the horizontal axis, and 300
# more at a decent rate of 0.1.
#
# **Predict.** From which first rate on do units die? Do they come back in the 300 good updates? Does leaky
# ReLU, whose closed units still learn, do better?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
RATES, SEEDS = np.array([0.1, 1.0, 3.0, 10.0, 30.0, 100.0]), range(5)


def after_a_shock(alpha, rate, updates, seed):
    """Five updates at a rate, the others at 0.1."""
    settings = {"lr": lambda t: rate if t < 5 else 0.1, "updates": updates, "seed": seed}
    return train_digits(lambda z: leaky_relu(z, alpha), hidden=(64,), **settings)


with drawn_by("leaky_relu", "dead_fraction"):
    kinds = {"ReLU, 5": (0.0, 5), "ReLU, 305": (0.0, 305), "leaky ReLU, 305": (0.1, 305)}
    closed, right = {}, {}
    for name, (alpha, updates) in kinds.items():
        runs = [[after_a_shock(alpha, r, updates, seed) for seed in SEEDS] for r in RATES]
        dead = [100 * np.mean([dead_fraction(run["z"][0]) for run in same]) for same in runs]
        closed[name] = RATES, dead
        if updates > 5:
            accuracy = [100 * np.mean([run["accuracy"] for run in same]) for same in runs]
            right[name] = RATES, accuracy
    panels = {"units closed on all digits (%)": closed, "held-back digits right (%)": right}
    look = {"xlabel": "rate of the first five updates", "ylim": (-3, 103)}
    plots.curve_panels(panels, "log x", marks=True, **look).show()

# %% [markdown] tags=["seen"]
# Up to a rate of 1 nearly all units live. Five updates at a rate of 3 close six units in ten for good,
# and at 100 nearly all. The curves after 5 and after 305 updates lie on each other: 300 good updates brought **none**
# back. The network takes it well while enough are left (62% closed, and still 91% right), and then fails. Leaky ReLU
# closes units too, and more than half of them stay on the left side for all digits. But there they still learn, and the
# network recovers to about 60% where ReLU falls to a third and to guessing. So a leak is an insurance. It is easier to
# keep units alive than to revive them: take a smaller rate, above all in the first updates (warm-up, unit 08), first
# weights of the right scale (unit 05), normalized inputs.

# %% [markdown]
# ## 3.6 Learned activations
#
# ### PReLU: learn the slope
#
# If a slope on the left is good, which one? Let the network decide. **PReLU**, the parametric ReLU (He et al. 2015),
# makes $\alpha$ a parameter, one for each unit (in a ConvNet: for each channel), and trains it with the rest. Its
# gradient is a collector (unit 02): $\alpha_j$ is used by unit $j$ in every example, where $x \le 0$. He and colleagues
# start at 0.25 and apply no weight decay (a steady pull toward zero, unit 11) to $\alpha$.

# %% [markdown]
# ### Exercise 6: back through PReLU


# %%
def prelu_gradients(upstream, x, a):
    """Gradients at a PReLU, y = x where x > 0, a x elsewhere (He et al. 2015).

    Parameters
    ----------
    upstream : array, shape (batch, units)
        Gradient of the loss with respect to y.
    x : array, shape (batch, units)
        The input of the forward pass.
    a : array, shape (units,)
        Slope on the left of each unit.

    Returns
    -------
    grad_x : array, shape (batch, units)
    grad_a : array, shape (units,)
        Summed over the batch.
    """
    ### BEGIN SOLUTION
    grad_x = upstream * np.where(x > 0, 1, a)
    grad_a = (upstream * np.minimum(x, 0)).sum(axis=0)
    return grad_x, grad_a
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the slope by a</summary>
#
# Where $x \le 0$, $y = a x$: nudge $a$, and $y$ moves $x$ times as far. Where $x > 0$, $a$ has no effect.
# </details>
# <details><summary>Hint 2: shapes</summary>
#
# $a$ has one entry a unit and is used by every example: add up over the batch, axis 0.
# </details>

# %%
check(prelu_gradients)

# %% [markdown]
# ### Maxout: learn the shape
#
# **Maxout** (Goodfellow et al. 2013) goes further. A unit has $k$ linear pieces, and returns the largest:
#
# $$ y = \max_{p = 1 \dots k} \; (w_p^T x + b_p). $$
#
# ReLU is the case $k = 2$ with one piece zero, leaky ReLU the case $(x, \alpha x)$ with $\alpha < 1$. It neither
# saturates nor dies; it has $k$ times the parameters. A maximum of straight lines can follow any convex curve:
#
# **Predict.** How many lines does a maxout unit need to stay within 0.1 of the parabola
# $x^2 / 2$ on the interval from $-2$ to 2? And within 0.01?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
x = np.linspace(-2, 2, 401)


def maxout(k):
    """The largest of k straight lines, each close to the parabola on its share of the interval."""
    width = 4 / k
    touch = (-2 + (np.arange(k) + 0.5) * width)[:, None]
    y = (touch * x - touch**2 / 2 + width**2 / 16).max(axis=0)
    off = np.abs(y - x**2 / 2).max()
    curves = {"$x^2/2$": (x, x**2 / 2), f"maxout of {k} lines, off by {off:.3f}": (x, y)}
    title = "One maxout unit draws its own activation"
    return plots.curve_panels({title: curves}, xlabel="input $x$", ylabel="output", ylim=(-0.5, 2))


plots.explore(maxout, k=(1, 16, 2))

# %% [markdown] tags=["seen"]
# The gap falls with the square of the number of lines: 0.25 with two, 0.11 with three, 0.04 with five.
# So four are enough for 0.1, and ten for 0.01: ten times as exact costs about three times the lines.
#
# On the way back maxout is a router (unit 02): the gradient goes to the winning piece alone, and through that piece's
# weights to the input.

# %% [markdown]
# ### Exercise 7: maxout, backward
#
# The forward pass is given.


# %%
def maxout_forward(x, w, b):
    """A layer of maxout units (Goodfellow et al. 2013).

        z[n, p, j] = sum over i of x[n, i] w[p, i, j] + b[p, j],   y[n, j] = max over p of z[n, p, j]

    Parameters
    ----------
    x : array, shape (batch, inputs)
    w : array, shape (pieces, inputs, units)
    b : array, shape (pieces, units)

    Returns
    -------
    y : array, shape (batch, units)
        The largest piece.
    winner : array of int, shape (batch, units)
        Which piece it was, 0 ... pieces - 1.
    """
    z = np.einsum("ni,pij->npj", x, w) + b
    return z.max(axis=1), z.argmax(axis=1)


# %%
def maxout_backward(upstream, x, w, winner):
    """Gradients at a layer of maxout units.

    Parameters
    ----------
    upstream : array, shape (batch, units)
        Gradient of the loss with respect to y.
    x : array, shape (batch, inputs)
        The input of the forward pass.
    w : array, shape (pieces, inputs, units)
        The weights.
    winner : array of int, shape (batch, units)
        Which piece was the largest, from `maxout_forward`.

    Returns
    -------
    grad_x : array, shape (batch, inputs)
    grad_w : array, shape (pieces, inputs, units)
    grad_b : array, shape (pieces, units)
    """
    ### BEGIN SOLUTION
    pieces = np.arange(len(w))
    routed = upstream[:, None, :] * (winner[:, None, :] == pieces[:, None])
    grad_x = np.einsum("npj,pij->ni", routed, w)
    grad_w = np.einsum("ni,npj->pij", x, routed)
    return grad_x, grad_w, routed.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: route first</summary>
#
# For piece `p` the upstream gradient is `upstream * (winner == p)`: zero wherever another piece has won.
# </details>
# <details><summary>Hint 2: then a linear layer</summary>
#
# With that, each piece is a linear layer (unit 02): `routed @ w[p].T`, `x.T @ routed`, `routed.sum(axis=0)`. The pieces
# share `x`, so their gradients for `x` add up.
# </details>

# %%
check(maxout_backward)

# %% [markdown]
# ## 3.7 Softmax: an activation that looks at its neighbors
#
# All functions so far work on each number alone. **Softmax** (Bridle 1990) turns a row of numbers into probabilities,
# and each output depends on the whole row:
#
# $$ p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}, \qquad \frac{\partial p_i}{\partial x_j} = p_i \, (\delta_{ij} - p_j), $$
#
# where $\delta_{ij}$ is 1 for $i = j$ and 0 otherwise. (For two classes it is the sigmoid of the difference.) There are
# $n^2$ slopes a row, and again nobody builds them: write $\sum_i u_i \, \partial p_i / \partial x_j$ out, and one sum
# over the row is all that remains.
#
# Softmax saturates too. Push one logit up and its probability goes to 1, with all slopes to 0.
#
# **Predict.** Three classes, one logit ahead of two equal ones. By how much must it lead until
# no slope is above a thousandth?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def ahead(gap):
    """Probabilities and their slopes by their own logits, where the first logit leads."""
    row = np.exp(np.array([gap, 0.0, 0.0]) - gap)
    p = row / row.sum()
    print(f"one logit ahead by {gap:.1f}: largest slope {p[0] * (1 - p[0]):.1e}")
    panels = {"probability": p, "slope": p * (1 - p)}
    return plots.bars(panels, xlabel="class", digits=4, ylim=(0, 1.1))


plots.explore(ahead, gap=(0.0, 20.0, 0.0))

# %% [markdown] tags=["seen"]
# Somewhere between 5 and 10: a lead of 10 leaves slopes below a ten-thousandth. That is why softmax
# stands at the end, under a cross-entropy: the logarithm of the loss cancels the exponential, and
# the gradient of the pair is $p - t$, which is large exactly where the network is wrong (unit 01). With a squared error
# on top of softmax, a network that is *confidently wrong* has almost no gradient. In the middle of a network (in
# attention, for example) softmax stands alone and needs its own backward pass.

# %% [markdown]
# ### Exercise 8: back through softmax


# %%
def softmax_backward(upstream, p):
    """Gradient of the loss with respect to the inputs of a softmax over the last axis.

        grad_x[..., j] = sum over i of upstream[..., i] p[..., i] (delta_ij - p[..., j])

    Parameters
    ----------
    upstream : array, shape (..., classes)
        Gradient of the loss with respect to p.
    p : array, shape (..., classes)
        The output of the forward pass: each row sums to one.

    Returns
    -------
    array, shape (..., classes)
        Gradient with respect to x. Its rows sum to zero.
    """
    ### BEGIN SOLUTION
    return p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: split the sum</summary>
#
# The term with $\delta_{ij}$ leaves $u_j p_j$. The other one is $-p_j \sum_i u_i p_i$.
# </details>
# <details><summary>Hint 2: shapes</summary>
#
# The sum has one number for each row; `keepdims=True` lets it be subtracted from every entry of the row.
# </details>

# %%
check(softmax_backward)

# %% [markdown]
# ## 3.8 Training with each of them
#
# Now all together, on digits: three hidden layers of 64 units, 300 updates, each function with the same five learning
# rates and five seeds. The rate whose losses at the end have the lowest mean is shown, averaged over its seeds.
#
# **Predict.** Who learns fastest at first? How far apart are they at the end? ReLU is
# said to converge six times as fast as tanh. How many updates does each need to bring the loss below 0.2?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
RATES, SEEDS = (0.1, 0.2, 0.4, 0.8, 1.6), range(5)
with drawn_by("sigmoid", "leaky_relu", "elu", "swish"):
    contenders = {
        "sigmoid, gain 1": (sigmoid, 1.0),
        "sigmoid, gain 16": (sigmoid, 16.0),
        "tanh": (scaled_tanh, 1.0),
        "ReLU": (lambda z: leaky_relu(z, 0.0), 2.0),
        "leaky ReLU": (leaky_relu, 2.0),
        "ELU": (elu, 1.5),
        "swish": (swish, 2.8),
    }
    curves = {}
    for name, (f, gain) in contenders.items():
        trials = []
        for lr in RATES:
            with np.errstate(all="ignore"):
                runs = [train_digits(f, lr=lr, gain=gain, seed=seed) for seed in SEEDS]
            mean = np.mean([run["losses"] for run in runs], axis=0)
            trials.append((np.nan_to_num(mean[-50:].mean(), nan=np.inf), lr, mean, runs))
        end, lr, mean, runs = min(trials, key=lambda trial: trial[0])
        low = np.flatnonzero(np.convolve(mean, np.ones(25) / 25, mode="valid") < 0.2)
        right = ", ".join(f"{run['accuracy']:.1%}" for run in runs)
        print(f"{name:16} lr {lr:g}: ends at {end:.3f}, below 0.2 at {low[:1] + 25}; {right}")
        curves[f"{name} (lr {lr:g})"] = mean
    plots.loss_curves(curves, smooth=25, title="Digits, best of five rates, five seeds").show()

# %% [markdown] tags=["seen"]
# The sigmoid with the usual weights hardly starts, even at the largest rate: its gradient has vanished before it
# reaches the first layer. With weights four times as large (gain 16), which make up for its slope of a quarter, the
# *same* function gets 95 % right. (Its best rate is the largest one here too. At 3.2, which you can add, it does
# worse.) The best rates of the others lie inside of the range. **An activation and its first weights are one choice.**
# All others end between 95 and 97 percent, and differ hardly more from each other than one seed from the next, although
# their curves look different on the way. And tanh is not six times slower than ReLU here, nor slower at all: both are
# below 0.2 after about a hundred updates, each at its own best rate. A ranking of activations belongs to a network, a
# task, an initialization and a set of learning rates.

# %% [markdown]
# | function | slope on the left, on the right | outputs around zero | can die | extra cost | where you meet it today |
# | --- | --- | --- | --- | --- | --- |
# | sigmoid | 0, 0 | no | saturates | exp | gates; output for yes or no |
# | tanh | 0, 0 | yes | saturates | exp | recurrent networks |
# | ReLU | 0, 1 | no | yes | none | ConvNets, a safe first choice |
# | leaky ReLU, PReLU | $\alpha$, 1 | hardly | no | none, one parameter | generators, detectors |
# | ELU, SELU | 0, 1 | nearly, yes | fades | exp | deep dense networks |
# | softplus | 0, 1 | no | fades | exp, log | positive outputs, such as variances |
# | swish (SiLU) | 0, 1 | nearly | fades | exp | transformers, efficient ConvNets |
# | maxout | learned | learned | no | $k$ times the weights | rarely |
#
# Rules of thumb: ReLU first, with care for the learning rate; a leaky, exponential or smooth rectifier if units die;
# tanh rather than sigmoid inside a network; sigmoid and softmax at its end.

# %% [markdown]
# ## 3.9 Spot the bug
#
# PReLU is often written as
#
# $$ f(x) = \max(\alpha x, x), $$
#
# with $\alpha$ learned. The paper that it comes from (He et al. 2015) defines it by the sign of $x$: $x$ on the right,
# $\alpha x$ on the left. Nothing keeps a learned $\alpha$ small.
#
# **Predict.** For which $\alpha$ are the two definitions the same function?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
x = np.linspace(-2, 2, 201)


def printed(alpha):
    curves = {f"$\\max(\\alpha x, x)$, $\\alpha$ = {alpha:.2f}": (x, np.maximum(alpha * x, x))}
    curves["by the sign of $x$"] = [-2, 0, 2], [-2 * alpha, 0, 2]
    return plots.curve_panels({"two definitions": curves}, xlabel="input $x$", ylim=(-5, 4))


plots.explore(printed, alpha=(-1.0, 2.5, 0.25))

# %% [markdown] tags=["seen"]
# Up to $\alpha = 1$ they are the same function. Beyond that $\alpha x$ is the larger of the two where $x$ is positive
# and the smaller one where it is negative, so the formula puts the learned slope on the wrong side.

# %% [markdown]
# Write the function as it is meant, for any $\alpha$.


# %%
def erratum_prelu(x, a):
    """PReLU as He et al. (2015) define it: the formula that circulates, corrected. Values only.

    Parameters
    ----------
    x : array, shape (batch, units)
        Inputs.
    a : array, shape (units,)
        Slope of each unit where x <= 0; any numbers.

    Returns
    -------
    array, shape (batch, units)
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0) + a * np.minimum(x, 0)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: who decides?</summary>
#
# The sign of $x$ decides which piece is taken, not which piece is larger.
# </details>

# %%
check(erratum_prelu)

# %% [markdown]
# ## 3.10 Explain it
#
# In two or three sentences each: **(a)** A sigmoid inside a deep network is a poor choice; at its output, under a
# binary cross-entropy, it is a good one. Why? **(b)** How does a ReLU die, and why can it not come back by gradient
# descent when it stands in the first hidden layer? **(c)** It is said that leaky ReLU "will not die". Does its
# gradient never vanish? *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **(a)** Inside, each layer multiplies the gradient by a slope of at most 1/4, so it vanishes with depth, and
# all-positive outputs make one-signed gradients. At the output there is one sigmoid only, and the cross-entropy's
# derivative $(p - t) / (p (1 - p))$ cancels its slope: the gradient at the logit is $p - t$.
#
# **(b)** A long step makes $z \le 0$ for all examples. Then its slope is zero for all of them, so the gradients of its
# weights and bias are exactly zero. Its inputs are the data, which do not change; so $z$ stays what it is. (In a later
# layer the inputs may change, since the layers before still learn.)
#
# **(c)** It is never exactly zero, but a path through several closed units is multiplied by $\alpha$ each time: with
# $\alpha = 0.01$ five of them leave $10^{-10}$. It recovers slowly rather than never.
#
# *Rubric:* one point each; half for the right fact without its reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 3.11 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.

# %% [markdown]
# **Question 1.** A chain of ten sigmoid units, each passing its value to the next with weight 1. By what is the
# gradient multiplied on the way back, at most?
#
# - **a**: $10 \cdot 0.25 = 2.5$
# - **b**: $0.25^{10} \approx 10^{-6}$
# - **c**: $0.5^{10} \approx 10^{-3}$
# - **d**: 1, when no unit is saturated


# %%
def quiz_ten_sigmoids():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_ten_sigmoids)

# %% [markdown] explains="quiz_ten_sigmoids"
# The sigmoid's slope is at most 0.25, and slopes along a chain multiply: $0.25^{10} \approx 10^{-6}$. That is the best
# case, with no unit saturated.

# %% [markdown]
# **Question 2.** A neuron has the inputs $(1, 3)$ for one example and $(2, 1)$ for another, all positive. The upstream
# gradients at its sum are $1$ and $-1$. What is the gradient of its two weights over this batch of two?
#
# - **a**: $(3, 4)$
# - **b**: all positive or all negative, as always with positive inputs
# - **c**: $(-1, 2)$
# - **d**: $(0, 0)$


# %%
def quiz_batch_of_two():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_batch_of_two)

# %% [markdown] explains="quiz_batch_of_two"
# The batch's gradient is a sum: $1 \cdot (1, 3) - 1 \cdot (2, 1) = (-1, 2)$. For each single example the signs agree. A
# batch may mix them, which is why the zigzag is gentler with batches.

# %% [markdown]
# **Question 3.** A SwiGLU unit $y = \text{swish}(g) \, v$ gets $g = 0$ and $v = 6$. What is $y$, and what are its
# slopes by $g$ and by $v$?
#
# - **a**: 0; 0 and 0
# - **b**: 3; 3 and $\frac12$
# - **c**: 0; 6 and $\frac12$
# - **d**: 0; 3 and 0


# %%
def quiz_gated_unit():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_gated_unit)

# %% [markdown] explains="quiz_gated_unit"
# The gate is $\text{swish}(0) = 0$, so $y = 0$. Each factor is the other one's slope: by $g$ it is $\text{swish}'(0)
# \cdot v = \frac12 \cdot 6 = 3$, by $v$ it is the gate, 0. The unit is silent and learns all the same, which a dead
# ReLU can't.

# %% [markdown]
# **Question 4.** A layer has 100 inputs and 20 maxout units with 3 pieces each. How many parameters is that?
#
# - **a**: 6,060
# - **b**: 2,020
# - **c**: 6,020
# - **d**: 2,060


# %%
def quiz_maxout_parameters():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_maxout_parameters)

# %% [markdown] explains="quiz_maxout_parameters"
# Each of the 20 units has three pieces, and each piece is a linear unit of its own with 100 weights and a bias: $20
# \cdot 3 \cdot 101 = 6,060$.

# %% [markdown]
# **Question 5.** You add 1,000 to all inputs of a row before a softmax. What happens to $p$ and to the gradient with
# respect to the inputs?
#
# - **a**: $p$ saturates, the gradient vanishes
# - **b**: nothing, to either
# - **c**: $p$ stays, the gradient is 1,000 times smaller
# - **d**: $p$ becomes uniform


# %%
def quiz_shifted_row():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_shifted_row)

# %% [markdown] explains="quiz_shifted_row"
# A softmax depends on differences alone, so $p$ is the same, and so is its gradient, which is made of $p$ and the
# upstream gradient. In a stable implementation the 1,000 is subtracted again before anything else happens.

# %% [markdown]
# ## 3.12 Experiment: which activation, and why?
#
# "We used ReLU and it worked well" is not a result. Do this instead, with `train_digits` and your own functions, in new
# cells below this one (the + above the notebook, or Esc and then B):
#
# 1. Choose three activations that differ in kind (for example sigmoid, ReLU, ELU), and a depth: three hidden layers, or
#    ten (`hidden=(64,) * 10`). **Write down first** which will reach the lowest training loss, and why.
# 2. Train each at five learning rates or more, until the best lies *inside* the range, with at least five seeds each.
#    Use a `gain` that suits each function, and say which.
# 3. Make a table: activation, best rate, final loss and held-back accuracy (mean and deviation, n - 1), share of dead
#    units (`dead_fraction` of the returned `z`) where that means something.
# 4. Change **one** thing that should turn the result around or widen the gap: the depth, the gain, biases, the offset
#    of the inputs, the learning rate.
# 5. Explain *why* it came out as it did, by slopes, signs or dead units, with a figure as evidence (gradient sizes by
#    layer, histograms of `z`, ...).
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Prediction:* ReLU and ELU alike with three layers; with ten, sigmoid fails, since slopes multiply, and ELU gains on
# ReLU, since nothing dies.
#
# *Measured* (300 updates; rates 0.0125 to 3.2 by factors of two; five seeds; loss is the mean of the last 50; ± is the
# sample deviation over seeds):
#
# | layers | activation, gain | best rate | loss | accuracy | dead |
# | --- | --- | --- | --- | --- | --- |
# | 3 | sigmoid, 16 | 1.6 | 0.110 ± 0.025 | 95.0 ± 0.5 % | |
# | 3 | ReLU, 2 | 0.2 | 0.046 ± 0.006 | 96.0 ± 0.6 % | 3 % |
# | 3 | ELU, 1.5 | 0.2 | 0.053 ± 0.004 | 95.9 ± 0.5 % | |
# | 10 | sigmoid, 16 | 0.8 | 2.21 ± 0.18 | 15 ± 9 % | |
# | 10 | ReLU, 2 | 0.05 | 0.172 ± 0.049 | 93.9 ± 0.7 % | 3 % |
# | 10 | ELU, 1.5 | 0.05 | 0.044 ± 0.013 | 96.2 ± 1.3 % | |
#
# (At 0.4 and three layers most seeds end lower still, but one of five breaks down: ReLU has 0.067 ± 0.068 there, and
# one ELU run is nan. With three seeds nobody would have seen it.)
#
# *Why.* With three layers ReLU and ELU hardly differ in accuracy, and ReLU is a little ahead in loss. The one change,
# ten layers, turns that around, by a factor of four. The sigmoid's product of slopes is hopeless at any rate: its
# outputs have mean 0.5, so with gain 16 the sums have a standard deviation above 2 and the units saturate (histogram of
# `z`). ReLU's best rate falls by a factor of four, because steps that are too long for one of ten layers disturb all
# that follow, and at 0.2 already 20 % of its units are dead, at 0.4 38 %; ELU's curves are smoother at the same rate,
# and its mean outputs are closer to zero (0.16 against 0.40 for normal inputs). At 0.2 ELU diverges outright, where
# ReLU dies: both say that the rate is too high.
#
# *Rubric:* 1 point for a prediction with a reason, made before the runs; 1 for a table over rates and at least five
# seeds, with the best rate inside its range and the gains stated; 1 for a well-chosen single change with its own table;
# 1 for an explanation by mechanism (slopes multiplied with depth, one-signed gradients, dead units), backed by a
# figure. Half of the last for a mechanism without evidence.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 3.13 Finale: bring them back
#
# The networks of 3.0 are still lying there, nine units of ten dead. Gradient descent can't help them. You can. Draw
# the weights of each dead unit anew, and set what goes *out* of it to zero, so that the network computes what it did
# before the operation (Sokar et al. 2023).
#
# ### Exercise 9: revive


# %%
def revive(w1, b1, w2, z, rng):
    """New weights for dead ReLU units, without a change of what the network computes (Sokar et al. 2023).

    Parameters
    ----------
    w1 : array, shape (inputs, units)
        Weights into the units.
    b1 : array, shape (units,)
        Their biases.
    w2 : array, shape (units, outputs)
        Weights out of the units.
    z : array, shape (examples, units)
        What each unit's ReLU is given. A unit is dead if z <= 0 for all examples.
    rng : numpy.random.Generator
        Draw from it once: `rng.standard_normal((inputs, units))`, as many numbers as w1 has.

    Returns
    -------
    w1, b1, w2 : arrays
        New arrays. For each dead unit: in w1 its column of the drawn numbers, times sqrt(2 / inputs); a bias of 0; a
        row of zeros in w2. All else stays as it was.
    """
    ### BEGIN SOLUTION
    dead = np.all(z <= 0, axis=0)
    drawn = rng.standard_normal(w1.shape) * np.sqrt(2 / len(w1))
    return np.where(dead, drawn, w1), np.where(dead, 0, b1), np.where(dead[:, None], 0, w2)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: who is dead?</summary>
#
# One truth value for each unit, as in `dead_fraction`.
# </details>
# <details><summary>Hint 2: columns and rows</summary>
#
# Into a unit go the entries of a *column* of w1. Out of it come those of a *row* of w2. `np.where` chooses, and a
# condition of shape (units, 1) reaches whole rows.
# </details>

# %%
check(revive)

# %% [markdown]
# **Predict.** The five networks of 3.0 get your operation and 300 updates at 0.1. How many units live? How
# many digits do they read, and how many if your `leaky_relu` takes over in place of the operation?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
with drawn_by("leaky_relu", "dead_fraction", "revive"):
    table = {"revived": [], "leaky ReLU instead": []}
    x = np.asarray(data.digits("float64").flat.split(0.25, rng=0)[0].x)
    for seed, (w1, b1, w2, b2) in enumerate(patients):
        healed = *revive(w1, b1, w2, x @ w1 + b1, np.random.default_rng(seed)), b2
        for name, f, start in zip(
            table, (plain_relu, lambda z: leaky_relu(z, 0.1)), (healed, patients[seed]), strict=True
        ):
            _, seen, read = train_one_layer(f, [0.1] * 300, seed + 100, start)
            table[name].append((100 * dead_fraction(seen[-1]), 100 * read))
    for name, rows in table.items():
        (gone, read), (g, r) = np.mean(rows, axis=0), np.std(rows, axis=0, ddof=1)
        print(f"{name}: {gone:.0f} ± {g:.0f} % closed, {read:.0f} ± {r:.0f} % of new digits right")
    reading = {name: np.array(rows)[:, 1] for name, rows in table.items()}
    plots.bars(reading, xlabel="start", digits=0, ylim=(0, 105)).show()

# %% [markdown] tags=["seen"]
# The patients live. After the operation nearly all units do, and the networks read more than nine digits of ten,
# where they read a third on average before. A leak helps, too, since a closed unit still learns, but it heals slowly.
# In 300 updates it gets only part of the way.

# %% [markdown]
# ## Today
#
# In 2026 most large language models use SwiGLU in their dense layers (Shazeer 2020; Touvron et al. 2023). ConvNets use
# ReLU, GELU or swish, which PyTorch calls SiLU. Dead units are back in the news: networks that learn for a long time
# lose them one by one and with them the ability to learn, and drawing dead units anew restores it (Sokar et al. 2023;
# Dohare et al. 2024).
#
# ## Key points
#
# - The backward pass of an activation is upstream times slope; slopes multiply with depth.
# - Sigmoid: slope at most 1/4, and falling exponentially to both sides. Twenty layers of them pass on about $10^{-12}$
#   of the gradient.
# - All-positive inputs give one-signed gradients for each example: a zigzag. A batch softens it, centering cures it.
# - Rectifiers pass half of the units' gradients unharmed. ReLU units can die, for good, from one long step.
# - Leaky ReLU, PReLU, ELU, SELU, softplus and swish differ in what they do on the left; maxout learns it.
# - Softmax couples a whole row; under a cross-entropy its saturation is cancelled.
# - Give `np.exp` only arguments that are not positive, and choose pieces with `np.where`, by the sign of $x$.
#
# ## What comes next
#
# Unit 04 centers and scales what goes into the network; unit 05 chooses the first weights so that neither values nor
# gradients fade or explode on the way through these functions. Unit 10 re-centers inside the network. Your functions
# come along to the capstone.
#
# ## References
#
# - Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs. In
#   *Neurocomputing*, Springer, 227–236.
# - Hochreiter, S. (1991). *Untersuchungen zu dynamischen neuronalen Netzen*. Diploma thesis, TU Munich.
# - LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R. (1998). Efficient BackProp. In *Neural networks: tricks of the
#   trade*, Springer, 9–50.
# - Dugas, C., Bengio, Y., Bélisle, F., Nadeau, C., Garcia, R. (2001). Incorporating second-order functional knowledge
#   for better option pricing. *NeurIPS 13*.
# - Nair, V., Hinton, G. E. (2010). Rectified linear units improve restricted Boltzmann machines. *ICML*.
# - Glorot, X., Bordes, A., Bengio, Y. (2011). Deep sparse rectifier neural networks. *AISTATS*.
# - Krizhevsky, A., Sutskever, I., Hinton, G. E. (2012). ImageNet classification with deep convolutional neural
#   networks. *NeurIPS*.
# - Goodfellow, I. J., Warde-Farley, D., Mirza, M., Courville, A., Bengio, Y. (2013). Maxout networks. *ICML*.
#   arXiv:1302.4389.
# - Maas, A. L., Hannun, A. Y., Ng, A. Y. (2013). Rectifier nonlinearities improve neural network acoustic models. *ICML
#   workshop*.
# - He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers. *ICCV*. arXiv:1502.01852.
# - Clevert, D.-A., Unterthiner, T., Hochreiter, S. (2016). Fast and accurate deep network learning by exponential
#   linear units (ELUs). *ICLR*. arXiv:1511.07289.
# - Hendrycks, D., Gimpel, K. (2016). Gaussian error linear units (GELUs). arXiv:1606.08415.
# - Klambauer, G., Unterthiner, T., Mayr, A., Hochreiter, S. (2017). Self-normalizing neural networks. *NeurIPS*.
#   arXiv:1706.02515.
# - Ramachandran, P., Zoph, B., Le, Q. V. (2017). Searching for activation functions. arXiv:1710.05941.
# - Elfwing, S., Uchibe, E., Doya, K. (2018). Sigmoid-weighted linear units for neural network function approximation in
#   reinforcement learning. *Neural Networks* 107, 3–11.
# - Shazeer, N. (2020). GLU variants improve transformer. arXiv:2002.05202.
# - Sokar, G., Agarwal, R., Castro, P. S., Evci, U. (2023). The dormant neuron phenomenon in deep reinforcement
#   learning. *ICML*. arXiv:2302.12902.
# - Touvron, H. et al. (2023). LLaMA: open and efficient foundation language models. arXiv:2302.13971.
# - Dohare, S. et al. (2024). Loss of plasticity in deep continual learning. *Nature* 632, 768–774.
#
# ## Sources
#
# | section | what comes from elsewhere | from |
# | --- | --- | --- |
# | 3.1 to 3.6 | the functions and what is claimed of them | *Training neural networks*; Z. Yumak, *Lecture 6* |
# | 3.4 | six times as fast | Krizhevsky et al. 2012, figure 1 |
# | 3.9 | the formula | *Training neural networks*, slides |
# | 3.13 | the operation | Sokar et al. 2023 |
