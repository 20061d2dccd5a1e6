"""Formgrader shows what was graded, and a person grades the rest there: clicked through in a real browser."""

from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from grader.audit.notebooks import solved
from grader.course import Course
from grader.gradebook import autograded_path, open_gradebook
from grader.report import feedback_path, write_feedback
from grader.results import Results
from grader.text import INVISIBLE

UNIT = "01-small"
pytestmark = [pytest.mark.browser, pytest.mark.sandbox, pytest.mark.xdist_group("formgrader")]
RUBRIC = "One point for the comparison, one for the reason."


def row(page: Page, student: str) -> Locator:
    """A student's line in the table of submissions of the unit, with names shown."""
    page.get_by_role("link", name="Manual Grading").click()
    page.locator("td").get_by_role("link", name=UNIT).click()
    page.wait_for_url(f"**/gradebook/{UNIT}")
    page.locator("td").get_by_role("link", name=UNIT).click()
    expect(page.get_by_role("link", name="Submission #1")).to_be_visible()
    page.get_by_role("button", name="Show All Names").click()
    return page.locator("tr").filter(has=page.get_by_role("link", name=student, exact=True))


def open_submission(page: Page, student: str) -> Page:
    """Follow a student's name to the submission, and wait until its scores are there."""
    row(page, student).get_by_role("link", name=student, exact=True).click()
    expect(score(page, "check-Tally")).to_have_attribute("placeholder", "0")
    return page


def score(page: Page, cell: str) -> Locator:
    """The field for a cell's points."""
    return page.locator(f"input.score[id='{cell}']")


def comment(page: Page, cell: str) -> Locator:
    """The field for what a person says of a cell."""
    return page.locator(f"textarea[id='{cell}-comment']")


def written(page: Page) -> Locator:
    """The panel of the written answer."""
    return page.locator(".nbgrader_cell").filter(has=score(page, "experiment"))


def give(page: Page, field: Locator, what: str, text: str) -> None:
    """Fill in a field, leave it, and wait until formgrader has saved it."""
    with page.expect_response(lambda answer: f"/api/{what}/" in answer.url and answer.request.method == "PUT") as saved:
        field.fill(text)
        field.blur()
    assert saved.value.ok


def cells(line: Locator) -> list[str]:
    """The texts of a line's cells."""
    return [text.strip() for text in line.locator("td").all_inner_texts()]


def test_nobody_sees_formgrader_without_the_password(visit: SimpleNamespace, address: str) -> None:
    visit.page.goto(f"{address}/formgrader/gradebook")
    assert "/login" in visit.page.url
    visit.page.get_by_label("Password or token").fill("guessed")
    visit.page.get_by_role("button", name="Log in", exact=True).click()
    expect(visit.page.get_by_text("Invalid credentials")).to_be_visible()


def test_the_unit_is_listed_with_its_submissions(page: Page) -> None:
    line = page.locator("tr").filter(has=page.get_by_role("link", name=UNIT))
    expect(line.locator(".num-submissions")).to_have_text("4")


def test_jupyterlabs_menu_leads_to_formgrader(page: Page, address: str) -> None:
    page.goto(f"{address}/lab")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("link", name=UNIT)).to_be_visible()


def test_the_gradebook_shows_scores_and_what_waits_for_a_person(page: Page) -> None:
    line = row(page, "ada")
    assert cells(line)[2:6] == ["5 / 10", "5 / 8", "0 / 2", "0 / 0"]
    expect(line.locator(".needs-manual-grade .glyphicon-ok")).to_be_visible()
    expect(line.locator(".tests-failed .glyphicon-ok")).to_be_visible()


def test_a_submission_shows_its_scores_verdicts_and_hints(page: Page) -> None:
    open_submission(page, "ada")
    assert score(page, "check-forgetful_average").get_attribute("placeholder") == "4"
    expect(page.get_by_text("Tally: 0 of 2 checks passed, 0 of 3 points")).to_be_visible()
    expect(page.get_by_text("The mean divides by the number of values, not by one more.")).to_be_visible()


def test_a_submission_shows_what_its_cells_printed_and_drew(page: Page) -> None:
    open_submission(page, "ada")
    expect(page.get_by_text("the limit is 42")).to_be_visible()
    figure = page.get_by_role("img", name="Figure that this cell drew")
    assert figure.evaluate("image => image.complete && image.naturalWidth > 100")


def test_formulas_are_set_and_no_other_machine_is_asked_for_anything(visit: SimpleNamespace, page: Page) -> None:
    open_submission(page, "ada")
    formula = page.locator(".MathJax", has_text="m^t=mt/(1−βt)")
    expect(formula).to_be_visible()
    assert visit.outside == []


def test_the_rubric_stands_below_the_written_answer(page: Page) -> None:
    open_submission(page, "ada")
    expect(written(page).get_by_text("A beta of 0.5 follows first")).to_be_visible()
    rubric = page.get_by_role("blockquote").filter(has_text="Model answer and rubric.")
    expect(rubric).to_contain_text("A small beta forgets quickly, so it follows at once and is noisy.")
    expect(rubric).to_contain_text(RUBRIC)
    assert rubric.bounding_box()["y"] > written(page).bounding_box()["y"]


