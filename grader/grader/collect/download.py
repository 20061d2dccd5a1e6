"""A platform's download, read: who handed in which notebook, by the names that Canvas and Moodle give to files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial

from grader.collect import canvas, moodle
from grader.collect.choosing import File, the_notebook
from grader.collect.model import Archive, Entry, Found, HandedIn, Refusal, Refused
from grader.roster import CANVAS, MOODLE, TEST_STUDENT, Classlist, Person, plain
from grader.text import shown

LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
NOBODY = "nbgrader knows no such student"
ASKS_FOR_ROSTER = "pass the platform's list of the class (--roster FILE)"
LATER_ROSTER = "nor does the roster: export it anew"
ADDED = "or: nbgrader db student add ID --lms-user-id {number}"
TESTERS = {canvas.squeezed(name) for name in TEST_STUDENT}


@dataclass(frozen=True)
class Claim:
    """Who handed in a file, as far as its name tells.

    Attributes
    ----------
    key : str
        The same for all files of one submission.
    students : tuple of str
        For whom it counts; empty where nobody is known.
    by : str
    file : File
    late : bool
    typed : bool
        Whether it is text typed into the platform.
    person : Person, optional
    reason : str
        Why nobody is known.
    """

    key: str
    students: tuple[str, ...]
    by: str
    file: File
    late: bool = False
    typed: bool = False
    person: Person | None = None
    reason: str = ""


def platform_of_names(names: Iterable[str]) -> str:
    """Which platform gave these names; an empty string where neither did."""
    listed = [name for name in names if not _is_litter(name)]
    votes = {
        MOODLE: sum(moodle.reading(name) is not None for name in listed),
        CANVAS: sum(bool(canvas.readings(name.rsplit("/", 1)[-1])) for name in listed),
    }
    best = MOODLE if votes[MOODLE] else CANVAS
    return best if votes[best] else ""


def read_download(
    archive: Archive, unit: str, people: Classlist, platform: str = "", released: Collection[str] = ()
) -> Found:
    """The submissions in a download.

    Parameters
    ----------
    archive : Archive
    unit : str
    people : Classlist
        Whose names are looked for.
    platform : str, optional
        ``canvas`` or ``moodle``; by default the one whose names these are.
    released : collection of str, optional
        The texts of the released notebook's cells.

    Raises
    ------
    Refused
        If no name in it is a platform's.
    """
    platform = platform or platform_of_names(entry.name for entry in archive.entries)
    if not platform and archive.entries:
        raise Refused(f"no file in {archive.label} is named as Canvas or Moodle name them (the first is "
                      f"{shown(archive.entries[0].name)}); pass the download as it is")  # fmt: skip
    claim_of = partial(_canvas_claim if platform == CANVAS else _moodle_claim, people)
    claims: dict[str, list[Claim]] = defaultdict(list)
    refusals, notes = list(archive.refusals), list[Refusal]()
    for entry in archive.entries:
        claim = None if _is_litter(entry.name) else claim_of(entry)
        if claim is None:
            strange = f"it is not named as {platform.capitalize()} names submissions"
            lost = not _is_litter(entry.name) and entry.name.casefold().endswith(".ipynb")
            (refusals if lost else notes).append(Refusal(shown(entry.name), strange))
        elif platform == CANVAS and not claim.students and plain(claim.by) in TESTERS:
            notes.append(Refusal(claim.file.where, "it is of Canvas's Test Student, who is nobody in the class"))
        else:
            claims[claim.key].append(claim)
    handed_in = []
    for submitted in claims.values():
        try:
            one, passed_over = _handed_in(submitted, unit, platform, released)
            handed_in.append(one)
            notes += passed_over
        except Refused as reason:
            refusals.append(Refusal(submitted[0].file.where, str(reason)))
    return Found(tuple(handed_in), tuple(refusals), tuple(notes))


def _handed_in(
    claims: list[Claim], unit: str, platform: str, released: Collection[str]
) -> tuple[HandedIn, list[Refusal]]:
    """One submission out of its files, and the notebooks among them that do not count."""
    first = claims[0]
    files = [claim.file for claim in claims if not claim.typed]
    if not files:
        raise Refused(f"{first.by} typed text into {platform.capitalize()} and handed in no file; ask for {unit}.ipynb")
    if not first.students:
        raise Refused(first.reason)
    file, passed_over = the_notebook(files, unit, released)
    person = first.person
    one = HandedIn(
        students=first.students,
        by=first.by,
        where=file.where,
        read=file.read,
        order=file.order,
        at=person.handed_in_at if person else None,
        late=first.late or bool(person and person.late),
        draft=bool(person and person.draft),
        platform=platform,
        entry=file.entry,
    )
    return one, passed_over


def _canvas_claim(people: Classlist, entry: Entry) -> Claim | None:
    """The reading that the class knows best: number and name, then the number alone, then the name alone."""
    readings = canvas.readings(entry.name.rsplit("/", 1)[-1])
    if not readings:
        return None
    spelled: Callable[[Person], str] = lambda person: canvas.squeezed(person.name)  # noqa: E731
    numbered = [(reading, person) for reading in readings if (person := people.numbered(reading.user))]
    agreeing = [(reading, person) for reading, person in numbered if plain(spelled(person)) == plain(reading.name)]
    named = [(r, found[0]) for r in readings if r.name and len(found := people.called(r.name, spelled)) == 1]
    reading, person = next(iter([*agreeing, *numbered, *named]), (readings[0], None))
    file = File(shown(entry.name), reading.title, entry.read, int(reading.file), entry.name)
    typed = reading.typed
    if not reading.user:
        reason = "the assignment is graded anonymously, so its files have no names; download them after grading is open"
        return Claim(reading.file, (), "somebody", file, reading.late, typed, reason=reason)
    if person is None or not person.student:
        reason = _unknown(reading.name, reading.user, person, people)
        return Claim(reading.user, (), reading.name, file, reading.late, typed, reason=reason)
    return Claim(reading.user, people.with_members(person.student), person.student, file, reading.late, typed, person)


def _moodle_claim(people: Classlist, entry: Entry) -> Claim | None:
    """The participant by number and name, else the team by its name, else the participant by name alone."""
    reading = moodle.reading(entry.name)
    if reading is None:
        return None
    key = f"{reading.name}_{reading.number}"
    file = File(shown(entry.name), reading.title, entry.read, entry=entry.name)
    claim = partial(Claim, key, file=file, typed=reading.typed)
    person = people.numbered(reading.number)
    if person and person.row < 0 and not _agrees(reading.name, person):
        person = None  # The gradebook's number is Moodle's of the user, which is not that of the participant.
    if person and _agrees(reading.name, person):
        if not person.student:
            return claim((), reading.name, reason=_unknown(reading.name, reading.number, person, people))
        return claim(people.with_members(person.student), person.student, person=person)
    if group := people.group_called(reading.name, moodle.cleaned):
        members = people.groups[group]
        told = next((one for one in people.people if one.student in members and one.handed_in_at), None)
        return claim(members, f"group {group}", person=told)
    found = [] if person else people.called(reading.name, lambda one: moodle.cleaned(one.full_name), by_gradebook=True)
    if len(found) == 1:
        return claim(people.with_members(found[0].student), found[0].student, person=found[0])
    return claim((), reading.name, reason=_unknown(reading.name, reading.number, person, people))


def _agrees(name: str, person: Person) -> bool:
    """Whether a name is a participant's; before it may stand the team's, and under blind marking there is none."""
    given = plain(name)
    if not person.name or " " not in given:
        return True
    spellings = {plain(moodle.cleaned(person.name)), plain(moodle.cleaned(person.full_name))}
    return any(given == full or given.endswith(f"-{full}") for full in spellings)


def _unknown(name: str, number: str, person: Person | None, people: Classlist) -> str:
    """Why a submission has no owner, and what to do."""
    who = f"{shown(name)} (number {number})" if number else shown(name)
    if person is None:
        way_out = LATER_ROSTER if any(one.row >= 0 for one in people.people) else ASKS_FOR_ROSTER
        return f"{who}: {NOBODY}; {way_out}, {ADDED.format(number=number or 'NUMBER')}"
    if not person.student and not person.name:
        return (
            f"{who} has no name in the roster: while Moodle keeps them anonymous, nobody is known; reveal the "
            "students' identities there, and download both anew"
        )
    if not person.student:
        return f"{who} has no login in the roster; name the column that holds it: --id-column NAME"
    return f"{who} is {person.full_name} in the roster: is it the roster of this assignment?"


def _is_litter(name: str) -> bool:
    return any(part in LITTER for part in name.split("/"))
