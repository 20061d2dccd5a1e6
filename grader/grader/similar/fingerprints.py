"""Fingerprints of code that outlast renaming, reformatting and reordering.

Code is read as a sequence of tokens in which every name that a student chose is the same, and comments, docstrings and
white space are nothing. Every run of `RUN` tokens has a number (Karp and Rabin 1987), and winnowing keeps the least of
each `WINDOW` neighbors (Schleimer, Wilkerson and Aiken 2003, "Winnowing: local algorithms for document
fingerprinting", SIGMOD, 76-85): any `RUN + WINDOW - 1` tokens that two programs share leave a fingerprint in both.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Literal, Name, Text, Token

RUN, WINDOW = 12, 5
BASE, MIX, BITS = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93), np.uint64(12)
"""Odd constants of a multiplicative hash; numbers of 52 bits, which the winnowing compares as floats."""

SELF = ("self", "cls")
LEXER = PythonLexer(stripnl=False, ensurenl=False)


@dataclass(frozen=True)
class Prints:
    """The fingerprints of a piece of code, and where each one's tokens stand.

    Attributes
    ----------
    numbers : array of int64, shape (n,)
    starts, ends : array of int64, shape (n,)
        Characters of the code, from the first token's beginning to behind the last one.
    """

    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def fingerprints(code: str) -> Prints:
    """The winnowed fingerprints of a piece of Python code; none where it has fewer than `RUN` tokens."""
    from copydetect.utils import winnow  # imports matplotlib, which --help should not wait for

    symbols, starts, ends = _tokens(code)
    numbers = _numbers(symbols)
    if not len(numbers):
        return Prints(numbers, numbers, numbers)
    _, kept = winnow(numbers, WINDOW, remove_duplicates=False)
    return Prints(numbers[kept], starts[kept], ends[kept + RUN - 1])


def all_numbers(code: str) -> NDArray[np.int64]:
    """The numbers of every run of tokens, not winnowed: what a skeleton could leave in anybody's code."""
    return _numbers(_tokens(code)[0])


def _tokens(code: str) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """What counts of each token, and where it begins and ends."""
    found = list(_counted(code))
    places = np.array([(start, end) for _, start, end in found], dtype=np.int64).reshape(-1, 2)
    return [symbol for symbol, _, _ in found], places[:, 0], places[:, 1]


def _counted(code: str) -> Iterator[tuple[str, int, int]]:
    before: list[str] = ["", ""]
    for start, kind, text in LEXER.get_tokens_unprocessed(code):
        symbol = _symbol(kind, text, before)
        if symbol and not (symbol == "text" == before[-1]):  # pygments takes a string apart
            yield symbol, start, start + len(text)
        if symbol:
            before = [before[-1], "self" if text in SELF else symbol]


def _symbol(kind: Token, text: str, before: Sequence[str]) -> str:
    """What counts of a token: nothing of comments, of a name only that it is one, of the rest its text.

    What stands behind a dot is kept, as in ``np.sqrt``: whoever renames cannot rename that; an attribute of ``self``
    they can.
    """
    if kind in Comment or kind in Text or kind in Literal.String.Doc:
        return ""
    if kind in Literal.String:
        return "text"
    if kind in Name and not (kind in Name.Builtin and text not in SELF):
        return text if before[-1] == "." and before[0] != "self" else "name"
    return text if kind in Keyword or text.strip() else ""


def _numbers(symbols: Sequence[str]) -> NDArray[np.int64]:
    """A number for every run of tokens, the same on every machine and in every process."""
    count = len(symbols) - RUN + 1
    if count <= 0:
        return np.empty(0, np.int64)
    each = np.array([zlib.crc32(symbol.encode("utf-8", "replace")) for symbol in symbols], dtype=np.uint64)
    rolled = np.zeros(count, np.uint64)
    for place in range(RUN):
        rolled = rolled * BASE + each[place : place + count]
    rolled = (rolled ^ (rolled >> np.uint64(32))) * MIX
    return (rolled >> BITS).astype(np.int64)
