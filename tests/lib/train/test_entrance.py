"""What a trainer refuses before or at a step: by name, with the value and the way out."""

import re

import numpy as np
import pytest

from gradschool import data, nn, optim, train


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"clip": 0.0}, ValueError, "clip is 0.0"),
        ({"clip": float("nan")}, ValueError, "clip is nan"),
        ({"clip_value": -1}, ValueError, "clip_value is -1"),
        ({"accumulate": 0}, ValueError, "accumulate is 0"),
        ({"accumulate": 2.0}, ValueError, "accumulate is 2.0"),
        ({"optimizer": optim.Adam}, TypeError, r"pass an instance, such as Adam\(lr=\.\.\.\)"),
        ({"optimizer": 0.1}, TypeError, r"0\.1 is no optimizer"),
        ({"optimizer": optim.Nesterov(lr=0.1, form="look-ahead")}, ValueError, 'use form="shifted"'),
        ({"optimizer": {"0": optim.SGD(lr=1.0), "0.weight": optim.SGD(lr=1.0)}}, ValueError, r"0\.weight is in groups"),
        ({"optimizer": [(lambda name: False, optim.SGD(lr=1.0))]}, ValueError, "group 0 selects no parameter"),
        ({"optimizer": {"7": optim.SGD(lr=1.0)}}, KeyError, "'7'"),
    ],
)
def test_what_can_not_be_meant_is_refused_where_it_is_said(a_trainer, settings, error, words):
    with pytest.raises(error, match=words):
        a_trainer(**settings)


def test_a_model_built_anew_needs_a_new_trainer(loader, a_trainer):
    trainer = a_trainer()
    trainer.model.build(rng=5)
    for go_on in (lambda: trainer.fit(loader, 1), lambda: trainer.step(*next(iter(loader)))):
        with pytest.raises(RuntimeError, match=r"the model was built anew.*make a new Trainer for it"):
            go_on()


def test_a_model_with_a_layer_taken_out_is_noticed_before_a_step(loader, a_trainer):
    trainer = a_trainer()
    trainer.fit(loader, 1)
    before = trainer.model.parameters.values.copy()
    del trainer.model.layers[1:4]
    for go_on in (lambda: trainer.fit(loader, 1), lambda: trainer.step(*next(iter(loader)))):
        with pytest.raises(RuntimeError, match="other layers than when this trainer was made"):
            go_on()
    np.testing.assert_array_equal(trainer.model.parameters.values, before)


def test_a_set_is_not_a_loader_and_a_pair_is_not_a_set(digits, loader, a_trainer):
    with pytest.raises(TypeError, match=r"fit takes a Loader, not a Dataset: data\.Loader\(dataset, batch_size=128\)"):
        a_trainer().fit(digits[0], 1)
    trainer = a_trainer()
    with pytest.raises(TypeError, match=r"evaluated is a tuple; make it a data set: data\.Dataset\(x, y\)"):
        trainer.fit(loader, 1, validation=tuple(digits[1]))
    assert trainer.steps == 0


def test_a_broken_number_in_the_data_is_shown_at_its_place(a_trainer):
    x, y = np.ones((8, 4), "float32"), np.ones((8, 1), "float32")
    model = nn.Sequential(nn.Dense(4, 1))
    model.build()
    trainer = a_trainer(model, optim.SGD(lr=0.1), loss=nn.mean_squared_error)
    x[7, 3] = np.nan
    with pytest.raises(train.DivergenceError, match=r"x\[7, 3\] is nan in the batch of step 1; mend the data"):
        trainer.step(x, y)
    x[7, 3], y[2, 0] = 0, np.inf
    with pytest.raises(train.DivergenceError, match=r"labels\[2, 0\] is inf in the batch"):
        trainer.step(x, y)
    y[2, 0] = 0
    model.parameters["0.weight"][1, 0] = np.nan
    with pytest.raises(train.DivergenceError, match=r"0\.weight\[1, 0\] is nan before step 1 already"):
        trainer.step(x, y)


