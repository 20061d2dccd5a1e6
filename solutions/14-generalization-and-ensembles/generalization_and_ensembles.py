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
# # 14 · Generalization and ensembles
#
# *A model with 50 features learns a hundred digits and then reads seven of ten new ones. With 100 features it reads
# two of ten. So you take features away, as you were taught. Somebody else adds more, and more, and ends up far better
# than you.*
#
# **By the end, five networks of yours will answer together.** You will have measured what that gains, and whether
# they know when they do not know.
#
# **After this unit you can**
#
# - read a training error and a validation error, and say what to do next;
# - measure bias and variance, and say which of the two a remedy lowers;
# - draw the curve of the textbooks and its second half, and find the peak between them before you meet it;
# - combine models in three ways: average answers, keep snapshots of one run, average weights;
# - say what an ensemble gains, and why, and whether its probabilities can be trusted.
#
# **You need** softmax and cross-entropy (unit 01), momentum (unit 07), cosine rates (unit 08), and the overfitting
# network of unit 11.
#
# **It takes** about four and a half hours: one and a half to read and play, two for the exercises, one for the
# experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours. The check right below it
# says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first.

# %%
import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by
from gradschool.experiments.several import Members, log_loss, shortest_fit, three_parts

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 14.1 Too many parameters, then more, then better
#
# Here is a network of which only the last layer learns. Its hidden layer is drawn at random and stays as it is: a
# digit $x$ of 64 pixels becomes $d$ numbers $\max(0, v_j \cdot x) / \sqrt d$, one for each random $v_j$. These numbers
# are its **features**. The last layer is fitted to 100 digits by least squares: for each class, a weight for each
# feature, so that the scores come as close as they can to 1 for the right class and 0 for all others. Where many
# weights fit equally well, we take the shortest ones: those with the smallest sum of squares, whose root is the
# **length** of the weights. And to make it harder, ten of the 100 labels are drawn anew at random, so about nine of
# them are wrong.


# %%
def features(x, count, seed):
    """Random ReLU features of the rows of x; the first ones are the same for any count."""
    v = np.random.default_rng(seed).standard_normal((count, x.shape[1])).T
    return np.maximum(x @ v, 0) / count**0.5


def digits_by_features(count, seed, fit, images=100, redrawn=0.1):
    """Fit some digits; return four numbers.

    The shares read wrong of 1,000 other digits and of its own (as they are labeled), the squared error of its own
    (a sum over the classes, a mean over the digits), and the length of all weights.
    """
    digits, rng = data.digits("float64").flat, np.random.default_rng(seed)
    order = rng.permutation(len(digits))
    known, new = order[:images], order[-1000:]
    labels = digits.y[known].copy()
    lot = rng.permutation(images)[: round(redrawn * images)]
    labels[lot] = rng.integers(0, 10, len(lot))
    x = (digits.x - digits.x[known].mean(axis=0)) / 8  # the root of 64 pixels: a feature has a pixel's size
    own, targets = features(x[known], count, seed), np.eye(10)[labels]
    w = fit(own, targets)
    wrong = (features(x[new], count, seed) @ w).argmax(axis=1) != digits.y[new]
    own_wrong, squared = (own @ w).argmax(axis=1) != labels, ((own @ w - targets) ** 2).sum(axis=1)
    return wrong.mean(), own_wrong.mean(), squared.mean(), np.linalg.norm(w)


def percent(shares):
    """Mean and sample deviation of several shares, in words."""
    return f"{100 * np.mean(shares):.1f} ± {100 * np.std(shares, ddof=1):.1f} %"


# %% [markdown]
# **Predict.** With 50 features, how many of 1,000 new digits are read wrong? With 100, as many as training digits?
# With 3,000, thirty times as many?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
for count in (50, 100, 3000):
    found = [digits_by_features(count, seed, shortest_fit) for seed in range(5)]
    new, own, *_ = np.transpose(found)
    print(f"{count:5} features: {percent(new)} of new digits wrong, {percent(own)} of its own")

# %% [markdown] tags=["seen"]
# 33 ± 4 % wrong with 50 features, 83 ± 6 % with 100, and 18 ± 3 % with 3,000 (five seeds: other training digits,
# labels, and features). Each class has 30 weights for every training digit, and the model is at its best. It has also
# learned the wrong labels by heart: with 3,000 features, as with 100, it reads each of its own digits as it is labeled.
# With 50 it misses 2 % of them. Section 14.4 draws the whole curve and explains it. First we need words for what goes
# wrong at 100.

# %% [markdown]
# ## 14.2 Two numbers and a gap
#
# A model is judged on examples that it has never seen: by its **test error**. What you watch while you work is the
# **training error**, and the error on a validation set that was held back (unit 11). The difference has a name, the
# **generalization gap**:
#
# $$ \text{test error} = \text{training error} + \text{generalization gap}. $$
#
# That is no theorem. It only defines the gap. But its two terms have different causes and different remedies. The
# **capacity** of a model says how rich the set of functions is that it can become; for polynomials, think of the
# degree.
#
# - **Underfitting**: the capacity is too small, or training did not use it. The training error itself is high, however
#   long you wait, and the gap is small. One also says **high bias**. Remedies: a larger or a different network, longer
#   training, another optimizer or rate.
# - **Overfitting**: the model has adapted itself to its training examples so closely that it does worse on new ones
#   than it could. The training error is low and the gap is large. One also says **high variance**. Remedies: more data,
#   regularization (units 11 and 12), another architecture, and ensembles, as you will see.
#
# "High" is compared with something: with what a person reaches, or with the best that is known. Call it the *target*.
# Ng (2018) calls training error minus target the **avoidable bias**.
#
# ### Exercise 1: repair a diagnosis
#
# The rule below circulates in lecture notes: high bias is a high training error, high variance is a high
# *validation* error. As code it looks like this. Two of these four pairs of numbers expose it.


# %% tags=["demo"]
def circulating_rule(training, validation, limit=0.1):
    """What circulates: each error is compared with a limit."""
    if training > limit:
        return "both" if validation > limit else "bias"
    return "variance" if validation > limit else "good"


for pair in ((0.01, 0.15), (0.15, 0.16), (0.15, 0.30), (0.02, 0.09)):
    print(f"training {pair[0]:.2f}, validation {pair[1]:.2f}: {circulating_rule(*pair)}")

# %% [markdown]
# Look at the second pair. Whoever believes "both" collects more data, for months. But the two errors are nearly the
# same: more data can close the gap, and the gap is one point. The fourth pair is called good, although the
# validation error is more than four times the training error. Write the rule that looks at the right differences.


# %%
def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
    """Say what ails a model by its two errors and a target (the avoidable bias and the gap of Ng 2018).

    Parameters
    ----------
    training, validation : float
        Shares of wrong answers, from 0 to 1.
    target : float, default 0
        The error that is thought possible.
    tolerance : float, default 0.02
        A difference is large if it is larger than this. One that equals it is small; floats decide, and for them
        0.17 - 0.15 is a little more than 0.02.

    Returns
    -------
    bias : float
        Training error minus target; negative where the target is beaten.
    gap : float
        Validation error minus training error; may be negative, too.
    diagnosis : str
        "bias" or "variance" where one of the two differences (bias, gap) is large, "both" where both are, else
        "good".
    """
    ### BEGIN SOLUTION
    bias, gap = training - target, validation - training
    if bias > tolerance and gap > tolerance:
        return bias, gap, "both"
    if bias > tolerance:
        return bias, gap, "bias"
    return bias, gap, "variance" if gap > tolerance else "good"
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two questions</summary>
#
# Which of the four numbers does each of the two questions need? "Could it be better on what it has seen?" and "Is it
# worse on what it has not seen?"
# </details>
# <details><summary>Hint 2: signs</summary>
#
# A negative difference is not a large one. Do not take absolute values.
# </details>

# %%
check(diagnose_pair)

