"""The judge's decoder: what an examinee packs comes back, and every other byte string is refused."""

import contextlib
import socket
import struct
import threading
from time import monotonic

import msgpack
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.examinee.wire import ARRAY, COMPLEX, DTYPES, LENGTH, NotSendable, pack, read_request
from grader.sandbox.channel import Channel, HungUp, Late, Unsafe, decode, inspect

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
arrays = hnp.arrays(st.sampled_from(sorted(DTYPES)), hnp.array_shapes(min_dims=0, min_side=0, max_side=4))


def unpack(frame):
    return decode(frame[LENGTH.size :])


def an_array(name=b"float64", shape=(2,), data=bytes(16)):
    head = struct.pack(f"<B{len(name)}sB{len(shape)}Q", len(name), name, len(shape), *shape)
    return msgpack.packb({"a": msgpack.ExtType(ARRAY, head + data)})


@given(st.dictionaries(st.text(), plain, max_size=5))
@example({"small and negative": -1})
def test_plain_messages_come_back(message):
    assert unpack(pack(message)) == message


@given(arrays)
def test_arrays_come_back(array):
    got = unpack(pack({"a": array}))["a"]
    assert got.dtype == array.dtype
    np.testing.assert_array_equal(got, array)


def test_arrays_in_any_memory_order_come_back():
    array = np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1)[::-1]
    np.testing.assert_array_equal(unpack(pack({"a": array}))["a"], array)


def test_big_endian_arrays_come_back():
    np.testing.assert_array_equal(unpack(pack({"a": np.arange(3, dtype=">f8")}))["a"], np.arange(3.0))


@given(st.binary(max_size=300))
@settings(max_examples=3 * settings.default.max_examples)
def test_noise_is_read_or_refused_and_never_raises_anything_else(noise):
    with contextlib.suppress(Unsafe):
        decode(noise)


@given(st.data())
def test_a_damaged_frame_is_read_or_refused(data):
    frame = bytearray(pack({"a": np.arange(3.0), "b": [1, "two", {"c": None}]})[LENGTH.size :])
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unsafe):
        decode(bytes(frame))


@given(st.data())
def test_a_truncated_frame_is_refused(data):
    frame = pack({"a": np.arange(3.0), "b": [1, "two"]})[LENGTH.size :]
    with pytest.raises(Unsafe):
        decode(frame[: data.draw(st.integers(0, len(frame) - 1))])


FALSE = {
    "an unknown dtype": an_array(b"object"),
    "a dtype with fields": an_array(b"f8,f8", (1,)),
    "a date": an_array(b"datetime64[ns]"),
    "too few bytes": an_array(data=bytes(15)),
    "too many bytes": an_array(data=bytes(17)),
    "a shape that overflows": an_array(shape=(2**63, 2)),
    "an empty array of absurd shape": an_array(shape=(0, 2**62), data=b""),
    "an empty array whose sum fills a memory": an_array(shape=(0, 2**31), data=b""),
    "a shape whose product is that of the bytes, modulo 2^64": an_array(shape=(2**62 + 1, 4, 1), data=bytes(32)),
    "too many dimensions": an_array(shape=(1,) * 17, data=bytes(8)),
    "no head": msgpack.packb({"a": msgpack.ExtType(ARRAY, b"")}),
    "a dimension short": msgpack.packb({"a": msgpack.ExtType(ARRAY, b"\x07float64\x02" + bytes(8))}),
    "an unknown extension": msgpack.packb({"a": msgpack.ExtType(9, b"x")}),
    "a timestamp": msgpack.packb({"a": msgpack.Timestamp(1)}),
    "half a complex number": msgpack.packb({"a": msgpack.ExtType(COMPLEX, bytes(8))}),
    "a list as the message": msgpack.packb([1]),
    "two messages": msgpack.packb({}) * 2,
    "a number as a key": msgpack.packb({1: 2}),
    "a list of four billion": b"\xdd\xff\xff\xff\xff",
    "a map of four billion": b"\xdf\xff\xff\xff\xff",
    "a string of four billion": b"\xdb\xff\xff\xff\xff",
    "lists in lists, each claiming much": b"\xdd\x00\x01\x00\x00" * 1000,
    "deep lists": b"\x81\xa1a" + b"\x91" * 40 + b"\xc0",
    "too many items": msgpack.packb({"a": [None] * 100_001}),
    "text that is not UTF-8": b"\x81\xa1a\xa1\xff",
    "a byte without meaning": b"\xc1",
}


