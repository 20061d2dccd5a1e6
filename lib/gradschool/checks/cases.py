"""Frozen cases: what the solution and every known mistake answer to the public probes (``cases.npz``).

The file ships beside the notebook so that `check` can judge without any answer's code. Arrays are stored as arrays,
all else in one JSON index; nothing in it is pickled.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gradschool.checks.observe import Observation, ProbeError
from gradschool.checks.purity import Change
from gradschool.checks.seal import Sealed
from gradschool.checks.values import Plain

FORMAT = 2


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


Arrays = dict[tuple[Any, ...], tuple[str, np.ndarray]]
"""By what an array holds: the name under which it is written, and the array."""


def write_cases(path: Path, exercises: Mapping[str, FrozenExercise]) -> None:
    """Write the frozen answers of a unit; the same answers give the same bytes, and an array stands there once."""
    arrays: Arrays = {}
    index = {
        "format": FORMAT,
        "exercises": {
            name: {
                "max_points": exercise.max_points,
                "expected": _encode_all(exercise.expected, arrays),
                "mistakes": {m: _encode_all(answers, arrays) for m, answers in exercise.mistakes.items()},
                "hints": exercise.hints,
                "altered": {said: _encode_all(answers, arrays) for said, answers in exercise.altered.items()},
                **({"sealed": asdict(exercise.sealed)} if exercise.sealed else {}),
            }
            for name, exercise in exercises.items()
        },
    }
    named: dict[str, Any] = dict(arrays.values())
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
        index, arrays = _unpacked(path.read_bytes())
    except FileNotFoundError:
        raise CasesError(f"{path} is not there; {again}") from None
    except Exception as error:
        raise CasesError(f"{path} can't be read ({type(error).__name__}); {again}") from None
    if index.get("format") != FORMAT:
        raise CasesError(f"{path} has format {index.get('format')}, this library reads {FORMAT}; update either")
    return {name: _frozen(entry, arrays) for name, entry in index["exercises"].items()}


@lru_cache(maxsize=1)
def _unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The index and the arrays of a file; a notebook's checks ask for one unit's, again and again."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    for array in arrays.values():
        array.setflags(write=False)
    return json.loads(str(arrays.pop("index"))), arrays


def _frozen(entry: dict[str, Any], arrays: Mapping[str, np.ndarray]) -> FrozenExercise:
    return FrozenExercise(
        entry["max_points"],
        _decode_all(entry["expected"], arrays),
        {name: _decode_all(answers, arrays) for name, answers in entry["mistakes"].items()},
        entry["hints"],
        {said: _decode_all(answers, arrays) for said, answers in entry.get("altered", {}).items()},
        _sealed(entry["sealed"]) if "sealed" in entry else None,
    )


def _sealed(entry: dict[str, Any]) -> Sealed:
    return Sealed(entry["salt"], tuple((tag, text) for tag, text in entry["replies"]))


def _encode_all(answers: Mapping[str, Observation], arrays: Arrays) -> dict[str, Any]:
    return {
        probe: {"error": asdict(seen.error)}
        if seen.error
        else {"outputs": _encode(seen.outputs, arrays), **({"changed": asdict(seen.changed)} if seen.changed else {})}
        for probe, seen in answers.items()
    }


def _decode_all(answers: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> dict[str, Observation]:
    return {
        probe: Observation(None, ProbeError(**entry["error"]))
        if "error" in entry
        else Observation(_decode(entry["outputs"], arrays), changed=_change(entry.get("changed")))
        for probe, entry in answers.items()
    }


def _change(entry: dict[str, str] | None) -> Change | None:
    return None if entry is None else Change(**entry)


def _encode(value: Plain, arrays: Arrays) -> Any:
    if isinstance(value, np.ndarray):
        content = (value.dtype.str, value.shape, value.flags.fnc, value.tobytes("A"))
        name, _ = arrays.setdefault(content, (f"a{len(arrays)}", value))
        return {"array": name}
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, list):
        return [_encode(item, arrays) for item in value]
    if isinstance(value, dict):
        return {"dict": {key: _encode(item, arrays) for key, item in value.items()}}
    return value


def _decode(value: Any, arrays: Mapping[str, np.ndarray]) -> Plain:
    if isinstance(value, list):
        return [_decode(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "complex" in value:
        return complex(*value["complex"])
    return {key: _decode(item, arrays) for key, item in value["dict"].items()}
