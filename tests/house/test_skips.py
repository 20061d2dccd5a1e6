"""Where CI is set a skipped test fails, so that a green run has run everything that can be installed."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs

MODULE_SKIP = "import pytest\npytest.importorskip('no_such_tool')\ndef test_it(): pass\n"
TEST_SKIP = "import pytest\ndef test_it(): pytest.skip('no such tool')\n"
MARKED_SKIP = "import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): pass\n"
GPU_SKIP = "import pytest\n@pytest.mark.gpu\ndef test_it(): pytest.skip('no device')\n"
GROUP_SKIP = GPU_SKIP.replace("gpu", "control_group")
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n"


def outcome(tmp_path: Path, root: Path, test: str, ci: str) -> int:
    """pytest's exit status on one test file under our conftest."""
    (tmp_path / "conftest.py").write_text((root / "tests/conftest.py").read_text())
    (tmp_path / "test_it.py").write_text(test)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n gpu\n control_group\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", str(tmp_path)]
    return subprocess.run(command, cwd=tmp_path, env={"CI": ci}, capture_output=True).returncode


@pytest.mark.parametrize("test", [TEST_SKIP, MARKED_SKIP], ids=["called", "marked"])
def test_a_skip_fails_on_ci(test: str, tmp_path: Path, root: Path) -> None:
    assert outcome(tmp_path, root, test, ci="true") == pytest.ExitCode.TESTS_FAILED


def test_a_skipped_module_fails_on_ci(tmp_path: Path, root: Path) -> None:
    assert outcome(tmp_path, root, MODULE_SKIP, ci="true") == pytest.ExitCode.INTERRUPTED


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path, root: Path) -> None:
    assert outcome(tmp_path, root, TEST_SKIP, ci="") == pytest.ExitCode.OK


@pytest.mark.parametrize("test", [GPU_SKIP, GROUP_SKIP, EXPECTED_FAILURE], ids=["gpu", "control group", "xfail"])
def test_what_no_command_installs_and_an_expected_failure_are_no_failures_on_ci(
    test: str, tmp_path: Path, root: Path
) -> None:
    assert outcome(tmp_path, root, test, ci="true") == pytest.ExitCode.OK
