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
# # 13 · Convolution
#
# *Somebody shuffles the pixels of every digit, all digits in the same way. No information is lost: the order could
# be undone. You could not read a single one anymore. Can the networks?*
#
# **By the end, your own convolution will learn filters from the digits, and you can look at them, beside filters
# learned from shapes in color.**
#
# **After this unit you can**
#
# - say what a convolution assumes about images, what this saves, and when it is wrong;
# - compute sizes, weights, multiplications, and receptive fields before you build anything;
# - write a convolution forward and backward, first with loops, then as one matrix product;
# - write pooling and residual blocks, there and back, and measure what a network still knows after a shift;
# - say what a shortcut around each block does to gradients, and measure what deep networks gain by it.
#
# **You need** dense layers and softmax (unit 01), backward passes (unit 02), and first weights (unit 05). A table in
# 13.8 also names modules of units 10 and 11; you can read it without these.
#
# **It takes** about five hours: one and a half to read and play, two and a half for the exercises, one for the
# experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours, and the check right below
# it says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first.

# %%
import time
from functools import partial

import numpy as np

from gradschool import backend, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4, and 13.11

# %% [markdown]
# ## 13.1 Shuffle the pixels: who notices?
#
# Above, five digits as they are. Below, the same five with their 64 pixels in another order, the same order for all.

# %% tags=["demo"]
from gradschool import nn
from gradschool.experiments import convnets, sensitivities
from gradschool.experiments.convnets import centered, right, trained

order = np.random.default_rng(0).permutation(64)
learn, held = centered()
mixed_learn, mixed_held = centered(order=order)
five = [12, 7, 13, 4, 27]  # a 0, a 2, a 4, a 5, and a 7
pictures = np.concatenate([held[0][five], mixed_held[0][five]])
plots.image_grid(pictures, captions=["0", "2", "4", "5", "7"] + ["shuffled"] * 5, columns=5)

# %% [markdown]
# Two networks learn 1,348 digits in this order or in that, and read 449 others. The first is **dense**: each of its
# 32 hidden units looks at all 64 pixels. The second is **convolutional**: it moves small windows over the image. You
# will know it in detail soon.
#
# **Predict.** How does each do on shuffled digits, compared with digits in order?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
kinds = {"dense": convnets.dense, "convolutional": convnets.convolutional}
told = "{:13} {:8}: {:.1f} ± {:.1f} % right"
for name, make in kinds.items():
    for how, (x, labels), unseen in (
        ("in order", learn, held),
        ("shuffled", mixed_learn, mixed_held),
    ):
        percent = right(trained(make, x, labels, name=f"{name}, {how}"), *unseen)
        print(told.format(name, how, percent.mean(), percent.std(ddof=1)))

# %% [markdown] tags=["seen"]
# The dense network does not notice, within the spread of five seeds. It can't: its first layer computes $x W$, and if
# you shuffle the pixels and the rows of $W$ alike, the product is the same. The first weights are random, so their
# order means nothing either. A dense network does not know which pixels are neighbors.
#
# The convolutional network loses about three points. In order, it is better than the dense one by one and a half
# points, with fewer weights (1,898 and 2,410). It has been told something that is true of images, and that shuffling
# makes false: *neighbors belong together, and what is worth seeing here is worth seeing there.* This unit is about
# that knowledge: how it is built in, what it saves, and where it ends.
#
# Why does it lose no more? Its last layer is dense and still sees all places, and filters can adapt to any order of
# pixels. That takes more learning: after 800 updates instead of 200 it reads 97 % of the shuffled digits, too.

# %% [markdown]
# ## 13.2 From dense to local to shared
#
# Take a color image of 32 by 32 pixels: $3 \cdot 32 \cdot 32 = 3072$ numbers. Let a layer make eight numbers at each
# place, so 8,192 units. How many weights does it have, without the biases?
#
# 1. **Dense.** Each unit looks at everything: $3072 \cdot 8192 = 25{,}165{,}824$ weights.
# 2. **Local.** Each unit looks at a **window** of 3 by 3 pixels in three colors: $27 \cdot 8192 = 221{,}184$. (At
#    the border part of a window lies outside the image. It is counted in full, as if there were zeros.)
# 3. **Shared.** The eight units at one place use the same weights as the eight at any other (**weight sharing**): $27
#    \cdot 8 = 216$.
#
# The third is a **convolution**. The 27 weights of one of the eight are a **filter** (or *kernel*), and the numbers
# that it makes all over the image are again an image, a **feature map**. Fukushima (1980) built networks of this
# kind, and LeCun et al. (1989) trained them by backpropagation to read zip codes.
#
# Choose each kind in the picture. A line is a product, and lines of the same color and style are the same weight.

# %% tags=["demo"]
plots.explore(plots.connections, kind=["dense", "local", "shared"])

# %% [markdown]
# *Local* is an assumption: what a unit needs to know is nearby. *Shared* is another one: what is useful in one place
# is useful in all. Do they cost accuracy? The networks below have one such layer of 8 maps, then a ReLU, pooling, and
# a dense layer.

# %% tags=["demo"]
for name, make in {"local": convnets.local, "shared": convnets.shared}.items():
    models = trained(make, *learn, name=name)
    percent, weights = right(models, *held), models[0].parameters.values.size
    told = f"{percent.mean():.1f} ± {percent.std(ddof=1):.1f} % right"
    print(f"{name:6}: {weights:5} weights, {told}")

# %% [markdown]
# The shared layer does as well, within the spread of five seeds, with 64 times fewer weights: 80 instead of 5,120,
# biases included. (The other 1,290 are the dense layer's, in both networks.) In faces that are always centered, say,
# the eyes are always above the mouth. There, filters of their own for each place can be worth their weights. In most
# images they are not.

# %% [markdown]
# ## 13.3 How many windows fit?
#
# Slide a window of $k$ pixels along a line of $h$ pixels, such as one column of an image. Three numbers decide
# where it stops.
#
# - The **kernel size** $k$ is the width of the window.
# - The **stride** $s$ is the number of pixels from one place to the next.
# - The **padding** $p$ is the number of zeros that are added at *each* end.
#
# The first window begins at place 0 of the padded line, which has $h + 2p$ places. The last one must begin at
# $h + 2p - k$ or before. From one beginning to the next it is $s$ places, so
#
# $$ o = \left\lfloor \frac{h + 2p - k}{s} \right\rfloor + 1 $$
#
# windows fit, where $\lfloor \cdot \rfloor$ rounds down. An image has this in each direction. With $s = 1$ and an odd
# $k$, the padding $p = (k - 1) / 2$ keeps the size: "same".
#
# Move the sliders. Pixels that no window ever sees are hatched. Which settings leave some?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
limits = {"kernel": (1, 6, 3), "stride": (1, 4, 1), "padding": (0, 3, 0)}
plots.explore(plots.window_places, size=(1, 12, 8), **limits)

# %% [markdown] tags=["seen"]
# Whenever $s$ does not divide $h + 2p - k$, the formula rounds down, and the last places of the padded line are in
# no window. Without padding these are pixels. And with a stride larger than the kernel, pixels between windows are
# missed.

# %% [markdown]
# ### Exercise 1: sizes


# %%
def output_size(size, kernel, stride=1, padding=0):
    """How many windows fit into a line of pixels (Dumoulin and Visin 2016, relationship 6).

    Parameters
    ----------
    size : int, 1 or more
        Pixels.
    kernel : int, 1 or more
        Width of the window.
    stride : int, 1 or more, default 1
        Pixels from one window to the next.
    padding : int, 0 or more, default 0
        Zeros at each end.

    Returns
    -------
    int
        1 or more. A window that would reach beyond the end is left out.

    Raises
    ------
    ValueError
        If not even one window fits. Its message holds the values of `kernel` and `size`.
    """
    ### BEGIN SOLUTION
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError(f"a window of {kernel} does not fit into {size} pixels with padding {padding}")
    return room // stride + 1
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: rounding</summary>
#
# `//` divides whole numbers and rounds down. Try a window of 3 in a line of 8 with stride 2 on paper.
# </details>
# <details><summary>Hint 2: when nothing fits</summary>
#
# Compare the window with the *padded* line. A window exactly as long fits once. The message can be an f-string with
# both numbers in it.
# </details>

# %%
check(output_size)

# %% [markdown]
# ## 13.4 A filter on its way
#
# The film shows one filter on a digit, without padding. At each place, the nine pixels of the window are multiplied
# by the nine weights and summed. Play it, or step through it.

# %% tags=["demo"]
filter_one = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
plots.sliding_film(held[0][five[3], 0], filter_one)

