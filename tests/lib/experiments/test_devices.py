"""Work that is timed on every device: where it is done, what is waited for, and what is printed."""

from types import SimpleNamespace

import pytest

from gradschool import backend
from gradschool.experiments import devices


@pytest.fixture
def work():
    """Work that notes the backend in use whenever its arrays are made, and whenever it is done."""
    noted = SimpleNamespace(made=[], done=[])

    def make():
        noted.made.append(backend.current().name)
        return lambda: noted.done.append(backend.current().name)

    return make, noted


def test_without_a_gpu_the_work_is_timed_on_the_cpu_alone_and_a_way_to_one_is_named(work, capsys, monkeypatch):
    monkeypatch.delenv("GRADSCHOOL_BACKEND", raising=False)
    monkeypatch.setattr(devices, "resolve", lambda name: backend.current())  # as where no GPU answers
    make, noted = work
    seconds = devices.race({"nothing": make}, repeats=2)
    said = capsys.readouterr().out
    assert list(seconds["nothing"]) == ["CPU"]
    assert noted.made == ["numpy"]
    assert noted.done == 3 * ["numpy"]
    assert "environment-gpu.yml" in said
    assert "Colab" in said


def test_who_holds_the_work_on_the_cpu_is_not_sent_after_a_gpu(work, capsys, monkeypatch):
    monkeypatch.setenv("GRADSCHOOL_BACKEND", "numpy")
    devices.race({"nothing": work[0]}, repeats=1)
    said = capsys.readouterr().out
    assert "GRADSCHOOL_BACKEND holds all work on the CPU" in said
    assert "Colab" not in said


def test_where_another_device_answers_each_work_is_done_on_both(work, capsys, monkeypatch):
    make, noted = work
    monkeypatch.setenv("GRADSCHOOL_BACKEND", "strict")
    with backend.use("numpy"):
        seconds = devices.race({"nothing": make, "the same": make}, repeats=1)
        assert backend.current().name == "numpy"
    assert noted.made == 2 * ["numpy", "strict"]
    assert [list(one) for one in seconds.values()] == 2 * [["CPU", "strict"]]
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said] == ["nothing", "the"]


def test_the_first_time_does_not_count(monkeypatch):
    clock = iter([0.0, 9.0, 10.0, 13.0, 20.0, 22.0])
    monkeypatch.setattr(devices, "perf_counter", lambda: next(clock))
    assert devices.race({"nothing": lambda: lambda: None}, repeats=2) == {"nothing": {"CPU": 2.0}}


def test_the_clock_stops_when_the_device_has_finished(monkeypatch):
    order = []
    monkeypatch.setattr(backend, "synchronize", lambda: order.append("waited"))
    monkeypatch.setattr(devices, "perf_counter", lambda: order.append("clock") or 0.0)
    devices.race({"work": lambda: lambda: order.append("worked")}, repeats=1)
    assert order == 2 * ["clock", "worked", "waited", "clock"]
