"""Models on disk: whole or refused, by name, with the permissions that files have."""

import json
import os

import numpy as np
import pytest

from gradschool import backend, data, nn, train


def test_a_saved_model_computes_the_same_and_its_file_is_no_pickle(digits, a_model, a_trainer, tmp_path):
    trainer = a_trainer()
    trainer.fit(data.Loader(digits[0], 128), 1)
    path = tmp_path / "deep" / "model.safetensors"
    train.save_model(trainer.model, path)
    other = a_model(rng=5)
    train.load_model(other, path)
    np.testing.assert_array_equal(other(digits[1].x), trainer.model(digits[1].x))
    length = int.from_bytes(path.read_bytes()[:8], "little")
    assert "parameter.0.weight" in json.loads(path.read_bytes()[8 : 8 + length])
    assert [p.name for p in path.parent.iterdir()] == ["model.safetensors"]


def test_a_model_saved_on_one_device_loads_on_another(a_model, tmp_path):
    model = a_model()
    train.save_model(model, tmp_path / "model.safetensors")
    with backend.use("strict"):
        other = a_model(rng=3)
        train.load_model(other, tmp_path / "model.safetensors")
    assert str(other.parameters.values.device).endswith("('device1')")
    np.testing.assert_array_equal(backend.to_numpy(other.parameters.values), model.parameters.values)


def test_a_model_of_another_dtype_takes_the_values(a_model, tmp_path):
    train.save_model(a_model(), tmp_path / "model.safetensors")
    other = a_model("float64", rng=3)
    train.load_model(other, tmp_path / "model.safetensors")
    np.testing.assert_array_equal(other.parameters.values, a_model().parameters.values)


@pytest.mark.parametrize("cut", [0, 5, 40, -1])
def test_a_truncated_file_is_refused(cut, a_model, tmp_path):
    path = tmp_path / "model.safetensors"
    train.save_model(a_model(), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(train.CheckpointError, match="no whole safetensors file"):
        train.load_model(a_model(), path)


def test_one_changed_byte_is_noticed_and_the_model_left_alone(a_model, tmp_path):
    path, model = tmp_path / "model.safetensors", a_model(rng=2)
    train.save_model(a_model(), path)
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    before = model.parameters.values.copy()
    with pytest.raises(train.CheckpointError, match="checksum does not fit"):
        train.load_model(model, path)
    np.testing.assert_array_equal(model.parameters.values, before)


def test_a_file_of_another_model_is_refused_by_the_name_that_does_not_fit(a_model, tmp_path):
    path = tmp_path / "model.safetensors"
    train.save_model(a_model(), path)
    other = nn.Sequential(nn.Dense(64, 32))
    other.build()
    with pytest.raises(train.CheckpointError, match=r"buffer\.1\.mean is only in the file"):
        train.load_model(other, path)
    wide = nn.Sequential(nn.Dense(64, 33), nn.BatchNorm(33), nn.ReLU(), nn.Dropout(0.1), nn.Dense(33, 10))
    wide.build()
    with pytest.raises(train.CheckpointError, match=r"shape \(64, 32\); the model's is \(64, 33\)"):
        train.load_model(wide, path)


def test_an_absent_file_is_an_error_with_its_name(a_model, tmp_path):
    with pytest.raises(train.CheckpointError, match=r"absent\.safetensors can't be read"):
        train.load_model(a_model(), tmp_path / "absent.safetensors")


def test_a_foreign_file_is_foreign_and_not_damaged(a_model, tmp_path):
    from safetensors.numpy import save_file

    save_file({"weight": np.ones(3)}, tmp_path / "theirs.safetensors")
    with pytest.raises(train.CheckpointError, match="that gradschool did not write; read it with safetensors"):
        train.load_model(a_model(), tmp_path / "theirs.safetensors")


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_follow_the_umask(a_model, tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        train.save_model(a_model(), tmp_path / "model.safetensors")
    finally:
        os.umask(before)
    assert (tmp_path / "model.safetensors").stat().st_mode & 0o777 == mode


def test_a_link_is_written_through(a_model, tmp_path):
    (tmp_path / "store").mkdir()
    link = tmp_path / "latest.safetensors"
    link.symlink_to(tmp_path / "store" / "run.safetensors")
    for _ in range(2):
        train.save_model(a_model(), link)
        assert link.is_symlink()
    assert [p.name for p in (tmp_path / "store").iterdir()] == ["run.safetensors"]
    train.load_model(a_model(rng=3), link)


def test_a_path_that_can_not_be_written_is_an_error_of_this_kind(a_model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(train.CheckpointError, match=r"file/model can't be written: "):
        train.save_model(a_model(), tmp_path / "file" / "model")


def test_a_folder_is_not_written_over(a_model, tmp_path):
    with pytest.raises(train.CheckpointError, match="is a folder; name a file in it"):
        train.save_model(a_model(), tmp_path)


def test_a_file_stays_whole_where_writing_fails(a_model, tmp_path, monkeypatch):
    path = tmp_path / "model.safetensors"
    train.save_model(a_model(), path)
    before = path.read_bytes()

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(train.CheckpointError, match="can't be written: No space left"):
        train.save_model(a_model(rng=1), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["model.safetensors"]


def test_a_model_is_no_trainer_and_a_trainer_is_no_model(a_trainer, a_model, tmp_path):
    path = tmp_path / "run.safetensors"
    for call in (train.save_checkpoint, train.load_checkpoint):
        with pytest.raises(TypeError, match=r"takes a Trainer, not a Sequential; a model alone goes with \w+_model"):
            call(a_model(), path)
    for call in (train.save_model, train.load_model):
        train.save_checkpoint(a_trainer(), path)
        with pytest.raises(TypeError, match=r"takes a model, not a Trainer"):
            call(a_trainer(), path)


def test_a_part_of_a_file_is_loaded_by_name_under_a_new_head(a_trainer, a_model, tmp_path):
    train.save_model(a_model(rng=1), tmp_path / "model.safetensors")
    learned = a_model(rng=1).parameters
    other = nn.Sequential(nn.Dense(64, 32), nn.BatchNorm(32), nn.ReLU(), nn.Dense(32, 2))
    fresh = other.build(rng=2)
    before = fresh.values.copy()
    train.load_model(other, tmp_path / "model.safetensors", only="0")
    np.testing.assert_array_equal(fresh["0.weight"], learned["0.weight"])
    head = fresh.layout("3")[0].where
    np.testing.assert_array_equal(fresh.values[head], before[head])
    with pytest.raises(train.CheckpointError, match=r"only is '7', which names nothing in the model"):
        train.load_model(other, tmp_path / "model.safetensors", only="7")


def test_a_path_may_begin_at_the_home_folder(a_model, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    train.save_model(a_model(), "~/model.safetensors")
    train.load_model(a_model(rng=2), "~/model.safetensors")
    assert [p.name for p in tmp_path.iterdir()] == ["model.safetensors"]
