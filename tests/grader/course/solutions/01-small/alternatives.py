"""Other right implementations of the small unit."""

import numpy as np

from grader.author import accepted


@accepted("forgetful_average")
def as_a_weighted_sum(solution):
    def forgetful_average(values, beta=0.9):
        values = np.asarray(values)
        ages = np.arange(len(values))
        return np.asarray([np.average(values[: t + 1], weights=beta ** ages[: t + 1][::-1]) for t in ages])

    return forgetful_average


@accepted("Tally")
def with_a_list(solution):
    class Tally:
        def __init__(self):
            self.values = []

        @property
        def count(self):
            return len(self.values)

        def add(self, value):
            self.values.append(value)

        def mean(self):
            return float(np.mean(self.values)) if self.values else 0.0

    return Tally
