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
# # 16 · Tuning and diagnosis
#
# *A hundred people toss a coin twenty times each. One of them calls eighteen tosses right. Would you bet on her next
# twenty? And if the hundred people are a hundred networks, and you report the best one?*
#
# **By the end, you stand in a ward with twelve sick training runs**, each of them sick for another reason. You name
# the illnesses, your own program does so too, and you learn your score as a doctor.
#
# **After this unit you can**
#
# - split data into three sets, and say what each may be used for, and how often;
# - say how far an accuracy can be trusted, and how much of a lead is luck;
# - cross-validate without leaks, also where examples come in groups;
# - search settings at random, on the right scale, and spend a budget by halving;
# - check a training program before its first long run, and read its curves after.
#
# **You need** softmax and cross-entropy (unit 01), gradient checks (unit 02), dead units (unit 03), standardizing
# (unit 04), and learning rates (unit 06). Words from units 05, 07, 08, 10 and 11 come with a number: look there.
#
# **It takes** five hours: two to read and play, two for the exercises, one for the experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours. The check right below it
# says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first: you remember what surprised you.

# %%
from functools import cache

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.experiments import clinic, ward
from gradschool.experiments.illnesses import ILLNESSES, LOOKALIKES
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% tags=["demo"]
from gradschool.experiments.knobs import GOOD, VALUES, turned  # for the figures
from gradschool.experiments.side_by_side import Networks, split_digits

# %% [markdown]
# ## 16.1 The best of a hundred coin-flippers
#
# Each of a hundred people guesses twenty tosses of a coin. The one with the most right guesses is our genius. Then
# all of them guess twenty more.
#
# **Predict.** How many of the first twenty does the genius get right? And how many of the second twenty?

# %% [markdown] tags=["guess"]


# %%
def guesses(people, tosses, seed):
    """Right guesses of each person in two rounds, shape (people, 2)."""
    return np.random.default_rng(seed).integers(0, 2, (people, 2, tosses)).sum(axis=-1)


# %% tags=["demo"]
def contest(people, tosses, seed):
    """How many people have how many right guesses; the title tells of the genius."""
    right = guesses(people, tosses, seed)
    first, second = right[right[:, 0].argmax()]
    counts = np.bincount(right[:, 0], minlength=tosses + 1)
    kept = {str(i): int(n) for i, n in enumerate(counts) if tosses // 4 <= i <= tosses}
    title = f"the genius: {first} of {tosses}, then {second} of {tosses}"
    return plots.bars({title: kept}, digits=0, xlabel="right guesses", ylabel="people")


plots.explore(contest, people=(1, 300, 100), tosses=(4, 40, 20), seed=(0, 50, 0))

# %% [markdown] tags=["seen"]
# With this seed the genius has 18 of 20, and then 10. Over two thousand such contests the best of a hundred has 15.5
# right on average, and the same person then has 9.9 in the next round. Nobody is a genius. *The largest of many noisy
# numbers is large because of the noise*, and the noise does not come back. With more tosses the best share of right
# guesses comes down; with more people it goes up.
#
# Trying settings is such a contest. You train a hundred networks, look at the accuracy of each, and keep the best.
# How much of its lead is skill?

# %% [markdown]
# ## 16.2 Three sets
#
# A network learns its weights from data. But somebody has to choose the numbers that it does not learn: the learning
# rate, the number of hidden units, the strength of a penalty. They are called **hyperparameters**, or settings, or
# knobs. Which data may choose them? Four ideas are around.
#
# 1. *The training data.* Then whatever fits most wins: no penalty, the largest network, the longest training.
# 2. *The test data.* The choice is better. But the test accuracy of what you chose is now the best of many, like the
#    genius's 18 of 20, and you have nothing left to find out how good it is on new data.
# 3. *Three sets.* **Training data** teach the weights. **Validation data** choose the settings; you look at them as
#    often as you like. **Test data** are looked at once, at the end, and choose nothing.
# 4. *Folds*, for when data are few: section 16.4.
#
# Here is a model with one knob. To read a digit, look up the $K$ training digits that are nearest to it, pixel by
# pixel, and take the label that most of them have. We use 400 training digits, 200 for validation and 800 for the
# test. To make it hard, three labels of ten were drawn by lot, in all sets. The band is a sample standard deviation
# over five splits.


# %%
def nearest_labels(seed, ks):
    """Shares that K nearest neighbors read right on training, validation and test digits, for each K."""
    digits, rng = data.digits().flat, np.random.default_rng(seed)
    order = rng.permutation(len(digits))
    x, y = digits.x[order], digits.y[order].copy()
    lot = rng.random(len(y)) < 0.3
    y[lot] = rng.integers(0, 10, lot.sum())
    size, right = (x[:400] ** 2).sum(axis=1), []
    for part in (slice(0, 400), slice(400, 600), slice(600, 1400)):
        nearest = (size - 2 * x[part] @ x[:400].T).argsort(axis=1)
        votes = [np.stack([(y[nearest[:, :k]] == c).sum(axis=1) for c in range(10)]) for k in ks]
        right.append([(each.argmax(axis=0) == y[part]).mean() for each in votes])
    return np.array(right)


# %% tags=["demo"]
ks = [1, 3, 5, 9, 15, 25, 41]
tables = np.array([nearest_labels(seed, ks) for seed in range(5)])
names = ("training", "validation", "test")
chosen = {name: tables[:, i].argmax(axis=1) for i, name in enumerate(names)}
for name, places in chosen.items():
    told = [f"K = {ks[i]}" for i in places]
    test = tables[range(5), 2, places]
    print(f"chosen by {name}: {', '.join(told)}; test {test.mean():.3f} ± {test.std(ddof=1):.3f}")
curves = {name: (np.array(ks), tables[:, i]) for i, name in enumerate(names)}
plots.bands(curves, log=False, log_x=True, xlabel="K", ylabel="share right")

# %% [markdown]
# With $K = 1$ the nearest training digit of a training digit is itself, so it is right each time: 100 %. Chosen by
# training data, $K$ is always 1, and on the test about half of the digits are right. Chosen by validation data it is
# between 9 and 15, and the test accuracy is 0.67. So training data choose *what fits most*. That is not always a
# perfect fit: if the knob were the strength of a penalty, training data would choose 0, and a network that is too
# small is wrong about some of its training data even then.
#
# Chosen by the test data, $K$ reads as many. Where is the harm? Here there is hardly any: among seven values of $K$
# there is little to win by luck. Section 16.3 has a hundred candidates.
#
# One often cuts off 10 to 20 % of the data for validation, and as many for the test. The cut has to be fair: the same
# share of each class in each part, which is called **stratified**, or a rare class may be missing from your test. It
# has to be random: files are often sorted. And it has to be the same tomorrow, so it comes from a seed.
#
# ### Exercise 1: three sets


# %%
def three_way_split(labels, validation, test, rng):
    """Split examples at random into three sets that have the classes in the same proportions.

    Of a class with m examples, validation * m go to the validation set and test * m to the test set, each rounded up
    or down to a whole number, whichever you like; what is left is for training. (0.29 of 100 are 29: that is a whole
    number already, though 0.29 * 100 is a little less in floating point.) Which examples go where is random: each
    example of a class has the same chance.

    Parameters
    ----------
    labels : array of int, shape (n,)
        The class of each example, in any order; not all numbers need to occur.
    validation, test : float
        Shares, above 0; together below 1.
    rng : numpy.random.Generator
        The only source of randomness; the same generator in the same state gives the same split.

    Returns
    -------
    training, validation, test : array of int, each with one axis
        Positions in `labels`, in any order. Each position is in exactly one of the three.
    """
    ### BEGIN SOLUTION
    parts = [[], [], []]
    for kind in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == kind))
        first, second = round(validation * len(rows)), round(test * len(rows))
        parts[1].append(rows[:first])
        parts[2].append(rows[first : first + second])
        parts[0].append(rows[first + second :])
    return tuple(np.concatenate(part) for part in parts)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one class</summary>
#
# Write it for a single class first: shuffle its positions, cut the row in three. `np.flatnonzero(labels == kind)`
# gives the positions.
# </details>
# <details><summary>Hint 2: all of them</summary>
#
# Do so for each class of `np.unique(labels)`, and join the pieces of each set with `np.concatenate`.
# </details>

# %%
check(three_way_split)

# %% [markdown]
# ## 16.3 How far can you trust a number?
#
# Your network reads 94 % of $n$ test digits right. Each digit is a toss of a coin that says "right" with some
# probability $p$. The share of right answers among $n$ tosses scatters around $p$ with a standard deviation of
#
# $$ \mathrm{s.e.} = \sqrt{\frac{p (1 - p)}{n}}, $$
#
# which is called its **standard error**. (One toss has variance $p (1 - p)$; a mean of $n$ has an $n$-th of it.) With
# 359 test digits, a fifth of our set, and $p = 0.94$ it is 1.25 %. In 95 cases of 100 the share is within two
# standard errors, so all that you know is "between 91.5 % and 96.5 %". To halve the error you need four times as many
# digits.
#
# Now take $k$ networks, all of them with the same true $p$, and keep the one that is best in validation. How much
# better than $p$ does it *look*?

# %% tags=["demo"]
known = 0.94  # what all of them are worth


