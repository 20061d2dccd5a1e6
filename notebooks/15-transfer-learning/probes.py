"""How the exercises of `15-transfer-learning` are driven; what is right is the same on the solution. This file ships.

The layers are small ones of its own, called as the library's are: nothing is trained here.
"""

import hashlib
import io
import json

import numpy as np

from gradschool.checks import outcome, probe, quiz


# --- extract_features -----------------------------------------------------------------------------------------


class Mix:
    """Each pixel's channels through a matrix, then a ReLU; notes how many images come at once."""

    def __init__(self, rng, channels, filters, dtype="float64"):
        self.weight, self.seen = rng.standard_normal((channels, filters)).astype(dtype), []

    def __call__(self, h, *, training=False, rng=None):
        """Return an image for each filter."""
        self.seen.append(len(h))
        return np.maximum(np.einsum("nchw,cf->nfhw", h, self.weight), 0)


class Norm:
    """Batch normalization with running averages, which training moves."""

    def __init__(self, rng, channels, dtype="float64"):
        self.mean, self.deviation = (
            rng.uniform(-1, 1, channels).astype(dtype),
            rng.uniform(1, 2, channels).astype(dtype),
        )

    def __call__(self, h, *, training=False, rng=None):
        """Normalize by the batch in training, and by the running averages otherwise."""
        if training:
            self.mean = 0.9 * self.mean + 0.1 * h.mean(axis=(0, 2, 3))
            return (h - h.mean(axis=(0, 2, 3))[:, None, None]) / self.deviation[:, None, None]
        return (h - self.mean[:, None, None]) / self.deviation[:, None, None]


class Pool:
    """The mean over all pixels, as a network has it right below its head."""

    def __call__(self, h, *, training=False, rng=None):
        """Return one number for each image and channel."""
        return h.mean(axis=(2, 3)) ** 3


@probe("extract_features", points=0.5, exact_dtype=True)
def of_images(student, rng):
    """Five images of 3 channels, 4 by 6 pixels, through four layers, in double and in single precision."""
    found = {}
    for dtype in ("float64", "float32"):
        layers = [Mix(rng, 3, 4, dtype), Norm(rng, 4, dtype), Mix(rng, 4, 2, dtype), Pool()]
        x = rng.uniform(0.5, 2, (5, 3, 4, 6)).astype(dtype)
        found[f"below the head, {dtype}"] = student.extract_features(layers, x)
        found[f"after two layers, {dtype}"] = student.extract_features(layers[:2], x)
        found[f"in a row, {dtype}"] = student.extract_features(layers[:2], x, average=False)
        found[f"in a row below the head, {dtype}"] = student.extract_features(layers, x, average=False)
    return found


@probe("extract_features", points=0.5)
def in_batches(student, rng):
    """Seven images in batches of 3, of 7, of 1, and of 50: the features, what the layer is handed, and its averages."""
    found = {}
    for batch in (3, 7, 1, 50):
        mix, norm = Mix(rng, 2, 3), Norm(rng, 3)
        found[f"features, {batch}"] = student.extract_features([mix, norm], rng.uniform(0.5, 2, (7, 2, 3, 5)), batch)
        found |= {f"images at once, {batch}": mix.seen, f"running mean, {batch}": norm.mean}
        x = rng.uniform(0.5, 2, (7, 2, 3, 5))
        found[f"in a row, {batch}"] = student.extract_features([Mix(rng, 2, 3)], x, batch, average=False)
    return found


@probe("extract_features", points=0.5, exact_dtype=True)
def with_no_layers(student, rng):
    """No layer at all, for several images and for one: the mean color of each, and the raw pixels."""
    x, found = rng.uniform(0, 1, (4, 3, 2, 5)), {}
    for words, images in {"four": x, "one": x[:1].astype("float32")}.items():
        found[f"mean color, {words}"] = student.extract_features([], images)
        found[f"raw pixels, {words}"] = student.extract_features([], images, average=False)
    return found


# --- linear_probe ---------------------------------------------------------------------------------------------


def labeled(rng, n, d, classes, dtype="float64"):
    """Features with several scales and means, and labels in which all classes occur."""
    x = rng.uniform(-3, 3, d) + rng.uniform(0.2, 4, d) * rng.standard_normal((n, d))
    return x.astype(dtype), rng.permutation(np.arange(n) % classes)


def heads(student, *arguments, **settings):
    """The two results under words."""
    weight, bias = student.linear_probe(*arguments, **settings)
    return {"weight": weight, "bias": bias}


