"""An edit of a solution changes the one place that its author means, or says which places there are."""

import pytest

from grader.course import SolutionError
from grader.course.edits import EditError, edited

STEP = '''def step(w, g, lr=0.1):
    """Ein Schritt bergab: w - lr * g, für alle g."""
    # w - lr * g, as always
    v = lr * g  # größer als g
    return w - lr * g, w + v
'''


def test_an_edit_changes_the_program_and_leaves_what_is_said_about_it():
    changed = edited(STEP, [("w - lr * g", "w + lr * g")])
    assert changed == STEP.replace("return w - lr * g", "return w + lr * g")


def test_an_edit_that_stands_in_several_places_is_refused_with_their_lines():
    with pytest.raises(EditError) as refused:
        edited(STEP, [("lr * g", "g")])
    assert "stands in 2 places" in str(refused.value)
    assert str(refused.value).splitlines()[1:] == [
        "  line 4: v = lr * g  # größer als g",
        "  line 5: return w - lr * g, w + v",
    ]


def test_an_edit_everywhere_changes_every_place_of_the_program():
    changed = edited(STEP, [("lr * g", "g")], everywhere=True)
    assert changed == STEP.replace("v = lr * g", "v = g").replace("return w - lr * g", "return w - g")


@pytest.mark.parametrize(("old", "line"), [("bergab", 2), ("as always", 3), ("als g", 4)])
@pytest.mark.parametrize("everywhere", [False, True])
def test_an_edit_of_words_alone_is_refused_with_their_line(old, line, everywhere):
    with pytest.raises(EditError, match=rf"(?s)docstring or a comment alone.*line {line}: "):
        edited(STEP, [(old, "etwas")], everywhere=everywhere)


def test_an_edit_may_reach_from_the_program_into_a_comment():
    assert "v = g\n" in edited(STEP, [("lr * g  # größer als g", "g")])


def test_edits_are_looked_for_in_the_solution_whatever_their_order():
    edits = [("v = lr * g", "v = g"), ("w - lr * g", "w - lr * v")]
    assert edited(STEP, edits) == edited(STEP, edits[::-1]) != STEP


@pytest.mark.parametrize(("old", "complaint"), [("w - mu", "no longer holds 'w - mu'"), ("", "is empty")])
def test_an_edit_of_nothing_is_refused(old, complaint):
    with pytest.raises(EditError, match=complaint):
        edited(STEP, [(old, "w")])


def test_two_edits_of_one_place_are_refused():
    with pytest.raises(EditError, match="two edits change 'lr'"):
        edited(STEP, [("w - lr", "w + lr"), ("lr * g, w", "g, w")])


def test_a_mistake_whose_edit_means_two_places_names_the_function_and_the_unit(small_course):
    solution = small_course.unit("01-small").solution
    with pytest.raises(SolutionError, match=r"'Tally' of 01-small .*stands in 4 places"):
        solution.edited("Tally", ("self.count", "self.total"))