def optimism(digits):
    """How good the best of k looks, by k: mean and deviation of 400 repetitions."""
    many = [1, 2, 4, 8, 16, 32, 64, 128, 256]
    rng = np.random.default_rng(0)
    shares = rng.binomial(digits, known, (400, 256)) / digits
    best = np.stack([shares[:, :k].max(axis=1) for k in many], axis=1)
    curves = {"best of k": (np.array(many), best), "worth": (np.array(many), 0 * best + known)}
    return plots.bands(curves, log=False, log_x=True, xlabel="k", ylabel="accuracy")


plots.explore(optimism, digits=(50, 3000, 359))

# %% [markdown]
# The best of one is fair. The best of 16 looks two points better than it is, the best of 256 three, and it goes on.
# Move the slider: the **optimism** shrinks like the standard error, with the root of the number of digits. (With 50
# digits the best of 256 is stuck: nobody can have more than all of them.) In standard errors the best of 10 is on
# average 1.5 too high, the best of 100 2.5. It grows ever more slowly with $k$, like $\sqrt{2 \ln k}$, and stays
# below that: by 0.6 at 10, by 0.5 at 100.
#
# Real networks share their digits: a hard digit is hard for all of them, so they scatter less than coins. Here are a
# hundred networks with 16 hidden units that differ in the seed alone. The 449 held-back digits are cut by lot into
# 100 for validation and 349 for the test.


# %%
@cache
def hundred():
    """Which of the 449 held-back digits each of a hundred networks reads right."""
    networks = Networks((16,), seeds=range(100))
    networks.train(0.2, 300, batch=32)
    x, labels = split_digits()[1]
    return networks.read(x) == labels


# %% tags=["demo"]
right = hundred()
lead = []
for seed in range(200):
    order = np.random.default_rng(seed).permutation(449)
    validation, test = (right[:, part].mean(axis=1) for part in (order[:100], order[100:]))
    best = validation.argmax()
    looks, worth, all_alike = validation[best] - validation.mean(), test[best], test.mean()
    lead.append((looks, worth - all_alike))
    if seed == 0:
        picture = plots.choice(validation, test)
means, deviations = np.mean(lead, axis=0), np.std(lead, axis=0, ddof=1)
print(f"lead over the mean of all, in validation {means[0]:.3f} ± {deviations[0]:.3f}")
print(f"lead of the same network on test         {means[1]:.3f} ± {deviations[1]:.3f}")
picture

# %% [markdown]
# Over 200 cuts, the network that is chosen leads the mean of all by more than three points in validation. On the test
# the same network leads by less than half a point. Nearly all of it was luck. So *choose by validation, and report
# the test*. (These hundred differ in nothing but luck. Where settings differ in earnest, more of the lead remains.)
#
# How does this feel from inside? Try the hundred one after another, keep the best, and watch two numbers: the
# validation accuracy that you would report, and what the same network reads on the test. Press "play".

# %% tags=["demo"]
order, tried = np.random.default_rng(0).permutation(449), np.arange(1, 101)
validation, test = (hundred()[:, part].mean(axis=1) for part in (order[:100], order[100:]))
best = [validation[:k].argmax() for k in tried]
curves = {"validation": (tried, validation[best]), "test": (tried, test[best])}
moments = np.unique(np.geomspace(1, 100, 24).round().astype(int))
told = [f"{k} tried; the best so far is number {best[k - 1] + 1}" for k in moments]
names = {"xlabel": "networks tried", "ylabel": "accuracy of the best so far"}
plots.growing_curves(curves, moments, told, **names, log=False, steps=True)

# %% [markdown]
# One of the two can only climb. It is not the one that you want to know.
#
# ### Is one better than the other?
#
# Two networks are tested on the *same* digits. The first reads 12 more of 359 right. Is it better? Don't compare the
# two shares and their errors: most digits are easy for both or hard for both, and say nothing. Look at each digit by
# itself. Let $d_i$ be 1 if only the first is right, $-1$ if only the second is, and 0 otherwise. The difference is
# the mean of the $d_i$, and its standard error is
#
# $$ \mathrm{s.e.} = \frac{s}{\sqrt n}, \qquad s^2 = \frac{1}{n - 1} \sum_i (d_i - \bar d)^2, $$
#
# where $\bar d$ is their mean. A comparison like this is called **paired**. If the difference is below two standard
# errors, a tie can't be excluded. Then you need more data. How many digits would make it two standard errors, if mean
# and $s$ stayed as they are? Solve $\lvert \bar d \rvert = 2 s / \sqrt{n'}$ for $n'$.
#
# ### Exercise 2: measure a lead


# %%
def compare_on_test(right_a, right_b):
    """Compare two models on the same test examples, pair by pair (Dietterich 1998).

    Parameters
    ----------
    right_a, right_b : array of bool, shape (n,)
        Whether each model is right about each example; n is 2 or more.

    Returns
    -------
    difference : float
        Accuracy of a minus accuracy of b.
    error : float
        Its standard error, from the sample deviation (n - 1) of the pairs' differences.
    needed : float
        How many examples would make |difference| two standard errors, if difference and sample deviation stayed; not
        rounded. Infinity if the difference is 0.
    """
    ### BEGIN SOLUTION
    pairs = right_a.astype(float) - right_b.astype(float)
    difference, deviation = pairs.mean(), pairs.std(ddof=1)
    needed = (2 * deviation / difference) ** 2 if difference else np.inf
    return difference, deviation / np.sqrt(len(pairs)), needed
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: truth values</summary>
#
# NumPy refuses to subtract truth values. Make numbers of them first: `right_a.astype(float)`.
# </details>
# <details><summary>Hint 2: the last number</summary>
#
# Square both sides of $\lvert \bar d \rvert = 2 s / \sqrt{n'}$. The sign of the difference drops out.
# </details>

# %%
check(compare_on_test)

# %% [markdown]
# Your measure, on the best and the worst of the hundred networks (by all 449 digits), and on two in the middle.

# %% tags=["demo"]
with drawn_by("compare_on_test"):
    right = hundred()
    ranked = right.mean(axis=1).argsort()
    for name, (a, b) in {"best, worst": ranked[[-1, 0]], "60th, 40th": ranked[[60, 40]]}.items():
        difference, error, needed = compare_on_test(right[a], right[b])
        apart = np.sqrt(sum(right[i].mean() * (1 - right[i].mean()) / 449 for i in (a, b)))
        print(f"{name}: {difference:.3f} ± {error:.3f} in pairs; not in pairs ± {apart:.3f}")
        print(f"    digits needed: {needed:.0f}")

# %% [markdown]
# The 60th and the 40th can't be told apart with 449 digits; it would take thousands. The best and the worst differ by
# more than three standard errors. But that pair was *chosen* for its difference, so even this says less than it
# seems.

# %% [markdown]
# ## 16.4 Folds
#
# With 200 examples a validation set of 40 has a standard error of nearly 4 points at $p = 0.94$: hardly any choice
# can rest on it. **Cross-validation** uses all examples. Set the test set apart. Cut the rest into $k$ **folds**,
# five or ten as a rule. In round $i$ hold fold $i$ out, train on the others, and validate on fold $i$. Each example
# is held out once, and each is predicted by a model that has not seen it. The mean over all of them is your number.
#
# It costs $k$ trainings for each setting. So it is for small data; in deep learning, where data are many and one
# training takes days, a single validation set is the rule.
#
# **Groups.** Thirty photographs of six people are not thirty examples. If one picture of Ann is held out and four of
# her are trained on, then knowing Ann is enough. Whoever wants to know how good the model is on *new people* holds
# out all pictures of a person together. The same goes for frames of a film, slices of a brain, and copies of an image
# that augmentation has made.
#
# ### Exercise 3: folds


# %%
def k_folds(n, k, rng, groups=None):
    """Cut n examples at random into k folds; with groups, no group is cut.

    Without groups the sizes of any two folds differ by at most one example. With groups the *numbers of groups* in
    any two folds differ by at most one. Each example, or each group, may come into any fold.

    Parameters
    ----------
    n : int
        Examples.
    k : int
        Folds, 2 or more.
    rng : numpy.random.Generator
        The only source of randomness.
    groups : array of int, shape (n,), or None
        Which group each example belongs to; any numbers, in any order.

    Returns
    -------
    list of k arrays of int
        The examples, counted from 0, that each fold holds, in any order.

    Raises
    ------
    ValueError
        If k is larger than the number of examples, or of groups; the message names k and that number.
    """
    ### BEGIN SOLUTION
    names, member = np.unique(np.arange(n) if groups is None else groups, return_inverse=True)
    if k > len(names):
        raise ValueError(f"{k} folds can't be filled with {len(names)} examples or groups")
    fold = np.empty(len(names), dtype=int)
    fold[rng.permutation(len(names))] = np.arange(len(names)) % k
    return [np.flatnonzero(fold[member] == i) for i in range(k)]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: dealing cards</summary>
#
# Shuffle, then deal: the first to fold 0, the second to fold 1, and after fold k - 1 again to fold 0.
# `np.arange(7) % 3` is `[0, 1, 2, 0, 1, 2, 0]`.
# </details>
# <details><summary>Hint 2: groups are cards, too</summary>
#
# `np.unique(groups, return_inverse=True)` gives the groups' names, and for each example the place of its own group
# among them. Deal the groups. Then look up each example's fold.
# </details>

