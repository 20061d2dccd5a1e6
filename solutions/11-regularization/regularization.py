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
# # 11 · Regularization
#
# *Two hundred digits get labels drawn by lot. A small network learns them, all of them. It has understood nothing,
# since there is nothing to understand. What keeps the same network from doing this with your data?*
#
# **By the end, your code will treat one sick network with nine remedies**, and a table that it fills says which of
# them help, and by how much, over five seeds.
#
# **After this unit you can**
#
# - show that a network overfits, and say which of its curves proves it;
# - write the usual remedies: L1, L2, max-norm, decoupled decay, early stopping, dropout, stochastic depth, smoothed
#   labels, random pooling regions;
# - say what each of them *is*: a prior, a path, an ensemble, an expectation;
# - find the classic bugs in dropout and weight decay before they cost you a week.
#
# **You need** backpropagation (unit 02), momentum and Adam (unit 07).
#
# **It takes** about four and a half hours: one and a half to read and play, two for the exercises, one for the
# experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours. The check right below it
# says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first: you remember what surprised you.

# %%
import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by
from gradschool.experiments.overfit import bayes, log_loss, mixture, train_on_mixture

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 11.1 Learning labels drawn by lot
#
# Take two hundred images of digits, 64 pixels each, and a network with 100 hidden ReLU units and ten classes. Now
# throw the labels away and draw new ones by lot. There is nothing left to learn but the list itself. Zhang et al.
# (2017) did this with a million photographs.
#
# **Predict.** How many times as many steps of momentum do drawn labels take as true ones? And how many unseen digits
# does the network read then, of a hundred? Move the slider: 0 leaves all labels as they are, 1 draws all of them.

# %% [markdown] tags=["guess"]


# %%
def learn_by_lot(share, seed=0):
    """Train on 200 digits, of which this share gets labels drawn by lot; steps, and shares right, old and new."""
    digits, rng = data.digits().flat, np.random.default_rng(seed)
    x, y, unseen, truth = digits.x[:200], digits.y[:200].copy(), digits.x[200:700], digits.y[200:700]
    lot = rng.random(200) < share
    y[lot] = rng.integers(0, 10, lot.sum())
    w = [rng.standard_normal((n, m)) * (2 / n) ** 0.5 for n, m in ((64, 100), (100, 10))]
    w = [one.astype("float32") for one in w]
    v, right = [0.0, 0.0], []
    for step in range(201):
        h = np.maximum(x @ w[0], 0)
        scores = h @ w[1]
        if step % 10 == 0:
            guessed = (np.maximum(unseen @ w[0], 0) @ w[1]).argmax(1)
            right.append((step, (scores.argmax(1) == y).mean(), (guessed == truth).mean()))
        chances = np.exp(scores - scores.max(1, keepdims=True))
        error = (chances / chances.sum(1, keepdims=True) - np.eye(10, dtype="float32")[y]) / 200
        gradients = x.T @ (error @ w[1].T * (h > 0)), h.T @ error
        v = [0.9 * old + g for old, g in zip(v, gradients, strict=True)]
        w = [old - 0.2 * one for old, one in zip(w, v, strict=True)]
    return np.transpose(right)


# %% tags=["demo"]
def by_lot(share):
    """The shares of right answers over training."""
    steps, given, unseen = learn_by_lot(share)
    curves = {"the labels given": (steps, given), "unseen digits": (steps, unseen)}
    return plots.loss_curves(curves, xlabel="step", ylabel="share right", log=False)


plots.explore(by_lot, share=(0.0, 1.0, 1.0))

# %% [markdown] tags=["seen"]
# It gets all 200 right, whatever you draw. With true labels it needs 40 to 50 steps, with drawn ones 120 to 150 (five
# seeds). Of a hundred unseen digits it reads 81 to 84 if the labels were true. If all were drawn it reads about ten,
# which is luck.
#
# So the network is large enough to learn any list of 200 labels by heart. That it reads digits at all, given true
# labels, is not because it *cannot* do otherwise. The curve of the given labels alone would never tell you which of
# the two happened.

# %% [markdown]
# ## 11.2 One problem that overfits
#
# For the rest of this unit we need a problem that is small, sick, and known to the last digit. There are two classes
# of points in the plane. Each class is a mixture of five Gaussians, and the classes overlap. We made the points, so
# we know the true probability of each class at each place. The best border is where the two are equal; it is called
# the **Bayes** border, and nobody can do better than it, except by luck (Hastie, Tibshirani and Friedman 2009).
#
# A network sees 200 of these points. It has two inputs, 50 hidden ReLU units, and one output, the logit $z$. Its
# $2 \cdot 50 + 50$ numbers in the first layer and $50 + 1$ in the second make 201: one for each point, and one to
# spare. We train it with mini-batches of 20, rate 0.1 and momentum 0.9, for 3,000 updates. Two hundred other points,
# the **validation set**, are never trained on. We use them to choose settings. Four thousand more, the **test set**,
# give the numbers that we report. Keep the two apart: what has been chosen because it is good on some points looks
# too good on those points.
#
# Each curve below is a mean over five seeds (first weights and batches), and its band is one sample standard
# deviation up and down.

# %% tags=["demo"]
bare = train_on_mixture(look=50)
curves = {"training": bare.training, "validation": bare.validation, "test": bare.test}
curves = {name: (bare.watched + 1, table) for name, table in curves.items()}
plots.bands(curves, log=False, log_x=True).show()
best = log_loss(bayes(mixture()[2].x), mixture()[2].y)
print(f"At the end: {bare}. The Bayes border has test loss {best:.3f}.")
plots.borders({"3,000 updates": bare.score(), "the truth": bayes}, mixture()[0], bayes)

# %% [markdown]
# The training loss falls and falls. The other two fall for fifty to a hundred updates and then rise for the rest of
# the run. This is **overfitting**: what the network still learns about its own 200 points makes it worse on all
# others. The Bayes border's loss on the 200 training points is 0.26. The network ends with 0.16, better than the
# truth: it has learned by heart which points lie on the wrong side. On the test set it has 0.52, and the Bayes border
# 0.30.
#
# Now the pictures. They show how probable a class is at each place; the shade changes at 1, 10, 50, 90 and 99
# percent, and the dashes are the Bayes border. In truth there are wide pale bands, where nobody can be sure. The
# network is sure right up to a narrow band, and it has cut a hole around a few orange points. A wrong answer given at
# 99 % costs $-\log 0.01 = 4.6$. On the wrong side are 17 % of its test points, and with the best border 13 %. That is
# not the whole damage: halve all its logits, which moves no border, and the loss falls from 0.52 to 0.37. The network
# is too sure.
#
# (The validation loss lies above the test loss throughout. Its 200 points are hard by chance: the Bayes border itself
# has 0.34 on them.) So a loss of 0.22 can be saved. A **regularizer** is anything that wins a part of it: anything
# done to a model, or to its training, so that it does *not too well* on the points that it has seen, and better on
# those it has not.

# %% [markdown]
# ## 11.3 Penalties
#
# The oldest remedy asks for small weights. Let $L$ be the mean loss over the $n$ training points. Minimize instead
#
# $$ L + \lambda R(w), $$
#
# where the **penalty** $R$ grows with the weights, and its strength $\lambda \ge 0$ is yours to choose. Why small
# weights? With small weights the logit changes slowly from place to place. To be sure on both sides of a border, or
# to cut a hole around one point, it has to change fast. Three penalties are in use:
#
# | name | what is added to $L$ | its gradient in one weight |
# | --- | --- | --- |
# | **L2 penalty** (ridge) | $\frac{\lambda_2}{2} \sum w^2$ | $\lambda_2 w$ |
# | **L1 penalty** (lasso) | $\lambda_1 \sum \lvert w \rvert$ | $\lambda_1 \, \mathrm{sign}(w)$ |
# | **elastic net** | both | the sum |
#
# Each sum goes over all weights of all layers. L2 pulls each weight toward zero in proportion to its size. L1 pulls
# large and small weights alike (Tibshirani 1996). $\lvert w \rvert$ has no derivative at 0; take 0 there, which is
# what `np.sign` says.
#
# **The half matters.** The $\frac12$ is there so that the gradient is $\lambda_2 w$. Others leave it out and get
# $2 \lambda w$. Some write the sum of the losses instead of their mean, and then the same $\lambda$ is $n$ times
# weaker. Before you compare "decay 1e-4" between two programs, look at what the program *subtracts from a weight*.
# With plain gradient descent and our formula it is $\eta \lambda_2 w$; PyTorch's `weight_decay` means the same
# $\lambda_2$.
#
# **The elastic net's brackets.** Zou and Hastie (2005) add both. One often meets it as
# $\lambda \sum (\beta w^2 + \lvert w \rvert)$. Here $\beta$ is a *ratio*, and $\lambda$ multiplies both parts.
# Without the brackets, $\lambda \sum \beta w^2 + \lvert w \rvert$, the second term would not even be in the sum.
#
# ### Exercise 1: three penalties in one


