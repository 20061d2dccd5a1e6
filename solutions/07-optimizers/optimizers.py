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
# # 7 · Optimizers
#
# *A gradient says which way is downhill, here and now. An optimizer decides what to make of it. The good ones
# remember.*
#
# **After this unit you can**
#
# - write momentum, Nesterov's method, AdaGrad, RMSProp, Adadelta, and Adam as functions of a few lines;
# - say which trouble of gradient descent each of them cures, what it costs, and what new trouble it brings;
# - tell the three conventions of momentum apart, and say when they stop being the same method;
# - find an error in a printed update rule by running it;
# - choose an optimizer for a task, and compare two of them fairly.
#
# **You need** gradient descent, the learning rate, and mini-batches (unit 06); what the gradient of a network is
# (unit 02; how to compute it is not needed here); NumPy arithmetic on whole arrays.
#
# **It takes** about three hours: one to read and run, one and a half for the exercises, half an hour for the
# experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. The check tries your function on a few inputs and says at once what is
# right, which number is wrong first, and, where it knows the mistake, what kind of mistake it is. You can check as
# often as you like. The grader runs the same checks with other numbers and a few more of its own, and its verdict is
# the one that counts.
#
# This course grew out of five sets of lecture notes, which we call notes 000 to 004 (see the references). They do not
# always agree with each other, and now and then they slip. You will find out where.
#
# Hints are folded away, the gentlest first. The text in front of a figure asks you to **predict**: write your guess
# down before you run the cell. You will remember what surprised you. To play with a figure, copy its code into a new
# cell and change what you like.

# %%
import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 7.1 Three places where gradient descent struggles
#
# Gradient descent subtracts the gradient, scaled by a learning rate $\eta$ (`lr` in code):
#
# $$ w_t = w_{t-1} - \eta \, g_t, \qquad g_t = \nabla L(w_{t-1}). $$
#
# The step depends on the gradient at one point and on nothing else. The method has no memory. Three landscapes show
# what that costs: a **valley**, steep across and shallow along; a **saddle**, which rises in one direction and falls
# in another; and a **plateau**, where it is almost flat.
#
# > **Predict, then run.** Gradient descent takes 100 steps on each surface from the white dot. In which one does it
# > zigzag? In which one does it end farthest from the minimum (the star)?

# %% tags=["demo"]
figure, panels = plots.subplots(1, 3, size=(11, 3.6))
places = (data.surfaces.valley(), 0.075), (data.surfaces.saddle(), 0.1), (data.surfaces.plateau(), 0.1)
ends = []
for panel, (surface, lr) in zip(panels, places, strict=True):
    w = np.array(surface.start)
    visited = [w]
    for _ in range(100):
        w = w - lr * surface.gradient(w)
        visited.append(w)
    plots.paths(surface, {"gradient descent": visited}, ax=panel, title=f"{surface.name}, lr = {lr}")
    panel.plot(*np.transpose(visited), ".", color=plots.COLORS["blue"], markersize=4)
    panel.get_legend().remove()
    ends.append(f"{surface.name}: ends at ({w[0]:.2f}, {w[1]:.2f})")
plots.show(
    figure,
    f"Gradient descent on three surfaces, 100 steps each; {'; '.join(ends)}. In the valley the path zigzags, at the "
    "saddle it waits at the origin before it turns, on the plateau it hardly leaves the start.",
)

# %% [markdown]
# *What you saw.* In the **valley** the path jumps from wall to wall while it creeps along the floor. The steep
# direction sets the limit: above $\eta = 2 / 25$ the jumps grow and the loss explodes, and at any rate below it the
# shallow direction, 25 times less curved, is slow. The ratio of the largest to the smallest curvature is the
# *condition number*. Networks have condition numbers far above 25.
#
# At the **saddle** the path arrives quickly where the gradient is zero and the surface still falls to both sides. It
# leaves, because it started a hair to one side, but it spends most of its steps waiting. A critical point is a
# minimum only if *every* direction curves upward, so with millions of weights saddles are far more common than poor
# minima (Dauphin et al. 2014).
#
# On the **plateau** the step is proportional to the slope, and there is hardly any slope. Saturated units make such
# plains (unit 03).
#
# Two remedies cover everything in this unit. *Momentum* remembers past gradients (7.2 to 7.4). *Adaptive* methods
# remember the past sizes of gradients and give each weight a learning rate of its own (7.5 to 7.7). Adam does both
# (7.8).

# %% [markdown]
# ## 7.2 Momentum: a ball that rolls
#
# Imagine a heavy ball instead of a hiker. It keeps a **velocity** $v$. Each gradient pushes it, friction slows it,
# and the weights follow the velocity (Polyak 1964):
#
# $$ v_t = \mu \, v_{t-1} + g_t, \qquad w_t = w_{t-1} - \eta \, v_t, \qquad v_0 = 0. $$
#
# The **momentum** $\mu$, between 0 and 1, is the share of the velocity that survives a step; 0.9 is the usual choice,
# and 0 is gradient descent. Write the first equation out to see what the velocity is made of:
#
# $$ v_t = g_t + \mu \, g_{t-1} + \mu^2 g_{t-2} + \dots $$
#
# Two things follow. Gradients that keep changing sign, as across the valley, cancel. Gradients that agree, as along
# it, add up: if $g$ stays the same, $v$ approaches $g \, (1 + \mu + \mu^2 + \dots) = g / (1 - \mu)$. With $\mu = 0.9$
# the ball coasts **ten times** as fast as gradient descent. (So the velocity is a weighted *sum*. Texts, and notes
# 002 and 004 among them, often call it an average, but the weights add up to $1 / (1 - \mu)$, not to 1.)
#
# A heavy ball does not stop where the gradient is zero.
#
# > **Predict, then run.** A ball starts at $w = 1$ in the bowl $L = w^2 / 2$, with $\eta = 0.1$. Of $\mu$ = 0, 0.47,
# > 0.9 and 0.99, which comes to rest at zero first? Which ones pass zero and have to come back?

# %% tags=["demo"]
balls = {}
for mu in (0.0, 0.47, 0.9, 0.99):
    w, v, visited = 1.0, 0.0, []
    for _ in range(120):
        g = w  # the gradient of w^2 / 2
        v = mu * v + g
        w = w - 0.1 * v
        visited.append(w)
    balls[f"momentum {mu}"] = visited
picture = plots.loss_curves(balls, xlabel="step", ylabel="weight $w$", log=False, title="A ball in a bowl")
picture.axes[0].axhline(0.0, color="black", linewidth=0.8)
picture

# %% [markdown]
# *What you saw.* Too little momentum crawls; too much **overshoots** the minimum, swings back, and rings. In a bowl
# of curvature $h$ the ball starts to overshoot when $\mu > (1 - \sqrt{\eta h})^2$, here 0.47, and there it is fastest
# (Qian 1999; Goh 2017). A network has many curvatures at once, so some directions always overshoot. That is the price
# of momentum, and it is usually worth paying: it is what carries the ball over bumps, past saddles, and along
# valleys.

# %% [markdown]
# ### Exercise 1: momentum
#
# All exercises of this unit have the same form. A **pure function** takes the weights, the gradient, and a state, and
# returns new weights and a new state. The state is whatever you want to remember between steps: an array, a tuple, a
# dict. Before the first step it is `None`. Nobody looks inside: the caller hands it back to you at the next step,
# like this:
#
# ```python
# state = None
# for step in range(100):
#     w, state = momentum_step(w, gradient(w), state, lr=0.1)
# ```


# %%
def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
    """One step of gradient descent with momentum (Polyak 1964; the convention of PyTorch and of notes 000).

        v = mu v + g
        w = w - lr v

    Parameters
    ----------
    w : array of any shape
        Weights.
    g : array, shape of w
        Gradient of the loss at w; in units of the loss per unit of w.
    state : whatever you returned last time, or None before the first step
        The velocity is zero before the first step.
    lr : float
        Learning rate; it may change from step to step.
    mu : float in [0, 1)
        Share of the velocity that survives a step.

    Returns
    -------
    w : array
        The new weights, in the shape and dtype of w. Leave the arrays w and g themselves as they are.
    state : anything
        What you need at the next step.
    """
    ### BEGIN SOLUTION
    v = np.zeros_like(w) if state is None else state
    v = mu * v + g
    return w - lr * v, v
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: how do I begin?</summary>
#
# First find out what the velocity was: zeros in the shape of `w` if `state is None`, otherwise what you stored.
# `np.zeros_like(w)` has the shape and the dtype of `w`.
# </details>
# <details><summary>Hint 2: what is the state?</summary>
#
# The new velocity is all you need next time. Return it as the second value.
# </details>
# <details><summary>Hint 3: my arguments change</summary>
#
# `w -= ...` and `v += ...` write into an existing array, which may be the caller's. `w - ...` makes a new one.
# </details>

# %%
check(momentum_step)

