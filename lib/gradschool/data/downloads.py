"""Files of the larger data sets: found in a folder of yours, or downloaded once, and checked either way.

What a file must be is said by its checksum in `REGISTRY`. Nothing is unpacked or read before it fits, and a download
that breaks off leaves no half file behind.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "GRADSCHOOL_DATA"
"""The environment variable that names a folder to look in before anything is downloaded."""


class DataError(RuntimeError):
    """A data file that is absent, damaged, or can't be downloaded."""


@dataclass(frozen=True)
class Source:
    """Where the files of a set come from.

    Attributes
    ----------
    address : str
        What a file's name is appended to.
    files : dict of str
        Name and checksum of each file, as the authors publish them.
    credit : str
        Authors, year, licence.
    """

    address: str
    files: dict[str, str]
    credit: str


REGISTRY = {
    "mnist": Source(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        {
            "train-images-idx3-ubyte.gz": "md5:f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "train-labels-idx1-ubyte.gz": "md5:d53e105ee54ea40749a09fcbcd1e9432",
            "t10k-images-idx3-ubyte.gz": "md5:9fb629c4189551a2d022fa330f9573f3",
            "t10k-labels-idx1-ubyte.gz": "md5:ec29112dd5afa0611ce80d1b7f02629c",
        },
        "MNIST, Y. LeCun, C. Cortes and C. J. C. Burges, 1998, CC BY-SA 3.0; PyTorch's mirror of the authors' files",
    ),
    "fashion_mnist": Source(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        {
            "train-images-idx3-ubyte.gz": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "train-labels-idx1-ubyte.gz": "md5:25c81989df183df01b3e8a0aad5dffbe",
            "t10k-images-idx3-ubyte.gz": "md5:bef4ecab320f06d8554ea6380940ec79",
            "t10k-labels-idx1-ubyte.gz": "md5:bb300cfdad3c16e7a12a480ee83cd310",
        },
        "Fashion-MNIST, H. Xiao, K. Rasul and R. Vollgraf, 2017, MIT licence",
    ),
    "cifar10": Source(
        "https://www.cs.toronto.edu/~kriz/",
        {"cifar-10-binary.tar.gz": "md5:c32a1d4ab5d03f1284b67883e8d87530"},
        "CIFAR-10, A. Krizhevsky, 2009, Learning Multiple Layers of Features from Tiny Images",
    ),
}

Downloader = Callable[[str, Any, Any], None]


def path_of(name: str, file: str, downloader: Downloader | None = None) -> Path:
    """Return a checked file of a set, downloading it if need be.

    Parameters
    ----------
    name : str
        A set of `REGISTRY`.
    file : str
        One of its files.
    downloader : callable, optional
        Pooch's, with a progress bar, by default.

    Raises
    ------
    DataError
        If the file is damaged, or neither there nor to be had; the message says what to do.
    """
    import pooch  # with all that it brings along, for those who download

    source = REGISTRY[name]
    found = local(name, file)
    if found is not None:
        _check(found, source.files[file])
        return found
    cache = _cache(name)
    url = source.address + file
    try:
        got = pooch.retrieve(url, source.files[file], file, cache, downloader=downloader or _with_a_bar())
    except ValueError as error:
        raise DataError(f"{url} is not the file that was published: its checksum differs; try again later") from error
    except Exception as error:
        raise DataError(
            f"{file} can't be downloaded from {url} ({type(error).__name__}); check the network, or put the file into "
            f"a folder and name that folder in {FOLDER}"
        ) from error
    return Path(got)


def at_hand(name: str, file: str) -> bool:
    """Whether a file can be read without a download: it is in the folder that you named, or was downloaded before."""
    return local(name, file) is not None or (_cache(name) / file).is_file()


def _cache(name: str) -> Path:
    import pooch

    return Path(pooch.os_cache("gradschool")) / name


def local(name: str, file: str) -> Path | None:
    """Return the file in the folder that ``GRADSCHOOL_DATA`` names: in a folder of the set's name there, or in it."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return None
    if not Path(folder).is_dir():
        raise DataError(f"{FOLDER}={folder} is no folder; correct it, or unset it to download")
    candidates = (Path(folder) / name / file, *((Path(folder) / file,) if name != "fashion_mnist" else ()))
    return next((path for path in candidates if path.is_file()), None)


def _check(path: Path, checksum: str) -> None:
    import pooch

    algorithm, _, expected = checksum.partition(":")
    if pooch.file_hash(str(path), alg=algorithm) != expected:
        raise DataError(f"{path} is damaged or incomplete: its {algorithm} checksum differs; replace it")


def _with_a_bar() -> Any:
    import pooch

    return pooch.HTTPDownloader(progressbar=True, timeout=30)
