"""What our commands and workers do before they import anything: leave out a parser that takes a second to load.

nbformat imports jsonschema, which compiles a grammar of IRIs where `rfc3987_syntax` is installed. Notebooks hold none.
A process that is not ours, such as a Jupyter server that imports `grader` for formgrader, keeps its parser.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
