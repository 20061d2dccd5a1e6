# %% [markdown]
# # 6 · Gradient descent
#
# *All of deep learning is trained by one line: take a step downhill. Everything interesting is in two questions. How
# long is the step? And downhill on which loss, when nobody can afford to look at all the data?*
#
# **After this unit you can**
#
# - write full-batch, mini-batch, and stochastic gradient descent;
# - compute the learning rate at which gradient descent starts to diverge, and hit that bound from both sides;
# - say what makes a loss hard: bad conditioning, plateaus, saddle points, local minima;
# - say what a mini-batch sees of the loss, why its gradient is right on average, and how wrong it is;
# - count epochs, iterations, and updates without falling into the trap of the last, smaller batch.
#
# **You need** what a loss is (unit 01) and what a gradient is (unit 02); what a Hessian, an eigenvector, and a
# covariance matrix are (4.3); mean and variance; NumPy arithmetic on whole arrays.
#
# **It takes** about three hours: one to read and run, one and a half for the exercises, half an hour for the
# experiment.

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Check as often as you like; hints are folded away, the gentlest first.
#
# The text in front of a figure asks you to **predict**: write your guess down before you run the cell. A few figures
# are drawn by the functions that you write. Until you have written them, these cells say which one they wait for.
# "Notes 002" and the like are the lecture notes that this course grew from; they stand at the end.

# %%
import time

import numpy as np

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4


# %% [markdown]
# ## 6.1 One step downhill
#
# A network with its weights is one point $w$ in a space with as many dimensions as there are weights. The loss $L(w)$
# is the height above that point. Training is the search for a low place, and gradient descent is the plainest way to
# look for one (Cauchy 1847). The gradient $g = \nabla L(w)$ is the vector of slopes; it points where the loss rises
# fastest. Go the other way:
#
# $$ w_t = w_{t-1} - \eta \, g_t, \qquad g_t = \nabla L(w_{t-1}). $$
#
# The **learning rate** $\eta$ (`lr` in code) says how far. The step is $\eta$ times the slope long, so steps are
# long on steep ground and short on flat ground, and they end where the slope is zero.
#
# > **Predict, then run.** The lines below join points of equal loss, as on a map. At which angle do the arrows, the
# > directions $-g$, cross them? Do the arrows point at the minimum?

# %% tags=["demo"]
valley = data.surfaces.valley(4)
picture = plots.level_lines(
    valley,
    (-4.5, 4.5),
    (-2.5, 2.5),
    title="Minus the gradient, at twelve points of a valley",
    alt="Oval level lines of a valley, wide along w1. Arrows of minus the gradient cross every line at a right angle. "
    "They point steeply toward the floor of the valley rather than at the minimum in the middle.",
)
(ax,) = picture.axes
angles = np.linspace(0, 2 * np.pi, 12, endpoint=False) + 0.2
points = np.stack([3.6 * np.cos(angles), 1.8 * np.sin(angles)], axis=1)
arrows = -0.13 * valley.gradient(points)
ax.quiver(*points.T, *arrows.T, angles="xy", scale_units="xy", scale=1, color=plots.COLORS["vermilion"], width=0.006)
ax.plot(*points.T, "o", color="black", markersize=4)
ax.plot(0, 0, "*", color="black", markersize=13)
ax.set_aspect("equal")
picture

# %% [markdown]
# *What you saw.* The arrows cross the level lines at right angles, always: along a level line the loss does not change,
# so the direction of fastest change has no part along it. And "downhill" is not "toward the minimum". In a valley that
# is four times as curved across as along, the gradient points at the floor. That is the seed of most trouble in this
# unit.

# %% [markdown]
# ### The bowl: a loss that we understand completely
#
# Close to a minimum $w^\star$ every smooth loss looks like a bowl. Its second derivatives form a symmetric matrix, the
# **Hessian** $H$, and to second order
#
# $$ L(w) = \tfrac12 \, (w - w^\star)^\top H \, (w - w^\star), \qquad \nabla L(w) = H \, (w - w^\star). $$
#
# (We measure heights from the minimum.) The gradient formula needs $H$ to be symmetric, which Hessians are. With one
# weight this is the parabola $\tfrac12 h (w - w^\star)^2$ with slope $h \, (w - w^\star)$: the **curvature** $h$ says
# how fast the slope grows.

# %% [markdown]
# ### Exercise 1: the bowl and its gradient
#
# For one point this is two products. The figures want a whole grid of points at once, so let `w` have any number of
# axes in front: only the last one counts the weights.


# %%
def quadratic(w, minimum, hessian):
    """Height and gradient of a bowl (1/2) d^T H d with d = w - minimum (the Taylor expansion to second order).

    Parameters
    ----------
    w : array, shape (..., d)
        One point, or any arrangement of points; the last axis holds the d weights.
    minimum : array, shape (d,)
        Where the bowl is lowest; the height there is 0.
    hessian : array, shape (d, d)
        Symmetric; in units of the loss per unit of w squared.

    Returns
    -------
    value : array, shape (...), or a number for one point
        The loss at each point.
    gradient : array, shape (..., d)
        Its gradient at each point.
    """
    ### BEGIN SOLUTION
    offset = w - minimum
    gradient = offset @ hessian
    return 0.5 * np.sum(offset * gradient, axis=-1), gradient
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin with one point</summary>
#
# With `offset = w - minimum` the gradient is `hessian @ offset`, and the value is half the inner product of the two.
# </details>
# <details><summary>Hint 2: many points at once</summary>
#
# `offset @ hessian` multiplies the last axis of `offset`, whatever stands before it. Because the Hessian is symmetric,
# it is the same product.
# </details>
# <details><summary>Hint 3: the inner product, point by point</summary>
#
# Multiply the two arrays elementwise and sum over the last axis alone: `np.sum(..., axis=-1)`.
# </details>

# %%
check(quadratic)

# %% [markdown]
# ### Exercise 2: gradient descent
#
# Write the loop, and keep every point that it visits.


# %%
def gradient_descent(w, gradient, lr, steps):
    """The path of gradient descent (Cauchy 1847).

    Parameters
    ----------
    w : array of any shape
        Where to start. Leave the array itself as it is.
    gradient : function
        `gradient(w)` is the gradient of the loss at w, in the shape of w. Ask for it once a step.
    lr : float
        Learning rate.
    steps : int
        How many steps to make.

    Returns
    -------
    array, shape (steps + 1, *w.shape)
        The start, then w after each step; in the dtype of w.
    """
    ### BEGIN SOLUTION
    path = [w]
    for _ in range(steps):
        w = w - lr * gradient(w)
        path.append(w)
    return np.stack(path)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a list first</summary>
#
# Collect the points in a list that begins with the start, and turn it into an array at the end with `np.stack`.
# </details>
# <details><summary>Hint 2: all my points are the same</summary>
#
# `w -= ...` changes the array that is already in your list (and the caller's). `w = w - ...` makes a new one.
# </details>

# %%
check(gradient_descent)

# %% [markdown]
# ## 6.2 How long a step? The bound at two over the curvature
#
# Take one weight, the parabola $L = \tfrac12 h w^2$, and put its slope $h w$ into the rule:
#
# $$ w_t = w_{t-1} - \eta h \, w_{t-1} = (1 - \eta h) \, w_{t-1}, \qquad\text{so}\qquad w_t = (1 - \eta h)^t \, w_0. $$
#
# Everything there is to know about the learning rate on a parabola is in the factor $1 - \eta h$.
#
# > **Predict, then run.** Five rates on a parabola with curvature $h = 1$, from $w = 1$. Which reaches the minimum in
# > one step? Which ones jump from side to side, and which of these come closer? What happens at $\eta = 2$ exactly?

# %% tags=["demo"]
figure, axes = plots.subplots(1, 5, size=(7.5, 2.9), sharey=True)
grid = np.linspace(-2.2, 2.2, 100)
rates = (0.2, 1.0, 1.8, 2.0, 2.15)
for ax, lr in zip(axes, rates, strict=True):
    visited = (1 - lr) ** np.arange(9)
    ax.plot(grid, grid**2 / 2, color="#999999")
    ax.plot(visited, visited**2 / 2, "o-", color=plots.COLORS["vermilion"], markersize=4, linewidth=1)
    ax.plot(visited[0], visited[0] ** 2 / 2, "o", color="white", markeredgecolor="black", markersize=7, zorder=3)
    ax.set(title=f"$\\eta = {lr:g}$\nfactor {1 - lr:g}", xlabel="weight $w$", xlim=(-2.2, 2.2), ylim=(-0.1, 2.3))