# %% [markdown]
# This filter's answer is large where the image is light on the left and dark on the right, strongly negative for the
# opposite, and 0 where nothing changes: it finds vertical edges.
#
# Real layers have several **channels** (such as three colors) going in, and several filters. A filter then has
# weights for each channel, and the products are summed over the channels too. Let $\tilde x$ be the image with its
# padding, $w_f$ the filter for the output channel $f$, and $b_f$ its bias. For the image number $m$ of the batch,
#
# $$ y_{m f i j} = b_f + \sum_{c} \sum_{\alpha = 0}^{k_h - 1} \sum_{\beta = 0}^{k_w - 1}
#    w_{f c \alpha \beta} \; \tilde x_{m, \, c, \, i s + \alpha, \, j s + \beta} . $$
#
# Here $i, j$ is the place in the output, and $\alpha, \beta$ the place in the window. Filters need not be square:
# $k_h$ is their height, $k_w$ their width. All arrays of images have the shape (batch, channels, height, width).
#
# A word about the word. In mathematics a *convolution* flips the filter first: it has $\tilde x_{i - \alpha}$ where we
# have $\tilde x_{i + \alpha}$. Without the flip it is a **cross-correlation**, and that is what deep-learning libraries
# compute. Since the weights are learned, it does not matter which: the flipped weights would be learned instead. It
# does matter when you compare your numbers with those of a library for signals.
#
# ### Exercise 2: forward
#
# Write it in the plain way: go through the places of the output. What you do at one place can be done for all images
# and all filters at once.


# %%
def conv2d_forward(x, weight, bias, stride=1, padding=0):
    """Slide filters over images; a cross-correlation: no filter is flipped (LeCun et al. 1998).

    Parameters
    ----------
    x : array, shape (n, c, h, w)
        n images of c channels; h and w may differ.
    weight : array, shape (f, c, kh, kw), of the dtype of x
        f filters; kh and kw may differ.
    bias : array, shape (f,), of the dtype of x
    stride : int, default 1
        The same down and across.
    padding : int, default 0
        Zeros on each of the four sides.

    Returns
    -------
    array, shape (n, f, oh, ow), in the dtype of x
        oh and ow are the output sizes; at least one window fits.
    """
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    filters, _, kh, kw = weight.shape
    oh, ow = output_size(x.shape[2], kh, stride, padding), output_size(x.shape[3], kw, stride, padding)
    y = np.empty((len(x), filters, oh, ow), dtype=x.dtype)
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + kh, left : left + kw]
            y[:, :, i, j] = np.tensordot(window, weight, axes=([1, 2, 3], [1, 2, 3])) + bias
    return y
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the padding</summary>
#
# `np.pad` takes a pair (before, after) for each of the four axes. Batch and channels get nothing.
# </details>
# <details><summary>Hint 2: one window, all images, all filters</summary>
#
# A window cut out of all images has the shape (n, c, kh, kw), and the weights have the shape (f, c, kh, kw). Sum over
# the last three axes of both. `np.einsum` and `np.tensordot` do it, or a reshape of both and a matrix product.
# </details>
# <details><summary>Hint 3: where does the window begin?</summary>
#
# At row `i * stride` of the padded image. The output's index counts windows, not pixels.
# </details>

# %%
check(conv2d_forward)

# %% [markdown]
# Your function, with four filters made by hand. In the filters and in their answers yellow is positive, gray is 0,
# and blue is negative; each row has a scale of its own. What does each filter answer to?


# %% tags=["demo"]
@drawn_by("conv2d_forward")
def by_hand(stride, padding):
    """Four filters on five digits."""
    blur, spot = np.full((3, 3), 1 / 9), np.array([[0.0, -1, 0], [-1, 4, -1], [0, -1, 0]]) / 4
    filters = np.stack([blur, filter_one / 4, filter_one.T / 4, spot])
    x = held[0][five].astype("float64")
    maps = conv2d_forward(x, filters[:, None], np.zeros(4), stride, padding)
    return plots.answered(filters, x[:, 0], maps)


plots.explore(by_hand, stride=(1, 3, 1), padding=(0, 2, 1))

# %% [markdown]
# The first filter blurs. The second finds vertical edges, and the third, turned by a quarter, horizontal ones. The
# last compares a pixel with its four neighbors, so it answers to thin strokes. People drew such filters by hand for
# decades. From here on, they are learned.

# %% [markdown]
# ## 13.5 One matrix product
#
# Loops over places are slow in Python, because each step does little. One idea turned convolution into what computers
# do best (Chellapilla, Puri and Simard 2006): copy each window into a row of a matrix. This step is called
# **im2col**. Rows are windows, columns are the places in a window: the shape is (n oh ow, c kh kw). Each window is
# then an *example* with c kh kw features, and a convolution is a dense layer on windows:
#
# $$ Y = \mathrm{im2col}(x) \; W^\top + b, $$
#
# where $W$ has one filter in each row, (f, c kh kw). One product does all images, places, and filters.
#
# ### Exercise 3, first half: windows as rows


# %%
def im2col(x, kernel, stride=1, padding=0):
    """All windows of images as the rows of a matrix (Chellapilla, Puri and Simard 2006).

    Parameters
    ----------
    x : array, shape (n, c, h, w)
    kernel : (int, int)
        Height kh and width kw of the window.
    stride, padding : int, default 1 and 0
        As for `conv2d_forward`.

    Returns
    -------
    array, shape (n * oh * ow, c * kh * kw), in the dtype of x
        Rows go through the images, within an image through the places from the top, within a row of places
        from the left. Columns go through the channels, within a channel through the rows of the window,
        within a row from the left: the order of ``weight.reshape(f, -1)``.
    """
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride].transpose(0, 2, 3, 1, 4, 5)
    return windows.reshape(-1, x.shape[1] * kernel[0] * kernel[1])
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin with loops</summary>
#
# Cut out the window at one place, for all images: (n, c, kh, kw). Collect these in an array of shape
# (n, oh, ow, c, kh, kw). The reshape at the end is free.
# </details>
# <details><summary>Hint 2: without loops over places</summary>
#
# Either loop over the few places *in* the window, and take all windows' pixels there by one slice with a step. Or use
# `np.lib.stride_tricks.sliding_window_view`, take every `stride`-th window, and bring the axes into order.
# </details>

# %%
check(im2col)

# %% [markdown]
# How much faster is it? Four images of three channels, eight filters of 3 by 3. Compared are seven nested loops
# (one product at a time), your loops over places, your `im2col` with a matrix product, and this course's library.


# %%
def seven_loops(x, weight):
    """A convolution without padding, one product at a time."""
    (f, c, kh, kw), (n, _, h, w) = weight.shape, x.shape
    y = np.zeros((n, f, h - kh + 1, w - kw + 1))
    for image, k, i, j in np.ndindex(y.shape):
        for channel, a, b in np.ndindex(c, kh, kw):
            y[image, k, i, j] += weight[k, channel, a, b] * x[image, channel, i + a, j + b]
    return y


def as_images(product):
    """Four square images of eight channels, from a row for each place."""
    side = round((len(product) / 4) ** 0.5)
    return np.ascontiguousarray(product.reshape(4, side, side, 8).transpose(0, 3, 1, 2))


# %% tags=["demo", "clock"]
sides, seconds = [4, 8, 16, 32], {}
with drawn_by("conv2d_forward", "im2col"):
    weight, none = np.random.default_rng(0).standard_normal((8, 3, 3, 3)), np.zeros(8)
    ways = {
        "seven loops": lambda x: seven_loops(x, weight),
        "your loops over places": lambda x: conv2d_forward(x, weight, none),
        "your im2col": lambda x: as_images(im2col(x, (3, 3)) @ weight.reshape(8, -1).T + none),
        "the library": lambda x: nn.conv2d_forward(x, weight, none)[0],
    }
    for name, way in ways.items():
        for side in sides:
            x, took = np.random.default_rng(1).random((4, 3, side, side)), []
            while sum(took) < 0.03:
                begin = time.perf_counter()
                way(x)
                took.append(time.perf_counter() - begin)
            seconds.setdefault(name, []).append(min(took))
    curves = {name: (sides, values) for name, values in seconds.items()}
    plots.loss_curves(curves, xlabel="side of the image", ylabel="seconds", log_x=True).show()
    told = "; ".join(f"{name} {s[-1] * 1000:.2f} ms" for name, s in seconds.items())
    print(f"at side 32: {told}")

# %% [markdown]
# Both axes are logarithmic. All ways do the same multiplications; what differs is how much is done at once. The price
# of im2col is memory: a pixel is copied once for each window that it is in, nine times for 3 by 3. The library copies
# it once for each *column* of the window, three times for 3 by 3, and uses each copy for all rows of the window.

# %% [markdown]
# ## 13.6 The way back into the image
#
# For the gradient we will need the opposite of `im2col`: numbers that belong to the places of windows have to return
# to the pixels that they came from. This is **col2im**. A pixel gets *all* numbers of all windows that it was in.
#
# In the language of matrices: im2col only copies, so it is linear, a product with some matrix of zeros and ones. Then
# col2im is the product with its transpose. That gives a test without any loop. For every image $x$ and every matrix
# of windows $C$,
#
# $$ \langle \mathrm{im2col}(x), C \rangle = \langle x, \mathrm{col2im}(C) \rangle, $$
#
# where $\langle \cdot, \cdot \rangle$ is the sum of the products, entry by entry.
#
# ### Exercise 3, second half: repair it
#
# This code has three bugs. With windows that do not overlap, no padding, and pixels that all are in some window, none
# of them shows.


# %%
def broken_col2im(columns, shape, kernel, stride=1, padding=0):
    """Not yet what `col2im` below should be."""
    n, c, h, w = shape
    kh, kw = kernel
    oh, ow = output_size(h, kh, stride, padding), output_size(w, kw, stride, padding)
    windows = columns.reshape(n, oh, ow, c, kh, kw)
    image = np.empty((n, c, h + 2 * padding, w + 2 * padding), dtype=columns.dtype)
    image[...] = 99  # only to show it: np.empty hands out memory with whatever was in it before
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            image[:, :, top : top + kh, left : left + kw] = windows[:, i, j]
    return image[:, :, :h, :w]


