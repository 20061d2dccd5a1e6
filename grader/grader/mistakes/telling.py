"""What is shown of a group: the numbers, the shortest program beside the solution, and a draft that was tried."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.course import Unit
from grader.judge import Judge
from grader.judge.exercise import Answers, judge_exercise
from grader.mistakes.asking import Asking, Question
from grader.mistakes.draft import Draft, mistake_of, slip_of, solution_of, with_import
from grader.mistakes.findings import Group, Kind, Said
from grader.mistakes.grouping import Likeness, is_stopped
from grader.mistakes.listing import listed
from grader.mistakes.programs import Program, program_of
from grader.mistakes.wrong import Wrong
from grader.results import ExerciseResult
from grader.submission import Submission, SubmittedCell

MOST_PROGRAMS = 40
"""Different programs of a group of which one is sought that differs from the solution in a place or two."""

TRIED = "Tried in the sandbox: it answers as these students do."
ELSEWHERE = "No draft: tried with the solution of all else, this program is right. What is wrong lies in what it calls."
OTHERWISE = (
    "No draft: tried with the solution of all else, this program does not answer as these students do. What is wrong "
    "lies elsewhere in their notebooks too."
)
STOPPED = "No draft: some of their checks were stopped, and a draft would hold up whoever runs it."
CHANGES = "No draft: nothing is wrong but that an argument is changed, of which the rule's own hint speaks."
REACHES_OUT = "No draft: the program holds {!r}, which is more than arithmetic. Read it before anything else."
MISSING = "No draft: {!r} is made by no statement that could be taken along."
UNREADABLE = "No draft: the exercise is defined in no cell that can be read as plain Python."
WITHOUT_NUMBERS = {
    Kind.CHANCE: "No draft: asked twice, these programs answer twice differently. Do they draw numbers without the "
    "given seed?",
    Kind.SILENT: "No draft: nothing came back that a mistake could be recognized by.",
    Kind.PASSED: "No draft: only other random inputs showed what is wrong here. A probe with that edge fixed would "
    "show it to everybody.",
}


@dataclass(frozen=True)
class Alike:
    """Students whose answers to one exercise are alike, whose they are, and what they answer.

    Attributes
    ----------
    likeness : Likeness
        When answers to this exercise are the same.
    kind : Kind
    members : tuple of Wrong
    answers : mapping of probe name to Observation
        Of the first of them.
    submissions : tuple of Submission
        One a member.
    """

    likeness: Likeness
    kind: Kind
    members: tuple[Wrong, ...]
    answers: Answers
    submissions: tuple[Submission, ...]

    @property
    def exercise(self) -> str:
        """The exercise's name."""
        return self.likeness.exercise.name

    @property
    def is_one_notebook(self) -> bool:
        """Whether all of them handed in the same file."""
        return len({member.fingerprint for member in self.members}) == 1


def told(judge: Judge, asking: Asking, alike: Sequence[Alike]) -> list[Group]:
    """What is shown of some groups; their drafts are tried in the sandbox, all together."""
    unit, groups, drafts = judge.unit, list[Group](), dict[int, Draft]()
    for place, one in enumerate(alike):
        programs = _programs(unit, one)
        draft = _draft(unit, one, [program for _, program in programs])
        remark = draft if isinstance(draft, str) else OTHERWISE
        said = judge_exercise(judge.oracle, one.likeness.exercise, asking.seeds(one.exercise), one.answers)
        groups.append(replace(_group(unit, one, programs, said), remark=remark))
        if isinstance(draft, Draft):
            drafts[place] = draft
    trials = {place: Question(_trial(unit, draft), alike[place].exercise) for place, draft in drafts.items()}
    asking.ask("trying drafts", trials.values())
    for place, trial in trials.items():
        answers, one = asking.answers(trial), alike[place]
        if answers and one.likeness.same(one.answers, answers):
            text = with_import(drafts[place].text, unit.probe_source("mistakes.py"))
            groups[place] = replace(groups[place], draft=text, remark=TRIED)
        elif answers and one.likeness.is_right(answers):
            groups[place] = replace(groups[place], kind=Kind.ELSEWHERE, remark=ELSEWHERE)
    return groups


def _group(unit: Unit, one: Alike, programs: Sequence[tuple[str, Program]], said: ExerciseResult) -> Group:
    """A group without its draft; probes speak as they do to students, and no text of a hidden one comes back."""
    right = solution_of(unit.solution, one.exercise)
    return Group(
        one.exercise,
        one.kind,
        {member.student: member.fingerprint for member in one.members},
        tuple(Said(verdict.summary, verdict.points, verdict.message) for verdict in said.verdicts),
        programs[0][0] if programs else "",
        listed(right, programs[0][1]) if programs else (),
        hint=next((member.hint for member in one.members if member.hint), ""),
    )


def _programs(unit: Unit, one: Alike) -> list[tuple[str, Program]]:
    """The different programs of a group, the shortest first, with a student who wrote each."""
    provided = unit.solution.definitions.keys()
    programs: dict[str, tuple[str, Program]] = {}
    for member, submission in zip(one.members, one.submissions, strict=True):
        if program := program_of(submission, one.exercise, provided):
            programs.setdefault(program.text, (member.student, program))
    return [programs[text] for text in sorted(programs, key=lambda text: (len(text), text))]


def _draft(unit: Unit, one: Alike, programs: Sequence[Program]) -> Draft | str:
    """A draft that any of some programs gives, or why there is none."""
    if one.kind in WITHOUT_NUMBERS or is_stopped(one.answers):
        return WITHOUT_NUMBERS.get(one.kind, STOPPED)
    if one.likeness.changes_only(one.answers):
        return CHANGES
    if not programs:
        return UNREADABLE
    harmless = [program for program in programs[:MOST_PROGRAMS] if not program.reaches_out()]
    if not harmless:
        return REACHES_OUT.format(programs[0].reaches_out())
    if slip := next((draft for program in harmless if (draft := slip_of(unit.solution, program))), None):
        return slip
    for program in harmless:
        if not program.missing:
            return mistake_of(unit.solution, program, unit.probe_source("mistakes.py"))
    return MISSING.format(harmless[0].missing[0])


def _trial(unit: Unit, draft: Draft) -> Submission:
    """A notebook with the solution's cells and, at its end, what a draft makes of the exercise."""
    cells = (*unit.solution.cells, draft.cell)
    fingerprint = hashlib.sha256("\0".join(cells).encode()).hexdigest()
    return Submission(fingerprint, tuple(SubmittedCell("code", cell) for cell in cells))