axes[0].set_ylabel("loss")
plots.show(
    figure,
    "Eight steps of gradient descent on a parabola at five learning rates. 0.2 creeps down one side. 1.0 is at the "
    "minimum after one step. 1.8 jumps from side to side and comes closer. 2.0 jumps between 1 and minus 1 forever."
    " 2.15 jumps higher and higher.",
)

# %% [markdown]
# *What you saw.* With $\eta h < 1$ the path stays on its side. At $\eta h = 1$ it is done in one step. Between 1 and 2
# it changes sides at each step and still comes closer. At 2 it swings forever, and beyond 2 each jump is longer than
# the last: training **diverges**. Gradient descent converges only for
#
# $$ 0 < \eta < \frac{2}{h}. $$
#
# ### Many weights
#
# In a bowl with many weights, measure $w - w^\star$ along the eigenvectors of $H$. Along eigenvector $i$ the curvature
# is the eigenvalue $\lambda_i$, the directions do not mix, and each follows its own parabola: the part along it is
# multiplied by $1 - \eta \lambda_i$ at every step. But there is one learning rate for all. The steepest direction is
# the first to diverge, and it alone sets the limit:
#
# $$ \eta_{\max} = \frac{2}{\lambda_{\max}}. $$
#
# Textbooks write this as $2 / L$, where $L$ is not the loss but the largest curvature (the *Lipschitz constant* of the
# gradient; Nesterov 2004).

# %% [markdown]
# ### Exercise 3: the largest stable rate


# %%
def largest_stable_rate(hessian):
    """The learning rate above which gradient descent diverges in a bowl: 2 / lambda_max (Nesterov 2004).

    Parameters
    ----------
    hessian : array, shape (d, d)
        Symmetric, with eigenvalues of zero or more, not all zero. In units of the loss per unit of w squared.

    Returns
    -------
    float
        Two over the largest eigenvalue; in units of w squared per unit of the loss.
    """
    ### BEGIN SOLUTION
    return 2 / np.linalg.eigvalsh(hessian)[-1]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: where are the eigenvalues?</summary>
#
# `np.linalg.eigvalsh(matrix)` returns the eigenvalues of a symmetric matrix, from the smallest to the largest.
# </details>
# <details><summary>Hint 2: the diagonal will not do</summary>
#
# The entries on the diagonal are the curvatures along the axes. The steepest direction may lie between the axes, and
# then it is steeper than any of them.
# </details>

# %%
check(largest_stable_rate)

# %% [markdown]
# ### Hitting the bound from both sides
#
# Real data now: 1,797 images of handwritten digits, 64 pixels each, as rows of a matrix $X$. A linear model $X w$ is
# to answer 1 for a zero and 0 for every other digit, and the loss is the mean squared error,
# $L(w) = \frac1N \lVert X w - y \rVert^2$. Its gradient is $\frac2N X^\top (X w - y)$ and its Hessian
# $\frac2N X^\top X$. (Mind the 2: it is there because this loss has no $\tfrac12$ in front.) So this
# loss is a bowl with 64 weights, and the bound can be computed in advance.
#
# > **Predict, then run.** 1,000 steps from $w = 0$ at 0.99, at 1.01, and at one half of the bound. Will 1 % less or
# > more really make a difference? And why might the left panel, with pixels as they are, have a bound so much smaller
# > than the right one, with the mean image subtracted?

# %% tags=["demo"]
digits = data.digits().flat
pixels = np.asarray(digits.x, dtype="float64")
is_zero = (np.asarray(digits.y) == 0).astype("float64")

with drawn_by("gradient_descent", "largest_stable_rate"):
    figure, axes = plots.subplots(1, 2, size=(7.5, 3.9), sharey=True)
    inputs = {"raw pixels": pixels, "centered": pixels - pixels.mean(axis=0)}
    for ax, (name, x) in zip(axes, inputs.items(), strict=True):

        def slope(w, x=x):
            return 2 * x.T @ (x @ w - is_zero) / len(x)

        bound = largest_stable_rate(2 * x.T @ x / len(x))
        for i, share in enumerate((0.5, 0.99, 1.01)):
            path = gradient_descent(np.zeros(64), slope, share * bound, 1000)
            losses = np.mean((path @ x.T - is_zero) ** 2, axis=1)
            ax.plot(losses, label=f"{share:g} × bound", **plots.line(i))
            print(f"{name:10} at {share:4g} × {bound:.4f}: loss {losses[0]:.4f}, in the end {losses[-1]:.4g}")
        ax.set(yscale="log", ylim=(0.01, 10), xlabel="step", title=f"{name}: bound {bound:.3f}")
    axes[0].set_ylabel("mean squared error")
    axes[0].legend(loc="upper right")
    plots.show(
        figure,
        "Loss against step, for pixels as they are and with the mean image subtracted. At half the bound and at "
        "0.99 of it the loss falls; at 1.01 of the bound it falls for some steps, then grows without limit.",
    )

# %% [markdown]
# *What you saw.* One percent decides. At 0.99 of the bound the loss falls from first to last; at 1.01 the steepest
# direction is multiplied by $1 - 2.02 = -1.02$ at each step, and $1.02^{1000} \approx 4 \cdot 10^8$. Look at how
# harmlessly it begins: the loss *falls* at first, because the other directions converge. A rate that is slightly too
# large shows only after a while. A loss that explodes is a sign to decrease the rate, as notes 001 say, and a loss that
# falls is no proof that the rate is small enough.
#
# Centering the pixels moves the bound from 0.096 to 1.43, a factor of 15. The mean image adds
# one very steep direction to the Hessian (unit 04 shows why), and that one direction held back all others. (Why does
# the right panel end *higher*, at 0.031 in place of 0.022? This model has no bias. From centered pixels it answers 0 on
# average, where one digit in ten is a zero: an error of about 0.1 for each, squared 0.01. With a bias both would end
# alike.)
#
# In a network the Hessian changes as the weights move, so the bound moves too. It is no less real. Full-batch training
# tends to drift into ever steeper regions until the largest eigenvalue of the Hessian hovers at about $2 / \eta$ (Cohen
# et al. 2021): it goes to the edge of stability by itself.

# %% [markdown]
# ## 6.3 Conditioning: one rate for steep and shallow
#
# The steepest direction limits the rate; how does the shallowest one, with curvature $\lambda_{\min}$, fare at that
# rate? Its factor is $1 - \eta \lambda_{\min}$. What counts is the ratio of the two, the **condition number**
#
# $$ \kappa = \frac{\lambda_{\max}}{\lambda_{\min}}. $$
#
# The best single rate makes the factors of the two extremes equally large, one with a plus and one with a minus
# sign: $1 - \eta \lambda_{\min} = -(1 - \eta \lambda_{\max})$, so
#
# $$ \eta_{\text{best}} = \frac{2}{\lambda_{\max} + \lambda_{\min}}, \qquad
#    \text{and the error shrinks by} \quad \frac{\kappa - 1}{\kappa + 1} \quad \text{a step}. $$
#
# > **Predict, then run.** Left: the same number of steps, each at its best rate, in bowls with $\kappa$ = 2 and 30.
# > Right: how many steps does it take to make the error 1,000 times smaller? If $\kappa$ doubles, what happens to that
# > number?

# %% tags=["demo"]
figure, axes = plots.subplots(1, 3, size=(7.5, 3.5))
for ax, kappa in zip(axes[:2], (2, 30), strict=True):
    factors = 1 - 2 / (1 + kappa) * np.array([1, kappa])
    route = np.array([-4.0, 4.0 / kappa]) * factors ** np.arange(21)[:, None]
    height = 5.0 / kappa
    plots.level_lines(
        data.surfaces.valley(kappa),
        (-4.6, 1.6),
        (-height, height),
        ax=ax,
        title=f"$\\kappa = {kappa}$: 20 steps",
        levels=12,
    )
    ax.plot(*route.T, "o-", color=plots.COLORS["vermilion"], markersize=3.5, linewidth=1.1)
    ax.plot(0, 0, "*", color="black", markersize=12, zorder=3)
    axes[2].plot(
        kappa, np.log(1000) / -np.log((kappa - 1) / (kappa + 1)), "o", color=plots.COLORS["vermilion"], zorder=3
    )
