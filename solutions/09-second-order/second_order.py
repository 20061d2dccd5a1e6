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
# # 9 · Second order
#
# *Two runners stand at the same place of a long, narrow valley and want to reach its lowest point. One needs a
# thousand steps. The other one needs a single step. Both see only the ground under their feet. One of them also feels
# how it bends.*
#
# **By the end of this unit your own code will** find minima in about as many looks at the loss as SciPy does, whose
# code half the world uses. You will count them.
#
# **After this unit you can**
#
# - write down the quadratic model of a loss and step to its lowest point with Newton's method;
# - say what that step costs in memory and time, and why nobody takes it in a network with a hundred million weights;
# - see when it walks to a saddle point, and repair it;
# - learn the curvature from gradients alone, with BFGS, and keep only a little of it, with L-BFGS;
# - decide when to use L-BFGS, and say why mini-batches spoil it.
#
# **You need** the gradient, the Hessian and its eigenvalues, condition numbers and saddle points (unit 06); Adam, for
# one comparison (unit 07).
#
# **It takes** about six hours: two and a half to read and play, two and a half for the exercises, the quiz and the
# written answers, one for the experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours, and the check right below it
# says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first: you remember what surprised you.

# %%
import time
from functools import cache

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.data import surfaces
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

# %% [markdown]
# ## 9.1 A thousand steps, or one
#
# The valley is turned by 30 degrees, and 540 times as curved across as along: its condition number $\kappa$ is 540.
# Gradient descent runs at the best constant rate (unit 06). Its opponent takes one step. A runner has arrived within
# 0.1 of the star. Press play.

# %% tags=["demo"]
from gradschool import optim

kappa = 540  # try 20 and 100
valley = surfaces.valley(kappa, angle=30)
start, bends = np.array(valley.start), valley.gradient(np.eye(2))  # bends: the Hessian
slow = [start]
while np.linalg.norm(slow[-1]) > 0.1:
    slow.append(slow[-1] - 2 / (kappa + 1) * valley.gradient(slow[-1]))


def both(w):
    return (valley(w), valley.gradient(w))


fast = optim.minimize_newton(both, lambda w: bends, start, keep_path=True)
routes = {"gradient descent": np.stack(slow), "the other one": np.stack(fast.path)}
plots.race(valley, routes, title=f"Condition number {kappa}")

# %% [markdown]
# Gradient descent arrives at step 1,005. It knows in which direction the ground falls, and nothing else. The other
# one also knows how the slope *changes*: it knows the curvature, and so it knows where the slope will be zero.
# Methods that use first derivatives are called **first order**; those that use second derivatives, **second order**.
# Why then is nearly every network trained by a first-order method? That is the question of this unit.

# %% [markdown]
# ## 9.2 The parabola that touches
#
# Take one weight first. Near a point $w$ a smooth loss looks like a straight line with the same value and slope. A
# bit farther out it looks like a *parabola* with the same value, slope and curvature. This is **Taylor's expansion**
# to second order. For a step $p$ away from $w$,
#
# $$ L(w + p) \approx m(p) = L(w) + L'(w) \, p + \tfrac12 L''(w) \, p^2. $$
#
# We know where a parabola is flat: where its slope $L'(w) + L''(w) \, p$ is zero, at $p = -L'(w) / L''(w)$. So step
# there, and begin again.
#
# Play with the start. The loss is $\sqrt{1 + w^2}$. It is curved upward everywhere and has one minimum, at 0. Where
# does the step bring you closer to it? Can you find a start where it does not?


# %% tags=["demo"]
def touching(w):
    """The loss sqrt(1 + w^2) and its parabola at w."""

    def root(w):
        return np.sqrt(1 + w**2)

    return plots.touching_parabola(root, lambda w: w / root(w), lambda w: root(w) ** -3.0, w)


plots.explore(touching, w=(-1.5, 1.5, 0.5))

# %% [markdown]
# From $w$ the step leads to exactly $-w^3$. (Try it: $L' = w / \sqrt{1 + w^2}$ and $L'' = (1 + w^2)^{-3/2}$, so
# $p = -w \, (1 + w^2)$.) From 0.5 this is $-0.125$, then 0.002, then $-0.000000007$: the number of right digits
# triples. At 1 the step jumps to $-1$ and back forever. Beyond 1 it leads farther away each time, though the ground
# is a bowl everywhere. The parabola is right *near* the point. Section 9.6 takes care of that.
#
# ### Many weights
#
# In this unit $n$ is the number of weights. The slope becomes the gradient $g$, the second derivative becomes the
# Hessian $H$, a symmetric matrix of $n \times n$ numbers (unit 06), and the parabola becomes the **quadratic model**
#
# $$ m(p) = L(w) + g^\top p + \tfrac12 \, p^\top H \, p. $$
#
# Its gradient with respect to $p$ is $g + H p$. It is zero where
#
# $$ H p = -g. $$
#
# This $p$ is **Newton's step**. How far does the model promise that the loss will fall? Put $H p = -g$ into $m$: the
# last term is $\tfrac12 p^\top H p = -\tfrac12 p^\top g$, so $m(p) - L(w) = \tfrac12 g^\top p = -\tfrac12 g^\top
# H^{-1} g$.
#
# On a bowl the model is the loss itself, at any distance. So one step reaches the minimum, whatever the condition
# number. More than that: it does not matter in which units you measure the weights. Write $w = A u$ with any
# invertible matrix $A$. By the chain rule the gradient with respect to $u$ is $A^\top g$ and the Hessian is $A^\top H
# A$. Newton's step in $u$ is $-(A^\top H A)^{-1} A^\top g = A^{-1} p$, and $A$ times this is $p$ again. Gradient
# descent has no such luck: a step in $u$ moves $w$ by $-\eta A A^\top g$, which is another direction.

# %% [markdown]
# ## 9.3 Newton's step
#
# Notes and blogs write $w - H^{-1} g$, and say "invert the Hessian". Write it that way, but do not compute it that
# way. You want one $p$ with $H p = -g$, a system of $n$ linear equations. `np.linalg.solve` eliminates one unknown
# after another, in about $\frac23 n^3$ operations. The inverse solves the same system $n$ times, in about $2 n^3$,
# and it loses digits (Nocedal and Wright 2006, chapter 3; Golub and Van Loan 2013, chapter 3). Here is a Hessian with
# condition number $10^{10}$. What is left of $H p + g$, which should be zero?

# %% tags=["demo"]
rng = np.random.default_rng(0)
basis = np.linalg.qr(rng.standard_normal((50, 50)))[0]  # columns at right angles, each of length 1
steep = basis @ np.diag(np.logspace(0, -10, 50)) @ basis.T  # these are the eigenvalues
g = -steep @ rng.standard_normal(50)
print(f"inverse times g: {np.linalg.norm(steep @ (-np.linalg.inv(steep) @ g) + g):.0e}")
print(f"solve          : {np.linalg.norm(steep @ -np.linalg.solve(steep, g) + g):.0e}")

# %% [markdown]
# The inverse loses half of the sixteen digits that a float64 has.
#
# ### Damping
#
# There is a knob between Newton's step and gradient descent. Add the same number $\lambda \ge 0$, the **damping**, to
# every curvature:
#
# $$ (H + \lambda I) \, p = -g. $$
#
# $I$ is the identity matrix. With $\lambda = 0$ this is Newton's step. With a very large $\lambda$ the Hessian hardly
# counts, and $p \approx -g / \lambda$: gradient descent with the rate $1 / \lambda$ (Levenberg 1944; Marquardt 1963).
#
# ### Exercise 1: Newton's step


# %%
def newton_step(gradient, hessian, damping=0.0):
    """Newton's step, damped: the p that solves (hessian + damping I) p = -gradient (Nocedal and Wright 2006, eq. 3.30).

    Solve the system; do not invert the matrix. Then (hessian + damping I) p + gradient is zero to rounding, even where
    the condition number is 1e10.

    Parameters
    ----------
    gradient : array, shape (n,)
    hessian : array, shape (n, n)
        Symmetric, of float64. Its eigenvalues may have either sign; none of them is -damping.
    damping : float, default 0
        What is added to every eigenvalue of the Hessian.

    Returns
    -------
    array, shape (n,)
        The step: what is to be added to the weights.
    """
    ### BEGIN SOLUTION
    return -np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the identity</summary>
#
# `damping * np.eye(n)` is a matrix with the damping on its diagonal and zeros elsewhere. A number added to a matrix
# is added to *all* its entries, which is something else.
# </details>
# <details><summary>Hint 2: the sign</summary>
#
# Try one weight on paper: slope 6, curvature 2. The step goes down the slope, so it must be $-3$.
# </details>

# %%
check(newton_step)

# %% [markdown]
# Turn the knob. The third line is the direction of gradient descent, $-g$. For which dampings does your step lie on
# it, and for which does it reach the star?


# %% tags=["demo"]
@drawn_by("newton_step")
def knob(damping):
    """Your step in a valley, for one damping, and all steps that there are."""
    ground = surfaces.valley(25, angle=30)
    here, bends = np.array([-3.0, -0.5]), ground.gradient(np.eye(2))
    g, knobs = ground.gradient(here), np.logspace(-4, 4, 60)
    ends = [here + newton_step(g, bends, each) for each in knobs]
    yours = here + newton_step(g, bends, damping)
    downhill = here - 2 * g / np.linalg.norm(g)
    routes = {"your step": np.stack([here, yours]), "every damping": np.stack([*ends, here])}
    routes["gradient descent"] = np.stack([here, downhill])
    return plots.paths(ground, routes, equal=True, title=f"damping {damping:.3g}")


