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
# # 8 · Schedules
#
# *A batch of 512 digits, a rate of 2, and most of the network dies. Later in training the same rate would have done
# no harm. It came too early.*
#
# **By the end, your code will save this network**, and it will read digits after 100 updates as well as the best
# constant rate does after 200.
#
# **After this unit you can**
#
# - say why a large rate is dangerous at the start of training and wasteful at its end, and show both in a figure;
# - write the schedules in use, from step decay to warm restarts, with the right rate at every step;
# - find a good rate in one short run;
# - choose the rate for a batch of another size, and say where the rule for it ends.
#
# **You need** gradient descent, mini-batches and their noise (unit 06); dead units (unit 03); Adam, for one section
# (unit 07).
#
# **It takes** about four and a half hours: one and a half to read and play, two for the exercises and the quiz, one
# for the experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours. The check right below it
# says what is right and what is not. Every figure can be edited and run again; the numbers on top of its cell are
# there to be changed. Where the text asks you to **predict**, write your guess down first: you remember what
# surprised you.

# %%
import math
from functools import partial

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by
from gradschool.experiments.patient import train_under

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 8.1 A batch that kills
#
# The patient has 64 hidden ReLU units between the pixels of a digit and its ten classes. It learns by plain gradient
# descent from batches of 512 digits. Its first weights are three times as large as He's rule says (unit 05), as
# happens when somebody forgets the rule.
#
# `train_under(rate, updates)` trains five networks at once, from five seeds. `gain` is the factor on He's weights: 3
# for the patient, 1 where nothing is said. `batch` is 512, `hidden` is one layer of 64, and `noise`, the s.d. of
# fresh noise on every pixel, is 0, unless a cell says otherwise. With `look=5` it looks at the units before every
# fifth update: `.watched` says when, `.dead` how many it found.
#
# The film shows the first of them. Each picture holds the 64 weights of one hidden unit, laid out like the pixels
# that they multiply. An orange cross marks a **dead** unit: it gives zero for all 1,348 training digits, so its
# gradient is zero, and it will never learn again (unit 03).
#
# **Predict.** How many updates does it take until half of the units are dead?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
rate = 2.0  # try 0.5, 1.0, 3.0
patient = train_under(rate, updates=60, gain=3.0, look=5)
print(f"after 60 updates, mean and deviation of five networks: {patient}")
plots.dying_units(patient, title=f"Batch 512, rate {rate}")

# %% [markdown] tags=["seen"]
# Look at the first frames: after five updates half of the units are crossed out already (38 to 64 % in the five
# networks), and then a few more follow. A step of 2 times such a gradient carries a unit so far that it is closed for
# every digit. What is dead stays dead, so the patient's *first* steps decide.
#
# Would He's own start save it? Try `gain=1.0`. Not at this rate. Its first gradients are six times as short, so its
# units die later: 15 % after five updates, 35 % after ten, 61 % after twenty. In the end more than four in five are
# dead, and seven in ten of the patient's. There not the first steps are too long, all are. What a good start buys is
# a larger rate that does no harm: with He's weights a constant 1.4 leaves 9 ± 6 % dead and reads 96 % of the
# held-back digits. The patient at 1.4 loses four units in ten.

# %% [markdown]
# At a rate of 0.5 nearly all units live, but learning is slow. Must we choose between fast and alive? Only if the
# rate has to stay the same. A **learning-rate schedule** makes the rate a function of the step $t$: the number of
# updates made so far, 0 before the first. We write $\eta_t$ for the rate of step $t$.

# %% [markdown]
# ## 8.2 Why end small: the noise floor
#
# We begin at the end. A mini-batch shows a noisy gradient (unit 06). The smallest model of it is a bowl $L = w^2/2$
# whose gradient $w$ comes with noise $\xi$ of mean 0 and variance 1:
#
# $$ w_{t+1} = w_t - \eta \, (w_t + \xi_t) = (1 - \eta) \, w_t - \eta \, \xi_t. $$
#
# The first part pulls $w$ to zero, the second shakes it. Square both sides and average. The noise does not depend on
# $w_t$, so $E\,w_{t+1}^2 = (1 - \eta)^2 E\,w_t^2 + \eta^2$. When nothing changes any more, both expectations are the
# same number, and
#
# $$ E\,w^2 = \frac{\eta}{2 - \eta}, \qquad \text{mean loss} = \frac{\eta}{2 (2 - \eta)} \approx \frac{\eta}{4}. $$
#
# This is the **noise floor**. No patience gets below it: only a smaller rate does.
#
# **Predict.** The rate drops to a tenth in the middle. How far does the loss fall? And does Adam (unit 07) have a
# floor, or does it adapt by itself?

# %% [markdown] tags=["guess"]


# %%
def noisy_bowl(rate, steps=400, runs=500):
    """Mean loss w^2 / 2 over many runs, after each step of descent on the gradients w + noise, from w = 5."""
    rng, w, losses = np.random.default_rng(0), np.full(runs, 5.0), []
    for step in range(steps):
        w = w - rate(step) * (w + rng.standard_normal(runs))
        losses.append(np.mean(w**2) / 2)
    return np.array(losses)


# %% tags=["demo"]
def floor(rate, drop_at):
    """The loss at a rate that drops to a tenth, and the rate itself."""
    rates = {"rate": [rate if step < drop_at else rate / 10 for step in range(400)]}
    losses = {
        "rate drops": noisy_bowl(lambda step: rates["rate"][step]),
        "formula": [now / (2 * (2 - now)) for now in rates["rate"]],
    }
    return plots.curve_panels({"learning rate": rates, "loss": losses}, ["log y", "log y"])


plots.explore(floor, rate=(0.02, 1.5, 0.5), drop_at=(0, 400, 200))

# %% tags=["demo"]
from gradschool import optim

print("One bowl, 500 runs from w = 0, mean loss of the last 500 of 1,000 steps")
print("at rates 0.1, 0.05, 0.025, 0.01:")
for kind in (optim.SGD, optim.Momentum, optim.Adam):
    floors = []
    for rate in (0.1, 0.05, 0.025, 0.01):
        rng, w, losses = np.random.default_rng(0), np.zeros(500), []
        rule = kind(lr=rate)
        state = rule.start(w)
        for _ in range(1000):
            w, state = rule.step(w, w + rng.standard_normal(500), state)
            losses.append(np.mean(w**2) / 2)
        floors.append(np.mean(losses[-500:]))
    print(f"{kind.__name__:8}:", *(f"{floor:.4f}" for floor in floors))

# %% [markdown] tags=["seen"]
# Before the drop the loss lies on the formula's line: 0.17 at a rate of 0.5. After the drop it falls to about a
# thirteenth of that within some 45 steps, and there is its new floor. Now drag `drop_at` to 0, then to 10. The small
# rate alone needs 80 steps until it is within a quarter of the floor. With ten large steps before it, 46 are enough.
# A large rate travels, a small rate arrives. (200 large steps are no better than ten: a run on its floor only waits.)
#
# All three optimizers have a floor, and half the rate has half the floor. That of momentum 0.9 is ten times as high,
# since every gradient comes in ten times over (unit 07): at 0.01 it has the floor that plain descent has at 0.1.
# Adam's is as low as that of plain descent in this bowl, but it has one: Adam adapts to the *size* of the gradients,
# not to how near the minimum is.

# %% [markdown]
# One exception is worth knowing. Where a network can fit every training example exactly, the noise itself dies out at
# the minimum, and the floor is zero (Ma, Bassily and Belkin 2018). Section 8.9 meets it.
#
# Now real digits. The pixels of every mini-batch get fresh noise, so no network can fit them exactly.
#
# **Predict.** All runs have 400 updates. One drops the rate to a tenth after 240. The constant 0.15 is the best of
# the constant rates 0.07, 0.1, 0.15, 0.2, 0.3, and 0.4. Which run reads most of the clean, held-back digits?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
schedules = {
    "constant 0.4": lambda step: 0.4,
    "constant 0.04": lambda step: 0.04,
    "constant 0.15": lambda step: 0.15,
    "0.4, then 0.04": lambda step: 0.4 if step < 240 else 0.04,
}
runs = {name: train_under(rate, 400, batch=16, noise=0.5) for name, rate in schedules.items()}
for name, run in runs.items():
    print(f"{name:14}: {run}")
