"""Without a sandbox, at the instructor's word: the same results, and limits on time and memory."""

import os

import pytest

from grader.sandbox import Cell, Examiner, Job, Limits
from grader.sandbox.model import MiB


@pytest.fixture(scope="module")
def bare():
    limits = Limits(memory=256 * MiB, cell_seconds=1.0, submission_seconds=10, grace=0.5, processes=16)
    with Examiner(limits, sandbox="none") as examiner:
        yield lambda *sources: examiner.examine(Job(tuple(Cell(i, source) for i, source in enumerate(sources))))


def test_cells_run(bare):
    assert bare("print(6 * 7)").cells[0].outputs[0].text == "42\n"


def test_an_endless_loop_is_stopped(bare):
    result = bare("while True: pass", "print('on')")
    assert result.problems[0].kind == "timeout"
    assert result.cells[1].ok


def test_too_many_processes_are_ended(bare):
    source = "import os, time\nfor _ in range(40):\n    if os.fork() == 0:\n        time.sleep(60)\nwhile True: pass"
    assert "16 processes" in bare(source).problems[0].message


def test_processes_left_behind_are_ended(bare, tmp_path):
    note = tmp_path / "pid"
    source = "import subprocess\np = subprocess.Popen(['sleep', '300'], start_new_session=True)\n"
    source += f"open({str(note)!r}, 'w').write(str(p.pid))"
    assert bare(source).cells[0].ok
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_absent_modules_are_refused_in_the_same_words(bare):
    assert "write the step yourself" in bare("from gradschool.optim import Adam").problems[0].message


def test_the_environment_is_clear(bare, monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "sesame")
    assert "sesame" not in bare("import os\nprint(dict(os.environ))").cells[0].outputs[0].text