# %% [markdown]
# ### Learning curves, read aloud
#
# One pair of numbers is one point of a **learning curve**: both errors over the number of training examples. Here is a
# problem where all is known. The truth is a wave, each training set has some points on it with noise of standard
# deviation 0.3, and we fit polynomials. Errors here are mean squares, so nobody can get below $0.3^2 = 0.09$ on new
# points. Each curve is a mean over 100 training sets.


# %%
def wave(x):
    """The truth: a wave that dies down, for x from 0 to 1."""
    return np.sin(2.4 * np.pi * x) * np.exp(-x / 2)


def polynomial_fits(degree, points=25, sets=200, noise=0.3, seed=0):
    """Fit many training sets; return the fits at 101 places, shape (sets, 101), and their training errors."""
    rng, grid, fits, errors = np.random.default_rng(seed), np.linspace(0, 1, 101), [], []
    for _ in range(sets):
        x = (np.arange(points) + rng.random(points)) / points
        y = wave(x) + noise * rng.standard_normal(points)
        fit = np.polynomial.Legendre.fit(x, y, degree, domain=(0, 1))
        fits.append(fit(grid))
        errors.append(((fit(x) - y) ** 2).mean())
    return np.array(fits), np.array(errors)


# %% tags=["demo"]
def learning(degree):
    """Training error, and the error on new points, as the training set grows."""
    sizes, table = [12, 16, 25, 40, 60, 100, 200], []
    for points in sizes:
        fits, training = polynomial_fits(degree, points, sets=100)
        new = ((fits - wave(np.linspace(0, 1, 101))) ** 2).mean() + 0.3**2
        table.append((training.mean(), new, 0.3**2))
    names, columns = ("training points", "new points", "noise"), np.transpose(table)
    curves = {name: (sizes, column) for name, column in zip(names, columns, strict=True)}
    panel = {f"degree {degree}": curves}
    look = {"xlabel": "training examples", "ylabel": "squared error", "ylim": (0, 0.6)}
    return plots.curve_panels(panel, "log x", **look)


plots.explore(learning, degree=(0, 9, 2))

# %% [markdown]
# Read the curves aloud. Degree 2: "The two errors soon meet, far above the noise. More data will not help; this model
# cannot bend enough." Degree 9: "With few examples the training error is far *below* the noise and the error on new
# points far above it. The gap closes as examples are added, so more data would help." That is what bias and variance
# look like from outside. Now we look inside, and give both words a meaning of their own.

# %% [markdown]
# ## 14.3 Bias, variance, noise
#
# Suppose you could draw the training set again and again and fit anew each time. At a place $x$ the fits
# $f_1, f_2, \dots$ scatter around their mean $\bar f$. Let $g$ be the truth and $\sigma^2$ the variance of the noise of
# a new observation there (in this section $\sigma$ is not the sigmoid). The expected squared error of a fit on this
# observation has three parts (Geman, Bienenstock and Doursat 1992):
#
# $$ \underbrace{(\bar f - g)^2}_{\text{bias}^2} + \underbrace{\overline{(f_s - \bar f)^2}}_{\text{variance}} +
#    \underbrace{\sigma^2}_{\text{noise}}. $$
#
# Why are there no mixed terms? Write the error of fit $s$ as $(f_s - \bar f) + (\bar f - g) - \epsilon$, where
# $\epsilon$ is the noise, and square it. The mean of $f_s - \bar f$ is zero, the mean of $\epsilon$ is zero, and the
# two have nothing to do with each other, since a new observation is in no training set. So all products average to
# zero. **Bias** is what remains when the luck of the draw is averaged away; **variance** is that luck.
#
# The two differences of 14.2 are signs of these two, not the same numbers. Fits of degree 9 to 25 points have a mean
# training error of 0.05, below the noise of 0.09. So training error minus target is negative, while their squared bias
# is 0.0009: no square is negative.
#
# Move the degree. Gray: the fits to 200 training sets. Watch how far their mean is from the truth, and how far they
# are from their mean.


# %% tags=["demo"]
def spread_of_fits(degree):
    """All fits of one degree, their mean, and the truth."""
    fits, _ = polynomial_fits(degree)
    grid = np.linspace(0, 1, 101)
    return plots.many_fits(grid, fits, wave(grid), title=f"polynomials of degree {degree}")


plots.explore(spread_of_fits, degree=(0, 12, 1))

# %% [markdown]
# ### Exercise 2: measure bias and variance


# %%
def bias_variance(predictions, truth):
    """Squared bias and variance of models that were fitted to many training sets (Geman et al. 1992).

    Parameters
    ----------
    predictions : array, shape (sets, n)
        What the model of each training set says at n places; `sets` is 2 or more.
    truth : array, shape (n,)
        What is true there, without noise.

    Returns
    -------
    squared_bias : float
        Mean over the places of the square of (mean prediction - truth).
    variance : float
        Mean over the places of the mean square of (prediction - mean prediction there). Divide by the number of sets
        (not sets - 1): then squared_bias + variance is exactly the mean of (prediction - truth) ** 2.
    """
    ### BEGIN SOLUTION
    middle = predictions.mean(axis=0)
    squared_bias = ((middle - truth) ** 2).mean()
    variance = ((predictions - middle) ** 2).mean()
    return squared_bias, variance
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which mean first?</summary>
#
# Each column is one place. Take the mean of a column before anything is squared.
# </details>
# <details><summary>Hint 2: a check of your own</summary>
#
# The last line of the docstring is an equation. Try it on three rows of your own.
# </details>

# %%
check(bias_variance)

# %% [markdown]
# **Predict.** From degree 0 to 12, where is the sum lowest? Does the bias ever go up again?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("bias_variance"):
    degrees, truth, parts = range(13), wave(np.linspace(0, 1, 101)), []
    for degree in degrees:
        parts.append(bias_variance(polynomial_fits(degree)[0], truth))
    bias, variance = np.transpose(parts)
    curves = {"squared bias": bias, "variance": variance, "noise": np.full(13, 0.3**2)}
    curves["sum"] = bias + variance + 0.3**2
    curves = {name: (list(degrees), values) for name, values in curves.items()}
    plots.loss_curves(curves, xlabel="degree", ylabel="squared error").show()
    best = int(np.argmin(bias + variance))
    print(f"lowest sum at degree {best}: {(bias + variance)[best] + 0.09:.3f}")

# %% [markdown] tags=["seen"]
# The sum falls to degree 4 or 5, about 0.115, and then rises. Up to degree 2 most of it is bias, from 3 to 9 it is
# noise, and from degree 10 on it is variance. The variance grows with each degree: with 25 points, every further
# coefficient is one more thing that the noise can bend. The bias is nearly nothing from degree 5 on. That it seems to
# rise at the end is the luck of our 200 draws. The square of a mean over 200 fits still holds about a 200th of the
# variance, at degree 12 about 0.002, and as a few wild fits decide, it may well be 0.005, as here. With `sets=4000` the
# squared bias of degree 12 is 0.0002.
#
# This is the picture of the textbooks, the U. It says: find the right capacity, not too small and not too large.

# %% [markdown]
# ## 14.4 The second half of the curve
#
# The U ends where a model can hit every training target. With $d$ features and $n$ examples that is at $d = n$ (if no
# feature is a combination of others). This is the **interpolation threshold**: from there on the *squared* training
# error of a least-squares fit is zero. (The share of training digits that are read wrong gets there earlier: a score
# need not hit its target to be the largest.) For a long time few people looked further. Belkin et al. (2019) did, and
# found a second descent; the whole curve is called **double descent**.
#
# Beyond the threshold many weights $w$ fit equally well. Which do we take? The shortest ones. They are worth deriving,
# because gradient descent finds them too. Let the rows of $X$, shape $(n, d)$, be the features of the examples, and
# $y$ the targets. The gradient of $\frac12 \lVert X w - y \rVert^2$ is $X^\top (X w - y)$: a combination of the rows of
# $X$. Descent that begins at $w = 0$ adds only such combinations. So it ends at a solution $w$ that is itself a
# combination of rows. Any other solution is $w + q$ with $X q = 0$, so $q$ is at right angles to every row and
# therefore to $w$, and $\lVert w + q \rVert^2 = \lVert w \rVert^2 + \lVert q \rVert^2$. It is longer.
#
# There is a formula for it. Every matrix can be written as $X = U S V^\top$, its **singular value decomposition**: the
# columns of $U$ are at right angles to each other and have length 1, those of $V$ too, and $S$ is diagonal, with the
# **singular values** $s \ge 0$. Their squares are the eigenvalues of $X^\top X$ (unit 04), and `np.linalg.svd` finds
# all three. Then the shortest of the best fits is
#
# $$ w = V S^+ U^\top y, $$
#
# where $S^+$ has $1/s$ in place of each singular value $s > 0$, and 0 in place of 0. The matrix $V S^+ U^\top$ is the
# **pseudo-inverse** of $X$. With L2 of strength $\lambda$ (ridge, unit 11), the minimum of
# $\lVert X w - y \rVert^2 + \lambda \lVert w \rVert^2$ has $s / (s^2 + \lambda)$ there instead. As $\lambda \to 0$ that
# becomes $1/s$ for each $s > 0$, and stays 0 for $s = 0$.
#
# ### Exercise 3: the shortest fit