@probe("linear_probe", points=0.5, exact_dtype=True, atol=1e-6)
def of_many_images(student, rng):
    """Fourteen images with three features, three classes, in double and in single precision.

    The tolerance lets a tiny constant beside the deviations pass, here and in the next: the one after it asks for that.
    """
    found = {}
    for dtype in ("float64", "float32"):
        results = heads(student, *labeled(rng, 14, 3, 3, dtype), 3)
        found |= {f"{name}, {dtype}": value for name, value in results.items()}
    return found


@probe("linear_probe", points=0.5, exact_dtype=True, atol=1e-6)
def fewer_images_than_features(student, rng):
    """Five images with eight features and two classes, with a decay of about 0.02 and of about 2."""
    few, found = labeled(rng, 5, 8, 2), {}
    for words, decay in (("little decay", rng.uniform(0.01, 0.03)), ("much decay", rng.uniform(1.5, 2.5))):
        found |= {f"{name}, {words}": v for name, v in heads(student, *few, 2, decay=float(decay)).items()}
    return found


@probe("linear_probe", points=0.5, exact_dtype=True)
def with_a_feature_that_never_varies(student, rng):
    """Nine images; one feature is always 0, one always the same, one hardly varies. Class 1 has no image."""
    x, labels = labeled(rng, 9, 5, 2)
    x[:, 1], x[:, 4] = 0.0, 1 + 1e-4 * rng.standard_normal(9)
    x[:, 3] = 0.1 * 2.0 ** rng.integers(-3, 4)  # the mean of nine such numbers is rounded, at each power of two
    return heads(student, x, 2 * labels, 4)


# --- frozen_step ----------------------------------------------------------------------------------------------


def arrays(rng, shapes, dtype="float64"):
    """A dict of random arrays."""
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}


BODY = {"0.weight": (2, 3), "0.bias": (3,), "10.weight": (3, 4), "1.weight": (4, 2)}


def stepped(student, rng, frozen, missing=(), dtype="float64", **settings):
    """Parameters and velocity after a step, under words."""
    w, g, v = arrays(rng, BODY, dtype), arrays(rng, BODY, dtype), arrays(rng, BODY, dtype)
    g = {name: np.full_like(one, np.nan) if name in frozen else one for name, one in g.items() if name not in missing}
    moved, kept = student.frozen_step(w, g, v, list(frozen), float(rng.uniform(0.1, 0.5)), **settings)
    return {"names": [*moved, "velocity", *kept]} | moved | {f"velocity of {name}": one for name, one in kept.items()}


@probe("frozen_step", points=0.5, exact_dtype=True)
def with_one_frozen(student, rng):
    """Four arrays of which one is frozen, with gradient `nan`: with decay and without, and in single precision."""
    found = {}
    for words, settings in {"decay": {"decay": 0.3}, "no decay": {}, "single": {"dtype": "float32"}}.items():
        results = stepped(student, rng, ("1.weight",), **settings)
        found |= {f"{name}, {words}": value for name, value in results.items()}
    return found


@probe("frozen_step", points=0.5, rtol=0, atol=0, exact_dtype=True)
def bit_for_bit(student, rng):
    """What is frozen, in double and in single precision. No tolerance: it has to be the same to the last bit."""
    found = {}
    for dtype in ("float64", "float32"):
        results = stepped(student, rng, ("0.weight", "10.weight"), dtype=dtype, decay=0.1)
        names = [name for name in results if name.endswith(("0.weight", "10.weight"))]
        found |= {f"{name}, {dtype}": results[name] for name in names}
    return found


@probe("frozen_step", points=0.5)
def with_gradients_missing(student, rng):
    """Two frozen arrays without gradients; none, all, and a bias without its weight are frozen; another momentum."""
    found = {}
    cases = {"two": (("0.weight", "0.bias"),) * 2, "none": ((), ()), "all": (tuple(BODY), tuple(BODY))}
    cases["a bias alone"] = (("0.bias",),) * 2
    for words, (frozen, missing) in cases.items():
        results = stepped(student, rng, frozen, missing, mu=float(rng.uniform(0.3, 0.6)), decay=0.2)
        found |= {f"{name}, {words}": value for name, value in results.items()}
    return found


# --- replace_head ---------------------------------------------------------------------------------------------


