"""A figure together with the words for those who can't see it, and how both reach the reader.

JupyterLab and nbconvert's page take the HTML, whose image carries the words as ``alt``; nbgrader's pages and other
readers that refuse HTML take the PNG, with the words in the output's metadata; a terminal prints the words.
"""

import base64
import html
import io
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from gradschool.plots.style import SETTINGS

DESCRIPTIONS = {".png": "Description", ".pdf": "Subject", ".svg": "Description"}
"""What a file can be, and what its format calls a description."""

Bundle = tuple[dict[str, str], dict[str, Any]]


class Picture:
    """A figure with alternative text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    alt : str
        What it shows, in words: what is on the axes, and what there is to see.

    Raises
    ------
    ValueError
        If the alternative text is empty.
    """

    def __init__(self, figure: Figure, alt: str) -> None:
        if not alt.strip():
            raise ValueError("a figure needs alternative text: say what is on its axes and what there is to see")
        self.figure = figure
        self.alt = " ".join(alt.split())

    @property
    def axes(self) -> list[Any]:
        """The axes of the figure."""
        return self.figure.axes

    def png(self) -> bytes:
        """Draw the figure, at twice the resolution of its display."""
        return self._drawn(".png")

    def _drawn(self, kind: str) -> bytes:
        stream = io.BytesIO()
        with mpl.rc_context(SETTINGS):
            self.figure.savefig(stream, format=kind[1:], metadata={DESCRIPTIONS[kind]: self.alt})
        return stream.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the figure to a file, with the alternative text as its description.

        Parameters
        ----------
        path : str or Path
            Its ending says what is written: ``.png``, at twice the resolution of the display, or ``.pdf`` or ``.svg``,
            sharp at any size.

        Raises
        ------
        ValueError
            If the ending is another.
        """
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in DESCRIPTIONS:
            raise ValueError(f"{path} does not say what to write; let its name end in {', '.join(DESCRIPTIONS)}")
        path.write_bytes(self._drawn(kind))

    def show(self) -> None:
        """Show the figure now; in a terminal, print its alternative text."""
        _show(self)

    @property
    def width(self) -> int:
        """Width on the page, in pixels."""
        return round(100 * self.figure.get_figwidth())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        encoded = self._encoded()
        data = {"text/html": self._html(encoded), "image/png": encoded, "text/plain": self.alt}
        return data, {"image/png": {"alt": self._said_of_the_image(), "width": self.width}}

    def _said_of_the_image(self) -> str:
        return self.alt

    def _encoded(self) -> str:
        return base64.b64encode(self.png()).decode()

    def _html(self, encoded: str) -> str:
        """The picture as a page shows it."""
        return (
            f'<img alt="{html.escape(self._said_of_the_image())}" width="{self.width}" '
            f'style="max-width: 100%; height: auto" src="data:image/png;base64,{encoded}">'
        )

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"


def show(figure: Figure, alt: str) -> None:
    """Show a figure of your own with alternative text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure from `subplots` here or from pyplot (it is closed there, so that it is not shown twice).
    alt : str
        What it shows, in words.
    """
    picture = Picture(figure, alt)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    _show(picture)


def _show(picture: Picture) -> None:
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        print(picture.alt)
    else:
        from IPython.display import display

        display(picture)
