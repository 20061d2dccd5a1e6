"""Making the book: what is run again, what stops a build, and what a machine without Node is told."""

import shutil
import sys
from pathlib import Path

import pytest

from book import build, execute, formulas
from grader.course import Course

pytestmark = [pytest.mark.programs, pytest.mark.xdist_group("book")]


@pytest.fixture
def changed(small_course: Course, site: Path, tmp_path: Path) -> Course:
    """A copy of the small course, with what its units put out, to be changed."""
    for folder in ("solutions/01-moving", "notebooks/01-moving", ".grader/book/executed"):
        shutil.copytree(small_course.root / folder, tmp_path / folder)
    return Course(tmp_path)


def test_what_has_run_is_kept(changed: Course) -> None:
    assert execute.is_kept(changed, "01-moving")


@pytest.mark.parametrize("name", ["solutions/01-moving/moving.py", "notebooks/01-moving/probes.py"])
def test_a_unit_that_changes_runs_again(name: str, changed: Course) -> None:
    path = changed.root / name
    path.write_text(path.read_text() + "\n# changed\n")
    assert not execute.is_kept(changed, "01-moving")


def test_a_new_pin_makes_every_unit_run_again(changed: Course, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "pins.txt").write_text("numpy==99\n")
    monkeypatch.setattr(execute, "PINS", tmp_path / "pins.txt")
    assert not execute.is_kept(changed, "01-moving")


def test_a_cell_that_fails_is_shown_with_its_error(changed: Course) -> None:
    changed.unit("01-moving").source.write_text("# %%\n1 / 0\n")
    with pytest.raises(execute.ExecutionError, match=r"1 / 0(.|\n)*ZeroDivisionError"):
        execute.executed(changed, "01-moving")


def test_a_figure_may_take_longer_in_the_book_s_run_than_in_a_notebook(changed: Course) -> None:
    lines = ["# %%", "from gradschool.lesson import drawn_by", "with drawn_by(seconds=1e-4):", "    sum(range(10**6))"]
    changed.unit("01-moving").source.write_text("\n".join([*lines, "print('drawn')", ""]))
    ((output,),) = execute.executed(changed, "01-moving")
    assert output["text"] == "drawn\n"


def test_a_warning_of_sphinx_stops_the_build_each_time(tmp_path: Path, capfd) -> None:
    (tmp_path / "source/extra").mkdir(parents=True)
    (tmp_path / "source/index.md").write_text("# Title\n\n[somewhere](nowhere.md)\n")
    for _ in ("once", "again"):
        with pytest.raises(build.BookError):
            build._sphinx(tmp_path / "source", tmp_path / "html")
        assert "nowhere" in capfd.readouterr().err


def test_a_formula_that_can_not_be_set_is_named() -> None:
    setter = formulas.Setter()
    assert "katex" in setter.html(r"\frac12", display=False)
    with pytest.raises(formulas.ExtensionError, match="frac"):
        setter.html(r"\frac{1", display=True)
    setter.close()


def test_who_has_no_node_is_told_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "playwright", None)
    with pytest.raises(formulas.ExtensionError, match="apt-get install nodejs"):
        formulas.Setter()
