# %% [markdown]
# # 6 · Why 1.01 explodes
#
# *Two trainings learn the same handwritten digits with the same code. One learning rate is two percent larger than
# the other. After a thousand steps the first one reads 95 digits of a hundred. The second one has a loss of sixteen
# million billion. There is a cliff between them, and you can know where it is before you walk over it.*
#
# **By the end of this unit your own code will**
#
# - measure the largest curvature of any loss from gradients alone, and so predict the rate at which training
#   explodes;
# - catch a network climbing to that cliff, and staying there, all by itself;
# - tell a minimum from a saddle point;
# - deal mini-batches, and predict how wrong each one is;
# - read handwritten digits after it has looked at 200 of them, once each.
#
# **You need** what a loss is (unit 01) and what a gradient is (unit 02); Hessian, eigenvalue, and covariance matrix
# (4.3); mean and variance; NumPy arithmetic on whole arrays.
#
# **It takes** about six hours, in three sittings: the cliff, 6.1 to 6.7 (two and a half hours); a small look at the
# data, 6.8 to 6.11 (two hours); which batch, the quiz, and the finale (an hour and a half).

# %% [markdown]
# ## How to work with this notebook
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours: replace that line, run the
# cell, then run the `check(...)` below it. Hints are folded away, the gentlest first. Before a figure there is a
# question, **Predict.** Where an empty cell follows, write your guess into it, run the figure, and open "What you
# saw". Most figures are drawn with your own functions, and say which one they wait for. Change the numbers at the top
# of a figure's cell and run it again.

# %%
import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4

digits = data.digits("float64").flat
pixels, labels = np.asarray(digits.x), np.asarray(digits.y)
wanted = np.eye(10)[labels]  # one row a digit, with a 1 in the column of its class

# %% [markdown]
# ## 6.1 Three rates
#
# The task is real, and small: 1,797 images of handwritten digits. Each is a row of 64 numbers in a matrix $X$. A
# linear model $X W$ gives each image ten scores, one for each class. It is to say 1 for the right class and 0 for the
# others, as the rows of $Y$ do. The loss is the mean squared error, where $\lVert \cdot \rVert^2$ is the sum of the
# squares of all entries and $N$ the number of images:
#
# $$ L(W) = \frac1N \lVert X W - Y \rVert^2, \qquad \nabla L(W) = \frac2N X^\top (X W - Y). $$
#
# **Gradient descent** (Cauchy 1847) starts anywhere and repeats one line. It subtracts the gradient, scaled by the
# **learning rate** $\eta$ (`lr` in code):
#
# $$ w_t = w_{t-1} - \eta \, g_t, \qquad g_t = \nabla L(w_{t-1}). $$


# %%
def squared_error(w):
    """The loss of the digit reader with weights w of shape (64, 10)."""
    return np.sum((pixels @ w - wanted) ** 2) / len(pixels)


def slope(w):
    """The gradient of `squared_error`, in the shape of w."""
    return 2 * pixels.T @ (pixels @ w - wanted) / len(pixels)


# %% [markdown]
# **Predict.** The three runs below start from zeros and take a hundred steps. Which rate ends lowest? Which one goes
# wrong? How soon can you tell?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
losses = {}
for lr in (0.03, 0.09, 0.10):  # try 0.095 and 0.097
    w, visited = np.zeros((64, 10)), [1.0]  # at zeros each digit misses its 1
    for _ in range(100):
        w = w - lr * slope(w)
        visited.append(squared_error(w))
    losses[f"rate {lr}"] = range(101), visited
    right = np.mean((pixels @ w).argmax(axis=1) == labels)
    low, end = np.argmin(visited), visited[-1]
    print(f"rate {lr:.2f}: lowest at step {low}, loss {end:.4f} at the end, reads {right:.0%}")
plots.loss_curves(losses, xlabel="step", title="Three rates, one explosion")

# %% [markdown] tags=["seen"]
# 0.09 is the best of the three: a loss of 0.35 after a hundred steps, and 94 digits of a hundred read right. A
# slightly larger rate, 0.10, is a catastrophe: a loss of 3.7 million, and one digit in ten, as many as by guessing.
# It did not look like one at first. For four steps its loss *fell*. There is a cliff somewhere between 0.09 and 0.10
# (0.095 still arrives, 0.097 explodes). You could look for it by trial, a training for each try. In this unit you
# learn to find it from a few gradients, before you walk over it.

# %% [markdown]
# ## 6.2 Downhill is not toward the minimum
#
# All the weights together are one point $w$, in a space with as many dimensions as there are weights. The loss is the
# height above that point. The gradient $\nabla L(w)$ is the vector of slopes and points where the loss rises fastest.
# Gradient descent goes the other way. The step is $\eta$ times as long as the gradient: long on steep ground, short
# on flat ground, and of no length where the slope is zero. Where it has been before plays no part.
#
# **Predict.** The lines below join points of equal loss, as on a map: each is one unit higher than the one inside it,
# so they lie close together where it is steep. At which angle do the arrows of $-\nabla L$ cross them? Do the arrows
# point at the minimum, the star?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
angles = np.linspace(0, 2 * np.pi, 12, endpoint=False) + 0.2
points = np.stack([3.6 * np.cos(angles), 1.8 * np.sin(angles)], axis=1)
valley, title = data.surfaces.valley(4), "Minus the gradient, on level lines"
plots.downhill(valley, points, (-4.5, 4.5), (-2.3, 2.3), levels=range(1, 21), title=title)

# %% [markdown] tags=["seen"]
# The arrows cross the lines at right angles, always: along a level line the loss does not change, so the direction of
# fastest change has no part along it. And they do not point at the minimum. This valley is four times as curved
# across as along, and its arrows point at the floor. Most of the trouble in this unit grows from here.

# %% [markdown]
# ### A loss that we understand completely
#
# Near a minimum $w^\star$ nearly every smooth loss looks like a bowl (6.7 meets exceptions). Its second derivatives
# form a symmetric matrix, the **Hessian** $H$, and to second order
#
# $$ L(w) = \tfrac12 \, (w - w^\star)^\top H \, (w - w^\star), \qquad \nabla L(w) = H \, (w - w^\star), $$
#
# with heights measured from the minimum. With one weight this is the parabola $\tfrac12 h \, (w - w^\star)^2$ with
# slope $h \, (w - w^\star)$. The **curvature** $h$ says how fast the slope grows. Mind the two words of this unit:
# ground is *steep* where its slope is large, and *sharp* where its curvature is. Along the floor of a narrow valley
# it is neither. Across the floor it is sharp, and not steep.
#
# The loss of 6.1 is a sum of ten such bowls, one for each column of $W$. All ten have the same Hessian, $\frac2N
# X^\top X$, of $64 \times 64$ numbers. (Mind the 2. It is there because that loss has no $\tfrac12$ in front.)

# %% [markdown]
# ### Exercise 1: the bowl and its gradient
#
# For one point this takes two products. Figures want a whole grid of points at once, so let `w` have any number of
# axes in front. Only the last one counts the weights.