losses = {name: run.losses for name, run in runs.items()}
plots.bands(losses, smooth=20, ylabel="loss on noisy digits")

# %% [markdown] tags=["seen"]
# (All runs see the same batches, so their curves share every bump.) The high rate is quick, and in the second half it
# gains little more: it is near its floor. The low rate is still on its way after 400 updates. The run
# with the drop has both: it travels, then it arrives. The best constant rate is a compromise between the two. It
# comes to the same training loss on clean digits, the printed 0.32 (the figure shows the loss on the noisy batches,
# which stays higher), and where it ends is more a matter of luck: ± 0.03 from seed to seed, against ± 0.01.
# The drop reads one digit in a hundred more (two over ten seeds: 93.0 ± 1.1 % against 90.8 ± 1.9 %). The lesson is
# old: Robbins and Monro proved in 1951 that steps that shrink find what constant steps only circle.

# %% [markdown]
# ### Exercise 1: a staircase
#
# The oldest schedule, **step decay**, falls in steps: "halve the rate every 30 epochs", or "divide it by ten when the
# loss stops falling". The steps where it falls are called **milestones**. If milestones $m_1 < m_2 < \dots$ are
# given, then
#
# $$ \eta_t = \eta \, \gamma^{\,\text{number of } m_i \le t}. $$
#
# For example $\eta = 0.1$, $\gamma = 1/2$ and $m_i = 10\,i$ give 0.1 in steps 0 to 9, 0.05 in steps 10 to 19, 0.025
# in steps 20 to 29.
#
# All schedules here count *updates*, not epochs. An epoch of 1,348 digits in batches of 512 has two full batches;
# whoever takes epochs for steps is off by such a factor.


# %%
def staircase(step, rate, factor, every=None, at=()):
    """A rate that is multiplied by a factor at certain steps and stays the same between them.

    Exactly one of `every` and `at` is given.

    Parameters
    ----------
    step : int
        Updates made so far: 0 before the first. Steps have no end.
    rate : float
        The rate before the first drop.
    factor : float in (0, 1]
        What each drop multiplies the rate by.
    every : int, optional
        Drop at the steps every, 2 every, 3 every, and so on. (Not at step 0.)
    at : sequence of int, in increasing order
        The milestones: drop at each of these steps. At the milestone itself the lower rate already holds.

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    drops = step // every if every else sum(milestone <= step for milestone in at)
    return rate * factor**drops
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what do both kinds have in common?</summary>
#
# Count the drops so far, then multiply. Only the counting differs.
# </details>
# <details><summary>Hint 2: counting without a loop over steps</summary>
#
# How many multiples of 10 lie between 1 and 37? Which operator of Python gives that number?
# </details>

# %%
check(staircase)

# %% [markdown]
# ### A drop on a condition
#
# Milestones have to be known beforehand. The other old rule waits for a sign: it looks at the loss now and then, and
# lets the rate fall when the loss has stopped falling, on a *plateau*. `optim.schedules.ReduceOnPlateau` does so. It
# keeps the best loss it was told. A loss that is not below the best is one look in vain. After more than `patience`
# looks in vain in a row the rate falls, and the count begins anew.
#
# The noisy bowl once more, with a look every 20 steps: what goes wrong with a rule that has no patience, and with one
# that has too much?


# %%
def waiting(patience, seed=0):
    """The loss of the noisy bowl and its rate, which falls to a tenth when the loss no longer gets better."""
    rng, w, rates, losses = np.random.default_rng(seed), np.full(50, 5.0), [], []
    rate = optim.schedules.ReduceOnPlateau(0.5, factor=0.1, patience=patience)
    for step in range(1000):
        rates.append(max(rate(step), 1e-6))  # where a logarithmic axis ends
        w = w - rates[-1] * (w + rng.standard_normal(50))
        losses.append(np.mean(w**2) / 2)
        if step % 20 == 19:
            rate.observe(np.mean(losses[-20:]))
    return rates, losses


# %% tags=["demo"]
def plateau(patience):
    """The rate and the loss of one run."""
    rates, losses = waiting(patience)
    shown = {"learning rate": {"rate": rates}, "loss": {"loss": losses}}
    return plots.curve_panels(shown, ["log y", "log y"])


for patience in (0, 3, 20):
    ends = [np.mean(waiting(patience, seed)[1][-20:]) for seed in range(5)]
    print(f"patience {patience:2}: final loss {np.mean(ends):.4f} ± {np.std(ends, ddof=1):.4f}")
plots.explore(plateau, patience=(0, 20, 3))

# %% [markdown] tags=["seen"]
# The loss is noisy, so now and then a look is in vain by chance. Without patience the rate falls at once, then again,
# and soon it is too small to go anywhere: the loss ends at 0.010 (mean of five seeds). With a patience of 3 it ends
# at 0.0014. With 20 the rule waits 420 steps on each floor, and the thousand steps are over before the rate is small:
# 0.014. No value is right everywhere. It has to outlast the noise, and the noise depends on your batch.

# %% [markdown]
# ## 8.3 Falling smoothly
#
# A staircase leaves you to choose every milestone. Two smooth rules, **exponential decay** and the 1/t rule, have one
# number each beside the first rate $\eta_0$: the speed $k$ (per step).
#
# $$ \text{exponential:}\quad \eta_t = \eta_0 \, e^{-k t}, \qquad\qquad
#    \text{1/t:}\quad \eta_t = \frac{\eta_0}{1 + k t}. $$
#
# They are two members of one family, $\eta_t = \eta_0 \, (1 + k t / p)^{-p}$. With $p = 1$ it is the 1/t rule. As $p$
# grows, $(1 + kt/p)^p$ approaches $e^{kt}$, so the exponential is $p = \infty$. With $p = 1/2$ the rate falls like
# $1/\sqrt t$, as in the first transformer (Vaswani et al. 2017). All members begin with the same slope, $-k \eta_0$.
#
# **Predict.** Four schedules in the noisy bowl, all from 0.5 and with $k = 0.2$. One of them stops moving for
# good. Which one, and why?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
k, steps = 0.2, np.arange(4000)
rates = {
    "constant": np.full(4000, 0.5),
    "1/sqrt(t), p = 1/2": 0.5 * (1 + 2 * k * steps) ** -0.5,
    "1/t, p = 1": 0.5 / (1 + k * steps),
    "exponential": 0.5 * np.exp(-k * steps),
}
losses = {name: noisy_bowl(own.__getitem__, steps=4000) for name, own in rates.items()}
for name, own in rates.items():
    print(f"{name:19} sum of the rates {own.sum():7.1f}   loss at the end {losses[name][-1]:.5f}")
shown = {name: (steps + 1, np.where(own > 1e-5, own, np.nan)) for name, own in rates.items()}
plots.curve_panels({"learning rate": shown, "loss": losses}, ["log", "log"])

# %% [markdown] tags=["seen"]
# The exponential rate freezes. All its rates together add up to about $\eta_0 / k = 2.5$ (here 2.8), so $w$ shrinks
# to 0.04 of its start and no further, however long you wait, and the noise of its last real steps stays in it. (The
# constant rate ends with a larger loss, but it still moves.) The rates of $1/t$ and $1/\sqrt t$ add up without limit,
# so they arrive from anywhere. Robbins and Monro (1951) ask for exactly two things: the sum of the rates is infinite
# (you can go any distance), and the sum of their *squares* is finite (the noise dies out). The 1/t rule satisfies
# both. Both together are enough; the second is more than this bowl needs. $1/\sqrt t$ breaks it, and its loss falls
# all the same, with the rate: the floor $\eta_t / 4$ comes down, only more slowly.

# %% [markdown]
# So why is anybody using the exponential? Because real training ends after a known number of steps. Choose $k$ with
# the end in mind, such as $k = 5 / \text{steps}$, and it comes down in time. A rule that knows where the end is may
# as well say so: that is the next section.
#
# ### Exercise 2: one family


# %%
def power_decay(step, rate, k, power=1.0):
    """Exponential and 1/t decay as one family: rate (1 + k step / power)^(-power).

    Parameters
    ----------
    step : int
        Updates made so far: 0 before the first, which is made at `rate`. Steps have no end.
    rate : float
        The first rate.
    k : float, 0 or more
        How fast it falls, per step.
    power : float, positive, or math.inf; default 1
        1 is the 1/t rule, 1/2 falls like 1 / sqrt(t), and math.inf is the exponential, rate e^(-k step).

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    if power == math.inf:
        return rate * math.exp(-k * step)
    return rate * (1 + k * step / power) ** -power
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: infinity</summary>
#
# `k * step / math.inf` is 0, and `1.0 ** -math.inf` is 1: the formula as it stands gives no decay at all. Treat
# `math.inf` before it.
# </details>

