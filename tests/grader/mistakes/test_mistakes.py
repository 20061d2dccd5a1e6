"""``grader mistakes`` on a class of thirty who make three mistakes that no author foresaw, in the real sandbox."""

import json
import re
import shutil

import pytest

from grader import audit
from grader.course import Course
from grader.mistakes import Kind, read_findings
from grader.mistakes.draft import HINT
from grader.mistakes.kept import Kept
from grader.report import write_report
from grader.results import Result, Results, Status

from .conftest import UNIT, hand_in, run, write

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("mistakes")]


@pytest.fixture
def again(searched, tmp_path):
    """A copy of the course that was searched."""
    shutil.copytree(searched[0].root, tmp_path / "again")
    return Course(tmp_path / "again")


def hints(course):
    """Student to the names and the hints of the mistakes that were recognized."""
    results = Results(course.results(UNIT)).all()
    return {
        one.student: {(v.mistake, v.hint) for exercise in one.exercises for v in exercise.verdicts if not v.passed}
        for one in results
    }


def test_each_planted_mistake_is_one_group_of_all_who_made_it_in_whatever_words(searched):
    course, made, _ = searched
    found = read_findings(course, UNIT)
    assert sorted(sorted(group.students) for group in found.groups) == sorted(map(sorted, made.values()))
    assert {group.kind for group in found.groups} == {Kind.UNHINTED}


def test_a_group_shows_its_size_its_shortest_program_the_solutions_lines_and_the_numbers(searched):
    told = searched[2]
    assert "10 students, no hint" in told
    assert re.search(r"averages\[1\]: expected -?[\d.]+, got -?[\d.]+", told)
    lines = [line.strip() for line in told.splitlines()]
    assert "-         averages.append(smooth / (1 - beta ** t))" in lines
    assert re.search(r"^ +\+ +\w+\.append\(\w+ / \(1 - beta \* \w+\)\)$", told, re.MULTILINE)


def test_where_the_program_differs_in_one_place_the_draft_is_a_slip_of_that_place(searched):
    (group,) = [group for group in read_findings(searched[0], UNIT).groups if "times0" in group.students]
    assert re.fullmatch(
        r'slip\("forgetful_average", "unnamed_\w+", "beta\*\*t", "beta \* t",\n +hint=".*"\)\n', group.draft
    )


def test_pasted_named_and_given_a_hint_a_draft_reaches_all_who_made_the_mistake(searched, again):
    path = again.unit(UNIT).folder / "mistakes.py"
    groups = read_findings(again, UNIT).groups
    for place, group in enumerate(groups):
        named = re.sub(r"unnamed_\w+", f"planted_{place}", group.draft)
        path.write_text(f"{path.read_text()}\n\n{named.replace(HINT, f'Hint {place}.')}")
    for exercise in ("forgetful_average", "Tally"):
        done = run(again, "audit", UNIT, "--exercise", exercise)
        assert done.exit_code == 0, done.output
    assert run(again, "grade", UNIT).exit_code == 0
    told = {name: {(f"planted_{i}", f"Hint {i}.")} for i, group in enumerate(groups) for name in group.students}
    assert hints(again) == told
    assert "every wrong answer has a hint" in run(again, "mistakes", UNIT).stdout


def test_a_draft_whose_hint_is_not_written_yet_is_not_graded_with(again):
    path = again.unit(UNIT).folder / "mistakes.py"
    path.write_text(f"{path.read_text()}\n\n{read_findings(again, UNIT).groups[0].draft}")
    refused = run(again, "grade", UNIT)
    assert refused.exit_code == 2
    assert "is a blank; nothing was graded" in refused.stderr


def test_what_was_asked_once_is_not_asked_again(again, monkeypatch):
    monkeypatch.setattr("grader.run.Processes._once", lambda *_: pytest.fail("somebody was asked again"))
    assert run(again, "mistakes", UNIT).exit_code == 0