# %%
check(k_folds)

# %% tags=["demo"]
PEOPLE = np.repeat(np.arange(6), [3, 8, 4, 6, 2, 7])  # thirty pictures of six people


@drawn_by("k_folds")
def cut(k, by, seed):
    """Folds over thirty pictures, with six more set apart as the test set."""
    groups = PEOPLE if by == "person" else None
    held = k_folds(30, k, np.random.default_rng(seed), groups)
    return plots.folds(held, 30, test=6, groups=groups)


plots.explore(cut, k=(2, 6, 5), by=["picture", "person"], seed=(0, 20, 0))

# %% [markdown]
# Switch to folds by person: each person is held out whole, and since people have different numbers of pictures, the
# folds are no longer equal in size.
#
# ### What a leak can do
#
# Take fifty patients and two thousand measurements of each, and draw all of it by lot, the diagnosis included: 25 are
# "sick", 25 "healthy". Nothing can be learned here. Now do what many a paper did: look for the twenty measurements
# that differ most between the sick and the healthy, and cross-validate a classifier on these twenty.
#
# **Predict.** What accuracy does the cross-validation report?

# %% [markdown] tags=["guess"]


# %%
def by_lot(inside, seed):
    """Accuracy in five folds on pure noise; 20 of 2,000 inputs are chosen inside of each round, or before."""
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((50, 2000)), np.repeat([0, 1], 25)
    fold, right = rng.permutation(50) % 5, 0

    def apart(rows):
        return np.abs(x[rows][y[rows] == 1].mean(axis=0) - x[rows][y[rows] == 0].mean(axis=0))

    for held in range(5):
        rows, new = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        top = apart(rows if inside else np.arange(50)).argsort()[-20:]
        middles = [x[rows][y[rows] == kind][:, top].mean(axis=0) for kind in (0, 1)]
        far = [((x[new][:, top] - middle) ** 2).sum(axis=1) for middle in middles]
        right += ((far[1] < far[0]) == y[new]).sum()
    return right / 50


# %% tags=["demo"]
panels = {}
for name, inside in (("chosen before", False), ("chosen inside", True)):
    shares = [by_lot(inside, seed) for seed in range(10)]
    panels[name] = {f"{seed}": share for seed, share in enumerate(shares)}
    print(f"{name}: {np.mean(shares):.2f} ± {np.std(shares, ddof=1):.2f}")
plots.bars(panels, xlabel="seed", ylabel="accuracy", ylim=(0, 1.15))

# %% [markdown] tags=["seen"]
# About 95 %, on noise. Among two thousand measurements there are always twenty that happen to go with the diagnosis
# of these fifty patients, *the held-out ones included*. They were chosen with the answers of the patients who were
# then "held out". Choose the twenty anew in each round, from the training part alone, and the accuracy is what it has
# to be: about one half. (A bit below, even: if by chance more sick ones are held out, more healthy ones are trained
# on.) Hastie, Tibshirani and Friedman
# (2009, section 7.10.2) tell how often this has been published.

# %% [markdown]
# Information that flows from held-out examples into training is called a **leak**. The rule is short: *everything
# that is learned from data is learned inside the round, from its training part*. Means and deviations of the inputs
# too (unit 04), and the choice of inputs, and the filling-in of missing values.
#
# ### Exercise 4: repair a cross-validation
#
# This function circulates. It standardizes the inputs, and returns the mean accuracy and that of each fold. With
# equal folds and tame data its numbers look fine. It has five bugs.


# %%
def found_cross_validate(x, y, folds, fit):
    """Cross-validation as it circulates."""
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    size = len(x) // len(folds)
    scores = []
    for held in folds:
        predict = fit(x, y)
        scores.append((predict(x[held]) == y[held]).sum() / size)
    return np.mean(scores), np.array(scores)


# %% [markdown]
# Two experiments. First, a "model" that knows the training examples by heart, on labels drawn by lot: nobody can have
# more than one half. Second, a model that always says 0 where all labels are 0: it is right each time, in folds of
# any size.


# %%
def by_heart(x, y):
    """A model that says the label of the nearest training example."""
    return lambda new: y[((new[:, None] - x) ** 2).sum(axis=2).argmin(axis=1)]


# %% tags=["demo"]
rng = np.random.default_rng(0)
x, folds = rng.standard_normal((41, 3)), np.array_split(rng.permutation(41), 3)
print("by heart, on noise:", found_cross_validate(x, rng.integers(0, 2, 41), folds, by_heart)[0])
always = lambda x, y: lambda new: np.zeros(len(new))  # noqa: E731
print("always right:      ", found_cross_validate(x, np.zeros(41), folds, always))

# %% [markdown]
# More than 100 % right, both times. Find the reasons, look for the other bugs, and write it anew. (One of them bites
# only where an input never changes.)


# %%
def cross_validate(x, y, folds, fit):
    """Accuracy in cross-validation, with inputs standardized inside of each round.

    In each round one fold is held out. From the other examples come each input's mean and standard deviation (over n,
    as numpy.std has it). All inputs are standardized with these; where the deviation is 0, divide by 1. The model is
    fitted to the standardized other examples, and predicts the standardized held-out ones.

    Parameters
    ----------
    x : array, shape (n, d)
    y : array of int, shape (n,)
        Labels.
    folds : list of k arrays of int
        The positions that each fold holds; every position is in one of them. Sizes may differ; k is 2 or more.
    fit : callable
        fit(x, y) is given training examples, in any order, and returns a function, which takes inputs, shape (m, d),
        and returns labels, shape (m,).

    Returns
    -------
    accuracy : float
        The share of *all* examples that are predicted right while held out.
    scores : array of float, shape (k,)
        The share predicted right in each fold.
    """
    ### BEGIN SOLUTION
    right = np.zeros(len(x))
    for held in folds:
        rest = np.setdiff1d(np.arange(len(x)), held)
        mean, deviation = x[rest].mean(axis=0), x[rest].std(axis=0)
        deviation = np.where(deviation > 0, deviation, 1)
        predict = fit((x[rest] - mean) / deviation, y[rest])
        right[held] = predict((x[held] - mean) / deviation) == y[held]
    return right.mean(), np.array([right[held].mean() for held in folds])
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: who is left</summary>
#
# `np.setdiff1d(np.arange(len(x)), held)` are the positions that are not held out.
# </details>
# <details><summary>Hint 2: two means</summary>
#
# With folds of 2 and 8 examples, is the mean of the two shares the share of all ten? Keep for each example whether it
# was predicted right, and take the mean at the end.
# </details>

# %%
check(cross_validate)

# %% [markdown]
# ### Two kinds of spread
#
# A result scatters for two reasons at least: which examples were held out, and the seed of the training (first
# weights, batches). Which is larger? Here are 200 digits, five folds, five seeds, and a small network, on your own
# folds and your own cross-validation. The folds are drawn five times, since one draw could be a lucky one.


# %%
def small_network(seed, updates=150):
    """A fit for cross_validate: 16 hidden ReLU units, trained by gradient descent on batches of 20."""

    def fit(x, y):
        rng = np.random.default_rng(seed)
        w, v = rng.standard_normal((64, 16)) / 8, rng.standard_normal((16, 10)) / 4
        for _ in range(updates):
            rows = rng.integers(0, len(x), 20)
            h = np.maximum(x[rows] @ w, 0)
            chances = np.exp(h @ v)
            error = (chances / chances.sum(axis=1, keepdims=True) - np.eye(10)[y[rows]]) / 20
            w, v = w - 0.1 * x[rows].T @ (error @ v.T * (h > 0)), v - 0.1 * h.T @ error
        return lambda new: (np.maximum(new @ w, 0) @ v).argmax(axis=1)

    return fit


# %% tags=["demo"]
with drawn_by("k_folds", "cross_validate"):
    digits, tables = data.digits().flat, []
    x, y = digits.x[:200], digits.y[:200]
    for draw in tqdm(range(5)):
        folds = k_folds(200, 5, np.random.default_rng(draw))
        tables.append([cross_validate(x, y, folds, small_network(seed))[1] for seed in range(5)])
    tables = np.array(tables)  # draws, seeds, folds
    for name, axis in {"seeds, in one fold": 1, "folds, with one seed": 2}.items():
        print(f"deviation over {name}: {tables.std(axis=axis, ddof=1).mean():.3f}")
    print(f"mean of all {tables.mean():.3f}")
    by = {f"fold {i}": tables[0, :, i] for i in range(5)}
    plots.dots({"one draw: a dot for each seed": by}, ylim=(0.8, 1.02)).show()

# %% [markdown]
# In one fold five seeds scatter by 0.02; with one seed five folds scatter by 0.03. A fold has 40 digits, and section
# 16.3 tells what 40 tosses do: $\sqrt{0.95 \cdot 0.05 / 40} = 0.034$. So five seeds on *one* split tell you how the
# training scatters, and nothing about the luck of the split. To compare two settings, use the *same* folds and the
# *same* seeds for both, and look at the differences: in pairs again.

