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
# # 15 · Transfer learning
#
# *You have twenty images, five of each of four shapes. A network that learns from them alone does little better
# than guessing. Another network has never seen these shapes, and with the same twenty images it gets most of them
# right. What did it bring along?*
#
# **By the end, your code will turn twenty images into a working classifier**, and save it as an entry of a small
# model zoo: with its classes, its preprocessing, and a checksum that notices a single changed bit.
#
# **After this unit you can**
#
# - take the features of a trained network and put a new classifier on them;
# - say what pretraining is worth, with random features and raw pixels as controls;
# - freeze layers so that they really stay, and find the leaks if they do not;
# - give each layer a rate of its own, see what the network forgets, and find out why;
# - choose between probing, fine-tuning and starting from scratch by measurement;
# - save a model with its checksum, and load one only if it is what it says it is.
#
# **You need** Adam (unit 07), the two modes of batch normalization (unit 10), and convolutions (unit 13), if only
# by name.
#
# **It takes** about four hours: one and a half to read and play, one and a half for the exercises, one for the
# experiment.
#
# Run the cells from the top. Where a cell says `raise NotImplementedError`, it is yours. The check right below it
# says what is right and what is not. Every figure can be edited and run again. Where the text asks you to
# **predict**, write your guess down first.

# %%
import hashlib
import io
import json
from functools import partial

import numpy as np
from tqdm.auto import tqdm

from gradschool import backend, plots
from gradschool.checks import check
from gradschool.lesson import drawn_by

backend.use("numpy")  # the arrays of this unit are too small for a GPU: see unit 00, section 0.4, and 15.2

# %% [markdown]
# ## 15.1 Twenty images
#
# Rings, squares, saltires (a cross turned by 45 degrees), and checkers: four classes, and five labeled images of
# each. Their places, sizes, angles and colors are random, so color says nothing.

# %% tags=["demo"]
from gradschool.experiments import transfer

four, raw = transfer.task("four shapes"), transfer.task("four shapes", prepared=False)
twenty = transfer.draw(raw.train, 20, seed=0)
rows = np.argsort(twenty.y, kind="stable")
names = [twenty.classes[kind] for kind in twenty.y[rows]]
plots.image_grid(twenty.x[rows], captions=names, columns=10)


# %%
SEEDS = range(3)  # of whatever is trained on a few images; probes cost little, and get five


def told(percents):
    """Mean and sample deviation over seeds, as this unit gives them."""
    return f"{np.mean(percents):.0f} ± {np.std(percents, ddof=1):.0f} %"


# %% [markdown]
# The network for this unit has three blocks, each a convolution, batch normalization, a ReLU and a pool. On top is
# one dense layer, the **head**: it turns 64 numbers into one score for each class. (Unit 13 tells how a convolution
# works. Here it is enough that it looks at every place of the image with the same few weights.)
#
# Three such networks start from random weights, and each learns from twenty images of its own for 60 updates. Then
# they name 500 images that they have not seen. Somebody who guesses gets 25 of a hundred.
#
# **Predict.** How many of a hundred does such a network get right on its twenty training images, and how many of
# the unseen ones?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
alone = {}
for size in tqdm((20, 80, 320), "networks from scratch"):
    alone[size] = [transfer.network(4, seed=seed) for seed in SEEDS]
    for seed, model in enumerate(alone[size]):
        few = transfer.draw(four.train, size, seed=seed)
        transfer.teach(model, few, updates=60 if size == 20 else 100, lr=0.01, seed=seed)
        if size == 20:
            print(f"on its own 20 images: {transfer.accuracy(model, few):.0%}, ", end="")
            print(f"on 500 others: {transfer.accuracy(model, four.test):.0%}")

# %% [markdown] tags=["seen"]
# Nearly all of its own images, and about a third of the others. It has learned the twenty by heart (unit 11). Twenty
# images do not say what to look at. By chance, three of the five rings may lie on blue, and no square does: for these
# twenty, "blue means ring" is as good a rule as any.

# %% [markdown]
# ## 15.2 What another network knows
#
# Now somebody has trained the same kind of network on 2,000 images of *six other* shapes: disks, frames, triangles,
# crosses, stripes and stars. It has never seen a ring or a saltire. It is called **pretrained**, and the four
# shapes are its **target task**. (On real images the six shapes would be ImageNet, with a million photographs.)
#
# The cell below pretrains five networks from five seeds, so that no claim rests on one lucky start.

# %% tags=["demo"]
six, digits = transfer.task("six shapes"), transfer.task("digits")
pretrained = [transfer.pretrain(seed) for seed in tqdm(range(5), "pretraining")]
untrained = [transfer.network(6, seed=100 + seed) for seed in range(5)]
right = [100 * transfer.accuracy(model, six.test) for model in pretrained]
print("unseen images of the six shapes:", told(right), "right")
starts = [transfer.network(6, seed=seed) for seed in range(5)]
old, new = ([one.layers[0].own["weight"] for one in each] for each in (starts, pretrained))
pairs = zip(np.reshape(old, (80, 27)), np.reshape(new, (80, 27)), strict=True)
alike = [np.corrcoef(*pair)[0, 1] for pair in pairs]
print(f"a filter and its start: correlation {min(alike):.2f} to {max(alike):.2f}")
captions = ["before", *[""] * 15, "after", *[""] * 15]
plots.image_grid(np.concatenate([old[0], new[0]]), captions=captions, columns=16)

# %% [markdown]
# The picture shows the sixteen filters of the first layer of one network, 3 by 3 pixels each: in the upper row before
# pretraining, when they were random, and below after it. Can you see what they have learned? By eye there is nearly
# no difference, and the correlation says the same. Networks for photographs, trained far longer, have edges and
# colors there. Here a picture of the filters proves nothing, and what a network knows has to be *measured*.
#
# Everything below the head turns an image into 64 numbers, its **features**. The head then only draws straight borders
# between classes in this space of 64 axes. The idea of **transfer learning** is to keep the features and to replace the
# head (Donahue et al. 2014; Yosinski et al. 2014).
#
# ### Exercise 1: take out the features
#
# A network is a list of layers, and each is called as `layer(h, training=False)`. With `training=True` batch
# normalization would use the statistics of the batch and move its running averages; unit 10 showed what that does.
# Cut off the head, or more, and what is left is an extractor of features.
#
# After a convolution, the output still is an image for each filter. There are two ways to make features of it. The
# *average* over its pixels says how much of something there is, and forgets where. All pixels *in a row* keep the
# places, and are many more numbers. If there is no layer at all, that row holds the raw pixels: a control that you
# will need.


# %%
def extract_features(layers, x, batch=256, average=True):
    """What the lower layers of a trained network make of images, in evaluation mode and in batches.

    Parameters
    ----------
    layers : list of layers
        From the first to the last that is wanted. `layer(h, training=False)` returns the layer's output for
        the batch h and leaves the layer as it was. The list may be empty: then the output is x itself.
    x : array of float, shape (n, c, h, w)
        n images of c channels, n is 1 or more.
    batch : int, default 256
        Images that go through the layers at once, in the order of x; the last batch may be smaller.
    average : bool, default True
        What becomes of an output with four axes, (n, filters, height, width): it is averaged over height and width,
        or all numbers of an image are laid in a row, in C order.

    Returns
    -------
    array, shape (n, d), in the dtype of the last layer's output
        That output, if it has two axes; else d is the number of filters, or of filters times height times width.
    """
    ### BEGIN SOLUTION
    parts = []
    for begin in range(0, len(x), batch):
        h = x[begin : begin + batch]
        for layer in layers:
            h = layer(h, training=False)
        if h.ndim == 4:
            h = h.mean(axis=(2, 3)) if average else h.reshape(len(h), -1)
        parts.append(h)
    return np.concatenate(parts)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one batch</summary>
#
# Take a part of x, and hand it from layer to layer: what one returns is the input of the next.
# </details>
# <details><summary>Hint 2: several batches</summary>
#
# Collect the results in a list and join them at the end. `np.concatenate` joins arrays along their first axis.
# </details>

# %%
check(extract_features)

# %% [markdown]
# Each image goes through the layers once, and what learns from its features costs next to nothing. So with a large
# pretrained network this one pass is most of the cost, and it is where a GPU helps. The next cell times your function
# on 16 images of 16 by 16 pixels, as in this unit, and on 16 of 96 by 96. If a GPU answers, it runs there as well.


# %% tags=["demo", "clock"]
from gradschool.experiments import devices


def features_of_images(side):
    """Your function on 16 images and twelve untrained layers, all on the device in use."""
    layers = transfer.network(6, seed=0).layers[:12]
    x = backend.default_rng(0).standard_normal((16, 3, side, side), "float32")
    return lambda: extract_features(layers, x)


with drawn_by("extract_features"):
    sides = {f"{side} by {side} pixels": partial(features_of_images, side) for side in (16, 96)}
    devices.race(sides)

# %% [markdown]
# The larger images have 36 times the pixels, and on a CPU they take some 25 times as long. On a GPU expect two
# times that are much closer: it has to be asked for each operation, which costs the same for small images, and then it
# does thousands of multiplications at once. (We have not measured that yet.) Your function names no device. It runs
# where the arrays are that it is given.