plots.explore(knob, damping=(0.001, 1000.0, 5.0))

# %% [markdown] tags=["seen"]
# The curvatures are 1 and 25. A damping far below 1 hardly changes either, and the step ends at the star. A damping
# far above 25 drowns both, and the step lies on gradient descent's line: at 1000 it is a seventh of a degree away
# from it, and a thousandth of $-g$ long. In between, at 5 say, the step crosses the valley nearly as Newton's does
# and goes along it a sixth of the way.

# %% [markdown]
# Now a loss that is no bowl. Rosenbrock's function (1960), $(1 - w_1)^2 + 100 \, (w_2 - w_1^2)^2$, is a
# curved valley with steep walls, a favorite test of minimizers. Its minimum is 0, at $(1, 1)$. The film shows your
# Newton steps, without damping, and the model at each point: two of its level lines, one of them through the point
# (where they would be too small to see, both are enlarged), and the place where the model is flat.
#
# **Predict.** Gradient descent needs more than ten thousand steps here. How many will Newton need? Does the loss fall
# at each of them?

# %% [markdown] tags=["guess"]


# %%
rosenbrock = surfaces.rosenbrock()


def rosenbrock_hessian(w):
    """The second derivatives of Rosenbrock's function at w."""
    x, y = w
    return np.array([[1200 * x**2 - 400 * y + 2, -400 * x], [-400 * x, 200.0]])


# %% tags=["demo"]
with drawn_by("newton_step"):
    path = [np.array(rosenbrock.start)]  # try np.array([0.0, 1.5])
    for _ in range(6):
        w = path[-1]
        path.append(w + newton_step(rosenbrock.gradient(w), rosenbrock_hessian(w)))
    bends = [rosenbrock_hessian(w) for w in path]
    plots.model_film(rosenbrock, path, bends, ylim=(-3.6, 2.2), title="Newton's model").show()

# %% [markdown] tags=["seen"]
# Six steps, and the loss is $3 \cdot 10^{-20}$. But it rises twice. At step 2 it jumps from 4.7 to 1,412, three
# hundred times as high, and at step 4 it goes from 0.06 to 0.3. The model's valley is straight and the real one is
# curved, so a long step along the model ends up on the wall. From there one step leads back down to the floor. It
# went well here; nothing in the method makes sure of it.
#
# Then see how steps 4, 5 and 6 end it: 0.3, $2 \cdot 10^{-11}$, $3 \cdot 10^{-20}$. Near a minimum with positive
# curvatures each step about doubles the number of right digits of $w$. This is called **quadratic convergence**.
# Gradient descent gains the *same* number of digits with each step, and that number is tiny here.

# %% [markdown]
# ## 9.4 The price
#
# Nothing is free. The Hessian has $n^2$ numbers, and solving takes a multiple of $n^3$ operations. Twice the weights
# take four times the memory and eight times the time.
#
# **Predict.** One network has a hundred million weights. That is small today. How much memory does its Hessian need,
# and how long does one Newton step take? The cell below measures your function on this computer and goes on from
# there.

# %% [markdown] tags=["guess"]


# %%
def seconds(work, *arguments):
    """The shortest of three runs."""
    taken = []
    for _ in range(3):
        begin = time.perf_counter()
        work(*arguments)
        taken.append(time.perf_counter() - begin)
    return min(taken)


# %% tags=["demo", "clock"]
with drawn_by("newton_step"):
    rng, sizes, taken = np.random.default_rng(0), [250, 500, 1000, 1500], []
    for n in sizes:
        matrix = np.eye(n) + 1e-3 * np.ones((n, n))
        taken.append(seconds(newton_step, rng.standard_normal(n), matrix))
        megabytes, ms = 8 * n * n / 1e6, 1000 * taken[-1]
        print(f"{n:5} weights: {megabytes:6.1f} MB in float64, {ms:7.1f} ms a step")
    n, many = sizes[-1], 100_000_000
    years = taken[-1] * (many / n) ** 3 / 3600 / 24 / 365
    petabytes = 4 * many**2 / 1e15
    print(f"{many:,} weights: {petabytes:.0f} million GB in float32, {years:.0e} years a step")

# %% [markdown] tags=["seen"]
# Forty million gigabytes, and on one computer more years than anybody has. Even a machine that does $10^{15}$
# operations a second, with all that memory, would take ten years for the $n^3 / 3$ operations that the best method
# needs (Cholesky's, for positive definite matrices). And this is one step.
#
# Up to a few thousand weights, though, it is a matter of seconds. Newton's method is for few weights.

# %% [markdown]
# ### The curvature along one direction
#
# The whole matrix is out of reach, but a product with it is not. You know from unit 06 that
#
# $$ H v \approx \frac{\nabla L(w + \epsilon u) - \nabla L(w - \epsilon u)}{2 \epsilon} $$
#
# for a direction $u$ of length 1. There $v$ was always of length 1. Now let it be any vector. If $v$ is long,
# $w + \epsilon v$ is far from $w$, where the curvature is another one. If $v$ is tiny, the two gradients agree in
# nearly all their digits, and the difference is noise. So walk a distance $\epsilon$ whatever the length of $v$, and
# put the length back at the end: with $u = v / \lVert v \rVert$, $H v = \lVert v \rVert \, H u$.
#
# ### Exercise 2: measure a product with the Hessian


# %%
def hessian_vector_product(gradient, w, v, epsilon=1e-4):
    """The product of the Hessian at w with any vector, from two gradients (central differences).

    Parameters
    ----------
    gradient : function
        `gradient(w)` is the gradient of the loss at w, in the shape of w. Ask for it twice, at the points a distance
        of epsilon away from w along v and against v.
    w : array, shape (n,)
        Where to measure.
    v : array, shape (n,)
        The vector, of any length from 1e-100 to 1e100. If all its entries are 0, the product is too, and no gradient is
        asked for.
    epsilon : float, default 1e-4
        The distance to walk from w to either side, whatever the length of v.

    Returns
    -------
    array, shape (n,)
    """
    ### BEGIN SOLUTION
    length = np.linalg.norm(v)
    if length == 0:
        return 0 * v
    u = v / length
    return length * (gradient(w + epsilon * u) - gradient(w - epsilon * u)) / (2 * epsilon)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: three lines</summary>
#
# The length of `v`, a direction of length 1, and the formula with that direction. Then the length comes back.
# </details>
# <details><summary>Hint 2: how to test it</summary>
#
# On a bowl with gradient $H w$ the product must not change when you pass another `w` or another `epsilon`, and it
# must double when `v` does.
# </details>

# %%
check(hessian_vector_product)

# %% [markdown]
# ### Newton without the matrix
#
# Here are 1,438 handwritten digits, read by softmax regression with an L2 penalty: 640 weights. The loss is convex:
# all curvatures are positive. The cell builds the whole Hessian at zero, one product for each column, and takes one
# Newton step. Then it solves the same system once more and never looks at the matrix. **Conjugate gradients**
# (Hestenes and Stiefel 1952) solve $H p = -g$ with one product a round. They walk down the quadratic model, a bowl,
# whose slope points straight down along the *residual* $-g - H p$. Each round goes along a direction to the lowest
# point there, which on a bowl can be computed: no search is needed. The next direction is the new residual plus so
# much of the old direction that the next round undoes nothing of what the ones before have reached.
#
# **Predict.** The whole matrix costs 640 products. How many rounds do conjugate gradients need until the step is
# right to one percent?

# %% [markdown] tags=["guess"]

# %%
train, held = data.digits("float64").flat.split(0.2)
pixels, labels = np.asarray(train.x), np.asarray(train.y)
wanted = np.eye(10)[labels]  # one row a digit, with a 1 in the column of its class


def reader(w, rows=slice(None), penalty=0.01, digits=pixels):
    """Loss and gradient of softmax regression on some of the training digits, all by default, at 640 weights."""
    x, y = digits[rows], wanted[rows]
    z = x @ w.reshape(64, 10)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -np.sum(y * log_p) / len(x) + penalty / 2 * w @ w
    return loss, (x.T @ (np.exp(log_p) - y) / len(x)).ravel() + penalty * w


def conjugate_gradients(product, g, rounds):
    """The solution p of H p = -g, from products with H alone; the p of every round (Hestenes and Stiefel 1952)."""
    p, residual = np.zeros_like(g), -g
    direction, steps = residual, []
    for _ in range(rounds):
        bent, before = product(direction), residual @ residual
        length = before / (direction @ bent)  # to the lowest point along the direction
        p, residual = p + length * direction, residual - length * bent
        direction = residual + residual @ residual / before * direction
        steps.append(p)
    return steps


# %% tags=["demo"]
with drawn_by("newton_step", "hessian_vector_product"):
    zero = np.zeros(640)

    def bent(v):
        return hessian_vector_product(lambda w: reader(w)[1], zero, v)

    whole, g = np.stack([bent(column) for column in np.eye(640)]), reader(zero)[1]
    exact = newton_step(g, whole)
    curvatures = np.linalg.eigvalsh((whole + whole.T) / 2)
    print(f"curvatures from {curvatures[0]:.3f} to {curvatures[-1]:.3f}")
    print(f"loss {reader(zero)[0]:.3f}; after one Newton step {reader(exact)[0]:.3f}")
    steps = np.stack(conjugate_gradients(bent, g, 20))
    off = np.linalg.norm(steps - exact, axis=1) / np.linalg.norm(exact)
    curves = {"conjugate gradients": off, "one percent": np.full(20, 0.01)}
    plots.loss_curves(curves, xlabel="round", ylabel="relative distance").show()

