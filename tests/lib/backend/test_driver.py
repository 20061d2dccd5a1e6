"""The driver's answers, from a driver that is played by Python."""

import pytest

from gradschool.backend import driver


class Played:
    """A driver of this version that finds so many GPUs, and whose calls fail where `broken` says so."""

    def __init__(self, version: int, gpus: int, broken: str = "") -> None:
        self.version, self.gpus, self.broken = version, gpus, broken

    def cuInit(self, flags: int) -> int:
        return 100 * (self.broken == "start")

    def cuDeviceGetCount(self, place) -> int:
        place._obj.value = self.gpus
        return 3 * (self.broken == "count")

    def cuDriverGetVersion(self, place) -> int:
        place._obj.value = self.version
        return 0


@pytest.fixture
def played(monkeypatch):
    return lambda *facts: monkeypatch.setattr(driver, "_driver", lambda: Played(*facts) if facts else None)


@pytest.mark.parametrize(
    ("version", "package", "extra"),
    [(12040, "cupy-cuda12x", "gpu"), (13000, "cupy-cuda13x", "gpu13"), (14010, "cupy-cuda13x", "gpu13")],
)
def test_the_newest_cupy_that_the_driver_can_run_is_named(played, version, package, extra):
    played(version, 1)
    assert driver.fitting_package() == f'"{package}[ctk]"'
    assert driver.fitting_extra() == extra


@pytest.mark.parametrize("facts", [(), (11080, 1)], ids=["no driver", "an old driver"])
def test_a_driver_for_which_there_is_no_cupy_gets_the_oldest_named(played, facts):
    played(*facts)
    assert driver.fitting_extra() == "gpu"


def test_gpus_are_counted(played):
    played(13000, 2)
    assert driver.gpu_count() == 2


@pytest.mark.parametrize("facts", [(), (13000, 2, "start"), (13000, 2, "count")])
def test_no_gpu_is_counted_where_the_driver_is_missing_or_fails(played, facts):
    played(*facts)
    assert driver.gpu_count() == 0
