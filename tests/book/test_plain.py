"""Formulas of docstrings: what is one, what is code, and what is set of it."""

import inspect
import re

import pytest

from book import plain, reference
from book.formulas import Setter
from book.outline import Outline
from gradschool import nn, optim


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("w - lr g / (sqrt(s) + eps)", r"w - \eta\,g / (\sqrt{s} + \epsilon)"),
        ("m_hat = m / (1 - beta1^t)", r"\hat{m} = m / (1 - \beta_{1}^{t})"),
        ("2 / ((1 + slope^2) fan_in)", r"2 / ((1 + \text{slope}^{2})\,\text{fan\_in})"),
        ("-log softmax(logits)[label]", r"-\log\, \operatorname{softmax}(\text{logits})_{\text{label}}"),
        ("w^T H w / 2", r"w^{\top}\,H\,w / 2"),
        ("(H + shift I)^-1 g", r"(H + \text{shift}\,I)^{-1}\,g"),
        ("swish(x W) * (x V)", r"\operatorname{swish}(x\,W) \odot (x\,V)"),
        ("rate factor^(steps // every)", r"\text{rate}\,\text{factor}^{\lfloor \text{steps} / \text{every} \rfloor}"),
        ("x P(X <= x)", r"x\,P(X \le  x)"),
        ("t", "t"),
    ],
)
def test_a_formula_in_plain_text_becomes_tex(text: str, tex: str) -> None:
    assert plain.inline(text) == tex


@pytest.mark.parametrize(
    "text",
    [
        "name(x)",
        "model.copy()",
        "decay ** count",
        "lr=0.1",
        "x, y = dataset",
        "None",
        "to do",
        '"log x"',
        "parameters[0]",
    ],
)
def test_code_and_words_stay_code(text: str) -> None:
    assert plain.inline(text) is None


def test_an_equation_on_a_line_of_its_own_has_fractions_without_needless_brackets() -> None:
    assert plain.display("w = w - lr m / (sqrt((s + eps)) + 1)").splitlines()[1] == (
        r"w &= w - \frac{\eta\,m}{\sqrt{\left(s + \epsilon\right)} + 1}"
    )
    assert r"\frac{a}{\left(b + c\right)\,\left(d + e\right)}" in plain.display("y = a / ((b + c) (d + e))")


def test_cases_are_set_one_below_the_other() -> None:
    assert r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{else} \end{cases}" in plain.display(
        "y = x if x > 0 else 0"
    )


def test_a_paragraph_of_words_is_no_formula() -> None:
    assert plain.display("s = s + g\nand so on, and on") is None
    assert plain.display("x + y") is None


OPTIMIZERS = [thing for name, thing in vars(optim).items() if inspect.isclass(thing) and hasattr(thing, "rule")]
ACTIVATIONS = [thing for thing in vars(nn).values() if inspect.isclass(thing) and issubclass(thing, nn.Activation)]
LAYERS = [nn.Dense, nn.Conv2d, nn.DepthwiseConv2d, nn.BatchNorm, nn.LayerNorm, nn.RMSNorm, nn.GroupNorm, nn.Dropout]
LAYERS += [nn.Residual, nn.Maxout, nn.PReLU, nn.SwiGLU, nn.MaxPool, nn.AveragePool, nn.GlobalAveragePool]
NOTHING_TO_COMPUTE = (optim.Optimizer, nn.Activation, nn.activations.Identity)
LOSSES = [nn.softmax_cross_entropy, nn.binary_cross_entropy, nn.mean_squared_error]


@pytest.mark.parametrize(
    "thing",
    [one for one in (*OPTIMIZERS, *ACTIVATIONS, *LAYERS, *LOSSES) if one not in NOTHING_TO_COMPUTE],
    ids=lambda thing: thing.__name__,
)
def test_an_optimizer_a_layer_a_loss_and_an_activation_show_what_they_compute(thing) -> None:
    said = reference._text(inspect.getdoc(thing), thing.__module__)
    assert re.search(r"^\$\$\n\\begin\{aligned\}\n", said, re.MULTILINE)


def test_no_formula_of_the_reference_is_refused_by_katex(units: list[Outline]) -> None:
    setter = Setter()
    pages = "\n".join(reference.page(module, units) for module in reference.modules())
    pages = re.sub(r"^```.*?^```$", "", pages, flags=re.MULTILINE | re.DOTALL)
    found = [(tex, True) for tex in re.findall(r"^\$\$\n(.*?)\n\$\$$", pages, re.MULTILINE | re.DOTALL)]
    found += [(tex, False) for tex in re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", pages)]
    assert len(found) > 150
    for tex, display in found:
        assert "katex" in setter.html(tex, display)
    setter.close()
