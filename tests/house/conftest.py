"""What the house's tests read: the root, the files that git lists, and both packages as users install them."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[Path]:
    """Every file that a clone would hold."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    return [root / name for name in listing.stdout.split("\0") if name and (root / name).is_file()]


@pytest.fixture(scope="session")
def bare(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a bare environment: it holds both packages from their wheels, and what these require."""
    into, ours = tmp_path_factory.mktemp("bare") / "environment", Path(sys.executable).parent
    subprocess.run(["make", "--silent", "bare", f"INTO={into}", f"BIN={ours}"], cwd=root, check=True)
    return into / "bin"
