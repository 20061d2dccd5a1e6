# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 10 · Batch normalization
#
# *A network reads 64 digits together and is right about nearly all of them. Then it gets the same digits one at a
# time, and it is wrong about nearly all of them. Nobody has changed a weight.*
#
# **By the end, your code will train a deep network at ten times the rate that is best for it now**, and that breaks
# it now. The same code, used carelessly, makes networks fail as this one does. You will find the reason and cure
# the patient.
#
# **After this unit you can**
#
# - write batch normalization, forward and backward, for features and for images;
# - keep its two modes apart, and recognize the bug that comes from mixing them up;
# - fold it away, so that it costs nothing at test time;
# - say what is known about why it helps, and what is not;
# - turn it into layer normalization and RMS normalization, and say why transformers took them.
#
# **You need** standardized inputs (unit 04), the first weights of He (unit 05), and the chain rule on arrays
# (unit 02).
#
# **It takes** about four hours: one and a half to read and play, one and a half for the exercises, one for the
# experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours, and the check right below
# it says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first.

# %%
import time

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 10.1 Right together, wrong alone
#
# `Networks` holds five small networks, from five seeds, with three hidden layers of 32 ReLU units. They learn from
# 1,348 digits in mini-batches of 64, with batch normalization, which you do not know yet. Then 449 digits that were
# held back are read, in one batch, in batches of 64, of 2, and one by one.
#
# The layers have two **modes**, as you will see: *training* and *evaluation*. Here somebody forgot to switch, so the
# networks are still in training mode.
#
# **Predict.** How many of the digits are read right in batches of 64, of 2, and of 1?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
from gradschool.experiments.side_by_side import Networks, Own, split_digits

(x_train, y_train), (x_held, y_held) = split_digits()
patient = Networks((32, 32, 32), normalize="batch")
patient.train(rate=0.3, updates=200)
for size in (449, 64, 16, 4, 2, 1):
    parts = [patient.read(x_held[i : i + size], training=True) for i in range(0, 449, size)]
    right = 100 * (np.concatenate(parts, axis=1) == y_held).mean(axis=1)
    print(f"training mode, batches of {size:3}: {right.mean():5.1f} ± {right.std(ddof=1):.1f} %")
right = 100 * patient.accuracy()
print(f"evaluation mode, any batch: {right.mean():9.1f} ± {right.std(ddof=1):.1f} % right")

# %% [markdown] tags=["seen"]
# In large batches nearly all are right. In pairs two of three are wrong. One by one the networks do no better than
# somebody who says the same digit each time, and that is what they do: alone, every digit gets the same answer. The
# weights are good, as the last line shows. Sections 10.3 and 10.4 explain what went wrong, and you will repair it.

# %% [markdown]
# ## 10.2 The transform
#
# Unit 04 gave each *input* mean 0 and variance 1, and three steps did the work of three thousand. But the inputs of
# the second layer are the outputs of the first. They change whenever the first layer learns, so nobody can
# standardize them beforehand.
#
# Ioffe and Szegedy (2015) standardize them on the way, in every step anew: **batch normalization**. They treat the
# mini-batch as a small data set. Take one unit, and let $z_1, \dots, z_m$ be its **pre-activations** (the values before
# the ReLU) for the $m$ examples of the batch. Then
#
# $$ \mu = \frac1m \sum_{i=1}^m z_i, \qquad \sigma^2 = \frac1m \sum_{i=1}^m (z_i - \mu)^2, \qquad
#    \hat z_i = \frac{z_i - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y_i = \gamma \, \hat z_i + \beta. $$
#
# - $\mu$ and $\sigma^2$ are the mean and the variance over the batch. Each unit has its own: no unit looks at
#   another.
# - $\epsilon$ is a small number, often $10^{-5}$. It is *inside* the root here, as in the paper. (In unit 07 it stood
#   outside.)
# - $\gamma$, the **scale**, and $\beta$, the **shift**, are two new parameters of the unit. They begin at 1 and 0 and
#   learn by gradient descent like any weight. A layer of $k$ units gets $2 k$ of them.
#
# Why standardize and then allow another scale and shift? Because mean 0 and variance 1 may not be what the next layer
# needs. The layer can even undo the transform: with $\gamma = \sqrt{\sigma^2 + \epsilon}$ and $\beta = \mu$ we get
# $y_i = z_i$. The difference is that mean and spread are now two parameters, which one step can set directly. Before,
# they depended on all the weights below.
#
# Notes sometimes give $\gamma = \sigma$ for this, which forgets $\epsilon$. And it works for one batch only: the next
# batch has another $\mu$ and another $\sigma$.

# %% tags=["demo"]
z = np.random.default_rng(0).normal(3.0, [2.0, 0.001], (64, 2))
normalized = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)
for name, scale in {"std": z.std(axis=0), "sqrt(var + eps)": np.sqrt(z.var(axis=0) + 1e-5)}.items():
    error = np.abs(scale * normalized + z.mean(axis=0) - z).max(axis=0) / z.std(axis=0)
    print(f"scale = {name:15}: farthest from z, in deviations: {error[0]:.1e} and {error[1]:.1e}")

# %% [markdown]
# The first feature has a deviation of 2, and both scales nearly undo the transform. The second has a deviation of
# 0.001, so its variance is *smaller* than $\epsilon$, and only the exact scale brings it back.
#
# ### Exercise 1: spot the bug
#
# These two lines circulate in lecture notes, with $\sigma$ for the standard deviation:
#
# $$ \sigma = \frac1m \sum_i (z_i - \mu)^2, \qquad \hat z_i = \frac{z_i - \mu}{\sigma}. $$
#
# As code they do run. The experiment below feeds them three features. One is large, one is small, and one is the same
# for all examples, like a pixel in the corner that never has ink.

# %% tags=["demo"]
x = np.random.default_rng(1).normal(0.0, [10.0, 0.1, 0.0], (64, 3))
with np.errstate(invalid="ignore"):
    as_printed = (x - x.mean(axis=0)) / ((x - x.mean(axis=0)) ** 2).mean(axis=0)
print("standard deviations going in:    ", np.round(x.std(axis=0), 3))
print("standard deviations coming out:  ", np.round(as_printed.std(axis=0), 3))


# %% [markdown]
# The standard deviations should come out as 1, 1, and 0. Write the transform that gives this.