# %% [markdown]
# ## 7.3 Three conventions, and when they differ
#
# Open three texts and you find three rules, all called momentum:
#
# | | velocity | weights | used by |
# | --- | --- | --- | --- |
# | **A** | $v_t = \mu v_{t-1} + g_t$ | $w_t = w_{t-1} - \eta v_t$ | this course, notes 000 and 004, PyTorch |
# | **B** | $v_t = \mu v_{t-1} - \eta g_t$ | $w_t = w_{t-1} + v_t$ | notes 002, and 000 for Nesterov; Keras |
# | **C** | $v_t = \mu v_{t-1} + \eta g_t$ | $w_t = w_{t-1} - v_t$ | notes 003, many blog posts |
#
# B and C are one method with the sign of $v$ turned around. And as long as $\eta$ stays the same, all three give the
# same weights: multiply A's velocity by $-\eta$ and you have B's. The next figure lets the learning rate drop to a
# tenth on the way, as schedules do (unit 08).
#
# > **Predict, then run.** The rate drops after step 20. Which ball feels it at once?

# %% tags=["demo"]
mu, balls = 0.9, {"A: v = mu v + g": [], "B: v = mu v - lr g": [], "C: v = mu v + lr g": []}
a = b = c = 1.0
va = vb = vc = 0.0
for t in range(60):
    lr = 0.02 if t < 20 else 0.002
    va, vb, vc = mu * va + a, mu * vb - lr * b, mu * vc + lr * c  # the gradient of w^2 / 2 is w
    a, b, c = a - lr * va, b + vb, c - vc
    for visited, w in zip(balls.values(), (a, b, c), strict=True):
        visited.append(w)
A, B, C = np.array(list(balls.values()))
print(f"A and B differ by at most {abs(A - B)[:20].max():.0e} before the drop, {abs(A - B).max():.2f} after it")
print(f"B and C differ by at most {abs(B - C).max():.0e} at any time")
picture = plots.loss_curves(balls, xlabel="step", ylabel="weight $w$", log=False, title="The rate drops to a tenth")
picture.axes[0].axvline(20, color="black", linewidth=0.8)
picture

# %% [markdown]
# *What you saw.* Up to the drop the three paths are equal but for rounding, and C lies on B to the end. Then A brakes
# at once: its velocity holds bare gradients, and the new rate multiplies *all* of them, old ones included. In B and C
# the old gradients entered with the old rate and keep it until friction has worn them off, so these balls coast on.
# With a warm-up, the other way round, B and C are slow to speed up.
#
# Neither is wrong. But a learning-rate schedule copied from code in one convention is a different experiment in
# another, and a saved velocity loaded into the other convention is off by a factor of $-1/\eta$.

# %% [markdown]
# ## 7.4 Nesterov: look where you are going
#
# Before a ball knows the new gradient, it already knows where its velocity will carry it: to $w - \eta \mu v$.
# Nesterov's method asks for the gradient *there* (Nesterov 1983; in this form Sutskever et al. 2013):
#
# $$ g_t = \nabla L(w_{t-1} - \eta \mu v_{t-1}), \qquad v_t = \mu v_{t-1} + g_t, \qquad w_t = w_{t-1} - \eta v_t. $$
#
# It is like looking a step ahead and braking before the wall instead of at it. One line shows how much it brakes. In
# a direction of curvature $h$, where the gradient at $w$ is $h w$,
#
# $$ v_t = \mu v_{t-1} + h \, (w_{t-1} - \eta \mu v_{t-1}) = \mu \, (1 - \eta h) \, v_{t-1} + h \, w_{t-1}. $$
#
# This is momentum with friction $\mu (1 - \eta h)$: the steeper the direction, the stronger the brake. Shallow
# directions, where speed is wanted, keep theirs.
#
# > **Predict, then run.** Both balls have $\mu = 0.9$ and the same learning rate. Which one leaves the floor of the
# > valley more often? How do they compare along it?

# %% tags=["demo"]
from gradschool import optim


def walk(optimizer, surface, steps):
    """Let one of the library's optimizers walk; return the points it visits, the start first."""
    w = np.array(surface.start)
    state, visited = optimizer.start(w), [w]
    for _ in range(steps):
        g = surface.gradient(optimizer.gradient_point(w, state))
        w, state = optimizer.step(w, g, state)
        visited.append(w)
    return visited


valley = data.surfaces.valley()
routes = {
    "momentum": walk(optim.Momentum(lr=0.03, mu=0.9), valley, 60),
    "Nesterov": walk(optim.Nesterov(lr=0.03, mu=0.9, form="look-ahead"), valley, 60),
}
plots.paths(valley, routes, xlim=(-4.5, 3), ylim=(-2, 2), title="60 steps in the valley")

# %% [markdown]
# *What you saw.* Momentum swings across the valley all the way, while Nesterov is calm after two steps: here
# $\eta h = 0.75$, so three quarters of the velocity across are braked away at each look ahead. Along the valley,
# where $\eta h = 0.03$, it is almost plain momentum, and overshoots the end as well, but less far.

# %% [markdown]
# ### Exercise 2: Nesterov's step
#
# This function takes the gradient as a *function*, because it chooses the point at which to ask for it. Gradients are
# the expensive part of training: ask once a step.


# %%
def nesterov_step(w, gradient, state=None, lr=1e-2, mu=0.9):
    """One step of Nesterov's accelerated gradient (Nesterov 1983; Sutskever et al. 2013, eq. 3-4, in our convention).

        g = gradient(w - lr mu v)       the look-ahead point
        v = mu v + g
        w = w - lr v

    Parameters
    ----------
    w : array of any shape
        Weights.
    gradient : function
        `gradient(w)` is the gradient of the loss at w, an array in the shape of w. Call it once.
    state : whatever you returned last time, or None before the first step
        The velocity is zero before the first step.
    lr, mu : float
        Learning rate, and the share of the velocity that survives a step. Look ahead with this step's values.

    Returns
    -------
    w, state
        The new weights, in the shape and dtype of w, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    v = np.zeros_like(w) if state is None else state
    g = gradient(w - lr * mu * v)
    v = mu * v + g
    return w - lr * v, v
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what changes from exercise 1?</summary>
#
# One line: where `g` comes from. The rest is `momentum_step`.
# </details>
# <details><summary>Hint 2: where does the step start?</summary>
#
# The look-ahead point is for asking only. The step itself starts from `w`.
# </details>

# %%
check(nesterov_step)

# %% [markdown]
# ### The same method with its variables changed
#
# A training loop hands an optimizer the gradient at its weights, not a function. So libraries keep the *look-ahead
# point* as "the weights":
#
# $$ u_t = w_t - \eta \mu v_t. $$
#
# Now the gradient is taken at $u$, where it is wanted, and only the update of $u$ has to be found (Bengio et al.
# 2013). Do it on paper: write $u_t - u_{t-1}$, put in the rules for $w_t$ and $v_t$, and everything but $g_t$ and
# $v_t$ cancels. Near the minimum $v$ fades, and $u$ and $w$ meet.

# %% [markdown]
# ### Exercise 3: Nesterov's step in the changed variables


# %%
def nesterov_shifted_step(u, g, state=None, lr=1e-2, mu=0.9):
    """One step of Nesterov's method on the look-ahead point u = w - lr mu v (Bengio et al. 2013, section 3.5).

    Derive the step: v = mu v + g as before; u moves by lr times a sum of two terms, one with g and one with
    the new v.

    Parameters
    ----------
    u : array of any shape
        The look-ahead point.
    g : array, shape of u
        Gradient of the loss at u.
    state : whatever you returned last time, or None before the first step
        The velocity is zero before the first step.
    lr, mu : float
        Learning rate, and the share of the velocity that survives a step. Derive the step for a constant rate, and use
        this step's rate in it.

    Returns
    -------
    u, state
        The new look-ahead point, in the shape and dtype of u, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    v = np.zeros_like(u) if state is None else state
    v = mu * v + g
    return u - lr * (g + mu * v), v
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the first line on paper</summary>
#
# $u_t - u_{t-1} = (w_t - w_{t-1}) - \eta \mu (v_t - v_{t-1})$, and $w_t - w_{t-1} = -\eta v_t$.
# </details>
# <details><summary>Hint 2: the trick</summary>
#
# $v_t - \mu v_{t-1}$ has a shorter name: it is $g_t$.
# </details>
# <details><summary>Hint 3: the result</summary>
#
# $u_t = u_{t-1} - \eta \, (g_t + \mu v_t)$, with the new velocity $v_t$.
# </details>

# %%
check(nesterov_shifted_step)

# %% [markdown]
# ## 7.5 AdaGrad: a learning rate for each weight
#
# One learning rate for all weights is a compromise. Think of a model of text: the weight of the word *the* gets a
# gradient from every sentence, the weight of *axolotl* from one in a million. A rate that is right for the first
# teaches the second nothing. AdaGrad adds up, for each weight on its own, the squares of its gradients, and divides
# by the root (Duchi, Hazan and Singer 2011):
#
# $$ s_t = s_{t-1} + g_t^2, \qquad w_t = w_{t-1} - \eta \, \frac{g_t}{\sqrt{s_t} + \varepsilon}, \qquad s_0 = 0. $$
#
# Squares, root, and division are elementwise: $s$ has the shape of $w$. Weights with small or rare gradients take
# large steps, weights with large or frequent ones take small steps. The tiny $\varepsilon$ keeps $0 / 0$ away.
#
# We call $\eta / (\sqrt{s_t} + \varepsilon)$ the **effective step size** of a weight: how far one unit of gradient
# moves it.
#
# > **Predict, then run.** One weight gets a gradient of size 1 at every step, another only at every 25th. How do
# > their effective step sizes compare after 200 steps? And what becomes of AdaGrad's step if the gradient stays 1
# > forever?