# %%
def elastic_net(w, l1=0.0, l2=0.0):
    """L1 and L2 penalty of one array of weights, and the gradient of their sum (Zou and Hastie 2005, eq. 3).

    The value is l1 times the sum of |w|, plus l2 / 2 times the sum of the squares of w. Where a weight is 0, its |w|
    adds 0 to the gradient.

    Parameters
    ----------
    w : array of any shape
        Weights, of a float dtype.
    l1, l2 : float, default 0
        Strengths, 0 or larger. With both 0, value and gradient are 0.

    Returns
    -------
    value : float
    gradient : array, shape of w
        In the dtype of w.
    """
    ### BEGIN SOLUTION
    value = l1 * np.sum(np.abs(w)) + l2 / 2 * np.sum(w**2)
    return value, l1 * np.sign(w) + l2 * w
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one weight</summary>
#
# Take one weight of $-3$ with `l1=1` and `l2=2`, on paper. The value is $3 + 9 = 12$. In which direction does the
# value grow, and how fast?
# </details>
# <details><summary>Hint 2: zeros</summary>
#
# `w / np.abs(w)` gives `nan` at 0. There is a function in NumPy for the sign of a number.
# </details>

# %%
check(elastic_net)

# %% [markdown]
# ### A path through all strengths
#
# Here is a problem where we know the right weights: eight inputs, 40 examples, a straight line with noise, and only
# three of the eight weights are not zero. For each strength we find the lowest point of squared error and penalty. A
# curve shows what becomes of one weight as the strength grows. This is the **regularization path**.
#
# **Predict.** Under which of the two penalties do weights become *exactly* zero? And does any weight grow on the way?

# %% [markdown] tags=["guess"]


# %%
def penalized_fit(l1, l2, seed=0):
    """The weights of a linear fit under the penalties: gradient steps on error and L2, then L1's pull toward zero."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((40, 8)) + 0.7 * rng.standard_normal((40, 1))  # inputs that go together
    y = x @ np.array([1.5, -1, 0.5, 0, 0, 0, 0, 0]) + rng.standard_normal(40)
    w, lr = np.zeros(8), 1 / (np.linalg.eigvalsh(x.T @ x / 40)[-1] + l2)
    for _ in range(500):
        w = w - lr * (x.T @ (x @ w - y) / 40 + l2 * w)
        w = np.sign(w) * np.maximum(np.abs(w) - lr * l1, 0)  # never across zero
    return w


# %% tags=["demo"]
strengths = np.logspace(-2, 1.5, 40)
ways = {"L2": lambda s: penalized_fit(0, s), "L1": lambda s: penalized_fit(s, 0)}
panels = {}
for name, fit in ways.items():
    table = np.stack([fit(s) for s in strengths])
    paths = {f"w{i + 1}": (strengths, table[:, i]) for i in range(8)}
    panels[f"{name}: in truth not 0"] = {w: paths[w] for w in ("w1", "w2", "w3")}
    panels[f"{name}: in truth 0"] = {w: paths[w] for w in ("w4", "w5", "w6", "w7", "w8")}
    print(f"{name}: weights that are exactly 0 at strength 0.5: {(fit(0.5) == 0).sum()} of 8")
look = {"xlabel": "strength", "ylabel": "weight", "columns": 2, "height": 6}
plots.curve_panels(panels, "log x", **look)

# %% [markdown] tags=["seen"]
# Under L2 all weights shrink in the end, and none is ever exactly zero. Under L1 they drop out one after another,
# until none is left: the path chooses inputs. At a strength of 0.5 those that are left are the three that are truly
# not zero. (That is luck, too: with another seed one of the three goes before a wrong one does.) And yes, two
# weights, `w4` and `w8`, grow under L2 before they shrink. These inputs go together, so when one weight is pulled
# down, another one takes over a part of its work.
#
# A gradient step with $\lambda_1 \mathrm{sign}(w)$ never hits zero exactly; it jumps across, back and forth. The fit
# above stops at zero instead. In networks, where nobody needs exact zeros, the plain gradient is used.

# %% [markdown]
# ### A bug that circulates
#
# This function circulates under the name L1. Somebody began with L2 and left out the square: its value is
# $\frac{\lambda}{2} \lVert w \rVert$, half the strength times the length of $w$. Compare how hard it pulls at a large
# weight and at a small one.


# %% tags=["demo"]
def printed_penalty(w, strength):
    """What circulates as L1: half the strength, times the length of w."""
    length = np.sqrt(np.sum(w**2))
    return strength / 2 * length, strength / 2 * w / length


with drawn_by("elastic_net"):
    w = np.array([3.0, 0.01, -0.01])
    print("as printed:", printed_penalty(w, 1.0)[1].round(4))
    print("L1        :", elastic_net(w, l1=1.0)[1])
    print("L2        :", elastic_net(w, l2=1.0)[1])

# %% [markdown]
# As printed, it pulls the small weights 300 times less than the large one, in the same proportions as L2. So it never
# brings single weights to zero. It does one thing that neither of the others does: the whole pull has length
# $\frac\lambda2$ however short $w$ is, so it can bring an entire array to zero at once. That is a penalty of its own,
# the **group lasso** (Yuan and Lin 2006), but it is not L1. And the half has no purpose without the square.

# %% [markdown]
# ### On the mixture
#
# Now your penalty treats the sick network. Move the strength of L2. Watch the shades, and the numbers in the title.


# %% tags=["demo"]
@drawn_by("elastic_net")
def treated(l2):
    """The border of one network under your penalty."""
    fit = train_on_mixture(2000, penalty=lambda w: elastic_net(w, l2=l2)[1], seeds=[0], look=2000)
    losses = f"training {fit.training[0, -1]:.2f}, validation {fit.validation[0, -1]:.2f}"
    return plots.borders({losses: fit.score(), "the truth": bayes}, mixture()[0], bayes)


plots.explore(treated, l2=(0.0001, 1.0, 0.0001))

# %% [markdown]
# With a small strength the network is sure nearly everywhere; around 0.01 the shades are wide; far above it nothing
# is sure at all. The training loss grows with the strength all the way. The validation loss falls and then rises.
# That is how to choose a strength: a few values a factor of three or ten apart, and the one with the lowest
# *validation* loss. Over five seeds, after 3,000 updates:
#
# | L2 | 0 | 0.0001 | 0.001 | 0.01 | 0.1 |
# | --- | --- | --- | --- | --- | --- |
# | training loss | 0.161 ± 0.007 | 0.165 ± 0.005 | 0.202 ± 0.003 | 0.270 ± 0.001 | 0.375 ± 0.007 |
# | validation loss | 0.659 ± 0.022 | 0.619 ± 0.024 | 0.484 ± 0.008 | 0.389 ± 0.002 | 0.426 ± 0.008 |
# | test loss | 0.517 ± 0.013 | 0.483 ± 0.012 | 0.375 ± 0.005 | 0.324 ± 0.002 | 0.394 ± 0.007 |
#
# So 0.01 is chosen, and it saves nearly nine tenths of the 0.22.
#
# ### Leave biases alone
#
# Biases play no part in these numbers: your penalty is only ever given weights. A bias does not make the
# function steeper. It only says *where* a unit begins to answer. A pull on the last bias would push all predictions
# toward 50 %. The gains and shifts of a normalization (unit 10) are left alone as well: they, too, say at which level
# a unit works. (And the weights of a layer right before a batch normalization can be scaled at will without any
# change in the output. There a penalty does not hold the function down at all; van Laarhoven 2017.) A common rule in
# code: an array with one axis is a bias or a gain, and is left alone.
#
# ### What a penalty is: a prior
#
# Suppose you believed, before any data, that each weight is drawn from a Gaussian with mean 0 and standard deviation
# $s$. Bayes' rule says: the probability of weights after the data is proportional to that of the data times that of
# the weights. Take minus the logarithm: the first factor gives the *sum* of the losses, $n L$. The second gives
# $\sum w^2 / (2 s^2)$ and a constant. Divide by $n$: you have $L + \frac{\lambda_2}{2} \sum w^2$ with
#
# $$ \lambda_2 = \frac{1}{n s^2}. $$
#
# So L2 is the most probable network under this belief. With 200 points, 0.01 says $s = 0.71$. It also says that the
# strength should fall as the data grows: a belief counts less the more you have seen. L1 comes in the same way from
# the density $e^{-\lvert w \rvert / b} / (2b)$, named after Laplace, with $\lambda_1 = 1 / (n b)$.
#
# ### Penalty or constraint
#
# A penalty makes large weights expensive. A **constraint** forbids them. **Max-norm** looks at the weights that come
# into one unit, a column of $W$, after each update. If their length is above a limit $c$, it scales them back to
# length $c$; if not, it does nothing (Srivastava et al. 2014). A penalty pulls always, at weights that are useful and
# small, too. A constraint is silent inside the limit, and beyond it no gradient is strong enough. So even with a rate
# that is far too large the weights can't run away.
#
# ### Exercise 2: a limit for each unit


# %%
def max_norm(w, limit):
    """Scale the weights into each unit back to a length where they are longer (Srivastava et al. 2014, section 5.1).

    The weights into unit j are column j of w, its length is the root of the sum of its squares. A column that is no
    longer than the limit comes back as it is; a column of zeros stays zeros.

    Parameters
    ----------
    w : array, shape (inputs, units)
    limit : float
        The longest that a column may be, above 0.

    Returns
    -------
    array, shape of w
        In the dtype of w.
    """
    ### BEGIN SOLUTION
    lengths = np.sqrt(np.sum(w**2, axis=0))
    return w * (limit / np.maximum(lengths, limit)).astype(w.dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one column</summary>
#
# Take the column $(3, 4)$ and a limit of 2, on paper. How long is it? Which factor makes it 2 long? Which factor
# belongs to a column that is short enough?
# </details>
# <details><summary>Hint 2: without a loop</summary>
#
# Divide the limit by the larger of two numbers, and the factor of a short column comes out as 1 by itself. That is
# safe for a column of zeros, too.
# </details>

# %%
check(max_norm)


# %% [markdown]
# ## 11.4 Weight decay is not L2
#
# **Weight decay** says it in another way: at each step, let every weight shrink a bit,
#
# $$ w \leftarrow w - \eta \, g - \eta \lambda w = (1 - \eta \lambda) \, w - \eta \, g. $$
#
# For plain gradient descent this *is* L2: the gradient of $\frac\lambda2 \sum w^2$ is $\lambda w$, and the step takes
# $\eta$ times it. Because of that the two names are used for one thing. But Adam divides the gradient of each weight by
# the root of its average square, $\sqrt{s}$. If the penalty's gradient goes through the same division, then a weight
# with large gradients is hardly pulled, and one with small gradients is pulled hard. Nobody asked for that. So
# Loshchilov and Hutter (2019) take the shrinking out of the gradient, and do it beside Adam's step. Their **decoupled
# weight decay** with Adam is called AdamW.
#
# ### Exercise 3: Adam, with either


# %%
def decayed_adam(w, g, state=None, lr=1e-3, decay=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, decoupled=True):
    """One step of Adam with weight decay, decoupled or through the gradient (Loshchilov and Hutter 2019, algorithm 2).

    Decoupled: Adam's step on g alone, and beside it w loses lr * decay * w, where w is the array as it came in. Not
    decoupled: decay * w is added to g, and the sum goes through Adam. An array with one axis is a bias or a gain: it
    gets plain Adam in either case. All other arrays are decayed.

    Parameters
    ----------
    w : array with one or more axes
        Weights.
    g : array, shape of w
        Gradient of the loss at w.
    state : whatever you returned last time, or None before the first step
        Before the first step both averages are zero, and no step has been counted. Each array has a state of its own.
    lr : float
        Learning rate.
    decay : float
        Strength, 0 or larger.
    beta1, beta2 : float in [0, 1)
        Shares of the past that the averages of gradients and of their squares keep. Both are corrected: divided by
        1 - beta ** t at step t = 1, 2, ...
    epsilon : float
        Added to the root (not under it).
    decoupled : bool
        Whether the decay stands beside Adam's step.

    Returns
    -------
    w, state
        The new weights, in the shape and dtype of w, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    t, m, s = (0, np.zeros_like(w), np.zeros_like(w)) if state is None else state
    shrink = decay if w.ndim > 1 else 0.0
    if not decoupled:
        g = g + shrink * w
    t, m, s = t + 1, beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
    step = m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + epsilon)
    beside = shrink * w if decoupled else 0.0
    return w - lr * (step + beside), (t, m, s)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin with neither</summary>