# %%
def batchnorm_forward(x, scale, shift, eps=1e-5):
    """Batch normalization in training (Ioffe and Szegedy 2015, algorithm 1), corrected.

    Parameters
    ----------
    x : array, shape (m, d)
        One example a row; m is 1 or more, and need not differ from d.
    scale, shift : array, shape (d,), of the dtype of x
        The parameters gamma and beta of each feature.
    eps : float, default 1e-5
        Added to the variance, inside the root.

    Returns
    -------
    y : array, shape (m, d), in the dtype of x
        For a feature that is the same in all examples: its shift, but for rounding (of its mean, times 1 / sqrt(eps)).
    mean, variance : array, shape (d,), in the dtype of x
        Of each feature over the batch, the variance divided by m (not m - 1). It has to be accurate even where the mean
        is far larger than the deviation.
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)
    variance = ((x - mean) ** 2).mean(axis=0)
    y = scale * (x - mean) / np.sqrt(variance + eps) + shift
    return y, mean, variance
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two bugs</summary>
#
# One of the printed lines confuses two quantities: look at the units. If $z$ is in meters, what unit does each side
# have? The other bug shows where a feature never varies.
# </details>
# <details><summary>Hint 2: which axis?</summary>
#
# Examples are rows. There is one mean for each *column*. A square batch won't tell you if you mix them up, but any
# other will.
# </details>

# %%
check(batchnorm_forward)

# %% [markdown]
# ### Where it stands, and the idle bias
#
# Ioffe and Szegedy put the transform after a dense or convolutional layer and before the non-linearity. That is one
# custom, not a law. Some put it after the ReLU, and residual networks with pre-activation put normalization and ReLU
# *before* the convolution (He et al. 2016).
#
# A dense layer in front of it computes $z = x W + b$. A bias adds the same number to every example, and the next
# thing that happens is that the mean is taken off. So $b$ has no effect, its gradient is zero, and it is left out:
# $\beta$ does its work.
#
# There is more that has no effect. Multiply all weights into a unit by 10, and $z$, $\mu$, and $\sigma$ grow tenfold,
# so $\hat z$ stays the same (up to $\epsilon$). The *direction* of the weights counts, not their length.


# %% tags=["demo"]
@drawn_by("batchnorm_forward")
def idle(bias, times):
    """The outputs of a unit for ten digits, before and after a change that should not matter."""
    w = np.random.default_rng(0).standard_normal((64, 1))
    rows = {"as it was": x_train[:10] @ w, "changed": x_train[:10] @ (times * w) + bias}
    one, zero = np.ones(1), np.zeros(1)
    after = {name: batchnorm_forward(z, one, zero)[0].ravel() for name, z in rows.items()}
    before = {name: z.ravel() for name, z in rows.items()}
    look = {"xlabel": "digit", "marks": True}
    return plots.curve_panels({"before normalization": before, "after it": after}, **look)


plots.explore(idle, bias=(-20.0, 20.0, 10.0), times=(0.1, 10.0, 2.0))

# %% [markdown]
# ## 10.3 A batch is a small sample
#
# The mean of a batch is an estimate of the mean over all data, and it is noisy. For $m$ examples drawn at random its
# standard deviation is $\sigma / \sqrt m$ (unit 06 had the same rule for gradients). In training this noise reaches
# every unit: what the network says about a digit depends on the *other* digits in the batch.
#
# Small batches are a case of their own.
#
# - $m = 1$: $z_1 = \mu$, so $\hat z_1 = 0$. Whatever the digit, the unit outputs its shift $\beta$. Nothing of the
#   input gets through. That explains the last line but one of 10.1.
# - $m = 2$: the two values lie equally far from their mean, so (up to $\epsilon$) one becomes $+1$ and the other
#   $-1$. Only one bit of each unit gets through: which of the two was larger.


# %% tags=["demo"]
unit = patient.layers[0].before[0][:, 0]  # one unit of the first layer, for all held-back digits
rng, sizes, spread = np.random.default_rng(0), 2 ** np.arange(1, 9), {"mean": [], "deviation": []}
for size in sizes:
    batches = unit[rng.integers(0, len(unit), (2000, size))]
    spread["mean"].append(batches.mean(axis=1).std(ddof=1) / unit.std())
    spread["deviation"].append(batches.std(axis=1).std(ddof=1) / unit.std())
curves = {f"of the batch's {name}": (sizes, values) for name, values in spread.items()}
curves["1 / square root of m"] = sizes, 1 / np.sqrt(sizes)
title = "noise of the statistics, in deviations of the unit"
plots.curve_panels({title: curves}, "log", xlabel="examples in the batch, m", marks=True)

# %% [markdown]
# The mean follows $1 / \sqrt m$, so exactly that the two lines hide each other. The batch's standard deviation is
# noisy too.
#
# ### Exercise 2: measure it
#
# You were told that the patient fails in small batches. Now measure it for any network and any batch size.


# %%
def accuracy_in_batches(predict, x, labels, batch):
    """The share of the examples that are read right when they are handed over in batches.

    Parameters
    ----------
    predict : function
        `predict(x)` takes an array of shape (m, d), m examples, and returns their classes, shape (m,). It
        may give other answers for the same example in another batch.
    x : array, shape (n, d), n 1 or more
    labels : array of int, shape (n,)
    batch : int
        Examples in each call of `predict`, in the order of x, each example once. The last call gets what
        is left, which may be fewer. `batch` may be larger than n.

    Returns
    -------
    float
        From 0 to 1: right answers over n. (Not the mean over the calls: the last batch may be smaller.)
    """
    ### BEGIN SOLUTION
    right = 0
    for begin in range(0, len(x), batch):
        answers = predict(x[begin : begin + batch])
        right += np.sum(answers == labels[begin : begin + batch])
    return float(right / len(x))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: cutting an array into parts</summary>
#
# `range(0, n, batch)` gives the first row of each part. A slice that reaches beyond the end of an array stops at its
# end by itself.
# </details>
# <details><summary>Hint 2: counting</summary>
#
# Count right answers over all parts, and divide once.
# </details>

# %%
check(accuracy_in_batches)

# %% [markdown]
# Your function draws the whole curve, for batches from 1 to all 449 digits. Then move the slider to 10 updates.
# Which of the two modes is better now, at the right end? Keep it in mind for 10.4.


# %% tags=["demo"]
@drawn_by("accuracy_in_batches")
def judged(updates):
    """The five networks after some updates, judged in both modes, by your function."""
    networks, sizes = Networks((32, 32, 32), normalize="batch"), [1, 2, 4, 8, 16, 32, 64, 128, 449]
    networks.train(rate=0.3, updates=updates)
    table = {}
    for name, training in {"training mode": True, "evaluation mode": False}.items():
        readers = [lambda x, k=k, t=training: networks.read(x, training=t)[k] for k in range(5)]
        rows = [[accuracy_in_batches(r, x_held, y_held, size) for size in sizes] for r in readers]
        table[name] = sizes, 100 * np.array(rows)
    look = {"xlabel": "digits in each batch", "ylabel": "digits read right, %", "log": False}
    return plots.bands(table, log_x=True, **look)


plots.explore(judged, updates=(10, 300, 200))

# %% [markdown]
# ## 10.4 Two modes
#
# A network in use has to answer about one digit, and always alike. So in evaluation mode $\mu$ and $\sigma^2$ of the
# batch are replaced by fixed numbers, estimates for all the training data. They have no gradient; they are collected
# while training runs. The usual way is a **running average**: after each training batch
#
# $$ \bar\mu \leftarrow (1 - \rho) \, \bar\mu + \rho \, \mu, \qquad
#    \bar v \leftarrow (1 - \rho) \, \bar v + \rho \, \frac{m}{m - 1} \, \sigma^2. $$
#
# They begin at 0 and 1. The share $\rho$ of the new batch is called `momentum`, 0.1 by default in PyTorch and here.
# (In Keras `momentum` is the share of the *old* value, 0.99 by default. Look it up before you copy a number.)
#
# What is $m / (m - 1)$ for? The deviations are taken from the batch's own mean, which lies closer to the batch's
# values than the true mean does. So $\sigma^2$ is too small on average, by the factor $(m - 1) / m$. Notes and blogs
# often average $\sigma^2$ as it is. With $m = 64$ the error is 1.6 %. With $m = 2$ it is a half:

# %% tags=["demo"]
rng = np.random.default_rng(0)
for m in (2, 4, 64):
    mean = rng.normal(0.0, 2.0, (100_000, m)).var(axis=1).mean()
    print(f"m = {m:2}: mean batch variance {mean:.3f}, times m / (m - 1) {mean * m / (m - 1):.3f}")
print("the true variance is 4")

# %% [markdown]
# ### Exercise 3: running statistics


# %%
def update_running_statistics(running, batch, count, momentum=0.1):
    """Move the running mean and variance toward a batch's (Ioffe and Szegedy 2015, algorithm 2).

    Parameters
    ----------
    running : (array, array), each of shape (d,)
        Mean and variance so far. They stay as they are.
    batch : (array, array), each of shape (d,), in the dtype of running
        Mean and variance of the batch, as `batchnorm_forward` returns them: the variance divided by
        `count`.
    count : int, 2 or more
        Examples in the batch.
    momentum : float, default 0.1
        The batch's share in the new values.

    Returns
    -------
    (array, array), each of shape (d,), in the dtype of the running ones
        The new mean and variance; the batch's share of the variance is the unbiased one.
    """
    ### BEGIN SOLUTION
    mean = (1 - momentum) * running[0] + momentum * batch[0]
    unbiased = batch[1] * (count / (count - 1))
    return mean, (1 - momentum) * running[1] + momentum * unbiased
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which share is which?</summary>
#
# With `momentum=1` the old values are forgotten; with 0 nothing changes.
# </details>
# <details><summary>Hint 2: once, or at every step?</summary>
#
# The correction belongs to the batch. The running variance is made of corrected ones already.
# </details>

# %%
check(update_running_statistics)

# %% [markdown]
# The running average chases a target that moves, because the weights change. Below you see one unit of the second
# layer during training.
#
# **Predict.** What goes wrong with a momentum of 0.01, and what with 0.9?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
watched, noted = Networks((32, 32, 32), normalize="batch", seeds=[0]), []
watched.train(0.3, 150, watch=lambda step, n: noted.append(n.layers[1].before[0][:, :1].copy()))


@drawn_by("update_running_statistics")
def on_their_way(momentum):
    """Mean and variance of one unit: each batch's, and your running ones."""
    running, kept = (np.zeros(1), np.ones(1)), []
    for z in noted:
        running = update_running_statistics(running, (z.mean(axis=0), z.var(axis=0)), 64, momentum)
        kept.append([running[0][0], running[1][0]])
    batches, kept = np.array([[z.mean(), z.var(ddof=1)] for z in noted]), np.array(kept)
    names = ("mean", "variance")
    panels = {name: {"batch": batches[:, i], "running": kept[:, i]} for i, name in enumerate(names)}
    return plots.curve_panels(panels, xlabel="update")


