"""The training loop: it learns, writes down, stops, resumes to the same numbers, and says how it failed."""

import copy
import json

import numpy as np
import pytest

from gradschool import backend, data, nn, optim, train


def a_model(dtype="float32", rng=0):
    model = nn.Sequential(nn.Dense(64, 32), nn.BatchNorm(32), nn.ReLU(), nn.Dropout(0.1), nn.Dense(32, 10))
    model.build(rng=rng, dtype=dtype)
    return model


def a_trainer(**settings):
    return train.Trainer(a_model(), settings.pop("optimizer", optim.Adam(lr=0.01)), rng=1, **settings)


@pytest.fixture(scope="module")
def digits():
    with backend.use("numpy"):
        return data.digits().flat.split(0.2, rng=0)


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def test_digits_are_learned_in_five_epochs(digits):
    trainer = a_trainer()
    history = trainer.fit(data.Loader(digits[0], 64), 5, validation=digits[1])
    assert history.epochs[-1]["validation_accuracy"] > 0.93
    assert history.column("training_loss")[-1] < 0.3 * history.column("training_loss")[0]
    assert len(history.losses) == trainer.steps == 5 * 23


def test_one_seed_gives_one_curve(digits):
    curves = [a_trainer().fit(data.Loader(digits[0], 64), 1).losses for _ in range(2)]
    assert curves[0] == curves[1]


