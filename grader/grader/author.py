"""The authors' door: what ``mistakes.py``, ``alternatives.py`` and a corpus of attacks import, and nothing else."""

from grader.audit.attacks.attack import Attack, attack
from grader.course.variants import Alternative, Mistake, accepted, mistake, slip, wrong_letters

__all__ = ["Alternative", "Attack", "Mistake", "accepted", "attack", "mistake", "slip", "wrong_letters"]
