"""What our commands and workers do before they import anything: leave out what others load for a server or a schema.

nbformat imports jsonschema, which compiles grammars of addresses and durations where their parsers are installed; the
schema of a notebook holds none. jupytext brings the file managers of a Jupyter server. Together they take longer than
all that is ours. A cluster's processes count as ours. One that does not, such as a Jupyter server that imports `grader`
for formgrader, keeps them.
"""

import sys

LEFT_OUT = (
    *("rfc3987_syntax", "rfc3986_validator", "isoduration"),
    *("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager"),
)

for name in LEFT_OUT:
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
