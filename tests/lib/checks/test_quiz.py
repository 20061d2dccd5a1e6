"""A quiz: any letter will do in public, one alone in secret."""

import pytest

from gradschool.checks import judge, observe, quiz
from gradschool.checks.probes import load_probes


def verdict(probe, answer, right="b"):
    """What is said to an answer where the solution's is `right`."""
    seen, expected = (observe(probe, {"quiz_rate": lambda said=said: said}, seed=0) for said in (answer, right))
    return judge(probe, seen, expected)


@pytest.mark.parametrize("answer", ["a", "b", "C", "(d)"])
def test_the_public_probe_takes_every_letter(answer):
    assert verdict(quiz("quiz_rate"), answer).passed


@pytest.mark.parametrize("answer", ["e", "", None, 2, ["a"]])
def test_the_public_probe_takes_nothing_else(answer):
    assert not verdict(quiz("quiz_rate"), answer).passed


def test_the_hidden_probe_takes_the_right_letter_alone():
    right = quiz("quiz_rate", points=0.5)
    assert [verdict(right, letter).passed for letter in "abcd"] == [False, True, False, False]
    assert right.points == 0.5


def test_a_file_holds_both_probes_of_one_quiz_under_names_of_their_own():
    text = 'from gradschool.checks import quiz\none = quiz("quiz_rate")\ntwo = quiz("quiz_rate", points=1)\n'
    assert [probe.name for probe in load_probes(text)] == ["answered", "right"]
