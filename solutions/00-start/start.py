# %% [markdown]
# # 0 · Start
#
# *A network learns to read before your eyes, and by the end of this unit your own softmax is in it. Four short
# functions show you how this course works: how to check yourself, how a computer's numbers differ from those of
# mathematics, where arrays live, and why the same dice fall the same way twice.*
#
# **After this unit you can**
#
# - work with a notebook of this course: run, write, check, read a failed check, use hints;
# - say how exact `float32` and `float64` are, where they overflow, and what two bytes cost;
# - write a function that does not overflow, and that runs on a CPU and a GPU without changing a line;
# - make randomness repeatable with a seed.
#
# **You need** Python: functions, loops, lists. Of NumPy only a little: that an array has a shape, and that `a + b` adds
# arrays element by element. What else is needed is explained here.
#
# **It takes** about an hour and a half.

# %% [markdown]
# ## 0.1 How to work with this notebook
#
# A notebook is a row of **cells**: text, like this one, and code. Click on a code cell and press Shift + Enter to run
# it. Cells share their variables, in the order in which *you run them*, whatever the order on the page. So when
# something is strange, choose *Restart kernel and run all cells* from the menu: it starts from nothing, from the top.
#
# Run the next cell now. Each unit begins with one like it.

# %%
import time
from itertools import product

import numpy as np

from gradschool import backend, data, plots
from gradschool.backend import array_namespace
from gradschool.checks import check
from gradschool.lesson import drawn_by


# %% [markdown]
# ### The course in a minute
#
# The next cell trains the smallest network there is on images of handwritten digits: 64 pixels in, ten scores out, and
# 640 **weights** between them. How wrong it is with the examples is one number, the **loss**. The **gradient** says of
# each weight how fast the loss rises with it, and training takes small steps the other way. You need not understand a
# line of the cell yet. By the end of unit 01 you will have written each kind of line yourself.
#
# Below the printed numbers, the weights of each digit stand as a picture: bright pixels speak for the digit, dark ones
# against it.


# %% tags=["demo"]
def learn(softmax, steps=300, rate=2.0):
    """Train on 1,500 images, print how it reads 297 new ones, and return the weights."""
    digits = data.digits("float64").flat
    pixels, labels = backend.to_numpy(digits.x), backend.to_numpy(digits.y)
    wanted, weights = np.eye(10)[labels[:1500]], np.zeros((64, 10))
    for step in range(steps + 1):
        if step % 100 == 0:
            right = np.mean((pixels[1500:] @ weights).argmax(axis=1) == labels[1500:])
            print(f"after {step:3} steps: reads {right:.0%} of the new digits")
        gradient = pixels[:1500].T @ (softmax(pixels[:1500] @ weights) - wanted) / 1500
        weights = weights - rate * gradient
    return weights


learned = learn(lambda scores: np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))
plots.image_grid(learned.T.reshape(10, 1, 8, 8), [f"for {digit}" for digit in range(10)])

# %% [markdown]
# ### Exercises, checks, hints, points
#
# - An **exercise** is a function with a docstring that says exactly what it should do. Its body says
#   `raise NotImplementedError`. Replace that line.
# - The **check** comes right below. It runs your function on a few inputs, at once, in your own notebook, as often as
#   you like, and costs nothing. It says what is right, and shows the first number that is wrong. Where your mistake
#   is a common one, it says which.
# - **Hints** are folded away below each exercise, the gentlest first. Try before you unfold.
# - Before some figures you are asked to **predict**. Write your guess into the cell below the question, then run the
#   figure. What there was to see is folded away below it.
# - The **points** are given later, when the notebook is graded. The grader runs your functions as the check does, but
#   on other random numbers, and it asks a few more things (*hidden* tests). So a function that does what its docstring
#   says gets full points; one that was fitted to the numbers in the check does not. Everything that counts is in the
#   docstring.
# - A function **leaves what it is given as it was**: arrays, lists, dicts. They belong to whoever called it, who may
#   still need them. `x -= 1` and `x[0] = 1` write into the caller's array; `x = x - 1` and `x.copy()` make a new one.
#   Every check of this course compares your arguments before and after the call, bit for bit, and a change is wrong.
# - The grader finds your function **by its name**. You may add cells, move them, or split them. Only keep the name.
# - Text cells that say *Your answer here* are read by a person.
#
# Cells with figures are there to be changed: turn a number, run again. They are not graded, and you can't break
# anything.

