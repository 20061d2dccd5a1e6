"""A second of loading is spared where the process is ours, and nothing is kept from a process that is not."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from grader.run.pool import PRELOADED

pytestmark = pytest.mark.programs

NAMES = [
    *("rfc3987_syntax", "rfc3986_validator", "isoduration"),
    *("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager"),
]
LEFT_OUT = f"[name for name in {NAMES} if __import__('sys').modules.get(name, 'not imported') is None]"


def left_out_after(statement: str) -> list[str]:
    """What is left out in a new process that runs a statement."""
    command = [sys.executable, "-c", f"{statement}\nprint(*{LEFT_OUT})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_command_leaves_the_parsers_and_the_file_managers_out() -> None:
    assert left_out_after("import grader.cli.build") == NAMES


def test_a_process_of_a_cluster_leaves_them_out() -> None:
    assert left_out_after("import pickle; pickle.loads(b'cgrader.cluster.worker\\ngrade\\n.')") == NAMES


def test_the_command_that_grades_loads_no_part_of_a_jupyter_server() -> None:
    loaded = "import grader.cli.grade, sys; print('jupyter_server' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout == "False\n"


def test_a_server_that_loads_our_parts_of_formgrader_keeps_them() -> None:
    settings = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
    ours = {line.split('"')[1].rsplit(".", 1)[0] for line in settings.splitlines() if '"grader.' in line}
    assert ours
    assert left_out_after("import " + ", ".join(sorted(ours))) == []


def test_a_worker_leaves_them_out() -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    with ProcessPoolExecutor(1, context) as pool:
        assert pool.submit(eval, LEFT_OUT).result() == NAMES