@pytest.mark.parametrize("frame", FALSE.values(), ids=FALSE)
def test_false_frames_are_refused(frame):
    with pytest.raises(Unsafe):
        decode(frame)


def test_a_bool_array_holds_truth_values_whatever_its_bytes():
    got = decode(an_array(b"bool", (3,), b"\x00\x01\x07"))["a"]
    assert got.tobytes() == b"\x00\x01\x01"


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0, 2), (1000, 0, 1000)])
def test_an_empty_array_of_an_ordinary_shape_comes_back(shape):
    assert unpack(pack({"a": np.zeros(shape)}))["a"].shape == shape


def test_an_empty_array_whose_sum_would_fill_a_memory_is_told_its_student():
    with pytest.raises(NotSendable, match=r"an empty array of shape \(0, 1073741824\) can't be compared"):
        pack({"a": np.zeros((0, 2**30))})


@given(st.complex_numbers(allow_nan=False))
def test_complex_numbers_come_back(number):
    assert unpack(pack({"a": number})) == {"a": number}


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_complex_number_of_another_length_is_refused(length):
    with pytest.raises(Unsafe, match="unknown kind"):
        decode(msgpack.packb({"a": msgpack.ExtType(COMPLEX, bytes(length))}))


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (b"\x80\x00", "goes on after its end"),
        (b"\xd9\x05ab", "cut short"),
        (b"\xda\x00", "cut short"),
        (b"", "cut short"),
    ],
)
def test_a_frame_of_another_length_is_refused_before_anything_is_built(frame, fault):
    with pytest.raises(Unsafe, match=fault):
        inspect(frame)


def test_a_list_that_claims_more_than_there_is_is_refused_at_its_head():
    with pytest.raises(Unsafe, match="too many items"):
        inspect(b"\xdd\xff\xff\xff\xff")


@pytest.fixture
def line():
    """Both ends of a line: the judge's channel, and the examinee's socket."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, 1000), theirs


def test_a_request_arrives_and_its_reply_comes_back(line):
    channel, theirs = line

    def echo():
        request = read_request(theirs)
        theirs.sendall(pack({"n": request["n"], "do": request["do"], "index": request["index"]}))

    examinee = threading.Thread(target=echo)
    examinee.start()
    reply, size = channel.ask({"do": "cell", "index": 7}, monotonic() + 60)
    examinee.join()
    assert (reply["index"], size) == (7, len(pack(reply)) - LENGTH.size)


@pytest.mark.parametrize(("sent", "seconds"), [(b"", 0.0), (b"", 0.1), (LENGTH.pack(100) + b"a part", 0.1)])
def test_whoever_does_not_answer_in_time_is_late(line, sent, seconds):
    channel, theirs = line
    theirs.sendall(sent)
    with pytest.raises(Late):
        channel.ask({"do": "cell"}, monotonic() + seconds)


def test_whoever_reads_nothing_is_late(line):
    with pytest.raises(Late):
        line[0].ask({"do": "cell", "source": "x" * 10**7}, monotonic() + 0.1)


@pytest.mark.parametrize("sent", [b"", LENGTH.pack(100) + b"a part"])
def test_whoever_closes_the_line_has_hung_up(line, sent):
    channel, theirs = line
    theirs.sendall(sent)
    theirs.shutdown(socket.SHUT_RDWR)
    with pytest.raises(HungUp):
        channel.ask({"do": "cell"}, monotonic() + 60)
