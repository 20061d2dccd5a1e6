"""Runs on disk: what is in a file, and whether it belongs to the run that it is loaded into."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from gradschool.backend import Generator, to_device, to_numpy
from gradschool.backend.arrays import Array
from gradschool.nn import Module
from gradschool.train.files import CheckpointError, checked_path, read, write
from gradschool.train.groups import rule_of, watching_rates
from gradschool.train.history import History, Progress
from gradschool.train.interrupts import Uninterrupted
from gradschool.train.loop import Trainer
from gradschool.train.models import Arrays, check_alike, put


def save_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Save a run: the model, the optimizers' state, early stopping, the random state, the history, and what is frozen.

    It may be saved between epochs (from the trainer's `hook`) and after an interruption; then the epoch is taken up
    where it was. Not saved are the loader, the data and the functions: whoever resumes makes them alike.
    """
    stopping = _checked_trainer("save_checkpoint", trainer).stopping
    run = {
        "steps": trainer.steps,
        "frozen": sorted(trainer.model.parameters.frozen),
        "rules": _rules(trainer),
        "taken": {name: count for group in trainer.groups for name, count in group.taken.items()},
        "rates": [rate.state for rate in watching_rates(trainer.groups)],
        "random": trainer.rng.state,
        "history": trainer.history.as_data(),
        "under_way": asdict(trainer.under_way),
        "stopping": stopping and stopping.as_data(),
    }
    write(
        checked_path("save_checkpoint", path),
        _arrays(trainer),
        {"kind": "gradschool checkpoint", "run": json.dumps(run)},
    )


def load_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Load what `save_checkpoint` saved into a trainer made alike; it goes on to the same numbers.

    Alike are the model's layers and dtype, the optimizers (their class, and what their state means: a convention, a
    form), and early stopping's figure. Settings may have changed: a rate, the patience. Frozen is afterwards what was
    frozen when the run was saved; freeze and thaw after loading. The epochs of the next `fit` are further ones: a run
    of 20 that was saved after 8 goes on with ``fit(loader, 12)``.

    Raises
    ------
    CheckpointError
        If the file is damaged, foreign, or something in it does not fit, which is named; model and trainer are then
        left as they were.
    """
    _checked_trainer("load_checkpoint", trainer)
    arrays, metadata = read(checked_path("load_checkpoint", path))
    if "run" not in metadata:
        raise CheckpointError(f"{path} holds a model, not a run; load it with load_model")
    run = json.loads(metadata["run"])
    best = {name: arrays.pop(name) for name in list(arrays) if name.startswith("best.")}
    own = _model_and_state(trainer)
    check_alike(own, arrays, path, dtypes=True)
    _check_rules(_rules(trainer), run.get("rules", {}), path)
    random, history, under_way = Generator(np.random.default_rng(0)), History(), Progress()
    try:
        random.state = run["random"]
        history, under_way = History(**run["history"]), Progress(**run["under_way"])
        taken = {name: int(run["taken"][name]) for group in trainer.groups for name in group.taken}
        steps, stopping, rates = int(run["steps"]), run["stopping"], list(run["rates"])
        frozen = trainer.model.parameters.names(run["frozen"])
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path} does not hold a run of this version ({error!r}); train and save again"
        ) from error
    _check_stopping(trainer, stopping, best, path)
    watching = watching_rates(trainer.groups)
    if len(watching) != len(rates):
        raise CheckpointError(
            f"{path} was saved with {len(rates)} rates that wait for a plateau; this trainer has {len(watching)}"
        )
    trainer.claim()
    with Uninterrupted():
        put(own, arrays)
        trainer.model.parameters.thaw()
        if frozen:
            trainer.model.parameters.freeze(frozen)
        for group in trainer.groups:
            group.resume(taken)
        for rate, state in zip(watching, rates, strict=True):
            rate.state = state
        if trainer.stopping is not None and stopping:
            snapshot = {name: to_device(value, own[name]) for name, value in _unprefixed(best).items()}
            trainer.stopping.resume(stopping, snapshot or None)
        trainer.rng.state, trainer.history, trainer.under_way = random.state, history, under_way
        trainer.steps, trainer.stopped = steps, None


def _checked_trainer(what: str, trainer: Any) -> Trainer:
    if not isinstance(trainer, Trainer):
        other = (
            f"; a model alone goes with {what.replace('checkpoint', 'model')}" if isinstance(trainer, Module) else ""
        )
        raise TypeError(f"{what} takes a Trainer, not a {type(trainer).__name__}{other}")
    return trainer


def _rules(trainer: Trainer) -> dict[str, str]:
    return {name: rule_of(group.optimizer) for group in trainer.groups for name in group.taken}


def _check_rules(own: Mapping[str, str], saved: Mapping[str, str], path: str | Path) -> None:
    """Refuse the state of one optimizer for another whose slots have the same names and mean something else."""
    for name, rule in own.items():
        if saved.get(name, rule) != rule:
            raise CheckpointError(
                f"{path} was saved with other optimizers: {name} was stepped by {saved[name]}, and here it is {rule}; "
                "resume with the same, or take the weights alone by load_model"
            )


def _model_and_state(trainer: Trainer) -> dict[str, Array]:
    """Return the model's arrays, and ``state.SLOT.NAME`` for each parameter that an optimizer steps; not copied."""
    states = {
        f"state.{slot}.{name}": value
        for group in trainer.groups
        for name in group.taken
        for slot, value in group.state_of(name).items()
    }
    return trainer.model.arrays() | states


def _arrays(trainer: Trainer) -> dict[str, Array]:
    best = trainer.stopping.snapshot if trainer.stopping else None
    return _model_and_state(trainer) | {f"best.{name}": value for name, value in (best or {}).items()}


def _unprefixed(best: Arrays) -> dict[str, Array]:
    return {name.removeprefix("best."): value for name, value in best.items()}


def _check_stopping(trainer: Trainer, saved: Mapping[str, Any] | None, best: Arrays, path: str | Path) -> None:
    if saved is None:
        return
    if trainer.stopping is None:
        raise CheckpointError(
            f"{path} was saved with early stopping on {saved['monitor']}; give the trainer "
            f"stopping=EarlyStopping({saved['patience']}, {saved['monitor']!r})"
        )
    if trainer.stopping.monitor != saved["monitor"]:
        raise CheckpointError(
            f"{path}: early stopping watched {saved['monitor']}; this trainer's watches {trainer.stopping.monitor}"
        )
    if best:
        check_alike(
            trainer.model.arrays(), {name: to_numpy(v) for name, v in _unprefixed(best).items()}, path, dtypes=True
        )