# %% [markdown]
# Run it on the windows of an image whose pixels are 1, 2, 3, and so on. Each pixel should come back multiplied by the
# number of windows that it is in. With kernel size 3 and stride 2 these numbers are, along a line of 5 pixels with
# padding 1, 1 2 1 2 1, and along a line of 6 without padding, 1 1 2 1 1 0. In an image they are products of the
# two, for row and column.

# %% tags=["demo"]
with drawn_by("output_size", "im2col"):
    for size, padding in ((5, 1), (6, 0)):
        x = np.arange(1, size**2 + 1).reshape(1, 1, size, size)
        back = broken_col2im(im2col(x, (3, 3), 2, padding), x.shape, (3, 3), 2, padding)
        print(f"image, padding {padding}:", x[0, 0], "the code makes of it:", back[0, 0], sep="\n")


# %%
def col2im(columns, shape, kernel, stride=1, padding=0):
    """Add the entries of windows to the pixels that they came from: the transpose of `im2col`.

    Parameters
    ----------
    columns : array, shape (n * oh * ow, c * kh * kw)
        In the order of `im2col`.
    shape : (int, int, int, int)
        Of the images, (n, c, h, w), without their padding.
    kernel : (int, int)
        Height kh and width kw of the window.
    stride, padding : int, default 1 and 0

    Returns
    -------
    array, shape (n, c, h, w), in the dtype of columns
        What falls on the padding is lost. A pixel that is in no window gets 0.
    """
    ### BEGIN SOLUTION
    n, c, h, w = shape
    kh, kw = kernel
    oh, ow = output_size(h, kh, stride, padding), output_size(w, kw, stride, padding)
    windows = columns.reshape(n, oh, ow, c, kh, kw)
    image = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=columns.dtype)
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            image[:, :, top : top + kh, left : left + kw] += windows[:, i, j]
    return image[:, :, padding : padding + h, padding : padding + w]
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which pixels are wrong?</summary>
#
# Without padding, two kinds: some that are in two windows, and some that are in none. With padding, look at where the
# 1 has gone.
# </details>
# <details><summary>Hint 2: which lines?</summary>
#
# The one that creates the array, the one that writes into it, and the last one.
# </details>

# %%
check(col2im)

# %% [markdown]
# Now the test of above, without any loop: the two sums must agree, for any $x$ and $C$.

# %% tags=["demo"]
with drawn_by("im2col", "col2im"):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 3, 6, 5))
    windows = im2col(x, (3, 2), stride=2, padding=1)
    C = rng.standard_normal(windows.shape)
    back = col2im(C, x.shape, (3, 2), stride=2, padding=1)
    print(f"{(windows * C).sum():.10f} and {(x * back).sum():.10f}")

# %% [markdown]
# ## 13.7 Backward
#
# Now the gradients almost write themselves. The convolution is $Y = C \, W^\top + b$ with $C = \mathrm{im2col}(x)$.
# Let $U$ be the upstream gradient, arranged as $Y$ is: a row for each image and place, a column for each filter. With
# the rules of a dense layer (unit 02),
#
# $$ \frac{\partial L}{\partial W} = U^\top C, \qquad
#    \frac{\partial L}{\partial b_f} = \sum_{\text{rows}} U_{\cdot f}, \qquad
#    \frac{\partial L}{\partial x} = \mathrm{col2im}(U \, W). $$
#
# Look at the sums. A weight is used at every place of every image, so its gradient is summed over all of them. That
# is what sharing means on the way back. And a pixel is used by every window that it is in.
#
# ### Exercise 4: the gradients


# %%
def conv2d_backward(upstream, x, weight, stride=1, padding=0):
    """The gradients of `conv2d_forward`.

    Parameters
    ----------
    upstream : array, shape (n, f, oh, ow)
        The gradient of the loss with respect to the output, of the dtype of x.
    x : array, shape (n, c, h, w)
        The input of that call.
    weight : array, shape (f, c, kh, kw), of the dtype of x
    stride, padding : int, default 1 and 0
        Of that call.

    Returns
    -------
    dx : array, shape (n, c, h, w), in the dtype of x
    dweight : array, shape (f, c, kh, kw), in the dtype of x
        Summed over images and places.
    dbias : array, shape (f,), in the dtype of x
        Summed over images and places.
    """
    ### BEGIN SOLUTION
    filters, kernel = len(weight), weight.shape[2:]
    slopes = upstream.transpose(0, 2, 3, 1).reshape(-1, filters)
    dweight = slopes.T @ im2col(x, kernel, stride, padding)
    dcolumns = slopes @ weight.reshape(filters, -1)
    dx = col2im(dcolumns, x.shape, kernel, stride, padding)
    return dx, dweight.reshape(weight.shape), slopes.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: arrange the upstream gradient</summary>
#
# The filters are its second axis. Bring them to the end *before* you reshape; `reshape` does not move axes.
# </details>
# <details><summary>Hint 2: or without matrices</summary>
#
# Loop over the places, as in exercise 2. At one place each filter's upstream number, times the window, goes into the
# gradient of its weights; times its weights, it goes into the window of the padded gradient.
# </details>

# %%
check(conv2d_backward)

# %% [markdown]
# Compare with differences, as in unit 02: change each number a bit, and see how the loss changes.

# %% tags=["demo"]
with drawn_by("conv2d_forward", "conv2d_backward"):
    rng = np.random.default_rng(0)
    shapes = {"x": (2, 3, 5, 4), "weight": (4, 3, 3, 2), "bias": (4,)}
    given = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    u = rng.standard_normal(conv2d_forward(**given, stride=2, padding=1).shape)
    own = conv2d_backward(u, given["x"], given["weight"], 2, 1)
    for (name, array), gradient in zip(given.items(), own, strict=True):
        worst = 0.0
        for place in np.ndindex(array.shape):
            step = np.zeros_like(array)
            step[place] = 1e-5
            ends = [given | {name: array + step}, given | {name: array - step}]
            up, down = ((u * conv2d_forward(**end, stride=2, padding=1)).sum() for end in ends)
            worst = max(worst, abs((up - down) / 2e-5 - gradient[place]))
        print(f"{name:6}: {array.size:3} numbers, largest difference {worst:.0e}")

# %% [markdown]
# ## 13.8 Pooling, and the zoo of modules
#
# A convolution that finds an edge says exactly where. Often *about* where is enough. **Pooling** keeps one number of
# each window: the largest (**max pooling**), or the mean (**average pooling**). It has no weights, works on each
# channel by itself, and with windows of 2 by 2 and stride 2 it leaves a quarter of the numbers.

#
# ### Exercise 5, first part: pool


# %%
def max_pool_forward(x, size=2, stride=2):
    """Max pooling: the largest pixel of each window, in each channel by itself.

    Parameters
    ----------
    x : array, shape (n, c, h, w)
        Numbers of either sign.
    size : int, default 2
        Height and width of the window; at most h and w.
    stride : int, default 2
        Pixels between two windows. It may be smaller than size, or larger.

    Returns
    -------
    array, shape (n, c, oh, ow), in the dtype of x
        oh and ow are the output sizes without padding: a window that would reach beyond the end is left out.
    """
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one window, all images and channels</summary>
#
# Cut the window out as in exercise 2. Its largest number is wanted for each image and channel: which axes does the
# maximum go over?
# </details>
# <details><summary>Hint 2: or without loops over places</summary>
#
# `np.lib.stride_tricks.sliding_window_view` gives all windows, as in exercise 3. Two of its axes are the places in a
# window.
# </details>

# %%
check(max_pool_forward)

# %% [markdown]
# On the way back, the window's largest pixel gets the upstream gradient and all others get nothing: if you change
# them a little, the largest stays what it was. If two pixels are equally large, there is no derivative in the strict
# sense. Then a rule is needed, and the usual one gives everything to the first.
#
# ### Exercise 5, second part: who was it?


# %%
def max_pool_backward(upstream, x, size=2, stride=2):
    """The gradient of max pooling: each window's upstream goes to its largest pixel.

    Parameters
    ----------
    upstream : array, shape (n, c, oh, ow)
        The gradient of the loss with respect to what `max_pool_forward` returned.
    x : array, shape (n, c, h, w), of the dtype of upstream
        Its input.
    size : int, default 2
        Height and width of the window.
    stride : int, default 2
        Pixels between two windows. They overlap where it is smaller than size: a pixel that is the largest
        of several windows gets the sum.

    Returns
    -------
    array, shape (n, c, h, w), in the dtype of x
        Of equal pixels the first one wins, row by row, from the left. What is in no window gets 0.
    """
    ### BEGIN SOLUTION
    dx = np.zeros_like(x)
    n, c, oh, ow = upstream.shape
    images, channels = np.ogrid[:n, :c]
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            window = x[:, :, top : top + size, left : left + size].reshape(n, c, -1)
            row, column = np.divmod(window.argmax(axis=2), size)
            dx[images, channels, top + row, left + column] += upstream[:, :, i, j]
    return dx
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: begin with one window</summary>
#
# `argmax` of a flattened window gives one number from 0 to size * size - 1, and it takes the first of equal ones. How
# do you get the row and the column from it?
# </details>
# <details><summary>Hint 2: four loops are fine</summary>
#
# Go through images, channels, and places. Correct first, fast later.
# </details>
# <details><summary>Hint 3: overlapping windows</summary>
#
# With size 3 and stride 2 a pixel can win twice. See what your code does to the first number.
# </details>

