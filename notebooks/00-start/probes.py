"""Probes of `00-start`: how each exercise is run. What is right is what the solution returns.

A probe hands your function random numbers and keeps what comes out. Read them freely: they hold no answers.
"""

import numpy as np

from gradschool.checks import probe

LETTERS = ("a", "b", "c", "d")


class Library:
    """A library whose functions are NumPy's, for arrays that NumPy can't read: it stands in for that of a GPU."""

    __name__ = "far.away.elsewhere"

    def __getattr__(self, name):
        """Any function of NumPy, taking and returning arrays that are elsewhere; any dtype as it is."""
        found = getattr(np, name)
        if isinstance(found, type) or not callable(found):
            return found
        return lambda *args, **kwargs: Elsewhere(found(*(numbers_of(a) for a in args), **kwargs))


class Elsewhere:
    """An array that lives elsewhere: it knows arithmetic and its library, and is of no use to NumPy's functions."""

    __array_ufunc__ = None

    def __init__(self, numbers, device="shelf 0"):
        """Put some numbers elsewhere."""
        self.numbers, self.device = np.asarray(numbers), device
        self.shape, self.ndim, self.dtype = self.numbers.shape, self.numbers.ndim, self.numbers.dtype

    def __array_namespace__(self, api_version=None):
        """The library that this array belongs to."""
        return LIBRARY

    def __array__(self, *args, **kwargs):
        """Refuse to become a NumPy array."""
        raise TypeError("this array is not in NumPy's reach: compute with array_namespace(x) instead of np")

    def copy(self):
        """The same numbers in another array."""
        return Elsewhere(self.numbers.copy(), self.device)


def numbers_of(x):
    """The numbers of an array that is elsewhere; anything else as it is."""
    return x.numbers if isinstance(x, Elsewhere) else x


def operation(name):
    """An arithmetic operator for arrays that are elsewhere, from NumPy's."""
    return lambda self, *others: Elsewhere(getattr(self.numbers, name)(*(numbers_of(other) for other in others)))


LIBRARY = Library()
for symbol in ("add", "sub", "mul", "truediv", "pow", "radd", "rsub", "rmul", "rtruediv", "neg", "getitem"):
    setattr(Elsewhere, f"__{symbol}__", operation(f"__{symbol}__"))


def is_a_letter(outputs, inputs):
    """Accept any of the letters; whether it is the right one is not decided here."""
    answer = outputs["your answer"]
    return None if answer in LETTERS else f"return one of the letters {', '.join(LETTERS)}; got {answer!r}"


# --- Relative error -------------------------------------------------------------------------------------------


@probe("relative_error", points=1)
def seven_pairs(student, rng):
    """Seven pairs of numbers that differ a little, of either sign."""
    a = rng.standard_normal(7)
    return {"relative error": student.relative_error(a, a * (1 + 0.1 * rng.random(7)))}


@probe("relative_error", points=1)
def trading_places(student, rng):
    """Two matrices, compared both ways: the result is the same."""
    a, b = rng.standard_normal((2, 3, 4)) + 3
    return {"of a and b": student.relative_error(a, b), "of b and a": student.relative_error(b, a)}


@probe("relative_error", points=1)
def zeros_among_them(student, rng):
    """Five pairs, in two of which both are zero; then one zero against another number."""
    a, b = rng.uniform(1, 2, (2, 5))
    a[1:3] = b[1:3] = 0.0
    return {"two zeros": student.relative_error(a, b), "one zero": student.relative_error(np.zeros(1), a[:1])}


@probe("relative_error", points=0.5)
def tiny_and_huge(student, rng):
    """Numbers of about 1e-30 and numbers of about 1e30: only the proportion counts."""
    a, b = rng.uniform(1, 2, (2, 4))
    return {"tiny": student.relative_error(1e-30 * a, 1e-30 * b), "huge": student.relative_error(1e30 * a, 1e30 * b)}


# --- Softmax --------------------------------------------------------------------------------------------------


@probe("row_softmax", points=1)
def four_rows(student, rng):
    """Four rows of three logits."""
    return {"probabilities": student.row_softmax(3 * rng.standard_normal((4, 3)))}