# %% [markdown]
# ## 0.2 Your first exercise: how wrong is a number?
#
# You will compare numbers all the time: your gradient with the right one, one run with another. Is 0.001 a large error?
# For a probability, yes; for the distance to the moon in meters, no. What counts is the error in proportion to the
# number, the **relative error**. For two numbers $a$ and $b$ of which neither is "the right one", divide by the larger:
#
# $$ \frac{\lvert a - b \rvert}{\max(\lvert a \rvert, \lvert b \rvert)}, \qquad \text{and } 0 \text{ for } a = b = 0. $$
#
# It lies between 0 and 2, and does not change when $a$ and $b$ trade places. For two arrays we take the largest
# relative error of any pair of elements: one bad number is enough to be wrong.
#
# The next cell checks a *wrong* solution, so that you know what that looks like. It returns the largest
# $(a - b) / \max(\lvert a \rvert, \lvert b \rvert)$: somebody forgot something. What, and for which inputs does it
# matter?


# %% tags=["demo"]
def forgetful(a, b):
    """A wrong relative error."""
    scale = np.maximum(np.abs(a), np.abs(b))
    return float(np.max((a - b) / np.where(scale > 0, scale, 1)))


forgetful.__name__ = "relative_error"
check(forgetful)

# %% [markdown]
# The check is a table with a row for each test, called a **probe**. A row that is wrong names the first number that
# differs, what was expected, and what your function returned. A hint follows, because this mistake is known. Not all
# mistakes are; then the numbers have to do.

# %% [markdown]
# ### Exercise 1: relative error


# %%
def relative_error(a, b):
    """The largest relative error between two arrays, element by element.

    Parameters
    ----------
    a, b : array, of the same shape
        What to compare: finite numbers, at least one. Any number of axes.

    Returns
    -------
    float
        The largest of |a - b| / max(|a|, |b|) over the pairs of elements; a pair of two zeros counts 0.
    """
    ### BEGIN SOLUTION
    scale = np.maximum(np.abs(a), np.abs(b))
    return float(np.max(np.abs(a - b) / np.where(scale > 0, scale, 1)))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the larger of two, for whole arrays</summary>
#
# `np.maximum(p, q)` compares element by element. (`np.max(p)` is the largest element of a single array.)
# </details>
# <details><summary>Hint 2: zero by zero</summary>
#
# Where both are zero, divide by 1 instead: `np.where(scale > 0, scale, 1)` takes `scale` where the condition holds and
# 1 elsewhere.
# </details>

# %%
check(relative_error)

# %% [markdown]
# ## 0.3 A computer's numbers
#
# A `float64` has 53 binary digits, a `float32` has 24, and both have an exponent that moves the point. So numbers have
# gaps between them, and the gaps grow with the number: what is constant is the *relative* precision.
#
# | | binary digits | relative gap (`eps`) | largest number | bytes |
# | --- | --- | --- | --- | --- |
# | `float16` | 11 | 9.8 · 10⁻⁴ | 65,504 | 2 |
# | `bfloat16` | 8 | 7.8 · 10⁻³ | 3.4 · 10³⁸ | 2 |
# | `float32` | 24 | 1.2 · 10⁻⁷ | 3.4 · 10³⁸ | 4 |
# | `float64` | 53 | 2.2 · 10⁻¹⁶ | 1.8 · 10³⁰⁸ | 8 |
#
# NumPy makes `float64` unless told otherwise. Networks are trained in `float32`, or with even fewer digits, because it
# takes half the memory and half the time, and a gradient from a random handful of data is not exact to seven digits
# anyway. When we *test* a formula, we use `float64`.
#
# **Predict.** The gap between a number and the next larger one, from $10^{-6}$ to $10^{12}$. From which number on can a
# `float32` no longer count, that is: is $x + 1$ the same as $x$?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
numbers = np.geomspace(1e-6, 1e12, 400)
gaps = {dtype: (numbers, np.spacing(numbers.astype(dtype))) for dtype in ("float32", "float64")}
for dtype in gaps:
    x, large = np.array([0.1, 0.2, 0.3], dtype), np.array(2**24, dtype)
    print(f"{dtype}: 0.1 + 0.2 - 0.3 = {x[0] + x[1] - x[2]:.3g}; 16,777,216 + 1 = {large + 1:,.0f}")
look = {"xlabel": "number", "ylabel": "gap to the next number"}
plots.curve_panels({"Numbers have gaps": gaps}, "log", **look)

# %% [markdown] tags=["seen"]
# The staircases are straight: the gap is a fixed fraction of the number. Count up in `float32`, one by one, and you
# stop at $2^{24} = 16{,}777{,}216$: the next number is 2 away, and adding 1 is rounded back. (Adding $1 + 1$ at once
# still moves you on.) And 0.1 + 0.2 − 0.3 may be a little off, because none of the three has a finite binary expansion.