def test_a_loss_that_breaks_finite_outputs_is_named(digits, a_trainer):
    def broken(y, t):
        return y.sum() * np.float32("nan"), np.ones_like(y)

    with pytest.raises(train.DivergenceError, match="loss is nan at step 1, and the model's output is finite"):
        a_trainer(loss=broken).step(*digits[0].take(range(32)))


@pytest.mark.parametrize(
    ("returned", "error", "words"),
    [
        (lambda y: (y.sum(), y.astype("float64")), TypeError, "the gradient that the loss returns: float64"),
        (lambda y: (y.sum(), y[:, :1]), ValueError, r"has shape \(32, 1\); the model's output.* has \(32, 10\)"),
        (lambda y: y.sum(), TypeError, "the loss returned a float32; it returns a pair"),
    ],
)
def test_a_gradient_that_does_not_fit_is_the_losss_fault(digits, a_trainer, returned, error, words):
    with pytest.raises(error, match=words):
        a_trainer(loss=lambda y, t: returned(y)).step(*digits[0].take(range(32)))


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"loss": "mse"}, TypeError, "loss is 'mse'; pass a function"),
        ({"penalty": 0.1}, TypeError, r"penalty is 0\.1; pass a function, or leave it out"),
        ({"metrics": ["accuracy"]}, TypeError, "pass functions by name"),
        ({"metrics": nn.accuracy}, TypeError, "pass functions by name"),
        ({"metrics": {"loss": nn.accuracy}}, ValueError, 'called "loss", as the loss itself is'),
        ({"stopping": train.EarlyStopping}, TypeError, r"pass an instance, such as train\.EarlyStopping"),
        ({"model": nn.Sequential}, TypeError, "Trainer takes a model, not the class Sequential"),
    ],
)
def test_a_slip_of_the_call_is_answered_with_the_right_call(a_trainer, settings, error, words):
    with pytest.raises(error, match=words):
        a_trainer(**settings)


def test_numbers_of_numpy_are_numbers(a_trainer):
    trainer = a_trainer(clip=np.float32(1), clip_value=np.int64(2), accumulate=np.int64(4))
    assert (trainer.clip, trainer.clip_value, trainer.accumulate) == (1.0, 2.0, 4)
    assert type(trainer.clip) is float


@pytest.mark.parametrize("epochs", [1.5, float("nan"), -1, "3", True])
def test_epochs_are_a_whole_number(loader, a_trainer, epochs):
    with pytest.raises(ValueError, match=f"fit: epochs is {epochs!r}; it must be a whole number of at least 0"):
        a_trainer().fit(loader, epochs)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda x, y: (x.astype("float64"), y), TypeError),
        (lambda x, y: (x[:, :60], y), ValueError),
        (lambda x, y: (x, np.where(np.arange(len(y)) == len(y) - 1, 10, y)), ValueError),
    ],
    ids=["dtype", "shape", "the last label"],
)
def test_validation_data_that_does_not_fit_is_refused_before_the_first_step(digits, loader, a_trainer, change, error):
    trainer = a_trainer()
    with pytest.raises(error) as refused:
        trainer.fit(loader, 1, data.Dataset(*change(*digits[1])))
    assert "the first example of the validation data" in refused.value.__notes__[-1]
    assert trainer.steps == 0


def test_a_loss_may_write_into_the_outputs_that_it_is_given(digits, loader, a_trainer):
    def in_place(outputs, labels):
        outputs -= outputs.max(axis=1, keepdims=True)
        return nn.softmax_cross_entropy(outputs, labels)

    assert len(a_trainer(loss=in_place).fit(loader, 1, digits[1]).epochs) == 1


def test_mixed_labels_with_fewer_classes_than_outputs_ask_for_their_names(digits, a_trainer):
    few = digits[0].take(digits[0].y < 7)
    unnamed = data.Dataset(few.x, few.y)
    with pytest.raises(ValueError, match=r"a column for each of 7 classes, and the model has 10 outputs; .* name all"):
        a_trainer().fit(data.Loader(unnamed, 64, mix=data.mixing.mixup), 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda fit, x, y: fit(x, y, epochs=1),
        lambda fit, x, y: fit(x, y, 5, 32),
        lambda fit, x, y: fit(x=x, y=y, batch_size=32),
        lambda fit, x, y: fit(x, y, epochs=1, validation_data=(x, y)),
    ],
)
def test_a_fit_of_arrays_as_elsewhere_says_what_it_takes(digits, a_trainer, call):
    x, y = digits[0]
    with pytest.raises(TypeError, match=r"fit takes a Loader, not an array: data\.Loader\(data\.Dataset\(x, y\)"):
        call(a_trainer().fit, x, y)


