"""Making a student's text harmless where nbgrader would render it.

Formgrader and nbgrader's feedback pages turn Markdown into HTML as it is, whatever their settings say of sanitizing,
and let MathJax loose on the page. So the text is changed before they see it, in a way that a reader does not see: an
invisible space after whatever would begin a tag, a link, an image or a MathJax command that makes one.
"""

from __future__ import annotations

import re

INVISIBLE = "\N{ZERO WIDTH SPACE}"
ACTIVE = re.compile(
    r"<(?=[A-Za-z/!?])"  # a tag, a comment, an autolink
    r"|\](?=[(:\[])"  # the middle of a link, an image or a link's definition
    r"|\\(?=(?:href|class|cssId|style|data|require|unicode|url)(?![A-Za-z]))"  # MathJax reaching out
)


def inert_markdown(text: str) -> str:
    """The text, such that Markdown makes no tags, links or images of it; emphasis, lists, code and math stay."""
    return ACTIVE.sub(lambda found: found.group() + INVISIBLE, text)