# %%
def quadratic(w, minimum, hessian):
    """Height and gradient of a bowl (Taylor's expansion to second order, section 6.2).

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
# Call $w - w^\star$ the offset. The gradient is a matrix times the offset, and the value is half the inner product of
# offset and gradient.
# </details>
# <details><summary>Hint 2: many points at once</summary>
#
# With the matrix on the right, `@` works on the last axis of what stands on the left, whatever stands before it. The
# Hessian is symmetric, so both orders give the same product.
# </details>
# <details><summary>Hint 3: the inner product, point by point</summary>
#
# Multiply the two arrays elementwise and sum over the last axis alone: `np.sum(..., axis=-1)`.
# </details>

# %%
check(quadratic)

# %% [markdown]
# Your function draws this map, with a line for every half unit of height. One of its two curvatures is 1. Move the
# other one. When is it round, when a valley? What happens at 0, and below?


# %% tags=["demo"]
@drawn_by("quadratic")
def ground(curvature, turn):
    cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    basis = np.array([[cosine, -sine], [sine, cosine]])
    hessian = basis @ np.diag([1.0, curvature]) @ basis.T

    def height(w):
        return quadratic(w, np.zeros(2), hessian)[0]

    title = f"curvatures 1 and {curvature:.3g}"
    levels = np.arange(-6, 35, 0.5)
    return plots.level_lines(height, (-3, 3), (-2, 2), levels=levels, equal=True, title=title)


plots.explore(ground, curvature=(-1.0, 5.0, 2.0), turn=(0, 90, 30))

# %% [markdown] tags=["seen"]
# At 1 it is round, and the farther from 1, the longer the valley. Lines crowd where it is steep. At 0 it is a trough:
# straight lines, and no slope along its floor, for ever. Below 0 the lines open. The ground rises in one direction
# and falls in the other. That is a saddle, and you will meet it in 6.7.

# %% [markdown]
# ## 6.3 One parabola, and everything about the learning rate
#
# Take one weight and the parabola $L = \tfrac12 h w^2$. Put its slope $h w$ into the rule:
#
# $$ w_t = w_{t-1} - \eta h \, w_{t-1} = (1 - \eta h) \, w_{t-1}, \qquad\text{so}\qquad w_t = (1 - \eta h)^t \, w_0. $$
#
# All there is to know is in the factor $1 - \eta h$.
#
# **Predict.** The parabola below has curvature $h = 1$. At which rate does one step reach the minimum? At which rates
# does the point jump from side to side and still arrive? What happens at 2 exactly? Then drag, and see.

# %% tags=["demo"]
plots.play_parabola()

# %% [markdown] tags=["seen"]
# Below 1 the point stays on its side. At 1 it is there in one step. Between 1 and 2 it changes sides at each step and
# still comes closer. At 2 it jumps between two points forever. Beyond 2 each jump is longer than the last: training
# **diverges**. So gradient descent on a parabola converges for
#
# $$ 0 < \eta < \frac{2}{h} $$
#
# and for no other rate. This is why a loss that explodes is a sign to decrease the rate.

# %% [markdown]
# ### When do you stop?
#
# Textbooks write "repeat until convergence". In a computer nothing converges completely, so somebody has to say what
# is good enough. The plain rule stops where the ground is nearly flat: as soon as the length of the gradient, the
# root of the sum of its squared entries, is at most some **tolerance**. A largest number of steps ends the runs that
# never get there. (Section 6.7 shows how this rule is fooled.)

# %% [markdown]
# ### Exercise 2: gradient descent that knows when to stop


# %%
def gradient_descent(w, gradient, lr, steps, tolerance=0.0):
    """The path of gradient descent (Cauchy 1847) until the ground is nearly flat.

    Before each step it looks at the gradient. It ends without that step where the gradient's length is the tolerance or
    less.

    Parameters
    ----------
    w : array of any shape
        Where to start. Leave the array itself as it is.
    gradient : function
        `gradient(w)` is the gradient of the loss at w, in the shape and dtype of w. Ask for it once a step.
    lr : float
        Learning rate.
    steps : int
        The most steps to make.
    tolerance : float, default 0
        The length of the gradient that counts as flat: the root of the sum of the squares of all its entries.

    Returns
    -------
    array, shape (steps made + 1, *w.shape)
        The start, then w after each step; in the dtype of w.
    """
    ### BEGIN SOLUTION
    path = [w]
    for _ in range(steps):
        g = gradient(w)
        if np.linalg.norm(g) <= tolerance:
            break
        w = w - lr * g
        path.append(w)
    return np.stack(path)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the skeleton</summary>
#
# A list that begins with the start, a loop over the steps, and `np.stack(...)` of the list at the end. The list gets
# one more point in each round.
# </details>
# <details><summary>Hint 2: where the question stands</summary>
#
# Ask for the gradient first, then decide, then step. `np.linalg.norm(g)` is the length of an array of any shape, and
# `break` leaves the loop.
# </details>
# <details><summary>Hint 3: all my points are the same</summary>
#
# `w -= ...` changes the array that is already in your list (and the caller's). `w = w - ...` makes a new one.
# </details>

# %%
check(gradient_descent)

# %% [markdown]
# ## 6.4 The sharpest direction
#
# The digit reader has 640 weights. Measure $w - w^\star$ along the eigenvectors of $H$ instead of along the axes.
# Along eigenvector $i$ the curvature is the eigenvalue $\lambda_i$. The directions do not mix, and each follows its
# own parabola: a step multiplies the part along it by $1 - \eta \lambda_i$. But there is one learning rate for all.
# The direction with the largest curvature, the **sharpest direction**, diverges first. (It is not the one in which
# the gradient points.)
#
# **Predict.** Two parabolas share a rate below. Find the largest at which both arrive. Which one sets it,
# and how does the other one fare?

# %% tags=["demo"]
plots.play_parabola(curvature=(1, 10), lr=(0.01, 0.25, 0.05))

# %% [markdown]
# The sharper one alone sets the limit:
#
# $$ \eta_{\max} = \frac{2}{\lambda_{\max}}. $$
#
# (Books write this bound as $2 / L$, with $L$ the *Lipschitz constant* of the gradient; Nesterov 2004.) So the cliff
# of 6.1 is at two over the largest eigenvalue of its Hessian. For the digit reader NumPy finds it in one line, since
# $64 \times 64$ numbers are few. The Hessian of a network with a million weights has $10^{12}$, and nobody writes
# that down. You can find $\lambda_{\max}$ without it.
#
# **Look at an explosion.** In the run at 0.10 the sharpest part grew at each step while all others shrank. After a
# while nothing else is left: *an explosion points along the sharpest direction*.
#
# **Predict.** Here are the exploded weights of three classes, as pictures of 8 × 8 pixels, and a fourth picture to
# compare them with. What will they look like? Will the three differ?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
w = np.zeros((64, 10))
for _ in range(100):
    w = w - 0.10 * slope(w)
pictures = np.stack([*w.T[:3], pixels.mean(axis=0)])
pictures = pictures / np.abs(pictures).max(axis=1, keepdims=True)
names = ["weights of 0", "weights of 1", "weights of 2", "mean of all images"]
plots.image_grid(pictures.reshape(4, 1, 8, 8), names, columns=4)

# %% [markdown] tags=["seen"]
# All three are the average digit. (Black and white may be exchanged: an explosion changes sign at each step.) So the
# mean image *is* the sharpest direction of this loss, in each of the ten columns alike. That is no accident: all
# pixels are positive, so all images lie to one side of zero, and a weight picture that looks like their mean changes
# every score at once. Unit 04 took the mean image away before it trained, and now you see what that buys: the largest
# curvature falls from 20.9 to 1.4, and the cliff is 15 times as far away.

# %% [markdown]
# ### The same on purpose
#
# Take a direction $v$ of length 1, drawn at random. Multiply it by the Hessian. The part along eigenvector $i$ is
# multiplied by $\lambda_i$, so the part with the largest eigenvalue in size grows most. Scale the result to length 1
# and multiply again. After some rounds nothing but the sharpest direction is left. This is **power iteration** (von
# Mises and Pollaczek-Geiringer 1929). Once $v$ has settled, its curvature is the number $v^\top H v$. How many rounds
# does that take? In each the parts along the next smaller eigenvalue $\lambda_2$ lose a factor $\lambda_2 /
# \lambda_1$ against the sharpest. Here that is 1.4 over 20.9, and a few rounds are plenty. Where the two are nearly
# equal it takes many, and a $v$ that has not settled gives a curvature that is too *low*. (6.5 has such a case.)
#
# And $Hv$ needs no Hessian. It says how the gradient changes as you walk along $v$. So walk a little to both sides,
# ask for the gradient there, and divide the difference by the distance between the two points:
#
# $$ H v \approx \frac{\nabla L(w + \epsilon v) - \nabla L(w - \epsilon v)}{2 \epsilon}. $$
#
# You know this trick from checking gradients (unit 02). It costs two gradients, whether there are 64 weights or a
# billion.

# %% [markdown]
# ### Exercise 3: the sharpest direction, from gradients alone


# %%
def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
    """The curvature of the loss at w along its sharpest direction, and that direction, by power iteration.

    Parameters
    ----------
    gradient : function
        `gradient(w)` is the gradient of the loss at w, in the shape of w. Ask for at most two gradients an iteration,
        and for two more to measure the curvature at the end.
    w : array, shape (d,)
        Where to measure. Leave the array itself as it is.
    rng : numpy.random.Generator
        The only source of randomness. Draw the first direction from it: an entry for every axis, of either sign, as
        `rng.standard_normal` gives them.
    iterations : int
        How often to multiply by the Hessian, 1 or more.
    epsilon : float
        How far to walk from w to each side. (Every direction that you walk along has length 1, the first one, too.)

    Returns
    -------
    curvature : float
        The eigenvalue of the Hessian that is largest in size, with its sign: negative where the loss bends down most.
        It is 0 where the gradient does not change at all along your direction.
    direction : array, shape (d,)
        Its eigenvector, of length 1. Which of the two signs it has does not matter. (Where the curvature is 0: any
        direction.)
    """
    ### BEGIN SOLUTION

    def change(v):
        return (gradient(w + epsilon * v) - gradient(w - epsilon * v)) / (2 * epsilon)

    direction = rng.standard_normal(len(w))
    direction = direction / np.linalg.norm(direction)
    for _ in range(iterations):
        product = change(direction)
        size = np.linalg.norm(product)
        if size == 0:
            return 0.0, direction
        direction = product / size
    return direction @ change(direction), direction
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: build it from one small function</summary>
#
# Write a function of `v` that returns $Hv$ from two gradients. Your loop calls it, scales what comes back to length
# 1, and goes on with that.
# </details>
# <details><summary>Hint 2: the number at the end</summary>
#
# The length of $Hv$ tells the size of the eigenvalue and loses its sign. The inner product of $v$ and $Hv$, with the
# last $v$ of length 1, keeps it.
# </details>
# <details><summary>Hint 3: nan on flat ground</summary>
#
# Where the gradient does not change, $Hv$ has length 0, and dividing by it gives nan. Ask before you divide, and
# return the direction that you had *before* this product: it still has length 1.
# </details>

# %%
check(sharpest_direction)

# %% [markdown]
# ### The cliff, from both sides
#
# Now you can say where the cliff of 6.1 is before you walk over it.
#
# **Predict.** One run at 0.99 of the cliff and one at 1.01, a thousand steps each. What will the two curves look
# like? After how many steps can you tell them apart?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("gradient_descent", "sharpest_direction"):
    rng = np.random.default_rng(0)

    def flat_slope(w):
        return slope(w.reshape(64, 10)).ravel()

    curvature, direction = sharpest_direction(flat_slope, np.zeros(640), rng, iterations=20)
    cliff = 2 / curvature
    exact = 2 / np.linalg.eigvalsh(2 * pixels.T @ pixels / len(pixels))[-1]
    print(f"the cliff from 42 gradients: {cliff:.6f}; from the Hessian: {exact:.6f}")
    losses = {}
    for share in (0.5, 0.99, 1.01):  # try 0.999 and 1.001
        path = gradient_descent(np.zeros((64, 10)), slope, share * cliff, 1000)
        losses[f"{share} of the cliff"] = range(1001), [squared_error(w) for w in path]
    picture = plots.loss_curves(losses, xlabel="step", title="One percent to either side")
    picture.axes[0].set_ylim(0.2, 1e4)
    picture.show()

# %% [markdown] tags=["seen"]
# One percent decides. At 0.99 the loss falls at every step, to 0.314. At 1.01 the sharpest part is multiplied by $1 -
# 2.02 = -1.02$ at each step. $1.02^{1000}$ is 400 million, the loss goes with its square, and a tenth of the first
# loss lay along that direction: $1.6 \cdot 10^{16}$ at the end. But look at how harmless it begins. For sixteen steps
# the loss falls, from 1 to 0.66, because all other directions converge, and only at step 47 is it back above 1. A
# loss that falls is no proof that the rate is small enough.

# %% [markdown]
# <details><summary><b>Optional: an emergency brake</b></summary>
#
# A common brake for losses with sudden walls is **gradient clipping**: where the gradient is longer than some limit,
# shorten it to that limit and keep its direction (Pascanu, Mikolov and Bengio 2013). Does it move the cliff? This is
# a run at 1.5 times the rate of the cliff. Paste it into a new cell:
#
# ```python
# def shortened(w, limit=1.0):
#     g = slope(w)
#     return g * min(1, limit / np.linalg.norm(g))
#
# path = gradient_descent(np.zeros((64, 10)), shortened, 1.5 * cliff, 400)
# print("loss:", [round(squared_error(w), 3) for w in path[::80]])
# print("sharpest part:", [round(abs(w.ravel() @ direction), 4) for w in path[-6:]])
# ```
#
# The brake saves the run. Without it the loss is beyond all bounds at once. With it the loss comes down, and then it
# hangs: 0.373 after 400 steps, where 0.99 of the cliff has come to 0.319, and still 0.367 after 2,000. The second
# line says why. The part of the weights along the sharpest direction jumps from wall to wall at every step, and the
# brake only keeps each jump short. So the cliff is where it was. Clipping is for a rare wall on the way, and no
# reason to choose a rate beyond the cliff.
# </details>

# %% [markdown]
# ## 6.5 A network walks to the edge by itself
#
# The bowl of 6.4 has one Hessian. A network has another one at each point, so its cliff moves while it trains. Its
# largest eigenvalue is called the **sharpness**. (Your function finds the one that is largest *in size*. The negative
# ones of this network come nowhere near.) At rate $\eta$ a sharpness of $2 / \eta$ is the edge: below it a step
# brings the loss down, above it the weights swing ever wider along the sharpest direction.
#
# A small network will now learn 600 digits with full-batch gradient descent: 64 inputs, 32 tanh units, 10 outputs,
# mean squared error. (The mean image is subtracted, or the cliff would be too near; 6.4 says why.) Your
# `sharpest_direction` measures its sharpness on the way, in sixty rounds each time, since the two largest curvatures
# are often within a few percent of each other here.


# %%
few = pixels[:600] - pixels[:600].mean(axis=0)


def first_weights(seed=0):
    """All 2,410 weights end to end: LeCun's rule (unit 05), times 0.3, since a small start lies on flat ground."""
    rng = np.random.default_rng(seed)
    w1, w2 = rng.standard_normal((64, 32)) / 64**0.5, rng.standard_normal((32, 10)) / 32**0.5
    return 0.3 * np.concatenate([w1.ravel(), np.zeros(32), w2.ravel(), np.zeros(10)])


