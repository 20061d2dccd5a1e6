"""The library's reference: a page for each public module, made by pdoc from its docstrings (``make docs``).

The pages need no network. Public is what a package lists in ``__all__``; what else a file holds is the library's own.
"""

import os
import sys
from pathlib import Path

import pdoc.render


def write(folder: Path) -> None:
    """Write all pages, and an index that leads to the first."""
    pdoc.render.configure(docformat="numpy", show_source=False, search=True)
    pdoc.pdoc("gradschool", output_directory=folder)


if __name__ == "__main__":
    os.environ["GRADSCHOOL_BACKEND"] = "numpy"
    write(Path(sys.argv[1]))
    print(f"{sys.argv[1]}/index.html")