kappas = np.geomspace(1.5, 1000, 50)
axes[2].loglog(kappas, np.log(1000) / -np.log((kappas - 1) / (kappas + 1)), **plots.line(0))
axes[2].set(xlabel="condition number $\\kappa$", title="steps to a 1,000\ntimes smaller error")
plots.show(
    figure,
    "Left: in a bowl with condition number 2 the path reaches the minimum in a few steps; with 30 it zigzags across"
    " the valley and is still on its way after 20. Right: the steps needed for a thousandfold smaller error grow in"
    " proportion to the condition number, from about 6 at 2 to about 100 at 30 and 3,500 at 1,000.",
)

# %% [markdown]
# *What you saw.* At $\kappa = 2$ six or seven steps do it. At $\kappa = 30$ the path zigzags: progress along the floor
# is slow, jitter across it is fast (notes 000 and 004), and it takes a hundred steps. For large $\kappa$ the number of
# steps is about $\frac{\kappa}{2} \ln 1000$, so twice the condition number costs twice the steps.
#
# This is not the fate of every method: momentum needs about $\sqrt\kappa$ (unit 07), Newton's method does
# not care (unit 09), and better data preparation makes $\kappa$ itself smaller (unit 04). Notes 003 add another kind of
# slowness: the closer to the minimum, the smaller the gradient and so the step. In a bowl that is the same factor each
# time, a straight line on a logarithmic axis; it gets bad only where the ground is flatter than a bowl.

# %% [markdown]
# ## 6.4 Flat places: local minima, plateaus, saddle points
#
# The gradient is zero at the best minimum. It is also zero, or nearly so, elsewhere.
#
# **Local minima.** Notes 004 say that small learning rates get "stuck in false local minima", large ones overshoot and
# diverge, and good ones avoid both. **Plateaus.** A saturated unit, here a sigmoid far out, has nearly no slope.
#
# > **Predict, then run.** Left: 20 starts and a small rate. How many find the deepest valley? Middle: the same starts,
# > but first 300 steps at a rate twelve times as large (rings), which is too large for any of these valleys. Right: a
# > unit is to output 1 but begins at $\sigma(w)$ with $w = -4$, $-6$, or $-8$. How many steps does it stay there?


# %% tags=["demo"]
def slide(w, lr, steps=300):
    """Gradient descent on the hills, from many starts at once."""
    for _ in range(steps):
        w = w - lr * (0.3 * w + 2.5 * np.cos(2.5 * w))
    return w


figure, axes = plots.subplots(1, 3, size=(7.5, 3.6), width_ratios=(1, 1, 1.15))
hills, starts = np.linspace(-5, 5, 300), np.linspace(-3.8, 3.8, 20)
large = slide(starts, 0.6)
for ax, ends, name in zip(axes, (slide(starts, 0.05), slide(large, 0.05)), ("0.05", "0.6, then 0.05"), strict=False):
    ax.plot(hills, 0.15 * hills**2 + np.sin(2.5 * hills), color="#999999")
    ax.plot(starts, np.full(20, 5.0), "v", color=plots.COLORS["blue"], markersize=4)
    ax.plot(ends, 0.15 * ends**2 + np.sin(2.5 * ends), "o", color=plots.COLORS["vermilion"], markersize=7)
    found = np.sum(np.abs(ends + 0.6) < 0.1)
    ax.set(title=f"$\\eta$ = {name}:\n{found} of 20 at the deepest", xlabel="weight $w$", ylim=(-1.4, 5.4))
axes[1].plot(large, 0.15 * large**2 + np.sin(2.5 * large), "o", color="black", markersize=4, fillstyle="none")
axes[0].set_ylabel("loss")
for i, start in enumerate((-4.0, -6.0, -8.0)):
    w, losses = start, []
    for _ in range(4000):
        p = 1 / (1 + np.exp(-w))
        losses.append((1 - p) ** 2 / 2)
        w = w + (1 - p) * p * (1 - p)
    axes[2].semilogx(1 + np.arange(4000), losses, label=f"from $w = {start:g}$", **plots.line(i))
axes[2].set(title="a saturated unit, $\\eta = 1$", xlabel="step", ylabel="loss")
axes[2].legend(loc="center left", handlelength=2)
plots.show(
    figure,
    "Left and middle: a hilly curve with 20 starts, triangles, and where gradient descent ends, dots. The small "
    "rate ends in four valleys, 7 of 20 in the deepest. After the large rate, rings on the walls of the deepest "
    "valley, the small one brings all 20 to its floor. Right: the loss of a saturated sigmoid unit by step, on a "
    "logarithmic axis, stays flat for about 50, 400 and 3,000 steps from minus 4, 6 and 8, then falls.",
)

# %% [markdown]
# *What you saw.* The small rate ends in the valley where it started, good or bad: 7 of 20 find the deepest. At the
# large rate none comes to rest. The walls here have curvatures around 6.5, so the bound is $2 / 6.5 = 0.31$, and 0.6 is
# beyond it; but the paths do not fly off either, because the hills bend. They jump from wall to wall until they happen
# upon a place that holds them, here all 20 in the deepest valley, and the small rate then takes them to its floor. That
# is no law (try 0.5, then 0.05: it is 7 again), but it is why training often starts with a large rate. The notes'
# "stable rates avoid local minima" is true in this sense only.
#
# The saturated unit waits: 50 steps from $-4$, 400 from $-6$, 3,000 from $-8$. The slope of the sigmoid is nearly
# $e^{w}$ out there, so two units farther out mean $e^2 \approx 7$ times the wait. A loss that does not move is not
# always a minimum. A *dead* ReLU unit, whose input is negative for every example, has slope exactly zero and waits
# forever (unit 03).

# %% [markdown]
# **Saddle points.** At a critical point of a function of many weights the loss may rise in some directions and fall in
# others. For a minimum *all* eigenvalues of the Hessian have to be positive. Suppose that nature tosses a coin for
# each.
#
# > **Predict, then run.** Draw random symmetric matrices. Which share of them has positive eigenvalues only, if they
# > are 2 × 2, 3 × 3, 5 × 5? And right: gradient descent starts beside the ridge of a saddle by $10^{-2}$,
# > $10^{-6}$, or not at all. How long does it take to get away? Does noise help?

# %% tags=["demo"]
rng = np.random.default_rng(0)
figure, axes = plots.subplots(1, 2, size=(7.5, 3.7))
sizes, shares = np.arange(1, 6), []
for size in sizes:
    matrices = rng.standard_normal((200_000, size, size))
    shares.append((np.linalg.eigvalsh(matrices + matrices.transpose(0, 2, 1))[:, 0] > 0).mean())
axes[0].semilogy(sizes, shares, "o-", color=plots.COLORS["blue"])
for size, share in zip(sizes, shares, strict=True):
    axes[0].annotate(f"{share:.2g}", (size, share), textcoords="offset points", xytext=(6, 4), fontsize=9)
axes[0].set(
    title="random critical points that are minima",
    xlabel="number of weights",
    ylabel="share",
    xlim=(0.7, 5.9),
    xticks=sizes,
)
saddle = data.surfaces.saddle()
for i, (name, off, noise) in enumerate(
    (
        ("beside by 0.01", 1e-2, 0.0),
        ("by 0.000001", 1e-6, 0.0),
        ("on the ridge", 0.0, 0.0),
        ("on it, with noise", 0.0, 0.01),
    )
):
    w, heights = np.array([-1.8, off]), []
    for _ in range(200):
        heights.append(float(saddle(w)))
        w = w - 0.1 * (saddle.gradient(w) + noise * rng.standard_normal(2))
    axes[1].plot(heights, label=name, **plots.line(i))
axes[1].set(title="escape from a saddle, $\\eta = 0.1$", xlabel="step", ylabel="loss", ylim=(-0.3, 0.9))
axes[1].legend(loc="upper right")
plots.show(
    figure,
    "Left: the share of random symmetric matrices with positive eigenvalues only falls from a half with one weight "
    "to about 0.15, 0.025, 0.0025 and 0.0001 with five. Right: loss by step near a saddle. All fall to zero, the "
    "height of the saddle. The path 0.01 beside the ridge leaves after about 40 steps, the one 0.000001 beside it "
    "after about 140, the one on the ridge never, and the one on the ridge with noise after about 70.",
)

# %% [markdown]
# *What you saw.* For two weights one in seven is a minimum, for three one in forty, for four one in four hundred, for
# five one in ten thousand, roughly. With millions of weights, nearly every point with zero gradient would be a saddle.
# A network's Hessian is not a random matrix, but it bears the prediction out: the critical points that one finds are
# saddles, except for those with a very low loss (Dauphin et al. 2014).
#
# A saddle holds the path only for a while. Along the falling direction, of curvature $-1$, the factor is $1 + \eta =
# 1.1$ a step: the offset grows exponentially, and even from $10^{-6}$ it takes only some 140 steps. Starting exactly on
# the ridge it would take forever. A little noise in the gradient ends that; and noise is what we get for free in the
# next section.

