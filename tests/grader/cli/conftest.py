"""The commands as an instructor runs them: on the small course, in the real sandbox."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.course import Course

Run = Callable[..., Result]


@pytest.fixture
def grader(built_course: Course) -> Run:
    """``grader("grade", "01-small")`` runs the command on the small course; its result has `exit_code` and `stderr`."""

    def run(*arguments: str, course: Path = built_course.root) -> Result:
        command, *rest = arguments
        if command == "grade" and "--workers" not in rest:
            rest += ["--workers", "1"]
        return CliRunner().invoke(main, [command, "--course", str(course), *rest], catch_exceptions=False)

    return run


@pytest.fixture
def documents(built_course: Course) -> Callable[[], dict[str, dict]]:
    """Reads all result documents, by student."""

    def read() -> dict[str, dict]:
        files = built_course.results("01-small").glob("*.json")
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}

    return read
