"""Models and runs on disk: what is in a file, and whether it belongs to the model or the run that it is loaded into."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from gradschool.backend import Generator, to_device, to_numpy
from gradschool.backend.arrays import Array
from gradschool.nn import Module
from gradschool.train.files import CheckpointError, read, write
from gradschool.train.groups import watching_rates
from gradschool.train.history import History, Progress
from gradschool.train.interrupts import Uninterrupted
from gradschool.train.loop import Trainer

Arrays = Mapping[str, Array]


def save_model(model: Module, path: str | Path) -> None:
    """Save parameters and running statistics in the safetensors format, with a checksum in its metadata.

    The file is written beside and moved into place once it is whole; its permissions follow the umask, and a link is
    written through.

    Examples
    --------
    >>> import tempfile
    >>> from gradschool import nn, train
    >>> model, other = nn.Dense(2, 2), nn.Dense(2, 2)
    >>> parameters, others = model.build(rng=0), other.build(rng=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     train.save_model(model, f"{folder}/model.safetensors")
    ...     train.load_model(other, f"{folder}/model.safetensors")
    >>> bool((parameters.values == others.values).all())
    True
    """
    write(Path(path), model.arrays(), {"kind": "gradschool model"})


def load_model(model: Module, path: str | Path) -> None:
    """Load what `save_model` saved into a built model of the same layers; values take the model's dtype.

    Raises
    ------
    CheckpointError
        If the file is damaged, foreign, or its names and shapes are not the model's; the model is then left as it was.
    """
    arrays, metadata = read(Path(path))
    if "run" in metadata:
        arrays = {name: value for name, value in arrays.items() if name.startswith(("parameter.", "buffer."))}
    _check(model.arrays(), arrays, path, dtypes=False)
    with Uninterrupted():
        _put(model.arrays(), arrays)


def save_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Save a run: the model, the optimizers' state by parameter, early stopping, the random state and the history.

    It may be saved between epochs (from the trainer's `hook`) and after an interruption; then the epoch is taken up
    where it was. Not saved are the loader, the data and the functions: whoever resumes makes them alike.
    """
    stopping = trainer.stopping
    run = {
        "steps": trainer.steps,
        "taken": {name: count for group in trainer.groups for name, count in group.taken.items()},
        "rates": [rate.state for rate in watching_rates(trainer.groups)],
        "random": trainer.rng.state,
        "history": trainer.history.as_data(),
        "under_way": asdict(trainer.under_way),
        "stopping": stopping and stopping.as_data(),
    }
    write(Path(path), _arrays(trainer), {"kind": "gradschool checkpoint", "run": json.dumps(run)})


def load_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Load what `save_checkpoint` saved into a trainer made alike; it goes on to the same numbers.

    Alike are the model's layers and dtype, the optimizers and their groups, and early stopping's figure. Settings may
    have changed: a rate, the patience, what is frozen.

    Raises
    ------
    CheckpointError
        If the file is damaged, foreign, or something in it does not fit, which is named; model and trainer are then
        left as they were.
    """
    arrays, metadata = read(Path(path))
    if "run" not in metadata:
        raise CheckpointError(f"{path} holds a model, not a run; load it with load_model")
    run = json.loads(metadata["run"])
    best = {name: arrays.pop(name) for name in list(arrays) if name.startswith("best.")}
    own = _model_and_state(trainer)
    _check(own, arrays, path, dtypes=True)
    random, history, under_way = Generator(np.random.default_rng(0)), History(), Progress()
    try:
        random.state = run["random"]
        history, under_way = History(**run["history"]), Progress(**run["under_way"])
        taken = {name: int(run["taken"][name]) for group in trainer.groups for name in group.taken}
        steps, stopping, rates = int(run["steps"]), run["stopping"], list(run["rates"])
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
    with Uninterrupted():
        _put(own, arrays)
        for group in trainer.groups:
            group.resume(taken)
        for rate, state in zip(watching, rates, strict=True):
            rate.state = state
        if trainer.stopping is not None and stopping:
            snapshot = {name: to_device(value, own[name]) for name, value in _unprefixed(best).items()}
            trainer.stopping.resume(stopping, snapshot or None)
        trainer.rng.state, trainer.history, trainer.under_way = random.state, history, under_way
        trainer.steps, trainer.stopped = steps, None


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


def _check(own: Arrays, saved: Mapping[str, np.ndarray], path: str | Path, *, dtypes: bool) -> None:
    """Refuse arrays that are not those expected, by the first name, shape or dtype that does not fit."""
    for name in sorted(own.keys() ^ saved.keys()):
        what = "was saved with other optimizers" if name.startswith("state.") else "is of another model"
        raise CheckpointError(f"{path} {what}: {name} is only in the {'model' if name in own else 'file'}")
    for name, value in own.items():
        if tuple(value.shape) != saved[name].shape:
            raise CheckpointError(f"{path}: {name} has shape {saved[name].shape}; the model's is {tuple(value.shape)}")
        if dtypes and _dtype(value) != _dtype(saved[name]):
            raise CheckpointError(f"{path}: {name} is {_dtype(saved[name])}; the model's is {_dtype(value)}")


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
        _check(trainer.model.arrays(), {name: to_numpy(v) for name, v in _unprefixed(best).items()}, path, dtypes=True)


def _put(own: Arrays, saved: Mapping[str, np.ndarray]) -> None:
    for name, value in own.items():
        value[...] = to_device(saved[name].astype(_dtype(value)), value)


def _dtype(array: Array) -> str:
    return str(array.dtype).rsplit(".", 1)[-1]
