"""Mistakes that no author foresaw: wrong answers without a hint, grouped by what they answer to the same inputs.

Students' programs run in the sandbox alone. On this side their text is parsed and printed, never run: see `syntax`.
"""

from grader.mistakes.findings import Findings, Group, Kind, Row, read_findings
from grader.mistakes.search import Search

__all__ = ["Findings", "Group", "Kind", "Row", "Search", "read_findings"]
