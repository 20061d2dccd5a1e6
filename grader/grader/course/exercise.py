"""An exercise: a name that the student defines, and the probes that drive it."""

from __future__ import annotations

from dataclasses import dataclass

from gradschool.checks import Probe


@dataclass(frozen=True)
class Exercise:
    """A function or class that the student writes.

    Attributes
    ----------
    name : str
        The function's or class's name.
    public, hidden : tuple of Probe
        Probes that ship with the notebook, and those that students never see.
    """

    name: str
    public: tuple[Probe, ...]
    hidden: tuple[Probe, ...] = ()

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All probes, public first."""
        return self.public + self.hidden

    @property
    def is_quiz(self) -> bool:
        """Whether it is a question with a few possible answers, of which a guess may hit the right one."""
        return self.name.startswith("quiz_")

    @property
    def points(self) -> float:
        """What the exercise can earn: the sum of its probes' points."""
        return sum(probe.points for probe in self.probes)
