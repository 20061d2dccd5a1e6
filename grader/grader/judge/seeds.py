"""Seeds of the probes: secret, yet the same for the same submission.

A submission earns the same score however often it is graded, and no number seen in one feedback helps in the next.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping

from grader.course import Unit

SubmissionSeeds = Mapping[tuple[str, str], int]
"""Exercise and probe to seed: all that grading one submission needs to know of the course's secret."""


def probe_seed(secret: bytes, unit: str, exercise: str, probe: str, fingerprint: str) -> int:
    """The seed of one probe for one submission: 64 bits of an HMAC-SHA-256.

    Parameters
    ----------
    secret : bytes
        The course's secret.
    unit, exercise, probe : str
        What is asked, by the probe's `seed_key`.
    fingerprint : str
        The submission's own hash; empty for a seed that all submissions share.
    """
    message = "\0".join((unit, exercise, probe, fingerprint)).encode()
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big")


def seeds_of(unit: Unit, secret: bytes, fingerprint: str, exercises: Collection[str] | None = None) -> SubmissionSeeds:
    """The seeds of a unit's probes for one submission.

    Parameters
    ----------
    unit : Unit
    secret : bytes
        The course's secret.
    fingerprint : str
        The submission's own hash.
    exercises : collection of str, optional
        Only these exercises' probes; by default all.
    """
    chosen = [one for one in unit.exercises if exercises is None or one.name in exercises]
    probes = [probe for exercise in chosen for probe in exercise.probes]
    return {
        probe.key: probe_seed(secret, unit.name, *probe.seed_key, "" if probe.shared else fingerprint)
        for probe in probes
    }
