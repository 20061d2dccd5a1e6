"""Sealed replies: a quiz answers at once, in a notebook that does not hold its answer or explanations in the clear.

What is said to an answer is locked under a key that a slow hash makes of that answer: to the right one why it is right,
to a wrong one where its thought breaks. Whoever gives an answer opens its reply and no other; nobody reads any by
looking into the file. Four letters can be tried one after another, here as on paper: what a quiz is worth in a grade
does not rest on the seal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

COST, BLOCK, LANES = 2**14, 8, 1
"""scrypt's parameters (Percival and Josefsson, RFC 7914): 16 MiB and about 50 ms for each answer that is tried."""
RIGHT, WRONG = b"+", b"-"
FILL = b"\xff"
"""What makes texts equally long: a byte that UTF-8 has no use for."""


@dataclass(frozen=True)
class Reply:
    """What a quiz says to one answer: whether it is right, and a text, which may be empty."""

    right: bool
    text: str


@dataclass(frozen=True)
class Sealed:
    """Replies, each of which its own answer opens.

    Attributes
    ----------
    salt : str
        In base64.
    replies : tuple of (str, str)
        A tag and a ciphertext for each, in base64. All are equally long and sorted by their tags: neither place nor
        length tells the right one.
    """

    salt: str
    replies: tuple[tuple[str, str], ...]


def seal(answer: Any, why: str, name: str, hints: Iterable[tuple[Any, str]] = ()) -> Sealed:
    """Lock what a quiz says to the right answer, and to wrong ones.

    Parameters
    ----------
    answer : bool, int, float, str or dict of these
        The right answer.
    why : str
        What it opens.
    name : str
        What the answer is to; the same question, texts and answers give the same seal.
    hints : iterable of (answer, str), optional
        What wrong answers open; of several for one answer the first. The right answer in another form opens `why`.
    """
    replies: dict[str, bytes] = {}
    for wrong, hint in hints:
        replies.setdefault(normal(wrong), WRONG + hint.encode())
    replies[normal(answer)] = RIGHT + why.encode()
    size = max(map(len, replies.values()))
    salt = hashlib.sha256(b"\n".join([name.encode(), *replies.values()])).digest()[:16]
    locked = []
    for form, text in replies.items():
        key = _key(form, salt)
        hidden = _masked(text.ljust(size, FILL), key)
        locked.append((_base64(_tag(hidden, key)), _base64(hidden)))
    return Sealed(_base64(salt), tuple(sorted(locked)))


def opened(sealed: Sealed, answer: Any) -> Reply | None:
    """The reply to an answer; None where nothing was sealed under it.

    >>> sealed = seal("b", "Twice the rate is past the cliff.", "quiz_cliff", [("c", "That is half of it.")])
    >>> opened(sealed, "(B)"), opened(sealed, "c").text, opened(sealed, "d")
    (Reply(right=True, text='Twice the rate is past the cliff.'), 'That is half of it.', None)
    """
    key = _key(normal(answer), base64.b64decode(sealed.salt))
    for tag, hidden in sealed.replies:
        data = base64.b64decode(hidden)
        if hmac.compare_digest(base64.b64decode(tag), _tag(data, key)):
            text = _masked(data, key).rstrip(FILL)
            return Reply(text[:1] == RIGHT, text[1:].decode())
    return None


def letter(answer: Any) -> Any:
    """The letter that an answer is, whatever its case and whatever stands around it; all else as it came.

    >>> letter("D"), letter(" d) "), letter("(d)."), letter("a or b"), letter(42)
    ('d', 'd', 'd', 'a or b', 42)
    """
    alone = isinstance(answer, str) and re.fullmatch(r"[\W_]*([A-Za-z])[\W_]*", answer)
    return alone[1].lower() if alone else answer


def normal(answer: Any) -> str:
    """An answer as it is compared: a letter by itself, words without case or blanks, numbers by four digits.

    Of several answers under names, the order does not count.

    >>> normal(" B"), normal("b)"), normal(12), normal(12.0), normal(True)
    ('b', 'b', '12', '12', 'true')
    """
    if isinstance(answer, str):
        return " ".join(letter(answer).lower().split())
    if isinstance(answer, bool):
        return str(answer).lower()
    if isinstance(answer, Mapping):
        return repr(sorted((str(name), normal(value)) for name, value in answer.items()))
    try:
        return format(float(answer), ".4g")
    except (TypeError, ValueError):
        return repr(answer)


def _key(form: str, salt: bytes) -> bytes:
    """The key that an answer makes, given in its normal form."""
    return hashlib.scrypt(form.encode(), salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=2**26, dklen=32)


def _masked(data: bytes, key: bytes) -> bytes:
    """Data under a stream of the key, and the other way round."""
    stream = hashlib.shake_256(b"mask" + key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def _tag(hidden: bytes, key: bytes) -> bytes:
    return hmac.digest(hashlib.sha256(b"tag" + key).digest(), hidden, "sha256")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
