"""What building draws and what it keeps: new heads, shared layers, and arrays that are written into, never replaced."""

import copy

import numpy as np
import pytest

from gradschool import backend, nn, optim, train


def trained(dtype="float32"):
    """A built network whose weights and running statistics are no longer those that it started from."""
    model = nn.Sequential(nn.Dense(4, 3), nn.BatchNorm(3), nn.ReLU(), nn.Dense(3, 5))
    model.build(rng=0, dtype=dtype).values[...] += 0.5
    model(inputs(dtype), training=True)
    return model


def inputs(dtype="float32"):
    return backend.default_rng(7).standard_normal((6, 4), dtype)


def test_a_model_of_another_model_s_layers_is_not_built():
    model = trained()
    before = model(inputs())
    for keep in (None, True, False):
        with pytest.raises(ValueError, match=r"0 is Dense 0 of another model, which would lose it; .*layer\.copy\(\)"):
            nn.Sequential(*model.layers[:2], nn.Dense(3, 2)).build(1, keep=keep)
    np.testing.assert_array_equal(model(inputs()), before)


def test_two_models_do_not_share_a_layer():
    shared = nn.Dense(4, 3)
    nn.Sequential(shared, nn.ReLU()).build(0)
    with pytest.raises(ValueError, match="0 is Dense 0 of another model"):
        nn.Sequential(shared, nn.Tanh()).build(1)


def test_a_new_head_on_copied_layers_keeps_their_values_statistics_and_what_is_frozen(device):
    model = trained()
    model.parameters.freeze("0.bias")
    tuned = nn.Sequential(*[layer.copy() for layer in model.layers[:3]], nn.Dense(3, 2))
    tuned.build(rng=1, keep=True)
    x = inputs()
    features = [backend.to_numpy(net.layers[1](net.layers[0](x))) for net in (model, tuned)]
    np.testing.assert_array_equal(*features)
    assert tuned.parameters.frozen == {"0.bias"}
    tuned.parameters.values[...] = 0.0
    assert (backend.to_numpy(model(x)) != 0).any()


def test_a_new_layer_among_trained_ones_is_drawn_only_when_told_what_to_keep():
    model = trained()
    before = {name: value.copy() for name, value in model.parameters.items()}
    model.layers[3] = nn.Dense(3, 2)
    with pytest.raises(RuntimeError, match=r"model\.build\(rng, keep=True\) if other layers have values to keep"):
        model(inputs())
    with pytest.raises(
        ValueError, match=r"layer 3 is new, and building draws all .* but 0 has values already: build\("
    ):
        model.build(1)
    parameters = model.build(1, keep=True)
    for name in ("0.weight", "0.bias", "1.scale"):
        np.testing.assert_array_equal(parameters[name], before[name])
    assert model(inputs()).shape == (6, 2)
    assert (model.build(1, keep=False)["0.weight"] != before["0.weight"]).all()


def test_a_new_head_is_the_same_for_the_same_seed():
    heads = []
    for _ in range(2):
        model = trained()
        model.layers[3] = nn.Dense(3, 2)
        heads.append(model.build(5, keep=True)["3.weight"])
    np.testing.assert_array_equal(*heads)


def test_a_model_may_become_part_of_a_larger_one_with_its_values():
    trunk = trained()
    before = trunk(inputs())
    model = nn.Sequential(trunk, nn.ReLU())
    with pytest.raises(ValueError, match=r"building draws all anew, but 0\.0 has values already"):
        model.build(1)
    model.build(1, keep=True)
    np.testing.assert_array_equal(trunk(inputs()), before)
    with pytest.raises(RuntimeError, match="Sequential 0 is part of a model"):
        _ = trunk.parameters


def test_a_layer_taken_out_leaves_the_others_their_values():
    model = trained()
    last = model.parameters["3.weight"].copy()
    del model.layers[1:3]
    assert list(model.build(1, keep=True)) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    np.testing.assert_array_equal(model.parameters["1.weight"], last)


def test_building_the_same_model_anew_draws_anew():
    model = nn.Sequential(nn.Dense(2, 2), nn.BatchNorm(2))
    first = model.build(0)["0.weight"].copy()
    model.parameters.freeze("0")
    assert (model.build(1)["0.weight"] != first).all()
    assert not model.parameters.frozen


def test_what_is_kept_gives_the_precision_unless_another_is_asked_for():
    model = trained("float64")
    assert model.build(keep=True).values.dtype == "float64"
    model.build(dtype="float32", keep=True)
    assert model(inputs("float32")).dtype == "float32"


def test_keep_is_true_or_false():
    with pytest.raises(TypeError, match="build: keep is 'no'; it must be True or False"):
        nn.Dense(2, 2).build(keep="no")


def test_a_copy_of_a_layer_is_a_model_of_its_own():
    model = trained()
    layer = model.layers[0].copy()
    assert list(layer.parameters) == ["weight", "bias"]
    np.testing.assert_array_equal(layer(inputs()), model.layers[0](inputs()))
    assert model.layers[2].copy()(inputs()).shape == (6, 4)


