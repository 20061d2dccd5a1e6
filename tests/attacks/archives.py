"""Downloads of a platform that hold more than submissions: what ``grader collect`` must not unpack.

How it reads each kind of broken or hostile archive is tested in tests/grader/collect.
"""

import io
import stat
import zipfile

from grader.author import attack

NOTEBOOK = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
NAME = "evemallory_101_9001_unit.ipynb"


def _special(kind, name=NAME):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (kind | 0o777) << 16
    return entry


@attack("an entry that lands beside the folder into which it is unpacked", told="leads out of its folder")
def slip(hand_in):
    hand_in.download(
        (f"../../../../{hand_in.surroundings.mark}.ipynb", NOTEBOOK), (f"x/../../{hand_in.surroundings.mark}", NOTEBOOK)
    )


@attack("an entry with a path from the root, and one of another system", told="is an absolute path")
def absolute(hand_in):
    hand_in.download(
        (f"/tmp/{hand_in.surroundings.mark}", NOTEBOOK), (f"C:\\{hand_in.surroundings.mark}.ipynb", NOTEBOOK)
    )


@attack("a link to the course's secret, packed as a notebook", told="is a symbolic link")
def link(hand_in):
    hand_in.download((_special(stat.S_IFLNK), hand_in.surroundings.names["secret"]))


@attack("a pipe and a device, packed as notebooks", told="is a|is no")
def device(hand_in):
    hand_in.download((_special(stat.S_IFIFO), ""), (_special(stat.S_IFBLK, "evemallory_101_9002_unit.ipynb"), ""))


@attack("two hundred megabytes in two hundred kilobytes", told="unpacks to 200 MiB")
def bomb(hand_in):
    hand_in.download((NAME, bytes(200 * 2**20)))


@attack("a bomb within an archive within an archive", told="could not be taken")
def nested_bomb(hand_in):
    content = bytes(2**26)
    for name in (NAME, "inner.zip"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        content = packed.getvalue()
    hand_in.download(("evemallory_101_9001_unit.zip", content))


@attack("two entries of one name, so that one is checked and the other taken", told="holds 2 files of this name")
def doubles(hand_in):
    hand_in.download((NAME, NOTEBOOK), (NAME, "{}"))


@attack("a name that commands the terminal, and markup", told="holds control characters")
def names(hand_in):
    hand_in.download(("\x1b]0;owned\x07_101_9001_a.ipynb", NOTEBOOK), ("<script>_102_9002_a.ipynb", NOTEBOOK))