# %% [markdown]
# ## 15.3 The linear probe
#
# The cheapest way to use features is a new linear classifier on top, a **linear probe** (Alain and Bengio 2016).
# Nothing below it is trained. Because only the head is new, we need no gradient descent: least squares gives it in
# one step.
#
# Let $F$ be the features, one row for each of the $n$ images. The axes of
# $F$ differ in scale, so standardize them first, as in unit 04: with mean $m_j$ and standard deviation
# $s_j$ of feature $j$ over these $n$ images, $Z_{ij} = (F_{ij} - m_j) / s_j$. Let $Y$ have one column for each
# class, with 1 where an image is of that class and 0 elsewhere; $\bar y$ is its mean row. We want weights
# $V$ that predict $Y - \bar y$ from $Z$, and small ones, since $n$ may be smaller than the 64 features. So minimize
#
# $$ \frac1n \lVert Y - \bar y - Z V \rVert^2 + \lambda \lVert V \rVert^2. $$
#
# The gradient is $\frac2n Z^\top (Z V - (Y - \bar y)) + 2 \lambda V$. Set it to zero:
#
# $$ \Bigl( \frac1n Z^\top Z + \lambda I \Bigr) V = \frac1n Z^\top (Y - \bar y). $$
#
# This is ridge regression, the L2 penalty of unit 11, solved exactly. The scores of a new image with features $f$
# are $\frac{f - m}{s} V + \bar y$. That is a dense layer: weight $W_{jk} = V_{jk} / s_j$, and bias
# $b = \bar y - m W$. So the probe can be put onto the network as its head.
#
# ### Exercise 2: the probe


# %%
def linear_probe(features, labels, classes, decay=0.3):
    """A linear classifier on features by ridge regression, as weight and bias of a dense layer.

    Parameters
    ----------
    features : array, shape (n, d)
        Features of n labeled images; n may be smaller than d.
    labels : array of int, shape (n,)
        Classes from 0 to classes - 1. A class may have no image.
    classes : int
    decay : float, default 0.3
        The strength lambda on the weights of the *standardized* features; larger than 0.

    Returns
    -------
    weight : array, shape (d, classes), in the dtype of features
        For the features as they are: the scores are ``features @ weight + bias``. A feature that is the same in
        all n images gets the weight 0.
    bias : array, shape (classes,), in the dtype of features
    """
    ### BEGIN SOLUTION
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation = np.where(np.ptp(features, axis=0) > 0, deviation, np.inf)
    z = (features - mean) / deviation
    targets = np.eye(classes, dtype=features.dtype)[labels]
    average = targets.mean(axis=0)
    gram = z.T @ z / len(z) + decay * np.eye(z.shape[1], dtype=features.dtype)
    weight = np.linalg.solve(gram, z.T @ (targets - average) / len(z)) / deviation[:, None]
    return weight, average - mean @ weight
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: one column for each class</summary>
#
# `np.eye(classes)[labels]` picks a row of the identity matrix for each label.
# </details>
# <details><summary>Hint 2: the two kinds of weights</summary>
#
# Solve for $V$ first (`np.linalg.solve`, not an inverse). Then divide each *row* of $V$ by the deviation of its
# feature, and compute the bias with the divided weights.
# </details>
# <details><summary>Hint 3: features that never vary</summary>
#
# A unit that is dead on all n images has deviation 0, and 0 / 0 is `nan`. Which number as a deviation gives it the
# weight 0? Comparing the largest with the smallest value is safer than asking whether the deviation is exactly 0.
# </details>

# %%
check(linear_probe)


# %% [markdown]
# Now the question of the first lines. The same twenty images, your features, your probe. And two **controls**. What
# if it is the *shape* of the network that helps, not what it has learned? So we put the probe on an untrained network
# as well, on **random features**. And what if no network is needed? So we put it on the **raw pixels**, too.
#
# `probed` draws so many labeled images for each network, and judges your probe on validation and on test images. The
# decay is 0.3 for all: with twenty images nothing is left to choose it by.
#
# %% tags=["demo"]
@drawn_by("extract_features", "linear_probe")
def probed(networks, target, sizes, cut=12, average=True, decays=(0.3,)):
    """Percent right of validation and test images, at the decay best for the first."""
    table = np.empty((len(networks), len(sizes), len(decays), 2))
    for seed, network in enumerate(networks):
        layers = network.layers[:cut]
        seen = [extract_features(layers, part.x, average=average) for part in target[1:]]
        for i, size in enumerate(sizes):
            few = transfer.draw(target.train, size, seed=seed)
            own = extract_features(layers, few.x, average=average).astype("float64")
            for j, decay in enumerate(decays):
                weight, bias = linear_probe(own, few.y, len(few.classes), decay)
                for k, (features, part) in enumerate(zip(seen, target[1:], strict=True)):
                    names = (features @ weight + bias).argmax(axis=1)
                    table[seed, i, j, k] = 100 * np.mean(names == part.y)
    best = table[..., 0].mean(axis=0).argmax(axis=1)  # one for each size
    return table[:, np.arange(len(sizes)), best]  # (networks, sizes, 2)


# %% [markdown]
# **Predict.** With 20 images: the probe on pretrained features, on random features, on raw pixels? Scratch had about
# a third, guessing is 25.

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
LOOK = {"log": False, "log_x": True, "xlabel": "images", "ylabel": "% right"}

with drawn_by("extract_features", "linear_probe"):
    sizes = (20, 40, 80, 160, 320)
    curves = {
        "pretrained, probe": (sizes, probed(pretrained, four, sizes)[..., 1]),
        "random features, probe": (sizes, probed(untrained, four, sizes)[..., 1]),
        "raw pixels, probe": (sizes, probed(untrained, four, sizes, 0, average=False)[..., 1]),
    }
    scratch = [[transfer.accuracy(one, four.test) for one in models] for models in alone.values()]
    curves["from scratch"] = tuple(alone), 100 * np.transpose(scratch)
    for name, (sizes, table) in curves.items():
        print(f"{name:23}", *(f"{size}: {told(table[:, i])}  " for i, size in enumerate(sizes)))
    plots.bands(curves, guessing=25, **LOOK).show()

# %% [markdown] tags=["seen"]
# With the *same* twenty images the probe gets more than 80 of a hundred right, where scratch gets 31. On random
# features it gets about 30, on raw pixels 28, little more than somebody who guesses. So it is the learning that
# helps, neither the shape of the network nor the probe. A network from scratch gets about 68 with 80 images and 90
# with 320: it needs more than 80 images to be where the probe is with twenty.
#
# One still hears the sentence "you need a lot of data to use a convolutional network" (CS231n prints it to cross it
# out). Half of it is true: *somebody* needs a lot of data. You may need twenty images.

# %% [markdown]
# ## 15.4 Where to cut
#
# Why take the features right below the head? One can cut lower, too: after two blocks, after one, or before the
# first. The usual picture is that low layers see what is good for nearly any image, and high layers what helps to
# tell *these six shapes* apart (Yosinski et al. 2014). Let us measure it, with two targets: the four shapes, which
# resemble the six, and handwritten digits, gray and enlarged to the same size, which do not.
#
# Three things can spoil such a comparison.
#
# - *Places.* Averaged, the outputs after 0, 1, 2 and 3 blocks are 3, 16, 32 and 64 numbers; in a row they are 768,
#   1,024, 512 and 64 (the last block is averaged by the network itself). Where averages do badly, it may be that the
#   layers know little, or that averaging threw the places away. So we try both.
# - *The decay.* One that suits 64 features may not suit 1,024. So each curve gets, at each depth, the best of four
#   decays by 200 validation images.
# - *No control.* Random features go up the same blocks. And at depth 0, in a row, stand the raw pixels.
#
# **Predict.** With 80 digits: which depth is best? How far are pretrained features ahead of random ones, and both of
# raw pixels?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
DECAYS = (0.01, 0.1, 1.0, 10.0)


@drawn_by("extract_features", "linear_probe")
def by_depth(target, images):
    """Accuracy of the probe against the depth of the cut; at depth 0 and in a row: raw pixels."""
    task, table = {"four shapes": four, "digits": digits}[target], {}
    ways = {"pretrained, averaged": (pretrained, True), "pretrained, in a row": (pretrained, False)}
    for name, (networks, average) in (ways | {"random, in a row": (untrained, False)}).items():
        found = [probed(networks, task, [images], cut, average, DECAYS) for cut in transfer.CUTS]
        table[name] = range(4), np.transpose([one[:, 0, 1] for one in found])
    look = {"xlabel": "blocks below the cut", "ylabel": "% right", "log": False}
    look["title"] = f"{target}, {images} images"
    return plots.bands(table, guessing=100 / len(task.train.classes), **look)


plots.explore(by_depth, target=["digits", "four shapes"], images=[80, 20, 320])

# %% [markdown] tags=["seen"]
# *Digits.* Averaged, each block adds: 11, 65, 77, 81 %. In a row it looks quite different: raw pixels have 86, one
# block 88, two blocks 91, and the third block *loses* ten points. So the low layers were not poor; averaging was.
# Digits are told apart by where their strokes are, and the network's last step throws that away. And what has the
# network *learned* for digits? Random features in a row have 86, 90 and 83 %: at no depth are the learned ones ahead
# by more than the spread over seeds. A probe with 81 % would have looked like transfer. Raw pixels do better.
#
# *Four shapes* (choose them above). In a row: 30, 55, 83, 92 %, against 30, 45, 48, 39 for random features. Here each
# block adds, the learned ones are far ahead, and raw pixels are worth nothing: a ring may lie anywhere.
#
# So: where the task is alike, cut high. Where it is not, try lower cuts *with their places*, and never believe any
# number without its controls: the same network untrained, and no network at all.