def with_head(student, rng, head, classes, dtype="float64"):
    """Parameters and velocity with another head, under words."""
    shapes = {"0.weight": (2, 3), "1.weight": (3, 3), "1.bias": (3,), "12.weight": (3, 5), "12.bias": (5,)}
    pair = arrays(rng, shapes, dtype), arrays(rng, shapes, dtype)
    fresh, kept = student.replace_head(*pair, head, classes, np.random.default_rng(int(rng.integers(1000))))
    return {"names": [*fresh, "velocity", *kept]} | fresh | {f"velocity of {name}": one for name, one in kept.items()}


@probe("replace_head", points=1, exact_dtype=True)
def of_other_sizes(student, rng):
    """A head for two classes and one for nine in the place of five, in double and in single precision."""
    found = {}
    for classes, dtype in ((2, "float64"), (9, "float32")):
        results = with_head(student, rng, "12", classes, dtype)
        found |= {f"{name}, {classes} classes": value for name, value in results.items()}
    return found


@probe("replace_head", points=0.5, exact_dtype=True)
def of_the_same_size_and_alike_names(student, rng):
    """As many classes as before; then layer 1, beside a layer 12."""
    found = {f"{name}, five classes": value for name, value in with_head(student, rng, "12", 5).items()}
    return found | {f"{name}, layer 1": value for name, value in with_head(student, rng, "1", 4).items()}


# --- layer_rates ----------------------------------------------------------------------------------------------


def rates(student, names, lr, factor):
    """The layers in the order of the dict, and their rates."""
    found = student.layer_rates(names, lr, factor)
    return {"layers": list(found), "rates": [float(rate) for rate in found.values()]}


@probe("layer_rates", points=1)
def of_a_convolutional_network(student, rng):
    """Layers 0, 1, 4, 5, 8, 9, 12 in order and shuffled, with a factor between 0 and 1."""
    names = ["0.weight", "1.scale", "1.shift", "4.weight", "5.scale", "5.shift", "8.weight", "9.scale", "9.shift"]
    names += ["12.weight", "12.bias"]
    lr, factor = float(rng.uniform(0.01, 0.1)), float(rng.uniform(0.3, 0.7))
    shuffled = [names[i] for i in rng.permutation(11)]
    found = {f"{word}, in order": value for word, value in rates(student, names, lr, factor).items()}
    return found | {f"{word}, shuffled": value for word, value in rates(student, shuffled, lr, factor).items()}


@probe("layer_rates", points=0.5)
def at_the_ends(student, rng):
    """Factor 0 and factor 1, and a network of a single layer."""
    names, lr, found = ["2.bias", "2.weight", "10.weight", "7.weight"], float(rng.uniform(0.01, 0.1)), {}
    for factor in (0.0, 1.0):
        found |= {f"{word}, factor {factor}": v for word, v in rates(student, names, lr, factor).items()}
    return found | {f"{word}, one layer": v for word, v in rates(student, names[:2], lr, 0.4).items()}


# --- choose_strategy ------------------------------------------------------------------------------------------


def scores(rng, mean, spread, k):
    """Accuracies with this mean and sample deviation."""
    z = rng.standard_normal(k)
    return mean + spread * (z - z.mean()) / z.std(ddof=1)


def chosen(student, validation, test):
    """The three results under words."""
    name, mean, deviation = student.choose_strategy(validation, test)
    return {"chosen": name, "mean": mean, "deviation": deviation}


NAMES = ("probe", "last block", "all layers", "scratch")


def judged(rng, means, spreads, k):
    """Validation accuracies, and test accuracies in another order of the strategies with other best ones."""
    validation = {name: scores(rng, m, s, k) for name, m, s in zip(NAMES, means, spreads, strict=True)}
    test = {NAMES[i]: rng.uniform(0.5, 0.6, k) + (0.3 if i == 3 else 0) for i in (3, 2, 1, 0)}
    return validation, test


@probe("choose_strategy", points=1)
def within_the_noise_and_beyond(student, rng):
    """Four strategies, five seeds: a cheap one within a standard error, one a little beyond, and the best the first."""
    found = {}
    cases = {"within": (0.2, 0.78, 0.8, 0.5), "near": (0.2, 0.79, 0.8, 0.5), "beyond": (0.2, 0.772, 0.8, 0.3)}
    cases["far"] = (0.2, 0.74, 0.8, 0.3)
    for words, means in (cases | {"one lucky seed": (0.45, 0.6, 0.8, 0.55)}).items():
        lucky = words == "one lucky seed"
        spreads = (0.01, 0.01 if lucky else 0.2, float(rng.uniform(0.055, 0.06)), 0.5 if lucky else 0.01)
        results = chosen(student, *judged(rng, means, spreads, 5))
        found |= {f"{name}, {words}": value for name, value in results.items()}
    first = chosen(student, *judged(rng, (0.9, 0.78, 0.8, 0.5), (0.05, 0.05, 0.2, 0.05), 4))
    return found | {f"{name}, first": value for name, value in first.items()}


