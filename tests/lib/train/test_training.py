"""The training loop: it learns, measures, writes down, and says how it failed."""

import copy
import dataclasses
import pickle
from functools import partial

import numpy as np
import pytest

from gradschool import backend, data, nn, optim, train


def test_digits_are_learned_in_five_epochs(digits, a_trainer):
    trainer = a_trainer()
    history = trainer.fit(data.Loader(digits[0], 64), 5, validation=digits[1])
    assert history.epochs[-1]["validation_accuracy"] > 0.93
    assert history.column("training_loss")[-1] < 0.3 * history.column("training_loss")[0]
    assert len(history.losses) == trainer.steps == 5 * 23


def test_one_seed_gives_one_curve(loader, a_trainer):
    curves = [a_trainer().fit(loader, 1).losses for _ in range(2)]
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


def test_an_epochs_row_has_the_rate_of_its_last_step(loader, a_trainer):
    trainer = a_trainer(optimizer=optim.SGD(lr=lambda steps: 0.1 / (steps + 1)))
    assert trainer.fit(loader, 2).column("learning_rate") == [0.1 / 7, 0.1 / 14]


def test_groups_have_a_column_for_each_rate(loader, a_trainer):
    trainer = a_trainer(optimizer={"0": optim.SGD(lr=0.1), "4": optim.SGD(lr=0.2)})
    row = trainer.fit(loader, 1).epochs[0]
    assert (row["learning_rate:0"], row["learning_rate:4"]) == (0.1, 0.2)


def test_the_training_loss_is_the_mean_over_the_epochs_examples(a_trainer):
    few = data.gaussian_mixture(10)
    model = nn.Sequential(nn.Dense(2, len(few.classes)))
    model.build()
    history = a_trainer(model, optim.SGD(lr=0.0)).fit(data.Loader(few, 7), 1)
    np.testing.assert_allclose(history.epochs[0]["training_loss"], train.evaluate(model, few)["loss"], rtol=1e-6)


def test_a_regression_is_judged_by_its_loss_and_by_the_metrics_asked_for(a_trainer):
    x = np.random.default_rng(0).standard_normal((40, 2))
    lines = data.Dataset(x.astype("float32"), (x @ [[1.0], [2.0]]).astype("float32"))
    plain, measured = ({}, {"worst": lambda y, t: abs(y - t).max()})
    for metrics, column in ((None, set()), (plain, set()), (measured, {"validation_worst"})):
        model = nn.Sequential(nn.Dense(2, 1))
        model.build()
        trainer = a_trainer(model, optim.Momentum(lr=0.1), loss=nn.mean_squared_error, metrics=metrics)
        row = trainer.fit(data.Loader(lines, 10), 30, validation=lines).epochs[-1]
        assert {name for name in row if name.startswith("validation_")} == {"validation_loss"} | column
    assert row["validation_worst"] < 0.1


def test_one_score_for_two_classes_is_judged_by_its_sign(a_trainer):
    """A network that says yes to everything is right as often as yes is the answer; rounded scores would say no."""
    x = np.zeros((20, 2), "float32")
    often = data.Dataset(x, (np.arange(20)[:, None] < 17).astype("float32"))
    model = nn.Sequential(nn.Dense(2, 1))
    model.build()["0.bias"][...] = 0.3
    row = a_trainer(model, optim.SGD(lr=0.0), loss=nn.binary_cross_entropy).fit(data.Loader(often), 1, often).epochs[0]
    assert row["validation_accuracy"] == np.float32(0.85)


def test_labels_that_are_probabilities_are_judged_by_the_most_probable_class(digits, a_model):
    soft = data.Dataset(digits[1].x, 0.9 * data.mixing.one_hot(digits[1].y, 10) + np.float32(0.01))
    assert train.evaluate(a_model(), soft)["accuracy"] == train.evaluate(a_model(), digits[1])["accuracy"]


