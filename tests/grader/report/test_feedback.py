"""A feedback page says what was earned, what was wrong and why, in the student's own cells."""

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.report import feedback_path, write_feedback
from grader.report.feedback import FeedbackError
from grader.results import Result

Read = Callable[[Path], Any]


def only(shelf: Any, result: Result, **more: Any) -> Path:
    """The page of one result."""
    (path,) = write_feedback(shelf.course, "07-optimizers", [result], **more)
    return path


def test_the_page_lies_where_nbgrader_puts_feedback(shelf: Any, make: Any) -> None:
    path = only(shelf, make.result("ada"))
    assert path == shelf.course.root / "feedback" / "ada" / "07-optimizers" / "07-optimizers.html"


def test_everybody_gets_a_page(shelf: Any, six: list[Result]) -> None:
    seen: list[Path] = []
    pages = write_feedback(shelf.course, "07-optimizers", six, advance=seen.append)
    assert [path.parts[-3] for path in pages] == ["ada", "bo", "cy", "di", "ed", "flo"]
    assert seen == pages
    assert all(path.is_file() for path in pages)


def test_points_by_exercise(shelf: Any, six: list[Result], page: Read) -> None:
    found = page(only(shelf, six[1]))
    assert found.table("Points by exercise")[1:] == [
        ["adam_step", "1 of 4", "", "1 of 2"],
        ["quiz", "0 of 1", "", "0 of 1"],
    ]
    assert "1 of 5 points" in found.text


def test_a_wrong_check_shows_its_message_and_a_right_one_its_points(shelf: Any, six: list[Result], page: Read) -> None:
    rows = page(only(shelf, six[1])).table("Checks of adam_step")
    assert rows[1:] == [["✗ wrong", "A.weights[0]: expected 1, got 2", "0 of 3"], ["✓ right", "B.", "1 of 1"]]


def test_that_a_quiz_s_answer_is_a_letter_is_no_news_beside_whether_it_is_right(
    shelf: Any, make: Any, page: Read
) -> None:
    letter, right = make.probe("letter", 0), make.probe("right", 1)
    done = page(only(shelf, make.result("ada", make.exercise("quiz", letter, right))))
    assert done.table("Checks of quiz")[1:] == [["✓ right", "Right.", "1 of 1"]]
    assert done.table("Points by exercise")[1:] == [["quiz", "1 of 1", "", "1 of 1"]]
    none = make.exercise(
        "quiz", make.probe("letter", 0, "return one of the letters"), make.probe("right", 1, "no letter")
    )
    assert [row[0] for row in page(only(shelf, make.result("bo", none))).table("Checks of quiz")[1:]] == ["✗ wrong"] * 2
    free = make.exercise("free", letter, make.probe("other", 0))
    assert len(page(only(shelf, make.result("cy", free))).table("Checks of free")[1:]) == 2


def test_what_all_wrong_checks_say_is_said_once(shelf: Any, make: Any, page: Read) -> None:
    said = "it is made in cell 5, which stopped"
    probes = [make.probe("p", 1, said), make.probe("q", 1, said), make.probe("r", 1)]
    found = page(only(shelf, make.result("ada", make.exercise("e", *probes))))
    assert found.text.count(said) == 1
    assert [row[0] for row in found.table("Checks of e")[1:]] == ["✗ wrong", "✗ wrong", "✓ right"]
    other = page(only(shelf, make.result("bo", make.exercise("e", probes[0], make.probe("q", 1, "another")))))
    assert [row[1] for row in other.table("Checks of e")[1:]] == [f"P.{said}", "Q.another"]


def test_a_hint_is_given_once(shelf: Any, six: list[Result], page: Read) -> None:
    assert page(only(shelf, six[2])).text.count("divide by 1 - beta**t") == 1


def test_a_blank_exercise_is_called_that(shelf: Any, six: list[Result], page: Read) -> None:
    assert "Not written yet" in page(only(shelf, six[3])).text


def test_a_stopped_cell_is_told(shelf: Any, six: list[Result], page: Read) -> None:
    assert "cell 14: stopped after 20 s" in page(only(shelf, six[2])).text