def test_a_search_that_was_stopped_goes_on_where_it_was(again, monkeypatch):
    kept = sorted((again.state / "mistakes" / UNIT / "Tally").glob("*.npz"))
    for path in kept[:2]:
        path.unlink()
    write = Kept.write

    def stopped(*arguments):
        write(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Kept, "write", stopped)
        done = run(again, "mistakes", UNIT)
    assert done.exit_code == 2
    assert "the same command goes on from there: grader mistakes 01-small" in done.stderr
    asked = []
    monkeypatch.setattr("grader.run.Processes.each", lambda _, work, calls: asked.extend(calls) or iter(()))
    run(again, "mistakes", UNIT)
    assert len(asked) == 1


def test_a_mended_probe_has_its_exercise_asked_again_and_no_other(again, monkeypatch):
    probes = again.unit(UNIT).folder / "hidden_probes.py"
    probes.write_text(probes.read_text().replace("standard_normal(50)", "standard_normal(51)"))
    asked = []
    monkeypatch.setattr("grader.run.Processes.each", lambda _, work, calls: asked.extend(calls) or iter(()))
    assert "changed since this class was graded" in " ".join(run(again, "mistakes", UNIT).stderr.split())
    assert len(asked) == 20
    assert {exercise for _, seeds in asked for exercise, _ in seeds} == {"forgetful_average"}


def test_the_class_report_shows_the_groups_until_their_students_have_a_hint(searched, again):
    text = write_report(again, UNIT, Results(again.results(UNIT)).all()).read_text()
    assert text.count("10 students, 33%: no hint") == 3
    assert "beta * t" in text
    document = json.loads((again.results(UNIT) / "times0.json").read_text())
    for exercise in document["exercises"]:
        for probe in exercise["probes"]:
            probe["mistake"] = "known by now"
    (again.results(UNIT) / "times0.json").write_text(json.dumps(document))
    text = write_report(again, UNIT, Results(again.results(UNIT)).all()).read_text()
    assert "9 students, 30%: no hint" in text


def test_one_exercise_alone_is_searched_and_the_report_is_left_as_it_is(again):
    before = read_findings(again, UNIT)
    told = run(again, "mistakes", UNIT, "--exercise", "Tally").stdout
    assert "1. Tally: 10 students" in told
    assert "forgetful_average:" not in told
    assert read_findings(again, UNIT) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["02-none"], "unit '02-none' not found"),
        ([UNIT, "--exercise", "tally"], "unit 01-small has no exercise 'tally'; it has forgetful_average, Tally"),
        ([UNIT], "there are no results of 01-small; run: grader grade 01-small"),
    ],
)
def test_bad_input_is_told_with_the_way_out(grader, arguments, told):
    refused = grader("mistakes", *arguments)
    assert refused.exit_code == 2
    assert told in refused.stderr


AT_RANDOM = "def forgetful_average(values, beta=0.9):\n    return values + np.random.default_rng().random(len(values))"
ENDLESS = "def forgetful_average(values, beta=0.9):\n    while len(values) > 20: pass\n    return values + 2"
TRANSPOSED = "class Tally:\n    count, mean, add = 4, lambda self: None, lambda self, value: None"
REACHING = """
def forgetful_average(values, beta=0.9):
    open({path!r}, "w").write("it ran")
    return values * 3 + 0.123
"""
TRIPLED = "def forgetful_average(values, beta=0.9):\n    return 3.3 * np.asarray(values)"
CALLING = """
class Tally:
    def __init__(self):
        self.values = []

    def add(self, value):
        self.values.append(value)

    @property
    def count(self):
        return len(self.values)

    def mean(self):
        last = [float(forgetful_average([value, value])[1]) for value in self.values]
        return sum(last) / self.count if last else 0.0
"""
TELLING = """
def forgetful_average(values, beta=0.9):
    import gc
    held = [d for d in gc.get_objects() if isinstance(d, dict) and "SECRET" in d]
    raise OSError(held[0]["SECRET"] if held else "not yet")
"""
SPOKEN = """
def forgetful_average(values, beta=0.9):
    raise ValueError("\x1b[31m<script>alert(1)</script>\u202e {name}")
"""


