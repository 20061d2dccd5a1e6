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
# # 12 · Augmentation
#
# *Somebody has labeled fifty digits for you, five of each kind, and will not label a fifty-first. You may not look
# for more. You may only say what does not matter. How far do fifty images go?*
#
# **By the end, your code will bend these fifty images, each time in another way,** while a network learns from them,
# and you will say how many more labels that was worth.
#
# **After this unit you can**
#
# - write the augmentations that everybody uses: windows, flips, turns, elastic bends, color jitter, cutout, mixup,
#   CutMix;
# - read an image between its pixels, and say why one asks where a pixel comes *from*;
# - tell a true claim about your data from a false one, before and after it has cost you accuracy;
# - average a network's answers over several views of an image, and say what that buys.
#
# **You need** softmax and cross-entropy (unit 01), and overfitting (unit 11).
#
# **It takes** about six hours: two to read and play, three for the exercises, one for the experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours. The check right below it
# says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first: you remember what surprised you.

# %%
from functools import partial

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, data, plots
from gradschool.checks import check
from gradschool.data import mixing
from gradschool.experiments import few_shapes, overfit
from gradschool.experiments.few_labels import few, learn, parted, percent, train_few
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4
pool, validation, test = parted()

# %% [markdown]
# ## 12.1 Fifty labeled images
#
# Here they are. A **reader**, a network with 100 hidden ReLU units, learns them by heart. Then it is asked about 797
# digits that it has never seen, the **test set**. All readers of this unit take steps on up to 50 images each, with
# momentum and a rate that falls to 0, for 400 updates unless we say otherwise. Everything is done for several
# **seeds**: each draws its own images and its own first weights. A number such as 86 ± 2 is a mean over seeds and
# their sample standard deviation. Here and in 12.9 there are ten seeds, elsewhere five. 200 more labeled digits, the
# **validation set**, are there to choose settings by. Whoever pays for labels pays for those as well: 12.9 puts them
# on the bill.

# %% tags=["demo"]
fifty = few(50, seed=0)
plots.image_grid(fifty.x).show()
SIZES, SEEDS = [10, 20, 50, 100, 200, 400, 600], range(10)
curve = np.stack([train_few(n, seeds=SEEDS).right(test) for n in tqdm(SIZES)], axis=1)
for n, right in zip(SIZES, curve.T, strict=True):
    print(f"{n:4} labels: {percent(right)} % of the test set right")
plots.worth(SIZES, curve, {})

# %% [markdown]
# The axis of the labels is logarithmic. From 10 to 20 labels the reader gains twelve points of a hundred, from 50 to
# 100 four, from 200 to 400 one and a half. Labels cost money, so keep this curve in mind: it is a *price list*. If
# some trick makes fifty labels as good as two hundred, it has saved you three quarters of the bill.
#
# **Predict.** You may change the fifty images in any way you like, as long as they stay what they are. How many
# labels will the fifty be worth then? Write a number down. The answer comes in 12.9, from your own code.

# %% [markdown] tags=["guess"]

# %% [markdown]
# ## 12.2 An augmentation is a claim
#
# An **augmentation** is a random change of a training image under which its label stays. It is drawn anew each time
# the image is used, so the network no longer sees the same pixels each time. Learning by heart gets harder, as in unit
# 11, and what is learned instead is that the change does not matter.
#
# That last sentence is the point. *Each augmentation is a claim about the world*: "a cat seen in a mirror is a cat."
# The images can't tell you whether the claim is true; you know it, and so you add something that was not in the data.
# A true claim is free data. A false one costs.
#
# The two oldest claims: a thing may stand a bit to the side, and may face the other way. So cut out a smaller
# **window** at a random place, a **crop**, and **flip** (mirror) it left to right half of the time. Krizhevsky,
# Sutskever and Hinton (2012) took windows of 224 x 224 from photographs of 256 x 256.
#
# **On paper.** How many different images can one photograph become? A window's upper edge may lie in any row from 0
# to $256 - 224 = 32$: that is 33 places, not 32. So there are $33 \cdot 33 = 1089$ windows, and with their mirror
# images $2178$. (The paper says 2048, which is $32 \cdot 32 \cdot 2$.) These are not 2,178 photographs: two windows
# that lie a pixel apart share 223 of their 224 columns.
#
# A small image can't spare a border. So first put a frame of zeros around the image, $m$ pixels wide, and then cut
# out a window of the *old* size. With $m = 1$ and flips an image has $2 \cdot 3 \cdot 3 = 18$ versions. In 400 updates
# each of our fifty images is used 400 times, so each version still comes up 22 times: a poor change, next to the bends
# of 12.4, which never repeat.
#
# ### Exercise 1: flips and windows


# %%
def random_window(images, rng, margin=1, flip=0.5):
    """Mirror some images, and cut a window of the old size out of each in its frame (Krizhevsky et al. 2012, 4.1).

    Each image is mirrored left to right with probability `flip`. It gets a frame of zeros, `margin` pixels wide on all
    four sides, and a window of the old size is cut out. The window's first row is one of 0, ..., 2 * margin of the
    framed image, all equally probable, and so is its first column. Flip, row and column are drawn for each image by
    itself.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : numpy.random.Generator
        The only source of randomness; each call goes on in it, so two calls draw two sets of windows.
    margin : int, default 1
        0 or more, and less than height and width.
    flip : float in [0, 1], default 0.5
        Probability that an image is mirrored. With 0 none is, with 1 each is.

    Returns
    -------
    array, shape of images
        In the dtype of images.
    """
    ### BEGIN SOLUTION
    batch, _, height, width = images.shape
    framed = np.pad(images, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    tops, lefts = rng.integers(0, 2 * margin + 1, (2, batch))
    mirrored = rng.random(batch) < flip
    result = np.empty_like(images)
    for i, (top, left) in enumerate(zip(tops, lefts, strict=True)):
        window = framed[i, :, top : top + height, left : left + width]
        result[i] = window[:, :, ::-1] if mirrored[i] else window
    return result
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one image</summary>
#
# A loop over the batch is fine. `np.pad` takes a pair (before, behind) for each axis; batch and channels get (0, 0).
# </details>
# <details><summary>Hint 2: how many places</summary>
#
# `rng.integers(0, k)` never draws `k`. With a frame of one pixel there are three places: 0, 1, and 2.
# </details>

# %%
check(random_window)

# %% [markdown]
# Ten colored shapes, and what your function makes of them, draw after draw. Press play. Do all of them move alike?

# %% tags=["demo"]
with drawn_by("random_window"):
    colored, rng = data.shapes(10, rng=3).x, np.random.default_rng(0)
    draws = [colored] + [random_window(colored, rng, margin=5) for _ in range(11)]
    plots.flipbook(draws, title="windows and flips").show()

# %% [markdown]
# Each goes its own way. Had you drawn once for the whole batch, all would move together: one draw in each step of
# training, instead of fifty.
#
# ## 12.3 Reading between the pixels
#
# A window moves an image by whole pixels. To turn it, you have to say what color a place *between* pixels has.
#
# Count rows $y$ downward and columns $x$ to the right, and let $(0, 0)$ be the *middle* of the first pixel.
# **Bilinear** reading takes the four pixels around a place and weights each by how near it is. With $y = i + a$ and
# $x = j + b$, where $i, j$ are whole numbers and $0 \le a, b < 1$,
#
# $$ (1-a)(1-b)\,I_{i,j} + (1-a)\,b\,I_{i,j+1} + a\,(1-b)\,I_{i+1,j} + a\,b\,I_{i+1,j+1}. $$
#
# The four weights add up to 1. On a pixel, $a = b = 0$, and you get that pixel. Pixels outside the image count as 0.
#
# ### Exercise 2: read anywhere


# %%
def read_between(images, y, x):
    """Read images between their pixels, bilinearly; pixels outside an image are 0.

    The value at (y, x) is the sum over the four pixels around it, each times 1 minus its distance down times 1 minus
    its distance across. Of those four, the ones that lie outside the image count as 0, wherever (y, x) itself lies.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
        float32 or float64.
    y, x : array, shape (batch, rows, columns)
        Row and column to read for each new pixel, in pixels of the old image: (0, 0) is the middle of the first pixel,
        (height - 1, width - 1) of the last. Real numbers; they may lie anywhere, outside too. All channels are read
        there.

    Returns
    -------
    array, shape (batch, channels, rows, columns)
        In the dtype of images. Rows and columns need not be height and width.
    """
    ### BEGIN SOLUTION
    height, width = images.shape[2:]
    batch = np.arange(len(images))[:, None, None]
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    total = 0.0
    for i in (top, top + 1):
        for j in (left, left + 1):
            weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j))
            weight = weight * ((i >= 0) & (i < height) & (j >= 0) & (j < width))
            pixels = images[batch, :, np.clip(i, 0, height - 1), np.clip(j, 0, width - 1)]
            total = total + pixels * weight[..., None]
    return np.moveaxis(total, -1, 1).astype(images.dtype)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: all places at once</summary>