@probe("row_softmax", points=1.5)
def large_logits(student, rng):
    """Rows that are shifted far up, and rows that are shifted far down, in one array."""
    shifts = np.array([[1000.0], [-1000.0], [0.0], [500.0], [-800.0]])
    return {"probabilities": student.row_softmax(rng.standard_normal((5, 4)) + shifts)}


@probe("row_softmax", points=1.5)
def out_of_reach(student, rng):
    """Three rows of four logits in an array that NumPy can't read, as on a GPU."""
    result = student.row_softmax(Elsewhere(100 * rng.standard_normal((3, 4))))
    return {"the result is where x is": isinstance(result, Elsewhere), "probabilities": numbers_of(result)}


@probe("row_softmax", points=0, backend="auto")
def where_your_arrays_are(student, rng):
    """Three rows of four logits where your machine's arrays are: on the GPU, if there is one."""
    return {"probabilities": student.row_softmax(100 * rng.standard_normal((3, 4)))}


@probe("row_softmax", points=0.5)
def logits_are_left_alone(student, rng):
    """The array that you were given is as it was."""
    x = rng.standard_normal((2, 3))
    rows = student.uncopied.row_softmax(x)
    return {"x after the call": x, "what came back": rows}


# --- Where it runs --------------------------------------------------------------------------------------------


@probe("where_it_runs", points=1)
def at_home(student, rng):
    """An array of NumPy."""
    return {"your answer": student.where_it_runs(rng.standard_normal((2, 3)))}


@probe("where_it_runs", points=1)
def on_a_shelf(student, rng):
    """An array of another library, on another device."""
    return {"your answer": student.where_it_runs(Elsewhere(rng.random(3), f"shelf {rng.integers(1, 1000)}"))}


# --- Noise ----------------------------------------------------------------------------------------------------


@probe("seeded_noise", points=0.5, exact_dtype=True)
def two_seeds(student, rng):
    """Noise of shape (2, 3) from two seeds."""
    first, second = (int(seed) for seed in rng.integers(1, 2**31, 2))
    return {"noise": [student.seeded_noise(seed, (2, 3)) for seed in (first, second)]}


def repeated(outputs):
    """Whether two arrays hold the same numbers, and how many different ones."""
    first, again = (np.asarray(outputs[name]) for name in ("noise", "noise again"))
    return {"the same numbers": bool(np.array_equal(first, again)), "different numbers": len(np.unique(first))}


@probe("seeded_noise", points=0.5, measure=repeated)
def the_same_seed_twice(student, rng):
    """The same seed gives the same numbers again."""
    seed = int(rng.integers(2**31))
    return {"noise": student.seeded_noise(seed, (6,)), "noise again": student.seeded_noise(seed, (6,))}


@probe("seeded_noise", points=0.5)
def another_width(student, rng):
    """Noise of shape (4,) with a standard deviation of its own."""
    return {"noise": student.seeded_noise(int(rng.integers(2**31)), (4,), float(rng.uniform(0.1, 9)))}


@probe("seeded_noise", points=0.5)
def global_dice_are_left_alone(student, rng):
    """NumPy's global source, which old code uses, goes on as if nothing had happened."""
    before = np.random.get_state()  # noqa: NPY002
    noise = student.seeded_noise(int(rng.integers(2**31)), (5,))
    after = np.random.get_state()  # noqa: NPY002
    np.random.set_state(before)  # noqa: NPY002
    same = bool(np.array_equal(before[1], after[1]) and before[2] == after[2])
    return {"the global source is as it was": same, "noise": noise}


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


@probe("quiz_moved_cell", points=0, verify=is_a_letter)
def moved_cell_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_moved_cell()}


@probe("quiz_twenty_million", points=0, verify=is_a_letter)
def twenty_million_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_twenty_million()}


@probe("quiz_kept_axis", points=0, verify=is_a_letter)
def kept_axis_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_kept_axis()}


@probe("quiz_large_logits", points=0, verify=is_a_letter)
def large_logits_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_large_logits()}
