"""The sandbox, seen from the judge: :class:`Examiner` runs a :class:`Job` and returns an :class:`Examination`.

Trusted code that handles untrusted data. The untrusted side is :mod:`grader.examinee`; of it only the message types
and the list of dtypes are shared.
"""

from grader.sandbox.examination import Answer, AnswerError, CellRun, Examination, Output, Problem
from grader.sandbox.examiner import Examiner
from grader.sandbox.job import Cell, Job, Limits, ProbeCall
from grader.sandbox.missing import SandboxMissing

__all__ = [
    "Answer",
    "AnswerError",
    "Cell",
    "CellRun",
    "Examination",
    "Examiner",
    "Job",
    "Limits",
    "Output",
    "ProbeCall",
    "Problem",
    "SandboxMissing",
]