# %% [markdown]
# ## 16.5 Many knobs, few trials
#
# Here are the knobs that you have met, nine of them and regularization. How would you draw a value for each?
#
# | knob | values to draw from | unit |
# | --- | --- | --- |
# | learning rate | log-uniform, 1e-4 to 1 | 06 |
# | its decay: when, and by how much | a choice of schedules; warm-up as a share of the run | 08 |
# | optimizer | a choice; each has a rate of its own | 07 |
# | mini-batch size | powers of two; change the rate with it | 06, 08 |
# | hidden units | log-uniform whole numbers, 16 to 1,024 | 01 |
# | layers | whole numbers, 1 to 6 | 05 |
# | scale of the first weights | leave it: He or Glorot | 05 |
# | normalization of the inputs | leave it: standardize | 04 |
# | batch normalization | with or without | 10 |
# | strength of regularization (decay, dropout) | log-uniform; dropout uniform, 0 to 0.8 | 11 |
#
# A network in two lines: its *architecture* (units, layers, normalization), its *rate* (with schedule and optimizer),
# its *regularization*. Here is what the nine do. One knob is turned, the others stay where they are: a rate of 0.3,
# batches of 64, one layer of 64 units, He's weights, plain gradient descent. Each network gets 100 updates. Each dot
# is a seed, each bar the mean of five, and what stays is red. (The optimizers have a rate that suits each.)
#
# **Predict.** Which two knobs can ruin everything? Which one hardly matters?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
still = turned({})  # nothing is turned
alone = {}
for knob in tqdm(VALUES):
    alone[knob] = {str(v): still if v == GOOD[knob] else turned({knob: v}) for v in VALUES[knob]}
plots.dots(alone, {knob: str(value) for knob, value in GOOD.items()})

# %% [markdown] tags=["seen"]
# The rate, from 0.16 to 0.93 and back to chance, and the inputs: 3 added to each pixel, and nothing is learned. Then
# come the sizes: 4 units are too few, batches of 4 too noisy for this rate, and with six layers only half of the
# digits are read. The scale of the first weights hardly matters: 0.93 throughout, over a hundredfold range.

# %% [markdown]
# So leave the first weights alone? And does depth do harm? Turn the same two knobs at another place.

# %% tags=["demo"]
panels = {"first weights, 1 layer": alone["first weights"]}
panels["first weights, 4 layers"] = {
    str(scale): turned({"first weights": scale, "layers": 4}) for scale in VALUES["first weights"]
}
panels["six layers"] = {
    "rate 0.3": alone["layers"]["6"],
    "rate 0.1": turned({"layers": 6, "learning rate": 0.1}),
    "batch norm": turned({"layers": 6, "batch normalization": "with"}),
}
plots.dots(panels)

# %% [markdown]
# With four layers the scale of the first weights decides everything. Six layers read about 0.46 of the digits at a
# rate of 0.3, 0.86 at 0.1, and 0.97 with batch normalization. *Knobs hang together*: what you find by turning one of
# them holds at the place where the others stand. That is why one turns several at once, and why each architecture
# gets a rate of its own before it is judged.
#
# Begin with the learning rate and its schedule: it matters most nearly always. Then the size of the network, then
# regularization. Knobs that have a good rule get no trials.
#
# **Scale.** A rate of 0.001 and one of 0.002 differ as much as 0.1 and 0.2: what counts is the *ratio*. So draw the
# exponent. If $u$ is uniform between 0 and 1, then
#
# $$ \eta = \mathrm{low} \cdot \left( \frac{\mathrm{high}}{\mathrm{low}} \right)^{u} $$
#
# is **log-uniform** from low to high: each power of ten in between gets the same share of draws.
#
# **Whole numbers**, such as hidden units from 16 to 1,024, come from the same formula, rounded *down*. Then 1,024
# itself would hardly ever come, so draw up to 1,025. (Rounded to the nearest, the first and the last number would get
# about half of their share.)
#
# ### Exercise 5: draws by ratio


# %%
def log_uniform(low, high, n, rng, whole=False):
    """Draw n numbers that are log-uniform from low to high (Bergstra and Bengio 2012).

    With `whole`, whole numbers from low to high, both included: numbers that are log-uniform from low to high + 1,
    rounded down. The number j comes with the probability log((j + 1) / j) / log((high + 1) / low).

    Parameters
    ----------
    low, high : float
        Ends of the range, 0 < low < high; with `whole` they are of type int.
    n : int
        How many, 1 or more.
    rng : numpy.random.Generator
        The only source of randomness; the same generator in the same state gives the same draws.
    whole : bool, default False

    Returns
    -------
    array of float, shape (n,); with `whole`, array of int
    """
    ### BEGIN SOLUTION
    u = rng.random(n)
    if whole:
        return np.floor(low * ((high + 1) / low) ** u).astype(int)
    return low * (high / low) ** u
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: many at once</summary>
#
# `rng.random(n)` gives n numbers that are uniform between 0 and 1, and NumPy's `**` takes an array.
# </details>
# <details><summary>Hint 2: whole numbers</summary>
#
# Only the upper end changes. `np.floor` rounds down, and returns numbers of type float.
# </details>

# %%
check(log_uniform)

# %% [markdown]
# A line such as `rng.uniform(1e-4, 1)` looks as good. Here are both, with your function.

# %% tags=["demo"]
with drawn_by("log_uniform"):
    rng = np.random.default_rng(0)
    draws = {"uniform": rng.uniform(1e-4, 1.0, 1000)}
    draws["log-uniform"] = log_uniform(1e-4, 1.0, 1000, rng)
    decades = {"to 0.001": 1e-4, "to 0.01": 1e-3, "to 0.1": 1e-2, "to 1": 1e-1}
    panels = {}
    for name, rates in draws.items():
        counts = [int(((rates >= low) & (rates < 10 * low)).sum()) for low in decades.values()]
        panels[name] = dict(zip(decades, counts, strict=True))
    plots.bars(panels, digits=0, ylabel="draws of 1,000", ylim=(0, 1000)).show()

# %% [markdown]
# Nine uniform draws of ten lie between 0.1 and 1, and about one in a thousand below 0.001. If the best rate were
# 0.003, you would hardly meet it.
#
# ### Grid or random
#
# Two knobs, sixteen trials. A **grid search** takes four values of each, and tries all pairs. A **random search** draws
# sixteen pairs. The network has 16 hidden units and gets 60 updates. The knobs are the learning rate, of which we know
# nothing, so we take 0.0001 to 100, and the scale of the first weights, from 0.3 to 3 times He's.
#
# **Predict.** Which of the two finds the better network, on average over 20 repetitions? Or is it a tie?

# %% [markdown] tags=["guess"]


# %%
LOW, HIGH = np.array([1e-4, 0.3]), np.array([100.0, 3.0])  # of rate and scale


def places(kind, rng):
    """Sixteen pairs of rate and scale, shape (16, 2)."""
    if kind == "uniform draws":
        return LOW + (HIGH - LOW) * rng.random((16, 2))
    if kind == "random":
        return LOW * (HIGH / LOW) ** rng.random((16, 2))
    quarters = (np.arange(4) + rng.random((2, 1))) / 4  # the grid is moved by lot, so that it has its chance
    return LOW * (HIGH / LOW) ** np.stack(np.meshgrid(*quarters), axis=-1).reshape(16, 2)


def accuracies(pairs, seed):
    """The share of held-back digits that a network reads right after 60 updates, for each pair."""
    networks = Networks((16,), gain=pairs[:, 1], seeds=[seed] * len(pairs))
    networks.train(pairs[:, 0], 60, batch=32)
    return networks.accuracy()


@cache
def worth_of_rates():
    """Twenty-five rates and the accuracy that each leads to, the mean of five seeds, with He's weights."""
    rates = np.geomspace(LOW[0], HIGH[0], 25)
    pairs = np.stack([rates, np.ones(25)], axis=1)
    return rates, np.mean([accuracies(pairs, seed) for seed in range(5)], axis=0)


# %% tags=["demo"]
def compared(seed):
    """A grid and a random search over rate and scale, and above them what each rate is worth."""
    rng = np.random.default_rng(seed)
    tried = {"grid": places("grid", rng), "random": places("random", rng)}
    rates, worth = worth_of_rates()
    curve = lambda rate: np.interp(np.log(rate), np.log(rates), worth)  # noqa: E731
    ends = {"low": LOW[0], "high": HIGH[0]}
    return plots.searches(tried, curve, xlabel="learning rate", ylabel="scale", **ends)


plots.explore(compared, seed=(0, 30, 0))

# %% tags=["demo"]
for kind in ("grid", "random", "uniform draws"):
    best = []
    for seed in tqdm(range(20), desc=kind):
        best.append(accuracies(places(kind, np.random.default_rng(seed)), seed).max())
    print(f"{kind:14} best of sixteen: {np.mean(best):.2f} ± {np.std(best, ddof=1):.2f}")

# %% [markdown] tags=["seen"]
# Random search is ahead: over a hundred repetitions its best network reads 0.80 ± 0.11 of the digits right, that of
# the grid 0.72 ± 0.15. Single repetitions go either way. Look at the marks at the lower edge of the figure. The grid
# has sixteen trials and *four* rates; the four in each column differ in the scale alone, which here hardly matters.
# Often none of its rates falls on the hill of the upper figure. Random search has sixteen rates. When one knob
# matters and the others do not, and you do not know which, random search never tries the same value of it twice
# (Bergstra and Bengio 2012). With one knob alone, or where both matter alike, the grid is as good.
#
# Random search with *uniform* draws is worst by far: nearly all of its rates are above 2, where this network dies.

