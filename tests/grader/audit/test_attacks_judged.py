"""Whoever judges the attacks must see one that got through: by its points, its silence, its loot, or its traces."""

import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.audit.attacks.corpus import CorpusError, load_corpus
from grader.audit.attacks.outcome import judged, refused
from grader.audit.attacks.surroundings import Surroundings
from grader.author import Attack, attack
from grader.course import Course, Unit
from grader.results import CellRun, ExerciseResult, Output, Result, Status
from grader.sandbox import Limits
from gradschool.checks import Verdict

CORPUS = Path(__file__).parents[2] / "attacks"
FAMILIES = {
    *(
        "equal_to_everything",
        "patched_checks",
        "hooks",
        "reading",
        "writing",
        "shadowing",
        "frames",
        "killing",
        "exits",
    ),
    *("bombs", "neighbors", "endless", "network", "files", "archives", "claims", "markup", "delegation"),
}
TOKEN = "0123abcd"


@attack("nothing", tried="a trace", told="not written")
def harmless(hand_in):
    """Earns the points of its honest part."""


def earned(unit: Unit, *scores: float) -> tuple[ExerciseResult, ...]:
    """A unit's exercises with these scores."""
    return tuple(
        ExerciseResult(
            one.name, one.points, (Verdict("p", "", score, bool(score), "" if score else "not written yet"),)
        )
        for one, score in zip(unit.exercises, scores, strict=True)
    )


def showing(text: str) -> dict[int, CellRun]:
    """One cell that printed a text."""
    return {1: CellRun((Output("stream", text, "stdout"),))}


@pytest.fixture
def held(small_unit: Unit) -> Result:
    """The result of an attack that was held."""
    exercises = earned(small_unit, 0.0, *(one.points for one in small_unit.exercises[1:]))
    return Result(
        small_unit.name, "eve", Status.GRADED, small_unit.points, exercises, cells=showing("a trace"), seconds=1.0
    )


def faults(result: Result | None, unit: Unit, one: Attack = harmless) -> str:
    return "; ".join(judged(one, result, unit, Limits(), TOKEN).faults)


def test_an_attack_that_was_held_has_no_fault(held: Result, small_unit: Unit) -> None:
    assert faults(held, small_unit) == ""


def test_points_for_what_was_attacked_are_seen(held: Result, small_unit: Unit) -> None:
    through = replace(held, exercises=(*earned(small_unit, 1.0, 0.0, 0.0)[:1], *held.exercises[1:]))
    assert "earned 1 points for forgetful_average" in faults(through, small_unit)


def test_a_total_beyond_the_honest_part_is_seen(held: Result, small_unit: Unit) -> None:
    more = earned(small_unit, 0.0, *(one.points + 1 for one in small_unit.exercises[1:]))
    assert "of its honest part" in faults(replace(held, exercises=more), small_unit)


def test_points_of_the_honest_part_that_were_lost_are_seen(held: Result, small_unit: Unit) -> None:
    lost = replace(held, exercises=earned(small_unit, *(0.0 for _ in small_unit.exercises)))
    assert "of its honest part" in faults(lost, small_unit)
    assert faults(lost, small_unit, replace(harmless, spends=True)) == ""


def test_an_attack_that_never_ran_is_seen(held: Result, small_unit: Unit) -> None:
    assert "nothing shows that it ran" in faults(held.without_cells(), small_unit)


def test_a_result_that_says_nothing_is_seen(held: Result, small_unit: Unit) -> None:
    assert "no word of it" in faults(held, small_unit, replace(harmless, told="interfered"))


def test_loot_is_seen(held: Result, small_unit: Unit) -> None:
    assert "read what it must not" in faults(replace(held, cells=showing(f"a trace{TOKEN}")), small_unit)


def test_a_missing_result_is_seen(small_unit: Unit) -> None:
    assert faults(None, small_unit) == "it has no result"