def test_what_is_right_stands_folded_after_what_is_not(shelf: Any, make: Any, page: Read) -> None:
    right, wrong = make.exercise("right", make.probe("p", 1)), make.exercise("wrong", make.probe("q", 1, "no"))
    found = page(only(shelf, make.result("ada", right, wrong)))
    assert found.text.index("To look at again wrong") < found.text.index(
        "All right right its check passed, 1 of 1 point"
    )
    assert [part["id"] for part in found.all("details")] == ["exercise-1"]


def test_every_link_within_the_page_leads_somewhere(shelf: Any, make: Any, a_class: Any, page: Read) -> None:
    for result in a_class(12):
        shelf.submit(result.student, make.notebook(*[("code", f"x = {i}", "") for i in range(14)]))
        found = page(only(shelf, result))
        targets = {attributes["id"] for _, attributes in found.elements if "id" in attributes}
        assert {link["href"] for link in found.all("a")} <= {f"#{target}" for target in targets}


def test_a_problem_leads_to_its_cell(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("code", "x = 1", ""), ("code", "while True: pass", "")))
    problem = {"kind": "timeout", "where": "cell 2", "message": "stopped"}
    assert page(only(shelf, make.result("ada", problems=[problem]))).all("a") == [{"href": "#cell-2"}]


def test_an_unreadable_notebook_says_why_and_gives_no_score(shelf: Any, six: list[Result], page: Read) -> None:
    text = page(only(shelf, six[4])).text
    assert "could not be read" in text
    assert "x.ipynb: cut off" in text
    assert "0 of" not in text


def test_a_missing_notebook_is_told(shelf: Any, six: list[Result], page: Read) -> None:
    assert "not handed in" in page(only(shelf, six[5])).text


def test_the_students_own_cells_are_shown_and_the_lecture_is_not(shelf: Any, make: Any, page: Read) -> None:
    lecture, _, check, answer = make.release
    shelf.submit(
        "ada", make.notebook(lecture, ("code", make.adam, "adam_step"), check, ("code", "mine = 1", ""), answer)
    )
    found = page(only(shelf, make.result("ada")))
    assert "m = beta1 * m" in found.text
    assert "mine = 1" in found.text
    assert "2 cells of the lecture" in found.text
    assert "The lecture." not in found.text


def test_a_changed_cell_of_the_lecture_is_the_students_own(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("markdown", "# Optimizers\n\nMy lecture.", "lecture")))
    assert "My lecture." in page(only(shelf, make.result("ada"))).text


def test_what_a_student_locks_is_shown_all_the_same(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("code", "hidden = 'cell'", "lecture-2")))
    assert "hidden = 'cell'" in page(only(shelf, make.result("ada"))).text


def test_without_a_release_all_cells_are_shown(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(*make.release))
    (shelf.course.notebooks / "07-optimizers" / "07-optimizers.ipynb").unlink()
    assert "The lecture." in page(only(shelf, make.result("ada"))).text


def test_markdown_is_shown_as_text(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("markdown", "**bold** <b>bold</b> [link](http://x)", "")))
    found = page(only(shelf, make.result("ada")))
    assert "**bold** <b>bold</b> [link](http://x)" in found.text
    assert found.all("strong") == []


def test_outputs_stand_at_the_cell_that_made_them(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(make.release[0], ("code", "draw()", "")))
    outputs = [{"kind": "stream", "text": "three lines\n"}, {"kind": "png", "data": make.png(30, 20)}]
    found = page(only(shelf, make.result("ada", cells=[{"index": 2, "ok": True, "outputs": outputs}])))
    (picture,) = found.all("img")
    assert (picture["width"], picture["height"], picture["alt"]) == ("30", "20", "Figure that cell 2 drew")
    assert base64.b64decode(picture["src"].removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")
    assert found.text.index("Cell 2") < found.text.index("draw()") < found.text.index("three lines")


def test_an_error_of_a_cell_is_told_in_words(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("code", "1 / 0", "")))
    outputs = [{"kind": "error", "text": "ZeroDivisionError: division by zero"}]
    text = page(only(shelf, make.result("ada", cells=[{"index": 1, "ok": False, "outputs": outputs}]))).text
    assert "Cell 1 ended with an error" in text
    assert "ZeroDivisionError: division by zero" in text


