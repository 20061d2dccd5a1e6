"""The ward: each illness once, a score that counts, and patients who are called by their letters."""

import numpy as np
import pytest

from gradschool.experiments import ward
from gradschool.experiments.illnesses import ILLNESSES


def test_the_ward_has_every_illness_once() -> None:
    assert list(ward._truth()) == list("ABCDEFGHIJKL")
    assert sorted(ward._truth().values()) == sorted(ILLNESSES)


def test_a_score_counts_the_right_names() -> None:
    truth = ward._truth()
    assert ward.right_diagnoses(truth) == 12
    assert ward.right_diagnoses({"A": truth["A"], "B": truth["A"]}) == 1
    assert ward.right_diagnoses({}) == 0


@pytest.mark.parametrize("wrong", [{"M": "spike"}, {"A": "influenza"}])
def test_an_unknown_patient_or_illness_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"M|influenza"):
        ward.right_diagnoses(wrong)


@pytest.mark.parametrize("ask", [ward.examinations, ward.visit])
def test_an_unknown_patient_is_refused(ask) -> None:
    with pytest.raises(ValueError, match="'Z'"):
        ask("Z")


def test_a_patient_s_examinations_are_of_the_run_in_the_ward() -> None:
    start = ward.examinations("D")["loss at the start"]
    assert np.isclose(start, ward.visit("D")["training"][0])
