"""What an examinee does not even try to send, told in words; and its reading of what the judge sends."""

import socket

import msgpack
import numpy as np
import pytest

from grader.examinee.wire import LENGTH, MOST_ITEMS, NotSendable, check_sendable, pack, read_request

NOT_SENT = {
    "a long list": ([0.5] * (MOST_ITEMS + 1), "return an array"),
    "many short ones": ({"a": [[1] * 250 for _ in range(200)]}, "return an array"),
    "a large number": ([1, {"n": 2**64}], "a whole number of more than 64 bits"),
    "a small number": ({"a": -(2**63) - 1}, "a whole number of more than 64 bits"),
}


@pytest.mark.parametrize(("value", "words"), NOT_SENT.values(), ids=NOT_SENT)
def test_what_the_judge_would_not_read_is_told_first(value, words):
    with pytest.raises(NotSendable, match=words):
        check_sendable(value)


@pytest.mark.parametrize("value", [[0.5] * 40_000, {"n": [2**64 - 1, -(2**63)]}, "x" * 10**6, np.zeros(10**6), True])
def test_what_the_judge_reads_is_sent(value):
    check_sendable(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [(np.array([print]), "dtype object"), (np.zeros((1,) * 20), "20 dimensions"), (object(), "^object can't")],
)
def test_what_has_no_place_in_a_frame_is_named(value, words):
    with pytest.raises(NotSendable, match=words):
        pack({"a": value})


@pytest.mark.parametrize("sent", [b"", b"\1", LENGTH.pack(5) + b"abc"], ids=["nothing", "half a length", "a part"])
def test_a_judge_that_hangs_up_has_no_request(sent):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_RDWR)
        assert read_request(ours) is None


def test_requests_are_read_one_after_the_other():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for number in range(3):
            body = msgpack.packb({"number": number})
            theirs.sendall(LENGTH.pack(len(body)) + body)
        assert [read_request(ours) for _ in range(3)] == [{"number": number} for number in range(3)]