# %% [markdown]
# ## 6.5 Stochastic gradient descent: a small look at the data
#
# The loss over a training set is an average over its $N$ examples (the *empirical risk*; unit 01), and so is its
# gradient:
#
# $$ L(w) = \frac1N \sum_{i=1}^{N} \ell_i(w), \qquad
#    \nabla L(w) = \frac1N \sum_{i=1}^{N} g_i, \quad g_i = \nabla \ell_i(w). $$
#
# One step costs $N$ gradients. With a million images that is a long time for one step. **Stochastic gradient descent**
# (Robbins and Monro 1951) draws one example at random and steps along its gradient $g_i$ alone; **mini-batch** gradient
# descent draws a set $\mathcal B$ of $B$ examples and takes their mean, $g_{\mathcal B} = \frac1B \sum_{i \in \mathcal
# B} g_i$.
#
# Why may we? Each example is drawn with the same chance, so the *expected* gradient is $\mathbb E \, g_{\mathcal B} =
# \frac1N \sum_i g_i = \nabla L$: the estimate is **unbiased**. It points in the right direction on average. (If the
# training examples are themselves a random sample of the world, it is in the same way an unbiased estimate of the
# gradient of the *expected* loss over the world, which is what we really want to be small, as long as each example is
# used once.)
#
# ### The toy model
#
# Notes 002 have a model in which everything can be computed: inputs $x \sim \mathcal N(0, \Sigma)$ with two features,
# and $y = \langle w^\star, x \rangle + \varepsilon$ with noise $\varepsilon \sim \mathcal N(0, \sigma^2)$. The expected
# squared error is
#
# $$ \mathbb E \, (y - \langle w, x \rangle)^2 = (w - w^\star)^\top \Sigma \, (w - w^\star) + \sigma^2, $$
#
# a bowl with Hessian $2 \Sigma$. A mini-batch has its own loss, $\frac1B \lVert X_{\mathcal B} w - y_{\mathcal B}
# \rVert^2$: a bowl too, with another shape and another minimum. Only that one is visible to the step.
#
# > **Predict, then run.** Gray is the expected loss, with its minimum as a star. In color is what four mini-batches
# > see, at first of 2 examples, then of 20. In which directions will their arrows, $-g_{\mathcal B}$, point?

# %%
SIGMA = np.array([[1.0, 0.6], [0.6, 0.6]])
W_STAR = np.array([1.0, -0.5])


def toy_data(n, rng, noise=0.5):
    """Draw n examples of the toy model: inputs of shape (n, 2) and outputs of shape (n,)."""
    x = rng.multivariate_normal(np.zeros(2), SIGMA, size=n)
    return x, x @ W_STAR + noise * rng.standard_normal(n)


def toy_gradient(w, x, y):
    """Gradient of the mean squared error of the examples x, y at the weights w."""
    return 2 * x.T @ (x @ w - y) / len(x)


# %% tags=["demo"]
def expected_loss(w, noise=0.5):
    """The toy model's expected squared error at points w of shape (..., 2)."""
    return (((w - W_STAR) @ np.linalg.cholesky(SIGMA)) ** 2).sum(axis=-1) + noise**2


def batch_loss(w, x, y):
    """The mean squared error of a mini-batch at points w of shape (..., 2)."""
    return ((w @ x.T - y) ** 2).mean(axis=-1)


rng = np.random.default_rng(4)
here, window = (
    np.array([-1.0, 1.0]),
    np.stack(np.meshgrid(np.linspace(-3, 4, 120), np.linspace(-3.5, 2.5, 120)), axis=-1),
)
figure, axes = plots.subplots(2, 4, size=(7.5, 4.6), sharex=True, sharey=True)
for row, size in zip(axes, (2, 20), strict=True):
    for ax in row:
        x, y = toy_data(size, rng)
        levels = np.array([0.3, 0.6, 1.2, 2.4, 4.8, 9.6])
        ax.contour(*window.transpose(2, 0, 1), expected_loss(window), levels=levels, colors="#BBBBBB", linewidths=0.8)
        seen = batch_loss(window, x, y)
        ax.contour(
            *window.transpose(2, 0, 1), seen, levels=seen.min() + levels, colors=plots.COLORS["sky"], linewidths=1
        )
        ax.plot(*W_STAR, "*", color="black", markersize=9)
        down = -toy_gradient(here, x, y)
        ax.quiver(*here, *(1.8 * down / np.linalg.norm(down)), angles="xy", scale_units="xy", scale=1,
                  color=plots.COLORS["vermilion"], width=0.02, zorder=3)  # fmt: skip
        ax.plot(*here, "o", color="black", markersize=4)
        ax.grid(False)
        ax.set(xlim=(-3, 4), ylim=(-3.5, 2.5))
    row[0].set_ylabel(f"batches of {size}\nweight $w_2$")
for ax in axes[1]:
    ax.set_xlabel("weight $w_1$")
plots.show(
    figure,
    "Eight panels with the same gray level lines of the expected loss. In blue what a mini-batch sees: with 2 "
    "examples long, narrow troughs in all directions, with minima far from the star; with 20 examples ovals that "
    "resemble the gray ones. Arrows show the batch's descent direction: they scatter in the upper row and agree in "
    "the lower.",
)

# %% [markdown]
# *What you saw.* Two examples have loss surfaces of their own: troughs that run anywhere, and downhill arrows that
# scatter by more than 90 degrees. Twenty examples see nearly the true bowl. How far the arrows scatter is the next
# question.

# %% [markdown]
# ### How noisy is a mini-batch?
#
# Let $S^2 = \frac1N \sum_i \lVert g_i - \nabla L \rVert^2$ be the mean squared distance of single gradients from the
# full one. If the $B$ examples of a batch are drawn independently (**with replacement**, so that one may be drawn
# twice), the variances of the terms of a mean add up and are divided by $B^2$:
#
# $$ \mathbb E \, \lVert g_{\mathcal B} - \nabla L \rVert^2 = \frac{S^2}{B}. $$
#
# If they are drawn **without replacement**, as in practice, they can't all be bad luck of the same kind. The more of
# the set is in the batch the less is left to chance, and with $B = N$ nothing is:
#
# $$ \mathbb E \, \lVert g_{\mathcal B} - \nabla L \rVert^2 = \frac{S^2}{B} \cdot \frac{N - B}{N - 1} $$
#
# (the *finite population correction*; Cochran 1977, where $S^2$ is divided by $N - 1$, and the factor is
# $(N - B)/N$ accordingly). For $B \ll N$ the two agree.

# %% [markdown]
# ### Exercise 4: gradient noise


# %%
def gradient_noise(gradients, batch_size, replace=False):
    """Expected squared distance of a mini-batch gradient from the full gradient (Cochran 1977).

    Parameters
    ----------
    gradients : array, shape (n, d)
        One example's gradient a row; n is 2 or more.
    batch_size : int
        Examples in a batch, drawn at random.
    replace : bool, default False
        Whether the batch is drawn with replacement. If not, batch_size is at most n.

    Returns
    -------
    float
        E ||g_B - g||^2, where g_B is the mean of the batch's rows and g the mean of all rows. A squared length:
        it sums over the d coordinates. It has to be accurate even where the mean is far larger than the scatter.
    """
    ### BEGIN SOLUTION
    n = len(gradients)
    scatter = gradients - gradients.mean(axis=0)
    noise = np.sum(scatter**2) / n / batch_size
    return noise if replace else noise * (n - batch_size) / (n - 1)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which mean, which sum?</summary>
#
# The full gradient is the mean over the *examples*, `axis=0`. The squared distance is a sum over the *coordinates*.
# Their average is over the examples again.
# </details>
# <details><summary>Hint 2: two checks that you can do yourself</summary>
#
# Without replacement, a batch of all `n` has no noise. A batch of one example has noise $S^2$ either way.
# </details>
# <details><summary>Hint 3: wrong only when the mean is large</summary>
#
# $\frac1N \sum \lVert g_i \rVert^2 - \lVert \nabla L \rVert^2$ is the same number on paper. In the computer it is the
# difference of two huge numbers, and the digits that count are lost. Subtract the mean first.
# </details>