def test_another_status_and_a_long_time_are_seen(held: Result, small_unit: Unit) -> None:
    told = faults(replace(held, status=Status.UNREADABLE, seconds=600.0), small_unit)
    assert "its status is unreadable" in told
    assert "it took 600 s" in told


def collected(said: str, status: int = 1) -> str:
    done = subprocess.CompletedProcess([], status, said)
    return "; ".join(refused(replace(harmless, told="leads out"), done).faults)


def test_a_download_that_is_refused_with_its_reason_is_held() -> None:
    assert collected("x: its name leads out of its folder") == ""


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ("x was taken", 0, "ended with status 0"),
        ("nothing to collect", 1, "no word of it"),
        ("\x1b[2J leads out", 1, "commands the terminal"),
        ("Traceback: leads out", 1, "ended with status 1"),
    ],
)
def test_a_download_that_is_not_refused_plainly_is_seen(said: str, status: int, words: str) -> None:
    assert words in collected(said, status)


@pytest.fixture
def surroundings(built_course: Course, tmp_path: Path) -> Iterator[Surroundings]:
    (tmp_path / "surroundings").mkdir()
    built_course.secret()
    with Surroundings(tmp_path / "surroundings", built_course, "01-small", "ada") as found:
        yield found


def test_a_call_to_any_server_is_heard(built_course: Course, tmp_path: Path) -> None:
    with Surroundings(tmp_path, built_course, "01-small", "ada") as surroundings:
        tcp = ("127.0.0.1", int(surroundings.names["port"]))
        for family, address in ((socket.AF_INET, tcp), (socket.AF_UNIX, f"\0{surroundings.mark}")):
            with socket.socket(family) as caller:
                caller.connect(address)
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(surroundings.names["listener"])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
            caller.sendto(b"x", tcp)
    assert len(surroundings.visits) == 4


def test_a_changed_file_and_a_new_one_are_seen(surroundings: Surroundings) -> None:
    before = surroundings.fingerprint()
    (surroundings.home / ".netrc").write_text("mine")
    (surroundings.course.root / "new").touch()
    changed = {Path(path).name for path in surroundings.fingerprint().items() ^ before.items() for path in path[:1]}
    assert changed == {".netrc", "new"}


def test_a_marked_file_and_a_marked_process_are_seen(surroundings: Surroundings) -> None:
    (surroundings.temporary / surroundings.mark).touch()
    assert [path for path in surroundings.marks() if surroundings.mark in path] == [
        str(surroundings.temporary / surroundings.mark)
    ]
    waits = ["sh", "-c", f": {surroundings.mark}; echo; read line"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as left:
        left.stdout.readline()
        assert f"process {left.pid}" in surroundings.marks()
        left.communicate(b"\n")


def test_the_corpus_holds_sixty_attacks_of_every_family_in_several_forms() -> None:
    families = [one.family for one in load_corpus(CORPUS)]
    assert len(families) >= 60
    assert set(families) == FAMILIES
    assert min(families.count(family) for family in FAMILIES) >= 5


def test_the_threat_model_counts_the_attacks_as_they_are() -> None:
    rows = re.findall(
        r"^\| ([a-z ]+) \| (\d+) \|", (CORPUS.parents[1] / "docs" / "threats.md").read_text(), re.MULTILINE
    )
    families = [one.family.replace("_", " ") for one in load_corpus(CORPUS)]
    assert {name: int(count) for name, count in rows} == {name: families.count(name) for name in families}


@pytest.mark.parametrize(
    ("source", "words"),
    [("", "no attacks in"), ("1 / 0", "can't be run: ZeroDivisionError")],
)
def test_a_corpus_that_can_not_be_used_says_why(tmp_path: Path, source: str, words: str) -> None:
    (tmp_path / "family.py").write_text(source)
    with pytest.raises(CorpusError, match=words):
        load_corpus(tmp_path)


def test_an_unknown_name_is_no_silent_success() -> None:
    with pytest.raises(CorpusError, match="no family and no attack 'bombz'"):
        load_corpus(CORPUS, ("bombz",))
