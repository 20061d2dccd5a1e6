"""What students lay beside a notebook: whatever a file holds, it is a time or none, a secret or none."""

import contextlib
from datetime import UTC

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.sidecars import SECRET, TIME, NoTime, carry_to_feedback, read_secret, read_time, write_secret

PIECES = [
    "2026-11-29",
    "23:59:59.999",
    "+99:99",
    "-2300",
    "CET",
    "UTC",
    "T",
    "Z",
    "Monday",
    "Feb 30",
    "1",
    "9999",
    "0001",
]
LIKE_TIMES = st.lists(st.sampled_from([*PIECES, "12h", "AD", "nan", "1e400", "/", ","]), max_size=5).map(" ".join)
QUIETLY = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.binary(max_size=40) | LIKE_TIMES.map(str.encode) | st.datetimes().map(lambda moment: str(moment).encode()))
@example(b"0001-01-01 00:00:00 +1400")
@example(b"9999-12-31 23:59:59 -1200")
@QUIETLY
def test_whatever_a_timestamp_holds_it_is_a_time_that_can_be_reckoned_with_or_none(tmp_path, content):
    (tmp_path / TIME).write_bytes(content)
    with contextlib.suppress(NoTime):
        assert 1970 <= read_time(tmp_path).astimezone(UTC).year <= 9998


@given(st.binary(max_size=300) | st.from_regex(r"[0-9A-Za-z_\-/.\n]{1,40}").map(str.encode))
@QUIETLY
def test_whatever_a_secret_holds_it_is_a_word_for_a_file_s_name_or_none(tmp_path, content):
    (tmp_path / SECRET).write_bytes(content)
    secret = read_secret(tmp_path)
    assert secret == "" or (secret.encode() == content.strip() and not set(secret) & set("/.\\ \n"))


def test_a_folder_without_either_has_neither(tmp_path):
    assert read_time(tmp_path) is None
    assert read_secret(tmp_path) == ""


@pytest.mark.parametrize("name", [TIME, SECRET])
def test_neither_is_read_through_a_link(tmp_path, name):
    (tmp_path / "elsewhere").write_text("2026-11-29 12:00" if name == TIME else "abc")
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    assert read_secret(tmp_path) == ""
    if name == TIME:
        with pytest.raises(NoTime, match="symbolic link"):
            read_time(tmp_path)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-11-29 12:00:00", "2026-11-29T12:00:00+00:00"),
        ("2026-11-29 12:00:00 +0530", "2026-11-29T12:00:00+05:30"),
        ("2026-11-29 12:00:00 CET", "2026-11-29T12:00:00+01:00"),
    ],
)
def test_a_time_has_the_offset_that_it_names_and_is_else_in_utc(tmp_path, said, moment):
    (tmp_path / TIME).write_text(said)
    assert read_time(tmp_path).isoformat() == moment


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"2026-11-29 12:00 XYZT", "holds no time that can be used: '2026-11-29 12:00 XYZT'"),
        (b"soon \x1b[2J", "soon \N{REPLACEMENT CHARACTER}"),
        (b"\xff", "is no text"),
        (b"1" * 200, "is 0 MiB"),
    ],
)
def test_what_is_no_time_is_told_without_anything_that_steers_a_terminal(tmp_path, content, told):
    (tmp_path / TIME).write_bytes(content)
    with pytest.raises(NoTime) as reason:
        read_time(tmp_path)
    assert told in str(reason.value)
    assert "\x1b" not in str(reason.value)


def test_a_secret_is_carried_on_and_goes_with_the_submission_that_had_it(tmp_path):
    write_secret(tmp_path, "abc-123_Z")
    assert read_secret(tmp_path) == "abc-123_Z"
    write_secret(tmp_path, "")
    assert not (tmp_path / SECRET).exists()


def test_a_page_of_feedback_gets_its_submission_s_time_and_secret(tmp_path):
    graded, feedback = tmp_path / "graded", tmp_path / "feedback"
    graded.mkdir(), feedback.mkdir()
    (graded / TIME).write_text("2026-11-29 12:00")
    write_secret(graded, "abc")
    carry_to_feedback(graded, feedback)
    assert (feedback / TIME).read_text() == "2026-11-29 12:00"
    assert read_secret(feedback) == "abc"


def test_a_page_of_a_submission_without_a_secret_gets_one_that_nobody_knows_and_keeps_it(tmp_path):
    graded, feedback = tmp_path / "graded", tmp_path / "feedback"
    graded.mkdir(), feedback.mkdir()
    carry_to_feedback(graded, feedback)
    assert (feedback / TIME).read_text() == "unknown\n"
    fresh = read_secret(feedback)
    assert len(fresh) == 128
    carry_to_feedback(graded, feedback)
    assert read_secret(feedback) == fresh


def test_a_link_that_leads_nowhere_is_told_too(tmp_path):
    (tmp_path / TIME).symlink_to(tmp_path / "nowhere")
    with pytest.raises(NoTime, match="symbolic link"):
        read_time(tmp_path)