#
# `images[batch, :, i, j]` with `batch = np.arange(len(images))[:, None, None]` and whole numbers `i`, `j` of shape
# (batch, rows, columns) reads one pixel for each place. The channels come out last; `np.moveaxis` puts them where
# they belong.
# </details>
# <details><summary>Hint 2: outside</summary>
#
# A negative index reads from the other end. Clip the indices so that they are legal, and multiply by 0 where they
# were not. `int` cuts toward zero; below 0 you need `np.floor`.
# </details>

# %%
check(read_between)

# %% [markdown]
# ### Where does a pixel come from?
#
# Now turn an image. A thing at $p = (\text{down}, \text{across})$, counted from the *middle* of the image, should go
# to $A p + t$: a matrix and a shift make an **affine** map. A matrix can turn (against the clock), scale, stretch or
# **shear** (lean) it:
#
# | change | $A$ |
# | --- | --- |
# | turn by $\alpha$, $c = \cos\alpha$ and $s = \sin\alpha$ | $\begin{pmatrix} c & -s \\ s & c \end{pmatrix}$ |
# | scale by $a$ | $\begin{pmatrix} a & 0 \\ 0 & a \end{pmatrix}$ |
# | stretch | $\begin{pmatrix} a_1 & 0 \\ 0 & a_2 \end{pmatrix}$ |
# | shear | $\begin{pmatrix} 1 & 0 \\ k & 1 \end{pmatrix}$ |
#
# The first thing that comes to mind: for each old pixel, compute where it goes, and put it there.
#
# **Predict.** The middle picture below does so for a square scaled by 1.5. What is wrong with it?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
square = np.zeros((24, 24))
square[6:18, 6:18] = 1
rows, columns = np.nonzero(square)
forward = np.zeros((24, 24))
forward[tuple(np.round(11.5 + 1.5 * (p - 11.5)).astype(int) for p in (rows, columns))] = 1
places = np.round(11.5 + (np.indices((24, 24)) - 11.5) / 1.5).astype(int)
panels = np.stack([square, forward, square[tuple(places)]])
titles = ["old", "put each pixel there", "ask where it comes from"]
plots.image_grid(panels[:, None], titles, columns=3)

# %% [markdown] tags=["seen"]
# It has holes. The square's 144 pixels go to 144 places, and the larger square has 324: more than half get nothing.
# So ask the other way round: *for each new pixel, where in the old image does it come from?* Then each new pixel gets
# exactly one answer. This is called **inverse mapping**.

# %% [markdown]
# If a thing at $p$ goes to $q = A p + t$, then a new pixel at $q$ comes from
#
# $$ p = A^{-1} (q - t). $$
#
# ### Exercise 3: where it comes from


# %%
def affine_places(height, width, matrix, shift):
    """Where each pixel comes from when an image is changed by p -> A p + t about its middle: p = A^-1 (q - t).

    Places from the middle are (down, across). The middle is at row (height - 1) / 2 and column (width - 1) / 2.

    Parameters
    ----------
    height, width : int
        Of the image; not always alike.
    matrix : array, shape (batch, 2, 2)
        A for each image, of determinant not 0; it multiplies (down, across) as a column. float32 or float64.
    shift : array, shape (batch, 2)
        t for each image, in pixels (down, across), in the dtype of matrix.

    Returns
    -------
    y, x : array, shape (batch, height, width)
        Row and column of the old image, (0, 0) the middle of its first pixel, for each pixel of the new one. They may
        lie outside. In the dtype of matrix.
    """
    ### BEGIN SOLUTION
    middle = np.array([(height - 1) / 2, (width - 1) / 2], dtype=matrix.dtype)
    new = np.moveaxis(np.indices((height, width), dtype=matrix.dtype), 0, -1) - middle
    offset = new[None] - shift[:, None, None, :]
    old = np.einsum("nij,nhwj->nhwi", np.linalg.inv(matrix), offset) + middle
    return old[..., 0], old[..., 1]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a pixel on paper</summary>
#
# Take a 3 x 3 image and $A$ of scale 2 without a shift. The new corner at $(-1, -1)$ from the middle comes from
# $(-\frac12, -\frac12)$ from the middle, which is row 0.5 and column 0.5.
# </details>
# <details><summary>Hint 2: the inverse</summary>
#
# `np.linalg.inv` inverts a whole batch of matrices. First take off $t$, then multiply: the order matters.
# </details>

# %%
check(affine_places)


# %% [markdown]
# Both together move images. Here is a digit; its picture on the left shows where your functions read. Move the
# sliders.


# %% tags=["demo"]
@drawn_by("read_between", "affine_places")
def moved_digit(degrees, scale, shear, across):
    """One digit, changed by an affine map."""
    turn, image = np.radians(degrees), pool.x[12:13]
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = scale * matrix @ np.array([[1.0, 0.0], [shear, 1.0]])
    y, x = affine_places(8, 8, matrix[None], np.array([[0.0, across]]))
    return plots.read_places(image[0, 0], y[0], x[0], read_between(image, y, x)[0, 0])


ranges = {"degrees": (-180, 180, 0), "scale": (0.5, 2.0, 1.0), "shear": (-1.0, 1.0, 0.0)}
plots.explore(moved_digit, **ranges, across=(-4.0, 4.0, 0.0))

# %% [markdown]
# The grid turns the *other* way: to turn the digit to the left, you read along a grid that leans to the right. A
# scale of 2 reads a grid of half the size. And the digit gets softer wherever you read between pixels, since each new
# pixel is a weighted mean of four. Turn by 90 degrees, or shift by a whole pixel, and it stays sharp: all places then
# lie on pixels.
#
# A **lens** bends straight lines: a point at distance $r$ from the middle is read at distance $r (1 + k r^2)$ from
# it, with $r$ counted in half widths of the image, here 8 pixels. No matrix does so, but your `read_between` does not
# care where places come from.


# %% tags=["demo"]
@drawn_by("read_between")
def lens(k):
    """A shape seen through a lens."""
    image = data.shapes(20, rng=3, noise=0).x[13:14].mean(axis=1, keepdims=True)[:, :, ::2, ::2]
    down, across = np.indices((16, 16)) - 7.5
    stretch = 1 + k * (down**2 + across**2) / 8**2
    y, x = (7.5 + down * stretch)[None], (7.5 + across * stretch)[None]
    return plots.read_places(image[0, 0], y[0], x[0], read_between(image, y, x)[0, 0])


plots.explore(lens, k=(-0.4, 0.4, 0.0))

# %% [markdown]
# With $k > 0$ the corners are read from far outside, so the image shrinks toward its middle there, as in a fisheye;
# with $k < 0$ it is the other way round.
#
# For training, each image gets a map of its own. These functions are yours to use from here on.


# %%
def drawn_matrices(rng, n, degrees=0.0, scale=0.0, shear=0.0):
    """Matrices (n, 2, 2) that turn by up to so many degrees, scale by up to 1 ± scale, and shear by up to so much."""
    turn, size, lean = rng.uniform(-1, 1, (3, n)) * [[np.radians(degrees)], [scale], [shear]]
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    leaning = np.array([[np.ones(n), np.zeros(n)], [lean, np.ones(n)]])
    return np.einsum("ijn,jkn,n->nik", turned, leaning, 1 + size)


def moved(images, rng, degrees=0.0, scale=0.0, shear=0.0, shift=0.0):
    """Turn, scale, shear and shift each image by a draw of its own, read by your functions."""
    n, _, height, width = images.shape
    matrix = drawn_matrices(rng, n, degrees, scale, shear)
    return read_between(images, *affine_places(height, width, matrix, rng.uniform(-shift, shift, (n, 2))))


def through_a_lens(images, rng, k=0.2):
    """See each image through a lens of its own, up to so strong either way."""
    n, _, height, width = images.shape
    down, across = np.indices((height, width)) - np.array([(height - 1) / 2, (width - 1) / 2])[:, None, None]
    radii = (down**2 + across**2) / (max(height, width) / 2) ** 2
    stretch = 1 + rng.uniform(-k, k, (n, 1, 1)) * radii
    return read_between(images, (height - 1) / 2 + down * stretch, (width - 1) / 2 + across * stretch)


# %% [markdown]
# ## 12.4 Bending
#
# Handwriting differs in more than its slant. A hand trembles and a stroke swings out, here to the left, there to the
# right. Simard, Steinkraus and Platt (2003) drew such changes at random, for the digits of MNIST: an **elastic
# distortion**. They draw a random number for each pixel and each direction, a **field** of displacements. Neighboring
# pixels must move nearly alike, or the image is torn; so the field is smoothed. Then it is scaled to the strength
# that you want, and each pixel is read at its own place plus its displacement. In their report a network with one
# hidden layer was wrong about 1.6 % of MNIST's test images as they are, 1.1 % with affine changes, and 0.7 % with
# elastic ones.
#
# Simard et al. smooth with weights that fall off like a Gaussian bell. A plain mean taken three times comes close to
# that, and needs nothing but sums: replace each number by the mean over the $(2r+1) \times (2r+1)$ numbers around it,
# and do so three times. At the border the field wraps around: the row before the first is the last. So each number has
# equally many neighbors, and the field is as strong at the border as in the middle. The price: the upper edge moves
# much like the lower one.
#
# ### Exercise 4: a smooth field


