"""What every test shares: markers for what a machine must have, and the rule that CI skips nothing.

A test that needs the sandbox, a control group, a browser, a database server or a CUDA device says so by a marker
(`sandbox`, `control_group`, `browser`, `postgres`, `gpu`) and is skipped, with the way out as the reason, where the
machine lacks it. Where `CI` is set, a skip is a failure, but for `gpu` and `control_group`, which can't be installed: a
suite that silently left out the sandbox would prove nothing.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# A small course that tests grade is no test itself, nor are a stand-in for CuPy, a script that made golden numbers, and
# one that fuzzes, which ends at once where its engine is not installed.
collect_ignore = ["standin", "grader/fuzz.py"]
collect_ignore_glob = ["*/course/*", "*/golden/*"]
# Where CuPy is installed, too, tests run on NumPy but where they say otherwise.
os.environ.setdefault("GRADSCHOOL_BACKEND", "numpy")
# Several processes run tests, one a core: threads of one for a matrix product would wait for those of another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
with contextlib.suppress(ModuleNotFoundError):  # on a borrowed machine the folder `grader` alone would be found
    import grader.startup  # noqa: F401  what our commands leave out
if importlib.util.find_spec("hypothesis"):
    from hypothesis import settings

    settings.register_profile("fast", max_examples=20)  # for `make test-fast`
ON_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest_configure() -> None:
    """Let tests interrupt their commands: a shell's background job ignores that, and so would its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@cache
def bubblewrap_works() -> bool:
    """Whether bubblewrap is there and this kernel lets us use it."""
    command = ["bwrap", "--ro-bind", "/", "/", "--unshare-user", "--unshare-pid", "--unshare-net", "true"]
    return shutil.which("bwrap") is not None and subprocess.run(command, capture_output=True).returncode == 0


@cache
def cuda_answers() -> bool:
    """Whether CuPy is installed and finds a device."""
    if importlib.util.find_spec("cupy") is None:
        return False
    import cupy  # heavy, and absent from most machines

    try:
        return cupy.cuda.runtime.getDeviceCount() > 0
    except cupy.cuda.runtime.CUDARuntimeError:
        return False


@cache
def control_group_can_be_had() -> bool:
    """Whether a worker's sandbox gets a control group here."""
    from grader.sandbox.control_group import ControlGroup

    group = ControlGroup.make(2**30)
    if group is not None:
        group.remove()
    return group is not None


NEEDS = {
    "sandbox": (bubblewrap_works, "needs bubblewrap: sudo apt-get install bubblewrap"),
    "control_group": (
        control_group_can_be_had,
        "needs a control group: systemd-run --user --scope -p Delegate=yes ...",
    ),
    "browser": (
        lambda: shutil.which("chromium") is not None,
        "needs chromium: sudo apt-get install chromium",
    ),
    "postgres": (
        lambda: bool(shutil.which("pg_ctl") or list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))),
        "needs PostgreSQL: sudo apt-get install postgresql",
    ),
    "gpu": (cuda_answers, "needs a CUDA device and CuPy: make test-gpu"),
}


MAY_LACK = ("control_group", "gpu")
"""What no command installs."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine can not run, and say what it lacks."""
    for marker, (present, reason) in NEEDS.items():
        if item.get_closest_marker(marker) and not present():
            pytest.skip(reason)


def refuse_skip(report: Any, may_skip: bool) -> Any:
    """The report as it counts: where CI is set, a skip is a failure."""
    if ON_CI and report.skipped and not may_skip and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where CI allows no skip: {report.longrepr[-1]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that was skipped."""
    return refuse_skip((yield), may_skip=any(item.get_closest_marker(marker) for marker in MAY_LACK))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """A whole module that was skipped."""
    return refuse_skip((yield), may_skip=False)