# %% [markdown]
# ### The same on larger sets
#
# Perhaps digits of 8 by 8 pixels are an easy case. If MNIST or Fashion-MNIST are on your machine (in a terminal:
# `gradschool data fetch mnist`, `gradschool data fetch fashion_mnist`; 12 and 31 MB), the next cell takes 1,500 of
# their images at half their size; else it takes the digits again, over more sizes.
#
# **Predict.** Handwriting again, or garments, if you have them: will the shapes help more than random weights do?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("extract_features", "linear_probe"):
    for name in transfer.present() or ["digits"]:
        target, sizes, curves = transfer.task(name), (20, 80, 320), {}
        ways = {"two blocks, pretrained": (pretrained, 8), "two blocks, random": (untrained, 8)}
        for words, (networks, cut) in (ways | {"raw pixels": (untrained, 0)}).items():
            table = probed(networks, target, sizes, cut, False, (0.3, 3.0))[..., 1]
            curves[words] = sizes, table
            shares = [f"{size}: {told(table[:, i])}  " for i, size in enumerate(sizes)]
            print(f"{name}, {words:23}", *shares)
        plots.bands(curves, guessing=10, title=f"{name}, features in a row", **LOOK).show()

# %% [markdown] tags=["seen"]
# Compare the upper two curves: their distance is what the six shapes have taught. Their distance from the third is
# what any two blocks of convolutions give. On our 8 by 8 digits the first is less than the spread. On MNIST, with its
# finer strokes, we measured 80 ± 1 % with 80 images, against 76 ± 4 for random weights and 70 ± 1 for raw pixels:
# some points are learned ones, and as many come with any weights.

# %% [markdown]
# ## 15.5 Freezing, and how it leaks
#
# Instead of cutting the network one can leave it whole, put a new head on, and train with all layers below
# **frozen**: they are to stay as they are. There are two well-known leaks, and neither raises an error.
#
# **The first leak** needs no training at all. We send images of digits through the pretrained networks in training
# mode, and make *not a single step*. Then we ask for the six shapes again.
#
# **Predict.** Of a hundred images of the six shapes, they got about 92 right before. And after?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
for words, batches in {"before": 0, "after 10 batches": 10, "after 50 batches": 50}.items():
    shares = []
    for model in pretrained:
        twin = model.copy()
        for i in range(batches):
            begin = i * 16 % 800
            twin(digits.train.x[begin : begin + 16], training=True)  # no gradient, no step
        shares.append(100 * transfer.accuracy(twin, six.test))
    print(f"{words:17} {told(shares)} of the six shapes right")

# %% [markdown] tags=["seen"]
# Nobody has changed a weight, and of about 92 in a hundred, 54 are left after ten batches and 42 after fifty. The
# running averages of batch normalization have moved to the digits. They are no parameters, so an optimizer that skips
# all parameters does not hold them. **A frozen layer runs in evaluation mode.** (In `gradschool.nn` a frozen
# `BatchNorm` does so by itself. In PyTorch neither `requires_grad = False` nor leaving parameters out of the
# optimizer does it: you call `eval()` on the layer, after each `train()` of the model.)

# %% [markdown]
# **The second leak** is in the optimizer.
#
# ### Exercise 3: repair the frozen step
#
# Here is a step of momentum that you can find in many places. To freeze an array, it sets its gradient to zero. The
# experiment below freezes one of two weights and makes three steps. Its gradient is zero each time. Why does it move?


# %%
def leaking_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
    """As many write it: what is in `frozen` should stay."""
    moved, kept = {}, {}
    for name, w in parameters.items():
        g = 0 * gradients[name] if name in frozen else gradients[name]
        kept[name] = mu * velocity[name] + (g + decay * w)
        moved[name] = w - lr * kept[name]
    return moved, kept


# %% tags=["demo"]
cases = {"from rest": (0.0, 0.0), "on the way": (1.0, 0.0), "decay": (0.0, 0.1)}
for words, (velocity, decay) in cases.items():
    w = {"body.weight": np.ones(1), "head.weight": np.ones(1)}
    g, v = dict(w), {name: np.full(1, velocity) for name in w}
    for _ in range(3):
        w, v = leaking_step(w, g, v, ["body.weight"], 0.1, decay=decay)
    print(f"{words:10}: the frozen weight went from 1 to {w['body.weight'][0]:.4f}")


# %% [markdown]
# A step is more than a gradient: old velocity goes on rolling, and weight decay pulls. Write the step so that what
# is frozen stays to the last bit. And save work: for frozen layers nobody should have to compute a gradient.


# %%
def frozen_step(parameters, gradients, velocity, frozen, lr, mu=0.9, decay=0.0):
    """One step of momentum with weight decay, repaired: frozen arrays stay as they are.

    For what is not frozen, ``v = mu v + (g + decay w)`` and ``w = w - lr v``.

    Parameters
    ----------
    parameters : dict of array
        By name, such as "0.weight".
    gradients : dict of array
        The gradients of the same names. Those of frozen arrays may be missing, and may be `nan`.
    velocity : dict of array
        One for each parameter, frozen or not.
    frozen : list of str
        Names of the parameters that stay. May be empty, or hold all of them.
    lr : float
    mu : float, default 0.9
    decay : float, default 0

    Returns
    -------
    parameters, velocity : dict of array, in the dtype of the parameters
        All names, in their order. Of a frozen one, both arrays have the values that they had, bit for bit: its
        velocity waits until it is thawed.
    """
    ### BEGIN SOLUTION
    moved, kept = dict(parameters), dict(velocity)
    for name, w in parameters.items():
        if name in frozen:
            continue
        kept[name] = mu * velocity[name] + gradients[name] + decay * w
        moved[name] = w - lr * kept[name]
    return moved, kept
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: what moves it?</summary>
#
# Put gradient 0 into both formulas. Which terms are left?
# </details>
# <details><summary>Hint 2: a gradient that is not there</summary>
#
# `0 * nan` is `nan`, and a missing name is a `KeyError`. Do not look at the gradient of a frozen array at all.
# </details>

# %%
check(frozen_step)

# %% [markdown]
# ## 15.6 A new head, and a rate for each layer
#
# A probe leaves the features as they are. **Fine-tuning** trains them further, from where they are. It begins with
# a new head, since the old one has six outputs for six other classes. Two details matter. The head's *weights* have
# to be drawn anew, and its *optimizer state* as well: the old velocity (or Adam's moments) belongs to another head,
# and may not even have the same shape.
#
# ### Exercise 4: replace the head


# %%
def replace_head(parameters, velocity, head, classes, rng):
    """A network's parameters and velocity with a fresh head for other classes; all else as it was.

    Parameters
    ----------
    parameters, velocity : dict of array
        By name, "LAYER.KIND", such as "0.weight" and "12.bias", in the order of the layers.
    head : str
        The head's layer, such as "12". Its weight has the shape (d, old classes), its bias (old classes,). Other
        layers' names may begin alike: "1.weight" is not part of layer "12", nor "12.weight" of layer "1".
    classes : int
        How many classes the new head has; may be as many as before.
    rng : numpy.random.Generator
        The weight is ``rng.standard_normal((d, classes)) / sqrt(d)``, from one call.

    Returns
    -------
    parameters, velocity : dict of array
        The same names in the same order. The head's weight is drawn, its bias is 0, and the velocity of both is 0,
        all in the dtype of the old weight. All other arrays have the values that they had.
    """
    ### BEGIN SOLUTION
    weight, bias = f"{head}.weight", f"{head}.bias"
    d, dtype = len(parameters[weight]), parameters[weight].dtype
    drawn = (rng.standard_normal((d, classes)) / np.sqrt(d)).astype(dtype)
    zeros = np.zeros(classes, dtype)
    fresh = parameters | {weight: drawn, bias: zeros}
    return fresh, velocity | {weight: np.zeros_like(drawn), bias: zeros.copy()}
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: a dict with a few entries changed</summary>
#
# `old | new` is a new dict with the entries of both; where a name is in both, the one of `new` counts, in the place
# of the old. `old` stays as it is.
# </details>
# <details><summary>Hint 2: names</summary>
#
# Build the two names from `head`, a dot, and the kind. `name.startswith("1")` is true for layer 12 as well.
# </details>

# %%
check(replace_head)

# %% [markdown]
# A fresh head is wrong about everything, so it sends large gradients down into features that are good already. Does
# that spoil them? You will measure it below; the answer depends on the optimizer. In any case the old layers know
# more than the head, so a common plan gives them a smaller rate, and the smaller, the lower the layer (Howard and
# Ruder 2018). The head learns at rate $\eta$, the layer below it at $\eta \rho$, the next one at $\eta \rho^2$, and
# so on, with a **factor** $\rho$ between 0 and 1. At $\rho = 1$ all layers learn alike. At $\rho = 0$ all but the
# head stand still, and are then frozen altogether, running averages included.
#
# ### Exercise 5: a rate for each layer