def test_a_slip_in_the_arguments_of_fit_is_still_python_s_to_tell(loader, a_trainer):
    with pytest.raises(TypeError, match="unexpected keyword argument 'epoch'"):
        a_trainer().fit(loader, epoch=1)


def test_progress_is_shown_or_not(a_trainer):
    with pytest.raises(TypeError, match="Trainer: progress is 'no'; it must be True or False"):
        a_trainer(progress="no")


@pytest.mark.parametrize("rng", ["a", -1, 0.5, True])
def test_a_seed_that_is_none_is_refused(a_trainer, rng):
    with pytest.raises(TypeError, match=rf"rng is {rng!r}; give a seed, a whole number from 0 on"):
        a_trainer(rng=rng)


@pytest.mark.parametrize("size", [1e20, 1e-30, 1.0])
@pytest.mark.parametrize("slope", [1e19, 1e25, float("inf"), float("nan"), 1e30])
def test_a_gradient_that_overflows_under_a_finite_loss_is_never_stepped(a_trainer, size, slope):
    x = np.full((4, 3), size, "float32")
    model = nn.Sequential(nn.Dense(3, 2))
    before = model.build().values.copy()
    trainer = a_trainer(model, optim.SGD(lr=1e-30), loss=lambda y, t: (0.0, np.full_like(y, slope)))
    with np.errstate(over="ignore", invalid="ignore"):
        overflows = not np.isfinite(x.T @ np.full((4, 2), slope, "float32")).all()
        if not overflows:
            assert trainer.step(x, x) == 0
            return
        with pytest.raises(train.DivergenceError, match=r"the gradient of 0\.weight.* is no longer a number"):
            trainer.step(x, x)
    np.testing.assert_array_equal(model.parameters.values, before)


@pytest.mark.parametrize(
    ("penalty", "error", "words"),
    [
        (lambda w: 0.0, TypeError, "the penalty returned a float; it returns a pair: its value, and its gradient"),
        (lambda w: (0.0, w[:3]), ValueError, r"the penalty returns has shape \(3,\); the array of all weights"),
        (lambda w: (0.0, w.astype("float64")), TypeError, "that the penalty returns: float64 where the others are"),
    ],
)
def test_a_penalty_that_does_not_fit_is_named(loader, a_trainer, penalty, error, words):
    with pytest.raises(error, match=words):
        a_trainer(penalty=penalty).fit(loader, 1)


def test_arrays_in_the_place_of_a_set_to_be_judged_by_are_named_first(digits, a_model):
    with pytest.raises(TypeError, match=r"what is evaluated is an array; make it a data set: data\.Dataset\(x, y\)"):
        train.evaluate(a_model(), *digits[1])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("lr", 0.1, "dataclasses.replace"),
        ("optimizer", optim.SGD(0.1), "dataclasses.replace"),
        ("acumulate", 4, "no acumulate to set; there are accumulate, "),
        ("clip_norm", 1.0, "no clip_norm to set"),
        ("model", nn.Dense(2, 2), "make a new Trainer"),
    ],
)
def test_what_would_be_without_effect_is_not_set(a_trainer, name, value, words):
    with pytest.raises(AttributeError, match=re.escape(words)):
        setattr(a_trainer(), name, value)


def test_a_limit_that_is_set_later_is_checked_as_at_the_start(a_trainer):
    with pytest.raises(ValueError, match="clip is -1"):
        a_trainer().clip = -1
    with pytest.raises(ValueError, match="accumulate is 0"):
        a_trainer().accumulate = 0


def test_a_data_set_is_no_input(a_trainer, digits):
    with pytest.raises(TypeError, match=r"give its inputs, dataset\.x"):
        train.predict(a_trainer().model, data.Dataset(*digits[1]))
