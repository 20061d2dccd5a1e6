"""How a check looks: a table in a notebook, plain lines in a terminal, and a number for nbgrader.

nbgrader reads a test cell's last value: its text must be a Python float between 0 and the cell's points, or full marks
are given. So the score *is* a float whose text is that number, and the table is its HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from gradschool.checks.verdict import Verdict

CELL = "text-align:left;vertical-align:top;padding:0.3em 0.8em;white-space:normal"
HINT = "margin:0.5em 0.8em;border-left:4px solid #0072b2;padding-left:0.6em"
BADGE = "display:inline-block;white-space:nowrap;font-weight:bold;color:#ffffff;padding:0 0.5em;border-radius:0.3em"
SIGNS = {"right": ("✓", "#00664d"), "noted": ("✓", "#00664d"), "wrong": ("✗", "#a33c00"), "to do": ("○", "#565f6b")}
"""A verdict's word with its sign and the color behind it: white on each has a contrast above 6, on any page."""


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

    @property
    def state(self) -> str:
        """What the exercise is so far: ``right``, ``wrong`` (in part at least) or ``to do``."""
        if all(verdict.to_do for verdict in self.verdicts):
            return "to do"
        return "right" if all(verdict.passed for verdict in self.verdicts) else "wrong"

    def __repr__(self) -> str:
        """A plain Python float: nbgrader reads it."""
        return float.__repr__(self)

    def __str__(self) -> str:
        """The lines that a terminal shows."""
        return as_text(self.exercise, self.verdicts, self.hidden_points)

    def _repr_html_(self) -> str:
        return as_html(self.exercise, self.verdicts, self.hidden_points)


class Total(float):
    """Points of a whole notebook by its public checks, shown as a table with a row an exercise.

    Parameters
    ----------
    scores : mapping of str to Score or None
        Each exercise's score; None where the notebook defines nothing of that name.
    max_points : mapping of str to float
        What each exercise can earn.
    hidden_points : float, default 0
        Points among these that the grader's hidden probes decide.
    """

    scores: Mapping[str, Score | None]
    max_points: Mapping[str, float]
    hidden_points: float

    def __new__(
        cls, scores: Mapping[str, Score | None], max_points: Mapping[str, float], hidden_points: float = 0
    ) -> Total:
        """Add up the scores."""
        total = super().__new__(cls, sum(score or 0.0 for score in scores.values()))
        total.scores, total.max_points, total.hidden_points = scores, max_points, hidden_points
        return total

    @property
    def complete(self) -> bool:
        """Whether every check of every exercise passes."""
        return all(state == "right" for state in self.states.values())

    @property
    def states(self) -> dict[str, str]:
        """Each exercise's state; one that the notebook does not define is to do."""
        return {name: "to do" if score is None else score.state for name, score in self.scores.items()}

    @property
    def line(self) -> str:
        """One line: the points so far, and how many exercises are right."""
        right = list(self.states.values()).count("right")
        exercises = f"{len(self.scores)} exercise{'' if len(self.scores) == 1 else 's'}"
        possible = points_words(sum(self.max_points.values()))
        line = f"{self:g} of {possible} so far, by the checks here; {right} of {exercises} right"
        if self.hidden_points:
            line += f" (hidden tests decide on {points_words(self.hidden_points)} of these when you hand in)"
        return line

    def __repr__(self) -> str:
        """A plain Python float."""
        return float.__repr__(self)

    def __str__(self) -> str:
        """The lines that a terminal shows."""
        rows = [
            f"  {self.states[name]:5}  {name} ({float(score or 0):g} of {self.max_points[name]:g})"
            for name, score in self.scores.items()
        ]
        return "\n".join([self.line, *rows])

    def _repr_html_(self) -> str:
        rows = [
            (
                _badge(self.states[name]),
                f"<code>{escape(name)}</code>",
                f"{float(score or 0):g} of {self.max_points[name]:g}",
            )
            for name, score in self.scores.items()
        ]
        return _table(self.line, ("", "exercise", "points"), rows)


def headline(exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> str:
    """One line: how much of an exercise is right."""
    passed = sum(verdict.passed for verdict in verdicts)
    earned = sum(verdict.points for verdict in verdicts if verdict.passed)
    total = sum(verdict.points for verdict in verdicts)
    line = f"{exercise}: {passed} of {len(verdicts)} check{'' if len(verdicts) == 1 else 's'} passed"
    if verdicts and all(verdict.to_do for verdict in verdicts):
        line = f"{exercise}: to do"
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


def with_code(words: str) -> str:
    """Words as HTML: escaped, and what stands between backticks as code.

    >>> with_code("Divide by `n`, not by 2 < `n - 1`.")
    'Divide by <code>n</code>, not by 2 &lt; <code>n - 1</code>.'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words))


def as_text(exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> str:
    """The check as plain lines."""
    lines = [headline(exercise, verdicts, hidden_points)]
    for verdict, message in zip(verdicts, _said_once(verdicts), strict=True):
        worth = f" ({points_words(verdict.points)})" if verdict.points else ""
        lines.append(f"  {_word(verdict)}  {verdict.summary}{worth}")
        if message:
            lines.append(f"         {message}")
        if verdict.why:
            lines.append(f"         {verdict.why}")
        if verdict.printed:
            lines += ["         your code printed:", *(f"           {line}" for line in verdict.printed.splitlines())]
    lines += [f"  hint   {hint}" for hint in hints(verdicts)]
    return "\n".join(lines)


def as_html(exercise: str, verdicts: Sequence[Verdict], hidden_points: float = 0) -> str:
    """The check as an HTML table; everything that a student wrote is escaped."""
    told = "".join(f'<p style="{HINT}"><b>Hint.</b> {with_code(hint)}</p>' for hint in hints(verdicts))
    rows = [
        (
            _badge(_word(verdict)),
            escape(verdict.summary),
            f"{verdict.points:g}",
            (escape(message) or with_code(verdict.why)) + _prints(verdict),
        )
        for verdict, message in zip(verdicts, _said_once(verdicts), strict=True)
    ]
    heads = ("", "check", "points", "what we saw") if any(row[-1] for row in rows) else ("", "check", "points")
    return _table(headline(exercise, verdicts, hidden_points), heads, [row[: len(heads)] for row in rows]) + told


def _said_once(verdicts: Sequence[Verdict]) -> list[str]:
    """The verdicts' messages; one that repeats the one before it is cut short."""
    messages = [verdict.message for verdict in verdicts]
    return [
        "the same as above" if message and message == before and len(message) > 40 else message
        for message, before in zip(messages, ["", *messages], strict=False)
    ]


def _word(verdict: Verdict) -> str:
    """One word for a verdict; a check without points only takes note (of a quiz answer, say)."""
    if verdict.to_do:
        return "to do"
    return ("right" if verdict.points else "noted") if verdict.passed else "wrong"


def _badge(word: str) -> str:
    """A word with its sign, legible on light pages and dark ones."""
    sign, color = SIGNS[word]
    return f'<span style="{BADGE};background:{color}">{sign} {word}</span>'


def _prints(verdict: Verdict) -> str:
    """What the student's code printed, folded away."""
    if not verdict.printed:
        return ""
    return f"<details><summary>what your code printed</summary><pre>{escape(verdict.printed)}</pre></details>"


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already, under a caption that is not."""
    head = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f'<td style="{CELL}">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    return (
        f'<table><caption style="text-align:left;caption-side:top;font-weight:bold;padding:0.3em 0.8em">'
        f"{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