# %% [markdown] tags=["seen"]
# Nine rounds are enough for one percent: 18 gradients in place of 1,280. (The condition number is about 105. Nearly
# half of the 640 curvatures lie within a tenth of the smallest one, and directions of the same curvature are settled
# together.) This is the *Hessian-free* or *truncated Newton* method (Martens 2010). It needs no memory beyond a few
# vectors, and it is the form in which Newton's method has been used on networks.

# %% [markdown]
# ## 9.5 The trap
#
# "Solve for the critical point of the quadratic approximation, and step to its minimum." That is how lecture notes
# put it, and how people code it:
#
# ```python
# def newton(w, gradient, hessian, steps):
#     for _ in range(steps):
#         w = w - np.linalg.inv(hessian(w)) @ gradient(w)   # to the minimum of the approximation
#     return w
# ```
#
# You have mended the inverse already. There is a second bug, and it is in the comment. Here is the saddle of unit 06,
# $L = \frac12 w_1^2 - \frac12 w_2^2 + \frac14 w_2^4$, with minima at $(0, 1)$ and $(0, -1)$ and a saddle point at
# $(0, 0)$. At the start, $(-1.8, 0.3)$, the ground falls toward $(0, 1)$.
#
# **Predict.** Where does gradient descent end, and where does this code?

# %% [markdown] tags=["guess"]

# %%
saddle = surfaces.saddle()


def saddle_hessian(w):
    """The second derivatives of the saddle at w."""
    return np.array([[1.0, 0.0], [0.0, 3 * w[1] ** 2 - 1]])


def walk(step, w, steps):
    """The weights visited by w + step(w), repeated."""
    path = [np.array(w)]
    for _ in range(steps):
        path.append(path[-1] + step(path[-1]))
    return np.stack(path)


# %% tags=["demo"]
def beside(start):
    """Gradient descent and the code as it circulates, from (-1.8, start)."""

    def as_printed(w):
        return -np.linalg.inv(saddle_hessian(w)) @ saddle.gradient(w)

    routes = {
        "gradient descent": walk(lambda w: -0.1 * saddle.gradient(w), (-1.8, start), 200),
        "Newton, as printed": walk(as_printed, (-1.8, start), 20),
    }
    for name, path in routes.items():
        near = np.linalg.norm(path - path[-1], axis=1) < 0.1
        there = f"ends at {path[-1].round(2) + 0.0}, within 0.1 of it after {np.argmax(near)} steps"
        print(f"{name} {there}; the largest |w2| is {np.abs(path[:, 1]).max():.3g}")
    return plots.paths(saddle, routes, equal=True, title=f"from (-1.8, {start:.2f})")


plots.explore(beside, start=(0.02, 1.02, 0.3))

# %% [markdown] tags=["seen"]
# Gradient descent finds the minimum. Newton walks *to the saddle point* and stays. Move the start: up to 0.44 it
# always ends there. (Along $w_2$ the step leads from $y$ to $2 y^3 / (3 y^2 - 1)$, which is nearer to 0 than $y$ if
# $y^2 < \frac15$.) From 0.58 on both curvatures are positive and it stays on its side, but at 0.58 itself one
# curvature is nearly zero: the first step overshoots to 42, and the way back takes a dozen steps. From 0.7 on three
# steps are enough. Between 0.44 and 0.58 it jumps to the other side, and nearly always ends there: at 0.5 a single
# step leads exactly to the wrong minimum.
#
# The model is flat at *one* point. This point is the model's minimum only if all curvatures are positive, that is, if
# $H$ is **positive definite**. Where one is negative, the model falls without end to both sides along that direction,
# and its flat point is a saddle point or a maximum. Newton's step goes to it all the same: it divides the slope by
# the curvature, and a negative curvature turns the step around. In networks saddle points are common at a high
# loss (Dauphin et al. 2014), so this matters (Goodfellow, Bengio and Courville 2016, sections 8.2.3 and 8.6.1).

# %% [markdown]
# ### Exercise 3: repair it
#
# Damping can turn the step around again. If $\lambda$ exceeds the size of the most negative curvature, all
# eigenvalues of $H + \lambda I$ are positive. Then $p$ goes downhill, since $g^\top p = -g^\top (H + \lambda I)^{-1}
# g$ is negative: a positive definite matrix has a positive definite inverse. How much damping? Enough to lift the
# smallest eigenvalue to a small positive value, in proportion to the largest one.


# %%
def downhill_step(gradient, hessian, share=1e-3):
    """Newton's step where it goes to a minimum of the model, and a damped one that goes downhill elsewhere.

    If all eigenvalues of the Hessian are positive, no damping: the step is Newton's. Otherwise every eigenvalue is
    raised by the same damping, which brings the smallest one to `share` times the largest one in size, max |eigenvalue|
    of the Hessian as it came. (Nocedal and Wright 2006, section 3.4.)

    Parameters
    ----------
    gradient : array, shape (n,)
    hessian : array, shape (n, n)
        Symmetric, not all zeros. Where an eigenvalue is 0, `np.linalg.eigvalsh` gives exactly 0 here; none is so near
        to 0 that rounding decides about its sign.
    share : float, default 1e-3
        The smallest eigenvalue after damping, over the largest one in size before.

    Returns
    -------
    array, shape (n,)
        The step: what is to be added to the weights.
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(hessian)
    damping = 0.0
    if curvatures[0] <= 0:
        damping = share * np.max(np.abs(curvatures)) - curvatures[0]
    return newton_step(gradient, hessian, damping)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which function gives the curvatures?</summary>
#
# `np.linalg.eigvalsh(hessian)` returns the eigenvalues of a symmetric matrix, from the smallest to the largest.
# </details>
# <details><summary>Hint 2: how much damping?</summary>
#
# Curvatures of 4 and $-2$, and a share of 1/4: the smallest should become 1. What has to be added to $-2$? What
# becomes of the 4?
# </details>
# <details><summary>Hint 3: the step itself</summary>
#
# You have a function that takes a damping.
# </details>

# %%
check(downhill_step)

# %% [markdown]
# Your step beside the saddle, from a hair off the ridge:


# %% tags=["demo"]
@drawn_by("newton_step", "downhill_step")
def repaired(start):
    """Your steps and gradient descent from (-1.8, start)."""

    def step(w):
        return downhill_step(saddle.gradient(w), saddle_hessian(w))

    routes = {
        "gradient descent": walk(lambda w: -0.1 * saddle.gradient(w), (-1.8, start), 200),
        "your step": walk(step, (-1.8, start), 40),
    }
    for name, path in routes.items():
        off = np.hypot(path[:, 0], np.abs(path[:, 1]) - 1)
        highest = saddle(path).max()
        print(f"{name}: {np.argmax(off < 0.1)} steps to within 0.1; largest loss {highest:.2g}")
    return plots.paths(saddle, routes, title=f"from (-1.8, {start:.3g})")


plots.explore(repaired, start=(1e-6, 0.5, 0.001))

# %% [markdown]
# From 0.001 off the ridge you are there after 2 steps, where gradient descent takes 79; from a millionth after 3,
# where it takes 152. A curvature of $-1$, which makes gradient descent leave by ten percent a step, makes you leave
# by a factor of a thousand. But drag the start to 0.3. The first step is huge, and the loss on the way is above a
# billion: the step points downhill, but it is far too long.

# %% [markdown]
# ## 9.6 How far?
#
# A step that points downhill can be too long. Keep its direction $p$ and look along it: a **line search**. At a
# length $t$, counted in whole steps, the loss is $L(w + t p)$, and at $t = 0$ its slope is $g^\top p$, a negative
# number: along $p$ the loss *promises* to fall by $t \, \lvert g^\top p \rvert$. Nothing keeps the whole promise,
# since the ground is curved. Ask for a share $c$ of it, a small one:
#
# $$ L(w + t p) \le L(w) + c \, t \, g^\top p. $$
#
# This is **Armijo's condition** (1966). **Backtracking** tries $t = 1$, the whole step, and halves $t$ until the
# condition holds. Near the minimum Newton's whole step is right, so the search costs nothing there. And since $t$
# gets as small as you like, while the slope at 0 is really $g^\top p$, it ends after finitely many tries: close to 0
# the ground falls by nearly the whole promise. It does not end, however, if $p$ points uphill because of a bug, or
# where the loss is flat to rounding. So limit the tries.
#
# ### Exercise 4: backtracking


# %%
def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
    """Shorten a step until the loss falls by a share of what its slope promises (Armijo 1966).

    A length t is good enough if loss_at(t) is a finite number and loss_at(t) <= value + share t slope.

    Parameters
    ----------
    loss_at : function
        `loss_at(t)` is the loss at t times the direction. Ask for it once for each length that you try, in the order
        in which you try them, and for no other.
    value : float
        The loss at 0.
    slope : float
        The slope along the direction at 0, a negative number.
    step : float, default 1
        The first length to try.
    shrink : float, default 0.5
        What a length is multiplied by where it is not good enough.
    share : float, default 1e-4
        The share of the promise that has to be kept.
    most : int, default 50
        How many lengths to try, at most.

    Returns
    -------
    float or None
        The first length that is good enough; None if none of the tries is.
    """
    ### BEGIN SOLUTION
    for _ in range(most):
        found = loss_at(step)
        if np.isfinite(found) and found <= value + share * step * slope:
            return step
        step = step * shrink
    return None
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the loop</summary>
#
# A loop of at most `most` rounds. Each asks for the loss once, returns if it is good enough, and shortens the step if
# not. What comes after the loop?
# </details>
# <details><summary>Hint 2: the sign</summary>
#
# `slope` is negative. So `value + share * t * slope` lies *below* `value`.
# </details>
# <details><summary>Hint 3: what is not a number</summary>
#
# Every comparison with nan is False, so nan is refused by itself. Minus infinity is not: it is below everything.
# `np.isfinite` knows both.
# </details>

# %%
check(backtracking_line_search)

# %% [markdown]
# Section 9.2 had a loss, $\sqrt{1 + w^2}$, on which Newton's step flies away from every start beyond 1.
# Here is the view along the step from $w = 1.5$, with the line that the loss has to get below, and the lengths that
# you try, as dots. From a share of about 0.2 on the search needs one more try.


# %% tags=["demo"]
@drawn_by("backtracking_line_search")
def along(share, w):
    """The loss along Newton's step from w, and your tries."""

    def loss_at(t):
        return np.sqrt(1 + (w - t * w * (1 + w**2)) ** 2)

    tries, slope = [], -(w**2) * np.sqrt(1 + w**2)

    def noted(t):
        return tries.append(t) or loss_at(t)

    backtracking_line_search(noted, loss_at(0), slope, share=share)
    t = np.linspace(0, 1, 200)
    curves = {"loss": (t, loss_at(t)), "accepted below": (t, loss_at(0) + share * t * slope)}
    dots = {"along the step": (np.array(tries), loss_at(np.array(tries)))}
    words = {"xlabel": "length, in whole steps", "ylabel": "loss", "dotted": "your tries"}
    return plots.curve_panels({"along the step": curves}, dots=dots, **words)


