"""The class report tells an instructor what happened, in numbers that were counted by hand."""

import base64
import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from grader.report import write_feedback, write_report
from grader.report.figures import describe, draw
from grader.report.statistics import Scores
from grader.results import ExerciseResult, Result

UNIT = "07-optimizers"
Read = Callable[[Path], Any]


def report(shelf: Any, results: list[Result]) -> Path:
    """The report on some results."""
    return write_report(shelf.course, UNIT, results)


def test_the_report_lies_among_the_graders_files(shelf: Any) -> None:
    assert report(shelf, []) == shelf.course.root / ".grader" / "reports" / "07-optimizers.html"


def test_the_report_may_lie_elsewhere(shelf: Any, tmp_path: Path) -> None:
    assert write_report(shelf.course, UNIT, [], path=tmp_path / "a" / "b.html").is_file()


def test_what_the_tiles_count(shelf: Any, six: list[Result], page: Read) -> None:
    text = page(report(shelf, six)).text
    assert "submissions graded 4 of 6 students" in text
    assert "could not be read 1 not handed in 1 median score 1 of 5 points full marks 1 25%" in text


def test_what_the_text_says_of_the_scores(shelf: Any, six: list[Result], page: Read) -> None:
    assert "4 submissions: from 0 to 5, mean 1.75, median 1." in page(report(shelf, six)).text


def test_the_histogram_s_last_column_is_told(shelf: Any, make: Any, page: Read) -> None:
    for points, told in ((5, "the last one counts those of 5 points"), (4.5, "the last one ends at 4.5 points")):
        rows = [make.result(f"s{n}", make.exercise("e", make.probe("p", points, "no" * n))) for n in (0, 1)]
        assert told in page(report(shelf, rows)).text


def test_success_by_exercise(shelf: Any, six: list[Result], page: Read) -> None:
    assert page(report(shelf, six)).table("Success by exercise")[1:] == [
        ["adam_step", "4", "", "1", "1", "1", "1", "31%", "0"],
        ["quiz", "1", "", "2", "0", "1", "1", "50%", "1"],
    ]


def test_every_bar_says_in_words_what_it_shows(shelf: Any, six: list[Result], page: Read) -> None:
    bars = page(report(shelf, six)).all("svg")
    assert [bar["aria-label"] for bar in bars] == [
        "1 all points, 1 some, 1 none, 1 left blank",
        "2 all points, 0 some, 1 none, 1 left blank",
    ]


def test_bars_fill_their_track(shelf: Any, six: list[Result], page: Read) -> None:
    parts = [bar for bar in page(report(shelf, six)).all("rect") if bar["class"] != "track"]
    assert [(part["class"], part.get("x"), part["width"]) for part in parts] == [
        ("full", "0.00", "25.00"),
        ("part", "25.00", "25.00"),
        ("none", "50.00", "25.00"),
        ("blank", "75.00", "25.00"),
        ("full", "0.00", "50.00"),
        ("none", "50.00", "25.00"),
        ("blank", "75.00", "25.00"),
    ]


def test_common_mistakes_with_their_share(shelf: Any, six: list[Result], page: Read) -> None:
    ((name, hint, students, share),) = page(report(shelf, six)).table("Known mistakes")[1:]
    assert (name, students, share) == ("adam_step no bias correction", "2", "50%")
    assert hint.startswith("The moments start at zero")
    assert hint.endswith("bo, cy")


def test_rare_mistakes_are_folded_away(shelf: Any, make: Any, page: Read) -> None:
    wrong = [make.exercise("f", make.probe("p", 1, "no", f"mistake_{number}", "think")) for number in range(15)]
    found = page(report(shelf, [make.result(f"s{number:02}", one) for number, one in enumerate(wrong)]))
    assert len(found.table("Known mistakes")) == 1 + 12
    assert [row[0] for row in found.table("Rarer known mistakes")[1:]] == [f"f mistake {n}" for n in (12, 13, 14)]
    assert "3 more mistakes, made by 1 student each" in found.text


