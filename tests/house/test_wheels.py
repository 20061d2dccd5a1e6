"""From both wheels alone, in a bare environment, an instructor makes a course and brings a class's grades home."""

import csv
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

UNIT = "01-first"
ROSTER = (
    f"Student,ID,SIS User ID,SIS Login ID,Section,{UNIT} (5001)\r\n"
    "    Points Possible,,,,,4\r\n"
    '"Lovelace, Ada",101,s1,ada,A,\r\n'
    '"Turing, Alan",102,s2,alan,A,\r\n'
)

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("wheels")]


def run(*command: str | Path, within: Path) -> str:
    """Run a program in a folder, with nothing of ours on its path; what it prints."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(within.parent)}
    ran = subprocess.run(list(map(str, command)), cwd=within, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="session")
def course(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that the installed command made and built."""
    folder = tmp_path_factory.mktemp("wheels")
    run(bare / "grader", "new", "course", "semester", within=folder)
    run(bare / "grader", "build", within=folder / "semester")
    return folder / "semester"


def test_the_installed_packages_are_those_of_the_wheels(bare: Path, course: Path) -> None:
    found = run(
        bare / "python", "-c", "import grader, gradschool; print(grader.__file__, gradschool.__file__)", within=course
    )
    assert [Path(file).is_relative_to(bare.parent / "lib") for file in found.split()] == [True, True]


@pytest.fixture(scope="session")
def graded(bare: Path, course: Path) -> Path:
    """The course when a class is graded: Canvas's download holds a solution and a notebook in which nothing is done."""
    with zipfile.ZipFile(course / "submissions.zip", "w") as archive:
        for name, folder in (("lovelaceada_101_9001", ".grader/source"), ("turingalan_102_9002", "notebooks")):
            archive.write(course / folder / UNIT / f"{UNIT}.ipynb", f"{name}_{UNIT}.ipynb")
    (course / "roster.csv").write_text(ROSTER, newline="")
    run(bare / "grader", "collect", UNIT, "submissions.zip", "--roster", "roster.csv", "--enroll", within=course)
    run(bare / "grader", "grade", UNIT, within=course)
    return course


def test_the_installed_grader_grades_a_class_in_the_sandbox(graded: Path) -> None:
    results = [json.loads(path.read_text()) for path in sorted((graded / ".grader/results" / UNIT).glob("*.json"))]
    told = [(one["student"], one["status"], one["score"], one["max_score"], one["problems"]) for one in results]
    assert told == [("ada", "graded", 3.0, 3.0, []), ("alan", "graded", 0.0, 3.0, [])]


@pytest.mark.parametrize(
    ("command", "page"), [("feedback", f"feedback/alan/{UNIT}/{UNIT}.html"), ("report", f".grader/reports/{UNIT}.html")]
)
def test_it_writes_pages_with_their_style(bare: Path, graded: Path, command: str, page: str) -> None:
    run(bare / "grader", command, UNIT, within=graded)
    text = (graded / page).read_text()
    assert "alan" in text
    assert "<style>" in text


def test_it_fills_the_column_of_the_platforms_file(bare: Path, graded: Path) -> None:
    options = ("--format", "canvas", "--roster", "roster.csv", "--provisional", "--out", "grades.csv")
    run(bare / "grader", "export", UNIT, *options, within=graded)
    with open(graded / "grades.csv", newline="") as file:
        assert [row[5] for row in csv.reader(file)] == [f"{UNIT} (5001)", "4", "3", "0"]