# %% tags=["demo"]
lr, t = 0.1, np.arange(1, 201)
frequent, rare = np.ones(200), np.where(t % 25 == 0, 1.0, 0.0)
rates = {
    name: lr / (np.sqrt(np.cumsum(g**2)) + 1e-8)
    for name, g in {"at every step": frequent, "at every 25th step": rare}.items()
}
figure, (left, right) = plots.subplots(1, 2, size=(11, 3.8))
rates["at every 25th step"][:24] = np.nan  # no gradient yet, so no step
plots.effective_steps(rates, ax=left, title="A gradient of size 1 ...")
left.legend()
right.loglog(t, rates["at every step"], label="AdaGrad's steps", **plots.line(0))
right.loglog(t, lr / t**0.5, label=r"$\eta / \sqrt{t}$", **plots.line(1))
right.set(xlabel="update", ylabel="length of the step", title="A gradient that stays 1")
right.legend()
plots.show(
    figure,
    f"Left: AdaGrad's effective step size falls from {lr:.2f} to {rates['at every step'][-1]:.4f} for a weight with a "
    f"gradient at every step, and only to {rates['at every 25th step'][-1]:.4f} for a rare one. "
    "Right: with a constant gradient the length of the step falls exactly like the rate over the root of t.",
)

# %% [markdown]
# *What you saw.* The rare weight keeps a rate five times as high. That is AdaGrad's strength: the rate follows the
# data, and nobody had to set it by hand. The flip side is in the right panel. A sum of squares never shrinks, so the
# step falls like $1/\sqrt{t}$ whether or not the work is done. For convex problems that is the schedule theory asks
# for. For a deep network, which has a long way to go after the first thousand steps, it is often too early; notes 003
# name this as AdaGrad's weakness: in the end the steps are too small to learn.

# %% [markdown]
# ### Exercise 4: AdaGrad


# %%
def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
    """One step of AdaGrad (Duchi, Hazan and Singer 2011, figure 1 with diagonal matrices).

        s = s + g^2                     elementwise
        w = w - lr g / (sqrt(s) + eps)

    Parameters
    ----------
    w : array of any shape
        Weights.
    g : array, shape of w
        Gradient of the loss at w.
    state : whatever you returned last time, or None before the first step
        The sum of squares is zero before the first step.
    lr : float
        Learning rate, in units of w: the length of the very first step.
    eps : float
        Added to the root (not under it), in units of g.

    Returns
    -------
    w, state
        The new weights, in the shape and dtype of w, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    s = np.zeros_like(w) if state is None else state
    s = s + g * g
    return w - lr * g / (np.sqrt(s) + eps), s
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which sum?</summary>
#
# The sum runs over *steps*, not over weights. Each weight has its own, so `s` has the shape of `w` and there is no
# `np.sum` anywhere.
# </details>
# <details><summary>Hint 2: in which order?</summary>
#
# This step's gradient belongs to the sum: add first, then divide by the root of the new `s`. The very first step then
# has length `lr` in every weight, whatever the gradient's size.
# </details>

# %%
check(adagrad_step)

# %% [markdown]
# ## 7.6 RMSProp: forget the distant past
#
# RMSProp replaces the sum by a running average, which forgets (Tieleman and Hinton 2012):
#
# $$ s_t = \rho \, s_{t-1} + (1 - \rho) \, g_t^2, \qquad
#    w_t = w_{t-1} - \eta \, \frac{g_t}{\sqrt{s_t} + \varepsilon}. $$
#
# The weights of the average add up to one, and it looks back over about $1 / (1 - \rho)$ steps: 10 for $\rho = 0.9$.
# So $\sqrt{s}$ is the recent size of the gradient, the *root mean square*, and the step is about $\eta$ long whatever
# the scale of the loss.
#
# > **Predict, then run.** After 100 steps all gradients become a hundred times smaller, as when training leaves a
# > steep slope for a plain. What happens to the effective step sizes of AdaGrad and of RMSProp?

# %% tags=["demo"]
sizes = np.where(np.arange(200) < 100, 1.0, 0.01)  # the size of the gradient at each step
total, average, effective = 0.0, 0.0, {"AdaGrad, lr = 0.1": [], "RMSProp, lr = 0.01": []}
for g in sizes:
    total, average = total + g**2, 0.9 * average + 0.1 * g**2
    effective["AdaGrad, lr = 0.1"].append(0.1 / (total**0.5 + 1e-8))
    effective["RMSProp, lr = 0.01"].append(0.01 / (average**0.5 + 1e-8))
picture = plots.effective_steps(effective, title="Gradients become a hundred times smaller at step 100")
picture.axes[0].axvline(100, color="black", linewidth=0.8)
picture

# %% [markdown]
# *What you saw.* AdaGrad still remembers the slope and crosses the plain with tiny steps. RMSProp forgets it: within
# a hundred steps its effective step size has grown a hundredfold, so its steps are as long as before. (Left of the
# drop, too, it is level where AdaGrad's falls, once its first long steps are over.)
#
# There is a flip side again. Near a minimum gradients get small, and RMSProp *enlarges* its rate to make up for it:
# with a constant $\eta$ it never settles but dances around the minimum, about $\eta$ away. Let the rate decay at the
# end of training (unit 08).

# %% [markdown]
# ### Exercise 5: RMSProp


# %%
def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
    """One step of RMSProp (Tieleman and Hinton 2012, lecture 6.5; epsilon as in notes 000 and 004).

        s = rho s + (1 - rho) g^2       elementwise
        w = w - lr g / (sqrt(s) + eps)

    Parameters
    ----------
    w : array of any shape
        Weights.
    g : array, shape of w
        Gradient of the loss at w.
    state : whatever you returned last time, or None before the first step
        The mean square is zero before the first step, and nothing corrects for that.
    lr : float
        Learning rate, in units of w.
    rho : float in [0, 1)
        Share of the past that the average keeps at each step.
    eps : float
        Added to the root (not under it), in units of g.

    Returns
    -------
    w, state
        The new weights, in the shape and dtype of w, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    s = np.zeros_like(w) if state is None else state
    s = rho * s + (1 - rho) * g * g
    return w - lr * g / (np.sqrt(s) + eps), s
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what changes from exercise 4?</summary>
#
# One line. Check that its two weights add up to one.
# </details>
# <details><summary>Hint 2: how long is the first step?</summary>
#
# With $\rho = 0.9$ the first $s$ is $0.1 \, g^2$, so the first step is $\eta / \sqrt{0.1}$, about 3.2 times the rate.
# That is how RMSProp is defined; leave it so.
# </details>

# %%
check(rmsprop_step)

# %% [markdown]
# ## 7.7 Adadelta: mind the units
#
# Zeiler (2012) looked at the units of these rules. Let the loss be a pure number and $w$ be in meters. Then $g$ is in
# $1/\text{m}$, and $\eta g$ is no length unless $\eta$ hides square meters. In RMSProp the units of $g$ cancel, and
# the step has none at all: $\eta$ must be given in meters, and somebody must know how many. His remedy is to measure
# the length that is missing, from the steps that were taken before. With
# $\text{RMS}[x] = \sqrt{\text{mean square of } x + \varepsilon}$,
#
# $$ s_t = \rho \, s_{t-1} + (1 - \rho) \, g_t^2, \qquad
#    \Delta_t = \frac{\text{RMS}[\Delta]_{t-1}}{\text{RMS}[g]_t} \, g_t
#             = \frac{\sqrt{r_{t-1} + \varepsilon}}{\sqrt{s_t + \varepsilon}} \, g_t, $$
# $$ r_t = \rho \, r_{t-1} + (1 - \rho) \, \Delta_t^2, \qquad w_t = w_{t-1} - \Delta_t. $$
#
# Two memories, and no learning rate. Here $\varepsilon$ stands *inside* the roots, and has a second job: $r$ starts
# at zero, so $\sqrt{\varepsilon}$ is the only length there is at the first step. Like most libraries we allow a
# factor `lr` before $\Delta_t$ all the same, 1 by default; it scales the step and stays out of the memory.
#
# > **Predict, then run.** $\varepsilon$ was meant to be a safeguard. How much does it matter how small it is?

# %% tags=["demo"]
slope = data.Surface("slope", lambda w: w[..., 0], lambda w: np.array([1.0, 0.0]), (0.0, 0.0), (), (0, 1), (0, 1))
lengths = {}
for eps in (1e-8, 1e-6, 1e-4, 1e-2):
    visited = np.array(walk(optim.Adadelta(lr=1.0, rho=0.9, eps=eps), slope, 1000))
    lengths[f"epsilon = {eps:g}"] = -np.diff(visited[:, 0])
picture = plots.loss_curves(
    lengths, xlabel="step", ylabel="length of the step", title="Adadelta on an endless slope (gradient 1)"
)
picture.axes[0].set_xscale("log")
picture

# %% [markdown]
# *What you saw.* The method without a learning rate has one after all: $\varepsilon$ sets the length of the first
# steps, and the numerator can only grow from there, slowly, by looking at itself. A thousand steps with the same
# gradient make the steps about three times as long. That is why Adadelta often starts sluggishly, and why it wants an
# `lr` far above 1 in 7.10, where runs are short.