@probe("choose_strategy", points=0.5)
def with_few_seeds_and_ties(student, rng):
    """Two seeds, where n - 1 counts; and two strategies that are equally good without any spread."""
    narrow = chosen(student, *judged(rng, (0.2, 0.765, 0.8, 0.5), (0.01, 0.3, 0.055, 0.01), 2))
    tie = {name: np.full(3, value) for name, value in zip(NAMES, (0.25, 0.75, 0.75, 0.5), strict=True)}
    even = chosen(student, tie, judged(rng, (0.5,) * 4, (0.1,) * 4, 3)[1])
    return {f"{name}, two seeds": v for name, v in narrow.items()} | {f"{name}, tie": v for name, v in even.items()}


# --- low_rank_update ------------------------------------------------------------------------------------------


def adapted(student, rng, n, d, k, r, dtype="float64", zero=False):
    """The three results under words."""
    x, weight, a, upstream = (rng.standard_normal(shape).astype(dtype) for shape in ((n, d), (d, k), (d, r), (n, k)))
    b = (0 if zero else 1) * rng.standard_normal((r, k)).astype(dtype)
    y, da, db = student.low_rank_update(x, weight, a, b, float(rng.uniform(0.5, 3)), upstream)
    return {"y": y, "da": da, "db": db}


@probe("low_rank_update", points=1, exact_dtype=True)
def of_rank_two(student, rng):
    """Five examples, four features, three outputs, rank 2, in double and in single precision."""
    found = {}
    for dtype in ("float64", "float32"):
        found |= {f"{name}, {dtype}": v for name, v in adapted(student, rng, 5, 4, 3, 2, dtype).items()}
    return found


@probe("low_rank_update", points=0.5, exact_dtype=True)
def at_the_start(student, rng):
    """B is zero, as at the start; then rank 1 and a single example."""
    found = {f"{name}, at the start": v for name, v in adapted(student, rng, 4, 3, 5, 3, zero=True).items()}
    return found | {f"{name}, rank 1": v for name, v in adapted(student, rng, 1, 3, 2, 1).items()}


# --- save_model -----------------------------------------------------------------------------------------------


def described(rng):
    """A card."""
    return {"name": f"model {int(rng.integers(1000))}", "classes": ["ring", "äquator"], "mean": [0.5, 0.25]}


def saved(student, arrays, card):
    """The bytes of the file, and the checksum that was returned."""
    file = io.BytesIO()
    told = student.save_model(file, arrays, card)
    return {"checksum": told, "file": np.frombuffer(file.getvalue(), "u1")}


def in_words(card):
    """The card, or what stands in its place."""
    if card is None:
        return "there is none"
    try:
        return json.loads(str(card))
    except ValueError:
        return f"is no JSON: {card}"


def read_back(outputs):
    """Read the file again: its arrays, its card, and the checksum that its bytes have."""
    content = outputs["file"].tobytes()
    if not content:
        return {"the file": "is empty"}
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        found = {name: stored[name] for name in stored.files}
    card = in_words(found.pop("card", None))
    fits = outputs["checksum"] == hashlib.sha256(content).hexdigest()
    told = "the one of the file's bytes" if fits else f"{outputs['checksum']}, which is not that of the file's bytes"
    read = {"the file": "can be read", "checksum": told, "names": sorted(found), "card": card}
    for name in sorted(found):
        read |= {f"array {name}": found[name], f"dtype of {name}": str(found[name].dtype)}
    return read


@probe("save_model", points=0.5, measure=read_back)
def of_a_model(student, rng):
    """Four arrays, in single precision, of whole numbers and without axes among them, and a card, read back."""
    model = arrays(rng, {"0.weight": (2, 3), "0.bias": (3,), "4.scale": ()})
    return saved(student, model | {"0.bias": model["0.bias"].astype("float32"), "steps": np.arange(4)}, described(rng))


@probe("save_model", points=0.5, measure=read_back)
def of_no_array(student, rng):
    """A card alone, to a file that can't be read."""
    written = io.BytesIO()
    file = io.BufferedWriter(written)  # as open(path, "wb") gives it
    told = student.save_model(file, {}, described(rng))
    file.flush()
    return {"checksum": told, "file": np.frombuffer(written.getvalue(), "u1")}