# %% [markdown]
# A last thing to look at when a search is over: **where the best value lies**. If the best rate of your range 0.001
# to 0.1 is 0.09, then the range was too small. Move it, and search again.
#
# ### Exercise 6: a random search


# %%
def random_search(score, space, n, rng):
    """Try n settings drawn at random; say which is best and where the space is too small (Bergstra and Bengio 2012).

    Each knob is drawn by itself in each trial: uniform from low to high; or log-uniform, where the logarithm is
    uniform; or, if it has a list of values, one of these, each with the same chance.

    Parameters
    ----------
    score : callable
        Takes the settings of a trial, a dict from knob to value, returns a float: the larger the better, nan if the
        trial failed. It is called once for each trial. At least one trial does not fail.
    space : dict
        For each knob a tuple (low, high, scale): two floats, low < high, and "linear" or "log"; with "log" both are
        above 0. Or a list of values, words or numbers, of any length.
    n : int
        Trials, 1 or more.
    rng : numpy.random.Generator
        The only source of randomness.

    Returns
    -------
    settings : dict
        The settings with the largest score; the first of them in a tie.
    edges : list of str
        The knobs, in the order of `space`, whose best value lies in the lowest or in the highest tenth of their
        range. On a log scale tenths are those of the logarithm. A list has no edges.
    """
    ### BEGIN SOLUTION
    best, highest, at = None, -np.inf, {}
    for _ in range(n):
        u, settings = {knob: rng.random() for knob in space}, {}
        for knob, values in space.items():
            if isinstance(values, list):
                settings[knob] = values[int(u[knob] * len(values))]
            else:
                low, high, scale = values
                settings[knob] = low + (high - low) * u[knob] if scale == "linear" else low * (high / low) ** u[knob]
        value = score(settings)
        if value > highest:  # never true of nan
            best, highest, at = settings, value, u
    ranges = [knob for knob, values in space.items() if not isinstance(values, list)]
    return best, [knob for knob in ranges if not 0.1 <= at[knob] <= 0.9]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one draw a knob</summary>
#
# Draw `u = rng.random()` for each knob of each trial. The formula above makes a log-uniform value of it. What makes a
# uniform one, and what a place in a list? `isinstance(values, list)` tells a list from a tuple.
# </details>
# <details><summary>Hint 2: the edge</summary>
#
# If you remember the `u` of the best trial, you need no logarithm: how large or how small is it at the edge?
# </details>

# %%
check(random_search)

# %% [markdown]
# Your search, in a range that is too small on purpose. What does it say about the rate?

# %% tags=["demo"]
with drawn_by("random_search"):

    def trial(settings):
        """The accuracy after 60 updates."""
        return float(accuracies(np.array([[settings["rate"], settings["scale"]]]), 0)[0])

    space = {"rate": (0.001, 0.05, "log"), "scale": (0.3, 3.0, "log")}
    for top in (0.05, 5.0):
        space["rate"] = (0.001, top, "log")
        best, edges = random_search(trial, space, 20, np.random.default_rng(0))
        shown = {knob: round(value, 3) for knob, value in best.items()}
        print(f"rates up to {top}: {shown}, accuracy {trial(best):.2f}, at an edge: {edges}")

# %% [markdown]
# Up to 0.05 your search says that the best rate is at the edge: go on there. Up to 5 it names no edge.
#
# Now all nine knobs at once, twenty trials of one seed each. Does the best of them beat the setting that we began
# with?

# %% tags=["demo"]
with drawn_by("random_search"):
    space = {knob: values[:3] for knob, values in VALUES.items()}
    space |= {"learning rate": (0.003, 3.0, "log"), "first weights": (0.03, 3.0, "log")}
    progress = tqdm(total=20)

    def trial(settings):
        progress.update()
        return turned(settings, seeds=[0])[0]

    best, edges = random_search(trial, space, 20, np.random.default_rng(0))
    progress.close()
    for knob, value in best.items():
        print(f"{knob}: {value:.3g}" if isinstance(value, float) else f"{knob}: {value}")
    for name, settings in {"the best": best, "where we began": {}}.items():
        new = turned(settings, seeds=range(1, 6))  # seeds that the search has not seen
        print(f"{name}: {new.mean():.3f} ± {new.std(ddof=1):.3f}")

# %% [markdown]
# It does. Over five such searches, what they find reads 0.952 ± 0.019 on new seeds, against 0.928, and four of the
# five are ahead. Nobody had to know which knob matters. But look at the cost: in every search more than half of the
# trials read fewer than half of the digits. The next section spends less on those.

# %% [markdown]
# ## 16.6 One model or many
#
# There are two ways to spend a budget. **Babysitting**: train one model, look at its curves every day, turn a knob,
# go on. You do this when one training takes all the machines that you have. **Many at once**: train many settings
# side by side, and keep the best. You do this when you can: the result does not hang on anybody's patience, and it
# can be repeated.
#
# In between lies a third way. Most bad settings look bad after a few updates. So begin with many, stop most of them
# early, and spend the budget on the rest. **Successive halving** (Jamieson and Talwalkar 2016) does it in rounds:
# train all for $r$ updates, keep the best third, train these until they have $3 r$ updates in all, keep the best
# third, and so on until one is left. (Halving would keep the best *half*; any factor will do.) With 27 trials and a
# factor of three the rounds cost, in units of $r$, 27, then $9 \cdot 2$, $3 \cdot 6$, and $1 \cdot 18$ more: 81. The
# last one has had $27 r$. Training all 27 so long would cost 729.
#
# ### Exercise 7: halving


