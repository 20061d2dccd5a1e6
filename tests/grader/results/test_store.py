"""Results are kept whole, one file a student, and what is damaged loses nobody."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from grader.results import ExerciseResult, Result, Results, Status
from gradschool.checks import Verdict

ADA = Result("01-small", "ada", Status.GRADED, 1.0, fingerprint="1" * 64)


def named(student: str) -> Result:
    """A student's result."""
    return replace(ADA, student=student)


def scored(points: float) -> Result:
    """Ada's result with some points."""
    return replace(ADA, exercises=(ExerciseResult("f", 2.0, (Verdict("p", "P.", points, True),)),))


@pytest.mark.parametrize("student", ["Émilie du Châtelet", "李 明", "a.b"])
def test_a_result_is_read_as_it_was_written(tmp_path: Path, student: str) -> None:
    Results(tmp_path).write(named(student))
    assert Results(tmp_path).read(student) == named(student)
    assert Results(tmp_path).all() == [named(student)]


def test_results_are_plain_json_that_other_tools_can_read(tmp_path: Path) -> None:
    Results(tmp_path).write(named("李 明"))
    assert json.loads((tmp_path / "李 明.json").read_text(encoding="utf-8"))["student"] == "李 明"


def test_the_result_of_a_notebook_that_was_handed_in_before_is_kept(tmp_path: Path) -> None:
    first, second, third = (replace(ADA, fingerprint=f"{n}" * 64) for n in (1, 2, 3))
    for result in (first, second, replace(second, seconds=2.0), third):
        Results(tmp_path).write(result)
    kept = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "earlier" / "ada").iterdir()}
    assert kept == {"1" * 16: first.to_json(), "2" * 16: replace(second, seconds=2.0).to_json()}
    assert Results(tmp_path).all() == [third]


def test_a_changed_result_is_not_taken_for_recorded(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.mark_recorded(scored(1.0), "sqlite:///a.db")
    assert results.is_recorded(scored(1.0), "sqlite:///a.db")
    assert not results.is_recorded(scored(2.0), "sqlite:///a.db")
    assert not results.is_recorded(scored(1.0), "sqlite:///another.db")


def test_a_result_that_was_written_and_read_again_is_still_recorded(tmp_path: Path) -> None:
    results, fresh = Results(tmp_path), replace(scored(1), max_score=2, seconds=1 / 3)
    results.write(fresh)
    results.mark_recorded(fresh, "sqlite:///a.db")
    read = results.read("ada")
    assert read is not None
    assert results.is_recorded(read, "sqlite:///a.db")


def test_a_result_with_a_number_that_json_lacks_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        Results(tmp_path).write(scored(float("nan")))
    assert not list(tmp_path.glob("*.json"))


def test_results_come_in_the_order_of_names_whatever_their_case(tmp_path: Path) -> None:
    for student in ("zoë", "bo", "Ada", "ada"):
        Results(tmp_path).write(named(student))
    assert [one.student for one in Results(tmp_path).all()] == ["Ada", "ada", "bo", "zoë"]


def test_before_grading_there_are_no_results(tmp_path: Path) -> None:
    assert Results(tmp_path / "never").all() == []
    assert Results(tmp_path / "never").read("ada", tell_damage=True) is None


def test_marks_and_drafts_beside_the_documents_are_no_results(tmp_path: Path) -> None:
    Results(tmp_path).write(ADA)
    Results(tmp_path).mark_recorded(ADA, "sqlite:///a.db")
    (tmp_path / ".bo.json-17").write_text(json.dumps(named("bo").to_json()))
    assert [one.student for one in Results(tmp_path).all(tell_damage=True)] == ["ada"]


@pytest.mark.parametrize("content", ["", "[1]", '{"student"', "[" * 100_000, '{"student": "eve"}'])
def test_a_damaged_document_counts_as_none_and_is_told_to_those_who_read_pages(tmp_path: Path, content: str) -> None:
    results = Results(tmp_path)
    results.write(ADA)
    (tmp_path / "bo.json").write_text(content)
    assert results.read("bo") is None
    assert results.all() == [ADA]
    _, bo = results.all(tell_damage=True)
    assert (bo.student, bo.status) == ("bo", Status.UNREADABLE)
    assert "--force" in bo.problems[0].message