# %% [markdown]
# So never ask whether two computed numbers are *equal*. Ask whether their relative error is small. The checks do: they
# allow about $10^{-6}$ in `float64` and $10^{-4}$ in `float32`.

# %% [markdown]
# ### Overflow
#
# Beyond the largest number there is `inf`, and from `inf - inf` or `inf / inf` comes `nan`, "not a number". A `nan`
# spreads: whatever is computed from it is `nan` too. One in a loss, and the network is lost.
#
# The exponential function is the usual culprit. A network for classification ends in the **softmax**, which turns a row
# of any numbers $x_1, \ldots, x_k$ (called **logits**) into probabilities:
#
# $$ p_j = \frac{e^{x_j}}{\sum_{l=1}^{k} e^{x_l}}. $$
#
# **Predict.** The softmax of the row $(x, x - 1, x - 2)$, computed by this formula. On paper the result does not depend
# on $x$ at all, since $e^x$ cancels. At which $x$ does it break down, in `float32` and in `float64`? ($e^x = 10^{0.434
# x}$.) And for very negative $x$? Move the slider to zoom in on either end.

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def by_the_formula(x):
    """Softmax as on paper."""
    return np.exp(x) / np.sum(np.exp(x))


def first_probability(largest_x):
    """The first probability of (x, x - 1, x - 2), for x from minus the largest to the largest."""
    shifts, curves = np.linspace(-largest_x, largest_x, 801), {}
    for dtype in ("float32", "float64"):
        rows = (shifts[:, None] + np.array([0.0, -1.0, -2.0])).astype(dtype)
        with np.errstate(all="ignore"):
            first = np.array([by_the_formula(row)[0] for row in rows])
        curves[dtype] = shifts, first + (0.01 if dtype == "float64" else 0)
        fine = shifts[np.isfinite(first) & (np.abs(first - 0.6652) < 1e-3)]
        print(f"{dtype}: right from x = {fine.min():.0f} to {fine.max():.0f}")
    title = "softmax of $(x, x-1, x-2)$ by the formula"
    return plots.curve_panels({title: curves}, xlabel="$x$", ylim=(0, 1.1))


plots.explore(first_probability, largest_x=(50, 900, 900))

# %% [markdown] tags=["seen"]
# On paper nothing depends on $x$; in `float32` the formula ends in `nan` above 88, where $e^x$ overflows and $\infty /
# \infty$ is left. (The second line is drawn a hundredth higher so that you see both.) Far to the left all exponentials
# become 0, and $0 / 0$ is `nan` too. Logits of 100 are not rare in a network that trains badly, and that is the wrong
# moment for `nan`.

# %% [markdown]
# The remedy uses what we know from paper: the result does not change if the same number is subtracted from the whole
# row. Subtract the row's **largest** element. Then the largest exponential is $e^0 = 1$: no overflow, and the sum is at
# least 1, so no $0 / 0$ either. Exponentials that underflow to 0 belong to probabilities that *are* 0 to all digits.

# %% [markdown]
# ### Two bytes for a number
#
# **Today** most large networks compute in a format of two bytes, while the weights that are updated stay in `float32`.
# `bfloat16` has the range of `float32` and keeps two to three digits. `float16` keeps three to four, but its smallest
# number above 0 is about $6 \cdot 10^{-8}$; what is less than half of it becomes 0.
#
# When the network of section 0.1 learns, each of its 1,500 examples pushes each of the ten scores up or down. The push
# is (softmax - wanted) / 1,500, where 1 is wanted of the right digit and 0 of the nine others. (Unit 01 says why. These
# pushes are the gradient of the loss with respect to the scores.) What becomes of these 15,000 numbers in `float16`?
#
# **Predict.** What share of them becomes exactly 0? And if each is multiplied by 1,024 first?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
digits = data.digits("float64").flat
pixels, labels = backend.to_numpy(digits.x)[:1500], backend.to_numpy(digits.y)[:1500]
powers = np.exp(pixels @ learned)
pushes = (powers / powers.sum(axis=1, keepdims=True) - np.eye(10)[labels]) / 1500
scales, shares = 2.0 ** np.arange(0, 31, 2), {"becomes 0": [], "becomes infinite": []}
with np.errstate(over="ignore"):
    for scale in scales:
        half = (scale * pushes).astype("float16")
        shares["becomes 0"].append(100 * np.mean(half == 0))
        shares["becomes infinite"].append(100 * np.mean(np.isinf(half)))
for scale, share in zip(scales[:7], shares["becomes 0"], strict=False):
    print(f"multiplied by {scale:5,.0f}: {share:4.1f} % become 0")