plots.explore(on_their_way, momentum=(0.005, 1.0, 0.1))

# %% [markdown] tags=["seen"]
# With 0.01 the running values still remember where they began, at 0 and 1: after 150 updates $0.99^{150} = 22$ % of
# the start is left in them. With 0.9 they follow each batch and are as noisy as it is. Between the two lies a
# compromise: an average over about $1 / \rho$ batches.

# %% [markdown]
# ### Exercise 4: repair the prediction
#
# Somebody copied this code from the training step and changed a line. With it, the digits of 10.1 would be read
# just as badly. It has two bugs. With large batches and ordinary features, neither shows.
#
# ```python
# def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
#     own_mean, own_variance = x.mean(axis=0), x.var(axis=0)
#     if len(x) == 1:
#         own_variance = variance                      # "a single example has none"
#     return scale * (x - own_mean) / (np.sqrt(own_variance) + eps) + shift
# ```


# %%
def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
    """Batch normalization in evaluation, repaired: an example's answer does not depend on the batch.

    Parameters
    ----------
    x : array, shape (m, d)
        One example a row; m may be 1.
    scale, shift : array, shape (d,), of the dtype of x
    mean, variance : array, shape (d,), of the dtype of x
        The running statistics. The variance is unbiased already, and may be 0.
    eps : float, default 1e-5
        Added to the variance, inside the root, as in training.

    Returns
    -------
    array, shape (m, d), in the dtype of x
    """
    ### BEGIN SOLUTION
    return scale * (x - mean) / np.sqrt(variance + eps) + shift
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what may the answer depend on?</summary>
#
# On the example and on fixed numbers. Which names in the broken code are computed from the batch?
# </details>
# <details><summary>Hint 2: the second bug</summary>
#
# Compare the denominator with the one of training, for a feature whose variance is about `eps`.
# </details>

# %%
check(batchnorm_inference)

# %% [markdown]
# **How the bug looks in practice.** *Forgot to switch to evaluation:* results depend on the batch size, on the
# order, and on who else is in the batch; they are worst for single examples. *Forgot to switch back to training:*
# the running averages stop, and the network trains against frozen statistics. *Evaluated too early:* the running
# averages are not there yet, so the network is worse in evaluation. After 10 updates you saw 67 ± 3 % there, and 77
# ± 3 % in training mode with all digits in one batch. In PyTorch the switches are `model.eval()` and
# `model.train()`.

# %% [markdown]
# ## 10.5 The way back
#
# To train, you need the gradient. Let $u_i$ be the upstream gradient, that of the loss with respect to $y_i$. Scale
# and shift are easy: $y_i = \gamma \hat z_i + \beta$ for every example of the batch, so
#
# $$ \frac{\partial L}{\partial \beta} = \sum_i u_i, \qquad
#    \frac{\partial L}{\partial \gamma} = \sum_i u_i \, \hat z_i. $$
#
# The input takes more care. One $z_i$ reaches the loss on **three paths**: through its own $\hat z_i$; through
# $\mu$, which is part of *every* $\hat z_j$; and through $\sigma^2$, which is part of every one as well. Write
# $s = \sqrt{\sigma^2 + \epsilon}$ and follow each.
#
# - *Direct.* $\hat z_i$ grows by $1 / s$ for each unit of $z_i$.
# - *Through the mean.* $\mu$ grows by $1/m$, so every $\hat z_j$ falls by $1 / (m s)$.
# - *Through the deviation.* By the chain rule
#   $\frac{\partial s}{\partial z_i} = \frac{1}{2 s} \frac{\partial \sigma^2}{\partial z_i}$, and
#   $\frac{\partial \sigma^2}{\partial z_i} = \frac2m (z_i - \mu)$. (In $\sigma^2$ the mean moves as well, but that
#   adds nothing: it would add a multiple of $\sum_j (z_j - \mu)$, which is 0.) So $s$ grows by $\hat z_i / m$, and
#   $\hat z_j = (z_j - \mu) / s$ falls by $\hat z_j / s$ times that.
#
# Together,
#
# $$ \frac{\partial \hat z_j}{\partial z_i}
#    = \frac1s \left( [i = j] - \frac1m - \frac{\hat z_j \, \hat z_i}{m} \right), $$
#
# where $[i = j]$ is 1 for $i = j$ and 0 otherwise. The gradient with respect to $\hat z_j$ is $\gamma u_j$; multiply
# and sum over $j$. You get a formula with two means over the batch. That is your exercise.
#
# ### Exercise 5: the gradient


