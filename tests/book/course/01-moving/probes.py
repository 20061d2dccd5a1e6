"""Probes of the small unit."""

from gradschool.checks import probe, quiz


@probe("twice", points=1)
def of_three_numbers(student, rng):
    """Three numbers."""
    return {"twice": student.twice(rng.standard_normal(3))}


quiz_four = quiz("quiz_four")