#
# Write Adam alone first, as in unit 07. The first row of the check asks for no more.
# </details>
# <details><summary>Hint 2: where the decay enters</summary>
#
# There are two places, and each call uses one of them: before the averages, or after the division by the root. For a
# vector, `w.ndim` is 1.
# </details>

# %%
check(decayed_adam)

# %% [markdown]
# ### What the division does
#
# Take two weights, both 1. The gradients of the first are noise with a standard deviation of 1, those of the second
# are a hundred times smaller. Neither says anything about where to go, so all that shrinks them is the decay. Which
# of your two versions shrinks both alike?

# %% tags=["demo"]
rates = {"decoupled": (True, 1.0), "through the gradient": (False, 0.1)}  # decays
with drawn_by("decayed_adam"):
    panels = {}
    for name, (decoupled, decay) in rates.items():
        rng, w, state, path = np.random.default_rng(0), np.ones((200, 2)), None, []
        for _ in range(1000):
            g = rng.standard_normal((200, 2)) * np.array([1.0, 0.01])
            w, state = decayed_adam(w, g, state, lr=0.001, decay=decay, decoupled=decoupled)
            path.append(w.mean(axis=0))
        large, small = np.transpose(path)
        panels[name] = {"large gradients": large, "small gradients": small}
    plots.curve_panels(panels, ylabel="mean of 200 weights", share=True).show()

# %% [markdown]
# Decoupled, both shrink by the same share at each step, to about $e^{-1} = 0.37$ after a thousand steps of rate 0.001
# and decay 1. Through the gradient, the weights with small gradients have lost three quarters when the others have
# lost a tenth. There, what the decay does depends on the gradient's scale. (This decay is 0.1: the unit is another
# one, too.)
#
# ### Is one of them better here?
#
# On the mixture we can try pairs of rate and decay. Each number is a validation loss, a mean over five seeds.
# Mind that the two decays have different units: through the gradient a decay of 0.01 may be strong, since Adam
# divides; decoupled it takes 0.01 times the *rate* at each step. So each map has decays of its own.

# %% tags=["demo"]
rates, maps = [0.003, 0.01, 0.03], {}
trials = {"Adam and L2": ("l2", [0, 0.001, 0.003, 0.01, 0.03])}
trials["AdamW"] = "decay", [0, 0.1, 0.3, 1, 3]
for name, (kind, decays) in tqdm(trials.items()):
    grid = [(lr, decay, seed) for lr in rates for decay in decays for seed in range(5)]
    lr, strengths, seeds = map(list, zip(*grid, strict=True))
    fit = train_on_mixture(1000, adam=True, lr=lr, seeds=seeds, look=1000, **{kind: strengths})
    losses, tests = (table[:, -1].reshape(15, 5) for table in (fit.validation, fit.test))
    best = losses.mean(1).argmin()
    maps[name] = decays, losses.mean(1).reshape(3, 5)
    mean, deviation = tests[best].mean(), tests[best].std(ddof=1)
    print(f"{name}: the best has test loss {mean:.3f} ± {deviation:.3f}")
plots.loss_maps(maps, rates)

