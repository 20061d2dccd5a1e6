"""A run that pauses, is interrupted, or goes on from a file reaches the same numbers to the last bit."""

import signal

import numpy as np
import pytest

from gradschool import data, nn, optim, train
from gradschool.train.interrupts import Uninterrupted

RATE = optim.schedules.cosine(0.02, 84)


@pytest.fixture
def run(a_model, digits):
    """Trainers of one run, with all that a run may keep: momentum, dropout, running statistics, early stopping."""

    def make(rng=1, model=0, **settings):
        settings = {"stopping": train.EarlyStopping(patience=3), "clip": 1.0, **settings}
        return train.Trainer(a_model(rng=model), settings.pop("optimizer", optim.AdamW(lr=RATE)), rng=rng, **settings)

    return make


@pytest.fixture
def loader(digits):
    def noise(x, rng):
        return x + rng.standard_normal(x.shape, "float32")

    return data.Loader(digits[0].take(range(200)), 32, rng=3, augment=noise, mix=data.mixing.mixup)


def assert_same(one, other):
    assert one.history == other.history
    assert one.steps == other.steps
    for name, value in one.model.arrays().items():
        np.testing.assert_array_equal(other.model.arrays()[name], value, err_msg=name)
    assert one.rng.state == other.rng.state


def test_twelve_times_one_epoch_is_twelve_epochs(run, loader, digits):
    whole, parts = run(), run()
    whole.fit(loader, 12, digits[1])
    for _ in range(12):
        parts.fit(loader, 1, digits[1])
    assert_same(whole, parts)


@pytest.mark.parametrize("epochs", [1, 7])
def test_a_checkpoint_goes_on_to_the_same_numbers(run, loader, digits, tmp_path, epochs):
    whole, first, second = run(), run(), run(rng=99, model=9)
    whole.fit(loader, 14, digits[1])
    first.fit(loader, epochs, digits[1])
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    train.load_checkpoint(second, tmp_path / "run.safetensors")
    second.fit(loader, 14 - epochs, digits[1])
    assert_same(whole, second)
    assert second.stopping.best == whole.stopping.best


def test_early_stopping_waits_as_long_over_a_pause_and_remembers_the_best_weights(run, loader, digits, tmp_path):
    def never_pleased(**more):
        return run(stopping=train.EarlyStopping(patience=3, margin=100.0), **more)

    whole, first, second = never_pleased(), never_pleased(), never_pleased(rng=9, model=9)
    whole.fit(loader, 20, digits[1])
    assert whole.stopped == "validation_loss was best in epoch 1 and no better in the 3 after it"
    first.fit(loader, 2, digits[1])
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    train.load_checkpoint(second, tmp_path / "run.safetensors")
    second.fit(loader, 20, digits[1])
    assert second.stopped == whole.stopped
    assert_same(whole, second)


def interrupting(trainer, at):
    """Make the loss interrupt at this call, as Ctrl-C does."""
    plain, calls = trainer.loss, iter(range(10**9))

    def loss(y, t):
        if next(calls) == at:
            raise KeyboardInterrupt
        return plain(y, t)

    trainer.loss = loss
    return trainer


@pytest.mark.parametrize("saved", [False, True], ids=["at once", "from a file"])
def test_an_interrupted_epoch_is_taken_up_at_its_batch(run, loader, digits, tmp_path, saved):
    whole, other = run(), interrupting(run(), at=11)
    whole.fit(loader, 3, digits[1])
    with pytest.raises(KeyboardInterrupt):
        other.fit(loader, 3, digits[1])
    assert (other.steps, len(other.history.epochs)) == (9, 1)
    if saved:
        train.save_checkpoint(other, tmp_path / "run.safetensors")
        other = run(rng=7, model=7)
        train.load_checkpoint(other, tmp_path / "run.safetensors")
    other.fit(loader, 2, digits[1])
    assert_same(whole, other)


def test_an_epoch_that_is_interrupted_while_it_is_judged_is_judged_and_not_learned_again(run, loader, digits):
    whole, other = run(), run()
    whole.fit(loader, 3, digits[1])
    accuracy = other.metrics["accuracy"]

    def pressed(outputs, labels):
        other.metrics["accuracy"] = accuracy
        raise KeyboardInterrupt

    other.metrics["accuracy"] = pressed
    with pytest.raises(KeyboardInterrupt):
        other.fit(loader, 3, digits[1])
    assert (other.steps, other.history.epochs) == (7, [])
    other.fit(loader, 3, digits[1])
    assert_same(whole, other)


