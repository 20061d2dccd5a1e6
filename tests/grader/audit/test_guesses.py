"""The guesses themselves: each answers what its name says, as a function and as a class."""

import numpy as np
import pytest

from grader.audit.guesses import guesses

NAMED = {guess.name: guess for guess in guesses()}


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("None", (), None),
        ("0.5", (3, 4), 0.5),
        ("second", (3, 4), 4),
        ("-first", (3,), -3),
        ("all arguments", (3, 4), (3, 4)),
        ("(0 * first + 1,) * 2", (3,), (1, 1)),
    ],
)
def test_a_guess_answers_what_its_name_says(name, arguments, answer):
    assert NAMED[name].as_function()(*arguments) == answer
    assert NAMED[name].as_class()(7, of="anything").any_method(*arguments) == answer


def test_keywords_are_arguments_too():
    assert NAMED["second"].as_function()(3, w=4) == 4


def test_zeros_have_the_shape_of_what_came_in():
    np.testing.assert_array_equal(NAMED["0 * first"].as_function()(np.ones((2, 3))), np.zeros((2, 3)))


def test_a_refusal_is_a_guess():
    with pytest.raises(ValueError, match="no"):
        NAMED["raise ValueError"].as_function()(3)
