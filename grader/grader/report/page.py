"""A page: templates, one style, and the policy under which nothing in it can run or load.

Three walls stand between what a student wrote and who reads the page: every value is escaped by the template engine;
strings lose their control characters first; and the page's own Content-Security-Policy allows one style sheet, known
by its hash, and images that the page itself holds. No script can run, and nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader import text
from grader.files import replace
from grader.report.levels import level, passed, told
from grader.report.marks import earned, possible
from gradschool.checks.display import hints, with_code

LARGEST_PICTURE = 20_000_000
"""Pixels of a picture that is still shown: a small file can unpack to more than a browser can hold."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.report", "templates"),
        autoescape=True,
        finalize=text.visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("points", "number", "percent", "plural", "duration", "shortened", "span", "two_decimals"):
        environment.filters[name] = getattr(text, name)
    environment.filters |= {"earned": earned, "possible": possible}
    environment.filters |= {
        "hints": hints,
        "with_code": lambda said: Markup(with_code(text.visible(said))),
        "level": level,
        "passed": passed,
        "told": told,
    }
    return environment


def render(template: str, **values: Any) -> str:
    """A template of this package, filled in; every string in it is escaped."""
    style = (Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return _environment().get_template(template).render(style=Markup(style), policy=policy, **values)


def write_page(path: Path, html: str) -> Path:
    """Write a page in one step, its folders included."""
    replace(path, html.encode("utf-8"))
    return path


def png_uri(data: bytes) -> tuple[str, int, int] | None:
    """A PNG as a data URI with its width and height, or None where the bytes are no PNG of a sensible size."""
    if len(data) < 24 or not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    if not 0 < width * height <= LARGEST_PICTURE:
        return None
    return "data:image/png;base64," + base64.b64encode(data).decode("ascii"), width, height