# %%
def min_norm_fit(x, y, ridge=0.0):
    """Least squares with ridge; without it, the shortest of all best fits (Hastie et al. 2022).

    The weights w minimize the sum of (x @ w - y) ** 2, plus `ridge` times the sum of w ** 2. Where `ridge` is 0 and
    several w are minima, return the one with the smallest sum of squares.

    Parameters
    ----------
    x : array of float64, shape (n, d)
        One example a row. n may be smaller than d, equal, or larger. Rows or columns may repeat, be combinations of
        others (but for rounding), or be zero. All numbers may be tiny.
    y : array of float64, shape (n, k)
        Targets; k is 1 or more.
    ridge : float, default 0
        Strength of L2, 0 or larger.

    Returns
    -------
    array, shape (d, k)
    """
    ### BEGIN SOLUTION
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    kept = s > 1e-10 * s[0]
    factors = np.where(kept, s / (s**2 + ridge + (~kept)), 0.0)
    return vt.T @ (factors[:, None] * (u.T @ y))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: without ridge</summary>
#
# `np.linalg.solve(x.T @ x, x.T @ y)` fails where $X^\top X$ has no inverse, as with $d > n$, and often without an
# error: rounding lets one appear, and the weights are nonsense. NumPy has a function for the pseudo-inverse, and one
# for least squares, which both find the shortest solution. The second one returns four things.
# </details>
# <details><summary>Hint 2: with ridge</summary>
#
# With a positive ridge $X^\top X + \lambda I$ always has an inverse. Set the gradient of the sum to zero. Or do both
# cases at once: change the factors between $V$ and $U^\top y$. That is also much faster for 3,000 features of 100
# digits, which come below.
# </details>
# <details><summary>Hint 3: singular values that are zero</summary>
#
# Rounding makes $10^{-17}$ of a zero, and $1/s$ would be enormous. Compare with the largest singular value.
# </details>

# %%
check(min_norm_fit)

# %% [markdown]
# First a picture that is easy to read: twelve noisy points on the wave of 14.2. The features are waves,
# $\cos(a x + b)$ with random $a$ and $b$. Each gray curve is your fit with another draw of features. Begin with 3, go
# up to 12 one by one, and then on to 1,000.


# %%
def line_fits(count, draws=30):
    """Fits to twelve noisy points of the wave, each with random waves of its own; the places, and the points."""
    x = (np.arange(12) + 0.5) / 12
    y = wave(x) + 0.3 * np.random.default_rng(1).standard_normal(12)
    grid, fits = np.linspace(x[0], x[-1], 101), []
    for seed in range(draws):
        a, b = np.random.default_rng(seed).standard_normal((count, 2)).T
        known, new = (np.cos(10 * a * t[:, None] + 2 * np.pi * b) / count**0.5 for t in (x, grid))
        fits.append((new @ min_norm_fit(known, y[:, None]))[:, 0])
    return grid, np.array(fits), (x, y)


# %% tags=["demo"]
@drawn_by("min_norm_fit")
def through_twelve(count):
    """Fits with so many features."""
    grid, fits, points = line_fits(count)
    off = np.median(np.sqrt(((fits - wave(grid)) ** 2).mean(axis=1)))
    title = f"{count} features, 12 points: the median fit is off by {off:.2f}"
    return plots.many_fits(grid, fits, wave(grid), points=points, title=title)


plots.explore(through_twelve, count=[3, 6, 9, 11, 12, 13, 15, 20, 50, 200, 1000])

# %% [markdown]
# At 12 features the curves go through all points, and between them, at both ends above all, they swing: there is one
# solution only, and whatever it costs, it is taken. With 1,000 features they still go through all points, the noise of
# the points included. But now there are countless solutions, and the shortest of them has little reason to swing.
# (Read the number in the title on the way. Here the second descent does not come down to where the first one was, at 6
# features: the truth is one slow wave. Nobody promises that more is always better.)
#
# Now the digits of 14.1, with your fit. Ten of the 100 labels are redrawn, and each band is five seeds. Three errors
# stand above: the share of new digits that are read wrong, the same share of the fit's own digits, and the squared
# error of its own digits. Below is the length of the weights. Change the ridge, then the share of redrawn labels.


# %% tags=["demo"]
@drawn_by("min_norm_fit")
def second_half(ridge, redrawn):
    """Errors on new and own digits, and length of the weights, over the features."""
    sizes, fit = [10, 20, 35, 50, 70, 85, 100, 120, 150, 200, 300, 1000, 3000], min_norm_fit
    runs = [
        [digits_by_features(d, seed, lambda x, y: fit(x, y, ridge), redrawn=redrawn) for d in sizes]
        for seed in range(5)
    ]
    new, own, squared, norms = np.transpose(runs, (2, 0, 1))
    errors = {"new, wrong": new, "own, wrong": own, "own, squared": squared}
    lengths = {f"ridge {ridge:g}, {redrawn:.0%} redrawn": norms}
    return plots.second_descent(sizes, errors, lengths, 100)


plots.explore(second_half, ridge=[0.0, 0.0001, 0.001, 0.01, 0.1], redrawn=[0.1, 0.0, 0.3])

# %% [markdown]
# - *The U.* From 10 features to 35 or 50 the error falls to about 32 %, then it rises to 83 % at 100.
# - *The second descent.* Beyond 100 it falls again, passes the bottom of the U between 150 and 200 features, and comes
#   to 18 % with 3,000.
# - *The training error does not warn you.* From 70 features on none of its own digits is read wrong, while of the new
#   ones 40 % are, then 83 %, and at last 18 %. The squared error, the one that is fitted, reaches zero at 100.
# - *The length explains the peak.* At 100 there is exactly one solution. The matrix is square, and its smallest
#   singular value is tiny: 0.0007, against 0.033 at 50 features and 0.029 at 3,000. So $1/s$ blows up whatever the
#   wrong labels put there. The weights have a length of 67 at 50 features, over 1,000 at 100, and 91 at 3,000.
# - *It does not explain why 3,000 is best.* With 35 features the weights are shorter still, 42. But there even the best
#   fit reads 8 % of its own digits wrong: there are too few functions to choose from. With 3,000 there are many that
#   hit every target, and the shortest of them is tame.
# - *It is no law of nature.* With a ridge of 0.01 the peak is gone: the error falls all the way, to 13 %. The peak
#   belongs to models that fit their noise with nothing to hold them back (Nakkiran et al. 2021). Without redrawn
#   labels it is still there, nearly as high: a least-squares fit to 0 and 1 leaves much over even for true labels, and
#   that acts like noise.
#
# So "large models overfit easily" is true up to the threshold, and for a model that is held back by nothing. Beyond
# it, more size did no harm here. Deep networks show the same shape over their width, over the *time* of training, and
# over the size of the training set (Nakkiran et al. 2020). The last one has a strange consequence: near the threshold,
# more data can hurt. Question 3 of the quiz has an example.
#
# Does gradient descent really find the shortest fit? Try it, on 300 features.

