"""The judge's end of the line to an examinee: one request, one reply, each with a deadline."""

from __future__ import annotations

import secrets
import socket
import struct
from typing import Any

import msgpack

from grader.sandbox.frames import Unsafe, decode
from grader.sandbox.workplace import now

LENGTH = struct.Struct("<I")
CHUNK = 2**18


class Late(Exception):
    """No reply in time."""


class HungUp(Exception):
    """The examinee is gone."""


class Line:
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
        left = deadline - now()
        if left <= 0:
            raise Late
        self._connection.settimeout(left)


def _plain(value: Any) -> str | bytes | None:
    """The value if it compares like one: an array would answer for each of its elements."""
    return value if isinstance(value, (str, bytes)) else None
