"""Seeds: one submission, one score; another submission or course, other numbers."""

import pytest

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
