"""Which folder is the course: the one around, and never one that a student handed in."""

import errno
import os
import secrets
import shutil

import pytest

from grader.course import Course, CourseError
from grader.course.course import PLACES, STUDENTS_OWN


def test_the_course_is_found_from_any_folder_in_it(small_course):
    inside = small_course.solutions / "01-small"
    assert Course.find(inside).root == small_course.root.resolve()


@pytest.mark.parametrize("folder", ["submitted", "autograded", "feedback"])
def test_a_course_that_a_student_handed_in_is_none(small_course, folder):
    theirs = small_course.root / folder / "eve" / "01-small"
    shutil.copytree(small_course.solutions, theirs / "solutions")
    shutil.copy(small_course.root / "nbgrader_config.py", theirs)
    assert Course.find(theirs / "solutions").root == small_course.root.resolve()


def test_a_demonstration_within_a_course_is_a_course_of_its_own(small_course):
    stage = small_course.root / "demo"
    shutil.copytree(small_course.solutions, stage / "solutions")
    shutil.copy(small_course.root / "nbgrader_config.py", stage)
    assert Course.find(stage).root == stage.resolve()


def test_a_folder_without_a_course_around_it_is_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="--course DIR"):
        Course.find(tmp_path)


def test_the_gradebook_is_the_one_that_nbgrader_s_settings_name(small_course):
    assert small_course.database_url == f"sqlite:///{small_course.root / 'gradebook.db'}"
    with open(small_course.root / "nbgrader_config.py", "a") as settings:
        settings.write('c.CourseDirectory.db_url = "postgresql+psycopg://db/gradebook"\n')
    assert Course(small_course.root).database_url == "postgresql+psycopg://db/gradebook"


def test_a_course_to_try_things_on_never_writes_into_the_gradebook_of_the_course(small_course, tmp_path):
    with open(small_course.root / "nbgrader_config.py", "a") as settings:
        settings.write('c.CourseDirectory.db_url = "postgresql+psycopg://db/gradebook"\n')
    (tmp_path / "stage").mkdir()
    small_course.copy_settings(tmp_path / "stage")
    assert Course(tmp_path / "stage").database_url == f"sqlite:///{tmp_path / 'stage/gradebook.db'}"


SETTINGS = (
    "root", "source_directory", "release_directory", "submitted_directory", "autograded_directory",
    "feedback_directory", "directory_structure",
)  # fmt: skip


def set_to(course, name, value):
    with open(course.root / "nbgrader_config.py", "a") as settings:
        settings.write(f"c.CourseDirectory.{name} = {value!r}\n")


@pytest.mark.parametrize("name", SETTINGS)
def test_a_folder_that_nbgrader_s_settings_put_elsewhere_is_refused_by_name(small_course, name):
    set_to(small_course, name, "elsewhere")
    with pytest.raises(CourseError, match=f"sets CourseDirectory.{name} to 'elsewhere'"):
        Course.find(small_course.root)


def test_a_folder_that_nbgrader_s_settings_name_as_it_is_is_fine(small_course):
    set_to(small_course, "submitted_directory", "./submitted")
    set_to(small_course, "feedback_directory", str(small_course.feedback))
    assert Course.find(small_course.root).submitted == small_course.root.resolve() / "submitted"


def test_the_folders_that_are_asked_for_are_those_of_the_course(small_course):
    asked = {name.removesuffix("_directory"): place for name, place in PLACES.items()}
    assert small_course.root / asked["source"] == small_course.state / "source"
    assert small_course.root / asked["release"] == small_course.notebooks
    assert [small_course.root / asked[name] for name in STUDENTS_OWN] == [
        small_course.submitted, small_course.autograded, small_course.feedback,
    ]  # fmt: skip


def test_the_course_s_name_in_the_gradebook_is_the_one_that_nbgrader_s_settings_name(small_course):
    set_to(small_course, "course_id", "autumn")
    assert small_course.settings().CourseDirectory.course_id == "autumn"


def test_settings_that_cant_be_run_are_named(small_course):
    (small_course.root / "nbgrader_config.py").write_text("c = get_config(\n")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py can't be run: SyntaxError"):
        Course.find(small_course.root)


def test_a_secret_that_could_not_be_written_leaves_nothing_behind(tmp_path, monkeypatch):
    course = Course(tmp_path)

    def full(count):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(secrets, "token_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        course.secret()
    assert list(course.state.iterdir()) == []