def test_failures_and_stops(shelf: Any, six: list[Result], page: Read) -> None:
    assert page(report(shelf, six)).table("Submissions that could not be graded come first")[1:] == [
        ["ed", "unreadable", "unreadable", "x.ipynb", "cut off"],
        ["cy", "graded", "timeout", "cell 14", "stopped after 20 s"],
    ]


def test_the_slowest_with_their_time(shelf: Any, six: list[Result], page: Read) -> None:
    rows = page(report(shelf, six)).table("The slowest submissions")[1:]
    assert rows[:2] == [["cy", "20 s", "1"], ["bo", "0.40 s", "1"]]


def test_how_long_submissions_took(shelf: Any, six: list[Result], page: Read) -> None:
    text = page(report(shelf, six)).text
    assert "Half took at most 0.30 s, nine in ten at most 20 s, the slowest 20 s; all together 21 s." in text


def _timed(exercises: tuple[ExerciseResult, ...], seconds: float) -> tuple[ExerciseResult, ...]:
    """The same exercises, of which the first took some time."""
    return tuple(replace(one, seconds=seconds if one is exercises[0] else 0.0) for one in exercises)


def test_item_analysis_by_exercise(shelf: Any, six: list[Result], page: Read) -> None:
    took = {"ada": 0.002, "bo": 0.003, "cy": 0.004, "di": 20.3}
    timed = [replace(one, exercises=_timed(one.exercises, took.get(one.student, 0.0))) for one in six]
    assert page(report(shelf, timed)).table("Time, difficulty and discrimination by exercise")[1:] == [
        ["1", "adam_step", "1", "1 of 4", "4 ms", "20 s", "0.31", "0.46", ""],
        ["2", "quiz", "1", "2 of 4", "0.00 s", "0.00 s", "0.50", "0.46", ""],
    ]


@pytest.mark.parametrize(("wrong", "told"), [(("a", "b", "c"), True), (("abc", "ab", "c"), False)])
def test_where_everybody_lost_points_in_one_exercise_alone_discrimination_is_said_to_mean_little(
    shelf: Any, make: Any, page: Read, wrong: tuple[str, ...], told: bool
) -> None:
    rows = [
        make.result(f"s{n}", *(make.exercise(e, make.probe("p", 1, "no" if e in lost else "")) for e in "abc"))
        for n, lost in enumerate((*wrong, ""))
    ]
    text = page(report(shelf, rows)).text
    assert (
        "Here discrimination means little: 3 of the 3 submissions that lost points lost them in a single" in text
    ) == told


def test_item_analysis_by_check(shelf: Any, six: list[Result], page: Read) -> None:
    assert page(report(shelf, six)).table("Difficulty and discrimination by check")[1:] == [
        ["adam_step", "A.", "3", "1 of 4", "0.25", "0.58", ""],
        ["adam_step", "B.", "1", "2 of 4", "0.50", "0.00", ""],
        ["quiz", "C.", "1", "2 of 4", "0.50", "0.46", ""],
    ]


def test_students_by_exercises(shelf: Any, six: list[Result], page: Read) -> None:
    assert page(report(shelf, six)).table("Points of every student") == [
        ["student", "points", "adam_step", "quiz"],
        ["ada", "5", "4", "1"],
        ["bo", "1", "1", "blank"],
        ["cy", "1", "0", "1"],
        ["di", "0", "blank", "0"],
        ["ed", "could not be read"],
        ["flo", "not handed in"],
    ]


def test_names_lead_to_the_feedback_pages(shelf: Any, make: Any, page: Read) -> None:
    results = [make.result(name) for name in ("zoë von zahn", 'a"#?%&:b', os.fsdecode(b"jos\xe9"))]
    pages = write_feedback(shelf.course, UNIT, results)
    path = report(shelf, results)
    links = [Path(os.fsdecode(_address(path, link["href"]))) for link in page(path).all("a")]
    assert {link.resolve() for link in links} == {one.resolve() for one in pages}