# %%
def smooth_field(noise, radius=1, strength=0.5):
    """Turn noise into smooth displacements of a given strength (after Simard, Steinkraus and Platt 2003, section 2).

    Three times, each number is replaced by the mean of the (2 radius + 1) x (2 radius + 1) numbers around it in its own
    height x width plane; the plane wraps around: beyond the last row comes the first, and so for columns.
    Then all numbers of an image's field, both planes together, are multiplied by one factor, so that the root of the
    mean of their squares is `strength`.

    Parameters
    ----------
    noise : array, shape (batch, 2, height, width)
        For each image a number down and a number across for each pixel; not all 0 after smoothing.
    radius : int, default 1
        0 or more, and 2 radius + 1 is at most the smaller of height and width. With 0 nothing is smoothed.
    strength : float, default 0.5
        In pixels, 0 or more.

    Returns
    -------
    array, shape (batch, 2, height, width)
        Displacements in pixels, in the dtype of noise.
    """
    ### BEGIN SOLUTION
    field = noise
    for axis in (2, 3):
        for _ in range(3):
            field = sum(np.roll(field, step, axis) for step in range(-radius, radius + 1)) / (2 * radius + 1)
    size = np.sqrt((field**2).mean(axis=(1, 2, 3), keepdims=True))
    return strength * field / size
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a mean in two directions</summary>
#
# The mean over a square is a mean down of means across. `np.roll(field, 1, axis)` shifts a field by one, and wraps
# around.
# </details>
# <details><summary>Hint 2: which size</summary>
#
# Smoothing makes the numbers smaller, and by how much depends on the draw. So measure the root mean square *after*
# it, for each image by itself: `keepdims=True` keeps the shapes in step.
# </details>

# %%
check(smooth_field)


# %% [markdown]
# Your field on a digit: strength in pixels, and the radius over which neighbors go together.


# %% tags=["demo"]
@drawn_by("read_between", "smooth_field")
def bent_digit(strength, radius, seed):
    """One digit, bent by one draw."""
    image, noise = pool.x[12:13], np.random.default_rng(seed).standard_normal((1, 2, 8, 8))
    (y, x), field = np.indices((8, 8)), smooth_field(noise, radius, strength)
    y, x = y + field[:, 0], x + field[:, 1]
    return plots.read_places(image[0, 0], y[0], x[0], read_between(image, y, x)[0, 0])


plots.explore(bent_digit, strength=(0.0, 2.0, 0.5), radius=(0, 3, 1), seed=(0, 20, 0))

# %% [markdown]
# With radius 0 each place jumps by itself, and soon the digit is torn. With radius 1 strokes swing. With radius 3 the
# window is nearly the whole image, so nearly all places go the same way, and the bend has become a shift.


# %%
def bent(images, rng, strength=0.5, radius=1):
    """Bend each image by a field of its own, read by your functions."""
    n, _, height, width = images.shape
    field = smooth_field(rng.standard_normal((n, 2, height, width)), radius, strength)
    y, x = np.indices((height, width))
    return read_between(images, y + field[:, 0], x + field[:, 1])


# %% [markdown]
# ## 12.5 Light, color, noise, and a part that is gone
#
# Places are one thing that may not matter; light is another. **Color jitter** changes three things, each by a factor
# $f$ that is drawn for each image. *Brightness* multiplies all values. *Contrast* moves them away from their mean $m$
# over the whole image, or toward it: $m + f\,(x - m)$. *Saturation* moves each pixel's colors away from that pixel's
# gray $g$, the mean over its channels, or toward it: $g + f\,(x - g)$. What then leaves the range from 0 to 1 is cut
# off.
#
# ### Exercise 5: light and color


# %%
def color_jitter(images, brightness, contrast, saturation):
    """Change brightness, contrast and saturation of each image by factors of its own, then cut off at 0 and 1.

    All values of an image are multiplied by its brightness. Their distances from the mean of the whole image are
    multiplied by its contrast. Each pixel's distances from its gray, the mean over its channels, are multiplied by its
    saturation. At the end what is below 0 becomes 0, and what is above 1 becomes 1; nothing is cut off before.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
        From 0 to 1. float32 or float64.
    brightness, contrast, saturation : array, shape (batch,)
        A factor for each image, 0 or more, in the dtype of images. 1 changes nothing.

    Returns
    -------
    array, shape of images
        In the dtype of images.
    """
    ### BEGIN SOLUTION
    bright, contrasted, saturated = (part[:, None, None, None] for part in (brightness, contrast, saturation))
    images = bright * images
    middle = images.mean(axis=(1, 2, 3), keepdims=True)
    images = middle + contrasted * (images - middle)
    gray = images.mean(axis=1, keepdims=True)
    return np.clip(gray + saturated * (images - gray), 0, 1)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a factor for each image</summary>
#
# A factor of shape (batch,) meets the *last* axis of an image, its columns. Which shape would meet the first?
# </details>
# <details><summary>Hint 2: two means</summary>
#
# `keepdims=True` keeps the axes over which a mean was taken, with length 1. One mean is over three axes, the other
# over the channels alone.
# </details>

# %%
check(color_jitter)

# %% [markdown]
# Does it matter which of the three comes first? On paper: brightness multiplies the mean and the grays as well as the
# values, and contrast leaves each pixel's distances from its gray in their proportions. Without a cut in between, the
# order makes no difference.
#
# Jitter comes *before* an image is standardized (unit 04): brightness is a factor on light, and zero must mean black.
#
# **Noise** adds a normal number to each value of each pixel. And **cutout** (DeVries and Taylor 2017) blanks a square
# centered on any pixel, so that at a border a part of the square lies outside. Its claim: a part is enough. A cat is a
# cat though you don't see its head, and a network that looked at nothing but heads must look elsewhere, too.
#
# ### Exercise 6: cut a part out


# %%
def cutout(images, rng, size=4):
    """Blank a square in each image, centered on any of its pixels (DeVries and Taylor 2017, section 3).

    The row of the middle is one of 0, ..., height - 1, all equally probable, and its column one of 0, ..., width - 1.
    Both are drawn for each image by itself. The square has `size` rows, of which the first is the middle's minus
    size // 2, and as many columns, likewise. What lies outside the image is cut off; the rest is set to 0 in all
    channels.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : numpy.random.Generator
        The only source of randomness; each call goes on in it.
    size : int, default 4
        0 or more, odd or even. With 0 nothing is blanked.

    Returns
    -------
    array, shape of images
        In the dtype of images.
    """
    ### BEGIN SOLUTION
    batch, _, height, width = images.shape
    rows, columns = rng.integers(0, height, batch), rng.integers(0, width, batch)
    result = images.copy()
    for i, (row, column) in enumerate(zip(rows, columns, strict=True)):
        top, left = row - size // 2, column - size // 2
        result[i, :, max(top, 0) : top + size, max(left, 0) : left + size] = 0
    return result
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: on paper</summary>
#
# A size of 3 about row 0 has the rows -1, 0 and 1. Which of them are in the image? And a size of 2?
# </details>
# <details><summary>Hint 2: the border</summary>
#
# A slice that *ends* beyond the last row is cut off by NumPy. One that *begins* at a negative row counts from the other
# end.
# </details>

# %%
check(cutout)

# %% [markdown]
# Now you have all of them. The sheet below shows ten shapes, and three draws of any change, at any strength.


# %%
def jittered(images, rng, amount=0.3):
    """Brightness, contrast and saturation times factors from 1 - amount to 1 + amount; images from 0 to 1."""
    return color_jitter(images, *rng.uniform(1 - amount, 1 + amount, (3, len(images))).astype(images.dtype))


def noisy(images, rng, std=0.1):
    """A normal number added to each value."""
    return images + (std * rng.standard_normal(images.shape)).astype(images.dtype)


def ready(own, **settings):
    """A change as `train_few` takes it, from a function (images, rng, ...) of yours: its settings are fixed here."""
    # train_few hands out gradschool's own generator; rng.host is the NumPy generator in it
    return lambda images, rng: own(images, rng.host, **settings)


# %% tags=["demo"]
needed = ["random_window", "read_between", "affine_places", "smooth_field"]
needed += ["color_jitter", "cutout"]
ways = {"windows": lambda x, rng, s: random_window(x, rng, round(16 * s), flip=0)}
ways["flips"] = lambda x, rng, s: random_window(x, rng, 0, flip=s)
ways["turns"] = lambda x, rng, s: moved(x, rng, degrees=180 * s)
ways["scales"] = lambda x, rng, s: moved(x, rng, scale=0.9 * s)
ways["shears"] = lambda x, rng, s: moved(x, rng, shear=s)
ways["moves"] = lambda x, rng, s: moved(x, rng, shift=16 * s)
ways["lenses"] = lambda x, rng, s: through_a_lens(x, rng, 0.4 * s)
ways["bends"] = lambda x, rng, s: bent(x, rng, 8 * s, radius=4)
ways |= {"color jitter": jittered, "noise": noisy}
ways["cutout"] = lambda x, rng, s: cutout(x, rng, round(32 * s))


