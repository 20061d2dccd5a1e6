"""Code for a page: colored by pygments' tokens, with the passages marked that somebody else has too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray
from pygments.token import Comment, Keyword, Literal, Name, Operator, Token

from grader.report.words import visible
from grader.similar.fingerprints import LEXER, Prints

STYLES = (
    (Comment, "hl-comment"),
    (Literal.String, "hl-text"),
    (Literal.Number, "hl-number"),
    (Keyword, "hl-word"),
    (Operator.Word, "hl-word"),
    (Name.Function, "hl-name"),
    (Name.Class, "hl-name"),
)


def listing(code: str, prints: Prints, shared: NDArray[np.int64]) -> Markup:
    """A cell's code as HTML, every character of it escaped.

    Parameters
    ----------
    code : str
    prints : Prints
        The code's fingerprints.
    shared : array of int64
        Those to mark.
    """
    marked = np.zeros(len(code) + 1, bool)
    both = np.isin(prints.numbers, shared)
    for start, end in zip(prints.starts[both], prints.ends[both], strict=True):
        marked[start:end] = True
    parts = []
    for is_marked, pieces in groupby(_pieces(code, marked), key=lambda piece: piece[0]):
        inside = Markup("").join(_colored(kind, text) for _, kind, text in pieces)
        parts.append(Markup("<mark>{}</mark>").format(inside) if is_marked else inside)
    return Markup("").join(parts)


def has_shared(prints: Prints, shared: NDArray[np.int64]) -> bool:
    """Whether there is anything to mark."""
    return bool(np.isin(prints.numbers, shared).any())


def _pieces(code: str, marked: NDArray[np.bool_]) -> Iterator[tuple[bool, Token, str]]:
    """The tokens, each with whether it is marked; marks begin and end with tokens."""
    for start, kind, text in LEXER.get_tokens_unprocessed(code):
        yield bool(marked[start]), kind, text


def _colored(kind: Token, text: str) -> Markup:
    shown = escape(visible(text))
    style = next((style for family, style in STYLES if kind in family), "")
    return Markup('<span class="{}">{}</span>').format(style, shown) if style else shown