# %%
check(power_decay)

# %% [markdown]
# ## 8.4 Cosine annealing: a rule that knows its end
#
# **Cosine annealing** (Loshchilov and Hutter 2017, equation 5) lets the rate follow half a cosine from $\eta_{\max}$
# to $\eta_{\min}$ over $T$ steps:
#
# $$ \eta_t = \eta_{\min} + \tfrac12 \, (\eta_{\max} - \eta_{\min}) \Bigl( 1 + \cos \frac{\pi t}{T} \Bigr). $$
#
# Read it from the inside. The cosine falls from 1 to $-1$. With the 1 before it, it falls from 2 to 0. The half makes
# this 1 to 0: the share of the way that is still above $\eta_{\min}$. The curve is flat at both ends, so most steps
# are made near the highest rate (travel) or near the lowest (arrive).
#
# ### Exercise 3: cosine


# %%
def cosine(step, highest, total, lowest=0.0):
    """Half a cosine from the highest rate to the lowest (Loshchilov and Hutter 2017, equation 5).

    Parameters
    ----------
    step : int
        Updates made so far. Step 0 gives `highest`, step `total` gives `lowest`, and every later step `lowest` too.
    highest, lowest : float
        Where the rate begins and where it ends.
    total : int, 1 or more
        Steps from one to the other.

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    done = min(step / total, 1)
    return lowest + (highest - lowest) * (1 + math.cos(math.pi * done)) / 2
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: try the ends</summary>
#
# Work out by hand what your formula gives at step 0 and at step `total`, with `highest` 0.1 and `lowest` 0.01.
# </details>
# <details><summary>Hint 2: after the end</summary>
#
# A cosine goes up again after half a turn. Cut the *share that is done* at 1 before you take the cosine.
# </details>

# %%
check(cosine)

# %% [markdown]
# Four ways down, by your own functions: the rates, and what they make of the noisy digits of 8.2.


# %% tags=["demo"]
@drawn_by("staircase", "power_decay", "cosine")
def falling(first):
    """Four schedules from the same first rate over 400 updates, each trained with."""
    rates = {
        "staircase": [staircase(t, first, 0.5, every=80) for t in range(400)],
        "1/t": [power_decay(t, first, 0.02) for t in range(400)],
        "exponential": [power_decay(t, first, 5 / 400, math.inf) for t in range(400)],
        "cosine": [cosine(t, first, 400) for t in range(400)],
    }
    for name, own in rates.items():
        print(f"{name:11}: {train_under(own.__getitem__, 400, batch=16, noise=0.5)}")
    return plots.curve_panels({"four ways down": rates}, xlabel="update", ylabel="learning rate")


falling(first=0.4)  # try 0.2, 0.8

# %% [markdown]
# ## 8.5 Up again: restarts and cycles
#
# If a small rate can settle, a large one can leave. Two schedules make use of that. **Warm restarts** (Loshchilov and
# Hutter 2017) run one cosine after another. Every cycle starts at the highest rate, and every cycle is longer than
# the one before by a factor: cycles of 10, 20, and 40 steps start at steps 0, 10, and 30. **Cyclic rates** (Smith
# 2017) walk in a straight line up and down between two rates.
#
# ### Exercise 4: warm restarts


# %%
def warm_restarts(step, highest, first, growth=2, lowest=0.0):
    """One cosine after another, each longer than the one before (Loshchilov and Hutter 2017, section 3).

    Within a cycle of T steps the rate is that of equation 5, lowest + (highest - lowest) (1 + cos(pi t / T)) / 2,
    where t counts the steps since the cycle began. The first step of every cycle has the rate `highest`; `lowest`
    itself is never reached, since the step that would reach it begins the next cycle.

    Parameters
    ----------
    step : int
        Updates made so far: 0 before the first. Cycles have no end.
    highest, lowest : float
        Where every cycle begins, and what it approaches.
    first : int
        Steps of the first cycle.
    growth : int, 1 or more; default 2
        Every cycle is so many times as long as the one before. 1 keeps them alike.

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    length = first
    while step >= length:
        step = step - length
        length = length * growth
    return lowest + (highest - lowest) * (1 + math.cos(math.pi * step / length)) / 2
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which cycle?</summary>
#
# As long as the step is beyond the present cycle, take that cycle's length off the step and make the cycle longer.
# </details>
# <details><summary>Hint 2: the table for first = 3, growth = 2</summary>
#
# Cycles start at steps 0, 3, 9, and 21. Does yours give `highest` at each of them, and only there?
# </details>

# %%
check(warm_restarts)

# %% [markdown]
# ### Exercise 5: triangles