# %% tags=["demo"]
with drawn_by("min_norm_fit"):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((20, 300)) / 300**0.5, rng.standard_normal((20, 1))
    shortest = min_norm_fit(x, y)
    starts = {"zero": np.zeros((300, 1)), "random weights": 0.3 * rng.standard_normal((300, 1))}
    for name, w in starts.items():
        for _ in range(2000):
            w = w - 0.3 * x.T @ (x @ w - y)
        off, far = np.abs(x @ w - y).max(), np.linalg.norm(w - shortest)
        print(f"descent from {name:14}: largest error {off:.0e}, from the shortest fit {far:.0e}")

# %% [markdown]
# Both runs fit all 20 targets. The one from zero has arrived at the shortest weights. The other one has kept whatever
# it had at right angles to the rows: nothing ever pulls at that. This is why small first weights act like a mild
# regularizer, and probably one reason why large networks generalize at all. It is not the whole reason: deep networks
# are not linear in their weights, and what gradient descent prefers there is still being worked out.

# %% [markdown]
# ## 14.5 Several models
#
# Look again at the fits of 14.3 to 200 training sets. Their *mean* was close to the truth even where each single fit
# was wild. You have one training set, not 200. But you can have several fits that differ in something else, and average
# them: that is an **ensemble**. For squared errors, a target $y$, and the mean $\bar f$ of $M$ models $f_m$ there is an
# exact account, with the same algebra as in 14.3 (Krogh and Vedelsby 1995):
#
# $$ (\bar f - y)^2 = \overline{(f_m - y)^2} - \overline{(f_m - \bar f)^2}. $$
#
# The error of the average is the average error *minus how much the models disagree*. So it is never worse than the
# average model, and what it gains is diversity, nothing else. (The bars here are means over the $M$ models that you
# have.) How much is that on average? Draw training sets and seeds again and again, as in 14.3. Let each model have the
# variance $v$ over these draws, and let any two have the correlation $\rho$: 1 if they always err together, 0 if
# independently. Models that share the training set share its luck, which is one source of $\rho$. Then the variance of
# their mean is
#
# $$ \rho \, v + \frac{1 - \rho}{M} \, v. $$
#
# The second term goes away as $M$ grows. The first one stays, and so does the bias.
#
# In practice one model is trained from several seeds: other first weights, another order of the examples. For classes
# we average the **probabilities** and then take the largest. For the cross-entropy, also called log loss (minus the
# logarithm of the right class's probability), the average is again never worse than the mean of the members, because
# $-\log$ bends upward. (For the share of wrong answers there is no such promise.)
#
# ### Exercise 4: ask them all


# %%
def ensemble_predict(logits):
    """Average the members' probabilities, then decide (as in Lakshminarayanan et al. 2017, section 2.4).

    Parameters
    ----------
    logits : array, shape (members, n, classes)
        Each member's scores before the softmax; they may be as large as 1,000 and as low as -1,000.

    Returns
    -------
    probabilities : array, shape (n, classes), in the dtype of logits
        Mean over the members of softmax over the classes.
    labels : array of int, shape (n,)
        The class with the largest mean probability, the first one of equal ones.
    """
    ### BEGIN SOLUTION
    grown = np.exp(logits - logits.max(axis=2, keepdims=True))
    members = grown / grown.sum(axis=2, keepdims=True)
    probabilities = members.mean(axis=0)
    return probabilities, probabilities.argmax(axis=1)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three axes</summary>
#
# The softmax of unit 00, over the last axis, for all members at once: `keepdims=True` helps. Then a mean over the
# first axis.
# </details>
# <details><summary>Hint 2: in which order?</summary>
#
# The softmax of a mean is not the mean of softmaxes. Two members, one sure of A with logits (20, 0), one mildly for B
# with (0, 3): what does each order say?
# </details>

# %%
check(ensemble_predict)

# %% [markdown]
# ### Exercise 5: measure the disagreement
#
# Diversity needs a number. Take two members at random: how often do they give different answers?


# %%
def disagreement(labels):
    """How often two different members give different answers: the mean over all pairs (Kuncheva and Whitaker 2003).

    Parameters
    ----------
    labels : array of int, shape (members, n)
        Each member's answers to the same n questions; 2 or more members.

    Returns
    -------
    float
        From 0 to 1. A member is never paired with itself.
    """
    ### BEGIN SOLUTION
    members = len(labels)
    pairs = [(labels[i] != labels[j]).mean() for i in range(members) for j in range(i)]
    return float(np.mean(pairs))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint: pairs</summary>
#
# Five members have ten pairs. `for i in range(5) for j in range(i)` meets each pair once, and no member with itself.
# </details>

# %%
check(disagreement)

# %% [markdown]
# ### Gain against size
#
# `Members` trains small networks side by side: 64 pixels, 8 hidden units, ten classes, on 300 digits, with momentum.
# There are five ensembles of ten. (The 300 digits are the same throughout; what varies are seeds.) `share` is how
# many of the 300 digits each network gets to see, a draw of its own: networks with less data are worse, but they
# differ more.


# %% tags=["demo"]
@drawn_by("ensemble_predict")
def by_size(share):
    """Test error of one to ten networks together, and of the single ones."""
    test = three_parts()[2]
    members = Members(range(50), 8, share=share).train(0.1, 300)
    scores = members.scores(test.x).reshape(5, 10, -1, 10)
    wrong = [[(ensemble_predict(s[:m])[1] != test.y).mean() for m in range(1, 11)] for s in scores]
    alone = (scores.argmax(axis=-1) != test.y).mean(axis=(1, 2))
    curves = {"together": np.array(wrong), "each alone": np.repeat(alone[:, None], 10, axis=1)}
    return plots.bands(curves, xlabel="networks", ylabel="test error", log=False)


plots.explore(by_size, share=(0.1, 1.0, 1.0))

# %% [markdown]
# Most of the gain comes with the first five. With all digits for all, ten networks that are wrong in 7 % of the cases
# each are wrong in about 4 % together.
#
# ### Gain against disagreement
#
# "Train several models, average, and enjoy two percent extra" is what one reads. Where does such a number come from?
#
# **Predict.** Sort these ensembles of five by what they gain: (a) each network with first weights of its own; (b) all
# with the same first weights, only the order of the digits differs; (c) each with its own half of the digits; (d) with
# its own fifth; (e) as (a), with four times as many hidden units.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
kinds = {
    "a: own start": (8, {}),
    "b: same start": (8, {"starts": np.repeat(range(5), 5).tolist()}),
    "c: half the digits": (8, {"share": 0.5}),
    "d: a fifth": (8, {"share": 0.2}),
    "e: 32 units": (32, {}),
}
with drawn_by("ensemble_predict", "disagreement"):
    families, test = {}, three_parts()[2]
    for name, (hidden, settings) in tqdm(kinds.items()):
        members = Members(range(25), hidden, **settings).train(0.1, 300)
        scores = members.scores(test.x).reshape(5, 5, -1, 10)
        wrong = (scores.argmax(axis=-1) != test.y).mean(axis=(1, 2))
        together = np.array([(ensemble_predict(s)[1] != test.y).mean() for s in scores])
        apart, gain = np.array([disagreement(s.argmax(axis=-1)) for s in scores]), wrong - together
        families[name] = apart, gain
        print(f"{name}: alone {percent(wrong)}, together {percent(together)}")
        print(f"    gain {percent(gain)}, apart {percent(apart)}")
    plots.ensemble_gains(families).show()

# %% [markdown] tags=["seen"]
# The gain runs from 0.2 points to nearly 11, and it follows the disagreement: d, c, a, e, b. Networks from the same
# first weights mostly agree and gain next to nothing. Networks that saw a fifth of the digits each disagree in 28 % of
# the cases and gain most, but they began at 20 % and together still are worse than those of (a). With half of the
# digits each they come to 5.0 ± 0.4 % together, as good as (a) with 4.5 ± 0.5 % within the spread, although each alone
# is wrong in 10.0 % of the cases, against 6.8 %. ("Apart" in the printed lines is the disagreement.)
#
# So "two percent" is an anecdote. What you gain depends on the error that you begin with and on how different the
# members' errors are. An ensemble wants members that are good *and* different. Also, each member costs a training, and
# each answer costs five.

