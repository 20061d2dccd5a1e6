"""The tasks and the networks of unit 15: equal parts of each class, no image twice, and frozen layers that stay."""

import gzip
import hashlib

import numpy as np
import pooch
import pytest

from gradschool import backend
from gradschool.data import downloads
from gradschool.experiments import transfer


@pytest.fixture(autouse=True)
def _numpy():
    backend.use("numpy")


def test_parts_of_a_task_have_no_image_in_common():
    parts = transfer.task("digits")
    rows = [np.ascontiguousarray(part.x).reshape(len(part), -1) for part in parts]
    seen = {row.tobytes() for row in rows[0]}
    assert not any(row.tobytes() in seen for part in rows[1:] for row in part)


def test_images_are_standardized_by_those_of_pretraining():
    x = transfer.task("six shapes").train.x
    np.testing.assert_allclose(x.mean(axis=(0, 2, 3)), 0, atol=1e-4)
    np.testing.assert_allclose(x.std(axis=(0, 2, 3)), 1, atol=1e-4)


def test_classes_can_only_be_drawn_in_equal_parts():
    with pytest.raises(ValueError, match="multiple of 4"):
        transfer.draw(transfer.task("four shapes").train, 21, seed=0)


def test_a_task_that_there_is_not_is_named():
    with pytest.raises(ValueError, match="'cats' is not one of"):
        transfer.task("cats")


def test_a_new_head_leaves_the_old_network_and_the_lower_layers_alone():
    old = transfer.network(6, seed=0)
    before = old.snapshot()
    new = transfer.with_new_head(old, 4, seed=1)
    new.parameters["0.weight"][...] += 1
    assert new.layers[-1].own["weight"].shape == (64, 4)
    assert all(np.array_equal(old.arrays()[name], one) for name, one in before.items())


def test_a_head_alone_learns_and_to_watch_it_changes_nothing():
    few, ends = transfer.draw(transfer.task("four shapes").train, 20, seed=0), []
    for watched in (None, lambda update, model: None):
        model = transfer.network(4, seed=0)
        transfer.teach(model, few, 4, lr={"12": 0.01}, watch=watched)
        ends.append(model.parameters.values.copy())
    np.testing.assert_array_equal(*ends)
    fresh = transfer.network(4, seed=0).parameters
    assert np.array_equal(ends[0][:-260], fresh.values[:-260])
    assert not np.array_equal(ends[0][-260:], fresh.values[-260:])


def test_mnist_is_a_task_where_its_files_are_and_fashion_mnist_without_files_is_not(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    for what, values in (("images-idx3", rng.integers(0, 256, (2000, 28, 28))), ("labels-idx1", np.arange(2000) % 10)):
        shape = b"".join(length.to_bytes(4, "big") for length in values.shape)
        content = gzip.compress(bytes([0, 0, 8, values.ndim]) + shape + values.astype("u1").tobytes(), mtime=0)
        (tmp_path / f"t10k-{what}-ubyte.gz").write_bytes(content)
        files = downloads.REGISTRY["mnist"].files
        monkeypatch.setitem(files, f"t10k-{what}-ubyte.gz", "md5:" + hashlib.md5(content).hexdigest())
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path))
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache")
    assert transfer.present() == ["MNIST"]
    transfer.task.cache_clear()
    parts = transfer.task("MNIST", prepared=False)
    transfer.task.cache_clear()
    assert [part.x.shape for part in parts] == [(800, 3, 16, 16), (200, 3, 16, 16), (500, 3, 16, 16)]
    assert not parts.train.x[:, :, [0, -1]].any()
    assert parts.train.x[:, :, 1:-1, 1:-1].mean() == pytest.approx(0.5, abs=0.01)


def test_a_head_is_put_on_a_copy():
    old = transfer.network(6, seed=0)
    new = transfer.with_head(old, np.ones((64, 2), "float32"), np.array([1.0, 2.0]))
    assert new.layers[-1].own["bias"].tolist() == [1.0, 2.0]
    assert old.layers[-1].own["weight"].shape == (64, 6)
    assert transfer.distance(old, new) == 0


def test_the_distance_of_two_networks_is_that_of_their_filters():
    old = transfer.network(6, seed=0)
    new = old.copy()
    new.layers[4].own["weight"][0, 0, 0, :2] += 3
    new.layers[12].own["weight"][...] = 0
    assert transfer.distance(old, new) == pytest.approx(18**0.5, rel=1e-5)