def _address(path: Path, href: str) -> bytes:
    from urllib.parse import unquote_to_bytes

    return os.fsencode(path.parent) + b"/" + unquote_to_bytes(href)


def test_without_feedback_there_are_no_dead_links(shelf: Any, six: list[Result], page: Read) -> None:
    found = page(report(shelf, six))
    assert found.all("a") == []
    assert "grader report 07-optimizers" in found.text


def test_an_empty_class_has_a_page_that_says_what_to_do(shelf: Any, page: Read) -> None:
    assert "grader grade 07-optimizers" in page(report(shelf, [])).text


def test_one_submission_has_a_page_without_a_histogram(shelf: Any, six: list[Result], page: Read) -> None:
    found = page(report(shelf, six[:1]))
    assert "One submission is graded: 5 of 5 points." in found.text
    assert found.all("img") == []


def test_a_class_in_which_nobody_could_be_graded_has_a_page(shelf: Any, six: list[Result], page: Read) -> None:
    text = page(report(shelf, six[4:])).text
    assert "submissions graded 0 of 2 students" in text
    assert "median" not in text


def test_an_exercise_that_some_results_lack_does_not_shift_the_others(shelf: Any, make: Any, page: Read) -> None:
    older = make.result("a", make.exercise("first", make.probe("p", 1)), make.exercise("second", make.probe("q", 1)))
    newer = make.result("b", make.exercise("second", make.probe("q", 1)))
    rows = page(report(shelf, [older, newer])).table("Points of every student")
    assert rows[1:] == [["a", "2", "1", "1"], ["b", "1", "–", "1"]]


def test_the_histogram_is_told_in_words() -> None:
    assert describe(Scores((0, 1, 1, 5), 5)) == (
        "Histogram of 4 scores out of 5 points. Scores run from 0 to 5, the median is 1. "
        "The highest column, at 1 to 2 points, has 2 students."
    )


def test_the_histogram_draws_a_bar_from_each_edge_as_high_as_its_count() -> None:
    axes = Figure().add_subplot()
    draw(axes, Scores((0, 1, 1, 5), 5))
    assert [(bar.get_x(), bar.get_y(), bar.get_height()) for bar in axes.patches] == [
        *((0, 0, 1), (1, 0, 2), (2, 0, 0), (3, 0, 0), (4, 0, 0), (5, 0, 1))
    ]
    assert axes.get_xlim() == (0, 6)


def test_the_histogram_keeps_its_words_as_text(shelf: Any, six: list[Result], page: Read) -> None:
    picture, _ = page(report(shelf, six)).all("img")
    drawing = ElementTree.fromstring(base64.b64decode(picture["src"].removeprefix("data:image/svg+xml;base64,")))
    assert "dashed line: median, 1" in [text.strip() for text in drawing.itertext()]


def test_the_figures_have_alternative_text(shelf: Any, six: list[Result], page: Read) -> None:
    histogram, items = page(report(shelf, six)).all("img")
    assert histogram["alt"].startswith("Histogram of 4 scores")
    assert items["alt"].startswith("Exercises by difficulty")


def test_the_same_class_makes_the_same_page(shelf: Any, a_class: Any) -> None:
    first = report(shelf, a_class(30)).read_bytes()
    assert report(shelf, a_class(30)).read_bytes() == first


def test_a_thousand_students_fit_into_two_megabytes(shelf: Any, a_class: Any, page: Read) -> None:
    results = a_class(1000)
    write_feedback(shelf.course, UNIT, results)
    path = report(shelf, results)
    assert path.stat().st_size < 2_000_000
    rows = page(path).table("Points of every student")[1:]
    assert [row[0] for row in rows] == [result.student for result in results]


def test_every_table_has_a_caption_and_every_head_a_scope(shelf: Any, a_class: Any, page: Read) -> None:
    results = a_class(30)
    for path in [*write_feedback(shelf.course, UNIT, results), report(shelf, results)]:
        found = page(path)
        assert all(found.captions)
        assert all(head.get("scope") for head in found.all("th"))
        assert found.all("html") == [{"lang": "en"}]