# %% [markdown]
# ### Exercise 6: Adadelta


# %%
def adadelta_step(w, g, state=None, lr=1.0, rho=0.9, eps=1e-6):
    """One step of Adadelta (Zeiler 2012, algorithm 1, with a rate before the update).

        s = rho s + (1 - rho) g^2                       elementwise
        delta = sqrt(r + eps) / sqrt(s + eps) g         epsilon inside both roots; r from before this step
        r = rho r + (1 - rho) delta^2
        w = w - lr delta

    Parameters
    ----------
    w : array of any shape
        Weights.
    g : array, shape of w
        Gradient of the loss at w.
    state : whatever you returned last time, or None before the first step
        Both mean squares are zero before the first step.
    lr : float
        Factor before the update; 1 is Zeiler's rule.
    rho : float in [0, 1)
        Share of the past that both averages keep at each step.
    eps : float
        Under both roots; sets the length of the first steps.

    Returns
    -------
    w, state
        The new weights, in the shape and dtype of w, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    s, r = (np.zeros_like(w), np.zeros_like(w)) if state is None else state
    s = rho * s + (1 - rho) * g * g
    delta = np.sqrt(r + eps) / np.sqrt(s + eps) * g
    r = rho * r + (1 - rho) * delta * delta
    return w - lr * delta, (s, r)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two things to remember</summary>
#
# The state can be a tuple: `s, r = state` takes it apart, `return w, (s, r)` puts it together.
# </details>
# <details><summary>Hint 2: the order</summary>
#
# `s` takes in the gradient *before* the update is computed. `r` takes in the update, so it can only come *after*.
# </details>
# <details><summary>Hint 3: float32 becomes float64</summary>
#
# `np.sqrt(0.0 + eps)` of plain Python numbers is a NumPy float64, and it makes everything it touches float64. Start
# both memories as `np.zeros_like(w)`.
# </details>

# %%
check(adadelta_step)

# %% [markdown]
# ## 7.8 Adam: momentum, RMSProp, and a fair start
#
# Adam keeps a running average of the gradients (the first *moment* $m$, its momentum) and one of their squares (the
# second, $s$, its RMSProp):
#
# $$ m_t = \beta_1 m_{t-1} + (1 - \beta_1) \, g_t, \qquad s_t = \beta_2 s_{t-1} + (1 - \beta_2) \, g_t^2. $$
#
# Notes 000 call the step $\eta \, m_t / (\sqrt{s_t} + \varepsilon)$ "Adam (almost)". What is missing shows in the
# first steps. Both averages start at zero. If the gradient is always $g$, then $m_1 = 0.1 g$ and $s_1 = 0.001 g^2$
# with the usual $\beta_1 = 0.9$, $\beta_2 = 0.999$: both far too small.
#
# > **Predict, then run.** Both are too small. Are the first steps of almost-Adam then too short, too long, or right?

# %% tags=["demo"]
t = np.arange(1, 3001)
m, s = 1 - 0.9**t, 1 - 0.999**t  # the moments of a gradient that is always 1
figure, (left, right) = plots.subplots(1, 2, size=(11, 3.8))
left.semilogx(t, m, label="first moment $m$", **plots.line(0))
left.semilogx(t, s, label="second moment $s$", **plots.line(1))
left.axhline(1.0, color="black", linewidth=0.8)
left.set(xlabel="step $t$", ylabel="moment", title="Averages that start at zero (the truth is 1)")
left.legend()
right.semilogx(t, m / np.sqrt(s), label="without correction", **plots.line(0))
right.semilogx(t, (m / (1 - 0.9**t)) / np.sqrt(s / (1 - 0.999**t)), label="with correction", **plots.line(1))
right.set(xlabel="step $t$", ylabel=r"length of the step, in units of $\eta$", title="Adam's step", ylim=(0, None))
right.legend()
step = m / np.sqrt(s)
plots.show(
    figure,
    "Left: the first moment reaches the true value 1 after about 50 steps, the second after about 5000. Right: without "
    f"bias correction the first step is {step[0]:.1f} times the learning rate, the longest (step {t[step.argmax()]}) "
    f"{step.max():.1f} times, and step 1000 still {step[999]:.2f} times; with correction every step is 1.",
)

# %% [markdown]
# *What you saw.* Too **long**. The first moment is ten times too small, but the second is a thousand times too small,
# and its root about 32 times: the first step is 3.2 times the learning rate, and it gets worse before it gets better.
# It takes thousands of steps until the second moment has caught up. Long first steps, taken when the weights are
# random and the statistics rest on one mini-batch, are a bad start.
#
# The cure is arithmetic. With a constant $g$, $m_t = (1 - \beta_1^t) \, g$ exactly, so divide by that, and $s$
# likewise (Kingma and Ba 2015):
#
# $$ \hat m_t = \frac{m_t}{1 - \beta_1^t}, \qquad \hat s_t = \frac{s_t}{1 - \beta_2^t}, \qquad
#    w_t = w_{t-1} - \eta \, \frac{\hat m_t}{\sqrt{\hat s_t} + \varepsilon}, \qquad t = 1, 2, 3, \dots $$
#
# The first step is now $\eta$ long in every weight, and later ones are rarely longer: $\eta$ is a promise about how
# far a weight can move. That, more than anything, is why one default rate serves so many networks.

# %% [markdown]
# ### Exercise 7: Adam


# %%
def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam (Kingma and Ba 2015, algorithm 1).

        t = t + 1
        m = beta1 m + (1 - beta1) g
        s = beta2 s + (1 - beta2) g^2                       elementwise
        w = w - lr m_hat / (sqrt(s_hat) + eps)              m_hat = m / (1 - beta1^t), s_hat = s / (1 - beta2^t)

    Parameters
    ----------
    w : array of any shape
        Weights.
    g : array, shape of w
        Gradient of the loss at w.
    state : whatever you returned last time, or None before the first step
        Both moments and the number of steps t are zero before the first step.
    lr : float
        Learning rate, in units of w: about the longest step that a weight takes.
    beta1, beta2 : float in [0, 1)
        Shares of the past that the averages of g and of g^2 keep at each step.
    eps : float
        Added to the root (not under it), in units of g.

    Returns
    -------
    w, state
        The new weights, in the shape and dtype of w, and what you need at the next step.
    """
    ### BEGIN SOLUTION
    t, m, s = (0, np.zeros_like(w), np.zeros_like(w)) if state is None else state
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(s_hat) + eps), (t, m, s)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three things to remember</summary>
#
# `m`, `s`, and how many steps there have been. Each set of weights counts for itself, so `t` belongs in the state.
# </details>
# <details><summary>Hint 2: nan in the first step</summary>
#
# `1 - beta1**0` is zero. Count the step first: `t` is 1 when the first correction is made.
# </details>
# <details><summary>Hint 3: right at first, then drifting</summary>
#
# The state keeps the *uncorrected* moments. `m_hat` and `s_hat` are computed anew at each step and thrown away.
# </details>

# %%
check(adam_step)

# %% [markdown]
# ### Where epsilon stands
#
# Notes 000 and 004, the Adam of notes 003, the paper, and PyTorch add $\varepsilon$ to the root. Notes 002, and 003
# for AdaGrad and RMSProp, add it *under* the root. It looks like a matter of taste.
#
# > **Predict, then run.** $\varepsilon = 10^{-8}$ in both places. Below which size of gradient does each rule stop
# > taking full steps?

# %% tags=["demo"]
g, eps = np.logspace(-11, 0, 200), 1e-8
sides = {
    r"outside: $g / (\sqrt{s} + \varepsilon)$": (g, g / (np.sqrt(g**2) + eps)),
    r"inside: $g / \sqrt{s + \varepsilon}$": (g, g / np.sqrt(g**2 + eps)),
}
picture = plots.loss_curves(
    sides,
    xlabel="size of a steady gradient, $|g|$",
    ylabel=r"length of the step, in units of $\eta$",
    title=r"The same $\varepsilon = 10^{-8}$ in two places",
    alt="With epsilon 1e-8 outside the root the step is half its full length at a gradient of 1e-8; inside the root it "
    "is 0.7 of it at 1e-4 already and a ten-thousandth at 1e-8.",
)
picture.axes[0].set_xscale("log")
picture

# %% [markdown]
# *What you saw.* Under the root, $\varepsilon$ counts as much as $\sqrt\varepsilon$ outside: gradients below
# $10^{-4}$ are slowed down, not just those below $10^{-8}$. Gradients of $10^{-5}$ are ordinary in the early layers
# of a deep network. So a value of $\varepsilon$ belongs to the place where it stands: take both from the same source.
# (In float32 there is one more reason for care: $g^2$ underflows to zero for $|g| < 10^{-23}$, and $\varepsilon$ is
# then all that is left.)

# %% [markdown]
# ## 7.9 The race
#
# All seven start at the same point. Each has one learning rate for all three surfaces, chosen so that it does
# reasonably on each. (A race is not a ranking: other rates, another winner. Change them and run again.)
#
# > **Predict, then run.** (The films have controls; `race(..., stills=6)` makes six pictures instead.) Who is first
# > at the end of the valley? Who overshoots? Who goes straight for the minimum instead of down the steepest slope?
# > And who is still on the plateau at the end?