# %%
def batchnorm_backward(upstream, x, scale, eps=1e-5):
    """The gradients of batch normalization in training (Ioffe and Szegedy 2015, section 3).

    Parameters
    ----------
    upstream : array, shape (m, d)
        The gradient of the loss with respect to the output of `batchnorm_forward`.
    x : array, shape (m, d)
        The input of that call; m is 1 or more.
    scale : array, shape (d,)
    eps : float, default 1e-5
        Added to the variance, inside the root.

    Returns
    -------
    dx : array, shape (m, d), in the dtype of x
        The gradient with respect to x: directly, through the batch's mean, and through its deviation.
    dscale, dshift : array, shape (d,), in the dtype of x
        The gradients with respect to scale and shift, summed over the batch.
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)
    deviation = np.sqrt(((x - mean) ** 2).mean(axis=0) + eps)
    normalized = (x - mean) / deviation
    slopes = scale * upstream
    dx = (slopes - slopes.mean(axis=0) - normalized * (slopes * normalized).mean(axis=0)) / deviation
    return dx, (upstream * normalized).sum(axis=0), upstream.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin with the loss</summary>
#
# $\frac{\partial L}{\partial z_i} = \sum_j \gamma u_j \frac{\partial \hat z_j}{\partial z_i}$. Put the formula in and
# split the sum into its three parts. $[i = j]$ leaves one term of its sum.
# </details>
# <details><summary>Hint 2: the two sums</summary>
#
# A sum over $j$, divided by $m$, is a mean over the batch: an array of shape (d,). In the last part $\hat z_i$ does
# not depend on $j$, so it stands in front of the sum.
# </details>
# <details><summary>Hint 3: a test without a loss</summary>
#
# With $m = 1$ the output is always the shift. What must `dx` be?
# </details>

# %%
check(batchnorm_backward)

# %% [markdown]
# What does the formula say? It takes two things out of the gradient: its mean, and (up to $\epsilon$) its part
# along $\hat z$. No step along the gradient tries to shift all of $z$ or to stretch it, because the transform would
# undo that.
#
# Do you need all three paths? Compare your gradient with two programs that forget something: one has the direct path
# only, one forgets the path through the deviation. First they are compared with differences, as in unit 02, for two
# upstream gradients: random numbers, and all ones.

# %% tags=["demo"]
with drawn_by("batchnorm_forward", "batchnorm_backward"):

    def direct(upstream, x, scale):
        """The first path alone: as if mean and variance were fixed numbers."""
        variance = batchnorm_forward(x, scale, 0 * scale)[2]
        dx = scale * upstream / np.sqrt(variance + 1e-5)
        return dx, *batchnorm_backward(upstream, x, scale)[1:]

    def no_deviation(upstream, x, scale):
        """The paths through the deviation are forgotten."""
        dx, dscale, dshift = direct(upstream, x, scale)
        return dx - dx.mean(axis=0), dscale, dshift

    paths = {"yours": batchnorm_backward, "no deviation": no_deviation, "direct path only": direct}
    rng = np.random.default_rng(0)
    x, step = rng.standard_normal((8, 3)), 1e-5 * np.eye(24).reshape(24, 8, 3)
    one, zero = np.ones(3), np.zeros(3)
    for words, u in {"random": rng.standard_normal((8, 3)), "all ones": np.ones((8, 3))}.items():
        ends = [[(u * batchnorm_forward(x + d, one, zero)[0]).sum() for d in (e, -e)] for e in step]
        true = (np.diff(ends, axis=1) / -2e-5).reshape(8, 3)
        errors = [f"{name} {np.abs(f(u, x, one)[0] - true).max():.0e}" for name, f in paths.items()]
        print(f"largest error, upstream {words:9}", "; ".join(errors))

# %% [markdown]
# With random upstream gradients both wrong programs stand out. With all ones the second one passes: a sum of the
# outputs does not change whatever the deviation does, so the path that it forgets carries nothing. Check gradients
# with random numbers.
#
# `Own(forward, backward)` puts a normalization of your own into the networks.
#
# **Predict.** Now networks learn the digits with each of the three programs. Which of them learn, and how well?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("batchnorm_forward", "batchnorm_backward"):
    for rate in tqdm((0.1, 0.3, 1.0), "rates"):
        for name, backward in paths.items():
            networks = Networks((32, 32, 32), normalize=Own(batchnorm_forward, backward))
            networks.train(rate, 200)
            right = 100 * networks.accuracy()
            print(f"rate {rate}, {name:16}: {right.mean():.1f} ± {right.std(ddof=1):.1f} % right")

# %% [markdown] tags=["seen"]
# Without the path through the deviation they learn as well as with it at rates 0.3 and 1, within the spread of five
# seeds, and only a little worse at 0.1. With the direct path only they are worse on average at all three rates, and
# still read most digits. No learning curve tells you that these gradients are wrong. A check does, and for the one
# without the deviation only with random upstream gradients.

# %% [markdown]
# ## 10.6 Images
#
# A convolution slides one filter over the whole image, so all pixels of a channel come from the same weights. They
# should stay comparable: a channel gets *one* mean, *one* variance, one scale, and one shift, over all images of
# the batch and all pixels. A batch of $n$ images with $h \times w$ pixels gives $m = n h w$ values for each. In the
# picture below, orange marks what shares one mean. (The other three kinds come at the end of the unit.)

# %% tags=["demo"]
plots.explore(plots.averaged_together, kind=["batch", "layer", "group", "instance"])

# %% [markdown]
# ### Exercise 6: batch normalization of images


# %%
def spatial_batchnorm(x, scale, shift, eps=1e-5):
    """Batch normalization of images in training: each channel by its own mean and variance.

    Ioffe and Szegedy 2015, section 3.2.

    Parameters
    ----------
    x : array, shape (n, c, h, w)
        n images of c channels, each of h by w pixels. Any of the four may be 1.
    scale, shift : array, shape (c,), of the dtype of x
        One for each channel.
    eps : float, default 1e-5
        Added to the variance, inside the root.

    Returns
    -------
    y : array, shape (n, c, h, w), in the dtype of x
    mean, variance : array, shape (c,), in the dtype of x
        Of each channel, over all images and all pixels; the variance divided by n h w.
    """
    ### BEGIN SOLUTION
    rows = np.moveaxis(x, 1, -1)
    y, mean, variance = batchnorm_forward(rows.reshape(-1, rows.shape[-1]), scale, shift, eps)
    return np.moveaxis(y.reshape(rows.shape), -1, 1), mean, variance
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two ways</summary>
#
# Either take means over three axes at once (`axis` may be a tuple), or bring the images into the shape that
# `batchnorm_forward` takes, with one row for each pixel, and back.
# </details>
# <details><summary>Hint 2: shapes that do not fit</summary>
#
# NumPy lines up shapes from the *right*. An array of shape (c,) beside one of shape (n, c, h, w) meets the width.
# Give it axes of length 1 where it should be repeated.
# </details>
# <details><summary>Hint 3: reshape does not move axes</summary>
#
# `reshape` keeps the order in memory. To bring the channels to the end, move the axis first.
# </details>

# %%
check(spatial_batchnorm)

# %% [markdown]
# Four filters of 3 by 3 random weights slide over the digits, so each image has four channels. Your function takes
# one mean for each.

# %% tags=["demo"]
with drawn_by("spatial_batchnorm"):
    filters = np.random.default_rng(0).standard_normal((4, 3, 3))
    pixels = np.lib.stride_tricks.sliding_window_view(x_held.reshape(-1, 8, 8), (3, 3), axis=(1, 2))
    images = np.einsum("nhwij,cij->nchw", pixels, filters)
    even = spatial_batchnorm(images, np.ones(4), np.zeros(4))[0]
    for words, both in {"before": images, "after": even}.items():
        channels = {f"channel {c + 1}": both[:, c] for c in range(4)}
        plots.histograms(channels, limits=(-8, 8), xlabel=f"values {words} normalization").show()

# %% [markdown]
# ## 10.7 Fold it away
#
# "Batch normalization costs nothing at test time," you may read. That is true after one more step, where it stands
# right behind a dense layer or a convolution. In evaluation $\mu$ and $\sigma^2$ are fixed numbers, so each of the
# two is a matrix product or a scaling, plus a constant (an *affine* map). Two affine maps, one after the other, are
# one. With $g = \gamma / \sqrt{\sigma^2 + \epsilon}$ for each unit,
#
# $$ y = g \, (x W + b - \mu) + \beta. $$
#
# Multiply out, and read off the weight and the bias of *one* layer that does the same. Where the layer has no bias,
# $b$ is 0, and yet the folded layer has one. For a convolution $W$ has the shape (channels out, channels in,
# height, width), and $g$ belongs to the channels *out*.
#
# ### Exercise 7: one layer for two


# %%
def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
    """One layer that does what a layer and its batch normalization do in evaluation.

    Parameters
    ----------
    weight : array, shape (d, k) or (k, c, h, w)
        Of a dense layer, which computes `x @ weight + bias`, or of a convolution with k channels out
        and c channels in.
    bias : array, shape (k,)
    scale, shift, mean, variance : array, shape (k,)
        Of the normalization that follows: its parameters and its running statistics.
    eps : float, default 1e-5
        Added to the variance, inside the root.

    Returns
    -------
    weight : array, in the shape and the dtype of the weight
    bias : array, shape (k,), in the dtype of the bias
    """
    ### BEGIN SOLUTION
    gain = scale / np.sqrt(variance + eps)
    folded = weight * (gain if weight.ndim == 2 else gain.reshape(-1, 1, 1, 1))
    return folded, (bias - mean) * gain + shift
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what happens to the bias?</summary>
#
# Everything inside the brackets is multiplied by $g$. Which terms do not contain $x$?
# </details>
# <details><summary>Hint 2: which axis?</summary>
#
# The units of a dense layer are the columns of `weight`. The channels out of a convolution are its first axis.
# `weight.ndim` tells you which of the two you have.
# </details>

# %%
check(fold_batchnorm)

# %% [markdown]
# Now fold the first of the five networks of 10.1. What is left has four dense layers and no normalization. It has no
# mode to forget either. The digits go in one by one.

# %% tags=["demo"]
with drawn_by("fold_batchnorm"):
    own = [(patient.scales[i][0, 0], patient.shifts[i][0, 0]) for i in range(3)]
    kept = [(mean[0, 0], variance[0, 0]) for mean, variance in patient.running]
    none = np.zeros(32, "float32")
    layers = [fold_batchnorm(patient.weights[i][0], none, *own[i], *kept[i]) for i in range(3)]
    layers.append((patient.weights[3][0], patient.shifts[3][0, 0]))

    def scores(x):
        for weight, bias in layers[:-1]:
            x = np.maximum(x @ weight + bias, 0)
        return x @ layers[-1][0] + layers[-1][1]

    alone = np.stack([scores(digit) for digit in x_held])
    apart = np.abs(alone - patient.forward(x_held)[0]).max()
    right = 100 * (alone.argmax(axis=1) == y_held).mean()
    print(f"four dense layers, one digit after the other: {right:.1f} % right")
    print(f"largest difference to evaluation mode {apart:.0e}, largest score {alone.max():.0f}")

# %% [markdown]
# The patient of 10.1 is cured: right about each digit alone, with the weights that it had.

# %% [markdown]
# ## 10.8 What it buys
#
# Each cell of the two maps below is a network with three hidden layers, trained for 100 updates, and the number is
# the share of the digits that it then reads right, the mean over five seeds. To the right the learning rate grows.
# Upward the first weights of the hidden layers grow, from 0.03 to 10 times the ones of He et al. (2015), which are
# right for ReLU (unit 05). The cell takes some seconds.

# %% tags=["demo"]
rates, gains = [0.01, 0.03, 0.1, 0.3, 1, 3, 10], [0.03, 0.1, 0.3, 1, 3, 10]
grid = np.stack(np.meshgrid(gains, rates, [0] * 5, indexing="ij"))  # the last axis: five seeds
(gain, rate), seeds = grid[:2].reshape(2, -1), np.tile(range(5), 42)
maps = {}
for name, kind in tqdm({"without": None, "with": "batch"}.items(), "maps"):
    networks = Networks((32, 32, 32), normalize=kind, gain=gain, seeds=seeds)
    networks.train(rate, 100)
    maps[f"{name} batch normalization"] = networks.accuracy().reshape(6, 7, 5).mean(axis=2)
plots.accuracy_maps(maps, rates, gains)

# %% [markdown]
# Without normalization no cell comes above 90 % in 100 updates. The best two, with 84 and 80 %, have the right first
# weights and the rates 0.1 and 0.3. With it, 24 of the 42 cells do, over a hundredfold of rates and more. Not all is
# well: a rate of 10 breaks both, and large first weights need large rates.
#
# Why is the left half of the map so good where the first weights are small? You saw in 10.2 that ten times the
# weights into a unit give the same output. Then the gradient with respect to them must be a *tenth*: the same
# change is now a smaller part of the weights. So large weights turn by less, for two reasons: the step is a tenth,
# and it is taken by weights ten times as long. Together that is a hundredth. Weights a third as large thus learn at
# a tenth of the rate as well as the others do: go one row down and two columns to the left, from 95 % (three times the
# right weights, rate 1) to 93 % and 90 %. Weights that grow in training slow themselves down in the same way. (A
# penalty that keeps such weights small therefore changes, in effect, their learning rate: van Laarhoven 2017.)
#
# *It helps the gradient through deep networks*, you will read. Below are the lengths of the weights' gradients
# layer by layer, in networks with ten hidden layers, before the first update. Move the slider: `gain` multiplies
# the first weights of the hidden layers.


# %% tags=["demo"]
def lengths(gain):
    """How long the gradient of each layer's weights is at the start, the mean over five seeds."""
    runs = {}
    for name, kind in {"without": None, "with": "batch"}.items():
        networks = Networks((32,) * 10, normalize=kind, gain=gain)
        slopes = networks.loss_and_gradients(*networks.next_batch(64))[1][0]
        norms = [np.linalg.norm(slope, axis=(1, 2)).mean() for slope in slopes]
        runs[f"{name} batch normalization"] = norms
    return plots.compare_layers(runs, ylabel="length of the gradient")


