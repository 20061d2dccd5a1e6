"""The judge's end of the line to an examinee: one request, one reply, each with a deadline.

Of a reply nothing is believed, and everything is bounded before it is built: msgpack's own decoder is handed a frame
only after :func:`inspect` has walked it. Depth, number of items and every length are known to be sane by then.
"""

from __future__ import annotations

import secrets
import socket
import struct
from math import prod
from time import monotonic
from typing import Any

import msgpack
import numpy as np

from grader.examinee.wire import ARRAY, COMPLEX, DTYPES, LENGTH, MOST_DIMENSIONS, is_vast

CHUNK = 2**18
MAX_DEPTH = 32
MAX_ITEMS = 100_000

_FIXED = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_FIXED |= {0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_SIZED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_FIXED_EXTENSION = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_SIZED_EXTENSION = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_COUNTED = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}


class Late(Exception):
    """No reply in time."""


class HungUp(Exception):
    """The examinee is gone."""


class Unsafe(ValueError):
    """A frame that no honest examinee sends."""


class Channel:
    """Asks an examinee, and reads what comes back.

    Parameters
    ----------
    connection : socket
    frame_bytes : int
        The longest reply that is read at all.
    """

    def __init__(self, connection: socket.socket, frame_bytes: int) -> None:
        self._connection = connection
        self._frame_bytes = frame_bytes

    def ask(self, request: dict[str, Any], deadline: float) -> tuple[dict[str, Any], int]:
        """Send a request and return its reply, with the reply's size.

        Every request carries a number nobody can guess, so no reply can be prepared before it is asked for.

        Raises
        ------
        Late, HungUp, Unsafe
        """
        number = secrets.token_bytes(8)
        body = msgpack.packb({**request, "n": number}, unicode_errors="surrogatepass")
        self._send(LENGTH.pack(len(body)) + body, deadline)
        size = LENGTH.unpack(self._read(LENGTH.size, deadline))[0]
        if size > self._frame_bytes:
            raise Unsafe("a reply is too long")
        reply = decode(self._read(size, deadline))
        if (_plain(reply.get("n")), _plain(reply.get("do"))) != (number, request["do"]):
            raise Unsafe("a reply to something that was not asked")
        return reply, size

    def _send(self, data: bytes, deadline: float) -> None:
        self._wait(deadline)
        try:
            self._connection.sendall(data)
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise HungUp from error

    def _read(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(deadline)
            try:
                part = self._connection.recv(min(size - len(parts), CHUNK))
            except TimeoutError as error:
                raise Late from error
            except OSError as error:
                raise HungUp from error
            if not part:
                raise HungUp
            parts += part
        return bytes(parts)

    def _wait(self, deadline: float) -> None:
        """Let the next call on the socket take until the deadline at most."""
        left = deadline - monotonic()
        if left <= 0:
            raise Late
        self._connection.settimeout(left)


def _plain(value: Any) -> str | bytes | None:
    """The value if it compares like one: an array would answer for each of its elements."""
    return value if isinstance(value, (str, bytes)) else None


def decode(frame: bytes) -> dict[str, Any]:
    """Turn a frame's bytes into a dict of plain values and arrays.

    Raises
    ------
    Unsafe
        If it is anything else, or too deep, too long, truncated, of another dtype or otherwise false.
    """
    inspect(frame)
    try:
        message = msgpack.unpackb(frame, ext_hook=_extension, strict_map_key=True)
    except Unsafe:
        raise
    except Exception as error:
        raise Unsafe(f"a frame can't be read: {type(error).__name__}") from error
    if not isinstance(message, dict):
        raise Unsafe("a frame is no message")
    return message


def inspect(frame: bytes) -> None:
    """Walk a frame without building anything."""
    position, items, open_lists = 0, 0, [1]
    while open_lists:
        if open_lists[-1] == 0:
            open_lists.pop()
            continue
        open_lists[-1] -= 1
        items += 1
        position, inside = _step(frame, position)
        if inside:
            open_lists.append(inside)
        if items > MAX_ITEMS or inside > len(frame) - position:
            raise Unsafe("a frame holds too many items")
        if len(open_lists) > MAX_DEPTH:
            raise Unsafe("a frame is nested too deep")
    if position != len(frame):
        raise Unsafe("a frame goes on after its end")


def _step(frame: bytes, position: int) -> tuple[int, int]:
    """Skip one item's head and bytes: the new position, and how many items follow inside it."""
    if position >= len(frame):
        raise Unsafe("a frame is cut short")
    head, position, inside = frame[position], position + 1, 0
    if head < 0x80 or head >= 0xE0:
        return position, 0
    if head < 0x90:
        return position, 2 * (head & 0x0F)
    if head < 0xA0:
        return position, head & 0x0F
    if head < 0xC0:
        position += head & 0x1F
    elif head in _FIXED:
        position += _FIXED[head]
    elif head in _SIZED:
        position += _SIZED[head] + _number(frame, position, _SIZED[head])
    elif head in _FIXED_EXTENSION:
        position = _kind(frame, position) + _FIXED_EXTENSION[head]
    elif head in _SIZED_EXTENSION:
        width = _SIZED_EXTENSION[head]
        position = _kind(frame, position + width) + _number(frame, position, width)
    elif head in _COUNTED:
        width, times = _COUNTED[head]
        inside = times * _number(frame, position, width)
        position += width
    else:
        raise Unsafe("a frame holds a byte without meaning")
    if position > len(frame):
        raise Unsafe("a frame is cut short")
    return position, inside


def _kind(frame: bytes, position: int) -> int:
    """Step over an extension's kind, which must be one of ours: msgpack makes dates of some others by itself."""
    if _number(frame, position, 1) not in (ARRAY, COMPLEX):
        raise Unsafe("a frame holds a value of an unknown kind")
    return position + 1


def _number(frame: bytes, position: int, width: int) -> int:
    if position + width > len(frame):
        raise Unsafe("a frame is cut short")
    return int.from_bytes(frame[position : position + width], "big")


def _extension(code: int, data: bytes) -> Any:
    if code == ARRAY:
        return _array(data)
    if code == COMPLEX and len(data) == 16:
        return complex(*struct.unpack("<dd", data))
    raise Unsafe("a frame holds a value of an unknown kind")


def _array(data: bytes) -> np.ndarray:
    """An array from dtype, shape and raw bytes, all three checked against each other."""
    try:
        length = data[0]
        name = data[1 : 1 + length].decode("ascii")
        dimensions = data[1 + length]
        start = 2 + length + 8 * dimensions
        shape = struct.unpack(f"<{dimensions}Q", data[2 + length : start])
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise Unsafe("an array's head is broken") from error
    if name not in DTYPES or dimensions > MOST_DIMENSIONS:
        raise Unsafe("an array is of a dtype or shape that is not allowed")
    dtype = np.dtype(name).newbyteorder("<")
    if dtype.itemsize * prod(shape) != len(data) - start or is_vast(shape):
        raise Unsafe("an array's bytes do not fit its shape")
    if name == "bool":
        return np.frombuffer(data, np.uint8, offset=start).reshape(shape) != 0
    numbers = np.frombuffer(data, dtype, offset=start).reshape(shape)
    return numbers.astype(np.dtype(name), copy=True)
