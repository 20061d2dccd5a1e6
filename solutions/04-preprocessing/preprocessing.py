# %% [markdown]
# # 4 · Plus one hundred
#
# *Take the handwritten digits and add 100 to each pixel. You read them as before: only the zero has moved. A linear
# reader that recognizes nine digits of ten learns nothing from them, in three thousand steps. This unit shows why, with
# one matrix, and what to do about it, with a few lines.*
#
# **By the end of this unit your own code will**
#
# - read those digits after **three steps**, as well as the reader of the plain digits after two hundred, and reach in
#   two the loss that takes it three thousand;
# - center, scale, and whiten inputs, and treat new data exactly as it treated the training data;
# - say from the inputs alone how hard training can be, at worst, before the first step;
# - draw the directions in which handwritten digits differ most;
# - prepare images by their mean image, or by a mean and a deviation for each channel.
#
# **You need** gradients and the chain rule (unit 02); mean, standard deviation, and correlation; NumPy arithmetic on
# whole arrays. What gradient descent and its learning rate are is recalled in 4.1; what a covariance matrix, a Hessian,
# and an eigenvector are, in 4.3.
#
# **It takes** about three and a half hours: one and a half to read and play, one and a half for the exercises, half an
# hour for the experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Hints are folded away, the gentlest first. Before a figure there is a
# question and an empty cell: write your guess into it, then run the figure. "What you saw" opens with a click. Most
# figures are drawn with your own functions. Until you have written them, they say which one they wait for. Change the
# numbers at the top of a figure's cell and run it again.

# %%
from functools import partial

import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4


def digits_for(seed):
    """Pixels (n, 64) and labels (n,) of 1,438 digits to learn from, then of 359 that are held back."""
    train, other = data.digits("float64").flat.split(0.2, seed)
    return tuple(np.asarray(part) for part in (train.x, train.y, other.x, other.y))


x_train, y_train, x_test, y_test = digits_for(0)
ten = [int(np.flatnonzero(y_test == digit)[0]) for digit in range(10)]  # one image of each digit

# %% [markdown]
# ## 4.1 The same digits, twice
#
# A **linear classifier** gives each image ten scores, one for each digit: sums of the 64 pixels times weights, plus a
# bias. It should say 1 for the right digit and 0 for the others, and the largest score is its guess. The loss is half
# the mean squared error, added up over the ten scores. Below we call this classifier the reader.
#
# It learns by **gradient descent**: from all weights zero, again and again one step against the gradient of the loss,
# $w \leftarrow w - \eta \, \nabla L(w)$. The **learning rate** $\eta$ says how long the step is. If it is too large,
# the loss explodes; unit 06 shows that the border is $2 / \lambda_{\max}$, two over the largest curvature of the loss
# (4.3 explains the word). `safe_rate` takes half of that, $1 / \lambda_{\max}$, for whatever data it gets. (At rates
# just below the border the most curved direction hardly fades; at half of it, it is learned in one step.)


# %%
def with_bias(x):
    """Append a column of ones: the input of the bias."""
    return np.concatenate([x, np.ones((len(x), 1))], axis=1)


def safe_rate(x):
    """Half of the learning rate at which training on x explodes."""
    inputs = with_bias(x)
    return 1 / np.linalg.eigvalsh(inputs.T @ inputs / len(x))[-1]


def train_linear(x, y, x_other, lr, steps=200):
    """Train on inputs (n, d) and labels (n,), then read other inputs.

    Return the loss before each step and at the end, and the guesses for the other inputs.
    """
    inputs, wanted = with_bias(x), np.eye(10)[y]
    # All that the gradient needs of the data are these two tables, so a step takes next to no time.
    hessian, target = inputs.T @ inputs / len(x), inputs.T @ wanted / len(x)
    w, losses = np.zeros(target.shape), [0.5]
    for _ in range(steps):
        w = w - lr * (hessian @ w - target)
        losses.append(0.5 + np.sum(w * (hessian @ w / 2 - target)))
        if losses[-1] > 1e6:
            break  # diverged
    return np.array(losses), (with_bias(x_other) @ w).argmax(axis=1)


def read_five_times(name, prepare, steps):
    """Train and read on five splits of the digits, with inputs as prepare(x, x_other) returns them.

    Print how it went; return the losses and the guesses, one row a split.
    """
    losses, guesses, right = [], [], []
    for x, y, x_other, y_other in map(digits_for, range(5)):
        x, x_other = prepare(x, x_other)
        loss, guess = train_linear(x, y, x_other, safe_rate(x), steps)
        losses.append(loss)
        guesses.append(guess)
        right.append(100 * np.mean(guess == y_other))
    last = [loss[-1] for loss in losses]
    print(f"{name}, {steps:,} steps: loss {np.mean(last):.4f} ± {np.std(last, ddof=1):.4f}, ", end="")
    print(f"reads {np.mean(right):.1f} ± {np.std(right, ddof=1):.1f}% of the held-back digits")
    return np.array(losses), np.array(guesses)


# %% [markdown]
# **Predict.** Below, the reader learns from the pixels as they are, ink from 0 to 1, and from the same pixels with 100
# added to each. Nothing about the images is lost, and there is a bias to take up any shift. How much longer will the
# second one take? (It learns five times, from five splits of the digits; ± is the standard deviation over the five. The
# number above each picture is what the first of the five takes it for.)

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
ADDED, STEPS = 100, 3000  # try 1, 3, and 10
curves = {}


def shifted(added, x, x_other):
    return x + added, x_other + added


for added in (0, ADDED):
    name = f"pixels plus {added}"
    losses, guesses = read_five_times(name, partial(shifted, added), STEPS)
    title = f"{name}: what it reads after {STEPS:,} steps"
    images = (x_test[ten] + added).reshape(10, 1, 8, 8)
    plots.image_grid(images, guesses[0][ten], columns=10, title=title).show()
    curves[name] = losses[0]
plots.loss_curves(curves, xlabel="step", title="The same digits, twice")

# %% [markdown] tags=["seen"]
# To you the two rows of images look the same. From the plain digits the reader learns to read 94% of those that it has
# not seen. With 100 added its loss falls to 0.45 at once and then stands still, and 0.45 is the loss of saying 0.1 to
# everything. After three thousand steps it is no better than guessing, and has no more than three answers for all
# images. It is not stuck: each step goes downhill. But its safe rate is 56,000 times smaller than the other's. At this
# pace, what took three thousand steps would take more than a hundred million. The images are the same, the model is the
# same. What is different?

# %% [markdown]
# ### The same room in three units
#
# The smallest case shows it best. A weather station in a room reports the temperature and the relative humidity. In the
# cell below the temperature is around 22 °C with a standard deviation of 4 °C, the humidity around 50% with one of 12%,
# and warm air tends to be dry: their correlation is $-0.5$. (The station is invented, so that we know the truth.) From
# these two numbers a linear model is to predict how warm the room *feels*: $\hat y = \langle w, x \rangle + b$.
# ($\langle w, x \rangle = \sum_j w_j x_j$ is the inner product, in code `x @ w`.)
#
# Temperatures can be measured in degrees Celsius, in degrees Fahrenheit ($1.8$ times as many, and $32$ more), or in
# kelvin ($273.15$ more). Each is a linear function of the others, plus a constant, so the best possible prediction is
# the same. Each learns at the safe rate for its own loss, as above: half of that at which it explodes.
#
# **Predict.** Will the three curves differ? In which of the three is the room learned fastest? And the extra curve:
# what if both readings were first shifted and scaled so that they vary around 0 by about 1?

# %% [markdown] tags=["guess"]

# %%
STATION_MEAN = np.array([22.0, 50.0])
STATION_COVARIANCE = np.array([[16.0, -24.0], [-24.0, 144.0]])
SENSITIVITY = np.array([0.9, 0.1])


def station(n, rng):
    """Draw n readings: °C and humidity in %, shape (n, 2); felt temperature in °C, shape (n,)."""
    x = rng.multivariate_normal(STATION_MEAN, STATION_COVARIANCE, size=n)
    return x, 21 + (x - STATION_MEAN) @ SENSITIVITY + 0.5 * rng.standard_normal(n)


# %% tags=["demo"]
STEPS = 10_000


def descend(x, y):
    """Errors of a linear model with a bias, in the units of y, along gradient descent from zero."""
    x = with_bias(x)
    curvatures = np.linalg.eigvalsh(x.T @ x / len(x))
    w, errors = np.zeros(x.shape[1]), []
    for _ in range(STEPS):
        residual = x @ w - y
        errors.append(np.sqrt(np.mean(residual**2)))
        w = w - x.T @ residual / len(x) / curvatures[-1]
    return np.array(errors), curvatures[-1] / curvatures[0]