plots.explore(lengths, gain=(0.3, 3.0, 1.0))

# %% [markdown]
# At 0.3 the plain gradients are near $10^{-5}$, and at 3 they are above $10^4$. Each layer multiplies what passes,
# and ten factors of three make a great difference. With normalization they change by a factor of ten between the
# two ends, in each layer but the last alike: ten times the weights, a tenth of the gradient. They still grow toward
# the first layer, about eightfold. In networks that are far deeper, this growth breaks the training at its start
# (Yang et al. 2019), and one needs the shortcuts of a residual network.
#
# Two more claims that you will meet:
#
# - *It regularizes.* The statistics of the batch are noisy (10.3), and noise can help against overfitting. It is a
#   side effect: it depends on the batch size, and unit 11 has better tools.
# - *It costs nothing.* At test time, folded, yes. In training an update takes longer (the finale prints how long),
#   and the normalized values take memory.

# %% [markdown]
# ## 10.9 Why does it help?
#
# This is Ioffe and Szegedy's own explanation: while the lower layers learn, the inputs of the upper ones move,
# which makes learning hard. They called it **internal covariate shift**, and said that batch normalization helps
# because it holds means and variances still. You can look at it. Below are the pre-activations, as the ReLUs get
# them, of a network with five hidden layers. Compare update 0 with update 100, without and with normalization.

# %% tags=["demo"]
inside = {}
for name, kind in {"without": None, "with": "batch"}.items():
    one = Networks((32,) * 5, normalize=kind, seeds=[0])
    states = inside.setdefault(name, [])
    one.train(0.1, 101, watch=lambda _, n, kept=states: kept.append([z.after for z in n.layers]))


def look_inside(network, update):
    """Histograms of one network's pre-activations before one update."""
    layers = {f"layer {i + 1}": values for i, values in enumerate(inside[network][update])}
    words = f"pre-activation, {network} batch normalization, update {update}"
    return plots.histograms(layers, limits=(-6, 6), xlabel=words)


plots.explore(look_inside, network=["without", "with"], update=(0, 100, 0))

# %% [markdown]
# Without normalization the spread in the fifth layer grows from 0.5 ± 0.1 to 2.1 ± 0.3 within these 100 updates
# (five seeds). With it, it goes from 1 to 1.1. That much is true. But is it *why* the network learns better?
# Santurkar et al. (2018) tried to tell: they put the shift back in. After the normalization they moved and stretched
# each unit's values by noise, of which even the mean and the spread change at random with each update. Here is a
# plainer form of it: two random numbers for each unit, new ones at each update and the same for all examples,
# stretch and move its values. Now the inputs of each layer shift all the time, on purpose. Below, `jolt` is how far
# at most: 0.5 is half a standard deviation, and a stretch by up to a half.
#
# **Predict.** How well do jolted networks with batch normalization learn, beside plain ones that nobody jolts?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
for rate in tqdm((0.1, 0.3, 1.0), "rates"):
    settings = {"plain": (None, 0), "normalized": ("batch", 0)}
    settings |= {"jolted by 0.5": ("batch", 0.5), "jolted by 1": ("batch", 1)}
    for name, (kind, jolt) in settings.items():
        networks = Networks((32, 32, 32), normalize=kind)
        networks.train(rate, 200, jolt=jolt)
        right = 100 * networks.accuracy()
        print(f"rate {rate}, {name:13}: {right.mean():5.1f} ± {right.std(ddof=1):.1f} % right")

