"""The site as files: links, figures, formulas, folds, downloads, and what a page says without a script."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from PIL import Image

from book.build import make
from book.formulas import _join
from book.units import _elsewhere
from grader.course import Course

pytestmark = [pytest.mark.programs, pytest.mark.xdist_group("book")]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, BeautifulSoup]:
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture
def unit(site: Path, pages: dict[Path, BeautifulSoup]) -> BeautifulSoup:
    return pages[site / "units/01-moving.html"]


def folded(page: BeautifulSoup, summary: str) -> BeautifulSoup:
    return next(fold for fold in page.find_all("details") if fold.summary.get_text() == summary)


def test_no_link_leads_nowhere(site: Path, pages: dict[Path, BeautifulSoup]) -> None:
    ids = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    lost = []
    for path, page in pages.items():
        for tag in page.find_all(href=True):
            address = urlsplit(tag["href"])
            if address.scheme or tag["href"] == "#":
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            known = not address.fragment or target.suffix != ".html" or unquote(address.fragment) in ids.get(target, ())
            if not target.exists() or not known:
                lost.append((path.relative_to(site), tag["href"]))
    assert lost == []


def test_nothing_that_a_page_loads_is_elsewhere(site: Path, pages: dict[Path, BeautifulSoup]) -> None:
    loaded = [
        (path.name, tag.get("src") or tag.get("href"))
        for path, page in pages.items()
        for tag in [*page.find_all(src=True), *page.find_all("link", href=True)]
        if tag.get("rel") != ["canonical"]
    ]
    assert [one for one in loaded if urlsplit(one[1]).scheme not in ("", "data")] == []
    styles = " ".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\(['\"]?(?:https?:)?//[^)]*\)", styles) == []


def test_every_image_has_words_and_its_file(site: Path, pages: dict[Path, BeautifulSoup]) -> None:
    images = [(path, image) for path, page in pages.items() for image in page.find_all("img")]
    assert len(images) > 5
    assert [image for _, image in images if not image.get("alt")] == []
    assert [image["src"] for path, image in images if not (path.parent / image["src"]).is_file()] == []


def test_a_figure_says_its_size_and_waits_until_it_is_near(site: Path, unit: BeautifulSoup) -> None:
    for image in unit.select("div.output img"):
        with Image.open(site / "units" / image["src"]) as figure:
            assert int(image["width"]) / int(image["height"]) == pytest.approx(figure.width / figure.height, rel=0.01)
        assert image["loading"] == "lazy"


def test_no_figure_is_left_inside_a_page(site: Path) -> None:
    assert [path.name for path in site.rglob("units/*.html") if "data:image/png" in path.read_text("utf-8")] == []


def test_the_frames_of_a_film_are_files(site: Path, unit: BeautifulSoup) -> None:
    setting = json.loads(unit.select_one('[data-scene="film"] script').string)
    frames = setting["values"]["frames"]
    assert len(frames) == 6
    assert all((site / "units" / frame).is_file() for frame in frames)


def test_formulas_stand_in_the_page_with_no_error_among_them(
    pages: dict[Path, BeautifulSoup], unit: BeautifulSoup
) -> None:
    assert unit.select("div.math .katex-display math")
    assert [path.name for path, page in pages.items() if page.select(".katex-error")] == []


def test_what_is_joined_to_a_formula_stands_there_once_and_drives_nothing_out() -> None:
    text, formula, strong = nodes.Text, (lambda tex: nodes.math(tex, tex)), (lambda word: nodes.strong("", word))
    line = nodes.paragraph("", "", formula("a"), text(", so ("), formula("b"), strong("c"), formula("d"), text("."))
    page = new_document("a page")
    page += [line, nodes.paragraph("", "", strong("e"), formula("f"), text("-axis of "), formula("g"))]
    _join(None, page, "")
    assert [one.astext() for one in page] == ["a, so (bcd.", "ef-axis of g"]
    assert [one.astext() for one in page.findall(nodes.inline)] == ["a,", "(b", "d.", "f-axis"]


def test_an_exercise_stands_as_a_student_finds_it_and_its_solution_behind_a_fold(unit: BeautifulSoup) -> None:
    (open_code,) = [
        code for code in unit.select("div.highlight") if "def twice" in code.text and not code.find_parent("details")
    ]
    assert "raise NotImplementedError" in open_code.text
    solution = folded(unit, "Show a solution, and its check")
    assert "return 2 * x" in solution.text
    assert "SOLUTION" not in solution.text
    assert "1 of 1 check passed" in solution.text


def test_each_choice_of_a_quiz_is_answered_by_itself(unit: BeautifulSoup) -> None:
    assert "Right. Two and two are four." in folded(unit, "My answer is b").text
    wrong = folded(unit, "My answer is a").text
    assert "No. Three is one short." in wrong
    assert "four" not in wrong


def test_a_model_answer_and_what_there_was_to_see_are_folded(unit: BeautifulSoup) -> None:
    assert "Because of the definition." in folded(unit, "Show a model answer, and how it is graded").text
    assert "Momentum, by a length." in folded(unit, "What you saw").text


def test_what_answers_a_guess_is_a_fold_that_is_open_where_no_script_closes_it(unit: BeautifulSoup) -> None:
    film, words = unit.select("details.happens")
    assert film.has_attr("open")
    assert film.select_one('[data-scene="film"]')
    assert not film.select("details.code")
    assert "momentum first" in words.text


def test_units_sections_exercises_and_papers_are_links(unit: BeautifulSoup) -> None:
    links = {link.get_text(): link["href"] for link in unit.select("article a") if link.get("href")}
    assert links["unit 00"] == "00-start.html"
    assert links["unit 00, section 0.3"] == "00-start.html#section-00-3"
    assert links["exercise 1"] == "#exercise-01-1"
    assert links["Kahan 1965"].startswith("../papers.html#paper-kahan-1965")


def test_what_is_no_code_of_python_is_not_colored_as_such(site: Path, pages: dict[Path, BeautifulSoup]) -> None:
    command = pages[site / "instructors/collecting.html"].select_one("div.highlight")
    assert "grader collect" in command.text
    assert command.select("pre > span[class]") == []


def test_a_figure_with_sliders_of_a_kernel_is_a_picture_with_a_word_on_them(unit: BeautifulSoup) -> None:
    (word,) = (word for word in unit.select("p.live") if "sliders" in word.text)
    assert "notebook" in word.text
    assert word.parent.find("img")["alt"]


def test_the_notebook_is_a_click_away_alone_or_with_its_checks(site: Path, unit: BeautifulSoup) -> None:
    notebook, packed = (site / "units" / link["href"] for link in unit.select("p.take a"))
    assert nbformat.read(notebook, as_version=4).cells
    with zipfile.ZipFile(packed) as archive:
        assert {Path(name).name for name in archive.namelist()} == {"01-moving.ipynb", "cases.npz", "probes.py"}


def test_the_course_that_is_taken_along_checks_its_own_notebooks(
    site: Path, pages: dict[Path, BeautifulSoup], tmp_path: Path
) -> None:
    (link,) = (link for link in pages[site / "index.html"].select("a[download]") if "course" in link.text)
    with zipfile.ZipFile(site / link["href"]) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-c", "from gradschool.cli import main; main()", "check", "01-moving/01-moving.ipynb"]
    told = subprocess.run(
        command,
        cwd=tmp_path / "gradschool/notebooks",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "gradschool/lib")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "twice" in told.stdout
    assert "not written yet" in told.stdout, told


def test_what_a_clock_said_is_marked(unit: BeautifulSoup) -> None:
    (said,) = [output for output in unit.select("div.output") if "The clock says" in output.text]
    assert "Run the cell" in said.select_one("p.live").text


def test_a_second_build_makes_the_same_bytes_though_a_unit_runs_again(
    site: Path, small_course: Course, tmp_path: Path
) -> None:
    again = Course(tmp_path / "again")
    for folder in ("solutions", "notebooks", "docs", "book/measured", ".grader/book/executed"):
        shutil.copytree(small_course.root / folder, again.root / folder)
    (run,) = (again.root / ".grader/book/executed").glob("01-moving-*.json")
    run.unlink()
    for path in small_course.root.glob("*.*"):
        if path.is_file():
            shutil.copy(path, again.root)
    make(again, ("00-start", "01-moving"), tmp_path / "source", tmp_path / "site")
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (site, tmp_path / "site")
    )
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def test_colab_and_binder_are_offered_where_the_repository_has_an_address() -> None:
    assert list(_elsewhere("", "01-moving")) == []
    path = "notebooks/01-moving/01-moving.ipynb"
    assert dict(_elsewhere("https://github.com/someone/course", "01-moving")) == {
        "Colab": f"https://colab.research.google.com/github/someone/course/blob/main/{path}",
        "Binder": f"https://mybinder.org/v2/gh/someone/course/main?urlpath=lab/tree/{path}",
    }
