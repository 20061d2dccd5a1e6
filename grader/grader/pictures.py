"""Pictures that students paste into their texts: decoded, drawn anew as PNG, and shown where they stood.

A stranger's file is never handed on: what a page holds are the pixels, within limits. Whatever is no picture is named
in its place.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from grader.text import INVISIBLE, printable

MOST_PIXELS = {"PNG": 12_000_000, "JPEG": 25_000_000}
"""Of a picture that is decoded, in a quarter of a second at most; a phone's photograph has 12 million."""
LONGEST_SIDE = 1_600
MOST_BYTES = 12 * 2**20
"""Of the pictures of one text, drawn anew; what comes after them is named."""
_PLACE = re.compile(rf"!\[[^\]\n]*\]{INVISIBLE}?\(attachment:([^)\s]+)\)")

MARKDOWN = "![{0}](attachment:{0})"

Attachments = Sequence[tuple[str, str]]


@lru_cache(maxsize=64)
def as_png(encoded: str) -> bytes | None:
    """A picture drawn anew.

    Parameters
    ----------
    encoded : str
        A file in base64.

    Returns
    -------
    bytes or None
        A PNG at most `LONGEST_SIDE` wide and high, turned as a camera says; None where the file is neither PNG nor
        JPEG, or too large.
    """
    from PIL import Image, ImageOps  # a tenth of a second, for the few who paste something

    try:
        data = base64.b64decode(encoded, validate=False)
        with Image.open(io.BytesIO(data), formats=tuple(MOST_PIXELS)) as opened:
            if opened.width * opened.height > MOST_PIXELS[str(opened.format)]:
                return None
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        page = Image.new("RGB", picture.size, "white")
        page.paste(picture, mask=picture)
        drawn = io.BytesIO()
        page.save(drawn, "PNG")
        return drawn.getvalue()
    except (OSError, ValueError, SyntaxError, binascii.Error, Image.DecompressionBombError, MemoryError):
        return None  # Pillow says so of a damaged file, by any of them


def placed(text: str, attachments: Attachments, mark: str = MARKDOWN) -> tuple[str, dict[str, bytes]]:
    """A text whose pictures have names of ours, and the pictures by these names.

    Parameters
    ----------
    text : str
        Markdown, inert or not.
    attachments : sequence of (name, base64)
    mark : str
        What stands where a picture stood, with ``{0}`` for its name; by default Markdown that shows it.

    Returns
    -------
    text : str
        Each picture stands where it stood, under ``picture-1.png`` and so on; one that the text does not name stands at
        the end. Of what can't be shown the name is given instead.
    pictures : dict of str to bytes
        PNG files.
    """
    pictures: dict[str, bytes] = {}
    shown: dict[str, str] = {}
    for name, encoded in attachments:
        png = as_png(encoded)
        if png is None or sum(map(len, pictures.values())) + len(png) > MOST_BYTES:
            shown[name] = f"(attached, not shown: {_plain(name)})"
        else:
            pictures[own := f"picture-{len(pictures) + 1}.png"] = png
            shown[name] = mark.format(own)
    used: set[str] = set()

    def instead(found: re.Match[str]) -> str:
        name = next((one for one in (found[1], unquote(found[1])) if one in shown), "")
        used.add(name)
        return shown.get(name, f"(not attached: {_plain(found[1])})")

    text = _PLACE.sub(instead, text)
    return "\n\n".join([text, *(said for name, said in shown.items() if name not in used)]), pictures


def _plain(name: str) -> str:
    """A stranger's file name as words in Markdown: letters, digits, points and dashes."""
    return re.sub(r"[^\w.() -]", "_", printable(name))[:80]