@drawn_by(*needed)
def contact_sheet(change, strength):
    """Ten shapes as they are, and three draws of one change."""
    shown, rng = data.shapes(10, rng=3).x, np.random.default_rng(0)
    draws = {f"draw {i}": ways[change](shown, rng, strength) for i in (1, 2, 3)}
    return plots.image_rows({"old": shown, **draws})


plots.explore(contact_sheet, change=list(ways), strength=(0.0, 1.0, 0.3))

# %% [markdown]
# Try each with a small strength and with a large one. At which strength would *you* no longer say that it is the same
# thing? For a cross, a turn by 45 degrees is enough: it has become a saltire, which is another class.
#
# ## 12.6 False claims
#
# Now train. Here is each change on the fifty digits, at a few strengths. We choose the strength by the 200 digits of
# the *validation* set and report the test set, as in unit 11. The seeds get the same fifty images with and without a
# change, so look at the *difference*: it does not depend on whether a draw of fifty was lucky. The figure has a dot
# for each seed.
#
# **Predict.** Rank them: flips, windows with a margin of 1, turns, moves, bends, noise. Which help, and which hurt?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
claims = {"flips": (random_window, {"margin": 0}, "flip", [0.5])}
claims["windows"] = random_window, {"flip": 0.0}, "margin", [1]
claims["turns"] = moved, {}, "degrees", [5, 10]
claims["moves"] = moved, {}, "shift", [0.25, 0.5]
claims["bends"] = bent, {}, "strength", [0.25, 0.5, 1.0]
claims["noise"] = noisy, {}, "std", [0.2, 0.4]
plain, gains = train_few(50), {}
with drawn_by("random_window", "read_between", "affine_places", "smooth_field"):
    for name, (own, fixed, knob, values) in tqdm(claims.items()):
        fits = [train_few(50, ready(own, **fixed, **{knob: value})) for value in values]
        chosen = [fit.right(validation).mean() for fit in fits]
        points = [fit.right(test) - plain.right(test) for fit in fits]
        for value, held, gain in zip(values, chosen, points, strict=True):
            told = f"validation {100 * held:.1f} %, test {percent(gain, sign=True)} points"
            print(f"{name:8} {knob:8} {value:<4}: {told}")
        gains[name] = points[int(np.argmax(chosen))]
    plots.runs(gains, chance=0, xlabel="share of the test set gained").show()

# %% [markdown] tags=["seen"]
# Bends of half a pixel in each direction help, by 2.1 ± 1.4 points. Flips cost 5.4 ± 2.0, and windows 1.5 ± 0.7. Turns
# and noise bring no more than the seeds scatter. Moves of up to half a pixel gain 1.4 ± 0.7, but the validation set
# liked a quarter better, which gains 0.5 ± 0.8. And bends cost 7.3 ± 4.1 points when they are twice as strong: a
# strength of 1 moves a place by $\sqrt 2 \approx 1.4$ pixels of eight, down and across together (root mean square), and
# that tears a stroke. (Your numbers for flips and windows may differ by a point: your function may draw in another
# order.)
#
# Why does a window cost, though a digit that stands a bit to the side is the same digit? The makers of this set cut
# each digit out and scaled it, so that it fills its 8 x 8 pixels. None of the test set stands to the side. And a
# window that lies a pixel off cuts off ink. The claim is true of digits and false of *these images*.

# %% [markdown]
# ### A claim that circulates
#
# "Mirror images are one of the easiest ways against overfitting." The sentence stands in lecture notes right after an
# example with handwritten digits. For photographs of animals it is true. Look at what becomes of each class here, and
# at which answers it gets instead.


# %%
def by_class(before, after):
    """Print what each digit gains, in hundredths of its images, and what it is called instead; return the gains."""
    gains = {}
    for kind in range(10):
        own = test.x[np.asarray(test.y) == kind]
        called = [np.eye(10)[fit.answers(own).argmax(axis=-1)].mean(axis=1) for fit in (before, after)]
        change = called[1] - called[0]  # a row for each seed, a column for each answer
        gains[str(kind)] = change[:, kind]
        others = [answer for answer in np.argsort(-change.mean(axis=0)) if answer != kind][:3]
        told = ", ".join(f"{answer} ({percent(change[:, answer], sign=True)})" for answer in others)
        print(f"{kind}: {percent(change[:, kind], sign=True)}; now called more often: {told}")
    return gains


# %% tags=["demo"]
with drawn_by("random_window"):
    flipped = train_few(50, ready(random_window, margin=0, flip=0.5))
    mirrored = random_window(fifty.x[:10], np.random.default_rng(0), margin=0, flip=1.0)
    plots.image_grid(np.concatenate([fifty.x[:10], mirrored])).show()
    changes = by_class(plain, flipped)
    plots.runs(changes, chance=0, xlabel="share of a class gained with flips").show()

# %% [markdown]
# Digits that are nearly their own mirror image lose nothing: 0 gains 0.5 ± 1.0 points, and 8 even 6 ± 5. Three others
# pay most: 5 loses 18 ± 9, 7 loses 15 ± 10, and 2 loses 13 ± 12. (Single classes scatter a lot, since each seed has
# five images of a class. What the rest lose, up to 6 points, is hardly more than that scatter.) Of a hundred 2s,
# thirteen more are now called 3, of a hundred 7s eleven more are called 5, and what the 5s lose goes to 2, 3 and 9.
#
# Look at the mirrored row. A mirrored 2 is nearly an S, as a 5 is, but it is labeled 2: so five more of a hundred 5s
# are called 2. That is the smaller part. A 2 is no mirrored 3, nor a 7 a mirrored 5. The likely reason is more general:
# with flips, the side to which a stroke opens says nothing any more, and it was one of the few things by which fifty
# images tell such digits apart. The shapes that the reader had to learn in exchange never come up in the test.
#
# So ask three questions of each augmentation *before* you train:
#
# 1. Would a person give the changed image the same label? Where you can't say what it is, a network can't either.
# 2. Does such a change occur in the images that you will be asked about? A claim may be true and useless: nobody
#    writes upside down.
# 3. How far is it true? A 6 turned by ten degrees is a 6. Turned by 180 it is a 9.
#
# And one thing must never happen: augment *training* images only. The test set stays as it is, or you measure
# something else. And split first, then augment: with two versions of one image on both sides of the split the test
# set has been seen.
#
# ### Where a true claim pays
#
# The colored shapes are another world. Each stands anywhere, in any color, and a mirrored star is a star. We show them
# to the same kind of network, at 16 x 16 pixels. It gets **outlines**: how much the gray changes from pixel to pixel,
# in a window of 12 x 12 pixels. When it is asked, that window lies in the middle; when it learns, it lies wherever your
# `random_window` puts it. (With a margin of 2 the whole image moves by up to two pixels, and the window in its middle
# never sees the frame.)
#
# **Predict.** With fifty labels the reader gets about 33 % right. How many with windows and flips? And how many labels
# without them would be as good?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
shapes, held = few_shapes.shapes_in_two()
COUNTS, changes = [50, 100, 300, 1000], {"as they are": None}
changes["windows and flips"] = ready(random_window, margin=2)
with drawn_by("random_window"):
    curves = {name: [] for name in changes}
    for n in tqdm(COUNTS):
        for name, change in changes.items():
            curves[name].append(few_shapes.train_shapes(n, change).right(held))
            print(f"{n:5} shapes, {name}: {percent(curves[name][-1])} %")
    tables = {name: (COUNTS, np.transpose(rows)) for name, rows in curves.items()}
    plots.bands(tables, log=False, log_x=True, xlabel="labeled shapes", ylabel="share right").show()

# %% [markdown] tags=["seen"]
# Fifty shapes in windows, half of them mirrored, read 73.3 ± 2.3 %, and a thousand as they are read 72.7 ± 1.1. Two
# claims are worth 950 labels. Each shape now comes in $2 \cdot 5 \cdot 5 = 50$ versions, and here they are what the
# test set is full of: shapes that stand elsewhere. A network that gets its outlines pixel by pixel can't know that a
# cross two pixels further to the left is a cross. It has to see it there, or be told.
#
# The upper curve gets flat. Part of that is the 400 updates: with 800, a hundred shapes in windows read 85 %, and a
# thousand 92. There is more to learn than before, and it takes longer. (Your numbers may differ by a point, if you draw
# in another order.)

# %% [markdown]
# What about the other changes? With a hundred shapes each:

# %% tags=["demo"]
others = {"flips": ready(random_window, margin=0)}
others["windows"] = ready(random_window, margin=2, flip=0)
others |= {"cutout": ready(cutout, size=4), "color jitter": ready(jittered)}
bare, gains = few_shapes.train_shapes(100).right(held), {}
with drawn_by("random_window", "color_jitter", "cutout"):
    for name, change in tqdm(others.items()):
        gains[name] = few_shapes.train_shapes(100, change).right(held) - bare
        print(f"{name}: {percent(gains[name], sign=True)} points")
    plots.runs(gains, chance=0, xlabel="share of the shapes gained").show()