# %% [markdown]
# Neither is better here. Chosen by validation, both have a test loss of about 0.32, as L2 had under momentum. Read
# the columns: in either map the same decay is best at each of the three rates, 0.01 and 1. So on this small problem
# the two differ in the *unit* of the decay, by a factor of a hundred, and in nothing that a test loss would show.
# Loshchilov and Hutter (2019) measured a gain on larger image networks. What you carry over is this: a decay tuned
# for one of the two means nothing for the other.

# %% [markdown]
# ## 11.5 Early stopping
#
# The cheapest remedy is **early stopping**: stop while the validation loss is at its lowest. In 11.2 that was between
# updates 50 and 100 of 3,000.
#
# A common recipe says: "stop when the loss on the validation set goes up." Here are runs of the bare network at half
# its rate, looked at every 5 updates.
#
# **Predict.** At which update would this recipe stop?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
noisy = train_on_mixture(400, look=5, lr=0.05, seeds=range(5))
stops = [int(noisy.watched[1 + np.argmax(np.diff(curve) > 0)]) for curve in noisy.validation]
lowest = [int(noisy.watched[np.argmin(curve)]) for curve in noisy.validation]
print(f"first rise at {stops}, lowest at {lowest}")
curves = {f"seed {seed}": (noisy.watched, noisy.validation[seed]) for seed in range(3)}
plots.loss_curves(curves, ylabel="validation loss", log=False)

# %% [markdown] tags=["seen"]
# After 10 to 25 updates, when by chance one look is above the one before it. The lowest validation loss comes after
# 15 to 100 updates, for four of the five seeds later than the first rise.

# %% [markdown]
# The curve is noisy, since each look sees weights that the last mini-batch has just moved. So we wait. Prechelt
# (1998) compared many rules. The one in use has a **patience**: stop when there was no new best value in the last so
# many looks. And what do you keep? Not the last weights, which are worse, but a **snapshot** of those with
# the best value. If storage is cheap, train to the end and take the best snapshot; the patience saves time, nothing
# else.
#
# ### Exercise 4: stop, and keep the best


# %%
def stop_early(loss, w, state=None, patience=5, gain=0.0):
    """Look at one validation loss: say whether to stop, and remember the best weights (Prechelt 1998).

    A loss is an improvement if it is lower than that of the last one by more than `gain`. The first finite one always
    is, nan never. Training stops when `patience` looks in a row were no improvements, those before the first one among
    them. Where it goes on all the same, the same rules hold: a new improvement starts the count again.

    Parameters
    ----------
    loss : float
        The validation loss: a finite number or nan.
    w : array of any shape
        The weights now. Training goes on to change this same array in place, so a snapshot has to be a copy.
    state : dict, or None at the first look
        What you returned last time.
    patience : int, default 5
        1 or more.
    gain : float, default 0
        How much lower an improvement has to be.

    Returns
    -------
    stop : bool
    state : dict
        "loss" is the loss of the last improvement, a float (infinity as long as there was none), and "w" the weights at
        that look (None as long as there were none). You may keep more in it.
    """
    ### BEGIN SOLUTION
    state = {"loss": np.inf, "w": None, "waited": 0} if state is None else dict(state)
    if loss < state["loss"] - gain:
        state |= {"loss": loss, "w": w.copy(), "waited": 0}
    else:
        state["waited"] += 1
    return state["waited"] >= patience, state
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what to remember</summary>
#
# Three things: the best loss, the weights that had it, and how many looks ago that was.
# </details>
# <details><summary>Hint 2: the comparison</summary>
#
# Each comparison with nan is False. So ask `loss < ...` for an improvement, not `loss >= ...` for the opposite.
# </details>

# %%
check(stop_early)

# %% [markdown]
# Your rule, on the runs from above. (Here the "weights" that it keeps are the number of the look.) Upright lines
# mark the snapshot and the end of each run. How much patience is enough?


# %%
def stopped(fit, patience):
    """For each network, as your stop_early has it: losses of the snapshot, then the looks of snapshot and stop."""
    kept = []
    for validation, test in zip(fit.validation, fit.test, strict=True):
        state, stop, look = None, False, 0
        while not stop and look < len(validation):
            stop, state = stop_early(float(validation[look]), np.array([look]), state, patience)
            look += 1
        best = int(state["w"][0])
        kept.append((state["loss"], test[best], best, look - 1))
    return np.transpose(kept)


# %% tags=["demo"]
@drawn_by("stop_early")
def rule(patience):
    """Three of the runs, with their snapshots and stops."""
    panels, told, found = {}, [], stopped(noisy, patience).T
    for seed, (_, test, *looks) in enumerate(found[:3]):
        snapshot, end = (int(noisy.watched[int(look)]) for look in looks)
        panels[f"seed {seed}: test {test:.2f}"] = {
            "validation": (noisy.watched, noisy.validation[seed]),
            "snapshot": ([snapshot, snapshot], [0.35, 0.6]),
            "stop": ([end, end], [0.35, 0.6]),
        }
        told.append(f"Seed {seed}: snapshot at update {snapshot}, stop at {end}.")
    look = {"xlabel": "update", "ylabel": "loss", "ylim": (0.35, 0.6), "alt": " ".join(told)}
    return plots.curve_panels(panels, share=True, **look)


plots.explore(rule, patience=(1, 40, 1))

# %% [markdown]
# With a patience of 1 the run of seed 2 ends at update 15, and its snapshot is far from the best. Over all five seeds
# the test loss of the snapshot is 0.44 ± 0.07; with a patience of 5 looks it is 0.35 ± 0.01, and more patience
# changes little.

# %% [markdown]
# ### What early stopping is: a path
#
# Why does stopping early act like a penalty? Take a bowl: a quadratic loss with its minimum at $w^*$. Along a
# direction with curvature $h$, gradient descent from 0 is after $t$ steps at
#
# $$ \bigl(1 - (1 - \eta h)^t\bigr) \, w^*, \qquad \text{and L2 ends at} \qquad \frac{h}{h + \lambda_2} \, w^*. $$
#
# (The first: each step multiplies the distance to $w^*$ by $1 - \eta h$, unit 06. The second: set the slope
# $h (w - w^*) + \lambda_2 w$ to zero.) Both keep the steep directions, which the data speak for clearly, and hold
# back the shallow ones. Where $h$ is small, the first is about $t \eta h$ and the second about $h / \lambda_2$. So
# $t$ steps act like $\lambda_2 = 1 / (\eta t)$ (Goodfellow et al. 2016, section 7.8). Move the time.


# %% tags=["demo"]
def path_and_penalty(steps):
    """The share of the way along each curvature: after these steps, and under L2."""
    h, lr = np.logspace(-4, 0, 80), 1.0
    curves = {
        f"{steps} steps": (h, 1 - (1 - lr * h) ** steps),
        f"L2 of {1 / (lr * steps):.3g}": (h, h / (h + 1 / (lr * steps))),
    }
    axes = {"xlabel": "curvature", "ylabel": "share of the way"}
    return plots.loss_curves(curves, log=False, log_x=True, **axes)


plots.explore(path_and_penalty, steps=(1, 1000, 30))

# %% [markdown]
# The two curves are close, though not the same: the path turns a bit more sharply from "held back" to "arrived".
# Moving the time moves both to the left. One run goes through all times, so there is no strength to choose.

# %% [markdown]
# ## 11.6 Dropout
#
# **Dropout** drops each hidden unit with some probability, in each training step: its value is set to zero, for this
# step and this example. Each example in a batch gets a draw of its own, a **mask** of zeros and ones. No unit can rely
# on another one being there (Srivastava et al. 2014 speak of **co-adaptation**), so what the network knows has to be
# spread over many units: a *redundant* representation. At test time all units are there.
#
# Then the next layer gets more than it is used to. If a share $1 - p$ of the units is kept, its pre-activations are
# on average $1 - p$ times as large in training as without dropout. There are two ways to make up for this:
#
# - **plain dropout**: in training only drop; at test time multiply by the probability of *keeping*, $1 - p$;
# - **inverted dropout**: in training drop, and divide by the probability of keeping; at test time do nothing.
#
# Nearly everybody uses the second: at test time the network needs to know nothing about dropout.
#
# **Which probability is it?** In this course the **dropout rate** $p$ is the probability that a unit is *dropped*. Some
# texts write one letter for the rate and for a mask drawn with that probability of *one*; there the "rate" is the share
# that stays. TensorFlow 1 had `keep_prob`; TensorFlow 2 has `rate`, and PyTorch `p`, both for dropping. A "dropout of
# 0.7" may mean either. With 0.5 you would never notice.
#
# ### Exercise 5: repair a layer
#
# The following layer circulates, with such a mix-up in it. With a rate of 0.5 it trains, and its loss falls. It has
# three bugs.