@pytest.mark.parametrize("where", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
@pytest.mark.parametrize(
    ("norm", "optimizer"),
    [([nn.BatchNorm(32)], optim.Momentum(lr=0.05)), ([], optim.Adam(lr=0.01))],
    ids=["momentum through batch normalization", "adam"],
)
def test_another_device_gives_the_same_curve_to_float32(digits, norm, optimizer, where):
    """Not Adam through batch normalization: a bias before it has rounding noise for its gradient, a full step to Adam.

    Weights that are off by one unit in the last place move these two curves by 2e-7 of their height, and that of both
    together by 4e-3.
    """
    small = digits[0].take(np.arange(200))

    def curves():
        model = nn.Sequential(nn.Dense(64, 32), *copy.deepcopy(norm), nn.ReLU(), nn.Dropout(0.1), nn.Dense(32, 10))
        model.build(rng=0, dtype="float32")
        here = small.to_device()
        return train.Trainer(model, optimizer, rng=1).fit(data.Loader(here, 50), 2, validation=here)

    expected = curves()
    with backend.use(where):
        history = curves()
    np.testing.assert_allclose(history.losses, expected.losses, rtol=1e-5)
    np.testing.assert_allclose(history.column("validation_loss"), expected.column("validation_loss"), rtol=1e-5)


def test_a_run_resumes_from_a_checkpoint_to_the_same_numbers(digits, tmp_path):
    whole = a_trainer()
    whole.fit(data.Loader(digits[0], 64), 4, validation=digits[1])
    first = a_trainer()
    first.fit(data.Loader(digits[0], 64), 2, validation=digits[1])
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    second = train.Trainer(a_model(rng=9), optim.Adam(lr=0.01), rng=99)
    train.load_checkpoint(second, tmp_path / "run.safetensors")
    second.fit(data.Loader(digits[0], 64), 2, validation=digits[1])
    assert second.history == whole.history
    np.testing.assert_array_equal(second.model.parameters.values, whole.model.parameters.values)


def test_early_stopping_keeps_the_best_weights(digits):
    stopping = train.EarlyStopping(patience=2)
    trainer = a_trainer(optimizer=optim.SGD(lr=lambda steps: 0.1 if steps < 46 else 3.0))
    history = trainer.fit(data.Loader(digits[0], 64), 20, validation=digits[1], stopping=stopping)
    losses = history.column("validation_loss")
    assert len(losses) == stopping.best_epoch + 2
    assert stopping.best == min(losses)
    np.testing.assert_allclose(train.evaluate(trainer.model, digits[1])[0], stopping.best, rtol=1e-6)


def test_early_stopping_watches_an_accuracy_grow():
    stopping, model = train.EarlyStopping(patience=2, monitor="validation_accuracy"), a_model()
    rows = [{"epoch": i, "validation_accuracy": value} for i, value in enumerate((0.5, 0.6, 0.55, 0.6), start=1)]
    assert [stopping.should_stop(row, model) for row in rows] == [False, False, False, True]
    assert stopping.best_epoch == 2


def test_early_stopping_without_validation_says_what_is_missing(digits):
    with pytest.raises(
        ValueError, match="watches 'validation_loss', but the epoch has only epoch, step, training_loss"
    ):
        a_trainer().fit(data.Loader(digits[0], 512), 1, stopping=train.EarlyStopping())


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_divergence_says_at_which_step_and_what_to_try():
    x, y = data.gaussian_mixture(50)
    model = nn.Sequential(nn.Dense(2, 1))
    model.build()
    trainer = train.Trainer(model, optim.SGD(lr=1e20), nn.mean_squared_error)
    trainer.step(x, y[:, None])
    with pytest.raises(train.DivergenceError, match=r"the loss is inf at step 2; try a lower learning rate"):
        trainer.step(x, y[:, None])
    assert trainer.steps == 1


def test_frozen_layers_stay_and_groups_have_rates_of_their_own(digits):
    model = a_model()
    model.parameters.freeze("0.")
    before = {name: value.copy() for name, value in model.parameters.items()}
    groups = {"1.": optim.SGD(lr=0.0), "4.": optim.AdamW(lr=0.01, weight_decay=0.1), "0.": optim.AdamW(lr=1.0)}
    train.Trainer(model, groups).fit(data.Loader(digits[0], 128), 1)
    moved = {name for name, value in model.parameters.items() if not np.array_equal(value, before[name])}
    assert moved == {"4.weight", "4.bias"}


def test_a_penalty_is_added_to_loss_and_gradient():
    model = nn.Sequential(nn.Dense(2, 1, bias=False))
    parameters = model.build()
    w = parameters.values.copy()
    x, y = np.ones((1, 2), "float32"), np.zeros((1, 1), "float32")
    trainer = train.Trainer(model, optim.SGD(lr=0.1), nn.mean_squared_error, penalty=lambda w: nn.l2_penalty(w, 0.5))
    value = trainer.step(x, y)
    np.testing.assert_allclose(value, w.sum() ** 2 + 0.25 * (w * w).sum(), rtol=1e-5)
    np.testing.assert_allclose(parameters.values, w - 0.1 * (2 * w.sum() + 0.5 * w), rtol=1e-5)


def test_clipping_shortens_and_keeps_the_direction(tmp_path):
    gradients, norm = train.clip_by_norm(np.array([3.0, 4.0]), 1.0)
    np.testing.assert_allclose(gradients, [0.6, 0.8])
    assert norm == 5.0
    short = np.array([0.3, 0.4])
    assert train.clip_by_norm(short, 1.0)[0] is short


def test_a_saved_model_computes_the_same_and_its_file_is_no_pickle(digits, tmp_path):
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


def test_a_model_saved_on_one_device_loads_on_another(tmp_path):
    model = a_model()
    train.save_model(model, tmp_path / "model.safetensors")
    with backend.use("strict"):
        other = a_model(rng=3)
        train.load_model(other, tmp_path / "model.safetensors")
    assert str(other.parameters.values.device).endswith("('device1')")
    np.testing.assert_array_equal(backend.to_numpy(other.parameters.values), model.parameters.values)


@pytest.mark.parametrize("cut", [0, 5, 40, -1])
def test_a_truncated_file_is_refused(cut, tmp_path):
    path = tmp_path / "model.safetensors"
    train.save_model(a_model(), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(train.CheckpointError, match="no whole safetensors file"):
        train.load_model(a_model(), path)


def test_one_changed_byte_is_noticed_and_the_model_left_alone(tmp_path):
    path, model = tmp_path / "model.safetensors", a_model(rng=2)
    train.save_model(a_model(), path)
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    before = model.parameters.values.copy()
    with pytest.raises(train.CheckpointError, match="checksum does not fit"):
        train.load_model(model, path)
    np.testing.assert_array_equal(model.parameters.values, before)


def test_a_file_of_another_model_is_refused_by_the_name_that_does_not_fit(tmp_path):
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


def test_an_absent_file_is_an_error_with_its_name(tmp_path):
    with pytest.raises(train.CheckpointError, match=r"absent\.safetensors can't be read"):
        train.load_model(a_model(), tmp_path / "absent.safetensors")


def test_a_progress_bar_is_shown_on_request(digits, capsys):
    a_trainer(progress=True).fit(data.Loader(digits[0], 512), 1)
    assert "3/3" in capsys.readouterr().err


def test_predictions_do_not_depend_on_their_batches(digits):
    model = a_model()
    whole = train.predict(model, digits[1].x, 1000)
    np.testing.assert_allclose(train.predict(model, digits[1].x, 7), whole, rtol=1e-4, atol=1e-5)
