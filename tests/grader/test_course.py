"""Which folder is the course: the one around, and never one that a student handed in."""

import shutil

import pytest

from grader.course import Course, CourseError


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
