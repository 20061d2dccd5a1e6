"""Seeds: one submission, one score; another submission or course, other numbers."""

from pathlib import Path

import pytest

from grader.course import Course
from grader.judge.seeds import probe_seed, seeds_of

BASE = {"secret": b"s" * 32, "unit": "07", "exercise": "adam", "probe": "five", "fingerprint": "abc"}


def test_the_same_submission_gets_the_same_seed():
    assert probe_seed(**BASE) == probe_seed(**BASE)


@pytest.mark.parametrize("part", list(BASE))
def test_every_part_changes_the_seed(part):
    other = BASE | {part: b"t" * 32 if part == "secret" else "other"}
    assert probe_seed(**other) != probe_seed(**BASE)


def test_names_that_run_together_do_not_share_a_seed():
    left, right = BASE | {"exercise": "ab", "probe": "c"}, BASE | {"exercise": "a", "probe": "bc"}
    assert probe_seed(**left) != probe_seed(**right)


def test_a_submission_s_seeds_are_those_of_each_of_its_probes(small_unit):
    seeds = seeds_of(small_unit, b"s" * 32, "abc")
    assert len(seeds) == 7
    assert seeds["Tally", "nothing_added"] == probe_seed(b"s" * 32, small_unit.name, "Tally", "nothing_added", "abc")


def test_only_the_exercises_that_are_asked_for_get_seeds_of_64_bits(small_unit):
    seeds = seeds_of(small_unit, b"s" * 32, "abc", ["Tally"])
    assert {exercise for exercise, _ in seeds} == {"Tally"}
    assert all(0 <= seed < 2**64 for seed in seeds.values())


def test_probes_that_share_a_seed_have_one_for_all_submissions_of_a_course():
    capstone = Course(Path(__file__).parents[3]).unit("17-capstone")
    shared = [probe.key for probe in capstone.exercise("train").probes if probe.shared]
    first, other = (seeds_of(capstone, b"s" * 32, fingerprint) for fingerprint in ("abc", "def"))
    assert len(shared) == 7
    assert {first[key] for key in shared} == {other[key] for key in shared}
    assert len({first[key] for key in shared}) == 1
    assert not {first[key] for key in first if key not in shared} & set(other.values())
    assert seeds_of(capstone, b"t" * 32, "abc")[shared[0]] != first[shared[0]]
