"""Collecting what students handed in: from nbgrader's exchange, and from the downloads of Canvas and Moodle."""

from grader.collect.download import read_download
from grader.collect.exchange import read_exchange
from grader.collect.model import Found, HandedIn, Refusal, Refused
from grader.collect.plan import Fate, Step, carry_out, due_dates, make_plan
from grader.collect.store import Origin, SubmittedFolder
from grader.collect.zipped import open_archive

__all__ = [
    "Fate",
    "Found",
    "HandedIn",
    "Origin",
    "Refusal",
    "Refused",
    "Step",
    "SubmittedFolder",
    "carry_out",
    "due_dates",
    "make_plan",
    "open_archive",
    "read_download",
    "read_exchange",
]
