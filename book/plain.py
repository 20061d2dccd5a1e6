"""Formulas as docstrings write them, in plain text that ``help()`` shows as well, made TeX for the book.

``w = w - lr m_hat / (sqrt(s_hat) + eps)`` is a formula: factors side by side are a product, a name before a bracket
without a blank is a function, ``x if x > 0 else 0`` is a case, ``*`` multiplies element by element. Whatever else
stands between backticks is code.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

_LITERAL = re.compile(r"(?<!`)``([^`]+)``(?!`)")
_PARAGRAPH = re.compile(r"(?<=\n\n)(?:.*\S.*\n)+")
_TOKEN = re.compile(
    r"(?P<blank>\s*)(?P<token>\d+(?:\.\d+)?(?:e-?\d+)?|\.\.\.|[A-Za-z]\w*'?|//|<=|>=|[-+/*^=<>()\[\],|])"
)
_GREEK = {"lr": "eta", "mu": "mu", "rho": "rho", "beta": "beta", "eps": "epsilon", "alpha": "alpha", "kappa": "kappa"}
_GREEK |= {"eta": "eta", "pi": "pi"}
"""The course's symbols for the arguments; other words stay as they are."""
_KNOWN = {name: f"\\{name}" for name in ("exp", "log", "tanh", "max", "min", "cos")}
_KNOWN |= {name: rf"\operatorname{{{name}}}" for name in ("sign", "mean", "var", "softmax", "sigmoid", "swish")}
_RELATIONS = {"=": "=", "<": "<", ">": ">", "<=": r"\le ", ">=": r"\ge "}
_BRACKET = re.compile(r"\\left\(|\\right\)|[()]")
_NO_NAMES = {"True", "False", "None", "if", "else"}


class NoFormula(Exception):
    """The text is code, or words."""


def inline(text: str) -> str | None:
    """The TeX of what stands between two pairs of backticks, or None if that is code.

    Examples
    --------
    >>> inline("s = rho s + (1 - rho) g^2")
    's = \\\\rho\\\\,s + (1 - \\\\rho)\\\\,g^{2}'
    >>> inline("model.copy()"), inline("to do"), inline("decay ** count")
    (None, None, None)
    """
    try:
        return _Reader(text).formula()
    except NoFormula:
        return None


def display(lines: str) -> str | None:
    """The TeX of a paragraph with an equation on each line, set one under the other; None if a line is none."""
    try:
        read = [_Reader(line, tall=True).formula(aligned=True) for line in lines.splitlines()]
    except NoFormula:
        return None
    if not all("&" in line for line in read):
        return None
    return "\\begin{aligned}\n" + " \\\\[0.35em]\n".join(read) + "\n\\end{aligned}"


def with_displays(docstring: str) -> str:
    """A docstring with its paragraphs of equations as displayed formulas of Markdown."""

    def displayed(found: re.Match[str]) -> str:
        tex = display(textwrap.dedent(found[0]).strip())
        return f"$$\n{tex}\n$$\n" if tex else found[0]

    return _PARAGRAPH.sub(displayed, f"{docstring}\n")


def with_formulas(text: str) -> str:
    """Markdown with what stands between two pairs of backticks set, where it is a formula."""

    def formula(found: re.Match[str]) -> str:
        tex = inline(found[1])
        return f"${tex}$" if tex else found[0]

    return _LITERAL.sub(formula, text)


