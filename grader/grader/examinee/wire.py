"""Frames between judge and examinee: a length, then msgpack; arrays as dtype, shape and raw bytes.

This is the writing side, and the reading of what the judge sends. The judge reads with a decoder of its own, which
believes nothing.
"""

from __future__ import annotations

import socket
import struct
from math import prod
from typing import Any

import msgpack
import numpy as np

LENGTH = struct.Struct("<I")
ARRAY, COMPLEX = 1, 2
DTYPES = frozenset(
    {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
    | {"float16", "float32", "float64", "complex64", "complex128"}
)
INTEGER_RANGE = range(-(2**63), 2**64)
MOST_ITEMS, MOST_DIMENSIONS = 50_000, 16
VAST = 2**24
"""Numbers along all axes but those of length 0: an empty array has no bytes, but its sum along that axis has them."""
PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


class NotSendable(ValueError):
    """A value that has no place in a frame; the message says which and why."""


def pack(message: dict[str, Any]) -> bytes:
    """Turn a message of plain values and arrays into one frame.

    Raises
    ------
    NotSendable
        If it holds an array of another dtype, a too large whole number, or another type.
    """
    body = msgpack.packb(message, default=_extension, unicode_errors="replace", use_bin_type=True)
    return LENGTH.pack(len(body)) + body


def check_sendable(message: Any) -> None:
    """Say in friendly words what the judge would not read: too long lists, too large whole numbers.

    Raises
    ------
    NotSendable
    """
    queue, items = [message], 0
    while queue:
        value = queue.pop()
        items += 1
        if items > MOST_ITEMS:
            raise NotSendable(f"more than {MOST_ITEMS} values in lists can't be compared; return an array")
        if type(value) is int and value not in INTEGER_RANGE:
            raise NotSendable("a whole number of more than 64 bits can't be compared")
        if type(value) in (list, dict):
            queue += value.values() if type(value) is dict else value


def is_vast(shape: tuple[int, ...]) -> bool:
    """Whether an array of so few bytes may become one that fills the memory, where somebody sums over it."""
    return 0 in shape and prod(length for length in shape if length) > VAST


def _extension(value: Any) -> msgpack.ExtType:
    if isinstance(value, complex):
        return msgpack.ExtType(COMPLEX, struct.pack("<dd", value.real, value.imag))
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, np.ndarray) and value.dtype.name in DTYPES and value.ndim <= MOST_DIMENSIONS:
        if is_vast(value.shape):
            raise NotSendable(f"an empty array of shape {value.shape} can't be compared")
        return msgpack.ExtType(ARRAY, _array_bytes(value))
    what = (
        f"an array of {value.ndim} dimensions and dtype {value.dtype}"
        if isinstance(value, np.ndarray)
        else type(value).__name__
    )
    raise NotSendable(f"{what} can't be compared; return arrays, numbers and strings")


def _array_bytes(array: np.ndarray) -> bytes:
    """Dtype, shape and the numbers, little-endian, row by row."""
    name = array.dtype.name.encode()
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    header = struct.pack(f"<B{len(name)}sB{array.ndim}Q", len(name), name, array.ndim, *array.shape)
    return header + little.tobytes()


def read_request(line: socket.socket) -> dict[str, Any] | None:
    """The judge's next request; None when it has hung up."""
    header = _exactly(line, LENGTH.size)
    if header is None:
        return None
    body = _exactly(line, LENGTH.unpack(header)[0])
    return None if body is None else msgpack.unpackb(body, unicode_errors="surrogatepass")


def _exactly(line: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = line.recv(min(size - len(parts), 2**20))
        if not part:
            return None
        parts += part
    return bytes(parts)
