"""Hidden probes of `15-transfer-learning`: other sizes, edges, and the quiz. They never ship."""

import hashlib
import io
import json

import numpy as np

from gradschool.checks import outcome, probe, quiz


class Affine:
    """Scale and shift of each channel, other ones in training."""

    def __init__(self, rng, channels):
        self.scale, self.trained = rng.uniform(1, 2, (2, channels, 1, 1)), 0

    def __call__(self, h, *, training=False, rng=None):
        """Return as many channels."""
        self.trained += bool(training)
        return self.scale[int(bool(training))] * h + len(h)


@probe("extract_features", points=0.5)
def as_many_images_as_channels(student, rng):
    """Three images of three channels, 3 by 3, in batches of 2; six in batches of 6 and of 4; one image of one pixel."""
    found = {}
    for n, c, side, batch in ((3, 3, 3, 2), (6, 2, 4, 6), (6, 2, 4, 4), (1, 2, 1, 256)):
        layer = Affine(rng, c)
        x = rng.uniform(0.5, 2, (n, c, side, side))
        found[f"{n} images, {batch}"] = student.extract_features([layer], x, batch=batch)
        found[f"calls in training, {n} images, {batch}"] = layer.trained
        found[f"in a row, {n} images, {batch}"] = student.extract_features([Affine(rng, c)], x, batch, average=False)
    return found


@probe("linear_probe", points=0.5, exact_dtype=True, atol=1e-6)
def other_numbers(student, rng):
    """As many images as features and classes; a single feature; the last class without an image.

    The tolerance lets a tiny constant beside the deviations pass: a public probe asks for that.
    """
    found = {}
    for n, d, classes in ((4, 4, 4), (6, 1, 2), (7, 3, 5)):
        x = rng.uniform(-2, 2, d) + rng.uniform(0.3, 3, d) * rng.standard_normal((n, d))
        labels = rng.permutation(np.arange(n) % min(classes, 4))
        weight, bias = student.linear_probe(x, labels, classes, float(rng.uniform(0.1, 0.5)))
        found |= {f"weight, {n} by {d}": weight, f"bias, {n} by {d}": bias}
    return found


@probe("frozen_step", points=0.5)
def twice(student, rng):
    """Two steps with a frozen array, and a third with it thawed: its velocity has waited."""
    w, v, found = {}, {}, {}
    for name, shape in {"4.weight": (2, 2), "4.bias": (2,), "8.weight": (2, 1)}.items():
        w[name], v[name] = rng.standard_normal(shape), rng.standard_normal(shape)
    for step, frozen in enumerate((["4.weight"], ["4.weight", "8.weight"], [])):
        g = {name: rng.standard_normal(one.shape) for name, one in w.items()}
        w, v = student.frozen_step(w, g, v, frozen, 0.1, decay=float(rng.uniform(0.1, 0.3)))
        found |= {f"{name} after {step + 1}": one for name, one in w.items()}
    return found


@probe("replace_head", points=0.5, exact_dtype=True)
def one_class_and_square(student, rng):
    """A head for one class, and one for as many classes as features; from generators of other seeds."""
    found = {}
    for classes in (1, 4):
        w = {"0.weight": rng.standard_normal((2, 4)), "3.weight": rng.standard_normal((4, 3)), "3.bias": np.ones(3)}
        v = {name: rng.standard_normal(one.shape) for name, one in w.items()}
        fresh, kept = student.replace_head(w, v, "3", classes, np.random.default_rng(int(rng.integers(1000))))
        found |= {f"{name}, {classes}": one for name, one in fresh.items()}
        found |= {f"velocity of {name}, {classes}": one for name, one in kept.items()}
    return found


@probe("layer_rates", points=0.5)
def of_another_network(student, rng):
    """Layers with gaps and three digits, a factor near 1 and a small one."""
    names, found = ["100.weight", "3.weight", "20.bias", "20.weight", "21.scale", "9.weight"], {}
    for words, factor in {"near 1": rng.uniform(0.9, 0.95), "small": rng.uniform(0.05, 0.1)}.items():
        rates = student.layer_rates([names[i] for i in rng.permutation(6)], float(rng.uniform(1, 2)), float(factor))
        found |= {f"layers, {words}": list(rates), f"rates, {words}": [float(rate) for rate in rates.values()]}
    return found