# %%
def found_dropout(x, rate, rng, training):
    """Inverted dropout as it circulates: returns the values, and the function that takes their gradient back."""
    if not training:
        return x, lambda upstream: upstream
    mask = rng.random(x.shape[1]) >= rate
    return x * mask / rate, lambda upstream: upstream * mask


# %% [markdown]
# Two experiments expose two of them. A layer of ones must have a mean of one, with any rate. And two examples must
# not lose the same units.

# %% tags=["demo"]
rng = np.random.default_rng(0)
for rate in (0.5, 0.2):
    means = [found_dropout(np.ones((2, 50)), rate, rng, True)[0].mean() for _ in range(1000)]
    print(f"rate {rate}: mean {np.mean(means):.2f}")
y, backward = found_dropout(np.ones((3, 16)), 0.5, rng, True)
print(y)

# %% [markdown]
# With a rate of 0.2 the values are four times too large. All rows have zeros in the same places. The third bug is for
# you to find: compare how a small change in `x` changes `y` with what `backward` says.
#
# Write the layer anew, without these bugs, and with plain dropout as a choice.


# %%
def dropout(x, rate, rng, training, inverted=True):
    """Drop each element with probability `rate` in training, none at test time (Srivastava et al. 2014, section 4).

    Inverted: in training what is kept is divided by the probability of keeping; at test time x comes back as it is.
    Plain (inverted=False): in training what is kept stays as it is; at test time x is multiplied by the probability of
    keeping.

    Parameters
    ----------
    x : array of any shape
        Each element is drawn by itself. An element that is 0 is no exception.
    rate : float in [0, 1)
        Probability that an element is dropped. With 0 nothing is.
    rng : numpy.random.Generator
        The only source of randomness; each call goes on in it, so two calls draw two masks.
    training : bool
        Whether to drop.
    inverted : bool, default True
        Where to scale.

    Returns
    -------
    y : array, shape of x
        In the dtype of x.
    backward : callable
        Takes the gradient in y, shape of x, to that in x, through the same mask and scale as this call; at test time,
        too. In the dtype of x.
    """
    ### BEGIN SOLUTION
    keep = 1 - rate
    if training:
        factor = (rng.random(x.shape) < keep) / (keep if inverted else 1.0)
        factor = factor.astype(x.dtype)
    else:
        factor = 1.0 if inverted else keep
    return x * factor, lambda upstream: upstream * factor
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a factor</summary>
#
# Whatever the case, y is x times something, and the gradient is the upstream times the same something. Make that
# first.
# </details>
# <details><summary>Hint 2: the dtype</summary>
#
# Booleans divided by a float are float64. `.astype(x.dtype)` on the factor keeps a float32 network in float32.
# </details>

# %%
check(dropout)

# %% [markdown]
# ### On the mixture
#
# Your layer, on the 50 hidden units, with five seeds. (The tables of this unit choose by validation; look at both.)

# %% tags=["demo"]
with drawn_by("dropout"):
    for rate in (0.5, 0.8, 0.9):
        layer = lambda h, rng, training, p=rate: dropout(h, p, rng, training)  # noqa: E731
        fit = train_on_mixture(layer=layer, look=3000)
        print(f"rate {rate}: validation {fit.validation[:, -1].mean():.3f}, {fit}")

# %% [markdown]
# With half of the units dropped the test loss is about 0.44, and higher rates do better: about 0.37 with nine tenths
# dropped. Fifty units are many for this problem, so even five of them can draw the border. The usual one half is a
# place to begin, not a law: try several rates, and look at the validation loss.
#
# Where is it used? Mostly in dense layers, and on embeddings (vectors that stand for words). Half of the hidden units
# is the usual rate for wide layers, a fifth or less for inputs. In convolutions it does little: a pixel's neighbors
# say nearly the same (unit 13).
#
# ### What dropout is: an ensemble
#
# Each mask is a network of its own, a thinned one, and all of them share their weights. Our 50 hidden units have
# $2^{50} \approx 10^{15}$ masks; a layer of 4,096 units has $2^{4096} \approx 10^{1233}$. (The observable universe
# has about $10^{80}$ atoms.) Training takes one step for each of a few thousand of them. At test time we would like
# the *average* of all their answers.

# %% [markdown]
# ## 11.7 What dropout is: an expectation
#
# The network's output is random in training: $y = f(x, z)$ with a mask $z$. The average over masks is
#
# $$ \mathrm{E}[y] = \sum_z P(z) \, f(x, z), \qquad P(z) = (1 - p)^{k} \, p^{\,m - k}, $$
#
# for masks that keep $k$ of $m$ units. (One meets it as an integral. Masks can be counted, so it is a sum.) For one
# linear unit, $w_1 h_1 + w_2 h_2$, there are four masks:
#
# $$ \mathrm{E} = (1-p)^2 (w_1 h_1 + w_2 h_2) + (1-p) p \, w_1 h_1 + p (1-p) \, w_2 h_2 + p^2 \cdot 0
# = (1 - p) (w_1 h_1 + w_2 h_2). $$
#
# So multiplying by the probability of *keeping* gives the exact average. "Output at test time = expected output" is
# what one reads. Measure where it is true.
#
# ### Exercise 6: measure the average


# %%
def average_over_masks(unit, h, rate):
    """The exact mean of unit(z * h) over all masks z of plain dropout, each counted with its probability.

    Each element of h is dropped with probability `rate`, each by itself, so 2 ** n masks are to be looked at.

    Parameters
    ----------
    unit : callable
        Takes an array, shape (n,), returns a float.
    h : array, shape (n,)
        Hidden values; n from 1 to about 10.
    rate : float in [0, 1)
        Probability that an element is dropped.

    Returns
    -------
    float
    """
    ### BEGIN SOLUTION
    total = 0.0
    for number in range(2 ** len(h)):
        mask = number >> np.arange(len(h)) & 1
        kept = mask.sum()
        total += (1 - rate) ** kept * rate ** (len(h) - kept) * unit(mask * h)
    return total
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: all masks</summary>
#
# `itertools.product([0, 1], repeat=3)` gives all eight masks of three units, as tuples.
# </details>
# <details><summary>Hint 2: a check of your own</summary>
#
# The probabilities of all masks add up to 1. What does a unit that always says 1 give?
# </details>

# %%
check(average_over_masks)

# %% [markdown]
# **Predict.** Eight hidden values go into one unit, half of them dropped. Its answer is the sum $z$ as it is, or its
# ReLU, or its sigmoid. For ReLU and sigmoid, is the true average above the rescaled unit's answer, or below it?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("average_over_masks"):
    rng, panels = np.random.default_rng(3), {}
    h, w = np.abs(rng.standard_normal(8)), 2 * rng.standard_normal(8)
    squash = {"linear": lambda z: z, "ReLU": lambda z: max(z, 0.0)}
    squash["sigmoid"] = lambda z: 1 / (1 + np.exp(-z))
    for name, f in squash.items():
        exact = average_over_masks(lambda one, f=f: f(one @ w), h, 0.5)
        panels[name] = {"all masks": exact, "rescaled": f(0.5 * h @ w)}
    plots.bars(panels, digits=3).show()

# %% [markdown] tags=["seen"]
# For the linear unit the two agree to the last digit. For the other two they don't: the ReLU's true average is half
# as large again, and the sigmoid's is near one half where the rescaled unit is nearly sure. ReLU bends upward, so the
# mean of its values lies above its value at the mean. A sigmoid flattens both ends, so its mean is nearer to one
# half. Here the weights are large, and the sum jumps from mask to mask. With small weights, or many of them, most
# masks give nearly the same sum, and the rule is a good *approximation* (Baldi and Sadowski 2013). It is exact where
# dropout stands right before a linear output.