# %%
check(max_pool_backward)

# %% [markdown]
# Two modules can stand between the last feature maps and the classes. **Flatten** puts all numbers of an image into
# one row. **Global average pooling** keeps the mean of each map, so that images of any size end as one number a
# channel (Lin, Chen and Yan 2014). Write the second in a form in which nothing has to be remembered by hand: one
# function returns the output *and* the way back, which is a function, too.
#
# ### Exercise 5, third part: the mean of a map


# %%
def global_average_pool(x):
    """The mean of each feature map, and the way back (Lin, Chen and Yan 2014, section 3.2).

    Parameters
    ----------
    x : array, shape (n, c, h, w)
        h and w may differ.

    Returns
    -------
    y : array, shape (n, c), in the dtype of x
    backward : function
        Takes the gradient in y, shape (n, c), to that in x, shape (n, c, h, w), in the dtype of x.
    """
    ### BEGIN SOLUTION
    height, width = x.shape[2:]

    def backward(upstream):
        share = upstream / (height * width)
        return np.broadcast_to(share[:, :, None, None], x.shape).copy()

    return x.mean(axis=(2, 3)), backward
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a function in a function</summary>
#
# `backward` is defined inside and can use `x.shape`. Return it without calling it: no brackets behind its name.
# </details>
# <details><summary>Hint 2: how much does one pixel count?</summary>
#
# Write the mean of a map of 2 by 3 pixels as a sum. What is in front of each pixel?
# </details>

# %%
check(global_average_pool)

# %% [markdown]
# You have now written enough modules to see the pattern. A **module** is a function with a forward pass and a
# backward pass. The backward pass takes the upstream gradient $u$, returns the gradient for the input, and keeps
# the gradients for its parameters, if it has any. All networks of this course are built from a small zoo. ($q$ is
# the probability of keeping a unit, $\hat x$ a normalized value, and $p$ the probabilities of the classes. Dropout
# belongs to unit 11 and batch normalization to unit 10; the residual block comes in 13.12.) A loss stands at the end,
# so no $u$ comes to it.
#
# | module | forward | gradient for its input | gradients for its parameters |
# | --- | --- | --- | --- |
# | dense | $y = x W + b$ | $u \, W^\top$ | $x^\top u$ and the sum of $u$ over examples |
# | convolution | $Y = C \, W^\top + b$ | $\mathrm{col2im}(U \, W)$ | $U^\top C$ and the sum of $U$ over rows |
# | max pooling | largest of each window | $u$ to the largest pixel | none |
# | average pooling | mean of each window | $u / k^2$ to each of its $k^2$ pixels | none |
# | global average pooling | mean of each channel | $u / (h w)$ to every pixel | none |
# | flatten | another shape | the old shape | none |
# | ReLU | $\max(x, 0)$ | $u$ where $x > 0$, else 0 | none |
# | sigmoid | $y = 1 / (1 + e^{-x})$ | $u \, y (1 - y)$ | none |
# | dropout | $m \, x / q$, where the mask $m$ is 0 or 1 | $m \, u / q$ | none |
# | batch normalization | $\gamma \hat x + \beta$ | unit 10 | $\sum u \hat x$ and $\sum u$ |
# | residual block | $x + f(x)$ | $u$ plus what $f$ makes of $u$ | those of $f$ |
# | softmax and cross-entropy, one loss | $-\log p_{\text{label}}$ | $p$, minus 1 at the label | none |
#
# The loop that trains is the same for all: forward from first to last, backward from last to first, then a step for
# each parameter. This course's library is built by the table. Below, nine of its modules are tested, those that
# compute the same in training and later and are no loss. Each stands behind a convolution with a window of one pixel
# (so that what it sends back is tested too). All numbers that go in, and all parameters, change a bit in a random
# direction. How much the output, weighted by a random $u$, changes is predicted by the gradients, and measured.

# %% tags=["demo"]
zoo = {"dense": nn.Sequential(nn.Flatten(), nn.Dense(72, 3)), "convolution": nn.Conv2d(2, 3, 3)}
zoo |= {"max pooling": nn.MaxPool(2), "average pooling": nn.AveragePool(2)}
zoo |= {"global average pooling": nn.GlobalAveragePool(), "flatten": nn.Flatten()}
zoo |= {"ReLU": nn.ReLU(), "sigmoid": nn.Sigmoid()}
zoo |= {"residual block": nn.Residual(nn.Conv2d(2, 2, 3, padding=1))}
for name, module in zoo.items():
    model, rng = nn.Sequential(nn.Conv2d(2, 2, 1), module), np.random.default_rng(0)
    values = model.build(rng=0, dtype="float64").values
    x, dx = rng.standard_normal((2, 5, 2, 6, 6))
    turn, u = rng.standard_normal(values.size), rng.standard_normal(model(x).shape)
    expected, ends = (model.backward(u) * dx).sum() + model.parameters.gradients @ turn, []
    for step in (1e-6, -1e-6):
        values += step * turn
        ends.append((u * model(x + step * dx)).sum())
        values -= step * turn
    error = abs((ends[0] - ends[1]) / 2e-6 - expected)
    print(f"1 x 1 convolution, then {name:22}: {values.size:3} parameters, difference {error:.0e}")

# %% [markdown]
# ## 13.9 Shift it: who still knows it?
#
# Shift an image by one pixel, and a convolution with stride 1 gives the same feature maps, shifted by one pixel (but
# for the border). This property is called **equivariance**. It comes from sharing: the same filter is everywhere, so
# it does not matter where the shape is. If you then keep only the largest number of each map, wherever it is, the
# answer does not change at all: **invariance**.
#
# ### Exercise 6: measure it


# %%
def accuracy_when_shifted(predict, x, labels, down, across):
    """The share of the images that are read right after all of them have been shifted.

    Parameters
    ----------
    predict : function
        `predict(x)` takes images of the shape of x and returns their classes, shape (n,).
    x : array, shape (n, c, h, w)
    labels : array of int, shape (n,)
    down, across : int
        Pixels to shift by, down and to the right; negative numbers shift up and to the left. What leaves
        the image is lost, and zeros come in on the other side. A shift may be larger than the image.

    Returns
    -------
    float
        From 0 to 1.
    """
    ### BEGIN SOLUTION
    moved = np.zeros_like(x)
    target, source = [], []
    for shift, length in ((down, x.shape[2]), (across, x.shape[3])):
        target.append(slice(max(shift, 0), max(length + shift, 0)))
        source.append(slice(max(-shift, 0), max(length - shift, 0)))
    moved[:, :, target[0], target[1]] = x[:, :, source[0], source[1]]
    return float((predict(moved) == labels).mean())
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: two slices</summary>
#
# Make an array of zeros, and copy the part that stays. Shifted down by 2, rows 0 to h - 3 of the image become rows
# 2 to h - 1.
# </details>
# <details><summary>Hint 2: either sign</summary>
#
# `x[:-2]` leaves out two rows, but `x[:-0]` leaves out all. Another way: put a wide border of zeros around the
# images and cut out a part of the old size.
# </details>

# %%
check(accuracy_when_shifted)

# %% [markdown]
# Four networks learn digits in the middle of a black square of 16 by 16 pixels. Then the test digits are shifted to
# the right.
#
# - A dense network with 6 hidden units has about as many weights as the ConvNet below.
# - A dense network with 32 has six times as many.
# - The same with 32, but *its* training digits are shifted at random, by up to 4 pixels each way (unit 12).
# - A **ConvNet**: 8 filters, ReLU, max pooling of 2 by 2, 16 filters, ReLU, and then the largest number of each map.
#   It only sees centered digits.
#
# **Predict.** Draw the four curves for shifts from 0 to 4. Is the ConvNet's flat?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
(x, labels), (unseen, truth) = centered(side=16)
make = {"dense, 6 units": partial(convnets.dense, 6, 16)}
make |= {"dense, 32 units": partial(convnets.dense, 32, 16)}
make |= {"dense, 32, shifted in training": partial(convnets.dense, 32, 16)}
make |= {"ConvNet": convnets.everywhere}
change = {"dense, 32, shifted in training": convnets.shifted_at_random}
nets = {}
for name, one in make.items():
    settings = {"change": change.get(name), "name": name}
    nets[name] = trained(one, x, labels, updates=300, seeds=range(3), **settings)


# %% tags=["demo"]
@drawn_by("accuracy_when_shifted")
def over_shifts(nets, unseen, truth):
    """What networks of each name read right after shifts to the right, over three seeds."""
    shifts, table = [0, 1, 2, 3, 4], {}
    for name, models in nets.items():
        readers = [partial(convnets.reads, model) for model in models]
        rows = [[accuracy_when_shifted(r, unseen, truth, 0, s) for s in shifts] for r in readers]
        table[name] = shifts, 100 * np.array(rows)
        means = ", ".join(f"{one:.0f}" for one in table[name][1].mean(axis=0))
        print(f"{name:31} {models[0].parameters.values.size:6} weights; % right: {means}")
    look = {"xlabel": "pixels to the right", "ylabel": "images read right, %", "log": False}
    return plots.bands(table, **look)