readings, felt = station(500, np.random.default_rng(0))
in_units = {"Celsius": readings, "Fahrenheit": readings * [1.8, 1] + [32, 0]}
in_units["around 0 by about 1"] = (readings - STATION_MEAN) / [4, 12]
in_units["kelvin"] = readings + [273.15, 0]
curves = {}
for name, inputs in in_units.items():
    curves[name], kappa = descend(inputs, felt)
    print(f"{name:20} error {curves[name][-1]:.2f} °C after {STEPS:,} steps   (κ = {kappa:.3g})")
look = {"ylabel": "error of the prediction in °C"}
plots.curve_panels({"One room, four ways to write it down": curves}, "log", **look)

# %% [markdown] tags=["seen"]
# One and the same room. With readings around 0 the error is at its floor of 0.5 °C, the noise, after ten steps. In
# Celsius it is still above 0.6 after ten thousand, in Fahrenheit it ends at 1.4, and in kelvin at 2.8. All three make a
# large first step. Celsius and Fahrenheit learn on for two hundred steps, kelvin hardly at all, and then all three
# crawl. (Other draws of the 500 readings end within 0.15 °C of these.)
#
# No unit is closer to the truth than another. What differs is the number κ ("kappa") that the cell prints: 3, then 300
# thousand, 1.7 million, and 740 million. Doubling the rate would at most halve the number of steps: the rate is not
# what holds them back. The rest of this unit is about κ: 4.2 shows how to make it small, 4.3 where it comes from.

# %% [markdown]
# ## 4.2 Centering and scaling
#
# Two operations, feature by feature. **Centering** subtracts the mean $\bar x_j$ over the $N$ training examples;
# **scaling** divides by the standard deviation $s_j$. Both together are called **standardizing**, or normalizing:
#
# $$ \bar x_j = \frac1N \sum_{i=1}^N x_{ij}, \qquad
#    s_j = \sqrt{\frac1N \sum_{i=1}^N \left( x_{ij} - \bar x_j \right)^2}, \qquad
#    z_{ij} = \frac{x_{ij} - \bar x_j}{s_j}. $$
#
# One case needs thought. Some features do not vary: in the handwritten digits that we use below, three of the 64 pixels
# have no ink in any image. There $s_j = 0$, and the formula says $0 / 0$. Such a feature carries no information. Center
# it, divide it by 1, and it is zero, as it should be.

# %% [markdown]
# ### Exercise 1: fit a standardizer
#
# "Fit" means: compute from the training data what is needed later. One row is one example.


# %%
def fit_standardizer(x):
    """Mean and standard deviation of each feature (LeCun et al. 1998).

    Parameters
    ----------
    x : array of floats, shape (n, d)
        Training inputs, one example a row; n is 2 or more.

    Returns
    -------
    mean : array, shape (d,)
        Mean of each feature over the n examples.
    std : array, shape (d,)
        Standard deviation of each feature, the root of the mean (over n, not n - 1) squared distance from `mean`,
        accurate even where the mean is far larger. For a feature whose n values are all the same: exactly 1. Both are
        in the dtype of x.
    """
    ### BEGIN SOLUTION
    varies = x.max(axis=0) > x.min(axis=0)
    return x.mean(axis=0), np.where(varies, x.std(axis=0), 1)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: along which axis?</summary>
#
# One number for each feature, so the mean runs over the examples: `x.mean(axis=0)`. There is `x.std` too; by default it
# divides by n.
# </details>
# <details><summary>Hint 2: the features that do not vary</summary>
#
# `np.where(condition, a, b)` takes from `a` where the condition holds and from `b` elsewhere.
# </details>
# <details><summary>Hint 3: the standard deviation of a constant is not quite zero</summary>
#
# Eleven times 0.3, added up and divided by 11, need not be 0.3 to the last digit, and then the computed deviation is
# $6 \cdot 10^{-17}$ instead of 0. Do not ask whether `std == 0`; ask whether the largest value equals the smallest.
# </details>

# %%
check(fit_standardizer)

# %% [markdown]
# ### Exercise 2: apply it
#
# A separate function, because it will be applied to other data than it was fitted on.


# %%
def apply_standardizer(x, mean, std):
    """Center and scale inputs with statistics that were fitted before.

    Parameters
    ----------
    x : array of floats, shape (n, d)
        Inputs: of the training set or of any other; n may be 1. Leave the array itself as it is.
    mean, std : array, shape (d,)
        From `fit_standardizer`, on the training set, in the dtype of x.

    Returns
    -------
    array, shape (n, d)
        Standardized inputs, in the dtype of x.
    """
    ### BEGIN SOLUTION
    return (x - mean) / std
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: rows and columns</summary>
#
# `x` has shape `(n, d)` and `mean` has shape `(d,)`: NumPy lines them up along the last axis, the features, by itself.
# </details>
# <details><summary>Hint 2: which statistics?</summary>
#
# Those handed in. Nothing is computed from this `x`.
# </details>

# %%
check(apply_standardizer)

# %% [markdown]
# **Predict.** The 500 readings as they are, centered, and standardized (mind the third pair of axes). How will the
# cloud's position change? Its width? The tilt, that is the correlation?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("fit_standardizer", "apply_standardizer"):
    mean, std = fit_standardizer(readings)
    stages = {
        "as measured": readings,
        "centered": apply_standardizer(readings, mean, np.ones(2)),
        "standardized": apply_standardizer(readings, mean, std),
    }
    for name, x in stages.items():
        means, stds = x.mean(axis=0).round(2), x.std(axis=0).round(2)
        print(f"{name:13} means {means}, stds {stds}, correlation {np.corrcoef(x.T)[0, 1]:.2f}")
    plots.point_clouds(stages, xlabel="temperature", ylabel="humidity").show()

# %% [markdown] tags=["seen"]
# Centering moves the cloud to the origin and leaves its shape alone. Scaling makes it equally wide both ways. Neither
# touches the correlation: the tilt stays. To remove it too takes a rotation, and that is 4.6.

# %% [markdown]
# ### New data: the training set's numbers
#
# At test time a single reading comes in: 30 °C and 40%. Its own mean and deviation are meaningless, and those of
# a batch depend on what happens to be in it. So **use the mean and standard deviation of the training data**. The
# weights were fitted to inputs that had been transformed in one particular way. Transform new ones in another way, and
# the weights meet numbers that mean something else.
#
# **Predict.** The reader, fitted to 1,438 standardized digits, is tested on 359 others in four ways: with the training
# set's statistics; with the statistics of all 359; each digit class by itself with its own statistics, as if a post
# office had a morning of threes; and not standardized at all. Which of the four is best, and how bad is the worst? (Ten
# classes: guessing gets 10%.)

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("fit_standardizer", "apply_standardizer"):
    right = {"the training set's": [], "those of all 359": [], "each class its own": [], "none": []}
    for x, y, x_other, y_other in map(digits_for, range(5)):
        statistics = fit_standardizer(x)
        inputs = with_bias(apply_standardizer(x, *statistics))
        w, *_ = np.linalg.lstsq(inputs, np.eye(10)[y], rcond=None)
        by_class = np.empty_like(x_other)
        for digit in range(10):
            batch = x_other[y_other == digit]
            by_class[y_other == digit] = apply_standardizer(batch, *fit_standardizer(batch))
        ways = [apply_standardizer(x_other, *statistics)]
        ways += [apply_standardizer(x_other, *fit_standardizer(x_other)), by_class, x_other]
        for shares, way in zip(right.values(), ways, strict=True):
            shares.append(100 * np.mean((with_bias(way) @ w).argmax(axis=1) == y_other))
    for name, shares in right.items():
        print(f"{name:19} {np.mean(shares):.1f} ± {np.std(shares, ddof=1):.1f}% of five splits")
    means = {name: np.mean(shares) for name, shares in right.items()}
    title = "held-back digits recognized, in %, mean of five splits"
    plots.bars({title: means}, xlabel="statistics", digits=1).show()

# %% [markdown] tags=["seen"]
# The training set's statistics: 93.3%. The statistics of all 359 do as well: a large batch of the same kind has nearly
# the same mean. But a morning of threes, standardized by itself, is a catastrophe: 20%. The mean of the threes *is*
# what tells a three from the rest, and exactly that has been subtracted. On average each batch now gets the same ten
# scores, those of the bias, about 0.1 each. What is left to decide is in which way one three differs from the others.
# It is a little better than guessing, since threes differ most in what makes a three: the score of the own class varies
# more than each of the other nine, and so it is the largest more often than once in ten. Forgetting the step costs more
# than four points here, where all pixels share one scale. So save the mean and the deviation with the model, as a part
# of it.

