"""Fingerprints see through a disguise, tell different programs apart, and are the same in every process."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.similar.fingerprints import RUN, WINDOW, all_numbers, fingerprints

CODE = "def step(w, g, lr=0.1):\n    m = beta * m + (1 - beta) * g\n    return w - lr * m / (np.sqrt(m**2) + 1e-8), m\n"
EXPRESSIONS = st.lists(st.sampled_from(["x + 1", "f(y)[0]", "a.b * -c", "'s' if t else 2"]), min_size=8, max_size=30)


def numbers(code: str) -> list[int]:
    """The different fingerprints of some code."""
    return sorted(set(fingerprints(code).numbers.tolist()))


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("m", "momentum_so_far").replace("w", "weights").replace("step", "go"),
        "# mine\n" + CODE.replace("\n", "  # and mine\n"),
        CODE.replace(" * ", "*").replace("    ", "\t"),
        CODE.replace(":\n", ':\n    """Words,\n    and more words."""\n', 1),
        CODE.replace("    return w", "    return (w").replace("), m", "), m)"),
    ],
    ids=["renamed", "commented", "laid out anew", "documented", "in brackets"],
)
def test_a_disguise_keeps_the_fingerprints(other: str) -> None:
    assert other != CODE
    kept = np.isin(numbers(other), numbers(CODE)).mean()
    assert kept >= (0.6 if "(w" in other else 1.0)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("np.sqrt", "np.abs"),
        CODE.replace("1e-8", "1e-6"),
        CODE.replace("m**2", "m"),
        CODE.replace(" - ", " + "),
    ],
    ids=["another function", "another number", "without a square", "another sign"],
)
def test_another_program_has_other_fingerprints(other: str) -> None:
    assert all_numbers(other).tolist() != all_numbers(CODE).tolist()


def test_an_attribute_of_ones_own_can_be_renamed() -> None:
    code = "self.speed = self.mu * self.speed + (1 - self.mu) * self.pull(gradient)"
    assert all_numbers(code).tolist() == all_numbers(code.replace("speed", "v").replace("mu", "decay")).tolist()


@settings(deadline=None)  # the first call imports matplotlib
@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_a_passage_that_two_share_leaves_a_fingerprint_in_both(
    before: list[str], both: list[str], after: list[str]
) -> None:
    shared = "\n".join(both)
    left, right = "\n".join([*before, shared]), "\n".join([shared, *after])
    if len(all_numbers(shared)) >= WINDOW:
        assert set(numbers(left)) & set(numbers(right))


@settings(deadline=None)  # the first call imports matplotlib
@given(EXPRESSIONS)
def test_a_fingerprint_stands_where_its_tokens_stand(lines: list[str]) -> None:
    code = "\n".join(lines)
    prints = fingerprints(code)
    for number, start, end in zip(prints.numbers, prints.starts, prints.ends, strict=True):
        assert number in all_numbers(code)
        assert len(all_numbers(code[start:end])) == 1


@settings(deadline=None)  # the first call imports matplotlib
@given(EXPRESSIONS)
def test_no_window_of_runs_goes_without_a_fingerprint(lines: list[str]) -> None:
    code = "\n".join(lines)
    every, kept = all_numbers(code), set(numbers(code))
    for begin in range(len(every) - WINDOW + 1):
        assert kept & set(every[begin : begin + WINDOW].tolist())


@pytest.mark.parametrize("code", ["", "x = 1", "# only words\n'''and text'''", " ".join(["x"] * (RUN - 1))])
def test_too_little_code_has_none(code: str) -> None:
    assert numbers(code) == []


@pytest.mark.parametrize("code", ["%matplotlib inline\n!ls\n?x\n" * 9, "def f(:\n" * 9, "'" * 99, "\0\ud800 é" * 40])
def test_what_is_no_python_is_read_all_the_same(code: str) -> None:
    fingerprints(code)


def test_every_process_finds_the_same() -> None:
    program = f"from grader.similar.fingerprints import fingerprints; print(fingerprints({CODE!r}).numbers.tolist())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(fingerprints(CODE).numbers.tolist())