def network_loss(w):
    """The network's mean squared error on 600 digits, and its gradient (unit 02), in the shape of w."""
    w1, b1, w2, b2 = np.split(w, [2048, 2080, 2400])
    w1, w2 = w1.reshape(64, 32), w2.reshape(32, 10)
    h = np.tanh(few @ w1 + b1)
    error = h @ w2 + b2 - wanted[:600]
    u = 2 * error / 600
    back = u @ w2.T * (1 - h * h)
    parts = few.T @ back, back.sum(axis=0), h.T @ u, u.sum(axis=0)
    return np.sum(error**2) / 600, np.concatenate([part.ravel() for part in parts])


def network_slope(w):
    """The gradient alone."""
    return network_loss(w)[1]


# %% [markdown]
# **Predict.** The sharpness starts at 2.4. For rate 0.4 the edge is at 5, for 0.5 at 4, for 0.6 at 3.33. Where will
# the three curves of sharpness be after a thousand steps? Will anything explode?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("sharpest_direction"):
    runs, ends, rng = {}, {}, np.random.default_rng(0)
    for lr in (0.4, 0.5, 0.6):
        w, run = first_weights(), {"loss": [], "step": [], "sharpness": []}
        for step in tqdm(range(1001), f"rate {lr}"):
            loss, gradient = network_loss(w)
            run["loss"].append(loss)
            if step % 50 == 0:
                sharpness, direction = sharpest_direction(network_slope, w, rng, iterations=60)
                run["step"].append(step)
                run["sharpness"].append(sharpness)
            w = w - lr * gradient
        runs[lr], ends[lr] = run, (w, direction)
        late, rises = np.mean(run["sharpness"][-5:]), np.sum(np.diff(run["loss"][-101:]) > 0)
        print(f"rate {lr}: edge {2 / lr:.2f}, sharpness in the last 200 steps {late:.2f}; ", end="")
        print(f"in the last 100 the loss rises {rises} times")
    plots.edge_of_stability(runs).show()

# %% [markdown] tags=["seen"]
# Nothing explodes. Each run climbs *over* its edge, comes back, and stays, a little above. Over five different starts
# the sharpness of the last 200 steps is about 5.1 where the edge is 5, 4.2 where it is 4, and 3.6 where it is 3.33,
# with standard deviations of 0.1 and less. Nobody told the network what rate it is trained with. It finds the cliff
# of its own rate and camps on it. Where the sharpness falls back from its peak, the loss jumps up for a few steps.
# After that it rises at about half of all steps, and falls in the long run all the same: at rate 0.5 its mean is 0.27
# over steps 100 to 200 and 0.15 over the last hundred.
#
# Below the edge training drifts to ever sharper places; why it does is not fully understood. Beyond the edge the
# weights swing wider at each step along the sharpest direction, until a wide swing carries them to where the ground
# is less sharp (Damian, Nichani and Lee 2023). So $2 / \eta$ is more than a limit that you have to keep. In
# full-batch training the network keeps it for you (Cohen et al. 2021).

# %% [markdown]
# ### A slice through a real landscape
#
# Two weights make a map. This network has 2,410 of them, so you can only look at slices.
#
# **Predict.** You stand where the run at 0.5 ended and walk in a straight line: along the sharpest direction, and in
# three random directions, equally far. How do the four losses look?

# %% tags=["demo"]
with drawn_by("sharpest_direction"):
    here, sharp = ends[0.5]
    far = np.linspace(-2, 2, 81)
    rng, lines = np.random.default_rng(1), {"sharpest": sharp}
    for i in range(3):
        v = rng.standard_normal(len(here))
        lines[f"random {i + 1}"] = v / np.linalg.norm(v)
    slices = {}
    for name, v in lines.items():
        slices[name] = (far, [network_loss(here + a * v)[0] for a in far])
    plots.loss_curves(slices, xlabel="distance from the weights", log=False).show()

# %% [markdown] tags=["seen"]
# The sharpest direction is a gorge. Two units away the loss is above 5 on both sides, where it was about 0.15. In the
# random directions it stays below 0.5. A network of 2,410 weights has a few sharp directions, and in nearly all
# others hardly anything happens. One learning rate has to serve them all.

# %% [markdown]
# ## 6.6 One rate for the sharpest and the flattest
#
# The sharpest direction limits the rate. The flattest one, of curvature $\lambda_{\min}$, has to live with it: its
# factor is $1 - \eta \lambda_{\min}$. What counts is the ratio of the two, the **condition number**
#
# $$ \kappa = \frac{\lambda_{\max}}{\lambda_{\min}}. $$
#
# The best single rate makes the factors of the two extremes equally large, one with a plus and one with a minus:
# $1 - \eta \lambda_{\min} = -(1 - \eta \lambda_{\max})$. So
#
# $$ \eta_{\text{best}} = \frac{2}{\lambda_{\max} + \lambda_{\min}}, \qquad
#    \text{and a step multiplies the error by} \quad \frac{\kappa - 1}{\kappa + 1}. $$
#
# (Strictly speaking, the digit reader's condition number is infinite: three pixels are black in all images, so their
# weights have curvature 0, and no gradient ever moves them. The smallest curvature above 0 gives $\kappa = 6.5$
# million.)
#
# Play first: drag the start, change the rate and $\kappa$, and look for the fastest way down.

# %% tags=["demo"]
plots.play_valley(kappa=(1, 100, 30), methods=("gradient descent",), steps=300)

# %% [markdown]
# **Predict.** How many steps does your `gradient_descent` need at the best rate? If $\kappa$ doubles, what happens to
# that number? (Count from the valley's start at $(-4, 1)$ until the weights are within 0.1 of the minimum.)

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("gradient_descent"):
    kappas = np.array([5, 10, 25, 50, 100, 200, 400])
    steps = []
    for kappa in kappas:
        valley = data.surfaces.valley(kappa)
        path = gradient_descent(np.array(valley.start), valley.gradient, 2 / (kappa + 1), 2000)
        steps.append(np.argmax(np.linalg.norm(path, axis=1) < 0.1))
        print(f"condition number {kappa:3}: {steps[-1]:3} steps")
    curves = {"your gradient descent": (kappas, steps)}
    curves["a formula, see below"] = (kappas, 3.7 * np.sqrt(kappas))
    plots.loss_curves(curves, xlabel="condition number", ylabel="steps", log_x=True).show()

# %% [markdown] tags=["seen"]
# Twice the condition number costs twice the steps: 93 at $\kappa = 50$, 186 at 100, 372 at 200, 744 at 400. For large
# $\kappa$ the factor $(\kappa - 1) / (\kappa + 1)$ is about $1 - 2 / \kappa$, so each factor $e$ of distance costs
# $\kappa / 2$ steps. The way from 4 down to 0.1 is 3.7 such factors, and 1.85 times 400 is 740.
#
# The dashed line was not measured. It is the formula $3.7 \sqrt\kappa$: 74 steps at $\kappa = 400$, ten times fewer.
# Two more lines of code will get you there, and that is how unit 07 begins. Newton's method does not care about
# $\kappa$ at all (unit 09), and better inputs make $\kappa$ itself smaller (unit 04).

# %% [markdown]
# ## 6.7 Flat places
#
# At a minimum the gradient is zero. It is zero, or nearly so, elsewhere too. A **saddle point** rises in some
# directions and falls in others. On a **plateau** there is hardly any slope, as where a sigmoid is saturated (unit
# 03). A **local minimum** is the lowest point around, and there may be a lower one elsewhere.
#
# **Predict.** Your stopping rule of exercise 2 looks at the gradient alone. It starts at the white dot on each of the
# three losses below, with a tolerance of 0.05. (The dot on the saddle lies 0.001 beside the ridge.) Where will it say
# "good enough", and how often is it right? Each map has its lines at equal steps of height; a star is a minimum, and
# the cross is where the rule stopped.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("gradient_descent"):
    tolerance, stops = 0.05, {}  # try 0.01 and 0.0005
    for place in (data.surfaces.saddle(), data.surfaces.plateau(), data.surfaces.valley(4)):
        path = gradient_descent(np.array(place.start), place.gradient, 0.1, 500, tolerance)
        stops[place] = path
    plots.stops(stops).show()

# %% [markdown] tags=["seen"]
# It says so three times and is right once. On the saddle it stops close to the point in the middle, from which the
# ground falls to both sides. On the plateau it does not take a single step. Only in the valley has it found the
# minimum. With a tolerance of 0.01 all three would be found, after 94, 488, and 57 steps. But you know that only
# because you see the map. A small slope says "flat here", and nothing about what kind of place it is.

# %% [markdown]
# ### Exercise 4: what kind of place is this?
#
# The second derivatives know more. Where the gradient is zero, the eigenvalues of the Hessian say what kind of place
# it is. If all are positive, every direction rises: a minimum. If all are negative, every direction falls. If there
# are both, it is a saddle point, whatever the others are. And where an eigenvalue is zero and the rest does not
# settle it, second derivatives cannot tell: $w^4$ and $-w^4$ are both flat to second order at 0.