# %% [markdown]
# ## 11.8 Other noise, the same pattern
#
# Dropout is one case of a pattern: *training adds noise, testing averages it out*.
#
# | remedy | noise in training | at test time |
# | --- | --- | --- |
# | noise on inputs | each point is moved a bit, anew each time | points as they are |
# | dropout | units dropped | all units, rescaled |
# | batch normalization (unit 10) | mean and deviation of a random batch | averages from training |
# | stochastic depth | whole layers skipped | all layers, rescaled |
# | fractional max pooling | regions drawn by lot | fixed regions, or a vote of several draws |
# | augmentation (unit 12) | images flipped, cropped, recolored | the image, or several crops of it |
#
# **Stochastic depth** (Huang et al. 2016) is for networks of residual blocks, $h \leftarrow h + f_l(h)$ for
# $l = 1, \dots, L$ (unit 05). In training, block $l$ takes part with probability $q_l$ (here it is the probability of
# *keeping*), the whole block for the whole batch; else $h$ passes as it is. So training is of a shallower network,
# and faster. Early blocks feed all others, so they are kept more often: $q_l = 1 - \frac{l}{L} (1 - q_L)$, where $L$
# is the number of blocks. At test time all blocks take part, and each $f_l(h)$ is multiplied by its $q_l$.
#
# ### Exercise 7: skip blocks


# %%
def stochastic_depth(x, blocks, last, rng, training):
    """Run residual blocks, each of which may be skipped in training (Huang et al. 2016, equations 2, 4 and 5).

    Block l = 1, ..., L takes part with probability p = 1 - l / L * (1 - last). In training h becomes h + f(h) if it
    takes part, else h stays; each block is drawn once a call, for the whole batch, by itself. At test time h becomes
    h + p f(h).

    Parameters
    ----------
    x : array, shape (batch, d)
    blocks : list of callable
        The functions f, first to last, from (batch, d) to (batch, d); one or more.
    last : float in (0, 1]
        Probability that the last block takes part.
    rng : numpy.random.Generator
        The only source of randomness.
    training : bool

    Returns
    -------
    array, shape (batch, d)
    """
    ### BEGIN SOLUTION
    h = x
    for number, block in enumerate(blocks, start=1):
        chance = 1 - number / len(blocks) * (1 - last)
        if not training:
            h = h + chance * block(h)
        elif rng.random() < chance:
            h = h + block(h)
    return h
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the chances</summary>
#
# With four blocks and `last=0.5` they are 0.875, 0.75, 0.625, 0.5. Blocks are counted from 1.
# </details>
# <details><summary>Hint 2: one draw a block</summary>
#
# `rng.random()` without a shape is one number: it decides for all rows of the batch at once.
# </details>

# %%
check(stochastic_depth)

# %% [markdown]
# ### Labels that are a bit wrong
#
# One more kind of noise is on the labels. With probability $\epsilon$, hand the network a label that is drawn anew
# from all $k$ classes, each time that it sees the example. It can't learn that by heart, and learns not to be too
# sure. Here nobody has to draw. The cross-entropy $-\sum_c t_c \log p_c$ is linear in the target $t$, so its
# average over the draws is the cross-entropy for the *average* target: the right class has
# $1 - \epsilon + \frac\epsilon k$, and each other class $\frac\epsilon k$. This is **label smoothing** (Szegedy et
# al. 2016, section 7), and $\epsilon = 0.1$ is usual.
#
# What does it do to the logits? Against the hard target 1, the loss falls as long as the right logit grows, without
# end. Against a smooth target it is lowest where the probabilities *are* the target. With ten classes and
# $\epsilon = 0.1$ that is 0.91 against 0.01, a lead of $\ln 91 = 4.5$. A larger lead is punished.
#
# ### Exercise 8: smooth the labels


# %%
def smooth_labels(labels, k, share=0.1):
    """Targets of which a share is spread evenly over all classes (Szegedy et al. 2016, section 7).

    The label's own class has 1 - share + share / k, each other class share / k.

    Parameters
    ----------
    labels : array of int, shape (n,)
        Each one of 0, ..., k - 1. Not every class need be there.
    k : int
        Number of classes, 2 or more.
    share : float, default 0.1
        From 0, which gives one-hot rows, to 1, which says the same for all classes.

    Returns
    -------
    array of float64, shape (n, k)
        Each row adds up to 1.
    """
    ### BEGIN SOLUTION
    return (1 - share) * np.eye(k)[labels] + share / k
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three classes</summary>
#
# Label 2 of three classes with a share of 0.3, on paper: the share alone gives each class 0.1. What is left, and who
# gets it?
# </details>
# <details><summary>Hint 2: one-hot rows</summary>
#
# Row $c$ of `np.eye(k)` is the one-hot row of class $c$, and an array of labels picks a row for each.
# </details>

# %%
check(smooth_labels)

# %% [markdown]
# ### Pooling over regions drawn by lot
#
# Max pooling with 2 x 2 regions halves an image. What if you want to shrink it by a factor of 1.4 only? **Fractional
# max pooling** (Graham 2014) cuts the rows into regions, some of one length and some one pixel longer, in random
# order; and the columns likewise. 25 rows in 18 regions are 7 regions of two rows and 11 of one. Each training step
# draws another order, so the network seldom sees the same grid twice.
#
# ### Exercise 9: cut a line


# %%
def fractional_pool_regions(size, regions, rng):
    """Cut a line of pixels into regions whose lengths differ by at most one, in random order (Graham 2014, section 2).

    Every order of the lengths is equally probable.

    Parameters
    ----------
    size : int
        Pixels.
    regions : int
        Regions, from 1 to size. Between and beside them there are k = regions + 1 places; so k is 2 or more.
    rng : numpy.random.Generator
        The only source of randomness; each call goes on in it.

    Returns
    -------
    array, shape (k,)
        Where each region begins, the first at 0, and in the last place `size`: whole numbers. Region i holds the pixels
        from entry i up to, but without, entry i + 1.
    """
    ### BEGIN SOLUTION
    short, longer = divmod(size, regions)
    lengths = rng.permutation([short + 1] * longer + [short] * (regions - longer))
    return np.concatenate([[0], np.cumsum(lengths)])
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: how many of each</summary>
#
# `divmod(25, 18)` is `(1, 7)`.
# </details>
# <details><summary>Hint 2: from lengths to places</summary>
#
# Shuffle the lengths, then add them up from the left: `np.cumsum`. A zero belongs in front.
# </details>

# %%
check(fractional_pool_regions)


# %% [markdown]
# Pixels of a digit, cut by two draws of yours. How many regions can there be?


# %% tags=["demo"]
@drawn_by("fractional_pool_regions")
def cut(regions, seed):
    """Two draws of regions on one digit."""
    rng, image = np.random.default_rng(seed), data.digits().x[3].reshape(8, 8)
    draws = {}
    for name in ("draw 1", "draw 2"):
        draws[name] = tuple(list(fractional_pool_regions(8, regions, rng)) for _ in range(2))
    return plots.pooling_regions(image, draws)


plots.explore(cut, regions=(1, 8, 6), seed=(0, 20, 0))

# %% [markdown]
# From 1, which is the whole line, to 8, one for each pixel. With 1, 2, 4 and 8 regions all lengths are alike, so no
# order is left to be drawn, and the two draws agree.

# %% [markdown]
# ## 11.9 Nine remedies, one table
#
# Here is the finale: the sick network, and everything that you have. Strengths were tried at most a factor of three
# apart, and the best by *validation* loss stands below. Your penalty, your limit, your dropout and your patience are
# in it. Change a strength and run the cells of this section again: first the table, then one border of each.

# %% tags=["demo"]
penalties = {"L2": {"l2": 0.01}, "L1": {"l1": 0.01}, "elastic net": {"l1": 0.005, "l2": 0.005}}
remedies = {"none": {}, "max-norm 1": {"constraint": lambda w: max_norm(w, 1.0)}}
for name, strengths in penalties.items():
    remedies[name] = {"penalty": lambda w, own=strengths: elastic_net(w, **own)[1]}