# %%
def successive_halving(trials, train, updates, factor=3):
    """Train many trials a little, and few of them long (Jamieson and Talwalkar 2016, figure 3).

    In the first round each trial is trained for `updates` updates. After each round the len // factor trials with the
    lowest validation losses go on, but at least one; in the next round each of these is trained until it has `factor`
    times as many updates in all as before. The round with a single trial is the last. A loss that is nan counts as
    the worst; of equal losses the one earlier in `trials` is the better.

    Parameters
    ----------
    trials : list
        One or more, of any kind; all of them differ.
    train : callable
        train(trial, updates) trains a trial until it has so many updates in all, going on from where it stands, and
        returns its validation loss, a float, or nan.
    updates : int
        Updates of the first round, 1 or more.
    factor : int, default 3
        2 or more.

    Returns
    -------
    rounds : list of list
        The trials trained in each round, in the order of `trials`. The last list holds the winner.
    spent : int
        All updates made.
    """
    ### BEGIN SOLUTION
    alive, rounds, before, spent = list(trials), [], 0, 0
    while True:
        losses = [train(trial, updates) for trial in alive]
        rounds.append(alive)
        spent += len(alive) * (updates - before)
        if len(alive) == 1:
            return rounds, spent
        ranked = np.argsort(losses, kind="stable")  # nan last
        alive = [alive[i] for i in sorted(ranked[: max(1, len(alive) // factor)])]
        before, updates = updates, factor * updates
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what a round costs</summary>
#
# A trial that has 10 updates and goes on to 30 makes 20 more.
# </details>
# <details><summary>Hint 2: ranking</summary>
#
# `np.argsort(losses, kind="stable")` puts nan last, and leaves equal losses in their order. Take the first ones, and
# bring *them* back into the order of `trials`.
# </details>

# %%
check(successive_halving)


# %% [markdown]
# Here are 27 networks with rates and scales drawn by lot. To see what halving throws away, we train all of them to
# the end, and let your function look no further than it may.


# %%
@cache
def field(seed):
    """27 trials: rates, the updates looked at, validation losses (27, looks), test accuracies at the end (27,)."""
    rng, ends = np.random.default_rng(seed), [1, 2, 4, 6, 10, 16, 24, 30, 45, 60, 90, 135, 180, 270]
    pairs = np.array([1e-3, 0.3]) * np.array([1e4, 10]) ** rng.random((27, 2))  # rates to 10, scales to 3
    networks = Networks((16,), gain=pairs[:, 1], seeds=[seed] * 27)
    x, labels = split_digits()[1]
    losses, done = [], 0
    for end in ends:
        networks.train(pairs[:, 0], end - done, batch=32)
        scores, done = networks.forward(x[:200]).astype("float64"), end
        top = scores.max(axis=-1, keepdims=True)
        logs = scores - top - np.log(np.exp(scores - top).sum(axis=-1, keepdims=True))
        losses.append(-logs[:, np.arange(200), labels[:200]].mean(axis=1))
    right = (networks.read(x[200:]) == labels[200:]).mean(axis=1)
    return pairs[:, 0], ends, np.stack(losses, axis=1), right


# %% [markdown]
# **Predict.** Step to update 6, before the first cut. Which of the lines will be the last one? Then press "play".

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
with drawn_by("successive_halving"):
    _, ends, losses, _ = field(0)
    at = lambda trial, updates: losses[trial, ends.index(updates)]  # noqa: E731
    rounds, _ = successive_halving(list(range(27)), at, 10)
    last = {trial: 10 * 3**i for i, alive in enumerate(rounds) for trial in alive}
    run = {trial: [i for i, end in enumerate(ends) if end <= last[trial]] for trial in range(27)}
    curves = {trial: (np.take(ends, run[trial]), losses[trial, run[trial]]) for trial in range(27)}
    running = [sum(end <= stop for stop in last.values()) for end in ends]
    told = [f"update {end}; {n} of 27 are running" for end, n in zip(ends, running, strict=True)]
    cuts = {"ylabel": "validation loss", "ends": [10, 30, 90]}
    plots.growing_curves(curves, ends, told, **cuts).show()

# %% [markdown]
# The whole picture, with what the stopped ones would have done in gray, for other factors and seeds:


# %% tags=["demo"]
@drawn_by("successive_halving")
def survivors(factor, seed):
    """The 27 trials, each as far as halving trained it."""
    _, ends, losses, right = field(seed)
    first = {3: 10, 2: 16, 9: 3}[factor]  # updates of the first round
    at = lambda trial, updates: float(np.interp(updates, ends, losses[trial]))  # noqa: E731
    rounds, spent = successive_halving(list(range(27)), at, first, factor)
    curves = {trial: (np.array(ends), losses[trial]) for trial in range(27)}
    winner = rounds[-1][0]
    picture = plots.halving(curves, rounds, [first * factor**i for i in range(len(rounds))])
    whole = right[losses[:, -1].argmin()]  # what validation chooses if all are trained to the end
    title = f"{spent} updates: test {right[winner]:.3f}; all to the end, 7,290: test {whole:.3f}"
    picture.axes[0].set_title(title)
    return picture


plots.explore(survivors, factor=[3, 9, 2], seed=(0, 9, 0))

# %% [markdown]
# Of the 18 that are stopped at update 10, no line would have ended below the last one, in any of the first five
# seeds. How early may one look, then? A factor of 3 looks after 10 updates, 2 after 16, 9 after 3. Over ten seeds
# what they choose reads 0.932, 0.931 and 0.931 of the test digits, for 810, 1,152 and 369 updates. Here the boldest
# is as good: bad rates show at once.
#
# It need not be so. The earlier you look, the more you favor what is *fast*: after two updates a rate above 1.5 leads
# in four of ten seeds, after 90 in none. A warm-up, a strong penalty, a schedule whose drop comes late are slow at
# first, and may be best at last. A cure is to begin with fewer trials and more updates. **Hyperband** (Li et al.
# 2018) runs several such brackets, from "many, short" to "few, long", since nobody knows beforehand which is right.

# %% [markdown]
# ## 16.7 Before the first run
#
# A long run with a bug is the most expensive way to find the bug. Three checks take a minute, and a fourth costs
# nothing.
#
# 1. **The loss at the start.** A network that knows nothing gives each of $k$ classes a chance of about $1/k$, so its
#    cross-entropy is about $\ln k$: for ten classes 2.30. A bit more is normal, since the first weights are random:
#    how much more, exercise 8 says. If it is 7, the first scores are far too large; if it is 0.1, the answer is in
#    the input. Any penalty comes on top, so leave it out here.
# 2. **One batch.** Train on ten examples alone, without regularization. Their loss must go to nearly 0. If a network
#    can't learn ten examples by heart, there is no use in giving it a thousand. (Below this is done at a rate of 0.1,
#    whatever the rate of the run: it examines the network, not the rate.)
# 3. **The gradient,** against finite differences (unit 02), in double precision. A relative error near 1e-7 or below
#    is fine; near 1 it is a bug.
# 4. **The data,** with your own eyes: after all preprocessing, in the batches that the network gets. Do labels and
#    images fit?
#
# How much above $\ln k$ may it be? Let $z_1, \dots, z_k$ be the scores of one example, $\bar z$ their mean, and $v$
# their variance. The loss is $\ln \sum_j e^{z_j} - z_y$, where $y$ is the label. Take the mean out of the sum, and
# the first terms of each exponential:
#
# $$ \ln \sum_j e^{z_j} = \bar z + \ln k + \ln \frac{1}{k} \sum_j e^{z_j - \bar z}
#    \approx \bar z + \ln k + \ln \Big( 1 + \frac{v}{2} \Big) \approx \bar z + \ln k + \frac{v}{2}, $$
#
# since the $z_j - \bar z$ have mean 0 and the mean square $v$. Who knows nothing gives the label a score of $\bar z$
# on average. What is left is $\ln k + v / 2$.
#
# ### Exercise 8: the loss at the start


# %%
def loss_at_start(scores, labels):
    """Loss of a network before its first update, and what it would be if the network knows nothing.

    Parameters
    ----------
    scores : array of float, shape (n, k)
        First scores (logits) of n examples for k classes, k is 2 or more; they may be as large as 1e4.
    labels : array of int, shape (n,)
        Classes, counted from 0.

    Returns
    -------
    loss : float
        Mean cross-entropy, by the natural logarithm.
    expected : float
        log(k) + v / 2, where v is the variance of an example's k scores (over k, as numpy.var has it), the mean over
        all examples. The formula is for small scores, but it is to be computed for any.
    """
    ### BEGIN SOLUTION
    top = scores.max(axis=1, keepdims=True)
    logs = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    loss = -logs[np.arange(len(labels)), labels].mean()
    return loss, np.log(scores.shape[1]) + scores.var(axis=1).mean() / 2
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: large scores</summary>
#
# `np.exp(1000)` is infinite. Unit 01 took the largest score of each row out first: what happens to the loss if all
# scores of an example get 5 more?
# </details>
# <details><summary>Hint 2: one score a row</summary>
#
# `scores[np.arange(n), labels]` has the score of each example's own label.
# </details>

# %%
check(loss_at_start)

# %% [markdown]
# The first loss of networks with first weights at some multiples of He's, over five seeds, beside your formula:

# %% tags=["demo"]
with drawn_by("loss_at_start"):
    x, labels = split_digits()[1]
    for gain in (0.1, 0.3, 1.0, 2.0, 4.0):
        scores = Networks((16,), gain=gain).forward(x).astype(float)
        loss, expected = np.array([loss_at_start(each, labels) for each in scores]).T
        told = f"{loss.mean():.2f} ± {loss.std(ddof=1):.2f}; expected {expected.mean():.2f}"
        print(f"{gain:3.1f} times He's: {told}")

# %% [markdown]
# The two agree where the scores are small, and He's weights begin at about 2.5. At four times He's the loss is 4.5,
# and the formula, made for small scores, says too much.
#
# Here are the first three checks, with two more that you make after the run: how many hidden units are dead, and how
# many *new* digits are read right, which nobody has touched. The runs are a healthy one, and five with an illness.

# %% tags=["demo"]
names = ["healthy", "saturated start", "dead units", "bug in the gradient"]
names += ["labels shuffled", "split that leaks"]
columns = ("start", "one batch", "gradient", "dead", "validation", "new")
print("{:22}{:>8}{:>12}{:>12}{:>8}{:>12}{:>7}".format("", *columns))
for name in tqdm(names):
    found = clinic.examine(name)
    start, batch, error, dead, new = found.values()
    seen = clinic.history(name)["validation accuracy"][-1]
    print(f"{name:22}{start:8.2f}{batch:12.3f}{error:12.0e}{dead:8.0%}{seen:12.0%}{new:7.0%}")

# %% [markdown]
# Each check finds some illnesses and is blind to others. The saturated start shows in the first column. The dead
# network and the wrong gradient can't learn one batch; the gradient's error says which of the two it is. Shuffled
# labels pass all checks before the run! A network learns ten wrong labels as well as ten right ones. Only a look at
# the data helps. The leak passes, too: only 100 % in validation *against* 93 % of new digits gives it away. And an
# examination may mislead: a rate that is far too high kills units as well, in its first steps (unit 03).

# %% [markdown]
# ## 16.8 Reading curves
#
# For a network, the quantity that training lowers has many names: cost, energy (from physics), loss. Draw it while
# the run is going, on training *and* on validation data, and beside it the share of right answers. Then ask, in this
# order:
#
# - **Does the training loss fall at all?** If not: the rate, the first weights, the gradient, the data.
# - **How fast?** A line that creeps down evenly wants a larger rate. One that falls at first and then stays high, or
#   jumps about, wants a smaller one.
# - **Where does it end?** High, with validation close to it, no **gap**: the network *underfits*. Give it more units,
#   more time, less regularization.
# - **How far is validation from it?** A large gap that grows is *overfitting*: more data, more regularization, an
#   earlier stop. A gap is no harm in itself: what counts is the validation loss. And a gap that is there from the
#   very start, and does not grow, is something else: the two sets are treated differently.
# - **Is it too good?** Nobody complains then, so this is the illness that lives longest.
#
# One thing to know beforehand: each point of the training curve is the mean over the last ten batches, *before* their
# updates, and validation looks *after* them. So while a run learns fast, validation may lie below. That is healthy.
#
# Here is a gallery. Each run has really been run: 600 updates of a small network, with one fault. Choose an illness,
# or another seed. `illnesses.py` among the library's experiments has the faults in one table. (Where a fault would
# not show within 600 updates, the run has fewer digits, more units or another rate as well.)


# %% tags=["demo"]
def gallery(run, seed):
    """The curves of one run."""
    return plots.patient(clinic.history(run, seed), title=run)


plots.explore(gallery, run=[*LOOKALIKES, *ILLNESSES], seed=(0, 9, 0))

# %% [markdown]
# | illness | how it looks | what is behind it |
# | --- | --- | --- |
# | learning rate too high | jumps about near its start, or nan | steps longer than the valley is wide (unit 06) |
# | learning rate too low | a line that hardly falls, evenly | a run three hundred times as long would do |
# | dead units | flat from the start, at $\ln k$ | no unit opens, so nothing flows back (unit 03) |
# | saturated start | begins far above $\ln k$, falls, ends too high | weights too large: sure, and wrong (unit 05) |
# | labels shuffled | training falls, validation rises above $\ln k$ | nothing to learn but the list |
# | split that leaks | validation follows training, up to 100 % | copies of one example on both sides |
# | training and test mode confused | a gap from the first looks on | normalized here, not there (unit 10) |
# | data not shuffled | teeth, one after another, in both curves | each batch has one class or two (unit 06) |
# | bug in the gradient | falls a moment, then stays or rises | a sign, a transpose, a missing factor (unit 02) |
# | overfitting | training to 0; validation falls, then rises | few data, wrong labels, many weights (unit 11) |
# | underfitting | both stay high, close together | too few units (or too strong a penalty) |
# | spike | one jump up, then on as before, often a bit worse | one bad batch, or a rate at its limit |
# | *step of the schedule* | one jump *down*, at a known update | none: the rate was divided by ten (unit 08) |
#
# Some cases look alike. A saturated start and underfitting both end too high: look at the first value. A wrong
# gradient and a rate that is too high both stay up: check the gradient. Overfitting and confused modes both have a
# gap: does it grow?
#
# ### Exercise 9: a program that diagnoses
#
# Clear cases can be told by a few rules. (A doctor has more: see the ward below.)


# %%
def diagnose(history, classes):
    """Name what is wrong with a run, by its losses; the first of these rules that holds decides.

    1. "diverged": some training loss is nan or infinite, or the last one is larger than twice the first.
    2. "bad start": the first training loss is larger than twice the logarithm of `classes`.
    3. "nothing learned": the last training loss is larger than 0.9 times the logarithm of `classes`.
    4. "overfitting": the last validation loss is larger than 1.25 times the lowest one.
    5. "gap": the last validation loss is larger than 4 times the last training loss.
    6. "underfitting": the last training loss is larger than 0.25 times the logarithm of `classes`.
    7. "healthy": none of them.

    Parameters
    ----------
    history : dict
        "training" and "validation", lists of as many floats, two or more: mean cross-entropies, the first ones before
        any update. Validation losses are finite where training losses are.
    classes : int
        2 or more.

    Returns
    -------
    str
    """
    ### BEGIN SOLUTION
    training, validation, chance = np.array(history["training"]), np.array(history["validation"]), np.log(classes)
    if not np.isfinite(training).all() or training[-1] > 2 * training[0]:
        return "diverged"
    if training[0] > 2 * chance:
        return "bad start"
    if training[-1] > 0.9 * chance:
        return "nothing learned"
    if validation[-1] > 1.25 * validation.min():
        return "overfitting"
    if validation[-1] > 4 * training[-1]:
        return "gap"
    return "underfitting" if training[-1] > 0.25 * chance else "healthy"
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: nan</summary>
#
# Each comparison with nan is False, so `loss > first` never finds it. `np.isfinite(losses).all()` does.
# </details>
# <details><summary>Hint 2: the order</summary>
#
# `return` at the first rule that holds, and write the rules in the order of the list. Then no rule has to exclude
# those before it.
# </details>

# %%
check(diagnose)

# %% [markdown]
# What does your program say about the gallery?

# %% tags=["demo"]
with drawn_by("diagnose"):
    for name in tqdm([*LOOKALIKES, *ILLNESSES]):
        print(f"{name:34}{diagnose(clinic.history(name), 10)}")

# %% [markdown]
# Seven words for fourteen runs: the program sees *that* a run is sick in most cases, and *why* in few. It takes the
# leak for health, and so it must: by its losses, nothing is wrong.

# %% [markdown]
# ## 16.9 The ward
#
# Twelve patients, A to L. Each has one of the twelve illnesses of the gallery, and no two have the same. They have
# seeds that you have not seen. The title of each panel says how many training and validation digits are right at the
# end, in percent.

# %% tags=["demo"]
patients = {letter: ward.visit(letter) for letter in tqdm("ABCDEFGHIJKL")}
plots.ward(patients)

# %% [markdown]
# You may ask for the examinations of 16.7 as well, patient by patient: `ward.examinations("A")`. A look at a single
# patient in full size is `plots.patient(patients["A"])`.

# %% tags=["demo"]
for patient in "AB":
    found = {name: f"{value:.3g}" for name, value in ward.examinations(patient).items()}
    print(patient, found)

# %% [markdown]
# ### Your diagnoses
#
# Fill in the twelve names, spelled as in the gallery. Each right one earns a tenth of a point; the check says how
# many are right.


# %%
def quiz_ward():
    """Return a dict from each patient, "A" to "L", to the illness, one of the names in ILLNESSES."""
    ### BEGIN SOLUTION
    return {
        "A": "labels shuffled",
        "B": "training and test mode confused",
        "C": "overfitting",
        "D": "saturated start",
        "E": "data not shuffled",
        "F": "dead units",
        "G": "underfitting",
        "H": "bug in the gradient",
        "I": "spike",
        "J": "learning rate too high",
        "K": "learning rate too low",
        "L": "split that leaks",
    }
    ### END SOLUTION


# %%
check(quiz_ward)

# %% [markdown] explains="quiz_ward"
# All twelve. A: validation ends above $\ln 10$, and a tenth is right, so there was nothing to learn. B: a gap from
# the first looks on, and new digits as good as validation. C: validation falls and then rises. D: it begins far above
# $\ln 10$. E: teeth. F: flat at $\ln 10$, and one batch can't be learned. G: high and close together. H: one batch
# can't be learned, and the gradient's error says why. I: one jump. J: it jumps about, then all units are dead. K:
# even and slow, though one batch is learned. L: 100 % in validation, and less on new digits.

# %% tags=["demo"]
with drawn_by("diagnose", "quiz_ward"):
    named = quiz_ward()
    for patient, name in named.items():
        word = diagnose(patients[patient], 10)
        print(f"{patient}: you say {name}; your program says {word}")
    right = ward.right_diagnoses(named)
    print(f"Your score as a doctor: {right} of 12.")
    if right < 12:
        print("Look again where you were least sure; an examination may tell two of them apart.")

# %% [markdown]
# A leak, a wrong sign in a gradient and a rate that is too high have all been in somebody's published code. What you
# have now is a short list of suspects, and for most of them a test.
#
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. Your colleague has tried 200 settings on one validation set of 300 examples. She reports the best validation
#    accuracy, 91.3 %, and says: "No test set was touched, so the number is honest." What do you tell her?
# 2. A run has a validation loss *below* its training loss from the first look to the last. Name two causes that are
#    no illness, and one that is.
# 3. Why does random search find a good rate with fewer trials than a grid, though neither of them learns from its
#    trials? When would it not?
# 4. Halving stops a run after ten updates. Which kinds of good settings does it throw away?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** The best of 200 is high by luck as well: with 300 examples one standard error is 1.6 points, and the best of
# 200 alike ones looks two to three of them too good. The validation set has chosen, so it can't judge; she needs a
# test set, looked at once.
#
# **2.** No illness: dropout or another noise that is on in training alone; a training loss that is a mean over the
# last updates, while validation looks at the weights after them; an easy validation set. Illness: a leak, or an
# evaluation in another mode.
#
# **3.** If one knob matters, a grid of 3 x 3 tries three values of it and random search nine. It would not with one
# knob, or where all of them matter alike; and both lose to whoever knows the right range.
#
# **4.** Those that begin slowly: small rates, long warm-ups, strong regularization, schedules whose drop comes later.
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 16.10 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** You train 64 seeds of one network. All of them are truly worth 90 %, and they make their mistakes
# independently of each other. The validation set has 900 digits. What does the best of them look like, about?
#
# - **a**: 90.3 %
# - **b**: 91.0 %
# - **c**: 92.4 %
# - **d**: 96.0 %


# %%
def quiz_best():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_best)

# %% [markdown] explains="quiz_best"
# One standard error is the root of 0.9 times 0.1 over 900: one point. The best of 10 is 1.5 of them too high, the
# best of 100 2.5; 64 lies in between, at 2.4.

# %% [markdown]
# **Question 2.** You draw 200 rates log-uniformly from 1e-5 to 0.1. About how many of them lie between 0.001 and
# 0.003?
#
# - **a**: 4
# - **b**: 24
# - **c**: 50
# - **d**: 12


# %%
def quiz_draws():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_draws)

# %% [markdown] explains="quiz_draws"
# The range has four powers of ten. From 0.001 to 0.003 is a factor of 3, or 0.477 powers of ten: 0.477 / 4 of 200.
# Four would be the answer for uniform draws.

# %% [markdown]
# **Question 3.** Sixteen trials, a factor of two, and 5 updates in the first round. How many updates does your
# `successive_halving` make in all?
#
# - **a**: 400
# - **b**: 1,280
# - **c**: 320
# - **d**: 240


# %%
def quiz_halving():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_halving)

# %% [markdown] explains="quiz_halving"
# 16 times 5, then 8 times 5 more, 4 times 10, 2 times 20, 1 times 40: 80 and four times 40. Whoever begins anew in
# each round pays 400; all sixteen to the end cost 1,280.

# %% [markdown]
# **Question 4.** Before the first run of a network with 100 classes you see: loss at the start 4.7; loss of one batch
# of ten examples, after 300 updates at the rate of the run, 4.1; relative error of the gradient 2e-9; no unit dead.
# Where do you look first?
#
# - **a**: at the backward pass
# - **b**: at the learning rate
# - **c**: at the first weights, which are too large
# - **d**: at the size of the network, which is too small


# %%
def quiz_checks():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_checks)