# %%
def triangular(step, low, high, half, factor=1.0):
    """A rate that walks up from low to high and down again, over and over (Smith 2017, section 3).

    Parameters
    ----------
    step : int
        Updates made so far. Step 0 gives `low`, step `half` gives `high`, step 2 half gives `low` again, and so on
        without end.
    low, high : float
        The ends.
    half : int
        Steps from one end to the other, in a straight line.
    factor : float, default 1
        The distance from low to the peak is multiplied by this from one cycle to the next; 1/2 is Smith's
        "triangular2". The first cycle has its peak at `high`.

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    cycle, position = divmod(step, 2 * half)
    share = 1 - abs(position - half) / half
    return low + (high - low) * share * factor**cycle
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three numbers</summary>
#
# Which cycle is it (count from 0)? How far into the cycle are you? Which share of the way from low to the peak is
# that?
# </details>
# <details><summary>Hint 2: the share</summary>
#
# The distance from the middle of the cycle, `abs(position - half)`, is `half` at both ends and 0 at the peak.
# </details>

# %%
check(triangular)

# %% [markdown]
# What does a high rate do, and what does it not do?
#
# The weight below, the black ball on the left, starts in a narrow dip, and a wide valley lies beside it. The dip is
# the *deeper* of the two. Move `step` and the ball moves, with its rate in the middle and its way on the right. At
# the bottom of a place of curvature $h$ a rate above $2/h$ cannot rest (unit 06). The dip's curvature is 6.5, so its
# limit is 0.31; the valley's is 0.2, with a limit of 10.
#
# **Predict.** The rate cycles between 0.02 and `high`. From which `high` on does the ball leave the dip?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def slope(w):
    """The slope of w^2 / 10 with a dip at w = 2, a bell of depth 0.6 and width 0.3."""
    return 0.2 * w + 0.6 * (w - 2) / 0.09 * np.exp(-((w - 2) ** 2) / 0.18)


def height(w):
    """The curve itself."""
    return w**2 / 10 - 0.6 * np.exp(-((w - 2) ** 2) / 0.18)


@drawn_by("triangular")
def cycling(high, step):
    """The curve, the rate and the weight over three cycles of 80 steps; the ball at one step."""
    rates, weights = [triangular(t, 0.02, high, 40) for t in range(240)], [2.1]
    for rate in rates:
        weights.append(weights[-1] - rate * slope(weights[-1]))
    w, t, here, now = np.linspace(-1, 3.5, 400), range(240), [weights[step]], [step]
    curves = {"loss": (w, height(w)), "rate": (t, rates), "weight": (t, weights[:-1])}
    panels = {name: {"": curve} for name, curve in curves.items()}
    ball = {"loss": (here, [height(*here)]), "rate": (now, [rates[step]]), "weight": (now, here)}
    ends, words = {"rate": (0, 1.05), "weight": (-1, 3.5)}, ["weight", "step", "step"]
    return plots.curve_panels(panels, xlabel=words, dots=ball, ylim=ends)


plots.explore(cycling, high=(0.05, 1.0, 0.2), step=(0, 239, 0))

# %% [markdown] tags=["seen"]
# Up to 0.31 the dip holds the ball at any rate of the cycle. Above it the dip pushes the ball out while the rate is
# high, and takes it in again when the rate falls; up to about 0.55 the high phase is too short for a swing that you
# could see. From 0.72 on the swing is always wider than the dip (a little below it depends on where the ball happens
# to be): it is thrown out, rolls to the wide valley, and never comes back, though the dip was the lower place. So a
# high rate does not look for a *better* minimum. It cannot stay in a *narrow* one, and that is all it knows.

# %% [markdown]
# Cycles are often recommended against saddle points, with the remark that a small rate cannot leave one. Beside a
# saddle of curvature $-h$ the distance from the ridge grows by a factor $1 + \eta h$ a step. From an offset of one
# thousandth, a distance of 1 is reached after $\ln(1000) / \ln(1 + \eta h)$ steps.
#
# **Predict.** The curvature is $-1$. How many steps does a rate of 0.01 need? And a rate that cycles between 0.01 and
# 0.1?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
for name, rate in {
    "0.01 all the time": lambda step: 0.01,
    "0.1 all the time": lambda step: 0.1,
    "cycling between the two": lambda step: 0.1 - 0.09 * abs(step % 40 - 20) / 20,
}.items():
    w, step = 0.001, 0
    while w < 1:
        w, step = w + rate(step) * w, step + 1
    print(f"{name:24}: {step} steps to leave the saddle")

# %% [markdown] tags=["seen"]
# The small rate leaves late, but it leaves; only a start exactly on the ridge stays there. A cycle helps as much as
# its average rate does. What restarts do give is a good model at the end of every cycle; unit 14 makes an ensemble of
# them.

# %% [markdown]
# ## 8.6 Why begin small: warm-up
#
# Back to the patient. Its first gradients are too large for a rate of 2, but only the first ones: after some updates
# they are shorter and the loss is less curved (Gilmer et al. 2022). So begin with a small rate. Goyal et al. (2017,
# section 2.2) compare two ways to do it:
#
# - **constant warm-up**: a small rate for a while, then a jump to the full one;
# - **gradual warm-up**: a rate that rises in a straight line from a small one to the full one.
#
# **Predict.** The patient again, 120 updates at a peak rate of 2. The warm-up takes 80 of them. Which of the two
# saves it?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
length, gain = 80, 3.0  # try a length of 10, and a gain of 1
shares = {
    "none": np.ones(120),
    "constant": np.where(np.arange(120) < length, 0.1, 1.0),
    "gradual": np.minimum(np.arange(1, 121) / length, 1),
}
rates = {name: 2.0 * share for name, share in shares.items()}
runs = {name: train_under(own.__getitem__, 120, gain=gain, look=5) for name, own in rates.items()}
for name, run in runs.items():
    print(f"{name:8}: {run}")
panels = {
    "rate": rates,
    "units dead": {name: (run.watched, run.dead.mean(axis=0)) for name, run in runs.items()},
    "length of the gradient": {n: np.median(run.gradients, axis=0) for n, run in runs.items()},
    "loss": {name: np.median(run.losses, axis=0) for name, run in runs.items()},
}
scales, ends = ["linear", "linear", "log y", "log y"], {"units dead": (0, 1)}
plots.curve_panels(panels, scales, xlabel="update", ylim=ends, columns=2, height=5.5)

# %% [markdown] tags=["seen"]
# Without a warm-up half of the units die in five updates. The gradient has a length of 4 at the start, and after the
# first step of 2 it is three times as long. With the constant one they live for 80 updates and die in the few after
# the **jump**. The gradients had fallen to a fifteenth by then, so short gradients alone do not make 2 safe: the
# small rate has led to a place that is still too curved for it. The gradual rise changes the place while it rises, so
# that the rate is hardly ever more than the present place can bear.

# %% [markdown]
# The jump at the end of a constant warm-up is why Goyal et al. (2017) take the gradual one. Does it save every
# network from every rate? The next cell tries five peak rates, on the patient and on networks with He's start.
#
# **Predict.** From which peak on do units die, without and with warm-up, and in which of the two starts?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
peaks, panels, dots = np.array([0.7, 1.0, 1.4, 2.0, 3.0]), {}, {}
each, seeds = np.repeat(peaks, 5), [*range(5)] * len(peaks)  # five seeds for every peak
for start, gain in {"patient": 3.0, "He's start": 1.0}.items():
    for name, length in {"no warm-up": 1, "gradual, 40 updates": 40}.items():
        warm = lambda step, n=length: each * min((step + 1) / n, 1)  # noqa: E731
        run = train_under(warm, 100, gain=gain, seeds=seeds)
        right, dead = (100 * own.reshape(-1, 5) for own in (run.accuracy, run.dead[:, -1]))
        means, spreads = right.mean(1), right.std(1, ddof=1)
        told = map("{:g}: {:.1f} ± {:.1f}".format, peaks, means, spreads)
        print(f"{start}, {name}, % read right at peak", *told, sep="   ")
        panels[f"{start}, {name}"] = {"median": (peaks, np.median(dead, axis=1))}
        dots[f"{start}, {name}"] = (each, dead.ravel())
settings = {"xlabel": "peak rate", "ylabel": "units dead, %", "ylim": (-3, 103), "height": 5.5}
plots.curve_panels(panels, dots=dots, columns=2, **settings)

# %% [markdown] tags=["seen"]
# Every dot is one network. The patient loses nearly a fifth of its units at a rate of 1 already; with the gradual
# warm-up nearly all live up to 2, twice as far. At 3 it saves none: warm-up moves the cliff, it does not remove it.
#
# With He's start the cliff stands between 1.4 and 2, and the warm-up hardly moves it: at 1.4 it gains nothing (96 %
# read right both ways), at 2 it helps some networks and not others (the deviation is 20 % or more), and at 3 none.
# These networks have no first gradients that are too long. What kills them is the rate itself, whenever it comes.
# **Warm-up helps where the beginning is worse than what follows**, as a bad start makes it; the patient, warmed up to
# 2, then reads as well as He's networks at 1.4. Large models are warmed up for a reason of their own (see Today).

# %% [markdown]
# How long should a warm-up be? You will read "the first 5,000 iterations", or "five epochs" (Goyal et al. 2017), or
# "4,000 steps" (Vaswani et al. 2017). These are numbers of *their* runs. What carries over is a share of the run, a
# few percent to a tenth in long runs and more in short ones like ours, and the shape: gradual, without a jump.
#
# Where does the line begin, and where does it end? Three conventions are in use. (1) A rate of 0 at step 0 and the
# full one at step `warm`: easy to write, and the first update does nothing. (2) A share of $1 / \text{warm}$ at step
# 0 and the full rate at step `warm` - 1, so that no update is wasted: both figures above, and exercise 9. (3) A first
# rate of your own, and the full one at step `warm`: exercise 6, of which (1) is the default. Whoever compares two
# programs has to know which one each of them means.
#
# ### Exercise 6: warm up anything
#
# Schedules are functions, so one can be put before another.


# %%
def warm_up(step, after, warm, start=0.0, gradual=True):
    """A warm-up of `warm` steps before another schedule (Goyal et al. 2017, section 2.2).

    Parameters
    ----------
    step : int
        Updates made so far: 0 before the first. Steps have no end.
    after : function
        The schedule that follows: `after(t)` is its rate at its own step t. Its own clock starts at 0 when the
        warm-up is over, so step `warm` gives after(0).
    warm : int, 0 or more
        Steps of the warm-up; with 0 there is none.
    start : float, default 0
        The rate of step 0 (with a warm-up).
    gradual : bool, default True
        Whether the rate goes in a straight line, from `start` at step 0 to after(0) at step `warm`, be that higher
        or lower. If False, it stays at `start` for all `warm` steps.

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    if step >= warm:
        return after(step - warm)
    if not gradual:
        return start
    return start + (after(0) - start) * step / warm
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two clocks</summary>
#
# `step` counts from the beginning of training. What does the clock of `after` say at step `warm`? And at step
# `warm + 5`?
# </details>
# <details><summary>Hint 2: a straight line</summary>
#
# From `start` to `end` in `warm` steps: what share of the way is done at `step`? Where does the line end?
# </details>