curves = {name: (scales, share) for name, share in shares.items()}
look = {"xlabel": "multiplied by", "ylabel": "share of the pushes (%)", "marks": True}
plots.curve_panels({"In float16": curves}, "log x", **look)

# %% [markdown] tags=["seen"]
# A quarter of the pushes becomes 0. Multiplied by 1,024 first, less than one in two hundred does, and none becomes
# infinite; much larger factors overflow.

# %% [markdown]
# So whoever trains in `float16` multiplies the loss by 1,024, say. That makes every gradient 1,024 times as large. In
# `float32`, before the step is taken, the gradients are divided by 1,024 again. This is **loss scaling** (Micikevicius
# and others 2018). `bfloat16` has no such problem at the price of digits: 1.01 in `bfloat16` is 1.0078.

# %% [markdown]
# ## 0.4 Where arrays live
#
# NumPy's arrays live in the computer's main memory and are computed on by its processor, the CPU. A graphics card, GPU,
# has its own memory and does thousands of multiplications at once. CuPy is a library whose arrays live there, and which
# looks like NumPy. You can compute with an array only on the device that holds it: NumPy can't read an array of CuPy,
# and the sum of one here and one there is an error.
#
# So how does one write a function for both? By asking the array. `array_namespace(x)` returns the library that `x`
# belongs to, by custom called `xp`, and then
#
# ```python
# xp = array_namespace(x)
# y = xp.exp(x)
# ```
#
# works wherever `x` is. Which functions `xp` has is agreed on among libraries (the *Python array API standard*):
# `xp.exp`, `xp.max(x, axis=..., keepdims=...)`, `xp.sum`, and arithmetic with `+ - * /` among them.
#
# What does this cell print for an array on your machine? Is there a GPU?

# %% tags=["demo", "clock"]
x = backend.to_device(np.ones((2, 3)))
print("an array lives in", array_namespace(x).__name__, "on", x.device)
for name, fact in backend.describe().items():
    print(f"{name:18} {fact}")

# %% [markdown]
# Without a GPU, arrays live on the `cpu`. The lines below describe your **environment**: the machine and the versions
# of the libraries. They belong in every report, and in every question about an error. In a terminal, `gradschool
# doctor` says the same, and what to do about anything that is missing.

# %% [markdown]
# ### Exercise 2: softmax of each row, stable, anywhere
#
# The course stores a batch as an array of shape `(batch, features)`: each row is one example. Take the softmax of each
# row, without overflow, with `xp` in place of `np`.