# %%
def layer_rates(names, lr, factor):
    """A learning rate for each layer, smaller by a factor from layer to layer, downward from the head.

    Parameters
    ----------
    names : list of str
        Names of parameters, "LAYER.KIND" with the layer's number, such as "0.weight" and "12.bias", in any order.
        Layers without parameters are missing from the list, and do not count.
    lr : float
        The rate of the last layer in the list, the head: the one with the largest number.
    factor : float, from 0 to 1
        Each layer's rate is `factor` times that of the next one above it in the list. With 0 the head alone
        learns; all other rates are 0.

    Returns
    -------
    dict of float
        The layers' numbers as str, from the first layer to the head, each once, with their rates.
    """
    ### BEGIN SOLUTION
    layers = sorted({int(name.split(".")[0]) for name in names})
    return {str(layer): lr * factor ** (len(layers) - 1 - place) for place, layer in enumerate(layers)}
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the layers in order</summary>
#
# As text, "12" comes before "4". As numbers it does not. A `set` holds each layer once.
# </details>
# <details><summary>Hint 2: how far below the head?</summary>
#
# Count how many layers *of the list* lie above a layer: so often its rate is multiplied by the factor. Above the head
# there is none, and `0**0` is 1 in Python.
# </details>

# %%
check(layer_rates)

# %% [markdown]
# ### What it forgets
#
# Whoever moves the features moves them for the old task as well. Below, a pretrained network learns the four shapes
# from 80 images, by your rates. Now and then we put the *old* head back, and ask it for the six shapes. The old
# task gets no images any more. **Catastrophic forgetting** is the name for what you see (McCloskey and Cohen 1989).
#
# **Predict.** Begin with the factor 1, then take 0.5 and 0. What does the old task lose, and what does the new one
# gain? The second slider is the rate of the head.

# %% [markdown] tags=["guess"]


# %%
def fine_tuned(seed, rates, head=None, **settings):
    """Network number `seed` after it has learned the four shapes from 80 images, by default with a fresh head."""
    model = transfer.with_new_head(pretrained[seed], 4, seed=seed)
    if head is not None:
        model = transfer.with_head(model, *head)
    few = transfer.draw(four.train, 80, seed=seed)
    transfer.teach(model, few, updates=20, lr=rates, seed=seed, **settings)
    return model


def new_and_old(model, seed):
    """Percent right on the four shapes, and with the head of before on the six."""
    head = pretrained[seed].layers[-1].own
    back = transfer.with_head(model, head["weight"], head["bias"])
    return [100 * transfer.accuracy(*test) for test in ((model, four.test), (back, six.test))]


# %% tags=["demo"]
@drawn_by("layer_rates")
def forgetting(factor, head):
    """One network, at the rates of your function, with this rate for its head."""
    seen, rates = [], layer_rates(list(pretrained[0].parameters), head, factor)

    def look(update, model):
        if update % 5 == 0:
            seen.append((update, *new_and_old(model, 0)))

    fine_tuned(0, rates, watch=look)
    steps, new, old = np.transpose(seen)
    curves = {"four shapes, learned now": (steps, new), "six shapes, old head": (steps, old)}
    return plots.loss_curves(curves, ylabel="% right", log=False)


plots.explore(forgetting, factor=(0.0, 1.0, 1.0), head=(0.001, 0.1, 0.01))

# %% [markdown]
# That was one network. The map has three for each pair of rates: one rate for all old layers, one for the head.
#
# **Predict.** Which of the two rates decides what is forgotten? And which pair is best for the new task?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
OLD, HEAD = (0.0, 0.001, 0.01), (0.001, 0.01, 0.1)
below = transfer.layers_that_learn(pretrained[0])[:-1]
rated, tuned = np.empty((2, len(SEEDS), len(OLD), len(HEAD))), {}
for i, j in tqdm(list(np.ndindex(len(OLD), len(HEAD))), "pairs of rates"):
    rates = dict.fromkeys(below, OLD[i]) | {"12": HEAD[j]}
    tuned[i, j] = [fine_tuned(seed, rates) for seed in SEEDS]
    for seed, model in enumerate(tuned[i, j]):
        rated[:, seed, i, j] = new_and_old(model, seed)
plots.rate_maps({"four shapes": rated[0], "six shapes, old head": rated[1]}, OLD, HEAD)

# %% [markdown] tags=["seen"]
# *Forgetting* goes by the rate of the old layers: 93 % where they are frozen, 82 to 84 at 0.001, 68 to 74 at 0.01. In
# a row of the map little changes, although the head's rate grows a hundredfold.
#
# *The new task* is best in the lowest row, at the largest rate of the head: 91 %. With 80 images, whoever moves the
# old layers pays twice. And the probe of 15.4, one linear system and no rate at all, got 92 from as many images. Both
# upper rows are better only in the first column, where the head is too slow: there the old layers do its work. (The 86
# and 83 of the second column are within the spread.)

# %% [markdown]
# ### What makes it forget?
#
# Two things move in the old layers: the weights, and the running averages of batch normalization (the first leak of
# 15.5). Let us take them apart. *Averages alone:* 20 batches in training mode, without a step. *Weights alone:*
# batch normalization is frozen, the convolutions learn at rate 0.01. *Both:* as in the map.
#
# **Predict.** Frozen networks have 93 % of the old task. Order the three.

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
STILL = dict.fromkeys(("0", "4", "8", "12"), 0.01)  # batch normalization, not named, is frozen
still = [fine_tuned(seed, STILL) for seed in tqdm(SEEDS, "weights alone")]
kept = {"averages alone": [], "weights alone": [], "weights, then averages": []}
for seed, model in enumerate(still):
    few = transfer.draw(four.train, 80, seed=seed)
    kept["weights alone"].append(new_and_old(model, seed)[1])
    twins = {"averages alone": pretrained[seed].copy(), "weights, then averages": model.copy()}
    for words, twin in twins.items():
        twin.parameters.thaw()
        rng = np.random.default_rng(seed)
        for _ in range(20):
            twin(few.x[rng.permutation(80)[:32]], training=True)
        kept[words].append(new_and_old(twin, seed)[1])
for words, shares in (kept | {"both": rated[1, :, 2, 1]}).items():
    print(f"{words:23} {told(shares)} of the six shapes")

# %% [markdown] tags=["seen"]
# Averages alone cost 6 points: 87 % are left. Weights alone cost most: 46 %. And both together cost *less*: 72 %. So
# the averages are not one damage and the weights another, to be added up. When a filter changes, its outputs get
# another mean and scale. Averages that follow take this out again; averages that stand still hand it on to the next
# layer. The third line shows it: let the averages follow *after* the weights have moved, without a step, and 15 of
# the lost points come back. It also explains the dip at the factor 1 in the first figure. Over three networks the old
# task is at 54 ± 14 % after five updates, and back at 72 ± 5 after twenty: the first steps are the longest, and the
# averages come later.

# %% [markdown]
# Now the fresh head and its large gradients. Instead, your probe can be the head from the start: it is right about
# most images, so its gradients are small. Adam divides a gradient by its size; momentum does not (unit 07). So we try
# both. "Moved" is the length of the way from the old filters to the new ones.
#
# **Predict.** In which of the three rows does the fresh head move the filters further than the probe does?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
from gradschool import optim

with drawn_by("extract_features", "linear_probe"):
    rolling = {"rates": 0.01, "rule": optim.Momentum}
    ways = {"Adam": ({"rates": 0.01}, tuned[2, 1])}  # the map has trained these
    ways["Adam, averages still"] = ({"rates": STILL}, still)
    ways["momentum"] = (rolling, [fine_tuned(seed, **rolling) for seed in SEEDS])
    for words, (settings, fresh) in tqdm(ways.items(), "heads"):
        ready = []
        for seed in SEEDS:
            few = transfer.draw(four.train, 80, seed=seed)
            own = extract_features(pretrained[seed].layers[:12], few.x)
            ready.append(fine_tuned(seed, head=linear_probe(own, few.y, 4), **settings))
        for kind, models in (("fresh", fresh), ("probe", ready)):
            far = np.array([transfer.distance(pretrained[i], one) for i, one in enumerate(models)])
            new, old = np.transpose([new_and_old(one, seed) for seed, one in enumerate(models)])
            moved = f"moved {far.mean():.2f} ± {far.std(ddof=1):.2f}"
            print(f"{words:20} {kind}: {moved}, new {told(new)}, old {told(old)}")

# %% [markdown] tags=["seen"]
# *Momentum:* under the fresh head the filters move nearly twice as far, 0.26 against 0.14. Its step is as long as the
# gradient, and the first gradients are long.
#
# *Adam:* they move about as far with either head, 7.0 and 6.2, because Adam takes the gradient's size out. The old
# task comes out the same within the spread, 72 and 69 %. So here it is not the fresh head that makes the network
# forget, but the rate of the old layers, as in the map.
#
# *Adam with the averages still:* the head matters again, although the way is not much longer: 46 against 63 % of the
# old task. The length of a step of Adam does not depend on the head. Its *direction* does: a random head
# asks for features that suit random weights.
#
# The new task is better under the probe in all three rows (in the second by less than the spread), for a plain reason
# as well: after twenty steps a fresh head has not caught up. So a head that is learned first was never worse here, and
# sometimes much better. Kumar et al. (2022) call it "linear probing, then fine-tuning", and show that away from the
# training distribution it pays most.
#
# What else can be done? Keep the old network (a probe leaves it as it is), learn at small rates, mix in images of the
# old task, or add the change apart from the old weights, as in 15.8.