# %% [markdown]
# ## 4.3 Why it helps: one matrix
#
# ### Words that you need
#
# The reason is a property of one matrix. These words say it; skip the list if you know them.
#
# - **Transpose**, $^\top$: $w^\top A w = \sum_{ij} w_i A_{ij} w_j$ is a number, `w @ A @ w`; $u v^\top$ is the table of
#   all products $u_i v_j$, `np.outer(u, v)`.
# - **Expectation**, $\mathbb E$: the mean over everything that chance could have drawn.
# - **Covariance matrix** $\Sigma$, with $\Sigma_{ij} = \mathbb E \, (x_i - \mu_i)(x_j - \mu_j)$: variances on the
#   diagonal, and the correlations are $\Sigma_{ij} / (s_i s_j)$. In code `np.cov(x.T, bias=True)`.
#   $\mathcal N(\mu, \Sigma)$ is the normal distribution with this mean and covariance, `rng.multivariate_normal`.
# - **Hessian** $H$: the table of second derivatives of a loss, $H_{ij} = \partial^2 L / \partial w_i \partial w_j$. It
#   holds the **curvature** of the loss in any direction $v$ of length 1, that is, how fast the slope grows on a walk
#   along $v$: it is $v^\top H v$.
# - **Eigenvector** and **eigenvalue**: a direction that a matrix only stretches, and by how much: $A v = \lambda v$. In
#   code `np.linalg.eigh(A)`.
#
# A symmetric matrix with $d$ rows (Hessians and covariances are symmetric) has $d$ eigenvectors, at right angles to
# each other.
#
# **Predict.** $H$ is the matrix with the rows (2, 0.8) and (0.8, 1). Turn $v$ through half a circle and measure the
# curvature $v^\top H v$ in each direction. Along the first axis it is 2, along the second 1. Is 2 the largest, is 1 the
# smallest? Then move the slider, which sets the 0.8: from where on is a direction curved downward?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
turns = np.linspace(0, 180, 181)
v = np.stack([np.cos(np.radians(turns)), np.sin(np.radians(turns))], axis=1)


def curvature(off_diagonal):
    """Curvature by direction; the dots are the eigenvectors."""
    H = np.array([[2.0, off_diagonal], [off_diagonal, 1.0]])
    values, vectors = np.linalg.eigh(H)
    angles = np.degrees(np.arctan2(vectors[1], vectors[0])) % 180
    for angle, value in zip(angles, values, strict=True):
        print(f"eigenvector at {angle:.0f}°, eigenvalue {value:.2f}")
    title = "curvature $v^\\top H v$"
    curves = {"": (turns, np.sum(v * (v @ H), axis=1))}
    look = {"xlabel": "direction of $v$ in degrees, from the first axis", "ylim": (-1, 4)}
    return plots.curve_panels({title: curves}, dots={title: (angles, values)}, height=3.2, **look)


plots.explore(curvature, off_diagonal=(-2.0, 2.0, 0.8))

# %% [markdown] tags=["seen"]
# Neither. The most and the least curved direction lie between the axes, at right angles to each other: they are the
# eigenvectors, and the eigenvalues are the curvatures there. So the largest and the smallest eigenvalue of a Hessian
# are the largest and the smallest curvature that there is. Beyond an off-diagonal entry of $\sqrt 2$, of either sign,
# the smallest is below zero: there the entry squared is more than $2 \cdot 1$.

# %% [markdown]
# ### The Hessian of a linear model
#
# Why was Celsius slow? LeCun, Kanter, and Solla (1991) found the answer, in the covariance of the inputs. Here is a
# model in which everything can be computed. It has no bias yet; a bias comes below, and makes things worse. Inputs
# come from a normal distribution with mean $\mu$ and covariance $\Sigma$, and a linear model is to predict
#
# $$ y = \langle x - \mu, u \rangle + \varepsilon, \qquad x \sim \mathcal N(\mu, \Sigma), \quad
#    \varepsilon \sim \mathcal N(0, \sigma^2). $$
#
# We measure with half the expected squared error of $\langle w, x \rangle$ and multiply out. The matrix between
# $w^\top$ and $w$ is the expectation of $x x^\top$, and $\mathbb E \, x x^\top = \Sigma + \mu \mu^\top$ (the covariance
# *is* $\mathbb E \, x x^\top - \mu \mu^\top$):
#
# $$ L(w) = \tfrac12 \, \mathbb E \, \bigl( y - \langle w, x \rangle \bigr)^2
#    = \tfrac12 \, w^\top \underbrace{\left( \Sigma + \mu \mu^\top \right)}_{\text{Hessian } H} w
#    - w^\top \Sigma \, u + \text{constant}. $$
#
# So the loss is a bowl, and its **Hessian**, the matrix of second derivatives, knows nothing of $y$. It is made of the
# inputs alone: of how they vary, $\Sigma$, and of where they are, $\mu \mu^\top$. (Without the half in front the
# Hessian is twice that. It changes no ratio.)
#
# The second term is the trouble. $\mu \mu^\top$ has a single eigenvalue that is not zero, $\lVert \mu \rVert^2$, in the
# direction of $\mu$. Where each of $d$ features has deviation 1 and mean 10, that adds $100 \, d$ to the curvature in
# *one* direction and nothing to the others: the bowl becomes a gorge.
#
# Shift and scale the inputs before they enter, $x \to D \, (x - m)$, with any vector $m$ and any diagonal matrix $D =
# \operatorname{diag}(1 / s_1, \ldots, 1 / s_d)$. The covariance becomes $D \Sigma D$, the mean becomes $D (\mu - m)$,
# and so
#
# $$ H = D \, \Sigma \, D + D \, (\mu - m)(\mu - m)^\top D. $$
#
# With $m = \mu$ the second term is gone. With $s_j = \sqrt{\Sigma_{jj}}$ the first has ones on its diagonal: it is the
# matrix of correlations. From data we know $\mu$ only up to about $s_j / \sqrt N$, so a little of the second term
# remains: for $N$ examples about $1/N$ on the diagonal, compared with 1.

# %% [markdown]
# ### Exercise 3: the Hessian of a linear model


# %%
def expected_hessian(mean, covariance, shift=0.0, scale=1.0):
    """Hessian of half the expected squared error of a linear model (LeCun, Kanter and Solla 1991).

    Parameters
    ----------
    mean : array, shape (d,)
        Mean of the raw inputs, in their units.
    covariance : array, shape (d, d)
        Covariance of the raw inputs.
    shift : array, shape (d,), or float, default 0.0
        What is subtracted from the inputs before the model sees them.
    scale : array, shape (d,), or float, default 1.0
        What the shifted inputs are divided by; positive.

    Returns
    -------
    array, shape (d, d)
        E[z z^T] for the inputs z = (x - shift) / scale that the model sees.
    """
    ### BEGIN SOLUTION
    offset = mean - shift
    return (covariance + np.outer(offset, offset)) / np.outer(scale, scale)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: without shift and scale</summary>
#
# $\mu \mu^\top$ is the table of all products $\mu_i \mu_j$: `np.outer(mean, mean)`. (`mean @ mean` is a number.)
# </details>
# <details><summary>Hint 2: dividing by the scale</summary>
#
# Entry $(i, j)$ of $D A D$ is $A_{ij} / (s_i s_j)$: every entry is divided by *two* scales.
# </details>
# <details><summary>Hint 3: a scale that is one number</summary>
#
# `np.outer(scale, scale)` of two numbers is an array of shape (1, 1), and NumPy stretches it to the shape it meets.
# </details>

# %%
check(expected_hessian)

# %% [markdown]
# ### Exercise 4: the condition number
#
# How hard a bowl is for gradient descent is measured by the ratio of its largest to its smallest curvature, the
# **condition number**
#
# $$ \kappa = \frac{\lambda_{\max}}{\lambda_{\min}}. $$
#
# The most curved direction limits the learning rate (above $2 / \lambda_{\max}$ it diverges); the least curved has to
# be crossed at that rate. At the best rate the error shrinks by $(\kappa - 1) / (\kappa + 1)$ a step, so about $3.5 \,
# \kappa$ steps make it a thousand times smaller. (Unit 06 derives both.) A round bowl has $\kappa = 1$ and needs one
# step.