plots.explore(along, share=(0.0001, 0.9, 0.0001), w=(0.2, 3.0, 1.5))

# %% [markdown]
# Put the three together, and there is a method for every smooth loss: a step that goes downhill, searched along.
# `look_along` walks along a direction with your search, and keeps the gradient that came with the loss, so that no
# look is wasted. `Counted` counts looks. One look, or **evaluation**, gives the loss and its gradient at one point:
# backpropagation yields both for the price of the gradient, about three times that of the loss alone (unit 02).


# %%
class Counted:
    """A loss with its gradient that remembers the loss of every look."""

    def __init__(self, objective):
        self.objective, self.values = objective, []

    def __call__(self, w):
        value, gradient = self.objective(w)
        self.values.append(value)
        return value, gradient


def look_along(objective, w, value, g, p, first=1.0):
    """Weights, loss and gradient at the length that your search finds along p; None where it finds none."""
    seen = {}

    def loss_at(t):
        seen[t] = objective(w + t * p)
        return seen[t][0]

    t = backtracking_line_search(loss_at, value, g @ p, first)
    return None if t is None else (w + t * p, *seen[t])


def newton_descent(objective, hessian, w, steps=100, tolerance=1e-8):
    """The weights visited by your downhill steps, each as long as your line search allows."""
    path, (value, g) = [w], objective(w)
    while len(path) <= steps and np.linalg.norm(g) > tolerance:
        found = look_along(objective, w, value, g, downhill_step(g, hessian(w)))
        if found is None:
            break
        w, value, g = found
        path.append(w)
    return np.stack(path)


# %% tags=["demo"]
with drawn_by("newton_step", "downhill_step", "backtracking_line_search"):
    grounds = {"rosenbrock": (rosenbrock, rosenbrock_hessian), "saddle": (saddle, saddle_hessian)}
    starts = {"rosenbrock": (-1.2, 1.0), "saddle": (-1.8, 0.3)}  # try others
    for name, (ground, hessian) in grounds.items():
        looks = Counted(lambda w, ground=ground: (ground(w), ground.gradient(w)))
        path = newton_descent(looks, hessian, np.array(starts[name]))
        rises = np.sum(np.diff(ground(path)) > 0)
        told = f"{len(path) - 1} steps, {len(looks.values)} looks, {rises} rises"
        print(f"{name}: {told}, ends at {path[-1].round(6)}")

# %% [markdown]
# No loss rises any more. On Rosenbrock's function this costs: 21 steps where the bold walk over the wall took six.
# What you pay buys certainty.

# %% [markdown]
# ## 9.7 Learning the curvature
#
# You walk from $w$ to $w + s$, and the gradient changes by $y$. On a bowl $y = H s$ exactly (subtract $H (w -
# w^\star)$ at both points). So each step tells you one product with the Hessian, free of charge. **Quasi-Newton
# methods** collect these products and never compute a second derivative (Davidon 1959).
#
# Keep a matrix $C$, the present belief about $H^{-1}$. (Belief about the inverse, because then $p = -C g$ is a
# product and nothing has to be solved.) After each step the belief should explain at least what has just been seen:
#
# $$ C_{\text{new}} \, y = s, $$
#
# the **secant equation**. Many matrices satisfy it. Broyden, Fletcher, Goldfarb and Shanno found the same one in
# 1970, each alone, the **BFGS update**. Of all *symmetric* ones that satisfy the equation it is the closest to the
# old $C$, in a certain norm:
#
# $$ C_{\text{new}} = (I - \rho \, s y^\top) \, C \, (I - \rho \, y s^\top) + \rho \, s s^\top,
#    \qquad \rho = \frac{1}{s^\top y}. $$
#
# Check that it keeps the promise: $(I - \rho \, y s^\top) \, y = y - y = 0$, since $\rho \, s^\top y = 1$. So the
# first part gives nothing, and the second gives $\rho \, s \, (s^\top y) = s$.
#
# Written like this it multiplies matrices, in a multiple of $n^3$ operations. Multiply the brackets out. With the
# vector $z = C y$ (and $z^\top = y^\top C$, since $C$ is symmetric) you get
#
# $$ C_{\text{new}} = C - \rho \, (s z^\top + z s^\top) + (\rho^2 \, y^\top z + \rho) \, s s^\top, $$
#
# one product of a matrix and a vector, and three tables of products of two vectors: a multiple of $n^2$.
#
# **The curvature condition.** The belief has to stay positive definite, or steps may go uphill. For any vector $v$,
# with $u = v - \rho \, y \, (s^\top v)$, the formula gives
# $v^\top C_{\text{new}} v = u^\top C u + \rho \, (s^\top v)^2$. If $\rho > 0$, neither part is negative, and both are
# zero only for $v = 0$. So everything hangs on $s^\top y > 0$: along the step the slope must have grown, as it does
# where the ground is curved upward. If it has not, no positive definite matrix fits, and the update is left out.
#
# ### Exercise 5: the BFGS update


# %%
def bfgs_update(inverse, s, y):
    """The belief about the inverse Hessian after one more step (Nocedal and Wright 2006, eq. 6.17).

    It is (I - rho s y^T) inverse (I - rho y s^T) + rho s s^T, with rho = 1 / (s^T y).

    Parameters
    ----------
    inverse : array, shape (n, n)
        The belief before: symmetric and positive definite.
    s, y : array, shape (n,)
        How the weights changed in the step, and how the gradient changed.

    Returns
    -------
    array, shape (n, n)
        The belief after; its product with y is s. If the inner product of s and y is 0 or less, the belief before,
        itself or a copy.
    """
    ### BEGIN SOLUTION
    if s @ y <= 0:
        return inverse
    rho, z = 1 / (s @ y), inverse @ y
    cross = np.outer(s, z)
    return inverse - rho * (cross + cross.T) + (rho**2 * (y @ z) + rho) * np.outer(s, s)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which product makes a matrix?</summary>
#
# $s y^\top$ is a matrix with the entry $s_i y_j$ in row $i$ and column $j$: `np.outer(s, y)`. `s @ y` is a number.
# </details>
# <details><summary>Hint 2: one table is the other one, transposed</summary>
#
# $z s^\top$ is $(s z^\top)^\top$. Write the first once, and use `.T` for the second.
# </details>
# <details><summary>Hint 3: two tests</summary>
#
# Multiply what you return by `y`: is it `s`? Is it symmetric?
# </details>

# %%
check(bfgs_update)


# %% [markdown]
# Now there is a method that asks for gradients alone. It begins with no belief, $C = I$, so its first
# step is gradient descent's, of length 1 at most. Once a step has been seen, one number scales $I$ to the curvature
# found along it: $s^\top y / y^\top y$.
#
# Watch the model that it learns: the dashed lines are those of $C^{-1}$ in place of the Hessian.


# %%
def bfgs(objective, w, steps=200, tolerance=1e-8):
    """The weights visited by BFGS, and its belief about the inverse Hessian at each of them."""
    value, g = objective(w)
    path, beliefs = [w], [np.eye(len(w))]
    while len(path) <= steps and np.linalg.norm(g) > tolerance:
        first = 1.0 if len(path) > 1 else min(1.0, 1 / np.linalg.norm(g))
        found = look_along(objective, w, value, g, -beliefs[-1] @ g, first)
        if found is None:
            break
        s, y, belief = found[0] - w, found[2] - g, beliefs[-1]
        if len(path) == 1 and s @ y > 0:
            belief = belief * (s @ y) / (y @ y)
        w, value, g = found
        path.append(w)
        beliefs.append(bfgs_update(belief, s, y))
    return np.stack(path), np.stack(beliefs)


# %% tags=["demo"]
with drawn_by("backtracking_line_search", "bfgs_update"):
    looks = Counted(lambda w: (rosenbrock(w), rosenbrock.gradient(w)))
    path, beliefs = bfgs(looks, np.array(rosenbrock.start))
    print(f"{len(path) - 1} steps, {len(looks.values)} looks, no second derivative")
    print("believed at the end:", np.linalg.inv(beliefs[-1]).round(1).tolist())
    print("the Hessian there:  ", rosenbrock_hessian(path[-1]).round(1).tolist())
    plots.model_film(rosenbrock, path, np.linalg.inv(beliefs), title="The learned model").show()