# %%
check(gradient_noise)

# %% [markdown]
# The formula against the real thing: gradients of the digits' model from 6.2 at $w = 0$, and for each batch size 400
# random batches.
#
# > **Predict, then run.** On two logarithmic axes, what is the slope of the line with replacement? What does the other
# > line do at $B = N$? How much larger must a batch be to halve the *distance* from the full gradient?

# %% tags=["demo"]
with drawn_by("gradient_noise"):
    rng = np.random.default_rng(0)
    per_example = -2 * is_zero[:, None] * pixels  # at w = 0 the residual x w - y is minus y
    full, n = per_example.mean(axis=0), len(per_example)
    figure, ax = plots.subplots(size=(7.0, 4.2))
    sizes = np.unique(np.geomspace(1, n, 40).astype(int))
    for i, replace in enumerate((True, False)):
        name = "with replacement" if replace else "without replacement"
        formula = [gradient_noise(per_example, size, replace) for size in sizes]
        ax.loglog(sizes, np.maximum(formula, 1e-5), label=f"formula, {name}", **plots.line(i))
        measured = {
            size: np.mean(
                [
                    ((per_example[rng.choice(n, size, replace=replace)].mean(axis=0) - full) ** 2).sum()
                    for _ in range(400)
                ]
            )
            for size in (1, 4, 16, 64, 256, 1024, 1700)
        }
        look = {"color": plots.line(i)["color"], "markerfacecolor": "white", "label": f"400 batches, {name}"}
        ax.loglog(measured.keys(), measured.values(), "os"[i], **look)
    ax.set(xlabel="batch size $B$", ylabel="mean squared distance\nfrom the full gradient", ylim=(1e-4, 10))
    ax.legend(loc="lower left")
    ax.set_title(f"Gradient noise on {n:,} digits")
    plots.show(
        figure,
        "Mean squared distance of mini-batch gradients from the full gradient against batch size, both axes "
        "logarithmic. Measured dots lie on the lines of the formula. With replacement it is a straight line of "
        "slope minus one; without it bends down and reaches zero when the batch is the whole set.",
    )

# %% [markdown]
# *What you saw.* The dots lie on the lines. The squared distance falls like $1/B$, so to halve the *distance* you need
# four times the batch: a bad bargain for large $B$. That is why batches of 32 to 256 are common: large enough to keep
# the hardware busy, small enough not to compute the same average twice. Memory sets the upper end (notes 001).

# %% [markdown]
# ## 6.6 Epochs: going through the data
#
# The formulas speak of random draws. In practice one shuffles the training set, cuts it into disjoint mini-batches, and
# goes through all of them; this is an **epoch**. Each update along the way is an **iteration**. For the next epoch one
# shuffles again. Three modes have names of their own: with $B = N$ (*full batch*) an epoch is one iteration, with $B =
# 1$ (*stochastic*, in the strict sense) it is $N$ of them, and in between (*mini-batch*) about $N / B$.
#
# > **Predict, then run.** Left: draw $N$ examples *with* replacement. Which share of the set has been seen? Right: the
# > toy model with 200 examples, batches of 10, a constant rate. Which ends lower: drawing with replacement, shuffling
# > once and keeping that order, or shuffling before every epoch?

# %% tags=["demo"]
figure, axes = plots.subplots(1, 2, size=(7.5, 3.7))
rng, n = np.random.default_rng(1), 1000
unseen = np.ones(n, dtype=bool)
share = []
for draw in rng.integers(0, n, 3 * n):
    unseen[draw] = False
    share.append(1 - unseen.mean())
draws = np.arange(1, 3 * n + 1) / n
axes[0].plot(draws, share, label="with replacement", **plots.line(0))
axes[0].plot(draws, np.minimum(draws, 1), label="without", **plots.line(1))
axes[0].axhline(1 - np.exp(-1), color="#999999", linewidth=1)
axes[0].annotate("63 %", (2.7, 0.65))
axes[0].set(xlabel="draws / N", ylabel="share of the examples seen", title="who has been seen?", ylim=(0, 1.05))
axes[0].legend(loc="lower right")
x, y = toy_data(200, np.random.default_rng(7))
best = np.linalg.lstsq(x, y, rcond=None)[0]
for i, name in enumerate(("with replacement", "shuffled once", "shuffled every epoch")):
    w, excess = np.zeros((100, 2)), []  # a hundred runs side by side
    orders = np.argsort(rng.random((100, 200)), axis=1)
    for _ in range(40):
        if name == "shuffled every epoch":
            orders = np.argsort(rng.random((100, 200)), axis=1)
        elif name == "with replacement":
            orders = rng.integers(0, 200, (100, 200))
        for rows in orders.reshape(100, 20, 10).transpose(1, 0, 2):
            residual = (x[rows] * w[:, None]).sum(axis=-1) - y[rows]
            w = w - 0.03 * 2 * (x[rows] * residual[..., None]).mean(axis=1)
        excess.append(np.mean(batch_loss(w, x, y) - batch_loss(best, x, y)))
    axes[1].semilogy(np.arange(1, 41), excess, label=name, **plots.line(i))
axes[1].set(xlabel="epoch", ylabel="loss above the minimum", title="mean of 100 runs")
axes[1].legend(loc="upper right", fontsize=9)
plots.show(
    figure,
    "Left: share of 1,000 examples seen against draws: without replacement it reaches one after N draws, with "
    "replacement only 63 percent. Right: training loss above the minimum by epoch, mean of 100 runs: highest with "
    "replacement, lower when shuffled once, lowest when shuffled every epoch.",
)

# %% [markdown]
# *What you saw.* After $N$ draws with replacement 63 % of the examples have been seen. One example is missed by every
# draw with probability $(1 - 1/N)^N \approx e^{-1} = 37\ \%$. Without replacement everybody has had a turn.
#
# That also makes less noise. The errors of the batches of one epoch add up to (nearly) zero, since together they are
# the full set: what one batch pulls too far, the others pull back. So both curves without replacement end several times
# lower here. Shuffling once keeps the mark of its one order, which may be an unlucky one; shuffling before each epoch
# evens that out and ends lowest. (At larger rates the differences shrink. Gürbüzbalaban, Ozdaglar and Parrilo 2021 have
# the theory.) Notes 001 say "randomly re-arrange", then "use a fixed order": that is the dashed curve.

# %% [markdown]
# ### Exercise 5: mini-batches
#
# Write the function that deals the cards. It returns *indices*, so that inputs and labels can be picked alike, as in
# `x[rows], y[rows]`. All randomness comes from the generator `rng` that is handed to you: then a seed repeats the whole
# experiment. `rng` is what `np.random.default_rng(seed)` returns; `rng.permutation`, `rng.integers`, and `rng.choice`
# are some of its methods.


# %%
def minibatches(n, batch_size, rng, replace=False):
    """The mini-batches of one epoch, as indices.

    Without replacement every one of the n examples is in exactly one batch, in random order, and the last batch is
    smaller where batch_size does not divide n. With replacement there are as many batches, all of batch_size, and every
    index in them is drawn independently and evenly from all n: an example may come twice, even in one batch.

    Parameters
    ----------
    n : int
        Number of examples.
    batch_size : int
        Examples in a batch, from 1 to n.
    rng : numpy.random.Generator
        The only source of randomness; two calls with the same generator give two different epochs.
    replace : bool, default False
        Whether to draw with replacement.

    Returns
    -------
    list of arrays of integers
        The indices, 0 to n - 1, of each batch's examples.
    """
    ### BEGIN SOLUTION
    starts = range(0, n, batch_size)
    if replace:
        return [rng.integers(0, n, batch_size) for _ in starts]
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in starts]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: shuffle, then cut</summary>
#
# `order = rng.permutation(n)` is a shuffled deck. `order[0:8]`, `order[8:16]`, ... are hands of eight cards. `range(0,
# n, batch_size)` gives the left ends.
# </details>
# <details><summary>Hint 2: the last hand</summary>
#
# A slice that runs over the end is shortened: `order[96:104]` of a deck of 100 has four cards. No special case is
# needed.
# </details>
# <details><summary>Hint 3: with replacement</summary>
#
# `rng.integers(0, n, batch_size)` draws from 0 to n - 1 independently. As many batches as before: loop over the same
# left ends.
# </details>

# %%
check(minibatches)

# %% [markdown]
# ### Exercise 6: an epoch of SGD


