"""Sealed answers: a quiz is answered and explained at once, in a notebook that does not hold the answer in the clear.

The explanation is locked under a key that a slow hash makes of the right answer. Whoever gives the right answer opens
it; nobody reads it by looking into the file. Four letters can be tried one after another, here as on paper: what a
quiz is worth in a grade does not rest on the seal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

COST, BLOCK, LANES = 2**14, 8, 1
"""scrypt's parameters (Percival and Josefsson, RFC 7914): 16 MiB and about 50 ms for each answer that is tried."""


@dataclass(frozen=True)
class Sealed:
    """A text that the right answer opens: salt, tag and ciphertext, all as base64."""

    salt: str
    tag: str
    text: str


def seal(answer: Any, text: str, name: str) -> Sealed:
    """Lock a text under an answer.

    Parameters
    ----------
    answer : bool, int, float or str
        The right answer.
    text : str
        What it opens.
    name : str
        What the answer is to; the same question, text and answer give the same seal.
    """
    salt = hashlib.sha256(f"{name}\n{text}".encode()).digest()[:16]
    key = _key(answer, salt)
    hidden = _masked(text.encode(), key)
    return Sealed(*(base64.b64encode(part).decode() for part in (salt, _tag(hidden, key), hidden)))


def opened(sealed: Sealed, answer: Any) -> str | None:
    """The text, if the answer is the one that it was sealed under; else None.

    >>> sealed = seal("b", "Twice the rate is past the cliff.", "quiz_cliff")
    >>> opened(sealed, " B"), opened(sealed, "c")
    ('Twice the rate is past the cliff.', None)
    """
    salt, tag, hidden = (base64.b64decode(part) for part in (sealed.salt, sealed.tag, sealed.text))
    key = _key(answer, salt)
    return _masked(hidden, key).decode() if hmac.compare_digest(tag, _tag(hidden, key)) else None


def normal(answer: Any) -> str:
    """An answer as it is compared: letters without case or blanks, numbers by four digits.

    >>> normal(" B"), normal(12), normal(12.0), normal(True)
    ('b', '12', '12', 'true')
    """
    if isinstance(answer, str):
        return " ".join(answer.lower().split())
    if isinstance(answer, bool):
        return str(answer).lower()
    try:
        return format(float(answer), ".4g")
    except (TypeError, ValueError):
        return repr(answer)


def _key(answer: Any, salt: bytes) -> bytes:
    return hashlib.scrypt(normal(answer).encode(), salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=2**26, dklen=32)


def _masked(data: bytes, key: bytes) -> bytes:
    """Data under a stream of the key, and the other way round."""
    stream = hashlib.shake_256(b"mask" + key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def _tag(hidden: bytes, key: bytes) -> bytes:
    return hmac.digest(hashlib.sha256(b"tag" + key).digest(), hidden, "sha256")