# %% [markdown]
# ## 14.6 Snapshots of one run
#
# Must one pay for five trainings? Huang et al. (2017) train once, with a cyclic rate: in each cycle it falls along a
# half cosine to nearly zero (unit 08), then it jumps up again. At the end of a cycle the network has settled, so its
# weights are kept, a **snapshot**. The jump is meant to throw it out toward another valley. At the end the snapshots
# answer together. A snapshot in the middle of a cycle would be worth less: the rate there is still high.
#
# How many snapshots, and which, is chosen on validation data, like any other setting. Whoever picks those that do best
# on the test images has trained on the test images.
#
# ### Exercise 6: when to keep


# %%
def snapshot_epochs(epochs, cycle, growth=1, keep=None):
    """Epochs after which a snapshot is kept: the ends of the cycles (Huang et al. 2017; Loshchilov and Hutter 2017).

    The first cycle has `cycle` epochs, and each further one `growth` times as many as the one before it. Epochs are
    counted from 1, so the first snapshot is after epoch number `cycle`. A cycle that does not end within `epochs`
    gives none: its rate is still high.

    Parameters
    ----------
    epochs : int
        Length of the whole run, 1 or more.
    cycle : int
        1 or more; may be larger than `epochs`.
    growth : int, default 1
        1 or more.
    keep : int, optional
        The last so many snapshots only, 1 or more; all of them by default, or where there are not so many.

    Returns
    -------
    list of int
        In rising order; may be empty.
    """
    ### BEGIN SOLUTION
    ends, end = [], cycle
    while end <= epochs:
        ends.append(end)
        cycle = cycle * growth
        end = end + cycle
    return ends if keep is None else ends[-keep:]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: on paper</summary>
#
# With `cycle=10` and `growth=2` the cycles have 10, 20, 40 epochs and end at 10, 30, 70.
# </details>
# <details><summary>Hint 2: the last few</summary>
#
# A slice with a negative begin counts from the end of a list, and does not mind if the list is shorter.
# </details>

# %%
check(snapshot_epochs)

# %% [markdown]
# One run of 500 updates with your snapshots, of five seeds; the figure shows the first. Beside it ensembles of five
# networks that took 100 updates each, from their own first weights: the same cost.
#
# **Predict.** Which are better together, and by how much: five snapshots, or five independent networks?

# %% [markdown] tags=["guess"]


# %%
def snapshots_of(runs, rate=0.3, updates=500, cycle=100):
    """Train with a cyclic rate; return the rates, validation losses, and scores on the test digits at snapshots."""
    _, validation, test = three_parts()
    kept, losses, scores = snapshot_epochs(updates, cycle), [], []
    rates = rate / 2 * (1 + np.cos(np.pi * (np.arange(updates) % cycle) / cycle))

    def watch(update, members):
        if update % 5 == 0:
            losses.append(log_loss(members.chances(validation.x), validation.y))
        if update in kept:
            scores.append(members.scores(test.x))

    runs.train(rates, updates, watch=watch)
    return rates, np.transpose(losses), np.swapaxes(scores, 0, 1)


