"""Known wrong implementations of the small unit, each with its hint."""

from grader.author import mistake


@mistake("forgetful_average", hint="The average starts at zero, so early values are too small: divide by 1 - beta**t.")
def no_correction(solution):
    return solution.edited("forgetful_average", ("smooth / (1 - beta**t)", "smooth"))


@mistake("forgetful_average", hint="The first value is corrected with beta**1, not beta**0: count from one.")
def counted_from_zero(solution):
    return solution.edited("forgetful_average", ("start=1", "start=0"))


@mistake("forgetful_average", hint="The weights are swapped: the old average keeps the weight beta.")
def swapped_weights(solution):
    return solution.edited(
        "forgetful_average", ("beta * smooth + (1 - beta) * value", "(1 - beta) * smooth + beta * value")
    )


@mistake("Tally", hint="The mean divides by the number of values, not by one more.")
def off_by_one(solution):
    return solution.edited("Tally", ("self.total / self.count", "self.total / (self.count + 1)"))


@mistake("Tally", hint="A value that is added counts even when it is negative.")
def positive_only(solution):
    class Tally(solution.Tally):
        def add(self, value):
            super().add(abs(value))

    return Tally


@mistake("Tally", hint="An empty tally has a mean too.")
def no_empty_mean(solution):
    return solution.edited("Tally", (" if self.count else 0.0", ""))


@mistake("quiz_limit", hint="Read the last sentence of the question again.")
def not_multiplied(solution):
    return lambda: 7
