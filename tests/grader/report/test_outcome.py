"""Result documents, whatever is in them, become typed values."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.report import results_of
from grader.report.outcome import Outcome

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)
KEYS = ["student", "status", "score", "exercises", "problems", "cells", "manual", "seconds"]


def test_a_document_of_the_judge_is_read_whole(six: list[dict[str, Any]]) -> None:
    outcome = Outcome.of(six[1])
    probe = outcome.exercises[0].probes[0]
    assert (outcome.student, outcome.status, outcome.score, outcome.max_score) == ("bo", "graded", 1, 5)
    assert (probe.points, probe.passed, probe.mistake) == (3, False, "no_bias_correction")
    assert probe.message == "weights[0]: expected 1, got 2"


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_no_document_is_too_odd_to_be_read(document: dict[str, Any]) -> None:
    outcome = Outcome.of(document)
    assert outcome.status in ("graded", "unreadable", "missing")


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(KEYS), st.lists(st.dictionaries(st.sampled_from(["name", "probes", "outputs"]), JSON)))
def test_no_entry_of_a_list_is_too_odd_to_be_read(key: str, entries: list[Any]) -> None:
    assert Outcome.of({key: entries}).seconds == 0


def test_only_a_true_true_passes(make: Any) -> None:
    document = make.result("a", make.exercise("f", make.probe("p", 1) | {"passed": "false"}))
    assert not Outcome.of(document).exercises[0].probes[0].passed


def test_results_come_in_the_order_of_names(shelf: Any, six: list[dict[str, Any]]) -> None:
    shelf.record(*reversed(six))
    found = [document["student"] for document in results_of(shelf.course, "07-optimizers")]
    assert found == ["ada", "bo", "cy", "di", "ed", "flo"]


def test_before_grading_there_are_no_results(shelf: Any) -> None:
    assert results_of(shelf.course, "07-optimizers") == []


@pytest.mark.parametrize("content", ["", "[1]", '{"student"', "[" * 100_000])
def test_a_damaged_document_is_an_unreadable_result_and_nobody_is_lost(shelf: Any, make: Any, content: str) -> None:
    shelf.record(make.result("ada"))
    shelf.put(shelf.course.results(make.unit) / "bo.json", content)
    ada, bo = results_of(shelf.course, make.unit)
    assert (ada["student"], bo["student"], bo["status"]) == ("ada", "bo", "unreadable")
    assert "--force" in bo["problems"][0]["message"]


def test_marks_and_drafts_beside_the_documents_are_no_results(shelf: Any, make: Any) -> None:
    shelf.record(make.result("ada"))
    shelf.put(shelf.course.results(make.unit) / ".17.draft", json.dumps(make.result("ghost")))
    shelf.put(shelf.course.results(make.unit) / "recorded" / "ada", "digest")
    assert [document["student"] for document in results_of(shelf.course, make.unit)] == ["ada"]