# %% [markdown] explains="quiz_checks"
# The logarithm of 100 is 4.6, so the start is fine. The gradient is right. Any network that has a few units can learn
# ten examples; this one has hardly moved. So its steps are too short (or so long that they lead nowhere): the rate.

# %% [markdown]
# **Question 5.** Nine knobs with four values each. You turn each knob by itself around one good setting, with five
# seeds; the good setting is trained once for each seed. A grid over all nine, with a single seed, needs how many
# times as many trainings, about?
#
# - **a**: 9
# - **b**: 9,400
# - **c**: 260,000
# - **d**: 1,900


# %%
def quiz_knobs():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_knobs)

# %% [markdown] explains="quiz_knobs"
# The grid has 4 to the power of 9 trainings, 262,144. One at a time there are three new values of each knob, and the
# good setting: 28, times five seeds, 140. The price of the cheap way: it sees each knob at one place only.

# %% [markdown]
# ## 16.11 Experiment: what does halving save, and what does it cost?
#
# `field(seed)` trains 27 networks to the end and returns their validation losses at several times, and their test
# accuracies at the end (see 16.6). So you can let any search look at a part of it, and count what it would have
# spent.
#
# 1. **Write down first** which of these you would bet on, for the same 810 updates: your halving, with 27 trials, a
#    factor of 3 and 10 updates in the first round; or the first three trials, trained for 270 updates each, the best
#    by validation.
# 2. Take ten seeds. For each, note the test accuracy of what either search chooses, and of what you would choose by
#    validation if you trained all 27 to the end (7,290 updates).
# 3. Report the three means with sample deviations, and the difference of the first two, in pairs, with its standard
#    error. Which seeds make the difference?
# 4. Look at a seed where halving did worse than training all to the end. Which trial did it throw away, and when?
#    Explain *why*.
#
# The following cell does it for one seed. Write your answer in the cell behind it. *(Graded by hand: 4 points.)*

