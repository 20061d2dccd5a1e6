"""Cells become Python as IPython itself would have it, also where its slow search for magics is spared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from grader.examinee.shell import SPECIAL, CellTransforms

CELLS = [
    "x = 1",
    "%time x = 1",
    "%%time\nx = 1",
    "  %time x = 1",
    "x = %pwd",
    "!ls",
    "files = !ls *.py",
    "a = b != c",
    "if a != b:\n    !echo differ",
    "len?",
    "len??",
    "?len",
    "/print 1",
    ",print a b",
    ";print a b",
    "    /print 1",
    "'100 %' % 3",
    "print('done!')",
    "text = '''\n%not a magic\n'''",
    "f(\n    !ls\n)",
    ">>> x = 1",
    "In [1]: x = 1",
    "def f():\n    return 1\n",
    "x = (1,\n;print)",
    "?",
    "!",
    "x = !",
]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_becomes_what_ipython_makes_of_it(cell: str) -> None:
    assert outcome(CellTransforms(), cell) == outcome(TransformerManager(), cell)


@given(
    st.lists(st.sampled_from([*"!%?/,;=x \n'(", "if x:\n ", "ls", "\t", "!=", "\f", "\u2028"]), max_size=12).map(
        "".join
    )
)
def test_no_mixture_of_signs_is_missed(cell: str) -> None:
    assert outcome(CellTransforms(), cell) == outcome(TransformerManager(), cell)


def test_plain_code_is_spared_the_search() -> None:
    assert not SPECIAL.search("def step(w, g, lr=0.1):\n    return w - lr * g if lr != 0 else w\n")


def test_a_transformer_that_was_added_is_asked_about_every_cell() -> None:
    transforms, asked = CellTransforms(), []

    class Listening:
        @classmethod
        def find(cls, tokens: object) -> None:
            asked.append(tokens)

    transforms.token_transformers.append(Listening)
    transforms.transform_cell("x = 1")
    assert asked


def outcome(transforms: TransformerManager, cell: str) -> str:
    """The Python that a cell becomes; where it can't become any, that, whoever finds out."""
    try:
        python = transforms.transform_cell(cell)
        compile(python, "cell", "exec")
    except (SyntaxError, ValueError):
        return "no Python"
    return python
