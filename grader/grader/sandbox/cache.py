"""What all sandboxes of a course share, read-only: matplotlib's font list, an empty file, and compiled bytecode."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FIRST_IMPORT = "import matplotlib.pyplot, matplotlib_inline.backend_inline, grader.examinee.serve"
"""Makes the font list, and the bytecode that can't be written from inside."""


def prepare_cache(cache: Path) -> None:
    """Make the font list and the empty file, once; safe when several workers begin together."""
    fonts, empty = cache / "fonts", cache / "empty"
    if fonts.is_dir() and empty.is_file():
        return
    cache.mkdir(parents=True, exist_ok=True)
    empty.touch()
    empty.chmod(0o444)
    making = Path(tempfile.mkdtemp(dir=cache))
    subprocess.run(
        [sys.executable, "-P", "-c", FIRST_IMPORT],
        env={**os.environ, "MPLCONFIGDIR": str(making), "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": ""},
        stderr=subprocess.DEVNULL,
        check=False,
    )
    for file in making.iterdir():
        file.chmod(0o644)
    making.chmod(0o755)
    try:
        making.rename(fonts)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
