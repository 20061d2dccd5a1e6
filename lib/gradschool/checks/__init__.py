"""Checks: probes drive a student's function, and what comes back is compared, explained and shown.

A probe says how an exercise is exercised and never what is right; what is right is the same probe run on the
solution. The student's kernel compares with frozen outputs (:mod:`.cases`), the grader with a fresh run on its own
side; both use the comparison, the diagnosis and the words that are here, so that a student reads one language.

>>> from gradschool import checks
>>> @checks.probe("double", points=1)
... def of_three(student, rng):
...     '''Twice three.'''
...     return {"twice three": student.double(3.0)}
>>> right = checks.observe(of_three, {"double": lambda x: 2 * x}, seed=0)
>>> wrong = checks.observe(of_three, {"double": lambda x: x * x}, seed=0)
>>> checks.judge(of_three, wrong, right).message
'twice three: expected 6, got 9 (relative error 0.5)'
"""

from gradschool.checks.check import check
from gradschool.checks.compare import Difference, Tolerance, first_difference
from gradschool.checks.diagnose import diagnose
from gradschool.checks.observe import Observation, ProbeError, collect, measured, observe
from gradschool.checks.probes import Probe, ProbeFileError, load_probes, probe
from gradschool.checks.purity import Change
from gradschool.checks.quiz import quiz
from gradschool.checks.student import outcome, uncopied
from gradschool.checks.values import NotPlain, to_plain
from gradschool.checks.verdict import Verdict, judge

__all__ = [
    "Change",
    "Difference",
    "NotPlain",
    "Observation",
    "Probe",
    "ProbeError",
    "ProbeFileError",
    "Tolerance",
    "Verdict",
    "check",
    "collect",
    "diagnose",
    "first_difference",
    "judge",
    "load_probes",
    "measured",
    "observe",
    "outcome",
    "probe",
    "quiz",
    "to_plain",
    "uncopied",
]
