"""Known wrong implementations of the small unit, each with its hint."""

from grader.author import mistake, slip

slip("forgetful_average", "no_correction", "smooth / (1 - beta**t)", "smooth",
     hint="The average starts at zero, so early values are too small: divide by 1 - beta**t.")

slip("forgetful_average", "counted_from_zero", "start=1", "start=0",
     hint="The first value is corrected with beta**1, not beta**0: count from one.")

slip("forgetful_average", "swapped_weights", "beta * smooth + (1 - beta) * value",
     "(1 - beta) * smooth + beta * value",
     hint="The weights are swapped: the old average keeps the weight beta.")

slip("Tally", "off_by_one", "self.total / self.count", "self.total / (self.count + 1)",
     hint="The mean divides by the number of values, not by one more.")


@mistake("Tally", hint="A value that is added counts even when it is negative.")
def positive_only(solution):
    class Tally(solution.Tally):
        def add(self, value):
            super().add(abs(value))

    return Tally


slip("Tally", "no_empty_mean", " if self.count else 0.0", "", hint="An empty tally has a mean too.")


@mistake("quiz_limit", hint="Read the last sentence of the question again.")
def not_multiplied(solution):
    return lambda: 7