# %%
def sgd_epoch(w, x, y, gradient, batches, lr):
    """One pass of mini-batch gradient descent over the given batches (Robbins and Monro 1951).

    Parameters
    ----------
    w : array of any shape
        Weights at the start. Leave the array itself as it is.
    x : array, shape (n, ...)
        Inputs, one example a row.
    y : array, shape (n, ...)
        What is wanted for each example.
    gradient : function
        `gradient(w, x_batch, y_batch)` is the gradient of the batch's mean loss at w, in the shape of w.
    batches : list of arrays of integers
        The rows of x and y that make up each batch; one update a batch, in this order.
    lr : float
        Learning rate.

    Returns
    -------
    array, shape (len(batches) + 1, *w.shape)
        The start, then w after each update; in the dtype of w.
    """
    ### BEGIN SOLUTION
    path = [w]
    for rows in batches:
        w = w - lr * gradient(w, x[rows], y[rows])
        path.append(w)
    return np.stack(path)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what changes from exercise 2?</summary>
#
# The loop runs over batches instead of step numbers, and the gradient gets the batch's rows: `x[rows]`, `y[rows]`.
# </details>
# <details><summary>Hint 2: at which weights?</summary>
#
# Each update starts from where the last one ended, and asks for the gradient there.
# </details>

# %%
check(sgd_epoch)

# %% [markdown]
# ## 6.7 Learning rate and batch size
#
# Put your functions together on the toy model: its expected loss in the background, and one epoch of 400 examples.
#
# > **Predict, then run.** The upper row varies the learning rate at batches of 4, the lower row varies the batch at one
# > rate. Which paths will be jittery, which will be short? What will the path with $B = 400$ look like?

# %% tags=["demo"]
with drawn_by("minibatches", "sgd_epoch"):
    x, y = toy_data(400, np.random.default_rng(3))
    start = np.array([-1.5, 1.5])
    figure, axes = plots.subplots(2, 3, size=(7.5, 5.2), sharex=True, sharey=True)
    settings = [(4, 0.01), (4, 0.1), (4, 0.4), (1, 0.1), (20, 0.1), (400, 0.1)]
    for ax, (size, lr) in zip(axes.flat, settings, strict=True):
        batches = minibatches(400, size, np.random.default_rng(0))
        route = sgd_epoch(start, x, y, toy_gradient, batches, lr)
        ax.contour(*window.transpose(2, 0, 1), expected_loss(window), levels=levels, colors="#BBBBBB", linewidths=0.8)
        ax.plot(*route.T, color=plots.COLORS["blue"], linewidth=0.9)
        ax.plot(*start, "o", color="white", markeredgecolor="black", markersize=6)
        ax.plot(*W_STAR, "*", color="black", markersize=11, zorder=3)
        ax.plot(*route[-1], "o", color=plots.COLORS["vermilion"], markersize=5, zorder=4)
        ax.set(title=f"$B = {size}$, $\\eta = {lr:g}$", xlim=(-3, 4), ylim=(-3.5, 2.5))
        ax.grid(False)
        ax.set_xlabel("weight $w_1$")
        ax.set_ylabel("weight $w_2$")
        ax.label_outer()
    plots.show(
        figure,
        "Paths of one epoch of SGD over level lines, from a white dot to an orange one. Batches of 4: at rate 0.01 "
        "a smooth path that stops short of the star; at 0.1 it arrives with some jitter; at 0.4 it jumps wildly "
        "around. At rate 0.1: batches of 1 jitter around the star, of 20 go smoothly half of the way, the full "
        "batch makes one step only.",
    )

# %% [markdown]
# *What you saw.* Two things trade off. A larger rate or a smaller batch makes *more progress* per example and *more
# noise* at the end. The full batch computes one excellent gradient and takes one step with it.
#
# ### The noise floor
#
# With a constant rate SGD does not converge: it ends in a cloud around the minimum. How large a cloud? In one direction
# of curvature $h$, with gradient noise of variance $v$ independent of the past, $w_t = (1 - \eta h) w_{t-1} - \eta \,
# n_t$, so the variance of $w$ settles where $V = (1 - \eta h)^2 V + \eta^2 v$, that is at
#
# $$ V = \frac{\eta \, v}{h \, (2 - \eta h)}. $$
#
# For small rates this is proportional to $\eta v$, and $v$ is proportional to $1/B$: what counts is $\eta / B$. (Near
# $\eta = 2/h$ it grows without limit: the bound of 6.2 again. Bottou, Curtis and Nocedal 2018 have the theory for
# losses that are no bowls.)
#
# > **Predict, then run.** Left: the loss above the minimum where SGD has settled, for many pairs of rate and batch
# > size, against $\eta / B$. Will the points fall on one line? Where do they leave it? Right: what if the rate is
# > lowered to a tenth after half of the updates?

# %% tags=["demo"]
rng = np.random.default_rng(2)
figure, axes = plots.subplots(1, 2, size=(7.5, 3.9))


def many_runs(size, rates, start, runs=200):
    """Loss above the minimum after each update, mean over many runs on fresh examples; one rate an update."""
    w, root, excess = np.tile(start, (runs, 1)), np.linalg.cholesky(SIGMA), []
    for lr in rates:
        x = rng.standard_normal((runs, size, 2)) @ root.T
        residual = (x * (w - W_STAR)[:, None]).sum(axis=-1) - 0.5 * rng.standard_normal((runs, size))
        w = w - lr * 2 * (x * residual[..., None]).mean(axis=1)
        excess.append(np.mean(expected_loss(w)) - 0.25)
    return np.array(excess)


for i, size in enumerate((2, 8, 32)):
    rates = np.array([0.02, 0.04, 0.08, 0.16, 0.32])
    floors = [many_runs(size, [lr] * 400, W_STAR)[-100:].mean() for lr in rates]
    axes[0].loglog(rates / size, floors, "os^"[i], label=f"B = {size}", color=plots.line(i)["color"])
ratio = np.geomspace(5e-4, 0.2, 20)
axes[0].loglog(ratio, 0.25 * np.trace(SIGMA) * ratio, color="#777777", linewidth=1, label="small-rate formula")
axes[0].set(xlabel="$\\eta / B$", ylabel="loss above the minimum", title="the noise floor", ylim=(1e-4, 2))
axes[0].legend(loc="upper left", handlelength=1.5)
for i, (name, rates) in enumerate(
    {"0.2": [0.2] * 300, "0.02": [0.02] * 300, "0.2, then 0.02": [0.2] * 150 + [0.02] * 150}.items()
):
    axes[1].semilogy(many_runs(4, rates, [-1.5, 1.5]), label=f"$\\eta$ = {name}", **plots.line(i))
axes[1].set(xlabel="update", title="batches of 4, mean of 200 runs")
axes[1].legend(loc="upper right")
plots.show(
    figure,
    "Left: the loss above the minimum at which SGD settles, against learning rate over batch size, on logarithmic "
    "axes. Points of batch sizes 2, 8 and 32 lie on one straight line of slope one, and rise above it at the "
    "largest rates. Right: rate 0.2 falls fast to a high floor, 0.02 falls slowly to a low one, and 0.2 followed by"
    " 0.02 falls fast and then drops to the low floor.",
)

# %% [markdown]
# *What you saw.* Over two orders of magnitude the floor depends on $\eta / B$ alone, as the line says (for this model
# it is $\sigma^2 \, \mathrm{tr}(\Sigma) \, \eta / B$, where the trace tr is the sum of the diagonal). Half the rate or
# twice the batch: the same cloud. At the largest rate, 0.32, all three batch sizes leave the line, the smallest
# farthest: $\eta h$ is no longer small beside 2, and the curvature that a batch of two sees is often much larger than
# the average one.
#
# And so the usual recipe: large steps first, to get there; small steps, or larger batches (Smith et al. 2018), at the
# end, to settle. The drop in the right panel is seen in nearly every published training curve. Unit 08 is about how to
# time it.

# %% [markdown]
# ### Training digits
#
# A real, if small, task: softmax regression on the digits (unit 01), 64 pixels to 10 classes. The next cell is all
# there is to it.


# %%
def train_digits(batch_size, lr, epochs, seed=0):
    """Train on 1,438 digits; return the training loss after each epoch, and the accuracy on 359 other digits."""
    rng = np.random.default_rng(seed)
    train, held_back = data.digits("float64").flat.split(0.2, 0)
    x, wanted = np.asarray(train.x), np.eye(10)[np.asarray(train.y)]
    w, losses = np.zeros((64, 10)), []

    def probabilities(z):
        z = np.exp(z - z.max(axis=1, keepdims=True))
        return z / z.sum(axis=1, keepdims=True)

    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            w = w - lr * x[rows].T @ (probabilities(x[rows] @ w) - wanted[rows]) / len(rows)
        right = (probabilities(x @ w) * wanted).sum(axis=1)
        losses.append(-np.mean(np.log(np.maximum(right, 1e-300))))
    guesses = (np.asarray(held_back.x) @ w).argmax(axis=1)
    return np.array(losses), np.mean(guesses == np.asarray(held_back.y))


