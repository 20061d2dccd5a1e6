"""Script, style, frames and drawings wherever a person might look: cells, outputs, names, errors, metadata.

That nothing of it runs in a page is seen in a browser: test_markup.py.
"""

from nbformat.v4 import new_raw_cell

from grader.author import attack

RAN = "document.title='ran'"
SCRIPTS = (
    f"<script>{RAN}</script>",
    f"<img src='http://127.0.0.1:$port/a.png' onerror=\"{RAN}\">",
    f"<svg onload=\"{RAN}\"><style>@import 'http://127.0.0.1:$port/b.css'</style></svg>",
    f"<iframe srcdoc=\"<script>parent.{RAN}</script>\" src='http://127.0.0.1:$port/c'></iframe>",
    f"</pre></code></textarea></title><script>{RAN}</script>",
    f'<details open ontoggle="{RAN}">',
    "<link rel=stylesheet href='http://127.0.0.1:$port/d.css'><base href='http://127.0.0.1:$port/'>",
    f'<a href="javascript:{RAN}">solution</a>',
    f'<math><mtext><style><img src=x onerror="{RAN}"></style></mtext></math>',
)
ALL = "\n".join(SCRIPTS)


@attack("script, style, frames and drawings in Markdown cells", told="not written")
def markdown(hand_in):
    hand_in.text(ALL)
    hand_in.text("\n\n".join(f"# {script}\n\n- {script}\n\n| {script} |\n|-|\n" for script in SCRIPTS))


@attack("links, images and references of Markdown itself", told="not written")
def markdown_links(hand_in):
    hand_in.text(f"[here](javascript:{RAN}) ![x](http://127.0.0.1:$port/e.png) <http://127.0.0.1:$port/f>")
    hand_in.text(
        f"[x]: javascript:{RAN}\n\n[x] [![y](http://127.0.0.1:$port/g)](data:text/html,<script>{RAN}</script>)"
    )


@attack("formulas that reach out of the page", told="not written")
def formulas(hand_in):
    hand_in.text(rf"$$$$\href{{javascript:{RAN}}}{{x}}$$$$ $$$$\require{{html}}$$$$")
    hand_in.text(r"$$$$\style{background:url(http://127.0.0.1:$port/h)}{x}$$$$")


@attack("HTML, SVG and JavaScript as outputs of a cell", tried="an object|SVG|HTML", told="not written")
def outputs(hand_in):
    hand_in.cell(f"""
        from IPython.display import HTML, SVG, Javascript, Markdown, display
        for kind in (HTML, Javascript, Markdown):
            display(kind({ALL!r}))
        class Shown:
            def _repr_html_(self): return {ALL!r}
            def _repr_svg_(self): return {SCRIPTS[2]!r}
            def _repr_mimebundle_(self, **settings): return {{"text/html": {ALL!r}, "text/plain": "an object"}}
        Shown()
    """)


@attack("markup as printed text and as the text of values", tried="<script>", told="not written")
def printed(hand_in):
    hand_in.cell(f"import sys\nprint({ALL!r})\nprint({ALL!r}, file=sys.stderr)")
    hand_in.cell(f"class Shown:\n    __repr__ = lambda self: {ALL!r}\nShown()")


@attack("markup as the name, the text and the line of an exception", tried="<script>", told="<script>|raised")
def exceptions(hand_in):
    hand_in.answer(f"""
        def $exercise(*args, **settings):
            raise type({SCRIPTS[0]!r}, (Exception,), {{}})({ALL!r})  # {SCRIPTS[0]}
    """)
    hand_in.cell(f"raise type({SCRIPTS[1]!r}, (Exception,), {{}})({ALL!r})  # {SCRIPTS[0]}")


@attack(
    "markup as words and keys of an answer", tried="expected|raised|can't|missing", told="expected|raised|can't|missing"
)
def answers(hand_in):
    hand_in.answer(f"def $exercise(*args, **settings):\n    return {{{SCRIPTS[0]!r}: {ALL!r}}}")


@attack("markup in the source of cells, of every kind", told="not written")
def sources(hand_in):
    hand_in.cell("# " + ALL.replace("\n", "\n# "))
    hand_in.text(f"```\n{ALL}\n```")
    hand_in.notebook.cells.append(new_raw_cell(hand_in.filled(ALL), metadata={"format": "text/html"}))


@attack("code over which a highlighter takes minutes: empty lines, blanks, dots", tried="shown", told="not written")
def slow_sources(hand_in):
    hand_in.cell(
        "print('shown')" + "\n" * 20_000 + "match = 0\nmatch" + "\t" * 20_000 + "\nx = 'x" + ".x" * 100_000 + "'"
    )
    hand_in.text("a" + "\n" * 20_000 + "b")


@attack("markup in metadata: titles, authors, tags, names of cells, attachments", told="not written")
def metadata(hand_in):
    hand_in.notebook.metadata.update(title=ALL, authors=[{"name": ALL}], kernelspec={"name": ALL, "display_name": ALL})
    hand_in.text("![x](attachment:x.svg)")
    cell = hand_in.notebook.cells[-1]
    cell["attachments"] = {"x.svg": {"image/svg+xml": SCRIPTS[2], "text/html": ALL}}
    cell["metadata"] = {"tags": [ALL], "name": ALL, "nbgrader": {"grade_id": ALL, "grade": True, "points": ALL}}


@attack("a picture that is a page: HTML behind the head of a PNG", tried="left out|kept", told="interfered|not written")
def picture(hand_in):
    hand_in.cell(f"""
        import struct
        head = b"\\x89PNG\\r\\n\\x1a\\n\\x00\\x00\\x00\\rIHDR" + struct.pack(">II", 3, 3)
        class Shown:
            def _repr_png_(self): return head + {ALL.encode()!r} * 3
        print("kept or left out")
        Shown()
    """)


@attack("commands for a terminal, and letters that turn the text around", tried="owned", told="not written|owned")
def terminal(hand_in):
    hand_in.cell("print('\\x1b]0;owned\\x07\\x1b[2J\\x9b31m\\u202eowned\\u2066')")
    hand_in.cell("raise ValueError('\\x1b]0;owned\\x07\\u202e')")