over_shifts(nets, unseen, truth)

# %% [markdown] tags=["seen"]
# Centered, the dense network with 32 units is about a point better than the ConvNet. One pixel takes half of that away
# from it, and two pixels nearly all: what is left is hardly better than guessing. With 6 units, about as many weights
# as the ConvNet has, it fares no better: 87 % centered, 40 and 14 % after one and two pixels. So the number of weights
# is not the reason.
#
# With shifted digits in training the curve does not fall, but it is low: the network has to learn each digit in each
# place, and 300 updates are too few for that. (More updates help. Try it.) It is even lowest in the middle. A pixel
# in the middle belongs to digits at nearly all shifts, which are hard to tell apart; few shifts reach the rim. That
# is a likely reason, not a proven one.
#
# The ConvNet was never shown a shifted digit. Shifted by two or by four pixels it reads as well as before. But by
# one or by three it loses about twenty points! The reason is the pooling. Its windows begin at every *second*
# pixel, so after a shift by two they hold the same pixels as before, one place on. After a shift by one they hold
# other pairs, and the largest of other pairs is something else. The stride makes the network equivariant to shifts
# by 2 only. Zhang (2019) showed this in large networks, and that a little blur before each stride helps.

# %% [markdown]
# And shapes? `convnets.small_shapes()` draws them in color, on 16 by 16 pixels with three channels: red, green, and
# blue. There are ten kinds, such as disks, rings, crosses, and stripes. Size, place (within two pixels), and both
# colors are drawn at random, so color says nothing about the kind. Again a dense network has about as many weights
# as the ConvNet, and another one more than ten times as many. Each learns 1,200 shapes in 200 updates, at the best
# of the rates 0.003, 0.01, 0.03, and 0.1. (The ConvNet's first filters are 5 by 5 and begin small, for a reason that
# comes in 13.13.)

# %% tags=["demo"]
shapes, _, judge = convnets.small_shapes()
faint = partial(nn.initializers.normal, std=0.03)
wide = partial(nn.Conv2d, kernel=5, padding=2, init=faint)
on_shapes = partial(convnets.everywhere, channels=3, first=wide)
rivals = {"dense, 3 units": (partial(convnets.dense, 3, 16, channels=3), 0.1)}
rivals |= {"dense, 32 units": (partial(convnets.dense, 32, 16, channels=3), 0.03)}
rivals |= {"ConvNet": (on_shapes, 0.01)}
seers = {}
for name, (one, rate) in rivals.items():
    seers[name] = trained(one, *shapes, lr=rate, seeds=range(3), name=name)
over_shifts(seers, *judge)

# %% [markdown]
# With about as many weights, the dense network reads 19 %, not much more than by guessing. With more than ten times as
# many it reads 38 %, and four pixels take nearly all of that away. The ConvNet reads 83 %, and still 73 % after four
# pixels to the right, though its own shapes moved by two at most. (Of some shapes a part has left the image by then.)
# It has no dip at odd shifts: while it learned, shapes stood at odd places as often as at even ones.
#
# Digits in the middle are easy for a dense network: a pixel means about the same in all of them. Here each kind comes
# at many places, light on dark or dark on light. What is learned about one place helps at the others only where
# weights are shared.

# %% [markdown]
# ## 13.10 What a unit can see
#
# A unit in the first layer sees 3 by 3 pixels. One in the second layer sees 3 by 3 *units*, so 5 by 5 pixels. What a
# unit can see is its **receptive field**. Let $r$ be its width, and let $d$ (the **jump**) be the distance in pixels
# between the fields of two neighbors. At the input $r = 1$ and $d = 1$. A layer with the kernel size $k$ and the
# stride $s$ looks at $k$ neighbors, from the first to the last $k - 1$ jumps, so
#
# $$ r \leftarrow r + (k - 1) \, d, \qquad d \leftarrow d \, s . $$
#
# A pooling layer counts like any other. Some layers leave gaps in their windows: with **dilation** $\delta$, the $k$
# places are $\delta$ units apart (1 is the usual window), so there are $(k - 1) \, \delta$ jumps from first to last
# (Yu and Koltun 2016).
#
# ### Exercise 7: how wide?


# %%
def receptive_field(layers):
    """Width of what one unit sees, and distance between neighbors (Araujo, Norris and Sim 2019, equations 1, 2).

    Parameters
    ----------
    layers : list of (int, int, int)
        Kernel size, stride, and dilation of each layer, from the image upward. It may be empty.

    Returns
    -------
    size : int
        Pixels from the first to the last that the unit sees, in one direction; the image's border is far.
        1 without any layer.
    jump : int
        Pixels between the fields of two neighboring units. 1 without any layer.
    """
    ### BEGIN SOLUTION
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return size, jump
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: on paper</summary>
#
# Two layers with kernel size 3, the first with stride 2: draw the line of pixels, and three units above it.
# </details>
# <details><summary>Hint 2: which jump?</summary>
#
# The units that a layer looks at lie as far apart as *its input's* jump says. Its own stride counts for the next.
# </details>

# %%
check(receptive_field)

# %% [markdown]
# The same can be measured without any formula: set the upstream gradient to 1 for one unit in the middle and to 0 for
# all others, and go backward. The pixels with a gradient are what the unit sees. Below this is done for stacks of
# layers with random weights, the mean over 20 draws, without ReLUs. The box is yours.

# %% tags=["demo"]
stacks = {"one 3 x 3": "c", "three 3 x 3": "ccc", "six 3 x 3": "cccccc", "with pooling": "cpcpc"}
with drawn_by("receptive_field"):
    kinds = {"c": (3, 1, 1), "p": (2, 2, 1)}
    own = [receptive_field([kinds[layer] for layer in stack])[0] for stack in stacks.values()]
    seen = {name: sensitivities.sensitivity(stack) for name, stack in stacks.items()}
    plots.receptive_fields(seen, own).show()

# %% [markdown]
# The formula holds. But look at the shades. (They show square roots of the gradients, or you would not see the rim
# at all.) In the deeper stacks the middle counts far more than the rim. Many paths lead from the middle to the
# unit, and only one from each corner. Luo et al. (2016) call the bright part the *effective* receptive field, and
# show that in deep stacks it grows only with the square root of the depth.

# %% [markdown]
# ## 13.11 What it costs
#
# A convolution has few weights, and yet it is most of the work of a network, because each weight is used at every
# place. For one image, each of the $f \cdot o_h \cdot o_w$ outputs takes $c \cdot k_h \cdot k_w$ multiplications.
#
# There are two ways to make it cheaper. **1 x 1 convolutions** mix the channels of one pixel and see no neighbors
# (Lin, Chen and Yan 2014). They change the number of channels for a ninth of the work of a 3 x 3. **Groups** split
# the channels, and each filter sees the channels of its own group only, $c / g$ of them for $g$ groups. With as
# many groups as channels the layer is called **depthwise**. A depthwise 3 x 3 for the neighbors and a 1 x 1 for the
# channels together can take the place of a full one, for much less (Howard et al. 2017).
#
# ### Exercise 8: count before you build