# %% [markdown]
# The belief starts round: at step 0 its lines are circles so wide that the window shows a straight piece. It is soon
# a long thin ellipse that lies in the valley and turns with it. In the end it agrees with the true Hessian to
# a tenth of a percent. It learned it from the gradients of its own walk. Near the minimum BFGS is slower than Newton
# and faster than any method whose steps gain a fixed number of digits; this is called *superlinear* convergence
# (Dennis and Moré 1974).

# %% [markdown]
# ## 9.8 Forgetting the matrix
#
# $C$ still has $n^2$ numbers. But it was made from pairs $(s, y)$, so keep the pairs and not the matrix. Only the
# last few: old ones tell of ground that you have left. With $m$ pairs this takes $2 m n$ numbers. This is **L-BFGS**,
# with L for limited memory (Nocedal 1980; Liu and Nocedal 1989).
#
# How do you multiply by a matrix that you do not have? Put $g$ into the formula and read it from the right, with the
# newest pair:
#
# $$ C_{\text{new}} \, g = (I - \rho \, s y^\top) \; C \; \underbrace{(g - \rho \, (s^\top g) \, y)}_{q}
#    \; + \; \rho \, (s^\top g) \, s. $$
#
# Call $\alpha = \rho \, s^\top g$. First, $q = g - \alpha y$. Then $r = C q$, where $C$ comes from the *older* pairs:
# do the same with the next older pair, and so on, until no pair is left. All that is left in the middle is a matrix
# that is easy to multiply by, $\gamma I$. Now come back. The bracket on the left turns $r$ into
# $r - \rho \, (y^\top r) \, s$, and the last part adds $\alpha s$. With $\beta = \rho \, y^\top r$ this is
#
# $$ r \leftarrow r + (\alpha - \beta) \, s. $$
#
# So there are two loops. The first goes from the newest pair to the oldest and takes $\alpha_i = \rho_i \, s_i^\top
# q$, then $q \leftarrow q - \alpha_i y_i$. In the middle $r = \gamma q$. The second loop goes back, from the oldest
# to the newest, with the $\alpha_i$ of the first. For $\gamma$ take $s^\top y / y^\top y$ of the *newest* pair, one
# over the curvature last seen.
#
# ### Exercise 6: two loops


# %%
def lbfgs_direction(gradient, pairs):
    """The direction of L-BFGS, by two loops (Nocedal and Wright 2006, algorithm 7.4 with eq. 7.20).

    Between the loops stands gamma I, where gamma = s^T y / y^T y of the newest pair. With all pairs it is what
    `bfgs_update` makes of gamma I, one pair after another.

    Parameters
    ----------
    gradient : array, shape (n,)
    pairs : list of (s, y), each an array of shape (n,)
        How the weights and the gradient changed in earlier steps, the oldest pair first. The inner product of each s
        with its y is positive. The list may be empty: then the direction is minus the gradient.

    Returns
    -------
    array, shape (n,)
        Minus the gradient times the belief about the inverse Hessian, in the dtype of gradient.
    """
    ### BEGIN SOLUTION
    q, alphas = gradient, []
    for s, y in reversed(pairs):
        alphas.append((s @ q) / (s @ y))
        q = q - alphas[-1] * y
    r = q
    if pairs:
        s, y = pairs[-1]
        r = q * ((s @ y) / (y @ y))
    for (s, y), alpha in zip(pairs, reversed(alphas), strict=True):
        r = r + (alpha - (y @ r) / (s @ y)) * s
    return -r
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two orders</summary>
#
# `reversed(pairs)` goes from the newest to the oldest. The second loop goes the other way, and needs the alphas of
# the first in *its* order: they were collected the other way around.
# </details>
# <details><summary>Hint 2: one pair by hand</summary>
#
# With one pair, the direction for `gradient = y` must be `-s`. That is the secant equation.
# </details>
# <details><summary>Hint 3: my caller's gradient has changed</summary>
#
# `q -= ...` writes into the array that you were given. `q = q - ...` makes a new one.
# </details>

# %%
check(lbfgs_direction)

# %% [markdown]
# With all pairs kept, the two loops and the matrix must agree, since both come from one formula. Do they?

# %% tags=["demo"]
with drawn_by("bfgs_update", "lbfgs_direction"):
    rng, pairs = np.random.default_rng(0), []
    while len(pairs) < 5:
        s, y = rng.standard_normal((2, 30))
        pairs += [(s, y)] if s @ y > 0 else []
    inverse = np.eye(30) * (s @ y) / (y @ y)  # gamma, of the newest pair
    for s, y in pairs:
        inverse = bfgs_update(inverse, s, y)
    g = rng.standard_normal(30)
    off = np.linalg.norm(lbfgs_direction(g, pairs) + inverse @ g) / np.linalg.norm(inverse @ g)
    print(f"relative distance of the two directions: {off:.0e}")

# %% [markdown]
# And what does a step cost? The cell times your functions. On two logarithmic axes a power of $n$ is a
# straight line, and the power is its slope.

# %% tags=["demo", "clock"]
with drawn_by("newton_step", "bfgs_update", "lbfgs_direction"):
    rng, times = np.random.default_rng(0), {"Newton": {}, "BFGS": {}, "L-BFGS, ten pairs": {}}
    for n in (125, 250, 500, 1000, 4000, 16_000, 128_000):
        s, g = rng.standard_normal((2, n))
        y = s + 0.1 * rng.standard_normal(n)
        if n <= 1000:
            matrix = np.eye(n) + 1e-3 * np.ones((n, n))
            times["Newton"][n] = seconds(newton_step, g, matrix)
            times["BFGS"][n] = seconds(bfgs_update, matrix, s, y) + seconds(np.matmul, matrix, g)
        times["L-BFGS, ten pairs"][n] = seconds(lbfgs_direction, g, [(s, y)] * 10)
    curves = {name: ([*table], [*table.values()]) for name, table in times.items()}
    plots.loss_curves(curves, xlabel="weights", ylabel="seconds a step", log_x=True).show()

# %% [markdown]
# BFGS counts $n^2$ operations and Newton $n^3$, but the clock sees more than operations: once a table no longer fits
# into the processor's cache, memory takes the time, and on many machines the two lines rise alike up to a thousand
# weights. L-BFGS is another kind. Its line is flat on the left, where Python itself takes the time and not the
# numbers, and it goes on to where no matrix can follow. For a hundred million weights in float32 ten pairs are 8 GB,
# and two loops take some eighty operations a weight. That fits into one computer. A matrix does not.
#
# ### Exercise 7: the whole minimizer
#
# Put it together: direction, search, pairs. Backtracking does not make sure that $s^\top y > 0$, so leave such a pair
# out, as the update of exercise 5 does.


# %%
def minimize_lbfgs(objective, w, memory=10, steps=100, tolerance=1e-6):
    """The path of L-BFGS with backtracking, until the ground is nearly flat (Liu and Nocedal 1989).

    Each step goes along `lbfgs_direction` of the pairs kept so far, as far as `backtracking_line_search` finds with its
    default settings. The first length to try is 1; as long as no pair is kept it is 1 / (length of the gradient), if
    that is less than 1. After the step its pair (s, y) is kept, unless the inner product of s and y is 0 or less. Of
    more than `memory` pairs the oldest is dropped.

    Parameters
    ----------
    objective : function
        `objective(w)` is a pair: the loss at w and its gradient, in the shape of w. Ask for it once at the start, and
        once for each length that is tried.
    w : array, shape (n,)
        Where to start.
    memory : int, 1 or more; default 10
        The most pairs to keep.
    steps : int, default 100
        The most steps to make.
    tolerance : float, default 1e-6
        It ends before a step where the gradient's length, the root of the sum of its squares, is this or less. It also
        ends where the search finds nothing.

    Returns
    -------
    array, shape (steps made + 1, n)
        The start, then w after each step.
    """
    ### BEGIN SOLUTION
    value, g = objective(w)
    path, pairs = [w], []
    while len(path) <= steps and np.linalg.norm(g) > tolerance:
        p, seen = lbfgs_direction(g, pairs), {}

        def loss_at(t, w=w, p=p, seen=seen):
            seen[t] = objective(w + t * p)
            return seen[t][0]

        first = 1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))
        t = backtracking_line_search(loss_at, value, g @ p, first)
        if t is None:
            break
        s, y = t * p, seen[t][1] - g
        if s @ y > 0:
            pairs = [*pairs, (s, y)][-memory:]
        w, (value, g) = w + s, seen[t]
        path.append(w)
    return np.stack(path)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the order of things in one round</summary>
#
# Direction, first length, search, `s` and `y`, keep or leave out, move on. Compare `bfgs` in 9.7: it is the same
# round with another belief. One thing differs: a first length of 1 is due as soon as a *pair* is kept, which need not
# be after the first step.
# </details>
# <details><summary>Hint 2: no look wasted</summary>
#
# The search asks for a loss, and the objective gives you the gradient with it. `look_along` in 9.6 keeps both in a
# dict, under the length.
# </details>
# <details><summary>Hint 3: the last few</summary>
#
# `pairs[-memory:]` are the last `memory` entries of a list.
# </details>

# %%
check(minimize_lbfgs)

