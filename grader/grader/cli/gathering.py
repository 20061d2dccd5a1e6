"""What ``grader collect`` starts from: the gradebook, the class, and what the sources hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.cli.options import fail
from grader.cli.people import people_of
from grader.collect import Found, HandedIn, Refusal, Refused, open_archive, read_download, read_exchange
from grader.course import Course
from grader.gradebook import open_gradebook
from grader.roster import Classlist, Table, read_groups


@dataclass
class Gathered:
    """All that the sources held."""

    handed_in: list[HandedIn] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    unread: int = 0

    def add(self, found: Found) -> None:
        """One source more."""
        self.handed_in += found.handed_in
        self.refusals += found.refusals
        self.notes += found.notes


@dataclass(frozen=True)
class Book:
    """The open gradebook and its URL."""

    gradebook: Any
    url: str


@contextmanager
def gradebook_for(course: Course, database: str | None, dry_run: bool) -> Iterator[Book]:
    """The gradebook; an empty one elsewhere for a dry run where there is none yet."""
    url = database or course.database_url
    with ExitStack() as stack:
        file = Path(url.removeprefix("sqlite:///"))
        if dry_run and url.startswith("sqlite:///") and not file.exists():
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/gradebook.db"
        yield Book(stack.enter_context(open_gradebook(course, url)), url)


def class_of(book: Book, roster: Path | None, groups: Path | None, id_column: str, timezone: str | None) -> Classlist:
    """The class and its groups."""
    people = people_of(book.gradebook, Table.read(roster) if roster else None, id_column, timezone)
    return Classlist(people, read_groups(Table.read(groups), people) if groups else None)


def gather(
    stack: ExitStack, course: Course, unit: str, sources: Sequence[Path], people: Classlist, platform: str, url: str
) -> Gathered:
    """What the sources hold; one that can't be read does not stop the others."""
    gathered = Gathered()
    if not sources:
        try:
            gathered.add(read_exchange(course, unit, people, url))
        except Refused as reason:
            raise fail(str(reason)) from None
    for source in sources:
        try:
            archive = stack.enter_context(open_archive(source))
            gathered.add(read_download(archive, unit, people, "" if platform == "auto" else platform))
        except Refused as reason:
            gathered.unread += 1
            gathered.refusals.append(Refusal(str(source), str(reason)))
    return gathered
