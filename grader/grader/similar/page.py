"""The page for the person who decides: what is usual in this class, and each pair side by side.

Code is colored by its tokens, and the passages that the other one has too are marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray
from pygments.token import Comment, Keyword, Literal, Name, Operator, Token

from grader.course import Course
from grader.report.drilldown import link_to, report_path
from grader.report.figures import BAR, INK, MEDIAN, Figure, figure_of
from grader.report.page import render, write_page
from grader.similar.fingerprints import LEXER, Prints
from grader.similar.pairs import Findings, Pair
from grader.similar.programs import Program
from grader.text import percent, plural, visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PAIRS = 25
"""Pairs that are shown side by side: more than anybody reads in one sitting."""

MOST_ROWS = 500
"""Pairs in the table: more are a sign of a minimum that is too low for the class."""

COLUMNS = 20

STYLES = (
    (Comment, "hl-comment"),
    (Literal.String, "hl-text"),
    (Literal.Number, "hl-number"),
    (Keyword, "hl-word"),
    (Operator.Word, "hl-word"),
    (Name.Function, "hl-name"),
    (Name.Class, "hl-name"),
)
"""Which of the page's colors a token takes."""


@dataclass(frozen=True)
class Row:
    """Two cells beside each other: where each stands, and its code; empty where there is no counterpart."""

    name: str
    titles: tuple[str, str]
    listings: tuple[Markup, Markup]


def similar_path(course: Course, unit: str) -> Path:
    """Where the page lies, if it is not asked for elsewhere."""
    return course.state / "reports" / f"{unit}-similar.html"


def write_similar(
    course: Course,
    unit: str,
    findings: Findings,
    left_out: Mapping[str, str],
    minimum: float,
    path: Path | None = None,
    called: Mapping[str, str] | None = None,
) -> Path:
    """Write the page on a class's similar submissions.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.
    findings : Findings
    left_out : mapping of student to str
        Why somebody was not compared.
    minimum : float
        The share from which on pairs are listed, to say so.
    path : path, optional
        By default ``.grader/reports/UNIT-similar.html``, where names lead to the class report's pages.
    called : mapping of student to str, optional
        Names of those who have one.

    Returns
    -------
    Path
        The page.
    """
    path = path or similar_path(course, unit)
    beside = path.resolve().parent == report_path(course, unit).resolve().parent
    students = {program.student for pair in findings.pairs for program in (pair.first, pair.second)}
    html = render(
        "similar.html.j2",
        unit=unit,
        findings=findings,
        called=called or {},
        left_out=left_out,
        minimum=minimum,
        most=MOST_PAIRS,
        listed=MOST_ROWS,
        rows=[list(side_by_side(pair)) for pair in findings.pairs[:MOST_PAIRS]],
        figure=distribution(findings, minimum),
        links={name: link_to(course, unit, name, report_path(course, unit)) if beside else "" for name in students},
    )
    return write_page(path, html)


def side_by_side(pair: Pair) -> Iterator[Row]:
    """The cells of a pair that share something: exercises beside each other, then the other cells."""
    sides = [_cells(program, pair) for program in (pair.first, pair.second)]
    names = dict.fromkeys(name for side in sides for name in side)
    for name in names:
        left, right = (side.get(name, ("", Markup(""), False)) for side in sides)
        if left[2] or right[2]:
            yield Row(name, (left[0], right[0]), (left[1], right[1]))


def _cells(program: Program, pair: Pair) -> dict[str, tuple[str, Markup, bool]]:
    """A program's cells by exercise, the others by their number: a title, the code, and whether it shares anything."""
    shown = {}
    for cell, prints in zip(program.cells, program.prints, strict=True):
        code = listing(cell.source, prints, pair.shared)
        shown[cell.name or f"cell {cell.number}"] = (f"cell {cell.number}", code, has_shared(prints, pair.shared))
    return shown


def distribution(findings: Findings, minimum: float) -> Figure | None:
    """How alike the pairs of the class are; None where there are none."""
    if not len(findings.shares):
        return None
    counts = np.histogram(findings.shares, COLUMNS, (0.0, 1.0))[0]
    return figure_of(lambda axes: draw_shares(axes, counts.tolist(), minimum), 2.7, describe(findings, minimum))


def describe(findings: Findings, minimum: float) -> str:
    """The figure in words, for who can't see it."""
    above = int((findings.shares >= minimum - 1e-9).sum())
    half, most = percent(findings.quantile(0.5)), percent(findings.quantile(0.99))
    return (
        f"Histogram of {plural(len(findings.shares), 'pair')} of submissions by the larger share of uncommon code that "
        f"is found in the other. Half of the pairs share at most {half}, 99 in 100 at most {most}; the highest share "
        f"is {percent(float(findings.shares[-1]))}. {plural(above, 'pair')} at or above {percent(minimum)}."
    )


def draw_shares(axes: Axes, counts: Sequence[int], minimum: float) -> None:
    """Draw the histogram into matplotlib axes: counts by powers of ten, so that a single pair is seen."""
    axes.bar([place / COLUMNS for place in range(COLUMNS)], counts, width=0.9 / COLUMNS, align="edge", color=BAR)
    axes.axvline(minimum, color=MEDIAN, linestyle="--")
    axes.set_title(f"dashed line: listed from {percent(minimum)} on", loc="right", fontsize=11)
    axes.set(yscale="log", ylim=(0.5, None), xlim=(0, 1.02))
    axes.set_xlabel("share of uncommon code found in the other", color=INK)
    axes.set_ylabel("pairs", color=INK)


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