@pytest.mark.parametrize(("presses", "reached"), [(1, ["in the midst", "the end"]), (2, ["in the midst"])])
def test_ctrl_c_waits_for_the_end_and_a_second_one_for_nothing(presses, reached):
    before, found = signal.getsignal(signal.SIGINT), []

    def pressed():
        with Uninterrupted():
            signal.raise_signal(signal.SIGINT)
            found.append("in the midst")
            for _ in range(1, presses):
                signal.raise_signal(signal.SIGINT)
            found.append("the end")

    with pytest.raises(KeyboardInterrupt):
        pressed()
    assert found == reached
    assert signal.getsignal(signal.SIGINT) is before


class Pressed(optim.SGD):
    """Sends the signal of Ctrl-C in the midst of a step over two groups."""

    def step_in_place(self, w, gradient, state):
        super().step_in_place(w, gradient, state)
        signal.raise_signal(signal.SIGINT)


def test_a_step_is_taken_whole_though_ctrl_c_is_pressed_in_its_midst(run, loader):
    groups = {"0": Pressed(lr=0.1), "1": optim.SGD(lr=0.1), "4": optim.SGD(lr=0.1)}
    trainer, plain = (run(optimizer=rule, stopping=None, clip=None) for rule in (groups, optim.SGD(lr=0.1)))
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(loader, 1)
    assert trainer.steps == 1
    plain.step(*next(loader.batches(0)))
    np.testing.assert_array_equal(trainer.model.parameters.values, plain.model.parameters.values)


def test_an_epoch_is_not_taken_up_with_other_batches(run, loader, digits):
    trainer = interrupting(run(stopping=None), at=3)
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(loader, 1)
    other = data.Loader(loader.dataset, 50)
    with pytest.raises(ValueError, match="interrupted after 3 of 7 batches, and this loader has 4"):
        trainer.fit(other, 1)
    trainer.under_way = train.Progress()
    assert len(trainer.fit(other, 1).losses) == 3 + 4


def test_a_step_that_fails_leaves_running_statistics_and_random_state(run, loader):
    trainer = interrupting(run(), at=0)
    before = {name: value.copy() for name, value in trainer.model.arrays().items()}
    state = trainer.rng.state
    with pytest.raises(KeyboardInterrupt):
        trainer.step(*next(loader.batches(0)))
    assert trainer.rng.state == state
    for name, value in trainer.model.arrays().items():
        np.testing.assert_array_equal(value, before[name], err_msg=name)


def test_frozen_layers_and_their_steps_are_in_a_checkpoint(run, loader, tmp_path):
    def freeze_and_thaw(trainer, epochs):
        for epoch in epochs:
            trainer.model.parameters.thaw()
            if epoch % 2:
                trainer.model.parameters.freeze("0")
            trainer.fit(loader, 1)

    whole, first, second = (run(stopping=None, rng=rng) for rng in (1, 1, 5))
    freeze_and_thaw(whole, range(5))
    freeze_and_thaw(first, range(2))
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    train.load_checkpoint(second, tmp_path / "run.safetensors")
    freeze_and_thaw(second, range(2, 5))
    assert_same(whole, second)


@pytest.mark.parametrize("warm", [False, True], ids=["alone", "after a warm-up"])
def test_a_rate_that_waits_for_a_plateau_waits_as_long_over_a_pause(run, loader, digits, tmp_path, warm):
    def falling(**more):
        rate = optim.schedules.ReduceOnPlateau(1e-9, factor=0.5, patience=2)
        rule = optim.SGD(lr=optim.schedules.warm_up(rate, 3) if warm else rate)
        return run(optimizer=rule, stopping=None, **more)

    whole, first, second = falling(), falling(), falling(rng=9)
    whole.fit(loader, 9)
    assert len(set(whole.history.column("learning_rate"))) > 1
    first.fit(loader, 4)
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    train.load_checkpoint(second, tmp_path / "run.safetensors")
    second.fit(loader, 5)
    assert_same(whole, second)