# %% tags=["demo"]
runners = {
    "gradient descent": optim.SGD(lr=0.05),
    "momentum": optim.Momentum(lr=0.02),
    "Nesterov": optim.Nesterov(lr=0.02),
    "AdaGrad": optim.AdaGrad(lr=0.5),
    "RMSProp": optim.RMSProp(lr=0.05, rho=0.9),
    "Adadelta": optim.Adadelta(lr=20.0),
    "Adam": optim.Adam(lr=0.15),
}


def race(surface, steps=100, **settings):
    """All runners on one surface, as a film; with stills=6 as six pictures."""
    return plots.race(surface, {name: walk(one, surface, steps) for name, one in runners.items()}, **settings)


race(data.surfaces.valley())

# %% tags=["demo"]
race(data.surfaces.saddle())

# %% tags=["demo"]
race(data.surfaces.plateau())

# %% [markdown]
# *What you saw.* In the **valley**, gradient descent, momentum, and Nesterov set off down the steepest slope, across
# the valley. Momentum swings from wall to wall and overshoots the end; Nesterov overshoots along the valley but
# hardly across it. AdaGrad, RMSProp, Adadelta, and Adam set off at 45 degrees: at first both weights take steps of
# the *same* length, however different their gradients. Adam overshoots too, since it has momentum.
#
# At the **saddle** this makes all the difference. The gradient toward the sides is a thousandth of the one toward the
# saddle, and dividing by its own size makes it count as much: the adaptive four walk straight to a minimum and never
# visit the saddle. Momentum and Nesterov do visit, but get away sooner than gradient descent, because small pushes in
# one direction add up.
#
# On the **plateau** a step in proportion to the gradient is next to nothing, with or without momentum. The adaptive
# four take steps of full length. Near the minimum RMSProp and Adadelta do not come to rest: they divide by gradients
# that have become small.

# %% [markdown]
# ### A fair valley?
#
# The valley above runs along an axis, so that one weight is steep and the other is shallow: the very case that a rate
# for each weight can fix. Turn it by 45 degrees. The landscape is the same, seen from another side, but now both
# weights are steep.
#
# > **Predict, then run.** Whose path is the same on the turned valley, only turned? Who loses the advantage?

# %% tags=["demo"]
straight = data.surfaces.valley(condition=100)
turn = np.array([[1, -1], [1, 1]]) / 2**0.5
turned = data.Surface(
    "turned valley",
    value=lambda w: straight(w @ turn),
    gradient=lambda w: straight.gradient(w @ turn) @ turn.T,
    start=tuple(turn @ straight.start),
    minima=straight.minima,
    xlim=(-4.5, 1.5),
    ylim=(-4.0, 2.0),
)
walkers = {"momentum": optim.Momentum(lr=0.005), "AdaGrad": optim.AdaGrad(lr=1.0), "Adam": optim.Adam(lr=0.1)}
figure, panels = plots.subplots(1, 2, size=(11, 4.6))
arrivals = {name: [] for name in walkers}
for panel, surface in zip(panels, (straight, turned), strict=True):
    routes = {name: walk(one, surface, 2000) for name, one in walkers.items()}
    plots.paths(surface, {name: route[:60] for name, route in routes.items()}, ax=panel, title=surface.name)
    for name, route in routes.items():
        outside = np.linalg.norm(route, axis=1) > 0.1
        arrivals[name].append(int(outside.nonzero()[0][-1]) + 1)
panels[0].get_legend().remove()
text = "; ".join(f"{name} {a} and {b}" for name, (a, b) in arrivals.items())
plots.show(figure, f"Paths on a valley along an axis and on the same valley turned; steps to the minimum: {text}.")
print(f"steps until less than 0.1 from the minimum, straight and turned: {text}")

# %% [markdown]
# *What you saw.* Momentum's path is the same path, turned; so is that of any method that only adds up gradients. Adam
# and AdaGrad lose what they had: on the straight valley they need few steps, and no more if you make it ten times as
# narrow (try `condition=1000`; momentum then needs a smaller rate), on the turned one they need several hundred. A
# learning rate for each weight can stretch the landscape along the axes, not along a diagonal. That takes
# second-order methods (unit 09). The valleys of real networks are neither straight nor turned by exactly 45 degrees,
# and Adam often gains; but now you know what the gain depends on.

# %% [markdown]
# ### Race your own
#
# Your seven functions, in the valley. Copy the code into a new cell and change its first line to
# `data.surfaces.saddle()`, `plateau()`, `rosenbrock()`, or `beale()`. Functions that are still to be written stay at
# home.

# %% tags=["demo"]
own_surface = data.surfaces.valley()
yours = {
    "momentum": (momentum_step, {"lr": 0.02}),
    "Nesterov": (nesterov_step, {"lr": 0.02}),
    "Nesterov, shifted": (nesterov_shifted_step, {"lr": 0.02}),
    "AdaGrad": (adagrad_step, {"lr": 0.5}),
    "RMSProp": (rmsprop_step, {"lr": 0.05}),
    "Adadelta": (adadelta_step, {"lr": 20.0}),
    "Adam": (adam_step, {"lr": 0.15}),
}
routes = {}
for name, (step, settings) in yours.items():
    w, state = np.array(own_surface.start), None
    try:
        visited = [w]
        for _ in range(100):
            slope = own_surface.gradient if step is nesterov_step else own_surface.gradient(w)
            w, state = step(w, slope, state, **settings)
            visited.append(w)
        routes[name] = visited
    except NotImplementedError:
        print(f"{name} is still to be written.")
plots.race(own_surface, routes, title="Your race", frames=20) if routes else print("Write a step and come back.")

# %% [markdown]
# ## 7.10 Training on digits
#
# Now a real task: 1,797 handwritten digits of 8 × 8 pixels, a quarter of them held back, and a network with one
# hidden layer of 32 units. The next cell is all there is to it. `train_digits` takes any function of the form of your
# exercises.

# %%
digits, held_back = data.digits().flat.split(0.25)


def new_network(seed, hidden=32):
    """Random weights for 64 pixels, one hidden layer, and 10 classes."""
    rng = np.random.default_rng(seed)
    return {
        "w1": (rng.standard_normal((64, hidden)) * (2 / 64) ** 0.5).astype("float32"),
        "b1": np.zeros(hidden, "float32"),
        "w2": (rng.standard_normal((hidden, 10)) * (1 / hidden) ** 0.5).astype("float32"),
        "b2": np.zeros(10, "float32"),
    }


