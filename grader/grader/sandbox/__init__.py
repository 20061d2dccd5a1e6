"""The sandbox, seen from the judge: :class:`Examiner` runs a :class:`Job` and returns an :class:`ExamRecord`.

Trusted code that handles untrusted data. The untrusted side is :mod:`grader.examinee`; of it only the message types
and the list of dtypes are shared.
"""

from grader.sandbox.examiner import Examiner
from grader.sandbox.model import (
    Answer,
    AnswerError,
    Cell,
    CellRun,
    ExamRecord,
    Job,
    Limits,
    Output,
    ProbeCall,
    Problem,
)
from grader.sandbox.system import SandboxMissing

__all__ = [
    "Answer",
    "AnswerError",
    "Cell",
    "CellRun",
    "ExamRecord",
    "Examiner",
    "Job",
    "Limits",
    "Output",
    "ProbeCall",
    "Problem",
    "SandboxMissing",
]