# %% [markdown]
# > **Predict, then run.** Ten epochs, so every run sees every digit ten times. For each batch size there is a rate at
# > which the loss after ten epochs is lowest. Does it go up or down with the batch size? Which batch size wins? (This
# > takes a few seconds.)

# %% tags=["demo"]
figure, axes = plots.subplots(1, 2, size=(7.5, 3.9), sharey=True)
rates = 2.0 ** np.arange(-7, 6)
for i, size in enumerate((1, 16, 128, 1438)):
    ends = np.array([train_digits(size, lr, 10)[0][-1] for lr in rates])
    best = rates[ends.argmin()]
    axes[0].loglog(rates, ends, label=f"B = {size}", **plots.line(i))
    axes[0].plot(best, ends.min(), "o", color=plots.line(i)["color"])
    began = time.perf_counter()
    losses, accuracy = train_digits(size, best, 10)
    seconds = time.perf_counter() - began
    updates = np.arange(1, 11) * -(-1438 // size)
    axes[1].loglog(updates, losses, label=f"B = {size}, $\\eta$ = {best:g}", **plots.line(i))
    print(
        f"batches of {size:4}: best rate {best:7g}, {updates[-1]:6} updates in {seconds:.2f} s, "
        f"loss {losses[-1]:.3f}, accuracy {accuracy:.1%}"
    )
axes[0].set(xlabel="learning rate $\\eta$", ylabel="training loss", title="after ten epochs", ylim=(0.01, 4))
axes[1].set(xlabel="updates", title="at the best rate")
for ax in axes:
    ax.legend(loc="lower left", fontsize=9)
plots.show(
    figure,
    "Left: training loss after ten epochs against learning rate. The best rate is 0.25 for single examples, 4 for "
    "batches of 16, 8 for 128 and 2 for the full batch; the lowest losses are those of 1 and 16. Right: the loss "
    "against the number of updates at the best rate: larger batches are lower at the same number of updates, but "
    "stop after fewer of them.",
)

# %% [markdown]
# *What you saw.* Left: the best rate rises with the batch, from 0.25 to 4 to 8, because less noise leaves room for
# longer steps. Yet it does not rise in proportion to $B$, and for the full batch it is 2 only. There the bound of 6.2
# is near: with all weights zero the Hessian of this loss has the largest eigenvalue 1.05, a tenth of that of $X^\top X
# / N$, so the bound is 1.9 at the start. (This loss is no bowl. The surer the model gets the flatter it becomes, so
# after the start larger rates can be held. The full batch has no time for that: it makes ten updates in all.)
#
# Right: wherever two curves come side by side, the larger batch is ahead. But for the same ten
# passes through the data it makes fewer updates, and so 16 and 1 end at about 0.06, 128 at 0.10, and the full batch at
# 0.7. Single examples need 16 times the updates of 16 for nothing: the loss is no lower, and the seconds are many,
# because one update with 16 digits takes hardly longer than one with a single digit. In between is a good place to be.

# %% [markdown]
# ## 6.8 Find the errata
#
# Lecture notes get copied, and slips with them. Each of these stood in notes that this course is made from.
#
# ### Erratum 1: how many updates? (notes 004)
#
# "It takes $n = N/B$ iterations to use the entire training data once. That is called an epoch. The total number of
# times the parameters get updates is $(N/B) * E$, where $E$ is the number of epochs."
#
# > **Predict, then run.** The experiment: the digits, $N = 1438$ for training, $B = 128$, ten epochs, counted.

# %% tags=["demo"]
updates = 0
for _epoch in range(10):
    for _start in range(0, 1438, 128):
        updates += 1
print(f"as printed: (1438 / 128) * 10 = {1438 / 128 * 10:.2f} updates;   counted: {updates}")


# %%
def count_updates(n, batch_size, epochs, drop_last=False):
    """How often the weights are updated.

    Parameters
    ----------
    n : int
        Number of examples.
    batch_size : int
        Examples in a batch, from 1 to n.
    epochs : int
        Passes over the data; each cuts the n examples into batches anew.
    drop_last : bool, default False
        Whether a last, smaller batch is left out of each epoch (True) or used like the others (False).

    Returns
    -------
    int
        The number of updates in all epochs together.
    """
    ### BEGIN SOLUTION
    full, rest = divmod(n, batch_size)
    return epochs * (full if drop_last or rest == 0 else full + 1)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one epoch first</summary>
#
# Ten examples in batches of four: 4 + 4 + 2. That is three updates, or two if the last batch is dropped.
# </details>
# <details><summary>Hint 2: rounding, and when</summary>
#
# Round within the epoch, then multiply: every epoch has its own last batch. `//` rounds down; `-(-n // b)` rounds up.
# </details>

# %%
check(count_updates)

# %% [markdown]
# ### Erratum 2: a loss that grows with the data (notes 002)
#
# Of the toy model of 6.5 the notes say that the empirical loss is close to the expected one:
#
# $$ \sum_{i=1}^{N} (y_i - \langle w, x_i \rangle)^2 \approx (w - w_0)^\top \Sigma \, (w - w_0) + \sigma^2 $$
#
# > **Predict, then run.** The experiment: both sides at $w = 0$, for more and more data.

# %% tags=["demo"]
for n in (10, 100, 1000, 10000):
    x, y = toy_data(n, np.random.default_rng(0))
    print(f"N = {n:5}: left side {np.sum(y**2):9.3f}, right side {expected_loss(np.zeros(2)):.3f}")


# %%
def erratum_empirical_loss(w, x, y):
    """The left side of erratum 2, corrected, for examples x and outputs y.

    Parameters
    ----------
    w : array, shape (d,)
        Weights.
    x : array, shape (n, d)
        Inputs, one example a row.
    y : array, shape (n,)
        Outputs.

    Returns
    -------
    float
        The empirical loss, which comes close to the expected loss as n grows.
    """
    ### BEGIN SOLUTION
    return np.mean((y - x @ w) ** 2)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: divide the two sides</summary>
#
# How does their ratio depend on $N$?
# </details>

# %%
check(erratum_empirical_loss)

# %% [markdown]
# ### Erratum 3: picked one, used all (notes 004)
#
# The notes' algorithm for stochastic gradient descent, as printed:
#
# > 3\. Pick single data point $i$ &emsp; 4\. Compute gradient, $\dfrac{\partial J_i(\theta)}{\partial \theta}$ &emsp;
# > 5\. Update weights, $\theta \leftarrow \theta - \eta \dfrac{\partial J(\theta)}{\partial \theta}$
#
# $J$ is the loss over the whole training set, $J_i$ that of example $i$. Your `sgd_epoch` already has it right.
#
# *For each of the three errata:* what would somebody notice who programs the line as printed, and what is the
# correction? One or two sentences each; for erratum 2 say also how the largest stable learning rate would change with
# $N$. *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="errata-explained"
# === BEGIN MODEL ANSWER ===
#
# **1 (updates).** $(N/B) E$ is no whole number unless $B$ divides $N$; a schedule or progress bar that relies on it
# ends too early or never reaches its end (112.34 here, where 120 updates are made). Each epoch has $\lceil N/B \rceil$
# updates, or $\lfloor N/B \rfloor$ if the last batch is dropped; multiply *after* rounding.
#
# **2 (the missing $1/N$).** The left side grows in proportion to $N$ and is about $N$ times the right side. Divide by
# $N$. With the sum in place of the mean the gradient and the Hessian are $N$ times as large, so the largest stable rate
# shrinks like $1/N$: a rate that was tuned on a part of the data explodes on the whole.
#
# **3 ($J_i$ or $J$).** As printed the gradient of step 4 is never used and step 5 computes the full gradient: each
# update costs $N$ gradients and there is no noise. It is full-batch gradient descent. Step 5 has to use $\partial J_i /
# \partial \theta$.
#
# *Rubric, for each erratum:* half a point for a symptom that one would really see, half for the correction with its
# reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 6.9 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.
# Pencil and paper, or an experiment, are allowed.

# %% [markdown]
# **Question 1.** The loss is $\frac1N \lVert X w - y \rVert^2$, without a $\tfrac12$. The largest eigenvalue of
# $\frac1N X^\top X$ is 5. Above which learning rate does gradient descent diverge?
#
# a) 0.1   b) 0.2   c) 0.4   d) 2.5


# %%
def quiz_largest_rate():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_largest_rate)