def loss_and_gradients(network, x, y):
    """Mean cross-entropy of the network's guesses, its gradient for each array (unit 02), and the guesses."""
    hidden = np.maximum(x @ network["w1"] + network["b1"], 0)
    scores = hidden @ network["w2"] + network["b2"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = -np.log(p[rows, y] + 1e-12).mean()
    upstream = p / len(y)
    upstream[rows, y] -= 1 / len(y)
    at_hidden = (upstream @ network["w2"].T) * (hidden > 0)
    gradients = {"w1": x.T @ at_hidden, "b1": at_hidden.sum(0), "w2": hidden.T @ upstream, "b2": upstream.sum(0)}
    return loss, gradients, p.argmax(axis=1)


def train_digits(step, lr, epochs=5, batch=64, seed=0, scale=1.0, **settings):
    """Train on the digits with a function like `adam_step`, and say how it went.

    `settings` go to the step (such as mu=0.5); `scale` multiplies the inputs. Returns a dict: "losses" on each
    mini-batch, "loss" on all training digits at the end, "accuracy" on the held-back digits.
    """
    network, states, losses = new_network(seed), {}, []
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            order = rng.permutation(len(digits))
            for start in range(0, len(order) - batch + 1, batch):
                chosen = order[start : start + batch]
                loss, gradients, _ = loss_and_gradients(network, scale * digits.x[chosen], digits.y[chosen])
                losses.append(loss)
                for name, g in gradients.items():
                    network[name], states[name] = step(network[name], g, states.get(name), lr=lr, **settings)
        loss, _, _ = loss_and_gradients(network, scale * digits.x, digits.y)
        _, _, guesses = loss_and_gradients(network, scale * held_back.x, held_back.y)
    return {"losses": np.array(losses), "loss": float(loss), "accuracy": float((guesses == held_back.y).mean())}


# %% [markdown]
# To compare optimizers you have to compare them at rates that suit each. So try many rates: 13 for each optimizer,
# five passes through the data a run, and draw the loss at the end against the rate.
#
# > **Predict, then run.** At which rates is each at its best? Whose good range is widest, so that a wrong guess costs
# > least?


# %% tags=["demo"]
def from_library(kind):
    """Give an optimizer of the library the form of the exercises."""

    def step(w, g, state=None, **settings):
        optimizer = kind(**settings)
        return optimizer.step(w, g, optimizer.start(w) if state is None else state)

    return step


kinds = {
    "gradient descent": optim.SGD,
    "momentum": optim.Momentum,
    "Nesterov": optim.Nesterov,
    "AdaGrad": optim.AdaGrad,
    "RMSProp": lambda lr: optim.RMSProp(lr=lr, rho=0.9),
    "Adadelta": optim.Adadelta,
    "Adam": optim.Adam,
}
rates = 10.0 ** np.arange(-4, 2.1, 0.5)
finals = {name: [train_digits(from_library(kind), lr)["loss"] for lr in rates] for name, kind in kinds.items()}
best = {name: float(rates[np.nanargmin(losses)]) for name, losses in finals.items()}
picture = plots.loss_curves(
    {name: (rates, np.minimum(losses, 3.0)) for name, losses in finals.items()},
    xlabel="learning rate",
    ylabel="training loss after 5 epochs",
    title="Every optimizer has its own good rates (losses above 3 are drawn at 3)",
    alt="Training loss on the digits after five epochs against the learning rate, a valley for each optimizer. Best: "
    + "; ".join(f"{name} {min(finals[name]):.3f} at rate {lr:.2g}" for name, lr in best.items()),
)
picture.axes[0].set_xscale("log")
picture

# %% [markdown]
# *What you saw.* Each curve is a valley of its own: too small a rate has not arrived, too large a rate is thrown out.
# The best rates lie a factor of more than a hundred apart, so comparing "all at 0.01" would only have compared the
# optimizers with 0.01. The best rates of RMSProp and Adam are the smallest because theirs are lengths, not factors
# before a gradient. Gradient descent has the narrowest range, right next to the cliff where it diverges. For the
# others, rates within a factor of ten or so do well: less than one hopes, so rates still have to be tried.

# %% tags=["demo"]
runs = {name: train_digits(from_library(kind), best[name]) for name, kind in kinds.items()}
for name, run in runs.items():
    score = f"training loss {run['loss']:.3f}   held-back accuracy {run['accuracy']:.3f}"
    print(f"{name:16} rate {best[name]:7.2g}   {score}")
plots.loss_curves(
    {name: run["losses"] for name, run in runs.items()},
    smooth=8,
    ylabel="loss on the mini-batch",
    title="Digits, each optimizer at its best rate",
)

# %% [markdown]
# *What you saw.* At their best rates all seven learn the digits, and on images never seen they are so close that
# another seed would change the order. On the training loss Nesterov, momentum, and Adam lead after five epochs. Is
# the difference real? With one seed nobody can say, and each curve is the best of 13 runs, which flatters them all.
# The experiment at the end of this unit asks you to find out.
#
# What do the adaptive methods do with their rates meanwhile? The next figure shows the effective step sizes in the
# last layer: the line is the median weight, the band holds 80 % of the weights. (It shows the half of the weights
# with the largest gradients; hidden units that never fire have none.)
#
# > **Predict, then run.** Whose effective steps fall all the time? Whose rise again when the loss gets small?


# %% tags=["demo"]
def recording(kind, rates):
    """The same step, which also notes lr / (sqrt(s) + eps) in the half of the last layer with the largest gradients."""
    take = from_library(kind)

    def step(w, g, state=None, lr=0.01):
        w, state = take(w, g, state, lr=lr)
        if w.shape == (32, 10):
            s = state["s"] / (1 - 0.999 ** state["steps"]) if kind is optim.Adam else state["s"]
            rates.append(np.sort(lr / (np.sqrt(s) + 1e-8), axis=None)[:160])
        return w, state

    return step


effective = {}
for name in ("AdaGrad", "RMSProp", "Adam"):
    effective[name] = []
    train_digits(recording(kinds[name], effective[name]), best[name], epochs=20)
plots.effective_steps(effective, title="Effective step sizes while training on digits")

# %% [markdown]
# *What you saw.* All three start large, since they know only one gradient, and settle within some twenty updates.
# Then AdaGrad's steps only fall. RMSProp's and Adam's rise again: as the digits are learned, gradients get smaller,
# and the steps are scaled up to make up for it. That is the cure of AdaGrad's trouble, and the reason why these two
# want a rate that falls at the end of training. Look at the bands as well: at any moment the weights have rates that
# differ by a factor of ten or so.

# %% [markdown]
# ## 7.11 Which one to use
#
# | optimizer | remembers, per weight | good at | beware of |
# | --- | --- | --- | --- |
# | gradient descent | nothing | knowing what it does; convex problems | valleys, plateaus |
# | momentum | one number | image networks, with a tuned and decaying rate | overshoot; three conventions |
# | Nesterov | one number | the same, with less ringing | two forms: which weights do you save? |
# | AdaGrad | one number | rare features, convex problems | steps that die out |
# | RMSProp | one number | changing scales, recurrent networks | long first steps; dancing around the minimum |
# | Adadelta | two numbers | a rate with the right units | a sluggish start that $\varepsilon$ decides |
# | Adam | two numbers and a clock | a first run on nearly anything; transformers | weight decay (unit 11); memory |
#
# Rules of thumb, where they come from, and where they fail:
#
# - *Start with Adam, $\beta_1 = 0.9$, $\beta_2 = 0.999$, and a rate near $10^{-3}$* (notes 000 and 004, after Kingma
#   and Ba 2015). It is hard to beat without tuning. It is no law: there are even convex problems on which Adam walks
#   away from the minimum (Reddi, Kale and Kumar 2018).
# - *With patience, momentum and a well-decayed rate generalize better on images* (Wilson et al. 2017). Later work
#   found that most of the gap closes when both are tuned with equal care (Choi et al. 2019).
# - *All of them still want a learning-rate schedule.* An adaptive rate adapts to the gradients' sizes, not to how far
#   training has come. Unit 08 is about that.
# - *If you can afford full batches*, methods of second order may beat them all (unit 09).

# %% [markdown]
# ## 7.12 Find the erratum
#
# Printed update rules contain slips, and slips get copied. The four below stood in lecture notes that many people
# have learned from. Each comes as printed, with an experiment that shows that something is off. You write the loop as
# it should be. They keep their authors' letters: `x` for the weights, `dx` for the gradient, and $\alpha$ or
# `learning_rate` for $\eta$.
#
# All four functions return the **list of points after each iteration**, `num_iterations` arrays, without the start.

# %% [markdown]
# ### Erratum 1: uphill (notes 004)
#
# As printed, beside the correct formulas $v_{t+1} = \rho v_t + \nabla f(x_t)$, $x_{t+1} = x_t - \alpha v_{t+1}$:
#
# ```python
# vx = 0
# while True:
#     dx = compute_gradient(x)
#     vx = rho * vx + dx
#     x += learning_rate * vx
# ```
#
# > **Predict, then run.** The experiment: ten iterations in the bowl $f(x) = x^2 / 2$, whose gradient is $x$, from
# > $x = 1$.

# %% tags=["demo"]
x, vx = 1.0, 0.0
for t in range(10):
    dx = x
    vx = 0.9 * vx + dx
    x += 0.1 * vx
    print(f"iteration {t + 1:2}: x = {x:7.3f}, loss = {x**2 / 2:9.3f}")


# %%
def erratum_momentum_loop(x, compute_gradient, learning_rate, rho, num_iterations):
    """The loop of erratum 1, corrected.

    Parameters
    ----------
    x : array of any shape
        Start.
    compute_gradient : function
        `compute_gradient(x)` is the gradient at x, an array in the shape of x.
    learning_rate, rho : float
        Rate, and the share of the velocity that survives an iteration.
    num_iterations : int
        How many iterations to make.

    Returns
    -------
    list of arrays
        x after each iteration.
    """
    ### BEGIN SOLUTION
    path, vx = [], 0
    for _ in range(num_iterations):
        dx = compute_gradient(x)
        vx = rho * vx + dx
        x = x - learning_rate * vx
        path.append(x)
    return path
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: where is it?</summary>
#
# Compare the last line of the code with the second formula, sign by sign.
# </details>
# <details><summary>Hint 2: my path is ten times the same point</summary>
#
# `x -= ...` on an array changes the array that is already in your list. Write `x = x - ...`.
# </details>

# %%
check(erratum_momentum_loop)

# %% [markdown]
# ### Erratum 2: nablas that do not belong (notes 000)
#
# Nesterov's method in convention B, and its change of variables $\tilde x_t = x_t + \gamma V_t$. As printed:
#
# $$ V_{t+1} = \gamma V_t - \alpha \nabla f(\tilde x_t), \qquad
#    \tilde x_{t+1} = \tilde x_t + V_{t+1} + \gamma \, (\nabla V_{t+1} - \nabla V_t) $$
#
# The experiment runs the method in its first form, $V_{t+1} = \gamma V_t - \alpha \nabla f(x_t + \gamma V_t)$,
# $x_{t+1} = x_t + V_{t+1}$, and beside it the printed form. What could $\nabla V$ mean? We read it as the gradient of
# $f$ taken at $V$. If the change of variables is right, $\tilde x_t = x_t + \gamma V_t$ at every step.


# %% tags=["demo"]
def slope(x):
    return 2.0 * x


alpha, gamma = 0.1, 0.9
x, V = 1.0, 0.0
x_tilde, V_printed = 1.0, 0.0
for t in range(6):
    V = gamma * V - alpha * slope(x + gamma * V)
    x = x + V
    V_next = gamma * V_printed - alpha * slope(x_tilde)
    x_tilde = x_tilde + V_next + gamma * (slope(V_next) - slope(V_printed))
    V_printed = V_next
    print(f"t = {t + 1}: first form, x + gamma V = {x + gamma * V:7.4f}    as printed, x tilde = {x_tilde:7.4f}")


# %%
def erratum_nesterov_rearranged(x_tilde, compute_gradient, alpha, gamma, num_iterations):
    """The rearranged loop of erratum 2, corrected: convention B, with the velocity zero at first.

    Parameters
    ----------
    x_tilde : array of any shape
        Start. (The velocity is zero, so here x tilde and x are one.)
    compute_gradient : function
        `compute_gradient(x)` is the gradient at x, an array in the shape of x. Call it once an iteration.
    alpha, gamma : float
        Learning rate, and the share of the velocity that survives an iteration.
    num_iterations : int
        How many iterations to make.

    Returns
    -------
    list of arrays
        x tilde after each iteration.
    """
    ### BEGIN SOLUTION
    path, v = [], 0 * x_tilde
    for _ in range(num_iterations):
        v_next = gamma * v - alpha * compute_gradient(x_tilde)
        x_tilde = x_tilde + v_next + gamma * (v_next - v)
        v = v_next
        path.append(x_tilde)
    return path
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: start from the definition</summary>
#
# $\tilde x_{t+1} = x_{t+1} + \gamma V_{t+1}$ and $x_{t+1} = x_t + V_{t+1}$. Now replace $x_t$ by
# $\tilde x_t - \gamma V_t$.
# </details>
# <details><summary>Hint 2: what is a nabla doing there?</summary>
#
# No gradient appears in that derivation. The last term needs velocities alone.
# </details>

# %%
check(erratum_nesterov_rearranged)

# %% [markdown]
# ### Erratum 3: AdaGrad jumps (notes 000)
#
# As printed:
#
# ```python
# grad_squared = 0
# while True:
#     dx = compute_gradient(x)
#     grad_squared += dx * dx
#     x = learning_rate * dx / (sqrt(grad_squared) + 1e-7)
# ```
#
# > **Predict, then run.** The experiment: the bowl $f(x) = x^2/2$ again, from three starts. Where is $x$ after one
# > iteration?

# %% tags=["demo"]
for start in (100.0, 1.0, -5.0):
    x, grad_squared, visited = start, 0.0, []
    for _ in range(4):
        dx = x
        grad_squared += dx * dx
        x = 0.1 * dx / (grad_squared**0.5 + 1e-7)
        visited.append(f"{x:.6f}")
    print(f"from {start:5}: x = {', '.join(visited)}")


# %%
def erratum_adagrad_loop(x, compute_gradient, learning_rate, num_iterations):
    """The loop of erratum 3, corrected; keep its 1e-7, outside the root.

    Parameters
    ----------
    x : array of any shape
        Start.
    compute_gradient : function
        `compute_gradient(x)` is the gradient at x, an array in the shape of x.
    learning_rate : float
        Rate.
    num_iterations : int
        How many iterations to make.

    Returns
    -------
    list of arrays
        x after each iteration.
    """
    ### BEGIN SOLUTION
    path, grad_squared = [], 0
    for _ in range(num_iterations):
        dx = compute_gradient(x)
        grad_squared = grad_squared + dx * dx
        x = x - learning_rate * dx / (np.sqrt(grad_squared) + 1e-7)
        path.append(x)
    return path
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the first point is plus or minus the learning rate</summary>
#
# ... wherever you start. That is the length of a *step*. What should happen to `x` with a step?
# </details>

# %%
check(erratum_adagrad_loop)

# %% [markdown]
# ### Erratum 4: Adam at time zero (notes 000)
#
# As printed, but that the notes write x with a prime for the new x (there are two slips in here, and you have met one
# of them):
#
# ```python
# first_moment = 0
# second_moment = 0
# for t in range(num_iterations):
#     dx = compute_gradient(x)
#     first_moment = beta1 * first_moment + (1 - beta1) * dx
#     second_moment = beta2 * second_moment + (1 - beta2) * dx * dx
#     first_bias = first_moment / (1 - beta1 ** t)
#     second_bias = second_moment / (1 - beta2 ** t)
#     x = learning_rate * first_bias / (sqrt(second_bias) + 1e-7)
# ```
#
# Notes 002 have the first of the two in formulas: they count from $t = 0$ and divide by $1 - \beta^t$. Notes 004
# count with `range(1, num_iterations)`, which cures it and brings in something smaller. Your loop makes exactly
# `num_iterations` iterations.
#
# > **Predict, then run.** What does Python say at the first iteration? And what would NumPy arrays do, which do not
# > stop at a division by zero?

# %% tags=["demo"]
beta1, t, first_moment = 0.9, 0, 0.1
try:
    print(first_moment / (1 - beta1**t))
except ZeroDivisionError as error:
    print("plain Python numbers:", error)
with np.errstate(all="ignore"):
    first_bias = np.array([0.1, -0.2]) / (1 - beta1**t)
    second_bias = np.array([0.001, 0.004]) / (1 - 0.999**t)
    print("NumPy arrays: first_bias =", first_bias, " step =", first_bias / (np.sqrt(second_bias) + 1e-7))


# %%
def erratum_adam_loop(x, compute_gradient, learning_rate, num_iterations, beta1=0.9, beta2=0.999):
    """The loop of erratum 4, corrected; keep its 1e-7, outside the root.

    Parameters
    ----------
    x : array of any shape
        Start.
    compute_gradient : function
        `compute_gradient(x)` is the gradient at x, an array in the shape of x.
    learning_rate : float
        Rate.
    num_iterations : int
        How many iterations to make; the list has as many points.
    beta1, beta2 : float
        Shares of the past that the moments keep.

    Returns
    -------
    list of arrays
        x after each iteration.
    """
    ### BEGIN SOLUTION
    path, first_moment, second_moment = [], 0, 0
    for t in range(1, num_iterations + 1):
        dx = compute_gradient(x)
        first_moment = beta1 * first_moment + (1 - beta1) * dx
        second_moment = beta2 * second_moment + (1 - beta2) * dx * dx
        first_unbiased = first_moment / (1 - beta1**t)
        second_unbiased = second_moment / (1 - beta2**t)
        x = x - learning_rate * first_unbiased / (np.sqrt(second_unbiased) + 1e-7)
        path.append(x)
    return path
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which t?</summary>
#
# After the first gradient the moments hold one step's worth: the correction must use $t = 1$.
# </details>
# <details><summary>Hint 2: how many?</summary>
#
# `list(range(1, 5))` is `[1, 2, 3, 4]`: four numbers.
# </details>

# %%
check(erratum_adam_loop)

# %% [markdown]
# ### Explain the errata
#
# For each of the four: what would somebody notice who trains a network with the line as printed, and how is the
# corrected line derived or recognized? Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*

# %% [markdown] tags=["written"] points=2 id="errata-explained"
# === BEGIN MODEL ANSWER ===
#
# **1 (sign).** The loss rises from the first iteration and soon overflows, however small the rate: the gradient
# points uphill and the velocity is a sum of gradients, so it must be subtracted, as in the formula beside it. (Adding
# would be right if $v$ had been built from $-\eta g$, convention B.)
#
# **2 (nablas).** Whatever one takes $\nabla V$ to be, $\tilde x$ parts from $x + \gamma V$ at the first step, and the
# run may diverge. From the definition,
# $\tilde x_{t+1} = x_t + V_{t+1} + \gamma V_{t+1} = \tilde x_t - \gamma V_t + V_{t+1} + \gamma V_{t+1}$, so the last
# term is $\gamma (V_{t+1} - V_t)$: velocities only.
#
# **3 (assignment).** After one iteration every weight is $\pm$ the learning rate, whatever it was: a trained or well
# initialized network is wiped out. The right-hand side is a step, with the size of the rate and not of the weights;
# it has to be subtracted from $x$ (`-=`).
#
# **4 (t = 0).** With arrays every weight is nan after the first iteration, and stays nan; with plain numbers the
# program stops. $m_1 = (1 - \beta) g$ needs the divisor $1 - \beta^1$, so the clock reads 1 at the first correction.
# (And $x$ is replaced by the step, as in 3.)
#
# *Rubric, for each erratum:* a quarter for a symptom that one would really see (not just "it is wrong"), a quarter
# for a reason or derivation of the correction.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 7.13 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.
# Pencil and paper, or an experiment, are allowed for all of them.

# %% [markdown]
# **Question 1.** The gradient has been the same number $g$ for a long time, and $\mu = 0.9$. How long is each step of
# momentum, in this course's convention?
#
# - **a**: $\eta |g|$
# - **b**: $0.9 \, \eta |g|$
# - **c**: $10 \, \eta |g|$
# - **d**: it grows without limit


# %%
def quiz_coasting_speed():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_coasting_speed)