# %%
def kind_of_point(hessian, tolerance=1e-8):
    """What kind of place a point without a slope is, by the eigenvalues of its Hessian.

    Parameters
    ----------
    hessian : array, shape (d, d)
        Symmetric.
    tolerance : float, default 1e-8
        Eigenvalues of this size or less, of either sign, count as zero.

    Returns
    -------
    str
        "minimum", "maximum", "saddle", or "undecided".
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(hessian)
    rises, falls = curvatures > tolerance, curvatures < -tolerance
    if rises.any() and falls.any():
        return "saddle"
    if rises.all():
        return "minimum"
    return "maximum" if falls.all() else "undecided"
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: where are the eigenvalues?</summary>
#
# `np.linalg.eigvalsh(matrix)` returns the eigenvalues of a symmetric matrix, from the smallest to the largest. The
# entries on the diagonal are the curvatures along the axes, and a saddle may fall between the axes.
# </details>
# <details><summary>Hint 2: in which order?</summary>
#
# Ask for the saddle first: one that rises and one that falls settle it. Then ask whether *all* rise, or all fall.
# Whatever is left is undecided.
# </details>

# %%
check(kind_of_point)

# %% [markdown]
# Now ask your function about the three places where the rule stopped. Curvatures within 0.05 count as zero here.

# %% tags=["demo"]
with drawn_by("gradient_descent", "kind_of_point"):
    for place, path in stops.items():
        w, nudges = path[-1], 1e-4 * np.eye(2)
        hessian = (place.gradient(w + nudges) - place.gradient(w - nudges)) / 2e-4
        curvatures, kind = np.linalg.eigvalsh(hessian).round(3), kind_of_point(hessian, 0.05)
        print(f"{place.name:8} at {w.round(2)}: curvatures {curvatures}, {kind}")

# %% [markdown] tags=["seen"]
# Your function tells the saddle point from the minimum. About the plateau nobody can tell from second derivatives:
# both curvatures are nearly zero. In a network you can't have all the eigenvalues. But you have `sharpest_direction`:
# where the curvature that is largest in size is negative, it is a saddle point or a maximum, and you know the way
# out. Where it is positive, nothing is proven: a smaller curvature may be negative.

# %% [markdown]
# ### How long does a saddle hold you?
#
# **Predict.** Gradient descent starts beside the ridge of a saddle, off by 0.01, by 0.000001, by nothing, and by
# nothing with a little noise in each gradient. How long does each take to get away?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
saddle, curves = data.surfaces.saddle(), {}
for off, noise in ((1e-2, 0), (1e-6, 0), (0.0, 0), (0.0, 0.01)):
    rng, w, heights = np.random.default_rng(0), np.array([-1.8, off]), []
    for _ in range(200):
        heights.append(saddle(w))
        w = w - 0.1 * (saddle.gradient(w) + noise * rng.standard_normal(2))
    curves[f"{off:g}" + " + noise" * (noise > 0)] = heights
plots.loss_curves(curves, xlabel="step", log=False, title="Off the ridge by ...")

# %% [markdown] tags=["seen"]
# A saddle does not hold you long. Count until half of the fall from the saddle point to the minimum is made. Along
# the falling direction the curvature is $-1$, so the offset is multiplied by $1 + \eta = 1.1$ at each step. It grows
# exponentially: 44 steps from 0.01, and only 141 from a millionth. From exactly zero it would take forever. A little
# noise ends that: 65 ± 9 steps over twenty seeds. Noise is what the next section gives you for free.

# %% [markdown]
# <details><summary><b>Optional: how long does a plateau hold you?</b></summary>
#
# Longer. A sigmoid $p$ is to say 1, its loss is $(1 - p)^2 / 2$, and it starts far out on its flat side. How many
# steps until half of the loss is gone? Paste this into a new cell:
#
# ```python
# for start in (-4.0, -6.0, -8.0):
#     w, steps = start, 0
#     while (p := 1 / (1 + np.exp(-w))) < 1 - 0.5**0.5:
#         w, steps = w + p * (1 - p) ** 2, steps + 1
#     print(start, steps)
# ```
#
# 64 steps from $-4$, 420 from $-6$, and 3,005 from $-8$. Out there the slope of a sigmoid is nearly $e^w$, so two
# units farther out take $e^2 \approx 7$ times as long. A loss that does not move is not always at its minimum.
# </details>

# %% [markdown]
# <details><summary><b>Optional: do small gradients near the minimum hurt?</b></summary>
#
# One often reads that gradient descent is slow because the gradient shrinks close to the minimum. It does so in the
# bowl $w^2/2$ and in $w^4/4$, which has a flatter bottom. Paste this into a new cell:
#
# ```python
# bowl = gradient_descent(np.ones(1), lambda w: w, 0.1, 200)
# flat = gradient_descent(np.ones(1), lambda w: w**3, 0.1, 200)
# print(bowl[[100, 200]], flat[[100, 200]])
# ```
#
# In the bowl the distance loses the same *share* at each step, a tenth: $3 \cdot 10^{-5}$ is left after a hundred
# steps. In $w^4 / 4$ the slope is $w^3$, and the share shrinks as well: 0.22 is left after a hundred steps, and still
# 0.16 after two hundred. Small gradients near the minimum hurt only where the ground is flatter than a bowl.
# </details>

# %% [markdown]
# <details><summary><b>Optional: both get worse with more weights</b></summary>
#
# Narrow valleys and saddle points are both said to be "more common in high dimension". Count: what does the condition
# number of the Hessian $X^\top X / N$ of least squares do as the number of weights grows, with 500 random examples?
# And what share of random symmetric matrices has positive eigenvalues only: a half, a quarter, an eighth? Paste this
# into a new cell:
#
# ```python
# rng = np.random.default_rng(0)
# for d in (2, 10, 50, 100, 200, 400):
#     s = np.linalg.svd(rng.standard_normal((500, d)), compute_uv=False)
#     print(d, "weights: condition number", (s[0] / s[-1]) ** 2)
# for d in range(1, 6):
#     matrices = rng.standard_normal((200_000, d, d))
#     lowest = np.linalg.eigvalsh(matrices + matrices.transpose(0, 2, 1))[:, 0]
#     print(d, "weights:", np.mean(lowest > 0), "are minima")
# ```
#
# Both are true. The condition number grows from 1.1 with two weights to 19 with 200 and about 270 with 400 (Marchenko
# and Pastur 1967 give the limit, $\big((1 + \sqrt{q}) / (1 - \sqrt{q})\big)^2$ with $q = d / N$). And of random
# critical points a half are minima with one weight, 15% with two, 2.5% with three, a quarter of a percent with four,
# and one or two in ten thousand with five. Coins would give more: the eigenvalues of a random matrix repel each
# other, so they spread to both sides of zero. A network's Hessian is no random matrix. But in small networks where
# one could search, critical points at a high loss were saddles, and minima had a low loss (Dauphin et al. 2014).
# </details>

# %% [markdown]
# <details><summary><b>Optional: a large rate and many local minima</b></summary>
#
# One often reads that small rates get stuck in local minima, and that good rates avoid them. Try it on a curve with
# several valleys. Paste this into a new cell:
#
# ```python
# w = np.linspace(-3.8, 3.8, 20)  # twenty starts on 0.15 w^2 + sin(2.5 w)
# for lr in [0.6] * 300 + [0.05] * 300:  # a large rate first, then a small one; try 0.05 alone, and 0.5 first
#     w = w - lr * (0.3 * w + 2.5 * np.cos(2.5 * w))
# print(np.sum(np.abs(w + 0.6) < 0.1), "of 20 end in the deepest valley")
# ```
#
# With 0.05 alone 7 of 20 find the deepest valley: each goes down into the one where it began. With 0.6 first all 20
# do. With 0.5 first it is 7 again, and with 0.7 only 10. So it is true at most in this sense: a rate beyond the cliff
# of a narrow valley cannot stay in it. That is no law, and it is one reason why trainings begin with a large rate.
# </details>

# %% [markdown]
# ## 6.8 A small look at the data
#
# One step of 6.1 looks at all 1,797 digits. At the end of this unit you may look at 200, once each, and from these
# 200 looks your code will read more than four new digits of five. A gradient need not be right to be useful. How
# wrong may it be?
#
# The loss over a training set is the mean over its $N$ examples (the **empirical risk**, unit 01). The gradient of a
# mean is the mean of the gradients:
#
# $$ L(w) = \frac1N \sum_{i=1}^{N} \ell_i(w), \qquad
#    \nabla L(w) = \frac1N \sum_{i=1}^{N} g_i, \quad g_i = \nabla \ell_i(w). $$
#
# So one step costs $N$ gradients. **Mini-batch** gradient descent draws a set $\mathcal B$ of $B$ examples and steps
# along the mean of their gradients, $g_{\mathcal B}$. With $B = 1$ it is **stochastic gradient descent**, SGD
# (Robbins and Monro 1951), and the name is used for all $B$. The loop has three lines:
#
# ```python
# for rows in batches:
#     g = gradient(w, x[rows], y[rows])
#     w = w - lr * g
# ```
#
# Each example is drawn with the same chance, so the mean of $g_{\mathcal B}$ over all possible draws is $\nabla L$.
# The estimate is **unbiased**: wrong each time, right on average.
#
# What you really want to be small is another number, the loss on *new* examples: the **expected risk** $L_{\mathcal
# D}(w) = \mathbb E \, \ell(w; x, y)$ over all pairs that the world may produce. An expectation is a mean, so again
# gradient and mean may change places: $\nabla L_{\mathcal D} = \mathbb E \, \nabla \ell$. The gradient of one *fresh*
# example is an unbiased estimate of the gradient of the expected risk, too.

# %% [markdown]
# ### A toy model in which everything can be computed
#
# Inputs $x$ have two features with mean zero and covariance $\Sigma$. Outputs are $y = \langle w^\star, x \rangle +
# \varepsilon$, with noise $\varepsilon$ of mean zero and variance $\sigma^2$. The expected squared error is
#
# $$ \mathbb E \, (y - \langle w, x \rangle)^2 = (w - w^\star)^\top \Sigma \, (w - w^\star) + \sigma^2, $$
#
# a bowl with Hessian $2 \Sigma$. A mini-batch has its own loss, $\frac1B \lVert X_{\mathcal B} w - y_{\mathcal B}
# \rVert^2$. It is a bowl too, with another shape and another minimum. A step sees only that one.

# %%
SIGMA = np.array([[1.0, 0.6], [0.6, 0.6]])
W_STAR = np.array([1.0, -0.5])
NOISE = 0.5


def toy_data(n, rng):
    """Draw n examples of the toy model: inputs of shape (n, 2) and outputs of shape (n,)."""
    x = rng.standard_normal((n, 2)) @ np.linalg.cholesky(SIGMA).T
    return x, x @ W_STAR + NOISE * rng.standard_normal(n)


def toy_gradient(w, x, y):
    """Gradient of the mean squared error of the examples x, y at the weights w."""
    return 2 * x.T @ (x @ w - y) / len(x)


def expected_loss(w):
    """The toy model's expected squared error at points w of shape (..., 2)."""
    return ((w - W_STAR) @ SIGMA * (w - W_STAR)).sum(axis=-1) + NOISE**2


def landscape(x, y):
    """What the examples x, y see: their mean squared error as a surface."""
    squares, slopes = lambda w: ((w @ x.T - y) ** 2).mean(axis=-1), lambda w: toy_gradient(w, x, y)
    return data.Surface("a mini-batch", squares, slopes, minima=(), **window)


window = {"start": (-1.5, 1.5), "xlim": (-3, 4), "ylim": (-3.5, 2.5)}
best = (tuple(W_STAR),)
toy = data.Surface("the toy model", expected_loss, lambda w: 2 * (w - W_STAR) @ SIGMA, minima=best, **window)

# %% [markdown]
# **Predict.** From the black dot twelve mini-batches look for the way down: of 2 examples on the left, of 20 on the
# right. Three of each also show their level line through the dot. The dashed line is the true way down. How far do
# the arrows scatter around it?

# %% tags=["demo"]
rng = np.random.default_rng(4)
views = {f"batches of {b}": [landscape(*toy_data(b, rng)) for _ in range(12)] for b in (2, 20)}
plots.batch_views(toy, views, here=(-1.0, 1.0))

# %% [markdown] tags=["seen"]
# Two examples see a landscape of their own. Their arrows are up to 88 degrees off the true direction here, and of
# many more such batches one in seven points *uphill*. Each colored line is crossed at a right angle by its own arrow:
# every batch is right about its own loss. With twenty examples none is off by more than 13 degrees.

