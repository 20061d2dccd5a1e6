"""Names and settings as PyTorch has them are answered with those from here, which stand in one table."""

import copy
import inspect
import re

import pytest

from gradschool import nn

NAMES = {
    "Linear": r"nn has no Linear; it is Dense\(fan_in, fan_out\) here \(the weight is \(inputs, outputs\)\)",
    "BatchNorm2d": r"it is BatchNorm\(channels\) here",
    "MaxPool2d": r"it is MaxPool\(size, stride\) here",
    "AvgPool2d": r"it is AveragePool\(size, stride\) here",
    "SiLU": r"it is Swish\(\) here",
    "CrossEntropyLoss": "it is softmax_cross_entropy here",
    "init": r"it is Dense\(\.\.\., init=initializers\.he_normal\) here",
    "NLLLoss": "it is softmax_cross_entropy, on the scores here",
    "ModuleList": r"it is Sequential\(\*layers\) here",
    "Transformer": "gradschool.nn has no Transformer$",
}
ON_A_MODEL = {
    "train": r"Sequential has no train; it is model\(x, training=True, rng=rng\) here",
    "eval": r"Sequential has no eval; it is model\(x\) here",
    "zero_grad": r"it is model\.backward\(upstream\) here",
    "state_dict": r"it is model\.arrays\(\)",
    "named_parameters": r"it is model\.parameters here",
    "to": r'it is backend\.use\("cupy"\) here',
    "cuda": r'it is backend\.use\("cupy"\) here',
    "summary": "it is model, printed here",
    "predict": r"it is train\.predict\(model, x\) here",
    "fit": r"it is train\.Trainer\(model, optimizer\)\.fit\(loader, epochs\) here",
    "anything": "Sequential has no anything$",
}
SETTINGS = {
    "p": (lambda: nn.Dropout(p=0.2), r"Dropout takes no p: PyTorch's Dropout\(p, .* is Dropout\(rate\) here"),
    "inplace": (lambda: nn.ReLU(inplace=True), r"ReLU takes no inplace: .* is ReLU\(\) here"),
    "kernel_size": (
        lambda: nn.Conv2d(3, 2, kernel_size=3),
        r"takes no kernel_size: .* is Conv2d\(channels, filters, ker",
    ),
    "in_features": (
        lambda: nn.Dense(in_features=3, out_features=2),
        r"takes no in_features: .* is Dense\(fan_in, fan_out",
    ),
    "num_features": (lambda: nn.BatchNorm(num_features=3), r"is BatchNorm\(channels\) here"),
    "neither's": (
        lambda: nn.Conv2d(3, 2, dilation=2),
        "Conv2d takes no dilation; it takes channels, filters, kernel, stride",
    ),
}


def a_model():
    model = nn.Sequential(nn.Dense(2, 3), nn.ReLU())
    model.build(rng=0)
    return model


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_or_loss_of_pytorch_is_named_as_it_is_here(name):
    with pytest.raises(AttributeError, match=NAMES[name]):
        getattr(nn, name)


@pytest.mark.parametrize("name", ON_A_MODEL)
def test_a_method_of_pytorch_s_modules_is_named_as_it_is_here(name):
    with pytest.raises(AttributeError, match=ON_A_MODEL[name]):
        getattr(a_model(), name)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_of_pytorch_is_named_as_it_is_here(name):
    make, words = SETTINGS[name]
    with pytest.raises(TypeError, match=words):
        make()


def test_parameters_are_no_method_and_layers_are_counted_in_their_list():
    model = a_model()
    with pytest.raises(TypeError, match=r"an attribute here, without brackets: model\.parameters"):
        model.parameters()
    with pytest.raises(TypeError, match=r"Sequential\[0\] is model\.layers\[0\] here"):
        model[0]
    with pytest.raises(AttributeError, match=r"Dense 0 keeps its weight in own\['weight'\]"):
        _ = model.layers[0].weight


def test_what_stands_in_the_table_as_ours_is_there():
    rows = [line.split("|")[1] for line in nn.__doc__.splitlines() if line.startswith("| `")]
    cells = [name for row in rows for name in re.findall(r"`([\w.]+)", row) if "." not in name and name != "model"]
    assert {"Dense", "Dropout", "GELU", "softmax_cross_entropy"} < set(cells)
    assert [name for name in cells if not hasattr(nn, name)] == []


def test_a_layer_shows_the_arguments_that_it_takes():
    assert list(inspect.signature(nn.Dense).parameters) == ["fan_in", "fan_out", "bias", "init"]
    assert not inspect.signature(nn.ReLU).parameters


def test_a_copy_that_is_under_way_asks_for_no_name_in_vain():
    assert copy.copy(nn.Dense(2, 3)).fan_in == 2
