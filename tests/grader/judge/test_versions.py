"""Fingerprints of what verdicts depend on: each exercise changes its own, and nothing changes for a comment."""

import pytest

from grader.course import Unit
from grader.judge.versions import versions_of
from grader.sandbox import Limits

ALL = {"forgetful_average", "Tally", "quiz_limit"}


@pytest.fixture
def changed(small_course):
    """``changed(file, old, new)``: the exercises whose fingerprints an edit changes, and whether the ground did."""
    folder = small_course.unit("01-small").folder

    def edit(name, old, new):
        before = versions_of(Unit(folder), Limits())
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        after = versions_of(Unit(folder), Limits())
        moved = {one for one in after.exercises if after.exercises[one] != before.exercises.get(one)}
        return moved, after.ground != before.ground

    return edit


@pytest.mark.parametrize(
    ("name", "old", "new", "moved"),
    [
        ("probes.py", "another_beta(student, rng):", "another_beta(student, rng):\n    # a comment", set()),
        ("probes.py", "rng.standard_normal(5)", "rng.standard_normal(6)", {"forgetful_average"}),
        ("probes.py", '@probe("Tally", points=2)', '@probe("Tally", points=3)', {"Tally"}),
        ("probes.py", "isinstance(outputs", "not isinstance(outputs", {"quiz_limit"}),
        ("hidden_probes.py", "A tally that was shown nothing, and", "A new tally, and", {"Tally"}),
        ("mistakes.py", "The weights are swapped:", "Swapped weights:", {"forgetful_average"}),
        ("mistakes.py", "self.count + 1", "self.count + 2", {"Tally"}),
        ("small.py", "self.total += value", "self.total = value + self.total", {"Tally"}),
        ("small.py", "It holds one cell of every kind", "Here is one cell of every kind", set()),
        ("alternatives.py", "ages = np.arange", "years = ages = np.arange", set()),
    ],
)
def test_an_edit_touches_the_exercises_that_depend_on_it(changed, name, old, new, moved):
    assert changed(name, old, new) == (moved, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [("import numpy as np\n", "import numpy as np\nimport math\n"), ("range(5)]", "range(6)]")],
)
def test_set_up_and_demonstrations_are_the_ground_of_all(changed, old, new):
    assert changed("small.py", old, new)[1]


def test_limits_are_the_ground_of_all(small_course):
    unit = small_course.unit("01-small")
    assert versions_of(unit, Limits()).ground != versions_of(unit, Limits(cell_seconds=1)).ground


def test_what_a_probe_calls_belongs_to_it(changed):
    helper = "SIZE = 5\n\n\ndef values(rng):\n    return rng.standard_normal(SIZE)\n\n\n"
    changed("probes.py", "from gradschool", f"{helper}from gradschool")
    changed("probes.py", "student.forgetful_average(rng.standard_normal(5))", "student.forgetful_average(values(rng))")
    assert changed("probes.py", "SIZE = 5", "SIZE = 6") == ({"forgetful_average"}, False)


def test_an_import_belongs_to_those_that_use_it(changed):
    changed("probes.py", "from gradschool", "from math import pi\n\nfrom gradschool")
    changed("probes.py", "student.forgetful_average(rng.standard_normal(5))", "pi * student.forgetful_average([1.0])")
    assert changed("probes.py", "import pi", "import e as pi") == ({"forgetful_average"}, False)


def test_what_a_probe_calls_by_a_text_belongs_to_it(changed):
    changed("probes.py", "from gradschool", "def values():\n    return [1.0]\n\n\nfrom gradschool")
    changed("probes.py", "(rng.standard_normal(5))", '(globals()["values"]())')
    assert changed("probes.py", "[1.0]", "[2.0]") == ({"forgetful_average"}, False)


def test_a_statement_that_does_something_belongs_to_all(changed):
    assert changed("probes.py", "from gradschool", "import sys\n\nsys.flags\n\nfrom gradschool")[0] == ALL


def test_part_of_the_solution_that_another_exercise_uses_belongs_to_both(changed):
    changed("small.py", "return np.asarray(averages)", "Tally()\n    return np.asarray(averages)")
    assert changed("small.py", "self.total = 0.0", "self.total = 0")[0] == {"Tally", "forgetful_average"}


def test_part_of_the_solution_that_a_probe_drives_belongs_to_its_exercise(changed):
    changed("probes.py", "rng.standard_normal(5)", "[student.Tally().mean()] * 5")
    assert changed("small.py", "self.total = 0.0", "self.total = 0")[0] == {"Tally", "forgetful_average"}
