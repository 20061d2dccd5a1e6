"""Grading a class: finding submissions, sharing them among workers, keeping every result."""

from grader.run.batch import Batch, Summary
from grader.run.inbox import Inbox, Item
from grader.run.lock import Busy, course_lock
from grader.run.pool import Pool, Processes
from grader.run.regrade import Move
from grader.run.results import Results

__all__ = ["Batch", "Busy", "Inbox", "Item", "Move", "Pool", "Processes", "Results", "Summary", "course_lock"]
