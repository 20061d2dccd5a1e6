"""The audit's figures: what was refused, paid and hinted over many seeds, and what is not the same with each."""

import pytest
from click.testing import CliRunner

from grader.audit import Accuracy, Finding, audit_exercise
from grader.audit.finding import Hint, Try
from grader.cli import main

UNIT = "01-small"
FICKLE = """

slip("forgetful_average", "wrong_now_and_then", "smooth / (1 - beta**t)",
     "smooth / (1 - beta**t) * (1 + (values[0] > 0))", hint="Twice the average, of some.")
"""
"""Wrong only where the first value is positive."""


def finding(kind, *tries):
    return Finding("unit", "exercise", kind, "name", "", "", True, tries)


@pytest.fixture
def fickle(small_course):
    """The small unit with a mistake that random numbers hide."""
    path = small_course.solutions / UNIT / "mistakes.py"
    path.write_text(path.read_text() + FICKLE)
    return small_course


def test_a_mistake_that_is_worth_more_with_other_seeds_is_named(fickle):
    unit = fickle.unit(UNIT)
    (found,) = (
        f for f in audit_exercise(unit, unit.exercise("forgetful_average"), 12) if f.name == "wrong_now_and_then"
    )
    assert not found.ok
    assert len({one.points for one in found.tries}) > 1
    assert "of 12 seeds)" in found.seen


def test_the_command_takes_as_many_seeds_as_are_asked_for(fickle):
    words = ["audit", "--course", str(fickle.root), UNIT, "--exercise", "forgetful_average", "--brief"]
    done = CliRunner().invoke(main, [*words, "--seeds", "12"], catch_exceptions=False)
    assert done.exit_code == 1
    assert "wrong_now_and_then" in done.stdout
    assert "of 48, hints right" in " ".join(done.stdout.split())


def test_shares_are_those_of_all_programs_and_all_seeds():
    paid, own, none = Try(4, True), Try(1, False, Hint.OWN), Try(1, False)
    accuracy = Accuracy.of([finding("mistake", paid, own, own, own), finding("mistake", none), finding("guess")])
    assert (accuracy.mistakes, accuracy.paid) == (5, 1)
    assert accuracy.share(Hint.OWN) == 0.75
    assert str(accuracy) == (
        "right answers refused 0 of 0, mistakes paid 1 of 5, hints right 75.0%, none 25.0%, misleading 0.0%"
    )


OWN, NONE, OTHER = (Try(1, False, hint) for hint in Hint)


@pytest.mark.parametrize(
    ("findings", "good"),
    [
        ([finding("mistake", *[OWN] * 9, NONE), finding("alternative", Try(2, True))], True),
        ([finding("mistake", *[OWN] * 8, NONE, NONE)], False),
        ([finding("mistake", *[OWN] * 50, OTHER)], False),
        ([finding("mistake", OWN, Try(2, True))], False),
        ([finding("alternative", Try(2, True), Try(1, False))], False),
        ([], True),
    ],
)
def test_the_goals_are_none_refused_none_paid_nine_hints_in_ten_and_one_misleading_in_a_hundred(findings, good):
    assert Accuracy.of(findings).ok == good
