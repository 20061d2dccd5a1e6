"""Collecting what students handed in: from nbgrader's exchange, and from the downloads of Canvas and Moodle."""

from grader.collect.archive import open_archive
from grader.collect.download import read_download
from grader.collect.due import due_dates
from grader.collect.entries import Refusal, Refused
from grader.collect.exchange import read_exchange
from grader.collect.handed import Found, HandedIn
from grader.collect.placing import Record, Shelf
from grader.collect.plan import Fate, Step, make_plan

__all__ = [
    "Fate",
    "Found",
    "HandedIn",
    "Record",
    "Refusal",
    "Refused",
    "Shelf",
    "Step",
    "due_dates",
    "make_plan",
    "open_archive",
    "read_download",
    "read_exchange",
]