# %% tags=["demo"]
with drawn_by("snapshot_epochs", "ensemble_predict", "disagreement"):
    test, kept = three_parts()[2], np.array(snapshot_epochs(500, 100))
    rates, losses, snapshots = snapshots_of(Members(range(5), 8))
    looks = np.arange(5, 501, 5)
    panels = {"rate": {"rate": rates}, "validation loss, seed 0": {"loss": (looks, losses[0])}}
    marked = {"validation loss, seed 0": (kept, losses[0][kept // 5 - 1])}
    plots.curve_panels(panels, ["linear", "log y"], xlabel="update", dots=marked).show()
    own = Members(range(25), 8).train(rates[:100], 100).scores(test.x).reshape(5, 5, -1, 10)
    for name, group in {"five snapshots": snapshots, "five independent": own}.items():
        wrong = [(ensemble_predict(s)[1] != test.y).mean() for s in group]
        pairs = [disagreement(s.argmax(axis=-1)) for s in group]
        print(f"{name:16}: {percent(wrong)} wrong, apart {percent(pairs)}")
    last = (snapshots[:, -1].argmax(axis=-1) != test.y).mean(axis=-1)
    print(f"the last snapshot alone: {percent(last)} wrong")

# %% [markdown] tags=["seen"]
# The rate jumps, and the loss hardly notices. The snapshots together are wrong in 7.0 ± 0.4 % and the last one alone
# in 6.8 ± 0.3 %: nothing was gained. The five independent networks, for the same number of updates, have 4.9 ± 0.5 %.
# The disagreement explains it. The snapshots differ in 2 % of the cases and the independent networks in 10 %.
#
# Why do the jumps throw nothing out? Probably because 300 digits are soon fitted. The mean training loss is 0.04 at
# update 110, and 0.004 at update 460, where no training digit is read wrong any more: there is hardly a gradient left
# that a large rate could multiply. From one snapshot to the next the weights move by 2.6, 1.0, 0.7, and 0.5, of a
# length of 18.6.
#
# Huang et al. report real gains with large networks on photographs. Here there
# are none, with 0.1, 0.3, or 0.5 for the largest rate and cycles of 50 or 100 updates. Before you trust a cheap
# ensemble, measure its disagreement.

# %% [markdown]
# ## 14.7 Averages of weights
#
# An ensemble of five needs five times the work for each answer. Could one average the *weights*, and have one network?
#
# **Predict.** Two networks, trained independently, are wrong in 7 % of the cases each. How often is a network wrong
# that lies half-way between their weights? And between two runs that had their first 50 updates in common?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
test, way, curves = three_parts()[2], np.linspace(0, 1, 11), {}
one, other = (Members(range(k, k + 5), 8).train(0.1, 300) for k in (0, 5))
common, branches = Members(range(5), 8).train(0.1, 50), []
for k in (100, 200):
    branch = Members(range(k, k + 5), 8)
    branch.w = common.w.copy()
    branches.append(branch.train(0.1, 300))
for name, (a, b) in {"independent": (one, other), "50 updates in common": branches}.items():
    curves[name] = way, np.stack([a.errors(test, (1 - t) * a.w + t * b.w) for t in way], axis=1)
plots.bands(curves, xlabel="share of the second network's weights", ylabel="test error", log=False)

# %% [markdown] tags=["seen"]
# Half-way between independent networks a third of the answers are wrong. Their hidden units stand in different orders,
# so the average mixes units that have nothing to do with each other, and a hill lies between the two valleys. The
# branches have the same units in the same places. They lie in one valley, and every point between them is as good as
# its ends: 7.0 % half-way, 6.9 and 7.0 % at the ends. As good, not better; where training is noisy, as below, it will
# be better. So average weights along *one run*, or of runs with a common beginning, and never of independent ones. The
# snapshots of 14.6 lie in one valley, too: half-way between the second one and the third, 7.1 % are wrong, and 7.2 and
# 6.9 % at the ends.

# %% [markdown]
# Within one run there is something to average. With a constant rate and small batches the weights never come to rest:
# they jump around the bottom of the valley (unit 06), and their mean is nearer to the bottom than most of them. There
# are two kinds.
#
# - **Uniform.** The mean of all weights from some update on: **Polyak averaging** (Polyak and Juditsky 1992). For SGD
#   on convex problems, with a rate that falls slowly, it gives in the long run the best accuracy that any method can
#   reach from such gradients. (With a constant rate that holds where the loss is a quadratic. Elsewhere the mean stays
#   a little beside the bottom.)
# - **Exponential.** $m_t = \beta \, m_{t-1} + (1 - \beta) \, w_t$, a **moving average** that forgets: it looks back
#   over about $1 / (1 - \beta)$ updates. Lecture notes call this Polyak averaging too. It is the one in use, as you
#   need not know when the run will end. If $m_0 = 0$, it begins too small, as Adam's averages do (unit 07), and
#   the same correction mends it: divide by $1 - \beta^t$.
#
# ### Exercise 7: both averages


# %%
def polyak_update(w, state=None, decay=None, begin=0):
    """Take in the weights after one update, and return their average (Polyak and Juditsky 1992; Adam's correction).

    The first `begin` weights are only passed on: the average is w itself, and nothing is remembered of it. From then
    on, with `decay` None: the mean of all weights since. With a number: m = decay * m + (1 - decay) * w, which begins
    at 0, divided by 1 - decay ** t, where t = 1, 2, ... counts the weights since then.

    Parameters
    ----------
    w : array of any shape
        The weights now. Training may go on to change this same array in place: keep no reference to it.
    state : whatever you returned last time, or None before the first weights
    decay : float in [0, 1) or None, default None
        Share of the past that the exponential average keeps; None for the uniform mean. It is the same
        in all calls of a run.
    begin : int, default 0
        How many weights are passed on before the average begins.

    Returns
    -------
    average : array, shape and dtype of w
        A later call leaves it as it is: what goes on to change in place stays in the state.
    state
        What you need at the next weights.
    """
    ### BEGIN SOLUTION
    seen, average = (0, np.zeros_like(w)) if state is None else state
    seen = seen + 1
    t = seen - begin
    if t < 1:
        return w.copy(), (seen, average)
    share = 1 / t if decay is None else (1 - decay) / (1 - decay**t)
    average = average + share * (w - average)
    return average, (seen, average)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a mean without a list</summary>
#
# You need not keep all weights. If $a$ is the mean of $t - 1$ numbers, what is the mean when $w$ joins them? Or keep
# their sum and their count.
# </details>
# <details><summary>Hint 2: what to remember</summary>
#
# How many weights were seen, and one array. For the exponential average keep the *uncorrected* $m$, and correct only
# what you return.
# </details>

# %%
check(polyak_update)

# %% [markdown]
# Now your average follows five noisy runs: batches of 5, momentum 0.9, a constant rate of 0.05, and decay 0.01. Move
# `beta`. With 0.5 nearly nothing is averaged. Where is it best? And what is wrong near 0.999, at update 300 above all?


# %%
def noisy_tail(updates=600):
    """Five runs that never come to rest; all their weights, shape (updates, 5, parameters)."""
    path = []
    Members(range(5), 8).train(0.05, updates, batch=5, decay=0.01, watch=lambda _, members: path.append(members.w))
    return np.array(path)


def averages_of(path, **settings):
    """What your polyak_update makes of a path of weights, after each update."""
    state, averages = None, []
    for w in path:
        average, state = polyak_update(w, state, **settings)
        averages.append(average)
    return np.array(averages)


# %% tags=["demo"]
path, looks, test = noisy_tail(), np.arange(20, 601, 20), three_parts()[2]


@drawn_by("polyak_update")
def follow(beta):
    """Test errors of the weights themselves, and of their averages."""
    ways = {"the weights": path, f"exponential, {beta:.3g}": averages_of(path, decay=beta)}
    ways["uniform from 300 on"] = averages_of(path, begin=300)
    members, curves = Members(range(5), 8), {}
    for name, table in ways.items():
        errors = np.stack([members.errors(test, table[look - 1]) for look in looks], axis=1)
        curves[name] = looks, errors
        print(f"{name:20}: at the end {percent(errors[:, -1])}")
    return plots.bands(curves, ylabel="test error")


plots.explore(follow, beta=(0.5, 0.999, 0.5))

# %% [markdown]
# At the end the weights themselves are wrong in 8.4 ± 2.2 %. Their average is wrong in about 5 %, uniform over the
# second half or exponential with 0.98 or 0.99. With 0.999 it looks back over the whole run, and so it still holds bad
# weights of the beginning: at update 300 it is wrong in 8.2 ± 2.6 %, and 0.98 in 6.1 ± 1.0 %. At the end the two are
# within the spread, 5.7 ± 0.9 and 5.2 ± 0.9 %. A rate that falls to zero along a cosine brings the same network
# to 5.7 ± 0.8 %. So averaging does what lowering the rate does: it calms the end of a run. If your rate already goes
# down to zero, expect little from it.

# %% [markdown]
# ## 14.8 Does it know when it does not know?
#
# A network's largest probability is its **confidence**. It is **calibrated** if, of the answers given with 80 %, about
# 80 % are right. To measure it, sort the answers into bins by confidence and compare, in each bin, the mean confidence
# with the share that is right. Drawn as bars this is a **reliability diagram**. The **expected calibration error** is
# the mean of the differences, each bin counting as much as it has answers (Guo et al. 2017):
#
# $$ \mathrm{ECE} = \sum_b \frac{n_b}{n} \, \bigl\lvert \text{share right}_b - \text{mean confidence}_b \bigr\rvert. $$
#
# ### Exercise 8: the calibration error


# %%
def expected_calibration_error(probabilities, labels, bins=10):
    """Mean difference of confidence and share right, over bins of confidence (Guo et al. 2017, eq. 3).

    Bin number b = 0, 1, ... holds the answers with b / bins <= confidence < (b + 1) / bins (but for rounding); the
    last one also those with a confidence of 1. (In the paper a bin holds its upper end, not its lower one.) A bin
    counts by its share of all answers, and an empty one not at all.

    Parameters
    ----------
    probabilities : array, shape (n, classes)
        Of each class; the largest of a row is the confidence, and its class the answer.
    labels : array of int, shape (n,)
        The right classes.
    bins : int, default 10
        1 or more, of equal width.

    Returns
    -------
    float
        From 0 to 1.
    """
    ### BEGIN SOLUTION
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(total)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which bin?</summary>
#
# Multiply the confidence by the number of bins and drop the digits after the decimal point. What does that make of a
# confidence of 1?
# </details>
# <details><summary>Hint 2: bins that are empty</summary>
#
# The mean of nothing is `nan`, and `nan` times zero is `nan`. Ask first.
# </details>

# %%
check(expected_calibration_error)

# %% [markdown]
# ### The finale: digits in the fog
#
# Five networks of yours, each alone and all together, read digits that get foggier. Pixels go from 0 to 1, and normal
# noise is added to each, with a standard deviation of up to 1. Nobody has shown them noise before. Move the fog. A
# model that knows that it does not know gets less sure.


# %%
def foggy(fog, seed=0):
    """The test digits with noise on each pixel, and their labels."""
    test = three_parts()[2]
    noise = np.random.default_rng(seed).standard_normal(test.x.shape)
    return test.x + (fog * noise).astype("float32"), test.y


# %% tags=["demo"]
trained = Members(range(25), 8).train(0.1, 300)


@drawn_by("ensemble_predict", "expected_calibration_error")
def in_fog(fog):
    """Reliability of single networks, and of five together, over five ensembles."""
    x, y = foggy(fog)
    scores = trained.scores(x).reshape(5, 5, -1, 10)
    groups = {"one network": scores.reshape(25, 1, -1, 10), "five together": scores}
    panels = {}
    for name, members in groups.items():
        chances = np.array([ensemble_predict(each)[0] for each in members])
        error = np.mean([expected_calibration_error(each, y) for each in chances])
        panels[f"{name}: ECE {error:.3f}"] = chances.max(-1), chances.argmax(-1) == y
    return plots.reliability(panels)


plots.explore(in_fog, fog=(0.0, 1.0, 0.0))

# %% [markdown]
# On clear digits one network is nearly calibrated, with an ECE of 0.02, and the five together are even a bit too
# modest, 0.03. In a fog of 0.5 a single network is right in 57 % of the cases and says 88 % on average. Five together
# are right in 65 % and say 71 %. At 1.0 both are too sure, with an ECE of 0.6 for one and 0.3 for five. They cannot
# know what they have never seen, but where they *disagree*, their average goes down, and that is what a single
# network lacks (Lakshminarayanan et al. 2017; Ovadia et al. 2019 compared many methods under such shifts).
#
# What is a confidence good for? Whoever has one can keep silent. Let both refuse a share of the foggy digits, those
# that they are least sure of, and count the errors among the rest.


# %% tags=["demo"]
@drawn_by("ensemble_predict")
def with_silence(fog):
    """Errors among the answers that are left, over the share that is refused."""
    x, y = foggy(fog)
    scores, refused = trained.scores(x).reshape(5, 5, -1, 10), np.linspace(0, 0.5, 26)
    curves = {}
    for name, groups in (("one network", scores[:, :1]), ("five together", scores)):
        rows = []
        for group in groups:
            chances, answers = ensemble_predict(group)
            order = np.argsort(chances.max(axis=1))
            wrong = (answers != y)[order]
            rows.append([wrong[round(share * len(y)) :].mean() for share in refused])
        curves[name] = refused, np.array(rows)
    return plots.bands(curves, xlabel="share refused", ylabel="errors in the rest", log=False)


plots.explore(with_silence, fog=(0.0, 1.0, 0.3))

# %% tags=["demo"]
with drawn_by("ensemble_predict"):
    x, y = foggy(0.3)
    chances, answers = ensemble_predict(trained.scores(x)[:5])
    order = np.argsort(chances.max(axis=1))
    shown = np.concatenate([order[:10], order[-10:]])
    truth = ["" if answers[i] == y[i] else f"\nno: {y[i]}" for i in range(len(y))]
    words = [f"{answers[i]}? {chances[i].max():.0%}{truth[i]}" for i in shown]
    title = "the ten that your ensemble is least sure of, and the ten that it is surest of"
    pixels = (x[shown] + data.digits().flat.x.mean(axis=0)).clip(0, 1)  # with the mean again
    plots.image_grid(pixels.reshape(-1, 1, 8, 8), words, columns=10, title=title).show()
    for name, part in (("first", order[:100]), ("last", order[-100:])):
        print(f"of the {name} hundred in this order {(answers != y)[part].sum()} are wrong")

# %% [markdown]
# In a fog of 0.3, a single network errs in 23.7 ± 1.1 % of the cases; if it refuses the fifth of which it is least
# sure, it still errs in 16.0 ± 1.7 % of the rest. The five together go from 16.6 ± 0.4 % to 9.3 ± 0.6 %. So they lead
# before anybody is silent: they read better. But silence helps them more, too: it saves 44 % of their errors,
# and a third of the single network's. Look at the two rows of digits. A caption gives the answer, and below it the
# right one where it is wrong. Would you have known?

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A model has a training error of 1 % and a validation error of 14 %; the target is 2 %. A colleague wants to make it
#    four times as wide "since the textbook's U is out of date". What would you ask before you answer, and what could
#    happen in either case?
# 2. At the threshold the squared training error is zero and the test error is at its worst. Beyond it the squared
#    training error is zero too. What differs, and how did you see it?
# 3. Somebody takes 20 snapshots in the last 20 updates of a run and calls them an ensemble. What will the gain be, and
#    which number would have said so beforehand?
# 4. Five members, trained on the same examples, are right in 90 % of the cases each and never disagree. What does their
#    ensemble gain? Is their error therefore all bias? What would you change?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** Where the model is with respect to the threshold: does it fit its training set with room to spare, and is
# anything holding it back (decay, early stopping)? Just below the threshold, or at it, a somewhat larger model may be
# worse, and a much larger one better; far beyond it, or with a well-chosen ridge, larger is better or does no harm.
# Either way the gap of 13 points says variance, so more data, regularization, or an ensemble are the first remedies.
#
# **2.** At the threshold one solution fits, and it is long, since the smallest singular values are tiny. Beyond it
# many solutions fit and the shortest one is taken. The length of the weights shows it: it peaks with the error and
# falls with it.
#
# **3.** Next to nothing: twenty neighboring weights give nearly the same answers. Their disagreement is close to
# zero, and the gain can be no larger than that allows.
#
# **4.** Nothing: all err in the same 10 %, so there is nothing to average away. The error is what they have in common.
# That may be bias, or noise in the labels, but also the luck of the one training set that all of them saw, which is
# variance in the sense of 14.3. Make the members differ (data, first weights, architecture), or make each better.
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 14.9 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** A network that reads X-rays is wrong in 12 % of its training images and in 13 % of the validation
# images. Doctors are wrong in 2 %. There is money for one thing. Which one?
#
# - **a**: ten times as many labeled images
# - **b**: a larger network, trained longer
# - **c**: stronger weight decay
# - **d**: an ensemble of five of these networks


# %%
def quiz_money():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_money)

# %% [markdown] explains="quiz_money"
# The avoidable bias is 10 points and the gap is 1. Data, decay, and ensembles lower the variance, which is what the
# gap shows, so they could win one point. It is the training error that has to fall first.

# %% [markdown]
# **Question 2.** A model has a squared bias of 0.04 and a variance of 0.06; the noise is 0.01. You average three of
# them. Any two have a correlation of 0.5. What is the expected squared error of the average on a new observation?
#
# - **a**: 0.07
# - **b**: 0.08
# - **c**: 0.09
# - **d**: 0.11


# %%
def quiz_average():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_average)

# %% [markdown] explains="quiz_average"
# The variance becomes $0.5 \cdot 0.06 + 0.5 \cdot 0.06 / 3 = 0.04$. Bias and noise stay: $0.04 + 0.04 + 0.01 = 0.09$.
# Uncorrelated members would give 0.07, a single one has 0.11, and 0.08 forgets the noise.

# %% [markdown]
# **Question 3.** A fit as in 14.1, with 300 random features, no ridge, and a tenth of the labels redrawn, has learned
# from 150 digits. A colleague labels 150 more, in the same way. What does the error on new digits do?
#
# - **a**: it rises far above what it was
# - **b**: it falls by about half
# - **c**: it stays, since the features are the same
# - **d**: it falls a little, by the usual luck


# %%
def quiz_more_data():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_more_data)