def test_the_rubric_lies_in_no_file_that_a_student_is_sent(page: Page, classroom: Course) -> None:
    open_submission(page, "ada")
    for path in (autograded_path(classroom, UNIT, "ada"), classroom.notebooks / UNIT / f"{UNIT}.ipynb"):
        assert RUBRIC not in path.read_text(encoding="utf-8")


def test_points_for_a_written_answer_reach_the_gradebook(page: Page, classroom: Course) -> None:
    open_submission(page, "grace")
    give(page, score(page, "experiment"), "grade", "1.5")
    give(page, comment(page, "experiment"), "comment", "Compared well. And the reason?")
    line = row(page, "grace")
    assert cells(line)[2:5] == ["6.5 / 10", "5 / 8", "1.5 / 2"]
    expect(line.locator(".needs-manual-grade .glyphicon-ok")).to_have_count(0)
    with open_gradebook(classroom) as book:
        assert book.find_submission(UNIT, "grace").score == 6.5
        assert book.find_comment("experiment", UNIT, UNIT, "grace").comment == "Compared well. And the reason?"


def generate_feedback(page: Page, student: str) -> None:
    """Press formgrader's button for one student."""
    page.get_by_role("link", name="Manual Grading").click()
    page.get_by_role("link", name="Manage Assignments").click()
    page.locator("tr").filter(has=page.get_by_role("link", name=UNIT)).locator(".num-submissions a").click()
    line = page.locator("tr").filter(has=page.locator(".student-id").get_by_text(student, exact=True))
    line.locator(".generate-feedback a").click()
    expect(page.get_by_text(f"Successfully generated feedback for '{UNIT}' for student '{student}'")).to_be_visible()


def test_formgraders_button_makes_the_feedback_page(page: Page, classroom: Course) -> None:
    open_submission(page, "emmy")
    give(page, score(page, "experiment"), "grade", "2")
    give(page, comment(page, "experiment"), "comment", "A good reason.")
    generate_feedback(page, "emmy")
    path = feedback_path(classroom, UNIT, "emmy")
    page.goto(path.as_uri())
    expect(page.get_by_role("heading", name=UNIT)).to_be_visible()
    expect(page.get_by_text("7 of 10 points")).to_be_visible()
    expect(page.get_by_text("A good reason.")).to_be_visible()
    expect(page.get_by_text("The mean divides by the number of values, not by one more.")).to_be_visible()
    assert RUBRIC not in page.content()


def test_the_buttons_page_is_the_one_that_grader_feedback_writes(page: Page, classroom: Course) -> None:
    generate_feedback(page, "ada")
    path = feedback_path(classroom, UNIT, "ada")
    by_the_button = path.read_bytes()
    path.unlink()
    with open_gradebook(classroom) as book:
        write_feedback(classroom, UNIT, Results(classroom.results(UNIT)).all(), book)
    assert path.read_bytes() == by_the_button


def test_the_autograde_button_grades_in_the_sandbox(page: Page, classroom: Course, tmp_path: Path) -> None:
    """What is handed in anew writes a file where it may, which in the sandbox is nowhere that remains."""
    trace = tmp_path / "ran"
    path = classroom.submitted / "linus" / UNIT / f"{UNIT}.ipynb"
    path.parent.mkdir(parents=True)
    escape = nbformat.v4.new_code_cell(f"open({str(trace)!r}, 'w')")
    notebook = solved(classroom, classroom.unit(UNIT))
    notebook.cells.append(escape)
    nbformat.write(notebook, path)
    page.locator("tr").filter(has=page.get_by_role("link", name=UNIT)).locator(".num-submissions a").click()
    line = page.locator("tr").filter(has=page.locator(".student-id").get_by_text("linus", exact=True))
    line.locator(".autograde a").click()
    expect(page.get_by_text(f"Successfully autograded '{UNIT}' for student 'linus'")).to_be_visible()
    assert Results(classroom.results(UNIT)).read("linus").score == 8
    with open_gradebook(classroom) as book:
        assert book.find_submission(UNIT, "linus").score == 8
    assert autograded_path(classroom, UNIT, "linus").is_file()
    assert not trace.exists()


def test_markup_in_a_submission_is_text_in_formgrader(visit: SimpleNamespace, page: Page) -> None:
    open_submission(page, "mallory")
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.dataset.ran") is None
    assert page.locator("#notebook script:not([type^='math/tex']), #notebook img[onerror]").count() == 0
    text = page.locator("body").inner_text().replace(INVISIBLE, "")
    assert text.count("<script>document.documentElement.dataset.ran=1") == 6
    assert not [url for url in visit.outside if "evil.example" in url]


def test_markup_that_a_page_lets_through_would_run(visit: SimpleNamespace, page: Page, classroom: Course) -> None:
    path = autograded_path(classroom, UNIT, "mallory")
    kept = path.read_bytes()
    notebook = nbformat.reads(kept.decode(), as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("<script>document.title = 'ran'</script>", id="careless"))
    path.chmod(0o644)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    try:
        open_submission(page, "mallory")
        expect(page).to_have_title("ran")
    finally:
        path.write_bytes(kept)