@probe("save_model", points=0.5)
def what_must_not_be_saved(student, rng):
    """Python objects as the first and as the last array, an array called card; and how much was written then."""
    model, card, found = arrays(rng, {"a": (2,), "b": (2, 2), "c": (1,)}), described(rng), {}
    for words, (name, array) in {
        "objects first": ("a", np.array([1, "two"], dtype=object)),
        "objects last": ("c", np.array([None, model["a"]], dtype=object)),
        "an array called card": ("card", np.ones(2)),
    }.items():
        file = io.BytesIO()
        found[words] = outcome(student.save_model, file, model | {name: array}, card, naming=[name])
        found[f"bytes written, {words}"] = len(file.getvalue())
    file = io.BytesIO()
    student.save_model(file, model, card)
    with np.load(io.BytesIO(file.getvalue()), allow_pickle=False) as stored:
        return found | {f"array {name}": stored[name] for name in model}


# --- load_model -----------------------------------------------------------------------------------------------


def stored(arrays, card):
    """The bytes of a file as `save_model` writes it, and their checksum."""
    file = io.BytesIO()
    np.savez(file, **arrays, card=json.dumps(card))
    return file.getvalue(), hashlib.sha256(file.getvalue()).hexdigest()


SHAPES = {"0.weight": (2, 3), "0.bias": (3,), "12.scale": (1,)}


def loaded(student, content, expected, checksum):
    """The arrays and the card under words."""
    arrays, card = student.load_model(io.BytesIO(content), expected, checksum)
    return {f"array {name}": arrays[name] for name in sorted(arrays)} | {"card": card}


@probe("load_model", points=0.5, exact_dtype=True)
def what_fits(student, rng):
    """Three arrays, one of them in single precision, and a card."""
    model = arrays(rng, SHAPES)
    content, seal = stored(model | {"0.bias": model["0.bias"].astype("float32")}, described(rng))
    return loaded(student, content, SHAPES, seal)


@probe("load_model", points=1)
def what_does_not(student, rng):
    """A number, a name in the card, one bit, or the checksum is another; no archive; a shape, a name; a pickle."""
    model, card = arrays(rng, SHAPES), described(rng)
    content, seal = stored(model, card)
    middle = len(content) // 2
    files = {
        "another number": (stored(model | {"0.bias": model["0.bias"] + 1}, card)[0], SHAPES, seal, "checksum"),
        "another card": (stored(model, card | {"name": "none"})[0], SHAPES, seal, "checksum"),
        "one bit": (content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :], SHAPES, seal, "checksum"),
        "cut off": (content[:middle], SHAPES, seal, "checksum"),
        "another checksum": (content, SHAPES, seal[::-1], "checksum"),
        "another last digit": (content, SHAPES, seal[:-1] + "0123456789abcdef"[int(seal[-1], 16) - 1], "checksum"),
        "both": (content, SHAPES | {"0.bias": (4,)}, seal[::-1], "checksum"),
        "a size": (content, SHAPES | {"0.weight": (2, 4)}, seal, "0.weight"),
        "a shape": (content, SHAPES | {"0.bias": (1, 3)}, seal, "0.bias"),
        "an axis too few": (content, SHAPES | {"0.bias": (3, 4)}, seal, "0.bias"),
        "an axis too many": (content, SHAPES | {"0.weight": (2,)}, seal, "0.weight"),
        "a missing array": (content, SHAPES | {"7.shift": (2,)}, seal, "7.shift"),
        "one too many": (content, {n: SHAPES[n] for n in ("0.weight", "0.bias")}, seal, "12.scale"),
    }
    told = {}
    for words, (given, expected, checksum, name) in files.items():
        told[words] = outcome(student.load_model, io.BytesIO(given), expected, checksum, naming=[name])
    pickled, its_seal = stored(model | {"0.bias": model["0.bias"].astype(object)}, card)
    told["pickled"] = outcome(student.load_model, io.BytesIO(pickled), SHAPES, its_seal)
    return told | loaded(student, content, SHAPES, seal)


# --- quiz -----------------------------------------------------------------------------------------------------


quiz_regime = quiz("quiz_regime")
quiz_factor = quiz("quiz_factor")
quiz_lora = quiz("quiz_lora")
quiz_choice = quiz("quiz_choice")
quiz_leak = quiz("quiz_leak")