# %%
def condition_number(hessian):
    """Ratio of the largest to the smallest curvature of a bowl.

    Parameters
    ----------
    hessian : array of floats, shape (d, d)
        Symmetric, with eigenvalues of zero or more (up to rounding), not all zero.

    Returns
    -------
    float
        Largest over smallest eigenvalue. If the smallest is zero, infinity (`np.inf`); as zero counts whatever is at
        most `d * eps` times the largest, where `eps = np.finfo(hessian.dtype).eps` is the precision of the numbers.
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(hessian)
    smallest, largest = curvatures[0], curvatures[-1]
    zero = len(hessian) * np.finfo(hessian.dtype).eps * largest
    return largest / smallest if smallest > zero else np.inf
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: where are the eigenvalues?</summary>
#
# `np.linalg.eigvalsh(matrix)` returns the eigenvalues of a symmetric matrix, from the smallest to the largest.
# </details>
# <details><summary>Hint 2: a flat direction</summary>
#
# An eigenvalue that is zero on paper comes out as something like $3 \cdot 10^{-17}$ or $-3 \cdot 10^{-17}$. Dividing by
# it gives a huge number of either sign. Compare with the threshold in the docstring first.
# </details>

# %%
check(condition_number)

# %% [markdown]
# **Predict.** The loss of the weather station's model, without its bias, around its minimum, in four preparations. Each
# path starts at the same height and makes 25 steps at its best learning rate. Order the four by how round they are.
# ("Whitened" is 4.6: the tilt removed as well.)

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
STEPS = 25
with drawn_by("expected_hessian", "condition_number"):
    spread = np.sqrt(np.diag(STATION_COVARIANCE))
    centered = STATION_MEAN, STATION_COVARIANCE, STATION_MEAN
    hessians = {
        "Celsius, as measured": expected_hessian(STATION_MEAN, STATION_COVARIANCE),
        "centered": expected_hessian(*centered),
        "standardized": expected_hessian(*centered, spread),
        "whitened": np.eye(2),
    }
    routes = {}
    for name, hessian in hessians.items():
        curvatures, directions = np.linalg.eigh(hessian)
        start = directions @ (np.array([1.0, 0.35]) / np.sqrt(curvatures))
        step = np.eye(2) - 2 / (curvatures[0] + curvatures[-1]) * hessian
        route = [np.linalg.matrix_power(step, t) @ start for t in range(STEPS + 1)]
        left = np.linalg.norm(route[-1]) / np.linalg.norm(start)
        print(f"{name:21} distance left after {STEPS} steps: {left:.2g}")
        routes[f"{name}: κ = {condition_number(hessian):.1f}"] = hessian, route
    plots.bowls(routes).show()

# %% [markdown] tags=["seen"]
# As measured, the bowl is a gorge at right angles to $\mu$, with $\kappa = 58$: the path zigzags across it and has 42%
# of its way left after 25 steps. (The 300 thousand of 4.1 were those of a model with a bias.) Centering takes the gorge
# away, and 12.7 is left, because humidity varies more than temperature. Scaling leaves 3, which is the correlation:
# $(1 + 0.5) / (1 - 0.5)$. Whitening leaves nothing to do: on a round bowl the gradient points at the minimum, and one
# step is enough. (The axes differ from panel to panel; the weights are in different units. Only the shape counts.)

# %% [markdown]
# ### The condition number against the offset
#
# Now turn the offset up, from nothing to a thousand standard deviations, and measure: 500 readings of two features with
# correlation 0.5, both shifted by the same amount. The Hessian of a sample is $\frac1N X^\top X$.
#
# "But my model has a bias; the bias can absorb the mean." It can *represent* that. Let us see whether it makes the
# learning easier: a bias is a third input that is always 1, so it has its own row and column in the Hessian.
#
# **Predict.** On logarithmic axes, what slope will $\kappa$ have for large offsets, if the Hessian grows with $\mu
# \mu^\top$? Will the model with a bias lie above or below the one without? What is left after centering with the
# *sample's* mean?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("expected_hessian", "condition_number"):
    covariance, rng = np.array([[1.0, 0.5], [0.5, 1.0]]), np.random.default_rng(0)
    cloud = rng.multivariate_normal(np.zeros(2), covariance, size=500)
    offsets = np.concatenate([[0.1], np.geomspace(0.2, 1000, 30)])
    kappas = {"with a bias": [], "as measured": [], "centered by the sample's mean": []}
    kappas["Σ + μμᵀ, formula"] = []
    for offset in offsets:
        x = cloud + offset
        ways = np.concatenate([x, np.ones((500, 1))], axis=1), x, x - x.mean(axis=0)
        hessians = [inputs.T @ inputs / 500 for inputs in ways]
        hessians.append(expected_hessian(np.full(2, offset), covariance))
        for kappa, hessian in zip(kappas.values(), hessians, strict=True):
            kappa.append(condition_number(hessian))
    for target in (1, 10, 100):
        at = np.abs(offsets - target).argmin()
        shown = ", ".join(f"{name} {kappa[at]:.3g}" for name, kappa in kappas.items())
        print(f"offset {offsets[at]:.1f}: {shown}")
    curves = {name: (offsets, kappa) for name, kappa in kappas.items()}
    look = {"xlabel": "offset of both features, in standard deviations"}
    plots.curve_panels({"condition number κ": curves}, "log", height=4.2, **look).show()

# %% [markdown] tags=["seen"]
# For large offsets the formula (dotted) and the measurement (dashes) agree to a tenth: an offset of 9 standard
# deviations makes $\kappa = 363$, one of 95 makes it 39,000. Ten times the offset is a hundred times the condition
# number: slope 2. So an offset that looks harmless, ten standard deviations, costs a hundredfold more steps.
#
# The bias makes it *worse*: slope 4, 20,000 at 9, and 230 million at 95. It can represent the shift, but it has to
# fight for it with the weights: an input that is always about 95 and one that is always 1 look nearly the same, and
# nearly the same is what makes a direction flat. This is what held Celsius back in 4.1.
#
# Centered by the mean of the sample, not even the true one, $\kappa$ stays at 3.1 whatever the offset.

# %% [markdown]
# ### Two more reasons
#
# **One-signed gradients.** The gradient of a linear model's weights is (residual) × (input). If all inputs are
# positive, as temperatures in kelvin and pixels are, then for one example all weights move up together or down
# together. To raise one and lower another takes a zigzag. Unit 03 draws it.
#
# **Fair penalties.** Weight decay (unit 11) adds a multiple of $\lVert w \rVert^2$ to the loss, to keep weights small.
# But small in which units? Write a length in millimeters in place of meters, and its weight becomes a thousand times
# smaller for the same predictions.
#
# **Predict.** The station again. One model predicts from the temperature alone, another from the humidity alone, both
# centered, each with a penalty on its weight. A bar says which share of its effect the penalty leaves to a reading; 1
# is all. Which reading suffers more? What will a change of units do? Then move the slider.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
celsius, percent = (readings - readings.mean(axis=0)).T
ways = {"temperature\nin °C": celsius, "in 0.001 °C": 1000 * celsius}
ways |= {"humidity\nin percent": percent, "as a fraction": percent / 100}
ways |= {"temperature,\nstandardized": celsius / celsius.std()}
ways |= {"humidity,\nstandardized": percent / percent.std()}


def effect_left(strength):
    """What a penalty leaves of the weight of a single input, compared with none."""
    left = {}
    for name, x in ways.items():
        free, held = (np.mean(x * felt) / (np.mean(x**2) + penalty) for penalty in (0, strength))
        left[name] = held / free
    return plots.bars({"share of the effect that the penalty leaves": left}, ylim=(0, 1.2))


plots.explore(effect_left, strength=(0.01, 100.0, 1.0))

# %% [markdown] tags=["seen"]
# At strength 1 the humidity keeps 99% of its effect when it is written in percent, and 1% when the same number is
# written as a fraction. The penalty judges the units, not the reading. Only standardized, the two readings are treated
# alike, at each strength, since both weights are now in the same unit: effect per standard deviation.

# %% [markdown]
# What preparation does *not* do: a linear model with a bias can represent the same functions before and after, and
# without a penalty the best possible loss is the same. It makes the way there shorter.

# %% [markdown]
# ## 4.4 Real inputs: the digits
#
# 1,438 training digits, 64 pixels each, ink from 0 to 1. Three pixels have no ink in any training image; they are left
# out here, because a direction in which nothing varies is flat, and $\kappa = \infty$.
#
# **Predict.** Centering moved the offset of the weather station away and gained, without a bias, a factor of five. What
# will it gain here? And scaling, given that some pixels at the border have ink in one image out of a thousand? (Left:
# eigenvalues, without a bias. Right: a linear model with a bias learns to say 1 for a zero and 0 for any other
# digit; its loss is the mean squared error.)

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
STEPS = 1000
with drawn_by("fit_standardizer", "apply_standardizer", "condition_number"):
    pixel_mean, pixel_std = fit_standardizer(x_train)
    varies, is_zero = x_train.max(axis=0) > x_train.min(axis=0), (y_train == 0) * 1.0
    prepared = {"as they are": x_train, "centered": x_train - pixel_mean}
    prepared["standardized"] = apply_standardizer(x_train, pixel_mean, pixel_std)
    spectra, losses = {}, {}
    for name, x in prepared.items():
        inputs, w = with_bias(x[:, varies]), np.zeros(1 + varies.sum())
        hessian = inputs[:, :-1].T @ inputs[:, :-1] / len(x)
        spectra[name], losses[name] = np.linalg.eigvalsh(hessian)[::-1], []
        rate = 1 / np.linalg.eigvalsh(inputs.T @ inputs / len(x))[-1]
        for _ in range(STEPS):
            residual = inputs @ w - is_zero
            losses[name].append(np.mean(residual**2))
            w = w - rate * inputs.T @ residual / len(x)
        kappa, early, last = condition_number(hessian), losses[name][99], losses[name][-1]
        print(f"{name:13} κ = {kappa:.4g}; loss at step 100 {early:.4f}, at last {last:.4f}")
    best, *_ = np.linalg.lstsq(inputs, is_zero, rcond=None)
    losses["lowest possible"] = [np.mean((inputs @ best - is_zero) ** 2)] * STEPS
    panels = {"the Hessian's eigenvalues": spectra, "the loss of “is it a zero?”": losses}
    plots.curve_panels(panels, ["log y", "log"], xlabel=["number", "step"]).show()

# %% [markdown] tags=["seen"]
# Left: the eigenvalues of raw and centered pixels differ in one place, the first: 10.4 against 0.7. That is $\mu
# \mu^\top$, one steep direction that held back the learning rate for all others. Centering takes $\kappa$ from 30
# million to 2 million, and scaling, which stretches the rare pixels, from 2 million to 142. (On other splits the two
# large numbers may be six times smaller. They hang on pixels with ink in one image of a thousand.)
#
# Right: centering makes the difference here. A loss of 0.022 takes over 1,000 steps with raw pixels and fewer than 100
# with centered ones. Scaling adds little more, though $\kappa$ is ten thousand times smaller. Why? $\kappa$ is a
# promise about the *worst* direction. The flattest directions belong to pixels that hardly ever have ink, and whether
# a digit is a zero hardly depends on them: it does no harm to be slow there. A small condition number is good news; a
# large one is bad news only if the flat directions matter.

# %% [markdown]
# ## 4.5 Principal axes
#
# Standardizing leaves correlations, and neighboring pixels are strongly correlated. The remedy is to turn the axes.
# The covariance matrix of centered data is symmetric, so it has orthogonal eigenvectors:
#
# $$ C = \frac1N \sum_{i=1}^N (x_i - \bar x)(x_i - \bar x)^\top = V \Lambda V^\top, \qquad
#    \Lambda = \operatorname{diag}(\lambda_1, \ldots, \lambda_d), \quad V = (v_1, \ldots, v_d). $$
#
# The eigenvectors are the **principal axes** (Pearson 1901; Hotelling 1933): along $v_1$ the data vary most, with
# variance $\lambda_1$; along $v_2$ most among the directions orthogonal to $v_1$, and so on. Measured along these axes,
# $V^\top (x - \bar x)$, the features are uncorrelated. Keeping the first $k$ only is **principal component analysis**
# (PCA). No $k$ linear features let the data be restored with a smaller squared error.

# %% [markdown]
# ### Exercise 5: principal axes


# %%
def principal_axes(x, k):
    """Directions in which the data vary most, and their variances (Pearson 1901; Hotelling 1933).

    Parameters
    ----------
    x : array, shape (n, d)
        One example a row, not centered.
    k : int
        How many axes, from 1 to d, even where n is smaller.

    Returns
    -------
    variances : array, shape (k,)
        Variances along the axes (over n, not n - 1), the largest first.
    axes : array, shape (d, k)
        One axis a *column*, of length 1, in the same order. The sign of each column is yours to choose.
    """
    ### BEGIN SOLUTION
    centered = x - x.mean(axis=0)
    variances, axes = np.linalg.eigh(centered.T @ centered / len(x))
    return variances[::-1][:k], axes[:, ::-1][:, :k]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the covariance matrix</summary>
#
# With the centered data in the rows of a matrix, all the outer products add up to `centered.T @ centered`.
# </details>
# <details><summary>Hint 2: eigenvectors in order</summary>
#
# `np.linalg.eigh(matrix)` returns eigenvalues from the *smallest* up, and the eigenvectors as columns in that order.
# `[::-1]` reverses an array, `[:, ::-1]` its columns.
# </details>

# %%
check(principal_axes)

# %% [markdown]
# **Predict.** The axes of the digits have 64 entries each: draw them as images. What could the direction look like in
# which handwritten digits differ most? How many of 64 axes hold 90% of the variance?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("principal_axes"):
    variances, directions = principal_axes(x_train, 64)
    shares = variances / np.sum(variances)
    captions = [f"{i + 1}: {shares[i]:.0%}" for i in range(8)]
    ghosts = directions.T[:8].reshape(8, 1, 8, 8)
    plots.image_grid(ghosts, captions, columns=8, title="the first eight axes").show()
    held, enough = 100 * np.cumsum(shares), int(np.searchsorted(np.cumsum(shares), 0.9)) + 1
    title = f"{enough} axes hold 90% of the variance"
    dots = {title: ([enough], [held[enough - 1]])}
    look = {"xlabel": "number of axes", "ylabel": "share of the variance in %", "ylim": (0, 104)}
    plots.curve_panels({title: {"": held}}, dots=dots, **look).show()

# %% [markdown] tags=["seen"]
# The axes look like ghosts of digits: strokes that are added against strokes that are taken away, one kind light, the
# other dark. (Which is which says nothing: the sign of an axis is free.) The first sets ink at the top and the right
# against ink at the lower left. Together, the eight hold two thirds of the variance, and 21 of 64 hold 90%. The last
# ones hold nearly nothing: these are the flat directions of 4.4.

# %% [markdown]
# ## 4.6 Whitening
#
# Turn to the principal axes and divide each by its own standard deviation $\sqrt{\lambda_i}$: the covariance becomes
# the identity matrix, and the bowl is round. That is **whitening**. Turning the result again changes nothing (this
# matrix looks the same from all sides), so there are many whitenings. Two have names: stay on the principal axes, *PCA
# whitening*, or turn back to the original ones, *ZCA whitening* (Bell and Sejnowski 1997), which changes the data as
# little as possible, in squared distance, so that images remain images:
#
# $$ z = W \, (x - \bar x), \qquad
#    W_{\text{PCA}} = \left( \Lambda + \epsilon I \right)^{-1/2} V^\top, \qquad
#    W_{\text{ZCA}} = V \left( \Lambda + \epsilon I \right)^{-1/2} V^\top. $$
#
# The small $\epsilon$ is a variance. It guards directions in which next to nothing varies, where $1 / \sqrt{\lambda_i}$
# would blow up noise. With it, the variance along axis $i$ becomes $\lambda_i / (\lambda_i + \epsilon)$: near 1 where
# the data vary by much more than $\epsilon$, and near 0 where they vary by much less. The bowl is then not quite round.

# %% [markdown]
# ### Exercise 6: whiten
#
# As with the standardizer: return what is needed to treat other data in the same way.


# %%
def whiten(x, epsilon=0.0):
    """Mean and matrix of ZCA whitening (Bell and Sejnowski 1997).

    Parameters
    ----------
    x : array, shape (n, d)
        Training inputs, one example a row; d is 2 or more.
    epsilon : float, default 0.0
        Added to each eigenvalue of the covariance, *inside* the root; more than 0 where a direction does not vary.

    Returns
    -------
    mean : array, shape (d,)
        Mean of each feature.
    matrix : array, shape (d, d)
        Symmetric. For epsilon = 0, the covariance (over n) of `(x - mean) @ matrix` is the identity matrix.
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)
    variances, axes = np.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    return mean, axes / np.sqrt(variances + epsilon) @ axes.T
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three factors</summary>
#
# From right to left in the formula: onto the axes, $V^\top$; divide each by its deviation; back, $V$. You may build the
# diagonal matrix with `np.diag(...)`.
# </details>
# <details><summary>Hint 2: is it right?</summary>
#
# Compute the covariance of `(x - mean) @ matrix`. Ones on the diagonal and zeros elsewhere? Then look at the matrix
# itself: PCA whitening passes this test too, but is not symmetric.
# </details>