# %%
check(warm_up)

# %% [markdown]
# Now your own function on the patient: 120 updates up to a rate of 2.
#
# How short may a gradual warm-up be? And can a constant one save the patient, if you choose its rate and its length
# well?


# %% tags=["demo"]
@drawn_by("warm_up")
def warmed(warm, start, gradual):
    """The patient under your warm-up, then 2: five seeds."""
    rates = [warm_up(step, lambda t: 2.0, warm, start, gradual) for step in range(120)]
    run = train_under(rates.__getitem__, 120, gain=3.0, look=5)
    print(run)
    loss, dead = np.median(run.losses, axis=0), (run.watched, run.dead.mean(axis=0))
    panels = {"learning rate": {"": (range(120), rates)}, "loss": {"": loss}}
    panels["units dead"] = {"": dead}
    ends = {"learning rate": (0, 2.1), "units dead": (0, 1)}
    return plots.curve_panels(panels, ["linear", "log y", "linear"], xlabel="update", ylim=ends)


plots.explore(warmed, warm=(0, 100, 10), start=(0.0, 2.0, 0.0), gradual=[True, False])

# %% [markdown] tags=["seen"]
# Ten updates are too few: a third of the units die, and the loss ends half as high again as with 20 or 40 (0.05
# against 0.03). Eighty of 120 are too many: the full rate has no time to work (0.06). From twenty on one unit in
# twenty to one in six is lost; so near to the cliff, luck decides. No constant warm-up that we tried saves the
# patient. With 20, 40, 60, or 100 updates at a rate between 0.1 and 1 it lost a third of its units or more. A small
# constant rate ends in a large jump, and a large one kills from the start.

# %% [markdown]
# ## 8.7 How large? One short run tells
#
# A grid of rates costs a training run each. Smith (2017, section 3.3) found a cheaper way, the **range test**: raise
# the rate within one run, and look at the curve once. His rate rises by equal steps, and he watches the accuracy. The
# form in use today begins with a tiny rate, raises it by the same factor at every update, and watches the loss until
# it explodes.
#
# Read the figure below from left to right. *Flat*: the rate is too small to do anything. *Falling*: now it learns.
# *Lowest*: the useful rates end near here. *Up*: it diverges. One takes a rate from where the loss still falls. A
# rule of thumb takes the rate at the lowest loss and steps back by a factor; the factor is a matter of taste, we take
# 2, others 10. The networks have He's start here, and so they have in 8.8.
#
# **Predict.** Five seeds, one range test each. How far apart will the five answers be?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
low, high, total = 1e-3, 10.0, 100
growing = low * (high / low) ** (np.arange(total) / (total - 1))
run = train_under(lambda step: growing[step], total)
lowest = growing[run.losses.argmin(axis=1)]
print("rates at the lowest loss:", *(f"{rate:.2f}" for rate in lowest))
curves = {f"seed {seed}": (growing, np.minimum(own, 5)) for seed, own in enumerate(run.losses)}
dots = {"five range tests": (lowest, run.losses.min(axis=1))}
words = {"xlabel": "learning rate", "ylabel": "loss (cut off at 5)"}
plots.curve_panels({"five range tests": curves}, "log x", dots=dots, **words)

# %% [markdown] tags=["seen"]
# All five curves have the same shape, and they agree on where the cliff stands. Each has a dip near 0.7 and another
# between 1.1 and 1.7, and the lowest point, the dot, lies now in the one and now in the other: that is the whole
# factor of two and a half between them. So the test finds the order of magnitude in a hundred updates, and no more:
# between 0.3 and 0.8 you still have to try. It also asks about the first hundred updates alone. What is too large
# there may be right later, after a warm-up.

# %% [markdown]
# ### Exercise 7: measure it
#
# Your function runs the test itself. It is handed a function that trains a fresh network, and it decides which rates
# that training gets.


# %%
def range_test(train, low, high, total):
    """Find a good rate by raising it until training diverges (after Smith 2017, section 3.3).

    The rate of step t is low (high / low)^(t / (total - 1)): step 0 has `low`, the last step, total - 1, has `high`.

    Parameters
    ----------
    train : function
        `train(schedule, updates)` trains a fresh network for so many updates, at the rates schedule(0), schedule(1),
        ..., and returns the losses: an array of shape (updates,). Call it once.
    low, high : float
        The first and the last rate, 0 < low < high.
    total : int, 2 or more
        Updates of the test.

    Returns
    -------
    float
        Half the rate of the step with the lowest loss. What comes after the explosion does not count: look only at
        the losses before the first one that is nan, infinite, or more than four times the lowest loss before it. (The
        first loss is a finite number. If several are lowest, take the earliest.)
    """

    ### BEGIN SOLUTION
    def schedule(step):
        return low * (high / low) ** (step / (total - 1))

    losses = train(schedule, total)
    best = 0
    for step in range(1, total):
        if not losses[step] <= 4 * losses[best]:
            break
        if losses[step] < losses[best]:
            best = step
    return schedule(best) / 2
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three parts</summary>
#
# A schedule (a function inside your function), one call of `train`, and a walk along the losses that remembers where
# the lowest one was.
# </details>
# <details><summary>Hint 2: nan</summary>
#
# Every comparison with nan is False: `nan > 4` and `nan <= 4` both. Ask so that nan ends the walk.
# </details>
# <details><summary>Hint 3: after the explosion</summary>
#
# A network that has blown up may show a low loss later, by chance or because it was cut off. Stop at the first bad
# loss;
# `np.argmin` over all of them does not.
# </details>

# %%
check(range_test)


# %% tags=["demo"]
@drawn_by("range_test")
def tested(gain):
    """Your range test on five networks, and what a short training makes of your rates."""
    found = []
    for seed in range(5):
        fresh = partial(train_under, gain=gain, seeds=[seed])
        found.append(range_test(lambda rate, n, f=fresh: f(rate, n).losses[0], 1e-3, 10, 100))
    run = train_under(found, 100, gain=gain)
    print(f"your rates: {', '.join(f'{rate:.2f}' for rate in found)}.  With them: {run}")
    return plots.loss_curves({f"rate {rate:.2f}": run.losses[s] for s, rate in enumerate(found)})


plots.explore(tested, gain=[1.0, 3.0, 10.0])

# %% [markdown]
# ## 8.8 A batch of another size
#
# You have a good rate for batches of 32 and now want batches of 128. In one epoch the large batch makes a quarter of
# the steps. If its gradient were the same, each step would have to be four times as long to get as far. That is the
# **linear scaling rule**: multiply the batch by $N$, multiply the rate by $N$ (Krizhevsky 2014; Goyal et al. 2017).
# It keeps the noise, too: unit 06 found that it goes like $\eta / B$.
#
# The map below trains for three epochs at every pair of batch size and rate. Along a white line the ratio of the two
# stays the same, so the rule says: the same color.
#
# **Predict.** How far along a line does the color stay the same? What ends it?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
epochs, rates = 3, 2.0 ** np.arange(-9, 3)
batches = 2 ** np.arange(1, 11)
table = []
for batch in tqdm(batches):
    rate, seeds = np.repeat(rates, 5), [*range(5)] * len(rates)
    run = train_under(rate, round(epochs * 1348 / batch), batch=batch, hidden=(32,), seeds=seeds)
    table.append(np.nan_to_num(run.loss, nan=9).reshape(-1, 5).mean(axis=1))
