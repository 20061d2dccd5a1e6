"""What of the installed packages exists inside: what is needed, what a unit allows, and nothing else."""

import importlib.util
from importlib.metadata import packages_distributions

import pytest

from grader.course import Unit
from grader.judge import Judge
from grader.sandbox import Cell, Examiner, Job, SandboxMissing
from grader.sandbox.packages import NEEDED, modules

LOOK = """
from importlib.machinery import PathFinder
print(*(name for name in {names!r} if PathFinder.find_spec(name)))
"""


def seen(examiner, source):
    """What a cell prints, or the error that ends it."""
    result = examiner.examine(Job((Cell(1, source),)))
    return "".join(output.text for output in result.cells[1].outputs).strip()


@pytest.mark.sandbox
def test_of_all_that_is_installed_only_what_is_needed_exists_inside(examiner):
    installed = {name for name in packages_distributions() if name.isidentifier() and importlib.util.find_spec(name)}
    needed = modules(NEEDED)
    assert {"pytest", "sqlalchemy", "nbformat"} <= installed - needed
    inside = set(seen(examiner, LOOK.format(names=sorted(installed))).split())
    assert inside <= needed
    assert {"numpy", "matplotlib", "IPython"} <= inside


@pytest.mark.sandbox
def test_nothing_can_be_written_among_the_packages(examiner):
    source = "import numpy, pathlib\n(pathlib.Path(numpy.__file__).parents[1] / 'planted.py').write_text('1')"
    assert "Read-only file system" in seen(examiner, source) or "Permission denied" in seen(examiner, source)


@pytest.mark.sandbox
def test_a_package_that_a_unit_allows_can_be_imported_with_all_that_it_requires():
    with Examiner(allowed=("scipy",)) as examiner:
        assert (
            seen(examiner, "import scipy.optimize\nprint(scipy.optimize.root_scalar(lambda x: x - 2, x0=1).root)")
            == "2.0"
        )


@pytest.mark.sandbox
def test_a_package_that_is_not_allowed_is_refused_in_friendly_words(examiner):
    assert "scipy is not available while your work is graded" in seen(examiner, "import scipy")


def test_a_unit_says_in_its_head_what_it_allows(small_course):
    folder = small_course.unit("01-small").folder
    path = folder / "small.py"
    assert Unit(folder).allowed == ()
    path.write_text(
        path.read_text().replace("# jupyter:\n", "# jupyter:\n#   gradschool:\n#     allowed: [scipy]\n", 1)
    )
    assert Unit(folder).allowed == ("scipy",)


@pytest.mark.sandbox
def test_a_judge_lets_a_unit_s_submissions_have_what_it_allows(small_course):
    folder = small_course.unit("01-small").folder
    path = folder / "small.py"
    path.write_text(
        path.read_text().replace("# jupyter:\n", "# jupyter:\n#   gradschool:\n#     allowed: [scipy]\n", 1)
    )
    with Judge(Unit(folder), b"secret") as judge:
        assert seen(judge.examiner, "import scipy\nprint(scipy.__name__)") == "scipy"


def test_an_allowed_package_that_is_not_installed_is_told_with_the_way_out():
    with pytest.raises(SandboxMissing, match="pip install no-such-package"):
        Examiner(allowed=("no-such-package",))
