"""``grader demo`` on the small course: its class goes as it should, and its pages lead on."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.sandbox


@pytest.fixture
def told(grader, built_course) -> str:
    """What the demonstration prints."""
    done = grader("demo", "01-small", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    return " ".join(done.stdout.split())


def test_right_answers_are_paid_and_mistakes_are_not(told):
    found = re.search(
        r"(\d+) of (\d+) right answers in another form earned all .* (\d+) of (\d+) planted mistakes", told
    )
    right, rights, paid, mistakes = map(int, found.groups())
    assert right == rights > 0
    assert paid == 0 < mistakes


def test_everybody_else_earned_what_they_are_worth(told):
    found = re.search(r"(\d+) of (\d+) others earned exactly what .* are worth; (\d+) could not be read", told)
    worth, others, unread = map(int, found.groups())
    assert worth == others > unread == 1


def test_a_name_in_the_report_leads_to_the_submission(told, built_course):
    report = built_course.root / "demo" / ".grader" / "reports" / "01-small.html"
    assert f'href="{report.stem}-submissions/ada.html"' in report.read_text(encoding="utf-8")
    assert Path(report.parent / "01-small-submissions" / "ada.html").is_file()


def test_whoever_is_not_listed_is_counted(told, grader):
    hidden = re.search(r"(\d+) students? not listed: a planted mistake each", told)
    students = int(re.search(r"(\d+) students hand in", told)[1])
    everybody = grader("demo", "01-small", "--workers", "1", "--all").stdout
    assert f"{students} kept from before" in everybody
    assert "0 submissions" not in everybody
    assert "not listed" not in everybody
    assert hidden is None or 0 < int(hidden[1]) < students