# %%
def count_parameters_and_multiplications(shape, filters, kernel, stride=1, padding=0, groups=1):
    """What a convolution needs to remember, and to compute for one image.

    Parameters
    ----------
    shape : (int, int, int)
        Of one image: channels c, height, width.
    filters : int
        f, a multiple of groups.
    kernel : (int, int)
        Height and width of the window.
    stride, padding : int, default 1 and 0
    groups : int, default 1
        Divides c. Each filter sees c / groups channels; each has its own bias.

    Returns
    -------
    parameters : int
        Weights and biases.
    multiplications : int
        Of a weight by a pixel, for one image; those with the zeros of the padding count, additions do not.
    """
    ### BEGIN SOLUTION
    channels, height, width = shape
    weights = filters * (channels // groups) * kernel[0] * kernel[1]
    places = output_size(height, kernel[0], stride, padding) * output_size(width, kernel[1], stride, padding)
    return weights + filters, weights * places
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one filter</summary>
#
# How many weights does it have, and how many numbers does it make?
# </details>
# <details><summary>Hint 2: the two totals</summary>
#
# Each weight is used once at each place of the output. Biases are added, not multiplied.
# </details>

# %%
check(count_parameters_and_multiplications)


# %% [markdown]
# Move the slider: channels in and out of a 3 x 3 convolution on 32 by 32 pixels.


# %% tags=["demo"]
@drawn_by("count_parameters_and_multiplications")
def costs(channels):
    """Millions of multiplications of three layers with as many channels out as in."""
    shape, count = (channels, 32, 32), count_parameters_and_multiplications
    full = count(shape, channels, (3, 3), padding=1)[1]
    mixing = count(shape, channels, (1, 1))[1]
    apart = count(shape, channels, (3, 3), padding=1, groups=channels)[1] + mixing
    millions = {"3 x 3": full / 1e6, "1 x 1": mixing / 1e6, "depthwise, then 1 x 1": apart / 1e6}
    title = f"{channels} channels, 32 by 32 pixels: {full / apart:.1f} times less in two steps"
    return plots.bars({title: millions}, ylabel="million multiplications")


plots.explore(costs, channels=(1, 256, 16))

# %% [markdown]
# The full layer costs $9 c$ multiplications for each output, the other two together $9 + c$. With many channels that
# is nearly nine times less, and with one channel it is more.

# %% [markdown]
# How long do so many multiplications take? The next cell times two layers, forward and backward: one of this unit's
# size on 64 digits, and one of the size that networks for photographs have on 8 images. If a GPU answers, they run on
# it as well.


# %% tags=["demo", "clock"]
from gradschool.experiments import devices


def there_and_back(channels, side, batch):
    """A convolution that keeps channels and size, with its gradients, on the device in use."""
    layer = nn.Conv2d(channels, channels, 3, padding=1)
    layer.build(rng=0)
    x = backend.default_rng(0).standard_normal((batch, channels, side, side), "float32")
    return lambda: layer.backward(layer(x, training=True))


sizes = {"8 channels, 8 by 8": (8, 8, 64), "64 channels, 32 by 32": (64, 32, 8)}
devices.race({name: partial(there_and_back, *size) for name, size in sizes.items()})

# %% [markdown]
# The second layer does 128 times the multiplications of the first, and on a CPU it takes some forty times as long: the
# small one is not all multiplications. A GPU does thousands of multiplications at once, but it has to be asked for each
# operation, and asking takes the same time for a small array as for a large one (unit 00, section 0.4). So on a GPU
# expect two times that are much closer, and a gain in the second line only. We have not measured that: the course has
# not been run on a GPU yet.

# %% [markdown]
# ## 13.12 Deeper: a way around each block
#
# A large receptive field needs depth. But He et al. (2016) found that beyond some depth plain networks fit even their
# training data worse than shallower ones. So they made each block compute only a *change*:
#
# $$ y = x + f(x), $$
#
# a **residual block**, where $f$ is one or more convolutions with their ReLUs. On the way back the gradient for $x$
# is $u$ itself, plus what $f$ makes of $u$: through the **shortcut** it passes unchanged.
#
# Where $f$ changes the number of channels or has a stride, $x$ and $f(x)$ do not fit together. Then the shortcut is a
# small module $s$ of its own, a 1 x 1 convolution with that stride, and $y = s(x) + f(x)$. And since values that are
# added in each block grow, $f(x)$ is often multiplied by a small number $a$, the **scale**.
#
# ### Exercise 9: a way around


# %%
def residual_block(x, f, shortcut=None, scale=1.0):
    """A residual block, y = s(x) + a f(x), and the way back (He et al. 2016, equations 1 and 2).

    Parameters
    ----------
    x : array of any shape
    f : function
        A module: `f(x)` returns its output, an array, and its way back, a function that takes the gradient in
        that output to the gradient in x. It may need that output again on the way back: do not write into it.
    shortcut : function, optional
        s, a module like f with an output of the same shape. Without it, s(x) is x itself.
    scale : float, default 1.0
        a, by which f(x) is multiplied.

    Returns
    -------
    y : array, shape of f's output, in the dtype of x
    backward : function
        Takes the gradient in y, shape of y, to that in x, shape of x, in the dtype of x.
    """
    ### BEGIN SOLUTION
    change, back_through_f = f(x)
    kept, back_around = (x, lambda upstream: upstream) if shortcut is None else shortcut(x)

    def backward(upstream):
        return back_around(upstream) + back_through_f(scale * upstream)

    return kept + scale * change, backward
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: forward</summary>
#
# `f(x)` gives two things. Keep both: the first for y, the second for later.
# </details>
# <details><summary>Hint 2: backward</summary>
#
# x is used twice, by f and by the shortcut. What happens to a gradient where a value is used twice (unit 02)?
# </details>

# %%
check(residual_block)

# %% [markdown]
# Ten of your blocks in a row, each around a convolution and a ReLU that compute with your own functions. A small step
# in a random direction changes the sum of the outputs, weighted by a random $u$, by as much as the gradient predicts.

# %% tags=["demo"]
rng, depth = np.random.default_rng(0), 10
weights = rng.standard_normal((depth, 4, 4, 3, 3)) * (2 / 36) ** 0.5


def convolution(x, weight):
    """A convolution with ReLU: its output and its way back to x."""
    y = np.maximum(conv2d_forward(x, weight, np.zeros(4), padding=1), 0)
    return y, lambda upstream: conv2d_backward(upstream * (y > 0), x, weight, padding=1)[0]


with drawn_by("residual_block", "conv2d_forward", "conv2d_backward"):
    x, dx, u = rng.standard_normal((3, 2, 4, 6, 6))
    backs, ends = [], []
    for h in (x, x + 1e-6 * dx, x - 1e-6 * dx):
        for weight in weights:
            h, back = residual_block(h, partial(convolution, weight=weight), scale=depth**-0.5)
            backs.append(back)
        ends.append((u * h).sum())
    for back in backs[depth - 1 :: -1]:
        u = back(u)
    print(f"predicted {(u * dx).sum():.6f}, measured {(ends[1] - ends[2]) / 2e-6:.6f}")

# %% [markdown]
# Take care of the scale. In $x + f(x)$ two things of similar size are added, so the values grow with each block,
# and so do the gradients. So $f$ is normalized (unit 10), or begins small. Below it is divided by the root of the
# number of blocks. Each block is one convolution with 8 channels and a ReLU, with the first weights of He et al.
# (2015). Compare the three curves at the left end while you move the slider.


# %% tags=["demo"]
def lengths(blocks):
    """The gradient's length at the input of each block, before training, over ten draws."""
    runs = {
        "plain": sensitivities.gradient_lengths(blocks, shortcut=False),
        "x + f(x)": sensitivities.gradient_lengths(blocks),
        "x + f(x) / root": sensitivities.gradient_lengths(blocks, scale=blocks**-0.5),
    }
    return plots.compare_layers(runs, ylabel="length of the gradient")


plots.explore(lengths, blocks=(2, 40, 30))

# %% [markdown]
# With 30 blocks, the bare sum makes gradients hundreds of thousands of times as long, and divided by the root they
# about double. Plain blocks keep a third of the length: that is what the first weights of He et al. are for (unit
# 05).
#
# So plain networks look fine?
#
# **Predict.** Networks with 16 blocks learn the digits for 60 updates, at one of four rates and from three seeds. At
# which rates are the plain ones better, and at which those with shortcuts (divided by the root)?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
blocks, rates, table = 16, [0.001, 0.003, 0.01, 0.03], {}
for name, shortcut in {"plain": False, "with shortcuts": True}.items():
    make, columns = partial(convnets.deep, blocks, shortcut=shortcut), []
    for rate in rates:
        settings = {"lr": rate, "name": f"{name}, {rate}"}
        models = trained(make, *learn, updates=60, batch=32, seeds=range(3), **settings)
        columns.append(right(models, *held))
        told = f"{columns[-1].mean():.0f} ± {columns[-1].std(ddof=1):.0f} % right"
        print(f"{blocks} blocks {name:14}, rate {rate:5}: {told}")
    table[name] = rates, np.array(columns).T
look = {"xlabel": "learning rate", "ylabel": "digits read right, %", "log": False, "log_x": True}
plots.bands(table, **look)

# %% [markdown] tags=["seen"]
# At 0.001 the plain ones are ahead, with 58 and 44 %. At 0.003 the two are within the spread, 67 and 64 %. At 0.01 the
# plain ones only guess, and those with shortcuts are at their best, 79 %. So a shortcut does not make each update
# better. It lets you take larger ones. After 60 updates that is worth twelve points here, best against best, with a
# spread of ten and six. Is that luck? With five seeds we found thirteen, 66 and 80 %, and after 300 updates at these
# two rates still four or five: about 91 and 96 %.
#
# Change `blocks`. With 4, both kinds bear 0.01 and read 91 %. With 32, which takes twice as long, those with
# shortcuts read 71 % at 0.01, and the plain ones 19 % at 0.001, their best of the four rates: in 60 updates they
# hardly learn.

# %% [markdown]
# Why do plain networks not bear the larger rate? The lengths are no reason: Adam (unit 07), which takes these steps,
# divides each gradient by its usual size, so a third of the length makes no step shorter or longer.
#
# What about the directions? A gradient says where to go from *here*. A long step needs a gradient that still holds
# some way off. So change every pixel of a digit a little, by noise with a standard deviation of 0.05, and take the
# gradient at the digit and at the changed one. The cosine of the angle between them is 1 if they point the same way,
# and 0 at a right angle.

# %% tags=["demo"]
depths, table = [1, 4, 16, 32], {}
for name, shortcut in {"plain": False, "with shortcuts": True}.items():
    rows = [sensitivities.gradient_agreement(n, shortcut=shortcut, noise=0.05) for n in depths]
    table[name] = depths, np.array(rows).T
plots.bands(table, xlabel="blocks", ylabel="cosine of two gradients", log=False)

# %% [markdown]
# In plain networks the gradient at one image says less and less about the gradient at nearly the same image: the
# cosine falls from 0.8 to 0.3 at 32 blocks. Balduzzi et al. (2017) found this, and called it *shattered gradients*.
# With shortcuts it stays above 0.8, and even rises a little.
#
# This fits: where gradients change quickly, only short steps are safe. It is no proof. The cosine was measured before
# training, and the image was moved, while a step moves the weights.

# %% [markdown]
# ## 13.13 Your own convolution learns
#
# Here is what was promised. The network of 13.1, but both convolutions compute with *your* `conv2d_forward` and
# `conv2d_backward`. If yours take their time, take fewer seeds.
#
# One more thing is different. With first weights of the usual size, the nine of a filter begin with a standard
# deviation of 0.47, and 200 updates change them so little that you would look at a random draw: the cosine between a
# filter before and after is 0.92 on average. So the first layer begins small here, with 0.03. What you see after
# training is then learned.

# %% tags=["demo", "clock"]
updates, seeds = 200, range(3)
with drawn_by("conv2d_forward", "conv2d_backward"):
    mine = partial(convnets.Own, conv2d_forward, conv2d_backward)
    small = partial(mine, init=partial(nn.initializers.normal, std=0.03))
    make, begin = partial(convnets.convolutional, mine, first=small), time.time()
    own = trained(make, *learn, updates=updates, seeds=seeds, name="your convolution")
    percent, took = right(own, *held), time.time() - begin
    told = f"{percent.mean():.1f} % of unseen digits right, on average over {len(seeds)} networks"
    print(f"{told}; {1000 * took / len(seeds) / updates:.0f} ms an update")

# %% [markdown]
# And these are the filters of one of them, before and after training, all on one scale of the colors of 13.4. Beside
# them is what each answers to five digits, after the ReLU.


# %% tags=["demo"]
@drawn_by("conv2d_forward", "conv2d_backward")
def learned(network):
    """The first layer's filters of one network, and its answers."""
    first, start = own[network].layers[0], make()
    start.build(rng=network)
    answers = np.maximum(first.forward(held[0][five]), 0)
    before, after = (layer.parameter("weight")[:, 0] for layer in (start.layers[0], first))
    return plots.answered(after, held[0][five, 0], answers, before=before)


plots.explore(learned, network=list(seeds))

# %% [markdown]
# They read 97 %, about as well as with the usual first weights. A filter has become 14 times as long, in the median,
# so hardly more than a fourteenth of it can be left of the draw. Nobody drew these.
#
# Some filters have light weights on one side and dark ones on the other: they answer along the edges of strokes,
# those with the dark side on the left at left edges, say. Others are light nearly all over and answer to ink
# wherever it is. Compare with the ones made by hand in 13.4. Then move to another network: its filters come in
# another order, and they are not the same ones, but the kinds return.
#
# A few of the filters stay gray and answer to no digit at all. Early updates took their answers below zero
# everywhere, and since then the ReLU lets no gradient through: dead units (unit 03), the price of a small beginning.
#
# ### And from shapes in color
#
# The ConvNet of 13.9 that learned shapes has filters of 5 by 5 with three channels, red, green, and blue. So each can
# be looked at as a picture in color, where gray is 0 in all channels. (Its layers are the library's; yours would need
# a minute or more.)
#
# **Predict.** Will the filters be colored?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
def seen_in(network):
    """The first layer's filters of one network, and its answers to five shapes."""
    first, start = seers["ConvNet"][network].layers[0], on_shapes()
    start.build(rng=network)
    before, after = (layer.parameter("weight") for layer in (start.layers[0], first))
    answers = np.maximum(first.forward(judge[0][:5]), 0)
    return plots.answered(after, judge[0][:5], answers, before=before)


plots.explore(seen_in, network=list(range(3)))

# %% [markdown] tags=["seen"]
# Hardly. A random filter has a third of its (squared) weight in what the three channels share, which is gray. After
# training it is 0.94, on average over 24 filters. Nobody told the networks that color does not matter here. They found
# out, since no other filters help.
#
# What is left are light and dark bars and edges in all directions. They are longer than those of the digits: the
# window is wider, and so are the lines of the shapes. Networks that learn from photographs have such filters, too,
# beside some that are colored (Krizhevsky, Sutskever and Hinton 2012, figure 3): there color means something.

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. Spectra from a chemist's instrument: 400 numbers, one for each wavelength. A peak at 510 means copper, the same
#    peak at 590 means sodium. Which of the two assumptions of 13.2 holds for *finding* a peak, and why must the
#    network not end in a global maximum or mean?
# 2. A colleague replaces a 7 x 7 convolution by three 3 x 3 ones, with as many channels. Compare receptive field,
#    weights, and what stands between the layers. What did he gain?
# 3. One network ends in global average pooling, another in flatten; a dense layer follows in both. Both were trained
#    on 32 by 32 images. Which of them runs on 48 by 40, and why not the other?
# 4. In the ConvNet of 13.9 for digits, a colleague pools windows of 4 by 4 with stride 4 in place of 2 by 2. Which
#    shifts cost nothing now, and why do the others cost something?

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** Both hold for finding it: a peak is a few neighboring numbers, and its shape is the same wherever it is, so
# filters may be local and shared. But the place *is* the answer. A global maximum or mean throws it away; a dense
# layer over all places, or local filters, must follow.
#
# **2.** Both see 7 by 7. With $c$ channels in and out, $49 c^2$ against $27 c^2$ weights, little more than half, and
# two ReLUs in between, so the function is richer. (The effective field is narrower, as 13.10 shows.)
#
# **3.** The first: a mean exists for any size, so the dense layer gets one number a channel as before. Flatten makes
# more numbers of a larger map, and the dense layer has a row of weights for each of the old number only.
#
# **4.** Shifts by multiples of 4: then the windows hold the same pixels as before, one place on. After any other
# shift they hold other pixels, and their maxima are others.
#
# *Rubric, for each:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 13.14 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** An image with 3 channels and 28 by 28 pixels goes through 10 filters of 5 by 5 with stride 2 and
# padding 2, and then through max pooling of 2 by 2 with stride 2. How many numbers come out?
#
# - **a**: 360
# - **b**: 490
# - **c**: 1470
# - **d**: 1960


# %%
def quiz_sizes():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_sizes)

