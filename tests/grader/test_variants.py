"""What an author writes beside a solution: slips, mistakes and other right versions, read in the file's order."""

import pytest

from grader.course import SolutionError, UnitError
from grader.course.variants import slip

UNIT = "01-small"
HINT = "Look again."


@pytest.fixture
def mistakes(small_course):
    """``mistakes(text)``: the mistakes of the small unit, where its file says this."""

    def read(text):
        path = small_course.solutions / UNIT / "mistakes.py"
        path.write_text(f"from grader.author import mistake, slip\n\n{text}", encoding="utf-8")
        return small_course.unit(UNIT).mistakes

    return read


@pytest.fixture
def solution(small_course):
    return small_course.unit(UNIT).solution


def test_a_slip_is_the_solution_with_a_few_other_characters(solution):
    one = slip("forgetful_average", "no_correction", "smooth / (1 - beta**t)", "smooth", hint=HINT)
    assert one.make(solution)([1.0, 1.0], beta=0.5).tolist() == [0.5, 0.75]
    assert (one.exercise, one.name, one.hint) == ("forgetful_average", "no_correction", HINT)


def test_a_slip_may_consist_of_several_edits(solution):
    edits = (("smooth / (1 - beta**t)", "smooth"), ("smooth, averages = 0.0", "smooth, averages = 8.0"))
    assert slip("forgetful_average", "two", *edits, hint=HINT).make(solution)([0.0], beta=0.5).tolist() == [4.0]


def test_a_slip_is_made_everywhere_where_its_author_says_so(solution):
    tally = slip("Tally", "renamed", "self.total", "self.sum", hint=HINT, everywhere=True).make(solution)()
    tally.add(3.0)
    assert (tally.sum, tally.mean()) == (3.0, 3.0)


def test_a_slip_in_two_places_is_an_error_that_names_it(solution):
    with pytest.raises(SolutionError, match=r"slip 'twice': .*'Tally' of 01-small .*stands in 3 places"):
        slip("Tally", "twice", "self.total", "self.sum", hint=HINT).make(solution)


@pytest.mark.parametrize("edits", [(), ("old",), ("old", "new", "newer"), (("old", "new"), "newer"), (("old",),)])
def test_a_slip_without_pairs_is_refused(edits):
    with pytest.raises(TypeError, match="slip 'odd' takes what stands"):
        slip("Tally", "odd", *edits, hint=HINT)


def test_mistakes_are_read_in_the_file_s_order_however_they_are_written(mistakes):
    text = """
slip("Tally", "first", "self.count += 1", "self.count += 2", hint="One at a time.")


@mistake("Tally", hint="Nothing is counted.")
def second(solution):
    return lambda: None


for place in (3, 4):
    slip("Tally", f"number_{place}", "self.count += 1", f"self.count += {place}", hint="One at a time.")
"""
    assert [one.name for one in mistakes(text)] == ["first", "second", "number_3", "number_4"]


def test_two_mistakes_of_one_name_are_refused(mistakes):
    line = 'slip("Tally", "same", "self.count += 1", "self.count += {}", hint="One at a time.")\n'
    with pytest.raises(UnitError, match=r"mistakes\.py names 2 of them 'same'"):
        mistakes(line.format(2) + line.format(3))


def test_a_file_of_mistakes_that_cant_be_run_is_named(mistakes):
    with pytest.raises(UnitError, match=r"mistakes\.py can't be run: TypeError: slip 'odd' takes"):
        mistakes('slip("Tally", "odd", "self.count", hint="There is no new text.")')


def test_a_mistake_made_while_no_file_is_read_belongs_to_none(mistakes):
    slip("Tally", "elsewhere", "self.count += 1", "self.count += 2", hint=HINT)
    assert mistakes("") == ()
