"""The search: a class's wrong answers without a hint are asked again on common inputs, grouped, and told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.course import Exercise
from grader.judge import Judge
from grader.judge.exercise import Answers
from grader.judge.oracle import refuse_broken_probes
from grader.mistakes.asking import Asking, Question
from grader.mistakes.findings import Findings, Kind, urgency
from grader.mistakes.grouping import Likeness, words_of
from grader.mistakes.telling import Alike, told
from grader.mistakes.wrong import Wrong, wrong_answers
from grader.results import Result
from grader.run import Handin
from grader.submission import Submission, Unreadable, read_submission

GONE = "what was graded is not there any more"
NEWER = "another notebook was handed in since; grade it first"
FAILED = "the grader failed over this notebook"


class Search:
    """Looks for mistakes that no author foresaw in one unit.

    Parameters
    ----------
    judge : Judge
        Of the unit; it examines nothing here.
    asking : Asking
        Puts the common inputs to programs.
    """

    def __init__(self, judge: Judge, asking: Asking) -> None:
        self.unit = judge.unit
        self.judge = judge
        self.asking = asking
        files = map(self.unit.probe_source, ("probes.py", "hidden_probes.py"))
        self._words = words_of([*self.unit.solution.cells, *files])
        self._submissions: dict[str, Submission] = {}

    def run(
        self, results: Sequence[Result], handins: Sequence[Handin], chosen: Collection[str] = (), alone: bool = False
    ) -> Findings:
        """Search the results of a class.

        Parameters
        ----------
        results : sequence of Result
        handins : sequence of Handin
            Where the submissions lie.
        chosen : collection of str, optional
            Only these exercises.
        alone : bool, default False
            Tell groups of one student as well.

        Raises
        ------
        UnitError
            If the solution fails a probe; then nothing was asked.
        """
        names = [exercise.name for exercise in self.unit.exercises if not chosen or exercise.name in chosen]
        wrong = [one for one in wrong_answers(results) if one.exercise in names]
        if asked := {one.exercise for one in wrong}:
            refuse_broken_probes(self.unit, [self.unit.exercise(name) for name in names if name in asked])
        left_out = self._read(wrong, {handin.student: handin for handin in handins})
        wrong = [one for one in wrong if one.student not in left_out]
        self.asking.ask("asking again", map(self._question, wrong))
        left_out |= {one.student: FAILED for one in wrong if self.asking.answers(self._question(one)) is None}
        found = self._found([one for one in wrong if one.student not in left_out])
        listed = [one for one in found if alone or len(one.members) > 1]
        groups = told(self.judge, self.asking, listed)
        if not chosen:
            self.asking.prune()
        left = len(found) - len(listed)
        return Findings(self.unit.name, tuple(sorted(groups, key=urgency)), left, dict(sorted(left_out.items())))

    def outdated(self, results: Sequence[Result]) -> set[str]:
        """Exercises with a wrong answer that was judged before the unit changed."""
        versions = self.judge.versions.exercises
        return {one.exercise for one in wrong_answers(results) if versions.get(one.exercise) != one.version}

    def _read(self, wrong: Sequence[Wrong], handins: Mapping[str, Handin]) -> dict[str, str]:
        """Read the submissions; who is left out, and why."""
        left_out = {}
        for student, fingerprint in {one.student: one.fingerprint for one in wrong}.items():
            path = handins[student].path if student in handins else None
            try:
                submission = read_submission(path) if path else None
            except Unreadable as reason:
                left_out[student] = str(reason)
                continue
            if submission is None or submission.fingerprint != fingerprint:
                left_out[student] = NEWER if submission else GONE
            else:
                self._submissions[student] = submission
        return left_out

    def _question(self, one: Wrong, again: bool = False) -> Question:
        return Question(self._submissions[one.student], one.exercise, again)

    def _answers(self, one: Wrong, again: bool = False) -> Answers:
        return self.asking.answers(self._question(one, again)) or {}

    def _found(self, wrong: Sequence[Wrong]) -> list[Alike]:
        """The groups of all exercises; programs that answer at random in one of their own.

        Whoever answers at random agrees with nobody, so only a notebook that is alone is asked a second time.
        """
        found = [group for exercise in self.unit.exercises for group in self._grouped(exercise, wrong)]
        lone = [one for one in found if one.is_one_notebook and one.kind.has_numbers]
        self.asking.ask("asking twice", (self._question(one.members[0], again=True) for one in lone))
        random: dict[str, Alike] = {}
        for one in filter(self._is_random, lone):
            before = random.get(one.exercise, replace(one, members=(), submissions=()))
            random[one.exercise] = replace(
                before,
                kind=Kind.CHANCE,
                members=before.members + one.members,
                submissions=before.submissions + one.submissions,
            )
            found.remove(one)
        return [*found, *random.values()]

    def _grouped(self, exercise: Exercise, wrong: Sequence[Wrong]) -> Iterator[Alike]:
        own = {one.student: one for one in wrong if one.exercise == exercise.name}
        if not own:
            return
        expected = self.judge.oracle.expected(exercise, self.asking.seeds(exercise.name))
        likeness = Likeness(exercise, expected, self._words)
        answers = {name: self._answers(one) for name, one in own.items()}
        for names in likeness.groups(answers):
            members, first = tuple(own[name] for name in names), answers[names[0]]
            submissions = tuple(self._submissions[name] for name in names)
            yield Alike(likeness, _kind(likeness, members, first), members, first, submissions)

    def _is_random(self, one: Alike) -> bool:
        again = self._answers(one.members[0], again=True)
        return bool(again) and not one.likeness.same(one.answers, again)


def _kind(likeness: Likeness, members: Sequence[Wrong], answers: Answers) -> Kind:
    if likeness.is_right(answers):
        return Kind.PASSED
    if likeness.is_silent(answers):
        return Kind.SILENT
    return Kind.SYMPTOM if all(one.hint for one in members) else Kind.UNHINTED