# %% [markdown] explains="quiz_largest_rate"
# Without the $\tfrac12$ the Hessian is $\frac2N X^\top X$, with a largest eigenvalue of 10. The cliff stands at $2 / 10
# = 0.2$.

# %% [markdown]
# **Question 2.** A parabola of curvature $h$, and $\eta = 1.5 / h$. What does gradient descent do?
#
# a) It diverges.   b) It comes closer on one side, halving the distance at each step.   c) It changes sides at each
# step and halves the distance.   d) It jumps between two points forever.


# %%
def quiz_one_and_a_half():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_one_and_a_half)

# %% [markdown] explains="quiz_one_and_a_half"
# Each step multiplies the distance by $1 - \eta h = -0.5$: the sign changes and the size halves. The jumping between
# two points comes at $\eta = 2 / h$, and beyond it the divergence.

# %% [markdown]
# **Question 3.** Batches of 64 are drawn from ten million examples. You want a mini-batch gradient whose typical
# distance from the full gradient is a third of what it is now. How large must the batches be?
#
# a) 111   b) 192   c) 576   d) 4,096


# %%
def quiz_a_third_of_the_noise():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_a_third_of_the_noise)

# %% [markdown] explains="quiz_a_third_of_the_noise"
# The typical distance falls with the root of the batch size. A third of the noise needs nine times the batch: $9 \cdot
# 64 = 576$.

# %% [markdown]
# **Question 4.** In one "epoch" you draw $N$ single examples with replacement, $N$ large. About which share of the
# examples was never drawn?
#
# a) none   b) 37 %   c) 50 %   d) 63 %


# %%
def quiz_never_drawn():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_never_drawn)

# %% [markdown] explains="quiz_never_drawn"
# One example is missed by one draw with probability $1 - 1/N$, and by $N$ draws with $(1 - 1/N)^N$, which tends to $1/e
# \approx 37\,\%$.

# %% [markdown]
# ## 6.10 Experiment: what is the best batch size?
#
# "Batches of 32 worked well" is not a result. Do this instead, with `train_digits`, in new cells below this one
# (the + above the notebook, or Esc and then B):
#
# 1. There are two kinds of budget: *ten epochs*, or *500 updates* (as near as whole epochs come: 6 epochs for batches
#    of 16, 42 for batches of 128). **Write down first** which batch size between 16 and 128 you expect to end with the
#    lowest training loss under each.
# 2. For at least three batch sizes in that range, and for both budgets, find the best learning rate: rates spaced by a
#    factor of two, until the best one lies *inside* its range. Use at least three seeds for each rate.
# 3. Make a table for each budget: batch size, best rate, number of updates, final training loss (mean and spread over
#    the seeds), accuracy on the held-back digits.
# 4. Does the winner change with the budget? Is the difference larger than the spread over seeds?
# 5. Explain *why*, with what this unit says about noise, stable rates, and progress per update. One figure as evidence.
# 6. If you like: the full batch, 500 updates. Something odd happens to its best rate. What?
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# | budget | batch | best rate | updates | training loss, 3 seeds | accuracy |
# | --- | --- | --- | --- | --- | --- |
# | ten epochs | 16 | 4 | 900 | 0.068 ± 0.017 | 95.9 % |
# | | 32 | 4 | 450 | 0.076 ± 0.010 | 96.5 % |
# | | 64 | 8 | 230 | 0.090 ± 0.003 | 96.1 % |
# | | 128 | 8 | 120 | 0.109 ± 0.016 | 95.6 % |
# | 500 updates | 16 | 4 | 540 | 0.078 ± 0.018 | 96.9 % |
# | | 32 | 8 | 495 | 0.045 ± 0.004 | 95.5 % |
# | | 64 | 8 | 506 | 0.056 ± 0.016 | 96.1 % |
# | | 128 | 32 | 504 | 0.021 ± 0.010 | 96.8 % |
#
# The winner changes: 16 for ten epochs, 128 for 500 updates. Between the extremes the difference is larger than the
# spread; between neighbors it often is not (16 and 32 for ten epochs; 32 and 64 for 500 updates). The accuracies, 359
# digits, differ by no more than chance: one standard error is about 1 %.
#
# *Why.* With the number of updates fixed, a larger batch has the same number of steps and less noise in each, so it can
# use a larger rate before the noise floor, which goes with rate over batch, is too high: it can only gain (and it sees
# more data: 42 epochs against 6). With the data fixed, a batch eight times as large makes an eighth of the updates. To
# keep up each of its steps would have to be eight times as long, but the best rate only doubles from 16 to 128, because
# the steps are limited by curvature too, not by noise alone. So beyond some size a better gradient can't be turned into
# faster progress.
#
# (6: the best rate is as large as one likes, 2,048 and more. The classes of the training digits can be separated by a
# linear model, so the loss can be brought near zero by ever larger weights, where the softmax is saturated and the loss
# is flat: there is no bound at the end, only at the start.)
#
# *Rubric.* **1 point** for a fair protocol: rates tuned for each batch size and budget, the best inside its range,
# three seeds or more, the expectation written down before. **1 point** for two complete tables with spreads. **1
# point** for a statement of what changed that respects the spread. **1 point** for a reason with evidence: less noise a
# step against fewer steps, and a rate that can't grow in proportion. A result that contradicts the model answer earns
# full points where protocol and argument are sound.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Key points
#
# - Gradient descent steps against the gradient, at right angles to the level lines, and remembers nothing.
# - In a direction of curvature $h$ each step multiplies the error by $1 - \eta h$. It converges for $\eta < 2 /
#   \lambda_{\max}$ and diverges above; 1 % to either side decides.
# - The condition number $\kappa = \lambda_{\max} / \lambda_{\min}$ says how many steps it takes: about $\frac\kappa2$
#   for each factor $e$.
# - Plateaus and saddles cost time; with many weights nearly all critical points are saddles, and noise helps to leave
#   them.
# - A mini-batch gradient is unbiased; its squared error is $S^2 / B$, times $(N - B)/(N - 1)$ without replacement.
# - An epoch has $\lceil N/B \rceil$ updates. Shuffle before each.
# - With a constant rate SGD ends in a cloud whose size goes with $\eta / B$. Start with a large rate, end with a small
#   one.
#
# ## What comes next
#
# Unit 07 gives gradient descent a memory: momentum, and a learning rate for each weight. Unit 08 changes the rate
# during training. Unit 09 uses the Hessian itself. Your `minibatches` comes along: the capstone, unit 17, trains with
# it.
#
# ## References
#
# - Cauchy, A.-L. (1847). Méthode générale pour la résolution des systèmes d'équations simultanées. *Comptes rendus* 25,
#   536–538.
# - Robbins, H., Monro, S. (1951). A stochastic approximation method. *Annals of Mathematical Statistics* 22(3),
#   400–407.
# - Cochran, W. G. (1977). *Sampling Techniques*, third edition. Wiley.
# - Nesterov, Y. (2004). *Introductory Lectures on Convex Optimization*. Springer.
# - Dauphin, Y. et al. (2014). Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization. *NeurIPS*. arXiv:1406.2572.
# - Bottou, L., Curtis, F. E., Nocedal, J. (2018). Optimization methods for large-scale machine learning. *SIAM Review*
#   60(2), 223–311. arXiv:1606.04838.
# - Smith, S. L., Kindermans, P.-J., Ying, C., Le, Q. V. (2018). Don't decay the learning rate, increase the batch size.
#   *ICLR*. arXiv:1711.00489.
# - Gürbüzbalaban, M., Ozdaglar, A., Parrilo, P. (2021). Why random reshuffling beats stochastic gradient descent.
#   *Mathematical Programming* 186, 49–84. arXiv:1510.08560.
# - Cohen, J. et al. (2021). Gradient descent on neural networks typically occurs at the edge of stability. *ICLR*.
#   arXiv:2103.00065.
# - Lecture notes 000 (Training neural network II, by hand), 001 (F. Li, *Neural network optimization 1*), 002 (S.
#   Rousseau, *AOS 2, lecture 02*), 003 (*Training neural networks*), and 004 (Z. Yumak, *Lecture 6*), the numbers by
#   which this course knows its sources.
