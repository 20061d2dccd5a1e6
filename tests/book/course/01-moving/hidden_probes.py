"""Hidden probes of the small unit."""

from gradschool.checks import quiz

quiz_four = quiz("quiz_four", points=1)
