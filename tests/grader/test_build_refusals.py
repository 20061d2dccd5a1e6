"""A unit that is not what a unit must be is refused with a message that names the place and the way out."""

import pytest

from grader.build import build
from grader.course import Course

UNIT = "01-small"


def refusal(course: Course) -> str:
    """Build, assert that nothing was written, and return the message."""
    (report,) = build(course, course.units())
    assert not report.ok
    assert not course.notebooks.exists()
    return report.problem


def change(course: Course, name: str, old: str, new: str) -> None:
    """Change a file of the unit's sources."""
    path = course.solutions / UNIT / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


WRITTEN = 'tags=["written"] points=2 id="experiment"'
LAST = "# An average that"
IN_PROSE = "# ### BEGIN SOLUTION\n# x\n# ### END SOLUTION\n"

NOTEBOOK_FAULTS = {
    "a solution that never begins": ("    ### BEGIN SOLUTION\n    limit", "    limit", "has no cell with ### BEGIN"),
    "a solution that never ends": ("6 * limit\n    ### END SOLUTION\n", "6 * limit\n", "needs its END"),
    "a solution in the lecture": (LAST, IN_PROSE + LAST, "solutions stand in code cells"),
    "a solution that nobody checks": ("# %%\ncheck(quiz_limit)\n", "", "quiz_limit"),
    "a check without a solution": ("check(Tally)", "check(Talli)", "check(Talli) has no cell"),
    "a solution tagged demo": ("# %%\ndef quiz_limit", '# %% tags=["demo"]\ndef quiz_limit', "tagged demo"),
    "two exercises in one cell": (
        "### BEGIN SOLUTION\n    limit",
        "### BEGIN SOLUTION\n    limit = 7\n    ### END SOLUTION\nclass Tally:\n    ### BEGIN SOLUTION\n    limit",
        "one check(...)",
    ),
    "a written answer without points": (" points=2", "", "points=2"),
    "a written answer without a name": (' id="experiment"', "", 'id="experiment"'),
    "a model answer that never begins": ("# === BEGIN MODEL ANSWER ===\n", "", "END"),
    "a model answer that never ends": ("# === END MODEL ANSWER ===\n", "", "END"),
    "a model answer outside of a written cell": (WRITTEN, "", "in a cell tagged written"),
    "a name that is taken": ('id="experiment"', 'id="check-Tally"', "another cell is called"),
    "text on the line of a marker": (
        LAST,
        f'# x\n\n# %% [markdown] tags=["seen"] A word.\n{LAST}',
        "next line",
    ),
    "a heading behind the fold": (LAST, f'# x\n\n# %% [markdown] tags=["seen"]\n# ### Next\n#\n{LAST}', "a new cell"),
    "a solution that is no Python": ("    limit = 7", "    limit = = 7", "syntax error"),
}


@pytest.mark.parametrize("fault", NOTEBOOK_FAULTS)
def test_a_notebook_with_a_fault_is_refused(small_course: Course, fault: str) -> None:
    old, new, said = NOTEBOOK_FAULTS[fault]
    change(small_course, "small.py", old, new)
    assert said in refusal(small_course)


def test_a_message_names_the_cell(small_course: Course) -> None:
    change(small_course, "small.py", " points=2", "")
    assert "small.py, cell 14 (Try three values of beta" in refusal(small_course)


@pytest.mark.parametrize(
    ("name", "said"),
    [("probes.py", "no probe of 'forgetful_average'"), ("small.py", "must hold one notebook source")],
)
def test_a_unit_that_lacks_a_file_is_refused(small_course: Course, name: str, said: str) -> None:
    (small_course.solutions / UNIT / name).unlink()
    assert said in refusal(small_course)


def test_a_unit_without_mistakes_and_hidden_probes_is_built(small_course: Course) -> None:
    for name in ("mistakes.py", "alternatives.py", "hidden_probes.py"):
        (small_course.solutions / UNIT / name).unlink()
    (report,) = build(small_course, small_course.units())
    assert report.ok
    assert report.points == 5.0


def test_a_solution_that_fails_its_own_probe_is_refused(small_course: Course) -> None:
    change(
        small_course,
        "small.py",
        "        return self.total / self.count if",
        "        return self.totals / self.count if",
    )
    message = refusal(small_course)
    assert "the solution of 'Tally'" in message
    assert "fails its own probe 'four_values'" in message


def test_a_solution_that_fails_a_hidden_probe_is_refused(small_course: Course) -> None:
    change(small_course, "small.py", " if self.count else 0.0", "")
    assert "fails its own probe 'nothing_added'" in refusal(small_course)


def test_a_solution_that_its_verifier_rejects_is_refused(small_course: Course) -> None:
    change(small_course, "small.py", "return 6 * limit", 'return "six"')
    assert "the answer is a whole number" in refusal(small_course)


def test_a_solution_that_changes_its_mind_is_refused(small_course: Course) -> None:
    change(
        small_course, "small.py", "        self.total = 0.0", "        self.total = np.random.default_rng().normal()"
    )
    assert "differently the second time" in refusal(small_course)


def test_a_quiz_that_would_ship_its_answer_is_refused(small_course: Course) -> None:
    change(small_course, "probes.py", "points=0, verify=is_whole)", "points=0)")
    change(small_course, "probes.py", "def an_answer(student, rng, inputs)", "def an_answer(student, rng)")
    assert "would ship a quiz's answer" in refusal(small_course)


def test_a_mistake_that_cant_be_made_is_refused(small_course: Course) -> None:
    change(small_course, "mistakes.py", '"start=1"', '"start=one"')
    message = refusal(small_course)
    assert "'counted_from_zero'" in message
    assert "no longer holds 'start=one'" in message


def test_a_file_of_probes_that_cant_be_run_is_refused(small_course: Course) -> None:
    change(small_course, "probes.py", "from gradschool.checks import probe", "from gradschool.checks import prob")
    assert "probes.py can't be run" in refusal(small_course)


def test_what_nbgrader_stumbled_over_is_told_not_that_it_did(small_course: Course) -> None:
    with (small_course.root / "nbgrader_config.py").open("a") as file:
        file.write('c.IncludeHeaderFooter.header = "nowhere.ipynb"\n')
    assert "No such file or directory" in refusal(small_course)
    assert "nowhere.ipynb" in refusal(small_course)


def test_a_name_that_nbgrader_takes_for_a_pattern_is_refused(small_course: Course) -> None:
    (small_course.solutions / UNIT).rename(small_course.solutions / "01-[small]")
    message = build(small_course, small_course.units())[0].problem
    assert "rename solutions/01-[small]" in message