def test_a_newer_notebook_is_not_shown_with_the_outputs_of_the_graded_one(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("code", "newer", "")))
    cells = [{"index": 1, "ok": True, "outputs": [{"kind": "text", "text": "from the older one"}]}]
    text = page(only(shelf, make.result("ada", cells=cells, fingerprint="0" * 64))).text
    assert "another version" in text
    assert "from the older one" not in text


def test_submissions_may_lie_elsewhere(shelf: Any, make: Any, page: Read, tmp_path: Path) -> None:
    shelf.put(tmp_path / "inbox/ada/07-optimizers/07-optimizers.ipynb", make.notebook(("code", "elsewhere", "")))
    assert "elsewhere" in page(only(shelf, make.result("ada"), submitted=tmp_path / "inbox")).text


def test_a_link_out_of_the_submissions_is_not_followed(shelf: Any, make: Any, page: Read, tmp_path: Path) -> None:
    secret = shelf.put(tmp_path / "private/07-optimizers.ipynb", make.notebook(("code", "the_solution", "")))
    folder = shelf.course.submitted / "ada"
    folder.mkdir(parents=True)
    os.symlink(secret.parent, folder / "07-optimizers")
    assert "the_solution" not in page(only(shelf, make.result("ada"))).text


def test_a_long_output_is_cut_and_says_so(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("code", "print('x' * 10**6)", "")))
    cells = [{"index": 1, "ok": True, "outputs": [{"kind": "stream", "text": "x" * 10**6}]}]
    path = only(shelf, make.result("ada", cells=cells))
    assert path.stat().st_size < 100_000
    assert "990,000 more characters" in page(path).text


def test_a_page_of_many_pictures_stays_small(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(*[("code", f"draw({i})", "") for i in range(40)]))
    picture = {"kind": "png", "data": base64.b64encode(base64.b64decode(make.png()) + bytes(10**6)).decode()}
    cells = [{"index": i, "ok": True, "outputs": [picture]} for i in range(1, 41)]
    path = only(shelf, make.result("ada", cells=cells))
    assert path.stat().st_size < 9 * 2**20
    assert "a picture is left out" in page(path).text


@pytest.mark.parametrize("data", ["", "!!!", "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+", None])
def test_what_is_no_png_is_no_picture(shelf: Any, make: Any, page: Read, data: str | None) -> None:
    shelf.submit("ada", make.notebook(("code", "draw()", "")))
    cells = [{"index": 1, "ok": True, "outputs": [{"kind": "png", "data": data}]}]
    found = page(only(shelf, make.result("ada", cells=cells)))
    assert found.all("img") == []
    assert "can't be shown" in found.text


def test_a_picture_that_unpacks_to_a_gigapixel_is_no_picture(shelf: Any, make: Any, page: Read) -> None:
    bomb = bytearray(base64.b64decode(make.png()))
    bomb[16:24] = (40_000).to_bytes(4, "big") * 2
    shelf.submit("ada", make.notebook(("code", "draw()", "")))
    cells = [{"index": 1, "ok": True, "outputs": [{"kind": "png", "data": base64.b64encode(bomb).decode()}]}]
    assert page(only(shelf, make.result("ada", cells=cells))).all("img") == []


@pytest.mark.parametrize("student", ["zoë von zahn", "李四", "a&b", "100%", "it's"])
def test_a_name_of_any_letters_has_a_page(shelf: Any, make: Any, page: Read, student: str) -> None:
    assert f"for {student}" in page(only(shelf, make.result(student))).text


def test_a_folder_name_that_is_no_unicode_has_a_page(shelf: Any, make: Any, page: Read) -> None:
    student = os.fsdecode(b"jos\xe9")
    path = only(shelf, make.result(student))
    assert os.fsencode(path.parts[-3]) == b"jos\xe9"
    assert "jos[U+DCE9]" in page(path).text


@pytest.mark.parametrize("student", ["..", "", ".", "a/b", "../../etc"])
def test_a_name_that_leads_elsewhere_is_refused(shelf: Any, student: str) -> None:
    with pytest.raises(FeedbackError, match="can't have a folder"):
        feedback_path(shelf.course, "07-optimizers", student)


def test_the_same_results_make_the_same_page(shelf: Any, six: list[Result]) -> None:
    first = only(shelf, six[1]).read_bytes()
    assert only(shelf, six[1]).read_bytes() == first