# %% [markdown] explains="quiz_sizes"
# $\lfloor (28 + 4 - 5) / 2 \rfloor + 1 = 14$, then $\lfloor (14 - 2) / 2 \rfloor + 1 = 7$, and $10 \cdot 7 \cdot 7 =
# 490$. Without padding it would be $10 \cdot 6 \cdot 6 = 360$, without pooling $10 \cdot 14 \cdot 14 = 1960$. The
# three channels are summed, so they do not multiply the output.

# %% [markdown]
# **Question 2.** The line 0, 0, 1, 0, 0 goes through a convolution, as deep-learning libraries compute it, with the
# filter (1, 2, 3), stride 1, and padding 1. What comes out?
#
# - **a**: 0, 1, 2, 3, 0
# - **b**: 1, 2, 3
# - **c**: 0, 3, 2, 1, 0
# - **d**: 0, 6, 6, 6, 0


# %%
def quiz_flip():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_flip)

# %% [markdown] explains="quiz_flip"
# The first window that meets the 1 meets it with its *last* place, which has the weight 3. So the filter appears
# backward. The convolution of mathematics flips it beforehand, and 1, 2, 3 would come out in this order.

# %% [markdown]
# **Question 3.** Two images of 2 by 2 pixels, all of them 3, go through a convolution with one filter of 1 x 1. Its
# weight is 5, its bias is 0, and the upstream gradient is 1 everywhere. What are the gradients of weight and bias?
#
# - **a**: 3 and 1
# - **b**: 12 and 4
# - **c**: 24 and 8
# - **d**: 40 and 8


# %%
def quiz_shared_gradient():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_shared_gradient)

# %% [markdown] explains="quiz_shared_gradient"
# The weight is used $2 \cdot 2 \cdot 2 = 8$ times, each time on a pixel of value 3: $8 \cdot 3 = 24$. The bias is
# added 8 times. With one image it would be 12 and 4; 40 is 8 times the weight, which belongs to the pixels'
# gradients.

# %% [markdown]
# **Question 4.** Convolutions of 3 by 3 with stride 1, one on top of the other. The first has dilation 1, the second 2,
# the third 4, and so on, always doubled. How many does it take until a unit at the top sees at least 100 pixels in a
# row?
#
# - **a**: 5
# - **b**: 6
# - **c**: 7
# - **d**: 50


# %%
def quiz_field():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_field)

# %% [markdown] explains="quiz_field"
# A layer with dilation $\delta$ adds $2 \delta$ pixels, so after $n$ layers it is $1 + 2 (1 + 2 + 4 + \dots) =
# 2^{n + 1} - 1$: 63 after five, 127 after six, 8,191 after twelve. Without dilation each layer adds 2, and it would
# take 50.

# %% [markdown]
# **Question 5.** Thirty layers with one unit each. The derivative of each layer's $f$ lies between $-0.1$ and $0.1$.
# In size, how large can the gradient at the input be at most without shortcuts, and how small at least with them? The
# upstream gradient is 1.
#
# - **a**: $10^{-30}$, and 0.04
# - **b**: $10^{-30}$, and 1
# - **c**: 3, and 0.04
# - **d**: 0.04, and $10^{-30}$


# %%
def quiz_shortcuts():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "a"
    ### END SOLUTION


# %%
check(quiz_shortcuts)

# %% [markdown] explains="quiz_shortcuts"
# Without shortcuts it is a product of thirty factors of at most 0.1: $10^{-30}$. With them each factor is $1 + f'$,
# at least 0.9, and $0.9^{30} = 0.04$. (At most it is $1.1^{30} = 17$.) The plain blocks of 13.12 did not vanish like
# this, because their first weights are as large as He et al. (2015) make them.

