"""How the exercises of the small unit are exercised."""

from gradschool.checks import probe


@probe("forgetful_average", points=2)
def five_values(student, rng):
    """Five random values: the correction matters most here."""
    return {"averages": student.forgetful_average(rng.standard_normal(5))}


@probe("forgetful_average", points=1)
def another_beta(student, rng):
    """A beta of one half, in single precision."""
    return {"averages": student.forgetful_average(rng.standard_normal(7).astype("float32"), beta=0.5)}


@probe("Tally", points=2)
def four_values(student, rng):
    """Four values, one after the other, the first below zero."""
    tally, means = student.Tally(), []
    for value in [-1.5, *rng.standard_normal(3).tolist()]:
        tally.add(value)
        means.append(tally.mean())
    return {"count": tally.count, "mean after each value": means}


def is_whole(outputs, inputs):
    """Whether an answer is of the kind that was asked for."""
    return None if isinstance(outputs["answer"], int) else "the answer is a whole number"


@probe("quiz_limit", points=0, verify=is_whole)
def an_answer(student, rng, inputs):
    """A whole number."""
    return {"answer": student.quiz_limit()}