def test_settings_of_a_loss_leave_its_metric(a_trainer):
    assert list(a_trainer(loss=partial(nn.softmax_cross_entropy, smoothing=0.1)).metrics) == ["accuracy"]
    assert a_trainer(loss=lambda y, t: nn.softmax_cross_entropy(y, t)).metrics == {}


def test_a_metric_sees_all_outputs_and_all_labels(digits, a_model):
    seen = train.evaluate(a_model(), digits[1], metrics={"rows": lambda y, t: y.shape[0] + len(t)}, batch_size=100)
    assert seen["rows"] == 2 * 359


def test_a_hook_sees_each_epochs_row_and_may_end_the_run(loader, a_trainer):
    rows = []

    def hook(trainer):
        rows.append(trainer.history.epochs[-1]["epoch"])
        return len(rows) == 3

    trainer = a_trainer()
    trainer.fit(loader, 10, hook=hook)
    assert rows == [1, 2, 3]
    assert trainer.stopped == "the hook said so after epoch 3"
    trainer.fit(loader, 1)
    assert trainer.stopped is None
    assert len(trainer.history.epochs) == 4


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


def test_a_gradient_that_is_no_number_is_named_before_it_is_stepped(a_trainer):
    model = nn.Sequential(nn.Dense(2, 3), nn.Tanh(), nn.Dense(3, 1))
    parameters = model.build()
    before = parameters.values.copy()

    def broken(logits, targets):
        loss, gradient = nn.mean_squared_error(logits, targets)
        return loss, gradient * np.float32("nan")

    for clip in (None, 1.0):
        trainer = a_trainer(model, optim.SGD(lr=0.1), loss=broken, clip=clip, clip_value=clip)
        with pytest.raises(
            train.DivergenceError, match=r"the gradient of 0\.weight, .* is no longer a number at step 1"
        ):
            trainer.step(np.ones((1, 2), "float32"), np.ones((1, 1), "float32"))
        np.testing.assert_array_equal(parameters.values, before)


def test_a_gradient_too_large_to_square_is_a_number_all_the_same(a_trainer):
    model = nn.Sequential(nn.Dense(1, 1, bias=False))
    parameters = model.build()
    w = parameters.values.copy()
    trainer = a_trainer(model, optim.SGD(lr=1.0), loss=lambda y, t: (y.sum(), np.full_like(y, 3e30)), clip=0.5)
    trainer.step(np.ones((1, 1), "float32"), np.ones((1, 1), "float32"))
    np.testing.assert_allclose(parameters.values, w - 0.5, rtol=1e-6)


def test_a_penalty_is_added_to_loss_and_gradient():
    model = nn.Sequential(nn.Dense(2, 1, bias=False))
    parameters = model.build()
    w = parameters.values.copy()
    x, y = np.ones((1, 2), "float32"), np.zeros((1, 1), "float32")
    trainer = train.Trainer(model, optim.SGD(lr=0.1), nn.mean_squared_error, penalty=lambda w: nn.l2_penalty(w, 0.5))
    value = trainer.step(x, y)
    np.testing.assert_allclose(value, w.sum() ** 2 + 0.25 * (w * w).sum(), rtol=1e-5)
    np.testing.assert_allclose(parameters.values, w - 0.1 * (2 * w.sum() + 0.5 * w), rtol=1e-5)


def test_accumulated_batches_are_one_large_batch(digits, a_trainer):
    def network():
        model = nn.Sequential(nn.Dense(64, 16), nn.Tanh(), nn.Dense(16, 10))
        model.build(dtype="float64")
        return model

    few = digits[0].take(range(100))
    few = data.Dataset(few.x.astype("float64"), few.y, few.classes)
    small, large = (a_trainer(network(), optim.Adam(lr=0.01), accumulate=k) for k in (5, 1))
    for trainer, size in ((small, 8), (large, 40)):  # the last step: batches of 8, 8 and 4
        trainer.fit(data.Loader(few, size), 3)
    assert small.steps == large.steps == 9
    np.testing.assert_allclose(small.history.losses, large.history.losses, rtol=1e-12)
    np.testing.assert_allclose(small.model.parameters.values, large.model.parameters.values, rtol=1e-9, atol=1e-12)


