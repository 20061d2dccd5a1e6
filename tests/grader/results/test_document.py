"""A result comes back from its document as it was; a document of the version before, or of nobody's, is read too."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.results import CellRun, ExerciseResult, Output, Problem, Result, Status, timeless
from gradschool.checks import Verdict

GOLDEN = Path(__file__).with_name("ada.json")
"""As the grader wrote it before results had a home of their own: a figure, an error, a mistake with its hint."""

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)
KEYS = ["student", "status", "score", "exercises", "problems", "cells", "seconds"]

WRONG = Verdict("p", "P.", 2, False, "expected 1, got 2", "a_mistake", "Think.")
RESULT = Result(
    "01-small",
    "zoë",
    Status.GRADED,
    3,
    (
        ExerciseResult("f", 3, (Verdict("q", "Q.", 1, True), WRONG), "v", 0.25),
        ExerciseResult("g", 1, (Verdict("r", "R.", 1, False, "not written yet", to_do=True),)),
    ),
    (Problem("timeout", "cell 2", "stopped after 20 s"),),
    {2: CellRun((Output("png", data=b"\x89PNG"), Output("stream", "one\n", "stdout")), ok=False)},
    1.5,
    "fingerprint",
    "ground",
)


def test_a_document_of_the_version_before_is_read_whole_and_written_as_it_was() -> None:
    document = json.loads(GOLDEN.read_text(encoding="utf-8"))
    result = Result.from_json(document)
    assert result.to_json() == document
    assert (result.score, [one.score for one in result.exercises]) == (6.0, [4.0, 2.0, 0.0])
    assert result.exercises[1].verdicts[1].mistake == "no_empty_mean"


def test_a_result_comes_back_from_its_document() -> None:
    assert Result.from_json(json.loads(json.dumps(RESULT.to_json()))) == RESULT


def test_without_cells_a_document_has_no_word_of_them() -> None:
    assert RESULT.to_json(cells=False) == {key: value for key, value in RESULT.to_json().items() if key != "cells"}


def test_a_score_of_nothing_is_a_float_as_any_other() -> None:
    nothing = replace(RESULT, exercises=(ExerciseResult("f", 3, (WRONG,)),))
    assert [repr(one.score) for one in (nothing, nothing.exercises[0], replace(RESULT, exercises=()))] == ["0.0"] * 3


def test_what_passed_decides_a_score_and_not_what_a_document_claims() -> None:
    assert Result.from_json(RESULT.to_json() | {"score": 100.0}).score == 1.0


def test_gradings_that_differ_in_time_alone_are_one() -> None:
    slower = replace(RESULT, seconds=9.0, exercises=(replace(RESULT.exercises[0], seconds=8.0), RESULT.exercises[1]))
    assert timeless(slower) == timeless(RESULT)
    assert timeless(replace(slower, version="another")) != timeless(RESULT)


@settings(deadline=None, max_examples=settings.default.max_examples // 2)
@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_no_document_is_too_odd_to_be_read(document: dict[str, Any]) -> None:
    assert Result.from_json(document).status in set(Status)


@settings(deadline=None, max_examples=settings.default.max_examples // 2)
@given(st.sampled_from(KEYS), st.lists(st.dictionaries(st.sampled_from(["name", "probes", "outputs"]), JSON)))
def test_no_entry_of_a_list_is_too_odd_to_be_read(key: str, entries: list[Any]) -> None:
    assert Result.from_json({key: entries}).seconds == 0


@pytest.mark.parametrize("claim", ["false", 1, None, [True]])
def test_only_a_true_true_passes(claim: Any) -> None:
    document = {"exercises": [{"name": "f", "probes": [{"name": "p", "points": 1.0, "passed": claim}]}]}
    assert Result.from_json(document).score == 0


def test_a_figure_that_is_no_base64_is_an_empty_one() -> None:
    document = {"cells": [{"index": 1, "outputs": [{"kind": "png", "data": "zoë"}]}]}
    assert Result.from_json(document).cells == {1: CellRun((Output("png"),))}
