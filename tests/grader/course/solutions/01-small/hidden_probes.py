"""More of the same that students never see."""

from gradschool.checks import probe


@probe("forgetful_average", points=1)
def a_long_walk(student, rng):
    """Fifty values: the correction has faded."""
    return {"last averages": student.forgetful_average(rng.standard_normal(50), beta=0.8)[-5:]}


@probe("Tally", points=1)
def nothing_added(student, rng):
    """A tally that was shown nothing, and one that was shown a single value."""
    one = student.Tally()
    one.add(float(rng.uniform(1, 2)))
    return {"mean": student.Tally().mean(), "count": student.Tally().count, "mean of one": one.mean()}


@probe("quiz_limit", points=1)
def the_limit(student, rng):
    """The answer."""
    return {"answer": student.quiz_limit()}