for name, offset in {"far below the best rates": 0, "of the best rate of batch 2": 5}.items():
    line = zip(batches, np.diagonal(table, offset), strict=False)
    print(f"along the line {name}, by batch:", *(f" {b}: {loss:.2f}" for b, loss in line))
plots.scaling_map(rates, batches, table, title="Three epochs on the digits")

# %% [markdown] tags=["seen"]
# The dots, the best rates, tell most. For batches of 2, 4, 8, and 16 they climb exactly along a line, from 1/16 to
# 1/2: there the rule holds, over a factor of 8. Then they go level between 1/2 and 1: no batch makes a rate beyond
# about 1 stable here, because the curvature does not care about the batch (unit 06). Along the line of the best rates
# the loss stays between 0.10 and 0.13 up to batch 16, at batch 32 it is 0.22, and at 64 training has blown up. With
# the rate stuck, a larger batch only makes fewer steps.
#
# Far below the best rates the rule holds longer: from batch 2 at 1/512 to batch 256 at 1/4 the loss after three
# epochs changes by less than one percent, with 1/128 of the updates. But that says little about rates one would use.
# The loss there is 1.5, hardly learned, the noise does nothing, and all runs follow the same smooth path. On
# ImageNet, with warm-up, Goyal et al. (2017) kept the rule up to batches of about 8,000. Where it ends depends on the
# problem.

# %% [markdown]
# For Adam and other adaptive methods the rule is another. Two lines show why. In small batches the gradient $g$ is
# mostly noise, of a size of about $\sqrt{c / B}$ (unit 06), and Adam divides by that size:
#
# $$ \eta \, \frac{g}{\sqrt{c / B}} = \Bigl( \eta \sqrt{B / c} \Bigr) \, g. $$
#
# That is a step of plain descent at the rate in the bracket, and the linear rule wants this rate to grow like $B$.
# The $\sqrt B$ in it grows by itself, so $\eta$ has to grow by the other $\sqrt B$: $N$ times the batch, $\sqrt N$
# times the rate. (Malladi et al. 2022 have the proof. This rule, too, ends where the noise no longer dominates.)
#
# ### Exercise 8: spot the bug
#
# This rule of thumb circulates in lecture notes: *"if you increase the batch size by N, also scale the initial
# learning rate by N."* Somebody took "by N" at its word and wrote:
#
# ```python
# def scale_rate(rate, batch, reference):
#     more = batch - reference      # the batch is increased by this
#     return rate + more            # so is the rate
# ```
#
# The experiment: 0.05 is a good rate for batches of 16. What does this code make of it for 32, and what happens then?

