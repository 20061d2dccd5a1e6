# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A small unit
#
# It holds one cell of every kind that a course knows. The tests build it, grade it and break it.

# %%
import numpy as np

from gradschool.checks import check

# %% [markdown]
# ## A running average that forgets
#
# The average starts at zero, so early values are too small: $\hat m_t = m_t / (1 - \beta^t)$.

# %% tags=["demo"]
DEMONSTRATED = [0.9**t for t in range(5)]
print("what a demonstration shows", DEMONSTRATED)


# %%
def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero.

    `values` is an array of shape (n,); the result has the same shape.
    """
    ### BEGIN SOLUTION
    smooth, averages = 0.0, []
    for t, value in enumerate(values, start=1):
        smooth = beta * smooth + (1 - beta) * value
        averages.append(smooth / (1 - beta**t))
    return np.asarray(averages)
    ### END SOLUTION


# %%
check(forgetful_average)

# %% [markdown]
# ## A counter
#
# A class is an exercise as well.


# %%
class Tally:
    """Counts and averages what it is shown: `add(value)`, then `count` and `mean()`."""

    ### BEGIN SOLUTION
    def __init__(self):
        self.count = 0
        self.total = 0.0

    def add(self, value):
        self.count += 1
        self.total += value

    def mean(self):
        return self.total / self.count if self.count else 0.0

    ### END SOLUTION


# %%
check(Tally)

# %% [markdown]
# ## Quiz
#
# Which number does the average of a constant sequence of sevens tend to? Return it times six.


# %%
def quiz_limit():
    """A whole number."""
    ### BEGIN SOLUTION
    limit = 7
    return 6 * limit
    ### END SOLUTION


# %%
check(quiz_limit)

# %% [markdown] explains="quiz_limit"
# An average of sevens is seven, and six times seven is forty-two.

# %% [markdown] tags=["written"] points=2 id="experiment"
# Try three values of beta and say which follows a jump fastest, and why.
#
# === BEGIN MODEL ANSWER ===
# A small beta forgets quickly, so it follows at once and is noisy.
#
# One point for the comparison, one for the reason.
# === END MODEL ANSWER ===

# %% [markdown]
# ## Key points
#
# An average that forgets must be told how young it is.
