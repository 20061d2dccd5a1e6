"""The flat buffer: views that write through, names, freezing, slices."""

import numpy as np
import pytest

from gradschool import backend, nn


def a_model():
    model = nn.Sequential(nn.Dense(2, 3), nn.Tanh(), nn.Residual(nn.Dense(3, 3, bias=False)), nn.Dense(3, 1))
    return model, model.build(rng=0)


def test_names_say_where_a_parameter_stands(device):
    _, parameters = a_model()
    assert list(parameters) == ["0.weight", "0.bias", "2.inner.weight", "3.weight", "3.bias"]
    assert len(parameters) == 5


def test_a_layer_s_weights_are_views_of_the_buffer(device):
    model, parameters = a_model()
    parameters.values[...] = 7.0
    assert (backend.to_numpy(model.layers[2].inner.own["weight"]) == 7).all()
    parameters["3.bias"][...] = 1.0
    assert backend.to_numpy(parameters.values)[-1] == 1


def test_backward_writes_every_gradient_into_the_buffer(device):
    model, parameters = a_model()
    x = backend.default_rng(0).standard_normal((4, 2), "float32")
    model.backward(model(x, training=True), input_gradient=False)
    assert (backend.to_numpy(parameters.gradients) != 0).all()


def test_leaving_out_the_input_gradient_changes_no_other():
    for first in (nn.Dense(2, 3), nn.Sequential(nn.Tanh(), nn.Dense(2, 3))):
        model = nn.Sequential(first, nn.ReLU(), nn.Dense(3, 1))
        parameters = model.build(rng=1)
        x = backend.default_rng(0, "numpy").standard_normal((4, 2), "float32")
        upstream = model(x, training=True)
        assert model.backward(upstream).shape == (4, 2)
        kept = parameters.gradients.copy()
        parameters.gradients[...] = np.nan
        assert model.backward(upstream, input_gradient=False) is None
        np.testing.assert_array_equal(parameters.gradients, kept)


def test_slices_are_merged_and_leave_out_what_is_frozen():
    _, parameters = a_model()
    assert parameters.slices() == [slice(0, 22)]
    parameters.freeze("2.")
    assert parameters.slices() == [slice(0, 9), slice(18, 22)]
    assert parameters.slices("3.") == [slice(18, 22)]
    parameters.freeze(lambda name: name.endswith("bias"))
    assert parameters.frozen == {"0.bias", "2.inner.weight", "3.bias"}
    parameters.thaw()
    assert parameters.slices() == [slice(0, 22)]


def test_a_name_that_is_not_there_is_refused_with_those_that_are():
    _, parameters = a_model()
    with pytest.raises(KeyError, match=r"no parameter is '7\.' or stands in it; there are 0\.weight, 0\.bias"):
        parameters.freeze("7.")


def test_a_name_with_a_slip_is_answered_with_those_that_there_are():
    parameters = nn.Sequential(nn.Dense(2, 3)).build(rng=0)
    with pytest.raises(KeyError, match=r"no parameter is '0\.wieght'; there are 0\.weight, 0\.bias"):
        parameters["0.wieght"]


def test_a_model_without_parameters_says_so():
    with pytest.raises(ValueError, match="no parameters"):
        nn.Sequential(nn.ReLU()).build()


def test_parameters_print_as_a_table():
    _, parameters = a_model()
    parameters.freeze("0.bias")
    assert "Parameters (22 values, float32):" in repr(parameters)
    assert "0.bias: (3,) frozen" in repr(parameters)


def test_a_selector_takes_whole_components_of_a_name():
    parameters = nn.Sequential(*[nn.PReLU(1) for _ in range(12)]).build(rng=0)
    assert parameters.names("1") == parameters.names("1.") == parameters.names("1.slope") == ["1.slope"]
    with pytest.raises(KeyError, match=r"no parameter is '1\.slo'"):
        parameters.names("1.slo")
    assert parameters.names(["3", "1"]) == ["1.slope", "3.slope"]
    assert len(parameters.names("")) == 12


def test_groups_that_overlap_are_refused_with_the_parameter_and_both_groups():
    _, parameters = a_model()
    assert parameters.groups(["0", "3"]) == [["0.weight", "0.bias"], ["3.weight", "3.bias"]]
    with pytest.raises(ValueError, match=r"0\.weight is in groups 0 and 1; a parameter belongs to one group"):
        parameters.groups(["0", nn.decayed])


def test_weight_decay_s_group_leaves_out_biases_norms_and_slopes():
    model = nn.Sequential(nn.Conv2d(1, 2), nn.BatchNorm(2), nn.PReLU(2), nn.Flatten(), nn.Dense(2, 1))
    parameters = model.build(rng=0)
    assert parameters.names(nn.decayed) == ["0.weight", "4.weight"]
    assert parameters.groups([nn.decayed, nn.undecayed])[1] == ["0.bias", "1.scale", "1.shift", "2.slope", "4.bias"]


def test_the_layout_says_where_each_parameter_lies_whatever_is_frozen():
    _, parameters = a_model()
    before = parameters.layout()
    parameters.freeze("0")
    assert parameters.layout() == before
    for name, where, shape in before:
        np.testing.assert_array_equal(parameters.values[where].reshape(shape), parameters[name])
    assert [place.name for place in parameters.layout("3")] == ["3.weight", "3.bias"]
