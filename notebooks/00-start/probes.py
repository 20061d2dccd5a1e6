"""Probes of `00-start`: how each exercise is run. What is right is what the solution returns.

A probe hands your function random numbers and keeps what comes out. Read them freely: they hold no answers.
"""

import numpy as np

from gradschool.checks import probe, quiz


# An array that NumPy can't read stands in for one on a GPU. It can do what the array API standard asks of the arrays of
# every library; its numbers are kept by NumPy, out of sight.
FORWARD = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"]
PLAIN = ["neg", "pos", "abs", "invert", "lt", "le", "gt", "ge", "eq", "ne", "getitem"]


class Library:
    """A library with NumPy's functions, for arrays that are elsewhere."""

    def __init__(self, functions=np, name="far.away.elsewhere"):
        """Offer some of NumPy's functions under another name."""
        self.__name__, self._functions = name, functions

    def __getattr__(self, name):
        """Any function of NumPy, taking and returning arrays that are elsewhere; any dtype or constant as it is."""
        found = getattr(self._functions, name)
        if type(found) is type(np):
            return Library(found, f"{self.__name__}.{name}")
        if isinstance(found, type) or not callable(found):
            return found
        return lambda *args, **kwargs: put_elsewhere(found(*numbers_of(args), **numbers_of(kwargs)))


class Elsewhere:
    """An array that lives elsewhere: it knows arithmetic and its library, and is of no use to NumPy's functions."""

    __array_ufunc__ = None
    __hash__ = None
    shape = property(lambda self: self._numbers.shape)
    ndim = property(lambda self: self._numbers.ndim)
    size = property(lambda self: self._numbers.size)
    dtype = property(lambda self: self._numbers.dtype)
    T = property(lambda self: Elsewhere(self._numbers.T, self.device))
    mT = property(lambda self: Elsewhere(self._numbers.mT, self.device))

    def __init__(self, numbers, device="shelf 0"):
        """Put some numbers elsewhere."""
        self._numbers, self.device = np.asarray(numbers), device

    def __array_namespace__(self, api_version=None):
        """The library that this array belongs to."""
        return LIBRARY

    def __array__(self, *args, **kwargs):
        """Refuse to become a NumPy array."""
        raise TypeError("this array is not in NumPy's reach: compute with array_namespace(x) instead of np")

    def __getattr__(self, name):
        """Say where a method of NumPy's arrays is found in every library."""
        if name.startswith("_") or not hasattr(np, name):
            raise AttributeError(name)
        raise AttributeError(f"x.{name}(...) is for NumPy's arrays alone; in every library it is xp.{name}(x, ...)")

    def __setitem__(self, place, value):
        """Write into the array."""
        self._numbers[numbers_of(place)] = numbers_of(value)

    def __len__(self):
        """The length of the first axis."""
        return len(self._numbers)

    def copy(self):
        """The same numbers in another array."""
        return Elsewhere(self._numbers.copy(), self.device)

    def to_device(self, device):
        """The array on this device, which is the only one that it can be on."""
        if device != self.device:
            raise ValueError(f"there is no way from {self.device} to {device}")
        return self

    def tobytes(self):
        """The bits, so that a check can say whether they were left alone."""
        return self._numbers.tobytes()


