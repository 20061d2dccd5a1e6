"""A table of runs: kept in a file, never overwritten, and told where the file is something else."""

import json
from pathlib import Path

import pytest

from gradschool.experiments.runs import Runs


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.json"


def test_what_was_added_is_there_again_in_its_order(path):
    Runs(path).add("wide", [0.5, 0.7], seconds=2)
    Runs(path).add("deep", [0.6, 0.8], seconds=3)
    again = Runs(path)
    assert {name: numbers.tolist() for name, numbers in again.items()} == {"wide": [0.5, 0.7], "deep": [0.6, 0.8]}
    assert list(again) == ["wide", "deep"]
    assert again.seconds == {"wide": 2, "deep": 3}


def test_a_run_that_is_forgotten_is_gone_from_the_file(path):
    runs = Runs(path)
    runs.add("wide", [0.5], seconds=2)
    runs.forget("wide")
    assert json.loads(path.read_text()) == {}
    with pytest.raises(ValueError, match="no run is called 'wide'; there are none yet"):
        runs.forget("wide")


@pytest.mark.parametrize("content", ["{", "[1, 2]", '{"wide": 3}', '{"wide": {"numbers": [1]}}', "\udcff"])
def test_a_file_that_is_no_table_is_named_and_stays(path, content):
    before = content.encode("utf-8", "surrogateescape")
    path.write_bytes(before)
    with pytest.raises(ValueError, match=r"runs\.json holds no table of runs .* it stays as it is"):
        Runs(path)
    assert path.read_bytes() == before


def test_a_write_that_fails_leaves_the_table_as_it_was(path, monkeypatch):
    runs = Runs(path)
    runs.add("wide", [0.5], seconds=2)
    before = path.read_bytes()

    def half(self, text, **settings):
        self.write_bytes(text[:5].encode())
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="no space left"):
        runs.add("deep", [0.6], seconds=3)
    assert path.read_bytes() == before