def test_a_deep_copy_of_a_layer_is_told_of_the_one_that_can_be_built():
    with pytest.raises(ValueError, match=r"put a copy here: layer\.copy\(\)"):
        nn.Sequential(copy.deepcopy(trained().layers[0])).build(keep=True)


REPLACEMENTS = {
    "a layer's array": lambda model, w: model.layers[0].own.__setitem__("weight", w),
    "a layer's gradient": lambda model, w: model.layers[0].gradients.__setitem__("weight", w),
    "an attribute": lambda model, w: setattr(model.layers[0], "weight", w),
    "the buffer": lambda model, w: setattr(model.parameters, "values", w),
    "the gradients": lambda model, w: setattr(model.parameters, "gradients", w),
    "a named array": lambda model, w: model.parameters.__setitem__("0.weight", w),
}


@pytest.mark.parametrize("how", REPLACEMENTS)
def test_another_array_in_the_place_of_one_is_refused_with_the_way_to_write_into_it(how):
    with pytest.raises((TypeError, AttributeError), match=r"\[\.\.\.\] = array"):
        REPLACEMENTS[how](trained(), np.zeros((4, 3), "float32"))


def test_arrays_change_in_place(device):
    model = trained()
    model.parameters.values *= 0.0
    model.parameters["0.weight"] += 1.0
    model.layers[0].own["weight"] *= 2.0
    assert backend.to_numpy(model.parameters["0.weight"]).tolist() == [[2.0] * 3] * 4


def test_a_snapshot_of_another_model_is_refused_before_anything_is_written():
    model, wide = trained(), trained()
    wide.layers[3] = nn.Dense(3, 1)
    wide.build(keep=True)
    before = model.snapshot()
    with pytest.raises(ValueError, match=r"parameter\.3\.bias is \(1,\) there and \(5,\) here"):
        model.restore(wide.snapshot())
    with pytest.raises(ValueError, match=r"buffer\.1\.mean is missing there and \(3,\) here"):
        model.restore({name: value for name, value in before.items() if not name.startswith("buffer")})
    for name, value in model.arrays().items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize("which", [lambda name: name.startswith("conv"), []])
def test_freezing_nothing_is_refused(which):
    with pytest.raises(KeyError, match=r"selects no parameter; there are 0\.weight"):
        trained().parameters.freeze(which)


def test_a_selector_that_is_no_name_is_refused():
    with pytest.raises(TypeError, match=r"0 selects no parameters; give a name such as '0\.weight'"):
        trained().parameters.freeze(0)


@pytest.mark.parametrize("place", [0, 2])
def test_a_model_that_lost_a_layer_is_neither_saved_nor_trained_until_it_is_built(place):
    model = nn.Sequential(nn.Dense(4, 4), nn.ReLU(), nn.Dense(4, 4))
    values = model.build(rng=0)[f"{2 - place}.weight"].copy()
    del model.layers[place]
    for use in (model.arrays, lambda: train.Trainer(model, optim.Adam())):
        with pytest.raises(RuntimeError, match=r"no layer of Sequential has [02]\.\w+ any more: .*keep=True"):
            use()
    model.build(rng=0, keep=True)
    np.testing.assert_array_equal(model.arrays()[f"parameter.{1 if place == 0 else 0}.weight"], values)


class Branching(nn.Module):
    """Keeps a layer as one does in PyTorch, and lists no children."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Dense(2, 2)


def test_a_layer_that_children_does_not_list_is_refused():
    with pytest.raises(ValueError, match=r'keeps a Dense in inner, and its children.. does not list it.*"inner": self'):
        nn.Sequential(Branching(), nn.Dense(2, 2)).build(rng=0)


def test_a_module_that_does_not_call_its_base_is_told_so():
    class Hasty(nn.Module):
        def __init__(self) -> None:
            self.inner = nn.Dense(2, 2)

    with pytest.raises(AttributeError, match=r"Hasty.__init__ must call super\(\).__init__\(\) before it sets inner"):
        Hasty()


@pytest.mark.parametrize("name", ["requires_grad", "trainable", "training"])
def test_what_other_libraries_set_on_a_layer_is_refused_with_the_way_it_is_said_here(name):
    with pytest.raises(AttributeError, match=f"Dense has no {name} to set; "):
        setattr(nn.Dense(2, 2), name, False)


@pytest.mark.parametrize("use", [lambda p: p.freeze("0"), lambda p: p.slices(), lambda p: p.gradients])
def test_parameters_of_a_model_that_was_built_anew_are_read_and_not_used(use):
    model = nn.Sequential(nn.Dense(3, 2), nn.Dense(2, 2))
    before = model.build(rng=0)
    model.layers[-1] = nn.Dense(2, 1)
    model.build(rng=1, keep=True)
    assert (before["0.weight"] == model.parameters["0.weight"]).all()
    with pytest.raises(RuntimeError, match=r"built anew since.*take model\.parameters"):
        use(before)
