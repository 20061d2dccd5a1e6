"""How a check looks: a table in a notebook, plain lines in a terminal, and a number for nbgrader.

nbgrader reads a test cell's last value: its text must be a Python float between 0 and the cell's points, or full marks
are given. So the score *is* a float whose text is that number, and the table is its HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gradschool.checks.verdict import Verdict

CELL = "text-align:left;vertical-align:top;padding:0.3em 0.8em;white-space:normal"
HINT = "margin:0.5em 0.8em;border-left:4px solid #0072b2;padding-left:0.6em"
COLORS = {True: "#00664d", False: "#a33c00"}
"""Dark enough for text on white; the words "right" and "wrong" say the same without color."""


class Score(float):
    """Points earned in a check, shown as a table of what is right and what is not.

    Parameters
    ----------
    points : float
        What nbgrader gives for it.
    exercise : str
        Name of the exercise.
    verdicts : sequence of Verdict
        One a probe.
    hidden_points : float, default 0
        Points that only the grader's hidden probes can give.
    """

    exercise: str
    verdicts: tuple[Verdict, ...]
    hidden_points: float

    def __new__(cls, points: float, exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> Score:
        """Make the float and hang the verdicts on it."""
        score = super().__new__(cls, points)
        score.exercise, score.verdicts, score.hidden_points = exercise, tuple(verdicts), hidden_points
        return score

    def __repr__(self) -> str:
        """A plain Python float: nbgrader reads it."""
        return float.__repr__(self)

    def __str__(self) -> str:
        """The lines that a terminal shows."""
        return as_text(self.exercise, self.verdicts, self.hidden_points)

    def _repr_html_(self) -> str:
        return as_html(self.exercise, self.verdicts, self.hidden_points)


def headline(exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> str:
    """One line: how much of an exercise is right."""
    passed = sum(verdict.passed for verdict in verdicts)
    earned = sum(verdict.points for verdict in verdicts if verdict.passed)
    total = sum(verdict.points for verdict in verdicts)
    line = f"{exercise}: {passed} of {len(verdicts)} checks passed"
    if total:
        line += f", {earned:g} of {points_words(total)}"
    if hidden_points:
        line += f" ({points_words(hidden_points)} {'more ' if total else ''}by hidden tests when you hand in)"
    return line


def points_words(points: float) -> str:
    """``1 point``, ``2.5 points``."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def hints(verdicts: Sequence[Verdict]) -> list[str]:
    """The hints that an exercise's verdicts carry, each once."""
    return list(dict.fromkeys(verdict.hint for verdict in verdicts if verdict.hint))


def as_text(exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> str:
    """The check as plain lines."""
    lines = [headline(exercise, verdicts, hidden_points)]
    for verdict in verdicts:
        worth = f" ({points_words(verdict.points)})" if verdict.points else ""
        lines.append(f"  {_word(verdict)}  {verdict.summary}{worth}")
        if verdict.message:
            lines.append(f"         {verdict.message}")
    lines += [f"  hint   {hint}" for hint in hints(verdicts)]
    return "\n".join(lines)


def as_html(exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> str:
    """The check as an HTML table; everything that a student wrote is escaped."""
    rows = "".join(_row(verdict) for verdict in verdicts)
    told = "".join(f'<p style="{HINT}"><b>Hint.</b> {escape(hint)}</p>' for hint in hints(verdicts))
    heads = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in ("", "check", "points", "what we saw"))
    return (
        f'<table><caption style="text-align:left;caption-side:top;font-weight:bold;padding:0.3em 0.8em">'
        f"{escape(headline(exercise, verdicts, hidden_points))}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{told}"
    )


def _word(verdict: Verdict) -> str:
    """One word for a verdict; a check without points only takes note (of a quiz answer, say)."""
    return ("right" if verdict.points else "noted") if verdict.passed else "wrong"


def _row(verdict: Verdict) -> str:
    word = f"{'✓' if verdict.passed else '✗'} {_word(verdict)}"
    cells = (
        f'<td style="{CELL};white-space:nowrap;font-weight:bold;color:{COLORS[verdict.passed]}">{word}</td>',
        f'<td style="{CELL}">{escape(verdict.summary)}</td>',
        f'<td style="{CELL}">{verdict.points:g}</td>',
        f'<td style="{CELL}">{escape(verdict.message)}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"
