"""How Moodle names what "Download all submissions" packs, and how the names are read back.

With the setting "Download submissions in folders", a folder a participant:
``Ada Lovelace_1234567_assignsubmission_file/07-optimizers.ipynb`` (up to Moodle 3 with an underscore at the folder's
end), without it one file each: ``Ada Lovelace_1234567_assignsubmission_file_07-optimizers.ipynb``. The number is the
participant's in this assignment, the same as in the grading worksheet ("Participant 1234567"); underscores of the
name have become spaces. Under blind marking the name is "Participant". A team's folder is
``Team name_78_assignsubmission_file``, or ``Default group_assignsubmission_file``; up to Moodle 3 every member has
one, ``Team name-Ada Lovelace_1234567_…``. Text typed into the platform is ``…_assignsubmission_onlinetext``.
(moodle, ``mod/assign/classes/downloader.php`` and, before, ``mod/assign/locallib.php``.)

The archive holds neither times nor late markers: they are in the grading worksheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FOLDER = re.compile(r"(?P<name>[^_]+)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)_?")
FLAT = re.compile(FOLDER.pattern.removesuffix("_?") + r"_(?P<title>.+)", re.DOTALL)
REMOVED = re.compile(r"[\x00-\x1f\x7f~\\/:*?\"<>|]")


@dataclass(frozen=True)
class MoodleName:
    """What the path of an entry says.

    Attributes
    ----------
    name : str
        Of the participant or the team.
    number : str
        Of the participant in this assignment, or of the team; empty for the default team.
    typed : bool
        Whether it is text that was typed into Moodle, and no file.
    title : str
        The file's own name.
    """

    name: str
    number: str
    typed: bool
    title: str


def reading(path: str) -> MoodleName | None:
    """What a path says; None where Moodle did not make it. Folders around the participants' are passed over."""
    *folders, last = path.split("/")
    for folder in folders:
        if found := FOLDER.fullmatch(folder):
            return _made(found, last)
    found = FLAT.fullmatch(last)
    return _made(found, found["title"]) if found else None


def _made(found: re.Match[str], title: str) -> MoodleName:
    return MoodleName(found["name"].strip(), found["number"] or "", found["plugin"] != "file", title)


def beside(path: str, title: str) -> str:
    """A path under which Moodle takes a file as feedback on the submission that `path` is of.

    "Upload multiple feedback files in a zip" (the assignment's grading actions; the feedback type "Feedback files" must
    be on) wants the folders, or the beginnings of names, that "Download all submissions" gave.

    >>> beside("Ada Lovelace_71_assignsubmission_file/01-first.ipynb", "feedback.html")
    'Ada Lovelace_71_assignsubmission_file/feedback.html'
    >>> beside("Ada Lovelace_71_assignsubmission_file_01-first.ipynb", "feedback.html")
    'Ada Lovelace_71_assignsubmission_file_feedback.html'
    """
    *folders, last = path.split("/")
    named = next((number for number, folder in enumerate(folders) if FOLDER.fullmatch(folder)), None)
    if named is not None:
        return f"{folders[named]}/{title}"
    found = FLAT.fullmatch(last)
    return f"{last[: found.start('title')]}{title}" if found else title


def cleaned(name: str) -> str:
    """A full name, or a team's, as Moodle writes it into the name of a file or folder.

    >>> cleaned("Anna_Maria O'Neill: A/B")
    "Anna Maria O'Neill AB"
    """
    return REMOVED.sub("", name.replace("_", " ")).strip()
