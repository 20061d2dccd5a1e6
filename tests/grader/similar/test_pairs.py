"""A copy is found under its disguise; what the release holds and what many write alike is nobody's copy."""

from collections.abc import Callable
from itertools import combinations

import nbformat
import numpy as np
import pytest

from grader.similar import Findings, Program, skeleton

from .conftest import HONEST, LOOP, OBVIOUS, SKELETON, WEIGHTS, disguised, program

Find = Callable[..., Findings]


def students(findings: Findings) -> list[tuple[str, str]]:
    """The names of the pairs that were found, each in order."""
    return [tuple(sorted((pair.first.student, pair.second.student))) for pair in findings.pairs]


@pytest.mark.parametrize("name", HONEST)
def test_a_disguised_copy_is_found(honest: list[Program], find: Find, name: str) -> None:
    copy = program("zoe", disguised(HONEST[name]), OBVIOUS)
    findings = find([*honest, copy])
    assert students(findings) == [tuple(sorted((name, "zoe")))]
    assert findings.pairs[0].share > 0.8


def test_honest_students_are_not_paired(honest: list[Program], find: Find) -> None:
    assert find(honest).pairs == ()


def test_every_pair_of_the_class_is_counted(honest: list[Program], find: Find) -> None:
    findings = find(honest)
    assert len(findings.shares) == len(list(combinations(honest, 2)))
    assert findings.quantile(1) < 0.3


def test_a_short_exercise_that_everybody_writes_alike_is_left_out(find: Find) -> None:
    findings = find([program(name, OBVIOUS) for name in "abcdef"])
    assert findings.pairs == ()
    assert findings.too_little == tuple("abcdef")


def test_what_only_three_write_is_never_common(find: Find) -> None:
    findings = find([program(name, LOOP) for name in "abc"] + [program("d", WEIGHTS)])
    assert students(findings) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_what_is_common_grows_with_the_class(find: Find) -> None:
    assert find([program(f"s{n}", LOOP) for n in range(60)]).limit == 6
    assert find([program(f"s{n}", LOOP) for n in range(60)], common=0.5).limit == 30


def test_the_released_notebook_is_left_out(find: Find) -> None:
    release = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LOOP), nbformat.v4.new_markdown_cell(WEIGHTS)])
    given = [program(name, LOOP, WEIGHTS) for name in "ab"]
    (pair,) = find(given, skeleton(release)).pairs
    assert len(pair.shared) < len(find(given).pairs[0].shared)
    assert set(pair.shared.tolist()) <= set(program("w", WEIGHTS).numbers.tolist())


def test_untouched_exercises_are_no_code(find: Find) -> None:
    release = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SKELETON)])
    assert find([program(name, SKELETON) for name in "ab"], skeleton(release)).too_little == ("a", "b")


@pytest.mark.parametrize("order", [1, -1])
def test_shares_are_told_both_ways(find: Find, order: int) -> None:
    (pair,) = find([program("short", LOOP), program("long", LOOP, WEIGHTS, HONEST["cy"])][::order]).pairs
    assert (pair.first.student, pair.share) == ("short", 1.0)
    whole = len(program("long", LOOP, WEIGHTS, HONEST["cy"]).numbers)
    assert pair.other_share == pytest.approx(len(program("short", LOOP).numbers) / whole)


def test_cells_may_stand_in_another_order(find: Find) -> None:
    (pair,) = find([program("a", LOOP, WEIGHTS), program("b", WEIGHTS, LOOP)]).pairs
    assert (pair.share, pair.other_share) == (1.0, 1.0)


def test_the_minimum_decides_what_is_listed(find: Find) -> None:
    given = [program("a", LOOP, WEIGHTS), program("b", LOOP, HONEST["cy"])]
    share = find(given, minimum=0.1).pairs[0].share
    assert find(given, minimum=share).pairs
    assert not find(given, minimum=share + 0.01).pairs


def test_those_with_the_most_in_common_come_first_then_those_with_the_larger_shares(find: Find) -> None:
    given = [program("a", LOOP, HONEST["cy"]), program("b", LOOP, HONEST["cy"], WEIGHTS), program("c", LOOP)]
    assert students(find(given)) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_how_rare_a_pair_is_in_its_class_is_counted(honest: list[Program], find: Find) -> None:
    (pair,) = (findings := find([*honest, program("zoe", disguised(LOOP), OBVIOUS)])).pairs
    assert findings.as_alike(pair) == 1


@pytest.mark.parametrize("size", [0, 1])
def test_a_class_without_pairs_has_none(find: Find, size: int) -> None:
    findings = find([program("ada", LOOP)][:size])
    assert (findings.pairs, len(findings.shares), findings.compared) == ((), 0, size)


def test_a_large_class_is_counted_in_parts_as_in_one(
    honest: list[Program], find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = find([*honest, program("zoe", disguised(LOOP))])
    monkeypatch.setattr("grader.similar.pairs.AT_ONCE", 7)
    assert np.array_equal(find([*honest, program("zoe", disguised(LOOP))]).shares, whole.shares)


def test_many_empty_lines_are_drawn_together() -> None:
    (cell,) = program("a", LOOP.replace("\n", "\n \n\t\n\n" * 9)).cells
    assert cell.source.strip() == "\n\n\n".join(line for line in LOOP.split("\n") if line)


def test_of_very_much_code_the_beginning_is_compared() -> None:
    cells = program("a", "x = y\n" * 5_000, "y = z\n" * 5_000, LOOP).cells
    assert [len(cell.source) for cell in cells] == [30_000, 20_000, 0]