# %% tags=["demo"]
rate, reference, batch = 0.05, 16, 32
for name, new in {"as printed": rate + (batch - reference), "rate kept": rate}.items():
    run = train_under(new, epochs * 1348 // batch, batch=batch)
    print(f"{name:10}: rate {new:5.2f}   {run}")
print(f"{'batch of 16':10}: rate {rate:5.2f}   {train_under(rate, epochs * 1348 // 16, batch=16)}")


# %%
def scale_rate(rate, batch, reference, adaptive=False, limit=None):
    """The rate for batches of another size, corrected.

    Linear for gradient descent (Goyal et al. 2017, section 2.1), the square root for adaptive methods (Malladi et
    al. 2022).

    Parameters
    ----------
    rate : float
        A good rate for batches of `reference` examples.
    batch, reference : int
        The new batch size and the old one; the new one may be the smaller.
    adaptive : bool, default False
        Whether the optimizer divides by the size of the gradient, as Adam does.
    limit : int, optional
        The largest batch size for which the rule holds: larger batches get the rate of a batch of `limit`. It may be
        below `reference`.

    Returns
    -------
    float
        The rate for batches of `batch` examples.
    """
    ### BEGIN SOLUTION
    larger = batch if limit is None else min(batch, limit)
    times = larger / reference
    return rate * (times**0.5 if adaptive else times)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the unit of N</summary>
#
# The batch grows *by a factor* of N. Which factor leads from 16 to 32? What happens to the rate if the batch stays as
# it is?
# </details>
# <details><summary>Hint 2: the limit</summary>
#
# Beyond the limit it is as if the batch had stopped growing.
# </details>

# %%
check(scale_rate)

# %% [markdown]
# The experiment once more, with your rates.

# %% tags=["demo"]
with drawn_by("scale_rate"):
    for batch in (8, 16, 32, 64):
        rate = scale_rate(0.05, batch, 16)
        run = train_under(rate, epochs * 1348 // batch, batch=batch)
        print(f"batch {batch:2}: rate {rate:.3f}   {run}")

# %% [markdown]
# ## 8.9 Put together: save the patient
#
# Most networks of today are trained with one composed schedule: a short linear warm-up, then half a cosine. No step
# is wasted: the warm-up is that of convention (2) in 8.6, with `peak / warm` at step 0, and the last update, number
# `total - 1`, has the lowest rate, not the one after it.
#
# ### Exercise 9: one run


# %%
def one_run(step, peak, warm, total, lowest=0.0):
    """A gradual warm-up, then half a cosine, for a run of `total` updates.

    The warm-up takes the steps 0 to warm - 1: it rises in a straight line, the first rate is peak / warm, and the
    rate of step warm - 1 is `peak`. The steps warm to total - 1 fall along half a cosine that leaves `peak` at step
    warm - 1 (with warm = 0, one step before the first) and reaches `lowest` at step total - 1.

    Parameters
    ----------
    step : int
        Updates made so far: 0 before the first. From step total - 1 on the rate is `lowest`.
    peak, lowest : float
        The highest rate and the last one.
    warm : int
        Steps of the warm-up, 0 <= warm < total. With 0 there is no warm-up, and step 0 is already on the cosine.
    total : int
        Updates of the run.

    Returns
    -------
    float
        The rate of this step.
    """
    ### BEGIN SOLUTION
    if step < warm:
        return peak * (step + 1) / warm
    done = min((step + 1 - warm) / (total - warm), 1)
    return lowest + (peak - lowest) * (1 + math.cos(math.pi * done)) / 2
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a small table</summary>
#
# Write down the rates of `one_run(step, 1.0, warm=3, total=7)` for steps 0 to 7. Two of them are the peak's
# neighbors, and one is exactly one half.
# </details>
# <details><summary>Hint 2: which share of the fall is done?</summary>
#
# It is 0 at step `warm - 1` and 1 at step `total - 1`.
# </details>
# <details><summary>Hint 3: by your own functions</summary>
#
# A `warm_up` before a `cosine` is nearly this function. By how many steps is its clock behind?
# </details>

# %%
check(one_run)

# %% [markdown]
# All schedules on equal axes, drawn by your own functions. Move the sliders: what does each number change?


# %% tags=["demo"]
@drawn_by("staircase", "power_decay", "cosine", "warm_restarts", "triangular", "warm_up", "one_run")
def all_of_mine(peak, warm):
    """Every schedule of this unit over 140 steps."""

    def later(step):
        return power_decay(step, peak, 0.05)

    rates = {
        "staircase": lambda step: staircase(step, peak, 0.5, every=30),
        "1/t": later,
        "exponential": lambda step: power_decay(step, peak, 0.02, math.inf),
        "cosine": lambda step: cosine(step, peak, 140),
        "warm restarts": lambda step: warm_restarts(step, peak, 20),
        "triangles": lambda step: triangular(step, peak / 10, peak, 20),
        "warm-up, then 1/t": lambda step: warm_up(step, later, warm),
        "constant warm-up, 1/t": lambda step: warm_up(step, later, warm, peak / 10, False),
        "one run": lambda step: one_run(step, peak, warm, 140),
    }
    panels = {name: {"rate": [rate(step) for step in range(141)]} for name, rate in rates.items()}
    return plots.curve_panels(panels, ylabel="rate", share=True, columns=3, height=6)


plots.explore(all_of_mine, peak=(0.1, 2.0, 1.0), warm=(0, 100, 20))

# %% [markdown]
# Now the patient of 8.1, and a surprise: the second half of your schedule may do harm. You have 100 updates. To beat:
# the best of six constant rates, with 100 updates and with 200.
# (The slider `lowest` is a share of the peak.)
#
# **Predict.** Which end will be better here, `lowest` = 0 or `lowest` = 1 (no fall at all)? And with noise of 0.5 on
# every pixel?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
constant = 0.25, 0.35, 0.5, 0.7, 1.0, 1.4
for noise, updates in tqdm([(0.0, 100), (0.0, 200), (0.5, 100), (0.5, 200)]):
    runs = {rate: train_under(rate, updates, gain=3.0, noise=noise) for rate in constant}
    best = min(runs, key=lambda rate: runs[rate].loss.mean())
    print(f"noise {noise}, {updates} updates, best constant rate {best}: {runs[best]}")


# %% tags=["demo"]
@drawn_by("one_run")
def saved(peak, warm, lowest, noise):
    """The patient under your schedule: 100 updates, five seeds."""
    rates = [one_run(step, peak, warm, 100, lowest * peak) for step in range(100)]
    run = train_under(rates.__getitem__, 100, gain=3.0, noise=noise, look=10)
    print(run)
    losses = {f"seed {seed}": own for seed, own in enumerate(run.losses)}
    dead = {"units dead": (run.watched, run.dead.mean(axis=0))}
    panels = {"learning rate": {"yours": rates}, "loss": losses, "units dead": dead}
    scales, ends = ["linear", "log y", "linear"], {"units dead": (0, 1)}
    return plots.curve_panels(panels, scales, xlabel="update", ylim=ends)


ranges = {"peak": (0.2, 3.0, 2.0), "warm": (0, 80, 40), "lowest": (0.0, 1.0, 1.0)}
plots.explore(saved, **ranges, noise=[0.0, 0.5])

# %% [markdown] tags=["seen"]
# Without noise your schedule needs half the time. Its 100 updates, warmed up over 40 and then level at 2, end at a
# loss of about 0.046 ± 0.017 with 96.5 % of the held-back digits right. The best constant rate ends at 0.09 after 100
# updates and needs 200 for 0.04 to 0.05 and 96.3 %, and by then it has lost two to four units in ten. Letting the
# rate fall to 0 makes it *worse* here (0.075): this network can fit every digit, so there is no floor, and small
# steps at the end are wasted.
#
# (Your last digits may be others. Near the cliff rounding decides which units die, and in which order a machine adds
# up depends on its number of threads. That is why the best constant rate may be 1 or 1.4.)
#
# With noise on the pixels it is the other way round. Warm-up alone gains next to nothing: level at 2 gives 88.3 ± 1.4
# %, and the best constant rate 88 % after 100 updates. Falling to a half gives 92.2 ± 1.2 %, falling to 0 gives 92.2
# ± 0.8 %. The best constant rate with *200* updates, 93 %, is not beaten: a quarter of the patient's units die in the
# warm-up all the same. **Whether to end small is a question about noise. Whether to begin small is a question about
# the start.** Now beat these numbers with your own sliders.

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A run diverges in update 81, right after a constant warm-up of 80. Why there, and what do you change?
# 2. A colleague trains for 10,000 updates at a rate of $0.1 \, e^{-0.05 t}$ and says that the network "has converged,
#    the loss does not move any more". What do you answer?
# 3. Somebody doubles the batch and the rate, and the loss after an epoch is the same. Somebody else does it again,
#    and it is worse. What may have happened, and how would you find out?
# 4. "Adam adapts its rates, so it needs no schedule." What is right about the first half, and why does the second
#    not follow?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** There the rate jumps to its full value in one step. The small rate has not led to a place where the full one
# is stable. A gradual warm-up (or a longer one, or a lower peak) takes the jump away.
#
# **2.** All its rates together are $0.1 / 0.05 = 2$; after 200 steps the rate is below $10^{-5}$. The network stands
# still because it can't move, wherever it is. Choose $k$ so that the rate is still useful near the end ($k$ about 5 /
# 10,000), or cosine.
#
# **3.** The rule of linear scaling holds while the rate stays below what the curvature allows. The second doubling
# crossed that limit, or the batch at which noise no longer matters. A range test, or a few rates at the larger batch,
# shows whether a lower rate does better.
#
# **4.** Adam divides by the size of the gradients, so it adapts to their scale. It does not know how near the minimum
# is: on noisy gradients it has a floor proportional to the rate, and its first steps have the full length of the
# rate. So it, too, gains from warm-up and decay.
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it. "The rate was too high" without
# a reason earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 8.10 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed for all of them.
#
# **Question 1.** Adam has run at a constant rate of 0.01 for so long that the loss on the noisy mini-batches no
# longer falls. You lower the rate to 0.005. What happens to the distance of the loss from its minimum?
#
# - **a**: nothing, since Adam adapts its rates by itself
# - **b**: it falls to about a half
# - **c**: it falls to about a quarter
# - **d**: it falls to zero if you wait


# %%
def quiz_adam_floor():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_adam_floor)

# %% [markdown] explains="quiz_adam_floor"
# The noise floor is proportional to the rate, for Adam as for plain descent. Adam's rates adapt to the size of the
# gradients, which stays the same here: on the floor they are mostly noise.

# %% [markdown]
# **Question 2.** Warm restarts with a first cycle of 5 steps, each cycle three times as long as the one before. At
# which of these steps does a cycle begin?
#
# - **a**: 15
# - **b**: 20
# - **c**: 45
# - **d**: 60


# %%
def quiz_restart():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_restart)

# %% [markdown] explains="quiz_restart"
# The cycles have 5, 15 and 45 steps, so they begin at steps 0, 5, 5 + 15 = 20, and 20 + 45 = 65.

# %% [markdown]
# **Question 3.** Gradient descent starts one millionth away from the ridge of a saddle. The loss falls to both sides
# with curvature $-1$, and the rate is 0.01. After about how many steps is it at a distance of 1?
#
# - **a**: never: with so small a rate it cannot leave
# - **b**: 100,000,000
# - **c**: 140
# - **d**: 1,400


# %%
def quiz_saddle():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_saddle)

# %% [markdown] explains="quiz_saddle"
# Every step multiplies the distance by 1.01. From $10^{-6}$ to 1 that takes $\ln(10^6) / \ln(1.01) = 13.8 / 0.00995$,
# about 1,390 steps. Ten times the rate would need a tenth of them.

# %% [markdown]
# **Question 4.** AdamW does well with batches of 256 at a rate of 0.001. You move to batches of 4,096. Which rate do
# you try first?
#
# - **a**: 0.016
# - **b**: 0.001
# - **c**: 0.004
# - **d**: 0.002


# %%
def quiz_larger_batch():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_larger_batch)

# %% [markdown] explains="quiz_larger_batch"
# The batch is 16 times as large. For adaptive methods the square root of that is a good first guess: 4 times the
# rate. The linear rule, 16 times, is made for plain gradient descent.

# %% [markdown]
# **Question 5.** A `ReduceOnPlateau` with a patience of 1 is told the losses 2.0, 1.5, 1.6, 1.4, 1.4, 1.5, 1.3, one
# after another. After which of them does the rate fall?
#
# - **a**: after 1.6
# - **b**: after the second 1.4
# - **c**: after the 1.5 that follows it
# - **d**: it does not fall


# %%
def quiz_plateau():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_plateau)

# %% [markdown] explains="quiz_plateau"
# 1.6 is one look in vain, and one is borne. 1.4 is a new best, so the count begins anew. The second 1.4 is not below
# the best: one in vain. 1.5 is the second in a row, more than the patience of 1, and the rate falls.

