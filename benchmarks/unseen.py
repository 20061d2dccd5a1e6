"""How the grader judges programs whose authors have not seen what it knows.

A colleague who has read the released notebooks alone writes right and wrong answers, one a file::

    FOLDER/06-gradient-descent/minibatches/right1.py
    FOLDER/06-gradient-descent/minibatches/wrong1.py     # the last, smaller batch is dropped

A file holds one cell; its first comment says what is wrong with it. ``python benchmarks/unseen.py FOLDER`` prints by
unit how many right answers are refused and how many wrong ones are paid, in how many draws, and which share of the
wrong ones is told something. Whether a hint is right only a reader can say: ``--list`` prints each wrong program's slip
beside what the grader says to it. Where a unit's exercises work on what the others made (a model, say), ``--together``
tries each program beside its author's other right ones. What it measures is spent by being mended: hints written after
reading the list say nothing of the next class.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.audit.rehearsal import Rehearsal
from grader.course import Course, Unit
from grader.course.solution import SolutionError
from grader.judge.exercise import judge_exercise

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Tried:
    """What one program earned, draw by draw, and what it was told."""

    path: Path
    scores: tuple[float, ...]
    most: float
    messages: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def slip(self) -> str:
        """What its author says of it."""
        return self.path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")

    @property
    def is_wrong(self) -> bool:
        """Whether its author means it to be wrong."""
        return self.path.name.startswith("wrong")

    @property
    def full(self) -> int:
        """Draws in which it earned everything."""
        return sum(score >= self.most for score in self.scores)

    @property
    def story(self) -> str:
        """Its slip beside what the grader says."""
        earned = " ".join(f"{score:g}" for score in sorted(set(self.scores)))
        lines = [f"{self.path.parent.name}/{self.path.stem}: {self.slip}", f"    {earned} of {self.most:g} points"]
        lines += [f"    hint: {hint}" for hint in self.hints] or [f"    says: {said}" for said in self.messages[:3]]
        return "\n".join(lines)


def tried(unit: Unit, folder: Path, draws: int, together: bool = False) -> Iterator[Tried]:
    """Every program of a unit, tried on `draws` sets of inputs, in the solution's notebook or in its author's own."""
    oracle = Rehearsal(unit, draws)
    own = {path.parent.name: path.read_text(encoding="utf-8") for path in folder.glob("*/right1.py") if together}
    for path in sorted(folder.glob("*/*.py")):
        exercise = unit.exercise(path.parent.name)
        source, results = path.read_text(encoding="utf-8"), []
        try:
            for seeds in oracle.seeds(exercise):  # run anew each time, as each submission is: it may count its calls
                answers = oracle.answers(exercise, unit.solution.with_sources(own | {exercise.name: source}), seeds)
                results.append(judge_exercise(oracle, exercise, seeds, answers))
        except SolutionError as error:
            print(f"{path} is left out: {error}")
            continue
        wrong = [verdict for result in results for verdict in result.verdicts if not verdict.passed]
        yield Tried(
            path,
            tuple(result.score for result in results),
            exercise.points,
            tuple(dict.fromkeys(f"{verdict.probe}: {verdict.message}" for verdict in wrong)),
            tuple(dict.fromkeys(verdict.hint for verdict in wrong if verdict.hint)),
        )


def row(name: str, programs: list[Tried], draws: int) -> str:
    """A unit's line of the table."""
    right = [one for one in programs if not one.is_wrong]
    wrong = [one for one in programs if one.is_wrong]
    refused = sum(one.full < draws for one in right)
    paid, by_luck = sum(one.full == draws for one in wrong), sum(0 < one.full < draws for one in wrong)
    unlike = sum(len(set(one.scores)) > 1 for one in programs)
    told = sum(bool(one.hints) for one in wrong if one.full < draws)
    counts = f"{refused} of {len(right)}", f"{paid} of {len(wrong)}", by_luck, unlike, f"{told} of {len(wrong)}"
    return f"| {name} | {' | '.join(map(str, counts))} |"


def main() -> None:
    """Try a folder of programs, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds a folder for each unit, with one for each exercise")
    parser.add_argument("--draws", type=int, default=10, help="sets of inputs (default 10)")
    parser.add_argument("--list", action="store_true", help="print each wrong program beside what is said to it")
    parser.add_argument("--together", action="store_true", help="try each beside its author's other right ones")
    options = parser.parse_args()
    course, rows, every = Course(ROOT), [], []
    for name in course.unit_names:
        if (options.folder / name).is_dir():
            programs = list(tried(course.unit(name), options.folder / name, options.draws, options.together))
            every += programs
            rows.append(row(name, programs, options.draws))
            for one in programs:
                if (options.list and one.is_wrong) or one.full < options.draws != one.is_wrong:
                    print(one.story, flush=True)
    print("| unit | right, refused | wrong, paid | paid by luck | points differ | told something |")
    print("|---|---|---|---|---|---|", *rows, row("all", every, options.draws), sep="\n")


if __name__ == "__main__":
    main()
