"""What the audit finds: one thing that was tried, what should have happened, and what did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RIGHT, MISLEADING = 0.90, 0.01
"""The share of refusals of known mistakes that carry the right hint at least, and another's hint at most."""


class Hint(StrEnum):
    """The hint that a known mistake earned."""

    OWN = "right"
    NONE = "none"
    OTHER = "misleading"


@dataclass(frozen=True)
class Try:
    """What became of a mistake or an alternative with one set of seeds.

    Attributes
    ----------
    points : float
    full : bool
        Whether that is all there is to earn.
    hint : Hint
        Of a mistake: whose hint it earned.
    """

    points: float
    full: bool
    hint: Hint = Hint.NONE


@dataclass(frozen=True)
class Finding:
    """One thing that was tried.

    Attributes
    ----------
    unit, exercise : str
        What it was tried on; no exercise where a whole notebook was graded.
    kind : str
        ``solution``, ``blank`` (the release), ``mistake``, ``alternative``, ``careless``, ``contract``, ``guess``,
        ``malformed`` (answers that are none), ``replay`` (of the public cases) or ``unwritten``.
    name : str
        Name of the mistake or alternative; what a careless version does, or the best guess returns; the probe that
        disagrees with its docstring; the place that is still to be written.
    expected, seen : str
        What should happen (empty where that goes without saying), and what did.
    ok : bool
        Whether they agree.
    tries : tuple of Try
        Of a mistake or an alternative: what became of it with each set of seeds.
    """

    unit: str
    exercise: str
    kind: str
    name: str
    expected: str
    seen: str
    ok: bool
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True)
class Accuracy:
    """A unit's grading as a classifier: shares over all known programs and all sets of seeds.

    Attributes
    ----------
    alternatives, refused : int
        Right programs that were tried, and how often one was refused.
    mistakes, paid : int
        Wrong ones, and how often one earned full points.
    hints : Counter of Hint
        What those that were refused were told.
    """

    alternatives: int
    refused: int
    mistakes: int
    paid: int
    hints: Counter[Hint]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Accuracy:
        """Add up what was found."""
        tried = {
            kind: [one for finding in findings if finding.kind == kind for one in finding.tries]
            for findings in [list(findings)]
            for kind in ("alternative", "mistake")
        }
        right, wrong = tried["alternative"], tried["mistake"]
        refused, paid = sum(not one.full for one in right), sum(one.full for one in wrong)
        return cls(len(right), refused, len(wrong), paid, Counter(one.hint for one in wrong if not one.full))

    def share(self, hint: Hint) -> float:
        """The share of refused mistakes that earned a hint of this kind; of none, all is right."""
        total = self.hints.total()
        return self.hints[hint] / total if total else float(hint is Hint.OWN)

    @property
    def ok(self) -> bool:
        """Whether it is as good as it must be."""
        good = self.share(Hint.OWN) >= RIGHT and self.share(Hint.OTHER) <= MISLEADING
        return good and not self.refused and not self.paid

    def __str__(self) -> str:
        """The figures, as one line."""
        shares = ", ".join(f"{hint} {self.share(hint):.1%}" for hint in Hint)
        return (
            f"right answers refused {self.refused} of {self.alternatives}, mistakes paid {self.paid} of "
            f"{self.mistakes}, hints {shares}"
        )
