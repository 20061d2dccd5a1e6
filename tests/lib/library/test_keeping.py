"""Where a library is written: what somebody wrote there stays unless they ask, and then a copy stays beside it."""

import json
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.utils import compute_checksum

from gradschool.cli import main
from gradschool.library.keeping import Kept, write_cell, write_module
from gradschool.library.module import is_unchanged
from gradschool.notebook import NotebookError, check_notebook

DOUBLE = "def double(x):\n    return 2 * x"
HALF = "def half(x):\n    return x / 2"
STARTER = (
    'BORROWED = (\n    "double",  # unit 01\n    "other",\n)\n\n'
    "def double(x):  # borrowed\n    return np.add(x, x)\n\n\ndef other(x):  # borrowed\n    return double(x) + 1"
)


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def mine(course):
    """A course with one right exercise and one that is not written."""
    course.unit("01-first", [DOUBLE], f"{DOUBLE}\n\n{HALF}")
    return course


@pytest.fixture
def capstone(tmp_path):
    """A capstone's notebook as it is released: a set-up cell, the cell for a library, and one that uses it."""

    def write(starter=STARTER, before="import numpy as np", after="answer = other(2)"):
        cells = [nbformat.v4.new_code_cell(source) for source in (before, starter, after)]
        for i, cell in enumerate(cells):
            cell.metadata["nbgrader"] = {"grade_id": f"code-{i}", "grade": False, "solution": False, "locked": False}
            cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
        path = tmp_path / "17-capstone.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


def source(path):
    return nbformat.read(path, as_version=4).cells[1].source


def outcome(path):
    """Run a notebook's cells, one after another."""
    names: dict = {}
    for cell in nbformat.read(path, as_version=4).cells:
        exec(cell.source, names)
    return names


