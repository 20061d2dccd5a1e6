"""The untrusted side in this process: no sandbox, one shell, and an interpreter that is left as it was found."""

import builtins
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from grader.examinee.limits import ExamineeLimits
from grader.examinee.outputs import Outputs
from grader.examinee.serve import Examinee
from grader.examinee.shell import ExamShell, create
from grader.examinee.wire import LENGTH
from grader.sandbox.channel import decode

LIMITS = ExamineeLimits(
    namespaces=False,
    writable=(),
    memory=2**30,
    processes=8,
    file_bytes=2**20,
    disk_bytes=2**20,
    cell_seconds=60.0,
    seconds=60.0,
    cell_text=1000,
    image_bytes=1000,
    answer_bytes=4000,
    core=0,
)
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExamShell]:
    """The shell that a warm parent makes; IPython puts its own into `sys` and `builtins`."""
    for place, names in ((sys, ("stdout", "stderr", "displayhook", "excepthook", "ps1")), (builtins, ("display",))):
        for name in names:
            monkeypatch.setattr(place, name, getattr(place, name, None), raising=False)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    shell = create(Outputs(LIMITS.cell_text, LIMITS.image_bytes))
    yield shell
    ExamShell.clear_instance()


def asking(examinee: Examinee) -> Ask:
    """``ask("cell", index=0, source="1 + 1")``: the examinee's reply, as the judge's own decoder reads it."""

    def reply(task: str, **request: Any) -> dict[str, Any]:
        frame = examinee.reply({"n": b"a number", "do": task, **request})
        assert LENGTH.unpack(frame[: LENGTH.size])[0] == len(frame) - LENGTH.size
        return decode(frame[LENGTH.size :])

    return reply


@pytest.fixture
def ask(shell: ExamShell) -> Ask:
    """Ask an examinee that has all the time it wants."""
    return asking(Examinee(LIMITS, shell))


@pytest.fixture
def hurry(shell: ExamShell) -> Ask:
    """Ask an examinee that has half a second for each request."""
    return asking(Examinee(replace(LIMITS, cell_seconds=0.5), shell))