# %% [markdown]
# Windows bring 37 ± 2 points, flips 7 ± 2, and the same flips cost 5 points on digits. Cutout brings 3.5 ± 1.0: a shape
# with a corner gone is still the shape. Color jitter brings 0.7 ± 0.6, hardly more than the scatter. Its claim is true,
# but this reader never sees a color: outlines are taken from the gray. Noise does no more, if you try it. *A claim that
# is true and already known teaches nothing.*
#
# ## 12.7 Mix two, and their labels
#
# All claims so far leave the label alone. **Mixup** (Zhang et al. 2018) does not. It draws a share $\lambda$, and
# blends two images and their labels, written as probabilities (a one at the class, zeros elsewhere):
#
# $$ \tilde x = \lambda\, x + (1 - \lambda)\, x', \qquad \tilde y = \lambda\, y + (1 - \lambda)\, y'. $$
#
# A blend of 40 % cat and 60 % dog gets exactly that label. $\lambda$ comes from a Beta distribution with both
# parameters $\alpha$: with $\alpha = 1$ all shares are equally probable, with a small $\alpha$ most are near 0 or 1.
# The partner $x'$ is another image of the batch: the batch in a random order. *The same order for images and labels*,
# of course; yet code that draws two is common.
#
# Its claim: between two examples the answer should change in a straight line. Here are the 200 points of unit 11,
# whose network became far too sure; the dashes mark the best border there is. Move $\alpha$.


# %%
def log_odds(reader, points):
    """The logit of class 1: the log of its probability over the other's."""
    return np.diff(np.log(reader(points.astype("float32")) + 1e-30))[:, 0]


# %% tags=["demo"]
def between(alpha):
    """A network on the mixture of unit 11, with mixup and without."""
    training, _, unseen = overfit.mixture()
    points = [(np.asarray(training.x, "float32"), np.asarray(training.y))]
    mixes = {"without": None, f"alpha {alpha:.2g}": partial(mixing.mixup, alpha=alpha)}
    fits = {name: learn(points, mix=mix, updates=2000) for name, mix in mixes.items()}
    scores = {}
    for name, fit in fits.items():
        odds = partial(log_odds, fit.reader())
        loss = overfit.log_loss(odds(np.asarray(unseen.x)), np.asarray(unseen.y))
        scores[f"{name}: test loss {loss:.2f}"] = odds
    return plots.borders(scores, training, overfit.bayes)


plots.explore(between, alpha=(0.05, 5.0, 0.2))

# %% [markdown]
# Without mixup the network ends with a test loss of 0.53 ± 0.02 (five seeds), and it is wrong about 17 %. Even with
# an $\alpha$ of 0.05 the loss is 0.37, with 1 it is 0.34, and 14 % are wrong; the best border has 0.30, and is wrong
# about 13 %. The wide pale bands are the point: on the way from a blue point to an orange one the network must change
# its mind slowly.
#
#
# **CutMix** (Yun et al. 2019) cuts instead of blending: a window of $x'$ is pasted into $x$, and the label is mixed
# by area. Draw $\lambda$, the share that should stay. In an image of $H \times W$ pixels, a window of height
# $H \sqrt{1-\lambda}$ and width $W \sqrt{1-\lambda}$ has the area $(1 - \lambda) H W$. Its middle is any pixel of the
# image. Now an image may hold two things, and both can be seen. Yun et al. report these numbers for a ResNet-50, with
# what it gains or loses against training without:
#
# | | plain | mixup | cutout | CutMix |
# | --- | --- | --- | --- | --- |
# | ImageNet, right in % | 76.3 | 77.4 (+1.1) | 77.1 (+0.8) | 78.6 (+2.3) |
# | ImageNet, place found in % | 46.3 | 45.8 (-0.5) | 46.7 (+0.4) | 47.3 (+1.0) |
# | Pascal VOC, detection (mAP) | 75.6 | 73.9 (-1.7) | 75.1 (-0.5) | 76.7 (+1.1) |
#
# The last two rows are other tasks: finding the place of the one thing, and finding all things (mAP is the mean over
# classes of a precision averaged over thresholds). The network was trained on ImageNet with the augmentation, and
# then put to use there. So an augmentation that helps one task may hurt the next. You may
# also read that mixup works for small sets and not for large ones such as ImageNet, with its 1.3 million images. The
# first row says otherwise.
#
# ### Exercise 7: repair both
#
# Both do the same to the labels: they mix them by the share that can be seen, with the same partner. So one function
# may hold them. This one circulates. It has four bugs, one in mixup and three in CutMix. (What is drawn comes in as
# arguments here, so that you can repeat it.)


# %%
def found_mix(images, targets, order, share, center=None):
    """mixup, or CutMix around a center, as they circulate."""
    height, width = images.shape[2:]
    mixed = images.copy()
    if center is None:
        mixed *= share
        mixed += (1 - share) * mixed[order]
    else:
        half_y, half_x = int(height * (1 - share)) // 2, int(width * (1 - share)) // 2
        y, x = center
        rows, columns = slice(y - half_y, y + half_y), slice(x - half_x, x + half_x)
        mixed[:, :, rows, columns] = images[order][:, :, rows, columns]
    return mixed, share * targets + (1 - share) * targets[order]


# %% [markdown]
# An experiment exposes it: mix white into black, five hundred times, and compare what a label says with what can be
# seen.


# %%
def let_white_in(mix, paste):
    """How white a black picture of 16 x 16 pixels becomes, and how much of its label, for 500 draws."""
    rng, seen = np.random.default_rng(0), []
    images = np.stack([np.ones((1, 16, 16)), np.zeros((1, 16, 16))])
    for _ in range(500):
        center = tuple(int(place) for place in rng.integers(0, 16, 2)) if paste else None
        mixed, targets = mix(images, np.eye(2), np.array([1, 0]), float(rng.random()), center)
        seen.append((mixed[1].mean(), targets[1, 0]))
    return np.transpose(seen)


# %% tags=["demo"]
panels = {"mixup": let_white_in(found_mix, paste=False)}
panels["CutMix"] = let_white_in(found_mix, paste=True)
for name, (visible, label) in panels.items():
    told = f"{visible.mean():.2f} of the white comes in, {label.mean():.2f} of its label"
    print(f"{name} as it circulates: {told}")
plots.label_shares(panels)

# %% [markdown]
# All dots should lie on the line. In CutMix they lie above it: 11 % of the pixels are white, on average, and 50 % of
# the label. So a network is told "half a dog" of images in which one pixel of nine is the dog's. One more thing is odd:
# in some images nothing was pasted at all, whatever the label says. In mixup the black picture never gets brighter than
# a quarter of white.
#
# Write it anew.


# %%
def repaired_mix(images, targets, order, share, center=None):
    """Mix pairs of images, and their labels by what can be seen: mixup (Zhang et al. 2018) or CutMix (Yun et al. 2019).

    Without a center, image i becomes share * (image i) + (1 - share) * (image order[i]).

    With a center, image i gets a window from image order[i], at the same place. The window has height
    2 * (int(height * r) // 2) and width 2 * (int(width * r) // 2) with r the root of 1 - share. It begins half its
    height above row center[0], and half its width to the left of column center[1]. What lies outside the image is cut
    off.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    targets : array, shape (batch, classes)
        Probabilities.
    order : array of int, shape (batch,)
        The partner of each image.
    share : float in [0, 1]
        The share of each image that should stay, as drawn. With 1 nothing is mixed.
    center : (int, int) or None, default None
        Row and column of the window's middle, inside the image.

    Returns
    -------
    images : array, shape (batch, channels, height, width)
        In the dtype of images.
    targets : array, shape (batch, classes)
        Each its own, times the share that really stays, plus the partner's, times the rest. With a center the share
        that stays is that of the pixels outside the window. In the dtype of targets.
    """
    ### BEGIN SOLUTION
    if center is None:
        mixed, kept = share * images + (1 - share) * images[order], share
    else:
        height, width = images.shape[2:]
        root = np.sqrt(1 - share)
        half_y, half_x = int(height * root) // 2, int(width * root) // 2
        top, bottom = max(center[0] - half_y, 0), min(center[0] + half_y, height)
        left, right = max(center[1] - half_x, 0), min(center[1] + half_x, width)
        mixed = images.copy()
        mixed[:, :, top:bottom, left:right] = images[order][:, :, top:bottom, left:right]
        kept = 1 - (bottom - top) * (right - left) / (height * width)
    return mixed, kept * targets + (1 - kept) * targets[order]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: mixup</summary>
#
# When `mixed[order]` is read, what has become of the images by then?
# </details>
# <details><summary>Hint 2: the area</summary>
#
# A window whose sides are half as long as the image's covers a quarter of it. What should the sides be for half of
# it?
# </details>
# <details><summary>Hint 3: the border, and the label</summary>
#
# What does `image[-2:3]` read? Where would a window around row 0 begin, and where should it? Then count the pixels that
# are pasted.
# </details>

