"""The library's reference as pages of the book: a page for each public module, from its docstrings.

pdoc reads the docstrings, the book sets them. Each function says in which unit it is written by hand, and who calls it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import pdoc.doc
import pdoc.docstrings

import gradschool
from book import plain
from book.outline import Outline
from gradschool import lent

PROMPT = re.compile(r"(?:^>>> .*\n(?:^(?!\s*$).*\n?)*)", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"(?<![`\[])(`{1,2})([A-Za-z_][\w.]*)\1(?!`)")
AN_OBJECT = re.compile(r"<(?:function|class|built-in function) '?([\w.]+)'?[^>]*>")
OURS = re.compile(r"`((?:\w+\.)*\w+)`")


@dataclass(frozen=True, eq=False)
class Entry:
    """A public function, class or constant.

    Attributes
    ----------
    module : str
        Where it is imported from, such as ``gradschool.optim``.
    thing : pdoc.doc.Doc
    """

    module: str
    thing: pdoc.doc.Doc

    @property
    def short(self) -> str:
        """As it is called after ``from gradschool import optim``: ``optim.Adam``."""
        return f"{self.module}.{self.thing.name}".removeprefix("gradschool.")

    @cached_property
    def label(self) -> str:
        """The target of links to it; classes and functions may differ by a capital alone, labels do not."""
        kind = "class" if isinstance(self.thing, pdoc.doc.Class) else "def"
        return f"{kind}-{self.short}".lower().replace(".", "-").replace("_", "-")

    @property
    def link(self) -> str:
        """Markdown that leads to it."""
        return f"[`{self.short}`](#{self.label})"


@cache
def modules() -> tuple[str, ...]:
    """The public modules: those that the library lists as such, each followed by those that it lists itself."""
    found = []
    for part in gradschool.__all__:
        top = importlib.import_module(f"gradschool.{part}")
        inner = (name for name in getattr(top, "__all__", ()) if inspect.ismodule(getattr(top, name)))
        found += [top.__name__, *(f"{top.__name__}.{name}" for name in inner)]
    return tuple(found)


@cache
def entries(module: str) -> tuple[Entry, ...]:
    """What a module offers, in the order of its ``__all__``, or of its file."""
    members = pdoc.doc.Module.from_name(module).members
    names = getattr(importlib.import_module(module), "__all__", members)
    things = [members[name] for name in names if name in members and not name.startswith("_")]
    return tuple(Entry(module, thing) for thing in things if not isinstance(thing, pdoc.doc.Module))


@cache
def in_the_library() -> dict[str, Entry]:
    """What the library has in place of each exercise: what ``gradschool.lent`` names, or hands on as it is."""
    found = {}
    for exercise in lent.__all__:
        function = getattr(lent, exercise)
        lends = function.__module__ == lent.__name__
        names = OURS.findall(function.__doc__ or "") if lends else [f"{function.__module__}.{function.__name__}"]
        if entry := next((entry for name in names if (entry := lookup(name, "gradschool.optim"))), None):
            found[exercise] = entry
    return found


@cache
def _known() -> dict[str, Entry]:
    """Entries by each name that a docstring may use: in full, without ``gradschool``, and by where they are defined."""
    known: dict[str, Entry] = {}
    for module in modules():
        for entry in entries(module):
            where, name = entry.thing.taken_from
            for address in (f"{module}.{entry.thing.name}", f"{where}.{name}"):
                known.setdefault(address, entry)
                known.setdefault(address.removeprefix("gradschool."), entry)
    return known


def lookup(name: str, near: str = "") -> Entry | None:
    """The entry that a name means, seen from a module."""
    module, known = near, _known()
    while module:
        if found := known.get(f"{module}.{name}"):
            return found
        module = module.rpartition(".")[0]
    return known.get(name)


def page(module: str, units: Sequence[Outline]) -> str:
    """The page of one module, as MyST Markdown."""
    title = module.removeprefix("gradschool.")
    parts = [
        f"(module-{title.lower().replace('.', '-')})=\n# `{module}`",
        _text(pdoc.doc.Module.from_name(module).docstring, module),
    ]
    for entry in entries(module):
        parts += [f"({entry.label})=\n## `{entry.thing.name}`", *_entry(entry, units)]
    return "\n\n".join(filter(None, parts)) + "\n"


def index(units: Sequence[Outline]) -> str:
    """The first page of the reference: the modules with the first line of each, and where each exercise is kept."""
    lines = ["# The library", "", _text(pdoc.doc.Module.from_name("gradschool").docstring, "gradschool"), ""]
    lines += ["## Modules", ""]
    for module in modules():
        first = (importlib.import_module(module).__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        lines.append(f"- [`{module}`]({module}.md): {_linked(first, module)}")
    lines += ["", "In formulas, $\\eta$ is the argument `lr`, $\\epsilon$ is `eps`; others are called by their names."]
    lines += ["", "## What you write, and what the library has", ""]
    lines += [
        "Many exercises have a counterpart in the library. Write yours first.",
        "",
        "| unit | you write | the library has |",
        "| --- | --- | --- |",
    ]
    for outline in units:
        for exercise, entry in in_the_library().items():
            if section := outline.exercise(exercise):
                lines.append(
                    f"| {outline.link(outline.number)} | {outline.link(f'`{exercise}`', section)} | {entry.link} |"
                )
    hidden = "\n".join(modules())
    return "\n".join(lines) + f"\n\n```{{toctree}}\n:hidden:\n\n{hidden}\n```\n"


def _entry(entry: Entry, units: Sequence[Outline]) -> Iterator[str]:
    thing = entry.thing
    if isinstance(thing, pdoc.doc.Class | pdoc.doc.Function):
        yield f"```python\n{_call(thing.name, thing.obj)}\n```"
    yield _text(thing.docstring, entry.module)
    yield _lessons(entry, units)
    if isinstance(thing, pdoc.doc.Class):
        members = [one for one in thing.members.values() if not one.name.startswith("_") and one.docstring]
        for member in (one for one in members if _owner(one) == thing.obj.__name__):
            yield f"### `{thing.name}.{member.name}`"
            if isinstance(member, pdoc.doc.Function):
                yield f"```python\n{_call(member.name, member.obj)}\n```"
            yield _text(member.docstring, entry.module)
        yield _inherited([one for one in members if _owner(one) != thing.obj.__name__], entry.module)


def _owner(member: pdoc.doc.Doc) -> str:
    """The class that a member was written in."""
    return member.taken_from[1].partition(".")[0]


def _inherited(members: Sequence[pdoc.doc.Doc], module: str) -> str:
    """One line for what a class has from another class of the library."""
    others: dict[str, list[str]] = {}
    for one in members:
        if one.taken_from[0].startswith("gradschool"):
            others.setdefault(_owner(one), []).append(f"`{one.name}`")
    return "\n\n".join(f"From {_linked(f'`{other}`', module)}: {', '.join(names)}." for other, names in others.items())


def _call(name: str, thing: object) -> str:
    """A call as code, without types: the parameters' list has them in words. An error class is only named."""
    if isinstance(thing, type) and issubclass(thing, BaseException):
        return name
    try:
        signature = inspect.signature(thing)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return name
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    given = bare[1:] if bare and bare[0].name in ("self", "cls") else bare
    text = str(signature.replace(parameters=given, return_annotation=inspect.Signature.empty))
    text = AN_OBJECT.sub(r"\1", text)
    inner = textwrap.fill(text[1:-1], 84, initial_indent="    ", subsequent_indent="    ")
    return name + (text if len(name + text) < 90 else f"(\n{inner}\n)")