# %% [markdown]
# ## 15.7 Four regimes, and how to choose
#
# A rule of thumb that Stanford's course CS231n teaches (Li, Johnson and Yeung 2017, lecture 7) sorts targets by two
# questions. How many labeled images are there? How similar are they to those of pretraining? Razavian et al. (2014)
# and Yosinski et al. (2014) measured parts of it on photographs.
#
# | | similar to pretraining | unlike it |
# | --- | --- | --- |
# | **few images** | probe the top features | hard; try a probe on lower features |
# | **many images** | fine-tune a few layers | fine-tune many layers, or all |
#
# And where there are fewer than about a million labeled images, the advice goes, find a large similar set that
# somebody has labeled, or better a network that was trained on it. What counts as "few" and as "similar"? Nobody
# can tell beforehand. So measure: try each strategy on validation images, and choose by them.
#
# One more thing. Some strategies cost more than others, in work, memory and risk. If a cheap one is as good as the
# best within the noise, take the cheap one. Breiman et al. (1984) made a rule of it, for the error of an estimate by
# cross-validation. Ours is the same for seeds: the **standard error** of a mean over $k$ seeds is the sample
# deviation over $\sqrt k$. Take the best mean, subtract its standard error, and choose the cheapest strategy that is
# not below that.
#
# Mind which noise that is: other first weights, and other draws of the few images. All seeds are judged by the *same*
# 200 validation images, and a share of 90 % of 200 images has a standard error of 2 points of its own. The rule does
# not see it.
#
# ### Exercise 6: choose


# %%
def choose_strategy(validation, test):
    """The cheapest strategy within one standard error of the best, and its test accuracy.

    The one-standard-error rule of Breiman et al. 1984, section 3.4.3.

    Parameters
    ----------
    validation : dict of array, shape (k,)
        For each strategy, from the cheapest to the most expensive, its accuracies on validation images, for k seeds,
        k 2 or more.
    test : dict of array, shape (k,)
        The same on test images. It may be in another order, and plays no part in the choice.

    Returns
    -------
    name : str
        The first strategy whose mean validation accuracy is at least that of the best one minus the standard error
        of the best one: its sample deviation, with k - 1, over the root of k. Of several best ones take the first.
    mean, deviation : float
        Mean and sample deviation, with k - 1, of its *test* accuracies.
    """
    ### BEGIN SOLUTION
    best = max(validation, key=lambda name: validation[name].mean())
    scores = validation[best]
    enough = scores.mean() - scores.std(ddof=1) / np.sqrt(len(scores))
    name = next(name for name in validation if validation[name].mean() >= enough)
    return name, float(test[name].mean()), float(test[name].std(ddof=1))
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: in two passes</summary>
#
# First find the best mean and its limit. Then go through the strategies from the cheapest, and stop at the first
# that reaches the limit.
# </details>
# <details><summary>Hint 2: why not look at the test images?</summary>
#
# What was chosen because it is best on some images looks too good on those images (unit 11). Report on others.
# </details>

# %%
check(choose_strategy)

# %% [markdown]
# All four regimes, and from cheap to expensive: a probe on raw pixels, on two blocks in a row, and on the top
# features (each with the best of four decays by validation); a new head and the last block, all below frozen; a new
# head and all layers; and a network from scratch, each with three seeds. Twenty images get 60 updates, 320 get 100. Of
# the rates 0.001, 0.003, 0.01 and 0.03, those below are the best for each of the last three by the validation images,
# or within three points of it.
#
# "Few" is not the same for both targets: twenty images are five of each shape, but two of each digit, and somebody
# who guesses gets 25 % of the shapes and 10 % of the digits.

# %% tags=["demo"]
plots.training_plans(
    {
        "two blocks": ["frozen", "frozen", "left out", "new"],
        "top": ["frozen", "frozen", "frozen", "new"],
        "last block": ["frozen", "frozen", "tuned", "new"],
        "all layers": ["tuned", "tuned", "tuned", "new"],
        "scratch": ["new", "new", "new", "new"],
    }
)

# %% [markdown]
# **Predict.** In which of the four regimes is something without any pretraining as good as what begins pretrained?

# %% [markdown] tags=["guess"]

# %%
LAST_BLOCK = dict.fromkeys(("8", "9", "12"), 0.01)  # what is not named is frozen


def compared(target, size):
    """Percent right on validation and test images of the strategies that train: for each, (seeds, 2)."""
    rate, updates = (0.003, 60) if size == 20 else (0.01, 100)
    found = {"last block": [], "all layers": [], "scratch": []}
    for seed in SEEDS:
        few, classes = transfer.draw(target.train, size, seed=seed), len(target.train.classes)
        for name, scores in found.items():
            model = transfer.with_new_head(pretrained[seed], classes, seed=seed)
            if name == "scratch":
                model = alone[size][seed] if target is four else transfer.network(classes, seed=seed)
            if name != "scratch" or target is not four:  # those of 15.1 have learned already
                rates = LAST_BLOCK if name == "last block" else rate
                transfer.teach(model, few, updates, lr=rates, seed=seed)
            scores.append([100 * transfer.accuracy(model, part) for part in target[1:]])
    return {name: np.array(scores) for name, scores in found.items()}


# %% tags=["demo"]
trained = {}
for size, title in tqdm([(n, t) for n in (20, 320) for t in ("similar", "unlike")], "regimes"):
    trained[f"{size} images, {title}"] = compared(four if title == "similar" else digits, size)

# %% tags=["demo"]
with drawn_by("extract_features", "linear_probe", "choose_strategy"):
    panels, chosen, guessing = {}, {}, {}
    ways = {"raw pixels": (0, False), "two blocks": (8, False), "top": (12, True)}
    for title, found in trained.items():
        target, size = four if "similar" in title else digits, int(title.split()[0])
        networks = pretrained[: len(SEEDS)]
        every = {n: probed(networks, target, [size], *way, DECAYS) for n, way in ways.items()}
        every = {name: both[:, 0] for name, both in every.items()} | found
        validation, test = ({n: both[:, i] / 100 for n, both in every.items()} for i in (0, 1))
        name, share, spread = choose_strategy(validation, test)
        print(f"{title:20}: {name:10} is chosen, test {100 * share:.0f} ± {100 * spread:.0f} %")
        chosen[title] = name
        panels[title], guessing[title] = test, 1 / len(target.train.classes)
    plots.regimes(panels, guessing=guessing, chosen=chosen).show()

# %% [markdown] tags=["seen"]
# *Few and similar:* top features 84 %, last block 71, all layers 57, scratch 31. The more is trained, the worse: with
# twenty images there is nothing to train 24,000 weights with. *Many and similar:* the order turns around: 95, 96, 98.
# Now the images are enough to improve the features, and scratch is behind, at 90.
#
# *Few and unlike:* top features 62 %. All three that train are at 71 to 73, and raw pixels give 74 *without any
# network*. A probe on two blocks is best, 81 %. The rule of thumb was right to send us lower. But remember the control
# of 15.4: with random weights, two blocks give 74 ± 5. *Many and unlike:* scratch has 96 %, within a point of all
# layers from pretrained ones, and so have two blocks. Here pretraining is worth nothing.
#
# So the rule of thumb holds, with two additions. It does not mention the controls, and where the target is unlike,
# raw pixels or scratch may do as well. And it does not know your data: what your function chose, it chose by 200
# labeled validation images, ten times the twenty. With twenty images in all you would have to trust the rule.

# %% [markdown]
# ## 15.8 A small change of a large matrix
#
# Large networks have made full fine-tuning expensive: each target needs a copy of all weights, and optimizer state
# for all of them. **LoRA** (low-rank adaptation, Hu et al. 2022) freezes the old matrix $W$, of shape $(d, k)$, and
# learns a change of low rank $r$ beside it:
#
# $$ y = x W + \frac{\alpha}{r} \, (x A) B, \qquad A: (d, r), \quad B: (r, k). $$
#
# $A$ begins with small random numbers and $B$ with zeros, so that at first nothing changes. With $d = k = 4096$ and
# $r = 8$ the change has 65,536 numbers and the matrix nearly 17 million: 256 times as many. After training one can
# add $\frac{\alpha}{r} A B$ to $W$, and the new network costs no more than the old one.
#
# Let $u$ be the upstream gradient, that of the loss with respect to $y$. Write $h = x A$; then $y = x W + c \, h B$
# with $c = \alpha / r$. By unit 02, the gradient of $B$ is $c \, h^\top u$, and that of $h$ is $c \, u B^\top$.
# What is then the gradient of $A$?
#
# ### Exercise 7: a low-rank update


# %%
def low_rank_update(x, weight, a, b, alpha, upstream):
    """Output and gradients of a frozen dense layer with a trainable change of low rank (Hu et al. 2022, eq. 3).

    Parameters
    ----------
    x : array, shape (n, d)
        One example a row.
    weight : array, shape (d, k), of the dtype of x
        Frozen: it gets no gradient.
    a : array, shape (d, r), of the dtype of x
    b : array, shape (r, k), of the dtype of x
        The change of the weight is ``alpha / r`` times ``a @ b``. r is 1 or more.
    alpha : float
    upstream : array, shape (n, k), of the dtype of x
        The gradient of the loss with respect to y.

    Returns
    -------
    y : array, shape (n, k), in the dtype of x
    da, db : arrays of the shapes of a and b, in the dtype of x
        The gradients of the loss, summed over the examples.
    """
    ### BEGIN SOLUTION
    c, h = alpha / a.shape[1], x @ a
    return x @ weight + c * (h @ b), c * (x.T @ (upstream @ b.T)), c * (h.T @ upstream)
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: shapes decide</summary>
#
# The gradient of $A$ has the shape $(d, r)$. Which product of `x`, of shape $(n, d)$, and the gradient of $h$, of
# shape $(n, r)$, has it?
# </details>
# <details><summary>Hint 2: at the start</summary>
#
# With $B = 0$ one of the two gradients is 0, and the other one is not. Which? If both matrices began at zero,
# nothing would ever move.
# </details>