# %% [markdown] explains="quiz_more_data"
# With 300 examples the 300 features stand exactly at the threshold. `digits_by_features(300, seed, min_norm_fit,
# images=...)` gives 24 % wrong for 150 digits, 86 % for 300, and 9 % for 600 (five seeds). A ridge of 0.01 takes the
# peak away.

# %% [markdown]
# **Question 4.** A weight is 1 after the first update and 2 after the second. What is its exponential average then,
# with a decay of 0.9 and the correction?
#
# - **a**: 0.29
# - **b**: 1.10
# - **c**: 1.50
# - **d**: 1.53


# %%
def quiz_exponential():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_exponential)

# %% [markdown] explains="quiz_exponential"
# $m_2 = 0.9 \cdot 0.1 + 0.1 \cdot 2 = 0.29$, and $0.29 / (1 - 0.81) = 1.53$. Without the correction it is 0.29. The
# uniform mean is 1.5, and an average that begins at the first weight, uncorrected, is $0.9 + 0.2 = 1.1$.

# %% [markdown]
# ## 14.10 Experiment: what is the best use of five networks' work?
#
# You have what five small networks cost: 8 hidden units and 300 updates each. There are other ways to spend it. One
# network of 8 units could train for 1,500 updates. One of 40 units could train for 300. Five of 8 units could train for
# 300 each and answer together. Which is best?
#
# 1. **Write down first** what you expect, in order.
# 2. `Members(seeds, hidden).train(0.1, updates)` trains, `scores(part.x)` and `errors(part)` judge. Five repetitions
#    of each way: five networks of seeds 0 to 4, or five ensembles, of seeds 0 to 24.
# 3. The rate is a part of a method. Try at least three rates, a factor of two or three apart, for each way, and choose
#    by the log loss (`log_loss`) on the *validation* part, `three_parts()[1]`. Report the error and the log loss on the
#    test part.
# 4. Explain the order, or say that there is none. Does an ensemble still gain on top of networks of 40 units? Measure
#    how often two networks of 8 units give different answers, and two of 40, and explain that as well.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* five together first, then the wide one, then the long one. Rates 0.02, 0.05, 0.1, 0.2, 0.4; the best
# by the mean validation loss is given, and it lies inside, except for the long run, where it is the lowest, 0.02.
# Test part, five repetitions:
#
# | what | best rate | wrong, % | log loss |
# | --- | --- | --- | --- |
# | one, 8 units, 300 updates | 0.05 | 7.0 ± 1.5 | 0.232 ± 0.033 |
# | one, 8 units, 1,500 updates | 0.02 | 6.6 ± 0.7 | 0.212 ± 0.014 |
# | one, 40 units, 300 updates | 0.05 | 4.7 ± 0.5 | 0.157 ± 0.011 |
# | five, 8 units, 300 updates each | 0.1 | 4.5 ± 0.5 | 0.169 ± 0.007 |
# | five, 40 units, 300 updates each | 0.1 | 4.3 ± 0.4 | 0.141 ± 0.004 |
#
# *Reading.* Longer training of one small network gains little, within the spread. The wide network and the ensemble of
# small ones are equally good: 4.7 and 4.5 % do not differ, and in the log loss the wide one is a little ahead. So
# the same work is worth the same, in one network or in five. On top of wide networks the ensemble hardly gains
# errors (0.4 points, about the spread), but it gains log loss (0.157 to 0.141).
#
# *Why.* The small networks differ in 7.5 % of their answers, so there is variance to be averaged away. Forty units in
# one network are five times eight units, each from its own random start, whose contributions the last layer adds up:
# the averaging is inside. Therefore wide networks differ less, in 2.8 %, and an ensemble of them has less to gain.
#
# *Rubric.* **1 point, design:** a prediction in advance; at least three rates for each way, chosen by validation; five
# repetitions. **1 point, report:** a table with means and sample deviations of error and log loss on the test part.
# **1 point, comparison:** says which differences are larger than the spread and which are not. **1 point,
# explanation:** variance and disagreement for the ensemble; that a wide layer averages many units itself, so that its
# members disagree less; "ensembles are better" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# **Averages of weights** are nearly everywhere. Models that generate images are trained with an exponential average
# beside them, and it is the average that draws (Ho, Jain and Abbeel 2020). **Stochastic weight averaging** takes the
# uniform mean along the end of a run with a constant or cyclic rate, and found wider valleys than the run itself
# (Izmailov et al. 2018). A **model soup** averages networks that were fine-tuned from the *same* pretrained weights
# with different settings: often better than the best of them, at the cost of one (Wortsman et al. 2022). It works for
# the reason that your two branches showed.
#
# **Deep ensembles** of a few independent networks remain the yardstick where a probability has to mean something, in
# medicine or weather (Lakshminarayanan et al. 2017). Much work goes into getting the same for the cost of one network.
#
# **Double descent** is one reason why few people now choose a smaller network for fear of overfitting. The size of a
# language model is chosen by what its training may cost, and it is restrained by the data and by decay.
#
# And something that is not understood: **grokking**. Small transformers that learn arithmetic, such as sums modulo 97,
# first fit their training examples, and on new ones they guess. If training goes on with weight decay, ten to a
# thousand times as long, they suddenly get the new ones right too (Power et al. 2022). The training error had been
# zero all the time. So a training curve alone never says that a model is done, nor what it has learned.