# %% [markdown]
# ## 13.15 Experiment: the shapes, within a budget
#
# `convnets.small_shapes()` returns three sets of the shapes of 13.9: 1,200 images to learn from, 300 to choose by, and
# 500 to judge by. The budget is 300 updates of 64 images for each network, and 20,000 weights.
#
# 1. **Choose one question:** pooling or stride 2? The largest number of each map, its mean, or flatten at the end?
#    Few filters and more layers, or the other way around? 3 by 3 or 5 by 5? **Write down first** what you expect.
# 2. Build two to four networks that differ in this *only*. `trained(make, x, labels, updates=300, lr=...)` trains
#    them, where `make` returns a new `nn.Sequential`; the text of `nn.Conv2d` says what it takes. The largest number
#    of a map of 8 by 8 is `nn.MaxPool(8)`, its mean `nn.GlobalAveragePool()`.
# 3. Find for each the best of at least three rates *by the 300*. Then compare by the 500, which have chosen nothing, at
#    five seeds: mean and sample deviation, weights, and multiplications by your own count.
# 4. Explain what you found. Which assumption about the images does each of your networks make?
#
# Write your answer in the next cell. *(Graded by hand: 4 points.)*

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Question:* how to end. *Networks:* 16 filters, ReLU, max pooling of 2 by 2, 32 filters, ReLU, and then one of
# three: max pooling and flatten, the mean of each map, or its largest number; and a dense layer. *Expectation:* the
# shapes are at random places, so both global ends should beat flatten. Seeds 0 to 4, rates 0.003, 0.01, and 0.03:
#
# | end | best rate | right of the 300, % | of the 500, % | of the 1,200, % | weights | multiplications |
# | --- | --- | --- | --- | --- | --- | --- |
# | flatten | 0.01 | 87 | 87 ± 2 | 99 | 10,218 | 410,624 |
# | mean | 0.01 | 64 | 64 ± 9 | 70 | 5,418 | 405,824 |
# | largest | 0.01 | 90 | 92 ± 2 | 99 | 5,418 | 405,824 |
#
# (The rates were chosen by the 300, and the best lie inside. At 0.03 flatten falls to 36 ± 36: some of its networks
# learn nothing.)
#
# *Reading.* The largest number is five points better than flatten, with half the weights. The mean is far behind,
# against my expectation, and not because it generalizes badly: it reads only 70 % of the images that it learned from.
#
# *Why.* All three share filters. Flatten lets every place have its own weights behind the filters, so it has to learn
# from 1,200 images that a shape two pixels farther on is the same shape. The largest number forgets the place, which
# says nothing about the class. The mean forgets it as well, but it also mixes the shape with its background, which
# is most of the image, so what tells a ring from a disk is a small difference of two means; 300 updates are too few
# to learn from it. (More updates would tell whether this is right.)
#
# *Rubric.* **1 point, design:** a prediction in advance; networks that differ in one thing; the budget kept. **1
# point, fairness:** at least three rates each, chosen by images that do not judge, and five seeds. **1 point,
# report:** a table with mean, sample deviation, weights, and multiplications. **1 point, explanation:** by what the
# networks assume (place matters or not, how far apart belonging pixels lie); "A is better" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# Convolutions run in every phone: cameras, face unlock, speech. Most convolutional networks for images since 2016
# are stacks of residual blocks, most of them with batch normalization (unit 10), and small ones are depthwise and 1
# x 1 (Howard et al. 2017). Dilated ones see far in sound and in maps of pixels. Diffusion models, which make
# images, grew up as convolutional networks with shortcuts (U-Nets: Ronneberger, Fischer and Brox 2015).
#
# Much of their place was taken by **attention**. The vision transformer (Dosovitskiy et al. 2021) cuts an image
# into patches, which is one convolution whose stride is its kernel size, and then lets every patch look at every
# other one. It knows less about images beforehand, so it needs more data or stronger augmentation to become as
# good. The question is not settled: with the same training recipe a modernized ConvNet does about as well as a
# transformer of its size (Liu et al. 2022). The trade is the one of 13.1: whoever builds knowledge in needs less
# data, as long as it is true.
#
# In libraries, direct loops, im2col, and others (Lavin and Gray 2016 save multiplications) compete, and the fastest
# is picked by size. The shortcut has outlived the convolution: every transformer has it around each block.

# %% [markdown]
# ## Key points
#
# - A dense network does not know which pixels are neighbors. A convolution is local and shared, and has few weights.
# - $o = \lfloor (h + 2p - k) / s \rfloor + 1$ windows fit.
# - With windows as rows, a convolution is a dense layer: one matrix product forward, two backward. A pixel's
#   gradient is the sum over all windows that it is in, a weight's the sum over all places and images.
# - Max pooling sends the gradient to the largest pixel, the first among equals; a mean gives each pixel its share.
# - Convolution is equivariant, a global maximum or mean makes it invariant, and strides break it between their steps.
# - The receptive field grows by $(k - 1)$ jumps, and strides multiply the jump. Its middle counts most.
# - Few weights are not little work: each is used at every place.
# - A residual block adds up the gradients of both ways; on its shortcut the gradient passes unchanged. Deep networks
#   with shortcuts bear larger rates.
#
# ## What comes next
#
# More filters, more layers, more weights: at some point a network has more of them than there are images. Unit 14
# asks what happens then.
#
# ## References
#
# - Araujo, A., Norris, W., Sim, J. (2019). Computing receptive fields of convolutional neural networks. *Distill*.
#   doi:10.23915/distill.00021.
# - Balduzzi, D., Frean, M., Leary, L., Lewis, J. P., Ma, K. W.-D., McWilliams, B. (2017). The shattered gradients
#   problem: if resnets are the answer, then what is the question? *ICML*. arXiv:1702.08591.
# - Chellapilla, K., Puri, S., Simard, P. (2006). High performance convolutional neural networks for document
#   processing. *Tenth International Workshop on Frontiers in Handwriting Recognition*.
# - Dosovitskiy, A. et al. (2021). An image is worth 16x16 words: transformers for image recognition at scale. *ICLR*.
#   arXiv:2010.11929.
# - Dumoulin, V., Visin, F. (2016). A guide to convolution arithmetic for deep learning. arXiv:1603.07285.
# - Fukushima, K. (1980). Neocognitron: a self-organizing neural network model for a mechanism of pattern recognition
#   unaffected by shift in position. *Biological Cybernetics* 36, 193-202.
# - He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers: surpassing human-level performance on
#   ImageNet classification. *ICCV*. arXiv:1502.01852.
# - He, K., Zhang, X., Ren, S., Sun, J. (2016). Deep residual learning for image recognition. *CVPR*.
#   arXiv:1512.03385.
# - Howard, A. G. et al. (2017). MobileNets: efficient convolutional neural networks for mobile vision applications.
#   arXiv:1704.04861.
# - Krizhevsky, A., Sutskever, I., Hinton, G. E. (2012). ImageNet classification with deep convolutional neural
#   networks. *NeurIPS*.
# - Lavin, A., Gray, S. (2016). Fast algorithms for convolutional neural networks. *CVPR*. arXiv:1509.09308.
# - LeCun, Y. et al. (1989). Backpropagation applied to handwritten zip code recognition. *Neural Computation* 1,
#   541-551.
# - LeCun, Y., Bottou, L., Bengio, Y., Haffner, P. (1998). Gradient-based learning applied to document recognition.
#   *Proceedings of the IEEE* 86, 2278-2324.
# - Lin, M., Chen, Q., Yan, S. (2014). Network in network. *ICLR*. arXiv:1312.4400.
# - Liu, Z. et al. (2022). A ConvNet for the 2020s. *CVPR*. arXiv:2201.03545.
# - Luo, W., Li, Y., Urtasun, R., Zemel, R. (2016). Understanding the effective receptive field in deep convolutional
#   neural networks. *NeurIPS*. arXiv:1701.04128.
# - Ronneberger, O., Fischer, P., Brox, T. (2015). U-Net: convolutional networks for biomedical image segmentation.
#   *MICCAI*. arXiv:1505.04597.
# - Yu, F., Koltun, V. (2016). Multi-scale context aggregation by dilated convolutions. *ICLR*. arXiv:1511.07122.
# - Zhang, R. (2019). Making convolutional networks shift-invariant again. *ICML*. arXiv:1904.11486.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 13.1, 13.2 | Fukushima 1980; LeCun et al. 1989; own measurements |
# | 13.3, 13.4 | Dumoulin and Visin 2016; LeCun et al. 1998 |
# | 13.5 to 13.7 | Chellapilla, Puri and Simard 2006; own measurements |
# | 13.8 | notes 001 (modules: output, gradient for the input, gradients for the parameters; the zoo); Lin et al. 2014 |
# | 13.9 | Zhang 2019 (what strides do to shifts); own measurements |
# | 13.10 | Araujo, Norris and Sim 2019; Luo et al. 2016; Yu and Koltun 2016; own measurements |
# | 13.11 | Lin, Chen and Yan 2014; Howard et al. 2017 |
# | 13.12, 13.13 | He et al. 2016; Balduzzi et al. 2017; Krizhevsky et al. 2012; own measurements |
# | Today | the papers named there |
#
# Notes 001 are lecture notes that this course was made from; you do not need them.
