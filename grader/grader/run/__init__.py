"""Grading a class: finding submissions, sharing them among workers, keeping every result."""

from grader.run.batch import Batch, Summary
from grader.run.inbox import Handin, Inbox
from grader.run.lock import Busy, course_lock
from grader.run.pool import Pool, Processes
from grader.run.regrade import Move

__all__ = ["Batch", "Busy", "Handin", "Inbox", "Move", "Pool", "Processes", "Summary", "course_lock"]
