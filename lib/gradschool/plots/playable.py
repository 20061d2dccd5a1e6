"""Figures that move in the browser, without a kernel: one frame of sliders and a canvas, and a scene drawn in it.

The page gets the picture, the numbers, and a script. The script puts controls and a canvas in the picture's place;
where no script runs (nbgrader's pages, print, a notebook that is not trusted) the picture stays. `frame.js` is the
frame, with its sliders, its clock, and a start to drag; `parabola.js`, `valley.js`, `ball.js`, and `film.js` are the
scenes.
"""

import base64
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS

LIGHT = [COLORS[name] for name in ("blue", "vermilion", "green")]
DARK = [COLORS[name] for name in ("sky", "orange", "green")]
"""What lines take on a light page and on a dark one."""

HUNDREDFOLD = 100

Range = tuple[float, float, float]


@dataclass(frozen=True)
class Slider:
    """One number that a reader may change.

    Attributes
    ----------
    name : str
        Of the number in the scene.
    label : str
        What the reader sees.
    low, high : float
        The ends.
    scale : {"linear", "log", "whole"}
        Whether the slider moves by equal differences, equal ratios, or whole numbers.
    """

    name: str
    label: str
    low: float
    high: float
    scale: Literal["linear", "log", "whole"] = "linear"


class Playable(Picture):
    """A figure that a reader moves: with sliders, by dragging its start, by a clock.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What is shown where scripts don't run.
    alt : str
        What it shows, in words that leave the discovery to the reader.
    scene : str
        The script that draws, without its ending: ``"valley"`` is ``valley.js`` beside this file.
    values : dict
        The numbers that the scene begins with; ``start`` is a list of one or two, where there is a start to drag.
    sliders : sequence of Slider
        For those of the numbers that a reader may change.
    height : int
        Of the canvas; its width is 750, the page's.
    clock : str, optional
        The slider that "play" moves.
    """

    def __init__(
        self,
        figure: Figure,
        alt: str,
        scene: str,
        values: Mapping[str, Any],
        sliders: Sequence[Slider],
        *,
        height: int,
        clock: str | None = None,
    ) -> None:
        super().__init__(figure, alt)
        self._scene, self._clock, self._height = scene, clock, height
        self.values, self.sliders = dict(values), tuple(sliders)

    @property
    def player(self) -> str:
        """HTML of the figure, complete in itself; it may stand in a page more than once."""
        return self._html(self._encoded())

    def _html(self, encoded: str) -> str:
        setting = {
            "values": self.values,
            "sliders": [asdict(one) for one in self.sliders],
            "clock": self._clock,
            "alt": self.alt,
            "start": "the start: drag it, or move it with the arrow keys",
            "width": self.width,
            "height": self._height,
            "light": LIGHT,
            "dark": DARK,
            "css": beside("play.css"),
        }
        data = json.dumps(setting).replace("<", "\\u003c")
        waiting = f'.gradschool-play[data-scene="{self._scene}"]:not([data-alive])'
        return (
            f'<div class="gradschool-play" data-scene="{self._scene}">{super()._html(encoded)}'
            f'<script type="application/json">{data}</script></div>\n<script>\n(function () {{\n'
            f"{beside(self._scene + '.js')}{beside('frame.js')}"
            f"document.querySelectorAll('{waiting}').forEach((root) => play(root, scene));\n}})();\n</script>"
        )


class Film(Playable):
    """Frames that a reader plays or steps through, with alternative text; it opens on the first, and waits.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure, at its last frame: what is shown where scripts can't run.
    alt : str
        What happens, in words that do not tell the end.
    frames : list of bytes
        PNG images, all of one size.
    captions : list of str
        One for each frame, read out as a reader steps. What stands before the first semicolon is shown beside the
        slider.
    """

    def __init__(self, figure: Figure, alt: str, frames: list[bytes], captions: list[str]) -> None:
        sources = [f"data:image/png;base64,{base64.b64encode(frame).decode()}" for frame in frames]
        values = {"frame": 0, "frames": sources, "captions": captions}
        slider = Slider("frame", "frame", 0, len(frames) - 1, "whole")
        super().__init__(
            figure, alt, "film", values, [slider], height=round(100 * figure.get_figheight()), clock="frame"
        )
        self.frames, self.captions = frames, captions

    def _said_of_the_image(self) -> str:
        """The image that stands where no script runs shows the end."""
        return f"{self.alt} The end, {self.captions[-1]}."


def snapshot(figure: Any, colors: int = 64) -> bytes:
    """Return what the canvas of a figure holds as a PNG of few colors: a frame of a film, a third of its size."""
    stream = io.BytesIO()
    image = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    image.quantize(colors, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(stream, format="png")
    return stream.getvalue()


def number(name: str, label: str, value: float | Range) -> tuple[float, list[Slider]]:
    """Return where a number begins, and its slider if ``(low, high, value)`` asks for one.

    A slider whose ends are more than a hundredfold apart moves by equal ratios.

    Examples
    --------
    >>> number("mu", "momentum", 0.9)
    (0.9, [])
    >>> number("lr", "rate", (0.001, 1.0, 0.1))
    (0.1, [Slider(name='lr', label='rate', low=0.001, high=1.0, scale='log')])
    """
    if isinstance(value, int | float):
        return value, []
    low, high, begin = value
    if not low <= begin <= high or low == high:
        raise ValueError(f"{name}={value}; expected (low, high, value) with low <= value <= high and low < high")
    return begin, [Slider(name, label, low, high, "log" if 0 < HUNDREDFOLD * low < high else "linear")]


def beside(name: str) -> str:
    """Return the text of a script or style sheet that lies beside this file."""
    return (files("gradschool.plots") / name).read_text(encoding="utf-8")
