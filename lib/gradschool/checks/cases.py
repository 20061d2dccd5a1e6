"""Frozen cases: what the solution and every known mistake answer to the public probes (``cases.npz``).

The file ships beside the notebook so that `check` can judge without any answer's code. The numbers of all arrays of a
dtype stand in one row, each array once; where it stands there, its shape and all else are in one JSON index. Nothing is
pickled.
"""

from __future__ import annotations

import io
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from gradschool.checks.observe import Observation, ProbeError
from gradschool.checks.purity import Change
from gradschool.checks.seal import Sealed
from gradschool.checks.values import Plain

FORMAT = 3


class CasesError(ValueError):
    """A file of cases can't be read; the message says which and what to do."""


@dataclass(frozen=True)
class FrozenExercise:
    """One exercise's answers.

    Attributes
    ----------
    max_points : float
        What the exercise can earn in all, hidden probes included.
    expected : dict
        Probe name to what the solution answers.
    mistakes : dict
        Mistake name to (probe name to what it answers).
    hints : dict
        Mistake name to its hint.
    altered : dict
        What is said of an altered call to (probe name to what the solution answers to it).
    sealed : Sealed or None
        Of a quiz: what its answers open.
    """

    max_points: float
    expected: dict[str, Observation]
    mistakes: dict[str, dict[str, Observation]] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    altered: dict[str, dict[str, Observation]] = field(default_factory=dict)
    sealed: Sealed | None = None


ORDERS: tuple[Literal["C"], Literal["F"]] = ("C", "F")
"""In which order an array's numbers stand: the last axis first, or the first axis first."""


class Rows:
    """The numbers of many arrays, in one row for each dtype.

    >>> rows = Rows()
    >>> rows.place(np.array([[1.0, 2.0]])), rows.place(np.array(3.0)), rows.place(np.array([[1.0, 2.0]]))
    (['<f8', 0, [1, 2], 'C'], ['<f8', 2, [], 'C'], ['<f8', 0, [1, 2], 'C'])
    >>> rows.joined()
    {'<f8': array([1., 2., 3.])}
    """

    def __init__(self) -> None:
        self._parts: defaultdict[str, list[np.ndarray]] = defaultdict(list)
        self._lengths: Counter[str] = Counter()
        self._places: dict[tuple[Any, ...], list[Any]] = {}

    def place(self, array: np.ndarray) -> list[Any]:
        """Where an array stands, now if not before: its row, its first number, its shape, and the order of its axes."""
        dtype, order = array.dtype.str, ORDERS[array.flags.fnc]
        content = dtype, array.shape, order, array.tobytes(order)
        if content not in self._places:
            self._places[content] = [dtype, self._lengths[dtype], list(array.shape), order]
            self._parts[dtype].append(array.ravel(order))
            self._lengths[dtype] += array.size
        return self._places[content]

    def joined(self) -> dict[str, np.ndarray]:
        """The rows, by dtype."""
        return {dtype: np.concatenate(parts) for dtype, parts in self._parts.items()}


def _placed(rows: Mapping[str, np.ndarray], place: list[Any]) -> np.ndarray:
    """The array that stands at a place."""
    dtype, start, shape, order = place
    return rows[dtype][start : start + math.prod(shape)].reshape(shape, order=order)


def write_cases(path: Path, exercises: Mapping[str, FrozenExercise]) -> None:
    """Write the frozen answers of a unit; the same answers give the same bytes."""
    rows = Rows()
    index = {
        "format": FORMAT,
        "exercises": {
            name: {
                "max_points": exercise.max_points,
                "expected": _encode_all(exercise.expected, rows),
                "mistakes": {m: _encode_all(answers, rows) for m, answers in exercise.mistakes.items()},
                "hints": exercise.hints,
                "altered": {said: _encode_all(answers, rows) for said, answers in exercise.altered.items()},
                **({"sealed": asdict(exercise.sealed)} if exercise.sealed else {}),
            }
            for name, exercise in exercises.items()
        },
    }
    named: dict[str, Any] = rows.joined()
    np.savez_compressed(path, index=np.array(json.dumps(index, ensure_ascii=False)), **named)


def read_cases(path: Path) -> dict[str, FrozenExercise]:
    """Read the frozen answers of a unit.

    Raises
    ------
    CasesError
        If the file is missing, damaged or of another format.
    """
    again = "download the unit's folder again; it belongs to the notebook as it was released"
    try:
        index, rows = _unpacked(path.read_bytes())
    except FileNotFoundError:
        raise CasesError(f"{path} is not there; {again}") from None
    except Exception as error:
        raise CasesError(f"{path} can't be read ({type(error).__name__}); {again}") from None
    if index.get("format") != FORMAT:
        raise CasesError(f"{path} has format {index.get('format')}, this library reads {FORMAT}; update either")
    return {name: _frozen(entry, rows) for name, entry in index["exercises"].items()}


@lru_cache(maxsize=1)
def _unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The index and the arrays of a file; a notebook's checks ask for one unit's, again and again."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        rows = {key: archive[key] for key in archive.files}
    for row in rows.values():
        row.setflags(write=False)
    return json.loads(str(rows.pop("index"))), rows


def _frozen(entry: dict[str, Any], rows: Mapping[str, np.ndarray]) -> FrozenExercise:
    return FrozenExercise(
        entry["max_points"],
        _decode_all(entry["expected"], rows),
        {name: _decode_all(answers, rows) for name, answers in entry["mistakes"].items()},
        entry["hints"],
        {said: _decode_all(answers, rows) for said, answers in entry.get("altered", {}).items()},
        _sealed(entry["sealed"]) if "sealed" in entry else None,
    )


def _sealed(entry: dict[str, Any]) -> Sealed:
    return Sealed(entry["salt"], tuple((tag, text) for tag, text in entry["replies"]))


def _encode_all(answers: Mapping[str, Observation], rows: Rows) -> dict[str, Any]:
    return {
        probe: {"error": asdict(seen.error)}
        if seen.error
        else {"outputs": _encode(seen.outputs, rows), **({"changed": asdict(seen.changed)} if seen.changed else {})}
        for probe, seen in answers.items()
    }


def _decode_all(answers: Mapping[str, Any], rows: Mapping[str, np.ndarray]) -> dict[str, Observation]:
    return {
        probe: Observation(None, ProbeError(**entry["error"]))
        if "error" in entry
        else Observation(_decode(entry["outputs"], rows), changed=_change(entry.get("changed")))
        for probe, entry in answers.items()
    }


def _change(entry: dict[str, str] | None) -> Change | None:
    return None if entry is None else Change(**entry)


def _encode(value: Plain, rows: Rows) -> Any:
    if isinstance(value, np.ndarray):
        return {"array": rows.place(value)}
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, list):
        return [_encode(item, rows) for item in value]
    if isinstance(value, dict):
        return {"dict": {key: _encode(item, rows) for key, item in value.items()}}
    return value


def _decode(value: Any, rows: Mapping[str, np.ndarray]) -> Plain:
    if isinstance(value, list):
        return [_decode(item, rows) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return _placed(rows, value["array"])
    if "complex" in value:
        return complex(*value["complex"])
    return {key: _decode(item, rows) for key, item in value["dict"].items()}
