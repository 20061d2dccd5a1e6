"""The ward: twelve patients, A to L, each with another of the illnesses; who has which is told to nobody.

>>> from gradschool.experiments import ward
>>> sorted(ward.examinations("A"))[:2]
['dead units', 'gradient error']
"""

import hashlib
from collections.abc import Mapping

from gradschool.experiments.clinic import History, examine, history
from gradschool.experiments.illnesses import ILLNESSES

__all__ = ["examinations", "right_diagnoses", "visit"]


def _truth() -> dict[str, str]:
    """Who has what: the illnesses shuffled over the patients A to L, the same for everybody."""
    shuffled = sorted(ILLNESSES, key=lambda name: hashlib.sha256(f"ward {name}".encode()).hexdigest())
    return dict(zip("ABCDEFGHIJKL", shuffled, strict=True))


def _seed(patient: str) -> int:
    return 100 + ord(patient)


def visit(patient: str) -> History:
    """Return the curves of one patient of the ward, A to L, as `history` does; each has another illness.

    Raises
    ------
    ValueError
        If there is no such patient.
    """
    return history(_illness(patient), _seed(patient))


def _illness(patient: str) -> str:
    if patient not in _truth():
        raise ValueError(f"there is no patient {patient!r}; they are called A to L")
    return _truth()[patient]


def examinations(patient: str) -> dict[str, float]:
    """Make the examinations of one patient of the ward, as `examine` does; raises as `visit` does."""
    return examine(_illness(patient), _seed(patient))


def right_diagnoses(diagnoses: Mapping[str, str]) -> int:
    """Return how many of the twelve patients have the illness that is named; a patient may be left out.

    Raises
    ------
    ValueError
        If a patient or an illness is not known.
    """
    truth = _truth()
    for patient, name in diagnoses.items():
        if patient not in truth or name not in ILLNESSES:
            raise ValueError(f"{patient!r}: {name!r} is none of the patients A to L with one of {', '.join(ILLNESSES)}")
    return sum(truth[patient] == name for patient, name in diagnoses.items())