class _Reader:
    """Reads one formula from left to right, by recursive descent."""

    def __init__(self, text: str, tall: bool = False) -> None:
        self._text, self._tall = text, tall
        self._tokens = list(self._split(text.strip()))
        self._at = 0
        self._says_something = False

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, bool]]:
        """Tokens, each with whether it touches the one before it."""
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if not found:
                raise NoFormula(text)
            place = found.end()
            yield found["token"], not found["blank"]

    def formula(self, aligned: bool = False) -> str:
        """The whole text; words with nothing between them are no formula."""
        said = self._relation("&" if aligned else "")
        if self._at < len(self._tokens) or not (self._says_something or re.fullmatch(r"\w", self._text)):
            raise NoFormula(self._text)
        return said

    def _next(self, *wanted: str) -> str | None:
        """Take the next token if it is one of these."""
        if self._at < len(self._tokens) and self._tokens[self._at][0] in wanted:
            self._at += 1
            return self._tokens[self._at - 1][0]
        return None

    def _touches(self, token: str) -> bool:
        """Whether this comes next, without a blank before it."""
        return self._at < len(self._tokens) and self._tokens[self._at] == (token, True)

    def _close(self, bracket: str) -> None:
        if not self._next(bracket):
            raise NoFormula(self._text)

    def _relation(self, mark: str = "") -> str:
        said = self._cases()
        while self._at < len(self._tokens) and not self._touches("=") and (sign := self._next(*_RELATIONS)):
            self._says_something = True
            said += f" {mark}{_RELATIONS[sign]} {self._cases()}"
            mark = ""
        return said

    def _cases(self) -> str:
        said = self._sum()
        if not self._next("if"):
            return said
        rows = [rf"{said} & \text{{if }} {self._relation()}"]
        if not self._next("else"):
            raise NoFormula(self._text)
        rows.append(rf"{self._sum()} & \text{{else}}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def _sum(self) -> str:
        said = "-" if self._next("-") else ""
        said += self._product()
        while self._at < len(self._tokens) and self._tokens[self._at] in (("+", False), ("-", False)):
            self._says_something = True
            said += f" {self._next('+', '-')} {self._product()}"
        return said

    def _product(self) -> str:
        said = self._power()
        while self._at < len(self._tokens):
            if sign := self._next("/", "//"):
                self._says_something = True
                said = self._fraction(said, self._power())
                said = rf"\lfloor {said} \rfloor" if sign == "//" else said
            elif self._next("*"):
                self._says_something = True
                said += rf" \odot {self._power()}"
            elif self._begins_a_factor():
                said += rf"\,{self._power()}"
            else:
                break
        return said

    def _begins_a_factor(self) -> bool:
        token, touches = self._tokens[self._at]
        return not touches and token not in _NO_NAMES and (token[0].isalnum() or token in ("(", "["))

    def _fraction(self, above: str, below: str) -> str:
        return rf"\frac{{{_bare(above)}}}{{{_bare(below)}}}" if self._tall else f"{above} / {below}"

    def _power(self) -> str:
        said = self._atom()
        if self._touches("["):
            said += f"_{{{self._listed('[', ']')}}}"
        if self._next("^"):
            self._says_something = True
            exponent = ("-" if self._next("-") else "") + self._atom()
            said += r"^{\top}" if exponent == "T" else f"^{{{_bare(exponent)}}}"
        return said

    def _atom(self) -> str:
        if self._at == len(self._tokens):
            raise NoFormula(self._text)
        if self._next("("):
            said = rf"\left({self._relation()}\right)" if self._tall else f"({self._relation()})"
            self._close(")")
            return said
        if self._next("|"):
            said = f"|{self._sum()}|"
            self._close("|")
            return said
        token, _ = self._tokens[self._at]
        self._at += 1
        if token == "...":
            return r"\ldots"
        if not token[0].isalnum() or token in _NO_NAMES:
            raise NoFormula(self._text)
        return self._function(token) if self._touches("(") or token in _KNOWN else self._name(token)

    def _function(self, name: str) -> str:
        """A function with its arguments; the course's own are upright, one letter is a symbol, a word is a word."""
        if not self._touches("("):
            applied = name in _KNOWN and self._at < len(self._tokens) and self._begins_a_factor()
            return rf"{_KNOWN[name]}\, {self._power()}" if applied else self._name(name)
        before = self._says_something
        said = self._listed("(", ")")
        self._says_something = before or name in ("sqrt", "sum", *_KNOWN)  # else it may be a call
        if name == "sqrt":
            return rf"\sqrt{{{said}}}"
        if name == "sum":
            return f"{'' if self._tall else chr(92) + 'textstyle'}\\sum {said}"
        if "_" in name:
            raise NoFormula(self._text)
        opening, closing = (r"\!\left(", r"\right)") if self._tall else ("(", ")")
        return f"{_KNOWN.get(name) or self._name(name)}{opening}{said}{closing}"

    def _listed(self, opening: str, closing: str) -> str:
        """What stands between two brackets, with commas."""
        self._close(opening)
        said = self._relation()
        while self._next(","):
            said += f", {self._relation()}"
        self._close(closing)
        return said

    def _name(self, name: str) -> str:
        base, prime = name.rstrip("'"), "'" * name.endswith("'")
        if base[0].isdigit():
            return base
        if base.endswith("_hat"):
            return rf"\hat{{{self._name(base.removesuffix('_hat'))}}}{prime}"
        letters, digits = base.rstrip("0123456789"), base[len(base.rstrip("0123456789")) :]
        if letters in _GREEK or len(letters) == 1:
            self._says_something |= len(self._tokens) > 1
            letter = f"\\{_GREEK[letters]}" if letters in _GREEK else letters
            return letter + (f"_{{{digits}}}" if digits else "") + prime
        return rf"\text{{{base.replace('_', chr(92) + '_')}}}{prime}"


def _bare(said: str) -> str:
    """Without the brackets around it that a fraction's bar, or a raised place, makes needless."""
    depth = 0
    for bracket in _BRACKET.finditer(said):
        depth += 1 if bracket[0].endswith("(") else -1
        if depth == 0:
            whole = said.startswith(("(", r"\left(")) and bracket.end() == len(said)
            return _BRACKET.sub("", said, count=1)[: -len(bracket[0])] if whole else said
    return said