# %% [markdown]
# **Predict.** Now take the mean of many single gradients at that point. On one line each example is fresh. On the
# other the examples are drawn again and again from a training set of 100. How far from the true gradient, that of the
# expected risk, is the mean after $n$ draws?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
w, truth = np.array([-1.0, 1.0]), toy.gradient(np.array([-1.0, 1.0]))
tables, n = {}, np.arange(1, 10_001)
for name in ("fresh examples", "a training set of 100"):
    distances = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        x, y = toy_data(10_000 if name == "fresh examples" else 100, rng)
        rows = n - 1 if name == "fresh examples" else rng.integers(0, 100, 10_000)
        means = np.cumsum(2 * x[rows] * (x[rows] @ w - y[rows])[:, None], axis=0) / n[:, None]
        distances.append(np.linalg.norm(means - truth, axis=1))
    tables[name] = (n, distances)
plots.bands(tables, xlabel="draws", ylabel="distance from the true gradient", log_x=True)

# %% [markdown] tags=["seen"]
# One example alone is off by about 3 on average, where the true gradient is only 2.3 long. But the errors cancel. A
# hundred fresh examples are off by 0.39, ten thousand by 0.037: a hundred times the draws, a tenth of the error. The
# other line stops at 0.39. Its draws are unbiased for the gradient of *their training set*. What is left is the
# distance between that set and the world, and no amount of drawing from the same hundred examples makes it smaller.

# %% [markdown]
# ### How wrong is a mini-batch?
#
# Let $S^2 = \frac1N \sum_i \lVert g_i - \nabla L \rVert^2$ be the mean squared distance of single gradients from the
# full one. If the $B$ examples of a batch are drawn independently (**with replacement**, so that one may come twice),
# the variances of their errors add up, and the mean divides the sum by $B^2$:
#
# $$ \mathbb E \, \lVert g_{\mathcal B} - \nabla L \rVert^2 = \frac{B \, S^2}{B^2} = \frac{S^2}{B}. $$
#
# **Without replacement** no example comes twice. The more of the set is in the batch, the less is left to chance, and
# with $B = N$ nothing is:
#
# $$ \mathbb E \, \lVert g_{\mathcal B} - \nabla L \rVert^2 = \frac{S^2}{B} \cdot \frac{N - B}{N - 1} $$
#
# (the *finite population correction*; Cochran 1977).

# %% [markdown]
# ### Exercise 5: gradient noise