# %% [markdown]
# ## 9.9 The race on Rosenbrock
#
# Five methods, and what counts is looks: evaluations of loss and gradient until the loss is below $10^{-10}$. Each
# runs at its own best setting of several: gradient descent and Adam at the best of five rates, L-BFGS at the best of
# five memories. (Adam keeps its usual averages. Newton and BFGS have nothing to choose.)
#
# **Predict.** In which order do they arrive? How far apart are the first and the last? Newton knows second
# derivatives, BFGS only guesses them: by how much does it lose?

# %% [markdown] tags=["guess"]


# %%
def looks_needed(minimize, target=1e-10):
    """The best losses so far, look by look, until one is below the target."""
    looks = Counted(lambda w: (float(rosenbrock(w)), rosenbrock.gradient(w)))
    minimize(looks, np.array(rosenbrock.start))
    best = np.minimum.accumulate(np.nan_to_num(looks.values, nan=np.inf))
    return best[: np.argmax(best < target) + 1] if best[-1] < target else None


def first_order(rule, most=15_000):
    """A minimizer that takes the steps of one of the library's optimizers."""

    def minimize(objective, w):
        state = rule.start(w)
        for _ in range(most):
            value, g = objective(w)
            if not 1e-10 <= value < 1e10:
                break
            w, state = rule.step(w, g, state)

    return minimize


# %% tags=["demo"]
from gradschool import optim

with drawn_by("downhill_step", "backtracking_line_search", "bfgs_update", "minimize_lbfgs"):
    rates = (0.001, 0.0014, 0.0018, 0.002, 0.0024)
    tried = {
        "gradient descent": {lr: first_order(optim.SGD(lr)) for lr in rates},
        "Adam": {lr: first_order(optim.Adam(lr)) for lr in (0.2, 0.35, 0.5, 0.7, 1.0)},
        "Newton": {"": lambda f, w: newton_descent(f, rosenbrock_hessian, w)},
        "BFGS": {"": bfgs},
        "L-BFGS": {m: lambda f, w, m=m: minimize_lbfgs(f, w, m, 300) for m in (1, 2, 5, 10, 20)},
    }
    curves = {}
    for name, settings in tried.items():
        runs = {setting: looks_needed(minimize) for setting, minimize in settings.items()}
        best = min((s for s in runs if runs[s] is not None), key=lambda s: len(runs[s]))
        curves[f"{name} {best}"] = runs[best]
        counts = {s: "more" if r is None else len(r) for s, r in runs.items()}
        print(f"{name:16}: looks by setting {counts}")
    plots.loss_curves(curves, xlabel="look", ylabel="best loss so far", log_x=True).show()

# %% [markdown] tags=["seen"]
# Newton needs 28 looks, BFGS 50, L-BFGS 52 with five pairs, Adam 825, gradient descent 13,256. (On two logarithmic
# axes the first three fall off a cliff: that is what gaining digits faster and faster looks like.) Newton's 28 looks
# came with 20 Hessians, so BFGS, which has none, is hardly behind. With two weights there is little to remember, and
# L-BFGS does as well with two pairs as with twenty, within a fifth. Do not count seconds here: with two weights
# nothing is measured but Python.

# %% [markdown]
# ## 9.10 Why mini-batches spoil it
#
# Back to the 1,438 digits and 640 weights of 9.4. A look at all of them is one *pass*. With the full batch, thirty
# looks of L-BFGS are thirty passes. With batches of 64 there are 22 looks to a pass, and SGD (unit 06) makes a step
# with each. Why not let L-BFGS step with each small batch?
#
# There are two ways to do it. In both each step has a batch of its own, the search looks at this batch, and a step
# costs two looks or more. They differ in the pairs. Either both gradients of a pair come from *the same* batch, at
# the two ends of its step. Or each comes from *its own*, at the beginning of its step; then $y$ holds the change of
# the gradient and the difference of two batches.
#
# **Predict.** After thirty passes, which of the four is lowest: full-batch L-BFGS, L-BFGS with batches of 64 in
# either way, or SGD at its best rate? And what does full-batch L-BFGS gain if each pixel is centered first (unit 04)?

# %% [markdown] tags=["guess"]


# %%
def noisy_lbfgs(draw, fresh=False, rate=None):
    """L-BFGS on batches, without end: the weights after each step, and the looks that it took.

    Both gradients of a pair come from one batch, or each from a fresh one. A rate takes the place of the search.
    """

    def keep(pairs, s, y):
        return [*pairs, (s, y)][-10:] if s @ y > 0 else pairs

    w, pairs, last = np.zeros(640), [], None
    while True:
        rows = draw()
        looks = Counted(lambda w, rows=rows: reader(w, rows))
        value, g = looks(w)
        if fresh and last:
            pairs = keep(pairs, w - last[0], g - last[1])
        p, first = lbfgs_direction(g, pairs), 1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))
        if rate is None:
            found = look_along(looks, w, value, g, p, first) or (w, value, g)
        else:
            found = (w + rate * first * p, *looks(w + rate * first * p))
        if not fresh:
            pairs = keep(pairs, found[0] - w, found[2] - g)
        last, w = (w, g), found[0]
        yield w, len(looks.values)


def noisy_descent(draw, rate):
    """SGD on batches, without end, in the same form."""
    w = np.zeros(640)
    while True:
        w = w - rate * reader(w, draw())[1]
        yield w, 1


@cache
def lowest(objective=reader):
    """The minimum of a loss with 640 weights, by the library's own L-BFGS."""
    from gradschool import optim

    return optim.minimize_lbfgs(objective, np.zeros(640), tolerance=1e-9).value


