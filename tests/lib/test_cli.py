"""The student's command: doctor and data, with their exit status."""

import sys

import pytest
from click.testing import CliRunner

from gradschool import doctor
from gradschool.backend import driver
from gradschool.cli import main
from gradschool.data import downloads


def run(*words):
    return CliRunner().invoke(main, words)


@pytest.fixture(autouse=True)
def _no_folder(monkeypatch):
    monkeypatch.delenv(downloads.FOLDER, raising=False)


def test_the_doctor_says_what_works(monkeypatch):
    monkeypatch.setattr(doctor, "gpu_count", lambda: 0)
    done = run("doctor")
    assert done.exit_code == 0
    for word in ("Python: 3.", "numpy: 2.", "CPU: ", "GPU: no NVIDIA driver answers", "a test figure was drawn"):
        assert word in done.output


def test_the_doctor_finds_a_missing_package_and_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    done = run("doctor")
    assert done.exit_code == 1
    assert "no-such-package: not installed" in done.output
    assert "pip install no-such-package" in done.output


def test_the_doctor_names_a_gpu_that_is_not_used(monkeypatch):
    monkeypatch.setattr(doctor, "gpu_count", lambda: 2)
    monkeypatch.setattr(doctor, "cupy_is_installed", lambda: False)
    monkeypatch.setattr(driver, "cuda_version", lambda: 13)
    said = run("doctor").output
    assert 'GPU: 2 found, without CuPy\n    to use it: pip install "cupy-cuda13x[ctk]"' in said


def test_the_doctor_says_what_would_make_training_faster(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    done = run("doctor")
    assert done.exit_code == 0
    assert "compiler: Numba is not installed\n    for faster training: pip install numba" in done.output


def test_the_doctor_finds_a_folder_that_is_not_there(monkeypatch):
    monkeypatch.setenv(downloads.FOLDER, "/no/such/folder")
    done = run("doctor")
    assert done.exit_code == 1
    assert "GRADSCHOOL_DATA=/no/such/folder is no folder" in done.output


def test_an_unknown_set_is_refused_with_those_there_are():
    done = run("data", "fetch", "imagenet")
    assert done.exit_code == 2
    assert "data set 'imagenet' is not known; there are mnist, fashion_mnist, cifar10" in done.output


def test_a_set_that_cannot_be_had_is_exit_status_1(monkeypatch):
    def refused(name, file):
        raise downloads.DataError(f"{file} can't be had")

    monkeypatch.setattr(downloads, "path_of", refused)
    done = run("data", "fetch", "mnist")
    assert done.exit_code == 1
    assert "train-images-idx3-ubyte.gz can't be had" in done.output


def test_fetched_files_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(downloads, "path_of", lambda name, file: tmp_path / file)
    done = run("data", "fetch", "cifar10")
    assert done.exit_code == 0
    assert done.output.endswith("cifar-10-binary.tar.gz\n")


def test_the_sets_are_listed():
    assert "fashion_mnist: Fashion-MNIST, H. Xiao" in run("data", "list").output
