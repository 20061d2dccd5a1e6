"""Work in blocks and among cores: every part is done once, and a fault in any of them is raised."""

import array_api_strict
import numpy as np
import pytest

from gradschool.backend import blocks, threads


def in_blocks(task):
    blocks.in_blocks(task, 50, np.zeros(50), 200)


def over_cores(task):
    threads.over_cores(task, 50)


@pytest.fixture(params=[in_blocks, over_cores])
def shared(request, monkeypatch):
    monkeypatch.setattr(blocks, "IN_CACHE", 28)
    monkeypatch.setattr(threads, "SHARED_FROM", 50)
    monkeypatch.setattr(threads, "cores", lambda: 7)
    return request.param


def test_every_part_is_done_once(shared):
    done, parts = np.zeros(50, int), []

    def task(part):
        done[part] += 1
        parts.append(part)

    shared(task)
    assert done.tolist() == [1] * 50
    assert {part.stop - part.start for part in parts} <= {1, 7, 8}
    assert len(parts) >= 7


@pytest.mark.parametrize("bad", [0, 20, 49])
def test_a_fault_in_any_part_is_raised(bad, shared):
    def task(part):
        if part.start <= bad < part.stop:
            raise ValueError(f"part of {bad}")

    with pytest.raises(ValueError, match=f"part of {bad}"):
        shared(task)


@pytest.mark.parametrize("count", [0, 1, 49])
def test_little_work_is_done_at_once_by_who_asks(count, shared):
    parts = []
    blocks.in_blocks(parts.append, count, np.zeros(count), min(count, 28))
    threads.over_cores(parts.append, count)
    assert [part for part in parts if part.stop] == [slice(0, count)] * (2 if count else 0)


@pytest.mark.parametrize(("xp", "count"), [(np, 8), (array_api_strict, 1)])
def test_only_a_processor_works_in_blocks(xp, count, monkeypatch):
    monkeypatch.setattr(blocks, "IN_CACHE", 28)
    parts = []
    blocks.in_blocks(parts.append, 50, xp.zeros(50), 200)
    assert len(parts) == count


@pytest.mark.parametrize("xp", [np, array_api_strict])
def test_parts_are_joined_to_what_is_done_at_once(xp, monkeypatch):
    monkeypatch.setattr(blocks, "IN_CACHE", 28)
    rows = xp.reshape(xp.arange(100, dtype=xp.float32), (50, 2))
    doubled, sums = blocks.joined(lambda part: (2 * rows[part, :], xp.sum(rows[part, :], axis=1)), 50, rows, 100)
    np.testing.assert_array_equal(np.asarray(doubled), 2 * np.asarray(rows))
    np.testing.assert_array_equal(np.asarray(sums), np.asarray(rows).sum(1))
    assert doubled.dtype == sums.dtype == rows.dtype