# %%
def gradient_noise(gradients, batch_size, replace=False):
    """Expected squared distance of a mini-batch gradient from the full gradient (Cochran 1977, section 2.5).

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
        The expectation over all batches of the squared length of (the mean of the batch's rows minus the mean of all
        rows). It has to be accurate even where the mean is far larger than the scatter.
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
# The formula against real batches: single gradients of the digit reader of 6.1 at zero, and 100 random batches of
# each size.
#
# **Predict.** On two logarithmic axes, what is the slope of the line with replacement? What does the other line do
# near $B = N$? How much larger must a batch be to halve the *distance* from the full gradient?

# %% tags=["demo"]
with drawn_by("gradient_noise"):
    rng, n, sizes = np.random.default_rng(0), len(pixels), (1, 4, 16, 64, 256, 1024, 1700)
    single = (-2 * pixels[:, :, None] * wanted[:, None, :]).reshape(n, 640)  # at zero weights
    full, curves, dots = single.mean(axis=0), {}, []
    for replace in (True, False):
        measured = []
        for b in sizes:
            batches = (rng.choice(n, b, replace=replace) for _ in range(100))
            errors = [np.sum((single[rows].mean(axis=0) - full) ** 2) for rows in batches]
            measured.append(np.mean(errors))
        name = "with replacement" if replace else "without"
        curves[f"{name}: formula"] = (sizes, [gradient_noise(single, b, replace) for b in sizes])
        dots.append((sizes, measured))
    title = "squared distance from the full gradient; dots are measured"
    where = {title: np.concatenate(dots, axis=1)}
    plots.curve_panels({title: curves}, ["log"], xlabel="batch size", dots=where).show()

# %% [markdown] tags=["seen"]
# The measured dots lie on the lines of the formula. The squared distance falls like $1 / B$, a line of slope $-1$. So
# to halve the *distance* you need four times the batch. That is a bad bargain for large $B$, and it is why batches of
# 32 to 256 are common: large enough to keep hardware busy that works in parallel, and not so large that a hundred
# more examples hardly change the mean. Memory sets the upper end. Without replacement the line bends down: at $B =
# 1700$ of 1,797 there is hardly anything left to chance.
#
# A larger batch has a price, too: an epoch has fewer updates. Section 6.12 weighs the two.

# %% [markdown]
# <details><summary><b>Optional: how busy is the hardware?</b></summary>
#
# The gradient of a batch is two products of matrices. A processor works on several numbers of a product at once, a
# graphics card (GPU) on thousands. A batch of 1,024 digits has 1,024 times the arithmetic of a single digit. How many
# times as long does it take? Paste this into a new cell:
#
# ```python
# from time import perf_counter
#
# for b in (1, 4, 16, 64, 256, 1024):
#     x, y, w, seconds = pixels[:b], wanted[:b], np.zeros((64, 10)), []
#     for _ in range(100):
#         begin = perf_counter()
#         2 * x.T @ (x @ w - y) / b
#         seconds.append(perf_counter() - begin)
#     whole = 1e6 * np.median(seconds)
#     print(f"batch of {b:4}: {whole:7.1f} microseconds, {whole / b:6.2f} for each digit")
# ```
#
# Far less than 1,024 times as long. Most of the time for a single digit goes into everything around the arithmetic;
# in a large batch a digit costs a small share of it. (How small depends on your machine; a GPU goes on gaining up to
# larger batches.)
# </details>

# %% [markdown]
# ## 6.9 Dealing the cards
#
# In practice one shuffles the training set, cuts it into disjoint mini-batches, and goes through all of them. That is
# an **epoch**. Each update on the way is an **iteration**. For the next epoch one shuffles again. With $B = N$
# (**full batch**) an epoch is one iteration, with $B = 1$ (**stochastic**) it is $N$ of them, and in between
# (**mini-batch**) it is $N / B$, rounded up: the last batch holds what is left over.
#
# ### Exercise 6: mini-batches
#
# Write the function that deals. It returns *indices*, so that inputs and labels can be picked alike, as in `x[rows],
# y[rows]`. All chance comes from the generator `rng` that it is given, as `np.random.default_rng(seed)` makes it:
# then a seed repeats the whole experiment. `rng.permutation`, `rng.integers`, and `rng.choice` are some of its
# methods. From here on your function deals wherever this unit trains on stored examples.


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
        The indices, 0 to n - 1, of each batch's examples. (Lists of integers will do as well.)
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
# `rng.permutation(n)` is a shuffled deck of n cards. Deal it from the left: the first `batch_size` cards, the next,
# and so on. `range(0, n, batch_size)` gives the left ends.
# </details>
# <details><summary>Hint 2: the last hand</summary>
#
# A slice that runs over the end is shortened: `order[96:104]` of a deck of 100 has four cards. No special case is
# needed.
# </details>
# <details><summary>Hint 3: with replacement</summary>
#
# `rng.integers(0, n, batch_size)` draws from 0 to n - 1 independently. The number of batches stays as before.
# </details>

# %%
check(minibatches)

# %% [markdown]
# **Predict.** 200 examples of the toy model, batches of 10, one constant rate. Which way of dealing ends lowest: with
# replacement, shuffled once and then always in that order, or shuffled before every epoch?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("minibatches"):
    x, y = toy_data(200, np.random.default_rng(7))
    surface, best = landscape(x, y), np.linalg.lstsq(x, y, rcond=None)[0]
    columns = {}
    for name in ("with replacement", "shuffled once", "shuffled every epoch"):
        late = []
        for seed in tqdm(range(100), name):
            w, rng, excess = np.zeros(2), np.random.default_rng(seed), []
            batches = minibatches(200, 10, rng)
            for _ in range(40):
                if name != "shuffled once":
                    batches = minibatches(200, 10, rng, replace=name == "with replacement")
                for rows in batches:
                    w = w - 0.03 * toy_gradient(w, x[rows], y[rows])
                excess.append(1e4 * (surface(w) - surface(best)))
            late.append(np.mean(excess[20:]))
        columns[name] = late
        print(f"{name:20}: {np.mean(late):.1f} ± {np.std(late, ddof=1):.1f}, ", end="")
        print(f"half of the runs below {np.median(late):.1f}")
    words = "loss above the minimum,\nin ten-thousandths"
    plots.dots({"epochs 21 to 40 of 100 runs": columns}, ylabel=words, ylim=(0, 20)).show()

# %% [markdown] tags=["seen"]
# A dot is one run, a bar the mean: 9.9 ± 2.8 with replacement, 3.0 ± 4.1 shuffled once, 1.8 ± 0.5 shuffled every
# epoch. One fixed order may be a lucky or an unlucky one, and it keeps its mark forever. More than half of them do
# better than 1.5. But 19 of 100 end above 4, the worst at 19, and no run that was shuffled anew is above 3.4.
# Shuffling evens luck out.
#
# Both are far below the draws with replacement. Within a shuffled epoch the errors of all batches add up to (nearly)
# zero, since together they are the full set: what one batch pulls too far the others pull back (Gürbüzbalaban,
# Ozdaglar and Parrilo 2021 have the theory). Draws with replacement have no such balance, and they miss an example
# with probability $(1 - 1/N)^N \approx e^{-1}$: 37% of the examples have no turn in an epoch.

# %% [markdown]
# ## 6.10 Rate and batch: the same cloud twice
#
# **Predict.** Your dealer is at work on the toy model: one epoch of 400 examples, over the level lines of the
# expected loss. Turn the two knobs. Which settings end within 0.1 of the star? What does the full batch, 400, do with
# its one step?


# %% tags=["demo"]
@drawn_by("minibatches")
def one_epoch(rate, batch):
    x, y = toy_data(400, np.random.default_rng(3))
    w, path = np.array(toy.start), [toy.start]
    for rows in minibatches(400, batch, np.random.default_rng(0)):
        w = w - rate * toy_gradient(w, x[rows], y[rows])
        path.append(w)
    print(f"{len(path) - 1} updates, {np.linalg.norm(w - W_STAR):.2f} from the star")
    title = f"One epoch at rate {rate:.3g}"
    levels = np.arange(0.5, 36)
    return plots.paths(toy, {f"batches of {batch}": path}, levels=levels, equal=True, title=title)


plots.explore(one_epoch, rate=(0.004, 0.5, 0.02), batch=[4, 1, 20, 100, 400])

# %% [markdown] tags=["seen"]
# Batches of 4 arrive at a rate of about 0.1, batches of 20 at 0.5. The full batch computes one excellent gradient and
# makes a single step with it: at 0.5 it is still 2.6 from the star. Single examples are thrown about, and at 0.5 they
# end 14 from the star. Noise alone does not throw that far. You will see what does.

# %% [markdown]
# A larger rate or a smaller batch makes more progress with an example, and more noise at the end. With a constant
# rate SGD does not converge. It ends in a cloud around the minimum.


# %%
def many_runs(plan, start, runs=400, seed=0):
    """Many trainings at once on fresh examples of the toy model; the plan has a rate and a batch for each update.

    Returns the weights at the end, shape (runs, 2), and the mean loss above the minimum after each update.
    """
    rng, w, heights = np.random.default_rng(seed), np.tile(start, (runs, 1)), []
    for lr, batch in plan:
        x, y = toy_data(runs * batch, rng)
        x, y = x.reshape(runs, batch, 2), y.reshape(runs, batch)
        error = (x * w[:, None]).sum(axis=-1) - y
        w = w - lr * 2 * (x * error[..., None]).mean(axis=1)
        heights.append(expected_loss(w).mean() - NOISE**2)
    return w, np.array(heights)


# %% [markdown]
# **Predict.** Three clouds of 400 runs each, after 300 updates: rate 0.05 with batches of 4; twice the rate and twice
# the batch; twice the rate alone. Which two are alike? And which shape does a cloud have, that of the oval level
# lines?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
clouds = {}
for lr, batch in ((0.05, 4), (0.1, 8), (0.1, 4)):
    ends = [many_runs([(lr, batch)] * 300, W_STAR, seed=seed)[0] for seed in range(5)]
    floors = np.array([expected_loss(w).mean() - NOISE**2 for w in ends])
    clouds[f"rate {lr}, batch {batch}"] = ends[0]
    print(f"rate {lr}, batch {batch}: loss above the minimum ", end="")
    print(f"{floors.mean():.4f} ± {floors.std(ddof=1):.4f}")
x, y = toy_data(100_000, np.random.default_rng(0))
noise = np.cov((2 * x * (x @ W_STAR - y)[:, None]).T)
print("covariance of single gradients at the star:", noise.round(2).tolist())
print("2 sigma^2 H:", (4 * NOISE**2 * SIGMA).round(2).tolist())
plots.clouds(toy, clouds, (0.5, 1.5), (-1.0, 0.0))

# %% [markdown] tags=["seen"]
# Twice the rate and twice the batch: the same cloud. Its loss above the minimum is 0.0056 ± 0.0003 and 0.0059 ±
# 0.0003 over five seeds. Twice the rate alone makes it 0.0126 ± 0.0011. And every cloud is *round*, though the bowl
# is long and narrow. The first two have a standard deviation of 0.06 in each direction.

# %% [markdown]
# ### A small batch has a cliff of its own
#
# The cliff of this bowl is at $2 / 2.865 = 0.698$.
#
# **Predict.** 400 runs begin *at* the star, at half of that rate, with batches of 1, 4, or 20. You see their mean
# loss. Will all three settle?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
rate, curves = 0.35, {}  # try 0.2 and 0.5
for batch in (1, 4, 20):
    curves[f"batches of {batch}"] = many_runs([(rate, batch)] * 150, W_STAR)[1]
plots.loss_curves(curves, ylabel="mean loss above the minimum", title=f"Rate {rate}")

# %% [markdown] tags=["seen"]
# Single examples are over a cliff already, at half of the rate that the full gradient bears. (Their curve is ragged:
# a few runs that were thrown far out rule the mean, until they come back and others go.) Batches of 4 settle, and at
# 0.5 they do not; batches of 20 settle at both. So a larger batch does not only make less noise. *It allows a larger
# rate.*

# %% [markdown]
# ### Why
#
# Both figures have one reason. The errors of the batches push a run out, the curvature pulls it back, and the cloud
# is where the two balance.
#
# Look along one direction of curvature $h$, and measure $w$ from the minimum. A batch sees a bowl of its own (6.8):
# its curvature is $h + k_t$, and its gradient at the minimum is $n_t$ in place of 0. So
#
# $$ w_t = w_{t-1} - \eta \, \big( (h + k_t) \, w_{t-1} + n_t \big)
#        = (1 - \eta h - \eta k_t) \, w_{t-1} - \eta \, n_t. $$
#
# Both errors are zero on average. They are new at each step, so they know nothing of the old weights. In the toy
# model their product is zero on average, too, because $\varepsilon$ is. With $q$ and $c$ for their variances in a
# single example, a batch has $q / B$ and $c / B$ (6.8). Square both sides and take the mean over many runs. All mixed
# products drop out. With $V_t$ for the mean of $w_t^2$,
#
# $$ V_t = \Big( (1 - \eta h)^2 + \frac{\eta^2 q}{B} \Big) \, V_{t-1} + \frac{\eta^2 c}{B}, $$
#
# and the cloud has settled where $V_t = V_{t-1} = V$:
#
# $$ V = \frac{\eta}{B} \cdot \frac{c}{2 h - \eta \, (h^2 + q / B)}. $$
#
# **Why the clouds are alike, and round.** Far from the cliff, where $\eta$ is small, the denominator is $2h$. Rate
# and batch enter through $\eta / B$ alone: twice both, the same cloud. At the minimum of the toy model one example's
# gradient is $-2 x \varepsilon$. Its covariance is $4 \sigma^2 \Sigma = 2 \sigma^2 H$, so $c = 2 h \sigma^2$: the
# sharper a direction, the more noise it gets. The $h$ cancels, and $V \approx \eta \sigma^2 / B$ in every direction.
# The loss of this cloud above the minimum is the **noise floor** $\sigma^2 \, \mathrm{tr}(\Sigma) \, \eta / B$, where
# the trace tr is the sum of the diagonal: 0.0050 for the first two clouds and 0.0100 for the third. With the whole
# denominator it is 0.0055, 0.0060, and 0.0125, as you measured.
#
# **Why a small batch falls sooner.** The cliff is where the denominator is zero, at $\eta = 2 h / (h^2 + q / B)$. For
# the full batch $q / B$ is gone, and $2 / h$ is left. For a small one the error $k_t w_{t-1}$ grows with the distance
# from the minimum. Noise makes distance, distance makes noise, and the two feed each other. An example of this model
# has the curvature $2 x^2$, with $x$ normal, so $q = 2 h^2$. Its cliff is
#
# $$ \eta_{\max} = \frac{2}{h} \cdot \frac{B}{B + 2}: $$
#
# a third of $2 / h$ for single examples, two thirds for batches of 4, nine tenths for 20. (The bowl's other direction
# moves it by a percent or so. It is a cliff of the *mean* over runs. Beyond it a single run may look well for a
# while, until a sharp example throws it. For losses that are no bowls see Bottou, Curtis and Nocedal 2018.)

# %% [markdown]
# ### Two ways to settle
#
# **Predict.** A run at rate 0.2 with batches of 4 has settled. After update 150 either the rate is divided by ten or
# the batch is multiplied by ten. Which one goes lower, and which one sooner?

# %% tags=["demo"]
curves = {}
for name, then in {"as before": (0.2, 4), "rate / 10": (0.02, 4), "batch x 10": (0.2, 40)}.items():
    curves[name] = many_runs([(0.2, 4)] * 150 + [then] * 150, (-1.5, 1.5))[1]
curves["0.02 from the start"] = many_runs([(0.02, 4)] * 300, (-1.5, 1.5))[1]
plots.loss_curves(curves, ylabel="loss above the minimum", title="Two ways to settle")

# %% [markdown] tags=["seen"]
# Both fall to about the same floor, 0.0025 and 0.0028 in place of 0.034, since $\eta / B$ is the same. The larger
# batch is nearly there within ten updates, because its steps are as long as before. The smaller rate needs ten times
# the updates, and a tenth of the examples for each: the same number of examples in the end (Smith et al. 2018). The
# run at 0.02 from the start is still on its way after 300 updates. So the usual recipe is: long steps first to get
# there, then short steps or large batches to settle. Unit 08 is about when to change over.

# %% [markdown]
# ## 6.11 Spot the bug
#
# Lines like these circulate. Here they stand in one loop. `gradient(w, x_i, y_i)` is the gradient of *one* example's
# loss, and `order` is a shuffled list of all examples. The function is to make one epoch of mini-batch gradient
# descent on the mean loss, and to say how many updates that took. It runs without an error, and it has four bugs.


# %%
def epoch_as_it_circulates(w, x, y, gradient, order, batch_size, lr):
    """One epoch of mini-batch gradient descent, with four bugs; returns the weights and the number of updates."""
    for k in range(len(x) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]  # noqa: F841
        g = sum(gradient(w, x[i], y[i]) for i in order)
        w = w - lr * g
    return w, len(x) / batch_size


# %% [markdown]
# **Predict.** The loop runs on 20, 50, 100, and 200 examples of the toy model, with batches of 8 and a rate of 0.02.
# What will the weights and the counted updates look like?

# %% tags=["demo"]
for n in (20, 50, 100, 200):
    x, y = toy_data(n, np.random.default_rng(0))
    order, asked = np.random.default_rng(1).permutation(n), []

    def one(w, x_i, y_i, asked=asked):
        asked.append(1)
        return 2 * x_i * (x_i @ w - y_i)

    w, updates = epoch_as_it_circulates(np.zeros(2), x, y, one, order, 8, 0.02)
    print(f"{n:3} examples: {updates} updates, {len(asked)} gradients, loss {expected_loss(w):.3g}")

# %% [markdown] tags=["seen"]
# With 20 examples it seems to work. With 50 the loss is 227, with 100 it is $5 \cdot 10^{15}$, with 200 it is
# $10^{50}$: more data, and it explodes. (You know an explosion when you see one. What moved the cliff?) It also asks
# for 40 gradients where there are 20 examples, and for 5,000 where there are 200. And who makes half an update?

# %% [markdown]
# ### Exercise 7: repair it
#
# Copy the loop and mend it: every example is used once, each update uses the mean over its own batch, and the count
# is the number of updates made.


# %%
def repaired_epoch(w, x, y, gradient, order, batch_size, lr):
    """One epoch of mini-batch gradient descent on the mean loss.

    Parameters
    ----------
    w : array of any shape
        Weights at the start. Leave the array itself as it is.
    x, y : array, shape (n, ...)
        Inputs, and what is wanted for each.
    gradient : function
        `gradient(w, x_i, y_i)` is the gradient of the loss of one example at w, in the shape and dtype of w. Ask once
        an example.
    order : array, shape (n,)
        The examples, shuffled. The first batch is the first batch_size of them; the last batch may be smaller.
    batch_size : int
        Examples in a batch, from 1 to n.
    lr : float
        Learning rate.

    Returns
    -------
    w : array
        The weights after the epoch, in the shape and dtype of w.
    updates : int
        How many updates the epoch took.
    """
    ### BEGIN SOLUTION
    updates = 0
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        g = sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)
        w = w - lr * g
        updates += 1
    return w, updates
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: read the loop aloud</summary>
#
# Which batches does `range(len(x) // batch_size)` number for ten examples in batches of four? Over which examples
# does the sum run? What is the difference between a sum and a mean when the batch grows?
# </details>
# <details><summary>Hint 2: the last batch</summary>
#
# It is smaller than the others, and its mean is over the examples that are in it.
# </details>

# %%
check(repaired_epoch)

# %% [markdown]
# **In words.** The loop is mended. Next time it is somebody else's training, and you see its loss, its clock, and its
# progress bar, but not its code. By what would you notice each of these three, and why does it show there? (1) Every
# update uses the gradients of *all* examples. (2) A sum over examples stands where a mean belongs; how does the cliff
# move with $N$? (3) The number of updates in $E$ epochs is taken for $(N / B) \cdot E$; try 1,438 digits, batches of
# 128, and ten epochs. *(Graded by hand: 3 points, one each.)*

# %% [markdown] tags=["written"] points=3 id="bugs-explained"
# === BEGIN MODEL ANSWER ===
#
# **1 (all instead of the batch).** An epoch takes about $N / B$ times as long as it should, since each update costs
# $N$ gradients. And the loss is as smooth as with the full batch, whatever batch size is asked for: it *is*
# full-batch gradient descent. The sum has to run over the batch.
#
# **2 (sum instead of mean).** It works on a few examples and explodes on many, at the same rate. The loss, its
# gradient, and its Hessian grow in proportion to the number of examples summed, so the cliff moves as $1 / N$ (or $1
# / B$). The sum is to be divided by the number of examples in it, which for the last batch is smaller.
#
# **3 (number of updates).** $(N / B) E$ is no whole number unless $B$ divides $N$: 112.34 here, where 120 updates are
# made. The bar is full before the training ends, at 107% in the end, and a schedule of that length ends eight updates
# early. An epoch has $\lceil N / B \rceil$ updates (or $\lfloor N / B \rfloor$ if the last batch is dropped). Round
# first, then multiply by $E$.
#
# *Rubric, for each:* half a point for a symptom that one would really see from outside, half for the reason.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 6.12 Which batch is best? It depends on what you pay for
#
# Softmax regression on digits (unit 01): 1,438 of them for training, 359 held back. Your `minibatches` deals.


# %%
training, held_back = digits.split(0.2, 0)
train_x, train_y = np.asarray(training.x), np.asarray(training.y)
test_x, test_y = np.asarray(held_back.x), np.asarray(held_back.y)


def log_probabilities(w, x):
    """Logarithms of the softmax of x @ w, row by row (unit 00)."""
    z = x @ w
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def softmax_gradient(w, rows):
    """Gradient of the mean cross-entropy of these training digits at weights of shape (64, 10)."""
    error = np.exp(log_probabilities(w, train_x[rows])) - np.eye(10)[train_y[rows]]
    return train_x[rows].T @ error / len(rows)


def training_loss(w):
    """Mean cross-entropy of all training digits."""
    return -np.mean(log_probabilities(w, train_x)[np.arange(len(train_y)), train_y])


def accuracy(w):
    """Share of the digits held back that are read right."""
    return float(np.mean((test_x @ w).argmax(axis=1) == test_y))


def train_digits(batch_size, lr, epochs, seed=0):
    """Train from zeros; return the training loss and the accuracy on digits held back."""
    rng, w = np.random.default_rng(seed), np.zeros((64, 10))
    for _ in range(epochs):
        for rows in minibatches(len(train_x), batch_size, rng):
            w = w - lr * softmax_gradient(w, rows)
    return training_loss(w), accuracy(w)


# %% [markdown]
# **Predict.** How many updates does it take until the training loss is below 0.3? For each batch size the figure
# takes the best of several rates. If you double the batch, does the number of updates halve? Up to which batch?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def updates_below(loss, batch, lr, seed):
    """Updates until the training loss is below this, looked at every five; 400 at most."""
    rng, w, updates = np.random.default_rng(seed), np.zeros((64, 10)), 0
    while updates < 400 and (updates == 0 or training_loss(w) >= loss):
        for rows in minibatches(len(train_x), batch, rng)[:5]:
            w, updates = w - lr * softmax_gradient(w, rows), updates + 1
    return updates


with drawn_by("gradient_noise", "minibatches"):
    errors = 0.1 - np.eye(10)[train_y]  # at zero weights every class has probability 0.1
    single = (train_x[:, :, None] * errors[:, None, :]).reshape(len(train_x), 640)
    equal = gradient_noise(single, 1, replace=True) / np.sum(single.mean(axis=0) ** 2)
    print(f"at the start a batch of {equal:.0f} has as much noise as signal; updates needed:")
    needed = []
    around = {2: 0.5, 8: 2, 32: 4, 128: 4, 512: 8}
    for batch, rate in around.items():
        rates = rate / 2, rate, 2 * rate
        tries = {lr: [updates_below(0.3, batch, lr, s) for s in range(5)] for lr in rates}
        lr, best = min(tries.items(), key=lambda one: np.mean(one[1]))
        needed.append(best)
        print(f"batch {batch:3}, rate {lr:3g}: {np.mean(best):3.0f} ± {np.std(best, ddof=1):.0f}")
    halving = np.outer(np.ones(5), [1, 1 / 16]) * np.mean(needed[0])
    tables = {"measured": ([*around], np.transpose(needed)), "halving": ([2, 32], halving)}
    plots.bands(tables, xlabel="batch size", ylabel="updates", log_x=True).show()

# %% [markdown] tags=["seen"]
# At first four times the batch saves nearly three updates of four: 246 with batches of 2, 65 with 8. From 8 to 32 it
# saves fewer than half of them: 36. Then it stops: 25 with 128, 21 with 512. The price in gradients goes the other
# way, from 500 to almost 11,000. The knee is the **critical batch size**. Below it, a larger batch removes noise that
# hurts. Above it the noise is not what holds you back; the curvature is (McCandlish et al. 2018).
#
# The knee lies between 8 and 32. Your formula says 67: at the start, a batch of 67 has as much noise as signal. That
# is the right order of magnitude, and more it can't be. Noise and signal change along the way, and the formula counts
# noise in flat directions, where it hardly hurts, as much as in sharp ones.

# %% [markdown]
# **Why did nothing explode?** At zero weights the cliff of this loss is at a rate of 1.9, and you have used 4 and 8.
# A bowl would not forgive that. But cross-entropy flattens where it fits: its curvature goes with $p \, (1 - p)$,
# which tends to 0 as the probabilities $p$ tend to 0 and 1. A rate beyond the cliff swings for some steps, the loss
# gets flatter on the way, and the cliff moves out past the rate. After ten epochs with batches of 32 at rate 4 it is
# at 11.

# %% [markdown]
# ### Experiment: the best batch under two budgets
#
# "Batches of 32 worked well" is not a result. Do this instead, with `train_digits`, in new cells below this
# one (the + above the notebook, or Esc and then B):
#
# 1. There are two budgets: *ten epochs*, or *500 updates* (as near as whole epochs come: 6 epochs for batches of 16,
#    42 for batches of 128). **Write down first** which batch size between 16 and 128 you expect to end with the
#    lowest training loss under each.
# 2. For at least three batch sizes in that range, and for both budgets, find the best learning rate: rates spaced by
#    a factor of two, until the best one lies *inside* its range. Use five seeds for each rate.
# 3. Make a table for each budget: batch size, best rate, number of updates, final training loss (mean and standard
#    deviation over the seeds), accuracy on the held-back digits.
# 4. Does the winner change with the budget? Is the difference larger than the deviation over seeds?
# 5. Explain *why*, with what this unit says about noise, cliffs, and progress per update. One figure as evidence.
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# | budget | batch | best rate | updates | training loss, 5 seeds | accuracy |
# | --- | --- | --- | --- | --- | --- |
# | ten epochs | 16 | 4 | 900 | 0.062 ± 0.018 | 96.2% |
# | | 32 | 4 | 450 | 0.075 ± 0.010 | 96.5% |
# | | 64 | 8 | 230 | 0.083 ± 0.014 | 96.0% |
# | | 128 | 8 | 120 | 0.113 ± 0.023 | 95.2% |
# | 500 updates | 16 | 4 | 540 | 0.080 ± 0.016 | 96.5% |
# | | 32 | 8 | 495 | 0.058 ± 0.028 | 95.3% |
# | | 64 | 8 | 506 | 0.053 ± 0.017 | 96.5% |
# | | 128 | 32 | 504 | 0.020 ± 0.009 | 96.6% |
#
# The winner changes: 16 for ten epochs, 128 for 500 updates. Between the extremes the difference is larger than the
# deviation; between neighbors it is not (16 and 32 for ten epochs; 32 and 64 for 500 updates). The accuracies, on 359
# digits, differ by no more than chance: one standard error is about 1%.
#
# *Why.* With the number of updates fixed, a larger batch has the same number of steps and less noise in each, so it
# can use a larger rate: its noise floor, which goes with rate over batch, is lower, and its cliff is farther out. It
# can only gain (and it sees more data: 42 epochs against 6). With the data fixed, a batch eight times as large makes
# an eighth of the updates. To keep up, each of its steps would have to be eight times as long. But the best rate only
# doubles from 16 to 128, because the steps are limited by curvature too, not by noise alone. So beyond some size a
# better gradient can't be turned into faster progress.
#
# *Rubric.* **1 point** for a fair protocol: rates tuned for each batch size and budget, the best inside its range,
# five seeds, the expectation written down before. **1 point** for two complete tables with deviations. **1 point**
# for a statement of what changed that respects the deviation. **1 point** for a reason with evidence: less noise a
# step against fewer steps, and a rate that can't grow in proportion. A result that contradicts the model answer earns
# full points where protocol and argument are sound.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 6.13 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.

# %% [markdown]
# **Question 1.** The loss is $\frac1N \lVert X w - y \rVert^2$, without a $\tfrac12$. The largest eigenvalue of
# $\frac1N X^\top X$ is 5. Above which learning rate does gradient descent diverge?
#
# - **a**: 0.1
# - **b**: 0.2
# - **c**: 0.4
# - **d**: 2.5


# %%
def quiz_largest_rate():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_largest_rate)

# %% [markdown] explains="quiz_largest_rate"
# Without the $\tfrac12$ the Hessian is $\frac2N X^\top X$, with a largest eigenvalue of 10. The cliff stands at
# $2 / 10 = 0.2$.

# %% [markdown]
# **Question 2.** On a parabola every step multiplies the distance from the minimum by $-0.8$. By which factor can you
# raise the learning rate before the run diverges?
#
# - **a**: 1.11
# - **b**: 1.25
# - **c**: 1.8
# - **d**: None: it jumps from side to side, so the rate is too large already.


# %%
def quiz_room_left():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_room_left)

# %% [markdown] explains="quiz_room_left"
# The factor is $1 - \eta h = -0.8$, so $\eta h = 1.8$. It may grow to 2, and $2 / 1.8 = 1.11$.

# %% [markdown]
# **Question 3.** 50,000 images, batches of 128, ten epochs. The last batch of an epoch is used, too. How many updates
# are made?
#
# - **a**: 3,900
# - **b**: 3,906
# - **c**: 3,907
# - **d**: 3,910


# %%
def quiz_count_updates():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_count_updates)

# %% [markdown] explains="quiz_count_updates"
# $50000 / 128 = 390.6$, so an epoch has 391 batches, the last with 80 images. Ten epochs make 3,910 updates. Whoever
# multiplies before rounding gets 3,906.25; whoever drops the last batch, 3,900.

# %% [markdown]
# **Question 4.** At a point without a slope the Hessian of two weights is
# $\begin{pmatrix} 1 & 3 \\ 3 & 2 \end{pmatrix}$. What kind of place is it?
#
# - **a**: A minimum
# - **b**: A saddle point
# - **c**: A maximum
# - **d**: Second derivatives cannot tell.


# %%
def quiz_no_slope():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_no_slope)

# %% [markdown] explains="quiz_no_slope"
# Along $(1, -1)$ the curvature is negative: $1 - 6 + 2 = -3$, over the squared length 2. Along the axes it is 1 and
# 2. So some directions rise and others fall. (The determinant, the product of the eigenvalues, says so too: $2 - 9 <
# 0$.)

# %% [markdown]
# **Question 5.** Which of these is an unbiased estimate of the gradient of the *expected risk*, the loss on new
# examples, at weights that have been trained for a while?
#
# - **a**: The gradient of the whole training set, on which the weights were trained.
# - **b**: The gradient of one example of that set, drawn at random.
# - **c**: The gradient of one example that has never been used.
# - **d**: All three.


# %%
def quiz_unbiased():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_unbiased)

# %% [markdown] explains="quiz_unbiased"
# Trained weights depend on the training set: its examples are fitted, and at the end of training its gradient is zero
# where that of new examples is not. Only an example that had no part in the weights is a fair draw from the world. It
# is the noisiest of the three, and the only one that is right on average.

# %% [markdown]
# ## 6.14 Finale: two hundred looks
#
# You may look at 200 digits. A look is one digit in one call of the gradient: a batch of 20 costs 20 looks, and the
# full batch of 1,438 can't make a single step. How low can you bring the loss *on all of them*?
#
# Guessing has a loss of $\ln 10 = 2.30$. Four strategies, each at its best constant rate of powers of two, over
# twenty seeds:
#
# | strategy | rate | loss on all 1,438 | new digits read |
# | --- | --- | --- | --- |
# | one step with 200 digits | 4 | 1.94 ± 0.17 | 33% |
# | ten steps with 20 | 1 | 1.29 ± 0.11 | 60% |
# | forty steps with 5 | 1 | 0.72 ± 0.18 | 76% |
# | two hundred steps with 1 | 0.25 | 0.62 ± 0.10 | 80% |
#
# You can do better. A training of a few lines ends below 0.45 and reads 88% or more.
#
# ### Exercise 8: spend them well
#
# Write a training that ends below 0.9, in the mean of five runs with different draws. For full points that mean has
# to be below 0.55, which none of the four above is. Your own `minibatches` deals. The figure after the check prints
# how five runs ended, so you can tune there.


# %%
def two_hundred_looks(gradient, n, rng):
    """Weights of a softmax regression on digits, trained with at most 200 looks.

    The mean of their losses on all training digits, over five runs, is to be below 0.9, and for full points below 0.55.

    Parameters
    ----------
    gradient : function
        `gradient(w, rows)` is the gradient of the mean cross-entropy of these rows of the training set, at w of shape
        (64, 10), in the same shape. It costs len(rows) looks, at a digit seen before, too. After 200 looks it raises
        RuntimeError.
    n : int
        Number of training digits: rows are numbers from 0 to n - 1.
    rng : numpy.random.Generator
        The only source of randomness: the same seed repeats the run.

    Returns
    -------
    array, shape (64, 10)
        The weights: a column of 64 pixels for each class. Start from zeros.
    """
    ### BEGIN SOLUTION
    w, late = np.zeros((64, 10)), []
    for rows in minibatches(n, 1, rng)[:200]:
        w = w - 0.5 * gradient(w, rows)
        late.append(w)
    return np.mean(late[100:], axis=0)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: how many steps?</summary>
#
# 200 looks are one step with 200 digits, or 200 steps with one digit each, or something in between. Which one moves
# farther? What does 6.10 say about the noise at the end?
# </details>
# <details><summary>Hint 2: which rate?</summary>
#
# Try rates spaced by a factor of two, over a few seeds each. What worked for batches of 20 does not work for single
# digits.
# </details>
# <details><summary>Hint 3: the last half</summary>
#
# Long steps first, short steps at the end. Or: where does the middle of a cloud lie, if you know the last hundred
# points of a run and not only the very last? (Mind exercise 2: `w -= ...` would fill your list with one and the same
# array.)
# </details>

# %%
check(two_hundred_looks)

# %% [markdown]
# Here is what your 200 looks have learned: the ten columns of weights as pictures, and how well they read digits that
# nobody has looked at.

# %% tags=["demo"]
with drawn_by("minibatches", "two_hundred_looks"):
    results = []
    for seed in range(5):
        looks = []

        def gradient(w, rows, looks=looks):
            looks.extend(rows)
            if len(looks) > 200:
                raise RuntimeError("you have spent your 200 looks")
            return softmax_gradient(w, rows)

        w = two_hundred_looks(gradient, len(train_x), np.random.default_rng(seed))
        results.append((training_loss(w), accuracy(w)))
    loss, right = np.transpose(results)
    print(f"loss {loss.mean():.2f} ± {loss.std(ddof=1):.2f} over five seeds; of 359 new digits")
    print(f"it reads {right.mean():.1%} ± {right.std(ddof=1):.1%}")
    pictures = w.T.reshape(10, 1, 8, 8)
    plots.image_grid(pictures, range(10), title="What 200 looks have learned").show()

# %% [markdown]
# ## Today
#
# In 2026 nearly every network is trained by mini-batches. Those who train large language models log the length of the
# gradient at every step and clip it, most often at 1 (Brown et al. 2020; Touvron et al. 2023). They begin with a
# small rate, because many a fresh network is sharp and its cliff near (Gilmer et al. 2022; unit 08). Networks go to
# the edge of stability under Adam too: with its usual settings the edge for the curvature that Adam sees is at $38 /
# \eta$ in place of $2 / \eta$, because it has a memory (Cohen et al. 2022; unit 07). Batches are chosen by measured
# gradient noise and grow while the noise does (McCandlish et al. 2018). And a text is seen once or a few times, so
# the gradient is an unbiased look at the expected risk, as in your two hundred looks.
#
# ## Key points
#
# - Gradient descent steps against the gradient where it stands, at right angles to the level lines.
# - In a direction of curvature $h$ a step multiplies the error by $1 - \eta h$. The cliff is at $2 / \lambda_{\max}$,
#   and one percent to either side decides.
# - Power iteration finds $\lambda_{\max}$ from gradients alone. An explosion does it unasked.
# - Trained with the full batch, our network climbed until its sharpness was about $2 / \eta$, and stayed there. Many
#   networks do.
# - The condition number $\kappa$ says how many steps a valley costs: about $\frac\kappa2$ for each factor $e$.
# - A small gradient is no proof of a minimum. The eigenvalues of the Hessian tell a saddle from a minimum.
# - A mini-batch gradient is unbiased; its squared error is $S^2 / B$, times $(N - B)/(N - 1)$ without replacement.
# - An epoch has $\lceil N/B \rceil$ updates. Shuffle before each.
# - With a constant rate SGD ends in a cloud. Far from the cliff its variance goes with $\eta / B$. Start with a large
#   rate, end with a small one or with a large batch.
# - A batch's error grows with the distance from the minimum, so a small batch has a nearer cliff.
#
# ## What comes next
#
# Unit 07 gives gradient descent a memory, and makes the steps go with $\sqrt\kappa$ in place of $\kappa$. Unit 08
# changes the rate during training. Unit 09 uses the Hessian itself. Your `minibatches` comes along: the capstone,
# unit 17, trains with it.
#
# ## References
#
# - Bottou, L., Curtis, F. E., Nocedal, J. (2018). Optimization methods for large-scale machine learning. *SIAM
#   Review* 60(2), 223–311. arXiv:1606.04838.
# - Brown, T. et al. (2020). Language models are few-shot learners. *NeurIPS*. arXiv:2005.14165.
# - Cauchy, A.-L. (1847). Méthode générale pour la résolution des systèmes d'équations simultanées. *Comptes rendus*
#   25, 536–538.
# - Cochran, W. G. (1977). *Sampling Techniques*, third edition. Wiley.
# - Cohen, J. et al. (2021). Gradient descent on neural networks typically occurs at the edge of stability. *ICLR*.
#   arXiv:2103.00065.
# - Cohen, J. et al. (2022). Adaptive gradient methods at the edge of stability. arXiv:2207.14484.
# - Damian, A., Nichani, E., Lee, J. D. (2023). Self-stabilization: the implicit bias of gradient descent at the edge
#   of stability. *ICLR*. arXiv:2209.15594.
# - Dauphin, Y. et al. (2014). Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization. *NeurIPS*. arXiv:1406.2572.
# - Gilmer, J. et al. (2022). A loss curvature perspective on training instability in deep learning. *ICLR*.
#   arXiv:2110.04369.
# - Gürbüzbalaban, M., Ozdaglar, A., Parrilo, P. (2021). Why random reshuffling beats stochastic gradient descent.
#   *Mathematical Programming* 186, 49–84. arXiv:1510.08560.
# - Marchenko, V. A., Pastur, L. A. (1967). Distribution of eigenvalues for some sets of random matrices. *Mathematics
#   of the USSR-Sbornik* 1(4), 457–483.
# - McCandlish, S., Kaplan, J., Amodei, D. et al. (2018). An empirical model of large-batch training.
#   arXiv:1812.06162.
# - von Mises, R., Pollaczek-Geiringer, H. (1929). Praktische Verfahren der Gleichungsauflösung. *ZAMM* 9, 58–77 and
#   152–164.
# - Nesterov, Y. (2004). *Introductory Lectures on Convex Optimization*. Springer.
# - Pascanu, R., Mikolov, T., Bengio, Y. (2013). On the difficulty of training recurrent neural networks. *ICML*.
#   arXiv:1211.5063.
# - Robbins, H., Monro, S. (1951). A stochastic approximation method. *Annals of Mathematical Statistics* 22(3),
#   400–407.
# - Smith, S. L., Kindermans, P.-J., Ying, C., Le, Q. V. (2018). Don't decay the learning rate, increase the batch
#   size. *ICLR*. arXiv:1711.00489.
# - Touvron, H. et al. (2023). LLaMA: open and efficient foundation language models. arXiv:2302.13971.
#
# ## Sources
#
# | section | what comes from elsewhere | from |
# | --- | --- | --- |
# | 6.1, 6.3 | decrease a rate that explodes; several rates on one parabola | F. Li, *Neural network optimization 1* |
# | 6.2 | steps at right angles to level lines, no memory | S. Rousseau, *AOS 2*, lecture 02 |
# | 6.3 | "loop until convergence" | Z. Yumak, *Lecture 6* |
# | 6.5 | the edge of stability; ours is smaller and measured here | Cohen et al. 2021 |
# | 6.6, 6.7 | conditioning, saddle points, plateaus, local minima | *Training neural network II*, by hand; Z. Yumak |
# | 6.8 to 6.10 | the toy model, its paths, and what a mini-batch sees; noise against batch | S. Rousseau; F. Li |
# | 6.11 | three of the four bugs | lines printed in the slides named above |
# | 6.12 | the critical batch size | McCandlish et al. 2018 |