def above(method, seed, batch=64, passes=30, **settings):
    """How far above its minimum the loss on all digits is after each pass."""
    rng, seen, found = np.random.default_rng(seed), 0, []
    for w, looks in method(lambda: rng.choice(len(labels), batch, replace=False), **settings):
        seen += looks * batch
        found += [reader(w)[0] - lowest()] * (min(passes, seen // len(labels)) - len(found))
        if len(found) == passes:
            return found
    return None


def look_by_look(digits, passes=30):
    """How far above its minimum your L-BFGS is after each look at all digits, with these pixels."""

    def whole(w):
        return reader(w, digits=digits)

    looks = Counted(whole)
    minimize_lbfgs(looks, np.zeros(640), steps=40, tolerance=1e-12)
    best = np.minimum.accumulate(looks.values)[1 : passes + 1]
    return np.maximum(best - lowest(whole), 1e-16)  # what is less is rounding


# %% tags=["demo"]
with drawn_by("backtracking_line_search", "lbfgs_direction", "minimize_lbfgs"):
    batch, rates = 64, (0.125, 0.25, 0.5)  # try batches of 16, 256, 1024
    methods = {f"SGD, rate {rate}": (noisy_descent, {"rate": rate}) for rate in rates}
    methods["L-BFGS, pairs from one batch"] = noisy_lbfgs, {"fresh": False}
    methods["L-BFGS, pairs from two"] = noisy_lbfgs, {"fresh": True}
    runs = {name: [] for name in methods}
    for seed in tqdm(range(5), desc="seeds"):
        for name, (method, settings) in methods.items():
            runs[name].append(above(method, seed, batch, **settings))
    whole = {"all digits": pixels, "all, centered": pixels - pixels.mean(axis=0)}  # unit 04
    for name, digits in whole.items():
        full = look_by_look(digits)
        runs[f"L-BFGS, {name}"] = [full] * 5  # no chance in it
        print(f"L-BFGS, {name}: {np.sum(full < 2e-8)} of 30 passes end within 2e-8 of the minimum")
    for name, found in runs.items():
        late = np.mean(np.array(found)[:, -5:], axis=1)
        spread = f" ± {late.std(ddof=1):.0e}" if len(set(late)) > 1 else ""
        print(f"{name:29}: last five passes {late.mean():.1e}{spread}")
    words = {"xlabel": "passes through the digits", "ylabel": "loss above its minimum"}
    plots.bands(runs, ylim=(1e-6, 5), **words).show()

# %% [markdown] tags=["seen"]
# L-BFGS on all digits goes on, to $2 \cdot 10^{-5}$ in the mean of the last five passes. With centered pixels it is
# within $2 \cdot 10^{-8}$ after 13 passes, far below the window, and as low as rounding allows before the thirtieth:
# without the mean of the pixels the condition number is 8 instead of 105. (A large condition number slows L-BFGS down
# less than gradient descent, but it does: on the pixels as they are it takes 46 passes to come as near.) On batches
# of 64 it is quick in the first passes, as long as any way down is a good one. Then it stays: at 0.033 ± 0.005 with
# pairs from one batch, and somewhere between 0.007 and 0.03 with pairs from two, where even rounding changes the run.
# SGD, at the best of three rates, comes to 0.0029 ± 0.0003. At half and at twice that rate SGD comes to 0.007 and
# 0.006. Its rate is not delicate; it is L-BFGS that stays high.
#
# Two things go wrong. First, Newton's idea is to jump to the minimum of the model, and the model is that of *this
# batch*. At the weights where one batch's loss is lowest, the loss on all digits is about 0.2 above its minimum. The
# next batch has another one, so the weights jump among them: each search reports success, and nothing is gained. A
# rate below 1 would help (that is the experiment, 9.13), but a searched step is nearly always a whole one. Second,
# with pairs from two batches, $y$ is the change of the gradient plus the *difference of two batches*, which does not
# shrink when the step does. Some products $s^\top y$ are negative though the loss is convex. (Pairs from two
# batches end lower here, but not because they are better: noise makes $y$ longer, so the scale between the loops is
# smaller, and with it the steps. It acts like a smaller rate.)
#
# L-BFGS works well on full batches and badly on mini-batches. It is not the two loops that fail. They need the *same*
# function at both ends of a step, with gradients whose noise is small against their change (Bottou, Curtis and
# Nocedal 2018, section 6.2).

# %% [markdown]
# ## 9.11 Finale: yours against SciPy's
#
# SciPy's `minimize(method="L-BFGS-B")` is an algorithm of 1995, in use wherever something is fitted (Byrd et al.
# 1995; Zhu et al. 1997). Its line search is cleverer than yours: it looks at slopes too, so that $s^\top y > 0$
# always. Four problems, ten pairs each. Who needs fewer looks until the loss is within $10^{-8}$ of the minimum?


# %%
def chain(w):
    """Rosenbrock's function of many weights, a chain of valleys, with its gradient; the minimum is 0, at ones."""
    a, b = w[:-1], w[1:]
    gradient = np.zeros_like(w)
    gradient[:-1] = -400 * a * (b - a**2) - 2 * (1 - a)
    gradient[1:] += 200 * (b - a**2)
    return float(np.sum(100 * (b - a**2) ** 2 + (1 - a) ** 2)), gradient


def theirs(objective, w):
    """SciPy's L-BFGS; without SciPy, the library's own."""
    try:
        from scipy.optimize import minimize
    except ImportError:
        from gradschool import optim

        optim.minimize_lbfgs(objective, w, tolerance=1e-7)
        return "gradschool.optim"
    limits = {"maxcor": 10, "gtol": 1e-7, "ftol": 0, "maxiter": 5000, "maxfun": 5000}
    minimize(objective, w, jac=True, method="L-BFGS-B", options=limits)
    return "SciPy"


# %% tags=["demo"]
with drawn_by("backtracking_line_search", "lbfgs_direction", "minimize_lbfgs"):
    starts = {n: np.tile([-1.2, 1.0], n // 2) for n in (2, 10, 100)}
    problems = {f"Rosenbrock, {n}": (chain, w, 0.0) for n, w in starts.items()}
    problems["digits, 640"] = reader, np.zeros(640), lowest()
    panels = {}
    for name, (objective, w, bottom) in problems.items():
        own, other = Counted(objective), Counted(objective)
        minimize_lbfgs(own, w, steps=2000, tolerance=1e-7)
        rival = theirs(other, w)
        panels[name] = {
            who: int(np.argmax(np.array(looks.values) < bottom + 1e-8)) + 1
            for who, looks in (("yours", own), (rival, other))
        }
    plots.bars(panels, ylabel="looks", digits=0, each=True).show()

# %% [markdown]
# Four lines of search against thirty years of care: 54 looks against 43 with two weights, 82 against 86 with ten,
# about 600 against 610 with a hundred, and 50 against 43 on the digits. Both arrive at the same minima. You have
# written a minimizer that one could use. (On a function that is flat, steep, or curved downward in nastier places
# than these, SciPy's is safer.)

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A colleague divides every input by its standard deviation. Gradient descent now needs a twentieth of the steps;
#    Newton needs as many as before. Explain both.
# 2. Plain Newton, $p = -H^{-1} g$, has ended where the gradient is $10^{-13}$. Your colleague writes "converged to a
#    minimum". What do you want to see before you believe it, and why?
# 3. Someone trains with L-BFGS on batches of 64. At each step the search reports that the loss of the batch has
#    fallen, and yet the loss on all data stands still. How can both be true?
# 4. Your L-BFGS keeps a pair with $s^\top y < 0$. What may the next direction do, and what does the search then say?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** Scaling inputs scales weights: $w = A u$ with a diagonal $A$. The Hessian $A^\top H A$ has another condition
# number, and gradient descent's steps go with the condition number. Newton's step is the same point in any units.
#
# **2.** The eigenvalues of the Hessian there (or a Cholesky factorization that succeeds). Newton goes to any point
# where the model is flat, and a gradient of zero is true of saddle points and maxima, too.
#
# **3.** Each step goes toward the minimum of its own batch, and that is far above the minimum of all. The next batch
# pulls elsewhere. So the weights wander among the minima of batches, at a distance that does not shrink.
#
# **4.** The remembered matrix is no longer positive definite, so the direction may point uphill. Then no length is
# good enough for small steps, and the search finds nothing (or a far point that is lower by chance).
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 9.12 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** At some weights the loss is 5, the gradient is $(2, -1)$, and the Hessian is diagonal with 4 and 1.
# What loss does the quadratic model promise after Newton's step?
#
# - **a**: 3
# - **b**: 4
# - **c**: 4.5
# - **d**: 0


# %%
def quiz_promise():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_promise)

# %% [markdown] explains="quiz_promise"
# $p = (-\frac12, 1)$, and the promise is a fall of $\frac12 g^\top H^{-1} g = \frac12 (\frac44 + \frac11) = 1$.
# Without the $\frac12$ the fall would be 2 and the loss 3: that is the slope's promise alone, and the curvature takes
# half of it back.
# Nothing says that the minimum has to be 0.

# %% [markdown]
# **Question 2.** One Newton step with 32,000 weights takes two minutes, and its Hessian 8 GB. You have
# 96,000 weights. How long will a step take, and how large will the Hessian be?
#
# - **a**: 6 minutes, 24 GB
# - **b**: 18 minutes, 72 GB
# - **c**: 54 minutes, 72 GB
# - **d**: 54 minutes, 216 GB


# %%
def quiz_price():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_price)

# %% [markdown] explains="quiz_price"
# Three times the weights: $3^3 = 27$ times the operations, $3^2 = 9$ times the numbers.

# %% [markdown]
# **Question 3.** The gradient is $(1, 1)$ and the Hessian is diagonal with 2 and $-\frac12$. How does
# Newton's step without damping begin?
#
# - **a**: downhill, since the gradient enters with a minus sign
# - **b**: level: the two parts cancel
# - **c**: uphill
# - **d**: there is no such step, since the Hessian is not positive definite


# %%
def quiz_saddle_step():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_saddle_step)

# %% [markdown] explains="quiz_saddle_step"
# $p = (-\frac12, 2)$, so the slope along it is $g^\top p = -\frac12 + 2 = 1.5$: uphill. The negative curvature turned
# the second part around. The system can be solved as long as no eigenvalue is 0.

# %% [markdown]
# **Question 4.** Three pairs of a run on two weights: first $s = (1, 2)$, $y = (3, -1)$; second $s = (2, 1)$,
# $y = (-1, 1)$; third $s = (-1, 1)$, $y = (-2, 5)$. Which of them may L-BFGS keep?
#
# - **a**: all three
# - **b**: the first and the third
# - **c**: only the third
# - **d**: the second and the third


# %%
def quiz_pairs():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_pairs)

# %% [markdown] explains="quiz_pairs"
# The inner products are $3 - 2 = 1$, $-2 + 1 = -1$ and $2 + 5 = 7$. Single entries of opposite signs do no harm.
# Along the second step the slope has fallen, as it does where the ground is curved downward.

# %% [markdown]
# **Question 5.** For which of these jobs would you try L-BFGS first?
#
# - **a**: a language model with a billion weights, on batches of text that are seen once
# - **b**: an image classifier whose images are flipped and cropped at random each time
# - **c**: 200 weights of a physical model, fitted to 5,000 measurements; a look at all takes 3 ms
# - **d**: a network with dropout, trained on a small data set that fits into memory


# %%
def quiz_job():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_job)

# %% [markdown] explains="quiz_job"
# L-BFGS needs the same function at each look, and can afford to look at all of it. In **a**, **b** and **d** two
# looks at the same weights give two losses: other text, other crops, other units dropped. Their difference $y$ is
# then partly noise.

