"""The sandbox, seen from the judge: :class:`Examiner` runs a :class:`Job` and returns an :class:`ExamRecord`.

Trusted code that handles untrusted data. The untrusted side is :mod:`grader.examinee`; shared with it are the form of
frames, the list of dtypes, the limits of an examinee, and the list of blocked imports.
"""

from grader.sandbox.examiner import Examiner
from grader.sandbox.model import Cell, ExamRecord, Job, Limits, ProbeCall
from grader.sandbox.system import SandboxMissing

__all__ = ["Cell", "ExamRecord", "Examiner", "Job", "Limits", "ProbeCall", "SandboxMissing"]
