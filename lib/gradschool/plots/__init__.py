"""The course's figures, in one style, each with alternative text that reaches the reader.

Every function returns a `Picture`: the last one of a cell shows itself, `Picture.show` shows it anywhere else, and
``Picture.figure`` and ``Picture.axes`` are matplotlib's own, to change what you like. A figure of your own gets its
alternative text from `show`.
"""

from gradschool.plots.curves import effective_steps, loss_curves
from gradschool.plots.film import race
from gradschool.plots.landscape import level_lines, paths
from gradschool.plots.look import COLORS, LINES, line, style, subplots
from gradschool.plots.picture import Film, Picture, show

__all__ = [
    "COLORS",
    "LINES",
    "Film",
    "Picture",
    "effective_steps",
    "level_lines",
    "line",
    "loss_curves",
    "paths",
    "race",
    "show",
    "style",
    "subplots",
]