# %%
check(whiten)

# %% [markdown]
# **Predict.** Digits as they are, centered, standardized, and whitened with $\epsilon$. Which can you still read? Gray
# is zero, and more ink is darker. What will a tiny $\epsilon$ do to the whitened ones?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
@drawn_by("fit_standardizer", "apply_standardizer", "whiten")
def prepared_digits(epsilon):
    mean, std = fit_standardizer(x_train)
    _, matrix = whiten(x_train, epsilon)
    rows = {"as they are": x_test, "centered": x_test - mean}
    rows["standardized"] = apply_standardizer(x_test, mean, std)
    rows[f"whitened\nϵ = {epsilon:.1g}"] = (x_test - mean) @ matrix
    for name, x in rows.items():
        print(f"{' '.join(name.split()):20} largest held-back value {np.abs(x).max():7.1f}")
    return plots.image_rows({name: x[ten].reshape(10, 8, 8) for name, x in rows.items()})


plots.explore(prepared_digits, epsilon=(1e-5, 1.0, 0.03))

# %% [markdown] tags=["seen"]
# Centered digits show the ink that is unusual, dark, and the ink that is missing, light. Standardized, they look much
# the same, but look at the numbers: the largest held-back value is 91 standard deviations! (On four other splits it is
# between 27 and 91.) A pixel at the border that had a trace of ink in a single training image has a tiny deviation, and
# one test image with ink there is a monster. Whitened with $\epsilon = 0.03$ the edges stand out, and nothing exceeds
# 4.3. With $10^{-5}$ the flat directions are blown up too, and one sees mostly noise.

