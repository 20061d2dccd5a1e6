"""Seeds of the probes: secret, yet the same for the same submission.

A submission earns the same score however often it is graded, and no number seen in one feedback helps in the next.
"""

from __future__ import annotations

import hashlib
import hmac


def probe_seed(secret: bytes, unit: str, exercise: str, probe: str, fingerprint: str) -> int:
    """The seed of one probe for one submission: 64 bits of an HMAC-SHA-256.

    Parameters
    ----------
    secret : bytes
        The course's secret.
    unit, exercise, probe : str
        What is asked.
    fingerprint : str
        The submission's own hash.
    """
    message = "\0".join((unit, exercise, probe, fingerprint)).encode()
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big")
