"""Every setting of every public class and function refuses what is of another kind, by its name and with its value."""

import inspect

import numpy as np
import pytest

from gradschool import backend, data, nn, optim, train
from gradschool.data import augment, generated, mixing, surfaces
from gradschool.nn import initializers
from gradschool.optim import line_search, schedules

WORD, OBJECT = "no", object()
NEEDED = {
    "alpha": 1.0, "arms": 3, "at": [1, 2], "batch": 10, "batch_size": 4, "channels": 4, "classes": 3, "condition": 2.0,
    "cutmix": 1, "decay": 0.1, "every": 10, "fan_in": 3, "fan_out": 2, "features": 4, "filters": 2, "first": 10,
    "groups": 2, "half": 3, "high": 0.2, "highest": 0.1, "low": 0.1, "lr": 0.1, "n": 8, "pieces": 2, "rate": 0.1,
    "rows": 2, "columns": 2, "slope": -1.0, "total": 10, "value": 1.0, "steps": 3, "schedule": 0.1, "seed": 0, "rng": 0,
    "largest": 1.0, "l1": 0.1, "l2": 0.1, "strength": 0.1, "survival": 0.5, "height": 4, "width": 4, "share": 0.5,
    "size": 3, "kernel": 2,
}  # fmt: skip
OTHERS = {
    "images": lambda: np.full((2, 3, 8, 8), 0.5),
    "targets": lambda: np.eye(2),
    "labels": lambda: np.array([0, 1]),
    "gradients": lambda: np.ones(3),
    "w": lambda: np.ones(3),
    "x": lambda: np.ones((6, 4), "float32"),
    "inner": nn.ReLU,
    "value_at": lambda: lambda step: (1 - step) ** 2,
    "predict": lambda: lambda x: x,
    "dataset": lambda: data.Dataset(np.ones((6, 4), "float32"), np.arange(6) % 3),
    "model": lambda: built(),
    "optimizer": optim.Adam,
}
"""What has to be given with a setting, and is itself no setting."""


def built():
    model = nn.Sequential(nn.Dense(4, 3))
    model.build(rng=0)
    return model


def public(module):
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    found = [getattr(module, name) for name in names]
    return [each for each in found if callable(each) and getattr(each, "__module__", "").startswith("gradschool")]


def given_names(function):
    return inspect.signature(function).parameters


CALLABLES = [
    *[each for each in public(nn) if inspect.isclass(each) and issubclass(each, nn.Module) and each is not nn.Module],
    *[each for each in public(optim) if inspect.isclass(each) and issubclass(each, optim.Optimizer)],
    *[nn.l1_penalty, nn.l2_penalty, nn.elastic_net, nn.output_size, optim.PolyakAverage],
    *[getattr(schedules, name) for name in schedules.__all__ if name not in ("Schedule", "chain", "listeners")],
    *[each for each in public(initializers) if each.__module__ == initializers.__name__],
    *[each for each in public(generated) if each.__module__ == generated.__name__],
    *[each for each in public(augment) if each.__module__ == augment.__name__ and "images" in given_names(each)],
    *[mixing.one_hot, mixing.mixup, mixing.cutmix, mixing.cutmix_box, mixing.predict_over_crops],
    *[data.digits, data.shapes, data.Loader, surfaces.valley, line_search.backtracking, backend.default_rng],
    *[train.EarlyStopping, train.Trainer, train.clip_by_norm, train.clip_by_value, train.predict, train.evaluate],
]
TEXTS = {"name", "source", "monitor"}
ANYTHING = {"step", "state", "layers", "arguments", "settings"}


def settings():
    for each in dict.fromkeys(CALLABLES):
        for name, parameter in given_names(each).items():
            if name not in ANYTHING | OTHERS.keys() and parameter.kind is not parameter.VAR_POSITIONAL:
                yield pytest.param(each, name, id=f"{each.__name__}-{name}")


def given(function, wrong):
    """Return what a call needs beside the setting that is wrong."""
    arguments = {}
    for name, parameter in given_names(function).items():
        if name == wrong or parameter.kind is parameter.VAR_POSITIONAL:
            continue
        if name == "rng" and function.__module__ in (augment.__name__, mixing.__name__):
            arguments[name] = backend.default_rng(0)
        elif name in OTHERS:
            arguments[name] = OTHERS[name]()
        elif parameter.default is parameter.empty:
            arguments[name] = NEEDED[name]
    return arguments


KINDS = {"word": WORD, "object": OBJECT, "dict": {"a": 1}, "list": [OBJECT]}
ASKED = [
    pytest.param(*setting.values, wrong, id=f"{setting.id}-{kind}")
    for setting in settings()
    for kind, wrong in KINDS.items()
    if not (kind == "word" and setting.values[1] in TEXTS)
]


@pytest.mark.parametrize(("function", "name", "wrong"), ASKED)
def test_a_setting_of_another_kind_is_refused_by_name_and_value(function, name, wrong):
    with pytest.raises((TypeError, ValueError, backend.BackendError), match=rf"(?s){name}") as caught:
        function(**given(function, name), **{name: wrong})
    assert any(shown in str(caught.value) for shown in (repr(wrong), type(wrong).__name__, repr(OBJECT), "'a'"))
    assert "gradschool" in str(caught.traceback[-1].path)


@pytest.mark.parametrize("function", list(dict.fromkeys(CALLABLES)), ids=lambda each: each.__name__)
def test_what_a_call_needs_is_right(function):
    """The other arguments of the calls above are right, so that an error there is of the wrong one."""
    function(**given(function, None))
