# %% [markdown]
# # 1 · Moving
#
# *A film, sliders, a formula that is wider than a phone.*
#
# **You need** unit 00.
#
# **It takes** a minute.

# %%
import time

import numpy as np

from gradschool import plots
from gradschool.checks import check
from gradschool.data import surfaces
from gradschool.optim import SGD, Momentum


# %% [markdown]
# ## 1.1 A film
#
# The rule of unit 00, section 0.3 stands in exercise 1, and was found early (Kahan 1965). It is wide:
#
# $$ a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} + a_{15} = s $$
#
# In a line, too, it can't be broken: $\left( a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 \right)^2$.
#
# The time of a film is $t + t + t$.
#
# **Predict.** Who wins?

# %% [markdown] tags=["guess"]


# %% tags=["demo"]
VALLEY = surfaces.valley(20.0)


def walk(optimizer, steps=6):
    """The points that an optimizer visits in a valley."""
    w = np.array(VALLEY.start)
    state, path = optimizer.start(w), [w]
    for _ in range(steps):
        w, state = optimizer.step(w, VALLEY.gradient(w), state)
        path.append(w)
    return np.array(path)


print("two start")
plots.race(VALLEY, {"SGD": walk(SGD(lr=0.01)), "momentum": walk(Momentum(lr=0.01))}, frames=6)

# %% [markdown]
# The same in words:

# %% tags=["demo"]
print("momentum first")

# %% [markdown] tags=["seen"]
# Momentum, by a length.

# %% tags=["demo"]
plots.play_parabola(curvature=(1, 10), lr=(0.01, 0.25, 0.05))


# %% tags=["demo"]
def line(slope):
    """A line of this slope."""
    return plots.loss_curves({"line": [1.0, 1.0 + slope]}, log=False)


plots.explore(line, slope=(0.0, 2.0, 1.0))

# %% tags=["demo", "clock"]
print(f"The clock says {time.perf_counter_ns()}.")

# %% [markdown]
# ### Exercise 1: twice


# %%
def twice(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% [markdown]
# <details><summary>Hint 1: `*`</summary>
#
# Multiply by $2$.
# </details>

# %%
check(twice)

# %% [markdown]
# ## 1.2 Quiz
#
# **Question 1.** What is twice two?
#
# - **a**: three
# - **b**: four


# %%
def quiz_four():
    """Return the letter of your answer, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %%
check(quiz_four)

# %% [markdown] explains="quiz_four"
# Two and two are four.

# %% [markdown]
# ## 1.3 Why?
#
# Say why.

# %% [markdown] tags=["written"] points=1 id="why"
# === BEGIN MODEL ANSWER ===
#
# Because of the definition.
#
# *Rubric.* **1 point** for the definition.
#
# === END MODEL ANSWER ===

# %% [markdown]
# ## References
#
# - Kahan, W. (1965). Further remarks on reducing truncation errors. *Communications of the ACM* 8(1), 40.