# %% [markdown]
# ## 9.13 Experiment: how large must the batch be?
#
# In 9.10 the search trusted each batch fully. What if it did not? `above(noisy_lbfgs, seed, batch, rate=...)` goes a
# fixed share of the way, and `above(noisy_descent, seed, batch, rate=...)` is SGD. Compare the two at batches of 64,
# 256 and all 1,438, after thirty passes, in new cells below this one.
#
# 1. **Write down first** what you expect: from which batch on will L-BFGS be better than SGD?
# 2. For each batch and method find the best rate, of at least four a factor of two apart. The best should lie
#    *inside* the range; say so where it does not. L-BFGS may want a rate as small as 1/64. (With all 1,438,
#    `rate=None` searches.)
# 3. Five seeds each; with all 1,438 a single run, since no digit is left out by chance. Make a table: batch, method,
#    best rate, mean of the last five passes and its sample deviation.
# 4. Explain *why* the table looks as it does. What did a smaller rate buy, and what did it cost?
#
# `noisy_lbfgs` looks twice at the weights of each step: once with the old batch, at the end of the search, and once
# with the new one. With all 1,438 digits these two looks are the same, and one is wasted. Thirty passes are then
# about fifteen steps, and the loss ends higher than that of your own `minimize_lbfgs` in 9.10.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* L-BFGS needs a batch of several hundred. Loss above its minimum, mean of the last five of thirty
# passes, seeds 0 to 4, rates a factor of two apart:
#
# | batch | method | rates tried | best | loss above the minimum |
# | --- | --- | --- | --- | --- |
# | 64 | SGD | 1/16 to 2 | 1/4 | 0.0029 ± 0.0003 |
# | 64 | L-BFGS | 1/64 to 1 | 1/32 | 0.0033 ± 0.0004 |
# | 64 | L-BFGS | searched | | 0.033 ± 0.005 |
# | 256 | SGD | 1/16 to 2 | 1 | 0.0032 ± 0.0003 |
# | 256 | L-BFGS | 1/32 to 1 | 1/16 | 0.0015 ± 0.0001 |
# | 256 | L-BFGS | searched | | 0.0066 ± 0.0006 |
# | 1,438 | gradient descent | 1/16 to 3 | 2 | 0.016 |
# | 1,438 | L-BFGS | 1/16 to 1 | 1 | 0.0020 |
# | 1,438 | L-BFGS | searched | | 0.0018 |
#
# (`noisy_lbfgs` takes two looks a step even where the batch is all digits, so it makes half of the steps of
# `minimize_lbfgs` there. Full batches have no deviation.)
#
# *Reading.* With a search, L-BFGS on 64 digits stays ten times above SGD. With a small rate it comes as low as SGD,
# and no lower, at the price of two looks a step. With 256 it is better than SGD by a factor of two. On all digits
# there is no noise: there the whole step, searched along, is best, and a ninth of gradient descent's loss.
#
# *Why.* A whole step leads to the minimum of the batch's own model. That is far above the minimum of all digits, and
# the next batch's lies elsewhere. A rate below 1 averages over the last few batches (unit 06: the cloud goes with
# rate over batch), so the floor falls; but a small rate also makes short steps, and after thirty passes the smallest
# ones have not arrived. A larger batch has a nearer minimum.
#
# *Rubric.* **1 point, design:** a prediction in advance; four rates each, a factor of two apart; five seeds. **1
# point, report:** a table with rates, means and sample deviations, and a word where the best rate is at an end. **1
# point, comparison:** both methods at their own best rates and the same number of passes. **1 point, explanation:**
# the batch's own minimum or the noise in $y$, and rate against floor; "L-BFGS does not like noise" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# Where there is no noise, second order is the standard, not first: L-BFGS fits logistic regressions and physical
# models with up to millions of weights, and **Gauss-Newton** with damping (Levenberg 1944; Marquardt 1963) fits
# curves. If you can afford full batches, try L-BFGS. For a sum of squares of residuals $r_i(w)$, Gauss-Newton drops
# the second derivatives of the $r_i$ and keeps $J^\top J$, where $J$ holds their first derivatives. That matrix has
# no negative eigenvalues, so there is no trap. The **natural gradient** (Amari 1998) has the same form for models
# that give probabilities: its matrix, the Fisher information, measures how much a step changes the predicted
# *probabilities*. **Trust regions** turn damping around: they fix how long a step may be, compare the fall that came
# with the fall that the model promised, and let the region grow or shrink by that (Nocedal and Wright 2006, chapter
# 4).
#
# In large networks the idea lives on in what is left of the matrix once it fits into memory. **K-FAC** (Martens and
# Grosse 2015) approximates the Fisher matrix of each layer by the Kronecker product of two small ones, one of the
# layer's inputs, one of its upstream gradients: every entry of the one times every entry of the other. **Shampoo**
# (Gupta, Koren and Singer 2018) keeps two small matrices for each weight matrix, from sums of $G G^\top$ and $G^\top
# G$, where $G$ is the gradient as a matrix; a version of it won the first AlgoPerf competition for tuned training
# methods in 2024 (Dahl et al. 2023; Kasimbeg et al. 2025). **Muon** (Jordan et al. 2024) forgets the sums. It takes
# the momentum as a matrix and replaces all its singular values by numbers near 1, which is one step of Shampoo
# without memory (Bernstein and Newhouse 2024), and a language model with a trillion weights has been trained with a
# variant of it (Kimi team 2025). None of them multiplies by the true inverse Hessian. All of them let directions be
# steep or shallow *together*, not weight by weight as Adam does.

# %% [markdown]
# ## Key points
#
# - The quadratic model has the loss's value, gradient and Hessian at one point. Newton's step goes where it is flat.
# - Solve $H p = -g$. Do not invert.
# - On a bowl one step is enough, whatever the condition number. Elsewhere the model is right only near the point:
#   search along the step.
# - The flat point of the model is a minimum only if $H$ is positive definite. Newton walks to saddle points; damping
#   turns it around.
# - Memory $n^2$, time $n^3$. Products $H v$ cost two gradients each.
# - BFGS learns the curvature from $s$ and $y$; pairs with $s^\top y \le 0$ are left out. L-BFGS keeps the last few
# pairs and no matrix.
# - L-BFGS needs the same function at each look. On mini-batches each step trusts the wrong loss.
#
# ## What comes next
#
# Curvature was the trouble, and this unit paid to know it. Unit 10 changes the network so that its curvature is
# milder: it normalizes what each layer sees, batch by batch. What happens to a network that is right about 64 digits
# together, and wrong about each alone?
#
# ## References
#
# - Amari, S. (1998). Natural gradient works efficiently in learning. *Neural Computation* 10(2), 251–276.
# - Armijo, L. (1966). Minimization of functions having Lipschitz continuous first partial derivatives. *Pacific
#   Journal of Mathematics* 16(1), 1–3.
# - Bernstein, J., Newhouse, L. (2024). Old optimizer, new norm: an anthology. arXiv:2409.20325.
# - Bottou, L., Curtis, F. E., Nocedal, J. (2018). Optimization methods for large-scale machine learning. *SIAM
#   Review* 60(2), 223–311. arXiv:1606.04838.
# - Broyden, C. G. (1970). The convergence of a class of double-rank minimization algorithms. *IMA Journal of Applied
# Mathematics* 6(1), 76–90. Fletcher, R. (1970). A new approach to variable metric algorithms. *The Computer Journal*
# 13(3), 317–322. Goldfarb, D. (1970). A family of variable-metric methods derived by variational means. *Mathematics
# of Computation* 24, 23–26. Shanno, D. F. (1970). Conditioning of quasi-Newton methods for function minimization.
# *Mathematics of Computation* 24, 647–656.
# - Byrd, R. H., Lu, P., Nocedal, J., Zhu, C. (1995). A limited memory algorithm for bound constrained optimization.
#   *SIAM Journal on Scientific Computing* 16(5), 1190–1208.
# - Dahl, G. E. et al. (2023). Benchmarking neural network training algorithms. arXiv:2306.07179.
# - Dauphin, Y. et al. (2014). Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization. *NeurIPS*. arXiv:1406.2572.
# - Davidon, W. C. (1959). Variable metric method for minimization. Argonne National Laboratory, ANL-5990.
# - Dennis, J. E., Moré, J. J. (1974). A characterization of superlinear convergence and its application to
#   quasi-Newton methods. *Mathematics of Computation* 28, 549–560.
# - Golub, G. H., Van Loan, C. F. (2013). *Matrix Computations*, fourth edition. Johns Hopkins.
# - Goodfellow, I., Bengio, Y., Courville, A. (2016). *Deep Learning*. MIT Press.
# - Gupta, V., Koren, T., Singer, Y. (2018). Shampoo: preconditioned stochastic tensor optimization. *ICML*.
#   arXiv:1802.09568.
# - Hestenes, M. R., Stiefel, E. (1952). Methods of conjugate gradients for solving linear systems. *Journal of
#   Research of the National Bureau of Standards* 49(6), 409–436.
# - Jordan, K. et al. (2024). Muon: an optimizer for hidden layers in neural networks. kellerjordan.github.io.
# - Kasimbeg, P. et al. (2025). Accelerating neural network training: an analysis of the AlgoPerf competition. *ICLR*.
#   arXiv:2502.15015.
# - Kimi team (2025). Kimi K2: open agentic intelligence. arXiv:2507.20534.
# - Levenberg, K. (1944). A method for the solution of certain non-linear problems in least squares. *Quarterly of
#   Applied Mathematics* 2, 164–168.
# - Liu, D. C., Nocedal, J. (1989). On the limited memory BFGS method for large scale optimization. *Mathematical
#   Programming* 45, 503–528.
# - Marquardt, D. W. (1963). An algorithm for least-squares estimation of nonlinear parameters. *Journal of the
# Society for Industrial and Applied Mathematics* 11(2), 431–441.
# - Martens, J. (2010). Deep learning via Hessian-free optimization. *ICML*.
# - Martens, J., Grosse, R. (2015). Optimizing neural networks with Kronecker-factored approximate curvature. *ICML*.
#   arXiv:1503.05671.
# - Nocedal, J. (1980). Updating quasi-Newton matrices with limited storage. *Mathematics of Computation* 35, 773–782.
# - Nocedal, J., Wright, S. J. (2006). *Numerical Optimization*, second edition. Springer.
# - Rosenbrock, H. H. (1960). An automatic method for finding the greatest or least value of a function. *The Computer
#   Journal* 3(3), 175–184.
# - Zhu, C., Byrd, R. H., Lu, P., Nocedal, J. (1997). Algorithm 778: L-BFGS-B. *ACM Transactions on Mathematical
#   Software* 23(4), 550–560.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 9.2, 9.3 | notes 000 (quadratic approximation, Newton's step); Nocedal and Wright 2006 |
# | 9.4 | notes 000 (size and cost of the Hessian); Hestenes and Stiefel 1952; Martens 2010; own measurements |
# | 9.5 | notes 000 (the line with the bug); Goodfellow et al. 2016; Dauphin et al. 2014 |
# | 9.6 | Armijo 1966; Nocedal and Wright 2006, chapter 3 |
# | 9.7, 9.8 | notes 000 (quasi-Newton, L-BFGS); Nocedal and Wright 2006, chapters 6 and 7 |
# | 9.9 to 9.11 | notes 000 (full batch well, mini-batch badly); own measurements |
# | Today | the papers named there |
#
# Notes 000 (*Training neural network II*, by hand) are the course's source for this unit.
