"""`gradschool progress`: a table in a terminal, a picture in a notebook, and no notebook run twice."""

import os

import pytest
from click.testing import CliRunner

from gradschool import progress
from gradschool.cli import main

DOUBLE = "def double(x):\n    return 2 * x"
HALF = "def half(x):\n    return x / 2"


@pytest.fixture
def cache(monkeypatch, tmp_path_factory):
    """A cache folder of the test's own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr(progress.pooch, "os_cache", lambda name: folder / name)
    return folder


@pytest.fixture
def half_done(course, cache):
    """Two units; in the first, one of two exercises is right."""
    course.unit("01-first", [DOUBLE, "open('runs', 'a').write('.')"], f"{DOUBLE}\n\n{HALF}")
    course.unit("02-second", ["pass"], "def dense(x):\n    return x")
    course.unit("submitted/ada/02-second", [HALF], HALF, notebook="02-second.ipynb")
    return course


def run(folder):
    return CliRunner().invoke(main, ["progress", str(folder)])


def test_the_table_says_what_is_done_what_comes_next_and_how_much_of_a_library_is_one_s_own(half_done):
    done = run(half_done.folder)
    assert done.exit_code == 0
    assert done.output == (
        "unit       exercises  points\n"
        "01-first   1 of 2     1 of 2  #####.....\n"
        "02-second  0 of 1     0 of 1  ..........\n"
        "\n"
        "next: half in 01-first\n"
        "your library for the capstone: 1 of 3 functions your own, 1 to borrow, 1 missing\n"
    )


def test_the_capstone_s_cell_is_counted_and_its_exercises_are_no_part_of_a_library(half_done):
    cell = (
        "BORROWED = ('dense',)\ndef dense(x):\n    return x\n\ndef double(x):\n    return 2 * x\n\ndef helper(x): pass"
    )
    half_done.unit("17-capstone", [cell], "def build(x):\n    return x")
    assert run(half_done.folder).output.endswith(
        "your library for the capstone: 1 of 3 functions your own, 1 to borrow, 1 missing\n"
        "in the capstone's cell: 1 your own, 1 borrowed\n"
    )


def test_a_notebook_that_has_not_changed_is_not_run_again(half_done):
    outputs = {run(half_done.folder).output for _ in range(3)}
    assert len(outputs) == 1
    assert (half_done.folder / "01-first/runs").read_text() == "."


def test_a_notebook_that_has_changed_is_run_again(half_done):
    run(half_done.folder)
    half_done.notebook(half_done.folder / "01-first/01-first.ipynb", [DOUBLE, HALF])
    assert "01-first   2 of 2     2 of 2  ##########\n" in run(half_done.folder).output


def test_a_unit_whose_checks_have_changed_is_checked_again(half_done):
    run(half_done.folder)
    half_done.unit("01-first", [DOUBLE, "open('runs', 'a').write('.')"], DOUBLE)
    assert "01-first   1 of 1     1 of 1  ##########\n" in run(half_done.folder).output


def test_nothing_is_written_beside_the_notebooks(course, cache):
    course.unit("01-first", [DOUBLE], DOUBLE)
    before = sorted(course.folder.rglob("*"))
    run(course.folder)
    assert sorted(course.folder.rglob("*")) == before


def test_a_cache_that_can_t_be_read_or_written_does_no_harm(half_done, cache):
    (cache / "gradschool").write_text("no folder")
    assert run(half_done.folder).exit_code == 0


def test_a_notebook_that_can_t_be_read_is_said_and_the_others_are_counted(half_done):
    (half_done.folder / "02-second/02-second.ipynb").write_text("{")
    done = run(half_done.folder)
    assert "02-second.ipynb is no notebook of format 4" in done.output
    assert "01-first  1 of 2" in done.output


def test_where_no_unit_is_that_is_said(tmp_path):
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "no notebook with its unit's checks lies below" in done.output


def test_the_picture_has_a_bar_a_unit_and_says_it_in_words(half_done):
    picture = progress.progress(half_done.folder)
    assert picture.alt == (
        "What is done, by unit. 01-first: 1 of 2 points, 1 of 2 exercises; 02-second: 0 of 1 points, 0 of 1 exercises. "
        "next: half in 01-first. your library for the capstone: 1 of 3 functions your own, 1 to borrow, 1 missing."
    )
    widths = [bar.get_width() for bar in picture.axes[0].patches]
    assert widths == [1, 1, 0.5, 0]


def test_in_a_unit_s_folder_the_picture_is_of_all_units(half_done, monkeypatch):
    monkeypatch.chdir(half_done.folder / "01-first")
    assert "02-second: 0 of 1 points" in progress.progress().alt
    assert os.getcwd().endswith("01-first")


def test_a_picture_of_nothing_says_where_it_looked(tmp_path):
    with pytest.raises(FileNotFoundError, match="no notebook with its unit's checks lies below"):
        progress.progress(tmp_path)
