"""Sliders over a function that draws: where a kernel answers the figure is drawn anew, everywhere else it stands.

In JupyterLab the reader moves sliders, and the words of the figure follow. In a page, in print, and in nbgrader's
feedback stands the figure of the first values.
"""

from typing import Any

import numpy as np

from gradschool.plots.live import Draw, LiveImage, LivePicture
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Range, number


class Explorable(LivePicture):
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
        live = LiveImage(self)

        def redraw(change: Any) -> None:
            values = {name: control.value for name, control in controls.items()}
            live.redraw(lambda: self._draw(**values), _told(values))

        for control in controls.values():
            control.observe(redraw, "value")
        row = widgets.Layout(flex_flow="row wrap")
        return widgets.VBox([widgets.HBox(list(controls.values()), layout=row), live.image, live.words])


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


def _told(values: dict[str, Any]) -> str:
    """The values as an error tells them."""
    return ", ".join(f"{name}={v:.4g}" if isinstance(v, float) else f"{name}={v}" for name, v in values.items())


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
