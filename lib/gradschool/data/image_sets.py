"""MNIST, Fashion-MNIST and CIFAR-10, as their authors publish them."""

import gzip
import io
import os
import tarfile
from pathlib import Path

import numpy as np

from gradschool.backend import to_device
from gradschool.data.dataset import Dataset
from gradschool.data.downloads import FOLDER, REGISTRY, DataError, path_of

GARMENTS = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
CIFAR_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_PREFIX = {"train": "train", "test": "t10k"}


def mnist(part: str = "train", dtype: str = "float32") -> Dataset:
    """Load MNIST: handwritten digits of 28 x 28 pixels (LeCun et al. 1998).

    Parameters
    ----------
    part : {"train", "test"}, default "train"
        60,000 or 10,000 images.
    dtype : str, default "float32"
        Of the images: from 0 to 1, or 0 to 255 for an integer dtype.

    Returns
    -------
    Dataset
        Images of shape (n, 1, 28, 28).
    """
    return _idx("mnist", "MNIST", part, dtype, tuple("0123456789"))


def fashion_mnist(part: str = "train", dtype: str = "float32") -> Dataset:
    """Load Fashion-MNIST: garments of 28 x 28 pixels (Xiao, Rasul and Vollgraf 2017); else as `mnist`."""
    return _idx("fashion_mnist", "Fashion-MNIST", part, dtype, GARMENTS)


def cifar10(part: str = "train", dtype: str = "float32") -> Dataset:
    """Load CIFAR-10: color photographs of 32 x 32 pixels (Krizhevsky 2009).

    A JPEG copy (``cifar10-train.npz``, ``cifar10-test.npz``) in the folder ``GRADSCHOOL_DATA`` is taken in place of
    the original, and says so in its name and source.

    Parameters
    ----------
    part : {"train", "test"}, default "train"
        50,000 or 10,000 images.
    dtype : str, default "float32"
        Of the images: from 0 to 1, or 0 to 255 for an integer dtype.

    Returns
    -------
    Dataset
        Images of shape (n, 3, 32, 32).
    """
    _check_part(part)
    copy = Path(os.environ.get(FOLDER, "")) / f"cifar10-{part}.npz"
    if os.environ.get(FOLDER) and copy.is_file():
        images, labels = _jpeg_copy(copy)
        name = f"CIFAR-10 (JPEG copy), {part}"
        return _dataset(images, labels, dtype, CIFAR_CLASSES, name, f"{REGISTRY['cifar10'].credit}; a JPEG copy")
    images, labels = _binary_batches(path_of("cifar10", "cifar-10-binary.tar.gz"), part)
    return _dataset(images, labels, dtype, CIFAR_CLASSES, f"CIFAR-10, {part}", REGISTRY["cifar10"].credit)


def _check_part(part: str) -> None:
    if part not in _PREFIX:
        raise ValueError(f"part {part!r} is not one of 'train', 'test'")


def _dataset(
    images: np.ndarray, labels: np.ndarray, dtype: str, classes: tuple[str, ...], name: str, source: str
) -> Dataset:
    x = images.astype(dtype)
    if np.issubdtype(x.dtype, np.floating):
        x /= 255
    return Dataset(to_device(x), to_device(labels.astype("int64")), classes, name, source)


def _idx(key: str, name: str, part: str, dtype: str, classes: tuple[str, ...]) -> Dataset:
    _check_part(part)
    images = read_idx(path_of(key, f"{_PREFIX[part]}-images-idx3-ubyte.gz"))[:, None]
    labels = read_idx(path_of(key, f"{_PREFIX[part]}-labels-idx1-ubyte.gz"))
    return _dataset(images, labels, dtype, classes, f"{name}, {part}", REGISTRY[key].credit)


def read_idx(path: Path) -> np.ndarray:
    """Read a compressed IDX file of bytes: two zeros, the type, the number of axes, their lengths, the values."""
    content = gzip.decompress(path.read_bytes())
    axes = content[3]
    if content[:3] != b"\0\0\x08" or len(content) < 4 + 4 * axes:
        raise DataError(f"{path} is no IDX file of bytes")
    shape = tuple(np.frombuffer(content, ">i4", axes, 4).tolist())
    return np.frombuffer(content, "u1", offset=4 + 4 * axes).reshape(shape)


def _binary_batches(archive: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Read CIFAR's binary version, in which no pickle is: a label and 3,072 bytes an image."""
    names = ["test_batch"] if part == "test" else [f"data_batch_{i}" for i in range(1, 6)]
    with tarfile.open(archive) as files:
        members = [files.extractfile(f"cifar-10-batches-bin/{name}.bin") for name in names]
        rows = np.frombuffer(b"".join(member.read() for member in members if member is not None), "u1")
    rows = rows.reshape(-1, 3073)
    return rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0]


def _jpeg_copy(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read a file of JPEG images: all bytes end to end, where each begins, and the labels."""
    from PIL import Image

    with np.load(path) as stored:
        content, offsets, labels = stored["jpeg"].tobytes(), stored["offsets"], stored["labels"]
    images = np.empty((len(labels), 3, 32, 32), "u1")
    for i in range(len(labels)):
        image = Image.open(io.BytesIO(content[offsets[i] : offsets[i + 1]]))
        images[i] = np.asarray(image.convert("RGB")).transpose(2, 0, 1)
    return images, labels