def numbers_of(x):
    """The numbers of an array that is elsewhere, inside lists and dicts too; anything else as it is."""
    if isinstance(x, dict):
        return {key: numbers_of(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)([numbers_of(value) for value in x])
    return x._numbers if isinstance(x, Elsewhere) else x


def put_elsewhere(x):
    """What a function of NumPy returned, with its arrays elsewhere."""
    if isinstance(x, (list, tuple)):
        return type(x)(*map(put_elsewhere, x)) if hasattr(x, "_fields") else type(x)(map(put_elsewhere, x))
    return Elsewhere(x) if isinstance(x, (np.ndarray, np.generic)) else x


def operation(name):
    """An operator for arrays that are elsewhere, from NumPy's; NumPy's own arrays are refused as operands."""

    def operate(self, *others):
        if any(isinstance(other, np.ndarray) for other in others):
            raise TypeError("one array is elsewhere and one is NumPy's: make both with xp")
        return Elsewhere(getattr(self._numbers, name)(*numbers_of(others)), self.device)

    return operate


def in_place(name):
    """An operator that writes into its left side."""

    def operate(self, other):
        self._numbers[...] = getattr(self, name)(other)._numbers
        return self

    return operate


LIBRARY = Library()
for symbol in [*PLAIN, *FORWARD, *(f"r{symbol}" for symbol in FORWARD)]:
    setattr(Elsewhere, f"__{symbol}__", operation(f"__{symbol}__"))
for symbol in FORWARD:
    setattr(Elsewhere, f"__i{symbol}__", in_place(f"__{symbol}__"))
for symbol in ("bool", "int", "float", "complex", "index"):
    setattr(Elsewhere, f"__{symbol}__", lambda self, symbol=symbol: getattr(self._numbers, f"__{symbol}__")())


# --- Relative error -------------------------------------------------------------------------------------------


def pairs(rng, n):
    """Numbers a of all sizes and either sign, and b with b / a > 1: the smaller they are, the larger their error.

    The pair with the largest error is positive, the largest pair negative. The order is random.
    """
    sizes = np.logspace(-1, 2, n) * rng.uniform(1, 1.2, n)
    errors = np.linspace(0.3, 0.02, n) * rng.uniform(0.95, 1, n)
    signs = np.array([1.0, *rng.choice([-1.0, 1.0], n - 2), -1.0])
    order = rng.permutation(n)
    return (signs * sizes)[order], (signs * sizes * (1 + errors))[order]


@probe("relative_error", points=1)
def seven_pairs(student, rng):
    """Seven pairs of numbers that differ a little, of either sign; then the same with all signs turned around."""
    a, b = pairs(rng, 7)
    return {"relative error": student.relative_error(a, b), "turned around": student.relative_error(-a, -b)}


@probe("relative_error", points=1)
def trading_places(student, rng):
    """Two matrices, compared both ways: the result is the same; then the signs of one of them are turned around."""
    a, b = (numbers.reshape(3, 4) for numbers in pairs(rng, 12))
    return {
        "of a and b": student.relative_error(a, b),
        "of b and a": student.relative_error(b, a),
        "of a and -b": student.relative_error(a, -b),
    }


@probe("relative_error", points=1)
def zeros_among_them(student, rng):
    """Five pairs, in two of which both are zero; then one zero against another number, both ways."""
    a, b = (np.append(numbers, [0.0, 0.0]) for numbers in pairs(rng, 3))
    order, zero, number = rng.permutation(5), np.zeros(1), rng.uniform(2, 3, 1)
    return {
        "two zeros": student.relative_error(a[order], b[order]),
        "one zero": [student.relative_error(zero, number), student.relative_error(number, zero)],
    }


@probe("relative_error", points=0.5)
def tiny_and_huge(student, rng):
    """Numbers of about 1e-30 and numbers of about 1e30: only the proportion counts."""
    a, b = pairs(rng, 4)
    return {"tiny": student.relative_error(1e-30 * a, 1e-30 * b), "huge": student.relative_error(1e30 * b, 1e30 * a)}


# --- Softmax --------------------------------------------------------------------------------------------------


def rows_of_all_sizes(rng, k):
    """Four rows of k logits, from about -s to s, for s of 0.5, 3, 30 and 300, in random order."""
    rows = np.linspace(-1, 1, k) * np.array([[0.5], [3.0], [30.0], [300.0]])
    shuffled = np.stack([rng.permutation(row) for row in rows])
    return rng.permutation(shuffled + rng.uniform(-0.2, 0.2, (4, k)))


@probe("row_softmax", points=1.5)
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
    """Four rows of four logits, small ones and large ones, in an array that NumPy can't read, as on a GPU."""
    result = student.row_softmax(Elsewhere(rows_of_all_sizes(rng, 4)))
    return {"the result is where x is": isinstance(result, Elsewhere), "probabilities": numbers_of(result)}


@probe("row_softmax", points=0, backend="auto")
def where_your_arrays_are(student, rng):
    """Four rows of three logits where your machine's arrays are: on the GPU, if there is one."""
    return {"probabilities": student.row_softmax(rows_of_all_sizes(rng, 3))}


# --- Careful sum ----------------------------------------------------------------------------------------------


def large_and_small(rng, dtype, position):
    """A large number among 4,095 equal small ones, each less than half of the gap above it: a total forgets them."""
    large = np.array([rng.uniform(1.75, 1.95)], dtype)
    small = np.full(4095, rng.uniform(0.36, 0.44) * np.spacing(large)[0], dtype)
    return np.insert(small, position, large)


def alike(rng, dtype):
    """Three arrays, each of 4,095 equal numbers."""
    return [np.full(4095, value, dtype) for value in rng.uniform(0.1, 1, 3)]


@probe("careful_sum", points=1.5, rtol=2e-7, atol=0, exact_dtype=True)
def a_large_number_first(student, rng):
    """A large number, then 4,095 small ones; and equal ones; in float32. The tolerance is three of the last digits."""
    mixed, equal = large_and_small(rng, "float32", 0), alike(rng, "float32")
    return {"a large one first": student.careful_sum(mixed), "equal": [student.careful_sum(x) for x in equal]}


@probe("careful_sum", points=0.5, rtol=4e-16, atol=0, exact_dtype=True)
def in_double_precision(student, rng):
    """The same in float64. The tolerance is three of its last digits."""
    mixed, equal = large_and_small(rng, "float64", 0), alike(rng, "float64")
    return {"a large one first": student.careful_sum(mixed), "equal": [student.careful_sum(x) for x in equal]}


@probe("careful_sum", points=0.5, exact_dtype=True)
def few_numbers(student, rng):
    """Five numbers, one number, and none, in float32."""
    x = rng.uniform(1, 9, 5).astype("float32")
    return {"five": student.careful_sum(x), "one": student.careful_sum(x[:1]), "none": student.careful_sum(x[:0])}


# --- Noise ----------------------------------------------------------------------------------------------------


@probe("seeded_noise", points=1, exact_dtype=True)
def two_seeds(student, rng):
    """Noise of shape (2, 3) from two seeds; NumPy's global source, which old code uses, is left as it was."""
    before = np.random.get_state()  # noqa: NPY002
    noise = [student.seeded_noise(int(seed), (2, 3)) for seed in rng.integers(1, 2**31, 2)]
    after = np.random.get_state()  # noqa: NPY002
    np.random.set_state(before)  # noqa: NPY002
    same = bool(np.array_equal(before[1], after[1]) and before[2] == after[2])
    return {"noise": noise, "the global source is as it was": same}


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


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


quiz_moved_cell = quiz("quiz_moved_cell")
quiz_twenty_million = quiz("quiz_twenty_million")
quiz_kept_axis = quiz("quiz_kept_axis")
quiz_large_logits = quiz("quiz_large_logits")