@pytest.fixture(scope="module")
def odd(_built_once, tmp_path_factory):
    """A class of odd programs, graded and searched: the course, what was printed, and the file that one would write."""
    folder = tmp_path_factory.mktemp("odd")
    shutil.copytree(_built_once, folder / "course")
    course, trace = Course(folder / "course"), folder / "trace"
    hidden = course.unit(UNIT).folder / "hidden_probes.py"
    hidden.write_text(f"{hidden.read_text()}\nSECRET = 'a SECRET of the hidden probes'\n")
    for name in ("ada", "ben"):
        hand_in(course, name, "forgetful_average", REACHING.format(path=str(trace)))
    for name in ("cy", "dee"):
        hand_in(course, name, "forgetful_average", SPOKEN.format(name=name))
    for name in ("eve", "flo"):
        hand_in(course, name, "forgetful_average", AT_RANDOM)
    for name in ("gil", "hal"):
        hand_in(course, name, "forgetful_average", ENDLESS)
    for name in ("max", "nan"):
        hand_in(course, name, "forgetful_average", TELLING)
    for name in ("ian", "joy", "kim"):
        hand_in(course, name, "Tally", TRANSPOSED)
    hand_in(
        course,
        "lee",
        "Tally",
        "class Tally:\n    count = 3\n    def add(self, v): pass\n    def mean(self): return 1.5",
    )
    assert run(course, "grade", UNIT, "--cell-seconds", "1").exit_code == 0
    done = run(course, "mistakes", UNIT, "--cell-seconds", "1")
    assert done.exit_code == 0, done.output
    return course, done.stdout, trace


def test_odd_programs_are_groups_of_their_own_each_with_a_word_and_none_harms_whoever_searches(odd):
    course, told, trace = odd
    groups = {tuple(group.students): group for group in read_findings(course, UNIT).groups}
    kinds = {names: group.kind for names, group in groups.items()}
    assert kinds == {
        ("ada", "ben"): Kind.UNHINTED,
        ("cy", "dee"): Kind.UNHINTED,
        ("gil", "hal"): Kind.UNHINTED,
        ("max", "nan"): Kind.UNHINTED,
        ("ian", "joy", "kim"): Kind.SYMPTOM,
        ("eve", "flo"): Kind.CHANCE,
    }
    assert "more than arithmetic" in groups["ada", "ben"].remark
    assert "twice differently" in groups["eve", "flo"].remark
    assert "hold up whoever runs it" in groups["gil", "hal"].remark
    assert not any(groups[names].draft for names in (("ada", "ben"), ("eve", "flo"), ("gil", "hal")))
    assert list(kinds.values()) == sorted(kinds.values(), key=lambda kind: kind.rank)
    assert "SECRET of the hidden probes" not in told
    assert "1 wrong answer that nobody shares: seen with --all" in told
    assert not trace.exists()
    page = write_report(course, UNIT, Results(course.results(UNIT)).all()).read_text()
    assert "<script" not in page
    assert not set("\x1b\x07\u202e") & set(told + page)


def test_the_lone_ones_are_shown_where_all_are_asked_for(odd):
    course, _, _ = odd
    assert "lee" in run(course, "mistakes", UNIT, "--cell-seconds", "1", "--all").stdout


def test_a_program_that_is_right_but_for_what_it_calls_gets_no_draft(course):
    notebook = audit.solved(course, course.unit(UNIT), {"Tally": CALLING, "forgetful_average": TRIPLED})
    for name in ("ada", "ben"):
        write(notebook, course, name)
    run(course, "grade", UNIT)
    run(course, "mistakes", UNIT)
    kinds = {group.exercise: (group.kind, bool(group.draft)) for group in read_findings(course, UNIT).groups}
    assert kinds == {"forgetful_average": (Kind.UNHINTED, True), "Tally": (Kind.ELSEWHERE, False)}


def test_who_handed_in_anew_is_left_out_and_told(again):
    hand_in(again, "first0", "forgetful_average", "def forgetful_average(values, beta=0.9):\n    return values * 3")
    done = run(again, "mistakes", UNIT)
    assert "not asked: first0: another notebook was handed in since; grade it first" in done.stdout
    assert "9 students, no hint" in done.stdout


def test_a_class_without_a_wrong_answer_has_nothing_to_show(course, grader):
    Results(course.results(UNIT)).write(Result(UNIT, "ada", Status.GRADED))
    assert "every wrong answer has a hint" in grader("mistakes", UNIT).stdout
