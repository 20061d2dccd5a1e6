"""Named arrays on disk: safetensors with a checksum, never pickle, and never half a file."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from gradschool.backend import to_numpy
from gradschool.backend.arrays import Array


class CheckpointError(ValueError):
    """A file that can't be loaded or written: not there, damaged, or of another model."""


def checked_path(what: str, path: Any) -> Path:
    """Return the path of a file, ``~`` for the home folder, or say what was passed in its place."""
    if not isinstance(path, str | PathLike):
        raise TypeError(f'{what}: path is {path!r}; give the name of a file, "model.safetensors"')
    return Path(path).expanduser()


def write(path: Path, arrays: Mapping[str, Array], metadata: Mapping[str, str]) -> None:
    """Write arrays to a file beside, and move it into place once it is whole.

    The file has the permissions that any new file has (the umask's). Where `path` is a link, the file that it leads to
    is written, and the link stays.
    """
    from safetensors.numpy import save

    hosts = {name: np.ascontiguousarray(to_numpy(value)).reshape(value.shape) for name, value in arrays.items()}
    content = save(hosts, {**metadata, "sha256": _checksum(hosts, metadata)})
    target = path.resolve()
    if target.is_dir():
        raise CheckpointError(f"{path} is a folder; name a file in it")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        _put(content, draft, target)
    except OSError as error:
        raise CheckpointError(f"{path} can't be written: {error.strerror or error}") from error


def _put(content: bytes, draft: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(content)
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
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
    if "sha256" not in metadata:
        raise CheckpointError(
            f"{path} is a safetensors file that gradschool did not write; read it with safetensors.numpy.load_file, "
            "and copy its arrays where they belong: model.parameters[name][...] = array"
        )
    if metadata.pop("sha256") != _checksum(arrays, metadata):
        raise CheckpointError(f"{path} is damaged: its checksum does not fit its content; save it again")
    return arrays, metadata


def _checksum(arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> str:
    """Digest names, dtypes, shapes, values and metadata; the format itself would not notice a changed byte."""
    digest = hashlib.sha256(json.dumps(dict(metadata), sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()