# %% [markdown] tags=["seen"]
# Jolts of up to 0.5 cost nothing that five seeds could show at rates 0.3 and 1, and a point at 0.1. At 0.3 these
# networks still read more digits than the plain ones, and at 1, where the plain ones learn nothing, both jolted
# kinds learn. So the inputs may move a lot, and batch normalization helps all the same: holding them still cannot
# be the whole reason. That shifts do not matter would be too much to say. Jolts of up to 1 cost three points at 0.3
# and 1, and seven at 0.1, and then nothing is left of the advantage over plain networks at 0.1 and 0.3. (And these
# jolts are noise without a direction, where a layer that learns moves on and on.)

# %% [markdown]
# Santurkar et al. measured something else. Take a network in the middle of training, and look along the gradient
# without going there: how does the loss of the batch change with the length of the step, and how much does the
# gradient change? If the gradient here is also right some way ahead, longer steps are safe. This is called
# **smoothness**. Both kinds have learned at the rate 0.1 here, and the horizontal axis is the learning rate of the
# next step.

# %% tags=["demo"]
reaches, ahead = [0.05, 0.1, 0.2, 0.4, 0.8], {}
for name, kind in {"without": None, "with": "batch"}.items():
    networks, seen = Networks((32, 32, 32), normalize=kind), []
    for _ in range(5):  # at updates 20, 40, ... 100
        networks.train(0.1, 20)
        seen.append(networks.ahead(reaches))
    ahead[f"{name} batch normalization"] = np.mean(seen, axis=0).transpose(0, 2, 1)
for i, what in enumerate(("loss there / loss here", "change of the gradient / its length here")):
    tables = {name: (reaches, both[i]) for name, both in ahead.items()}
    plots.bands(tables, xlabel="learning rate of the step ahead", ylabel=what).show()

# %% [markdown]
# At the rate 0.8 the loss of a plain network becomes about nine times as high, and with normalization it is halved.
# Look at the gradient at 0.1, the rate in use. A plain network finds there a gradient that differs from the one
# here by 1.3 times its length, so little of it is left. With normalization it differs by 0.3 times its length. So
# the gradient can be trusted farther. This speaks for smoothness as the reason, and it is what the finale uses. It
# is no proof: smoothness goes together with help here, and a theory that covers real networks is still missing.
# Bjorck et al. (2018) tell it from another side: plain networks have to use small rates, since a few directions
# explode at larger ones, and the large rates are what helps.

# %% [markdown]
# ## 10.10 Without the batch
#
# All the trouble in 10.3 and 10.4 comes from one choice: the mean is taken over the batch. Take it over something
# else, and the two modes are gone. **Layer normalization** (Ba, Kiros and Hinton 2016) takes the mean $\mu$ and the
# variance $\sigma^2$ of *one* example, over its $d$ features $z_1, \dots, z_d$. Scale and shift are still one for
# each feature:
#
# $$ y_k = \gamma_k \, \frac{z_k - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta_k. $$
#
# An example gets the same answer whatever else is in the batch, in training and in use, and running averages are
# not needed. **RMS normalization** (Zhang and Sennrich 2019) does less. It leaves out the mean and, usually, the
# shift:
#
# $$ y_k = \gamma_k \, \frac{z_k}{\sqrt{\frac1d \sum_{j=1}^d z_j^2 + \epsilon}}. $$
#
# RMS stands for root mean square. A text comes as an array of shape (batch, words, features), and each word of each
# text is normalized by itself. So the features are the *last* axis, however many stand before it.
#
# ### Exercise 8: each example by itself


# %%
def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
    """Layer normalization (Ba, Kiros and Hinton 2016), or RMS normalization (Zhang and Sennrich 2019).

    Parameters
    ----------
    x : array, shape (..., d)
        The features stand in the last axis; there may be no axis before it, one, or several.
    scale : array, shape (d,), of the dtype of x
    shift : array, shape (d,), of the dtype of x, or None
        Nothing is added for None, the default.
    centered : bool, default True
        True: by the mean and the variance over the last axis (layer normalization). False: no mean is
        taken off, and the mean of the squares stands where the variance stood (RMS normalization).
    eps : float, default 1e-5
        Added inside the root.

    Returns
    -------
    array, shape (..., d), in the dtype of x
    """
    ### BEGIN SOLUTION
    if centered:
        x = x - x.mean(axis=-1, keepdims=True)
    y = scale * x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)
    return y if shift is None else y + shift
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: shapes</summary>
#
# The means of an array of shape (5, 7, 3) over its last axis have the shape (5, 7), which does not line up with
# (5, 7, 3). `keepdims=True` keeps an axis of length 1.
# </details>
# <details><summary>Hint 2: one formula for both</summary>
#
# What is the variance of $z$, written with $z - \mu$? It is a mean of squares, too.
# </details>

# %%
check(normalize_each)

# %% [markdown]
# One digit, alone and among 64: how far apart are the 32 pre-activations of the first layer after your two functions?

# %% tags=["demo"]
with drawn_by("batchnorm_forward", "normalize_each"):
    z, one, zero = patient.layers[0].before[0][:64], np.ones(32), np.zeros(32)
    among, alone = batchnorm_forward(z, one, zero)[0][0], batchnorm_forward(z[:1], one, zero)[0][0]
    print(f"by the batch:   {np.abs(among - alone).max():.1f} apart")
    among, alone = normalize_each(z, one)[0], normalize_each(z[:1], one)[0]
    print(f"each by itself: {np.abs(among - alone).max():.1f} apart")

# %% [markdown]
# Back to the patient's trouble. Three kinds of networks learn in batches of 64. Then they are read in batches of 64
# and one by one, both times in *training* mode, by your `accuracy_in_batches`.

# %% tags=["demo"]
with drawn_by("accuracy_in_batches"):
    for kind in tqdm(("batch", "layer", "rms"), "kinds"):
        networks, told = Networks((32, 32, 32), normalize=kind), []
        networks.train(0.3, 200)
        readers = [lambda x, k=k, n=networks: n.read(x, training=True)[k] for k in range(5)]
        for size in (64, 1):
            found = [100 * accuracy_in_batches(r, x_held, y_held, size) for r in readers]
            told.append(f"batches of {size}: {np.mean(found):.1f} ± {np.std(found, ddof=1):.1f} %")
        print(f"{kind:5}", "; ".join(told))

# %% [markdown]
# Layer and RMS normalization answer alike in both. (Which of the three is best is another question. Here they have
# one rate for all, and batches that are large enough. The experiment at the end asks what happens in small ones.)

# %% [markdown]
# ## 10.11 Finale: ten times the learning rate
#
# Five hidden layers. Without normalization the best of the rates 0.03, 0.1, 0.2, 0.5, and 1 is 0.1 (0.2 is as good
# within the spread). Now we take ten times that. Two kinds of networks have no normalization. The other two use
# *your* functions, forward and backward.

