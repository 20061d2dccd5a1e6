"""What an attack is: a hostile submission, the harm that it attempts, and what must be seen when it is graded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.audit.attacks.handin import HandIn
from grader.results import Status

Preparation = Callable[[HandIn], None]


@dataclass(frozen=True)
class Attack:
    """A hostile submission: how it is made, the harm it attempts, and what must be seen when it is graded."""

    name: str
    make: Preparation
    harm: str
    tried: str
    told: str
    status: Status = Status.GRADED
    spends: bool = False
    student: str = ""
    family: str = ""


def attack(
    harm: str, *, tried: str = "", told: str, status: str = Status.GRADED, spends: bool = False, student: str = ""
) -> Callable[[Preparation], Attack]:
    """Mark a function that prepares a hostile submission.

    Parameters
    ----------
    harm : str
        What it attempts, in a few words.
    told : str
        Regular expression: plain words that its result must hold, in a problem or in the attacked exercise's verdicts.
    tried : str, optional
        Regular expression: the trace that shows that it ran, in those words or in what its cells show; by default
        `told`. An attack that leaves no trace counts as one that got through.
    status : str, default "graded"
        What must become of the submission: ``graded``, ``unreadable`` or ``missing``. A download is always refused.
    spends : bool, default False
        Whether it may lose its own other points, by spending its time or ending what runs it. Otherwise it must earn
        exactly the points of its honest part.
    student : str, optional
        Name of the folder that it is handed in as, where the name is part of the attack.

    Notes
    -----
    The function is given a :class:`~grader.audit.attacks.handin.HandIn`: a notebook in which every exercise but one is
    solved. Whatever the attack does, that one must earn nothing.
    """

    def decorate(make: Preparation) -> Attack:
        return Attack(make.__name__, make, harm, tried or told, told, Status(status), spends, student)

    return decorate
