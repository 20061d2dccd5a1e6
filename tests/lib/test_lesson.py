"""Figures that a student's own functions draw: what they say while a function is missing, wrong or endless."""

import pytest

from gradschool.checks import observe
from gradschool.checks.cases import FrozenExercise, write_cases
from gradschool.checks.observe import public_seed
from gradschool.checks.probes import load_probes
from gradschool.lesson import drawn_by

PROBES = '''
from gradschool.checks import probe

@probe("double", points=1)
def of_three(student, rng):
    """Twice three."""
    return {"result": student.double(3.0)}

@probe("half", points=1)
def of_five(student, rng):
    """Half of five."""
    return {"result": student.half(5.0)}
'''
RIGHT = {"double": lambda x: 2 * x, "half": lambda x: x / 2}


def unwritten(x):
    raise NotImplementedError("your code here")


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A unit's folder to stand in; return a function that runs a figure among a notebook's names."""
    (tmp_path / "probes.py").write_text(PROBES)
    frozen = {
        one.exercise: FrozenExercise(1.0, {one.name: observe(one, RIGHT, public_seed(*one.key))})
        for one in load_probes(PROBES)
    }
    write_cases(tmp_path / "cases.npz", frozen)
    monkeypatch.chdir(tmp_path)

    def run(block, **names):
        exec(f"from gradschool.lesson import drawn_by\nwith drawn_by({block}", {"__name__": "__main__", **names})

    return run


def test_a_figure_waits_for_what_is_not_written(notebook, capsys):
    notebook('"double", "half"): double(1)', double=unwritten, half=RIGHT["half"])
    said = capsys.readouterr().out
    assert said == (
        "This figure is drawn by your own double, which is still to do. Write it, then run this cell again.\n"
    )


def test_a_function_that_is_gone_is_still_to_do(notebook, capsys):
    notebook('"double", "half"): double(1)')
    assert "your own double and half, which are still to do. Write them" in capsys.readouterr().out


def test_an_error_behind_a_wrong_function_names_the_function(notebook, capsys):
    notebook('"double", "half"): half(double(1))', double=lambda x: None, half=RIGHT["half"])
    said = capsys.readouterr().out
    assert "your own double, which does not pass its check yet (TypeError: unsupported operand" in said
    assert "Mend it, then run this cell again." in said


def test_a_loop_that_a_wrong_function_never_ends_is_stopped(notebook, capsys):
    notebook('"double", seconds=0.1):\n  while True: pass', double=lambda x: 0)
    assert "does not pass its check yet (stopped after 0.1 s)" in capsys.readouterr().out


def test_an_error_that_is_not_the_students_is_raised(notebook):
    with pytest.raises(ZeroDivisionError):
        notebook('"double"): 1 / 0', **RIGHT)


def test_a_figure_that_takes_too_long_on_its_own_is_an_error(notebook):
    with pytest.raises(TimeoutError, match=r"stopped after 0\.1 s"):
        notebook('"double", seconds=0.1):\n  while True: pass', **RIGHT)


def test_the_environment_gives_every_figure_another_limit(notebook, monkeypatch):
    monkeypatch.setenv("GRADSCHOOL_FIGURE_SECONDS", "0.2")
    with pytest.raises(TimeoutError, match=r"stopped after 0\.2 s; .*GRADSCHOOL_FIGURE_SECONDS"):
        notebook('"double", seconds=300):\n  while True: pass', **RIGHT)
    monkeypatch.setenv("GRADSCHOOL_FIGURE_SECONDS", "60")
    notebook('"double", seconds=1e-9): double(1)', **RIGHT)


@pytest.mark.parametrize("told", ["two", "0", "-1", "nan", "inf", "1e300"])
def test_a_limit_of_the_environment_that_is_none_is_named(told, monkeypatch):
    monkeypatch.setenv("GRADSCHOOL_FIGURE_SECONDS", told)
    with pytest.raises(ValueError, match=f"GRADSCHOOL_FIGURE_SECONDS='{told}' is no number of seconds"):
        drawn_by("double")


DRAW = """
from gradschool.lesson import drawn_by

@drawn_by("double")
def draw(k):
    '''What is drawn.'''
    return 1 + double(k)
"""


def test_a_function_that_draws_is_guarded_whenever_it_is_called(notebook, capsys):
    names = {"__name__": "__main__", "double": lambda x: None}
    exec(DRAW, names)
    assert names["draw"](2) is None  # as a slider calls it, from anywhere
    assert "your own double, which does not pass its check yet (TypeError" in capsys.readouterr().out
    names["double"] = RIGHT["double"]
    assert names["draw"](2) == 5
    assert names["draw"].__doc__ == "What is drawn."
