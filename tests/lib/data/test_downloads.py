"""Downloads: by checksum, from a folder, and what is said when a file is absent, damaged or half there."""

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pooch
import pytest
from PIL import Image

from gradschool import backend, data
from gradschool.data import downloads

NAMES = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]


def idx(values):
    shape = b"".join(length.to_bytes(4, "big") for length in values.shape)
    return gzip.compress(bytes([0, 0, 8, values.ndim]) + shape + values.astype("u1").tobytes(), mtime=0)


IMAGES, LABELS = np.arange(3 * 28 * 28).reshape(3, 28, 28) % 256, np.array([7, 0, 9])
CONTENT = dict(zip(NAMES, (idx(IMAGES), idx(LABELS)), strict=True))


def md5(content):
    return "md5:" + hashlib.md5(content).hexdigest()


@pytest.fixture(autouse=True)
def registry(monkeypatch, tmp_path):
    """Put small files in the place of the real ones, and the cache into a folder of the test's."""
    files = {name: md5(content) for name, content in CONTENT.items()}
    for name in ("mnist", "fashion_mnist"):
        monkeypatch.setitem(downloads.REGISTRY, name, downloads.Source("https://example.invalid/", files, "the test"))
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache")
    monkeypatch.delenv(downloads.FOLDER, raising=False)
    with backend.use("numpy"):
        yield


def serve(monkeypatch, contents):
    """Let downloads bring these contents; return the list of what was asked for."""
    asked = []

    def download(url, output, _pooch):
        asked.append(url)
        Path(output).write_bytes(contents[url.rsplit("/", 1)[1]])

    monkeypatch.setattr(downloads, "_with_a_bar", lambda: download)
    return asked


def leftovers(tmp_path):
    return [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_a_set_is_downloaded_once_and_read(monkeypatch):
    asked = serve(monkeypatch, CONTENT)
    for _ in range(2):
        x, y = data.mnist("test")
    assert asked == [f"https://example.invalid/{name}" for name in NAMES]
    assert (x.shape, x.dtype) == ((3, 1, 28, 28), np.float32)
    np.testing.assert_array_equal((x * 255).round().astype(int)[:, 0], IMAGES)
    assert y.tolist() == [7, 0, 9]


def test_a_file_is_at_hand_after_its_download_or_in_a_folder_of_yours(monkeypatch, tmp_path):
    serve(monkeypatch, CONTENT)
    assert not downloads.at_hand("mnist", NAMES[0])
    data.mnist("test")
    assert downloads.at_hand("mnist", NAMES[0])
    (tmp_path / "fashion_mnist").mkdir()
    (tmp_path / "fashion_mnist" / NAMES[0]).write_bytes(CONTENT[NAMES[0]])
    assert not downloads.at_hand("fashion_mnist", NAMES[0])
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path))
    assert downloads.at_hand("fashion_mnist", NAMES[0])


def test_integers_stay_as_they_are_stored(monkeypatch):
    serve(monkeypatch, CONTENT)
    np.testing.assert_array_equal(data.fashion_mnist("test", dtype="uint8").x[:, 0], IMAGES)


def test_a_download_that_is_not_the_published_file_leaves_nothing(monkeypatch, tmp_path):
    serve(monkeypatch, dict.fromkeys(NAMES, CONTENT[NAMES[0]][:-5]))
    with pytest.raises(data.DataError, match="is not the file that was published: its checksum differs"):
        data.mnist("test")
    assert leftovers(tmp_path) == []


def test_a_download_that_breaks_off_leaves_nothing_and_says_what_to_do(monkeypatch, tmp_path):
    def broken(url, output, _pooch):
        Path(output).write_bytes(b"half")
        raise ConnectionResetError

    monkeypatch.setattr(downloads, "_with_a_bar", lambda: broken)
    with pytest.raises(data.DataError, match=r"can't be downloaded .*ConnectionResetError.* GRADSCHOOL_DATA"):
        data.mnist("test")
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("inside", ["", "mnist"])
def test_files_in_a_folder_of_one_s_own_are_taken_without_a_download(inside, monkeypatch, tmp_path):
    asked = serve(monkeypatch, {})
    (tmp_path / "mine" / inside).mkdir(parents=True)
    for name, content in CONTENT.items():
        (tmp_path / "mine" / inside / name).write_bytes(content)
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path / "mine"))
    assert data.mnist("test").y.tolist() == [7, 0, 9]
    assert asked == []


def test_a_damaged_file_in_a_folder_is_named(monkeypatch, tmp_path):
    (tmp_path / NAMES[0]).write_bytes(CONTENT[NAMES[0]][:-1])
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path))
    with pytest.raises(data.DataError, match=rf"{NAMES[0]} is damaged or incomplete"):
        data.mnist("test")


def test_mnist_s_files_are_not_taken_for_fashion_mnist_s(monkeypatch, tmp_path):
    asked = serve(monkeypatch, CONTENT)
    for name, content in CONTENT.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path))
    data.fashion_mnist("test")
    assert len(asked) == 2


def test_a_folder_that_is_not_there_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path / "absent"))
    with pytest.raises(data.DataError, match="is no folder; correct it, or unset it"):
        data.mnist("test")


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="part 'validation' is not one of 'train', 'test'"):
        data.cifar10("validation")


def test_cifar_s_binary_batches_are_read(monkeypatch):
    rows = np.random.default_rng(0).integers(0, 256, (2, 3073)).astype("u1")
    rows[:, 0] = [3, 8]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in ["test_batch", *(f"data_batch_{i}" for i in range(1, 6))]:
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            entry.size = rows.size
            archive.addfile(entry, io.BytesIO(rows.tobytes()))
    file = "cifar-10-binary.tar.gz"
    source = downloads.Source("https://example.invalid/", {file: md5(stream.getvalue())}, "the test")
    monkeypatch.setitem(downloads.REGISTRY, "cifar10", source)
    serve(monkeypatch, {file: stream.getvalue()})
    assert len(data.cifar10("train")) == 10
    x, y = data.cifar10("test", dtype="uint8")
    assert y.tolist() == [3, 8]
    np.testing.assert_array_equal(x.reshape(2, -1), rows[:, 1:])


def test_a_jpeg_copy_of_cifar_is_read_and_says_what_it_is(monkeypatch, tmp_path):
    stream = io.BytesIO()
    Image.new("RGB", (32, 32), (200, 100, 50)).save(stream, format="jpeg", quality=95)
    one = np.frombuffer(stream.getvalue(), "u1")
    offsets = np.array([0, one.size, 2 * one.size])
    np.savez(tmp_path / "cifar10-test.npz", jpeg=np.concatenate([one, one]), offsets=offsets, labels=[1, 2])
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path))
    found = data.cifar10("test")
    assert found.name == "CIFAR-10 (JPEG copy), test"
    assert found.x.shape == (2, 3, 32, 32)
    np.testing.assert_allclose(found.x[0, :, 5, 5] * 255, [200, 100, 50], atol=3)


def test_a_file_that_is_no_idx_file_is_named(tmp_path):
    path = tmp_path / "wrong.gz"
    path.write_bytes(gzip.compress(b"nothing of the kind"))
    with pytest.raises(data.DataError, match=r"wrong\.gz is no IDX file"):
        data.image_sets.read_idx(path)
