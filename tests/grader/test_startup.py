"""A second of loading is spared where the process is ours, and nothing is kept from a process that is not."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from grader.run.pool import PRELOADED

LEFT_OUT = "__import__('sys').modules.get('rfc3987_syntax', 'not imported') is None"


def is_left_out_after(statement: str) -> bool:
    """Whether the parser is left out in a new process that runs a statement."""
    command = [sys.executable, "-c", f"{statement}\nprint({LEFT_OUT})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "True"


def test_the_command_leaves_the_parser_out() -> None:
    assert is_left_out_after("import grader.cli.build")


def test_a_server_that_loads_our_parts_of_formgrader_keeps_it() -> None:
    settings = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
    ours = {line.split('"')[1].rsplit(".", 1)[0] for line in settings.splitlines() if '"grader.' in line}
    assert ours
    assert not is_left_out_after("import " + ", ".join(sorted(ours)))


def test_a_worker_leaves_it_out() -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    with ProcessPoolExecutor(1, context) as pool:
        assert pool.submit(eval, LEFT_OUT).result()
