"""Somebody's submission, wherever it was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from grader.collect.entries import Refusal

__all__ = ["Found", "HandedIn", "Refusal"]


@dataclass(frozen=True)
class HandedIn:
    """One notebook, and for whom it counts.

    Attributes
    ----------
    students : tuple of str
        Ids of all for whom it counts: the members of a group, or one student.
    by : str
        Who handed it in, for people to read.
    where : str
        The file or the entry.
    read : callable
        Its bytes; raises `Refused`.
    order : int
        Of two submissions without times from one platform, the greater was handed in later; 0 where nothing is known.
    at : datetime, optional
        When it was handed in, with its zone.
    late : bool
        Whether the platform marked it as late.
    platform : str
    """

    students: tuple[str, ...]
    by: str
    where: str
    read: Callable[[], bytes]
    order: int = 0
    at: datetime | None = None
    late: bool = False
    platform: str = ""


@dataclass(frozen=True)
class Found:
    """What a source held.

    Attributes
    ----------
    handed_in : tuple of HandedIn
    refusals : tuple of Refusal
        What a person must look at: what harms, what can't be read, and whose owner is unknown.
    notes : tuple of Refusal
        What was passed over and needs nobody: files that are no notebooks.
    """

    handed_in: tuple[HandedIn, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Refusal, ...] = ()
