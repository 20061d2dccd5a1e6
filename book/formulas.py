"""A Sphinx extension that sets formulas while the book is made, so that they stand in the page when it arrives.

KaTeX 0.16.22, which lies in ``katex/``, sets them in Node: the machine's own, or the one that Playwright brings along.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

PARTS = '</span><span class="base">'
"""Between two parts of a formula within a line, which may be broken there."""
SCRIPT = Path(__file__).parent / "katex" / "set.js"


class Setter:
    """Node with KaTeX, which answers a line with a line."""

    def __init__(self) -> None:
        node = node_program()
        if node is None:
            raise ExtensionError("formulas are set by KaTeX in Node, and there is no Node: sudo apt-get install nodejs")
        pipe = subprocess.PIPE
        self._node = subprocess.Popen([node, SCRIPT], stdin=pipe, stdout=pipe, encoding="utf-8")

    def html(self, tex: str, display: bool) -> str:
        """A formula as HTML, with MathML for those who listen.

        Raises
        ------
        ExtensionError
            If KaTeX can't read it.
        """
        assert self._node.stdin
        assert self._node.stdout
        print(json.dumps([tex, display]), file=self._node.stdin, flush=True)
        answer = json.loads(self._node.stdout.readline() or '{"error": "Node has ended"}')
        if "error" in answer:
            raise ExtensionError(f"the formula {tex!r} can't be set: {answer['error']}")
        return str(answer["html"])

    def close(self) -> None:
        """End Node."""
        self._node.communicate()


def node_program() -> str | None:
    """Node on this machine, or the one in Playwright's package; None where there is neither."""
    try:
        import playwright  # the tests' browser; a machine that only makes the book may lack it
    except ImportError:
        return shutil.which("node")
    brought = Path(playwright.__file__).parent / "driver" / "node"
    return shutil.which("node") or (str(brought) if brought.is_file() else None)


@cache
def _setter() -> Setter:
    return Setter()


def _inline(writer: Any, node: nodes.Element) -> None:
    html = _setter().html(node.astext(), display=False).replace(PARTS, PARTS.replace("><", "><wbr><"))
    writer.body.append(f'<span class="math">{html}</span>')
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.Element) -> None:
    html = _setter().html(node.astext(), display=True)
    writer.body.append(f"{writer.starttag(node, 'div', CLASS='math')}{html}</div>\n")
    raise nodes.SkipNode


def _join(app: Sphinx, page: nodes.document, name: str) -> None:
    """Keep a bracket or a full stop with its formula: a browser may break the line on either side of a formula."""
    for formula in list(page.findall(nodes.math)):
        parent = formula.parent
        place = parent.index(formula)
        before, after = (
            parent[i] if 0 <= i < len(parent) and isinstance(parent[i], nodes.Text) else nodes.Text("")
            for i in (place - 1, place + 1)
        )
        opening, closing = re.split(r"\s", before)[-1], re.split(r"\s", after)[0]
        if not opening + closing:
            continue
        joined = nodes.inline("", "", nodes.Text(opening), formula.deepcopy(), nodes.Text(closing), classes=["joined"])
        parts = [nodes.Text(before.removesuffix(opening)), joined, nodes.Text(after.removeprefix(closing))]
        parent[place - bool(str(before)) : place + 1 + bool(str(after))] = parts


def _close(app: Sphinx, error: Exception | None) -> None:
    if _setter.cache_info().currsize:
        _setter().close()
        _setter.cache_clear()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_html_math_renderer("katex", inline_renderers=(_inline, None), block_renderers=(_block, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("doctree-resolved", _join)
    app.connect("build-finished", _close)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
