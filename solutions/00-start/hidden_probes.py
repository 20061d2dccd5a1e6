"""Hidden probes of `00-start`: other shapes, other precision, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


@probe("relative_error", points=0.5)
def of_opposite_signs(student, rng):
    """Pairs of opposite signs, where the error exceeds 1; negative pairs; equal arrays; a single pair."""
    a = rng.uniform(1, 2, (2, 3, 2))
    b = a * (1 + rng.permutation(np.linspace(0.1, 0.6, 12)).reshape(2, 3, 2))
    return {
        "opposite": student.relative_error(a, -b),
        "both negative": [student.relative_error(-a, -b), student.relative_error(-b, -a)],
        "equal": student.relative_error(a, a),
        "all zero": student.relative_error(np.zeros((2, 3)), np.zeros((2, 3))),
        "one pair": student.relative_error(a[:1, 0, 0], b[:1, 0, 0]),
    }


@probe("row_softmax", points=1.5, exact_dtype=True)
def in_float32(student, rng):
    """Rows of five logits of all sizes in single precision, which stays single; one wide row, and a column."""
    rows = np.linspace(-1, 1, 5) * np.array([[0.3], [1.0], [5.0], [30.0], [120.0], [400.0]])
    shuffled = np.stack([rng.permutation(row) for row in rows])
    x = rng.permutation(shuffled + rng.uniform(-0.2, 0.2, (6, 5))).astype("float32")
    wide, column = x[:2].reshape(1, 10), np.asfortranarray(rng.standard_normal((3, 1)).astype("float32"))
    return {
        "probabilities": student.row_softmax(x),
        "one row": student.row_softmax(wide),
        "a column": student.row_softmax(column),
    }


@probe("careful_sum", points=0.5, rtol=2e-7, atol=0, exact_dtype=True)
def a_large_number_among_small_ones(student, rng):
    """A large number among small ones, and equal ones. The tolerance is three of the last digits."""
    large = np.array([rng.uniform(1750, 1950)], "float32")
    small = np.full(4095, rng.uniform(0.36, 0.44) * np.spacing(large)[0], "float32")
    equal = np.full(4095, rng.uniform(1, 9), "float32")
    return {
        "a large one among small ones": student.careful_sum(np.insert(small, 8, large)),
        "equal": student.careful_sum(equal),
    }


@probe("seeded_noise", points=1, exact_dtype=True)
def a_tall_array(student, rng):
    """Noise with three axes, no noise at all, and the seed 0."""
    seed = int(rng.integers(2**31))
    return {
        "noise": student.seeded_noise(seed, (3, 1, 2), 0.5),
        "of width 0": student.seeded_noise(seed, (2,), 0.0),
        "seed 0": student.seeded_noise(0, (3,)),
    }


quiz_moved_cell = quiz("quiz_moved_cell", points=1)
quiz_twenty_million = quiz("quiz_twenty_million", points=1)
quiz_kept_axis = quiz("quiz_kept_axis", points=1)
quiz_large_logits = quiz("quiz_large_logits", points=1)