# %%
check(repaired_mix)

# %% tags=["demo"]
with drawn_by("repaired_mix"):
    panels = {"your mixup": let_white_in(repaired_mix, paste=False)}
    panels |= {"CutMix as found": let_white_in(found_mix, paste=True)}
    panels |= {"your CutMix": let_white_in(repaired_mix, paste=True)}
    for name, (visible, label) in panels.items():
        print(f"{name}: {visible.mean():.2f} of the white, {label.mean():.2f} of its label")
    plots.label_shares(panels).show()


@drawn_by("repaired_mix")
def mixed_shapes(share, row, column):
    """Ten shapes, each with its neighbor to the left mixed in: blended, and pasted."""
    ten, order = data.shapes(10, rng=3).x, np.roll(np.arange(10), 1)
    blend, _ = repaired_mix(ten, np.eye(10), order, share)
    paste, labels = repaired_mix(ten, np.eye(10), order, share, (row, column))
    stays = f"CutMix:\n{labels[0, 0]:.2f} stays"
    return plots.image_rows({"old": ten, "mixup": blend, stays: paste})


plots.explore(mixed_shapes, share=(0.0, 1.0, 0.6), row=(0, 31, 20), column=(0, 31, 12))

# %% [markdown]
# Now each dot lies on the line. In your CutMix both means are 0.28. They are not 0.50, though shares are drawn evenly:
# at the border a part of the window is lost, so less comes in than was drawn.
#
# And on our fifty digits? Draw a share, a middle, and an order for each batch, and train.


# %%
def own_mix(images, targets, rng, paste=False):
    """Your mixup, or your CutMix, with draws of its own for each batch; all shares are equally probable."""
    center = tuple(int(place) for place in rng.host.integers(0, images.shape[2], 2)) if paste else None
    return repaired_mix(images, targets, rng.host.permutation(len(images)), rng.host.random(), center)


# %% tags=["demo"]
with drawn_by("repaired_mix"):
    for name, mix in {"mixup": own_mix, "CutMix": partial(own_mix, paste=True)}.items():
        gain = train_few(50, mix=mix).right(test) - plain.right(test)
        print(f"{name}, fifty digits: {percent(gain, sign=True)} points")
        gain = few_shapes.train_shapes(100, mix=mix).right(held) - bare
        print(f"{name}, a hundred shapes: {percent(gain, sign=True)} points")

# %% [markdown]
# On digits both cost a bit: 1.9 ± 1.7 points and 1.2 ± 0.7. Half a 3 and half an 8 is a picture that nobody draws, and
# an eighth of a digit more or less can be all that tells a 3 from an 8. On the shapes neither does more than the seeds
# scatter. On photographs, with millions of weights to be held back, both help, as the table says. A claim that pays in
# one place need not pay in another.
#
#
# ## 12.8 Average it out
#
# In training an image comes in many versions. And when the network is put to use? One view will do. But if the
# changes don't matter, all views should get the same answer, and where they don't, their mean is a better one:
# **test-time augmentation**. It is the pattern of unit 11 once more, *train with noise, then average it out*:
#
# | | noise in training | in use |
# | --- | --- | --- |
# | dropout | units dropped | all units, times the probability of *keeping* (or divided by it in training) |
# | batch normalization | statistics of a random batch | fixed statistics |
# | augmentation | a random window, flip, scale | the image, or the mean over a fixed set of windows |
#
# With $z$ for the noise and $f(x, z)$ for the answer, you want the mean of $f(x, z)$ over $z$. Krizhevsky et al. took
# ten views: four corners and the middle, each as it is and mirrored.
#
# ### Exercise 8: ten views


# %%
def predict_over_crops(predict, images, size):
    """Average a network's probabilities over ten windows of each image (Krizhevsky et al. 2012, section 4.1).

    The windows are size x size: those in the four corners, and the one in the middle, whose first row is
    (height - size) // 2 and whose first column is (width - size) // 2; and the same five, mirrored left to right.

    Parameters
    ----------
    predict : callable
        Takes images, shape (n, channels, size, size), any n, and returns probabilities, shape (n, classes).
    images : array, shape (batch, channels, height, width)
    size : int
        At most height and width.

    Returns
    -------
    array, shape (batch, classes)
        The mean of the ten probabilities.
    """
    ### BEGIN SOLUTION
    down, across = images.shape[2] - size, images.shape[3] - size
    total = 0.0
    for top, left in ((0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2)):
        window = images[:, :, top : top + size, left : left + size]
        total = total + predict(window) + predict(window[:, :, :, ::-1])
    return total / 10
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: corners</summary>
#
# There are `height - size + 1` rows where a window can begin. The last one is `height - size`.
# </details>
# <details><summary>Hint 2: what is averaged</summary>
#
# The answers, not the images. Call `predict` ten times, or once for all ten windows.
# </details>

# %%
check(predict_over_crops)

# %% [markdown]
# Back to the digits. One reader has learned from fifty digits as they are, another from the same fifty while they
# bent. Each looks at every test image, and then at bent versions of it, and the probabilities are averaged. (The
# first look is at the image itself.)
#
# **Predict.** Which of the two gains more from many views?
#
# Your ten windows, five of them mirrored, are cut from images in a frame of one pixel. A third reader has learned
# from `random_window`. **Predict** what the ten windows do for each of the three.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
changes = {"as they are": None, "bent": ready(bent), "in windows": ready(random_window)}
framed, bands = np.pad(test.x, ((0, 0), (0, 0), (1, 1), (1, 1))), {}
with drawn_by("random_window", "read_between", "smooth_field", "predict_over_crops"):
    for name, change in tqdm(changes.items()):
        fit, rng = train_few(50, change), np.random.default_rng(0)
        one, total, shares = fit.right(test), fit.answers(test.x), []
        ten = np.stack([predict_over_crops(fit.reader(i), framed, 8).argmax(-1) for i in range(5)])
        gain = (ten == test.y).mean(axis=-1) - one
        print(f"learned {name}: {percent(one)} %; ten windows {percent(gain, sign=True)} points")
        if name == "in windows":
            continue
        for _ in range(32):
            shares.append((total.argmax(-1) == test.y).mean(axis=-1))
            total = total + fit.answers(bent(test.x, rng))
        bands[f"learned {name}"] = np.stack(shares, axis=1)
    plots.bands(bands, log=False, log_x=True, xlabel="views", ylabel="share right").show()

# %% [markdown] tags=["seen"]
# The reader that learned from bent digits gains 1.5 ± 0.9 points from 32 views; with four it gains nothing. The other
# one *loses* 5 ± 4 points: nobody ever told it that a bend does not matter, so bent digits puzzle it, and what it
# says about them is worse than what it says about the image.
#
# The ten windows are a disaster for these two: they lose 50 and 39 points. They have never seen a digit that is
# mirrored or a pixel off. The reader that learned from windows and mirror images gains 4.7 ± 2.1 points (yours may
# differ by a point, if you draw in another order). Still it ends at 82 %, below the 86 % of the reader that was never
# told anything: averaging takes out the noise that you put in, not a false claim.

# %% [markdown]
# So test-time augmentation is a claim as well. And on the shapes, where windows are a true one? Here are two readers
# that have learned from a hundred shapes. Each looks at all 50 windows of a test image, one after the other: the middle
# first, then in any order, mirrored or not.
#
# **Predict.** The reader that has learned from windows will gain. And the one that never saw a window but the middle:
# does it lose, as on the digits?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
bands, changes = {}, {"as they are": None}
changes["windows and flips"] = ready(random_window, margin=2)
with drawn_by("random_window", "predict_over_crops"):
    for name, change in changes.items():
        fit = few_shapes.train_shapes(100, change)
        one, total, shares = fit.right(held), 0, []
        for view in few_shapes.views(held.x):
            total = total + fit.answers(view)
            shares.append((total.argmax(-1) == held.y).mean(axis=-1))
        bands[f"learned: {name}"] = np.stack(shares, axis=1)
        ten = [predict_over_crops(fit.reader(i), held.x, 12).argmax(-1) for i in range(5)]
        gain = np.mean(np.stack(ten) == held.y, axis=-1) - one
        told = f"{percent(gain, sign=True)}, all fifty {percent(shares[-1] - one, sign=True)}"
        print(f"learned {name}: {percent(one)} %; ten windows {told} points")
    plots.bands(bands, log=False, log_x=True, xlabel="crops", ylabel="share right").show()

# %% [markdown] tags=["seen"]
# The reader that knows windows gains 5 ± 1 points from all fifty, most of it from the first ten that were drawn. Your
# ten bring 3.6 ± 1.6: eight of those are corners, the farthest windows there are.
#
# The other one gains 14 ± 2 points! It has never learned from a moved shape, and yet a moved shape is no strange
# picture to it, since its own hundred stand anywhere. The likely reason: one of the fifty windows may put a test
# image where one of the hundred stands, and there it is sure. (Corners alone are no help: with your ten it gains
# nothing.) But look at the heights. All fifty windows at test time take it to 54 %, and the same windows in training
# to 80: a claim is worth more when it is learned.
#
# Average over changes that could occur. Off-center digits never do.