# %%
def row_softmax(x):
    """Softmax of each row, without overflow, on the device where x is (Bridle 1990).

    Parameters
    ----------
    x : array of floats, shape (n, k), of any library
        Finite logits, one example a row; of any size. Leave the array itself as it is.

    Returns
    -------
    array, shape (n, k)
        Probabilities: each row is positive or zero and sums to 1. In the library and the dtype of x.
    """
    ### BEGIN SOLUTION
    xp = array_namespace(x)
    powers = xp.exp(x - xp.max(x, axis=1, keepdims=True))
    return powers / xp.sum(powers, axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: rows</summary>
#
# `xp.max(x, axis=1)` is the largest element of each row: axis 1 runs along the row and disappears.
# </details>
# <details><summary>Hint 2: shapes that do not fit</summary>
#
# With `keepdims=True` the axis stays, with length 1: the result has shape `(n, 1)` and lines up with the rows of `x`.
# Without it, it has shape `(n,)`, and NumPy lines that up with the *columns*.
# </details>
# <details><summary>Hint 3: it works in NumPy but not "elsewhere"</summary>
#
# One probe uses arrays that NumPy can't read: they stand in for a GPU. Look for an `np.` in your function, and for a
# method: `x.max(...)` is NumPy's way to write it, `xp.max(x, ...)` is every library's.
# </details>

# %%
check(row_softmax)

# %% [markdown]
# Here is the network of section 0.1 again. One line of it is yours now.

# %% tags=["demo"]
with drawn_by("row_softmax"):
    learned = learn(row_softmax)
    plots.image_grid(learned.T.reshape(10, 1, 8, 8), [f"for {digit}" for digit in range(10)]).show()

# %% [markdown]
# **Predict.** The row $(x, x - 1, x - 2)$ again, now with your function. And: how long does it take for more and more
# rows of 1,000 logits, with `float32` and with `float64`? (If you have a GPU, a line is drawn for it too.)

# %% [markdown] tags=["guess"]

# %% tags=["demo", "clock"]
COUNTS = (1, 4, 16, 64, 256, 1024, 2048)
with drawn_by("row_softmax"):
    for dtype in ("float32", "float64"):
        rows = np.arange(-900, 901)[:, None] + np.array([0.0, -1.0, -2.0])
        first = row_softmax(rows.astype(dtype))[:, 0]
        print(f"{dtype}: first probability from {first.min():.6f} to {first.max():.6f}")

    def milliseconds(x):
        """The shortest of three times that row_softmax takes."""
        times = []
        for _ in range(3):
            began = time.perf_counter()
            row_softmax(x)
            backend.synchronize(x)
            times.append(time.perf_counter() - began)
        return 1e3 * min(times)

    curves, rows = {}, np.random.default_rng(0).random((max(COUNTS), 1000))
    for place, dtype in product(sorted({"numpy", backend.current().name}), ("float32", "float64")):
        inputs = [backend.to_device(rows[:n].astype(dtype), place) for n in COUNTS]
        curves[f"{place}, {dtype}"] = COUNTS, [milliseconds(x) for x in inputs]
    look = {"xlabel": "rows of 1,000 logits", "marks": True}
    plots.curve_panels({"milliseconds for row_softmax": curves}, "log", **look).show()

# %% [markdown] tags=["seen"]
# The same probabilities for every $x$. (Digits differ in the seventh place for `float32`: that is all it has.) In the
# right part of the figure doubling the rows doubles the time, and `float64` takes longer than `float32`. In the left
# part a call has a price of its own, whatever the size. That is why the course computes with whole arrays and hardly
# ever with a loop over rows. If you have a GPU: the same function ran on both. Its price for a call is higher still,
# and it wins only with large arrays.

# %% [markdown]
# Most experiments of this course lie at the left end of the figure. A training step in unit 07 is some eighty
# operations in 0.7 ms on one core: 0.009 ms each. A GPU needs about as long only to start one. So a unit whose arrays
# are small says `backend.use("numpy")` in its first cell, and runs on the CPU even if you have a GPU. Long trainings
# leave the line out: they run on the GPU where there is one, and on the CPU elsewhere. Checks, too, hand NumPy arrays
# to your function on every machine, so that the same answer is right everywhere. (The check of `row_softmax` asks for
# other arrays besides, since running anywhere is what that exercise is about.)
#
# In units 13, 15, and 17 a cell times larger work, and on a GPU, if one answers. Is there none in your machine?
# `environment-gpu.yml` sets the course up on one with an NVIDIA GPU, and Google Colab lends one (*Runtime*, *Change
# runtime type*).

# %% [markdown]
# ## 0.5 A total that forgets
#
# Training adds all day: losses to a mean, steps to a weight. A step is often a millionth of the weight.
#
# **Predict.** A weight of 1 in `float32` gets 100,000 steps of $3 \cdot 10^{-8}$, one after the other. On paper it ends
# at 1.003. Where does it end in the computer?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
STEP, STEPS = 3e-8, 100_000
for dtype in ("float16", "float32", "float64"):
    steps = np.array([1.0] + STEPS * [STEP], dtype)
    print(f"{dtype}: ends at {np.cumsum(steps, dtype=dtype)[-1]:.6f}")

# %% [markdown] tags=["seen"]
# In `float32` it does not move at all. The gap above 1 is $1.2 \cdot 10^{-7}$, a step is a quarter of it, and each sum
# is rounded back to 1. A hundred thousand steps are lost, one by one.

# %% [markdown]
# Kahan (1965) found the repair. After each addition, work out what was lost: the total grew by `new - total`, and it
# should have grown by the number added. Keep the difference, which the computer gets exactly, and add it to the next
# number. Nothing wider than `float32` is needed. Libraries that train in two bytes do this today where they keep no
# wider copy of the weights.

# %% [markdown]
# ### Exercise 3: repair the total
#
# This loop forgets. Repair it.
#
# ```python
# total = x.dtype.type(0)
# for number in x:
#     total = total + number
# ```


# %%
def careful_sum(x):
    """Sum of an array that loses no small numbers, however many there are (Kahan 1965).

    Parameters
    ----------
    x : array of float32 or float64 of NumPy, shape (n,)
        Numbers to add, none of them negative; n may be 0.

    Returns
    -------
    number in the dtype of x
        Their sum, right to the last digit or two; 0 for an empty array.
    """
    ### BEGIN SOLUTION
    total = lost = x.dtype.type(0)
    for number in x:
        more = number + lost
        new = total + more
        lost = more - (new - total)
        total = new
    return total
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what was lost</summary>
#
# Say `new = total + number`. The total has grown by `new - total`. What should it have grown by?
# </details>
# <details><summary>Hint 2: where the lost part goes</summary>
#
# Start with `lost = 0`. Add it to the next number *before* that number meets the large total.
# </details>
# <details><summary>Hint 3: the dtype</summary>
#
# `x.dtype.type(0)` is a zero in the dtype of x. Numbers taken from x keep its dtype; `0.0` is Python's float64.
# </details>

# %%
check(careful_sum)

# %% [markdown]
# ## 0.6 Dice that fall the same way twice
#
# Training is full of chance: the first weights, the order of the data. But a result that nobody can repeat is worth
# little, and a bug that comes and goes is hard to find. The way out: the computer's random numbers are computed. A
# **generator** starts from a number, the **seed**, and everything that follows depends on it.
#
# ```python
# rng = np.random.default_rng(seed)
# rng.standard_normal((2, 3))     # six draws from the normal distribution with mean 0 and standard deviation 1
# ```
#
# In this course functions never draw from a hidden global source (`np.random.seed` and its friends): a generator is
# made where the experiment starts and handed on as an argument, `rng`.
#
# **Predict.** Random walks: each step is one draw. Two are made with seed 0, two with seeds 1 and 2. How many lines
# will you see? How different are walks with neighboring seeds? Then move the slider: which seeds walk alike?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def walks(seed):
    """Four random walks: two from this seed, two from its neighbors."""
    seeds = {f"seed {seed}": seed, f"seed {seed}, again": seed}
    seeds |= {f"seed {seed + k}": seed + k for k in (1, 2)}
    curves = {}
    for name, own in seeds.items():
        curves[name] = np.cumsum(np.random.default_rng(own).standard_normal(300))
    title = "Four random walks"
    return plots.curve_panels({title: curves}, ylabel="position", ylim=(-45, 45))


plots.explore(walks, seed=(0, 100, 0))

# %% [markdown] tags=["seen"]
# Three walks, not four: the second lies on the first, step for step. Neighboring seeds are no more alike than any
# others.

# %% [markdown]
# So never report a result from one seed only: the figures of this course use several where chance matters, and show the
# spread.

# %% [markdown]
# ### Exercise 4: repeatable noise


# %%
def seeded_noise(seed, shape, std=1.0):
    """Normal random numbers that depend on the seed alone.

    Parameters
    ----------
    seed : int
        For `np.random.default_rng`. Global sources of randomness are neither used nor changed.
    shape : tuple of int
        Of the result.
    std : float, default 1.0
        Standard deviation; the mean is 0.

    Returns
    -------
    array of float32
        Drawn in float64, as `standard_normal` does by default, times std; then converted to float32.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return (std * rng.standard_normal(shape)).astype("float32")
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the conversion</summary>
#
# `x.astype("float32")` converts an array. Do not ask the generator for `dtype="float32"`: it then uses its random bits
# in another way, and gives other numbers.
# </details>
# <details><summary>Hint 2: the standard deviation</summary>
#
# A normal number times `std` has the standard deviation `std`.
# </details>

# %%
check(seeded_noise)

# %% [markdown]
# ## 0.7 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why.
# Trying things out in a new cell is allowed.

# %% [markdown]
# **Question 1.** You move the cell of an exercise to the end of the notebook and split it in two. What happens to its
# points?
#
# - **a**: They are lost.
# - **b**: Nothing: the grader finds the function by its name.
# - **c**: Half of them are lost.
# - **d**: The notebook can't be graded.


# %%
def quiz_moved_cell():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_moved_cell)

# %% [markdown] explains="quiz_moved_cell"
# The grader looks for the name that a cell defines, wherever the cell stands. Where it is and what it is called by
# Jupyter play no part.

# %% [markdown]
# **Question 2.** What is 20,000,000 + 1 in `float32`?
#
# - **a**: 20,000,000
# - **b**: 20,000,001
# - **c**: 20,000,002
# - **d**: `inf`


# %%
def quiz_twenty_million():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_twenty_million)

# %% [markdown] explains="quiz_twenty_million"
# Above $2^{24} = 16,777,216$ the neighbors of a `float32` lie 2 apart, and 20,000,001 lies halfway between two of them.
# A tie goes to the one whose last bit is 0, which here is 20,000,000. So this sum gains nothing, however often you
# repeat it.

# %% [markdown]
# **Question 3.** `x` has shape (5, 3). What is the shape of `x.max(axis=1, keepdims=True)`?
#
# - **a**: (5,)
# - **b**: (3,)
# - **c**: (5, 1)
# - **d**: (1, 3)


# %%
def quiz_kept_axis():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_kept_axis)

# %% [markdown] explains="quiz_kept_axis"
# The maximum is taken along axis 1, so one number is left of each row's three, and `keepdims` keeps an axis of length 1
# in its place. That is why the result can be subtracted from `x`: each row loses its own maximum.

# %% [markdown]
# **Question 4.** A row of logits is (1000, 1001), in `float64`. What does a stable softmax return for the second?
#
# - **a**: `nan`
# - **b**: 1.0
# - **c**: about 0.5002
# - **d**: about 0.731


# %%
def quiz_large_logits():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_large_logits)

# %% [markdown] explains="quiz_large_logits"
# Only differences count: (1000, 1001) gives what (0, 1) gives, and $e / (1 + e) \approx 0.731$. A softmax that first
# takes the exponential of 1000 meets infinity divided by infinity, which is `nan`.

# %% [markdown]
# ## 0.8 Experiment: adding up a lot of small numbers
#
# Every unit ends with an experiment that you plan, run, and explain. A person reads it. What is asked for is always the
# same: say what you did, so that others could repeat it; compare; and explain *why*.
#
# A loss is a mean over many examples, so somewhere many small numbers are added. How many digits survive? Add $n$
# copies of 0.1, for $n = 10^3, 10^4, \ldots, 10^7$, in four ways:
#
# - **A**, one by one in `float32`: `np.cumsum(x)[-1]` of an array `x` of `float32` (it keeps a running total);
# - **B**, `np.sum(x)` of the same array;
# - **C**, one by one in `float64`: as A, with an array of `float64`;
# - **D**, your `careful_sum` of the array of `float32`, up to $n = 10^5$ (a loop in Python takes its time).
#
# 1. **Write down first** what you expect. Each way has some error. From which $n$ on will it be more than 1 %, if ever?
# 2. Make a table of the relative errors, with your `relative_error`: a row for each $n$, a column for each way. The
#    exact sum is $n / 10$.
# 3. Explain column A with the figure of gaps in 0.3. Take the row in which the error comes near 1 %: how large is the
#    running total at its end, how large is the gap there, and what does a 0.1 add to that total after rounding?
# 4. Look up in NumPy's documentation of `np.sum` how it adds, and explain column B.
# 5. Somebody computes the mean loss of ten million examples. Which way of adding would you advise, and which not? One
#    or two sentences.
#
# Work in new cells below this one (the + above the notebook, or Esc and then B), and write your answer in the next
# cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# | $n$ | A: one by one, float32 | B: `np.sum`, float32 | C: one by one, float64 |
# | --- | --- | --- | --- |
# | 10³ | 9.5 · 10⁻⁶ | 1.5 · 10⁻⁷ | 1.4 · 10⁻¹⁴ |
# | 10⁴ | 9.7 · 10⁻⁵ | 1.2 · 10⁻⁷ | 1.6 · 10⁻¹³ |
# | 10⁵ | 1.4 · 10⁻⁴ | 9.8 · 10⁻⁸ | 1.9 · 10⁻¹² |
# | 10⁶ | 9.5 · 10⁻³ | 7.8 · 10⁻⁸ | 1.3 · 10⁻¹¹ |
# | 10⁷ | 8.1 · 10⁻² | 1.2 · 10⁻⁷ | 1.6 · 10⁻¹⁰ |
#
# *A.* Every addition is rounded to the gap at the running total, the same way each time while the total stays
# between two powers of two, so the errors add up and do not cancel. At a total of 100,000 ($n = 10^6$) the gap is
# 0.0078, several percent of what is added: the error reaches 1 %. At a million the gap is 0.0625 to 0.125, and adding
# 0.1 adds 0.125. From $2^{21}$, about two million, the gap is 0.25, 0.1 is less than half of it, and the total stops
# growing for good.
#
# *B.* `np.sum` adds in pairs: it halves the array again and again, down to blocks of 128 numbers or fewer, and adds
# sums of about equal size. A block is added up in eight running totals. So each number goes through some thirty
# additions rather than ten million (Higham 1993). The error grows like $\log n$ at most, and here stays at the
# precision of 0.1 itself. *C*: the same growth as in column A, a billion times lower.
#
# *D.* `careful_sum` returns 100, 1,000, and 10,000 exactly: what an addition loses joins the next number, so nothing
# piles up.
#
# *Consequence.* A mean over ten million losses is fine with `np.mean`, which adds in the same way along a contiguous
# axis, and is 8 % wrong with a running total in float32: keep running totals in float64.
#
# *Rubric.* **1 point** for a table that can be repeated, with the expectation written down before. **1 point** for
# explaining the running total by the gap at its size. **1 point** for pairwise summation. **1 point** for a sensible
# consequence. A wrong expectation costs nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## The course's notation
#
# One table for all units. Come back to it when a letter puzzles you.
#
# | in formulas | in code | what it is |
# | --- | --- | --- |
# | $w$, in derivations $\theta$; $b$ | `w`, `b` | parameters: weights and biases |
# | $L$, $J$ | `loss` | loss of one example or of the data; $J$ where both stand in one formula |
# | $g$ | `g`, `gradient` | gradient of the loss with respect to the parameters |
# | $u$ | `upstream` | gradient with respect to what a layer puts out |
# | $z$, $h$ | `z`, `h` | pre-activations (the scores of the last layer are *logits*), hidden values |
# | $p$, $\sigma$ | `p` | probability, the sigmoid; the standard deviation is written s.d. |
# | $\eta$, $\mu$ | `lr`, `mu` | learning rate, momentum |
# | $v$, $m$, $s$ | `v`, `m`, `s` | velocity, first and second moment |
# | $\epsilon$ | `eps` | a small number, added *outside* the root unless a text says otherwise |
# | $n$, $d$, $k$ | `n`, `d`, `k` | examples, features in, features out |
# | $X$, $W$ | `x`, `w` | whole matrices, where a formula needs to tell them from vectors |
# | $\lambda$, $\kappa$ | `curvature`, `kappa` | curvature, condition number |
#
# Arrays are `(batch, features)`, images `(batch, channels, height, width)`. Momentum is $v \leftarrow \mu v + g$, $w
# \leftarrow w - \eta v$; unit 07 compares the other conventions. "±" is one sample standard deviation, over seeds.

# %% [markdown]
# ## Today
#
# Two bytes for a number are the rule in large trainings, and one byte is on its way. Then each tensor carries a scale
# of its own, which is loss scaling on a smaller stage (Micikevicius and others 2022).
#
# Your softmax is at work in every language model, where it weighs words against each other. Rows there are too long to
# be stored, so they are read in pieces, and the largest element *so far* is subtracted. When a larger one comes, what
# is already added up is multiplied by $e^{\text{old} - \text{new}}$ (Milakov and Gimelshein 2018; Dao and others 2022).
#
# A seed repeats a run on one CPU with the same libraries. On a GPU thousands of additions end in whichever order they
# are done, and another order rounds differently. Two runs with one seed may then part in the last digit, and after many
# steps in the first.
#
# ## Key points
#
# - Run from the top; restart when something is strange. Check as often as you like.
# - A function that does what its docstring says gets full points, by name, wherever it stands.
# - Compare computed numbers by their relative error, never with `==`.
# - A small number added to a large total can vanish. Keep what was lost, or keep the total in a wider format.
# - `float32` has seven digits and overflows in `exp` at 88; `float64` has sixteen and overflows at 709.
# - Softmax: subtract the largest of each row first.
# - Ask the array for its namespace, `xp = array_namespace(x)`, and one function runs everywhere.
# - Make a generator from a seed, hand it on as `rng`, and report more than one seed.
#
# ## What comes next
#
# Unit 01 begins where the field began, with a single artificial neuron in 1943, and ends with a network. Your
# `row_softmax` is its last layer.
#
# ## References
#
# - Kahan, W. (1965). Further remarks on reducing truncation errors. *Communications of the ACM* 8(1), 40.
# - Goldberg, D. (1991). What every computer scientist should know about floating-point arithmetic. *ACM Computing
#   Surveys* 23(1), 5–48.
# - Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs, with relationships
#   to statistical pattern recognition. In *Neurocomputing*, NATO ASI Series 68, 227–236. Springer.
# - Higham, N. J. (1993). The accuracy of floating point summation. *SIAM Journal on Scientific Computing* 14(4),
#   783–799.
# - Harris, C. R. et al. (2020). Array programming with NumPy. *Nature* 585, 357–362.
# - Micikevicius, P. et al. (2018). Mixed precision training. *ICLR*. arXiv:1710.03740.
# - Micikevicius, P. et al. (2022). FP8 formats for deep learning. arXiv:2209.05433.
# - Milakov, M., Gimelshein, N. (2018). Online normalizer calculation for softmax. arXiv:1805.02867.
# - Dao, T., Fu, D. Y., Ermon, S., Rudra, A., Ré, C. (2022). FlashAttention: fast and memory-efficient exact attention
#   with IO-awareness. *NeurIPS* 35. arXiv:2205.14135.
# - Consortium for Python Data API Standards (2021). *Python array API standard*. data-apis.org/array-api.
#
# ## Sources
#
# | section | what comes from elsewhere | from |
# | --- | --- | --- |
# | 0.3 | gaps, overflow | Goldberg 1991 |
# | 0.3 | loss scaling | Micikevicius and others 2018; the numbers are our own |
# | 0.4 | softmax; one function for every library | Bridle 1990; the array API standard |
# | 0.5 | the repaired total | Kahan 1965 |
# | 0.8 | summation in pairs | Higham 1993, and NumPy's documentation (Harris and others 2020) |
