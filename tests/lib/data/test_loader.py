"""The loader: every example once an epoch, in an order that seed and epoch settle."""

import numpy as np
import pytest

from gradschool import backend, data


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def test_a_loader_gives_every_example_once_an_epoch_in_an_order_of_its_own():
    dataset = data.gaussian_mixture(103)
    loader = data.Loader(dataset, 10, rng=4)
    epochs = [np.concatenate([x for x, _ in loader]) for _ in range(2)]
    assert len(loader) == 11
    assert not np.array_equal(epochs[0], epochs[1])
    for epoch in epochs:
        np.testing.assert_array_equal(np.sort(epoch[:, 0]), np.sort(dataset.x[:, 0]))
    again = np.concatenate([x for x, _ in data.Loader(dataset, 10, rng=4).batches(1)])
    np.testing.assert_array_equal(again, epochs[1])


def test_a_loader_can_leave_out_the_rest_and_keep_the_order():
    batches = list(data.Loader(data.xor(10), 4, shuffle=False, drop_last=True))
    assert [len(x) for x, _ in batches] == [4, 4]
    np.testing.assert_array_equal(batches[0][0], data.xor(10).x[:4])


def test_a_loader_augments_with_a_seed_for_each_epoch():
    def noise(x, rng):
        return x + rng.standard_normal(x.shape, "float32")

    loader = data.Loader(data.xor(8), 8, shuffle=False, augment=noise)
    first, second = (next(iter(loader))[0] for _ in range(2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(next(loader.batches(0))[0], first)


def test_every_batch_is_changed_by_numbers_of_its_own():
    still = data.Dataset(np.zeros((12, 2)), np.zeros(12, int))
    loader = data.Loader(still, 4, augment=lambda x, rng: x + rng.standard_normal(x.shape))
    batches = [x for epoch in range(2) for x, _ in loader.batches(epoch)]
    assert len({x.tobytes() for x in batches}) == 6


def test_an_epoch_taken_up_in_its_midst_has_the_batches_that_were_left():
    def noise(x, rng):
        return x + rng.standard_normal(x.shape, "float32")

    loader = data.Loader(data.xor(40), 8, augment=noise, mix=data.mixing.mixup)
    whole, rest = list(loader.batches(3)), list(loader.batches(3, start=2))
    assert len(rest) == 3
    for (x, y), (again, labels) in zip(whole[2:], rest, strict=True):
        np.testing.assert_array_equal(again, x)
        np.testing.assert_array_equal(labels, y)


@pytest.mark.parametrize("where", ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])
@pytest.mark.parametrize("mix", [data.mixing.mixup, data.mixing.cutmix])
def test_a_loader_mixes_inputs_and_labels_by_the_same_share(mix, where):
    """Pictures that are all of their class's number have a mean that the mixed label tells."""
    with backend.use("numpy"):
        y = np.arange(30) % 3
        x = np.ones((30, 1, 6, 6), "float32") * y[:, None, None, None].astype("float32")
    with backend.use(where):
        loader = data.Loader(data.Dataset(x, y).to_device(), 30, mix=mix)
        images, labels = (backend.to_numpy(part) for part in next(iter(loader)))
    assert labels.dtype == np.dtype("float32")
    np.testing.assert_allclose(images.mean(axis=(1, 2, 3)), labels @ [0, 1, 2], rtol=1e-5, atol=1e-6)
    assert len(np.unique(labels.round(4), axis=0)) > 3


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"rng": backend.default_rng(0)}, TypeError, "a loader needs a seed, a whole number from 0 on"),
        ({"rng": np.random.default_rng(0)}, TypeError, "a loader needs a seed"),
        ({"rng": None}, TypeError, "rng is None; a loader needs a seed"),
        ({"rng": -1}, TypeError, "rng is -1"),
        ({"batch_size": 0}, ValueError, "Loader: batch_size is 0; it must be a whole number of at least 1"),
        ({"batch_size": 2.0}, ValueError, "batch_size is 2.0; it must be a whole"),
        ({"batch_size": 64, "drop_last": True}, ValueError, "drop_last leaves no batch: XOR has 10 examples"),
    ],
)
def test_a_loader_refuses_settings_by_name(settings, error, words):
    with pytest.raises(error, match=words):
        data.Loader(data.xor(10), **settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"shuffle": "False"}, "shuffle is 'False'; it must be True or False"),
        ({"drop_last": 1}, "drop_last is 1; it must be True or False"),
        ({"augment": [data.augment.cutout]}, r"of several make one: data\.augment\.compose"),
        ({"mix": "mixup"}, "mix is 'mixup'; pass a function"),
    ],
)
def test_a_switch_or_a_change_of_another_kind_is_refused(settings, words):
    with pytest.raises(TypeError, match=words):
        data.Loader(data.xor(10), **settings)


def test_a_pair_of_arrays_is_shown_how_to_be_a_data_set():
    x, y = data.xor(10)
    for arguments in (((x, y),), (x, y)):
        with pytest.raises(TypeError, match=r"goes through a Dataset, not a \w+: data\.Loader\(data\.Dataset\(x, y\)"):
            data.Loader(*arguments)


def test_class_numbers_stored_as_floats_are_not_mixed_as_targets():
    floats = data.Dataset(np.ones((4, 2)), np.array([0.0, 1.0, 2.0, 3.0]), name="Ratings")
    data.Loader(floats)
    with pytest.raises(TypeError, match=r"Ratings: y is float64 of shape \(4,\), which can't be mixed; make"):
        data.Loader(floats, mix=data.mixing.mixup)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([18, 25, 40, 31], "Ages: y holds whole numbers up to 40, but no 0; if they are classes, name all"),
        ([-3, 1, 2, 0], "Ages: y holds whole numbers that can't be mixed; if they are classes, name all"),
        ([0, 1, 2, 50_000], "that can't be mixed.*the targets of a regression have the shape"),
    ],
)
def test_whole_numbers_that_may_be_targets_are_not_mixed_as_classes(labels, words):
    ages = data.Dataset(np.ones((4, 2)), np.array(labels), name="Ages")
    assert len(next(iter(data.Loader(ages)))) == 2
    with pytest.raises(TypeError, match=words):
        data.Loader(ages, mix=data.mixing.mixup)


def test_classes_that_are_named_or_all_there_are_mixed_though_a_part_of_the_set_has_none_of_some():
    digits = data.digits().take(data.digits().y < 2)
    assert next(iter(data.Loader(digits, 16, mix=data.mixing.mixup)))[1].shape == (16, 10)
    numbered = data.Dataset(np.ones((4, 2)), np.array([0, 2, 1, 0]))
    assert next(iter(data.Loader(numbered, mix=data.mixing.mixup)))[1].shape == (4, 3)


@pytest.mark.parametrize("which", [{"epoch": -1}, {"epoch": "1"}, {"epoch": 0, "start": 0.5}])
def test_batches_of_no_epoch_are_refused_at_the_call(which):
    with pytest.raises(ValueError, match=r"batches: (epoch|start) is .*; it must be a whole number of at least 0"):
        data.Loader(data.xor(10)).batches(**which)


def test_what_mixes_labels_is_no_augmentation():
    with pytest.raises(TypeError, match=r"Loader\(dataset, mix=mixing\.cutmix\)"):
        data.Loader(data.digits(), augment=data.mixing.cutmix)