# %% tags=["demo"]
with drawn_by("successive_halving"):
    rates, ends, losses, right = field(0)
    at = lambda trial, updates: losses[trial, ends.index(updates)]  # noqa: E731
    rounds, spent = successive_halving(list(range(27)), at, 10)
    last = losses[:, -1]
    by = {"halving": rounds[-1][0], "three": int(last[:3].argmin()), "all": int(last.argmin())}
    for name, trial in by.items():
        print(f"{name:8} rate {rates[trial]:.2f}, test accuracy {right[trial]:.3f}")

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* halving, since three trials may all miss the range of good rates.
#
# | search | updates | test accuracy, ten seeds |
# | --- | --- | --- |
# | halving | 810 | 0.932 ± 0.025 |
# | three to the end | 810 | 0.81 ± 0.27 |
# | all to the end | 7,290 | 0.935 ± 0.024 |
#
# *Reading.* In pairs halving leads the three by 0.12, with a standard error of 0.08: not even two of them. Seed by
# seed one sees why. In two seeds (3 and 8) the three miss, with 0.14 and 0.49; in the eight others the two searches
# are within 0.05 of each other, and the three are ahead in three of them. So halving buys *insurance*. Against all 27
# it loses 0.003, with a standard error of 0.001, with a ninth of the updates.
#
# *Why.* Good rates lie within about one power of ten of the four. Three draws now and then all miss it, 27 hardly
# ever. In five of the ten seeds halving does not end with the trial that is best at the end. Each time it was still
# there among the last three and lost in the cut after 90 updates, to one that was ahead then, by little. The early
# cuts cost nothing here, since a bad rate shows after ten updates.
#
# *Rubric.* **1 point, design:** a bet in advance; ten seeds; all choices by validation. **1 point, report:** three
# means with sample deviations, and a difference in pairs with its standard error. **1 point, a case:** a seed where
# halving lost, with the trial and the round. **1 point, explanation:** few trials may miss the range, so the gain is
# in the bad seeds; what is ahead at a cut need not be ahead at the end. "Halving is more efficient" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# **Halving runs everywhere.** Tuners can stop weak runs early, by successive halving or Hyperband. ASHA (Li et al.
# 2020) halves without waiting for the slowest run of a round, so that hundreds of machines stay busy. Others learn
# from past trials where to look next; with few knobs and a good range, random search with early stopping is hard to
# beat by much.
#
# **What transfers from small to large.** Nobody can afford a search on the largest models. So one tunes a small one and
# carries the settings over. In the usual parametrization the best rate falls as the network gets wider; in a suitable
# one, muP, it stays where it is (Yang et al. 2022). Hidden width, then, is no longer a reason to search anew.
#
# **Scaling curves as a tuning tool.** The loss falls as a power of model size, data and compute, over many powers of
# ten (Kaplan et al. 2020). So one fits the curve to small runs, and asks which split of a budget between size and
# data it favors (Hoffmann et al. 2022). A change that lowers the whole line saves the same share of compute at every
# size; one whose line meets the old one further right helps small models alone.
#
# **Spread is reported.** Seeds, splits and the choice of settings each add to it; a comparison that varies only one
# of them is too sure of itself (Bouthillier et al. 2021). And a test set that a whole field has looked at for ten
# years? On freshly collected images for ImageNet accuracies were 11 to 14 points lower, but the *order* of the models
# hardly changed (Recht et al. 2019).

# %% [markdown]
# ## Key points
#
# - Training data teach, validation data choose, test data judge, once.
# - The best of many looks better than it is. With $n$ examples the standard error is $\sqrt{p(1-p)/n}$; compare
#   models in pairs on the same examples.
# - Few data: folds. Whatever belongs together stays together, and all that is learned is learned inside the round.
# - Draw rates log-uniformly. Search at random when you do not know which knob matters. Look whether the best lies at
#   an edge.
# - Many short runs, few long ones. Fast at first is not always best at last.
# - Before the first run: the loss at the start, one batch, the gradient, the data. During it: both curves, both gaps.
#
# ## What comes next
#
# An empty file. In unit 17 you fill it with your own library, train your own network with it, and write the report:
# with its splits, its search, its spread, and its curves.
#
# ## References
#
# - Bergstra, J., Bengio, Y. (2012). Random search for hyper-parameter optimization. *JMLR* 13, 281–305.
# - Bouthillier, X. et al. (2021). Accounting for variance in machine learning benchmarks. *MLSys*. arXiv:2103.03098.
# - Dietterich, T. (1998). Approximate statistical tests for comparing supervised classification learning algorithms.
#   *Neural Computation* 10(7), 1895–1923.
# - Hastie, T., Tibshirani, R., Friedman, J. (2009). *The Elements of Statistical Learning*, second edition. Springer.
# - Hoffmann, J. et al. (2022). Training compute-optimal large language models. *NeurIPS*. arXiv:2203.15556.
# - Jamieson, K., Talwalkar, A. (2016). Non-stochastic best arm identification and hyperparameter optimization.
#   *AISTATS*. arXiv:1502.07943.
# - Kaplan, J. et al. (2020). Scaling laws for neural language models. arXiv:2001.08361.
# - Li, L., Jamieson, K., DeSalvo, G., Rostamizadeh, A., Talwalkar, A. (2018). Hyperband: a novel bandit-based
#   approach to hyperparameter optimization. *JMLR* 18(185), 1–52.
# - Li, L. et al. (2020). A system for massively parallel hyperparameter tuning. *MLSys*. arXiv:1810.05934.
# - Recht, B., Roelofs, R., Schmidt, L., Shankar, V. (2019). Do ImageNet classifiers generalize to ImageNet? *ICML*.
#   arXiv:1902.10811.
# - Yang, G., et al. (2022). Tensor programs V: tuning large neural networks via zero-shot hyperparameter transfer.
#   arXiv:2203.03466.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 16.1, 16.3 | own measurements; Hastie et al. 2009, chapter 7 |
# | 16.2, 16.4 | notes 004 (ideas 1 to 4); Hastie et al. 2009, section 7.10; Dietterich 1998 |
# | 16.5 | notes 004 (knobs, grid against random); Bergstra and Bengio 2012 |
# | 16.6 | notes 004 (babysitting one model, training many); Jamieson and Talwalkar 2016; Li et al. 2018 |
# | 16.7 to 16.9 | notes 001 (energy, training and validation error), 004 (curves, gaps); own runs |
# | Today | the papers named there |
