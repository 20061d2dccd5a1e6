"""A figure that a kernel draws anew while somebody moves its controls; everywhere else the first one stands."""

import html
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from PIL import Image

from gradschool.plots.picture import Bundle, Picture

Draw = Callable[..., Picture | None]
UNSEEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"


class LivePicture(Picture):
    """A picture with controls, where a kernel answers; a subclass says in `widget` which."""

    def widget(self) -> Any:
        """Return controls, image, and words as one widget of ipywidgets."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        data, metadata = super()._repr_mimebundle_()
        if _kernel_answers():
            data = self.widget()._repr_mimebundle_() | data
        return data, metadata


class LiveImage:
    """The image of a live figure, and below it what there is to say: two widgets of ipywidgets.

    Parameters
    ----------
    first : Picture
        What stands there at first.
    """

    def __init__(self, first: Picture) -> None:
        import ipywidgets as widgets  # the library is used without it, too

        self._frames = _Frames()
        self.image = widgets.Image(value=self._frames.drawn(first), format="png", width=first.width)
        self.words = widgets.HTML(_unseen(first.alt))

    def redraw(self, draw: Draw, asked: str) -> None:
        """Show what `draw` draws and prints; an error is told, since nobody would see it raised here."""
        said, picture = io.StringIO(), None
        with redirect_stdout(said):
            try:
                picture = draw()
            except Exception as error:
                print(f"No figure for {asked}: {type(error).__name__}: {error}")
        if picture is not None:
            self.image.value = self._frames.drawn(picture)
        self.words.value = html.escape(said.getvalue()) + (_unseen(picture.alt) if picture else "")


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