# %% [markdown] explains="quiz_coasting_speed"
# The velocity settles where $v = 0.9\,v + g$, that is at $v = 10\,g$. Each step is then ten times as long as one of
# plain gradient descent.

# %% [markdown]
# **Question 2.** Notes 002 say that AdaGrad rescales the gradient "to match average magnitude of all past gradients".
# Suppose that $g = 1$ in every step. How long is AdaGrad's step number 100?
#
# - **a**: $\eta$
# - **b**: $\eta / 10$
# - **c**: $\eta / 100$
# - **d**: $100 \, \eta$


# %%
def quiz_hundredth_adagrad_step():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_hundredth_adagrad_step)

# %% [markdown] explains="quiz_hundredth_adagrad_step"
# AdaGrad adds squares up and never forgets: after 100 steps of $g = 1$ the sum is 100 and its root is 10. It is the
# *sum* of the past that divides the step, not its average, so steps shrink even where gradients do not.

# %% [markdown]
# **Question 3.** You multiply the loss by 1,000 and change nothing else. $\varepsilon$ is too small to matter beside
# the gradients, before and after. Which optimizers walk the same path as before?
#
# - **a**: AdaGrad, RMSProp, and Adam
# - **b**: momentum and Nesterov
# - **c**: all five of these
# - **d**: Adam alone