def _lessons(entry: Entry, units: Sequence[Outline]) -> str:
    """Where a reader writes it by hand, and which units call it."""
    by_hand = [
        outline.link(f"unit {outline.number}, `{exercise}`", section)
        for outline in units
        for exercise, has in in_the_library().items()
        if has is entry and (section := outline.exercise(exercise))
    ]
    used = [outline.link(f"{outline.number}") for outline in units if entry.short in _called(outline)]
    said = [f"You write it yourself in {', '.join(by_hand)}."] if by_hand else []
    said += [f"Units that call it: {', '.join(used)}."] if used else []
    return f"*{' '.join(said)}*" if said else ""


@cache
def _called(outline: Outline) -> frozenset[str]:
    """The names of the library that a unit's code uses, as `Entry.short` writes them."""
    found = set()
    for cell in outline.unit.notebook.cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Attribute):
                    found.add(ast.unparse(node))
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gradschool."):
                    found |= {f"{node.module}.{name.name}".removeprefix("gradschool.") for name in node.names}
    return frozenset(found)


def _text(docstring: str, module: str) -> str:
    """A docstring as MyST: its sections, its formulas set, its examples as code, names of the library as links."""
    text = pdoc.docstrings.convert(plain.with_displays(docstring), "numpy", None)
    text = re.sub(r"^#{1,6} (.+)$", r"**\1**\n", text, flags=re.MULTILINE)
    text = PROMPT.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text + "\n")
    parts, last = [], 0
    for block in FENCED.finditer(text):
        parts += [_linked(text[last : block.start()], module), block[0]]
        last = block.end()
    return "".join([*parts, _linked(text[last:], module)]).strip()


def _linked(text: str, module: str) -> str:
    """Names of the library as links, and formulas between two backticks set."""

    def link(found: re.Match[str]) -> str:
        if entry := lookup(found[2], module):
            return f"[`{found[2]}`](#{entry.label})"
        if found[2] in modules():
            return f"[`{found[2]}`](#module-{found[2].removeprefix('gradschool.').replace('.', '-')})"
        return found[0]

    return NAME.sub(link, plain.with_formulas(text))
