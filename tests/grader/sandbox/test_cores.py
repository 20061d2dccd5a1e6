"""Every worker's submissions have a core of their own, so that none can burn another's time."""

import os

import pytest

from grader.sandbox import Cell, Examiner, Job, system
from grader.sandbox.system import Core

ALL = os.sched_getaffinity(0)
WHERE = Job((Cell(0, "import os\nprint(sorted(os.sched_getaffinity(0)))"),))


@pytest.fixture(autouse=True)
def _no_other_run_has_claims(monkeypatch, tmp_path):
    monkeypatch.setattr(system, "CORE_NAME", f"\0{tmp_path}/{{}}")


@pytest.fixture
def claimed():
    """As many claims as there are cores."""
    every = [Core() for _ in ALL]
    yield every
    for core in every:
        core.release()


def test_no_core_is_claimed_twice_while_one_is_free(claimed):
    assert {core.number for core in claimed} == ALL


def test_where_all_are_claimed_one_is_shared(claimed):
    assert Core().number in ALL


@pytest.mark.sandbox
def test_a_submission_sees_its_worker_s_core_alone(examiner, text_of):
    assert text_of(examiner.examine(WHERE), 0) == f"[{examiner._core.number}]\n"


@pytest.mark.sandbox
def test_a_submission_can_not_move_to_other_cores(examine):
    assert "not permitted" in examine(f"import os\nos.sched_setaffinity(0, {ALL})").problems[0].message


@pytest.mark.sandbox
def test_a_closed_examiner_gives_its_core_back(request):
    with Examiner() as examiner:
        examiner.start()
    assert {core.number for core in request.getfixturevalue("claimed")} == ALL