# %%
check(low_rank_update)

# %% [markdown]
# A test whose answer we know: a frozen matrix of 32 by 32, and a target that differs from it by a change of rank 4.
# Your function learns the change by gradient descent, at the rank of the slider.


# %% tags=["demo"]
@drawn_by("low_rank_update")
def adapted(rank):
    """The mean squared error while A and B learn, beside a change of full size."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((128, 32)), rng.standard_normal((32, 32))
    change = rng.standard_normal((32, 4)) @ rng.standard_normal((4, 32)) / 4
    target, errors = x @ (weight + change), []
    a, b = rng.standard_normal((32, rank)) / 32**0.5, np.zeros((rank, 32))
    for _ in range(400):
        y = low_rank_update(x, weight, a, b, rank, np.zeros_like(target))[0]
        errors.append(np.mean((y - target) ** 2))
        _, da, db = low_rank_update(x, weight, a, b, rank, 2 * (y - target) / 128)
        a, b = a - 0.02 * da, b - 0.02 * db
    name = f"rank {rank}: {a.size + b.size} numbers of {weight.size}"
    return plots.loss_curves({name: errors}, ylabel="mean squared error")


plots.explore(adapted, rank=(1, 8, 1))

# %% [markdown] tags=["seen"]
# Up to rank 3 the error falls and then stays: at about 4.5, 2.2 and 0.85 for this draw. From rank 4 on it falls to
# zero, with 256 numbers in place of 1,024. Why there? The change has rank 4, so it can be written as $A B$ from
# rank 4 on. Below that, what stays is what the best change of that rank must leave over: the squares of the
# singular values that it has no room for. In large language models nobody knows the rank of the change that is
# needed. That small ranks mostly do is an observation (Hu et al. 2022, section 7).

# %% [markdown]
# **What the factor $\alpha / r$ is for.** Hu et al. say that it helps to reduce the need to tune anew when you try
# another $r$. One reads that it keeps the *change* of the weights equally large. Does it? Let us take the first step,
# where $B = 0$, at $\alpha = 4$ and five ranks, once by gradient descent and once by Adam, whose first step is the
# rate times the sign of the gradient. We look at how much the loss falls, and at the size of the change $c A B$.
#
# **Predict.** Which of the four columns stays the same from rank 1 to rank 16?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
with drawn_by("low_rank_update"):
    print("thousandths: gradient descent: loss falls by, change of W | Adam: loss falls by, change")
    for rank in (1, 2, 4, 8, 16):
        rows = []
        for seed in range(20):
            rng = np.random.default_rng(seed)
            x, goal = rng.standard_normal((128, 32)), rng.standard_normal((128, 32))
            a, b = rng.standard_normal((32, rank)) / 32**0.5, np.zeros((rank, 32))
            upstream, frozen, row = -2 * goal / goal.size, np.zeros((32, 32)), []
            db = low_rank_update(x, frozen, a, b, 4, upstream)[2]
            for first in (-0.1 * db, -0.001 * np.sign(db)):
                y = low_rank_update(x, frozen, a, first, 4, upstream)[0]
                change = np.linalg.norm(4 / rank * a @ first)
                row += [np.mean(goal**2) - np.mean((y - goal) ** 2), change]
            rows.append(row)
        fall, change, adams, its = 1000 * np.mean(rows, axis=0)
        print(f"rank {rank:2}: {fall:6.3f}, {change:6.2f} | {adams:.3f}, {its:5.2f}")

# %% [markdown] tags=["seen"]
# Only one: the fall of the loss under *Adam*. There each of the $r$ rows of $B$ adds about as much to it, so $r$ rows
# add $r$ times as much, and the factor $1 / r$ takes just that away. The change itself gets smaller, roughly with
# $\sqrt r$. And under gradient descent the factor enters twice, once in the gradient and once in the output: the fall
# is proportional to $(\alpha / r)^2 r$, sixteen times smaller at rank 16. So the rule fits Adam, its first steps at
# least. Kalajdzievski (2023) argues for $\alpha / \sqrt r$ where ranks are large.

# %% [markdown]
# ## 15.9 A small model zoo
#
# A **model zoo** is a collection of pretrained networks. Once these were wiki pages, of Caffe, of TensorFlow, of
# PyTorch; today hubs hold more than a million models. In each of them you download numbers that somebody else has
# trained. What could go wrong? The file can be cut off or replaced by another. It may hold another architecture. It
# may be a *pickle*, a format of Python that runs code when it is opened: never open one from a stranger. And the
# numbers can be right, but you feed them wrong:
#
# **Predict.** A network was pretrained on images with values from 0 to 1, standardized. Somebody forgets to
# standardize; somebody else passes values from 0 to 255. How many of a hundred of the six shapes are right?

# %% [markdown] tags=["guess"]

# %% tags=["demo"]
plain = transfer.task("six shapes", prepared=False).test
center, width = transfer.preprocessing()
for words, x in {
    "standardized": (plain.x - center) / width,
    "as they are, 0 to 1": plain.x,
    "0 to 255": 255 * plain.x,
    "colors in the order BGR": ((plain.x - center) / width)[:, ::-1],
}.items():
    scores = [network(x.astype("float32")).argmax(axis=1) for network in pretrained]
    right = 100 * np.mean(np.array(scores) == plain.y, axis=1)
    most = 100 * np.mean([np.bincount(one).max() / len(one) for one in scores])
    print(f"{words:24} {told(right)} right; {most:.0f} % get the same name")

# %% [markdown] tags=["seen"]
# Without standardizing, about 24 of a hundred are right where 92 could be, with values up to 255 about 45, and
# nothing warns: the numbers have the right shape and dtype. (Exchanged colors do no harm *here*, since color says
# nothing about these shapes. For photographs they would.)
#
# Why is the wronger input better? Values from 0 to 1 have a deviation of 0.29 where the network expects 1. Contrasts
# so small drown in the shifts that batch normalization adds, and most images get one and the same name. Times 255,
# the contrast is so large that the shifts no longer count. What is left of the network still compares edges.
#
# So an entry of a zoo needs more than numbers: a **card** that says the name, the classes in their order, and the
# preprocessing. And something that ties them together: a **checksum**.

# %% [markdown]
# A cryptographic hash such as SHA-256 turns any number of bytes into 64 hexadecimal digits. Whoever changes one bit
# gets quite another number, and nobody knows how to make two files with the same one.


# %%
def sha256(content):
    """Return the SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


# %% [markdown]
# Where should the checksum stand? Inside the file it shows accidents only: whoever replaces the file computes a new
# one and puts it in as well. So it has to come to you by *another way*: printed in the paper, in the list of the zoo,
# in the code that downloads the file. Then it also shows forgeries.
#
# ### Exercise 8: save a model with its checksum
#
# `np.savez(file, **arrays)` writes an archive of arrays, each under its name, and takes an open file, such as
# `io.BytesIO()`, a file in memory whose bytes `getvalue()` returns. A text is an array as well. Hash the *content* of
# the file, all of it. A checksum of the file's name or of the arrays' names notices nothing, and one of the values
# alone does not notice another card.


# %%
def save_model(file, arrays, card):
    """Write a model's arrays and its card to an open file, and return the checksum of what was written.

    Parameters
    ----------
    file : file open for writing bytes, not for reading
        Gets an archive of NumPy with each array under its name, in its dtype, and under "card" the text that
        `json.dumps` makes of the card. It is not closed.
    arrays : dict of array
        By name, which is never "file"; there may be none.
    card : dict
        Name, classes, preprocessing: what can be written as JSON.

    Returns
    -------
    str
        The SHA-256 of all bytes that the file got.

    Raises
    ------
    ValueError
        If an array is called "card"; if an array holds Python objects (its dtype is `object`), which could only be
        pickled, with the array's name in the message. Nothing is written then.
    """
    ### BEGIN SOLUTION
    for name, array in arrays.items():
        if name == "card" or array.dtype == object:
            raise ValueError(f"{name} is taken, or holds objects, which could only be pickled")
    archive = io.BytesIO()
    np.savez(archive, **arrays, card=json.dumps(card))
    file.write(archive.getvalue())
    return sha256(archive.getvalue())
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: which bytes?</summary>
#
# Write the archive to a file in memory first. Then you hold all its bytes, to hash them and to hand them on.
# </details>
# <details><summary>Hint 2: before the first byte</summary>
#
# Look at names and dtypes before you write. An array of objects has `array.dtype == object`, and `np.savez` would
# pickle it without a word.
# </details>

# %%
check(save_model)

# %% [markdown]
# ### Exercise 9: load only what is what it says