@probe("choose_strategy", points=0.5)
def among_others(student, rng):
    """Three strategies of other names: the cheapest is within the noise; then the last is alone; eight seeds."""
    found = {}
    for words, means in {"cheapest": (0.79, 0.7, 0.8), "last": (0.7, 0.75, 0.8)}.items():
        validation, test = {}, {}
        for name, mean in zip(("x", "z", "y"), means, strict=True):
            noise = rng.permutation(np.linspace(-1, 1, 8)) + 0.1 * rng.uniform(-1, 1, 8)
            validation[name] = mean + 0.06 * (noise - noise.mean()) / noise.std(ddof=1)
            test[name] = rng.uniform(0.3, 0.5, 8) + (0.4 if name == "z" else 0)
        name, mean, deviation = student.choose_strategy(validation, test)
        found |= {f"chosen, {words}": name, f"mean, {words}": mean, f"deviation, {words}": deviation}
    return found


@probe("low_rank_update", points=0.5, exact_dtype=True)
def of_other_sizes(student, rng):
    """Square matrices of full rank, and many examples with one output."""
    found = {}
    for n, d, k, r in ((3, 3, 3, 3), (9, 4, 1, 2)):
        x, weight, a, b, upstream = (rng.standard_normal(s) for s in ((n, d), (d, k), (d, r), (r, k), (n, k)))
        y, da, db = student.low_rank_update(x, weight, a, b, float(rng.uniform(4, 9)), upstream)
        found |= {f"y, rank {r}": y, f"da, rank {r}": da, f"db, rank {r}": db}
    return found


def read_again(outputs):
    """What the file holds, and whether the checksum is that of its bytes."""
    content = outputs["file"].tobytes()
    if not content:
        return {"the file": "is empty"}
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        found = {name: stored[name] for name in stored.files}
    card = str(found.pop("card", None))
    read = {"the file": "can be read", "card": json.loads(card) if card.startswith('{"') else card}
    for name in sorted(found):
        read |= {f"array {name}": found[name], f"dtype of {name}": str(found[name].dtype)}
    return read | {"it fits": outputs["checksum"] == hashlib.sha256(content).hexdigest()}


@probe("save_model", points=0.5, measure=read_again)
def of_running_averages(student, rng):
    """Arrays of truth values, a slice of a larger one, a transposed one, and one of a single number."""
    model = {
        "used": rng.random(4) < 0.5,
        "part": rng.standard_normal((4, 4))[1:3, ::2],
        "turned": rng.standard_normal((2, 3)).T,
        "one": rng.standard_normal(1),
    }
    file = io.BytesIO()
    told = student.save_model(file, model, {"b": [1, None], "a": {"d": 0.1, "c": "é"}})
    return {"checksum": told, "file": np.frombuffer(file.getvalue(), "u1")}


@probe("load_model", points=0.5)
def other_entries(student, rng):
    """A network of one array and an empty card; the same with a name missing, with one too many, and turned."""
    model, file = {"w": rng.standard_normal((3, 1))}, io.BytesIO()
    np.savez(file, **model, card=json.dumps({}))
    seal = hashlib.sha256(file.getvalue()).hexdigest()
    copies = [io.BytesIO(file.getvalue()) for _ in range(4)]
    arrays, card = student.load_model(copies[0], {"w": (3, 1)}, seal)
    return {
        "w": arrays["w"],
        "names": sorted(arrays),
        "card": card,
        "a name that is missing": outcome(
            student.load_model, copies[1], {"w": (3, 1), "v": (3, 1)}, seal, naming=["v"]
        ),
        "a name too many": outcome(student.load_model, copies[3], {}, seal, naming=["w"]),
        "turned": outcome(student.load_model, copies[2], {"w": (1, 3)}, seal, naming=["w"]),
    }


quiz_regime = quiz("quiz_regime", points=0.4)
quiz_factor = quiz("quiz_factor", points=0.4)
quiz_lora = quiz("quiz_lora", points=0.4)
quiz_choice = quiz("quiz_choice", points=0.4)
quiz_leak = quiz("quiz_leak", points=0.4)