# %%
def quiz_scaled_loss():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_scaled_loss)

# %% [markdown] explains="quiz_scaled_loss"
# All three divide the gradient by a measure of its own size, so a factor of 1,000 cancels. Momentum and Nesterov pass
# it on: their steps are 1,000 times longer, and their rate must be 1,000 times smaller.

# %% [markdown]
# **Question 4.** Adam *without* bias correction, $\beta_1 = 0.9$, $\beta_2 = 0.99$ (not 0.999), $\varepsilon$ far
# smaller than $|g|$. How long is its first step?
#
# - **a**: $0.1 \, \eta$
# - **b**: $10 \, \eta$
# - **c**: about $3.2 \, \eta$
# - **d**: $\eta$


# %%
def quiz_uncorrected_first_step():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_uncorrected_first_step)

# %% [markdown] explains="quiz_uncorrected_first_step"
# After one step $m = 0.1\,g$ and $s = 0.01\,g^2$, and $0.1\,g / \sqrt{0.01\,g^2}$ has size 1: with these betas the two
# errors cancel. With the default $\beta_2 = 0.999$ they do not, and the first step is 3.2 times too long.

# %% [markdown]
# **Question 5.** Notes 002 count steps from $t = 0$: the first step computes
# $\mathbf v_1 = \beta_1 \mathbf v_0 + (1 - \beta_1) \nabla L$ and divides it by $1 - \beta_1^t$. Which exponent makes
# their formula right at every step?
#
# - **a**: $t$, as printed
# - **b**: $t + 1$
# - **c**: $t - 1$
# - **d**: $t$ for $\mathbf v$, and $t / 2$ for the squares, since their root is taken


# %%
def quiz_exponent():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_exponent)

# %% [markdown] explains="quiz_exponent"
# After $k$ steps the weights of the average add up to $1 - \beta^k$. If the first step is counted as $t = 0$, then $k =
# t + 1$. As printed, the first step divides by $1 - \beta^0 = 0$.

# %% [markdown]
# ## 7.14 Experiment: does the winner change?
#
# "We used Adam and it worked well" is not a result. Do this instead, with `train_digits` and your own step functions,
# in new cells below this one (the + above the notebook, or Esc and then B):
#
# 1. Choose two optimizers, and **write down first** which one you expect to reach the lower training loss in five
#    epochs.
# 2. Train each with at least five learning rates, spaced by a constant factor, until the best rate of each lies
#    *inside* its range and not at an end. Use at least three seeds for each rate.
# 3. Make a table: the optimizer, the best rate, mean and spread of the final training loss over the seeds, and mean
#    accuracy on the held-back digits.
# 4. Change **one** thing that you think will turn the result around, or make the difference larger: 50 epochs instead
#    of 5; batches of 8; inputs multiplied by 100; another $\mu$, $\beta$ or $\varepsilon$. Repeat steps 2 and 3.
# 5. Explain *why* it came out as it did, with a figure from this notebook or one of your own as evidence.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation.* Momentum and Adam; I expected momentum to win, since the images are easy and its rate can be tuned.
#
# *Training loss after 5 epochs, mean and standard deviation over seeds 0, 1, 2; accuracy on held-back digits:*
#
# | optimizer | rates tried | best rate | training loss | accuracy |
# | --- | --- | --- | --- | --- |
# | momentum, $\mu = 0.9$ | 0.01, 0.03, 0.1, 0.3, 1 | 0.1 | 0.117 ± 0.015 | 0.942 |
# | Adam | 0.001, 0.003, 0.01, 0.03, 0.1, 0.3 | 0.03 | 0.074 ± 0.014 | 0.950 |
# | *inputs × 100:* momentum | $10^{-5}$ to 0.1, seven rates | 0.001 | 1.06 ± 0.42 | 0.600 |
# | *inputs × 100:* Adam | 0.0003 to 0.3, seven rates | 0.01 | 0.51 ± 0.29 | 0.805 |
#
# *Reading.* Adam's training loss is lower by about three standard deviations; in accuracy the two are within one
# percent, which with 449 held-back digits is four images: no difference. I was wrong about the loss.
#
# *Why.* The change multiplies the gradients of both weight matrices by about 100 and leaves those of the biases
# alone: the arrays now want rates that are orders of magnitude apart. Momentum has one rate for all of them: the
# matrices diverge unless it is small, and then the biases stand still. Adam divides each weight's step by the size of
# its own gradients (figure of effective step sizes), so one rate serves all, and its best rate moved only from 0.03
# to 0.01 while momentum's moved by a factor of 100. Both are worse than before, because the softmax saturates at the
# start, which no optimizer repairs; preprocessing (unit 04) does.
#
# *Rubric.* **1 point, design:** a prediction in advance; at least five rates each by constant factors, the best
# inside the range; three seeds; the same budget for both. **1 point, report:** a table with rates, mean and spread,
# accuracy; claims no larger than the spread allows. **1 point, the change:** one thing changed, tuned again, compared
# with before. **1 point, explanation:** a mechanism from this unit (sizes of gradients per weight, averaging of
# noise, overshoot, bias correction ...) that predicts the direction of the result, with evidence; "Adam is better"
# earns nothing here.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Key points
#
# - Gradient descent has no memory: it zigzags in valleys, waits at saddles, and starves on plateaus.
# - **Momentum** sums past gradients; steady ones gain a factor $1 / (1 - \mu)$, alternating ones cancel. It
#   overshoots.
# - The conventions A, B and C are one method while the rate is constant, and A is another when it changes.
# - **Nesterov** takes the gradient where the velocity leads, and so brakes by $1 - \eta h$ in directions of curvature
#   $h$.
# - **AdaGrad** divides by the root of the *sum* of squares: fair to rare weights, and its steps die out like
#   $1/\sqrt t$.
# - **RMSProp** averages instead, and forgets. **Adadelta** replaces the rate by the size of its own past steps.
# - **Adam** is momentum over RMSProp with a bias correction; without it the first steps are too *long*.
# - $\varepsilon$ inside the root acts like $\sqrt\varepsilon$ outside.
# - Rates for each weight help when valleys run along the axes; turn the valley and the help is gone.
# - Compare optimizers only after tuning each, with the same effort, over several seeds.
# - Run a formula before you trust it, printed ones too.
#
# ## What comes next
#
# Unit 08 changes the learning rate during training: step decay, cosine, warm-up, restarts. Unit 09 uses curvature
# (Newton, L-BFGS), which fixes turned valleys too. Unit 11 shows why weight decay needs care under Adam. Your seven
# functions come along: the capstone, unit 17, trains with them.
#
# ## References
#
# - Polyak, B. T. (1964). Some methods of speeding up the convergence of iteration methods. *USSR Computational
#   Mathematics and Mathematical Physics* 4(5), 1–17.
# - Nesterov, Y. (1983). A method for solving the convex programming problem with convergence rate O(1/k²). *Soviet
#   Mathematics Doklady* 27, 372–376.
# - Qian, N. (1999). On the momentum term in gradient descent learning algorithms. *Neural Networks* 12(1), 145–151.
# - Duchi, J., Hazan, E., Singer, Y. (2011). Adaptive subgradient methods for online learning and stochastic
#   optimization. *JMLR* 12, 2121–2159.
# - Tieleman, T., Hinton, G. (2012). Lecture 6.5, RMSProp. *Neural Networks for Machine Learning*, Coursera.
# - Zeiler, M. D. (2012). ADADELTA: an adaptive learning rate method. arXiv:1212.5701.
# - Bengio, Y., Boulanger-Lewandowski, N., Pascanu, R. (2013). Advances in optimizing recurrent networks. *ICASSP*.
#   arXiv:1212.0901.
# - Sutskever, I., Martens, J., Dahl, G., Hinton, G. (2013). On the importance of initialization and momentum in deep
#   learning. *ICML*.
# - Dauphin, Y. et al. (2014). Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization. *NeurIPS*. arXiv:1406.2572.
# - Kingma, D. P., Ba, J. (2015). Adam: a method for stochastic optimization. *ICLR*. arXiv:1412.6980.
# - Goh, G. (2017). Why momentum really works. *Distill*. doi:10.23915/distill.00006.
# - Wilson, A. C. et al. (2017). The marginal value of adaptive gradient methods in machine learning. *NeurIPS*.
#   arXiv:1705.08292.
# - Reddi, S. J., Kale, S., Kumar, S. (2018). On the convergence of Adam and beyond. *ICLR*. arXiv:1904.09237.
# - Choi, D. et al. (2019). On empirical comparisons of optimizers for deep learning. arXiv:1910.05446.
# - Lecture notes 000 (Training neural network II, by hand), 001 (F. Li, *CS 519: Deep learning*, 2018), 002 (S.
#   Rousseau, *AOS 2, lecture 02*), 003 (*Training neural networks*), and 004 (Z. Yumak, *Lecture 6*), the numbers by
#   which this course knows its sources.