# %% [markdown]
#
# ## 12.9 What are they worth?
#
# Back to the beginning. You have a price list: how many digits are read with so many labels, without any
# augmentation. Now a reader with fifty labels and augmentation reads a share $r$ of them. *How many labels is that
# worth?* Walk along the curve to the first place where it reaches $r$, and read off the labels. Between two points of
# the list, go in a straight line over the *logarithm* of the labels, as the figure does. Between $n_1$ labels with a
# share $r_1 < r$ and $n_2$ labels with $r_2 \ge r$,
#
# $$ \ln n = \ln n_1 + \frac{r - r_1}{r_2 - r_1} \, (\ln n_2 - \ln n_1). $$
#
# ### Exercise 9: measure the worth


# %%
def worth_in_labels(sizes, right, reached):
    """How many labels a share of right answers is worth: where a learning curve first reaches it.

    Between neighboring sizes the curve is a straight line over the logarithm of the size. It may go down now and then,
    by chance.

    Parameters
    ----------
    sizes : array, shape (k,)
        Numbers of labels, ascending, all above 0; k is 2 or more.
    right : array, shape (k,)
        The share of right answers with so many labels.
    reached : float
        The share whose worth is asked for.

    Returns
    -------
    float
        The smallest size at which the curve reaches (is at least) `reached`. The first of `sizes`, if the curve begins
        there or above; infinity, if it never gets there.
    """
    ### BEGIN SOLUTION
    if right[0] >= reached:
        return float(sizes[0])
    for i in range(1, len(sizes)):
        if right[i] >= reached:
            way = (reached - right[i - 1]) / (right[i] - right[i - 1])
            return float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)
    return float("inf")
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the first point that gets there</summary>
#
# Find the first `i` with `right[i] >= reached`. The place lies between `i - 1` and `i`.
# </details>
# <details><summary>Hint 2: over the logarithm</summary>
#
# Halfway between 100 and 400 labels, over the logarithm, lie 200.
# </details>

# %%
check(worth_in_labels)

# %% [markdown]
# And now the promise. Your `smooth_field` and `read_between` bend the fifty digits, and a bit of noise is added, each
# time anew, for four times as many updates: what is never twice the same takes longer to learn. (The 200 labels of the
# validation set chose this pair, a strength of 0.5 and a deviation of 0.2, among bends of 0.4 to 0.6, with noise,
# shear, and shifts.) Your `worth_in_labels` reads the price list of 12.1.


# %%
def bent_and_noisy(images, rng, strength=0.5):
    """Bends of this strength, then noise of a deviation of 0.2."""
    return noisy(bent(images, rng, strength), rng, std=0.2)


def priced(right):
    """How many labels shares of right answers, one a seed, are worth in the mean on the price list of 12.1."""
    return worth_in_labels(np.array(SIZES), curve.mean(axis=0), right.mean())


# %% tags=["demo"]
with drawn_by("read_between", "smooth_field", "worth_in_labels"):
    draws = [bent_and_noisy(fifty.x, np.random.default_rng(draw)) for draw in range(11)]
    plots.flipbook([fifty.x, *draws], title="fifty digits").show()
    reached, worths, rights = {}, {}, []
    changes = {"as they are": None, "bent and noisy": ready(bent_and_noisy)}
    for name, change in tqdm(changes.items()):
        right = train_few(50, change, updates=1600, seeds=SEEDS).right(test)
        reached[f"50, {name}"], worths[f"50, {name}"] = right.mean(), priced(right)
        told = f"{percent(right)} %, worth {priced(right):.0f} labels"
        print(f"fifty labels, {name}, 1,600 updates: {told}")
        rights.append(right)
    gain = rights[1] - rights[0]
    print(f"gain: {percent(gain, sign=True)} points, at least {100 * gain.min():.1f} for each draw")
    each = list(map(partial(worth_in_labels, np.array(SIZES)), curve, right))
    print(f"each draw by its own price list: worth {min(each):.0f} to {max(each):.0f} labels")
    plots.worth(SIZES, curve, reached, worths=worths).show()

# %% [markdown]
# Fifty labels read 85.5 ± 1.9 % without help, and longer training alone brings nothing: 85.8 ± 2.0. Bent and noisy
# they read 91.2 ± 2.0 %, which the price list has at about 140 labels. *Fifty labeled images are worth nearly three
# times as many*, as soon as somebody knows how far a stroke may swing out, and says so.
#
# How sure is that? The gain over equally long training without help, 5.4 ± 2.0 points, is there for each of the ten
# draws. In labels it is less certain, since the price list is nearly flat up there: for single draws it lies between
# about 100 and 360.
#
# And is the bill honest? *Who* said how far? The validation set did, and its 200 images are labeled, too. So ask two
# more questions. What do fifty images reach when nobody chose the strength? And where does that leave those who have
# more labels to begin with? We measured both, with 1,600 updates and five seeds.
#
# 50 labels to learn from and 200 to choose by are 250, and 250 labels without any augmentation read 93.0 ± 1.5 %: more
# than our 91.2. Who has one set of fifty should not buy 200 labels to choose a strength. The choice pays when it is
# made once and used for many sets. Without it, a fair answer is a range: the four settings that nobody chose gain
# between 1.7 ± 0.4 and 4.2 ± 1.2 points, and make fifty labels worth about 75 to 120.
#
# And does bending still help with 600 labels? In points the gain shrinks: 4.5 with 50 labels, 3.0 with 200, 2.5 with
# 600. But look at the errors. Bends and noise remove a third of them with 50 labels, nearly half with 200, and 57 %
# with 600, where 98.1 ± 0.4 % are read instead of 95.6 ± 0.1. In labels the gain even goes off the list: already 200
# bent digits read more than 600 as they are, so that `worth_in_labels` says infinity. What you know of the world does
# not go stale when data come in.

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A colleague makes ten versions of each of 1,000 images, shuffles all 10,000, and holds 2,000 of them back as a
#    test set. What is wrong with the accuracy measured there?
# 2. Somebody trains with mixup and finds that 70 % of the training images are read right, but 85 % of the test
#    images. Why is that possible?
# 3. You add noise with mean 0 to each pixel in training, and none at test time. Dropout has to be rescaled somewhere,
#    in training or at test time. Why does this noise not?
# 4. Instead of averaging ten answers, somebody averages the ten windows and asks the network once. That is ten times
#    cheaper. Why is it not the same, and for which network, softmax included, would it be?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** Versions of one image lie on both sides of the split, so the test set holds images that the network has
# nearly seen. The accuracy is too high. Split first, then augment the training part alone.
#
# **2.** The training images of a mixup run are blends, and their labels are too: they are harder than plain images.
# The test images are plain. To compare, read the training images without mixing.
#
# **3.** Dropout changes the mean of what the next layer gets, by the probability of keeping. Noise with mean 0 leaves
# every mean as it is (exactly for a linear layer, roughly behind a ReLU).
#
# **4.** The mean of ten windows is a blurred picture, such as the network has never seen: the answer to a mean is not
# the mean of the answers. The two agree for a network that is linear from the pixels to the probabilities, so without
# a softmax. With linear layers and a softmax behind them only the logits agree: asking for the mean window is then a
# geometric mean of the answers, scaled to a sum of 1 (unit 11 met the same with dropout).
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 12.10 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** For images of 32 x 32 pixels the usual recipe is `random_window(images, rng, margin=4)`. How many
# different images can it make of one image, at most?
#
# - **a**: 81
# - **b**: 128
# - **c**: 162
# - **d**: 2178


# %%
def quiz_windows():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_windows)

# %% [markdown] explains="quiz_windows"
# A frame of four pixels gives $2 \cdot 4 + 1 = 9$ rows and 9 columns to begin at: 81 windows, and with mirror images
# 162. The image's own size plays no part.

# %% [markdown]
# **Question 2.** You call CutMix on images of 8 x 8 pixels. The share drawn is 0.4375. Since the root of
# $1 - 0.4375$ is 0.75, the window is 6 x 6. Its middle is at row 0 and column 0. Which share of the label stays?
#
# - **a**: 0.4375
# - **b**: 0.5625
# - **c**: 0.75
# - **d**: about 0.86


# %%
def quiz_corner():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %%
check(quiz_corner)

# %% [markdown] explains="quiz_corner"
# The window would run from row -3 up to 3, and from column -3 up to 3. Cut off at the border it is 3 x 3, nine
# pixels. $1 - 9/64 \approx 0.86$ of the image stays, twice the share that was drawn.

# %% [markdown]
# **Question 3.** Your detector on Pascal VOC has a mAP of 75.6. You need 76 or more, and you can't train on more
# images. According to the table of 12.7, which augmentation of the pretraining would you try first, and what about
# mixup?
#
# - **a**: CutMix; mixup can come next, since it helps on ImageNet, too
# - **b**: CutMix; mixup would probably take you further from 76
# - **c**: cutout, which loses least; mixup would be about as good
# - **d**: any of the three: all have a gain in the first row