# %%
def load_model(file, expected, checksum):
    """Read what `save_model` wrote, or refuse it.

    Parameters
    ----------
    file : file open for reading bytes
        Holds an archive of NumPy: the arrays by name, and the text "card", which is JSON.
    expected : dict of tuple
        For each array of the model, by name, its shape.
    checksum : str
        The SHA-256 that the file's bytes must have.

    Returns
    -------
    arrays : dict of array, in the dtype of the stored arrays
        Without "card".
    card : dict

    Raises
    ------
    ValueError
        If the checksum is another one, with "checksum" in the message: this comes first, and not even the archive is
        opened then. If the archive holds pickled objects, which must not be opened (`np.load` refuses them by itself
        unless it is asked to do otherwise). If a name is missing or not expected, or a shape is another one than
        expected, with the array's name in the message.
    """
    ### BEGIN SOLUTION
    content = file.read()
    if sha256(content) != checksum:
        raise ValueError("the checksum is another one: the file is damaged, or not what it says")
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    card = json.loads(str(arrays.pop("card")))
    for name in sorted(arrays.keys() | expected.keys()):
        found = arrays[name].shape if name in arrays else None
        if name not in expected or found != tuple(expected[name]):
            raise ValueError(f"{name} has shape {found}, expected {expected.get(name)}")
    return arrays, card
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: the bytes, and then the archive</summary>
#
# `file.read()` returns all bytes. `np.load(io.BytesIO(content))` opens an archive that you hold as bytes:
# `archive.files` lists the names, `archive[name]` reads one. The card comes back as an array without axes; `str(...)`
# makes it a text, and `json.loads` a dict.
# </details>
# <details><summary>Hint 2: both directions</summary>
#
# A name may be in the file only, or in `expected` only. Going through one of the two dicts misses a half.
# </details>

# %%
check(load_model)

# %% [markdown]
# ### Your entry
#
# Now everything together: your features, your probe as a head, your file, your loader. The entry goes to memory
# instead of a disk. We read it back, ask it for twelve images that it has never seen, flip one bit, and try again.

# %% tags=["demo"]
with drawn_by("extract_features", "linear_probe", "save_model", "load_model"):
    few = transfer.draw(four.train, 20, seed=0)
    own = extract_features(pretrained[0].layers[:12], few.x)
    reader = transfer.with_head(pretrained[0], *linear_probe(own, few.y, 4))
    card = {"name": "four shapes from twenty images", "classes": list(four.train.classes)}
    card["preprocessing"] = {"mean": center.ravel().tolist(), "deviation": width.ravel().tolist()}
    entry, shapes = io.BytesIO(), {name: array.shape for name, array in reader.arrays().items()}
    checksum = save_model(entry, reader.arrays(), card)
    print("in the list of the zoo:", card["name"], checksum)
    loaded, its_card = load_model(io.BytesIO(entry.getvalue()), shapes, checksum)
    again = transfer.network(4, seed=1)
    again.restore(loaded)
    print(f"read back: {transfer.accuracy(again, four.test):.0%} of 500 unseen images right")
    said = [its_card["classes"][k] for k in again(four.test.x[:12]).argmax(axis=1)]
    plots.image_grid(raw.test.x[:12], captions=said, columns=6).show()

# %% tags=["demo"]
with drawn_by("extract_features", "linear_probe", "save_model", "load_model"):
    damaged, forged = bytearray(entry.getvalue()), io.BytesIO()
    damaged[len(damaged) // 2] ^= 1  # one bit
    swapped = card | {"classes": card["classes"][::-1]}
    print("the forger's own checksum:", save_model(forged, reader.arrays(), swapped))
    for words, content in {"one bit flipped": bytes(damaged), "forged": forged.getvalue()}.items():
        try:
            load_model(io.BytesIO(content), shapes, checksum)
            print(f"{words}: let in!")
        except ValueError as refused:
            print(f"{words}, refused: {refused}")

# %% [markdown]
# ### Explain it
#
# Two or three sentences each. *(Graded by hand: 2 points, half a point each.)*
#
# 1. A colleague probes a pretrained network on X-ray images, gets 80 %, and concludes that features of photographs
#    are good for X-rays. What is missing before one may say so, and what in this unit shows it? Another has 20 images
#    and will not even try: "You need a lot of data to use a convolutional network." Which numbers of 15.3 do you show?
# 2. Somebody freezes all layers but the head by giving the optimizer the head's parameters alone, runs the network in
#    training mode, and trains. The training loss is fine, and in evaluation mode the network does worse than
#    expected, on the old task as well. Explain.
# 3. "A fresh head has large gradients, and they spoil good features." For which optimizer did this unit find that
#    true, and for which not? What decides there how much is forgotten?
# 4. A file's checksum fits the one in the zoo's list. Which of these can still be wrong: the values, the class names,
#    the preprocessing that you apply, the honesty of its author? And what would it be worth, stored in the file? Say
#    why.

# %% [markdown] tags=["written"] points=2 id="explained"
# === BEGIN MODEL ANSWER ===
#
# **1.** The controls: the same probe on an untrained network of the same kind, and on raw pixels, each at its own
# best decay. On the digits of 15.4 raw pixels had 86 % and random features 90, where the pretrained top features had
# 81. (A quarter.) With 20 images of four new shapes the probe gets more than 80 % right, a network from scratch 31:
# somebody needs a lot of data, namely who pretrains, and not everybody who uses the network. (A quarter.)
#
# **2.** In training mode batch normalization uses the statistics of the new batches and moves its running averages;
# they are no parameters, so no optimizer holds them. The features that the head learned on differ from those of
# evaluation mode, and the old task meets moved averages. Frozen layers have to run in evaluation mode.
#
# **3.** For momentum: its step is as long as the gradient, and the filters moved nearly twice as far. Not for Adam as
# it is used (72 and 69 % of the old task): it divides by the gradient's size, so the rate of the old layers decides.
# (Half for one of the two optimizers.)
#
# **4.** Values and card are in the file, so they are what was saved. What *you* apply is outside of it: it can differ
# from the card. The author may be anybody, and may have trained something harmful: a checksum says that it is the
# same file, not that it is a good one. Stored in the file it would show accidents alone, since a forger computes a
# new one.
#
# *Rubric, where nothing else is said:* a quarter for the mechanism, a quarter for what follows from it.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## 15.10 Quiz
#
# Return the letter of your answer. The check says at once whether it is right, and why. Pencil and paper, or an
# experiment, are allowed.
#
# **Question 1.** You have 4,000 labeled microscope images, in black and white, of two kinds of crystals. A zoo has a
# network for photographs of a thousand things. Which plan does the table of 15.7 suggest, and what would you run
# beside it?
#
# - **a**: a probe on the top features; beside it, nothing, since the zoo's network is large
# - **b**: fine-tune many layers; beside it, the same from random weights
# - **c**: fine-tune the head only; beside it, a probe
# - **d**: from scratch, since the images are unlike; beside it, a larger network


# %%
def quiz_regime():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_regime)

# %% [markdown] explains="quiz_regime"
# Many images, unlike those of pretraining: fine-tune many layers. The run from random weights is the control that
# says whether pretraining helped at all. (a) has no control, (c) trains the head twice, and (d) gives pretraining
# no chance.

# %% [markdown]
# **Question 2.** A network has layers 0, 1, 4, 5, 8, 9 with parameters, and a head 12. You want layer 8 to learn at
# a hundredth of the head's rate. Which factor do you give to your `layer_rates`?
#
# - **a**: 0.01
# - **b**: 0.1
# - **c**: 0.32
# - **d**: 0.001


# %%
def quiz_factor():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_factor)

# %% [markdown] explains="quiz_factor"
# Layer 9 is one below the head and layer 8 is two below: the factor squared is 0.01. Layers 10 and 11 have no
# parameters and do not count; if they did, it would be the fourth root, 0.32.

# %% [markdown]
# **Question 3.** A dense layer with 768 inputs and 3,072 outputs gets a LoRA of rank 4. How many numbers are
# trained, and how many of them have a gradient other than zero in the *first* step?
#
# - **a**: 15,360, and all of them
# - **b**: 15,360, and 3,072 of them
# - **c**: 15,360, and 12,288 of them
# - **d**: 2,359,296, and 15,360 of them


# %%
def quiz_lora():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %%
check(quiz_lora)

# %% [markdown] explains="quiz_lora"
# $768 \cdot 4 + 4 \cdot 3072 = 3{,}072 + 12{,}288 = 15{,}360$. The gradient of $A$ has the factor $B^\top$, which
# is zero at the start, so only the 12,288 numbers of $B$ move at first.

# %% [markdown]
# **Question 4.** Five seeds each. Validation accuracy in percent, mean ± sample deviation: probe 89.5 ± 1.0, last
# block 90.3 ± 3.0, all layers 91.0 ± 2.0, scratch 70 ± 5. Test, in the same order: 87, 91, 90, 71. What does your
# rule report?
#
# - **a**: the probe, 87 %
# - **b**: the last block, 91 %
# - **c**: all layers, 90 %
# - **d**: the last block, 90.3 %


# %%
def quiz_choice():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_choice)

# %% [markdown] explains="quiz_choice"
# The best mean is 91.0 and its standard error $2.0 / \sqrt 5 = 0.89$, so the limit is 90.11. The last block reaches
# it, and the probe does not. What is reported is the *test* accuracy, 91 %. Whoever takes the whole deviation, 2.0,
# gets a limit of 89.0 and chooses the probe.

# %% [markdown]
# **Question 5.** Two ways to freeze a weight under momentum 0.9: (i) its gradient is set to 0, (ii) it is skipped.
# At the moment of freezing, its velocity is 2; the rate is 0.1, and there is no decay. How far does it move from
# then on, in the two cases?
#
# - **a**: 0.2 and 0
# - **b**: 1.8 and 0
# - **c**: 0 and 0
# - **d**: 18 and 0.2


# %%
def quiz_leak():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_leak)