REFUSED = {
    "a trainer in float64": (
        lambda model: train.Trainer(model("float64"), optim.AdamW(lr=RATE), stopping=train.EarlyStopping()),
        r"buffer\.1\.mean is float32|parameter\.0\.weight is float32; the model's is float64",
    ),
    "another optimizer": (
        lambda model: train.Trainer(model(), optim.Momentum(lr=0.1), stopping=train.EarlyStopping()),
        r"was saved with other optimizers: state\.m\.",
    ),
    "another rule with the same slots": (
        lambda model: train.Trainer(model(), optim.Adam(lr=RATE), stopping=train.EarlyStopping()),
        r"0\.weight was stepped by AdamW\(\), and here it is Adam\(\)",
    ),
    "no early stopping": (lambda model: train.Trainer(model(), optim.AdamW()), "was saved with early stopping on"),
    "another figure": (
        lambda model: train.Trainer(model(), optim.AdamW(), stopping=train.EarlyStopping(monitor="training_loss")),
        "watched validation_loss; this trainer's watches training_loss",
    ),
    "fewer groups": (
        lambda model: train.Trainer(model(), {"0": optim.AdamW()}, stopping=train.EarlyStopping()),
        r"state\.m\.1\.scale is only in the file",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_checkpoint_changes_nothing_and_is_refused_by_name(run, loader, digits, a_model, tmp_path, case):
    first = run()
    first.fit(loader, 1, digits[1])
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    make, words = REFUSED[case]
    trainer = make(lambda dtype="float32": a_model(dtype, rng=4))
    before, state = {name: value.copy() for name, value in trainer.model.arrays().items()}, trainer.rng.state
    with pytest.raises(train.CheckpointError, match=words):
        train.load_checkpoint(trainer, tmp_path / "run.safetensors")
    for name, value in trainer.model.arrays().items():
        np.testing.assert_array_equal(value, before[name], err_msg=name)
    assert (trainer.rng.state, trainer.steps, trainer.history) == (state, 0, train.History())
    assert all(not slot.any() for group in trainer.groups for slot in group.slots.values())


def test_a_model_alone_is_no_run(a_model, a_trainer, tmp_path):
    train.save_model(a_model(), tmp_path / "model.safetensors")
    with pytest.raises(train.CheckpointError, match="holds a model, not a run; load it with load_model"):
        train.load_checkpoint(a_trainer(), tmp_path / "model.safetensors")


def test_a_run_holds_a_model_too(run, loader, a_model, tmp_path):
    first = run(stopping=None)
    first.fit(loader, 1)
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    model = a_model(rng=8)
    train.load_model(model, tmp_path / "run.safetensors")
    np.testing.assert_array_equal(model.parameters.values, first.model.parameters.values)


def test_the_names_in_a_checkpoint_are_the_parameters(run, tmp_path):
    from safetensors.numpy import load_file

    train.save_checkpoint(run(stopping=None), tmp_path / "run.safetensors")
    saved = load_file(tmp_path / "run.safetensors")
    assert saved["state.m.0.weight"].shape == nn.Dense(64, 32).build().layout("weight")[0].shape


def test_what_was_frozen_is_frozen_after_loading(run, loader, tmp_path):
    first, second = run(stopping=None), run(stopping=None)
    first.model.parameters.freeze("0")
    second.model.parameters.freeze("4")
    first.fit(loader, 1)
    train.save_checkpoint(first, tmp_path / "run.safetensors")
    train.load_checkpoint(second, tmp_path / "run.safetensors")
    assert second.model.parameters.frozen == {"0.weight", "0.bias"}


def test_momentum_in_another_convention_is_refused(run, tmp_path):
    train.save_checkpoint(run(stopping=None, optimizer=optim.Momentum(lr=0.1)), tmp_path / "run.safetensors")
    other = run(stopping=None, optimizer=optim.Momentum(lr=0.1, convention="step"))
    with pytest.raises(train.CheckpointError, match=r"convention='gradient'.*and here it is .*convention='step'"):
        train.load_checkpoint(other, tmp_path / "run.safetensors")


@pytest.mark.parametrize("fails", ["hook", "metric"])
def test_an_error_after_an_epoch_costs_no_step_and_none_is_taken_twice(run, loader, digits, fails):
    whole, broken, calls = run(stopping=None), run(stopping=None), []
    whole.fit(loader, 4, digits[1])

    def once(*_):
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        return False if fails == "hook" else nn.accuracy(*_)

    hook = once if fails == "hook" else None
    broken.metrics = {"accuracy": once} if fails == "metric" else broken.metrics
    with pytest.raises(ZeroDivisionError):
        broken.fit(loader, 4, digits[1], hook=hook)
    broken.fit(loader, 4 - len(broken.history.epochs), digits[1])
    assert_same(whole, broken)


def test_validation_changes_nothing_of_what_is_learned(run, loader, digits):
    seen, unseen = run(stopping=None), run(stopping=None)
    seen.fit(loader, 3, digits[1])
    unseen.fit(loader, 3)
    assert seen.history.losses == unseen.history.losses