# %% [markdown]
# ## 8.11 Experiment: does the end matter?
#
# In 8.9 the best end of the schedule depended on the noise. Find out what else it depends on, with `train_under` and
# your own schedules, in new cells below this one (the + above the notebook, or Esc and then B):
#
# 1. **Write down first** what you expect: for which of two settings will a falling rate help more? Change *one* thing
#    between them: the batch (16 or 256), the noise on the pixels (0, 0.3, 0.5), the length of the run (100 or 1,000
#    updates), or the hidden units.
# 2. In both settings, compare a constant rate, `cosine`, and one more schedule of yours. Give each at least five peak
#    rates, spaced by a constant factor, until the best lies *inside* the range. Five seeds for each.
# 3. Make a table: the setting, the schedule, its best peak, training loss and accuracy with their sample deviations.
# 4. Explain *why* it came out as it did, with a figure or a formula of this unit.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Setting:* batch 16, 400 updates, 64 units; the noise on the pixels is 0 or 0.5. *Expectation:* decay helps with
# noise only, since without it the network can fit every digit. *Peaks tried:* 0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.4. Mean
# and sample deviation over seeds 0 to 4:
#
# | noise | schedule | best peak | training loss | held-back digits right |
# | --- | --- | --- | --- | --- |
# | 0 | constant | 0.7 | 0.066 ± 0.013 | 96.2 ± 0.7 % |
# | 0 | cosine | 0.7 | 0.065 ± 0.002 | 96.5 ± 0.4 % |
# | 0 | linear to 0 | 1.0 | 0.058 ± 0.007 | 96.7 ± 0.4 % |
# | 0.5 | constant | 0.2 | 0.326 ± 0.033 | 91.7 ± 1.5 % |
# | 0.5 | cosine | 0.4 | 0.280 ± 0.008 | 93.3 ± 0.5 % |
# | 0.5 | linear to 0 | 0.4 | 0.276 ± 0.010 | 93.5 ± 0.6 % |
#
# *Reading.* Without noise the three are within a deviation or so of each other. With noise both falling schedules
# gain about one and a half points, at twice the peak. Cosine and linear can't be told apart.
#
# *Why.* A constant rate has to serve two ends: fast travel and a low floor, which grows with the rate. With noise it
# must compromise (0.2). A falling rate travels at 0.4 and ends at 0. Without noise there is no floor to lower. The
# smaller deviation shows it too: on the floor, where a run ends is a matter of luck.
#
#
# *Rubric.* **1 point, design:** a prediction in advance; one thing changed; five peaks each, the best inside the
# range; five seeds. **1 point, report:** a table with peaks, means and sample deviations; claims no larger than these
# allow.
# **1 point, comparison:** the same budget of updates for all, each at its own best peak. **1 point, explanation:**
# the noise floor and its dependence on $\eta / B$, the sum of the rates, or the cliff, as a mechanism that predicts
# the direction; "cosine is better" earns nothing here.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# Large models are trained with warm-up and decay, nearly without exception, and with AdamW. They begin small and end
# small, as this unit does: a warm-up over a few percent of the run, because the first steps of Adam have the full
# length of the rate while its averages still rest on a handful of gradients; and a decay, because Adam has a noise
# floor as well (8.2). Older texts say that decay is less common with Adam. That was so around 2015. The transformer
# of Vaswani et al. (2017) was trained by Adam with a warm-up and a fall like $1/\sqrt t$, and Loshchilov and Hutter
# (2019) run AdamW with a cosine.
#
# Three shapes compete. **Cosine** after a warm-up is the standard; it has to know the length of the run in advance.
# **Linear decay to zero** is at least as good in many careful comparisons (Defazio et al. 2023; Bergsma et al. 2025).
# **Warm-up, stable, decay** keeps the rate level and falls only in the last tenth or fifth, so one may decide late
# where the end is, or go on from the level part (Hu et al. 2024; Hägele et al. 2024). **One cycle** (Smith and Topin
# 2019), up to a very high rate and down again, spends a short run on large steps. Averaging the weights of the last
# steps replaces a part of the decay (unit 14).
#
# The rate moves with the batch: linearly for gradient descent up to a critical batch, which grows as the loss falls
# (McCandlish et al. 2018), and rather with the square root for Adam (Malladi et al. 2022).

# %% [markdown]
# ## Key points
#
# - A constant rate has a **noise floor** about proportional to the rate, for Adam too. Where there is noise, end
#   small.
# - Where the first gradients are too long, large first steps kill units for good. Begin small there: **gradually**,
#   since a constant warm-up ends in a jump. Warm-up does not make every rate safe, and a good start may do without.
# - A schedule is a function of the step. Say which rate step 0, the boundary and the step after the end have.
# - Exponential rates have a finite sum: they can stop before they arrive. 1/t has an infinite one.
# - A high rate leaves narrow minima, deep ones too, because it is unstable there. A small one leaves saddles too,
#   later.
# - A range test finds the order of magnitude of a good rate in one short run.
# - $N$ times the batch, $N$ times the rate: for gradient descent, up to a limit. The square root for Adam.
# - Whether the rate should fall at the end depends on the noise: without noise a decay only costs time.
#
# ## What comes next
#
# All these rules choose *one* number a step for all directions. Unit 09 asks the curvature itself: one step of
# Newton's method can do what a thousand steps of gradient descent do. When is that worth its price?
#
# ## References
#
# - Robbins, H., Monro, S. (1951). A stochastic approximation method. *Annals of Mathematical Statistics* 22(3),
#   400–407.
# - Krizhevsky, A. (2014). One weird trick for parallelizing convolutional neural networks. arXiv:1404.5997.
# - Goyal, P. et al. (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour. arXiv:1706.02677.
# - Loshchilov, I., Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*. arXiv:1608.03983.
# - Smith, L. N. (2017). Cyclical learning rates for training neural networks. *WACV*. arXiv:1506.01186.
# - Vaswani, A. et al. (2017). Attention is all you need. *NeurIPS*. arXiv:1706.03762.
# - Ma, S., Bassily, R., Belkin, M. (2018). The power of interpolation. *ICML*. arXiv:1712.06559.
# - McCandlish, S. et al. (2018). An empirical model of large-batch training. arXiv:1812.06162.
# - Loshchilov, I., Hutter, F. (2019). Decoupled weight decay regularization. *ICLR*. arXiv:1711.05101.
# - Smith, L. N., Topin, N. (2019). Super-convergence. arXiv:1708.07120.
# - Gilmer, J. et al. (2022). A loss curvature perspective on training instability in deep learning. *ICLR*.
#   arXiv:2110.04369.
# - Malladi, S. et al. (2022). On the SDEs and scaling rules for adaptive gradient algorithms. *NeurIPS*.
#   arXiv:2205.10287.
# - Defazio, A. et al. (2023). Optimal linear decay learning rate schedules and further refinements. arXiv:2310.07831.
# - Hägele, A. et al. (2024). Scaling laws and compute-optimal training beyond fixed training durations. *NeurIPS*.
#   arXiv:2405.18392.
# - Hu, S. et al. (2024). MiniCPM: unveiling the potential of small language models. arXiv:2404.06395.
# - Bergsma, S. et al. (2025). Straight to zero: why linearly decaying the learning rate to zero works best for LLMs.
#   *ICLR*. arXiv:2502.15938.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 8.2 | lecture notes 000, 003 (rate decay, milestones in 002); Robbins and Monro 1951; own measurements |
# | 8.3 | notes 000, 004 (exponential, 1/t); the family in $p$ is ours |
# | 8.4, 8.5 | notes 002, 003; Loshchilov and Hutter 2017; Smith 2017 |
# | 8.6 | notes 003; Goyal et al. 2017; the patient is ours |
# | 8.7 | Smith 2017; the factor of 2 is ours |
# | 8.8 | notes 003 (the rule of exercise 8); Goyal et al. 2017; Malladi et al. 2022; own measurements |
# | Today | the papers named there |
#
# Notes 000 (Training neural network II, by hand), 002 (S. Rousseau, *AOS 2, lecture 02*), 003 (*Training neural
# networks*), and 004 (Z. Yumak, *Lecture 6*) are the course's sources.