# %% tags=["demo", "clock"]
with drawn_by("batchnorm_forward", "batchnorm_backward"):
    kinds, losses = {"plain": None, "yours": Own(batchnorm_forward, batchnorm_backward)}, {}
    for name, rate in tqdm([("plain", 0.1), ("plain", 1), ("yours", 0.1), ("yours", 1)], "runs"):
        networks, parts, right = Networks((32,) * 5, normalize=kinds[name]), [], []
        begin = time.process_time()
        for updates in (20, 180):
            parts.append(networks.train(rate, updates))
            right.append(100 * networks.accuracy())
        spent = 1000 * (time.process_time() - begin) / 200
        loss = losses[f"{name}, rate {rate}"] = np.concatenate(parts, axis=1)
        told = [f"{each.mean():.0f} ± {each.std(ddof=1):.0f} %" for each in right]
        print(f"{name}, rate {rate}: {told[0]} after 20 updates, {told[1]} after 200")
        print(f"   {spent:.1f} ms an update, last losses {np.round(loss[:, -1], 2)}")
    del losses["plain, rate 1"]  # its losses are above: they stay at 2.3 or explode
    plots.bands(losses, smooth=5).show()

# %% [markdown]
# At ten times the rate the plain networks guess: four of the five end at a loss of about 2.3, that of somebody who
# gives all ten digits the same chance, and one explodes. Yours hold, and read about 97 % of the digits, where the
# plain ones read 93 ± 1 % at their best rate. At the rate 0.1 yours come nearly as far, to about 95 %. What the
# tenfold rate buys is speed: after 20 updates it is about 85 % against about 60 %, and 42 ± 6 % for plain networks.
# A plain update is faster, as the times show, so count in seconds as well. Try 2 and 4 in the cell: at which of
# them does it end for yours? (In our five seeds at 4: 63 ± 27 %.)

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A colleague's dense layer has a bias, and batch normalization follows. The gradient of the bias is about
#    $10^{-9}$ in every unit and never anything else. Is this a bug? What would you change?
# 2. With batches of two examples, what is left of `dx` (neglect $\epsilon$)? Put $\hat z = (1, -1)$ into your
#    formula, for any upstream gradient, and say what it means for the layers below.
# 3. Somebody fine-tunes a network on batches of a single image, in training mode, and the loss does not move.
#    Explain, and name two remedies.
# 4. What did the jolts of 10.9 show, and what did they *not* show?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** No bug. The bias adds the same number to every example, the mean takes it off again, so the loss does not
# depend on it. What is left is rounding. Leave the bias out; the shift does its work.
#
# **2.** Let $a$ and $b$ be $\gamma$ times the two upstream gradients. Their mean is $(a + b)/2$, and the mean of
# the products with $\hat z$ is $(a - b)/2$. So $s$ times `dx` is $a - (a + b)/2 - (a - b)/2 = 0$ for the first
# example, and the same for the second. Nothing is left: the output is $+1$ and $-1$ whatever the two values are, so
# the layers below learn nothing from this unit (but for $\epsilon$).
#
# **3.** With $m = 1$ (dense layers) the value is its own mean, the normalized value is 0 and the output is the
# shift: nothing of the image gets through, and no gradient gets back. Remedies: larger batches; running statistics
# held fixed (evaluation mode for these layers); a normalization of each example, such as layer norm.
#
# **4.** Inputs that move at every update do not spoil batch normalization at good rates, so holding them still is not
# the whole reason for its help. They do not show what the reason is, nor that shifts never matter: these were random,
# without a direction, and of limited size.
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 10.12 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed. Neglect $\epsilon$ where nothing else is said.
#
# **Question 1.** In a batch of four, a unit has the pre-activations 1, 1, 1, and 5. It has the scale 2 and the
# shift 1. What comes out for the last example, in training mode?
#
# - **a**: 4.00
# - **b**: 3.00
# - **c**: 4.46
# - **d**: 2.73


# %%
def quiz_forward():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_forward)

# %% [markdown] explains="quiz_forward"
# The mean is 2 and the variance $(1 + 1 + 1 + 9) / 4 = 3$, so $\hat z = 3 / \sqrt 3 = 1.73$ and
# $y = 2 \cdot 1.73 + 1 = 4.46$. Dividing by $m - 1$ would give 4, dividing by the variance 3, and without the scale
# it would be 2.73.

# %% [markdown]
# **Question 2.** In a batch of 64 a unit has the mean 3 and the variance 0.99, and $\epsilon$ is 0.01. This time do
# *not* neglect it. Which scale and shift give each pre-activation back as it was?
#
# - **a**: $\gamma = 1$, $\beta = 3$; for this batch
# - **b**: $\gamma = 1$, $\beta = 3$; for every batch
# - **c**: $\gamma = 0.995$, $\beta = 3$; for this batch
# - **d**: $\gamma = 0.995$, $\beta = 3$; for every batch


# %%
def quiz_identity():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_identity)

# %% [markdown] explains="quiz_identity"
# $\gamma = \sqrt{\sigma^2 + \epsilon} = 1$ takes back the division, $\beta = \mu = 3$ the subtraction. The root of the
# variance alone, 0.995, would leave all of it half a percent too close to the mean. The next batch has another mean and
# another variance, and then the same two numbers no longer fit exactly.

# %% [markdown]
# **Question 3.** A network reads 96 % of the held-back digits in shuffled batches of 44. Sorted by class, so that
# most batches hold nearly one class only, it reads 16 % of the same digits. Where would you look first?
#
# - **a**: it has not been trained long enough
# - **b**: the bias was forgotten when the normalization was folded
# - **c**: the running averages have too small a momentum
# - **d**: it was not switched to evaluation mode


# %%
def quiz_diagnosis():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_diagnosis)

# %% [markdown] explains="quiz_diagnosis"
# In the other three cases each digit gets its answer by itself, right or wrong, and the order cannot matter. Here
# it does, so the answer depends on the rest of the batch. A batch of one class has quite another mean than the
# batches of training, and taking that mean off takes off what tells the class.

# %% [markdown]
# **Question 4.** A convolution makes batches of shape (64, 32, 10, 10). You put a normalization between it and its
# ReLU, as the paper does, and leave out what has become idle. How many numbers does the pair learn *besides* the
# weights of the convolution, and over how many values does each mean go in training?
#
# - **a**: 96 numbers, over 6,400 values
# - **b**: 64 numbers, over 6,400 values
# - **c**: 64 numbers, over 64 values
# - **d**: 6,400 numbers, over 64 values


# %%
def quiz_place():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_place)

# %% [markdown] explains="quiz_place"
# A scale and a shift for each of the 32 channels; the convolution's 32 biases are idle and left out. Each channel has
# one mean, over the batch and all places: $64 \cdot 10 \cdot 10 = 6400$ values.

# %% [markdown]
# **Question 5.** By accident all weights into a normalized unit are multiplied by 10. Training goes on at the same
# rate, with plain gradient descent. What happens?
#
# - **a**: the output is ten times as large, and training diverges
# - **b**: nothing changes, now or later
# - **c**: the output is the same, and a step turns the weights a hundred times less
# - **d**: the output is the same, and a step turns the weights ten times more


# %%
def quiz_scale():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_scale)

# %% [markdown] explains="quiz_scale"
# The output depends on the direction of the weights only. The gradient is a tenth, so the step is a tenth, and the
# weights are ten times as long: in proportion to them the step is a hundredth. The loss is what it was. The
# direction of these weights now learns a hundred times as slowly; scale and shift learn as before.