remedies |= {
    "dropout 0.9": {"layer": lambda h, rng, training: dropout(h, 0.9, rng, training)},
    "noise 0.4": {"noise": 0.4},
    "Adam and L2": {"adam": True, "lr": 0.003, "l2": 0.01},
    "AdamW": {"adam": True, "lr": 0.003, "decay": 1.0},
}
with drawn_by("elastic_net", "max_norm", "stop_early", "dropout"):
    fits, told = {}, "{:14} validation {:.3f}, test {:.3f} ± {:.3f}"
    for name, settings in tqdm(remedies.items()):
        fits[name] = train_on_mixture(look=50 if name == "none" else 1500, **settings)
    chosen = {name: (fit.validation[:, -1], fit.test[:, -1]) for name, fit in fits.items()}
    chosen["early stopping"] = stopped(fits["none"], patience=10)[:2]
    for name, (validation, test) in chosen.items():
        print(told.format(name, validation.mean(), test.mean(), test.std(ddof=1)))

# %% [markdown]
# Without a remedy the test loss is 0.52, and the best border has 0.30. Seven of the nine remedies, whatever their
# kind, come down to between 0.31 and 0.33: all three penalties, max-norm, noise on the inputs, and decay under Adam
# in either form. Stopping early gets 0.34 with a fraction of the updates. Dropout gets 0.37.
#
# Now compare the columns for dropout and for early stopping. By validation loss dropout is ahead, by test loss early
# stopping. Whoever had chosen between the two by validation would have been wrong. Two hundred points are few, and
# each remedy's strength was chosen on them. That is why what we report is the test loss.
#
# One is missing. **Stochastic depth** needs blocks to skip. Put three residual blocks behind the hidden layer, and
# train for 1,000 updates.

# %% tags=["demo"]
deep = {}
for survival in (1.0, 0.5):
    deep[survival] = train_on_mixture(1000, look=1000, blocks=3, survival=survival)
    print(f"the last block is kept with probability {survival}: {deep[survival]}")

# %% [markdown]
# This network has 7,851 weights and biases and is sicker still: its test loss is 0.61 ± 0.03 without any skipping and
# 0.55 ± 0.06 where the last block is kept half of the time. That is hardly more than chance. It was made for networks
# with a hundred layers, and it does not cure this one.
#
# What do they look like? One border of each, of the first seed. The dashed line is the best border that there is. The
# paler a color, the less sure is the network.

# %% tags=["demo"]
with drawn_by("elastic_net", "max_norm", "stop_early", "dropout"):
    best = int(fits["none"].watched[int(stopped(fits["none"], patience=10)[2][0])])
    fits["early stopping"] = train_on_mixture(best, seeds=[0])  # up to its snapshot
    shown = fits | {"stochastic depth": deep[0.5]}
    plots.borders({name: fit.score() for name, fit in shown.items()}, mixture()[0], bayes).show()

# %% [markdown]
# The losses could be guessed from the pictures: seven remedies and early stopping give wide pale bands, as is right
# where two classes overlap. Without a remedy, under dropout, and under stochastic depth, the networks are sure of
# places where they should not be.
#
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A colleague doubles the training data and keeps $\lambda_2$, since "it was tuned". Seen as a prior, what has
#    happened to the belief about the weights? In which direction should $\lambda_2$ go?
# 2. Two runs end with the same training loss; the second has dropout. During training, the second one's training loss
#    was higher than its validation loss. Is that a bug? Why, or why not? Name a remedy from another unit that shows
#    the same, and what it does at test time.
# 3. Somebody chooses among 200 settings by the test loss, and reports the lowest. What is wrong with the number,
#    although nothing was trained on the test set?
# 4. You switch from SGD with momentum to Adam and keep the line `g = g + 1e-4 * w`. Which weights are pulled more
#    than before, compared with the others, and which less?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** $\lambda_2 = 1 / (n s^2)$: with the same $\lambda_2$ and twice the $n$, $s^2$ is half as large, so the belief
# has become narrower. A belief that stays the same asks for half the strength.
#
# **2.** No. In training units are missing, so the loss is that of thinned networks; validation uses all units. To
# compare, take the training loss at test-time settings. It is the pattern of 11.8, noise in training that is averaged
# out at test time. Batch normalization (unit 10) shows it: statistics of a random batch, then running averages.
#
# **3.** The lowest of 200 noisy numbers is low partly by luck, so it is too good on average. The choice has used up
# the test set; choose by validation, and look at the test set once.
#
# **4.** Adam divides the sum by the root of its average square. Weights with small gradients are pulled much harder
# than before relative to others, those with large gradients less. Decoupled decay would leave the proportions alone.
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 11.10 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** You give the network of 11.2 *two* outputs, one for each class, and softmax. How many parameters
# does it have, and how many of them does L2 pull on?
#
# - **a**: 201, and 150 of them
# - **b**: 252, and 200 of them
# - **c**: 252, and all of them
# - **d**: 251, and 200 of them


# %%
def quiz_weights():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_weights)

# %% [markdown] explains="quiz_weights"
# $2 \cdot 50 + 50$ in the first layer, $50 \cdot 2 + 2$ in the second: 252. The 50 + 2 biases are left alone, so 200
# are pulled. (The second output is one too many: only the difference of the two counts.)

# %% [markdown]
# **Question 2.** A regularization path is drawn from weak to strong. At every strength the curve of each weight either
# is exactly at zero or moves, and one after another they arrive at zero and stay there. One weight grew at first.
# What can you say?
#
# - **a**: it is L2, since a weight that grows contradicts L1
# - **b**: it is L1, since L2's weights only come near zero
# - **c**: it is either, since both end at zero
# - **d**: something is wrong, since no penalty makes a weight grow


# %%
def quiz_path():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_path)

# %% [markdown] explains="quiz_path"
# Exact zeros over a whole range of strengths are L1's mark: near zero it still pulls with its full strength, while
# L2's pull fades with the weight. A weight can grow under either, where it takes over the work of another input that
# goes together with its own.

# %% [markdown]
# **Question 3.** A program minimizes the *sum* of the losses of 500 examples plus $\mu \sum w^2$, with $\mu = 0.5$.
# Yours minimizes the *mean* plus $\frac{\lambda_2}{2} \sum w^2$. Which $\lambda_2$ gives the same network?
#
# - **a**: 0.0005
# - **b**: 0.001
# - **c**: 0.002
# - **d**: 1


# %%
def quiz_strength():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_strength)

# %% [markdown] explains="quiz_strength"
# Divide the sum by 500: mean plus $0.001 \sum w^2$. That is $\frac{\lambda_2}{2}$, so $\lambda_2 = 0.002$.

# %% [markdown]
# **Question 4.** A paper uses $\lambda \sum (\beta w^2 + \lvert w \rvert)$ with $\lambda = 0.01$ and $\beta = 2$.
# What do you pass to your `elastic_net`?
#
# - **a**: `l1=0.01, l2=0.02`
# - **b**: `l1=0.01, l2=2`
# - **c**: `l1=0.02, l2=0.01`
# - **d**: `l1=0.01, l2=0.04`


# %%
def quiz_ratio():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_ratio)

# %% [markdown] explains="quiz_ratio"
# $\lambda$ multiplies both parts: $0.01 \lvert w \rvert + 0.02 \, w^2$. Yours has $\frac{l_2}{2} w^2$, so `l2` is
# 0.04.

# %% [markdown]
# **Question 5.** The weights into one unit are $(3, 4)$, and the max-norm limit is 2. The next update would leave
# them at $(3, 4)$ once more. What are they after it, and what would they be with a limit of 6?
#
# - **a**: $(1.2, 1.6)$, and $(3, 4)$
# - **b**: $(1.2, 1.6)$, and $(3.6, 4.8)$
# - **c**: $(2, 2)$, and $(3, 4)$
# - **d**: $(1, 2)$, and $(3, 4)$


# %%
def quiz_limit():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_limit)

# %% [markdown] explains="quiz_limit"
# The column's length is 5. A limit of 2 scales it by $\frac25$; a limit of 6 is silent. It is the length of the whole
# column that is limited, not each entry, and nothing is ever scaled *up*.

