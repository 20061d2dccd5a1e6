"""Early stopping: what counts as better, when it stops, and that a pause changes nothing."""

import numpy as np
import pytest

from gradschool import data, optim, train


def verdicts(stopping, model, values, name):
    """Return after which of these values there is a reason to stop."""
    found = []
    for epoch, value in enumerate(values, start=1):
        stopping.see({"epoch": epoch, name: value}, model)
        found.append(stopping.reason is not None)
    return found


def test_early_stopping_keeps_the_best_weights(digits, a_trainer):
    stopping = train.EarlyStopping(patience=2)
    rate = optim.SGD(lr=lambda steps: 0.1 if steps < 46 else 3.0)
    trainer = a_trainer(optimizer=rate, stopping=stopping)
    history = trainer.fit(data.Loader(digits[0], 64), 20, validation=digits[1])
    losses = history.column("validation_loss")
    assert len(losses) == stopping.best_epoch + 2
    assert stopping.best == min(losses)
    np.testing.assert_allclose(train.evaluate(trainer.model, digits[1])["loss"], stopping.best, rtol=1e-6)
    assert trainer.stopped == f"validation_loss was best in epoch {stopping.best_epoch} and no better in the 2 after it"


def test_a_run_that_was_stopped_is_not_taken_up_again(digits, a_trainer):
    trainer = a_trainer(optimizer=optim.SGD(lr=0.0), stopping=train.EarlyStopping(patience=2))
    loader = data.Loader(digits[0], 512)
    trainer.fit(loader, 20, validation=digits[1])
    assert len(trainer.history.epochs) == 3
    trainer.fit(loader, 20, validation=digits[1])
    assert len(trainer.history.epochs) == 3
    assert trainer.stopped


def test_where_the_epochs_run_out_the_best_weights_wait(digits, a_trainer):
    stopping = train.EarlyStopping(patience=5)
    trainer = a_trainer(optimizer=optim.SGD(lr=lambda steps: 0.5 if steps < 6 else 30.0), stopping=stopping)
    history = trainer.fit(data.Loader(digits[0], 512), 4, validation=digits[1])
    assert trainer.stopped is None
    assert stopping.best_epoch < 4
    at_last = train.evaluate(trainer.model, digits[1])["loss"]
    np.testing.assert_allclose(at_last, history.epochs[-1]["validation_loss"], rtol=1e-6)
    stopping.restore(trainer.model)
    np.testing.assert_allclose(train.evaluate(trainer.model, digits[1])["loss"], stopping.best, rtol=1e-6)


def test_early_stopping_watches_an_accuracy_grow(a_model):
    stopping = train.EarlyStopping(patience=2, monitor="validation_accuracy")
    values = (0.5, 0.6, 0.55, 0.6)
    assert verdicts(stopping, a_model(), values, "validation_accuracy") == [False, False, False, True]
    assert stopping.best_epoch == 2


def test_nan_in_the_first_epoch_is_beaten_by_any_number(a_model):
    stopping = train.EarlyStopping(patience=2)
    assert verdicts(stopping, a_model(), (np.nan, 3.0, 2.0, np.nan, 1.0), "validation_loss") == [False] * 5
    assert stopping.best == 1.0


def test_nothing_but_nan_is_a_reason_of_its_own(a_model):
    stopping = train.EarlyStopping(patience=2)
    assert verdicts(stopping, a_model(), (np.nan, np.nan), "validation_loss") == [False, True]
    assert stopping.reason == "validation_loss was not a number in 2 epochs"


def test_a_patience_of_one_stops_at_the_first_epoch_that_is_no_better(a_model):
    assert verdicts(train.EarlyStopping(1), a_model(), (3.0, 2.0, 2.0), "validation_loss") == [False, False, True]


def test_a_figure_of_any_name_may_be_said_to_grow(a_model):
    stopping = train.EarlyStopping(1, monitor="validation_f1", grows=True)
    assert verdicts(stopping, a_model(), (0.1, 0.2, 0.2), "validation_f1") == [False, False, True]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"patience": 0}, "patience is 0; it must be a whole number of at least 1"),
        ({"patience": 2.5}, "patience is 2.5"),
        ({"margin": -0.1}, "margin is -0.1"),
        ({"margin": float("nan")}, "margin is nan"),
        ({"monitor": "validation_f1"}, "pass grows=True or grows=False"),
        (
            {"monitor": "val_f1"},
            "monitor is 'val_f1', which no history has; its figures are training_loss, validation_",
        ),
        ({"monitor": "val_loss"}, "monitor is 'val_loss', which no history has"),
    ],
)
def test_settings_that_mean_nothing_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        train.EarlyStopping(**settings)


def test_a_figure_that_no_epoch_will_have_is_refused_before_the_first_step(digits, a_trainer):
    trainer = a_trainer(stopping=train.EarlyStopping())
    with pytest.raises(ValueError, match="watches 'validation_loss', but an epoch here has only training_loss"):
        trainer.fit(data.Loader(digits[0], 512), 1)
    assert trainer.steps == 0


def test_early_stopping_that_has_watched_another_run_is_refused(digits, a_trainer):
    stopping = train.EarlyStopping(patience=2)
    a_trainer(stopping=stopping).fit(data.Loader(digits[0], 512), 1, validation=digits[1])
    with pytest.raises(ValueError, match="watched another run already; make a new one"):
        a_trainer(stopping=stopping)


def test_early_stopping_of_another_trainer_is_refused_though_it_was_new_when_both_were_made(digits, a_trainer):
    stopping = train.EarlyStopping(patience=2)
    first, second = a_trainer(stopping=stopping), a_trainer(stopping=stopping)
    loader = data.Loader(digits[0], 512)
    first.fit(loader, 1, validation=digits[1])
    with pytest.raises(ValueError, match="this EarlyStopping has watched another run already"):
        second.fit(loader, 1, validation=digits[1])
    assert second.steps == 0
    first.fit(loader, 1, validation=digits[1])
    assert len(first.history.epochs) == 2


def test_a_rate_lowered_on_another_runs_plateau_is_refused(digits, a_trainer):
    rule = optim.SGD(lr=optim.schedules.ReduceOnPlateau(0.1))
    first, second = a_trainer(optimizer=rule), a_trainer(optimizer=rule)
    loader = data.Loader(digits[0], 512)
    first.fit(loader, 1)
    for late in (lambda: second.fit(loader, 1), lambda: a_trainer(optimizer=rule)):
        with pytest.raises(ValueError, match="this ReduceOnPlateau has watched another run already; make a new one"):
            late()
    assert second.steps == 0
    first.fit(loader, 1)


@pytest.mark.parametrize("grows", ["min", 1, np.float32(0)])
def test_a_direction_that_is_a_word_is_refused(grows):
    with pytest.raises(TypeError, match=r"grows is .*; True if larger is better, False if smaller is"):
        train.EarlyStopping(2, "validation_mae", grows=grows)


def test_a_patience_may_be_a_number_of_numpy():
    assert train.EarlyStopping(np.int64(3), margin=np.float32(0)).patience == 3


def test_a_figure_by_another_name_is_refused_before_the_first_step(digits, a_trainer):
    trainer = a_trainer(stopping=train.EarlyStopping(2, "validation_error"))
    with pytest.raises(ValueError, match="watches 'validation_error', but an epoch here has only training_loss, val"):
        trainer.fit(data.Loader(digits[0], 512), 1, digits[1])
    assert trainer.steps == 0