# %% [markdown]
# ## 10.13 Experiment: small batches
#
# Large images leave room for only a few of them in memory, so batches are small. Which normalization would you
# take? `Networks(normalize=...)` takes `None`, `"batch"`, and `"layer"`, which normalizes each digit by itself, as
# in 10.10. `train(rate, updates, batch=...)` sets the batch.
#
# 1. **Write down first** what you expect for batches of 2, 8, and 32: which of the three is best, which worst?
# 2. Train networks with three hidden layers for 600 updates. For each batch and each kind find the best rate of at
#    least four, a factor of two apart. The best should lie *inside* the range; say so where it does not.
# 3. Five seeds each. Make a table: batch, kind, best rate, mean accuracy in evaluation mode and its sample deviation.
# 4. Explain *why* the table looks as it does. Section 10.3 has what you need. Is it training or evaluation that
#    suffers? `networks.read(x_held, training=True)` reads all digits as one batch in training mode, and can tell.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* batch normalization is worst at 2 and best at 32. Accuracy in evaluation mode after 600 updates,
# seeds 0 to 4, rates 0.0125, 0.025, ... 0.8:
#
# | batch | kind | best rate | digits read right, % |
# | --- | --- | --- | --- |
# | 2 | none | 0.05 | 80 ± 7 |
# | 2 | batch | 0.05 | 28 ± 5 |
# | 2 | layer | 0.025 | 85 ± 4 |
# | 8 | none | 0.1 | 91 ± 6 |
# | 8 | batch | 0.2 | 96 ± 1 |
# | 8 | layer | 0.1 | 92 ± 2 |
# | 32 | none | 0.2 | 96 ± 1 |
# | 32 | batch | 0.2 | 98 ± 0.4 |
# | 32 | layer | 0.4 | 96 ± 1 |
#
# All best rates lie inside. (At 4, batch: 89 ± 2 at 0.05, layer: 90 ± 2 at 0.05.)
#
# *Reading.* At 32 batch normalization is a little better than the other two, at 8 by four points, and at 2 it is far
# below both. Between 2 and 8 the order turns around. Layer normalization is no better than none at 8 and 32, within
# the spread.
#
# *Why.* Two digits become $+1$ and $-1$ in each unit (10.3): one bit a unit gets through, and which one depends on
# the other digit. So training itself suffers: judged in pairs, in training mode, the networks read 20 ± 3 %, and by
# their running averages 28 ± 5 %. With 8 the statistics still are noisy, 83 ± 2 % in training mode, in eights.
# In evaluation mode, 96 ± 1 %, the noise is gone. (A smaller momentum does not help at 2: 29 ± 5 % with 0.01.)
# Layer normalization looks at one digit alone, so the size of the batch changes the noise of the gradient only, as
# it does without any normalization.
#
# *Rubric.* **1 point, design:** a prediction in advance; four rates each, a factor of two apart; five seeds. **1
# point, report:** a table with rates, means and sample deviations, and a word where the best rate is at an end. **1
# point, comparison:** each kind at its own best rate, for the same number of updates. **1 point, explanation:**
# noise of the statistics (or one bit a unit at 2), and that layer norm does not look at the batch; "batch norm does
# not like small batches" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# Batch normalization is in most convolutional networks at work: detectors in cameras, phones and cars, folded away
# as you did. On several GPUs each one has its own small batch, so where the batches are small the statistics are
# taken over all of them ("synchronized").
#
# Elsewhere the batch has been given up. The kinds in the picture of 10.6 are one code with other axes. **Instance
# normalization** (Ulyanov, Vedaldi and Lempitsky 2016) takes mean and variance over the pixels of one channel of one
# image, and **group normalization** (Wu and He 2018) over a few channels of one image. As with your `normalize_each`,
# there are no two modes, and no bug between them. But there is nothing to fold either, so the cost stays.
#
# Transformers took layer normalization (Vaswani et al. 2017): sentences have different lengths, batches hold few of
# them, and a model that writes one word at a time has a batch of one. In the first transformers it stood after each
# part of the network. Now it mostly stands before, which makes training steadier (Xiong et al. 2020). And most
# large language models have RMS normalization instead, such as Llama (Touvron et al. 2023): it does about as well
# for less work.
#
# Can one do without? Large image networks can, if one standardizes the *weights* in place of the values and clips
# gradients (Brock et al. 2021). In transformers a learned squashing function, $\gamma \tanh(\alpha x) + \beta$, does
# about as well (Zhu et al. 2025). That shows how open the question of 10.9 still is.

# %% [markdown]
# ## Key points
#
# - Each unit's pre-activations are normalized by the mean and variance of the batch, then scaled and shifted by two
#   learned numbers. $\epsilon$ is inside the root. A bias in front of it is idle, and so is the length of the
#   weights.
# - In training the batch's statistics, in evaluation running averages with the unbiased variance. Whoever mixes up
#   the modes gets answers that depend on the rest of the batch, and a single example always gets the same one.
# - The gradient has three paths. Networks learn without some of them, so check it, with random upstream gradients.
# - Images: one mean and one variance a channel, over all images and pixels.
# - In evaluation it is a scaling and a constant, and folds into the layer right before it.
# - It makes larger rates and worse first weights work. Holding the inputs still is not the whole reason; the loss is
#   smoother, too.
# - In very small batches it fails. Layer, group, and RMS normalization do not look at the batch.
#
# ## What comes next
#
# Your networks now learn quickly what you show them. In unit 11 one learns labels that were drawn at random, all of
# them. What has it learned then?
#
# ## References
#
# - Ba, J. L., Kiros, J. R., Hinton, G. E. (2016). Layer normalization. arXiv:1607.06450.
# - Bjorck, J., Gomes, C., Selman, B., Weinberger, K. Q. (2018). Understanding batch normalization. *NeurIPS*.
#   arXiv:1806.02375.
# - Brock, A., De, S., Smith, S. L., Simonyan, K. (2021). High-performance large-scale image recognition without
#   normalization. *ICML*. arXiv:2102.06171.
# - He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers: surpassing human-level performance on
#   ImageNet classification. *ICCV*. arXiv:1502.01852.
# - He, K., Zhang, X., Ren, S., Sun, J. (2016). Identity mappings in deep residual networks. *ECCV*. arXiv:1603.05027.
# - Ioffe, S., Szegedy, C. (2015). Batch normalization: accelerating deep network training by reducing internal
#   covariate shift. *ICML*. arXiv:1502.03167.
# - Santurkar, S., Tsipras, D., Ilyas, A., Mądry, A. (2018). How does batch normalization help optimization?
#   *NeurIPS*. arXiv:1805.11604.
# - Touvron, H. et al. (2023). LLaMA: open and efficient foundation language models. arXiv:2302.13971.
# - Ulyanov, D., Vedaldi, A., Lempitsky, V. (2016). Instance normalization: the missing ingredient for fast
#   stylization. arXiv:1607.08022.
# - van Laarhoven, T. (2017). L2 regularization versus batch and weight normalization. arXiv:1706.05350.
# - Vaswani, A. et al. (2017). Attention is all you need. *NeurIPS*. arXiv:1706.03762.
# - Wu, Y., He, K. (2018). Group normalization. *ECCV*. arXiv:1803.08494.
# - Xiong, R. et al. (2020). On layer normalization in the transformer architecture. *ICML*. arXiv:2002.04745.
# - Yang, G., Pennington, J., Rao, V., Sohl-Dickstein, J., Schoenholz, S. S. (2019). A mean field theory of batch
#   normalization. *ICLR*. arXiv:1902.08129.
# - Zhang, B., Sennrich, R. (2019). Root mean square layer normalization. *NeurIPS*. arXiv:1910.07467.
# - Zhu, J., Chen, X., He, K., LeCun, Y., Liu, Z. (2025). Transformers without normalization. *CVPR*.
#   arXiv:2503.10622.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 10.2 | notes 002 (idle biases), 003 (the identity), 004 (where it stands); Ioffe and Szegedy 2015 |
# | 10.3, 10.4 | notes 002, 003 (test time); Ioffe and Szegedy 2015, algorithm 2; own measurements |
# | 10.5, 10.6 | Ioffe and Szegedy 2015, sections 3 and 3.2; own measurements |
# | 10.7, 10.8 | notes 003 (six claims); own measurements |
# | 10.9 | Ioffe and Szegedy 2015; Santurkar et al. 2018, sections 2 and 3; own measurements |
# | 10.10 | Ba, Kiros and Hinton 2016; Zhang and Sennrich 2019; own measurements |
# | Today | the papers named there |
#
# Notes 002, 003 and 004 are lecture notes that this course was made from; you do not need them.
