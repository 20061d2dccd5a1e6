"""`gradschool check NOTEBOOK`: a small unit made on the spot, checked in a process of its own."""

import subprocess
import sys

import nbformat
import pytest

from gradschool.checks.cases import FrozenExercise, write_cases
from gradschool.checks.observe import observe, public_seed
from gradschool.checks.probes import load_probes

pytestmark = pytest.mark.programs

PROBES = '''
from gradschool.checks import probe

@probe("double", points=2)
def of_a_vector(student, rng):
    """Twice a vector."""
    return {"result": student.double(rng.standard_normal(3))}

@probe("half", points=1)
def of_a_number(student, rng):
    """Half a number."""
    return {"result": student.half(5.0)}
'''
RIGHT = {"double": lambda x: 2 * x, "half": lambda x: x / 2}


@pytest.fixture
def unit(tmp_path):
    """Make a unit's folder; return a function that writes a notebook into it and checks it."""
    (tmp_path / "probes.py").write_text(PROBES)
    frozen = {}
    for probe in load_probes(PROBES):
        seen = observe(probe, RIGHT, public_seed(*probe.key))
        frozen[probe.exercise] = FrozenExercise(float(probe.points), {probe.name: seen})
    write_cases(tmp_path / "cases.npz", frozen)

    def check(*sources, tags=()):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        if tags:
            cells[-1].metadata["tags"] = list(tags)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "unit.ipynb")
        return run(tmp_path / "unit.ipynb")

    return check


def run(path):
    command = [sys.executable, "-m", "gradschool.cli", "check", str(path)]
    return subprocess.run(command, capture_output=True, text=True)


DOUBLE, HALF = "def double(x):\n    return 2 * x", "def half(x):\n    return x / 2"


def test_a_right_notebook_is_exit_status_0(unit):
    done = unit("import numpy as np", DOUBLE, HALF)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "double: 1 of 1 check passed" in done.stdout
    assert "half: 1 of 1 check passed" in done.stdout


def test_a_wrong_answer_shows_the_first_wrong_number(unit):
    done = unit(DOUBLE.replace("2 * x", "3 * x"), HALF)
    assert done.returncode == 1
    assert "double: 0 of 1 check passed" in done.stdout
    assert "expected" in done.stdout


def test_an_exercise_that_is_missing_is_not_written_yet(unit):
    done = unit(DOUBLE)
    assert done.returncode == 1
    assert "half: not written yet" in done.stdout


def test_a_cell_that_fails_is_named_and_the_others_run(unit):
    done = unit("1 / 0", DOUBLE, HALF)
    assert done.returncode == 1
    assert "code cell 1: ZeroDivisionError: division by zero" in done.stdout
    assert "half: 1 of 1 check passed" in done.stdout


def test_an_exercise_not_begun_is_no_error_of_a_cell(unit):
    done = unit(DOUBLE, HALF, "raise NotImplementedError('your code here')")
    assert done.returncode == 0


def test_demonstrations_are_left_out_and_prints_unheard(unit):
    assert unit(DOUBLE, HALF, "raise SystemError", tags=["demo"]).returncode == 0
    assert "chatter" not in unit("print('chatter')", DOUBLE, HALF).stdout


def test_cells_run_in_the_notebook_s_own_folder(unit):
    done = unit("open('probes.py').read()", DOUBLE, HALF)
    assert done.returncode == 0


def test_a_notebook_away_from_its_unit_is_refused(tmp_path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "lost.ipynb")
    done = run(tmp_path / "lost.ipynb")
    assert done.returncode == 2
    assert "lost.ipynb can't be checked: no probes.py in" in done.stderr


def test_checks_of_another_release_are_refused_in_words(unit, tmp_path):
    unit(DOUBLE)
    (tmp_path / "probes.py").write_text("from gradschool.somewhere import thing\n" + PROBES)
    done = run(tmp_path / "unit.ipynb")
    assert done.returncode == 2
    assert "No module named 'gradschool.somewhere'; download the unit's folder again" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}', '{"worksheets": []}'])
def test_a_file_that_is_no_notebook_is_refused(content, tmp_path):
    (tmp_path / "broken.ipynb").write_text(content)
    done = run(tmp_path / "broken.ipynb")
    assert done.returncode == 2
    assert "broken.ipynb is no notebook of format 4" in done.stderr


def test_an_absent_notebook_is_refused(tmp_path):
    done = run(tmp_path / "absent.ipynb")
    assert done.returncode == 2
    assert "absent.ipynb can't be read" in done.stderr


def test_the_points_so_far_stand_at_the_end(unit):
    assert unit(DOUBLE).stdout.splitlines()[-1] == "2 of 3 points so far, by the checks here; 1 of 2 exercises right"