# %% [markdown]
# ## 11.11 Experiment: do two remedies add up?
#
# L2 and dropout each help. Do both together help more than the better of the two alone? `train_on_mixture(l2=...,
# dropped=...)` takes a strength for each network, so that one call trains a whole grid: see the maps of 11.4.
#
# 1. **Write down first** what you expect.
# 2. Take L2 of 0, 0.001, 0.003 and 0.01, and dropout of 0, 0.2, 0.5 and 0.8: sixteen pairs, five seeds each.
# 3. Choose the best L2 alone, the best dropout alone, and the best pair, all three by *validation* loss.
# 4. Report the test loss of the three with sample deviations, and explain *why* it came out so. If the best
#    lies at the end of a range, say so.
#
# The following cell begins with two of the sixteen pairs; go on from there. (As soon as one pair has dropout, each
# seed draws masks as well, and other batches after them: with L2 and dropout both 0 the loss is then a bit lower than
# in 11.2.) Write your answer in the cell behind it. *(Graded by hand: 4 points.)*

# %% tags=["demo"]
grid = [(l2, dropped, seed) for l2 in (0.0, 0.01) for dropped in (0.0,) for seed in range(5)]
l2, dropped, seeds = map(list, zip(*grid, strict=True))
fit = train_on_mixture(l2=l2, dropped=dropped, seeds=seeds, look=3000)
losses = fit.validation[:, -1].reshape(2, 1, 5)  # L2, dropout, seed
print("validation loss, a row for each L2:", losses.mean(axis=-1).round(3).tolist())

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* two remedies together are better than one. Final losses after 3,000 updates, five seeds:
#
# | chosen by validation | L2 | dropout | validation | test |
# | --- | --- | --- | --- | --- |
# | L2 alone | 0.01, the largest | 0 | 0.387 | 0.324 ± 0.001 |
# | dropout alone | 0 | 0.8, the largest | 0.446 | 0.389 ± 0.016 |
# | both | 0.003 | 0.8, the largest | 0.383 | 0.327 ± 0.003 |
#
# *Reading.* The pair has the lowest validation loss, by 0.004, and a test loss that is no lower than that of L2
# alone. So nothing was won. With little L2 (0.001) dropout still helps a lot (test 0.370 to 0.341), with 0.01 no
# longer (0.324 to 0.328).
#
# *Why.* Both hold the same thing down: how steep the function may be around single points. Where L2 has done that,
# nothing is left for dropout to melt, and more of either also keeps the network from following the true border. The
# best of sixteen pairs by validation is partly luck, too.
#
# *Rubric.* **1 point, design:** a prediction in advance; sixteen pairs, five seeds; all choices by validation. **1
# point, report:** three test losses with sample deviations, and a word where the best lies at the end of a range. **1
# point, comparison:** the pair against the better of the two alone, with the deviation in mind. **1 point,
# explanation:** both remedies hold the same thing down, or what each of them costs; "more is better" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# **Decoupled weight decay is the default.** Nearly every large transformer is trained with AdamW, often with a decay
# of 0.1 (Brown et al. 2020), and mostly without any for biases and gains. Where each example is seen once, there is
# nothing to overfit, and the decay does another job: it keeps the weights, and with them the size of a step relative
# to them, in bounds (D'Angelo et al. 2024).
#
# **Label smoothing** is still a default when image classifiers are trained from nothing, at a share of 0.1 (Touvron
# et al. 2021). `nn.softmax_cross_entropy` has it as `smoothing=`.
#
# **Dropout is mostly gone** from large models that see their data once, and from convolutions, where batch
# normalization and augmentation took over. It is still there where data are few: when models are fine-tuned, and in
# recommender systems. Stochastic depth came back with vision transformers (Touvron et al. 2021).
#
# **Data is the strongest regularizer.** The more points there are, the less can be learned by heart. Where no more
# can be had, make some: unit 12. And size alone does not doom a network: beyond the point where it can learn its data
# by heart, larger ones often overfit *less* (Belkin et al. 2019). Unit 14 shows it.

# %% [markdown]
# ## Key points
#
# - A network can learn a list by heart. Training loss alone shows nothing; overfitting is a validation loss that
#   rises.
# - Choose strengths by validation loss, report test loss, over several seeds.
# - L2 pulls in proportion, L1 alike; L1's minimum has exact zeros. Mind the half, and the mean against the sum. Leave
#   biases alone. A penalty is a prior; a constraint is silent inside its limit.
# - Weight decay is L2 under SGD. Under Adam it is not: decouple it.
# - Early stopping needs patience and a snapshot. It follows a path that L2 nearly follows, too.
# - Dropout divides by the probability of *keeping*, draws each element by itself, and goes back through the same
#   mask. At test time it averages an ensemble: exactly for one linear layer, roughly otherwise.
# - Training adds noise, testing averages it out.
#
# ## What comes next
#
# All of this makes the best of 200 points. Unit 12 makes more of them: fifty labeled images, and what they are worth
# after you have turned, shifted and mixed them.
#
# ## References
#
# - Baldi, P., Sadowski, P. (2013). Understanding dropout. *NeurIPS*.
# - Belkin, M., Hsu, D., Ma, S., Mandal, S. (2019). Reconciling modern machine-learning practice and the classical
#   bias–variance trade-off. *PNAS* 116(32), 15849–15854.
# - Brown, T. et al. (2020). Language models are few-shot learners. *NeurIPS*. arXiv:2005.14165.
# - D'Angelo, F., Andriushchenko, M., Varre, A., Flammarion, N. (2024). Why do we need weight decay in modern deep
#   learning? *NeurIPS*. arXiv:2310.04415.
# - Goodfellow, I., Bengio, Y., Courville, A. (2016). *Deep Learning*. MIT Press.
# - Graham, B. (2014). Fractional max-pooling. arXiv:1412.6071.
# - Hastie, T., Tibshirani, R., Friedman, J. (2009). *The Elements of Statistical Learning*, second edition. Springer.
# - Huang, G., Sun, Y., Liu, Z., Sedra, D., Weinberger, K. (2016). Deep networks with stochastic depth. *ECCV*.
#   arXiv:1603.09382.
# - Loshchilov, I., Hutter, F. (2019). Decoupled weight decay regularization. *ICLR*. arXiv:1711.05101.
# - Prechelt, L. (1998). Early stopping: but when? In *Neural Networks: Tricks of the Trade*. Springer.
# - Srivastava, N., Hinton, G., Krizhevsky, A., Sutskever, I., Salakhutdinov, R. (2014). Dropout: a simple way to
#   prevent neural networks from overfitting. *JMLR* 15, 1929–1958.
# - Szegedy, C. et al. (2016). Rethinking the Inception architecture for computer vision. *CVPR*. arXiv:1512.00567.
# - Tibshirani, R. (1996). Regression shrinkage and selection via the lasso. *Journal of the Royal Statistical Society
#   B* 58(1), 267–288.
# - Touvron, H. et al. (2021). Training data-efficient image transformers & distillation through attention. *ICML*.
#   arXiv:2012.12877.
# - van Laarhoven, T. (2017). L2 regularization versus batch and weight normalization. arXiv:1706.05350.
# - Yuan, M., Lin, Y. (2006). Model selection and estimation in regression with grouped variables. *Journal of the
#   Royal Statistical Society B* 68(1), 49–67.
# - Zhang, C., Bengio, S., Hardt, M., Recht, B., Vinyals, O. (2017). Understanding deep learning requires rethinking
#   generalization. *ICLR*. arXiv:1611.03530.
# - Zou, H., Hastie, T. (2005). Regularization and variable selection via the elastic net. *Journal of the Royal
#   Statistical Society B* 67(2), 301–320.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 11.1 | Zhang et al. 2017; own measurements |
# | 11.2 | notes 002 (the mixture, 50 hidden units, rate and momentum); Hastie et al. 2009 |
# | 11.3 | notes 001 to 004 (decay, penalties, paths, constraints); Goodfellow et al. 2016, chapter 7 |
# | 11.4 | Loshchilov and Hutter 2019; own measurements |
# | 11.5 | notes 001, 003, 004; Prechelt 1998; Goodfellow et al. 2016, section 7.8 |
# | 11.6, 11.7 | notes 000, 002, 003, 004; Srivastava et al. 2014; Baldi and Sadowski 2013 |
# | 11.8 | notes 000, 003; Huang et al. 2016; Graham 2014 |
# | 11.9 to 11.11 | own measurements |
# | Today | the papers named there |