@pytest.mark.programs
def test_the_command_writes_a_module_that_a_bare_python_imports(mine, tmp_path):
    done = run("collect", mine.folder, "-o", tmp_path / "mygrad.py")
    assert done.exit_code == 0, done.output
    assert done.output == (
        f"01-first: 1 of 2 functions yours\n  missing   half: not written yet\n\nwritten: {tmp_path / 'mygrad.py'}\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", "import sys, mygrad; print(mygrad.double(4), 'gradschool' in sys.modules)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "8 False\n", told.stderr


def test_a_file_that_collect_wrote_is_written_anew(mine, tmp_path):
    out = tmp_path / "mygrad.py"
    for _ in range(2):
        assert run("collect", mine.folder, "-o", out).exit_code == 0
    assert [path.name for path in tmp_path.glob("*.py")] == ["mygrad.py"]


def test_a_file_of_somebody_else_is_kept(mine, tmp_path):
    (tmp_path / "mygrad.py").write_text("secret = 1\n")
    done = run("collect", mine.folder, "-o", tmp_path / "mygrad.py")
    assert done.exit_code == 1
    assert (
        "not as collect wrote it, so it is kept; give another name with -o, or replace it with --force" in done.output
    )
    assert (tmp_path / "mygrad.py").read_text() == "secret = 1\n"


def test_a_file_that_was_changed_since_is_kept(mine, tmp_path):
    out = tmp_path / "mygrad.py"
    write_module(mine.collect().module.text, out)
    out.write_text(out.read_text().replace("2 * x", "x + x"))
    with pytest.raises(Kept):
        write_module(mine.collect().module.text, out)
    assert "x + x" in out.read_text()


def test_with_force_a_copy_stays_beside_it(tmp_path):
    for number, name in enumerate(["mygrad-before-collect.py", "mygrad-before-collect-2.py"]):
        (tmp_path / "mygrad.py").write_text(f"mine = {number}\n")
        assert write_module("new = 1\n", tmp_path / "mygrad.py", force=True) == tmp_path / name
        assert (tmp_path / name).read_text() == f"mine = {number}\n"
    assert (tmp_path / "mygrad.py").read_text() == "new = 1\n"


def test_line_ends_of_windows_are_no_change(mine):
    text = mine.collect().module.text
    assert is_unchanged(text.replace("\n", "\r\n"))
    assert not is_unchanged(text.replace("2 * x", "3 * x"))


def test_no_notebook_is_exit_status_2(tmp_path):
    done = run("collect", tmp_path)
    assert done.exit_code == 2
    assert f"no notebook that lies beside its unit's checks in {tmp_path}" in done.output


def test_one_s_own_functions_take_the_place_of_those_in_the_cell(mine, capstone):
    path = capstone()
    done = run("collect", mine.folder, "--into", path)
    assert done.output.endswith(f"your library in {path}, with 1 function of yours (double), and borrowed: other\n")
    assert "np.add" not in source(path)
    names = outcome(path)
    assert names["BORROWED"] == ("other",)
    assert names["answer"] == 5
    assert not any("gradschool" in cell.source and "import" in cell.source for cell in nbformat.read(path, 4).cells)


def test_what_the_cell_came_with_is_there_again_when_one_s_own_no_longer_passes(mine, capstone):
    path = capstone()
    write_cell(mine.collect(), path)
    mine.unit("01-first", [DOUBLE.replace("2", "3")], DOUBLE)
    write_cell(mine.collect(), path)
    assert outcome(path)["BORROWED"] == ("double", "other")
    assert "np.add" in source(path)


def test_a_cell_that_was_changed_by_hand_is_kept(mine, capstone):
    path = capstone()
    path.write_text(path.read_text().replace("np.add(x, x)", "mine(x)"))
    done = run("collect", mine.folder, "--into", path)
    assert done.exit_code == 1
    assert "was changed by hand, so it is kept" in done.output
    assert "mine(x)" in source(path)


def test_with_force_a_copy_of_the_notebook_stays_beside_it(mine, capstone):
    path = capstone()
    path.write_text(path.read_text().replace("np.add(x, x)", "mine(x)"))
    _, _, copy = write_cell(mine.collect(), path, force=True)
    assert copy is not None
    assert "mine(x)" in source(copy)
    assert "mine(x)" not in source(path)


def test_names_of_the_notebook_stay_its_own(course, capstone):
    course.unit("01-first", ["training = 2", "def double(x):\n    return training * x"], DOUBLE)
    path = capstone(before="import numpy as np\ntraining = 'images'")
    write_cell(course.collect(), path)
    names = outcome(path)
    assert (names["training"], names["answer"]) == ("images", 5)


def test_names_of_a_demonstration_stay_its_own_too(course, capstone):
    course.unit("01-first", ["answer = 2", "def double(x):\n    return answer * x"], DOUBLE)
    path = capstone()
    path.write_text(path.read_text().replace('"grade_id": "code-2"', '"grade_id": "demo-2"'))
    write_cell(course.collect(), path)
    names = outcome(path)
    assert (names["answer"], names["double"](3)) == (5, 6)


def test_a_function_that_needs_what_grading_blocks_stays_out_of_the_cell(course, capstone):
    course.unit("01-first", ["from gradschool import nn", "def double(x):\n    nn.ReLU\n    return 2 * x"], DOUBLE)
    path = capstone()
    done = run("collect", course.folder, "--into", path)
    assert "double: 0 of 1 checks passed; double raised ImportError: gradschool.nn is not available" in done.output
    assert outcome(path)["BORROWED"] == ("double", "other")


def test_only_that_cell_changes(mine, capstone):
    path = capstone()
    before = json.loads(path.read_text())
    write_cell(mine.collect(), path)
    after = json.loads(path.read_text())
    before["cells"].pop(1), after["cells"].pop(1)
    assert before == after
    nbformat.validate(nbformat.read(path, as_version=4))


def test_a_notebook_without_such_a_cell_is_refused(mine, capstone):
    with pytest.raises(NotebookError, match="no cell for your library: give a code cell the tag your_library"):
        write_cell(mine.collect(), capstone(starter="pass"))


def test_what_the_cell_has_no_place_for_is_not_listed(mine, capstone):
    done = run("collect", mine.folder, "--into", capstone())
    assert "half" not in done.output
    assert "01-first: 1 of 2 functions yours" in done.output


def test_why_the_cell_still_borrows_is_said(course, capstone):
    course.unit("01-first", [DOUBLE.replace("2", "3"), HALF], f"{DOUBLE}\n\n{HALF}")
    done = run("collect", course.folder, "--into", capstone())
    assert "  missing   double: 0 of 1 checks passed" in done.output


def test_the_capstone_alone_has_nothing_to_collect_and_works_as_it_is(course):
    course.unit("17-capstone", ["BORROWED = ()", HALF.replace("half", "build")], HALF.replace("half", "build"))
    done = run("collect", course.folder)
    assert done.exit_code == 2
    assert "17-capstone.ipynb is the notebook that your library goes into" in done.output
    assert "Its cell works as it is" in done.output


def test_the_capstone_s_notebook_is_not_collected_from(mine, capstone, tmp_path):
    capstone()
    mine.unit("17-capstone", ["BORROWED = ()", HALF.replace("half", "build")], HALF.replace("half", "build"))
    assert [unit.name for unit in mine.collect().units] == ["01-first"]


def test_what_the_shell_calls_do_not_end_a_cell(course):
    path = course.unit("01-first", [f"%matplotlib inline\n{DOUBLE}"], DOUBLE)
    report = check_notebook(path)
    assert (report.stopped, report.total.complete) == ({}, True)