# %% [markdown] explains="quiz_leak"
# The velocity becomes 1.8, then 1.62, and so on: $0.1 \cdot 2 \, (0.9 + 0.9^2 + \dots) = 0.2 \cdot 9 = 1.8$. What
# is skipped does not move at all.

# %% [markdown]
# ## 15.11 Experiment: does better pretraining transfer better?
#
# A network that knows its six shapes better may have better features for four others. Or its features may fit the
# six ever more closely, and nothing else. `transfer.pretrain(seed, updates)` pretrains for as many updates as you
# say (150 above).
#
# 1. **Write down first** what you expect.
# 2. Pretrain for 0 (that is `transfer.network(6, seed=seed)`), 10, 25, 50, 100 and 200 updates, five seeds each.
# 3. For each network measure the accuracy on unseen images of the six shapes, and that of your probe with 20 images
#    of the four shapes. `probed` of 15.3 does the second, for a list of networks, each with images of its own.
# 4. Report both with sample deviations, and draw one against the other. Then answer: does better on the old task
#    mean better on the new one, all the way? How much pretraining would have been enough? Explain *why* it comes
#    out so.
#
# The following cell begins with two of the six; go on from there. Write your answer in the cell behind it. *(Graded
# by hand: 4 points.)*

# %% tags=["demo"]
with drawn_by("extract_features", "linear_probe"):
    for updates in (10, 25):
        model = transfer.pretrain(0, updates)
        old, new = 100 * transfer.accuracy(model, six.test), probed([model], four, (20,))[0, 0, 1]
        print(f"{updates} updates, one seed: six shapes {old:.0f} %, probe on the four {new:.0f} %")

# %% [markdown] tags=["written"] points=4 id="experiment"
# === BEGIN MODEL ANSWER ===
#
# *Expectation:* better on the six shapes is better on the four, at least at first. Mean ± sample deviation, seeds 0
# to 4, in percent:
#
# | updates | six shapes | four shapes, probe with 20 images |
# | --- | --- | --- |
# | 0 | 16 ± 2 | 32 ± 3 |
# | 10 | 27 ± 4 | 36 ± 4 |
# | 25 | 50 ± 4 | 47 ± 4 |
# | 50 | 66 ± 2 | 57 ± 6 |
# | 100 | 84 ± 4 | 72 ± 4 |
# | 200 | 95 ± 1 | 86 ± 5 |
#
# *Reading.* The two rise together, all the way. Even 10 updates, with 27 % on the old task, are worth something,
# and between 100 and 200 updates the new task still gains 14 points. No amount in this range would have been enough.
# Within a row, the spread of 5 points on the new task comes mostly from the twenty images.
#
# *Why.* To tell the six shapes apart, the network needs edges, corners, and places where lines end or close,
# whatever the color. Rings, squares, saltires and checkers are made of the same. So what improves one task improves
# the other. With a target unlike the old task this need not be so: on the digits of 15.4, where random features do
# as well, pretraining adds next to nothing.
#
# *Rubric.* **1 point, design:** a prediction in advance; six lengths, five seeds; each probe with its own twenty
# images. **1 point, report:** both accuracies with sample deviations, and the figure. **1 point, comparison:**
# where the curve rises and where differences are within the spread. **1 point, explanation:** what early layers
# learn first and what is shared by both tasks; "more training is better" earns nothing.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## Today
#
# **Foundation models are the zoo of today.** A few large networks are pretrained on nearly everything (Bommasani et
# al. 2021), and most users never train one from scratch. Pretraining mostly needs no labels: a model predicts
# hidden parts of its input, or which caption belongs to which picture (Radford et al. 2021). What is then compared
# is often what you did in 15.3: a *linear probe* on frozen features is a standard test for image models (Oquab et
# al. 2024).
#
# **LoRA and its kin** are the usual way to adapt large language models. The base model stays, and each task adds
# some megabytes. With the base stored in four bits, one GPU is enough to fine-tune models with tens of billions of
# parameters (Dettmers et al. 2023). And the largest models often need no new weights at all: a few examples in the
# prompt do (Brown et al. 2020).
#
# **Probe first, then fine-tune.** As in 15.6, a head that is learned first does no harm and can help; away from the
# training distribution this is better than fine-tuning at once (Kumar et al. 2022). Better models on
# ImageNet are mostly better sources, too (Kornblith, Shlens and Le 2019), but with enough labeled images, a network
# from scratch arrives at the same place, only later (He, Girshick and Dollár 2019).
#
# **Files.** Hubs have moved from pickles to `safetensors`, a format that holds numbers and nothing else, and they
# list a checksum of every file. The library's `train.save_model` writes this format. Its checksum stands inside, so
# it is one against accidents.

# %% [markdown]
# ## Key points
#
# - Features that were learned from many images serve tasks with few. A linear probe on them is one linear system,
#   and with few images it is hard to beat.
# - Compare with controls: random features, raw pixels, and from scratch, each at its own best settings. On an unlike
#   target, pretraining may be worth nothing.
# - Cut high where the task is alike. Where it is not, lower layers can be better, if their places are kept.
# - Frozen means: skipped by the optimizer, decay and velocity included, and in evaluation mode.
# - A new head has new weights and new optimizer state. What the old layers forget goes by their own rate. The size of
#   a fresh head's gradients matters under momentum, and not under Adam.
# - Choose the strategy by validation images, take the cheapest within a standard error, report on test images.
# - LoRA learns a change of low rank beside a frozen matrix; one of its two factors begins at zero.
# - A model is its numbers, its classes, and its preprocessing, tied together by a checksum of the content that comes
#   by another way than the file. Never open a pickle from a stranger.
#
# ## What comes next
#
# You chose among four strategies and a few rates. With a hundred settings to choose from, the best is partly lucky:
# the best of a hundred coin-flippers is a genius. Unit 16 chooses with care.
#
# ## References
#
# - Alain, G., Bengio, Y. (2016). Understanding intermediate layers using linear classifier probes.
#   arXiv:1610.01644.
# - Bommasani, R. et al. (2021). On the opportunities and risks of foundation models. arXiv:2108.07258.
# - Breiman, L., Friedman, J., Olshen, R., Stone, C. (1984). *Classification and Regression Trees*. Wadsworth.
# - Brown, T. et al. (2020). Language models are few-shot learners. *NeurIPS*. arXiv:2005.14165.
# - Dettmers, T., Pagnoni, A., Holtzman, A., Zettlemoyer, L. (2023). QLoRA: efficient finetuning of quantized LLMs.
#   *NeurIPS*. arXiv:2305.14314.
# - Donahue, J. et al. (2014). DeCAF: a deep convolutional activation feature for generic visual recognition.
#   *ICML*. arXiv:1310.1531.
# - He, K., Girshick, R., Dollár, P. (2019). Rethinking ImageNet pre-training. *ICCV*. arXiv:1811.08883.
# - Howard, J., Ruder, S. (2018). Universal language model fine-tuning for text classification. *ACL*.
#   arXiv:1801.06146.
# - Hu, E. et al. (2022). LoRA: low-rank adaptation of large language models. *ICLR*. arXiv:2106.09685.
# - Kalajdzievski, D. (2023). A rank stabilization scaling factor for fine-tuning with LoRA. arXiv:2312.03732.
# - Kornblith, S., Shlens, J., Le, Q. (2019). Do better ImageNet models transfer better? *CVPR*. arXiv:1805.08974.
# - Kumar, A., Raghunathan, A., Jones, R., Ma, T., Liang, P. (2022). Fine-tuning can distort pretrained features and
#   underperform out-of-distribution. *ICLR*. arXiv:2202.10054.
# - Li, F.-F., Johnson, J., Yeung, S. (2017). *CS231n: Convolutional Neural Networks for Visual Recognition*,
#   lecture 7. Stanford University.
# - McCloskey, M., Cohen, N. (1989). Catastrophic interference in connectionist networks: the sequential learning
#   problem. *Psychology of Learning and Motivation* 24, 109–165.
# - Oquab, M. et al. (2024). DINOv2: learning robust visual features without supervision. *TMLR*. arXiv:2304.07193.
# - Radford, A. et al. (2021). Learning transferable visual models from natural language supervision. *ICML*.
#   arXiv:2103.00020.
# - Razavian, A. S., Azizpour, H., Sullivan, J., Carlsson, S. (2014). CNN features off-the-shelf: an astounding
#   baseline for recognition. *CVPR workshops*. arXiv:1403.6382.
# - Yosinski, J., Clune, J., Bengio, Y., Lipson, H. (2014). How transferable are features in deep neural networks?
#   *NeurIPS*. arXiv:1411.1792.
#
# ## Sources
#
# | section | facts from |
# | --- | --- |
# | 15.1 to 15.3 | notes 000 (how much data), 004 (freeze, a new last layer); the papers named there; own measurements |
# | 15.4, 15.5 | Yosinski et al. 2014; own measurements |
# | 15.6 | notes 004; Howard and Ruder 2018; McCloskey and Cohen 1989; Kumar et al. 2022; own measurements |
# | 15.7 | notes 000 (four regimes, a million images); CS231n 2017; Breiman et al. 1984; own measurements |
# | 15.8 | Hu et al. 2022, section 4; Kalajdzievski 2023; own measurements |
# | 15.9 | notes 000, 004 (model zoos); own measurements |
# | Today | the papers named there |
#
# Notes 000 and 004 are lecture notes that this course was made from; you do not need them.
