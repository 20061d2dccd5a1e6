"""What is sent to a cluster's worker arrives as it was, and tells nothing that it need not know."""

import dataclasses
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

import grader
from grader.cluster.payload import Payload, _digest, packed_submission, unpacked_submission
from grader.course import Unit
from grader.judge import Judge
from grader.judge.seeds import seeds_of
from grader.sandbox import Limits
from grader.submission import Submission, SubmittedCell

SECRET = b"a secret of the tests, 32 bytes."
LIMITS = Limits(cell_seconds=3.5)


def test_a_submission_arrives_as_it_was_read(small_unit):
    cells = (
        SubmittedCell("code", "λ = '\\ud83d' + \"\x00\"\n", "check-Tally"),
        SubmittedCell("markdown", "\u202e 李 明"),
    )
    submission = Submission("ab" * 32, cells, ("read as it is",))
    seeds = seeds_of(small_unit, SECRET, submission.fingerprint)
    assert unpacked_submission(packed_submission(submission, seeds)) == (submission, seeds)


def test_a_unit_arrives_with_the_same_versions_and_without_the_secret(small_unit, tmp_path):
    sent = Payload.of(small_unit, LIMITS, "bwrap").packed()
    judge = Payload.unpacked(sent).judge(tmp_path, tmp_path / "cache")
    assert judge.versions == Judge(small_unit, SECRET, LIMITS, cache=tmp_path / "cache").versions
    assert judge.limits == LIMITS
    assert judge.secret == b""


def test_a_parcel_of_another_version_says_what_differs(small_unit):
    payload = Payload.of(small_unit, LIMITS, "bwrap")
    assert payload.differences() == []
    older = dataclasses.replace(payload, installed={**payload.installed, "numpy": "1.0"})
    (difference,) = older.differences()
    assert difference.startswith("numpy is ")
    assert difference.endswith("there, but 1.0 here")


def test_a_package_that_the_unit_allows_must_be_the_same_as_well(small_unit):
    source = small_unit.source.read_text()
    assert "# jupyter:\n" in source
    small_unit.source.write_text(source.replace("# jupyter:\n", "# jupyter:\n#   gradschool: {allowed: [scipy]}\n"))
    payload = Payload.of(Unit(small_unit.folder), LIMITS, "bwrap")
    assert payload.differences() == []
    assert "scipy" in payload.installed
    older = dataclasses.replace(payload, installed={**payload.installed, "scipy": "0.1", "no-such": "2"})
    assert older.differences()[0].endswith("there, but 0.1 here")
    assert older.differences()[1] == "no-such is missing there, but 2 here"


@pytest.mark.parametrize("part", ["submission.py", "files.py", "course/unit.py"])
def test_a_grader_that_reads_submissions_otherwise_is_another_one(part: str, tmp_path: Path) -> None:
    package = Path(grader.__file__).parent
    shutil.copytree(package, tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    copied = SimpleNamespace(__file__=str(tmp_path / "grader/__init__.py"))
    assert _digest(copied) == _digest(grader)
    with (tmp_path / "grader" / part).open("a") as file:
        file.write("# changed\n")
    assert _digest(copied) != _digest(grader)