# %%
def quiz_detector():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_detector)

# %% [markdown] explains="quiz_detector"
# Only CutMix gains in detection (+1.1, to 76.7). Mixup gains in classification and *loses* 1.7 in detection, cutout
# 0.5. A gain in one task promises nothing for another.

# %% [markdown]
# **Question 4.** Which of these claims is true, so that you would use the augmentation?
#
# - **a**: left-right flips, for a network that tells *b* from *d*
# - **b**: strong color jitter, for a network that tells ripe tomatoes from unripe ones
# - **c**: turns by any angle, for a network that looks at cells under a microscope
# - **d**: cutout of half of the image, for a network that counts birds


# %%
def quiz_claims():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_claims)

# %% [markdown] explains="quiz_claims"
# Cells under a microscope have no up and no down. A mirrored *b* is a *d*, jitter changes the one thing that tells
# ripe from unripe, and half of an image seldom holds as many birds as the whole: there the label would have to change
# with the image.

# %% [markdown]
# ## 12.11 Experiment: how far may you turn a digit?
#
# "A digit is the same digit when it is turned a bit." How far is that true, how far is it useful, and which digits
# pay first? `ready(moved, degrees=30)` is the change.
#
# 1. **Write down first** what you expect: the angle that helps most, and the angle from which it hurts.
# 2. Take at least six angles from 0 to 180 degrees, fifty labels, five seeds or more. Choose the best angle by
#    *validation*; report the test set, as differences from no turning, with sample deviations.
# 3. For 180 degrees, look at the classes one by one: `by_class(plain, fit)`, as in 12.6. Which lose most, and to which
#    class?
# 4. Explain *why*: both the small angles and the classes.
#
# The cell below begins with two angles. Write your answer in the cell behind it. *(Graded by hand: 4 points.)*

# %% tags=["demo"]
with drawn_by("read_between", "affine_places"):
    for degrees in (10, 180):
        fit = train_few(50, ready(moved, degrees=degrees))
        gain = percent(fit.right(test) - plain.right(test), sign=True)
        print(f"{degrees} degrees: validation {percent(fit.right(validation))} %, {gain} points")

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* ten degrees help, 90 hurt. Fifty labels, five seeds; differences from no turning, in points:
#
# | up to | 5 | 10 | 20 | 30 | 45 | 90 | 180 |
# | --- | --- | --- | --- | --- | --- | --- | --- |
# | validation, % (88.4 without) | 87.8 | 88.0 | 86.9 | 84.9 | 79.9 | 76.4 | 70.0 |
# | test, gain | +0.4 ± 0.9 | -0.2 ± 0.8 | -0.6 ± 0.9 | -2.1 ± 1.7 | -5.7 ± 2.2 | -8.5 ± 1.4 | -17.3 ± 3.6 |
#
# *Choice.* By validation, not turning at all is best. Up to 20 degrees the differences are within the scatter; from
# 30 on turning costs.
#
# *Classes at 180 degrees.* 6 loses 41 ± 12 points, 7 loses 32 ± 14, 9 loses 26 ± 11; 0 loses 1 ± 1. Of a hundred 6s,
# 17 more are called 9; of the 9s, 13 more are called 6; of the 7s, 19 more are called 6.
#
# *Why.* Small turns add little, since the digits were written upright and the fifty examples hold most slants that
# occur. A 6 turned by 180 degrees is a 9: there the claim is false, and the reader gets two labels for one picture. A
# 0 stays a 0. Large turns also ask a small network for views that never come up in the test.
#
# *Rubric.* **1 point, design:** a prediction in advance; six angles, five seeds; the choice by validation. **1 point,
# report:** differences from the same seeds without turning, with sample deviations. **1 point, classes:** which lose
# most at 180 degrees and where their answers go, with numbers. **1 point, explanation:** what a small turn can and
# can't add, and why these classes; "too much is too much" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# **Nobody tunes each strength by hand.** RandAugment (Cubuk et al. 2020) draws a few changes from a list and gives
# all of them one strength: two numbers to choose. TrivialAugment (Müller and Hutter 2021) draws one change and one
# strength for each image, and has nothing left to choose. It is as good as methods that search for weeks of computing
# time.
#
# **Several views in one batch.** Repeated augmentation (Hoffer et al. 2020) puts two or more views of one image in a
# batch, so that their gradients agree better. Vision transformers, which know nothing of neighboring pixels at the
# start, need all of it: Touvron et al. (2021) train theirs with RandAugment, mixup, CutMix, erased squares and
# repeated augmentation together.
#
# **The claim has become the task.** In self-supervised learning there are no labels at all. A network has to give two
# views of one image the same description, and of two images different ones (Chen et al. 2020). What it learns is then
# made of nothing but the claims: the random crop and the color jitter.
#
# **Where data are plenty, little is left.** Models that learn from hundreds of millions of pictures with their
# captions make do with a random crop (Radford et al. 2021). In speech, stretches of time and bands of frequency are
# blanked, a cutout for sound (Park et al. 2019); mixup is used there and, on the vectors that stand for words, in
# texts. Where data are few, as in medicine, all of this unit is daily work.
#
# ## Key points
#
# - An augmentation is a claim that a change does not matter. A true claim is free data, a false one costs. You know
#   which it is before; a held-out accuracy says so after.
# - Draw for each image by itself, and anew each time. Augment the training set alone, after the split.
# - Ask where each new pixel comes *from*, and read between the pixels.
# - Elastic bends are smoothed noise, scaled to a strength in pixels.
# - Mixup blends labels as it blends images, with one partner for both. CutMix gives labels by the pixels that really
#   stay, after the window was cut off at the border.
# - The same flips cost on digits and pay on shapes, and windows make fifty shapes worth a thousand. A claim that the
#   network's input holds already, such as color where it sees outlines alone, teaches nothing.
# - Train with noise, average it out: over several views, average probabilities.
# - Measure differences on the same seeds, and say what a trick is worth in labels.
#
# ## What comes next
#
# You have told the network, image by image, that a thing may stand anywhere. What if it were *built* so that it can't
# see the difference? Shuffle the pixels of all images alike: this unit's reader would not notice. Unit 13 has one
# that does.
#
# ## References
#
# - Chen, T., Kornblith, S., Norouzi, M., Hinton, G. (2020). A simple framework for contrastive learning of visual
#   representations. *ICML*. arXiv:2002.05709.
# - Cubuk, E., Zoph, B., Shlens, J., Le, Q. (2020). RandAugment: practical automated data augmentation with a reduced
#   search space. *NeurIPS*. arXiv:1909.13719.
# - DeVries, T., Taylor, G. (2017). Improved regularization of convolutional neural networks with cutout.
#   arXiv:1708.04552.
# - Hoffer, E. et al. (2020). Augment your batch: improving generalization through instance repetition. *CVPR*.
#   arXiv:1901.09335.
# - Krizhevsky, A., Sutskever, I., Hinton, G. (2012). ImageNet classification with deep convolutional neural networks.
#   *NeurIPS*.
# - Müller, S., Hutter, F. (2021). TrivialAugment: tuning-free yet state-of-the-art data augmentation. *ICCV*.
#   arXiv:2103.10158.
# - Park, D. et al. (2019). SpecAugment: a simple data augmentation method for automatic speech recognition.
#   *Interspeech*. arXiv:1904.08779.
# - Radford, A. et al. (2021). Learning transferable visual models from natural language supervision. *ICML*.
#   arXiv:2103.00020.
# - Simard, P., Steinkraus, D., Platt, J. (2003). Best practices for convolutional neural networks applied to visual
#   document analysis. *ICDAR*.
# - Touvron, H. et al. (2021). Training data-efficient image transformers & distillation through attention. *ICML*.
#   arXiv:2012.12877.
# - Yun, S. et al. (2019). CutMix: regularization strategy to train strong classifiers with localizable features.
#   *ICCV*. arXiv:1905.04899.
# - Zhang, H., Cisse, M., Dauphin, Y., Lopez-Paz, D. (2018). mixup: beyond empirical risk minimization. *ICLR*.
#   arXiv:1710.09412.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 12.1 | notes 004 (labels are dear, more data against overfitting); own measurements |
# | 12.2 | notes 001 (224 from 256, flips); Krizhevsky et al. 2012, section 4.1 |
# | 12.3 | notes 000, 003 (turns, shifts, scales, shears, lens) |
# | 12.4 | notes 001 (elastic distortions on MNIST); Simard et al. 2003 |
# | 12.5 | notes 000, 003 (color, noise, cutout); DeVries and Taylor 2017 |
# | 12.6 | notes 001 (flips beside MNIST); own measurements on digits and on colored shapes |
# | 12.7 | notes 003 (mixup, CutMix, the table); Zhang et al. 2018; Yun et al. 2019; own measurements |
# | 12.8 | notes 000, 003 (the common pattern); Krizhevsky et al. 2012 |
# | 12.9 to 12.11 | own measurements |
# | Today | the papers named there |
