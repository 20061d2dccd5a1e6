"""A stop that code swallows comes again."""

import time

import pytest

from gradschool.checks.timelimit import Alarm, TimeIsUp


def endless_and_deaf_once(heard):
    """A loop without an end that goes on after the first stop."""
    while True:
        try:
            while True:
                pass
        except TimeIsUp:
            if heard:
                raise
            heard.append("once")


def test_a_swallowed_stop_comes_again_a_second_later():
    heard = []
    with pytest.raises(TimeIsUp), Alarm(0.05):
        endless_and_deaf_once(heard)
    assert heard == ["once"]


def test_nothing_rings_behind_the_block():
    with Alarm(0.05):
        pass
    sum(range(5_000_000))


def test_where_computing_counts_waiting_does_not():
    with Alarm(0.05, computing=True) as alarm:
        time.sleep(0.2)
    assert not alarm.rang
    with pytest.raises(TimeIsUp, match="s of computing"), Alarm(0.05, computing=True):
        endless_and_deaf_once(["once"])