# %% [markdown]
# ## 4.7 Images: one mean and one deviation for each channel
#
# Pixels are special features: all 64 (or all 3,072 of a color image of 32 × 32) share one unit, ink or light, and one
# range. Dividing each by its own deviation would blow up the quiet corners, as you saw. Two habits are in use:
#
# - Subtract the **mean image**, one number for each channel and pixel: 3 × 32 × 32 = 3,072 numbers. AlexNet did so
#   (Krizhevsky et al. 2012).
# - Subtract the **mean of each channel**, over all images and all pixels: 3 numbers. VGGNet did so (Simonyan and
#   Zisserman 2015). It does not care about the image's size, and it leaves a photograph's content where it is.
#
# Both left the deviations alone, and for years that was the custom. Today's pipelines also divide each channel by **its
# deviation**, 3 more numbers. It is one factor for all pixels of a channel, so it blows up no corner, and it brings
# the colors to one scale.
#
# Images are stored as (batch, channels, height, width) here. Other libraries put the channels last. Look before you
# average.

# %% [markdown]
# ### Exercise 7: statistics of images


# %%
def image_statistics(images):
    """The mean image, and mean and standard deviation of each channel.

    Parameters
    ----------
    images : array, shape (n, channels, height, width)
        Training images, one or more: floats, or integers from 0 to 255.

    Returns
    -------
    mean_image : array, shape (channels, height, width)
        The mean of all images, pixel by pixel (Krizhevsky et al. 2012).
    means : array, shape (channels,)
        The mean of each channel over all images and pixels (Simonyan and Zisserman 2015).
    deviations : array, shape (channels,)
        The standard deviation of each channel: the root of the mean squared distance from the channel's one mean, over
        all images and pixels. All three are floats.
    """
    ### BEGIN SOLUTION
    return images.mean(axis=0), images.mean(axis=(0, 2, 3)), images.std(axis=(0, 2, 3))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what goes, what stays?</summary>
#
# The mean image has lost the batch axis, and only that one. The other two have kept the channel axis, and only that
# one.
# </details>
# <details><summary>Hint 2: several axes at once</summary>
#
# `axis` may be a tuple: NumPy averages over all axes in it.
# </details>

# %%
check(image_statistics)

# %% [markdown]
# Colored digits: each of our digits is printed with blue ink on paper that is yellow, more or less.
#
# **Predict.** What does the mean image of all ten digits look like? After subtracting the channel means, what is left
# of the paper? What does dividing by the deviations change? And what is left after subtracting the mean image?

# %% [markdown] tags=["guess"]


# %%
def print_in_color(x, rng):
    """Print gray digits (n, 64) with blue ink on yellowish paper: (n, 3, 8, 8)."""
    x, paper = x.reshape(-1, 1, 8, 8), np.array([0.95, 0.85, 0.55])[:, None, None]
    paper = paper + 0.02 * rng.standard_normal((len(x), 3, 1, 1))
    return np.clip((1 - x) * paper + x * np.array([0.1, 0.2, 0.6])[:, None, None], 0, 1)


# %% tags=["demo"]
with drawn_by("image_statistics"):
    colored = print_in_color(x_train, np.random.default_rng(0))
    average, means, deviations = image_statistics(colored)
    print("red, green, blue: means", means.round(3), "deviations", deviations.round(3))
    stages = {"as printed": colored, "minus channel means": colored - means[:, None, None]}
    stages["and divided by\ndeviations"] = stages["minus channel means"] / deviations[:, None, None]
    stages["minus mean image"] = colored - average
    for name, x in stages.items():
        curvatures = np.linalg.eigvalsh(np.einsum("ncij,nkij->ck", x, x) / len(x) / 64)
        words = ", ".join(f"{value:.4f}" for value in curvatures[::-1])
        kappa = curvatures[-1] / curvatures[0]
        print(f"{' '.join(name.split()):31} curvatures {words}   (κ = {kappa:.0f})")
    rows = {name: x[:10] + 0.5 for name, x in stages.items()} | {"as printed": colored[:10]}
    rows["and divided by\ndeviations"] = stages["and divided by\ndeviations"][:10] / 4 + 0.5
    plots.image_rows(rows | {"the mean image": average[None]}).show()

# %% [markdown] tags=["seen"]
# Subtracting three numbers takes some of the yellow cast away: zero, drawn as gray, is now between paper and ink. Digit
# and paper are still there, unchanged in contrast. Blue varied least, since ink and paper both hold some of it, and
# dividing by the deviations brings it up to the others. (That row is drawn at a quarter of its contrast.) The mean
# image is a blurred digit on yellow paper. Without it, all that is usual is gone, paper included, and ink *missing* in
# the middle shows up yellow.
#
# The numbers printed are the eigenvalues of the 3 × 3 Hessian of a model that sees one pixel's color. The channel means
# take $\kappa$ from 5,300 to 680. The deviations do nothing for it: the three colors rise and fall together, and no
# scaling undoes that. What they do is set a size: each color now varies by 1, whatever the camera, and that is what the
# initial weights of unit 05 count on.

# %% [markdown]
# ## 4.8 Spot the bug
#
# Formulas and examples are copied from slide to slide, and slips with them. Here are two that circulate.
#
# ### A loss without the signal
#
# The model is that of 4.3, $y = \langle x - \mu, u \rangle + \varepsilon$. Its expected squared error (without the
# half) is sometimes printed as
#
# $$ \ell(w) = \mathbb E \, (y - \langle x, w \rangle)^2
#    = w^\top (\Sigma + \mu \mu^\top) \, w + \text{linear term in } w + \sigma^2. $$
#
# At $w = 0$ the first two terms vanish. As printed, the loss there is $\sigma^2$: nothing but noise.
#
# **Predict.** The weather station again: the mean of $y^2$ is the loss at $w = 0$. (In the model the mean of $y$ is 0,
# so the station's 21 °C are subtracted.) Will it be $\sigma^2 = 0.25$, or more, and how much more?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
x, y = station(100_000, np.random.default_rng(0))
print(f"as printed, in °C squared: the loss at w = 0 is σ² = {0.5**2:.3f}")
print(f"measured: {np.mean((y - 21) ** 2):.3f}")

# %% [markdown]
# ### Exercise 8: mend the formula


