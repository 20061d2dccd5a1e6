"""Known mistakes of the small unit."""

from grader.author import wrong_letters

wrong_letters("quiz_four", a="Three is one short.")
