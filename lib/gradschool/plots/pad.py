"""A pad to draw a digit on, and what a network reads: the drawing goes to the kernel, which answers with a figure.

In JupyterLab a canvas stands above the figure: draw by mouse, finger, or keys, and after each stroke your function is
asked again. `pad.js` is the canvas; it writes the strokes into a hidden field of ipywidgets. Where no kernel answers,
the figure of a sample stands.
"""

import html
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from gradschool.backend import to_numpy
from gradschool.data import handwriting
from gradschool.plots.live import LiveImage, LivePicture
from gradschool.plots.picture import Picture
from gradschool.plots.playable import beside
from gradschool.plots.style import COLORS, subplots

Scores = Callable[[np.ndarray], Any]

SAMPLE = [
    [
        *[(0.33, 0.22), (0.43, 0.16), (0.55, 0.17), (0.63, 0.25), (0.62, 0.36), (0.55, 0.44), (0.45, 0.47)],
        *[(0.57, 0.50), (0.66, 0.58), (0.67, 0.70), (0.60, 0.80), (0.48, 0.84), (0.36, 0.80), (0.31, 0.74)],
    ]
]
"""A 3, which stands on the pad until somebody draws."""


class DrawingPad(LivePicture):
    """A pad above what a network reads; `drawing_pad` makes one.

    Parameters
    ----------
    scores : callable
        As for `drawing_pad`.
    """

    def __init__(self, scores: Scores) -> None:
        first = reading(scores, SAMPLE)
        super().__init__(first.figure, first.alt)
        self._scores = scores

    def widget(self) -> Any:
        """Return the canvas, what the network reads, and the figure, as one widget of ipywidgets."""
        import ipywidgets as widgets  # the library is used without it, too

        page = {"output_type": "display_data", "data": {"text/html": canvas()}, "metadata": {}}
        strokes = widgets.Textarea(json.dumps(SAMPLE), layout=widgets.Layout(display="none"))
        live = LiveImage(self)

        def answer() -> Picture:
            picture = reading(self._scores, json.loads(strokes.value))
            print("Your network", picture.axes[-1].get_title() + ".")
            return picture

        def read(change: Any) -> None:
            live.redraw(answer, "this drawing")
            strokes.placeholder = strokes.value  # so the pad knows that somebody listens

        strokes.observe(read, "value")
        whole = widgets.VBox([widgets.Output(outputs=(page,)), strokes, live.words, live.image])
        return whole.add_class("gradschool-pad")


def drawing_pad(scores: Scores) -> DrawingPad:
    """Show a pad to draw on, and what `scores` says about the drawing.

    Parameters
    ----------
    scores : callable
        Takes an image as the digits are, an array of float64 of shape (1, 64), ink from 0 to 1; returns the scores of
        the ten digits, shape (1, 10). An error of it is raised for the sample and later told below the figure.

    Returns
    -------
    DrawingPad

    Raises
    ------
    ValueError
        If the scores have another shape.

    Examples
    --------
    >>> import numpy as np
    >>> from gradschool import plots
    >>> print(plots.drawing_pad(lambda image: 9.0 * np.eye(10)[[3]]).alt)
    A drawing of 32 by 32 pixels, its ink in 8 by 8 blocks, and the softmax of the ten scores: 3 has 100%, 0 has 0%.
    """
    return DrawingPad(scores)


def reading(scores: Scores, strokes: handwriting.Strokes) -> Picture:
    """Draw the bitmap of a drawing, the ink counted in its blocks, and the softmax of the ten scores."""
    bitmap = handwriting.bitmap(strokes)
    counts = handwriting.block_counts(bitmap)
    z = np.asarray(to_numpy(scores(counts.reshape(1, 64))), dtype=float)
    if z.shape != (1, 10):
        raise ValueError(f"the scores of one image have shape {z.shape}; expected (1, 10), one for each digit")
    powers = np.exp(z[0] - z.max())
    shares = 100 * powers / powers.sum() if bitmap.any() else np.zeros(10)
    best, next_best = np.argsort(-shares, kind="stable")[:2]
    verdict = f"reads {best} ({shares[best]:.0f}%)" if bitmap.any() else "has nothing to read yet"
    figure, (left, middle, right) = subplots(1, 3, size=(7.5, 2.7), width_ratios=(1, 1, 1.5))
    left.imshow(bitmap, cmap="gray", vmin=0, vmax=1)
    left.set(title="32 × 32 pixels", xticks=np.arange(3.5, 31, 4), yticks=np.arange(3.5, 31, 4))
    left.tick_params(length=0, labelleft=False, labelbottom=False)
    left.grid(True, color=COLORS["orange"], linewidth=0.6)
    middle.imshow(counts, cmap="gray", vmin=0, vmax=1)
    middle.set(title="ink in 8 × 8 blocks", xticks=[], yticks=[])
    right.bar(range(10), shares, color=[COLORS["vermilion" if k == best else "blue"] for k in range(10)])
    right.set(title=verdict, xticks=range(10), ylim=(0, 105), xlabel="digit", ylabel="softmax (%)")
    said = f"{best} has {shares[best]:.0f}%, {next_best} has {shares[next_best]:.0f}%" if bitmap.any() else "no ink"
    told = "A drawing of 32 by 32 pixels, its ink in 8 by 8 blocks, and the softmax of the ten scores"
    return Picture(figure, f"{told}: {said}.")


def canvas() -> str:
    """HTML of the pad, with its script; it may stand in a page more than once."""
    strokes = html.escape(json.dumps(SAMPLE))
    waiting = ".gradschool-canvas:not([data-alive])"
    return (
        f'<div class="gradschool-canvas" data-strokes="{strokes}"></div>\n<script>\n(function () {{\n{beside("pad.js")}'
        f"document.querySelectorAll('{waiting}').forEach(pad);\n}})();\n</script>"
    )
