"""Which unit's name is called what in the library: each unit keeps its own meanings.

What is the same in two units stands once. Where one name means two things, the later unit keeps the name, and the
earlier one's gets its unit in front of it: ``revive``, and ``activations_revive``. An exercise goes before a helper of
its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradschool.library.slices import Program
from gradschool.library.statements import Statement


@dataclass
class Unit:
    """What one unit gives to the library.

    Attributes
    ----------
    name : str
        Of the unit: ``01-perceptrons-to-networks``.
    notebook : str
        Where its notebook lies, as a reader should see it.
    program : Program
        The notebook's statements.
    own, borrowed, missing : list of str
        Exercises: the student's own, the library's in their place, and those that nobody has.
    given : bool, default False
        Whether `own` came with a notebook, so that it is borrowed as well.
    """

    name: str
    notebook: str
    program: Program
    own: list[str]
    borrowed: list[str]
    missing: list[str]
    given: bool = False

    @property
    def prefix(self) -> str:
        """What stands before a name of this unit that a later one took."""
        words = re.sub(r"\W+", "_", re.sub(r"^[\d_-]+", "", self.name)).strip("_")
        return words or "earlier"

    @property
    def exercises(self) -> list[str]:
        """All its exercises."""
        return [*self.own, *self.borrowed, *self.missing]

    def places(self) -> set[int]:
        """Positions of the statements that its own exercises are made of."""
        return set[int]().union(*(self.program.slice(name).places for name in self.own))

    def meanings(self) -> dict[str, frozenset[str]]:
        """What each name of those statements is made of, in all."""
        names = frozenset[str]().union(*(self.program.statements[i].names for i in self.places()))
        return {name: self.program.meaning(name) for name in names}


@dataclass
class _Version:
    """One meaning of a name: the units that share it, and how strong its claim to the name is."""

    meaning: frozenset[str]
    units: list[Unit] = field(default_factory=list)
    claim: tuple[bool, int] = (False, -1)
    claimant: Unit | None = None


class Names:
    """Which name of which unit is called what in the module."""

    def __init__(self, units: Sequence[Unit], around: Program | None) -> None:
        self._versions: dict[str, list[_Version]] = {}
        self._own: dict[tuple[str, str], _Version] = {}
        self._exercises: dict[tuple[str, str], _Version] = {}
        for i, unit in enumerate(units):
            for name, meaning in unit.meanings().items():
                self._own[unit.name, name] = self._claimed(name, meaning, unit, (name in unit.own, i))
            for name in unit.own:
                self._exercises[unit.name, name] = self._own[unit.name, name]
            for name in [*unit.borrowed, *unit.missing]:
                meaning = frozenset({f"not the student's {name} of {unit.name}"})
                self._exercises[unit.name, name] = self._claimed(name, meaning, unit, (True, i))
        for name in around.names if around else frozenset[str]():
            assert around is not None
            self._claimed(name, around.meaning(name), None, (True, len(units)))
        self._new = {id(version): new for name in self._versions for version, new in self._settled(name)}

    def of(self, unit: Unit, exercise: str) -> str:
        """What an exercise is called."""
        return self._new[id(self._exercises[unit.name, exercise])]

    def changed(self, unit: Unit) -> Mapping[str, str]:
        """The names of a unit's notebook that are called otherwise in the module."""
        new = {name: self._new[id(version)] for (one, name), version in self._own.items() if one == unit.name}
        return {name: other for name, other in new.items() if name != other}

    def is_first(self, unit: Unit, statement: Statement) -> bool:
        """Whether a statement is to be written with this unit, and was not with an earlier one."""
        return any(self._own[unit.name, name].units[0] is unit for name in statement.names)

    def _claimed(self, name: str, meaning: frozenset[str], unit: Unit | None, claim: tuple[bool, int]) -> _Version:
        versions = self._versions.setdefault(name, [])
        version = next((one for one in versions if one.meaning == meaning), None)
        if version is None:
            versions.append(version := _Version(meaning))
        if unit is not None:
            version.units.append(unit)
        if claim > version.claim:
            version.claim, version.claimant = claim, unit
        return version

    def _settled(self, name: str) -> Iterator[tuple[_Version, str]]:
        versions = sorted(self._versions[name], key=lambda version: version.claim)
        yield versions[-1], name
        taken = set(self._versions)
        for version in versions[:-1]:
            assert version.claimant is not None
            new = f"{version.claimant.prefix}_{name}"
            while new in taken:
                new += "_"
            taken.add(new)
            yield version, new
