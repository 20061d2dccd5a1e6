"""Models on disk, whole or in part, and whether a file's arrays are those of the model that it is loaded into."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradschool.backend import to_device
from gradschool.backend.arrays import Array
from gradschool.nn import Module
from gradschool.settings import checked_text
from gradschool.train.entrance import checked_model
from gradschool.train.files import CheckpointError, checked_path, read, write
from gradschool.train.interrupts import Uninterrupted

Arrays = Mapping[str, Array]


def save_model(model: Module, path: str | Path) -> None:
    """Save parameters and running statistics in the safetensors format, with a checksum in its metadata.

    What is frozen is not in the file; a checkpoint has it (`save_checkpoint`). The file is written
    beside and moved into place once it is whole; its permissions follow the umask, and a link is written through.

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
    arrays = checked_model("save_model", model).arrays()
    write(checked_path("save_model", path), arrays, {"kind": "gradschool model"})


def load_model(model: Module, path: str | Path, *, only: str = "") -> None:
    """Load what `save_model` saved into a built model of the same layers; values take the model's dtype.

    A checkpoint (`save_checkpoint`) will do as well: the model in it is loaded, as the last step left it.

    Parameters
    ----------
    model : Module
        Built.
    path : str or Path
    only : str, default all
        A name, or the first components of names (``"0"`` is all of layer 0 and nothing of layer 10): the parameters
        and running statistics that are loaded. All others stay as they are, and may differ from the file's: so a new
        head keeps its fresh weights on layers that are learned already.

    Raises
    ------
    CheckpointError
        If the file is damaged, foreign, or its names and shapes are not the model's; the model is then left as it was.

    Examples
    --------
    Layers 0 of a model for ten classes, under a new head for two:

    >>> import tempfile
    >>> from gradschool import nn, train
    >>> ten = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
    >>> two = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 2))
    >>> learned, fresh = ten.build(rng=0), two.build(rng=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     train.save_model(ten, f"{folder}/ten.safetensors")
    ...     train.load_model(two, f"{folder}/ten.safetensors", only="0")
    >>> bool((fresh["0.weight"] == learned["0.weight"]).all())
    True
    """
    checked_text("load_model", "only", only)
    checked_model("load_model", model)
    arrays, _ = read(checked_path("load_model", path))
    arrays = {name: value for name, value in arrays.items() if name.startswith(("parameter.", "buffer."))}
    own = _chosen(model.arrays(), only)
    if not own:
        raise CheckpointError(
            f"only is {only!r}, which names nothing in the model; there are {', '.join(model.arrays())}"
        )
    arrays = _chosen(arrays, only)
    check_alike(own, arrays, path, dtypes=False)
    with Uninterrupted():
        put(own, arrays)


def _chosen(arrays: Mapping[str, Any], only: str) -> dict[str, Any]:
    """Return the arrays whose name, without the kind that it begins with, is `only` or begins with its components."""
    start = only.removesuffix(".")
    bare = {name: name.partition(".")[2] for name in arrays}
    return {name: arrays[name] for name in arrays if start in ("", bare[name]) or bare[name].startswith(f"{start}.")}


def check_alike(own: Arrays, saved: Mapping[str, np.ndarray], path: str | Path, *, dtypes: bool) -> None:
    """Refuse arrays that are not those expected, by the first name, shape or dtype that does not fit."""
    for name in sorted(own.keys() ^ saved.keys()):
        what = "was saved with other optimizers" if name.startswith("state.") else "is of another model"
        raise CheckpointError(f"{path} {what}: {name} is only in the {'model' if name in own else 'file'}")
    for name, value in own.items():
        if tuple(value.shape) != saved[name].shape:
            raise CheckpointError(f"{path}: {name} has shape {saved[name].shape}; the model's is {tuple(value.shape)}")
        if dtypes and _dtype(value) != _dtype(saved[name]):
            raise CheckpointError(f"{path}: {name} is {_dtype(saved[name])}; the model's is {_dtype(value)}")


def put(own: Arrays, saved: Mapping[str, np.ndarray]) -> None:
    """Write saved values into the arrays of these names, in their dtype and on their device."""
    for name, value in own.items():
        value[...] = to_device(saved[name].astype(_dtype(value)), value)


def _dtype(array: Array) -> str:
    return str(array.dtype).rsplit(".", 1)[-1]
