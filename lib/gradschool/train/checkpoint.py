"""Models and runs on disk: safetensors with a checksum, never pickle, and never half a file."""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from gradschool.backend import to_device, to_numpy
from gradschool.backend.arrays import Array
from gradschool.nn import Module
from gradschool.train.history import History
from gradschool.train.loop import Trainer


class CheckpointError(ValueError):
    """A file that can't be loaded: not there, damaged, or of another model."""


def save_model(model: Module, path: str | Path) -> None:
    """Save parameters and running statistics in the safetensors format, with a checksum in its metadata.

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
    _write(Path(path), model.arrays(), {"kind": "gradschool model"})


def load_model(model: Module, path: str | Path) -> None:
    """Load what `save_model` saved into a built model of the same layers.

    Raises
    ------
    CheckpointError
        If the file is damaged, or its names and shapes are not the model's; the model is then left as it was.
    """
    arrays, _ = _read(Path(path))
    _restore_model(model, arrays, path)


def save_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Save a run between two epochs: the model, the optimizers' states, the random state and the history."""
    arrays = trainer.model.arrays()
    counts = []
    for i, state in enumerate(trainer.states):
        arrays |= {f"state.{i}.{name}": value for name, value in state.items() if name != "steps"}
        counts.append(state["steps"])
    run = {
        "steps": trainer.steps,
        "counts": counts,
        "random": trainer.rng.state,
        "history": trainer.history.as_data(),
    }
    _write(Path(path), arrays, {"kind": "gradschool checkpoint", "run": json.dumps(run)})


def load_checkpoint(trainer: Trainer, path: str | Path) -> None:
    """Load what `save_checkpoint` saved into a trainer made alike; it goes on to the same numbers."""
    arrays, metadata = _read(Path(path))
    if "run" not in metadata:
        raise CheckpointError(f"{path} holds a model, not a run; load it with load_model")
    run = json.loads(metadata["run"])
    expected = {f"state.{i}.{name}" for i, state in enumerate(trainer.states) for name in state if name != "steps"}
    if expected != {name for name in arrays if name.startswith("state.")}:
        raise CheckpointError(f"{path} was saved with other optimizers; make the trainer as it was then")
    _restore_model(trainer.model, arrays, path)
    for i, (state, count) in enumerate(zip(trainer.states, run["counts"], strict=True)):
        for name in [name for name in state if name != "steps"]:
            state[name] = to_device(arrays[f"state.{i}.{name}"], state[name])
        state["steps"] = count
    trainer.steps, trainer.rng.state, trainer.history = run["steps"], run["random"], History(**run["history"])


def _restore_model(model: Module, arrays: dict[str, np.ndarray], path: str | Path) -> None:
    own = model.arrays()
    saved = {name: value for name, value in arrays.items() if not name.startswith("state.")}
    for name in sorted(own.keys() ^ saved.keys()):
        raise CheckpointError(f"{path} is of another model: {name} is only in the {'model' if name in own else 'file'}")
    for name, value in own.items():
        if tuple(value.shape) != saved[name].shape:
            raise CheckpointError(f"{path}: {name} has shape {saved[name].shape}; the model's is {tuple(value.shape)}")
    for name, value in own.items():
        value[...] = to_device(saved[name].astype(to_numpy(value).dtype), value)


def _write(path: Path, arrays: dict[str, Array], metadata: dict[str, str]) -> None:
    """Write to a file beside, and move it into place once it is whole."""
    from safetensors.numpy import save

    hosts = {name: np.ascontiguousarray(to_numpy(value)).reshape(value.shape) for name, value in arrays.items()}
    content = save(hosts, metadata | {"sha256": _checksum(hosts, metadata)})
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Read a file whole, or say what is wrong with it."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="numpy") as file:
            metadata = dict(file.metadata() or {})
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
    except OSError as error:
        raise CheckpointError(f"{path} can't be read: {error.strerror or error}") from error
    except SafetensorError as error:
        raise CheckpointError(f"{path} is no whole safetensors file ({error}); save it again") from error
    if metadata.pop("sha256", None) != _checksum(arrays, metadata):
        raise CheckpointError(f"{path} is damaged: its checksum does not fit its content; save it again")
    return arrays, metadata


def _checksum(arrays: dict[str, np.ndarray], metadata: dict[str, str]) -> str:
    """Digest names, dtypes, shapes, values and metadata; the format itself would not notice a changed byte."""
    digest = hashlib.sha256(json.dumps(metadata, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()
