"""How Canvas names the files of "Download Submissions", and how the names are read back.

``NAME_USER_FILE_TITLE``, or ``NAME_LATE_USER_FILE_TITLE`` where the submission was late: the sortable name (last
name first) in lower case with nothing but letters, digits and underscores; the number of the user; the number of
the file; and the file's title as the student saw it. Of a group's submission the name is the group's and the number
one member's. An anonymous assignment has ``anon_CODE`` instead of name and number. Text or an address that was typed
into Canvas is ``NAME_USER_text.html`` or ``NAME_USER_link.html``. (canvas-lms,
``lib/content_zipper.rb``: ``get_filename``, ``sanitize_file_name``, ``sanitize_user_name``.)

Numbers of files only grow, so of two files the one with the greater number was handed in later. The archive holds
no times: those of its entries are the download's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBERS = re.compile(r"(?=(?:^|_)(?:(LATE)_)?(\d+)_(\d+)_(.))")
ANONYMOUS = re.compile(r"(?:(LATE)_)?anon_(\w+?)_(\d+)_(.+)", re.DOTALL)
TYPED = re.compile(r"(.*?)(?:^|_)(?:(LATE)_)?(\d+)_((?:text|link)\.html)", re.DOTALL)


@dataclass(frozen=True)
class CanvasName:
    """One reading of a file's name.

    Attributes
    ----------
    name : str
        Of the student or the group, as Canvas squeezes it.
    user, file : str
        Numbers; `user` is empty in an anonymous assignment.
    late : bool
    title : str
        The file's own name.
    typed : bool
        Whether it is what was typed into Canvas, and no file.
    """

    name: str
    user: str
    file: str
    late: bool
    title: str
    typed: bool = False


def readings(filename: str) -> list[CanvasName]:
    """All readings of a file's name, the likeliest first; none where Canvas did not make it.

    A name or a title may hold numbers between underscores, and then there is more than one: whoever knows the
    numbers of the class (a roster) takes the first that fits.
    """
    if found := ANONYMOUS.fullmatch(filename):
        return [CanvasName("", "", found[3], bool(found[1]), found[4])]
    if found := TYPED.fullmatch(filename):
        return [CanvasName(found[1], found[3], "0", bool(found[2]), found[4], typed=True)]
    return [
        CanvasName(filename[: found.start()], found[2], found[3], bool(found[1]), filename[found.start(4) :])
        for found in NUMBERS.finditer(filename)
    ]


def beside(filename: str, title: str) -> str:
    """A name under which Canvas takes a file as a comment on the submission that `filename` is of.

    "Upload Submissions" in the assignment's menu knows a submission again by the numbers of its user and its file,
    which stand before the title.

    >>> beside("lovelaceada_101_9_01-first.ipynb", "feedback.html")
    'lovelaceada_101_9_feedback.html'
    """
    first = readings(filename)[0]
    return filename[: len(filename) - len(first.title)] + title


def squeezed(sortable_name: str) -> str:
    """A sortable name as Canvas writes it into a file's name.

    >>> squeezed("O'Neill-Smith, Zoë")
    'oneillsmithzoë'
    """
    name = re.sub(r"_(\d+)_", r"\1", sortable_name).lower()
    return re.sub(r"[^\w]", "", name)
