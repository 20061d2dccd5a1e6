"""The pages that are no unit, as Markdown: front page, terms, papers, instructors' part, and where their links lead."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from book import film, front, instructors, papers, terms
from book.links import Targets
from book.outline import Outline
from book.pages import write_pages, write_reference
from grader.course import Course
from gradschool import data

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("pages of the book")


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(ROOT)


@pytest.fixture(scope="module")
def source(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    write_pages(folder, course)
    return folder


@pytest.fixture(scope="module")
def pages(source: Path) -> dict[str, str]:
    return {path.relative_to(source).as_posix(): path.read_text(encoding="utf-8") for path in source.rglob("*.md")}


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```|`[^`\n]+`(?!\])", "", text, flags=re.MULTILINE | re.DOTALL)


def test_every_link_to_a_label_has_its_label(pages: dict[str, str], units: list[Outline]) -> None:
    labels = Targets.of(units).labels | {
        label for text in pages.values() for label in re.findall(r"^\((\S+)\)=$", text, re.M)
    }
    asked = {
        (name, label) for name, text in pages.items() for label in re.findall(r"\]\(#([^)]+)\)", without_code(text))
    }
    assert len(asked) > 300
    assert [one for one in asked if one[1] not in labels] == []


def test_every_link_to_a_page_has_its_page_and_its_heading(pages: dict[str, str], units: list[Outline]) -> None:
    anchors = {f"units/{one.name}.md": {"", *(section.anchor for section in one.sections)} for one in units}
    lost = []
    for name, text in pages.items():
        for target, anchor in re.findall(r"\]\((?!https?:|#)([^)#]+)#?([^)]*)\)", without_code(text)):
            path = target[1:] if target.startswith("/") else (Path(name).parent / target).as_posix()
            if path not in pages and anchor not in anchors.get(path, ()):
                lost.append((name, target, anchor))
    assert lost == []


def test_every_address_in_html_is_a_page_or_a_file(source: Path, pages: dict[str, str], units: list[Outline]) -> None:
    known = {f"units/{one.name}.html" for one in units}
    known |= {path.relative_to(source / "extra").as_posix() for path in (source / "extra").rglob("*")}
    named = re.findall(r'(?:href|src|srcset)="([^"#][^"]*)"', pages["index.md"])
    assert len(named) > 36
    assert [one for one in named if one not in known] == []


def test_a_book_of_one_unit_links_to_that_unit_alone(course: Course, units: list[Outline]) -> None:
    first, second = units[:2]
    absent = Outline(second.unit, second.sections, has_page=False)
    listed = front._in_order(course, [first, absent])
    assert f"/units/{first.name}.md" in listed
    assert second.name not in listed
    assert second.title in listed


def test_the_reference_alone_links_to_itself_alone(course: Course, tmp_path: Path) -> None:
    write_reference(tmp_path, course)
    pages = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md")}
    assert {"index.md", "gradschool.optim.md"} <= pages.keys()
    assert [name for name, text in pages.items() if re.search(r"\]\((?:/units/|#exercise-|#section-)", text)] == []


def test_no_line_within_a_formula_begins_as_an_item_of_a_list_does(units: list[Outline]) -> None:
    texts = [cell.source for one in units for cell in one.unit.notebook.cells if cell.cell_type == "markdown"]
    bare = [re.sub(r"\$\$.*?\$\$|`[^`]*`", "", text, flags=re.DOTALL) for text in texts]
    formulas = [formula for text in bare for formula in re.findall(r"\$[^$]+\$", text)]
    assert len(formulas) > 1000
    assert [one for one in formulas if re.search(r"\n\s*(?:[-+*>]|\d+[.)]) ", one)] == []


def test_no_line_of_a_paragraph_begins_with_a_plus_that_would_make_it_an_item(units: list[Outline]) -> None:
    cells = [cell.source for one in units for cell in one.unit.notebook.cells if cell.cell_type == "markdown"]
    prose = [re.sub(r"```.*?```|\$\$.*?\$\$", "", text, flags=re.DOTALL) for text in cells]
    assert [line for text in prose for line in text.splitlines() if line.startswith("+ ")] == []


@pytest.mark.parametrize("heading", ["What you will be able to do", "The map", "Three ways to start"])
def test_the_front_page_has_a_section(heading: str, pages: dict[str, str]) -> None:
    assert f"\n## {heading}\n" in pages["index.md"]


def test_the_list_of_the_front_page_says_what_each_unit_needs(pages: dict[str, str], units: list[Outline]) -> None:
    lines = re.findall(r"^- \*\*\[(\d\d) · .+?\*\* \(needs ([^;]+);", pages["index.md"], re.MULTILINE)
    assert lines == [(one.number, ", ".join(one.needs) or "no other unit") for one in units]


def test_the_picture_that_moves_is_a_film_that_ends(source: Path) -> None:
    with Image.open(source / "extra/front/spirals.webp") as moving:
        assert moving.n_frames > 20
        assert moving.info["loop"] == 1
        shown = []
        for frame in (0, moving.n_frames - 1):
            moving.seek(frame)
            shown.append(moving.convert("RGB").tobytes())
    assert shown[0] != shown[1]
    assert (source / "extra/front/spirals.webp").stat().st_size < 250_000


def test_whoever_wants_no_motion_gets_the_film_s_last_frame(source: Path, pages: dict[str, str]) -> None:
    assert re.search(r'prefers-reduced-motion: reduce\)" srcset="front/spirals-still.webp"', pages["index.md"])
    with Image.open(source / "extra/front/spirals-still.webp") as still:
        assert not getattr(still, "is_animated", False)


def test_the_film_ends_with_each_spiral_in_its_own_color(source: Path) -> None:
    spirals = data.spirals(n=240, arms=3, turns=1.0, noise=0.12, rng=2)
    with Image.open(io.BytesIO((source / "extra/front/spirals-still.webp").read_bytes())) as still:
        picture = still.convert("RGB")
    grounds = [[(channel + 255) / 2 for channel in film._rgb(film.COLORS[hue])] for hue in film.HUES]
    right = 0
    for (x, y), label in zip(spirals.x.tolist(), spirals.y.tolist(), strict=True):
        place = (x / film.WINDOW + 1) / 2 * film.SIDE + 9, (1 - y / film.WINDOW) / 2 * film.SIDE
        seen = picture.getpixel((int(place[0]), int(place[1])))
        right += label == min(range(3), key=lambda i: sum(abs(a - b) for a, b in zip(seen, grounds[i], strict=True)))
    assert right > 0.8 * len(spirals.y)


def test_every_reference_of_a_unit_is_on_the_page_of_papers(pages: dict[str, str], units: list[Outline]) -> None:
    listed = [(one, reference) for one in units for reference in papers.references(one)]
    assert len(listed) > 250
    labels = re.findall(r"^\((paper-\S+)\)=$", pages["papers.md"], re.MULTILINE)
    assert len(labels) == len(set(labels))
    assert {reference.anchor for _, reference in listed} == set(labels)


def test_a_paper_names_the_units_whose_references_have_it(pages: dict[str, str], units: list[Outline]) -> None:
    entries = re.split(r"^\((paper-\S+)\)=$", pages["papers.md"], flags=re.MULTILINE)[1:]
    used = {one.number: {found.anchor for found in papers.references(one)} for one in units}
    for label, text in zip(entries[::2], entries[1::2], strict=True):
        assert re.findall(r"\[unit (\d\d)", text) == [number for number, anchors in used.items() if label in anchors]


def test_a_paper_is_one_entry_however_fully_its_title_is_given() -> None:
    short = "He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers. *ICCV*."
    long = "- He, K., Zhang, X., Ren, S., Sun, J. (2015). Delving deep into rectifiers: surpassing\n  human-level ones."
    other = "He, K., Zhang, X., Ren, S., Sun, J. (2016). Deep residual learning. *CVPR*."
    assert papers.paper_anchor(short) == papers.paper_anchor(long) == "paper-he-2015-delving"
    assert papers.paper_anchor(other) != papers.paper_anchor(short)


def test_a_line_that_is_no_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="is no reference"):
        papers.paper_anchor("see above")


@pytest.mark.parametrize(
    ("word", "unit", "heading"),
    [
        ("softmax", "00", "Overflow"),
        ("saddle point", "06", "6.7"),
        ("Adam", "07", "7.11"),
        ("Hessian", "04", "Words that you need"),
        ("receptive field", "13", "13.10"),
    ],
)
def test_a_term_leads_to_where_it_is_explained_first(word: str, unit: str, heading: str, units: list[Outline]) -> None:
    (found,) = (term for term in terms.terms(units) if term.words == word)
    outline, section = found.places[0]
    assert (outline.number, section.title.startswith(heading)) == (unit, True)


@pytest.mark.parametrize(
    "word", ["Predict.", "predict", "a", "two", "1 point", "Question 1.", "It takes", "Write down first"]
)
def test_what_is_bold_for_another_reason_is_no_term(word: str, units: list[Outline]) -> None:
    assert word not in {term.words for term in terms.terms(units)}


def test_a_term_has_small_letters_unless_it_is_a_name(units: list[Outline]) -> None:
    found = {term.words for term in terms.terms(units)}
    assert {"backtracking", "quasi-Newton methods", "Frobenius norm", "K-FAC", "Armijo's condition"} <= found


def test_the_table_of_symbols_is_that_of_unit_00(pages: dict[str, str], units: list[Outline]) -> None:
    table = re.findall(r"^\|.*\|$", "\n".join(section.text for section in units[0].sections), re.MULTILINE)
    rows = [row for row in table if row.startswith("| $")]
    assert len(rows) > 10
    assert [row for row in rows if row not in pages["terms.md"]] == []


def test_every_guide_is_a_page(pages: dict[str, str]) -> None:
    guides = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert {name for name in guides if f"instructors/{name}.md" in pages or f"{name}.md" in pages} == guides


def test_the_syllabus_counts_the_points_of_every_unit(pages: dict[str, str], units: list[Outline]) -> None:
    rows = re.findall(r"^\| \[(\d\d) .*\| (\d+) \| (\S+) \| (\S+) \|$", pages["instructors/syllabus.md"], re.MULTILINE)
    assert [row[0] for row in rows] == [one.number for one in units]
    assert [row[2] for row in rows] == [f"{one.unit.points:g}" for one in units]


def test_links_of_guides_lead_to_pages_and_what_is_no_page_becomes_words(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/your-library.md").write_text("# L\n\n[threats](threats.md#whom), [code](../lib/README.md)\n")
    (tmp_path / "docs/threats.md").write_text(
        "# T\n\n[your-library.md](your-library.md), [news](https://example.org/a.md)\n"
    )
    made = instructors.pages(Course(tmp_path), [])
    assert "[threats](/instructors/threats.md#whom), code" in made["your-library"]
    assert "[](/your-library.md), [news](https://example.org/a.md)" in made["instructors/threats"]


def rubric_sentences(units: list[Outline]) -> list[str]:
    answers = [answer for one in units for answer in one.unit.model_answers.values()]
    return [line for answer in answers for line in answer.splitlines() if len(line) > 60]


def test_no_line_of_a_rubric_is_in_a_book_that_did_not_ask_for_it(pages: dict[str, str], units: list[Outline]) -> None:
    lines = rubric_sentences(units)
    assert len(lines) > 100
    whole = "\n".join(pages.values())
    assert [line for line in lines if line in whole] == []


def test_a_book_for_instructors_has_every_rubric(course: Course, units: list[Outline]) -> None:
    asked = instructors.pages(course, units, rubrics=True)
    assert "\nrubrics\n" in asked["instructors/index"]
    assert [line for line in rubric_sentences(units) if line not in asked["instructors/rubrics"]] == []