def test_a_single_step_is_refused_where_batches_are_gathered(digits, a_trainer):
    trainer, (x, labels) = a_trainer(accumulate=4), (digits[0].x[:8], digits[0].y[:8])
    with pytest.raises(RuntimeError, match=r"accumulate is 4: let fit gather .* or set trainer\.accumulate = 1"):
        trainer.step(x, labels)
    trainer.accumulate = 1
    trainer.step(x, labels)
    assert trainer.steps == 1


def test_mixed_labels_are_learned_from(digits, a_trainer):
    loader = data.Loader(digits[0], 64, mix=data.mixing.mixup)
    history = a_trainer().fit(loader, 5, validation=digits[1])
    assert history.epochs[-1]["validation_accuracy"] > 0.9


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["copy", "pickle"])
def test_a_copied_run_goes_on_as_the_first_and_by_itself(loader, a_trainer, copied):
    first = a_trainer()
    first.fit(loader, 1)
    second = copied(first)
    second.fit(loader, 2)
    assert len(first.history.epochs) == 1
    first.fit(loader, 2)
    assert second.history == first.history
    np.testing.assert_array_equal(second.model.parameters.values, first.model.parameters.values)
    assert second.history.losses[-1] < 0.5 * second.history.losses[0]


def test_a_model_that_is_not_built_is_sent_to_build(a_trainer):
    with pytest.raises(RuntimeError, match=r"call model\.build\(rng\) first"):
        train.Trainer(nn.Sequential(nn.Dense(2, 2)), optim.Adam())


def test_a_progress_bar_is_shown_on_request(digits, a_trainer, capsys):
    a_trainer(progress=True).fit(data.Loader(digits[0], 512), 1)
    assert "3/3" in capsys.readouterr().err


def test_predictions_do_not_depend_on_their_batches(digits, a_model):
    model = a_model()
    whole = train.predict(model, digits[1].x, 1000)
    np.testing.assert_allclose(train.predict(model, digits[1].x, 7), whole, rtol=1e-4, atol=1e-5)


def test_nothing_to_predict_is_an_error_with_the_shape(a_model):
    with pytest.raises(ValueError, match=r"predict: x is of shape \(0, 64\); give an array of at least one input"):
        train.predict(a_model(), np.empty((0, 64), "float32"))


def test_a_column_with_gaps_has_nan_there_and_an_unknown_one_is_named():
    history = train.History(epochs=[{"epoch": 1, "a": 1.0}, {"epoch": 2}])
    np.testing.assert_array_equal(history.column("a"), [1.0, np.nan])
    with pytest.raises(KeyError, match="no epoch has 'b'; there are a, epoch"):
        history.column("b")


def test_a_rate_may_be_changed_by_hand_between_epochs(loader, a_trainer):
    trainer, scheduled = (
        a_trainer(optimizer=optim.Adam(lr=rate)) for rate in (0.01, lambda step: 0.01 / (1 + step // 7))
    )
    trainer.fit(loader, 1)
    (group,) = trainer.groups
    group.optimizer = dataclasses.replace(group.optimizer, lr=0.005)
    assert trainer.fit(loader, 1).losses == scheduled.fit(loader, 2).losses
    assert trainer.history.column("learning_rate") == [0.01, 0.005]


def test_a_metric_that_is_no_number_is_named(digits, a_model):
    with pytest.raises(TypeError, match=r"the metric 'all' returned shape \(\d+, 10\); it returns one number"):
        train.evaluate(a_model(), digits[1], metrics={"all": lambda outputs, labels: outputs})
