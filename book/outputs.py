"""What a cell put out, as HTML for a page: figures become files, films keep their script, printed lines stay lines.

A figure's file is named by what it holds, and is stored as lossless WebP, which takes half the bytes of the PNG. A
figure with a kernel's controls stands as its first picture, with a word on where the controls are.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

from grader.files import replace

WIDGET = "application/vnd.jupyter.widget-view+json"
_EMBEDDED = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
_IMAGE = re.compile(r'<img (?P<before>[^>]*?)width="(?P<width>\d+)"(?P<between>[^>]*?)src="' + _EMBEDDED.pattern + '"')
LIVE = '<p class="live">With sliders in the notebook: run this cell there, and the figure follows.</p>'
PAD = '<p class="live">In the notebook you draw here: run this cell there, and your network reads what you drew.</p>'


class Figures:
    """The figures of one page, as files.

    Parameters
    ----------
    folder : Path
        Where they are written.
    address : str
        Of this folder, as the page names it.
    kept : Path
        Where figures lie that were stored before: to draw one smaller takes a moment.
    """

    def __init__(self, folder: Path, address: str, kept: Path) -> None:
        self._folder, self._address, self._kept = folder, address, kept
        self._names: set[str] = set()

    def stored(self, encoded: str) -> tuple[str, tuple[int, int]]:
        """The address of a figure, given as a PNG in base64, and its size in pixels."""
        png = base64.b64decode(encoded)
        name = hashlib.sha256(png).hexdigest()[:16] + ".webp"
        if not (self._kept / name).is_file():
            stream = io.BytesIO()
            with Image.open(io.BytesIO(png)) as image:
                image.convert("RGB" if _is_opaque(image) else "RGBA").save(stream, "WEBP", lossless=True, method=4)
            replace(self._kept / name, stream.getvalue())
        if name not in self._names:
            replace(self._folder / name, (self._kept / name).read_bytes())
            self._names.add(name)
        with Image.open(self._kept / name) as image:
            return f"{self._address}/{name}", image.size

    def drop_others(self) -> None:
        """Remove the files of figures that the page no longer has."""
        for path in self._folder.glob("*.webp"):
            if path.name not in self._names:
                path.unlink()


def _is_opaque(image: Image.Image) -> bool:
    return "A" not in image.getbands() or image.getchannel("A").getextrema()[0] == 255


def as_html(outputs: Iterable[dict[str, Any]], figures: Figures) -> str:
    """The outputs of one cell, in their order; an empty string where there is nothing to show."""
    shown: list[str] = []
    printed = ""
    for output in [*outputs, {"output_type": "end"}]:
        if output["output_type"] == "stream":
            printed += output["text"] if output["name"] == "stdout" else ""
            continue
        if printed.strip():
            shown.append(_lines(printed.rstrip()))
        printed = ""
        if data := output.get("data"):
            shown.append(_data(data, figures))
    return "\n".join(shown)


def _lines(printed: str) -> str:
    """Printed lines, each by itself, so that a long one can go on below on a phone."""
    lines = "".join(f"<span>{escape(line)}\n</span>" for line in printed.split("\n"))
    return f'<pre class="printed">{lines}</pre>'


def _data(data: dict[str, str], figures: Figures) -> str:
    if "text/html" not in data and WIDGET in data:
        return ""  # a progress bar
    if data.get("text/plain", "").startswith("use("):
        return ""  # the choice of a backend, which the cell says itself
    if "text/html" not in data:
        return _lines(data.get("text/plain", ""))
    html = _IMAGE.sub(lambda found: _image(found, figures), data["text/html"])
    html = _EMBEDDED.sub(lambda found: figures.stored(found[1])[0], html)
    if "<table" in html:
        html = f'<div class="table">{html}</div>'
    if WIDGET in data:
        html += PAD if "A drawing of" in data["text/plain"] else LIVE
    return html


def _image(found: re.Match[str], figures: Figures) -> str:
    """The tag of an image, with its height, so that nothing moves when the image comes."""
    address, (wide, high) = figures.stored(found[4])
    width = int(found["width"])
    size = f'width="{width}" height="{round(width * high / wide)}" loading="lazy" decoding="async"'
    return f'<img {found["before"]}{size}{found["between"]}src="{address}"'
