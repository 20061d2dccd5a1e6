"""Sliders over a function that draws: where a kernel answers the figure is drawn anew, everywhere else it stands.

In JupyterLab the reader moves sliders, and the words of the figure follow. In a page, in print, and in nbgrader's
feedback stands the figure of the first values.
"""

import html
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from PIL import Image

from gradschool.plots.picture import Bundle, Picture
from gradschool.plots.playable import Range, number

Draw = Callable[..., Picture | None]
UNSEEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"


class Explorable(Picture):
    """A figure with sliders above it, where a kernel answers; `explore` makes one.

    Parameters
    ----------
    picture : Picture
        The figure of the first values.
    draw : callable
        Draws the figure of others.
    numbers : dict
        Each with its slider or its choices.
    """

    def __init__(self, picture: Picture, draw: Draw, numbers: dict[str, Range | list[Any]]) -> None:
        super().__init__(picture.figure, picture.alt)
        self._draw, self._numbers = draw, numbers

    def widget(self) -> Any:
        """Return sliders, the image, and below it what there is to say, as one widget of ipywidgets."""
        import ipywidgets as widgets  # the library is used without it, too

        controls = {name: _control(name, spec) for name, spec in self._numbers.items()}
        frames = _Frames()
        image = widgets.Image(value=frames.drawn(self), format="png", width=self.width)
        words = widgets.HTML(_unseen(self.alt))

        def redraw(change: Any) -> None:
            said = io.StringIO()
            with redirect_stdout(said):
                picture = _drawn(self._draw, {name: control.value for name, control in controls.items()})
            if picture is not None:
                image.value = frames.drawn(picture)
            words.value = html.escape(said.getvalue()) + (_unseen(picture.alt) if picture else "")

        for control in controls.values():
            control.observe(redraw, "value")
        row = widgets.Layout(flex_flow="row wrap")
        return widgets.VBox([widgets.HBox(list(controls.values()), layout=row), image, words])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        data, metadata = super()._repr_mimebundle_()
        if _kernel_answers():
            data = self.widget()._repr_mimebundle_() | data
        return data, metadata


def explore(draw: Draw, **numbers: Range | list[Any]) -> Picture | None:
    """Show what `draw` draws, with a slider for each number.

    Parameters
    ----------
    draw : callable
        Takes the numbers by name and returns a `Picture`. One that needs the student's own functions stands under
        ``@drawn_by("their_name")`` (`gradschool.lesson`): while these are not right it says so and draws nothing.
    **numbers : (low, high, value) or list
        The ends of a slider and where it begins: it moves by whole numbers where all three are whole, by equal ratios
        where the ends are more than a hundredfold apart. A list is a choice, its first entry first.

    Returns
    -------
    Picture or None
        None where `draw` draws nothing. An error of `draw` is raised here; later it is told below the figure.

    Raises
    ------
    ValueError
        If no number is given, or its three are not in order.

    Examples
    --------
    >>> import numpy as np
    >>> from gradschool import plots
    >>> def wave(frequency):
    ...     return plots.loss_curves({f"{frequency} turns": np.sin(frequency * np.arange(100) / 16)}, log=False)
    >>> print(plots.explore(wave, frequency=(0.5, 5.0, 1.0)).alt)
    Loss by update, up to 100: 1.0 turns goes from 0 to -0.0955.
    """
    if not numbers:
        raise ValueError("explore(draw) has no number to explore; pass one by name: explore(draw, lr=(0.01, 1.0, 0.1))")
    first = {name: spec[0] if isinstance(spec, list) else number(name, name, spec)[0] for name, spec in numbers.items()}
    picture = draw(**first)
    return None if picture is None else Explorable(picture, draw, numbers)


def _drawn(draw: Draw, values: dict[str, Any]) -> Picture | None:
    """Draw; an error is told, since nobody would see it raised here."""
    try:
        return draw(**values)
    except Exception as error:
        asked = ", ".join(
            f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}" for name, value in values.items()
        )
        print(f"No figure for {asked}: {type(error).__name__}: {error}")
        return None


def _control(name: str, spec: Range | list[Any]) -> Any:
    """Make the slider or the list of choices."""
    import ipywidgets as widgets

    look = {"description": name.replace("_", " "), "style": {"description_width": "initial"}}
    if isinstance(spec, list):
        return widgets.Dropdown(options=spec, value=spec[0], **look)
    begin, [slider] = number(name, name, spec)
    if all(isinstance(value, int) for value in spec):
        return widgets.IntSlider(begin, min=slider.low, max=slider.high, **look)
    if slider.scale == "log":
        low, high = np.log10([slider.low, slider.high])
        return widgets.FloatLogSlider(begin, min=low, max=high, step=(high - low) / 100, readout_format=".3g", **look)
    step = (slider.high - slider.low) / 100
    return widgets.FloatSlider(begin, min=slider.low, max=slider.high, step=step, readout_format=".3g", **look)


class _Frames:
    """Draws figure after figure, fast: at the size of its display, and laid out only where the last layout won't do."""

    def __init__(self) -> None:
        self._places: list[Any] = []

    def drawn(self, picture: Picture) -> bytes:
        figure, canvas = picture.figure, picture.figure.canvas
        layout = figure.get_layout_engine()
        if len(self._places) == len(figure.axes):
            figure.set_layout_engine("none")
            for ax, place in zip(figure.axes, self._places, strict=True):
                ax.set_position(place)
            canvas.draw()
        if figure.get_layout_engine() is layout or self._sticks_out(picture):
            figure.set_layout_engine(layout)
            for ax in figure.axes:
                ax.set_in_layout(True)  # `set_position` takes axes out of it
            canvas.draw()
            self._places = [ax.get_position() for ax in figure.axes]
        stream, pixels = io.BytesIO(), np.asarray(canvas.buffer_rgba())  # type: ignore[attr-defined]
        Image.fromarray(pixels).convert("RGB").save(stream, format="png", compress_level=1)
        return stream.getvalue()

    def _sticks_out(self, picture: Picture) -> bool:
        """Whether numbers at a vertical axis have become so wide that its label left the figure."""
        renderer = picture.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = [ax.yaxis.get_tightbbox(renderer) for ax in picture.axes]
        return any(box is not None and box.x0 < 2 for box in boxes)


def _unseen(words: str) -> str:
    """Words for those who listen."""
    return f'<span style="{UNSEEN}" aria-live="polite">{html.escape(words)}</span>'


def _kernel_answers() -> bool:
    """Whether there is a kernel, and ipywidgets to speak with it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    return hasattr(shell, "kernel")