# %%
def erratum_expected_loss(w, u, mean, covariance, noise):
    """The expected squared error E (y - <x, w>)^2 of the model of 4.3, all terms of it, corrected.

    Parameters
    ----------
    w : array, shape (d,)
        Weights of the linear model (it has no bias).
    u : array, shape (d,)
        What y depends on: y = <x - mean, u> + eps.
    mean, covariance : array, shapes (d,) and (d, d)
        Of the inputs x.
    noise : float
        Standard deviation sigma of eps.

    Returns
    -------
    float
        The loss, without a half in front.
    """
    ### BEGIN SOLUTION
    return (u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: multiply out</summary>
#
# $\mathbb E \, y^2 - 2 \, w^\top \mathbb E [x y] + w^\top \mathbb E[x x^\top] \, w$. Each of the three expectations is
# short. Remember that $\mathbb E \, (x - \mu)$ is zero.
# </details>
# <details><summary>Hint 2: or sort first</summary>
#
# $y - \langle x, w \rangle = \langle x - \mu, u - w \rangle - \langle \mu, w \rangle + \varepsilon$: three parts that
# do not correlate, so their mean squares add up.
# </details>

# %%
check(erratum_expected_loss)

# %% [markdown]
# ### An example that breaks its own rule
#
# Geoffrey Hinton's online course (Coursera 2012, lecture 6b) shows with two training cases each what a shift of the
# inputs does to the loss, and what a scaling does. On later slides the same numbers stand under the heading "each
# component to mean 0, standard deviation 1":
#
# | | as measured | normalized |
# | --- | --- | --- |
# | first set | (101, 101), (101, 99) | (1, 1), (1, -1) |
# | second set | (0.1, 10), (0.1, -10) | (1, 1), (1, -1) |
#
# **Predict.** What means and deviations have the two sets and the normalized numbers? What condition numbers?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("condition_number"):
    sets = {
        "first set": [[101, 101], [101, 99]],
        "second set": [[0.1, 10], [0.1, -10]],
        "normalized": [[1, 1], [1, -1]],
    }
    for name, rows in sets.items():
        x = np.array(rows, dtype=float)
        kappa = condition_number(x.T @ x / 2)
        print(f"{name:11} means {x.mean(axis=0)}, stds {x.std(axis=0)}, κ = {kappa:.1f}")

# %% [markdown]
# *For each of the two bugs:* what would somebody notice who takes the line as printed, and what is the correction? One
# or two sentences each. For the example say also what the normalized numbers *are*, if not the result of the rule.
# *(Graded by hand: 2 points, one each.)*

# %% [markdown] tags=["written"] points=2 id="errata-explained"
# === BEGIN MODEL ANSWER ===
#
# **1 (the constant).** The printed loss at $w = 0$ is $\sigma^2$, as if ignoring the inputs already gave the best
# result possible; at the minimum the formula would be *below* the noise, even negative. $\mathbb E \, y^2 = u^\top
# \Sigma u + \sigma^2$: the constant is $\sigma^2 + u^\top \Sigma u$ (here 0.25 + 10.08). The argument about the
# Hessian is not touched.
#
# **2 (the example).** The first component is 101 (or 0.1) in both cases: its mean is that and its deviation 0, so the
# rule makes 0 / 0 of it, or 0 with the convention of exercise 1, and never 1. The printed numbers come from subtracting
# 100, and from dividing by 0.1 and 10: a shift and a scaling, but not those of the rule. What the example shows is
# right: the condition numbers are 40,000, 10,000, and 1. (It needs more than two cases, or a bias, to be one of
# standardizing.)
#
# *Rubric, for each bug:* half a point for a symptom that one would really see, half for the correction with its
# reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 4.9 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.

# %% [markdown]
# **Question 1.** Two uncorrelated features, each with mean 100 and standard deviation 1, go into a linear model without
# a bias. What is the condition number of its Hessian?
#
# - **a**: 1
# - **b**: 101
# - **c**: 10,001
# - **d**: 20,001


# %%
def quiz_offset():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_offset)

# %% [markdown] explains="quiz_offset"
# The matrix is $\Sigma + \mu \mu^\top$. Along $(1, 1)$ its eigenvalue is $1 + 100^2 + 100^2 = 20,001$, across it is 1.
# A mean of 100 costs that much, and subtracting it costs nothing.

# %% [markdown]
# **Question 2.** Two features are standardized. Their correlation is 0.98. What is the condition number now?
#
# - **a**: 1
# - **b**: 50
# - **c**: 99
# - **d**: 9,801


# %%
def quiz_correlated():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_correlated)

# %% [markdown] explains="quiz_correlated"
# The eigenvalues of a correlation matrix of two features are $1 + 0.98$ and $1 - 0.98$, and $1.98 / 0.02 = 99$.
# Standardizing does nothing about correlation; whitening does.

# %% [markdown]
# **Question 3.** Your network was trained on standardized images. In use, it gets batches from a new camera, whose
# pictures are darker; by how much, nobody has measured. What do you subtract from them?
#
# - **a**: the mean of the training set
# - **b**: the mean of the batch
# - **c**: the mean of all new images so far
# - **d**: nothing


# %%
def quiz_new_camera():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_new_camera)

# %% [markdown] explains="quiz_new_camera"
# The network learned from inputs that were shifted by the training set's mean, and it expects that very shift. A
# mean of new images holds two things, the camera and what the images show, and subtracting it takes away both, as with
# the morning of threes. If the camera turns out to be darker by a fixed amount, measure that once, on a white sheet,
# and correct it before the training set's mean is subtracted.

# %% [markdown]
# **Question 4.** A linear model *with* a bias is trained by least squares until nothing changes any more, once on
# temperatures in kelvin and once on the same temperatures in millikelvin. Then both are trained again, with the same
# penalty on the squares of the weights (not on the bias). Where do the two end with the same predictions?
#
# - **a**: Without the penalty and with it.
# - **b**: Without it only.
# - **c**: With it only.
# - **d**: In neither case.


# %%
def quiz_units():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_units)

# %% [markdown] explains="quiz_units"
# A change of units is one that the weights can undo: each function of the kelvin is a function of the millikelvin, with
# a weight a thousand times smaller. So without a penalty both end at the same best predictions, and only the number of
# steps differs. With a penalty the small weight costs a million times less, and the temperature keeps more of its
# effect.

# %% [markdown]
# **Question 5.** Standardize the two cases (101, 101) and (101, 99) as in exercises 1 and 2. What comes out?
#
# - **a**: (1, 1) and (1, -1)
# - **b**: (0, 1) and (0, -1)
# - **c**: (0, 0.7) and (0, -0.7)
# - **d**: (nan, 1) and (nan, -1)


# %%
def quiz_two_cases():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_two_cases)

# %% [markdown] explains="quiz_two_cases"
# The first component is 101 in both: it does not vary, so it is centered to 0 and divided by 1. The second has mean 100
# and, over n = 2, deviation 1. (With n - 1 it would be 1.41, and the results 0.7.)

# %% [markdown]
# ## 4.10 Experiment: how much preparation?
#
# The reader of 4.1, once more: `train_linear(x, y, x_other, lr, steps)` returns its losses and its guesses for
# `x_other`. `digits_for(seed)` gives the pixels and labels to learn from, and those that are held back. In new cells
# below this one (the + above the notebook, or Esc and then B):
#
# 1. Four preparations: pixels from 0 to 255 (multiply by 255), centered, standardized, and whitened with
#    $\epsilon = 0.03$. **Write down first** in which order you expect them to end, by training loss and by held-back
#    accuracy.
# 2. For each, find its best learning rate: the one with the lowest loss after 200 steps. Begin at the power of two
#    that is nearest to `safe_rate(x)`, and double and halve it until the losses rise on *both* sides of the best.
#    (Beyond the border `train_linear` stops early, with a huge last loss.) Fit all statistics on the training set
#    alone.
# 3. A table: preparation, condition number of $\frac1N X^\top X$ over the pixels that vary, best rate, training loss
#    after 200 steps, accuracy on the held-back digits.
# 4. Repeat the comparison with four other splits (seeds 1 to 4), and give mean and standard deviation (over n - 1) of
#    loss and accuracy. Which differences are larger than those between splits? Which are the same in each split?
# 5. Explain *why*, with this unit's matrix. Where does the condition number predict the order, and where not? One
#    figure as evidence.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# Mean ± standard deviation (n - 1) over the splits 0 to 4.
#
# | preparation | κ, split 0 | best rate | training loss | held-back accuracy |
# | --- | --- | --- | --- | --- |
# | 0 to 255 | 3 × 10⁷ | 2⁻¹⁹ | 0.1682 ± 0.0020 | 93.4 ± 1.2% |
# | centered | 2 × 10⁶ | 1 | 0.1552 ± 0.0018 | 93.6 ± 1.6% |
# | standardized | 142 | 1/4 | 0.1528 ± 0.0018 | 93.3 ± 1.6% |
# | whitened, 0.03 | 8 × 10⁴ | 1 | 0.1537 ± 0.0018 | 93.4 ± 1.8% |
#
# Loss: the same order in each split, standardized, whitened, centered, then raw. Between the first three the
# differences are no larger than those between splits, but each split has them, so they are real. Accuracy: no
# difference beyond chance (359 digits; one standard error is 1.3%).
#
# *Why.* The rate is limited by the most curved direction: raw, that is the mean image, which has 15 times the curvature
# of all else; so every other direction is learned 15 times as slowly, and 200 steps do not suffice. (The factor 255
# alone would cost nothing: the rate absorbs it. It makes the bias slow, though.) Among the others κ predicts the
# order, but not how little it matters: it is the ratio to the flattest direction, where there is little to learn.
# Whitening with ε leaves these flat, standardizing does not. And what is learned there does not help new digits, so
# the lowest training loss does not have the best accuracy.
#
# *Rubric.* **1 point** for a fair protocol: a rate tuned for each preparation, the best inside its range, statistics
# from the training set, the expectation written down before. **1 point** for a complete table over several splits. **1
# point** for a statement that respects the spread between splits, for the loss and for the accuracy. **1 point** for a
# reason with evidence: the offset's steep direction limits the rate; flat directions of rare pixels; and why the lowest
# training loss need not be the best accuracy. A result that contradicts the model answer earns full points where
# protocol and argument are sound.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 4.11 Finale: three steps
#
# Back to the digits that nobody could learn from, with 100 added to each pixel. Now you have the means: your own
# `fit_standardizer`, `apply_standardizer`, and `whiten`, fitted to these very numbers around 100.
#
# **Predict.** The reader of the *plain* digits had a loss of 0.155 after three thousand steps. How many steps does the
# reader of the shifted digits need for the same loss, if they are first centered? Standardized? Whitened, with a small
# $\epsilon$? All at their safe rates.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
STEPS, EPSILON = 3000, 0.003