# %% [markdown]
# ## Key points
#
# - Test error = training error + gap. Training error minus target says bias, the gap says variance. A high validation
#   error alone says neither.
# - Expected squared error = bias² + variance + noise. Bias is what averaging over training sets leaves; variance is
#   what it removes.
# - The U is the first half of a curve. The peak lies where a fit without restraint becomes just possible, and beyond it
#   the shortest solution gets shorter. Ridge removes the peak.
# - Descent from zero finds the shortest least-squares fit.
# - An ensemble gains by disagreement of its members, in squared error exactly by its size. Average probabilities, then
#   decide.
# - Snapshots help if they differ: measure it. Weights can be averaged within one valley, along a run or between its
#   branches, not between independent networks.
# - Confidence is no probability until it is measured. Ensembles are better at knowing when they do not know, and not
#   perfect.
#
# ## What comes next
#
# Your ensemble learned from 300 digits. In unit 15 there are twenty images, of a class that nobody has seen, and a
# network that has learned something else before.
#
# ## References
#
# - Belkin, M., Hsu, D., Ma, S., Mandal, S. (2019). Reconciling modern machine-learning practice and the classical
#   bias-variance trade-off. *PNAS* 116 (32). arXiv:1812.11118.
# - Geman, S., Bienenstock, E., Doursat, R. (1992). Neural networks and the bias/variance dilemma. *Neural Computation*
#   4 (1).
# - Guo, C., Pleiss, G., Sun, Y., Weinberger, K. Q. (2017). On calibration of modern neural networks. *ICML*.
#   arXiv:1706.04599.
# - Hastie, T., Montanari, A., Rosset, S., Tibshirani, R. J. (2022). Surprises in high-dimensional ridgeless least
#   squares interpolation. *Annals of Statistics* 50 (2). arXiv:1903.08560.
# - Ho, J., Jain, A., Abbeel, P. (2020). Denoising diffusion probabilistic models. *NeurIPS*. arXiv:2006.11239.
# - Huang, G., Li, Y., Pleiss, G., Liu, Z., Hopcroft, J. E., Weinberger, K. Q. (2017). Snapshot ensembles: train 1, get
#   M for free. *ICLR*. arXiv:1704.00109.
# - Izmailov, P., Podoprikhin, D., Garipov, T., Vetrov, D., Wilson, A. G. (2018). Averaging weights leads to wider
#   optima and better generalization. *UAI*. arXiv:1803.05407.
# - Krogh, A., Vedelsby, J. (1995). Neural network ensembles, cross validation, and active learning. *NIPS* 7.
# - Kuncheva, L. I., Whitaker, C. J. (2003). Measures of diversity in classifier ensembles and their relationship with
#   the ensemble accuracy. *Machine Learning* 51.
# - Lakshminarayanan, B., Pritzel, A., Blundell, C. (2017). Simple and scalable predictive uncertainty estimation using
#   deep ensembles. *NIPS*. arXiv:1612.01474.
# - Loshchilov, I., Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*. arXiv:1608.03983.
# - Nakkiran, P., Kaplun, G., Bansal, Y., Yang, T., Barak, B., Sutskever, I. (2020). Deep double descent: where bigger
#   models and more data hurt. *ICLR*. arXiv:1912.02292.
# - Nakkiran, P., Venkat, P., Kakade, S., Ma, T. (2021). Optimal regularization can mitigate double descent. *ICLR*.
#   arXiv:2003.01897.
# - Ng, A. (2018). *Machine Learning Yearning*. Draft, deeplearning.ai.
# - Ovadia, Y. et al. (2019). Can you trust your model's uncertainty? Evaluating predictive uncertainty under dataset
#   shift. *NeurIPS*. arXiv:1906.02530.
# - Polyak, B. T., Juditsky, A. B. (1992). Acceleration of stochastic approximation by averaging. *SIAM Journal on
#   Control and Optimization* 30 (4).
# - Power, A., Burda, Y., Edwards, H., Babuschkin, I., Misra, V. (2022). Grokking: generalization beyond overfitting on
#   small algorithmic datasets. arXiv:2201.02177.
# - Wortsman, M. et al. (2022). Model soups: averaging weights of multiple fine-tuned models improves accuracy without
#   increasing inference time. *ICML*. arXiv:2203.05482.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 14.1, 14.4 | notes 003 (deep double descent); Belkin et al. 2019; Hastie et al. 2022; own measurements |
# | 14.2 | notes 003 (gap, capacity), 004 (bias and variance with remedies); Ng 2018 |
# | 14.3 | Geman, Bienenstock and Doursat 1992; own measurements |
# | 14.5 | notes 000, 003, 004 (averages of several models); Krogh and Vedelsby 1995; own measurements |
# | 14.6 | notes 000, 003 (snapshots); Huang et al. 2017; own measurements |
# | 14.7 | notes 000 (Polyak averaging); Polyak and Juditsky 1992; own measurements |
# | 14.8 | Guo et al. 2017; Lakshminarayanan et al. 2017; own measurements |
# | Today | the papers named there |
#
# Notes 000, 003 and 004 are lecture notes that this course was made from; you do not need them.
