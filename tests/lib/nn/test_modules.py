"""What a model is besides its numbers: what it refuses and in which words, how it prints, that a copy trains."""

import copy
import pickle

import numpy as np
import pytest

from gradschool import backend, nn


def a_model():
    model = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding="same", bias=False), nn.BatchNorm(2), nn.ReLU(), nn.Flatten(), nn.Dense(32, 3)
    )
    model.build(rng=0)
    return model


def images(dtype="float32"):
    return backend.default_rng(1).standard_normal((5, 1, 4, 4), dtype)


WAYS = {
    "copy": lambda model: model.copy(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_steps_the_buffer_that_its_layers_read(way):
    with backend.use("numpy"):
        model, x = a_model(), images()
        model(x, training=True)
        twin = WAYS[way](model)
        before = twin(x).copy()
        np.testing.assert_array_equal(before, model(x))
        twin.backward(twin(x, training=True), input_gradient=False)
        assert (twin.parameters.gradients != 0).any()
        twin.parameters.values -= 0.1 * twin.parameters.gradients
        assert np.abs(twin(x) - before).max() > 1e-3


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_shares_nothing_with_its_model(way):
    with backend.use("numpy"):
        model, x = a_model(), images()
        before = model(x)
        twin = WAYS[way](model)
        twin(x, training=True)
        twin.parameters.values[...] = 7.0
        np.testing.assert_array_equal(model(x), before)
        assert (model.parameters.gradients == 0).all()


def test_a_copy_works_on_a_device_too(device):
    model, x = a_model(), images()
    twin = model.copy()
    twin.parameters.values[...] = 0.0
    assert (backend.to_numpy(twin(x)) == 0).all()
    assert (backend.to_numpy(model(x)) != 0).any()


def test_a_copy_keeps_what_is_frozen_and_its_own_views():
    model = a_model()
    model.parameters.freeze("0")
    twin = model.copy()
    assert twin.parameters.frozen == {"0.weight"}
    twin.parameters["4.bias"][...] = 3.0
    assert (twin.parameters.values[-3:] == 3).all()


def test_a_model_that_is_not_built_has_no_parameters_and_says_what_to_call():
    with pytest.raises(RuntimeError, match=r"Sequential has no parameters yet; call model\.build\(rng\) first"):
        _ = nn.Sequential(nn.Dense(2, 2)).parameters


def test_a_layer_of_a_built_model_says_whose_its_parameters_are():
    with pytest.raises(RuntimeError, match="Dense 4 is part of a model; ask that model"):
        _ = a_model().layers[4].parameters


def test_a_dense_layer_names_its_place_and_both_widths():
    model = nn.Sequential(nn.Dense(4, 3), nn.Dense(5, 2))
    model.build(rng=0)
    with pytest.raises(ValueError, match=r"Dense 1 takes \(batch, 5\); the input has shape \(7, 3\)"):
        model(np.ones((7, 4), "float32"))


def test_images_into_a_dense_layer_are_told_of_flatten():
    layer = nn.Dense(4, 3)
    layer.build(rng=0)
    with pytest.raises(ValueError, match=r"shape \(2, 4, 1, 1\); put a Flatten before it"):
        layer(np.ones((2, 4, 1, 1), "float32"))


@pytest.mark.parametrize("make", [lambda: nn.Conv2d(3, 2), lambda: nn.BatchNorm(3), lambda: nn.PReLU(3)])
def test_a_layer_of_channels_names_those_it_takes(make):
    layer = make()
    layer.build(rng=0)
    with pytest.raises(ValueError, match=r"takes .*\(batch, 3, .*; the input has shape \(2, 4, 5, 5\)"):
        layer(np.ones((2, 4, 5, 5), "float32"))


LAYERS = {
    "dense": (lambda: nn.Dense(4, 4), (2, 4)),
    "convolution": (lambda: nn.Conv2d(4, 2), (2, 4, 3, 3)),
    "batch normalization": (lambda: nn.BatchNorm(4), (2, 4)),
    "prelu": (lambda: nn.PReLU(4), (2, 4)),
}
BARE = {
    "relu": (nn.ReLU, (2, 4)),
    "dropout": (nn.Dropout, (2, 4)),
    "maxout": (nn.Maxout, (2, 4)),
    "max pooling": (nn.MaxPool, (2, 4, 4, 4)),
    "average pooling": (nn.AveragePool, (2, 4, 4, 4)),
    "global pooling": (nn.GlobalAveragePool, (2, 4, 4, 4)),
}


def refusal(name, dtype):
    make, shape = (LAYERS | BARE)[name]
    model = nn.Sequential(make())
    if name in LAYERS:
        model.build(rng=0)
    with pytest.raises(TypeError) as refused:
        model(backend.to_device(np.ones(shape, dtype)), training=True, rng=backend.default_rng(0))
    assert f"the input of {type(model.layers[0]).__name__}" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", LAYERS | BARE)
def test_every_layer_refuses_whole_numbers_by_name(name, device):
    assert "int64 is neither float32 nor float64" in refusal(name, "int64")


@pytest.mark.parametrize("name", LAYERS | BARE)
def test_every_layer_refuses_half_precision_by_name(name):
    with backend.use("numpy"):
        assert "in float16 what exceeds 65504" in refusal(name, "float16")


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_with_parameters_refuses_another_precision_than_theirs(name, device):
    make, shape = LAYERS[name]
    model = nn.Sequential(make())
    model.build(rng=0)
    with pytest.raises(TypeError, match=r"the input of \w+ 0: float64 where the others are float32; convert"):
        model(backend.to_device(np.ones(shape)))


@pytest.mark.parametrize("dtype", ["float16", "int64"])
def test_a_model_is_built_in_a_precision_that_it_can_train_in(dtype):
    with pytest.raises(ValueError, match=f"build: dtype is '{dtype}'; it must be one of 'float32', 'float64'"):
        nn.Dense(2, 2).build(rng=0, dtype=dtype)


REFUSED = {
    "no inputs": (lambda: nn.Dense(0, 3), "Dense: fan_in is 0; it must be a whole number of at least 1"),
    "half an output": (lambda: nn.Dense(3, 2.5), r"Dense: fan_out is 2\.5"),
    "no stride": (lambda: nn.Conv2d(1, 1, stride=0), "Conv2d: stride is 0"),
    "no kernel": (lambda: nn.Conv2d(1, 1, (3, 0)), "Conv2d: kernel is 0"),
    "three kernels": (lambda: nn.Conv2d(1, 1, (3, 3, 3)), r"kernel is \(3, 3, 3\); it is one whole number, or two"),
    "another word": (lambda: nn.Conv2d(1, 1, padding="valid"), "padding 'valid' is neither 'same' nor"),
    "same with a stride": (lambda: nn.Conv2d(1, 1, stride=2, padding="same"), "which a stride of 2 can't"),
    "negative padding": (lambda: nn.Conv2d(1, 1, padding=-1), "padding is -1"),
    "no pool": (lambda: nn.MaxPool(0), "MaxPool: size is 0"),
    "no step of a pool": (lambda: nn.AveragePool(2, 0), "AveragePool: stride is 0"),
    "a frame as wide as the pool": (lambda: nn.MaxPool(2, padding=2), "padding 2 is more than half of the window of 2"),
    "no momentum": (lambda: nn.BatchNorm(3, momentum=None), "BatchNorm: momentum is None; it must be in"),
    "everything dropped": (lambda: nn.Dropout(1.0), r"Dropout: rate is 1\.0; it must be in \[0, 1\)"),
    "no number": (lambda: nn.Dropout(float("nan")), "rate is nan"),
    "a word for a number": (lambda: nn.LeakyReLU("0.1"), r"LeakyReLU: slope is '0\.1'; it must be a number"),
    "groups that do not divide": (lambda: nn.GroupNorm(2, 3), "GroupNorm: 3 channels do not divide into 2 groups"),
    "a branch never taken": (lambda: nn.Residual(nn.ReLU(), survival=0.0), r"survival is 0\.0; it must be in \(0, 1\]"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_setting_that_can_t_be_meant_is_refused_where_the_layer_is_made(name):
    make, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        make()


TAKEN_WRONG = {
    "a list": (lambda: nn.Sequential([nn.ReLU()]), r"is a list; unpack it: Sequential\(\*layers\)"),
    "a class": (lambda: nn.Sequential(nn.ReLU), r"is the class ReLU; make an instance of it: ReLU\(\.\.\.\)"),
    "a function": (lambda: nn.Sequential(nn.softmax), "layer 0 of Sequential is a function; a layer is a module"),
    "a class inside": (lambda: nn.Residual(nn.ReLU), "inner of Residual is the class ReLU"),
    "an unknown keyword": (lambda: nn.LeakyReLU(slop=0.2), "LeakyReLU takes no slop; it takes slope"),
    "a word for a bias": (lambda: nn.Dense(3, 2, bias="no"), "Dense: bias is 'no'; it must be True or False"),
    "a number for a bias": (lambda: nn.Conv2d(3, 2, bias=0), "Conv2d: bias is 0; it must be True or False"),
    "a word for a bias a channel": (lambda: nn.DepthwiseConv2d(3, bias="no"), "DepthwiseConv2d: bias is 'no'"),
    "a word for inverted": (lambda: nn.Dropout(0.5, inverted="False"), "Dropout: inverted is 'False'"),
    "a word for tanh": (lambda: nn.GELU("tanh"), "GELU: tanh is 'tanh'; it must be True or False"),
    "a word for an initializer": (
        lambda: nn.Dense(3, 2, init="zeros"),
        r"Dense: init is 'zeros'; give a function, such as nn\.initializers\.zeros",
    ),
    "a word for filters": (lambda: nn.Conv2d(3, 2, init="zeros"), "Conv2d: init is 'zeros'; give a function"),
    "a keyword to what has none": (lambda: nn.ReLU(slope=0.2), "ReLU takes no slope; it takes nothing"),
}


@pytest.mark.parametrize("name", TAKEN_WRONG)
def test_what_is_no_layer_or_no_setting_is_refused_where_the_model_is_made(name):
    make, words = TAKEN_WRONG[name]
    with pytest.raises(TypeError, match=words):
        make()


def test_a_branch_that_changes_the_shape_is_refused():
    block = nn.Residual(nn.Dense(3, 1))
    block.build(rng=0)
    with pytest.raises(ValueError, match=r"its branch returns shape \(2, 1\) for an input of \(2, 3\)"):
        block(np.ones((2, 3), "float32"))


def test_a_layer_prints_as_it_would_be_written():
    assert repr(nn.Dense(3, 2, bias=False)) == "Dense(3, 2, bias=False)"
    assert repr(nn.Dense(3, 2, init=nn.initializers.zeros)) == "Dense(3, 2, init=zeros)"
    assert repr(nn.LeakyReLU(slope=0.2)) == "LeakyReLU(slope=0.2)"
    assert repr(nn.Conv2d(1, 2, (3, 1), padding="same")) == "Conv2d(1, 2, kernel=(3, 1), padding='same')"


def test_a_layer_of_one_s_own_prints_what_it_keeps_of_its_arguments():
    class Shifted(nn.Module):
        def __init__(self, by, parameters=None, **settings):
            super().__init__()
            self.by = by

    assert repr(Shifted(np.zeros(2), 3, extra=4)) == "Shifted(array([0., 0.]))"


def test_a_model_prints_as_a_table_of_layers_shapes_and_parameters():
    with backend.use("numpy"):
        model = nn.Sequential(nn.Residual(nn.Sequential(nn.Dense(4, 4), nn.Tanh()), scale=0.5), nn.Dense(4, 2))
        assert "0.inner.0" in repr(model)
        assert "?" in repr(model)
        model.build(rng=0)
        model(np.ones((3, 4), "float32"))
    rows = [line.split("  ") for line in repr(model).splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert cells == [
        ["layer", "output", "parameters"],
        ["0", "Residual(scale=0.5)", "(batch, 4)", "0"],
        ["0.inner", "Sequential()", "(batch, 4)", "0"],
        ["0.inner.0", "Dense(4, 4)", "(batch, 4)", "20"],
        ["0.inner.1", "Tanh()", "(batch, 4)", "0"],
        ["1", "Dense(4, 2)", "(batch, 2)", "10"],
        ["all", "(batch, 2)", "30"],
    ]
    assert len({len(line) for line in repr(model).splitlines()}) == 1


def test_a_part_of_a_model_counts_its_own_parameters():
    model = nn.Sequential(nn.Residual(nn.Dense(4, 4)), nn.Dense(4, 2))
    model.build(rng=0)
    assert repr(model.layers[0]).splitlines()[-1].split() == ["all", "?", "20"]


@pytest.mark.parametrize("rng", [0, np.random.default_rng(0)])
@pytest.mark.parametrize("make", [nn.Dropout, lambda: nn.Residual(nn.Tanh(), survival=0.5)])
def test_a_seed_in_the_place_of_a_generator_is_refused(make, rng):
    with pytest.raises(TypeError, match=r"rng is .*; make one generator, gradschool\.backend\.default_rng\(seed\)"):
        make()(np.ones((2, 3)), training=True, rng=rng)


def test_a_setting_may_be_a_number_of_numpy():
    assert nn.Dense(3, 2, bias=np.bool_(False)).bias is False
    assert nn.Dropout(np.float32(0.25)).rate == 0.25
    assert nn.Dense(np.int64(3), 2).fan_in == 3


def test_images_with_their_channels_last_are_shown_the_way():
    layer = nn.Conv2d(3, 4)
    layer.build(rng=0)
    with pytest.raises(ValueError, match=r"shape \(2, 8, 8, 3\); channels come before the pixels: x\.transpose"):
        layer(np.ones((2, 8, 8, 3), "float32"))


def test_a_function_is_no_layer():
    with pytest.raises(TypeError, match=r"layer 0 of Sequential is a ufunc; a layer is a module, such as"):
        nn.Sequential(np.tanh)


def test_an_input_on_another_device_than_the_weights_is_named():
    model = nn.Sequential(nn.ReLU(), nn.Dense(3, 2))
    model.build(rng=0)
    with backend.use("strict"):
        x = backend.default_rng(0).random((4, 3), "float32")
    with pytest.raises(backend.BackendError, match=r"the input of Dense 1 \(.*\) and its parameters \(.*to_device"):
        model(x)


def test_backward_twice_after_one_forward_gives_the_same_and_leaves_what_it_was_given():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm(4), nn.ReLU(), nn.MaxPool(2), nn.Flatten(), nn.Dense(16, 2))
    parameters, x = model.build(rng=0), np.random.default_rng(0).standard_normal((5, 3, 6, 6)).astype("float32")
    given = x.copy()
    upstream = np.random.default_rng(1).standard_normal(model(x, training=True).shape).astype("float32")
    kept, gradients = upstream.copy(), []
    for _ in range(2):
        model.backward(upstream)
        gradients.append(parameters.gradients.copy())
    np.testing.assert_array_equal(*gradients)
    np.testing.assert_array_equal(x, given)
    np.testing.assert_array_equal(upstream, kept)


def test_the_order_in_memory_of_the_input_changes_nothing():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm(4), nn.ReLU(), nn.MaxPool(2), nn.Flatten(), nn.Dense(16, 2))
    model.build(rng=0)
    x = np.random.default_rng(0).standard_normal((5, 3, 6, 6)).astype("float32")
    read_only = x.copy()
    read_only.flags.writeable = False
    last = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    for other in (np.asfortranarray(x), x[:, :, ::-1].copy()[:, :, ::-1], last, read_only):
        np.testing.assert_allclose(model(other, training=True), model(x, training=True), atol=1e-6)