def prepared(way, x, x_other):
    """Both sets, with 100 added, prepared in one of three ways by your own functions."""
    x, x_other = x + 100, x_other + 100
    mean, std = fit_standardizer(x)
    if way == "standardized":
        return apply_standardizer(x, mean, std), apply_standardizer(x_other, mean, std)
    matrix = whiten(x, EPSILON)[1] if way == "whitened" else np.eye(64)
    return (x - mean) @ matrix, (x_other - mean) @ matrix


with drawn_by("fit_standardizer", "apply_standardizer", "whiten"):
    plain, _ = read_five_times("plain pixels", partial(shifted, 0), STEPS)
    moments = np.arange(1, STEPS + 1)
    curves = {"plain pixels": (moments, plain[0, 1:])}
    for way in ("centered", "standardized", "whitened"):
        losses, _ = read_five_times(f"plus 100, {way}", partial(prepared, way), STEPS)
        steps = np.sum(losses > plain[:, -1:], axis=1)
        print(f"    as low as the plain pixels' last loss after {steps} steps")
        curves[f"plus 100, {way}"] = moments, losses[0, 1:]
    plots.loss_curves(curves, xlabel="step", log_x=True, title="Plus one hundred, prepared").show()

# %% [markdown] tags=["seen"]
# Three thousand steps, 260, about 50, and **two**, on each of the five splits. Centering takes away the one steep
# direction, and with it all the harm that the 100 did. Standardizing makes the rare pixels as steep as the others.
# Whitening turns the curvature $\lambda$ along an axis into $\lambda / (\lambda + \epsilon)$. That is near 1 for all
# axes along which the digits vary by more than $\epsilon$, and one rate fits them all. The others hold hardly anything.
# The work has not vanished: whitening finds the eigenvectors of a matrix with 64 rows, once, and spares the steps.
#
# In the end all read about 93%, give or take two. Preparation did not make a better reader, it made the same one in a
# thousandth of the steps. (That is the loss. The plain reader reads 93% already after two hundred steps. What
# takes thousands is the rest.)

# %% [markdown]
# Here is the unit's promise: the ten digits of 4.1, 100 added, and what the reader takes them for after **three
# steps**. Turn the steps down to one, and try an $\epsilon$ that is too large and one that is too small.


# %% tags=["demo"]
@drawn_by("whiten")
def read_after(steps, epsilon):
    """What the reader takes ten shifted digits for, whitened by your own code."""

    def whitened(x, x_other):
        mean, matrix = whiten(x + 100, epsilon)
        return (x + 100 - mean) @ matrix, (x_other + 100 - mean) @ matrix

    _, guesses = read_five_times(f"whitened with {epsilon:.2g}", whitened, steps)
    images = (x_test[ten] + 100).reshape(10, 1, 8, 8)
    title = f"pixels plus 100: what it reads after {steps} steps"
    return plots.image_grid(images, guesses[0][ten], columns=10, title=title)


plots.explore(read_after, steps=(1, 30, 3), epsilon=(1e-6, 10.0, 0.003))

# %% [markdown] tags=["seen"]
# It reads: after three steps, 93.5% of the digits that it has not seen, and after one step as many. On a perfectly
# round bowl one step is all that there is to do. That step has a name: it is Newton's, which unit 09 takes on bowls
# that are not round, without touching the inputs. With $\epsilon = 10$ all axes are divided by nearly the same number,
# nothing is whitened, and three steps are too few again. A tiny $\epsilon$ does no harm to a *linear* reader of these
# images: the lowest loss is lower still. It did harm to the eye in 4.6, where the noise drowned the digits.

# %% [markdown]
# ## Today
#
# In 2026 most image pipelines subtract a mean and divide by a deviation for each channel, and the six numbers are saved
# with the model (torchvision lists those of ImageNet with each of its models). Others map all pixels to $-1 \ldots 1$,
# which is nearly the same. Whitening of inputs is rare: a color image of 224 × 224 pixels has a covariance matrix with
# 23 billion entries. Its idea lives on in optimizers: Shampoo and Muon whiten *gradients*, layer by layer (Gupta et al.
# 2018; Jordan et al. 2024).
#
# What this unit does to the inputs, networks now do inside, at every layer and with a scale, and often a shift, that
# are learned: batch normalization (Ioffe and Szegedy 2015; unit 10), layer normalization (Ba et al. 2016), and RMS
# normalization (Zhang and Sennrich 2019), which no longer subtracts a mean and stands in most large language models.
# Your three steps rest on the same matrix.
#
# ## Key points
#
# - Center and scale with the *training* set's statistics, and treat all other data with the same numbers. A feature
#   that does not vary is divided by 1.
# - Adding 100 to each pixel changes no image and costs a factor of 56,000 in the learning rate.
# - A linear model's Hessian is $\Sigma + \mu \mu^\top$: an offset of $r$ standard deviations in each of $d$ features
#   puts $d \, r^2$ into one direction, measured in variances, and with a bias $\kappa$ grows like $r^4$.
# - Gradient descent needs about $3.5 \, \kappa$ steps to make the error a thousand times smaller.
# - Centering removes the offset, scaling the differences between units, whitening the correlations.
# - Whitening and scaling blow up directions in which little varies: hence $\epsilon$, and hence one deviation for a
#   whole channel of an image, not one for each pixel.
# - A penalty on weights depends on the units of the inputs. Among standardized features it treats all alike.
# - Preparation changes how fast a linear model learns, not what it can learn.
#
# ## What comes next
#
# The first layer now sees centered inputs. What do the second and the tenth see? Unit 05 chooses the initial weights
# such that signals keep their size from layer to layer, and unit 10, batch normalization, does to hidden layers during
# training what this unit did to the inputs. Unit 06 derives the condition number's role.
#
# ## References
#
# - Pearson, K. (1901). On lines and planes of closest fit to systems of points in space. *Philosophical Magazine*
#   2(11), 559–572.
# - Hotelling, H. (1933). Analysis of a complex of statistical variables into principal components. *Journal of
#   Educational Psychology* 24, 417–441 and 498–520.
# - LeCun, Y., Kanter, I., Solla, S. A. (1991). Eigenvalues of covariance matrices: application to neural-network
#   learning. *Physical Review Letters* 66(18), 2396–2399.
# - Bell, A. J., Sejnowski, T. J. (1997). The "independent components" of natural scenes are edge filters. *Vision
#   Research* 37(23), 3327–3338.
# - LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R. (1998). Efficient BackProp. In *Neural Networks: Tricks of the
#   Trade*, LNCS 1524, 9–50. Springer.
# - Krizhevsky, A., Sutskever, I., Hinton, G. E. (2012). ImageNet classification with deep convolutional neural
#   networks. *NeurIPS*.
# - Hinton, G. E. (2012). *Neural networks for machine learning*, lecture 6b. Coursera.
# - Ioffe, S., Szegedy, C. (2015). Batch normalization: accelerating deep network training by reducing internal
#   covariate shift. *ICML*. arXiv:1502.03167.
# - Simonyan, K., Zisserman, A. (2015). Very deep convolutional networks for large-scale image recognition. *ICLR*.
#   arXiv:1409.1556.
# - Ba, J. L., Kiros, J. R., Hinton, G. E. (2016). Layer normalization. arXiv:1607.06450.
# - Gupta, V., Koren, T., Singer, Y. (2018). Shampoo: preconditioned stochastic tensor optimization. *ICML*.
#   arXiv:1802.09568.
# - Zhang, B., Sennrich, R. (2019). Root mean square layer normalization. *NeurIPS*. arXiv:1910.07467.
# - Jordan, K. et al. (2024). Muon: an optimizer for hidden layers in neural networks.
#   kellerjordan.github.io/posts/muon.
#
# ## Sources
#
# | section | what comes from elsewhere | from |
# | --- | --- | --- |
# | 4.2 | centering, scaling, the training set's statistics | *Training neural networks*; Z. Yumak, *Lecture 6* |
# | 4.3 | the model and its Hessian | S. Rousseau, *AOS 2*, lecture 02; LeCun, Kanter, and Solla 1991 |
# | 4.3 | normalize for penalties and for speed | F. Li, *Neural network optimization 1* |
# | 4.5, 4.6 | principal axes, whitening | Pearson 1901; Hotelling 1933; Bell and Sejnowski 1997 |
# | 4.7 | mean image, channel means | *Training neural networks* |
# | 4.8 | the two bugs | S. Rousseau; F. Li, after Hinton 2012 |
