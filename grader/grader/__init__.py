"""The instructor's package: it builds the course, grades submissions and reports on them."""

import sys

# nbformat imports jsonschema, which compiles a grammar of IRIs for 0.9 s where one is installed; no notebook has any.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
