"""Collecting what students handed in: from nbgrader's exchange, and from the downloads of Canvas and Moodle."""

from grader.collect.download import platform_of_names, read_download
from grader.collect.exchange import read_exchange
from grader.collect.model import Archive, Found, HandedIn, Refusal, Refused
from grader.collect.plan import Fate, Step, carry_out, due_dates, make_plan
from grader.collect.store import Origin, SubmittedFolder
from grader.collect.zipped import open_archive

__all__ = [
    "Archive",
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
    "platform_of_names",
    "read_download",
    "read_exchange",
]
